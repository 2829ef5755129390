//! What a registry says of parties.
use crate::ledger::{no, Outcome};
use ink::{prelude::vec::Vec, selector_bytes};
use interfaces::{
    administration::Link,
    ids::PartyId,
    receipt::ReceiptError,
    registry::{Role, Topic},
};
use kit::{
    ask::{arguments, ask, read_whole},
    authority::{Authority, LinkedRegistry},
};

/// Knows who acts for whom, who is there, and who is attested as what.
pub(crate) trait Network: Authority {
    /// Whether `party` is there and not suspended. Without a registry everyone is.
    fn is_active(&self, epoch: u8, party: &PartyId) -> Outcome<bool>;

    /// Whether `party` has an unexpired attestation as `role`. Without a registry nobody has.
    fn is_attested(&self, epoch: u8, party: &PartyId, role: Role) -> Outcome<bool>;
}

#[inline(never)]
fn says(
    registry: &LinkedRegistry<'_>,
    epoch: u8,
    message: [u8; 4],
    arguments: Vec<u8>,
) -> Outcome<bool> {
    let address = registry.links.address_at(Link::Registry, epoch);
    let address = address.ok_or(ReceiptError::RegistryUnavailable)?;
    read_whole(ask(address, message, arguments))
        .ok_or_else(|| no(ReceiptError::RegistryUnavailable))
}

impl Network for LinkedRegistry<'_> {
    fn is_active(&self, epoch: u8, party: &PartyId) -> Outcome<bool> {
        if epoch == 0 {
            return Ok(true);
        }
        says(self, epoch, selector_bytes!("Registry::is_active"), arguments(party))
    }

    fn is_attested(&self, epoch: u8, party: &PartyId, role: Role) -> Outcome<bool> {
        if epoch == 0 {
            return Ok(false);
        }
        let asked = arguments(&(party, Topic::Role(role)));
        says(self, epoch, selector_bytes!("Registry::attested"), asked)
    }
}

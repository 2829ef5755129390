//! What a registry says of parties.
use crate::ledger::{no, Outcome};
use ink::prelude::boxed::Box;
use interfaces::{ids::PartyId, receipt::ReceiptError, registry::Role};
use kit::authority::{Authority, LinkedRegistry};

/// Knows who acts for whom, who is there, and who is attested as what.
pub(crate) trait Network: Authority {
    /// Whether `party` is there and not suspended. Without a registry everyone is.
    fn is_active(&self, epoch: u8, party: &PartyId) -> Outcome<bool>;

    /// Whether `party` has an unexpired attestation as `role`. Without a registry nobody has.
    fn is_attested(&self, epoch: u8, party: &PartyId, role: Role) -> Outcome<bool>;
}

impl Network for LinkedRegistry<'_> {
    fn is_active(&self, epoch: u8, party: &PartyId) -> Outcome<bool> {
        LinkedRegistry::is_active(self, epoch, party).ok_or_else(unavailable)
    }

    fn is_attested(&self, epoch: u8, party: &PartyId, role: Role) -> Outcome<bool> {
        if epoch == 0 {
            return Ok(false);
        }
        LinkedRegistry::is_attested(self, epoch, party, role).ok_or_else(unavailable)
    }
}

fn unavailable() -> Box<ReceiptError> {
    no(ReceiptError::RegistryUnavailable)
}

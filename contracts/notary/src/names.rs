//! The linked registry, as far as it knows who a party is.
use crate::ledger::Names;
use ink::selector_bytes;
use interfaces::{
    ids::PartyId,
    notary::NotaryError,
    registry::{Attestation, Topic},
};
use kit::{
    ask::{ask, read},
    authority::Current,
};
use scale::Encode;

/// The registry in force.
pub(crate) struct Registered(pub Current);

impl Names for Registered {
    fn real_name_of(&self, party: &PartyId) -> Result<Option<Attestation>, NotaryError> {
        let registry = self.0.address.ok_or(NotaryError::RegistryUnavailable)?;
        let message = selector_bytes!("Registry::attestation_of");
        read(ask(registry, message, (party, Topic::RealName).encode()))
            .ok_or(NotaryError::RegistryUnavailable)
    }
}

//! The linked registry, as far as it knows who a party is.
use crate::ledger::{Attested, Names};
use ink::selector_bytes;
use interfaces::{ids::PartyId, notary::NotaryError, registry::Topic};
use kit::{
    ask::{arguments, ask, read},
    authority::Current,
};

/// The registry in force.
pub(crate) struct Registered(pub Current);

impl Names for Registered {
    fn real_name_of(&self, party: &PartyId) -> Result<Option<Attested>, NotaryError> {
        let registry = self.0.address.ok_or(NotaryError::RegistryUnavailable)?;
        let message = selector_bytes!("Registry::attestation_of");
        read(ask(registry, message, arguments(&(party, Topic::RealName))))
            .ok_or(NotaryError::RegistryUnavailable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::{ids::Fingerprint, registry::Attestation};
    use scale::Encode;

    #[test]
    fn an_attestation_is_read_as_the_registry_writes_it() {
        let attestation = Attestation {
            attester: [1; 32].into(),
            evidence: [2; 32],
            given_at: 3,
            expires_at: 4,
            withdrawn: true,
        };
        let found: Option<Option<Attested>> = read(Some(Some(attestation).encode()));
        assert_eq!(found, Some(Some((PartyId([1; 32]), Fingerprint([2; 32]), 3, 4, true))));
    }
}

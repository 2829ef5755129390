//! What a registry says of regulators.
use ink::{scale::Encode, selector_bytes};
use interfaces::{
    administration::Link,
    ids::PartyId,
    provenance::ProvenanceError,
    registry::{Role, Topic},
};
use kit::{
    ask::{ask, read_whole},
    authority::LinkedRegistry,
};

/// Knows who is a regulator.
pub(crate) trait Regulators {
    /// Whether the registry numbered `epoch` has an unexpired attestation of `party` as a regulator. Without a registry nobody is one.
    fn is_regulator(&self, epoch: u8, party: &PartyId) -> Result<bool, ProvenanceError>;
}

impl Regulators for LinkedRegistry<'_> {
    fn is_regulator(&self, epoch: u8, party: &PartyId) -> Result<bool, ProvenanceError> {
        if epoch == 0 {
            return Ok(false);
        }
        let registry = self.links.address_at(Link::Registry, epoch);
        let registry = registry.ok_or(ProvenanceError::RegistryUnavailable)?;
        let arguments = (party, Topic::Role(Role::Regulator)).encode();
        read_whole(ask(registry, selector_bytes!("Registry::attested"), arguments))
            .ok_or(ProvenanceError::RegistryUnavailable)
    }
}

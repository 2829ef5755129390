//! What a registry says of regulators.
use interfaces::{ids::PartyId, provenance::ProvenanceError, registry::Role};
use kit::authority::LinkedRegistry;

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
        self.is_attested(epoch, party, Role::Regulator).ok_or(ProvenanceError::RegistryUnavailable)
    }
}

//! What relationships and orders have to do with a notary.
use super::Ledger;
use crate::events::DocumentDeposited;
use ink::prelude::vec::Vec;
use interfaces::{
    ids::{DocumentId, Millis, RelationshipId},
    notary::{Algorithm, RecordKind},
    orders::{LineState, OrderError, OrderStatus},
};
use kit::{ask::Untaken, digest, list::PER_CALL, notary::Notary};

impl Ledger {
    /// Tells the notary. Nothing is written here: that contract knows what it was told.
    pub(crate) fn deposit(
        &self,
        notary: &impl Notary,
        now: Millis,
        document: DocumentId,
        kind: RecordKind,
    ) -> Result<DocumentDeposited, OrderError> {
        let mut version = 0;
        let told = match kind {
            RecordKind::Terms => {
                let id = RelationshipId::from(*document.bytes());
                let relationship = self.known_relationship(&id)?;
                version = relationship.in_force;
                let Some(terms) = self.find_terms(&id, version) else {
                    return Err(OrderError::WrongRelationship(relationship.status(now)));
                };
                let document = digest(&(*b"lading/terms", id, version)).into();
                notary.record(document, kind, Algorithm::Sha256, &terms.document)
            }
            RecordKind::Order => {
                let header = self.header(&document)?;
                if !matches!(header.status, OrderStatus::Confirmed | OrderStatus::Closed) {
                    return Err(OrderError::WrongStatus(header.status));
                }
                let mut agreed = Vec::new();
                for number in (1..=header.lines).take(PER_CALL) {
                    match self.find_line(&document, number) {
                        Some(line) if line.state == LineState::Agreed => {
                            agreed.push((number, line.ordered));
                        }
                        _ => {}
                    }
                }
                let digest = digest(&(header.head, agreed));
                notary.record(document, kind, Algorithm::Blake2b256, &digest)
            }
            _ => return Err(OrderError::AnotherSource),
        };
        let deposit = told.map_err(|untaken| match untaken {
            Untaken::Unavailable => OrderError::NotaryUnavailable,
            Untaken::Refused(error) => OrderError::NotTold(error),
        })?;
        Ok(DocumentDeposited { document, kind, version, deposit })
    }
}

//! What a notary is told.
use super::Ledger;
use crate::events::BalanceDeposited;
use interfaces::{
    ids::{CaseId, DocumentId},
    notary::{Algorithm, RecordKind},
    reconciliation::ReconciliationError as Error,
};
use kit::{ask::Untaken, digest, notary::Notary};

impl Ledger {
    /// Tells what a case's balance is. Nothing is written here: that contract knows what it was told.
    // Floor: read case and profile, and a link; ask the notary; an event.
    pub(crate) fn deposit(
        &self,
        notary: &impl Notary,
        id: CaseId,
    ) -> Result<BalanceDeposited, Error> {
        let case = self.balanced(&id)?;
        let Some(terms) = self.digest_of(&id, &case) else { return Err(Error::NotFound) };
        let digest = digest(&(&id, &terms, &case.totals));
        let document = DocumentId::from(*id.bytes());
        let told = notary.record(document, RecordKind::Balance, Algorithm::Blake2b256, &digest);
        let deposit = told.map_err(|untaken| match untaken {
            Untaken::Unavailable => Error::NotaryUnavailable,
            Untaken::Refused(error) => Error::NotTold(error),
        })?;
        Ok(BalanceDeposited { case: id, deposit })
    }
}

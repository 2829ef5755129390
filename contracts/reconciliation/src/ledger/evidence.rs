//! What a notary is told.
use super::Ledger;
use crate::events::BalanceDeposited;
use interfaces::{
    ids::{CaseId, DocumentId},
    notary::{Algorithm, RecordKind},
    reconciliation::{CaseStatus, ReconciliationError as Error},
};
use kit::{ask::Untaken, digest, notary::Notary, store::Shelf};

impl Ledger {
    /// Tells what a case's balance is. Nothing is written here: that contract knows what it was told.
    // Floor: read case and profile, and a link; ask the notary; an event.
    pub(crate) fn deposit(
        &self,
        notary: &impl Notary,
        id: CaseId,
    ) -> Result<BalanceDeposited, Error> {
        let case = self.cases.boxed(&id).ok_or(Error::NotFound)?;
        if case.status != CaseStatus::Balanced {
            return Err(Error::WrongStatus(case.status));
        }
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

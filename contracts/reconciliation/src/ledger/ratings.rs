//! What the credit contract is told.
use super::Ledger;
use crate::{events::DisputeTold, profile::Profile};
use interfaces::{
    credit::{FactKind, What},
    ids::{CaseId, DocumentId, Money, PartyId},
    reconciliation::ReconciliationError as Error,
};
use kit::{
    ask::Untaken,
    codes,
    credit::{Credit, Said},
    store::Shelf,
};

impl Ledger {
    /// Tells how much of a case was disputed rightly. Nothing is written here: that contract knows what it was told.
    // Floor: read case and profile, and a link; ask the credit contract; an event.
    pub(crate) fn tell_credit(
        &self,
        credit: &impl Credit,
        id: CaseId,
        kind: FactKind,
    ) -> Result<DisputeTold, Error> {
        let case = self.balanced(&id)?;
        let Profile(terms) = *self.profiles.boxed(&id).ok_or(Error::NotFound)?;
        let cleared = Money::try_from(case.totals.cleared).unwrap_or(Money::MAX);
        let said = Said {
            document: &DocumentId::from(*id.bytes()),
            subject: case.biller(),
            counterparty: case.payer(),
            arbiter: &terms.arbiter.party().unwrap_or(PartyId::NONE),
            at: case.balanced_at,
            value: cleared.saturating_add(case.struck),
            currency: codes::currency(&terms.currency).unwrap_or_default(),
            what: match kind {
                FactKind::Outcome => What::Dispute(case.struck),
                FactKind::Closed => What::Closed,
            },
        };
        credit.observe(&said).map_err(|untaken| match untaken {
            Untaken::Unavailable => Error::CreditUnavailable,
            Untaken::Refused(error) => Error::NotTold(error),
        })?;
        Ok(DisputeTold { case: id, kind })
    }
}

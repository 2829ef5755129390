//! What the credit contract is told.
use super::{Ledger, DAY};
use crate::events::PaymentTold;
use interfaces::{
    credit::{FactKind, What},
    ids::{DocumentId, Millis, PartyId},
    receivable::{ReceivableError, ReceivableStatus},
};
use kit::{
    ask::Untaken,
    credit::{Credit, Said},
};

/// So long past the due date what is unpaid counts as never paid: what is paid later is told as no less.
pub(super) const LATEST: Millis = 181 * DAY;

impl Ledger {
    /// Tells the credit contract. Nothing is written here: that contract knows what it was told.
    pub(crate) fn tell_credit(
        &self,
        credit: &impl Credit,
        now: Millis,
        id: DocumentId,
        kind: FactKind,
    ) -> Result<PaymentTold, ReceivableError> {
        let debt = self.the_debt(&id)?;
        let is_paid = matches!(debt.status, ReceivableStatus::Paid | ReceivableStatus::Settled);
        let is_unpaid =
            matches!(debt.status, ReceivableStatus::Confirmed | ReceivableStatus::Overdue)
                && debt.declared < debt.face
                && kind == FactKind::Outcome;
        if !is_paid && !is_unpaid {
            return Err(ReceivableError::WrongStatus(debt.status));
        }
        let latest = debt.due_at.saturating_add(LATEST);
        if is_unpaid && now < latest {
            return Err(ReceivableError::TooEarly(latest));
        }
        let at = if is_paid { debt.paid_at } else { latest };
        let what = match kind {
            FactKind::Outcome => What::Payment(days_beyond(debt.due_at, at)),
            FactKind::Closed => What::Closed,
        };
        let said = Said {
            document: &id,
            subject: &debt.debtor,
            counterparty: &debt.creditor,
            arbiter: &PartyId::NONE,
            at,
            value: debt.face,
            currency: debt.currency,
            what,
        };
        credit.observe(&said).map_err(|untaken| match untaken {
            Untaken::Unavailable => ReceivableError::CreditUnavailable,
            Untaken::Refused(error) => ReceivableError::CreditRefused(error),
        })?;
        Ok(PaymentTold { receivable: id, kind })
    }
}

/// By how many whole days `at` is after `due_at`, or, negative, before it: rounded towards 0.
fn days_beyond(due_at: Millis, at: Millis) -> i32 {
    let days = at.abs_diff(due_at).checked_div(DAY).unwrap_or(0);
    let days = i32::try_from(days).unwrap_or(i32::MAX);
    if at < due_at {
        days.saturating_neg()
    } else {
        days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_whole_and_those_before_the_due_date_negative() {
        let due_at = 400 * DAY;
        for (at, days) in [
            (due_at, 0),
            (due_at + 1, 0),
            (due_at - 1, 0),
            (due_at + DAY - 1, 0),
            (due_at + DAY, 1),
            (due_at - DAY, -1),
            (due_at - DAY + 1, 0),
            (due_at + LATEST - 1, 180),
            (due_at + LATEST, 181),
            (0, -400),
            (Millis::MAX, i32::MAX),
        ] {
            assert_eq!(days_beyond(due_at, at), days, "{at}");
        }
        assert_eq!(days_beyond(Millis::MAX, 0), -i32::MAX);
    }
}

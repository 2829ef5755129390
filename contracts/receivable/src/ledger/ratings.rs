//! What the credit contract is told, and what it is asked before a token is bought.
use super::{Ledger, DAY};
use crate::events::PaymentTold;
use interfaces::{
    credit::{FactKind, Grade, What},
    ids::{DocumentId, Millis, PartyId},
    receivable::{Condition, ReceivableError, ReceivableStatus, Token},
};
use kit::{
    ask::Untaken,
    credit::{Credit, Question, Raters, Said, Shown},
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
        credit.observe(&said).map_err(untaken)?;
        Ok(PaymentTold { receivable: id, kind })
    }

    /// Invariant *Rated*. How one is rated who neither owes nor sells says nothing of what is bought.
    #[inline(never)]
    pub(super) fn is_rated(
        &self,
        raters: &impl Raters,
        token: &Token,
        viewer: &PartyId,
        condition: &Condition,
    ) -> Result<(), ReceivableError> {
        let Condition { grant, subject, purpose, at_least } = condition;
        let debt = self.the_debt(&token.receivable)?;
        if ![debt.debtor, debt.guarantor, debt.creditor, token.owner].contains(subject) {
            return Err(ReceivableError::OtherSubject);
        }
        let question = Question { grant: *grant, subject, viewer, purpose };
        let is_enough = match raters.consult(&question).map_err(untaken)? {
            Shown::Grade(grade) => grade != Grade::Unrated && grade >= *at_least,
            Shown::AtLeast(is_at_least) if *at_least == Grade::Unrated => is_at_least,
            Shown::AtLeast(_) | Shown::Scores => return Err(ReceivableError::OtherView),
        };
        if !is_enough {
            return Err(ReceivableError::GradeTooLow);
        }
        Ok(())
    }
}

fn untaken(untaken: Untaken) -> ReceivableError {
    match untaken {
        Untaken::Unavailable => ReceivableError::CreditUnavailable,
        Untaken::Refused(error) => ReceivableError::CreditRefused(error),
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

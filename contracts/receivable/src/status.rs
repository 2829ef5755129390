//! The lives of receivables and tokens.
use interfaces::receivable::{ReceivableStatus, TokenStatus};

/// What may happen to a receivable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Another party signs, and not the last.
    Sign,
    /// The last party signs.
    Confirm,
    /// A party calls it off.
    Withdraw,
    /// A part is paid, or declared to be.
    Pay,
    /// The last part is paid.
    PayInFull,
    /// What was paid is drawn, and not to the end.
    Draw,
    /// The last part is drawn.
    DrawInFull,
    /// The days of grace are over.
    MarkOverdue,
}

/// Where `step` leads from `status`; `None` if it does not follow.
///
/// | step | Draft | Withdrawn | Confirmed | Overdue | Paid | Settled |
/// |---|---|---|---|---|---|---|
/// | Sign | Draft | | | | | |
/// | Confirm | Confirmed | | | | | |
/// | Withdraw | Withdrawn | | | | | |
/// | Pay | | | Confirmed | Overdue | | |
/// | PayInFull | | | Paid | Paid | | |
/// | Draw | | | Confirmed | Overdue | Paid | |
/// | DrawInFull | | | | | Settled | |
/// | MarkOverdue | | | Overdue | | | |
///
/// What was withdrawn, or lapsed as a draft, is drafted anew in its place: that is another one.
#[inline(never)]
pub(crate) fn next(status: ReceivableStatus, step: Step) -> Option<ReceivableStatus> {
    use ReceivableStatus::{Confirmed, Draft, Overdue, Paid, Settled, Withdrawn};
    match (status, step) {
        (Draft, Step::Sign)
        | (Confirmed | Overdue, Step::Pay)
        | (Confirmed | Overdue | Paid, Step::Draw) => Some(status),
        (Draft, Step::Confirm) => Some(Confirmed),
        (Draft, Step::Withdraw) => Some(Withdrawn),
        (Confirmed | Overdue, Step::PayInFull) => Some(Paid),
        (Paid, Step::DrawInFull) => Some(Settled),
        (Confirmed, Step::MarkOverdue) => Some(Overdue),
        _ => None,
    }
}

/// What may happen to a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenStep {
    /// It goes to another, or back to its owner.
    Move,
    /// It is split or merged.
    Change,
    /// It is offered for sale.
    Offer,
    /// An offer for sale is accepted.
    Sell,
    /// An offer for sale is taken back or rejected.
    CloseOffer,
    /// It is offered in pledge.
    OfferPledge,
    /// The pledge is taken.
    TakePledge,
    /// An offer in pledge is taken back or rejected.
    ClosePledge,
    /// It is given free, or the time to enforce the pledge is over.
    Release,
    /// The pledgee makes it its own.
    Enforce,
    /// Something is drawn on it.
    Draw,
    /// The last is drawn, or it is merged into another.
    Burn,
}

/// Where `step` leads from `status`; `None` if it does not follow.
///
/// | step | Held | Offered | PledgeOffered | Pledged | Burnt |
/// |---|---|---|---|---|---|
/// | Move | Held | Held | Held | | |
/// | Change | Held | | | | |
/// | Offer | Offered | | | | |
/// | Sell | | Held | | | |
/// | CloseOffer | | Held | | | |
/// | OfferPledge | PledgeOffered | | | | |
/// | TakePledge | | | Pledged | | |
/// | ClosePledge | | | Held | | |
/// | Release | | | | Held | |
/// | Enforce | | | | Held | |
/// | Draw | Held | Held | Held | Pledged | |
/// | Burn | Burnt | Burnt | Burnt | Burnt | |
///
/// Invariant *Pledged*: a pledged token moves to nobody but its pledgee, by enforcement. Invariant *Pinned*: whatever changes a token
/// ends its offers, so an offer that stands is of what the token was when it was made.
#[inline(never)]
pub(crate) fn token_next(status: TokenStatus, step: TokenStep) -> Option<TokenStatus> {
    use TokenStatus::{Burnt, Held, Offered, PledgeOffered, Pledged};
    match (status, step) {
        (Held | Offered | PledgeOffered, TokenStep::Move | TokenStep::Draw)
        | (Held, TokenStep::Change)
        | (Offered, TokenStep::Sell | TokenStep::CloseOffer)
        | (PledgeOffered, TokenStep::ClosePledge)
        | (Pledged, TokenStep::Release | TokenStep::Enforce) => Some(Held),
        (Held, TokenStep::Offer) => Some(Offered),
        (Held, TokenStep::OfferPledge) => Some(PledgeOffered),
        (PledgeOffered, TokenStep::TakePledge) | (Pledged, TokenStep::Draw) => Some(Pledged),
        (Held | Offered | PledgeOffered | Pledged, TokenStep::Burn) => Some(Burnt),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ReceivableStatus as R;
    use TokenStatus as T;

    const STEPS: [Step; 8] = [
        Step::Sign,
        Step::Confirm,
        Step::Withdraw,
        Step::Pay,
        Step::PayInFull,
        Step::Draw,
        Step::DrawInFull,
        Step::MarkOverdue,
    ];
    const STATUSES: [R; 6] =
        [R::Draft, R::Withdrawn, R::Confirmed, R::Overdue, R::Paid, R::Settled];
    const TOKEN_STEPS: [TokenStep; 12] = [
        TokenStep::Move,
        TokenStep::Change,
        TokenStep::Offer,
        TokenStep::Sell,
        TokenStep::CloseOffer,
        TokenStep::OfferPledge,
        TokenStep::TakePledge,
        TokenStep::ClosePledge,
        TokenStep::Release,
        TokenStep::Enforce,
        TokenStep::Draw,
        TokenStep::Burn,
    ];
    const TOKEN_STATUSES: [T; 5] = [T::Held, T::Offered, T::PledgeOffered, T::Pledged, T::Burnt];

    #[test]
    fn a_receivable_goes_where_the_table_says() {
        let table = [
            (Step::Sign, [Some(R::Draft), None, None, None, None, None]),
            (Step::Confirm, [Some(R::Confirmed), None, None, None, None, None]),
            (Step::Withdraw, [Some(R::Withdrawn), None, None, None, None, None]),
            (Step::Pay, [None, None, Some(R::Confirmed), Some(R::Overdue), None, None]),
            (Step::PayInFull, [None, None, Some(R::Paid), Some(R::Paid), None, None]),
            (Step::Draw, [None, None, Some(R::Confirmed), Some(R::Overdue), Some(R::Paid), None]),
            (Step::DrawInFull, [None, None, None, None, Some(R::Settled), None]),
            (Step::MarkOverdue, [None, None, Some(R::Overdue), None, None, None]),
        ];
        for (step, row) in table {
            for (status, expected) in STATUSES.into_iter().zip(row) {
                assert_eq!(next(status, step), expected, "{status:?} {step:?}");
            }
        }
    }

    #[test]
    fn a_token_goes_where_the_table_says() {
        let held = Some(T::Held);
        let burnt = Some(T::Burnt);
        let table = [
            (TokenStep::Move, [held, held, held, None, None]),
            (TokenStep::Change, [held, None, None, None, None]),
            (TokenStep::Offer, [Some(T::Offered), None, None, None, None]),
            (TokenStep::Sell, [None, held, None, None, None]),
            (TokenStep::CloseOffer, [None, held, None, None, None]),
            (TokenStep::OfferPledge, [Some(T::PledgeOffered), None, None, None, None]),
            (TokenStep::TakePledge, [None, None, Some(T::Pledged), None, None]),
            (TokenStep::ClosePledge, [None, None, held, None, None]),
            (TokenStep::Release, [None, None, None, held, None]),
            (TokenStep::Enforce, [None, None, None, held, None]),
            (TokenStep::Draw, [held, held, held, Some(T::Pledged), None]),
            (TokenStep::Burn, [burnt, burnt, burnt, burnt, None]),
        ];
        for (step, row) in table {
            for (status, expected) in TOKEN_STATUSES.into_iter().zip(row) {
                assert_eq!(token_next(status, step), expected, "{status:?} {step:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_confirmed_is_never_called_off(steps in prop::collection::vec(0usize..8, 0..40)) {
            let mut status = R::Draft;
            for step in steps {
                if let Some(after) = next(status, STEPS[step]) {
                    prop_assert!(status < R::Confirmed || after >= R::Confirmed);
                    prop_assert!(!matches!(status, R::Withdrawn | R::Settled));
                    status = after;
                }
            }
        }

        #[test]
        fn what_is_burnt_stays_so(steps in prop::collection::vec(0usize..12, 0..40)) {
            let mut status = T::Held;
            for step in steps {
                if let Some(after) = token_next(status, TOKEN_STEPS[step]) {
                    prop_assert!(status != T::Burnt);
                    status = after;
                }
            }
        }
    }
}

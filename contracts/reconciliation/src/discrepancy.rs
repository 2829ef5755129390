//! How a discrepancy is worked off: its life, and what it comes to where somebody is silent.
use crate::matching::{product, quotient, total, Delivered, Signature, Stated};
use interfaces::{
    ids::{Millis, Money, Quantity},
    reconciliation::{DiscrepancyRecord, DiscrepancyStatus as Status, Offer, Reason},
};

/// What can happen to a discrepancy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A party gives its reason, or makes an offer.
    Answer,
    /// A party, or silence, leaves it to the arbiter.
    Escalate,
    /// A party accepts what the other offers; what is signed so makes it accepted, credited, debited or split.
    Agree(Agreed),
    /// The arbiter decides.
    Decide,
    /// Its window is over, and silence settles it.
    Lapse,
}

/// What both signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreed {
    /// What was billed.
    Billed,
    /// Less.
    Less,
    /// More.
    More,
    /// Something between what the two stated.
    Between,
}

/// Where a step leads; `None` where it does not follow.
///
/// | from | Answer | Escalate | Agree | Decide | Lapse |
/// |---|---|---|---|---|---|
/// | Raised | Explained | Escalated | Accepted, Credited, Debited, Split | | Lapsed |
/// | Explained | Explained | Escalated | Accepted, Credited, Debited, Split | | Lapsed |
/// | Escalated | Escalated | | Accepted, Credited, Debited, Split | Decided | Lapsed |
/// | Accepted, Credited, Debited, Split, Decided, Lapsed | | | | | |
pub(crate) fn next(from: Status, step: Step) -> Option<Status> {
    match (from, step) {
        (from, _) if is_settled(from) => None,
        (Status::Escalated, Step::Answer) => Some(Status::Escalated),
        (_, Step::Answer) => Some(Status::Explained),
        (Status::Escalated, Step::Escalate) => None,
        (_, Step::Escalate) => Some(Status::Escalated),
        (_, Step::Agree(Agreed::Billed)) => Some(Status::Accepted),
        (_, Step::Agree(Agreed::Less)) => Some(Status::Credited),
        (_, Step::Agree(Agreed::More)) => Some(Status::Debited),
        (_, Step::Agree(Agreed::Between)) => Some(Status::Split),
        (Status::Escalated, Step::Decide) => Some(Status::Decided),
        (_, Step::Decide) => None,
        (_, Step::Lapse) => Some(Status::Lapsed),
    }
}

/// Whether nothing can happen to it any more.
pub(crate) fn is_settled(status: Status) -> bool {
    status >= Status::Accepted
}

/// What an amount is to what the two stated.
pub(crate) fn agreed(amount: Money, billed: Money, expected: Money) -> Agreed {
    if amount == billed {
        Agreed::Billed
    } else if billed.min(expected) < amount && amount < billed.max(expected) {
        Agreed::Between
    } else if amount < billed {
        Agreed::Less
    } else {
        Agreed::More
    }
}

/// A discrepancy as it begins. What was billed stands as the biller's offer; the other party has offered nothing: what it
/// expected it stated before it knew what was wrong with the line.
pub(crate) fn raise(of: &Stated, delivered: Option<Delivered>, until: Millis) -> DiscrepancyRecord {
    let Stated { billed, expected, again, .. } = *of;
    let (quantity, signature) = match delivered {
        None => (None, Signature::Nobodys),
        Some(Delivered::Never) => (Some(0), Signature::Nobodys),
        Some(Delivered::Goods { quantity, signature, .. }) => (Some(quantity), signature),
    };
    let all_billed = billed.map_or(0, total).saturating_add(again);
    let is_elsewhere = of.is_elsewhere || billed.is_none() && again > 0;
    let is_signed_for = signature != Signature::Nobodys && expected.is_some();
    DiscrepancyRecord {
        status: Status::Raised,
        reason: Reason::Nothing,
        until,
        delivered: quantity.unwrap_or(0),
        is_signed: quantity == Some(0) || is_elsewhere || is_signed_for,
        billed: all_billed,
        expected: expected.map_or(0, total),
        amount: if is_elsewhere { 0 } else { at_silence(of, quantity, signature) },
        billers: Offer { is_made: all_billed > 0 && !is_elsewhere, amount: all_billed },
        payers: Offer { is_made: false, amount: 0 },
    }
}

/// What a line comes to where somebody is silent: delivered quantity × agreed price and freight, rounded down.
///
/// Invariant *Silence*: never more than was billed, nor than the case may come to, where it was billed, or shown and never completed, and nothing where it was not
/// opened; never more than what the one billed itself stated, but for goods that it signed for beyond the quantity it expected;
/// and nothing where it stated no price, or where the biller stated nothing and nobody signed for the delivery.
fn at_silence(of: &Stated, delivered: Option<Quantity>, signature: Signature) -> Money {
    let Some(expected) = of.expected else { return 0 };
    let stated = total(expected);
    let most = match of.billed {
        None if signature == Signature::Nobodys => 0,
        None => stated.min(of.shown),
        Some(_) => of.shown.saturating_sub(of.past),
    };
    let quantity = match delivered {
        Some(delivered) if signature == Signature::Payers => delivered,
        Some(delivered) => delivered.min(expected.quantity),
        None => expected.quantity,
    };
    let due = quotient(product(stated, quantity).unsigned_abs(), expected.quantity);
    Money::try_from(due).unwrap_or(Money::MAX).min(most)
}

#[cfg(test)]
mod tests;

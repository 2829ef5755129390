//! What becomes of a line: the rules of matching, without a case or a chain around them.
//!
//! A line is examined once, with all that will ever be known of it: what the biller states (quantity Qb, value Vb, freight Fb),
//! what the one billed expects (Qe, Ve, Fe), and what the waybill says was delivered (D, and how late). The agreed price is
//! Ve ÷ Qe and the agreed freight per unit Fe ÷ Qe. The first of these that applies decides:
//!
//! 1. It was billed again, or another case owes it or may yet: `Duplicate`; the difference is what was billed again.
//! 2. It was cancelled, did not arrive in time, is not on the waybill, or nothing of it was received:
//!    `NeverDelivered`; the difference is all that was billed. (SAP's `DW` blocks what is billed and not received likewise.)
//! 3. Only one side stated it: `NotExpected`, plus what was billed; `NotBilled`, minus what was expected.
//! 4. Money, by what the two state and what was delivered, D standing for Qe where the delivery is not known:
//!    - Both state the same, and Qb = D: nothing differs.
//!    - `BD`: |(Vb + Fb) − (Ve + Fe)| is at most the small difference, and neither Qb nor Qe is more than D, where that is
//!      known: the keys of quantity, price and freight are not asked. (A total that was expected for more than came is no
//!      measure of what is due.)
//!    - `DQ` = Ve ÷ Qe × (Qb − D), in percent of Ve ÷ Qe × D: `Quantity`.
//!    - `PP` = Vb − Qb × Ve ÷ Qe, in percent of Qb × Ve ÷ Qe: `Price`.
//!    - `KW` = Fb − Qb × Fe ÷ Qe, in percent of Qb × Fe ÷ Qe: `Freight`.
//! 5. `ST` = Vb × days late, in percent of Vb × one day: `Date`. As in SAP, a date blocks a line whose money is right.
//! 6. `BR`, `BW` = Wb − Qb × We ÷ Qe, in percent of Qb × We ÷ Qe, where both state a weight W: `UnitRatio`.
//! 7. `LA`: what was billed up to this line is past what the case may come to: `Cumulative`, plus how much of the line is.
//! 8. Else the line is cleared: matched where nothing differs, adjusted otherwise.
//!
//! A discrepancy of 4 states its key's value as the difference; that of a date or a weight, and an adjusted line, state billed
//! minus expected. Because D, not Qe, is what the quantity is measured against, two statements that agree on more than was
//! delivered are still a question of `DQ`, while agreeing on less harms neither: `BD` lets it pass. Billing exactly what was
//! delivered passes `DQ` whatever quantity the other side expected. Freight is measured per unit billed: whether it is earned
//! on what was loaded or on what arrived is the two sides' to state.
//!
//! All comparisons are exact; only what is reported is rounded, half a minor unit away from zero.
//!
//! Sources: SAP Logistics Invoice Verification, tolerance keys and variance types (SAP R/3 4.6C and 4.70, MM-IV-LIV);
//! `KW` and `ST` as SAP's own notes on invoice tolerance keys state them. Unlike there, lower limits bind.
use interfaces::{
    ids::{Millis, Money, Quantity},
    reconciliation::{Discrepancy, Limits, LineStatus, Statement, Tolerances},
};

pub(crate) const DAY: Millis = 24 * 60 * 60 * 1000;
const WHOLE: u32 = 10_000;

/// What the waybill says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivered {
    /// It was not and will not be delivered.
    Never,
    /// The consignee has it.
    Goods {
        /// How much was received and kept.
        quantity: Quantity,
        /// How long after the agreed time; 0 if in time, or if the time is not known.
        late_by: Millis,
        /// Who signed for it.
        signature: Signature,
    },
}

/// Whose signature says what was delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signature {
    /// The carrier alone says so.
    Nobodys,
    /// Another consignee's than the one billed.
    Anothers,
    /// The one's that is billed.
    Payers,
}

/// What is stated of a line, as far as it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stated {
    /// By the biller.
    pub billed: Option<Statement>,
    /// By the one billed.
    pub expected: Option<Statement>,
    /// What was billed again.
    pub again: Money,
    /// Whether another case owes the line, or may yet.
    pub is_elsewhere: bool,
    /// What the biller entered, whether or not it counts; the end of the range if it entered nothing.
    pub shown: Money,
    /// How much of what was billed lies past what the case may come to.
    pub past: Money,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Examined {
    pub status: LineStatus,
    pub difference: i64,
}

/// Goods and freight of a statement. Statements are taken in only if this is in range.
pub(crate) fn total(statement: Statement) -> Money {
    statement.value.saturating_add(statement.freight)
}

/// Examines a line. `delivered` is `None` where no waybill contract is linked: then the statements alone are compared.
pub(crate) fn examine(
    of: &Stated,
    delivered: Option<Delivered>,
    tolerances: &Tolerances,
) -> Examined {
    let Stated { billed, expected, again, is_elsewhere, .. } = *of;
    let stated = |side: Option<Statement>| i128::from(side.map_or(0, total));
    let residual = stated(billed).saturating_sub(stated(expected));
    if again > 0 || is_elsewhere {
        return discrepant(Discrepancy::Duplicate, again.into());
    }
    let (delivered, late_by) = match delivered {
        Some(Delivered::Never | Delivered::Goods { quantity: 0, .. }) => {
            return discrepant(Discrepancy::NeverDelivered, stated(billed))
        }
        Some(Delivered::Goods { quantity, late_by, .. }) => (Some(quantity), late_by),
        None => (None, 0),
    };
    let (mut billed, mut expected) = match (billed, expected) {
        (Some(billed), Some(expected)) => (billed, expected),
        (Some(_), None) => return discrepant(Discrepancy::NotExpected, residual),
        (None, Some(_)) => return discrepant(Discrepancy::NotBilled, residual),
        // A line that nobody states came in as one that was billed elsewhere, for nothing.
        (None, None) => return discrepant(Discrepancy::Duplicate, 0),
    };
    if billed.weight == 0 || expected.weight == 0 {
        (billed.weight, expected.weight) = (0, 0);
    }
    let due = delivered.unwrap_or(expected.quantity);
    let differs = billed != expected || billed.quantity != due;
    let is_more = |stated: Statement| delivered.is_some_and(|came| stated.quantity > came);
    let is_small = residual.unsigned_abs() <= u128::from(tolerances.small_difference)
        && !is_more(billed)
        && !is_more(expected);
    let agreed = (expected.quantity, billed.quantity);
    let keys = [
        // Agreed price × (billed − delivered).
        (
            Discrepancy::Quantity,
            &tolerances.quantity,
            Variance::between((expected.value, billed.quantity), (expected.value, due), agreed.0),
        ),
        // Billed value − billed quantity × agreed price; freight and weight likewise.
        (
            Discrepancy::Price,
            &tolerances.price,
            Variance::between((billed.value, agreed.0), (expected.value, agreed.1), agreed.0),
        ),
        (
            Discrepancy::Freight,
            &tolerances.freight,
            Variance::between((billed.freight, agreed.0), (expected.freight, agreed.1), agreed.0),
        ),
        // Value × days late.
        (
            Discrepancy::Date,
            &tolerances.date,
            Variance::between(
                (billed.value, late_by.saturating_add(DAY)),
                (billed.value, DAY),
                DAY,
            ),
        ),
        (
            Discrepancy::UnitRatio,
            &tolerances.unit_ratio,
            Variance::between((billed.weight, agreed.0), (expected.weight, agreed.1), agreed.0),
        ),
    ];
    for (key, limits, variance) in keys {
        let is_money = key < Discrepancy::Date;
        let is_asked = !is_money || differs && !is_small;
        if is_asked && variance.exceeds(limits) {
            return discrepant(key, if is_money { variance.rounded() } else { residual });
        }
    }
    if of.past > 0 {
        return discrepant(Discrepancy::Cumulative, of.past.into());
    }
    let status = if differs { LineStatus::Adjusted } else { LineStatus::Matched };
    Examined { status, difference: clamped(residual) }
}

fn discrepant(kind: Discrepancy, difference: i128) -> Examined {
    Examined { status: LineStatus::Discrepant(kind), difference: clamped(difference) }
}

/// Amounts are in range and differences of two fit; only a price times a quantity that nobody delivers does not, and then the
/// end of the range says enough. An error would leave a line that can never be examined.
fn clamped(difference: i128) -> i64 {
    i64::try_from(difference).unwrap_or(if difference < 0 { i64::MIN } else { i64::MAX })
}

/// Always fits: of the two, one at least is an amount or a quantity, and below 2^63.
#[inline(never)]
pub(crate) fn product(one: u64, other: u64) -> i128 {
    i128::from(one).wrapping_mul(i128::from(other))
}

/// `dividend ÷ divisor`, rounded down.
pub(crate) fn quotient(dividend: u128, divisor: u64) -> u128 {
    divided(dividend, divisor).0
}

/// `dividend ÷ divisor`, and what is left, bit by bit: the general division of 128 bits is a kilobyte of code.
#[inline(never)]
pub(crate) fn divided(dividend: u128, divisor: u64) -> (u128, u128) {
    let divisor = u128::from(divisor);
    let (mut rest, mut left) = (0u128, dividend);
    for _ in 0..128 {
        rest = (rest << 1) | (left >> 127);
        left <<= 1;
        if rest >= divisor {
            rest = rest.wrapping_sub(divisor);
            left |= 1;
        }
    }
    (left, rest)
}

/// A difference from what was due, both exact: `excess ÷ per` and `due ÷ per` minor units.
struct Variance {
    excess: i128,
    due: i128,
    per: u64,
}

impl Variance {
    /// Between two products, over what they are to be divided by.
    #[inline(never)]
    fn between(actual: (u64, u64), due: (u64, u64), per: u64) -> Self {
        let due = product(due.0, due.1);
        Self { excess: product(actual.0, actual.1).saturating_sub(due), due, per }
    }

    fn exceeds(&self, limits: &Limits) -> bool {
        let (absolute, percent) = if self.excess < 0 {
            (limits.lower_absolute, limits.lower_percent)
        } else {
            (limits.upper_absolute, limits.upper_percent)
        };
        let excess = self.excess.unsigned_abs();
        let over_absolute =
            absolute.is_some_and(|limit| excess > product(limit, self.per).unsigned_abs());
        let over_percent = percent
            .is_some_and(|limit| scaled(excess, WHOLE) > scaled(self.due.unsigned_abs(), limit));
        over_absolute || over_percent
    }

    fn rounded(&self) -> i128 {
        let half = u128::from(self.per >> 1);
        let rounded = quotient(self.excess.unsigned_abs().saturating_add(half), self.per);
        let rounded = i128::try_from(rounded).unwrap_or(i128::MAX);
        if self.excess < 0 {
            rounded.saturating_neg()
        } else {
            rounded
        }
    }
}

/// `amount × factor` in two digits of base 2^64, the higher first: compares as the product does, and always fits.
fn scaled(amount: u128, factor: u32) -> (u128, u128) {
    const DIGIT: u128 = u64::MAX as u128;
    let factor = u128::from(factor);
    let low = (amount & DIGIT).wrapping_mul(factor);
    let high = (amount >> 64).wrapping_mul(factor).wrapping_add(low >> 64);
    (high, low & DIGIT)
}

#[cfg(test)]
mod tests;

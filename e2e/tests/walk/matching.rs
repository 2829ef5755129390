//! The rules of matching once more, in fractions of whole numbers.
use interfaces::{
    ids::{Millis, Money, Quantity},
    reconciliation::{CaseLine, Discrepancy, Limits, LineStatus, Statement, Tolerances},
};

/// What the waybill says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// It was not and will not be delivered.
    Never,
    /// The consignee has so much of it, and got it so late.
    Goods { quantity: Quantity, late_by: Millis },
}

const DAY: i128 = 24 * 60 * 60 * 1000;

/// Goods and freight.
pub fn total(statement: Statement) -> i128 {
    i128::from(statement.value) + i128::from(statement.freight)
}

/// What becomes of a line: its status, and the difference that is stated with it. Another case may owe it, and some of what was
/// billed may lie past what this one may come to. Amounts of the walk are small.
pub fn examine(
    line: &CaseLine,
    elsewhere: bool,
    past: Money,
    delivered: Option<Delivered>,
    tolerances: &Tolerances,
) -> (LineStatus, i64) {
    let (status, difference) = match verdict(line, elsewhere, delivered, tolerances) {
        (LineStatus::Matched | LineStatus::Adjusted, _) if past > 0 => {
            (LineStatus::Discrepant(Discrepancy::Cumulative), past.into())
        }
        verdict => verdict,
    };
    (status, i64::try_from(difference).expect("amounts of the walk are small"))
}

fn verdict(
    line: &CaseLine,
    elsewhere: bool,
    delivered: Option<Delivered>,
    tolerances: &Tolerances,
) -> (LineStatus, i128) {
    let discrepant = |kind, difference| (LineStatus::Discrepant(kind), difference);
    if line.billed_again > 0 || elsewhere {
        return discrepant(Discrepancy::Duplicate, line.billed_again.into());
    }
    let (came, late_by) = match delivered {
        Some(Delivered::Never) | Some(Delivered::Goods { quantity: 0, .. }) => {
            return discrepant(Discrepancy::NeverDelivered, line.billed.map_or(0, total));
        }
        Some(Delivered::Goods { quantity, late_by }) => (Some(quantity), late_by),
        None => (None, 0),
    };
    let (mut billed, mut expected) = match (line.billed, line.expected) {
        (Some(billed), Some(expected)) => (billed, expected),
        (Some(billed), None) => return discrepant(Discrepancy::NotExpected, total(billed)),
        (None, Some(expected)) => return discrepant(Discrepancy::NotBilled, -total(expected)),
        (None, None) => return discrepant(Discrepancy::Duplicate, 0),
    };
    // A weight that one side does not state is none for the other.
    if billed.weight == 0 || expected.weight == 0 {
        (billed.weight, expected.weight) = (0, 0);
    }
    let difference = total(billed) - total(expected);
    let same = billed == expected && came.unwrap_or(billed.quantity) == billed.quantity;
    let most = billed.quantity.max(expected.quantity);
    let small = difference.unsigned_abs() <= u128::from(tolerances.small_difference)
        && came.is_none_or(|came| most <= came);
    if !same && !small {
        // All in units of 1 ÷ expected quantity of a minor unit.
        let (qb, qe) = (i128::from(billed.quantity), i128::from(expected.quantity));
        let due = i128::from(came.unwrap_or(expected.quantity));
        let (vb, ve) = (i128::from(billed.value), i128::from(expected.value));
        let (fb, fe) = (i128::from(billed.freight), i128::from(expected.freight));
        let keys = [
            (Discrepancy::Quantity, ve * qb, ve * due, &tolerances.quantity),
            (Discrepancy::Price, vb * qe, ve * qb, &tolerances.price),
            (Discrepancy::Freight, fb * qe, fe * qb, &tolerances.freight),
        ];
        for (kind, is, should, limits) in keys {
            if exceeds(is - should, should, qe, limits) {
                return discrepant(kind, rounded(is - should, qe));
            }
        }
    }
    let value = i128::from(billed.value);
    if exceeds(value * i128::from(late_by), value * DAY, DAY, &tolerances.date) {
        return discrepant(Discrepancy::Date, difference);
    }
    let (wb, we) = (i128::from(billed.weight), i128::from(expected.weight));
    let (qb, qe) = (i128::from(billed.quantity), i128::from(expected.quantity));
    if exceeds(wb * qe - we * qb, we * qb, qe, &tolerances.unit_ratio) {
        return discrepant(Discrepancy::UnitRatio, difference);
    }
    (if same { LineStatus::Matched } else { LineStatus::Adjusted }, difference)
}

/// Whether `excess ÷ per` minor units, where `due ÷ per` was due, is outside of the limits.
fn exceeds(excess: i128, due: i128, per: i128, limits: &Limits) -> bool {
    let (absolute, percent) = if excess < 0 {
        (limits.lower_absolute, limits.lower_percent)
    } else {
        (limits.upper_absolute, limits.upper_percent)
    };
    absolute.is_some_and(|limit| excess.abs() > i128::from(limit) * per)
        || percent.is_some_and(|limit| excess.abs() * 10_000 > due.abs() * i128::from(limit))
}

/// Half a minor unit is rounded away from zero.
fn rounded(excess: i128, per: i128) -> i128 {
    (2 * excess + excess.signum() * per) / (2 * per)
}

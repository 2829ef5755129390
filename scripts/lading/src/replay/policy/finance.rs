//! What is assumed of how debts are paid and financed: no export says it.
use anyhow::{anyhow, ensure, Result};
use interfaces::ids::{BasisPoints, Millis, Money};
use serde::Deserialize;

use super::{in_units, Outsider, PLAIN, WHOLE};
use crate::{kept::blake2_256, replay::calendar::DAY};

/// The longest that a debt may run, in days: the receivable contract's own limit.
pub const LONGEST_TERM: u16 = 365;

/// The highest rate. At one that takes all within the longest term, nothing would be paid for a debt.
const HIGHEST_RATE: BasisPoints = 9_000;

/// Days of the year by which interest is counted.
const YEAR: u64 = 360;

/// How debts are paid and financed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finance {
    /// Days in which freight is to be paid after its case is balanced.
    pub freight_payment_days: u16,
    /// Share of the suppliers that pay their makers with what they are owed.
    pub suppliers_that_pass_on: BasisPoints,
    /// How much of what a maker's goods were billed at.
    pub passed_on: BasisPoints,
    /// Share of the suppliers that sell the rest of what they are owed.
    pub suppliers_that_sell: BasisPoints,
    /// By how much a year that is discounted.
    pub annual_rate: BasisPoints,
    /// Who buys it.
    pub financier: Outsider,
}

/// The same as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FinanceForm {
    freight_payment_days: u16,
    suppliers_that_pass_on: String,
    passed_on: String,
    suppliers_that_sell: String,
    annual_rate: String,
    financier: Outsider,
}

impl FinanceForm {
    pub(super) fn read(self) -> Result<Finance> {
        ensure!(
            (1..=LONGEST_TERM).contains(&self.freight_payment_days),
            "key `finance.freight_payment_days`: {} is out of range; expected 1 to {LONGEST_TERM}",
            self.freight_payment_days
        );
        self.financier.check("finance.financier")?;
        Ok(Finance {
            freight_payment_days: self.freight_payment_days,
            suppliers_that_pass_on: percent(
                "suppliers_that_pass_on",
                &self.suppliers_that_pass_on,
                0..=WHOLE,
            )?,
            // Something must be left to who passes it on.
            passed_on: percent("passed_on", &self.passed_on, 1..=WHOLE - 1)?,
            suppliers_that_sell: percent(
                "suppliers_that_sell",
                &self.suppliers_that_sell,
                0..=WHOLE,
            )?,
            annual_rate: percent("annual_rate", &self.annual_rate, 0..=HIGHEST_RATE)?,
            financier: self.financier,
        })
    }
}

/// A percentage in hundredths of one.
fn percent(
    key: &str,
    text: &str,
    range: std::ops::RangeInclusive<BasisPoints>,
) -> Result<BasisPoints> {
    let shown = |points: &BasisPoints| format!("\"{}.{:02}\"", points / 100, points % 100);
    let expected = format!(
        "expected a percentage with at most 2 decimals, {} to {}",
        shown(range.start()),
        shown(range.end())
    );
    let points = PLAIN
        .read(text)
        .and_then(|number| in_units(number, 2))
        .map_err(|fault| anyhow!("key `finance.{key}`: \"{text}\" {fault}; {expected}"))?;
    let points = BasisPoints::try_from(points).unwrap_or(BasisPoints::MAX);
    ensure!(range.contains(&points), "key `finance.{key}`: \"{text}\" is out of range; {expected}");
    Ok(points)
}

impl Finance {
    /// Whether the supplier of this name pays its makers with what it is owed.
    pub fn passes_on(&self, supplier: &str) -> bool {
        is_chosen("passes on", supplier, self.suppliers_that_pass_on)
    }

    /// Whether it sells what is left.
    pub fn sells(&self, supplier: &str) -> bool {
        is_chosen("sells", supplier, self.suppliers_that_sell)
    }

    /// What each maker gets of a debt of `face` minor units: by `billed`, what the lines of each were billed at, of `all` that was billed.
    /// A part of a minor unit is left to the supplier, so that something always is.
    pub fn parts(&self, face: Money, billed: Money, all: u128) -> Money {
        let part = u128::from(face)
            .checked_mul(u128::from(billed))
            .and_then(|product| product.checked_div(all))
            .unwrap_or(0);
        let part = part.saturating_mul(self.passed_on.into()) / u128::from(WHOLE);
        Money::try_from(part).unwrap_or(0)
    }

    /// What is paid for `face` minor units so long before they are due: actual/360, a day that has begun counted in full, and a part of
    /// a minor unit is the financier's. The contract counts for itself, and refuses another price.
    pub fn price(&self, face: Money, until_due: Millis) -> Money {
        let days = until_due.div_ceil(DAY);
        let year = YEAR.saturating_mul(WHOLE.into());
        let rest = year.saturating_sub(days.saturating_mul(self.annual_rate.into()));
        let price = u128::from(face).saturating_mul(rest.into()) / u128::from(year);
        Money::try_from(price).unwrap_or(0)
    }
}

/// Whether a name is among a share of all names: by a digest, so that it is the same on every run and whatever else the file has.
fn is_chosen(what: &str, name: &str, share: BasisPoints) -> bool {
    let digest = blake2_256(format!("{what}: {name}").as_bytes());
    let number = digest.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    number % u64::from(WHOLE) < u64::from(share)
}

#[cfg(test)]
mod tests {
    use super::{super::Policy, *};

    fn default() -> Finance {
        Policy::load(None, 2).unwrap().finance.expect("the default finances")
    }

    #[test]
    fn the_makers_parts_are_by_what_was_billed_and_something_is_always_left() {
        let finance = default();
        // 60 % of what a maker's goods were billed at, where all of the bill is owed.
        assert_eq!(finance.parts(100_000, 25_000, 100_000), 15_000);
        // Where half of it is owed, half of that; nothing where nothing was billed.
        assert_eq!(finance.parts(50_000, 25_000, 100_000), 7_500);
        assert_eq!(finance.parts(100, 0, 0), 0);
        assert_eq!(finance.parts(1, 1, 1), 0);
        let most = Finance { passed_on: WHOLE - 1, ..finance };
        for (face, billed) in
            [(1, [1, 0, 0]), (2, [1, 1, 1]), (99, [33, 33, 33]), (9_999, [1, 2, 3])]
        {
            let all = billed.iter().map(|one| u128::from(*one)).sum();
            let passed: Money = billed.iter().map(|one| most.parts(face, *one, all)).sum();
            assert!(passed < face, "{passed} of {face}");
        }
        let (face, all) = (i64::MAX as Money, u128::from(Money::MAX));
        assert!(most.parts(face, Money::MAX, all) < face);
    }

    #[test]
    fn a_discount_is_for_the_days_until_it_is_due_of_a_year_of_360() {
        let finance = Finance { annual_rate: 600, ..default() };
        // 1,000,000.00 at 6 % for 90 days costs 15,000.00.
        assert_eq!(finance.price(100_000_000, 90 * DAY), 98_500_000);
        assert_eq!(finance.price(100_000_000, 90 * DAY - 1), 98_500_000);
        assert_eq!(finance.price(100_000_000, 89 * DAY + 1), 98_500_000);
        assert_eq!(finance.price(100_000_000, 360 * DAY), 94_000_000);
        // A part of a minor unit is the financier's.
        assert_eq!(finance.price(1, DAY), 0);
        let free = Finance { annual_rate: 0, ..finance };
        assert_eq!(free.price(1, 365 * DAY), 1);
        let dear = Finance { annual_rate: HIGHEST_RATE, ..free };
        assert!(dear.price(10_000, Millis::from(LONGEST_TERM) * DAY) > 0);
    }

    #[test]
    fn suppliers_are_chosen_by_their_names_and_in_about_the_share_that_is_asked_for() {
        let names: Vec<_> = (0..2_000).map(|number| format!("Supplier {number}")).collect();
        let count = |share| names.iter().filter(|name| is_chosen("sells", name, share)).count();
        assert_eq!((count(0), count(WHOLE)), (0, names.len()));
        assert!((500..700).contains(&count(3_000)), "{}", count(3_000));
        // Who is chosen for a share is chosen for a larger one, too.
        assert!(names
            .iter()
            .all(|name| !is_chosen("sells", name, 2_000) || is_chosen("sells", name, 3_000)));
        // One choice says nothing of the other.
        let both = names
            .iter()
            .filter(|name| is_chosen("sells", name, 5_000) && is_chosen("passes on", name, 5_000));
        assert!((400..600).contains(&both.count()));
    }
}

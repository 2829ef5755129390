//! What a token is sold at before it is due.
use crate::accounting::share;
use interfaces::{
    ids::{Millis, Money},
    receivable::Price,
};

const DAY: Millis = 24 * 60 * 60 * 1000;
/// 360 days of 10,000 basis points.
const YEAR: u64 = 3_600_000;

/// What is to be paid at `now` for `undrawn` minor units that are due at `due_at`.
///
/// At a rate, ⌊undrawn × (1 − r · days ÷ 360)⌋, a day that has begun counted in full: what is rounded is the buyer's, because it bears the
/// risk. 0 if the rate would take all.
#[inline(never)]
pub(crate) fn price(price: Price, undrawn: Money, now: Millis, due_at: Millis) -> Money {
    match price {
        Price::Amount(amount) => amount,
        Price::Rate(rate) => {
            let days = due_at.saturating_sub(now).div_ceil(DAY);
            let rest = YEAR.saturating_sub(days.saturating_mul(u64::from(rate)));
            share(undrawn, rest, YEAR)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_discount_is_actual_days_over_360() {
        // 1,000,000.00 at 6 % for 90 days costs 15,000.00.
        assert_eq!(price(Price::Rate(600), 100_000_000, 0, 90 * DAY), 98_500_000);
        assert_eq!(price(Price::Rate(600), 100_000_000, 0, 360 * DAY), 94_000_000);
        assert_eq!(price(Price::Amount(7), 100, 0, 90 * DAY), 7);
    }

    #[test]
    fn a_day_that_has_begun_counts_in_full() {
        let at = |due_at| price(Price::Rate(3600), 1000, 0, due_at);
        assert_eq!(at(0), 1000);
        assert_eq!(at(1), 999);
        assert_eq!(at(DAY), 999);
        assert_eq!(at(DAY + 1), 998);
    }

    #[test]
    fn a_part_of_a_minor_unit_is_the_buyers_and_a_rate_that_takes_all_leaves_nothing() {
        assert_eq!(price(Price::Rate(1), 1, 0, DAY), 0);
        assert_eq!(price(Price::Rate(10_000), 1000, 0, 360 * DAY), 0);
        assert_eq!(price(Price::Rate(u32::MAX), Money::MAX, 0, Millis::MAX), 0);
    }

    proptest! {
        #[test]
        fn proceeds_never_exceed_the_face_and_never_fall_with_time(undrawn in any::<Money>(), rate in 0u32..20_000, now in 0u64..1_000_000_000_000, later in 0u64..1_000_000_000_000, due in 0u64..1_000_000_000_000) {
            let first = price(Price::Rate(rate), undrawn, now.min(later), due);
            let second = price(Price::Rate(rate), undrawn, now.max(later), due);
            prop_assert!(first <= second && second <= undrawn);
        }

        #[test]
        fn proceeds_and_discount_are_the_whole_but_for_one_unit(undrawn in 0u64..(1 << 40), rate in 0u32..3_600, days in 0u64..366) {
            let proceeds = u128::from(price(Price::Rate(rate), undrawn, 0, days * DAY));
            let discount = u128::from(undrawn) * u128::from(rate) * u128::from(days) / u128::from(YEAR);
            let sum = proceeds + discount;
            prop_assert!(sum == u128::from(undrawn) || sum + 1 == u128::from(undrawn));
        }
    }
}

//! Amounts, and how they are rounded.
use interfaces::ids::{BasisPoints, Money};

/// Amounts and quantities lie below this, so that a product of two fits into 128 bits, signed.
pub const LIMIT: u64 = 1 << 63;

/// Whether an amount or a quantity is in range.
pub fn in_range(amount: u64) -> bool {
    amount < LIMIT
}

/// `amount × part ÷ whole`, rounded half away from zero; `None` if `whole` is 0 or it does not fit.
pub fn share(amount: i128, part: i128, whole: i128) -> Option<i128> {
    let product = amount.checked_mul(part)?;
    let quotient = product.checked_div(whole)?;
    let remainder = product.checked_rem(whole)?;
    let twice = remainder.unsigned_abs().checked_mul(2)?;
    if twice < whole.unsigned_abs() {
        return Some(quotient);
    }
    // The quotient may be 0, so its own sign cannot say which way is away from zero.
    let away = if (product < 0) == (whole < 0) { 1 } else { -1 };
    quotient.checked_add(away)
}

/// `rate` of `amount`, rounded down.
pub fn percentage(amount: Money, rate: BasisPoints) -> u128 {
    u128::from(amount).saturating_mul(u128::from(rate)).saturating_div(10_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_half_is_rounded_away_from_zero() {
        assert_eq!(share(1, 1, 2), Some(1));
        assert_eq!(share(-1, 1, 2), Some(-1));
        assert_eq!(share(1, -1, 2), Some(-1));
        assert_eq!(share(1, 1, 3), Some(0));
        assert_eq!(share(-2, 1, 3), Some(-1));
        assert_eq!(share(7, 3, 2), Some(11));
        assert_eq!(share(1, 1, 0), None);
        assert_eq!(share(3, 1, -2), Some(-2));
        assert_eq!(share(-3, 1, -2), Some(2));
        assert_eq!(share(0, 5, 7), Some(0));
    }

    #[test]
    fn a_share_that_does_not_fit_is_none() {
        assert_eq!(share(i128::MAX, 2, 1), None);
        assert_eq!(share(i128::MIN, 1, -1), None);
        assert_eq!(share(i128::MAX, 1, 1), Some(i128::MAX));
    }

    #[test]
    fn amounts_end_below_two_to_the_63rd() {
        assert!(in_range(0) && in_range((1 << 63) - 1));
        assert!(!in_range(1 << 63) && !in_range(u64::MAX));
    }

    #[test]
    fn a_percentage_is_rounded_down() {
        assert_eq!(percentage(9_999, 1), 0);
        assert_eq!(percentage(10_000, 1), 1);
        assert_eq!(percentage(101, 5_000), 50);
        assert_eq!(
            percentage(Money::MAX, BasisPoints::MAX),
            u128::from(Money::MAX) * u128::from(BasisPoints::MAX) / 10_000
        );
    }

    proptest! {
        #[test]
        fn a_share_is_off_by_half_a_unit_at_most(a in -(1i128 << 62)..(1i128 << 62), p in 0i128..(1 << 62), w in 1i128..(1 << 62)) {
            let share = share(a, p, w).unwrap();
            let error = (a * p).checked_sub(share.saturating_mul(w));
            if let Some(error) = error { prop_assert!(error.unsigned_abs() * 2 <= w.unsigned_abs()); }
        }

        #[test]
        fn a_share_of_the_opposite_is_the_opposite_share(a in -(1i128 << 62)..(1i128 << 62), p in 0i128..(1 << 62), w in 1i128..(1 << 62)) {
            let of = share(a, p, w).unwrap();
            prop_assert_eq!(share(-a, p, w), Some(-of));
            prop_assert_eq!(share(a, p, -w), Some(-of));
            prop_assert_eq!(share(a, w, w), Some(a));
        }

        #[test]
        fn the_whole_is_the_whole(a in 0u64..LIMIT) {
            prop_assert_eq!(percentage(a, 10_000), u128::from(a));
        }
    }
}

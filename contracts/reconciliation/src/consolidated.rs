//! Freight bills for several waybills.
use crate::matching::{divided, product};
use ink::prelude::vec::Vec;
use interfaces::{ids::Money, reconciliation::BillLine};
use kit::{list::PER_CALL, money::in_range};

/// Spreads freight over lines by weight: each its part rounded down, and one more for those of the largest remainders, of equal
/// ones the earlier.
///
/// Invariant: what they come to is the freight, and each is less than one from its exact share. What cannot be spread, or states
/// freight of its own, becomes an amount that is none, and is refused as such.
pub(crate) fn spread(freight: Money, lines: &mut [BillLine]) {
    let mut weight = 0u64;
    for line in lines.iter() {
        weight = weight.saturating_add(line.statement.weight);
    }
    let is_sound = weight > 0 && in_range(weight) && in_range(freight) && lines.len() <= PER_CALL;
    let mut left = if is_sound { freight } else { 0 };
    let mut rests = Vec::with_capacity(PER_CALL);
    for BillLine { statement, .. } in lines.iter_mut() {
        let (part, rest) = divided(product(freight, statement.weight).unsigned_abs(), weight);
        let part = Money::try_from(part).unwrap_or(left);
        left = left.saturating_sub(part);
        rests.push(rest);
        let is_alone = statement.freight == 0 && is_sound;
        statement.freight = if is_alone { part } else { Money::MAX };
    }
    for _ in 0..left {
        let mut largest: Option<(&mut BillLine, &mut u128)> = None;
        for (line, rest) in lines.iter_mut().zip(&mut rests) {
            if largest.as_ref().is_none_or(|(_, most)| *rest > **most) {
                largest = Some((line, rest));
            }
        }
        if let Some((line, rest)) = largest {
            line.statement.freight = line.statement.freight.saturating_add(1);
            *rest = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::{
        ids::DocumentId,
        reconciliation::{LineReference, Statement},
    };
    use kit::money::LIMIT;
    use proptest::prelude::*;

    fn lines(weights: &[u64]) -> Vec<BillLine> {
        let of = |(weight, line): (&u64, u16)| BillLine {
            reference: LineReference { document: DocumentId([7; 32]), line },
            statement: Statement { quantity: 1000, value: 0, freight: 0, weight: *weight },
        };
        weights.iter().zip(1..).map(of).collect()
    }

    /// What each comes to.
    fn parts(freight: Money, weights: &[u64]) -> Vec<Money> {
        let mut lines = lines(weights);
        spread(freight, &mut lines);
        lines.iter().map(|line| line.statement.freight).collect()
    }

    #[test]
    fn freight_is_spread_by_weight() {
        assert_eq!(parts(100, &[1, 1]), [50, 50]);
        assert_eq!(parts(100, &[3, 1]), [75, 25]);
        assert_eq!(parts(0, &[3, 1]), [0, 0]);
        assert_eq!(parts(7, &[0, 1]), [0, 7]);
    }

    #[test]
    fn the_largest_remainders_are_rounded_up_and_of_equal_ones_the_earlier() {
        assert_eq!(parts(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(parts(101, &[1, 1, 1]), [34, 34, 33]);
        // 14.29, 28.57 and 57.14.
        assert_eq!(parts(100, &[1, 2, 4]), [14, 29, 57]);
        assert_eq!(parts(1, &[1, 2, 2]), [0, 1, 0]);
    }

    #[test]
    fn the_largest_bill_there_can_be_is_spread_to_the_last_unit() {
        let most = LIMIT - 1;
        assert_eq!(parts(most, &[most]), [most]);
        let parts = parts(most, &[(LIMIT >> 1) - 1, 1, (LIMIT >> 1) - 1]);
        assert_eq!(parts.iter().sum::<u64>(), most);
    }

    #[test]
    fn what_cannot_be_spread_is_no_amount() {
        for (freight, weights) in
            [(1, vec![0, 0]), (LIMIT, vec![1]), (1, vec![LIMIT]), (1, vec![LIMIT - 1, 1])]
        {
            assert!(parts(freight, &weights).iter().all(|part| *part == Money::MAX));
        }
        assert!(parts(1, &[]).is_empty());
        assert_eq!(parts(51, &[1; 51]), [Money::MAX; 51]);
        let mut stated = lines(&[1, 1]);
        stated[1].statement.freight = 1;
        spread(10, &mut stated);
        assert_eq!(stated[1].statement.freight, Money::MAX);
    }

    fn weights() -> impl Strategy<Value = Vec<u64>> {
        let weight = || prop_oneof![4 => 0u64..10, 2 => 0u64..100_000_000, 1 => 0..LIMIT / 50];
        prop::collection::vec(weight(), 1..=50)
            .prop_filter("something weighs something", |weights| weights.iter().any(|of| *of > 0))
    }

    proptest! {
        #[test]
        fn shares_come_to_the_bill_exactly_and_each_is_within_one_of_its_own(
            freight in prop_oneof![0u64..1000, 0..LIMIT], weights in weights(),
        ) {
            let parts = parts(freight, &weights);
            let sum: u128 = weights.iter().copied().map(u128::from).sum();
            prop_assert_eq!(parts.iter().copied().map(u128::from).sum::<u128>(), u128::from(freight));
            for (part, weight) in parts.iter().zip(&weights) {
                let (exact, part) = (u128::from(freight) * u128::from(*weight), u128::from(*part));
                prop_assert!(part * sum < exact + sum && exact < part * sum + sum);
            }
        }

        #[test]
        fn the_order_of_shares_makes_no_difference_but_between_equal_remainders(
            freight in prop_oneof![0u64..1000, 0..LIMIT], weights in weights(), turn in 0usize..50,
        ) {
            let sum: u128 = weights.iter().copied().map(u128::from).sum();
            let rest = |weight: u64| u128::from(freight) * u128::from(weight) % sum;
            let mut turned = weights.clone();
            turned.rotate_left(turn % weights.len());
            let mut after = parts(freight, &turned);
            after.rotate_right(turn % weights.len());
            for (at, (one, other)) in parts(freight, &weights).iter().zip(&after).enumerate() {
                let own = rest(weights[at]);
                let is_tied = weights
                    .iter()
                    .enumerate()
                    .any(|(of, weight)| of != at && rest(*weight) == own);
                prop_assert!(one == other || is_tied);
            }
        }
    }
}

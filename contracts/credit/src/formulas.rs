//! The formulas of ratings, by integers only. Scores are hundredths of a point, from 0 to 10,000, rounded down.
use interfaces::credit::{Grade, DOCUMENTED, IN_FULL, ON_TIME, UNDAMAGED};

/// 100 points.
pub const FULL: u16 = 10_000;

/// The least that the rated dimensions must weigh, of 100.
pub const LEAST_WEIGHT: u16 = 50;

/// The days beyond terms, and the points that D&B gives for them. In between it is linear.
const PAYDEX: [(i32, i32); 9] =
    [(-30, 100), (-20, 90), (0, 80), (15, 70), (22, 60), (30, 50), (60, 40), (90, 30), (120, 20)];

/// What paying so many days beyond terms scores; early is negative. Of more than 120 days D&B publishes only that it is below 20: here each 3
/// days more cost a point, until nothing is left at 180.
pub fn payment(days: i32) -> u16 {
    let (mut since, mut points) = (-30i32, 100i32);
    let later = PAYDEX.iter().copied().chain([(180, 0)]);
    if days <= since {
        return FULL;
    }
    for (until, then) in later {
        if days <= until {
            // Within these knots no product comes near the limits of its type.
            let length = until.saturating_sub(since);
            let from_start = points.saturating_mul(length);
            let lost = days.saturating_sub(since).saturating_mul(points.saturating_sub(then));
            let left = from_start.saturating_sub(lost).saturating_mul(100);
            let score = left.checked_div(length).unwrap_or(0);
            return u16::try_from(score).unwrap_or(0);
        }
        (since, points) = (until, then);
    }
    0
}

/// Whether an order was perfect: in full, on time, documented, undamaged.
pub fn is_perfect(delivery: u8) -> bool {
    let all = IN_FULL | ON_TIME | DOCUMENTED | UNDAMAGED;
    delivery & all == all
}

/// Whether a delivery was on time and in full.
pub fn is_on_time_in_full(delivery: u8) -> bool {
    let both = IN_FULL | ON_TIME;
    delivery & both == both
}

/// What was not disputed rightly of what was billed.
pub fn undisputed(billed: u64, upheld: u64) -> u16 {
    let rest = u128::from(billed.saturating_sub(upheld)).saturating_mul(u128::from(FULL));
    let score = rest.checked_div(u128::from(billed)).unwrap_or(0);
    u16::try_from(score).unwrap_or(FULL)
}

/// The mean of scores, of whose weighted sum and weight it is made; 0 of nothing.
pub fn mean(sum: u64, weight: u64) -> u16 {
    u16::try_from(sum.checked_div(weight).unwrap_or(0)).unwrap_or(FULL)
}

/// The expectation of a beta reputation, (r + 1) / (r + s + 2): of opinions with this weighted sum of scores and this weight, of which
/// `one` is the weight of one.
pub fn beta(sum: u64, weight: u64, one: u64) -> u16 {
    let half = one.saturating_mul(u64::from(FULL));
    mean(sum.saturating_add(half), weight.saturating_add(one).saturating_add(one))
}

/// What an opinion of so many months ago is still worth, in 1/1024: each month takes a twentieth.
pub fn decay(months: u16) -> u64 {
    let month = |worth: u64| worth.saturating_mul(19).saturating_div(20);
    (0..months).fold(1024, |worth, _| month(worth))
}

/// Binary logarithm of a number from 1 to 16, in 1/256, rounded to the nearest; of more, that of 16.
fn logarithm(number: u16) -> u32 {
    /// Of 8/8, 9/8 … 15/8.
    const MANTISSA: [u8; 8] = [0, 44, 82, 118, 150, 179, 207, 232];
    let number = number.clamp(1, 16);
    let power = number.ilog2();
    let eighths = number.wrapping_shl(3).wrapping_shr(power) & 7;
    let rest = MANTISSA.get(usize::from(eighths)).copied().unwrap_or(0);
    power.wrapping_shl(8) | u32::from(rest)
}

/// Volume and tenure: the logarithm of the months in which there was business, up to 16, times that of the counterparties, up to 8.
pub fn standing(months: u16, counterparties: u16) -> u16 {
    const MOST: u32 = 4 * 3 * 256 * 256;
    let product = logarithm(months).saturating_mul(logarithm(counterparties.min(8)));
    let score = u64::from(product).saturating_mul(u64::from(FULL));
    let score = score.checked_div(u64::from(MOST)).unwrap_or(0);
    u16::try_from(score).unwrap_or(FULL)
}

/// Whether enough is known of a dimension: D&B's three experiences, and four counterparties, so that none counts for more than a quarter.
pub fn is_enough(samples: u32, counterparties: u16) -> bool {
    samples >= 3 && counterparties >= 4
}

/// What each counterparty counts for at most, so that none counts for more than a quarter.
///
/// Of the weights c₁ ≥ c₂ ≥ …, take the smallest k ≤ 3 with c_{k+1} ≤ L = rest_k ÷ (4 − k), where rest_k is what those after the k-th
/// weigh together. Rounded down.
pub fn cap(weights: &[u64]) -> u64 {
    let mut largest = [0u64; 3];
    for weight in weights {
        let mut weight = *weight;
        for place in &mut largest {
            if weight > *place {
                core::mem::swap(place, &mut weight);
            }
        }
    }
    let mut rest = weights.iter().fold(0, |sum: u64, weight| sum.saturating_add(*weight));
    for (weight, parts) in largest.into_iter().zip([4u64, 3, 2]) {
        let limit = rest.checked_div(parts).unwrap_or(0);
        if weight <= limit {
            return limit;
        }
        rest = rest.saturating_sub(weight);
    }
    rest
}

/// All in all, in points: scores by their weights, of those dimensions that are rated; nothing where they weigh less than half.
pub fn composite(rated: impl Iterator<Item = (u8, u16)>) -> Option<u8> {
    let (mut weights, mut sum) = (0u16, 0u32);
    for (weight, score) in rated {
        weights = weights.saturating_add(u16::from(weight));
        sum = sum.saturating_add(u32::from(weight).saturating_mul(u32::from(score)));
    }
    if weights < LEAST_WEIGHT {
        return None;
    }
    let points = sum.checked_div(u32::from(weights))?.saturating_div(100);
    u8::try_from(points).ok()
}

/// The grade of so many points.
pub fn grade(points: u8) -> Grade {
    match points {
        90.. => Grade::AAA,
        80.. => Grade::AA,
        65.. => Grade::A,
        50.. => Grade::B,
        _ => Grade::C,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The value of PAYDEX and the days of D&B's own chart, as far as it can be read: 33 points.
    const CHART: [(u16, i32); 33] = [
        (100, -30),
        (99, -29),
        (98, -28),
        (97, -27),
        (96, -26),
        (95, -25),
        (94, -24),
        (93, -23),
        (92, -22),
        (91, -21),
        (90, -20),
        (89, -18),
        (88, -16),
        (87, -14),
        (86, -12),
        (85, -10),
        (84, -8),
        (59, 23),
        (58, 24),
        (57, 25),
        (56, 26),
        (55, 26),
        (54, 27),
        (53, 28),
        (52, 29),
        (51, 29),
        (50, 30),
        (49, 33),
        (48, 36),
        (47, 39),
        (46, 42),
        (45, 45),
        (44, 48),
    ];

    #[test]
    fn payments_score_as_on_the_published_chart() {
        // A day is worth 1.25 points between 22 and 30 days: there the chart names days to the nearest, and of three points one later.
        let late = [57, 56, 52];
        for (points, days) in CHART {
            let score = payment(days);
            let off = i32::from(score) - i32::from(points) * 100;
            if late.contains(&points) {
                assert!((-100..0).contains(&off), "{points}: {score}");
                assert!(
                    (0..100).contains(&(i32::from(payment(days - 1)) - i32::from(points) * 100))
                );
            } else {
                assert!(off.abs() <= 50, "{points}: {score}");
            }
        }
    }

    #[test]
    fn payments_score_by_their_days() {
        for (days, score) in [
            (i32::MIN, 10_000),
            (-31, 10_000),
            (-30, 10_000),
            (-25, 9_500),
            (-20, 9_000),
            (-1, 8_050),
            (0, 8_000),
            (7, 7_533),
            (15, 7_000),
            (22, 6_000),
            (30, 5_000),
            (45, 4_500),
            (60, 4_000),
            (75, 3_500),
            (90, 3_000),
            (120, 2_000),
            (121, 1_966),
            (150, 1_000),
            (179, 33),
            (180, 0),
            (181, 0),
            (i32::MAX, 0),
        ] {
            assert_eq!(payment(days), score, "{days}");
        }
    }

    #[test]
    fn the_worked_example_is_71() {
        let paid = [(100_000u64, 0), (50_000, 15), (20_000, 45), (5_000, 100)];
        let weight = paid.iter().map(|(amount, _)| amount).sum();
        let sum = paid.iter().map(|(amount, days)| amount * u64::from(payment(*days))).sum();
        assert_eq!(mean(sum, weight), 7_161);
        let exact =
            |days: i32| if days == 100 { 80.0 / 3.0 } else { f64::from(payment(days)) / 100.0 };
        let exact: f64 = paid.iter().map(|(amount, days)| *amount as f64 * exact(*days)).sum();
        assert_eq!((exact / weight as f64 * 100.0).round(), 7_162.0);
    }

    #[test]
    fn an_order_is_perfect_if_nothing_is_missing() {
        for delivery in 0..16u8 {
            let has = |what: u8| delivery & what != 0;
            let all = has(IN_FULL) && has(ON_TIME) && has(DOCUMENTED) && has(UNDAMAGED);
            assert_eq!(is_perfect(delivery), all, "{delivery:04b}");
            assert_eq!(is_perfect(delivery), delivery == 15);
            assert_eq!(is_on_time_in_full(delivery), has(IN_FULL) && has(ON_TIME));
        }
    }

    #[test]
    fn opinions_make_a_beta_reputation() {
        assert_eq!(beta(0, 0, 1), 5_000);
        assert_eq!(beta(8 * 10_000, 8, 1), 9_000);
        assert_eq!(beta(8 * 10_000, 10, 1), 7_500);
        assert_eq!(beta(0, 8, 1), 1_000);
        // In whatever unit one opinion is weighed.
        assert_eq!(beta(8 * 10_000 * 8192, 10 * 8192, 8192), 7_500);
    }

    #[test]
    fn opinions_lose_a_twentieth_each_month() {
        assert_eq!(decay(0), 1024);
        for months in 0..24 {
            let exact = 1024.0 * 0.95f64.powi(i32::from(months));
            assert!((decay(months) as f64 - exact).abs() < 11.0, "{months}");
        }
    }

    #[test]
    fn what_was_not_disputed_rightly_is_the_rest() {
        assert_eq!(undisputed(100, 0), 10_000);
        assert_eq!(undisputed(100, 25), 7_500);
        assert_eq!(undisputed(3, 1), 6_666);
        assert_eq!(undisputed(100, 100), 0);
        assert_eq!(undisputed(u64::MAX, 1), 9_999);
    }

    #[test]
    fn standing_grows_with_doublings() {
        assert_eq!(standing(1, 8), 0);
        assert_eq!(standing(16, 1), 0);
        assert_eq!(standing(16, 8), 10_000);
        assert_eq!(standing(24, 48), 10_000);
        assert_eq!(standing(4, 8), 5_000);
        assert_eq!(standing(16, 4), 6_666);
        for months in 1..=24u16 {
            for counterparties in 1..=48u16 {
                let lg = |number: u16, most: f64| f64::from(number).log2().min(most);
                let exact = lg(months, 4.0) * lg(counterparties, 3.0) / 12.0 * 10_000.0;
                let off = f64::from(standing(months, counterparties)) - exact;
                assert!(off.abs() < 20.0, "{months} {counterparties}: {off}");
            }
        }
    }

    #[test]
    fn four_equal_ones_count_a_quarter_each() {
        assert_eq!(cap(&[5, 5, 5, 5]), 5);
        assert_eq!(cap(&[1000, 1, 1, 1]), 1);
        assert_eq!(cap(&[1000, 1000, 1, 1]), 1);
        assert_eq!(cap(&[1000, 1000, 1000, 1]), 1);
        assert_eq!(cap(&[1000, 1000, 1000, 1, 9]), 10);
        assert_eq!(cap(&[10, 9, 8, 7, 6]), 10);
        assert_eq!(cap(&[100, 9, 8, 7, 6]), 10);
        assert_eq!(cap(&[]), 0);
    }

    #[test]
    fn what_is_not_rated_leaves_its_weight_to_the_rest_unless_that_is_less_than_half() {
        let of = |rated: &[(u8, u16)]| composite(rated.iter().copied());
        assert_eq!(of(&[(40, 8_000), (25, 9_000), (15, 5_000), (10, 10_000), (10, 0)]), Some(72));
        assert_eq!(of(&[(40, 8_000), (10, 6_000)]), Some(76));
        assert_eq!(of(&[(40, 8_000)]), None);
        assert_eq!(of(&[(25, 8_999), (25, 8_999)]), Some(89));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn grades_are_cut_where_they_are_said_to_be() {
        for (points, expected) in [
            (0, Grade::C),
            (49, Grade::C),
            (50, Grade::B),
            (64, Grade::B),
            (65, Grade::A),
            (79, Grade::A),
            (80, Grade::AA),
            (89, Grade::AA),
            (90, Grade::AAA),
            (100, Grade::AAA),
        ] {
            assert_eq!(grade(points), expected);
        }
    }

    proptest! {
        #[test]
        fn paying_later_never_scores_more(days in -200i32..400) {
            prop_assert!(payment(days + 1) <= payment(days));
        }

        #[test]
        fn nobody_counts_for_more_than_a_quarter(
            weights in prop::collection::vec(prop_oneof![0u64..20, 0u64..1_000_000], 4..14),
        ) {
            let limit = cap(&weights);
            let counted: Vec<u64> = weights.iter().map(|weight| *weight.min(&limit)).collect();
            let total: u64 = counted.iter().sum();
            prop_assert!(counted.iter().all(|weight| weight * 4 <= total));
            // And as little is taken away as can be: one more each would be too much for somebody, or nobody is cut.
            let looser: Vec<u64> = weights.iter().map(|weight| *weight.min(&(limit + 1))).collect();
            let total: u64 = looser.iter().sum();
            prop_assert!(looser == counted || looser.iter().any(|weight| weight * 4 > total));
        }
    }
}

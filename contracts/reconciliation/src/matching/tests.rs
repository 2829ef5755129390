#![allow(clippy::inconsistent_digit_grouping)] // The cents are set off.
use super::*;
use kit::money::LIMIT;
use proptest::prelude::*;

/// Examines what two state of a line, and what was billed again.
fn examine(
    billed: Option<Statement>,
    expected: Option<Statement>,
    delivered: Option<Delivered>,
    again: Money,
    tolerances: &Tolerances,
) -> Examined {
    let shown = Money::MAX;
    let of = Stated { billed, expected, again, is_elsewhere: false, shown, past: 0 };
    super::examine(&of, delivered, tolerances)
}

const ANY: Limits =
    Limits { lower_absolute: None, lower_percent: None, upper_absolute: None, upper_percent: None };
const NONE: Limits = Limits {
    lower_absolute: Some(0),
    lower_percent: None,
    upper_absolute: Some(0),
    upper_percent: None,
};
const STRICT: Tolerances = Tolerances {
    small_difference: 0,
    quantity: NONE,
    price: NONE,
    freight: NONE,
    date: NONE,
    unit_ratio: NONE,
    cumulative: None,
};
const LAX: Tolerances = Tolerances {
    small_difference: 0,
    quantity: ANY,
    price: ANY,
    freight: ANY,
    date: ANY,
    unit_ratio: ANY,
    cumulative: None,
};

/// So many pieces at a price in cents, and freight in cents.
fn goods(pieces: u64, price: u64, freight: u64) -> Option<Statement> {
    Some(Statement { quantity: pieces * 1000, value: pieces * price, freight, weight: 0 })
}

fn came(pieces: u64) -> Option<Delivered> {
    Some(Delivered::Goods { quantity: pieces * 1000, late_by: 0, signature: Signature::Payers })
}

fn late(pieces: u64, late_by: Millis) -> Option<Delivered> {
    Some(Delivered::Goods { quantity: pieces * 1000, late_by, signature: Signature::Payers })
}

fn matched() -> Examined {
    Examined { status: LineStatus::Matched, difference: 0 }
}

fn adjusted(difference: i64) -> Examined {
    Examined { status: LineStatus::Adjusted, difference }
}

fn blocked(kind: Discrepancy, difference: i64) -> Examined {
    Examined { status: LineStatus::Discrepant(kind), difference }
}

#[test]
fn equal_statements_of_what_was_delivered_match() {
    let line = goods(100, 1000, 50_00);
    assert_eq!(examine(line, line, came(100), 0, &STRICT), matched());
    assert_eq!(examine(line, line, None, 0, &STRICT), matched());
}

#[test]
fn sap_100_ordered_at_10_and_50_delivered_and_80_billed_is_a_quantity_variance_of_300() {
    let (billed, ordered) = (goods(80, 1000, 0), goods(100, 1000, 0));
    let is = blocked(Discrepancy::Quantity, 300_00);
    assert_eq!(examine(billed, ordered, came(50), 0, &STRICT), is);
    let limits = Limits { upper_absolute: Some(300_00), ..ANY };
    let enough = Tolerances { quantity: limits, ..STRICT };
    assert_eq!(examine(billed, ordered, came(50), 0, &enough), adjusted(-200_00));
    let limits = Limits { upper_absolute: Some(299_99), ..ANY };
    let too_little = Tolerances { quantity: limits, ..STRICT };
    assert_eq!(examine(billed, ordered, came(50), 0, &too_little), is);
}

#[test]
fn sap_100_at_1_30_billed_at_1_24_is_a_price_variance_of_minus_6() {
    let (billed, ordered) = (goods(100, 124, 0), goods(100, 130, 0));
    for delivered in [None, came(100)] {
        let is = blocked(Discrepancy::Price, -6_00);
        assert_eq!(examine(billed, ordered, delivered, 0, &STRICT), is);
        let limits = Limits { lower_absolute: Some(6_00), ..NONE };
        let enough = Tolerances { price: limits, ..STRICT };
        assert_eq!(examine(billed, ordered, delivered, 0, &enough), adjusted(-6_00));
    }
}

#[test]
fn sap_60_of_100_at_10_delivered_and_100_billed_at_11_varies_by_400_in_quantity_and_100_in_price() {
    let (billed, ordered) = (goods(100, 1100, 0), goods(100, 1000, 0));
    let is = examine(billed, ordered, came(60), 0, &STRICT);
    assert_eq!(is, blocked(Discrepancy::Quantity, 400_00));
    let is = examine(billed, ordered, came(60), 0, &Tolerances { quantity: ANY, ..STRICT });
    assert_eq!(is, blocked(Discrepancy::Price, 100_00));
    let is = Tolerances { quantity: ANY, price: ANY, ..STRICT };
    assert_eq!(examine(billed, ordered, came(60), 0, &is), adjusted(100_00));
}

#[test]
fn sap_freight_planned_as_110_for_100_is_due_in_proportion_to_what_is_billed() {
    let planned = goods(100, 10, 110);
    let is = |pieces, freight| {
        let tolerances = Tolerances { quantity: ANY, ..STRICT };
        examine(goods(pieces, 10, freight), planned, None, 0, &tolerances)
    };
    assert_eq!(is(100, 120), blocked(Discrepancy::Freight, 10));
    assert_eq!(is(50, 60), blocked(Discrepancy::Freight, 5));
    assert_eq!(is(50, 50), blocked(Discrepancy::Freight, -5));
    assert_eq!(is(50, 55), adjusted(-555));
}

#[test]
fn sap_150_billed_of_100_delivered_is_blocked_at_5_percent() {
    let limits = Limits { upper_percent: Some(500), ..NONE };
    let five_percent = Tolerances { quantity: Limits { upper_absolute: None, ..limits }, ..STRICT };
    let is = |billed| examine(billed, goods(100, 1000, 0), came(100), 0, &five_percent);
    assert_eq!(is(goods(150, 1000, 0)), blocked(Discrepancy::Quantity, 500_00));
    assert_eq!(is(goods(105, 1000, 0)), adjusted(50_00));
    // A thousandth of a piece more, at the agreed price.
    let billed = Some(Statement { quantity: 105_001, value: 105_001, freight: 0, weight: 0 });
    assert_eq!(is(billed), blocked(Discrepancy::Quantity, 50_01));
}

#[test]
fn percent_of_a_quantity_is_of_what_was_delivered() {
    let limits = Limits { upper_percent: Some(2_000), ..ANY };
    let tolerances = Tolerances { quantity: limits, ..STRICT };
    let is = |billed| examine(goods(billed, 10, 0), goods(100, 10, 0), came(50), 0, &tolerances);
    assert_eq!(is(60), adjusted(-400));
    assert_eq!(is(61), blocked(Discrepancy::Quantity, 110));
}

#[test]
fn a_limit_of_zero_lets_nothing_pass_not_even_a_part_of_a_minor_unit() {
    // 3 pieces for 10 cents; 1 billed for 3 cents is a third of a cent too little.
    let line = |quantity, value| Some(Statement { quantity, value, freight: 0, weight: 0 });
    let tolerances = Tolerances { quantity: ANY, ..STRICT };
    let is = examine(line(1000, 3), line(3000, 10), None, 0, &tolerances);
    assert_eq!(is, blocked(Discrepancy::Price, 0));
    // 0 percent does not let 100.002 pass for 100 either.
    let none = Limits { upper_percent: Some(0), ..ANY };
    let tolerances = Tolerances { quantity: none, ..LAX };
    let is = examine(line(100_002, 100_002), line(100_000, 100_000), came(100), 0, &tolerances);
    assert_eq!(is, blocked(Discrepancy::Quantity, 2));
}

#[test]
fn a_variance_is_rounded_half_away_from_zero_only_when_it_is_reported() {
    // 2 pieces for 5 cents; 1 billed for 0 or 5 cents is 2.5 off.
    let line = |quantity, value| Some(Statement { quantity, value, freight: 0, weight: 0 });
    let tolerances = Tolerances { quantity: ANY, ..STRICT };
    let is = |value| examine(line(1000, value), line(2000, 5), None, 0, &tolerances);
    assert_eq!(is(0), blocked(Discrepancy::Price, -3));
    assert_eq!(is(6), blocked(Discrepancy::Price, 4));
}

#[test]
fn percent_of_nothing_is_nothing() {
    let limits = Limits { upper_percent: Some(10_000), ..ANY };
    let tolerances = Tolerances { freight: limits, ..STRICT };
    let is = examine(goods(1, 10, 1), goods(1, 10, 0), came(1), 0, &tolerances);
    assert_eq!(is, blocked(Discrepancy::Freight, 1));
}

#[test]
fn the_narrower_of_two_limits_decides() {
    let limits = |absolute, percent| Limits {
        upper_absolute: Some(absolute),
        upper_percent: Some(percent),
        ..NONE
    };
    let is = |limits| {
        let tolerances = Tolerances { price: limits, ..STRICT };
        examine(goods(100, 110, 0), goods(100, 100, 0), came(100), 0, &tolerances)
    };
    assert_eq!(is(limits(1_000, 1_000)), adjusted(1_000));
    assert_eq!(is(limits(999, 1_000)), blocked(Discrepancy::Price, 1_000));
    assert_eq!(is(limits(1_000, 999)), blocked(Discrepancy::Price, 1_000));
}

#[test]
fn lower_limits_bind_as_upper_ones_do() {
    let limits = Limits { lower_percent: Some(1_000), ..ANY };
    let tolerances = Tolerances { quantity: limits, ..STRICT };
    let is = |billed| examine(goods(billed, 10, 0), goods(100, 10, 0), came(100), 0, &tolerances);
    assert_eq!(is(90), adjusted(-100));
    assert_eq!(is(89), blocked(Discrepancy::Quantity, -110));
}

#[test]
fn a_small_difference_is_written_off_whatever_the_other_keys_say() {
    let tolerances = Tolerances { small_difference: 5, ..STRICT };
    let is = |billed| examine(billed, goods(100, 10, 7), came(100), 0, &tolerances);
    let off = |value, freight| Some(Statement { quantity: 100_000, value, freight, weight: 0 });
    assert_eq!(is(off(1005, 7)), adjusted(5));
    assert_eq!(is(off(1000, 2)), adjusted(-5));
    assert_eq!(is(off(1006, 7)), blocked(Discrepancy::Price, 6));
    assert_eq!(is(off(1000, 1)), blocked(Discrepancy::Freight, -6));
    // What one takes from goods to freight is no difference of the whole.
    assert_eq!(is(off(1007, 0)), adjusted(0));
}

#[test]
fn no_small_difference_covers_what_was_not_delivered() {
    let tolerances = Tolerances { small_difference: 5, ..STRICT };
    let line = |quantity, value| Some(Statement { quantity, value, freight: 0, weight: 0 });
    let is = |billed, expected| examine(billed, expected, came(100), 0, &tolerances);
    let over = line(100_100, 1001);
    assert_eq!(is(over, line(100_000, 1000)), blocked(Discrepancy::Quantity, 1));
    // Without a waybill nobody knows.
    assert_eq!(examine(over, line(100_000, 1000), None, 0, &tolerances), adjusted(1));
    // Billing less goods for the total that the other side expects for more than came.
    let is = is(line(90_000, 2000), line(200_000, 2000));
    assert_eq!(is, blocked(Discrepancy::Quantity, -100));
}

#[test]
fn statements_that_agree_on_more_than_was_delivered_are_a_question_of_quantity() {
    let line = goods(100, 1000, 0);
    let is = |tolerances| examine(line, line, came(60), 0, &tolerances);
    assert_eq!(is(STRICT), blocked(Discrepancy::Quantity, 400_00));
    assert_eq!(is(Tolerances { small_difference: 400_00, ..STRICT }), is(STRICT));
    assert_eq!(is(LAX), adjusted(0));
}

#[test]
fn statements_that_agree_on_less_than_was_delivered_are_cleared() {
    let line = goods(50, 1000, 0);
    assert_eq!(examine(line, line, came(60), 0, &STRICT), adjusted(0));
}

#[test]
fn billing_what_was_delivered_at_the_agreed_price_is_cleared_whatever_was_expected() {
    for expected in [30, 100] {
        let is = examine(goods(60, 1000, 0), goods(expected, 1000, 0), came(60), 0, &STRICT);
        assert_eq!(is, adjusted((60 - expected as i64) * 1000));
    }
}

#[test]
fn a_late_line_is_blocked_even_if_its_money_is_right() {
    let line = goods(100, 1000, 0);
    let days = |limit| Tolerances { date: Limits { upper_percent: Some(limit), ..ANY }, ..STRICT };
    let is = |late_by, tolerances| examine(line, line, late(100, late_by), 0, &tolerances);
    assert_eq!(is(3 * DAY, days(30_000)), matched());
    assert_eq!(is(3 * DAY + 1, days(30_000)), blocked(Discrepancy::Date, 0));
    assert_eq!(is(1, days(0)), blocked(Discrepancy::Date, 0));
    assert_eq!(is(0, days(0)), matched());
    let two_thousand_days = Limits { upper_absolute: Some(2000_00), ..ANY };
    let tolerances = Tolerances { date: two_thousand_days, ..STRICT };
    assert_eq!(is(2 * DAY, tolerances), matched());
    assert_eq!(is(2 * DAY + 1, tolerances), blocked(Discrepancy::Date, 0));
    assert_eq!(is(400 * DAY, LAX), matched());
}

#[test]
fn a_late_line_in_dispute_about_money_is_in_dispute_about_money() {
    let is = |billed, tolerances| {
        examine(goods(billed, 1000, 0), goods(90, 1000, 0), late(100, DAY), 0, &tolerances)
    };
    assert_eq!(is(110, STRICT), blocked(Discrepancy::Quantity, 100_00));
    assert_eq!(is(95, Tolerances { quantity: ANY, ..STRICT }), blocked(Discrepancy::Date, 50_00));
    let small = Tolerances { small_difference: 100_00, ..STRICT };
    assert_eq!(is(95, small), blocked(Discrepancy::Date, 50_00));
}

/// 100 pieces at 20 a kilogram that weigh so many kilograms, as both say that they cost.
fn weighed(pieces: u64, kilograms: u64) -> Option<Statement> {
    let weight = kilograms * 1000;
    Some(Statement { quantity: pieces * 1000, value: 100_000, freight: 0, weight })
}

#[test]
fn sap_100_pieces_billed_as_250_kilograms_and_delivered_as_240_vary_in_the_order_price_unit() {
    let (billed, expected) = (weighed(100, 250), weighed(100, 240));
    let is = |tolerances: &Tolerances| examine(billed, expected, came(100), 0, tolerances);
    assert_eq!(is(&STRICT), blocked(Discrepancy::UnitRatio, 0));
    let percent = |limit| Limits { upper_percent: Some(limit), ..ANY };
    let absolute = |limit| Limits { upper_absolute: Some(limit), ..ANY };
    let ratio = |unit_ratio| Tolerances { unit_ratio, ..STRICT };
    // 250 ÷ 240 − 1 is 4.1666… %, and 10 kilograms.
    assert_eq!(is(&ratio(percent(416))), blocked(Discrepancy::UnitRatio, 0));
    assert_eq!(is(&ratio(percent(417))), adjusted(0));
    assert_eq!(is(&ratio(absolute(9_999))), blocked(Discrepancy::UnitRatio, 0));
    assert_eq!(is(&ratio(absolute(10_000))), adjusted(0));
    // Billed lighter than expected, the lower limits bind.
    let lighter = |unit_ratio| examine(expected, billed, came(100), 0, &ratio(unit_ratio));
    let at_most = |limit| Limits { lower_percent: Some(limit), ..ANY };
    assert_eq!(lighter(percent(0)), adjusted(0));
    assert_eq!(lighter(at_most(399)), blocked(Discrepancy::UnitRatio, 0));
    assert_eq!(lighter(at_most(400)), adjusted(0));
}

#[test]
fn a_weight_that_only_one_side_states_is_compared_with_nothing() {
    for (billed, expected) in [(250, 0), (0, 240), (0, 0)] {
        let is = examine(weighed(100, billed), weighed(100, expected), came(100), 0, &STRICT);
        assert_eq!(is, matched());
    }
}

#[test]
fn a_ratio_is_of_units_and_not_of_lines() {
    // 50 pieces of 2.5 kilograms each are as heavy a piece as 100 of them.
    let tolerances = Tolerances { quantity: ANY, price: ANY, ..STRICT };
    let is = |kilograms| examine(weighed(50, kilograms), weighed(100, 250), None, 0, &tolerances);
    assert_eq!(is(125), adjusted(0));
    assert_eq!(is(126), blocked(Discrepancy::UnitRatio, 0));
}

#[test]
fn sap_what_lies_past_the_limit_of_a_case_is_blocked_though_all_else_is_right() {
    let line = goods(100, 10_00, 0);
    let is = |past, delivered| {
        let stated = Stated {
            billed: line,
            expected: line,
            again: 0,
            is_elsewhere: false,
            shown: 1000_00,
            past,
        };
        super::examine(&stated, delivered, &STRICT)
    };
    assert_eq!(is(0, came(100)), matched());
    assert_eq!(is(1, came(100)), blocked(Discrepancy::Cumulative, 1));
    assert_eq!(is(1000_00, came(100)), blocked(Discrepancy::Cumulative, 1000_00));
    assert_eq!(is(1, late(100, DAY)), blocked(Discrepancy::Date, 0));
}

#[test]
fn what_was_billed_again_comes_first_and_what_never_came_second() {
    let line = goods(100, 10, 5);
    let never = Some(Delivered::Never);
    assert_eq!(examine(line, line, never, 1005, &LAX), blocked(Discrepancy::Duplicate, 1005));
    assert_eq!(examine(None, None, None, 7, &LAX), blocked(Discrepancy::Duplicate, 7));
    assert_eq!(examine(None, None, None, 0, &LAX), blocked(Discrepancy::Duplicate, 0));
    for delivered in [never, came(0)] {
        let is = |billed, expected| examine(billed, expected, delivered, 0, &LAX);
        assert_eq!(is(line, line), blocked(Discrepancy::NeverDelivered, 1005));
        assert_eq!(is(line, None), blocked(Discrepancy::NeverDelivered, 1005));
        assert_eq!(is(None, line), blocked(Discrepancy::NeverDelivered, 0));
    }
}

#[test]
fn what_only_one_side_states_is_in_dispute_with_all_of_it() {
    let line = goods(100, 10, 5);
    for delivered in [None, came(100)] {
        let is = |billed, expected| examine(billed, expected, delivered, 0, &LAX);
        assert_eq!(is(line, None), blocked(Discrepancy::NotExpected, 1005));
        assert_eq!(is(None, line), blocked(Discrepancy::NotBilled, -1005));
    }
}

#[test]
fn a_difference_that_does_not_fit_is_stated_as_the_end_of_the_range() {
    let line = |quantity, value| Some(Statement { quantity, value, freight: 0, weight: 0 });
    let (one, most) = (line(1, LIMIT - 1), line(LIMIT - 1, 1));
    assert_eq!(examine(most, one, None, 0, &STRICT), blocked(Discrepancy::Quantity, i64::MAX));
    let delivered = Some(Delivered::Goods {
        quantity: LIMIT - 1,
        late_by: Millis::MAX,
        signature: Signature::Payers,
    });
    let is = examine(one, one, delivered, 0, &Tolerances { date: ANY, ..STRICT });
    assert_eq!(is, adjusted(0));
    let is = examine(line(2, LIMIT - 1), one, delivered, 0, &STRICT);
    assert_eq!(is, blocked(Discrepancy::Date, 0));
    let is = examine(line(2, LIMIT - 2), one, delivered, 0, &STRICT);
    assert_eq!(is, blocked(Discrepancy::Quantity, i64::MIN));
}

#[test]
fn a_scaled_amount_compares_as_the_product_does() {
    assert!(scaled(u128::MAX, 2) > scaled(u128::MAX - 1, 2));
    assert!(scaled(u128::MAX, u32::MAX) > scaled(u128::MAX, u32::MAX - 1));
    assert_eq!(scaled(1 << 64, 3), (3, 0));
    assert_eq!(scaled((1 << 63) + 1, 2), (1, 2));
}

/// Often the same amounts, sometimes close ones, and now and then anything.
fn amount() -> impl Strategy<Value = u64> {
    prop_oneof![8 => 0u64..4, 2 => 0u64..40, 1 => 0u64..(1 << 62)]
}

fn statement() -> impl Strategy<Value = Statement> {
    (amount(), amount(), amount(), amount()).prop_map(|of| Statement {
        quantity: of.0.max(1),
        value: of.1,
        freight: of.2,
        weight: of.3,
    })
}

fn delivery() -> impl Strategy<Value = Option<Delivered>> {
    prop_oneof![
        Just(None),
        Just(Some(Delivered::Never)),
        (amount(), prop_oneof![Just(0), 0..10 * DAY]).prop_map(|(quantity, late_by)| {
            let signature = Signature::Anothers;
            Some(Delivered::Goods { quantity, late_by, signature })
        }),
    ]
}

fn limits() -> impl Strategy<Value = Limits> {
    use proptest::option::of;
    (of(amount()), of(0u32..40_000), of(amount()), of(0u32..40_000)).prop_map(|of| Limits {
        lower_absolute: of.0,
        lower_percent: of.1,
        upper_absolute: of.2,
        upper_percent: of.3,
    })
}

fn tolerances() -> impl Strategy<Value = Tolerances> {
    (amount(), limits(), limits(), limits(), limits(), limits()).prop_map(|of| Tolerances {
        small_difference: of.0,
        quantity: of.1,
        price: of.2,
        freight: of.3,
        date: of.4,
        unit_ratio: of.5,
        cumulative: None,
    })
}

fn is_cleared(examined: Examined) -> bool {
    matches!(examined.status, LineStatus::Matched | LineStatus::Adjusted)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_line_is_always_decided_and_what_is_cleared_differs_by_what_is_written_off(
        billed in proptest::option::of(statement()),
        expected in proptest::option::of(statement()),
        delivered in delivery(),
        again in prop_oneof![3 => Just(0), 1 => amount()],
        tolerances in tolerances(),
    ) {
        let is = examine(billed, expected, delivered, again, &tolerances);
        prop_assert_ne!(is.status, LineStatus::Waiting);
        if is_cleared(is) {
            let (billed, expected) = (billed.unwrap(), expected.unwrap());
            prop_assert_eq!(i128::from(is.difference), i128::from(total(billed)) - i128::from(total(expected)));
            prop_assert_eq!(again, 0);
            let never = matches!(delivered, Some(Delivered::Never | Delivered::Goods { quantity: 0, .. }));
            prop_assert!(!never);
            if is.status == LineStatus::Matched {
                let is_weighed = billed.weight > 0 && expected.weight > 0;
                let weight = if is_weighed { expected.weight } else { billed.weight };
                prop_assert_eq!(billed, Statement { weight, ..expected });
            }
        }
    }

    #[test]
    fn without_tolerances_nothing_is_cleared_beyond_what_came_at_the_agreed_price(
        billed in statement(), expected in statement(), quantity in amount(),
    ) {
        let expected = Statement { value: expected.value.max(1), ..expected };
        let delivered = Some(Delivered::Goods { quantity, late_by: 0, signature: Signature::Payers });
        if is_cleared(examine(Some(billed), Some(expected), delivered, 0, &STRICT)) {
            let cleared = product(total(billed), expected.quantity);
            prop_assert!(cleared <= product(total(expected), quantity));
        }
    }

    #[test]
    fn wider_tolerances_clear_no_less(
        billed in statement(), expected in statement(), delivered in delivery(), tolerances in tolerances(), more in amount(),
    ) {
        let before = examine(Some(billed), Some(expected), delivered, 0, &tolerances);
        if !is_cleared(before) { return Ok(()) }
        let wider = |limits: Limits| Limits {
            lower_absolute: limits.lower_absolute.map(|limit| limit + more),
            lower_percent: None,
            upper_absolute: limits.upper_absolute.map(|limit| limit + more),
            upper_percent: limits.upper_percent.map(|limit| limit + 1),
        };
        let wider = Tolerances {
            small_difference: tolerances.small_difference + more,
            quantity: wider(tolerances.quantity),
            price: wider(tolerances.price),
            freight: wider(tolerances.freight),
            date: wider(tolerances.date),
            unit_ratio: wider(tolerances.unit_ratio),
            cumulative: None,
        };
        prop_assert_eq!(examine(Some(billed), Some(expected), delivered, 0, &wider), before);
    }

    #[test]
    fn comparisons_are_exact(one in any::<u64>(), other in any::<u64>(), p in any::<u32>(), q in any::<u32>()) {
        let (one, other) = (u128::from(one) << 20, u128::from(other) << 20);
        prop_assert_eq!(scaled(one, p).cmp(&scaled(other, q)), (one * u128::from(p)).cmp(&(other * u128::from(q))));
    }
}

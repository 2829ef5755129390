use super::*;
use interfaces::reconciliation::Statement;
use kit::money::LIMIT;
use proptest::prelude::*;
use Status::*;

const STATES: [Status; 9] =
    [Raised, Explained, Escalated, Accepted, Credited, Debited, Split, Decided, Lapsed];
const STEPS: [Step; 8] = [
    Step::Answer,
    Step::Escalate,
    Step::Agree(Agreed::Billed),
    Step::Agree(Agreed::Less),
    Step::Agree(Agreed::More),
    Step::Agree(Agreed::Between),
    Step::Decide,
    Step::Lapse,
];

#[test]
fn every_cell_of_the_table_is_as_written() {
    for from in STATES {
        let agreed = [Some(Accepted), Some(Credited), Some(Debited), Some(Split)];
        let (answer, escalate, agree, decide, lapse) = match from {
            Raised | Explained => (Some(Explained), Some(Escalated), agreed, None, Some(Lapsed)),
            Escalated => (Some(Escalated), None, agreed, Some(Decided), Some(Lapsed)),
            _ => (None, None, [None; 4], None, None),
        };
        let row = [answer, escalate, agree[0], agree[1], agree[2], agree[3], decide, lapse];
        for (step, to) in STEPS.into_iter().zip(row) {
            assert_eq!(next(from, step), to, "{from:?} {step:?}");
        }
    }
}

#[test]
fn what_was_agreed_is_named_by_what_the_two_stated() {
    for (amount, billed, expected, is) in [
        (100, 100, 90, Agreed::Billed),
        (95, 100, 90, Agreed::Between),
        (90, 100, 90, Agreed::Less),
        (0, 100, 90, Agreed::Less),
        (101, 100, 90, Agreed::More),
        (95, 90, 100, Agreed::Between),
        (100, 90, 100, Agreed::More),
        (89, 90, 100, Agreed::Less),
        (50, 50, 50, Agreed::Billed),
    ] {
        assert_eq!(agreed(amount, billed, expected), is, "{amount} of {billed} and {expected}");
    }
}

fn goods(pieces: u64, price: u64) -> Option<Statement> {
    Some(Statement { quantity: pieces * 1000, value: pieces * price, freight: 0, weight: 0 })
}

fn came(pieces: u64, signature: Signature) -> Option<Delivered> {
    Some(Delivered::Goods { quantity: pieces * 1000, late_by: 0, signature })
}

/// A discrepancy raised of what two state of a line, and what was billed again.
fn raise(
    billed: Option<Statement>,
    expected: Option<Statement>,
    again: Money,
    delivered: Option<Delivered>,
    until: Millis,
) -> DiscrepancyRecord {
    let shown = billed.map_or(Money::MAX, total);
    super::raise(
        &Stated { billed, expected, again, is_elsewhere: false, shown, past: 0 },
        delivered,
        until,
    )
}

/// What the line comes to on silence, and whether both have signed that.
fn silence(
    billed: Option<Statement>,
    expected: Option<Statement>,
    again: Money,
    delivered: Option<Delivered>,
) -> (Money, bool) {
    let raised = raise(billed, expected, again, delivered, 7);
    assert_eq!((raised.status, raised.until), (Raised, 7));
    (raised.amount, raised.is_signed)
}

#[test]
fn silence_settles_at_the_delivered_quantity_at_the_agreed_price() {
    use Signature::*;
    let (billed, expected) = (goods(100, 11), goods(100, 10));
    assert_eq!(silence(billed, expected, 0, came(60, Payers)), (600, true));
    assert_eq!(silence(billed, expected, 0, came(60, Anothers)), (600, true));
    assert_eq!(silence(billed, expected, 0, came(60, Nobodys)), (600, false));
    assert_eq!(silence(billed, expected, 0, None), (1000, false));
    let freight = Some(Statement { freight: 50, ..goods(100, 10).unwrap() });
    assert_eq!(silence(billed, freight, 0, came(50, Payers)), (525, true));
}

#[test]
fn beyond_what_it_expected_a_party_owes_on_silence_only_for_what_it_signed_for_itself() {
    use Signature::*;
    let (billed, expected) = (goods(100, 10), goods(80, 10));
    assert_eq!(silence(billed, expected, 0, came(100, Payers)), (1000, true));
    assert_eq!(silence(billed, expected, 0, came(100, Anothers)), (800, true));
    assert_eq!(silence(billed, expected, 0, came(200, Payers)), (1000, true));
}

#[test]
fn where_a_statement_is_missing_only_a_line_with_a_signed_delivery_stands() {
    use Signature::*;
    let line = goods(100, 10);
    assert_eq!(silence(None, line, 0, came(60, Payers)), (600, true));
    assert_eq!(silence(None, line, 0, came(60, Nobodys)), (0, false));
    assert_eq!(silence(None, line, 0, None), (0, false));
    // Nobody but the biller signed a price.
    assert_eq!(silence(line, None, 0, came(100, Payers)), (0, false));
    assert_eq!(silence(line, None, 0, None), (0, false));
}

#[test]
fn who_withholds_a_bill_that_it_has_shown_gains_nothing_by_it() {
    let of = |shown| Stated {
        billed: None,
        expected: goods(100, 10),
        again: 0,
        is_elsewhere: false,
        shown,
        past: 0,
    };
    for (shown, amount) in [(Money::MAX, 1000), (1000, 1000), (800, 800), (0, 0)] {
        assert_eq!(super::raise(&of(shown), came(100, Signature::Payers), 7).amount, amount);
    }
}

#[test]
fn what_lies_past_the_limit_of_the_case_counts_for_nothing_on_silence() {
    let line = goods(100, 10);
    for (past, received, amount) in
        [(0, 100, 1000), (400, 100, 600), (400, 50, 500), (1000, 100, 0)]
    {
        let stated = Stated {
            billed: line,
            expected: line,
            again: 0,
            is_elsewhere: false,
            shown: 1000,
            past,
        };
        let raised = super::raise(&stated, came(received, Signature::Payers), 7);
        assert_eq!((raised.amount, raised.billed), (amount, 1000));
    }
}

#[test]
fn what_was_never_delivered_or_billed_elsewhere_comes_to_nothing() {
    let line = goods(100, 10);
    assert_eq!(silence(line, line, 0, Some(Delivered::Never)), (0, true));
    assert_eq!(silence(line, line, 0, came(0, Signature::Nobodys)), (0, true));
    assert_eq!(silence(None, line, 1000, came(100, Signature::Payers)), (0, true));
    assert_eq!(silence(None, None, 0, None), (0, false));
    // The first of two bills in one case stands; the second does not.
    assert_eq!(silence(line, line, 1000, came(100, Signature::Payers)), (1000, true));
}

#[test]
fn what_was_billed_stands_as_an_offer_and_what_was_expected_does_not() {
    let raised = raise(goods(100, 11), goods(100, 10), 50, None, 0);
    assert_eq!((raised.billed, raised.expected), (1150, 1000));
    assert_eq!(raised.billers, Offer { is_made: true, amount: 1150 });
    assert!(!raised.payers.is_made);
    assert!(!raise(None, goods(1, 1), 0, None, 0).billers.is_made);
}

fn statement() -> impl Strategy<Value = Option<Statement>> {
    let amount = || prop_oneof![0u64..1000, 0..LIMIT / 2];
    proptest::option::of((amount(), amount(), amount()).prop_map(|(quantity, value, freight)| {
        Statement { quantity: quantity.max(1), value, freight, weight: 0 }
    }))
}

proptest! {
    #[test]
    fn what_is_settled_never_moves(steps in prop::collection::vec(0usize..8, 0..20)) {
        let mut at = Raised;
        for step in steps {
            let Some(to) = next(at, STEPS[step]) else { continue };
            prop_assert!(!is_settled(at) && to >= at);
            at = to;
        }
    }

    #[test]
    fn silence_never_gives_more_than_both_have_signed(
        billed in statement(),
        expected in statement(),
        again in 0u64..1000,
        quantity in proptest::option::of(prop_oneof![0u64..2000, 0..LIMIT]),
        by in 0u8..3,
    ) {
        let signature = [Signature::Nobodys, Signature::Anothers, Signature::Payers][usize::from(by)];
        let delivered =
            quantity.map(|quantity| Delivered::Goods { quantity, late_by: 0, signature });
        let (amount, _) = silence(billed, expected, again, delivered);
        let stated = expected.map_or(0, total);
        match billed {
            Some(billed) => prop_assert!(amount <= total(billed)),
            None => prop_assert!(amount <= stated),
        }
        if signature != Signature::Payers {
            prop_assert!(amount <= stated);
        }
        match expected {
            None => prop_assert_eq!(amount, 0),
            Some(expected) => {
                let came = quantity.unwrap_or(expected.quantity);
                let due = u128::from(stated) * u128::from(came) / u128::from(expected.quantity);
                prop_assert!(u128::from(amount) <= due);
            }
        }
    }

    #[test]
    fn a_quotient_is_the_quotient(dividend in any::<u128>(), small in any::<u64>(), divisor in 1u64..) {
        prop_assert_eq!(quotient(dividend, divisor), dividend / u128::from(divisor));
        prop_assert_eq!(quotient(small.into(), divisor), u128::from(small / divisor));
    }
}

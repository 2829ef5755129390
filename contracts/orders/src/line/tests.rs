use super::*;
use proptest::prelude::*;

fn limits() -> impl Strategy<Value = Limits> {
    (prop::option::of(0u64..1 << 63), prop::option::of(0u32..)).prop_map(|(absolute, percent)| {
        Limits { upper_absolute: absolute, upper_percent: percent, ..Limits::default() }
    })
}

fn line(quantity: Quantity, unit_price: Money) -> LineView {
    let ordered = OrderedLine {
        item: "4711".into(),
        quantity,
        unit: "C62".into(),
        unit_price,
        earliest: 0,
        latest: 1,
    };
    LineView { state: LineState::Agreed, ..super::ordered(1, ordered) }
}

#[test]
fn both_limits_bind_and_one_that_is_not_set_does_not() {
    let bounds = |absolute, percent| Limits {
        upper_absolute: absolute,
        upper_percent: percent,
        ..Limits::default()
    };
    // 100 units at 10, one unit more: 10 of value, 1 % of quantity.
    for (limits, passes) in [
        (bounds(None, None), true),
        (bounds(Some(10), None), true),
        (bounds(Some(9), None), false),
        (bounds(None, Some(100)), true),
        (bounds(None, Some(99)), false),
        (bounds(Some(10), Some(100)), true),
        (bounds(Some(10), Some(99)), false),
        (bounds(Some(9), Some(100)), false),
        (bounds(Some(0), Some(0)), false),
    ] {
        assert_eq!(is_within(101_000, 100_000, 10, &limits), passes, "{limits:?}");
        assert!(is_within(100_000, 100_000, 10, &limits));
        assert!(is_within(0, 100_000, 10, &limits));
    }
    // What was given for nothing has no value, and a limit of value does not bind it.
    assert!(is_within(u64::MAX >> 1, 0, 0, &bounds(Some(0), None)));
    assert!(!is_within(1, 0, 0, &bounds(None, Some(u32::MAX))));
}

proptest! {
    #[test]
    fn what_is_told_never_passes_what_it_follows(
        quantity in 1u64..1 << 63, price in 0u64..1 << 63, limits in limits(),
        tellings in prop::collection::vec((0usize..4, 1u64..1 << 63), 0..40),
    ) {
        use ProgressKind::*;
        let mut line = line(quantity, price);
        for (kind, much) in tellings {
            let before = line.clone();
            let kind = [Shipped, Received, Billed, Paid][kind];
            // Mostly so much that it may pass.
            let much = if much % 3 == 0 { much } else { much % quantity + 1 };
            if !advance(&mut line, kind, much, &limits) {
                prop_assert_eq!(&line, &before);
            }
            prop_assert!(is_within(line.shipped, quantity, price, &limits));
            prop_assert!(line.received <= line.shipped);
            prop_assert!(is_within(line.billed, line.received, price, &limits));
            prop_assert!(line.paid <= line.billed);
            prop_assert!([line.shipped, line.received, line.billed, line.paid].into_iter().all(in_range));
        }
    }

    #[test]
    fn a_line_counted_in_and_out_leaves_no_trace(
        quantity in 1u64..5, told in [0u64..6, 0u64..6, 0u64..6, 0u64..6], state in 0usize..3,
    ) {
        let mut line = line(quantity, 1);
        line.state = [LineState::Ordered, LineState::Agreed, LineState::Rejected][state];
        [line.shipped, line.received, line.billed, line.paid] = told;
        let mut tally = Tally::default();
        count(&mut tally, &line, IN);
        count(&mut tally, &line, IN);
        prop_assert_eq!(tally.shipped, if told[0] >= quantity { 2 } else { 0 });
        prop_assert_eq!(tally.arriving, if told[1] > 0 { 2 } else { 0 });
        count(&mut tally, &line, OUT);
        count(&mut tally, &line, OUT);
        prop_assert_eq!(tally, Tally::default());
    }
}

use interfaces::waybill::{FreightTerm, TransportMode};

use super::{
    super::{Delivery, History, Line},
    *,
};

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd_opt(year, month, day).unwrap()
}

/// A line of the order, from `buyer` to `supplier`; picked up a day before `scheduled`.
fn line(row: u64, number: &str, ordered: Option<Day>, scheduled: Day) -> Line {
    Line {
        row,
        item: "A".into(),
        quantity: 1_000,
        billed: 1,
        expected: 1,
        unit_price: 1,
        scheduled,
        order_number: (!number.is_empty()).then(|| number.to_owned()),
        ordered,
        order: None,
        manufacturer: None,
    }
}

fn delivery(buyer: usize, supplier: usize, lines: Vec<Line>) -> Delivery {
    Delivery {
        number: String::new(),
        supplier,
        buyer,
        carrier: 9,
        mode: TransportMode::Road,
        freight_term: FreightTerm::Prepaid,
        freight: 0,
        freight_billed: 0,
        freight_line: 1,
        weight: 0,
        delivered: lines.iter().map(|line| line.scheduled).max().unwrap(),
        recorded: day(2030, 1, 1),
        document: [0; 32],
        lines,
    }
}

fn gathered(deliveries: Vec<Delivery>) -> History {
    let mut history = History { deliveries, ..History::default() };
    gather(&mut history, &Life::default());
    for (place, order) in history.orders.iter().enumerate() {
        for (number, at) in (1..).zip(&order.lines) {
            assert_eq!(line_at(&history, *at).unwrap().order, Some((place, number)));
        }
    }
    history
}

fn told(history: &History) -> Vec<(&str, usize, usize, usize)> {
    let told = history
        .orders
        .iter()
        .map(|order| (&order.number[..], order.buyer, order.supplier, order.lines.len()));
    told.collect()
}

#[test]
fn an_order_comes_in_several_deliveries_with_its_lines_in_the_order_of_the_file() {
    let june = |day_of_month| day(2010, 6, day_of_month);
    let history = gathered(vec![
        delivery(1, 0, vec![line(2, "PO-1", None, june(9)), line(5, "PO-1", None, june(9))]),
        delivery(1, 0, vec![line(3, "PO-1", None, june(20)), line(4, "", None, june(20))]),
    ]);
    assert_eq!(told(&history), [("PO-1", 1, 0, 3)]);
    assert_eq!(history.orders[0].lines, [(0, 0), (1, 0), (0, 1)]);
    assert_eq!(history.deliveries[1].lines[1].order, None);
    // A day before the first pickup, which is a day before the first delivery.
    assert_eq!((history.orders[0].placed, history.orders[0].dated), (june(7), Dated::Assumed));
    assert_eq!(
        history.relationships,
        [Relationship { supplier: 0, buyer: 1, is_mutual: false, since: june(7) }]
    );
}

#[test]
fn a_number_is_unique_with_its_buyer_only() {
    let on = day(2010, 6, 9);
    let long = "N".repeat(LONGEST_NUMBER);
    let history = gathered(vec![
        delivery(1, 0, vec![line(2, "PO-1", None, on)]),
        delivery(2, 0, vec![line(3, "PO-1", None, on)]),
        delivery(1, 3, vec![line(4, "PO-1", None, on)]),
        // What the second order of the number would be called is another's number.
        delivery(1, 4, vec![line(5, "PO-1/2", None, on), line(6, &long, None, on)]),
        delivery(1, 5, vec![line(7, &long, None, on)]),
    ]);
    let cut = format!("{}/2", &long[2..]);
    assert_eq!(
        told(&history),
        [
            ("PO-1", 1, 0, 1),
            ("PO-1", 2, 0, 1),
            ("PO-1/3", 1, 3, 1),
            ("PO-1/2", 1, 4, 1),
            (&long, 1, 4, 1),
            (&cut, 1, 5, 1),
        ]
    );
    let renumbered = history.orders.iter().filter(|order| !order.is_numbered_as_told);
    assert_eq!(renumbered.count(), 2);
}

#[test]
fn an_order_of_more_lines_than_the_contract_takes_goes_on_under_a_number_of_its_own() {
    let on = day(2010, 6, 9);
    let lines = |from: u64| (from..from + 300).map(|row| line(row, "PO-1", None, on)).collect();
    let history = gathered(vec![delivery(1, 0, lines(2)), delivery(1, 0, lines(302))]);
    assert_eq!(told(&history), [("PO-1", 1, 0, 500), ("PO-1/2", 1, 0, 100)]);
}

#[test]
fn an_order_is_placed_on_the_earliest_recorded_day_that_can_be() {
    let on = day(2010, 6, 9);
    for (recorded, placed, dated) in [
        ([Some(day(2010, 3, 2)), Some(day(2010, 3, 1))], day(2010, 3, 1), Dated::Recorded),
        ([None, Some(day(2010, 6, 8))], day(2010, 6, 8), Dated::Recorded),
        ([None, Some(day(2010, 6, 9))], day(2010, 6, 8), Dated::AfterPickup),
        ([None, None], day(2010, 6, 7), Dated::Assumed),
        ([Some(day(2000, 6, 1)), None], day(2010, 6, 7), Dated::TooEarly),
        ([Some(day(2000, 6, 20)), None], day(2000, 6, 20), Dated::Recorded),
    ] {
        let lines = (2..).zip(recorded).map(|(row, ordered)| line(row, "PO-1", ordered, on));
        let history = gathered(vec![delivery(1, 0, lines.collect())]);
        let order = &history.orders[0];
        assert_eq!((order.placed, order.dated), (placed, dated), "{recorded:?}");
    }
}

#[test]
fn no_delivery_date_is_more_than_ten_years_from_its_order() {
    let (early, late) = (day(2000, 1, 1), day(2011, 1, 1));
    // Two deliveries under one number, years apart; and a delivery of which one line is.
    let history = gathered(vec![
        delivery(1, 0, vec![line(2, "PO-1", Some(early), early)]),
        delivery(1, 0, vec![line(3, "PO-1", Some(early), late)]),
        delivery(1, 0, vec![line(4, "PO-2", None, early), line(5, "PO-2", None, late)]),
    ]);
    assert_eq!(told(&history), [("PO-1", 1, 0, 1), ("PO-1/2", 1, 0, 1), ("PO-2", 1, 0, 1)]);
    assert_eq!(history.deliveries[2].lines[1].order, None);
    for order in &history.orders {
        for place in &order.lines {
            let line = line_at(&history, *place).unwrap();
            assert!((line.scheduled - order.placed).num_days() <= FARTHEST);
            assert!(order.placed <= history.deliveries[place.0].pickup(&Life::default()));
        }
    }
}

#[test]
fn two_that_sell_to_each_other_have_one_relationship() {
    let history = gathered(vec![
        delivery(1, 0, vec![line(2, "PO-1", None, day(2010, 6, 9))]),
        delivery(0, 1, vec![line(3, "", None, day(2010, 3, 9))]),
        delivery(2, 1, vec![line(4, "", None, day(2010, 6, 9))]),
    ]);
    assert_eq!(
        history.relationships,
        [
            Relationship { supplier: 0, buyer: 1, is_mutual: true, since: day(2010, 3, 8) },
            Relationship { supplier: 1, buyer: 2, is_mutual: false, since: day(2010, 6, 8) },
        ]
    );
}

#[test]
fn lines_of_an_order_stand_together_and_the_freight_stays_with_its_line() {
    let on = day(2010, 6, 9);
    let lines = [(2, "PO-1"), (3, "PO-2"), (4, "PO-1"), (5, ""), (6, "PO-2"), (7, "")];
    let lines = lines.map(|(row, number)| line(row, number, None, on));
    let history = gathered(vec![Delivery { freight_line: 2, ..delivery(1, 0, lines.to_vec()) }]);
    let rows: Vec<_> = history.deliveries[0].lines.iter().map(|line| line.row).collect();
    assert_eq!(rows, [2, 4, 3, 6, 5, 7]);
    assert_eq!(history.deliveries[0].freight_line, 3);
    assert_eq!(history.orders[1].lines, [(0, 2), (0, 3)]);
}

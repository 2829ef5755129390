//! Linked contracts tell the orders contract what was shipped, received, billed and paid: what it believes, and of whom.
use super::corrupt;
use chain::Receipt;
use e2e::{
    forwarded, time::days, Actor::*, Contract, Forwarded, Purchase, Relationship, World, UNIT_PRICE,
};
use ink::primitives::AccountId;
use interfaces::{
    administration::{Administration, Link},
    credit::{DOCUMENTED, UNDAMAGED},
    ids::{DocumentId, Millis, OptionalDocument, Quantity},
    orders::{
        Answer, Fulfilment, LineState, OrderError, OrderProgress, OrderStatus, Orders,
        ProgressKind::{self, *},
        ProgressLine,
    },
    reconciliation::Limits,
};
use orders::ProgressRecorded;

/// The links by which an order is told of, and what each tells.
const SOURCES: [(Link, &[ProgressKind]); 3] = [
    (Link::Waybill, &[Shipped, Received]),
    (Link::Reconciliation, &[Billed]),
    (Link::Receivable, &[Paid]),
];

const KINDS: [ProgressKind; 4] = [Shipped, Received, Billed, Paid];

/// A document that tells of orders.
const DOCUMENT: DocumentId = DocumentId([0xd0; 32]);
const ANOTHER_DOCUMENT: DocumentId = DocumentId([0xd1; 32]);

#[test]
fn the_links_are_refused_where_they_should_be() {
    for (link, callee) in
        [(Link::Waybill, Contract::Waybill), (Link::Reconciliation, Contract::Reconciliation)]
    {
        super::a_link_is_refused_where_it_should_be(Contract::Orders, link, callee);
    }
}

/// A world whose orders contract believes one contract in everything, and an order in it of 100, 40 and 7 pieces.
fn trade(relationship: &Relationship) -> (World, AccountId, DocumentId) {
    let mut world = World::linked();
    let source = world.forwarder(b"source");
    for (link, _) in SOURCES {
        world.link(Contract::Orders, link, source);
    }
    world.relate(relationship);
    let order = world.agree_order(&Purchase::default());
    (world, source, order)
}

fn exact() -> (World, AccountId, DocumentId) {
    trade(&Relationship::default())
}

/// When the buyer had what is told of, and how it was: kept as they are told, whatever is told.
const AT: Millis = 1_700_000_000_000;
const MERITS: u8 = DOCUMENTED | UNDAMAGED;

/// Who tells, and of what.
#[derive(Clone, Copy)]
struct Telling {
    source: AccountId,
    order: DocumentId,
    document: DocumentId,
}

impl Telling {
    fn of(source: AccountId, order: DocumentId) -> Self {
        Self { source, order, document: DOCUMENT }
    }

    fn by(self, source: AccountId) -> Self {
        Self { source, ..self }
    }

    fn document(self, document: DocumentId) -> Self {
        Self { document, ..self }
    }

    fn call(
        self,
        world: &mut World,
        kind: ProgressKind,
        lines: &[(u16, u16, Quantity)],
    ) -> Receipt<Forwarded<Result<(), OrderError>>> {
        let entry = |(line, document_line, quantity): &(u16, u16, Quantity)| ProgressLine {
            line: *line,
            document_line: *document_line,
            quantity: *quantity,
            at: AT,
            merits: MERITS,
        };
        let lines = lines.iter().map(entry).collect();
        let message =
            world.order_progress().record_progress(self.order, kind, self.document, lines);
        world.call(Stranger, forwarded(self.source, message))
    }

    /// Tells it: of each line its number, the document's line, and the quantity. What is refused leaves no trace.
    fn tell(
        self,
        world: &mut World,
        kind: ProgressKind,
        lines: &[(u16, u16, Quantity)],
    ) -> Result<(), OrderError> {
        let before = world.digest();
        let receipt = self.call(world, kind, lines);
        let Forwarded(answer) = receipt.returned;
        let answer = answer.expect("the orders contract answers");
        if let Err(error) = answer {
            assert_eq!(world.digest(), before, "{error:?} changed something");
            assert!(receipt.events.is_empty() && receipt.deposit == 0, "{error:?} left a trace");
        }
        answer
    }
}

/// Of a line, what was shipped, received, billed and paid.
fn progress(world: &World, order: DocumentId, line: u16) -> [Quantity; 4] {
    let line = world.order_line(order, line);
    [line.shipped, line.received, line.billed, line.paid]
}

#[test]
fn nobody_is_believed_where_nothing_is_linked() {
    for mut world in [World::new(), World::linked()] {
        let forwarder = world.forwarder(b"source");
        world.relate(&Relationship::default());
        let order = world.agree_order(&Purchase::default());
        for kind in KINDS {
            let told = Telling::of(forwarder, order).tell(&mut world, kind, &[(1, 1, 1_000)]);
            assert_eq!(told, Err(OrderError::NotTheSource), "{kind:?}");
            for actor in [Admin, Supplier, Buyer, Stranger] {
                let message = world.order_progress();
                let message = message
                    .clone()
                    .record_line_progress(order, kind, DOCUMENT, 1, 1, 1, AT, MERITS);
                assert_eq!(world.err(actor, message), OrderError::NotTheSource, "{actor:?}");
            }
        }
    }
}

#[test]
fn each_kind_is_believed_of_the_contract_that_is_linked_for_it_and_of_no_other() {
    let mut world = World::linked();
    let sources = SOURCES.map(|(link, kinds)| {
        let source = world.forwarder(format!("{link:?}").as_bytes());
        world.link(Contract::Orders, link, source);
        (source, kinds)
    });
    world.relate(&Relationship::default());
    let order = world.agree_order(&Purchase::default());
    for kind in KINDS {
        for (source, kinds) in sources {
            let believed = kinds.contains(&kind);
            let told = Telling::of(source, order).tell(&mut world, kind, &[(1, 1, 1_000)]);
            let expected = if believed { Ok(()) } else { Err(OrderError::NotTheSource) };
            assert_eq!(told, expected, "{kind:?}");
        }
        for actor in [Admin, Supplier, Buyer, Stranger] {
            let message = world
                .order_progress()
                .record_line_progress(order, kind, DOCUMENT, 2, 2, 1, AT, MERITS);
            assert_eq!(world.err(actor, message), OrderError::NotTheSource, "{actor:?}");
        }
    }
    assert_eq!(progress(&world, order, 1), [1_000; 4]);
}

#[test]
fn what_is_told_is_told_on_and_costs_its_mark_once() {
    let (mut world, source, order) = exact();
    let telling = Telling::of(source, order);
    let first = telling.call(&mut world, Shipped, &[(1, 1, 60_000), (2, 2, 40_000)]);
    assert_eq!(first.returned, Forwarded(Some(Ok(()))));
    assert!(first.deposit > 0);
    let line = |line, document_line, quantity| ProgressLine {
        line,
        document_line,
        quantity,
        at: AT,
        merits: MERITS,
    };
    assert_eq!(
        world.event::<ProgressRecorded>(),
        ProgressRecorded {
            order,
            document: DOCUMENT,
            source,
            kind: Shipped,
            lines: vec![line(1, 1, 60_000), line(2, 2, 40_000)],
        }
    );
    let second = telling.call(&mut world, Shipped, &[(1, 511, 40_000)]);
    assert_eq!((second.returned, second.deposit), (Forwarded(Some(Ok(()))), 0));
    assert_eq!(progress(&world, order, 1), [100_000, 0, 0, 0]);
}

#[test]
fn what_was_told_is_refused_when_it_is_told_again_and_nothing_changes() {
    let (mut world, source, order) = exact();
    let telling = Telling::of(source, order);
    let quantities = [54_000, 53_000, 52_000, 51_000];
    for (kind, quantity) in KINDS.into_iter().zip(quantities) {
        let lines = [(1, 1, quantity), (2, 2, 1_000)];
        assert_eq!(telling.tell(&mut world, kind, &lines), Ok(()));
        for again in [
            // A retry, the other lines with it, another line of the order, less.
            &lines[..],
            &lines[..1],
            &[(3, 1, 1_000)],
            &[(1, 1, 1)],
        ] {
            let refused = Err(OrderError::AlreadyTold(0));
            assert_eq!(telling.tell(&mut world, kind, again), refused, "{kind:?} {again:?}");
        }
        let refused = telling.tell(&mut world, kind, &[(1, 3, 500), (2, 2, 1_000)]);
        assert_eq!(refused, Err(OrderError::AlreadyTold(1)), "{kind:?}");
    }
    assert_eq!(progress(&world, order, 1), quantities);
    assert_eq!(progress(&world, order, 3), [0; 4]);
    // Another document, and another line of this one, are other news.
    assert_eq!(telling.tell(&mut world, Shipped, &[(1, 3, 23_000)]), Ok(()));
    let other = telling.document(ANOTHER_DOCUMENT);
    assert_eq!(other.tell(&mut world, Shipped, &[(1, 1, 23_000)]), Ok(()));
    assert_eq!(progress(&world, order, 1)[0], 100_000);
}

#[test]
fn a_line_of_a_document_counts_for_one_order() {
    let (mut world, source, order) = exact();
    let other = world.agree_order(&Purchase::numbered(2));
    assert_eq!(Telling::of(source, order).tell(&mut world, Shipped, &[(1, 1, 1_000)]), Ok(()));
    let again = Telling::of(source, other).tell(&mut world, Shipped, &[(1, 1, 1_000)]);
    assert_eq!(again, Err(OrderError::AlreadyTold(0)));
}

/// Tells `most` of line 1 in two steps, the first being all but one thousandth, and expects one thousandth more to be too much.
fn allows(world: &mut World, telling: Telling, kind: ProgressKind, most: Quantity) {
    let too_much = Err(OrderError::TooMuch(0));
    assert_eq!(telling.tell(world, kind, &[(1, 10, most + 1)]), too_much, "{kind:?}");
    assert_eq!(telling.tell(world, kind, &[(1, 11, most - 1)]), Ok(()), "{kind:?}");
    assert_eq!(telling.tell(world, kind, &[(1, 12, 2)]), too_much, "{kind:?}");
    assert_eq!(telling.tell(world, kind, &[(1, 13, 1)]), Ok(()), "{kind:?}");
    assert_eq!(telling.tell(world, kind, &[(1, 14, 1)]), too_much, "{kind:?}");
    let endless = telling.tell(world, kind, &[(1, 15, Quantity::MAX)]);
    assert_eq!(endless, Err(OrderError::AmountOutOfRange), "{kind:?}");
}

#[test]
fn without_a_tolerance_nothing_goes_beyond_what_is_before_it() {
    let told = [(Shipped, 80_000), (Received, 70_000), (Billed, 60_000)];
    for (before, (kind, most)) in
        [(Shipped, 100_000), (Received, 80_000), (Billed, 70_000), (Paid, 60_000)]
            .into_iter()
            .enumerate()
    {
        let (mut world, source, order) = exact();
        let telling = Telling::of(source, order);
        for (earlier, quantity) in &told[..before] {
            let nothing_yet = telling.tell(&mut world, kind, &[(1, 1, 1)]);
            assert_eq!(nothing_yet, Err(OrderError::TooMuch(0)), "{kind:?}");
            assert_eq!(telling.tell(&mut world, *earlier, &[(1, 1, *quantity)]), Ok(()));
        }
        allows(&mut world, telling, kind, most);
        assert_eq!(progress(&world, order, 1)[before], most);
    }
}

#[test]
fn what_is_received_is_at_most_what_was_shipped_whatever_the_tolerance() {
    let tenth = Limits { upper_percent: Some(1_000), ..Limits::default() };
    let (mut world, source, order) =
        trade(&Relationship { quantity: tenth, ..Relationship::default() });
    let telling = Telling::of(source, order);
    assert_eq!(telling.tell(&mut world, Shipped, &[(1, 1, 30_000)]), Ok(()));
    allows(&mut world, telling, Received, 30_000);
}

#[test]
fn the_tolerance_in_percent_is_of_what_was_agreed_and_of_what_was_received() {
    let tenth = Limits { upper_percent: Some(1_000), ..Limits::default() };
    let (mut world, source, order) =
        trade(&Relationship { quantity: tenth, ..Relationship::default() });
    let telling = Telling::of(source, order);
    allows(&mut world, telling, Shipped, 110_000);
    assert_eq!(telling.tell(&mut world, Received, &[(1, 1, 50_000)]), Ok(()));
    allows(&mut world, telling, Billed, 55_000);
    allows(&mut world, telling, Paid, 55_000);
}

#[test]
fn the_absolute_tolerance_is_the_value_of_the_excess() {
    // Three pieces, at the agreed price.
    let three = Limits { upper_absolute: Some(3 * UNIT_PRICE), ..Limits::default() };
    let (mut world, source, order) =
        trade(&Relationship { quantity: three, ..Relationship::default() });
    let telling = Telling::of(source, order);
    allows(&mut world, telling, Shipped, 103_000);
    assert_eq!(telling.tell(&mut world, Received, &[(1, 1, 50_000)]), Ok(()));
    allows(&mut world, telling, Billed, 53_000);
    allows(&mut world, telling, Paid, 53_000);
}

#[test]
fn of_two_tolerances_the_closer_one_binds() {
    let both = Limits {
        upper_absolute: Some(3 * UNIT_PRICE),
        upper_percent: Some(200),
        ..Limits::default()
    };
    let (mut world, source, order) =
        trade(&Relationship { quantity: both, ..Relationship::default() });
    allows(&mut world, Telling::of(source, order), Shipped, 102_000);
}

#[test]
fn without_an_upper_limit_anything_may_be_shipped_and_billed_that_can_be_counted() {
    let none = Relationship { quantity: Limits::default(), ..Relationship::default() };
    let (mut world, source, order) = trade(&none);
    let telling = Telling::of(source, order);
    let most = (1 << 63) - 1;
    assert_eq!(
        telling.tell(&mut world, Shipped, &[(1, 1, 1 << 63)]),
        Err(OrderError::AmountOutOfRange)
    );
    for kind in KINDS {
        assert_eq!(telling.tell(&mut world, kind, &[(1, 1, most)]), Ok(()));
        assert_eq!(telling.tell(&mut world, kind, &[(1, 2, 1)]), Err(OrderError::TooMuch(0)));
    }
}

#[test]
fn a_list_is_believed_as_a_whole_or_not_at_all() {
    let (mut world, source, order) = exact();
    let telling = Telling::of(source, order);
    let good: Vec<_> = vec![(1, 1, 60_000), (2, 2, 40_000), (1, 3, 40_000)];
    for (bad, expected) in [
        ((3, 4, 7_001), OrderError::TooMuch(3)),
        ((1, 4, 1), OrderError::TooMuch(3)),
        ((3, 2, 1), OrderError::AlreadyTold(3)),
        ((4, 4, 1), OrderError::NoSuchLine(4)),
        ((0, 4, 1), OrderError::NoSuchLine(0)),
        ((3, 4, 0), OrderError::AmountOutOfRange),
        ((3, 512, 1), OrderError::TooMany),
    ] {
        let lines = [&good[..], &[bad]].concat();
        assert_eq!(telling.tell(&mut world, Shipped, &lines), Err(expected), "{bad:?}");
        assert_eq!(world.order_of(order).fulfilment, Fulfilment::Open);
    }
    assert_eq!(telling.tell(&mut world, Shipped, &[]), Err(OrderError::Empty));
    let many: Vec<_> = (0..51).map(|line| (1, line, 1)).collect();
    assert_eq!(telling.tell(&mut world, Shipped, &many), Err(OrderError::TooMany));
    // None of the lines that stood beside a bad one is taken for told.
    assert_eq!(telling.tell(&mut world, Shipped, &good), Ok(()));
    assert_eq!(telling.tell(&mut world, Shipped, &[(3, 0, 7_000)]), Ok(()));
    assert_eq!(world.order_of(order).fulfilment, Fulfilment::Shipped);
}

#[test]
fn fifty_lines_are_told_at_once() {
    let (mut world, source, _) = exact();
    let fifty = Purchase { quantities: vec![1_000; 50], ..Purchase::numbered(2) };
    let order = world.agree_order(&fifty);
    let lines: Vec<_> = (1..=50).map(|line| (line, 462 + line - 1, 1_000)).collect();
    for (kind, fulfilment) in [
        (Shipped, Fulfilment::Shipped),
        (Received, Fulfilment::Received),
        (Billed, Fulfilment::Billed),
        (Paid, Fulfilment::Paid),
    ] {
        assert_eq!(Telling::of(source, order).tell(&mut world, kind, &lines), Ok(()));
        assert_eq!(world.order_of(order).fulfilment, fulfilment);
    }
}

#[test]
fn a_contract_that_is_linked_later_cannot_tell_of_what_began_before() {
    let (mut world, source, order) = exact();
    let forger = world.forwarder(b"forger");
    let telling = Telling::of(source, order);
    assert_eq!(telling.tell(&mut world, Shipped, &[(1, 1, 50_000)]), Ok(()));
    for (link, _) in SOURCES {
        world.relink(Contract::Orders, link, forger);
    }
    for kind in KINDS {
        let forged = telling.by(forger).tell(&mut world, kind, &[(1, 2, 1_000)]);
        assert_eq!(forged, Err(OrderError::NotTheSource), "{kind:?}");
        let told = telling.tell(&mut world, kind, &[(1, 3, 50_000)]);
        assert_eq!(told, Ok(()), "{kind:?} of the contract that it began with");
    }
    let fresh = Telling::of(source, world.agree_order(&Purchase::numbered(2)));
    for kind in KINDS {
        let former = fresh.tell(&mut world, kind, &[(1, 4, 1_000)]);
        assert_eq!(former, Err(OrderError::NotTheSource), "{kind:?}");
        let told = fresh.by(forger).tell(&mut world, kind, &[(1, 4, 1_000)]);
        assert_eq!(told, Ok(()), "{kind:?} of a new order");
    }
}

#[test]
fn an_order_from_before_the_first_link_is_told_of_by_nobody() {
    let mut world = World::linked();
    world.relate(&Relationship::default());
    let order = world.agree_order(&Purchase::default());
    let source = world.forwarder(b"source");
    for (link, _) in SOURCES {
        world.link(Contract::Orders, link, source);
    }
    for kind in KINDS {
        let told = Telling::of(source, order).tell(&mut world, kind, &[(1, 1, 1_000)]);
        assert_eq!(told, Err(OrderError::NotTheSource), "{kind:?}");
    }
    // Its parties end it by the clock.
    world.sleep(days(20));
    world.ok(Buyer, world.orders().close(order, world.party(Buyer)));
    assert_eq!(world.order_of(order).fulfilment, Fulfilment::ClosedShort);
}

#[test]
fn only_lines_that_both_signed_make_progress() {
    let (mut world, source, agreed) = exact();
    let (buyer, supplier) = (world.party(Buyer), world.party(Supplier));
    let unknown = Telling::of(source, DocumentId([9; 32])).tell(&mut world, Shipped, &[(1, 1, 1)]);
    assert_eq!(unknown, Err(OrderError::NotFound));

    let lines = Purchase::default().lines(&world);
    let draft = world.orders().draft(
        buyer,
        supplier,
        "D".to_owned(),
        OptionalDocument::Nothing,
        lines,
        false,
    );
    let draft = world.ok(Buyer, draft);
    let told = Telling::of(source, draft).tell(&mut world, Shipped, &[(1, 1, 1)]);
    assert_eq!(told, Err(OrderError::WrongStatus(OrderStatus::Draft)));

    let placed = world.place_order(&Purchase::numbered(2));
    let telling = Telling::of(source, placed);
    assert_eq!(telling.tell(&mut world, Shipped, &[(1, 1, 1)]), Err(OrderError::WrongLine(1)));
    world.ok(Supplier, world.orders().answer_lines(placed, vec![1], true));
    world.ok(Supplier, world.orders().answer_lines(placed, vec![2], false));
    assert_eq!(telling.tell(&mut world, Shipped, &[(1, 1, 1_000)]), Ok(()));
    for line in [2, 3] {
        let told = telling.tell(&mut world, Shipped, &[(line, 2, 1)]);
        assert_eq!(told, Err(OrderError::WrongLine(line)));
    }
    world.sleep(days(3));
    world.ok(Stranger, world.orders().lapse(placed));
    assert_eq!(world.order_line(placed, 3).state, LineState::Lapsed);
    assert_eq!(telling.tell(&mut world, Shipped, &[(3, 2, 1)]), Err(OrderError::WrongLine(3)));
    assert_eq!(telling.tell(&mut world, Shipped, &[(1, 2, 99_000)]), Ok(()));

    let number = world.ok(Buyer, world.orders().cancel(agreed, buyer));
    world.ok(Supplier, world.orders().answer_request(agreed, number, Answer::Accept));
    for kind in KINDS {
        let told = Telling::of(source, agreed).tell(&mut world, kind, &[(1, 9, 1)]);
        assert_eq!(told, Err(OrderError::WrongStatus(OrderStatus::Cancelled)), "{kind:?}");
    }
}

#[test]
fn under_a_closed_order_what_was_shipped_is_still_received_billed_and_paid() {
    let (mut world, source, order) = exact();
    let telling = Telling::of(source, order);
    let (buyer, supplier) = (world.party(Buyer), world.party(Supplier));
    assert_eq!(telling.tell(&mut world, Shipped, &[(1, 1, 100_000)]), Ok(()));
    // Called off by both once something was shipped, an order is closed.
    let number = world.ok(Supplier, world.orders().cancel(order, supplier));
    world.ok(Buyer, world.orders().answer_request(order, number, Answer::Accept));
    assert_eq!(world.order_of(order).status, OrderStatus::Closed);
    let shipped = telling.tell(&mut world, Shipped, &[(2, 2, 1_000)]);
    assert_eq!(shipped, Err(OrderError::WrongStatus(OrderStatus::Closed)));
    for kind in [Received, Billed, Paid] {
        assert_eq!(telling.tell(&mut world, kind, &[(1, 1, 100_000)]), Ok(()), "{kind:?}");
    }
    assert_eq!(world.order_of(order).fulfilment, Fulfilment::ClosedShort);
    assert_eq!(progress(&world, order, 1), [100_000; 4]);
    let close = world.orders().close(order, buyer);
    assert_eq!(world.err(Buyer, close), OrderError::WrongStatus(OrderStatus::Closed));
}

#[test]
fn no_change_takes_back_what_was_shipped_meanwhile() {
    let (mut world, source, order) = exact();
    let telling = Telling::of(source, order);
    let (buyer, now) = (world.party(Buyer), world.now());
    let latest = world.order_of(order).latest;
    let less = |world: &World, quantity| {
        let orders = world.orders();
        orders.clone().request_line_change(order, buyer, 1, quantity, UNIT_PRICE, now, latest)
    };
    let number = world.ok(Buyer, less(&world, 50_000));
    assert_eq!(telling.tell(&mut world, Shipped, &[(1, 1, 50_001)]), Ok(()));
    let accept = world.orders().answer_request(order, number, Answer::Accept);
    assert_eq!(world.err(Supplier, accept), OrderError::BelowProgress(1));
    world.ok(Buyer, world.orders().answer_request(order, number, Answer::Withdraw));
    let message = less(&world, 50_000);
    assert_eq!(world.err(Buyer, message), OrderError::BelowProgress(1));
    let number = world.ok(Buyer, less(&world, 50_001));
    world.ok(Supplier, world.orders().answer_request(order, number, Answer::Accept));
    let more = telling.tell(&mut world, Shipped, &[(1, 2, 1)]);
    assert_eq!(more, Err(OrderError::TooMuch(0)), "what both signed last is what binds");
    assert_eq!(world.order_of(order).tally.shipped, 1);
}

#[test]
fn an_order_is_fulfilled_step_by_step_and_closed_when_everything_was_received() {
    let (mut world, source, order) = exact();
    let telling = Telling::of(source, order);
    let rest = [(2, 2, 40_000), (3, 3, 7_000)];
    assert_eq!(world.order_of(order).fulfilment, Fulfilment::Open);
    let close = world.orders().close(order, world.party(Buyer));
    let close_from = world.order_of(order).close_from;
    for (kind, first, all) in [
        (Shipped, Fulfilment::PartlyShipped, Fulfilment::Shipped),
        (Received, Fulfilment::PartlyReceived, Fulfilment::Received),
        (Billed, Fulfilment::Received, Fulfilment::Billed),
        (Paid, Fulfilment::Billed, Fulfilment::Paid),
    ] {
        if matches!(kind, Shipped | Received) {
            let refused = world.err(Buyer, close.clone());
            assert_eq!(refused, OrderError::WindowOpen(close_from), "{kind:?}");
        }
        assert_eq!(telling.tell(&mut world, kind, &[(1, 1, 100_000)]), Ok(()));
        assert_eq!(world.order_of(order).fulfilment, first);
        assert_eq!(telling.tell(&mut world, kind, &rest), Ok(()));
        assert_eq!(world.order_of(order).fulfilment, all);
    }
    world.ok(Buyer, close);
    assert_eq!(world.order_of(order).fulfilment, Fulfilment::Paid);
}

#[test]
fn progress_waits_neither_for_the_registry_nor_for_the_end_of_a_pause() {
    let (mut world, source, order) = exact();
    let telling = Telling::of(source, order);
    world.ok(Admin, world.administration(Contract::Orders).pause());
    assert_eq!(telling.tell(&mut world, Shipped, &[(1, 1, 1_000)]), Ok(()));
    corrupt(&mut world, Contract::Registry);
    assert_eq!(telling.tell(&mut world, Received, &[(1, 1, 1_000)]), Ok(()));
}

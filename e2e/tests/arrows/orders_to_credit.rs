//! The orders contract tells the credit contract how sellers fulfilled orders: what that takes from it, and what it bears from the one that
//! it tells.
use super::{corrupt, digest_of, SPEECHLESS};
use chain::Message;
use credit::{sheet::month_of, DocumentClosed, Observed};
use e2e::{
    forwarded, time::days, Actor::*, Contract, Forwarded, Purchase, Relationship, Shipment, World,
    NO_EVIDENCE, UNIT_PRICE,
};
use ink::{primitives::AccountId, scale::Encode};
use interfaces::{
    administration::{Administration, Link},
    credit::{
        Cell, Closing, Credit, CreditError, Dimension, FactKind, Observation, ObservationKind,
        ObservationStatus, DOCUMENTED, UNDAMAGED,
    },
    ids::{DocumentId, Millis, OptionalDocument, Quantity},
    orders::{Answer, OrderError, OrderProgress, OrderStatus, Orders, ProgressKind, ProgressLine},
    registry::Witnesses,
    waybill::{ExceptionReason, LineException, Waybill},
};
use misbehaving::Manner;
use orders::FulfilmentTold;

/// How it went, and that it is closed.
const KINDS: [FactKind; 2] = [FactKind::Outcome, FactKind::Closed];

/// What an order in full and on time is counted as, and, one more, a perfect one.
const ON_TIME_IN_FULL: u64 = 1 << 32;

/// What is ordered of each line.
const QUANTITIES: [Quantity; 3] = [100_000, 40_000, 7_000];

/// All lines.
const LINES: [u16; 3] = [1, 2, 3];

/// What an order of 147 pieces is: of 2^17 cents and more, the fifth size.
const SIZE: u32 = 5;

/// How long after an order was closed what is under way may still be told.
const TELLING: Millis = days(30);

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(Contract::Orders, Link::Credit, Contract::Credit);
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Orders,
        Link::Credit,
        Contract::Credit,
    );
}

fn tell(world: &World, order: DocumentId, kind: FactKind) -> Message<Result<(), OrderError>> {
    world.orders().tell_credit(order, kind).into()
}

/// What the credit contract refused, as the orders contract tells it.
fn refused(error: CreditError) -> OrderError {
    OrderError::NotTold(error.encode()[0])
}

/// Of each line all that was ordered, sound and with its papers; the buyer had it at this time.
fn all(at: Millis) -> Vec<ProgressLine> {
    let merits = DOCUMENTED | UNDAMAGED;
    let line = |(line, quantity): (&u16, Quantity)| ProgressLine {
        line: *line,
        document_line: *line,
        quantity,
        at,
        merits,
    };
    LINES.iter().zip(QUANTITIES).map(line).collect()
}

/// Has `source` tell one thing of an order, under a document that has the order's own id.
#[track_caller]
fn progress(
    world: &mut World,
    source: AccountId,
    order: DocumentId,
    kind: ProgressKind,
    lines: &[ProgressLine],
) {
    let told = world.order_progress().record_progress(order, kind, order, lines.to_vec());
    let told = world.call(Stranger, forwarded(source, told)).returned;
    assert_eq!(told, Forwarded(Some(Ok(()))), "{kind:?}");
}

/// Has `source` tell that what `lines` say was shipped and received.
#[track_caller]
fn arrive(world: &mut World, source: AccountId, order: DocumentId, lines: &[ProgressLine]) {
    for kind in [ProgressKind::Shipped, ProgressKind::Received] {
        progress(world, source, order, kind, lines);
    }
}

#[track_caller]
fn close(world: &mut World, order: DocumentId) {
    let buyer = world.party(Buyer);
    world.ok(Buyer, world.orders().close(order, buyer));
    assert_eq!(world.order_of(order).status, OrderStatus::Closed);
}

/// Waits for what is missing of an order for as long as the terms say, and closes it. Answers from when on that counts.
#[track_caller]
fn give_up(world: &mut World, order: DocumentId) -> Millis {
    let (from, now) = (world.order_of(order).close_from, world.now());
    world.sleep(from.saturating_sub(now));
    let closed_at = world.now();
    close(world, order);
    closed_at + TELLING
}

/// Lets time pass until `until`.
fn sleep_until(world: &mut World, until: Millis) {
    let now = world.now();
    world.sleep(until - now);
}

/// An order all of which is received, as `source` tells it, and which is closed.
#[track_caller]
fn received(
    world: &mut World,
    source: AccountId,
    number: u64,
    lines: &[ProgressLine],
) -> DocumentId {
    let order = world.agree_order(&Purchase::numbered(number));
    arrive(world, source, order, lines);
    close(world, order);
    order
}

/// The same, as it was agreed.
#[track_caller]
fn fulfilled(world: &mut World, source: AccountId, number: u64) -> DocumentId {
    let now = world.now();
    received(world, source, number, &all(now))
}

/// `world`, where orders believe a contract that tells what waybills would tell, and supplier and buyer agreed on terms.
fn sourced(mut world: World) -> (World, AccountId) {
    let source = world.forwarder(b"source");
    world.link(Contract::Orders, Link::Waybill, source);
    world.relate(&Relationship::default());
    (world, source)
}

/// The linked suite, where credit believes orders, and the buyer is known by name and number.
fn trade() -> (World, AccountId) {
    let (mut world, source) = sourced(World::linked());
    world.link(Contract::Credit, Link::Orders, world.address(Contract::Orders));
    world.identify(Buyer);
    (world, source)
}

/// A world without registry whose orders contract is linked to one that misbehaves in `manner`, and an order that was fulfilled.
fn under(manner: Manner) -> (World, AccountId, DocumentId) {
    let (mut world, source) = sourced(World::new());
    let credit = world.misbehaving(manner);
    world.link(Contract::Orders, Link::Credit, credit);
    let order = fulfilled(&mut world, source, 1);
    (world, source, order)
}

/// What the two contracts say of the last call: credit first.
#[track_caller]
fn observed(world: &World) -> (Observed, FulfilmentTold) {
    let [observed, told] = world.news() else { panic!("there should be two: {:?}", world.news()) };
    (observed.decode().expect("it is credit's"), told.decode().expect("it is the order's"))
}

/// The observation of how an order was fulfilled.
#[track_caller]
fn observation(world: &World, order: DocumentId) -> Observation {
    world.observation_by(Contract::Orders, order, ObservationKind::Delivery)
}

/// What an order says of its seller, for each point that it weighs.
#[track_caller]
fn scored(world: &World, order: DocumentId) -> u64 {
    let cell = observation(world, order).cell;
    assert_eq!(cell.weight, SIZE);
    cell.score / u64::from(SIZE)
}

#[test]
fn where_none_is_linked_nothing_is_told_and_orders_go_their_way() {
    let (mut world, source) = sourced(World::new());
    let order = fulfilled(&mut world, source, 1);
    for kind in KINDS {
        let told = tell(&world, order, kind);
        assert_eq!(world.err(Stranger, told), OrderError::CreditUnavailable, "{kind:?}");
    }
    fulfilled(&mut world, source, 2);
}

#[test]
fn one_without_an_answer_is_unavailable_and_stops_no_order() {
    for manner in SPEECHLESS {
        let (mut world, source, order) = under(manner);
        for kind in KINDS {
            let told = tell(&world, order, kind);
            let unavailable = world.err(Stranger, told);
            assert_eq!(unavailable, OrderError::CreditUnavailable, "{manner:?} {kind:?}");
        }
        fulfilled(&mut world, source, 2);
    }
}

#[test]
fn one_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    for kind in KINDS {
        let (mut world, _, order) = under(Manner::ReturnsTooMuch);
        let told = tell(&world, order, kind);
        super::is_stopped_by_too_much(&mut world, Stranger, told);
    }
}

#[test]
fn one_that_consumes_all_gas_leaves_no_trace() {
    for kind in KINDS {
        let (mut world, _, order) = under(Manner::ConsumesAllGas);
        let told = tell(&world, order, kind);
        let unavailable = OrderError::CreditUnavailable;
        super::uses_up_the_gas(&mut world, Stranger, told, unavailable);
    }
}

#[test]
fn one_that_agrees_to_everything_is_believed_however_often() {
    let (mut world, _, order) = under(Manner::AgreesToEverything);
    let before = digest_of(&world, Contract::Orders);
    for kind in KINDS {
        // Who was told keeps it in mind, not who tells.
        for _ in 0..2 {
            world.ok(Stranger, tell(&world, order, kind));
            assert_eq!(world.event::<FulfilmentTold>(), FulfilmentTold { order, kind });
        }
    }
    assert_eq!(digest_of(&world, Contract::Orders), before);
}

#[test]
fn only_of_a_closed_order_anything_is_told() {
    let (mut world, source) = trade();
    let is_refused = |world: &mut World, order: DocumentId, error: OrderError| {
        for kind in KINDS {
            for actor in [Supplier, Buyer, Stranger] {
                let told = tell(world, order, kind);
                assert_eq!(world.err(actor, told), error, "{actor:?} {kind:?}");
            }
        }
    };
    let early = OrderError::WrongStatus;
    is_refused(&mut world, DocumentId([9; 32]), OrderError::NotFound);
    let (buyer, supplier) = (world.party(Buyer), world.party(Supplier));
    let lines = Purchase::default().lines(&world);
    let draft = world.orders().draft(
        buyer,
        supplier,
        "PO-0001".to_owned(),
        OptionalDocument::Nothing,
        lines,
        false,
    );
    let order = world.ok(Buyer, draft);
    is_refused(&mut world, order, early(OrderStatus::Draft));
    let order = world.place_order(&Purchase::numbered(2));
    is_refused(&mut world, order, early(OrderStatus::Placed));
    world.ok(Buyer, world.orders().cancel(order, buyer));
    is_refused(&mut world, order, early(OrderStatus::Cancelled));
    let order = world.place_order(&Purchase::numbered(3));
    world.ok(Supplier, world.orders().answer_lines(order, LINES.to_vec(), false));
    is_refused(&mut world, order, early(OrderStatus::Rejected));
    let order = world.place_order(&Purchase::numbered(4));
    world.sleep(days(3));
    world.ok(Stranger, world.orders().lapse(order));
    is_refused(&mut world, order, early(OrderStatus::Lapsed));
    let order = world.agree_order(&Purchase::numbered(5));
    is_refused(&mut world, order, early(OrderStatus::Confirmed));
    let now = world.now();
    arrive(&mut world, source, order, &all(now));
    is_refused(&mut world, order, early(OrderStatus::Confirmed));
    close(&mut world, order);
    for kind in KINDS {
        world.ok(Stranger, tell(&world, order, kind));
    }
}

#[test]
fn how_a_seller_fulfilled_is_told_field_by_field() {
    let (mut world, source) = trade();
    let [supplier, buyer, arbiter] = [Supplier, Buyer, Arbiter].map(|actor| world.party(actor));
    let identity = world.ask(world.witnesses().witness(buyer, supplier)).identity;
    let order = world.agree_order(&Purchase::default());
    let now = world.now();
    arrive(&mut world, source, order, &all(now));
    let closed_at = world.now();
    close(&mut world, order);
    // When it is told makes no difference.
    world.sleep(days(62));
    let now = world.now();
    assert!(month_of(closed_at) < month_of(now));
    let before = digest_of(&world, Contract::Orders);
    world.ok(Stranger, tell(&world, order, FactKind::Outcome));
    assert_eq!(digest_of(&world, Contract::Orders), before, "it is kept by credit alone");
    let (observed, told) = observed(&world);
    assert_eq!(told, FulfilmentTold { order, kind: FactKind::Outcome });
    let score = u64::from(SIZE) * (ON_TIME_IN_FULL + 1);
    let cell = Cell { month: month_of(closed_at), count: 1, weight: SIZE, score };
    let source = world.address(Contract::Orders);
    let kind = ObservationKind::Delivery;
    assert_eq!(
        observed,
        Observed {
            observation: world.ask(world.credit().observation_id(source, order, kind)),
            subject: supplier,
            counterparty: buyer,
            counted_for: buyer,
            identity,
            arbiter,
            source,
            document: order,
            kind,
            cell,
            registry: 1,
            recorded_at: observed.recorded_at,
        }
    );
    assert!(observed.recorded_at >= now);
    let expected = Observation {
        status: ObservationStatus::Standing,
        registry: 1,
        dimension: Dimension::Delivery,
        subject: supplier,
        counterparty: buyer,
        arbiter,
        arrival: 1,
        cell,
        recorded_at: observed.recorded_at,
        until: 0,
    };
    assert_eq!(observation(&world, order), expected);
    let delivery = world.rating_of(Supplier).scores.delivery;
    assert_eq!((delivery.samples, delivery.counterparties), (1, 1));

    // The arbiter of the terms decides about it.
    world.ok(Supplier, world.credit().contest(observed.observation, [7; 32]));
    world.ok(Arbiter, world.credit().decide(observed.observation, true));
    assert_eq!(observation(&world, order).status, ObservationStatus::Struck);
}

#[test]
fn that_an_order_is_closed_is_told_field_by_field_and_lets_both_score() {
    let (mut world, source) = trade();
    world.identify(Supplier);
    let [supplier, buyer, arbiter] = [Supplier, Buyer, Arbiter].map(|actor| world.party(actor));
    let order = world.agree_order(&Purchase::default());
    let now = world.now();
    arrive(&mut world, source, order, &all(now));
    let month = month_of(world.now());
    close(&mut world, order);
    world.sleep(days(62));
    let source = world.address(Contract::Orders);
    let service = world.credit().score_service(source, order, buyer, 90);
    assert_eq!(world.err(Buyer, service), CreditError::NotFound);
    world.ok(Stranger, tell(&world, order, FactKind::Closed));
    let [closed, told] = world.news() else { panic!("there should be two: {:?}", world.news()) };
    let closed: DocumentClosed = closed.decode().expect("it is credit's");
    let told: FulfilmentTold = told.decode().expect("it is the order's");
    assert_eq!(told, FulfilmentTold { order, kind: FactKind::Closed });
    let (subject, counterparty, until) = (supplier, buyer, closed.until);
    let weight = closed.weight;
    assert_eq!(u32::from(weight), SIZE);
    assert_eq!(
        closed,
        DocumentClosed {
            document: order,
            source,
            subject,
            counterparty,
            arbiter,
            month,
            weight,
            registry: 1,
            until,
        }
    );
    let kept = world.ask(world.credit().closing_of(source, order)).expect("it was told");
    let expected = Closing { registry: 1, subject, counterparty, arbiter, month, weight, until };
    assert_eq!(kept.decoded(), Some(expected));
    world.ok(Buyer, world.credit().score_service(source, order, buyer, 90));
    world.ok(Supplier, world.credit().score_service(source, order, supplier, 70));
    for (kind, subject) in [
        (ObservationKind::ServiceOfSubject, supplier),
        (ObservationKind::ServiceOfCounterparty, buyer),
    ] {
        let observation = world.observation_by(Contract::Orders, order, kind);
        assert_eq!((observation.subject, observation.arbiter), (subject, arbiter), "{kind:?}");
    }
    for (actor, party) in [(Buyer, buyer), (Supplier, supplier)] {
        let again = world.credit().score_service(source, order, party, 0);
        assert_eq!(world.err(actor, again), CreditError::AlreadyTold, "{actor:?}");
    }
}

#[test]
fn an_order_is_as_good_as_the_worst_that_was_received() {
    let (mut world, source) = trade();
    for (number, late_by, merits, score) in [
        (1, 0, DOCUMENTED | UNDAMAGED, ON_TIME_IN_FULL + 1),
        (2, 0, UNDAMAGED, ON_TIME_IN_FULL),
        (3, 0, DOCUMENTED, ON_TIME_IN_FULL),
        // What else a waybill says of its line says nothing of the order.
        (4, 0, u8::MAX, ON_TIME_IN_FULL + 1),
        (5, 1, DOCUMENTED | UNDAMAGED, 0),
        (6, 1, u8::MAX, 0),
    ] {
        let order = world.agree_order(&Purchase::numbered(number));
        let latest = world.order_line(order, 2).ordered.latest;
        let mut lines = all(world.now());
        // Not a millisecond late is on time.
        lines[1] = ProgressLine { at: latest + late_by, merits, ..lines[1] };
        arrive(&mut world, source, order, &lines);
        close(&mut world, order);
        world.ok(Stranger, tell(&world, order, FactKind::Outcome));
        assert_eq!(scored(&world, order), score, "order {number}");
    }
    assert_eq!(world.rating_of(Supplier).scores.delivery.samples, 6);
}

#[test]
fn what_is_missing_counts_once_what_is_under_way_could_be_told() {
    let (mut world, source) = trade();
    let order = world.agree_order(&Purchase::default());
    // Of every line but the last a part, all in time.
    let now = world.now();
    let mut lines = all(now);
    lines[1].quantity -= 1_000;
    arrive(&mut world, source, order, &lines[..2]);
    let early = world.orders().close(order, world.party(Buyer));
    let from = world.order_of(order).close_from;
    assert_eq!(world.err(Buyer, early), OrderError::WindowOpen(from));
    let until = give_up(&mut world, order);
    sleep_until(&mut world, until - 1);
    let outcome = tell(&world, order, FactKind::Outcome);
    assert_eq!(world.err(Supplier, outcome.clone()), OrderError::WindowOpen(until));
    // That it is closed is so at once.
    world.ok(Buyer, tell(&world, order, FactKind::Closed));
    world.ok(Buyer, outcome);
    assert_eq!(scored(&world, order), 0);
}

#[test]
fn an_order_of_which_nothing_came_is_told_of_too() {
    let (mut world, _) = trade();
    let order = world.agree_order(&Purchase::default());
    let until = give_up(&mut world, order);
    let outcome = tell(&world, order, FactKind::Outcome);
    assert_eq!(world.err(Buyer, outcome.clone()), OrderError::WindowOpen(until));
    sleep_until(&mut world, until);
    world.ok(Buyer, outcome);
    assert_eq!(scored(&world, order), 0);
    let (observed, _) = observed(&world);
    assert_eq!(observed.subject, world.party(Supplier));
}

#[test]
fn what_arrives_after_an_order_was_closed_counts_as_long_as_nobody_told() {
    let (mut world, source) = trade();
    let order = world.agree_order(&Purchase::default());
    let latest = world.order_of(order).latest;
    let lines = all(latest);
    progress(&mut world, source, order, ProgressKind::Shipped, &lines);
    give_up(&mut world, order);
    progress(&mut world, source, order, ProgressKind::Received, &lines);
    // Nothing is missing, so nothing is waited for.
    world.ok(Supplier, tell(&world, order, FactKind::Outcome));
    assert_eq!(scored(&world, order), ON_TIME_IN_FULL + 1);
}

#[test]
fn what_was_told_stays_whatever_arrives_then() {
    let (mut world, source) = trade();
    let order = world.agree_order(&Purchase::default());
    let latest = world.order_of(order).latest;
    let lines = all(latest);
    progress(&mut world, source, order, ProgressKind::Shipped, &lines);
    let until = give_up(&mut world, order);
    sleep_until(&mut world, until);
    world.ok(Buyer, tell(&world, order, FactKind::Outcome));
    progress(&mut world, source, order, ProgressKind::Received, &lines);
    let again = tell(&world, order, FactKind::Outcome);
    assert_eq!(world.err(Supplier, again), refused(CreditError::AlreadyTold));
    assert_eq!(scored(&world, order), 0);
}

#[test]
fn what_both_called_off_by_a_change_does_not_count_and_what_they_gave_up_is_missing() {
    let (mut world, source) = trade();
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let changed = world.agree_order(&Purchase::numbered(1));
    let (now, latest) = (world.now(), world.order_of(changed).latest);
    let fewer = 10_000;
    let change =
        world.orders().request_line_change(changed, supplier, 1, fewer, UNIT_PRICE, now, latest);
    let number = world.ok(Supplier, change);
    world.ok(Buyer, world.orders().answer_request(changed, number, Answer::Accept));
    let mut lines = all(now);
    lines[0].quantity = fewer;
    arrive(&mut world, source, changed, &lines);
    close(&mut world, changed);
    world.ok(Stranger, tell(&world, changed, FactKind::Outcome));
    // 57 pieces are of 2^16 cents and more: the fourth size.
    let cell = observation(&world, changed).cell;
    assert_eq!((cell.weight, cell.score), (4, 4 * (ON_TIME_IN_FULL + 1)));

    let given_up = world.agree_order(&Purchase::numbered(2));
    let now = world.now();
    arrive(&mut world, source, given_up, &all(now)[..2]);
    let number = world.ok(Buyer, world.orders().cancel(given_up, buyer));
    let closed_at = world.now();
    world.ok(Supplier, world.orders().answer_request(given_up, number, Answer::Accept));
    assert_eq!(world.order_of(given_up).status, OrderStatus::Closed);
    let outcome = tell(&world, given_up, FactKind::Outcome);
    let until = closed_at + TELLING;
    assert_eq!(world.err(Buyer, outcome.clone()), OrderError::WindowOpen(until));
    sleep_until(&mut world, until);
    world.ok(Buyer, outcome);
    assert_eq!(scored(&world, given_up), 0);
}

#[test]
fn what_the_buyer_did_not_sign_for_is_no_outcome() {
    let (mut world, source) = trade();
    let mut lines = all(world.now());
    lines[2].at = 0;
    let order = received(&mut world, source, 1, &lines);
    for _ in 0..2 {
        let outcome = tell(&world, order, FactKind::Outcome);
        assert_eq!(world.err(Supplier, outcome), OrderError::Unconfirmed);
        world.sleep(TELLING);
    }
    world.ok(Supplier, tell(&world, order, FactKind::Closed));
}

#[test]
fn what_waybills_tell_of_an_order_is_what_its_seller_is_rated_by() {
    let mut world = World::attested(&[Buyer]);
    world.relate(&Relationship::default());
    let of = |order: DocumentId, number: u64| Shipment {
        order: Some(order),
        ..Shipment::numbered(number)
    };
    // Has orders told of all that was shipped, and of what came of it.
    let pass_on = |world: &mut World, waybill: DocumentId| {
        for kind in [ProgressKind::Shipped, ProgressKind::Received] {
            world.ok(Stranger, world.waybill().tell(waybill, kind, LINES.to_vec()));
        }
    };

    let order = world.agree_order(&Purchase::numbered(1));
    let waybill = world.close_waybill(&of(order, 1), &[]);
    pass_on(&mut world, waybill);
    close(&mut world, order);
    world.ok(Stranger, tell(&world, order, FactKind::Outcome));
    assert_eq!(scored(&world, order), ON_TIME_IN_FULL + 1);

    // Ten pieces were broken on the way, and nobody sent others.
    let order = world.agree_order(&Purchase::numbered(2));
    let reason = ExceptionReason::Broken;
    let broken =
        LineException { line: 2, received: 30_000, short: 0, damaged: 10_000, refused: 0, reason };
    let waybill = world.close_waybill(&of(order, 2), &[broken]);
    pass_on(&mut world, waybill);
    let until = give_up(&mut world, order);
    sleep_until(&mut world, until);
    world.ok(Stranger, tell(&world, order, FactKind::Outcome));
    assert_eq!(scored(&world, order), 0);

    // A day late.
    let order = world.agree_order(&Purchase::numbered(3));
    let shipment = of(order, 3);
    let waybill = world.carry_waybill(&shipment);
    world.sleep(shipment.deliver_within + days(1));
    let now = world.now();
    world.ok(Buyer, world.waybill().sign_delivery(waybill, now, NO_EVIDENCE));
    let window = world.settings().reservation_window;
    world.sleep(window);
    world.ok(Stranger, world.waybill().close(waybill));
    pass_on(&mut world, waybill);
    close(&mut world, order);
    world.ok(Stranger, tell(&world, order, FactKind::Outcome));
    assert_eq!(scored(&world, order), 0);

    // Nobody but the carrier says that these came.
    let order = world.agree_order(&Purchase::numbered(4));
    let waybill = world.land_waybill(&of(order, 4));
    let signing_window = world.settings().signing_window;
    world.sleep(signing_window + 1);
    world.ok(Stranger, world.waybill().lapse(waybill));
    world.sleep(window);
    world.ok(Stranger, world.waybill().close(waybill));
    pass_on(&mut world, waybill);
    close(&mut world, order);
    let outcome = tell(&world, order, FactKind::Outcome);
    assert_eq!(world.err(Supplier, outcome), OrderError::Unconfirmed);

    // The carrier is rated by its waybills apart.
    let delivery = world.rating_of(Supplier).scores.delivery;
    assert_eq!((delivery.samples, delivery.counterparties), (3, 1));
    assert_eq!(world.rating_of(Carrier).scores.delivery.samples, 0);
}

#[test]
fn what_was_told_is_refused_the_second_time_in_whatever_order() {
    for [first, second] in [KINDS, [FactKind::Closed, FactKind::Outcome]] {
        let (mut world, source) = trade();
        let order = fulfilled(&mut world, source, 1);
        let already = refused(CreditError::AlreadyTold);
        world.ok(Stranger, tell(&world, order, first));
        for actor in [Supplier, Buyer, Stranger] {
            assert_eq!(world.err(actor, tell(&world, order, first)), already, "{first:?}");
        }
        world.ok(Buyer, tell(&world, order, second));
        for kind in KINDS {
            assert_eq!(world.err(Stranger, tell(&world, order, kind)), already, "{kind:?}");
        }
    }
}

#[test]
fn what_the_credit_contract_refuses_is_told_by_its_place() {
    // It believes nobody.
    let (mut world, source) = sourced(World::linked());
    world.identify(Buyer);
    let order = fulfilled(&mut world, source, 1);
    for kind in KINDS {
        let not_the_source = refused(CreditError::NotTheSource);
        assert_eq!(world.err(Stranger, tell(&world, order, kind)), not_the_source, "{kind:?}");
    }
    world.link(Contract::Credit, Link::Orders, world.address(Contract::Orders));

    // It takes nothing for the time being.
    world.ok(Admin, world.administration(Contract::Credit).pause());
    for kind in KINDS {
        let paused = refused(CreditError::Paused);
        assert_eq!(world.err(Stranger, tell(&world, order, kind)), paused, "{kind:?}");
    }
    world.ok(Admin, world.administration(Contract::Credit).unpause());
    for kind in KINDS {
        world.ok(Stranger, tell(&world, order, kind));
    }

    // It was about too little.
    let quantities = vec![6_000];
    let little = world.agree_order(&Purchase { quantities, ..Purchase::numbered(2) });
    let line = ProgressLine { quantity: 6_000, ..all(world.now())[0] };
    arrive(&mut world, source, little, &[line]);
    close(&mut world, little);
    for kind in KINDS {
        let nothing = refused(CreditError::WeighsNothing);
        assert_eq!(world.err(Stranger, tell(&world, little, kind)), nothing, "{kind:?}");
    }

    // It is too long ago.
    let order = fulfilled(&mut world, source, 3);
    world.sleep(days(740));
    for kind in KINDS {
        let too_old = refused(CreditError::TooOld);
        assert_eq!(world.err(Stranger, tell(&world, order, kind)), too_old, "{kind:?}");
    }
}

#[test]
fn a_buyer_that_nobody_attested_says_nothing_until_it_is() {
    let (mut world, source) = sourced(World::linked());
    world.link(Contract::Credit, Link::Orders, world.address(Contract::Orders));
    world.identify(Supplier);
    let order = fulfilled(&mut world, source, 1);
    let outcome = tell(&world, order, FactKind::Outcome);
    assert_eq!(world.err(Supplier, outcome.clone()), refused(CreditError::NotAttested));
    // That it is closed is nobody's word of another.
    world.ok(Supplier, tell(&world, order, FactKind::Closed));
    world.identify(Buyer);
    world.ok(Supplier, outcome);
}

#[test]
fn telling_waits_for_no_end_of_a_pause_and_goes_to_the_one_that_is_linked_now() {
    let (mut world, source) = trade();
    let [first, second] = [1, 2].map(|number| fulfilled(&mut world, source, number));
    world.ok(Admin, world.administration(Contract::Orders).pause());
    world.ok(Stranger, tell(&world, first, FactKind::Outcome));
    let real = world.address(Contract::Credit);
    let liar = world.misbehaving(Manner::AgreesToEverything);
    world.relink(Contract::Orders, Link::Credit, liar);
    let before = digest_of(&world, Contract::Credit);
    for order in [first, second] {
        world.ok(Stranger, tell(&world, order, FactKind::Outcome));
    }
    assert_eq!(digest_of(&world, Contract::Credit), before, "another was told");
    world.relink(Contract::Orders, Link::Credit, real);
    let already = refused(CreditError::AlreadyTold);
    assert_eq!(world.err(Stranger, tell(&world, first, FactKind::Outcome)), already);
    world.ok(Stranger, tell(&world, second, FactKind::Outcome));
}

#[test]
fn one_that_fails_later_stops_no_signature_no_progress_and_no_way_out() {
    let (mut world, source) = trade();
    let placed = world.place_order(&Purchase::numbered(1));
    let confirmed = world.agree_order(&Purchase::numbered(2));
    corrupt(&mut world, Contract::Credit);
    // The delay of the upgrade is over, and so is the time to answer.
    world.ok(Stranger, world.orders().lapse(placed));
    let now = world.now();
    arrive(&mut world, source, confirmed, &all(now));
    close(&mut world, confirmed);
    let next = fulfilled(&mut world, source, 3);
    for order in [confirmed, next] {
        for kind in KINDS {
            let unavailable = OrderError::CreditUnavailable;
            assert_eq!(world.err(Stranger, tell(&world, order, kind)), unavailable, "{kind:?}");
        }
    }
}

//! The waybill contract asks the orders contract whose orders its lines fulfil, and tells it what became of them.
use super::{corrupt, digest_of, SPEECHLESS};
use chain::Message;
use e2e::{
    time::days,
    Actor::{self, *},
    Contract, Purchase, Relationship, Shipment, World, NO_EVIDENCE,
};
use ink::scale::Encode;
use interfaces::{
    administration::{Administration, Link},
    ids::{DocumentId, Quantity},
    orders::{
        Fulfilment, OrderError, OrderStatus, ProgressKind,
        ProgressKind::{Billed, Received, Shipped},
    },
    waybill::{
        Disposal, DocumentForm, ExceptionReason, LineException, OrderLine, Revision, TitleAction,
        Waybill, WaybillError, WaybillStatus,
    },
};
use misbehaving::Manner;
use orders::ProgressRecorded;
use waybill::ProgressTold;

/// An order that nobody placed.
const UNKNOWN: DocumentId = DocumentId([7; 32]);

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(Contract::Waybill, Link::Orders, Contract::Orders);
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Waybill,
        Link::Orders,
        Contract::Orders,
    );
}

/// A world whose waybill contract is linked to an orders contract that misbehaves in `manner`.
fn under(manner: Manner) -> World {
    let mut world = World::new();
    let orders = world.misbehaving(manner);
    world.link(Contract::Waybill, Link::Orders, orders);
    world
}

/// Goods of 100, 40 and 7 pieces under `order`.
fn fulfilling(order: DocumentId) -> Shipment {
    Shipment { order: Some(order), ..Shipment::default() }
}

fn draft(world: &World, shipment: &Shipment) -> Message<Result<DocumentId, WaybillError>> {
    let (consignment, goods) = (shipment.consignment(world), shipment.goods(world));
    let party = world.party(shipment.drafter);
    world.waybill().draft(party, shipment.number.clone(), consignment, goods, true).into()
}

/// A world in which everything is linked, and an order of 100, 40 and 7 pieces that both signed.
fn agreed() -> (World, DocumentId) {
    let mut world = World::telling();
    world.relate(&Relationship::default());
    let order = world.agree_order(&Purchase::default());
    (world, order)
}

fn tell(
    world: &World,
    waybill: DocumentId,
    kind: ProgressKind,
    lines: &[u16],
) -> Message<Result<(), WaybillError>> {
    world.waybill().tell(waybill, kind, lines.to_vec()).into()
}

/// What the orders contract refused, as the waybill contract tells it.
fn refused(error: OrderError) -> WaybillError {
    WaybillError::NotTold(error.encode()[0])
}

/// Of each line, what was shipped and received.
fn progress(world: &World, order: DocumentId) -> [[Quantity; 2]; 3] {
    [1, 2, 3].map(|line| {
        let line = world.order_line(order, line);
        [line.shipped, line.received]
    })
}

#[test]
fn an_orders_contract_without_an_answer_stops_lines_that_name_orders_and_no_others() {
    for manner in SPEECHLESS {
        let mut world = under(manner);
        let named = draft(&world, &fulfilling(UNKNOWN));
        // Of an answer only the parties are read: one that begins as if there were no order says so.
        let expected = match manner {
            Manner::ReturnsMoreThanTheAnswer => WaybillError::NotOneOrder,
            _ => WaybillError::OrdersUnavailable,
        };
        assert_eq!(world.err(Supplier, named), expected, "{manner:?}");
        world.land_waybill(&Shipment::default());
    }
}

#[test]
fn an_orders_contract_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let mut world = under(Manner::ReturnsTooMuch);
    let named = draft(&world, &fulfilling(UNKNOWN));
    super::is_stopped_by_too_much(&mut world, Supplier, named);
}

#[test]
fn an_orders_contract_that_consumes_all_gas_leaves_no_trace() {
    let mut world = under(Manner::ConsumesAllGas);
    let named = draft(&world, &fulfilling(UNKNOWN));
    super::uses_up_the_gas(&mut world, Supplier, named, WaybillError::OrdersUnavailable);
}

#[test]
fn an_orders_contract_that_knows_no_order_is_believed() {
    // `Ok(Ok(()))` and `Ok(None)` are the same bytes.
    let mut world = under(Manner::AgreesToEverything);
    let named = draft(&world, &fulfilling(UNKNOWN));
    assert_eq!(world.err(Supplier, named), WaybillError::NotOneOrder);
}

#[test]
fn where_no_orders_are_linked_lines_name_what_they_like_and_nothing_is_told() {
    let mut world = World::new();
    let waybill = world.carry_waybill(&fulfilling(UNKNOWN));
    let shipped = tell(&world, waybill, Shipped, &[1]);
    assert_eq!(world.err(Stranger, shipped.clone()), WaybillError::OrdersUnavailable);
    // Nor later: a waybill keeps what it began with.
    world.link(Contract::Waybill, Link::Orders, world.address(Contract::Orders));
    assert_eq!(world.err(Stranger, shipped), WaybillError::OrdersUnavailable);
}

#[test]
fn lines_name_one_order_that_is_of_someone_on_the_waybill() {
    let (mut world, order) = agreed();
    let unknown = draft(&world, &fulfilling(UNKNOWN));
    assert_eq!(world.err(Supplier, unknown), WaybillError::NotOneOrder);

    let foreign = Shipment {
        consignor: Warehouse,
        drafter: Warehouse,
        consignee: SecondCarrier,
        ..fulfilling(order)
    };
    let foreign = draft(&world, &foreign);
    assert_eq!(world.err(Warehouse, foreign), WaybillError::NotAParty);

    let several = fulfilling(order);
    let mut goods = several.goods(&world);
    goods[2].order_line = Some(OrderLine { order: UNKNOWN, line: 1 });
    let (party, about) = (world.party(Supplier), several.consignment(&world));
    let several = world.waybill().draft(party, several.number, about, goods, true);
    assert_eq!(world.err(Supplier, several), WaybillError::NotOneOrder);

    // To ask changes nothing there.
    let before = digest_of(&world, Contract::Orders);
    for shipment in [
        fulfilling(order),
        Shipment {
            consignee: Warehouse,
            ..Shipment { order: Some(order), ..Shipment::numbered(2) }
        },
    ] {
        world.draft_waybill(&shipment);
    }
    assert_eq!(digest_of(&world, Contract::Orders), before);
}

#[test]
fn what_was_shipped_and_received_is_told_once_by_anyone() {
    let (mut world, order) = agreed();
    let waybill = world.land_waybill(&fulfilling(order));
    let received = tell(&world, waybill, Received, &[1, 2, 3]);
    let not_yet = WaybillError::WrongStatus(WaybillStatus::Arrived);
    assert_eq!(world.err(Buyer, received.clone()), not_yet);

    let before = digest_of(&world, Contract::Waybill);
    let receipt = world.call(Stranger, tell(&world, waybill, Shipped, &[1, 2]));
    assert_eq!(receipt.returned, Ok(()));
    assert_eq!(receipt.events.len(), 2);
    let told: Vec<ProgressTold> = world.events();
    assert_eq!(told, [ProgressTold { waybill, order, kind: Shipped, lines: vec![1, 2] }]);
    let recorded: Vec<ProgressRecorded> = world.events();
    assert_eq!(recorded[0].document, waybill);
    assert_eq!(recorded[0].source, world.address(Contract::Waybill));
    assert_eq!(digest_of(&world, Contract::Waybill), before, "it is kept by orders alone");
    assert_eq!(progress(&world, order), [[100_000, 0], [40_000, 0], [0, 0]]);

    for lines in [&[1][..], &[3, 2], &[1, 2, 3]] {
        let again = tell(&world, waybill, Shipped, lines);
        assert_eq!(world.err(Supplier, again), refused(OrderError::AlreadyTold(0)), "{lines:?}");
    }
    world.ok(Supplier, tell(&world, waybill, Shipped, &[3]));
    assert_eq!(world.order_of(order).fulfilment, Fulfilment::Shipped);

    // The second line was not there at all, of the first some was damaged.
    let noted = |line, received, short, damaged| {
        let reason = ExceptionReason::Broken;
        LineException { line, received, short, damaged, refused: 0, reason }
    };
    let exceptions = vec![noted(1, 90_000, 0, 10_000), noted(2, 0, 40_000, 0)];
    world.ok(Buyer, world.waybill().note_exceptions(waybill, exceptions));
    let now = world.now();
    world.ok(Buyer, world.waybill().sign_delivery(waybill, now, NO_EVIDENCE));
    let open = WaybillError::WrongStatus(WaybillStatus::Delivered);
    assert_eq!(world.err(Buyer, received.clone()), open);
    world.sleep(world.settings().reservation_window);
    world.ok(Stranger, world.waybill().close(waybill));

    let nothing = tell(&world, waybill, Received, &[2]);
    assert_eq!(world.err(Stranger, nothing), WaybillError::Empty);
    world.ok(Stranger, received.clone());
    let told: Vec<ProgressTold> = world.events();
    assert_eq!(told[2].lines, [1, 3], "lines of which nothing came are left out");
    assert_eq!(world.err(Stranger, received), refused(OrderError::AlreadyTold(0)));
    assert_eq!(progress(&world, order), [[100_000, 90_000], [40_000, 0], [7_000, 7_000]]);
}

#[test]
fn what_a_waybill_does_not_know_of_is_not_told() {
    let (mut world, order) = agreed();
    let issued = world.issue_waybill(&fulfilling(order));
    let early = tell(&world, issued, Shipped, &[1]);
    let before_pickup = WaybillError::WrongStatus(WaybillStatus::Issued);
    assert_eq!(world.err(Stranger, early), before_pickup);
    let waybill =
        world.close_waybill(&Shipment { order: Some(order), ..Shipment::numbered(2) }, &[]);
    for kind in [Billed, ProgressKind::Paid] {
        let told = tell(&world, waybill, kind, &[1]);
        assert_eq!(world.err(Stranger, told), WaybillError::WrongStatus(WaybillStatus::Closed));
    }
    for (lines, expected) in [
        (vec![], WaybillError::Empty),
        (vec![1; 51], WaybillError::TooMany),
        (vec![1, 4], WaybillError::NoSuchLine(4)),
        (vec![0], WaybillError::NoSuchLine(0)),
    ] {
        let told = tell(&world, waybill, Shipped, &lines);
        assert_eq!(world.err(Stranger, told), expected);
    }
    let unnamed = world.carry_waybill(&Shipment::numbered(3));
    let told = tell(&world, unnamed, Shipped, &[1]);
    assert_eq!(world.err(Stranger, told), WaybillError::NotOneOrder);
    let unknown = tell(&world, UNKNOWN, Shipped, &[1]);
    assert_eq!(world.err(Stranger, unknown), WaybillError::NotFound);
}

#[test]
fn what_the_orders_contract_refuses_is_told_by_its_number_and_leaves_no_trace() {
    // An orders contract that believes nobody.
    let mut world = World::linked();
    world.relate(&Relationship::default());
    let order = world.agree_order(&Purchase::default());
    let waybill = world.carry_waybill(&fulfilling(order));
    let shipped = tell(&world, waybill, Shipped, &[1]);
    assert_eq!(world.err(Stranger, shipped), refused(OrderError::NotTheSource));

    let (mut world, order) = agreed();
    let waybill = world.carry_waybill(&fulfilling(order));
    world.ok(Stranger, tell(&world, waybill, Shipped, &[1, 2, 3]));
    let more = world.carry_waybill(&Shipment { order: Some(order), ..Shipment::numbered(2) });
    let too_much = tell(&world, more, Shipped, &[1]);
    assert_eq!(world.err(Stranger, too_much), refused(OrderError::TooMuch(0)));

    let placed = world.place_order(&Purchase::numbered(2));
    let early = world.carry_waybill(&Shipment { order: Some(placed), ..Shipment::numbered(3) });
    let unanswered = tell(&world, early, Shipped, &[1]);
    assert_eq!(world.err(Stranger, unanswered), refused(OrderError::WrongLine(1)));
    world.sleep(days(3));
    let lapse = interfaces::orders::Orders::lapse(&mut world.orders(), placed);
    world.ok(Stranger, lapse);
    let lapsed = tell(&world, early, Shipped, &[1]);
    let ended = OrderError::WrongStatus(OrderStatus::Lapsed);
    assert_eq!(world.err(Stranger, lapsed), refused(ended));
}

#[test]
fn the_next_version_of_a_bill_tells_nothing_again() {
    let (mut world, order) = agreed();
    let shipment = Shipment { form: DocumentForm::BillToOrder, ..fulfilling(order) };
    let bill = world.carry_waybill(&shipment);
    world.ok(Stranger, tell(&world, bill, Shipped, &[1]));
    let view = world.view_of(bill);
    let changes = Revision {
        document: [1; 32],
        place_of_delivery: "BEANR".to_owned(),
        deliver_until: view.consignment.deliver_until,
        freight: view.consignment.freight,
        gross_weight: view.consignment.gross_weight,
    };
    let digest = sp_core::blake2_256(&changes.encode());
    let surrender = TitleAction::SurrenderForAmendment(digest);
    act(&mut world, Supplier, bill, surrender);
    let next = world.waybill().reissue(bill, shipment.number, 1, changes);
    let next = world.ok(Carrier, next);
    let again = tell(&world, next, Shipped, &[1]);
    assert_eq!(world.err(Stranger, again), refused(OrderError::AlreadyTold(0)));
    world.ok(Stranger, tell(&world, next, Shipped, &[2]));
    let recorded: Vec<ProgressRecorded> = world.events();
    assert!(recorded.iter().all(|recorded| recorded.document == bill), "the first version's id");
    assert_eq!(progress(&world, order), [[100_000, 0], [40_000, 0], [0, 0]]);
}

fn act(world: &mut World, actor: Actor, bill: DocumentId, action: TitleAction) {
    let party = world.party(actor);
    let message = world.waybill().title(bill, party, action);
    world.ok(actor, message);
}

#[test]
fn of_lost_goods_the_parts_that_were_signed_for_are_told() {
    let (mut world, order) = agreed();
    let waybill = world.carry_waybill(&fulfilling(order));
    world.ok(Stranger, tell(&world, waybill, Shipped, &[1, 2, 3]));
    world.sleep(days(41));
    let now = world.now();
    world.ok(Buyer, world.waybill().deliver_part(waybill, 1, 30_000, now));
    world.ok(Supplier, world.waybill().declare_lost(waybill, world.party(Supplier)));
    world.ok(Stranger, tell(&world, waybill, Received, &[1, 2, 3]));
    assert_eq!(progress(&world, order), [[100_000, 30_000], [40_000, 0], [7_000, 0]]);
}

#[test]
fn goods_that_went_to_another_were_shipped_and_not_received() {
    let (mut world, order) = agreed();
    let waybill = world.carry_waybill(&fulfilling(order));
    let consignee = world.party(Warehouse);
    let elsewhere = Disposal::Redirect { consignee, place_of_delivery: "BEANR".to_owned() };
    world.ok(Supplier, world.waybill().dispose(waybill, world.party(Supplier), elsewhere));
    let now = world.now();
    world.ok(Warehouse, world.waybill().sign_delivery(waybill, now, NO_EVIDENCE));
    world.sleep(world.settings().reservation_window);
    world.ok(Stranger, world.waybill().close(waybill));
    world.ok(Stranger, tell(&world, waybill, Shipped, &[1, 2, 3]));
    let received = tell(&world, waybill, Received, &[1, 2, 3]);
    assert_eq!(world.err(Stranger, received), WaybillError::NotAParty);
    assert_eq!(progress(&world, order), [[100_000, 0], [40_000, 0], [7_000, 0]]);
}

#[test]
fn an_orders_contract_that_fails_later_is_told_nothing_and_stops_nothing() {
    // Paused or not, other code reads something else in what it finds: it traps, or returns garbage.
    for paused in [false, true] {
        let (mut world, order) = agreed();
        let waybill = world.land_waybill(&fulfilling(order));
        if paused {
            world.ok(Admin, world.administration(Contract::Orders).pause());
        }
        corrupt(&mut world, Contract::Orders);
        let shipped = tell(&world, waybill, Shipped, &[1]);
        assert_eq!(world.err(Stranger, shipped), WaybillError::OrdersUnavailable);
        let more = draft(&world, &Shipment { order: Some(order), ..Shipment::numbered(2) });
        assert_eq!(world.err(Supplier, more), WaybillError::OrdersUnavailable);
        let now = world.now();
        world.ok(Buyer, world.waybill().sign_delivery(waybill, now, NO_EVIDENCE));
        world.sleep(world.settings().reservation_window);
        world.ok(Stranger, world.waybill().close(waybill));
        let received = tell(&world, waybill, Received, &[1]);
        assert_eq!(world.err(Stranger, received), WaybillError::OrdersUnavailable);
    }
}

#[test]
fn a_waybill_keeps_the_orders_that_it_began_with() {
    let (mut world, order) = agreed();
    let waybill = world.carry_waybill(&fulfilling(order));
    let liar = world.misbehaving(Manner::AgreesToEverything);
    world.relink(Contract::Waybill, Link::Orders, liar);
    // The one that is linked now knows of no order, the former one is told.
    let more = draft(&world, &Shipment { order: Some(order), ..Shipment::numbered(2) });
    assert_eq!(world.err(Supplier, more), WaybillError::NotOneOrder);
    world.ok(Stranger, tell(&world, waybill, Shipped, &[1]));
    assert_eq!(progress(&world, order)[0], [100_000, 0]);
}

#[test]
fn telling_waits_neither_for_the_registry_nor_for_the_end_of_a_pause() {
    let (mut world, order) = agreed();
    let waybill = world.carry_waybill(&fulfilling(order));
    world.ok(Admin, world.administration(Contract::Waybill).pause());
    world.ok(Admin, world.administration(Contract::Orders).pause());
    world.ok(Stranger, tell(&world, waybill, Shipped, &[1]));
    corrupt(&mut world, Contract::Registry);
    world.ok(Stranger, tell(&world, waybill, Shipped, &[2]));
}

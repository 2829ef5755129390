//! The waybill contract tells provenance which goods went under a waybill: what that takes from it, and what the waybill bears from it.
use super::{corrupt, digest_of, SPEECHLESS};
use chain::Message;
use e2e::{
    Actor::{self, *},
    Batch, Contract, Shipment, World,
};
use ink::scale::Encode;
use interfaces::{
    administration::{Administration, Link},
    cbv::BizTransactionType,
    ids::{DocumentId, EventId, ItemId},
    provenance::{
        Deed, ItemStatus,
        Movement::{self, Received, Shipped},
        Provenance, ProvenanceError,
    },
    registry::Refusal,
    waybill::{
        Disposal, DocumentForm, Revision, TitleAction, Waybill, WaybillError, WaybillStatus,
    },
};
use misbehaving::Manner;
use provenance::EventRecorded;
use waybill::MovementTold;

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Waybill,
        Link::Provenance,
        Contract::Provenance,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Waybill,
        Link::Provenance,
        Contract::Provenance,
    );
}

fn tell(
    world: &World,
    waybill: DocumentId,
    movement: Movement,
    part: u16,
    items: &[ItemId],
) -> Message<Result<(), WaybillError>> {
    world.waybill().tell_movement(waybill, movement, part, items.to_vec()).into()
}

/// A world without registry whose waybill contract is linked to one that misbehaves in `manner`, and a waybill in transit.
fn under(manner: Manner) -> (World, Message<Result<(), WaybillError>>) {
    let mut world = World::new();
    let provenance = world.misbehaving(manner);
    world.link(Contract::Waybill, Link::Provenance, provenance);
    let waybill = world.carry_waybill(&Shipment::default());
    let shipped = tell(&world, waybill, Shipped, 0, &[ItemId([7; 32])]);
    (world, shipped)
}

/// What the provenance contract refused, as the waybill contract tells it.
fn refused(error: ProvenanceError) -> WaybillError {
    WaybillError::NotTold(error.encode()[0])
}

fn holder(world: &World, item: ItemId) -> Option<Actor> {
    world.ask(world.provenance().holder_of(item)).and_then(|party| world.who(party))
}

/// What the two contracts say of the last call: provenance first.
fn both(world: &World) -> (EventRecorded, MovementTold) {
    let [recorded, told] = world.news() else { panic!("there should be two: {:?}", world.news()) };
    (recorded.decode().expect("it is provenance's"), told.decode().expect("it is the waybill's"))
}

#[test]
fn one_without_an_answer_is_unavailable_and_stops_no_waybill() {
    for manner in SPEECHLESS.into_iter().chain([Manner::AgreesToEverything]) {
        let (mut world, shipped) = under(manner);
        // Who agrees and names no event is not believed.
        assert_eq!(world.err(Supplier, shipped), WaybillError::ProvenanceUnavailable, "{manner:?}");
        world.close_waybill(&Shipment::numbered(2), &[]);
    }
}

#[test]
fn one_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let (mut world, shipped) = under(Manner::ReturnsTooMuch);
    super::is_stopped_by_too_much(&mut world, Supplier, shipped);
}

#[test]
fn one_that_consumes_all_gas_leaves_no_trace() {
    let (mut world, shipped) = under(Manner::ConsumesAllGas);
    let unavailable = WaybillError::ProvenanceUnavailable;
    super::uses_up_the_gas(&mut world, Supplier, shipped, unavailable);
}

#[test]
fn where_none_is_linked_nothing_is_told_and_waybills_go_their_way() {
    let mut world = World::new();
    let waybill = world.carry_waybill(&Shipment::default());
    let shipped = tell(&world, waybill, Shipped, 0, &[ItemId([7; 32])]);
    assert_eq!(world.err(Supplier, shipped), WaybillError::ProvenanceUnavailable);
    world.close_waybill(&Shipment::numbered(2), &[]);
}

#[test]
fn goods_go_with_their_waybill_from_consignor_to_consignee() {
    let mut world = World::telling();
    let items = [world.harvest(&Batch::numbered(1)), world.harvest(&Batch::numbered(2))];
    let waybill = world.carry_waybill(&Shipment::default());
    let picked_up = world.view_of(waybill).picked_up_at;
    world.ok(Supplier, tell(&world, waybill, Shipped, 0, &items));
    let (recorded, told) = both(&world);
    assert_eq!((told.waybill, told.movement, told.part), (waybill, Shipped, 0));
    assert_eq!((told.event, recorded.by), (recorded.event, world.party(Supplier)));
    let record = recorded.record;
    assert_eq!(record.deed, Deed::Ship(world.party(Buyer)));
    assert_eq!(record.source, Some(world.address(Contract::Waybill)));
    assert_eq!((record.facts.document, record.facts.time), (waybill, picked_up));
    assert_eq!(record.facts.transaction, BizTransactionType::BillOfLading);
    for item in items {
        assert_eq!(world.item_of(item).status, ItemStatus::Shipped);
        assert_eq!(holder(&world, item), Some(Supplier), "not received yet");
    }

    let now = world.now();
    world.ok(Carrier, world.waybill().arrive(waybill, now));
    let received = tell(&world, waybill, Received, 0, &items);
    let early = world.err(Buyer, received.clone());
    assert_eq!(early, WaybillError::WrongStatus(WaybillStatus::Arrived));
    world.ok(Buyer, world.waybill().sign_delivery(waybill, now, [0; 32]));
    world.ok(Buyer, received);
    let (_, told) = both(&world);
    for item in items {
        assert_eq!(holder(&world, item), Some(Buyer));
        let history = world.ask(world.provenance().history_of(item, EventId::NONE, 50));
        assert_eq!(history[0], told.event);
        let event = world.ask(world.provenance().event(told.event));
        let record = event.expect("it is on record").decoded().expect("it is kept as it is read");
        assert_eq!(record.facts.time, world.view_of(waybill).delivered_at);
    }
}

#[test]
fn a_repeat_is_refused_by_the_one_that_was_told_and_another_part_is_none() {
    let mut world = World::telling();
    let items = [1, 2].map(|number| world.harvest(&Batch::numbered(number)));
    let waybill = world.carry_waybill(&Shipment::default());
    world.ok(Supplier, tell(&world, waybill, Shipped, 0, &items[..1]));
    let before = digest_of(&world, Contract::Provenance);
    for (part, items, error) in [
        (0, &items[..1], ProvenanceError::AlreadyRecorded),
        (0, &items[1..], ProvenanceError::AlreadyRecorded),
        (1, &items[..1], ProvenanceError::WrongStatus(0, ItemStatus::Shipped)),
        (1, &items[..], ProvenanceError::WrongStatus(0, ItemStatus::Shipped)),
        (1, &[], ProvenanceError::Empty),
    ] {
        let told = tell(&world, waybill, Shipped, part, items);
        assert_eq!(world.err(Supplier, told), refused(error));
    }
    assert_eq!(digest_of(&world, Contract::Provenance), before);
    world.ok(Supplier, tell(&world, waybill, Shipped, 1, &items[1..]));
}

#[test]
fn nobody_ships_anothers_goods_nor_recalled_ones_and_nobody_else_says_what_was_shipped_or_received()
{
    let mut world = World::telling();
    let item = world.harvest(&Batch::numbered(1));
    let others = world.harvest(&Batch::numbered(2).by(Warehouse));
    let recalled = world.harvest(&Batch::numbered(3));
    let supplier = world.party(Supplier);
    world.ok(Supplier, world.provenance().open_recall(supplier, recalled, [1; 32]));
    let waybill = world.carry_waybill(&Shipment::default());
    for (goods, error) in [
        (others, ProvenanceError::NotPossessor(0)),
        (recalled, ProvenanceError::Recalled(0)),
        (ItemId([9; 32]), ProvenanceError::NoSuchItem(0)),
    ] {
        let told = tell(&world, waybill, Shipped, 0, &[goods]);
        assert_eq!(world.err(Supplier, told), refused(error));
    }
    let not_theirs = WaybillError::Refused(Refusal::NotForParty);
    for (movement, says) in [(Shipped, Supplier), (Received, Buyer)] {
        for actor in [Supplier, Carrier, Buyer, Admin, Stranger] {
            let told = tell(&world, waybill, movement, 0, &[item]);
            if actor != says {
                assert_eq!(world.err(actor, told), not_theirs, "{actor:?} {movement:?}");
            }
        }
    }
    world.ok(Supplier, tell(&world, waybill, Shipped, 0, &[item]));
}

#[test]
fn goods_that_were_sent_elsewhere_are_shipped_there() {
    let mut world = World::telling();
    let items = [1, 2].map(|number| world.harvest(&Batch::numbered(number)));
    let waybill = world.carry_waybill(&Shipment::default());
    world.ok(Supplier, tell(&world, waybill, Shipped, 0, &items[..1]));
    let (supplier, consignee) = (world.party(Supplier), world.party(Warehouse));
    let elsewhere = Disposal::Redirect { consignee, place_of_delivery: "NLRTM".into() };
    world.ok(Supplier, world.waybill().dispose(waybill, supplier, elsewhere));
    world.ok(Supplier, tell(&world, waybill, Shipped, 1, &items[1..]));
    let now = world.now();
    world.ok(Warehouse, world.waybill().sign_delivery(waybill, now, [0; 32]));
    // What was told before is still on its way to the first consignee: the shipper takes it back, and tells it anew.
    let received = world.err(Warehouse, tell(&world, waybill, Received, 0, &items));
    assert_eq!(received, refused(ProvenanceError::NotAddressee(0)));
    world.ok(Warehouse, tell(&world, waybill, Received, 0, &items[1..]));
    assert_eq!(holder(&world, items[1]), Some(Warehouse));
    world.handle(Supplier, Deed::TakeBack, &items[..1]);
    world.handle(Supplier, Deed::Ship(consignee), &items[..1]);
    world.handle(Warehouse, Deed::Receive, &items[..1]);
    assert_eq!(holder(&world, items[0]), Some(Warehouse));
}

#[test]
fn goods_under_a_bill_go_to_who_surrendered_it_and_all_its_versions_are_one_transport() {
    let mut world = World::telling();
    let items = [1, 2].map(|number| world.harvest(&Batch::numbered(number)));
    let shipment = Shipment { form: DocumentForm::BillToOrder, ..Shipment::default() };
    let bill = world.carry_waybill(&shipment);
    world.ok(Supplier, tell(&world, bill, Shipped, 0, &items[..1]));
    let about = world.view_of(bill).consignment;
    let changes = Revision {
        document: [6; 32],
        place_of_delivery: about.place_of_delivery,
        deliver_until: about.deliver_until,
        freight: about.freight,
        gross_weight: about.gross_weight,
    };
    let supplier = world.party(Supplier);
    let asked = TitleAction::SurrenderForAmendment(sp_core::blake2_256(&changes.encode()));
    world.ok(Supplier, world.waybill().title(bill, supplier, asked));
    let reissue = world.waybill().reissue(bill, shipment.number.clone(), 1, changes);
    let second = world.ok(Carrier, reissue);
    let voided = world.err(Supplier, tell(&world, bill, Shipped, 1, &items[1..]));
    assert_eq!(voided, WaybillError::WrongStatus(WaybillStatus::Voided));
    let repeated = world.err(Supplier, tell(&world, second, Shipped, 0, &items[1..]));
    assert_eq!(repeated, refused(ProvenanceError::AlreadyRecorded));
    world.ok(Supplier, tell(&world, second, Shipped, 1, &items[1..]));
    assert_eq!(holder(&world, items[1]), Some(Supplier));
}

#[test]
fn telling_waits_for_no_end_of_a_pause_and_goes_to_the_one_that_is_linked_now() {
    let mut world = World::telling();
    let items = [1, 2].map(|number| world.harvest(&Batch::numbered(number)));
    let waybill = world.carry_waybill(&Shipment::default());
    for contract in Contract::ALL {
        world.ok(Admin, world.administration(contract).pause());
    }
    world.ok(Supplier, tell(&world, waybill, Shipped, 0, &items[..1]));
    corrupt(&mut world, Contract::Provenance);
    let silent = world.err(Supplier, tell(&world, waybill, Shipped, 1, &items[1..]));
    assert_eq!(silent, WaybillError::ProvenanceUnavailable);
    let now = world.now();
    world.ok(Carrier, world.waybill().arrive(waybill, now));
    world.ok(Buyer, world.waybill().sign_delivery(waybill, now, [0; 32]));
}

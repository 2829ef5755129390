//! The contract that keeps waybills tells provenance where goods went: whom that believes, and what it takes from it.
use super::corrupt;
use e2e::{forwarded, Actor::*, Batch, Contract, Forwarded, World, NO_EVIDENCE};
use ink::primitives::AccountId;
use interfaces::{
    administration::{Administration, AdministrationError, Link},
    cbv::{BizStep, BizTransactionType, Disposition},
    ids::{DocumentId, EventId, ItemId, Millis},
    provenance::{Deed, ItemStatus, Movement, Movements, Provenance, ProvenanceError},
};
use misbehaving::Manner;
use provenance::EventRecorded;

const WAYBILL: DocumentId = DocumentId([7; 32]);

/// The suite, and a contract in the place of the one that keeps waybills; it passes calls on.
fn sourced() -> (World, AccountId) {
    let mut world = World::linked();
    let source = world.forwarder(b"source");
    world.link(Contract::Provenance, Link::Waybill, source);
    (world, source)
}

/// Has `source` tell that goods went from the supplier to the buyer.
fn tell(
    world: &mut World,
    source: AccountId,
    movement: Movement,
    items: &[ItemId],
) -> Result<EventId, ProvenanceError> {
    let time = world.now();
    tell_of(world, source, movement, 0, time, items)
}

fn tell_of(
    world: &mut World,
    source: AccountId,
    movement: Movement,
    part: u16,
    time: Millis,
    items: &[ItemId],
) -> Result<EventId, ProvenanceError> {
    let (from, to) = (world.party(Supplier), world.party(Buyer));
    let record =
        world.movements().record_movement(WAYBILL, movement, part, from, to, time, items.to_vec());
    let Forwarded(told) = world.call(Stranger, forwarded(source, record)).returned;
    told.expect("it answers")
}

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Provenance,
        Link::Waybill,
        Contract::Waybill,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    // It is announced, because there is one.
    let mut world = World::telling();
    let code = world.upload(&e2e::bundles::twin(Contract::Waybill.bundle().wasm()));
    world.link(Contract::Provenance, Link::Waybill, world.address(Contract::Waybill));
    world.upgrade(Contract::Waybill, code);
    let apply = world.administration(Contract::Provenance).apply_link(Link::Waybill);
    let refused = world.err(Admin, apply);
    assert_eq!(refused, AdministrationError::WrongCode);
}

#[test]
fn goods_are_shipped_and_received_as_the_linked_contract_tells_and_once() {
    let (mut world, source) = sourced();
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let items = [world.harvest(&Batch::numbered(1)), world.harvest(&Batch::numbered(2))];

    let early = tell(&mut world, source, Movement::Received, &items);
    assert_eq!(early, Err(ProvenanceError::NotAddressee(0)), "nothing is on its way");
    let shipped = tell(&mut world, source, Movement::Shipped, &items).expect("it is the source");
    let told: EventRecorded = world.event();
    assert_eq!((told.event, told.by), (shipped, supplier));
    let record = told.record;
    assert_eq!((record.source, record.deed), (Some(source), Deed::Ship(buyer)));
    assert_eq!(record.facts.document, WAYBILL);
    assert_eq!(record.facts.transaction, BizTransactionType::BillOfLading);
    assert_eq!(
        (record.facts.step, record.facts.disposition),
        (BizStep::Shipping, Disposition::InTransit)
    );
    let again = tell(&mut world, source, Movement::Shipped, &items);
    assert_eq!(again, Err(ProvenanceError::AlreadyRecorded), "a retry is harmless");

    let received = tell(&mut world, source, Movement::Received, &items).expect("they are there");
    let told: EventRecorded = world.event();
    assert_eq!((told.event, told.by, told.record.deed), (received, buyer, Deed::Receive));
    for item in items {
        assert_eq!(world.ask(world.provenance().holder_of(item)), Some(buyer));
        let history = world.ask(world.provenance().history_of(item, EventId::NONE, 50));
        assert_eq!(history[..2], [received, shipped]);
    }
    let again = tell(&mut world, source, Movement::Received, &items);
    assert_eq!(again, Err(ProvenanceError::NotPossessor(0)), "they are the supplier's no more");
}

#[test]
fn another_contract_and_an_account_are_no_source_and_without_one_parties_tell_themselves() {
    let mut world = World::linked();
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let item = world.harvest(&Batch::default());
    let other = world.forwarder(b"other");
    let nobody_is = tell(&mut world, other, Movement::Shipped, &[item]);
    assert_eq!(nobody_is, Err(ProvenanceError::NotTheSource), "none is linked");
    let source = world.forwarder(b"source");
    world.link(Contract::Provenance, Link::Waybill, source);
    let other_is = tell(&mut world, other, Movement::Shipped, &[item]);
    assert_eq!(other_is, Err(ProvenanceError::NotTheSource));
    let (time, movement) = (world.now(), Movement::Shipped);
    let record =
        world.movements().record_movement(WAYBILL, movement, 0, supplier, buyer, time, vec![item]);
    for actor in [Admin, Supplier, Buyer, Stranger] {
        let refused = world.err(actor, record.clone());
        assert_eq!(refused, ProvenanceError::NotTheSource, "{actor:?}");
    }
    world.handle(Supplier, Deed::Ship(buyer), &[item]);
    world.handle(Buyer, Deed::Receive, &[item]);
    assert_eq!(world.ask(world.provenance().holder_of(item)), Some(buyer));
}

#[test]
fn a_source_moves_nothing_that_the_possessor_could_not() {
    let (mut world, source) = sourced();
    let supplier = world.party(Supplier);
    let lot = world.harvest(&Batch::numbered(1));
    let pallet = world.harvest(&Batch::piece(2));
    let packed = world.harvest(&Batch::numbered(3));
    let others = world.harvest(&Batch::numbered(4).by(Carrier));
    let gone = world.harvest(&Batch::numbered(5));
    let recalled = world.harvest(&Batch::numbered(6));
    world.handle(Supplier, Deed::Pack(pallet), &[packed]);
    world.handle(Supplier, Deed::Decommission, &[gone]);
    world.ok(Supplier, world.provenance().open_recall(supplier, recalled, NO_EVIDENCE));
    for (item, expected) in [
        (packed, ProvenanceError::Inside(1)),
        (others, ProvenanceError::NotPossessor(1)),
        (gone, ProvenanceError::WrongStatus(1, ItemStatus::Decommissioned)),
        (recalled, ProvenanceError::Recalled(1)),
        (ItemId([9; 32]), ProvenanceError::NoSuchItem(1)),
        (lot, ProvenanceError::Repeated),
    ] {
        let told = tell(&mut world, source, Movement::Shipped, &[lot, item]);
        assert_eq!(told, Err(expected));
        assert_eq!(world.item_of(lot).status, ItemStatus::Active, "all or none");
    }
    assert_eq!(tell(&mut world, source, Movement::Shipped, &[]), Err(ProvenanceError::Empty));
    let many = [lot; 51];
    assert_eq!(tell(&mut world, source, Movement::Shipped, &many), Err(ProvenanceError::TooMany));
    let earlier = world.item_of(lot).time - 1;
    let told = tell_of(&mut world, source, Movement::Shipped, 0, earlier, &[lot]);
    assert_eq!(told, Err(ProvenanceError::Earlier(0)));
}

#[test]
fn what_more_than_fifty_goods_went_by_is_told_in_parts() {
    let (mut world, source) = sourced();
    let first = world.harvest(&Batch::numbered(1));
    let second = world.harvest(&Batch::numbered(2));
    let now = world.now();
    let one = tell_of(&mut world, source, Movement::Shipped, 0, now, &[first]);
    let known = tell_of(&mut world, source, Movement::Shipped, 0, now, &[second]);
    assert_eq!(known, Err(ProvenanceError::AlreadyRecorded));
    let other = tell_of(&mut world, source, Movement::Shipped, 1, now, &[second]);
    assert!(one.is_ok() && other.is_ok() && one != other);
}

#[test]
fn telling_waits_neither_for_the_registry_nor_for_the_end_of_a_pause() {
    let (mut world, source) = sourced();
    let item = world.harvest(&Batch::default());
    world.ok(Admin, world.administration(Contract::Provenance).pause());
    corrupt(&mut world, Contract::Registry);
    assert!(tell(&mut world, source, Movement::Shipped, &[item]).is_ok());
    assert!(tell(&mut world, source, Movement::Received, &[item]).is_ok());
}

#[test]
fn a_source_that_fails_later_or_is_replaced_holds_no_goods_up() {
    let (mut world, source) = sourced();
    let buyer = world.party(Buyer);
    let items = [1, 2, 3].map(|number| world.harvest(&Batch::numbered(number)));
    assert!(tell(&mut world, source, Movement::Shipped, &items).is_ok());
    let silent = world.misbehaving(Manner::Traps);
    world.relink(Contract::Provenance, Link::Waybill, silent);
    let no_more = tell(&mut world, source, Movement::Received, &items);
    assert_eq!(no_more, Err(ProvenanceError::NotTheSource));
    // Each side goes on alone: what arrived, what was not taken, and what did not arrive.
    world.handle(Buyer, Deed::Receive, &items[..1]);
    world.handle(Buyer, Deed::Refuse, &items[1..2]);
    world.handle(Supplier, Deed::TakeBack, &items[2..]);
    assert_eq!(world.item_of(items[0]).possessor, buyer);
    for item in &items[1..] {
        assert_eq!(world.item_of(*item).possessor, world.party(Supplier));
        assert_eq!(world.item_of(*item).status, ItemStatus::Active);
    }
}

//! The waybill contract asks the registry whether an account may act for a party.
use super::{corrupt, digest_of, SPEECHLESS};
use chain::{address, Chain, Gas, Message};
use e2e::{
    time::{days, minutes},
    Actor::*,
    Contract, Shipment, World, NO_EVIDENCE,
};
use interfaces::{
    administration::Link,
    ids::DocumentId,
    registry::{Refusal, Registry, Scope},
    waybill::{SignOff, Waybill, WaybillError, WaybillStatus},
};
use misbehaving::Manner;

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Waybill,
        Link::Registry,
        Contract::Registry,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Waybill,
        Link::Registry,
        Contract::Registry,
    );
}

/// A world whose waybill contract is linked to a registry that misbehaves in `manner`.
fn under(manner: Manner) -> World {
    let mut world = World::new();
    let registry = world.misbehaving(manner);
    world.link(Contract::Waybill, Link::Registry, registry);
    world
}

fn draft(world: &World) -> Message<Result<DocumentId, WaybillError>> {
    let shipment = Shipment::default();
    let (consignment, goods) = (shipment.consignment(world), shipment.goods(world));
    world.waybill().draft(world.party(Supplier), shipment.number, consignment, goods, true).into()
}

#[test]
fn a_registry_without_an_answer_refuses_and_leaves_no_trace() {
    for manner in SPEECHLESS {
        let mut world = under(manner);
        let draft = draft(&world);
        assert_eq!(world.err(Supplier, draft), WaybillError::RegistryUnavailable, "{manner:?}");
    }
}

#[test]
fn a_registry_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let mut world = under(Manner::ReturnsTooMuch);
    let draft = draft(&world);
    super::is_stopped_by_too_much(&mut world, Supplier, draft);
}

#[test]
fn a_registry_that_consumes_all_gas_leaves_no_trace() {
    let mut world = under(Manner::ConsumesAllGas);
    let draft = draft(&world);
    super::uses_up_the_gas(&mut world, Supplier, draft, WaybillError::RegistryUnavailable);
}

#[test]
fn a_registry_that_agrees_to_everything_is_believed() {
    let mut world = under(Manner::AgreesToEverything);
    let draft = draft(&world);
    world.ok(Stranger, draft);
}

#[test]
fn a_registry_that_fails_later_stops_signatures_and_not_what_anyone_may_do() {
    let mut world = World::linked();
    let waybill = world.land_waybill(&Shipment::numbered(1));
    let issued = world.issue_waybill(&Shipment::numbered(2));
    corrupt(&mut world, Contract::Registry);
    let now = world.now();
    let sign = world.waybill().sign_delivery(waybill, now, NO_EVIDENCE);
    assert_eq!(world.err(Buyer, sign), WaybillError::RegistryUnavailable);
    let pick_up = world.waybill().pick_up(issued, vec![], NO_EVIDENCE, now);
    assert_eq!(world.err(Carrier, pick_up), WaybillError::RegistryUnavailable);
    let cancel = world.waybill().cancel(issued, world.party(Supplier));
    assert_eq!(world.err(Supplier, cancel), WaybillError::RegistryUnavailable);

    world.sleep(world.settings().signing_window);
    world.ok(Stranger, world.waybill().lapse(waybill));
    world.sleep(world.settings().reservation_window);
    world.ok(Stranger, world.waybill().close(waybill));
    assert_eq!(world.status_of(waybill), WaybillStatus::Closed);

    // New business needs only a new registry; what began under the old one stays there.
    let another = world.another_registry(b"another");
    world.relink(Contract::Waybill, Link::Registry, another);
    world.set_address(Contract::Registry, another);
    for actor in [Supplier, Carrier, Buyer] {
        world.register(actor);
    }
    let fresh = world.land_waybill(&Shipment::numbered(3));
    assert_eq!(world.status_of(fresh), WaybillStatus::Arrived);
    let pick_up = world.waybill().pick_up(issued, vec![], NO_EVIDENCE, world.now());
    assert_eq!(world.err(Carrier, pick_up), WaybillError::RegistryUnavailable);
}

#[test]
fn what_the_registry_refuses_is_told_word_for_word() {
    let mut world = World::linked();
    let waybill = world.draft_waybill(&Shipment::default());
    let (carrier, driver) = (world.party(Carrier), world.account(Driver));
    let refusal =
        |world: &mut World, actor, waybill| world.err(actor, world.waybill().issue(waybill));
    assert_eq!(refusal(&mut world, Stranger, waybill), WaybillError::Refused(Refusal::NotForParty));
    assert_eq!(refusal(&mut world, Driver, waybill), WaybillError::Refused(Refusal::OutOfScope));

    let expires_at = world.now() + minutes(1);
    world.ok(
        Carrier,
        world.registry().appoint_agent(carrier, driver, vec![Scope::Agree], expires_at),
    );
    world.sleep(minutes(1));
    let expired = WaybillError::Refused(Refusal::AppointmentExpired(expires_at));
    assert_eq!(refusal(&mut world, Driver, waybill), expired);

    let unknown = Shipment { consignor: Stranger, drafter: Stranger, ..Shipment::numbered(2) };
    let (consignment, goods) = (unknown.consignment(&world), unknown.goods(&world));
    let draft =
        world.waybill().draft(world.party(Stranger), unknown.number, consignment, goods, true);
    assert_eq!(world.err(Stranger, draft), WaybillError::Refused(Refusal::UnknownParty));
}

#[test]
fn a_suspended_carrier_starts_nothing_and_finishes_everything() {
    let mut world = World::linked();
    let under_way = world.carry_waybill(&Shipment::numbered(1));
    let issued = world.issue_waybill(&Shipment::numbered(2));
    let drafted = world.draft_waybill(&Shipment::numbered(3));
    let (carrier, regulator) = (world.party(Carrier), world.party(Regulator));
    world.ok(Regulator, world.registry().suspend(carrier, regulator, NO_EVIDENCE));
    let until =
        world.ask(world.registry().enterprise(carrier)).expect("it is registered").suspended_until;
    let refused = WaybillError::Refused(Refusal::Suspended(until));
    assert_eq!(world.err(Carrier, world.waybill().issue(drafted)), refused);
    let now = world.now();
    world.ok(Carrier, world.waybill().pick_up(issued, vec![], NO_EVIDENCE, now));
    world.ok(Carrier, world.waybill().arrive(under_way, now));
    world.ok(Carrier, world.waybill().cancel(drafted, carrier));
    world.sleep(days(30));
    let fresh = world.issue_waybill(&Shipment::numbered(4));
    assert_eq!(world.status_of(fresh), WaybillStatus::Issued, "a suspension lapses");
}

#[test]
fn asking_changes_nothing_in_the_registry_however_often() {
    let mut world = World::linked();
    let before = digest_of(&world, Contract::Registry);
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    for _ in 0..3 {
        let refused = world.err(Stranger, world.waybill().cancel(waybill, world.party(Carrier)));
        assert_eq!(refused, WaybillError::Refused(Refusal::NotForParty));
    }
    assert_eq!(digest_of(&world, Contract::Registry), before);
}

#[test]
fn an_open_waybill_keeps_the_registry_that_it_began_with() {
    let mut world = World::linked();
    let open = world.carry_waybill(&Shipment::numbered(1));
    let another = world.another_registry(b"another");
    world.relink(Contract::Waybill, Link::Registry, another);
    let (now, draft) = (world.now(), draft(&world));
    assert_eq!(
        world.err(Supplier, draft),
        WaybillError::Refused(Refusal::UnknownParty),
        "new waybills ask the new one"
    );
    world.ok(Carrier, world.waybill().arrive(open, now));
    world.ok(Buyer, world.waybill().sign_delivery(open, now, NO_EVIDENCE));
    assert_eq!(world.status_of(open), WaybillStatus::Delivered);
}

#[test]
fn a_waybill_from_before_the_first_link_stays_with_accounts() {
    let mut world = World::new();
    let open = world.carry_waybill(&Shipment::numbered(1));
    world.link(Contract::Waybill, Link::Registry, world.address(Contract::Registry));
    let draft = draft(&world);
    assert_eq!(world.err(Supplier, draft), WaybillError::Refused(Refusal::UnknownParty));
    world.ok(Carrier, world.waybill().arrive(open, world.now()));
}

#[test]
fn a_key_that_was_rotated_out_is_out_of_open_waybills_too() {
    let mut world = World::linked();
    let waybill = world.carry_waybill(&Shipment::default());
    let (carrier, stranger) = (world.party(Carrier), world.account(Stranger));
    world.ok(Carrier, world.registry().offer_control(carrier, Some(stranger)));
    world.ok(Stranger, world.registry().take_control(carrier));
    let arrive = world.waybill().arrive(waybill, world.now());
    assert_eq!(world.err(Carrier, arrive), WaybillError::Refused(Refusal::NotForParty));
    world.ok(Stranger, world.waybill().arrive(waybill, world.now()));
}

#[test]
fn a_signature_for_many_does_not_carry_over_to_another_registry() {
    let mut world = World::linked();
    let old = world.issue_waybill(&Shipment::numbered(1));
    let another = world.another_registry(b"another");
    world.relink(Contract::Waybill, Link::Registry, another);
    world.set_address(Contract::Registry, another);
    for actor in [Supplier, Carrier, Buyer] {
        world.register(actor);
    }
    let new = world.issue_waybill(&Shipment::numbered(2));
    let (now, both) = (world.now(), vec![new, old]);
    let refused = world.err(Carrier, world.waybill().sign_off(SignOff::PickUp, both, now));
    assert_eq!(refused, WaybillError::AnotherParty(1));
}

#[test]
fn too_little_gas_for_the_question_is_no_answer() {
    let mut world = World::linked();
    let waybill = world.carry_waybill(&Shipment::default());
    let arrive = Message::from(world.waybill().arrive(waybill, world.now()));
    let carrier = address(world.account(Carrier));
    let needed = world
        .chain
        .dry_run(&carrier, arrive.clone())
        .expect("it is the carrier's turn")
        .gas_required;
    for percent in [30, 50, 70, 80, 90, 99] {
        let limit = Gas { ref_time: needed.ref_time / 100 * percent, ..needed };
        let starved = arrive.clone().gas_limit(limit);
        super::uses_up_the_gas(&mut world, Carrier, starved, WaybillError::RegistryUnavailable);
    }
    world.ok(Carrier, arrive.gas_limit(needed));
}

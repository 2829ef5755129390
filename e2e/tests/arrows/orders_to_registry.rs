//! The orders contract asks the registry whether an account may act for a party.
use super::{corrupt, digest_of, SPEECHLESS};
use chain::{address, Chain, Gas, Message};
use e2e::{
    time::{days, minutes},
    Actor::*,
    Contract, Purchase, Relationship, World, NO_EVIDENCE,
};
use interfaces::{
    administration::Link,
    ids::{DocumentId, OptionalDocument, OptionalParty},
    orders::{
        Answer, OrderError, OrderStatus, Orders, RelationshipStatus, RelationshipStep, Terms,
    },
    registry::{Refusal, Registry, Scope},
};
use misbehaving::Manner;

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Orders,
        Link::Registry,
        Contract::Registry,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Orders,
        Link::Registry,
        Contract::Registry,
    );
}

/// A world whose orders contract is linked to a registry that misbehaves in `manner`.
fn under(manner: Manner) -> World {
    let mut world = World::new();
    let registry = world.misbehaving(manner);
    world.link(Contract::Orders, Link::Registry, registry);
    world
}

fn propose(world: &World) -> Message<Result<u16, OrderError>> {
    let terms = Relationship::default().terms(world);
    world.orders().propose_terms(world.party(Supplier), world.party(Buyer), terms).into()
}

fn place(world: &World, purchase: &Purchase) -> Message<Result<DocumentId, OrderError>> {
    let (buyer, seller) = (world.party(Buyer), world.party(Supplier));
    let (number, lines) = (purchase.number.clone(), purchase.lines(world));
    world.orders().draft(buyer, seller, number, OptionalDocument::Nothing, lines, true).into()
}

#[test]
fn a_registry_without_an_answer_refuses_and_leaves_no_trace() {
    for manner in SPEECHLESS {
        let mut world = under(manner);
        let propose = propose(&world);
        assert_eq!(world.err(Supplier, propose), OrderError::RegistryUnavailable, "{manner:?}");
    }
}

#[test]
fn a_registry_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let mut world = under(Manner::ReturnsTooMuch);
    let propose = propose(&world);
    super::is_stopped_by_too_much(&mut world, Supplier, propose);
}

#[test]
fn a_registry_that_consumes_all_gas_leaves_no_trace() {
    let mut world = under(Manner::ConsumesAllGas);
    let propose = propose(&world);
    super::uses_up_the_gas(&mut world, Supplier, propose, OrderError::RegistryUnavailable);
}

#[test]
fn a_registry_that_agrees_to_everything_is_believed() {
    let mut world = under(Manner::AgreesToEverything);
    let propose = propose(&world);
    world.ok(Stranger, propose);
}

#[test]
fn without_a_registry_each_account_acts_for_itself_and_for_nobody_else() {
    let mut world = World::new();
    let not_theirs = OrderError::Refused(Refusal::NotForParty);
    let propose = propose(&world);
    assert_eq!(world.err(Buyer, propose), not_theirs);
    let relationship = Relationship::default();
    let (id, version) = world.propose_terms(&relationship);
    let accept = world.orders().answer_terms(id, version, Answer::Accept);
    assert_eq!(world.err(Supplier, accept.clone()), not_theirs, "nobody signs for both");
    world.ok(Buyer, accept);
    let message = place(&world, &Purchase::default());
    assert_eq!(world.err(Supplier, message), not_theirs);
    let order = world.place_order(&Purchase::default());
    let accept = world.orders().answer_lines(order, vec![1, 2, 3], true);
    assert_eq!(world.err(Buyer, accept.clone()), not_theirs);
    world.ok(Supplier, accept);
    assert_eq!(world.order_of(order).status, OrderStatus::Confirmed);
}

#[test]
fn a_registry_that_fails_later_stops_signatures_and_not_what_anyone_may_do() {
    let mut world = World::linked();
    let id = world.relate(&Relationship::default());
    let silent = world.place_order(&Purchase::numbered(1));
    let agreed = world.agree_order(&Purchase::numbered(2));
    corrupt(&mut world, Contract::Registry);

    let (buyer, supplier) = (world.party(Buyer), world.party(Supplier));
    let unavailable = OrderError::RegistryUnavailable;
    let message = propose(&world);
    assert_eq!(world.err(Supplier, message), unavailable);
    let message = place(&world, &Purchase::numbered(3));
    assert_eq!(world.err(Buyer, message), unavailable);
    let suspend = world.orders().change_relationship(id, buyer, RelationshipStep::Suspend);
    assert_eq!(world.err(Buyer, suspend), unavailable);
    let cancel = world.orders().cancel(agreed, buyer);
    assert_eq!(world.err(Buyer, cancel), unavailable);
    world.sleep(days(30));
    let close = world.orders().close(agreed, supplier);
    assert_eq!(world.err(Supplier, close), unavailable);

    world.ok(Stranger, world.orders().lapse(silent));
    assert_eq!(world.order_of(silent).status, OrderStatus::Lapsed);

    // Under a new registry the two are other parties: they begin anew, and what began under the old one stays there.
    let another = world.another_registry(b"another");
    world.relink(Contract::Orders, Link::Registry, another);
    world.set_address(Contract::Registry, another);
    for actor in [Buyer, Supplier] {
        world.register(actor);
    }
    world.relate(&Relationship::default());
    let fresh = world.agree_order(&Purchase::numbered(2));
    assert_eq!(world.order_of(fresh).status, OrderStatus::Confirmed);
    let close = world.orders().close(agreed, supplier);
    assert_eq!(world.err(Supplier, close), unavailable);
}

#[test]
fn what_the_registry_refuses_is_told_word_for_word() {
    let mut world = World::linked();
    let (id, version) = world.propose_terms(&Relationship::default());
    let (buyer, agent) = (world.party(Buyer), world.account(Driver));
    let accept = world.orders().answer_terms(id, version, Answer::Accept);
    for actor in [Stranger, Supplier] {
        let refused = world.err(actor, accept.clone());
        assert_eq!(refused, OrderError::Refused(Refusal::NotForParty), "{actor:?}");
    }

    let until = world.now() + minutes(1);
    let appoint = world.registry().appoint_agent(buyer, agent, vec![Scope::Order], until);
    world.ok(Buyer, appoint);
    let refused = world.err(Driver, accept.clone());
    assert_eq!(refused, OrderError::Refused(Refusal::OutOfScope), "who orders agrees to no terms");
    world.ok(Buyer, accept);
    let order = world.ok(Driver, place(&world, &Purchase::numbered(1)));
    assert_eq!(world.order_of(order).head.buyer, buyer, "an agent orders for its principal");

    world.sleep(minutes(1));
    let expired = OrderError::Refused(Refusal::AppointmentExpired(until));
    let message = place(&world, &Purchase::numbered(2));
    assert_eq!(world.err(Driver, message), expired);
    let cancel = world.orders().cancel(order, buyer);
    assert_eq!(world.err(Driver, cancel.clone()), expired, "not even to end what it began");

    let until = world.now() + days(1);
    world.ok(Buyer, world.registry().appoint_agent(buyer, agent, vec![Scope::Agree], until));
    let refused = world.err(Driver, cancel);
    assert_eq!(refused, OrderError::Refused(Refusal::OutOfScope), "who agrees does not order");
    let suspend = world.orders().change_relationship(id, buyer, RelationshipStep::Suspend);
    world.ok(Driver, suspend);

    let unknown = world.party(Stranger);
    let terms = Relationship::default().terms(&world);
    let propose = world.orders().propose_terms(unknown, buyer, terms);
    assert_eq!(world.err(Stranger, propose), OrderError::Refused(Refusal::UnknownParty));
}

#[test]
fn a_suspended_seller_starts_nothing_and_finishes_everything() {
    let mut world = World::linked();
    let id = world.relate(&Relationship::default());
    let placed = world.place_order(&Purchase::numbered(1));
    let agreed = world.agree_order(&Purchase::numbered(2));
    let asked = world.agree_order(&Purchase::numbered(3));
    let (buyer, supplier) = (world.party(Buyer), world.party(Supplier));
    let (now, latest) = (world.now(), world.order_of(asked).latest);
    let change = world.orders().request_line_change(asked, buyer, 1, 1_000, 1_000, now, latest);
    let number = world.ok(Buyer, change);
    let calling_off = world.ok(Buyer, world.orders().cancel(agreed, buyer));

    let regulator = world.party(Regulator);
    world.ok(Regulator, world.registry().suspend(supplier, regulator, NO_EVIDENCE));
    let until =
        world.ask(world.registry().enterprise(supplier)).expect("it is registered").suspended_until;
    let refused = OrderError::Refused(Refusal::Suspended(until));
    let message = propose(&world);
    assert_eq!(world.err(Supplier, message), refused);
    let accept = world.orders().answer_lines(placed, vec![1, 2, 3], true);
    assert_eq!(world.err(Supplier, accept), refused);
    let change = world.orders().request_line_change(placed, supplier, 1, 1, 1, now, latest);
    assert_eq!(world.err(Supplier, change), refused);
    let accept = world.orders().answer_request(asked, number, Answer::Accept);
    assert_eq!(world.err(Supplier, accept), refused);

    // To refuse, to call off, to leave: these bind it to nothing new.
    world.ok(Supplier, world.orders().answer_request(asked, number, Answer::Decline));
    world.ok(Supplier, world.orders().answer_lines(placed, vec![1], false));
    world.ok(Supplier, world.orders().cancel(placed, supplier));
    world.ok(Supplier, world.orders().answer_request(agreed, calling_off, Answer::Accept));
    assert_eq!(world.order_of(placed).status, OrderStatus::Cancelled);
    assert_eq!(world.order_of(agreed).status, OrderStatus::Cancelled);
    let suspend = world.orders().change_relationship(id, supplier, RelationshipStep::Suspend);
    world.ok(Supplier, suspend);
    let resume = world.orders().change_relationship(id, supplier, RelationshipStep::Resume);
    assert_eq!(world.err(Supplier, resume.clone()), refused);
    world.sleep(days(25));
    world.ok(Supplier, world.orders().close(asked, supplier));
    assert_eq!(world.order_of(asked).status, OrderStatus::Closed);

    world.sleep(days(5));
    world.ok(Supplier, resume);
    let fresh = world.agree_order(&Purchase::numbered(4));
    assert_eq!(world.order_of(fresh).status, OrderStatus::Confirmed, "a suspension lapses");
}

#[test]
fn a_suspended_buyer_orders_nothing_and_takes_back_what_it_can() {
    let mut world = World::linked();
    let id = world.relate(&Relationship::default());
    let placed = world.place_order(&Purchase::numbered(1));
    let (buyer, regulator) = (world.party(Buyer), world.party(Regulator));
    world.ok(Regulator, world.registry().suspend(buyer, regulator, NO_EVIDENCE));
    let until =
        world.ask(world.registry().enterprise(buyer)).expect("it is registered").suspended_until;
    let refused = OrderError::Refused(Refusal::Suspended(until));
    let message = place(&world, &Purchase::numbered(2));
    assert_eq!(world.err(Buyer, message), refused);
    world.ok(Supplier, world.orders().answer_lines(placed, vec![1], false));
    world.ok(Buyer, world.orders().cancel(placed, buyer));
    let (_, version) = world.propose_terms(&Relationship::default());
    let accept = world.orders().answer_terms(id, version, Answer::Accept);
    assert_eq!(world.err(Buyer, accept), refused);
    world.ok(Buyer, world.orders().answer_terms(id, version, Answer::Decline));
    let notice = world.orders().change_relationship(id, buyer, RelationshipStep::Terminate);
    world.ok(Buyer, notice);
    assert_eq!(world.relationship_of(id).status, RelationshipStatus::Terminating);
}

#[test]
fn asking_changes_nothing_in_the_registry_however_often() {
    let mut world = World::linked();
    let before = digest_of(&world, Contract::Registry);
    world.relate(&Relationship::default());
    let order = world.agree_order(&Purchase::default());
    for _ in 0..3 {
        let refused = world.err(Stranger, world.orders().close(order, world.party(Buyer)));
        assert_eq!(refused, OrderError::Refused(Refusal::NotForParty));
    }
    assert_eq!(digest_of(&world, Contract::Registry), before);
}

#[test]
fn a_relationship_and_its_orders_keep_the_registry_that_it_began_with() {
    let mut world = World::linked();
    let id = world.relate(&Relationship::default());
    let open = world.place_order(&Purchase::numbered(1));
    let another = world.another_registry(b"another");
    world.relink(Contract::Orders, Link::Registry, another);

    // The announcement took longer than the seller had.
    let late = world.orders().answer_lines(open, vec![1], true);
    assert!(matches!(world.err(Supplier, late), OrderError::TooLate(_)));
    world.ok(Stranger, world.orders().lapse(open));
    let fresh = world.agree_order(&Purchase::numbered(2));
    assert_eq!(world.order_of(fresh).status, OrderStatus::Confirmed);
    let (same, version) = world.propose_terms(&Relationship::default());
    assert_eq!((same, version), (id, 2), "further terms are of the same relationship");
    world.ok(Buyer, world.orders().answer_terms(id, version, Answer::Accept));

    let terms = Relationship::default().terms(&world);
    let (carrier, buyer) = (world.party(Carrier), world.party(Buyer));
    let terms = Terms { seller: OptionalParty::Party(carrier), ..terms };
    let new = world.orders().propose_terms(carrier, buyer, terms);
    let refused = OrderError::Refused(Refusal::UnknownParty);
    assert_eq!(world.err(Carrier, new), refused, "new relationships ask the new one");
}

#[test]
fn a_relationship_from_before_the_first_link_stays_with_accounts() {
    let mut world = World::new();
    let id = world.relate(&Relationship::default());
    let before = world.place_order(&Purchase::numbered(1));
    world.link(Contract::Orders, Link::Registry, world.address(Contract::Registry));
    world.ok(Supplier, world.orders().answer_lines(before, vec![1, 2, 3], true));
    let after = world.agree_order(&Purchase::numbered(2));
    assert_eq!(world.order_of(after).status, OrderStatus::Confirmed);
    let (same, version) = world.propose_terms(&Relationship::default());
    assert_eq!((same, version), (id, 2));

    let terms = Terms { seller: OptionalParty::Nobody, ..Relationship::default().terms(&world) };
    let new = world.orders().propose_terms(world.party(Carrier), world.party(Buyer), terms);
    assert_eq!(world.err(Carrier, new), OrderError::Refused(Refusal::UnknownParty));
}

#[test]
fn a_key_that_was_rotated_out_is_out_of_open_orders_too() {
    let mut world = World::linked();
    world.relate(&Relationship::default());
    let order = world.place_order(&Purchase::default());
    let (supplier, stranger) = (world.party(Supplier), world.account(Stranger));
    world.ok(Supplier, world.registry().offer_control(supplier, Some(stranger)));
    world.ok(Stranger, world.registry().take_control(supplier));
    let accept = world.orders().answer_lines(order, vec![1, 2, 3], true);
    let refused = world.err(Supplier, accept.clone());
    assert_eq!(refused, OrderError::Refused(Refusal::NotForParty));
    world.ok(Stranger, accept);
}

#[test]
fn too_little_gas_for_the_question_is_no_answer() {
    let mut world = World::linked();
    world.relate(&Relationship::default());
    let order = world.place_order(&Purchase::default());
    let accept = Message::from(world.orders().answer_lines(order, vec![1, 2, 3], true));
    let supplier = address(world.account(Supplier));
    let needed = world
        .chain
        .dry_run(&supplier, accept.clone())
        .expect("it is the supplier's turn")
        .gas_required;
    for percent in [30, 50, 70, 80, 90, 99] {
        let limit = Gas { ref_time: needed.ref_time / 100 * percent, ..needed };
        let starved = accept.clone().gas_limit(limit);
        super::uses_up_the_gas(&mut world, Supplier, starved, OrderError::RegistryUnavailable);
    }
    world.ok(Supplier, accept.gas_limit(needed));
}

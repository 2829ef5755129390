//! Provenance asks the registry whether an account may act for a party, and who is a regulator.
use super::{corrupt, SPEECHLESS};
use chain::{address, Chain, Gas, Message};
use e2e::{
    time::{hours, minutes},
    Actor::*,
    Batch, Contract, World, NO_EVIDENCE,
};
use interfaces::{
    administration::Link,
    ids::EventId,
    provenance::{
        CertificateScope, CustodyModel, Deed, ErrorReason, ItemStatus, Provenance, ProvenanceError,
        RecallStatus, RequestStatus,
    },
    registry::{Refusal, Registry, Role, Scope, Topic},
};
use misbehaving::Manner;

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Provenance,
        Link::Registry,
        Contract::Registry,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Provenance,
        Link::Registry,
        Contract::Registry,
    );
}

/// A world whose provenance is linked to a registry that misbehaves in `manner`.
fn under(manner: Manner) -> World {
    let mut world = World::new();
    let registry = world.misbehaving(manner);
    world.link(Contract::Provenance, Link::Registry, registry);
    world
}

/// Goods of the supplier's come to be.
fn commission(world: &World) -> Message<Result<EventId, ProvenanceError>> {
    let (party, facts, goods) = (world.party(Supplier), world.facts(7), Batch::numbered(7).goods());
    let model = CustodyModel::Segregated;
    world.provenance().commission_item(party, facts, model, [0; 32], goods).into()
}

#[test]
fn a_registry_without_an_answer_refuses_and_leaves_no_trace() {
    for manner in SPEECHLESS {
        let mut world = under(manner);
        let message = commission(&world);
        let refused = world.err(Supplier, message);
        assert_eq!(refused, ProvenanceError::RegistryUnavailable, "{manner:?}");
    }
}

#[test]
fn a_registry_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let mut world = under(Manner::ReturnsTooMuch);
    let message = commission(&world);
    super::is_stopped_by_too_much(&mut world, Supplier, message);
}

#[test]
fn a_registry_that_consumes_all_gas_leaves_no_trace() {
    let mut world = under(Manner::ConsumesAllGas);
    let message = commission(&world);
    super::uses_up_the_gas(&mut world, Supplier, message, ProvenanceError::RegistryUnavailable);
}

#[test]
fn a_registry_that_agrees_to_everything_is_believed_and_knows_no_regulator() {
    let mut world = under(Manner::AgreesToEverything);
    let (supplier, regulator) = (world.party(Supplier), world.party(Regulator));
    let message = commission(&world);
    world.ok(Stranger, message);
    let item = world.item_id(&Batch::numbered(7));
    // `Ok(Ok(()))` and `Ok(false)` are the same bytes.
    let inspect = world.provenance().inspect(regulator, item, supplier, NO_EVIDENCE);
    assert_eq!(world.err(Stranger, inspect), ProvenanceError::NotRegulator);
    let recall = world.provenance().open_recall(regulator, item, NO_EVIDENCE);
    assert_eq!(world.err(Stranger, recall), ProvenanceError::NotIssuer);
}

#[test]
fn without_a_registry_each_account_acts_for_itself_and_nobody_is_a_regulator() {
    let mut world = World::new();
    let not_theirs = ProvenanceError::Refused(Refusal::NotForParty);
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let message = commission(&world);
    assert_eq!(world.err(Buyer, message), not_theirs);
    let item = world.harvest(&Batch::default());
    world.handle(Supplier, Deed::Ship(buyer), &[item]);
    let receive = world.provenance().record(buyer, world.facts(8), Deed::Receive, vec![item]);
    assert_eq!(world.err(Supplier, receive.clone()), not_theirs, "nobody receives for others");
    world.ok(Buyer, receive);
    assert_eq!(world.ask(world.provenance().holder_of(item)), Some(buyer));
    let regulator = world.party(Regulator);
    let inspect = world.provenance().inspect(regulator, item, supplier, NO_EVIDENCE);
    assert_eq!(world.err(Regulator, inspect), ProvenanceError::NotRegulator);
    let recall = world.provenance().open_recall(regulator, item, NO_EVIDENCE);
    assert_eq!(world.err(Regulator, recall), ProvenanceError::NotIssuer);
    world.ok(Supplier, world.provenance().open_recall(supplier, item, NO_EVIDENCE));
    assert!(world.ask(world.provenance().is_recalled(item)));
}

#[test]
fn a_registry_that_fails_later_stops_who_acts_for_parties_and_nobody_else() {
    let mut world = World::linked();
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let regulator = world.party(Regulator);
    let sent = world.harvest(&Batch::numbered(1));
    world.handle(Supplier, Deed::Ship(buyer), &[sent]);
    let lot = world.harvest(&Batch::numbered(2));
    let made = world.make(&[(lot, 1_000)], &[], &[Batch::numbered(3).of(1_000)]);
    let open = world.provenance().open_recall(supplier, lot, NO_EVIDENCE);
    let recall = world.ok(Supplier, open);
    let ask = world.provenance().inspect(regulator, lot, supplier, NO_EVIDENCE);
    let request = world.ok(Regulator, ask);
    corrupt(&mut world, Contract::Registry);

    let unavailable = ProvenanceError::RegistryUnavailable;
    let message = commission(&world);
    assert_eq!(world.err(Supplier, message), unavailable);
    for (actor, deed, item) in [
        (Buyer, Deed::Receive, sent),
        (Buyer, Deed::Refuse, sent),
        (Supplier, Deed::TakeBack, sent),
        (Supplier, Deed::Decommission, lot),
    ] {
        let record =
            world.provenance().record(world.party(actor), world.facts(8), deed, vec![item]);
        assert_eq!(world.err(actor, record), unavailable, "{deed:?}");
    }
    let again = world.provenance().open_recall(regulator, lot, NO_EVIDENCE);
    assert_eq!(world.err(Regulator, again), unavailable);
    let ask = world.provenance().inspect(regulator, lot, supplier, [9; 32]);
    assert_eq!(world.err(Regulator, ask), unavailable);
    let answer = world.provenance().answer_request(request, NO_EVIDENCE);
    assert_eq!(world.err(Supplier, answer), unavailable);

    // A recall goes on, anyone can say what it suspects, and clocks run.
    let status = world.ok(Stranger, world.provenance().spread(recall, 50));
    assert_eq!(status, RecallStatus::Complete);
    assert!(world.ask(world.provenance().is_recalled(made[0])));
    world.ok(Stranger, world.provenance().report_suspect(sent, NO_EVIDENCE));
    world.sleep(hours(25));
    let standing = world.ask(world.provenance().request_status(request));
    assert_eq!(standing, Some(RequestStatus::Overdue));

    // Under a new registry goods come to be anew; those that were there ask the old one.
    let another = world.another_registry(b"another");
    world.relink(Contract::Provenance, Link::Registry, another);
    world.set_address(Contract::Registry, another);
    world.register(Supplier);
    let fresh = world.harvest(&Batch::numbered(4));
    assert_eq!(world.item_of(fresh).registry_epoch, 2);
    let record = world.provenance().record(supplier, world.facts(8), Deed::TakeBack, vec![sent]);
    assert_eq!(world.err(Supplier, record), unavailable);
}

#[test]
fn what_the_registry_refuses_is_told_word_for_word() {
    let mut world = World::linked();
    let (supplier, agent) = (world.party(Supplier), world.account(Driver));
    let message = commission(&world);
    for actor in [Stranger, Buyer] {
        let refused = world.err(actor, message.clone());
        assert_eq!(refused, ProvenanceError::Refused(Refusal::NotForParty), "{actor:?}");
    }
    let until = world.now() + minutes(1);
    let appoint = world.registry().appoint_agent(supplier, agent, vec![Scope::Receive], until);
    world.ok(Supplier, appoint);
    let refused = world.err(Driver, message.clone());
    let out_of_scope = ProvenanceError::Refused(Refusal::OutOfScope);
    assert_eq!(refused, out_of_scope, "who receives makes nothing");
    let appoint = world.registry().appoint_agent(supplier, agent, vec![Scope::HandOver], until);
    world.ok(Supplier, appoint);
    world.ok(Driver, message);
    let item = world.item_id(&Batch::numbered(7));
    assert_eq!(world.item_of(item).issuer, supplier, "an agent makes for its principal");
    let recall = world.provenance().open_recall(supplier, item, NO_EVIDENCE);
    assert_eq!(world.err(Driver, recall), out_of_scope, "and recalls nothing");
    world.sleep(minutes(1));
    let expired = ProvenanceError::Refused(Refusal::AppointmentExpired(until));
    let record =
        world.provenance().record(supplier, world.facts(8), Deed::Decommission, vec![item]);
    assert_eq!(world.err(Driver, record), expired, "not even to end what it made");

    let (unknown, facts) = (world.party(Stranger), world.facts(7));
    let goods = Batch::numbered(7).goods();
    let model = CustodyModel::Segregated;
    let message = world.provenance().commission_item(unknown, facts, model, [0; 32], goods);
    let refused = world.err(Stranger, message);
    assert_eq!(refused, ProvenanceError::Refused(Refusal::UnknownParty));
}

#[test]
fn a_suspended_party_starts_nothing_and_finishes_everything() {
    let mut world = World::linked();
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let lot = world.harvest(&Batch::numbered(1));
    let sent = world.harvest(&Batch::numbered(2));
    let packed = world.harvest(&Batch::numbered(3));
    let pallet = world.harvest(&Batch::piece(4));
    let coming = world.harvest(&Batch::numbered(5).by(Buyer));
    let seen = world.handle(Supplier, Deed::Observe, &[lot]);
    world.handle(Supplier, Deed::Ship(buyer), &[sent]);
    world.handle(Supplier, Deed::Pack(pallet), &[packed]);
    world.handle(Buyer, Deed::Ship(supplier), &[coming]);
    let request = world.ok(Stranger, world.provenance().report_suspect(lot, NO_EVIDENCE));

    let regulator = world.party(Regulator);
    world.ok(Regulator, world.registry().suspend(supplier, regulator, NO_EVIDENCE));
    let until =
        world.ask(world.registry().enterprise(supplier)).expect("it is registered").suspended_until;
    let refused = ProvenanceError::Refused(Refusal::Suspended(until));
    let message = commission(&world);
    assert_eq!(world.err(Supplier, message), refused);
    for deed in [Deed::Ship(buyer), Deed::Pack(pallet), Deed::Install(pallet)] {
        let record = world.provenance().record(supplier, world.facts(8), deed, vec![lot]);
        assert_eq!(world.err(Supplier, record), refused, "{deed:?}");
    }
    let secrets = world.provenance().commit_secrets(supplier, lot, [1; 32], 1);
    assert_eq!(world.err(Supplier, secrets), refused);
    let (scope, expires_at) = (CertificateScope::Origin, world.now() + hours(1));
    let certify = world.provenance().certify(supplier, lot, scope, NO_EVIDENCE, expires_at);
    assert_eq!(world.err(Supplier, certify), refused);

    // To receive, to take back and out, to say what is wrong, to recall, to answer: these begin nothing.
    world.handle(Supplier, Deed::Receive, &[coming]);
    world.handle(Supplier, Deed::TakeBack, &[sent]);
    world.handle(Supplier, Deed::Unpack(pallet), &[packed]);
    world.handle(Supplier, Deed::Observe, &[packed]);
    world.handle(Supplier, Deed::Recount(1_000), &[packed]);
    let reason = ErrorReason::DidNotOccur;
    world.ok(Supplier, world.provenance().declare_error(supplier, seen, reason, vec![]));
    world.ok(Supplier, world.provenance().answer_request(request, NO_EVIDENCE));
    let recall = world.ok(Supplier, world.provenance().open_recall(supplier, lot, NO_EVIDENCE));
    world.ok(Supplier, world.provenance().acknowledge_recall(supplier, recall, vec![lot]));
    world.ok(Supplier, world.provenance().close_recall(recall));
    world.handle(Supplier, Deed::Decommission, &[lot]);
    assert_eq!(world.item_of(lot).status, ItemStatus::Decommissioned);
}

#[test]
fn a_regulator_is_one_as_long_as_its_attestation_stands() {
    let mut world = World::linked();
    let item = world.harvest(&Batch::default());
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let regulator = world.party(Regulator);
    let inspect = world.provenance().inspect(buyer, item, supplier, NO_EVIDENCE);
    assert_eq!(world.err(Buyer, inspect), ProvenanceError::NotRegulator);
    let inspect = world.provenance().inspect(regulator, item, buyer, NO_EVIDENCE);
    assert_eq!(world.err(Regulator, inspect), ProvenanceError::NotResponsible);
    let inspect = world.provenance().inspect(regulator, item, supplier, NO_EVIDENCE);
    let request = world.ok(Regulator, inspect);

    let topic = Topic::Role(Role::Regulator);
    world.ok(Attester, world.registry().withdraw_attestation(regulator, topic));
    let inspect = world.provenance().inspect(regulator, item, supplier, [9; 32]);
    assert_eq!(world.err(Regulator, inspect), ProvenanceError::NotRegulator);
    let recall = world.provenance().open_recall(regulator, item, NO_EVIDENCE);
    assert_eq!(world.err(Regulator, recall), ProvenanceError::NotIssuer);
    // What was asked before stays asked.
    world.ok(Supplier, world.provenance().answer_request(request, NO_EVIDENCE));
    let standing = world.ask(world.provenance().request_status(request));
    assert_eq!(standing, Some(RequestStatus::Answered));

    // Another one goes on, against the maker's will.
    let second = world.party(SecondRegulator);
    let open = world.provenance().open_recall(second, item, NO_EVIDENCE);
    let recall = world.ok(SecondRegulator, open);
    let ship = world.provenance().record(supplier, world.facts(8), Deed::Ship(buyer), vec![item]);
    assert_eq!(world.err(Supplier, ship), ProvenanceError::Recalled(0));
    let close = world.provenance().close_recall(recall);
    let not_theirs = ProvenanceError::Refused(Refusal::NotForParty);
    assert_eq!(world.err(Supplier, close), not_theirs, "who opened it closes it");
}

#[test]
fn what_began_without_a_registry_goes_on_without_one_and_apart_from_the_rest() {
    let mut world = World::new();
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let before = world.harvest(&Batch::numbered(1));
    let other = world.harvest(&Batch::numbered(2));
    world.link(Contract::Provenance, Link::Registry, world.address(Contract::Registry));
    world.handle(Supplier, Deed::Ship(buyer), &[before]);
    world.handle(Buyer, Deed::Receive, &[before]);
    let message = commission(&world);
    let refused = world.err(Supplier, message);
    assert_eq!(refused, ProvenanceError::Refused(Refusal::UnknownParty));

    world.register(Supplier);
    let after = world.harvest(&Batch::numbered(3));
    assert_eq!(world.item_of(after).registry_epoch, 1);
    let both =
        world.provenance().record(supplier, world.facts(8), Deed::Observe, vec![other, after]);
    assert_eq!(world.err(Supplier, both), ProvenanceError::MixedRegistries(1));
}

#[test]
fn a_key_that_was_rotated_out_is_out_of_goods_on_their_way_too() {
    let mut world = World::linked();
    let item = world.harvest(&Batch::default());
    let (buyer, stranger) = (world.party(Buyer), world.account(Stranger));
    world.handle(Supplier, Deed::Ship(buyer), &[item]);
    world.ok(Buyer, world.registry().offer_control(buyer, Some(stranger)));
    world.ok(Stranger, world.registry().take_control(buyer));
    let receive = world.provenance().record(buyer, world.facts(8), Deed::Receive, vec![item]);
    let refused = world.err(Buyer, receive.clone());
    assert_eq!(refused, ProvenanceError::Refused(Refusal::NotForParty));
    world.ok(Stranger, receive);
}

#[test]
fn too_little_gas_for_the_question_is_no_answer() {
    let mut world = World::linked();
    let message = commission(&world);
    let supplier = address(world.account(Supplier));
    let needed =
        world.chain.dry_run(&supplier, message.clone()).expect("anyone makes goods").gas_required;
    for percent in [30, 50, 70, 80, 90, 99] {
        let limit = Gas { ref_time: needed.ref_time / 100 * percent, ..needed };
        let starved = message.clone().gas_limit(limit);
        let unavailable = ProvenanceError::RegistryUnavailable;
        super::uses_up_the_gas(&mut world, Supplier, starved, unavailable);
    }
    world.ok(Supplier, message.gas_limit(needed));
}

//! The reconciliation contract asks the registry whether an account may act for a party.
use super::{corrupt, digest_of, SPEECHLESS};
use chain::Message;
use e2e::{Actor::*, Agreement, Bill, Contract, Shipment, World, NO_EVIDENCE};
use interfaces::{
    administration::Link,
    ids::CaseId,
    reconciliation::{CaseStatus, Completion, Reconciliation, ReconciliationError},
    registry::{Refusal, Registry},
};
use misbehaving::Manner;

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Reconciliation,
        Link::Registry,
        Contract::Registry,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Reconciliation,
        Link::Registry,
        Contract::Registry,
    );
}

fn under(manner: Manner) -> World {
    let mut world = World::new();
    let registry = world.misbehaving(manner);
    world.link(Contract::Reconciliation, Link::Registry, registry);
    world
}

fn open(world: &World) -> Message<Result<CaseId, ReconciliationError>> {
    let agreement = Agreement::default();
    let (party, counterparty) = (world.party(Supplier), world.party(Buyer));
    let terms = agreement.terms(world);
    world
        .reconciliation()
        .open(party, counterparty, agreement.period, agreement.sequence, terms)
        .into()
}

#[test]
fn a_registry_without_an_answer_refuses_and_leaves_no_trace() {
    for manner in SPEECHLESS {
        let mut world = under(manner);
        let open = open(&world);
        assert_eq!(
            world.err(Supplier, open),
            ReconciliationError::RegistryUnavailable,
            "{manner:?}"
        );
    }
}

#[test]
fn a_registry_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let mut world = under(Manner::ReturnsTooMuch);
    let open = open(&world);
    super::is_stopped_by_too_much(&mut world, Supplier, open);
}

#[test]
fn a_registry_that_consumes_all_gas_leaves_no_trace() {
    let mut world = under(Manner::ConsumesAllGas);
    let open = open(&world);
    super::uses_up_the_gas(&mut world, Supplier, open, ReconciliationError::RegistryUnavailable);
}

#[test]
fn a_registry_that_agrees_to_everything_is_believed() {
    let mut world = under(Manner::AgreesToEverything);
    let open = open(&world);
    world.ok(Stranger, open);
}

#[test]
fn a_registry_that_fails_later_stops_statements_and_not_matching() {
    let mut world = World::linked();
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    let case = world.agree_case(&Agreement::default());
    world.enter(case, Supplier, &[Bill::of(waybill, 1, 100_000)]);
    let proposed = world.open_case(&Agreement { sequence: 2, ..Agreement::default() });
    corrupt(&mut world, Contract::Registry);

    let expected = vec![Bill::of(waybill, 1, 100_000).entry()];
    let enter = world.reconciliation().enter(case, world.party(Buyer), expected);
    assert_eq!(world.err(Buyer, enter), ReconciliationError::RegistryUnavailable);
    let withdraw = world.reconciliation().withdraw(proposed, world.party(Buyer));
    assert_eq!(world.err(Buyer, withdraw), ReconciliationError::RegistryUnavailable);
    let terms =
        world.ask(world.reconciliation().terms_digest_of(proposed)).expect("there is such a case");
    let accept = world.reconciliation().accept(proposed, terms);
    assert_eq!(world.err(Buyer, accept), ReconciliationError::RegistryUnavailable);

    let entry_until = world.case_of(case).terms.entry_until;
    world.sleep(entry_until - world.now() + 1);
    world.ok(Stranger, world.reconciliation().match_lines(case, waybill, vec![1]));
    world.ok(Stranger, world.reconciliation().conclude(case));
    assert_eq!(
        world.case_of(case).status,
        CaseStatus::Discrepant,
        "what only one side could state is not cleared"
    );
}

#[test]
fn what_the_registry_refuses_is_told_word_for_word() {
    let mut world = World::linked();
    let message = open(&world);
    assert_eq!(world.err(Stranger, message), ReconciliationError::Refused(Refusal::NotForParty));
    let (supplier, regulator) = (world.party(Supplier), world.party(Regulator));
    let accepted = world.agree_case(&Agreement { sequence: 9, ..Agreement::default() });
    world.ok(Regulator, world.registry().suspend(supplier, regulator, NO_EVIDENCE));
    let until =
        world.ask(world.registry().enterprise(supplier)).expect("it is registered").suspended_until;
    let message = open(&world);
    assert_eq!(
        world.err(Supplier, message),
        ReconciliationError::Refused(Refusal::Suspended(until))
    );
    let unknown = world.party(Stranger);
    let enter = world.reconciliation().enter(accepted, unknown, vec![]);
    assert_eq!(world.err(Stranger, enter), ReconciliationError::NotAParty);
    world.ok(
        Supplier,
        world.reconciliation().complete_statement(accepted, supplier, Completion::Open),
    );
}

#[test]
fn asking_changes_nothing_in_the_registry_however_often() {
    let mut world = World::linked();
    let before = digest_of(&world, Contract::Registry);
    let message = open(&world);
    let case = world.ok(Supplier, message.clone());
    for _ in 0..3 {
        assert_eq!(world.err(Supplier, message.clone()), ReconciliationError::AlreadyExists);
    }
    world.ok(Buyer, world.reconciliation().withdraw(case, world.party(Buyer)));
    assert_eq!(digest_of(&world, Contract::Registry), before);
}

#[test]
fn an_open_case_keeps_the_registry_that_it_began_with() {
    let mut world = World::linked();
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    let case = world.agree_case(&Agreement::default());
    let another = world.another_registry(b"another");
    world.relink(Contract::Reconciliation, Link::Registry, another);
    let message = open(&world);
    assert_eq!(world.err(Supplier, message), ReconciliationError::Refused(Refusal::UnknownParty));
    for actor in [Supplier, Buyer] {
        world.state(case, actor, &[Bill::of(waybill, 1, 100_000)]);
    }
    assert_eq!(world.case_of(case).status, CaseStatus::Matching);
}

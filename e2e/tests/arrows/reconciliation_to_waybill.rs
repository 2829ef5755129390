//! The reconciliation contract asks the waybill contract what was delivered.
use super::{corrupt, digest_of, SPEECHLESS};
use chain::{address, Chain, Gas, Message};
use e2e::{
    time::days,
    Actor::{self, *},
    Agreement, Bill, Contract, Shipment, World,
};
use interfaces::{
    administration::Link,
    ids::{CaseId, DocumentId},
    reconciliation::{CaseStatus, Discrepancy, LineStatus, Reconciliation, ReconciliationError},
    waybill::{Waybill, WaybillStatus},
};
use misbehaving::Manner;

/// How long past the time to wait a waybill contract may be silent before its lines count as never delivered.
const SILENCE: u64 = days(30);

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Reconciliation,
        Link::Waybill,
        Contract::Waybill,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Reconciliation,
        Link::Waybill,
        Contract::Waybill,
    );
}

/// Both sides' statements of line 1 of `waybill` are in.
fn stated(world: &mut World, waybill: DocumentId) -> CaseId {
    let case = world.agree_case(&Agreement::default());
    for actor in [Supplier, Buyer] {
        world.state(case, actor, &[Bill::of(waybill, 1, 100_000)]);
    }
    case
}

/// Statements are in, under a waybill contract that misbehaves in `manner`.
fn under(manner: Manner) -> (World, DocumentId, CaseId) {
    let mut world = World::new();
    let contract = world.misbehaving(manner);
    world.link(Contract::Reconciliation, Link::Waybill, contract);
    let waybill = DocumentId([7; 32]);
    let case = stated(&mut world, waybill);
    (world, waybill, case)
}

type Matched = Message<Result<(), ReconciliationError>>;

fn match_first(world: &World, case: CaseId, waybill: DocumentId) -> Matched {
    world.reconciliation().match_lines(case, waybill, vec![1]).into()
}

/// Lets time pass until `span` milliseconds past the case's time to wait.
fn wait(world: &mut World, case: CaseId, span: u64) {
    let until = world.case_of(case).terms.wait_until + span + 1;
    world.sleep(until - world.now());
}

fn status(world: &World, case: CaseId, waybill: DocumentId) -> LineStatus {
    world.case_line(case, waybill, 1).status
}

#[test]
fn a_waybill_contract_without_an_answer_is_waited_for_and_then_nothing_was_delivered() {
    // What is well-formed and says nothing is the answer of a contract that knows no waybill, whatever follows it.
    let silent =
        SPEECHLESS.into_iter().filter(|manner| *manner != Manner::ReturnsMoreThanTheAnswer);
    for manner in silent {
        let (mut world, waybill, case) = under(manner);
        let matched = match_first(&world, case, waybill);
        assert_eq!(
            world.err(Stranger, matched.clone()),
            ReconciliationError::WaybillUnavailable,
            "{manner:?}"
        );
        wait(&mut world, case, 0);
        assert_eq!(
            world.err(Stranger, matched.clone()),
            ReconciliationError::WaybillUnavailable,
            "{manner:?}"
        );
        wait(&mut world, case, SILENCE);
        world.ok(Stranger, matched);
        assert_eq!(
            status(&world, case, waybill),
            LineStatus::Discrepant(Discrepancy::NeverDelivered),
            "{manner:?}"
        );
        world.ok(Stranger, world.reconciliation().conclude(case));
        assert_eq!(world.case_of(case).status, CaseStatus::Discrepant);
    }
}

#[test]
fn a_waybill_contract_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let (mut world, waybill, case) = under(Manner::ReturnsTooMuch);
    let matched = match_first(&world, case, waybill);
    super::is_stopped_by_too_much(&mut world, Stranger, matched);
}

#[test]
fn a_waybill_contract_that_consumes_all_gas_leaves_no_trace() {
    let (mut world, waybill, case) = under(Manner::ConsumesAllGas);
    let matched = match_first(&world, case, waybill);
    super::uses_up_the_gas(&mut world, Stranger, matched, ReconciliationError::WaybillUnavailable);
}

#[test]
fn a_waybill_contract_that_knows_no_waybill_is_believed_once_the_time_to_wait_is_over() {
    // `Ok(Ok(()))` and `Ok(None)` are the same bytes.
    for manner in [Manner::AgreesToEverything, Manner::ReturnsMoreThanTheAnswer] {
        let (mut world, waybill, case) = under(manner);
        let matched = match_first(&world, case, waybill);
        assert_eq!(world.err(Stranger, matched.clone()), ReconciliationError::NoSuchWaybill);
        wait(&mut world, case, 0);
        world.ok(Stranger, matched);
        let found = status(&world, case, waybill);
        assert_eq!(found, LineStatus::Discrepant(Discrepancy::NeverDelivered), "{manner:?}");
    }
}

#[test]
fn a_waybill_contract_that_fails_later_is_waited_for() {
    let mut world = World::linked();
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    let case = stated(&mut world, waybill);
    corrupt(&mut world, Contract::Waybill);
    let matched = match_first(&world, case, waybill);
    assert_eq!(world.err(Stranger, matched), ReconciliationError::WaybillUnavailable);
}

#[test]
fn a_line_waits_for_its_waybill_at_every_stage() {
    type Stage = fn(&mut World, &Shipment) -> DocumentId;
    let open: [Stage; 5] = [
        |world, shipment| world.draft_waybill(shipment),
        |world, shipment| world.issue_waybill(shipment),
        |world, shipment| world.carry_waybill(shipment),
        |world, shipment| world.land_waybill(shipment),
        |world, shipment| world.deliver_waybill(shipment, &[]),
    ];
    for stage in open {
        let mut world = World::linked();
        let waybill = stage(&mut world, &Shipment::default());
        let case = stated(&mut world, waybill);
        let wait_until = world.case_of(case).terms.wait_until;
        let matched = match_first(&world, case, waybill);
        let at = world.status_of(waybill);
        assert_eq!(
            world.err(Stranger, matched.clone()),
            ReconciliationError::WaitsForWaybill(wait_until),
            "{at:?}"
        );
        wait(&mut world, case, 0);
        world.ok(Stranger, matched);
        assert_eq!(
            status(&world, case, waybill),
            LineStatus::Discrepant(Discrepancy::NeverDelivered),
            "{at:?}"
        );
    }
}

#[test]
fn what_was_cancelled_or_lost_was_never_delivered_at_once() {
    let mut world = World::linked();
    let cancelled = world.draft_waybill(&Shipment::numbered(1));
    world.ok(Carrier, world.waybill().cancel(cancelled, world.party(Carrier)));
    let lost = world.carry_waybill(&Shipment::numbered(2));
    let lost_from = world.view_of(lost).consignment.deliver_until + days(30);
    world.sleep(lost_from - world.now());
    world.ok(Buyer, world.waybill().declare_lost(lost, world.party(Buyer)));
    for (sequence, waybill, at) in
        [(1, cancelled, WaybillStatus::Cancelled), (2, lost, WaybillStatus::Lost)]
    {
        assert_eq!(world.status_of(waybill), at);
        let case = world.agree_case(&Agreement { sequence, ..Agreement::default() });
        for actor in [Supplier, Buyer] {
            world.state(case, actor, &[Bill::of(waybill, 1, 100_000)]);
        }
        let matched = match_first(&world, case, waybill);
        world.ok(Stranger, matched);
        assert_eq!(
            status(&world, case, waybill),
            LineStatus::Discrepant(Discrepancy::NeverDelivered),
            "{at:?}"
        );
    }
}

#[test]
fn the_parties_of_a_case_must_be_on_the_waybill() {
    let mut world = World::linked();
    let shipment = Shipment { consignee: Warehouse, ..Shipment::default() };
    let others = world.close_waybill(&shipment, &[]);
    let case = stated(&mut world, others);
    let matched = match_first(&world, case, others);
    assert_eq!(world.err(Stranger, matched), ReconciliationError::NotOnWaybill);
}

#[test]
fn a_line_that_the_waybill_does_not_have_was_never_delivered() {
    let mut world = World::linked();
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    let case = world.agree_case(&Agreement::default());
    let beyond = u16::try_from(Shipment::default().quantities.len()).expect("few") + 1;
    for actor in [Supplier, Buyer] {
        world.state(case, actor, &[Bill::of(waybill, beyond, 100_000)]);
    }
    world.ok(Stranger, world.reconciliation().match_lines(case, waybill, vec![beyond]));
    let line = world.case_line(case, waybill, beyond);
    assert_eq!(line.status, LineStatus::Discrepant(Discrepancy::NeverDelivered));
}

#[test]
fn an_unconfirmed_delivery_is_billable() {
    let mut world = World::linked();
    let waybill = world.land_waybill(&Shipment::default());
    world.sleep(world.settings().signing_window);
    world.ok(Stranger, world.waybill().lapse(waybill));
    world.sleep(world.settings().reservation_window);
    world.ok(Stranger, world.waybill().close(waybill));
    let case = stated(&mut world, waybill);
    let matched = match_first(&world, case, waybill);
    world.ok(Stranger, matched);
    assert_eq!(status(&world, case, waybill), LineStatus::Matched);
}

#[test]
fn asking_changes_nothing_in_the_waybill_contract_however_often() {
    let mut world = World::linked();
    let waybill = world.deliver_waybill(&Shipment::default(), &[]);
    let case = stated(&mut world, waybill);
    let before = digest_of(&world, Contract::Waybill);
    let matched = match_first(&world, case, waybill);
    for actor in [Supplier, Buyer, Stranger] {
        assert!(matches!(
            world.err(actor, matched.clone()),
            ReconciliationError::WaitsForWaybill(_)
        ));
    }
    assert_eq!(digest_of(&world, Contract::Waybill), before);
    world.sleep(world.settings().reservation_window);
    world.ok(Stranger, world.waybill().close(waybill));
    world.ok(Stranger, matched.clone());
    assert_eq!(world.err(Stranger, matched), ReconciliationError::AlreadyMatched(0));
}

#[test]
fn whoever_has_lines_matched_the_result_is_the_same() {
    let results = [Supplier, Buyer, Stranger].map(|actor: Actor| {
        let mut world = World::linked();
        let waybill = world.close_waybill(&Shipment::default(), &[]);
        let case = stated(&mut world, waybill);
        let matched = match_first(&world, case, waybill);
        world.ok(actor, matched);
        world.case_line(case, waybill, 1)
    });
    assert!(results.iter().all(|result| result == &results[0]));
}

#[test]
fn an_open_case_keeps_the_waybill_contract_that_it_began_with() {
    let mut world = World::linked();
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    let case = stated(&mut world, waybill);
    let liar = world.misbehaving(Manner::ReturnsGarbage);
    world.relink(Contract::Reconciliation, Link::Waybill, liar);
    let matched = match_first(&world, case, waybill);
    world.ok(Stranger, matched);
    assert_eq!(status(&world, case, waybill), LineStatus::Matched);
    let later = world.agree_case(&Agreement { sequence: 2, ..Agreement::default() });
    for actor in [Supplier, Buyer] {
        world.state(later, actor, &[Bill::of(waybill, 2, 40_000)]);
    }
    let refused = world.err(Stranger, world.reconciliation().match_lines(later, waybill, vec![2]));
    assert_eq!(refused, ReconciliationError::WaybillUnavailable);
}

#[test]
fn too_little_gas_for_the_question_is_no_answer_before_the_silence_is_over() {
    let mut world = World::linked();
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    let case = stated(&mut world, waybill);
    wait(&mut world, case, 0);
    let matched = match_first(&world, case, waybill);
    let stranger = address(world.account(Stranger));
    let needed = world.chain.dry_run(&stranger, matched.clone()).expect("anyone may").gas_required;
    for percent in [30, 50, 70, 80, 90, 99] {
        let limit = Gas { ref_time: needed.ref_time / 100 * percent, ..needed };
        let starved = matched.clone().gas_limit(limit);
        super::uses_up_the_gas(
            &mut world,
            Stranger,
            starved,
            ReconciliationError::WaybillUnavailable,
        );
    }
    world.ok(Stranger, matched);
    assert_eq!(status(&world, case, waybill), LineStatus::Matched);
}

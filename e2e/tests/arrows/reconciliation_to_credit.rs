//! The reconciliation contract tells the credit contract how much of a bill was disputed rightly: what that takes from it, and what it bears
//! from the one that it tells.
use super::{corrupt, digest_of, SPEECHLESS};
use chain::Message;
use credit::{
    sheet::month_of,
    value::{size, weight},
    DocumentClosed, Observed,
};
use e2e::{
    time::days,
    Actor::{self, *},
    Agreement, Bill, Contract, Shipment, World,
};
use ink::scale::Encode;
use interfaces::{
    administration::{Administration, Link},
    credit::{
        Cell, Closing, Credit, CreditError, Dimension, FactKind, Observation, ObservationKind,
        ObservationStatus,
    },
    ids::{CaseId, DocumentId, Money, Quantity},
    reconciliation::{Action, CaseStatus, Completion, Reason, Reconciliation, ReconciliationError},
    registry::Witnesses,
    waybill::Waybill,
};
use misbehaving::Manner;
use reconciliation::events::DisputeTold;

/// How it went, and that it is closed.
const KINDS: [FactKind; 2] = [FactKind::Outcome, FactKind::Closed];

/// What is delivered and billed of each line.
const QUANTITIES: [Quantity; 3] = [100_000, 40_000, 7_000];

/// All lines.
const LINES: [u16; 3] = [1, 2, 3];

/// What all that is delivered comes to, in cents: 2^17 and more, the fifth size.
const TOTAL: Money = 196_245;

/// What the first line comes to.
const FIRST: Money = 133_500;

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Reconciliation,
        Link::Credit,
        Contract::Credit,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Reconciliation,
        Link::Credit,
        Contract::Credit,
    );
}

type Told = Message<Result<(), ReconciliationError>>;

fn tell(world: &World, case: CaseId, kind: FactKind) -> Told {
    world.reconciliation().tell_credit(case, kind).into()
}

/// What the credit contract refused, as the reconciliation contract tells it.
fn refused(error: CreditError) -> ReconciliationError {
    ReconciliationError::NotTold(error.encode()[0])
}

/// The document by which credit knows a case.
fn paper(case: CaseId) -> DocumentId {
    DocumentId(*case.bytes())
}

/// All that was delivered, at the agreed prices.
fn bills(waybill: DocumentId) -> Vec<Bill> {
    LINES.iter().zip(QUANTITIES).map(|(line, many)| Bill::of(waybill, *line, many)).collect()
}

/// The same, but that the first line costs so many cents more.
fn dear(waybill: DocumentId, cents: i64) -> Vec<Bill> {
    let mut bills = bills(waybill);
    bills[0] = bills[0].plus(cents);
    bills
}

/// Both sides' statements of `document` are in, and were matched: the buyer expects what was delivered, at the agreed prices.
fn matched(world: &mut World, sequence: u16, document: DocumentId, billed: &[Bill]) -> CaseId {
    let case = world.agree_case(&Agreement { sequence, ..Agreement::default() });
    world.state(case, Supplier, billed);
    world.state(case, Buyer, &bills(document));
    world.ok(Stranger, world.reconciliation().match_lines(case, document, LINES.to_vec()));
    case
}

fn conclude(world: &mut World, case: CaseId) {
    world.ok(Stranger, world.reconciliation().conclude(case));
    assert_eq!(world.case_of(case).status, CaseStatus::Balanced);
}

/// A case in which both sides state all that was delivered.
fn balanced(world: &mut World, sequence: u16, document: DocumentId) -> CaseId {
    let case = matched(world, sequence, document, &bills(document));
    conclude(world, case);
    case
}

/// The same, of a new waybill.
fn delivered_and_balanced(world: &mut World, number: u16) -> CaseId {
    let waybill = world.close_waybill(&Shipment::numbered(number.into()), &[]);
    balanced(world, number, waybill)
}

/// A case in which the supplier billed 50.00 too much on the first line, which is discrepant.
fn disputed(world: &mut World, sequence: u16, document: DocumentId) -> CaseId {
    let case = matched(world, sequence, document, &dear(document, 5_000));
    world.ok(Stranger, world.reconciliation().conclude(case));
    let about = world.case_of(case);
    assert_eq!((about.status, about.discrepant), (CaseStatus::Discrepant, 1));
    case
}

/// `actor` does something about the first line.
fn answer(world: &mut World, actor: Actor, case: CaseId, waybill: DocumentId, action: Action) {
    let party = world.party(actor);
    let answer =
        world.reconciliation().answer_discrepancy(case, party, waybill, 1, Reason::Price, action);
    world.ok(actor, answer);
}

/// Nobody does anything about the first line until it is settled.
fn wait(world: &mut World, case: CaseId, waybill: DocumentId) {
    while world.case_of(case).settled == 0 {
        world.sleep(days(31));
        world.ok(Stranger, world.reconciliation().expire(case, waybill, 1));
    }
}

/// Contracts that stand alone, but that the reconciliation contract is linked to one that misbehaves in `manner`; and a balanced case.
fn under(manner: Manner) -> (World, CaseId) {
    let mut world = World::new();
    let credit = world.misbehaving(manner);
    world.link(Contract::Reconciliation, Link::Credit, credit);
    let case = balanced(&mut world, 1, DocumentId([7; 32]));
    (world, case)
}

/// What the two contracts say of the last call: credit first.
#[track_caller]
fn observed(world: &World) -> (Observed, DisputeTold) {
    let [observed, told] = world.news() else { panic!("there should be two: {:?}", world.news()) };
    (observed.decode().expect("it is credit's"), told.decode().expect("it is the case's"))
}

/// What the observation of a case weighs, and its weighted score.
#[track_caller]
fn counted(world: &World, case: CaseId) -> (u32, u64) {
    let dispute = ObservationKind::Dispute;
    let cell = world.observation_by(Contract::Reconciliation, paper(case), dispute).cell;
    (cell.weight, cell.score)
}

#[test]
fn where_none_is_linked_nothing_is_told_and_cases_are_balanced() {
    let mut world = World::new();
    let case = balanced(&mut world, 1, DocumentId([7; 32]));
    for kind in KINDS {
        let told = tell(&world, case, kind);
        assert_eq!(world.err(Stranger, told), ReconciliationError::CreditUnavailable, "{kind:?}");
    }
    balanced(&mut world, 2, DocumentId([8; 32]));
}

#[test]
fn one_without_an_answer_is_unavailable_and_stops_no_case() {
    for manner in SPEECHLESS {
        let (mut world, case) = under(manner);
        for kind in KINDS {
            let told = tell(&world, case, kind);
            let unavailable = world.err(Stranger, told);
            assert_eq!(unavailable, ReconciliationError::CreditUnavailable, "{manner:?} {kind:?}");
        }
        balanced(&mut world, 2, DocumentId([8; 32]));
    }
}

#[test]
fn one_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    for kind in KINDS {
        let (mut world, case) = under(Manner::ReturnsTooMuch);
        let told = tell(&world, case, kind);
        super::is_stopped_by_too_much(&mut world, Stranger, told);
    }
}

#[test]
fn one_that_consumes_all_gas_leaves_no_trace() {
    for kind in KINDS {
        let (mut world, case) = under(Manner::ConsumesAllGas);
        let told = tell(&world, case, kind);
        let unavailable = ReconciliationError::CreditUnavailable;
        super::uses_up_the_gas(&mut world, Stranger, told, unavailable);
    }
}

#[test]
fn one_that_agrees_to_everything_is_believed_however_often() {
    let (mut world, case) = under(Manner::AgreesToEverything);
    let before = digest_of(&world, Contract::Reconciliation);
    for kind in KINDS {
        // Who was told keeps it in mind, not who tells.
        for _ in 0..2 {
            world.ok(Stranger, tell(&world, case, kind));
            assert_eq!(world.event::<DisputeTold>(), DisputeTold { case, kind });
        }
    }
    assert_eq!(digest_of(&world, Contract::Reconciliation), before);
}

#[test]
fn only_a_balanced_case_is_told() {
    let mut world = World::attested(&[Buyer]);
    let is_refused = |world: &mut World, case: CaseId, error: ReconciliationError| {
        for kind in KINDS {
            for actor in [Supplier, Buyer, Stranger] {
                let told = tell(world, case, kind);
                assert_eq!(world.err(actor, told), error, "{actor:?} {kind:?}");
            }
        }
    };
    let early = ReconciliationError::WrongStatus;
    is_refused(&mut world, CaseId([9; 32]), ReconciliationError::NotFound);
    let case = world.open_case(&Agreement::default());
    is_refused(&mut world, case, early(CaseStatus::Proposed));
    world.ok(Buyer, world.reconciliation().withdraw(case, world.party(Buyer)));
    is_refused(&mut world, case, early(CaseStatus::Withdrawn));
    let case = world.agree_case(&Agreement { sequence: 2, ..Agreement::default() });
    is_refused(&mut world, case, early(CaseStatus::Open));
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    let case = matched(&mut world, 3, waybill, &dear(waybill, 5_000));
    is_refused(&mut world, case, early(CaseStatus::Matching));
    world.ok(Stranger, world.reconciliation().conclude(case));
    is_refused(&mut world, case, early(CaseStatus::Discrepant));
    answer(&mut world, Buyer, case, waybill, Action::Accept(FIRST + 5_000));
    is_refused(&mut world, case, early(CaseStatus::Discrepant));
    conclude(&mut world, case);
    for kind in KINDS {
        world.ok(Stranger, tell(&world, case, kind));
    }
}

#[test]
fn how_much_was_disputed_rightly_is_told_field_by_field() {
    let mut world = World::attested(&[Buyer]);
    let [supplier, buyer, arbiter] = [Supplier, Buyer, Arbiter].map(|actor| world.party(actor));
    let identity = world.ask(world.witnesses().witness(buyer, supplier)).identity;
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    let case = disputed(&mut world, 1, waybill);
    answer(&mut world, Buyer, case, waybill, Action::Offer(FIRST));
    answer(&mut world, Supplier, case, waybill, Action::Accept(FIRST));
    let balanced_at = world.now();
    conclude(&mut world, case);
    assert_eq!(world.case_of(case).cleared, u128::from(TOTAL));
    // When it is told makes no difference.
    world.sleep(days(62));
    let now = world.now();
    assert!(month_of(balanced_at) < month_of(now));
    world.ok(Stranger, tell(&world, case, FactKind::Outcome));
    let (observed, told) = observed(&world);
    assert_eq!(told, DisputeTold { case, kind: FactKind::Outcome });
    // 5,000 of 201,245 were billed wrongly: the fifth size weighs 2^4.
    let month = month_of(balanced_at);
    let cell = Cell { month, count: 1, weight: 16, score: 16 * 9_751 };
    let source = world.address(Contract::Reconciliation);
    let (document, kind) = (paper(case), ObservationKind::Dispute);
    assert_eq!(
        observed,
        Observed {
            observation: world.ask(world.credit().observation_id(source, document, kind)),
            subject: supplier,
            counterparty: buyer,
            counted_for: buyer,
            identity,
            arbiter,
            source,
            document,
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
        dimension: Dimension::Dispute,
        subject: supplier,
        counterparty: buyer,
        arbiter,
        arrival: 1,
        cell,
        recorded_at: observed.recorded_at,
        until: 0,
    };
    let kept = world.observation_by(Contract::Reconciliation, document, kind);
    assert_eq!(kept, expected);

    // The arbiter of the terms decides about it.
    world.ok(Supplier, world.credit().contest(observed.observation, [7; 32]));
    let decide = world.credit().decide(observed.observation, true);
    world.ok(Arbiter, decide);
    let kept = world.observation_by(Contract::Reconciliation, document, kind);
    assert_eq!(kept.status, ObservationStatus::Struck);
}

#[test]
fn that_a_case_is_closed_is_told_field_by_field() {
    let mut world = World::attested(&[Buyer]);
    let [supplier, buyer, arbiter] = [Supplier, Buyer, Arbiter].map(|actor| world.party(actor));
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    let case = matched(&mut world, 1, waybill, &bills(waybill));
    let month = month_of(world.now());
    conclude(&mut world, case);
    world.sleep(days(62));
    world.ok(Stranger, tell(&world, case, FactKind::Closed));
    let [closed, told] = world.news() else { panic!("there should be two: {:?}", world.news()) };
    let closed: DocumentClosed = closed.decode().expect("it is credit's");
    let told: DisputeTold = told.decode().expect("it is the case's");
    assert_eq!(told, DisputeTold { case, kind: FactKind::Closed });
    let source = world.address(Contract::Reconciliation);
    let (document, weight, until) = (paper(case), 5, closed.until);
    let (subject, counterparty) = (supplier, buyer);
    assert_eq!(
        closed,
        DocumentClosed {
            document,
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
    let kept = world.ask(world.credit().closing_of(source, document)).expect("it was told");
    let expected = Closing { registry: 1, subject, counterparty, arbiter, month, weight, until };
    assert_eq!(kept.decoded(), Some(expected));
    world.ok(Buyer, world.credit().score_service(source, document, buyer, 90));
}

#[test]
fn what_nobody_disputed_and_what_was_accepted_is_told_as_billed_rightly() {
    let mut world = World::attested(&[Buyer]);
    let case = delivered_and_balanced(&mut world, 1);
    world.ok(Stranger, tell(&world, case, FactKind::Outcome));
    assert_eq!(counted(&world, case), (16, 16 * 10_000));
    let waybill = world.close_waybill(&Shipment::numbered(2), &[]);
    let case = disputed(&mut world, 2, waybill);
    answer(&mut world, Buyer, case, waybill, Action::Accept(FIRST + 5_000));
    conclude(&mut world, case);
    world.ok(Stranger, tell(&world, case, FactKind::Outcome));
    assert_eq!(counted(&world, case), (16, 16 * 10_000));
}

#[test]
fn what_the_arbiter_strikes_and_what_silence_strikes_of_what_was_signed_was_disputed_rightly() {
    let mut world = World::attested(&[Buyer]);
    let waybill = world.close_waybill(&Shipment::numbered(1), &[]);
    let case = disputed(&mut world, 1, waybill);
    answer(&mut world, Supplier, case, waybill, Action::Escalate);
    answer(&mut world, Arbiter, case, waybill, Action::Decide(FIRST + 1_000));
    conclude(&mut world, case);
    world.ok(Stranger, tell(&world, case, FactKind::Outcome));
    // 4,000 of 201,245.
    assert_eq!(counted(&world, case), (16, 16 * 9_801));

    // The buyer signed for the goods, and stated the price: silence leaves it at that.
    let waybill = world.close_waybill(&Shipment::numbered(2), &[]);
    let case = disputed(&mut world, 2, waybill);
    wait(&mut world, case, waybill);
    conclude(&mut world, case);
    assert_eq!(world.case_of(case).cleared, u128::from(TOTAL));
    world.ok(Stranger, tell(&world, case, FactKind::Outcome));
    assert_eq!(counted(&world, case), (16, 16 * 9_751));
}

#[test]
fn what_silence_strikes_at_one_word_alone_was_not_disputed_rightly() {
    let mut world = World::attested(&[Buyer]);
    // Nobody but the carrier says that the goods came.
    let waybill = world.land_waybill(&Shipment::default());
    let signing_window = world.settings().signing_window;
    world.sleep(signing_window + 1);
    world.ok(Stranger, world.waybill().lapse(waybill));
    let reservation_window = world.settings().reservation_window;
    world.sleep(reservation_window);
    world.ok(Stranger, world.waybill().close(waybill));
    let case = disputed(&mut world, 1, waybill);
    wait(&mut world, case, waybill);
    conclude(&mut world, case);
    world.ok(Stranger, tell(&world, case, FactKind::Outcome));
    // As if it had never been billed.
    let value = Money::try_from(world.case_of(case).cleared).expect("it is an amount");
    let weight = weight(size(value, b"EUR"));
    assert_eq!(counted(&world, case), (u32::from(weight), u64::from(weight) * 10_000));
}

#[test]
fn what_was_told_is_refused_the_second_time_in_whatever_order() {
    for [first, second] in [KINDS, [FactKind::Closed, FactKind::Outcome]] {
        let mut world = World::attested(&[Buyer]);
        let case = delivered_and_balanced(&mut world, 1);
        let already = refused(CreditError::AlreadyTold);
        world.ok(Stranger, tell(&world, case, first));
        for actor in [Supplier, Buyer, Stranger] {
            assert_eq!(world.err(actor, tell(&world, case, first)), already, "{first:?}");
        }
        world.ok(Buyer, tell(&world, case, second));
        for kind in KINDS {
            assert_eq!(world.err(Stranger, tell(&world, case, kind)), already, "{kind:?}");
        }
    }
}

#[test]
fn what_the_credit_contract_refuses_is_told_by_its_place() {
    // It believes nobody.
    let mut world = World::linked();
    world.identify(Buyer);
    let case = delivered_and_balanced(&mut world, 1);
    for kind in KINDS {
        let not_the_source = refused(CreditError::NotTheSource);
        assert_eq!(world.err(Stranger, tell(&world, case, kind)), not_the_source, "{kind:?}");
    }
    let source = world.address(Contract::Reconciliation);
    world.link(Contract::Credit, Link::Reconciliation, source);

    // It takes nothing for the time being.
    world.ok(Admin, world.administration(Contract::Credit).pause());
    for kind in KINDS {
        let paused = refused(CreditError::Paused);
        assert_eq!(world.err(Stranger, tell(&world, case, kind)), paused, "{kind:?}");
    }
    world.ok(Admin, world.administration(Contract::Credit).unpause());
    for kind in KINDS {
        world.ok(Stranger, tell(&world, case, kind));
    }

    // It is about nothing, or too little.
    let nothing = world.agree_case(&Agreement { sequence: 2, ..Agreement::default() });
    for actor in [Supplier, Buyer] {
        let party = world.party(actor);
        let complete = world.reconciliation().complete_statement(nothing, party, Completion::Open);
        world.ok(actor, complete);
    }
    conclude(&mut world, nothing);
    let waybill =
        world.close_waybill(&Shipment { quantities: vec![6_000], ..Shipment::numbered(3) }, &[]);
    let little = world.agree_case(&Agreement { sequence: 3, ..Agreement::default() });
    for actor in [Supplier, Buyer] {
        world.state(little, actor, &[Bill::of(waybill, 1, 6_000)]);
    }
    world.ok(Stranger, world.reconciliation().match_lines(little, waybill, vec![1]));
    conclude(&mut world, little);
    for case in [nothing, little] {
        for kind in KINDS {
            let nothing = refused(CreditError::WeighsNothing);
            assert_eq!(world.err(Stranger, tell(&world, case, kind)), nothing, "{kind:?}");
        }
    }

    // It is too long ago.
    let case = delivered_and_balanced(&mut world, 4);
    world.sleep(days(740));
    for kind in KINDS {
        let too_old = refused(CreditError::TooOld);
        assert_eq!(world.err(Stranger, tell(&world, case, kind)), too_old, "{kind:?}");
    }
}

#[test]
fn who_is_billed_and_not_attested_says_nothing_until_it_is() {
    let mut world = World::attested(&[Supplier]);
    let case = delivered_and_balanced(&mut world, 1);
    let outcome = tell(&world, case, FactKind::Outcome);
    assert_eq!(world.err(Supplier, outcome.clone()), refused(CreditError::NotAttested));
    // That it is closed is nobody's word of another.
    world.ok(Supplier, tell(&world, case, FactKind::Closed));
    world.identify(Buyer);
    world.ok(Supplier, outcome);
}

#[test]
fn telling_waits_for_no_end_of_a_pause_and_goes_to_the_one_that_is_linked_now() {
    let mut world = World::attested(&[Buyer]);
    let [first, second] = [1, 2].map(|number| delivered_and_balanced(&mut world, number));
    world.ok(Admin, world.administration(Contract::Reconciliation).pause());
    world.ok(Stranger, tell(&world, first, FactKind::Outcome));
    let real = world.address(Contract::Credit);
    let liar = world.misbehaving(Manner::AgreesToEverything);
    world.relink(Contract::Reconciliation, Link::Credit, liar);
    let before = digest_of(&world, Contract::Credit);
    for case in [first, second] {
        world.ok(Stranger, tell(&world, case, FactKind::Outcome));
    }
    assert_eq!(digest_of(&world, Contract::Credit), before, "another was told");
    world.relink(Contract::Reconciliation, Link::Credit, real);
    let already = refused(CreditError::AlreadyTold);
    assert_eq!(world.err(Stranger, tell(&world, first, FactKind::Outcome)), already);
    world.ok(Stranger, tell(&world, second, FactKind::Outcome));
}

#[test]
fn one_that_fails_later_stops_no_statement_and_no_settlement() {
    let mut world = World::attested(&[Buyer]);
    let waybill = world.close_waybill(&Shipment::numbered(1), &[]);
    let case = disputed(&mut world, 1, waybill);
    corrupt(&mut world, Contract::Credit);
    answer(&mut world, Buyer, case, waybill, Action::Offer(FIRST));
    answer(&mut world, Supplier, case, waybill, Action::Accept(FIRST));
    conclude(&mut world, case);
    let next = delivered_and_balanced(&mut world, 2);
    for case in [case, next] {
        for kind in KINDS {
            let unavailable = ReconciliationError::CreditUnavailable;
            assert_eq!(world.err(Stranger, tell(&world, case, kind)), unavailable, "{kind:?}");
        }
    }
}

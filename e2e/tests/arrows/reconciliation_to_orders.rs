//! The reconciliation contract tells the orders contract what was billed.
use super::{corrupt, SPEECHLESS};
use chain::{address, Chain, Gas, Message};
use e2e::{
    forwarded,
    Actor::{self, *},
    Agreement, Bill, Contract, Forwarded, Purchase, Relationship, Shipment, World,
};
use ink::scale::Encode;
use interfaces::{
    administration::{Administration, Link},
    ids::{CaseId, DocumentId, Quantity},
    orders::{
        Answer, OrderError, OrderProgress, Orders, ProgressKind, ProgressLine, RelationshipStep,
    },
    reconciliation::{
        Action, CaseStatus, CaseTerms, DiscrepancyStatus, EntryMode, Limits, Reason,
        Reconciliation, ReconciliationError,
    },
    waybill::{ExceptionReason, LineException, Waybill},
};
use misbehaving::Manner;
use orders::ProgressRecorded;
use reconciliation::events::{CaseOpened, ProgressTold};

/// What is ordered, shipped and received of each line.
const QUANTITIES: [Quantity; 3] = [100_000, 40_000, 7_000];

/// All lines.
const LINES: [u16; 3] = [1, 2, 3];

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Reconciliation,
        Link::Orders,
        Contract::Orders,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Reconciliation,
        Link::Orders,
        Contract::Orders,
    );
}

/// An order whose goods were shipped and received, by a waybill that says so to the orders contract.
fn delivered(world: &mut World, number: u64) -> (DocumentId, DocumentId) {
    let order = world.agree_order(&Purchase::numbered(number));
    let waybill = received(world, number, Some(order), &[]);
    for kind in [ProgressKind::Shipped, ProgressKind::Received] {
        world.ok(Stranger, world.waybill().tell(waybill, kind, LINES.to_vec()));
    }
    (order, waybill)
}

fn received(
    world: &mut World,
    number: u64,
    order: Option<DocumentId>,
    exceptions: &[LineException],
) -> DocumentId {
    world.close_waybill(&Shipment { order, ..Shipment::numbered(number) }, exceptions)
}

/// All that was delivered, at the agreed prices.
fn bills(waybill: DocumentId) -> Vec<Bill> {
    LINES.iter().zip(QUANTITIES).map(|(line, many)| Bill::of(waybill, *line, many)).collect()
}

/// Both sides' statements of `document` are in, and were matched.
fn matched(
    world: &mut World,
    sequence: u16,
    document: DocumentId,
    billed: &[Bill],
    expected: &[Bill],
) -> CaseId {
    let case = world.agree_case(&Agreement { sequence, ..Agreement::default() });
    world.state(case, Supplier, billed);
    world.state(case, Buyer, expected);
    let mut lines: Vec<u16> = billed.iter().chain(expected).map(|bill| bill.line).collect();
    lines.sort();
    lines.dedup();
    world.ok(Stranger, world.reconciliation().match_lines(case, document, lines));
    case
}

/// A case in which both sides state all that was delivered.
fn balanced(world: &mut World, sequence: u16, document: DocumentId) -> CaseId {
    let bills = bills(document);
    let case = matched(world, sequence, document, &bills, &bills);
    conclude(world, case);
    case
}

fn conclude(world: &mut World, case: CaseId) {
    world.ok(Stranger, world.reconciliation().conclude(case));
    assert_eq!(world.case_of(case).status, CaseStatus::Balanced);
}

type Told = Message<Result<(), ReconciliationError>>;

fn tell(
    world: &World,
    case: CaseId,
    order: DocumentId,
    document: DocumentId,
    lines: &[u16],
) -> Told {
    world.reconciliation().tell(case, order, document, lines.to_vec()).into()
}

/// What the orders contract refused, as the reconciliation contract tells it.
fn untold(error: OrderError) -> ReconciliationError {
    ReconciliationError::NotTold(error.encode()[0])
}

/// The suite, and two who trade.
fn trade() -> World {
    let mut world = World::telling();
    world.relate(&Relationship::default());
    world
}

/// Contracts that stand alone, and a balanced case that began with an orders contract that misbehaves in `manner`.
fn under(manner: Manner) -> (World, Told) {
    let mut world = World::new();
    let contract = world.misbehaving(manner);
    world.link(Contract::Reconciliation, Link::Orders, contract);
    let order = DocumentId([7; 32]);
    let case = balanced(&mut world, 1, order);
    let told = tell(&world, case, order, order, &LINES);
    (world, told)
}

/// Of each line of the order, what was billed.
fn billed(world: &World, order: DocumentId) -> [Quantity; 3] {
    LINES.map(|line| world.order_line(order, line).billed)
}

#[test]
fn what_a_balanced_case_bills_of_an_order_is_told_and_told_once() {
    let mut world = trade();
    let (order, waybill) = delivered(&mut world, 1);
    let case = balanced(&mut world, 1, waybill);
    world.ok(Stranger, tell(&world, case, order, waybill, &[1, 3]));
    let line = |line, document_line| ProgressLine {
        line,
        document_line,
        quantity: QUANTITIES[usize::from(line) - 1],
        at: 0,
        merits: 0,
    };
    assert_eq!(world.news().len(), 2);
    let kind = ProgressKind::Billed;
    let told: Vec<ProgressTold> = world.events();
    assert_eq!(told, [ProgressTold { case, order, kind, document: waybill, lines: vec![1, 3] }]);
    let recorded: Vec<ProgressRecorded> = world.events();
    assert_eq!(
        recorded.last(),
        Some(&ProgressRecorded {
            order,
            document: DocumentId(case.0),
            source: world.address(Contract::Reconciliation),
            kind,
            lines: vec![line(1, 0), line(3, 2)],
        })
    );
    assert_eq!(billed(&world, order), [100_000, 0, 7_000]);
    for again in [&[1][..], &[3], &[1, 3], &LINES] {
        let refused = world.err(Supplier, tell(&world, case, order, waybill, again));
        assert_eq!(refused, untold(OrderError::AlreadyTold(0)), "{again:?}");
    }
    world.ok(Supplier, tell(&world, case, order, waybill, &[2]));
    assert_eq!(billed(&world, order), QUANTITIES);
}

#[test]
fn only_a_balanced_case_tells() {
    let mut world = trade();
    let (order, waybill) = delivered(&mut world, 1);
    let case = world.open_case(&Agreement::default());
    let told = tell(&world, case, order, waybill, &[1]);
    let refused = world.err(Stranger, told.clone());
    assert_eq!(refused, ReconciliationError::WrongStatus(CaseStatus::Proposed));
    world.ok(Buyer, world.reconciliation().withdraw(case, world.party(Buyer)));
    let refused = world.err(Stranger, told);
    assert_eq!(refused, ReconciliationError::WrongStatus(CaseStatus::Withdrawn));
    let expected = bills(waybill);
    let dear: Vec<Bill> = expected.iter().map(|bill| bill.plus(1_000)).collect();
    let case = matched(&mut world, 2, waybill, &dear, &expected);
    let told = tell(&world, case, order, waybill, &[1]);
    let refused = world.err(Stranger, told.clone());
    assert_eq!(refused, ReconciliationError::WrongStatus(CaseStatus::Matching));
    world.ok(Stranger, world.reconciliation().conclude(case));
    let refused = world.err(Stranger, told);
    assert_eq!(refused, ReconciliationError::WrongStatus(CaseStatus::Discrepant));
    let nobodys = tell(&world, CaseId([9; 32]), order, waybill, &[1]);
    assert_eq!(world.err(Stranger, nobodys), ReconciliationError::NotFound);
    assert_eq!(billed(&world, order), [0; 3]);
}

#[test]
fn what_is_told_must_be_lines_of_the_case_that_fulfil_the_order_of_both() {
    let mut world = trade();
    let (order, waybill) = delivered(&mut world, 1);
    let (another, _) = delivered(&mut world, 2);
    let loose = received(&mut world, 3, None, &[]);
    let case = balanced(&mut world, 1, waybill);
    for (order, document, lines, error) in [
        (order, waybill, &[][..], ReconciliationError::Empty),
        (order, waybill, &[1; 51], ReconciliationError::TooMany),
        (DocumentId([9; 32]), waybill, &[1], ReconciliationError::NoSuchOrder),
        (order, DocumentId([9; 32]), &[1], ReconciliationError::NoSuchWaybill),
        (order, waybill, &[1, 4], ReconciliationError::NoSuchLine(1)),
        (order, loose, &[1], ReconciliationError::NoSuchLine(0)),
        (another, waybill, &[1], ReconciliationError::NotOfOrder(0)),
        // Two lines that are one are one line of the case.
        (order, waybill, &[1, 1], untold(OrderError::AlreadyTold(1))),
    ] {
        let refused = world.err(Stranger, tell(&world, case, order, document, lines));
        assert_eq!(refused, error, "{lines:?}");
    }
    let case = balanced(&mut world, 2, loose);
    let refused = world.err(Stranger, tell(&world, case, order, loose, &[1]));
    assert_eq!(refused, ReconciliationError::NotOfOrder(0));
    assert_eq!(billed(&world, order), [0; 3]);
}

#[test]
fn bills_of_freight_do_not_count_as_billed_goods() {
    let mut world = trade();
    let (order, waybill) = delivered(&mut world, 1);
    let agreement = Agreement { biller: Carrier, sequence: 1, ..Agreement::default() };
    let case = world.agree_case(&agreement);
    for actor in [Carrier, Buyer] {
        world.state(case, actor, &[Bill { value: 0, ..Bill::of(waybill, 1, 100_000) }]);
    }
    world.ok(Stranger, world.reconciliation().match_lines(case, waybill, vec![1]));
    conclude(&mut world, case);
    let refused = world.err(Carrier, tell(&world, case, order, waybill, &[1]));
    assert_eq!(refused, ReconciliationError::NotOnOrder);
    // Nor does what the buyer bills the seller.
    let agreement = Agreement { biller: Buyer, billed: Supplier, sequence: 2, ..agreement };
    let case = world.agree_case(&agreement);
    for actor in [Buyer, Supplier] {
        world.state(case, actor, &[Bill::of(waybill, 1, 100_000)]);
    }
    world.ok(Stranger, world.reconciliation().match_lines(case, waybill, vec![1]));
    conclude(&mut world, case);
    let refused = world.err(Buyer, tell(&world, case, order, waybill, &[1]));
    assert_eq!(refused, ReconciliationError::NotOnOrder);
    assert_eq!(billed(&world, order), [0; 3]);
}

#[test]
fn of_what_was_settled_is_told_what_was_billed_and_received_unless_nothing_is_owed() {
    let mut world = trade();
    let order = world.agree_order(&Purchase::default());
    let short = LineException {
        line: 2,
        received: 30_000,
        short: 10_000,
        damaged: 0,
        refused: 0,
        reason: ExceptionReason::Missing,
    };
    let waybill = received(&mut world, 1, Some(order), &[short]);
    for kind in [ProgressKind::Shipped, ProgressKind::Received] {
        world.ok(Stranger, world.waybill().tell(waybill, kind, LINES.to_vec()));
    }
    // The first at a price that was not agreed, the second in full though a part is missing, and the third not expected.
    let all = bills(waybill);
    let dear = [all[0].plus(5_000), all[1], all[2]];
    let case = matched(&mut world, 1, waybill, &dear, &all[..2]);
    assert_eq!(world.case_of(case).discrepant, 3);
    let mut settle = |line: u16, amount, status| {
        for (actor, action) in [(Buyer, Action::Offer(amount)), (Supplier, Action::Accept(amount))]
        {
            let party = world.party(actor);
            let answer = world.reconciliation();
            let answer = answer.clone().answer_discrepancy(
                case,
                party,
                waybill,
                line,
                Reason::Price,
                action,
            );
            world.ok(actor, answer);
        }
        let settled = world.case_line(case, waybill, line).worked_off.expect("it is discrepant");
        assert_eq!((settled.status, settled.amount), (status, amount));
    };
    settle(1, all[0].total(), DiscrepancyStatus::Credited);
    settle(2, all[1].total() / 4 * 3, DiscrepancyStatus::Credited);
    settle(3, 0, DiscrepancyStatus::Credited);
    conclude(&mut world, case);
    world.ok(Stranger, tell(&world, case, order, waybill, &LINES));
    assert_eq!(billed(&world, order), [100_000, 30_000, 0]);
    let nothing = world.err(Stranger, tell(&world, case, order, waybill, &[3]));
    assert_eq!(nothing, untold(OrderError::Empty));
}

#[test]
fn what_the_orders_contract_refuses_is_told_once_it_does_not() {
    let mut world = trade();
    let order = world.agree_order(&Purchase::default());
    let waybill = received(&mut world, 1, Some(order), &[]);
    let case = balanced(&mut world, 1, waybill);
    let told = tell(&world, case, order, waybill, &LINES);
    // Nothing was received as far as the order knows.
    assert_eq!(world.err(Stranger, told.clone()), untold(OrderError::TooMuch(0)));
    world.ok(Stranger, world.waybill().tell(waybill, ProgressKind::Shipped, LINES.to_vec()));
    assert_eq!(world.err(Stranger, told.clone()), untold(OrderError::TooMuch(0)));
    world.ok(Stranger, world.waybill().tell(waybill, ProgressKind::Received, LINES.to_vec()));
    world.ok(Stranger, told);
    assert_eq!(billed(&world, order), QUANTITIES);
}

#[test]
fn an_order_that_believes_another_contract_does_not_take_it() {
    let mut world = World::linked();
    let source = world.forwarder(b"source");
    world.link(Contract::Orders, Link::Reconciliation, source);
    world.link(Contract::Orders, Link::Waybill, world.address(Contract::Waybill));
    world.relate(&Relationship::default());
    let (order, waybill) = delivered(&mut world, 1);
    let case = balanced(&mut world, 1, waybill);
    let told = tell(&world, case, order, waybill, &LINES);
    assert_eq!(world.err(Stranger, told), untold(OrderError::NotTheSource));
    assert_eq!(billed(&world, order), [0; 3]);
}

/// Of contracts that stand alone, an order of which everything was received.
fn alone(world: &mut World) -> DocumentId {
    let source = world.forwarder(b"source");
    world.link(Contract::Orders, Link::Waybill, source);
    world.link(Contract::Orders, Link::Reconciliation, world.address(Contract::Reconciliation));
    world.relate(&Relationship::default());
    let order = world.agree_order(&Purchase::default());
    for kind in [ProgressKind::Shipped, ProgressKind::Received] {
        let lines = LINES.iter().zip(QUANTITIES);
        let lines = lines.map(|(line, quantity)| ProgressLine {
            line: *line,
            document_line: *line,
            quantity,
            at: 0,
            merits: 0,
        });
        let message = world.order_progress();
        let message =
            message.clone().record_progress(order, kind, DocumentId([7; 32]), lines.collect());
        let told = world.call(Stranger, forwarded(source, message)).returned;
        assert_eq!(told, Forwarded(Some(Ok(()))));
    }
    order
}

#[test]
fn where_no_waybill_contract_is_linked_the_document_is_the_order_itself() {
    let mut world = World::new();
    world.link(Contract::Reconciliation, Link::Orders, world.address(Contract::Orders));
    let order = alone(&mut world);
    let case = balanced(&mut world, 1, order);
    let other = DocumentId([7; 32]);
    let others = balanced(&mut world, 2, other);
    let refused = world.err(Stranger, tell(&world, others, order, other, &[1]));
    assert_eq!(refused, ReconciliationError::NotOfOrder(0));
    world.ok(Stranger, tell(&world, case, order, order, &LINES));
    assert_eq!(billed(&world, order), QUANTITIES);
}

#[test]
fn a_case_that_began_without_an_orders_contract_tells_nobody() {
    let mut world = World::new();
    let order = alone(&mut world);
    let case = balanced(&mut world, 1, order);
    let told = tell(&world, case, order, order, &LINES);
    assert_eq!(world.err(Stranger, told.clone()), ReconciliationError::OrdersUnavailable);
    world.link(Contract::Reconciliation, Link::Orders, world.address(Contract::Orders));
    assert_eq!(world.err(Stranger, told), ReconciliationError::OrdersUnavailable);
    assert_eq!(billed(&world, order), [0; 3]);
}

#[test]
fn a_case_keeps_the_orders_contract_that_it_began_with() {
    let mut world = trade();
    let (order, waybill) = delivered(&mut world, 1);
    let (later_order, later_waybill) = delivered(&mut world, 2);
    let case = balanced(&mut world, 1, waybill);
    let liar = world.misbehaving(Manner::ReturnsGarbage);
    world.relink(Contract::Reconciliation, Link::Orders, liar);
    world.ok(Stranger, tell(&world, case, order, waybill, &LINES));
    assert_eq!(billed(&world, order), QUANTITIES);
    let later = balanced(&mut world, 2, later_waybill);
    let refused = world.err(Stranger, tell(&world, later, later_order, later_waybill, &LINES));
    assert_eq!(refused, ReconciliationError::OrdersUnavailable);
}

#[test]
fn an_orders_contract_without_an_answer_is_unavailable_and_nothing_else_of_the_case_suffers() {
    for manner in SPEECHLESS {
        let (mut world, told) = under(manner);
        // What is well-formed and says nothing is the answer of a contract that knows no order, whatever follows it.
        let error = match manner {
            Manner::ReturnsMoreThanTheAnswer => ReconciliationError::NoSuchOrder,
            _ => ReconciliationError::OrdersUnavailable,
        };
        for _ in 0..2 {
            assert_eq!(world.err(Stranger, told.clone()), error, "{manner:?}");
        }
    }
}

#[test]
fn an_orders_contract_that_agrees_to_everything_knows_no_order() {
    let (mut world, told) = under(Manner::AgreesToEverything);
    assert_eq!(world.err(Stranger, told), ReconciliationError::NoSuchOrder);
}

#[test]
fn an_orders_contract_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let (mut world, told) = under(Manner::ReturnsTooMuch);
    super::is_stopped_by_too_much(&mut world, Stranger, told);
}

#[test]
fn an_orders_contract_that_consumes_all_gas_leaves_no_trace() {
    let (mut world, told) = under(Manner::ConsumesAllGas);
    super::uses_up_the_gas(&mut world, Stranger, told, ReconciliationError::OrdersUnavailable);
}

#[test]
fn an_orders_contract_that_fails_later_is_unavailable() {
    let mut world = trade();
    let (order, waybill) = delivered(&mut world, 1);
    let case = balanced(&mut world, 1, waybill);
    corrupt(&mut world, Contract::Orders);
    let refused = world.err(Stranger, tell(&world, case, order, waybill, &LINES));
    assert_eq!(refused, ReconciliationError::OrdersUnavailable);
}

#[test]
fn too_little_gas_tells_nothing_and_can_be_made_up_for() {
    let mut world = trade();
    let (order, waybill) = delivered(&mut world, 1);
    let case = balanced(&mut world, 1, waybill);
    let told = tell(&world, case, order, waybill, &LINES);
    let stranger = address(world.account(Stranger));
    let needed = world.chain.dry_run(&stranger, told.clone()).expect("anyone may").gas_required;
    for percent in [30, 50, 70, 80, 90, 99] {
        let limit = Gas { ref_time: needed.ref_time / 100 * percent, ..needed };
        let before = world.digest();
        match world.attempt(Stranger, told.clone().gas_limit(limit).forced()) {
            Err(chain::ChainError::OutOfGas { .. }) => {}
            Err(other) => panic!("{other}"),
            Ok(receipt) => assert!(matches!(
                receipt.returned,
                Err(ReconciliationError::OrdersUnavailable
                    | ReconciliationError::WaybillUnavailable)
            )),
        }
        assert_eq!(world.digest(), before, "{percent} %");
    }
    world.ok(Stranger, told);
    assert_eq!(billed(&world, order), QUANTITIES);
}

#[test]
fn whoever_tells_the_result_is_the_same() {
    let results = [Supplier, Buyer, Stranger].map(|actor: Actor| {
        let mut world = trade();
        let (order, waybill) = delivered(&mut world, 1);
        let case = balanced(&mut world, 1, waybill);
        world.ok(actor, tell(&world, case, order, waybill, &LINES));
        LINES.map(|line| world.order_line(order, line))
    });
    assert!(results.iter().all(|result| result == &results[0]));
}

// Cases that are opened under a relationship.

type Opened = Message<Result<CaseId, ReconciliationError>>;

/// Opens a case in which the supplier bills the buyer under their relationship.
fn open_under(world: &World, opener: Actor, sequence: u16) -> Opened {
    let other = if opener == Supplier { Buyer } else { Supplier };
    let [party, counterparty, biller] = [opener, other, Supplier].map(|actor| world.party(actor));
    world.reconciliation().open_under(party, counterparty, biller, 202_501, sequence).into()
}

/// Contracts that stand alone but for an orders contract that misbehaves in `manner`.
fn opening_under(manner: Manner) -> (World, Opened) {
    let mut world = World::new();
    let contract = world.misbehaving(manner);
    world.link(Contract::Reconciliation, Link::Orders, contract);
    let open = open_under(&world, Supplier, 1);
    (world, open)
}

#[test]
fn a_case_under_a_relationship_is_on_the_terms_that_both_signed_and_open_at_once() {
    for opener in [Supplier, Buyer] {
        let mut world = World::telling();
        let relationship = Relationship::default();
        world.relate(&relationship);
        let signed = relationship.terms(&world);
        // The orders contract answers whether or not it takes new business.
        world.ok(Admin, world.administration(Contract::Orders).pause());
        let now = world.now();
        let case = world.ok(opener, open_under(&world, opener, 1));
        let view = world.case_of(case);
        assert_eq!((view.status, view.version, view.orders), (CaseStatus::Open, 1, 1));
        assert_eq!(
            view.terms,
            CaseTerms {
                biller: world.party(Supplier),
                currency: signed.currency,
                tolerances: signed.tolerances,
                entry_until: now + signed.statement_window,
                wait_until: now + signed.statement_window + signed.dispute_window,
                arbiter: signed.arbiter,
                entry: EntryMode::Open,
                response_window: signed.response_window,
                decision_window: signed.dispute_window,
            }
        );
        let opened = world.event::<CaseOpened>();
        assert_eq!((opened.case, opened.version, opened.terms), (case, 1, view.terms));
        let refused = world.err(opener, open_under(&world, opener, 1));
        assert_eq!(refused, ReconciliationError::AlreadyExists);
    }
}

#[test]
fn what_is_delivered_under_a_relationship_is_billed_under_it() {
    let mut world = trade();
    let (order, waybill) = delivered(&mut world, 1);
    let case = world.ok(Buyer, open_under(&world, Buyer, 1));
    let bills = bills(waybill);
    for actor in [Supplier, Buyer] {
        world.state(case, actor, &bills);
    }
    world.ok(Stranger, world.reconciliation().match_lines(case, waybill, LINES.to_vec()));
    conclude(&mut world, case);
    world.ok(Stranger, tell(&world, case, order, waybill, &LINES));
    let told: Vec<ProgressTold> = world.events();
    let kind = ProgressKind::Billed;
    let is = ProgressTold { case, order, kind, document: waybill, lines: LINES.to_vec() };
    assert_eq!(told, [is]);
    assert_eq!(billed(&world, order), QUANTITIES);
}

#[test]
fn terms_that_both_sign_later_do_not_change_the_case() {
    let mut world = trade();
    let case = world.ok(Supplier, open_under(&world, Supplier, 1));
    let before = world.case_of(case);
    let looser = Limits { upper_percent: Some(500), ..Limits::default() };
    let (id, version) =
        world.propose_terms(&Relationship { quantity: looser, ..Relationship::default() });
    let open = open_under(&world, Supplier, 2);
    let meanwhile = world.ok(Supplier, open);
    assert_eq!(world.case_of(meanwhile).version, 1, "what waits for an answer is not in force");
    world.ok(Buyer, world.orders().answer_terms(id, version, Answer::Accept));
    assert_eq!(world.case_of(case), before);
    let next = world.ok(Supplier, open_under(&world, Supplier, 3));
    let view = world.case_of(next);
    assert_eq!((view.version, view.terms.tolerances.quantity), (2, looser));
}

#[test]
fn a_relationship_that_is_suspended_or_ends_still_bills_until_it_has_ended() {
    let mut world = trade();
    let supplier = world.party(Supplier);
    let id = world.ask(world.orders().relationship_id(supplier, world.party(Buyer)));
    let step = |world: &mut World, step| {
        world.ok(Supplier, world.orders().change_relationship(id, supplier, step));
    };
    step(&mut world, RelationshipStep::Suspend);
    world.ok(Buyer, open_under(&world, Buyer, 1));
    step(&mut world, RelationshipStep::Terminate);
    world.ok(Buyer, open_under(&world, Buyer, 2));
    world.sleep(Relationship::default().notice_period);
    let refused = world.err(Buyer, open_under(&world, Buyer, 3));
    assert_eq!(refused, ReconciliationError::NoTermsInForce);
}

#[test]
fn where_no_terms_are_in_force_nothing_is_opened_under_them() {
    let mut world = World::telling();
    let refused = world.err(Supplier, open_under(&world, Supplier, 1));
    assert_eq!(refused, ReconciliationError::NoTermsInForce);
    let (id, version) = world.propose_terms(&Relationship::default());
    let refused = world.err(Supplier, open_under(&world, Supplier, 1));
    assert_eq!(refused, ReconciliationError::NoTermsInForce);
    world.ok(Buyer, world.orders().answer_terms(id, version, Answer::Decline));
    let refused = world.err(Supplier, open_under(&world, Supplier, 1));
    assert_eq!(refused, ReconciliationError::NoTermsInForce);
    world.relate(&Relationship::default());
    let [buyer, supplier] = [Buyer, Supplier].map(|actor| world.party(actor));
    let by_buyer = world.reconciliation().open_under(buyer, supplier, buyer, 202_501, 1);
    assert_eq!(world.err(Buyer, by_buyer), ReconciliationError::NotTheSeller);
    world.ok(Supplier, open_under(&world, Supplier, 1));
}

#[test]
fn without_an_orders_contract_nothing_is_opened_under_a_relationship() {
    let mut world = World::new();
    let refused = world.err(Supplier, open_under(&world, Supplier, 1));
    assert_eq!(refused, ReconciliationError::OrdersUnavailable);
}

#[test]
fn an_orders_contract_without_an_answer_opens_nothing() {
    for manner in SPEECHLESS {
        let (mut world, open) = opening_under(manner);
        // What is well-formed and says nothing is the answer of a contract that knows no relationship.
        let error = match manner {
            Manner::ReturnsMoreThanTheAnswer => ReconciliationError::NoTermsInForce,
            _ => ReconciliationError::OrdersUnavailable,
        };
        for _ in 0..2 {
            assert_eq!(world.err(Supplier, open.clone()), error, "{manner:?}");
        }
        // Cases on terms of their own need no orders contract.
        world.agree_case(&Agreement::default());
    }
    let (mut world, open) = opening_under(Manner::AgreesToEverything);
    assert_eq!(world.err(Supplier, open), ReconciliationError::NoTermsInForce);
}

#[test]
fn an_orders_contract_that_returns_too_much_or_consumes_all_gas_opens_nothing() {
    let (mut world, open) = opening_under(Manner::ReturnsTooMuch);
    super::is_stopped_by_too_much(&mut world, Supplier, open);
    let (mut world, open) = opening_under(Manner::ConsumesAllGas);
    super::uses_up_the_gas(&mut world, Supplier, open, ReconciliationError::OrdersUnavailable);
}

#[test]
fn an_orders_contract_that_fails_later_opens_nothing_more_and_the_case_goes_on() {
    let mut world = trade();
    let (_, waybill) = delivered(&mut world, 1);
    let case = world.ok(Supplier, open_under(&world, Supplier, 1));
    let bills = bills(waybill);
    for actor in [Supplier, Buyer] {
        world.state(case, actor, &bills);
    }
    corrupt(&mut world, Contract::Orders);
    let refused = world.err(Supplier, open_under(&world, Supplier, 2));
    assert_eq!(refused, ReconciliationError::OrdersUnavailable);
    world.ok(Stranger, world.reconciliation().match_lines(case, waybill, LINES.to_vec()));
    conclude(&mut world, case);
}

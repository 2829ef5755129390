//! The contract of receivables asks the reconciliation contract what both balanced, before a debt is confirmed on it.
use super::{corrupt, digest_of, SPEECHLESS};
use chain::Message;
use e2e::{
    Actor::{self, *},
    Agreement, Bill, Contract, Invoice, Shipment, World,
};
use interfaces::{
    administration::{Administration, Link},
    ids::{CaseId, DocumentId, Fingerprint, Money},
    receivable::{Backing, Receivable, ReceivableError, ReceivableStatus},
    reconciliation::{CaseStatus, Reconciliation},
};
use misbehaving::Manner;
use receivable::ReceivableConfirmed;

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Receivable,
        Link::Reconciliation,
        Contract::Reconciliation,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Receivable,
        Link::Reconciliation,
        Contract::Reconciliation,
    );
}

/// What a delivery is billed at: its first line.
fn bill(waybill: DocumentId) -> Bill {
    Bill::of(waybill, 1, 100_000)
}

/// A case of supplier and buyer over the first line of a delivery, as far as both have entered it.
fn stated(world: &mut World, number: u64) -> (CaseId, DocumentId) {
    let waybill = world.close_waybill(&Shipment::numbered(number), &[]);
    let sequence = u16::try_from(number).expect("few");
    let case = world.agree_case(&Agreement { sequence, ..Agreement::default() });
    for actor in [Supplier, Buyer] {
        world.state(case, actor, &[bill(waybill)]);
    }
    (case, waybill)
}

/// A balanced case, and how much it cleared.
fn balanced(world: &mut World, number: u64) -> (CaseId, Money) {
    let (case, waybill) = stated(world, number);
    world.ok(Stranger, world.reconciliation().match_lines(case, waybill, vec![1]));
    world.ok(Stranger, world.reconciliation().conclude(case));
    let view = world.case_of(case);
    assert_eq!(view.status, CaseStatus::Balanced);
    assert_eq!(view.cleared, u128::from(bill(waybill).total()));
    (case, bill(waybill).total())
}

/// A draft on `case`, and the debtor's signature, which is the last.
fn last_signature(
    world: &mut World,
    number: u64,
    case: CaseId,
    face: Money,
) -> Message<Result<(), ReceivableError>> {
    let invoice = Invoice { face, ..Invoice::numbered(number) }.on(Backing::Case(case));
    let debt = world.draft_debt(&invoice);
    world.signature_under(debt, invoice.debtor)
}

/// How much was confirmed on a case.
fn confirmed_on(world: &World, case: CaseId) -> Money {
    world.ask(world.receivable().confirmed_on(Fingerprint(*case.bytes())))
}

/// What the last call told of the debt; before it, that it has a token.
#[track_caller]
fn told(world: &World) -> ReceivableConfirmed {
    let [_transfer, confirmed] = world.news() else { panic!("there should be two events") };
    confirmed.decode().expect("it is the receivable's")
}

/// A world without registry whose contract of receivables is linked to a reconciliation contract that misbehaves in `manner`.
fn under(manner: Manner) -> World {
    let mut world = World::new();
    let contract = world.misbehaving(manner);
    world.link(Contract::Receivable, Link::Reconciliation, contract);
    world
}

const ANY: CaseId = CaseId([7; 32]);

#[test]
fn one_without_an_answer_lets_no_debt_be_confirmed_on_a_case_and_stops_no_other() {
    // What is well-formed and says nothing is the answer of a contract that knows no case, whatever follows it.
    let silent =
        SPEECHLESS.into_iter().filter(|manner| *manner != Manner::ReturnsMoreThanTheAnswer);
    for manner in silent {
        let mut world = under(manner);
        let signature = last_signature(&mut world, 1, ANY, 100);
        let refused = world.err(Buyer, signature);
        assert_eq!(refused, ReceivableError::BackingUnavailable, "{manner:?}");
        world.confirm_debt(&Invoice::numbered(2));
        world.confirm_debt(&Invoice::numbered(3).on(Backing::Waybill(DocumentId([7; 32]))));
    }
}

#[test]
fn one_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let mut world = under(Manner::ReturnsTooMuch);
    let signature = last_signature(&mut world, 1, ANY, 100);
    super::is_stopped_by_too_much(&mut world, Buyer, signature);
}

#[test]
fn one_that_consumes_all_gas_leaves_no_trace() {
    let mut world = under(Manner::ConsumesAllGas);
    let signature = last_signature(&mut world, 1, ANY, 100);
    super::uses_up_the_gas(&mut world, Buyer, signature, ReceivableError::BackingUnavailable);
}

#[test]
fn one_that_knows_no_case_is_believed() {
    // `Ok(Ok(()))` and `Ok(None)` are the same bytes.
    for manner in [Manner::AgreesToEverything, Manner::ReturnsMoreThanTheAnswer] {
        let mut world = under(manner);
        let signature = last_signature(&mut world, 1, ANY, 100);
        assert_eq!(world.err(Buyer, signature), ReceivableError::NoSuchBacking, "{manner:?}");
    }
}

#[test]
fn where_none_is_linked_nobody_examines_and_nothing_is_used_up() {
    let mut world = World::new();
    let signature = last_signature(&mut world, 1, ANY, 100);
    world.ok(Buyer, signature);
    assert!(!told(&world).is_examined);
    assert_eq!(confirmed_on(&world, ANY), 0);
}

#[test]
fn debts_are_confirmed_on_a_balanced_case_up_to_what_it_cleared() {
    let mut world = World::linked();
    let (case, cleared) = balanced(&mut world, 1);
    let over = last_signature(&mut world, 1, case, cleared + 1);
    assert_eq!(world.err(Buyer, over), ReceivableError::OverBacking(cleared));
    let most = last_signature(&mut world, 2, case, cleared - 1);
    world.ok(Buyer, most);
    assert!(told(&world).is_examined);
    assert_eq!(confirmed_on(&world, case), cleared - 1);
    let over = last_signature(&mut world, 3, case, 2);
    assert_eq!(world.err(Buyer, over), ReceivableError::OverBacking(1));
    let last = last_signature(&mut world, 4, case, 1);
    world.ok(Buyer, last);
    let over = last_signature(&mut world, 5, case, 1);
    assert_eq!(world.err(Buyer, over), ReceivableError::OverBacking(0));
    assert_eq!(confirmed_on(&world, case), cleared);
}

#[test]
fn no_debt_is_confirmed_on_a_case_before_it_is_balanced() {
    let mut world = World::linked();
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    let case = world.open_case(&Agreement::default());
    let signature = last_signature(&mut world, 1, case, 100);
    let open = |world: &mut World| {
        let status = world.case_of(case).status;
        let refused = world.err(Buyer, signature.clone());
        assert_eq!(refused, ReceivableError::BackingOpen, "{status:?}");
    };
    open(&mut world);
    let digest = world.ask(world.reconciliation().terms_digest_of(case)).expect("it is there");
    world.ok(Buyer, world.reconciliation().accept(case, digest));
    open(&mut world);
    world.state(case, Supplier, &[bill(waybill).plus(1_000)]);
    world.state(case, Buyer, &[bill(waybill)]);
    open(&mut world);
    world.ok(Stranger, world.reconciliation().match_lines(case, waybill, vec![1]));
    world.ok(Stranger, world.reconciliation().conclude(case));
    assert_eq!(world.case_of(case).status, CaseStatus::Discrepant);
    open(&mut world);
    assert_eq!(confirmed_on(&world, case), 0);
}

#[test]
fn a_case_stands_behind_what_its_payer_owes_its_biller_and_nothing_else() {
    let mut world = World::linked();
    let (case, cleared) = balanced(&mut world, 1);
    let on_case = |debtor: Actor, creditor: Actor| {
        Invoice { debtor, creditor, face: cleared, ..Invoice::numbered(1) }.on(Backing::Case(case))
    };
    for (debtor, creditor) in [(Supplier, Buyer), (Carrier, Supplier), (Buyer, Carrier)] {
        let debt = world.draft_debt(&on_case(debtor, creditor));
        let signature = world.signature_under(debt, debtor);
        let refused = world.err(debtor, signature);
        assert_eq!(refused, ReceivableError::OtherBacking, "{debtor:?} to {creditor:?}");
    }
    let terms = interfaces::receivable::Terms {
        currency: "USD".to_owned(),
        ..on_case(Buyer, Supplier).terms(&world)
    };
    let party = world.party(Supplier);
    let debt = world.ok(Supplier, world.receivable().draft(party, terms));
    let signature = world.signature_under(debt, Buyer);
    assert_eq!(world.err(Buyer, signature), ReceivableError::OtherBacking, "another currency");
    world.ok(Supplier, world.receivable().withdraw(party, debt));
    let (debt, _) = world.confirm_debt(&on_case(Buyer, Supplier));
    assert_eq!(world.debt_of(debt).status, ReceivableStatus::Confirmed);
}

#[test]
fn whoever_opened_the_case_its_biller_is_the_creditor() {
    let mut world = World::linked();
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    // The buyer opens it, and the supplier bills.
    let (buyer, supplier) = (world.party(Buyer), world.party(Supplier));
    let agreement = Agreement::default();
    let terms = agreement.terms(&world);
    let open =
        world.reconciliation().open(buyer, supplier, agreement.period, agreement.sequence, terms);
    let case = world.ok(Buyer, open);
    let digest = world.ask(world.reconciliation().terms_digest_of(case)).expect("it is there");
    world.ok(Supplier, world.reconciliation().accept(case, digest));
    for actor in [Supplier, Buyer] {
        world.state(case, actor, &[bill(waybill)]);
    }
    world.ok(Stranger, world.reconciliation().match_lines(case, waybill, vec![1]));
    world.ok(Stranger, world.reconciliation().conclude(case));
    let signature = last_signature(&mut world, 1, case, 100);
    world.ok(Buyer, signature);
    assert!(told(&world).is_examined);
}

#[test]
fn asking_changes_nothing_in_the_reconciliation_contract() {
    let mut world = World::linked();
    let (case, cleared) = balanced(&mut world, 1);
    let before = digest_of(&world, Contract::Reconciliation);
    let signature = last_signature(&mut world, 1, case, cleared);
    world.ok(Buyer, signature);
    assert_eq!(digest_of(&world, Contract::Reconciliation), before);
}

#[test]
fn a_pause_of_the_reconciliation_contract_stops_no_debt() {
    let mut world = World::linked();
    let (case, cleared) = balanced(&mut world, 1);
    world.ok(Admin, world.administration(Contract::Reconciliation).pause());
    let signature = last_signature(&mut world, 1, case, cleared);
    world.ok(Buyer, signature);
}

#[test]
fn one_that_fails_later_stops_new_debts_on_cases_and_nothing_that_is_owed() {
    let mut world = World::linked();
    let (case, cleared) = balanced(&mut world, 1);
    let first = last_signature(&mut world, 1, case, cleared / 2);
    world.ok(Buyer, first);
    let told = told(&world);
    corrupt(&mut world, Contract::Reconciliation);
    let second = last_signature(&mut world, 2, case, cleared / 2);
    assert_eq!(world.err(Buyer, second), ReceivableError::BackingUnavailable);
    let (token, to) = (told.token, world.account(Supplier));
    world.ok(Supplier, world.receivable().split(token, 1));
    let pay = Message::from(world.receivable().pay(told.receivable, told.face));
    world.ok(Buyer, pay.value(u128::from(told.face) * e2e::CENT));
    assert_eq!(world.ok(Supplier, world.receivable().draw(token, to)), told.face - 1);
}

#[test]
fn a_debt_is_examined_by_the_one_that_is_linked_when_it_is_confirmed() {
    let mut world = World::linked();
    let (case, cleared) = balanced(&mut world, 1);
    let liar = world.misbehaving(Manner::AgreesToEverything);
    world.relink(Contract::Receivable, Link::Reconciliation, liar);
    let signature = last_signature(&mut world, 1, case, cleared);
    assert_eq!(world.err(Buyer, signature), ReceivableError::NoSuchBacking);
    let former = world.address(Contract::Reconciliation);
    world.relink(Contract::Receivable, Link::Reconciliation, former);
    let signature = last_signature(&mut world, 2, case, cleared);
    world.ok(Buyer, signature);
    assert_eq!(confirmed_on(&world, case), cleared);
}

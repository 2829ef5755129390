//! Which error a call with several faults answers: each test mends one fault at a time, in the order that the interface promises.
use super::*;

/// What is wrong with a proposal.
struct Wrong {
    counterparty: PartyId,
    terms: CaseTerms,
}

#[ink::test]
fn opening_refuses_in_the_order_promised() {
    let mut world = World::new();
    world.now = ENTRY_UNTIL + 1;
    let mut wrong = Wrong { counterparty: ANNA, terms: terms() };
    wrong.terms.biller = CARL;
    wrong.terms.currency = "eur".into();
    wrong.terms.arbiter = OptionalParty::Party(ANNA);
    wrong.terms.decision_window = LONGEST_WINDOW + 1;
    wrong.terms.tolerances.date.lower_absolute = Some(LIMIT);
    let open = |world: &mut World, by: PartyId, paused, wrong: &Wrong| {
        let call = world.by(by);
        let Wrong { counterparty, ref terms } = *wrong;
        let proposal = Proposal { counterparty, ..proposed(terms.clone()) };
        world.ledger.open(call, paused, &world.others, &world.others, proposal)
    };
    assert_eq!(open(&mut world, CARL, true, &wrong), Err(Error::Paused));
    let not_for = Err(Error::Refused(Refusal::NotForParty));
    assert_eq!(open(&mut world, CARL, false, &wrong), not_for);
    world.others.denial = Some(Denial::Unavailable);
    assert_eq!(open(&mut world, ANNA, false, &wrong), Err(Error::RegistryUnavailable));
    world.others.denial = None;
    assert_eq!(open(&mut world, ANNA, false, &wrong), Err(Error::SameParty));
    wrong.counterparty = BERT;
    assert_eq!(open(&mut world, ANNA, false, &wrong), Err(Error::BillerNotAParty));
    wrong.terms.biller = BERT;
    assert_eq!(open(&mut world, ANNA, false, &wrong), Err(Error::ArbiterIsAParty));
    wrong.terms.arbiter = OptionalParty::Party(BERT);
    assert_eq!(open(&mut world, ANNA, false, &wrong), Err(Error::ArbiterIsAParty));
    wrong.terms.arbiter = OptionalParty::Nobody;
    assert_eq!(open(&mut world, ANNA, false, &wrong), Err(Error::MalformedCurrency));
    wrong.terms.currency = "EUR".into();
    assert_eq!(open(&mut world, ANNA, false, &wrong), Err(Error::AmountOutOfRange));
    wrong.terms.tolerances.date.lower_absolute = None;
    assert_eq!(open(&mut world, ANNA, false, &wrong), Err(Error::WindowTooLong));
    wrong.terms.decision_window = LONGEST_WINDOW;
    wrong.terms.response_window = LONGEST_WINDOW + 1;
    assert_eq!(open(&mut world, ANNA, false, &wrong), Err(Error::WindowTooLong));
    wrong.terms.response_window = LONGEST_WINDOW;
    wrong.terms.wait_until = ENTRY_UNTIL + LONGEST_WINDOW + 1;
    assert_eq!(open(&mut world, ANNA, false, &wrong), Err(Error::WindowTooLong));
    wrong.terms.wait_until = ENTRY_UNTIL + LONGEST_WINDOW;
    assert_eq!(open(&mut world, ANNA, false, &wrong), Err(Error::OutOfOrder));
    world.now = ENTRY_UNTIL;
    wrong.terms.wait_until = ENTRY_UNTIL - 1;
    assert_eq!(open(&mut world, ANNA, false, &wrong), Err(Error::OutOfOrder));
    wrong.terms.wait_until = ENTRY_UNTIL;
    assert_eq!(world.ledger.case(case_id(ANNA, BERT, 202611, 1)), None);
    world.open(ANNA, proposal()).unwrap();
    let before = world.view(case_id(ANNA, BERT, 202611, 1));
    assert_eq!(open(&mut world, ANNA, false, &wrong), Err(Error::AlreadyExists));
    assert_eq!(world.view(case_id(ANNA, BERT, 202611, 1)), before);
}

#[ink::test]
fn every_limit_of_the_tolerances_must_be_in_range() {
    let set: [fn(&mut Tolerances, Money); 12] = [
        |of, limit| of.small_difference = limit,
        |of, limit| of.quantity.lower_absolute = Some(limit),
        |of, limit| of.quantity.upper_absolute = Some(limit),
        |of, limit| of.price.lower_absolute = Some(limit),
        |of, limit| of.price.upper_absolute = Some(limit),
        |of, limit| of.freight.lower_absolute = Some(limit),
        |of, limit| of.freight.upper_absolute = Some(limit),
        |of, limit| of.date.lower_absolute = Some(limit),
        |of, limit| of.date.upper_absolute = Some(limit),
        |of, limit| of.unit_ratio.lower_absolute = Some(limit),
        |of, limit| of.unit_ratio.upper_absolute = Some(limit),
        |of, limit| of.cumulative = Some(limit),
    ];
    let mut world = World::new();
    for (set, sequence) in set.into_iter().zip(1..) {
        let mut terms = terms();
        let proposal = |terms: &CaseTerms| Proposal { sequence, ..proposed(terms.clone()) };
        set(&mut terms.tolerances, LIMIT);
        assert_eq!(world.open(ANNA, proposal(&terms)), Err(Error::AmountOutOfRange));
        set(&mut terms.tolerances, LIMIT - 1);
        world.open(ANNA, proposal(&terms)).unwrap();
    }
}

#[ink::test]
fn accepting_refuses_in_the_order_promised() {
    let mut world = World::new();
    let case = case_id(ANNA, BERT, 202611, 1);
    let accept = |world: &mut World, by: PartyId, paused, terms| {
        let call = world.by(by);
        world.ledger.accept(call, paused, &world.others, case, terms)
    };
    assert_eq!(accept(&mut world, CARL, true, [0; 32]), Err(Error::Paused));
    assert_eq!(accept(&mut world, CARL, false, [0; 32]), Err(Error::NotFound));
    world.open(ANNA, proposal()).unwrap();
    world.withdraw(ANNA, case).unwrap();
    // The one who opened it cannot accept it.
    let not_for = Err(Error::Refused(Refusal::NotForParty));
    assert_eq!(accept(&mut world, ANNA, false, [0; 32]), not_for);
    world.others.denial = Some(Denial::Unavailable);
    assert_eq!(accept(&mut world, BERT, false, [0; 32]), Err(Error::RegistryUnavailable));
    world.others.denial = None;
    let wrong = Err(Error::WrongStatus(CaseStatus::Withdrawn));
    assert_eq!(accept(&mut world, BERT, false, [0; 32]), wrong);
    world.open(ANNA, proposal()).unwrap();
    world.now = ENTRY_UNTIL + 1;
    assert_eq!(accept(&mut world, BERT, false, [0; 32]), Err(Error::OtherTerms));
    let terms = world.ledger.terms_digest_of(case).unwrap();
    assert_eq!(accept(&mut world, BERT, false, terms), Err(Error::EntryOver));
    assert_eq!(world.view(case).status, CaseStatus::Proposed);
    world.now = world.view(case).accept_until + 1;
    assert_eq!(accept(&mut world, BERT, false, terms), Err(Error::EntryOver));
    world.now -= 1;
    accept(&mut world, BERT, false, terms).unwrap();
}

#[ink::test]
fn withdrawing_refuses_in_the_order_promised() {
    let mut world = World::new();
    let case = case_id(ANNA, BERT, 202611, 1);
    let withdraw = |world: &mut World, by: PartyId, party| {
        let call = world.by(by);
        world.ledger.withdraw(call, &world.others, case, party)
    };
    assert_eq!(withdraw(&mut world, CARL, CARL), Err(Error::NotFound));
    world.accepted();
    assert_eq!(withdraw(&mut world, CARL, CARL), Err(Error::NotAParty));
    let not_for = Err(Error::Refused(Refusal::NotForParty));
    assert_eq!(withdraw(&mut world, CARL, ANNA), not_for);
    world.others.denial = Some(Denial::Unavailable);
    assert_eq!(withdraw(&mut world, ANNA, ANNA), Err(Error::RegistryUnavailable));
    world.others.denial = None;
    let wrong = Err(Error::WrongStatus(CaseStatus::Open));
    assert_eq!(withdraw(&mut world, ANNA, ANNA), wrong);
    let asked = *world.others.asked.borrow().last().unwrap();
    assert_eq!(asked, (0, ANNA, Scope::Agree, Business::Exit));
}

#[ink::test]
fn entering_refuses_in_the_order_promised() {
    let mut world = World::new();
    let case = case_id(ANNA, BERT, 202611, 1);
    let enter = |world: &mut World, by: PartyId, party, lines: &[BillLine]| {
        let call = world.by(by);
        world.ledger.enter(call, &world.others, case, party, lines.to_vec())
    };
    assert_eq!(enter(&mut world, CARL, CARL, &[]), Err(Error::NotFound));
    world.open(ANNA, proposal()).unwrap();
    world.now = ENTRY_UNTIL + 1;
    assert_eq!(enter(&mut world, CARL, CARL, &[]), Err(Error::NotAParty));
    let not_for = Err(Error::Refused(Refusal::NotForParty));
    assert_eq!(enter(&mut world, CARL, BERT, &[]), not_for);
    world.others.denial = Some(Denial::Unavailable);
    assert_eq!(enter(&mut world, BERT, BERT, &[]), Err(Error::RegistryUnavailable));
    world.others.denial = None;
    let wrong = Err(Error::WrongStatus(CaseStatus::Proposed));
    assert_eq!(enter(&mut world, BERT, BERT, &[]), wrong);
    world.now = START;
    world.accept(BERT, case).unwrap();
    world.complete(BERT, case).unwrap();
    world.now = ENTRY_UNTIL + 1;
    assert_eq!(enter(&mut world, BERT, BERT, &[]), Err(Error::EntryOver));
    world.now = ENTRY_UNTIL;
    assert_eq!(enter(&mut world, BERT, BERT, &[]), Err(Error::StatementComplete));
    assert_eq!(enter(&mut world, ANNA, ANNA, &[]), Err(Error::Empty));
    let many: Vec<BillLine> = (1..=51).map(|line| bill(line, 0, 0)).collect();
    assert_eq!(enter(&mut world, ANNA, ANNA, &many), Err(Error::TooMany));
    assert_eq!(enter(&mut world, ANNA, ANNA, &many[..50]), Err(Error::AmountOutOfRange));
}

#[ink::test]
fn lines_are_refused_one_by_one_and_then_none_is_entered() {
    let mut world = World::new();
    let case = world.accepted();
    let statement = |quantity, value, freight| BillLine {
        reference: at(9),
        statement: Statement { quantity, value, freight, weight: 0 },
    };
    let outside = [
        statement(0, 1, 1),
        statement(LIMIT, 1, 1),
        statement(1, LIMIT, 1),
        statement(1, 1, LIMIT),
        statement(1, LIMIT - 1, 1),
        BillLine {
            statement: Statement { weight: LIMIT, ..statement(1, 1, 1).statement },
            ..statement(1, 1, 1)
        },
    ];
    for wrong in outside {
        let lines = vec![bill(1, 1, 1), wrong];
        assert_eq!(world.enter(ANNA, case, lines), Err(Error::AmountOutOfRange));
    }
    world.enter(BERT, case, vec![bill(1, 1, 1)]).unwrap();
    let lines = vec![bill(2, 1, 1), bill(1, 2, 2), statement(0, 0, 0)];
    assert_eq!(world.enter(BERT, case, lines), Err(Error::AlreadyStated(1)));
    let lines = vec![bill(2, 1, 1), bill(3, 2, 2), bill(2, 1, 1)];
    assert_eq!(world.enter(BERT, case, lines), Err(Error::AlreadyStated(2)));
    let lines = vec![statement(0, 0, 0), bill(1, 1, 1)];
    assert_eq!(world.enter(BERT, case, lines), Err(Error::AmountOutOfRange));
    // What is billed, and billed again, must fit together, too.
    let large = statement(1, LIMIT / 2 - 1, 0);
    world.enter(ANNA, case, vec![large, large]).unwrap();
    let before = world.line(case, 9);
    assert_eq!(world.enter(ANNA, case, vec![bill(4, 1, 1), large]), Err(Error::AmountOutOfRange));
    assert_eq!(world.line(case, 9), before);
    for line in 2..=4 {
        assert_eq!(world.ledger.line_of(case, at(line)), None);
        assert_eq!(world.ledger.billed_in(&ANNA, &at(line)), None);
    }
    assert_eq!((world.view(case).lines, world.view(case).entry_pages), (2, 2));
}

#[ink::test]
fn completing_refuses_in_the_order_promised() {
    let mut world = World::new();
    let case = case_id(ANNA, BERT, 202611, 1);
    let complete = |world: &mut World, by: PartyId, party| {
        let call = world.by(by);
        let (contract, open) = (CONTRACT.into(), Completion::Open);
        world.ledger.complete_statement(call, &world.others, contract, case, party, open)
    };
    assert_eq!(complete(&mut world, CARL, CARL), Err(Error::NotFound));
    world.open(ANNA, proposal()).unwrap();
    assert_eq!(complete(&mut world, CARL, CARL), Err(Error::NotAParty));
    let not_for = Err(Error::Refused(Refusal::NotForParty));
    assert_eq!(complete(&mut world, CARL, ANNA), not_for);
    world.others.denial = Some(Denial::Unavailable);
    assert_eq!(complete(&mut world, ANNA, ANNA), Err(Error::RegistryUnavailable));
    world.others.denial = None;
    let wrong = Err(Error::WrongStatus(CaseStatus::Proposed));
    assert_eq!(complete(&mut world, ANNA, ANNA), wrong);
    world.accept(BERT, case).unwrap();
    let completed = StatementCompleted { case, party: ANNA, both: false };
    assert_eq!(complete(&mut world, ANNA, ANNA), Ok(completed));
    assert!(world.view(case).billed_complete && !world.view(case).expected_complete);
    assert_eq!(complete(&mut world, ANNA, ANNA), Err(Error::StatementComplete));
    let completed = StatementCompleted { case, party: BERT, both: true };
    assert_eq!(complete(&mut world, BERT, BERT), Ok(completed));
    assert_eq!(world.view(case).status, CaseStatus::Matching);
    let wrong = Err(Error::WrongStatus(CaseStatus::Matching));
    assert_eq!(complete(&mut world, BERT, BERT), wrong);
}

#[ink::test]
fn matching_refuses_in_the_order_promised() {
    let mut world = with_waybill(record(WaybillStatus::Delivered, &[(1, 100)]));
    let case = case_id(ANNA, BERT, 202611, 1);
    assert_eq!(world.match_lines(case, PAPER, &[]), Err(Error::NotFound));
    world.open(ANNA, proposal()).unwrap();
    let wrong = Err(Error::WrongStatus(CaseStatus::Proposed));
    assert_eq!(world.match_lines(case, PAPER, &[]), wrong);
    world.accept(BERT, case).unwrap();
    world.enter(ANNA, case, vec![bill(1, 100, 10), bill(2, 100, 10)]).unwrap();
    let other = LineReference { document: OTHER_PAPER, line: 7 };
    world.enter(ANNA, case, vec![BillLine { reference: other, ..bill(1, 1, 1) }]).unwrap();
    world.complete(ANNA, case).unwrap();
    let open = Err(Error::StatementsOpen(ENTRY_UNTIL));
    assert_eq!(world.match_lines(case, PAPER, &[]), open);
    world.complete(BERT, case).unwrap();
    assert_eq!(world.match_lines(case, PAPER, &[]), Err(Error::Empty));
    assert_eq!(world.match_lines(case, PAPER, &[3; 51]), Err(Error::TooMany));
    assert_eq!(world.match_lines(case, PAPER, &[1, 3, 3]), Err(Error::Repeated));
    world.others.is_silent = true;
    assert_eq!(world.match_lines(case, PAPER, &[1, 7]), Err(Error::NoSuchLine(1)));
    assert_eq!(world.match_lines(case, OTHER_PAPER, &[1]), Err(Error::NoSuchLine(0)));
    assert!(world.others.read.borrow().is_empty());
    assert_eq!(world.match_lines(case, PAPER, &[1]), Err(Error::WaybillUnavailable));
    world.others.is_silent = false;
    assert_eq!(world.match_lines(case, OTHER_PAPER, &[7]), Err(Error::NoSuchWaybill));
    let waits = Err(Error::WaitsForWaybill(WAIT_UNTIL));
    assert_eq!(world.match_lines(case, PAPER, &[1]), waits);
    world.others.records.insert(PAPER, record(WaybillStatus::Closed, &[(1, 100)]));
    world.match_lines(case, PAPER, &[1]).unwrap();
    let before = (world.view(case), world.line(case, 2));
    assert_eq!(world.match_lines(case, PAPER, &[2, 1]), Err(Error::AlreadyMatched(1)));
    assert_eq!(world.match_lines(case, PAPER, &[2, 1, 9]), Err(Error::AlreadyMatched(1)));
    assert_eq!((world.view(case), world.line(case, 2)), before);
}

#[ink::test]
fn concluding_refuses_in_the_order_promised() {
    let mut world = World::new();
    let case = case_id(ANNA, BERT, 202611, 1);
    assert_eq!(world.conclude(case), Err(Error::NotFound));
    world.open(ANNA, proposal()).unwrap();
    let wrong = Err(Error::WrongStatus(CaseStatus::Proposed));
    assert_eq!(world.conclude(case), wrong);
    world.accept(BERT, case).unwrap();
    world.enter(ANNA, case, vec![bill(1, 1, 1)]).unwrap();
    assert_eq!(world.conclude(case), Err(Error::StatementsOpen(ENTRY_UNTIL)));
    world.now = ENTRY_UNTIL + 1;
    assert_eq!(world.conclude(case), Err(Error::LinesWaiting(1)));
    assert_eq!(world.view(case).status, CaseStatus::Open);
}

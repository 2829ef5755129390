//! What orders are told.
use super::*;
use crate::events::ProgressTold;
use interfaces::{
    orders::ProgressKind,
    reconciliation::{Action, BlindLine, Reason},
    waybill::OrderLine,
};

const ORDER: DocumentId = DocumentId([60; 32]);
const OTHER_ORDER: DocumentId = DocumentId([61; 32]);

impl World {
    fn tell(
        &mut self,
        case: CaseId,
        document: DocumentId,
        lines: &[u16],
    ) -> Result<ProgressTold, Error> {
        self.ledger.tell(&self.others, &self.others, case, ORDER, document, lines)
    }

    /// A waybill of which the given pieces were received, its line 1 fulfilling line 11 of the order and so on; the last of its
    /// lines fulfils another order.
    fn with_order(received: &[(u16, u64)]) -> Self {
        let mut closed = record(WaybillStatus::Closed, received);
        for line in &mut closed.billed {
            line.order_line = Some(OrderLine { order: ORDER, line: line.line + 10 });
        }
        if let Some(last) = closed.billed.last_mut() {
            last.order_line = Some(OrderLine { order: OTHER_ORDER, line: 1 });
        }
        let mut world = with_waybill(closed);
        (world.others.orders, world.others.order) = (6, Some((BERT, ANNA)));
        world
    }
}

fn progress(line: u16, document_line: u16, pieces: u64) -> ProgressLine {
    ProgressLine { line, document_line, quantity: pieces * 1000, at: 0, merits: 0 }
}

#[ink::test]
fn a_balanced_case_tells_what_it_bills_of_an_order_and_each_line_has_its_own_number() {
    let mut world = World::with_order(&[(1, 100), (2, 100), (3, 100)]);
    let case = world.accepted();
    world.others.orders = 9;
    for by in [ANNA, BERT] {
        world.enter(by, case, vec![bill(2, 100, 10)]).unwrap();
        world.enter(by, case, vec![bill(1, 100, 10), bill(3, 100, 10)]).unwrap();
        world.complete(by, case).unwrap();
    }
    world.match_lines(case, PAPER, &[1, 2, 3]).unwrap();
    let early = Error::WrongStatus(CaseStatus::Matching);
    assert_eq!(world.tell(case, PAPER, &[1]), Err(early));
    world.conclude(case).unwrap();
    world.tell(case, PAPER, &[1, 2]).unwrap();
    let told = vec![progress(11, 1, 100), progress(12, 0, 100)];
    assert_eq!(*world.others.told.borrow(), [(6, ORDER, case, told)]);
    assert_eq!(world.tell(case, PAPER, &[1, 3]), Err(Error::NotOfOrder(1)));
}

#[ink::test]
fn a_settled_line_bills_no_more_than_was_received_and_nothing_if_it_is_credited_in_full() {
    let mut world = World::with_order(&[(1, 60), (2, 60), (3, 60), (4, 100)]);
    let case = world.accepted();
    world.enter(ANNA, case, vec![bill(1, 100, 10), bill(2, 100, 10)]).unwrap();
    let expected = vec![bill(1, 100, 10), bill(2, 100, 10), bill(3, 100, 10)];
    world.enter(BERT, case, expected).unwrap();
    world.now = ENTRY_UNTIL + 1;
    world.match_lines(case, PAPER, &[1, 2, 3]).unwrap();
    let mut answer = |by, action| {
        let (call, reason) = (world.by(by), Reason::Nothing);
        let ledger = &mut world.ledger;
        ledger.answer_discrepancy(call, &world.others, case, by, at(2), reason, action).unwrap();
    };
    answer(BERT, Action::Offer(0));
    answer(ANNA, Action::Accept(0));
    world.now += RESPONSE + 1;
    for line in [1, 3] {
        world.ledger.expire(world.by(CARL), case, at(line)).unwrap();
    }
    world.conclude(case).unwrap();
    let kind = ProgressKind::Billed;
    let told = ProgressTold { case, order: ORDER, kind, document: PAPER, lines: vec![1, 3] };
    assert_eq!(world.tell(case, PAPER, &[1, 2, 3]), Ok(told));
    let told = vec![progress(11, 0, 60), progress(13, 2, 60)];
    assert_eq!(*world.others.told.borrow(), [(6, ORDER, case, told)]);
}

/// A case entered blind, of which nothing was opened and everything matches but for line 2, which the two state differently.
fn undisclosed(world: &mut World, document: DocumentId, lines: &[u16]) -> CaseId {
    let terms = CaseTerms { entry: EntryMode::Blind, ..terms() };
    let case = world.open(ANNA, proposed(terms)).unwrap().case;
    world.accept(BERT, case).unwrap();
    for by in [ANNA, BERT] {
        let blind = |line: &u16| BlindLine {
            reference: LineReference { document, line: *line },
            digest: [if *line == 2 { by.0[0] } else { 9 }; 32],
        };
        let lines = lines.iter().map(blind).collect();
        world.ledger.enter_blind(world.by(by), &world.others, case, by, lines).unwrap();
        world.complete_as(by, case, Completion::Blind(1000)).unwrap();
    }
    case
}

#[ink::test]
fn of_a_line_that_was_matched_undisclosed_what_was_received_is_told_and_nothing_if_it_has_fallen() {
    let received = [(1, 100), (2, 100), (3, 100)];
    let mut world = World::with_order(&received);
    let case = undisclosed(&mut world, PAPER, &[1]);
    world.match_lines(case, PAPER, &[1]).unwrap();
    world.conclude(case).unwrap();
    world.tell(case, PAPER, &[1]).unwrap();
    assert_eq!(*world.others.told.borrow(), [(6, ORDER, case, vec![progress(11, 0, 100)])]);

    let mut world = World::with_order(&received);
    let case = undisclosed(&mut world, PAPER, &[1, 2]);
    world.now = WAIT_UNTIL + 1;
    world.match_lines(case, PAPER, &[1, 2]).unwrap();
    world.now += RESPONSE + 1;
    world.ledger.expire(world.by(CARL), case, at(2)).unwrap();
    world.now += DECISION + 1;
    let _ = world.ledger.expire(world.by(CARL), case, at(2));
    world.conclude(case).unwrap();
    assert_eq!(world.view(case).cleared, 0);
    world.tell(case, PAPER, &[1, 2]).unwrap();
    assert_eq!(*world.others.told.borrow(), [(6, ORDER, case, vec![])]);

    let mut world = World::new();
    (world.others.orders, world.others.order) = (1, Some((BERT, ANNA)));
    let case = undisclosed(&mut world, ORDER, &[1]);
    world.match_lines(case, ORDER, &[1]).unwrap();
    world.conclude(case).unwrap();
    world.tell(case, ORDER, &[1]).unwrap();
    assert_eq!(*world.others.told.borrow(), [(1, ORDER, case, vec![])]);
}

#[ink::test]
fn without_a_waybill_contract_the_document_is_the_order() {
    let mut world = World::new();
    (world.others.orders, world.others.order) = (1, Some((BERT, ANNA)));
    let case = world.accepted();
    for by in [ANNA, BERT] {
        let statement = bill(4, 100, 10).statement;
        let reference = LineReference { document: ORDER, line: 4 };
        world.enter(by, case, vec![BillLine { reference, statement }, bill(1, 1, 1)]).unwrap();
        world.complete(by, case).unwrap();
    }
    world.match_lines(case, ORDER, &[4]).unwrap();
    world.match_lines(case, PAPER, &[1]).unwrap();
    world.conclude(case).unwrap();
    assert_eq!(world.tell(case, PAPER, &[1]), Err(Error::NotOfOrder(0)));
    world.tell(case, ORDER, &[4]).unwrap();
    assert_eq!(*world.others.told.borrow(), [(1, ORDER, case, vec![progress(4, 0, 100)])]);
}

#[ink::test]
fn telling_refuses_in_the_order_promised() {
    let mut world = World::with_order(&[(1, 100), (2, 100)]);
    world.others.orders = 0;
    assert_eq!(world.tell(CaseId([9; 32]), PAPER, &[]), Err(Error::NotFound));
    let unlinked = world.stated(2);
    world.match_lines(unlinked, PAPER, &[1, 2]).unwrap();
    assert_eq!(world.tell(unlinked, PAPER, &[]), Err(Error::WrongStatus(CaseStatus::Matching)));
    world.conclude(unlinked).unwrap();
    assert_eq!(world.tell(unlinked, PAPER, &[]), Err(Error::Empty));
    assert_eq!(world.tell(unlinked, PAPER, &[1; 51]), Err(Error::TooMany));
    world.others.order = None;
    assert_eq!(world.tell(unlinked, PAPER, &[7]), Err(Error::OrdersUnavailable));
    let mut world = World::with_order(&[(1, 100), (2, 100)]);
    let case = world.stated(2);
    world.match_lines(case, PAPER, &[1, 2]).unwrap();
    world.conclude(case).unwrap();
    world.others.is_silent = true;
    world.others.takes_nothing = true;
    world.others.order = None;
    assert_eq!(world.tell(case, OTHER_PAPER, &[7]), Err(Error::NoSuchOrder));
    // A carrier that bills freight is not the seller.
    for parties in [(BERT, CARL), (CARL, ANNA), (ANNA, BERT)] {
        world.others.order = Some(parties);
        assert_eq!(world.tell(case, OTHER_PAPER, &[7]), Err(Error::NotOnOrder));
    }
    world.others.order = Some((BERT, ANNA));
    assert_eq!(world.tell(case, OTHER_PAPER, &[7]), Err(Error::WaybillUnavailable));
    world.others.is_silent = false;
    assert_eq!(world.tell(case, OTHER_PAPER, &[7]), Err(Error::NoSuchWaybill));
    assert_eq!(world.tell(case, PAPER, &[2, 7]), Err(Error::NotOfOrder(0)));
    assert_eq!(world.tell(case, PAPER, &[1, 7]), Err(Error::NoSuchLine(1)));
    assert_eq!(world.tell(case, PAPER, &[1]), Err(Error::NotTold(29)));
    world.others.takes_nothing = false;
    world.tell(case, PAPER, &[1]).unwrap();
}

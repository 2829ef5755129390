//! That a line is owed in one case at most, and in none that owes nothing for it.
use super::*;
use interfaces::reconciliation::{Action, Reason};

impl World {
    /// A further case between the two, that both accepted.
    fn further(&mut self, sequence: u16) -> CaseId {
        let case = self.open(ANNA, Proposal { sequence, ..proposal() }).unwrap().case;
        self.accept(BERT, case).unwrap();
        case
    }

    /// A case in which Anna says nothing, and Bert states a line that it signed for; matched.
    fn unbilled(&mut self, sequence: u16) -> (CaseId, LinesMatched) {
        let case = self.further(sequence);
        self.enter(BERT, case, vec![bill(1, 100, 10)]).unwrap();
        for by in [ANNA, BERT] {
            self.complete(by, case).unwrap();
        }
        let matched = self.match_lines(case, PAPER, &[1]).unwrap();
        (case, matched)
    }

    fn settles(
        &mut self,
        by: PartyId,
        case: CaseId,
        action: Action,
    ) -> Result<DiscrepancyRecord, Error> {
        let (call, reason) = (self.by(by), Reason::Nothing);
        self.ledger
            .answer_discrepancy(call, &self.others, case, by, at(1), reason, action)
            .map(|moved| moved.discrepancy)
    }

    /// What the line comes to on silence.
    fn lapses(&mut self, case: CaseId) -> Money {
        self.now += RESPONSE + 1;
        let call = self.by(CARL);
        let mut moved = self.ledger.expire(call, case, at(1)).unwrap();
        if !crate::discrepancy::is_settled(moved.discrepancy.status) {
            self.now += DECISION + 1;
            let call = self.by(CARL);
            moved = self.ledger.expire(call, case, at(1)).unwrap();
        }
        moved.discrepancy.amount
    }
}

const DUPLICATE: LineStatus = LineStatus::Discrepant(Discrepancy::Duplicate);
const NOT_BILLED: LineStatus = LineStatus::Discrepant(Discrepancy::NotBilled);

fn closed() -> World {
    with_waybill(record(WaybillStatus::Closed, &[(1, 100)]))
}

#[ink::test]
fn what_is_owed_though_it_was_not_billed_is_not_owed_again() {
    let mut world = closed();
    let (first, matched) = world.unbilled(1);
    assert_eq!((matched.results[0].status, matched.raised[0].amount), (NOT_BILLED, 1000));
    assert_eq!(world.ledger.billed_in(&ANNA, &at(1)), Some(first));
    let (second, matched) = world.unbilled(2);
    assert_eq!((matched.results[0].status, matched.raised[0].amount), (DUPLICATE, 0));
    assert_eq!(world.lapses(first), 1000);
    assert_eq!(world.lapses(second), 0);
    let third = world.further(3);
    assert_eq!(world.enter(ANNA, third, vec![bill(1, 100, 10)]).unwrap().billed_before, [0]);
}

#[ink::test]
fn what_was_billed_elsewhere_before_it_is_matched_is_a_duplicate_though_only_the_other_states_it() {
    let mut world = closed();
    let first = world.further(1);
    world.enter(BERT, first, vec![bill(1, 100, 10)]).unwrap();
    let second = world.further(2);
    world.enter(ANNA, second, vec![bill(1, 100, 10)]).unwrap();
    for by in [ANNA, BERT] {
        world.complete(by, first).unwrap();
    }
    let matched = world.match_lines(first, PAPER, &[1]).unwrap();
    assert_eq!((matched.results[0].status, matched.raised[0].amount), (DUPLICATE, 0));
    assert_eq!(world.ledger.billed_in(&ANNA, &at(1)), Some(second));
}

#[ink::test]
fn what_another_case_owes_cannot_be_offered_accepted_or_decided_above_nothing() {
    let mut world = closed();
    let first = world.further(1);
    world.enter(ANNA, first, vec![bill(1, 100, 10)]).unwrap();
    let second = world.further(2);
    world.enter(ANNA, second, vec![bill(1, 100, 10)]).unwrap();
    world.enter(BERT, second, vec![bill(1, 100, 10)]).unwrap();
    for by in [ANNA, BERT] {
        world.complete(by, second).unwrap();
    }
    world.match_lines(second, PAPER, &[1]).unwrap();
    assert_eq!(world.settles(BERT, second, Action::Accept(1000)), Err(Error::OtherOffer));
    for by in [ANNA, BERT] {
        let offered = world.settles(by, second, Action::Offer(1));
        assert_eq!(offered, Err(Error::AmountOutOfRange));
    }
    world.settles(ANNA, second, Action::Escalate).unwrap();
    let decided = world.settles(CARL, second, Action::Decide(1));
    assert_eq!(decided, Err(Error::AmountOutOfRange));
    assert_eq!(world.settles(CARL, second, Action::Decide(0)).unwrap().amount, 0);
}

#[ink::test]
fn what_an_opponent_never_stated_can_be_billed_anew_once_it_has_come_to_nothing() {
    let mut world = closed();
    let first = world.further(1);
    world.enter(ANNA, first, vec![bill(1, 100, 10)]).unwrap();
    for by in [ANNA, BERT] {
        world.complete(by, first).unwrap();
    }
    world.match_lines(first, PAPER, &[1]).unwrap();
    let second = world.further(2);
    assert_eq!(world.enter(ANNA, second, vec![bill(1, 100, 10)]).unwrap().billed_before, [0]);
    assert_eq!(world.lapses(first), 0);
    assert_eq!(world.ledger.billed_in(&ANNA, &at(1)), None);
    world.now = START;
    let third = world.further(3);
    for by in [ANNA, BERT] {
        let entered = world.enter(by, third, vec![bill(1, 100, 10)]).unwrap();
        assert!(entered.billed_before.is_empty());
        world.complete(by, third).unwrap();
    }
    assert_eq!(world.ledger.billed_in(&ANNA, &at(1)), Some(third));
    let matched = world.match_lines(third, PAPER, &[1]).unwrap();
    assert_eq!((matched.results[0].status, matched.totals.cleared), (LineStatus::Matched, 1000));
    // What was a duplicate once stays one.
    for by in [ANNA, BERT] {
        world.complete(by, second).unwrap();
    }
    let matched = world.match_lines(second, PAPER, &[1]).unwrap();
    assert_eq!((matched.results[0].status, matched.raised[0].amount), (DUPLICATE, 0));
}

#[ink::test]
fn what_was_settled_at_something_stays_where_it_was() {
    let mut world = closed();
    let first = world.further(1);
    world.enter(ANNA, first, vec![bill(1, 100, 10)]).unwrap();
    for by in [ANNA, BERT] {
        world.complete(by, first).unwrap();
    }
    world.match_lines(first, PAPER, &[1]).unwrap();
    world.settles(BERT, first, Action::Offer(1)).unwrap();
    world.settles(ANNA, first, Action::Accept(1)).unwrap();
    world.conclude(first).unwrap();
    assert_eq!(world.ledger.billed_in(&ANNA, &at(1)), Some(first));
    let second = world.further(2);
    assert_eq!(world.enter(ANNA, second, vec![bill(1, 100, 10)]).unwrap().billed_before, [0]);
}

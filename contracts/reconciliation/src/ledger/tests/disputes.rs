//! How discrepancies are worked off.
use super::*;
use crate::{discrepancy::is_settled, events::DiscrepancyMoved};
use interfaces::reconciliation::{Action, DiscrepancyStatus as Status, Offer, Reason};

impl World {
    pub(super) fn answer(
        &mut self,
        by: PartyId,
        case: CaseId,
        action: Action,
    ) -> Result<DiscrepancyMoved, Error> {
        let call = self.by(by);
        let reason = Reason::Quantity;
        self.ledger.answer_discrepancy(call, &self.others, case, by, at(1), reason, action)
    }

    pub(super) fn expire(&mut self, case: CaseId) -> Result<DiscrepancyMoved, Error> {
        self.ledger.expire(self.by(CARL), case, at(1))
    }

    fn worked_off(&self, case: CaseId) -> DiscrepancyRecord {
        self.line(case, 1).worked_off.unwrap()
    }

    /// A case in which Anna billed 100 pieces at 10 of which Bert, who expected so many, received so many and signed for them.
    pub(super) fn disputed(expected: u64, received: u64, confirmed: bool) -> (Self, CaseId) {
        let closed = record(WaybillStatus::Closed, &[(1, received)]);
        let mut world = with_waybill(BillingRecord { confirmed, ..closed });
        let case = world.accepted();
        world.enter(ANNA, case, vec![bill(1, 100, 10)]).unwrap();
        world.enter(BERT, case, vec![bill(1, expected, 10)]).unwrap();
        world.complete(ANNA, case).unwrap();
        world.complete(BERT, case).unwrap();
        world.match_lines(case, PAPER, &[1]).unwrap();
        (world, case)
    }
}

#[ink::test]
fn a_discrepancy_is_raised_with_the_line_and_told_with_it() {
    let mut world = with_waybill(record(WaybillStatus::Closed, &[(1, 60), (2, 100)]));
    let case = world.stated(2);
    let raised = world.match_lines(case, PAPER, &[2, 1]).unwrap().raised;
    let is = DiscrepancyRecord {
        status: Status::Raised,
        reason: Reason::Nothing,
        until: START + RESPONSE,
        delivered: 60_000,
        is_signed: true,
        billed: 1000,
        expected: 1000,
        amount: 600,
        billers: Offer { is_made: true, amount: 1000 },
        payers: Offer { is_made: false, amount: 0 },
    };
    assert_eq!(raised, [is]);
    assert_eq!(world.worked_off(case), is);
    assert_eq!(world.line(case, 2).worked_off, None);
}

#[ink::test]
fn what_one_offers_and_the_other_accepts_settles_it_and_the_case_balances() {
    let (mut world, case) = World::disputed(100, 60, true);
    assert!(matches!(world.conclude(case), Ok(Concluded::Discrepant(_))));
    let offered = world.answer(BERT, case, Action::Offer(650)).unwrap();
    assert_eq!((offered.by, offered.action), (Some(BERT), Some(Action::Offer(650))));
    let DiscrepancyRecord { status, payers, until, reason, .. } = offered.discrepancy;
    assert_eq!((status, until, reason), (Status::Explained, START + RESPONSE, Reason::Quantity));
    assert_eq!(payers, Offer { is_made: true, amount: 650 });
    let still = Error::WrongStatus(CaseStatus::Discrepant);
    assert_eq!(world.conclude(case), Err(still));
    world.now = START + 5;
    let settled = world.answer(ANNA, case, Action::Accept(650)).unwrap();
    assert_eq!(settled.discrepancy.status, Status::Credited);
    assert_eq!((settled.discrepancy.amount, settled.discrepancy.until), (650, START + 5));
    let totals =
        Totals { discrepant: 1, settled: 1, cleared: 650, disputed: 400, ..Totals::default() };
    assert_eq!(settled.totals, totals);
    assert_eq!(world.conclude(case), Ok(Concluded::Balanced(CaseBalanced { case, totals })));
    let view = world.view(case);
    assert_eq!((view.status, view.cleared, view.settled), (CaseStatus::Balanced, 650, 1));
    let locked = Error::WrongDiscrepancyStatus(Status::Credited);
    assert_eq!(world.answer(ANNA, case, Action::Explain), Err(locked));
    world.now = START + RESPONSE * 9;
    assert_eq!(world.expire(case), Err(locked));
    assert_eq!(world.conclude(case), Err(Error::WrongStatus(CaseStatus::Balanced)));
}

#[ink::test]
fn a_case_whose_discrepancies_are_settled_before_it_is_concluded_balances_at_once() {
    let (mut world, case) = World::disputed(100, 60, true);
    world.answer(BERT, case, Action::Accept(1000)).unwrap();
    assert!(matches!(world.conclude(case), Ok(Concluded::Balanced(_))));
}

#[ink::test]
fn what_both_sign_is_named_after_what_it_is_to_what_they_stated() {
    for (amount, status) in [
        (1000, Status::Accepted),
        (950, Status::Split),
        (900, Status::Credited),
        (0, Status::Credited),
        (1001, Status::Debited),
    ] {
        let (mut world, case) = World::disputed(90, 60, true);
        world.answer(ANNA, case, Action::Offer(amount)).unwrap();
        let settled = world.answer(BERT, case, Action::Accept(amount)).unwrap();
        assert_eq!((settled.discrepancy.status, settled.discrepancy.amount), (status, amount));
        assert_eq!(world.view(case).cleared, u128::from(amount));
    }
}

#[ink::test]
fn an_offer_cannot_change_underneath_its_acceptance_and_nobody_accepts_its_own() {
    let (mut world, case) = World::disputed(100, 60, true);
    assert_eq!(world.answer(BERT, case, Action::Accept(600)), Err(Error::OtherOffer));
    assert_eq!(world.answer(ANNA, case, Action::Accept(1000)), Err(Error::OtherOffer));
    // What Bert expected before it knew what came is no offer, nor is the nothing that it has offered.
    assert_eq!(world.answer(ANNA, case, Action::Accept(0)), Err(Error::OtherOffer));
    world.answer(BERT, case, Action::Offer(700)).unwrap();
    world.answer(BERT, case, Action::Offer(650)).unwrap();
    assert_eq!(world.answer(ANNA, case, Action::Accept(700)), Err(Error::OtherOffer));
    assert_eq!(world.answer(BERT, case, Action::Accept(650)), Err(Error::OtherOffer));
    assert_eq!(world.view(case).settled, 0);
    world.answer(ANNA, case, Action::Accept(650)).unwrap();
}

#[ink::test]
fn the_arbiter_decides_between_what_the_two_stated_and_only_what_was_left_to_it() {
    let (mut world, case) = World::disputed(90, 60, false);
    let early = Error::WrongDiscrepancyStatus(Status::Raised);
    assert_eq!(world.answer(CARL, case, Action::Decide(950)), Err(early));
    let left = world.answer(ANNA, case, Action::Escalate).unwrap().discrepancy;
    assert_eq!((left.status, left.until), (Status::Escalated, START + DECISION));
    let again = Error::WrongDiscrepancyStatus(Status::Escalated);
    assert_eq!(world.answer(BERT, case, Action::Escalate), Err(again));
    for wrong in [899, 1001] {
        let decided = world.answer(CARL, case, Action::Decide(wrong));
        assert_eq!(decided, Err(Error::AmountOutOfRange));
    }
    for party in [ANNA, BERT] {
        assert_eq!(world.answer(party, case, Action::Decide(950)), Err(Error::NotAParty));
    }
    assert_eq!(world.answer(CARL, case, Action::Explain), Err(Error::NotAParty));
    let decided = world.answer(CARL, case, Action::Decide(900)).unwrap();
    assert_eq!((decided.discrepancy.status, decided.discrepancy.amount), (Status::Decided, 900));
    assert_eq!(decided.totals.cleared, 900);
    let asked = *world.others.asked.borrow().last().unwrap();
    assert_eq!(asked, (0, CARL, Scope::Agree, Business::Exit));
}

#[ink::test]
fn the_two_may_still_agree_while_the_arbiter_thinks() {
    let (mut world, case) = World::disputed(90, 60, false);
    world.answer(ANNA, case, Action::Escalate).unwrap();
    let offered = world.answer(BERT, case, Action::Offer(910)).unwrap().discrepancy;
    assert_eq!((offered.status, offered.until), (Status::Escalated, START + DECISION));
    let settled = world.answer(ANNA, case, Action::Accept(910)).unwrap();
    assert_eq!(settled.discrepancy.status, Status::Split);
}

#[ink::test]
fn silence_settles_what_both_have_signed() {
    let (mut world, case) = World::disputed(100, 60, true);
    world.now = START + RESPONSE;
    assert_eq!(world.expire(case), Err(Error::WindowOpen(START + RESPONSE)));
    world.now += 1;
    assert_eq!(world.answer(ANNA, case, Action::Explain), Err(Error::WindowOver));
    let lapsed = world.expire(case).unwrap();
    assert_eq!((lapsed.by, lapsed.action), (None, None));
    assert_eq!((lapsed.discrepancy.status, lapsed.discrepancy.amount), (Status::Lapsed, 600));
    assert_eq!(lapsed.totals.cleared, 600);
}

#[ink::test]
fn silence_leaves_to_the_arbiter_what_was_not_signed_for_and_its_silence_settles_it() {
    let (mut world, case) = World::disputed(90, 60, false);
    world.now = START + RESPONSE + 1;
    let left = world.expire(case).unwrap();
    let until = world.now + DECISION;
    assert_eq!((left.discrepancy.status, left.discrepancy.until), (Status::Escalated, until));
    assert_eq!(left.totals.settled, 0);
    assert_eq!(world.expire(case), Err(Error::WindowOpen(until)));
    world.now = until + 1;
    assert_eq!(world.answer(CARL, case, Action::Decide(900)), Err(Error::WindowOver));
    let lapsed = world.expire(case).unwrap();
    assert_eq!((lapsed.discrepancy.status, lapsed.discrepancy.amount), (Status::Lapsed, 600));
}

#[ink::test]
fn without_an_arbiter_silence_settles_everything() {
    let mut world = World::new();
    let terms = CaseTerms { arbiter: OptionalParty::Nobody, ..terms() };
    let case = world.open(ANNA, proposed(terms)).unwrap().case;
    world.accept(BERT, case).unwrap();
    world.enter(ANNA, case, vec![bill(1, 100, 12)]).unwrap();
    world.enter(BERT, case, vec![bill(1, 100, 10)]).unwrap();
    world.now = ENTRY_UNTIL + 1;
    world.match_lines(case, PAPER, &[1]).unwrap();
    assert_eq!(world.answer(ANNA, case, Action::Escalate), Err(Error::NoArbiter));
    assert_eq!(world.answer(CARL, case, Action::Decide(1100)), Err(Error::NotAParty));
    world.now += RESPONSE + 1;
    let lapsed = world.expire(case).unwrap();
    assert_eq!((lapsed.discrepancy.status, lapsed.discrepancy.amount), (Status::Lapsed, 1000));
    assert!(matches!(world.conclude(case), Ok(Concluded::Balanced(_))));
}

#[ink::test]
fn no_party_can_put_the_end_off_for_ever() {
    let (mut world, case) = World::disputed(90, 60, false);
    let mut actions = 0;
    let end = START + 2 * RESPONSE + DECISION + 2;
    while !is_settled(world.worked_off(case).status) {
        assert!(world.now <= end + 1, "it still stands at {:?}", world.worked_off(case));
        for party in [ANNA, BERT] {
            for action in [Action::Explain, Action::Offer(1), Action::Offer(2)] {
                actions += u32::from(world.answer(party, case, action).is_ok());
            }
        }
        world.now += 10_000;
        let _ = world.expire(case);
    }
    assert!(actions > 100);
}

#[ink::test]
fn answering_refuses_in_the_order_promised() {
    let mut world = World::new();
    let case = case_id(ANNA, BERT, 202611, 1);
    let too_much = Action::Offer(LIMIT);
    let answer = |world: &mut World, by: PartyId, party, action| {
        let (call, reason) = (world.by(by), Reason::Price);
        world.ledger.answer_discrepancy(call, &world.others, case, party, at(1), reason, action)
    };
    assert_eq!(answer(&mut world, CARL, CARL, too_much), Err(Error::NotFound));
    world.accepted();
    assert_eq!(answer(&mut world, CARL, CARL, too_much), Err(Error::NotAParty));
    assert_eq!(answer(&mut world, ANNA, ANNA, Action::Decide(1)), Err(Error::NotAParty));
    let not_for = Err(Error::Refused(Refusal::NotForParty));
    assert_eq!(answer(&mut world, CARL, ANNA, too_much), not_for);
    assert_eq!(answer(&mut world, ANNA, CARL, Action::Decide(1)), not_for);
    world.others.denial = Some(Denial::Unavailable);
    assert_eq!(answer(&mut world, ANNA, ANNA, too_much), Err(Error::RegistryUnavailable));
    world.others.denial = None;
    assert_eq!(answer(&mut world, ANNA, ANNA, too_much), Err(Error::NoSuchDiscrepancy));
    world.enter(ANNA, case, vec![bill(1, 100, 10)]).unwrap();
    assert_eq!(answer(&mut world, ANNA, ANNA, too_much), Err(Error::NoSuchDiscrepancy));
    world.now = ENTRY_UNTIL + 1;
    world.match_lines(case, PAPER, &[1]).unwrap();
    let until = world.now + RESPONSE;
    world.now = until + 1;
    let wrong = Error::WrongDiscrepancyStatus(Status::Raised);
    assert_eq!(answer(&mut world, CARL, CARL, Action::Decide(LIMIT)), Err(wrong));
    assert_eq!(answer(&mut world, ANNA, ANNA, too_much), Err(Error::WindowOver));
    world.now = until;
    let before = world.worked_off(case);
    assert_eq!(answer(&mut world, ANNA, ANNA, too_much), Err(Error::AmountOutOfRange));
    assert_eq!(world.worked_off(case), before);
    answer(&mut world, ANNA, ANNA, Action::Offer(LIMIT - 1)).unwrap();
    let asked = *world.others.asked.borrow().last().unwrap();
    assert_eq!(asked, (0, ANNA, Scope::Bill, Business::Exit));
}

#[ink::test]
fn expiring_refuses_in_the_order_promised() {
    let mut world = World::new();
    let case = case_id(ANNA, BERT, 202611, 1);
    assert_eq!(world.expire(case), Err(Error::NotFound));
    world.accepted();
    assert_eq!(world.expire(case), Err(Error::NoSuchDiscrepancy));
    world.enter(ANNA, case, vec![bill(1, 100, 10)]).unwrap();
    world.now = ENTRY_UNTIL + 1;
    world.match_lines(case, PAPER, &[1]).unwrap();
    let until = world.now + RESPONSE;
    assert_eq!(world.expire(case), Err(Error::WindowOpen(until)));
}

#[ink::test]
fn what_is_cleared_is_refused_before_it_overflows() {
    let (mut world, case) = World::disputed(100, 60, true);
    let mut record = world.ledger.cases.boxed(&case).unwrap();
    record.totals.cleared = u128::MAX;
    world.ledger.cases.write(&case, &record);
    assert_eq!(world.answer(BERT, case, Action::Accept(1000)), Err(Error::Overflow));
    assert_eq!(world.worked_off(case).status, Status::Raised);
}

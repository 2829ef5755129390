//! What the credit contract is told.
use super::*;
use crate::events::DisputeTold;
use interfaces::{
    credit::{Fact, FactKind, What},
    reconciliation::Action,
};
use kit::credit::Bureau;

fn fact(case: CaseId, at: Millis, value: Money, what: What) -> Fact {
    Fact {
        document: DocumentId(case.0),
        subject: ANNA,
        counterparty: BERT,
        arbiter: CARL,
        at,
        value,
        currency: *b"EUR",
        what,
    }
}

fn told(world: &World, case: CaseId, kind: FactKind) -> Fact {
    let bureau = Bureau::default();
    let is = DisputeTold { case, kind };
    assert_eq!(world.ledger.tell_credit(&bureau, case, kind), Ok(is));
    let told = bureau.told.borrow();
    assert_eq!(told.len(), 1);
    told[0]
}

#[ink::test]
fn a_case_in_which_nothing_was_disputed_is_told_so_and_that_it_is_closed_once_each() {
    let mut world = World::new();
    let case = world.stated(2);
    world.match_lines(case, PAPER, &[1, 2]).unwrap();
    world.now = START + 7;
    world.conclude(case).unwrap();
    world.now = START + 99;
    let value = Money::try_from(world.view(case).cleared).unwrap();
    let bureau = Bureau::default();
    for kind in [FactKind::Closed, FactKind::Outcome] {
        let is = DisputeTold { case, kind };
        assert_eq!(world.ledger.tell_credit(&bureau, case, kind), Ok(is));
        // `CreditError::AlreadyTold`
        let again = world.ledger.tell_credit(&bureau, case, kind);
        assert_eq!(again, Err(Error::NotTold(6)));
    }
    let closed = fact(case, START + 7, value, What::Closed);
    let undisputed = fact(case, START + 7, value, What::Dispute(0));
    assert_eq!(*bureau.told.borrow(), [closed, undisputed]);
}

#[ink::test]
fn what_both_sign_below_what_was_billed_was_disputed_rightly() {
    for (amount, struck) in [(0, 1000), (650, 350), (1000, 0), (1300, 0)] {
        let (mut world, case) = World::disputed(90, 60, true);
        world.answer(BERT, case, Action::Offer(amount)).unwrap();
        world.answer(ANNA, case, Action::Accept(amount)).unwrap();
        world.conclude(case).unwrap();
        let value = amount + struck;
        let is = fact(case, START, value, What::Dispute(struck));
        assert_eq!(told(&world, case, FactKind::Outcome), is);
        let is = fact(case, START, value, What::Closed);
        assert_eq!(told(&world, case, FactKind::Closed), is);
    }
}

#[ink::test]
fn so_was_what_the_arbiter_strikes() {
    let (mut world, case) = World::disputed(90, 60, false);
    world.answer(ANNA, case, Action::Escalate).unwrap();
    world.answer(CARL, case, Action::Decide(950)).unwrap();
    world.conclude(case).unwrap();
    let is = fact(case, START, 1000, What::Dispute(50));
    assert_eq!(told(&world, case, FactKind::Outcome), is);
}

#[ink::test]
fn silence_strikes_what_both_had_signed_before_and_nothing_else() {
    for (is_signed, struck) in [(true, 400), (false, 0)] {
        let (mut world, case) = World::disputed(100, 60, is_signed);
        while world.conclude(case).is_err() || world.view(case).status != CaseStatus::Balanced {
            world.now += RESPONSE + DECISION;
            world.expire(case).unwrap();
        }
        let owed = Money::try_from(world.view(case).cleared).unwrap();
        assert!(owed < 1000);
        let is = fact(case, world.now, owed + struck, What::Dispute(struck));
        assert_eq!(told(&world, case, FactKind::Outcome), is);
    }
}

#[ink::test]
fn without_an_arbiter_none_is_named() {
    let mut world = World::new();
    let terms = CaseTerms { arbiter: OptionalParty::Nobody, ..terms() };
    let case = world.open(ANNA, proposed(terms)).unwrap().case;
    world.accept(BERT, case).unwrap();
    for by in [ANNA, BERT] {
        world.enter(by, case, vec![bill(1, 100, 10)]).unwrap();
        world.complete(by, case).unwrap();
    }
    world.match_lines(case, PAPER, &[1]).unwrap();
    world.conclude(case).unwrap();
    assert_eq!(told(&world, case, FactKind::Outcome).arbiter, PartyId::NONE);
}

#[ink::test]
fn telling_refuses_in_the_order_promised() {
    let mut world = World::new();
    let bureau = Bureau { is_silent: true, ..Bureau::default() };
    let tell = |world: &World, case| world.ledger.tell_credit(&bureau, case, FactKind::Outcome);
    assert_eq!(tell(&world, CaseId([9; 32])), Err(Error::NotFound));
    let early = |status| Err(Error::WrongStatus(status));
    let case = world.accepted();
    assert_eq!(tell(&world, case), early(CaseStatus::Open));
    let (mut world, case) = World::disputed(90, 60, true);
    assert_eq!(tell(&world, case), early(CaseStatus::Matching));
    world.conclude(case).unwrap();
    assert_eq!(tell(&world, case), early(CaseStatus::Discrepant));
    world.answer(BERT, case, Action::Accept(1000)).unwrap();
    world.conclude(case).unwrap();
    let before = world.view(case);
    assert_eq!(tell(&world, case), Err(Error::CreditUnavailable));
    assert_eq!(world.view(case), before);
}

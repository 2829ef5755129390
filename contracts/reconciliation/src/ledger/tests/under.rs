//! Cases that are opened under a relationship.
use super::*;
use interfaces::orders::Incoterm;

/// Terms that both signed.
pub(super) fn signed() -> Signed {
    let CaseTerms { currency, tolerances, .. } = terms();
    Signed {
        seller: OptionalParty::Party(ANNA),
        currency,
        payment_days: 30,
        incoterm: Incoterm::Dap,
        tolerances,
        response_window: 100,
        statement_window: 400,
        dispute_window: 300,
        notice_period: 500,
        arbiter: OptionalParty::Party(CARL),
    }
}

fn under(biller: PartyId) -> Proposal {
    Proposal { basis: Basis::InForce(biller), ..proposal() }
}

/// A world with such terms.
fn world() -> World {
    let mut world = World::new();
    (world.others.orders, world.others.in_force) = (5, Some((4, signed())));
    world
}

#[ink::test]
fn a_case_under_a_relationship_is_open_at_once_on_the_terms_that_both_signed() {
    let mut world = world();
    let opened = world.open(BERT, Proposal { party: BERT, counterparty: ANNA, ..under(ANNA) });
    let opened = opened.unwrap();
    let case = case_id(ANNA, BERT, 202611, 1);
    let is = CaseTerms {
        biller: ANNA,
        currency: "EUR".into(),
        tolerances: terms().tolerances,
        entry_until: START + 400,
        wait_until: START + 700,
        arbiter: OptionalParty::Party(CARL),
        entry: EntryMode::Open,
        response_window: 100,
        decision_window: 300,
    };
    assert_eq!((opened.case, opened.orders, opened.version), (case, 5, 4));
    assert_eq!((opened.opened_by, opened.counterparty), (BERT, ANNA));
    assert_eq!(opened.terms, is);
    let view = world.view(case);
    assert_eq!((view.status, view.orders, view.version), (CaseStatus::Open, 5, 4));
    assert_eq!(view.terms, is);
    let asked = world.others.asked.borrow().clone();
    assert_eq!(asked, [(0, BERT, Scope::Agree, Business::NewBusiness)]);
    // Nothing is left to accept, or to withdraw.
    let wrong = Error::WrongStatus(CaseStatus::Open);
    assert_eq!(world.accept(ANNA, case), Err(wrong));
    assert_eq!(world.withdraw(ANNA, case), Err(wrong));
    for by in [ANNA, BERT] {
        world.enter(by, case, vec![bill(1, 100, 10)]).unwrap();
        world.complete(by, case).unwrap();
    }
    world.match_lines(case, PAPER, &[1]).unwrap();
    assert!(matches!(world.conclude(case), Ok(Concluded::Balanced(_))));
}

#[ink::test]
fn terms_that_change_later_do_not_change_the_case() {
    let mut world = world();
    let case = world.open(ANNA, under(ANNA)).unwrap().case;
    let before = world.view(case);
    world.others.in_force = Some((5, Signed { currency: "USD".into(), ..signed() }));
    world.others.orders = 6;
    assert_eq!(world.view(case), before);
    let next = world.open(ANNA, Proposal { sequence: 2, ..under(ANNA) }).unwrap();
    assert_eq!((next.orders, next.version, next.terms.currency.as_str()), (6, 5, "USD"));
}

#[ink::test]
fn where_each_may_sell_either_may_bill() {
    for biller in [ANNA, BERT] {
        let mut world = world();
        world.others.in_force = Some((4, Signed { seller: OptionalParty::Nobody, ..signed() }));
        assert_eq!(world.open(ANNA, under(biller)).unwrap().terms.biller, biller);
    }
}

#[ink::test]
fn opening_under_a_relationship_refuses_in_the_order_promised() {
    let mut world = world();
    let open = |world: &mut World, by: PartyId, paused, orders, proposal| {
        let call = world.by(by);
        world.others.orders = orders;
        world.ledger.open(call, paused, &world.others, &world.others, proposal)
    };
    let alone = || Proposal { counterparty: ANNA, ..under(CARL) };
    assert_eq!(open(&mut world, CARL, true, 0, alone()), Err(Error::Paused));
    let not_for = Err(Error::Refused(Refusal::NotForParty));
    assert_eq!(open(&mut world, CARL, false, 0, alone()), not_for);
    world.others.denial = Some(Denial::Unavailable);
    assert_eq!(open(&mut world, ANNA, false, 0, alone()), Err(Error::RegistryUnavailable));
    world.others.denial = None;
    assert_eq!(open(&mut world, ANNA, false, 0, alone()), Err(Error::SameParty));
    assert_eq!(open(&mut world, ANNA, false, 0, under(CARL)), Err(Error::OrdersUnavailable));
    world.others.in_force = None;
    assert_eq!(open(&mut world, ANNA, false, 5, under(CARL)), Err(Error::NoTermsInForce));
    let (arbiter, currency) = (OptionalParty::Party(ANNA), "eur".to_string());
    let mut wrong = Signed { arbiter, currency, dispute_window: Millis::MAX, ..signed() };
    wrong.tolerances.small_difference = LIMIT;
    world.others.in_force = Some((4, wrong.clone()));
    assert_eq!(open(&mut world, ANNA, false, 5, under(CARL)), Err(Error::NotTheSeller));
    assert_eq!(open(&mut world, ANNA, false, 5, under(BERT)), Err(Error::NotTheSeller));
    world.others.in_force = Some((4, Signed { seller: OptionalParty::Nobody, ..wrong.clone() }));
    assert_eq!(open(&mut world, ANNA, false, 5, under(CARL)), Err(Error::BillerNotAParty));
    for (error, mend) in [
        (Error::ArbiterIsAParty, (|of| of.arbiter = OptionalParty::Nobody) as fn(&mut Signed)),
        (Error::MalformedCurrency, |of| of.currency = "EUR".into()),
        (Error::AmountOutOfRange, |of| of.tolerances.small_difference = 0),
        (Error::WindowTooLong, |of| of.dispute_window = 0),
    ] {
        world.others.in_force = Some((4, wrong.clone()));
        assert_eq!(open(&mut world, ANNA, false, 5, under(ANNA)), Err(error));
        mend(&mut wrong);
    }
    assert_eq!(world.ledger.case(case_id(ANNA, BERT, 202611, 1)), None);
    world.others.in_force = Some((4, wrong));
    open(&mut world, ANNA, false, 5, under(ANNA)).unwrap();
    assert_eq!(open(&mut world, ANNA, false, 5, under(ANNA)), Err(Error::AlreadyExists));
}

//! Sales and pledges.
use super::*;

const WHOLE: Price = Price::Amount(9_500);

#[ink::test]
fn a_sale_passes_the_token_and_the_money_goes_from_who_calls_to_whom_the_owner_named() {
    let (mut desk, _, token) = confirmed(terms());
    let offered = desk.offer(SUPPLIER, token, sale(WHOLE)).unwrap();
    assert_eq!((offered.number, offered.face, offered.buyer), (1, FACE, BANK));
    let (sold, payment) = desk.accept_offer(BANK, token, 1, 9_500).unwrap();
    let expected = TokenSold {
        token,
        seller: SUPPLIER,
        buyer: BANK,
        number: 1,
        price: 9_500,
        payer: at(BANK),
    };
    assert_eq!(sold, expected);
    let amount = 9_500 * UNITS;
    assert_eq!(payment, Payment { token: None, to: at(SUPPLIER), amount });
    let moved = desk.token(token);
    assert_eq!((moved.owner, moved.status, moved.transfers), (BANK, TokenStatus::Held, 1));
    assert_eq!(desk.ledger.book.balance_of(&BANK), 1);
}

#[ink::test]
fn what_a_suspended_owner_offered_is_not_taken_in_pledge_either() {
    let mut desk = Desk::registered();
    let id = desk.confirm(terms()).unwrap();
    let token = desk.debt(id).first_token;
    let pledge = desk.to_bank();
    desk.pledge(SUPPLIER, token, pledge).unwrap();
    desk.roll.suspended.borrow_mut().insert(SUPPLIER);
    let refused = desk.answer(BANK, token, 1, PledgeStep::Accept);
    assert_eq!(refused, Err(ReceivableError::SellerSuspended));
    desk.roll.suspended.borrow_mut().clear();
    desk.answer(BANK, token, 1, PledgeStep::Accept).unwrap();
}

#[ink::test]
fn what_a_suspended_owner_offered_is_not_sold_until_it_may_do_business_again() {
    let mut desk = Desk::registered();
    let id = desk.confirm(terms()).unwrap();
    let token = desk.debt(id).first_token;
    desk.offer(SUPPLIER, token, sale(WHOLE)).unwrap();
    desk.roll.suspended.borrow_mut().insert(SUPPLIER);
    let refused = desk.accept_offer(BANK, token, 1, 9_500).unwrap_err();
    assert_eq!(refused, ReceivableError::SellerSuspended);
    desk.roll.suspended.borrow_mut().clear();
    desk.accept_offer(BANK, token, 1, 9_500).unwrap();
}

#[ink::test]
fn a_sale_in_psp22_brings_no_native_token() {
    let (mut desk, _, token) = confirmed(terms());
    let settlement = Settlement::Token(PSP22.into(), 7);
    desk.offer(SUPPLIER, token, SaleOffer { settlement, ..sale(WHOLE) }).unwrap();
    let bank = desk.by(BANK);
    let Desk { ledger, bureau, .. } = &mut desk;
    let mut accept = |value| ledger.accept_offer(&bank, bureau, value, token, 1, BANK, 9_500, None);
    assert_eq!(accept(1).unwrap_err(), ReceivableError::WrongValue);
    let (_, payment) = accept(0).unwrap();
    let to = at(SUPPLIER);
    assert_eq!(payment, Payment { token: Some(PSP22.into()), to, amount: 9_500 * 7 });
}

#[ink::test]
fn a_rate_is_a_price_that_rises_until_the_due_date() {
    let (mut desk, id, token) = confirmed(terms());
    desk.pay(id, 1_000).unwrap();
    desk.draw(SUPPLIER, token).unwrap();
    let open = SaleOffer { buyer: PartyId::NONE, ..sale(Price::Rate(1_200)) };
    desk.offer(SUPPLIER, token, open).unwrap();
    assert_eq!(desk.ledger.price_of(token, START), 8_910);
    desk.now = START + 10 * DAY;
    assert_eq!(desk.ledger.price_of(token, desk.now), 8_940);
    let other = desk.accept_offer(STRANGER, token, 1, 8_910).unwrap_err();
    assert_eq!(other, ReceivableError::OtherPrice(8_940));
    desk.accept_offer(STRANGER, token, 1, 8_940).unwrap();
    assert_eq!(desk.ledger.price_of(99, START), 0);
}

#[ink::test]
fn offering_refuses_in_order() {
    let (mut desk, _, token) = confirmed(terms());
    let wrong = SaleOffer {
        buyer: SUPPLIER,
        price: Price::Amount(0),
        settlement: Settlement::OffChain,
        pay_to: at(CONTRACT),
        until: START - 1,
    };
    desk.paused = true;
    assert_eq!(desk.offer(STRANGER, 99, wrong), Err(ReceivableError::Paused));
    desk.paused = false;
    assert_eq!(desk.offer(STRANGER, 99, wrong), Err(ReceivableError::NoSuchToken));
    assert_eq!(desk.offer(STRANGER, token, wrong), Err(NOT_FOR_PARTY));
    let due = desk.token(token).due_at;
    desk.now = due;
    assert_eq!(desk.offer(SUPPLIER, token, wrong), Err(ReceivableError::Matured));
    desk.now = START;
    let mut next = |wrong, error| assert_eq!(desk.offer(SUPPLIER, token, wrong), Err(error));
    next(wrong, ReceivableError::OutOfOrder);
    let wrong = SaleOffer { until: START, ..wrong };
    next(wrong, ReceivableError::SameParty);
    let wrong = SaleOffer { buyer: BANK, ..wrong };
    next(wrong, ReceivableError::OtherSettlement);
    let wrong = SaleOffer { settlement: Settlement::Native(0), ..wrong };
    next(wrong, ReceivableError::NotPayable);
    let wrong = SaleOffer { pay_to: at(SUPPLIER), ..wrong };
    let prices =
        [Price::Amount(0), Price::Amount(FACE + 1), Price::Rate(120_000), Price::Amount(1)];
    for price in prices {
        next(SaleOffer { price, ..wrong }, ReceivableError::AmountOutOfRange);
    }
    let right = SaleOffer { settlement: Settlement::Native(1), price: WHOLE, ..wrong };
    let vast = SaleOffer { settlement: Settlement::Native(u128::MAX), ..right };
    next(vast, ReceivableError::AmountOutOfRange);
    desk.offer(SUPPLIER, token, right).unwrap();
    let offered = Err(ReceivableError::WrongTokenStatus(TokenStatus::Offered));
    assert_eq!(desk.offer(SUPPLIER, token, right), offered);
}

#[ink::test]
fn buying_refuses_in_order_and_what_is_refused_changes_nothing() {
    let (mut desk, _, token) = confirmed(terms());
    let bank = desk.by(BANK);
    desk.paused = true;
    let error = |bought: Result<(TokenSold, Payment), _>| bought.unwrap_err();
    assert_eq!(error(desk.accept_offer(BANK, 99, 7, 7)), ReceivableError::Paused);
    desk.paused = false;
    assert_eq!(error(desk.accept_offer(BANK, 99, 7, 7)), ReceivableError::NoSuchToken);
    let Desk { ledger, bureau, .. } = &mut desk;
    let for_another = ledger.accept_offer(&bank, bureau, 0, token, 7, STRANGER, 7, None);
    assert_eq!(error(for_another), NOT_FOR_PARTY);
    let held = ReceivableError::WrongTokenStatus(TokenStatus::Held);
    assert_eq!(error(desk.accept_offer(BANK, token, 7, 7)), held);
    let long = SaleOffer { until: START + 99 * DAY, ..sale(WHOLE) };
    desk.offer(SUPPLIER, token, long).unwrap();
    let before = desk.token(token);
    assert_eq!(error(desk.accept_offer(STRANGER, token, 7, 7)), ReceivableError::OtherOffer);
    assert_eq!(error(desk.accept_offer(STRANGER, token, 1, 7)), ReceivableError::NotAParty);
    desk.now = before.due_at;
    assert_eq!(error(desk.accept_offer(BANK, token, 1, 7)), ReceivableError::Matured);
    desk.now = START;
    let other = ReceivableError::OtherPrice(9_500);
    assert_eq!(error(desk.accept_offer(BANK, token, 1, 7)), other);
    for value in [0, 9_500 * UNITS - 1, 9_500 * UNITS + 1] {
        let Desk { ledger, bureau, .. } = &mut desk;
        let short = ledger.accept_offer(&bank, bureau, value, token, 1, BANK, 9_500, None);
        assert_eq!(error(short), ReceivableError::WrongValue);
    }
    assert_eq!(desk.token(token), before);
    let open = SaleOffer { buyer: PartyId::NONE, ..long };
    desk.close_offer(SUPPLIER, token, 1).unwrap();
    desk.offer(SUPPLIER, token, open).unwrap();
    let own = error(desk.accept_offer(SUPPLIER, token, 2, 9_500));
    assert_eq!(own, ReceivableError::NotAParty);
    desk.roll.suspended.borrow_mut().insert(BANK);
    let suspended = ReceivableError::Refused(Refusal::Suspended(77));
    assert_eq!(error(desk.accept_offer(BANK, token, 2, 9_500)), suspended);
}

#[ink::test]
fn an_offer_ends_with_its_time_and_with_whatever_changes_the_token() {
    let changes: [fn(&mut Desk, DocumentId, TokenId); 4] = [
        |desk, _, _| desk.now = START + 10 * DAY + 1,
        |desk, _, token| {
            desk.transfer(SUPPLIER, SUPPLIER, token, &[]).unwrap();
        },
        |desk, id, token| {
            desk.pay(id, 1_000).unwrap();
            desk.draw(SUPPLIER, token).unwrap();
        },
        |desk, _, token| {
            desk.close_offer(BANK, token, 1).unwrap();
        },
    ];
    for change in changes {
        apart(|| {
            let (mut desk, id, token) = confirmed(terms());
            desk.offer(SUPPLIER, token, sale(WHOLE)).unwrap();
            change(&mut desk, id, token);
            let held = ReceivableError::WrongTokenStatus(TokenStatus::Held);
            let late = desk.accept_offer(BANK, token, 1, 9_500).unwrap_err();
            assert_eq!(late, held);
            assert_eq!(desk.close_offer(SUPPLIER, token, 1), Err(held));
            // Another can be made.
            let again = SaleOffer { until: desk.now, ..sale(Price::Amount(1)) };
            assert_eq!(desk.offer(SUPPLIER, token, again).unwrap().number, 2);
        });
    }
}

#[ink::test]
fn an_offer_is_closed_by_its_owner_or_by_the_buyer_named_and_a_pause_does_not_stop_that() {
    let (mut desk, _, token) = confirmed(terms());
    desk.offer(SUPPLIER, token, sale(WHOLE)).unwrap();
    desk.paused = true;
    assert_eq!(desk.close_offer(SUPPLIER, 99, 7), Err(ReceivableError::NoSuchToken));
    assert_eq!(desk.close_offer(STRANGER, token, 7), Err(ReceivableError::OtherOffer));
    assert_eq!(desk.close_offer(STRANGER, token, 1), Err(ReceivableError::NotAParty));
    let stranger = desk.by(STRANGER);
    for party in [SUPPLIER, BANK] {
        let closed = desk.ledger.close_offer(&stranger, token, 1, party);
        assert_eq!(closed, Err(NOT_FOR_PARTY));
    }
    let closed = OfferClosed { token, number: 1, by: BANK };
    assert_eq!(desk.close_offer(BANK, token, 1), Ok(closed));
    desk.paused = false;
    let open = SaleOffer { buyer: PartyId::NONE, ..sale(WHOLE) };
    desk.offer(SUPPLIER, token, open).unwrap();
    let nobody = desk.ledger.close_offer(&stranger, token, 2, PartyId::NONE);
    assert_eq!(nobody, Err(ReceivableError::NotAParty));
}

#[ink::test]
fn a_pledged_token_is_its_owners_and_goes_nowhere() {
    let (mut desk, _, token) = confirmed(terms());
    let pledge = desk.to_bank();
    let offered = desk.pledge(SUPPLIER, token, pledge).unwrap();
    assert_eq!(offered, PledgeOffered { token, number: 1, pledgee: BANK, pledge });
    let accept = PledgeStep::Accept;
    let moved = desk.answer(BANK, token, 1, accept).unwrap();
    assert_eq!(moved, PledgeMoved { token, number: 1, step: accept });
    let pledged = desk.token(token);
    assert_eq!((pledged.owner, pledged.status), (SUPPLIER, TokenStatus::Pledged));
    assert_eq!(desk.transfer(SUPPLIER, BANK, token, &[]), Err(custom("Pledged")));
    let wrong = ReceivableError::WrongTokenStatus(TokenStatus::Pledged);
    assert_eq!(desk.offer(SUPPLIER, token, sale(WHOLE)), Err(wrong));
    assert_eq!(desk.pledge(SUPPLIER, token, pledge), Err(wrong));
    for step in [PledgeStep::Accept, PledgeStep::Reject] {
        assert_eq!(desk.answer(BANK, token, 1, step), Err(wrong));
    }
    desk.roll.suspended.borrow_mut().insert(BANK);
    desk.paused = true;
    desk.answer(BANK, token, 1, PledgeStep::Release).unwrap();
    assert_eq!(desk.token(token).status, TokenStatus::Held);
}

#[ink::test]
fn pledging_refuses_in_order() {
    let (mut desk, _, token) = confirmed(terms());
    let wrong = Pledge {
        pledgee: SUPPLIER,
        debt: Fingerprint([9; 32]),
        default_at: START + (30 + 366) * DAY + 1,
        enforce_until: 0,
        until: START - 1,
    };
    desk.paused = true;
    assert_eq!(desk.pledge(STRANGER, 99, wrong), Err(ReceivableError::Paused));
    desk.paused = false;
    assert_eq!(desk.pledge(STRANGER, 99, wrong), Err(ReceivableError::NoSuchToken));
    assert_eq!(desk.pledge(STRANGER, token, wrong), Err(NOT_FOR_PARTY));
    desk.now = START + 30 * DAY;
    assert_eq!(desk.pledge(SUPPLIER, token, wrong), Err(ReceivableError::Matured));
    desk.now = START;
    let mut next = |wrong, error| assert_eq!(desk.pledge(SUPPLIER, token, wrong), Err(error));
    next(wrong, ReceivableError::SameParty);
    let wrong = Pledge { pledgee: BANK, ..wrong };
    next(wrong, ReceivableError::OutOfOrder);
    let wrong = Pledge { until: START, ..wrong };
    next(wrong, ReceivableError::OutOfOrder);
    let wrong = Pledge { enforce_until: wrong.default_at + 1, ..wrong };
    next(Pledge { until: wrong.default_at + 1, ..wrong }, ReceivableError::OutOfOrder);
    next(wrong, ReceivableError::TermTooLong);
    let default_at = wrong.default_at - 1;
    let wrong = Pledge { default_at, enforce_until: default_at + 366 * DAY + 1, ..wrong };
    next(wrong, ReceivableError::TermTooLong);
    let right = Pledge { enforce_until: default_at + 366 * DAY, ..wrong };
    assert_eq!(desk.pledge(SUPPLIER, token, right).unwrap().number, 1);
}

#[ink::test]
fn a_pledge_is_taken_as_it_was_offered_or_not_at_all() {
    let (mut desk, _, token) = confirmed(terms());
    let pledge = desk.to_bank();
    desk.pledge(SUPPLIER, token, pledge).unwrap();
    let held = ReceivableError::WrongTokenStatus(TokenStatus::Held);
    let offered = ReceivableError::WrongTokenStatus(TokenStatus::PledgeOffered);
    for step in [PledgeStep::Release, PledgeStep::Enforce] {
        assert_eq!(desk.answer(BANK, token, 1, step), Err(offered));
    }
    desk.answer(SUPPLIER, token, 1, PledgeStep::Withdraw).unwrap();
    assert_eq!(desk.answer(BANK, token, 1, PledgeStep::Accept), Err(held));
    let worse = Pledge { default_at: pledge.default_at + 1, ..pledge };
    desk.pledge(SUPPLIER, token, worse).unwrap();
    let other = Err(ReceivableError::OtherOffer);
    assert_eq!(desk.answer(BANK, token, 1, PledgeStep::Accept), other);
    desk.paused = true;
    let paused = Err(ReceivableError::Paused);
    assert_eq!(desk.answer(BANK, token, 2, PledgeStep::Accept), paused);
    desk.paused = false;
    for step in [PledgeStep::Accept, PledgeStep::Reject, PledgeStep::Withdraw] {
        assert_eq!(desk.answer(STRANGER, token, 2, step), Err(NOT_FOR_PARTY));
    }
    desk.answer(BANK, token, 2, PledgeStep::Reject).unwrap();
    desk.pledge(SUPPLIER, token, pledge).unwrap();
    desk.now = pledge.until + 1;
    assert_eq!(desk.answer(BANK, token, 3, PledgeStep::Accept), Err(held));
    let until = START + 31 * DAY;
    desk.pledge(SUPPLIER, token, Pledge { until, ..pledge }).unwrap();
    desk.now = START + 30 * DAY;
    let matured = Err(ReceivableError::Matured);
    assert_eq!(desk.answer(BANK, token, 4, PledgeStep::Accept), matured);
    assert_eq!(desk.answer(BANK, 99, 4, PledgeStep::Accept), Err(ReceivableError::NoSuchToken));
}

#[ink::test]
fn from_the_default_date_to_the_end_that_was_agreed_the_pledgee_may_take_the_token() {
    let (mut desk, _, token) = confirmed(terms());
    let Pledge { default_at, enforce_until, .. } = desk.to_bank();
    desk.pledged(token);
    let enforce = PledgeStep::Enforce;
    desk.now = default_at - 1;
    let early = Err(ReceivableError::TooEarly(default_at));
    assert_eq!(desk.answer(BANK, token, 1, enforce), early);
    let still = Err(ReceivableError::TooEarly(enforce_until));
    assert_eq!(desk.answer(SUPPLIER, token, 1, PledgeStep::Withdraw), still);
    desk.now = enforce_until + 1;
    let late = Err(ReceivableError::Lapsed(enforce_until));
    assert_eq!(desk.answer(BANK, token, 1, enforce), late);
    desk.now = default_at;
    desk.paused = true;
    assert_eq!(desk.answer(SUPPLIER, token, 1, enforce), Err(NOT_FOR_PARTY));
    desk.answer(BANK, token, 1, enforce).unwrap();
    let taken = desk.token(token);
    assert_eq!((taken.owner, taken.status, taken.transfers), (BANK, TokenStatus::Held, 1));
    assert_eq!(desk.ledger.book.balance_of(&SUPPLIER), 0);
}

#[ink::test]
fn a_pledge_that_was_not_enforced_in_time_is_ended_by_the_owner() {
    let (mut desk, _, token) = confirmed(terms());
    desk.pledged(token);
    desk.now = desk.to_bank().enforce_until + 1;
    desk.answer(SUPPLIER, token, 1, PledgeStep::Withdraw).unwrap();
    assert_eq!(desk.token(token).status, TokenStatus::Held);
}

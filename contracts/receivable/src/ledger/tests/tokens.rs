//! Transfers, approvals, splits, merges and venues.
use super::*;
use ink::scale::Encode;
use kit::psp34::{approval, transferred};

fn told() -> Vec<Vec<u8>> {
    recorded_events().map(|event| event.data).collect()
}

#[ink::test]
fn a_transfer_moves_a_token_and_tells_the_standards_event() {
    let (mut desk, _, token) = confirmed(terms());
    assert_eq!(desk.transfer(SUPPLIER, SECOND_TIER, token, &[]), Ok(None));
    let moved = desk.token(token);
    assert_eq!((moved.owner, moved.transfers, moved.tier), (SECOND_TIER, 1, 0));
    let book = &desk.ledger.book;
    assert_eq!((book.balance_of(&SUPPLIER), book.balance_of(&SECOND_TIER)), (0, 1));
    let minted = transferred(None, Some(&SUPPLIER), token).encode();
    let passed = transferred(Some(&SUPPLIER), Some(&SECOND_TIER), token).encode();
    assert_eq!(told(), [minted, passed]);
}

#[ink::test]
fn a_transfer_for_a_trade_is_one_tier_more() {
    let (mut desk, _, token) = confirmed(terms());
    let traded = desk.transfer(SUPPLIER, SECOND_TIER, token, &TRADE).unwrap();
    let expected = TokenTraded { token, to: SECOND_TIER, trade: Fingerprint(TRADE), tier: 1 };
    assert_eq!(traded, Some(expected));
    desk.transfer(SECOND_TIER, STRANGER, token, &TRADE).unwrap();
    assert_eq!(desk.token(token).tier, 2);
}

#[ink::test]
fn a_transfer_to_oneself_ends_approvals_and_nothing_else() {
    let (mut desk, _, token) = confirmed(terms());
    let operator = account_id(&at(STRANGER));
    let supplier = desk.by(SUPPLIER);
    desk.ledger.approve(&supplier, &operator, Some(Some(token)), true).unwrap();
    let before = desk.token(token);
    assert_eq!(desk.transfer(SUPPLIER, SUPPLIER, token, &TRADE), Ok(None));
    assert_eq!(desk.token(token), Token { transfers: 1, ..before });
    assert_eq!(desk.ledger.book.balance_of(&SUPPLIER), 1);
    let refused = desk.transfer(STRANGER, STRANGER, token, &[]);
    assert_eq!(refused, Err(PSP34Error::NotApproved));
}

#[ink::test]
fn an_operator_transfers_until_the_next_transfer_also_if_the_token_comes_back() {
    let (mut desk, _, token) = confirmed(terms());
    let operator = account_id(&at(STRANGER));
    let supplier = desk.by(SUPPLIER);
    desk.ledger.approve(&supplier, &operator, Some(Some(token)), true).unwrap();
    let allows =
        |desk: &Desk, owner| desk.ledger.allowance(&owner, &at(STRANGER), Some(Some(token)));
    assert!(allows(&desk, SUPPLIER) && !allows(&desk, BANK));
    assert_eq!(told().last(), Some(&approval(&SUPPLIER, &operator, Some(token), true).encode()));
    desk.transfer(STRANGER, BANK, token, &[]).unwrap();
    desk.transfer(BANK, SUPPLIER, token, &[]).unwrap();
    assert!(!allows(&desk, SUPPLIER));
    let refused = Err(PSP34Error::NotApproved);
    assert_eq!(desk.transfer(STRANGER, BANK, token, &[]), refused);
    desk.ledger.approve(&supplier, &operator, Some(Some(token)), true).unwrap();
    desk.ledger.approve(&supplier, &operator, Some(Some(token)), false).unwrap();
    assert_eq!(desk.transfer(STRANGER, BANK, token, &[]), refused);
}

#[ink::test]
fn an_account_approves_for_all_that_it_owns_under_its_own_name() {
    let (mut desk, _, token) = confirmed(terms());
    let operator = account_id(&at(STRANGER));
    let supplier = desk.by(SUPPLIER);
    let itself = account_id(&at(SUPPLIER));
    let own = desk.ledger.approve(&supplier, &itself, None, true);
    assert_eq!(own, Err(PSP34Error::SelfApprove));
    desk.ledger.approve(&supplier, &operator, None, true).unwrap();
    assert!(desk.ledger.allowance(&SUPPLIER, &at(STRANGER), None));
    assert!(desk.ledger.allowance(&SUPPLIER, &at(STRANGER), Some(Some(token))));
    assert!(!desk.ledger.allowance(&SUPPLIER, &at(STRANGER), Some(None)));
    desk.transfer(STRANGER, SUPPLIER, token, &[]).unwrap();
    desk.transfer(STRANGER, BANK, token, &[]).unwrap();
    let refused = desk.transfer(STRANGER, BANK, token, &[]);
    assert_eq!(refused, Err(PSP34Error::NotApproved));
}

#[ink::test]
fn approving_refuses_in_order() {
    let (mut desk, _, token) = confirmed(terms());
    let (supplier, stranger) = (desk.by(SUPPLIER), desk.by(STRANGER));
    let (itself, operator) = (account_id(&at(SUPPLIER)), account_id(&at(BANK)));
    let ledger = &mut desk.ledger;
    for id in [None, Some(0), Some(2)] {
        let missing = ledger.approve(&stranger, &itself, Some(id), true);
        assert_eq!(missing, Err(PSP34Error::TokenNotExists));
    }
    let own = ledger.approve(&stranger, &itself, Some(Some(token)), true);
    assert_eq!(own, Err(PSP34Error::SelfApprove));
    let anothers = ledger.approve(&stranger, &operator, Some(Some(token)), true);
    assert_eq!(anothers, Err(PSP34Error::NotApproved));
    assert_eq!(ledger.approve(&supplier, &operator, Some(Some(token)), true), Ok(()));
}

#[ink::test]
fn transferring_refuses_in_order_and_what_is_refused_changes_nothing() {
    let mut desk = Desk::registered();
    let id = desk.confirm(terms()).unwrap();
    let token = desk.debt(id).first_token;
    desk.pledged(token);
    let before = desk.token(token);
    desk.paused = true;
    let missing = Err(PSP34Error::TokenNotExists);
    assert_eq!(desk.transfer(STRANGER, VENUE, 9, &[1]), missing);
    let nothing = desk.by(STRANGER);
    assert_eq!(desk.ledger.transfer(&nothing, BANK, None, &[]), missing);
    assert_eq!(desk.transfer(STRANGER, VENUE, token, &[1]), Err(custom("Paused")));
    desk.paused = false;
    let not_approved = Err(PSP34Error::NotApproved);
    assert_eq!(desk.transfer(STRANGER, VENUE, token, &[1]), not_approved);
    let supplier = desk.by(SUPPLIER);
    let operator = account_id(&at(STRANGER));
    desk.ledger.approve(&supplier, &operator, Some(Some(token)), true).unwrap();
    desk.roll.is_silent.set(true);
    assert_eq!(desk.transfer(STRANGER, VENUE, token, &[1]), Err(custom("Registry")));
    desk.roll.is_silent.set(false);
    desk.roll.suspended.borrow_mut().insert(SUPPLIER);
    assert_eq!(desk.transfer(STRANGER, VENUE, token, &[1]), Err(custom("NotActive")));
    desk.roll.suspended.borrow_mut().clear();
    let due = desk.token(token).due_at;
    desk.now = due;
    assert_eq!(desk.transfer(SUPPLIER, VENUE, token, &[1]), Err(custom("Pledged")));
    desk.answer(BANK, token, 1, PledgeStep::Release).unwrap();
    assert_eq!(desk.transfer(SUPPLIER, VENUE, token, &[1]), Err(custom("Matured")));
    desk.now = due - 1;
    for data in [vec![1], vec![1; 31], vec![1; 33]] {
        assert_eq!(desk.transfer(SUPPLIER, VENUE, token, &data), Err(custom("Trade")));
    }
    for to in [VENUE, PartyId::NONE, CONTRACT] {
        assert_eq!(desk.transfer(SUPPLIER, to, token, &[]), Err(custom("NotActive")));
    }
    assert_eq!(desk.token(token), Token { status: TokenStatus::Held, ..before });
    assert_eq!(desk.transfer(SUPPLIER, BANK, token, &[]), Ok(None));
}

#[ink::test]
fn a_token_is_transferred_four_billion_times_and_no_more() {
    let (mut desk, _, token) = confirmed(terms());
    let worn = Token { transfers: u32::MAX, offers: u64::MAX, ..desk.token(token) };
    desk.ledger.put_token(token, &worn);
    assert_eq!(desk.transfer(SUPPLIER, BANK, token, &[]), Err(custom("Overflow")));
    assert_eq!(desk.split(SUPPLIER, token, 1), Err(ReceivableError::Overflow));
    let offered = desk.offer(SUPPLIER, token, sale(Price::Amount(1)));
    assert_eq!(offered, Err(ReceivableError::Overflow));
}

#[ink::test]
fn a_split_divides_what_is_owed_and_what_was_drawn() {
    let (mut desk, id, token) = confirmed(terms());
    desk.pay(id, 1_001).unwrap();
    desk.draw(SUPPLIER, token).unwrap();
    desk.transfer(SUPPLIER, SECOND_TIER, token, &TRADE).unwrap();
    let split = desk.split(SECOND_TIER, token, 3_333).unwrap();
    assert_eq!(split, TokenSplit { token, into: 2, face: 3_333, drawn: 333 });
    let (rest, part) = (desk.token(token), desk.token(2));
    assert_eq!((rest.face, rest.drawn), (6_667, 668));
    assert_eq!((part.face, part.drawn, part.tier), (3_333, 333, 1));
    assert_eq!((part.owner, part.receivable, part.due_at), (SECOND_TIER, id, rest.due_at));
    assert_eq!(desk.ledger.book.balance_of(&SECOND_TIER), 2);
    assert_eq!(desk.supply, Supply { made: 2, live: 2 });
}

#[ink::test]
fn a_merge_adds_up_and_burns_the_other() {
    let (mut desk, id, token) = confirmed(terms());
    let into = desk.split(SUPPLIER, token, 4_000).unwrap().into;
    desk.transfer(SUPPLIER, BANK, into, &TRADE).unwrap();
    desk.pay(id, 500).unwrap();
    desk.draw(BANK, into).unwrap();
    desk.transfer(BANK, SUPPLIER, into, &[]).unwrap();
    let merged = desk.merge(SUPPLIER, token, into).unwrap();
    let expected = TokensMerged { token, from: into, face: FACE, drawn: 200, tier: 1 };
    assert_eq!(merged, expected);
    let burnt = desk.token(into);
    assert_eq!((burnt.status, burnt.face, burnt.drawn), (TokenStatus::Burnt, 0, 0));
    assert_eq!(desk.ledger.book.balance_of(&SUPPLIER), 1);
    assert_eq!(desk.supply, Supply { made: 2, live: 1 });
    let missing = desk.transfer(SUPPLIER, BANK, into, &[]);
    assert_eq!(missing, Err(PSP34Error::TokenNotExists));
    assert!(desk.ledger.live_token(into).is_none() && desk.ledger.live_token(token).is_some());
    let burnt = ReceivableError::WrongTokenStatus(TokenStatus::Burnt);
    assert_eq!(desk.merge(SUPPLIER, token, into), Err(burnt));
}

#[ink::test]
fn splitting_and_merging_refuse_in_order() {
    let (mut desk, _, token) = confirmed(terms());
    let second = desk.split(SUPPLIER, token, 1_000).unwrap().into;
    let other = desk.confirm(Terms { invoice: "2".into(), ..terms() }).unwrap();
    let other = desk.debt(other).first_token;
    desk.paused = true;
    assert_eq!(desk.split(STRANGER, 99, 0), Err(ReceivableError::Paused));
    assert_eq!(desk.merge(STRANGER, 99, 99), Err(ReceivableError::Paused));
    desk.paused = false;
    assert_eq!(desk.split(STRANGER, 99, 0), Err(ReceivableError::NoSuchToken));
    assert_eq!(desk.merge(STRANGER, 99, token), Err(ReceivableError::NoSuchToken));
    assert_eq!(desk.merge(STRANGER, token, 99), Err(ReceivableError::NoSuchToken));
    assert_eq!(desk.split(STRANGER, token, 0), Err(NOT_FOR_PARTY));
    assert_eq!(desk.merge(STRANGER, token, token), Err(NOT_FOR_PARTY));
    for from in [token, other] {
        assert_eq!(desk.merge(SUPPLIER, token, from), Err(ReceivableError::OtherReceivable));
    }
    desk.offer(SUPPLIER, token, sale(Price::Amount(1))).unwrap();
    desk.pledged(second);
    desk.now = START + 30 * DAY;
    let pledged = ReceivableError::WrongTokenStatus(TokenStatus::Pledged);
    assert_eq!(desk.split(SUPPLIER, second, 0), Err(pledged));
    assert_eq!(desk.merge(SUPPLIER, token, second), Err(pledged));
    desk.now = START;
    let offered = ReceivableError::WrongTokenStatus(TokenStatus::Offered);
    assert_eq!(desk.split(SUPPLIER, token, 0), Err(offered));
    assert_eq!(desk.merge(SUPPLIER, token, second), Err(offered));
    desk.answer(BANK, second, 1, PledgeStep::Release).unwrap();
    // The offer is over by then.
    desk.now = START + 30 * DAY;
    assert_eq!(desk.split(SUPPLIER, token, 0), Err(ReceivableError::Matured));
    assert_eq!(desk.merge(SUPPLIER, token, second), Err(ReceivableError::Matured));
    desk.now -= 1;
    for face in [0, 9_000, 9_001] {
        assert_eq!(desk.split(SUPPLIER, token, face), Err(ReceivableError::AmountOutOfRange));
    }
}

#[ink::test]
fn what_a_venue_still_has_when_it_is_due_goes_back_to_who_put_it_there() {
    let mut desk = Desk::registered();
    let id = desk.confirm(terms()).unwrap();
    let token = desk.debt(id).first_token;
    let part = desk.split(SUPPLIER, token, 1_000).unwrap().into;
    desk.transfer(SUPPLIER, BANK, part, &[]).unwrap();
    let listed = desk.ledger.list_venue(true, &Deployed, at(VENUE), true).unwrap();
    assert!(listed.is_listed && desk.ledger.is_venue(&VENUE));
    let refused = desk.ledger.list_venue(false, &Deployed, at(VENUE), false);
    assert_eq!(refused, Err(ReceivableError::MissingRole));
    let nobodys = desk.ledger.list_venue(true, &Deployed, at(STRANGER), true);
    assert_eq!(nobodys, Err(ReceivableError::NotAContract));
    for (owner, token) in [(SUPPLIER, token), (BANK, part)] {
        desk.transfer(owner, VENUE, token, &[]).unwrap();
        assert_eq!((desk.token(token).owner, desk.token(token).depositor), (VENUE, owner));
    }
    // What two put there is never one, and nobody can tell whose is whose.
    assert_eq!(desk.merge(VENUE, token, part), Err(ReceivableError::OtherReceivable));
    let piece = desk.split(VENUE, part, 10).unwrap().into;
    assert_eq!(desk.token(piece).depositor, BANK);
    desk.transfer(VENUE, SECOND_TIER, piece, &[]).unwrap();
    assert_eq!(desk.token(piece).depositor, PartyId::NONE);
    // Off the list nothing goes in, and all comes out.
    desk.ledger.list_venue(true, &Deployed, at(VENUE), false).unwrap();
    let shut = desk.transfer(SECOND_TIER, VENUE, piece, &[]);
    assert_eq!(shut, Err(custom("NotActive")));
    let due = desk.token(token).due_at;
    let ledger = &mut desk.ledger;
    assert_eq!(ledger.return_from_venue(due - 1, 99), Err(ReceivableError::NoSuchToken));
    assert_eq!(ledger.return_from_venue(due - 1, piece), Err(ReceivableError::NotAtVenue));
    assert_eq!(ledger.return_from_venue(due - 1, part), Ok(()), "it is on the list no longer");
    ledger.list_venue(true, &Deployed, at(VENUE), true).unwrap();
    assert_eq!(ledger.return_from_venue(due - 1, token), Err(ReceivableError::TooEarly(due)));
    assert_eq!(desk.token(part).owner, BANK);
    assert_eq!(desk.token(part).depositor, PartyId::NONE);
    desk.paused = true;
    desk.now = due;
    assert_eq!(desk.ledger.return_from_venue(due, token), Ok(()));
    assert_eq!(desk.token(token).owner, SUPPLIER);
}

#[ink::test]
fn a_venue_gives_back_what_was_put_there_whatever_became_of_who_did() {
    let mut desk = Desk::registered();
    let id = desk.confirm(terms()).unwrap();
    let token = desk.debt(id).first_token;
    desk.ledger.list_venue(true, &Deployed, at(VENUE), true).unwrap();
    desk.transfer(SUPPLIER, VENUE, token, &[]).unwrap();
    desk.paused = true;
    desk.roll.suspended.borrow_mut().insert(SUPPLIER);
    assert_eq!(desk.transfer(VENUE, BANK, token, &[]), Err(custom("Paused")));
    desk.transfer(VENUE, SUPPLIER, token, &[]).unwrap();
    assert_eq!(desk.token(token).owner, SUPPLIER);
    assert_eq!(desk.token(token).depositor, PartyId::NONE);
}

#[ink::test]
fn a_venue_passes_on_what_is_in_it_also_to_another_and_through_operators() {
    let mut desk = Desk::registered();
    let id = desk.confirm(terms()).unwrap();
    let token = desk.debt(id).first_token;
    let second = SECOND_TIER;
    for venue in [VENUE, second] {
        desk.ledger.list_venue(true, &Deployed, at(venue), true).unwrap();
    }
    desk.transfer(SUPPLIER, VENUE, token, &[]).unwrap();
    let venue = desk.by(VENUE);
    desk.ledger.approve(&venue, &account_id(&at(STRANGER)), Some(Some(token)), true).unwrap();
    desk.transfer(STRANGER, second, token, &[]).unwrap();
    assert_eq!((desk.token(token).owner, desk.token(token).depositor), (second, SUPPLIER));
    desk.transfer(second, BANK, token, &[]).unwrap();
    assert_eq!((desk.token(token).owner, desk.token(token).depositor), (BANK, PartyId::NONE));
}

#[ink::test]
fn a_venue_does_not_pledge_what_was_put_there() {
    let (mut desk, _, token) = confirmed(terms());
    desk.ledger.list_venue(true, &Deployed, at(VENUE), true).unwrap();
    desk.transfer(SUPPLIER, VENUE, token, &[]).unwrap();
    let pledge = desk.to_bank();
    assert_eq!(desk.pledge(VENUE, token, pledge), Err(ReceivableError::AtVenue));
}

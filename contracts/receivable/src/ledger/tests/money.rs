//! Payments, draws and recourse.
use super::*;
use crate::events::{PaymentDeclared, ReceiptConfirmed, ReceivableOverdue, RecourseClaimed};

fn off_chain() -> Terms {
    Terms {
        settlement: Settlement::OffChain,
        guarantor: OptionalParty::Party(CORE),
        with_recourse: true,
        ..terms()
    }
}

fn declare(
    desk: &mut Desk,
    party: PartyId,
    id: DocumentId,
    amount: Money,
) -> Result<PaymentDeclared, ReceivableError> {
    let caller = desk.by(party);
    desk.ledger.declare_payment(&caller, party, id, amount, Fingerprint([9; 32]))
}

fn receive(
    desk: &mut Desk,
    party: PartyId,
    token: TokenId,
    amount: Money,
) -> Result<ReceiptConfirmed, ReceivableError> {
    let caller = desk.by(party);
    desk.ledger.confirm_receipt(&caller, &mut desk.supply, token, amount)
}

fn claim(
    desk: &Desk,
    party: PartyId,
    token: TokenId,
    against: Recourse,
) -> Result<RecourseClaimed, ReceivableError> {
    desk.ledger.claim_recourse(&desk.by(party), token, against, Fingerprint([9; 32]))
}

#[ink::test]
fn holders_draw_their_shares_and_the_last_unit_goes_to_somebody() {
    let (mut desk, id, token) = confirmed(Terms { face: 100, ..terms() });
    let second = desk.split(SUPPLIER, token, 33).unwrap().into;
    desk.transfer(SUPPLIER, BANK, second, &[]).unwrap();
    let paid = desk.pay(id, 10).unwrap();
    assert_eq!((paid.amount, paid.paid, paid.status), (10, 10, ReceivableStatus::Confirmed));
    assert_eq!((desk.ledger.due_on(token), desk.ledger.due_on(second)), (6, 3));
    let (drawn, payment) = desk.draw(BANK, second).unwrap();
    assert_eq!((drawn.amount, drawn.to), (3, at(BANK)));
    assert_eq!(payment, Payment { token: None, to: at(BANK), amount: 3 * UNITS });
    assert_eq!(desk.draw(BANK, second).unwrap_err(), ReceivableError::NothingDue);
    let paid = desk.pay(id, 90).unwrap();
    assert_eq!(paid.status, ReceivableStatus::Paid);
    let (drawn, _) = desk.draw(BANK, second).unwrap();
    assert_eq!((drawn.amount, drawn.status), (30, ReceivableStatus::Paid));
    let (drawn, _) = desk.draw(SUPPLIER, token).unwrap();
    assert_eq!((drawn.amount, drawn.status), (67, ReceivableStatus::Settled));
    assert_eq!(desk.supply, Supply { made: 2, live: 0 });
    assert_eq!(desk.token(token).status, TokenStatus::Burnt);
    let burnt = ReceivableError::WrongTokenStatus(TokenStatus::Burnt);
    assert_eq!(desk.draw(SUPPLIER, token).unwrap_err(), burnt);
    assert_eq!(desk.ledger.due_on(99), 0);
}

#[ink::test]
fn what_arrives_is_credited_in_whole_minor_units_and_never_more_than_was_to_be_paid() {
    let settlement = Settlement::Token(PSP22.into(), UNITS);
    let (mut desk, id, _) = confirmed(Terms { settlement, ..terms() });
    let mut pay = |arrived| desk.pay_in(id, 0, 100, arrived).map(|paid| paid.amount);
    assert_eq!(pay(100 * UNITS), Ok(100));
    assert_eq!(pay(99 * UNITS + UNITS - 1), Ok(99));
    assert_eq!(pay(u128::MAX), Ok(100));
    assert_eq!(pay(UNITS - 1), Err(ReceivableError::PaymentFailed));
    assert_eq!(pay(0), Err(ReceivableError::PaymentFailed));
    assert_eq!(desk.debt(id).paid, 299);
    assert_eq!(desk.ledger.find_line(&DEBTOR, b"EUR", 0).open, u128::from(FACE) - 299);
}

#[ink::test]
fn paying_refuses_in_order() {
    let (mut desk, id, _) = confirmed(terms());
    let off = desk.confirm(Terms { invoice: "2".into(), ..off_chain() }).unwrap();
    let draft = desk.draft(DEBTOR, Terms { invoice: "3".into(), ..terms() }).unwrap();
    let mut refuse = |id, value, amount, error| {
        assert_eq!(desk.pay_in(id, value, amount, 0), Err(error));
    };
    refuse(DocumentId([0; 32]), 7, 0, ReceivableError::NotFound);
    let drafted = ReceivableError::WrongStatus(ReceivableStatus::Draft);
    refuse(draft.receivable, 7, 0, drafted);
    refuse(off, 7, 0, ReceivableError::OtherSettlement);
    refuse(id, 7, 0, ReceivableError::AmountOutOfRange);
    refuse(id, 7, FACE + 1, ReceivableError::AmountOutOfRange);
    for value in [0, UNITS - 1, UNITS + 1] {
        refuse(id, value, 1, ReceivableError::WrongValue);
    }
    desk.pay(id, FACE).unwrap();
    let paid = ReceivableError::WrongStatus(ReceivableStatus::Paid);
    assert_eq!(desk.pay(id, 1), Err(paid));
}

#[ink::test]
fn a_pause_and_a_suspension_stop_no_payment_and_no_draw() {
    let (mut desk, id, token) = confirmed(terms());
    desk.paused = true;
    desk.roll.suspended.borrow_mut().insert(SUPPLIER);
    desk.pay(id, FACE).unwrap();
    assert!(desk.draw(SUPPLIER, token).is_ok());
}

#[ink::test]
fn drawing_refuses_in_order() {
    let (mut desk, id, token) = confirmed(terms());
    let off = desk.confirm(Terms { invoice: "2".into(), ..off_chain() }).unwrap();
    let off = desk.debt(off).first_token;
    assert_eq!(desk.draw(STRANGER, 99).unwrap_err(), ReceivableError::NoSuchToken);
    assert_eq!(desk.draw(STRANGER, token).unwrap_err(), NOT_FOR_PARTY);
    assert_eq!(desk.draw(SUPPLIER, off).unwrap_err(), ReceivableError::OtherSettlement);
    let caller = desk.by(SUPPLIER);
    let own = desk.ledger.draw(&caller, &mut desk.supply, token, at(CONTRACT));
    assert_eq!(own.unwrap_err(), ReceivableError::NotPayable);
    assert_eq!(desk.draw(SUPPLIER, token).unwrap_err(), ReceivableError::NothingDue);
    desk.pay(id, 1).unwrap();
    desk.roll.is_silent.set(true);
    let silent = ReceivableError::RegistryUnavailable;
    assert_eq!(desk.draw(BANK, token).unwrap_err(), silent);
}

#[ink::test]
fn what_is_due_on_a_pledged_token_waits_for_the_default_date_or_the_release() {
    let (mut desk, id, token) = confirmed(terms());
    let default_at = desk.to_bank().default_at;
    desk.pledged(token);
    desk.pay(id, 1_000).unwrap();
    let early = ReceivableError::TooEarly(default_at);
    for party in [SUPPLIER, BANK, STRANGER] {
        assert_eq!(desk.draw(party, token).unwrap_err(), early);
    }
    desk.now = default_at;
    assert_eq!(desk.draw(SUPPLIER, token).unwrap_err(), NOT_FOR_PARTY);
    let (drawn, _) = desk.draw(BANK, token).unwrap();
    assert_eq!((drawn.amount, drawn.to), (1_000, at(BANK)));
    assert_eq!(desk.token(token).status, TokenStatus::Pledged);
    desk.pay(id, 1_000).unwrap();
    desk.answer(BANK, token, 1, PledgeStep::Release).unwrap();
    assert_eq!(desk.draw(SUPPLIER, token).unwrap().0.amount, 1_000);
}

#[ink::test]
fn off_the_chain_what_a_holder_confirms_of_what_was_declared_is_paid_and_drawn() {
    let mut desk = Desk::new();
    let id = desk.confirm(off_chain()).unwrap();
    let token = desk.debt(id).first_token;
    let second = desk.split(SUPPLIER, token, 4_000).unwrap().into;
    let out_of_range = ReceivableError::AmountOutOfRange;
    assert_eq!(receive(&mut desk, SUPPLIER, token, 1), Err(out_of_range));
    let declared = declare(&mut desk, DEBTOR, id, 5_000).unwrap();
    assert_eq!((declared.amount, declared.declared), (5_000, 5_000));
    for amount in [0, 4_001, 5_000] {
        assert_eq!(receive(&mut desk, SUPPLIER, second, amount), Err(out_of_range));
    }
    let received = receive(&mut desk, SUPPLIER, second, 4_000).unwrap();
    assert_eq!((received.paid, received.status), (4_000, ReceivableStatus::Confirmed));
    assert_eq!(desk.token(second).status, TokenStatus::Burnt);
    assert_eq!(receive(&mut desk, SUPPLIER, token, 1_001), Err(out_of_range));
    for (payer, amount) in [(CORE, 4_000), (SUPPLIER, 1_000)] {
        declare(&mut desk, payer, id, amount).unwrap();
    }
    let received = receive(&mut desk, SUPPLIER, token, 6_000).unwrap();
    assert_eq!((received.paid, received.status), (FACE, ReceivableStatus::Settled));
    let debt = desk.debt(id);
    assert_eq!((debt.paid, debt.drawn), (FACE, FACE));
    assert_eq!(desk.ledger.find_line(&DEBTOR, b"EUR", 0).open, 0);
}

#[ink::test]
fn declaring_and_confirming_receipt_refuse_in_order() {
    let (mut desk, id, token) = confirmed(terms());
    let off = desk.confirm(Terms { invoice: "2".into(), ..off_chain() }).unwrap();
    let off_token = desk.debt(off).first_token;
    let nowhere = declare(&mut desk, STRANGER, DocumentId([0; 32]), 0);
    assert_eq!(nowhere, Err(ReceivableError::NotFound));
    for party in [STRANGER, PartyId::NONE, SUPPLIER] {
        assert_eq!(declare(&mut desk, party, id, 0), Err(ReceivableError::NotAParty));
    }
    let stranger = desk.by(STRANGER);
    let ledger = &mut desk.ledger;
    let by_stranger = ledger.declare_payment(&stranger, DEBTOR, id, 0, Fingerprint([9; 32]));
    assert_eq!(by_stranger, Err(NOT_FOR_PARTY));
    assert_eq!(declare(&mut desk, DEBTOR, id, 0), Err(ReceivableError::OtherSettlement));
    for amount in [0, FACE + 1] {
        let declared = declare(&mut desk, DEBTOR, off, amount);
        assert_eq!(declared, Err(ReceivableError::AmountOutOfRange));
    }
    assert_eq!(receive(&mut desk, STRANGER, 99, 0), Err(ReceivableError::NoSuchToken));
    assert_eq!(receive(&mut desk, STRANGER, token, 0), Err(NOT_FOR_PARTY));
    let on_chain = receive(&mut desk, SUPPLIER, token, 0);
    assert_eq!(on_chain, Err(ReceivableError::OtherSettlement));
    desk.pledged(off_token);
    let early = ReceivableError::TooEarly(desk.to_bank().default_at);
    assert_eq!(receive(&mut desk, SUPPLIER, off_token, 0), Err(early));
    desk.now = desk.to_bank().default_at;
    declare(&mut desk, DEBTOR, off, FACE).unwrap();
    receive(&mut desk, BANK, off_token, FACE).unwrap();
    let settled = ReceivableError::WrongStatus(ReceivableStatus::Settled);
    assert_eq!(declare(&mut desk, DEBTOR, off, 1), Err(settled));
    let burnt = ReceivableError::WrongTokenStatus(TokenStatus::Burnt);
    assert_eq!(receive(&mut desk, BANK, off_token, 1), Err(burnt));
}

#[ink::test]
fn after_the_days_of_grace_what_is_not_paid_is_overdue_and_can_still_be_paid() {
    let (mut desk, id, token) = confirmed(terms());
    let from = desk.debt(id).overdue_from;
    assert_eq!(from, START + 33 * DAY);
    desk.pay(id, 1).unwrap();
    let ledger = &mut desk.ledger;
    let nowhere = ledger.mark_overdue(from, DocumentId([0; 32]));
    assert_eq!(nowhere, Err(ReceivableError::NotFound));
    assert_eq!(ledger.mark_overdue(from, id), Err(ReceivableError::TooEarly(from)));
    let overdue = ledger.mark_overdue(from + 1, id).unwrap();
    let expected = ReceivableOverdue { receivable: id, debtor: DEBTOR, unpaid: FACE - 1 };
    assert_eq!(overdue, expected);
    let already = ReceivableError::WrongStatus(ReceivableStatus::Overdue);
    assert_eq!(ledger.mark_overdue(from + 1, id), Err(already));
    desk.now = from + 1;
    assert_eq!(desk.pay(id, 1).unwrap().status, ReceivableStatus::Overdue);
    assert_eq!(desk.draw(SUPPLIER, token).unwrap().0.status, ReceivableStatus::Overdue);
    assert_eq!(desk.pay(id, FACE - 2).unwrap().status, ReceivableStatus::Paid);
    assert_eq!(desk.draw(SUPPLIER, token).unwrap().0.status, ReceivableStatus::Settled);
}

#[ink::test]
fn a_holder_turns_to_who_stands_behind_an_overdue_debt() {
    let mut desk = Desk::new();
    let id = desk.confirm(off_chain()).unwrap();
    let token = desk.debt(id).first_token;
    desk.transfer(SUPPLIER, BANK, token, &[]).unwrap();
    let guarantor = Recourse::Guarantor;
    assert_eq!(claim(&desk, STRANGER, 99, guarantor), Err(ReceivableError::NoSuchToken));
    assert_eq!(claim(&desk, STRANGER, token, guarantor), Err(NOT_FOR_PARTY));
    let confirmed = ReceivableError::WrongStatus(ReceivableStatus::Confirmed);
    assert_eq!(claim(&desk, BANK, token, guarantor), Err(confirmed));
    desk.now = START + 33 * DAY + 1;
    desk.ledger.mark_overdue(desk.now, id).unwrap();
    declare(&mut desk, CORE, id, 1_000).unwrap();
    receive(&mut desk, BANK, token, 1_000).unwrap();
    for (recourse, against) in [(guarantor, CORE), (Recourse::Creditor, SUPPLIER)] {
        let claimed = claim(&desk, BANK, token, recourse).unwrap();
        assert_eq!((claimed.against, claimed.amount), (against, FACE - 1_000));
    }
}

#[ink::test]
fn without_guarantor_and_recourse_there_is_nobody_to_turn_to() {
    let (mut desk, id, token) = confirmed(terms());
    desk.ledger.mark_overdue(START + 34 * DAY, id).unwrap();
    for recourse in [Recourse::Guarantor, Recourse::Creditor] {
        let claimed = claim(&desk, SUPPLIER, token, recourse);
        assert_eq!(claimed, Err(ReceivableError::NoRecourse));
    }
}

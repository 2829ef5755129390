//! What the credit contract is told.
use super::*;
use crate::events::PaymentTold;
use interfaces::credit::{Fact, FactKind, What};

/// `CreditError::AlreadyTold`
const ALREADY_TOLD: ReceivableError = ReceivableError::CreditRefused(6);

fn tell(desk: &Desk, id: DocumentId, kind: FactKind) -> Result<PaymentTold, ReceivableError> {
    desk.ledger.tell_credit(&desk.bureau, desk.now, id, kind)
}

fn declare(desk: &mut Desk, id: DocumentId, amount: Money) {
    let caller = desk.by(DEBTOR);
    let shown = Fingerprint([9; 32]);
    desk.ledger.declare_payment(&caller, DEBTOR, id, amount, shown).unwrap();
}

/// Confirms the receipt.
fn receive(desk: &mut Desk, token: TokenId, amount: Money) {
    let caller = desk.by(SUPPLIER);
    desk.ledger.confirm_receipt(&caller, &mut desk.supply, token, amount).unwrap();
}

fn fact(document: DocumentId, at: Millis, what: What) -> Fact {
    Fact {
        document,
        subject: DEBTOR,
        counterparty: SUPPLIER,
        arbiter: PartyId::NONE,
        at,
        value: FACE,
        currency: *b"EUR",
        what,
    }
}

#[ink::test]
fn when_a_debt_was_paid_in_full_is_told_and_that_it_is_closed() {
    let (mut desk, id, token) = confirmed(terms());
    desk.pay(id, FACE - 1).unwrap();
    assert_eq!(desk.debt(id).paid_at, 0);
    // Two days late, and a part of a third.
    desk.now = terms().due_at + 3 * DAY - 1;
    desk.pay(id, 1).unwrap();
    let paid_at = desk.now;
    assert_eq!(desk.debt(id).paid_at, paid_at);
    desk.now += DAY;
    desk.draw(SUPPLIER, token).unwrap();
    assert_eq!(desk.debt(id).paid_at, paid_at);
    for kind in [FactKind::Outcome, FactKind::Closed] {
        assert_eq!(tell(&desk, id, kind), Ok(PaymentTold { receivable: id, kind }));
        assert_eq!(tell(&desk, id, kind), Err(ALREADY_TOLD));
    }
    let told = [fact(id, paid_at, What::Payment(2)), fact(id, paid_at, What::Closed)];
    assert_eq!(*desk.bureau.told.borrow(), told);
}

#[ink::test]
fn early_is_told_as_negative_and_the_one_who_was_owed_first_counts() {
    let (mut desk, id, token) = confirmed(terms());
    desk.transfer(SUPPLIER, BANK, token, &TRADE).unwrap();
    desk.now = terms().due_at - 10 * DAY;
    desk.pay(id, FACE).unwrap();
    desk.paused = true;
    tell(&desk, id, FactKind::Outcome).unwrap();
    assert_eq!(*desk.bureau.told.borrow(), [fact(id, desk.now, What::Payment(-10))]);
}

#[ink::test]
fn what_is_unpaid_is_told_once_nothing_later_could_be_better() {
    let (mut desk, id, _) = confirmed(terms());
    desk.pay(id, FACE - 1).unwrap();
    let latest = terms().due_at + 181 * DAY;
    desk.now = latest - 1;
    assert_eq!(tell(&desk, id, FactKind::Outcome), Err(ReceivableError::TooEarly(latest)));
    desk.now = latest + 100 * DAY;
    let open = Err(ReceivableError::WrongStatus(ReceivableStatus::Confirmed));
    assert_eq!(tell(&desk, id, FactKind::Closed), open);
    desk.ledger.mark_overdue(desk.now, id).unwrap();
    tell(&desk, id, FactKind::Outcome).unwrap();
    assert_eq!(*desk.bureau.told.borrow(), [fact(id, latest, What::Payment(181))]);
    let overdue = Err(ReceivableError::WrongStatus(ReceivableStatus::Overdue));
    assert_eq!(tell(&desk, id, FactKind::Closed), overdue);
    // It is paid at last: that it is closed is told, and how late it was stands.
    desk.pay(id, 1).unwrap();
    assert_eq!(tell(&desk, id, FactKind::Outcome), Err(ALREADY_TOLD));
    tell(&desk, id, FactKind::Closed).unwrap();
}

#[ink::test]
fn off_chain_it_is_paid_when_the_last_of_it_is_confirmed() {
    let (mut desk, id, token) = confirmed(Terms { settlement: Settlement::OffChain, ..terms() });
    declare(&mut desk, id, FACE);
    receive(&mut desk, token, FACE - 1);
    assert_eq!(desk.debt(id).paid_at, 0);
    desk.now = terms().due_at + 40 * DAY;
    receive(&mut desk, token, 1);
    tell(&desk, id, FactKind::Outcome).unwrap();
    assert_eq!(*desk.bureau.told.borrow(), [fact(id, desk.now, What::Payment(40))]);
}

#[ink::test]
fn what_was_declared_in_full_and_not_confirmed_is_not_told_as_unpaid() {
    let (mut desk, id, _) = confirmed(Terms { settlement: Settlement::OffChain, ..terms() });
    declare(&mut desk, id, FACE - 1);
    desk.now = terms().due_at + 181 * DAY;
    apart(|| {
        let (mut other, id, _) = confirmed(Terms { settlement: Settlement::OffChain, ..terms() });
        declare(&mut other, id, FACE - 1);
        other.now = desk.now;
        assert!(tell(&other, id, FactKind::Outcome).is_ok());
    });
    declare(&mut desk, id, 1);
    let disputed = Err(ReceivableError::WrongStatus(ReceivableStatus::Confirmed));
    assert_eq!(tell(&desk, id, FactKind::Outcome), disputed);
}

#[ink::test]
fn telling_refuses_in_order() {
    let mut desk = Desk::new();
    desk.bureau.is_silent = true;
    let id = DocumentId([1; 32]);
    for kind in [FactKind::Outcome, FactKind::Closed] {
        assert_eq!(tell(&desk, id, kind), Err(ReceivableError::NotFound));
    }
    let drafted = desk.draft(SUPPLIER, terms()).unwrap();
    let id = drafted.receivable;
    desk.now += 400 * DAY;
    for kind in [FactKind::Outcome, FactKind::Closed] {
        let draft = Err(ReceivableError::WrongStatus(ReceivableStatus::Draft));
        assert_eq!(tell(&desk, id, kind), draft);
    }
    desk.now -= 400 * DAY;
    desk.sign(DEBTOR, id, &drafted.digest.0).unwrap();
    let latest = terms().due_at + 181 * DAY;
    assert_eq!(tell(&desk, id, FactKind::Outcome), Err(ReceivableError::TooEarly(latest)));
    desk.pay(id, FACE).unwrap();
    let before = desk.debt(id);
    let unavailable = Err(ReceivableError::CreditUnavailable);
    assert_eq!(tell(&desk, id, FactKind::Outcome), unavailable);
    assert_eq!(desk.debt(id), before);
}

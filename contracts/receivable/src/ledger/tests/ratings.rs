//! What the credit contract is told, and what it is asked before a token is bought.
use super::*;
use crate::events::PaymentTold;
use ink::scale::Encode;
use interfaces::credit::{CreditError, Fact, FactKind, Grade, What};
use kit::credit::{Consented, Shown};

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

const PURPOSE: Fingerprint = Fingerprint([7; 32]);

/// The debtor lets the bank know its grade, twice.
const CONSENTED: Consented = Consented {
    subject: DEBTOR,
    viewer: BANK,
    purpose: PURPOSE,
    shown: Shown::Grade(Grade::A),
    uses: 2,
};

/// If the debtor is an A at least, by the first grant.
const IF_RATED: Condition =
    Condition { grant: 1, subject: DEBTOR, purpose: PURPOSE, at_least: Grade::A };

/// A desk with a token that is offered to the bank at 9,500, and the debtor's consent.
fn offered() -> (Desk, TokenId) {
    let (mut desk, _, token) = confirmed(terms());
    desk.offer(SUPPLIER, token, sale(Price::Amount(9_500))).unwrap();
    assert_eq!(desk.bureau.consent(CONSENTED), 1);
    (desk, token)
}

/// How often a grant may still be used.
fn uses_left(desk: &Desk, grant: usize) -> u32 {
    desk.bureau.consented.borrow()[grant - 1].uses
}

/// What the bank is refused with if it would buy on this condition. Nothing moves then.
#[track_caller]
fn refused(desk: &mut Desk, token: TokenId, condition: Condition) -> ReceivableError {
    let (before, told) = (desk.token(token), recorded_events().count());
    let owned = desk.ledger.book.balance_of(&BANK);
    let error = desk.buy(BANK, token, 1, 9_500, Some(&condition)).unwrap_err();
    assert_eq!(desk.token(token), before);
    assert_eq!((desk.ledger.book.balance_of(&BANK), recorded_events().count()), (owned, told));
    error
}

#[ink::test]
fn who_is_rated_well_enough_is_bought_from_as_without_a_condition_and_the_grant_has_one_use_less() {
    let (mut desk, token) = offered();
    let (sold, payment) = desk.buy(BANK, token, 1, 9_500, Some(&IF_RATED)).unwrap();
    let moved = desk.token(token);
    assert_eq!((moved.owner, moved.status), (BANK, TokenStatus::Held));
    assert_eq!(uses_left(&desk, 1), 1);
    apart(|| {
        let (mut other, token) = offered();
        let without = other.accept_offer(BANK, token, 1, 9_500).unwrap();
        assert_eq!(without, (sold, payment));
        assert_eq!(uses_left(&other, 1), 2, "nobody was asked");
    });
}

#[ink::test]
fn a_grade_is_enough_from_the_one_that_is_asked_for_and_none_is_never_enough() {
    let grades = [Grade::Unrated, Grade::C, Grade::B, Grade::A, Grade::AA, Grade::AAA];
    for grade in grades {
        for at_least in grades {
            apart(|| {
                let (mut desk, token) = offered();
                let shown = Consented { shown: Shown::Grade(grade), ..CONSENTED };
                let grant = desk.bureau.consent(shown);
                let condition = Condition { grant, at_least, ..IF_RATED };
                if grade >= at_least && grade != Grade::Unrated {
                    desk.buy(BANK, token, 1, 9_500, Some(&condition)).unwrap();
                } else {
                    let error = refused(&mut desk, token, condition);
                    assert_eq!(error, ReceivableError::GradeTooLow, "{grade:?} {at_least:?}");
                }
            });
        }
    }
}

#[ink::test]
fn where_a_threshold_is_told_the_one_of_the_grant_counts_and_the_buyer_names_none() {
    for at_least in [Grade::C, Grade::AAA] {
        apart(|| {
            let (mut desk, token) = offered();
            let shown = Consented { shown: Shown::AtLeast(true), ..CONSENTED };
            let grant = desk.bureau.consent(shown);
            let condition = Condition { grant, at_least, ..IF_RATED };
            assert_eq!(refused(&mut desk, token, condition), ReceivableError::OtherView);
        });
    }
    apart(|| {
        let (mut desk, token) = offered();
        let shown = |is| Consented { shown: Shown::AtLeast(is), ..CONSENTED };
        let (yes, no) = (desk.bureau.consent(shown(true)), desk.bureau.consent(shown(false)));
        let condition = |grant| Condition { grant, at_least: Grade::Unrated, ..IF_RATED };
        assert_eq!(refused(&mut desk, token, condition(no)), ReceivableError::GradeTooLow);
        desk.buy(BANK, token, 1, 9_500, Some(&condition(yes))).unwrap();
    });
}

#[ink::test]
fn whoever_owes_or_sells_may_be_asked_about_and_nobody_else() {
    let terms = Terms { guarantor: OptionalParty::Party(CORE), ..terms() };
    for subject in [DEBTOR, CORE, SUPPLIER, SECOND_TIER, BANK, STRANGER] {
        apart(|| {
            let (mut desk, _, token) = confirmed(terms.clone());
            desk.transfer(SUPPLIER, SECOND_TIER, token, &TRADE).unwrap();
            desk.offer(SECOND_TIER, token, sale(Price::Amount(9_500))).unwrap();
            desk.bureau.consent(Consented { subject, ..CONSENTED });
            let condition = Condition { subject, ..IF_RATED };
            if [BANK, STRANGER].contains(&subject) {
                let error = refused(&mut desk, token, condition);
                assert_eq!(error, ReceivableError::OtherSubject);
                assert_eq!(uses_left(&desk, 1), 2, "credit is not asked");
            } else {
                desk.buy(BANK, token, 1, 9_500, Some(&condition)).unwrap();
                assert_eq!(uses_left(&desk, 1), 1);
            }
        });
    }
}

#[ink::test]
fn buying_on_condition_refuses_what_is_refused_without_one_before_credit_is_asked() {
    let (mut desk, token) = offered();
    let condition = Condition { subject: STRANGER, grant: 99, ..IF_RATED };
    desk.bureau.is_silent = true;
    let next = |desk: &mut Desk, id, number, price, error| {
        let bought = desk.buy(BANK, id, number, price, Some(&condition));
        assert_eq!(bought.unwrap_err(), error);
    };
    desk.paused = true;
    next(&mut desk, 99, 7, 7, ReceivableError::Paused);
    desk.paused = false;
    next(&mut desk, 99, 7, 7, ReceivableError::NoSuchToken);
    next(&mut desk, token, 7, 7, ReceivableError::OtherOffer);
    desk.now = desk.token(token).due_at;
    let over = ReceivableError::WrongTokenStatus(TokenStatus::Held);
    next(&mut desk, token, 1, 7, over);
    desk.now = START;
    next(&mut desk, token, 1, 7, ReceivableError::OtherPrice(9_500));
    let bank = desk.by(BANK);
    let Desk { ledger, bureau, .. } = &mut desk;
    let unpaid =
        ledger.accept_offer(&bank, bureau, 0, token, 1, BANK, 9_500, Some(&condition)).unwrap_err();
    assert_eq!(unpaid, ReceivableError::WrongValue);
    // Only then what is the condition's own, in this order.
    assert_eq!(refused(&mut desk, token, condition), ReceivableError::OtherSubject);
    let condition = Condition { subject: DEBTOR, ..condition };
    assert_eq!(refused(&mut desk, token, condition), ReceivableError::CreditUnavailable);
    desk.bureau.is_silent = false;
    let by_credit = |error: CreditError| ReceivableError::CreditRefused(error.encode()[0]);
    assert_eq!(refused(&mut desk, token, condition), by_credit(CreditError::NotFound));
    let scores = desk.bureau.consent(Consented { shown: Shown::Scores, ..CONSENTED });
    let condition = Condition { grant: scores, ..condition };
    assert_eq!(refused(&mut desk, token, condition), ReceivableError::OtherView);
    let unrated = Consented { shown: Shown::Grade(Grade::Unrated), ..CONSENTED };
    let condition = Condition { grant: desk.bureau.consent(unrated), ..condition };
    assert_eq!(refused(&mut desk, token, condition), ReceivableError::GradeTooLow);
}

#[ink::test]
fn what_credit_refuses_is_told_by_its_place_and_sells_nothing() {
    let (mut desk, token) = offered();
    let others = [
        (Consented { subject: SUPPLIER, ..CONSENTED }, CreditError::OtherSubject),
        (Consented { viewer: STRANGER, ..CONSENTED }, CreditError::OtherViewer),
        (Consented { purpose: Fingerprint([8; 32]), ..CONSENTED }, CreditError::OtherPurpose),
        (Consented { uses: 0, ..CONSENTED }, CreditError::UsedUp),
    ];
    for (consented, error) in others {
        let grant = desk.bureau.consent(consented);
        let error = ReceivableError::CreditRefused(error.encode()[0]);
        assert_eq!(refused(&mut desk, token, Condition { grant, ..IF_RATED }), error);
    }
    desk.buy(BANK, token, 1, 9_500, Some(&IF_RATED)).unwrap();
}

#[ink::test]
fn a_token_that_moved_too_often_is_not_sold_on_condition_either() {
    let (mut desk, token) = offered();
    let worn = Token { transfers: u32::MAX, ..desk.token(token) };
    desk.ledger.put_token(token, &worn);
    // It is the last that is looked at: what credit did is undone with it.
    assert_eq!(refused(&mut desk, token, IF_RATED), ReceivableError::Overflow);
}

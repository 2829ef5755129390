//! Drafts, signatures and lines.
use super::*;
use interfaces::collateral::AssetKind;
use kit::fingerprint;

#[ink::test]
fn what_all_have_signed_is_owed_and_the_creditor_has_a_token_of_it() {
    let mut desk = Desk::new();
    let terms = Terms { guarantor: OptionalParty::Party(CORE), ..terms() };
    let drafted = desk.draft(SUPPLIER, terms.clone()).unwrap();
    let id = receivable_id(&DEBTOR, &SUPPLIER, b"inv 0042").unwrap();
    assert_eq!((drafted.receivable, &drafted.terms), (id, &terms));
    assert_eq!(drafted.digest.0, kit::digest(&terms));
    assert!(matches!(desk.sign(CORE, id, &drafted.digest.0), Ok(Signature::Signed(_))));
    assert_eq!(desk.debt(id).status, ReceivableStatus::Draft);
    let Ok(Signature::Last(sealed)) = desk.sign(DEBTOR, id, &drafted.digest.0) else { panic!() };
    let debt = desk.debt(id);
    assert_eq!((debt.status, debt.first_token), (ReceivableStatus::Confirmed, 1));
    assert_eq!((sealed.event.token, sealed.event.face), (1, FACE));
    assert!(!sealed.event.is_long && !sealed.event.is_examined);
    let token = desk.token(1);
    assert_eq!((token.owner, token.face, token.drawn), (SUPPLIER, FACE, 0));
    assert_eq!((token.receivable, token.due_at), (id, debt.due_at));
    assert_eq!(desk.ledger.book.balance_of(&SUPPLIER), 1);
    assert_eq!(desk.supply, Supply { made: 1, live: 1 });
    let scopes: Vec<_> = desk.roll.asked.borrow().iter().map(|asked| asked.2).collect();
    assert_eq!(scopes, [Scope::Agree, Scope::ConfirmDebt, Scope::ConfirmDebt]);
}

#[ink::test]
fn the_debtor_may_draft_and_the_creditor_sign() {
    let mut desk = Desk::new();
    let drafted = desk.draft(DEBTOR, terms()).unwrap();
    let signed = desk.sign(SUPPLIER, drafted.receivable, &drafted.digest.0);
    assert!(matches!(signed, Ok(Signature::Last(_))));
}

#[ink::test]
fn a_confirmation_claims_the_invoice_what_stands_behind_it_and_what_is_alike() {
    let mut desk = Desk::new();
    let case = CaseId(CASE);
    let id = desk.confirm(Terms { backing: Backing::Case(case), ..terms() }).unwrap();
    let waybill = DocumentId(WAYBILL);
    let other = Terms { invoice: "B/2".into(), backing: Backing::Waybill(waybill), ..terms() };
    let second = desk.confirm(other).unwrap();
    let claims = desk.pound.claims.borrow();
    let (first, _) = &claims[0];
    assert_eq!((first.kind, first.document, first.asset.0), (AssetKind::Receivable, id, id.0));
    assert_eq!(
        (first.group, &first.backing),
        (DocumentId(CASE), &vec![fingerprint::case(&case, &DEBTOR, &SUPPLIER)])
    );
    assert_eq!(first.near.len(), 3);
    let (claim, _) = &claims[1];
    let delivery = fingerprint::delivery(&waybill, &DEBTOR, &SUPPLIER);
    assert_eq!((claim.document, claim.group, &claim.backing), (second, waybill, &vec![delivery]));
    assert_eq!(desk.debt(id).collateral, 1);
}

#[ink::test]
fn what_collateral_refuses_is_not_confirmed() {
    let mut desk = Desk::new();
    let drafted = desk.draft(SUPPLIER, terms()).unwrap();
    let Ok(Signature::Last(sealed)) = desk.sign(DEBTOR, drafted.receivable, &drafted.digest.0)
    else {
        panic!()
    };
    assert_eq!(claimed(&desk.pound, &sealed), Ok(()));
    let refused = ReceivableError::CollateralRefused(9);
    assert_eq!(claimed(&desk.pound, &sealed), Err(refused));
    desk.pound.is_silent = true;
    assert_eq!(claimed(&desk.pound, &sealed), Err(ReceivableError::CollateralUnavailable));
}

#[ink::test]
fn a_settled_receivable_ends_its_claim_once() {
    let (mut desk, id, token) = confirmed(terms());
    let confirmed = ReceivableStatus::Confirmed;
    assert_eq!(desk.ledger.settled(&id), Err(ReceivableError::WrongStatus(confirmed)));
    desk.pay(id, FACE).unwrap();
    desk.draw(SUPPLIER, token).unwrap();
    let debt = desk.ledger.settled(&id).unwrap();
    assert_eq!(ended(&desk.pound, &debt, &id), Ok(()));
    let again = Err(ReceivableError::CollateralRefused(12));
    assert_eq!(ended(&desk.pound, &debt, &id), again);
    let unclaimed = Debt { collateral: 0, ..*debt };
    let unavailable = Err(ReceivableError::CollateralUnavailable);
    assert_eq!(ended(&desk.pound, &unclaimed, &id), unavailable);
}

#[ink::test]
fn drafting_refuses_in_order() {
    let mut desk = Desk::new();
    let wrong = Terms {
        invoice: "—".into(),
        creditor: DEBTOR,
        currency: "EU".into(),
        face: 0,
        sign_until: START - 1,
        grace: 91 * DAY,
        ..terms()
    };
    desk.paused = true;
    assert_eq!(desk.draft(STRANGER, wrong.clone()), Err(ReceivableError::Paused));
    desk.paused = false;
    assert_eq!(desk.draft(STRANGER, wrong.clone()), Err(ReceivableError::NotAParty));
    let stranger = desk.by(STRANGER);
    let by_stranger = desk.ledger.draft(&stranger, DEBTOR, Box::new(wrong.clone()));
    assert_eq!(by_stranger, Err(NOT_FOR_PARTY));
    desk.roll.is_silent.set(true);
    let silent = Err(ReceivableError::RegistryUnavailable);
    assert_eq!(desk.draft(DEBTOR, wrong.clone()), silent);
    desk.roll.is_silent.set(false);
    let mut next = |wrong: &Terms, error| {
        assert_eq!(desk.draft(DEBTOR, wrong.clone()), Err(error));
    };
    next(&wrong, ReceivableError::MalformedInvoice);
    let wrong = Terms { invoice: "9".repeat(36), ..wrong };
    next(&wrong, ReceivableError::MalformedInvoice);
    let wrong = Terms { invoice: "9".repeat(35), ..wrong };
    next(&wrong, ReceivableError::SameParty);
    for guarantor in [DEBTOR, SUPPLIER] {
        let wrong = Terms {
            creditor: SUPPLIER,
            guarantor: OptionalParty::Party(guarantor),
            ..wrong.clone()
        };
        next(&wrong, ReceivableError::SameParty);
    }
    let wrong = Terms { creditor: SUPPLIER, ..wrong };
    next(&wrong, ReceivableError::MalformedCurrency);
    let wrong = Terms { currency: "EUR".into(), ..wrong };
    next(&wrong, ReceivableError::AmountOutOfRange);
    next(&Terms { face: 1 << 63, ..wrong.clone() }, ReceivableError::AmountOutOfRange);
    let wrong = Terms { face: FACE, ..wrong };
    for settlement in [
        Settlement::Native(0),
        Settlement::Token(PSP22.into(), 0),
        Settlement::Native(u128::MAX / u128::from(FACE) + 1),
    ] {
        let wrong = Terms { settlement, ..wrong.clone() };
        next(&wrong, ReceivableError::AmountOutOfRange);
    }
    next(&wrong, ReceivableError::OutOfOrder);
    let wrong = Terms { sign_until: START + 30 * DAY, ..wrong };
    next(&wrong, ReceivableError::OutOfOrder);
    let endless = Terms { grace: Millis::MAX, ..wrong.clone() };
    next(&endless, ReceivableError::OutOfOrder);
    let wrong = Terms { sign_until: START, ..wrong };
    next(&wrong, ReceivableError::TermTooLong);
    let slow = Terms { sign_until: START + 90 * DAY + 1, due_at: START + 99 * DAY, ..terms() };
    next(&slow, ReceivableError::TermTooLong);
    desk.draft(DEBTOR, Terms { grace: 90 * DAY, ..wrong }).unwrap();
}

#[ink::test]
fn an_invoice_is_drafted_anew_only_once_the_draft_is_withdrawn_or_over_and_confirmed_once() {
    let mut desk = Desk::new();
    let exists = Err(ReceivableError::AlreadyExists);
    let id = desk.draft(SUPPLIER, terms()).unwrap().receivable;
    let spelled = Terms { invoice: "inv0042".into(), ..terms() };
    assert_eq!(desk.draft(DEBTOR, spelled.clone()), exists);
    let debtor = desk.by(DEBTOR);
    desk.ledger.withdraw(&debtor, DEBTOR, id).unwrap();
    assert_eq!(desk.debt(id).status, ReceivableStatus::Withdrawn);
    desk.draft(DEBTOR, spelled.clone()).unwrap();
    assert!(!desk.debt(id).creditor_signed);
    desk.now = START + DAY;
    assert_eq!(desk.draft(DEBTOR, spelled), exists);
    desk.now += 1;
    let later = Terms { sign_until: START + 2 * DAY, ..terms() };
    desk.confirm(later.clone()).unwrap();
    assert_eq!(desk.draft(DEBTOR, later.clone()), exists);
    desk.pay(id, FACE).unwrap();
    desk.draw(SUPPLIER, 1).unwrap();
    assert_eq!(desk.draft(DEBTOR, later), exists);
}

#[ink::test]
fn signing_refuses_in_order_and_what_is_refused_changes_nothing() {
    let mut desk = Desk::new();
    let drafted =
        desk.draft(SUPPLIER, Terms { guarantor: OptionalParty::Party(CORE), ..terms() }).unwrap();
    let (id, digest) = (drafted.receivable, drafted.digest.0);
    let before = desk.debt(id);
    let refuse = |desk: &mut Desk, party, id, digest: &Digest, error| {
        assert_eq!(desk.sign(party, id, digest).unwrap_err(), error);
    };
    desk.paused = true;
    refuse(&mut desk, STRANGER, DocumentId([0; 32]), &[0; 32], ReceivableError::Paused);
    desk.paused = false;
    refuse(&mut desk, STRANGER, DocumentId([0; 32]), &[0; 32], ReceivableError::NotFound);
    refuse(&mut desk, STRANGER, id, &[0; 32], ReceivableError::NotAParty);
    refuse(&mut desk, PartyId::NONE, id, &[0; 32], ReceivableError::NotAParty);
    desk.roll.suspended.borrow_mut().insert(DEBTOR);
    let suspended = ReceivableError::Refused(Refusal::Suspended(77));
    refuse(&mut desk, DEBTOR, id, &[0; 32], suspended);
    desk.roll.suspended.borrow_mut().clear();
    refuse(&mut desk, DEBTOR, id, &[0; 32], ReceivableError::OtherTerms);
    desk.now = START + DAY + 1;
    refuse(&mut desk, SUPPLIER, id, &digest, ReceivableError::Lapsed(START + DAY));
    desk.now = START + DAY;
    refuse(&mut desk, SUPPLIER, id, &digest, ReceivableError::AlreadySigned);
    assert_eq!(desk.debt(id), before);
    let (core, stranger) = (desk.by(CORE), desk.by(STRANGER));
    let by_stranger = desk.ledger.withdraw(&stranger, STRANGER, id);
    assert_eq!(by_stranger, Err(ReceivableError::NotAParty));
    assert_eq!(desk.ledger.withdraw(&stranger, CORE, id), Err(NOT_FOR_PARTY));
    let nowhere = desk.ledger.withdraw(&core, CORE, DocumentId([0; 32]));
    assert_eq!(nowhere, Err(ReceivableError::NotFound));
    desk.ledger.withdraw(&core, CORE, id).unwrap();
    let withdrawn = ReceivableError::WrongStatus(ReceivableStatus::Withdrawn);
    refuse(&mut desk, DEBTOR, id, &digest, withdrawn);
    assert_eq!(desk.ledger.withdraw(&core, CORE, id), Err(withdrawn));
}

#[ink::test]
fn what_is_confirmed_is_called_off_by_nobody() {
    let (mut desk, id, _) = confirmed(terms());
    for party in [DEBTOR, SUPPLIER] {
        let caller = desk.by(party);
        let confirmed = ReceivableError::WrongStatus(ReceivableStatus::Confirmed);
        assert_eq!(desk.ledger.withdraw(&caller, party, id), Err(confirmed));
    }
}

#[ink::test]
fn a_term_is_at_most_365_days_and_notice_is_given_of_more_than_183() {
    for (days, long) in [(183, Ok(false)), (184, Ok(true)), (365, Ok(true)), (366, Err(()))] {
        apart(|| {
            let mut desk = Desk::new();
            let terms = Terms { due_at: START + days * DAY, ..terms() };
            let drafted = desk.draft(SUPPLIER, terms).unwrap();
            let signed = desk.sign(DEBTOR, drafted.receivable, &drafted.digest.0);
            match (signed, long) {
                (Ok(Signature::Last(sealed)), Ok(long)) => {
                    assert_eq!(sealed.event.is_long, long);
                }
                (signed, Err(())) => {
                    assert_eq!(signed.unwrap_err(), ReceivableError::TermTooLong);
                }
                _ => panic!(),
            }
        });
    }
}

fn on_case(invoice: &str, face: Money) -> Terms {
    let backing = Backing::Case(CaseId(CASE));
    Terms { invoice: invoice.into(), face, backing, ..terms() }
}

#[ink::test]
fn no_more_is_confirmed_on_a_case_than_it_cleared() {
    let mut desk = Desk::new();
    desk.files.case = Some(Ok(balanced(25_000)));
    desk.confirm(on_case("1", 10_000)).unwrap();
    desk.confirm(on_case("2", 14_000)).unwrap();
    let over = Err(ReceivableError::OverBacking(1_000));
    assert_eq!(desk.confirm(on_case("3", 1_001)), over);
    desk.confirm(on_case("4", 1_000)).unwrap();
    assert_eq!(desk.ledger.confirmed_on(&Fingerprint(CASE)), 25_000);
}

#[ink::test]
fn what_is_confirmed_while_nobody_is_asked_uses_no_balance_up() {
    let mut desk = Desk::new();
    // Two who are on no such case.
    let strangers = Terms { debtor: STRANGER, creditor: CORE, ..on_case("1", FACE) };
    desk.confirm(strangers).unwrap();
    assert_eq!(desk.ledger.confirmed_on(&Fingerprint(CASE)), 0);
    desk.files.case = Some(Ok(balanced(u128::from(FACE))));
    desk.confirm(on_case("2", FACE)).unwrap();
    assert_eq!(desk.confirm(on_case("3", 1)), Err(ReceivableError::OverBacking(0)));
}

#[ink::test]
fn a_case_is_balanced_and_between_the_parties_in_the_currency() {
    let mut desk = Desk::new();
    let good = balanced(u128::MAX);
    let mut number = 0;
    let mut confirm = |case: Result<Balanced, ReceivableError>| {
        number += 1;
        desk.files.case = Some(case);
        desk.confirm(on_case(&number.to_string(), FACE))
    };
    for error in [ReceivableError::BackingUnavailable, ReceivableError::NoSuchBacking] {
        assert_eq!(confirm(Err(error)), Err(error));
    }
    let open = Balanced { status: CaseStatus::Discrepant, ..good.clone() };
    assert_eq!(confirm(Ok(open)), Err(ReceivableError::BackingOpen));
    let other = Err(ReceivableError::OtherBacking);
    assert_eq!(confirm(Ok(Balanced { biller: DEBTOR, ..good.clone() })), other);
    assert_eq!(confirm(Ok(Balanced { counterparty: STRANGER, ..good.clone() })), other);
    assert_eq!(confirm(Ok(Balanced { currency: "USD".into(), ..good.clone() })), other);
    let by_debtor = Balanced { opened_by: DEBTOR, counterparty: SUPPLIER, ..good.clone() };
    assert!(confirm(Ok(by_debtor)).is_ok());
    assert!(confirm(Ok(good)).is_ok());
}

#[ink::test]
fn a_delivery_backs_what_its_consignee_owes_and_its_freight_what_is_owed_the_carrier() {
    let mut desk = Desk::new();
    let delivery =
        (WaybillStatus::Closed, SUPPLIER, CORE, DEBTOR, 700, *b"EUR", FreightTerm::Collect);
    let mut number = 0;
    let mut confirm = |delivery: Delivery, creditor, face| {
        number += 1;
        desk.files.delivery = Some(Ok(delivery));
        let backing = Backing::Waybill(DocumentId(WAYBILL));
        desk.confirm(Terms { invoice: number.to_string(), face, creditor, backing, ..terms() })
    };
    assert!(confirm(delivery, SUPPLIER, FACE).is_ok());
    assert!(confirm(delivery, CORE, 600).is_ok());
    assert_eq!(confirm(delivery, CORE, 101), Err(ReceivableError::OverBacking(100)));
    let other = Err(ReceivableError::OtherBacking);
    let mut prepaid = delivery;
    prepaid.6 = FreightTerm::Prepaid;
    assert_eq!(confirm(prepaid, CORE, 1), other);
    let mut dollars = delivery;
    dollars.5 = *b"USD";
    assert_eq!(confirm(dollars, CORE, 1), other);
    assert_eq!(confirm(delivery, STRANGER, 1), other);
    let mut open = delivery;
    open.0 = WaybillStatus::Delivered;
    assert_eq!(confirm(open, SUPPLIER, 1), Err(ReceivableError::BackingOpen));
    assert_eq!(desk.ledger.confirmed_on(&Fingerprint(WAYBILL)), 600);
}

#[ink::test]
fn what_a_debtor_owes_keeps_within_its_line_and_what_is_paid_makes_room() {
    let mut desk = Desk::new();
    desk.set_line(DEBTOR, LineLimit::UpTo(15_000), PartyId::NONE).unwrap();
    let id = desk.confirm(terms()).unwrap();
    let second = Terms { invoice: "2".into(), ..terms() };
    assert_eq!(desk.confirm(second.clone()), Err(ReceivableError::OverLine(5_000)));
    desk.pay(id, 4_999).unwrap();
    assert_eq!(desk.confirm(second.clone()), Err(ReceivableError::AlreadyExists));
    let digest = kit::digest(&second);
    let drafted = receivable_id(&DEBTOR, &SUPPLIER, b"2").unwrap();
    let over = desk.sign(DEBTOR, drafted, &digest).unwrap_err();
    assert_eq!(over, ReceivableError::OverLine(9_999));
    desk.pay(id, 1).unwrap();
    assert!(desk.sign(DEBTOR, drafted, &digest).is_ok());
    let dollars = Terms { invoice: "3".into(), currency: "USD".into(), ..terms() };
    assert!(desk.confirm(dollars).is_ok(), "a line is of one currency");
    let line = desk.ledger.find_line(&DEBTOR, b"EUR", 0);
    assert_eq!((line.open, line.limit), (15_000, 15_000));
    // Less than is owed already stops only what is new.
    desk.set_line(DEBTOR, LineLimit::UpTo(0), PartyId::NONE).unwrap();
    let fourth = Terms { invoice: "4".into(), face: 1, ..terms() };
    assert_eq!(desk.confirm(fourth), Err(ReceivableError::OverLine(0)));
    desk.set_line(DEBTOR, LineLimit::Unlimited, PartyId::NONE).unwrap();
    assert!(desk.confirm(Terms { invoice: "5".into(), ..terms() }).is_ok());
}

#[ink::test]
fn a_line_that_a_financier_granted_is_the_financiers_while_it_is_attested() {
    let mut desk = Desk::registered();
    let limit = LineLimit::UpTo(1);
    let refused = |result: Result<LineSet, ReceivableError>, error| {
        assert_eq!(result, Err(error));
    };
    refused(desk.set_line(BANK, limit, BANK), ReceivableError::NotAParty);
    refused(desk.set_line(DEBTOR, limit, BANK), ReceivableError::NotFinancier);
    desk.roll.financiers.borrow_mut().insert(BANK);
    refused(desk.set_line(DEBTOR, limit, DEBTOR), ReceivableError::SameParty);
    desk.set_line(DEBTOR, limit, BANK).unwrap();
    refused(desk.set_line(DEBTOR, LineLimit::Unlimited, PartyId::NONE), ReceivableError::NotAParty);
    desk.set_line(BANK, LineLimit::UpTo(7), BANK).unwrap();
    desk.roll.is_silent.set(true);
    refused(desk.set_line(BANK, limit, BANK), ReceivableError::RegistryUnavailable);
    desk.roll.is_silent.set(false);
    let set = desk.set_line(BANK, limit, PartyId::NONE).unwrap();
    assert_eq!((set.by, set.limit, set.financier), (BANK, limit, PartyId::NONE));
    desk.set_line(DEBTOR, limit, BANK).unwrap();
    desk.roll.financiers.borrow_mut().clear();
    refused(desk.set_line(BANK, limit, BANK), ReceivableError::NotAParty);
    desk.set_line(DEBTOR, LineLimit::Unlimited, PartyId::NONE).unwrap();
}

#[ink::test]
fn setting_a_line_refuses_in_order() {
    let mut desk = Desk::new();
    let (debtor, stranger) = (desk.by(DEBTOR), desk.by(STRANGER));
    let paused = Caller { paused: true, ..desk.by(STRANGER) };
    let limit = LineLimit::UpTo(1 << 63);
    let ledger = &mut desk.ledger;
    let mut set = |caller, party, currency: &[u8], financier| {
        ledger.set_line(caller, party, DEBTOR, currency, limit, financier)
    };
    assert_eq!(set(&paused, STRANGER, b"EU", DEBTOR), Err(ReceivableError::Paused));
    let malformed = Err(ReceivableError::MalformedCurrency);
    assert_eq!(set(&stranger, STRANGER, b"EU", DEBTOR), malformed);
    assert_eq!(set(&stranger, STRANGER, b"EUR", DEBTOR), Err(ReceivableError::NotAParty));
    assert_eq!(set(&stranger, DEBTOR, b"EUR", DEBTOR), Err(NOT_FOR_PARTY));
    assert_eq!(set(&debtor, DEBTOR, b"EUR", DEBTOR), Err(ReceivableError::SameParty));
    assert_eq!(set(&debtor, DEBTOR, b"EUR", BANK), Err(ReceivableError::AmountOutOfRange));
}

#[ink::test]
fn a_sum_that_does_not_fit_confirms_nothing() {
    let mut desk = Desk::new();
    desk.files.case = Some(Ok(balanced(u128::MAX)));
    for (invoice, fits) in [("1", true), ("2", true), ("3", false)] {
        let terms = on_case(invoice, (1 << 63) - 1);
        let confirmed = desk.confirm(Terms { settlement: Settlement::OffChain, ..terms });
        assert_eq!(confirmed.is_ok(), fits);
        if !fits {
            assert_eq!(confirmed, Err(ReceivableError::Overflow));
        }
    }
}

//! Who may know, and who was told.
use super::*;

fn consent(desk: &Desk) -> Consent {
    Consent {
        viewer: BANK,
        contract: NOBODY,
        view: View::Grade,
        at_least: Grade::Unrated,
        purpose: Fingerprint(PURPOSE),
        expires_at: desk.now + 10 * DAY,
        uses: 2,
    }
}

impl Desk {
    fn grant(&mut self, consent: Consent) -> GrantId {
        let caller = self.by(SUBJECT.0);
        self.ledger.grant(&caller, &mut self.counts, SUBJECT, consent).unwrap().grant
    }

    fn consult(&mut self, by: [u8; 32], grant: GrantId) -> Result<Disclosure, CreditError> {
        self.ask(by, grant, SUBJECT, BANK, PURPOSE).map(|(told, _)| told)
    }

    fn ask(
        &mut self,
        by: [u8; 32],
        grant: GrantId,
        subject: PartyId,
        viewer: PartyId,
        purpose: Digest,
    ) -> Result<(Disclosure, Box<Used>), CreditError> {
        let caller = self.by(by);
        self.ledger.consult(&caller, &self.counts, grant, subject, viewer, purpose)
    }

    fn rated(&mut self) -> Rating {
        for number in 0..4 {
            self.observe(counterparty(number), What::Payment(0));
            self.observe(counterparty(number), What::Delivery(PERFECT));
        }
        self.rating()
    }
}

#[ink::test]
fn a_viewer_is_told_what_it_was_granted_and_leaves_a_receipt() {
    let mut desk = Desk::new();
    let rating = desk.rated();
    assert_eq!(rating.grade, Grade::A);
    let scopes = [
        (View::Grade, Grade::Unrated, Disclosure::Grade(Grade::A)),
        (View::AtLeast, Grade::A, Disclosure::AtLeast(true)),
        (View::AtLeast, Grade::AA, Disclosure::AtLeast(false)),
        (View::AtLeast, Grade::C, Disclosure::AtLeast(true)),
        (View::SubScores, Grade::AAA, Disclosure::SubScores(rating.scores)),
        (View::Full, Grade::AAA, Disclosure::Full(rating)),
    ];
    for (index, (view, at_least, expected)) in scopes.into_iter().enumerate() {
        let grant = desk.grant(Consent { view, at_least, ..consent(&desk) });
        assert_eq!(grant, index as u64 + 1);
        for used in 1..=2 {
            let (told, receipt) = desk.ask(BANK.0, grant, SUBJECT, BANK, PURPOSE).unwrap();
            assert_eq!(told, expected);
            let expected = Used {
                grant,
                subject: SUBJECT,
                viewer: BANK,
                used,
                version: 1,
                inputs: rating.inputs,
                used_at: START,
            };
            assert_eq!(*receipt, expected);
        }
        desk.refuses(CreditError::UsedUp, |desk| desk.consult(BANK.0, grant));
    }
}

#[ink::test]
fn the_unrated_have_at_least_no_grade() {
    let mut desk = Desk::new();
    let grant = desk.grant(Consent { view: View::AtLeast, at_least: Grade::C, ..consent(&desk) });
    assert_eq!(desk.consult(BANK.0, grant), Ok(Disclosure::AtLeast(false)));
}

#[ink::test]
fn a_contract_asks_for_the_viewer_that_the_grant_names_and_nobody_else_does() {
    let mut desk = Desk::new();
    desk.rated();
    let through = Consent { contract: FINANCING.into(), ..consent(&desk) };
    let grant = desk.grant(through);
    desk.roll.asked.borrow_mut().clear();
    assert_eq!(desk.consult(FINANCING, grant), Ok(Disclosure::Grade(Grade::A)));
    // Whom the contract acts for is the contract's business.
    assert!(desk.roll.asked.borrow().is_empty());
    for other in [BANK.0, SUBJECT.0, RECEIVABLES] {
        desk.refuses(CreditError::OtherContract, |desk| desk.consult(other, grant));
    }
    // One without a grant is told nothing, whoever the viewer is.
    let directly = desk.grant(consent(&desk));
    desk.refuses(NOT_FOR_PARTY, |desk| desk.consult(FINANCING, directly));
    assert_eq!(desk.consult(BANK.0, directly), Ok(Disclosure::Grade(Grade::A)));
}

#[ink::test]
fn consult_reports_its_errors_in_the_promised_order() {
    let mut desk = Desk::new();
    let through = Consent { contract: FINANCING.into(), uses: 1, ..consent(&desk) };
    let grant = desk.grant(through);
    let (wrong, party) = ([1; 32], counterparty(5));
    let ask = |desk: &mut Desk, error, by, grant, subject, viewer, purpose| {
        desk.refuses(error, |desk| desk.ask(by, grant, subject, viewer, purpose));
    };
    ask(&mut desk, CreditError::NotFound, wrong, 9, party, party, wrong);
    ask(&mut desk, CreditError::OtherContract, wrong, grant, party, party, wrong);
    ask(&mut desk, CreditError::OtherSubject, FINANCING, grant, party, party, wrong);
    ask(&mut desk, CreditError::OtherViewer, FINANCING, grant, SUBJECT, party, wrong);
    let own = desk.grant(consent(&desk));
    ask(&mut desk, NOT_FOR_PARTY, wrong, own, SUBJECT, BANK, wrong);
    desk.roll.is_silent.set(true);
    ask(&mut desk, CreditError::RegistryUnavailable, BANK.0, own, SUBJECT, BANK, wrong);
    desk.roll.is_silent.set(false);
    desk.consult(FINANCING, grant).unwrap();
    let end = desk.now + 10 * DAY;
    desk.now = end;
    let revoke = |desk: &mut Desk| desk.ledger.revoke(&desk.by(SUBJECT.0), grant);
    ask(&mut desk, CreditError::OtherPurpose, FINANCING, grant, SUBJECT, BANK, wrong);
    ask(&mut desk, CreditError::GrantExpired(end), FINANCING, grant, SUBJECT, BANK, PURPOSE);
    desk.now -= 1;
    ask(&mut desk, CreditError::UsedUp, FINANCING, grant, SUBJECT, BANK, PURPOSE);
    desk.now = end;
    revoke(&mut desk).unwrap();
    ask(&mut desk, CreditError::OtherPurpose, FINANCING, grant, SUBJECT, BANK, wrong);
    ask(&mut desk, CreditError::Revoked, FINANCING, grant, SUBJECT, BANK, PURPOSE);
}

#[ink::test]
fn a_grant_is_taken_back_at_once_and_by_its_subject_alone() {
    let mut desk = Desk::new();
    let grant = desk.grant(consent(&desk));
    let revoke = |desk: &mut Desk, by: PartyId| desk.ledger.revoke(&desk.by(by.0), grant);
    desk.refuses(CreditError::NotFound, |desk| desk.ledger.revoke(&desk.by(SUBJECT.0), 7));
    for other in [BANK, STRANGER] {
        desk.refuses(NOT_FOR_PARTY, |desk| revoke(desk, other));
    }
    desk.roll.is_silent.set(true);
    desk.refuses(CreditError::RegistryUnavailable, |desk| revoke(desk, SUBJECT));
    desk.roll.is_silent.set(false);
    // Also by one that is suspended, and while new business is paused.
    desk.paused = true;
    desk.roll.suspended.borrow_mut().insert(SUBJECT);
    assert_eq!(revoke(&mut desk, SUBJECT), Ok(Revoked { grant, revoked_at: START }));
    desk.refuses(CreditError::Revoked, |desk| revoke(desk, SUBJECT));
    desk.refuses(CreditError::Revoked, |desk| desk.consult(BANK.0, grant));
    let asked = desk.roll.asked.borrow();
    assert!(asked.contains(&(1, SUBJECT, Scope::ShareCredit, Business::Exit)));
}

#[ink::test]
fn grant_reports_its_errors_in_the_promised_order() {
    let mut desk = Desk::new();
    let none = Consent { uses: 0, ..consent(&desk) };
    let grant = |desk: &mut Desk, by: PartyId, consent| {
        let caller = desk.by(by.0);
        desk.ledger.grant(&caller, &mut desk.counts, SUBJECT, consent)
    };
    desk.paused = true;
    desk.refuses(CreditError::Paused, |desk| grant(desk, STRANGER, none));
    desk.paused = false;
    desk.refuses(NOT_FOR_PARTY, |desk| grant(desk, STRANGER, none));
    desk.roll.is_silent.set(true);
    desk.refuses(CreditError::RegistryUnavailable, |desk| grant(desk, SUBJECT, none));
    desk.roll.is_silent.set(false);
    desk.refuses(CreditError::NothingGranted, |desk| grant(desk, SUBJECT, none));
    let over = Consent { expires_at: START, ..consent(&desk) };
    desk.refuses(CreditError::NothingGranted, |desk| grant(desk, SUBJECT, over));
    let given = consent(&desk);
    let granted = grant(&mut desk, SUBJECT, given).unwrap();
    let expected =
        Granted { grant: 1, subject: SUBJECT, viewer: BANK, consent: given, registry: 1 };
    assert_eq!(granted, expected);
    let kept = Grant { registry: 1, is_revoked: false, subject: SUBJECT, consent: given, used: 0 };
    assert_eq!(*desk.ledger.find_grant(1).unwrap(), kept);
    desk.counts.grants = u64::MAX;
    let caller = desk.by(SUBJECT.0);
    let refused = desk.ledger.grant(&caller, &mut desk.counts, SUBJECT, given);
    assert_eq!(refused, Err(CreditError::Overflow));
}

#[ink::test]
fn people_are_shown_what_contracts_are_not() {
    let mut desk = Desk::new();
    let observation = desk.observe(counterparty(1), What::Payment(0));
    desk.ledger.snapshot(&desk.counts, 1, desk.now, SUBJECT, 0).unwrap();
    let Desk { ledger, counts, now, .. } = &desk;
    let score = |asks| ledger.shown_score(asks, counts, 1, *now, &SUBJECT, 0);
    assert_eq!(score(true).map(|rating| *rating), desk.score_of(SUBJECT, 0));
    assert_eq!(score(false), Err(CreditError::ConsentNeeded));
    assert!(ledger.shown_rating(true, SUBJECT, 1).is_some());
    assert_eq!(ledger.shown_rating(false, SUBJECT, 1), None);
    assert!(ledger.shown_record(true, SUBJECT, Dimension::Payment).is_some());
    assert_eq!(ledger.shown_record(false, SUBJECT, Dimension::Payment), None);
    assert!(ledger.shown_observation(true, observation).is_some());
    assert_eq!(ledger.shown_observation(false, observation), None);
    // Before anything else is looked at.
    let nothing = ledger.shown_score(false, counts, 1, *now, &SUBJECT, 9);
    assert_eq!(nothing, Err(CreditError::ConsentNeeded));
}

//! Which contracts may claim.
use super::*;

fn admission(desk: &Desk, contract: [u8; 32]) -> Admission {
    desk.ledger.admissions.read(Account::from(contract)).unwrap()
}

#[test]
fn a_contract_is_admitted_after_the_delay_and_claims_not_before() {
    let mut desk = Desk::empty();
    let not_yet = |desk: &mut Desk| desk.refused(|d| d.claims(RECEIVABLES, bare(10)));
    assert_eq!(not_yet(&mut desk), CollateralError::NotAdmitted);
    let from = START + DELAY;
    let announced = desk.admits(RECEIVABLES, code(1)).unwrap();
    let contract = RECEIVABLES.into();
    assert_eq!(announced, AdmissionAnnounced { contract, code_hash: code(1), from });
    assert_eq!(not_yet(&mut desk), CollateralError::NotAdmitted);
    desk.now = from - 1;
    let early = desk.refused(|d| d.completes(RECEIVABLES));
    assert_eq!(early, CollateralError::TooEarly(from));
    desk.now = from;
    assert_eq!(not_yet(&mut desk), CollateralError::NotAdmitted);
    let admitted = desk.completes(RECEIVABLES).unwrap();
    assert_eq!(admitted, Admitted { contract, code_hash: code(1) });
    desk.claims(RECEIVABLES, bare(10)).unwrap();
    let again = desk.refused(|d| d.completes(RECEIVABLES));
    assert_eq!(again, CollateralError::NothingAnnounced);
}

#[test]
fn only_the_administrator_admits_and_expels_and_that_is_checked_first() {
    let mut desk = Desk::empty();
    let nobody = Account::from([0; 32]);
    for by in [STRANGER, RECEIVABLES] {
        let refused = desk.refused(|d| {
            let call = d.call(by);
            d.ledger.admit(&call, &Named, &d.runs, DELAY, nobody, code(1))
        });
        assert_eq!(refused, CollateralError::MissingRole);
        let refused = desk.refused(|d| {
            let call = d.call(by);
            d.ledger.complete_admission(&call, &Named, &d.runs, nobody)
        });
        assert_eq!(refused, CollateralError::MissingRole);
        let refused = desk.refused(|d| {
            let call = d.call(by);
            d.ledger.expel(&call, &Named, nobody)
        });
        assert_eq!(refused, CollateralError::MissingRole);
    }
}

#[test]
fn what_is_no_contract_or_runs_other_code_is_not_admitted() {
    let mut desk = Desk::empty();
    for (contract, mark) in [(STRANGER, 1), (RECEIVABLES, 2)] {
        let refused = desk.refused(|d| d.admits(contract, code(mark)));
        assert_eq!(refused, CollateralError::WrongCode);
    }
    desk.admits(RECEIVABLES, code(1)).unwrap();
    desk.runs(RECEIVABLES, 3);
    let early = desk.refused(|d| d.completes(RECEIVABLES));
    assert_eq!(early, CollateralError::TooEarly(START + DELAY));
    desk.now += DELAY;
    assert_eq!(desk.refused(|d| d.completes(RECEIVABLES)), CollateralError::WrongCode);
    desk.runs.0.remove(&RECEIVABLES);
    assert_eq!(desk.refused(|d| d.completes(RECEIVABLES)), CollateralError::WrongCode);
    desk.runs(RECEIVABLES, 1);
    desk.completes(RECEIVABLES).unwrap();
}

#[test]
fn a_later_announcement_replaces_an_earlier_one_and_begins_its_own_delay() {
    let mut desk = Desk::empty();
    desk.admits(RECEIVABLES, code(1)).unwrap();
    desk.now += DELAY - 1;
    desk.admits(RECEIVABLES, code(1)).unwrap();
    desk.now += DELAY - 1;
    let early = desk.refused(|d| d.completes(RECEIVABLES));
    assert_eq!(early, CollateralError::TooEarly(desk.now + 1));
}

#[test]
fn a_contract_that_changes_its_code_claims_nothing_until_it_is_admitted_anew() {
    let mut desk = Desk::new();
    desk.claims(RECEIVABLES, backed(10, 20, &[30])).unwrap();
    desk.runs(RECEIVABLES, 3);
    let refused = desk.refused(|d| d.claims(RECEIVABLES, bare(11)));
    assert_eq!(refused, CollateralError::WrongCode);
    desk.ends(RECEIVABLES, 10).unwrap();
    desk.frees(RECEIVABLES, 20, &[30]).unwrap();
    desk.admits(RECEIVABLES, code(3)).unwrap();
    let refused = desk.refused(|d| d.claims(RECEIVABLES, bare(11)));
    assert_eq!(refused, CollateralError::WrongCode);
    desk.runs(RECEIVABLES, 1);
    // While new code is announced, the old one may go on.
    desk.claims(RECEIVABLES, bare(11)).unwrap();
    desk.runs(RECEIVABLES, 3);
    desk.now += DELAY;
    desk.completes(RECEIVABLES).unwrap();
    desk.claims(RECEIVABLES, bare(12)).unwrap();
    desk.runs(RECEIVABLES, 1);
    let refused = desk.refused(|d| d.claims(RECEIVABLES, bare(13)));
    assert_eq!(refused, CollateralError::WrongCode);
}

#[test]
fn who_is_expelled_claims_no_more_and_still_ends_and_frees() {
    let mut desk = Desk::new();
    desk.claims(RECEIVABLES, backed(10, 20, &[30])).unwrap();
    assert_eq!(desk.expels(RECEIVABLES), Ok(Expelled { contract: RECEIVABLES.into() }));
    let refused = desk.refused(|d| d.claims(RECEIVABLES, bare(11)));
    assert_eq!(refused, CollateralError::NotAdmitted);
    // What it claimed stays claimed.
    let refused = desk.refused(|d| d.claims(RECEIPTS, backed(11, 21, &[30])));
    assert_eq!(refused, CollateralError::BackingClaimed(0));
    desk.ends(RECEIVABLES, 10).unwrap();
    desk.frees(RECEIVABLES, 20, &[30]).unwrap();
    assert_eq!(desk.refused(|d| d.expels(RECEIVABLES)), CollateralError::NotAdmitted);
    assert_eq!(desk.refused(|d| d.expels(STRANGER)), CollateralError::NotAdmitted);
}

#[test]
fn an_announcement_is_taken_back_with_all_else() {
    let mut desk = Desk::empty();
    desk.admits(RECEIVABLES, code(1)).unwrap();
    desk.expels(RECEIVABLES).unwrap();
    desk.now += DELAY;
    let refused = desk.refused(|d| d.completes(RECEIVABLES));
    assert_eq!(refused, CollateralError::NothingAnnounced);
    // Who was expelled can be admitted again, as slowly.
    desk.admits(RECEIVABLES, code(1)).unwrap();
    let from = desk.now + DELAY;
    assert_eq!(desk.refused(|d| d.completes(RECEIVABLES)), CollateralError::TooEarly(from));
    desk.now = from;
    desk.completes(RECEIVABLES).unwrap();
    let shown = Admission {
        admitted: true,
        code_hash: code(1),
        announced: false,
        announced_code_hash: code(1),
        from,
    };
    assert_eq!(admission(&desk, RECEIVABLES), shown);
}

#[test]
fn a_pause_stops_no_admission() {
    let mut desk = Desk::empty();
    desk.paused = true;
    desk.admits(RECEIVABLES, code(1)).unwrap();
    desk.now += DELAY;
    desk.completes(RECEIVABLES).unwrap();
    desk.expels(RECEIVABLES).unwrap();
}

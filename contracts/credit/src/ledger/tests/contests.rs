//! What subjects contest, and arbiters decide.
use super::*;

/// The weight of the subject's payments, and how many there are.
fn payments(desk: &Desk) -> (u32, u16) {
    let record = desk.record(SUBJECT, Dimension::Payment).unwrap();
    let cells = record.shares.iter().flat_map(|share| share.cells);
    cells.fold((0, 0), |sum, cell| (sum.0 + cell.weight, sum.1 + cell.count))
}

#[ink::test]
fn what_is_contested_does_not_count_until_it_is_decided() {
    for is_struck in [true, false] {
        fresh(|| {
            let mut desk = Desk::new();
            let observation = desk.observe(counterparty(1), What::Payment(60));
            desk.observe(counterparty(1), What::Payment(0));
            assert_eq!(payments(&desk), (128, 2));
            let until = START + WINDOW;
            let contested = desk.contest(SUBJECT, observation).unwrap();
            let expected = Contested {
                observation,
                evidence: Fingerprint(EVIDENCE),
                contested_at: START,
                until,
            };
            assert_eq!(contested, expected);
            assert_eq!(payments(&desk), (64, 1));
            let kept = desk.observation(observation);
            assert_eq!((kept.status, kept.until), (ObservationStatus::Contested, until));
            desk.now = until;
            let decided = desk.decide(ARBITER, observation, is_struck).unwrap();
            assert_eq!(decided, Decided { observation, is_struck, decided_at: until });
            let (left, status) = if is_struck {
                ((64, 1), ObservationStatus::Struck)
            } else {
                ((128, 2), ObservationStatus::Confirmed)
            };
            assert_eq!(payments(&desk), left);
            assert_eq!(desk.observation(observation).status, status);
            desk.refuses(CreditError::WrongStatus(status), |desk| {
                desk.contest(SUBJECT, observation)
            });
            desk.refuses(CreditError::WrongStatus(status), |desk| {
                desk.decide(ARBITER, observation, true)
            });
            desk.now += 40 * DAY;
            desk.observe(counterparty(2), What::Payment(0));
            assert_eq!(payments(&desk), (left.0 + 64, left.1 + 1));
            let asked = desk.roll.asked.borrow();
            let exit = |party| (1, party, Scope::Agree, Business::Exit);
            assert!(asked.contains(&exit(SUBJECT)) && asked.contains(&exit(ARBITER)));
        });
    }
}

#[ink::test]
fn a_pause_stops_no_contest_and_no_decision() {
    let mut desk = Desk::new();
    let observation = desk.observe(counterparty(1), What::Payment(60));
    desk.paused = true;
    desk.contest(SUBJECT, observation).unwrap();
    desk.decide(ARBITER, observation, true).unwrap();
}

#[ink::test]
fn contest_reports_its_errors_in_the_promised_order() {
    let mut desk = Desk::new();
    let nothing = ObservationId([5; 32]);
    desk.refuses(CreditError::NotFound, |desk| desk.contest(STRANGER, nothing));
    let fact = Fact { arbiter: PartyId::NONE, ..desk.fact(counterparty(1), What::Payment(0)) };
    let lone = desk.observed(fact);
    for who in [STRANGER, ARBITER, counterparty(1)] {
        desk.refuses(NOT_FOR_PARTY, |desk| desk.contest(who, lone));
    }
    desk.roll.is_silent.set(true);
    desk.refuses(CreditError::RegistryUnavailable, |desk| desk.contest(SUBJECT, lone));
    desk.roll.is_silent.set(false);
    let observation = desk.observe(counterparty(1), What::Payment(0));
    let old = Fact { at: START - 23 * MONTH, ..desk.fact(counterparty(1), What::Payment(0)) };
    let old = desk.observed(old);
    let many: Vec<_> =
        (0..CONTESTS).map(|_| desk.observe(counterparty(2), What::Payment(0))).collect();
    desk.now += WINDOW + 1;
    desk.refuses(CreditError::NoArbiter, |desk| desk.contest(SUBJECT, lone));
    let late = CreditError::TooLate(START + WINDOW);
    desk.refuses(late, |desk| desk.contest(SUBJECT, observation));
    desk.now -= 1;
    for one in &many {
        desk.contest(SUBJECT, *one).unwrap();
    }
    // It was of the last month that counted then.
    desk.now = START + WINDOW;
    assert_eq!(month_of(desk.now), 500);
    desk.refuses(CreditError::TooManyContests, |desk| desk.contest(SUBJECT, observation));
    desk.refuses(CreditError::TooManyContests, |desk| desk.contest(SUBJECT, old));
    desk.decide(ARBITER, many[0], true).unwrap();
    desk.contest(SUBJECT, observation).unwrap();
}

#[ink::test]
fn what_is_too_old_to_count_is_not_contested() {
    let mut desk = Desk::new();
    desk.now = 500 * MONTH + 20 * DAY;
    let old = Fact { at: 477 * MONTH, ..desk.fact(counterparty(1), What::Payment(60)) };
    let old = desk.observed(old);
    desk.now = 501 * MONTH;
    let over = CreditError::TooLate(501 * MONTH);
    desk.refuses(over, |desk| desk.contest(SUBJECT, old));
}

#[ink::test]
fn decide_reports_its_errors_in_the_promised_order() {
    let mut desk = Desk::new();
    let nothing = ObservationId([5; 32]);
    desk.refuses(CreditError::NotFound, |desk| desk.decide(ARBITER, nothing, true));
    let observation = desk.observe(counterparty(1), What::Payment(0));
    for who in [SUBJECT, counterparty(1), STRANGER] {
        desk.refuses(NOT_FOR_PARTY, |desk| desk.decide(who, observation, true));
    }
    desk.roll.is_silent.set(true);
    desk.refuses(CreditError::RegistryUnavailable, |desk| desk.decide(ARBITER, observation, true));
    desk.roll.is_silent.set(false);
    let standing = CreditError::WrongStatus(ObservationStatus::Standing);
    desk.refuses(standing, |desk| desk.decide(ARBITER, observation, true));
    desk.contest(SUBJECT, observation).unwrap();
    desk.now += WINDOW + 1;
    let late = CreditError::TooLate(START + WINDOW);
    desk.roll.agents.borrow_mut().insert((ARBITER.0, SUBJECT));
    desk.refuses(late, |desk| desk.decide(ARBITER, observation, true));
    desk.now -= 1;
    desk.refuses(CreditError::NotImpartial, |desk| desk.decide(ARBITER, observation, true));
}

#[ink::test]
fn who_acts_for_the_subject_too_confirms_and_does_not_strike() {
    let mut desk = Desk::new();
    let both = [66; 32];
    for party in [SUBJECT, ARBITER] {
        desk.roll.agents.borrow_mut().insert((both, party));
    }
    let decide = |desk: &mut Desk, by: [u8; 32], observation, is_struck| {
        let caller = desk.by(by);
        desk.ledger.decide(&caller, observation, is_struck)
    };
    let observation = desk.observe(counterparty(1), What::Payment(60));
    desk.contest(SUBJECT, observation).unwrap();
    desk.refuses(CreditError::NotImpartial, |desk| decide(desk, both, observation, true));
    decide(&mut desk, both, observation, false).unwrap();
    // Another account of the same arbiter strikes.
    let observation = desk.observe(counterparty(1), What::Payment(60));
    desk.contest(SUBJECT, observation).unwrap();
    decide(&mut desk, ARBITER.0, observation, true).unwrap();
}

#[ink::test]
fn what_went_to_the_others_is_contested_there_and_comes_back_there() {
    let mut desk = Desk::new();
    let observation = desk.observe(counterparty(99), What::Payment(60));
    let heavy = |desk: &mut Desk, number| {
        let fact = desk.fact(counterparty(number), What::Payment(0));
        desk.observed(Fact { value: 16 * VALUE, ..fact });
    };
    for number in 0..12 {
        heavy(&mut desk, number);
    }
    let others = |desk: &Desk| {
        let record = desk.record(SUBJECT, Dimension::Payment).unwrap();
        record.shares[NAMED].cells[500 % 24]
    };
    let merged = Cell { month: 500, count: 1, weight: 64, score: 64 * 4_000 };
    assert_eq!(others(&desk), merged);
    desk.contest(SUBJECT, observation).unwrap();
    assert_eq!(others(&desk), Cell { month: 500, ..Cell::default() });
    // Whoever comes back has a new share, and what it made known before stays with the others.
    desk.observe(counterparty(99), What::Payment(0));
    desk.decide(ARBITER, observation, false).unwrap();
    let evicted = others(&desk);
    assert_eq!(evicted.count, 2);
    assert_eq!(evicted.weight, 64 + 64 * 16);
}

#[ink::test]
fn nobody_loses_its_name_because_it_is_contested() {
    let mut desk = Desk::new();
    let fact = desk.fact(counterparty(99), What::Payment(90));
    let late = desk.observed(Fact { value: 4 * VALUE, ..fact });
    for number in 0..11 {
        desk.observe(counterparty(number), What::Payment(0));
    }
    desk.contest(SUBJECT, late).unwrap();
    for number in 20..25 {
        let fact = desk.fact(counterparty(number), What::Payment(-30));
        desk.observed(Fact { value: 2 * VALUE, ..fact });
    }
    desk.now += WINDOW + 1;
    desk.observe(counterparty(24), What::Payment(0));
    let record = desk.record(SUBJECT, Dimension::Payment).unwrap();
    let own = record.shares.iter().find(|share| share.counterparty == counterparty(99)).unwrap();
    assert_eq!(own.cells[500 % 24].weight, 256);
}

#[ink::test]
fn who_is_forgotten_while_contested_comes_back_among_the_others() {
    let mut desk = Desk::new();
    let observation = desk.observe(counterparty(99), What::Payment(60));
    desk.contest(SUBJECT, observation).unwrap();
    for number in 0..12 {
        desk.observe(counterparty(number), What::Payment(0));
    }
    assert_eq!(payments(&desk), (12 * 64, 12));
    desk.now += WINDOW + 1;
    assert_eq!(desk.rating().scores.payment.samples, 13);
    desk.observe(counterparty(1), What::Payment(0));
    assert_eq!(payments(&desk), (14 * 64, 14));
    let record = desk.record(SUBJECT, Dimension::Payment).unwrap();
    assert_eq!(record.shares[NAMED].cells[500 % 24].count, 1);
}

#[ink::test]
fn what_comes_back_into_a_full_cell_counts_as_far_as_there_is_room() {
    let mut desk = Desk::new();
    let late = desk.observe(counterparty(1), What::Payment(60));
    desk.contest(SUBJECT, late).unwrap();
    let mut sheet = desk.ledger.sheet(&SUBJECT, Dimension::Payment);
    let weight = u32::MAX - 10;
    let much = Cell { month: 500, count: 1, weight, score: u64::from(weight) * 8_000 };
    sheet.observe(START, &counterparty(1), &much).unwrap();
    desk.ledger.put_sheet(&SUBJECT, Dimension::Payment, sheet);
    desk.decide(ARBITER, late, false).unwrap();
    let record = desk.record(SUBJECT, Dimension::Payment).unwrap();
    let score = much.score + 10 * 4_000;
    let full = Cell { month: 500, count: 2, weight: u32::MAX, score };
    assert_eq!(record.shares[0].cells[500 % 24], full);
    assert_eq!(record.contests[0].observation, ObservationId([0; 32]));
}

//! How parties are rated, and by what weights.
use super::*;

const OTHER: Weights =
    Weights { payment: 60, delivery: 10, service: 10, dispute: 10, standing: 10 };

/// Eight counterparties who know all about the subject.
fn known(desk: &mut Desk) {
    for number in 0..8 {
        desk.observe(counterparty(number), What::Payment(0));
        desk.observe(counterparty(number), What::Delivery(PERFECT));
        desk.observe(counterparty(number), What::Dispute(VALUE / 10));
        let document = desk.closed(counterparty(number));
        desk.score_service(document, counterparty(number), 100).unwrap();
    }
}

#[ink::test]
fn of_a_party_of_whom_nothing_is_known_nobody_can_say_anything() {
    let desk = Desk::new();
    let rating = desk.rating();
    assert_eq!((rating.grade, rating.points, rating.version), (Grade::Unrated, 0, 1));
    let nothing = kit::name(&[&vec![0; crate::sheet::LENGTH]]);
    assert_eq!(rating.inputs, Fingerprint(kit::name(&[&[nothing; 4].concat()])));
}

#[ink::test]
fn a_rating_is_made_of_its_scores_by_the_weights() {
    let mut desk = Desk::new();
    known(&mut desk);
    let rating = desk.rating();
    let scores = rating.scores;
    assert_eq!(scores.payment.score, 8_000);
    assert_eq!(scores.delivery.score, 10_000);
    assert_eq!(scores.on_time_in_full, 10_000);
    // Eight opinions of seven eighths each: 7 good ones, (7 + 1) ÷ (7 + 2).
    assert_eq!(scores.service.score, 8_888);
    assert_eq!(scores.dispute.score, 9_000);
    assert_eq!(scores.standing.score, 0);
    assert_eq!((scores.standing.samples, scores.standing.counterparties), (1, 8));
    let sum: u32 = 40 * 8_000 + 25 * 10_000 + 15 * 8_888 + 10 * 9_000;
    assert_eq!((rating.points, rating.grade), ((sum / 10_000) as u8, Grade::A));
    assert_eq!((rating.contested, rating.points_if_counted), (0, rating.points));
}

#[ink::test]
fn what_is_older_than_24_months_counts_no_more() {
    let mut desk = Desk::new();
    known(&mut desk);
    desk.now = 523 * MONTH;
    let last = desk.rating();
    assert_eq!(last.scores.payment.samples, 8);
    // What was said of its service long ago is worth a third.
    assert!((7_000..8_000).contains(&last.scores.service.score));
    desk.now = 524 * MONTH;
    let over = desk.rating();
    assert_eq!((over.grade, over.scores.payment.samples), (Grade::Unrated, 0));
    // And its place is taken by the month that has the same.
    desk.observe(counterparty(1), What::Payment(60));
    let payment = desk.rating().scores.payment;
    assert_eq!((payment.samples, payment.counterparties), (1, 1));
}

#[ink::test]
fn twelve_are_known_by_name_and_the_lightest_makes_room() {
    let mut desk = Desk::new();
    for number in 0..12u16 {
        let fact = desk.fact(counterparty(number), What::Payment(0));
        let value = if number == 7 { VALUE } else { 4 * VALUE };
        desk.observed(Fact { value, ..fact });
    }
    let fact = desk.fact(counterparty(12), What::Payment(30));
    desk.observed(fact);
    let record = desk.record(SUBJECT, Dimension::Payment).unwrap();
    assert_eq!(record.arrivals, 13);
    assert_eq!((record.shares[7].counterparty, record.shares[7].arrival), (counterparty(12), 13));
    assert_eq!(record.shares[NAMED].counterparty, PartyId::NONE);
    assert_eq!(record.shares[NAMED].cells[500 % 24].score, 64 * 8_000);
    assert_eq!(desk.rating().scores.payment.samples, 13);
}

#[ink::test]
fn a_record_has_one_size_whatever_it_knows() {
    let mut desk = Desk::new();
    desk.observe(counterparty(0), What::Payment(0));
    let of_one = desk.ledger.records.encoded((SUBJECT, Dimension::Payment)).unwrap();
    for number in 0..300 {
        desk.now += DAY;
        desk.observe(counterparty(number % 40), What::Payment(0));
    }
    let of_many = desk.ledger.records.encoded((SUBJECT, Dimension::Payment)).unwrap();
    assert_eq!((of_one.len(), of_many.len()), (crate::sheet::LENGTH, crate::sheet::LENGTH));
    assert!(of_one.len() < 8_000);
}

#[ink::test]
fn weights_are_in_force_after_the_delay_and_never_change_then() {
    let mut desk = Desk::new();
    known(&mut desk);
    let by_first = desk.rating();
    let version = |desk: &Desk| desk.ledger.version(&desk.counts, desk.now);
    let from = START + DELAY;
    let announced = desk.announce(true, OTHER).unwrap();
    let table = WeightTable { weights: OTHER, from };
    assert_eq!(announced, WeightsAnnounced { version: 2, table });
    assert_eq!(version(&desk), 1);
    assert_eq!(desk.score_of(SUBJECT, 2), Err(CreditError::NotFound));
    // What is not in force yet is replaced, and the delay begins anew.
    desk.now += DAY;
    let third = Weights { payment: 100, delivery: 0, service: 0, dispute: 0, standing: 0 };
    assert_eq!(desk.announce(true, third).unwrap().version, 2);
    desk.now = START + DAY + DELAY - 1;
    assert_eq!(version(&desk), 1);
    desk.now += 1;
    assert_eq!(version(&desk), 2);
    let by_second = desk.rating();
    assert_eq!((by_second.version, by_second.points), (2, 80));
    let again = desk.score_of(SUBJECT, 1).unwrap();
    assert_eq!((again.points, again.scores), (by_first.points, by_first.scores));
    assert_eq!(desk.announce(true, OTHER).unwrap().version, 3);
    assert_eq!(desk.ledger.table(&desk.counts, desk.now, 2).unwrap().1.weights, third);
    assert_eq!(desk.ledger.table(&desk.counts, desk.now, 0).unwrap().0, 2);
    assert_eq!(desk.ledger.table(&desk.counts, desk.now, 4), None);
}

#[ink::test]
fn announce_weights_reports_its_errors_in_the_promised_order() {
    let mut desk = Desk::new();
    let wrong = Weights { payment: 41, ..crate::ledger::ratings::FIRST };
    desk.counts.versions = u16::MAX;
    desk.ledger.tables.write(u16::MAX, &WeightTable { weights: OTHER, from: START });
    desk.refuses_announcing(CreditError::MissingRole, false, wrong);
    desk.refuses_announcing(CreditError::WrongSum, true, wrong);
    let much = Weights { payment: 255, delivery: 101, service: 0, dispute: 0, standing: 0 };
    desk.refuses_announcing(CreditError::WrongSum, true, much);
    desk.refuses_announcing(CreditError::Overflow, true, OTHER);
}

impl Desk {
    fn refuses_announcing(&mut self, error: CreditError, is_admin: bool, weights: Weights) {
        let (counts, now) = (self.counts, self.now);
        let mut after = counts;
        let refused = self.ledger.announce_weights(is_admin, &mut after, now, DELAY, weights);
        assert_eq!((refused, after), (Err(error), counts));
    }
}

#[ink::test]
fn anyone_puts_a_rating_on_record() {
    let mut desk = Desk::new();
    known(&mut desk);
    let rating = desk.rating();
    let snapshot = |desk: &mut Desk, version| {
        desk.ledger.snapshot(&desk.counts, 1, desk.now, SUBJECT, version)
    };
    for version in [0, 1] {
        assert_eq!(snapshot(&mut desk, version), Ok(Rated { subject: SUBJECT, rating }));
    }
    assert_eq!(desk.ledger.ratings.read((SUBJECT, 1)), Some(rating));
    desk.refuses(CreditError::NotFound, |desk| snapshot(desk, 2));
    desk.announce(true, OTHER).unwrap();
    desk.refuses(CreditError::NotFound, |desk| snapshot(desk, 2));
    desk.refuses(CreditError::NotFound, |desk| snapshot(desk, 3));
}

#[ink::test]
fn the_same_inputs_and_version_make_the_same_score() {
    let mut desk = Desk::new();
    known(&mut desk);
    let first = desk.rating();
    desk.now += 1;
    let second = desk.rating();
    assert_eq!(Rating { at: first.at, ..second }, first);
    desk.observe(counterparty(1), What::Payment(0));
    assert_ne!(desk.rating().inputs, first.inputs);
}

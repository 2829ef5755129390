//! What those find who want to look better than they are.
use super::*;

/// Four who were paid 20 days late.
fn bad(desk: &mut Desk) -> Vec<ObservationId> {
    (0..4).map(|number| desk.observe(counterparty(number), What::Payment(60))).collect()
}

#[ink::test]
fn two_that_trade_only_with_each_other_stay_unrated() {
    let mut desk = Desk::new();
    for _ in 0..100 {
        for what in [What::Payment(-30), What::Delivery(PERFECT), What::Dispute(0)] {
            desk.observe(counterparty(1), what);
        }
        let document = desk.closed(counterparty(1));
        desk.score_service(document, counterparty(1), 100).unwrap();
        desk.now += DAY;
    }
    let rating = desk.rating();
    assert_eq!((rating.grade, rating.points), (Grade::Unrated, 0));
    assert!(!rating.scores.payment.is_rated);
    assert_eq!(rating.scores.payment.samples, 100);
}

#[ink::test]
fn a_thousand_that_nobody_attested_change_nothing() {
    let mut desk = Desk::new();
    bad(&mut desk);
    let before = desk.rating();
    let events = desk.events.len();
    for number in 1_000..2_000 {
        desk.roll.unattested.borrow_mut().insert(counterparty(number));
        for what in [What::Payment(-30), What::Delivery(PERFECT), What::Dispute(0)] {
            let fact = desk.fact(counterparty(number), what);
            assert_eq!(desk.tell(source_of(what), fact), Err(CreditError::NotAttested));
        }
        let document = desk.closed(counterparty(number));
        let scored = desk.score_service(document, counterparty(number), 100);
        assert_eq!(scored, Err(CreditError::NotAttested));
    }
    assert_eq!(desk.rating(), before);
    assert_eq!(desk.events.len(), events);
}

#[ink::test]
fn who_is_in_the_same_hand_counts_nothing() {
    let mut desk = Desk::new();
    desk.roll.relate(SUBJECT, counterparty(1), Relation::Controller);
    for what in [
        What::Payment(-30),
        What::Payment(200),
        What::Delivery(PERFECT),
        What::Delivery(0),
        What::Dispute(0),
    ] {
        let fact = desk.fact(counterparty(1), what);
        desk.refuses(CreditError::Related, |desk| desk.tell(source_of(what), fact));
    }
}

#[ink::test]
fn whom_the_subject_appointed_says_nothing_but_what_is_blame() {
    let mut desk = Desk::new();
    desk.roll.relate(counterparty(1), SUBJECT, Relation::Agent);
    for (what, is_blame) in [
        (What::Payment(-30), false),
        (What::Payment(1), false),
        (What::Payment(30), false),
        (What::Payment(31), true),
        (What::Payment(90), true),
        (What::Delivery(PERFECT), false),
        (What::Delivery(IN_FULL | ON_TIME), true),
        (What::Dispute(0), false),
        (What::Dispute(VALUE / 2), false),
        (What::Dispute(VALUE / 2 + VALUE / 10_000), true),
    ] {
        let fact = desk.fact(counterparty(1), what);
        if is_blame {
            desk.tell(source_of(what), fact).unwrap();
        } else {
            desk.refuses(CreditError::Related, |desk| desk.tell(source_of(what), fact));
        }
    }
    let document = desk.closed(counterparty(1));
    desk.refuses(CreditError::Related, |desk| desk.score_service(document, counterparty(1), 50));
    desk.score_service(document, counterparty(1), 49).unwrap();
}

#[ink::test]
fn who_appointed_the_subject_says_nothing_of_it_any_more() {
    let mut desk = Desk::new();
    desk.roll.relate(counterparty(1), SUBJECT, Relation::Principal);
    for what in [
        What::Payment(-30),
        What::Payment(200),
        What::Delivery(PERFECT),
        What::Delivery(0),
        What::Dispute(0),
        What::Dispute(VALUE),
    ] {
        let fact = desk.fact(counterparty(1), what);
        desk.refuses(CreditError::Related, |desk| desk.tell(source_of(what), fact));
    }
    let document = desk.closed(counterparty(1));
    for score in [0, 49, 100] {
        desk.refuses(CreditError::Related, |desk| {
            desk.score_service(document, counterparty(1), score)
        });
    }
    // The other way round it is the other's deed: there blame counts.
    let score = |desk: &mut Desk, score| desk.score_service(document, SUBJECT, score);
    desk.refuses(CreditError::Related, |desk| score(desk, 79));
    score(&mut desk, 0).unwrap();
}

#[ink::test]
fn counterparties_that_are_tied_build_no_grade_of_seventy_nines() {
    let mut desk = Desk::new();
    for number in 0..8 {
        desk.roll.relate(counterparty(number), SUBJECT, Relation::Agent);
        for what in [What::Payment(1), What::Delivery(PERFECT), What::Dispute(VALUE / 5 + 1)] {
            let fact = desk.fact(counterparty(number), what);
            desk.refuses(CreditError::Related, |desk| desk.tell(source_of(what), fact));
        }
    }
    assert_eq!(desk.rating().grade, Grade::Unrated);
}

#[ink::test]
fn who_acts_for_both_praises_neither() {
    let mut desk = Desk::new();
    let both = [66; 32];
    for party in [SUBJECT, counterparty(1)] {
        desk.roll.agents.borrow_mut().insert((both, party));
    }
    let document = desk.closed(counterparty(1));
    let score = |desk: &mut Desk, score| {
        let caller = desk.by(both);
        let source = WAYBILLS.into();
        desk.ledger.score_service(&caller, source, document, counterparty(1), score)
    };
    desk.refuses(CreditError::Related, |desk| score(desk, 100));
    let complaint = score(&mut desk, 10).unwrap();
    assert_eq!(complaint.cell.score, 7 * 1_000);
}

#[ink::test]
fn an_agent_in_common_that_anybody_shows_leaves_only_blame_for_30_days() {
    let mut desk = Desk::new();
    let (both, other) = (Account::from([66; 32]), counterparty(1));
    let show = |desk: &mut Desk, one, other| {
        let caller = desk.by(STRANGER.0);
        desk.ledger.show_agent(&caller, one, other, both)
    };
    desk.roll.is_silent.set(true);
    desk.refuses(CreditError::SameParty, |desk| show(desk, other, other));
    desk.refuses(CreditError::RegistryUnavailable, |desk| show(desk, SUBJECT, other));
    desk.roll.is_silent.set(false);
    desk.refuses(CreditError::NotShared, |desk| show(desk, SUBJECT, other));
    desk.roll.agents.borrow_mut().insert(([66; 32], SUBJECT));
    desk.refuses(CreditError::NotShared, |desk| show(desk, SUBJECT, other));
    desk.roll.agents.borrow_mut().insert(([66; 32], other));
    desk.observe(other, What::Payment(0));
    // A pause does not stop it, and nobody's leave is asked.
    desk.paused = true;
    desk.roll.asked.borrow_mut().clear();
    let until = START + WINDOW;
    let shown = show(&mut desk, other, SUBJECT).unwrap();
    let (lower, higher) = (SUBJECT.min(other), SUBJECT.max(other));
    assert_eq!(shown, AgentShown { lower, higher, account: both, until });
    assert!(desk.roll.asked.borrow().is_empty());
    desk.paused = false;
    for (subject, by) in [(SUBJECT, other), (other, SUBJECT)] {
        let praise = Fact { subject, ..desk.fact(by, What::Payment(0)) };
        desk.refuses(CreditError::Related, |desk| desk.tell(RECEIVABLES, praise));
        let complaint = Fact { subject, ..desk.fact(by, What::Payment(31)) };
        desk.tell(RECEIVABLES, complaint).unwrap();
    }
    // Another enterprise of the same firm counts as that firm.
    desk.roll.identities.borrow_mut().insert(counterparty(2), Fingerprint(other.0));
    let praise = desk.fact(counterparty(2), What::Payment(0));
    desk.refuses(CreditError::Related, |desk| desk.tell(RECEIVABLES, praise));
    // Whoever shows it again prolongs it, but only while it is so.
    desk.now = until - 1;
    assert_eq!(show(&mut desk, SUBJECT, other).unwrap().until, until - 1 + WINDOW);
    desk.now = until;
    let praise = desk.fact(other, What::Payment(0));
    desk.refuses(CreditError::Related, |desk| desk.tell(RECEIVABLES, praise));
    desk.roll.agents.borrow_mut().remove(&([66; 32], SUBJECT));
    desk.refuses(CreditError::NotShared, |desk| show(desk, SUBJECT, other));
    desk.now = until - 1 + WINDOW;
    let praise = desk.fact(other, What::Payment(0));
    desk.tell(RECEIVABLES, praise).unwrap();
}

#[ink::test]
fn under_one_legal_identifier_all_are_one() {
    let mut desk = Desk::new();
    let identity = Fingerprint([99; 32]);
    for number in 0..40 {
        desk.roll.identities.borrow_mut().insert(counterparty(number), identity);
        let fact = desk.fact(counterparty(number), What::Payment(0));
        let Told::Observed(observed) = desk.tell(RECEIVABLES, fact).unwrap() else { panic!() };
        assert_eq!(observed.counterparty, counterparty(number));
        assert_eq!(observed.counted_for, counterparty(0));
    }
    let scores = desk.rating().scores;
    assert_eq!((scores.payment.samples, scores.payment.counterparties), (40, 1));
    assert!(!scores.payment.is_rated);
    // Nor does it make oneself a counterparty to be first known by it.
    let subject = counterparty(0);
    let fact = Fact { subject, ..desk.fact(counterparty(7), What::Payment(0)) };
    desk.refuses(CreditError::Related, |desk| desk.tell(RECEIVABLES, fact));
}

#[ink::test]
fn pennies_add_nothing() {
    let mut desk = Desk::new();
    bad(&mut desk);
    let before = desk.rating();
    for (value, currency) in
        [(0, b"USD"), (8_191, b"USD"), (50_000, b"INR"), (u64::MAX / 4, b"QQQ")]
    {
        for what in [What::Payment(-30), What::Delivery(PERFECT), What::Dispute(0), What::Closed] {
            let fact = desk.fact(counterparty(9), what);
            let fact = Fact { value, currency: *currency, ..fact };
            desk.refuses(CreditError::WeighsNothing, |desk| desk.tell(source_of(what), fact));
        }
    }
    assert_eq!(desk.rating(), before);
}

#[ink::test]
fn many_small_bills_paid_early_hide_no_large_one_paid_late() {
    let mut desk = Desk::new();
    for number in 0..4 {
        let late = desk.fact(counterparty(number), What::Payment(90));
        desk.observed(Fact { value: 100_000_000, ..late });
        for _ in 0..50 {
            let early = desk.fact(counterparty(number), What::Payment(-30));
            desk.observed(Fact { value: 10_000, ..early });
        }
    }
    assert!(desk.rating().scores.payment.score < 3_100);
}

#[ink::test]
fn no_counterparty_counts_for_more_than_a_quarter_whatever_it_trades() {
    let mut desk = Desk::new();
    bad(&mut desk);
    for _ in 0..200 {
        let fact = desk.fact(counterparty(9), What::Payment(-30));
        desk.observed(Fact { value: 1 << 40, ..fact });
    }
    // Four at 40 points for three quarters, one at 100 for one.
    let payment = desk.rating().scores.payment;
    assert!((5_400..=5_500).contains(&payment.score), "{payment:?}");
}

#[ink::test]
fn those_without_a_name_count_for_no_more_than_a_quarter() {
    let mut desk = Desk::new();
    for number in 0..12 {
        let fact = desk.fact(counterparty(number), What::Payment(60));
        desk.observed(Fact { value: 8 * VALUE, ..fact });
    }
    // One after the other each is the lightest, and goes to the others.
    for round in 0..30 {
        for number in 20..24 {
            let fact = desk.fact(counterparty(number + 4 * round), What::Payment(-30));
            desk.observed(Fact { value: 4 * VALUE, ..fact });
        }
    }
    let payment = desk.rating().scores.payment;
    assert_eq!(payment.counterparties, 12);
    // The others at 100 for a quarter, one newcomer at 100, eleven at 40.
    assert!((5_300..=5_800).contains(&payment.score), "{payment:?}");
}

#[ink::test]
fn contesting_what_is_bad_before_a_snapshot_costs_the_grade() {
    let mut desk = Desk::new();
    for number in 0..8 {
        desk.observe(counterparty(number), What::Payment(-10));
        desk.observe(counterparty(number), What::Delivery(PERFECT));
    }
    let mut late = Vec::new();
    for number in 0..6 {
        late.push(desk.observe(counterparty(number), What::Payment(120)));
    }
    let before = desk.rating();
    for observation in &late {
        desk.contest(SUBJECT, *observation).unwrap();
    }
    let during = desk.rating();
    assert_eq!(during.grade, Grade::Unrated);
    assert!(during.points > before.points);
    assert_eq!((during.points_if_counted, during.contested), (before.points, 6));
    assert_eq!(during.contested_share, 10_000 * 6 / 14);
    // Nobody decides: the grade is what it was, and nobody needs to ask for it.
    desk.now += WINDOW + 1;
    let after = desk.rating();
    assert_eq!((after.grade, after.points, after.contested), (before.grade, before.points, 0));
    for observation in late {
        desk.refuses(CreditError::WrongStatus(ObservationStatus::Contested), |desk| {
            desk.contest(SUBJECT, observation)
        });
    }
}

#[ink::test]
fn a_dimension_is_not_contested_away() {
    let mut desk = Desk::new();
    let late = bad(&mut desk);
    for number in 0..8 {
        desk.observe(counterparty(number), What::Delivery(PERFECT));
        let document = desk.closed(counterparty(number));
        desk.score_service(document, counterparty(number), 100).unwrap();
    }
    let before = desk.rating();
    assert!(before.scores.payment.is_rated);
    // With three counterparties left nobody can say how it pays; what else is known would do.
    desk.contest(SUBJECT, late[0]).unwrap();
    let during = desk.rating();
    assert!(!during.scores.payment.is_rated);
    assert!(during.points > before.points);
    assert_eq!(during.grade, Grade::Unrated);
}

#[ink::test]
fn contesting_what_is_bad_shows_no_better_score() {
    let mut desk = Desk::new();
    for number in 0..8 {
        desk.observe(counterparty(number), What::Payment(-10));
        desk.observe(counterparty(number), What::Delivery(PERFECT));
    }
    let late = desk.observe(counterparty(0), What::Payment(120));
    let wanting = desk.observe(counterparty(1), What::Delivery(IN_FULL | ON_TIME));
    let before = desk.rating().scores;
    assert!(before.payment.is_rated && before.delivery.is_rated && before.standing.is_rated);
    desk.contest(SUBJECT, late).unwrap();
    let during = desk.rating().scores;
    assert!(during.payment.score > before.payment.score);
    assert!(!during.payment.is_rated, "it hangs on what is contested");
    assert_eq!((during.delivery, during.standing), (before.delivery, before.standing));
    desk.contest(SUBJECT, wanting).unwrap();
    assert!(!desk.rating().scores.delivery.is_rated);
    desk.decide(ARBITER, late, true).unwrap();
    assert!(desk.rating().scores.payment.is_rated);
    desk.now += WINDOW + 1;
    assert_eq!(desk.rating().scores.delivery, before.delivery);
}

#[ink::test]
fn whether_a_delivery_was_on_time_is_not_contested_away_either() {
    let mut desk = Desk::new();
    for number in 0..5 {
        desk.observe(counterparty(number), What::Delivery(IN_FULL | ON_TIME));
    }
    // Of no perfect one the score is nothing, with or without it.
    let late = desk.observe(counterparty(5), What::Delivery(IN_FULL));
    desk.contest(SUBJECT, late).unwrap();
    let scores = desk.rating().scores;
    assert_eq!((scores.delivery.score, scores.on_time_in_full), (0, 10_000));
    assert!(!scores.delivery.is_rated);
}

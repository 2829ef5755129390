//! What sources tell, and how service is scored.
use super::*;

#[ink::test]
fn a_fact_is_recorded_with_its_weight_and_without_its_amount() {
    let mut desk = Desk::new();
    let fact = Fact { at: START - 2 * MONTH, ..desk.fact(counterparty(1), What::Payment(7)) };
    let Told::Observed(observed) = desk.tell(RECEIVABLES, fact).unwrap() else { panic!() };
    let cell = Cell { month: 498, count: 1, weight: 64, score: 64 * 7_533 };
    let observation = observation_id(&RECEIVABLES.into(), &fact.document, ObservationKind::Payment);
    let expected = Observed {
        observation,
        subject: SUBJECT,
        counterparty: counterparty(1),
        counted_for: counterparty(1),
        identity: Fingerprint(counterparty(1).0),
        arbiter: ARBITER,
        source: RECEIVABLES.into(),
        document: fact.document,
        kind: ObservationKind::Payment,
        cell,
        registry: 1,
        recorded_at: START,
    };
    assert_eq!(*observed, expected);
    let kept = Observation {
        status: ObservationStatus::Standing,
        registry: 1,
        dimension: Dimension::Payment,
        subject: SUBJECT,
        counterparty: counterparty(1),
        arbiter: ARBITER,
        arrival: 1,
        cell,
        recorded_at: START,
        until: 0,
    };
    assert_eq!(desk.observation(observation), kept);
    let record = desk.record(SUBJECT, Dimension::Payment).unwrap();
    assert_eq!(record.shares[0].counterparty, counterparty(1));
    assert_eq!(record.shares[0].cells[498 % 24], cell);
    let hashed = [
        &b"lading/observation"[..],
        &RECEIVABLES,
        &fact.document.0,
        &[ObservationKind::Payment as u8],
    ];
    assert_eq!(observation.0, kit::name(&hashed));
}

#[ink::test]
fn each_kind_of_a_document_is_told_once_in_any_order_and_a_repeat_does_no_harm() {
    let whats = [What::Payment(3), What::Delivery(PERFECT), What::Dispute(5), What::Closed];
    for first in 0..whats.len() {
        fresh(|| {
            let mut desk = Desk::new();
            let fact = desk.fact(counterparty(1), What::Closed);
            for step in 0..whats.len() {
                let what = whats[(first + step) % whats.len()];
                desk.tell(source_of(what), Fact { what, ..fact }).unwrap();
                let repeat = Fact { what, counterparty: counterparty(2), ..fact };
                desk.refuses(CreditError::AlreadyTold, |desk| desk.tell(source_of(what), repeat));
            }
        });
    }
}

#[ink::test]
fn each_contract_tells_what_it_is_linked_for() {
    let mut desk = Desk::new();
    let told = [
        (What::Payment(0), vec![RECEIVABLES]),
        (What::Delivery(0), vec![WAYBILLS, ORDERS]),
        (What::Dispute(0), vec![CASES]),
        (What::Closed, vec![WAYBILLS, CASES, RECEIVABLES, ORDERS]),
    ];
    for (what, sources) in told {
        for source in [WAYBILLS, CASES, RECEIVABLES, ORDERS, FINANCING, ADMINISTRATOR, SUBJECT.0] {
            let fact = desk.fact(counterparty(1), what);
            if sources.contains(&source) {
                desk.tell(source, fact).unwrap();
            } else {
                desk.refuses(CreditError::NotTheSource, |desk| desk.tell(source, fact));
            }
        }
    }
    fresh(|| {
        let mut desk = Desk::unlinked();
        let fact = desk.fact(counterparty(1), What::Closed);
        desk.refuses(CreditError::NotTheSource, |desk| desk.tell(WAYBILLS, fact));
    });
}

#[ink::test]
fn observe_reports_its_errors_in_the_promised_order() {
    let mut desk = Desk::new();
    let what = What::Dispute(VALUE + 1);
    let taken = desk.fact(counterparty(1), What::Dispute(0));
    desk.tell(CASES, taken).unwrap();
    let mut fact = Fact {
        subject: counterparty(1),
        at: START + DAY,
        value: 1 << 63,
        currency: *b"XXX",
        what,
        ..taken
    };
    desk.paused = true;
    desk.roll.unattested.borrow_mut().insert(counterparty(1));
    desk.roll.relate(SUBJECT, counterparty(1), Relation::Controller);
    desk.roll.is_silent.set(true);
    desk.refuses(CreditError::Paused, |desk| desk.tell(WAYBILLS, fact));
    desk.paused = false;
    desk.refuses(CreditError::NotTheSource, |desk| desk.tell(WAYBILLS, fact));
    desk.refuses(CreditError::AlreadyTold, |desk| desk.tell(CASES, fact));
    fact.document = document(1_000);
    desk.refuses(CreditError::SameParty, |desk| desk.tell(CASES, fact));
    for nobody in [
        Fact { subject: PartyId::NONE, ..fact },
        Fact { subject: SUBJECT, counterparty: PartyId::NONE, ..fact },
    ] {
        desk.refuses(CreditError::SameParty, |desk| desk.tell(CASES, nobody));
    }
    fact.subject = SUBJECT;
    desk.refuses(CreditError::InTheFuture, |desk| desk.tell(CASES, fact));
    fact.at = START - 24 * MONTH;
    desk.refuses(CreditError::TooOld, |desk| desk.tell(CASES, fact));
    fact.at = START;
    desk.refuses(CreditError::AmountOutOfRange, |desk| desk.tell(CASES, fact));
    fact.value = VALUE;
    desk.refuses(CreditError::AmountOutOfRange, |desk| desk.tell(CASES, fact));
    fact.what = What::Dispute(VALUE);
    desk.refuses(CreditError::WeighsNothing, |desk| desk.tell(CASES, fact));
    fact.currency = *b"EUR";
    desk.refuses(CreditError::RegistryUnavailable, |desk| desk.tell(CASES, fact));
    desk.roll.is_silent.set(false);
    desk.refuses(CreditError::NotAttested, |desk| desk.tell(CASES, fact));
    desk.roll.unattested.borrow_mut().clear();
    desk.refuses(CreditError::Related, |desk| desk.tell(CASES, fact));
    desk.roll.relations.borrow_mut().clear();
    desk.tell(CASES, fact).unwrap();
}

#[ink::test]
fn a_cell_that_is_full_takes_no_more() {
    let mut desk = Desk::new();
    desk.observe(counterparty(1), What::Payment(0));
    let mut sheet = desk.ledger.sheet(&SUBJECT, Dimension::Payment);
    let much = Cell { month: 500, count: 1, weight: u32::MAX - 100, score: 0 };
    sheet.observe(START, &counterparty(1), &much).unwrap();
    desk.ledger.put_sheet(&SUBJECT, Dimension::Payment, sheet);
    let fact = desk.fact(counterparty(1), What::Payment(0));
    desk.refuses(CreditError::Overflow, |desk| desk.tell(RECEIVABLES, fact));
}

#[ink::test]
fn closing_reports_its_errors_in_the_promised_order() {
    let mut desk = Desk::new();
    let taken = desk.fact(counterparty(1), What::Closed);
    desk.tell(CASES, taken).unwrap();
    let bad = Fact { counterparty: SUBJECT, at: START + DAY, value: 5, ..taken };
    desk.refuses(CreditError::AlreadyTold, |desk| desk.tell(CASES, bad));
    // Another contract's document of the same id is another document.
    desk.refuses(CreditError::SameParty, |desk| desk.tell(WAYBILLS, bad));
    let bad = Fact { counterparty: counterparty(1), ..bad };
    desk.refuses(CreditError::InTheFuture, |desk| desk.tell(WAYBILLS, bad));
    let bad = Fact { at: 0, ..bad };
    desk.refuses(CreditError::TooOld, |desk| desk.tell(WAYBILLS, bad));
    let bad = Fact { at: START, ..bad };
    desk.refuses(CreditError::WeighsNothing, |desk| desk.tell(WAYBILLS, bad));
    let huge = Fact { value: u64::MAX, ..bad };
    desk.refuses(CreditError::AmountOutOfRange, |desk| desk.tell(WAYBILLS, huge));
    // Who the two are is asked when they score.
    desk.roll.is_silent.set(true);
    let closed = Fact { value: VALUE, at: START - MONTH, ..bad };
    let expected = DocumentClosed {
        document: closed.document,
        source: WAYBILLS.into(),
        subject: SUBJECT,
        counterparty: counterparty(1),
        arbiter: ARBITER,
        month: 499,
        weight: 7,
        registry: 1,
        until: START + WINDOW,
    };
    assert_eq!(desk.tell(WAYBILLS, closed), Ok(Told::Closed(Box::new(expected))));
}

#[ink::test]
fn a_fact_counts_for_24_months_and_clocks_may_differ() {
    let mut desk = Desk::new();
    let first_of_month = START - 23 * MONTH;
    for (at, expected) in [
        (first_of_month, Ok(477)),
        (first_of_month - 1, Err(CreditError::TooOld)),
        (START + kit::call::CLOCK_SKEW, Ok(500)),
        (START + kit::call::CLOCK_SKEW + 1, Err(CreditError::InTheFuture)),
    ] {
        let fact = Fact { at, ..desk.fact(counterparty(1), What::Payment(0)) };
        let month = desk.tell(RECEIVABLES, fact).map(|told| match told {
            Told::Observed(observed) => observed.cell.month,
            Told::Closed(_) => 0,
        });
        assert_eq!(month, expected);
    }
    // A clock that goes before the month has begun puts nothing into a month to come.
    desk.now = 501 * MONTH - 1;
    let fact = Fact { at: 501 * MONTH, ..desk.fact(counterparty(1), What::Payment(0)) };
    let Told::Observed(observed) = desk.tell(RECEIVABLES, fact).unwrap() else { panic!() };
    assert_eq!(observed.cell.month, 500);
}

#[ink::test]
fn what_counted_nothing_can_be_told_again_once_it_does() {
    let mut desk = Desk::new();
    let fact = desk.fact(counterparty(1), What::Payment(90));
    desk.roll.unattested.borrow_mut().insert(counterparty(1));
    desk.refuses(CreditError::NotAttested, |desk| desk.tell(RECEIVABLES, fact));
    desk.roll.unattested.borrow_mut().clear();
    desk.tell(RECEIVABLES, fact).unwrap();
}

#[ink::test]
fn without_a_registry_accounts_are_counterparties_and_the_rating_says_so() {
    let mut desk = Desk::new();
    desk.roll.epoch = 0;
    desk.roll.is_silent.set(true);
    for number in 0..4 {
        desk.observe(counterparty(number), What::Payment(0));
    }
    let rating = desk.rating();
    assert_eq!((rating.registry, rating.scores.payment.score), (0, 8_000));
    assert!(rating.scores.payment.is_rated);
}

#[ink::test]
fn who_is_a_party_to_a_document_is_no_arbiter() {
    let mut desk = Desk::new();
    for arbiter in [SUBJECT, counterparty(1), PartyId::NONE] {
        let fact = Fact { arbiter, ..desk.fact(counterparty(1), What::Payment(0)) };
        let observation = desk.observed(fact);
        assert_eq!(desk.observation(observation).arbiter, PartyId::NONE);
    }
}

#[ink::test]
fn each_side_of_a_closed_document_scores_the_other_once() {
    let mut desk = Desk::new();
    let document = desk.closed(counterparty(1));
    let scored = desk.score_service(document, counterparty(1), 90).unwrap();
    let cell = Cell { month: 500, count: 1, weight: 7, score: 7 * 9_000 };
    assert_eq!((scored.subject, scored.counterparty), (SUBJECT, counterparty(1)));
    assert_eq!((scored.kind, scored.cell), (ObservationKind::ServiceOfSubject, cell));
    let back = desk.score_service(document, SUBJECT, 0).unwrap();
    assert_eq!((back.subject, back.counterparty), (counterparty(1), SUBJECT));
    assert_eq!(back.kind, ObservationKind::ServiceOfCounterparty);
    assert_ne!(back.observation, scored.observation);
    assert!(desk.record(counterparty(1), Dimension::Service).is_some());
    for party in [SUBJECT, counterparty(1)] {
        desk.refuses(CreditError::AlreadyTold, |desk| desk.score_service(document, party, 100));
    }
}

#[ink::test]
fn score_service_reports_its_errors_in_the_promised_order() {
    let mut desk = Desk::new();
    let party = counterparty(1);
    desk.paused = true;
    let nothing = document(900);
    desk.refuses(CreditError::Paused, |desk| desk.score_service(nothing, STRANGER, 101));
    desk.paused = false;
    desk.refuses(CreditError::NotFound, |desk| desk.score_service(nothing, STRANGER, 101));
    let closed = desk.closed(party);
    desk.score_service(closed, SUBJECT, 50).unwrap();
    desk.refuses(CreditError::NotAParty, |desk| desk.score_service(closed, STRANGER, 101));
    let as_another = |desk: &mut Desk| {
        let caller = desk.by(STRANGER.0);
        desk.ledger.score_service(&caller, WAYBILLS.into(), closed, SUBJECT, 101)
    };
    desk.refuses(NOT_FOR_PARTY, as_another);
    desk.roll.is_silent.set(true);
    desk.refuses(CreditError::RegistryUnavailable, as_another);
    desk.roll.is_silent.set(false);
    desk.roll.suspended.borrow_mut().insert(SUBJECT);
    let suspended = CreditError::Refused(Refusal::Suspended(77));
    desk.refuses(suspended, |desk| desk.score_service(closed, SUBJECT, 101));
    desk.roll.suspended.borrow_mut().clear();
    desk.now += WINDOW + 1;
    desk.refuses(CreditError::AlreadyTold, |desk| desk.score_service(closed, SUBJECT, 101));
    let late = CreditError::TooLate(START + WINDOW);
    desk.refuses(late, |desk| desk.score_service(closed, party, 101));
    desk.now -= 1;
    desk.refuses(CreditError::ScoreOutOfRange, |desk| desk.score_service(closed, party, 101));
    desk.roll.unattested.borrow_mut().insert(party);
    desk.roll.relate(SUBJECT, party, Relation::Controller);
    desk.refuses(CreditError::NotAttested, |desk| desk.score_service(closed, party, 100));
    desk.roll.unattested.borrow_mut().clear();
    desk.refuses(CreditError::Related, |desk| desk.score_service(closed, party, 100));
    desk.roll.relations.borrow_mut().clear();
    desk.score_service(closed, party, 100).unwrap();
    assert!(desk.roll.asked.borrow().contains(&(1, party, Scope::Agree, Business::NewBusiness)));
}

#[ink::test]
fn a_score_of_what_is_too_old_takes_nothing_newers_place() {
    let mut desk = Desk::new();
    desk.now = 501 * MONTH - DAY;
    let old = desk.fact(counterparty(1), What::Closed);
    let old = Fact { at: desk.now - 23 * MONTH, ..old };
    desk.tell(WAYBILLS, old).unwrap();
    desk.score_service(old.document, SUBJECT, 70).unwrap();
    // The month of the old one is no more, and its place is another's.
    desk.now = 501 * MONTH;
    let young = desk.closed(counterparty(1));
    desk.score_service(young, counterparty(1), 0).unwrap();
    let before = desk.rating().scores.service;
    desk.refuses(CreditError::AlreadyTold, |desk| desk.score_service(old.document, SUBJECT, 101));
    desk.refuses(CreditError::TooOld, |desk| {
        desk.score_service(old.document, counterparty(1), 101)
    });
    assert_eq!(desk.rating().scores.service, before);
    // Nor would whoever reckons it from the events believe one that does.
    let mut model = Model::of(&desk.events).unwrap();
    let Some(Event::Observed(last)) = desk.events.last().cloned() else { panic!() };
    let stale = Observed { cell: Cell { month: 477, ..last.cell }, ..*last };
    assert_eq!(model.learn(&Event::Observed(Box::new(stale))), None);
    let until = 501 * MONTH - DAY + WINDOW;
    desk.now = until + 1;
    desk.refuses(CreditError::TooLate(until), |desk| {
        desk.score_service(old.document, counterparty(1), 101)
    });
}

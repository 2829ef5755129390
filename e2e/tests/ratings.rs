//! From what enterprises sign with one another to a grade, and who acts on it: told, contested, decided, put on record, shared by consent,
//! and reckoned again from the events alone.
//!
//! The warehouse is a bank here. One contract that passes calls on stands for those that tell facts, another for one that lends and
//! asks for the bank.
use chain::{ContractEvent, Message};
use credit::{
    model::{Event, Model},
    Contested, Decided, DocumentClosed, Granted, Observed, Rated, Revoked, Used, WeightsAnnounced,
};
use e2e::{
    forwarded,
    time::{days, hours},
    Actor::{self, *},
    Agreement, Bill, Contract, Forwarded, Invoice, Purchase, Relationship, Shipment, Told, World,
    CENT, PERFECT, PURPOSE,
};
use ink::{
    primitives::AccountId,
    scale::{Decode, Encode},
};
use interfaces::{
    credit::{
        Consent, Credit, CreditError, Disclosure, FactKind, Grade, GrantId, ObservationKind,
        ObservationStatus, Rating, View, Weights, What,
    },
    ids::{CaseId, Digest, DocumentId, Money, PartyId},
    orders::{Orders, ProgressKind},
    receivable::{Backing, Condition, Price, Receivable, ReceivableError, SaleOffer, Settlement},
    reconciliation::Reconciliation,
    registry::Refusal,
    waybill::Waybill,
};
use receivable::TokenSold;

/// Who deals with the supplier.
const CUSTOMERS: [Actor; 5] = [Buyer, Carrier, SecondCarrier, Regulator, SecondRegulator];

/// The days by which a payment is too late for any point.
const NEVER: i32 = 200;

const EVIDENCE: Digest = [0xcf; 32];

/// The suite, where all who trade are known by name and number, and the contract that tells what they signed.
fn market() -> (World, AccountId) {
    let mut world = World::linked();
    let teller = world.teller();
    for actor in CUSTOMERS.into_iter().chain([Supplier]) {
        world.identify(actor);
    }
    (world, teller)
}

/// A deal between two: paid so many days late, delivered and billed as agreed, and served as well as can be, by the word of the counterparty.
fn deal(world: &mut World, teller: AccountId, told: &Told, late: i32) {
    for what in [What::Payment(late), What::Delivery(PERFECT), What::Dispute(0)] {
        world.observed(teller, &told.clone().that(what));
    }
    let closed = told.clone().that(What::Closed);
    assert_eq!(world.tell_credit(teller, &closed), Ok(()));
    let party = world.party(told.counterparty);
    let score = world.credit().score_service(teller, told.document(), party, 100);
    world.ok(told.counterparty, score);
}

/// The supplier deals with all its customers; only the last it pays when it is too late.
fn known(world: &mut World, teller: AccountId) {
    for (number, customer) in (1..).zip(CUSTOMERS) {
        let late = if customer == SecondRegulator { NEVER } else { -30 };
        deal(world, teller, &Told::numbered(number).by(customer), late);
    }
}

/// All that ratings depend on, as the events tell it. The first weights were told when the contract was made.
fn model(world: &World) -> Model {
    fn read<E: Decode>(event: &ContractEvent) -> E {
        event.decode().unwrap_or_else(|error| panic!("{error}"))
    }
    let table = world.ask(world.credit().weights_of(1)).expect("there are first weights");
    let mut model = Model::default();
    let first = Event::WeightsAnnounced(WeightsAnnounced { version: 1, table });
    model.learn(&first).expect("nothing comes before it");
    for event in world.log() {
        let happened = if event.is::<Observed>() {
            Event::Observed(Box::new(read(event)))
        } else if event.is::<Contested>() {
            Event::Contested(read(event))
        } else if event.is::<Decided>() {
            Event::Decided(read(event))
        } else if event.is::<WeightsAnnounced>() {
            Event::WeightsAnnounced(read(event))
        } else {
            continue;
        };
        model.learn(&happened).expect("it follows from what was told before");
    }
    model
}

/// Puts on record how `actor` is rated. Who knows the events alone finds the same, to the last bit.
#[track_caller]
fn on_record(world: &mut World, actor: Actor, version: u16) -> Rating {
    let party = world.party(actor);
    world.ok(Stranger, world.credit().snapshot(party, version));
    let Rated { subject, rating } = world.event();
    assert_eq!(subject, party);
    let kept = world.ask(world.credit().rating_of(party, rating.version));
    assert_eq!(kept.and_then(|kept| kept.decoded()), Some(rating));
    let again = model(world).rate(party, rating.version, rating.registry, rating.at);
    let again = again.expect("the weights are known");
    assert_eq!(again, rating);
    assert_eq!(again.encode(), rating.encode());
    rating
}

/// What the contract `by` is told when it asks by a grant.
fn consult(
    world: &mut World,
    by: AccountId,
    grant: GrantId,
    subject: PartyId,
    viewer: PartyId,
    purpose: Digest,
) -> Result<Disclosure, CreditError> {
    let consult = world.credit().consult(grant, subject, viewer, purpose);
    let Forwarded(answer) = world.call(Stranger, forwarded(by, consult)).returned;
    answer.expect("the contract of ratings answers")
}

#[test]
fn a_party_is_rated_once_four_know_it_and_defends_itself_against_what_is_wrong() {
    let (mut world, teller) = market();
    let nobody_knows = on_record(&mut world, Supplier, 0);
    assert_eq!((nobody_knows.grade, nobody_knows.points), (Grade::Unrated, 0));

    for (number, customer) in (1..).zip(&CUSTOMERS[..3]) {
        deal(&mut world, teller, &Told::numbered(number).by(*customer), -30);
    }
    let early = on_record(&mut world, Supplier, 0);
    assert_eq!((early.grade, early.points), (Grade::Unrated, 0));
    let payment = early.scores.payment;
    assert_eq!((payment.samples, payment.counterparties, payment.is_rated), (3, 3, false));

    deal(&mut world, teller, &Told::numbered(4).by(CUSTOMERS[3]), -30);
    let rated = on_record(&mut world, Supplier, 0);
    assert_eq!((rated.grade, rated.points, rated.registry), (Grade::AA, 87, 1));
    assert_eq!((rated.scores.payment.score, rated.scores.delivery.score), (10_000, 10_000));
    assert_eq!((rated.scores.dispute.score, rated.scores.on_time_in_full), (10_000, 10_000));
    assert_eq!(rated.scores.service.score, 8_181, "of four opinions, nobody can be sure");
    assert_eq!(rated.scores.standing.score, 0, "it is known for a month");

    // The fifth says that it was never paid: a fifth of what is known.
    let last = Told::numbered(5).by(CUSTOMERS[4]);
    deal(&mut world, teller, &last, NEVER);
    let payment = ObservationKind::Payment;
    let late = world.ask(world.credit().observation_id(teller, last.document(), payment));
    let before = on_record(&mut world, Supplier, 0);
    assert_eq!((before.grade, before.points, before.scores.payment.score), (Grade::A, 79, 8_000));

    // The supplier contests it. Until that is decided it has no grade at all: one of the two would be wrong.
    let contest = world.credit().contest(late, EVIDENCE);
    let not_theirs = CreditError::Refused(Refusal::NotForParty);
    for actor in [Buyer, CUSTOMERS[4], Arbiter, Admin] {
        assert_eq!(world.err(actor, contest.clone()), not_theirs, "{actor:?}");
    }
    world.ok(Supplier, contest.clone());
    let during = on_record(&mut world, Supplier, 0);
    assert_eq!((during.grade, during.points, during.points_if_counted), (Grade::Unrated, 87, 79));
    assert_eq!((during.contested, during.contested_share), (1, 2_000));
    for actor in [Supplier, CUSTOMERS[4], Admin] {
        let refused = world.err(actor, world.credit().decide(late, true));
        assert_eq!(refused, not_theirs, "{actor:?}");
    }
    world.ok(Arbiter, world.credit().decide(late, true));
    let struck = on_record(&mut world, Supplier, 0);
    assert_eq!((struck.grade, struck.points, struck.contested), (Grade::AA, 87, 0));
    let struck = CreditError::WrongStatus(ObservationStatus::Struck);
    assert_eq!(world.err(Supplier, contest), struck);

    // It was never paid another time, which is right.
    let again = Told { number: 6, ..last }.that(What::Payment(NEVER));
    let late = world.observed(teller, &again);
    let before = on_record(&mut world, Supplier, 0);
    assert_eq!((before.grade, before.points), (Grade::A, 79));
    let contest = world.credit().contest(late, EVIDENCE);
    world.ok(Supplier, contest.clone());
    assert_eq!(on_record(&mut world, Supplier, 0).grade, Grade::Unrated);
    world.ok(Arbiter, world.credit().decide(late, false));
    let after = on_record(&mut world, Supplier, 0);
    assert_eq!((after.grade, after.points, after.scores), (Grade::A, 79, before.scores));
    let confirmed = CreditError::WrongStatus(ObservationStatus::Confirmed);
    assert_eq!(world.err(Supplier, contest), confirmed);
}

#[test]
fn what_nobody_decides_counts_again_by_itself() {
    let (mut world, teller) = market();
    known(&mut world, teller);
    let before = on_record(&mut world, Supplier, 0);
    assert_eq!(before.grade, Grade::A);
    let (last, payment) = (Told::numbered(5).document(), ObservationKind::Payment);
    let late = world.ask(world.credit().observation_id(teller, last, payment));
    world.ok(Supplier, world.credit().contest(late, EVIDENCE));
    let until = world.event::<Contested>().until;
    assert_eq!(on_record(&mut world, Supplier, 0).grade, Grade::Unrated);

    world.sleep(until + 1 - world.now());
    let after = on_record(&mut world, Supplier, 0);
    assert_eq!((after.grade, after.contested), (Grade::A, 0));
    assert_eq!(after.scores.payment, before.scores.payment);
    assert_eq!(world.observation_of(late).status, ObservationStatus::Contested);
    let decide = world.credit().decide(late, true);
    assert_eq!(world.err(Arbiter, decide), CreditError::TooLate(until));
    // What is told next is counted beside it.
    world.observed(teller, &Told::numbered(6));
    assert_eq!(on_record(&mut world, Supplier, 0).scores.payment.samples, 6);
}

#[test]
fn two_that_trade_only_with_each_other_stay_unrated() {
    let (mut world, teller) = market();
    for number in (1..20).step_by(2) {
        deal(&mut world, teller, &Told::numbered(number).of(Carrier).by(SecondCarrier), -30);
        deal(&mut world, teller, &Told::numbered(number + 1).of(SecondCarrier).by(Carrier), -30);
    }
    for actor in [Carrier, SecondCarrier] {
        let rating = on_record(&mut world, actor, 0);
        assert_eq!((rating.grade, rating.points), (Grade::Unrated, 0), "{actor:?}");
        let scores = rating.scores;
        for score in [scores.payment, scores.delivery, scores.service, scores.dispute] {
            assert_eq!((score.samples, score.counterparties, score.is_rated), (10, 1, false));
        }
        assert!(!scores.standing.is_rated);
    }
}

#[test]
fn contracts_act_on_a_rating_as_far_as_the_subject_consents_and_leave_a_receipt() {
    let (mut world, teller) = market();
    known(&mut world, teller);
    let lender = world.forwarder(b"lender");
    let (supplier, buyer, bank) =
        (world.party(Supplier), world.party(Buyer), world.party(Warehouse));
    let rating = on_record(&mut world, Supplier, 0);
    assert_eq!(rating.grade, Grade::A);
    let nothing = consult(&mut world, lender, 1, supplier, bank, PURPOSE);
    assert_eq!(nothing, Err(CreditError::NotFound), "nobody has consented");

    // The bank wants to know, by the contract that lends for it, whether it is an A at least; twice.
    let consent = Consent {
        contract: lender,
        view: View::AtLeast,
        at_least: Grade::A,
        uses: 2,
        ..world.consent(Warehouse)
    };
    let grant = world.ok(Supplier, world.credit().grant(supplier, consent));
    let granted: Granted = world.event();
    assert_eq!((granted.grant, granted.viewer, granted.consent), (grant, bank, consent));
    for (by, subject, viewer, purpose, expected) in [
        (teller, supplier, bank, PURPOSE, CreditError::OtherContract),
        (lender, buyer, bank, PURPOSE, CreditError::OtherSubject),
        (lender, supplier, buyer, PURPOSE, CreditError::OtherViewer),
        (lender, supplier, bank, [1; 32], CreditError::OtherPurpose),
    ] {
        let told = consult(&mut world, by, grant, subject, viewer, purpose);
        assert_eq!(told, Err(expected));
        assert!(world.news().is_empty());
    }
    let by_itself = world.credit().consult(grant, supplier, bank, PURPOSE);
    assert_eq!(world.err(Warehouse, by_itself), CreditError::OtherContract);
    for used in [1, 2] {
        let told = consult(&mut world, lender, grant, supplier, bank, PURPOSE);
        assert_eq!(told, Ok(Disclosure::AtLeast(true)));
        let receipt: Used = world.event();
        assert_eq!((receipt.grant, receipt.used, receipt.version), (grant, used, 1));
        assert_eq!((receipt.subject, receipt.viewer), (supplier, bank));
        assert_eq!(receipt.inputs, rating.inputs, "what was relied on is on record");
    }
    let told = consult(&mut world, lender, grant, supplier, bank, PURPOSE);
    assert_eq!(told, Err(CreditError::UsedUp));

    // Another grant says no more than what was asked, and is taken back at once.
    let higher = Consent { at_least: Grade::AA, uses: 9, ..consent };
    let grant = world.ok(Supplier, world.credit().grant(supplier, higher));
    let told = consult(&mut world, lender, grant, supplier, bank, PURPOSE);
    assert_eq!(told, Ok(Disclosure::AtLeast(false)));
    world.ok(Supplier, world.credit().revoke(grant));
    assert_eq!(world.event::<Revoked>().grant, grant);
    let told = consult(&mut world, lender, grant, supplier, bank, PURPOSE);
    assert_eq!(told, Err(CreditError::Revoked));
    assert_eq!(world.err(Supplier, world.credit().revoke(grant)), CreditError::Revoked);

    // What the bank asks itself, it is told as far as the grant goes.
    for (view, expected) in [
        (View::Grade, Disclosure::Grade(Grade::A)),
        (View::AtLeast, Disclosure::AtLeast(true)),
        (View::SubScores, Disclosure::SubScores(rating.scores)),
    ] {
        let consent = Consent { view, at_least: Grade::B, ..world.consent(Warehouse) };
        let grant = world.ok(Supplier, world.credit().grant(supplier, consent));
        let consult = world.credit().consult(grant, supplier, bank, PURPOSE);
        assert_eq!(world.ok(Warehouse, consult), expected);
    }
    let consent = Consent { expires_at: world.now() + days(1), ..world.consent(Warehouse) };
    let grant = world.ok(Supplier, world.credit().grant(supplier, consent));
    let consult = world.credit().consult(grant, supplier, bank, PURPOSE);
    let Disclosure::Full(told) = world.ok(Warehouse, consult.clone()) else {
        panic!("it is to be told all")
    };
    assert_eq!(told, Rating { at: told.at, ..rating });
    world.sleep(days(1));
    let expired = CreditError::GrantExpired(consent.expires_at);
    assert_eq!(world.err(Warehouse, consult), expired);
}

#[test]
fn weights_change_slowly_and_never_for_what_was_rated_by_others() {
    let (mut world, teller) = market();
    known(&mut world, teller);
    let supplier = world.party(Supplier);
    let before = on_record(&mut world, Supplier, 0);
    let weights = Weights { payment: 0, delivery: 40, service: 40, dispute: 10, standing: 10 };
    let announce = world.credit().announce_weights(weights);
    assert_eq!(world.err(Supplier, announce.clone()), CreditError::MissingRole);
    assert_eq!(world.ok(Admin, announce), 2);
    let not_yet = world.credit().snapshot(supplier, 2);
    assert_eq!(world.err(Stranger, not_yet), CreditError::NotFound);
    assert_eq!(on_record(&mut world, Supplier, 0).version, 1);
    world.sleep(world.settings().delay);
    let after = on_record(&mut world, Supplier, 0);
    assert_eq!((after.version, after.grade, after.points), (2, Grade::AA, 83));
    let as_before = on_record(&mut world, Supplier, 1);
    assert_eq!(as_before, Rating { at: as_before.at, ..before });
}

/// Who sells to the buyer.
const SELLERS: [Actor; 5] = [Supplier, SecondCarrier, Warehouse, Regulator, SecondRegulator];

/// What each sells: 100 pieces with their freight come to so many cents.
const SOLD: Money = 133_500;

/// What two have signed of one deal.
struct Papers {
    order: DocumentId,
    waybill: DocumentId,
    case: CaseId,
    debt: DocumentId,
}

/// One deal, from the terms to the confirmed debt for what was ordered, delivered and billed.
fn trade(world: &mut World, number: u64, seller: Actor) -> Papers {
    let (quantities, lines) = (vec![100_000], vec![1]);
    world.relate(&Relationship { seller, ..Relationship::default() });
    let quantity = quantities.clone();
    let order =
        world.agree_order(&Purchase { seller, quantities: quantity, ..Purchase::numbered(number) });
    let shipment = Shipment {
        drafter: seller,
        consignor: seller,
        quantities,
        order: Some(order),
        ..Shipment::numbered(number)
    };
    let waybill = world.close_waybill(&shipment, &[]);
    for kind in [ProgressKind::Shipped, ProgressKind::Received] {
        world.ok(Stranger, world.waybill().tell(waybill, kind, lines.clone()));
    }
    let case = world.agree_case(&Agreement { biller: seller, ..Agreement::default() });
    for actor in [seller, Buyer] {
        world.state(case, actor, &[Bill::of(waybill, 1, 100_000)]);
    }
    world.ok(Stranger, world.reconciliation().match_lines(case, waybill, lines.clone()));
    world.ok(Stranger, world.reconciliation().conclude(case));
    world.ok(Stranger, world.reconciliation().tell(case, order, waybill, lines));
    world.ok(Buyer, world.orders().close(order, world.party(Buyer)));
    let invoice = Invoice { creditor: seller, face: SOLD, ..Invoice::numbered(number) };
    let (debt, _) = world.confirm_debt(&invoice.on(Backing::Case(case)));
    Papers { order, waybill, case, debt }
}

/// The buyer pays what it owes.
fn settle(world: &mut World, papers: &Papers) {
    let pay = Message::from(world.receivable().pay(papers.debt, SOLD));
    world.ok(Buyer, pay.value(u128::from(SOLD) * CENT));
}

/// Has all four contracts tell of a deal: how it went, and that it is closed.
fn tell_all(world: &mut World, papers: &Papers) {
    let Papers { order, waybill, case, debt } = *papers;
    for kind in [FactKind::Outcome, FactKind::Closed] {
        world.ok(Stranger, world.receivable().tell_credit(debt, kind));
        world.ok(Stranger, world.waybill().tell_credit(waybill, kind));
        world.ok(Stranger, world.reconciliation().tell_credit(case, kind));
        world.ok(Stranger, world.orders().tell_credit(order, kind));
    }
}

#[test]
fn who_trades_with_five_is_rated_by_what_the_contracts_that_keep_their_papers_tell_and_nothing_else(
) {
    let mut world =
        World::attested(&[Buyer, Supplier, SecondCarrier, Warehouse, Regulator, SecondRegulator]);
    // Four are paid as soon as it is confirmed what they are owed; the fifth 30 days late.
    let mut deals = Vec::new();
    for (number, seller) in (1..).zip(SELLERS) {
        let papers = trade(&mut world, number, seller);
        if number < 5 {
            settle(&mut world, &papers);
        }
        deals.push(papers);
    }
    let (due_at, now) = (world.debt_of(deals[4].debt).due_at, world.now());
    world.sleep(due_at + days(30) + hours(1) - now);
    settle(&mut world, &deals[4]);
    let nothing = on_record(&mut world, Buyer, 0);
    assert_eq!((nothing.grade, nothing.scores.payment.samples), (Grade::Unrated, 0));

    for papers in &deals[..3] {
        tell_all(&mut world, papers);
    }
    let early = on_record(&mut world, Buyer, 0);
    assert_eq!((early.grade, early.scores.payment.samples), (Grade::Unrated, 3));
    for papers in &deals[3..] {
        tell_all(&mut world, papers);
    }
    let rating = on_record(&mut world, Buyer, 0);
    let (payment, standing) = (rating.scores.payment, rating.scores.standing);
    assert_eq!((payment.samples, payment.counterparties, payment.is_rated), (5, 5, true));
    assert_eq!(payment.score, 9_000, "four times 100 points, and once 50");
    let scores = [rating.scores.delivery, rating.scores.service, rating.scores.dispute];
    assert!(scores.iter().all(|score| score.samples == 0 && !score.is_rated), "{scores:?}");

    // Each contract told its own, of those that signed it, and nobody else told anything.
    let observed: Vec<Observed> = world.events();
    let tellers = [
        (Contract::Receivable, ObservationKind::Payment, None, Some(Buyer)),
        (Contract::Waybill, ObservationKind::Delivery, Some(Buyer), Some(Carrier)),
        (Contract::Reconciliation, ObservationKind::Dispute, Some(Buyer), None),
        (Contract::Orders, ObservationKind::Delivery, Some(Buyer), None),
    ];
    for (contract, kind, counterparty, subject) in tellers {
        let source = world.address(contract);
        let told: Vec<_> = observed.iter().filter(|observed| observed.source == source).collect();
        assert_eq!(told.len(), 5, "{contract:?}");
        for (observed, seller) in told.into_iter().zip(SELLERS) {
            assert_eq!(observed.kind, kind, "{contract:?}");
            assert_eq!(observed.subject, world.party(subject.unwrap_or(seller)));
            assert_eq!(observed.counterparty, world.party(counterparty.unwrap_or(seller)));
        }
    }
    assert_eq!((observed.len(), world.events::<DocumentClosed>().len()), (20, 20));

    // By hand: its standing is known by the months in which it paid.
    let buyer = world.party(Buyer);
    let of_buyer = observed.iter().filter(|observed| observed.subject == buyer);
    let mut months: Vec<u16> = of_buyer.map(|observed| observed.cell.month).collect();
    months.sort();
    months.dedup();
    assert_eq!((usize::try_from(standing.samples), standing.counterparties), (Ok(months.len()), 5));
    let points = (40 * u32::from(payment.score) + 10 * u32::from(standing.score)) / 50 / 100;
    assert_eq!(u32::from(rating.points), points);
    assert_ne!(rating.grade, Grade::Unrated);

    // Of the others too little is known: each dealt with the buyer alone.
    let carrier = on_record(&mut world, Carrier, 0);
    assert_eq!(carrier.grade, Grade::Unrated);
    let delivery = carrier.scores.delivery;
    assert_eq!((delivery.samples, delivery.counterparties, delivery.is_rated), (5, 1, false));
    for seller in SELLERS {
        let rating = on_record(&mut world, seller, 0);
        let dispute = rating.scores.dispute;
        assert_eq!((rating.grade, dispute.samples), (Grade::Unrated, 1), "{seller:?}");
        // Who sells is rated by its orders, and not by how others carried the goods: all of it came, in time and sound.
        let delivery = rating.scores.delivery;
        assert_eq!((delivery.samples, delivery.counterparties), (1, 1), "{seller:?}");
        let source = world.address(Contract::Orders);
        let mut told = observed.iter().filter(|observed| observed.source == source);
        let told = told.find(|observed| observed.subject == world.party(seller));
        let cell = told.expect("its order was told of").cell;
        let perfect = u64::from(cell.weight) * ((1 << 32) + 1);
        assert!(cell.weight > 0 && cell.score == perfect, "{seller:?}");
    }
    is_financed_by_its_grade(&mut world, &rating);
}

/// The supplier sells what the buyer owes it next to a bank, the arbiter here, which buys by the grade that the buyer earned and lets it know.
fn is_financed_by_its_grade(world: &mut World, rating: &Rating) {
    let (buyer, bank) = (world.party(Buyer), world.party(Arbiter));
    let (debt, token) = world.confirm_debt(&Invoice::numbered(6));
    let sale = SaleOffer {
        buyer: bank,
        price: Price::Amount(95_000),
        settlement: Settlement::Native(CENT),
        pay_to: world.account(Supplier),
        until: world.now() + days(3),
    };
    let number = world.ok(Supplier, world.receivable().offer(token, sale));
    let contract = world.address(Contract::Receivable);
    let consent = Consent { contract, view: View::Grade, uses: 1, ..world.consent(Arbiter) };
    let grant = world.ok(Buyer, world.credit().grant(buyer, consent));
    let [too_high, just_so] = [Grade::AAA, rating.grade].map(|at_least| {
        let condition = Condition { grant, subject: buyer, purpose: consent.purpose, at_least };
        let buy = world.receivable().accept_offer_if_rated(token, number, bank, 95_000, condition);
        Message::from(buy).value(95_000 * CENT)
    });
    assert_eq!(world.err(Arbiter, too_high), ReceivableError::GradeTooLow);
    world.ok(Arbiter, just_so);
    assert_eq!(world.token_of(token).owner, bank);
    // Who relied on which rating, and for what, is on record.
    let receipt = world.events::<Used>().pop().expect("it was asked");
    let relied = (receipt.grant, receipt.subject, receipt.viewer, receipt.inputs);
    assert_eq!(relied, (grant, buyer, bank, rating.inputs));
    let sold = world.events::<TokenSold>().pop().expect("it was sold");
    assert_eq!((sold.token, sold.buyer, sold.price), (token, bank, 95_000));

    // The bank is paid, and that becomes known in its turn.
    let face = Invoice::default().face;
    let pay = Message::from(world.receivable().pay(debt, face));
    world.ok(Buyer, pay.value(u128::from(face) * CENT));
    let to = world.account(Arbiter);
    assert_eq!(world.ok(Arbiter, world.receivable().draw(token, to)), face);
    world.ok(Stranger, world.receivable().tell_credit(debt, FactKind::Outcome));
    assert_eq!(world.rating_of(Buyer).scores.payment.samples, 6);
}

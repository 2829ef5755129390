//! What an upgrade keeps of observations, closed documents, ratings and grants.
use super::{numbered, upgrade_keeps_all, RECORDS};
use credit::Rated;
use e2e::{time::days, Actor::*, Contract, Told, World, PURPOSE};
use interfaces::{
    credit::{
        Consent, Credit, CreditError, Dimension, Disclosure, Fact, GrantId, ObservationKind,
        ObservationStatus, What, CONTESTS,
    },
    ids::{ObservationId, PartyId},
};

/// A payment of somebody's of whom nothing else is known, and a document that supplier and buyer closed under the same number.
struct Known {
    subject: PartyId,
    payment: ObservationId,
    closed: Told,
    service: ObservationId,
    grant: GrantId,
}

#[test]
fn an_upgrade_keeps_a_thousand_records_of_every_kind_in_the_credit_contract() {
    let mut world = World::linked().in_bulk();
    let teller = world.teller();
    for actor in [Supplier, Buyer] {
        world.identify(actor);
    }
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let known: Vec<Known> = (0..RECORDS)
        .map(|number| {
            let told = Told::numbered(number as u64);
            let (subject, document) = (PartyId(numbered(number)), told.document());
            let fact = Fact { subject, ..told.fact(&world) };
            assert_eq!(world.tell_fact(teller, fact), Ok(()));
            world.ok(Stranger, world.credit().snapshot(subject, 0));
            let closed = told.that(What::Closed);
            assert_eq!(world.tell_credit(teller, &closed), Ok(()));
            world.ok(Buyer, world.credit().score_service(teller, document, buyer, 90));
            let consent = Consent { expires_at: world.now() + days(300), ..world.consent(Buyer) };
            let grant = world.ok(Supplier, world.credit().grant(supplier, consent));
            let id = |kind| world.ask(world.credit().observation_id(teller, document, kind));
            let payment = id(ObservationKind::Payment);
            let service = id(ObservationKind::ServiceOfSubject);
            Known { subject, payment, closed, service, grant }
        })
        .collect();
    // As many are contested as can be.
    for contested in &known[..CONTESTS] {
        world.ok(Supplier, world.credit().contest(contested.service, [1; 32]));
    }
    let read = |world: &World| -> Vec<_> {
        let every = known.iter().step_by(20);
        every
            .map(|known| {
                let contract = world.credit();
                (
                    world.ask(contract.observation(known.payment)),
                    world.ask(contract.observation(known.service)),
                    world.ask(contract.record_of(known.subject, Dimension::Payment)),
                    world.ask(contract.rating_of(known.subject, 1)),
                    world.ask(contract.closing_of(teller, known.closed.document())),
                    world.ask(contract.grant_of(known.grant)),
                )
            })
            .collect()
    };
    let before = read(&world);
    assert!(before.iter().all(|(payment, service, record, rating, closing, grant)| {
        payment.is_some()
            && service.is_some()
            && record.is_some()
            && rating.is_some()
            && closing.is_some()
            && grant.is_some()
    }));
    let rated = world.rating_of(Supplier);
    assert_eq!(usize::from(rated.contested), CONTESTS);
    upgrade_keeps_all(&mut world, Contract::Credit);
    assert!(read(&world) == before, "every record reads as before");
    assert_eq!(world.rating_of(Supplier).inputs, rated.inputs);
    // And each goes on: what was told stays told, the other side scores, the viewer asks, and the subject takes its consent back.
    for known in known.iter().step_by(50) {
        let again = world.tell_credit(teller, &known.closed);
        assert_eq!(again, Err(CreditError::AlreadyTold));
        let payment = Told { what: What::Payment(0), ..known.closed.clone() };
        let fact = Fact { subject: known.subject, ..payment.fact(&world) };
        assert_eq!(world.tell_fact(teller, fact), Err(CreditError::AlreadyTold));
        let document = known.closed.document();
        let again = world.credit().score_service(teller, document, buyer, 90);
        assert_eq!(world.err(Buyer, again), CreditError::AlreadyTold);
        world.ok(Supplier, world.credit().score_service(teller, document, supplier, 90));
        let inputs = world.ask(world.credit().rating_of(known.subject, 1));
        let inputs = inputs.and_then(|rating| rating.decoded()).map(|rating| rating.inputs);
        world.ok(Stranger, world.credit().snapshot(known.subject, 1));
        assert_eq!(Some(world.event::<Rated>().rating.inputs), inputs);
        let consult = world.credit().consult(known.grant, supplier, buyer, PURPOSE);
        let told = world.ok(Buyer, consult.clone());
        assert!(matches!(told, Disclosure::Full(_)));
        world.ok(Supplier, world.credit().revoke(known.grant));
        assert_eq!(world.err(Buyer, consult), CreditError::Revoked);
    }
    for contested in &known[..CONTESTS] {
        let status = world.observation_of(contested.service).status;
        assert_eq!(status, ObservationStatus::Contested);
        world.ok(Arbiter, world.credit().decide(contested.service, true));
    }
    assert_eq!(world.rating_of(Supplier).contested, 0);
}

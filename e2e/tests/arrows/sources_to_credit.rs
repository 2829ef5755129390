//! Linked contracts tell the contract of ratings what their parties signed: what it believes, and of whom.
use super::{passed_on, SPEECHLESS};
use credit::{DocumentClosed, Observed};
use e2e::{
    time::{days, minutes},
    Actor::*,
    Contract, Told, World, PERFECT, TELLERS,
};
use ink::primitives::AccountId;
use interfaces::{
    administration::{Administration, Link},
    credit::{
        Cell, Credit, CreditError, Fact, Facts, Observation, ObservationKind, ObservationStatus,
        What,
    },
    ids::PartyId,
    registry::Witnesses,
};

/// What is told, and by which link.
const KINDS: [(What, &[Link]); 4] = [
    (What::Payment(7), &[Link::Receivable]),
    (What::Delivery(PERFECT), &[Link::Waybill, Link::Orders]),
    (What::Dispute(0), &[Link::Reconciliation]),
    (What::Closed, &TELLERS),
];

#[test]
fn the_links_are_refused_where_they_should_be() {
    for (link, callee) in Contract::Credit.sources() {
        super::a_link_is_refused_where_it_should_be(Contract::Credit, *link, *callee);
    }
}

#[test]
fn the_links_are_refused_to_code_that_was_replaced_meanwhile() {
    for (link, callee) in Contract::Credit.sources() {
        super::is_refused_to_replaced_code(World::telling(), Contract::Credit, *link, *callee);
    }
}

/// The suite, where supplier and buyer are known by name and number, and a contract that is believed in everything.
fn sourced() -> (World, AccountId) {
    let mut world = World::linked();
    let teller = world.teller();
    for actor in [Supplier, Buyer] {
        world.identify(actor);
    }
    (world, teller)
}

/// Has `source` tell something that is refused, which leaves no trace.
#[track_caller]
fn refused(world: &mut World, source: AccountId, fact: Fact) -> CreditError {
    let before = world.digest();
    let told = world.tell_fact(source, fact);
    assert_eq!(world.digest(), before, "{told:?} changed something");
    assert!(world.news().is_empty(), "{told:?} was told on");
    told.expect_err("it should be refused")
}

#[test]
fn nobody_is_believed_where_nothing_is_linked() {
    for mut world in [World::new(), World::linked()] {
        let source = world.forwarder(b"source");
        for (what, _) in KINDS {
            let fact = Told::default().that(what).fact(&world);
            let told = refused(&mut world, source, fact);
            assert_eq!(told, CreditError::NotTheSource, "{what:?}");
            for actor in [Admin, Supplier, Buyer, Stranger] {
                let observe = world.credit_facts().observe(fact);
                assert_eq!(world.err(actor, observe), CreditError::NotTheSource, "{actor:?}");
            }
        }
    }
}

#[test]
fn each_kind_is_believed_of_the_contract_that_is_linked_for_it_and_of_no_other() {
    let mut world = World::linked();
    world.identify(Buyer);
    let sources = TELLERS.map(|link| {
        let source = world.forwarder(format!("{link:?}").as_bytes());
        world.link(Contract::Credit, link, source);
        (link, source)
    });
    for (what, believed) in KINDS {
        for (link, source) in sources {
            let told = world.tell_credit(source, &Told::default().that(what));
            let expected =
                if believed.contains(&link) { Ok(()) } else { Err(CreditError::NotTheSource) };
            assert_eq!(told, expected, "{what:?} by {link:?}");
        }
        for actor in [Admin, Supplier, Buyer, Stranger] {
            let fact = Told::numbered(2).that(what).fact(&world);
            let observe = world.credit_facts().observe(fact);
            assert_eq!(world.err(actor, observe), CreditError::NotTheSource, "{actor:?}");
        }
    }
}

#[test]
fn what_is_told_is_told_on_by_its_order_of_magnitude() {
    let (mut world, teller) = sourced();
    let (supplier, buyer, arbiter) =
        (world.party(Supplier), world.party(Buyer), world.party(Arbiter));
    let told = Told::default().that(What::Payment(7));
    let identity = world.ask(world.witnesses().witness(buyer, supplier)).identity;
    let now = world.now();
    let id = world.observed(teller, &told);
    let observed: Observed = world.event();
    let observation = world.observation_of(id);
    let month = observation.cell.month;
    // 2^19 cents and more are the seventh size, which weighs 2^6; seven days late are 75.33 points.
    let cell = Cell { month, count: 1, weight: 64, score: 64 * 7_533 };
    assert_eq!(
        observed,
        Observed {
            observation: id,
            subject: supplier,
            counterparty: buyer,
            counted_for: buyer,
            identity,
            arbiter,
            source: teller,
            document: told.document(),
            kind: ObservationKind::Payment,
            cell,
            registry: 1,
            recorded_at: observed.recorded_at,
        }
    );
    assert!(observed.recorded_at >= now);
    let expected = Observation {
        status: ObservationStatus::Standing,
        registry: 1,
        subject: supplier,
        counterparty: buyer,
        arbiter,
        arrival: 1,
        cell,
        recorded_at: observed.recorded_at,
        until: 0,
        ..observation
    };
    assert_eq!(observation, expected);

    assert_eq!(world.tell_credit(teller, &told.clone().that(What::Closed)), Ok(()));
    let closed: DocumentClosed = world.event();
    assert_eq!((closed.document, closed.source), (told.document(), teller));
    assert_eq!((closed.subject, closed.counterparty), (supplier, buyer));
    assert_eq!((closed.weight, closed.month), (7, month));
}

#[test]
fn what_was_told_is_refused_when_it_is_told_again_in_whatever_order() {
    for first in 0..KINDS.len() {
        let (mut world, teller) = sourced();
        for step in 0..KINDS.len() {
            let (what, _) = KINDS[(first + step) % KINDS.len()];
            let told = Told::default().that(what);
            assert_eq!(world.tell_credit(teller, &told), Ok(()), "{what:?}");
            // A retry, other words, another counterparty.
            let fact = told.fact(&world);
            let other = Fact { counterparty: world.party(Carrier), ..fact };
            for again in [fact, Fact { value: 5_000_000, ..fact }, other] {
                let told = refused(&mut world, teller, again);
                assert_eq!(told, CreditError::AlreadyTold, "{what:?}");
            }
        }
    }
}

#[test]
fn what_says_nothing_of_two_is_refused() {
    let (mut world, teller) = sourced();
    let fact = Told::default().fact(&world);
    let (supplier, now) = (world.party(Supplier), fact.at);
    let dispute = Fact { what: What::Dispute(1), ..fact };
    for (fact, expected) in [
        (Fact { counterparty: supplier, ..fact }, CreditError::SameParty),
        (Fact { counterparty: PartyId::NONE, ..fact }, CreditError::SameParty),
        (Fact { subject: PartyId::NONE, ..fact }, CreditError::SameParty),
        (Fact { at: now + minutes(10), ..fact }, CreditError::InTheFuture),
        (Fact { at: now - days(740), ..fact }, CreditError::TooOld),
        (Fact { value: 1 << 63, ..fact }, CreditError::AmountOutOfRange),
        (Fact { what: What::Dispute(fact.value + 1), ..dispute }, CreditError::AmountOutOfRange),
        (Fact { value: 8_191, ..fact }, CreditError::WeighsNothing),
        (Fact { currency: *b"XXX", ..fact }, CreditError::WeighsNothing),
        (Fact { value: 8_191, what: What::Closed, ..fact }, CreditError::WeighsNothing),
    ] {
        assert_eq!(refused(&mut world, teller, fact), expected, "{fact:?}");
    }
    // Pennies say nothing, 82 dollars do, and so does what is nearly two years old.
    let told = Fact { value: 8_192, at: now - days(700), ..fact };
    assert_eq!(world.tell_fact(teller, told), Ok(()));
}

#[test]
fn a_pause_stops_facts_until_it_ends() {
    let (mut world, teller) = sourced();
    world.ok(Admin, world.administration(Contract::Credit).pause());
    for (what, _) in KINDS {
        let fact = Told::default().that(what).fact(&world);
        assert_eq!(refused(&mut world, teller, fact), CreditError::Paused, "{what:?}");
    }
    world.ok(Admin, world.administration(Contract::Credit).unpause());
    for (what, _) in KINDS {
        assert_eq!(world.tell_credit(teller, &Told::default().that(what)), Ok(()));
    }
}

#[test]
fn what_a_silent_registry_kept_out_is_told_again_once_there_is_one_that_answers() {
    for manner in SPEECHLESS {
        let mut world = World::wired();
        let teller = world.teller();
        let silent = world.misbehaving(manner);
        let real = world.address(Contract::Registry);
        world.relink(Contract::Credit, Link::Registry, silent);
        world.register(Supplier);
        world.register(Buyer);
        world.identify(Buyer);
        let told = Told::default();
        let fact = told.fact(&world);
        let unavailable = refused(&mut world, teller, fact);
        assert_eq!(unavailable, CreditError::RegistryUnavailable, "{manner:?}");
        // That something is closed is nobody's word of another: whoever scores is asked for.
        assert_eq!(world.tell_credit(teller, &Told::default().that(What::Closed)), Ok(()));
        world.relink(Contract::Credit, Link::Registry, real);
        let observation = world.observed(teller, &told);
        assert_eq!(world.observation_of(observation).registry, 3);
    }
}

#[test]
fn a_source_that_is_replaced_is_believed_no_more_and_what_it_told_stays() {
    let (mut world, teller) = sourced();
    let payment = world.observed(teller, &Told::numbered(1));
    let closed = Told::numbered(1).that(What::Closed);
    assert_eq!(world.tell_credit(teller, &closed), Ok(()));
    let other = world.forwarder(b"other");
    world.relink(Contract::Credit, Link::Receivable, other);
    let fact = Told::numbered(2).fact(&world);
    assert_eq!(refused(&mut world, teller, fact), CreditError::NotTheSource);
    world.observed(other, &Told::numbered(2));
    assert_eq!(world.rating_of(Supplier).scores.payment.samples, 2);
    assert_eq!(world.observation_of(payment).status, ObservationStatus::Standing);
    let buyer = world.party(Buyer);
    world.ok(Buyer, world.credit().score_service(teller, closed.document(), buyer, 100));
    // It is still linked for waybills, and so for what they close.
    let next = Told::numbered(3).that(What::Closed);
    assert_eq!(world.tell_credit(teller, &next), Ok(()));
}

#[test]
fn orders_are_believed_of_deliveries_and_of_what_is_closed_until_others_are_linked() {
    let mut world = World::linked();
    world.identify(Buyer);
    let [orders, others] = ["orders", "others"].map(|salt| world.forwarder(salt.as_bytes()));
    world.link(Contract::Credit, Link::Orders, orders);
    let delivery = Told::numbered(1).that(What::Delivery(PERFECT));
    let closed = Told::numbered(1).that(What::Closed);
    let observation = world.observed(orders, &delivery);
    assert_eq!(world.tell_credit(orders, &closed), Ok(()));
    for what in [What::Payment(0), What::Dispute(0)] {
        let fact = Told::numbered(1).that(what).fact(&world);
        assert_eq!(refused(&mut world, orders, fact), CreditError::NotTheSource, "{what:?}");
    }

    world.relink(Contract::Credit, Link::Orders, others);
    for (what, believed) in KINDS {
        let fact = Told::numbered(2).that(what).fact(&world);
        assert_eq!(refused(&mut world, orders, fact), CreditError::NotTheSource, "{what:?}");
        let expected = match believed.contains(&Link::Orders) {
            true => Ok(()),
            false => Err(CreditError::NotTheSource),
        };
        assert_eq!(world.tell_fact(others, fact), expected, "{what:?}");
    }
    assert_eq!(world.observation_of(observation).status, ObservationStatus::Standing);
    assert_eq!(world.rating_of(Supplier).scores.delivery.samples, 2);
    let buyer = world.party(Buyer);
    world.ok(Buyer, world.credit().score_service(orders, closed.document(), buyer, 100));
}

#[test]
fn a_contract_that_tells_is_told_no_rating() {
    let (mut world, teller) = sourced();
    let supplier = world.party(Supplier);
    let payment = world.observed(teller, &Told::default());
    world.ok(Stranger, world.credit().snapshot(supplier, 0));
    let score = world.credit().score(supplier, 0);
    let score: Result<_, CreditError> = passed_on(&mut world, teller, score);
    assert_eq!(score, Err(CreditError::ConsentNeeded));
    let rating = world.credit().rating_of(supplier, 1);
    assert_eq!(passed_on(&mut world, teller, rating), None);
    let observation = world.credit().observation(payment);
    assert_eq!(passed_on(&mut world, teller, observation), None);
    assert!(world.ask(world.credit().rating_of(supplier, 1)).is_some(), "people are");
}

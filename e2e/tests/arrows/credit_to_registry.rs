//! The contract of ratings asks the registry whether an account may act for a party, and who it is that says something of another.
use super::{corrupt, passed_on, SPEECHLESS};
use chain::{address, Chain, Gas, Message};
use credit::{AgentShown, Observed};
use e2e::{
    time::{days, minutes},
    Actor::*,
    Contract, Told, World, NO_EVIDENCE, PURPOSE,
};
use interfaces::{
    administration::Link,
    credit::{Consent, Credit, CreditError, Disclosure, Fact, GrantId, ObservationStatus, What},
    ids::PartyId,
    registry::{Kind, Refusal, Registry, Relation, Role, Scheme, Scope, Topic, Witnesses},
};
use misbehaving::Manner;

const EVIDENCE: [u8; 32] = [0xce; 32];
const NOT_FOR_PARTY: CreditError = CreditError::Refused(Refusal::NotForParty);

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Credit,
        Link::Registry,
        Contract::Registry,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Credit,
        Link::Registry,
        Contract::Registry,
    );
}

/// A world whose contract of ratings is linked to a registry that misbehaves in `manner`.
fn under(manner: Manner) -> World {
    let mut world = World::new();
    let registry = world.misbehaving(manner);
    world.link(Contract::Credit, Link::Registry, registry);
    world
}

/// Lets the buyer know how `subject` is rated.
fn grant(world: &World, subject: PartyId) -> Message<Result<GrantId, CreditError>> {
    world.credit().grant(subject, world.consent(Buyer)).into()
}

#[test]
fn a_registry_without_an_answer_refuses_and_leaves_no_trace() {
    for manner in SPEECHLESS {
        let mut world = under(manner);
        let teller = world.teller();
        let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
        let message = grant(&world, supplier);
        let refused = world.err(Supplier, message);
        assert_eq!(refused, CreditError::RegistryUnavailable, "{manner:?}");
        let before = world.digest();
        let told = world.tell_credit(teller, &Told::default());
        assert_eq!(told, Err(CreditError::RegistryUnavailable), "{manner:?}");
        assert_eq!(world.digest(), before);
        let shown = world.credit().show_agent(supplier, buyer, world.account(Driver));
        let refused = world.err(Stranger, shown);
        assert_eq!(refused, CreditError::RegistryUnavailable, "{manner:?}");
    }
}

#[test]
fn a_registry_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let mut world = under(Manner::ReturnsTooMuch);
    let message = grant(&world, world.party(Supplier));
    super::is_stopped_by_too_much(&mut world, Supplier, message);
}

#[test]
fn a_registry_that_consumes_all_gas_leaves_no_trace() {
    let mut world = under(Manner::ConsumesAllGas);
    let message = grant(&world, world.party(Supplier));
    super::uses_up_the_gas(&mut world, Supplier, message, CreditError::RegistryUnavailable);
}

#[test]
fn a_registry_that_agrees_to_everything_is_believed_and_makes_nobody_a_witness() {
    let mut world = under(Manner::AgreesToEverything);
    let teller = world.teller();
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let message = grant(&world, supplier);
    world.ok(Stranger, message);
    // To agree names nobody.
    let told = world.tell_credit(teller, &Told::default());
    assert_eq!(told, Err(CreditError::RegistryUnavailable));
    // `Ok(Ok(()))` and `Ok(false)` are the same bytes.
    let shown = world.credit().show_agent(supplier, buyer, world.account(Driver));
    assert_eq!(world.err(Stranger, shown), CreditError::NotShared);
}

#[test]
fn without_a_registry_each_account_acts_for_itself_and_is_a_counterparty_of_its_own() {
    let mut world = World::new();
    let teller = world.teller();
    let supplier = world.party(Supplier);
    let message = grant(&world, supplier);
    assert_eq!(world.err(Buyer, message.clone()), NOT_FOR_PARTY);
    let number = world.ok(Supplier, message);
    let consult = world.credit().consult(number, supplier, world.party(Buyer), PURPOSE);
    assert_eq!(world.err(Supplier, consult.clone()), NOT_FOR_PARTY, "nobody asks for others");
    world.ok(Buyer, consult);
    for (number, actor) in (1..).zip([Buyer, Carrier, SecondCarrier, Warehouse]) {
        world.observed(teller, &Told::numbered(number).by(actor));
    }
    let rating = world.rating_of(Supplier);
    assert!(rating.scores.payment.is_rated);
    assert_eq!((rating.registry, rating.scores.payment.score), (0, 8_000));
    let shown = world.credit().show_agent(supplier, world.party(Buyer), world.account(Supplier));
    assert_eq!(world.err(Stranger, shown), CreditError::NotShared);
}

#[test]
fn a_registry_that_fails_later_stops_who_acts_for_parties_and_who_is_believed_and_nobody_else() {
    let mut world = World::linked();
    let teller = world.teller();
    for actor in [Supplier, Buyer] {
        world.identify(actor);
    }
    let (supplier, buyer, bank) =
        (world.party(Supplier), world.party(Buyer), world.party(Warehouse));
    let payment = world.observed(teller, &Told::default());
    let closed = Told::numbered(2).that(What::Closed);
    assert_eq!(world.tell_credit(teller, &closed), Ok(()));
    let lender = world.forwarder(b"lender");
    let expires_at = world.now() + days(60);
    let lent = Consent { contract: lender, expires_at, ..world.consent(Warehouse) };
    let lent = world.ok(Supplier, world.credit().grant(supplier, lent));
    let own = Consent { expires_at, ..world.consent(Buyer) };
    let own = world.ok(Supplier, world.credit().grant(supplier, own));
    corrupt(&mut world, Contract::Registry);

    let unavailable = CreditError::RegistryUnavailable;
    assert_eq!(world.tell_credit(teller, &Told::numbered(3)), Err(unavailable));
    let score = world.credit().score_service(teller, closed.document(), buyer, 90);
    assert_eq!(world.err(Buyer, score), unavailable);
    let contest = world.credit().contest(payment, EVIDENCE);
    assert_eq!(world.err(Supplier, contest.clone()), unavailable);
    let message = grant(&world, supplier);
    assert_eq!(world.err(Supplier, message), unavailable);
    assert_eq!(world.err(Supplier, world.credit().revoke(own)), unavailable);
    let consult = world.credit().consult(own, supplier, buyer, PURPOSE);
    assert_eq!(world.err(Buyer, consult), unavailable);

    // What is closed asks nobody, nor does a contract that was granted it; and anyone puts on record what is known.
    let next = Told::numbered(3).that(What::Closed);
    assert_eq!(world.tell_credit(teller, &next), Ok(()));
    world.ok(Stranger, world.credit().snapshot(supplier, 0));
    let consult = world.credit().consult(lent, supplier, bank, PURPOSE);
    let told: Result<Disclosure, CreditError> = passed_on(&mut world, lender, consult);
    assert!(matches!(told, Ok(Disclosure::Full(_))), "{told:?}");

    // Under a new registry there are new grants; what was told before asks the old one.
    let another = world.another_registry(b"another");
    world.relink(Contract::Credit, Link::Registry, another);
    world.set_address(Contract::Registry, another);
    let fresh = world.register(Supplier);
    let message = grant(&world, fresh);
    let number = world.ok(Supplier, message);
    let kept = world.ask(world.credit().grant_of(number)).and_then(|grant| grant.decoded());
    assert_eq!(kept.expect("it was given").registry, 2);
    assert_eq!(world.err(Supplier, contest), unavailable);
}

#[test]
fn what_the_registry_refuses_is_told_word_for_word() {
    let mut world = World::linked();
    let (supplier, agent) = (world.party(Supplier), world.account(Driver));
    let message = grant(&world, supplier);
    for actor in [Stranger, Buyer] {
        assert_eq!(world.err(actor, message.clone()), NOT_FOR_PARTY, "{actor:?}");
    }
    let until = world.now() + minutes(1);
    let appoint = world.registry().appoint_agent(supplier, agent, vec![Scope::Agree], until);
    world.ok(Supplier, appoint);
    let refused = world.err(Driver, message.clone());
    assert_eq!(refused, CreditError::Refused(Refusal::OutOfScope), "who agrees shares nothing");
    let appoint = world.registry().appoint_agent(supplier, agent, vec![Scope::ShareCredit], until);
    world.ok(Supplier, appoint);
    world.ok(Driver, message.clone());
    world.sleep(minutes(1));
    let expired = CreditError::Refused(Refusal::AppointmentExpired(until));
    assert_eq!(world.err(Driver, message), expired);
    let message = grant(&world, world.party(Stranger));
    let refused = world.err(Stranger, message);
    assert_eq!(refused, CreditError::Refused(Refusal::UnknownParty));
}

#[test]
fn a_suspended_party_starts_nothing_and_finishes_everything() {
    let mut world = World::linked();
    let teller = world.teller();
    for actor in [Supplier, Buyer] {
        world.identify(actor);
    }
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let payment = world.observed(teller, &Told::default());
    let closed = Told::default().that(What::Closed);
    assert_eq!(world.tell_credit(teller, &closed), Ok(()));
    let message = grant(&world, supplier);
    let number = world.ok(Supplier, message.clone());
    let regulator = world.party(Regulator);
    for party in [supplier, buyer] {
        world.ok(Regulator, world.registry().suspend(party, regulator, NO_EVIDENCE));
    }
    let until =
        world.ask(world.registry().enterprise(supplier)).expect("it is registered").suspended_until;
    let suspended = CreditError::Refused(Refusal::Suspended(until));
    assert_eq!(world.err(Supplier, message), suspended);
    let score = world.credit().score_service(teller, closed.document(), supplier, 90);
    assert_eq!(world.err(Supplier, score), suspended);

    // To know, to defend oneself and to take back begins nothing; and what others tell of it goes on.
    world.ok(Buyer, world.credit().consult(number, supplier, buyer, PURPOSE));
    world.ok(Supplier, world.credit().contest(payment, EVIDENCE));
    world.ok(Supplier, world.credit().revoke(number));
    world.observed(teller, &Told::numbered(2));
    world.ok(Arbiter, world.credit().decide(payment, true));
    assert_eq!(world.observation_of(payment).status, ObservationStatus::Struck);
}

#[test]
fn who_is_not_attested_by_name_and_number_says_nothing() {
    let mut world = World::linked();
    let teller = world.teller();
    let told = Told::default();
    let not_attested = Err(CreditError::NotAttested);
    assert_eq!(world.tell_credit(teller, &told), not_attested);
    world.attest(Buyer, Topic::RealName);
    assert_eq!(world.tell_credit(teller, &told), not_attested, "a name alone is no identity");
    world.identify(Buyer);
    world.observed(teller, &told);
    let buyer = world.party(Buyer);
    world.ok(Attester, world.registry().withdraw_attestation(buyer, Topic::RealName));
    let next = world.tell_credit(teller, &Told::numbered(2));
    assert_eq!(next, not_attested, "nor a number alone");
}

#[test]
fn under_one_legal_identifier_two_enterprises_are_one() {
    let mut world = World::linked();
    let teller = world.teller();
    let (buyer, carrier) = (world.party(Buyer), world.party(Carrier));
    let number = "150483782";
    world.identify_as(Buyer, number);
    world.observed(teller, &Told::numbered(1));
    let withdraw = world.registry().withdraw_identifier(buyer, Scheme::Duns, number.to_owned());
    world.ok(Buyer, withdraw);
    world.identify_as(Carrier, number);
    world.observed(teller, &Told::numbered(2).by(Carrier));
    let second: Observed = world.event();
    assert_eq!((second.counterparty, second.counted_for), (carrier, buyer));
    assert_eq!(world.rating_of(Supplier).scores.payment.counterparties, 1);
}

#[test]
fn who_is_in_the_same_hand_says_nothing_and_an_agent_no_praise() {
    let mut world = World::linked();
    let teller = world.teller();
    let supplier = world.party(Supplier);
    let related = Err(CreditError::Related);
    let name = "Sister Ltd".to_owned();
    let sister =
        world.registry().register(Kind::Enterprise, name, "DE".into(), vec![Role::Supplier]);
    let sister = world.ok(Supplier, sister);
    let own = world.party(Supplier);
    world.set_party(Supplier, sister);
    world.identify(Supplier);
    world.set_party(Supplier, own);
    for (number, days) in [(1, 0), (2, 200)] {
        let told = Told::numbered(number).that(What::Payment(days));
        let fact = Fact { counterparty: sister, ..told.fact(&world) };
        assert_eq!(world.tell_fact(teller, fact), related, "{days}");
    }

    world.identify(Buyer);
    let (account, until) = (world.account(Buyer), world.now() + days(30));
    let appoint = world.registry().appoint_agent(supplier, account, vec![Scope::Bill], until);
    world.ok(Supplier, appoint);
    let witness = world.ask(world.witnesses().witness(world.party(Buyer), supplier));
    assert_eq!(witness.relation, Relation::Agent);
    let praise = Told::numbered(3);
    assert_eq!(world.tell_credit(teller, &praise), related);
    world.observed(teller, &Told::numbered(4).that(What::Payment(90)));
    world.ok(Supplier, world.registry().dismiss_agent(supplier, account));
    world.observed(teller, &praise);

    // Who appointed the other's controller itself says nothing at all.
    let (buyer, account) = (world.party(Buyer), world.account(Supplier));
    let appoint = world.registry().appoint_agent(buyer, account, vec![Scope::Bill], until);
    world.ok(Buyer, appoint);
    let witness = world.ask(world.witnesses().witness(buyer, supplier));
    assert_eq!(witness.relation, Relation::Principal);
    for (number, days) in [(5, 0), (6, 90)] {
        let told = Told::numbered(number).that(What::Payment(days));
        assert_eq!(world.tell_credit(teller, &told), related, "{days}");
    }
}

#[test]
fn whoever_shows_that_two_share_an_agent_ends_their_praise() {
    let mut world = World::linked();
    let teller = world.teller();
    let (supplier, carrier, driver) =
        (world.party(Supplier), world.party(Carrier), world.account(Driver));
    world.identify(Carrier);
    world.observed(teller, &Told::numbered(1).by(Carrier));
    // The driver drives for the carrier.
    let show = world.credit().show_agent(supplier, carrier, driver);
    assert_eq!(world.err(Stranger, show.clone()), CreditError::NotShared);
    let until = world.now() + days(30);
    let appoint = world.registry().appoint_agent(supplier, driver, vec![Scope::HandOver], until);
    world.ok(Supplier, appoint);
    assert!(world.ask(world.witnesses().acts(driver, supplier)));
    world.observed(teller, &Told::numbered(2).by(Carrier));
    world.ok(Stranger, show);
    assert_eq!(world.event::<AgentShown>().account, driver);
    let praise = world.tell_credit(teller, &Told::numbered(3).by(Carrier));
    assert_eq!(praise, Err(CreditError::Related));
    world.observed(teller, &Told::numbered(4).by(Carrier).that(What::Payment(90)));
    // To dismiss it afterwards changes nothing for 30 days, and then nobody can show it again.
    world.ok(Supplier, world.registry().dismiss_agent(supplier, driver));
    let praise = world.tell_credit(teller, &Told::numbered(5).by(Carrier));
    assert_eq!(praise, Err(CreditError::Related));
    let again = world.credit().show_agent(supplier, carrier, driver);
    assert_eq!(world.err(Stranger, again), CreditError::NotShared);
    world.sleep(days(30));
    world.observed(teller, &Told::numbered(5).by(Carrier));
}

#[test]
fn what_began_without_a_registry_goes_on_without_one() {
    let mut world = World::new();
    let teller = world.teller();
    let supplier = world.party(Supplier);
    let payment = world.observed(teller, &Told::default());
    let message = grant(&world, supplier);
    let number = world.ok(Supplier, message.clone());
    world.link(Contract::Credit, Link::Registry, world.address(Contract::Registry));
    let unknown = CreditError::Refused(Refusal::UnknownParty);
    assert_eq!(world.err(Supplier, message), unknown);
    world.ok(Supplier, world.credit().contest(payment, EVIDENCE));
    world.ok(Arbiter, world.credit().decide(payment, false));
    world.ok(Supplier, world.credit().revoke(number));
    assert_eq!(world.observation_of(payment).registry, 0);
    let next = world.tell_credit(teller, &Told::numbered(2));
    assert_eq!(next, Err(CreditError::NotAttested), "now there is one who examines");
}

#[test]
fn too_little_gas_for_the_question_is_no_answer() {
    let mut world = World::linked();
    let message = grant(&world, world.party(Supplier));
    let supplier = address(world.account(Supplier));
    let needed =
        world.chain.dry_run(&supplier, message.clone()).expect("anyone grants").gas_required;
    for percent in [30, 50, 70, 80, 90, 99] {
        let limit = Gas { ref_time: needed.ref_time / 100 * percent, ..needed };
        let starved = message.clone().gas_limit(limit);
        let unavailable = CreditError::RegistryUnavailable;
        super::uses_up_the_gas(&mut world, Supplier, starved, unavailable);
    }
    world.ok(Supplier, message.gas_limit(needed));
}

//! The notary asks the registry whether an account may act for a party, and by what attestation it is known who that is.
use super::{corrupt, SPEECHLESS};
use chain::{address, Chain, Gas, Message};
use e2e::{
    time::{days, minutes},
    Actor::*,
    Contract, Exhibit, World, NO_EVIDENCE,
};
use interfaces::{
    administration::Link,
    ids::DepositId,
    notary::{
        AssuranceLevel, ChallengeStatus, DepositStatus, IdentitySource, Notary, NotaryError, Reply,
        Standing, Use,
    },
    registry::{Refusal, Registry, Scope, Topic},
};
use misbehaving::Manner;

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Notary,
        Link::Registry,
        Contract::Registry,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Notary,
        Link::Registry,
        Contract::Registry,
    );
}

/// A world whose notary is linked to a registry that misbehaves in `manner`.
fn under(manner: Manner) -> World {
    let mut world = World::new();
    let registry = world.misbehaving(manner);
    world.link(Contract::Notary, Link::Registry, registry);
    world
}

fn deposit(world: &World) -> Message<Result<DepositId, NotaryError>> {
    let exhibit = Exhibit::default();
    world.notary().deposit(world.party(Supplier), exhibit.statement(world)).into()
}

/// What two have to sign beside the supplier.
fn joint() -> Exhibit {
    Exhibit { signatories: vec![Carrier, Buyer], ..Exhibit::default() }
}

#[test]
fn a_registry_without_an_answer_refuses_and_leaves_no_trace() {
    for manner in SPEECHLESS {
        let mut world = under(manner);
        let deposit = deposit(&world);
        assert_eq!(world.err(Supplier, deposit), NotaryError::RegistryUnavailable, "{manner:?}");
        let confirm =
            world.notary().confirm_identity(world.party(Supplier), world.account(Supplier));
        assert_eq!(world.err(Stranger, confirm), NotaryError::RegistryUnavailable, "{manner:?}");
    }
}

#[test]
fn a_registry_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let mut world = under(Manner::ReturnsTooMuch);
    let deposit = deposit(&world);
    super::is_stopped_by_too_much(&mut world, Supplier, deposit);
}

#[test]
fn a_registry_that_consumes_all_gas_leaves_no_trace() {
    let mut world = under(Manner::ConsumesAllGas);
    let deposit = deposit(&world);
    super::uses_up_the_gas(&mut world, Supplier, deposit, NotaryError::RegistryUnavailable);
}

#[test]
fn a_registry_that_agrees_to_everything_is_believed_and_attests_nothing() {
    let mut world = under(Manner::AgreesToEverything);
    let deposit = deposit(&world);
    world.ok(Stranger, deposit);
    // `Ok(Ok(()))` and `Ok(None)` are the same bytes.
    let confirm = world.notary().confirm_identity(world.party(Supplier), world.account(Stranger));
    assert_eq!(world.err(Stranger, confirm), NotaryError::NotAttested);
}

#[test]
fn without_a_registry_each_account_acts_for_itself_and_nobody_is_confirmed() {
    let mut world = World::new();
    let not_theirs = NotaryError::Refused(Refusal::NotForParty);
    let message = deposit(&world);
    assert_eq!(world.err(Buyer, message), not_theirs);
    let sealed = world.deposit(&joint());
    for signatory in [Carrier, Buyer] {
        let answer = world.notary().answer(sealed, world.party(signatory), Reply::Sign);
        assert_eq!(world.err(Supplier, answer.clone()), not_theirs, "nobody signs for others");
        world.ok(signatory, answer);
    }
    assert_eq!(world.certificate_of(sealed).status, DepositStatus::Sealed);
    let confirm = world.notary().confirm_identity(world.party(Supplier), world.account(Supplier));
    assert_eq!(world.err(Supplier, confirm), NotaryError::RegistryUnavailable);
}

#[test]
fn a_registry_that_fails_later_stops_signatures_and_waits_end_all_the_same() {
    let mut world = World::linked();
    let pending = world.deposit(&joint());
    let plain = world.deposit(&Exhibit::numbered(2));
    let (buyer, carrier) = (world.party(Buyer), world.party(Carrier));
    world.ok(Buyer, world.notary().challenge(plain, buyer, NO_EVIDENCE));
    let closes_at = world.now() + days(3);
    let chain = world.notary().open_chain(buyer, "C-1".to_owned(), vec![], closes_at);
    let chain = world.ok(Buyer, chain);
    corrupt(&mut world, Contract::Registry);

    let unavailable = NotaryError::RegistryUnavailable;
    let message = deposit(&world);
    assert_eq!(world.err(Supplier, message), unavailable);
    for reply in [Reply::Sign, Reply::Decline] {
        let answer = world.notary().answer(pending, carrier, reply);
        assert_eq!(world.err(Carrier, answer), unavailable);
    }
    let revoke = world.notary().revoke(plain, NO_EVIDENCE);
    assert_eq!(world.err(Supplier, revoke), unavailable);
    let decide = world.notary().decide(plain, buyer, true, NO_EVIDENCE);
    assert_eq!(world.err(Arbiter, decide), unavailable);
    let append = world.notary().append(chain, buyer, plain, NO_EVIDENCE);
    assert_eq!(world.err(Buyer, append.clone()), unavailable);
    let viewed = world.notary().record_use(plain, buyer, Use::Viewed, buyer, NO_EVIDENCE);
    assert_eq!(world.err(Buyer, viewed), unavailable);

    // Nobody's silence holds anything up.
    world.sleep(days(15));
    assert_eq!(world.certificate_of(pending).status, DepositStatus::Lapsed);
    assert_eq!(world.certificate_of(plain).standing, Standing::Valid);
    let challenge = world.ask(world.notary().challenge_of(plain, buyer));
    assert_eq!(challenge.expect("it was made").status, ChallengeStatus::Lapsed);

    // Under a new registry the two are other parties; what began under the old one stays there.
    let another = world.another_registry(b"another");
    world.relink(Contract::Notary, Link::Registry, another);
    world.set_address(Contract::Registry, another);
    for actor in [Supplier, Buyer, Arbiter] {
        world.register(actor);
    }
    let fresh = world.deposit(&Exhibit::default());
    assert_eq!(world.certificate_of(fresh).registry_epoch, 2);
    let revoke = world.notary().revoke(plain, NO_EVIDENCE);
    assert_eq!(world.err(Supplier, revoke), unavailable);
}

#[test]
fn what_the_registry_refuses_is_told_word_for_word() {
    let mut world = World::linked();
    let (supplier, agent) = (world.party(Supplier), world.account(Driver));
    let message = deposit(&world);
    for actor in [Stranger, Buyer] {
        let refused = world.err(actor, message.clone());
        assert_eq!(refused, NotaryError::Refused(Refusal::NotForParty), "{actor:?}");
    }
    let until = world.now() + minutes(1);
    let appoint = world.registry().appoint_agent(supplier, agent, vec![Scope::Agree], until);
    world.ok(Supplier, appoint);
    let refused = world.err(Driver, message.clone());
    assert_eq!(refused, NotaryError::Refused(Refusal::OutOfScope), "who agrees deposits nothing");
    let appoint = world.registry().appoint_agent(supplier, agent, vec![Scope::Notarise], until);
    world.ok(Supplier, appoint);
    let deposited = world.ok(Driver, message);
    let certificate = world.certificate_of(deposited);
    assert_eq!(certificate.depositor, supplier, "an agent deposits for its principal");
    world.sleep(minutes(1));
    let expired = NotaryError::Refused(Refusal::AppointmentExpired(until));
    let revoke = world.notary().revoke(deposited, NO_EVIDENCE);
    assert_eq!(world.err(Driver, revoke), expired, "not even to take back what it deposited");

    let (unknown, statement) = (world.party(Stranger), Exhibit::numbered(2).statement(&world));
    let message = world.notary().deposit(unknown, statement);
    assert_eq!(world.err(Stranger, message), NotaryError::Refused(Refusal::UnknownParty));
}

#[test]
fn a_suspended_party_starts_nothing_and_finishes_everything() {
    let mut world = World::linked();
    let supplier = world.party(Supplier);
    let plain = world.deposit(&Exhibit::numbered(1));
    let other = world.deposit(&Exhibit::numbered(2));
    let asked = world.deposit(&Exhibit {
        depositor: Buyer,
        signatories: vec![Supplier],
        ..Exhibit::numbered(3)
    });
    let closes_at = world.now() + days(3);
    let chain = world.notary().open_chain(supplier, "C-1".to_owned(), vec![], closes_at);
    let chain = world.ok(Supplier, chain);
    let regulator = world.party(Regulator);
    world.ok(Regulator, world.registry().suspend(supplier, regulator, NO_EVIDENCE));
    let until =
        world.ask(world.registry().enterprise(supplier)).expect("it is registered").suspended_until;
    let refused = NotaryError::Refused(Refusal::Suspended(until));
    let message = deposit(&world);
    assert_eq!(world.err(Supplier, message), refused);
    let sign = world.notary().answer(asked, supplier, Reply::Sign);
    assert_eq!(world.err(Supplier, sign), refused);
    let bind = world.notary().bind_identity(
        supplier,
        world.account(Driver),
        [4; 32],
        AssuranceLevel::Low,
        closes_at,
    );
    assert_eq!(world.err(Supplier, bind), refused);
    let open = world.notary().open_chain(supplier, "C-2".to_owned(), vec![], closes_at);
    assert_eq!(world.err(Supplier, open), refused);

    // To decline, to take back, to go on with what is open: these bind it to nothing new.
    world.ok(Supplier, world.notary().answer(asked, supplier, Reply::Decline));
    world.ok(Supplier, world.notary().supersede(plain, other));
    world.ok(Supplier, world.notary().revoke(other, NO_EVIDENCE));
    world.ok(Supplier, world.notary().append(chain, supplier, plain, NO_EVIDENCE));
    world.ok(Supplier, world.notary().close_chain(chain));
}

#[test]
fn an_identity_is_confirmed_by_what_the_registry_attests_then_and_stays_on_record() {
    let mut world = World::linked();
    let (carrier, driver) = (world.party(Carrier), world.account(Driver));
    let controller = world.account(Carrier);
    let confirm = world.notary().confirm_identity(carrier, controller);
    assert_eq!(world.err(Stranger, confirm.clone()), NotaryError::NotAttested);
    world.attest(Carrier, Topic::RealName);
    world.ok(Stranger, confirm.clone());
    let source = IdentitySource::Registry;
    let identity = world.ask(world.notary().identity_of(controller, carrier, source));
    let identity = identity.expect("it was confirmed");
    assert_eq!((identity.level, identity.registry_epoch), (AssuranceLevel::Substantial, 1));
    let attester = world.account(Attester);
    let attester: &[u8; 32] = attester.as_ref();
    assert_eq!(identity.issuer.0, *attester);

    // Who may hand over and receive for the carrier does not notarise for it.
    let agent = world.notary().confirm_identity(carrier, driver);
    assert_eq!(world.err(Stranger, agent), NotaryError::Refused(Refusal::OutOfScope));

    world.ok(Attester, world.registry().withdraw_attestation(carrier, Topic::RealName));
    assert_eq!(world.err(Stranger, confirm), NotaryError::NotAttested);
    let still = world.ask(world.notary().identity_of(controller, carrier, source));
    assert_eq!(still, Some(identity), "what was so then stays on record");
}

#[test]
fn what_began_without_a_registry_goes_on_without_one() {
    let mut world = World::new();
    let before = world.deposit(&joint());
    world.link(Contract::Notary, Link::Registry, world.address(Contract::Registry));
    for signatory in [Carrier, Buyer] {
        let answer = world.notary().answer(before, world.party(signatory), Reply::Sign);
        world.ok(signatory, answer);
    }
    assert_eq!(world.certificate_of(before).status, DepositStatus::Sealed);
    let (party, statement) = (world.party(Supplier), Exhibit::numbered(2).statement(&world));
    let message = world.notary().deposit(party, statement);
    assert_eq!(world.err(Supplier, message), NotaryError::Refused(Refusal::UnknownParty));
}

#[test]
fn a_key_that_was_rotated_out_is_out_of_open_deposits_too() {
    let mut world = World::linked();
    let pending = world.deposit(&joint());
    let (carrier, stranger) = (world.party(Carrier), world.account(Stranger));
    world.ok(Carrier, world.registry().offer_control(carrier, Some(stranger)));
    world.ok(Stranger, world.registry().take_control(carrier));
    let sign = world.notary().answer(pending, carrier, Reply::Sign);
    let refused = world.err(Carrier, sign.clone());
    assert_eq!(refused, NotaryError::Refused(Refusal::NotForParty));
    world.ok(Stranger, sign);
}

#[test]
fn too_little_gas_for_the_question_is_no_answer() {
    let mut world = World::linked();
    let message = deposit(&world);
    let supplier = address(world.account(Supplier));
    let needed =
        world.chain.dry_run(&supplier, message.clone()).expect("anyone deposits").gas_required;
    for percent in [30, 50, 70, 80, 90, 99] {
        let limit = Gas { ref_time: needed.ref_time / 100 * percent, ..needed };
        let starved = message.clone().gas_limit(limit);
        super::uses_up_the_gas(&mut world, Supplier, starved, NotaryError::RegistryUnavailable);
    }
    world.ok(Supplier, message.gas_limit(needed));
}

//! The collateral contract asks the registry whether an account may act for a party that reports an attempt. Claims ask nobody.
use super::{corrupt, passed_on, SPEECHLESS};
use chain::Message;
use collateral::AttemptReported;
use e2e::{
    time::minutes,
    Actor::{self, *},
    Contract, World, NO_EVIDENCE,
};
use ink::primitives::AccountId;
use interfaces::{
    administration::Link,
    collateral::{AssetKind, Claims, Collateral, CollateralError, Encumbrance},
    ids::{DocumentId, Fingerprint},
    registry::{Refusal, Registry, Scope},
};
use misbehaving::Manner;

const PAPER: Fingerprint = Fingerprint([1; 32]);
const LOT: Fingerprint = Fingerprint([2; 32]);
const POOL: DocumentId = DocumentId([3; 32]);
const DOCUMENT: DocumentId = DocumentId([4; 32]);
const BROUGHT: DocumentId = DocumentId([5; 32]);

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Collateral,
        Link::Registry,
        Contract::Registry,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Collateral,
        Link::Registry,
        Contract::Registry,
    );
}

/// Admits a contract that passes calls on, and has it claim a paper with a lot behind it.
fn claimed(world: &mut World) -> AccountId {
    let claimant = world.forwarder(b"claimant");
    world.admit(claimant);
    assert_eq!(claims(world, claimant, PAPER), Ok(()));
    claimant
}

fn claims(
    world: &mut World,
    claimant: AccountId,
    paper: Fingerprint,
) -> Result<(), CollateralError> {
    let claim =
        world.claims().claim(AssetKind::Receipt, DOCUMENT, paper, POOL, vec![LOT], vec![PAPER]);
    passed_on(world, claimant, claim)
}

/// A world whose collateral contract is linked to a registry that misbehaves in `manner`, and where a paper is claimed.
fn under(manner: Manner) -> World {
    let mut world = World::new();
    let registry = world.misbehaving(manner);
    world.link(Contract::Collateral, Link::Registry, registry);
    claimed(&mut world);
    world
}

fn report(world: &World, actor: Actor) -> Message<Result<(), CollateralError>> {
    world.collateral().report(world.party(actor), PAPER, BROUGHT).into()
}

fn kept(world: &World) -> Encumbrance {
    let kept = world.ask(world.collateral().encumbrance_of(PAPER)).expect("it was claimed");
    kept.decoded().expect("it is an encumbrance")
}

#[test]
fn a_registry_without_an_answer_refuses_and_leaves_no_trace() {
    for manner in SPEECHLESS {
        let mut world = under(manner);
        let message = report(&world, Buyer);
        let refused = world.err(Buyer, message);
        assert_eq!(refused, CollateralError::RegistryUnavailable, "{manner:?}");
    }
}

#[test]
fn a_registry_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let mut world = under(Manner::ReturnsTooMuch);
    let message = report(&world, Buyer);
    super::is_stopped_by_too_much(&mut world, Buyer, message);
}

#[test]
fn a_registry_that_consumes_all_gas_leaves_no_trace() {
    let mut world = under(Manner::ConsumesAllGas);
    let message = report(&world, Buyer);
    super::uses_up_the_gas(&mut world, Buyer, message, CollateralError::RegistryUnavailable);
}

#[test]
fn a_registry_that_agrees_to_everything_is_believed_of_reports_and_admits_nobody() {
    let mut world = under(Manner::AgreesToEverything);
    let message = report(&world, Buyer);
    world.ok(Stranger, message);
    let stranger = world.forwarder(b"stranger");
    let refused = claims(&mut world, stranger, Fingerprint([9; 32]));
    assert_eq!(refused, Err(CollateralError::NotAdmitted));
}

#[test]
fn without_a_registry_each_account_reports_for_itself() {
    let mut world = World::new();
    claimed(&mut world);
    let message = report(&world, Buyer);
    let refused = world.err(Supplier, message.clone());
    assert_eq!(refused, CollateralError::Refused(Refusal::NotForParty));
    world.ok(Buyer, message);
    let by = world.party(Buyer);
    let told: AttemptReported = world.event();
    assert_eq!((told.by, told.document, told.attempts), (by, BROUGHT, 1));
}

#[test]
fn a_registry_that_fails_later_stops_reports_and_no_claim_and_no_end() {
    let mut world = World::linked();
    let claimant = claimed(&mut world);
    corrupt(&mut world, Contract::Registry);
    let message = report(&world, Buyer);
    assert_eq!(world.err(Buyer, message), CollateralError::RegistryUnavailable);
    assert_eq!(claims(&mut world, claimant, Fingerprint([9; 32])), Ok(()));
    let end = world.claims().end(PAPER);
    assert_eq!(passed_on(&mut world, claimant, end), Ok(()));
    let free = world.claims().free(POOL, vec![LOT]);
    assert_eq!(passed_on(&mut world, claimant, free), Ok(()));
    assert!(!world.ask(world.collateral().is_encumbered(PAPER)));

    // Who reports asks the registry in force, also of what was claimed before.
    let another = world.another_registry(b"another");
    world.relink(Contract::Collateral, Link::Registry, another);
    world.set_address(Contract::Registry, another);
    world.register(Buyer);
    let message = report(&world, Buyer);
    world.ok(Buyer, message);
    assert_eq!(kept(&world).attempts, 1);
}

#[test]
fn what_the_registry_refuses_is_told_word_for_word() {
    let mut world = World::linked();
    claimed(&mut world);
    let (buyer, agent) = (world.party(Buyer), world.account(Driver));
    let message = report(&world, Buyer);
    for actor in [Stranger, Supplier] {
        let refused = world.err(actor, message.clone());
        assert_eq!(refused, CollateralError::Refused(Refusal::NotForParty), "{actor:?}");
    }
    let until = world.now() + minutes(1);
    let appoint = world.registry().appoint_agent(buyer, agent, vec![Scope::Agree], until);
    world.ok(Buyer, appoint);
    let refused = world.err(Driver, message.clone());
    assert_eq!(refused, CollateralError::Refused(Refusal::OutOfScope));
    let appoint = world.registry().appoint_agent(buyer, agent, vec![Scope::Notarise], until);
    world.ok(Buyer, appoint);
    world.ok(Driver, message.clone());
    world.sleep(minutes(1));
    let expired = CollateralError::Refused(Refusal::AppointmentExpired(until));
    assert_eq!(world.err(Driver, message), expired);
    let message = report(&world, Stranger);
    let refused = world.err(Stranger, message);
    assert_eq!(refused, CollateralError::Refused(Refusal::UnknownParty));
}

#[test]
fn a_suspended_party_still_reports() {
    let mut world = World::linked();
    claimed(&mut world);
    let (buyer, regulator) = (world.party(Buyer), world.party(Regulator));
    world.ok(Regulator, world.registry().suspend(buyer, regulator, NO_EVIDENCE));
    let message = report(&world, Buyer);
    world.ok(Buyer, message);
    assert_eq!(kept(&world).attempts, 1);
}

#[test]
fn only_code_that_was_admitted_claims() {
    let mut world = World::linked();
    let claimant = claimed(&mut world);
    // The same code at another address is another contract.
    let twin = world.forwarder(b"twin");
    let other = Fingerprint([9; 32]);
    assert_eq!(claims(&mut world, twin, other), Err(CollateralError::NotAdmitted));
    assert_eq!(claims(&mut world, claimant, PAPER), Err(CollateralError::AlreadyClaimed));
    // Nor does another admitted contract claim the paper, or end it, or what stands behind it.
    world.admit(twin);
    assert_eq!(claims(&mut world, twin, PAPER), Err(CollateralError::AlreadyClaimed));
    assert_eq!(claims(&mut world, twin, other), Err(CollateralError::BackingClaimed(0)));
    let end = world.claims().end(PAPER);
    assert_eq!(passed_on(&mut world, twin, end), Err(CollateralError::NotTheClaimant));
    let free = world.claims().free(POOL, vec![LOT]);
    assert_eq!(passed_on(&mut world, twin, free), Err(CollateralError::NotTheClaimant));
    // Accounts and contracts of other code are not admitted.
    let code = world.code_hash(claimant).0.into();
    for address in [world.account(Supplier), world.address(Contract::Registry)] {
        let refused = world.err(Admin, world.collateral().admit(address, code));
        assert_eq!(refused, CollateralError::WrongCode);
    }
    world.ok(Admin, world.collateral().expel(claimant));
    assert_eq!(claims(&mut world, claimant, other), Err(CollateralError::NotAdmitted));
    let end = world.claims().end(PAPER);
    assert_eq!(passed_on(&mut world, claimant, end), Ok(()));
}

#[test]
fn a_contract_that_took_other_code_meanwhile_is_admitted_only_with_that() {
    let mut world = World::linked();
    let contract = world.address(Contract::Provenance);
    let old = world.code_hash(contract).0.into();
    world.ok(Admin, world.collateral().admit(contract, old));
    let code = world.upload(&e2e::bundles::twin(Contract::Provenance.bundle().wasm()));
    world.upgrade(Contract::Provenance, code);
    let refused = world.err(Admin, world.collateral().complete_admission(contract));
    assert_eq!(refused, CollateralError::WrongCode);
    let refused = world.err(Admin, world.collateral().admit(contract, old));
    assert_eq!(refused, CollateralError::WrongCode);
    world.admit(contract);
    let admission = world.ask(world.collateral().admission_of(contract)).expect("it was admitted");
    let admission = admission.decoded().expect("it is an admission");
    assert!(admission.admitted && !admission.announced);
    assert_eq!(admission.code_hash, code.0.into());
}

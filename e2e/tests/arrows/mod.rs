//! One file for each arrow of the call graph: what the caller bears from the one that it asks.
use std::fmt::Debug;

use chain::{address, Chain, ChainError, Message};
use e2e::{
    forwarded,
    Actor::{self, *},
    Contract, Forwarded, World,
};
use ink::{primitives::AccountId, scale::Decode};
use interfaces::administration::{Administration, AdministrationError, Link};
use misbehaving::Manner;

mod collateral_to_registry;
mod contracts_to_credit;
mod credit_to_registry;
mod notary_to_registry;
mod orders_to_credit;
mod orders_to_registry;
mod provenance_to_registry;
mod receipt_to_collateral;
mod receipt_to_registry;
mod receivable_consults_credit;
mod receivable_to_collateral;
mod receivable_to_credit;
mod receivable_to_reconciliation;
mod receivable_to_registry;
mod receivable_to_waybill;
mod reconciliation_to_credit;
mod reconciliation_to_orders;
mod reconciliation_to_registry;
mod reconciliation_to_waybill;
mod sources_to_credit;
mod sources_to_notary;
mod sources_to_orders;
mod sources_to_provenance;
mod waybill_to_collateral;
mod waybill_to_credit;
mod waybill_to_orders;
mod waybill_to_provenance;
mod waybill_to_registry;

/// Manners in which there is no answer that could be read, and which the one who asks survives.
const SPEECHLESS: [Manner; 6] = [
    Manner::Traps,
    Manner::ReturnsGarbage,
    Manner::ReturnsNothing,
    Manner::ReturnsMoreThanTheAnswer,
    Manner::CannotReadItsInput,
    Manner::CallsBack,
];

/// A link is set only to code that is there and is named, at once the first time and after the delay from then on.
fn a_link_is_refused_where_it_should_be(caller: Contract, link: Link, callee: Contract) {
    let mut world = World::new();
    let (address, code) = (world.address(callee), world.code_hash(world.address(callee)).0.into());
    let other_code = world.code_hash(world.address(caller)).0.into();
    let links = world.administration(caller);

    assert_eq!(
        world.err(Stranger, links.clone().set_link(link, address, code)),
        AdministrationError::MissingRole
    );
    let nobody = world.account(Stranger);
    assert_eq!(
        world.err(Admin, links.clone().set_link(link, nobody, code)),
        AdministrationError::WrongCode
    );
    assert_eq!(
        world.err(Admin, links.clone().set_link(link, address, other_code)),
        AdministrationError::WrongCode
    );
    // No contract asks that of receipts anything, or believes it.
    assert_eq!(
        world.err(Admin, links.clone().set_link(Link::Receipt, address, code)),
        AdministrationError::NoSuchLink
    );
    assert_eq!(
        world.err(Admin, links.clone().apply_link(link)),
        AdministrationError::NothingAnnounced
    );

    world.link(caller, link, address);
    assert_eq!(world.ask(links.link_of(link)).epoch, 1, "the first time at once");
    world.link(caller, link, address);
    let from = world.ask(links.link_of(link)).from;
    assert_eq!(world.ask(links.link_of(link)).epoch, 1, "later after the delay");
    assert_eq!(
        world.err(Admin, links.clone().apply_link(link)),
        AdministrationError::TooEarly(from)
    );
    world.sleep(world.settings().delay);
    world.ok(Admin, links.clone().apply_link(link));
    assert_eq!(world.ask(links.link_of(link)).epoch, 2);
    assert_eq!(
        world.err(Admin, links.clone().apply_link(link)),
        AdministrationError::NothingAnnounced
    );
}

/// A contract that took other code while its link was announced is not linked.
fn a_link_is_refused_to_code_that_was_replaced_meanwhile(
    caller: Contract,
    link: Link,
    callee: Contract,
) {
    is_refused_to_replaced_code(World::linked(), caller, link, callee);
}

/// The same, in a world where the link is set.
fn is_refused_to_replaced_code(mut world: World, caller: Contract, link: Link, callee: Contract) {
    let code = e2e::bundles::twin(callee.bundle().wasm());
    let code = world.upload(&code);
    world.link(caller, link, world.address(callee));
    world.upgrade(callee, code);
    let refused = world.err(Admin, world.administration(caller).apply_link(link));
    assert_eq!(refused, AdministrationError::WrongCode);
    assert_eq!(world.ask(world.administration(caller).link_of(link)).epoch, 1);
}

/// Replaces the code of `callee` in place by code that answers every question wrongly.
fn corrupt(world: &mut World, callee: Contract) {
    let code = world.upload(e2e::bundles::peer("misbehaving").wasm());
    world.upgrade(callee, code);
}

/// What a contract answers to `caller`, another one that passes calls on.
#[track_caller]
fn passed_on<T: Decode + Debug>(
    world: &mut World,
    caller: AccountId,
    message: impl Into<Message<T>>,
) -> T {
    let Forwarded(Some(answer)) = world.call(Stranger, forwarded(caller, message)).returned else {
        panic!("there is no answer")
    };
    answer
}

/// Digest of what one contract stores.
fn digest_of(world: &World, contract: Contract) -> [u8; 32] {
    world.chain.state_digest(&[address(world.address(contract))]).expect("it is there")
}

/// A call whose question is answered with more than the caller can hold ends, and changes nothing: no contract can prevent that.
fn is_stopped_by_too_much<R: Decode + Debug>(world: &mut World, actor: Actor, message: Message<R>) {
    let error = world.fails(actor, message);
    assert!(
        matches!(error, ChainError::ContractTrapped { .. } | ChainError::Pallet { .. }),
        "{error}"
    );
}

/// A call whose question uses up the gas changes nothing. Whether the caller has just enough left to say `error` is chance.
fn uses_up_the_gas<T, E>(world: &mut World, actor: Actor, message: Message<Result<T, E>>, error: E)
where
    T: Decode + Debug + PartialEq,
    E: Decode + Debug + PartialEq,
{
    let before = world.digest();
    match world.attempt(actor, message.forced()) {
        Err(ChainError::OutOfGas { .. }) => {}
        Err(other) => panic!("{other}"),
        Ok(receipt) => assert_eq!(receipt.returned, Err(error)),
    }
    assert_eq!(world.digest(), before);
}

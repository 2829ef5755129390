//! Contracts ask the contract of ratings what it tells people alone: whoever signed, and also while a contract is made, it is a contract that
//! asks, and is told nothing without a grant.
use super::passed_on;
use chain::Message;
use e2e::{Actor::*, Told, World};
use ink::{primitives::AccountId, scale::Decode};
use interfaces::{
    credit::{Credit, CreditError, Dimension, Rating},
    ids::{DocumentId, ObservationId, PartyId},
};
use std::fmt::Debug;

/// The suite, a contract that asks, and an observation of the supplier, who has a rating on record.
fn rated() -> (World, AccountId, ObservationId) {
    let mut world = World::linked();
    let teller = world.teller();
    for actor in [Supplier, Buyer] {
        world.identify(actor);
    }
    let payment = world.observed(teller, &Told::default());
    let supplier = world.party(Supplier);
    world.ok(Stranger, world.credit().snapshot(supplier, 0));
    let asker = world.forwarder(b"asker");
    (world, asker, payment)
}

/// What a contract is answered that was made before, and what one is while it is made.
#[track_caller]
fn answers<T: Decode + Debug>(
    world: &mut World,
    asker: AccountId,
    message: impl Into<Message<T>>,
) -> [T; 2] {
    let message = message.into();
    let finished = passed_on(world, asker, message.clone());
    let being_made = world.asked_while_made(message).expect("there is an answer");
    [finished, being_made]
}

#[test]
fn neither_a_contract_nor_one_that_is_being_made_is_told_a_rating() {
    let (mut world, asker, _) = rated();
    let supplier = world.party(Supplier);
    for version in [0, 1] {
        let score = Message::from(world.credit().score(supplier, version));
        assert!(world.ask(score.clone()).is_ok(), "people are");
        let refused: Result<Rating, CreditError> = Err(CreditError::ConsentNeeded);
        assert_eq!(answers(&mut world, asker, score), [refused, refused], "version {version}");
    }
    let rating = Message::from(world.credit().rating_of(supplier, 1));
    assert!(world.ask(rating.clone()).is_some(), "people are");
    assert_eq!(answers(&mut world, asker, rating), [None, None]);
}

#[test]
fn neither_a_contract_nor_one_that_is_being_made_is_told_what_is_known_of_a_party() {
    let (mut world, asker, payment) = rated();
    let supplier = world.party(Supplier);
    let record = Message::from(world.credit().record_of(supplier, Dimension::Payment));
    assert!(world.ask(record.clone()).is_some(), "people are");
    assert_eq!(answers(&mut world, asker, record), [None, None]);
    let observation = Message::from(world.credit().observation(payment));
    assert!(world.ask(observation.clone()).is_some(), "people are");
    assert_eq!(answers(&mut world, asker, observation), [None, None]);
}

#[test]
fn contracts_are_refused_alike_whether_anything_is_known_or_not() {
    let (mut world, asker, _) = rated();
    let unknown = PartyId([9; 32]);
    let score = Message::from(world.credit().score(unknown, 0));
    let refused: Result<Rating, CreditError> = Err(CreditError::ConsentNeeded);
    assert_eq!(answers(&mut world, asker, score), [refused, refused]);
    let rating = Message::from(world.credit().rating_of(unknown, 1));
    assert_eq!(answers(&mut world, asker, rating), [None, None]);
}

#[test]
fn what_is_for_everyone_is_told_to_contracts_too() {
    let (mut world, asker, _) = rated();
    let version = Message::from(world.credit().version());
    assert_eq!(answers(&mut world, asker, version), [1_u16; 2]);
    let weights = Message::from(world.credit().weights_of(0));
    let [finished, being_made] = answers(&mut world, asker, weights);
    assert!(finished.is_some() && finished == being_made);
    let closing = Message::from(world.credit().closing_of(asker, DocumentId([7; 32])));
    assert_eq!(answers(&mut world, asker, closing), [None, None], "nothing was closed");
}

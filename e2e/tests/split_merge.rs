//! What ERC-3525 asks of tokens that have a slot and a value, over every token of ours that is split and merged: value goes from token to
//! token of one slot, is neither made nor lost by that, and what has none left is no token.
//!
//! A value goes to another by two calls here: what it is to get is split off and transferred. A token that is added is a [`Divisible`].
use chain::{Account, AccountId32, Chain};
use e2e::{
    standard::{
        psp34::{allowance, approve, balance_of, owner_of, total_supply, transfer},
        Id, Psp34Error,
    },
    Random,
};

use crate::psp34::{divisible, Psp34};

/// A token with a slot and a value.
pub(crate) trait Divisible: Psp34 {
    /// Mints a token of this slot and value to `owner`.
    fn mint_of(&mut self, owner: &Account, slot: u8, value: u64) -> Id;
    /// The value of a token; 0 of one that is no more.
    fn value_of(&mut self, id: &Id) -> u64;
    /// Has `by` split this value off a token. Answers the new token, or the error as it is shown.
    fn split(&mut self, by: &Account, id: &Id, value: u64) -> Result<Id, String>;
    /// Has `by` merge a token into another. Answers the error as it is shown.
    fn merge(&mut self, by: &Account, into: &Id, id: &Id) -> Result<(), String>;
}

/// A test at work on one token.
struct Case {
    token: Box<dyn Divisible>,
    address: AccountId32,
    owner: Account,
    other: Account,
}

fn each(test: impl Fn(&mut Case)) {
    for token in divisible() {
        println!("{}", token.name());
        let address = token.address();
        let [owner, other, _] = token.people();
        test(&mut Case { token, address, owner, other });
    }
}

impl Case {
    fn mint(&mut self, value: u64) -> Id {
        self.mint_in(1, value)
    }

    fn mint_in(&mut self, slot: u8, value: u64) -> Id {
        let owner = self.owner.clone();
        self.token.mint_of(&owner, slot, value)
    }

    #[track_caller]
    fn split(&mut self, id: &Id, value: u64) -> Id {
        let owner = self.owner.clone();
        self.token.split(&owner, id, value).expect("it is its owner's to split")
    }

    #[track_caller]
    fn merge(&mut self, into: &Id, id: &Id) {
        let owner = self.owner.clone();
        self.token.merge(&owner, into, id).expect("they are their owner's to merge");
    }

    fn state(&mut self) -> [u8; 32] {
        let contract = self.address.clone();
        self.token.chain().state_digest(&[contract]).expect("it is there")
    }

    /// The step is refused, and nothing has changed.
    #[track_caller]
    fn refused<T: std::fmt::Debug>(
        &mut self,
        step: impl FnOnce(&mut dyn Divisible) -> Result<T, String>,
    ) {
        let before = self.state();
        let outcome = step(&mut *self.token);
        assert!(outcome.is_err(), "{}: {outcome:?}", self.token.name());
        assert_eq!(self.state(), before, "{}", self.token.name());
    }

    #[track_caller]
    fn send(&mut self, by: &Account, message: chain::Message<Result<(), Psp34Error>>) {
        let receipt = self.token.chain().call(by, message).expect("a call is answered");
        assert_eq!(receipt.returned, Ok(()), "{}", self.token.name());
    }

    fn owner_of(&mut self, id: &Id) -> Option<AccountId32> {
        let message = owner_of(&self.address, id);
        self.token.chain().query(message).expect("a read is answered")
    }

    fn balance_of(&mut self, owner: &Account) -> u32 {
        let message = balance_of(&self.address, owner.id());
        self.token.chain().query(message).expect("a read is answered")
    }

    fn supply(&mut self) -> u64 {
        let message = total_supply::<u64>(&self.address);
        self.token.chain().query(message).expect("a read is answered")
    }

    fn may_transfer(&mut self, operator: &Account, id: &Id) -> bool {
        let message = allowance(&self.address, self.owner.id(), operator.id(), Some(id));
        self.token.chain().query(message).expect("a read is answered")
    }

    fn values(&mut self, ids: &[&Id]) -> Vec<u64> {
        ids.iter().map(|id| self.token.value_of(id)).collect()
    }
}

#[test]
fn a_split_makes_a_token_of_what_another_has() {
    each(|case| {
        let owner = case.owner.clone();
        let id = case.mint(1_000);
        let (balance, supply) = (case.balance_of(&owner), case.supply());
        let new = case.split(&id, 300);
        assert_ne!(new, id);
        assert_eq!(case.values(&[&id, &new]), [700, 300]);
        for id in [&id, &new] {
            assert_eq!(case.owner_of(id).as_ref(), Some(owner.id()));
        }
        assert_eq!((case.balance_of(&owner), case.supply()), (balance + 1, supply + 1));
        // What was split off is split again.
        let part = case.split(&new, 1);
        assert_eq!(case.values(&[&id, &new, &part]), [700, 299, 1]);
    });
}

#[test]
fn neither_nothing_nor_all_nor_more_is_split_off() {
    each(|case| {
        let owner = case.owner.clone();
        let id = case.mint(1_000);
        for value in [0, 1_000, 1_001, u64::MAX / 2, u64::MAX] {
            case.refused(|token| token.split(&owner, &id, value));
        }
        let least = case.mint(1);
        for value in [0, 1, 2] {
            case.refused(|token| token.split(&owner, &least, value));
        }
        case.refused(|token| token.split(&owner, &Id::U64(u64::MAX), 1));
    });
}

#[test]
fn a_merge_adds_a_token_to_another_and_it_is_no_more() {
    each(|case| {
        let (owner, other) = (case.owner.clone(), case.other.clone());
        let (into, id) = (case.mint(700), case.mint(300));
        let (balance, supply) = (case.balance_of(&owner), case.supply());
        case.merge(&into, &id);
        assert_eq!(case.values(&[&into, &id]), [1_000, 0]);
        assert_eq!((case.balance_of(&owner), case.supply()), (balance - 1, supply - 1));
        assert_eq!(case.owner_of(&id), None);
        case.refused(|token| token.split(&owner, &id, 1));
        case.refused(|token| token.merge(&owner, &into, &id));
        case.refused(|token| token.merge(&owner, &id, &into));
        let message = transfer(&case.address, other.id(), &id, &[]);
        let receipt = case.token.chain().call(&owner, message.forced()).expect("it is answered");
        assert_eq!(receipt.returned, Err(Psp34Error::TokenNotExists));
    });
}

#[test]
fn what_was_split_is_merged_again_either_way() {
    each(|case| {
        let id = case.mint(1_000);
        let new = case.split(&id, 400);
        case.merge(&id, &new);
        assert_eq!(case.values(&[&id, &new]), [1_000, 0]);
        let newer = case.split(&id, 400);
        assert!(newer != new && newer != id, "a number is never given again");
        case.merge(&newer, &id);
        assert_eq!(case.values(&[&id, &newer]), [0, 1_000]);
    });
}

#[test]
fn tokens_of_two_slots_or_two_owners_are_not_merged_nor_one_with_itself() {
    each(|case| {
        let (owner, other) = (case.owner.clone(), case.other.clone());
        let id = case.mint_in(1, 1_000);
        let elsewhere = case.mint_in(2, 1_000);
        let theirs = case.token.mint_of(&other, 1, 1_000);
        case.refused(|token| token.merge(&owner, &id, &elsewhere));
        case.refused(|token| token.merge(&owner, &elsewhere, &id));
        for by in [&owner, &other] {
            case.refused(|token| token.merge(by, &id, &theirs));
            case.refused(|token| token.merge(by, &theirs, &id));
        }
        case.refused(|token| token.merge(&owner, &id, &id));
        case.refused(|token| token.merge(&owner, &id, &Id::U64(u64::MAX)));
    });
}

#[test]
fn who_may_transfer_a_token_may_not_split_or_merge_it() {
    each(|case| {
        let (owner, other) = (case.owner.clone(), case.other.clone());
        let (id, second) = (case.mint(1_000), case.mint(1_000));
        for name in [Some(&id), Some(&second), None] {
            let message = approve(&case.address, other.id(), name, true);
            case.send(&owner, message);
        }
        case.refused(|token| token.split(&other, &id, 1));
        case.refused(|token| token.merge(&other, &id, &second));
        let message = approve(&case.address, other.id(), None, false);
        case.send(&owner, message);
        // Who was approved for a token was approved for it as it was: for what remains after a split no more than for what is split off it,
        // nor for what another was merged into.
        assert!(case.may_transfer(&other, &id) && case.may_transfer(&other, &second));
        let new = case.split(&id, 400);
        case.merge(&second, &new);
        for id in [&id, &new, &second] {
            assert!(!case.may_transfer(&other, id));
        }
    });
}

#[test]
fn a_value_goes_to_another_who_does_with_it_what_it_will() {
    each(|case| {
        let (owner, other) = (case.owner.clone(), case.other.clone());
        let id = case.mint(1_000);
        let theirs = case.token.mint_of(&other, 1, 50);
        let part = case.split(&id, 250);
        let message = transfer(&case.address, other.id(), &part, &[]);
        case.send(&owner, message);
        assert_eq!(case.owner_of(&part).as_ref(), Some(other.id()));
        assert_eq!(case.values(&[&id, &part, &theirs]), [750, 250, 50]);
        case.refused(|token| token.split(&owner, &part, 1));
        case.refused(|token| token.merge(&owner, &id, &part));
        case.token.merge(&other, &theirs, &part).expect("both are its own");
        assert_eq!(case.values(&[&id, &part, &theirs]), [750, 0, 300]);
        // And back again.
        let back = case.token.split(&other, &theirs, 300 - 1).expect("something remains");
        let message = transfer(&case.address, owner.id(), &back, &[]);
        case.send(&other, message);
        case.merge(&id, &back);
        assert_eq!(case.values(&[&id, &theirs]), [1_049, 1]);
    });
}

#[test]
fn whatever_is_split_merged_and_given_the_value_of_a_slot_stays() {
    let mut random = Random::from_env("the_value_of_a_slot");
    let seed = random.number();
    each(|case| {
        let mut random = Random::from_seed("the_value_of_a_slot", seed);
        let people = [case.owner.clone(), case.other.clone()];
        let before = case.supply();
        // For each token its slot and its owner's place.
        let mut tokens = Vec::new();
        for (place, owner) in people.iter().enumerate() {
            for slot in [1, 2] {
                tokens.push((case.token.mint_of(owner, slot, 10_000), slot, place));
            }
        }
        for _ in 0..150 {
            let at = random.below(tokens.len() as u64) as usize;
            let (id, slot, place) = tokens[at].clone();
            match random.below(5) {
                0 | 1 => {
                    let value = random.below(case.token.value_of(&id) + 2);
                    if let Ok(new) = case.token.split(&people[place], &id, value) {
                        assert_eq!(case.token.value_of(&new), value);
                        assert!(tokens.iter().all(|(known, ..)| *known != new));
                        tokens.push((new, slot, place));
                    }
                }
                2 | 3 => {
                    let with = random.below(tokens.len() as u64) as usize;
                    let (into, other_slot, other_place) = tokens[with].clone();
                    let fits = with != at && slot == other_slot && place == other_place;
                    let merged = case.token.merge(&people[place], &into, &id);
                    assert_eq!(merged.is_ok(), fits, "{merged:?}");
                    if fits {
                        tokens.remove(at);
                    }
                }
                _ => {
                    let to = 1 - place;
                    let message = transfer(&case.address, people[to].id(), &id, &[]);
                    case.send(&people[place], message);
                    tokens[at].2 = to;
                }
            }
            for slot in [1, 2] {
                let of_slot = tokens.iter().filter(|(_, of, _)| *of == slot);
                let sum: u64 = of_slot.map(|(id, ..)| case.token.value_of(id)).sum();
                assert_eq!(sum, 20_000, "{} from {seed:#x}", case.token.name());
            }
        }
        for (place, owner) in people.iter().enumerate() {
            let count = tokens.iter().filter(|(_, _, of)| *of == place).count();
            assert_eq!(case.balance_of(owner) as usize, count);
        }
        assert_eq!(case.supply() - before, tokens.len() as u64);
        for (id, _, place) in &tokens {
            assert_eq!(case.owner_of(id).as_ref(), Some(people[*place].id()));
            assert!(case.token.value_of(id) > 0, "what has no value is no token");
        }
    });
}

//! Bytes of every kind into every message and every constructor, by the metadata alone: right ones, nearly right ones, random ones,
//! too many of them, with and without tokens, from whoever there is.
//!
//! What may come of it is foretold from the metadata before the call, and anything else is a finding:
//!
//! | input | outcome |
//! |---|---|
//! | can be read by the types of a message | accepted, or refused with the message's own error |
//! | can be read, but for text that is no UTF-8 | refused with the message's own error, or as what cannot be read |
//! | cannot be read | reverted with `LangError::CouldNotReadInput` |
//! | has more bytes than the contract's buffer | trap 1 for messages, 2 for constructors: `OutputBufferTooSmall` |
//! | comes with tokens where none are taken | trap 3 for messages, 4 for constructors: `ContractTrapped` |
//!
//! What is not accepted leaves no event, no deposit and no change in any contract; nor does what only reads.
//!
//! `LADING_FUZZ_CALLS` says how many calls each contract gets, `LADING_SEED` begins with a round that was printed.
mod round;
mod target;
mod values;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fmt,
    time::Instant,
};

use e2e::Random;

use self::{round::Round, target::Target};
use crate::tables::{contracts, none, thousands, Mode, World};

/// Calls of one round; then another begins, from a stage of the tables.
const ROUND: u64 = 50;

/// Calls that all contracts share where nothing else is said.
const USUAL: u64 = 18_000;

/// Calls in which every message should have been accepted at least once.
const LONG: u64 = 50_000;

#[test]
fn whatever_bytes_come_the_answer_is_typed_or_there_is_no_trace() {
    let usual = USUAL / contracts().len() as u64;
    let calls = env::var("LADING_FUZZ_CALLS").map_or(usual, |text| {
        text.parse().unwrap_or_else(|_| {
            panic!("LADING_FUZZ_CALLS should be a number of calls, not {text:?}")
        })
    });
    let begun = Instant::now();
    let mut random = Random::from_env("whatever_bytes");
    let worlds = [Mode::Linked, Mode::Alone].map(|mode| (mode, World::new(mode)));
    let mut findings = BTreeMap::new();
    let mut never = Vec::new();
    for contract in contracts() {
        let target = Target::new(contract, &worlds);
        let begun = Instant::now();
        let mut tally = Tally::default();
        let mut first = Some(random.seed());
        while tally.calls < calls {
            // A round is its seed: the first is the one that was asked for.
            let seed = first.take().unwrap_or_else(|| random.number());
            let length = ROUND.min(calls - tally.calls);
            if let Err(finding) = Round::new(&target, seed).go(length, &mut tally) {
                let Finding { what, problem, details } = finding;
                let again = format!(
                    "\n    to see this again: LADING_SEED={seed:#x} LADING_FUZZ_CALLS={length} cargo test --release -p e2e -- whatever_bytes"
                );
                let key = (contract.name.clone(), what, problem);
                findings.entry(key).or_insert((0, details + &again)).0 += 1;
            }
        }
        println!("{}: {tally}, in {:.1} s", contract.name, begun.elapsed().as_secs_f64());
        let closed = target
            .doors
            .iter()
            .filter(|door| target.may_be_accepted(door) && !tally.accepted.contains(&door.label));
        never.extend(closed.map(|door| format!("{}/{}", contract.name, door.label)));
    }
    println!(
        "{} calls each, from {random:?}, in {:.1} s",
        thousands(calls),
        begun.elapsed().as_secs_f64()
    );
    let told = findings.into_iter().map(|((contract, what, problem), (times, details))| {
        format!("{contract}/{what}: {problem}, {times} times; the first:\n    {details}")
    });
    none("findings", told.collect());
    // Bytes that never get past the door prove little.
    assert!(calls < LONG || never.is_empty(), "never accepted: {never:?}");
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Accepted,
    Refused,
    Unreadable,
    TooLong,
    Paid,
}

/// What nothing may come to.
struct Finding {
    /// The message or constructor, as far as it is known.
    what: String,
    problem: String,
    details: String,
}

/// What came of all calls of a contract.
#[derive(Default)]
struct Tally {
    calls: u64,
    outcomes: BTreeMap<Outcome, u64>,
    /// The doors that accepted something.
    accepted: BTreeSet<String>,
    /// The errors that were met.
    errors: BTreeSet<String>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |outcome| thousands(self.outcomes.get(&outcome).copied().unwrap_or_default());
        write!(
            f,
            "{} calls: {} accepted by {} messages and constructors, {} refused with {} errors, {} unreadable, {} too long, {} paid",
            thousands(self.calls),
            of(Outcome::Accepted),
            self.accepted.len(),
            of(Outcome::Refused),
            self.errors.len(),
            of(Outcome::Unreadable),
            of(Outcome::TooLong),
            of(Outcome::Paid),
        )
    }
}

#[test]
fn values_that_are_made_right_are_read_right() {
    let worlds = [Mode::Linked, Mode::Alone].map(|mode| (mode, World::new(mode)));
    let mut random = Random::from_env("values_that_are_made_right");
    for contract in contracts() {
        let target = Target::new(contract, &worlds);
        for door in target.doors.iter().cycle().take(5_000) {
            let values = &random.one_of(&target.grounds.iter().collect::<Vec<_>>()).values;
            let mut input = door.selector.to_vec();
            door.args.iter().for_each(|id| values.make(*id, 0, &mut random, &mut input));
            let found = target.door(&input, door.is_constructor).map(|door| &door.label);
            assert_eq!(found, Some(&door.label), "0x{}", hex::encode(&input));
            // The last byte of the arguments belongs to them.
            input.pop();
            assert!(door.args.is_empty() || target.door(&input, door.is_constructor).is_none());
        }
    }
}

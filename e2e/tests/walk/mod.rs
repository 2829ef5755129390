//! A random walk over the linked suite: everyone does everything, in and out of turn, while time jumps and rules change.
//!
//! Each step is made on the chain and in the [`model`], and both must answer the same, down to the error's variant. What the
//! step touched is then read from the chain and compared with the model, and the [`invariants`] are checked.
//!
//! `LADING_SEED` begins with a walk that was printed; `LADING_WALK_STEPS` or `LADING_WALK_MINUTES` say how far to go.
mod administration;
mod cases;
mod ends;
mod invariants;
mod matching;
mod model;
mod orders;
mod registry;
mod waybills;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    env,
    fmt::Debug,
    panic::{catch_unwind, AssertUnwindSafe},
    time::{Duration, Instant},
};

use ::orders::ProgressRecorded;
use chain::{Message, Sealing, Signing};
use e2e::{
    time::{days, hours, minutes, seconds},
    Actor::{self, *},
    Agreement, Bill, Contract, Random, Shipment, World, NO_EVIDENCE,
};
use ink::scale::Decode;
use interfaces::{
    administration::{Administration, AdministrationError, Link},
    ids::{CaseId, DocumentId, Millis, OptionalParty, PartyId, RelationshipId},
    reconciliation::{
        Action, BillLine, BlindLine, CaseLine, CaseStatus, CaseTerms, Completion,
        DiscrepancyStatus, EntryMode, Limits, LineReference, LineStatus, OpenedLine, Reason,
        Reconciliation, Statement, Tolerances,
    },
    registry::{Business, Kind, Registry, Role, Scheme, Scope, Topic},
    waybill::{
        Classifier, Disposal, DocumentForm, Endorsement, ExceptionReason, LineException, OrderLine,
        Reservation, Revision, SignOff, TitleAction, TransportEvent, Waybill, WaybillStatus,
    },
};

use self::{
    invariants::{CaseState, OrderState, WaybillState},
    model::{By, Directory, Firm, Given, Model, Promise, Recorded, Relayed, Veiled, Windows},
};

/// Steps of one walk; then another begins, from a fresh world.
const STEPS: u64 = 600;

/// Steps between two readings of everything.
const CHECK_ALL: u64 = 200;

/// How long the test takes where nothing else is said.
const USUAL: Duration = Duration::from_secs(60);

/// Steps in which everything should have succeeded at least once.
const LONG: u64 = 10_000;

/// The links by which an order is told of, by place.
const SOURCES: [Link; 3] = [Link::Waybill, Link::Reconciliation, Link::Receivable];

/// Most documents of a kind that a walk keeps going.
const MOST: usize = 24;

#[test]
fn a_random_walk_over_the_suite_finds_the_model_right_and_breaks_no_invariant() {
    let number = |name: &str| {
        env::var(name).ok().map(|text| {
            text.parse::<u64>()
                .unwrap_or_else(|_| panic!("{name} should be a number, not {text:?}"))
        })
    };
    let most = number("LADING_WALK_STEPS");
    let until = match (most, number("LADING_WALK_MINUTES")) {
        (Some(_), _) => Duration::MAX,
        (None, Some(minutes)) => Duration::from_secs(60 * minutes),
        (None, None) => USUAL,
    };
    let begun = Instant::now();
    let mut random = Random::from_env("a_random_walk");
    let (mut steps, mut accepted, mut calls, mut walks) = (0, 0, 0, 0);
    let mut all = Outcomes::new();
    while begun.elapsed() < until && most.is_none_or(|most| steps < most) {
        // A walk is its seed: the first is the one that was asked for.
        let seed = if walks == 0 { random.seed() } else { random.number() };
        let length = STEPS.min(most.map_or(STEPS, |most| most - steps));
        let mut walk = Walk::new(seed);
        if catch_unwind(AssertUnwindSafe(|| walk.go(length))).is_err() {
            walk.tell(length);
        }
        steps += walk.steps;
        accepted += walk.accepted;
        calls += walk.world.calls() + walk.world.questions();
        walks += 1;
        for (kind, outcomes) in walk.outcomes {
            for (outcome, count) in outcomes {
                *all.entry(kind).or_default().entry(outcome).or_default() += count;
            }
        }
    }
    println!(
        "{steps} steps in {walks} walks from {random:?}: {calls} calls of compiled contracts, {accepted} commands accepted, in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    for (kind, outcomes) in &all {
        let outcomes: Vec<_> =
            outcomes.iter().map(|(outcome, count)| format!("{outcome} {count}")).collect();
        println!("  {kind}: {}", outcomes.join(", "));
    }
    // A walk in which nothing succeeds proves nothing.
    if steps >= LONG {
        let never: Vec<_> = all
            .iter()
            .filter(|(kind, outcomes)| !kind.starts_with('(') && !outcomes.contains_key(ACCEPTED))
            .filter(|(kind, outcomes)| **kind != RARE || outcomes.values().sum::<u64>() >= MANY)
            .map(|(kind, _)| kind)
            .collect();
        assert!(never.is_empty(), "never accepted: {never:?}");
    }
}

/// What takes a whole trade, from terms to a balanced case with everything told in between, and so seldom succeeds.
const RARE: &str = "tell billed";

/// How often that has to be tried before it is no accident that it never succeeded.
const MANY: u64 = 1_000;

/// How often each message had which outcome.
type Outcomes = BTreeMap<&'static str, BTreeMap<String, u64>>;

/// The outcome of what was accepted.
const ACCEPTED: &str = "accepted";

/// An outcome without its values: the variant of the error, inner ones too.
fn name<T, E: Debug>(result: &Result<T, E>) -> String {
    match result {
        Ok(_) => ACCEPTED.to_owned(),
        Err(error) => format!("{error:?}")
            .split(['(', ')'])
            .take_while(|part| part.starts_with(char::is_alphabetic))
            .collect::<Vec<_>>()
            .join("/"),
    }
}

/// One walk.
struct Walk {
    random: Random,
    world: World,
    model: Model,
    /// The registries, in the order of the model's directories.
    registries: Vec<ink::primitives::AccountId>,
    /// The contracts that tell of orders; the last two do so by themselves.
    sources: [ink::primitives::AccountId; 4],
    /// What the chain said last of each document.
    waybills: BTreeMap<DocumentId, WaybillState>,
    cases: BTreeMap<CaseId, CaseState>,
    orders: BTreeMap<DocumentId, OrderState>,
    /// The changes that titles were surrendered for last.
    amendments: BTreeMap<DocumentId, Revision>,
    last_revision: Option<Revision>,
    names: BTreeMap<CaseId, (u32, u16)>,
    history: VecDeque<String>,
    outcomes: Outcomes,
    steps: u64,
    accepted: u64,
    numbers: u64,
    /// Whether to read all, or only what may have changed.
    thorough: bool,
}

impl Walk {
    fn new(seed: u64) -> Self {
        let mut world = World::linked();
        world.chain.set_signing(Signing::Unsigned);
        world.chain.set_sealing(Sealing::Instant);
        let waybills = world.address(Contract::Waybill);
        let cases = world.address(Contract::Reconciliation);
        let sources = [world.forwarder(b"one"), world.forwarder(b"other"), waybills, cases];
        let billed_by = if seed % 3 == 0 { 0 } else { model::CASES };
        let orders_sources = [model::WAYBILLS, billed_by, 0];
        for (link, source) in SOURCES.into_iter().zip(orders_sources) {
            world.link(Contract::Orders, link, sources[source]);
        }
        let settings = world.settings().clone();
        let windows =
            Windows { signing: settings.signing_window, reservation: settings.reservation_window };
        let mut walk = Self {
            random: Random::from_seed("a_random_walk", seed),
            registries: vec![world.address(Contract::Registry)],
            sources,
            model: Model {
                directories: vec![directory(&world)],
                windows,
                waybill_paused: false,
                reconciliation_paused: false,
                orders_paused: false,
                notary_paused: false,
                provenance_paused: false,
                collateral_paused: false,
                receipt_paused: false,
                receivable_paused: false,
                credit_paused: false,
                waybill_links: vec![0],
                reconciliation_links: vec![0],
                orders_links: vec![0],
                orders_sources,
                papers: BTreeMap::new(),
                relayed: BTreeSet::new(),
                folders: BTreeMap::new(),
                billed_in: BTreeMap::new(),
                relations: BTreeMap::new(),
                deals: BTreeMap::new(),
                told: BTreeSet::new(),
                recorded: None,
            },
            world,
            waybills: BTreeMap::new(),
            cases: BTreeMap::new(),
            orders: BTreeMap::new(),
            amendments: BTreeMap::new(),
            last_revision: None,
            names: BTreeMap::new(),
            history: VecDeque::new(),
            outcomes: Outcomes::new(),
            steps: 0,
            accepted: 0,
            numbers: 0,
            thorough: false,
        };
        walk.add_registry();
        walk
    }

    /// Another registry, with the same actors in it under other ids.
    fn add_registry(&mut self) {
        let former = self.world.address(Contract::Registry);
        let parties: Vec<_> =
            Actor::ALL.into_iter().map(|actor| (actor, self.world.party(actor))).collect();
        let another = self.world.another_registry(b"another");
        self.world.set_address(Contract::Registry, another);
        let attester = self.world.account(Attester);
        let named = self.world.roles(Contract::Registry);
        self.world.ok(Admin, {
            use pendzl::contracts::access_control::AccessControl;
            named.clone().grant_role(interfaces::administration::ATTESTER, Some(attester))
        });
        self.world.populate();
        self.model.directories.push(directory(&self.world));
        self.registries.push(another);
        self.world.set_address(Contract::Registry, former);
        for (actor, party) in parties {
            self.world.set_party(actor, party);
        }
    }

    /// Tells how the walk failed, and fails the test.
    fn tell(&self, length: u64) -> ! {
        eprintln!("\nthe walk failed at step {} of {length}; before it:", self.steps);
        for line in &self.history {
            eprintln!("  {line}");
        }
        panic!(
            "to see this again: LADING_SEED={:#x} LADING_WALK_STEPS={} cargo test --release -p e2e -- a_random_walk",
            self.random.seed(),
            self.steps
        );
    }

    fn go(&mut self, length: u64) {
        while self.steps < length {
            self.steps += 1;
            self.step();
            if self.steps % CHECK_ALL == 0 {
                self.check_all();
            }
        }
        self.check_all();
        self.everything_open_can_be_ended();
        self.check_all();
    }

    fn step(&mut self) {
        if self.random.once_in(10) {
            let span = self.random.one_of(&[
                seconds(30),
                minutes(10),
                hours(5),
                days(1),
                days(3),
                days(8),
                days(31),
            ]);
            // Long jumps end everything at once, so they are rare.
            if span < days(3) || self.random.once_in(4) {
                self.world.sleep(span);
            }
        }
        let paused = self.model.waybill_paused
            || self.model.reconciliation_paused
            || self.model.orders_paused
            || self.model.notary_paused
            || self.model.provenance_paused
            || self.model.collateral_paused
            || self.model.receipt_paused
            || self.model.receivable_paused
            || self.model.credit_paused
            || self.model.directories[0].paused;
        if paused && self.random.once_in(5) {
            return self.administration_step();
        }
        match self.random.below(100) {
            0..=17 => self.registry_step(),
            18..=52 => self.waybill_step(),
            53..=73 => self.case_step(),
            74..=95 => self.order_step(),
            _ => self.administration_step(),
        }
    }

    /// Makes a call on the chain, and compares with what the model says.
    #[track_caller]
    fn make<T, E>(
        &mut self,
        kind: &'static str,
        by: By,
        message: impl Into<Message<Result<T, E>>>,
        expected: Result<T, E>,
    ) -> bool
    where
        T: Decode + Debug + PartialEq,
        E: Decode + Debug + PartialEq,
    {
        assert_eq!(by.now, self.world.now(), "the model and the chain have the same time");
        let mut message = message.into();
        let forced = self.random.once_in(8);
        if forced {
            message = message.forced();
        }
        self.remember(format!("{} {:?} {kind}: {expected:?}", by.now, by.actor));
        let receipt = match self.world.attempt(by.actor, message) {
            Ok(receipt) => receipt,
            Err(error) => panic!(
                "{kind} by {:?} got no answer, but should have got {expected:?}: {error}",
                by.actor
            ),
        };
        assert_eq!(
            receipt.returned, expected,
            "{kind} by {:?}: the chain left, the model right",
            by.actor
        );
        let accepted = expected.is_ok();
        if accepted && kind.starts_with("tell") {
            self.check_recorded();
        }
        // One event for each command that was accepted, another of whom it tells, and none on error.
        let events = if kind.starts_with("tell") { 2 } else { 1 };
        let expected_events = if accepted { events } else { 0 };
        assert_eq!(receipt.events.len(), expected_events, "{kind}: {:?}", receipt.events);
        assert_eq!(receipt.reverted, !accepted);
        assert_eq!(receipt.included, accepted || forced);
        // Records are kept, so nobody is ever refunded; and what was refused costs no deposit.
        assert!(receipt.deposit >= 0, "{kind} gave a deposit of {} back", -receipt.deposit);
        assert!(accepted || receipt.deposit == 0);
        *self.outcomes.entry(kind).or_default().entry(name(&expected)).or_default() += 1;
        self.accepted += u64::from(accepted);
        accepted
    }

    /// Compares what orders tell on of what they were told with the model.
    fn check_recorded(&self) {
        let mut news = self.world.news().iter();
        let recorded = news.find(|event| event.is::<ProgressRecorded>()).expect("they were told");
        let recorded: ProgressRecorded = recorded.decode().expect("it is theirs");
        let ProgressRecorded { order, document, kind, lines, .. } = recorded;
        assert_eq!(
            Some(Recorded { order, document, kind, lines }),
            self.model.recorded,
            "the chain left, the model right"
        );
    }

    /// Keeps the last lines of the history.
    fn remember(&mut self, line: String) {
        if self.history.len() == 40 {
            self.history.pop_front();
        }
        self.history.push_back(line);
    }

    fn by(&self, actor: Actor) -> By {
        By { actor, now: self.world.now() }
    }

    fn anyone(&mut self) -> Actor {
        self.random.one_of(&Actor::ALL)
    }

    /// Mostly someone who may act for `party`, sometimes anyone.
    fn someone_for(&mut self, directory: Option<usize>, party: PartyId) -> Actor {
        let firm =
            directory.and_then(|directory| self.model.directories[directory].firms.get(&party));
        let agents: Vec<Actor> =
            firm.map(|firm| firm.agents.keys().copied().collect()).unwrap_or_default();
        match (firm.map(|firm| firm.controller), self.random.below(12)) {
            (Some(_), 0) | (None, _) => self.anyone(),
            (Some(controller), 1 | 2) => self.random.any_of(&agents).unwrap_or(controller),
            (Some(controller), _) => controller,
        }
    }

    /// Mostly a party of the directory, sometimes one that it does not know.
    fn some_party(&mut self, directory: usize) -> PartyId {
        let other = self.random.below(self.model.directories.len() as u64) as usize;
        let directory = if self.random.once_in(15) { other } else { directory };
        let parties: Vec<PartyId> =
            self.model.directories[directory].firms.keys().copied().collect();
        self.random.one_of(&parties)
    }

    /// A time as someone would declare it: mostly now, sometimes earlier, seldom too late.
    fn some_time(&mut self, now: Millis) -> Millis {
        match self.random.below(12) {
            0 => now + minutes(5),
            1 => now + minutes(5) + 1,
            2 => now.saturating_sub(days(2)),
            3 => 0,
            4 | 5 => now - seconds(1),
            _ => now,
        }
    }
}

/// What a populated registry knows.
fn directory(world: &World) -> Directory {
    let mut directory = Directory { attesters: vec![Attester], ..Directory::default() };
    for actor in Actor::ENTERPRISES {
        let party = world.party(actor);
        let told = world.ask(world.registry().enterprise(party)).expect("it is registered");
        let mut agents = BTreeMap::new();
        for agent in Actor::ALL {
            if let Some(given) =
                world.ask(world.registry().appointment_of(party, world.account(agent)))
            {
                agents.insert(agent, (given.scopes, given.expires_at));
            }
        }
        for topic in [Topic::Role(Role::Regulator), Topic::Role(Role::Warehouse)] {
            if let Some(given) = world.ask(world.registry().attestation_of(party, topic)) {
                directory.given.insert(
                    (party, topic),
                    Given { by: Attester, until: given.expires_at, withdrawn: false },
                );
            }
        }
        directory.firms.insert(
            party,
            Firm {
                controller: actor,
                offered: None,
                roles: told.roles,
                agents,
                suspended_until: 0,
                suspended_by: None,
                stated: Vec::new(),
            },
        );
    }
    directory
}

//! Random walks over the whole ledger. `LADING_WALK_STEPS` sets their length, `LADING_WALK_SEED` repeats one.
//!
//! Beside the ledger goes an indexer that knows the events only. After every step both must show the same, and what happened must
//! be what the invariants and the visible facts allow: no less, and no more.
use super::tests::{
    counterparty, document, source_of, Desk, ARBITER, BANK, CASES, DAY, DELAY, EVIDENCE, FINANCING,
    ORDERS, PURPOSE, RECEIVABLES, START, STRANGER, WAYBILLS,
};
use super::*;
use crate::{
    events::{Contested, DocumentClosed, Granted, Observed, Used, WeightsAnnounced},
    ledger::ratings::FIRST,
    model::{Event, Model},
    rating::{measure, weighed, BLAME, DIMENSIONS},
    sheet::{age, month_of, MONTH},
    value::size,
};
use ink::{
    env::{test::run_test, DefaultEnvironment},
    scale::{Decode, Encode},
};
use interfaces::{
    credit::{
        Cell, Consent, Disclosure, Fact, Grade, ObservationStatus, View as Extent, Weights, What,
        CONTESTS,
    },
    ids::{Digest, NOBODY},
    registry::Relation,
};
use kit::{call::CLOCK_SKEW, dice::Dice};
use std::{
    collections::{BTreeMap, BTreeSet},
    env::var,
    time::SystemTime,
};

/// How many deal with each other. The first two are spoken of most, and looked at one after the other.
const PARTIES: u64 = 20;
const RATED: u64 = 2;
const DOCUMENTS: u64 = 400;
const SOURCES: [[u8; 32]; 4] = [WAYBILLS, CASES, RECEIVABLES, ORDERS];

/// What is chosen here at random.
trait Chance {
    fn party(&mut self) -> PartyId;
    fn subject(&mut self) -> PartyId;
    fn anyone(&mut self) -> PartyId;
    fn document(&mut self) -> DocumentId;
    fn weights(&mut self) -> Weights;
}

impl Chance for Dice {
    fn party(&mut self) -> PartyId {
        counterparty(self.below(PARTIES) as u16)
    }

    fn subject(&mut self) -> PartyId {
        let bound = if self.one_in(4) { PARTIES } else { RATED };
        counterparty(self.below(bound) as u16)
    }

    fn anyone(&mut self) -> PartyId {
        let others = [ARBITER, BANK, STRANGER, PartyId(FINANCING)];
        if self.one_in(3) {
            self.of(&others)
        } else {
            self.party()
        }
    }

    fn document(&mut self) -> DocumentId {
        document(self.below(DOCUMENTS) as u32)
    }

    fn weights(&mut self) -> Weights {
        let payment = self.below(60) as u8;
        let delivery = self.below(41) as u8;
        let rest = if self.one_in(8) { 1 } else { 100 - payment - delivery };
        Weights { payment, delivery, service: rest, dispute: 0, standing: 0 }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Tell(Fact),
    Score([u8; 32], DocumentId, PartyId, u8),
    Contest(ObservationId),
    Decide(ObservationId, bool),
    Show(PartyId, PartyId, [u8; 32]),
    Announce(bool, Weights),
    Snapshot(PartyId, u16),
    Grant(PartyId, Consent),
    Revoke(GrantId),
    Consult(GrantId, PartyId, PartyId, Digest),
}

#[derive(Debug, Clone)]
enum Done {
    Observed(Box<Observed>),
    Closed(Box<DocumentClosed>),
    Contested(Contested),
    Decided(crate::events::Decided),
    Shown(crate::events::AgentShown),
    Announced(WeightsAnnounced),
    Rated(Box<crate::events::Rated>),
    Granted(Granted),
    Revoked(crate::events::Revoked),
    Used(Disclosure, Box<Used>),
}

/// Knows the events, and nothing else.
#[derive(Default)]
struct View {
    model: Model,
    observations: BTreeMap<ObservationId, Observation>,
    closings: BTreeMap<([u8; 32], DocumentId), Closing>,
    grants: BTreeMap<GrantId, Grant>,
    ratings: BTreeMap<(PartyId, u16), Rating>,
    tables: BTreeMap<u16, WeightTable>,
    ties: BTreeMap<(PartyId, PartyId), Millis>,
    /// Who was first known by an identifier.
    bearers: BTreeMap<Fingerprint, PartyId>,
}

fn raw(account: &Account) -> [u8; 32] {
    *account.as_ref()
}

impl View {
    fn in_force(&self, now: Millis) -> u16 {
        let in_force = self.tables.iter().filter(|(_, table)| table.from <= now);
        in_force.map(|(version, _)| *version).max().unwrap_or(0)
    }

    /// For whom it counts, if it does.
    fn counted_for(
        &self,
        desk: &Desk,
        by: Option<PartyId>,
        subject: PartyId,
        counterparty: PartyId,
        score: u16,
    ) -> Option<PartyId> {
        let identity = identity_of(desk, counterparty)?;
        let bearer = self.bearers.get(&identity).copied().unwrap_or(counterparty);
        let relation = desk.roll.relations.borrow().get(&(counterparty, subject)).copied();
        let is_tied = |other: PartyId| {
            let pair = (subject.min(other), subject.max(other));
            self.ties.get(&pair).is_some_and(|until| desk.now < *until)
        };
        let shares = is_tied(counterparty) || is_tied(bearer) || by == Some(subject);
        let counts = match relation.unwrap_or(Relation::Strangers) {
            Relation::Controller | Relation::Principal => false,
            Relation::Agent => score < BLAME,
            Relation::Strangers => score < BLAME || !shares,
        };
        (counts && bearer != subject).then_some(bearer)
    }

    fn is_open(&self, observation: &Observation, now: Millis) -> bool {
        observation.status == ObservationStatus::Contested && now <= observation.until
    }

    /// Whether the visible facts allow the step.
    fn allows(&self, desk: &Desk, by: [u8; 32], step: &Step) -> bool {
        let now = desk.now;
        let is = |party: &PartyId| is_of(desk, by, party);
        match step {
            Step::Tell(fact) => self.allows_fact(desk, by, fact),
            Step::Score(source, document, party, score) => {
                let Some(closing) = self.closings.get(&(*source, *document)) else { return false };
                let (kind, scored) = if *party == closing.counterparty {
                    (ObservationKind::ServiceOfSubject, closing.subject)
                } else if *party == closing.subject {
                    (ObservationKind::ServiceOfCounterparty, closing.counterparty)
                } else {
                    return false;
                };
                let id = observation_id(&Account::from(*source), document, kind);
                let points = u16::from(*score) * 100;
                !desk.paused
                    && is(party)
                    && !self.observations.contains_key(&id)
                    && now <= closing.until
                    && age(closing.month, month_of(now)).is_some()
                    && *score <= 100
                    && self.counted_for(desk, Some(*party), scored, *party, points).is_some()
            }
            Step::Contest(id) => self.observations.get(id).is_some_and(|observation| {
                let open = self.observations.values().filter(|other| {
                    let same = (other.subject, other.dimension);
                    same == (observation.subject, observation.dimension) && self.is_open(other, now)
                });
                is(&observation.subject)
                    && observation.status == ObservationStatus::Standing
                    && observation.arbiter != PartyId::NONE
                    && now <= observation.recorded_at + WINDOW
                    && age(observation.cell.month, month_of(now)).is_some()
                    && open.count() < CONTESTS
            }),
            Step::Decide(id, is_struck) => self.observations.get(id).is_some_and(|observation| {
                let serves = desk.roll.agents.borrow().contains(&(by, observation.subject));
                is(&observation.arbiter)
                    && self.is_open(observation, now)
                    && !(*is_struck && serves)
            }),
            Step::Show(one, other, account) => {
                let agents = desk.roll.agents.borrow();
                let acts =
                    |party: &PartyId| *account == party.0 || agents.contains(&(*account, *party));
                one != other && acts(one) && acts(other)
            }
            Step::Announce(is_admin, weights) => {
                let Weights { payment, delivery, service, dispute, standing } = *weights;
                let all = [payment, delivery, service, dispute, standing];
                *is_admin && all.iter().map(|weight| u32::from(*weight)).sum::<u32>() == 100
            }
            Step::Snapshot(_, version) => {
                *version == 0 || self.tables.get(version).is_some_and(|table| table.from <= now)
            }
            Step::Grant(subject, consent) => {
                !desk.paused && is(subject) && consent.uses > 0 && consent.expires_at > now
            }
            Step::Revoke(grant) => {
                self.grants.get(grant).is_some_and(|grant| is(&grant.subject) && !grant.is_revoked)
            }
            Step::Consult(grant, subject, viewer, purpose) => {
                self.grants.get(grant).is_some_and(|grant| {
                    let consent = &grant.consent;
                    let asks = if consent.contract == NOBODY {
                        is(viewer)
                    } else {
                        raw(&consent.contract) == by
                    };
                    asks && grant.subject == *subject
                        && consent.viewer == *viewer
                        && consent.purpose.0 == *purpose
                        && !grant.is_revoked
                        && now < consent.expires_at
                        && grant.used < consent.uses
                })
            }
        }
    }

    fn allows_fact(&self, desk: &Desk, by: [u8; 32], fact: &Fact) -> bool {
        let is_source = match fact.what {
            What::Closed => SOURCES.contains(&by),
            What::Delivery(_) => by == WAYBILLS || by == ORDERS,
            what => source_of(what) == by,
        };
        let is_new = match kind_of(fact.what) {
            Some(kind) => !self.observations.contains_key(&observation_id(
                &Account::from(by),
                &fact.document,
                kind,
            )),
            None => !self.closings.contains_key(&(by, fact.document)),
        };
        let fits = match fact.what {
            What::Dispute(upheld) => upheld <= fact.value,
            _ => true,
        };
        let counts = match measure(fact.what, fact.value, &fact.currency) {
            Some((_, _, score)) => {
                let (subject, counterparty) = (fact.subject, fact.counterparty);
                self.counted_for(desk, None, subject, counterparty, score).is_some()
            }
            None => true,
        };
        let month = month_of(fact.at.min(desk.now));
        !desk.paused
            && is_source
            && is_new
            && fact.subject != fact.counterparty
            && fact.at <= desk.now + CLOCK_SKEW
            && age(month, month_of(desk.now)).is_some()
            && fits
            && size(fact.value, &fact.currency) > 0
            && counts
    }

    /// Reads an event, and holds it against the invariants.
    fn learn(&mut self, desk: &Desk, by: [u8; 32], done: Done) {
        let now = desk.now;
        match done {
            Done::Observed(event) => {
                let bearer = event.counted_for;
                assert_eq!(Some(event.identity), identity_of(desk, event.counterparty));
                let first = *self.bearers.entry(event.identity).or_insert(event.counterparty);
                assert_eq!(bearer, first, "under one identifier all are one");
                let relation =
                    desk.roll.relations.borrow().get(&(event.counterparty, event.subject)).copied();
                let of_its_own = [Some(Relation::Controller), Some(Relation::Principal)];
                assert!(!of_its_own.contains(&relation), "who is in one hand counts nothing");
                assert_ne!(bearer, event.subject, "nobody speaks for itself");
                assert!(event.cell.weight > 0);
                self.model.learn(&Event::Observed(event.clone())).unwrap();
                let dimension = dimension_of(event.kind);
                let bytes = self.model.record(event.subject, dimension).unwrap();
                let record = Record::decode(&mut &bytes[..]).unwrap();
                let share = record.shares.iter().find(|share| share.counterparty == bearer);
                let arrival = share.expect("whoever speaks has a name").arrival;
                let observation = Observation {
                    status: ObservationStatus::Standing,
                    registry: event.registry,
                    dimension,
                    subject: event.subject,
                    counterparty: bearer,
                    arbiter: event.arbiter,
                    arrival,
                    cell: event.cell,
                    recorded_at: event.recorded_at,
                    until: 0,
                };
                let earlier = self.observations.insert(event.observation, observation);
                assert_eq!(earlier, None, "each kind of a document is told once");
            }
            Done::Closed(event) => {
                let closing = Closing {
                    registry: event.registry,
                    subject: event.subject,
                    counterparty: event.counterparty,
                    arbiter: event.arbiter,
                    month: event.month,
                    weight: event.weight,
                    until: event.until,
                };
                let earlier = self.closings.insert((by, event.document), closing);
                assert_eq!(earlier, None, "a document is closed once");
            }
            Done::Contested(event) => {
                self.model.learn(&Event::Contested(event.clone())).unwrap();
                let observation = self.observations.get_mut(&event.observation).unwrap();
                assert_eq!(observation.status, ObservationStatus::Standing, "contested once");
                assert_eq!(event.evidence.0, EVIDENCE);
                observation.status = ObservationStatus::Contested;
                observation.until = event.until;
            }
            Done::Decided(event) => {
                self.model.learn(&Event::Decided(event.clone())).unwrap();
                let observation = self.observations.get_mut(&event.observation).unwrap();
                assert!(is_of(desk, by, &observation.arbiter), "only the arbiter decides");
                let struck = event.is_struck;
                use ObservationStatus::{Confirmed, Struck};
                observation.status = if struck { Struck } else { Confirmed };
            }
            Done::Shown(event) => {
                assert!(event.lower < event.higher);
                assert_eq!(event.until, now + WINDOW, "what is shown lasts for 30 days");
                self.ties.insert((event.lower, event.higher), event.until);
            }
            Done::Announced(event) => {
                self.model.learn(&Event::WeightsAnnounced(event.clone())).unwrap();
                let earlier = self.tables.insert(event.version, event.table);
                assert!(
                    earlier.is_none_or(|table| table.from > now),
                    "what was in force never changes"
                );
                assert!(event.table.from >= now + DELAY);
            }
            Done::Rated(event) => {
                self.ratings.insert((event.subject, event.rating.version), event.rating);
            }
            Done::Granted(event) => {
                assert!(is_of(desk, by, &event.subject));
                let Granted { grant, subject, consent, registry, .. } = event;
                let given = Grant { registry, is_revoked: false, subject, consent, used: 0 };
                assert_eq!(self.grants.insert(grant, given), None);
            }
            Done::Revoked(event) => {
                self.grants.get_mut(&event.grant).unwrap().is_revoked = true;
            }
            Done::Used(told, event) => {
                let rating = desk.score_of(event.subject, 0).unwrap();
                let grant = self.grants.get_mut(&event.grant).unwrap();
                grant.used += 1;
                assert!(grant.used <= grant.consent.uses && !grant.is_revoked);
                assert_eq!((grant.used, event.inputs), (event.used, rating.inputs));
                let expected = match grant.consent.view {
                    Extent::Grade => Disclosure::Grade(rating.grade),
                    Extent::AtLeast => Disclosure::AtLeast(rating.grade >= grant.consent.at_least),
                    Extent::SubScores => Disclosure::SubScores(rating.scores),
                    Extent::Full => Disclosure::Full(rating),
                };
                assert_eq!(told, expected);
            }
        }
    }

    /// Holds what is stored, of records those of one party, against what the events say.
    fn check(&self, desk: &Desk, subject: PartyId) {
        let (ledger, now) = (&desk.ledger, desk.now);
        let month = month_of(now);
        for (id, observation) in &self.observations {
            assert_eq!(ledger.observations.encoded(id), Some(observation.encode()));
        }
        for ((source, document), closing) in &self.closings {
            let kept = ledger.closings.encoded((Account::from(*source), *document));
            assert_eq!(kept, Some(closing.encode()));
        }
        for (grant, given) in &self.grants {
            assert_eq!(ledger.grants.encoded(grant), Some(given.encode()));
        }
        assert_eq!(desk.counts.grants, self.grants.len() as u64);
        for (version, table) in &self.tables {
            assert_eq!(ledger.tables.encoded(version), Some(table.encode()));
        }
        assert_eq!(usize::from(desk.counts.versions), self.tables.len());
        assert_eq!(ledger.version(&desk.counts, now), self.in_force(now));
        for (identity, bearer) in &self.bearers {
            assert_eq!(ledger.bearers.encoded(identity), Some(bearer.encode()));
        }
        for ((lower, higher), until) in &self.ties {
            assert_eq!(ledger.ties.encoded((lower, higher)), Some(until.encode()));
        }
        for (key, rating) in &self.ratings {
            assert_eq!(ledger.ratings.encoded(key), Some(rating.encode()));
        }
        for dimension in DIMENSIONS {
            let stored = ledger.records.encoded((subject, dimension));
            assert_eq!(stored.as_deref(), self.model.record(subject, dimension));
            self.is_sum(subject, dimension, stored, month, now);
        }
        let rating = desk.score_of(subject, 0).unwrap();
        let rebuilt = self.model.rate(subject, rating.version, 1, now).unwrap();
        assert_eq!(rating, rebuilt, "ratings follow from the events");
        if rating.points != rating.points_if_counted {
            assert!(rating.contested > 0);
        }
        let of = |points: u8| crate::formulas::grade(points);
        let record = |dimension| {
            let stored = ledger.records.encoded((subject, dimension));
            let mut sheet = Sheet::new(stored).unwrap();
            sheet.count_all(now);
            sheet
        };
        let mut counted = DIMENSIONS.map(record);
        let table = self.tables.get(&rating.version).unwrap();
        let counted = crate::rating::rate(&mut counted, &table.weights, now).scores;
        for (found, counted) in [
            (rating.scores.payment, counted.payment),
            (rating.scores.delivery, counted.delivery),
            (rating.scores.service, counted.service),
            (rating.scores.dispute, counted.dispute),
            (rating.scores.standing, counted.standing),
        ] {
            assert!(!found.is_rated || counted.is_rated && found.score == counted.score);
        }
        if rating.grade != Grade::Unrated {
            assert_eq!(rating.grade, of(rating.points));
            assert_eq!(rating.grade, of(rating.points_if_counted), "laundered by nobody");
        }
    }

    /// Invariant *Sum*, and that a record keeps its size.
    fn is_sum(
        &self,
        subject: PartyId,
        dimension: Dimension,
        stored: Option<Vec<u8>>,
        month: u16,
        now: Millis,
    ) {
        let Some(stored) = stored else { return };
        assert_eq!(stored.len(), crate::sheet::LENGTH);
        let mut sheet = Sheet::new(Some(stored)).unwrap();
        // Contests that are over count, whether it was written yet or not.
        sheet.sweep(now);
        let record = Record::decode(&mut sheet.bytes()).unwrap();
        let mut found: BTreeMap<u16, (u64, u64, u64)> = BTreeMap::new();
        let add = |sums: &mut BTreeMap<u16, (u64, u64, u64)>, cell: &Cell| {
            if cell.weight > 0 && age(cell.month, month).is_some() {
                let sum = sums.entry(cell.month).or_default();
                sum.0 += u64::from(cell.count);
                sum.1 += u64::from(cell.weight);
                sum.2 += cell.score;
            }
        };
        for cell in record.shares.iter().flat_map(|share| share.cells) {
            add(&mut found, &cell);
        }
        let mut expected = BTreeMap::new();
        let own = self.observations.values().filter(|observation| {
            (observation.subject, observation.dimension) == (subject, dimension)
        });
        for observation in own {
            let counts =
                observation.status != ObservationStatus::Struck && !self.is_open(observation, now);
            if counts {
                add(&mut expected, &observation.cell);
            }
        }
        assert_eq!(found, expected, "a record is the sum of what counts");
        let named: Vec<_> = record.shares.iter().filter(|share| share.arrival > 0).collect();
        let names: BTreeSet<_> = named.iter().map(|share| share.counterparty).collect();
        assert_eq!(names.len(), named.len(), "everybody has one share");
    }
}

fn identity_of(desk: &Desk, party: PartyId) -> Option<Fingerprint> {
    if desk.roll.unattested.borrow().contains(&party) {
        return None;
    }
    let identity = desk.roll.identities.borrow().get(&party).copied();
    Some(identity.unwrap_or(Fingerprint(party.0)))
}

fn kind_of(what: What) -> Option<ObservationKind> {
    match what {
        What::Payment(_) => Some(ObservationKind::Payment),
        What::Delivery(_) => Some(ObservationKind::Delivery),
        What::Dispute(_) => Some(ObservationKind::Dispute),
        What::Closed => None,
    }
}

fn choose(dice: &mut Dice, desk: &Desk, view: &View) -> ([u8; 32], Step) {
    let known: Vec<ObservationId> = view.observations.keys().copied().collect();
    let some = |dice: &mut Dice| {
        // Half of the time what is open, or young.
        let open: Vec<_> = view
            .observations
            .iter()
            .filter(|(_, it)| view.is_open(it, desk.now) || desk.now <= it.recorded_at + WINDOW)
            .map(|(id, _)| *id)
            .collect();
        let among = if dice.one_in(2) && !open.is_empty() { &open } else { &known };
        if among.is_empty() || dice.one_in(30) {
            ObservationId([250; 32])
        } else {
            dice.of(among)
        }
    };
    let (usual, step) = match dice.below(100) {
        0..=44 => {
            let value = 8_192u64 << dice.below(16);
            let what = match dice.below(4) {
                0 => What::Closed,
                1 => What::Payment(dice.below(200) as i32 - 40),
                2 => What::Delivery(dice.of(&[15, 15, 15, 7, 3, 0])),
                _ => What::Dispute(dice.of(&[0, 0, value / 7, value, value + 1])),
            };
            let usual = match what {
                What::Closed => dice.of(&SOURCES),
                What::Delivery(_) => dice.of(&[WAYBILLS, ORDERS]),
                what => source_of(what),
            };
            let (subject, counterparty) = (dice.subject(), dice.party());
            let at = match dice.below(20) {
                0 => desk.now + dice.below(2 * CLOCK_SKEW),
                1 => desk.now - dice.below(26 * MONTH),
                2..=5 => desk.now - dice.below(3 * MONTH),
                _ => desk.now,
            };
            let fact = Fact {
                document: dice.document(),
                subject,
                counterparty,
                arbiter: dice.of(&[
                    ARBITER,
                    ARBITER,
                    ARBITER,
                    subject,
                    counterparty,
                    PartyId::NONE,
                ]),
                at,
                value: if dice.one_in(12) { dice.below(9_000) } else { value },
                currency: if dice.one_in(25) { *b"XXX" } else { *b"USD" },
                what,
            };
            (Some(usual), Step::Tell(fact))
        }
        45..=59 => {
            let young: Vec<_> = view
                .closings
                .iter()
                .filter(|(_, closing)| desk.now <= closing.until)
                .map(|(key, _)| *key)
                .collect();
            let (source, document) = if young.is_empty() || dice.one_in(6) {
                (dice.of(&SOURCES), dice.document())
            } else {
                dice.of(&young)
            };
            let sides = view.closings.get(&(source, document));
            let sides = sides.map_or([STRANGER; 2], |it| [it.subject, it.counterparty]);
            let party = if dice.one_in(12) { dice.anyone() } else { dice.of(&sides) };
            (Some(party.0), Step::Score(source, document, party, dice.below(104) as u8))
        }
        60..=69 => {
            let id = some(dice);
            (view.observations.get(&id).map(|it| it.subject.0), Step::Contest(id))
        }
        70..=76 => {
            let open = view.observations.iter().find(|(_, it)| view.is_open(it, desk.now));
            let id = match open {
                Some((id, _)) if !dice.one_in(3) => *id,
                _ => some(dice),
            };
            (view.observations.get(&id).map(|it| it.arbiter.0), Step::Decide(id, dice.one_in(2)))
        }
        77 => (None, Step::Show(dice.subject(), dice.party(), dice.of(&[[66; 32], [67; 32]]))),
        78..=79 => (None, Step::Announce(!dice.one_in(4), dice.weights())),
        80..=84 => {
            let version = dice.of(&[0, 0, 1, desk.counts.versions, desk.counts.versions + 1]);
            (None, Step::Snapshot(dice.subject(), version))
        }
        85..=89 => {
            let subject = dice.subject();
            let consent = Consent {
                viewer: dice.of(&[BANK, STRANGER]),
                contract: dice.of(&[NOBODY, FINANCING.into()]),
                view: dice.of(&[Extent::Grade, Extent::AtLeast, Extent::SubScores, Extent::Full]),
                at_least: dice.of(&[Grade::Unrated, Grade::C, Grade::B, Grade::A, Grade::AAA]),
                purpose: Fingerprint(PURPOSE),
                expires_at: desk.now + dice.of(&[0, DAY, MONTH, 6 * MONTH, 6 * MONTH]),
                uses: dice.below(4) as u32,
            };
            (Some(subject.0), Step::Grant(subject, consent))
        }
        90..=91 => {
            let grant = 1 + dice.below(desk.counts.grants + 1);
            (view.grants.get(&grant).map(|grant| grant.subject.0), Step::Revoke(grant))
        }
        _ => {
            let grant = desk.counts.grants.saturating_sub(dice.below(6));
            let Some(given) = view.grants.get(&grant) else {
                return (BANK.0, Step::Consult(grant, STRANGER, BANK, PURPOSE));
            };
            let consent = &given.consent;
            let by = match consent.contract {
                NOBODY => consent.viewer.0,
                contract => raw(&contract),
            };
            let subject = if dice.one_in(10) { dice.party() } else { given.subject };
            let viewer = if dice.one_in(10) { STRANGER } else { consent.viewer };
            let purpose = if dice.one_in(10) { [1; 32] } else { PURPOSE };
            (Some(by), Step::Consult(grant, subject, viewer, purpose))
        }
    };
    let anyone = if dice.one_in(2) { dice.of(&SOURCES) } else { dice.anyone().0 };
    (if dice.one_in(12) { anyone } else { usual.unwrap_or(anyone) }, step)
}

fn take(desk: &mut Desk, by: [u8; 32], step: Step) -> Result<Done, CreditError> {
    let caller = desk.by(by);
    let (now, registry) = (desk.now, desk.roll.epoch);
    let Desk { ledger, counts, links, .. } = desk;
    match step {
        Step::Tell(fact) => ledger.observe(&caller, links, fact).map(|told| match told {
            Told::Observed(observed) => Done::Observed(observed),
            Told::Closed(closed) => Done::Closed(closed),
        }),
        Step::Score(source, document, party, score) => {
            let source = Account::from(source);
            ledger.score_service(&caller, source, document, party, score).map(Done::Observed)
        }
        Step::Contest(id) => ledger.contest(&caller, id, EVIDENCE).map(Done::Contested),
        Step::Decide(id, is_struck) => ledger.decide(&caller, id, is_struck).map(Done::Decided),
        Step::Show(one, other, account) => {
            ledger.show_agent(&caller, one, other, account.into()).map(Done::Shown)
        }
        Step::Announce(is_admin, weights) => {
            ledger.announce_weights(is_admin, counts, now, DELAY, weights).map(Done::Announced)
        }
        Step::Snapshot(subject, version) => {
            let rated = ledger.snapshot(counts, registry, now, subject, version);
            rated.map(|rated| Done::Rated(Box::new(rated)))
        }
        Step::Grant(subject, consent) => {
            ledger.grant(&caller, counts, subject, consent).map(Done::Granted)
        }
        Step::Revoke(grant) => ledger.revoke(&caller, grant).map(Done::Revoked),
        Step::Consult(grant, subject, viewer, purpose) => {
            let told = ledger.consult(&caller, counts, grant, subject, viewer, purpose);
            told.map(|(told, used)| Done::Used(told, used))
        }
    }
}

fn name(of: &impl core::fmt::Debug) -> String {
    let name = format!("{of:?}");
    name.split('(').next().unwrap_or_default().to_string()
}

/// Whether `by` acts for `party`: an agent does what its principal does.
fn is_of(desk: &Desk, by: [u8; 32], party: &PartyId) -> bool {
    by == party.0 || desk.roll.agents.borrow().contains(&(by, *party))
}

/// What the registry knows changes.
fn stir(dice: &mut Dice, desk: &mut Desk) {
    let party = dice.party();
    match dice.below(7) {
        6 => {
            let agent = (dice.of(&[[66; 32], [67; 32], ARBITER.0]), party);
            let mut agents = desk.roll.agents.borrow_mut();
            if !agents.remove(&agent) {
                agents.insert(agent);
            }
        }
        0 => drop(desk.roll.unattested.borrow_mut().insert(party)),
        1 | 2 => desk.roll.unattested.borrow_mut().clear(),
        3 => {
            let identity = Fingerprint([150 + dice.below(3) as u8; 32]);
            desk.roll.identities.borrow_mut().insert(party, identity);
        }
        4 => drop(desk.roll.identities.borrow_mut().remove(&party)),
        _ => {
            let relation = dice.of(&[
                Relation::Strangers,
                Relation::Agent,
                Relation::Principal,
                Relation::Controller,
            ]);
            desk.roll.relate(party, dice.subject(), relation);
        }
    }
}

/// Walks `steps` steps from an empty ledger, and counts what came of them.
fn walk(dice: &mut Dice, steps: u64, came: &mut BTreeMap<String, u64>) {
    let mut desk = Desk::new();
    let mut view = View::default();
    let first = WeightTable { weights: FIRST, from: START - MONTH };
    view.tables.insert(1, first);
    let announced = WeightsAnnounced { version: 1, table: first };
    view.model.learn(&Event::WeightsAnnounced(announced)).unwrap();
    desk.now = START + 30 * MONTH;
    for number in 0..steps {
        desk.now += dice.of(&[0, 0, 0, 1, DAY / 24, DAY, 5 * DAY]);
        if dice.one_in(250) {
            desk.now += dice.below(8 * MONTH);
        }
        if dice.one_in(20) {
            desk.paused = !desk.paused && dice.one_in(5);
        }
        if dice.one_in(10) {
            stir(dice, &mut desk);
        }
        let (by, step) = choose(dice, &desk, &view);
        let is_allowed = view.allows(&desk, by, &step);
        let taken = take(&mut desk, by, step.clone());
        assert_eq!(taken.is_ok(), is_allowed, "{step:?} by {by:?}: {taken:?}");
        match taken {
            Ok(done) => {
                *came.entry(name(&done)).or_default() += 1;
                view.learn(&desk, by, done);
            }
            Err(error) => *came.entry(format!("not: {}", name(&error))).or_default() += 1,
        }
        // What was refused was not learnt, so this shows too that a refused step changes nothing.
        view.check(&desk, counterparty((number % RATED) as u16));
    }
    for subject in (0..RATED).map(|number| counterparty(number as u16)) {
        for dimension in DIMENSIONS {
            let arrivals = desk.record(subject, dimension).map_or(0, |record| record.arrivals);
            if arrivals > interfaces::credit::NAMED as u32 {
                *came.entry("went to the others".to_string()).or_default() += 1;
            }
        }
    }
}

#[test]
fn whatever_happens_in_whatever_order_ratings_are_the_sum_of_what_two_have_signed() {
    let number = |name: &str| var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let steps = number("LADING_WALK_STEPS").unwrap_or(1_000);
    let seed = number("LADING_WALK_SEED").unwrap_or_else(|| {
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos() as u64
    });
    println!("LADING_WALK_SEED={seed} LADING_WALK_STEPS={steps}");
    let mut dice = Dice(seed);
    let mut came = BTreeMap::new();
    let mut left = steps;
    while left > 0 {
        let length = left.min(2_000);
        run_test::<DefaultEnvironment, _>(|_| {
            walk(&mut dice, length, &mut came);
            Ok(())
        })
        .unwrap();
        left -= length;
    }
    println!("{came:#?}");
    if steps >= 30_000 {
        let done = came.keys().filter(|name| !name.starts_with("not: ")).count();
        assert_eq!(done, 11, "all happens now and then");
    }
}

#[test]
fn a_score_weighs_by_the_size_of_its_document() {
    assert_eq!(weighed(7, 5_000), Cell { month: 0, count: 1, weight: 7, score: 35_000 });
}

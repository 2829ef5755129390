//! What each message promises, one by one.
mod collusion;
mod consent;
mod contests;
mod facts;
mod ratings;

use super::*;
use crate::{
    events::{
        AgentShown, Contested, Decided, DocumentClosed, Granted, Observed, Rated, Revoked, Used,
        WeightsAnnounced,
    },
    model::{Event, Model},
    network::{alone, Witnesses},
    sheet::{month_of, MONTH},
};
use core::cell::{Cell as Flag, RefCell};
use ink::{
    env::{test::run_test, DefaultEnvironment},
    scale::{Decode, Encode},
};
use interfaces::{
    administration::{Link, ADMIN},
    credit::{
        Cell, Consent, Disclosure, Fact, Grade, ObservationStatus, View, Weights, What, CONTESTS,
        DOCUMENTED, IN_FULL, NAMED, ON_TIME, UNDAMAGED,
    },
    ids::{CodeHash, Digest, NOBODY},
    registry::{Refusal, Relation, Witness},
};
use kit::administration::{Codes, Controls, Links, Root};
use pendzl::contracts::access_control::AccessControlData;
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

pub(super) const ADMINISTRATOR: [u8; 32] = [200; 32];
pub(super) const WAYBILLS: [u8; 32] = [201; 32];
pub(super) const CASES: [u8; 32] = [202; 32];
pub(super) const RECEIVABLES: [u8; 32] = [203; 32];
pub(super) const ORDERS: [u8; 32] = [206; 32];
pub(super) const FINANCING: [u8; 32] = [204; 32];
pub(super) const SUBJECT: PartyId = PartyId([1; 32]);
pub(super) const ARBITER: PartyId = PartyId([2; 32]);
pub(super) const BANK: PartyId = PartyId([3; 32]);
pub(super) const STRANGER: PartyId = PartyId([4; 32]);
/// 500 months after the epoch.
pub(super) const START: Millis = 500 * MONTH;
pub(super) const DAY: Millis = 24 * 60 * 60 * 1000;
pub(super) const DELAY: Millis = 7 * DAY;
pub(super) const EVIDENCE: Digest = [77; 32];
pub(super) const PURPOSE: Digest = [78; 32];
pub(super) const NOT_FOR_PARTY: CreditError = CreditError::Refused(Refusal::NotForParty);
/// Some 10,000 dollars.
pub(super) const VALUE: u64 = 1_000_000;
pub(super) const PERFECT: u8 = IN_FULL | ON_TIME | DOCUMENTED | UNDAMAGED;

/// The so-many-th counterparty.
pub(super) fn counterparty(number: u16) -> PartyId {
    let mut id = [50; 32];
    id[..2].copy_from_slice(&number.to_le_bytes());
    PartyId(id)
}

pub(super) fn document(number: u32) -> DocumentId {
    let mut id = [9; 32];
    id[..4].copy_from_slice(&number.to_le_bytes());
    DocumentId(id)
}

/// An account, and a party that it acts for.
type Agent = ([u8; 32], PartyId);

/// Under which registry, for which party, in which scope, for what.
type Question = (u8, PartyId, Scope, Business);

/// A registry that lets each account act for the party of the same bytes, knows all but some by a legal identifier of the same bytes,
/// and remembers what it was asked.
#[derive(Clone, Default)]
pub(super) struct Roll {
    pub(super) epoch: u8,
    pub(super) is_silent: Rc<Flag<bool>>,
    pub(super) suspended: Rc<RefCell<BTreeSet<PartyId>>>,
    pub(super) unattested: Rc<RefCell<BTreeSet<PartyId>>>,
    pub(super) identities: Rc<RefCell<BTreeMap<PartyId, Fingerprint>>>,
    pub(super) relations: Rc<RefCell<BTreeMap<(PartyId, PartyId), Relation>>>,
    /// Accounts that act for parties.
    pub(super) agents: Rc<RefCell<BTreeSet<Agent>>>,
    pub(super) asked: Rc<RefCell<Vec<Question>>>,
}

impl Roll {
    /// What `one` is, where it has something to say of `other`; and the other way round.
    pub(super) fn relate(&self, one: PartyId, other: PartyId, relation: Relation) {
        let back = match relation {
            Relation::Agent => Relation::Principal,
            Relation::Principal => Relation::Agent,
            same => same,
        };
        let mut relations = self.relations.borrow_mut();
        relations.insert((other, one), back);
        relations.insert((one, other), relation);
    }
}

impl Authority for Roll {
    fn epoch(&self) -> u8 {
        self.epoch
    }

    fn may(
        &self,
        epoch: u8,
        account: Account,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), Denial> {
        self.asked.borrow_mut().push((epoch, party, scope, business));
        if self.is_silent.get() {
            return Err(Denial::Unavailable);
        }
        let by: &[u8; 32] = account.as_ref();
        if !self.agents.borrow().contains(&(*by, party)) {
            kit::authority::alone(account, party)?;
        }
        if business == Business::NewBusiness && self.suspended.borrow().contains(&party) {
            return Err(Denial::Refused(Refusal::Suspended(77)));
        }
        Ok(())
    }
}

impl Witnesses for Roll {
    fn acts(&self, _: u8, account: &Account, party: &PartyId) -> Result<bool, CreditError> {
        if self.is_silent.get() {
            return Err(CreditError::RegistryUnavailable);
        }
        let by: &[u8; 32] = account.as_ref();
        Ok(by == party.bytes() || self.agents.borrow().contains(&(*by, *party)))
    }

    fn witness(
        &self,
        epoch: u8,
        party: &PartyId,
        subject: &PartyId,
    ) -> Result<Witness, CreditError> {
        if epoch == 0 {
            return Ok(alone(party));
        }
        if self.is_silent.get() {
            return Err(CreditError::RegistryUnavailable);
        }
        let identity = self.identities.borrow().get(party).copied();
        let identity = match identity {
            _ if self.unattested.borrow().contains(party) => Fingerprint::NONE,
            Some(identity) => identity,
            None => Fingerprint(party.0),
        };
        let relation = self.relations.borrow().get(&(*party, *subject)).copied();
        Ok(Witness { identity, relation: relation.unwrap_or(Relation::Strangers) })
    }
}

/// Knows one code, which all contracts run.
struct OneCode;

impl Codes for OneCode {
    fn hash_of(&self, _: Account) -> Option<CodeHash> {
        Some([0; 32].into())
    }

    fn replace(&self, _: CodeHash) -> bool {
        true
    }
}

/// A ledger, all around it, and an indexer that knows the events only.
pub(super) struct Desk {
    pub(super) ledger: Ledger,
    pub(super) counts: Counts,
    pub(super) links: Links,
    pub(super) roll: Roll,
    pub(super) paused: bool,
    pub(super) now: Millis,
    pub(super) events: Vec<Event>,
    /// How many documents there are.
    pub(super) documents: u32,
}

impl Desk {
    /// With a registry and all sources.
    pub(super) fn new() -> Self {
        let mut desk = Self::unlinked();
        desk.roll.epoch = 1;
        let (mut root, mut roles) = (Root::new(), AccessControlData::default());
        let mut controls = Controls::default();
        controls.establish(&mut roles, ADMINISTRATOR.into(), 0);
        for (link, to) in [
            (Link::Waybill, WAYBILLS),
            (Link::Reconciliation, CASES),
            (Link::Receivable, RECEIVABLES),
            (Link::Orders, ORDERS),
        ] {
            let call = Call { caller: ADMINISTRATOR.into(), now: desk.now };
            assert!(kit::store::Shelf::holds(&roles.members, (ADMIN, Some(call.caller))));
            controls
                .set_link(
                    &mut root,
                    &mut desk.links,
                    call,
                    &roles,
                    &OneCode,
                    &[link],
                    link,
                    to.into(),
                    [0; 32].into(),
                )
                .unwrap();
        }
        desk
    }

    /// Alone.
    pub(super) fn unlinked() -> Self {
        let mut ledger = Ledger::default();
        let (counts, announced) = ledger.begin(START - MONTH);
        Self {
            ledger,
            counts,
            links: Links::default(),
            roll: Roll::default(),
            paused: false,
            now: START,
            events: vec![Event::WeightsAnnounced(announced)],
            documents: 0,
        }
    }

    pub(super) fn by(&self, account: [u8; 32]) -> Caller<Roll> {
        Caller {
            call: Call { caller: account.into(), now: self.now },
            paused: self.paused,
            authority: self.roll.clone(),
        }
    }

    pub(super) fn tell(&mut self, source: [u8; 32], fact: Fact) -> Result<Told, CreditError> {
        let told = self.ledger.observe(&self.by(source), &self.links, fact)?;
        if let Told::Observed(observed) = &told {
            self.events.push(Event::Observed(observed.clone()));
        }
        Ok(told)
    }

    /// A fact of a document of its own.
    pub(super) fn fact(&mut self, by: PartyId, what: What) -> Fact {
        self.documents += 1;
        Fact {
            document: document(self.documents),
            subject: SUBJECT,
            counterparty: by,
            arbiter: ARBITER,
            at: self.now,
            value: VALUE,
            currency: *b"USD",
            what,
        }
    }

    /// Tells a fact of the subject; answers the observation.
    pub(super) fn observe(&mut self, by: PartyId, what: What) -> ObservationId {
        let fact = self.fact(by, what);
        self.observed(fact)
    }

    pub(super) fn observed(&mut self, fact: Fact) -> ObservationId {
        match self.tell(source_of(fact.what), fact).unwrap() {
            Told::Observed(observed) => observed.observation,
            Told::Closed(_) => panic!("nothing was observed"),
        }
    }

    pub(super) fn closed(&mut self, by: PartyId) -> DocumentId {
        let fact = self.fact(by, What::Closed);
        self.tell(WAYBILLS, fact).unwrap();
        fact.document
    }

    pub(super) fn score_service(
        &mut self,
        document: DocumentId,
        party: PartyId,
        score: u8,
    ) -> Result<Box<Observed>, CreditError> {
        let caller = self.by(party.0);
        let source = WAYBILLS.into();
        let observed = self.ledger.score_service(&caller, source, document, party, score)?;
        self.events.push(Event::Observed(observed.clone()));
        Ok(observed)
    }

    pub(super) fn contest(
        &mut self,
        by: PartyId,
        observation: ObservationId,
    ) -> Result<Contested, CreditError> {
        let contested = self.ledger.contest(&self.by(by.0), observation, EVIDENCE)?;
        self.events.push(Event::Contested(contested.clone()));
        Ok(contested)
    }

    pub(super) fn decide(
        &mut self,
        by: PartyId,
        observation: ObservationId,
        is_struck: bool,
    ) -> Result<Decided, CreditError> {
        let decided = self.ledger.decide(&self.by(by.0), observation, is_struck)?;
        self.events.push(Event::Decided(decided.clone()));
        Ok(decided)
    }

    pub(super) fn announce(
        &mut self,
        is_admin: bool,
        weights: Weights,
    ) -> Result<WeightsAnnounced, CreditError> {
        let (counts, now) = (&mut self.counts, self.now);
        let announced = self.ledger.announce_weights(is_admin, counts, now, DELAY, weights)?;
        self.events.push(Event::WeightsAnnounced(announced.clone()));
        Ok(announced)
    }

    pub(super) fn score_of(&self, subject: PartyId, version: u16) -> Result<Rating, CreditError> {
        let score = self.ledger.score(&self.counts, self.roll.epoch, self.now, &subject, version);
        score.map(|rating| *rating)
    }

    /// How the subject is rated. What the events alone say is the same, to the last bit.
    pub(super) fn rating(&self) -> Rating {
        let rating = self.score_of(SUBJECT, 0).unwrap();
        let model = Model::of(&self.events).unwrap();
        let rebuilt = model.rate(SUBJECT, rating.version, self.roll.epoch, self.now).unwrap();
        assert_eq!(rating.encode(), rebuilt.encode());
        for dimension in crate::rating::DIMENSIONS {
            let stored = self.ledger.records.encoded((SUBJECT, dimension));
            assert_eq!(stored.as_deref(), model.record(SUBJECT, dimension));
        }
        rating
    }

    pub(super) fn record(&self, subject: PartyId, dimension: Dimension) -> Option<Record> {
        let bytes = self.ledger.records.encoded((subject, dimension))?;
        Some(Record::decode(&mut &bytes[..]).unwrap())
    }

    pub(super) fn observation(&self, id: ObservationId) -> Observation {
        *self.ledger.find_observation(&id).unwrap()
    }

    /// All of the subject that is stored.
    fn all(&self) -> Vec<Option<Vec<u8>>> {
        let dimensions = crate::rating::DIMENSIONS;
        let mut all: Vec<_> = dimensions
            .iter()
            .map(|dimension| self.ledger.records.encoded((SUBJECT, *dimension)))
            .collect();
        for number in 0..=self.documents {
            for source in [WAYBILLS, CASES, RECEIVABLES, ORDERS] {
                let document = document(number);
                all.push(self.ledger.closings.encoded((Account::from(source), document)));
                for kind in KINDS {
                    let id = observation_id(&source.into(), &document, kind);
                    all.push(self.ledger.observations.encoded(id));
                }
            }
        }
        for grant in 0..=self.counts.grants + 1 {
            all.push(self.ledger.grants.encoded(grant));
        }
        for version in 0..=self.counts.versions + 1 {
            all.push(self.ledger.tables.encoded(version));
        }
        all
    }

    /// That it is refused so, and nothing happens.
    pub(super) fn refuses<T: core::fmt::Debug>(
        &mut self,
        error: CreditError,
        command: impl FnOnce(&mut Self) -> Result<T, CreditError>,
    ) {
        let (before, counts) = (self.all(), self.counts);
        let refused = command(self);
        assert_eq!(refused.map(|told| format!("{told:?}")), Err(error));
        assert_eq!((self.all(), self.counts), (before, counts));
    }
}

pub(super) const KINDS: [ObservationKind; 5] = [
    ObservationKind::Payment,
    ObservationKind::Delivery,
    ObservationKind::Dispute,
    ObservationKind::ServiceOfSubject,
    ObservationKind::ServiceOfCounterparty,
];

pub(super) fn source_of(what: What) -> [u8; 32] {
    match what {
        What::Payment(_) => RECEIVABLES,
        What::Delivery(_) | What::Closed => WAYBILLS,
        What::Dispute(_) => CASES,
    }
}

/// Runs a test with storage of its own.
pub(super) fn fresh(test: impl FnOnce()) {
    run_test::<DefaultEnvironment, _>(|_| {
        test();
        Ok(())
    })
    .unwrap();
}

//! Facts about parties, as contracts tell them, and consent to share what they say, with the usual values filled in.
use ink::primitives::AccountId;
use interfaces::{
    administration::Link,
    credit::{
        Consent, Credit, CreditError, Fact, Facts, Grade, Observation, ObservationKind, Rating,
        View, What, DOCUMENTED, IN_FULL, ON_TIME, UNDAMAGED,
    },
    ids::{Digest, DocumentId, Fingerprint, Money, ObservationId, PartyId, NOBODY},
    registry::{Registry, Scheme, Topic},
};

use crate::{forwarded, time::days, Actor, Contract, Forwarded, Stage, World, NO_EVIDENCE};

/// A delivery in which nothing is wrong.
pub const PERFECT: u8 = IN_FULL | ON_TIME | DOCUMENTED | UNDAMAGED;

/// What a viewer wants to know it for.
pub const PURPOSE: Digest = [0xcb; 32];

/// The links by which the contract of ratings believes.
pub const TELLERS: [Link; 4] =
    [Link::Waybill, Link::Reconciliation, Link::Receivable, Link::Orders];

/// What is told of two parties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The number of the document that says so.
    pub number: u64,
    /// Of whom.
    pub subject: Actor,
    /// By whom.
    pub counterparty: Actor,
    /// Who decides if it is contested.
    pub arbiter: Option<Actor>,
    /// What it is about, in cents.
    pub value: Money,
    /// What is so.
    pub what: What,
}

impl Default for Told {
    /// That the supplier paid the buyer 10,000 dollars when they were due.
    fn default() -> Self {
        Self {
            number: 1,
            subject: Actor::Supplier,
            counterparty: Actor::Buyer,
            arbiter: Some(Actor::Arbiter),
            value: 1_000_000,
            what: What::Payment(0),
        }
    }
}

impl Told {
    /// The same of another document.
    pub fn numbered(number: u64) -> Self {
        Self { number, ..Self::default() }
    }

    /// The same by another.
    #[must_use]
    pub fn by(self, counterparty: Actor) -> Self {
        Self { counterparty, ..self }
    }

    /// The same of another.
    #[must_use]
    pub fn of(self, subject: Actor) -> Self {
        Self { subject, ..self }
    }

    /// Something else of the same.
    #[must_use]
    pub fn that(self, what: What) -> Self {
        Self { what, ..self }
    }

    /// The document that says so.
    pub fn document(&self) -> DocumentId {
        let mut document = [0xca; 32];
        document[..8].copy_from_slice(&self.number.to_le_bytes());
        DocumentId(document)
    }

    /// As it is told now.
    pub fn fact<C: Stage>(&self, world: &World<C>) -> Fact {
        Fact {
            document: self.document(),
            subject: world.party(self.subject),
            counterparty: world.party(self.counterparty),
            arbiter: self.arbiter.map_or(PartyId::NONE, |arbiter| world.party(arbiter)),
            at: world.now(),
            value: self.value,
            currency: *b"USD",
            what: self.what,
        }
    }

    /// The kind of the observation that it becomes; nothing if it is that a document is closed.
    pub fn kind(&self) -> Option<ObservationKind> {
        match self.what {
            What::Closed => None,
            What::Payment(_) => Some(ObservationKind::Payment),
            What::Delivery(_) => Some(ObservationKind::Delivery),
            What::Dispute(_) => Some(ObservationKind::Dispute),
        }
    }
}

impl World {
    /// The suite as it is deployed, where `actors` are known by name and number: what is told of others by their word counts.
    pub fn attested(actors: &[Actor]) -> Self {
        let mut world = Self::telling();
        for actor in actors {
            world.identify(*actor);
        }
        world
    }
}

impl<C: Stage> World<C> {
    /// Has the attester confirm who `actor` is: its real name, and a legal identifier of its own.
    pub fn identify(&mut self, actor: Actor) {
        let number = format!("{:09}", 100_000_000 + actor.index());
        self.identify_as(actor, &number);
    }

    /// The same, with a D-U-N-S number.
    pub fn identify_as(&mut self, actor: Actor, number: &str) {
        let (party, scheme) = (self.party(actor), Scheme::Duns);
        let state = self.registry().state_identifier(party, scheme, number.to_owned());
        self.ok(actor, state);
        let confirm =
            self.registry().confirm_identifier(party, scheme, number.to_owned(), NO_EVIDENCE);
        self.ok(Actor::Attester, confirm);
        self.attest(actor, Topic::RealName);
    }

    /// Makes a contract that the contract of ratings believes in everything: it passes on what anyone says.
    pub fn teller(&mut self) -> AccountId {
        let teller = self.forwarder(b"teller");
        for link in TELLERS {
            self.link(Contract::Credit, link, teller);
        }
        teller
    }

    /// Has `teller` tell the contract of ratings a fact.
    #[track_caller]
    pub fn tell_credit(&mut self, teller: AccountId, told: &Told) -> Result<(), CreditError> {
        let fact = told.fact(self);
        self.tell_fact(teller, fact)
    }

    /// The same, word by word.
    #[track_caller]
    pub fn tell_fact(&mut self, teller: AccountId, fact: Fact) -> Result<(), CreditError> {
        let observe = self.credit_facts().observe(fact);
        let Forwarded(answer) = self.call(Actor::Stranger, forwarded(teller, observe)).returned;
        answer.expect("the contract of ratings answers")
    }

    /// Has `teller` tell a fact that is taken. Answers the observation that it is.
    #[track_caller]
    pub fn observed(&mut self, teller: AccountId, told: &Told) -> ObservationId {
        let taken = self.tell_credit(teller, told);
        assert_eq!(taken, Ok(()), "{told:?}");
        let kind = told.kind().expect("what is closed is no observation");
        self.ask(self.credit().observation_id(teller, told.document(), kind))
    }

    /// What the contract `source` told of `document`.
    ///
    /// # Panics
    /// If it told no such thing.
    #[track_caller]
    pub fn observation_by(
        &self,
        source: Contract,
        document: DocumentId,
        kind: ObservationKind,
    ) -> Observation {
        let source = self.address(source);
        self.observation_of(self.ask(self.credit().observation_id(source, document, kind)))
    }

    /// An observation.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn observation_of(&self, observation: ObservationId) -> Observation {
        let kept = self.ask(self.credit().observation(observation)).expect("it was told");
        kept.decoded().expect("it is an observation")
    }

    /// How the party of `actor` is rated now.
    #[track_caller]
    pub fn rating_of(&self, actor: Actor) -> Rating {
        let score = self.credit().score(self.party(actor), 0);
        self.ask(score).expect("there are weights in force")
    }

    /// The usual consent: all of it for `viewer`, who asks itself, three times within 30 days.
    pub fn consent(&self, viewer: Actor) -> Consent {
        Consent {
            viewer: self.party(viewer),
            contract: NOBODY,
            view: View::Full,
            at_least: Grade::B,
            purpose: Fingerprint(PURPOSE),
            expires_at: self.now() + days(30),
            uses: 3,
        }
    }
}

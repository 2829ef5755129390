//! Everyone and everything that a test of the suite needs, in one place.
use std::{cell::Cell, fmt::Debug, sync::OnceLock};

use chain::{
    address, Account, AccountId32, Bundle, ChainError, Constructor, ContractEvent, Embedded,
    Message, Receipt, Sealing, Signing, Snapshot, H256,
};
use collateral::CollateralContractRef;
use credit::CreditContractRef;
use ink::{
    codegen::TraitCallBuilder,
    env::{call::FromAccountId, DefaultEnvironment, Event},
    primitives::AccountId,
    scale::Decode,
};
use interfaces::{
    administration::{Administration, AdministrationRef, Link, ATTESTER},
    collateral::{ClaimsRef, Collateral, CollateralRef},
    credit::{CreditRef, FactsRef},
    ids::{Millis, PartyId},
    notary::{DepositsRef, NotaryRef},
    orders::{OrderProgressRef, OrdersRef},
    provenance::{MovementsRef, ProvenanceRef},
    receipt::ReceiptRef,
    receivable::ReceivableRef,
    reconciliation::ReconciliationRef,
    registry::{Kind, Registry, RegistryRef, Role, Scope, Topic, WitnessesRef},
    waybill::WaybillRef,
};
use notary::NotaryContractRef;
use orders::OrdersContractRef;
use pendzl::contracts::{access_control::AccessControl, pausable::Pausable};
use provenance::ProvenanceContractRef;
use receipt::ReceiptContractRef;
use receivable::ReceivableContractRef;
use reconciliation::ReconciliationContractRef;
use registry::RegistryContractRef;
use waybill::WaybillContractRef;

use crate::{
    bundles,
    forwarded::{answered, asking, Answered},
    time::{days, hours},
    Actor, Stage, NO_EVIDENCE,
};

type AccessControlRef = ink::contract_ref!(AccessControl, DefaultEnvironment);
type PausableRef = ink::contract_ref!(Pausable, DefaultEnvironment);

/// What builds the calls of a contract behind the reference `R`.
pub type Calls<R> = <R as TraitCallBuilder>::Builder;

/// A contract of the suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Contract {
    /// Who is on the network.
    Registry,
    /// Transport documents.
    Waybill,
    /// Matching of two parties' bills.
    Reconciliation,
    /// Relationships, and orders under them.
    Orders,
    /// Deposits of evidence.
    Notary,
    /// Histories of goods.
    Provenance,
    /// Encumbrances.
    Collateral,
    /// Warehouse receipts.
    Receipt,
    /// Confirmed debts.
    Receivable,
    /// Ratings.
    Credit,
}

impl Contract {
    /// All of them, those that are asked before those that ask.
    pub const ALL: [Self; 10] = [
        Self::Registry,
        Self::Waybill,
        Self::Reconciliation,
        Self::Orders,
        Self::Notary,
        Self::Provenance,
        Self::Collateral,
        Self::Receipt,
        Self::Receivable,
        Self::Credit,
    ];

    /// Those that claim from the collateral contract, where they are linked to it.
    pub const CLAIMING: [Self; 3] = [Self::Receipt, Self::Receivable, Self::Waybill];

    /// The name of its crate and bundle.
    pub fn name(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::Waybill => "waybill",
            Self::Reconciliation => "reconciliation",
            Self::Orders => "orders",
            Self::Notary => "notary",
            Self::Provenance => "provenance",
            Self::Collateral => "collateral",
            Self::Receipt => "receipt",
            Self::Receivable => "receivable",
            Self::Credit => "credit",
        }
    }

    /// Its compiled code and metadata. Read once.
    pub fn bundle(self) -> &'static Bundle {
        static BUNDLES: [OnceLock<Bundle>; Contract::ALL.len()] =
            [const { OnceLock::new() }; Contract::ALL.len()];
        BUNDLES[self as usize].get_or_init(|| bundles::contract(self.name()))
    }

    /// The contracts that it asks or tells, and so is linked to.
    pub fn links(self) -> &'static [(Link, Contract)] {
        match self {
            Self::Registry => &[],
            Self::Collateral | Self::Credit | Self::Notary | Self::Provenance | Self::Receipt => {
                &[(Link::Registry, Self::Registry)]
            }
            Self::Orders => &[
                (Link::Registry, Self::Registry),
                (Link::Notary, Self::Notary),
                (Link::Credit, Self::Credit),
            ],
            Self::Waybill => &[
                (Link::Registry, Self::Registry),
                (Link::Orders, Self::Orders),
                (Link::Notary, Self::Notary),
                (Link::Provenance, Self::Provenance),
                (Link::Credit, Self::Credit),
            ],
            Self::Reconciliation => &[
                (Link::Registry, Self::Registry),
                (Link::Waybill, Self::Waybill),
                (Link::Orders, Self::Orders),
                (Link::Notary, Self::Notary),
                (Link::Credit, Self::Credit),
            ],
            Self::Receivable => &[
                (Link::Registry, Self::Registry),
                (Link::Reconciliation, Self::Reconciliation),
                (Link::Waybill, Self::Waybill),
                (Link::Credit, Self::Credit),
            ],
        }
    }

    /// The contracts that it believes when they tell it something. These are linked apart, so that others can be believed instead.
    pub fn sources(self) -> &'static [(Link, Contract)] {
        match self {
            Self::Orders => {
                &[(Link::Waybill, Self::Waybill), (Link::Reconciliation, Self::Reconciliation)]
            }
            Self::Notary => &[
                (Link::Orders, Self::Orders),
                (Link::Waybill, Self::Waybill),
                (Link::Reconciliation, Self::Reconciliation),
            ],
            Self::Provenance => &[(Link::Waybill, Self::Waybill)],
            Self::Credit => &[
                (Link::Waybill, Self::Waybill),
                (Link::Reconciliation, Self::Reconciliation),
                (Link::Receivable, Self::Receivable),
                (Link::Orders, Self::Orders),
            ],
            _ => &[],
        }
    }
}

/// How a world is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// Whether the contracts are linked to each other.
    pub linked: bool,
    /// Whether everyone is registered and attested, as its role takes. Only where the contracts are linked.
    pub populated: bool,
    /// Delay of upgrades and of changes of links, in milliseconds.
    pub delay: Millis,
    /// How long a consignee may take to sign, in milliseconds.
    pub signing_window: Millis,
    /// How long a delivered waybill stays open, in milliseconds.
    pub reservation_window: Millis,
    /// How long an arbiter may take to decide a challenge, in milliseconds.
    pub decision_window: Millis,
    /// How long a party may take to answer a question about goods, in milliseconds.
    pub response_window: Millis,
    /// How long holders may take to acknowledge a recall, in milliseconds.
    pub recall_window: Millis,
    /// How long an owner may take to answer that its goods were handed over, in milliseconds.
    pub answer_window: Millis,
}

impl Default for Build {
    fn default() -> Self {
        Self {
            linked: true,
            populated: true,
            delay: days(7),
            signing_window: hours(48),
            reservation_window: days(7),
            decision_window: days(14),
            response_window: hours(24),
            recall_window: days(10),
            answer_window: days(3),
        }
    }
}

/// A chain with the suite on it and everyone who takes part.
pub struct World<C = Embedded> {
    /// The chain.
    pub chain: C,
    layout: Layout,
    news: Vec<ContractEvent>,
    log: Vec<ContractEvent>,
    calls: u64,
    questions: Cell<u64>,
}

/// What stays the same while the chain goes on.
#[derive(Clone)]
struct Layout {
    build: Build,
    start: Millis,
    contracts: [AccountId; Contract::ALL.len()],
    parties: [PartyId; Actor::ALL.len()],
}

impl World {
    /// The contracts standing alone: parties are accounts.
    pub fn new() -> Self {
        static ALONE: OnceLock<Template> = OnceLock::new();
        ALONE
            .get_or_init(|| {
                Template::of(Build { linked: false, populated: false, ..Build::default() })
            })
            .world()
    }

    /// The suite, wired, and everyone registered and attested: parties are enterprises.
    pub fn linked() -> Self {
        static LINKED: OnceLock<Template> = OnceLock::new();
        LINKED.get_or_init(|| Template::of(Build::default())).world()
    }

    /// The suite as it is deployed: [`World::linked`], and orders, the notary, provenance and ratings believe the contracts that tell
    /// them.
    pub fn telling() -> Self {
        let mut world = Self::linked();
        for contract in Contract::ALL {
            for (link, source) in contract.sources() {
                world.link(contract, *link, world.address(*source));
            }
        }
        world
    }

    /// [`World::linked`], and what secures debts is claimed from the collateral contract.
    pub fn encumbering() -> Self {
        let mut world = Self::linked();
        for contract in Contract::CLAIMING {
            world.link(contract, Link::Collateral, world.address(Contract::Collateral));
            world.admit(world.address(contract));
        }
        world
    }

    /// The suite, wired, and nobody registered.
    pub fn wired() -> Self {
        static WIRED: OnceLock<Template> = OnceLock::new();
        WIRED.get_or_init(|| Template::of(Build { populated: false, ..Build::default() })).world()
    }

    /// The world `span` milliseconds after it began.
    #[must_use]
    pub fn at(mut self, span: Millis) -> Self {
        let passed = self.now() - self.layout.start;
        assert!(passed <= span, "{passed} ms have passed already, which is more than {span}");
        self.sleep(span - passed);
        self
    }

    /// The world for bulk work: each call is executed once and unsigned, and blocks end when they are full.
    #[must_use]
    pub fn in_bulk(mut self) -> Self {
        self.chain.set_signing(Signing::Unsigned);
        self.chain.set_sealing(Sealing::WhenFull);
        self
    }

    /// Keeps the world as it is, to come back to.
    pub fn keep(&mut self) -> Kept {
        Kept {
            snapshot: self.chain.snapshot(),
            layout: self.layout.clone(),
            log: self.log.clone(),
            calls: self.calls,
        }
    }

    /// Goes back to what was kept.
    pub fn restore(&mut self, kept: &Kept) {
        self.chain.restore(&kept.snapshot);
        self.layout = kept.layout.clone();
        self.log = kept.log.clone();
        self.calls = kept.calls;
        self.news.clear();
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

/// A world that was kept.
pub struct Kept {
    snapshot: Snapshot,
    layout: Layout,
    log: Vec<ContractEvent>,
    calls: u64,
}

/// A world built once, that each test begins from.
struct Template {
    snapshot: Snapshot,
    layout: Layout,
}

impl Template {
    fn of(build: Build) -> Self {
        let mut world = World::build(Embedded::new(), build);
        Self { snapshot: world.chain.snapshot(), layout: world.layout }
    }

    fn world(&self) -> World {
        World {
            chain: Embedded::from(&self.snapshot),
            layout: self.layout.clone(),
            news: Vec::new(),
            log: Vec::new(),
            calls: 0,
            questions: Cell::new(0),
        }
    }
}

impl<C: Stage> World<C> {
    /// Puts the suite and everyone on `chain`.
    pub fn build(mut chain: C, build: Build) -> Self {
        let rich = Account::dev("Alice");
        for actor in Actor::ALL {
            let key = actor.key();
            let has = chain.balance(key.id()).expect("any account has a balance").free;
            if has < C::FUNDS {
                chain
                    .transfer(&rich, key.id(), C::FUNDS - has)
                    .expect("Alice has funds on every development chain");
            }
        }
        let admin = Actor::Admin.key();
        let genesis = chain.genesis_hash().expect("every chain begins with a block");
        let mut deploy = |contract: Contract| {
            let code = chain
                .upload(&admin, contract.bundle().wasm())
                .expect("the code can be uploaded")
                .returned;
            let delay = build.delay;
            match contract {
                Contract::Registry => {
                    let new = RegistryContractRef::new(admin.ink(), delay);
                    chain
                        .instantiate(&admin, code, new, &[])
                        .map(|made| made.returned.as_ref().to_owned())
                }
                Contract::Waybill => {
                    let new = WaybillContractRef::new(
                        admin.ink(),
                        delay,
                        build.signing_window,
                        build.reservation_window,
                        genesis.0.into(),
                    );
                    chain
                        .instantiate(&admin, code, new, &[])
                        .map(|made| made.returned.as_ref().to_owned())
                }
                Contract::Reconciliation => {
                    let new = ReconciliationContractRef::new(admin.ink(), delay);
                    chain
                        .instantiate(&admin, code, new, &[])
                        .map(|made| made.returned.as_ref().to_owned())
                }
                Contract::Orders => {
                    let new = OrdersContractRef::new(admin.ink(), delay);
                    chain
                        .instantiate(&admin, code, new, &[])
                        .map(|made| made.returned.as_ref().to_owned())
                }
                Contract::Notary => {
                    let new = NotaryContractRef::new(
                        admin.ink(),
                        delay,
                        build.decision_window,
                        genesis.0.into(),
                    );
                    chain
                        .instantiate(&admin, code, new, &[])
                        .map(|made| made.returned.as_ref().to_owned())
                }
                Contract::Provenance => {
                    let new = ProvenanceContractRef::new(
                        admin.ink(),
                        delay,
                        build.response_window,
                        build.recall_window,
                    );
                    chain
                        .instantiate(&admin, code, new, &[])
                        .map(|made| made.returned.as_ref().to_owned())
                }
                Contract::Collateral => {
                    let new = CollateralContractRef::new(admin.ink(), delay);
                    chain
                        .instantiate(&admin, code, new, &[])
                        .map(|made| made.returned.as_ref().to_owned())
                }
                Contract::Receipt => {
                    let new = ReceiptContractRef::new(admin.ink(), delay, build.answer_window);
                    chain
                        .instantiate(&admin, code, new, &[])
                        .map(|made| made.returned.as_ref().to_owned())
                }
                Contract::Receivable => {
                    let new = ReceivableContractRef::new(admin.ink(), delay);
                    chain
                        .instantiate(&admin, code, new, &[])
                        .map(|made| made.returned.as_ref().to_owned())
                }
                Contract::Credit => {
                    let new = CreditContractRef::new(admin.ink(), delay);
                    chain
                        .instantiate(&admin, code, new, &[])
                        .map(|made| made.returned.as_ref().to_owned())
                }
            }
            .unwrap_or_else(|error| panic!("{} cannot be made: {error}", contract.name()))
        };
        let contracts = Contract::ALL.map(&mut deploy);
        let start = chain.now();
        let parties = Actor::ALL.map(|actor| account_as_party(actor.key().ink()));
        let layout = Layout { build: build.clone(), start, contracts, parties };
        let mut world = Self {
            chain,
            layout,
            news: Vec::new(),
            log: Vec::new(),
            calls: 0,
            questions: Cell::new(0),
        };
        world.ok(
            Actor::Admin,
            world
                .roles(Contract::Registry)
                .grant_role(ATTESTER, Some(world.account(Actor::Attester))),
        );
        if build.linked {
            world.wire();
        }
        if build.populated {
            world.populate();
        }
        world.layout.start = world.now();
        world.log.clear();
        world.news.clear();
        world
    }

    /// Links every contract to those that it is linked to.
    pub fn wire(&mut self) {
        for contract in Contract::ALL {
            for (link, to) in contract.links() {
                self.link(contract, *link, self.address(*to));
            }
        }
    }

    /// Registers and attests everyone, as its role takes, and has the carrier appoint its driver.
    pub fn populate(&mut self) {
        for actor in Actor::ENTERPRISES {
            self.register(actor);
        }
        for regulator in [Actor::Regulator, Actor::SecondRegulator] {
            self.attest(regulator, Topic::Role(Role::Regulator));
        }
        self.attest(Actor::Warehouse, Topic::Role(Role::Warehouse));
        let (carrier, driver) = (self.party(Actor::Carrier), self.account(Actor::Driver));
        let scopes = vec![Scope::HandOver, Scope::Receive];
        let until = self.now() + days(365);
        self.ok(Actor::Carrier, self.registry().appoint_agent(carrier, driver, scopes, until));
    }

    /// Registers `actor` under the role that it is named after: from then on its enterprise is its party.
    pub fn register(&mut self, actor: Actor) -> PartyId {
        let role = match actor {
            Actor::Supplier => Role::Supplier,
            Actor::Buyer => Role::CoreEnterprise,
            Actor::Carrier | Actor::SecondCarrier => Role::Carrier,
            Actor::Warehouse => Role::Warehouse,
            Actor::Regulator | Actor::SecondRegulator => Role::Regulator,
            _ => Role::Auditor,
        };
        let name = format!("{actor:?} Ltd");
        let party = self.ok(
            actor,
            self.registry().register(Kind::Enterprise, name, "DE".to_owned(), vec![role]),
        );
        self.layout.parties[actor.index()] = party;
        party
    }

    /// Has the attester vouch for `topic` about `actor`, for two years.
    pub fn attest(&mut self, actor: Actor, topic: Topic) {
        let until = self.now() + days(730);
        self.ok(
            Actor::Attester,
            self.registry().attest(self.party(actor), topic, NO_EVIDENCE, until),
        );
    }

    /// Links `contract` to `to`, with the code that runs there. After the first time this only announces it.
    pub fn link(&mut self, contract: Contract, link: Link, to: AccountId) {
        let code = self.code_hash(to);
        self.ok(Actor::Admin, self.administration(contract).set_link(link, to, code.0.into()));
    }

    /// Changes a link that was set before: announces it, lets the delay pass and applies it.
    pub fn relink(&mut self, contract: Contract, link: Link, to: AccountId) {
        self.link(contract, link, to);
        self.sleep(self.layout.build.delay);
        self.ok(Actor::Admin, self.administration(contract).apply_link(link));
    }

    /// Has the collateral contract admit the one at `contract`, with the code that runs there: announces it, lets the delay pass and
    /// completes it.
    pub fn admit(&mut self, contract: AccountId) {
        let code = self.code_hash(contract);
        self.ok(Actor::Admin, self.collateral().admit(contract, code.0.into()));
        self.sleep(self.layout.build.delay);
        self.ok(Actor::Admin, self.collateral().complete_admission(contract));
    }

    /// Makes `contract` run `code_hash`: announces it, lets the delay pass and applies it.
    pub fn upgrade(&mut self, contract: Contract, code_hash: H256) {
        self.ok(Actor::Admin, self.administration(contract).announce_upgrade(code_hash.0.into()));
        self.sleep(self.layout.build.delay);
        self.ok(Actor::Admin, self.administration(contract).apply_upgrade());
    }

    /// Uploads code.
    pub fn upload(&mut self, wasm: &[u8]) -> H256 {
        self.chain.upload(&Actor::Admin.key(), wasm).expect("the code can be uploaded").returned
    }

    /// Hash of the code that runs at `address`.
    pub fn code_hash(&self, of: AccountId) -> H256 {
        self.chain
            .code_hash(&address(of))
            .expect("the chain answers")
            .expect("there is a contract at the address")
    }

    /// How this world was built.
    pub fn settings(&self) -> &Build {
        &self.layout.build
    }

    /// Time of the block that the next call will be in, in milliseconds.
    pub fn now(&self) -> Millis {
        self.chain.now()
    }

    /// When this world began, in milliseconds.
    pub fn began(&self) -> Millis {
        self.layout.start
    }

    /// Lets `span` milliseconds pass.
    pub fn sleep(&mut self, span: Millis) {
        self.chain.sleep(span);
    }

    /// The party that `actor` is: its enterprise where it is registered, else its account.
    pub fn party(&self, actor: Actor) -> PartyId {
        self.layout.parties[actor.index()]
    }

    /// Takes `party` for `actor`'s own from now on.
    pub fn set_party(&mut self, actor: Actor, party: PartyId) {
        self.layout.parties[actor.index()] = party;
    }

    /// The actor whose party this is.
    pub fn who(&self, party: PartyId) -> Option<Actor> {
        Actor::ALL.into_iter().find(|actor| self.party(*actor) == party)
    }

    /// The account of `actor`.
    pub fn account(&self, actor: Actor) -> AccountId {
        actor.key().ink()
    }

    /// The address of `contract`.
    pub fn address(&self, contract: Contract) -> AccountId {
        self.layout.contracts[contract as usize]
    }

    /// Takes the contract at `address` for `contract` from now on.
    pub fn set_address(&mut self, contract: Contract, address: AccountId) {
        self.layout.contracts[contract as usize] = address;
    }

    /// The registry's messages.
    pub fn registry(&self) -> Calls<RegistryRef> {
        Calls::<RegistryRef>::from_account_id(self.address(Contract::Registry))
    }

    /// The waybill contract's messages.
    pub fn waybill(&self) -> Calls<WaybillRef> {
        Calls::<WaybillRef>::from_account_id(self.address(Contract::Waybill))
    }

    /// The reconciliation contract's messages.
    pub fn reconciliation(&self) -> Calls<ReconciliationRef> {
        Calls::<ReconciliationRef>::from_account_id(self.address(Contract::Reconciliation))
    }

    /// The messages of the orders contract.
    pub fn orders(&self) -> Calls<OrdersRef> {
        Calls::<OrdersRef>::from_account_id(self.address(Contract::Orders))
    }

    /// The messages by which contracts tell what became of an order.
    pub fn order_progress(&self) -> Calls<OrderProgressRef> {
        Calls::<OrderProgressRef>::from_account_id(self.address(Contract::Orders))
    }

    /// The notary's messages.
    pub fn notary(&self) -> Calls<NotaryRef> {
        Calls::<NotaryRef>::from_account_id(self.address(Contract::Notary))
    }

    /// The messages by which contracts deposit their documents.
    pub fn deposits(&self) -> Calls<DepositsRef> {
        Calls::<DepositsRef>::from_account_id(self.address(Contract::Notary))
    }

    /// The messages of the contract that keeps the histories of goods.
    pub fn provenance(&self) -> Calls<ProvenanceRef> {
        Calls::<ProvenanceRef>::from_account_id(self.address(Contract::Provenance))
    }

    /// The messages by which contracts tell where goods went.
    pub fn movements(&self) -> Calls<MovementsRef> {
        Calls::<MovementsRef>::from_account_id(self.address(Contract::Provenance))
    }

    /// The messages of the contract that keeps encumbrances.
    pub fn collateral(&self) -> Calls<CollateralRef> {
        Calls::<CollateralRef>::from_account_id(self.address(Contract::Collateral))
    }

    /// The messages by which contracts claim.
    pub fn claims(&self) -> Calls<ClaimsRef> {
        Calls::<ClaimsRef>::from_account_id(self.address(Contract::Collateral))
    }

    /// The messages of the contract of warehouse receipts.
    pub fn receipt(&self) -> Calls<ReceiptRef> {
        Calls::<ReceiptRef>::from_account_id(self.address(Contract::Receipt))
    }

    /// The messages of the contract of confirmed debts; those of PSP34 are in [`crate::standard`].
    pub fn receivable(&self) -> Calls<ReceivableRef> {
        Calls::<ReceivableRef>::from_account_id(self.address(Contract::Receivable))
    }

    /// The messages of the contract of ratings.
    pub fn credit(&self) -> Calls<CreditRef> {
        Calls::<CreditRef>::from_account_id(self.address(Contract::Credit))
    }

    /// The message by which contracts tell it facts.
    pub fn credit_facts(&self) -> Calls<FactsRef> {
        Calls::<FactsRef>::from_account_id(self.address(Contract::Credit))
    }

    /// What contracts ask the registry that believe one enterprise about another.
    pub fn witnesses(&self) -> Calls<WitnessesRef> {
        Calls::<WitnessesRef>::from_account_id(self.address(Contract::Registry))
    }

    /// The administrative messages of `contract`.
    pub fn administration(&self, contract: Contract) -> Calls<AdministrationRef> {
        Calls::<AdministrationRef>::from_account_id(self.address(contract))
    }

    /// The messages about roles of `contract`.
    pub fn roles(&self, contract: Contract) -> Calls<AccessControlRef> {
        Calls::<AccessControlRef>::from_account_id(self.address(contract))
    }

    /// The messages about the pause of `contract`.
    pub fn pausable(&self, contract: Contract) -> Calls<PausableRef> {
        Calls::<PausableRef>::from_account_id(self.address(contract))
    }

    /// Calls as `actor`. A message that refuses is not sent.
    ///
    /// # Errors
    /// When the contract gave no answer.
    pub fn attempt<R: Decode>(
        &mut self,
        actor: Actor,
        message: impl Into<Message<R>>,
    ) -> Result<Receipt<R>, ChainError> {
        self.calls += 1;
        self.news.clear();
        let receipt = self.chain.call(&actor.key(), message)?;
        self.news.clone_from(&receipt.events);
        self.log.extend(receipt.events.iter().cloned());
        Ok(receipt)
    }

    /// Calls as `actor`, whatever the contract answers.
    ///
    /// # Panics
    /// If it gave no answer: with the reason.
    #[track_caller]
    pub fn call<R: Decode>(&mut self, actor: Actor, message: impl Into<Message<R>>) -> Receipt<R> {
        let message = message.into();
        let selector = message.call().input.get(..4).map(<[u8]>::to_vec);
        match self.attempt(actor, message) {
            Ok(receipt) => receipt,
            Err(error) => panic!("{actor:?} called {selector:02x?} and got no answer: {error}"),
        }
    }

    /// Calls as `actor`, and expects the contract to accept.
    ///
    /// # Panics
    /// If it refuses: with its error.
    #[track_caller]
    pub fn ok<T: Decode + Debug, E: Decode + Debug>(
        &mut self,
        actor: Actor,
        message: impl Into<Message<Result<T, E>>>,
    ) -> T {
        match self.call(actor, message).returned {
            Ok(answer) => answer,
            Err(error) => panic!("{actor:?} should have been served, but was refused: {error:?}"),
        }
    }

    /// Calls as `actor`, and expects the contract to refuse without a trace.
    ///
    /// # Panics
    /// If it accepts: with its answer.
    #[track_caller]
    pub fn err<T: Decode + Debug, E: Decode + Debug>(
        &mut self,
        actor: Actor,
        message: impl Into<Message<Result<T, E>>>,
    ) -> E {
        let before = self.digest();
        let receipt = self.call(actor, message.into().forced());
        match receipt.returned {
            Err(error) => {
                assert!(
                    receipt.reverted && receipt.events.is_empty() && receipt.deposit == 0,
                    "{error:?} left a trace"
                );
                assert_eq!(self.digest(), before, "{error:?} changed something");
                error
            }
            Ok(answer) => {
                panic!("{actor:?} should have been refused, but was answered: {answer:?}")
            }
        }
    }

    /// Calls as `actor`, and expects no answer and no trace.
    ///
    /// # Panics
    /// If there is an answer.
    #[track_caller]
    pub fn fails<R: Decode + Debug>(
        &mut self,
        actor: Actor,
        message: impl Into<Message<R>>,
    ) -> ChainError {
        let before = self.digest();
        match self.attempt(actor, message.into().forced()) {
            Err(error) => {
                assert_eq!(
                    self.digest(),
                    before,
                    "a call without an answer ({error}) changed something"
                );
                error
            }
            Ok(receipt) => panic!("{actor:?} should have got no answer, but got {receipt:#?}"),
        }
    }

    /// Asks a contract something.
    ///
    /// # Panics
    /// If it gave no answer.
    #[track_caller]
    pub fn ask<R: Decode>(&self, message: impl Into<Message<R>>) -> R {
        self.questions.set(self.questions.get() + 1);
        self.chain
            .query(message)
            .unwrap_or_else(|error| panic!("a question got no answer: {error}"))
    }

    /// The one event of the last call.
    ///
    /// # Panics
    /// If there was none, or more than one, or it is of another type.
    #[track_caller]
    pub fn event<E: Event + Decode>(&self) -> E {
        match &self.news[..] {
            [event] if event.is::<E>() => event.decode().unwrap_or_else(|error| panic!("{error}")),
            news => panic!(
                "there should be one event, a {}, but there is {news:?}",
                std::any::type_name::<E>()
            ),
        }
    }

    /// The events of type `E` since the world began, in order.
    ///
    /// # Panics
    /// If one has the signature of `E` and not its fields.
    #[track_caller]
    pub fn events<E: Event + Decode>(&self) -> Vec<E> {
        let events = self.log.iter().filter(|event| event.is::<E>());
        events.map(|event| event.decode().unwrap_or_else(|error| panic!("{error}"))).collect()
    }

    /// The events of the last call.
    pub fn news(&self) -> &[ContractEvent] {
        &self.news
    }

    /// All events since the world began.
    pub fn log(&self) -> &[ContractEvent] {
        &self.log
    }

    /// How many calls were made since the world began, questions apart.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// How many questions were asked since the world was taken.
    pub fn questions(&self) -> u64 {
        self.questions.get()
    }

    /// Digest of all that the contracts of the suite store.
    pub fn digest(&self) -> [u8; 32] {
        let contracts: Vec<AccountId32> = self.layout.contracts.iter().map(address).collect();
        self.chain.state_digest(&contracts).expect("the suite's contracts are there")
    }

    /// Makes the contract that misbehaves in `manner`.
    pub fn misbehaving(&mut self, manner: misbehaving::Manner) -> AccountId {
        let code = self.upload(bundles::peer("misbehaving").wasm());
        let new = misbehaving::MisbehavingRef::new(manner);
        let made = self
            .chain
            .instantiate(&Actor::Admin.key(), code, new, &[])
            .expect("it is made like any other");
        *AsRef::<AccountId>::as_ref(&made.returned)
    }

    /// Makes a contract that passes calls on for anyone.
    pub fn forwarder(&mut self, salt: &[u8]) -> AccountId {
        let code = self.upload(bundles::peer("forwarder").wasm());
        let new = Constructor::encoded(ink::selector_bytes!("new").to_vec());
        let made = self
            .chain
            .instantiate(&Actor::Admin.key(), code, new, salt)
            .expect("it is made like any other");
        chain::ink_id(&made.returned)
    }

    /// Makes a contract that calls `message` while it is made. Answers what it was answered; nothing if it got no answer.
    ///
    /// # Panics
    /// If it cannot be made.
    #[track_caller]
    pub fn asked_while_made<R: Decode>(&mut self, message: impl Into<Message<R>>) -> Option<R> {
        let code = self.upload(bundles::peer("forwarder").wasm());
        // Each question is another contract.
        let salt = self.questions().to_le_bytes();
        let message: Message<R> = message.into();
        let made = self.chain.instantiate(&Actor::Admin.key(), code, asking(&message), &salt);
        let made = made.expect("it is made like any other").returned;
        let Answered(answer) = self.ask(answered(&made));
        answer
    }

    /// Makes another registry, of the same code, with nobody in it.
    pub fn another_registry(&mut self, salt: &[u8]) -> AccountId {
        let code = self.upload(Contract::Registry.bundle().wasm());
        let new = RegistryContractRef::new(self.account(Actor::Admin), self.layout.build.delay);
        let made = self
            .chain
            .instantiate(&Actor::Admin.key(), code, new, salt)
            .expect("its code is there");
        *AsRef::<AccountId>::as_ref(&made.returned)
    }
}

/// Without a registry a party is an account.
pub(crate) fn account_as_party(account: AccountId) -> PartyId {
    let bytes: &[u8; 32] = account.as_ref();
    PartyId(*bytes)
}

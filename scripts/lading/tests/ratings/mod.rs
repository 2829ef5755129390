//! Facts on a chain of the suite, as contracts tell them, for tests of ratings.
//!
//! A contract that passes calls on is linked in place of those that tell facts: what it is given to say is believed.

use std::path::{Path, PathBuf};

use chain::{Account, AccountId32, Backend as _, Bundle, Chain, Constructor, Embedded, Message};
use ink::{
    codegen::TraitCallBuilder,
    scale::{Decode, DecodeAll, Encode, Error, Input},
};
use interfaces::{
    administration::{Administration as _, AdministrationRef, Link, ATTESTER},
    credit::{
        Credit as _, CreditError, CreditRef, Fact, Facts as _, FactsRef, ObservationKind, What,
    },
    ids::{DocumentId, Millis, Money, ObservationId, PartyId},
    registry::{Kind, Registry as _, RegistryRef, Role, Scheme, Topic},
};
use pendzl::contracts::access_control::AccessControl as _;

/// What pendzl's role messages are called by.
type AccessControlRef = ink::contract_ref!(
    pendzl::contracts::access_control::AccessControl,
    ink::env::DefaultEnvironment
);

/// A chain with enterprises that are examined, and a contract that is believed.
pub struct World<'a> {
    /// The chain.
    pub chain: &'a mut Embedded,
    registry: RegistryRef,
    credit: CreditRef,
    facts: FactsRef,
    teller: AccountId32,
    documents: u64,
}

/// What a call that was passed on came to.
struct Forwarded(Result<(), CreditError>);

impl Decode for Forwarded {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let returned = Option::<Vec<u8>>::decode(input)?.ok_or("it got no answer")?;
        let answer = Result::<_, ink::primitives::LangError>::decode_all(&mut &returned[..])?;
        answer.map(Self).map_err(|_| "the input was not read".into())
    }
}

impl<'a> World<'a> {
    /// On a chain where the suite stands, with a contract that is believed in everything.
    pub fn new(chain: &'a mut Embedded, registry: &AccountId32, credit: &AccountId32) -> Self {
        let admin = Account::dev("Alice");
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../e2e/peers/bundles/forwarder.contract");
        let bundle = Bundle::read(&path).unwrap();
        let code = chain.upload(&admin, bundle.wasm()).unwrap().returned;
        let made = Constructor::encoded(ink::selector_bytes!("new").to_vec());
        // Another one each time, so that the chain may have had one before.
        let salt = chain.block().unwrap().to_le_bytes();
        let teller = chain.instantiate(&admin, code, made, &salt).unwrap().returned;
        let mut administration: AdministrationRef = chain::ink_id(credit).into();
        for link in [Link::Waybill, Link::Reconciliation, Link::Receivable] {
            let to = chain::ink_id(&teller);
            let set = administration.call_mut().set_link(link, to, code.0.into());
            chain.call(&admin, set).unwrap().ok();
            chain.call(&admin, administration.call_mut().apply_link(link)).unwrap().ok();
        }
        let mut access: AccessControlRef = chain::ink_id(registry).into();
        if !chain.query(access.call().has_role(ATTESTER, Some(admin.ink()))).unwrap() {
            let grant = access.call_mut().grant_role(ATTESTER, Some(admin.ink()));
            chain.call(&admin, grant).unwrap().ok();
        }
        Self {
            chain,
            registry: chain::ink_id(registry).into(),
            credit: chain::ink_id(credit).into(),
            facts: chain::ink_id(credit).into(),
            teller,
            documents: 0,
        }
    }

    /// Registers an enterprise whose real name and D-U-N-S number are confirmed.
    pub fn enterprise(&mut self, suri: &str, name: &str, number: &str) -> PartyId {
        let (admin, account) = (Account::dev("Alice"), Account::from_secret(suri).unwrap());
        self.chain.transfer(&admin, account.id(), 1_000_000 * chain::UNIT).unwrap();
        let (country, roles) = ("DE".to_owned(), vec![Role::Supplier]);
        let mut registry = self.registry.clone();
        let register =
            registry.call_mut().register(Kind::Enterprise, name.to_owned(), country, roles);
        let party = self.chain.call(&account, register).unwrap().ok();
        let (scheme, number) = (Scheme::Duns, number.to_owned());
        let state = registry.call_mut().state_identifier(party, scheme, number.clone());
        self.chain.call(&account, state).unwrap().ok();
        let confirm = registry.call_mut().confirm_identifier(party, scheme, number, [7; 32]);
        self.chain.call(&admin, confirm).unwrap().ok();
        let attest = registry.call_mut().attest(party, Topic::RealName, [7; 32], Millis::MAX);
        self.chain.call(&admin, attest).unwrap().ok();
        party
    }

    /// Has it told that `subject` did `what` for `by`, about so many US cents. Answers the observation that it is.
    pub fn tell(
        &mut self,
        subject: PartyId,
        by: PartyId,
        arbiter: PartyId,
        cents: Money,
        what: What,
    ) -> ObservationId {
        self.documents += 1;
        let mut document = [0xca; 32];
        document[..8].copy_from_slice(&self.documents.to_le_bytes());
        let document = DocumentId(document);
        let fact = Fact {
            document,
            subject,
            counterparty: by,
            arbiter,
            at: self.chain.next_time(),
            value: cents,
            currency: *b"USD",
            what,
        };
        let mut facts = self.facts.clone();
        let observe: Message<Result<(), CreditError>> = facts.call_mut().observe(fact).into();
        let call = observe.call();
        let arguments = (&call.contract, &call.input).encode();
        let input = [&ink::selector_bytes!("forward")[..], &arguments].concat();
        let forward = Message::<Forwarded>::encoded(self.teller.clone(), input);
        let Forwarded(answer) = self.chain.call(&Account::dev("Alice"), forward).unwrap().returned;
        assert_eq!(answer, Ok(()), "{fact:?}");
        let kind = match what {
            What::Payment(_) => ObservationKind::Payment,
            What::Delivery(_) => ObservationKind::Delivery,
            What::Dispute(_) => ObservationKind::Dispute,
            What::Closed => return ObservationId::NONE,
        };
        let teller = chain::ink_id(&self.teller);
        let id = self.chain.query(self.credit.call().observation_id(teller, document, kind));
        id.unwrap()
    }

    /// Has the enterprise of `suri` contest what was told of it.
    pub fn contest(&mut self, suri: &str, observation: ObservationId) {
        let account = Account::from_secret(suri).unwrap();
        let mut credit = self.credit.clone();
        let contest = credit.call_mut().contest(observation, [7; 32]);
        self.chain.call(&account, contest).unwrap().ok();
    }
}

/// Who takes part in the [`example`].
pub struct Example {
    /// Of whom it is told, by //Mill.
    pub mill: PartyId,
    /// By whom: four, of whom the last one's payments were large.
    pub farms: [PartyId; 4],
    /// That the mill paid the last farm late.
    pub late: ObservationId,
}

/// A delivery in which nothing is wrong.
pub const PERFECT: u8 = 15;
/// A delivery that was late, and else as it should be.
pub const LATE: u8 = 13;

/// A mill that paid three farms 10,000 dollars each when they were due, and a fourth 100,000 thirty days late; delivered to each for 10,000
/// dollars, to the fourth late; and billed two of them, of which nothing was disputed.
pub fn example(world: &mut World) -> Example {
    let mill = world.enterprise("//Mill", "Talmühle", "100000001");
    let names = ["Sonnenfeld", "Birkenhof", "Nordkorn", "Linde"];
    let mut number = 100_000_010;
    let farms = names.map(|name| {
        number += 1;
        world.enterprise(&format!("//{name}"), name, &number.to_string())
    });
    let arbiter = world.enterprise("//Arbiter", "Schiedshof", "100000002");
    for farm in &farms[..3] {
        world.tell(mill, *farm, arbiter, 1_000_000, What::Payment(0));
        world.tell(mill, *farm, arbiter, 1_000_000, What::Delivery(PERFECT));
    }
    let late = world.tell(mill, farms[3], arbiter, 10_000_000, What::Payment(30));
    world.tell(mill, farms[3], arbiter, 1_000_000, What::Delivery(LATE));
    for farm in &farms[..2] {
        world.tell(mill, *farm, arbiter, 1_000_000, What::Dispute(0));
    }
    Example { mill, farms, late }
}

/// The folder of the contracts: those that were built and not released yet, if there are any.
pub fn bundles() -> PathBuf {
    let released = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deployments/bundles");
    std::env::var_os("LADING_BUNDLES").map_or(released, PathBuf::from)
}

//! That the shell tells what the ledger did, and asks whom it should.
use crate::{
    model::{Event as Happened, Model},
    sheet::MONTH,
    *,
};
use ink::{
    env::{
        test::{recorded_events, set_block_timestamp, set_caller, set_contract, EmittedEvent},
        DefaultEnvironment, Event,
    },
    primitives::AccountId,
    scale::{Decode, Encode},
};
use interfaces::{
    administration::{Administration, AdministrationError, Link, ADMIN, PAUSER, UPGRADER},
    credit::{
        Cell, Closing, Consent, Credit, CreditError, Dimension, Disclosure, Fact, Facts, Grade,
        Observation, ObservationKind, ObservationStatus, SubScore, View, Weights, What,
    },
    ids::{Account, Digest, DocumentId, Fingerprint, Millis, ObservationId, PartyId, NOBODY},
    registry::Refusal,
};
use kit::store::Shelf;
use pendzl::contracts::{access_control::AccessControl, pausable::Pausable};

const ADMINISTRATOR: [u8; 32] = [100; 32];
const SOURCE: [u8; 32] = [99; 32];
const SUBJECT: [u8; 32] = [1; 32];
const COUNTERPARTY: [u8; 32] = [2; 32];
const ARBITER: [u8; 32] = [3; 32];
const BANK: [u8; 32] = [4; 32];
const DOCUMENT: DocumentId = DocumentId([50; 32]);
const EVIDENCE: Digest = [51; 32];
const PURPOSE: Digest = [52; 32];
const NOW: Millis = 600 * MONTH;
const DAY: Millis = 24 * 60 * 60 * 1000;
const DELAY: Millis = 7 * DAY;

// Whether a contract runs the code it should is known on a chain only, so sources are linked and facts told there; and so is who began a
// transaction, so what is shown to people only is asked for there.

fn contract() -> CreditContract {
    set_block_timestamp::<DefaultEnvironment>(NOW);
    CreditContract::new(ADMINISTRATOR.into(), DELAY)
}

fn by(account: [u8; 32]) {
    set_caller::<DefaultEnvironment>(account.into());
}

fn last() -> EmittedEvent {
    recorded_events().last().unwrap()
}

fn told<E: Event + Decode>() -> E {
    let event = last();
    assert_eq!(event.topics.first(), E::SIGNATURE_TOPIC.map(|topic| topic.to_vec()).as_ref());
    E::decode(&mut &event.data[..]).unwrap()
}

/// The contract's books: a chain finds what is stored by its key alone, so whoever writes there writes the contract's.
fn stored() -> Ledger {
    Ledger::default()
}

/// One where a document is closed between the two.
fn closed() -> CreditContract {
    let contract = contract();
    let mut ledger = stored();
    let closing = Closing {
        registry: 0,
        subject: PartyId(SUBJECT),
        counterparty: PartyId(COUNTERPARTY),
        arbiter: PartyId(ARBITER),
        month: 600,
        weight: 8,
        until: NOW + 30 * DAY,
    };
    ledger.closings.write((Account::from(SOURCE), DOCUMENT), &closing);
    contract
}

fn scored() -> (CreditContract, ObservationId) {
    let mut contract = closed();
    by(COUNTERPARTY);
    contract.score_service(SOURCE.into(), DOCUMENT, PartyId(COUNTERPARTY), 75).unwrap();
    let observation =
        contract.observation_id(SOURCE.into(), DOCUMENT, ObservationKind::ServiceOfSubject);
    (contract, observation)
}

fn consent(contract: Account) -> Consent {
    Consent {
        viewer: PartyId(BANK),
        contract,
        view: View::AtLeast,
        at_least: Grade::C,
        purpose: Fingerprint(PURPOSE),
        expires_at: NOW + DAY,
        uses: 1,
    }
}

#[ink::test]
fn a_new_contract_has_the_first_weights_and_is_its_administrators() {
    let contract = contract();
    let administrator = Some(AccountId::from(ADMINISTRATOR));
    for role in [ADMIN, PAUSER, UPGRADER] {
        assert!(contract.has_role(role, administrator));
    }
    assert_eq!(recorded_events().count(), 4);
    let announced: WeightsAnnounced = told();
    let weights = Weights { payment: 40, delivery: 25, service: 15, dispute: 10, standing: 10 };
    assert_eq!((announced.version, announced.table.weights), (1, weights));
    assert_eq!(contract.version(), 1);
    assert_eq!(contract.weights_of(0), Some(announced.table));
    assert_eq!(contract.weights_of(1), Some(announced.table));
    assert_eq!(contract.weights_of(2), None);
    assert!(!contract.paused());
}

#[ink::test]
fn ratings_link_to_a_registry_and_to_those_who_tell_facts() {
    let mut contract = contract();
    by(ADMINISTRATOR);
    let somewhere = [8; 32];
    for link in [Link::Notary, Link::Receipt, Link::Credit, Link::Collateral] {
        let refused = contract.set_link(link, somewhere.into(), somewhere.into());
        assert_eq!(refused, Err(AdministrationError::NoSuchLink));
    }
}

#[ink::test]
fn who_is_not_linked_tells_nothing() {
    let mut contract = contract();
    by(SOURCE);
    let fact = Fact {
        document: DOCUMENT,
        subject: PartyId(SUBJECT),
        counterparty: PartyId(COUNTERPARTY),
        arbiter: PartyId(ARBITER),
        at: NOW,
        value: 1_000_000,
        currency: *b"USD",
        what: What::Closed,
    };
    for what in [What::Closed, What::Payment(1), What::Delivery(1), What::Dispute(1)] {
        let refused = contract.observe(Fact { what, ..fact });
        assert_eq!(refused, Err(CreditError::NotTheSource));
    }
    by(ADMINISTRATOR);
    contract.pause().unwrap();
    by(SOURCE);
    assert_eq!(contract.observe(fact), Err(CreditError::Paused));
}

#[ink::test]
fn a_fact_is_147_bytes_and_what_it_says() {
    let fact = |what| Fact {
        document: DOCUMENT,
        subject: PartyId(SUBJECT),
        counterparty: PartyId(COUNTERPARTY),
        arbiter: PartyId(ARBITER),
        at: NOW,
        value: 0x0102_0304,
        currency: *b"USD",
        what,
    };
    let head = [
        &DOCUMENT.0[..],
        &SUBJECT,
        &COUNTERPARTY,
        &ARBITER,
        &NOW.to_le_bytes(),
        &[4, 3, 2, 1, 0, 0, 0, 0],
        b"USD",
    ]
    .concat();
    assert_eq!(head.len(), 147);
    for (what, rest) in [
        (What::Closed, vec![0]),
        (What::Payment(-2), vec![1, 254, 255, 255, 255]),
        (What::Delivery(15), vec![2, 15]),
        (What::Dispute(258), vec![3, 2, 1, 0, 0, 0, 0, 0, 0]),
    ] {
        assert_eq!(fact(what).encode(), [&head[..], &rest].concat());
    }
}

#[ink::test]
fn a_score_is_told_and_counted() {
    let (contract, observation) = scored();
    let observed: Observed = told();
    let cell = Cell { month: 600, count: 1, weight: 8, score: 8 * 7_500 };
    assert_eq!((observed.observation, observed.cell), (observation, cell));
    assert_eq!(observed.counted_for, PartyId(COUNTERPARTY));
    let topics = last().topics;
    assert_eq!(topics[1..], [observation.0.to_vec(), SUBJECT.to_vec()]);
    let kept: Observation = stored().observations.read(observation).unwrap();
    assert_eq!((kept.status, kept.cell), (ObservationStatus::Standing, cell));
    let record = stored().records.read((PartyId(SUBJECT), Dimension::Service)).unwrap();
    assert_eq!(record.shares[0].counterparty, PartyId(COUNTERPARTY));
    assert!(!stored().records.holds((PartyId(SUBJECT), Dimension::Payment)));
    let closing = contract.closing_of(SOURCE.into(), DOCUMENT).unwrap().decoded().unwrap();
    assert_eq!(closing.weight, 8);
}

#[ink::test]
fn every_step_of_a_contest_tells_one_event() {
    let (mut contract, observation) = scored();
    let before = recorded_events().count();
    by(BANK);
    let refused = contract.contest(observation, EVIDENCE);
    assert_eq!(refused, Err(CreditError::Refused(Refusal::NotForParty)));
    by(SUBJECT);
    contract.contest(observation, EVIDENCE).unwrap();
    assert_eq!(recorded_events().count(), before + 1);
    let contested: Contested = told();
    assert_eq!((contested.observation, contested.until), (observation, NOW + 30 * DAY));
    by(ARBITER);
    contract.decide(observation, true).unwrap();
    assert_eq!(recorded_events().count(), before + 2);
    let decided: Decided = told();
    assert_eq!(decided, Decided { observation, is_struck: true, decided_at: NOW });
}

#[ink::test]
fn a_snapshot_is_told_and_kept_and_follows_from_the_events() {
    let (mut contract, _) = scored();
    let observed: Observed = told();
    let announced = WeightsAnnounced { version: 1, table: contract.weights_of(1).unwrap() };
    let before = recorded_events().count();
    contract.snapshot(PartyId(SUBJECT), 0).unwrap();
    assert_eq!(recorded_events().count(), before + 1);
    let rated: Rated = told();
    assert_eq!((rated.subject, rated.rating.grade), (PartyId(SUBJECT), Grade::Unrated));
    // One opinion of three quarters: (0.75 + 1) ÷ 3.
    let service = SubScore { score: 5_833, is_rated: false, samples: 1, counterparties: 1 };
    let found = rated.rating.scores.service;
    assert_eq!((found.samples, found.counterparties), (service.samples, service.counterparties));
    assert_eq!(stored().ratings.read((PartyId(SUBJECT), 1)), Some(rated.rating));
    assert_eq!(contract.snapshot(PartyId(SUBJECT), 2), Err(CreditError::NotFound));
    let events = [Happened::WeightsAnnounced(announced), Happened::Observed(Box::new(observed))];
    let model = Model::of(&events).unwrap();
    assert_eq!(model.rate(PartyId(SUBJECT), 1, 0, NOW), Some(rated.rating));
    assert_eq!(model.rate(PartyId(SUBJECT), 2, 0, NOW), None);
}

#[ink::test]
fn a_contract_is_told_by_a_grant_only() {
    let (mut contract, _) = scored();
    let financing = [98; 32];
    set_contract::<DefaultEnvironment>(financing.into());
    by(financing);
    // It may have a rating put on record, as anybody may, and is told nothing by that.
    contract.snapshot(PartyId(SUBJECT), 0).unwrap();
    by(SUBJECT);
    let grant = contract.grant(PartyId(SUBJECT), consent(financing.into())).unwrap();
    let granted: Granted = told();
    assert_eq!((granted.grant, granted.viewer), (grant, PartyId(BANK)));
    assert_eq!(last().topics.len(), 4);
    let ask = |contract: &mut CreditContract| {
        contract.consult(grant, PartyId(SUBJECT), PartyId(BANK), PURPOSE)
    };
    assert_eq!(ask(&mut contract), Err(CreditError::OtherContract));
    by(financing);
    assert_eq!(ask(&mut contract), Ok(Disclosure::AtLeast(false)));
    let used: Used = told();
    assert_eq!((used.grant, used.used, used.version), (grant, 1, 1));
    assert_eq!(ask(&mut contract), Err(CreditError::UsedUp));
    let kept = contract.grant_of(grant).unwrap().decoded().unwrap();
    assert_eq!(kept.used, 1);
}

#[ink::test]
fn a_grant_is_revoked_with_an_event() {
    let mut contract = contract();
    by(SUBJECT);
    let grant = contract.grant(PartyId(SUBJECT), consent(NOBODY)).unwrap();
    assert_eq!(grant, 1);
    contract.revoke(grant).unwrap();
    let revoked: Revoked = told();
    assert_eq!(revoked, Revoked { grant, revoked_at: NOW });
    by(BANK);
    let refused = contract.consult(grant, PartyId(SUBJECT), PartyId(BANK), PURPOSE);
    assert_eq!(refused, Err(CreditError::Revoked));
    by(ADMINISTRATOR);
    contract.pause().unwrap();
    by(SUBJECT);
    let refused = contract.grant(PartyId(SUBJECT), consent(NOBODY));
    assert_eq!(refused, Err(CreditError::Paused));
}

#[ink::test]
fn the_administrator_announces_weights_and_the_delay_is_the_contracts() {
    let mut contract = contract();
    let weights = Weights { payment: 50, delivery: 50, service: 0, dispute: 0, standing: 0 };
    by(SUBJECT);
    assert_eq!(contract.announce_weights(weights), Err(CreditError::MissingRole));
    by(ADMINISTRATOR);
    assert_eq!(contract.announce_weights(weights), Ok(2));
    let announced: WeightsAnnounced = told();
    assert_eq!((announced.version, announced.table.from), (2, NOW + DELAY));
    assert_eq!(contract.version(), 1);
    assert_eq!(contract.weights_of(2), Some(announced.table));
    set_block_timestamp::<DefaultEnvironment>(NOW + DELAY);
    assert_eq!(contract.version(), 2);
    assert_eq!(contract.weights_of(0), Some(announced.table));
}

//! That the shell tells what the ledger did, and asks whom it should.
use crate::{Answered, Deposited, NotaryContract, Relayed};
use ink::{
    env::{
        test::{recorded_events, set_block_timestamp, set_caller},
        DefaultEnvironment, Event,
    },
    scale::Decode,
};
use interfaces::{
    administration::{Administration, AdministrationError, Link, ADMIN, PAUSER, UPGRADER},
    ids::{Account, DepositId, DocumentId, Millis, OptionalParty, PartyId},
    notary::{
        Algorithm, AssuranceLevel, ChallengeStatus, DepositStatus, Deposits, IdentitySource,
        Notary, NotaryError, RecordKind, Reply, Standing, Statement, Subject, TimeSource, Use,
    },
    registry::Refusal,
};
use kit::merkle::{leaf, node, sha256};
use pendzl::contracts::{access_control::AccessControl, pausable::Pausable};
use schnorrkel::{signing_context, ExpansionMode, Keypair, MiniSecretKey};

const ADMINISTRATOR: [u8; 32] = [100; 32];
const SHIPPER: [u8; 32] = [1; 32];
const BUYER: [u8; 32] = [2; 32];
const ARBITER: [u8; 32] = [3; 32];
const GENESIS: [u8; 32] = [80; 32];
const NOW: Millis = 1_000_000;
const DECISION: Millis = 5_000;

fn contract() -> NotaryContract {
    set_block_timestamp::<DefaultEnvironment>(NOW);
    NotaryContract::new(ADMINISTRATOR.into(), 0, DECISION, GENESIS.into())
}

fn by(account: [u8; 32]) {
    set_caller::<DefaultEnvironment>(account.into());
}

fn statement(digest: [u8; 64], signatories: Vec<PartyId>) -> Statement {
    Statement {
        subject: Subject::Document,
        algorithm: Algorithm::Sha256,
        digest,
        size: 1,
        media_type: "text/csv".into(),
        collected_at: NOW,
        time_source: TimeSource::NotStated,
        collector: [0; 32],
        device: String::new(),
        source: String::new(),
        custodian: OptionalParty::Nobody,
        arbiter: OptionalParty::Party(PartyId(ARBITER)),
        signatories,
        sign_until: NOW + 1_000,
    }
}

fn wide(digest: [u8; 32]) -> [u8; 64] {
    crate::deposit::wide(&digest)
}

fn tree(subject: Subject, root: [u8; 32], size: u64) -> Statement {
    Statement { subject, size, ..statement(wide(root), vec![]) }
}

fn deposited(contract: &mut NotaryContract, mark: u8, signatories: Vec<PartyId>) -> DepositId {
    by(SHIPPER);
    contract.deposit(PartyId(SHIPPER), statement(wide([mark; 32]), signatories)).unwrap()
}

#[ink::test]
fn a_new_contract_is_open_linked_to_nothing_and_its_administrators() {
    let contract = contract();
    let administrator = Some(Account::from(ADMINISTRATOR));
    for role in [ADMIN, PAUSER, UPGRADER] {
        assert!(contract.has_role(role, administrator));
    }
    assert_eq!(recorded_events().count(), 3);
    assert!(!contract.paused());
    for link in [Link::Registry, Link::Orders, Link::Waybill, Link::Reconciliation] {
        assert_eq!(contract.link_of(link).epoch, 0);
    }
    assert_eq!(contract.issued(), 0);
}

#[ink::test]
fn a_notary_links_to_a_registry_and_to_those_that_tell() {
    let mut contract = contract();
    by(ADMINISTRATOR);
    let somewhere = [8; 32];
    for link in [Link::Notary, Link::Credit, Link::Receipt, Link::Receivable, Link::Provenance] {
        assert_eq!(
            contract.set_link(link, somewhere.into(), somewhere.into()),
            Err(AdministrationError::NoSuchLink)
        );
    }
}

#[ink::test]
fn a_deposit_is_told_whole_and_found_by_its_id_and_depositor() {
    let mut contract = contract();
    let deposit = deposited(&mut contract, 5, vec![PartyId(BUYER)]);
    let digest = wide([5; 32]);
    assert_eq!(deposit, contract.deposit_id(PartyId(SHIPPER), Algorithm::Sha256, digest));
    assert_eq!(contract.first_seen(Algorithm::Sha256, digest), Some(deposit));
    let event = recorded_events().last().unwrap();
    let told = Deposited::decode(&mut &event.data[..]).unwrap();
    assert_eq!((told.deposit, told.number), (deposit, 1));
    assert_eq!(told.statement, statement(digest, vec![PartyId(BUYER)]));
    let signature = <Deposited as Event>::SIGNATURE_TOPIC.unwrap();
    assert_eq!(event.topics, [signature.to_vec(), deposit.0.to_vec(), SHIPPER.to_vec()]);
}

#[ink::test]
fn every_command_tells_one_event() {
    let mut contract = contract();
    let (shipper, buyer, arbiter) = (PartyId(SHIPPER), PartyId(BUYER), PartyId(ARBITER));
    let mut told = recorded_events().count();
    let mut tells_one = |what: &str| {
        told += 1;
        assert_eq!(recorded_events().count(), told, "{what}");
    };
    let sealed = deposited(&mut contract, 1, vec![buyer]);
    tells_one("deposit");
    by(BUYER);
    contract.answer(sealed, buyer, Reply::Sign).unwrap();
    tells_one("answer");
    let old = deposited(&mut contract, 2, vec![]);
    tells_one("deposit");
    let new = contract.renew(old, Algorithm::Sha512, [7; 64]).unwrap();
    tells_one("renew");
    let last = deposited(&mut contract, 3, vec![]);
    tells_one("deposit");
    contract.supersede(new, last).unwrap();
    tells_one("supersede");
    contract.revoke(last, [1; 32]).unwrap();
    tells_one("revoke");
    let (one, other) = (leaf(sha256, b"one"), leaf(sha256, b"other"));
    let log = contract.deposit(shipper, tree(Subject::Log, one, 1)).unwrap();
    tells_one("deposit");
    let both = node(sha256, &one, &other);
    let head = contract.extend(log, both, 2, NOW, vec![other]).unwrap();
    tells_one("extend");
    by(BUYER);
    contract.challenge(sealed, buyer, [2; 32]).unwrap();
    tells_one("challenge");
    let challenge = contract.challenge_of(sealed, buyer).unwrap();
    assert_eq!((challenge.status, challenge.decide_until), (ChallengeStatus::Open, NOW + DECISION));
    by(ARBITER);
    contract.decide(sealed, buyer, true, [3; 32]).unwrap();
    tells_one("decide");
    contract.record_use(sealed, arbiter, Use::Viewed, arbiter, [4; 32]).unwrap();
    tells_one("record_use");
    let chain = contract.open_chain(arbiter, "C-1".into(), vec![buyer], NOW + 10).unwrap();
    tells_one("open_chain");
    assert_eq!(contract.append(chain, arbiter, sealed, [0; 32]), Ok(1));
    tells_one("append");
    contract.close_chain(chain).unwrap();
    tells_one("close_chain");
    let account = Account::from([60; 32]);
    let level = AssuranceLevel::High;
    contract.bind_identity(arbiter, account, [5; 32], level, NOW + 10).unwrap();
    tells_one("bind_identity");
    contract.withdraw_identity(arbiter, account).unwrap();
    tells_one("withdraw_identity");

    let view = contract.certificate(sealed).unwrap();
    assert_eq!((view.number, view.status), (1, DepositStatus::Sealed));
    assert_eq!((view.standing, view.uses), (Standing::Overturned, 1));
    assert_eq!(contract.issued(), 6);
    assert_eq!(contract.chain_id(arbiter, "C-1".into()), chain);
    assert_eq!(contract.chain(chain).unwrap().closes_at, NOW);
    assert_eq!(contract.links_of(chain, 1, 50)[0].deposit, sealed);
    let identity = contract.identity_of(account, arbiter, IdentitySource::Issuer).unwrap();
    assert_eq!(identity.withdrawn_at, NOW);
    assert!(contract.verify_inclusion(head, other, 1, vec![one]));
    assert!(!contract.verify_inclusion(head, other, 0, vec![one]));
    assert!(contract.verify_consistency(log, head, vec![other]));
    assert!(!contract.verify_consistency(log, head, vec![one]));
}

#[ink::test]
fn a_field_is_proved_by_itself() {
    let mut contract = contract();
    // The salt, and each text after its length, times four.
    let field = [&[9; 32][..], b"\x10name\x14value"].concat();
    let (field, hidden) = (leaf(sha256, &field), [44; 32]);
    let root = node(sha256, &field, &hidden);
    by(SHIPPER);
    let deposit = contract.deposit(PartyId(SHIPPER), tree(Subject::Fields, root, 2)).unwrap();
    let is = |value: &str| {
        contract.verify_field(deposit, 0, "name".into(), value.into(), [9; 32], vec![hidden])
    };
    assert!(is("value") && !is("valuf"));
}

#[ink::test]
fn a_relayed_signature_is_told_as_its_signers() {
    let mut contract = contract();
    let key: Keypair =
        MiniSecretKey::from_bytes(&[82; 32]).unwrap().expand_to_keypair(ExpansionMode::Ed25519);
    let signer = PartyId(key.public.to_bytes());
    let deposit = deposited(&mut contract, 1, vec![signer]);
    let here = ink::env::account_id::<DefaultEnvironment>();
    let content = kit::digest(&contract.certificate(deposit).unwrap().statement);
    let digest = kit::digest(&(
        *b"lading/notary/answer",
        (GENESIS, here, signer),
        (deposit, content, signer, Reply::Sign),
        (300u64, NOW + 1),
    ));
    let bytes = key.sign(signing_context(b"substrate").bytes(&digest)).to_bytes();
    by(BUYER);
    let account = Account::from(signer.0);
    let mut bring =
        |nonce| contract.relay_answer(account, deposit, signer, Reply::Sign, nonce, NOW + 1, bytes);
    assert_eq!(bring(301), Err(NotaryError::BadSignature));
    bring(300).unwrap();
    assert_eq!(bring(300), Err(NotaryError::Replayed));
    let event = recorded_events().last().unwrap();
    let told = Answered::decode(&mut &event.data[..]).unwrap();
    assert_eq!(told.relayed, Some(Relayed { signer: account, nonce: 300 }));
    assert_eq!(told.status, DepositStatus::Sealed);
}

#[ink::test]
fn a_pause_stops_deposits_and_no_way_out() {
    let mut contract = contract();
    let deposit = deposited(&mut contract, 1, vec![PartyId(BUYER)]);
    by(ADMINISTRATOR);
    contract.pause().unwrap();
    let told = recorded_events().count();
    by(BUYER);
    let buyer = PartyId(BUYER);
    let paused = Err(NotaryError::Paused);
    let again = contract.deposit(buyer, statement(wide([1; 32]), vec![]));
    assert_eq!(again, Err(NotaryError::Paused));
    assert_eq!(contract.answer(deposit, buyer, Reply::Sign), paused);
    assert_eq!(recorded_events().count(), told);
    contract.answer(deposit, buyer, Reply::Decline).unwrap();
    by(SHIPPER);
    contract.revoke(deposit, [0; 32]).unwrap();
}

#[ink::test]
fn without_links_each_account_acts_for_itself_and_no_contract_tells() {
    let mut contract = contract();
    by(BUYER);
    let refused = Err(NotaryError::Refused(Refusal::NotForParty));
    assert_eq!(contract.deposit(PartyId(SHIPPER), statement(wide([1; 32]), vec![])), refused);
    let document = DocumentId([7; 32]);
    let (kind, algorithm) = (RecordKind::Waybill, Algorithm::Sha256);
    let told = contract.record_document(document, kind, algorithm, [1; 32]);
    assert_eq!(told, Err(NotaryError::NotTheSource));
    let id = contract.told_id(BUYER.into(), document, kind);
    assert_eq!(contract.certificate(id), None);
    let confirmed = contract.confirm_identity(PartyId(BUYER), BUYER.into());
    assert_eq!(confirmed, Err(NotaryError::RegistryUnavailable));
}

//! That the shell tells what the ledger did, and asks whom it should.
use crate::{EventRecorded, ProvenanceContract, Scanned};
use ink::{
    env::{
        test::{recorded_events, set_block_timestamp, set_caller},
        DefaultEnvironment, Event,
    },
    primitives::AccountId,
    scale::Decode,
};
use interfaces::{
    administration::{Administration, AdministrationError, Link, ADMIN, PAUSER, UPGRADER},
    cbv::{BizStep, BizTransactionType, Disposition},
    ids::{DocumentId, EventId, ItemId, Millis, PartyId},
    provenance::{
        CertificateScope, CustodyModel, Deed, Direction, ErrorReason, Facts, Input, ItemKind,
        Movement, Movements, NewItem, Provenance, ProvenanceError, RecallStatus, RequestStatus,
        Yield,
    },
    registry::Refusal,
};
use kit::merkle::{leaf, sha256};
use pendzl::contracts::{access_control::AccessControl, pausable::Pausable};

const ADMINISTRATOR: [u8; 32] = [100; 32];
const MAKER: PartyId = PartyId([1; 32]);
const SHOP: PartyId = PartyId([2; 32]);
const CONSUMER: [u8; 32] = [3; 32];
const NOW: Millis = 1_000_000;
const RESPONSE: Millis = 1_000;
const RECALL: Millis = 2_000;
const MODEL: CustodyModel = CustodyModel::Segregated;
const NO_CLAIM: [u8; 32] = [0; 32];

fn contract() -> ProvenanceContract {
    set_block_timestamp::<DefaultEnvironment>(NOW);
    ProvenanceContract::new(ADMINISTRATOR.into(), 0, RESPONSE, RECALL)
}

fn by(account: [u8; 32]) {
    set_caller::<DefaultEnvironment>(account.into());
}

fn facts(mark: u8) -> Facts {
    Facts {
        hash: [mark; 32],
        time: NOW,
        step: BizStep::Commissioning,
        disposition: Disposition::Active,
        read_point: 4_012_345_000_009,
        location: 0,
        transaction: BizTransactionType::NotStated,
        document: DocumentId::NONE,
    }
}

fn lot(mark: u8, quantity: u64) -> NewItem {
    NewItem { epc: [mark; 32], kind: ItemKind::Lot, quantity, unit: *b"KGM", share: 0 }
}

fn made(contract: &mut ProvenanceContract, mark: u8, quantity: u64) -> ItemId {
    by(MAKER.0);
    let new = lot(mark, quantity);
    contract.commission(MAKER, facts(mark), MODEL, NO_CLAIM, vec![new]).unwrap();
    contract.item_id(MAKER, [mark; 32])
}

#[ink::test]
fn a_new_contract_is_open_linked_to_nothing_and_its_administrators() {
    let contract = contract();
    let administrator = Some(AccountId::from(ADMINISTRATOR));
    for role in [ADMIN, PAUSER, UPGRADER] {
        assert!(contract.has_role(role, administrator));
    }
    assert_eq!(recorded_events().count(), 3);
    assert!(!contract.paused());
    for link in [Link::Registry, Link::Waybill] {
        assert_eq!(contract.link_of(link).epoch, 0);
    }
}

#[ink::test]
fn provenance_links_to_a_registry_and_to_who_tells_of_movements() {
    let mut contract = contract();
    by(ADMINISTRATOR);
    let somewhere = [8; 32];
    for link in [Link::Orders, Link::Credit, Link::Notary, Link::Receipt, Link::Provenance] {
        assert_eq!(
            contract.set_link(link, somewhere.into(), somewhere.into()),
            Err(AdministrationError::NoSuchLink)
        );
    }
}

#[ink::test]
fn an_event_is_told_whole_and_found_by_its_id_and_party() {
    let mut contract = contract();
    let item = made(&mut contract, 7, 50);
    let event = recorded_events().last().unwrap();
    let told = EventRecorded::decode(&mut &event.data[..]).unwrap();
    let id = contract.event_id(MAKER, [7; 32]);
    assert_eq!((told.event, told.by, told.model), (id, MAKER, MODEL));
    assert_eq!(told.made, [lot(7, 50)]);
    assert_eq!(contract.event(id).unwrap().decoded(), Some(told.record));
    let signature = <EventRecorded as Event>::SIGNATURE_TOPIC.unwrap();
    assert_eq!(event.topics, [signature.to_vec(), id.0.to_vec(), MAKER.0.to_vec()]);
    assert_eq!(contract.item(item).unwrap().decoded().unwrap().made_by, id);
    assert_eq!(contract.item(ItemId::NONE), None);
}

#[ink::test]
fn ids_are_what_the_interface_says() {
    let contract = contract();
    let expected = |bytes: &[u8]| {
        let mut digest = [0; 32];
        ink::env::hash_bytes::<ink::env::hash::Blake2x256>(bytes, &mut digest);
        digest
    };
    let item = [&b"lading/item"[..], &[1; 32], &[7; 32]].concat();
    assert_eq!(contract.item_id(MAKER, [7; 32]).0, expected(&item));
    let event = [&b"lading/event"[..], &[1; 32], &[7; 32]].concat();
    assert_eq!(contract.event_id(MAKER, [7; 32]).0, expected(&event));
}

#[ink::test]
fn every_command_tells_one_event() {
    let mut contract = contract();
    let mut told = recorded_events().count();
    let mut tells_one = |what: &str| {
        told += 1;
        assert_eq!(recorded_events().count(), told, "{what}");
    };
    let wheat = made(&mut contract, 1, 100);
    tells_one("commission");
    contract.commission_item(MAKER, facts(2), MODEL, NO_CLAIM, lot(2, 5)).unwrap();
    tells_one("commission_item");
    let (inputs, outputs) = (vec![Input { item: wheat, quantity: 60 }], vec![lot(3, 60)]);
    contract.transform(MAKER, facts(3), MODEL, vec![], inputs, outputs).unwrap();
    tells_one("transform");
    let (input, rate) = (Input { item: wheat, quantity: 40 }, 7_500);
    let rate = Yield { from: *b"KGM", to: *b"KGM", rate };
    contract.transform_item(MAKER, facts(4), MODEL, rate, input, lot(4, 30)).unwrap();
    tells_one("transform_item");
    let flour = contract.item_id(MAKER, [3; 32]);
    assert_eq!(contract.may_ship(MAKER, vec![flour]), Ok(()));
    contract.record(MAKER, facts(5), Deed::Ship(SHOP), vec![flour]).unwrap();
    tells_one("record");
    by(SHOP.0);
    let received = contract.record(SHOP, facts(6), Deed::Receive, vec![flour]).unwrap();
    tells_one("record");
    assert_eq!(contract.holder_of(flour), Some(SHOP));
    contract.declare_error(SHOP, received, ErrorReason::IncorrectData, vec![]).unwrap();
    tells_one("declare_error");
    by(MAKER.0);
    let recall = contract.open_recall(MAKER, wheat, [1; 32]).unwrap();
    tells_one("open_recall");
    assert_eq!(contract.recall(recall).unwrap().decoded().unwrap().close_from, NOW + RECALL);
    by(CONSUMER);
    assert_eq!(contract.spread(recall, 50), Ok(RecallStatus::Complete));
    tells_one("spread");
    assert!(contract.is_recalled(flour));
    by(SHOP.0);
    contract.acknowledge_recall(SHOP, recall, vec![flour]).unwrap();
    tells_one("acknowledge_recall");
    by(MAKER.0);
    let meal = contract.item_id(MAKER, [4; 32]);
    contract.acknowledge_recall(MAKER, recall, vec![meal]).unwrap();
    tells_one("acknowledge_recall");
    contract.close_recall(recall).unwrap();
    tells_one("close_recall");
    let scope = CertificateScope::Origin;
    contract.certify(MAKER, meal, scope, [2; 32], NOW + 5).unwrap();
    tells_one("certify");
    let certificate = contract.certificate_of(meal, MAKER, scope).unwrap();
    assert_eq!(certificate.decoded().unwrap().digest, [2; 32]);
    let secret = [9; 32];
    contract.commit_secrets(MAKER, meal, leaf(sha256, &sha256(&secret)), 1).unwrap();
    tells_one("commit_secrets");
    assert_eq!(contract.secrets_of(meal).unwrap().decoded().unwrap().size, 1);
    by(CONSUMER);
    assert_eq!(contract.scan(meal, 0, secret, vec![]), Ok(1));
    tells_one("scan");
    by(SHOP.0);
    assert_eq!(contract.scan(meal, 0, secret, vec![]), Ok(2));
    tells_one("scan");
    let event = recorded_events().last().unwrap();
    let scanned = Scanned::decode(&mut &event.data[..]).unwrap();
    assert!(scanned.is_suspicious && scanned.is_recalled);
    assert_eq!(contract.scans_of(meal, 0).unwrap().decoded().unwrap().suspicious, 1);
    let request = contract.report_suspect(meal, [4; 32]).unwrap();
    tells_one("report_suspect");
    assert_eq!(contract.request(request).unwrap().decoded().unwrap().due_at, NOW + RESPONSE);
    assert_eq!(contract.request_status(request), Some(RequestStatus::Open));
    by(MAKER.0);
    contract.answer_request(request, [5; 32]).unwrap();
    tells_one("answer_request");
    assert_eq!(contract.request_status(request), Some(RequestStatus::Answered));

    let history = contract.history_of(flour, EventId::NONE, 50);
    assert_eq!(history.len(), 3);
    assert_eq!(contract.history_of(flour, history[1], 50), history[1..]);
    let trace = contract.trace(flour, Direction::Back, EventId::NONE).unwrap();
    assert_eq!(trace.goods[0].item, wheat);
}

#[ink::test]
fn a_pause_stops_new_goods_and_no_way_out() {
    let mut contract = contract();
    let item = made(&mut contract, 1, 100);
    by(ADMINISTRATOR);
    contract.pause().unwrap();
    by(MAKER.0);
    let paused = contract.commission_item(MAKER, facts(2), MODEL, NO_CLAIM, lot(2, 5));
    assert_eq!(paused, Err(ProvenanceError::Paused));
    contract.record(MAKER, facts(2), Deed::Observe, vec![item]).unwrap();
    contract.open_recall(MAKER, item, [1; 32]).unwrap();
}

#[ink::test]
fn without_links_each_account_acts_for_itself_and_nobody_is_a_regulator_or_tells() {
    let mut contract = contract();
    let item = made(&mut contract, 1, 100);
    by(SHOP.0);
    let refused = contract.record(MAKER, facts(2), Deed::Observe, vec![item]);
    assert_eq!(refused, Err(ProvenanceError::Refused(Refusal::NotForParty)));
    let recall = contract.open_recall(SHOP, item, [1; 32]);
    assert_eq!(recall, Err(ProvenanceError::NotIssuer));
    let inspected = contract.inspect(SHOP, item, MAKER, [1; 32]);
    assert_eq!(inspected, Err(ProvenanceError::NotRegulator));
    let (document, shipped) = (DocumentId([1; 32]), Movement::Shipped);
    let told = contract.record_movement(document, shipped, 0, MAKER, SHOP, NOW, vec![item]);
    assert_eq!(told, Err(ProvenanceError::NotTheSource));
}

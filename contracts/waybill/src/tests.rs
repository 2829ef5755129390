//! That the shell tells what the ledger did, and asks whom it should.
use crate::{
    ManySignedOff, Relayed, RevisionSigned, WaybillCancelled, WaybillContract, WaybillDrafted,
};
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
    credit::FactKind,
    ids::{DocumentId, Millis, PartyId},
    notary::RecordKind,
    provenance::Movement,
    registry::Refusal,
    waybill::{
        Classifier, Consignment, Disposal, DocumentForm, ExceptionReason, FreightTerm, Goods,
        LineException, Revision, SignOff, TitleAction, TransportEvent, TransportMode, Waybill,
        WaybillError, WaybillStatus,
    },
};
use pendzl::contracts::{access_control::AccessControl, pausable::Pausable};

const ADMINISTRATOR: [u8; 32] = [100; 32];
const CONSIGNOR: [u8; 32] = [1; 32];
const CARRIER: [u8; 32] = [2; 32];
const CONSIGNEE: [u8; 32] = [3; 32];
const SECOND: [u8; 32] = [4; 32];
const NOW: Millis = 1_000_000;
const SIGNING: Millis = 1_000;
const RESERVATION: Millis = 5_000;
const GENESIS: [u8; 32] = [77; 32];
const LOSS_PERIOD: Millis = 30 * 24 * 60 * 60 * 1000;

fn contract() -> WaybillContract {
    set_block_timestamp::<DefaultEnvironment>(NOW);
    WaybillContract::new(ADMINISTRATOR.into(), 0, SIGNING, RESERVATION, GENESIS.into())
}

fn by(account: [u8; 32]) {
    set_caller::<DefaultEnvironment>(account.into());
}

fn consignment() -> Consignment {
    Consignment {
        consignor: PartyId(CONSIGNOR),
        carrier: PartyId(CARRIER),
        consignee: PartyId(CONSIGNEE),
        form: DocumentForm::Waybill,
        document: [5; 32],
        mode: TransportMode::Rail,
        place_of_receipt: "".into(),
        place_of_delivery: "".into(),
        freight: 0,
        currency: "EUR".into(),
        freight_term: FreightTerm::Collect,
        gross_weight: 0,
        pickup_until: NOW + 10,
        deliver_until: NOW + 10,
    }
}

fn goods() -> Goods {
    Goods {
        item: "4711".into(),
        quantity: 10,
        unit: "C62".into(),
        deliver_until: NOW,
        order_line: None,
    }
}

fn drafted(contract: &mut WaybillContract, number: &str) -> DocumentId {
    by(CONSIGNOR);
    let party = PartyId(CONSIGNOR);
    contract.draft(party, number.into(), consignment(), vec![goods()], true).unwrap()
}

fn issued(contract: &mut WaybillContract, number: &str) -> DocumentId {
    let waybill = drafted(contract, number);
    by(CARRIER);
    contract.issue(waybill).unwrap();
    waybill
}

fn in_transit(contract: &mut WaybillContract, number: &str) -> DocumentId {
    let waybill = issued(contract, number);
    contract.pick_up(waybill, vec![], [0; 32], NOW).unwrap();
    waybill
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
    assert_eq!(contract.link_of(Link::Registry).epoch, 0);
}

#[ink::test]
fn a_waybill_links_to_a_registry_orders_a_notary_collateral_credit_and_histories_of_goods_and_to_nothing_else(
) {
    let mut contract = contract();
    by(ADMINISTRATOR);
    let somewhere = [8; 32];
    for link in [Link::Receivable, Link::Waybill, Link::Reconciliation, Link::Receipt] {
        assert_eq!(
            contract.set_link(link, somewhere.into(), somewhere.into()),
            Err(AdministrationError::NoSuchLink)
        );
    }
}

#[ink::test]
fn a_draft_is_told_whole_and_found_by_its_id_and_by_those_who_do_not_know_of_it() {
    let mut contract = contract();
    let waybill = drafted(&mut contract, "ASN-8");
    assert_eq!(waybill, contract.waybill_id(PartyId(CARRIER), "ASN-8".into(), 1));
    let event = recorded_events().last().unwrap();
    let told = WaybillDrafted::decode(&mut &event.data[..]).unwrap();
    assert_eq!(told.waybill, waybill);
    assert_eq!(told.consignment, consignment());
    assert_eq!(told.lines, [goods()]);
    let signature = <WaybillDrafted as Event>::SIGNATURE_TOPIC.unwrap();
    assert_eq!(
        event.topics,
        [signature.to_vec(), waybill.0.to_vec(), CARRIER.to_vec(), CONSIGNEE.to_vec()]
    );
}

#[ink::test]
fn every_command_tells_one_event() {
    let mut contract = contract();
    let mut told = recorded_events().count();
    let mut tells_one = |what: &str| {
        told += 1;
        assert_eq!(recorded_events().count(), told, "{what}");
    };
    let exception = LineException {
        line: 1,
        received: 9,
        short: 1,
        damaged: 0,
        refused: 0,
        reason: ExceptionReason::Missing,
    };
    by(CARRIER);
    let party = PartyId(CARRIER);
    let waybill = contract.draft(party, "1".into(), consignment(), vec![], false).unwrap();
    tells_one("draft");
    contract.add_lines(waybill, vec![goods()], false).unwrap();
    tells_one("add_lines");
    contract.add_line(waybill, "4712".into(), 10, "KGM".into(), NOW, true).unwrap();
    tells_one("add_line");
    by(CONSIGNOR);
    contract.issue(waybill).unwrap();
    tells_one("issue");
    contract.cancel(waybill, PartyId(CONSIGNOR)).unwrap();
    tells_one("cancel asks");
    by(CARRIER);
    contract.pick_up(waybill, vec![], [0; 32], NOW).unwrap();
    tells_one("pick_up");
    contract.hand_over(waybill, PartyId(SECOND)).unwrap();
    tells_one("hand_over");
    by(SECOND);
    contract.take_over(waybill, vec![], [0; 32], NOW).unwrap();
    tells_one("take_over");
    contract
        .log_event(
            waybill,
            PartyId(SECOND),
            TransportEvent::Arrival,
            Classifier::Actual,
            "NLRTM".into(),
            NOW,
            [0; 32],
        )
        .unwrap();
    tells_one("log_event");
    contract.arrive(waybill, NOW).unwrap();
    tells_one("arrive");
    by(CONSIGNEE);
    contract.note_exceptions(waybill, vec![exception]).unwrap();
    tells_one("note_exceptions");
    contract.note_exception(waybill, 2, 0, 0, 0, 10, ExceptionReason::WrongItem).unwrap();
    tells_one("note_exception");
    contract.sign_delivery(waybill, NOW, [0; 32]).unwrap();
    tells_one("sign_delivery");
    set_block_timestamp::<DefaultEnvironment>(NOW + RESERVATION);
    contract.close(waybill).unwrap();
    tells_one("close");
    assert_eq!(contract.status_of(waybill), Some(WaybillStatus::Closed));
    assert_eq!(contract.billing_record(waybill, vec![1, 2]).unwrap().billed[1].received, 0);
    assert_eq!(contract.lines_of(waybill, 2, 1)[0].goods.item, "4712");
    assert_eq!(contract.leg_of(waybill, 2).unwrap().carrier, PartyId(SECOND));
}

#[ink::test]
fn the_other_ways_to_end_tell_one_event_too() {
    let mut contract = contract();
    let cancelled = drafted(&mut contract, "1");
    let lapsed = in_transit(&mut contract, "2");
    let lost = in_transit(&mut contract, "3");
    let [one, two] = [issued(&mut contract, "4"), issued(&mut contract, "5")];
    let mut told = recorded_events().count();
    let mut tells_one = |what: &str| {
        told += 1;
        assert_eq!(recorded_events().count(), told, "{what}");
    };
    contract.cancel(cancelled, PartyId(CARRIER)).unwrap();
    tells_one("cancel");
    let event = recorded_events().last().unwrap();
    let party = PartyId(CARRIER);
    assert_eq!(
        WaybillCancelled::decode(&mut &event.data[..]).unwrap(),
        WaybillCancelled { waybill: cancelled, party }
    );
    contract.sign_off(SignOff::PickUp, vec![one, two], NOW).unwrap();
    tells_one("sign_off");
    contract.arrive(lapsed, NOW).unwrap();
    tells_one("arrive");
    set_block_timestamp::<DefaultEnvironment>(NOW + SIGNING);
    contract.lapse(lapsed).unwrap();
    tells_one("lapse");
    set_block_timestamp::<DefaultEnvironment>(NOW + 10 + LOSS_PERIOD);
    by(CONSIGNEE);
    contract.declare_lost(lost, PartyId(CONSIGNEE)).unwrap();
    tells_one("declare_lost");
    assert_eq!(contract.waybill(lost).unwrap().status, WaybillStatus::Lost);
}

#[ink::test]
fn a_pause_stops_drafts_and_no_delivery() {
    let mut contract = contract();
    let waybill = in_transit(&mut contract, "1");
    by(ADMINISTRATOR);
    contract.pause().unwrap();
    let told = recorded_events().count();
    by(CONSIGNOR);
    let party = PartyId(CONSIGNOR);
    assert_eq!(
        contract.draft(party, "2".into(), consignment(), vec![], false),
        Err(WaybillError::Paused)
    );
    assert_eq!(recorded_events().count(), told);
    by(CONSIGNEE);
    contract.sign_delivery(waybill, NOW, [0; 32]).unwrap();
}

#[ink::test]
fn without_a_registry_each_account_acts_for_itself_only() {
    let mut contract = contract();
    let waybill = drafted(&mut contract, "1");
    by(ADMINISTRATOR);
    assert_eq!(contract.issue(waybill), Err(WaybillError::Refused(Refusal::NotForParty)));
}

/// A driver who has signed for `waybills`, and what it signed.
fn relayed(step: SignOff, waybills: &[DocumentId], nonce: u64) -> (AccountId, [u8; 64]) {
    let key = schnorrkel::MiniSecretKey::from_bytes(&DRIVER)
        .unwrap()
        .expand_to_keypair(schnorrkel::ExpansionMode::Ed25519);
    let signer = AccountId::from(key.public.to_bytes());
    let contract = ink::env::account_id::<DefaultEnvironment>();
    let digest = kit::digest(&(
        *b"lading/waybill/sign-off",
        (GENESIS, contract, signer),
        (step, waybills.to_vec(), NOW),
        (nonce, NOW + 1),
    ));
    (signer, key.sign(schnorrkel::signing_context(b"substrate").bytes(&digest)).to_bytes())
}

const DRIVER: [u8; 32] = [55; 32];

#[ink::test]
fn a_signature_that_another_brings_is_its_signers_and_is_told_so() {
    let mut contract = contract();
    let (driver, _) = relayed(SignOff::PickUp, &[], 0);
    let mut about = consignment();
    let bytes: &[u8; 32] = driver.as_ref();
    about.carrier = PartyId(*bytes);
    by(CONSIGNOR);
    let party = PartyId(CONSIGNOR);
    let mut draft = |number: &str| {
        contract.draft(party, number.into(), about.clone(), vec![goods()], true).unwrap()
    };
    let waybills = vec![draft("1"), draft("2")];
    by(SECOND);
    let [issue, pick_up] = [SignOff::Issue, SignOff::PickUp];
    let (_, bytes) = relayed(issue, &waybills, 300);
    let mut bring = |step, waybills: &[DocumentId], nonce, bytes| {
        contract.relay_sign_off(driver, step, waybills.to_vec(), NOW, nonce, NOW + 1, bytes)
    };
    assert_eq!(bring(pick_up, &waybills, 300, bytes), Err(WaybillError::BadSignature));
    assert_eq!(bring(issue, &waybills[..1], 300, bytes), Err(WaybillError::BadSignature));
    assert_eq!(bring(issue, &waybills, 301, bytes), Err(WaybillError::BadSignature));
    bring(issue, &waybills, 300, bytes).unwrap();
    let event = recorded_events().last().unwrap();
    let told = ManySignedOff::decode(&mut &event.data[..]).unwrap();
    assert_eq!(told.relayed, Some(Relayed { signer: driver, nonce: 300 }));
    assert_eq!((told.step, told.waybills), (issue, waybills.clone()));
    assert_eq!(bring(issue, &waybills, 300, bytes), Err(WaybillError::Replayed));
    // In any order, and not for what the signer may not do.
    let (_, bytes) = relayed(SignOff::Deliver, &waybills, 2);
    let refused = Err(WaybillError::Refused(Refusal::NotForParty));
    assert_eq!(bring(SignOff::Deliver, &waybills, 2, bytes), refused);
    let (_, bytes) = relayed(pick_up, &waybills, 1);
    bring(pick_up, &waybills, 1, bytes).unwrap();
    set_block_timestamp::<DefaultEnvironment>(NOW + 2);
    let (_, bytes) = relayed(SignOff::Arrive, &waybills, 3);
    assert_eq!(bring(SignOff::Arrive, &waybills, 3, bytes), Err(WaybillError::TooLate(NOW + 1)));
    for waybill in waybills {
        assert_eq!(contract.status_of(waybill), Some(WaybillStatus::InTransit));
    }
}

#[ink::test]
fn what_changes_the_document_and_not_the_goods_tells_one_event_too() {
    let mut contract = contract();
    let waybill = issued(&mut contract, "1");
    let revision = Revision {
        document: [6; 32],
        place_of_delivery: "NLRTM".into(),
        deliver_until: NOW + 20,
        freight: 7,
        gross_weight: 0,
    };
    by(CONSIGNOR);
    let about = Consignment { form: DocumentForm::BillToOrder, ..consignment() };
    let party = PartyId(CONSIGNOR);
    let bill = contract.draft(party, "2".into(), about, vec![goods()], true).unwrap();
    by(CARRIER);
    contract.issue(bill).unwrap();
    contract.pick_up(bill, vec![], [0; 32], NOW).unwrap();
    let mut told = recorded_events().count();
    let mut tells_one = |what: &str| {
        told += 1;
        assert_eq!(recorded_events().count(), told, "{what}");
    };
    contract.revise(waybill, PartyId(CARRIER), revision.clone()).unwrap();
    tells_one("revise");
    contract.pick_up(waybill, vec![], [0; 32], NOW).unwrap();
    tells_one("pick_up");
    by(CONSIGNOR);
    contract.revise(waybill, party, revision.clone()).unwrap();
    tells_one("revise, in force");
    let event = recorded_events().last().unwrap();
    let signed = RevisionSigned::decode(&mut &event.data[..]).unwrap();
    assert_eq!((signed.in_force, &signed.revision), (true, &revision));
    let disposal = Disposal::TransferTo(PartyId(CONSIGNEE));
    contract.dispose(waybill, party, disposal).unwrap();
    tells_one("dispose");
    by(CONSIGNEE);
    set_block_timestamp::<DefaultEnvironment>(NOW + 20);
    contract.deliver_part(waybill, 1, 3, NOW).unwrap();
    tells_one("deliver_part");
    by(CONSIGNOR);
    let asked = TitleAction::SurrenderForAmendment(kit::digest(&revision));
    contract.title(bill, party, asked).unwrap();
    tells_one("title");
    by(CARRIER);
    let reissued = contract.reissue(bill, "2".into(), 1, revision).unwrap();
    tells_one("reissue");
    assert_eq!(contract.title_of(reissued).unwrap().holder, party);
    assert_eq!(contract.status_of(bill), Some(WaybillStatus::Voided));
}

#[ink::test]
fn without_a_provenance_contract_no_movement_is_told() {
    let mut contract = contract();
    let waybill = issued(&mut contract, "1");
    by(CARRIER);
    contract.pick_up(waybill, vec![], [0; 32], NOW).unwrap();
    let told = recorded_events().count();
    by(CONSIGNOR);
    let none = Err(WaybillError::ProvenanceUnavailable);
    assert_eq!(contract.tell_movement(waybill, Movement::Shipped, 0, vec![]), none);
    by(CONSIGNEE);
    let early = Err(WaybillError::WrongStatus(WaybillStatus::InTransit));
    assert_eq!(contract.tell_movement(waybill, Movement::Received, 0, vec![]), early);
    assert_eq!(recorded_events().count(), told);
}

#[ink::test]
fn without_a_notary_nothing_is_deposited_nor_told() {
    let mut contract = contract();
    let waybill = issued(&mut contract, "1");
    let told = recorded_events().count();
    let none = Err(WaybillError::NotaryUnavailable);
    assert_eq!(contract.deposit(waybill, RecordKind::Waybill), none);
    let others = Err(WaybillError::AnotherSource);
    assert_eq!(contract.deposit(waybill, RecordKind::Balance), others);
    assert_eq!(recorded_events().count(), told);
}

#[ink::test]
fn without_a_credit_contract_it_is_told_nothing() {
    let mut contract = contract();
    let waybill = issued(&mut contract, "1");
    by(CARRIER);
    contract.pick_up(waybill, vec![], [0; 32], NOW).unwrap();
    by(CONSIGNEE);
    contract.sign_delivery(waybill, NOW, [0; 32]).unwrap();
    let early = Err(WaybillError::WrongStatus(WaybillStatus::Delivered));
    assert_eq!(contract.tell_credit(waybill, FactKind::Outcome), early);
    set_block_timestamp::<DefaultEnvironment>(Millis::MAX);
    contract.close(waybill).unwrap();
    let told = recorded_events().count();
    for kind in [FactKind::Outcome, FactKind::Closed] {
        let none = Err(WaybillError::CreditUnavailable);
        assert_eq!(contract.tell_credit(waybill, kind), none);
    }
    assert_eq!(recorded_events().count(), told);
}

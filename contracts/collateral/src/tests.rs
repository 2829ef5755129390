//! That the shell tells what the ledger did, and asks whom it should.
use crate::{AttemptReported, CollateralContract, Ended, Freed, Lifted};
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
    collateral::{AssetKind, Backing, Claims, Collateral, CollateralError, Encumbrance, GoodsKind},
    ids::{DocumentId, Fingerprint, Millis, PartyId},
    registry::Refusal,
};
use kit::fingerprint::{goods, invoice, receipt, Number};
use pendzl::contracts::{access_control::AccessControl, pausable::Pausable};

const ADMINISTRATOR: [u8; 32] = [100; 32];
const CLAIMANT: [u8; 32] = [1; 32];
const BANK: PartyId = PartyId([2; 32]);
const ASSET: Fingerprint = Fingerprint([10; 32]);
const LOT: Fingerprint = Fingerprint([30; 32]);
const POOL: DocumentId = DocumentId([20; 32]);
const NOW: Millis = 1_000_000;

// Whether a contract runs the code it should is known on a chain only: what is admitted and claimed is tested there.

fn contract() -> CollateralContract {
    set_block_timestamp::<DefaultEnvironment>(NOW);
    CollateralContract::new(ADMINISTRATOR.into(), 0)
}

fn by(account: [u8; 32]) {
    set_caller::<DefaultEnvironment>(account.into());
}

/// One where a paper and a lot are claimed.
fn claimed() -> CollateralContract {
    use ink::storage::Mapping;
    let contract = contract();
    let (kind, claimed_at, attempts) = (AssetKind::Receipt, NOW, 0);
    let claimant = CLAIMANT.into();
    let asset = Encumbrance {
        contract: claimant,
        kind,
        document: DocumentId([11; 32]),
        claimed_at,
        ended_at: 0,
        attempts,
    };
    let backing =
        Backing { contract: claimant, kind, group: POOL, claimed_at, freed_at: 0, attempts };
    // A chain finds what is stored by its key alone, so whoever writes there writes the contract's.
    let mut ledger = crate::Ledger::default();
    Mapping::insert(&mut ledger.assets, ASSET, &asset);
    Mapping::insert(&mut ledger.backing, LOT, &backing);
    contract
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
    assert_eq!(contract.admission_of(CLAIMANT.into()), None);
}

#[ink::test]
fn collateral_links_to_a_registry_and_to_nothing_else() {
    let mut contract = contract();
    by(ADMINISTRATOR);
    let somewhere = [8; 32];
    for link in [Link::Orders, Link::Notary, Link::Receipt, Link::Receivable, Link::Collateral] {
        assert_eq!(
            contract.set_link(link, somewhere.into(), somewhere.into()),
            Err(AdministrationError::NoSuchLink)
        );
    }
}

#[ink::test]
fn only_the_administrator_admits() {
    let mut contract = contract();
    let (claimant, code) = (CLAIMANT.into(), [7; 32].into());
    by(CLAIMANT);
    assert_eq!(contract.admit(claimant, code), Err(CollateralError::MissingRole));
    assert_eq!(contract.complete_admission(claimant), Err(CollateralError::MissingRole));
    assert_eq!(contract.expel(claimant), Err(CollateralError::MissingRole));
    by(ADMINISTRATOR);
    assert_eq!(contract.complete_admission(claimant), Err(CollateralError::NothingAnnounced));
    assert_eq!(contract.expel(claimant), Err(CollateralError::NotAdmitted));
}

#[ink::test]
fn who_was_not_admitted_claims_nothing() {
    let mut contract = contract();
    by(CLAIMANT);
    let document = DocumentId([11; 32]);
    let kind = AssetKind::Receipt;
    let refused = contract.claim(kind, document, ASSET, POOL, vec![LOT], vec![]);
    assert_eq!(refused, Err(CollateralError::NotAdmitted));
    by(ADMINISTRATOR);
    contract.pause().unwrap();
    let refused = contract.claim(kind, document, ASSET, POOL, vec![LOT], vec![]);
    assert_eq!(refused, Err(CollateralError::Paused));
    assert!(!contract.is_encumbered(ASSET));
}

#[ink::test]
fn every_command_tells_one_event() {
    let mut contract = claimed();
    let told = recorded_events().count();
    by(BANK.0);
    let brought = DocumentId([99; 32]);
    contract.report(BANK, ASSET, brought).unwrap();
    assert_eq!(recorded_events().count(), told + 1);
    let event = recorded_events().last().unwrap();
    let reported = AttemptReported::decode(&mut &event.data[..]).unwrap();
    assert_eq!((reported.by, reported.document, reported.attempts), (BANK, brought, 1));
    let signature = <AttemptReported as Event>::SIGNATURE_TOPIC.unwrap();
    assert_eq!(event.topics, [signature.to_vec(), ASSET.0.to_vec(), BANK.0.to_vec()]);
    assert_eq!(contract.encumbrance_of(ASSET).unwrap().decoded().unwrap().attempts, 1);
    by(CLAIMANT);
    assert!(contract.is_encumbered(ASSET));
    contract.end(ASSET).unwrap();
    assert_eq!(recorded_events().count(), told + 2);
    let event = recorded_events().last().unwrap();
    let ended = Ended::decode(&mut &event.data[..]).unwrap();
    assert_eq!(ended, Ended { asset: ASSET, ended_at: NOW });
    assert!(!contract.is_encumbered(ASSET));
    contract.free(POOL, vec![LOT]).unwrap();
    assert_eq!(recorded_events().count(), told + 3);
    let event = recorded_events().last().unwrap();
    let freed = Freed::decode(&mut &event.data[..]).unwrap();
    assert_eq!((freed.group, freed.backing), (POOL, vec![LOT]));
    assert_eq!(contract.backing_of(LOT).unwrap().decoded().unwrap().freed_at, NOW);
}

#[ink::test]
fn a_bill_that_is_over_is_lifted_by_who_claimed_it() {
    let mut contract = claimed();
    let (bill, kind) = (DocumentId(ASSET.0), GoodsKind::Lot);
    by(BANK.0);
    let refused = contract.lift_bill(bill, kind, String::new());
    assert_eq!(refused, Err(CollateralError::NotTheClaimant));
    let refused = contract.claim_bill(bill, kind, "L7".to_string());
    assert_eq!(refused, Err(CollateralError::NotAdmitted));
    by(CLAIMANT);
    let told = recorded_events().count();
    contract.lift_bill(bill, kind, String::new()).unwrap();
    assert_eq!(recorded_events().count(), told + 1);
    let event = recorded_events().last().unwrap();
    let lifted = Lifted::decode(&mut &event.data[..]).unwrap();
    assert_eq!((lifted.bill, lifted.is_ended, lifted.lifted_at), (bill, true, NOW));
    assert!(!contract.is_encumbered(ASSET));
}

#[ink::test]
fn without_a_registry_each_account_reports_for_itself() {
    let mut contract = claimed();
    by(CLAIMANT);
    let refused = contract.report(BANK, ASSET, DocumentId([99; 32]));
    assert_eq!(refused, Err(CollateralError::Refused(Refusal::NotForParty)));
    let own = contract.report(PartyId(CLAIMANT), LOT, POOL);
    assert_eq!(own, Err(CollateralError::SameDocument));
    let nothing = contract.report(PartyId(CLAIMANT), Fingerprint([12; 32]), POOL);
    assert_eq!(nothing, Err(CollateralError::NotFound));
}

#[ink::test]
fn whoever_knows_a_paper_knows_its_fingerprint() {
    let contract = contract();
    let (number, written) = (Number::new("INV0042").unwrap(), || "inv-0042".to_string());
    let (debtor, creditor) = (PartyId([60; 32]), PartyId([61; 32]));
    let found = contract.invoice_fingerprint(debtor, creditor, written());
    assert_eq!(found, Some(invoice(&debtor, &creditor, &number)));
    assert_eq!(contract.receipt_fingerprint(debtor, written()), Some(receipt(&debtor, &number)));
    // Of a bill the number counts as it stands there, as in the waybill's id.
    let id = |text: &str| {
        let length = [4 * text.len() as u8];
        [&b"lading/waybill"[..], &debtor.0, &length, text.as_bytes(), &[1, 0]].concat()
    };
    let mut expected = [0; 32];
    ink::env::hash_bytes::<ink::env::hash::Blake2x256>(&id("inv-0042"), &mut expected);
    assert_eq!(contract.bill_fingerprint(debtor, written()), Fingerprint(expected));
    for kind in [GoodsKind::Lot, GoodsKind::LogisticUnit, GoodsKind::Container] {
        assert_eq!(contract.goods_fingerprint(kind, written()), Some(goods(kind, &number)));
    }
    for text in ["", "---", "№42", &"7".repeat(65)] {
        let text = || text.to_string();
        assert_eq!(contract.invoice_fingerprint(debtor, creditor, text()), None);
        assert_eq!(contract.receipt_fingerprint(debtor, text()), None);
        assert_eq!(contract.goods_fingerprint(GoodsKind::Lot, text()), None);
    }
}

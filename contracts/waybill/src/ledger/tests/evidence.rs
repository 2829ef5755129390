//! What a notary is told.
use super::*;
use crate::events::DocumentDeposited;
use interfaces::{
    ids::DepositId,
    notary::{Algorithm, RecordKind},
};
use kit::notary::Vault;
use WaybillStatus::*;

impl Desk {
    fn deposit(
        &self,
        vault: &Vault,
        waybill: DocumentId,
        kind: RecordKind,
    ) -> Result<DocumentDeposited, WaybillError> {
        self.ledger.deposit(vault, waybill, kind)
    }
}

#[ink::test]
fn a_waybill_is_deposited_from_its_issue_on_and_its_delivery_once_it_is_frozen() {
    for (status, waybill_is, delivery_is) in [
        (Draft, false, false),
        (Issued, true, false),
        (InTransit, true, false),
        (Arrived, true, false),
        (Delivered, true, false),
        (DeliveredUnconfirmed, true, false),
        (Closed, true, true),
        (Cancelled, false, false),
        (Voided, false, false),
        (Lost, true, true),
    ] {
        let mut desk = Desk::new();
        let waybill = desk.at(status);
        // Nobody's deposit is new business.
        desk.paused = true;
        let vault = Vault::default();
        for (kind, is) in [(RecordKind::Waybill, waybill_is), (RecordKind::Delivery, delivery_is)] {
            let refused = WaybillError::WrongStatus(status);
            let deposited = DocumentDeposited { waybill, kind, deposit: DepositId(waybill.0) };
            let expected = if is { Ok(deposited) } else { Err(refused) };
            assert_eq!(desk.deposit(&vault, waybill, kind), expected, "{kind:?} {status:?}");
        }
        let told = usize::from(waybill_is) + usize::from(delivery_is);
        assert_eq!(vault.told.borrow().len(), told);
    }
}

#[ink::test]
fn a_waybill_is_deposited_by_the_digest_that_it_names_and_a_delivery_by_its_billing_record() {
    let mut desk = Desk::new();
    let waybill = desk.at(Closed);
    let vault = Vault::default();
    desk.deposit(&vault, waybill, RecordKind::Waybill).unwrap();
    desk.deposit(&vault, waybill, RecordKind::Delivery).unwrap();
    let document = desk.view(waybill).consignment.document;
    let record = desk.ledger.billing_record(waybill, (1..=50).collect()).unwrap();
    assert!(!record.billed.is_empty());
    let expected = [
        (waybill, RecordKind::Waybill, Algorithm::Sha256, document),
        (waybill, RecordKind::Delivery, Algorithm::Blake2b256, kit::digest(&record)),
    ];
    assert_eq!(*vault.told.borrow(), expected);
}

#[ink::test]
fn of_a_long_waybill_the_first_fifty_lines_are_deposited() {
    let mut desk = Desk::new();
    let call = desk.by(CONSIGNOR);
    let lines = vec![goods(5); 50];
    let number = "LONG".into();
    let (book, party) = (Book::default(), CONSIGNOR);
    let drafted =
        desk.ledger.draft(&call, &book, &desk.pledges, party, number, consignment(), lines, false);
    let waybill = drafted.unwrap().waybill;
    desk.ledger.add_lines(&call, &book, waybill, vec![goods(7)], true).unwrap();
    desk.issue(CARRIER, waybill).unwrap();
    desk.pick_up(CARRIER, waybill, vec![], desk.now).unwrap();
    desk.arrive(CARRIER, waybill, desk.now).unwrap();
    desk.deliver(CONSIGNEE, waybill, desk.now).unwrap();
    desk.now += RESERVATION;
    desk.close(waybill).unwrap();
    let vault = Vault::default();
    desk.deposit(&vault, waybill, RecordKind::Delivery).unwrap();
    let record = desk.ledger.billing_record(waybill, (1..=51).collect()).unwrap();
    assert_eq!((record.lines, record.billed.len()), (51, 50));
    assert_eq!(vault.told.borrow()[0].3, kit::digest(&record));
}

#[ink::test]
fn what_was_told_is_refused_and_a_notary_that_is_silent_is_unavailable() {
    let mut desk = Desk::new();
    let waybill = desk.at(Issued);
    let mut vault = Vault::default();
    desk.deposit(&vault, waybill, RecordKind::Waybill).unwrap();
    let again = desk.deposit(&vault, waybill, RecordKind::Waybill);
    assert_eq!(again, Err(WaybillError::NotTold(4)));
    vault.is_silent = true;
    let silent = desk.deposit(&vault, waybill, RecordKind::Waybill);
    assert_eq!(silent, Err(WaybillError::NotaryUnavailable));
}

#[ink::test]
fn depositing_reports_its_errors_in_the_promised_order() {
    let mut desk = Desk::new();
    let waybill = desk.at(Draft);
    let vault = Vault { is_silent: true, ..Vault::default() };
    let nowhere = DocumentId([0; 32]);
    for kind in [RecordKind::Terms, RecordKind::Order, RecordKind::Balance] {
        let others = desk.deposit(&vault, nowhere, kind);
        assert_eq!(others, Err(WaybillError::AnotherSource));
    }
    for kind in [RecordKind::Waybill, RecordKind::Delivery] {
        assert_eq!(desk.deposit(&vault, nowhere, kind), Err(WaybillError::NotFound));
        let early = desk.deposit(&vault, waybill, kind);
        assert_eq!(early, Err(WaybillError::WrongStatus(Draft)));
    }
}

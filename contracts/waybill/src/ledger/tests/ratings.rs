//! What the credit contract is told.
use super::*;
use crate::events::DeliveryTold;
use interfaces::{
    credit::{Fact, FactKind, What, DOCUMENTED, IN_FULL, ON_TIME, UNDAMAGED},
    waybill::Endorsement,
};
use kit::credit::Bureau;
use WaybillStatus::*;

const ALL: u8 = IN_FULL | ON_TIME | DOCUMENTED | UNDAMAGED;

impl Desk {
    fn tell_credit(
        &self,
        bureau: &Bureau,
        waybill: DocumentId,
        kind: FactKind,
    ) -> Result<DeliveryTold, WaybillError> {
        self.ledger.tell_credit(bureau, waybill, kind)
    }

    /// What of the goods holds once a waybill of 10 and of 20 is delivered at `days` after the start, and closed.
    fn merits(&mut self, exceptions: Vec<LineException>, days: u64) -> u8 {
        let waybill = self.arrived("merits");
        if !exceptions.is_empty() {
            self.note(CONSIGNEE, waybill, exceptions).unwrap();
        }
        self.now = START + days * DAY;
        self.deliver(CONSIGNEE, waybill, self.now).unwrap();
        self.now += RESERVATION;
        self.close(waybill).unwrap();
        let bureau = Bureau::default();
        self.tell_credit(&bureau, waybill, FactKind::Outcome).unwrap();
        let told = bureau.told.borrow();
        match told[0].what {
            What::Delivery(merits) => merits,
            _ => panic!("it is a delivery"),
        }
    }
}

fn fact(document: DocumentId, at: Millis, what: What) -> Fact {
    Fact {
        document,
        subject: CARRIER,
        counterparty: CONSIGNEE,
        arbiter: PartyId::NONE,
        at,
        value: 120_000,
        currency: *b"EUR",
        what,
    }
}

#[ink::test]
fn a_delivery_that_the_consignee_signed_is_told_once_it_is_closed_and_each_kind_once() {
    let mut desk = Desk::new();
    let waybill = desk.at(Closed);
    desk.paused = true;
    let bureau = Bureau::default();
    for kind in [FactKind::Outcome, FactKind::Closed] {
        let is = DeliveryTold { waybill, kind };
        assert_eq!(desk.tell_credit(&bureau, waybill, kind), Ok(is));
        // `CreditError::AlreadyTold`
        assert_eq!(desk.tell_credit(&bureau, waybill, kind), Err(WaybillError::NotTold(6)));
    }
    let told = [fact(waybill, START, What::Delivery(ALL)), fact(waybill, START, What::Closed)];
    assert_eq!(*bureau.told.borrow(), told);
}

#[ink::test]
fn what_holds_of_a_delivery_is_what_holds_of_each_of_its_lines() {
    use ExceptionReason::*;
    let excepted = |line, reason, parts| LineException { reason, ..exception(line, parts) };
    for (exceptions, merits) in [
        (vec![], ALL),
        (vec![excepted(2, Missing, [19, 1, 0, 0])], ALL & !IN_FULL),
        (vec![excepted(2, WrongItem, [19, 0, 0, 1])], ALL & !IN_FULL),
        (vec![excepted(1, WrongVersion, [0, 0, 0, 10])], ALL & !IN_FULL),
        (vec![excepted(1, Broken, [9, 0, 1, 0])], ALL & !UNDAMAGED),
        (vec![excepted(1, Quality, [9, 0, 0, 1])], ALL & !UNDAMAGED),
        (vec![excepted(1, Packaging, [9, 0, 0, 1])], ALL & !UNDAMAGED),
        (vec![excepted(1, DamagedPackaging, [9, 0, 0, 1])], ALL & !UNDAMAGED),
        (vec![excepted(1, Label, [9, 0, 0, 1])], ALL & !DOCUMENTED),
        (vec![excepted(1, Price, [9, 0, 0, 1])], ALL & !DOCUMENTED),
        // What is short or damaged is so for whatever reason.
        (vec![excepted(1, Label, [8, 1, 1, 0])], ON_TIME),
        // What never came was not in time.
        (vec![excepted(1, Missing, [0, 10, 0, 0])], DOCUMENTED | UNDAMAGED),
        (
            vec![excepted(1, Missing, [9, 1, 0, 0]), excepted(2, Broken, [19, 0, 1, 0])],
            ON_TIME | DOCUMENTED,
        ),
    ] {
        let told = Desk::new().merits(exceptions.clone(), 5);
        assert_eq!(told, merits, "{exceptions:?}");
    }
    assert_eq!(Desk::new().merits(vec![], 6), ALL & !ON_TIME);
}

#[ink::test]
fn all_lines_count_however_many() {
    let mut desk = Desk::new();
    let waybill = desk.draft_of("LONG", vec![goods(5); 50], false).unwrap().waybill;
    for part in 0..9 {
        desk.add(CONSIGNOR, waybill, vec![goods(7); 50], part == 8).unwrap();
    }
    desk.issue(CARRIER, waybill).unwrap();
    desk.pick_up(CARRIER, waybill, CLEAN, desk.now).unwrap();
    desk.arrive(CARRIER, waybill, desk.now).unwrap();
    desk.note(CONSIGNEE, waybill, vec![exception(500, [6, 0, 1, 0])]).unwrap();
    desk.deliver(CONSIGNEE, waybill, desk.now).unwrap();
    desk.now += RESERVATION;
    desk.close(waybill).unwrap();
    let bureau = Bureau::default();
    desk.tell_credit(&bureau, waybill, FactKind::Outcome).unwrap();
    let what = What::Delivery(ALL & !UNDAMAGED);
    assert_eq!(*bureau.told.borrow(), [fact(waybill, START, what)]);
}

#[ink::test]
fn the_carrier_that_issued_answers_to_who_signed_under_the_first_version() {
    let mut desk = Desk::new();
    let first = desk.bill(DocumentForm::BillToOrder, "1");
    let asked = kit::digest(&revision());
    desk.title(CONSIGNOR, first, TitleAction::SurrenderForAmendment(asked)).unwrap();
    let waybill = desk.reissue(CARRIER, first, "1", 1, revision()).unwrap().reissued;
    desk.hand_over(CARRIER, waybill, SECOND).unwrap();
    desk.take_over(SECOND, waybill, CLEAN, desk.now).unwrap();
    let to = TitleAction::TransferBoth {
        beneficiary: STRANGER,
        holder: STRANGER,
        endorsement: Endorsement::ToOrder,
    };
    desk.title(CONSIGNOR, waybill, to).unwrap();
    desk.title(STRANGER, waybill, TitleAction::SurrenderForDelivery).unwrap();
    desk.title(CARRIER, waybill, TitleAction::AcceptSurrender).unwrap();
    desk.now += DAY;
    desk.deliver(STRANGER, waybill, desk.now).unwrap();
    let signed_at = desk.now;
    desk.now += RESERVATION;
    desk.close(waybill).unwrap();
    let bureau = Bureau::default();
    let voided = desk.tell_credit(&bureau, first, FactKind::Outcome);
    assert_eq!(voided, Err(WaybillError::WrongStatus(Voided)));
    desk.tell_credit(&bureau, waybill, FactKind::Outcome).unwrap();
    let is = fact(first, signed_at, What::Delivery(ALL));
    assert_eq!(*bureau.told.borrow(), [Fact { counterparty: STRANGER, value: 99, ..is }]);
}

#[ink::test]
fn telling_credit_reports_its_errors_in_the_promised_order() {
    let silent = Bureau { is_silent: true, ..Bureau::default() };
    for kind in [FactKind::Outcome, FactKind::Closed] {
        let none = Desk::new().tell_credit(&silent, NOWHERE, kind);
        assert_eq!(none, Err(WaybillError::NotFound));
        for status in [
            Draft,
            Issued,
            InTransit,
            Arrived,
            Delivered,
            DeliveredUnconfirmed,
            Cancelled,
            Voided,
            Lost,
        ] {
            let mut desk = Desk::new();
            let waybill = desk.at(status);
            let early = Err(WaybillError::WrongStatus(status));
            assert_eq!(desk.tell_credit(&silent, waybill, kind), early);
        }
        let mut desk = Desk::new();
        let waybill = desk.at(DeliveredUnconfirmed);
        desk.now += RESERVATION;
        desk.close(waybill).unwrap();
        let unconfirmed = Err(WaybillError::Unconfirmed);
        assert_eq!(desk.tell_credit(&silent, waybill, kind), unconfirmed);
        let mut desk = Desk::new();
        let waybill = desk.at(Closed);
        let before = desk.view(waybill);
        let unavailable = Err(WaybillError::CreditUnavailable);
        assert_eq!(desk.tell_credit(&silent, waybill, kind), unavailable);
        assert_eq!(desk.view(waybill), before);
    }
}

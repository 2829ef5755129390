//! What the histories of goods are told.
use super::*;
use crate::events::MovementTold;
use interfaces::{
    ids::{EventId, ItemId},
    provenance::Movement::{self, *},
};
use kit::ask::Untaken;
use WaybillStatus::*;

/// A contract that remembers what it was told, and takes no part twice.
#[derive(Default)]
struct Histories {
    is_silent: bool,
    told: RefCell<Vec<Moved>>,
}

impl Provenance for Histories {
    fn record(&self, moved: &Moved) -> Result<EventId, Untaken> {
        if self.is_silent {
            return Err(Untaken::Unavailable);
        }
        let mut told = self.told.borrow_mut();
        let part = |moved: &Moved| (moved.document, moved.movement, moved.part);
        if told.iter().any(|earlier| part(earlier) == part(moved)) {
            return Err(Untaken::Refused(9));
        }
        told.push(moved.clone());
        Ok(EventId(moved.document.0))
    }
}

const ITEMS: [ItemId; 2] = [ItemId([21; 32]), ItemId([22; 32])];

impl Desk {
    fn tell_movement(
        &self,
        by: PartyId,
        histories: &Histories,
        waybill: DocumentId,
        movement: Movement,
        part: u16,
    ) -> Result<MovementTold, WaybillError> {
        let call = self.by(by);
        self.ledger.tell_movement(&call, histories, waybill, movement, part, ITEMS.to_vec())
    }

    /// Who it was from, whom it went to, and when.
    fn told(&self, by: PartyId, waybill: DocumentId, movement: Movement) -> [PartyId; 2] {
        let histories = Histories::default();
        self.tell_movement(by, &histories, waybill, movement, 0).unwrap();
        let moved = histories.told.borrow()[0].clone();
        [moved.from, moved.to]
    }
}

#[ink::test]
fn what_was_shipped_is_told_from_the_pickup_on_and_what_was_received_from_the_delivery_on() {
    for (status, shipped, received) in [
        (Draft, false, false),
        (Issued, false, false),
        (InTransit, true, false),
        (Arrived, true, false),
        (Delivered, true, true),
        (DeliveredUnconfirmed, true, true),
        (Closed, true, true),
        (Cancelled, false, false),
        (Voided, false, false),
        (Lost, true, false),
    ] {
        let mut desk = Desk::new();
        let waybill = desk.at(status);
        // Where goods are is not new business.
        desk.paused = true;
        let histories = Histories::default();
        for (movement, is) in [(Shipped, shipped), (Received, received)] {
            // The title's holder is the consignee of a bill.
            let view = desk.view(waybill);
            let by = if movement == Shipped { CONSIGNOR } else { view.consignment.consignee };
            let (part, event) = (7, EventId(waybill.0));
            let expected = if is {
                Ok(MovementTold { waybill, movement, part, event })
            } else {
                Err(WaybillError::WrongStatus(status))
            };
            let told = desk.tell_movement(by, &histories, waybill, movement, part);
            assert_eq!(told, expected, "{movement:?} {status:?}");
        }
        assert_eq!(histories.told.borrow().len(), usize::from(shipped) + usize::from(received));
    }
}

#[ink::test]
fn who_whom_and_when_are_told_as_they_stand_on_the_waybill() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    let (picked_up, histories) = (desk.now, Histories::default());
    desk.now += HOUR;
    desk.arrive(CARRIER, waybill, desk.now).unwrap();
    desk.now += HOUR;
    let delivered = desk.now - 1;
    desk.deliver(CONSIGNEE, waybill, delivered).unwrap();
    desk.now += HOUR;
    desk.tell_movement(CONSIGNOR, &histories, waybill, Shipped, 0).unwrap();
    desk.tell_movement(CONSIGNEE, &histories, waybill, Received, 3).unwrap();
    let moved = |movement, part, time| Moved {
        document: waybill,
        movement,
        part,
        from: CONSIGNOR,
        to: CONSIGNEE,
        time,
        items: ITEMS.to_vec(),
    };
    let expected = [moved(Shipped, 0, picked_up), moved(Received, 3, delivered)];
    assert_eq!(*histories.told.borrow(), expected);
}

#[ink::test]
fn a_part_was_received_when_it_was_signed_for() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.now = START + 5 * DAY;
    let histories = Histories::default();
    let early = desk.tell_movement(CONSIGNEE, &histories, waybill, Received, 0);
    assert_eq!(early, Err(WaybillError::WrongStatus(InTransit)));
    desk.part(CONSIGNEE, waybill, 1, 1).unwrap();
    desk.tell_movement(CONSIGNEE, &histories, waybill, Received, 0).unwrap();
    assert_eq!(histories.told.borrow()[0].time, desk.now);
}

#[ink::test]
fn goods_that_were_sent_elsewhere_went_there() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    assert_eq!(desk.told(CONSIGNOR, waybill, Shipped), [CONSIGNOR, CONSIGNEE]);
    let place_of_delivery = String::new();
    let redirect = Disposal::Redirect { consignee: STRANGER, place_of_delivery };
    desk.dispose(CONSIGNOR, waybill, redirect).unwrap();
    assert_eq!(desk.told(CONSIGNOR, waybill, Shipped), [CONSIGNOR, STRANGER]);
    desk.deliver(STRANGER, waybill, desk.now).unwrap();
    assert_eq!(desk.told(STRANGER, waybill, Received), [CONSIGNOR, STRANGER]);
}

#[ink::test]
fn goods_under_a_title_went_to_who_got_them_and_all_versions_of_a_bill_are_one_transport() {
    let mut desk = Desk::new();
    let bill = desk.bill(DocumentForm::BillToOrder, "1");
    let asked = TitleAction::SurrenderForAmendment(kit::digest(&revision()));
    desk.title(CONSIGNOR, bill, asked).unwrap();
    let second = desk.reissue(CARRIER, bill, "1", 1, revision()).unwrap().reissued;
    let histories = Histories::default();
    let voided = desk.tell_movement(CONSIGNOR, &histories, bill, Shipped, 0);
    assert_eq!(voided, Err(WaybillError::WrongStatus(Voided)));
    desk.tell_movement(CONSIGNOR, &histories, second, Shipped, 0).unwrap();
    assert_eq!(histories.told.borrow()[0].document, bill);
    // Its holder lets it lapse: the goods are the holder's.
    desk.arrive(CARRIER, second, desk.now).unwrap();
    desk.now += SIGNING;
    desk.lapse(second).unwrap();
    let holder = desk.view(second).custodian;
    assert_eq!(desk.told(CONSIGNOR, second, Shipped), [CONSIGNOR, holder]);
    assert_eq!(desk.told(holder, second, Received), [CONSIGNOR, holder]);
}

#[ink::test]
fn the_consignor_says_what_it_shipped_and_the_recipient_what_it_received() {
    let mut desk = Desk::new();
    let waybill = desk.at(Delivered);
    let histories = Histories::default();
    for (movement, says, scope) in
        [(Shipped, CONSIGNOR, Scope::HandOver), (Received, CONSIGNEE, Scope::Receive)]
    {
        for by in [CONSIGNOR, CARRIER, CONSIGNEE, STRANGER].into_iter().filter(|by| *by != says) {
            let told = desk.tell_movement(by, &histories, waybill, movement, 0);
            assert_eq!(told, Err(NOT_FOR_PARTY));
        }
        desk.asked();
        desk.tell_movement(says, &histories, waybill, movement, 0).unwrap();
        assert_eq!(desk.asked(), [(0, says, scope, Business::Exit)]);
    }
}

#[ink::test]
fn what_was_told_is_refused_and_who_is_silent_is_unavailable() {
    let mut desk = Desk::new();
    let waybill = desk.at(InTransit);
    let mut histories = Histories::default();
    desk.tell_movement(CONSIGNOR, &histories, waybill, Shipped, 1).unwrap();
    let again = desk.tell_movement(CONSIGNOR, &histories, waybill, Shipped, 1);
    assert_eq!(again, Err(WaybillError::NotTold(9)));
    desk.tell_movement(CONSIGNOR, &histories, waybill, Shipped, 2).unwrap();
    histories.is_silent = true;
    let silent = desk.tell_movement(CONSIGNOR, &histories, waybill, Shipped, 1);
    assert_eq!(silent, Err(WaybillError::ProvenanceUnavailable));
}

#[ink::test]
fn telling_a_movement_reports_its_errors_in_the_promised_order() {
    let mut desk = Desk::new();
    let waybill = desk.at(Issued);
    let histories = Histories { is_silent: true, ..Histories::default() };
    let tell = |by, waybill| desk.tell_movement(by, &histories, waybill, Shipped, 0);
    assert_eq!(tell(STRANGER, NOWHERE), Err(WaybillError::NotFound));
    assert_eq!(tell(STRANGER, waybill), Err(NOT_FOR_PARTY));
    assert_eq!(tell(CONSIGNOR, waybill), Err(WaybillError::WrongStatus(Issued)));
    desk.roll.denial = Some(Denial::Unavailable);
    let silent = desk.tell_movement(CONSIGNOR, &histories, waybill, Shipped, 0);
    assert_eq!(silent, Err(WaybillError::RegistryUnavailable));
}

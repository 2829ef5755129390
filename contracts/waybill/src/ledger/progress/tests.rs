use super::*;
use crate::ledger::tests::{
    consignment, exception, goods, Desk, CARRIER, CONSIGNEE, CONSIGNOR, DAY, RESERVATION, SECOND,
    SIGNING, STRANGER,
};
use crate::{events::GoodsDisposedOf, header::LOSS_PERIOD};
use core::cell::{Cell, RefCell};
use interfaces::{
    credit::{DOCUMENTED, ON_TIME},
    waybill::{Disposal, OrderLine},
};
use ProgressKind::{Billed, Paid, Received, Shipped};

const ORDER: DocumentId = DocumentId([0xa0; 32]);
const OTHER: DocumentId = DocumentId([0xa1; 32]);

type Told = (u8, DocumentId, ProgressKind, DocumentId, Vec<ProgressLine>);

/// An orders contract that knows [`ORDER`], of the consignee from the consignor, and remembers what it was told.
#[derive(Debug)]
pub(crate) struct Book {
    pub(crate) epoch: u8,
    parties: [PartyId; 2],
    is_silent: Cell<bool>,
    asked: Cell<u32>,
    told: RefCell<Vec<Told>>,
}

impl Default for Book {
    fn default() -> Self {
        Self {
            epoch: 0,
            parties: [CONSIGNEE, CONSIGNOR],
            is_silent: Cell::new(false),
            asked: Cell::new(0),
            told: RefCell::default(),
        }
    }
}

impl Orders for Book {
    fn epoch(&self) -> u8 {
        self.epoch
    }

    fn parties(&self, epoch: u8, order: DocumentId) -> Result<Option<[PartyId; 2]>, WaybillError> {
        self.asked.set(self.asked.get() + 1);
        if self.is_silent.get() || epoch != 1 {
            return Err(WaybillError::OrdersUnavailable);
        }
        Ok((order == ORDER).then_some(self.parties))
    }

    fn record(
        &self,
        epoch: u8,
        order: DocumentId,
        kind: ProgressKind,
        document: DocumentId,
        lines: Vec<ProgressLine>,
    ) -> Result<(), WaybillError> {
        if self.is_silent.get() || epoch != 1 {
            return Err(WaybillError::OrdersUnavailable);
        }
        let told = (epoch, order, kind, document, lines);
        if self.told.borrow().contains(&told) {
            return Err(WaybillError::NotTold(19));
        }
        self.told.borrow_mut().push(told);
        Ok(())
    }
}

fn of(order: DocumentId, line: u16, quantity: u64) -> Goods {
    Goods { order_line: Some(OrderLine { order, line }), ..goods(quantity) }
}

/// Goods that nobody ordered here.
fn unordered(quantity: u64) -> Goods {
    Goods { order_line: None, ..goods(quantity) }
}

impl Desk {
    fn linked() -> Self {
        let mut desk = Self::new();
        desk.book.epoch = 1;
        desk
    }

    fn draft_for(&mut self, number: &str, lines: Vec<Goods>) -> Result<DocumentId, WaybillError> {
        let call = self.by(CONSIGNOR);
        let drafted = self.ledger.draft(
            &call,
            &self.book,
            &self.pledges,
            CONSIGNOR,
            number.into(),
            consignment(),
            lines,
            true,
        )?;
        Ok(drafted.waybill)
    }

    fn tell(
        &mut self,
        waybill: DocumentId,
        kind: ProgressKind,
        lines: &[u16],
    ) -> Result<ProgressTold, WaybillError> {
        self.ledger.tell(&self.book, waybill, kind, lines.to_vec())
    }

    fn ship(&mut self, waybill: DocumentId) {
        self.issue(CARRIER, waybill).unwrap();
        self.pick_up(CARRIER, waybill, vec![], self.now).unwrap();
    }

    /// Lines 1 and 2 fulfil lines 5 and 6 of the order, line 3 none.
    fn ordered(&mut self) -> DocumentId {
        self.draft_for("ASN-1", vec![of(ORDER, 5, 10), of(ORDER, 6, 20), unordered(30)]).unwrap()
    }
}

#[ink::test]
fn a_draft_names_one_order_of_which_its_consignor_or_carrier_is_the_seller() {
    let mut desk = Desk::linked();
    for (lines, refused) in [
        (vec![of(ORDER, 1, 1), of(OTHER, 1, 1)], WaybillError::NotOneOrder),
        (vec![of(OTHER, 1, 1)], WaybillError::NotOneOrder),
    ] {
        assert_eq!(desk.draft_for("ASN-1", lines), Err(refused));
    }
    // Nobody but the seller can say that the seller shipped, the buyer neither.
    for buyer in [CONSIGNEE, CONSIGNOR, CARRIER] {
        for seller in [STRANGER, CONSIGNEE] {
            desk.book.parties = [buyer, seller];
            let refused = desk.draft_for("ASN-1", vec![of(ORDER, 1, 1)]);
            assert_eq!(refused, Err(WaybillError::NotAParty));
        }
    }
    for (number, parties) in [("A", [STRANGER, CONSIGNOR]), ("B", [STRANGER, CARRIER])] {
        desk.book.parties = parties;
        assert!(desk.draft_for(number, vec![of(ORDER, 1, 1)]).is_ok());
    }
    desk.book.is_silent.set(true);
    let refused = desk.draft_for("C", vec![of(ORDER, 1, 1)]);
    assert_eq!(refused, Err(WaybillError::OrdersUnavailable));
    assert!(desk.draft_for("C", vec![unordered(1)]).is_ok(), "what names no order asks nobody");
}

#[ink::test]
fn lines_that_come_later_are_asked_about_too() {
    let mut desk = Desk::linked();
    let call = desk.by(CONSIGNOR);
    let number = "ASN-1".into();
    let drafted = desk.ledger.draft(
        &call,
        &desk.book,
        &desk.pledges,
        CONSIGNOR,
        number,
        consignment(),
        vec![],
        false,
    );
    let waybill = drafted.unwrap().waybill;
    let mut add = |order| {
        let call = desk.by(CONSIGNOR);
        desk.ledger.add_lines(&call, &desk.book, waybill, vec![of(order, 1, 1)], false).map(|_| ())
    };
    assert_eq!(add(OTHER), Err(WaybillError::NotOneOrder));
    assert_eq!(add(ORDER), Ok(()));
}

#[ink::test]
fn without_orders_lines_name_what_they_like_and_nobody_is_asked() {
    let mut desk = Desk::new();
    let waybill = desk.draft_for("ASN-1", vec![of(ORDER, 1, 1), of(OTHER, 2, 1)]).unwrap();
    assert_eq!(desk.book.asked.get(), 0);
    // Linked later, the contract knows nothing of it.
    desk.book.epoch = 1;
    desk.ship(waybill);
    assert_eq!(desk.tell(waybill, Shipped, &[1]), Err(WaybillError::OrdersUnavailable));
}

#[ink::test]
fn what_was_loaded_is_told_once_the_goods_are_picked_up() {
    let mut desk = Desk::linked();
    let waybill = desk.ordered();
    let not_yet = |status| Err(WaybillError::WrongStatus(status));
    assert_eq!(desk.tell(waybill, Shipped, &[1]), not_yet(WaybillStatus::Draft));
    desk.ship(waybill);
    for kind in [Received, Billed, Paid] {
        assert_eq!(desk.tell(waybill, kind, &[1]), not_yet(WaybillStatus::InTransit), "{kind:?}");
    }
    let told = desk.tell(waybill, Shipped, &[2, 1]);
    let event = ProgressTold { waybill, order: ORDER, kind: Shipped, lines: vec![2, 1] };
    assert_eq!(told, Ok(event));
    // Of what was shipped nobody signed when it was received.
    let shipped = |line, document_line, quantity| {
        let merits = desk.book.told.borrow()[0].4[0].merits;
        ProgressLine { line, document_line, quantity, at: 0, merits }
    };
    let lines = vec![shipped(6, 2, 20), shipped(5, 1, 10)];
    assert_eq!(*desk.book.told.borrow(), [(1, ORDER, Shipped, waybill, lines)]);
    assert_eq!(desk.tell(waybill, Shipped, &[2, 1]), Err(WaybillError::NotTold(19)));
}

#[ink::test]
fn what_was_received_is_told_once_it_is_frozen_and_nothing_of_what_was_not() {
    let mut desk = Desk::linked();
    let waybill = desk.ordered();
    desk.ship(waybill);
    desk.arrive(CARRIER, waybill, desk.now).unwrap();
    let exceptions = vec![exception(1, [4, 6, 0, 0]), exception(2, [0, 20, 0, 0])];
    desk.note(CONSIGNEE, waybill, exceptions).unwrap();
    let at = desk.now;
    desk.deliver(CONSIGNEE, waybill, at).unwrap();
    desk.now += RESERVATION;
    desk.close(waybill).unwrap();
    let told = desk.tell(waybill, Received, &[1, 2]).unwrap();
    assert_eq!(told.lines, [1]);
    // Six of ten are damaged.
    let merits = ON_TIME | DOCUMENTED;
    let lines = vec![ProgressLine { line: 5, quantity: 4, document_line: 1, at, merits }];
    assert_eq!(desk.book.told.borrow().last(), Some(&(1, ORDER, Received, waybill, lines)));
    assert_eq!(desk.tell(waybill, Received, &[2]), Err(WaybillError::Empty));
}

#[ink::test]
fn of_what_the_consignee_did_not_sign_for_no_time_is_told() {
    let mut desk = Desk::linked();
    let waybill = desk.ordered();
    desk.ship(waybill);
    desk.arrive(CARRIER, waybill, desk.now).unwrap();
    desk.now += SIGNING;
    desk.lapse(waybill).unwrap();
    desk.now += RESERVATION;
    desk.close(waybill).unwrap();
    desk.tell(waybill, Received, &[1]).unwrap();
    let told = desk.book.told.borrow()[0].4[0];
    assert_eq!((told.quantity, told.at), (10, 0));
}

/// Sends the goods to the second carrier.
fn redirected(desk: &mut Desk, waybill: DocumentId) {
    let disposal = Disposal::Redirect { consignee: SECOND, place_of_delivery: "".into() };
    let disposed = GoodsDisposedOf { waybill, party: CONSIGNOR, disposal };
    desk.ledger.dispose(&desk.by(CONSIGNOR), &disposed).unwrap();
}

#[ink::test]
fn what_another_received_the_buyer_did_not_and_shipped_it_was() {
    let mut desk = Desk::linked();
    let waybill = desk.ordered();
    desk.ship(waybill);
    redirected(&mut desk, waybill);
    desk.deliver(SECOND, waybill, desk.now).unwrap();
    desk.now += RESERVATION;
    desk.close(waybill).unwrap();
    assert_eq!(desk.tell(waybill, Received, &[1, 2]), Err(WaybillError::NotAParty));
    assert!(desk.book.told.borrow().is_empty());
    desk.tell(waybill, Shipped, &[1, 2]).unwrap();
}

#[ink::test]
fn what_the_buyer_sent_elsewhere_as_consignor_or_carrier_it_received() {
    for buyer in [CONSIGNOR, CARRIER] {
        let mut desk = Desk::linked();
        let waybill = desk.ordered();
        desk.book.parties = [buyer, CONSIGNOR];
        desk.ship(waybill);
        redirected(&mut desk, waybill);
        desk.deliver(SECOND, waybill, desk.now).unwrap();
        desk.now += RESERVATION;
        desk.close(waybill).unwrap();
        desk.tell(waybill, Received, &[1]).unwrap();
    }
}

#[ink::test]
fn parts_that_the_buyer_received_of_lost_goods_are_told() {
    let mut desk = Desk::linked();
    let waybill = desk.ordered();
    desk.ship(waybill);
    desk.now += 5 * DAY;
    desk.part(CONSIGNEE, waybill, 1, 3).unwrap();
    desk.now += LOSS_PERIOD;
    desk.lose(CONSIGNEE, waybill).unwrap();
    desk.tell(waybill, Received, &[1]).unwrap();
    desk.book.parties = [STRANGER, CONSIGNOR];
    assert_eq!(desk.tell(waybill, Received, &[1]), Err(WaybillError::NotAParty));
    assert_eq!(desk.tell(waybill, Received, &[2]), Err(WaybillError::Empty), "it comes first");
    desk.book.is_silent.set(true);
    assert_eq!(desk.tell(waybill, Received, &[1]), Err(WaybillError::OrdersUnavailable));
}

#[ink::test]
fn telling_reports_its_errors_in_the_promised_order() {
    let mut desk = Desk::linked();
    let waybill = desk.ordered();
    desk.ship(waybill);
    let nowhere = DocumentId([0; 32]);
    assert_eq!(desk.tell(nowhere, Received, &[]), Err(WaybillError::NotFound));
    let in_transit = Err(WaybillError::WrongStatus(WaybillStatus::InTransit));
    assert_eq!(desk.tell(waybill, Received, &[]), in_transit);
    assert_eq!(desk.tell(waybill, Shipped, &[]), Err(WaybillError::Empty));
    assert_eq!(desk.tell(waybill, Shipped, &[9; 51]), Err(WaybillError::TooMany));
    assert_eq!(desk.tell(waybill, Shipped, &[9, 3]), Err(WaybillError::NoSuchLine(9)));
    assert_eq!(desk.tell(waybill, Shipped, &[3]), Err(WaybillError::NotOneOrder));
    assert_eq!(desk.tell(waybill, Shipped, &[1, 3]), Err(WaybillError::NotOneOrder));
    desk.book.is_silent.set(true);
    assert_eq!(desk.tell(waybill, Shipped, &[1]), Err(WaybillError::OrdersUnavailable));
    assert!(desk.book.told.borrow().is_empty());
}

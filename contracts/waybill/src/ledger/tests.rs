//! What each message promises, one by one.
use super::{progress::tests::Book, *};
use crate::{
    events::{GoodsDisposedOf, RevisionSigned, TitleMoved, WaybillReissued},
    header::{waybill_id, LOSS_PERIOD},
};
use core::cell::RefCell;
use ink::env::{test::run_test, DefaultEnvironment};
use interfaces::{
    ids::Quantity,
    registry::Refusal,
    waybill::{
        BillingLine, Disposal, DocumentForm, ExceptionReason, FreightTerm, LineException,
        OrderLine, Revision, TitleAction, TransportEvent, TransportMode,
    },
};
use proptest::prelude::*;
use std::rc::Rc;

mod encumbrance;
mod evidence;
mod movement;
mod ratings;

pub(crate) use encumbrance::Pledges;

pub(crate) const CONSIGNOR: PartyId = PartyId([1; 32]);
pub(crate) const CARRIER: PartyId = PartyId([2; 32]);
pub(crate) const CONSIGNEE: PartyId = PartyId([3; 32]);
pub(crate) const SECOND: PartyId = PartyId([4; 32]);
pub(crate) const STRANGER: PartyId = PartyId([9; 32]);
pub(crate) const START: Millis = 1_000_000_000;
pub(crate) const HOUR: Millis = 60 * 60 * 1000;
pub(crate) const DAY: Millis = 24 * HOUR;
pub(crate) const SIGNING: Millis = 3 * DAY;
pub(crate) const RESERVATION: Millis = 7 * DAY;
/// How far off the pickup may lie, and the delivery from it.
pub(crate) const LONGEST: Millis = 366 * DAY;
const EVIDENCE: Digest = [7; 32];
const CLEAN: Vec<Reservation> = Vec::new();
const NOT_FOR_PARTY: WaybillError = WaybillError::Refused(Refusal::NotForParty);
const NOWHERE: DocumentId = DocumentId([0; 32]);

/// Under which registry, for which party, in which scope, for what.
type Question = (u8, PartyId, Scope, Business);

/// A registry that lets each account act for the party of the same bytes, and remembers what it was asked.
#[derive(Clone, Default)]
pub(crate) struct Roll {
    pub(crate) epoch: u8,
    pub(crate) denial: Option<Denial>,
    pub(crate) asked: Rc<RefCell<Vec<Question>>>,
}

impl Authority for Roll {
    fn epoch(&self) -> u8 {
        self.epoch
    }

    fn may(
        &self,
        epoch: u8,
        account: Account,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), Denial> {
        self.asked.borrow_mut().push((epoch, party, scope, business));
        self.denial.map_or_else(|| kit::authority::alone(account, party), Err)
    }
}

pub(crate) fn consignment() -> Consignment {
    Consignment {
        consignor: CONSIGNOR,
        carrier: CARRIER,
        consignee: CONSIGNEE,
        form: DocumentForm::Waybill,
        document: [5; 32],
        mode: TransportMode::Road,
        place_of_receipt: "DEHAM".into(),
        place_of_delivery: "".into(),
        freight: 120_000,
        currency: "EUR".into(),
        freight_term: FreightTerm::Prepaid,
        gross_weight: 9_000,
        pickup_until: START + DAY,
        deliver_until: START + 5 * DAY,
    }
}

pub(crate) fn goods(quantity: Quantity) -> Goods {
    Goods {
        item: "98412345678908".into(),
        quantity,
        unit: "KGM".into(),
        deliver_until: START + 5 * DAY,
        order_line: Some(OrderLine { order: DocumentId([8; 32]), line: 2 }),
    }
}

pub(crate) fn revision() -> Revision {
    Revision {
        document: [6; 32],
        place_of_delivery: "NLRTM".into(),
        deliver_until: START + 9 * DAY,
        freight: 99,
        gross_weight: 8_000,
    }
}

/// A ledger with a clock and a registry.
pub(crate) struct Desk {
    pub(crate) ledger: Ledger,
    pub(crate) roll: Roll,
    pub(crate) book: Book,
    pub(crate) pledges: Pledges,
    pub(crate) paused: bool,
    pub(crate) now: Millis,
}

impl Desk {
    /// Each desk has a chain of its own, since the ledger's keys are fixed.
    pub(crate) fn new() -> Self {
        run_test::<DefaultEnvironment, _>(|_| Ok(())).unwrap();
        Self {
            ledger: Ledger::default(),
            roll: Roll::default(),
            book: Book::default(),
            pledges: Pledges::default(),
            paused: false,
            now: START,
        }
    }

    pub(crate) fn by(&self, party: PartyId) -> Caller<Roll> {
        Caller {
            call: Call { caller: party.0.into(), now: self.now },
            paused: self.paused,
            windows: Windows { signing: SIGNING, reservation: RESERVATION },
            authority: self.roll.clone(),
        }
    }

    fn draft_of(
        &mut self,
        number: &str,
        lines: Vec<Goods>,
        complete: bool,
    ) -> Result<WaybillDrafted, WaybillError> {
        self.draft_as(CONSIGNOR, CONSIGNOR, number, consignment(), lines, complete)
    }

    fn draft_as(
        &mut self,
        caller: PartyId,
        party: PartyId,
        number: &str,
        consignment: Consignment,
        lines: Vec<Goods>,
        complete: bool,
    ) -> Result<WaybillDrafted, WaybillError> {
        let call = self.by(caller);
        let number = number.into();
        self.ledger.draft(
            &call,
            &self.book,
            &self.pledges,
            party,
            number,
            consignment,
            lines,
            complete,
        )
    }

    /// A complete draft by the consignor, of 10 and of 20.
    pub(crate) fn drafted(&mut self, number: &str) -> DocumentId {
        self.draft_of(number, vec![goods(10), goods(20)], true).unwrap().waybill
    }

    pub(crate) fn issued(&mut self, number: &str) -> DocumentId {
        let waybill = self.drafted(number);
        self.issue(CARRIER, waybill).unwrap();
        waybill
    }

    /// A bill of lading, issued, of 10 and of 20.
    pub(crate) fn bill_at_rest(&mut self, form: DocumentForm, number: &str) -> DocumentId {
        let about = Consignment { form, ..consignment() };
        let lines = vec![goods(10), goods(20)];
        let drafted = self.draft_as(CONSIGNOR, CONSIGNOR, number, about, lines, true);
        let waybill = drafted.unwrap().waybill;
        self.issue(CARRIER, waybill).unwrap();
        waybill
    }

    /// A bill of lading, in transit.
    pub(crate) fn bill(&mut self, form: DocumentForm, number: &str) -> DocumentId {
        let waybill = self.bill_at_rest(form, number);
        self.pick_up(CARRIER, waybill, CLEAN, self.now).unwrap();
        waybill
    }

    pub(crate) fn in_transit(&mut self, number: &str) -> DocumentId {
        let waybill = self.issued(number);
        self.pick_up(CARRIER, waybill, CLEAN, self.now).unwrap();
        waybill
    }

    pub(crate) fn arrived(&mut self, number: &str) -> DocumentId {
        let waybill = self.in_transit(number);
        self.arrive(CARRIER, waybill, self.now).unwrap();
        waybill
    }

    fn delivered(&mut self, number: &str) -> DocumentId {
        let waybill = self.in_transit(number);
        self.deliver(CONSIGNEE, waybill, self.now).unwrap();
        waybill
    }

    /// A waybill at each status.
    fn at(&mut self, status: WaybillStatus) -> DocumentId {
        use WaybillStatus::*;
        match status {
            Draft => self.drafted("at"),
            Issued => self.issued("at"),
            InTransit => self.in_transit("at"),
            Arrived => self.arrived("at"),
            Delivered => self.delivered("at"),
            DeliveredUnconfirmed => {
                let waybill = self.arrived("at");
                self.now += SIGNING;
                self.lapse(waybill).unwrap();
                waybill
            }
            Closed => {
                let waybill = self.delivered("at");
                self.now += RESERVATION;
                self.close(waybill).unwrap();
                waybill
            }
            Cancelled => {
                let waybill = self.drafted("at");
                self.cancel(CARRIER, waybill).unwrap();
                waybill
            }
            Lost => {
                let waybill = self.in_transit("at");
                self.now = START + 5 * DAY + LOSS_PERIOD;
                self.lose(CONSIGNEE, waybill).unwrap();
                waybill
            }
            Voided => {
                let waybill = self.bill(DocumentForm::BillToOrder, "at");
                let asked = kit::digest(&revision());
                self.title(CONSIGNOR, waybill, TitleAction::SurrenderForAmendment(asked)).unwrap();
                self.reissue(CARRIER, waybill, "at", 1, revision()).unwrap();
                waybill
            }
        }
    }

    fn add(
        &mut self,
        caller: PartyId,
        waybill: DocumentId,
        lines: Vec<Goods>,
        complete: bool,
    ) -> Result<LinesAdded, WaybillError> {
        let call = self.by(caller);
        self.ledger.add_lines(&call, &self.book, waybill, lines, complete)
    }

    pub(crate) fn issue(
        &mut self,
        caller: PartyId,
        waybill: DocumentId,
    ) -> Result<WaybillIssued, WaybillError> {
        self.ledger.issue(&self.by(caller), waybill)
    }

    fn cancel(&mut self, party: PartyId, waybill: DocumentId) -> Result<Cancelled, WaybillError> {
        self.ledger.cancel(&self.by(party), waybill, party)
    }

    pub(crate) fn pick_up(
        &mut self,
        caller: PartyId,
        waybill: DocumentId,
        reservations: Vec<Reservation>,
        declared_at: Millis,
    ) -> Result<GoodsPickedUp, WaybillError> {
        let call = self.by(caller);
        self.ledger.pick_up(&call, waybill, reservations, [0; 32], declared_at)
    }

    pub(crate) fn hand_over(
        &mut self,
        caller: PartyId,
        waybill: DocumentId,
        to: PartyId,
    ) -> Result<CustodyOffered, WaybillError> {
        self.ledger.hand_over(&self.by(caller), waybill, to)
    }

    fn take_over(
        &mut self,
        caller: PartyId,
        waybill: DocumentId,
        reservations: Vec<Reservation>,
        declared_at: Millis,
    ) -> Result<CustodyTaken, WaybillError> {
        let call = self.by(caller);
        self.ledger.take_over(&call, waybill, reservations, EVIDENCE, declared_at)
    }

    pub(crate) fn arrive(
        &mut self,
        caller: PartyId,
        waybill: DocumentId,
        declared_at: Millis,
    ) -> Result<GoodsArrived, WaybillError> {
        self.ledger.arrive(&self.by(caller), waybill, declared_at)
    }

    pub(crate) fn note(
        &mut self,
        caller: PartyId,
        waybill: DocumentId,
        exceptions: Vec<LineException>,
    ) -> Result<ExceptionsNoted, WaybillError> {
        let noted = ExceptionsNoted { waybill, exceptions };
        self.ledger.note_exceptions(&self.by(caller), &noted)?;
        Ok(noted)
    }

    pub(crate) fn deliver(
        &mut self,
        caller: PartyId,
        waybill: DocumentId,
        declared_at: Millis,
    ) -> Result<GoodsDelivered, WaybillError> {
        let call = self.by(caller);
        self.ledger.sign_delivery(&call, waybill, declared_at, EVIDENCE)
    }

    pub(crate) fn lapse(
        &mut self,
        waybill: DocumentId,
    ) -> Result<DeliveryUnconfirmed, WaybillError> {
        self.ledger.lapse(&self.by(STRANGER), waybill)
    }

    pub(crate) fn lose(
        &mut self,
        party: PartyId,
        waybill: DocumentId,
    ) -> Result<GoodsLost, WaybillError> {
        self.ledger.declare_lost(&self.by(party), waybill, party)
    }

    pub(crate) fn close(&mut self, waybill: DocumentId) -> Result<WaybillClosed, WaybillError> {
        self.ledger.close(&self.by(STRANGER), waybill)
    }

    fn sign_off(
        &mut self,
        caller: PartyId,
        step: SignOff,
        waybills: &[DocumentId],
        declared_at: Millis,
    ) -> Result<ManySignedOff, WaybillError> {
        let call = self.by(caller);
        let waybills = waybills.to_vec();
        let recorded_at = self.now;
        let signed_off = ManySignedOff { step, waybills, declared_at, recorded_at, relayed: None };
        self.ledger.sign_off(&call, &signed_off)?;
        Ok(signed_off)
    }

    fn log(
        &mut self,
        party: PartyId,
        waybill: DocumentId,
        classifier: Classifier,
        place: &str,
        occurs_at: Millis,
    ) -> Result<(), WaybillError> {
        let event = TransportEventLogged {
            waybill,
            party,
            event: TransportEvent::Arrival,
            classifier,
            place: place.into(),
            occurs_at,
            evidence: EVIDENCE,
        };
        self.ledger.log_event(&self.by(party), &event)
    }

    pub(crate) fn title(
        &mut self,
        party: PartyId,
        waybill: DocumentId,
        action: TitleAction,
    ) -> Result<TitleMoved, WaybillError> {
        self.title_by(party, party, waybill, action)
    }

    pub(crate) fn title_by(
        &mut self,
        caller: PartyId,
        party: PartyId,
        waybill: DocumentId,
        action: TitleAction,
    ) -> Result<TitleMoved, WaybillError> {
        let recorded_at = self.now;
        let mut moved = TitleMoved { waybill, party, action, previous: [0; 32], recorded_at };
        self.ledger.title(&self.by(caller), &mut moved)?;
        Ok(moved)
    }

    pub(crate) fn reissue(
        &mut self,
        caller: PartyId,
        waybill: DocumentId,
        number: &str,
        version: u16,
        changes: Revision,
    ) -> Result<WaybillReissued, WaybillError> {
        let call = self.by(caller);
        self.ledger.reissue(&call, waybill, number.into(), version, changes)
    }

    pub(crate) fn revise(
        &mut self,
        party: PartyId,
        waybill: DocumentId,
        revision: Revision,
    ) -> Result<bool, WaybillError> {
        let recorded_at = self.now;
        let mut signed = RevisionSigned { waybill, party, revision, recorded_at, in_force: false };
        self.ledger.revise(&self.by(party), &mut signed)?;
        Ok(signed.in_force)
    }

    pub(crate) fn dispose(
        &mut self,
        party: PartyId,
        waybill: DocumentId,
        disposal: Disposal,
    ) -> Result<(), WaybillError> {
        let disposed = GoodsDisposedOf { waybill, party, disposal };
        self.ledger.dispose(&self.by(party), &disposed)
    }

    pub(crate) fn part(
        &mut self,
        caller: PartyId,
        waybill: DocumentId,
        line: u16,
        quantity: Quantity,
    ) -> Result<(), WaybillError> {
        let part = PartDelivered { waybill, line, quantity, delivered_at: self.now };
        self.ledger.deliver_part(&self.by(caller), &part)
    }

    pub(crate) fn view(&self, waybill: DocumentId) -> WaybillView {
        self.ledger.waybill(waybill).unwrap()
    }

    pub(crate) fn billed(&self, waybill: DocumentId) -> Vec<BillingLine> {
        self.ledger.billing_record(waybill, vec![1, 2]).unwrap().billed
    }

    pub(crate) fn status(&self, waybill: DocumentId) -> WaybillStatus {
        self.ledger.status_of(waybill).unwrap()
    }

    pub(crate) fn asked(&self) -> Vec<Question> {
        self.roll.asked.borrow_mut().drain(..).collect()
    }
}

pub(crate) fn exception(line: u16, parts: [Quantity; 4]) -> LineException {
    let [received, short, damaged, refused] = parts;
    LineException { line, received, short, damaged, refused, reason: ExceptionReason::Broken }
}

// Drafting

#[ink::test]
fn a_consignor_drafts_for_its_carrier_to_sign() {
    let mut desk = Desk::new();
    let drafted = desk.draft_of("ASN-8", vec![goods(10)], false).unwrap();
    let waybill = waybill_id(CARRIER, "ASN-8", 1);
    assert_eq!(
        drafted,
        WaybillDrafted {
            waybill,
            counterparty: CARRIER,
            consignee: CONSIGNEE,
            number: "ASN-8".into(),
            version: 1,
            registry_epoch: 0,
            orders_epoch: 0,
            collateral_epoch: 0,
            consignment: consignment(),
            lines: vec![goods(10)],
            complete: false,
        }
    );
    assert_eq!(
        desk.view(waybill),
        WaybillView {
            status: WaybillStatus::Draft,
            consignment: consignment(),
            drafter: CONSIGNOR,
            complete: false,
            lines: 1,
            custodian: CONSIGNOR,
            offered_to: None,
            legs: 0,
            clean: true,
            cancellation_asked_by: None,
            picked_up_at: 0,
            arrived_at: 0,
            delivered_at: 0,
            delivery_recorded_at: 0,
            disposer: CONSIGNOR,
            in_parts: false,
            surrendered: false,
            first: waybill,
        }
    );
    assert_eq!(
        desk.ledger.lines_of(waybill, 1, 50),
        [LineView { goods: goods(10), exception: None, parts: 0 }]
    );
    assert_eq!(desk.asked(), [(0, CONSIGNOR, Scope::Agree, Business::NewBusiness)]);
}

#[ink::test]
fn a_carrier_drafts_for_its_consignor_to_sign() {
    let mut desk = Desk::new();
    let drafted =
        desk.draft_as(CARRIER, CARRIER, "1", consignment(), vec![goods(1)], true).unwrap();
    assert_eq!(drafted.counterparty, CONSIGNOR);
    assert_eq!(desk.issue(CARRIER, drafted.waybill), Err(NOT_FOR_PARTY));
    assert!(desk.issue(CONSIGNOR, drafted.waybill).is_ok());
}

#[ink::test]
fn a_draft_is_refused_for_its_first_fault_in_the_promised_order() {
    let mut desk = Desk::new();
    desk.drafted("taken");
    desk.paused = true;
    let mut number = "";
    let mut caller = STRANGER;
    let mut party = CONSIGNEE;
    let mut lines = vec![goods(1); 51];
    let mut c = Consignment {
        carrier: CONSIGNOR,
        place_of_receipt: "Hamburg".into(),
        place_of_delivery: "dEBRE".into(),
        currency: "euro".into(),
        freight: 1 << 63,
        gross_weight: 1 << 63,
        pickup_until: START - 1,
        ..consignment()
    };
    lines[0] = Goods { item: "".into(), unit: "kg".into(), quantity: 0, ..goods(1) };
    lines[1] = Goods { item: "1".repeat(36), ..goods(1) };
    macro_rules! refused {
        ($error:expr) => {
            let result = desk.draft_as(caller, party, number, c.clone(), lines.clone(), true);
            assert_eq!(result, Err($error));
        };
    }
    refused!(WaybillError::Paused);
    desk.paused = false;
    refused!(NOT_FOR_PARTY);
    desk.roll.denial = Some(Denial::Unavailable);
    refused!(WaybillError::RegistryUnavailable);
    desk.roll.denial = None;
    caller = CONSIGNEE;
    refused!(WaybillError::NotAParty);
    (caller, party) = (CONSIGNOR, CONSIGNOR);
    refused!(WaybillError::SameParty);
    c.carrier = CONSIGNEE;
    refused!(WaybillError::SameParty);
    c.carrier = CARRIER;
    refused!(WaybillError::MalformedNumber);
    number = "taken";
    refused!(WaybillError::MalformedPlace);
    c.place_of_receipt = "".into();
    refused!(WaybillError::MalformedPlace);
    c.place_of_delivery = "DEBRE".into();
    refused!(WaybillError::MalformedCurrency);
    c.currency = "EUR".into();
    refused!(WaybillError::AmountOutOfRange);
    c.freight = (1 << 63) - 1;
    refused!(WaybillError::AmountOutOfRange);
    c.gross_weight = 0;
    refused!(WaybillError::OutOfOrder);
    c.pickup_until = START + LONGEST + 1;
    refused!(WaybillError::OutOfOrder);
    c.deliver_until = c.pickup_until;
    refused!(WaybillError::WindowTooLong);
    c.pickup_until = START - 1;
    refused!(WaybillError::OutOfOrder);
    c.pickup_until = START;
    refused!(WaybillError::WindowTooLong);
    c.deliver_until = START + LONGEST;
    refused!(WaybillError::AlreadyExists);
    number = "free";
    refused!(WaybillError::TooMany);
    let first = lines[0].clone();
    lines.clear();
    refused!(WaybillError::Empty);
    lines.push(first);
    refused!(WaybillError::MalformedItem);
    lines[0].item = "1".repeat(35);
    refused!(WaybillError::MalformedUnit);
    lines[0].unit = "C62".into();
    refused!(WaybillError::AmountOutOfRange);
    lines[0].quantity = 1 << 63;
    refused!(WaybillError::AmountOutOfRange);
    lines[0].quantity = 1;
    lines.push(Goods { item: "1".repeat(36), ..goods(1) });
    refused!(WaybillError::MalformedItem);
    assert_eq!(desk.ledger.waybill(waybill_id(CARRIER, "free", 1)), None);
    assert!(desk.ledger.lines_of(waybill_id(CARRIER, "free", 1), 1, 50).is_empty());
    lines.pop();
    desk.draft_as(caller, party, number, c, lines, true).unwrap();
}

#[ink::test]
fn goods_are_picked_up_and_delivered_within_the_longest_time_there_is() {
    for (pickup, delivery, drafted) in [
        (LONGEST, LONGEST, Ok(())),
        (LONGEST, 2 * LONGEST, Ok(())),
        (LONGEST + 1, LONGEST + 1, Err(WaybillError::WindowTooLong)),
        (LONGEST, 2 * LONGEST + 1, Err(WaybillError::WindowTooLong)),
        (0, u64::MAX - START, Err(WaybillError::WindowTooLong)),
        (0, 0, Ok(())),
    ] {
        let (pickup_until, deliver_until) = (START + pickup, START + delivery);
        let about = Consignment { pickup_until, deliver_until, ..consignment() };
        let mut desk = Desk::new();
        let result = desk.draft_as(CARRIER, CARRIER, "1", about, vec![goods(1)], true);
        assert_eq!(result.map(drop), drafted, "{pickup}, {delivery}");
    }
}

#[ink::test]
fn a_draft_may_have_no_lines_until_it_is_complete() {
    let mut desk = Desk::new();
    let waybill = desk.draft_of("1", vec![], false).unwrap().waybill;
    assert_eq!(desk.issue(CARRIER, waybill), Err(WaybillError::Incomplete));
    assert_eq!(desk.add(CONSIGNOR, waybill, vec![goods(1)], true).unwrap().first, 1);
    desk.issue(CARRIER, waybill).unwrap();
}

#[ink::test]
fn goods_may_move_within_one_enterprise_but_not_to_their_carrier() {
    let mut desk = Desk::new();
    let own = Consignment { consignee: CONSIGNOR, ..consignment() };
    let drafted = desk.draft_as(CONSIGNOR, CONSIGNOR, "1", own, vec![goods(1)], true).unwrap();
    assert_eq!(drafted.consignee, CONSIGNOR);
}

#[ink::test]
fn lines_are_numbered_on_to_five_hundred() {
    let mut desk = Desk::new();
    let waybill = desk.draft_of("1", vec![goods(1); 50], false).unwrap().waybill;
    for call in 1..10u16 {
        let added = desk.add(CONSIGNOR, waybill, vec![goods(1 + u64::from(call)); 50], false);
        assert_eq!(
            added,
            Ok(LinesAdded {
                waybill,
                first: call * 50 + 1,
                lines: vec![goods(1 + u64::from(call)); 50],
                complete: false
            })
        );
    }
    assert_eq!(desk.add(CONSIGNOR, waybill, vec![goods(1)], true), Err(WaybillError::TooMany));
    assert_eq!(desk.view(waybill).lines, 500);
    let page = desk.ledger.lines_of(waybill, 499, 50);
    assert_eq!(page.len(), 2);
    assert_eq!(page[1].goods, goods(10));
}

#[ink::test]
fn adding_lines_is_refused_for_its_first_fault_in_the_promised_order() {
    let mut desk = Desk::new();
    let waybill = desk.draft_of("1", vec![], false).unwrap().waybill;
    let sealed = desk.drafted("2");
    let issued = desk.issued("3");
    let bad = Goods { item: "".into(), unit: "kg".into(), quantity: 0, ..goods(1) };
    desk.paused = true;
    assert_eq!(desk.add(STRANGER, NOWHERE, vec![], true), Err(WaybillError::Paused));
    desk.paused = false;
    assert_eq!(desk.add(STRANGER, NOWHERE, vec![], true), Err(WaybillError::NotFound));
    assert_eq!(desk.add(CARRIER, issued, vec![], true), Err(NOT_FOR_PARTY));
    desk.asked();
    assert_eq!(
        desk.add(CONSIGNOR, issued, vec![], true),
        Err(WaybillError::WrongStatus(WaybillStatus::Issued))
    );
    assert_eq!(desk.asked(), [(0, CONSIGNOR, Scope::Agree, Business::NewBusiness)]);
    assert_eq!(desk.add(CONSIGNOR, sealed, vec![], true), Err(WaybillError::Complete));
    assert_eq!(desk.add(CONSIGNOR, waybill, vec![], true), Err(WaybillError::Empty));
    let many = vec![bad.clone(); 51];
    assert_eq!(desk.add(CONSIGNOR, waybill, many, true), Err(WaybillError::TooMany));
    let mut lines = vec![goods(1), bad];
    assert_eq!(desk.add(CONSIGNOR, waybill, lines.clone(), true), Err(WaybillError::MalformedItem));
    lines[1].item = "1".into();
    assert_eq!(desk.add(CONSIGNOR, waybill, lines.clone(), true), Err(WaybillError::MalformedUnit));
    lines[1].unit = "XPK".into();
    assert_eq!(
        desk.add(CONSIGNOR, waybill, lines.clone(), true),
        Err(WaybillError::AmountOutOfRange)
    );
    assert_eq!(desk.view(waybill).lines, 0);
    assert!(!desk.view(waybill).complete);
}

// Issue and cancellation

#[ink::test]
fn the_other_side_issues_what_was_sealed() {
    let mut desk = Desk::new();
    let waybill = desk.drafted("1");
    desk.paused = true;
    assert_eq!(desk.issue(STRANGER, NOWHERE), Err(WaybillError::Paused));
    desk.paused = false;
    assert_eq!(desk.issue(STRANGER, NOWHERE), Err(WaybillError::NotFound));
    assert_eq!(desk.issue(CONSIGNOR, waybill), Err(NOT_FOR_PARTY));
    desk.asked();
    assert_eq!(desk.issue(CARRIER, waybill), Ok(WaybillIssued { waybill }));
    assert_eq!(desk.asked(), [(0, CARRIER, Scope::Agree, Business::NewBusiness)]);
    assert_eq!(desk.issue(CARRIER, waybill), Err(WaybillError::WrongStatus(WaybillStatus::Issued)));
    assert_eq!(desk.status(waybill), WaybillStatus::Issued);
}

#[ink::test]
fn either_side_calls_a_draft_off_at_once_and_its_number_is_spent() {
    for party in [CONSIGNOR, CARRIER] {
        let mut desk = Desk::new();
        let waybill = desk.drafted("1");
        desk.asked();
        let done = WaybillCancelled { waybill, party };
        assert_eq!(desk.cancel(party, waybill), Ok(Cancelled::Done(done)));
        assert_eq!(desk.asked(), [(0, party, Scope::Agree, Business::Exit)]);
        assert_eq!(desk.status(waybill), WaybillStatus::Cancelled);
        assert_eq!(desk.view(waybill).custodian, CONSIGNOR);
        assert_eq!(
            desk.draft_of("1", vec![goods(1)], true).unwrap_err(),
            WaybillError::AlreadyExists
        );
    }
}

#[ink::test]
fn an_issued_waybill_is_called_off_when_both_have_asked() {
    let mut desk = Desk::new();
    let waybill = desk.issued("1");
    let asked = CancellationAsked { waybill, party: CARRIER };
    assert_eq!(desk.cancel(CARRIER, waybill), Ok(Cancelled::Asked(asked)));
    assert_eq!(desk.view(waybill).cancellation_asked_by, Some(CARRIER));
    assert_eq!(desk.cancel(CARRIER, waybill), Err(WaybillError::AlreadyAsked));
    assert_eq!(desk.status(waybill), WaybillStatus::Issued);
    let done = WaybillCancelled { waybill, party: CONSIGNOR };
    assert_eq!(desk.cancel(CONSIGNOR, waybill), Ok(Cancelled::Done(done)));
    assert_eq!(desk.status(waybill), WaybillStatus::Cancelled);
}

#[ink::test]
fn past_the_pickup_date_either_side_calls_off_alone() {
    for party in [CONSIGNOR, CARRIER] {
        let mut desk = Desk::new();
        let waybill = desk.issued("1");
        desk.now = START + DAY;
        assert!(matches!(desk.cancel(party, waybill), Ok(Cancelled::Asked(_))));
        assert_eq!(desk.cancel(party, waybill), Err(WaybillError::AlreadyAsked));
        desk.now += 1;
        assert!(matches!(desk.cancel(party, waybill), Ok(Cancelled::Done(_))));
    }
}

#[ink::test]
fn cancelling_is_refused_for_its_first_fault_in_the_promised_order_and_never_paused() {
    let mut desk = Desk::new();
    let moving = desk.in_transit("1");
    let issued = desk.issued("2");
    desk.paused = true;
    assert_eq!(desk.cancel(STRANGER, NOWHERE), Err(WaybillError::NotFound));
    assert_eq!(desk.cancel(CONSIGNEE, moving), Err(WaybillError::NotAParty));
    let call = desk.by(STRANGER);
    assert_eq!(desk.ledger.cancel(&call, moving, CARRIER), Err(NOT_FOR_PARTY));
    assert_eq!(
        desk.cancel(CARRIER, moving),
        Err(WaybillError::WrongStatus(WaybillStatus::InTransit))
    );
    assert!(desk.cancel(CARRIER, issued).is_ok());
}

// Custody

#[ink::test]
fn a_clean_pickup_stores_no_leg_and_one_can_be_read() {
    let mut desk = Desk::new();
    let waybill = desk.issued("1");
    desk.asked();
    assert_eq!(
        desk.pick_up(CARRIER, waybill, CLEAN, START + 5),
        Ok(GoodsPickedUp { waybill, taken_at: START + 5, reservations: CLEAN, evidence: [0; 32] })
    );
    assert_eq!(desk.asked(), [(0, CARRIER, Scope::Receive, Business::Exit)]);
    let view = desk.view(waybill);
    assert_eq!((view.custodian, view.legs, view.clean), (CARRIER, 1, true));
    assert_eq!((view.status, view.picked_up_at), (WaybillStatus::InTransit, START + 5));
    assert!(!desk.ledger.legs.contains((waybill, 1)));
    let leg =
        LegView { carrier: CARRIER, taken_at: START + 5, reservations: CLEAN, evidence: [0; 32] };
    assert_eq!(desk.ledger.leg_of(waybill, 1), Some(leg));
    assert_eq!(desk.ledger.leg_of(waybill, 0), None);
    assert_eq!(desk.ledger.leg_of(waybill, 2), None);
}

#[ink::test]
fn reservations_make_a_waybill_unclean_for_ever_and_are_kept() {
    let mut desk = Desk::new();
    let waybill = desk.issued("1");
    assert_eq!(desk.ledger.leg_of(waybill, 1), None);
    let all = vec![
        Reservation::Packages,
        Reservation::Marks,
        Reservation::Condition,
        Reservation::Packaging,
        Reservation::Temperature,
        Reservation::Seal,
        Reservation::NotChecked,
    ];
    desk.pick_up(CARRIER, waybill, all.clone(), START).unwrap();
    assert!(!desk.view(waybill).clean);
    assert_eq!(desk.ledger.leg_of(waybill, 1).unwrap().reservations, all);
    desk.hand_over(CARRIER, waybill, SECOND).unwrap();
    desk.take_over(SECOND, waybill, CLEAN, START).unwrap();
    assert!(!desk.view(waybill).clean);
}

#[ink::test]
fn evidence_alone_is_kept_and_leaves_the_waybill_clean() {
    let mut desk = Desk::new();
    let waybill = desk.issued("1");
    let call = desk.by(CARRIER);
    desk.ledger.pick_up(&call, waybill, CLEAN, EVIDENCE, START).unwrap();
    assert!(desk.view(waybill).clean);
    assert_eq!(desk.ledger.leg_of(waybill, 1).unwrap().evidence, EVIDENCE);
}

#[ink::test]
fn pickup_is_refused_for_its_first_fault_in_the_promised_order_and_never_paused() {
    let mut desk = Desk::new();
    let draft = desk.drafted("1");
    let waybill = desk.issued("2");
    desk.paused = true;
    let twice = vec![Reservation::Seal, Reservation::Marks, Reservation::Seal];
    let late = START + 5 * 60 * 1000 + 1;
    assert_eq!(desk.pick_up(STRANGER, NOWHERE, twice.clone(), late), Err(WaybillError::NotFound));
    assert_eq!(desk.pick_up(CONSIGNOR, draft, twice.clone(), late), Err(NOT_FOR_PARTY));
    assert_eq!(
        desk.pick_up(CARRIER, draft, twice.clone(), late),
        Err(WaybillError::WrongStatus(WaybillStatus::Draft))
    );
    assert_eq!(desk.pick_up(CARRIER, waybill, twice.clone(), late), Err(WaybillError::InTheFuture));
    assert_eq!(desk.pick_up(CARRIER, waybill, twice, late - 1), Err(WaybillError::Repeated));
    assert_eq!(desk.status(waybill), WaybillStatus::Issued);
    assert!(desk.pick_up(CARRIER, waybill, CLEAN, late - 1).is_ok());
}

#[ink::test]
fn custody_changes_when_both_carriers_have_signed() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.asked();
    assert_eq!(
        desk.hand_over(CARRIER, waybill, STRANGER),
        Ok(CustodyOffered { waybill, to: STRANGER })
    );
    desk.hand_over(CARRIER, waybill, SECOND).unwrap();
    assert_eq!(desk.asked(), [(0, CARRIER, Scope::HandOver, Business::Exit); 2]);
    let view = desk.view(waybill);
    assert_eq!((view.custodian, view.offered_to, view.legs), (CARRIER, Some(SECOND), 1));
    // A later offer has replaced the earlier one.
    assert_eq!(desk.take_over(STRANGER, waybill, CLEAN, START), Err(NOT_FOR_PARTY));
    desk.asked();
    assert_eq!(
        desk.take_over(SECOND, waybill, CLEAN, START + 1),
        Ok(CustodyTaken {
            waybill,
            leg: 2,
            carrier: SECOND,
            taken_at: START + 1,
            reservations: CLEAN,
            evidence: EVIDENCE
        })
    );
    assert_eq!(desk.asked(), [(0, SECOND, Scope::Receive, Business::NewBusiness)]);
    let view = desk.view(waybill);
    assert_eq!((view.custodian, view.offered_to, view.legs), (SECOND, None, 2));
    assert_eq!(desk.ledger.leg_of(waybill, 2).unwrap().carrier, SECOND);
    assert_eq!(desk.hand_over(CARRIER, waybill, STRANGER), Err(NOT_FOR_PARTY));
    // And back.
    desk.hand_over(SECOND, waybill, CARRIER).unwrap();
    desk.take_over(CARRIER, waybill, CLEAN, START + 1).unwrap();
    assert_eq!(desk.view(waybill).legs, 3);
}

#[ink::test]
fn handing_over_is_refused_for_its_first_fault_in_the_promised_order() {
    let mut desk = Desk::new();
    let arrived = desk.arrived("1");
    let waybill = desk.in_transit("2");
    assert_eq!(desk.hand_over(STRANGER, NOWHERE, CARRIER), Err(WaybillError::NotFound));
    assert_eq!(
        desk.hand_over(STRANGER, arrived, CARRIER),
        Err(WaybillError::WrongStatus(WaybillStatus::Arrived))
    );
    assert_eq!(desk.hand_over(STRANGER, waybill, CARRIER), Err(NOT_FOR_PARTY));
    assert_eq!(desk.hand_over(CARRIER, waybill, CARRIER), Err(WaybillError::SameParty));
    assert_eq!(desk.hand_over(CARRIER, waybill, CONSIGNEE), Err(WaybillError::SameParty));
    assert_eq!(desk.view(waybill).offered_to, None);
}

#[ink::test]
fn taking_over_is_refused_for_its_first_fault_in_the_promised_order() {
    let mut desk = Desk::new();
    let arrived = desk.arrived("1");
    let waybill = desk.in_transit("2");
    let twice = vec![Reservation::Seal, Reservation::Seal];
    let late = START + 5 * 60 * 1000 + 1;
    desk.paused = true;
    assert_eq!(desk.take_over(STRANGER, NOWHERE, twice.clone(), late), Err(WaybillError::Paused));
    desk.paused = false;
    assert_eq!(desk.take_over(STRANGER, NOWHERE, twice.clone(), late), Err(WaybillError::NotFound));
    assert_eq!(
        desk.take_over(STRANGER, arrived, twice.clone(), late),
        Err(WaybillError::WrongStatus(WaybillStatus::Arrived))
    );
    assert_eq!(
        desk.take_over(STRANGER, waybill, twice.clone(), late),
        Err(WaybillError::NotOffered)
    );
    desk.hand_over(CARRIER, waybill, SECOND).unwrap();
    assert_eq!(desk.take_over(STRANGER, waybill, twice.clone(), late), Err(NOT_FOR_PARTY));
    assert_eq!(
        desk.take_over(SECOND, waybill, twice.clone(), late),
        Err(WaybillError::InTheFuture)
    );
    assert_eq!(
        desk.take_over(SECOND, waybill, twice.clone(), START - 1),
        Err(WaybillError::OutOfOrder)
    );
    assert_eq!(desk.take_over(SECOND, waybill, twice, START), Err(WaybillError::Repeated));
    assert_eq!(desk.view(waybill).custodian, CARRIER);
    // An offer is good once.
    desk.take_over(SECOND, waybill, CLEAN, START).unwrap();
    assert_eq!(desk.take_over(SECOND, waybill, CLEAN, START), Err(WaybillError::NotOffered));
}

#[ink::test]
fn goods_change_hands_255_times_at_most_and_can_still_be_delivered() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    let (mut holder, mut other) = (CARRIER, SECOND);
    for _ in 1..255 {
        desk.hand_over(holder, waybill, other).unwrap();
        desk.take_over(other, waybill, CLEAN, START).unwrap();
        (holder, other) = (other, holder);
    }
    assert_eq!(desk.view(waybill).legs, 255);
    desk.hand_over(holder, waybill, other).unwrap();
    assert_eq!(
        desk.take_over(other, waybill, vec![Reservation::Seal; 2], START),
        Err(WaybillError::Repeated)
    );
    assert_eq!(desk.take_over(other, waybill, CLEAN, START), Err(WaybillError::TooManyLegs));
    desk.arrive(holder, waybill, START).unwrap();
}

#[ink::test]
fn the_carrier_that_has_the_goods_says_that_they_arrived() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.hand_over(CARRIER, waybill, SECOND).unwrap();
    desk.take_over(SECOND, waybill, CLEAN, START + 7).unwrap();
    desk.hand_over(SECOND, waybill, CARRIER).unwrap();
    desk.now += HOUR;
    let late = desk.now + 5 * 60 * 1000 + 1;
    let draft = desk.draft_as(CARRIER, CARRIER, "2", consignment(), vec![], false).unwrap().waybill;
    assert_eq!(desk.arrive(STRANGER, NOWHERE, late), Err(WaybillError::NotFound));
    assert_eq!(
        desk.arrive(STRANGER, draft, late),
        Err(WaybillError::WrongStatus(WaybillStatus::Draft))
    );
    assert_eq!(desk.arrive(CARRIER, waybill, late), Err(NOT_FOR_PARTY));
    assert_eq!(desk.arrive(SECOND, waybill, late), Err(WaybillError::InTheFuture));
    assert_eq!(desk.arrive(SECOND, waybill, START + 6), Err(WaybillError::OutOfOrder));
    desk.asked();
    assert_eq!(
        desk.arrive(SECOND, waybill, START + 7),
        Ok(GoodsArrived { waybill, arrived_at: START + 7, recorded_at: START + HOUR })
    );
    assert_eq!(desk.asked(), [(0, SECOND, Scope::HandOver, Business::Exit)]);
    let view = desk.view(waybill);
    assert_eq!((view.custodian, view.offered_to), (SECOND, None));
    assert_eq!((view.status, view.arrived_at), (WaybillStatus::Arrived, START + 7));
}

// Delivery

#[ink::test]
fn a_consignee_signs_for_all_but_what_it_excepted() {
    let mut desk = Desk::new();
    let waybill = desk.arrived("1");
    desk.asked();
    let noted = vec![exception(2, [11, 4, 3, 2])];
    assert_eq!(
        desk.note(CONSIGNEE, waybill, noted.clone()),
        Ok(ExceptionsNoted { waybill, exceptions: noted.clone() })
    );
    assert_eq!(desk.asked(), [(0, CONSIGNEE, Scope::Receive, Business::Exit)]);
    assert!(desk.billed(waybill).iter().all(|line| line.received == 0 && !line.on_time));
    desk.now += HOUR;
    assert_eq!(
        desk.deliver(CONSIGNEE, waybill, START + 1),
        Ok(GoodsDelivered {
            waybill,
            delivered_at: START + 1,
            evidence: EVIDENCE,
            recorded_at: START + HOUR
        })
    );
    assert_eq!(desk.asked(), [(0, CONSIGNEE, Scope::Receive, Business::Exit)]);
    let view = desk.view(waybill);
    assert_eq!((view.status, view.custodian), (WaybillStatus::Delivered, CONSIGNEE));
    assert_eq!((view.delivered_at, view.delivery_recorded_at), (START + 1, START + HOUR));
    assert_eq!(desk.ledger.lines_of(waybill, 2, 1)[0].exception, Some(noted[0]));
    let line = |line, loaded, received| BillingLine {
        line,
        loaded,
        received,
        unit: *b"KGM",
        deliver_until: START + 5 * DAY,
        on_time: true,
        order_line: goods(1).order_line,
    };
    assert_eq!(
        desk.ledger.billing_record(waybill, vec![2, 3, 0, 1]),
        Some(BillingRecord {
            status: WaybillStatus::Delivered,
            consignor: CONSIGNOR,
            carrier: CARRIER,
            consignee: CONSIGNEE,
            freight: 120_000,
            currency: *b"EUR",
            freight_term: FreightTerm::Prepaid,
            gross_weight: 9_000,
            delivered_at: START + 1,
            confirmed: true,
            lines: 2,
            billed: vec![line(2, 20, 11), line(1, 10, 10)],
        })
    );
}

#[ink::test]
fn a_later_note_replaces_an_earlier_one_and_can_take_it_back() {
    let mut desk = Desk::new();
    let waybill = desk.arrived("1");
    desk.note(CONSIGNEE, waybill, vec![exception(1, [0, 10, 0, 0])]).unwrap();
    desk.note(CONSIGNEE, waybill, vec![exception(1, [9, 0, 1, 0])]).unwrap();
    assert_eq!(desk.ledger.lines_of(waybill, 1, 1)[0].exception, Some(exception(1, [9, 0, 1, 0])));
    desk.note(CONSIGNEE, waybill, vec![exception(1, [10, 0, 0, 0])]).unwrap();
    assert_eq!(desk.ledger.lines_of(waybill, 1, 1)[0].exception, None);
    assert_eq!(
        desk.note(CONSIGNEE, waybill, vec![exception(1, [10, 0, 0, 0])]),
        Err(WaybillError::NothingExcepted(1))
    );
}

#[ink::test]
fn noting_is_refused_for_its_first_fault_in_the_promised_order_and_whole() {
    let mut desk = Desk::new();
    let moving = desk.in_transit("1");
    let waybill = desk.arrived("2");
    assert_eq!(desk.note(STRANGER, NOWHERE, vec![]), Err(WaybillError::NotFound));
    assert_eq!(desk.note(CARRIER, moving, vec![]), Err(NOT_FOR_PARTY));
    assert_eq!(
        desk.note(CONSIGNEE, moving, vec![]),
        Err(WaybillError::WrongStatus(WaybillStatus::InTransit))
    );
    assert_eq!(desk.note(CONSIGNEE, waybill, vec![]), Err(WaybillError::Empty));
    let good = exception(1, [0, 10, 0, 0]);
    assert_eq!(desk.note(CONSIGNEE, waybill, vec![good; 51]), Err(WaybillError::TooMany));
    let bad = exception(3, [0; 4]);
    assert_eq!(desk.note(CONSIGNEE, waybill, vec![bad, good, good]), Err(WaybillError::Repeated));
    assert_eq!(desk.note(CONSIGNEE, waybill, vec![good, bad]), Err(WaybillError::NoSuchLine(3)));
    assert_eq!(
        desk.note(CONSIGNEE, waybill, vec![exception(0, [0; 4])]),
        Err(WaybillError::NoSuchLine(0))
    );
    for parts in [[10, 10, 0, 1], [19, 0, 0, 0], [0; 4], [u64::MAX, 21, 0, 0]] {
        assert_eq!(
            desk.note(CONSIGNEE, waybill, vec![good, exception(2, parts)]),
            Err(WaybillError::DoesNotAddUp(2))
        );
    }
    assert_eq!(
        desk.note(CONSIGNEE, waybill, vec![good, exception(2, [20, 0, 0, 0])]),
        Err(WaybillError::NothingExcepted(2))
    );
    assert_eq!(desk.ledger.lines_of(waybill, 1, 1)[0].exception, None);
}

#[ink::test]
fn delivery_is_refused_for_its_first_fault_in_the_promised_order_and_never_paused() {
    let mut desk = Desk::new();
    let issued = desk.issued("1");
    let waybill = desk.in_transit("2");
    desk.hand_over(CARRIER, waybill, SECOND).unwrap();
    desk.take_over(SECOND, waybill, CLEAN, START + 7).unwrap();
    desk.hand_over(SECOND, waybill, CARRIER).unwrap();
    desk.paused = true;
    let late = START + 5 * 60 * 1000 + 1;
    assert_eq!(desk.deliver(STRANGER, NOWHERE, late), Err(WaybillError::NotFound));
    assert_eq!(desk.deliver(CARRIER, issued, late), Err(NOT_FOR_PARTY));
    assert_eq!(
        desk.deliver(CONSIGNEE, issued, late),
        Err(WaybillError::WrongStatus(WaybillStatus::Issued))
    );
    assert_eq!(desk.deliver(CONSIGNEE, waybill, late), Err(WaybillError::InTheFuture));
    assert_eq!(desk.deliver(CONSIGNEE, waybill, START + 6), Err(WaybillError::OutOfOrder));
    desk.deliver(CONSIGNEE, waybill, START + 7).unwrap();
    let view = desk.view(waybill);
    assert_eq!((view.custodian, view.offered_to, view.arrived_at), (CONSIGNEE, None, 0));
}

#[ink::test]
fn a_line_is_on_time_if_any_of_it_was_delivered_by_its_own_date() {
    let mut desk = Desk::new();
    let early = Goods { deliver_until: START + HOUR, ..goods(10) };
    let late = Goods { deliver_until: START + HOUR - 1, ..goods(10) };
    let missing = Goods { deliver_until: START + DAY, ..goods(10) };
    let refused = missing.clone();
    let waybill = desk.draft_of("1", vec![early, late, missing, refused], true).unwrap().waybill;
    desk.issue(CARRIER, waybill).unwrap();
    desk.pick_up(CARRIER, waybill, CLEAN, START).unwrap();
    desk.arrive(CARRIER, waybill, START).unwrap();
    desk.now += HOUR;
    let noted = vec![exception(3, [0, 10, 0, 0]), exception(4, [0, 0, 0, 10])];
    desk.note(CONSIGNEE, waybill, noted).unwrap();
    desk.deliver(CONSIGNEE, waybill, desk.now).unwrap();
    let billed = desk.ledger.billing_record(waybill, vec![1, 2, 3, 4]).unwrap().billed;
    let on_time: Vec<bool> = billed.iter().map(|line| line.on_time).collect();
    assert_eq!(on_time, [true, false, false, true]);
}

#[ink::test]
fn anyone_lapses_when_the_time_to_sign_is_over_by_the_blocks() {
    let mut desk = Desk::new();
    let moving = desk.in_transit("1");
    let waybill = desk.in_transit("2");
    desk.now += HOUR;
    // The declared arrival is an hour before the recorded one, and what counts for the time to sign and the delivery is the latter.
    desk.arrive(CARRIER, waybill, START).unwrap();
    desk.note(CONSIGNEE, waybill, vec![exception(1, [9, 1, 0, 0])]).unwrap();
    let until = desk.now + SIGNING;
    desk.now = until - 1;
    assert_eq!(desk.lapse(NOWHERE), Err(WaybillError::NotFound));
    assert_eq!(desk.lapse(moving), Err(WaybillError::WrongStatus(WaybillStatus::InTransit)));
    assert_eq!(desk.lapse(waybill), Err(WaybillError::WindowOpen(until)));
    desk.now = until;
    desk.asked();
    assert_eq!(
        desk.lapse(waybill),
        Ok(DeliveryUnconfirmed { waybill, delivered_at: START + HOUR, recorded_at: until })
    );
    assert_eq!(desk.asked(), []);
    let view = desk.view(waybill);
    assert_eq!((view.status, view.custodian), (WaybillStatus::DeliveredUnconfirmed, CONSIGNEE));
    assert_eq!((view.arrived_at, view.delivered_at), (START, START + HOUR));
    assert_eq!(view.delivery_recorded_at, until);
    let record = desk.ledger.billing_record(waybill, vec![1, 2]).unwrap();
    assert!(!record.confirmed);
    // What the consignee noted stands without its signature.
    assert_eq!((record.billed[0].received, record.billed[1].received), (9, 20));
    assert_eq!(
        desk.deliver(CONSIGNEE, waybill, until),
        Err(WaybillError::WrongStatus(WaybillStatus::DeliveredUnconfirmed))
    );
    desk.now += RESERVATION;
    desk.close(waybill).unwrap();
    assert!(!desk.ledger.billing_record(waybill, vec![]).unwrap().confirmed);
}

#[ink::test]
fn a_carrier_is_not_punctual_by_a_time_that_nobody_else_signed() {
    let until = START + 5 * DAY;
    for (recorded, on_time) in [(until, true), (until + 1, false)] {
        let mut desk = Desk::new();
        let waybill = desk.in_transit("1");
        desk.now = recorded;
        desk.arrive(CARRIER, waybill, until - DAY).unwrap();
        desk.now += SIGNING;
        assert_eq!(desk.lapse(waybill).unwrap().delivered_at, recorded);
        assert!(desk.billed(waybill).iter().all(|line| line.on_time == on_time));
    }
    // Who signs says itself when.
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.now = until + 1;
    desk.arrive(CARRIER, waybill, until - DAY).unwrap();
    desk.deliver(CONSIGNEE, waybill, until - DAY).unwrap();
    assert!(desk.billed(waybill).iter().all(|line| line.on_time));
}

#[ink::test]
fn a_consignee_may_sign_late_as_long_as_nobody_lapsed() {
    let mut desk = Desk::new();
    let waybill = desk.arrived("1");
    desk.now += 2 * SIGNING;
    desk.deliver(CONSIGNEE, waybill, START).unwrap();
    assert!(desk.ledger.billing_record(waybill, vec![]).unwrap().confirmed);
}

#[ink::test]
fn goods_are_lost_thirty_days_past_the_agreed_time() {
    for party in [CONSIGNOR, CONSIGNEE, CARRIER] {
        let mut desk = Desk::new();
        let arrived = desk.arrived("1");
        let waybill = desk.in_transit("2");
        desk.hand_over(CARRIER, waybill, SECOND).unwrap();
        desk.take_over(SECOND, waybill, CLEAN, START).unwrap();
        desk.hand_over(SECOND, waybill, STRANGER).unwrap();
        let until = START + 35 * DAY;
        desk.now = until - 1;
        assert_eq!(desk.lose(STRANGER, NOWHERE), Err(WaybillError::NotFound));
        for other in [STRANGER, SECOND] {
            assert_eq!(desk.lose(other, arrived), Err(WaybillError::NotAParty));
            assert_eq!(desk.lose(other, waybill), Err(WaybillError::NotAParty), "it may arrive");
        }
        let call = desk.by(STRANGER);
        assert_eq!(desk.ledger.declare_lost(&call, arrived, party), Err(NOT_FOR_PARTY));
        assert_eq!(
            desk.lose(party, arrived),
            Err(WaybillError::WrongStatus(WaybillStatus::Arrived))
        );
        assert_eq!(desk.lose(party, waybill), Err(WaybillError::WindowOpen(until)));
        desk.now = until;
        desk.asked();
        assert_eq!(desk.lose(party, waybill), Ok(GoodsLost { waybill, party }));
        assert_eq!(desk.asked(), [(0, party, Scope::Receive, Business::Exit)]);
        let view = desk.view(waybill);
        assert_eq!((view.status, view.custodian), (WaybillStatus::Lost, SECOND));
        assert_eq!(view.offered_to, None);
        assert!(desk.billed(waybill).iter().all(|line| line.received == 0 && !line.on_time));
    }
}

#[ink::test]
fn anyone_closes_when_the_window_is_over_and_nobody_is_asked() {
    let mut desk = Desk::new();
    let moving = desk.in_transit("1");
    let waybill = desk.delivered("2");
    let until = START + RESERVATION;
    desk.now = until - 1;
    desk.asked();
    desk.paused = true;
    assert_eq!(desk.close(NOWHERE), Err(WaybillError::NotFound));
    assert_eq!(desk.close(moving), Err(WaybillError::WrongStatus(WaybillStatus::InTransit)));
    assert_eq!(desk.close(waybill), Err(WaybillError::WindowOpen(until)));
    desk.now = until;
    let before = desk.billed(waybill);
    assert_eq!(desk.close(waybill), Ok(WaybillClosed { waybill }));
    assert_eq!(desk.asked(), []);
    assert_eq!(desk.billed(waybill), before);
    assert_eq!(desk.close(waybill), Err(WaybillError::WrongStatus(WaybillStatus::Closed)));
}

// Statuses

#[ink::test]
fn no_message_moves_a_waybill_but_as_the_table_says() {
    use WaybillStatus::*;
    let all = [
        Draft,
        Issued,
        InTransit,
        Arrived,
        Delivered,
        DeliveredUnconfirmed,
        Closed,
        Cancelled,
        Lost,
        Voided,
    ];
    for status in all {
        type Message = fn(&mut Desk, DocumentId) -> Result<(), WaybillError>;
        let steps: [(Step, Message); 17] = [
            (Step::AddLines, |d, w| d.add(CONSIGNOR, w, vec![goods(1)], true).map(drop)),
            (Step::Issue, |d, w| d.issue(CARRIER, w).map(drop)),
            (Step::Cancel, |d, w| d.cancel(CARRIER, w).map(drop)),
            (Step::PickUp, |d, w| d.pick_up(CARRIER, w, CLEAN, d.now).map(drop)),
            (Step::HandOver, |d, w| d.hand_over(CARRIER, w, SECOND).map(drop)),
            (Step::TakeOver, |d, w| d.take_over(SECOND, w, CLEAN, d.now).map(drop)),
            (Step::Arrive, |d, w| d.arrive(CARRIER, w, d.now).map(drop)),
            (Step::NoteExceptions, |d, w| {
                d.note(CONSIGNEE, w, vec![exception(1, [0, 10, 0, 0])]).map(drop)
            }),
            (Step::Deliver, |d, w| d.deliver(CONSIGNEE, w, d.now).map(drop)),
            (Step::Lapse, |d, w| d.lapse(w).map(drop)),
            (Step::Lose, |d, w| d.lose(CONSIGNOR, w).map(drop)),
            (Step::Close, |d, w| d.close(w).map(drop)),
            (Step::LogEvent, |d, w| d.log(CONSIGNOR, w, Classifier::Actual, "DEHAM", d.now)),
            (Step::Reissue, |d, w| d.reissue(CARRIER, w, "at", 1, revision()).map(drop)),
            (Step::Revise, |d, w| d.revise(CARRIER, w, revision()).map(drop)),
            (Step::Dispose, |d, w| d.dispose(CONSIGNOR, w, Disposal::TransferTo(SECOND))),
            (Step::DeliverPart, |d, w| d.part(CONSIGNEE, w, 1, 1)),
        ];
        for (step, message) in steps {
            let mut desk = Desk::new();
            let waybill = desk.at(status);
            let before = (desk.view(waybill), desk.ledger.lines_of(waybill, 1, 50));
            // Late enough for every window; a sealed draft takes no lines, nothing was offered, and no title goes with it.
            desk.now += 100 * DAY;
            let result = message(&mut desk, waybill);
            match crate::status::next(status, step) {
                None => {
                    assert_eq!(result, Err(WaybillError::WrongStatus(status)), "{step:?}");
                    assert_eq!(
                        (desk.view(waybill), desk.ledger.lines_of(waybill, 1, 50)),
                        before,
                        "{step:?} at {status:?}"
                    );
                }
                Some(_) if step == Step::AddLines => {
                    assert_eq!(result, Err(WaybillError::Complete));
                }
                Some(_) if step == Step::TakeOver => {
                    assert_eq!(result, Err(WaybillError::NotOffered));
                }
                Some(Delivered) if step == Step::NoteExceptions => {
                    assert_eq!(result, Err(WaybillError::TooLate(START + RESERVATION)));
                }
                Some(DeliveredUnconfirmed) if step == Step::NoteExceptions => {
                    assert_eq!(result, Err(WaybillError::TooLate(START + SIGNING + RESERVATION)));
                }
                Some(_) if step == Step::Reissue => {
                    assert_eq!(result, Err(WaybillError::NoTitle));
                }
                Some(to) => {
                    assert_eq!((result, desk.status(waybill)), (Ok(()), to), "{step:?}");
                }
            }
        }
    }
}

// Many at once

fn three(desk: &mut Desk, make: fn(&mut Desk, &str) -> DocumentId) -> [DocumentId; 3] {
    [make(desk, "1"), make(desk, "2"), make(desk, "3")]
}

#[ink::test]
fn many_are_signed_as_one_by_one_and_the_registry_is_asked_once() {
    let offered: fn(&mut Desk, &str) -> DocumentId = |desk, number| {
        let waybill = desk.in_transit(number);
        desk.hand_over(CARRIER, waybill, SECOND).unwrap();
        waybill
    };
    type Cell = (
        SignOff,
        fn(&mut Desk, &str) -> DocumentId,
        PartyId,
        fn(&mut Desk, DocumentId),
        Option<(Scope, Business)>,
    );
    let cells: [Cell; 6] = [
        (
            SignOff::Issue,
            Desk::drafted,
            CARRIER,
            |d, w| assert!(d.issue(CARRIER, w).is_ok()),
            Some((Scope::Agree, Business::NewBusiness)),
        ),
        (
            SignOff::PickUp,
            Desk::issued,
            CARRIER,
            |d, w| assert!(d.pick_up(CARRIER, w, CLEAN, d.now).is_ok()),
            Some((Scope::Receive, Business::Exit)),
        ),
        (
            SignOff::TakeOver,
            offered,
            SECOND,
            |d, w| {
                let call = d.by(SECOND);
                d.ledger.take_over(&call, w, CLEAN, [0; 32], call.call.now).unwrap();
            },
            Some((Scope::Receive, Business::NewBusiness)),
        ),
        (
            SignOff::Arrive,
            Desk::in_transit,
            CARRIER,
            |d, w| assert!(d.arrive(CARRIER, w, d.now).is_ok()),
            Some((Scope::HandOver, Business::Exit)),
        ),
        (
            SignOff::Deliver,
            Desk::arrived,
            CONSIGNEE,
            |d, w| assert!(d.deliver(CONSIGNEE, w, d.now).is_ok()),
            Some((Scope::Receive, Business::Exit)),
        ),
        (SignOff::Close, Desk::delivered, STRANGER, |d, w| assert!(d.close(w).is_ok()), None),
    ];
    for (step, make, signer, alone, right) in cells {
        let mut desk = Desk::new();
        let [one, two, three] = three(&mut desk, make);
        desk.now += RESERVATION;
        alone(&mut desk, one);
        desk.asked();
        let now = desk.now;
        assert_eq!(
            desk.sign_off(signer, step, &[three, two], now),
            Ok(ManySignedOff {
                step,
                waybills: vec![three, two],
                declared_at: now,
                recorded_at: now,
                relayed: None,
            })
        );
        let expected: Vec<_> =
            right.into_iter().map(|(scope, business)| (0, signer, scope, business)).collect();
        assert_eq!(desk.asked(), expected);
        for waybill in [two, three] {
            let first = one;
            assert_eq!(WaybillView { first, ..desk.view(waybill) }, desk.view(one));
            assert_eq!(desk.ledger.leg_of(waybill, 1), desk.ledger.leg_of(one, 1));
            assert_eq!(desk.ledger.leg_of(waybill, 2), desk.ledger.leg_of(one, 2));
        }
    }
}

#[ink::test]
fn the_list_of_a_bulk_signature_is_checked_first() {
    let mut desk = Desk::new();
    desk.paused = true;
    let id = |n: u8| DocumentId([n; 32]);
    let many: Vec<DocumentId> = (0..51).map(id).collect();
    let issue = SignOff::Issue;
    assert_eq!(desk.sign_off(STRANGER, issue, &[], 0), Err(WaybillError::Empty));
    assert_eq!(desk.sign_off(STRANGER, issue, &[id(1); 51], 0), Err(WaybillError::TooMany));
    assert_eq!(desk.sign_off(STRANGER, issue, &many, 0), Err(WaybillError::TooMany));
    assert_eq!(
        desk.sign_off(STRANGER, issue, &[id(1), id(2), id(1)], 0),
        Err(WaybillError::Repeated)
    );
    assert_eq!(desk.sign_off(STRANGER, issue, &many[1..], 0), Err(WaybillError::Paused));
    assert_eq!(
        desk.sign_off(STRANGER, SignOff::Deliver, &many[1..], 0),
        Err(WaybillError::NotFound)
    );
}

#[ink::test]
fn the_first_of_many_fails_as_it_would_alone() {
    let mut desk = Desk::new();
    let good = desk.in_transit("1");
    let draft = desk.drafted("2");
    let deliver = SignOff::Deliver;
    let now = desk.now;
    assert_eq!(
        desk.sign_off(CONSIGNEE, deliver, &[NOWHERE, good], now),
        Err(WaybillError::NotFound)
    );
    assert_eq!(desk.sign_off(CARRIER, deliver, &[draft, good], now), Err(NOT_FOR_PARTY));
    assert_eq!(
        desk.sign_off(CONSIGNEE, deliver, &[draft, good], now),
        Err(WaybillError::WrongStatus(WaybillStatus::Draft))
    );
    assert_eq!(
        desk.sign_off(CONSIGNEE, deliver, &[good, draft], now + HOUR),
        Err(WaybillError::InTheFuture)
    );
    assert_eq!(
        desk.sign_off(SECOND, SignOff::TakeOver, &[good, draft], now),
        Err(WaybillError::NotOffered)
    );
}

#[ink::test]
fn many_are_signed_all_or_none() {
    let mut desk = Desk::new();
    let [one, two, three] = three(&mut desk, Desk::in_transit);
    let delivered = desk.delivered("4");
    let elsewhere = Consignment { consignee: SECOND, ..consignment() };
    let other =
        desk.draft_as(CONSIGNOR, CONSIGNOR, "5", elsewhere, vec![goods(1)], true).unwrap().waybill;
    let now = desk.now;
    let before = [one, two, three].map(|waybill| desk.view(waybill));
    let deliver = SignOff::Deliver;
    for (list, error) in [
        ([one, two, NOWHERE], WaybillError::At(2)),
        ([one, delivered, three], WaybillError::At(1)),
        ([one, two, other], WaybillError::AnotherParty(2)),
        ([one, other, delivered], WaybillError::AnotherParty(1)),
    ] {
        assert_eq!(desk.sign_off(CONSIGNEE, deliver, &list, now), Err(error));
    }
    // Picked up later than the others were delivered.
    let late = desk.issued("6");
    desk.pick_up(CARRIER, late, CLEAN, START + 9).unwrap();
    assert_eq!(
        desk.sign_off(CONSIGNEE, deliver, &[one, late], START + 8),
        Err(WaybillError::At(1))
    );
    desk.hand_over(CARRIER, two, SECOND).unwrap();
    desk.hand_over(CARRIER, three, STRANGER).unwrap();
    let take_over = SignOff::TakeOver;
    assert_eq!(desk.sign_off(SECOND, take_over, &[two, one], now), Err(WaybillError::At(1)));
    assert_eq!(
        desk.sign_off(SECOND, take_over, &[two, three], now),
        Err(WaybillError::AnotherParty(1))
    );
    assert_eq!(desk.ledger.leg_of(two, 2), None);
    for (waybill, mut before) in [one, two, three].into_iter().zip(before) {
        before.offered_to = desk.view(waybill).offered_to;
        assert_eq!(desk.view(waybill), before);
    }
}

#[ink::test]
fn a_bulk_signature_does_not_reach_over_registries() {
    let mut desk = Desk::new();
    let old = desk.in_transit("1");
    desk.roll.epoch = 1;
    let new = desk.in_transit("2");
    let now = desk.now;
    assert_eq!(
        desk.sign_off(CONSIGNEE, SignOff::Deliver, &[new, old], now),
        Err(WaybillError::AnotherParty(1))
    );
    // Who closes is nobody in particular, so the registry does not matter.
    for waybill in [old, new] {
        desk.deliver(CONSIGNEE, waybill, now).unwrap();
    }
    desk.now += RESERVATION;
    desk.sign_off(STRANGER, SignOff::Close, &[new, old], 0).unwrap();
}

#[ink::test]
fn a_waybill_asks_the_registry_that_it_began_with() {
    let mut desk = Desk::new();
    desk.roll.epoch = 3;
    let waybill = desk.issued("1");
    desk.roll.epoch = 4;
    desk.asked();
    desk.pick_up(CARRIER, waybill, CLEAN, START).unwrap();
    desk.hand_over(CARRIER, waybill, SECOND).unwrap();
    desk.take_over(SECOND, waybill, CLEAN, START).unwrap();
    desk.arrive(SECOND, waybill, START).unwrap();
    desk.note(CONSIGNEE, waybill, vec![exception(1, [9, 1, 0, 0])]).unwrap();
    desk.deliver(CONSIGNEE, waybill, START).unwrap();
    assert!(desk.asked().iter().all(|(epoch, ..)| *epoch == 3));
    let other = desk.issued("2");
    desk.cancel(CARRIER, other).unwrap();
    assert!(desk.asked().iter().all(|(epoch, ..)| *epoch == 4));
}

#[ink::test]
fn a_registry_that_does_not_answer_stops_signatures_and_nothing_else() {
    let mut desk = Desk::new();
    let waybill = desk.arrived("1");
    let silent = Err(WaybillError::RegistryUnavailable);
    desk.roll.denial = Some(Denial::Unavailable);
    assert_eq!(desk.deliver(CONSIGNEE, waybill, START).map(drop), silent);
    assert_eq!(desk.note(CONSIGNEE, waybill, vec![]).map(drop), silent);
    assert_eq!(desk.cancel(CARRIER, waybill).map(drop), silent);
    assert_eq!(desk.lose(CONSIGNOR, waybill).map(drop), silent);
    assert_eq!(desk.sign_off(CONSIGNEE, SignOff::Deliver, &[waybill], START).map(drop), silent);
    desk.now += SIGNING;
    desk.lapse(waybill).unwrap();
    desk.now += RESERVATION;
    desk.close(waybill).unwrap();
}

#[ink::test]
fn a_suspended_party_starts_nothing_new_and_is_told_until_when() {
    let mut desk = Desk::new();
    desk.roll.denial = Some(Denial::Refused(Refusal::Suspended(7)));
    assert_eq!(
        desk.draft_of("1", vec![], false).unwrap_err(),
        WaybillError::Refused(Refusal::Suspended(7))
    );
}

// Tracking and reading

#[ink::test]
fn those_concerned_log_what_happens_and_it_changes_nothing() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.hand_over(CARRIER, waybill, SECOND).unwrap();
    desk.take_over(SECOND, waybill, CLEAN, START).unwrap();
    let before = desk.view(waybill);
    for party in [CONSIGNOR, CONSIGNEE, CARRIER, SECOND] {
        desk.asked();
        assert_eq!(desk.log(party, waybill, Classifier::Planned, "NLRTM", START + DAY), Ok(()));
        assert_eq!(desk.asked(), [(0, party, Scope::HandOver, Business::Exit)]);
    }
    assert_eq!(desk.view(waybill), before);
}

#[ink::test]
fn logging_is_refused_for_its_first_fault_in_the_promised_order() {
    let mut desk = Desk::new();
    let draft = desk.drafted("1");
    let waybill = desk.issued("2");
    let (actual, estimated) = (Classifier::Actual, Classifier::Estimated);
    let late = START + 5 * 60 * 1000 + 1;
    assert_eq!(desk.log(STRANGER, NOWHERE, actual, "", late), Err(WaybillError::NotFound));
    assert_eq!(desk.log(STRANGER, draft, actual, "", late), Err(WaybillError::NotAParty));
    desk.roll.denial = Some(Denial::Refused(Refusal::OutOfScope));
    assert_eq!(
        desk.log(CARRIER, draft, actual, "", late),
        Err(WaybillError::Refused(Refusal::OutOfScope))
    );
    desk.roll.denial = None;
    assert_eq!(
        desk.log(CARRIER, draft, actual, "", late),
        Err(WaybillError::WrongStatus(WaybillStatus::Draft))
    );
    assert_eq!(desk.log(CARRIER, waybill, actual, "", late), Err(WaybillError::MalformedPlace));
    assert_eq!(
        desk.log(CARRIER, waybill, actual, "Rotterdam", late),
        Err(WaybillError::MalformedPlace)
    );
    assert_eq!(desk.log(CARRIER, waybill, actual, "NLRTM", late), Err(WaybillError::InTheFuture));
    assert!(desk.log(CARRIER, waybill, actual, "NLRTM", late - 1).is_ok());
    assert!(desk.log(CARRIER, waybill, estimated, "NLRTM", late).is_ok());
}

#[ink::test]
fn reads_of_what_is_not_there_answer_nothing() {
    let mut desk = Desk::new();
    assert_eq!(desk.ledger.waybill(NOWHERE), None);
    assert_eq!(desk.ledger.status_of(NOWHERE), None);
    assert_eq!(desk.ledger.lines_of(NOWHERE, 1, 50), []);
    assert_eq!(desk.ledger.leg_of(NOWHERE, 1), None);
    assert_eq!(desk.ledger.billing_record(NOWHERE, vec![1]), None);
    let waybill = desk.draft_of("1", vec![goods(1); 50], false).unwrap().waybill;
    desk.add(CONSIGNOR, waybill, vec![goods(2); 10], true).unwrap();
    assert_eq!(desk.ledger.lines_of(waybill, 0, u16::MAX).len(), 50);
    assert_eq!(desk.ledger.lines_of(waybill, 60, 50).len(), 1);
    assert_eq!(desk.ledger.lines_of(waybill, 61, 50).len(), 0);
    assert_eq!(desk.ledger.lines_of(waybill, u16::MAX, 50).len(), 0);
    assert_eq!(desk.ledger.lines_of(waybill, 1, 0).len(), 0);
    assert_eq!(desk.ledger.billing_record(waybill, vec![1; 51]).unwrap().billed.len(), 50);
}

#[test]
fn an_id_is_the_hash_that_the_interface_describes() {
    let mut bytes = b"lading/waybill".to_vec();
    bytes.extend([2; 32]);
    bytes.push(5 << 2);
    bytes.extend(b"ASN-8");
    bytes.extend([1, 0]);
    let mut expected = [0; 32];
    ink::env::hash_bytes::<ink::env::hash::Blake2x256>(&bytes, &mut expected);
    assert_eq!(waybill_id(CARRIER, "ASN-8", 1), DocumentId(expected));
}

/// Bytes that an item takes in storage.
fn size(record: &impl scale::Encode) -> usize {
    record.encoded_size()
}

#[ink::test]
fn no_step_changes_the_size_of_what_the_drafter_paid_for() {
    let mut desk = Desk::new();
    let waybill = desk.drafted("1");
    let sizes = |desk: &Desk| {
        (
            size(&desk.ledger.headers.get(waybill).unwrap()),
            size(&desk.ledger.lines.get((waybill, 1)).unwrap()),
        )
    };
    let before = sizes(&desk);
    desk.issue(CARRIER, waybill).unwrap();
    desk.cancel(CARRIER, waybill).unwrap();
    desk.pick_up(CARRIER, waybill, CLEAN, START).unwrap();
    desk.hand_over(CARRIER, waybill, SECOND).unwrap();
    assert_eq!(sizes(&desk), before);
    desk.take_over(SECOND, waybill, CLEAN, START).unwrap();
    desk.arrive(SECOND, waybill, START).unwrap();
    desk.note(CONSIGNEE, waybill, vec![exception(1, [9, 1, 0, 0])]).unwrap();
    assert_eq!(sizes(&desk), before);
    desk.note(CONSIGNEE, waybill, vec![exception(1, [10, 0, 0, 0])]).unwrap();
    desk.deliver(CONSIGNEE, waybill, START).unwrap();
    assert_eq!(sizes(&desk), before);
}

#[ink::test]
fn what_is_largest_fits_the_buffer_of_a_message() {
    const BUFFER: usize = 16 * 1024;
    let mut desk = Desk::new();
    let largest = Goods { item: "9".repeat(35), quantity: (1 << 63) - 1, ..goods(1) };
    let number = "9".repeat(35);
    let drafted = desk.draft_of(&number, vec![largest; 50], true).unwrap();
    let waybill = drafted.waybill;
    assert!(size(&drafted) < BUFFER);
    desk.issue(CARRIER, waybill).unwrap();
    desk.pick_up(CARRIER, waybill, CLEAN, START).unwrap();
    desk.arrive(CARRIER, waybill, START).unwrap();
    let noted: Vec<LineException> =
        (1..=50).map(|line| exception(line, [0, (1 << 63) - 1, 0, 0])).collect();
    assert!(size(&desk.note(CONSIGNEE, waybill, noted).unwrap()) < BUFFER);
    assert!(size(&desk.ledger.lines_of(waybill, 1, 50)) < BUFFER);
    let all: Vec<u16> = (1..=50).collect();
    assert!(size(&desk.ledger.billing_record(waybill, all)) < BUFFER);
}

proptest! {
    #[test]
    fn different_waybills_have_different_ids(
        one in ("[ -~]{1,35}", any::<u8>(), any::<u16>()),
        other in ("[ -~]{1,35}", any::<u8>(), any::<u16>()),
    ) {
        let id = |(number, carrier, version): &(String, u8, u16)| {
            waybill_id(PartyId([*carrier; 32]), number, *version)
        };
        prop_assert_eq!(id(&one) == id(&other), one == other);
    }

    #[test]
    fn a_line_always_sums_to_what_was_loaded(
        loaded in 1u64..(1 << 63),
        notes in prop::collection::vec(any::<[u64; 4]>(), 0..8),
        sound in any::<bool>(),
    ) {
        let mut line = LineRecord::loaded(goods(loaded));
        for parts in notes {
            // Half of the notes add up.
            let parts = if sound {
                let short = parts[1] % (loaded + 1);
                let damaged = parts[2] % (loaded - short + 1);
                let refused = parts[3] % (loaded - short - damaged + 1);
                [loaded - short - damaged - refused, short, damaged, refused]
            } else {
                parts
            };
            let before = line.clone().view(1);
            let noted = exception(1, parts);
            let total = parts.iter().map(|part| u128::from(*part)).sum::<u128>();
            match line.except(&noted, false) {
                Ok(()) => {
                    prop_assert_eq!(total, u128::from(loaded));
                    let whole = parts[0] == loaded;
                    prop_assert_eq!(line.clone().view(1).exception, (!whole).then_some(noted));
                }
                Err(error) => {
                    let adds_up = total == u128::from(loaded);
                    let expected = if adds_up {
                        WaybillError::NothingExcepted(1)
                    } else {
                        WaybillError::DoesNotAddUp(1)
                    };
                    prop_assert_eq!(error, expected);
                    prop_assert_eq!(line.clone().view(1), before);
                }
            }
            let view = line.clone().view(1);
            let sum = view.exception.map_or(loaded, |e| e.received + e.short + e.damaged + e.refused);
            prop_assert_eq!(sum, loaded);
        }
    }
}

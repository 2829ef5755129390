//! The header: what is stored of a waybill but its lines and legs.
//!
//! Neither headers nor lines change their size, so the drafter pays for them and no signature costs or frees a deposit.
use crate::{
    ledger::Collateral,
    leg::Remarks,
    status::{next, Step},
};
use ink::prelude::vec::Vec;
use interfaces::{
    ids::{DocumentId, Millis, PartyId},
    provenance::Movement,
    waybill::{
        BillingLine, BillingRecord, Consignment, Disposal, DocumentForm, LegView, Revision,
        SignOff, WaybillError, WaybillStatus, WaybillView,
    },
};
use kit::{codes, money, Call};

/// How long after the agreed time goods that did not arrive count as lost: 30 days (CMR Article 20(1)).
pub(crate) const LOSS_PERIOD: Millis = 30 * 24 * 60 * 60 * 1000;

/// How far off the pickup may lie, and the delivery from it: 366 days.
const LONGEST: Millis = 366 * 24 * 60 * 60 * 1000;

/// The version that a number begins with.
pub(crate) const FIRST_VERSION: u16 = 1;

/// One of the two that write and sign a waybill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) enum Side {
    Consignor,
    Carrier,
}

/// Who asked for cancellation. An `Option<Side>` would change the header's size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
enum Asked {
    Nobody,
    Consignor,
    Carrier,
}

/// What cancelling came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cancelling {
    /// The other side has to agree.
    Asked,
    /// It is called off.
    Done,
}

/// How long signatures are waited for. Fixed at construction, and so small that it lies in the root, which is read anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Windows {
    /// How long a signature is waited for, in milliseconds: from the block of `arrive`, or if later of the title's surrender or the bill's
    /// reissue, until anyone may `lapse`; from that of a surrender until the carrier's silence answers it.
    pub signing: Millis,
    /// From the block of the delivery until anyone may `close`, in milliseconds.
    pub reservation: Millis,
}

/// A waybill, its lines and legs apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) struct Header {
    pub status: WaybillStatus,
    /// The registry asked about this waybill for ever; 0 is none.
    pub epoch: u8,
    /// The orders contract that knows the orders it fulfils, for ever; 0 is none.
    pub orders: u8,
    /// The collateral contract that it is claimed from when it is issued, for ever; 0 is none, and of what has no title.
    pub collateral: u8,
    /// The first version of it, under whose id its lines and legs are stored.
    pub first: DocumentId,
    pub consignment: Consignment,
    drafter: Side,
    pub complete: bool,
    pub lines: u16,
    /// One field, so that there is exactly one: the consignor, then a carrier, then the consignee.
    pub custodian: PartyId,
    offered: bool,
    offered_to: PartyId,
    pub legs: u8,
    clean: bool,
    asked: Asked,
    pub confirmed: bool,
    pub disposer: PartyId,
    in_parts: bool,
    surrendered: bool,
    picked_up_at: Millis,
    /// When the custodian took the goods or the consignee a part of them, as declared: nothing that follows may lie before it.
    taken_at: Millis,
    pub arrived_at: Millis,
    pub delivered_at: Millis,
    /// Block time of the arrival or, if later, of the title's surrender or the bill's reissue, then of the delivery: what the window that
    /// is open runs from.
    pub recorded_at: Millis,
}

impl Header {
    /// A draft by `party`, which has signed it.
    pub fn draft(
        call: &Call,
        epoch: u8,
        orders: u8,
        collateral: &impl Collateral,
        party: &PartyId,
        number: &str,
        consignment: Consignment,
    ) -> Result<Self, WaybillError> {
        let about = &consignment;
        let drafter = side(about, party).ok_or(WaybillError::NotAParty)?;
        if about.carrier == about.consignor || about.carrier == about.consignee {
            return Err(WaybillError::SameParty);
        }
        if !codes::is_number(number) {
            return Err(WaybillError::MalformedNumber);
        }
        for place in [&about.place_of_receipt, &about.place_of_delivery] {
            codes::place(place).ok_or(WaybillError::MalformedPlace)?;
        }
        codes::currency(&about.currency).ok_or(WaybillError::MalformedCurrency)?;
        if !money::in_range(about.freight) || !money::in_range(about.gross_weight) {
            return Err(WaybillError::AmountOutOfRange);
        }
        if about.pickup_until > about.deliver_until {
            return Err(WaybillError::OutOfOrder);
        }
        is_near(call.now, about.pickup_until)?;
        is_near(about.pickup_until, about.deliver_until)?;
        let collateral = match about.form {
            DocumentForm::Waybill => 0,
            _ => collateral.epoch(),
        };
        Ok(Self {
            status: WaybillStatus::Draft,
            epoch,
            orders,
            collateral,
            first: waybill_id(about.carrier, number, FIRST_VERSION),
            drafter,
            complete: false,
            lines: 0,
            custodian: about.consignor,
            offered: false,
            offered_to: about.consignor,
            legs: 0,
            clean: true,
            asked: Asked::Nobody,
            confirmed: false,
            disposer: about.consignor,
            in_parts: false,
            surrendered: false,
            picked_up_at: 0,
            taken_at: 0,
            arrived_at: 0,
            delivered_at: 0,
            recorded_at: 0,
            consignment,
        })
    }

    /// Where `step` leads.
    pub fn follow(&self, step: Step) -> Result<WaybillStatus, WaybillError> {
        next(self.status, step).ok_or(WaybillError::WrongStatus(self.status))
    }

    /// Who wrote the draft.
    pub fn drafter(&self) -> &PartyId {
        match self.drafter {
            Side::Consignor => &self.consignment.consignor,
            Side::Carrier => &self.consignment.carrier,
        }
    }

    /// The one of consignor and carrier that did not write the draft.
    pub fn counterparty(&self) -> &PartyId {
        match self.drafter {
            Side::Consignor => &self.consignment.carrier,
            Side::Carrier => &self.consignment.consignor,
        }
    }

    /// Which of the two that may cancel `party` is.
    pub fn side(&self, party: &PartyId) -> Option<Side> {
        side(&self.consignment, party)
    }

    /// Who must sign `step`, nobody in particular for closing. Fails where there is no telling.
    pub fn signer(&self, step: SignOff) -> Result<Option<&PartyId>, WaybillError> {
        match step {
            SignOff::Issue => Ok(Some(self.counterparty())),
            SignOff::PickUp => Ok(Some(&self.consignment.carrier)),
            SignOff::TakeOver => {
                self.follow(Step::TakeOver)?;
                if !self.offered {
                    return Err(WaybillError::NotOffered);
                }
                Ok(Some(&self.offered_to))
            }
            SignOff::Arrive => {
                self.follow(Step::Arrive)?;
                Ok(Some(&self.custodian))
            }
            SignOff::Deliver => Ok(Some(&self.consignment.consignee)),
            SignOff::Close => Ok(None),
        }
    }

    /// Takes `step`, signed by whom [`Self::signer`] says; answers the leg that must be stored.
    pub fn sign(
        &mut self,
        call: &Call,
        windows: Windows,
        step: SignOff,
        declared_at: Millis,
        remarks: &Remarks,
    ) -> Result<Option<LegView>, WaybillError> {
        let status = self.follow(step.into())?;
        if !matches!(step, SignOff::Issue | SignOff::Close) {
            is_plausible(call, declared_at, self.taken_at)?;
        }
        let mut leg = None;
        match step {
            SignOff::Issue => {
                self.issue()?;
            }
            SignOff::PickUp => leg = self.take(self.consignment.carrier, declared_at, remarks)?,
            SignOff::TakeOver => leg = self.take(self.offered_to, declared_at, remarks)?,
            SignOff::Arrive => {
                self.offered = false;
                self.arrived_at = declared_at;
                self.recorded_at = call.now;
            }
            SignOff::Deliver => {
                self.is_deliverable()?;
                self.deliver(call, declared_at);
                self.confirmed = true;
            }
            SignOff::Close => is_over(call, self.recorded_at, windows.reservation)?,
        }
        self.status = status;
        Ok(leg)
    }

    /// Issues a draft that both have signed.
    pub fn issue(&mut self) -> Result<(), WaybillError> {
        let status = self.follow(Step::Issue)?;
        if !self.complete {
            return Err(WaybillError::Incomplete);
        }
        if self.collateral != 0 {
            return Err(WaybillError::Unclaimed);
        }
        self.status = status;
        Ok(())
    }

    /// Signs the goods over to `to`, which has not signed.
    pub fn offer(&mut self, to: PartyId) -> Result<(), WaybillError> {
        if to == self.custodian || to == self.consignment.consignee {
            return Err(WaybillError::SameParty);
        }
        self.offered = true;
        self.offered_to = to;
        Ok(())
    }

    /// Calls the waybill off as far as `side` can.
    pub fn cancel(&mut self, call: &Call, side: Side) -> Result<Cancelling, WaybillError> {
        let status = self.follow(Step::Cancel)?;
        let (own, others) = match side {
            Side::Consignor => (Asked::Consignor, Asked::Carrier),
            Side::Carrier => (Asked::Carrier, Asked::Consignor),
        };
        let binding =
            self.status == WaybillStatus::Issued && call.now <= self.consignment.pickup_until;
        if !binding || self.asked == others {
            self.status = status;
            return Ok(Cancelling::Done);
        }
        if self.asked == own {
            return Err(WaybillError::AlreadyAsked);
        }
        self.asked = own;
        Ok(Cancelling::Asked)
    }

    /// Takes the arrival for a delivery, since the consignee did not sign in time: of the arrival, the block's time counts, for the
    /// declared one nobody else has signed.
    pub fn lapse(&mut self, call: &Call, windows: Windows) -> Result<(), WaybillError> {
        let status = self.follow(Step::Lapse)?;
        is_over(call, self.recorded_at, windows.signing)?;
        self.deliver(call, self.recorded_at);
        self.status = status;
        Ok(())
    }

    /// Takes the goods for lost.
    pub fn lose(&mut self, call: &Call) -> Result<(), WaybillError> {
        let status = self.follow(Step::Lose)?;
        is_over(call, self.consignment.deliver_until, LOSS_PERIOD)?;
        self.offered = false;
        self.status = status;
        Ok(())
    }

    /// Goods under a title go to who surrendered it.
    pub fn is_deliverable(&self) -> Result<(), WaybillError> {
        if self.surrendered {
            return Ok(());
        }
        self.is_untitled()
    }

    /// Whether no title goes with the goods.
    pub fn is_untitled(&self) -> Result<(), WaybillError> {
        match self.consignment.form {
            DocumentForm::Waybill => Ok(()),
            _ => Err(WaybillError::Titled),
        }
    }

    /// The carrier took the title back from `holder` for the goods.
    pub fn surrender(&mut self, call: &Call, holder: &PartyId) {
        self.is_for(*holder);
        self.surrendered = true;
        self.start_again(call);
    }

    /// Who held a title that was not surrendered has the goods, and counts as their consignee.
    pub fn receive(&mut self, holder: &PartyId) {
        self.consignment.consignee = *holder;
        self.custodian = *holder;
        self.surrendered = true;
    }

    /// Who got the goods; before anybody did, who is to.
    pub fn recipient(&self) -> &PartyId {
        if self.is_delivered() {
            &self.custodian
        } else {
            &self.consignment.consignee
        }
    }

    /// When the goods, or the last part of them, were shipped or received, as declared; none if they were not, or if another version
    /// tells of it.
    pub fn moved_at(&self, movement: Movement) -> Option<Millis> {
        if self.legs == 0 || self.status == WaybillStatus::Voided {
            return None;
        }
        match movement {
            Movement::Shipped => Some(self.picked_up_at),
            Movement::Received if self.is_delivered() => Some(self.delivered_at),
            Movement::Received => self.in_parts.then_some(self.taken_at),
        }
    }

    /// Whether the goods, or a part of them, are where they were to go.
    pub fn has_come(&self) -> bool {
        self.in_parts || matches!(self.status, WaybillStatus::Arrived | WaybillStatus::Delivered)
    }

    /// Whoever is to sign now has its whole time to.
    pub fn start_again(&mut self, call: &Call) {
        if self.status == WaybillStatus::Arrived {
            self.recorded_at = call.now;
        }
    }

    /// The goods go to `consignee`, which signs for delivery and not as a carrier.
    fn is_for(&mut self, consignee: PartyId) {
        self.offered = self.offered && self.offered_to != consignee;
        self.consignment.consignee = consignee;
    }

    /// Whether `revision` makes sense.
    pub fn allows(&self, revision: &Revision) -> Result<(), WaybillError> {
        self.is_place(&revision.place_of_delivery)?;
        if !money::in_range(revision.freight) || !money::in_range(revision.gross_weight) {
            return Err(WaybillError::AmountOutOfRange);
        }
        is_near(self.consignment.pickup_until, revision.deliver_until)
    }

    /// Puts `revision` in force.
    pub fn revise(&mut self, revision: &Revision) {
        let about = &mut self.consignment;
        about.document = revision.document;
        about.place_of_delivery.clone_from(&revision.place_of_delivery);
        about.deliver_until = revision.deliver_until;
        about.freight = revision.freight;
        about.gross_weight = revision.gross_weight;
    }

    /// Does what who may dispose of the goods says.
    pub fn dispose(&mut self, disposal: &Disposal) -> Result<(), WaybillError> {
        match disposal {
            Disposal::TransferTo(to) => {
                if *to == self.disposer {
                    return Err(WaybillError::SameParty);
                }
                self.disposer = *to;
            }
            Disposal::Redirect { consignee, place_of_delivery } => {
                // What was delivered in part is not divided (CMR Article 12(5)(c)).
                if self.in_parts {
                    return Err(WaybillError::InParts(0));
                }
                if *consignee == self.consignment.carrier {
                    return Err(WaybillError::SameParty);
                }
                self.is_place(place_of_delivery)?;
                self.is_for(*consignee);
                self.consignment.place_of_delivery.clone_from(place_of_delivery);
            }
        }
        Ok(())
    }

    /// The consignee takes a part of the goods.
    pub fn part(&mut self, call: &Call, declared_at: Millis) -> Result<(), WaybillError> {
        self.is_deliverable()?;
        // A grain of them would end the right to send the rest elsewhere; who wants to end that signs for everything.
        if self.status == WaybillStatus::InTransit {
            is_over(call, self.consignment.deliver_until, 0)?;
        }
        is_plausible(call, declared_at, self.taken_at)?;
        self.taken_at = declared_at;
        self.in_parts = true;
        Ok(())
    }

    /// Whether the consignee may still note what is wrong, and whether after the delivery.
    pub fn may_except(&self, call: &Call, windows: Windows) -> Result<bool, WaybillError> {
        self.follow(Step::NoteExceptions)?;
        self.is_deliverable()?;
        let is_late = self.is_delivered();
        let until = self.recorded_at.saturating_add(windows.reservation);
        if is_late && call.now >= until {
            return Err(WaybillError::TooLate(until));
        }
        Ok(is_late)
    }

    /// A place that was named can be changed and not taken back: it would free what another paid for.
    fn is_place(&self, place: &str) -> Result<(), WaybillError> {
        if place.len() < self.consignment.place_of_delivery.len() {
            return Err(WaybillError::MalformedPlace);
        }
        codes::place(place).ok_or(WaybillError::MalformedPlace)?;
        Ok(())
    }

    /// Whether the goods count as delivered.
    pub fn is_delivered(&self) -> bool {
        matches!(
            self.status,
            WaybillStatus::Delivered | WaybillStatus::DeliveredUnconfirmed | WaybillStatus::Closed
        )
    }

    /// As clients see it.
    pub fn view(self) -> WaybillView {
        WaybillView {
            status: self.status,
            drafter: *self.drafter(),
            complete: self.complete,
            lines: self.lines,
            custodian: self.custodian,
            offered_to: self.offered.then_some(self.offered_to),
            legs: self.legs,
            clean: self.clean,
            cancellation_asked_by: match self.asked {
                Asked::Nobody => None,
                Asked::Consignor => Some(self.consignment.consignor),
                Asked::Carrier => Some(self.consignment.carrier),
            },
            picked_up_at: self.picked_up_at,
            arrived_at: self.arrived_at,
            delivered_at: self.delivered_at,
            delivery_recorded_at: if self.is_delivered() { self.recorded_at } else { 0 },
            disposer: self.disposer,
            in_parts: self.in_parts,
            surrendered: self.surrendered,
            first: self.first,
            consignment: self.consignment,
        }
    }

    /// The first leg, where nothing was said that would have to be stored.
    pub fn clean_first_leg(&self) -> LegView {
        Remarks::NONE.leg(self.consignment.carrier, self.picked_up_at)
    }

    /// The facts of the delivery, with `billed` lines.
    pub fn billing_record(self, billed: Vec<BillingLine>) -> BillingRecord {
        let about = self.consignment;
        BillingRecord {
            status: self.status,
            consignor: about.consignor,
            carrier: about.carrier,
            consignee: about.consignee,
            freight: about.freight,
            currency: codes::currency(&about.currency).unwrap_or_default(),
            freight_term: about.freight_term,
            gross_weight: about.gross_weight,
            delivered_at: self.delivered_at,
            confirmed: self.confirmed || self.in_parts && self.status == WaybillStatus::Lost,
            lines: self.lines,
            billed,
        }
    }

    /// Moves custody from whoever has the goods to `carrier`, in one assignment.
    fn take(
        &mut self,
        carrier: PartyId,
        taken_at: Millis,
        remarks: &Remarks,
    ) -> Result<Option<LegView>, WaybillError> {
        if remarks.has_repeats() {
            return Err(WaybillError::Repeated);
        }
        self.legs = self.legs.checked_add(1).ok_or(WaybillError::TooManyLegs)?;
        self.custodian = carrier;
        self.offered = false;
        self.taken_at = taken_at;
        if self.legs == 1 {
            self.picked_up_at = taken_at;
        }
        self.clean = self.clean && remarks.are_clean();
        let is_derivable = self.legs == 1 && remarks.are_none();
        Ok((!is_derivable).then(|| remarks.leg(carrier, taken_at)))
    }

    fn deliver(&mut self, call: &Call, delivered_at: Millis) {
        self.custodian = self.consignment.consignee;
        self.offered = false;
        self.delivered_at = delivered_at;
        self.recorded_at = call.now;
    }
}

fn side(consignment: &Consignment, party: &PartyId) -> Option<Side> {
    if *party == consignment.consignor {
        Some(Side::Consignor)
    } else if *party == consignment.carrier {
        Some(Side::Carrier)
    } else {
        None
    }
}

/// A declared time is neither later than clocks can differ nor before what it follows.
fn is_plausible(call: &Call, declared_at: Millis, earliest: Millis) -> Result<(), WaybillError> {
    if call.is_future(declared_at) {
        return Err(WaybillError::InTheFuture);
    }
    if declared_at < earliest {
        return Err(WaybillError::OutOfOrder);
    }
    Ok(())
}

/// `until` follows `from` within the longest time there is.
fn is_near(from: Millis, until: Millis) -> Result<(), WaybillError> {
    match until.checked_sub(from) {
        None => Err(WaybillError::OutOfOrder),
        Some(time) if time > LONGEST => Err(WaybillError::WindowTooLong),
        Some(_) => Ok(()),
    }
}

/// Block time is what windows run on: nobody can declare one over.
fn is_over(call: &Call, since: Millis, window: Millis) -> Result<(), WaybillError> {
    let until = since.saturating_add(window);
    if call.now < until {
        return Err(WaybillError::WindowOpen(until));
    }
    Ok(())
}

/// The id of the waybill that `carrier` issues under `number`: BLAKE2b-256 of the SCALE encoding of
/// `(*b"lading/waybill", carrier, number, version)`, so that the number's length stands before it.
pub(crate) fn waybill_id(carrier: PartyId, number: &str, version: u16) -> DocumentId {
    kit::digest(&(*b"lading/waybill", carrier, number, version)).into()
}

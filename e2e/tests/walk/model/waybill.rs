//! Waybills, their lines and custody.
use std::collections::BTreeSet;

use e2e::Actor;
use ink::scale::Encode;
use interfaces::{
    credit::{DOCUMENTED, IN_FULL, ON_TIME, UNDAMAGED},
    ids::{Digest, DocumentId, Millis, PartyId, Quantity},
    orders::{ProgressKind, ProgressLine},
    registry::{Business, Scope},
    waybill::{
        Consignment, Disposal, DocumentForm, Endorsement, ExceptionReason, FreightTerm, Goods,
        LegView, LineException, LineView, Reservation, Revision, SignOff, Title, TitleAction,
        TitleState, WaybillError, WaybillStatus, WaybillView,
    },
};

use super::{
    super::matching::Delivered, repeats, By, Model, LIMIT, MONTH, PER_CALL, SKEW, WAYBILLS,
};

/// Nobody in particular.
const NOBODY: PartyId = PartyId([0; 32]);

/// A line: what was loaded, what was noted, and what was signed for in parts.
#[derive(Debug, Clone)]
pub struct Line {
    pub goods: Goods,
    note: Option<Note>,
    pub parts: Quantity,
}

/// How a line was not in full and sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    short: u64,
    damaged: u64,
    refused: u64,
    reason: ExceptionReason,
}

/// Who has a bill, who is to have the goods, and what of that can be undone.
#[derive(Debug, Clone)]
pub struct Bill {
    pub state: TitleState,
    pub holder: PartyId,
    pub beneficiary: PartyId,
    pub endorsement: Endorsement,
    pub nominee: Option<PartyId>,
    /// Who held it before, if that can be undone.
    former_holder: Option<PartyId>,
    /// Who was beneficiary before, and how, if that can be undone.
    former_beneficiary: Option<(PartyId, Endorsement)>,
    reject_until: Millis,
    /// Until when the carrier has to answer, where it was asked.
    answer_until: Millis,
    /// What it was surrendered for last.
    asked_for: Option<Digest>,
    entry: Digest,
}

/// A revision that some have signed.
#[derive(Debug, Clone)]
struct Proposed {
    revision: Revision,
    /// Who was to have the goods, and who might send them elsewhere, when it was signed.
    under: [PartyId; 2],
    until: Millis,
    /// Who has, as whatever it has a say.
    signed: BTreeSet<PartyId>,
}

/// What someone signed for another to bring.
#[derive(Debug, Clone)]
pub struct Relayed {
    pub signer: Actor,
    pub step: SignOff,
    pub waybills: Vec<DocumentId>,
    pub at: Millis,
    pub nonce: u64,
    pub deadline: Millis,
    /// Whether the signature is the signer's, and under this.
    pub genuine: bool,
}

/// A waybill.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Its first version: lines and legs are one for all versions.
    pub first: DocumentId,
    pub number: String,
    pub version: u16,
    /// Its title, if it is a bill of lading.
    pub title: Option<Bill>,
    pub disposer: PartyId,
    pub surrendered: bool,
    pub in_parts: bool,
    proposed: Option<Proposed>,
    /// When the goods changed hands last, in whole or in part.
    taken_at: Millis,
    /// The directory asked about it for ever; none if parties are accounts.
    pub directory: Option<usize>,
    pub epoch: u8,
    pub about: Consignment,
    pub drafter: PartyId,
    pub status: WaybillStatus,
    pub complete: bool,
    pub lines: Vec<Line>,
    pub custodian: PartyId,
    pub offered: Option<PartyId>,
    pub legs: Vec<LegView>,
    pub asked: Option<PartyId>,
    pub picked_up_at: Millis,
    pub arrived_at: Millis,
    pub arrival_recorded_at: Millis,
    pub delivered_at: Millis,
    pub delivery_recorded_at: Millis,
    /// Whether nobody signed for the delivery in time.
    pub lapsed: bool,
}

type Signed<T> = Result<T, WaybillError>;

impl Paper {
    /// The one of consignor and carrier that did not write it.
    pub fn counterparty(&self) -> PartyId {
        if self.drafter == self.about.consignor {
            self.about.carrier
        } else {
            self.about.consignor
        }
    }

    fn is(&self, statuses: &[WaybillStatus]) -> Signed<()> {
        if statuses.contains(&self.status) {
            Ok(())
        } else {
            Err(WaybillError::WrongStatus(self.status))
        }
    }

    /// Whether goods go to who is named as consignee: under a title, only to who surrendered it.
    fn is_deliverable(&self) -> Signed<()> {
        if self.about.form == DocumentForm::Waybill || self.surrendered {
            Ok(())
        } else {
            Err(WaybillError::Titled)
        }
    }

    fn is_untitled(&self) -> Signed<()> {
        if self.about.form == DocumentForm::Waybill {
            Ok(())
        } else {
            Err(WaybillError::Titled)
        }
    }

    fn line(&mut self, number: u16) -> Signed<&mut Line> {
        let at = usize::from(number).checked_sub(1);
        at.and_then(|at| self.lines.get_mut(at)).ok_or(WaybillError::NoSuchLine(number))
    }

    fn is_place(&self, place: &str) -> Signed<()> {
        let named = !self.about.place_of_delivery.is_empty();
        match place.len() {
            5 => Ok(()),
            0 if !named => Ok(()),
            _ => Err(WaybillError::MalformedPlace),
        }
    }

    fn allows(&self, revision: &Revision) -> Signed<()> {
        self.is_place(&revision.place_of_delivery)?;
        if revision.freight >= LIMIT || revision.gross_weight >= LIMIT {
            return Err(WaybillError::AmountOutOfRange);
        }
        near(self.about.pickup_until, revision.deliver_until)
    }

    /// Whether a title goes with the goods that nobody surrendered for them.
    pub fn is_titled(&self) -> bool {
        self.is_deliverable().is_err()
    }

    /// Its holder gave the title up for the goods.
    fn surrender(&mut self, holder: PartyId) {
        self.surrendered = true;
        self.about.consignee = holder;
        self.offered = self.offered.filter(|to| *to != holder);
    }

    /// The values that a revision can change, as they are.
    pub fn values(&self) -> Revision {
        Revision {
            document: self.about.document,
            place_of_delivery: self.about.place_of_delivery.clone(),
            deliver_until: self.about.deliver_until,
            freight: self.about.freight,
            gross_weight: self.about.gross_weight,
        }
    }

    fn revise(&mut self, revision: &Revision) {
        let Revision { document, place_of_delivery, deliver_until, freight, gross_weight } =
            revision.clone();
        self.about.document = document;
        self.about.place_of_delivery = place_of_delivery;
        self.about.deliver_until = deliver_until;
        self.about.freight = freight;
        self.about.gross_weight = gross_weight;
    }

    fn take(
        &mut self,
        carrier: PartyId,
        taken_at: Millis,
        reservations: &[Reservation],
        evidence: Digest,
    ) -> Signed<()> {
        if repeats(reservations) {
            return Err(WaybillError::Repeated);
        }
        if self.legs.len() == 255 {
            return Err(WaybillError::TooManyLegs);
        }
        let mut reservations = reservations.to_vec();
        reservations.sort();
        self.legs.push(LegView { carrier, taken_at, reservations, evidence });
        self.custodian = carrier;
        self.offered = None;
        self.taken_at = taken_at;
        Ok(())
    }

    /// Whose signature a step takes.
    pub fn signer(&self, step: SignOff) -> Signed<Option<PartyId>> {
        Ok(match step {
            SignOff::Issue => Some(self.counterparty()),
            SignOff::PickUp => Some(self.about.carrier),
            SignOff::TakeOver => {
                self.is(&[WaybillStatus::InTransit])?;
                Some(self.offered.ok_or(WaybillError::NotOffered)?)
            }
            SignOff::Arrive => {
                self.is(&[WaybillStatus::InTransit])?;
                Some(self.custodian)
            }
            SignOff::Deliver => Some(self.about.consignee),
            SignOff::Close => None,
        })
    }

    fn sign(
        &mut self,
        windows: Windows,
        now: Millis,
        step: SignOff,
        at: Millis,
        reservations: &[Reservation],
        evidence: Digest,
    ) -> Signed<()> {
        use WaybillStatus::*;
        let plausible = |earliest| {
            if at > now + SKEW {
                Err(WaybillError::InTheFuture)
            } else if at < earliest {
                Err(WaybillError::OutOfOrder)
            } else {
                Ok(())
            }
        };
        match step {
            SignOff::Issue => {
                self.is(&[Draft])?;
                if !self.complete {
                    return Err(WaybillError::Incomplete);
                }
                self.status = Issued;
            }
            SignOff::PickUp => {
                self.is(&[Issued])?;
                plausible(0)?;
                self.take(self.about.carrier, at, reservations, evidence)?;
                self.picked_up_at = at;
                self.status = InTransit;
            }
            SignOff::TakeOver => {
                plausible(self.taken_at)?;
                let to = self.offered.ok_or(WaybillError::NotOffered)?;
                self.take(to, at, reservations, evidence)?;
            }
            SignOff::Arrive => {
                plausible(self.taken_at)?;
                self.offered = None;
                self.arrived_at = at;
                self.arrival_recorded_at = now;
                self.status = Arrived;
            }
            SignOff::Deliver => {
                self.is(&[InTransit, Arrived])?;
                plausible(self.taken_at)?;
                self.is_deliverable()?;
                self.deliver(now, at);
                self.status = Delivered;
            }
            SignOff::Close => {
                self.is(&[Delivered, DeliveredUnconfirmed])?;
                over(now, self.delivery_recorded_at + windows.reservation)?;
                self.status = Closed;
            }
        }
        Ok(())
    }

    fn deliver(&mut self, now: Millis, at: Millis) {
        self.custodian = self.about.consignee;
        self.offered = None;
        self.delivered_at = at;
        self.delivery_recorded_at = now;
    }

    /// Who may say that the goods are lost: who has the right to them or sent them, and the carrier of itself.
    pub fn may_declare_lost(&self) -> Vec<PartyId> {
        match &self.title {
            Some(bill) if self.is_titled() => vec![bill.holder, self.about.carrier],
            _ => vec![self.about.consignor, self.about.consignee, self.about.carrier],
        }
    }

    /// As clients should see it.
    pub fn view(&self) -> WaybillView {
        WaybillView {
            status: self.status,
            consignment: self.about.clone(),
            drafter: self.drafter,
            complete: self.complete,
            lines: self.lines.len() as u16,
            custodian: self.custodian,
            offered_to: self.offered,
            legs: self.legs.len() as u8,
            clean: self.legs.iter().all(|leg| leg.reservations.is_empty()),
            cancellation_asked_by: self.asked,
            picked_up_at: self.picked_up_at,
            arrived_at: self.arrived_at,
            delivered_at: self.delivered_at,
            delivery_recorded_at: self.delivery_recorded_at,
            disposer: self.disposer,
            in_parts: self.in_parts,
            surrendered: self.surrendered,
            first: self.first,
        }
    }

    /// As clients should see its lines.
    pub fn line_views(&self) -> Vec<LineView> {
        let line = |(number, line): (u16, &Line)| LineView {
            goods: line.goods.clone(),
            exception: line.note.map(|note| LineException {
                line: number,
                received: line.received(),
                short: note.short,
                damaged: note.damaged,
                refused: note.refused,
                reason: note.reason,
            }),
            parts: line.parts,
        };
        (1..).zip(&self.lines).map(line).collect()
    }

    /// As clients should see its title; what can no longer be undone is left out, as [`seen`] leaves it out.
    pub fn title_view(&self) -> Option<Title> {
        if matches!(self.status, WaybillStatus::Draft | WaybillStatus::Cancelled) {
            return None;
        }
        let bill = self.title.as_ref()?;
        let (former, how) = bill.former_beneficiary.unwrap_or((NOBODY, bill.endorsement));
        let title = Title {
            state: bill.state,
            holder: bill.holder,
            beneficiary: bill.beneficiary,
            endorsement: bill.endorsement,
            nominee: bill.nominee.unwrap_or(NOBODY),
            previous_holder: bill.former_holder.unwrap_or(NOBODY),
            previous_beneficiary: former,
            previous_endorsement: how,
            reject_until: bill.reject_until,
            entry: bill.entry,
        };
        Some(seen(title))
    }

    /// What may be billed of a line once the waybill has ended: of lost goods the parts that were signed for.
    pub fn delivered(&self, line: u16) -> Delivered {
        match usize::from(line).checked_sub(1).and_then(|at| self.lines.get(at)) {
            Some(line) if self.status == WaybillStatus::Lost => {
                Delivered::Goods { quantity: line.parts, late_by: 0 }
            }
            Some(line) => Delivered::Goods {
                quantity: line.received(),
                late_by: self.delivered_at.saturating_sub(line.goods.deliver_until),
            },
            None => Delivered::Never,
        }
    }
}

/// A title without what says nothing: the time to reject and the endorsement before, where there is nothing to reject.
pub fn seen(title: Title) -> Title {
    let no_beneficiary = title.previous_beneficiary == NOBODY;
    let nothing = no_beneficiary && title.previous_holder == NOBODY;
    Title {
        previous_endorsement: if no_beneficiary {
            title.endorsement
        } else {
            title.previous_endorsement
        },
        reject_until: if nothing { 0 } else { title.reject_until },
        ..title
    }
}

impl Line {
    fn of(goods: &Goods) -> Self {
        Self { goods: goods.clone(), note: None, parts: 0 }
    }

    pub fn received(&self) -> Quantity {
        let not = self.note.map_or(0, |note| note.short + note.damaged + note.refused);
        self.goods.quantity - not
    }

    /// What of a delivery at this time was as it should be.
    fn merits(&self, delivered_at: Millis) -> u8 {
        let is_late = delivered_at > self.goods.deliver_until;
        let Some(note) = self.note else {
            let on_time = if is_late { 0 } else { ON_TIME };
            return IN_FULL | DOCUMENTED | UNDAMAGED | on_time;
        };
        let of_reason = match note.reason {
            ExceptionReason::Missing
            | ExceptionReason::WrongItem
            | ExceptionReason::WrongVersion => IN_FULL,
            ExceptionReason::Label | ExceptionReason::Price => DOCUMENTED,
            ExceptionReason::Broken
            | ExceptionReason::Quality
            | ExceptionReason::Packaging
            | ExceptionReason::DamagedPackaging => UNDAMAGED,
        };
        let holds = [
            (IN_FULL, note.short == 0),
            (ON_TIME, !is_late && note.short < self.goods.quantity),
            (DOCUMENTED, true),
            (UNDAMAGED, note.damaged == 0),
        ];
        holds
            .iter()
            .filter(|(merit, holds)| *holds && *merit != of_reason)
            .map(|(merit, _)| merit)
            .sum()
    }
}

impl Bill {
    /// As a bill is issued: to its consignor, who is its beneficiary too but of a straight bill.
    fn of(about: &Consignment, waybill: DocumentId) -> Option<Self> {
        let (beneficiary, endorsement) = match about.form {
            DocumentForm::Waybill => return None,
            DocumentForm::StraightBill => (about.consignee, Endorsement::ToName),
            DocumentForm::BillToOrder => (about.consignor, Endorsement::ToOrder),
            DocumentForm::BillToBearer => (about.consignor, Endorsement::InBlank),
        };
        Some(Self {
            state: TitleState::Live,
            holder: about.consignor,
            beneficiary,
            endorsement,
            nominee: None,
            former_holder: None,
            former_beneficiary: None,
            reject_until: 0,
            answer_until: 0,
            asked_for: None,
            entry: waybill.0,
        })
    }

    /// Whether the carrier was asked.
    pub fn is_asked(&self) -> bool {
        matches!(self.state, TitleState::AskedForDelivery | TitleState::AskedForAmendment)
    }

    /// Whether the carrier was asked and let its time to answer pass.
    fn is_unanswered(&self, now: Millis) -> bool {
        self.is_asked() && now >= self.answer_until
    }

    /// Whether it is for `party` to do it.
    fn is_for(
        &self,
        carrier: PartyId,
        party: PartyId,
        action: TitleAction,
        now: Millis,
    ) -> Signed<()> {
        use TitleAction::*;
        let (holds, benefits) = match action {
            AcceptSurrender | RejectSurrender if party == carrier => return Ok(()),
            AcceptSurrender if self.is_unanswered(now) => (true, true),
            AcceptSurrender | RejectSurrender => return Err(WaybillError::NotAParty),
            Nominate(_) | RejectBeneficiary => (false, true),
            TransferBeneficiary { .. } | TransferHolder(_) | TransferBoth { .. } | RejectHolder => {
                (true, false)
            }
            RejectBoth | SurrenderForDelivery | SurrenderForAmendment(_) => (true, true),
        };
        if holds && party != self.holder {
            return Err(WaybillError::NotTheHolder);
        }
        if benefits && party != self.beneficiary {
            return Err(WaybillError::NotTheBeneficiary);
        }
        Ok(())
    }

    fn act(
        &mut self,
        carrier: PartyId,
        action: TitleAction,
        now: Millis,
        window: Millis,
    ) -> Signed<()> {
        use TitleAction::*;
        use TitleState::*;
        if self.is_unanswered(now) && !matches!(action, AcceptSurrender | RejectSurrender) {
            self.state = Live;
        }
        match (self.state, action) {
            (Live, AcceptSurrender | RejectSurrender) => return Err(WaybillError::NotSurrendered),
            (Live, _) => {}
            (AskedForAmendment, AcceptSurrender) => return Err(WaybillError::NotAsked),
            (AskedForDelivery | AskedForAmendment, AcceptSurrender | RejectSurrender) => {}
            _ => return Err(WaybillError::Surrendered),
        }
        match action {
            RejectBeneficiary => return self.reject(now, false, true),
            RejectHolder => return self.reject(now, true, false),
            RejectBoth => return self.reject(now, true, true),
            SurrenderForDelivery => {
                self.state = AskedForDelivery;
                self.answer_until = now + window;
            }
            SurrenderForAmendment(digest) => {
                self.state = AskedForAmendment;
                self.answer_until = now + window;
                self.asked_for = Some(digest);
            }
            AcceptSurrender => self.state = SurrenderedForDelivery,
            RejectSurrender => self.state = Live,
            Nominate(to) => {
                somebody(to, carrier)?;
                if to == self.beneficiary || Some(to) == self.nominee {
                    return Err(WaybillError::SameParty);
                }
                if self.endorsement == Endorsement::ToName {
                    return Err(WaybillError::CannotEndorse);
                }
                self.nominee = Some(to);
            }
            TransferHolder(to) if self.endorsement == Endorsement::InBlank => {
                return self.transfer(
                    carrier,
                    Some((to, Endorsement::InBlank)),
                    Some(to),
                    now,
                    window,
                );
            }
            TransferHolder(to) => return self.transfer(carrier, None, Some(to), now, window),
            TransferBeneficiary { to, endorsement } => {
                return self.transfer(carrier, Some((to, endorsement)), None, now, window);
            }
            TransferBoth { beneficiary, holder, endorsement } => {
                let to = Some((beneficiary, endorsement));
                return self.transfer(carrier, to, Some(holder), now, window);
            }
        }
        self.former_holder = None;
        self.former_beneficiary = None;
        Ok(())
    }

    fn reject(&mut self, now: Millis, holder: bool, beneficiary: bool) -> Signed<()> {
        let there = (!holder || self.former_holder.is_some())
            && (!beneficiary || self.former_beneficiary.is_some());
        if now >= self.reject_until || !there {
            return Err(WaybillError::NothingToReject);
        }
        if self.holder == self.beneficiary && !(holder && beneficiary) {
            return Err(WaybillError::BothRoles);
        }
        if holder {
            self.holder = self.former_holder.take().expect("it is there");
        }
        if beneficiary {
            (self.beneficiary, self.endorsement) =
                self.former_beneficiary.take().expect("it is there");
        }
        // Who endorsed it away in blank has it to its order, as long as another holds it.
        if self.endorsement == Endorsement::InBlank && self.holder != self.beneficiary {
            self.endorsement = Endorsement::ToOrder;
        }
        Ok(())
    }

    fn transfer(
        &mut self,
        carrier: PartyId,
        beneficiary: Option<(PartyId, Endorsement)>,
        holder: Option<PartyId>,
        now: Millis,
        window: Millis,
    ) -> Signed<()> {
        if let Some(to) = holder {
            somebody(to, carrier)?;
            if to == self.holder {
                return Err(WaybillError::SameParty);
            }
        }
        let is_one = self.holder == self.beneficiary;
        if let Some((to, how)) = beneficiary {
            somebody(to, carrier)?;
            let is_blank_to_another =
                how == Endorsement::InBlank && to != holder.unwrap_or(self.holder);
            if self.endorsement == Endorsement::ToName || is_blank_to_another {
                return Err(WaybillError::CannotEndorse);
            }
            if !is_one && (Some(to) != self.nominee || how != Endorsement::ToOrder) {
                return Err(WaybillError::NotNominated);
            }
        }
        self.former_holder = holder.map(|_| self.holder);
        self.former_beneficiary = beneficiary.map(|_| (self.beneficiary, self.endorsement));
        self.holder = holder.unwrap_or(self.holder);
        if let Some((to, how)) = beneficiary {
            (self.beneficiary, self.endorsement, self.nominee) = (to, how, None);
        }
        self.reject_until = now + window;
        Ok(())
    }
}

fn somebody(party: PartyId, carrier: PartyId) -> Signed<()> {
    if party == NOBODY {
        Err(WaybillError::NotAParty)
    } else if party == carrier {
        Err(WaybillError::SameParty)
    } else {
        Ok(())
    }
}

/// What follows, follows within 366 days.
fn near(from: Millis, until: Millis) -> Signed<()> {
    if until < from {
        Err(WaybillError::OutOfOrder)
    } else if until - from > 366 * 24 * 60 * 60 * 1000 {
        Err(WaybillError::WindowTooLong)
    } else {
        Ok(())
    }
}

fn over(now: Millis, until: Millis) -> Signed<()> {
    if now < until {
        Err(WaybillError::WindowOpen(until))
    } else {
        Ok(())
    }
}

/// How long signatures are waited for.
#[derive(Debug, Clone, Copy)]
pub struct Windows {
    pub signing: Millis,
    pub reservation: Millis,
}

impl Model {
    fn may_sign(
        &self,
        paper: &Paper,
        by: By,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Signed<()> {
        self.may(paper.directory, by, party, scope, business).map_err(WaybillError::Refused)
    }

    fn paper(&self, waybill: DocumentId) -> Signed<Paper> {
        self.papers.get(&waybill).cloned().ok_or(WaybillError::NotFound)
    }

    fn waybills_open(&self) -> Signed<()> {
        if self.waybill_paused {
            Err(WaybillError::Paused)
        } else {
            Ok(())
        }
    }

    #[allow(clippy::too_many_arguments)] // The message's own.
    pub fn draft(
        &mut self,
        by: By,
        id: DocumentId,
        party: PartyId,
        number: &str,
        about: &Consignment,
        goods: &[Goods],
        complete: bool,
    ) -> Signed<DocumentId> {
        self.waybills_open()?;
        let directory = self.waybill_links.last().copied();
        self.may(directory, by, party, Scope::Agree, Business::NewBusiness)
            .map_err(WaybillError::Refused)?;
        if party != about.consignor && party != about.carrier {
            return Err(WaybillError::NotAParty);
        }
        if about.carrier == about.consignor || about.carrier == about.consignee {
            return Err(WaybillError::SameParty);
        }
        if number.is_empty() || number.len() > 35 {
            return Err(WaybillError::MalformedNumber);
        }
        if [&about.place_of_receipt, &about.place_of_delivery]
            .iter()
            .any(|place| !matches!(place.len(), 0 | 5))
        {
            return Err(WaybillError::MalformedPlace);
        }
        if about.currency.len() != 3 {
            return Err(WaybillError::MalformedCurrency);
        }
        if about.freight >= LIMIT || about.gross_weight >= LIMIT {
            return Err(WaybillError::AmountOutOfRange);
        }
        near(by.now, about.pickup_until)?;
        near(about.pickup_until, about.deliver_until)?;
        if self.papers.contains_key(&id) {
            return Err(WaybillError::AlreadyExists);
        }
        if goods.len() > PER_CALL {
            return Err(WaybillError::TooMany);
        }
        if complete && goods.is_empty() {
            return Err(WaybillError::Empty);
        }
        are_goods(goods)?;
        self.may_fulfil(about, goods)?;
        let paper = Paper {
            first: id,
            number: number.to_owned(),
            version: 1,
            title: Bill::of(about, id),
            disposer: about.consignor,
            surrendered: false,
            in_parts: false,
            proposed: None,
            taken_at: 0,
            directory,
            epoch: self.waybill_links.len() as u8,
            about: about.clone(),
            drafter: party,
            status: WaybillStatus::Draft,
            complete,
            lines: goods.iter().map(Line::of).collect(),
            custodian: about.consignor,
            offered: None,
            legs: Vec::new(),
            asked: None,
            picked_up_at: 0,
            arrived_at: 0,
            arrival_recorded_at: 0,
            delivered_at: 0,
            delivery_recorded_at: 0,
            lapsed: false,
        };
        self.papers.insert(id, paper);
        Ok(id)
    }

    pub fn add_lines(
        &mut self,
        by: By,
        waybill: DocumentId,
        goods: &[Goods],
        complete: bool,
    ) -> Signed<()> {
        self.waybills_open()?;
        let mut paper = self.paper(waybill)?;
        self.may_sign(&paper, by, paper.drafter, Scope::Agree, Business::NewBusiness)?;
        paper.is(&[WaybillStatus::Draft])?;
        if paper.complete {
            return Err(WaybillError::Complete);
        }
        if goods.is_empty() {
            return Err(WaybillError::Empty);
        }
        if goods.len() > PER_CALL || paper.lines.len() + goods.len() > 500 {
            return Err(WaybillError::TooMany);
        }
        are_goods(goods)?;
        self.may_fulfil(&paper.about, goods)?;
        paper.lines.extend(goods.iter().map(Line::of));
        paper.complete = complete;
        self.keep(waybill, paper);
        Ok(())
    }

    /// What [`SignOff`] names, for one waybill, with remarks.
    pub fn sign(
        &mut self,
        by: By,
        waybill: DocumentId,
        step: SignOff,
        at: Millis,
        reservations: &[Reservation],
        evidence: Digest,
    ) -> Signed<()> {
        let (paper, _) = self.signed(by, waybill, step, at, reservations, evidence)?;
        self.keep(waybill, paper);
        Ok(())
    }

    fn signed(
        &self,
        by: By,
        waybill: DocumentId,
        step: SignOff,
        at: Millis,
        reservations: &[Reservation],
        evidence: Digest,
    ) -> Signed<(Paper, Option<PartyId>)> {
        if matches!(step, SignOff::Issue | SignOff::TakeOver) {
            self.waybills_open()?;
        }
        let mut paper = self.paper(waybill)?;
        let signer = paper.signer(step)?;
        if let Some(party) = signer {
            let (scope, business) = match step {
                SignOff::Issue => (Scope::Agree, Business::NewBusiness),
                SignOff::TakeOver => (Scope::Receive, Business::NewBusiness),
                SignOff::Arrive => (Scope::HandOver, Business::Exit),
                _ => (Scope::Receive, Business::Exit),
            };
            self.may_sign(&paper, by, party, scope, business)?;
        }
        paper.sign(self.windows, by.now, step, at, reservations, evidence)?;
        Ok((paper, signer))
    }

    pub fn sign_off(
        &mut self,
        by: By,
        step: SignOff,
        waybills: &[DocumentId],
        at: Millis,
    ) -> Signed<()> {
        if waybills.is_empty() {
            return Err(WaybillError::Empty);
        }
        if waybills.len() > PER_CALL {
            return Err(WaybillError::TooMany);
        }
        if repeats(waybills) {
            return Err(WaybillError::Repeated);
        }
        let (first, party) = self.signed(by, waybills[0], step, at, &[], [0; 32])?;
        let mut all = vec![first];
        for (place, waybill) in waybills.iter().enumerate().skip(1) {
            let place = place as u16;
            let mut paper = self.paper(*waybill).map_err(|_| WaybillError::At(place))?;
            let signer = paper.signer(step).map_err(|_| WaybillError::At(place))?;
            if signer != party || (party.is_some() && paper.epoch != all[0].epoch) {
                return Err(WaybillError::AnotherParty(place));
            }
            paper
                .sign(self.windows, by.now, step, at, &[], [0; 32])
                .map_err(|_| WaybillError::At(place))?;
            all.push(paper);
        }
        for (waybill, paper) in waybills.iter().zip(all) {
            self.keep(*waybill, paper);
        }
        Ok(())
    }

    pub fn cancel(&mut self, by: By, waybill: DocumentId, party: PartyId) -> Signed<()> {
        let mut paper = self.paper(waybill)?;
        if party != paper.about.consignor && party != paper.about.carrier {
            return Err(WaybillError::NotAParty);
        }
        self.may_sign(&paper, by, party, Scope::Agree, Business::Exit)?;
        paper.is(&[WaybillStatus::Draft, WaybillStatus::Issued])?;
        let alone = paper.status == WaybillStatus::Draft || by.now > paper.about.pickup_until;
        match paper.asked {
            _ if alone => paper.status = WaybillStatus::Cancelled,
            Some(other) if other != party => paper.status = WaybillStatus::Cancelled,
            Some(_) => return Err(WaybillError::AlreadyAsked),
            None => paper.asked = Some(party),
        }
        self.keep(waybill, paper);
        Ok(())
    }

    pub fn hand_over(&mut self, by: By, waybill: DocumentId, to: PartyId) -> Signed<()> {
        let mut paper = self.paper(waybill)?;
        paper.is(&[WaybillStatus::InTransit])?;
        self.may_sign(&paper, by, paper.custodian, Scope::HandOver, Business::Exit)?;
        if to == paper.custodian || to == paper.about.consignee {
            return Err(WaybillError::SameParty);
        }
        paper.offered = Some(to);
        self.keep(waybill, paper);
        Ok(())
    }

    pub fn note_exceptions(
        &mut self,
        by: By,
        waybill: DocumentId,
        exceptions: &[LineException],
    ) -> Signed<()> {
        let mut paper = self.paper(waybill)?;
        self.may_sign(&paper, by, paper.about.consignee, Scope::Receive, Business::Exit)?;
        paper.is(&[
            WaybillStatus::Arrived,
            WaybillStatus::Delivered,
            WaybillStatus::DeliveredUnconfirmed,
        ])?;
        paper.is_deliverable()?;
        let late = paper.status != WaybillStatus::Arrived;
        let until = paper.delivery_recorded_at + self.windows.reservation;
        if late && by.now >= until {
            return Err(WaybillError::TooLate(until));
        }
        if exceptions.is_empty() {
            return Err(WaybillError::Empty);
        }
        if exceptions.len() > PER_CALL {
            return Err(WaybillError::TooMany);
        }
        let numbers: Vec<u16> = exceptions.iter().map(|exception| exception.line).collect();
        if repeats(&numbers) {
            return Err(WaybillError::Repeated);
        }
        for exception in exceptions {
            let LineException { line: number, received, short, damaged, refused, reason } =
                *exception;
            let line = paper.line(number)?;
            let loaded = line.goods.quantity;
            let sum: u128 = [received, short, damaged, refused].map(u128::from).iter().sum();
            if sum != u128::from(loaded) {
                return Err(WaybillError::DoesNotAddUp(number));
            }
            if received == loaded && line.note.is_none() {
                return Err(WaybillError::NothingExcepted(number));
            }
            if received < line.parts {
                return Err(WaybillError::InParts(number));
            }
            let before =
                line.note.map_or((0, 0, 0), |note| (note.short, note.refused, note.damaged));
            if late && ((short, refused) != (before.0, before.1) || damaged <= before.2) {
                return Err(WaybillError::OnlyDamage(number));
            }
            // What comes to light later does not change why it was excepted.
            let reason = line.note.filter(|_| late).map_or(reason, |note| note.reason);
            let note = Note { short, damaged, refused, reason };
            line.note = (received < loaded).then_some(note);
        }
        self.keep(waybill, paper);
        Ok(())
    }

    pub fn deliver_part(
        &mut self,
        by: By,
        waybill: DocumentId,
        number: u16,
        quantity: Quantity,
        at: Millis,
    ) -> Signed<()> {
        let mut paper = self.paper(waybill)?;
        self.may_sign(&paper, by, paper.about.consignee, Scope::Receive, Business::Exit)?;
        paper.is(&[WaybillStatus::InTransit, WaybillStatus::Arrived])?;
        paper.is_deliverable()?;
        if paper.status == WaybillStatus::InTransit {
            over(by.now, paper.about.deliver_until)?;
        }
        if at > by.now + SKEW {
            return Err(WaybillError::InTheFuture);
        }
        if at < paper.taken_at {
            return Err(WaybillError::OutOfOrder);
        }
        let line = paper.line(number)?;
        if quantity == 0 {
            return Err(WaybillError::AmountOutOfRange);
        }
        if u128::from(line.parts) + u128::from(quantity) > u128::from(line.received()) {
            return Err(WaybillError::InParts(number));
        }
        line.parts += quantity;
        paper.taken_at = at;
        paper.in_parts = true;
        self.keep(waybill, paper);
        Ok(())
    }

    pub fn title(
        &mut self,
        by: By,
        waybill: DocumentId,
        party: PartyId,
        action: TitleAction,
    ) -> Signed<()> {
        use TitleAction::*;
        let business = match action {
            Nominate(_) | TransferBeneficiary { .. } | TransferHolder(_) | TransferBoth { .. } => {
                Business::NewBusiness
            }
            _ => Business::Exit,
        };
        if business == Business::NewBusiness {
            self.waybills_open()?;
        }
        let mut paper = self.paper(waybill)?;
        let mut bill = paper.title.clone().ok_or(WaybillError::NoTitle)?;
        let carrier = paper.about.carrier;
        bill.is_for(carrier, party, action, by.now)?;
        let is_answer = matches!(action, AcceptSurrender | RejectSurrender);
        let scope = if is_answer && party == carrier { Scope::Agree } else { Scope::Dispose };
        self.may_sign(&paper, by, party, scope, business)?;
        paper.is(&[WaybillStatus::InTransit, WaybillStatus::Arrived])?;
        bill.act(carrier, action, by.now, self.windows.signing)?;
        bill.entry = sp_core::blake2_256(&(bill.entry, party, action).encode());
        if bill.state == TitleState::SurrenderedForDelivery {
            paper.surrender(bill.holder);
        }
        // Whatever the answer, who is to sign now has its whole time to.
        if is_answer && paper.status == WaybillStatus::Arrived {
            paper.arrival_recorded_at = by.now;
        }
        paper.title = Some(bill);
        self.keep(waybill, paper);
        Ok(())
    }

    /// `next` is the id of the version after this.
    #[allow(clippy::too_many_arguments)] // The message's own.
    pub fn reissue(
        &mut self,
        by: By,
        waybill: DocumentId,
        next: DocumentId,
        number: &str,
        version: u16,
        changes: &Revision,
    ) -> Signed<DocumentId> {
        let mut paper = self.paper(waybill)?;
        self.may_sign(&paper, by, paper.about.carrier, Scope::Agree, Business::Exit)?;
        paper.is(&[WaybillStatus::InTransit, WaybillStatus::Arrived])?;
        if (number, version) != (&paper.number, paper.version) {
            return Err(WaybillError::AnotherNumber);
        }
        if self.papers.contains_key(&next) {
            return Err(WaybillError::AlreadyExists);
        }
        let mut bill = paper.title.clone().ok_or(WaybillError::NoTitle)?;
        let asked = bill.asked_for.filter(|_| bill.state == TitleState::AskedForAmendment);
        if asked != Some(sp_core::blake2_256(&changes.encode())) {
            return Err(WaybillError::NotAsked);
        }
        paper.allows(changes)?;
        let is_prepaid = paper.about.freight_term == FreightTerm::Prepaid;
        if changes.freight != paper.about.freight
            && is_prepaid
            && bill.holder != paper.about.consignor
        {
            return Err(WaybillError::PayerDidNotSign);
        }
        let mut reissued = paper.clone();
        reissued.version += 1;
        if reissued.status == WaybillStatus::Arrived {
            reissued.arrival_recorded_at = by.now;
        }
        reissued.revise(changes);
        bill.state = TitleState::Live;
        bill.asked_for = None;
        reissued.title = Some(bill.clone());
        bill.state = TitleState::SurrenderedForAmendment;
        paper.status = WaybillStatus::Voided;
        paper.title = Some(bill);
        self.keep(waybill, paper);
        self.keep(next, reissued);
        Ok(next)
    }

    pub fn revise(
        &mut self,
        by: By,
        waybill: DocumentId,
        party: PartyId,
        revision: &Revision,
    ) -> Signed<()> {
        use WaybillStatus::*;
        self.waybills_open()?;
        let mut paper = self.paper(waybill)?;
        let about = &paper.about;
        let has_come = paper.in_parts || matches!(paper.status, Arrived | Delivered);
        let needed = [true, true, has_come, matches!(paper.status, Issued | InTransit)];
        let parties = [about.consignor, about.carrier, about.consignee, paper.disposer];
        let under = [about.consignee, paper.disposer];
        let needed: BTreeSet<_> =
            parties.into_iter().zip(needed).filter(|(_, is)| *is).map(|(party, _)| party).collect();
        if !needed.contains(&party) {
            return Err(WaybillError::NotAParty);
        }
        self.may_sign(&paper, by, party, Scope::Agree, Business::NewBusiness)?;
        paper.is(&[Issued, InTransit, Arrived, Delivered])?;
        paper.is_untitled()?;
        paper.allows(revision)?;
        let standing = paper.proposed.take();
        let mut proposed = standing
            .filter(|standing| {
                standing.revision == *revision && standing.under == under && by.now < standing.until
            })
            .unwrap_or_else(|| Proposed {
                revision: revision.clone(),
                under,
                until: by.now + self.windows.signing,
                signed: BTreeSet::new(),
            });
        let is_new = proposed.signed.insert(party);
        if needed.is_subset(&proposed.signed) {
            paper.revise(revision);
        } else if !is_new {
            return Err(WaybillError::AlreadyAsked);
        } else {
            paper.proposed = Some(proposed);
        }
        self.keep(waybill, paper);
        Ok(())
    }

    /// The revision that waits for signatures, if any does.
    pub fn standing(&self, waybill: DocumentId) -> Option<Revision> {
        let proposed = self.papers.get(&waybill)?.proposed.as_ref()?;
        Some(proposed.revision.clone())
    }

    pub fn dispose(
        &mut self,
        by: By,
        waybill: DocumentId,
        party: PartyId,
        disposal: &Disposal,
    ) -> Signed<()> {
        let mut paper = self.paper(waybill)?;
        if party != paper.disposer {
            return Err(WaybillError::NotAParty);
        }
        self.may_sign(&paper, by, party, Scope::Dispose, Business::Exit)?;
        paper.is(&[WaybillStatus::Issued, WaybillStatus::InTransit])?;
        paper.is_untitled()?;
        match disposal {
            Disposal::TransferTo(to) if *to == paper.disposer => {
                return Err(WaybillError::SameParty);
            }
            Disposal::TransferTo(to) => paper.disposer = *to,
            Disposal::Redirect { consignee, place_of_delivery } => {
                if paper.in_parts {
                    return Err(WaybillError::InParts(0));
                }
                if *consignee == paper.about.carrier {
                    return Err(WaybillError::SameParty);
                }
                paper.is_place(place_of_delivery)?;
                paper.offered = paper.offered.filter(|to| to != consignee);
                paper.about.consignee = *consignee;
                paper.about.place_of_delivery.clone_from(place_of_delivery);
            }
        }
        self.keep(waybill, paper);
        Ok(())
    }

    pub fn relay_sign_off(&mut self, now: Millis, slip: &Relayed) -> Signed<()> {
        if now > slip.deadline {
            return Err(WaybillError::TooLate(slip.deadline));
        }
        if self.relayed.contains(&(slip.signer, slip.nonce)) {
            return Err(WaybillError::Replayed);
        }
        if !slip.genuine {
            return Err(WaybillError::BadSignature);
        }
        let by = By { actor: slip.signer, now };
        self.sign_off(by, slip.step, &slip.waybills, slip.at)?;
        self.relayed.insert((slip.signer, slip.nonce));
        Ok(())
    }

    /// Tells the orders contract, whose part of the model is told what it is told.
    pub fn tell(&mut self, waybill: DocumentId, kind: ProgressKind, lines: &[u16]) -> Signed<()> {
        let mut paper = self.paper(waybill)?;
        let known = match kind {
            ProgressKind::Shipped => !paper.legs.is_empty(),
            ProgressKind::Received => {
                matches!(paper.status, WaybillStatus::Closed | WaybillStatus::Lost)
            }
            _ => false,
        };
        if !known {
            return Err(WaybillError::WrongStatus(paper.status));
        }
        if lines.is_empty() {
            return Err(WaybillError::Empty);
        }
        if lines.len() > PER_CALL {
            return Err(WaybillError::TooMany);
        }
        let is_lost = paper.status == WaybillStatus::Lost;
        // Nobody but the carrier says when the goods came of which silence says that they did.
        let delivered_at = paper.delivered_at;
        let at = if paper.lapsed { 0 } else { delivered_at };
        let mut orders = Vec::new();
        let mut progress = Vec::new();
        for number in lines {
            let line = paper.line(*number)?;
            let fulfils = line.goods.order_line.ok_or(WaybillError::NotOneOrder)?;
            orders.push(fulfils.order);
            if orders[0] != fulfils.order {
                return Err(WaybillError::NotOneOrder);
            }
            let quantity = match kind {
                ProgressKind::Shipped => line.goods.quantity,
                _ if is_lost => line.parts,
                _ => line.received(),
            };
            if quantity > 0 {
                progress.push(ProgressLine {
                    line: fulfils.line,
                    document_line: *number,
                    quantity,
                    at,
                    merits: line.merits(delivered_at),
                });
            }
        }
        if progress.is_empty() {
            return Err(WaybillError::Empty);
        }
        if kind == ProgressKind::Received {
            let buyer = self.deals.get(&orders[0]).ok_or(WaybillError::NotOneOrder)?.head.buyer;
            let about = &paper.about;
            if ![about.consignee, about.consignor, about.carrier].contains(&buyer) {
                return Err(WaybillError::NotAParty);
            }
        }
        self.record_progress(WAYBILLS, orders[0], kind, paper.first, &progress)
            .map_err(|error| WaybillError::NotTold(error.encode()[0]))
    }

    /// Lines may name one order, whose seller signs the waybill.
    fn may_fulfil(&self, about: &Consignment, goods: &[Goods]) -> Signed<()> {
        let mut orders: Vec<_> =
            goods.iter().filter_map(|goods| goods.order_line).map(|line| line.order).collect();
        orders.dedup();
        let order = match orders[..] {
            [] => return Ok(()),
            [order] => order,
            _ => return Err(WaybillError::NotOneOrder),
        };
        let deal = self.deals.get(&order).ok_or(WaybillError::NotOneOrder)?;
        if [about.consignor, about.carrier].contains(&deal.head.seller) {
            Ok(())
        } else {
            Err(WaybillError::NotAParty)
        }
    }

    /// Keeps a waybill as it has become. Its lines are those of all its versions.
    fn keep(&mut self, waybill: DocumentId, paper: Paper) {
        for version in self.papers.values_mut().filter(|version| version.first == paper.first) {
            version.lines.clone_from(&paper.lines);
        }
        self.papers.insert(waybill, paper);
    }

    pub fn lapse(&mut self, by: By, waybill: DocumentId) -> Signed<()> {
        let mut paper = self.paper(waybill)?;
        paper.is(&[WaybillStatus::Arrived])?;
        over(by.now, paper.arrival_recorded_at + self.windows.signing)?;
        paper.deliver(by.now, paper.arrival_recorded_at);
        paper.status = WaybillStatus::DeliveredUnconfirmed;
        paper.lapsed = true;
        if paper.is_titled() {
            let mut bill = paper.title.clone().expect("it is under a title");
            if bill.state != TitleState::Live {
                return Err(WaybillError::Surrendered);
            }
            bill.state = TitleState::SurrenderedForDelivery;
            paper.surrender(bill.holder);
            paper.custodian = bill.holder;
            paper.title = Some(bill);
        }
        self.keep(waybill, paper);
        Ok(())
    }

    pub fn declare_lost(&mut self, by: By, waybill: DocumentId, party: PartyId) -> Signed<()> {
        let mut paper = self.paper(waybill)?;
        if !paper.may_declare_lost().contains(&party) {
            return Err(WaybillError::NotAParty);
        }
        self.may_sign(&paper, by, party, Scope::Receive, Business::Exit)?;
        paper.is(&[WaybillStatus::InTransit])?;
        over(by.now, paper.about.deliver_until + MONTH)?;
        paper.offered = None;
        paper.status = WaybillStatus::Lost;
        self.keep(waybill, paper);
        Ok(())
    }

    pub fn log_event(
        &self,
        by: By,
        waybill: DocumentId,
        party: PartyId,
        place: &str,
        actual: bool,
        at: Millis,
    ) -> Signed<()> {
        let paper = self.paper(waybill)?;
        let about = &paper.about;
        if ![about.consignor, about.consignee, about.carrier, paper.custodian].contains(&party) {
            return Err(WaybillError::NotAParty);
        }
        self.may_sign(&paper, by, party, Scope::HandOver, Business::Exit)?;
        paper.is(&[WaybillStatus::Issued, WaybillStatus::InTransit, WaybillStatus::Arrived])?;
        if place.len() != 5 {
            return Err(WaybillError::MalformedPlace);
        }
        if actual && at > by.now + SKEW {
            return Err(WaybillError::InTheFuture);
        }
        Ok(())
    }
}

fn are_goods(goods: &[Goods]) -> Signed<()> {
    for goods in goods {
        if goods.item.is_empty() || goods.item.len() > 35 {
            return Err(WaybillError::MalformedItem);
        }
        if !matches!(goods.unit.len(), 2 | 3) {
            return Err(WaybillError::MalformedUnit);
        }
        if goods.quantity == 0 || goods.quantity >= LIMIT {
            return Err(WaybillError::AmountOutOfRange);
        }
    }
    Ok(())
}

//! Waybills, their lines and custody.
use interfaces::{
    ids::{Digest, DocumentId, Millis, PartyId},
    registry::{Business, Scope},
    waybill::{
        Consignment, ExceptionReason, Goods, LegView, LineException, LineView, Reservation,
        SignOff, WaybillError, WaybillStatus, WaybillView,
    },
};

use super::{super::matching::Delivered, repeats, By, Model, LIMIT, MONTH, PER_CALL, SKEW};

/// How a line was not in full and sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    short: u64,
    damaged: u64,
    refused: u64,
    reason: ExceptionReason,
}

/// A waybill.
#[derive(Debug, Clone)]
pub struct Paper {
    pub id: DocumentId,
    /// The directory asked about it for ever; none if parties are accounts.
    pub directory: Option<usize>,
    pub epoch: u8,
    pub about: Consignment,
    pub drafter: PartyId,
    pub status: WaybillStatus,
    pub complete: bool,
    pub lines: Vec<(Goods, Option<Note>)>,
    pub custodian: PartyId,
    pub offered: Option<PartyId>,
    pub legs: Vec<LegView>,
    pub asked: Option<PartyId>,
    pub picked_up_at: Millis,
    pub arrived_at: Millis,
    pub arrival_recorded_at: Millis,
    pub delivered_at: Millis,
    pub delivery_recorded_at: Millis,
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

    fn taken_at(&self) -> Millis {
        self.legs.last().map_or(0, |leg| leg.taken_at)
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
                plausible(self.taken_at())?;
                let to = self.offered.ok_or(WaybillError::NotOffered)?;
                self.take(to, at, reservations, evidence)?;
            }
            SignOff::Arrive => {
                plausible(self.taken_at())?;
                self.offered = None;
                self.arrived_at = at;
                self.arrival_recorded_at = now;
                self.status = Arrived;
            }
            SignOff::Deliver => {
                self.is(&[InTransit, Arrived])?;
                plausible(self.taken_at())?;
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
            disposer: self.about.consignor,
            in_parts: false,
            surrendered: false,
            first: self.id,
        }
    }

    /// As clients should see its lines.
    pub fn line_views(&self) -> Vec<LineView> {
        let line = |(at, (goods, note)): (usize, &(Goods, Option<Note>))| LineView {
            goods: goods.clone(),
            exception: note.map(|note| LineException {
                line: at as u16 + 1,
                received: received(goods, Some(note)),
                short: note.short,
                damaged: note.damaged,
                refused: note.refused,
                reason: note.reason,
            }),
            parts: 0,
        };
        self.lines.iter().enumerate().map(line).collect()
    }

    pub fn delivered(&self, line: u16) -> Delivered {
        match usize::from(line).checked_sub(1).and_then(|at| self.lines.get(at)) {
            Some((goods, note)) => Delivered::Goods {
                quantity: received(goods, *note),
                late_by: self.delivered_at.saturating_sub(goods.deliver_until),
            },
            None => Delivered::Never,
        }
    }
}

fn received(goods: &Goods, note: Option<Note>) -> u64 {
    note.map_or(goods.quantity, |note| goods.quantity - note.short - note.damaged - note.refused)
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
        if about.pickup_until < by.now || about.pickup_until > about.deliver_until {
            return Err(WaybillError::OutOfOrder);
        }
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
        let paper = Paper {
            id,
            directory,
            epoch: self.waybill_links.len() as u8,
            about: about.clone(),
            drafter: party,
            status: WaybillStatus::Draft,
            complete,
            lines: goods.iter().map(|goods| (goods.clone(), None)).collect(),
            custodian: about.consignor,
            offered: None,
            legs: Vec::new(),
            asked: None,
            picked_up_at: 0,
            arrived_at: 0,
            arrival_recorded_at: 0,
            delivered_at: 0,
            delivery_recorded_at: 0,
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
        paper.lines.extend(goods.iter().map(|goods| (goods.clone(), None)));
        paper.complete = complete;
        self.papers.insert(waybill, paper);
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
        self.papers.insert(waybill, paper);
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
        self.papers.extend(waybills.iter().copied().zip(all));
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
        self.papers.insert(waybill, paper);
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
        self.papers.insert(waybill, paper);
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
        paper.is(&[WaybillStatus::InTransit, WaybillStatus::Arrived, WaybillStatus::Delivered])?;
        let is_late = paper.status == WaybillStatus::Delivered;
        let until = paper.delivery_recorded_at + self.windows.reservation;
        if is_late && by.now >= until {
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
            let line =
                usize::from(exception.line).checked_sub(1).and_then(|at| paper.lines.get_mut(at));
            let (goods, note) = line.ok_or(WaybillError::NoSuchLine(exception.line))?;
            let parts = [exception.received, exception.short, exception.damaged, exception.refused];
            if parts.iter().map(|part| u128::from(*part)).sum::<u128>()
                != u128::from(goods.quantity)
            {
                return Err(WaybillError::DoesNotAddUp(exception.line));
            }
            let LineException { short, damaged, refused, reason, .. } = *exception;
            if exception.received == goods.quantity && note.is_none() {
                return Err(WaybillError::NothingExcepted(exception.line));
            }
            let before = note.map_or((0, 0, 0), |note| (note.short, note.refused, note.damaged));
            if is_late && ((short, refused) != (before.0, before.1) || damaged <= before.2) {
                return Err(WaybillError::OnlyDamage(exception.line));
            }
            *note = match (exception.received == goods.quantity, &note) {
                (true, None) => None,
                (true, Some(_)) => None,
                (false, _) => Some(Note { short, damaged, refused, reason }),
            };
        }
        self.papers.insert(waybill, paper);
        Ok(())
    }

    pub fn lapse(&mut self, by: By, waybill: DocumentId) -> Signed<()> {
        let mut paper = self.paper(waybill)?;
        paper.is(&[WaybillStatus::Arrived])?;
        over(by.now, paper.arrival_recorded_at + self.windows.signing)?;
        paper.deliver(by.now, paper.arrived_at);
        paper.status = WaybillStatus::DeliveredUnconfirmed;
        self.papers.insert(waybill, paper);
        Ok(())
    }

    pub fn declare_lost(&mut self, by: By, waybill: DocumentId, party: PartyId) -> Signed<()> {
        let mut paper = self.paper(waybill)?;
        if party != paper.about.consignor && party != paper.about.consignee {
            return Err(WaybillError::NotAParty);
        }
        self.may_sign(&paper, by, party, Scope::Receive, Business::Exit)?;
        paper.is(&[WaybillStatus::InTransit])?;
        over(by.now, paper.about.deliver_until + MONTH)?;
        paper.offered = None;
        paper.status = WaybillStatus::Lost;
        self.papers.insert(waybill, paper);
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

//! The rules of waybills, with no chain in them but storage.
//!
//! Invariants, each kept where it is named:
//! - *Conservation*: of each line, loaded = received + short + damaged + refused (`LineRecord` stores only what is missing from the
//!   whole).
//! - *Custody*: exactly one party has the goods: the consignor, then a carrier, then the consignee (`Header::custodian` is one field;
//!   only `Header::take` and `Header::deliver` write it).
//! - *Forward*: a status is never left for an earlier one, and what is closed, cancelled or lost never changes (`status::next`, asked
//!   before every write).
//! - *Exits*: every open waybill can be ended without the counterparty, given time (`status::next`; windows run on block time).
//! - *All or none*: a bulk signature writes only once every waybill of the list has taken the step (`Ledger::sign_off`).
use crate::{
    events::{
        CancellationAsked, Cancelled, CustodyOffered, CustodyTaken, DeliveryUnconfirmed,
        ExceptionsNoted, GoodsArrived, GoodsDelivered, GoodsLost, GoodsPickedUp, LinesAdded,
        ManySignedOff, TransportEventLogged, WaybillCancelled, WaybillClosed, WaybillDrafted,
        WaybillIssued,
    },
    header::{waybill_id, Cancelling, Header, Windows},
    leg::{LegRecord, Remarks},
    line::LineRecord,
    status::Step,
};
use ink::{
    prelude::{string::String, vec::Vec},
    selector_id,
    storage::{traits::ManualKey, Lazy, Mapping},
};
use interfaces::{
    ids::{Digest, DocumentId, Millis, PartyId},
    registry::{Business, Scope},
    waybill::{
        BillingRecord, Classifier, Consignment, Goods, LegView, LineException, LineView,
        Reservation, SignOff, TransportEvent, WaybillError, WaybillStatus, WaybillView,
    },
};
use kit::{
    administration::Root,
    authority::{Authority, Denial},
    codes,
    list::{has_repeats, place, PER_CALL, PER_DOCUMENT},
    Call,
};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk;

/// The version that a number begins with.
const FIRST_VERSION: u16 = 1;

/// Every waybill. The keys are fixed, so that an upgrade finds what was stored.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    windows: Lazy<Windows, ManualKey<{ selector_id!("waybill::ledger::windows") }>>,
    headers: Mapping<DocumentId, Header, ManualKey<{ selector_id!("waybill::ledger::headers") }>>,
    lines: Mapping<
        (DocumentId, u16),
        LineRecord,
        ManualKey<{ selector_id!("waybill::ledger::lines") }>,
    >,
    legs:
        Mapping<(DocumentId, u8), LegRecord, ManualKey<{ selector_id!("waybill::ledger::legs") }>>,
}

impl Ledger {
    /// Fixes how long signatures are waited for, in milliseconds.
    pub(crate) fn establish(&mut self, signing: Millis, reservation: Millis) {
        self.windows.set(&Windows { signing, reservation });
    }

    #[allow(clippy::too_many_arguments)] // A message's arguments, and the chain that the ledger does not know.
    pub(crate) fn draft(
        &mut self,
        call: Call,
        root: Root,
        authority: &impl Authority,
        party: PartyId,
        number: String,
        consignment: Consignment,
        lines: Vec<Goods>,
        complete: bool,
    ) -> Result<WaybillDrafted, WaybillError> {
        is_open(root)?;
        let epoch = authority.epoch();
        may(authority, epoch, call, party, Scope::Agree, Business::NewBusiness)?;
        // A constructor that forgot the windows must not let silence bind anyone.
        let windows = self
            .windows
            .get()
            .unwrap_or(Windows { signing: Millis::MAX, reservation: Millis::MAX });
        let mut header = Header::draft(call, epoch, windows, party, &number, &consignment)?;
        let waybill = waybill_id(header.carrier, &number, FIRST_VERSION);
        if self.headers.contains(waybill) {
            return Err(WaybillError::AlreadyExists);
        }
        if lines.len() > PER_CALL {
            return Err(WaybillError::TooMany);
        }
        if complete && lines.is_empty() {
            return Err(WaybillError::Empty);
        }
        let records = loaded(&lines)?;
        header.complete = complete;
        self.append(waybill, &mut header, &records)?;
        self.headers.insert(waybill, &header);
        Ok(WaybillDrafted {
            waybill,
            counterparty: header.counterparty(),
            consignee: header.consignee,
            by: call.caller,
            number,
            version: FIRST_VERSION,
            registry_epoch: epoch,
            consignment,
            lines,
            complete,
            signing_window: windows.signing,
            reservation_window: windows.reservation,
        })
    }

    pub(crate) fn add_lines(
        &mut self,
        call: Call,
        root: Root,
        authority: &impl Authority,
        waybill: DocumentId,
        lines: Vec<Goods>,
        complete: bool,
    ) -> Result<LinesAdded, WaybillError> {
        is_open(root)?;
        let mut header = self.header(waybill)?;
        let party = header.drafter();
        may(authority, header.epoch, call, party, Scope::Agree, Business::NewBusiness)?;
        header.follow(Step::AddLines)?;
        if header.complete {
            return Err(WaybillError::Complete);
        }
        if lines.is_empty() {
            return Err(WaybillError::Empty);
        }
        let total = usize::from(header.lines).saturating_add(lines.len());
        if lines.len() > PER_CALL || total > usize::from(PER_DOCUMENT) {
            return Err(WaybillError::TooMany);
        }
        let records = loaded(&lines)?;
        header.complete = complete;
        let first = self.append(waybill, &mut header, &records)?;
        self.headers.insert(waybill, &header);
        Ok(LinesAdded { waybill, by: call.caller, first, lines, complete })
    }

    pub(crate) fn issue(
        &mut self,
        call: Call,
        root: Root,
        authority: &impl Authority,
        waybill: DocumentId,
    ) -> Result<WaybillIssued, WaybillError> {
        self.sign(call, root, authority, waybill, SignOff::Issue, 0, &Remarks::NONE)?;
        Ok(WaybillIssued { waybill, by: call.caller })
    }

    pub(crate) fn cancel(
        &mut self,
        call: Call,
        authority: &impl Authority,
        waybill: DocumentId,
        party: PartyId,
    ) -> Result<Cancelled, WaybillError> {
        let mut header = self.header(waybill)?;
        let side = header.side(party).ok_or(WaybillError::NotAParty)?;
        may(authority, header.epoch, call, party, Scope::Agree, Business::Exit)?;
        let cancelling = header.cancel(call, side)?;
        self.headers.insert(waybill, &header);
        let by = call.caller;
        Ok(match cancelling {
            Cancelling::Asked => Cancelled::Asked(CancellationAsked { waybill, party, by }),
            Cancelling::Done => Cancelled::Done(WaybillCancelled { waybill, party, by }),
        })
    }

    #[allow(clippy::too_many_arguments)] // A message's arguments, and the chain that the ledger does not know.
    pub(crate) fn pick_up(
        &mut self,
        call: Call,
        root: Root,
        authority: &impl Authority,
        waybill: DocumentId,
        reservations: Vec<Reservation>,
        evidence: Digest,
        declared_at: Millis,
    ) -> Result<GoodsPickedUp, WaybillError> {
        let remarks = Remarks { reservations: &reservations, evidence };
        self.sign(call, root, authority, waybill, SignOff::PickUp, declared_at, &remarks)?;
        Ok(GoodsPickedUp {
            waybill,
            by: call.caller,
            taken_at: declared_at,
            reservations,
            evidence,
        })
    }

    pub(crate) fn hand_over(
        &mut self,
        call: Call,
        authority: &impl Authority,
        waybill: DocumentId,
        to: PartyId,
    ) -> Result<CustodyOffered, WaybillError> {
        let mut header = self.header(waybill)?;
        header.follow(Step::HandOver)?;
        may(authority, header.epoch, call, header.custodian, Scope::HandOver, Business::Exit)?;
        header.offer(to)?;
        self.headers.insert(waybill, &header);
        Ok(CustodyOffered { waybill, by: call.caller, to })
    }

    #[allow(clippy::too_many_arguments)] // A message's arguments, and the chain that the ledger does not know.
    pub(crate) fn take_over(
        &mut self,
        call: Call,
        root: Root,
        authority: &impl Authority,
        waybill: DocumentId,
        reservations: Vec<Reservation>,
        evidence: Digest,
        declared_at: Millis,
    ) -> Result<CustodyTaken, WaybillError> {
        let remarks = Remarks { reservations: &reservations, evidence };
        let step = SignOff::TakeOver;
        let header = self.sign(call, root, authority, waybill, step, declared_at, &remarks)?;
        Ok(CustodyTaken {
            waybill,
            by: call.caller,
            leg: header.legs,
            carrier: header.custodian,
            taken_at: declared_at,
            reservations,
            evidence,
        })
    }

    pub(crate) fn arrive(
        &mut self,
        call: Call,
        root: Root,
        authority: &impl Authority,
        waybill: DocumentId,
        declared_at: Millis,
    ) -> Result<GoodsArrived, WaybillError> {
        let step = SignOff::Arrive;
        self.sign(call, root, authority, waybill, step, declared_at, &Remarks::NONE)?;
        Ok(GoodsArrived {
            waybill,
            by: call.caller,
            arrived_at: declared_at,
            recorded_at: call.now,
        })
    }

    pub(crate) fn note_exceptions(
        &mut self,
        call: Call,
        authority: &impl Authority,
        waybill: DocumentId,
        exceptions: Vec<LineException>,
    ) -> Result<ExceptionsNoted, WaybillError> {
        let header = self.header(waybill)?;
        may(authority, header.epoch, call, header.consignee, Scope::Receive, Business::Exit)?;
        header.follow(Step::NoteExceptions)?;
        is_list(exceptions.len())?;
        let numbers: Vec<u16> = exceptions.iter().map(|exception| exception.line).collect();
        if has_repeats(&numbers) {
            return Err(WaybillError::Repeated);
        }
        let mut noted = Vec::with_capacity(exceptions.len());
        for exception in &exceptions {
            let mut line = self
                .lines
                .get((waybill, exception.line))
                .ok_or(WaybillError::NoSuchLine(exception.line))?;
            line.except(exception)?;
            noted.push(line);
        }
        for (number, line) in numbers.iter().zip(&noted) {
            self.lines.insert((waybill, *number), line);
        }
        Ok(ExceptionsNoted { waybill, by: call.caller, exceptions })
    }

    #[allow(clippy::too_many_arguments)] // A message's arguments, and the chain that the ledger does not know.
    pub(crate) fn sign_delivery(
        &mut self,
        call: Call,
        root: Root,
        authority: &impl Authority,
        waybill: DocumentId,
        declared_at: Millis,
        evidence: Digest,
    ) -> Result<GoodsDelivered, WaybillError> {
        let step = SignOff::Deliver;
        self.sign(call, root, authority, waybill, step, declared_at, &Remarks::NONE)?;
        Ok(GoodsDelivered {
            waybill,
            by: call.caller,
            delivered_at: declared_at,
            evidence,
            recorded_at: call.now,
        })
    }

    pub(crate) fn lapse(
        &mut self,
        call: Call,
        waybill: DocumentId,
    ) -> Result<DeliveryUnconfirmed, WaybillError> {
        let mut header = self.header(waybill)?;
        header.lapse(call)?;
        self.headers.insert(waybill, &header);
        Ok(DeliveryUnconfirmed {
            waybill,
            delivered_at: header.delivered_at,
            recorded_at: call.now,
        })
    }

    pub(crate) fn declare_lost(
        &mut self,
        call: Call,
        authority: &impl Authority,
        waybill: DocumentId,
        party: PartyId,
    ) -> Result<GoodsLost, WaybillError> {
        let mut header = self.header(waybill)?;
        if party != header.consignor && party != header.consignee {
            return Err(WaybillError::NotAParty);
        }
        may(authority, header.epoch, call, party, Scope::Receive, Business::Exit)?;
        header.lose(call)?;
        self.headers.insert(waybill, &header);
        Ok(GoodsLost { waybill, party, by: call.caller })
    }

    pub(crate) fn close(
        &mut self,
        call: Call,
        root: Root,
        authority: &impl Authority,
        waybill: DocumentId,
    ) -> Result<WaybillClosed, WaybillError> {
        self.sign(call, root, authority, waybill, SignOff::Close, 0, &Remarks::NONE)?;
        Ok(WaybillClosed { waybill })
    }

    #[allow(clippy::too_many_arguments)] // A message's arguments, and the chain that the ledger does not know.
    pub(crate) fn sign_off(
        &mut self,
        call: Call,
        root: Root,
        authority: &impl Authority,
        step: SignOff,
        waybills: Vec<DocumentId>,
        declared_at: Millis,
    ) -> Result<ManySignedOff, WaybillError> {
        is_list(waybills.len())?;
        if has_repeats(&waybills) {
            return Err(WaybillError::Repeated);
        }
        let (first, rest) = waybills.split_first().ok_or(WaybillError::Empty)?;
        let signed =
            self.signed(call, root, authority, *first, step, declared_at, &Remarks::NONE)?;
        let (party, epoch) = (signed.party, signed.header.epoch);
        let mut all = Vec::with_capacity(waybills.len());
        all.push((*first, signed));
        for (index, waybill) in rest.iter().enumerate() {
            let at = place(index.saturating_add(1));
            let mut header = self.header(*waybill).map_err(|_| WaybillError::At(at))?;
            let signer = header.signer(step).map_err(|_| WaybillError::At(at))?;
            // The registry was asked about one party, and under one registry: the answer holds for no other.
            if signer != party || (party.is_some() && header.epoch != epoch) {
                return Err(WaybillError::AnotherParty(at));
            }
            let leg = header
                .sign(call, step, declared_at, &Remarks::NONE)
                .map_err(|_| WaybillError::At(at))?;
            all.push((*waybill, Signed { party, header, leg }));
        }
        for (waybill, signed) in &all {
            self.store(*waybill, signed);
        }
        Ok(ManySignedOff {
            party,
            by: call.caller,
            step,
            waybills,
            declared_at,
            recorded_at: call.now,
        })
    }

    #[allow(clippy::too_many_arguments)] // A message's arguments, and the chain that the ledger does not know.
    pub(crate) fn log_event(
        &self,
        call: Call,
        authority: &impl Authority,
        waybill: DocumentId,
        party: PartyId,
        event: TransportEvent,
        classifier: Classifier,
        place: String,
        occurs_at: Millis,
        evidence: Digest,
    ) -> Result<TransportEventLogged, WaybillError> {
        let header = self.header(waybill)?;
        let parties = [header.consignor, header.consignee, header.carrier, header.custodian];
        if !parties.contains(&party) {
            return Err(WaybillError::NotAParty);
        }
        may(authority, header.epoch, call, party, Scope::HandOver, Business::Exit)?;
        header.follow(Step::LogEvent)?;
        // A waybill may say nothing of a place; what happened, happened somewhere.
        if place.is_empty() || codes::place(&place).is_none() {
            return Err(WaybillError::MalformedPlace);
        }
        if classifier == Classifier::Actual && call.is_future(occurs_at) {
            return Err(WaybillError::InTheFuture);
        }
        let by = call.caller;
        Ok(TransportEventLogged {
            waybill,
            party,
            by,
            event,
            classifier,
            place,
            occurs_at,
            evidence,
        })
    }

    pub(crate) fn waybill(&self, waybill: DocumentId) -> Option<WaybillView> {
        self.headers.get(waybill).map(|header| header.view())
    }

    pub(crate) fn status_of(&self, waybill: DocumentId) -> Option<WaybillStatus> {
        self.headers.get(waybill).map(|header| header.status)
    }

    pub(crate) fn lines_of(&self, waybill: DocumentId, from: u16, limit: u16) -> Vec<LineView> {
        (from.max(1)..=PER_DOCUMENT)
            .take(usize::from(limit).min(PER_CALL))
            .map_while(|line| Some(self.lines.get((waybill, line))?.view(line)))
            .collect()
    }

    pub(crate) fn leg_of(&self, waybill: DocumentId, leg: u8) -> Option<LegView> {
        if let Some(record) = self.legs.get((waybill, leg)) {
            return Some(record.view());
        }
        let header = self.headers.get(waybill).filter(|header| leg == 1 && header.legs > 0)?;
        Some(header.clean_first_leg().view())
    }

    pub(crate) fn billing_record(
        &self,
        waybill: DocumentId,
        lines: Vec<u16>,
    ) -> Option<BillingRecord> {
        let header = self.headers.get(waybill)?;
        let billed = lines
            .into_iter()
            .take(PER_CALL)
            .filter_map(|line| Some(self.lines.get((waybill, line))?.billed(&header, line)))
            .collect();
        Some(header.billing_record(billed))
    }

    /// Takes a step that many waybills may take in one call, for one.
    #[allow(clippy::too_many_arguments)] // A message's arguments, and the chain that the ledger does not know.
    fn sign(
        &mut self,
        call: Call,
        root: Root,
        authority: &impl Authority,
        waybill: DocumentId,
        step: SignOff,
        declared_at: Millis,
        remarks: &Remarks,
    ) -> Result<Header, WaybillError> {
        let signed = self.signed(call, root, authority, waybill, step, declared_at, remarks)?;
        self.store(waybill, &signed);
        Ok(signed.header)
    }

    /// The waybill as it is once it has taken the step; nothing is stored.
    #[allow(clippy::too_many_arguments)] // A message's arguments, and the chain that the ledger does not know.
    fn signed(
        &self,
        call: Call,
        root: Root,
        authority: &impl Authority,
        waybill: DocumentId,
        step: SignOff,
        declared_at: Millis,
        remarks: &Remarks,
    ) -> Result<Signed, WaybillError> {
        let (scope, business) = signature(step);
        if business == Business::NewBusiness {
            is_open(root)?;
        }
        let mut header = self.header(waybill)?;
        let party = header.signer(step)?;
        if let Some(party) = party {
            may(authority, header.epoch, call, party, scope, business)?;
        }
        let leg = header.sign(call, step, declared_at, remarks)?;
        Ok(Signed { party, header, leg })
    }

    fn store(&mut self, waybill: DocumentId, signed: &Signed) {
        if let Some(leg) = &signed.leg {
            self.legs.insert((waybill, signed.header.legs), leg);
        }
        self.headers.insert(waybill, &signed.header);
    }

    /// Stores lines after those that the draft has; answers the first one's number.
    fn append(
        &mut self,
        waybill: DocumentId,
        header: &mut Header,
        records: &[LineRecord],
    ) -> Result<u16, WaybillError> {
        let count = u16::try_from(records.len()).map_err(|_| WaybillError::TooMany)?;
        let first = header.lines.checked_add(1).ok_or(WaybillError::TooMany)?;
        let last = header.lines.checked_add(count).ok_or(WaybillError::TooMany)?;
        for (line, record) in (first..=last).zip(records) {
            self.lines.insert((waybill, line), record);
        }
        header.lines = last;
        Ok(first)
    }

    // One decoder for all messages: inlined into each it would be most of the code.
    #[inline(never)]
    fn header(&self, waybill: DocumentId) -> Result<Header, WaybillError> {
        self.headers.get(waybill).ok_or(WaybillError::NotFound)
    }
}

/// A waybill that took a step and is not stored yet.
struct Signed {
    party: Option<PartyId>,
    header: Header,
    leg: Option<LegRecord>,
}

/// What an agent's signature under `step` takes, and whether it starts something. Closing takes none.
fn signature(step: SignOff) -> (Scope, Business) {
    match step {
        SignOff::Issue => (Scope::Agree, Business::NewBusiness),
        SignOff::TakeOver => (Scope::Receive, Business::NewBusiness),
        SignOff::Arrive => (Scope::HandOver, Business::Exit),
        SignOff::PickUp | SignOff::Deliver | SignOff::Close => (Scope::Receive, Business::Exit),
    }
}

fn is_open(root: Root) -> Result<(), WaybillError> {
    if root.paused {
        return Err(WaybillError::Paused);
    }
    Ok(())
}

fn may(
    authority: &impl Authority,
    epoch: u8,
    call: Call,
    party: PartyId,
    scope: Scope,
    business: Business,
) -> Result<(), WaybillError> {
    authority.may(epoch, call.caller, party, scope, business).map_err(|denial| match denial {
        Denial::Refused(refusal) => WaybillError::Refused(refusal),
        Denial::Unavailable => WaybillError::RegistryUnavailable,
    })
}

fn is_list(length: usize) -> Result<(), WaybillError> {
    match length {
        0 => Err(WaybillError::Empty),
        1..=PER_CALL => Ok(()),
        _ => Err(WaybillError::TooMany),
    }
}

fn loaded(lines: &[Goods]) -> Result<Vec<LineRecord>, WaybillError> {
    lines.iter().map(LineRecord::loaded).collect()
}

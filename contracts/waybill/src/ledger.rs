//! The rules of waybills, with no chain in them but storage.
//!
//! Invariants, each kept where it is named:
//! - *Conservation*: of each line, loaded = received + short + damaged + refused (`LineRecord` does not store what is short: it is the
//!   rest).
//! - *Custody*: exactly one party has the goods: the consignor, then a carrier, then the consignee (`Header::custodian` is one field;
//!   only `Header::take`, `Header::deliver` and `Header::receive` write it).
//! - *Forward*: a status is never left for an earlier one, and what is closed, cancelled, lost or voided never changes (`status::next`,
//!   asked before every write).
//! - *Exits*: every open waybill can be ended without the counterparty, given time (`status::next`; windows run on block time).
//! - *Silence*: nobody gets goods by another's silence but who has the right to them: unanswered, a surrender gives them to who made it,
//!   and goods that nobody signed for lapse to the consignee or the title's holder, never while a surrender waits (`title::is_for`,
//!   `Ledger::lapse`).
//! - *One document*: goods under a bill are never without one: a version is voided by the write that issues the next
//!   (`Ledger::reissue`).
//! - *Not twice*: where a collateral contract is linked, no bill of lading is issued but as one that was claimed there
//!   (`Header::sign`, `Ledger::issue_bill`).
//! - *All or none*: a bulk signature writes only once every waybill of the list has taken the step (`Ledger::sign_off`).
use crate::{
    events::{
        CancellationAsked, Cancelled, CustodyOffered, CustodyTaken, DeliveryUnconfirmed,
        ExceptionsNoted, GoodsArrived, GoodsDelivered, GoodsLost, GoodsPickedUp, LinesAdded,
        ManySignedOff, PartDelivered, TransportEventLogged, WaybillCancelled, WaybillClosed,
        WaybillDrafted, WaybillIssued,
    },
    header::{Cancelling, Header, Windows, FIRST_VERSION},
    leg::Remarks,
    line::{are_sound, LineRecord},
    status::Step,
};
use ink::{
    prelude::{boxed::Box, string::String, vec::Vec},
    selector_id,
    storage::{traits::ManualKey, Mapping},
};
use interfaces::{
    ids::{Account, Digest, DocumentId, Millis, PartyId},
    registry::{Business, Scope},
    waybill::{
        BillingRecord, Classifier, Consignment, Goods, LegView, LineView, Reservation, SignOff,
        Title, TitleState, WaybillError, WaybillStatus, WaybillView,
    },
};
use kit::{
    ask::Untaken,
    authority::{Authority, Denial},
    codes,
    list::{has_repeats, place, PER_CALL, PER_DOCUMENT},
    relay::{Disbelief, Relays, Terms},
    store::Shelf,
    Call,
};

mod encumbrance;
mod evidence;
mod movement;
mod papers;
mod progress;
mod ratings;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod walk;

pub(crate) use encumbrance::{Collateral, Told};
pub(crate) use movement::{Moved, Provenance};
use papers::Proposal;
use progress::may_fulfil;
pub(crate) use progress::Orders;

/// What signatures that others bring are given for.
const SIGN_OFF: &[u8] = b"lading/waybill/sign-off";

/// Every waybill. The keys are fixed, so that an upgrade finds what was stored.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    headers: Mapping<DocumentId, Header, ManualKey<{ selector_id!("waybill::ledger::headers") }>>,
    lines: Mapping<
        (DocumentId, u16),
        LineRecord,
        ManualKey<{ selector_id!("waybill::ledger::lines") }>,
    >,
    legs: Mapping<(DocumentId, u8), LegView, ManualKey<{ selector_id!("waybill::ledger::legs") }>>,
    titles: Mapping<DocumentId, Title, ManualKey<{ selector_id!("waybill::ledger::titles") }>>,
    proposals:
        Mapping<DocumentId, Proposal, ManualKey<{ selector_id!("waybill::ledger::proposals") }>>,
    pub(crate) relays: Relays,
}

/// Who calls, and who knows for whom it may act.
pub(crate) struct Caller<A> {
    /// The account, and the block's time.
    pub(crate) call: Call,
    /// Whether new business is paused.
    pub(crate) paused: bool,
    /// How long signatures are waited for.
    pub(crate) windows: Windows,
    /// The registry that is linked, and those that were.
    pub(crate) authority: A,
}

impl<A: Authority> Caller<A> {
    fn starts_business(&self) -> Result<(), WaybillError> {
        if self.paused {
            return Err(WaybillError::Paused);
        }
        Ok(())
    }

    fn may(
        &self,
        epoch: u8,
        party: &PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), WaybillError> {
        self.authority.may(epoch, self.call.caller, *party, scope, business).map_err(|denial| {
            match denial {
                Denial::Refused(refusal) => WaybillError::Refused(refusal),
                Denial::Unavailable => WaybillError::RegistryUnavailable,
            }
        })
    }
}

impl Ledger {
    #[allow(clippy::too_many_arguments)] // The ledger knows no chain, so who is asked is an argument.
    pub(crate) fn draft(
        &mut self,
        caller: &Caller<impl Authority>,
        orders: &impl Orders,
        collateral: &impl Collateral,
        party: PartyId,
        number: String,
        consignment: Consignment,
        lines: Vec<Goods>,
        complete: bool,
    ) -> Result<WaybillDrafted, WaybillError> {
        caller.starts_business()?;
        let epoch = caller.authority.epoch();
        caller.may(epoch, &party, Scope::Agree, Business::NewBusiness)?;
        let mut header = Box::new(Header::draft(
            &caller.call,
            epoch,
            orders.epoch(),
            collateral,
            &party,
            &number,
            consignment,
        )?);
        let waybill = header.first;
        if self.headers.holds(waybill) {
            return Err(WaybillError::AlreadyExists);
        }
        if lines.len() > PER_CALL {
            return Err(WaybillError::TooMany);
        }
        if complete && lines.is_empty() {
            return Err(WaybillError::Empty);
        }
        lines.iter().try_for_each(are_sound)?;
        may_fulfil(orders, &header, &lines)?;
        header.complete = complete;
        self.append(&mut header, &lines)?;
        self.put(&waybill, &header);
        Ok(WaybillDrafted {
            waybill,
            counterparty: *header.counterparty(),
            consignee: header.consignment.consignee,
            number,
            version: FIRST_VERSION,
            registry_epoch: epoch,
            orders_epoch: header.orders,
            collateral_epoch: header.collateral,
            consignment: header.consignment,
            lines,
            complete,
        })
    }

    pub(crate) fn add_lines(
        &mut self,
        caller: &Caller<impl Authority>,
        orders: &impl Orders,
        waybill: DocumentId,
        lines: Vec<Goods>,
        complete: bool,
    ) -> Result<LinesAdded, WaybillError> {
        caller.starts_business()?;
        let mut header = self.header(&waybill)?;
        caller.may(header.epoch, header.drafter(), Scope::Agree, Business::NewBusiness)?;
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
        lines.iter().try_for_each(are_sound)?;
        may_fulfil(orders, &header, &lines)?;
        header.complete = complete;
        let first = self.append(&mut header, &lines)?;
        self.put(&waybill, &header);
        Ok(LinesAdded { waybill, first, lines, complete })
    }

    pub(crate) fn issue(
        &mut self,
        caller: &Caller<impl Authority>,
        waybill: DocumentId,
    ) -> Result<WaybillIssued, WaybillError> {
        self.sign(caller, &waybill, SignOff::Issue, 0, &Remarks::NONE)?;
        Ok(WaybillIssued { waybill })
    }

    pub(crate) fn cancel(
        &mut self,
        caller: &Caller<impl Authority>,
        waybill: DocumentId,
        party: PartyId,
    ) -> Result<Cancelled, WaybillError> {
        let mut header = self.header(&waybill)?;
        let side = header.side(&party).ok_or(WaybillError::NotAParty)?;
        caller.may(header.epoch, &party, Scope::Agree, Business::Exit)?;
        let cancelling = header.cancel(&caller.call, side)?;
        self.put(&waybill, &header);
        Ok(match cancelling {
            Cancelling::Asked => Cancelled::Asked(CancellationAsked { waybill, party }),
            Cancelling::Done => Cancelled::Done(WaybillCancelled { waybill, party }),
        })
    }

    pub(crate) fn pick_up(
        &mut self,
        caller: &Caller<impl Authority>,
        waybill: DocumentId,
        reservations: Vec<Reservation>,
        evidence: Digest,
        declared_at: Millis,
    ) -> Result<GoodsPickedUp, WaybillError> {
        let remarks = Remarks { reservations: &reservations, evidence };
        self.sign(caller, &waybill, SignOff::PickUp, declared_at, &remarks)?;
        Ok(GoodsPickedUp { waybill, taken_at: declared_at, reservations, evidence })
    }

    pub(crate) fn hand_over(
        &mut self,
        caller: &Caller<impl Authority>,
        waybill: DocumentId,
        to: PartyId,
    ) -> Result<CustodyOffered, WaybillError> {
        let mut header = self.header(&waybill)?;
        header.follow(Step::HandOver)?;
        caller.may(header.epoch, &header.custodian, Scope::HandOver, Business::Exit)?;
        header.offer(to)?;
        self.put(&waybill, &header);
        Ok(CustodyOffered { waybill, to })
    }

    pub(crate) fn take_over(
        &mut self,
        caller: &Caller<impl Authority>,
        waybill: DocumentId,
        reservations: Vec<Reservation>,
        evidence: Digest,
        declared_at: Millis,
    ) -> Result<CustodyTaken, WaybillError> {
        let remarks = Remarks { reservations: &reservations, evidence };
        let step = SignOff::TakeOver;
        let (carrier, leg) = self.sign(caller, &waybill, step, declared_at, &remarks)?;
        Ok(CustodyTaken { waybill, leg, carrier, taken_at: declared_at, reservations, evidence })
    }

    pub(crate) fn arrive(
        &mut self,
        caller: &Caller<impl Authority>,
        waybill: DocumentId,
        declared_at: Millis,
    ) -> Result<GoodsArrived, WaybillError> {
        let step = SignOff::Arrive;
        self.sign(caller, &waybill, step, declared_at, &Remarks::NONE)?;
        Ok(GoodsArrived { waybill, arrived_at: declared_at, recorded_at: caller.call.now })
    }

    /// Notes the exceptions that `noted` tells of.
    pub(crate) fn note_exceptions(
        &mut self,
        caller: &Caller<impl Authority>,
        noted: &ExceptionsNoted,
    ) -> Result<(), WaybillError> {
        let ExceptionsNoted { waybill, exceptions } = noted;
        let header = self.header(waybill)?;
        caller.may(header.epoch, &header.consignment.consignee, Scope::Receive, Business::Exit)?;
        let is_late = header.may_except(&caller.call, caller.windows)?;
        is_list(exceptions.len())?;
        let mut lines: Vec<(u16, Box<LineRecord>)> = Vec::with_capacity(exceptions.len());
        for exception in exceptions {
            if exceptions.iter().filter(|other| other.line == exception.line).count() > 1 {
                return Err(WaybillError::Repeated);
            }
        }
        for exception in exceptions {
            let mut line = self.line(&header, exception.line)?;
            line.except(exception, is_late)?;
            lines.push((exception.line, line));
        }
        for (number, line) in &lines {
            self.put_line(&header, *number, line);
        }
        Ok(())
    }

    /// Takes the part that `part` tells of as received.
    pub(crate) fn deliver_part(
        &mut self,
        caller: &Caller<impl Authority>,
        part: &PartDelivered,
    ) -> Result<(), WaybillError> {
        let PartDelivered { waybill, line, quantity, delivered_at } = part;
        let mut header = self.header(waybill)?;
        caller.may(header.epoch, &header.consignment.consignee, Scope::Receive, Business::Exit)?;
        header.follow(Step::DeliverPart)?;
        header.part(&caller.call, *delivered_at)?;
        let mut record = self.line(&header, *line)?;
        record.take_part(*line, *quantity)?;
        self.put_line(&header, *line, &record);
        self.put(waybill, &header);
        Ok(())
    }

    pub(crate) fn sign_delivery(
        &mut self,
        caller: &Caller<impl Authority>,
        waybill: DocumentId,
        declared_at: Millis,
        evidence: Digest,
    ) -> Result<GoodsDelivered, WaybillError> {
        let step = SignOff::Deliver;
        self.sign(caller, &waybill, step, declared_at, &Remarks::NONE)?;
        Ok(GoodsDelivered {
            waybill,
            delivered_at: declared_at,
            evidence,
            recorded_at: caller.call.now,
        })
    }

    pub(crate) fn lapse(
        &mut self,
        caller: &Caller<impl Authority>,
        waybill: DocumentId,
    ) -> Result<DeliveryUnconfirmed, WaybillError> {
        let mut header = self.header(&waybill)?;
        header.lapse(&caller.call, caller.windows)?;
        // Goods under a title that nobody surrendered count as its holder's.
        if header.is_deliverable().is_err() {
            if let Some(mut title) = self.title_under(&waybill, &header) {
                if title.state != TitleState::Live {
                    return Err(WaybillError::Surrendered);
                }
                title.state = TitleState::SurrenderedForDelivery;
                header.receive(&title.holder);
                self.titles.write(waybill, &title);
            }
        }
        self.put(&waybill, &header);
        Ok(DeliveryUnconfirmed {
            waybill,
            delivered_at: header.delivered_at,
            recorded_at: caller.call.now,
        })
    }

    pub(crate) fn declare_lost(
        &mut self,
        caller: &Caller<impl Authority>,
        waybill: DocumentId,
        party: PartyId,
    ) -> Result<GoodsLost, WaybillError> {
        let mut header = self.header(&waybill)?;
        let about = &header.consignment;
        // Who has the title has the right to the goods, and nobody else; the carrier says it of itself.
        let is_for_them = match self.title_under(&waybill, &header) {
            Some(title) if header.is_deliverable().is_err() => party == title.holder,
            _ => party == about.consignor || party == about.consignee,
        };
        if !is_for_them && party != about.carrier {
            return Err(WaybillError::NotAParty);
        }
        caller.may(header.epoch, &party, Scope::Receive, Business::Exit)?;
        header.lose(&caller.call)?;
        self.put(&waybill, &header);
        Ok(GoodsLost { waybill, party })
    }

    pub(crate) fn close(
        &mut self,
        caller: &Caller<impl Authority>,
        waybill: DocumentId,
    ) -> Result<WaybillClosed, WaybillError> {
        self.sign(caller, &waybill, SignOff::Close, 0, &Remarks::NONE)?;
        Ok(WaybillClosed { waybill })
    }

    /// Takes the step that `signed_off` tells of for all its waybills.
    pub(crate) fn sign_off(
        &mut self,
        caller: &Caller<impl Authority>,
        signed_off: &ManySignedOff,
    ) -> Result<(), WaybillError> {
        let ManySignedOff { step, waybills, declared_at, .. } = signed_off;
        is_list(waybills.len())?;
        if has_repeats(waybills) {
            return Err(WaybillError::Repeated);
        }
        let mut asked = None;
        let mut all = Vec::with_capacity(waybills.len());
        for (index, waybill) in waybills.iter().enumerate() {
            match self.signed(caller, waybill, *step, *declared_at, &Remarks::NONE, &mut asked) {
                Ok(signed) => all.push(signed),
                Err(error) if index == 0 => return Err(error),
                Err(WaybillError::AnotherParty(_)) => {
                    return Err(WaybillError::AnotherParty(place(index)));
                }
                Err(_) => return Err(WaybillError::At(place(index))),
            }
        }
        for (waybill, signed) in waybills.iter().zip(&all) {
            self.store(waybill, signed);
        }
        Ok(())
    }

    /// Takes the step that `signed_off` tells of by the signature of who signed in `contract`, and not of who calls.
    pub(crate) fn relay_sign_off<A: Authority>(
        &mut self,
        mut caller: Caller<A>,
        contract: &Account,
        signed_off: &ManySignedOff,
        terms: &Terms,
        signature: &[u8; 64],
    ) -> Result<(), WaybillError> {
        let ManySignedOff { step, waybills, declared_at, .. } = signed_off;
        let what = (step, waybills, declared_at);
        let believed =
            self.relays.believe(SIGN_OFF, contract, &what, terms, signature, caller.call.now);
        if let Err(disbelief) = believed {
            return Err(match disbelief {
                Disbelief::Expired => WaybillError::TooLate(terms.deadline),
                Disbelief::Replayed => WaybillError::Replayed,
                Disbelief::Forged => WaybillError::BadSignature,
            });
        }
        caller.call.caller = terms.signer;
        self.sign_off(&caller, signed_off)
    }

    /// Whether an event may be told. It is all there is: nothing else changes.
    pub(crate) fn log_event(
        &self,
        caller: &Caller<impl Authority>,
        event: &TransportEventLogged,
    ) -> Result<(), WaybillError> {
        let header = self.header(&event.waybill)?;
        let about = &header.consignment;
        let party = &event.party;
        if *party != header.custodian
            && *party != about.consignor
            && *party != about.consignee
            && *party != about.carrier
        {
            return Err(WaybillError::NotAParty);
        }
        caller.may(header.epoch, party, Scope::HandOver, Business::Exit)?;
        header.follow(Step::LogEvent)?;
        // A waybill may say nothing of a place; what happened, happened somewhere.
        if event.place.is_empty() || codes::place(&event.place).is_none() {
            return Err(WaybillError::MalformedPlace);
        }
        if event.classifier == Classifier::Actual && caller.call.is_future(event.occurs_at) {
            return Err(WaybillError::InTheFuture);
        }
        Ok(())
    }

    pub(crate) fn waybill(&self, waybill: DocumentId) -> Option<WaybillView> {
        self.find(&waybill).map(|header| header.view())
    }

    pub(crate) fn status_of(&self, waybill: DocumentId) -> Option<WaybillStatus> {
        self.find(&waybill).map(|header| header.status)
    }

    pub(crate) fn lines_of(&self, waybill: DocumentId, from: u16, limit: u16) -> Vec<LineView> {
        let Some(header) = self.find(&waybill) else { return Vec::new() };
        // An iterator that is collected in its own place would bring functions that nothing else needs.
        let mut views = Vec::new();
        for line in (from.max(1)..=PER_DOCUMENT).take(usize::from(limit).min(PER_CALL)) {
            let Some(record) = self.find_line(&header, line) else { break };
            views.push(record.view(line));
        }
        views
    }

    pub(crate) fn leg_of(&self, waybill: DocumentId, leg: u8) -> Option<LegView> {
        let header = self.find(&waybill)?;
        // Legs are kept under the first version, and a voided one has only its own.
        if leg > header.legs {
            return None;
        }
        if let Some(said) = self.legs.read((&header.first, leg)) {
            return Some(said);
        }
        (leg == 1).then(|| header.clean_first_leg())
    }

    pub(crate) fn billing_record(
        &self,
        waybill: DocumentId,
        lines: Vec<u16>,
    ) -> Option<BillingRecord> {
        let header = self.find(&waybill)?;
        let mut billed = Vec::new();
        for line in lines.into_iter().take(PER_CALL) {
            if let Some(record) = self.find_line(&header, line) {
                billed.push(record.billed(&header, line));
            }
        }
        Some(header.billing_record(billed))
    }

    /// Takes a step that many waybills may take in one call, for one; answers who has the goods now, and by which leg.
    fn sign(
        &mut self,
        caller: &Caller<impl Authority>,
        waybill: &DocumentId,
        step: SignOff,
        declared_at: Millis,
        remarks: &Remarks,
    ) -> Result<(PartyId, u8), WaybillError> {
        let signed = self.signed(caller, waybill, step, declared_at, remarks, &mut None)?;
        self.store(waybill, &signed);
        Ok((signed.header.custodian, signed.header.legs))
    }

    /// The waybill as it is once it has taken the step; nothing is stored.
    ///
    /// Whose signature it is, `asked` remembers: the registry is asked for the first waybill of a list, and its answer holds for the
    /// same party under the same registry only.
    fn signed(
        &self,
        caller: &Caller<impl Authority>,
        waybill: &DocumentId,
        step: SignOff,
        declared_at: Millis,
        remarks: &Remarks,
        asked: &mut Option<Option<Signer>>,
    ) -> Result<Signed, WaybillError> {
        let (scope, business) = signature(step);
        if business == Business::NewBusiness {
            caller.starts_business()?;
        }
        let mut header = self.header(waybill)?;
        let signer =
            header.signer(step)?.map(|party| Signer { party: *party, epoch: header.epoch });
        match asked {
            None => {
                if let Some(Signer { party, epoch }) = &signer {
                    caller.may(*epoch, party, scope, business)?;
                }
                *asked = Some(signer);
            }
            Some(first) if *first != signer => return Err(WaybillError::AnotherParty(0)),
            Some(_) => {}
        }
        let leg = header.sign(&caller.call, caller.windows, step, declared_at, remarks)?;
        Ok(Signed { header, leg })
    }

    fn store(&mut self, waybill: &DocumentId, signed: &Signed) {
        if let Some(leg) = &signed.leg {
            self.legs.write((&signed.header.first, signed.header.legs), leg);
        }
        self.put(waybill, &signed.header);
    }

    /// Stores lines after those that the draft has; answers the first one's number.
    fn append(&mut self, header: &mut Header, lines: &[Goods]) -> Result<u16, WaybillError> {
        let count = u16::try_from(lines.len()).map_err(|_| WaybillError::TooMany)?;
        let first = header.lines.checked_add(1).ok_or(WaybillError::TooMany)?;
        let last = header.lines.checked_add(count).ok_or(WaybillError::TooMany)?;
        for (line, goods) in (first..=last).zip(lines) {
            self.put_line(header, line, &LineRecord::loaded(goods.clone()));
        }
        header.lines = last;
        Ok(first)
    }

    fn header(&self, waybill: &DocumentId) -> Result<Box<Header>, WaybillError> {
        self.find(waybill).ok_or(WaybillError::NotFound)
    }

    // One decoder and one encoder for all messages: inlined into each they would be most of the code.
    #[inline(never)]
    fn find(&self, waybill: &DocumentId) -> Option<Box<Header>> {
        self.headers.boxed(waybill)
    }

    #[inline(never)]
    fn put(&mut self, waybill: &DocumentId, header: &Header) {
        self.headers.write(waybill, header);
    }

    fn line(&self, header: &Header, line: u16) -> Result<Box<LineRecord>, WaybillError> {
        self.find_line(header, line).ok_or(WaybillError::NoSuchLine(line))
    }

    #[inline(never)]
    fn find_line(&self, header: &Header, line: u16) -> Option<Box<LineRecord>> {
        self.lines.boxed((&header.first, line))
    }

    #[inline(never)]
    fn put_line(&mut self, header: &Header, line: u16, record: &LineRecord) {
        self.lines.write((&header.first, line), record);
    }
}

/// Who must sign, and the registry that knows who may.
#[derive(PartialEq)]
struct Signer {
    party: PartyId,
    epoch: u8,
}

/// A waybill that took a step and is not stored yet.
struct Signed {
    header: Box<Header>,
    leg: Option<LegView>,
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

/// Why what another contract was told, and did not take, was not told.
pub(crate) fn untaken(untaken: Untaken, unavailable: WaybillError) -> WaybillError {
    match untaken {
        Untaken::Unavailable => unavailable,
        Untaken::Refused(error) => WaybillError::NotTold(error),
    }
}

fn is_list(length: usize) -> Result<(), WaybillError> {
    match length {
        0 => Err(WaybillError::Empty),
        1..=PER_CALL => Ok(()),
        _ => Err(WaybillError::TooMany),
    }
}

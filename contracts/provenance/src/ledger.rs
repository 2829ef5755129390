//! The rules of goods and their events, with no chain in them but storage.
//!
//! Invariants, each kept where it is named:
//! - *Once*: an item comes to be once, and an event is recorded once (`Ledger::new_items`, `Ledger::begin_as`).
//! - *Possession*: only who possesses goods, or the outermost thing that they are in, writes of them; only who they are on their way to
//!   takes them (`Ledger::handle`, `Ledger::put_in`, `Ledger::take_out`, `Ledger::use_up`).
//! - *One parent*: what is inside something is inside one thing, and nothing is inside itself, nor deeper than five levels
//!   (`Ledger::put_in`).
//! - *Monotone*: no event is earlier than the one before it (`Ledger::handle`, `Ledger::inside_of`, `Ledger::use_up`).
//! - *Mass*: never grows (`balance::balance`, `Ledger::recount`).
//! - *Dead*: what was used up or is gone never comes back (`status::next`).
//! - *Recalled*: what is recalled stays so, and with what it is in is not shipped (`Ledger::handle`); what is made of it is born recalled
//!   (`Ledger::transform`); once a recall is complete, all that was made of its goods is recalled, and nothing else (`Ledger::spread`).
//! - *Counted*: each thing knows how many recalled things are inside (`Ledger::put_in`, `Ledger::take_out`, `Ledger::mark`).
mod goods;
mod inquiries;
mod making;
mod packing;
mod recalls;
mod scans;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk;

use crate::events::{ErrorDeclared, EventRecorded};
pub(crate) use goods::Told;
use ink::{
    prelude::{boxed::Box, vec::Vec},
    scale::{Encode, Output},
    selector_id,
    storage::{traits::ManualKey, Mapping},
};
use interfaces::{
    ids::{
        Account, Digest, DocumentId, EventId, ItemId, Millis, PartyId, Quantity, RecallId,
        RequestId,
    },
    provenance::{
        Certificate, CertificateScope, CustodyModel, Deed, Direction, ErrorDeclaration,
        ErrorReason, EventRecord, Facts, Goods, Item, Movement, ProvenanceError, Recall, Request,
        Scans, Secrets, Spare, Trace,
    },
    registry::{Business, Scope},
};
use kit::{
    authority::{Authority, Denial},
    list::{has_repeats, place, PER_CALL},
    store::Shelf,
    Call,
};

/// Most levels of things inside one another.
pub(crate) const LEVELS: usize = 5;
/// What is above all GLNs: they have 13 digits.
const GLNS: u64 = 10_000_000_000_000;

/// Who certified what of which goods.
type CertificateKey = (ItemId, PartyId, CertificateScope);

/// All goods, their events and recalls. The keys are fixed, so that an upgrade finds what was stored.
///
/// Nothing is kept for goods in an event beside the event's one record: each names, for each of its goods, the event before, and history
/// and traces are read along these.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    pub(crate) items:
        Mapping<ItemId, Item, ManualKey<{ selector_id!("provenance::ledger::items") }>>,
    pub(crate) events:
        Mapping<EventId, EventRecord, ManualKey<{ selector_id!("provenance::ledger::events") }>>,
    pub(crate) recalls:
        Mapping<RecallId, Recall, ManualKey<{ selector_id!("provenance::ledger::recalls") }>>,
    /// What a recall came to, each with what it came to next: at once what was seen and what is still to be followed.
    reached: Mapping<
        (RecallId, ItemId),
        ItemId,
        ManualKey<{ selector_id!("provenance::ledger::reached") }>,
    >,
    pub(crate) certificates: Mapping<
        CertificateKey,
        Certificate,
        ManualKey<{ selector_id!("provenance::ledger::certificates") }>,
    >,
    pub(crate) requests:
        Mapping<RequestId, Request, ManualKey<{ selector_id!("provenance::ledger::requests") }>>,
    pub(crate) secrets:
        Mapping<ItemId, Secrets, ManualKey<{ selector_id!("provenance::ledger::secrets") }>>,
    pub(crate) scans:
        Mapping<(ItemId, u64), Scans, ManualKey<{ selector_id!("provenance::ledger::scans") }>>,
}

/// Who calls, and who knows for whom it may act.
pub(crate) struct Caller<A> {
    /// The account, and the block's time.
    pub(crate) call: Call,
    /// Whether new business is paused.
    pub(crate) paused: bool,
    /// The registry that is linked, and those that were.
    pub(crate) authority: A,
}

impl<A: Authority> Caller<A> {
    fn starts(&self, business: Business) -> Result<(), ProvenanceError> {
        if self.paused && business == Business::NewBusiness {
            return Err(ProvenanceError::Paused);
        }
        Ok(())
    }

    // Each argument of a cross-contract call is code, so it is written once.
    #[inline(never)]
    fn may(
        &self,
        epoch: u8,
        party: &PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), ProvenanceError> {
        self.authority.may(epoch, self.call.caller, *party, scope, business).map_err(|denial| {
            match denial {
                Denial::Refused(refusal) => ProvenanceError::Refused(refusal),
                Denial::Unavailable => ProvenanceError::RegistryUnavailable,
            }
        })
    }
}

/// An event that is to be recorded.
pub(crate) struct Entry {
    now: Millis,
    epoch: u8,
    party: PartyId,
    source: Option<Account>,
    event: EventId,
    facts: Facts,
    deed: Deed,
}

/// Goods that an event is about.
pub(crate) struct Handled {
    /// Which.
    pub(crate) id: ItemId,
    /// What is known of them.
    pub(crate) item: Box<Item>,
    /// How much of them.
    pub(crate) quantity: Quantity,
}

/// What is hashed as it stands.
struct Plain(Vec<u8>);

impl Encode for Plain {
    fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
        output.write(&self.0);
    }
}

/// The hash of these, one after the other and without their lengths.
#[inline(never)]
fn name(parts: &[&[u8]]) -> [u8; 32] {
    kit::digest(&Plain(parts.concat()))
}

/// The id of the item that `issuer` brings into being under `epc`.
pub(crate) fn item_id(issuer: &PartyId, epc: &Digest) -> ItemId {
    name(&[b"lading/item", issuer.bytes(), epc]).into()
}

/// The id of the event that `party` records with this `hash`.
pub(crate) fn event_id(party: &PartyId, hash: &Digest) -> EventId {
    name(&[b"lading/event", party.bytes(), hash]).into()
}

/// The id of the event by which the contract `source` told a part of a document.
pub(crate) fn told_id(
    source: &Account,
    document: &DocumentId,
    movement: Movement,
    part: u16,
) -> EventId {
    let source: &[u8; 32] = source.as_ref();
    let [low, high] = part.to_le_bytes();
    let kind = match movement {
        Movement::Shipped => 0,
        Movement::Received => 1,
    };
    name(&[b"lading/told", source, document.bytes(), &[kind, low, high]]).into()
}

/// The id of the recall of `item` by `party`.
pub(crate) fn recall_id(item: &ItemId, party: &PartyId) -> RecallId {
    name(&[b"lading/recall", item.bytes(), party.bytes()]).into()
}

/// The id of the request by `party` about `item`.
pub(crate) fn request_id(item: &ItemId, party: &PartyId, question: &Digest) -> RequestId {
    name(&[b"lading/request", item.bytes(), party.bytes(), question]).into()
}

impl Ledger {
    pub(crate) fn declare_error(
        &mut self,
        caller: &Caller<impl Authority>,
        party: PartyId,
        event: EventId,
        reason: ErrorReason,
        corrective: Vec<EventId>,
    ) -> Result<ErrorDeclared, ProvenanceError> {
        let mut record = self.record_of(&event)?;
        if record.by != party {
            return Err(ProvenanceError::NotAParty);
        }
        caller.may(record.registry_epoch, &party, Scope::HandOver, Business::Exit)?;
        if record.error.is_some() {
            return Err(ProvenanceError::AlreadyDeclared);
        }
        if corrective.len() > PER_CALL {
            return Err(ProvenanceError::TooMany);
        }
        if has_repeats(&corrective) {
            return Err(ProvenanceError::Repeated);
        }
        for (index, right) in corrective.iter().enumerate() {
            let is_later = *right != event
                && self.find_event(right).is_some_and(|right| {
                    right.by == party && right.recorded_at >= record.recorded_at
                });
            if !is_later {
                return Err(ProvenanceError::NotCorrective(place(index)));
            }
        }
        let declared_at = caller.call.now;
        let declaration = ErrorDeclaration { reason, declared_at, corrective };
        record.error = Some(declaration.clone());
        self.put_event(&event, &record);
        let corrective = declaration.corrective;
        Ok(ErrorDeclared { event, by: party, reason, corrective, declared_at })
    }

    pub(crate) fn holder_of(&self, item: &ItemId) -> Option<PartyId> {
        let item = self.find(item)?;
        Some(self.outermost(&item).map_or(item.possessor, |outermost| outermost.possessor))
    }

    pub(crate) fn is_recalled(&self, item: &ItemId) -> bool {
        self.find(item).is_some_and(|item| item.is_recalled)
    }

    pub(crate) fn history_of(&self, item: &ItemId, from: EventId, limit: u32) -> Vec<EventId> {
        let mut history = Vec::new();
        let Some(latest) = self.find(item) else { return history };
        let mut next = if from == EventId::NONE { latest.last_event } else { from };
        for _ in 0..limit.min(50) {
            let Some(record) = self.find_event(&next) else { break };
            let Some(goods) = record.goods.iter().find(|goods| goods.item == *item) else { break };
            history.push(next);
            next = goods.previous;
        }
        history
    }

    pub(crate) fn trace(
        &self,
        item: &ItemId,
        direction: Direction,
        from: EventId,
    ) -> Option<Trace> {
        let traced = self.find(item)?;
        let event = match direction {
            Direction::Back => traced.made_by,
            Direction::Forward if from == EventId::NONE => traced.last_use,
            Direction::Forward => from,
        };
        let record = self.find_event(&event)?;
        let at = record.goods.iter().position(|goods| goods.item == *item)?;
        let (inputs, outputs) = record.goods.split_at_checked(record.uses.len())?;
        let (goods, next) = match direction {
            Direction::Back => (inputs, EventId::NONE),
            Direction::Forward => (outputs, *record.uses.get(at)?),
        };
        Some(Trace { event, goods: goods.to_vec(), next })
    }

    /// Begins an event of the party's own.
    fn begin(
        &self,
        call: &Call,
        epoch: u8,
        party: PartyId,
        facts: &Facts,
        deed: Deed,
    ) -> Result<Box<Entry>, ProvenanceError> {
        let event = event_id(&party, &facts.hash);
        self.begin_as(call, epoch, party, None, event, facts, deed)
    }

    /// Invariant *Once*, of events.
    #[allow(clippy::too_many_arguments)] // All that an event begins with.
    #[inline(never)]
    fn begin_as(
        &self,
        call: &Call,
        epoch: u8,
        party: PartyId,
        source: Option<Account>,
        event: EventId,
        facts: &Facts,
        deed: Deed,
    ) -> Result<Box<Entry>, ProvenanceError> {
        if self.events.holds(event) {
            return Err(ProvenanceError::AlreadyRecorded);
        }
        if call.is_future(facts.time) {
            return Err(ProvenanceError::InTheFuture);
        }
        for location in [facts.read_point, facts.location] {
            if location != 0 && !is_gln(location) {
                return Err(ProvenanceError::MalformedLocation);
            }
        }
        Ok(Box::new(Entry { now: call.now, epoch, party, source, event, facts: *facts, deed }))
    }

    /// Writes an event, and the goods that it is about.
    #[inline(never)]
    fn enter(
        &mut self,
        entry: Box<Entry>,
        handled: Vec<Handled>,
        uses: Vec<EventId>,
        spare: Vec<Spare>,
    ) -> Box<EventRecorded> {
        let Entry { now, epoch, party, source, event, facts, deed } = *entry;
        let mut goods = Vec::with_capacity(handled.len());
        for Handled { id, mut item, quantity } in handled {
            goods.push(Goods { item: id, quantity, previous: item.last_event });
            item.last_event = event;
            item.time = facts.time;
            item.events = item.events.saturating_add(1);
            self.put(&id, &item);
        }
        let (kind, action) = crate::status::epcis(&deed);
        let record = EventRecord {
            registry_epoch: epoch,
            by: party,
            source,
            kind,
            action,
            deed,
            facts,
            recorded_at: now,
            goods,
            uses,
            spare,
            error: None,
        };
        self.put_event(&event, &record);
        Box::new(EventRecorded {
            event,
            by: party,
            record,
            model: CustodyModel::IdentityPreserved,
            claim: [0; 32],
            yields: Vec::new(),
            made: Vec::new(),
            recall: RecallId::NONE,
        })
    }

    /// The goods of a call: all there, none twice, all of one registry.
    #[inline(never)]
    fn load(&self, items: &[ItemId]) -> Result<Vec<Handled>, ProvenanceError> {
        is_list(items.len())?;
        if has_repeats(items) {
            return Err(ProvenanceError::Repeated);
        }
        let mut loaded: Vec<Handled> = Vec::with_capacity(items.len());
        for (index, id) in items.iter().enumerate() {
            let item = self.find(id).ok_or(ProvenanceError::NoSuchItem(place(index)))?;
            let is_alien = |first: &Handled| first.item.registry_epoch != item.registry_epoch;
            if loaded.first().is_some_and(is_alien) {
                return Err(ProvenanceError::MixedRegistries(place(index)));
            }
            let quantity = item.quantity;
            loaded.push(Handled { id: *id, item, quantity });
        }
        Ok(loaded)
    }

    /// What goods are in, innermost first: at most four more levels.
    #[inline(never)]
    fn around(&self, item: &Item) -> Vec<Handled> {
        let mut around: Vec<Handled> = Vec::new();
        let mut id = item.parent;
        while around.len() < LEVELS {
            let Some(item) = self.find(&id) else { break };
            let parent = item.parent;
            let quantity = item.quantity;
            around.push(Handled { id, item, quantity });
            id = parent;
        }
        around
    }

    /// The outermost thing that goods are in, if they are in something; its time is the latest of all around them.
    fn outermost(&self, item: &Item) -> Option<Box<Item>> {
        let around = self.around(item);
        let latest = around.iter().map(|handled| handled.item.time).max()?;
        let mut outermost = around.into_iter().last()?.item;
        outermost.time = latest;
        Some(outermost)
    }

    fn record_of(&self, event: &EventId) -> Result<Box<EventRecord>, ProvenanceError> {
        self.find_event(event).ok_or(ProvenanceError::NotFound)
    }

    fn the_item(&self, item: &ItemId) -> Result<Box<Item>, ProvenanceError> {
        self.find(item).ok_or(ProvenanceError::NoSuchItem(0))
    }

    // One decoder and one encoder of each record for all messages: inlined into each they would be most of the code.
    #[inline(never)]
    fn find(&self, item: &ItemId) -> Option<Box<Item>> {
        self.items.boxed(item)
    }

    #[inline(never)]
    fn put(&mut self, id: &ItemId, item: &Item) {
        self.items.write(id, item);
    }

    #[inline(never)]
    fn find_event(&self, event: &EventId) -> Option<Box<EventRecord>> {
        self.events.boxed(event)
    }

    #[inline(never)]
    fn put_event(&mut self, event: &EventId, record: &EventRecord) {
        self.events.write(event, record);
    }
}

impl Handled {
    fn follow(&mut self, index: usize, step: crate::status::Step) -> Result<(), ProvenanceError> {
        let status = self.item.status;
        let after = crate::status::next(status, step);
        self.item.status = after.ok_or(ProvenanceError::WrongStatus(place(index), status))?;
        Ok(())
    }
}

fn is_list(length: usize) -> Result<(), ProvenanceError> {
    match length {
        0 => Err(ProvenanceError::Empty),
        1..=PER_CALL => Ok(()),
        _ => Err(ProvenanceError::TooMany),
    }
}

/// Whether these are the digits of a GLN: counted from the right the last is the check digit, and the others weigh 3 and 1 by turns.
fn is_gln(number: u64) -> bool {
    let (mut rest, mut sum, mut weight) = (number, 0u64, 1u64);
    while rest > 0 {
        sum = sum.wrapping_add((rest % 10).wrapping_mul(weight));
        weight ^= 2;
        rest /= 10;
    }
    number < GLNS && sum % 10 == 0
}

/// Whether goods may be sent on.
fn is_shippable(item: &Item) -> bool {
    !item.is_recalled && item.recalled_inside == 0
}

/// What recalled things goods bring into what they are put in.
fn recalled_with(item: &Item) -> u32 {
    item.recalled_inside.saturating_add(u32::from(item.is_recalled))
}

#[cfg(test)]
mod numbers {
    use super::is_gln;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_gln_is_what_gs1_says(number in 0u64..20_000_000_000_000, check in 0u64..10) {
            let number = number / 10 * 10 + check;
            let text = format!("{number:013}");
            prop_assert_eq!(is_gln(number), kit::identifiers::gs1(&text, 13).is_ok());
        }
    }
}

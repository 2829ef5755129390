//! What is done to goods.
use super::{is_shippable, told_id, Caller, Entry, Handled, Ledger, ProvenanceError, Spare};
use crate::{
    events::EventRecorded,
    status::{access, step, Step},
};
use ink::prelude::{boxed::Box, vec::Vec};
use interfaces::{
    administration::Link,
    cbv::{BizStep, BizTransactionType, Disposition},
    ids::{DocumentId, EventId, ItemId, Millis, PartyId, Quantity},
    provenance::{CustodyModel, Deed, Facts, Item, ItemKind, Movement, UnitCode},
};
use kit::{administration::Links, authority::Authority, list::place, money::in_range, Call};

/// What a linked contract tells.
pub(crate) struct Told {
    pub(crate) document: DocumentId,
    pub(crate) movement: Movement,
    pub(crate) part: u16,
    pub(crate) from: PartyId,
    pub(crate) to: PartyId,
    pub(crate) time: Millis,
    pub(crate) items: Vec<ItemId>,
}

impl Ledger {
    pub(crate) fn record(
        &mut self,
        caller: &Caller<impl Authority>,
        party: PartyId,
        facts: Facts,
        deed: Deed,
        items: Vec<ItemId>,
    ) -> Result<Box<EventRecorded>, ProvenanceError> {
        let (scope, business) = access(&deed);
        caller.starts(business)?;
        let handled = self.load(&items)?;
        let epoch = epoch_of(&handled);
        caller.may(epoch, &party, scope, business)?;
        let entry = self.begin(&caller.call, epoch, party, &facts, deed)?;
        self.apply(entry, handled)
    }

    /// Records what the linked waybill contract tells, as who shipped or received would.
    pub(crate) fn record_movement(
        &mut self,
        call: &Call,
        links: &Links,
        told: Told,
    ) -> Result<Box<EventRecorded>, ProvenanceError> {
        let Told { document, movement, part, from, to, time, items } = told;
        let source = call.caller;
        if links.state_of(Link::Waybill).address != Some(source) {
            return Err(ProvenanceError::NotTheSource);
        }
        let handled = self.load(&items)?;
        let (party, deed, step, disposition) = match movement {
            Movement::Shipped => (from, Deed::Ship(to), BizStep::Shipping, Disposition::InTransit),
            Movement::Received => (to, Deed::Receive, BizStep::Receiving, Disposition::InProgress),
        };
        for (index, goods) in handled.iter().enumerate() {
            if goods.item.possessor != from {
                return Err(ProvenanceError::NotPossessor(place(index)));
            }
        }
        let facts = Facts {
            hash: [0; 32],
            time,
            step,
            disposition,
            read_point: 0,
            location: 0,
            transaction: BizTransactionType::BillOfLading,
            document,
        };
        let event = told_id(&source, &document, movement, part);
        let epoch = epoch_of(&handled);
        let entry = self.begin_as(call, epoch, party, Some(source), event, &facts, deed)?;
        self.apply(entry, handled)
    }

    pub(crate) fn may_ship(
        &self,
        party: &PartyId,
        items: &[ItemId],
    ) -> Result<(), ProvenanceError> {
        for (index, goods) in self.load(items)?.iter_mut().enumerate() {
            self.is_at_hand(index, goods, party)?;
            goods.follow(index, Step::Ship)?;
            if !is_shippable(&goods.item) {
                return Err(ProvenanceError::Recalled(place(index)));
            }
        }
        Ok(())
    }

    #[inline(never)]
    fn apply(
        &mut self,
        entry: Box<Entry>,
        mut handled: Vec<Handled>,
    ) -> Result<Box<EventRecorded>, ProvenanceError> {
        match entry.deed {
            Deed::Commission | Deed::Transform => return Err(ProvenanceError::WrongDeed),
            Deed::Transact if entry.facts.document == DocumentId::NONE => {
                return Err(ProvenanceError::WrongDeed)
            }
            Deed::Breach(breach) if breach.until < breach.since => {
                return Err(ProvenanceError::WrongDeed)
            }
            Deed::Ship(to) if to == entry.party || to == PartyId::NONE => {
                return Err(ProvenanceError::SameParty)
            }
            Deed::Recount(_) if handled.len() > 1 => return Err(ProvenanceError::TooMany),
            Deed::Pack(into) | Deed::Install(into) => return self.put_in(entry, handled, into),
            Deed::Unpack(from) | Deed::Remove(from) => return self.take_out(entry, handled, from),
            _ => {}
        }
        for (index, goods) in handled.iter_mut().enumerate() {
            self.handle(&entry, index, goods)?;
        }
        Ok(self.enter(entry, handled, Vec::new(), Vec::new()))
    }

    /// Invariants *Possession*, *Monotone*, *Recalled*.
    fn handle(
        &mut self,
        entry: &Entry,
        index: usize,
        goods: &mut Handled,
    ) -> Result<(), ProvenanceError> {
        let step = step(&entry.deed);
        let mut since = goods.item.time;
        match entry.deed {
            Deed::Receive | Deed::Refuse => {
                // What is on its way is in nothing else.
                if goods.item.to != entry.party {
                    return Err(ProvenanceError::NotAddressee(place(index)));
                }
            }
            _ if step == Step::Observe => {
                let outermost = self.outermost(&goods.item);
                let possessor = match outermost {
                    Some(outermost) => {
                        since = since.max(outermost.time);
                        outermost.possessor
                    }
                    None => goods.item.possessor,
                };
                if possessor != entry.party {
                    return Err(ProvenanceError::NotPossessor(place(index)));
                }
            }
            _ => self.is_at_hand(index, goods, &entry.party)?,
        }
        goods.follow(index, step)?;
        if entry.facts.time < since {
            return Err(ProvenanceError::Earlier(place(index)));
        }
        let item = &mut goods.item;
        match entry.deed {
            Deed::Ship(_) if !is_shippable(item) => {
                return Err(ProvenanceError::Recalled(place(index)))
            }
            Deed::Ship(to) => item.to = to,
            Deed::Receive => {
                item.possessor = entry.party;
                item.to = PartyId::NONE;
            }
            Deed::Refuse | Deed::TakeBack => item.to = PartyId::NONE,
            Deed::Decommission if item.children > 0 => {
                return Err(ProvenanceError::NotEmpty(place(index)))
            }
            Deed::Recount(quantity) => {
                self.recount(item, quantity)?;
                goods.quantity = quantity;
            }
            Deed::Breach(_) => item.is_breached = true,
            _ => {}
        }
        Ok(())
    }

    /// Whether these are nowhere inside and the party's.
    pub(super) fn is_at_hand(
        &self,
        index: usize,
        goods: &Handled,
        party: &PartyId,
    ) -> Result<(), ProvenanceError> {
        if goods.item.parent != ItemId::NONE {
            return Err(ProvenanceError::Inside(place(index)));
        }
        if goods.item.possessor != *party {
            return Err(ProvenanceError::NotPossessor(place(index)));
        }
        Ok(())
    }

    /// Invariant *Mass*: upward only as far as what the lot was made of gives.
    fn recount(&mut self, item: &mut Item, quantity: Quantity) -> Result<(), ProvenanceError> {
        if item.kind == ItemKind::Serial || quantity == 0 || !in_range(quantity) {
            return Err(ProvenanceError::QuantityOutOfRange(0));
        }
        if let Some(more) = quantity.checked_sub(item.quantity).filter(|more| *more > 0) {
            if item.model == CustodyModel::MassBalance && item.share > 0 {
                return Err(ProvenanceError::TooMuchClaimed(0));
            }
            self.draw(&item.made_by, &item.unit, more)?;
        }
        item.quantity = quantity;
        Ok(())
    }

    /// Takes from what an event could have made and did not.
    fn draw(
        &mut self,
        event: &EventId,
        unit: &UnitCode,
        more: Quantity,
    ) -> Result<(), ProvenanceError> {
        let mut record = self.record_of(event)?;
        let of_unit = |spare: &&mut Spare| spare.unit == *unit;
        let left = record.spare.iter_mut().find(of_unit);
        let spare = left.ok_or(ProvenanceError::TooMuch(0))?;
        spare.quantity = spare.quantity.checked_sub(more).ok_or(ProvenanceError::TooMuch(0))?;
        self.put_event(event, &record);
        Ok(())
    }
}

/// The registry that knows who may act: all goods of a call have one.
pub(super) fn epoch_of(handled: &[Handled]) -> u8 {
    handled.first().map_or(0, |first| first.item.registry_epoch)
}

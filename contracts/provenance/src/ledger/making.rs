//! How goods come to be.
use super::{goods::epoch_of, is_list, item_id, Caller, Entry, Handled, Ledger, ProvenanceError};
use crate::{
    balance::{balance, bears, is_unit, rates, NO_UNIT},
    events::EventRecorded,
    status::Step,
};
use ink::prelude::{boxed::Box, vec::Vec};
use interfaces::{
    ids::{Digest, EventId, ItemId, PartyId, RecallId},
    provenance::{
        CustodyModel, Deed, Facts, Input, Item, ItemKind, ItemStatus, NewItem, UnitCode, Yield,
    },
    registry::{Business, Scope},
};
use kit::{authority::Authority, list::place, money::in_range, store::Shelf};

/// One piece, in thousandths.
const PIECE: u64 = 1_000;

/// What goods that come to be together have in common.
struct Birth<'a> {
    entry: &'a Entry,
    model: CustodyModel,
    claim: Digest,
    recall: RecallId,
}

impl Ledger {
    pub(crate) fn commission(
        &mut self,
        caller: &Caller<impl Authority>,
        party: PartyId,
        facts: Facts,
        model: CustodyModel,
        claim: Digest,
        items: Vec<NewItem>,
    ) -> Result<Box<EventRecorded>, ProvenanceError> {
        caller.starts(Business::NewBusiness)?;
        let epoch = caller.authority.epoch();
        caller.may(epoch, &party, Scope::HandOver, Business::NewBusiness)?;
        let entry = self.begin(&caller.call, epoch, party, &facts, Deed::Commission)?;
        is_list(items.len())?;
        let ids = self.new_items(&party, &items)?;
        for (index, item) in items.iter().enumerate() {
            if !bears(model, &claim, item.share) {
                return Err(ProvenanceError::ShareOutOfRange(place(index)));
            }
        }
        let birth = Birth { entry: &entry, model, claim, recall: RecallId::NONE };
        let born: Vec<_> =
            items.iter().zip(ids).map(|(new, id)| birth.bear(new, id, [NO_UNIT; 4])).collect();
        let mut recorded = self.enter(entry, born, Vec::new(), Vec::new());
        recorded.model = model;
        recorded.claim = claim;
        recorded.made = items;
        Ok(recorded)
    }

    /// Invariants *Mass*, *Dead*, *Recalled*.
    #[allow(clippy::too_many_arguments)] // As the message has them.
    pub(crate) fn transform(
        &mut self,
        caller: &Caller<impl Authority>,
        party: PartyId,
        facts: Facts,
        model: CustodyModel,
        yields: Vec<Yield>,
        inputs: Vec<Input>,
        outputs: Vec<NewItem>,
    ) -> Result<Box<EventRecorded>, ProvenanceError> {
        caller.starts(Business::NewBusiness)?;
        if inputs.is_empty() || outputs.is_empty() {
            return Err(ProvenanceError::Empty);
        }
        is_list(inputs.len().saturating_add(outputs.len()))?;
        let used: Vec<_> = inputs.iter().map(|input| input.item).collect();
        let mut handled = self.load(&used)?;
        let epoch = epoch_of(&handled);
        caller.may(epoch, &party, Scope::HandOver, Business::NewBusiness)?;
        let entry = self.begin(&caller.call, epoch, party, &facts, Deed::Transform)?;
        let mut uses = Vec::with_capacity(inputs.len());
        for (index, (goods, input)) in handled.iter_mut().zip(&inputs).enumerate() {
            self.use_up(&entry, index, goods, input)?;
            uses.push(goods.item.last_use);
            goods.item.last_use = entry.event;
        }
        let rates = rates(&yields)?;
        let ids = self.new_items(&party, &outputs)?;
        let balance = balance(model, &rates, &handled, &outputs)?;
        let recalled = handled.iter().find(|goods| goods.item.is_recalled);
        let recall = recalled.map_or(RecallId::NONE, |goods| goods.item.recall);
        let birth = Birth { entry: &entry, model, claim: balance.claim, recall };
        for (new, id) in outputs.iter().zip(ids) {
            handled.push(birth.bear(new, id, balance.left(&new.unit)));
        }
        if recall != RecallId::NONE {
            self.add_to(&recall, outputs.len());
        }
        let mut recorded = self.enter(entry, handled, uses, balance.spare());
        recorded.model = model;
        recorded.claim = balance.claim;
        recorded.yields = yields;
        recorded.made = outputs;
        recorded.recall = recall;
        Ok(recorded)
    }

    /// Takes a part of goods, or all. Invariants *Possession*, *Monotone*, *Dead*.
    fn use_up(
        &self,
        entry: &Entry,
        index: usize,
        goods: &mut Handled,
        input: &Input,
    ) -> Result<(), ProvenanceError> {
        self.is_at_hand(index, goods, &entry.party)?;
        goods.follow(index, Step::Handle)?;
        if entry.facts.time < goods.item.time {
            return Err(ProvenanceError::Earlier(place(index)));
        }
        if goods.item.children > 0 {
            return Err(ProvenanceError::NotEmpty(place(index)));
        }
        let rest = goods.item.quantity.checked_sub(input.quantity);
        let is_part = goods.item.kind == ItemKind::Lot || rest == Some(0);
        let Some(rest) = rest.filter(|_| is_part && input.quantity > 0) else {
            return Err(ProvenanceError::QuantityOutOfRange(place(index)));
        };
        goods.quantity = input.quantity;
        goods.item.quantity = rest;
        if rest == 0 {
            goods.follow(index, Step::Consume)?;
        }
        Ok(())
    }

    /// Invariant *Once*, of items: their ids, which are free.
    #[inline(never)]
    fn new_items(
        &self,
        issuer: &PartyId,
        items: &[NewItem],
    ) -> Result<Vec<ItemId>, ProvenanceError> {
        let mut ids = Vec::with_capacity(items.len());
        for (index, new) in items.iter().enumerate() {
            if !is_unit(&new.unit) {
                return Err(ProvenanceError::MalformedUnit);
            }
            let is_piece = new.kind == ItemKind::Lot || new.quantity == PIECE;
            if new.quantity == 0 || !in_range(new.quantity) || !is_piece {
                return Err(ProvenanceError::QuantityOutOfRange(place(index)));
            }
            let id = item_id(issuer, &new.epc);
            if ids.contains(&id) || self.items.holds(id) {
                return Err(ProvenanceError::AlreadyExists);
            }
            ids.push(id);
        }
        Ok(ids)
    }
}

impl Birth<'_> {
    fn bear(&self, new: &NewItem, id: ItemId, left: [UnitCode; 4]) -> Handled {
        let Self { entry, model, claim, recall } = self;
        let item = Item {
            registry_epoch: entry.epoch,
            issuer: entry.party,
            kind: new.kind,
            model: *model,
            claim: *claim,
            share: new.share,
            unit: new.unit,
            quantity: new.quantity,
            left,
            status: ItemStatus::Active,
            possessor: entry.party,
            to: PartyId::NONE,
            parent: ItemId::NONE,
            children: 0,
            levels: 1,
            recalled_inside: 0,
            time: entry.facts.time,
            events: 0,
            last_event: EventId::NONE,
            made_by: entry.event,
            last_use: EventId::NONE,
            is_recalled: *recall != RecallId::NONE,
            recall: *recall,
            is_acknowledged: false,
            is_breached: false,
        };
        Handled { id, item: Box::new(item), quantity: new.quantity }
    }
}

//! Recalls.
//!
//! A recall keeps a list of what it came to (`Ledger::reached`), in the order it did, and follows one after the other: all events that
//! used of it, latest first, and all that each made. What it comes to is marked at once; so what is made of that later is born recalled,
//! and when it is followed, all that was made of it earlier is on record. So no concurrent making escapes, and nothing can lengthen the
//! way but what was made before the recall got there. Two recalls never wait for one another: each follows all of its own.
use super::{is_list, recall_id, Caller, Ledger, ProvenanceError};
use crate::{
    events::{RecallAcknowledged, RecallClosed, RecallOpened, RecallSpread},
    regulators::Regulators,
    status::is_alive,
};
use ink::prelude::{boxed::Box, vec::Vec};
use interfaces::{
    ids::{Digest, EventId, ItemId, Millis, PartyId, RecallId},
    provenance::{EventRecord, Recall, RecallStatus},
    registry::{Business, Scope},
};
use kit::{authority::Authority, list::place, store::Shelf};

impl Ledger {
    pub(crate) fn open_recall(
        &mut self,
        caller: &Caller<impl Authority + Regulators>,
        window: Millis,
        party: PartyId,
        item: ItemId,
        reason: Digest,
    ) -> Result<RecallOpened, ProvenanceError> {
        let recalled = self.the_item(&item)?;
        let epoch = recalled.registry_epoch;
        let is_issuer = recalled.issuer == party;
        let scope = if is_issuer { Scope::Agree } else { Scope::Supervise };
        caller.may(epoch, &party, scope, Business::Exit)?;
        if !is_issuer && !caller.authority.is_regulator(epoch, &party)? {
            return Err(ProvenanceError::NotIssuer);
        }
        let id = recall_id(&item, &party);
        if self.recalls.holds(id) {
            return Err(ProvenanceError::AlreadyExists);
        }
        let now = caller.call.now;
        let (opened_at, close_from) = (now, now.saturating_add(window));
        let mut recall = Box::new(Recall {
            status: RecallStatus::Spreading,
            registry_epoch: epoch,
            by: party,
            item,
            reason,
            opened_at,
            close_from,
            marked: 0,
            awaited: 0,
            acknowledged: 0,
            head: item,
            cursor: recalled.last_use,
            place: 0,
            tail: item,
        });
        self.reached.write((id, item), &ItemId::NONE);
        self.mark(&id, &mut recall, &item);
        if recall.cursor == EventId::NONE {
            self.go_on(&id, &mut recall);
        }
        self.put_recall(&id, &recall);
        let status = recall.status;
        Ok(RecallOpened {
            recall: id,
            item,
            by: party,
            registry_epoch: epoch,
            reason,
            opened_at,
            close_from,
            status,
        })
    }

    /// Invariant *Recalled*.
    pub(crate) fn spread(
        &mut self,
        id: RecallId,
        limit: u32,
    ) -> Result<RecallSpread, ProvenanceError> {
        let mut recall = self.recall_at(&id, RecallStatus::Spreading)?;
        is_list(usize::try_from(limit).unwrap_or(usize::MAX))?;
        let mut items = Vec::new();
        let mut page: Option<(EventId, Box<EventRecord>)> = None;
        for _ in 0..limit {
            if recall.status != RecallStatus::Spreading {
                break;
            }
            if recall.cursor == EventId::NONE {
                self.go_on(&id, &mut recall);
                continue;
            }
            if page.as_ref().is_none_or(|(event, _)| *event != recall.cursor) {
                let record = self.record_of(&recall.cursor)?;
                page = Some((recall.cursor, record));
            }
            let Some((_, record)) = &page else { break };
            let outputs = record.goods.get(record.uses.len()..).unwrap_or_default();
            let at = usize::try_from(recall.place).unwrap_or(usize::MAX);
            if let Some(made) = outputs.get(at) {
                recall.place = recall.place.saturating_add(1);
                if self.reach(&id, &mut recall, made.item) {
                    items.push(made.item);
                }
                continue;
            }
            let mut used = record.goods.iter().zip(&record.uses);
            let before = used.find(|(goods, _)| goods.item == recall.head);
            recall.cursor = before.map_or(EventId::NONE, |(_, before)| *before);
            recall.place = 0;
        }
        self.put_recall(&id, &recall);
        Ok(RecallSpread { recall: id, items, status: recall.status })
    }

    pub(crate) fn acknowledge_recall(
        &mut self,
        caller: &Caller<impl Authority>,
        party: PartyId,
        id: RecallId,
        items: Vec<ItemId>,
    ) -> Result<RecallAcknowledged, ProvenanceError> {
        let mut recall = self.the_recall(&id)?;
        caller.may(recall.registry_epoch, &party, Scope::Receive, Business::Exit)?;
        let mut handled = self.load(&items)?;
        for (index, goods) in handled.iter_mut().enumerate() {
            let outermost = self.outermost(&goods.item);
            let holder = outermost.map_or(goods.item.possessor, |outermost| outermost.possessor);
            if holder != party {
                return Err(ProvenanceError::NotPossessor(place(index)));
            }
            if goods.item.recall != id || goods.item.is_acknowledged {
                return Err(ProvenanceError::NotRecalled(place(index)));
            }
            goods.item.is_acknowledged = true;
            recall.acknowledged = recall.acknowledged.saturating_add(1);
        }
        for goods in &handled {
            self.put(&goods.id, &goods.item);
        }
        self.put_recall(&id, &recall);
        Ok(RecallAcknowledged { recall: id, by: party, items })
    }

    pub(crate) fn close_recall(
        &mut self,
        caller: &Caller<impl Authority>,
        id: RecallId,
    ) -> Result<RecallClosed, ProvenanceError> {
        let recall = self.the_recall(&id)?;
        let epoch = recall.registry_epoch;
        caller.may(epoch, &recall.by, Scope::Agree, Business::Exit)?;
        let mut recall = self.recall_at(&id, RecallStatus::Complete)?;
        let Recall { awaited, acknowledged, close_from, .. } = *recall;
        if acknowledged < awaited && caller.call.now < close_from {
            return Err(ProvenanceError::WindowOpen(close_from));
        }
        recall.status = RecallStatus::Closed;
        self.put_recall(&id, &recall);
        Ok(RecallClosed { recall: id, awaited, acknowledged })
    }

    /// Counts goods that were born recalled.
    pub(super) fn add_to(&mut self, id: &RecallId, born: usize) {
        let Some(mut recall) = self.find_recall(id) else { return };
        let born = u32::try_from(born).unwrap_or(u32::MAX);
        recall.marked = recall.marked.saturating_add(born);
        recall.awaited = recall.awaited.saturating_add(born);
        self.put_recall(id, &recall);
    }

    /// Goes on to the next goods of which something was made; if there are none, the recall is complete.
    ///
    /// It looks no further than one: goods that nothing was made of cost a step each.
    fn go_on(&self, id: &RecallId, recall: &mut Recall) {
        let next = self.reached.read((id, &recall.head)).unwrap_or(ItemId::NONE);
        recall.head = next;
        recall.place = 0;
        match self.find(&next) {
            Some(item) => recall.cursor = item.last_use,
            None => recall.status = RecallStatus::Complete,
        }
    }

    /// Comes to goods, if it did not before.
    fn reach(&mut self, id: &RecallId, recall: &mut Recall, item: ItemId) -> bool {
        if self.reached.holds((id, &item)) {
            return false;
        }
        self.reached.write((id, &item), &ItemId::NONE);
        self.reached.write((id, &recall.tail), &item);
        recall.tail = item;
        self.mark(id, recall, &item);
        true
    }

    /// Invariant *Counted*: all around know that it is recalled.
    fn mark(&mut self, id: &RecallId, recall: &mut Recall, item: &ItemId) {
        let Some(mut marked) = self.find(item) else { return };
        if marked.is_recalled {
            return;
        }
        marked.is_recalled = true;
        marked.recall = *id;
        recall.marked = recall.marked.saturating_add(1);
        if is_alive(marked.status) {
            recall.awaited = recall.awaited.saturating_add(1);
        } else {
            // Nobody has it who could.
            marked.is_acknowledged = true;
        }
        self.put(item, &marked);
        for mut outer in self.around(&marked) {
            outer.item.recalled_inside = outer.item.recalled_inside.saturating_add(1);
            self.put(&outer.id, &outer.item);
        }
    }

    fn the_recall(&self, id: &RecallId) -> Result<Box<Recall>, ProvenanceError> {
        self.find_recall(id).ok_or(ProvenanceError::NotFound)
    }

    fn recall_at(
        &self,
        id: &RecallId,
        status: RecallStatus,
    ) -> Result<Box<Recall>, ProvenanceError> {
        let recall = self.the_recall(id)?;
        if recall.status != status {
            return Err(ProvenanceError::WrongRecall(recall.status));
        }
        Ok(recall)
    }

    #[inline(never)]
    pub(super) fn find_recall(&self, id: &RecallId) -> Option<Box<Recall>> {
        self.recalls.boxed(id)
    }

    #[inline(never)]
    fn put_recall(&mut self, id: &RecallId, recall: &Recall) {
        self.recalls.write(id, recall);
    }
}

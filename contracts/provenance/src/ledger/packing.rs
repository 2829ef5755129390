//! What goods are put into and taken out of.
use super::{recalled_with, Entry, Handled, Ledger, ProvenanceError, LEVELS};
use crate::{
    events::EventRecorded,
    status::{next, Step},
};
use ink::prelude::{boxed::Box, vec::Vec};
use interfaces::{
    ids::{ItemId, Millis, PartyId},
    provenance::Item,
};
use kit::list::place;

impl Ledger {
    /// Invariants *One parent*, *Monotone*, *Counted*. No cycle can come to be: what is put in is in nothing, so the only thing around
    /// the new parent that it could be is the outermost.
    pub(super) fn put_in(
        &mut self,
        entry: Box<Entry>,
        mut handled: Vec<Handled>,
        into: ItemId,
    ) -> Result<Box<EventRecorded>, ProvenanceError> {
        let (mut around, possessor, _) = self.inside_of(&entry, handled.len(), into)?;
        let outermost = around.last().map_or(into, |outermost| outermost.id);
        for (index, goods) in handled.iter_mut().enumerate() {
            self.is_at_hand(index, goods, &possessor)?;
            goods.follow(index, Step::Handle)?;
            if entry.facts.time < goods.item.time {
                return Err(ProvenanceError::Earlier(place(index)));
            }
            if goods.id == outermost || goods.id == into {
                return Err(ProvenanceError::Cycle(place(index)));
            }
            if around.len().saturating_add(goods.item.levels.into()) > LEVELS {
                return Err(ProvenanceError::TooDeep(place(index)));
            }
            goods.item.parent = into;
            let mut levels = goods.item.levels;
            for outer in &mut around {
                levels = levels.saturating_add(1);
                let outer = &mut outer.item;
                outer.levels = outer.levels.max(levels);
                let with = recalled_with(&goods.item);
                outer.recalled_inside = outer.recalled_inside.saturating_add(with);
            }
            count(&mut around, |parent| parent.children = parent.children.saturating_add(1));
        }
        Ok(self.close(entry, handled, around))
    }

    /// Invariants *Possession*, *Monotone*, *Counted*.
    pub(super) fn take_out(
        &mut self,
        entry: Box<Entry>,
        mut handled: Vec<Handled>,
        from: ItemId,
    ) -> Result<Box<EventRecorded>, ProvenanceError> {
        let (mut around, possessor, _) = self.inside_of(&entry, handled.len(), from)?;
        for (index, goods) in handled.iter_mut().enumerate() {
            if goods.item.parent != from {
                return Err(ProvenanceError::NotInside(place(index)));
            }
            goods.follow(index, Step::Handle)?;
            if entry.facts.time < goods.item.time {
                return Err(ProvenanceError::Earlier(place(index)));
            }
            goods.item.parent = ItemId::NONE;
            goods.item.possessor = possessor;
            let with = recalled_with(&goods.item);
            for outer in &mut around {
                outer.item.recalled_inside = outer.item.recalled_inside.saturating_sub(with);
            }
            count(&mut around, |parent| {
                parent.children = parent.children.saturating_sub(1);
                // How deep the rest is would have to be looked for, so it counts as deep until nothing is left.
                if parent.children == 0 {
                    parent.levels = 1;
                }
            });
        }
        Ok(self.close(entry, handled, around))
    }

    /// What goods are put into or taken out of, and all around that: the party's, at hand, and not ahead of the event.
    fn inside_of(
        &self,
        entry: &Entry,
        index: usize,
        id: ItemId,
    ) -> Result<(Vec<Handled>, PartyId, Millis), ProvenanceError> {
        let at = place(index);
        let item = self.find(&id).ok_or(ProvenanceError::NoSuchItem(at))?;
        if item.registry_epoch != entry.epoch {
            return Err(ProvenanceError::MixedRegistries(at));
        }
        let outer = self.around(&item);
        let quantity = item.quantity;
        let mut around = ink::prelude::vec![Handled { id, item, quantity }];
        around.extend(outer);
        let Some(outermost) = around.last() else { return Err(ProvenanceError::NoSuchItem(at)) };
        let (possessor, status) = (outermost.item.possessor, outermost.item.status);
        if possessor != entry.party {
            return Err(ProvenanceError::NotPossessor(at));
        }
        if next(status, Step::Handle).is_none() {
            return Err(ProvenanceError::WrongStatus(at, status));
        }
        let latest = around.iter().map(|outer| outer.item.time).max().unwrap_or_default();
        if entry.facts.time < latest {
            return Err(ProvenanceError::Earlier(at));
        }
        Ok((around, possessor, latest))
    }

    /// Writes what is around, the innermost as a part of the event.
    fn close(
        &mut self,
        entry: Box<Entry>,
        mut handled: Vec<Handled>,
        around: Vec<Handled>,
    ) -> Box<EventRecorded> {
        let mut around = around.into_iter();
        handled.extend(around.next());
        for outer in around {
            self.put(&outer.id, &outer.item);
        }
        self.enter(entry, handled, Vec::new(), Vec::new())
    }
}

fn count(around: &mut [Handled], change: impl Fn(&mut Item)) {
    if let Some(parent) = around.first_mut() {
        change(&mut parent.item);
    }
}

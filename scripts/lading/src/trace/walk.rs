//! From goods back to what they were made of, and forward to what was made of them.
//!
//! Breadth first, each item once. Only what the goods went into and came from is followed, not what they are packed in: that is told
//! beside them.
use anyhow::{Context, Result};
use chain::Chain;
use ink::codegen::TraitCallBuilder;
use interfaces::{
    ids::{EventId, ItemId, PartyId},
    provenance::{Deed, EventRecord, Goods, Item, Provenance as _},
};
use std::collections::{btree_map::Entry, BTreeMap, VecDeque};

use crate::{
    kept::{hex, Kept},
    ui::{count, Counter},
};

/// How far to go.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Most items.
    pub items: usize,
    /// Most steps from the goods that are asked about.
    pub steps: u32,
    /// Most events of an item, the latest.
    pub events: usize,
}

/// How goods stand to those that are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// These were made of them.
    Source,
    /// They are these.
    Asked,
    /// They were made of these.
    Product,
}

/// Goods that were come to.
#[derive(Debug, Clone)]
pub struct Found {
    /// What is known of them.
    pub item: Item,
    /// How they stand to those that are asked about.
    pub relation: Relation,
    /// How many makings lie between.
    pub steps: u32,
    /// Who has them, or had them last.
    pub holder: PartyId,
    /// Their events, the first one first.
    pub events: Vec<EventId>,
    /// How many events they had before these, which were not read.
    pub unread: usize,
    /// What was put into them and not taken out again, as far as their events say.
    pub inside: Vec<ItemId>,
}

/// All that was come to.
#[derive(Debug)]
pub struct Walk {
    /// The goods that are asked about.
    pub asked: ItemId,
    /// All goods, these among them.
    pub items: BTreeMap<ItemId, Found>,
    /// Their events, and those that made them or used of them.
    pub events: BTreeMap<EventId, EventRecord>,
    /// Where it stopped before the end, and why.
    pub stopped: Vec<String>,
}

/// What goods were made of in an event, and what was made of them.
pub fn inputs_and_outputs(event: &EventRecord) -> (&[Goods], &[Goods]) {
    event.goods.split_at_checked(event.uses.len()).unwrap_or_default()
}

impl Walk {
    /// Walks from `asked`: back only if `back`, and forward.
    ///
    /// # Errors
    /// If there are no such goods, or the chain gave no answer.
    pub fn from(
        kept: &Kept,
        asked: ItemId,
        back: bool,
        bounds: Bounds,
        counter: &mut Counter,
    ) -> Result<Self> {
        let walk =
            Self { asked, items: BTreeMap::new(), events: BTreeMap::new(), stopped: Vec::new() };
        let mut walker = Walker { kept, walk, bounds, counter };
        walker.add(asked, Relation::Asked, 0)?;
        if back {
            walker.follow(Relation::Source)?;
        }
        walker.follow(Relation::Product)?;
        Ok(walker.walk)
    }

    /// How many goods stand to those that are asked about like this.
    pub fn count(&self, relation: Relation) -> usize {
        self.items.values().filter(|found| found.relation == relation).count()
    }

    /// The events by which goods that were come to were made of others, each with its record, in no particular order.
    pub fn makings(&self) -> impl Iterator<Item = (EventId, &EventRecord)> {
        self.events
            .iter()
            .filter(|(_, event)| !event.uses.is_empty())
            .map(|(id, event)| (*id, event))
    }
}

/// Walks.
struct Walker<'k> {
    kept: &'k Kept,
    walk: Walk,
    bounds: Bounds,
    counter: &'k mut Counter,
}

impl Walker<'_> {
    /// Goes on from the goods that are asked about, one way, until the end or a bound.
    fn follow(&mut self, way: Relation) -> Result<()> {
        let mut ahead = VecDeque::from([(self.walk.asked, 0)]);
        let mut beyond = false;
        while let Some((item, steps)) = ahead.pop_front() {
            let next = match way {
                Relation::Product => self.made_of(item)?,
                _ => self.sources_of(item)?,
            };
            for next in next {
                if self.walk.items.contains_key(&next) {
                    continue;
                }
                if steps >= self.bounds.steps {
                    beyond = true;
                    continue;
                }
                if self.walk.items.len() >= self.bounds.items {
                    self.walk.stopped.push(format!(
                        "Stopped at {} items on the way {}: there are more, and --limit takes more.",
                        count(self.walk.items.len() as u64),
                        direction(way)
                    ));
                    return Ok(());
                }
                self.add(next, way, steps + 1)?;
                ahead.push_back((next, steps + 1));
            }
        }
        if beyond {
            self.walk.stopped.push(format!(
                "Stopped after {} on the way {}: there are more, and --depth takes more.",
                crate::replay::figures::counted(self.bounds.steps.into(), "step"),
                direction(way)
            ));
        }
        Ok(())
    }

    /// What the goods were made of.
    fn sources_of(&mut self, item: ItemId) -> Result<Vec<ItemId>> {
        let Some(made_by) = self.walk.items.get(&item).map(|found| found.item.made_by) else {
            return Ok(Vec::new());
        };
        let (inputs, _) = inputs_and_outputs(self.event(made_by)?);
        Ok(inputs.iter().map(|goods| goods.item).collect())
    }

    /// What was made of the goods and was not come to yet: what came out of the last event that used of them, then of the one before.
    /// More than may be taken is not looked for.
    fn made_of(&mut self, item: ItemId) -> Result<Vec<ItemId>> {
        let mut made = Vec::new();
        let mut next =
            self.walk.items.get(&item).map_or(EventId::NONE, |found| found.item.last_use);
        while next != EventId::NONE && made.len() <= self.bounds.items {
            let event = self.event(next)?;
            let (inputs, outputs) = inputs_and_outputs(event);
            let outputs: Vec<_> = outputs.iter().map(|goods| goods.item).collect();
            let place = inputs.iter().position(|goods| goods.item == item);
            next = place.and_then(|place| event.uses.get(place)).copied().unwrap_or(EventId::NONE);
            made.extend(outputs.into_iter().filter(|item| !self.walk.items.contains_key(item)));
        }
        Ok(made)
    }

    /// Reads what is known of goods, with their events.
    fn add(&mut self, id: ItemId, relation: Relation, steps: u32) -> Result<()> {
        let item = read_item(self.kept, id)?
            .with_context(|| format!("there are no goods {} on this chain", hex(&id.0)))?;
        let provenance = self.kept.suite.provenance();
        let holder = self.kept.chain.query(provenance.call().holder_of(id))?;
        let mut events = Vec::new();
        let mut next = item.last_event;
        while next != EventId::NONE && events.len() < self.bounds.events {
            let goods = self.event(next)?.goods.iter().find(|goods| goods.item == id).copied();
            events.push(next);
            next = goods.map_or(EventId::NONE, |goods| goods.previous);
        }
        events.reverse();
        let unread = usize::try_from(item.events).unwrap_or(0).saturating_sub(events.len());
        let inside = self.inside(id, &events);
        let holder = holder.unwrap_or(item.possessor);
        let found = Found { item, relation, steps, holder, events, unread, inside };
        self.walk.items.insert(id, found);
        self.counter.add(1);
        Ok(())
    }

    /// What was put into goods in `events` and not taken out again.
    fn inside(&self, id: ItemId, events: &[EventId]) -> Vec<ItemId> {
        let mut inside: Vec<ItemId> = Vec::new();
        for event in events.iter().filter_map(|event| self.walk.events.get(event)) {
            let others = event.goods.iter().map(|goods| goods.item).filter(|item| *item != id);
            match event.deed {
                Deed::Pack(into) | Deed::Install(into) if into == id => inside.extend(others),
                Deed::Unpack(from) | Deed::Remove(from) if from == id => {
                    let out: Vec<_> = others.collect();
                    inside.retain(|item| !out.contains(item));
                }
                _ => {}
            }
        }
        inside
    }

    /// An event, read once.
    fn event(&mut self, id: EventId) -> Result<&EventRecord> {
        match self.walk.events.entry(id) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => {
                let provenance = self.kept.suite.provenance();
                let event = self.kept.chain.query(provenance.call().event(id))?;
                let event = event.and_then(|event| event.decoded());
                let absent = || format!("there is no event {} on this chain", hex(&id.0));
                Ok(place.insert(event.with_context(absent)?))
            }
        }
    }
}

/// What the chain knows of goods; `None` if there are none.
///
/// # Errors
/// If the chain gave no answer.
pub fn read_item(kept: &Kept, id: ItemId) -> Result<Option<Item>> {
    let provenance = kept.suite.provenance();
    let item = kept.chain.query(provenance.call().item(id))?;
    item.map(|item| item.decoded().context("the chain's record of goods cannot be read"))
        .transpose()
}

fn direction(way: Relation) -> &'static str {
    match way {
        Relation::Product => "forward",
        _ => "back",
    }
}

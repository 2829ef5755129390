//! Rebuilds every rating from the events alone, bit for bit: for whoever does not want to believe this contract.
use crate::{
    events::{Contested, Decided, Observed, WeightsAnnounced},
    ledger::{dimension_of, rating},
    rating::DIMENSIONS,
    sheet::Sheet,
};
use interfaces::{
    credit::{Cell, Dimension, Rating, WeightTable, Weights},
    ids::{Millis, ObservationId, PartyId},
};
use std::collections::BTreeMap;

/// What an event says that ratings depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A fact was recorded.
    Observed(Box<Observed>),
    /// It was contested.
    Contested(Contested),
    /// The arbiter decided.
    Decided(Decided),
    /// Weights were announced.
    WeightsAnnounced(WeightsAnnounced),
}

/// What an observation is, as far as contests need it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    subject: PartyId,
    dimension: Dimension,
    arrival: u32,
    cell: Cell,
}

/// All that the events have told so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Model {
    sheets: BTreeMap<(PartyId, Dimension), Sheet>,
    observations: BTreeMap<ObservationId, Known>,
    tables: BTreeMap<u16, WeightTable>,
}

impl Model {
    /// Of these events, in the order in which the chain tells them; nothing if one does not follow from those before.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Self> {
        let mut model = Self::default();
        for event in events {
            model.learn(event)?;
        }
        Some(model)
    }

    /// Learns one more event; nothing if it does not follow from those before.
    pub fn learn(&mut self, event: &Event) -> Option<()> {
        match event {
            Event::Observed(observed) => {
                let (subject, cell) = (observed.subject, observed.cell);
                let dimension = dimension_of(observed.kind);
                let sheet = self.sheet(subject, dimension);
                let arrival = sheet.observe(observed.recorded_at, &observed.counted_for, &cell)?;
                let known = Known { subject, dimension, arrival, cell };
                self.observations.insert(observed.observation, known);
            }
            Event::Contested(contested) => {
                let id = contested.observation;
                let known = self.observations.get(&id)?.clone();
                let sheet = self.sheet(known.subject, known.dimension);
                let (now, until) = (contested.contested_at, contested.until);
                sheet.contest(now, &id, known.arrival, &known.cell, until).ok()?;
            }
            Event::Decided(decided) => {
                let known = self.observations.get(&decided.observation)?.clone();
                let sheet = self.sheet(known.subject, known.dimension);
                sheet.settle(decided.decided_at, &decided.observation, decided.is_struck);
            }
            Event::WeightsAnnounced(announced) => {
                self.tables.insert(announced.version, announced.table);
            }
        }
        Some(())
    }

    /// How a party is rated at a time by a version of the weights, where so much of a registry was linked; nothing if there is no such version.
    pub fn rate(&self, subject: PartyId, version: u16, registry: u8, at: Millis) -> Option<Rating> {
        let table = self.tables.get(&version).filter(|table| table.from <= at)?;
        let sheet = |dimension| self.sheets.get(&(subject, dimension)).cloned();
        let mut sheets: Vec<Sheet> =
            DIMENSIONS.into_iter().map(|dimension| sheet(dimension).unwrap_or_default()).collect();
        Some(rating(&mut sheets, &table.weights, version, registry, at))
    }

    /// What is stored of a party in a dimension, byte for byte; nothing if nothing is.
    pub fn record(&self, subject: PartyId, dimension: Dimension) -> Option<&[u8]> {
        self.sheets.get(&(subject, dimension)).map(Sheet::bytes)
    }

    fn sheet(&mut self, subject: PartyId, dimension: Dimension) -> &mut Sheet {
        self.sheets.entry((subject, dimension)).or_default()
    }
}

/// How a party is rated of whom so much is stored, in the order of the dimensions: what the contract answers, to the last bit.
pub fn rating_of(
    sheets: &[Sheet],
    weights: &Weights,
    version: u16,
    registry: u8,
    at: Millis,
) -> Rating {
    rating(&mut sheets.to_vec(), weights, version, registry, at)
}

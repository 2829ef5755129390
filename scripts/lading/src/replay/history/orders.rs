//! Orders and relationships, as the lines of an export tell them.
//!
//! An order is what one buyer orders from one supplier under one number, whatever deliveries it comes in: each line of the file
//! that names it is a line of it. It is placed on the earliest day that its lines record, but never after its first goods left.
use std::collections::{BTreeMap, BTreeSet};

use super::{Delivery, History};
use crate::replay::{
    calendar::{self, Day},
    mapping::Life,
};

/// The most lines that an order takes.
const MOST_LINES: usize = 500;

/// The most bytes that the number of an order has.
pub(super) const LONGEST_NUMBER: usize = 35;

/// The most days from an order to a delivery date that the contract takes.
const FARTHEST: i64 = 3_650;

/// The same from the first pickup under it, which leaves room for the days before.
const FARTHEST_FROM_PICKUP: i64 = 3_600;

/// Where the day comes from that an order is placed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dated {
    /// The file says it.
    Recorded,
    /// The file says a day on which goods had left already: it is placed on the day that they left.
    AfterPickup,
    /// The file says none, or has a note in its place.
    Assumed,
    /// The file says one that is more than ten years before a delivery date: it counts as if there were none.
    TooEarly,
}

impl Dated {
    /// In words, for the report.
    pub fn words(self) -> &'static str {
        match self {
            Self::Recorded => "on the recorded day",
            Self::AfterPickup => "on the day of the first pickup: recorded later",
            Self::Assumed => "on the assumed day: none recorded",
            Self::TooEarly => "on the assumed day: recorded more than ten years before delivery",
        }
    }
}

/// What a buyer orders from a supplier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The number that it is placed under: the file's, or one like it where the buyer has used that.
    pub number: String,
    /// Whether the number is the file's.
    pub is_numbered_as_told: bool,
    /// Place of the buyer in [`History::enterprises`].
    pub buyer: usize,
    /// Place of the supplier.
    pub supplier: usize,
    /// The day that it is placed and answered on.
    pub placed: Day,
    /// Where that day comes from.
    pub dated: Dated,
    /// Its lines in the order of the file: place of the delivery, and of the line in it.
    pub lines: Vec<(usize, usize)>,
}

/// Two enterprises that trade with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relationship {
    /// Place of the one that proposes terms: the first that sold to the other.
    pub supplier: usize,
    /// Place of the one that accepts them.
    pub buyer: usize,
    /// Whether each sells to the other.
    pub is_mutual: bool,
    /// The day of their first order or pickup.
    pub since: Day,
}

/// A line of the file that names an order.
struct Named {
    row: u64,
    place: (usize, usize),
    pickup: Day,
    scheduled: Day,
}

/// An order that is being put together.
struct Part {
    first_pickup: Day,
    last_scheduled: Day,
    lines: Vec<(usize, usize)>,
}

impl Part {
    fn takes(&self, line: &Named) -> bool {
        let first = self.first_pickup.min(line.pickup);
        let last = self.last_scheduled.max(line.scheduled);
        self.lines.len() < MOST_LINES && (last - first).num_days() <= FARTHEST_FROM_PICKUP
    }

    fn add(&mut self, line: &Named) {
        self.first_pickup = self.first_pickup.min(line.pickup);
        self.last_scheduled = self.last_scheduled.max(line.scheduled);
        self.lines.push(line.place);
    }
}

/// Finds orders and relationships in the deliveries of `history`, and tells each line which line of an order it is.
pub(super) fn gather(history: &mut History, life: &Life) {
    history.deliveries.iter_mut().for_each(keep_together);
    let mut orders = Vec::new();
    let mut numbers = Numbers::of(&history.deliveries);
    for ((buyer, supplier, number), lines) in sales(&history.deliveries, life) {
        let mut parts: Vec<Part> = Vec::new();
        for line in &lines {
            match parts.last_mut().filter(|part| part.takes(line)) {
                Some(part) => part.add(line),
                None => parts.push(Part {
                    first_pickup: line.pickup,
                    last_scheduled: line.scheduled,
                    lines: vec![line.place],
                }),
            }
        }
        for part in parts {
            let recorded =
                part.lines.iter().filter_map(|place| line_at(history, *place)?.ordered).min();
            let (placed, dated) = day_of(&part, recorded, life);
            let (number, is_numbered_as_told) = numbers.next(buyer, &number);
            let lines = part.lines;
            orders.push((
                lines.first().and_then(|place| Some(line_at(history, *place)?.row)),
                Order { number, is_numbered_as_told, buyer, supplier, placed, dated, lines },
            ));
        }
    }
    orders.sort_by_key(|(row, _)| *row);
    history.orders = orders.into_iter().map(|(_, order)| order).collect();
    for (order, told) in history.orders.iter().enumerate() {
        for ((delivery, line), number) in told.lines.iter().zip(1..) {
            if let Some(line) =
                history.deliveries.get_mut(*delivery).and_then(|one| one.lines.get_mut(*line))
            {
                line.order = Some((order, number));
            }
        }
    }
    history.relationships = relationships(history, life);
}

/// Puts the lines of a delivery that name the same order together, where the first of them is.
fn keep_together(delivery: &mut Delivery) {
    let mut first: BTreeMap<Option<String>, usize> = BTreeMap::new();
    for (place, line) in delivery.lines.iter().enumerate() {
        first.entry(line.order_number.clone()).or_insert(place);
    }
    let freight = delivery.lines.get(usize::from(delivery.freight_line).saturating_sub(1));
    let freight = freight.map(|line| line.row);
    delivery.lines.sort_by_key(|line| first.get(&line.order_number).copied());
    let stated = (1..).zip(&delivery.lines).find(|(_, line)| Some(line.row) == freight);
    if let Some((number, _)) = stated {
        delivery.freight_line = number;
    }
}

fn line_at(history: &History, (delivery, line): (usize, usize)) -> Option<&super::Line> {
    history.deliveries.get(delivery)?.lines.get(line)
}

/// The lines that name an order and that it can have, by buyer, supplier and number, each in the order of the file.
fn sales(deliveries: &[Delivery], life: &Life) -> BTreeMap<(usize, usize, String), Vec<Named>> {
    let mut sales: BTreeMap<_, Vec<Named>> = BTreeMap::new();
    for (delivery, told) in deliveries.iter().enumerate() {
        let pickup = told.pickup(life);
        for (place, line) in told.lines.iter().enumerate() {
            // An order comes before the pickup, and no order is for a day so far from it.
            let is_near = (line.scheduled - pickup).num_days() <= FARTHEST_FROM_PICKUP;
            let Some(number) = line.order_number.clone().filter(|_| is_near) else { continue };
            let place = (delivery, place);
            let named = Named { row: line.row, place, pickup, scheduled: line.scheduled };
            sales.entry((told.buyer, told.supplier, number)).or_default().push(named);
        }
    }
    for lines in sales.values_mut() {
        lines.sort_by_key(|line| line.row);
    }
    sales
}

/// The day that an order is placed on.
fn day_of(part: &Part, recorded: Option<Day>, life: &Life) -> (Day, Dated) {
    let assumed = calendar::days_before(part.first_pickup, life.order_days_before);
    match recorded {
        None => (assumed, Dated::Assumed),
        Some(day) if (part.last_scheduled - day).num_days() > FARTHEST => {
            (assumed, Dated::TooEarly)
        }
        Some(day) if day > part.first_pickup => (part.first_pickup, Dated::AfterPickup),
        Some(day) => (day, Dated::Recorded),
    }
}

/// The numbers that each buyer uses: the contract takes each once.
struct Numbers {
    told: BTreeSet<(usize, String)>,
    used: BTreeSet<(usize, String)>,
}

impl Numbers {
    fn of(deliveries: &[Delivery]) -> Self {
        let numbers = deliveries.iter().flat_map(|delivery| {
            let told = delivery.lines.iter().filter_map(|line| line.order_number.clone());
            told.map(|number| (delivery.buyer, number))
        });
        Self { told: numbers.collect(), used: BTreeSet::new() }
    }

    /// The number of the buyer's next order under `told`, and whether it is that: where it is used, `told/2` and so on.
    fn next(&mut self, buyer: usize, told: &str) -> (String, bool) {
        if self.used.insert((buyer, told.to_owned())) {
            return (told.to_owned(), true);
        }
        let mut count = 2_u64;
        loop {
            let mark = format!("/{count}");
            let most = LONGEST_NUMBER.saturating_sub(mark.len());
            let number = told.chars().take(most).chain(mark.chars()).collect::<String>();
            let key = (buyer, number);
            if !self.told.contains(&key) && self.used.insert(key.clone()) {
                return (key.1, false);
            }
            count = count.saturating_add(1);
        }
    }
}

/// Who trades with whom.
fn relationships(history: &History, life: &Life) -> Vec<Relationship> {
    let orders = history.orders.iter().map(|order| (order.buyer, order.supplier, order.placed));
    let deliveries = history.deliveries.iter();
    let sales =
        deliveries.map(|delivery| (delivery.buyer, delivery.supplier, delivery.pickup(life)));
    let mut pairs: BTreeMap<(usize, usize), Relationship> = BTreeMap::new();
    for (buyer, supplier, since) in orders.chain(sales) {
        let pair = (buyer.min(supplier), buyer.max(supplier));
        let known =
            pairs.entry(pair).or_insert(Relationship { supplier, buyer, is_mutual: false, since });
        known.is_mutual |= known.buyer != buyer;
        known.since = known.since.min(since);
    }
    pairs.into_values().collect()
}

#[cfg(test)]
mod tests;

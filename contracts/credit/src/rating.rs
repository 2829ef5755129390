//! From what is known of a party to how it is rated: the same for the same records, weights and time, whoever computes it.
use crate::{
    formulas::{
        beta, cap, composite, decay, grade, is_enough, is_on_time_in_full, is_perfect, mean,
        payment, standing, undisputed, FULL,
    },
    sheet::{age, month_of, Sheet},
    value::{size, weight},
};
use ink::prelude::vec::Vec;
use interfaces::{
    credit::{Cell, Dimension, Grade, SubScore, SubScores, Weights, What, MONTHS, NAMED},
    ids::{Millis, Money},
};

/// The dimensions that have a record, in their order.
pub const DIMENSIONS: [Dimension; 4] =
    [Dimension::Payment, Dimension::Delivery, Dimension::Service, Dimension::Dispute];

/// The weight of one opinion: what a score about some 10,000 dollars weighs.
const OPINION: u64 = 8;
/// What the weights of this month are multiplied with, so that older ones can be worth a part of it.
const PRESENT: u64 = 1024;

/// What the deliveries on time and in full are counted in, above the perfect ones.
const ON_TIME_IN_FULL: u64 = 1 << 32;

/// Below this a score is blame, and counts also of a party to which the subject is tied by an agent.
pub const BLAME: u16 = 5_000;

/// What a fact of this size says: in which dimension, what it weighs, and its score. Nothing of a document that is closed.
pub fn measure(what: What, value: Money, currency: &[u8; 3]) -> Option<(Dimension, Cell, u16)> {
    let size = size(value, currency);
    let (dimension, weight, score) = match what {
        What::Closed => return None,
        What::Payment(days) => (Dimension::Payment, weight(size), payment(days)),
        What::Dispute(upheld) => (Dimension::Dispute, weight(size), undisputed(value, upheld)),
        What::Delivery(delivery) => {
            let weight = u64::from(size);
            let perfect = if is_perfect(delivery) { weight } else { 0 };
            let both = if is_on_time_in_full(delivery) { weight } else { 0 };
            let cell = Cell {
                month: 0,
                count: 1,
                weight: u32::from(size),
                score: both.saturating_mul(ON_TIME_IN_FULL).saturating_add(perfect),
            };
            let score = if perfect > 0 { FULL } else { 0 };
            return Some((Dimension::Delivery, cell, score));
        }
    };
    Some((dimension, weighed(weight, score), score))
}

/// What a score weighs.
pub fn weighed(weight: u16, score: u16) -> Cell {
    let weight = u32::from(weight);
    let product = u64::from(weight).saturating_mul(u64::from(score));
    Cell { month: 0, count: 1, weight, score: product }
}

/// How a party is rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// The grade.
    pub grade: Grade,
    /// The points; nothing if too little is known.
    pub points: Option<u8>,
    /// The points if what is contested counted.
    pub points_if_counted: Option<u8>,
    /// How many observations are contested.
    pub contested: u8,
    /// The largest share of a dimension's weight that is contested, in basis points.
    pub contested_share: u16,
    /// The scores.
    pub scores: SubScores,
}

/// Rates a party of whom so much is known, in the order of the dimensions.
///
/// Invariant *Laundered by nobody*: a grade that hangs on what is contested is none, and neither is a score.
pub fn rate(sheets: &mut [Sheet], weights: &Weights, now: Millis) -> Rates {
    let month = month_of(now);
    let (mut contested, mut contested_share) = (0u8, 0u16);
    for sheet in sheets.iter_mut() {
        sheet.sweep(now);
        let (count, weight) = sheet.contested(now);
        if count > 0 {
            contested = contested.saturating_add(count);
            let parts = weight.saturating_mul(10_000);
            let whole = weight.saturating_add(weight_of(sheet, month));
            let share = u16::try_from(parts.checked_div(whole).unwrap_or(0)).unwrap_or(FULL);
            contested_share = contested_share.max(share);
        }
    }
    let (mut scores, points) = evaluate(sheets, weights, month);
    let mut points_if_counted = points;
    if contested > 0 {
        for sheet in sheets.iter_mut() {
            sheet.count_all(now);
        }
        let counted;
        (counted, points_if_counted) = evaluate(sheets, weights, month);
        withhold(&mut scores, &counted);
    }
    let mut grade = grade_of(points);
    if grade != grade_of(points_if_counted) {
        grade = Grade::Unrated;
    }
    Rates { grade, points, points_if_counted, contested, contested_share, scores }
}

/// Takes for not rated what would be another score if what is contested counted.
#[inline(never)]
fn withhold(scores: &mut SubScores, counted: &SubScores) {
    scores.delivery.is_rated &= scores.on_time_in_full == counted.on_time_in_full;
    for (score, counted) in [
        (&mut scores.payment, &counted.payment),
        (&mut scores.delivery, &counted.delivery),
        (&mut scores.service, &counted.service),
        (&mut scores.dispute, &counted.dispute),
        (&mut scores.standing, &counted.standing),
    ] {
        score.is_rated &= counted.is_rated && score.score == counted.score;
    }
}

fn grade_of(points: Option<u8>) -> Grade {
    points.map_or(Grade::Unrated, grade)
}

fn weight_of(sheet: &Sheet, now: u16) -> u64 {
    let cells = sheet.shares().flat_map(|(_, cells)| cells);
    let counts = cells.filter(|cell| age(cell.month, now).is_some());
    counts.fold(0, |sum, cell| sum.saturating_add(u64::from(cell.weight)))
}

#[inline(never)]
fn evaluate(sheets: &[Sheet], weights: &Weights, now: u16) -> (SubScores, Option<u8>) {
    let mut scores = SubScores::default();
    let mut met = Met { counterparties: Vec::new(), months: 0 };
    for (dimension, sheet) in DIMENSIONS.into_iter().zip(sheets) {
        let (score, on_time_in_full) = weigh(sheet, dimension, now, &mut met);
        match dimension {
            Dimension::Payment => scores.payment = score,
            Dimension::Delivery => {
                scores.delivery = score;
                scores.on_time_in_full = on_time_in_full;
            }
            Dimension::Service => scores.service = score,
            Dimension::Dispute => scores.dispute = score,
        }
    }
    let counterparties = u16::try_from(met.counterparties.len()).unwrap_or(u16::MAX);
    let months = u16::try_from(met.months.count_ones()).unwrap_or(0);
    scores.standing = SubScore {
        score: standing(months, counterparties),
        is_rated: is_enough(3, counterparties),
        samples: u32::from(months),
        counterparties: u8::try_from(counterparties).unwrap_or(u8::MAX),
    };
    let rated = [
        (weights.payment, &scores.payment),
        (weights.delivery, &scores.delivery),
        (weights.service, &scores.service),
        (weights.dispute, &scores.dispute),
        (weights.standing, &scores.standing),
    ];
    let rated = rated.into_iter().filter(|(_, score)| score.is_rated);
    let points = composite(rated.map(|(weight, score)| (weight, score.score)));
    (scores, points)
}

/// With whom there was business, and in which of the last months.
struct Met<'a> {
    /// Who, behind the first bytes of it, by which nearly all are told apart.
    counterparties: Vec<(u64, &'a [u8])>,
    months: u32,
}

impl<'a> Met<'a> {
    fn meet(&mut self, who: &'a [u8]) {
        let first = who.first_chunk().map_or(0, |first| u64::from_le_bytes(*first));
        let is_same = |(other, id): &(u64, &[u8])| *other == first && *id == who;
        if !self.counterparties.iter().any(is_same) {
            self.counterparties.push((first, who));
        }
    }
}

/// The score of a dimension; of deliveries also the share of those on time and in full.
///
/// Invariant *Capped*: none of the counterparties, nor all that have no name together, counts for more than a quarter.
fn weigh<'a>(
    sheet: &'a Sheet,
    dimension: Dimension,
    now: u16,
    met: &mut Met<'a>,
) -> (SubScore, u16) {
    let mut worth = [PRESENT; MONTHS];
    if dimension == Dimension::Service {
        for (months, worth) in (0u16..).zip(&mut worth) {
            *worth = decay(months);
        }
    }
    let mut weights = [0u64; NAMED + 1];
    let mut means = [(0u16, 0u16); NAMED + 1];
    let (mut samples, mut counterparties) = (0u32, 0u16);
    for (place, ((who, cells), (weight, scored))) in
        sheet.shares().zip(weights.iter_mut().zip(&mut means)).enumerate()
    {
        let (mut first, mut second) = (0u64, 0u64);
        for cell in cells {
            // What counts no more is reckoned as worth nothing, so that a rating costs the same whatever is known. No sum comes near its
            // limit: 24 cells of less than 2^32, worth at most 2^10 each, with scores below 2^14.
            let age = age(cell.month, now).unwrap_or(MONTHS);
            let worth = worth.get(age).copied().unwrap_or(0);
            let (one, other) = match dimension {
                Dimension::Delivery => {
                    let full = u64::from(FULL);
                    let perfect = cell.score & (ON_TIME_IN_FULL - 1);
                    (perfect.wrapping_mul(full), cell.score.wrapping_shr(32).wrapping_mul(full))
                }
                _ => (cell.score, 0),
            };
            let counts = u64::from(cell.weight).wrapping_mul(worth);
            *weight = weight.wrapping_add(counts);
            first = first.wrapping_add(one.wrapping_mul(worth));
            second = second.wrapping_add(other.wrapping_mul(worth));
            let is_counted = u32::from(counts > 0);
            samples = samples.saturating_add(u32::from(cell.count).wrapping_mul(is_counted));
            met.months |= is_counted.wrapping_shl(u32::try_from(age).unwrap_or(0));
        }
        *scored = (mean(first, *weight), mean(second, *weight));
        if *weight > 0 && place < NAMED {
            counterparties = counterparties.saturating_add(1);
            met.meet(who);
        }
    }
    let limit = cap(&weights);
    let (mut total, mut first, mut second) = (0u64, 0u64, 0u64);
    for (weight, (one, other)) in weights.into_iter().zip(means) {
        let counted = weight.min(limit);
        total = total.saturating_add(counted);
        first = first.saturating_add(counted.saturating_mul(u64::from(one)));
        second = second.saturating_add(counted.saturating_mul(u64::from(other)));
    }
    let score = match dimension {
        Dimension::Service => beta(first, total, OPINION * PRESENT),
        _ => mean(first, total),
    };
    let score = SubScore {
        score,
        is_rated: is_enough(samples, counterparties),
        samples,
        counterparties: u8::try_from(counterparties).unwrap_or(u8::MAX),
    };
    (score, mean(second, total))
}

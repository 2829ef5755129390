//! What is known of a party in one dimension, as its bytes lie in storage: a [`Record`](interfaces::credit::Record) of one size for ever.
//!
//! It is read and written where it lies: of six kilobytes a fact changes sixteen bytes.
//!
//! Invariants, each kept where it is named:
//! - *Sum*: per month that counts, the cells of all shares together are the observations that count (`Sheet::add`, `Sheet::subtract`,
//!   `Sheet::merge`).
//! - *Returned*: what is contested and was not struck counts again (`Sheet::sweep`).
use ink::{
    env::hash::Blake2x256,
    prelude::{vec, vec::Vec},
};
use interfaces::{
    credit::{Cell, CONTESTS, MONTHS, NAMED},
    ids::{Millis, ObservationId, PartyId},
};

/// A twelfth of 365.25 days.
pub const MONTH: Millis = 2_629_800_000;

const ID: usize = 32;
const CELL: usize = 16;
const HEAD: usize = ID + 4;
const SHARE: usize = HEAD + MONTHS * CELL;
const CONTEST: usize = ID + 8 + 4 + CELL;
const SHARES: usize = 4;
const CONTESTED: usize = SHARES + (NAMED + 1) * SHARE;
/// How many bytes it has.
pub const LENGTH: usize = CONTESTED + CONTESTS * CONTEST;
/// The place of those who are not known by name.
const OTHERS: usize = NAMED;
const NOTHING: [u8; ID] = [0; ID];

/// The month of a time.
pub fn month_of(at: Millis) -> u16 {
    u16::try_from(at.wrapping_div(MONTH)).unwrap_or(u16::MAX)
}

/// How many months ago a month was; nothing if it does not count any more.
pub fn age(month: u16, now: u16) -> Option<usize> {
    let age = usize::from(now.checked_sub(month)?);
    (age < MONTHS).then_some(age)
}

/// Why an observation cannot be contested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uncontestable {
    /// It counts no more.
    Expired,
    /// There are as many as there can be.
    Full,
}

/// An observation that is contested, as it lies there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    until: Millis,
    arrival: u32,
    cell: Cell,
}

/// The bytes of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet(Vec<u8>);

/// Of a party of whom nothing is known.
impl Default for Sheet {
    fn default() -> Self {
        Self(vec![0; LENGTH])
    }
}

impl Sheet {
    /// Of a party of whom nothing is known, or as it was stored; nothing if that is of another layout.
    pub fn new(stored: Option<Vec<u8>>) -> Option<Self> {
        match stored {
            Some(bytes) if bytes.len() != LENGTH => None,
            Some(bytes) => Some(Self(bytes)),
            None => Some(Self::default()),
        }
    }

    /// As it is stored.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// BLAKE2b-256 of it.
    pub fn digest(&self) -> [u8; ID] {
        let mut digest = [0; ID];
        ink::env::hash_bytes::<Blake2x256>(&self.0, &mut digest);
        digest
    }

    /// To be stored.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// The shares of those who are known by name, and then of all others: who it is, and month by month.
    pub fn shares(&self) -> impl Iterator<Item = (&[u8], impl Iterator<Item = Cell> + '_)> {
        self.part(SHARES, CONTESTED).chunks_exact(SHARE).map(|share| {
            let (who, rest) = share.split_at_checked(ID).unwrap_or_default();
            let cells = rest.get(4..).unwrap_or_default();
            (who, cells.chunks_exact(CELL).map(cell_of))
        })
    }

    /// How many observations are contested at `now` and not decided, and what those of them weigh that are young enough.
    pub fn contested(&self, now: Millis) -> (u8, u64) {
        let (mut count, mut weight) = (0u8, 0u64);
        for place in 0..CONTESTS {
            if let Some(entry) = self.entry(place) {
                if now <= entry.until {
                    count = count.saturating_add(1);
                    if age(entry.cell.month, month_of(now)).is_some() {
                        weight = weight.saturating_add(u64::from(entry.cell.weight));
                    }
                }
            }
        }
        (count, weight)
    }

    /// Counts what `counterparty` made known. Answers its arrival; nothing if it cannot be counted.
    pub fn observe(&mut self, now: Millis, counterparty: &PartyId, cell: &Cell) -> Option<u32> {
        self.sweep(now);
        let share = match self.place_of(counterparty) {
            Some(share) => share,
            None => self.make_room(month_of(now), counterparty)?,
        };
        self.add(share, cell)?;
        Some(self.arrival(share))
    }

    /// Counts an observation no more while it is contested.
    pub fn contest(
        &mut self,
        now: Millis,
        observation: &ObservationId,
        arrival: u32,
        cell: &Cell,
        until: Millis,
    ) -> Result<(), Uncontestable> {
        self.sweep(now);
        let share = self.share_of(arrival);
        if age(cell.month, month_of(now)).is_none()
            || self.cell(share, cell.month).month != cell.month
        {
            return Err(Uncontestable::Expired);
        }
        let is_free = |place: &usize| self.entry(*place).is_none();
        let Some(place) = (0..CONTESTS).find(is_free) else { return Err(Uncontestable::Full) };
        self.subtract(share, cell);
        let at = contest_at(place);
        self.put(at, observation.bytes());
        self.put(at.saturating_add(ID), &until.to_le_bytes());
        self.put(at.saturating_add(ID + 8), &arrival.to_le_bytes());
        self.put_cell(at.saturating_add(ID + 12), cell);
        Ok(())
    }

    /// Ends a contest: the observation is struck, or counts again.
    pub fn settle(&mut self, now: Millis, observation: &ObservationId, is_struck: bool) {
        self.sweep(now);
        for place in 0..CONTESTS {
            let at = contest_at(place);
            if self.part(at, at.saturating_add(ID)) == observation.bytes() {
                self.close(place, month_of(now), is_struck);
            }
        }
    }

    /// Counts again what was contested and not decided in time. It needs nobody's call: it is done before anything else is.
    ///
    /// Invariant *Returned*.
    pub fn sweep(&mut self, now: Millis) {
        self.restore(now, now);
    }

    /// Counts all that is contested.
    pub fn count_all(&mut self, now: Millis) {
        self.restore(now, Millis::MAX);
    }

    #[inline(never)]
    fn restore(&mut self, now: Millis, before: Millis) {
        for place in 0..CONTESTS {
            if self.entry(place).is_some_and(|entry| entry.until < before) {
                self.close(place, month_of(now), false);
            }
        }
    }

    fn close(&mut self, place: usize, now: u16, is_struck: bool) {
        if let Some(entry) = self.entry(place) {
            if !is_struck && age(entry.cell.month, now).is_some() {
                self.give_back(self.share_of(entry.arrival), &entry.cell);
            }
            self.put(contest_at(place), &[0; CONTEST]);
        }
    }

    /// Counts again what was contested. A cell that is full by now takes as much of its weight as it has room for, at the same score.
    fn give_back(&mut self, share: usize, contested: &Cell) {
        let there = self.cell(share, contested.month);
        let taken = if there.month == contested.month { there.weight } else { 0 };
        let weight = contested.weight.min(u32::MAX.saturating_sub(taken));
        let mut score = contested.score;
        if weight < contested.weight {
            // Of one observation the weighted score is its weight times what it says.
            let says = score.checked_div(u64::from(contested.weight)).unwrap_or(0);
            score = says.saturating_mul(u64::from(weight));
        }
        // It is young enough, so nothing newer lies in its place.
        let _ = self.add(share, &Cell { weight, score, ..*contested });
    }

    /// What is contested at a place.
    fn entry(&self, place: usize) -> Option<Entry> {
        let at = contest_at(place);
        let (id, rest) = self.part(at, at.saturating_add(CONTEST)).split_at_checked(ID)?;
        if id == NOTHING {
            return None;
        }
        let (until, rest) = rest.split_at_checked(8)?;
        let (arrival, cell) = rest.split_at_checked(4)?;
        Some(Entry {
            until: Millis::from_le_bytes(until.try_into().ok()?),
            arrival: u32::from_le_bytes(arrival.try_into().ok()?),
            cell: cell_of(cell),
        })
    }

    fn place_of(&self, counterparty: &PartyId) -> Option<usize> {
        self.shares().take(NAMED).position(|(who, _)| who == counterparty.bytes())
    }

    /// The place of the share that was the so-many-th to be given a name; that of the others if it has none any more.
    fn share_of(&self, arrival: u32) -> usize {
        (0..NAMED).find(|share| self.arrival(*share) == arrival).unwrap_or(OTHERS)
    }

    fn arrival(&self, share: usize) -> u32 {
        let at = share_at(share).saturating_add(ID);
        self.number(at)
    }

    fn number(&self, at: usize) -> u32 {
        let bytes = self.part(at, at.saturating_add(4)).try_into();
        bytes.map_or(0, u32::from_le_bytes)
    }

    /// Gives a counterparty a name, and the lightest one's to the others: that one's past counts with theirs.
    ///
    /// What is contested weighs here as if it was not, or who contests all that somebody has to say would be rid of its name.
    #[inline(never)]
    fn make_room(&mut self, now: u16, counterparty: &PartyId) -> Option<usize> {
        let open: Vec<Entry> = (0..CONTESTS).filter_map(|place| self.entry(place)).collect();
        let (mut share, mut least) = (0usize, u64::MAX);
        for (place, (_, cells)) in self.shares().take(NAMED).enumerate() {
            let arrival = self.arrival(place);
            let contested = open.iter().filter(|entry| entry.arrival == arrival);
            let all = cells.chain(contested.map(|entry| entry.cell));
            let counts = all.filter(|cell| age(cell.month, now).is_some());
            let weight = counts.fold(0u64, |sum, cell| sum.saturating_add(u64::from(cell.weight)));
            if weight < least {
                (share, least) = (place, weight);
            }
        }
        self.merge(share, now)?;
        let arrival = self.number(0).checked_add(1)?;
        self.put(0, &arrival.to_le_bytes());
        let at = share_at(share);
        self.put(at, &[0; SHARE]);
        self.put(at, counterparty.bytes());
        self.put(at.saturating_add(ID), &arrival.to_le_bytes());
        Some(share)
    }

    /// Invariant *Sum*: what leaves a share goes to the others, month by month.
    fn merge(&mut self, share: usize, now: u16) -> Option<()> {
        let at = share_at(share).saturating_add(HEAD);
        for place in 0..MONTHS {
            let cell = self.cell_at(at.saturating_add(place.saturating_mul(CELL)));
            if cell.weight > 0 && age(cell.month, now).is_some() {
                self.add(OTHERS, &cell)?;
            }
        }
        Some(())
    }

    /// Invariant *Sum*: what is older than that which lies in its place does not take it away.
    fn add(&mut self, share: usize, more: &Cell) -> Option<()> {
        let mut cell = self.cell(share, more.month);
        if cell.month > more.month {
            return None;
        }
        if cell.month == more.month {
            cell.count = cell.count.saturating_add(more.count);
            cell.weight = cell.weight.checked_add(more.weight)?;
            cell.score = cell.score.checked_add(more.score)?;
        } else {
            // What lies there is of two years before, or of more.
            cell = *more;
        }
        self.put_cell(cell_at(share, cell.month), &cell);
        Some(())
    }

    /// Invariant *Sum*.
    fn subtract(&mut self, share: usize, less: &Cell) {
        let mut cell = self.cell(share, less.month);
        cell.count = cell.count.saturating_sub(less.count);
        cell.weight = cell.weight.saturating_sub(less.weight);
        cell.score = cell.score.saturating_sub(less.score);
        self.put_cell(cell_at(share, cell.month), &cell);
    }

    fn cell(&self, share: usize, month: u16) -> Cell {
        self.cell_at(cell_at(share, month))
    }

    fn cell_at(&self, at: usize) -> Cell {
        cell_of(self.part(at, at.saturating_add(CELL)))
    }

    #[inline(never)]
    fn put_cell(&mut self, at: usize, cell: &Cell) {
        let [a, b] = cell.month.to_le_bytes();
        let [c, d] = cell.count.to_le_bytes();
        let [e, f, g, h] = cell.weight.to_le_bytes();
        self.put(at, &[a, b, c, d, e, f, g, h]);
        self.put(at.saturating_add(8), &cell.score.to_le_bytes());
    }

    fn part(&self, from: usize, to: usize) -> &[u8] {
        self.0.get(from..to).unwrap_or_default()
    }

    #[inline(never)]
    fn put(&mut self, at: usize, bytes: &[u8]) {
        if let Some(place) = self.0.get_mut(at..at.saturating_add(bytes.len())) {
            place.copy_from_slice(bytes);
        }
    }
}

fn share_at(share: usize) -> usize {
    SHARES.saturating_add(share.saturating_mul(SHARE))
}

fn cell_at(share: usize, month: u16) -> usize {
    let place = usize::from(month) % MONTHS;
    share_at(share).saturating_add(HEAD).saturating_add(place.saturating_mul(CELL))
}

fn contest_at(place: usize) -> usize {
    CONTESTED.saturating_add(place.saturating_mul(CONTEST))
}

/// Each number is one load, and not put together from bytes.
fn cell_of(bytes: &[u8]) -> Cell {
    let read = || {
        let (month, rest) = bytes.split_first_chunk()?;
        let (count, rest) = rest.split_first_chunk()?;
        let (weight, rest) = rest.split_first_chunk()?;
        let (score, _) = rest.split_first_chunk()?;
        Some(Cell {
            month: u16::from_le_bytes(*month),
            count: u16::from_le_bytes(*count),
            weight: u32::from_le_bytes(*weight),
            score: u64::from_le_bytes(*score),
        })
    };
    read().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::scale::{Decode, Encode};
    use interfaces::credit::Record;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn decoded(sheet: &Sheet) -> Record {
        let record = Record::decode(&mut sheet.bytes()).unwrap();
        assert_eq!(record.encode(), sheet.bytes());
        record
    }

    fn party(number: u8) -> PartyId {
        PartyId([number; 32])
    }

    #[test]
    fn a_sheet_is_the_encoding_of_a_record() {
        let mut sheet = Sheet::default();
        assert_eq!(decoded(&sheet).encode().len(), LENGTH);
        let now = 600 * MONTH;
        let cell = Cell { month: 599, count: 1, weight: 0x0102_0304, score: 0x0506_0708_090a };
        assert_eq!(sheet.observe(now, &party(1), &cell), Some(1));
        assert_eq!(sheet.observe(now, &party(2), &cell), Some(2));
        let until = now + 5;
        sheet.contest(now, &ObservationId([8; 32]), 2, &cell, until).unwrap();
        let record = decoded(&sheet);
        assert_eq!(record.arrivals, 2);
        assert_eq!((record.shares[1].counterparty, record.shares[1].arrival), (party(2), 2));
        assert_eq!(record.shares[0].cells[599 % MONTHS], cell);
        assert_eq!(record.shares[1].cells[599 % MONTHS], Cell { month: 599, ..Cell::default() });
        let contest = record.contests[0];
        assert_eq!((contest.observation, contest.until), (ObservationId([8; 32]), until));
        assert_eq!((contest.arrival, contest.cell), (2, cell));
        assert_eq!(sheet.contested(until), (1, 0x0102_0304));
        assert_eq!(sheet.contested(until + 1), (0, 0));
        sheet.sweep(until);
        assert_eq!(decoded(&sheet).contests[0], contest);
        sheet.sweep(until + 1);
        assert_eq!(decoded(&sheet).contests[0].until, 0);
        assert_eq!(decoded(&sheet).shares[1].cells[599 % MONTHS], cell);
        assert_eq!(Sheet::new(Some(sheet.bytes().to_vec())), Some(sheet));
    }

    #[test]
    fn what_is_of_another_layout_is_no_sheet() {
        assert_eq!(Sheet::new(None), Some(Sheet::default()));
        for length in [0, LENGTH - 1, LENGTH + 1] {
            assert_eq!(Sheet::new(Some(vec![0; length])), None);
        }
    }

    #[test]
    fn what_is_older_takes_nothing_newers_place() {
        let now = 600 * MONTH;
        let cell = |month| Cell { month, count: 1, weight: 8, score: 8 };
        let mut sheet = Sheet::default();
        assert_eq!(sheet.observe(now, &party(1), &cell(600)), Some(1));
        let before = sheet.clone();
        assert_eq!(sheet.observe(now, &party(1), &cell(576)), None);
        assert_eq!(sheet, before);
        assert_eq!(sheet.observe(now + 24 * MONTH, &party(1), &cell(624)), Some(1));
        assert_eq!(decoded(&sheet).shares[0].cells[0], cell(624));
    }

    #[test]
    fn months_count_for_two_years() {
        assert_eq!(month_of(MONTH - 1), 0);
        assert_eq!(month_of(MONTH), 1);
        assert_eq!(month_of(Millis::MAX), u16::MAX);
        assert_eq!(age(600, 600), Some(0));
        assert_eq!(age(577, 600), Some(23));
        assert_eq!(age(576, 600), None);
        assert_eq!(age(601, 600), None);
    }

    proptest! {
        #[test]
        fn nothing_that_counts_is_lost_and_nothing_counts_twice(
            told in prop::collection::vec((0u8..30, 1u32..100, 0u64..24, 0u64..3, any::<bool>()), 1..200),
        ) {
            let mut sheet = Sheet::default();
            let mut now = 600 * MONTH;
            // By month: how many, what they weigh, their score.
            let mut counted: BTreeMap<u16, (u64, u64, u64)> = BTreeMap::new();
            let mut open = Vec::new();
            for (index, (who, weight, ago, later, is_contested)) in told.into_iter().enumerate() {
                now += later * MONTH / 2;
                let month = month_of(now) - ago as u16;
                let score = u64::from(weight) * 7;
                let cell = Cell { month, count: 1, weight, score };
                let arrival = sheet.observe(now, &party(who + 1), &cell).unwrap();
                let sum = counted.entry(month).or_default();
                *sum = (sum.0 + 1, sum.1 + u64::from(weight), sum.2 + score);
                open.retain(|(until, _)| *until >= now);
                let id = ObservationId([index as u8 + 1; 32]);
                if is_contested && open.len() < CONTESTS {
                    let until = now + MONTH;
                    sheet.contest(now, &id, arrival, &cell, until).unwrap();
                    open.push((until, cell));
                }
                let mut expected = counted.clone();
                for (_, cell) in &open {
                    let sum = expected.entry(cell.month).or_default();
                    *sum = (sum.0 - 1, sum.1 - u64::from(cell.weight), sum.2 - cell.score);
                }
                expected.retain(|month, sum| age(*month, month_of(now)).is_some() && sum.0 > 0);
                let mut found: BTreeMap<u16, (u64, u64, u64)> = BTreeMap::new();
                for cell in decoded(&sheet).shares.iter().flat_map(|share| share.cells) {
                    if cell.count > 0 && age(cell.month, month_of(now)).is_some() {
                        let sum = found.entry(cell.month).or_default();
                        sum.0 += u64::from(cell.count);
                        sum.1 += u64::from(cell.weight);
                        sum.2 += cell.score;
                    }
                }
                prop_assert_eq!(found, expected);
            }
        }
    }
}

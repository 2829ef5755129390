//! Who made a score, and how much each counts: what the contract sums up, counterparty by counterparty.
use anyhow::{ensure, Result};
use credit::{
    formulas::{beta, cap, decay, mean, FULL},
    sheet::{age, month_of, Sheet},
};
use interfaces::{
    credit::{Cell, Dimension, SubScore, MONTHS, NAMED},
    ids::{Millis, PartyId},
};

use super::known::Known;

/// The weight of one opinion, and what a weight of this month is multiplied with. The contract's own; were they others, no score would come
/// out as the contract tells it, which [`Shares::of`] looks at.
const OPINION: u64 = 8;
const PRESENT: u64 = 1024;

/// What one counterparty, or all that have no name together, made of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Who; nothing for those who are not known by name.
    pub by: Option<PartyId>,
    /// How many observations.
    pub observations: u32,
    /// In how many months there are any.
    pub months: u32,
    /// What they weigh.
    pub weight: u64,
    /// What of that counts: nobody counts for more than a quarter.
    pub counted: u64,
    /// What they score together, in hundredths of a point.
    pub score: u16,
    /// Of deliveries the share on time and in full, in hundredths of a point.
    pub on_time_in_full: u16,
}

/// Who made a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    /// Who weighs most first, and last those who are not known by name.
    pub all: Vec<Share>,
    /// What all weigh together.
    pub weight: u64,
    /// What of that counts.
    pub counted: u64,
}

impl Shares {
    /// Who made the score of a dimension, of which the contract tells `told`, and of deliveries on time and in full so much.
    ///
    /// # Errors
    /// If another score comes out.
    pub fn of(
        known: &Known,
        dimension: Dimension,
        told: &SubScore,
        on_time_in_full: u16,
    ) -> Result<Self> {
        let mut all: Vec<_> = shares(known.swept().sheet(dimension), dimension, known.at);
        let weights: Vec<u64> = all.iter().map(|share| share.weight).collect();
        let limit = cap(&weights);
        let (mut sum, mut both) = (0_u64, 0_u64);
        for share in &mut all {
            share.counted = share.weight.min(limit);
            sum = sum.saturating_add(share.counted.saturating_mul(share.score.into()));
            both = both.saturating_add(share.counted.saturating_mul(share.on_time_in_full.into()));
        }
        all.retain(|share| share.weight > 0);
        all.sort_by_key(|share| (share.by.is_none(), u64::MAX - share.weight));
        let counted = all.iter().fold(0_u64, |sum, share| sum.saturating_add(share.counted));
        let weight = all.iter().fold(0_u64, |sum, share| sum.saturating_add(share.weight));
        let score = match dimension {
            Dimension::Service => beta(sum, counted, OPINION * PRESENT),
            _ => mean(sum, counted),
        };
        let samples = all.iter().map(|share| share.observations).sum::<u32>();
        let is_it = (score, samples) == (told.score, told.samples)
            && (dimension != Dimension::Delivery || mean(both, counted) == on_time_in_full);
        ensure!(
            is_it,
            "{dimension:?}: of what each counterparty said {score} hundredths of a point of {samples} observations come out, and the contract tells {} of {}",
            told.score,
            told.samples
        );
        Ok(Self { all, weight, counted })
    }

    /// Who weighs most, of those known by name.
    pub fn largest(&self) -> Option<PartyId> {
        self.all.first().and_then(|share| share.by)
    }
}

/// What each counterparty weighs and scores, in the order of the record.
fn shares(sheet: &Sheet, dimension: Dimension, at: Millis) -> Vec<Share> {
    let now = month_of(at);
    let mut found = Vec::new();
    for (place, (who, cells)) in sheet.shares().enumerate() {
        let by = (place < NAMED).then(|| <[u8; 32]>::try_from(who).ok()).flatten().map(PartyId);
        let (mut observations, mut months) = (0, 0);
        let (mut weight, mut first, mut second) = (0_u64, 0_u64, 0_u64);
        for cell in cells {
            let Some(age) = age(cell.month, now) else { continue };
            let worth = match dimension {
                Dimension::Service => decay(u16::try_from(age).unwrap_or(u16::MAX)),
                _ => PRESENT,
            };
            let (one, other) = scored(dimension, &cell);
            weight = weight.saturating_add(u64::from(cell.weight).saturating_mul(worth));
            first = first.saturating_add(one.saturating_mul(worth));
            second = second.saturating_add(other.saturating_mul(worth));
            if cell.weight > 0 {
                observations += u32::from(cell.count);
                months += 1;
            }
        }
        found.push(Share {
            by,
            observations,
            months,
            weight,
            counted: 0,
            score: mean(first, weight),
            on_time_in_full: mean(second, weight),
        });
    }
    found
}

/// The weighted score of a cell; of deliveries that of perfect ones, and of those on time and in full.
pub fn scored(dimension: Dimension, cell: &Cell) -> (u64, u64) {
    match dimension {
        Dimension::Delivery => {
            let (perfect, both) = (cell.score & u64::from(u32::MAX), cell.score >> 32);
            (perfect * u64::from(FULL), both * u64::from(FULL))
        }
        _ => (cell.score, 0),
    }
}

/// The oldest month of which something counts or is contested, and how many observations of it there are in each dimension.
pub fn oldest(known: &Known) -> Option<(u16, Vec<(Dimension, u32)>)> {
    let now = month_of(known.at);
    let mut known = known.clone();
    for sheet in &mut known.sheets {
        sheet.count_all(known.at);
    }
    let counting = |dimension| {
        let cells = known.sheet(dimension).shares().flat_map(|(_, cells)| cells);
        cells.filter(move |cell| cell.weight > 0 && age(cell.month, now).is_some())
    };
    let month = credit::rating::DIMENSIONS.into_iter().flat_map(counting).map(|cell| cell.month);
    let month = month.min()?;
    let of = |dimension| -> u32 {
        let cells = counting(dimension).filter(|cell| cell.month == month);
        cells.map(|cell| u32::from(cell.count)).sum()
    };
    let counts = credit::rating::DIMENSIONS.map(|dimension| (dimension, of(dimension)));
    Some((month, counts.into_iter().filter(|(_, count)| *count > 0).collect()))
}

/// The newest month of which anything was ever told, whether it counts or not.
pub fn newest(known: &Known) -> Option<u16> {
    let cells = known.sheets.iter().flat_map(Sheet::shares).flat_map(|(_, cells)| cells);
    cells.filter(|cell| cell.weight > 0).map(|cell| cell.month).max()
}

/// For how many months something counts, the one it is of included.
pub const COUNTS: u16 = MONTHS as u16;

#[cfg(test)]
mod tests {
    use super::{super::known::tests::nothing, super::known::Told, *};
    use credit::rating::weighed;
    use proptest::prelude::*;

    fn party(number: u8) -> PartyId {
        PartyId([number; 32])
    }

    fn told(by: u8, weight: u16, score: u16) -> Told {
        Told { dimension: Dimension::Payment, by: party(by), cell: weighed(weight, score) }
    }

    #[test]
    fn nobody_counts_for_more_than_a_quarter() {
        let mut known = nothing();
        for one in [told(1, 64, 8_000), told(2, 2, 8_000), told(3, 2, 8_000), told(4, 4, 4_000)] {
            known = known.with(&one).unwrap();
        }
        // Of 64, 4, 2 and 2 the cap is 2, so that each of the four counts for a quarter: (8,000 + 8,000 + 8,000 + 4,000) / 4.
        let scores = known.rates().scores;
        assert_eq!(scores.payment.score, 7_000);
        let shares = Shares::of(&known, Dimension::Payment, &scores.payment, 0).unwrap();
        assert_eq!((shares.weight, shares.counted), (72 * 1024, 8 * 1024));
        assert_eq!(shares.largest(), Some(party(1)));
        let counted = shares.all.iter().map(|share| share.counted * 4);
        assert!(counted.into_iter().all(|counted| counted == shares.counted));
        let other = SubScore { score: 7_001, ..scores.payment };
        assert!(Shares::of(&known, Dimension::Payment, &other, 0).is_err());
    }

    #[test]
    fn the_oldest_month_is_that_of_which_something_still_counts() {
        let known = nothing();
        assert_eq!(oldest(&known), None);
        assert_eq!(newest(&known), None);
        let known = known.with(&told(1, 64, 8_000)).unwrap();
        assert_eq!(oldest(&known), Some((600, vec![(Dimension::Payment, 1)])));
        let later = known.at(known.at + 24 * credit::sheet::MONTH);
        assert_eq!(oldest(&later), None);
        assert_eq!(newest(&later), Some(600));
    }

    proptest! {
        #[test]
        fn what_each_said_makes_the_score_whatever_was_said(
            all in prop::collection::vec((0usize..4, 1u8..30, 1u16..16, 0u16..=100, 0u64..3), 1..120),
        ) {
            let mut known = nothing();
            for (place, by, weight, score, later) in all {
                known = known.at(known.at + later * credit::sheet::MONTH / 2);
                let dimension = credit::rating::DIMENSIONS[place];
                let mut cell = weighed(weight, score * 100);
                if dimension == Dimension::Delivery {
                    let perfect = if score > 50 { u64::from(weight) } else { 0 };
                    cell.score = (u64::from(weight) << 32) + perfect;
                }
                known = known.with(&Told { dimension, by: party(by), cell }).unwrap();
            }
            let scores = known.rates().scores;
            for (dimension, score) in [
                (Dimension::Payment, scores.payment),
                (Dimension::Delivery, scores.delivery),
                (Dimension::Service, scores.service),
                (Dimension::Dispute, scores.dispute),
            ] {
                let shares = Shares::of(&known, dimension, &score, scores.on_time_in_full);
                prop_assert!(shares.is_ok(), "{shares:?}");
            }
        }
    }
}

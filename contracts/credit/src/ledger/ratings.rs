//! How parties are rated, and by what weights.
use super::{Counts, Ledger};
use crate::{
    events::{Rated, WeightsAnnounced},
    rating::{rate, DIMENSIONS},
    sheet::Sheet,
};
use ink::prelude::{boxed::Box, vec::Vec};
use interfaces::{
    credit::{CreditError, Rating, WeightTable, Weights},
    ids::{Millis, PartyId},
};
use kit::store::Shelf;

/// The weights of the first version.
pub(crate) const FIRST: Weights =
    Weights { payment: 40, delivery: 25, service: 15, dispute: 10, standing: 10 };

impl Ledger {
    /// The first version, in force at once.
    pub(crate) fn begin(&mut self, now: Millis) -> (Counts, WeightsAnnounced) {
        let table = WeightTable { weights: FIRST, from: now };
        self.tables.write(1, &table);
        (Counts { grants: 0, versions: 1 }, WeightsAnnounced { version: 1, table })
    }

    /// Invariant *In force*: only a version that is not is replaced.
    pub(crate) fn announce_weights(
        &mut self,
        is_admin: bool,
        counts: &mut Counts,
        now: Millis,
        delay: Millis,
        weights: Weights,
    ) -> Result<WeightsAnnounced, CreditError> {
        if !is_admin {
            return Err(CreditError::MissingRole);
        }
        let Weights { payment, delivery, service, dispute, standing } = weights;
        let all = [payment, delivery, service, dispute, standing];
        if all.iter().fold(0u16, |sum, weight| sum.saturating_add(u16::from(*weight))) != 100 {
            return Err(CreditError::WrongSum);
        }
        let mut version = counts.versions;
        if self.version(counts, now) == version {
            version = version.checked_add(1).ok_or(CreditError::Overflow)?;
        }
        let table = WeightTable { weights, from: now.saturating_add(delay) };
        counts.versions = version;
        self.tables.write(version, &table);
        Ok(WeightsAnnounced { version, table })
    }

    /// The version in force: the last, or while that is only announced the one before.
    pub(crate) fn version(&self, counts: &Counts, now: Millis) -> u16 {
        let last = counts.versions;
        match self.tables.read(last) {
            Some(table) if table.from <= now => last,
            _ => last.saturating_sub(1),
        }
    }

    /// A version, and its weights; of 0 the one in force.
    pub(crate) fn table(
        &self,
        counts: &Counts,
        now: Millis,
        version: u16,
    ) -> Option<(u16, WeightTable)> {
        let version = if version == 0 { self.version(counts, now) } else { version };
        Some((version, self.tables.read(version)?))
    }

    /// How a party is rated now.
    #[inline(never)]
    pub(crate) fn score(
        &self,
        counts: &Counts,
        registry: u8,
        now: Millis,
        subject: &PartyId,
        version: u16,
    ) -> Result<Box<Rating>, CreditError> {
        let Some((version, table)) = self.table(counts, now, version) else {
            return Err(CreditError::NotFound);
        };
        if table.from > now {
            return Err(CreditError::NotFound);
        }
        let mut sheets: Vec<Sheet> =
            DIMENSIONS.into_iter().map(|dimension| self.sheet(subject, dimension)).collect();
        Ok(Box::new(rating(&mut sheets, &table.weights, version, registry, now)))
    }

    pub(crate) fn snapshot(
        &mut self,
        counts: &Counts,
        registry: u8,
        now: Millis,
        subject: PartyId,
        version: u16,
    ) -> Result<Rated, CreditError> {
        let rating = *self.score(counts, registry, now, &subject, version)?;
        self.ratings.write((subject, rating.version), &rating);
        Ok(Rated { subject, rating })
    }
}

/// How a party is rated of whom so much is stored.
pub(crate) fn rating(
    sheets: &mut [Sheet],
    weights: &Weights,
    version: u16,
    registry: u8,
    at: Millis,
) -> Rating {
    let digests: Vec<[u8; 32]> = sheets.iter().map(Sheet::digest).collect();
    let inputs = kit::name(&[&digests.concat()]).into();
    let rates = rate(sheets, weights, at);
    Rating {
        version,
        at,
        registry,
        grade: rates.grade,
        points: rates.points.unwrap_or(0),
        points_if_counted: rates.points_if_counted.unwrap_or(0),
        contested: rates.contested,
        contested_share: rates.contested_share,
        scores: rates.scores,
        inputs,
    }
}

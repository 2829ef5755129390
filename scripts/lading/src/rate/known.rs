//! What is known of an enterprise, and how it is rated: reckoned here by the contract's own functions, and held against its answer.
use anyhow::{ensure, Context, Result};
use chain::Chain;
use credit::{
    model::rating_of,
    rating::{rate, Rates, DIMENSIONS},
    sheet::Sheet,
};
use ink::{
    codegen::TraitCallBuilder,
    scale::{Decode, Encode},
};
use interfaces::{
    credit::{Cell, Credit as _, Dimension, Rating, Record, Weights},
    ids::{Millis, ObservationId, PartyId},
};

use crate::kept::{explained, Kept};

/// What is known of an enterprise at a time, and how much each dimension weighs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The records as they are stored, in the order of [`DIMENSIONS`].
    pub sheets: Vec<Sheet>,
    /// How much each dimension weighs.
    pub weights: Weights,
    /// When, in milliseconds.
    pub at: Millis,
}

/// Something that is told of an enterprise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// In what.
    pub dimension: Dimension,
    /// By whom.
    pub by: PartyId,
    /// What it weighs and scores. Its month is when it is told.
    pub cell: Cell,
}

impl Known {
    /// The record in a dimension.
    pub fn sheet(&self, dimension: Dimension) -> &Sheet {
        &self.sheets[place(dimension)]
    }

    /// How the enterprise is rated.
    pub fn rates(&self) -> Rates {
        rate(&mut self.sheets.clone(), &self.weights, self.at)
    }

    /// The same where what was contested, and was not decided in time, is put back where it was.
    pub fn swept(&self) -> Self {
        let mut known = self.clone();
        for sheet in &mut known.sheets {
            sheet.sweep(known.at);
        }
        known
    }

    /// The same at another time.
    pub fn at(&self, at: Millis) -> Self {
        Self { at, ..self.clone() }
    }

    /// The same by other weights.
    pub fn by(&self, weights: Weights) -> Self {
        Self { weights, ..self.clone() }
    }

    /// The same after something more was told; nothing if the contract could not count it.
    pub fn with(&self, told: &Told) -> Option<Self> {
        let mut known = self.clone();
        let cell = Cell { month: credit::sheet::month_of(self.at), ..told.cell };
        known.sheets[place(told.dimension)].observe(self.at, &told.by, &cell)?;
        Some(known)
    }

    /// The same after an arbiter has decided about what is contested.
    pub fn decided(
        &self,
        dimension: Dimension,
        observation: ObservationId,
        is_struck: bool,
    ) -> Self {
        let mut known = self.clone();
        known.sheets[place(dimension)].settle(self.at, &observation, is_struck);
        known
    }
}

/// The place of a dimension in [`DIMENSIONS`].
fn place(dimension: Dimension) -> usize {
    match dimension {
        Dimension::Payment => 0,
        Dimension::Delivery => 1,
        Dimension::Service => 2,
        Dimension::Dispute => 3,
    }
}

/// A record as the chain has it.
///
/// # Errors
/// If what the sheet holds is no record.
pub fn record(sheet: &Sheet) -> Result<Record> {
    Record::decode(&mut sheet.bytes()).context("the chain keeps records of another form")
}

/// That the chain has a contract of ratings.
///
/// # Errors
/// If it has none.
pub fn must_rate(kept: &Kept) -> Result<()> {
    ensure!(
        kept.suite.contract("credit").is_some(),
        "there are no ratings on this chain: the suite was deployed on it without the credit contract"
    );
    Ok(())
}

/// Asks the chain what it knows of `party`, rates it by `version` of the weights (0 for the one in force), and asks whether the contract
/// does so, too.
///
/// # Errors
/// If there is no such version, or the contract rates it otherwise.
pub fn ask(kept: &Kept, party: PartyId, version: u16) -> Result<(Known, Rating)> {
    let credit = kept.suite.credit();
    let told = kept.chain.query(credit.call().score(party, version))?;
    let told = told.map_err(|error| {
        anyhow::anyhow!("--version {version} of the weights: refused: {}", explained(&error))
    })?;
    let table = kept.chain.query(credit.call().weights_of(told.version))?;
    let weights = table.context("the contract has no such weights")?.weights;
    let mut sheets = Vec::new();
    for dimension in DIMENSIONS {
        let stored = kept.chain.query(credit.call().record_of(party, dimension))?;
        let sheet = Sheet::new(stored.map(|stored| stored.encode()));
        sheets.push(sheet.context("the chain keeps records of another form")?);
    }
    let known = Known { sheets, weights, at: told.at };
    check(&known, &told)?;
    Ok((known, told))
}

/// That a rating is what the records give.
fn check(known: &Known, told: &Rating) -> Result<()> {
    let found = rating_of(&known.sheets, &known.weights, told.version, told.registry, told.at);
    ensure!(
        found.encode() == told.encode(),
        "what the contract answers does not follow from its records: it says {told:?}, and they give {found:?}"
    );
    Ok(())
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use credit::sheet::MONTH;
    use interfaces::credit::Grade;

    /// Nothing, by the first weights.
    pub fn nothing() -> Known {
        Known {
            sheets: vec![Sheet::default(); 4],
            weights: Weights { payment: 40, delivery: 25, service: 15, dispute: 10, standing: 10 },
            at: 600 * MONTH,
        }
    }

    #[test]
    fn a_rating_that_does_not_follow_from_the_records_is_an_error() {
        let known = nothing();
        let told = rating_of(&known.sheets, &known.weights, 1, 1, known.at);
        check(&known, &told).unwrap();
        for wrong in [
            Rating { grade: Grade::AAA, ..told },
            Rating { points: 1, ..told },
            Rating { contested_share: 1, ..told },
            Rating { inputs: [7; 32].into(), ..told },
        ] {
            let said = check(&known, &wrong).unwrap_err().to_string();
            assert!(said.contains("does not follow from its records"), "{said}");
        }
    }

    #[test]
    fn what_cannot_be_counted_is_not_counted() {
        let known = nothing();
        let by = PartyId([7; 32]);
        let cell = Cell { month: 0, count: 1, weight: u32::MAX, score: 0 };
        let told = Told { dimension: Dimension::Payment, by, cell };
        let known = known.with(&told).unwrap();
        assert_eq!(known.rates().scores.payment.samples, 1);
        assert_eq!(known.with(&told), None);
    }
}

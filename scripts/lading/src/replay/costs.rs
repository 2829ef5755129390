//! What calls cost, by kind.
use std::collections::BTreeMap;

use chain::Receipt;
use serde::Serialize;

/// The least, the most and the sum of some figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Spread {
    /// The least.
    pub min: i128,
    /// The most.
    pub max: i128,
    /// The sum.
    pub total: i128,
}

impl Spread {
    fn add(&mut self, figure: impl Into<i128>, is_first: bool) {
        let figure = figure.into();
        self.min = if is_first { figure } else { self.min.min(figure) };
        self.max = if is_first { figure } else { self.max.max(figure) };
        self.total = self.total.saturating_add(figure);
    }

    /// The mean of `count` figures, rounded towards nothing.
    pub fn mean(&self, count: u64) -> i128 {
        self.total.checked_div(count.into()).unwrap_or(0)
    }
}

/// What the calls of one kind cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Cost {
    /// How many calls.
    pub calls: u64,
    /// How many enterprises, waybills or lines they were about.
    pub items: u64,
    /// Time on the reference machine, in picoseconds.
    pub ref_time: Spread,
    /// Proof of the state, in bytes.
    pub proof: Spread,
    /// Storage deposit, in the smallest unit of the chain's token.
    pub deposit: Spread,
    /// Fees, in the smallest unit.
    pub fee: Spread,
}

/// What calls cost, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Costs(BTreeMap<&'static str, Cost>);

impl Costs {
    /// Adds a call about so many items.
    pub fn add<R>(&mut self, kind: &'static str, items: usize, receipt: &Receipt<R>) {
        let cost = self.0.entry(kind).or_default();
        let is_first = cost.calls == 0;
        cost.calls += 1;
        cost.items += items as u64;
        cost.ref_time.add(receipt.gas.ref_time, is_first);
        cost.proof.add(receipt.gas.proof_size, is_first);
        cost.deposit.add(receipt.deposit, is_first);
        cost.fee.add(i128::try_from(receipt.fee).unwrap_or(i128::MAX), is_first);
    }

    /// By kind.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Cost)> {
        self.0.iter().map(|(kind, cost)| (*kind, cost))
    }

    /// How many calls there were.
    pub fn calls(&self) -> u64 {
        self.0.values().map(|cost| cost.calls).sum()
    }
}

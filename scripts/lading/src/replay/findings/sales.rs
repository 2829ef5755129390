//! Relationships and orders, read back from the chain.
use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chain::Chain;
use ink::codegen::TraitCallBuilder;
use interfaces::orders::{Fulfilment, LineState, OrderStatus, Orders as _, RelationshipStatus};
use serde::Serialize;

use super::super::{
    figures::{counted, thousands},
    life::Life,
    progress::Progress,
    telling::{Told, Untold},
    timeline::MOST_IN_A_CALL,
};

/// What the chain says of relationships and orders in the end.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Sales {
    /// Pairs of enterprises that trade with each other.
    pub relationships: u64,
    /// By where they stand.
    pub relationships_by_status: BTreeMap<&'static str, u64>,
    /// Orders.
    pub orders: u64,
    /// By where they stand.
    pub orders_by_status: BTreeMap<&'static str, u64>,
    /// By how far they are fulfilled, as far as the orders contract was told.
    pub orders_by_fulfilment: BTreeMap<&'static str, u64>,
    /// Lines of all orders.
    pub order_lines: u64,
    /// Of them, those that both sides agreed on.
    pub order_lines_agreed: u64,
    /// Lines that were shipped in full, as orders count them.
    pub order_lines_shipped: u64,
    /// Lines that were received in full.
    pub order_lines_received: u64,
    /// Lines that were billed in full.
    pub order_lines_billed: u64,
    /// What orders were told of their lines, and what not.
    #[serde(rename = "order_lines_told")]
    pub told: Told,
    /// What these come to, quantity × price, in minor units; halves are rounded up line by line.
    pub ordered_minor: u128,
    /// Quantity agreed on, in thousandths of the unit.
    pub ordered_thousandths: u128,
    /// Of it, what was told to have been shipped.
    pub shipped_thousandths: u128,
    /// What was told to have been received and kept.
    pub received_thousandths: u128,
    /// What was told to have been billed.
    pub billed_thousandths: u128,
}

impl Sales {
    /// Asks the chain.
    ///
    /// # Errors
    /// If the chain does not answer, or knows nothing of what was lived.
    pub fn read(life: &Life<'_>, progress: &mut Progress) -> Result<Self> {
        let mut sales = Self { told: life.told.clone(), ..Self::default() };
        let orders = life.suite.orders();
        for id in &life.relationships {
            progress.step(|| "relationships".to_owned());
            let view = life
                .chain
                .query(orders.call().relationship(*id))?
                .context("there is no such relationship")?;
            sales.relationships += 1;
            *sales.relationships_by_status.entry(standing(view.status)).or_default() += 1;
        }
        for (id, lived) in life.orders.iter().zip(&life.history.orders) {
            progress.step(|| "orders".to_owned());
            let view = life
                .chain
                .query(orders.call().order(*id))?
                .with_context(|| format!("there is no order {}", lived.number))?;
            sales.orders += 1;
            *sales.orders_by_status.entry(words(view.status)).or_default() += 1;
            let fulfilment = fulfilled(view.fulfilment);
            *sales.orders_by_fulfilment.entry(fulfilment).or_default() += 1;
            sales.order_lines_shipped += u64::from(view.tally.shipped);
            sales.order_lines_received += u64::from(view.tally.received);
            sales.order_lines_billed += u64::from(view.tally.billed);
            let most = u16::try_from(MOST_IN_A_CALL).unwrap_or(u16::MAX);
            let mut from = 1_u16;
            while from <= view.lines {
                let lines = life.chain.query(orders.call().lines_of(*id, from, most))?;
                for line in lines {
                    sales.order_lines += 1;
                    if line.state == LineState::Agreed {
                        sales.ordered_thousandths += u128::from(line.ordered.quantity);
                        sales.shipped_thousandths += u128::from(line.shipped);
                        sales.received_thousandths += u128::from(line.received);
                        sales.billed_thousandths += u128::from(line.billed);
                        sales.order_lines_agreed += 1;
                        let thousandths = u128::from(line.ordered.quantity)
                            .saturating_mul(line.ordered.unit_price.into());
                        sales.ordered_minor += thousandths.saturating_add(500) / 1_000;
                    }
                }
                from = from.saturating_add(most);
            }
        }
        Ok(sales)
    }

    /// Counts the lines of orders in a case that is not balanced: what is billed of them, nobody can tell yet.
    pub fn count_unbalanced(&mut self, life: &Life<'_>, deliveries: &[usize]) {
        let deliveries = deliveries.iter().filter_map(|place| life.history.deliveries.get(*place));
        let lines = deliveries.flat_map(|delivery| &delivery.lines);
        let lines = lines.filter(|line| line.order.is_some()).count();
        self.told.billed.leave(lines, Untold::NotBalanced);
    }

    /// In words, kind by kind: of how many lines orders were told, how many are so in full, and why they were not told of others.
    pub fn tellings(&self) -> Vec<(&'static str, String)> {
        let in_full =
            [self.order_lines_shipped, self.order_lines_received, self.order_lines_billed];
        let tellings = self.told.kinds().into_iter().zip(in_full).map(|((kind, telling), full)| {
            let mut words = format!(
                "{} told of, {} {kind} in full",
                counted(telling.lines, "line"),
                thousands(full)
            );
            for (why, lines) in &telling.untold {
                words += &format!("; {} not told of, {why}", counted(*lines, "line"));
            }
            (kind, words)
        });
        tellings.collect()
    }

    /// Whether the orders contract was told anything of what became of them.
    pub fn is_told(&self) -> bool {
        self.shipped_thousandths > 0 || self.received_thousandths > 0 || self.billed_thousandths > 0
    }
}

/// Where a relationship stands, in a word.
fn standing(status: RelationshipStatus) -> &'static str {
    match status {
        RelationshipStatus::Proposed => "proposed",
        RelationshipStatus::Active => "active",
        RelationshipStatus::Suspended => "suspended",
        RelationshipStatus::Terminating => "terminating",
        RelationshipStatus::Ended => "ended",
    }
}

/// Where an order stands, in a word.
fn words(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Draft => "draft",
        OrderStatus::Placed => "placed",
        OrderStatus::Confirmed => "confirmed",
        OrderStatus::Closed => "closed",
        OrderStatus::Cancelled => "cancelled",
        OrderStatus::Rejected => "rejected",
        OrderStatus::Lapsed => "lapsed",
    }
}

/// How far an order is fulfilled, in a word.
fn fulfilled(fulfilment: Fulfilment) -> &'static str {
    match fulfilment {
        Fulfilment::Open => "open",
        Fulfilment::PartlyShipped => "partly shipped",
        Fulfilment::Shipped => "shipped",
        Fulfilment::PartlyReceived => "partly received",
        Fulfilment::Received => "received",
        Fulfilment::Billed => "billed",
        Fulfilment::Paid => "paid",
        Fulfilment::ClosedShort => "closed short",
    }
}

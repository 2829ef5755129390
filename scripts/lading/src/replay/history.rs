//! A company's deliveries, as its export tells them.
mod book;
mod columns;
mod orders;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use anyhow::{bail, Result};
use interfaces::{
    registry::Role,
    waybill::{FreightTerm, TransportMode},
};
use serde::Serialize;

#[cfg(test)]
pub use self::orders::Dated;
pub use self::orders::{Order, Relationship};
use self::{book::Book, columns::Places};
use super::{
    calendar::{self, Day},
    mapping::{Life, Mapping},
    policy::Outsider,
    source::{Fault, Source},
};

/// A line of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line of the file, counted from 1.
    pub row: u64,
    /// Code of the goods.
    pub item: String,
    /// Quantity, in thousandths of the unit.
    pub quantity: u64,
    /// What the supplier bills, in minor units.
    pub billed: u64,
    /// What the buyer expects to be billed, in minor units.
    pub expected: u64,
    /// The agreed price of one unit, in minor units.
    pub unit_price: u64,
    /// The day it was to be delivered.
    pub scheduled: Day,
    /// The number of its order, if the file names one.
    pub order_number: Option<String>,
    /// The day that the supplier got the order, if the file says it.
    pub ordered: Option<Day>,
    /// Place of its order in [`History::orders`], and the number of the line in it, counted from 1.
    pub order: Option<(usize, u16)>,
    /// Place of the maker in [`History::enterprises`], if the file names one.
    pub manufacturer: Option<usize>,
}

/// A delivery: one waybill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its number.
    pub number: String,
    /// Place of the supplier in [`History::enterprises`].
    pub supplier: usize,
    /// Place of the buyer.
    pub buyer: usize,
    /// Place of the carrier.
    pub carrier: usize,
    /// How the goods travel.
    pub mode: TransportMode,
    /// Who pays the freight.
    pub freight_term: FreightTerm,
    /// Agreed freight, in minor units: what its lines state.
    pub freight: u64,
    /// What the carrier bills for it, in minor units: the same, unless the mapping names a column for it.
    pub freight_billed: u64,
    /// Number of the first line that states freight, counted from 1: freight is billed once, for all of the delivery.
    pub freight_line: u16,
    /// Weight in grams: what its lines state.
    pub weight: u64,
    /// The day it was delivered.
    pub delivered: Day,
    /// The day the consignee signed for it.
    pub recorded: Day,
    /// SHA-256 of its rows, written as CSV with a comma and a line feed.
    pub document: [u8; 32],
    /// Its lines, in the order of the file, but those of an order together: a waybill is told of one order at a time.
    pub lines: Vec<Line>,
}

impl Delivery {
    /// Whether freight was agreed or is billed.
    pub fn has_freight(&self) -> bool {
        self.freight > 0 || self.freight_billed > 0
    }

    /// Place of the enterprise that pays the freight.
    pub fn payer(&self) -> usize {
        match self.freight_term {
            FreightTerm::Prepaid => self.supplier,
            FreightTerm::Collect => self.buyer,
        }
    }

    /// The day that the goods are picked up on.
    pub fn pickup(&self, life: &Life) -> Day {
        let first = self.first_scheduled().min(self.delivered);
        calendar::days_before(first, life.pickup_days_before)
    }

    /// The day of the signature: never before the delivery.
    pub fn signed(&self) -> Day {
        self.recorded.max(self.delivered)
    }

    /// The earliest day that a line was to be delivered.
    pub fn first_scheduled(&self) -> Day {
        self.lines.iter().map(|line| line.scheduled).min().unwrap_or(self.delivered)
    }

    /// The last day that a line was to be delivered.
    pub fn last_scheduled(&self) -> Day {
        self.lines.iter().map(|line| line.scheduled).max().unwrap_or(self.delivered)
    }
}

/// An enterprise of the export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enterprise {
    /// Its name in the file.
    pub name: String,
    /// The name it registers: the same, or as much as 128 bytes hold.
    pub registered_name: String,
    /// ISO 3166-1 code of its country.
    pub country: String,
    /// What it does.
    pub roles: BTreeSet<Role>,
}

/// How often a note stood where a number or date should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The column.
    pub column: String,
    /// The note, or the pattern of notes.
    pub note: String,
    /// What the mapping says that it means.
    pub meaning: &'static str,
    /// How many rows have it.
    pub rows: u64,
    /// How many of them name a line that is not among those that were read.
    pub unresolved: u64,
}

/// All that was read of an export.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// In the order in which the file names them first.
    pub enterprises: Vec<Enterprise>,
    /// In the order in which the file names them first.
    pub deliveries: Vec<Delivery>,
    /// What stood where numbers and dates should be.
    pub notes: Vec<Note>,
    /// The rows that were left out, and why.
    pub skipped: Vec<Fault>,
    /// How many rows were looked at.
    pub rows: u64,
    /// In the order in which the file names them first.
    pub orders: Vec<Order>,
    /// Who trades with whom.
    pub relationships: Vec<Relationship>,
    /// Place of the arbiter in [`History::enterprises`], where there is one: no row of the file names it.
    pub arbiter: Option<usize>,
    /// Place of the financier, likewise.
    pub financier: Option<usize>,
    /// The descriptions behind the codes of the goods, where the mapping makes codes.
    pub catalogue: BTreeMap<String, String>,
    /// Enterprises whose country the mapping does not tell.
    pub of_unknown_country: usize,
    /// Enterprises that register a shorter name than they have.
    pub of_shortened_name: usize,
}

impl History {
    /// Reads the first `limit` rows of a file, or all.
    ///
    /// # Errors
    /// What is wrong with the file as a whole: a column that is not there, no row that can be used, or text that is none.
    pub fn read(path: &Path, mapping: &Mapping, limit: Option<u64>) -> Result<Self> {
        let mut source = Source::open(path, &mapping.file)?;
        let places = Places::find(&source, &mapping.columns)?;
        let mut book = Book::new(mapping, source.columns().clone(), places);
        while limit.is_none_or(|limit| book.history.rows < limit) {
            let Some(row) = source.next_row()? else { break };
            book.history.rows += 1;
            if let Err(fault) = row.and_then(|row| book.take(&row)) {
                book.history.skipped.push(fault);
            }
        }
        let history = book.close();
        if history.deliveries.is_empty() {
            match history.skipped.first() {
                None => bail!("{} has no rows below the names of its columns", source.name()),
                Some(first) => bail!(
                    "{}: none of the {} rows can be used; the first: {first}",
                    source.name(),
                    history.skipped.len()
                ),
            }
        }
        Ok(history)
    }

    /// Adds an arbiter to the enterprises.
    ///
    /// # Errors
    /// If the file has an enterprise of that name: nobody decides its own cases.
    pub fn appoint(&mut self, arbiter: &Outsider) -> Result<()> {
        self.arbiter = Some(self.bring_in("arbiter", arbiter, Role::Auditor)?);
        Ok(())
    }

    /// Adds a financier to the enterprises.
    ///
    /// # Errors
    /// If the file has an enterprise of that name, or the arbiter has it.
    pub fn finance_by(&mut self, financier: &Outsider) -> Result<()> {
        self.financier = Some(self.bring_in("financier", financier, Role::Financier)?);
        Ok(())
    }

    fn bring_in(&mut self, what: &str, outsider: &Outsider, role: Role) -> Result<usize> {
        let Outsider { name, country } = outsider;
        let place = self.enterprises.len();
        if let Some(same) = self.enterprises.iter().position(|enterprise| enterprise.name == *name)
        {
            let is = if self.arbiter == Some(same) {
                "the arbiter"
            } else {
                "an enterprise of the file"
            };
            bail!("the {what} of the policy, \"{name}\", is {is}; expected one that trades with none of them");
        }
        self.enterprises.push(Enterprise {
            name: name.clone(),
            registered_name: name.clone(),
            country: country.clone(),
            roles: [role].into(),
        });
        Ok(place)
    }

    /// How many lines all deliveries have.
    pub fn lines(&self) -> usize {
        self.deliveries.iter().map(|delivery| delivery.lines.len()).sum()
    }

    /// How many lines of orders there are: each is a line of a delivery, too.
    pub fn order_lines(&self) -> usize {
        self.orders.iter().map(|order| order.lines.len()).sum()
    }

    /// How many deliveries have freight.
    pub fn freight_bills(&self) -> usize {
        self.deliveries.iter().filter(|delivery| delivery.has_freight()).count()
    }
}

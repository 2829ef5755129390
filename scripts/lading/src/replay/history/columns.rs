//! Where the columns that a mapping names are in a file.
use anyhow::{ensure, Result};

use super::super::{
    mapping::Columns,
    source::{shortened, Source},
};

/// Where the columns of the mapping are in the file.
pub(super) struct Places {
    pub(super) line: Option<usize>,
    pub(super) delivery: usize,
    pub(super) order: Option<usize>,
    pub(super) buyer: usize,
    pub(super) supplier: usize,
    pub(super) manufacturer: Option<usize>,
    pub(super) carrier: Vec<usize>,
    pub(super) mode: Option<usize>,
    pub(super) item: usize,
    pub(super) quantity: usize,
    pub(super) value: usize,
    pub(super) price: usize,
    pub(super) freight: Option<usize>,
    pub(super) freight_billed: Option<usize>,
    pub(super) weight: Option<usize>,
    pub(super) terms: Option<usize>,
    pub(super) quoted: Option<usize>,
    pub(super) ordered: Option<usize>,
    pub(super) scheduled: usize,
    pub(super) delivered: usize,
    pub(super) recorded: usize,
}

impl Places {
    pub(super) fn find(source: &Source, columns: &Columns) -> Result<Self> {
        let mut missing = Vec::new();
        let mut doubled = Vec::new();
        let mut find = |key: &str, name: &str| {
            let mut places =
                source.columns().iter().enumerate().filter(|(_, column)| *column == name);
            let found = places.next().map(|(place, _)| place);
            if found.is_none() {
                missing.push(format!("\"{name}\" (key `columns.{key}`)"));
            } else if places.next().is_some() {
                doubled.push(format!("\"{name}\" (key `columns.{key}`)"));
            }
            found.unwrap_or_default()
        };
        let places = Self {
            line: columns.line.as_ref().map(|name| find("line", name)),
            delivery: find("delivery", &columns.delivery),
            order: columns.order.as_ref().map(|name| find("order", name)),
            buyer: find("buyer", &columns.buyer),
            supplier: find("supplier", &columns.supplier),
            manufacturer: columns.manufacturer.as_ref().map(|name| find("manufacturer", name)),
            carrier: columns.carrier.iter().map(|name| find("carrier", name)).collect(),
            mode: columns.mode.as_ref().map(|name| find("mode", name)),
            item: find("item", &columns.item),
            quantity: find("quantity", &columns.quantity),
            value: find("value", &columns.value),
            price: find("price", &columns.price),
            freight: columns.freight.as_ref().map(|name| find("freight", name)),
            freight_billed: columns
                .freight_billed
                .as_ref()
                .map(|name| find("freight_billed", name)),
            weight: columns.weight.as_ref().map(|name| find("weight", name)),
            terms: columns.terms.as_ref().map(|name| find("terms", name)),
            quoted: columns.quoted.as_ref().map(|name| find("quoted", name)),
            ordered: columns.ordered.as_ref().map(|name| find("ordered", name)),
            scheduled: find("scheduled", &columns.scheduled),
            delivered: find("delivered", &columns.delivered),
            recorded: find("recorded", &columns.recorded),
        };
        let has = || {
            source
                .columns()
                .iter()
                .map(|name| format!("\"{}\"", shortened(name)))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let separator = match source.columns().len() {
            1 => " (is there another mark between the fields? key `file.separator`)",
            _ => "",
        };
        ensure!(
            missing.is_empty(),
            "{}: line 1: there is no column {}; the file has {}{separator}",
            source.name(),
            missing.join(", "),
            has()
        );
        ensure!(
            doubled.is_empty(),
            "{}: line 1: there is more than one column {}",
            source.name(),
            doubled.join(", ")
        );
        Ok(places)
    }
}

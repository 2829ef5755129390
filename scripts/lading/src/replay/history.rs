//! A company's deliveries, as its export tells them.
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use anyhow::{bail, ensure, Result};
use csv::StringRecord;
use interfaces::{
    registry::Role,
    waybill::{FreightTerm, TransportMode},
};
use rust_decimal::Decimal;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{
    amount::{in_units, product, AmountFault},
    calendar::{self, Day},
    mapping::{Columns, ItemCode, Mapping, Meaning, Notable},
    source::{Fault, Row, Source},
};

/// The most lines that a waybill takes.
const MOST_LINES: usize = 500;

/// The most bytes that the name of a registered enterprise has.
const LONGEST_NAME: usize = 128;

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
    /// The day it was to be delivered.
    pub scheduled: Day,
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
    /// Weight in grams: what its lines state.
    pub weight: u64,
    /// The day it was delivered.
    pub delivered: Day,
    /// The day the consignee signed for it.
    pub recorded: Day,
    /// SHA-256 of its rows, written as CSV with a comma and a line feed.
    pub document: [u8; 32],
    /// Its lines, in the order of the file.
    pub lines: Vec<Line>,
}

impl Delivery {
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
    /// The numbers of the orders.
    pub orders: BTreeSet<String>,
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

    /// How many lines all deliveries have.
    pub fn lines(&self) -> usize {
        self.deliveries.iter().map(|delivery| delivery.lines.len()).sum()
    }
}

/// Where the columns of the mapping are in the file.
struct Places {
    line: Option<usize>,
    delivery: usize,
    order: Option<usize>,
    buyer: usize,
    supplier: usize,
    manufacturer: Option<usize>,
    carrier: Vec<usize>,
    mode: Option<usize>,
    item: usize,
    quantity: usize,
    value: usize,
    price: usize,
    freight: Option<usize>,
    weight: Option<usize>,
    terms: Option<usize>,
    quoted: Option<usize>,
    ordered: Option<usize>,
    scheduled: usize,
    delivered: usize,
    recorded: usize,
}

impl Places {
    fn find(source: &Source, columns: &Columns) -> Result<Self> {
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
                .map(|name| format!("\"{}\"", super::source::shortened(name)))
                .collect::<Vec<_>>()
                .join(", ")
        };
        ensure!(
            missing.is_empty(),
            "{}: line 1: there is no column {}; the file has {}",
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

/// The history while it is read.
struct Book<'a> {
    mapping: &'a Mapping,
    columns: StringRecord,
    places: Places,
    history: History,
    enterprises: BTreeMap<String, usize>,
    deliveries: BTreeMap<String, usize>,
    documents: Vec<Sha256>,
    /// Row and delivery by the line's own number.
    numbered: BTreeMap<String, (u64, String)>,
    notes: BTreeMap<NoteKey, Note>,
    pointers: Vec<Pointer>,
}

/// A field, and the place of the rule in the mapping; none if the field is empty.
type NoteKey = (Notable, Option<usize>);

/// A note of the delivery `of` that says that a number is on another line.
struct Pointer {
    key: NoteKey,
    of: String,
    delivery: Option<String>,
    line: Option<String>,
}

/// What a row says, before any of it is written down.
struct Entry<'a> {
    own_number: Option<&'a str>,
    number: &'a str,
    supplier: &'a str,
    buyer: &'a str,
    carrier: String,
    manufacturer: Option<&'a str>,
    order: Option<&'a str>,
    mode: TransportMode,
    freight_term: FreightTerm,
    freight: u64,
    weight: u64,
    delivered: Day,
    recorded: Day,
    line: Line,
    rounded: bool,
    notes: Vec<(NoteKey, &'a str)>,
}

/// A row with the names of its columns.
#[derive(Clone, Copy)]
struct Fields<'a> {
    row: &'a Row,
    columns: &'a StringRecord,
}

impl<'a> Fields<'a> {
    fn at(self, place: usize) -> &'a str {
        self.row.fields.get(place).unwrap_or_default()
    }

    fn fault(self, place: usize, reason: impl Into<String>) -> Fault {
        Fault {
            line: self.row.line,
            column: self.columns.get(place).unwrap_or_default().to_owned(),
            value: self.at(place).to_owned(),
            reason: reason.into(),
        }
    }

    fn required(self, place: usize) -> Result<&'a str, Fault> {
        match self.at(place) {
            "" => Err(self.fault(place, "it is empty; expected a value")),
            text => Ok(text),
        }
    }
}

impl<'a> Book<'a> {
    fn new(mapping: &'a Mapping, columns: StringRecord, places: Places) -> Self {
        Self {
            mapping,
            columns,
            places,
            history: History::default(),
            enterprises: BTreeMap::new(),
            deliveries: BTreeMap::new(),
            documents: Vec::new(),
            numbered: BTreeMap::new(),
            notes: BTreeMap::new(),
            pointers: Vec::new(),
        }
    }

    /// Writes a row down, or says what is wrong with it and writes down nothing.
    fn take(&mut self, row: &Row) -> Result<(), Fault> {
        let columns = self.columns.clone();
        let fields = Fields { row, columns: &columns };
        let entry = self.understand(fields)?;
        self.check(fields, &entry)?;
        self.write(row, entry);
        Ok(())
    }

    /// What the row says.
    fn understand<'r>(&self, fields: Fields<'r>) -> Result<Entry<'r>, Fault> {
        let (places, mapping) = (&self.places, self.mapping);
        let mut notes = Vec::new();
        let number = fields.required(places.delivery)?;
        if number.len() > 35 || !number.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return Err(fields.fault(
                places.delivery,
                "is not the number of a waybill; expected 1 to 35 printable ASCII characters",
            ));
        }
        let supplier = fields.required(places.supplier)?;
        let buyer = fields.required(places.buyer)?;
        let carrier = places
            .carrier
            .iter()
            .map(|place| fields.required(*place))
            .collect::<Result<Vec<_>, _>>()?
            .join(" · ");
        if supplier == buyer {
            return Err(fields.fault(places.buyer, "is the supplier too; expected two parties"));
        }
        if carrier == supplier || carrier == buyer {
            let place = places.carrier.first().copied().unwrap_or_default();
            return Err(
                fields.fault(place, "is a party of the sale too; expected a carrier of its own")
            );
        }
        let mode = match places.mode {
            None => TransportMode::NotSpecified,
            Some(place) => match mapping.modes.get(fields.at(place)) {
                Some(mode) => (*mode).into(),
                None => return Err(fields.fault(place, "is not one of the mapping's `modes`")),
            },
        };
        let freight_term = match places.terms {
            None => mapping.freight.paid_by.into(),
            Some(place) => match mapping.freight.terms.get(fields.at(place)) {
                Some(payer) => (*payer).into(),
                None => {
                    return Err(fields.fault(place, "is not one of the mapping's `freight.terms`"))
                }
            },
        };
        let digits = mapping.money.minor_digits;
        let packs = self.number(fields, places.quantity)?;
        let quantity =
            in_units(packs, 3).map_err(|fault| fields.fault(places.quantity, fault.to_string()))?;
        if quantity == 0 {
            return Err(fields.fault(places.quantity, "is nothing; expected more than 0"));
        }
        let billed = self.number(fields, places.value)?;
        let billed = in_units(billed, digits)
            .map_err(|fault| fields.fault(places.value, fault.to_string()))?;
        let price = self.number(fields, places.price)?;
        let (expected, rounded) = match product(packs, price, digits) {
            Ok(product) => product,
            Err(AmountFault::TooLarge) => {
                return Err(
                    fields.fault(places.price, format!("times the quantity {packs} is too large"))
                )
            }
            Err(fault) => return Err(fields.fault(places.price, fault.to_string())),
        };
        let mut optional = |field, place: Option<usize>, digits: u32| -> Result<u64, Fault> {
            let Some(place) = place else { return Ok(0) };
            if let Some(key) = self.note(field, fields.at(place)) {
                notes.push((key, fields.at(place)));
                return Ok(0);
            }
            let number = self.number(fields, place).map_err(|fault| Fault {
                reason: "is neither a number nor one of the mapping's `notes`".to_owned(),
                ..fault
            })?;
            in_units(number, digits).map_err(|fault| fields.fault(place, fault.to_string()))
        };
        let freight = optional(Notable::Freight, places.freight, digits)?;
        // A weight is kept to the thousandth of what the column counts in, then told in grams.
        let weight = optional(Notable::Weight, places.weight, 3)?;
        let weight = weight
            .checked_mul(mapping.goods.grams_per_weight.into())
            .map_or(u64::MAX, |grams| grams / 1_000);
        for (field, place) in [(Notable::Quoted, places.quoted), (Notable::Ordered, places.ordered)]
        {
            let Some(place) = place else { continue };
            match self.note(field, fields.at(place)) {
                Some(key) => notes.push((key, fields.at(place))),
                None => drop(self.day(fields, place)?),
            }
        }
        let manufacturer = match places.manufacturer {
            None => None,
            Some(place) => match self.note(Notable::Manufacturer, fields.at(place)) {
                Some(key) => {
                    notes.push((key, fields.at(place)));
                    None
                }
                None => Some(fields.at(place)),
            },
        };
        let description = fields.required(places.item)?;
        let item = match mapping.goods.item {
            ItemCode::Digest => item_code(description),
            ItemCode::Column if description.len() <= 35 => description.to_owned(),
            ItemCode::Column => {
                return Err(fields.fault(places.item, "is longer than 35 bytes; expected a code, or `goods.item = \"digest\"` in the mapping"))
            }
        };
        Ok(Entry {
            own_number: places.line.map(|place| fields.required(place)).transpose()?,
            number,
            supplier,
            buyer,
            carrier,
            manufacturer,
            order: places.order.map(|place| fields.at(place)),
            mode,
            freight_term,
            freight,
            weight,
            delivered: self.day(fields, places.delivered)?,
            recorded: self.day(fields, places.recorded)?,
            line: Line {
                row: fields.row.line,
                item,
                quantity,
                billed,
                expected,
                scheduled: self.day(fields, places.scheduled)?,
                manufacturer: None,
            },
            rounded,
            notes,
        })
    }

    fn number(&self, fields: Fields<'_>, place: usize) -> Result<Decimal, Fault> {
        let text = fields.required(place)?;
        let notation = self.mapping.file.notation();
        notation.read(text).map_err(|fault| match fault {
            AmountFault::NotANumber => fields.fault(
                place,
                format!("is not a number; expected one such as 1234{}5", notation.decimal),
            ),
            other => fields.fault(place, other.to_string()),
        })
    }

    fn day(&self, fields: Fields<'_>, place: usize) -> Result<Day, Fault> {
        let formats = &self.mapping.dates.formats;
        calendar::read(fields.required(place)?, formats).ok_or_else(|| {
            fields.fault(
                place,
                format!(
                    "is not a date of the years {} to {}; expected the form {}",
                    calendar::YEARS.start(),
                    calendar::YEARS.end(),
                    formats.join(" or ")
                ),
            )
        })
    }

    /// The rule that `text` is a note by, if it is one.
    fn note(&self, field: Notable, text: &str) -> Option<NoteKey> {
        let rule = self.mapping.notes.iter().position(|rule| rule.fits(field, text));
        (rule.is_some() || text.is_empty()).then_some((field, rule))
    }

    /// Whether the row agrees with those before it.
    fn check(&self, fields: Fields<'_>, entry: &Entry<'_>) -> Result<(), Fault> {
        let places = &self.places;
        if let (Some(place), Some(own)) = (places.line, entry.own_number) {
            if let Some((row, _)) = self.numbered.get(own) {
                return Err(fields.fault(
                    place,
                    format!("was read on line {row} before; expected a number of its own"),
                ));
            }
        }
        let Some(&known) = self.deliveries.get(entry.number) else { return Ok(()) };
        let Some(delivery) = self.history.deliveries.get(known) else { return Ok(()) };
        let first = delivery.lines.first().map_or(0, |line| line.row);
        let differs = |place: usize, before: &str| {
            Err(fields.fault(
                place,
                format!(
                    "differs from \"{before}\" on line {first} of the same delivery {}",
                    entry.number
                ),
            ))
        };
        let carrier = places.carrier.first().copied().unwrap_or_default();
        for (place, before, now) in [
            (places.supplier, delivery.supplier, entry.supplier),
            (places.buyer, delivery.buyer, entry.buyer),
            (carrier, delivery.carrier, &entry.carrier),
        ] {
            let before =
                self.history.enterprises.get(before).map_or("", |enterprise| &enterprise.name);
            if before != now {
                return differs(place, before);
            }
        }
        for (place, before, now) in [
            (places.delivered, delivery.delivered, entry.delivered),
            (places.recorded, delivery.recorded, entry.recorded),
        ] {
            if before != now {
                return differs(place, &before.to_string());
            }
        }
        if delivery.lines.len() >= MOST_LINES {
            return Err(fields.fault(
                places.delivery,
                format!("has {MOST_LINES} lines already, the most that a waybill takes"),
            ));
        }
        for (place, before, now) in [
            (places.freight, delivery.freight, entry.freight),
            (places.weight, delivery.weight, entry.weight),
        ] {
            if before.checked_add(now).is_none_or(|sum| sum > i64::MAX.unsigned_abs()) {
                return Err(fields
                    .fault(place.unwrap_or_default(), "makes the sum of the delivery too large"));
            }
        }
        Ok(())
    }

    fn write(&mut self, row: &Row, entry: Entry<'_>) {
        let supplier = self.enterprise(entry.supplier, Role::Supplier);
        let buyer = self.enterprise(entry.buyer, Role::CoreEnterprise);
        let carrier = self.enterprise(&entry.carrier, Role::Carrier);
        let manufacturer =
            entry.manufacturer.map(|manufacturer| self.enterprise(manufacturer, Role::Supplier));
        if let Some(order) = entry.order.filter(|order| !order.is_empty()) {
            self.history.orders.insert(order.to_owned());
        }
        if let Some(own) = entry.own_number {
            self.numbered.insert(own.to_owned(), (row.line, entry.number.to_owned()));
        }
        if self.mapping.goods.item == ItemCode::Digest {
            let description = row.fields.get(self.places.item).unwrap_or_default();
            self.history
                .catalogue
                .entry(entry.line.item.clone())
                .or_insert_with(|| description.to_owned());
        }
        for (key, text) in &entry.notes {
            self.write_note(*key, text, entry.number);
        }
        if entry.rounded {
            let column = self.columns.get(self.places.price).unwrap_or_default().to_owned();
            self.note_counted((Notable::Freight, Some(usize::MAX)), || Note {
                column,
                note: "quantity × price has parts of a minor unit".to_owned(),
                meaning: "rounded, halves up",
                rows: 0,
                unresolved: 0,
            });
        }
        let place = *self.deliveries.entry(entry.number.to_owned()).or_insert_with(|| {
            self.documents.push(Sha256::new());
            self.history.deliveries.push(Delivery {
                number: entry.number.to_owned(),
                supplier,
                buyer,
                carrier,
                mode: entry.mode,
                freight_term: entry.freight_term,
                freight: 0,
                weight: 0,
                delivered: entry.delivered,
                recorded: entry.recorded,
                document: [0; 32],
                lines: Vec::new(),
            });
            self.history.deliveries.len() - 1
        });
        if let (Some(delivery), Some(document)) =
            (self.history.deliveries.get_mut(place), self.documents.get_mut(place))
        {
            delivery.freight += entry.freight;
            delivery.weight += entry.weight;
            delivery.lines.push(Line { manufacturer, ..entry.line });
            document.update(canonical(&row.fields));
        }
    }

    fn write_note(&mut self, key: NoteKey, text: &str, delivery: &str) {
        let (field, rule) = key;
        let rule = rule.and_then(|place| self.mapping.notes.get(place));
        let places = &self.places;
        let place = match field {
            Notable::Freight => places.freight,
            Notable::Weight => places.weight,
            Notable::Quoted => places.quoted,
            Notable::Ordered => places.ordered,
            Notable::Manufacturer => places.manufacturer,
        };
        let column = place.and_then(|place| self.columns.get(place)).unwrap_or_default().to_owned();
        self.note_counted(key, || Note {
            column,
            note: rule.map_or("(empty)", |rule| rule.name()).to_owned(),
            meaning: rule.map_or("left empty", |rule| rule.means.words()),
            rows: 0,
            unresolved: 0,
        });
        let Some(rule) = rule.filter(|rule| rule.means == Meaning::OnAnotherLine) else { return };
        let groups = rule.pattern.as_ref().and_then(|pattern| pattern.captures(text));
        let group = |name| {
            groups
                .as_ref()
                .and_then(|groups| groups.name(name))
                .map(|found| found.as_str().to_owned())
        };
        self.pointers.push(Pointer {
            key,
            of: delivery.to_owned(),
            delivery: group("delivery"),
            line: group("line"),
        });
    }

    fn note_counted(&mut self, key: NoteKey, note: impl FnOnce() -> Note) {
        self.notes.entry(key).or_insert_with(note).rows += 1;
    }

    /// The place of an enterprise, which does this from now on.
    fn enterprise(&mut self, name: &str, role: Role) -> usize {
        let place = match self.enterprises.get(name) {
            Some(place) => *place,
            None => {
                let (country, known) = self.mapping.country_of(name);
                let registered_name = registered_name(name);
                self.history.of_unknown_country += usize::from(!known);
                self.history.of_shortened_name += usize::from(registered_name != name);
                self.history.enterprises.push(Enterprise {
                    name: name.to_owned(),
                    registered_name,
                    country: country.to_owned(),
                    roles: BTreeSet::new(),
                });
                let place = self.history.enterprises.len() - 1;
                self.enterprises.insert(name.to_owned(), place);
                place
            }
        };
        if let Some(enterprise) = self.history.enterprises.get_mut(place) {
            enterprise.roles.insert(role);
        }
        place
    }

    fn close(mut self) -> History {
        for pointer in &self.pointers {
            let to_itself =
                pointer.delivery.as_ref().is_none_or(|delivery| *delivery == pointer.of);
            let to_a_line = pointer.line.as_ref().is_none_or(|line| {
                self.numbered.get(line).is_some_and(|(_, delivery)| *delivery == pointer.of)
            });
            if let Some(note) =
                self.notes.get_mut(&pointer.key).filter(|_| !to_itself || !to_a_line)
            {
                note.unresolved += 1;
            }
        }
        for (delivery, document) in self.history.deliveries.iter_mut().zip(self.documents) {
            delivery.document = document.finalize().into();
        }
        self.history.notes = self.notes.into_values().collect();
        self.history
    }
}

/// The code of goods that have only a description.
pub fn item_code(description: &str) -> String {
    hex::encode(Sha256::digest(description)).chars().take(32).collect()
}

/// A row as CSV, whatever form the file has.
fn canonical(fields: &StringRecord) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(fields);
    writer.into_inner().unwrap_or_default()
}

/// As much of a name as an enterprise can register.
fn registered_name(name: &str) -> String {
    const MARK: char = '…';
    if name.len() <= LONGEST_NAME {
        return name.to_owned();
    }
    let mut end = LONGEST_NAME - MARK.len_utf8();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.chars().take(name.get(..end).unwrap_or_default().chars().count()).chain([MARK]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "ID,ASN/DN #,PO / SO #,Country,Vendor,Manufacturing Site,Fulfill Via,Shipment Mode,Item Description,\
        Line Item Quantity,Line Item Value,Pack Price,Freight Cost (USD),Weight (Kilograms),Vendor INCO Term,\
        PQ First Sent to Client Date,PO Sent to Vendor Date,Scheduled Delivery Date,Delivered to Client Date,Delivery Recorded Date";

    /// A row that is in order, with the changes that a test is about.
    fn row(id: u32, changes: &[(&str, &str)]) -> String {
        let id = id.to_string();
        let usual = [
            id.as_str(),
            "ASN-1",
            "PO-1",
            "Kenya",
            "Acme",
            "Acme Works",
            "Direct Drop",
            "Air",
            "Test kit, 30 tests",
            "19",
            "551",
            "29",
            "780.34",
            "13",
            "EXW",
            "Pre-PQ Process",
            "Date Not Captured",
            "2-Jun-06",
            "2-Jun-06",
            "3-Jun-06",
        ];
        let names: Vec<&str> = HEADER.split(',').map(str::trim).collect();
        let fields = usual.iter().zip(&names).map(|(value, name)| {
            let changed = changes
                .iter()
                .find(|(column, _)| column == name)
                .map_or(*value, |(_, value)| value);
            format!("\"{changed}\"")
        });
        fields.collect::<Vec<_>>().join(",")
    }

    fn read(rows: &[String]) -> Result<History> {
        let file = tempfile::NamedTempFile::new().unwrap();
        let names = HEADER.split(',').map(str::trim).collect::<Vec<_>>().join(",");
        std::fs::write(file.path(), format!("{names}\n{}\n", rows.join("\n"))).unwrap();
        History::read(file.path(), &Mapping::load(None).unwrap(), None)
    }

    /// What is said of a row with these changes, beside one that is in order.
    fn fault(changes: &[(&str, &str)]) -> String {
        let history = read(&[row(1, &[("ASN/DN #", "ASN-0")]), row(2, changes)]).unwrap();
        assert_eq!((history.lines(), history.skipped.len()), (1, 1), "{:?}", history.skipped);
        history.skipped[0].to_string()
    }

    #[test]
    fn a_row_becomes_a_line_of_a_delivery() {
        let history = read(&[
            row(1, &[]),
            row(
                2,
                &[
                    ("Freight Cost (USD)", "See ASN-1 (ID#:1)"),
                    ("Scheduled Delivery Date", "1-Jun-06"),
                ],
            ),
        ])
        .unwrap();
        assert!(history.skipped.is_empty(), "{:?}", history.skipped);
        let [delivery] = &history.deliveries[..] else {
            panic!("one delivery: {:?}", history.deliveries)
        };
        assert_eq!((delivery.lines.len(), delivery.freight, delivery.weight), (2, 78_034, 26_000));
        assert_eq!(
            (delivery.mode, delivery.freight_term),
            (TransportMode::Air, FreightTerm::Collect)
        );
        let day = |day| Day::from_ymd_opt(2006, 6, day).unwrap();
        assert_eq!(
            (delivery.first_scheduled(), delivery.last_scheduled(), delivery.signed()),
            (day(1), day(2), day(3))
        );
        let line = &delivery.lines[0];
        assert_eq!(
            (line.row, line.quantity, line.billed, line.expected),
            (2, 19_000, 55_100, 55_100)
        );
        assert_eq!(history.catalogue[&line.item], "Test kit, 30 tests");
        let names: Vec<_> = history
            .enterprises
            .iter()
            .map(|enterprise| (&enterprise.name[..], &enterprise.country[..]))
            .collect();
        assert_eq!(
            names,
            [("Acme", "US"), ("Kenya", "KE"), ("Direct Drop · Air", "US"), ("Acme Works", "US")]
        );
        assert_eq!((history.orders.len(), history.of_unknown_country), (1, 3));
    }

    #[test]
    fn notes_are_counted_and_put_nothing_in_their_place() {
        let history = read(&[
            row(1, &[]),
            row(
                2,
                &[
                    ("Freight Cost (USD)", "See ASN-1 (ID#:1)"),
                    ("Weight (Kilograms)", "See ASN-1 (ID#:9)"),
                ],
            ),
            row(
                3,
                &[("Freight Cost (USD)", ""), ("Weight (Kilograms)", "Weight Captured Separately")],
            ),
        ])
        .unwrap();
        assert_eq!((history.deliveries[0].freight, history.deliveries[0].weight), (78_034, 13_000));
        let told: Vec<_> = history
            .notes
            .iter()
            .map(|note| (&note.column[..], note.meaning, note.rows, note.unresolved))
            .collect();
        assert_eq!(
            told,
            [
                ("Freight Cost (USD)", "left empty", 1, 0),
                ("Freight Cost (USD)", "on another line of the delivery", 1, 0),
                ("Weight (Kilograms)", "on another line of the delivery", 1, 1),
                ("Weight (Kilograms)", "on another document", 1, 0),
                ("PQ First Sent to Client Date", "does not apply", 3, 0),
                ("PO Sent to Vendor Date", "not recorded", 3, 0),
            ]
        );
    }

    #[test]
    fn a_fault_names_line_column_value_and_what_was_expected() {
        assert_eq!(
            fault(&[("Line Item Quantity", "many")]),
            "line 3, column \"Line Item Quantity\": \"many\" is not a number; expected one such as 1234.5"
        );
        assert_eq!(
            fault(&[("Delivered to Client Date", "32-Jun-06")]),
            "line 3, column \"Delivered to Client Date\": \"32-Jun-06\" is not a date of the years 1971 to 2100; expected the form %d-%b-%y or %m/%d/%y"
        );
    }

    #[test]
    fn each_kind_of_fault_is_found() {
        for (column, value, says) in [
            ("Line Item Quantity", "0", "expected more than 0"),
            ("Line Item Quantity", "-5", "negative"),
            ("Line Item Quantity", "1.0005", "more than 3 decimals"),
            ("Line Item Value", "", "is empty"),
            ("Line Item Value", "5.555", "more than 2 decimals"),
            ("Line Item Value", "99999999999999999999", "too large"),
            ("Pack Price", "9999999999999999", "too large"),
            ("Freight Cost (USD)", "TBD", "neither a number nor one of the mapping's `notes`"),
            ("Shipment Mode", "Camel", "`modes`"),
            ("Vendor INCO Term", "XYZ", "`freight.terms`"),
            ("PO Sent to Vendor Date", "soon", "not a date"),
            ("Vendor", "", "is empty"),
            ("Vendor", "Kenya", "the supplier too"),
            ("ASN/DN #", "Lieferung Ä", "not the number of a waybill"),
            ("Item Description", "", "is empty"),
            ("ID", "1", "was read on line 2 before"),
        ] {
            let said = fault(&[(column, value)]);
            assert!(said.contains(says), "{column} = {value}: {said}");
        }
    }

    #[test]
    fn rows_of_a_delivery_must_agree_on_it() {
        for (column, value) in [
            ("Vendor", "Other"),
            ("Country", "Ghana"),
            ("Shipment Mode", "Truck"),
            ("Delivered to Client Date", "4-Jun-06"),
            ("Delivery Recorded Date", "9-Jun-06"),
        ] {
            let history = read(&[row(1, &[]), row(2, &[(column, value)])]).unwrap();
            assert_eq!(history.lines(), 1);
            let said = history.skipped[0].to_string();
            assert!(said.contains("on line 2 of the same delivery ASN-1"), "{said}");
        }
    }

    #[test]
    fn a_skipped_row_leaves_no_trace() {
        let whole = read(&[row(1, &[])]).unwrap();
        let history = read(&[
            row(1, &[]),
            row(2, &[("Vendor", "Nobody"), ("PO / SO #", "PO-2"), ("Delivery Recorded Date", "")]),
        ])
        .unwrap();
        assert_eq!(History { rows: 1, skipped: Vec::new(), ..history }, whole);
    }

    #[test]
    fn long_names_are_shortened_for_registration_only() {
        let long = "é".repeat(100);
        let history = read(&[row(1, &[("Vendor", &long)])]).unwrap();
        let enterprise = &history.enterprises[0];
        assert_eq!(enterprise.name, long);
        assert!(
            enterprise.registered_name.len() <= 128 && enterprise.registered_name.ends_with('…')
        );
        assert_eq!(history.of_shortened_name, 1);
    }

    #[test]
    fn missing_columns_are_all_named_with_their_keys() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "ID,Country\n1,Kenya\n").unwrap();
        let error = format!(
            "{:#}",
            History::read(file.path(), &Mapping::load(None).unwrap(), None).unwrap_err()
        );
        for part in
            ["line 1", "\"Vendor\" (key `columns.supplier`)", "the file has \"ID\", \"Country\""]
        {
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn a_file_without_a_usable_row_is_refused() {
        let error = |rows: &[String]| format!("{:#}", read(rows).unwrap_err());
        assert!(error(&[]).contains("no rows"));
        assert!(error(&[row(1, &[("Line Item Quantity", "?")])])
            .contains("none of the 1 rows can be used; the first: line 2"));
    }
}

//! Understands rows one by one, and writes down what they say.
use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;
use interfaces::{
    registry::Role,
    waybill::{FreightTerm, TransportMode},
};
use rust_decimal::Decimal;
use sha2::{Digest as _, Sha256};

use super::{columns::Places, orders, Delivery, Enterprise, History, Line, Note};
use crate::replay::{
    amount::{in_units, product, AmountFault},
    calendar::{self, Day},
    mapping::{ItemCode, Mapping, Meaning, Notable},
    source::{Fault, Row},
};

/// The most lines that a waybill takes.
const MOST_LINES: usize = 500;

/// The most bytes that the name of a registered enterprise has.
const LONGEST_NAME: usize = 128;

/// The history while it is read.
pub(super) struct Book<'a> {
    mapping: &'a Mapping,
    columns: StringRecord,
    places: Places,
    pub(super) history: History,
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
    mode: TransportMode,
    freight_term: FreightTerm,
    freight: u64,
    freight_billed: u64,
    weight: u64,
    delivered: Day,
    recorded: Day,
    line: Line,
    value_rounded: bool,
    price_rounded: bool,
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
    pub(super) fn new(mapping: &'a Mapping, columns: StringRecord, places: Places) -> Self {
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
    pub(super) fn take(&mut self, row: &Row) -> Result<(), Fault> {
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
        if !is_number(number) {
            return Err(fields.fault(
                places.delivery,
                "is not the number of a waybill; expected 1 to 35 printable ASCII characters",
            ));
        }
        let order_number =
            match places.order.map(|place| (place, fields.at(place))) {
                None | Some((_, "")) => None,
                Some((_, number)) if is_number(number) => Some(number.to_owned()),
                Some((place, _)) => return Err(fields.fault(
                    place,
                    "is not the number of an order; expected 1 to 35 printable ASCII characters",
                )),
            };
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
        let (unit_price, price_rounded) = product(Decimal::ONE, price, digits)
            .map_err(|fault| fields.fault(places.price, fault.to_string()))?;
        let (expected, value_rounded) = match product(packs, price, digits) {
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
        let freight_billed = match places.freight_billed {
            None => freight,
            place => optional(Notable::FreightBilled, place, digits)?,
        };
        // A weight is kept to the thousandth of what the column counts in, then told in grams.
        let weight = optional(Notable::Weight, places.weight, 3)?;
        let weight = weight
            .checked_mul(mapping.goods.grams_per_weight.into())
            .map_or(u64::MAX, |grams| grams / 1_000);
        let mut optional_day = |field, place: Option<usize>| -> Result<Option<Day>, Fault> {
            let Some(place) = place else { return Ok(None) };
            match self.note(field, fields.at(place)) {
                Some(key) => {
                    notes.push((key, fields.at(place)));
                    Ok(None)
                }
                None => self.day(fields, place).map(Some),
            }
        };
        optional_day(Notable::Quoted, places.quoted)?;
        let ordered = optional_day(Notable::Ordered, places.ordered)?;
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
            mode,
            freight_term,
            freight,
            freight_billed,
            weight,
            delivered: self.day(fields, places.delivered)?,
            recorded: self.day(fields, places.recorded)?,
            line: Line {
                row: fields.row.line,
                item,
                quantity,
                billed,
                expected,
                unit_price,
                scheduled: self.day(fields, places.scheduled)?,
                order_number,
                ordered,
                order: None,
                manufacturer: None,
            },
            value_rounded,
            price_rounded,
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
        if delivery.freight_term != entry.freight_term {
            let before = match delivery.freight_term {
                FreightTerm::Prepaid => "the supplier pays the freight",
                FreightTerm::Collect => "the buyer pays the freight",
            };
            return differs(places.terms.unwrap_or_default(), before);
        }
        if delivery.lines.len() >= MOST_LINES {
            return Err(fields.fault(
                places.delivery,
                format!("has {MOST_LINES} lines already, the most that a waybill takes"),
            ));
        }
        for (place, before, now) in [
            (places.freight, delivery.freight, entry.freight),
            (
                places.freight_billed.or(places.freight),
                delivery.freight_billed,
                entry.freight_billed,
            ),
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
        let is_ordered = entry.line.order_number.is_some();
        for (rule, is_rounded, note) in [
            (usize::MAX, entry.value_rounded, "quantity × price has parts of a minor unit"),
            (
                usize::MAX - 1,
                entry.price_rounded && is_ordered,
                "price of an order has parts of a minor unit",
            ),
        ] {
            if is_rounded {
                let column = self.columns.get(self.places.price).unwrap_or_default().to_owned();
                self.note_counted((Notable::Freight, Some(rule)), || Note {
                    column,
                    note: note.to_owned(),
                    meaning: "rounded, halves up",
                    rows: 0,
                    unresolved: 0,
                });
            }
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
                freight_billed: 0,
                freight_line: 1,
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
            if !delivery.has_freight() && (entry.freight > 0 || entry.freight_billed > 0) {
                let before = u16::try_from(delivery.lines.len()).unwrap_or(u16::MAX);
                delivery.freight_line = before.saturating_add(1);
            }
            delivery.freight += entry.freight;
            delivery.freight_billed += entry.freight_billed;
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
            Notable::FreightBilled => places.freight_billed,
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

    pub(super) fn close(mut self) -> History {
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
        orders::gather(&mut self.history, &self.mapping.life);
        self.history
    }
}

/// Whether a document can have this number.
fn is_number(text: &str) -> bool {
    (1..=orders::LONGEST_NUMBER).contains(&text.len())
        && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// The code of goods that have only a description.
fn item_code(description: &str) -> String {
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

//! The GS1 Event Hash ID of CBV 2.0: one text for all ways to write the same event, and its SHA-256.
//!
//! The text is made of `name=value` in a fixed order without anything between. Times are in UTC with milliseconds, words
//! of GS1's vocabularies are addresses, GS1 identifiers are canonical Digital Links, prefixes are written out, numbers
//! are plain, and what has no order is sorted by its bytes. Left out are `recordTime`, `eventID`, `errorDeclaration`,
//! `@context` and comments: they are not what happened.
//!
//! The rules are those of CBV 2.0 as the published documents and IDs of the reference implementation
//! (RalphTro/epcis-event-hash-generator) show them. Where implementations differ:
//! - extensions stand within what they extend, and `sensorElementList` stands before its elements. Later releases of
//!   the reference and OpenEPCIS leave that name out and move those extensions to the end;
//! - `parentID` follows `epcList`, and source and destination stand before sensor data, as in CBV's table;
//! - numbers are exact: the reference goes through binary floating point and writes small ones with an exponent.
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, fmt, str::FromStr};

use crate::{
    context::Context,
    decimal::Decimal,
    event::EventType,
    identifier,
    json::{Json, Value},
    moment::Moment,
    vocabulary::{of_urn, Vocabulary},
};

/// What a hash ID begins and ends with.
const SCHEME: (&str, &str) = ("ni:///sha-256;", "?ver=CBV2.0");

/// The GS1 Event Hash ID of CBV 2.0: `ni:///sha-256;…?ver=CBV2.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HashId([u8; 32]);

impl HashId {
    /// The ID of the event with this pre-hash string.
    pub fn of(pre_hash: &str) -> Self {
        Self(Sha256::digest(pre_hash).into())
    }

    /// The digest alone.
    pub fn digest(&self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Display for HashId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SCHEME.0)?;
        for byte in self.0 {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(SCHEME.1)
    }
}

/// The text is no hash ID of CBV 2.0 with SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected `ni:///sha-256;`, 64 hexadecimal digits and `?ver=CBV2.0`")]
pub struct NotAHashId;

impl FromStr for HashId {
    type Err = NotAHashId;

    fn from_str(text: &str) -> Result<Self, NotAHashId> {
        let digits = text
            .strip_prefix(SCHEME.0)
            .and_then(|rest| rest.strip_suffix(SCHEME.1))
            .ok_or(NotAHashId)?;
        let digits: Option<Vec<u32>> = digits.chars().map(|digit| digit.to_digit(16)).collect();
        let bytes = digits.ok_or(NotAHashId)?.chunks(2).map(byte).collect::<Option<Vec<_>>>();
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(NotAHashId)
    }
}

fn byte(digits: &[u32]) -> Option<u8> {
    let [high, low] = digits else {
        return None;
    };
    u8::try_from(high.checked_mul(16)?.checked_add(*low)?).ok()
}

/// What a field of EPCIS holds, as far as the pre-hash string is concerned.
#[derive(Clone, Copy)]
enum Shape {
    /// A value, or a list of values that each stand under the field's name.
    Plain,
    /// A time.
    Time,
    /// A word, or a list of words that each stand under the field's name.
    Word(Vocabulary),
    /// A list whose items have a name of their own.
    List(&'static str, &'static Shape),
    /// An object with fields in a fixed order. Without its name if it has no fields that count.
    Object(&'static [(&'static str, Shape)]),
    /// Several objects under the field's name.
    Objects(&'static [(&'static str, Shape)]),
}

const EPCS: Shape = Shape::List("epc", &Shape::Plain);
const QUANTITIES: Shape = Shape::List("quantityElement", &Shape::Object(QUANTITY));
const QUANTITY: &[(&str, Shape)] =
    &[("epcClass", Shape::Plain), ("quantity", Shape::Plain), ("uom", Shape::Plain)];
const PLACE: Shape = Shape::Object(&[("id", Shape::Plain)]);

/// The fields of an event in the canonical order. `certificationInfo` is not in the table of CBV 2.0, but is an
/// event's own statement, and its place is where those who wrote the algorithm have it.
const EVENT: &[(&str, Shape)] = &[
    ("eventTime", Shape::Time),
    ("eventTimeZoneOffset", Shape::Plain),
    ("certificationInfo", Shape::Plain),
    ("epcList", EPCS),
    ("parentID", Shape::Plain),
    ("inputEPCList", EPCS),
    ("childEPCs", EPCS),
    ("quantityList", QUANTITIES),
    ("childQuantityList", QUANTITIES),
    ("inputQuantityList", QUANTITIES),
    ("outputEPCList", EPCS),
    ("outputQuantityList", QUANTITIES),
    ("action", Shape::Plain),
    ("transformationID", Shape::Plain),
    ("bizStep", Shape::Word(Vocabulary::BusinessStep)),
    ("disposition", Shape::Word(Vocabulary::Disposition)),
    (
        "persistentDisposition",
        Shape::Object(&[
            ("set", Shape::Word(Vocabulary::Disposition)),
            ("unset", Shape::Word(Vocabulary::Disposition)),
        ]),
    ),
    ("readPoint", PLACE),
    ("bizLocation", PLACE),
    (
        "bizTransactionList",
        Shape::List(
            "",
            &Shape::Object(&[
                ("type", Shape::Word(Vocabulary::BusinessTransaction)),
                ("bizTransaction", Shape::Plain),
            ]),
        ),
    ),
    (
        "sourceList",
        Shape::List(
            "",
            &Shape::Object(&[
                ("type", Shape::Word(Vocabulary::SourceOrDestination)),
                ("source", Shape::Plain),
            ]),
        ),
    ),
    (
        "destinationList",
        Shape::List(
            "",
            &Shape::Object(&[
                ("type", Shape::Word(Vocabulary::SourceOrDestination)),
                ("destination", Shape::Plain),
            ]),
        ),
    ),
    (
        "sensorElementList",
        Shape::List(
            "sensorElement",
            &Shape::Object(&[
                ("sensorMetadata", Shape::Object(METADATA)),
                ("sensorReport", Shape::Objects(REPORT)),
            ]),
        ),
    ),
];

const METADATA: &[(&str, Shape)] = &[
    ("time", Shape::Time),
    ("startTime", Shape::Time),
    ("endTime", Shape::Time),
    ("deviceID", Shape::Plain),
    ("deviceMetadata", Shape::Plain),
    ("rawData", Shape::Plain),
    ("dataProcessingMethod", Shape::Plain),
    ("bizRules", Shape::Plain),
];

const REPORT: &[(&str, Shape)] = &[
    ("type", Shape::Word(Vocabulary::Measurement)),
    ("exception", Shape::Word(Vocabulary::Alert)),
    ("deviceID", Shape::Plain),
    ("deviceMetadata", Shape::Plain),
    ("rawData", Shape::Plain),
    ("dataProcessingMethod", Shape::Plain),
    // Not in the table of CBV 2.0, but in GS1's JSON Schema; where metadata has it.
    ("bizRules", Shape::Plain),
    ("time", Shape::Time),
    ("microorganism", Shape::Plain),
    ("chemicalSubstance", Shape::Plain),
    ("value", Shape::Plain),
    ("component", Shape::Word(Vocabulary::Component)),
    ("stringValue", Shape::Plain),
    ("booleanValue", Shape::Plain),
    ("hexBinaryValue", Shape::Plain),
    ("uriValue", Shape::Plain),
    ("minValue", Shape::Plain),
    ("maxValue", Shape::Plain),
    ("meanValue", Shape::Plain),
    ("sDev", Shape::Plain),
    ("percRank", Shape::Plain),
    ("percValue", Shape::Plain),
    ("uom", Shape::Plain),
    ("coordinateReferenceSystem", Shape::Plain),
];

/// The fields of an event that are not what happened.
const LEFT_OUT: [&str; 5] = ["@context", "type", "eventID", "recordTime", "errorDeclaration"];

/// The pre-hash string of `event`. `ignored` are the full names of extension fields that the document says are not the
/// event's.
pub(crate) fn pre_hash(
    kind: EventType,
    event: &Json<'_>,
    context: &Context,
    ignored: &BTreeSet<String>,
) -> String {
    let writer = Writer { context, ignored };
    let mut text = format!("eventType={kind}");
    text.push_str(&writer.ordered(event, EVENT));
    if let Some(ilmd) = event.field("ilmd") {
        text.push_str(&writer.extension("ilmd", ilmd).concat());
    }
    let standard = |name: &str| name == "ilmd" || LEFT_OUT.contains(&name) || is_in(EVENT, name);
    text.push_str(&writer.extensions(event, standard));
    text
}

fn is_in(order: &[(&str, Shape)], name: &str) -> bool {
    order.iter().any(|(field, _)| *field == name)
}

struct Writer<'c> {
    context: &'c Context,
    ignored: &'c BTreeSet<String>,
}

impl Writer<'_> {
    /// The fields of `object` that are in `order`, in that order.
    fn ordered(&self, object: &Json<'_>, order: &[(&str, Shape)]) -> String {
        let fields =
            order.iter().filter_map(|(name, shape)| Some((name, shape, object.field(name)?)));
        fields.map(|(name, shape, json)| self.field(name, *shape, json)).collect()
    }

    fn field(&self, name: &str, shape: Shape, json: &Json<'_>) -> String {
        match shape {
            Shape::Plain | Shape::Time | Shape::Word(_) => match json.items() {
                Some(items) => sorted(items.iter().map(|item| self.field(name, shape, item))),
                None => match self.value(shape, json) {
                    Some(value) if !value.is_empty() => format!("{name}={value}"),
                    _ => String::new(),
                },
            },
            Shape::List(item_name, item_shape) => {
                let items = json.items().unwrap_or_default();
                let text =
                    sorted(items.iter().map(|item| self.field(item_name, *item_shape, item)));
                if text.is_empty() {
                    text
                } else {
                    format!("{name}{text}")
                }
            }
            Shape::Object(order) => {
                let own = self.ordered(json, order);
                let text = format!("{own}{}", self.extensions(json, |field| is_in(order, field)));
                if text.is_empty() {
                    text
                } else {
                    format!("{name}{text}")
                }
            }
            Shape::Objects(order) => {
                let items = json.items().unwrap_or_default();
                sorted(items.iter().map(|item| self.field(name, Shape::Object(order), item)))
            }
        }
    }

    /// The value of a single one; `None` if there is none.
    fn value(&self, shape: Shape, json: &Json<'_>) -> Option<String> {
        let text = match &json.value {
            Value::Null | Value::List(_) | Value::Object(_) => return None,
            Value::Boolean(value) => return Some(value.to_string()),
            Value::Number(number) => return Some(number.to_string()),
            Value::Text(text) => text.trim(),
        };
        let written_out = self.context.written_out(text);
        let text = written_out.as_deref().unwrap_or(text);
        match shape {
            Shape::Time => Moment::parse(text).map(|moment| moment.to_string()),
            Shape::Word(vocabulary) => {
                vocabulary.term(text).ok().map(|term| term.address().to_owned())
            }
            _ => Some(canonical(text)),
        }
    }

    /// The fields of `object` that are not `standard`, sorted.
    fn extensions(&self, object: &Json<'_>, standard: impl Fn(&str) -> bool) -> String {
        let fields = object.fields().unwrap_or_default().iter().filter(|(name, _)| !standard(name));
        let named = fields.filter_map(|(name, json)| Some((self.context.hashed(name)?, json)));
        sorted(
            named
                .filter(|(name, _)| !self.ignored.contains(name))
                .flat_map(|(name, json)| self.extension(&name, json)),
        )
    }

    /// What stands in an extension field with the full name `name`: one text for a value or an object, one for each item
    /// of a list.
    fn extension(&self, name: &str, json: &Json<'_>) -> Vec<String> {
        match &json.value {
            Value::List(items) => {
                // A list in a list has no name of its own.
                let item = |item: &Json<'_>| match item.items() {
                    Some(items) => vec![format!(
                        "{name}{}",
                        sorted(items.iter().flat_map(|item| self.extension("", item)))
                    )],
                    None => self.extension(name, item),
                };
                items.iter().flat_map(item).collect()
            }
            Value::Object(_) => vec![format!("{name}{}", self.extensions(json, |_| false))],
            _ => match self.value(Shape::Plain, json) {
                None => Vec::new(),
                Some(value) if value.is_empty() => vec![name.to_owned()],
                Some(value) => vec![format!("{name}={value}")],
            },
        }
    }
}

/// The texts by their bytes, one after the other.
fn sorted(texts: impl Iterator<Item = String>) -> String {
    let mut texts: Vec<_> = texts.collect();
    texts.sort_unstable();
    texts.concat()
}

/// `text` in its canonical form: a word of CBV, a number, a GS1 identifier, or as it is.
///
/// In XML all values are text, so text that is a number is one here as well. Only plain numbers: `12E4` is a lot.
pub(crate) fn canonical(text: &str) -> String {
    let plain =
        |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte));
    let number =
        || Some(text).filter(plain).and_then(Decimal::parse).map(|number| number.to_string());
    of_urn(text)
        .or_else(number)
        .or_else(|| identifier::canonical(text))
        .unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests;

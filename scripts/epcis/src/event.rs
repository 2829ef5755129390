//! What a document says happened, in types.
//!
//! GS1 identifiers are canonical Digital Links here, whatever form the document has them in, so that equal things are
//! equal texts; other identifiers are as they were written. Words of vocabularies are [`Term`]s. The event as it was
//! written is in [`Event::json`].
use std::fmt;

use crate::{fault::quoted, Decimal, Fault, HashId, Identifier, Moment, Term};

/// The kind of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventType {
    /// Something happened to goods.
    Object,
    /// Goods went into a container or on a pallet, or came out of it.
    Aggregation,
    /// Goods were tied to a business transaction, or set free of it.
    Transaction,
    /// Goods became other goods.
    Transformation,
    /// Things were fastened to a thing or a place, or taken off.
    Association,
}

impl EventType {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Object,
        Self::Aggregation,
        Self::Transaction,
        Self::Transformation,
        Self::Association,
    ];

    /// The name in EPCIS: `ObjectEvent`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Object => "ObjectEvent",
            Self::Aggregation => "AggregationEvent",
            Self::Transaction => "TransactionEvent",
            Self::Transformation => "TransformationEvent",
            Self::Association => "AssociationEvent",
        }
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How the event stands to the life of what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It begins: commissioned, packed, tied.
    Add,
    /// It goes on: seen.
    Observe,
    /// It ends: decommissioned, unpacked, set free.
    Delete,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Add, Self::Observe, Self::Delete];

    /// The name in EPCIS: `ADD`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "ADD",
            Self::Observe => "OBSERVE",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Goods by their class: so much of an article or of a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassQuantity {
    /// The article or the lot.
    pub class: String,
    /// How much; `None` if it is not said.
    pub quantity: Option<Decimal>,
    /// In which unit: a code of UN/ECE Recommendation 20. `None` if the quantity counts pieces.
    pub unit: Option<String>,
}

/// Goods: each by its own identifier, or so much of a class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Goods {
    /// Each by its own identifier.
    pub instances: Vec<String>,
    /// So much of a class.
    pub classes: Vec<ClassQuantity>,
}

impl Goods {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.instances.is_empty() && self.classes.is_empty()
    }
}

/// A document or a party, and what it is to the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// What it is. Always said of sources and destinations.
    pub role: Option<Term>,
    /// Which one.
    pub id: String,
}

/// Dispositions that stay until they are taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersistentDisposition {
    /// Which begin.
    pub set: Vec<Term>,
    /// Which end.
    pub unset: Vec<Term>,
}

/// What sensors told at one time or over one period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SensorElement {
    /// When.
    pub time: Option<Moment>,
    /// Since when.
    pub start: Option<Moment>,
    /// Until when.
    pub end: Option<Moment>,
    /// Who measured and how, for all reports.
    pub device: Device,
    /// The rules by which it was judged.
    pub business_rules: Option<String>,
    /// The reports, at least one.
    pub reports: Vec<SensorReport>,
}

/// A sensor and what it works with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    /// The sensor.
    pub id: Option<String>,
    /// What is known of the sensor.
    pub metadata: Option<String>,
    /// Where the raw data is.
    pub raw_data: Option<String>,
    /// How the raw data was worked up.
    pub processing_method: Option<String>,
}

/// What one sensor told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SensorReport {
    /// What was measured.
    pub measurement: Term,
    /// That the sensor raised an alarm, or failed.
    pub exception: Option<Term>,
    /// Who measured and how.
    pub device: Device,
    /// The rules by which it was judged.
    pub business_rules: Option<String>,
    /// When.
    pub time: Option<Moment>,
    /// Of which microorganism.
    pub microorganism: Option<String>,
    /// Of which substance.
    pub chemical_substance: Option<String>,
    /// The value.
    pub value: Option<Decimal>,
    /// Which part of a value that has several.
    pub component: Option<Term>,
    /// The value if it is text.
    pub text_value: Option<String>,
    /// The value if it is yes or no.
    pub boolean_value: Option<bool>,
    /// The value if it is bytes: hexadecimal digits.
    pub bytes_value: Option<String>,
    /// The value if it is a URI.
    pub uri_value: Option<String>,
    /// The least value.
    pub minimum: Option<Decimal>,
    /// The greatest value.
    pub maximum: Option<Decimal>,
    /// The mean value.
    pub mean: Option<Decimal>,
    /// The standard deviation.
    pub standard_deviation: Option<Decimal>,
    /// The percentile that `percentile_value` is.
    pub percentile_rank: Option<Decimal>,
    /// The value at that percentile.
    pub percentile_value: Option<Decimal>,
    /// In which unit: a code of UN/ECE Recommendation 20.
    pub unit: Option<String>,
    /// In which system coordinates are.
    pub coordinate_reference_system: Option<String>,
}

/// The word that the event is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorDeclaration {
    /// Since when it is known.
    pub declared_at: Moment,
    /// Why.
    pub reason: Option<Term>,
    /// The events that stand in its stead.
    pub corrective_event_ids: Vec<String>,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its kind.
    pub event_type: EventType,
    /// How it stands to the life of what it is about; `None` of transformations only.
    pub action: Option<Action>,
    /// When it happened.
    pub time: Moment,
    /// What clocks showed there, as distance from UTC: `+01:00`.
    pub time_zone_offset: String,
    /// When it was recorded by whom the document comes from.
    pub recorded_at: Option<Moment>,
    /// The identifier that the document gives it.
    pub id: Option<String>,
    /// The identifier that its content gives it.
    pub hash_id: HashId,
    /// What the hash ID is the digest of.
    pub pre_hash: String,
    /// What it is about: the goods of object and transaction events.
    pub goods: Goods,
    /// The container, the pallet, the place, or what else holds the children.
    pub parent: Option<String>,
    /// What went in, came out, was fastened or taken off.
    pub children: Goods,
    /// What went into a transformation.
    pub inputs: Goods,
    /// What came out of a transformation.
    pub outputs: Goods,
    /// What ties several transformation events to one transformation.
    pub transformation_id: Option<String>,
    /// Where it happened.
    pub read_point: Option<String>,
    /// Where the goods are afterwards.
    pub business_location: Option<String>,
    /// As a part of what.
    pub business_step: Option<Term>,
    /// In which state the goods are afterwards.
    pub disposition: Option<Term>,
    /// In which state they stay until it is taken back.
    pub persistent_disposition: PersistentDisposition,
    /// The documents it belongs to.
    pub business_transactions: Vec<Role>,
    /// From whom or where the goods come.
    pub sources: Vec<Role>,
    /// To whom or where they go.
    pub destinations: Vec<Role>,
    /// What sensors told.
    pub sensor_elements: Vec<SensorElement>,
    /// The certificates it was done under.
    pub certificates: Vec<String>,
    /// That it is wrong.
    pub error_declaration: Option<ErrorDeclaration>,
    /// The event as it was written.
    pub json: String,
}

impl Event {
    /// Whether the identifier that the document gives is the hash ID of what the document says. `None` if the document
    /// gives none, or one of another kind.
    pub fn is_as_identified(&self) -> Option<bool> {
        let stated: HashId = self.id.as_deref()?.parse().ok()?;
        Some(stated == self.hash_id)
    }

    /// Goods that stand in the wrong kind of list, their paths from the event on: a class of goods or a lot where EPCIS 2.0 has
    /// single ones (`epcList`, `childEPCs`, `inputEPCList`, `outputEPCList`, `parentID`), or single ones where it has a class
    /// (`epcClass`). Only of GS1 identifiers can that be said.
    ///
    /// Such a document is read all the same: the published examples of the hash ID have some. What is recorded of goods should
    /// not be taken from it.
    pub fn misplaced(&self) -> Vec<Fault> {
        let (single, class) = (
            "the identifier of one thing; a class or a lot stands in a list of quantities",
            "the identifier of a class or a lot; one thing stands in a list of EPCs",
        );
        let lists = [
            (&self.goods, "epcList", "quantityList"),
            (&self.children, "childEPCs", "childQuantityList"),
            (&self.inputs, "inputEPCList", "inputQuantityList"),
            (&self.outputs, "outputEPCList", "outputQuantityList"),
        ];
        let mut named = Vec::new();
        named.extend(self.parent.iter().map(|id| ("/parentID".to_owned(), id, single)));
        for (goods, epcs, quantities) in lists {
            let instances = goods.instances.iter().enumerate();
            named.extend(instances.map(|(place, id)| (format!("/{epcs}/{place}"), id, single)));
            let classes = goods.classes.iter().map(|element| &element.class).enumerate();
            let path = |place| format!("/{quantities}/{place}/epcClass");
            named.extend(classes.map(|(place, id)| (path(place), id, class)));
        }
        let wrong = named.into_iter().filter(|(_, id, expected)| {
            Identifier::parse(id).is_ok_and(|id| id.is_class() != (*expected == class))
        });
        wrong
            .map(|(path, id, expected)| Fault {
                path,
                found: quoted(id),
                expected: expected.to_owned(),
            })
            .collect()
    }
}

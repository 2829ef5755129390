//! Documents: read, checked, taken apart into events.
use std::collections::BTreeSet;

use crate::{
    context::Context,
    event::{
        Action, ClassQuantity, Device, ErrorDeclaration, Event, EventType, Goods,
        PersistentDisposition, Role, SensorElement, SensorReport,
    },
    fault::{quoted, Faults, Path, Refusal},
    hash::{canonical, pre_hash, HashId},
    identifier::{Identifier, IdentifierError},
    json::{Json, Value},
    vocabulary::{is_uri, Term, Vocabulary},
    Decimal, Moment,
};

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentType {
    /// Events to be captured: `EPCISDocument`.
    Capture,
    /// The answer to a query: `EPCISQueryDocument`.
    Query,
    /// One event, or a list of events.
    Events,
}

/// An EPCIS document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub document_type: DocumentType,
    /// Its events in the order of the document.
    pub events: Vec<Event>,
}

impl Document {
    /// Reads a document from its JSON.
    ///
    /// # Errors
    /// All that is not EPCIS 2.0 in it.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let mut faults = Faults::default();
        let json = Json::read(text.strip_prefix('\u{feff}').unwrap_or(text), &mut faults);
        let mut reader = Reader { faults };
        let document = json.and_then(|json| reader.document(&json));
        reader.faults.unless(document)
    }
}

/// The fields that every event may have.
const EVENT: [&str; 8] = [
    "@context",
    "type",
    "eventTime",
    "recordTime",
    "eventTimeZoneOffset",
    "eventID",
    "errorDeclaration",
    "certificationInfo",
];

/// The fields for where and why that every event may have.
const WHERE_AND_WHY: [&str; 9] = [
    "bizStep",
    "disposition",
    "persistentDisposition",
    "readPoint",
    "bizLocation",
    "bizTransactionList",
    "sourceList",
    "destinationList",
    "sensorElementList",
];

/// The fields of a sensor that metadata and report have in common.
const DEVICE: [&str; 4] = ["deviceID", "deviceMetadata", "rawData", "dataProcessingMethod"];

/// The fields of a sensor report beside those of the sensor.
const REPORT: [&str; 20] = [
    "type",
    "exception",
    "bizRules",
    "time",
    "microorganism",
    "chemicalSubstance",
    "value",
    "component",
    "stringValue",
    "booleanValue",
    "hexBinaryValue",
    "uriValue",
    "minValue",
    "maxValue",
    "meanValue",
    "sDev",
    "percRank",
    "percValue",
    "uom",
    "coordinateReferenceSystem",
];

/// The fields that events of this type may have beside those that all may have.
fn own_fields(event_type: EventType) -> &'static [&'static str] {
    match event_type {
        EventType::Object => &["epcList", "quantityList", "action", "ilmd"],
        EventType::Aggregation | EventType::Association => {
            &["parentID", "childEPCs", "childQuantityList", "action"]
        }
        EventType::Transaction => &["parentID", "epcList", "quantityList", "action"],
        EventType::Transformation => &[
            "inputEPCList",
            "inputQuantityList",
            "outputEPCList",
            "outputQuantityList",
            "transformationID",
            "ilmd",
        ],
    }
}

/// An object, where it stands, and what its prefixes stand for.
#[derive(Clone, Copy)]
struct Object<'s> {
    json: &'s Json<'s>,
    path: &'s Path<'s>,
    context: &'s Context,
}

impl Object<'_> {
    fn field(&self, name: &str) -> Option<&Json<'_>> {
        self.json.field(name)
    }

    fn has(&self, name: &str) -> bool {
        self.field(name).is_some()
    }

    /// Whether the field is there and is not an empty list.
    fn has_items(&self, name: &str) -> bool {
        self.field(name).is_some_and(|json| json.items().is_none_or(|items| !items.is_empty()))
    }
}

/// What is expected where a URI is.
const URI: &str = "a URI";
/// What is expected in `@context`.
const CONTEXT: &str = "the address of EPCIS' context, alone or in a list: https://ref.gs1.org/standards/epcis/epcis-context.jsonld";
/// What is expected where a time is.
const TIME: &str = "a time with its distance from UTC, such as 2005-04-03T20:33:31.116-06:00";

/// Reads and notes what is wrong.
struct Reader {
    faults: Faults,
}

impl Reader {
    // ---- Values. Each notes what is wrong with it and is then `None`.

    fn text(&mut self, json: &Json<'_>, path: &Path<'_>, expected: &str) -> Option<String> {
        match json.text().map(str::trim) {
            Some(text) if !text.is_empty() => Some(text.to_owned()),
            _ => self.wrong(json, path, expected),
        }
    }

    fn wrong<T>(&mut self, json: &Json<'_>, path: &Path<'_>, expected: &str) -> Option<T> {
        self.faults.note(path, json.told(), expected);
        None
    }

    fn one_of<T: Copy>(
        &mut self,
        json: &Json<'_>,
        path: &Path<'_>,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let chosen = json.text().and_then(|text| choices.iter().find(|(name, _)| *name == text));
        if let Some((_, choice)) = chosen {
            return Some(*choice);
        }
        let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
        self.wrong(json, path, &format!("one of {}", names.join(", ")))
    }

    fn number(&mut self, json: &Json<'_>, path: &Path<'_>) -> Option<Decimal> {
        match &json.value {
            Value::Number(number) => Some(number.clone()),
            _ => self.wrong(json, path, "a number"),
        }
    }

    fn moment(&mut self, json: &Json<'_>, path: &Path<'_>) -> Option<Moment> {
        let moment = json.text().and_then(|text| Moment::parse(text.trim()));
        moment.or_else(|| self.wrong(json, path, TIME))
    }

    /// A URI in its canonical form.
    fn uri(&mut self, json: &Json<'_>, path: &Path<'_>, context: &Context) -> Option<String> {
        let text = self.text(json, path, URI)?;
        let text = context.written_out(&text).unwrap_or(text);
        if is_uri(&text) {
            Some(canonical(&text))
        } else {
            self.wrong(json, path, URI)
        }
    }

    /// The identifier of goods or of a place in its canonical form.
    fn identifier(
        &mut self,
        json: &Json<'_>,
        path: &Path<'_>,
        context: &Context,
    ) -> Option<String> {
        let uri = self.uri(json, path, context)?;
        match Identifier::parse(&uri) {
            // Identifiers of others than GS1 are theirs to judge; so are addresses that are no links.
            Err(IdentifierError::NotAnIdentifier | IdentifierError::UnknownScheme(_)) | Ok(_) => {
                Some(uri)
            }
            Err(error @ IdentifierError::CheckDigit { .. }) => {
                self.wrong(json, path, &format!("a GS1 identifier without mistake ({error})"))
            }
            Err(_) if !uri.starts_with("urn:epc:") => Some(uri),
            Err(error) => self.wrong(json, path, &format!("an EPC URN as GS1 has it ({error})")),
        }
    }

    fn term(
        &mut self,
        json: &Json<'_>,
        path: &Path<'_>,
        context: &Context,
        vocabulary: Vocabulary,
    ) -> Option<Term> {
        let text = self.text(json, path, vocabulary.name())?;
        let written_out = context.written_out(&text);
        match vocabulary.term(written_out.as_deref().unwrap_or(&text)) {
            Ok(term) => Some(term),
            Err(expected) => self.wrong(json, path, &expected),
        }
    }

    // ---- Fields.

    /// The field `name`, read by `read`, if it is there.
    fn optional<T>(
        &mut self,
        object: Object<'_>,
        name: &str,
        read: impl FnOnce(&mut Self, &Json<'_>, &Path<'_>) -> Option<T>,
    ) -> Option<T> {
        let path = object.path.field(name);
        read(self, object.field(name)?, &path)
    }

    /// The field `name`, read by `read`; that it is missing is noted with what is `expected`.
    fn required<T>(
        &mut self,
        object: Object<'_>,
        name: &str,
        expected: &str,
        read: impl FnOnce(&mut Self, &Json<'_>, &Path<'_>) -> Option<T>,
    ) -> Option<T> {
        if !object.has(name) {
            self.faults.note(&object.path.field(name), "nothing", expected);
        }
        self.optional(object, name, read)
    }

    fn optional_text(&mut self, object: Object<'_>, name: &str) -> Option<String> {
        self.optional(object, name, |reader, json, path| reader.text(json, path, "a text"))
    }

    fn optional_uri(&mut self, object: Object<'_>, name: &str) -> Option<String> {
        self.optional(object, name, |reader, json, path| reader.uri(json, path, object.context))
    }

    fn optional_number(&mut self, object: Object<'_>, name: &str) -> Option<Decimal> {
        self.optional(object, name, Self::number)
    }

    fn optional_moment(&mut self, object: Object<'_>, name: &str) -> Option<Moment> {
        self.optional(object, name, Self::moment)
    }

    fn optional_term(
        &mut self,
        object: Object<'_>,
        name: &str,
        vocabulary: Vocabulary,
    ) -> Option<Term> {
        self.optional(object, name, |reader, json, path| {
            reader.term(json, path, object.context, vocabulary)
        })
    }

    /// The items of the list `name`; none if it is not there.
    fn list<T>(
        &mut self,
        object: Object<'_>,
        name: &str,
        mut read: impl FnMut(&mut Self, &Json<'_>, &Path<'_>) -> Option<T>,
    ) -> Vec<T> {
        let items = self.optional(object, name, |reader, json, path| match json.items() {
            None => reader.wrong(json, path, "a list"),
            Some(items) => {
                let items = items.iter().enumerate();
                Some(
                    items
                        .filter_map(|(position, item)| read(reader, item, &path.item(position)))
                        .collect(),
                )
            }
        });
        items.unwrap_or_default()
    }

    /// `json` if it is an object that has no other fields than those in `known` and, if it is `extensible`, fields of
    /// others in their namespaces.
    fn object<'s>(
        &mut self,
        json: &'s Json<'s>,
        path: &'s Path<'s>,
        context: &'s Context,
        known: &[&[&str]],
        extensible: bool,
    ) -> Option<Object<'s>> {
        let Some(fields) = json.fields() else {
            return self.wrong(json, path, "an object");
        };
        for (name, _) in fields
            .iter()
            .filter(|(name, _)| !known.iter().any(|known| known.contains(&name.as_str())))
        {
            let expected = if extensible {
                context.extension(name).err()
            } else {
                Some(format!("no other fields than {}", known.concat().join(", ")))
            };
            if let Some(expected) = expected {
                self.faults.note(
                    &path.field(name),
                    format!("the field {}", quoted(name)),
                    expected,
                );
            }
        }
        Some(Object { json, path, context })
    }

    // ---- Documents.

    fn document(&mut self, json: &Json<'_>) -> Option<Document> {
        let context = Context::default();
        let path = Path::Root;
        if let Some(items) = json.items() {
            if items.is_empty() {
                return self.wrong(json, &path, "events");
            }
            let events = items
                .iter()
                .enumerate()
                .map(|(position, item)| self.lone_event(item, &path.item(position), &context));
            let events: Vec<_> = events.collect();
            return Some(Document {
                document_type: DocumentType::Events,
                events: events.into_iter().collect::<Option<_>>()?,
            });
        }
        match json.field("type").and_then(Json::text) {
            Some("EPCISDocument") => self.capture_document(json, &path, context),
            Some("EPCISQueryDocument") => self.query_document(json, &path, context),
            Some(name) if EventType::ALL.iter().any(|event_type| event_type.name() == name) => {
                let events = vec![self.lone_event(json, &path, &context)?];
                Some(Document { document_type: DocumentType::Events, events })
            }
            _ if json.fields().is_none() => self.wrong(json, &path, "an EPCIS document: an object"),
            _ => {
                let found = json.field("type").map_or_else(|| "nothing".into(), Json::told);
                let events = EventType::ALL.map(EventType::name).join(", ");
                self.faults.note(
                    &path.field("type"),
                    found,
                    format!("one of EPCISDocument, EPCISQueryDocument, {events}"),
                );
                None
            }
        }
    }

    /// An event outside of a document, which must say itself what its prefixes stand for.
    fn lone_event(&mut self, json: &Json<'_>, path: &Path<'_>, context: &Context) -> Option<Event> {
        if json.fields().is_some() {
            self.names_epcis(json, path);
        }
        self.event(json, path, context, &BTreeSet::new())
    }

    /// `context` and what the document declares.
    fn declared(&mut self, json: &Json<'_>, path: &Path<'_>, mut context: Context) -> Context {
        self.names_epcis(json, path);
        if let Some(declared) = json.field("@context") {
            context.declare(declared, &path.field("@context"), &mut self.faults);
        }
        context
    }

    /// Notes that `json` does not say by its `@context` that its fields are those of EPCIS.
    fn names_epcis(&mut self, json: &Json<'_>, path: &Path<'_>) {
        let path = path.field("@context");
        match json.field("@context") {
            None => self.faults.note(&path, "nothing", CONTEXT),
            Some(declared) if !Context::names_epcis(declared) => {
                self.faults.note(&path, declared.told(), CONTEXT);
            }
            Some(_) => {}
        }
    }

    fn version(&mut self, json: &Json<'_>, path: &Path<'_>) -> Option<()> {
        let is_2 = |text: &str| {
            text.strip_prefix("2.").is_some_and(|rest| {
                rest.split('.')
                    .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
            })
        };
        match json.text().is_some_and(is_2) {
            true => Some(()),
            false => self.wrong(json, path, "a version of EPCIS 2 as text, such as 2.0"),
        }
    }

    fn capture_document(
        &mut self,
        json: &Json<'_>,
        path: &Path<'_>,
        context: Context,
    ) -> Option<Document> {
        let context = self.declared(json, path, context);
        let known = [
            "@context",
            "id",
            "type",
            "schemaVersion",
            "creationDate",
            "instanceIdentifier",
            "sender",
            "receiver",
            "epcisHeader",
            "epcisBody",
        ];
        let document = self.object(json, path, &context, &[&known], true)?;
        self.required(
            document,
            "schemaVersion",
            "the version of EPCIS, such as 2.0",
            Self::version,
        );
        self.required(document, "creationDate", TIME, Self::moment);
        self.optional_uri(document, "id");
        for name in ["instanceIdentifier", "sender", "receiver"] {
            self.optional_text(document, name);
        }
        self.optional(document, "epcisHeader", |reader, json, path| {
            reader.object(json, path, &context, &[&["epcisMasterData"]], true).map(|_| ())
        });
        let events = self.required(
            document,
            "epcisBody",
            "an object with an eventList",
            |reader, json, path| {
                let body = reader.object(json, path, &context, &[&["eventList"]], true)?;
                reader.event_list(body, &BTreeSet::new())
            },
        )?;
        Some(Document { document_type: DocumentType::Capture, events })
    }

    fn query_document(
        &mut self,
        json: &Json<'_>,
        path: &Path<'_>,
        context: Context,
    ) -> Option<Document> {
        let context = self.declared(json, path, context);
        let known = ["@context", "id", "type", "schemaVersion", "creationDate", "epcisBody"];
        let document = self.object(json, path, &context, &[&known], true)?;
        self.optional(document, "schemaVersion", Self::version);
        self.optional_moment(document, "creationDate");
        self.optional_uri(document, "id");
        let events = self.required(
            document,
            "epcisBody",
            "an object with queryResults",
            |reader, json, path| {
                let body = reader.object(json, path, &context, &[&["queryResults"]], true)?;
                reader.required(
                    body,
                    "queryResults",
                    "an object with a resultsBody",
                    |reader, json, path| {
                        let known = ["queryName", "subscriptionID", "resultsBody"];
                        let results = reader.object(json, path, &context, &[&known], true)?;
                        reader.required(
                            results,
                            "queryName",
                            "the query's name",
                            |reader, json, path| reader.text(json, path, "the query's name"),
                        );
                        reader.optional_text(results, "subscriptionID");
                        let ignored = ignored(results);
                        reader.required(
                            results,
                            "resultsBody",
                            "an object with an eventList",
                            |reader, json, path| {
                                let body = reader.object(
                                    json,
                                    path,
                                    &context,
                                    &[&["eventList", "vocabularyList"]],
                                    true,
                                )?;
                                reader.event_list(body, &ignored)
                            },
                        )
                    },
                )
            },
        )?;
        Some(Document { document_type: DocumentType::Query, events })
    }

    fn event_list(&mut self, body: Object<'_>, ignored: &BTreeSet<String>) -> Option<Vec<Event>> {
        self.required(body, "eventList", "a list of events", |_, _, _| Some(()))?;
        let mut whole = true;
        let events = self.list(body, "eventList", |reader, json, path| {
            let event = reader.event(json, path, body.context, ignored);
            whole &= event.is_some();
            event
        });
        whole.then_some(events)
    }

    // ---- Events.

    fn event(
        &mut self,
        json: &Json<'_>,
        path: &Path<'_>,
        context: &Context,
        ignored: &BTreeSet<String>,
    ) -> Option<Event> {
        let faults = self.faults.count();
        if json.fields().is_none() {
            return self.wrong(json, path, "an event: an object");
        }
        let mut own = None;
        if let Some(declared) = json.field("@context") {
            let own = own.insert(context.clone());
            own.declare(declared, &path.field("@context"), &mut self.faults);
        }
        let context = own.as_ref().unwrap_or(context);
        let types = EventType::ALL.map(|event_type| (event_type.name(), event_type));
        let nothing = Object { json, path, context };
        let expected = format!("one of {}", types.map(|(name, _)| name).join(", "));
        let event_type = self.required(nothing, "type", &expected, |reader, json, path| {
            reader.one_of(json, path, &types)
        })?;
        let event = self.object(
            json,
            path,
            context,
            &[&EVENT, &WHERE_AND_WHY, own_fields(event_type)],
            true,
        )?;

        let time = self.required(event, "eventTime", TIME, Self::moment);
        let offset = "the distance of local time from UTC, such as +01:00";
        let time_zone_offset =
            self.required(event, "eventTimeZoneOffset", offset, |reader, json, path| {
                let text = json.text().filter(|text| is_offset(text)).map(str::to_owned);
                text.or_else(|| reader.wrong(json, path, offset))
            });
        let action = self.action(event, event_type);
        self.rules(event, event_type, action);
        self.optional(event, "ilmd", |reader, json, path| {
            reader.object(json, path, context, &[], true).map(|_| ())
        });
        let read = Event {
            event_type,
            action,
            time: time.unwrap_or(Moment::EPOCH),
            time_zone_offset: time_zone_offset.unwrap_or_default(),
            recorded_at: self.optional_moment(event, "recordTime"),
            id: self.optional_uri(event, "eventID"),
            hash_id: HashId::of(""),
            pre_hash: String::new(),
            goods: self.goods(event, "epcList", "quantityList"),
            parent: self.optional(event, "parentID", |reader, json, path| {
                reader.identifier(json, path, context)
            }),
            children: self.goods(event, "childEPCs", "childQuantityList"),
            inputs: self.goods(event, "inputEPCList", "inputQuantityList"),
            outputs: self.goods(event, "outputEPCList", "outputQuantityList"),
            transformation_id: self.optional_uri(event, "transformationID"),
            read_point: self.place(event, "readPoint"),
            business_location: self.place(event, "bizLocation"),
            business_step: self.optional_term(event, "bizStep", Vocabulary::BusinessStep),
            disposition: self.optional_term(event, "disposition", Vocabulary::Disposition),
            persistent_disposition: self.persistent_disposition(event),
            business_transactions: self.roles(event, "bizTransactionList", "bizTransaction"),
            sources: self.roles(event, "sourceList", "source"),
            destinations: self.roles(event, "destinationList", "destination"),
            sensor_elements: self.list(event, "sensorElementList", |reader, json, path| {
                reader.sensor_element(json, path, context)
            }),
            certificates: self.certificates(event),
            error_declaration: self.error_declaration(event),
            json: json.raw.to_owned(),
        };
        if self.faults.count() > faults {
            return None;
        }
        let pre_hash = pre_hash(event_type, json, context, ignored);
        Some(Event { hash_id: HashId::of(&pre_hash), pre_hash, ..read })
    }

    fn action(&mut self, event: Object<'_>, event_type: EventType) -> Option<Action> {
        if event_type == EventType::Transformation {
            return None;
        }
        let actions = Action::ALL.map(|action| (action.name(), action));
        let expected = "one of ADD, OBSERVE, DELETE";
        self.required(event, "action", expected, |reader, json, path| {
            reader.one_of(json, path, &actions)
        })
    }

    /// What an event of this type must have, and must not have beside it.
    fn rules(&mut self, event: Object<'_>, event_type: EventType, action: Option<Action>) {
        let any = |names: &[&str]| names.iter().any(|name| event.has_items(name));
        let mut need = |name: &str, is_there: bool, expected: &str| {
            if !is_there {
                let found = event.field(name).map_or_else(|| "nothing".into(), Json::told);
                self.faults.note(&event.path.field(name), found, expected);
            }
        };
        let ends = action == Some(Action::Delete);
        match event_type {
            EventType::Object => {
                let sensed = event.has_items("sensorElementList") && event.has("readPoint");
                need(
                    "epcList",
                    any(&["epcList", "quantityList"]) || sensed,
                    "what the event is about: epcList or quantityList with at least one item, or sensorElementList and \
                     readPoint",
                );
                if let Some(action) =
                    action.filter(|action| *action != Action::Add && event.has("ilmd"))
                {
                    let found = format!("master data in an event with the action {action}");
                    self.faults.note(
                        &event.path.field("ilmd"),
                        found,
                        "ilmd only with the action ADD",
                    );
                }
            }
            EventType::Aggregation | EventType::Association => {
                let may_lack_parent =
                    event_type == EventType::Aggregation && action == Some(Action::Observe);
                need(
                    "parentID",
                    event.has("parentID") || may_lack_parent,
                    "the parent: the URI of what holds the children",
                );
                need(
                    "childEPCs",
                    any(&["childEPCs", "childQuantityList"]) || ends,
                    "the children: childEPCs or childQuantityList with at least one item, unless the action is DELETE",
                );
            }
            EventType::Transaction => {
                need(
                    "bizTransactionList",
                    any(&["bizTransactionList"]),
                    "a list of at least one business transaction",
                );
                need(
                    "epcList",
                    any(&["epcList", "quantityList"]) || ends,
                    "what the event is about: epcList or quantityList with at least one item, unless the action is DELETE",
                );
            }
            EventType::Transformation => {
                let inputs = any(&["inputEPCList", "inputQuantityList"]);
                let outputs = any(&["outputEPCList", "outputQuantityList"]);
                let tied = event.has("transformationID");
                need(
                    "inputEPCList",
                    inputs || (tied && outputs),
                    "inputEPCList or inputQuantityList with at least one item, or outputs and a transformationID",
                );
                need(
                    "outputEPCList",
                    outputs || (tied && inputs),
                    "outputEPCList or outputQuantityList with at least one item, or inputs and a transformationID",
                );
            }
        }
    }

    fn goods(&mut self, event: Object<'_>, instances: &str, classes: &str) -> Goods {
        let mut seen = BTreeSet::new();
        let instances = self.list(event, instances, |reader, json, path| {
            let identifier = reader.identifier(json, path, event.context)?;
            if !seen.insert(json.text().map(str::to_owned)) {
                reader.faults.note(
                    path,
                    format!("{} a second time", json.told()),
                    "each identifier once",
                );
            }
            Some(identifier)
        });
        let classes = self.list(event, classes, |reader, json, path| {
            reader.class_quantity(json, path, event.context)
        });
        Goods { instances, classes }
    }

    fn class_quantity(
        &mut self,
        json: &Json<'_>,
        path: &Path<'_>,
        context: &Context,
    ) -> Option<ClassQuantity> {
        let element =
            self.object(json, path, context, &[&["epcClass", "quantity", "uom"]], false)?;
        let class = self.required(
            element,
            "epcClass",
            "the URI of a class of goods",
            |reader, json, path| reader.identifier(json, path, context),
        );
        let quantity = self.optional(element, "quantity", |reader, json, path| {
            let number = reader.number(json, path)?;
            match number.is_negative() {
                true => reader.wrong(json, path, "a number that is not negative"),
                false => Some(number),
            }
        });
        let code = |text: Option<&str>| match text.and_then(right_unit) {
            Some(right) => format!("{right}, the code of UN/ECE Recommendation 20 for this unit"),
            None => {
                "a code of UN/ECE Recommendation 20: two or three capital letters or digits".into()
            }
        };
        let unit = self.optional(element, "uom", |reader, json, path| {
            let is_code = |text: &&str| {
                right_unit(text).is_none()
                    && (2..=3).contains(&text.len())
                    && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            };
            let unit = json.text().filter(is_code).map(str::to_owned);
            unit.or_else(|| reader.wrong(json, path, &code(json.text())))
        });
        if element.has("uom") && !element.has("quantity") {
            self.faults.note(
                &path.field("uom"),
                "a unit without a quantity",
                "uom only beside quantity",
            );
        }
        Some(ClassQuantity { class: class?, quantity, unit })
    }

    fn place(&mut self, event: Object<'_>, name: &str) -> Option<String> {
        self.optional(event, name, |reader, json, path| {
            let place = reader.object(json, path, event.context, &[&["id"]], true)?;
            reader.required(place, "id", "the URI of a place", |reader, json, path| {
                reader.identifier(json, path, event.context)
            })
        })
    }

    fn persistent_disposition(&mut self, event: Object<'_>) -> PersistentDisposition {
        let read = self.optional(event, "persistentDisposition", |reader, json, path| {
            let both = reader.object(json, path, event.context, &[&["set", "unset"]], false)?;
            for name in ["set", "unset"] {
                let is_missing = !both.has(name) && both.json.fields().is_some_and(<[_]>::is_empty);
                if is_missing || both.has(name) && !both.has_items(name) {
                    let found = both.field(name).map_or_else(|| "nothing".into(), Json::told);
                    reader.faults.note(
                        &path.field(name),
                        found,
                        "set or unset, with at least one disposition",
                    );
                }
            }
            let mut terms = |name| {
                reader.list(both, name, |reader, json, path| {
                    reader.term(json, path, event.context, Vocabulary::Disposition)
                })
            };
            Some(PersistentDisposition { set: terms("set"), unset: terms("unset") })
        });
        read.unwrap_or_default()
    }

    /// The items of `list`, each with its type and what the field `name` says.
    fn roles(&mut self, event: Object<'_>, list: &str, name: &str) -> Vec<Role> {
        let is_transaction = name == "bizTransaction";
        let vocabulary = if is_transaction {
            Vocabulary::BusinessTransaction
        } else {
            Vocabulary::SourceOrDestination
        };
        self.list(event, list, |reader, json, path| {
            let item = reader.object(json, path, event.context, &[&["type", name]], false)?;
            if !is_transaction {
                reader.required(item, "type", vocabulary.name(), |_, _, _| Some(()));
            }
            let role = reader.optional_term(item, "type", vocabulary);
            let id = reader.required(item, name, URI, |reader, json, path| {
                reader.uri(json, path, event.context)
            });
            Some(Role { role, id: id? })
        })
    }

    fn certificates(&mut self, event: Object<'_>) -> Vec<String> {
        let name = "certificationInfo";
        match event.field(name) {
            Some(json) if json.items().is_some() => {
                self.list(event, name, |reader, json, path| reader.uri(json, path, event.context))
            }
            _ => self.optional_uri(event, name).into_iter().collect(),
        }
    }

    fn error_declaration(&mut self, event: Object<'_>) -> Option<ErrorDeclaration> {
        self.optional(event, "errorDeclaration", |reader, json, path| {
            let known = ["declarationTime", "reason", "correctiveEventIDs"];
            let declaration = reader.object(json, path, event.context, &[&known], true)?;
            Some(ErrorDeclaration {
                reason: reader.optional_term(declaration, "reason", Vocabulary::ErrorReason),
                corrective_event_ids: reader.list(
                    declaration,
                    "correctiveEventIDs",
                    |reader, json, path| reader.uri(json, path, event.context),
                ),
                declared_at: reader.required(declaration, "declarationTime", TIME, Self::moment)?,
            })
        })
    }

    fn sensor_element(
        &mut self,
        json: &Json<'_>,
        path: &Path<'_>,
        context: &Context,
    ) -> Option<SensorElement> {
        let element =
            self.object(json, path, context, &[&["sensorMetadata", "sensorReport"]], true)?;
        let metadata = self.optional(element, "sensorMetadata", |reader, json, path| {
            let own = ["time", "startTime", "endTime", "bizRules"];
            let metadata = reader.object(json, path, context, &[&own, &DEVICE], true)?;
            Some(SensorElement {
                time: reader.optional_moment(metadata, "time"),
                start: reader.optional_moment(metadata, "startTime"),
                end: reader.optional_moment(metadata, "endTime"),
                device: reader.device(metadata),
                business_rules: reader.optional_uri(metadata, "bizRules"),
                reports: Vec::new(),
            })
        });
        let reports = self.list(element, "sensorReport", |reader, json, path| {
            reader.sensor_report(json, path, context)
        });
        if !element.has_items("sensorReport") {
            let found = element.field("sensorReport").map_or_else(|| "nothing".into(), Json::told);
            self.faults.note(
                &path.field("sensorReport"),
                found,
                "a list of at least one sensor report",
            );
        }
        Some(SensorElement { reports, ..metadata.unwrap_or_default() })
    }

    fn device(&mut self, object: Object<'_>) -> Device {
        Device {
            id: self.optional_uri(object, "deviceID"),
            metadata: self.optional_uri(object, "deviceMetadata"),
            raw_data: self.optional_uri(object, "rawData"),
            processing_method: self.optional_uri(object, "dataProcessingMethod"),
        }
    }

    fn sensor_report(
        &mut self,
        json: &Json<'_>,
        path: &Path<'_>,
        context: &Context,
    ) -> Option<SensorReport> {
        let report = self.object(json, path, context, &[&REPORT, &DEVICE], true)?;
        let measurement =
            self.required(report, "type", "a type of measurement", |reader, json, path| {
                reader.term(json, path, context, Vocabulary::Measurement)
            });
        let read = SensorReport {
            measurement: measurement.clone().unwrap_or(Term::UNREAD),
            exception: self.optional_term(report, "exception", Vocabulary::Alert),
            device: self.device(report),
            business_rules: self.optional_uri(report, "bizRules"),
            time: self.optional_moment(report, "time"),
            microorganism: self.optional_uri(report, "microorganism"),
            chemical_substance: self.optional_uri(report, "chemicalSubstance"),
            value: self.optional_number(report, "value"),
            component: self.optional_term(report, "component", Vocabulary::Component),
            text_value: self.optional(report, "stringValue", |reader, json, path| {
                json.text().map(str::to_owned).or_else(|| reader.wrong(json, path, "a text"))
            }),
            boolean_value: self.optional(report, "booleanValue", |reader, json, path| {
                match json.value {
                    Value::Boolean(value) => Some(value),
                    _ => reader.wrong(json, path, "true or false"),
                }
            }),
            bytes_value: self.optional(report, "hexBinaryValue", |reader, json, path| {
                let is_bytes = |text: &&str| {
                    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
                };
                let bytes = json.text().filter(is_bytes).map(str::to_owned);
                bytes.or_else(|| reader.wrong(json, path, "hexadecimal digits"))
            }),
            uri_value: self.optional_uri(report, "uriValue"),
            minimum: self.optional_number(report, "minValue"),
            maximum: self.optional_number(report, "maxValue"),
            mean: self.optional_number(report, "meanValue"),
            standard_deviation: self.optional_number(report, "sDev"),
            percentile_rank: self.optional_number(report, "percRank"),
            percentile_value: self.optional_number(report, "percValue"),
            unit: self.optional_text(report, "uom"),
            coordinate_reference_system: self.optional_uri(report, "coordinateReferenceSystem"),
        };
        measurement.map(|_| read)
    }
}

/// The full names of the extension fields that, as the answer to a query says, are the repository's and not the event's.
fn ignored(results: Object<'_>) -> BTreeSet<String> {
    let lists = results
        .json
        .fields()
        .unwrap_or_default()
        .iter()
        .filter(|(name, _)| name.ends_with(":ignoreFields"));
    let names = lists.flat_map(|(_, json)| json.items().unwrap_or_default()).filter_map(Json::text);
    names.filter_map(|name| results.context.extension(name).ok()).collect()
}

/// The code of the unit that `text` is another sign of: those that are often written in its place, and are no codes.
fn right_unit(text: &str) -> Option<&'static str> {
    Some(match text.trim().to_ascii_uppercase().as_str() {
        "KG" | "KGS" => "KGM",
        "G" => "GRM",
        "T" => "TNE",
        "L" => "LTR",
        "M" => "MTR",
        "PCS" => "C62",
        _ => return None,
    })
}

/// Whether `text` is a distance from UTC as EPCIS has it: `+01:00`, at most 14 hours.
fn is_offset(text: &str) -> bool {
    let number = |text: Option<&str>| {
        text.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
    };
    let hours: Option<u8> = number(text.get(1..3));
    let minutes: Option<u8> = number(text.get(4..));
    let signs = text.starts_with(['+', '-']) && text.get(3..4) == Some(":") && text.len() == 6;
    signs && matches!((hours, minutes), (Some(0..=13), Some(0..=59)) | (Some(14), Some(0)))
}

#[cfg(test)]
mod tests;

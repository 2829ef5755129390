//! JSON as it was written: numbers to the last digit, fields in their order, and where each value stands in the text.
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

use crate::{
    decimal::Decimal,
    fault::{quoted, Faults, Path},
};

/// How deep objects and lists may stand in each other.
const DEEPEST: usize = 32;

/// A value and its text.
pub(crate) struct Json<'a> {
    /// The text of the value.
    pub(crate) raw: &'a str,
    /// The value.
    pub(crate) value: Value<'a>,
}

/// A value.
pub(crate) enum Value<'a> {
    Null,
    Boolean(bool),
    Number(Decimal),
    Text(String),
    List(Vec<Json<'a>>),
    Object(Vec<(String, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// Reads `text`. `None` if it is no JSON; what is wrong is noted, and so is what no EPCIS document has: a field
    /// twice in one object, nesting too deep to be meant.
    pub(crate) fn read(text: &'a str, faults: &mut Faults) -> Option<Self> {
        match serde_json::from_str(text) {
            Ok(raw) => read(raw, &Path::Root, DEEPEST, faults),
            Err(error) => {
                faults.note(&Path::Root, format!("no JSON ({error})"), "JSON");
                None
            }
        }
    }

    /// The field `name` if this is an object that has it.
    pub(crate) fn field(&self, name: &str) -> Option<&Self> {
        self.fields()?.iter().find_map(|(field, json)| (field == name).then_some(json))
    }

    /// The fields if this is an object.
    pub(crate) fn fields(&self) -> Option<&[(String, Self)]> {
        match &self.value {
            Value::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// The items if this is a list.
    pub(crate) fn items(&self) -> Option<&[Self]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The text if this is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What this is, for a person.
    pub(crate) fn told(&self) -> String {
        match &self.value {
            Value::Null => "null".into(),
            Value::Boolean(value) => value.to_string(),
            Value::Number(_) => format!("the number {}", self.raw),
            Value::Text(text) => quoted(text),
            Value::List(items) if items.is_empty() => "an empty list".into(),
            Value::List(_) => "a list".into(),
            Value::Object(_) => "an object".into(),
        }
    }
}

fn read<'a>(
    raw: &'a RawValue,
    path: &Path<'_>,
    depth: usize,
    faults: &mut Faults,
) -> Option<Json<'a>> {
    let text = raw.get().trim();
    let Some(deeper) = depth.checked_sub(1) else {
        faults.note(
            path,
            format!("objects and lists nested more than {DEEPEST} deep"),
            "a flatter document",
        );
        return None;
    };
    let value = match text.as_bytes().first() {
        Some(b'{') => serde_json::from_str::<Entries<'a>>(text)
            .map(|Entries(entries)| object(entries, path, deeper, faults)),
        Some(b'[') => serde_json::from_str::<Vec<&'a RawValue>>(text).map(|items| {
            let items = items.into_iter().enumerate();
            items
                .map(|(position, item)| read(item, &path.item(position), deeper, faults))
                .collect::<Option<_>>()
                .map(Value::List)
        }),
        Some(b'"') => serde_json::from_str(text).map(|text| Some(Value::Text(text))),
        Some(b't') => Ok(Some(Value::Boolean(true))),
        Some(b'f') => Ok(Some(Value::Boolean(false))),
        Some(b'n') => Ok(Some(Value::Null)),
        _ => Ok(number(text, path, faults)),
    };
    match value {
        Ok(value) => value.map(|value| Json { raw: text, value }),
        Err(error) => {
            // Line and column would be those within this value.
            let error = error.to_string();
            let reason = error.split_once(" at line ").map_or(error.as_str(), |(reason, _)| reason);
            faults.note(path, format!("no JSON ({reason})"), "JSON");
            None
        }
    }
}

fn object<'a>(
    entries: Vec<(String, &'a RawValue)>,
    path: &Path<'_>,
    depth: usize,
    faults: &mut Faults,
) -> Option<Value<'a>> {
    let mut names = std::collections::BTreeSet::new();
    let mut fields = Some(Vec::with_capacity(entries.len()));
    for (name, raw) in entries {
        let here = path.field(&name);
        if !names.insert(name.clone()) {
            faults.note(&here, "the field a second time in one object", "each field once");
            fields = None;
        }
        let json = read(raw, &here, depth, faults);
        match (&mut fields, json) {
            (Some(fields), Some(json)) => fields.push((name, json)),
            _ => fields = None,
        }
    }
    fields.map(Value::Object)
}

fn number<'a>(text: &str, path: &Path<'_>, faults: &mut Faults) -> Option<Value<'a>> {
    let number = Decimal::parse(text);
    if number.is_none() {
        faults.note(
            path,
            format!("the number {}", quoted(text)),
            "a number of at most a hundred digits",
        );
    }
    number.map(Value::Number)
}

/// The fields of an object, in their order and with those that come twice.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(entries)
            }
        }
        deserializer.deserialize_map(Fields).map(Entries)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn faults(text: &str) -> String {
        let mut faults = Faults::default();
        let read = Json::read(text, &mut faults).map(|_| ());
        faults.unless(read).map_or_else(|refusal| refusal.to_string(), |()| String::new())
    }

    #[test]
    fn a_field_that_comes_twice_is_refused() {
        assert_eq!(
            faults(r#"{"a": {"b": 1, "b": 2}}"#),
            "/a/b: found the field a second time in one object, expected each field once"
        );
    }

    #[test]
    fn a_document_that_is_no_json_is_refused_with_the_place() {
        let told = faults("{\"a\": 1,}");
        assert!(
            told.starts_with("the document: found no JSON (")
                && told.contains("at line 1 column 9"),
            "{told}"
        );
        assert!(faults("").contains("EOF"));
        assert!(faults("{} {}").contains("trailing characters"));
    }

    #[test]
    fn what_is_nested_too_deep_is_refused() {
        assert_eq!(faults(&format!("{}{}", "[".repeat(32), "]".repeat(32))), "");
        assert!(faults(&format!("{}{}", "[".repeat(33), "]".repeat(33)))
            .contains("nested more than 32 deep"));
        assert!(faults(&"[".repeat(100_000)).contains("no JSON"));
        assert!(faults(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)))
            .contains("nested more than 32 deep"));
    }

    #[test]
    fn a_half_character_is_refused_where_it_stands() {
        assert!(faults(r#"{"a": ["\ud800"]}"#).starts_with("/a/0: found no JSON"));
    }

    #[test]
    fn numbers_keep_their_last_digit() {
        let mut faults = Faults::default();
        let json = Json::read("[0.1234567890123456789012345, 1e-2]", &mut faults).unwrap();
        let told: Vec<_> = json.items().unwrap().iter().map(Json::told).collect();
        assert_eq!(told, ["the number 0.1234567890123456789012345", "the number 1e-2"]);
    }

    proptest! {
        #[test]
        fn no_text_stops_the_reading(text in "[\\[\\]{}\",:0-9a-z\\\\ .-]*") {
            let _ = Json::read(&text, &mut Faults::default());
        }
    }
}

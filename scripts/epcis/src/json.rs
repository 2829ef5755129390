//! JSON as it was written: numbers to the last digit, fields in their order, and where each value stands in the text.
use serde::de::IgnoredAny;
use std::collections::BTreeSet;

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
        match serde_json::from_str::<IgnoredAny>(text) {
            Ok(_) => read(text, &Path::Root, DEEPEST, faults),
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

/// Reads `text`, which is JSON.
fn read<'a>(text: &'a str, path: &Path<'_>, depth: usize, faults: &mut Faults) -> Option<Json<'a>> {
    let text = text.trim();
    let Some(deeper) = depth.checked_sub(1) else {
        let found = format!("objects and lists nested more than {DEEPEST} deep");
        faults.note(path, found, "a flatter document");
        return None;
    };
    let value = match text.as_bytes().first()? {
        b'{' => object(text, path, deeper, faults),
        b'[' => {
            let items = parts(text).into_iter().enumerate();
            let items: Vec<_> = items
                .map(|(position, item)| read(item, &path.item(position), deeper, faults))
                .collect();
            items.into_iter().collect::<Option<_>>().map(Value::List)
        }
        b'"' => string(text, path, faults).map(Value::Text),
        b't' => Some(Value::Boolean(true)),
        b'f' => Some(Value::Boolean(false)),
        b'n' => Some(Value::Null),
        _ => number(text, path, faults),
    };
    value.map(|value| Json { raw: text, value })
}

fn object<'a>(
    text: &'a str,
    path: &Path<'_>,
    depth: usize,
    faults: &mut Faults,
) -> Option<Value<'a>> {
    let mut names = BTreeSet::new();
    let mut fields = Some(Vec::new());
    for part in parts(text) {
        let (name, value) = cut(part, b':').unwrap_or((part, ""));
        let Some(name) = string(name.trim(), path, faults) else {
            fields = None;
            continue;
        };
        let here = path.field(&name);
        if !names.insert(name.clone()) {
            faults.note(&here, "the field a second time in one object", "each field once");
            fields = None;
        }
        let json = read(value, &here, depth, faults);
        match (&mut fields, json) {
            (Some(fields), Some(json)) => fields.push((name, json)),
            _ => fields = None,
        }
    }
    fields.map(Value::Object)
}

/// What stands between the commas of `text`, which is an object or a list.
fn parts(text: &str) -> Vec<&str> {
    let inside = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    let mut parts = Vec::new();
    let mut rest = inside;
    while let Some((part, after)) = cut(rest, b',') {
        parts.push(part);
        rest = after;
    }
    if !inside.trim().is_empty() {
        parts.push(rest);
    }
    parts
}

/// What stands before and after the first `separator` in `text` that is not within a string, an object or a list.
fn cut(text: &str, separator: u8) -> Option<(&str, &str)> {
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    for (position, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth = depth.saturating_add(1),
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ if byte == separator && depth == 0 => {
                return Some((text.get(..position)?, text.get(position.checked_add(1)?..)?));
            }
            _ => {}
        }
    }
    None
}

/// The string that `text` is.
fn string(text: &str, path: &Path<'_>, faults: &mut Faults) -> Option<String> {
    match serde_json::from_str(text) {
        Ok(text) => Some(text),
        Err(error) => {
            // Line and column would be those within this string.
            let error = error.to_string();
            let reason = error.split_once(" at line ").map_or(error.as_str(), |(reason, _)| reason);
            faults.note(path, format!("no JSON ({reason})"), "JSON");
            None
        }
    }
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

    /// What serde_json reads, but for the order of fields and for numbers, which it rounds.
    fn same(json: &Json<'_>, other: &serde_json::Value) -> bool {
        match (&json.value, other) {
            (Value::Null, serde_json::Value::Null) => true,
            (Value::Boolean(one), serde_json::Value::Bool(other)) => one == other,
            (Value::Number(one), serde_json::Value::Number(other)) => {
                Decimal::parse(&other.to_string()).as_ref() == Some(one)
            }
            (Value::Text(one), serde_json::Value::String(other)) => one == other,
            (Value::List(one), serde_json::Value::Array(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| same(one, other))
            }
            (Value::Object(one), serde_json::Value::Object(other)) => {
                one.len() == other.len()
                    && one
                        .iter()
                        .all(|(name, one)| other.get(name).is_some_and(|other| same(one, other)))
            }
            _ => false,
        }
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i32>().prop_map(Into::into),
            ".{0,8}".prop_map(Into::into),
            "[\\[\\]{}\",:\\\\ \n]{0,8}".prop_map(Into::into),
        ];
        leaf.prop_recursive(5, 40, 6, |inner| {
            let name = "[\\[\\]{}\",:\\\\a-z é]{0,4}";
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                prop::collection::btree_map(name, inner, 0..6)
                    .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn all_json_is_read_as_others_read_it(json in any_json(), is_pretty in any::<bool>()) {
            let text = if is_pretty { serde_json::to_string_pretty(&json) } else { serde_json::to_string(&json) };
            let text = text.unwrap();
            let mut faults = Faults::default();
            let read = Json::read(&text, &mut faults);
            prop_assert_eq!(faults.count(), 0);
            prop_assert!(read.is_some_and(|read| same(&read, &json) && read.raw == text));
        }

        #[test]
        fn no_text_stops_the_reading(text in "[\\[\\]{}\",:0-9a-z\\\\ .-]*") {
            let _ = Json::read(&text, &mut Faults::default());
        }
    }
}

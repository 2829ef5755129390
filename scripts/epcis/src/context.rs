//! `@context`: what the prefixes of a document stand for.
use std::collections::BTreeMap;

use crate::{
    fault::{quoted, Faults, Path},
    json::{Json, Value},
};

/// The prefixes that EPCIS' own context declares.
const STANDARD: [(&str, &str); 8] = [
    ("cbv", "https://ref.gs1.org/cbv/"),
    ("cbvmda", "urn:epcglobal:cbv:mda:"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("epcis", "https://ref.gs1.org/epcis/"),
    ("gs1", "https://gs1.org/voc/"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// A field's name that says nothing about what happened.
const COMMENT: &str = "{http://www.w3.org/2000/01/rdf-schema#}comment";

/// Prefixes and what they stand for.
#[derive(Clone)]
pub(crate) struct Context(BTreeMap<String, String>);

impl Default for Context {
    fn default() -> Self {
        Self(STANDARD.map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned())).into())
    }
}

/// What the addresses of EPCIS' own context begin with: where it is, and where it was before the standard was released.
const ADDRESSES: [&str; 2] =
    ["https://ref.gs1.org/standards/epcis/", "https://gs1.github.io/EPCIS/"];

impl Context {
    /// Whether `json`, an `@context`, says that fields are those of EPCIS. Of what is no context at all another says that.
    pub(crate) fn names_epcis(json: &Json<'_>) -> bool {
        let is_epcis = |json: &Json<'_>| {
            json.text().is_some_and(|address| {
                address.ends_with("epcis-context.jsonld")
                    && ADDRESSES.iter().any(|begin| address.starts_with(begin))
            })
        };
        match &json.value {
            Value::Text(_) => is_epcis(json),
            Value::List(items) => items.iter().any(is_epcis),
            Value::Object(_) => false,
            _ => true,
        }
    }

    /// Adds what `json`, the `@context` at `path`, declares.
    pub(crate) fn declare(&mut self, json: &Json<'_>, path: &Path<'_>, faults: &mut Faults) {
        match &json.value {
            Value::Text(_) => {}
            Value::Object(terms) => {
                for (term, meaning) in terms {
                    let meaning = meaning.text().or_else(|| meaning.field("@id")?.text());
                    if let Some(meaning) = meaning.filter(|_| !term.starts_with('@')) {
                        let namespace =
                            self.written_out(meaning).unwrap_or_else(|| meaning.to_owned());
                        self.0.insert(term.clone(), namespace);
                    }
                }
            }
            Value::List(items) => {
                for (position, item) in items.iter().enumerate() {
                    match item.items() {
                        None => self.declare(item, &path.item(position), faults),
                        Some(_) => faults.note(
                            &path.item(position),
                            item.told(),
                            "the address of a context, or an object",
                        ),
                    }
                }
            }
            _ => faults.note(
                path,
                json.told(),
                "the address of a context, an object, or a list of them",
            ),
        }
    }

    /// `text` with its prefix replaced by what it stands for; `None` if it has no declared prefix.
    pub(crate) fn written_out(&self, text: &str) -> Option<String> {
        let (prefix, local) = text.split_once(':')?;
        let namespace = self
            .0
            .get(prefix)
            .filter(|_| !local.starts_with("//") && !local.contains(char::is_whitespace))?;
        Some(format!("{namespace}{local}"))
    }

    /// The full name of an extension field: its namespace in braces and its own name. Refused, with what is expected, if
    /// `name` is in no namespace.
    pub(crate) fn extension(&self, name: &str) -> Result<String, String> {
        let (prefix, local) = name.split_once(':').unwrap_or_default();
        if local.is_empty() {
            return Err("a field of EPCIS 2.0, or one with a prefix that @context declares".into());
        }
        if let Some(namespace) = self.0.get(prefix) {
            return Ok(format!("{{{namespace}}}{local}"));
        }
        let split = name
            .rsplit_once(['/', '#'])
            .or_else(|| (prefix == "urn").then(|| name.rsplit_once(':')).flatten());
        match split {
            Some((_, local)) if !local.is_empty() && (prefix == "urn" || name.contains("://")) => {
                let namespace = name.strip_suffix(local).unwrap_or_default();
                Ok(format!("{{{namespace}}}{local}"))
            }
            _ => Err(format!("a prefix that @context declares ({} is not)", quoted(prefix))),
        }
    }

    /// The name that the field `name` has in a pre-hash string; `None` if it is left out there: a comment.
    pub(crate) fn hashed(&self, name: &str) -> Option<String> {
        let name = self.extension(name).unwrap_or_else(|_| name.to_owned());
        (name != COMMENT).then_some(name)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn context(text: &str) -> Context {
        let mut context = Context::default();
        let mut faults = Faults::default();
        context.declare(&Json::read(text, &mut faults).unwrap(), &Path::Root, &mut faults);
        faults.unless(Some(context)).unwrap()
    }

    #[test]
    fn a_prefix_is_what_the_context_says() {
        let context = context(
            r#"["https://ref.gs1.org/standards/epcis/epcis-context.jsonld", {"ex": "http://ns.example.com/"}, {"sub": {"@id": "ex:sub/"}}]"#,
        );
        assert_eq!(context.extension("ex:colour").unwrap(), "{http://ns.example.com/}colour");
        assert_eq!(context.extension("sub:colour").unwrap(), "{http://ns.example.com/sub/}colour");
        assert_eq!(
            context.extension("cbvmda:lotNumber").unwrap(),
            "{urn:epcglobal:cbv:mda:}lotNumber"
        );
        assert_eq!(
            context.written_out("gs1:Temperature").unwrap(),
            "https://gs1.org/voc/Temperature"
        );
    }

    #[test]
    fn a_name_written_out_is_the_name_with_its_prefix() {
        let context =
            context(r#"{"ex": "http://ns.example.com/", "rail": "urn:gs1:epcisapp:rail:"}"#);
        assert_eq!(
            context.extension("http://ns.example.com/colour"),
            context.extension("ex:colour")
        );
        assert_eq!(
            context.extension("urn:gs1:epcisapp:rail:vehicle"),
            context.extension("rail:vehicle")
        );
    }

    #[test]
    fn a_name_without_namespace_is_refused() {
        let context = Context::default();
        for name in
            ["colour", "ex:colour", "ex:", ":colour", "", "http://ns.example.com/", "weird/x"]
        {
            assert!(context.extension(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_sentence_with_a_colon_has_no_prefix() {
        let context =
            context(r#"{"note": "http://ns.example.com/", "http": "http://ns.example.com/"}"#);
        assert_eq!(context.written_out("note: the seal was broken"), None);
        assert_eq!(context.written_out("http://elsewhere.example.com/"), None);
    }

    #[test]
    fn comments_have_no_name() {
        assert_eq!(Context::default().hashed("rdfs:comment"), None);
        assert_eq!(
            context(r#"{"note": "http://www.w3.org/2000/01/rdf-schema#"}"#).hashed("note:comment"),
            None
        );
        assert_eq!(
            Context::default().hashed("gs1:comment").unwrap(),
            "{https://gs1.org/voc/}comment"
        );
    }
}

//! A contract's interface as text that is easy to compare: what a change of it means to others is in the diff.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;
use std::{collections::BTreeMap, fmt::Write};

/// The text for a bundle's JSON.
pub fn text(bundle: &Value) -> Result<String> {
    let metadata = Metadata::deserialize(bundle).context("its metadata is not that of ink! 5")?;
    let types = Types(metadata.types.into_iter().map(|each| (each.id, each.r#type)).collect());
    let spec = metadata.spec;
    let mut out = format!("{} {}\n", metadata.contract.name, metadata.contract.version);

    section(&mut out, "constructors", spec.constructors.iter().map(|each| types.callable(each)))?;
    section(&mut out, "messages", spec.messages.iter().map(|each| types.callable(each)))?;
    section(&mut out, "events", spec.events.iter().map(|each| types.event(each)))?;
    section(&mut out, "types", types.0.values().filter_map(|each| types.definition(each)))?;
    Ok(out)
}

fn section(out: &mut String, title: &str, items: impl Iterator<Item = String>) -> Result<()> {
    let mut items: Vec<_> = items.collect();
    items.sort();
    items.dedup();
    writeln!(out, "\n{title}")?;
    for item in items {
        for line in item.lines() {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}

#[derive(Deserialize)]
struct Metadata {
    contract: Package,
    spec: Spec,
    types: Vec<Registered>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

#[derive(Deserialize)]
struct Spec {
    constructors: Vec<Callable>,
    messages: Vec<Callable>,
    events: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Callable {
    label: String,
    selector: String,
    args: Vec<Argument>,
    return_type: TypeRef,
    #[serde(default)]
    mutates: bool,
    payable: bool,
    default: bool,
}

#[derive(Deserialize)]
struct Argument {
    label: String,
    r#type: TypeRef,
    #[serde(default)]
    indexed: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TypeRef {
    #[serde(default)]
    display_name: Vec<String>,
    r#type: u32,
}

#[derive(Deserialize)]
struct Event {
    label: String,
    module_path: String,
    signature_topic: Option<String>,
    args: Vec<Argument>,
}

#[derive(Deserialize)]
struct Registered {
    id: u32,
    r#type: Type,
}

#[derive(Deserialize)]
struct Type {
    #[serde(default)]
    path: Vec<String>,
    #[serde(default)]
    params: Vec<Parameter>,
    def: Definition,
}

#[derive(Deserialize)]
struct Parameter {
    r#type: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Definition {
    Composite {
        #[serde(default)]
        fields: Vec<Field>,
    },
    Variant {
        #[serde(default)]
        variants: Vec<Variant>,
    },
    Sequence {
        r#type: u32,
    },
    Array {
        len: u32,
        r#type: u32,
    },
    Tuple(Vec<u32>),
    Primitive(String),
    Compact {
        r#type: u32,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    name: Option<String>,
    r#type: u32,
    type_name: Option<String>,
}

#[derive(Deserialize)]
struct Variant {
    name: String,
    index: u8,
    #[serde(default)]
    fields: Vec<Field>,
}

/// The types of a contract, by their numbers in its metadata. The numbers mean nothing and stay out of the text.
struct Types(BTreeMap<u32, Type>);

impl Types {
    /// How Rust would write the type.
    fn name(&self, id: u32) -> String {
        let Some(this) = self.0.get(&id) else { return format!("type {id}") };
        let list = |ids: &[u32]| ids.iter().map(|id| self.name(*id)).collect::<Vec<_>>().join(", ");
        if let Some(name) = this.path.last() {
            let parameters: Vec<u32> = this.params.iter().filter_map(|each| each.r#type).collect();
            return match parameters.as_slice() {
                [] => name.clone(),
                some => format!("{name}<{}>", list(some)),
            };
        }
        match &this.def {
            Definition::Sequence { r#type } => format!("Vec<{}>", self.name(*r#type)),
            Definition::Array { len, r#type } => format!("[{}; {len}]", self.name(*r#type)),
            Definition::Tuple(ids) => format!("({})", list(ids)),
            Definition::Primitive(name) => name.clone(),
            Definition::Compact { r#type } => format!("Compact<{}>", self.name(*r#type)),
            Definition::Composite { .. } | Definition::Variant { .. } => format!("type {id}"),
        }
    }

    /// The type, and in brackets the alias it is declared under: clients go by that.
    fn declared(&self, id: u32, alias: Option<&str>) -> String {
        let name = self.name(id);
        let bare = name.split('<').next().unwrap_or_default();
        match alias.map(|alias| alias.rsplit("::").next().unwrap_or(alias)) {
            Some(alias)
                if !alias.is_empty()
                    && alias != bare
                    && alias.chars().all(|c| c.is_alphanumeric() || c == '_')
                    && !matches!(alias, "Vec" | "Self" | "Type") =>
            {
                format!("{name} ({alias})")
            }
            _ => name,
        }
    }

    fn argument(&self, argument: &Argument) -> String {
        let alias = argument.r#type.display_name.last().map(String::as_str);
        let topic = if argument.indexed { " topic" } else { "" };
        format!("{}: {}{topic}", argument.label, self.declared(argument.r#type.r#type, alias))
    }

    /// What a call returns: the dispatch error that ink! wraps around everything is left out.
    fn returned(&self, id: u32) -> String {
        if let Some(this) = self.0.get(&id) {
            if let [Parameter { r#type: Some(ok) }, Parameter { r#type: Some(error) }] =
                this.params.as_slice()
            {
                if self.name(*error) == "LangError" {
                    return self.name(*ok);
                }
            }
        }
        self.name(id)
    }

    fn callable(&self, callable: &Callable) -> String {
        let arguments: Vec<_> = callable.args.iter().map(|each| self.argument(each)).collect();
        let mut line = format!("{}({})", callable.label, arguments.join(", "));
        match self.returned(callable.return_type.r#type).as_str() {
            "()" => (),
            returned => line += &format!(" -> {returned}"),
        }
        line += &format!(" {}", callable.selector);
        for (word, on) in [
            ("mutates", callable.mutates),
            ("payable", callable.payable),
            ("default", callable.default),
        ] {
            if on {
                line += &format!(" {word}");
            }
        }
        line
    }

    fn event(&self, event: &Event) -> String {
        let topic = event.signature_topic.as_deref().unwrap_or("anonymous");
        let mut text = format!("{} {topic} {}", event.label, event.module_path);
        for field in &event.args {
            text += &format!("\n  {}", self.argument(field));
        }
        text
    }

    fn field(&self, field: &Field) -> String {
        let declared = self.declared(field.r#type, field.type_name.as_deref());
        match &field.name {
            Some(name) => format!("{name}: {declared}"),
            None => declared,
        }
    }

    /// The whole of an enum or struct of the contract's own or of its libraries; none for what is ink!'s.
    fn definition(&self, this: &Type) -> Option<String> {
        if this.path.len() < 2 || this.path.first()?.starts_with("ink_") {
            return None;
        }
        let path = this.path.join("::");
        let mut text = String::new();
        match &this.def {
            Definition::Variant { variants } => {
                text += &format!("{path} enum");
                for Variant { name, index, fields } in variants {
                    let fields: Vec<_> = fields.iter().map(|each| self.field(each)).collect();
                    text += &format!("\n  {index} {name}");
                    if !fields.is_empty() {
                        text += &format!("({})", fields.join(", "));
                    }
                }
            }
            Definition::Composite { fields } => {
                text += &format!("{path} struct");
                for field in fields {
                    text += &format!("\n  {}", self.field(field));
                }
            }
            _ => return None,
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn describes_what_others_depend_on() {
        let bundle = json!({
            "contract": {"name": "waybill", "version": "0.1.0", "authors": ["a"]},
            "spec": {
                "constructors": [{
                    "args": [{"label": "registry", "type": {"displayName": ["AccountId"], "type": 2}}],
                    "default": false, "docs": [], "label": "new", "payable": false,
                    "returnType": {"displayName": ["ink_primitives", "ConstructorResult"], "type": 5},
                    "selector": "0x9bae9d5e"
                }],
                "messages": [{
                    "args": [{"label": "id", "type": {"displayName": ["WaybillId"], "type": 0}}],
                    "default": false, "docs": [], "label": "Waybill::cancel", "mutates": true, "payable": false,
                    "returnType": {"displayName": ["ink", "MessageResult"], "type": 8},
                    "selector": "0x00000001"
                }],
                "events": [{
                    "args": [{"docs": [], "indexed": true, "label": "id", "type": {"displayName": ["WaybillId"], "type": 0}}],
                    "docs": [], "label": "WaybillCancelled", "module_path": "waybill::events",
                    "signature_topic": "0x0102"
                }]
            },
            "types": [
                {"id": 0, "type": {"def": {"primitive": "u64"}}},
                {"id": 1, "type": {"def": {"array": {"len": 32, "type": 9}}}},
                {"id": 2, "type": {"path": ["ink_primitives", "types", "AccountId"],
                    "def": {"composite": {"fields": [{"type": 1, "typeName": "[u8; 32]"}]}}}},
                {"id": 3, "type": {"path": ["ink_primitives", "LangError"],
                    "def": {"variant": {"variants": [{"name": "CouldNotReadInput", "index": 1}]}}}},
                {"id": 4, "type": {"def": {"tuple": []}}},
                {"id": 5, "type": {"path": ["Result"], "params": [{"name": "T", "type": 4}, {"name": "E", "type": 3}],
                    "def": {"variant": {}}}},
                {"id": 6, "type": {"path": ["interfaces", "waybill", "WaybillError"],
                    "def": {"variant": {"variants": [
                        {"name": "NotCarrier", "index": 0},
                        {"name": "Unknown", "index": 1, "fields": [{"type": 0, "typeName": "WaybillId"}]}]}}}},
                {"id": 7, "type": {"path": ["Result"], "params": [{"name": "T", "type": 4}, {"name": "E", "type": 6}],
                    "def": {"variant": {}}}},
                {"id": 8, "type": {"path": ["Result"], "params": [{"name": "T", "type": 7}, {"name": "E", "type": 3}],
                    "def": {"variant": {}}}},
                {"id": 9, "type": {"def": {"primitive": "u8"}}}
            ]
        });
        let expected = "\
waybill 0.1.0

constructors
  new(registry: AccountId) 0x9bae9d5e

messages
  Waybill::cancel(id: u64 (WaybillId)) -> Result<(), WaybillError> 0x00000001 mutates

events
  WaybillCancelled 0x0102 waybill::events
    id: u64 (WaybillId) topic

types
  interfaces::waybill::WaybillError enum
    0 NotCarrier
    1 Unknown(u64 (WaybillId))
";
        assert_eq!(text(&bundle).unwrap(), expected);
    }
}

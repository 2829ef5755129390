//! Whether code fits what other code has stored: what is to be checked before an upgrade is announced.
//!
//! A contract cannot check it. `set_code_hash` runs nothing of the new code, and once it has run, new code that cannot read the
//! root traps in every message, the one that would undo the upgrade included. What can be checked is the layout that both
//! bundles state, and a rehearsal: the upgrade applied to a copy of the chain.
use std::collections::BTreeMap;

use chain::Bundle;
use ink::{
    metadata::layout::Layout,
    scale_info::{form::PortableForm, PortableRegistry, TypeDef},
};

/// A place in storage where two contracts do not store the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The root key of the place, in hexadecimal digits; `0x00000000` is the contract's root.
    pub key: String,
    /// What the code that runs stores there.
    pub stored: String,
    /// What the new code expects there, if anything.
    pub expected: Option<String>,
}

/// Where `new` could not read what `old` stored. Places that only `new` has are no misfit: they are empty.
pub fn misfits(old: &Bundle, new: &Bundle) -> Vec<Misfit> {
    let expected = places(new);
    places(old)
        .into_iter()
        .filter(|(key, stored)| expected.get(key) != Some(stored))
        .map(|(key, stored)| Misfit {
            expected: expected.get(&key).cloned(),
            key: format!("{key:#010x}"),
            stored,
        })
        .collect()
}

/// What a contract stores under each root key, as the shape of its encoding.
pub fn places(bundle: &Bundle) -> BTreeMap<u32, String> {
    let project = bundle.metadata();
    let mut places = BTreeMap::new();
    let mut root = String::new();
    describe(project.layout(), project.registry(), &mut root, &mut places);
    places
}

/// Writes what is encoded in place, and notes what has a key of its own.
fn describe(
    layout: &Layout<PortableForm>,
    types: &PortableRegistry,
    here: &mut String,
    places: &mut BTreeMap<u32, String>,
) {
    match layout {
        Layout::Leaf(leaf) => here.push_str(&shape(leaf.ty().id, types)),
        Layout::Root(root) => {
            let mut inner = String::new();
            describe(root.layout(), types, &mut inner, places);
            // The type of a mapping names its keys, which the layout inside does not.
            let whole = format!("{} of {inner}", shape(root.ty().id, types));
            places.insert(*root.root_key().key(), whole);
        }
        Layout::Hash(hash) => describe(hash.layout(), types, here, places),
        Layout::Array(array) => {
            here.push_str(&format!("[{}]", array.len()));
            describe(array.layout(), types, here, places);
        }
        Layout::Struct(fields) => {
            here.push('{');
            for field in fields.fields() {
                describe(field.layout(), types, here, places);
                here.push(' ');
            }
            here.push('}');
        }
        Layout::Enum(variants) => {
            for (number, fields) in variants.variants() {
                here.push_str(&format!("|{}", number.value()));
                for field in fields.fields() {
                    describe(field.layout(), types, here, places);
                    here.push(' ');
                }
            }
        }
    }
}

/// How a type is encoded: primitives in order, variants with their numbers. Names of fields do not matter to it.
fn shape(id: u32, types: &PortableRegistry) -> String {
    let Some(ty) = types.resolve(id) else { return format!("unknown type {id}") };
    let fields = |fields: &[ink::scale_info::Field<PortableForm>]| {
        fields.iter().map(|field| shape(field.ty.id, types)).collect::<Vec<_>>().join(" ")
    };
    let params = || {
        let params = ty.type_params.iter().filter_map(|param| param.ty.as_ref());
        params.map(|param| shape(param.id, types)).collect::<Vec<_>>().join(", ")
    };
    match &ty.type_def {
        // `Mapping` and `Lazy` are structs without content whose parameters say what they keep.
        TypeDef::Composite(composite)
            if composite.fields.is_empty() && !ty.type_params.is_empty() =>
        {
            format!("{}<{}>", ty.path.segments.last().map_or("", String::as_str), params())
        }
        TypeDef::Composite(composite) => format!("({})", fields(&composite.fields)),
        TypeDef::Variant(variants) => {
            let variants = variants.variants.iter().map(|variant| {
                format!("{}:{}({})", variant.index, variant.name, fields(&variant.fields))
            });
            format!("<{}>", variants.collect::<Vec<_>>().join("|"))
        }
        TypeDef::Sequence(list) => format!("Vec<{}>", shape(list.type_param.id, types)),
        TypeDef::Array(array) => format!("[{}; {}]", shape(array.type_param.id, types), array.len),
        TypeDef::Tuple(tuple) => {
            format!(
                "({})",
                tuple
                    .fields
                    .iter()
                    .map(|field| shape(field.id, types))
                    .collect::<Vec<_>>()
                    .join(" ")
            )
        }
        TypeDef::Primitive(primitive) => format!("{primitive:?}").to_lowercase(),
        TypeDef::Compact(compact) => format!("Compact<{}>", shape(compact.type_param.id, types)),
        TypeDef::BitSequence(_) => "bits".to_owned(),
    }
}

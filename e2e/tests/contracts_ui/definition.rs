//! What @polkadot/api-contract 16.4 makes of the types of a contract: the definitions by which Contracts UI chooses its fields.
//!
//! | rule | where polkadot-js has it |
//! |---|---|
//! | types to definitions, names, aliases | `packages/types/src/metadata/PortableRegistry/PortableRegistry.ts` |
//! | arguments, and fields of events, to definitions | `packages/api-contract/src/Abi/index.ts` |
//! | names in camel case | `packages/util/src/string/camelCase.ts` |
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use scale_info::{
    form::PortableForm, Field, PortableRegistry, Type, TypeDef, TypeDefPrimitive, Variant,
};

/// Names that are taken for a type of polkadot-js, whatever type an argument has: `PRIMITIVE_ALWAYS` of `Abi`.
const ALWAYS: [&str; 5] = ["AccountId", "AccountId20", "AccountIndex", "Address", "Balance"];

/// Paths whose last name is taken for a type of polkadot-js: `PATHS_ALIAS`. A star stands for anything.
const ALIASES: [&str; 21] = [
    "sp_core::crypto::AccountId32",
    "sp_runtime::generic::era::Era",
    "sp_runtime::multiaddress::MultiAddress",
    "fp_account::AccountId20",
    "account::AccountId20",
    "polkadot_runtime_common::claims::EthereumAddress",
    "frame_support::weights::weight_v2::Weight",
    "sp_weights::weight_v2::Weight",
    "*_democracy::vote::Vote",
    "*_conviction_voting::vote::Vote",
    "*_identity::types::Data",
    "sp_core::OpaqueMetadata",
    "sp_core::OpaquePeerId",
    "sp_core::offchain::OpaqueMultiaddr",
    "primitive_types::*",
    "sp_arithmetic::per_things::*",
    "*_runtime::RuntimeCall",
    "*_runtime::RuntimeEvent",
    "ink::primitives::types::*",
    "ink_env::types::*",
    "ink_primitives::types::*",
];

/// Types around others, which have no name of their own: `WRAPPERS`.
const WRAPPERS: [&str; 14] = [
    "BoundedBTreeMap",
    "BoundedBTreeSet",
    "BoundedVec",
    "Box",
    "BTreeMap",
    "BTreeSet",
    "Cow",
    "Option",
    "Range",
    "RangeInclusive",
    "Result",
    "WeakBoundedVec",
    "WrapperKeepOpaque",
    "WrapperOpaque",
];

/// Second parts of a path that a name leaves out: `PATH_RM_INDEX_1`.
const LEFT_OUT: [&str; 5] = ["generic", "misc", "pallet", "traits", "types"];

/// Names of fields that get a `_`, because all values of polkadot-js have something of that name: `RESERVED`.
const RESERVED: [&str; 6] = ["entries", "hash", "keys", "new", "registry", "size"];

/// The longest array that the registry takes.
const LONGEST_ARRAY: u32 = 2048;

/// A definition, `TypeDef` in polkadot-js. The name of its `TypeDefInfo` is that of the variant, if nothing else is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Definition {
    /// What has a codec of this name and no parts.
    Plain(String),
    /// Nothing at all.
    Null,
    Option(Box<Definition>),
    Result(Box<Definition>, Box<Definition>),
    /// A list of any length.
    Vec(Box<Definition>),
    /// A list of a fixed length.
    VecFixed(Box<Definition>, u32),
    Tuple(Vec<Definition>),
    /// The fields by their names.
    Struct(Vec<(String, Definition)>),
    /// What each variant brings, by its name.
    Enum(Vec<(String, Definition)>),
    /// A struct or an enum with a name, to be looked up when it is needed.
    Si {
        /// By which number it is looked up, but for what a form begins with.
        lookup: u32,
        /// By which number it is looked up for what a form begins with.
        lookup_to_begin: u32,
    },
    /// What the registry knows, or refuses, in a way that Contracts UI has no field for.
    Else(String),
}

impl Definition {
    /// A definition of a type that has a codec of this name.
    pub(crate) fn plain(name: &str) -> Self {
        Self::Plain(name.to_owned())
    }

    /// Whether it is a byte, or a type around one.
    pub(crate) fn is_byte(&self) -> bool {
        *self == Self::plain("u8")
    }
}

/// A definition in one line; what is looked up is a number.
impl fmt::Display for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |parts: &[(String, Definition)]| {
            let parts: Vec<_> =
                parts.iter().map(|(name, part)| format!("{name}: {part}")).collect();
            parts.join(", ")
        };
        match self {
            Self::Plain(name) => write!(f, "{name}"),
            Self::Null => write!(f, "Null"),
            Self::Option(part) => write!(f, "Option<{part}>"),
            Self::Result(ok, error) => write!(f, "Result<{ok}, {error}>"),
            Self::Vec(part) => write!(f, "Vec<{part}>"),
            Self::VecFixed(part, length) => write!(f, "[{part}; {length}]"),
            Self::Tuple(parts) => {
                let parts: Vec<_> = parts.iter().map(ToString::to_string).collect();
                write!(f, "({})", parts.join(", "))
            }
            Self::Struct(fields) => write!(f, "struct {{{}}}", named(fields)),
            Self::Enum(variants) => write!(f, "enum {{{}}}", named(variants)),
            Self::Si { lookup, lookup_to_begin } if lookup == lookup_to_begin => {
                write!(f, "Lookup{lookup}")
            }
            Self::Si { lookup, lookup_to_begin } => {
                write!(f, "Lookup{lookup} that begins as Lookup{lookup_to_begin}")
            }
            Self::Else(what) => write!(f, "{what}"),
        }
    }
}

/// The definitions of all types of a contract.
pub(crate) struct Definitions<'a> {
    types: &'a PortableRegistry,
    names: BTreeMap<u32, String>,
}

impl<'a> Definitions<'a> {
    /// The definitions of `types`.
    pub(crate) fn new(types: &'a PortableRegistry) -> Self {
        let name = |ty: &Type<PortableForm>| name_of(&ty.path.segments);
        let names = types.types.iter().filter_map(|entry| Some((entry.id, name(&entry.ty)?)));
        Self { types, names: names.collect() }
    }

    /// What an argument or a field of an event is, by its type and by the name that ink! shows for that: `#createArgs` of `Abi`.
    pub(crate) fn argument(&self, id: u32, display_name: &str) -> Definition {
        if ALWAYS.contains(&display_name) {
            Definition::plain(display_name)
        } else {
            self.of(id)
        }
    }

    /// What a type is: `getTypeDef` of the registry.
    pub(crate) fn of(&self, id: u32) -> Definition {
        self.definition(id, &BTreeSet::new())
    }

    /// What is looked up by a number.
    pub(crate) fn resolve<'d>(&self, definition: &'d Definition) -> Cow<'d, Definition> {
        match definition {
            Definition::Si { lookup, .. } => Cow::Owned(self.of(*lookup)),
            _ => Cow::Borrowed(definition),
        }
    }

    /// The types that this one is made of, and itself.
    pub(crate) fn made_of(&self, id: u32) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if found.insert(id) {
                open.extend(self.types.resolve(id).into_iter().flat_map(parts));
            }
        }
        found
    }

    /// The name of a type, if another one has the same: by a name the registry finds the last type that has it.
    pub(crate) fn shared_name(&self, id: u32) -> Option<&str> {
        let name = self.names.get(&id)?;
        self.names.iter().any(|(other, found)| *other != id && found == name).then_some(name)
    }

    /// `open` are the types with a name that this one is a part of.
    fn definition(&self, id: u32, open: &BTreeSet<u32>) -> Definition {
        let Some(ty) = self.types.resolve(id) else {
            return Definition::Else(format!("type {id}, which is not there"));
        };
        if let Some(alias) = alias_of(&ty.path.segments) {
            return Definition::plain(alias);
        }
        let mut within = open.clone();
        if self.names.contains_key(&id) {
            within.insert(id);
        }
        let part = |id: u32| self.part(id, &within);
        let first = ty.path.segments.first().map_or("", String::as_str);
        let parameter = |at: usize| ty.type_params.get(at).and_then(|parameter| parameter.ty);
        match &ty.type_def {
            TypeDef::Primitive(primitive) => Definition::plain(primitive_name(primitive)),
            // `#extractArray`, `#extractSequence`, `#extractTuple`
            TypeDef::Array(array) if array.len > LONGEST_ARRAY => {
                Definition::Else(format!("an array of more than {LONGEST_ARRAY}"))
            }
            TypeDef::Array(array) => {
                Definition::VecFixed(Box::new(part(array.type_param.id)), array.len)
            }
            TypeDef::Sequence(list) => match part(list.type_param.id) {
                of if of.is_byte() => Definition::plain("Bytes"),
                of => Definition::Vec(Box::new(of)),
            },
            TypeDef::Tuple(tuple) => match &tuple.fields[..] {
                [] => Definition::Null,
                [one] => self.definition(one.id, &within),
                fields => Definition::Tuple(fields.iter().map(|field| part(field.id)).collect()),
            },
            // `#extractComposite`
            TypeDef::Composite(_)
                if matches!(first, "BTreeMap" | "BTreeSet" | "Range" | "RangeInclusive") =>
            {
                Definition::Else(first.to_owned())
            }
            TypeDef::Composite(composite) => self.fields(Some(id), &composite.fields, &within),
            // `#extractVariant`
            TypeDef::Variant(_) if first == "Option" => match parameter(0) {
                Some(of) => Definition::Option(Box::new(part(of.id))),
                None => Definition::Else("an Option of nothing".to_owned()),
            },
            TypeDef::Variant(_) if first == "Result" => match (parameter(0), parameter(1)) {
                (Some(ok), Some(error)) => {
                    Definition::Result(Box::new(part(ok.id)), Box::new(part(error.id)))
                }
                _ => Definition::Else("a Result of nothing".to_owned()),
            },
            TypeDef::Variant(variants) if variants.variants.is_empty() => Definition::Null,
            TypeDef::Variant(variants) => self.variants(&variants.variants, &within),
            TypeDef::Compact(_) => Definition::Else("Compact".to_owned()),
            TypeDef::BitSequence(_) => Definition::Else("BitVec".to_owned()),
        }
    }

    /// `#createSiDef`: structs and enums with a name are looked up later, and what is not known yet is, too.
    fn part(&self, id: u32, open: &BTreeSet<u32>) -> Definition {
        if open.contains(&id) {
            return Definition::Si { lookup: id, lookup_to_begin: id };
        }
        match self.definition(id, open) {
            Definition::Struct(_) | Definition::Enum(_) if self.names.contains_key(&id) => {
                Definition::Si { lookup: id, lookup_to_begin: id }
            }
            definition => definition,
        }
    }

    /// `#extractFields`, of the struct `of` or of a variant.
    fn fields(
        &self,
        of: Option<u32>,
        fields: &[Field<PortableForm>],
        open: &BTreeSet<u32>,
    ) -> Definition {
        let named = fields.iter().filter(|field| field.name.is_some()).count();
        match fields {
            [] => Definition::Null,
            // Around one thing, it is that thing. What it begins with is looked up by the number of what is around.
            [one] if named == 0 => match (of, self.part(one.ty.id, open)) {
                (Some(around), Definition::Si { lookup, .. }) => {
                    Definition::Si { lookup, lookup_to_begin: around }
                }
                (_, definition) => definition,
            },
            _ if named == 0 => {
                Definition::Tuple(fields.iter().map(|field| self.part(field.ty.id, open)).collect())
            }
            _ if named == fields.len() => Definition::Struct(
                fields
                    .iter()
                    .map(|field| (field_name(field), self.part(field.ty.id, open)))
                    .collect(),
            ),
            _ => Definition::Else("fields of which only some have names".to_owned()),
        }
    }

    /// `#extractVariantEnum`: by their numbers; what is left out is filled up.
    fn variants(&self, variants: &[Variant<PortableForm>], open: &BTreeSet<u32>) -> Definition {
        let mut sorted: Vec<_> = variants.iter().collect();
        sorted.sort_by_key(|variant| variant.index);
        let mut found = Vec::new();
        for variant in sorted {
            while found.len() < usize::from(variant.index) {
                found.push((format!("__Unused{}", found.len()), Definition::Null));
            }
            found.push((variant.name.clone(), self.fields(None, &variant.fields, open)));
        }
        Definition::Enum(found)
    }
}

/// What a type consists of.
fn parts(ty: &Type<PortableForm>) -> Vec<u32> {
    let ids = |fields: &[Field<PortableForm>]| fields.iter().map(|field| field.ty.id).collect();
    match &ty.type_def {
        TypeDef::Composite(composite) => ids(&composite.fields),
        TypeDef::Variant(variants) => {
            variants.variants.iter().flat_map(|variant| ids(&variant.fields)).collect()
        }
        TypeDef::Sequence(list) => vec![list.type_param.id],
        TypeDef::Array(array) => vec![array.type_param.id],
        TypeDef::Tuple(tuple) => tuple.fields.iter().map(|field| field.id).collect(),
        TypeDef::Compact(compact) => vec![compact.type_param.id],
        TypeDef::Primitive(_) | TypeDef::BitSequence(_) => Vec::new(),
    }
}

/// `#extractPrimitive`, with `PRIMITIVE_ALIAS`.
fn primitive_name(primitive: &TypeDefPrimitive) -> &'static str {
    match primitive {
        TypeDefPrimitive::Bool => "bool",
        TypeDefPrimitive::Char => "u32",
        TypeDefPrimitive::Str => "Text",
        TypeDefPrimitive::U8 => "u8",
        TypeDefPrimitive::U16 => "u16",
        TypeDefPrimitive::U32 => "u32",
        TypeDefPrimitive::U64 => "u64",
        TypeDefPrimitive::U128 => "u128",
        TypeDefPrimitive::U256 => "u256",
        TypeDefPrimitive::I8 => "i8",
        TypeDefPrimitive::I16 => "i16",
        TypeDefPrimitive::I32 => "i32",
        TypeDefPrimitive::I64 => "i64",
        TypeDefPrimitive::I128 => "i128",
        TypeDefPrimitive::I256 => "i256",
    }
}

/// `getAliasPath`, by `matchParts`.
fn alias_of(path: &[String]) -> Option<&str> {
    let matches = |alias: &&str| {
        let alias: Vec<_> = alias.split("::").collect();
        alias.len() == path.len()
            && alias.iter().zip(path).all(|(expected, found)| match expected.strip_prefix('*') {
                Some(end) => found.ends_with(end),
                None => expected == found,
            })
    };
    ALIASES.iter().any(matches).then(|| path.last().map(String::as_str))?
}

/// `extractNameFlat`: the path in one word.
fn name_of(path: &[String]) -> Option<String> {
    if WRAPPERS.contains(&path.last()?.as_str()) {
        return None;
    }
    let words: Vec<_> = path.iter().map(|segment| pascal_case(segment)).collect();
    let is_part = |at: usize| {
        let word = words[at].to_lowercase();
        let is_left_out = at == 1 && LEFT_OUT.contains(&word.as_str());
        let is_repeated = words.get(at + 1).is_some_and(|next| next.to_lowercase() == word);
        !is_left_out && !is_repeated
    };
    Some((0..words.len()).filter(|at| is_part(*at)).map(|at| words[at].as_str()).collect())
}

/// `sanitizeField`: in camel case, and no name that is taken.
fn field_name(field: &Field<PortableForm>) -> String {
    let name = camel_case(field.name.as_deref().unwrap_or_default()).replace('#', "_");
    if RESERVED.contains(&name.as_str()) {
        name + "_"
    } else {
        name
    }
}

/// `stringCamelCase`.
pub(crate) fn camel_case(text: &str) -> String {
    in_words(
        text,
        |at, first| if at == 0 { first.to_ascii_lowercase() } else { first.to_ascii_uppercase() },
    )
}

/// `stringPascalCase`.
fn pascal_case(text: &str) -> String {
    in_words(text, |_, first| first.to_ascii_uppercase())
}

fn in_words(text: &str, begin: impl Fn(usize, char) -> char) -> String {
    let words = text.split(['-', '_', '.', ',', ' ']).filter(|word| !word.is_empty()).map(calmed);
    let begun = words.enumerate().map(|(at, word)| {
        let mut rest = word.chars();
        rest.next().map(|first| begin(at, first)).into_iter().chain(rest).collect::<String>()
    });
    begun.collect()
}

/// A word without a row of capitals: all small, or all but the last, which begins what comes next.
fn calmed(word: &str) -> String {
    let is_capital = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit();
    let row = word.chars().take_while(|letter| is_capital(*letter)).count();
    if row == word.chars().count() {
        return word.to_lowercase();
    }
    let is_before_small = word.chars().nth(row).is_some_and(|next| next.is_ascii_lowercase());
    // What is changed: the row up to its last capital, or up to what comes after it and is no small letter.
    let changed = if is_before_small { row } else { row + 1 };
    if changed < 3 {
        return word.to_owned();
    }
    let small = word.chars().take(changed - 1).map(|letter| letter.to_ascii_lowercase());
    small.chain(word.chars().skip(changed - 1)).collect()
}

//! The form that Contracts UI makes of an argument: which field is for what, what it begins with, and what it cannot send.
//!
//! The files are of `use-ink/contracts-ui`, under `src/ui/components/form` if nothing else is said.
//!
//! | field | for | begins with | what is sent |
//! |---|---|---|---|
//! | `AddressSelect` (`../account/Select.tsx`) | `AccountId`, `Address` | one's first account | an address, chosen or pasted |
//! | `InputBalance` | `Balance` | 0 | what is typed × 10^decimals |
//! | `InputHash` | `Hash` | zeros | 64 hexadecimal digits |
//! | `Bool` | `bool` | false | |
//! | `InputBn` | numbers but `u16`, `i16`, `u256`, `i256` | 0 | what is typed; next to the end of 64 and 128 bits nothing, for JavaScript rounds up |
//! | `InputBytes` | arrays of bytes | zeros | bytes, of exactly `0x` and two digits each |
//! | `Input` | all else: `u16`, `Text`, `Bytes`, … | 0, an empty text | what is typed; text that is `0x` and digits is bytes |
//! | `Enum` | enums | the first variant | the variant, and what its field sends |
//! | `Option` | options | nothing | nothing, or what its field sends |
//! | `Struct`, `Tuple` | those | each part's | an object, a list |
//! | `Vector`, `VectorFixed` | lists | one part's; each part's | a list |
//!
//! Which is for what is in `findComponent.tsx`; what a form begins with in `src/lib/initValue.ts`; what is changed before it is sent in
//! `src/lib/callOptions.ts`. What is read from a field goes through the codecs of `@polkadot/types`.
use super::definition::{Definition, Definitions};

/// Plain types that have a codec of their name.
const CODECS: [&str; 17] = [
    "AccountId",
    "Bytes",
    "Hash",
    "Text",
    "bool",
    "i128",
    "i16",
    "i256",
    "i32",
    "i64",
    "i8",
    "u128",
    "u16",
    "u256",
    "u32",
    "u64",
    "u8",
];

/// Numbers that are larger than what a field takes that does not know the type: `Number.MAX_SAFE_INTEGER`, 53 bits.
const WIDE: [&str; 4] = ["u64", "u128", "i64", "i128"];

/// A field of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Component {
    AddressSelect,
    Bool,
    Enum,
    Input,
    InputBalance,
    InputBn,
    InputBytes,
    InputHash,
    Option,
    Struct,
    Tuple,
    Vector,
    VectorFixed,
}

/// `findComponent`. What it looks up has been looked up.
pub(crate) fn component(definition: &Definition) -> Component {
    match definition {
        Definition::Enum(_) => Component::Enum,
        Definition::Option(_) => Component::Option,
        Definition::Struct(_) => Component::Struct,
        Definition::Tuple(_) => Component::Tuple,
        Definition::Vec(_) => Component::Vector,
        Definition::VecFixed(of, _) if of.is_byte() => Component::InputBytes,
        Definition::VecFixed(..) => Component::VectorFixed,
        Definition::Plain(name) => match name.as_str() {
            "AccountId" | "Address" => Component::AddressSelect,
            "Balance" => Component::InputBalance,
            "Hash" => Component::InputHash,
            "bool" => Component::Bool,
            "u8" | "i8" | "i32" | "u32" | "i64" | "i128" | "u64" | "u128" | "BN" => {
                Component::InputBn
            }
            _ => Component::Input,
        },
        _ => Component::Input,
    }
}

/// What a field is shown with first. Afterwards it is shown with what is sent for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begun {
    /// What is sent for it.
    Value,
    Nothing,
    EmptyText,
    EmptyObject,
}

impl Begun {
    /// The fields of a struct: `Struct.tsx`.
    fn field(self) -> Self {
        match self {
            Self::Value => Self::Value,
            Self::EmptyObject => Self::Nothing,
            Self::Nothing | Self::EmptyText => Self::EmptyText,
        }
    }

    /// The parts of a tuple: `Tuple.tsx`. An option of which nothing is sent is one of them.
    fn part(self, part: &Definition) -> Self {
        match (self, part) {
            (Self::Value, Definition::Option(_)) => Self::EmptyText,
            (Self::Value, _) => Self::Value,
            _ => Self::EmptyText,
        }
    }

    /// The field of a variant: `Enum.tsx`. The first one is there from the beginning.
    fn variant(self, at: usize) -> Self {
        match self {
            Self::Value => Self::Value,
            _ if at > 0 => Self::Value,
            Self::EmptyObject => Self::Nothing,
            Self::Nothing | Self::EmptyText => Self::EmptyObject,
        }
    }
}

/// The form of an argument, field by field.
#[derive(Debug, Default)]
pub(crate) struct Form {
    /// Each field, by where it is: `terms.lines[].price`, `?` after what may be left out, `::` before a variant.
    pub(crate) fields: Vec<(String, Component)>,
    /// What cannot be entered: where, and why.
    pub(crate) problems: Vec<(String, String)>,
}

impl Form {
    /// The form of the argument `name`.
    pub(crate) fn new(definitions: &Definitions<'_>, name: &str, argument: &Definition) -> Self {
        let mut form = Self::default();
        form.add(definitions, name, argument, Begun::Value, &mut Vec::new());
        form
    }

    fn problem(&mut self, path: &str, why: impl Into<String>) {
        self.problems.push((path.to_owned(), why.into()));
    }

    /// `open` are the structs and enums that this one is a part of.
    fn add(
        &mut self,
        all: &Definitions<'_>,
        path: &str,
        definition: &Definition,
        begun: Begun,
        open: &mut Vec<u32>,
    ) {
        let Definition::Si { lookup, lookup_to_begin } = definition else {
            return self.field(all, path, definition, begun, open);
        };
        // `findComponent` makes all fields before any is shown.
        if open.contains(lookup) {
            return self.problem(path, "it is a part of itself, so that the form has no end");
        }
        // `getInitValue` looks up what it is in the middle of looking up.
        if lookup != lookup_to_begin {
            return self.problem(
                path,
                "a struct around one struct or enum without a name: what the form begins with has no end. Name the field",
            );
        }
        open.push(*lookup);
        self.field(all, path, &all.resolve(definition), begun, open);
        open.pop();
    }

    fn field(
        &mut self,
        all: &Definitions<'_>,
        path: &str,
        definition: &Definition,
        begun: Begun,
        open: &mut Vec<u32>,
    ) {
        self.fields.push((path.to_owned(), component(definition)));
        match definition {
            Definition::Plain(name) => self.plain(path, name),
            Definition::Null => {}
            Definition::Option(of) => {
                self.option(path, of, begun);
                self.add(all, &format!("{path}?"), of, Begun::Nothing, open);
            }
            Definition::Vec(of) => self.add(all, &format!("{path}[]"), of, Begun::Value, open),
            Definition::VecFixed(of, length) if of.is_byte() => self.bytes(path, *length),
            Definition::VecFixed(of, _) => {
                self.array(path, &all.resolve(of));
                self.add(all, &format!("{path}[]"), of, Begun::Value, open);
            }
            Definition::Tuple(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    self.add(all, &format!("{path}.{at}"), part, begun.part(part), open);
                }
            }
            Definition::Struct(fields) => {
                self.names(path, fields);
                for (name, field) in fields {
                    self.add(all, &format!("{path}.{name}"), field, begun.field(), open);
                }
            }
            Definition::Enum(variants) => {
                self.names(path, variants);
                let all_fields = variants.iter().enumerate();
                for (at, (name, field)) in
                    all_fields.filter(|(_, (_, field))| *field != Definition::Null)
                {
                    self.add(all, &format!("{path}::{name}"), field, begun.variant(at), open);
                }
            }
            Definition::Result(..) => self.problem(path, "there is no field for a Result"),
            Definition::Else(what) => self.problem(path, format!("there is no field for {what}")),
            Definition::Si { .. } => unreachable!("it was looked up"),
        }
    }

    fn plain(&mut self, path: &str, name: &str) {
        match name {
            // `InputBalance.tsx`: `toBalance`
            "Balance" => self.problem(
                path,
                "what is named Balance is taken for tokens, and multiplied by 10^12",
            ),
            // `callOptions.ts`: `transformUserInput`
            "Address" => {
                self.problem(path, "what is named Address is sent as an address of 20 bytes")
            }
            name if CODECS.contains(&name) => {}
            name => {
                self.problem(path, format!("it is taken for {name}, which has no field of its own"))
            }
        }
    }

    /// `Option.tsx`, and the codec `Option` of `packages/types-codec/src/base/Option.ts`.
    fn option(&mut self, path: &str, of: &Definition, begun: Begun) {
        // What is there is supplied, be it an empty text.
        if matches!(begun, Begun::EmptyText | Begun::EmptyObject) {
            self.problem(
                path,
                "an option in a tuple, or in a struct that may be left out, looks as if it were supplied while nothing is sent",
            );
        }
        match of {
            // `InputBytes` sends bytes, and bytes are taken for an encoded option: the first for whether there is something, the rest
            // for what. So 32 bytes are nothing if they begin with 0, and refused as 31 if they don't.
            Definition::VecFixed(part, _) if part.is_byte() => self.problem(
                path,
                "an optional array of bytes is taken for an encoded option: nothing is sent if it begins with 00, else it is a byte \
                 too short. An enum of nothing and of the array is encoded alike, and can be entered",
            ),
            // `InputHash` sends a hash of another class than the codec's.
            Definition::Plain(name) if name == "Hash" => self.problem(
                path,
                "an optional hash is taken for an encoded option. An enum of nothing and of the hash is encoded alike, and can be entered",
            ),
            // `Input` sends `0x` for no bytes, and that is nothing.
            Definition::Plain(name) if name == "Bytes" => {
                self.problem(path, "no bytes cannot be told from nothing")
            }
            // Nothing is what the inner one begins with, and nothing is what the outer one sends for it.
            Definition::Option(_) => {
                self.problem(path, "that there is nothing inside an option cannot be said")
            }
            // https://github.com/use-ink/contracts-ui/issues/517
            Definition::Plain(name) if name == "bool" => {
                self.problem(path, "false is sent as nothing by older versions of Contracts UI")
            }
            _ => {}
        }
    }

    /// `InputBytes.tsx`, as `findComponent.tsx` makes it.
    fn bytes(&mut self, path: &str, length: u32) {
        if length == 0 {
            self.problem(path, "an array of no bytes has no field");
        }
    }

    /// `VectorFixed.tsx` tells each part that it is of the type of the whole, which lists in lists survive by chance only.
    fn array(&mut self, path: &str, of: &Definition) {
        match of {
            Definition::Plain(name) if WIDE.contains(&name.as_str()) => {
                self.problem(path, "numbers in an array have 53 bits at most")
            }
            Definition::Struct(_) | Definition::Tuple(_) | Definition::Vec(_) => {
                self.problem(path, "the parts of what is in an array are not found")
            }
            Definition::VecFixed(part, _) if !part.is_byte() => {
                self.problem(path, "the parts of an array in an array are not found")
            }
            _ => {}
        }
    }

    /// Fields are told apart by their names in camel case, and numbers that no variant has are offered.
    fn names(&mut self, path: &str, parts: &[(String, Definition)]) {
        for (at, (name, _)) in parts.iter().enumerate() {
            if parts[..at].iter().any(|(other, _)| other == name) {
                self.problem(path, format!("two are named {name} in camel case"));
            }
            if name.starts_with("__Unused") {
                self.problem(path, format!("the number of no variant is offered as {name}"));
            }
        }
    }
}

/// What of a result, or of a field of an event, cannot be shown: `src/lib/output.ts`, which decodes by the definition.
pub(crate) fn unshown(
    all: &Definitions<'_>,
    path: &str,
    definition: &Definition,
) -> Vec<(String, String)> {
    let mut problems = Vec::new();
    show(all, path, definition, &mut Vec::new(), &mut problems);
    problems
}

fn show(
    all: &Definitions<'_>,
    path: &str,
    definition: &Definition,
    open: &mut Vec<u32>,
    problems: &mut Vec<(String, String)>,
) {
    let mut part = |path: String, part: &Definition, open: &mut Vec<u32>| {
        show(all, &path, part, open, problems)
    };
    match definition {
        Definition::Plain(name) if CODECS.contains(&name.as_str()) => {}
        Definition::Plain(name) => {
            problems.push((path.to_owned(), format!("there is no codec for {name}")));
        }
        Definition::Null => {}
        Definition::Option(of) => part(format!("{path}?"), of, open),
        Definition::Vec(of) | Definition::VecFixed(of, _) => part(format!("{path}[]"), of, open),
        Definition::Result(ok, error) => {
            part(format!("{path}::Ok"), ok, open);
            part(format!("{path}::Err"), error, open);
        }
        Definition::Tuple(parts) => {
            for (at, of) in parts.iter().enumerate() {
                part(format!("{path}.{at}"), of, open);
            }
        }
        Definition::Struct(fields) => {
            for (name, field) in fields {
                part(format!("{path}.{name}"), field, open);
            }
        }
        Definition::Enum(variants) => {
            for (name, field) in variants {
                part(format!("{path}::{name}"), field, open);
            }
        }
        // A part of itself is shown as deep as it goes.
        Definition::Si { lookup, .. } if open.contains(lookup) => {}
        Definition::Si { lookup, .. } => {
            open.push(*lookup);
            part(path.to_owned(), &all.resolve(definition), open);
            open.pop();
        }
        Definition::Else(what) => {
            problems.push((path.to_owned(), format!("there is no codec for {what}")))
        }
    }
}

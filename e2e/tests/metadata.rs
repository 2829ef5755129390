//! What every bundle says of itself: docs, selectors, events, types that clients can enter, and code that any chain takes.
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use chain::{Account, Backend, Bundle, Call, MessageInfo, Terms};
use ink::metadata::TypeSpec;
use scale_info::{form::PortableForm, Field, PortableRegistry, Type, TypeDef, TypeDefPrimitive};
use wasmparser::{Parser, Payload, TypeRef};

use crate::tables::{contract, contracts, none, path, thousands, Contract, Mode, World};

/// The most code that a contract of the suite may have, in bytes.
const MOST_CODE: usize = 64 * 1024;

/// The most memory that ink! gives a contract, in pages of 64 KiB.
const MOST_MEMORY: u64 = 16;

/// What no person enters one by one, because only a program makes its digests and keys.
const COMPUTED: [&str; 2] = ["BlindLine", "OpenedLine"];

/// What no person enters as the part of a variant, because a device reports it.
const REPORTED: [&str; 1] = ["Breach"];

/// What is a whole inside a variant, because two parties sign it word for word: a step offers it, and another takes it.
const SIGNED: [&str; 3] = ["Papers", "PledgeTerms", "Sale"];

/// The messages that take the chain's token: who pays a debt, or a price, pays by them.
const PAYABLE: [&str; 5] = [
    "receipt/Receipt::buy",
    "receipt/Receipt::buy_back",
    "receivable/Receivable::accept_offer",
    "receivable/Receivable::accept_offer_if_rated",
    "receivable/Receivable::pay",
];

/// Whose messages and events are another standard's, with types and names as it has them.
const STANDARD: &str = "PSP34::";

/// The events of that standard: each contract of tokens tells them.
const STANDARD_EVENTS: [&str; 2] = ["Approval", "Transfer"];

/// Length of a UN/ECE code of a unit.
const UNIT_CODE: u32 = 3;

/// The topics of an event besides its signature. A chain takes four in all.
const MOST_INDEXED: usize = 3;

/// Functions of pallet-contracts 38 that are neither marked as unstable nor deprecated there, and that a contract of the
/// suite may use: no other code in its place, no instances, no calls of the runtime, no chain extension, nothing random, no end.
///
/// ink! writes some of them with `seal_` before the name, which is the same function.
const HOST_FUNCTIONS: [(&str, &[&str]); 3] = [
    (
        "seal0",
        &[
            "address",
            "balance",
            "block_number",
            "caller",
            "caller_is_origin",
            "clear_storage",
            "code_hash",
            "contains_storage",
            "debug_message",
            "deposit_event",
            "ecdsa_recover",
            "gas_left",
            "get_storage",
            "hash_blake2_128",
            "hash_blake2_256",
            "hash_keccak_256",
            "hash_sha2_256",
            "input",
            "is_contract",
            "minimum_balance",
            "now",
            "own_code_hash",
            "return",
            "set_code_hash",
            "sr25519_verify",
            "take_storage",
            "transfer",
            "value_transferred",
            "weight_to_fee",
        ],
    ),
    ("seal1", &["call", "clear_storage", "contains_storage", "get_storage", "set_storage"]),
    ("seal2", &["call", "set_storage"]),
];

#[test]
fn everything_in_the_metadata_has_a_doc() {
    let mut missing = Vec::new();
    for contract in contracts() {
        let mut check = |what: String, docs: &[String]| {
            if docs.iter().all(|line| line.trim().is_empty()) {
                missing.push(format!("{}: {what}", contract.name));
            }
        };
        for constructor in contract.bundle.constructors() {
            check(format!("constructor {}", constructor.label), &constructor.docs);
        }
        for message in contract.bundle.messages() {
            check(format!("message {}", message.label), &message.docs);
        }
        for event in contract.bundle.events() {
            check(format!("event {}", event.label), &event.docs);
            for field in &event.fields {
                check(format!("field {} of event {}", field.name, event.label), &field.docs);
            }
        }
    }
    none("without a doc", missing);
}

#[test]
fn every_type_field_and_variant_of_the_suite_has_a_doc() {
    let mut missing = BTreeSet::new();
    for contract in contracts() {
        let sources = sources();
        for ty in types_of(&contract.bundle) {
            let Some(root) = ty.path.segments.first().filter(|_| ty.path.segments.len() > 1) else {
                continue;
            };
            // ink!'s and pendzl's own types are theirs to explain.
            let Some(source) = sources.get(root.as_str()) else { continue };
            let name = ty.path.segments.last().expect("it has more than one");
            undocumented(source, name).into_iter().for_each(|what| {
                missing.insert(format!("{}::{what}", root));
            });
        }
    }
    none("without a doc", missing.into_iter().collect());
}

#[test]
fn the_docs_of_messages_that_change_something_say_who_may_call() {
    // Words by which a doc names the caller: a role, a party, a scope, or everyone.
    let words = [
        "administrator",
        "anyone",
        "only",
        "role",
        "scope",
        "controller",
        "those who",
        "holders",
        "one's own",
        "agent",
    ];
    let silent = contracts().iter().flat_map(|contract| {
        let messages = contract.bundle.messages().into_iter().filter(|message| message.mutates);
        let named = move |message: &MessageInfo| {
            let doc = message.docs.join(" ").to_lowercase();
            words.iter().any(|word| doc.contains(word))
        };
        messages
            .filter(move |message| !named(message))
            .map(|message| format!("{}/{}", contract.name, message.label))
    });
    none("says nothing of who may call", silent.collect());
}

#[test]
fn the_docs_of_messages_name_units_of_time_and_amounts() {
    let mut unnamed = Vec::new();
    for contract in contracts() {
        for message in contract.bundle.messages() {
            let doc = message.docs.join(" ").to_lowercase();
            let times = message.args.iter().filter(|arg| {
                ["_at", "_until", "_window"].iter().any(|end| arg.name.ends_with(end))
                    && arg.type_name == "u64"
            });
            for arg in times {
                if !doc.contains("millisecond") {
                    unnamed.push(format!(
                        "{}/{}: {} is a time in what?",
                        contract.name, message.label, arg.name
                    ));
                }
            }
        }
    }
    none("a unit is missing", unnamed);
}

#[test]
fn selectors_are_unique_in_a_contract_and_the_same_for_the_same_message_of_a_trait() {
    let mut wrong = Vec::new();
    let mut known: BTreeMap<String, (String, MessageInfo)> = BTreeMap::new();
    for contract in contracts() {
        let mut seen = BTreeMap::new();
        for message in contract.bundle.messages() {
            if let Some(other) = seen.insert(message.selector, message.label.clone()) {
                wrong.push(format!(
                    "{}: {other} and {} share a selector",
                    contract.name, message.label
                ));
            }
            let Some((name, other)) = known.get(&message.label) else {
                known.insert(message.label.clone(), (contract.name.clone(), message));
                continue;
            };
            let shape = |message: &MessageInfo| {
                let args: Vec<_> = message
                    .args
                    .iter()
                    .map(|arg| (arg.name.clone(), arg.type_name.clone()))
                    .collect();
                (message.selector, message.mutates, message.payable, args, message.returns.clone())
            };
            if message.label.contains("::") && shape(other) != shape(&message) {
                wrong.push(format!(
                    "{} is one message in {name} and another in {}",
                    message.label, contract.name
                ));
            }
        }
    }
    none("selectors", wrong);
}

#[test]
fn events_are_told_apart_by_their_signature_and_have_three_indexed_fields_at_most() {
    let mut wrong = Vec::new();
    let mut tellers: BTreeMap<_, Vec<(&str, chain::EventInfo)>> = BTreeMap::new();
    for contract in contracts() {
        for event in contract.bundle.events() {
            let indexed = event.fields.iter().filter(|field| field.indexed).count();
            if indexed > MOST_INDEXED {
                wrong.push(format!(
                    "{}: {} has {indexed} indexed fields",
                    contract.name, event.label
                ));
            }
            match event.signature {
                None => wrong.push(format!("{}: {} is anonymous", contract.name, event.label)),
                Some(signature) => {
                    tellers.entry(signature).or_default().push((&contract.name, event))
                }
            }
        }
    }
    for events in tellers.values() {
        let (name, first) = &events[0];
        for (other, event) in &events[1..] {
            if name == other || event != first {
                wrong.push(format!(
                    "{} of {name} and {} of {other} have one signature",
                    first.label, event.label
                ));
            }
        }
        // What every contract tells of its administration is the same everywhere; anything else is one contract's alone.
        let is_standard = STANDARD_EVENTS.contains(&first.label.as_str())
            && events.iter().all(|(name, _)| has_tokens(contract(name)));
        if !is_standard && events.len() > 1 && events.len() < contracts().len() {
            let names: Vec<_> = events.iter().map(|(name, _)| *name).collect();
            wrong.push(format!("{} is an event of {}", first.label, names.join(" and ")));
        }
    }
    none("events", wrong);
}

fn has_tokens(contract: &Contract) -> bool {
    contract.bundle.messages().iter().any(|message| message.label.starts_with(STANDARD))
}

#[test]
fn arguments_can_be_entered_in_a_client() {
    let mut wrong = Vec::new();
    for contract in contracts() {
        let types = contract.bundle.metadata().registry();
        let messages = contract.bundle.messages();
        let specs = contract
            .bundle
            .metadata()
            .spec()
            .messages()
            .iter()
            .map(|spec| (spec.label(), spec.args()));
        let constructors = contract
            .bundle
            .metadata()
            .spec()
            .constructors()
            .iter()
            .map(|spec| (spec.label(), spec.args()));
        let ours = specs.filter(|(label, _)| !label.starts_with(STANDARD));
        for (label, args) in ours.chain(constructors) {
            for arg in args {
                let mut problems = Vec::new();
                enterable(arg.ty(), types, &messages, &mut problems);
                let at = format!("{}/{label}({})", contract.name, arg.label());
                wrong.extend(problems.into_iter().map(|problem| format!("{at}: {problem}")));
            }
        }
    }
    none("arguments", wrong);
}

#[test]
fn code_is_small_and_asks_for_nothing_that_a_chain_may_refuse() {
    let mut wrong = Vec::new();
    for contract in contracts() {
        let wasm = contract.bundle.wasm();
        if wasm.len() > MOST_CODE {
            wrong.push(format!("{} has {} bytes of code", contract.name, thousands(wasm.len())));
        }
        if let Err(error) = contract.bundle.check() {
            wrong.push(format!("{}: {error}", contract.name));
        }
        for (module, name, kind) in imports(wasm) {
            let is_allowed = match kind {
                Import::Memory { most } => {
                    module == "env"
                        && name == "memory"
                        && most.is_some_and(|most| most <= MOST_MEMORY)
                }
                Import::Function => {
                    let name = name.strip_prefix("seal_").unwrap_or(&name);
                    HOST_FUNCTIONS
                        .iter()
                        .any(|(known, names)| *known == module && names.contains(&name))
                }
                Import::Else => false,
            };
            if !is_allowed {
                wrong.push(format!("{} imports {module}.{name} ({kind:?})", contract.name));
            }
        }
    }
    none("code", wrong);
}

#[test]
fn the_code_knows_every_message_of_the_metadata() {
    // Zeros are valid arguments of any message, so only what is no message is not read.
    let scene = World::new(Mode::Alone).at("", "network");
    let mut wrong = Vec::new();
    for contract in contracts() {
        let chain = scene.chain();
        let knows = |selector: [u8; 4]| {
            let input = [&selector[..], &[0; 2048]].concat();
            let call = Call {
                contract: scene.address(&contract.name).clone(),
                input,
                terms: Terms::default(),
            };
            chain
                .try_call(Account::dev("Stranger").id(), &call)
                .map_or(true, |receipt| receipt.returned != [1, 1])
        };
        let messages = contract.bundle.messages();
        let unknown = messages.iter().filter(|message| !knows(message.selector));
        wrong.extend(
            unknown.map(|message| {
                format!("{}: the code does not know {}", contract.name, message.label)
            }),
        );
        // A selector with a bit changed is none, so what was seen above means something.
        let strange = messages.iter().map(|message| message.selector.map(|byte| byte ^ 0x55));
        let known = strange.filter(|selector| {
            messages.iter().all(|message| message.selector != *selector) && knows(*selector)
        });
        wrong.extend(known.map(|selector| {
            format!("{}: 0x{} is not in the metadata", contract.name, hex::encode(selector))
        }));
    }
    none("messages", wrong);
}

#[test]
fn nothing_is_compiled_into_a_contract_by_condition() {
    // A message under a `cfg` can be in the code and not in the metadata. Tests, and what cargo-contract leaves out of the
    // code, are no part of either.
    let allowed = [
        "cfg(test)",
        "cfg_attr",
        "cfg(feature = \"std\")",
        "cfg(not(feature = \"std\"))",
        "cfg(target_arch = \"wasm32\")",
        "cfg(not(target_arch = \"wasm32\"))",
        // Contracts with tokens, by their manifests: there are no messages in it.
        "cfg(feature = \"psp34\")",
    ];
    let mut wrong = Vec::new();
    for (name, source) in sources() {
        for line in source
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("#[cfg") || line.starts_with("#![cfg"))
        {
            if !allowed.iter().any(|allowed| line.contains(allowed)) {
                wrong.push(format!("{name}: {line}"));
            }
        }
        let lines: Vec<_> = source.lines().map(str::trim).collect();
        for (at, _) in
            lines.iter().enumerate().filter(|(_, line)| line.starts_with("#[ink(message"))
        {
            let is_attribute = |line: &&&str| line.starts_with("#[") || line.starts_with("///");
            let above = lines[..at].iter().rev().take_while(is_attribute);
            let below = lines[at..].iter().take_while(is_attribute);
            wrong.extend(
                above
                    .chain(below)
                    .filter(|line| line.starts_with("#[cfg"))
                    .map(|line| format!("{name}: {line} on a message")),
            );
        }
    }
    none("conditions", wrong);
}

#[test]
fn no_message_takes_tokens_without_saying_so() {
    let payable = contracts().iter().flat_map(|contract| {
        let messages = contract.bundle.messages().into_iter().filter(|message| message.payable);
        messages.map(|message| format!("{}/{}", contract.name, message.label))
    });
    let unsaid = payable.filter(|message| !PAYABLE.contains(&message.as_str()));
    none("takes tokens; say in `PAYABLE` why", unsaid.collect());
}

/// What is wrong with an argument of this type.
fn enterable(
    spec: &TypeSpec<PortableForm>,
    types: &PortableRegistry,
    messages: &[MessageInfo],
    problems: &mut Vec<String>,
) {
    // Contracts UI takes a number of this name for tokens and multiplies it by 10^12.
    if spec.display_name().segments.last().is_some_and(|name| name == "Balance") {
        problems.push("a number named Balance is taken for tokens".to_owned());
    }
    let mut seen = BTreeSet::new();
    let mut open = vec![spec.ty().id];
    while let Some(id) = open.pop() {
        let Some(ty) = types.resolve(id).filter(|_| seen.insert(id)) else { continue };
        let is_primitive = |id: u32, primitive| {
            types.resolve(id).is_some_and(
                |ty| matches!(&ty.type_def, TypeDef::Primitive(found) if *found == primitive),
            )
        };
        match &ty.type_def {
            TypeDef::Composite(composite) => {
                open.extend(composite.fields.iter().map(|field| field.ty.id))
            }
            TypeDef::Sequence(list) if is_primitive(list.type_param.id, TypeDefPrimitive::U8) => {
                problems.push("raw bytes of any length".to_owned());
            }
            TypeDef::Sequence(list) => {
                open.push(list.type_param.id);
                let fields = leaves(list.type_param.id, types);
                let is_struct = types.resolve(list.type_param.id).is_some_and(is_record);
                let is_simple = messages.iter().any(|message| {
                    fields.iter().all(|field| message.args.iter().any(|arg| arg.name == *field))
                });
                // Or it takes one of them as a whole.
                let name = types.resolve(list.type_param.id).and_then(|ty| ty.path.segments.last());
                let takes_one = messages
                    .iter()
                    .flat_map(|message| &message.args)
                    .any(|arg| Some(&arg.type_name) == name);
                let is_computed = types.resolve(list.type_param.id).is_some_and(|ty| {
                    ty.path.segments.last().is_some_and(|name| COMPUTED.contains(&name.as_str()))
                });
                if is_struct && !is_simple && !takes_one && !is_computed {
                    problems.push(format!(
                        "a list of structs, and no message takes {} one by one",
                        fields.join(", ")
                    ));
                }
            }
            TypeDef::Array(array) => {
                let is_known = matches!(array.len, UNIT_CODE | 32 | 64);
                if is_primitive(array.type_param.id, TypeDefPrimitive::U8) && !is_known {
                    problems.push(format!(
                        "{} bytes, where only codes of units of 3, digests of 32 and signatures of 64 are expected",
                        array.len
                    ));
                }
            }
            TypeDef::Variant(variants) => {
                let is_option = ty.path.segments.len() == 1 && ty.path.segments[0] == "Option";
                if is_option {
                    for field in variants.variants.iter().flat_map(|variant| &variant.fields) {
                        if is_primitive(field.ty.id, TypeDefPrimitive::Bool) {
                            problems.push("an optional bool".to_owned());
                        }
                        open.push(field.ty.id);
                    }
                    continue;
                }
                let first_with_fields =
                    variants.variants.iter().position(|variant| !variant.fields.is_empty());
                let last_unit =
                    variants.variants.iter().rposition(|variant| variant.fields.is_empty());
                if let (Some(with), Some(unit)) = (first_with_fields, last_unit) {
                    if with < unit {
                        problems.push(format!(
                            "variants of {} without fields after those with fields",
                            ty.path
                        ));
                    }
                }
                for field in variants.variants.iter().flat_map(|variant| &variant.fields) {
                    let is_reported = types.resolve(field.ty.id).is_some_and(|ty| {
                        ty.path
                            .segments
                            .last()
                            .is_some_and(|name| REPORTED.contains(&name.as_str()))
                    });
                    if is_signed(field.ty.id, types) {
                        open.push(field.ty.id);
                    } else if !is_reported && !is_flat(field.ty.id, types) {
                        problems.push(format!(
                            "a variant of {} has more than a number, a text or a name in it",
                            ty.path
                        ));
                    }
                }
            }
            TypeDef::Tuple(tuple) if !tuple.fields.is_empty() => {
                problems.push("a tuple, whose parts have no names".to_owned())
            }
            _ => {}
        }
    }
}

/// Whether it is signed as a whole, and so a part of a variant.
fn is_signed(id: u32, types: &PortableRegistry) -> bool {
    let name = types.resolve(id).and_then(|ty| ty.path.segments.last());
    name.is_some_and(|name| SIGNED.contains(&name.as_str()))
}

/// Whether `ty` is a struct with named fields.
fn is_record(ty: &Type<PortableForm>) -> bool {
    matches!(&ty.type_def, TypeDef::Composite(composite) if composite.fields.iter().any(|field| field.name.is_some()))
}

/// Whether a client shows one field for it: no struct with named fields, no variant with fields.
fn is_flat(id: u32, types: &PortableRegistry) -> bool {
    types.resolve(id).is_some_and(|ty| match &ty.type_def {
        TypeDef::Composite(_) => !is_record(ty),
        TypeDef::Variant(variants) => {
            variants.variants.iter().all(|variant| variant.fields.is_empty())
        }
        TypeDef::Tuple(_) => false,
        _ => true,
    })
}

/// The names of the fields of a struct, and of structs in it; those that may be left out are.
fn leaves(id: u32, types: &PortableRegistry) -> Vec<String> {
    let Some(Type { type_def: TypeDef::Composite(composite), .. }) = types.resolve(id) else {
        return Vec::new();
    };
    let named = |field: &Field<PortableForm>| -> Vec<String> {
        let ty = types.resolve(field.ty.id);
        let is_option =
            ty.is_some_and(|ty| ty.path.segments.first().is_some_and(|name| name == "Option"));
        match &field.name {
            _ if is_option => Vec::new(),
            _ if ty.is_some_and(is_record) => leaves(field.ty.id, types),
            Some(name) => vec![name.clone()],
            None => Vec::new(),
        }
    };
    composite.fields.iter().flat_map(named).collect()
}

/// All types that messages, constructors and events use.
fn types_of(bundle: &Bundle) -> Vec<&Type<PortableForm>> {
    let types = bundle.metadata().registry();
    let spec = bundle.metadata().spec();
    let mut open: Vec<u32> = Vec::new();
    for constructor in spec.constructors() {
        open.extend(constructor.args().iter().map(|arg| arg.ty().ty().id));
    }
    for message in spec.messages() {
        open.extend(message.args().iter().map(|arg| arg.ty().ty().id));
        open.push(message.return_type().ret_type().ty().id);
    }
    for event in spec.events() {
        open.extend(event.args().iter().map(|field| field.ty().ty().id));
    }
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        let Some(ty) = types.resolve(id).filter(|_| seen.insert(id)) else { continue };
        found.push(ty);
        match &ty.type_def {
            TypeDef::Composite(composite) => {
                open.extend(composite.fields.iter().map(|field| field.ty.id))
            }
            TypeDef::Variant(variants) => {
                open.extend(
                    variants
                        .variants
                        .iter()
                        .flat_map(|variant| &variant.fields)
                        .map(|field| field.ty.id),
                );
            }
            TypeDef::Sequence(list) => open.push(list.type_param.id),
            TypeDef::Array(array) => open.push(array.type_param.id),
            TypeDef::Tuple(tuple) => open.extend(tuple.fields.iter().map(|part| part.id)),
            TypeDef::Compact(compact) => open.push(compact.type_param.id),
            TypeDef::Primitive(_) | TypeDef::BitSequence(_) => {}
        }
    }
    found
}

/// All source of each crate under `contracts/`, by its name. ink! leaves the docs of types out of the metadata.
fn sources() -> BTreeMap<String, String> {
    fn collect(folder: &Path, source: &mut String) {
        let entries =
            fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.expect("a folder that was opened can be read").path())
            .collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                collect(&path, source);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                source.push_str(
                    &fs::read_to_string(&path)
                        .unwrap_or_else(|error| panic!("{}: {error}", path.display())),
                );
            }
        }
    }
    let crates = path("../contracts");
    let entries =
        fs::read_dir(&crates).unwrap_or_else(|error| panic!("{}: {error}", crates.display()));
    let folders = entries
        .map(|entry| entry.expect("a folder that was opened can be read").path())
        .filter(|path| path.join("src").is_dir());
    folders
        .map(|folder| {
            let mut source = String::new();
            collect(&folder.join("src"), &mut source);
            (folder.file_name().expect("it was listed").to_string_lossy().replace('-', "_"), source)
        })
        .collect()
}

/// What of the type `name` has no doc in `source`: itself, or its fields and variants, which have a line each.
fn undocumented(source: &str, name: &str) -> Vec<String> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let declares = |line: &str, word: &str| {
        let rest =
            line.trim_start_matches("pub(crate) ").trim_start_matches("pub ").strip_prefix(word);
        rest.and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| {
            !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_')
        })
    };
    let Some(start) =
        lines.iter().position(|line| declares(line, "struct ") || declares(line, "enum "))
    else {
        // Ids are declared by a macro that takes their docs and names.
        return match lines.windows(2).find(|pair| pair[1] == name) {
            Some(pair) if pair[0].starts_with("///") => Vec::new(),
            _ => vec![format!("{name} is not declared in the source of its crate")],
        };
    };
    let has_doc = |at: usize| {
        let above =
            lines[..at].iter().rev().find(|line| !line.starts_with("#[") && !line.ends_with(")]"));
        above.is_some_and(|line| line.starts_with("///"))
    };
    let mut missing = Vec::new();
    if !has_doc(start) {
        missing.push(name.to_owned());
    }
    if !lines[start].ends_with('{') {
        return missing;
    }
    let mut depth = 1;
    for (at, line) in lines.iter().enumerate().skip(start + 1) {
        let is_item = depth == 1 && line.starts_with(|first: char| first.is_alphabetic());
        if is_item && !has_doc(at) {
            let item: String = line
                .trim_start_matches("pub ")
                .chars()
                .take_while(|next| next.is_alphanumeric() || *next == '_')
                .collect();
            missing.push(format!("{name}::{item}"));
        }
        if line.starts_with("//") {
            continue;
        }
        depth += line.matches('{').count();
        depth -= line.matches('}').count();
        if depth == 0 {
            break;
        }
    }
    missing
}

/// What code imports.
#[derive(Debug, Clone, Copy)]
enum Import {
    Function,
    /// Memory of at most so many pages.
    Memory {
        most: Option<u64>,
    },
    Else,
}

fn imports(wasm: &[u8]) -> Vec<(String, String, Import)> {
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(imports) = payload.expect("the code of a bundle is valid") {
            for import in imports {
                let import = import.expect("the code of a bundle is valid");
                let kind = match import.ty {
                    TypeRef::Func(_) => Import::Function,
                    TypeRef::Memory(memory) => Import::Memory { most: memory.maximum },
                    _ => Import::Else,
                };
                found.push((import.module.to_owned(), import.name.to_owned(), kind));
            }
        }
    }
    found
}

#[test]
fn the_source_is_searched_for_docs_line_by_line() {
    let source = "/// A thing.\n#[derive(Debug)]\npub struct Thing {\n    /// Told.\n    pub told: u8,\n    pub untold: u8,\n}\n\
                  pub enum Other {\n    /// One.\n    One,\n    Two(u8),\n}\n";
    assert_eq!(undocumented(source, "Thing"), ["Thing::untold"]);
    assert_eq!(undocumented(source, "Other"), ["Other", "Other::Two"]);
}

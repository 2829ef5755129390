//! Every argument of every constructor and message can be entered in Contracts UI, and every answer and event is shown.
//!
//! Contracts UI chooses the field of an argument by the definition that @polkadot/api-contract makes of its type. [`definition`] makes the
//! same ones of the metadata; [`form`] has the field for each, and what cannot be entered with it. Each rule names the file it is from.
//! How good a form is for a person is another question: [`crate::metadata`] asks it.
mod definition;
mod form;

use std::collections::BTreeSet;

use ink::metadata::TypeSpec;
use scale_info::form::PortableForm;

use self::{
    definition::{camel_case, Definitions},
    form::{unshown, Form},
};
use crate::tables::{contracts, none, Contract};

/// A value that a contract takes or gives.
struct Value<'a> {
    /// The constructor, message or event.
    of: &'a str,
    /// The argument or field; "the answer" if it is that.
    name: &'a str,
    spec: &'a TypeSpec<PortableForm>,
}

impl<'a> Value<'a> {
    fn new(of: &'a str, name: &'a str, spec: &'a TypeSpec<PortableForm>) -> Self {
        Self { of, name, spec }
    }

    fn id(&self) -> u32 {
        self.spec.ty().id
    }

    fn display_name(&self) -> &str {
        self.spec.display_name().segments.last().map_or("", String::as_str)
    }
}

#[test]
fn every_argument_can_be_entered_in_contracts_ui() {
    let mut wrong = Vec::new();
    let mut entered = 0;
    for contract in contracts() {
        let definitions = Definitions::new(contract.bundle.metadata().registry());
        for value in arguments(contract) {
            let argument = definitions.argument(value.id(), value.display_name());
            let form = Form::new(&definitions, &camel_case(value.name), &argument);
            entered += form.fields.len();
            for (path, why) in form.problems {
                wrong
                    .push(format!("{}/{}({}): {path}: {why}", contract.name, value.of, value.name));
            }
        }
    }
    none("cannot be entered", wrong);
    assert!(entered > 0, "no field of any form was found");
}

#[test]
fn every_answer_and_event_is_shown_by_contracts_ui() {
    let mut wrong = Vec::new();
    for contract in contracts() {
        let definitions = Definitions::new(contract.bundle.metadata().registry());
        let shown =
            answers(contract).into_iter().map(|value| (definitions.of(value.id()), value)).chain(
                event_fields(contract)
                    .into_iter()
                    .map(|value| (definitions.argument(value.id(), value.display_name()), value)),
            );
        for (definition, value) in shown {
            let unshown = unshown(&definitions, &camel_case(value.name), &definition);
            wrong.extend(
                unshown
                    .into_iter()
                    .map(|(path, why)| format!("{}/{}: {path}: {why}", contract.name, value.of)),
            );
        }
    }
    none("cannot be shown", wrong);
}

#[test]
fn no_name_makes_contracts_ui_take_a_value_for_another_type() {
    let mut wrong = Vec::new();
    for contract in contracts() {
        let definitions = Definitions::new(contract.bundle.metadata().registry());
        for value in arguments(contract).into_iter().chain(event_fields(contract)) {
            let (named, is) = (
                definitions.argument(value.id(), value.display_name()),
                definitions.of(value.id()),
            );
            let at = format!("{}/{}({})", contract.name, value.of, value.name);
            if named != is {
                wrong.push(format!("{at}: it is {is}, and taken for {named} by its name"));
            }
            // `transformUserInput` in `src/lib/callOptions.ts`
            if value.display_name().contains("Address") {
                wrong.push(format!(
                    "{at}: what is named {} is sent as an address of 20 bytes",
                    value.display_name()
                ));
            }
        }
    }
    none("names", wrong);
}

#[test]
fn no_two_types_share_the_name_that_contracts_ui_finds_them_by() {
    let mut wrong = BTreeSet::new();
    for contract in contracts() {
        let definitions = Definitions::new(contract.bundle.metadata().registry());
        let values =
            arguments(contract).into_iter().chain(answers(contract)).chain(event_fields(contract));
        for id in values.flat_map(|value| definitions.made_of(value.id())) {
            if let Some(name) = definitions.shared_name(id) {
                wrong.insert(format!("{}: type {id} and another are {name}", contract.name));
            }
        }
    }
    none("names", wrong.into_iter().collect());
}

#[test]
fn no_two_messages_or_arguments_share_a_name_in_contracts_ui() {
    // Messages are called, and arguments kept, by their names in camel case: `Base/Contract.ts` and `Abi/index.ts` of
    // `packages/api-contract/src`, and `src/ui/hooks/useArgValues.ts` of Contracts UI.
    let mut wrong = Vec::new();
    for contract in contracts() {
        let spec = contract.bundle.metadata().spec();
        let messages = spec.messages().iter().map(|message| message.label().as_str());
        wrong.extend(
            shared(messages)
                .into_iter()
                .map(|name| format!("{}: two messages are {name}", contract.name)),
        );
        let messages = spec.messages().iter().map(|message| (message.label(), message.args()));
        let constructors =
            spec.constructors().iter().map(|constructor| (constructor.label(), constructor.args()));
        for (label, args) in messages.chain(constructors) {
            let names = shared(args.iter().map(|arg| arg.label().as_str()));
            wrong.extend(
                names
                    .into_iter()
                    .map(|name| format!("{}/{label}: two arguments are {name}", contract.name)),
            );
        }
    }
    none("names", wrong);
}

/// The names in camel case that come more than once.
fn shared<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.map(camel_case).filter(|name| !seen.insert(name.clone())).collect()
}

fn arguments(contract: &Contract) -> Vec<Value<'_>> {
    let spec = contract.bundle.metadata().spec();
    let constructors = spec.constructors().iter().map(|found| (found.label(), found.args()));
    let messages = spec.messages().iter().map(|found| (found.label(), found.args()));
    constructors
        .chain(messages)
        .flat_map(|(label, args)| args.iter().map(|arg| Value::new(label, arg.label(), arg.ty())))
        .collect()
}

fn answers(contract: &Contract) -> Vec<Value<'_>> {
    let spec = contract.bundle.metadata().spec();
    let constructors = spec.constructors().iter().map(|found| (found.label(), found.return_type()));
    let messages = spec.messages().iter().map(|found| (found.label(), found.return_type()));
    constructors
        .chain(messages)
        .map(|(label, returned)| Value::new(label, "the answer", returned.ret_type()))
        .collect()
}

fn event_fields(contract: &Contract) -> Vec<Value<'_>> {
    let events = contract.bundle.metadata().spec().events().iter();
    events
        .flat_map(|event| {
            event.args().iter().map(|field| Value::new(event.label(), field.label(), field.ty()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    //! The rules, with types that the suite does not have.
    use std::collections::BTreeMap;

    use scale_info::{build::Fields, MetaType, Path, PortableRegistry, Registry, TypeInfo};

    use super::{
        definition::{camel_case, Definition, Definitions},
        form::{unshown, Component, Form},
    };

    /// A struct with a named field, around which another one has no name.
    struct Inner;

    impl TypeInfo for Inner {
        type Identity = Self;

        fn type_info() -> scale_info::Type {
            let fields =
                Fields::named().field(|field| field.ty::<u64>().name("due_at").type_name("u64"));
            scale_info::Type::builder().path(Path::new("Inner", "peer")).composite(fields)
        }
    }

    struct Around;

    impl TypeInfo for Around {
        type Identity = Self;

        fn type_info() -> scale_info::Type {
            let fields = Fields::unnamed().field(|field| field.ty::<Inner>().type_name("Inner"));
            scale_info::Type::builder().path(Path::new("Around", "peer")).composite(fields)
        }
    }

    /// A struct with an option.
    struct Loose;

    impl TypeInfo for Loose {
        type Identity = Self;

        fn type_info() -> scale_info::Type {
            let fields = Fields::named()
                .field(|field| field.ty::<Option<u64>>().name("until").type_name("Option<u64>"));
            scale_info::Type::builder().path(Path::new("Loose", "peer")).composite(fields)
        }
    }

    /// A struct that has itself as a part.
    struct Endless;

    impl TypeInfo for Endless {
        type Identity = Self;

        fn type_info() -> scale_info::Type {
            let fields = Fields::named()
                .field(|field| field.ty::<Vec<Endless>>().name("parts").type_name("Vec<Endless>"));
            scale_info::Type::builder().path(Path::new("Endless", "peer")).composite(fields)
        }
    }

    /// A struct whose fields have one name for Contracts UI.
    struct Twins;

    impl TypeInfo for Twins {
        type Identity = Self;

        fn type_info() -> scale_info::Type {
            let fields = Fields::named()
                .field(|field| field.ty::<u8>().name("net_weight").type_name("u8"))
                .field(|field| field.ty::<u8>().name("netWeight").type_name("u8"));
            scale_info::Type::builder().path(Path::new("Twins", "peer")).composite(fields)
        }
    }

    fn registry(ty: MetaType) -> (u32, PortableRegistry) {
        let mut types = Registry::new();
        let id = types.register_type(&ty).id;
        (id, types.into())
    }

    fn form(ty: MetaType) -> Form {
        let (id, types) = registry(ty);
        let definitions = Definitions::new(&types);
        Form::new(&definitions, "it", &definitions.of(id))
    }

    #[test]
    fn what_contracts_ui_has_no_right_field_for_is_refused() {
        let refused: [(MetaType, &str, &str); 18] = [
            (MetaType::new::<Option<[u8; 32]>>(), "it", "an optional array of bytes"),
            (MetaType::new::<Option<bool>>(), "it", "false is sent as nothing"),
            (MetaType::new::<Option<Option<u8>>>(), "it", "nothing inside an option"),
            (MetaType::new::<Vec<Option<[u8; 3]>>>(), "it[]", "an optional array of bytes"),
            (MetaType::new::<[u64; 2]>(), "it", "53 bits"),
            (MetaType::new::<[Inner; 2]>(), "it", "not found"),
            (MetaType::new::<[(u8, u8); 2]>(), "it", "not found"),
            (MetaType::new::<[[u16; 2]; 2]>(), "it", "an array in an array"),
            (MetaType::new::<[u8; 0]>(), "it", "no bytes"),
            (MetaType::new::<[u8; 2049]>(), "it", "more than 2048"),
            (MetaType::new::<(Option<u8>, u8)>(), "it.0", "an option in a tuple"),
            (MetaType::new::<Option<Loose>>(), "it?.until", "a struct that may be left out"),
            (MetaType::new::<Option<Vec<u8>>>(), "it", "no bytes"),
            (MetaType::new::<BTreeMap<u8, u8>>(), "it", "BTreeMap"),
            (MetaType::new::<Result<u8, u8>>(), "it", "Result"),
            (MetaType::new::<Around>(), "it", "has no end"),
            (MetaType::new::<Endless>(), "it.parts[].parts[]", "a part of itself"),
            (MetaType::new::<Twins>(), "it", "two are named netWeight"),
        ];
        for (ty, path, why) in refused {
            let problems = form(ty).problems;
            assert!(
                problems.iter().any(|(at, reason)| at == path && reason.contains(why)),
                "{:?} should be refused at {path}: {why}; found {problems:?}",
                ty.type_info()
            );
        }
    }

    #[test]
    fn what_contracts_ui_has_a_field_for_is_not_refused() {
        let taken: [(MetaType, &[Component]); 10] = [
            (MetaType::new::<[u8; 32]>(), &[Component::InputBytes]),
            (MetaType::new::<Vec<u8>>(), &[Component::Input]),
            (MetaType::new::<u16>(), &[Component::Input]),
            (MetaType::new::<u64>(), &[Component::InputBn]),
            (MetaType::new::<[u16; 3]>(), &[Component::VectorFixed, Component::Input]),
            (
                MetaType::new::<Option<Inner>>(),
                &[Component::Option, Component::Struct, Component::InputBn],
            ),
            (
                MetaType::new::<Vec<Inner>>(),
                &[Component::Vector, Component::Struct, Component::InputBn],
            ),
            (
                MetaType::new::<(bool, String)>(),
                &[Component::Tuple, Component::Bool, Component::Input],
            ),
            (
                MetaType::new::<Vec<Loose>>(),
                &[Component::Vector, Component::Struct, Component::Option, Component::InputBn],
            ),
            (MetaType::new::<Vec<[u8; 4]>>(), &[Component::Vector, Component::InputBytes]),
        ];
        for (ty, fields) in taken {
            let form = form(ty);
            assert_eq!(form.problems, [], "{:?}", ty.type_info());
            let found: Vec<_> = form.fields.iter().map(|(_, component)| *component).collect();
            assert_eq!(found, fields, "{:?}", ty.type_info());
        }
    }

    #[test]
    fn a_name_that_polkadot_js_knows_decides_what_an_argument_is() {
        let (id, types) = registry(MetaType::new::<u64>());
        let definitions = Definitions::new(&types);
        let named = definitions.argument(id, "Balance");
        assert_eq!(named, Definition::plain("Balance"));
        assert_eq!(Form::new(&definitions, "it", &named).problems.len(), 1);
        assert_eq!(definitions.argument(id, "Money"), Definition::plain("u64"));
    }

    #[test]
    fn what_has_no_codec_is_not_shown() {
        let (id, types) = registry(MetaType::new::<Result<Vec<BTreeMap<u8, u8>>, Endless>>());
        let definitions = Definitions::new(&types);
        let problems = unshown(&definitions, "it", &definitions.of(id));
        assert_eq!(
            problems,
            [("it::Ok[]".to_owned(), "there is no codec for BTreeMap".to_owned())]
        );
    }

    #[test]
    fn names_are_in_camel_case_as_polkadot_js_writes_it() {
        for (name, expected) in [
            ("net_weight", "netWeight"),
            ("PSP34::owner_of", "psp34::ownerOf"),
            ("Orders::propose_terms", "orders::proposeTerms"),
            ("UUID", "uuid"),
            ("NFTOrder", "nftOrder"),
            ("U8", "u8"),
            ("GS1Key", "gs1Key"),
        ] {
            assert_eq!(camel_case(name), expected, "{name}");
        }
    }
}

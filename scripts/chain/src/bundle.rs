//! The `.contract` file that cargo-contract writes: code and metadata of a contract.
use std::{
    fs,
    path::{Path, PathBuf},
};

use ink::metadata::{ConstructorSpec, InkProject, MessageParamSpec, MessageSpec};
use scale_info::{form::PortableForm, PortableRegistry};
use serde_json::{Map, Value as Json};
use sp_core::{blake2_256, H256};

use crate::{value, ContractEvent};

/// A contract as it is deployed: its code, and what it says about itself.
///
/// Values are JSON here. Integers of 128 bits are text; accounts are text in SS58; bytes are text in hexadecimal digits; structs
/// are objects; `Option` is null or the value; other enums are `"Variant"` or `{"Variant": fields}`.
#[derive(Debug)]
pub struct Bundle {
    name: String,
    version: String,
    wasm: Vec<u8>,
    code_hash: H256,
    project: InkProject,
}

/// What is wrong with a bundle, or with what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Not JSON, or not the metadata of ink! 5.
    #[error("not a bundle of an ink! 5 contract: {0}")]
    Metadata(#[from] serde_json::Error),
    /// A part is missing.
    #[error("the bundle has no {0}")]
    Missing(&'static str),
    /// The code is not what the bundle says it is.
    #[error("the bundle names the code hash {named:?}, but its code has {found:?}")]
    WrongHash {
        /// What `source.hash` says.
        named: H256,
        /// blake2-256 of `source.wasm`.
        found: H256,
    },
    /// No such constructor, message or event.
    #[error("{contract} has no {what} {label}; it has {known}")]
    Unknown {
        /// Name of the contract.
        contract: String,
        /// "constructor", "message" or "event".
        what: &'static str,
        /// What was asked for.
        label: String,
        /// What there is, separated by commas.
        known: String,
    },
    /// Too many or too few arguments.
    #[error("{label} takes {expected} arguments, not {given}")]
    ArgumentCount {
        /// The constructor or message.
        label: String,
        /// How many it takes.
        expected: usize,
        /// How many were given.
        given: usize,
    },
    /// An argument is not of its type.
    #[error("argument {argument} of {label}: {reason}")]
    Argument {
        /// The constructor or message.
        label: String,
        /// Name of the argument.
        argument: String,
        /// What is wrong.
        reason: String,
    },
    /// Bytes are not of the type that the metadata says.
    #[error("what {label} gave is not of its type: {reason}")]
    Undecodable {
        /// The constructor, message or event.
        label: String,
        /// What is wrong.
        reason: String,
    },
}

/// A message of a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageInfo {
    /// `Trait::message`, or `message` if it is of no trait.
    pub label: String,
    /// The first four bytes of its input.
    pub selector: [u8; 4],
    /// Whether it may change the state.
    pub mutates: bool,
    /// Whether it takes tokens.
    pub payable: bool,
    /// Its arguments.
    pub args: Vec<FieldInfo>,
    /// What it answers, without ink!'s own `Result` around it.
    pub returns: String,
    /// Its documentation, line by line.
    pub docs: Vec<String>,
}

/// A constructor of a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstructorInfo {
    /// Its name.
    pub label: String,
    /// The first four bytes of its input.
    pub selector: [u8; 4],
    /// Whether it takes tokens.
    pub payable: bool,
    /// Its arguments.
    pub args: Vec<FieldInfo>,
    /// Its documentation, line by line.
    pub docs: Vec<String>,
}

/// An event of a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventInfo {
    /// Its name.
    pub label: String,
    /// The topic that marks it; none if it is anonymous.
    pub signature: Option<H256>,
    /// Its fields.
    pub fields: Vec<FieldInfo>,
    /// Its documentation, line by line.
    pub docs: Vec<String>,
}

/// An argument, or a field of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldInfo {
    /// Its name.
    pub name: String,
    /// Its type as written in Rust, without module paths.
    pub type_name: String,
    /// Whether it is a topic of its event.
    pub indexed: bool,
    /// Its documentation, line by line; arguments have none in ink!.
    pub docs: Vec<String>,
}

impl Bundle {
    /// Reads a `.contract` file.
    ///
    /// # Errors
    /// If it cannot be read, or is not of an ink! 5 contract with code.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, BundleError> {
        let path = path.as_ref();
        let json =
            fs::read(path).map_err(|source| BundleError::File { path: path.to_owned(), source })?;
        Self::parse(&json)
    }

    /// Reads the content of a `.contract` file.
    ///
    /// # Errors
    /// If it is not of an ink! 5 contract with code.
    pub fn parse(json: &[u8]) -> Result<Self, BundleError> {
        let json: Json = serde_json::from_slice(json)?;
        let text = |pointer: &str, name| {
            json.pointer(pointer).and_then(Json::as_str).ok_or(BundleError::Missing(name))
        };
        let bytes = |pointer: &str, name| {
            let digits = text(pointer, name)?;
            hex::decode(digits.trim_start_matches("0x")).map_err(|_| BundleError::Missing(name))
        };
        let hash = <[u8; 32]>::try_from(bytes("/source/hash", "source.hash")?);
        // In parts, because the whole relies on a serde feature that does not go with numbers of any size.
        let part = |name: &'static str| json.get(name).cloned().ok_or(BundleError::Missing(name));
        let registry: PortableRegistry = serde_json::from_value(Json::Object(Map::from_iter([(
            "types".to_owned(),
            part("types")?,
        )])))?;
        let layout = serde_json::from_value(part("storage")?)?;
        let spec = serde_json::from_value(part("spec")?)?;
        Ok(Self {
            name: text("/contract/name", "contract.name")?.to_owned(),
            version: text("/contract/version", "contract.version")?.to_owned(),
            wasm: bytes("/source/wasm", "source.wasm")?,
            code_hash: hash.map_err(|_| BundleError::Missing("source.hash"))?.into(),
            project: InkProject::new_portable(layout, spec, registry),
        })
    }

    /// Checks that the code is what the bundle says it is.
    ///
    /// # Errors
    /// [`BundleError::WrongHash`] if it is not.
    pub fn check(&self) -> Result<(), BundleError> {
        let found = H256(blake2_256(&self.wasm));
        if found == self.code_hash {
            Ok(())
        } else {
            Err(BundleError::WrongHash { named: self.code_hash, found })
        }
    }

    /// Name of the contract's crate.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Version of the contract's crate.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The code.
    pub fn wasm(&self) -> &[u8] {
        &self.wasm
    }

    /// Hash of the code as the bundle says; see [`Bundle::check`].
    pub fn code_hash(&self) -> H256 {
        self.code_hash
    }

    /// The metadata as ink! has it.
    pub fn metadata(&self) -> &InkProject {
        &self.project
    }

    /// All constructors.
    pub fn constructors(&self) -> Vec<ConstructorInfo> {
        let constructors = self.project.spec().constructors().iter();
        constructors
            .map(|spec| ConstructorInfo {
                label: spec.label().clone(),
                selector: selector(spec.selector()),
                payable: *spec.payable(),
                args: self.args(spec.args()),
                docs: spec.docs().to_vec(),
            })
            .collect()
    }

    /// All messages.
    pub fn messages(&self) -> Vec<MessageInfo> {
        let messages = self.project.spec().messages().iter();
        messages
            .map(|spec| MessageInfo {
                label: spec.label().clone(),
                selector: selector(spec.selector()),
                mutates: spec.mutates(),
                payable: spec.payable(),
                args: self.args(spec.args()),
                returns: self.answer_type(spec.return_type().ret_type().ty().id),
                docs: spec.docs().to_vec(),
            })
            .collect()
    }

    /// All events.
    pub fn events(&self) -> Vec<EventInfo> {
        let events = self.project.spec().events().iter();
        events
            .map(|spec| EventInfo {
                label: spec.label().clone(),
                signature: spec
                    .signature_topic()
                    .and_then(|topic| <[u8; 32]>::try_from(topic.as_bytes()).ok())
                    .map(H256),
                fields: spec
                    .args()
                    .iter()
                    .map(|field| FieldInfo {
                        name: field.label().clone(),
                        type_name: self.type_name(field.ty().ty().id),
                        indexed: field.indexed(),
                        docs: field.docs().to_vec(),
                    })
                    .collect(),
                docs: spec.docs().to_vec(),
            })
            .collect()
    }

    /// The input of the constructor `label`: for [`crate::Constructor::encoded`].
    ///
    /// # Errors
    /// If there is no such constructor, or the arguments are not its.
    pub fn constructor_input(&self, label: &str, args: &[Json]) -> Result<Vec<u8>, BundleError> {
        let spec = self.constructor(label)?;
        self.input(label, selector(spec.selector()), spec.args(), args)
    }

    /// The input of the message `label`: for [`crate::Message::encoded`].
    ///
    /// # Errors
    /// If there is no such message, or the arguments are not its.
    pub fn message_input(&self, label: &str, args: &[Json]) -> Result<Vec<u8>, BundleError> {
        let spec = self.message(label)?;
        self.input(label, selector(spec.selector()), spec.args(), args)
    }

    /// The constructor that `input` is of, and the arguments in it.
    ///
    /// # Errors
    /// If it is of none, or the bytes are not of its types.
    pub fn constructor_arguments(
        &self,
        input: &[u8],
    ) -> Result<(String, Map<String, Json>), BundleError> {
        let constructors = self.project.spec().constructors();
        let is_it =
            |spec: &&ConstructorSpec<PortableForm>| input.starts_with(&selector(spec.selector()));
        let spec = constructors.iter().find(is_it).ok_or_else(|| {
            let known = constructors.iter().map(|spec| spec.label().as_str());
            self.unknown("constructor", &format!("0x{}", hex::encode(input)), known)
        })?;
        let label = spec.label();
        let mut rest = input.get(4..).unwrap_or_default();
        let mut arguments = Map::new();
        for argument in spec.args() {
            let value = value::decode(&mut rest, argument.ty().ty().id, self.types())
                .map_err(|reason| BundleError::Undecodable { label: label.clone(), reason })?;
            arguments.insert(argument.label().clone(), value);
        }
        all_read(label, rest)?;
        Ok((label.clone(), arguments))
    }

    /// What the constructor `label` returned, without ink!'s own `Result` around it.
    ///
    /// # Errors
    /// If there is no such constructor, or it could not read its input, or the bytes are not of its type.
    pub fn constructor_answer(&self, label: &str, returned: &[u8]) -> Result<Json, BundleError> {
        let id = self.constructor(label)?.return_type().ret_type().ty().id;
        self.answer(label, id, returned)
    }

    /// What the message `label` returned, without ink!'s own `Result` around it.
    ///
    /// # Errors
    /// If there is no such message, or it could not read its input, or the bytes are not of its type.
    pub fn message_answer(&self, label: &str, returned: &[u8]) -> Result<Json, BundleError> {
        let id = self.message(label)?.return_type().ret_type().ty().id;
        self.answer(label, id, returned)
    }

    /// Name and fields of an event of this contract.
    ///
    /// # Errors
    /// If it is none of this contract, or the bytes are not of its type.
    pub fn event(&self, event: &ContractEvent) -> Result<(String, Json), BundleError> {
        let spec = self
            .project
            .spec()
            .events()
            .iter()
            .find(|spec| {
                let signature = spec.signature_topic().map(|topic| topic.as_bytes());
                signature.is_some() && signature == event.topics.first().map(H256::as_bytes)
            })
            .ok_or_else(|| {
                let labels = self.project.spec().events().iter().map(|spec| spec.label().as_str());
                let label = event
                    .topics
                    .first()
                    .map_or("without a topic".to_owned(), |topic| format!("{topic:?}"));
                self.unknown("event", &label, labels)
            })?;
        let label = spec.label();
        let mut rest = &event.data[..];
        let mut fields = Map::new();
        for field in spec.args() {
            let value = value::decode(&mut rest, field.ty().ty().id, self.types())
                .map_err(|reason| BundleError::Undecodable { label: label.clone(), reason })?;
            fields.insert(field.label().clone(), value);
        }
        all_read(label, rest)?;
        Ok((label.clone(), Json::Object(fields)))
    }

    fn types(&self) -> &PortableRegistry {
        self.project.registry()
    }

    fn type_name(&self, id: u32) -> String {
        value::type_name(id, self.types())
    }

    /// The type inside ink!'s own `Result`.
    fn answer_type(&self, id: u32) -> String {
        let inner = self.types().resolve(id).and_then(|ty| ty.type_params.first()?.ty);
        self.type_name(inner.map_or(id, |inner| inner.id))
    }

    fn args(&self, specs: &[MessageParamSpec<PortableForm>]) -> Vec<FieldInfo> {
        specs
            .iter()
            .map(|spec| FieldInfo {
                name: spec.label().clone(),
                type_name: self.type_name(spec.ty().ty().id),
                indexed: false,
                docs: Vec::new(),
            })
            .collect()
    }

    fn message(&self, label: &str) -> Result<&MessageSpec<PortableForm>, BundleError> {
        let messages = self.project.spec().messages();
        messages.iter().find(|spec| spec.label() == label).ok_or_else(|| {
            self.unknown("message", label, messages.iter().map(|spec| spec.label().as_str()))
        })
    }

    fn constructor(&self, label: &str) -> Result<&ConstructorSpec<PortableForm>, BundleError> {
        let constructors = self.project.spec().constructors();
        constructors.iter().find(|spec| spec.label() == label).ok_or_else(|| {
            self.unknown(
                "constructor",
                label,
                constructors.iter().map(|spec| spec.label().as_str()),
            )
        })
    }

    fn unknown<'a>(
        &self,
        what: &'static str,
        label: &str,
        known: impl Iterator<Item = &'a str>,
    ) -> BundleError {
        BundleError::Unknown {
            contract: self.name.clone(),
            what,
            label: label.to_owned(),
            known: known.collect::<Vec<_>>().join(", "),
        }
    }

    fn input(
        &self,
        label: &str,
        selector: [u8; 4],
        specs: &[MessageParamSpec<PortableForm>],
        args: &[Json],
    ) -> Result<Vec<u8>, BundleError> {
        if args.len() != specs.len() {
            let label = label.to_owned();
            return Err(BundleError::ArgumentCount {
                label,
                expected: specs.len(),
                given: args.len(),
            });
        }
        let mut input = selector.to_vec();
        for (spec, arg) in specs.iter().zip(args) {
            value::encode(arg, spec.ty().ty().id, self.types(), &mut input).map_err(|reason| {
                BundleError::Argument {
                    label: label.to_owned(),
                    argument: spec.label().clone(),
                    reason,
                }
            })?;
        }
        Ok(input)
    }

    fn answer(&self, label: &str, id: u32, returned: &[u8]) -> Result<Json, BundleError> {
        let undecodable = |reason| BundleError::Undecodable { label: label.to_owned(), reason };
        let mut rest = returned;
        let answer = value::decode(&mut rest, id, self.types()).map_err(undecodable)?;
        all_read(label, rest)?;
        match answer {
            Json::Object(mut object) if object.contains_key("Ok") => {
                Ok(object.remove("Ok").unwrap_or_default())
            }
            other => Err(undecodable(format!("the contract could not read its input ({other})"))),
        }
    }
}

fn all_read(label: &str, rest: &[u8]) -> Result<(), BundleError> {
    if rest.is_empty() {
        Ok(())
    } else {
        Err(BundleError::Undecodable {
            label: label.to_owned(),
            reason: format!("{} bytes are left over", rest.len()),
        })
    }
}

fn selector(selector: &ink::metadata::Selector) -> [u8; 4] {
    let mut bytes = [0; 4];
    bytes.copy_from_slice(selector.to_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use ink::{
        primitives::{AccountId, LangError},
        scale::{Decode, Encode},
    };
    use scale_info::{meta_type, Registry, TypeInfo};
    use serde_json::json;

    use super::*;
    use crate::Account;

    #[derive(Debug, Clone, PartialEq, Encode, Decode, TypeInfo)]
    #[codec(crate = ink::scale)]
    struct Line {
        quantity: u128,
        unit: Option<String>,
        digest: [u8; 3],
    }

    #[derive(Debug, Clone, PartialEq, Encode, Decode, TypeInfo)]
    #[codec(crate = ink::scale)]
    enum Status {
        Open,
        Held(u32),
        Closed { at: u64, by: AccountId },
    }

    type Everything = (AccountId, Line, Vec<Status>, Vec<u8>, (bool, i8));
    type Answer = Result<Result<Everything, Status>, LangError>;
    type Made = Result<(), LangError>;

    /// A bundle with one constructor, one message and one event that hold every kind of value.
    fn bundle() -> Bundle {
        let mut types = Registry::new();
        let mut id = |meta| types.register_type(&meta).id;
        let (everything, answer, made) =
            (id(meta_type::<Everything>()), id(meta_type::<Answer>()), id(meta_type::<Made>()));
        let (status, line, unit) =
            (id(meta_type::<Status>()), id(meta_type::<Line>()), id(meta_type::<u8>()));
        let ty = |id: u32| json!({ "type": id, "displayName": [] });
        let arg = |label: &str, id| json!({ "label": label, "type": ty(id) });
        let types = serde_json::to_value(PortableRegistry::from(types)).unwrap();
        let json = json!({
            "source": { "hash": H256(blake2_256(b"code")), "wasm": "0x636f6465", "language": "ink! 5.1.1" },
            "contract": { "name": "ledger", "version": "1.2.3", "authors": [] },
            "types": types["types"],
            "storage": { "leaf": { "key": "0x00000000", "ty": unit } },
            "spec": {
                "constructors": [{
                    "label": "new", "selector": "0x9bae9d5e", "payable": false, "args": [arg("status", status)],
                    "returnType": ty(made), "docs": ["Makes it."], "default": false,
                }],
                "messages": [{
                    "label": "Ledger::put", "selector": "0x01020304", "mutates": true, "payable": false,
                    "args": [arg("all", everything), arg("status", status)],
                    "returnType": ty(answer), "docs": [], "default": false,
                }],
                "events": [{
                    "label": "Put", "module_path": "ledger", "docs": ["It was put."],
                    "signature_topic": H256([7; 32]),
                    "args": [
                        { "label": "status", "indexed": true, "type": ty(status), "docs": ["Where it stands."] },
                        { "label": "line", "indexed": false, "type": ty(line), "docs": [] },
                    ],
                }],
                "docs": [],
                "lang_error": ty(made),
                "environment": {
                    "accountId": ty(unit), "balance": ty(unit), "hash": ty(unit), "timestamp": ty(unit),
                    "blockNumber": ty(unit), "chainExtension": ty(unit), "maxEventTopics": 4, "staticBufferSize": 16384,
                },
            },
            "version": 5,
        });
        Bundle::parse(json.to_string().as_bytes()).unwrap()
    }

    fn alice() -> AccountId {
        Account::dev("Alice").ink()
    }

    fn everything() -> (Everything, Json) {
        let line = Line { quantity: u128::MAX, unit: Some("KGM".to_owned()), digest: [0, 1, 255] };
        let statuses = vec![Status::Open, Status::Held(3), Status::Closed { at: 1, by: alice() }];
        let address = Account::dev("Alice").id().to_string();
        let json = json!([
            address,
            { "quantity": u128::MAX.to_string(), "unit": "KGM", "digest": "0x0001ff" },
            ["Open", { "Held": 3 }, { "Closed": { "at": 1, "by": address } }],
            "0x0102",
            [true, -5],
        ]);
        ((alice(), line, statuses, vec![1, 2], (true, -5)), json)
    }

    #[test]
    fn a_bundle_says_what_it_holds() {
        let bundle = bundle();
        assert_eq!(
            (bundle.name(), bundle.version(), bundle.wasm()),
            ("ledger", "1.2.3", &b"code"[..])
        );
        bundle.check().unwrap();
        let message = &bundle.messages()[0];
        assert_eq!(
            (message.label.as_str(), message.selector, message.mutates),
            ("Ledger::put", [1, 2, 3, 4], true)
        );
        assert_eq!(
            message.args[0].type_name,
            "(AccountId, Line, Vec<Status>, Vec<u8>, (bool, i8))"
        );
        assert_eq!(message.returns, format!("Result<{}, Status>", message.args[0].type_name));
        let constructor = &bundle.constructors()[0];
        assert_eq!(
            (constructor.label.as_str(), constructor.args[0].type_name.as_str()),
            ("new", "Status")
        );
        let event = &bundle.events()[0];
        assert_eq!((event.label.as_str(), event.signature), ("Put", Some(H256([7; 32]))));
        assert!(
            event.fields[0].indexed
                && event.fields[0].docs == ["Where it stands."]
                && !event.fields[1].indexed
        );
    }

    #[test]
    fn a_bundle_whose_code_was_changed_is_found_out() {
        let mut bundle = bundle();
        bundle.wasm.push(0);
        assert!(
            matches!(bundle.check().unwrap_err(), BundleError::WrongHash { named, .. } if named == bundle.code_hash)
        );
    }

    #[test]
    fn values_are_the_same_in_json_and_in_scale() {
        let bundle = bundle();
        let (all, json) = everything();
        let input = bundle.message_input("Ledger::put", &[json.clone(), json!("Open")]).unwrap();
        assert_eq!(input, ([1u8, 2, 3, 4], &all, Status::Open).encode());
        let accepted: Answer = Ok(Ok(all));
        assert_eq!(
            bundle.message_answer("Ledger::put", &accepted.encode()).unwrap(),
            json!({ "Ok": json })
        );
        let refused: Answer = Ok(Err(Status::Held(9)));
        let answer = bundle.message_answer("Ledger::put", &refused.encode()).unwrap();
        assert_eq!(answer, json!({ "Err": { "Held": 9 } }));
        let made: Made = Ok(());
        assert_eq!(bundle.constructor_answer("new", &made.encode()).unwrap(), Json::Null);
        let input = bundle.constructor_input("new", &[json!({ "Held": 3 })]).unwrap();
        assert_eq!(input, ([0x9bu8, 0xae, 0x9d, 0x5e], Status::Held(3)).encode());
    }

    #[test]
    fn an_event_is_known_by_its_signature() {
        let bundle = bundle();
        let line = Line { quantity: 2, unit: None, digest: [9; 3] };
        let mut event = ContractEvent {
            contract: Account::dev("Alice").id().clone(),
            topics: vec![H256([7; 32]), H256::zero()],
            data: (Status::Open, line).encode(),
        };
        let (name, fields) = bundle.event(&event).unwrap();
        assert_eq!(name, "Put");
        assert_eq!(
            fields,
            json!({ "status": "Open", "line": { "quantity": "2", "unit": null, "digest": "0x090909" } })
        );
        event.data.push(0);
        assert!(matches!(bundle.event(&event).unwrap_err(), BundleError::Undecodable { .. }));
        event.topics[0] = H256::zero();
        assert!(matches!(
            bundle.event(&event).unwrap_err(),
            BundleError::Unknown { what: "event", .. }
        ));
    }

    #[test]
    fn wrong_arguments_are_named() {
        let bundle = bundle();
        let problem =
            |args: &[Json]| bundle.constructor_input("new", args).unwrap_err().to_string();
        assert_eq!(problem(&[]), "new takes 1 arguments, not 0");
        assert_eq!(
            problem(&[json!("Lost")]),
            "argument status of new: \"Lost\" is not Status, which is one of Open, Held, Closed"
        );
        assert_eq!(problem(&[json!({ "Held": -1 })]), "argument status of new: -1 is not u32");
        assert!(
            problem(&[json!({ "Held": 4_294_967_296u64 })]).starts_with("argument status of new: ")
        );
        let unknown = bundle.message_input("take", &[]).unwrap_err().to_string();
        assert_eq!(unknown, "ledger has no message take; it has Ledger::put");
        let (_, mut all) = everything();
        all[0] = json!("5Grw");
        let problem =
            bundle.message_input("Ledger::put", &[all, json!("Open")]).unwrap_err().to_string();
        assert_eq!(problem, "argument all of Ledger::put: \"5Grw\" is not AccountId");
        let could_not_read: Answer = Err(LangError::CouldNotReadInput);
        assert!(bundle.message_answer("Ledger::put", &could_not_read.encode()).is_err());
    }
}

//! The world that the tables describe.
use std::{
    collections::{BTreeMap, HashMap},
    sync::Mutex,
};

use chain::{
    Account, AccountId32, Backend, Bundle, Call, Chain, ChainError, Embedded, Genesis,
    Instantiation, Message, Receipt, Signing, Snapshot, Terms, H256, UNIT,
};
use serde::Deserialize;
use serde_json::Value as Json;
use sp_core::blake2_256;

use super::{
    contract, contracts, forwarder, network, shared,
    words::{self, account, replaced, span, Meanings},
    Step, Table,
};

/// Whether the contracts are linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mode {
    /// Each with all that it can be linked to.
    Linked,
    /// None with any: a party is an account.
    Alone,
}

/// The name of the stage that is before all others.
const GROUND: &str = "network";

/// Everyone who has funds.
const PEOPLE: [&str; 14] = [
    "Admin",
    "Attester",
    "Regulator",
    "SecondRegulator",
    "Supplier",
    "Buyer",
    "Carrier",
    "SecondCarrier",
    "Warehouse",
    "Arbiter",
    "Driver",
    "Heir",
    "Agent",
    "Stranger",
];

/// What each has at the beginning.
const FUNDS: u128 = 1_000_000_000 * UNIT;

/// All stages that were made so far.
pub(crate) struct World {
    mode: Mode,
    stages: Mutex<HashMap<(String, String), Scene>>,
}

impl World {
    /// A world in which the contracts are linked, or are not.
    pub(crate) fn new(mode: Mode) -> Self {
        Self { mode, stages: Mutex::default() }
    }

    /// A world in which `stage` of the table of `contract` is as it has grown to be; later stages stand on it.
    pub(crate) fn grown(contract: &str, stage: &str, scene: Scene) -> Self {
        let mode = scene.mode;
        let stages = HashMap::from([((contract.to_owned(), stage.to_owned()), scene)]);
        Self { mode, stages: Mutex::new(stages) }
    }

    /// The world at `stage` of the table of `contract`.
    pub(crate) fn at(&self, name: &str, stage: &str) -> Scene {
        let key = (name.to_owned(), stage.to_owned());
        if let Some(scene) = self.stages.lock().expect("no stage panics while it is kept").get(&key)
        {
            return scene.clone();
        }
        let scene = self.make(name, stage);
        self.stages.lock().expect("no stage panics while it is kept").insert(key, scene.clone());
        scene
    }

    fn make(&self, name: &str, stage: &str) -> Scene {
        if stage == GROUND {
            let mut scene = Scene::deployed(self.mode);
            if self.mode == Mode::Linked {
                for (name, stage) in &network().stages {
                    assert_eq!(name, GROUND, "tables/network.toml has one stage");
                    stage.steps.iter().for_each(|step| scene.take(step, "registry"));
                }
            }
            return scene;
        }
        let find = |table: &'static Table| table.stages.get(stage);
        let found = find(&contract(name).table)
            .or_else(|| find(shared()))
            .unwrap_or_else(|| panic!("the stage \"{stage}\" is neither in tables/{name}.toml nor in tables/administration.toml"));
        let mut scene = self.at(name, found.after.as_deref().unwrap_or(GROUND));
        for count in 1..=found.repeat.unwrap_or(1) {
            scene.count = count;
            found.steps.iter().for_each(|step| scene.take(step, name));
        }
        scene
    }
}

/// The world at some moment.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) mode: Mode,
    snapshot: Snapshot,
    contracts: BTreeMap<String, AccountId32>,
    codes: BTreeMap<String, H256>,
    pub(crate) parties: BTreeMap<String, Json>,
    kept: BTreeMap<String, Json>,
    /// Who calls, if anybody.
    pub(crate) caller: Option<AccountId32>,
    callers_party: Option<Json>,
    /// Which time it is.
    pub(crate) count: u32,
}

/// A call with which tokens come.
pub(crate) trait Paying {
    /// The same, with so much of the chain's token, in its smallest unit.
    fn paying(self, amount: u64) -> Self;
}

impl Paying for Call {
    fn paying(mut self, amount: u64) -> Self {
        self.terms.value = amount.into();
        self
    }
}

/// What a call came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It was done.
    Allowed(Json),
    /// The error's variant, of nested ones as `Refused.NotForParty`.
    Refused(String),
    /// There was no answer.
    Failed(String),
}

impl Answer {
    /// Whether it is what a table says: `allowed`, or the error's variant; of nested ones the first may be left out.
    pub(crate) fn is(&self, expected: &str) -> bool {
        match self {
            Self::Allowed(_) => expected == "allowed",
            Self::Refused(path) => {
                path == expected
                    || path.strip_suffix(expected).is_some_and(|front| front.ends_with('.'))
            }
            Self::Failed(_) => false,
        }
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Allowed(_) => f.write_str("allowed"),
            Self::Refused(path) => f.write_str(path),
            Self::Failed(error) => write!(f, "no answer ({error})"),
        }
    }
}

impl Scene {
    /// All contracts deployed by the administrator, and a contract that passes calls on.
    fn deployed(mode: Mode) -> Self {
        let endowed = PEOPLE.iter().map(|name| (Account::dev(name).id().clone(), FUNDS)).collect();
        let genesis = Genesis { endowed, ..Genesis::default() };
        let mut chain = Embedded::with_genesis(&genesis);
        chain.set_signing(Signing::Unsigned);
        let mut scene = Self {
            mode,
            snapshot: chain.snapshot(),
            contracts: BTreeMap::new(),
            codes: BTreeMap::new(),
            parties: BTreeMap::new(),
            kept: BTreeMap::new(),
            caller: None,
            callers_party: None,
            count: 0,
        };
        scene.deploy("forwarder", forwarder(), "new", &[], &mut chain);
        // What it calls in its own name is its to pay, where that is measured.
        chain
            .transfer(&Account::dev("Admin"), scene.address("forwarder"), FUNDS / 10)
            .expect("the administrator has funds");
        for contract in contracts() {
            let deploy = contract.table.deploy.as_ref();
            let deploy = deploy.unwrap_or_else(|| {
                panic!("tables/{}.toml does not say how it is deployed", contract.name)
            });
            scene.deploy(
                &contract.name,
                &contract.bundle,
                &deploy.constructor,
                &deploy.args,
                &mut chain,
            );
            let twin =
                chain.upload(&Account::dev("Admin"), &e2e::bundles::twin(contract.bundle.wasm()));
            scene.codes.insert(
                format!("twin of {}", contract.name),
                twin.expect("the same code is as valid").returned,
            );
        }
        scene.snapshot = chain.snapshot();
        if mode == Mode::Linked {
            for contract in contracts() {
                for link in contract.table.deploy.iter().flat_map(|deploy| &deploy.links) {
                    let args =
                        [capitalised(link), format!("<contract {link}>"), format!("<code {link}>")];
                    scene.take(
                        &Step {
                            by: Some("Admin".to_owned()),
                            call: Some("Administration::set_link".to_owned()),
                            args: args.map(Json::String).to_vec(),
                            ..Step::default()
                        },
                        &contract.name,
                    );
                }
            }
        }
        scene
    }

    fn deploy(
        &mut self,
        name: &str,
        bundle: &Bundle,
        constructor: &str,
        args: &[Json],
        chain: &mut Embedded,
    ) {
        let admin = Account::dev("Admin");
        let args = self.values(args);
        let input = bundle
            .constructor_input(constructor, &args)
            .unwrap_or_else(|error| panic!("tables/{name}.toml: {error}"));
        let code_hash = chain
            .upload(&admin, bundle.wasm())
            .unwrap_or_else(|error| panic!("{name}: {error}"))
            .returned;
        let instantiation =
            Instantiation { code_hash, input, salt: Vec::new(), terms: Terms::default() };
        let made = chain
            .submit_instantiation(&admin, &instantiation)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        self.contracts.insert(name.to_owned(), made.returned.contract);
        self.codes.insert(name.to_owned(), code_hash);
    }

    /// The chain, to go on from here.
    pub(crate) fn chain(&self) -> Embedded {
        Embedded::from(&self.snapshot)
    }

    /// Keeps what the chain has become.
    pub(crate) fn keep(&mut self, chain: &mut Embedded) {
        self.snapshot = chain.snapshot();
    }

    /// The address of the contract `name`.
    pub(crate) fn address(&self, name: &str) -> &AccountId32 {
        self.contracts.get(name).unwrap_or_else(|| panic!("{name} is not deployed"))
    }

    /// Everyone who has funds.
    pub(crate) fn people(&self) -> [&'static str; 14] {
        PEOPLE
    }

    /// The addresses of all contracts.
    pub(crate) fn addresses(&self) -> Vec<AccountId32> {
        self.contracts.values().cloned().collect()
    }

    /// Digest of all that the contracts store.
    pub(crate) fn digest(&self, chain: &Embedded) -> [u8; 32] {
        chain.state_digest(&self.addresses()).expect("all contracts are deployed")
    }

    /// The values of arguments.
    ///
    /// # Panics
    /// If a word has no meaning here.
    pub(crate) fn values(&self, args: &[Json]) -> Vec<Json> {
        args.iter()
            .map(|arg| replaced(arg, self).unwrap_or_else(|reason| panic!("in {arg}: {reason}")))
            .collect()
    }

    /// The value of one argument.
    pub(crate) fn value(&self, arg: &Json) -> Json {
        self.values(std::slice::from_ref(arg)).remove(0)
    }

    /// The same scene seen by who calls as `name`.
    pub(crate) fn seen_by(&self, name: &str) -> Self {
        let mut scene = self.clone();
        scene.caller = Some(Account::dev(name).id().clone());
        // Who is no party claims to be one.
        scene.callers_party = scene.party(if name == "Stranger" { "Supplier" } else { name }).ok();
        scene
    }

    /// A call of `message` of the contract `name`.
    pub(crate) fn call(&self, name: &str, message: &str, args: &[Json]) -> Call {
        let bundle = if name == "forwarder" { forwarder() } else { &contract(name).bundle };
        let input = bundle
            .message_input(message, &self.values(args))
            .unwrap_or_else(|error| panic!("tables/{name}.toml: {error}"));
        Call { contract: self.address(name).clone(), input, terms: Terms::default() }
    }

    /// The call by which the contract that passes calls on makes `call`.
    pub(crate) fn passed_on(&self, call: &Call) -> Call {
        let args = [account(&call.contract), Json::from(call.input.clone())];
        self.call("forwarder", "forward", &args)
    }

    /// Takes one step of the table of `own`.
    ///
    /// # Panics
    /// If it is refused: a stage is made of steps that succeed.
    pub(crate) fn take(&mut self, step: &Step, own: &str) {
        if step.only.is_some_and(|only| only != self.mode) {
            return;
        }
        let mut chain = self.chain();
        self.take_in(&mut chain, step, own);
        self.keep(&mut chain);
    }

    /// As [`Scene::take`], in a chain that goes on from this scene.
    pub(crate) fn take_in(&mut self, chain: &mut Embedded, step: &Step, own: &str) {
        if let Some(wait) = &step.wait {
            let span = span(wait).unwrap_or_else(|| panic!("{wait} is no span of time"));
            chain.set_time(chain.next_time() + span).expect("a later time is late enough");
        }
        self.keep(chain);
        self.take_unkept(chain, step, own);
        self.keep(chain);
    }

    /// As [`Scene::take_in`], for bulk: times in arguments are seen from the scene, and waits are left out.
    pub(crate) fn take_unkept(&mut self, chain: &mut Embedded, step: &Step, own: &str) {
        let mut outcome = step.value.as_ref().map(|value| self.value(value));
        if let Some(message) = &step.call {
            let by =
                step.by.as_deref().unwrap_or_else(|| panic!("nobody is named who calls {message}"));
            let name = step.on.as_deref().unwrap_or(own);
            let mut call = self.seen_by(by).call(name, message, &step.args).paying(step.pays);
            if step.through_contract {
                call = self.passed_on(&call);
            }
            let receipt = chain.submit_call(&Account::dev(by), &call);
            let answer = match step.through_contract {
                true => answer_passed_on(&contract(name).bundle, message, &receipt),
                false => answer_of(&contract(name).bundle, message, &receipt),
            };
            match answer {
                Answer::Allowed(answer) => outcome = Some(answer),
                refused => panic!("{message} by {by} on the way to a stage of {own}: {refused}"),
            }
        }
        if let (Some(name), Some(value)) = (&step.keep, &outcome) {
            self.kept.insert(name.replace("<n>", &self.count.to_string()), value.clone());
        }
        if let (Some(name), Some(value)) = (&step.party, &outcome) {
            self.parties.insert(name.clone(), value.clone());
        }
    }

    /// What a read answers.
    pub(crate) fn read(&self, chain: &Embedded, name: &str, message: &str, args: &[Json]) -> Json {
        let call = self.call(name, message, args);
        let receipt = chain.try_call(Account::dev("Stranger").id(), &call);
        match answer_of(&contract(name).bundle, message, &receipt) {
            Answer::Allowed(answer) => answer,
            other => panic!("{message}: {other}"),
        }
    }

    /// The party of `name`.
    fn party(&self, name: &str) -> Result<Json, String> {
        match self.mode {
            Mode::Alone => Ok(account(Account::dev(name).id())),
            Mode::Linked => {
                self.parties.get(name).cloned().ok_or_else(|| format!("{name} is no enterprise"))
            }
        }
    }
}

impl Scene {
    /// The signature that is named as by whom, under which step: as the waybill contract wants it.
    fn sign_off(&self, name: &str) -> Result<Json, String> {
        let (by, step) = name.split_once(' ').ok_or("a sign-off is by somebody, of a step")?;
        let signer = Account::dev(by);
        let message = "Waybill::sign_off";
        let args = [step, "<now>"].map(|arg| Json::String(arg.to_owned()));
        let [step, now] = args;
        let signed = vec![step, Json::Array(vec!["<waybill>".into()]), now];
        // What the message takes is what is signed, but for its selector.
        let call = self.call("waybill", message, &signed);
        let chain = self.chain();
        let genesis = chain.genesis_hash().map_err(|error| error.to_string())?;
        let deadline = chain.next_time() + 600_000;
        let mut bytes = b"lading/waybill/sign-off".to_vec();
        bytes.extend(genesis.0);
        bytes.extend::<&[u8]>(self.address("waybill").as_ref());
        bytes.extend::<&[u8]>(signer.id().as_ref());
        bytes.extend(&call.input[4..]);
        bytes.extend(1u64.to_le_bytes());
        bytes.extend(deadline.to_le_bytes());
        Ok(words::bytes(signer.sign(&blake2_256(&bytes))))
    }

    /// The signature that is named as by whom, under which reply to `<deposit>`: as the notary wants it.
    fn reply(&self, name: &str) -> Result<Json, String> {
        let (by, reply) = name.split_once(' ').ok_or("a reply is somebody's, and is one")?;
        let signer = Account::dev(by);
        let args = ["<deposit>".to_owned(), format!("<party {by}>"), reply.to_owned()];
        let call = self.call("notary", "Notary::answer", &args.map(Json::String));
        // After the selector, the deposit; then the party and the reply.
        let (deposit, rest) = call.input[4..].split_at(32);
        let stated = ["<zeros>", "<statement>"].map(|arg| Json::String(arg.to_owned()));
        let stated = self.call("notary", "Notary::deposit", &stated);
        let chain = self.chain();
        let genesis = chain.genesis_hash().map_err(|error| error.to_string())?;
        let deadline = chain.next_time() + 600_000;
        let mut bytes = b"lading/notary/answer".to_vec();
        bytes.extend(genesis.0);
        bytes.extend::<&[u8]>(self.address("notary").as_ref());
        bytes.extend::<&[u8]>(signer.id().as_ref());
        bytes.extend(deposit);
        bytes.extend(blake2_256(&stated.input[36..]));
        bytes.extend(rest);
        bytes.extend(1u64.to_le_bytes());
        bytes.extend(deadline.to_le_bytes());
        Ok(words::bytes(signer.sign(&blake2_256(&bytes))))
    }

    /// The digest of the SCALE encoding of the terms of a receivable.
    fn digest_of_terms(&self, name: &str) -> Result<Json, String> {
        let args = ["<zeros>".to_owned(), format!("<{name}>")];
        let call = self.call("receivable", "Receivable::draft", &args.map(Json::String));
        // After the selector, the party.
        Ok(words::bytes(blake2_256(&call.input[36..])))
    }

    /// The digest of the SCALE encoding of a revision.
    fn digest_of_revision(&self, name: &str) -> Result<Json, String> {
        let args = ["<waybill>".to_owned(), "<waybill>".to_owned(), format!("<{name}>")];
        let call = self.call("waybill", "Waybill::revise", &args.map(Json::String));
        // After the selector, the waybill and the party.
        Ok(words::bytes(blake2_256(&call.input[68..])))
    }
}

impl Meanings for Scene {
    fn meaning(&self, word: &str) -> Result<Json, String> {
        if let Some(value) = self.kept.get(word) {
            return Ok(value.clone());
        }
        if let Some(span) = span(word) {
            return Ok(span.into());
        }
        let now = || self.chain().next_time();
        match word {
            "now" => return Ok(now().into()),
            "nothing" => return Ok(Json::Null),
            "zeros" => return Ok(words::bytes([0; 32])),
            "genesis" => {
                let hash = self.chain().genesis_hash().map_err(|error| error.to_string())?;
                return Ok(words::bytes(hash));
            }
            "n" => return Ok(self.count.into()),
            "caller" => {
                return self.caller.as_ref().map(account).ok_or_else(|| "nobody calls".to_owned())
            }
            "caller's party" => {
                return self.callers_party.clone().ok_or_else(|| "who calls is no party".to_owned())
            }
            _ => {}
        }
        let Some((kind, name)) = word.split_once(' ') else {
            return Err(format!("nothing was kept as <{word}>"));
        };
        match kind {
            "sign-off" => self.sign_off(name),
            "reply" => self.reply(name),
            "blake2" => self.digest_of_revision(name.trim_start_matches("of ")),
            "terms" => self.digest_of_terms(name.trim_start_matches("of ")),
            "account" => Ok(account(Account::dev(name).id())),
            "party" => self.party(name),
            "contract" => self
                .contracts
                .get(name)
                .map(account)
                .ok_or_else(|| format!("{name} is not deployed")),
            "code" => self
                .codes
                .get(name)
                .map(words::bytes)
                .ok_or_else(|| format!("{name} is not deployed")),
            "twin" => {
                self.codes.get(word).map(words::bytes).ok_or_else(|| format!("there is no {word}"))
            }
            "digest" => Ok(words::bytes(blake2_256(name.as_bytes()))),
            "wide" => {
                let digest = blake2_256(name.trim_start_matches("digest ").as_bytes());
                Ok(words::bytes([digest, [0; 32]].concat()))
            }
            "role" => role(name),
            "u16" | "u64" | "u128" => number(kind, name),
            "each" => {
                let each: Vec<_> = (1..)
                    .map_while(|count| self.kept.get(&format!("{name} {count}")).cloned())
                    .collect();
                Ok(Json::Array(each))
            }
            "now" => {
                let shift =
                    |text| span(text).ok_or_else(|| format!("<{word}>: {text} is no span of time"));
                match name.split_once(' ') {
                    Some(("+", text)) => Ok((now() + shift(text)?).into()),
                    Some(("-", text)) => Ok((now() - shift(text)?).into()),
                    _ => Err(format!("<{word}> is no time")),
                }
            }
            _ => Err(format!("nothing was kept as <{word}>")),
        }
    }
}

fn role(name: &str) -> Result<Json, String> {
    use interfaces::administration::{ADMIN, ATTESTER, PAUSER, UPGRADER};
    let roles =
        [("ADMIN", ADMIN), ("ATTESTER", ATTESTER), ("PAUSER", PAUSER), ("UPGRADER", UPGRADER)];
    let found = roles.iter().find(|(known, _)| *known == name);
    found.map(|(_, number)| (*number).into()).ok_or_else(|| format!("there is no role {name}"))
}

/// The SCALE encoding of a number.
fn number(kind: &str, digits: &str) -> Result<Json, String> {
    let width = kind[1..].parse::<usize>().map_or(0, |bits| bits / 8);
    let number: u128 = digits.parse().map_err(|_| format!("{digits} is no number"))?;
    Ok(words::bytes(&number.to_le_bytes()[..width]))
}

/// What a call came to, in the words of its contract's metadata.
pub(crate) fn answer_of(
    bundle: &Bundle,
    message: &str,
    receipt: &Result<Receipt<Vec<u8>>, ChainError>,
) -> Answer {
    let returned = match receipt {
        Ok(receipt) => &receipt.returned,
        Err(error) => return Answer::Failed(error.to_string()),
    };
    answer_in(bundle, message, returned)
}

/// As [`answer_of`], where the call was passed on: what its contract answered to the one that passed it on.
pub(crate) fn answer_passed_on(
    bundle: &Bundle,
    message: &str,
    receipt: &Result<Receipt<Vec<u8>>, ChainError>,
) -> Answer {
    match answer_of(forwarder(), "forward", receipt) {
        Answer::Allowed(Json::String(hex)) => {
            let returned = hex::decode(hex.trim_start_matches("0x"))
                .expect("bytes are hexadecimal digits here");
            answer_in(bundle, message, &returned)
        }
        Answer::Allowed(_) => {
            Answer::Failed("the contract that passed the call on got no answer".to_owned())
        }
        other => other,
    }
}

/// As [`answer_of`], of what was returned.
pub(crate) fn answer_in(bundle: &Bundle, message: &str, returned: &[u8]) -> Answer {
    if let Err(error) =
        Message::<Anything>::encoded(AccountId32::new([0; 32]), vec![0; 4]).decode(returned)
    {
        return Answer::Failed(error.to_string());
    }
    match bundle.message_answer(message, returned) {
        Err(error) => Answer::Failed(error.to_string()),
        Ok(Json::Object(result)) if result.len() == 1 && result.contains_key("Err") => {
            Answer::Refused(variant(&result["Err"]))
        }
        Ok(Json::Object(mut result)) if result.len() == 1 && result.contains_key("Ok") => {
            Answer::Allowed(result["Ok"].take())
        }
        Ok(answer) => Answer::Allowed(answer),
    }
}

/// All bytes that there are.
struct Anything;

impl ink::scale::Decode for Anything {
    fn decode<I: ink::scale::Input>(input: &mut I) -> Result<Self, ink::scale::Error> {
        while input.read_byte().is_ok() {}
        Ok(Self)
    }
}

/// The variant's name, and those of variants inside it, apart by dots. What variants carry besides is left out.
fn variant(error: &Json) -> String {
    let is_name =
        |text: &str| text.starts_with(|first: char| first.is_ascii_uppercase()) && text.len() < 40;
    match error {
        Json::String(text) if is_name(text) => text.clone(),
        Json::Object(fields) if fields.len() == 1 => {
            let (name, inner) = fields.iter().next().expect("there is one");
            match variant(inner) {
                inner if inner.is_empty() || !is_name(name) => name.clone(),
                inner => format!("{name}.{inner}"),
            }
        }
        _ => String::new(),
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

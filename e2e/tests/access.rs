//! Who may call what: every message that changes something × every kind of caller, from the rows of the tables.
//!
//! A row says at which stage its owner may call, and its rule of access what every other kind of caller is answered. What is
//! refused leaves everything as it was. Reads need no row: anyone may call them, and they change nothing.
use std::collections::BTreeSet;

use chain::{Account, Backend, Message};
use ink::scale::{Compact, Encode};
use scale_info::{PortableRegistry, TypeDef, TypeDefPrimitive};
use serde_json::{json, Value as Json};

use crate::tables::{
    answer_of, answer_passed_on, contracts, none, shared, Answer, Contract, Kind, Mode, Paying,
    Row, Scene, Step, World,
};

/// What an agent of one scope lacks.
const SCOPES: [&str; 11] = [
    "HandOver",
    "Receive",
    "Order",
    "Agree",
    "Bill",
    "ConfirmDebt",
    "Dispose",
    "Draw",
    "Notarise",
    "ShareCredit",
    "Supervise",
];

#[test]
fn every_message_that_changes_something_has_a_row_and_every_row_a_message() {
    let mut wrong = Vec::new();
    let mut labels = BTreeSet::new();
    for contract in contracts() {
        let rows = contract.rows();
        for message in contract.bundle.messages() {
            labels.insert(message.label.clone());
            if message.mutates
                && !rows.iter().any(|row| row.message == message.label && row.access.is_some())
            {
                wrong.push(format!("{}/{} has no row of access", contract.name, message.label));
            }
        }
        for row in &contract.table.rows {
            let message =
                contract.bundle.messages().into_iter().find(|message| message.label == row.message);
            if message.is_none_or(|message| !message.mutates) {
                wrong.push(format!(
                    "tables/{}.toml: {} is no message that changes something",
                    contract.name, row.message
                ));
            }
        }
        let titles: Vec<_> = rows.iter().map(|row| row.title()).collect();
        let twice = titles.iter().enumerate().filter(|(at, title)| titles[..*at].contains(title));
        wrong.extend(twice.map(|(_, title)| {
            format!("{}: two rows are called {title}; tell them apart by `case`", contract.name)
        }));
    }
    for row in &shared().rows {
        if !labels.contains(&row.message) {
            wrong.push(format!(
                "tables/administration.toml: no contract has the message {}",
                row.message
            ));
        }
    }
    none("rows", wrong);
}

#[test]
fn linked_contracts_answer_every_kind_of_caller_as_their_rows_say() {
    check(Mode::Linked);
}

#[test]
fn contracts_that_stand_alone_answer_every_kind_of_caller_as_their_rows_say() {
    check(Mode::Alone);
}

#[test]
fn anyone_may_read_and_reading_changes_nothing() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for mode in [Mode::Linked, Mode::Alone] {
        let world = World::new(mode);
        for contract in contracts() {
            if mode == Mode::Alone && contract.name == "registry" {
                continue;
            }
            let stage = contract.table.read_at.as_deref().unwrap_or("network");
            let scene = world.at(&contract.name, stage);
            for message in contract.bundle.messages().iter().filter(|message| !message.mutates) {
                let input = read_input(contract, &scene, &message.label);
                let mut answers = Vec::new();
                for reader in ["Supplier", "Stranger", "nobody"] {
                    let mut chain = scene.chain();
                    let before = scene.digest(&chain);
                    let account = Account::dev(reader);
                    let mut call = Message::<()>::encoded(
                        scene.address(&contract.name).clone(),
                        input.clone(),
                    )
                    .call()
                    .clone();
                    call.terms.force = true;
                    // Who has no funds can only ask; who has can send the question, too.
                    let receipt = match reader {
                        "nobody" => chain.try_call(account.id(), &call),
                        _ => chain.submit_call(&account, &call),
                    };
                    let answer = answer_of(&contract.bundle, &message.label, &receipt);
                    let told = receipt.map_or(0, |receipt| receipt.events.len());
                    if let Answer::Failed(error) = &answer {
                        wrong.push(format!(
                            "{}/{} by {reader}: {error}",
                            contract.name, message.label
                        ));
                    }
                    if scene.digest(&chain) != before || told > 0 {
                        wrong.push(format!(
                            "{}/{} by {reader} changes something",
                            contract.name, message.label
                        ));
                    }
                    answers.push(answer);
                    count += 1;
                }
                if answers.iter().any(|answer| answer != &answers[0]) {
                    wrong.push(format!(
                        "{}/{} answers one so, and another so: {answers:?}",
                        contract.name, message.label
                    ));
                }
            }
        }
    }
    println!("{count} reads");
    none("reads", wrong);
}

#[test]
fn pausing_stops_the_new_business_that_rows_name_and_no_way_out() {
    let world = World::new(Mode::Linked);
    let mut wrong = Vec::new();
    let mut count = 0;
    for contract in contracts() {
        for row in
            contract.rows().into_iter().filter(|row| row.access.is_some() && row.only.is_none())
        {
            let access = contract.access(row.access.as_deref().unwrap_or_default());
            let mut scene = world.at(&contract.name, row.stage());
            if scene.read(&scene.chain(), &contract.name, "Pausable::paused", &[]) == json!(false) {
                let pause = Some("Administration::pause".to_owned());
                scene.take(
                    &Step { by: Some("Admin".to_owned()), call: pause, ..Step::default() },
                    &contract.name,
                );
            }
            let usual = access.answer(Kind::Owner).unwrap_or("allowed");
            let expected = row.paused.as_deref().unwrap_or(usual);
            count += 1;
            if let Err(problem) = try_cell(contract, row, Kind::Owner, scene, expected) {
                wrong.push(format!("{}/{} while paused: {problem}", contract.name, row.title()));
            }
        }
    }
    println!("{count} rows while paused");
    none("pause", wrong);
}

fn check(mode: Mode) {
    let world = World::new(mode);
    let mut wrong = Vec::new();
    let mut count = 0;
    for contract in contracts() {
        // A registry is linked to nothing; without the others it is the same.
        if mode == Mode::Alone
            && contract.table.deploy.as_ref().is_some_and(|deploy| deploy.links.is_empty())
        {
            continue;
        }
        for row in contract.rows() {
            let Some(rule) =
                row.access.as_deref().filter(|_| row.only.is_none_or(|only| only == mode))
            else {
                continue;
            };
            let access = contract.access(rule);
            let scene = world.at(&contract.name, row.stage());
            for kind in Kind::ALL {
                if mode == Mode::Alone && !kind.exists_alone() {
                    continue;
                }
                count += 1;
                let cell = format!("{}/{} by {kind:?} ({mode:?})", contract.name, row.title());
                let Some(expected) = access.answer(kind) else {
                    wrong.push(format!("{cell}: the rule \"{rule}\" does not say"));
                    continue;
                };
                if let Err(problem) = try_cell(contract, row, kind, scene.clone(), expected) {
                    wrong.push(format!("{cell}: {problem}"));
                }
            }
        }
    }
    println!("{count} cells of the access matrix ({mode:?})");
    none("access", wrong);
}

/// Has a caller of this kind call as the row says.
fn try_cell(
    contract: &Contract,
    row: &Row,
    kind: Kind,
    mut scene: Scene,
    expected: &str,
) -> Result<(), String> {
    let caller = caller(row, kind, &mut scene);
    let is_through_contract = matches!(kind, Kind::Contract | Kind::ContractAgent)
        || kind == Kind::Owner && row.through_contract;
    let mut seen = scene.seen_by(caller);
    if is_through_contract {
        seen.caller = Some(scene.address("forwarder").clone());
    }
    let mut call = seen.call(&contract.name, &row.message, &row.args).paying(row.pays);
    if is_through_contract {
        call = scene.passed_on(&call);
    }
    call.terms.force = true;
    let mut chain = scene.chain();
    let before = scene.digest(&chain);
    let receipt = chain.submit_call(&Account::dev(caller), &call);
    let events = receipt.as_ref().map_or(0, |receipt| receipt.events.len());
    let answer = if is_through_contract {
        answer_passed_on(&contract.bundle, &row.message, &receipt)
    } else {
        answer_of(&contract.bundle, &row.message, &receipt)
    };
    let changed = scene.digest(&chain) != before;
    if !answer.is(expected) {
        return Err(format!("{answer}, not {expected}"));
    }
    match answer {
        Answer::Allowed(_) if events == 0 => {
            Err("allowed, and told nobody: there is no event".to_owned())
        }
        Answer::Allowed(_) => Ok(()),
        _ if changed => Err("refused, and changed something all the same".to_owned()),
        _ if events > 0 => Err("refused, and told of something all the same".to_owned()),
        _ => Ok(()),
    }
}

/// Prepares the world for a caller of this kind, and says who signs.
fn caller<'a>(row: &'a Row, kind: Kind, scene: &mut Scene) -> &'a str {
    let is_linked = scene.mode == Mode::Linked;
    let party = row.party.as_deref().unwrap_or("Supplier");
    let scope = row.scope.as_deref().unwrap_or("Agree");
    let appoint = |scene: &mut Scene, agent: String, scopes: Vec<&str>, until: &str| {
        let controller = if scene.parties.contains_key(party) { party } else { "Supplier" };
        let args =
            vec![json!(format!("<party {controller}>")), json!(agent), json!(scopes), json!(until)];
        take(scene, controller, "Registry::appoint_agent", args);
    };
    match kind {
        Kind::Owner | Kind::Contract => row.owner(),
        Kind::Counterparty => row.other.as_deref().unwrap_or("Buyer"),
        Kind::Agent => {
            appoint(scene, "<account Agent>".to_owned(), vec![scope], "<now + 30 days>");
            "Agent"
        }
        Kind::AgentOutOfScope => {
            let others = SCOPES.into_iter().filter(|other| *other != scope).collect();
            appoint(scene, "<account Agent>".to_owned(), others, "<now + 30 days>");
            "Agent"
        }
        Kind::ExpiredAgent => {
            appoint(scene, "<account Agent>".to_owned(), vec![scope], "<now + 1 seconds>");
            scene.take(&Step { wait: Some("1 seconds".to_owned()), ..Step::default() }, "registry");
            "Agent"
        }
        Kind::SuspendedOwner => {
            // Where the row is an account's that is no party, somebody else's controller who is suspended.
            let own = row.account.as_deref().filter(|account| scene.parties.contains_key(*account));
            let suspended = row.party.as_deref().or(own).unwrap_or("Supplier");
            let regulator = if suspended == "Regulator" { "SecondRegulator" } else { "Regulator" };
            let args = vec![
                json!(format!("<party {suspended}>")),
                json!(format!("<party {regulator}>")),
                json!("<digest order of suspension>"),
            ];
            if is_linked && !is_suspended(scene, suspended) {
                take(scene, regulator, "Registry::suspend", args);
            }
            suspended
        }
        Kind::Stranger => "Stranger",
        Kind::Admin => "Admin",
        Kind::ContractAgent => {
            appoint(scene, "<contract forwarder>".to_owned(), vec![scope], "<now + 30 days>");
            "Stranger"
        }
        Kind::Attester => "Attester",
        Kind::Regulator if row.party.as_deref() == Some("Regulator") => "SecondRegulator",
        Kind::Regulator => "Regulator",
    }
}

fn is_suspended(scene: &Scene, party: &str) -> bool {
    let args = [json!(format!("<party {party}>"))];
    scene.read(&scene.chain(), "registry", "Registry::is_active", &args) == json!(false)
}

fn take(scene: &mut Scene, by: &str, message: &str, args: Vec<Json>) {
    let step =
        Step { by: Some(by.to_owned()), call: Some(message.to_owned()), args, ..Step::default() };
    scene.take(&step, "registry");
}

/// The input of a read: for types that the table has a specimen of, that; zero and nothing for others.
fn read_input(contract: &Contract, scene: &Scene, label: &str) -> Vec<u8> {
    let project = contract.bundle.metadata();
    let spec =
        project.spec().messages().iter().find(|spec| spec.label() == label).expect("it was listed");
    let mut input = spec.selector().to_bytes().to_vec();
    for arg in spec.args() {
        let id = arg.ty().ty().id;
        let name = project.registry().resolve(id).and_then(|ty| ty.path.segments.last().cloned());
        let specimen = name.and_then(|name| contract.table.specimens.get(&name));
        match specimen.map(|specimen| scene.value(specimen)) {
            Some(Json::String(hex)) if hex.starts_with("0x") => {
                input.extend(hex::decode(&hex[2..]).expect("a specimen is hexadecimal digits"));
            }
            Some(other) => {
                panic!("tables/{}.toml: {other} is no specimen: bytes are", contract.name)
            }
            None => zero(id, project.registry(), &mut input),
        }
    }
    input
}

/// The SCALE encoding of a type's zero.
fn zero(id: u32, types: &PortableRegistry, out: &mut Vec<u8>) {
    let Some(ty) = types.resolve(id) else { return };
    match &ty.type_def {
        TypeDef::Composite(composite) => {
            composite.fields.iter().for_each(|field| zero(field.ty.id, types, out))
        }
        TypeDef::Variant(variants) => {
            if let Some(first) = variants.variants.first() {
                out.push(first.index);
                first.fields.iter().for_each(|field| zero(field.ty.id, types, out));
            }
        }
        TypeDef::Sequence(_) | TypeDef::Compact(_) | TypeDef::BitSequence(_) => {
            Compact(0u32).encode_to(out)
        }
        TypeDef::Array(array) => (0..array.len).for_each(|_| zero(array.type_param.id, types, out)),
        TypeDef::Tuple(tuple) => tuple.fields.iter().for_each(|part| zero(part.id, types, out)),
        TypeDef::Primitive(primitive) => {
            let length = match primitive {
                TypeDefPrimitive::Bool
                | TypeDefPrimitive::U8
                | TypeDefPrimitive::I8
                | TypeDefPrimitive::Str => 1,
                TypeDefPrimitive::U16 | TypeDefPrimitive::I16 => 2,
                TypeDefPrimitive::Char | TypeDefPrimitive::U32 | TypeDefPrimitive::I32 => 4,
                TypeDefPrimitive::U64 | TypeDefPrimitive::I64 => 8,
                TypeDefPrimitive::U128 | TypeDefPrimitive::I128 => 16,
                TypeDefPrimitive::U256 | TypeDefPrimitive::I256 => 32,
            };
            out.extend(std::iter::repeat_n(0, length));
        }
    }
}

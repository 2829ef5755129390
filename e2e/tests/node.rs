//! The story of `journey` on substrate-contracts-node: what the runtime in process says is what the node says.
//!
//! Skipped, and said so, where there is no node.
use std::{collections::BTreeMap, env, fs, path::PathBuf};

use chain::{Account, Backend, Bundle, Embedded, Genesis, Node, NodeProcess, ENDOWMENT, NO_NODE};
use e2e::{time::seconds, Contract, Recorded, Step, World};
use interfaces::ids::Millis;
use serde_json::{json, Value};

use crate::journey::told_on;

/// How long a delivered waybill stays open here: a node's clock cannot be moved.
const WINDOW: Millis = seconds(20);

/// How far apart two clocks may be that both tell when something was, since the story began.
const DRIFT: i128 = 60 * 60 * 1000;

/// Digests over what has times in it: those of a case's terms.
const OVER_TIMES: [&str; 2] = ["terms_digest_of.answer", "fields.terms"];

/// The node to tell the story on: at `LADING_NODE_URL`, or one of its own.
fn node() -> Option<(Option<NodeProcess>, Node)> {
    if let Ok(url) = env::var("LADING_NODE_URL") {
        return Some((None, Node::connect(&url).expect("LADING_NODE_URL is of a node")));
    }
    let Some(program) = NodeProcess::program() else {
        eprintln!("SKIPPED: {NO_NODE}");
        return None;
    };
    let process = NodeProcess::start(&program, None).expect("the node starts");
    let node = process.connect().expect("it answers");
    Some((Some(process), node))
}

/// A step with what its bytes mean.
fn read<C>(world: &World<C>, step: &Step) -> Value
where
    C: e2e::Stage,
{
    let bundle_of = |address: &chain::AccountId32| -> Option<(Contract, &'static Bundle)> {
        let is_it = |contract: &Contract| chain::address(world.address(*contract)) == *address;
        Contract::ALL.into_iter().find(is_it).map(|contract| (contract, contract.bundle()))
    };
    let (contract, bundle) = bundle_of(&step.contract).expect("a contract of the suite");
    let selector = step.input.get(..4).unwrap_or_default();
    let messages = bundle.messages();
    let message =
        messages.iter().find(|message| message.selector == selector).expect("its message");
    let answer = step.returned.as_ref().map(|bytes| {
        bundle.message_answer(&message.label, bytes).expect("it answers what its metadata says")
    });
    let events: Vec<_> = step
        .events
        .iter()
        .map(|event| {
            let (emitter, bundle) = bundle_of(&event.contract).expect("of the suite");
            let (name, fields) = bundle.event(event).expect("it tells what its metadata says");
            json!({ "contract": emitter.name(), "event": name, "fields": fields })
        })
        .collect();
    json!({
        "contract": contract.name(), "message": message.label, "answer": answer, "reverted": step.reverted,
        "included": step.included, "ref_time": step.gas.ref_time, "proof": step.gas.proof_size,
        "deposit": step.deposit.to_string(), "events": events,
    })
}

/// Where two values differ, times apart: numbers that are equally far from the beginning of their story.
fn differ(
    path: &str,
    one: &Value,
    other: &Value,
    begun: (Millis, Millis),
    found: &mut Vec<String>,
) {
    let is_time = |one: &Value, other: &Value| match (one.as_u64(), other.as_u64()) {
        (Some(one), Some(other)) => {
            let since = |time: u64, begun: u64| i128::from(time) - i128::from(begun);
            let apart = (since(one, begun.0) - since(other, begun.1)).abs();
            one > 1_000_000_000_000 && apart < DRIFT
        }
        _ => false,
    };
    match (one, other) {
        (Value::Object(ones), Value::Object(others)) if ones.len() == others.len() => {
            for (key, one) in ones {
                let other = others.get(key).unwrap_or(&Value::Null);
                differ(&format!("{path}.{key}"), one, other, begun, found);
            }
        }
        (Value::Array(ones), Value::Array(others)) if ones.len() == others.len() => {
            for (index, (one, other)) in ones.iter().zip(others).enumerate() {
                differ(&format!("{path}[{index}]"), one, other, begun, found);
            }
        }
        (one, other) if one == other || is_time(one, other) => {}
        (Value::String(_), Value::String(_))
            if OVER_TIMES.iter().any(|end| path.ends_with(end)) => {}
        (one, other) => found.push(format!("{path}: {one} on the node, {other} in process")),
    }
}

/// A value in the form that all clients can give theirs: numbers as decimal text, accounts as hexadecimal digits.
fn normal(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::String(number.to_string()),
        Value::String(text) => match text.parse::<chain::AccountId32>() {
            Ok(account) if !text.starts_with("0x") => {
                Value::String(format!("0x{}", hex::encode(AsRef::<[u8]>::as_ref(&account))))
            }
            _ => value.clone(),
        },
        Value::Array(values) => values.iter().map(normal).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), normal(value))).collect()
        }
        Value::Null | Value::Bool(_) => value.clone(),
    }
}

/// What the story came to on `node`, for clients that shall read the same: every event that is on the chain, and every refusal.
fn record(world: &World<Recorded<Node>>) -> Value {
    let node = &world.chain.chain;
    let contracts: BTreeMap<_, _> = Contract::ALL
        .into_iter()
        .map(|contract| {
            let address = chain::address(world.address(contract)).to_string();
            (contract.name(), json!({ "address": address }))
        })
        .collect();
    let name_of = |address: &chain::AccountId32| {
        let is_it = |contract: &Contract| chain::address(world.address(*contract)) == *address;
        Contract::ALL.into_iter().find(is_it)
    };
    let hash = |number: u32| {
        let hash = node.block_hash(number).expect("the node answers").expect("there is the block");
        format!("{hash:?}")
    };
    let mut events = Vec::new();
    for number in 1..=node.finalised().expect("the node answers") {
        let block = node.block_events(number).expect("the node keeps its state");
        for emitted in block.events {
            let Some(contract) = name_of(&emitted.event.contract) else { continue };
            let (name, fields) = contract.bundle().event(&emitted.event).expect("it is its event");
            events.push(json!({
                "block": number, "block_hash": format!("{:?}", block.hash), "index": emitted.index,
                "contract": contract.name(), "name": name, "fields": normal(&fields),
            }));
        }
    }
    let refusals: Vec<_> = world
        .chain
        .steps()
        .iter()
        .filter(|step| step.reverted && step.included)
        .map(|step| {
            let told = read(world, step);
            json!({
                "block_hash": hash(step.block - 1), "contract": told["contract"],
                "message": told["message"], "caller": step.caller.to_string(),
                "input": format!("0x{}", hex::encode(&step.input)),
                "returned": format!("0x{}", hex::encode(step.returned.as_deref().unwrap_or_default())),
                "error": normal(&told["answer"]["Err"]),
            })
        })
        .collect();
    let genesis = format!("{:?}", node.genesis_hash().expect("it is known"));
    json!({ "genesis": genesis, "contracts": contracts, "events": events, "refusals": refusals })
}

#[test]
fn the_story_of_a_delivery_is_the_same_on_a_node_and_in_process() {
    let Some((_process, node)) = node() else { return };
    let genesis = node.genesis_hash().unwrap();
    let name = node.chain_name().unwrap();
    println!("on {name}, {genesis:?}");
    let in_process = Embedded::with_genesis(&Genesis { hash: Some(genesis), ..Genesis::default() });
    let on_node = told_on(Recorded::new(node), WINDOW);
    let in_process = told_on(Recorded::new(in_process), WINDOW);
    let (steps, others) = (on_node.chain.steps(), in_process.chain.steps());
    assert_eq!(steps.len(), others.len());
    let begun = (on_node.began(), in_process.began());
    let mut found = Vec::new();
    for (place, (step, other)) in steps.iter().zip(&others).enumerate() {
        let (step, other) = (read(&on_node, step), read(&in_process, other));
        let path = format!("step {place}, {}", other["message"].as_str().unwrap_or_default());
        differ(&path, &step, &other, begun, &mut found);
    }
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found.join("\n"));
    let calls = steps.iter().filter(|step| step.included).count();
    println!("{calls} calls and {} questions are the same", steps.len() - calls);
    if let Some(path) = env::var_os("LADING_JOURNEY_RECORD").map(PathBuf::from) {
        let record = serde_json::to_vec_pretty(&record(&on_node)).unwrap();
        fs::write(&path, record).expect("the record can be written");
    }
    let rich = Account::dev("Alice");
    assert!(on_node.chain.balance(rich.id()).unwrap().free < ENDOWMENT);
}

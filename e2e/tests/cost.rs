//! What every message costs, exactly: gas, proof and deposit on the node's own runtime, beside the floor that no code goes below.
//!
//! `snapshots/cost.json` and `snapshots/size.json` are compared with what is measured, number by number; `UPDATE_SNAPSHOTS=1` writes them
//! anew and prints what changed. The calls are those of the tables' rows, by the owner of each, with all contracts linked; of some, where
//! nothing is, too.
//!
//! The floor is computed from the host calls that a row lists, priced by the runtime's own weights: loading the code, reading the
//! root and writing it back (which ink! does for every message that may change something), the items read and written, the
//! events, the other contracts asked. Neither instructions nor the bytes of items are in it, so nothing can reach it.
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
};

use chain::{Account, AccountId32, Backend, Call, Chain, Embedded, Gas, Message, Sealing, Signing};
use contracts_node_runtime::Runtime;
use e2e::standard::{message, psp22, psp34, Id};
use ink::scale::{Decode, Encode};
use pallet_contracts::{weights::WeightInfo as _, Config};
use serde_json::Value as Json;

use crate::tables::{
    answer_of, contract, contracts, none, path, thousands, Answer, Contract, Floor, Mode, Paying,
    Row, Scene, World,
};

/// The most by which a message may cost more when there are many records, in hundredths of a percent.
const MOST_GROWTH: u64 = 200;

/// How many records there are when there are few, and when there are many.
const FEW: u32 = 10;
const MANY: u32 = 10_000;

type Weights = <Runtime as Config>::WeightInfo;

/// What a message costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cost {
    /// Picoseconds.
    ref_time: u64,
    /// Bytes.
    proof_size: u64,
    /// In the smallest unit of the chain's token.
    deposit: i128,
    /// The least `ref_time` that its host calls take; none for the contracts of others.
    floor: Option<u64>,
}

#[test]
fn every_message_costs_what_was_recorded() {
    let mut costs = BTreeMap::new();
    let mut wrong = Vec::new();
    let world = World::new(Mode::Linked);
    for contract in contracts() {
        for (title, row, is_read) in costed(contract) {
            match measure(&world, contract, row, is_read) {
                Ok(cost) => {
                    if costs.insert(key(contract, &title), cost).is_some() {
                        wrong.push(format!("{}: two rows have the key of {title}", contract.name));
                    }
                }
                Err(problem) => wrong.push(format!("{}/{title}: {problem}", contract.name)),
            }
        }
    }
    let world = World::new(Mode::Alone);
    for contract in contracts() {
        for (title, row, is_read) in costed(contract) {
            let Some(floor) = row.floor_alone.clone() else { continue };
            let row = Row { floor: Some(floor), ..row.clone() };
            match measure(&world, contract, &row, is_read) {
                Ok(cost) => drop(costs.insert(format!("{} alone", key(contract, &title)), cost)),
                Err(problem) => wrong.push(format!("{}/{title} alone: {problem}", contract.name)),
            }
        }
    }
    costs.extend(of_peers());
    none("costs", wrong);
    report(&costs);
    compare("cost.json", &costs.iter().map(|(key, cost)| (key.clone(), numbers(cost))).collect());
}

#[test]
fn every_bundle_has_the_size_that_was_recorded() {
    let ours =
        contracts().iter().map(|contract| (contract.name.clone(), contract.bundle.wasm().len()));
    let peers = PSP34_PEERS
        .iter()
        .chain(&PSP22_PEERS)
        .map(|peer| (peer.replace('_', "-"), e2e::bundles::peer_code(peer).len()));
    let sizes = ours.chain(peers);
    compare(
        "size.json",
        &sizes.map(|(name, size)| (name, vec![("code", Some(size as i128))])).collect(),
    );
}

#[test]
fn every_message_that_changes_something_and_every_read_that_is_relied_on_has_its_cost() {
    let mut wrong = Vec::new();
    let mut asked = BTreeSet::new();
    for contract in contracts() {
        let rows = costed(contract);
        for message in contract.bundle.messages().iter().filter(|message| message.mutates) {
            let has_reason = contract
                .rows()
                .iter()
                .any(|row| row.message == message.label && row.uncosted.is_some());
            if !has_reason && !rows.iter().any(|(_, row, _)| row.message == message.label) {
                wrong.push(format!("{}/{} has no row with a cost", contract.name, message.label));
            }
        }
        for (title, row, _) in &rows {
            match &row.floor {
                None => wrong.push(format!("{}/{title} has no floor", contract.name)),
                Some(floor) => asked.extend(floor.asks.iter().cloned()),
            }
        }
    }
    let known: BTreeSet<_> = contracts()
        .iter()
        .flat_map(|contract| costed(contract).into_iter().map(|(title, ..)| key(contract, &title)))
        .collect();
    wrong.extend(
        asked
            .difference(&known)
            .map(|ask| format!("{ask} is asked, and is no read with a row of its own")),
    );
    none("rows", wrong);
}

#[test]
fn every_deposit_is_as_it_was_told_and_is_paid_by_the_signer_alone() {
    let world = World::new(Mode::Linked);
    let mut wrong = Vec::new();
    for contract in contracts() {
        for (title, row, _) in costed(contract).into_iter().filter(|(.., is_read)| !is_read) {
            let scene = world.at(&contract.name, row.stage());
            let mut chain = scene.chain();
            chain.set_signing(Signing::Signed);
            let call = sent(&scene, contract, row);
            let signer = Account::dev(row.owner());
            let told = chain.try_call(signer.id(), &call).map(|receipt| receipt.deposit);
            let before = balances(&scene, &chain);
            let paid = chain.submit_call(&signer, &call);
            let after = balances(&scene, &chain);
            let (Ok(told), Ok(paid)) = (told, paid) else {
                wrong.push(format!("{}/{title} gave no answer", contract.name));
                continue;
            };
            if told != paid.deposit {
                wrong.push(format!(
                    "{}/{title}: told {}, paid {}",
                    contract.name,
                    thousands(told),
                    thousands(paid.deposit)
                ));
            }
            let fee = i128::try_from(paid.fee).expect("a fee is far below 2^127");
            let mut held = 0;
            let spends = spends(&scene, row);
            for (name, (free, reserved)) in &after {
                let (free_before, reserved_before) = before[name];
                let (spent, more) = (free_before - free, reserved - reserved_before);
                held += more;
                let expected = if name == signer.name() { fee + paid.deposit } else { 0 };
                let expected = expected + spends.get(name).copied().unwrap_or_default();
                if spent != expected {
                    let (spent, expected) = (thousands(spent), thousands(expected));
                    wrong.push(format!(
                        "{}/{title}: {name} paid {spent}, not {expected}",
                        contract.name
                    ));
                }
            }
            if held != paid.deposit {
                wrong.push(format!(
                    "{}/{title}: {} are held for a deposit of {}",
                    contract.name,
                    thousands(held),
                    thousands(paid.deposit)
                ));
            }
            if paid.deposit < 0 && row.frees.is_none() {
                wrong.push(format!("{}/{title} frees what somebody paid for", contract.name));
            }
        }
    }
    none("deposits", wrong);
}

#[test]
fn no_message_costs_more_when_there_are_many_records() {
    let mut wrong = Vec::new();
    for contract in contracts() {
        for growth in &contract.table.growth {
            let stage = growth.after.as_deref().unwrap_or("network");
            let base = World::new(Mode::Linked).at(&contract.name, stage);
            let mut scene = base.clone();
            let mut chain = base.chain();
            chain.set_sealing(Sealing::WhenFull);
            let mut few = None;
            for count in 1..=MANY {
                scene.count = count;
                for step in &growth.steps {
                    scene.take_unkept(&mut chain, step, &contract.name);
                }
                if count == FEW {
                    few = Some(settled(&scene, &mut chain));
                }
            }
            let few = World::grown(&contract.name, stage, few.expect("many are more than few"));
            let many = World::grown(&contract.name, stage, settled(&scene, &mut chain));
            let rows = costed(contract);
            for title in &growth.rows {
                let Some((_, row, is_read)) = rows.iter().find(|(known, ..)| known == title) else {
                    wrong.push(format!(
                        "tables/{}.toml: there is no row {title} to grow",
                        contract.name
                    ));
                    continue;
                };
                match (
                    measure(&few, contract, row, *is_read),
                    measure(&many, contract, row, *is_read),
                ) {
                    (Ok(few), Ok(many)) => {
                        println!(
                            "{}/{title}: {} ps with {} {}, {} ps with {}",
                            contract.name,
                            thousands(few.ref_time),
                            thousands(FEW),
                            growth.of,
                            thousands(many.ref_time),
                            thousands(MANY)
                        );
                        for (few, many, what) in [
                            (few.ref_time, many.ref_time, "time"),
                            (few.proof_size, many.proof_size, "proof"),
                        ] {
                            if many.saturating_sub(few) * 10_000 > few * MOST_GROWTH {
                                let (few, many) = (thousands(few), thousands(many));
                                wrong.push(format!("{}/{title} takes {few} of {what} with few {}, {many} with many", contract.name, growth.of));
                            }
                        }
                    }
                    (few, many) => wrong.push(format!(
                        "{}/{title}: {few:?} with few, {many:?} with many",
                        contract.name
                    )),
                }
            }
        }
    }
    none("growth", wrong);
}

/// The rows with a cost: their titles, and whether they are reads.
fn costed(contract: &Contract) -> Vec<(String, &Row, bool)> {
    let is_linked = |row: &&Row| row.only != Some(Mode::Alone) && row.uncosted.is_none();
    let rows = contract.rows().into_iter().filter(is_linked).map(|row| (row.title(), row, false));
    rows.chain(contract.table.reads.iter().map(|row| (row.title(), row, true))).collect()
}

/// `waybill/issue`: the contract and the message without its trait.
fn key(contract: &Contract, title: &str) -> String {
    format!("{}/{}", contract.name, title.split_once("::").map_or(title, |(_, message)| message))
}

fn measure(world: &World, contract: &Contract, row: &Row, is_read: bool) -> Result<Cost, String> {
    let scene = world.at(&contract.name, row.stage());
    let chain = scene.chain();
    let call = scene.seen_by(row.owner()).call(&contract.name, &row.message, &row.args);
    let call = call.paying(row.pays);
    let caller = match row.through_contract {
        true => scene.address("forwarder").clone(),
        false => Account::dev(row.owner()).id().clone(),
    };
    let receipt = chain.try_call(&caller, &call);
    let answer = answer_of(&contract.bundle, &row.message, &receipt);
    let (Answer::Allowed(_), Ok(receipt)) = (&answer, receipt) else {
        return Err(answer.to_string());
    };
    let floor = row.floor.clone().unwrap_or_default();
    let topics: Vec<_> = receipt.events.iter().map(|event| event.topics.len() as u32).collect();
    if topics != floor.topics {
        return Err(format!(
            "its events have {topics:?} topics, and its floor says {:?}",
            floor.topics
        ));
    }
    if !is_read {
        let written = written(&scene, &chain, contract, row);
        if floor.writes > written {
            return Err(format!(
                "its floor says {} items written, and only {written} differ afterwards",
                floor.writes
            ));
        }
    }
    let lengths: Vec<_> = receipt.events.iter().map(|event| event.data.len() as u32).collect();
    let (least, ref_time) = (least(contract, &floor, &lengths, is_read)?, receipt.gas.ref_time);
    if least > ref_time {
        let (least, ref_time) = (thousands(least), thousands(ref_time));
        return Err(format!(
            "its floor is {least}, and it takes {ref_time}: it does without some of that"
        ));
    }
    Ok(Cost {
        ref_time,
        proof_size: receipt.gas.proof_size,
        deposit: receipt.deposit,
        floor: Some(least),
    })
}

/// The call of a row, as its owner sends it.
fn sent(scene: &Scene, contract: &Contract, row: &Row) -> Call {
    let call = scene.seen_by(row.owner()).call(&contract.name, &row.message, &row.args);
    let call = call.paying(row.pays);
    match row.through_contract {
        true => scene.passed_on(&call),
        false => call,
    }
}

/// How many storage items of the contract differ once the call is made, so that no floor lists what need not be written.
fn written(scene: &Scene, chain: &Embedded, contract: &Contract, row: &Row) -> u64 {
    let address = scene.address(&contract.name);
    let entries = |chain: &Embedded| {
        chain
            .contract_entries(address)
            .expect("it is deployed")
            .into_iter()
            .collect::<BTreeSet<_>>()
    };
    let before = entries(chain);
    let mut chain = scene.chain();
    let call = sent(scene, contract, row);
    chain.submit_call(&Account::dev(row.owner()), &call).expect("it was tried before");
    let after = entries(&chain);
    let keys: BTreeSet<_> = before.symmetric_difference(&after).map(|(key, _)| key).collect();
    keys.len() as u64
}

/// The least time that the host calls of a floor take.
fn least(contract: &Contract, floor: &Floor, events: &[u32], is_read: bool) -> Result<u64, String> {
    let mut time = code(contract) + read();
    if !is_read {
        time += write();
    }
    time += floor.reads * read() + floor.writes * write();
    time += floor
        .topics
        .iter()
        .zip(events)
        .map(|(topics, length)| event(*topics, *length))
        .sum::<u64>();
    for ask in &floor.asks {
        time += Weights::seal_call(0, 0).ref_time() + least_of(ask)?;
    }
    Ok(time)
}

/// The least time of a read that is asked, such as `registry/may`.
fn least_of(ask: &str) -> Result<u64, String> {
    let (name, _) = ask.split_once('/').ok_or_else(|| format!("{ask} is no contract and read"))?;
    let contract = contract(name);
    let row = contract.table.reads.iter().find(|row| key(contract, &row.title()) == ask);
    let floor = row
        .and_then(|row| row.floor.as_ref())
        .ok_or_else(|| format!("{ask} has no row and floor of its own"))?;
    least(contract, floor, &[], true)
}

fn code(contract: &Contract) -> u64 {
    let length = contract.bundle.wasm().len() as u32;
    (Weights::call_with_code_per_byte(length) - Weights::call_with_code_per_byte(0)).ref_time()
}

fn read() -> u64 {
    // As the pallet charges it: the cost in a storage that is full.
    (Weights::seal_get_storage(0) + Weights::get_storage_full() - Weights::get_storage_empty())
        .ref_time()
}

fn write() -> u64 {
    (Weights::seal_set_storage(0, 0) + Weights::set_storage_full() - Weights::set_storage_empty())
        .ref_time()
}

fn event(topics: u32, length: u32) -> u64 {
    let per_byte = <Runtime as Config>::Schedule::get().limits.event_ref_time;
    Weights::seal_deposit_event(topics, length).ref_time() + per_byte * u64::from(length)
}

/// The tokens of others that ours are measured against, by their bundles.
const PSP34_PEERS: [&str; 2] = ["pendzl_psp34", "openbrush_psp34"];
const PSP22_PEERS: [&str; 3] = ["pendzl_psp22", "openbrush_psp22", "cardinal_psp22"];

/// What the tokens of others cost, by the same measure: for the first owner of the first token, or of the first money.
fn of_peers() -> BTreeMap<String, Cost> {
    let (owner, other) = (Account::dev("Alice"), Account::dev("Bob"));
    let (from, to) = (owner.id(), other.id());
    let mut costs = BTreeMap::new();
    for name in PSP34_PEERS {
        let mut peer = Peer::new(name, &owner);
        let id = Id::U64(1);
        peer.pay(&mut costs, "mint", &owner, peer.mint(&id));
        peer.pay(&mut costs, "approve", &owner, psp34::approve(&peer.at, to, Some(&id), true));
        peer.pay(&mut costs, "transfer", &owner, psp34::transfer(&peer.at, to, &id, &[]));
    }
    for name in PSP22_PEERS {
        let mut peer = Peer::new(name, &owner);
        peer.pay(&mut costs, "mint", &owner, peer.mint(1_000_u128));
        peer.pay(&mut costs, "transfer", &owner, psp22::transfer(&peer.at, to, 10));
        peer.pay(&mut costs, "approve", &owner, psp22::approve(&peer.at, to, 20));
        peer.pay(&mut costs, "transfer_from", &other, psp22::transfer_from(&peer.at, from, to, 10));
    }
    costs
}

/// A token of others on a chain of its own, where anyone mints.
struct Peer {
    name: String,
    chain: Embedded,
    at: AccountId32,
}

impl Peer {
    fn new(bundle: &str, owner: &Account) -> Self {
        let mut chain = Embedded::new();
        let at = e2e::bundles::deploy_peer(&mut chain, owner, bundle);
        Self { name: bundle.replace('_', "-"), chain, at }
    }

    /// The call that mints `what` to its signer.
    fn mint(&self, what: impl Encode) -> Message<Result<(), Vec<u8>>> {
        message(&self.at, ink::selector_bytes!("mint"), what)
    }

    /// Has `signer` make the call, and puts what it cost under `name`.
    fn pay<E: Decode + std::fmt::Debug>(
        &mut self,
        costs: &mut BTreeMap<String, Cost>,
        name: &str,
        signer: &Account,
        call: Message<Result<(), E>>,
    ) {
        let receipt = self
            .chain
            .call(signer, call)
            .unwrap_or_else(|error| panic!("{name} of {}: {error}", self.name));
        if let Err(error) = receipt.returned {
            panic!("{name} of {}: {error:?}", self.name);
        }
        let Gas { ref_time, proof_size } = receipt.gas;
        let cost = Cost { ref_time, proof_size, deposit: receipt.deposit, floor: None };
        costs.insert(format!("{}/{name}", self.name), cost);
    }
}

/// Who spends how much by the call of a row, besides fee and deposit, under the names that [`balances`] has.
fn spends(scene: &Scene, row: &Row) -> BTreeMap<String, i128> {
    let named = |name: &String| match scene.people().contains(&name.as_str()) {
        true => name.clone(),
        false => format!("the contract {}", scene.address(name)),
    };
    row.spends.iter().map(|(name, amount)| (named(name), i128::from(*amount))).collect()
}

/// Of everyone who could pay: what is free, and what is held.
fn balances(scene: &Scene, chain: &Embedded) -> BTreeMap<String, (i128, i128)> {
    let signed = |amount: u128| i128::try_from(amount).expect("all there is, is far below 2^127");
    let people =
        scene.people().into_iter().map(|name| (name.to_owned(), Account::dev(name).id().clone()));
    let contracts = scene.addresses().into_iter().map(|id| (format!("the contract {id}"), id));
    people
        .chain(contracts)
        .map(|(name, id)| {
            let balance = chain.balance(&id).expect("any account has a balance");
            (name, (signed(balance.free), signed(balance.held)))
        })
        .collect()
}

fn settled(scene: &Scene, chain: &mut Embedded) -> Scene {
    let mut settled = scene.clone();
    settled.keep(chain);
    settled
}

fn numbers(cost: &Cost) -> Vec<(&'static str, Option<i128>)> {
    vec![
        ("ref_time", Some(cost.ref_time.into())),
        ("proof_size", Some(cost.proof_size.into())),
        ("deposit", Some(cost.deposit)),
        ("floor", cost.floor.map(i128::from)),
    ]
}

/// Prints what everything costs, in microseconds, beside its floor.
fn report(costs: &BTreeMap<String, Cost>) {
    println!(
        "{:<52} {:>9} {:>9} {:>6} {:>9} {:>14}",
        "message", "µs", "floor µs", "×", "proof", "deposit"
    );
    for (key, cost) in costs {
        let floor = cost.floor.map_or("".to_owned(), |floor| thousands(floor / 1_000_000));
        let ratio = cost
            .floor
            .map_or("".to_owned(), |floor| format!("{:.2}", cost.ref_time as f64 / floor as f64));
        let (time, proof, deposit) = (
            thousands(cost.ref_time / 1_000_000),
            thousands(cost.proof_size),
            thousands(cost.deposit),
        );
        println!("{key:<52} {time:>9} {floor:>9} {ratio:>6} {proof:>9} {deposit:>14}");
    }
}

/// A row of a snapshot: names and numbers.
type Numbers = Vec<(&'static str, Option<i128>)>;

/// Compares with a snapshot, or writes it anew.
fn compare(name: &str, measured: &BTreeMap<String, Numbers>) {
    let path = path("snapshots").join(name);
    let recorded: BTreeMap<String, BTreeMap<String, Option<i128>>> =
        fs::read_to_string(&path).ok().map_or_else(BTreeMap::new, |text| {
            let json: Json = serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let row = |row: &Json| {
                let numbers = row.as_object().into_iter().flatten();
                numbers
                    .map(|(name, number)| (name.clone(), number.as_i64().map(i128::from)))
                    .collect()
            };
            json.as_object()
                .into_iter()
                .flatten()
                .map(|(key, value)| (key.clone(), row(value)))
                .collect()
        });
    let mut changes = Vec::new();
    for key in measured.keys().chain(recorded.keys()).collect::<BTreeSet<_>>() {
        match (recorded.get(key), measured.get(key)) {
            (None, _) => changes.push(format!("{key}: new")),
            (_, None) => changes.push(format!("{key}: gone")),
            (Some(recorded), Some(measured)) => {
                for (what, now) in measured {
                    let then = recorded.get(*what).copied().flatten();
                    if then != *now {
                        changes.push(format!("{key}: {what} {}", change(then, *now)));
                    }
                }
            }
        }
    }
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(path.parent().expect("it is in a folder"))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        fs::write(&path, written_out(measured))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        println!("{} has {} changes:\n  {}", path.display(), changes.len(), changes.join("\n  "));
        return;
    }
    none(
        &format!(
            "{} is not what is measured; if that is meant, write it anew with UPDATE_SNAPSHOTS=1",
            path.display()
        ),
        changes,
    );
}

fn change(then: Option<i128>, now: Option<i128>) -> String {
    let number = |number: Option<i128>| number.map_or("nothing".to_owned(), thousands);
    let percent = match (then, now) {
        (Some(then), Some(now)) if then != 0 => {
            format!(" ({:+.2} %)", (now - then) as f64 * 100.0 / then as f64)
        }
        _ => String::new(),
    };
    format!("{} → {}{percent}", number(then), number(now))
}

/// One line for each key, so that a difference shows as lines.
fn written_out(measured: &BTreeMap<String, Numbers>) -> String {
    let number =
        |number: &Option<i128>| number.map_or("null".to_owned(), |number| number.to_string());
    let lines: Vec<_> = measured
        .iter()
        .map(|(key, numbers)| {
            let numbers: Vec<_> = numbers
                .iter()
                .map(|(name, value)| format!("\"{name}\": {}", number(value)))
                .collect();
            format!("  \"{key}\": {{ {} }}", numbers.join(", "))
        })
        .collect();
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}

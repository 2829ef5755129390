//! `lading index`: what the contracts on a node told, in a file of SQLite.
mod records;
mod store;

use std::{collections::BTreeMap, path::PathBuf, thread, time::Duration};

use anyhow::{bail, ensure, Context, Result};
use chain::{BlockEvents, Bundle, Call, Node, Terms};
use serde::Serialize;
use serde_json::Value;

use self::{
    records::{NOTE, OF_ALL, VIEWS},
    store::{Record, Row, Store},
};
use crate::{
    deploy::read_bundle,
    network::{Network, Place},
    suite::Suite,
    ui::{count, Ui},
};

/// Keep the events of the whole suite on a node in a file of SQLite, and the state that follows from them.
///
/// Reads every final block from the one that the first contract was made in; what was read before is not read again, whenever and however
/// it was interrupted. Table events has each event with its fields as JSON, table records the state: by contract, kind, and the arguments of
/// the message that shows it, those fields of its answer that events tell. `json_extract(state, '$.status')` reads one.
///
/// With --compare the records are made anew from the events, and each is compared with what the contract answers on the state of the
/// last block that was read; any difference is told, and is a failure.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// The file; made if there is none.
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
    /// End after this block instead of the last final one.
    #[arg(long, value_name = "BLOCK", conflicts_with = "follow")]
    until: Option<u32>,
    /// Go on as blocks become final, until interrupted.
    #[arg(long, conflicts_with = "compare")]
    follow: bool,
    /// Rebuild the state from the events and compare it with the chain.
    #[arg(long)]
    compare: bool,
}

/// How often it is looked whether there is another final block.
const GLANCE: Duration = Duration::from_millis(200);
/// So many blocks are kept at once while there are many to read.
const AT_ONCE: usize = 64;

/// What was done.
#[derive(Debug, Serialize)]
struct Outcome {
    /// The first block that was read now, and the last; nothing if none was.
    from: Option<u32>,
    to: Option<u32>,
    /// Events that were read now.
    read: u64,
    /// Events and records in the file.
    events: u64,
    records: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<Compared>,
}

/// What came of a comparison.
#[derive(Debug, Serialize)]
struct Compared {
    /// The block on whose state the contracts were asked.
    block: u32,
    /// How many records were alike, by contract and kind.
    alike: BTreeMap<String, u64>,
    differences: Vec<Difference>,
}

/// A record that is not what its contract answers.
#[derive(Debug, Serialize)]
struct Difference {
    contract: String,
    kind: String,
    arguments: Value,
    /// Where in the record, as a JSON pointer.
    at: String,
    events: Value,
    chain: Value,
}

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    let (node, network) = args.place.open()?;
    let mut index = Index::open(args, node, &network)?;
    let first = index.store.next()?;
    let mut read = 0;
    loop {
        let last = args.until.unwrap_or(index.node.finalised()?);
        read += index.read_to(last, ui)?;
        if !args.follow {
            break;
        }
        thread::sleep(GLANCE);
    }
    let next = index.store.next()?;
    let compared = if args.compare { Some(index.compare(ui)?) } else { None };
    let (events, records) = index.store.counts()?;
    let is_new = next > first;
    let outcome = Outcome {
        from: is_new.then_some(first),
        to: is_new.then(|| next.saturating_sub(1)),
        read,
        events,
        records,
        compared,
    };
    ui.result(&outcome, |outcome| text(outcome, args))?;
    let differences = outcome.compared.map_or(0, |compared| compared.differences.len());
    ensure!(differences == 0, "{differences} records are not what the contracts answer");
    Ok(())
}

/// A file and the node that it is of.
struct Index {
    node: Node,
    suite: Suite,
    bundles: BTreeMap<String, Bundle>,
    store: Store,
}

impl Index {
    fn open(args: &Args, node: Node, network: &Network) -> Result<Self> {
        let suite = network.suite()?;
        let mut bundles = BTreeMap::new();
        for (name, placed) in &network.contracts {
            let bundle = read_bundle(None, name)?;
            ensure!(
                format!("{:?}", bundle.code_hash()) == placed.code_hash,
                "the released {name} is other code than the one on {}: its events may be written otherwise",
                network.chain
            );
            bundles.insert(name.clone(), bundle);
        }
        let contracts: Vec<_> = network
            .contracts
            .iter()
            .map(|(name, placed)| (&name[..], placed.address.clone()))
            .collect();
        let made = network.contracts.values().map(|placed| placed.block);
        // Where it is not known when one was made, all are read.
        let first = made.min().flatten().unwrap_or(1);
        let store = Store::open(&args.db, &network.genesis, &network.chain, &contracts, first)?;
        let index = Self { node, suite, bundles, store };
        index.must_follow(args)?;
        Ok(index)
    }

    /// Fails if what was read last is not on this chain.
    fn must_follow(&self, args: &Args) -> Result<()> {
        let Some((number, hash)) = self.store.last()? else { return Ok(()) };
        let there = self.node.block_hash(number)?.map(|hash| format!("{hash:?}"));
        ensure!(
            there.as_ref() == Some(&hash),
            "{} has read block {number} as {hash}, and on this chain it is {}: the chain was begun anew, give another file",
            args.db.display(),
            there.as_deref().unwrap_or("not there")
        );
        Ok(())
    }

    /// Reads on to the block `last`, and says how many events there were.
    fn read_to(&mut self, last: u32, ui: &Ui) -> Result<u64> {
        let mut next = self.store.next()?;
        let mut read = 0;
        let mut told = Vec::new();
        let many = last.saturating_sub(next) as usize;
        let mut progress = (many > AT_ONCE).then(|| ui.progress("index", many.saturating_add(1)));
        while next <= last {
            // Only what is final is kept, also where an end is named.
            if next > self.node.finalised()? {
                thread::sleep(GLANCE);
                continue;
            }
            let block = self.node.block_events(next)?;
            let rows = self.rows(&block)?;
            read += rows.len() as u64;
            told.push((block, rows));
            if let Some(progress) = &mut progress {
                progress.step(format!("block {}", count(next)));
            }
            next = next.checked_add(1).context("a chain has fewer blocks")?;
            if told.len() == AT_ONCE || next > last {
                self.store.keep(&told, next)?;
                told.clear();
            }
        }
        Ok(read)
    }

    /// What the suite told in a block.
    fn rows(&self, block: &BlockEvents) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for emitted in &block.events {
            let address: &[u8; 32] = emitted.event.contract.as_ref();
            let Some(contract) = self.suite.name_at(address) else { continue };
            let (event, fields) = self
                .bundle(contract)?
                .event(&emitted.event)
                .with_context(|| format!("block {}, event {}", block.number, emitted.index))?;
            let (place, extrinsic) = (emitted.index, emitted.extrinsic);
            rows.push(Row { place, extrinsic, contract, event, fields });
        }
        Ok(rows)
    }

    fn bundle(&self, contract: &str) -> Result<&Bundle> {
        self.bundles.get(contract).with_context(|| format!("there is no bundle of {contract}"))
    }

    /// Makes the records anew, and asks the contracts for each.
    fn compare(&mut self, ui: &Ui) -> Result<Compared> {
        ensure!(
            self.store.rebuild()?,
            "the records in the file were not what its events say; they are now"
        );
        let block = self.store.next()?.saturating_sub(1);
        let hash = self.node.block_hash(block)?.context("the last block that was read is gone")?;
        let records = self.store.records()?;
        let mut compared = Compared { block, alike: BTreeMap::new(), differences: Vec::new() };
        let mut progress = ui.progress("compare", records.len());
        for record in records {
            progress.step(format!("{} {}", record.contract, record.kind));
            let Record { contract, kind, arguments, state } = record;
            let (message, place) = shown_by(&contract, &kind)?;
            let deployed =
                self.suite.contract(&contract).with_context(|| format!("{contract} is nowhere"))?;
            let bundle = self.bundle(&contract)?;
            let asked = arguments.as_array().map_or(&[][..], Vec::as_slice);
            let call = Call {
                contract: deployed.address.clone(),
                input: bundle.message_input(message, asked)?,
                terms: Terms::default(),
            };
            let answer = bundle.message_answer(message, &self.node.ask_at(hash, &call)?)?;
            let answer = answer.pointer(place).cloned().unwrap_or_default();
            match difference("", &state, &answer) {
                None => *compared.alike.entry(format!("{contract} {kind}")).or_default() += 1,
                Some((at, events, chain)) => compared.differences.push(Difference {
                    contract,
                    kind,
                    arguments,
                    at,
                    events,
                    chain,
                }),
            }
        }
        Ok(compared)
    }
}

/// The message that shows a kind of record, and where in its answer it is.
fn shown_by(contract: &str, kind: &str) -> Result<(&'static str, &'static str)> {
    let view = VIEWS.iter().find(|view| (view.contract, view.kind) == (contract, kind));
    if let Some(view) = view {
        return Ok((view.message, view.place));
    }
    match OF_ALL.iter().find(|(known, _)| *known == kind) {
        Some((_, message)) => Ok((message, "")),
        None => bail!("{contract} has no records of a {kind}"),
    }
}

/// The first place where `answer` is not what is known of it.
fn difference(at: &str, known: &Value, answer: &Value) -> Option<(String, Value, Value)> {
    let differs = || Some((at.to_owned(), known.clone(), answer.clone()));
    match (known, answer) {
        (Value::Object(fields), Value::Object(_)) => fields
            .iter()
            .filter(|(name, _)| !name.starts_with(NOTE))
            .find_map(|(name, known)| match answer.get(name) {
                Some(answer) => difference(&format!("{at}/{name}"), known, answer),
                None => differs(),
            }),
        // Nothing is known of what is no more.
        (Value::Object(fields), _) if fields.is_empty() => None,
        // Amounts of 128 bits are written as text.
        (Value::Number(known), Value::String(answer)) if known.to_string() == *answer => None,
        _ if known == answer => None,
        _ => differs(),
    }
}

fn text(outcome: &Outcome, args: &Args) -> String {
    let mut text = match (outcome.from, outcome.to) {
        (Some(from), Some(to)) => {
            let (from, to, read) = (count(from), count(to), count(outcome.read));
            format!("Blocks {from} to {to} read: {read} events.\n")
        }
        _ => "Nothing new.\n".to_owned(),
    };
    let (events, records) = (count(outcome.events), count(outcome.records));
    text += &format!("{}: {events} events, {records} records.\n", args.db.display());
    let Some(compared) = &outcome.compared else { return text };
    for (what, alike) in &compared.alike {
        text += &format!("  {:>9} {what}\n", count(*alike));
    }
    for Difference { contract, kind, arguments, at, events, chain } in &compared.differences {
        text += &format!(
            "DIFFERENT: {contract} {kind} {arguments}{}: by the events {events}, on the chain {chain}\n",
            if at.is_empty() { String::new() } else { format!(" {at}") }
        );
    }
    let all: u64 = compared.alike.values().sum();
    text + &format!(
        "State rebuilt from the events and compared at block {}: {} records alike, {} different.",
        count(compared.block),
        count(all),
        count(compared.differences.len() as u64)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_kind_of_record_is_shown_by_a_message_of_its_contract() {
        for view in VIEWS {
            let bundle = read_bundle(None, view.contract).expect("it is released");
            let messages = bundle.messages();
            let shows = messages.iter().find(|message| message.label == view.message);
            assert!(shows.is_some_and(|message| !message.mutates), "{view:?}");
        }
        let bundle = read_bundle(None, "registry").expect("it is released");
        for (kind, message) in OF_ALL {
            let known = bundle.messages().into_iter().any(|known| known.label == message);
            assert!(known, "{kind}: {message}");
        }
        assert!(shown_by("registry", "order").is_err());
    }

    #[test]
    fn a_difference_is_found_where_it_is_and_notes_are_not_compared() {
        let known = json!({ "a": 1, "b": { "c": [1, 2] }, "#note": 9 });
        assert_eq!(difference("", &known, &json!({ "a": 1, "b": { "c": [1, 2], "d": 0 } })), None);
        let (at, ..) = difference("", &known, &json!({ "a": 1, "b": { "c": [2] } })).unwrap();
        assert_eq!(at, "/b/c");
        assert!(difference("", &known, &json!({ "a": 1 })).is_some(), "a field is missing");
        assert!(difference("", &known, &Value::Null).is_some(), "it is not there");
        assert!(difference("", &Value::Null, &known).is_some(), "it is there still");
        assert_eq!(difference("", &json!({ "sum": 5 }), &json!({ "sum": "5" })), None);
    }
}

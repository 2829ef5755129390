//! `lading watch`: what the contracts on a node tell, as it becomes final.
use crate::{
    deploy::read_bundle,
    network::Place,
    ui::{printable, Ui},
};
use anyhow::{ensure, Context, Result};
use chain::{BlockEvents, Bundle};
use chrono::DateTime;
use serde_json::{json, Value};
use std::{collections::BTreeMap, thread, time::Duration};

/// Tell the events of the whole suite on a node as they become final.
///
/// One line each: number and time of the block, contract, event and its fields; with --json an object a line. Ends with --until, or when it is
/// interrupted. A lost connection is made again, and no block is left out.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Begin with this block instead of the next one.
    #[arg(long, value_name = "BLOCK")]
    from: Option<u32>,
    /// End after this block.
    #[arg(long, value_name = "BLOCK")]
    until: Option<u32>,
}

/// How often it is looked whether there is another final block.
const GLANCE: Duration = Duration::from_millis(200);

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    let (node, network) = args.place.open()?;
    let suite = network.suite()?;
    let mut bundles = BTreeMap::new();
    for name in network.contracts.keys() {
        bundles.insert(name.as_str(), read_bundle(None, name)?);
    }
    let last = node.finalised()?;
    let mut next = args.from.unwrap_or(last.saturating_add(1));
    ensure!(
        args.until.is_none_or(|until| until >= next),
        "--until {} is before the first block that would be told, {next}",
        args.until.unwrap_or_default()
    );
    eprintln!("Watching {} at {} from block {next}", network.chain, node.url());
    let name_at = |address: &[u8; 32]| suite.name_at(address);
    while args.until.is_none_or(|until| next <= until) {
        if next > node.finalised()? {
            thread::sleep(GLANCE);
            continue;
        }
        tell(&node.block_events(next)?, &bundles, name_at, ui)?;
        next = next.checked_add(1).context("a chain has fewer blocks")?;
    }
    Ok(())
}

/// Tells what the suite told in a block.
fn tell(
    block: &BlockEvents,
    bundles: &BTreeMap<&str, Bundle>,
    name_at: impl Fn(&[u8; 32]) -> Option<&'static str>,
    ui: &Ui,
) -> Result<()> {
    for emitted in &block.events {
        let address: &[u8; 32] = emitted.event.contract.as_ref();
        let Some(name) = name_at(address) else { continue };
        let bundle = bundles.get(name).with_context(|| format!("there is no bundle of {name}"))?;
        let (event, fields) = bundle
            .event(&emitted.event)
            .with_context(|| format!("block {}, event {}", block.number, emitted.index))?;
        let told = json!({
            "block": block.number, "block_hash": format!("{:?}", block.hash), "time": block.time,
            "index": emitted.index, "contract": name, "event": event, "fields": fields,
        });
        ui.line(&told, || line(block, name, &event, &fields))?;
    }
    Ok(())
}

/// An event as a person reads it.
fn line(block: &BlockEvents, contract: &str, event: &str, fields: &Value) -> String {
    let time = i64::try_from(block.time).ok().and_then(DateTime::from_timestamp_millis);
    let time = time.map_or_else(
        || block.time.to_string(),
        |time| time.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
    );
    printable(&format!("{:>8} {time} {contract:<14} {event} {fields}", block.number))
}

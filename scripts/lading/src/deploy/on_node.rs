//! Deploying on a node: what is missing, what it costs, and what is written down of it.
use anyhow::{bail, ensure, Context, Result};
use chain::{Account, Backend as _, Bundle, Embedded, Genesis, Node, UNIT};
use serde::Serialize;
use std::{collections::BTreeMap, path::Path, process::Command};

use super::{
    lines, manifest, note, read_back, read_bundles, with_costs, Args, Deployer, Entry, Inputs,
    Made, Task,
};
use crate::{
    bundle::{self, Manifest, RELEASED},
    kept::now,
    network::{Network, Place, Placed},
    replay::figures::decimal,
    repo::Repo,
    suite::name_of,
    ui::{count, Ui},
};

/// What was done on a node, or would be.
#[derive(Debug, Serialize)]
struct Outcome {
    url: String,
    chain: String,
    genesis: String,
    deployer: String,
    /// The file of the network.
    file: String,
    /// Whether nothing was sent because that was asked for.
    is_dry_run: bool,
    /// What was done, or would be, in order; nothing where all was there.
    transactions: Vec<String>,
    /// Fees in the smallest unit of the chain's token: paid, or expected.
    fee: u128,
    /// Deposits in the smallest unit of the chain's token: paid, or expected.
    deposit: i128,
    /// The contracts as they were read back; nothing in a dry run.
    contracts: Vec<Entry>,
}

/// Runs the command on the node at `url`.
pub fn run(args: &Args, url: &str, bundles: &[Bundle], ui: &Ui) -> Result<()> {
    let suri = args.suri.as_deref().context("--suri names the key that deploys")?;
    let admin = Account::from_secret(suri).context("--suri")?;
    let place = Place { url: url.to_owned(), network: args.network.clone() };
    let (mut node, path) = place.connect()?;
    let known = Network::read(&path)?;
    if let Some(known) = &known {
        known.must_be_of(&node).with_context(|| path.display().to_string())?;
    }
    let inputs = Inputs { terms: args.terms(&admin), genesis: node.genesis_hash()? };
    let deployer = Deployer::new(admin.id(), &inputs, bundles)?;
    if let Some(known) = &known {
        must_be_planned(known, &deployer).with_context(|| path.display().to_string())?;
    }
    let mut missing = Vec::new();
    for task in deployer.tasks() {
        if !deployer.is_done(&node, task)? {
            missing.push(task);
        }
    }
    let expected = rehearse(&deployer, &inputs, &admin, &missing)?;
    let mut outcome = Outcome {
        url: url.to_owned(),
        chain: node.chain_name()?,
        genesis: format!("{:?}", inputs.genesis),
        deployer: admin.id().to_string(),
        file: path.display().to_string(),
        is_dry_run: args.dry_run,
        transactions: missing.iter().map(Task::to_string).collect(),
        fee: expected.fee,
        deposit: expected.deposit,
        contracts: Vec::new(),
    };
    if args.dry_run {
        return ui.result(&outcome, text);
    }
    must_afford(&node, &admin, &expected)?;
    let manifest = manifest(&bundles_folder(args)?)?;
    let mut made = Made::new();
    (outcome.fee, outcome.deposit) = (0, 0);
    let mut progress = ui.progress("deploying", missing.len());
    for task in missing {
        progress.step(task.to_string());
        let receipt = deployer.perform(&mut node, &admin, task)?;
        outcome.fee = outcome.fee.saturating_add(receipt.fee);
        outcome.deposit = outcome.deposit.saturating_add(receipt.deposit);
        note(&mut made, task, receipt.block, receipt.deposit);
    }
    drop(progress);
    let blocks = |name: &str| {
        let known = known.as_ref().and_then(|known| known.contracts.get(name));
        known.and_then(|placed| placed.block)
    };
    let mut entries = with_costs(read_back(&node, &deployer)?, &made);
    for entry in &mut entries {
        entry.block = entry.block.or_else(|| blocks(entry.name));
    }
    let network = describe(&node, &deployer, &entries, manifest.as_ref())?;
    if known.as_ref().map(|known| &known.contracts) != Some(&network.contracts) {
        network.write(&path)?;
    }
    outcome.contracts = entries;
    ui.done(&outcome, text)
}

fn bundles_folder(args: &Args) -> Result<std::path::PathBuf> {
    match &args.bundles {
        Some(folder) => Ok(folder.clone()),
        None => Ok(Repo::find()?.at(RELEASED)),
    }
}

/// That the file of the network says what is planned: the same code, made by the same key with the same arguments.
fn must_be_planned(known: &Network, deployer: &Deployer<'_>) -> Result<()> {
    for planned in &deployer.planned {
        let name = name_of(planned.contract);
        let Some(placed) = known.contracts.get(name) else { continue };
        let there = placed.deployed().with_context(|| name.to_owned())?;
        if there.address == planned.address {
            continue;
        }
        let differs = if there.code_hash != planned.code_hash {
            "the bundle has other code"
        } else if known.deployer != deployer.admin.to_string() {
            "another key deploys"
        } else {
            "the constructor has other arguments"
        };
        bail!(
            "it has {name} at {}, and this would make it at {}: {differs}. Name another network with --network for a second suite, or announce an upgrade",
            there.address,
            planned.address
        );
    }
    Ok(())
}

/// What was compared with a node.
#[derive(Debug, Serialize)]
struct Verified {
    url: String,
    chain: String,
    genesis: String,
    contracts: Vec<Entry>,
}

/// Compares what stands on a node with the bundles in `folder`, with the file of the network, and with the plan.
///
/// # Errors
/// If something differs: with what.
pub fn verify(
    place: &Place,
    folder: &Path,
    released: &BTreeMap<String, bundle::Entry>,
    ui: &Ui,
) -> Result<()> {
    let (node, network) = place.open()?;
    let bundles = read_bundles(Some(folder))?;
    let deployer = Deployer::of(&network, &bundles).context("the file of the network")?;
    must_be_planned(&network, &deployer).context("the file of the network")?;
    for (name, placed) in &network.contracts {
        let entry = released.get(name).with_context(|| format!("{name} was not released"))?;
        let found = &placed.metadata_hash;
        ensure!(
            found.is_none_or(|found| found == entry.metadata_hash),
            "{name}: the file of the network has the hash of other metadata"
        );
    }
    let entries = read_back(&node, &deployer)?;
    let described = describe(&node, &deployer, &entries, None)?;
    for (name, placed) in &described.contracts {
        let known = network.contracts.get(name).context("each was deployed")?;
        let same =
            Placed { metadata_hash: known.metadata_hash, block: known.block, ..placed.clone() };
        ensure!(
            same == *known,
            "{name}: the file of the network says other than the chain: {known:?}, not {same:?}"
        );
    }
    let verified = Verified {
        url: place.url.clone(),
        chain: network.chain,
        genesis: network.genesis,
        contracts: entries,
    };
    ui.result(&verified, |verified| {
        let Verified { url, chain, genesis, contracts } = verified;
        format!(
            "{}{} contracts on {chain} ({genesis}) at {url} are what was released: code, addresses, links and roles.",
            lines(contracts),
            contracts.len()
        )
    })
}

/// What is expected to be paid.
struct Expected {
    fee: u128,
    deposit: i128,
}

/// Deploys on a chain in this process with the same first block, so at the same addresses: what of that `missing` will cost.
fn rehearse(
    deployer: &Deployer<'_>,
    inputs: &Inputs,
    admin: &Account,
    missing: &[Task],
) -> Result<Expected> {
    let mut expected = Expected { fee: 0, deposit: 0 };
    if missing.is_empty() {
        return Ok(expected);
    }
    let mut chain = Embedded::with_genesis(&Genesis {
        time: now(),
        endowed: vec![(admin.id().clone(), 1_000_000 * UNIT)],
        hash: Some(inputs.genesis),
        ..Genesis::default()
    });
    for task in deployer.tasks() {
        let receipt =
            deployer.perform(&mut chain, admin, task).context("the rehearsal in process")?;
        if missing.contains(&task) {
            expected.fee = expected.fee.saturating_add(receipt.fee);
            expected.deposit = expected.deposit.saturating_add(receipt.deposit);
        }
    }
    Ok(expected)
}

/// That the key has what the deployment is expected to cost.
fn must_afford(node: &Node, admin: &Account, expected: &Expected) -> Result<()> {
    let free = i128::try_from(node.balance(admin.id())?.free).unwrap_or(i128::MAX);
    let fee = i128::try_from(expected.fee).unwrap_or(i128::MAX);
    let needed = expected.deposit.saturating_add(fee);
    ensure!(
        free >= needed,
        "{} has {} UNIT, and this is expected to cost {} UNIT: nothing was sent",
        admin.id(),
        units(free),
        units(needed)
    );
    Ok(())
}

/// What is written down of the deployment.
fn describe(
    node: &Node,
    deployer: &Deployer<'_>,
    entries: &[Entry],
    manifest: Option<&Manifest>,
) -> Result<Network> {
    let mut contracts = BTreeMap::new();
    for ((entry, planned), bundle) in entries.iter().zip(&deployer.planned).zip(deployer.bundles) {
        let (constructor, arguments) = bundle.constructor_arguments(&planned.input)?;
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let links = entry.links.iter().map(|(name, at)| ((*name).to_owned(), at.clone()));
        let released = manifest.and_then(|all| all.contracts.get(entry.name));
        let placed = Placed {
            address: entry.address.clone(),
            code_hash: entry.code_hash.clone(),
            metadata_hash: released.map(|released| released.metadata_hash),
            block: entry.block,
            constructor,
            arguments,
            input: format!("0x{}", hex::encode(&planned.input)),
            salt: format!("0x{}", hex::encode(&planned.salt)),
            links: links.collect(),
            roles: owned(&entry.roles),
            admitted: owned(&entry.admitted),
        };
        contracts.insert(entry.name.to_owned(), placed);
    }
    Ok(Network {
        chain: node.chain_name()?,
        genesis: format!("{:?}", node.genesis_hash()?),
        deployer: deployer.admin.to_string(),
        toolchain: manifest.map(|manifest| manifest.toolchain.clone()),
        commit: commit(Repo::find()?.at("").as_path()),
        contracts,
    })
}

/// The commit that is checked out, if this is known.
fn commit(root: &Path) -> Option<String> {
    let said = Command::new("git").arg("-C").arg(root).args(["rev-parse", "HEAD"]).output().ok()?;
    let hash = String::from_utf8(said.stdout).ok()?.trim().to_owned();
    (said.status.success() && !hash.is_empty()).then_some(hash)
}

/// An amount of the chain's token in UNIT, with three decimal places.
fn units(amount: i128) -> String {
    decimal(amount / 1_000_000_000, 3)
}

/// What was done as a person reads it.
fn text(outcome: &Outcome) -> String {
    let Outcome { url, chain, genesis, deployer, file, transactions, .. } = outcome;
    let fee = units(i128::try_from(outcome.fee).unwrap_or(i128::MAX));
    let deposit = units(outcome.deposit);
    let number = count(transactions.len() as u64);
    let on = format!("{chain} ({genesis}) at {url}");
    if outcome.is_dry_run {
        let mut list = String::new();
        for what in transactions {
            list += &format!("  {what}\n");
        }
        return format!(
            "Dry run on {on} as {deployer}: {number} transactions are missing.\n{list}Expected: {fee} UNIT of fees, {deposit} UNIT of deposits. Nothing was sent."
        );
    }
    let done = if transactions.is_empty() {
        format!("All was there already on {on}: nothing was sent.")
    } else {
        format!("{number} transactions on {on}: {fee} UNIT of fees, {deposit} UNIT of deposits.")
    };
    format!(
        "{}{done}\nAdministrator, pauser and upgrader of all: {deployer}. Every link and role was read back and is as planned: {file}.",
        lines(&outcome.contracts)
    )
}

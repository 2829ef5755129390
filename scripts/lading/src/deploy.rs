//! `lading deploy`: puts the suite on a chain and checks what stands there.
//!
//! The [`plan`] says all: which contracts in which order, how each is made, and what each is linked to. Constructors are
//! encoded by the contracts' own references.
mod on_node;
mod plan;
mod read_back;
mod tasks;

use crate::{
    bundle::{self, Manifest, MANIFEST, RELEASED},
    kept::{now, Kept},
    repo::Repo,
    suite::{name_of, Suite},
    ui::Ui,
};
use anyhow::{ensure, Context, Result};
use chain::{Account, Bundle, Chain, Embedded, Genesis};
use interfaces::ids::Millis;
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

pub use self::{
    on_node::verify,
    plan::Terms,
    read_back::{read_back, Entry},
    tasks::Deployer,
};
use self::{
    plan::{Inputs, DAY, PLAN},
    tasks::Task,
};

/// Deploy the suite and check what stands there.
///
/// The bundles are uploaded, the contracts made in the order of their call graph and linked; then every link and role is
/// read back from the chain and compared with the plan. With --url that is done on a node: what is there already stays as it is, so that a
/// deployment that was interrupted goes on where it was, and what the rest costs is tried first. Otherwise the chain is the node's own
/// runtime in this process: nothing needs to be installed, and without --chain nothing is left behind.
#[derive(clap::Args)]
pub struct Args {
    /// Keep the chain in this new file, for the commands that work on one.
    #[arg(long, value_name = "FILE")]
    chain: Option<PathBuf>,
    /// Deploy on the node at this address, such as ws://127.0.0.1:9944, and write deployments/NETWORK.json.
    #[arg(long, value_name = "WS", conflicts_with = "chain", requires = "suri")]
    url: Option<String>,
    /// What the network is called here. By default what the chain calls itself.
    #[arg(long, value_name = "NAME", requires = "url")]
    network: Option<String>,
    /// The secret of the key that deploys and administers: a phrase, a seed, or a development key such as //Alice.
    #[arg(long, value_name = "KEY", requires = "url")]
    suri: Option<String>,
    /// Say what would be done and what that would cost, and send nothing.
    #[arg(long, requires = "url")]
    dry_run: bool,
    /// Take the bundles from this folder instead of deployments/bundles.
    #[arg(long, value_name = "FOLDER")]
    bundles: Option<PathBuf>,
    /// Days between announcing and applying a change of a link or of the code; 0 is for development.
    #[arg(long, value_name = "DAYS", default_value_t = 0)]
    delay_days: u32,
    /// Days that a consignee has to sign for goods that arrived.
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    signing_days: u32,
    /// Days in which late reservations may be noted after a delivery.
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    reservation_days: u32,
    /// Days that an arbiter has to decide a challenge of a deposit.
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    decision_days: u32,
    /// Days that a party has to answer a question about goods; FSMA 204 gives 24 hours.
    #[arg(long, value_name = "DAYS", default_value_t = 1)]
    response_days: u32,
    /// Days that holders have to acknowledge a recall.
    #[arg(long, value_name = "DAYS", default_value_t = 10)]
    recall_days: u32,
    /// Days that an owner has to answer a warehouse that says it handed goods over.
    #[arg(long, value_name = "DAYS", default_value_t = 3)]
    answer_days: u32,
}

/// What stands on the chain, as it was read back.
#[derive(Debug, Serialize)]
pub struct Deployment {
    /// Who deployed and administers it.
    deployer: String,
    /// The contracts, in the order in which they were made.
    contracts: Vec<Entry>,
}

impl Args {
    /// What this deployment by `admin` decides.
    fn terms(&self, admin: &Account) -> Terms {
        let usual = Terms::in_days(
            admin,
            self.delay_days,
            self.signing_days,
            self.reservation_days,
            self.decision_days,
            self.response_days,
            self.recall_days,
        );
        let answer_window = Millis::from(self.answer_days).saturating_mul(DAY);
        Terms { answer_window, ..usual }
    }
}

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    let bundles = read_bundles(args.bundles.as_deref())?;
    if let Some(url) = &args.url {
        return on_node::run(args, url, &bundles, ui);
    }
    let mut chain = match &args.chain {
        Some(path) => new_chain(path)?,
        None => Embedded::new(),
    };
    let admin = Account::dev("Alice");
    let (suite, deployment) = deploy(&mut chain, &admin, &args.terms(&admin), &bundles)?;
    match &args.chain {
        Some(path) => {
            Kept::create(path, chain, &suite)?;
            ui.done(&deployment, table)
        }
        None => ui.result(&deployment, table),
    }
}

/// That a new chain can be kept at `path`: nothing is there yet.
///
/// # Errors
/// If something is.
pub fn must_be_new(path: &Path) -> Result<()> {
    let shown = path.display();
    ensure!(!path.exists(), "{shown} is there already: a new chain is kept in a new file");
    Ok(())
}

/// A chain like no other that begins now, to be kept at `path`.
fn new_chain(path: &Path) -> Result<Embedded> {
    must_be_new(path)?;
    let time = now();
    let name = format!(" {} {time} {}", path.display(), std::process::id());
    Ok(Embedded::with_genesis(&Genesis { time, name, ..Genesis::default() }))
}

/// The bundles of the plan, from `folder` or from where the released ones are.
///
/// # Errors
/// If one is not there, or is not what its metadata and the manifest beside it say.
pub fn read_bundles(folder: Option<&Path>) -> Result<Vec<Bundle>> {
    PLAN.iter().map(|step| read_bundle(folder, name_of(step.contract))).collect()
}

/// The bundle of the contract `name`, from `folder` or from where the released ones are.
///
/// # Errors
/// If it is not there, or is not what its metadata and the manifest beside it say.
pub fn read_bundle(folder: Option<&Path>, name: &str) -> Result<Bundle> {
    let folder = match folder {
        Some(folder) => folder.to_owned(),
        None => Repo::find()?.at(RELEASED),
    };
    let path = folder.join(format!("{name}.contract"));
    let shown = path.display();
    let bytes = fs::read(&path).with_context(|| format!("{shown} cannot be read"))?;
    let manifest = manifest(&folder)?;
    let read = || {
        let bundle = Bundle::parse(&bytes)?;
        bundle.check()?;
        if let Some(expected) = manifest.as_ref().and_then(|all| all.contracts.get(name)) {
            bundle::Bundle::parse(&bytes)?.must_be(expected)?;
        }
        Ok::<_, anyhow::Error>(bundle)
    };
    read().with_context(|| format!("{shown} is not what was released"))
}

/// The manifest in `folder`, if there is one.
fn manifest(folder: &Path) -> Result<Option<Manifest>> {
    let path = folder.join(MANIFEST);
    if !path.exists() {
        return Ok(None);
    }
    let read = || Manifest::parse(&fs::read(&path)?);
    read().map(Some).with_context(|| format!("{} cannot be read", path.display()))
}

/// Deploys `bundles`, which are those of the plan in its order, as `admin`, and reads back what stands there.
///
/// # Errors
/// If a step fails, or if what is read back is not the plan.
pub fn deploy(
    chain: &mut impl Chain,
    admin: &Account,
    terms: &Terms,
    bundles: &[Bundle],
) -> Result<(Suite, Deployment)> {
    let inputs = Inputs { terms: *terms, genesis: chain.genesis_hash()? };
    let deployer = Deployer::new(admin.id(), &inputs, bundles)?;
    let mut made = BTreeMap::new();
    for task in deployer.tasks() {
        if !deployer.is_done(chain, task)? {
            let receipt = deployer.perform(chain, admin, task)?;
            note(&mut made, task, receipt.block, receipt.deposit);
        }
    }
    let contracts = with_costs(read_back(chain, &deployer)?, &made);
    let deployment = Deployment { deployer: admin.id().to_string(), contracts };
    Ok((deployer.suite, deployment))
}

/// The block that a contract was made in, and the deposit of code and contract, by its name.
type Made = BTreeMap<&'static str, (u32, i128)>;

/// Takes note of what a task came to.
fn note(made: &mut Made, task: Task, block: u32, deposit: i128) {
    if let Task::Upload(place) | Task::Make(place) = task {
        let Some(step) = PLAN.get(place) else { return };
        let (at, sum) = made.entry(name_of(step.contract)).or_default();
        *at = block;
        *sum = sum.saturating_add(deposit);
    }
}

/// The entries, with what was noted when they were made.
fn with_costs(entries: Vec<Entry>, made: &Made) -> Vec<Entry> {
    let with = |entry: Entry| match made.get(entry.name) {
        Some((block, deposit)) => Entry { block: Some(*block), deposit: *deposit, ..entry },
        None => entry,
    };
    entries.into_iter().map(with).collect()
}

/// The deployment as a person reads it.
fn table(deployment: &Deployment) -> String {
    lines(&deployment.contracts)
        + &format!(
            "Administrator, pauser and upgrader of all: {}. Every link and role was read back and is as planned.",
            deployment.deployer
        )
}

/// The contracts as a person reads of them.
fn lines(contracts: &[Entry]) -> String {
    let mut text = String::new();
    for entry in contracts {
        let links: Vec<_> = entry.links.keys().copied().collect();
        let links = if links.is_empty() { "nothing".to_owned() } else { links.join(", ") };
        text += &format!(
            "{:<16} {}\n{:16} code {} ({} bytes)\n{:16} linked to {links}; block {}, deposit {} UNIT\n",
            entry.name,
            entry.address,
            "",
            entry.code_hash,
            crate::ui::count(entry.wasm_bytes as u64),
            "",
            entry.block.map_or_else(|| "unknown".to_owned(), crate::ui::count),
            crate::replay::figures::decimal(entry.deposit / 1_000_000_000, 3),
        );
        if !entry.admitted.is_empty() {
            text += &format!("{:16} admits {}\n", "", entry.admitted.join(", "));
        }
    }
    text
}

#[cfg(test)]
mod tests;

//! `lading deploy`: puts the suite on a chain and checks what stands there.
//!
//! The [`PLAN`] says all: which contracts in which order, how each is made, and what each is linked to. Constructors are
//! encoded by the contracts' own references.

use crate::{
    bundle::RELEASED,
    kept::{now, Kept},
    repo::Repo,
    suite::{name_of, Deployed, Suite},
    ui::Ui,
};
use anyhow::{bail, ensure, Context, Result};
use chain::{Account, AccountId32, Bundle, Chain, Constructor, Embedded, Genesis, H256};
use ink::codegen::TraitCallBuilder;
use interfaces::{
    administration::{Administration as _, Link, ADMIN, PAUSER, UPGRADER},
    collateral::{Admission, Collateral as _},
    ids::Millis,
};
use pendzl::contracts::access_control::{AccessControl as _, RoleType};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

const DAY: Millis = 86_400_000;

/// Deploy the suite and check what stands there.
///
/// The bundles are uploaded, the contracts made in the order of their call graph and linked; then every link and role is
/// read back from the chain and compared with the plan. The chain is the node's own runtime in this process: nothing
/// needs to be installed, and without --chain nothing is left behind.
#[derive(clap::Args)]
pub struct Args {
    /// Keep the chain in this new file, for the commands that work on one.
    #[arg(long, value_name = "FILE")]
    chain: Option<PathBuf>,
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

/// What a deployment decides.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// Who administers every contract.
    pub admin: ink::primitives::AccountId,
    /// Milliseconds between announcing and applying a change.
    pub delay: Millis,
    /// Milliseconds that a consignee has to sign for goods that arrived.
    pub signing_window: Millis,
    /// Milliseconds in which late reservations may be noted.
    pub reservation_window: Millis,
    /// Milliseconds that an arbiter has to decide a challenge of a deposit.
    pub decision_window: Millis,
    /// Milliseconds that a party has to answer a question about goods.
    pub response_window: Millis,
    /// Milliseconds that holders have to acknowledge a recall.
    pub recall_window: Millis,
    /// Milliseconds that an owner has to answer a warehouse that says it handed goods over.
    pub answer_window: Millis,
}

/// What the constructors are given.
struct Inputs {
    terms: Terms,
    /// The hash of the chain's first block, which relayed signatures name.
    genesis: H256,
}

impl Terms {
    /// Terms in days; an owner has three to answer a warehouse.
    pub fn in_days(
        admin: &Account,
        delay: u32,
        signing: u32,
        reservation: u32,
        decision: u32,
        response: u32,
        recall: u32,
    ) -> Self {
        let days = |count: u32| Millis::from(count).saturating_mul(DAY);
        Self {
            admin: admin.ink(),
            delay: days(delay),
            signing_window: days(signing),
            reservation_window: days(reservation),
            decision_window: days(decision),
            response_window: days(response),
            recall_window: days(recall),
            answer_window: days(3),
        }
    }
}

/// How one contract is deployed.
struct Step {
    /// What it is.
    contract: Link,
    /// Selector and arguments of its constructor.
    input: fn(&Inputs) -> Vec<u8>,
    /// What is linked in it, because it asks that or tells it something.
    links: &'static [Link],
    /// What is linked in it, because it believes what that tells: made before or after it.
    sources: &'static [Link],
}

/// The suite, callees before callers. Each constructor is called `new`, and gives its administrator the [`ROLES`].
const PLAN: [Step; 10] = [
    Step {
        contract: Link::Registry,
        input: |Inputs { terms, .. }| {
            Constructor::from(registry::RegistryContractRef::new(terms.admin, terms.delay))
                .input()
                .to_vec()
        },
        links: &[],
        sources: &[],
    },
    Step {
        contract: Link::Notary,
        input: |Inputs { terms, genesis }| {
            let new = notary::NotaryContractRef::new(
                terms.admin,
                terms.delay,
                terms.decision_window,
                genesis.0.into(),
            );
            Constructor::from(new).input().to_vec()
        },
        links: &[Link::Registry],
        sources: &[Link::Orders, Link::Waybill, Link::Reconciliation],
    },
    Step {
        contract: Link::Collateral,
        input: |Inputs { terms, .. }| {
            Constructor::from(collateral::CollateralContractRef::new(terms.admin, terms.delay))
                .input()
                .to_vec()
        },
        links: &[Link::Registry],
        sources: &[],
    },
    Step {
        contract: Link::Receipt,
        input: |Inputs { terms, .. }| {
            let new =
                receipt::ReceiptContractRef::new(terms.admin, terms.delay, terms.answer_window);
            Constructor::from(new).input().to_vec()
        },
        links: &[Link::Registry, Link::Collateral],
        sources: &[],
    },
    Step {
        contract: Link::Credit,
        input: |Inputs { terms, .. }| {
            Constructor::from(credit::CreditContractRef::new(terms.admin, terms.delay))
                .input()
                .to_vec()
        },
        links: &[Link::Registry],
        sources: &[Link::Orders, Link::Waybill, Link::Reconciliation, Link::Receivable],
    },
    Step {
        contract: Link::Provenance,
        input: |Inputs { terms, .. }| {
            let new = provenance::ProvenanceContractRef::new(
                terms.admin,
                terms.delay,
                terms.response_window,
                terms.recall_window,
            );
            Constructor::from(new).input().to_vec()
        },
        links: &[Link::Registry],
        sources: &[Link::Waybill],
    },
    Step {
        contract: Link::Orders,
        input: |Inputs { terms, .. }| {
            Constructor::from(orders::OrdersContractRef::new(terms.admin, terms.delay))
                .input()
                .to_vec()
        },
        links: &[Link::Registry, Link::Notary, Link::Credit],
        sources: &[Link::Waybill, Link::Reconciliation],
    },
    Step {
        contract: Link::Waybill,
        input: |Inputs { terms, genesis }| {
            let new = waybill::WaybillContractRef::new(
                terms.admin,
                terms.delay,
                terms.signing_window,
                terms.reservation_window,
                genesis.0.into(),
            );
            Constructor::from(new).input().to_vec()
        },
        links: &[
            Link::Registry,
            Link::Orders,
            Link::Notary,
            Link::Provenance,
            Link::Collateral,
            Link::Credit,
        ],
        sources: &[],
    },
    Step {
        contract: Link::Reconciliation,
        input: |Inputs { terms, .. }| {
            Constructor::from(reconciliation::ReconciliationContractRef::new(
                terms.admin,
                terms.delay,
            ))
            .input()
            .to_vec()
        },
        links: &[Link::Registry, Link::Waybill, Link::Orders, Link::Notary, Link::Credit],
        sources: &[],
    },
    Step {
        contract: Link::Receivable,
        input: |Inputs { terms, .. }| {
            Constructor::from(receivable::ReceivableContractRef::new(terms.admin, terms.delay))
                .input()
                .to_vec()
        },
        links: &[
            Link::Registry,
            Link::Reconciliation,
            Link::Waybill,
            Link::Collateral,
            Link::Credit,
        ],
        sources: &[],
    },
];

/// The contracts that the collateral contract admits, because they claim, in the order of the plan: once all stand and are linked. Where
/// the delay is not 0 this is only announced, and the administrator completes it later.
const ADMITTED: [Link; 3] = [Link::Receipt, Link::Waybill, Link::Receivable];

/// The roles that the administrator of a new contract holds.
const ROLES: [(&str, RoleType); 3] =
    [("administrator", ADMIN), ("pauser", PAUSER), ("upgrader", UPGRADER)];

/// What stands on the chain, as it was read back.
#[derive(Debug, Serialize)]
pub struct Deployment {
    /// Who deployed and administers it.
    deployer: String,
    /// The contracts, in the order in which they were made.
    contracts: Vec<Entry>,
}

/// A contract, as it was read back.
#[derive(Debug, Serialize)]
struct Entry {
    name: &'static str,
    address: String,
    code_hash: String,
    wasm_bytes: usize,
    block: u32,
    /// Deposit of code and contract, in the smallest unit of the chain's token.
    deposit: i128,
    links: BTreeMap<&'static str, String>,
    roles: Vec<&'static str>,
    /// The contracts that may claim here, or will once the delay is over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    admitted: Vec<&'static str>,
}

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    let mut chain = match &args.chain {
        Some(path) => new_chain(path)?,
        None => Embedded::new(),
    };
    let admin = Account::dev("Alice");
    let usual = Terms::in_days(
        &admin,
        args.delay_days,
        args.signing_days,
        args.reservation_days,
        args.decision_days,
        args.response_days,
        args.recall_days,
    );
    let answer_window = Millis::from(args.answer_days).saturating_mul(DAY);
    let terms = Terms { answer_window, ..usual };
    let (suite, deployment) =
        deploy(&mut chain, &admin, &terms, &read_bundles(args.bundles.as_deref())?)?;
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
/// If one is not there, or is not what its metadata says.
pub fn read_bundles(folder: Option<&Path>) -> Result<Vec<Bundle>> {
    let folder = match folder {
        Some(folder) => folder.to_owned(),
        None => Repo::find()?.at(RELEASED),
    };
    PLAN.iter()
        .map(|step| {
            let path = folder.join(format!("{}.contract", name_of(step.contract)));
            let bundle = Bundle::read(&path)?;
            bundle.check().with_context(|| path.display().to_string())?;
            Ok(bundle)
        })
        .collect()
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
    ensure!(
        bundles.len() == PLAN.len(),
        "{} bundles are not the {} of the plan",
        bundles.len(),
        PLAN.len()
    );
    let inputs = Inputs { terms: *terms, genesis: chain.genesis_hash()? };
    let mut contracts = BTreeMap::new();
    let mut made = Vec::new();
    for (step, bundle) in PLAN.iter().zip(bundles) {
        let name = name_of(step.contract);
        let uploaded =
            chain.upload(admin, bundle.wasm()).with_context(|| format!("uploading {name}"))?;
        let constructor = Constructor::<AccountId32>::encoded((step.input)(&inputs));
        let created = chain
            .instantiate(admin, uploaded.returned, constructor, name.as_bytes())
            .with_context(|| format!("making {name}"))?;
        ensure!(!created.reverted, "making {name}: its constructor refused");
        contracts
            .insert(name, Deployed { address: created.returned, code_hash: uploaded.returned });
        made.push((created.block, uploaded.deposit.saturating_add(created.deposit)));
    }
    let suite = Suite::new(contracts);
    for step in &PLAN {
        let here = deployed(&suite, step.contract)?;
        for link in step.links.iter().chain(step.sources) {
            let there = deployed(&suite, *link)?;
            let mut administration = Suite::administration(&here.address);
            let message = administration.call_mut().set_link(
                *link,
                chain::ink_id(&there.address),
                there.code_hash.0.into(),
            );
            let what = format!("linking {} in {}", name_of(*link), name_of(step.contract));
            let linked = chain.call(admin, message).with_context(|| what.clone())?;
            if let Err(error) = linked.returned {
                bail!("{what}: {error:?}");
            }
        }
    }
    for claimant in ADMITTED {
        admit(chain, admin, &suite, terms, claimant)?;
    }
    let entries = PLAN
        .iter()
        .zip(bundles)
        .zip(made)
        .map(|((step, bundle), (block, deposit))| {
            read_back(chain, admin, &suite, step, bundle, block, deposit)
        })
        .collect::<Result<_>>()?;
    Ok((suite, Deployment { deployer: admin.id().to_string(), contracts: entries }))
}

/// Has the collateral contract admit `claimant`, with the code that it runs.
fn admit(
    chain: &mut impl Chain,
    admin: &Account,
    suite: &Suite,
    terms: &Terms,
    claimant: Link,
) -> Result<()> {
    let Deployed { address, code_hash } = deployed(suite, claimant)?;
    let claimant = chain::ink_id(address);
    let what = || format!("admitting {address}");
    let mut collateral = suite.collateral();
    let message = collateral.call_mut().admit(claimant, code_hash.0.into());
    let announced = chain.call(admin, message).with_context(what)?;
    if let Err(error) = announced.returned {
        bail!("{}: {error:?}", what());
    }
    if terms.delay == 0 {
        let message = collateral.call_mut().complete_admission(claimant);
        let admitted = chain.call(admin, message).with_context(what)?;
        if let Err(error) = admitted.returned {
            bail!("{}: {error:?}", what());
        }
    }
    Ok(())
}

/// Which contracts of the plan the collateral contract admits, or will.
fn admitted(chain: &impl Chain, suite: &Suite) -> Result<Vec<Link>> {
    let collateral = suite.collateral();
    let mut admitted = Vec::new();
    for Step { contract, .. } in &PLAN {
        let Deployed { address, code_hash } = deployed(suite, *contract)?;
        let found = chain.query(collateral.call().admission_of(chain::ink_id(address)))?;
        let admission = found.and_then(|found| found.decoded());
        let is_own = |admission: Admission| {
            let code = code_hash.0.into();
            (admission.admitted && admission.code_hash == code)
                || (admission.announced && admission.announced_code_hash == code)
        };
        if admission.is_some_and(is_own) {
            admitted.push(*contract);
        }
    }
    Ok(admitted)
}

fn deployed(suite: &Suite, contract: Link) -> Result<&Deployed> {
    let name = name_of(contract);
    suite.contract(name).with_context(|| format!("the plan uses {name} and does not deploy it"))
}

/// What the chain says of a contract, which must be what the plan says.
fn read_back(
    chain: &impl Chain,
    admin: &Account,
    suite: &Suite,
    step: &Step,
    bundle: &Bundle,
    block: u32,
    deposit: i128,
) -> Result<Entry> {
    let name = name_of(step.contract);
    let Deployed { address, .. } = deployed(suite, step.contract)?;
    let code_hash: H256 =
        chain.code_hash(address)?.with_context(|| format!("{name} is not at {address}"))?;
    ensure!(
        code_hash == bundle.code_hash(),
        "{name} runs {code_hash:?}, not {:?} of its bundle",
        bundle.code_hash()
    );
    let administration = Suite::administration(address);
    let mut links = BTreeMap::new();
    for Step { contract: link, .. } in &PLAN {
        let link = *link;
        let state = chain.query(administration.call().link_of(link))?;
        let found = state.address.map(chain::address);
        let is_planned = step.links.contains(&link) || step.sources.contains(&link);
        let planned = is_planned
            .then(|| deployed(suite, link))
            .transpose()?
            .map(|there| there.address.clone());
        ensure!(
            found == planned,
            "{name}: its link to {} is {found:?}, not {planned:?}",
            name_of(link)
        );
        if let Some(found) = found {
            links.insert(name_of(link), found.to_string());
        }
    }
    let admitted = match step.contract {
        Link::Collateral => admitted(chain, suite)?,
        _ => Vec::new(),
    };
    let planned = if step.contract == Link::Collateral { &ADMITTED[..] } else { &[] };
    ensure!(admitted == planned, "{name} admits {admitted:?}, not {planned:?}");
    let access = Suite::access_control(address);
    let mut roles = Vec::new();
    for (role, number) in ROLES {
        let held = chain.query(access.call().has_role(number, Some(admin.ink())))?;
        ensure!(held, "{name}: {} is not its {role}", admin.id());
        roles.push(role);
    }
    Ok(Entry {
        name,
        address: address.to_string(),
        code_hash: format!("{code_hash:?}"),
        wasm_bytes: bundle.wasm().len(),
        block,
        deposit,
        links,
        roles,
        admitted: admitted.into_iter().map(name_of).collect(),
    })
}

/// The deployment as a person reads it.
fn table(deployment: &Deployment) -> String {
    let mut text = String::new();
    for entry in &deployment.contracts {
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
            crate::ui::count(entry.block),
            crate::replay::figures::decimal(entry.deposit / 1_000_000_000, 3),
        );
        if !entry.admitted.is_empty() {
            text += &format!("{:16} admits {}\n", "", entry.admitted.join(", "));
        }
    }
    text + &format!(
        "Administrator, pauser and upgrader of all: {}. Every link and role was read back and is as planned.",
        deployment.deployer
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_admitted_is_read_back_and_where_there_is_a_delay_it_is_announced() {
        let bundles = read_bundles(None).expect("they are released");
        let admin = Account::dev("Alice");
        for days in [0, 7] {
            let mut chain = Embedded::new();
            let terms = Terms::in_days(&admin, days, 7, 7, 30, 1, 10);
            let (suite, _) = deploy(&mut chain, &admin, &terms, &bundles).expect("it deploys");
            assert_eq!(admitted(&chain, &suite).expect("it answers"), ADMITTED);
            let collateral = suite.collateral();
            for Step { contract, .. } in &PLAN {
                let Deployed { address, .. } = deployed(&suite, *contract).expect("it stands");
                let admission = chain.query(collateral.call().admission_of(chain::ink_id(address)));
                let admission = admission.expect("it answers").and_then(|kept| kept.decoded());
                let expected = ADMITTED.contains(contract).then_some(days == 0);
                assert_eq!(admission.map(|admission| admission.admitted), expected, "{contract:?}");
            }
        }
    }

    #[test]
    fn every_contract_is_made_after_those_that_it_is_linked_to() {
        for (place, step) in PLAN.iter().enumerate() {
            for link in step.links {
                assert!(PLAN[..place].iter().any(|earlier| earlier.contract == *link), "{link:?}");
            }
        }
    }

    #[test]
    fn whoever_is_believed_is_made_by_the_same_plan() {
        for step in &PLAN {
            for source in step.sources {
                assert!(PLAN.iter().any(|other| other.contract == *source), "{source:?}");
                assert!(!step.links.contains(source) && *source != step.contract, "{source:?}");
            }
        }
    }

    #[test]
    fn whoever_is_admitted_claims_of_the_collateral_contract_that_it_is_linked_to() {
        let claimants = PLAN.iter().filter(|step| step.links.contains(&Link::Collateral));
        assert_eq!(claimants.map(|step| step.contract).collect::<Vec<_>>(), ADMITTED);
    }
}

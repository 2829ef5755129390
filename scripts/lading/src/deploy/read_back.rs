//! What stands on a chain, read back and compared with the plan.
use anyhow::{ensure, Context, Result};
use chain::{Bundle, Chain, H256};
use ink::codegen::TraitCallBuilder;
use interfaces::{
    administration::{Administration as _, Link},
    collateral::{Admission, Collateral as _},
};
use pendzl::contracts::access_control::AccessControl as _;
use serde::Serialize;
use std::collections::BTreeMap;

use super::{
    plan::{Step, ADMITTED, PLAN, ROLES},
    tasks::Deployer,
};
use crate::suite::{name_of, Suite};

/// A contract, as it was read back.
#[derive(Debug, Serialize)]
pub struct Entry {
    pub name: &'static str,
    pub address: String,
    pub code_hash: String,
    pub wasm_bytes: usize,
    /// The block that it was made in, as far as that is known.
    pub block: Option<u32>,
    /// Deposit of code and contract, in the smallest unit of the chain's token; nothing where they were there already.
    pub deposit: i128,
    pub links: BTreeMap<&'static str, String>,
    pub roles: Vec<&'static str>,
    /// The contracts that may claim here, or will once the delay is over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub admitted: Vec<&'static str>,
}

/// What the chain says of every contract, which must be what the plan says.
///
/// # Errors
/// If it is not: with the contract, and what differs.
pub fn read_back(chain: &impl Chain, deployer: &Deployer<'_>) -> Result<Vec<Entry>> {
    PLAN.iter()
        .zip(deployer.bundles)
        .map(|(step, bundle)| entry(chain, deployer, step, bundle))
        .collect()
}

fn entry(
    chain: &impl Chain,
    deployer: &Deployer<'_>,
    step: &Step,
    bundle: &Bundle,
) -> Result<Entry> {
    let name = name_of(step.contract);
    let planned = deployer.planned(step.contract)?;
    let address = &planned.address;
    let code_hash: H256 =
        chain.code_hash(address)?.with_context(|| format!("{name} is not at {address}"))?;
    let expected = planned.code_hash;
    ensure!(code_hash == expected, "{name} runs {code_hash:?}, not {expected:?} of its bundle");
    let wasm = chain.code(&code_hash)?.with_context(|| format!("{name}: its code is gone"))?;
    ensure!(wasm == bundle.wasm(), "{name}: the chain has other code under the hash of its bundle");
    Ok(Entry {
        name,
        address: address.to_string(),
        code_hash: format!("{code_hash:?}"),
        wasm_bytes: wasm.len(),
        block: None,
        deposit: 0,
        links: links(chain, deployer, step)?,
        roles: roles(chain, deployer, step)?,
        admitted: admissions(chain, deployer, step)?,
    })
}

/// The links of a contract, each as planned and no other.
fn links(
    chain: &impl Chain,
    deployer: &Deployer<'_>,
    step: &Step,
) -> Result<BTreeMap<&'static str, String>> {
    let name = name_of(step.contract);
    let administration = Suite::administration(&deployer.planned(step.contract)?.address);
    let mut links = BTreeMap::new();
    for Step { contract: link, .. } in &PLAN {
        let link = *link;
        let state = chain.query(administration.call().link_of(link))?;
        let found = state.address.map(chain::address);
        let is_planned = step.links.contains(&link) || step.sources.contains(&link);
        let planned = is_planned.then(|| deployer.planned(link)).transpose()?;
        let planned = planned.map(|there| there.address.clone());
        ensure!(
            found == planned,
            "{name}: its link to {} is {found:?}, not {planned:?}",
            name_of(link)
        );
        if let Some(found) = found {
            links.insert(name_of(link), found.to_string());
        }
    }
    Ok(links)
}

/// The roles that the administrator holds: all that it should.
fn roles(chain: &impl Chain, deployer: &Deployer<'_>, step: &Step) -> Result<Vec<&'static str>> {
    let (name, admin) = (name_of(step.contract), &deployer.admin);
    let access = Suite::access_control(&deployer.planned(step.contract)?.address);
    let mut roles = Vec::new();
    for (role, number) in ROLES {
        let held = chain.query(access.call().has_role(number, Some(chain::ink_id(admin))))?;
        ensure!(held, "{name}: {admin} is not its {role}");
        roles.push(role);
    }
    Ok(roles)
}

/// Which contracts of the plan a contract admits, or will: the collateral contract those that claim, and no other any.
fn admissions(
    chain: &impl Chain,
    deployer: &Deployer<'_>,
    step: &Step,
) -> Result<Vec<&'static str>> {
    let name = name_of(step.contract);
    let is_collateral = step.contract == Link::Collateral;
    let found = if is_collateral { admitted(chain, deployer)? } else { Vec::new() };
    let planned = if is_collateral { &ADMITTED[..] } else { &[] };
    ensure!(found == planned, "{name} admits {found:?}, not {planned:?}");
    Ok(found.into_iter().map(name_of).collect())
}

/// Which contracts of the plan the collateral contract admits, or will.
pub fn admitted(chain: &impl Chain, deployer: &Deployer<'_>) -> Result<Vec<Link>> {
    let collateral = deployer.suite.collateral();
    let mut admitted = Vec::new();
    for planned in &deployer.planned {
        let address = chain::ink_id(&planned.address);
        let found = chain.query(collateral.call().admission_of(address))?;
        let is_own = |admission: Admission| {
            let code = planned.code_hash.0.into();
            (admission.admitted && admission.code_hash == code)
                || (admission.announced && admission.announced_code_hash == code)
        };
        if found.and_then(|found| found.decoded()).is_some_and(is_own) {
            admitted.push(planned.contract);
        }
    }
    Ok(admitted)
}

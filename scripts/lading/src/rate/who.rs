//! Enterprises: which one is meant, and what they are called.
use anyhow::{bail, ensure, Context, Result};
use chain::{Backend as _, Chain};
use ink::{
    codegen::TraitCallBuilder,
    scale::{DecodeAll, Encode},
    selector_id,
};
use interfaces::{ids::PartyId, registry::Registry as _};
use serde::Serialize;
use std::{cell::RefCell, collections::BTreeMap};

use crate::{
    kept::{hex, id, Kept},
    register::identifier,
    ui::printable,
};

/// How an enterprise is named on the command line.
pub const HOW: &str = "its id, 0x and 64 digits; an identifier that is confirmed for it, such as gln=4012345000009; or the name that it registered";

/// An enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Its id.
    pub id: String,
    /// What it calls itself; nothing if it is not registered.
    pub name: Option<String>,
}

impl Party {
    /// Its name, or else its id, shortened.
    pub fn called(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.id.clone())
    }

    /// Its name, and its id behind it.
    pub fn in_full(&self) -> String {
        self.name.as_ref().map_or_else(|| self.id.clone(), |name| format!("{name} ({})", self.id))
    }
}

/// What enterprises are called, each asked for once.
pub struct Names<'a> {
    kept: &'a Kept,
    asked: RefCell<BTreeMap<PartyId, Option<String>>>,
}

impl<'a> Names<'a> {
    /// Of the enterprises of a chain.
    pub fn new(kept: &'a Kept) -> Self {
        Self { kept, asked: RefCell::default() }
    }

    /// What an enterprise calls itself; nothing if it is not registered.
    ///
    /// # Errors
    /// If the chain gave no answer.
    pub fn name(&self, party: PartyId) -> Result<Option<String>> {
        if let Some(name) = self.asked.borrow().get(&party) {
            return Ok(name.clone());
        }
        let asked = self.kept.chain.query(self.kept.suite.registry().call().enterprise(party))?;
        let name = asked.map(|enterprise| printable(&enterprise.name));
        self.asked.borrow_mut().insert(party, name.clone());
        Ok(name)
    }

    /// An enterprise with its name.
    ///
    /// # Errors
    /// If the chain gave no answer.
    pub fn party(&self, party: PartyId) -> Result<Party> {
        Ok(Party { id: hex(&party.0), name: self.name(party)? })
    }
}

/// The enterprise that `name` stands for: its id, whether it is registered or not; an identifier that is confirmed; or the name that
/// exactly one registered.
///
/// # Errors
/// If no enterprise is called so, or several are.
pub fn find(kept: &Kept, name: &str) -> Result<PartyId> {
    match id(name) {
        Ok(party) => return Ok(PartyId(party)),
        Err(error) if name.starts_with("0x") => {
            return Err(error.context(format!("{name} is no id of an enterprise")))
        }
        Err(_) => {}
    }
    if let Ok((scheme, value)) = identifier(name) {
        let asked = kept.chain.query(kept.suite.registry().call().by_identifier(scheme, value))?;
        return asked.with_context(|| {
            format!(
                "{name} is confirmed for no enterprise on this chain; its id or name may be known"
            )
        });
    }
    let found = called(kept, name)?;
    match found.as_slice() {
        [party] => Ok(*party),
        [] => bail!(
            "no enterprise on this chain is called {}; an enterprise is named by {HOW}",
            printable(name)
        ),
        several => {
            let ids: Vec<_> = several.iter().map(|party| hex(&party.0)).collect();
            bail!(
                "{} enterprises are called {}, which anybody may call itself; name one by its id: {}",
                several.len(),
                printable(name),
                ids.join(", ")
            )
        }
    }
}

/// That an enterprise is registered.
///
/// # Errors
/// If it is not.
pub fn must_be_registered(names: &Names, party: PartyId) -> Result<()> {
    let name = names.name(party)?;
    ensure!(name.is_some(), "there is no enterprise {} on this chain", hex(&party.0));
    Ok(())
}

/// The enterprises that registered under `name`.
///
/// The registry does not list them, and does not find them by name. So what it stores is looked through for that name; that an enterprise
/// is called so is its own answer.
fn called(kept: &Kept, name: &str) -> Result<Vec<PartyId>> {
    /// Before each key that a contract stores under, the chain puts a hash of it.
    const HASH: usize = 16;
    let contract = kept.suite.contract("registry").context("the chain has no registry")?;
    let begin = selector_id!("registry::profiles").encode();
    let wanted = name.encode();
    let mut found = Vec::new();
    for (key, value) in kept.chain.contract_entries(&contract.address)? {
        let Some(key) = key.get(HASH..).and_then(|key| key.strip_prefix(begin.as_slice())) else {
            continue;
        };
        if !value.windows(wanted.len()).any(|part| part == wanted) {
            continue;
        }
        let Ok(party) = PartyId::decode_all(&mut &*key) else { continue };
        let enterprise = kept.chain.query(kept.suite.registry().call().enterprise(party))?;
        if enterprise.is_some_and(|enterprise| enterprise.name == name) {
            found.push(party);
        }
    }
    Ok(found)
}

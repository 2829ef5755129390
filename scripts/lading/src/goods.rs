//! Goods by their names: which item of the provenance contract an identifier of GS1 stands for.

use crate::kept::{blake2_256, hex, id, Kept};
use anyhow::{bail, ensure, Context, Result};
use chain::Chain;
use epcis::Identifier;
use ink::codegen::TraitCallBuilder;
use interfaces::{
    ids::{Digest, ItemId, PartyId},
    provenance::Provenance as _,
    registry::{Registry as _, Scheme},
};
use sha2::{Digest as _, Sha256};

/// What the contract calls goods by: SHA-256 of their canonical GS1 Digital Link, or of the identifier as it is if it is none of GS1.
pub fn epc_digest(epc: &str) -> Digest {
    let link = Identifier::parse(epc).map(|identifier| identifier.link());
    Sha256::digest(link.as_deref().unwrap_or(epc)).into()
}

/// The id of the item that `maker` brings into being under the digest of its name.
pub fn item_id(maker: &PartyId, epc: &Digest) -> ItemId {
    ItemId(blake2_256(&[&b"lading/item"[..], &maker.0, epc].concat()))
}

/// The item that `name` stands for: its id, or an identifier of GS1 that one of `makers` gave it, or else the enterprise for which
/// the identifier's company prefix is confirmed.
///
/// # Errors
/// If there are no such goods on the chain, or several enterprises made goods of this name.
pub fn find(kept: &Kept, name: &str, makers: &[PartyId]) -> Result<ItemId> {
    match id(name) {
        Ok(item) => {
            let item = ItemId(item);
            let found = kept.chain.query(kept.suite.provenance().call().item(item))?;
            ensure!(found.is_some(), "there are no goods {name} on this chain");
            return Ok(item);
        }
        Err(error) if name.starts_with("0x") => {
            return Err(error.context(format!("{name} is no id of goods")))
        }
        Err(_) => {}
    }
    if name.starts_with("urn:epc:") || name.starts_with("https://id.gs1.org/") {
        Identifier::parse(name).with_context(|| format!("{name} is no identifier of goods"))?;
    }
    if let Some(item) = find_epc(kept, name, makers)? {
        return Ok(item);
    }
    let mut asked: Vec<_> = makers.iter().map(|maker| hex(&maker.0)).collect();
    asked.push("a holder of its company prefix".to_owned());
    bail!("there are no goods {name} on this chain that {} made", asked.join(" or "))
}

/// The item that `epc` stands for, if one of `makers`, or else a holder of its company prefix, made it.
///
/// # Errors
/// If several of them made goods of this name, or the chain gave no answer.
pub fn find_epc(kept: &Kept, epc: &str, makers: &[PartyId]) -> Result<Option<ItemId>> {
    let digest = epc_digest(epc);
    let provenance = kept.suite.provenance();
    for makers in [makers.to_vec(), holders_of_prefix(kept, epc)?] {
        let mut found: Vec<(PartyId, ItemId)> = Vec::new();
        for maker in makers {
            let item = item_id(&maker, &digest);
            let is_new = found.iter().all(|(_, other)| *other != item);
            if is_new && kept.chain.query(provenance.call().item(item))?.is_some() {
                found.push((maker, item));
            }
        }
        let named: Vec<_> = found.iter().map(|(maker, _)| hex(&maker.0)).collect();
        ensure!(
            found.len() < 2,
            "{epc} is ambiguous: goods of this name were made by {}; name the one maker that is meant, or the goods by their id",
            named.join(" and by ")
        );
        if let Some((_, item)) = found.first() {
            return Ok(Some(*item));
        }
    }
    Ok(None)
}

/// Who holds the company prefix of `epc`.
fn holders_of_prefix(kept: &Kept, epc: &str) -> Result<Vec<PartyId>> {
    let registry = kept.suite.registry();
    let mut holders = Vec::new();
    for prefix in prefixes(epc) {
        let asked = registry.call().by_identifier(Scheme::Gs1CompanyPrefix, prefix);
        holders.extend(kept.chain.query(asked)?);
    }
    Ok(holders)
}

/// What the company prefix of `epc` can be. Which of its digits are the prefix cannot be seen. GS1 gives no prefix that begins with
/// another, but the registry does not see to that: several of these can be confirmed, each for another enterprise.
pub fn prefixes(epc: &str) -> Vec<String> {
    let Ok(identifier) = Identifier::parse(epc) else { return Vec::new() };
    let prefix_of = |length| {
        let urn = identifier.urn(length).ok()?;
        Some(urn.rsplit(':').next()?.split('.').next()?.to_owned())
    };
    (6..=12).filter_map(prefix_of).collect()
}

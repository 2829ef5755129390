//! What the chain knows of those that a trace names: enterprises, places and certificates.
use anyhow::{Context, Result};
use chain::{Backend as _, Chain};
use ink::{
    codegen::TraitCallBuilder,
    scale::{DecodeAll, Encode},
    selector_id,
};
use interfaces::{
    ids::{ItemId, PartyId},
    provenance::{Certificate, CertificateScope, Deed, Provenance as _},
    registry::{Registry as _, Scheme},
};
use std::collections::{BTreeMap, BTreeSet};

use super::{walk::Walk, words};
use crate::{kept::Kept, ui::printable};

/// A certificate, for whom it is and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Certified {
    /// Who issued it.
    pub by: PartyId,
    /// What it vouches for.
    pub scope: CertificateScope,
    /// What is known of it.
    pub certificate: Certificate,
}

/// What the chain knows.
#[derive(Debug, Default)]
pub struct Names {
    /// What enterprises are called.
    pub parties: BTreeMap<PartyId, String>,
    /// Whose places are, by their GLN.
    pub places: BTreeMap<u64, PartyId>,
    /// Certificates of goods.
    pub certificates: BTreeMap<ItemId, Vec<Certified>>,
}

impl Names {
    /// Asks the chain for all that `walk` names.
    ///
    /// # Errors
    /// If the chain gave no answer.
    pub fn read(kept: &Kept, walk: &Walk) -> Result<Self> {
        let mut names = Self { certificates: certificates(kept, walk)?, ..Self::default() };
        let mut parties = parties_of(walk);
        parties.extend(names.certificates.values().flatten().map(|certified| certified.by));
        let registry = kept.suite.registry();
        let facts = walk.events.values().map(|event| event.facts);
        let places: BTreeSet<_> =
            facts.flat_map(|facts| [facts.read_point, facts.location]).collect();
        for place in places.into_iter().filter(|place| *place != 0) {
            let asked = registry.call().by_identifier(Scheme::Gln, words::gln(place));
            if let Some(party) = kept.chain.query(asked)? {
                names.places.insert(place, party);
                parties.insert(party);
            }
        }
        for party in parties {
            if let Some(enterprise) = kept.chain.query(registry.call().enterprise(party))? {
                names.parties.insert(party, printable(&enterprise.name));
            }
        }
        Ok(names)
    }

    /// What an enterprise is called; if it is not registered, its id.
    pub fn party(&self, party: PartyId) -> String {
        self.parties.get(&party).cloned().unwrap_or_else(|| words::short(&party.0))
    }

    /// A place: its GLN, and whose it is if that is confirmed.
    pub fn place(&self, gln: u64) -> String {
        let number = words::gln(gln);
        match self.places.get(&gln) {
            Some(party) => format!("{number} ({})", self.party(*party)),
            None => number,
        }
    }
}

/// All parties that a walk names.
pub fn parties_of(walk: &Walk) -> BTreeSet<PartyId> {
    let mut parties = BTreeSet::new();
    for found in walk.items.values() {
        parties.extend([found.item.issuer, found.item.possessor, found.item.to, found.holder]);
    }
    for event in walk.events.values() {
        parties.insert(event.by);
        if let Deed::Ship(to) = event.deed {
            parties.insert(to);
        }
    }
    parties.remove(&PartyId::NONE);
    parties
}

/// The certificates of the goods in `walk`.
///
/// The contract tells of one when it is asked for goods, issuer and scope, and does not list whom to ask for. So what it stores is
/// looked through for these three; what is said of a certificate is the contract's own answer.
fn certificates(kept: &Kept, walk: &Walk) -> Result<BTreeMap<ItemId, Vec<Certified>>> {
    /// Before each key that a contract stores under, the chain puts a hash of it.
    const HASH: usize = 16;
    let contract = kept.suite.contract("provenance").context("the chain has no provenance")?;
    let begin = selector_id!("provenance::ledger::certificates").encode();
    let mut certificates: BTreeMap<ItemId, Vec<Certified>> = BTreeMap::new();
    for (key, _) in kept.chain.contract_entries(&contract.address)? {
        let Some(key) = key.get(HASH..).and_then(|key| key.strip_prefix(begin.as_slice())) else {
            continue;
        };
        type Key = (ItemId, PartyId, CertificateScope);
        let Ok((item, by, scope)) = Key::decode_all(&mut &*key) else { continue };
        if !walk.items.contains_key(&item) {
            continue;
        }
        let provenance = kept.suite.provenance();
        let asked = kept.chain.query(provenance.call().certificate_of(item, by, scope))?;
        if let Some(certificate) = asked.and_then(|certificate| certificate.decoded()) {
            certificates.entry(item).or_default().push(Certified { by, scope, certificate });
        }
    }
    for of_item in certificates.values_mut() {
        of_item.sort_by_key(|certified| (certified.certificate.issued_at, certified.scope));
    }
    Ok(certificates)
}

//! Secrets that makers put on goods, and consumers find there.
use super::{Caller, Ledger, ProvenanceError};
use crate::events::{Scanned, SecretsCommitted};
use interfaces::{
    ids::{Digest, ItemId, PartyId},
    provenance::{Scans, Secrets},
    registry::{Business, Scope},
};
use kit::{
    authority::Authority,
    merkle::{is_included, leaf, sha256},
    store::Shelf,
    Call,
};

/// Most steps from a leaf to the root: as many as a number of leaves has bits.
const STEPS: usize = 64;

impl Ledger {
    pub(crate) fn commit_secrets(
        &mut self,
        caller: &Caller<impl Authority>,
        party: PartyId,
        item: ItemId,
        root: Digest,
        size: u64,
    ) -> Result<SecretsCommitted, ProvenanceError> {
        caller.starts(Business::NewBusiness)?;
        let made = self.the_item(&item)?;
        if made.issuer != party {
            return Err(ProvenanceError::NotIssuer);
        }
        caller.may(made.registry_epoch, &party, Scope::HandOver, Business::NewBusiness)?;
        if self.secrets.holds(item) {
            return Err(ProvenanceError::AlreadyExists);
        }
        if size == 0 {
            return Err(ProvenanceError::Empty);
        }
        self.secrets.write(item, &Secrets { root, size });
        Ok(SecretsCommitted { item, root, size })
    }

    pub(crate) fn scan(
        &mut self,
        call: &Call,
        item: ItemId,
        index: u64,
        secret: &[u8; 32],
        path: &[Digest],
    ) -> Result<Scanned, ProvenanceError> {
        let is_recalled = self.the_item(&item)?.is_recalled;
        if path.len() > STEPS {
            return Err(ProvenanceError::TooMany);
        }
        let secrets = self.secrets.read(item).ok_or(ProvenanceError::NotASecret)?;
        let leaf = leaf(sha256, &sha256(secret));
        if !is_included(sha256, &leaf, index, secrets.size, &secrets.root, path) {
            return Err(ProvenanceError::NotASecret);
        }
        let Call { caller, now } = *call;
        let first =
            Scans { count: 0, first_by: caller, first_at: now, last_at: now, suspicious: 0 };
        let mut scans = self.scans.read((item, index)).unwrap_or(first);
        let is_suspicious = scans.first_by != caller;
        scans.count = scans.count.saturating_add(1);
        scans.suspicious = scans.suspicious.saturating_add(u32::from(is_suspicious));
        scans.last_at = now;
        self.scans.write((item, index), &scans);
        let Scans { count, first_at, .. } = scans;
        Ok(Scanned { item, index, count, first_at, is_suspicious, is_recalled })
    }
}

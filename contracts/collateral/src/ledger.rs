//! The rules of claims, with no chain in them but storage.
//!
//! Invariants, each kept where it is named:
//! - *Once*: a paper that was claimed is never claimed again, by anyone (`Ledger::enter`; no record is removed).
//! - *One group*: what stands behind papers is live for one contract and group at a time (`Ledger::enter`).
//! - *Own*: only who claimed ends and frees (`Ledger::own`, `Ledger::own_backing`).
//! - *Admitted*: only a contract that was admitted after the delay, and runs the code that was named, claims (`Ledger::may_claim`).
//! - *Attempts*: their count only grows (`Ledger::report`; `Ledger::new_backing` hands it on with a backing that is claimed anew).
mod admissions;
mod claims;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk;

use crate::events::AttemptReported;
use ink::{
    prelude::boxed::Box,
    selector_id,
    storage::{traits::ManualKey, Mapping},
};
use interfaces::{
    collateral::{Admission, Backing, CollateralError, Encumbrance},
    ids::{Account, DocumentId, Fingerprint, PartyId},
    registry::{Business, Scope},
};
use kit::{
    authority::{Authority, Denial},
    store::Shelf,
    Call,
};

/// The paper that was claimed last under a key by which others are like it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) struct Latest {
    asset: Fingerprint,
    /// The group that it was claimed with.
    group: DocumentId,
}

/// Every admission and claim. The keys are fixed, so that an upgrade finds what was stored; each record has one size for ever and is
/// never removed, so nobody is refunded what another paid for.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    pub(crate) admissions:
        Mapping<Account, Admission, ManualKey<{ selector_id!("collateral::ledger::admissions") }>>,
    pub(crate) assets: Mapping<
        Fingerprint,
        Encumbrance,
        ManualKey<{ selector_id!("collateral::ledger::assets") }>,
    >,
    pub(crate) backing:
        Mapping<Fingerprint, Backing, ManualKey<{ selector_id!("collateral::ledger::backing") }>>,
    latest: Mapping<Fingerprint, Latest, ManualKey<{ selector_id!("collateral::ledger::latest") }>>,
}

/// Knows who administers the contract.
pub(crate) trait Administrators {
    /// Whether `account` is the administrator.
    fn is_administrator(&self, account: Account) -> bool;
}

/// The id of the first version of the waybill that `carrier` issues under `number`, as the waybill contract makes it: the number's
/// length stands before the number.
pub(crate) fn bill_id(carrier: &PartyId, number: &str) -> Fingerprint {
    let (kind, first_version) = (*b"lading/waybill", 1u16);
    kit::digest(&(kind, carrier, number, first_version)).into()
}

impl Ledger {
    /// Invariant *Attempts*.
    pub(crate) fn report(
        &mut self,
        call: &Call,
        authority: &impl Authority,
        party: PartyId,
        fingerprint: Fingerprint,
        document: DocumentId,
    ) -> Result<AttemptReported, CollateralError> {
        let mut asset = self.find(&fingerprint);
        let mut backing = match asset {
            Some(_) => None,
            None => self.find_backing(&fingerprint),
        };
        let (claimed_for, attempts) = match (&mut asset, &mut backing) {
            (Some(asset), _) => (asset.document, &mut asset.attempts),
            (None, Some(backing)) => (backing.group, &mut backing.attempts),
            (None, None) => return Err(CollateralError::NotFound),
        };
        let (epoch, scope) = (authority.epoch(), Scope::Notarise);
        authority.may(epoch, call.caller, party, scope, Business::Exit).map_err(|denial| {
            match denial {
                Denial::Refused(refusal) => CollateralError::Refused(refusal),
                Denial::Unavailable => CollateralError::RegistryUnavailable,
            }
        })?;
        if claimed_for == document {
            return Err(CollateralError::SameDocument);
        }
        *attempts = attempts.saturating_add(1);
        let attempts = *attempts;
        if let Some(asset) = asset {
            self.put(&fingerprint, &asset);
        }
        if let Some(backing) = backing {
            self.put_backing(&fingerprint, &backing);
        }
        Ok(AttemptReported { fingerprint, by: party, document, attempts, reported_at: call.now })
    }

    pub(crate) fn is_encumbered(&self, fingerprint: &Fingerprint) -> bool {
        self.find(fingerprint).is_some_and(|asset| asset.ended_at == 0)
            || self.find_backing(fingerprint).is_some_and(|backing| backing.freed_at == 0)
    }

    #[inline(never)]
    fn find(&self, asset: &Fingerprint) -> Option<Box<Encumbrance>> {
        self.assets.boxed(asset)
    }

    #[inline(never)]
    fn put(&mut self, asset: &Fingerprint, encumbrance: &Encumbrance) {
        self.assets.write(asset, encumbrance);
    }

    #[inline(never)]
    fn find_backing(&self, backing: &Fingerprint) -> Option<Box<Backing>> {
        self.backing.boxed(backing)
    }

    #[inline(never)]
    fn put_backing(&mut self, key: &Fingerprint, backing: &Backing) {
        self.backing.write(key, backing);
    }
}

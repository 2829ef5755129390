//! What admitted contracts claim, end and free.
use super::{admissions::runs, Latest, Ledger};
use crate::events::{Alike, Claimed, Ended, Freed};
use ink::prelude::vec::Vec;
use interfaces::{
    collateral::{Backing, CollateralError, Encumbrance},
    ids::{DocumentId, Fingerprint},
};
use kit::{
    administration::Codes,
    collateral::Claim,
    list::{has_repeats, place},
    store::Shelf,
    Call,
};

/// Most entries of a list.
const MOST: usize = 4;

impl Ledger {
    /// Invariants *Once*, *One group* and *Admitted*.
    pub(crate) fn claim(
        &mut self,
        call: &Call,
        paused: bool,
        codes: &impl Codes,
        claim: Claim,
    ) -> Result<Claimed, CollateralError> {
        let Call { caller: contract, now } = *call;
        if paused {
            return Err(CollateralError::Paused);
        }
        let admission = self.admission(contract);
        if !admission.admitted {
            return Err(CollateralError::NotAdmitted);
        }
        runs(codes, contract, admission.code_hash)?;
        is_short(&claim.backing)?;
        is_short(&claim.near)?;
        has_no_repeats(&claim.backing)?;
        has_no_repeats(&claim.near)?;
        if self.assets.holds(claim.asset) {
            return Err(CollateralError::AlreadyClaimed);
        }
        let new = self.new_backing(call, &claim)?;
        let alike = self.alike(call, &claim);

        let Claim { kind, document, asset, group, backing, near } = claim;
        let encumbrance =
            Encumbrance { contract, kind, document, claimed_at: now, ended_at: 0, attempts: 0 };
        self.put(&asset, &encumbrance);
        for (key, backing) in &new {
            self.put_backing(key, backing);
        }
        for key in &near {
            self.latest.write(key, &Latest { asset, group });
        }
        Ok(Claimed {
            asset,
            contract,
            kind,
            document,
            group,
            backing,
            near,
            alike,
            claimed_at: now,
        })
    }

    /// The backing that the claim's group does not have yet; an error at the first that is another's.
    fn new_backing(
        &self,
        call: &Call,
        claim: &Claim,
    ) -> Result<Vec<(Fingerprint, Backing)>, CollateralError> {
        let mut new = Vec::with_capacity(claim.backing.len());
        for (index, key) in claim.backing.iter().enumerate() {
            let earlier = self.find_backing(key);
            let mut attempts = 0;
            if let Some(earlier) = earlier {
                if earlier.freed_at == 0 {
                    if earlier.contract == call.caller && earlier.group == claim.group {
                        continue;
                    }
                    return Err(CollateralError::BackingClaimed(place(index)));
                }
                attempts = earlier.attempts;
            }
            let backing = Backing {
                contract: call.caller,
                kind: claim.kind,
                group: claim.group,
                claimed_at: call.now,
                freed_at: 0,
                attempts,
            };
            new.push((*key, backing));
        }
        Ok(new)
    }

    /// Papers of others that the claimed one is like.
    fn alike(&self, call: &Call, claim: &Claim) -> Vec<Alike> {
        let mut alike = Vec::new();
        for key in &claim.near {
            let Some(Latest { asset, group }) = self.latest.read(key) else { continue };
            let Some(earlier) = self.find(&asset) else { continue };
            let is_own = group == claim.group || earlier.document == claim.document;
            if earlier.contract == call.caller && is_own {
                continue;
            }
            alike.push(Alike {
                near: *key,
                asset,
                contract: earlier.contract,
                document: earlier.document,
                is_ended: earlier.ended_at != 0,
            });
        }
        alike
    }

    /// Invariant *Own*.
    pub(crate) fn end(
        &mut self,
        call: &Call,
        asset: Fingerprint,
    ) -> Result<Ended, CollateralError> {
        let Some(mut encumbrance) = self.find(&asset) else {
            return Err(CollateralError::NotFound);
        };
        if encumbrance.contract != call.caller {
            return Err(CollateralError::NotTheClaimant);
        }
        if encumbrance.ended_at != 0 {
            return Err(CollateralError::AlreadyEnded(0));
        }
        let ended_at = moment(call);
        encumbrance.ended_at = ended_at;
        self.put(&asset, &encumbrance);
        Ok(Ended { asset, ended_at })
    }

    /// Invariant *Own*.
    pub(crate) fn free(
        &mut self,
        call: &Call,
        group: DocumentId,
        backing: Vec<Fingerprint>,
    ) -> Result<Freed, CollateralError> {
        is_short(&backing)?;
        has_no_repeats(&backing)?;
        let freed_at = moment(call);
        let mut freed = Vec::with_capacity(backing.len());
        for (index, key) in backing.iter().enumerate() {
            let Some(mut held) = self.find_backing(key) else {
                return Err(CollateralError::NotFound);
            };
            if held.contract != call.caller || held.group != group {
                return Err(CollateralError::NotTheClaimant);
            }
            if held.freed_at != 0 {
                return Err(CollateralError::AlreadyEnded(place(index)));
            }
            held.freed_at = freed_at;
            freed.push(held);
        }
        for (key, held) in backing.iter().zip(&freed) {
            self.put_backing(key, held);
        }
        Ok(Freed { group, contract: call.caller, backing, freed_at })
    }
}

/// The block's time. A block at the epoch itself would not count as an end; there is none.
fn moment(call: &Call) -> u64 {
    call.now.max(1)
}

fn is_short(list: &[Fingerprint]) -> Result<(), CollateralError> {
    if list.len() > MOST {
        return Err(CollateralError::TooMany);
    }
    Ok(())
}

fn has_no_repeats(list: &[Fingerprint]) -> Result<(), CollateralError> {
    if has_repeats(list) {
        return Err(CollateralError::Repeated);
    }
    Ok(())
}

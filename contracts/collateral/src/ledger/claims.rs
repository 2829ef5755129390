//! What admitted contracts claim, end and free.
use super::{admissions::runs, Latest, Ledger};
use crate::events::{Alike, Claimed, Ended, Freed, Lifted};
use ink::prelude::{boxed::Box, vec::Vec};
use interfaces::{
    collateral::{AssetKind, Backing, CollateralError, Encumbrance, GoodsKind},
    ids::{DocumentId, Fingerprint, Millis},
};
use kit::{
    administration::Codes,
    collateral::Claim,
    fingerprint::{goods as key_of, Number},
    list::{has_repeats, place},
    store::Shelf,
    Call,
};

/// Most entries of a list.
const MOST: usize = 4;

impl Ledger {
    pub(crate) fn claim(
        &mut self,
        call: &Call,
        paused: bool,
        codes: &impl Codes,
        claim: Claim,
    ) -> Result<Claimed, CollateralError> {
        self.may_claim(call, paused, codes)?;
        is_short(&claim.backing)?;
        is_short(&claim.near)?;
        has_no_repeats(&claim.backing)?;
        has_no_repeats(&claim.near)?;
        self.enter(call, claim)
    }

    pub(crate) fn claim_bill(
        &mut self,
        call: &Call,
        paused: bool,
        codes: &impl Codes,
        bill: DocumentId,
        kind: GoodsKind,
        goods: &str,
    ) -> Result<Claimed, CollateralError> {
        self.may_claim(call, paused, codes)?;
        let claim = Claim {
            kind: AssetKind::BillOfLading,
            document: bill,
            asset: paper(&bill),
            group: bill,
            backing: keys_of(kind, goods)?,
            near: Vec::new(),
        };
        self.enter(call, claim)
    }

    /// Invariant *Admitted*.
    #[inline(never)]
    fn may_claim(
        &self,
        call: &Call,
        paused: bool,
        codes: &impl Codes,
    ) -> Result<(), CollateralError> {
        if paused {
            return Err(CollateralError::Paused);
        }
        let admission = self.admission(call.caller);
        if !admission.admitted {
            return Err(CollateralError::NotAdmitted);
        }
        runs(codes, call.caller, admission.code_hash)
    }

    /// Invariants *Once* and *One group*.
    #[inline(never)]
    fn enter(&mut self, call: &Call, claim: Claim) -> Result<Claimed, CollateralError> {
        let Call { caller: contract, now } = *call;
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
            // Receipts of one pool are alike; two invoices of one delivery are what the warning is for.
            let is_group = group == claim.group && claim.kind != AssetKind::Receivable;
            let is_own = is_group || earlier.document == claim.document;
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

    pub(crate) fn end(
        &mut self,
        call: &Call,
        asset: Fingerprint,
    ) -> Result<Ended, CollateralError> {
        let mut encumbrance = self.own(call, &asset)?;
        if encumbrance.ended_at != 0 {
            return Err(CollateralError::AlreadyEnded(0));
        }
        let ended_at = moment(call);
        encumbrance.ended_at = ended_at;
        self.put(&asset, &encumbrance);
        Ok(Ended { asset, ended_at })
    }

    pub(crate) fn free(
        &mut self,
        call: &Call,
        group: DocumentId,
        backing: Vec<Fingerprint>,
    ) -> Result<Freed, CollateralError> {
        is_short(&backing)?;
        has_no_repeats(&backing)?;
        if backing.is_empty() {
            return Err(CollateralError::NotFound);
        }
        let mut held = Vec::with_capacity(backing.len());
        for (index, key) in backing.iter().enumerate() {
            let own = self.own_backing(call, key, &group)?;
            if own.freed_at != 0 {
                return Err(CollateralError::AlreadyEnded(place(index)));
            }
            held.push((*key, own));
        }
        let freed_at = moment(call);
        self.release(held, freed_at);
        Ok(Freed { group, contract: call.caller, backing, freed_at })
    }

    pub(crate) fn lift_bill(
        &mut self,
        call: &Call,
        bill: DocumentId,
        kind: GoodsKind,
        goods: &str,
    ) -> Result<Lifted, CollateralError> {
        let asset = paper(&bill);
        let mut encumbrance = self.own(call, &asset)?;
        let mut held = Vec::new();
        let mut freed = Vec::new();
        for key in keys_of(kind, goods)? {
            let own = self.own_backing(call, &key, &bill)?;
            if own.freed_at == 0 {
                freed.push(key);
                held.push((key, own));
            }
        }
        let is_ended = encumbrance.ended_at == 0;
        if !is_ended && freed.is_empty() {
            return Err(CollateralError::AlreadyEnded(0));
        }
        let lifted_at = moment(call);
        if is_ended {
            encumbrance.ended_at = lifted_at;
            self.put(&asset, &encumbrance);
        }
        self.release(held, lifted_at);
        Ok(Lifted { bill, contract: call.caller, is_ended, freed, lifted_at })
    }

    /// What the caller claimed, live or not: invariant *Own*.
    #[inline(never)]
    fn own(&self, call: &Call, asset: &Fingerprint) -> Result<Box<Encumbrance>, CollateralError> {
        let Some(encumbrance) = self.find(asset) else {
            return Err(CollateralError::NotFound);
        };
        if encumbrance.contract != call.caller {
            return Err(CollateralError::NotTheClaimant);
        }
        Ok(encumbrance)
    }

    /// What the caller claimed for the group, live or not: invariant *Own*.
    #[inline(never)]
    fn own_backing(
        &self,
        call: &Call,
        key: &Fingerprint,
        group: &DocumentId,
    ) -> Result<Box<Backing>, CollateralError> {
        let Some(held) = self.find_backing(key) else {
            return Err(CollateralError::NotFound);
        };
        if held.contract != call.caller || held.group != *group {
            return Err(CollateralError::NotTheClaimant);
        }
        Ok(held)
    }

    #[inline(never)]
    fn release(&mut self, held: Vec<(Fingerprint, Box<Backing>)>, freed_at: Millis) {
        for (key, mut held) in held {
            held.freed_at = freed_at;
            self.put_backing(&key, &held);
        }
    }
}

/// A bill of lading's fingerprint: the id of its first version.
fn paper(bill: &DocumentId) -> Fingerprint {
    Fingerprint::from(*bill.bytes())
}

/// The keys of goods of one kind, whose numbers have commas between.
#[inline(never)]
fn keys_of(kind: GoodsKind, goods: &str) -> Result<Vec<Fingerprint>, CollateralError> {
    let mut keys = Vec::new();
    if goods.is_empty() {
        return Ok(keys);
    }
    if goods.bytes().filter(|byte| *byte == b',').count() >= MOST {
        return Err(CollateralError::TooMany);
    }
    for (index, number) in goods.split(',').enumerate() {
        let Some(number) = Number::new(number) else {
            return Err(CollateralError::MalformedNumber(place(index)));
        };
        keys.push(key_of(kind, &number));
    }
    has_no_repeats(&keys)?;
    Ok(keys)
}

/// The block's time. A block at the epoch itself would not count as an end; there is none.
fn moment(call: &Call) -> Millis {
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

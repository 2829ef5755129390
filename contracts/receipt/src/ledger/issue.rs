//! Receipts: issued, split, merged, and told when they end.
use super::{is_checked, is_free, is_text, no, Caller, Done, Ledger, Outcome};
use crate::{
    events::{ReceiptIssued, ReceiptSplit, ReceiptsMerged},
    network::Network,
    pool,
    status::Step,
};
use ink::prelude::{vec, vec::Vec};
use interfaces::{
    collateral::{AssetKind, GoodsKind},
    ids::{DocumentId, Fingerprint, PartyId, PoolId, Quantity},
    receipt::{
        Deposit, GoodsKey, LoadOut, Pool, ReceiptError, ReceiptRecord, Token, TokenId, TokenStatus,
    },
    registry::{Business, Scope},
};
use kit::{
    ask::Untaken,
    collateral::{Claim, Collateral},
    fingerprint::{self, Number},
    list::has_repeats,
    money::in_range,
    store::Shelf,
    token::Supply,
};

/// Most keys of goods in a call.
const KEYS: usize = 4;
/// `CollateralError::AlreadyClaimed`, by its place.
const ALREADY_CLAIMED: u8 = 9;
/// `CollateralError::BackingClaimed`, by its place.
const BACKING_CLAIMED: u8 = 10;
/// `CollateralError::AlreadyEnded`, by its place.
const ALREADY_ENDED: u8 = 12;

/// No request for goods.
pub(super) const NO_REQUEST: LoadOut = LoadOut {
    quantity: 0,
    is_all: false,
    is_agreed: false,
    instructions: Fingerprint::NONE,
    handed_over: 0,
    handed_over_at: 0,
};

/// A receipt's number, and the id that follows from it.
pub(super) struct Named {
    number: Number,
    pub(super) receipt: DocumentId,
}

fn paper(warehouse: &PartyId, number: &Number) -> DocumentId {
    (*fingerprint::receipt(warehouse, number).bytes()).into()
}

/// The id of the receipt that `warehouse` issues under `number`.
pub(crate) fn receipt_id(warehouse: &PartyId, number: &str) -> Option<DocumentId> {
    Some(paper(warehouse, &Number::new(number)?))
}

fn refused(untaken: Untaken) -> ReceiptError {
    match untaken {
        Untaken::Unavailable => ReceiptError::CollateralUnavailable,
        Untaken::Refused(ALREADY_CLAIMED | BACKING_CLAIMED) => ReceiptError::AlreadyClaimed,
        Untaken::Refused(ALREADY_ENDED) => ReceiptError::NothingToTell,
        Untaken::Refused(error) => ReceiptError::NotTaken(error),
    }
}

/// The group that the goods of a pool are claimed for.
fn group(pool: &PoolId) -> DocumentId {
    (*pool.bytes()).into()
}

/// The keys of goods, in the way in which all are compared.
#[inline(never)]
fn keys(goods: &[GoodsKey]) -> Outcome<Vec<Fingerprint>> {
    let mut keys = Vec::with_capacity(KEYS);
    for GoodsKey { kind, number } in goods {
        let key = Number::new(number).filter(|_| is_of_kind(*kind, number));
        let key = key.ok_or(ReceiptError::MalformedGoods)?;
        keys.push(fingerprint::goods(*kind, &key));
    }
    if keys.len() > KEYS || has_repeats(&keys) {
        return Err(no(ReceiptError::MalformedGoods));
    }
    Ok(keys)
}

/// Whether a logistic unit has 18 digits, of which the last checks the others. Lots and seals have no form.
fn is_of_kind(kind: GoodsKind, number: &str) -> bool {
    if kind != GoodsKind::LogisticUnit {
        return true;
    }
    let mut value = 0u64;
    for byte in number.bytes() {
        if !byte.is_ascii_digit() {
            return false;
        }
        let digit = byte.saturating_sub(b'0');
        value = value.saturating_mul(10).saturating_add(digit.into());
    }
    number.len() == 18 && is_checked(value)
}

impl Ledger {
    /// The name of a receipt that was not there before.
    #[inline(never)]
    pub(super) fn named(&self, warehouse: &PartyId, text: &str) -> Outcome<Named> {
        is_text(text)?;
        let number = Number::new(text).ok_or(ReceiptError::MalformedNumber)?;
        let receipt = paper(warehouse, &number);
        if self.receipts.holds(receipt) {
            return Err(no(ReceiptError::AlreadyExists));
        }
        Ok(Named { number, receipt })
    }

    /// Claims a receipt and its goods. It is the last that is done: if it fails, all that the call did is undone.
    #[inline(never)]
    pub(super) fn claim(
        collateral: &impl Collateral,
        pool: &PoolId,
        held: &Pool,
        named: &Named,
        quantity: Quantity,
        backing: Vec<Fingerprint>,
    ) -> Outcome<()> {
        let (warehouse, number) = (&held.warehouse, &named.number);
        let claim = Claim {
            kind: AssetKind::Receipt,
            document: named.receipt,
            asset: (*named.receipt.bytes()).into(),
            group: group(pool),
            backing,
            near: vec![
                fingerprint::near_number(warehouse, warehouse, number),
                fingerprint::near_paper(number, &held.unit, quantity),
            ],
        };
        collateral.claim(held.collateral_epoch, &claim).map_err(|untaken| no(refused(untaken)))
    }

    /// Invariant *Attested*: up to what was attested. Invariant *Shares*: as many as goods, since nothing is missing.
    pub(crate) fn issue(
        &mut self,
        caller: &Caller<impl Network>,
        collateral: &impl Collateral,
        supply: &mut Supply,
        pool: PoolId,
        deposit: Deposit,
        goods: Vec<GoodsKey>,
    ) -> Outcome<Done<ReceiptIssued>> {
        caller.starts()?;
        let mut held = self.pool(&pool)?;
        let (epoch, warehouse, now) = (held.registry_epoch, held.warehouse, caller.call.now);
        caller.may(epoch, &warehouse, Scope::Agree, Business::NewBusiness)?;
        caller.is_warehouse(epoch, &warehouse)?;
        let named = self.named(&warehouse, &deposit.number)?;
        let backing = keys(&goods)?;
        let (depositor, quantity) = (deposit.depositor, deposit.quantity);
        if depositor == warehouse && !deposit.owned_by_warehouse {
            return Err(no(ReceiptError::OwnershipNotStated));
        }
        if depositor == PartyId::NONE {
            return Err(no(ReceiptError::NotActive));
        }
        caller.is_active(epoch, &depositor)?;
        if held.missing > 0 {
            return Err(no(ReceiptError::IssuingEnded));
        }
        if now >= held.stock.expires_at {
            return Err(no(ReceiptError::Expired));
        }
        if quantity == 0 || !in_range(quantity) {
            return Err(no(ReceiptError::QuantityOutOfRange));
        }
        let room = held.attested.saturating_sub(held.issued);
        if quantity > room {
            return Err(no(ReceiptError::AboveStock(room)));
        }
        held.issued = held.issued.saturating_add(quantity);
        held.shares = held.shares.saturating_add(quantity);
        self.put_pool(&pool, &held);
        let token = Token {
            owner: depositor,
            transfers: 0,
            depositor: PartyId::NONE,
            registry_epoch: epoch,
            status: TokenStatus::Live,
            negotiable: deposit.negotiable,
            pool,
            receipt: named.receipt,
            shares: quantity,
            expires_at: held.stock.expires_at,
            papers: deposit.papers,
            pledgee: PartyId::NONE,
            held_until: 0,
            frozen_until: 0,
            frozen_by: PartyId::NONE,
            load_out: NO_REQUEST,
        };
        let mut moves = Vec::new();
        let token = self.mint(supply, &token, &mut moves);
        let record = ReceiptRecord {
            pool,
            token,
            deposit,
            replaces: DocumentId::NONE,
            issued_at: now,
            shares: quantity,
        };
        self.put_receipt(&named.receipt, &record);
        Self::claim(collateral, &pool, &held, &named, quantity, backing)?;
        let event = ReceiptIssued { receipt: named.receipt, pool, depositor, record, goods };
        Ok(Done { moves, event })
    }

    /// Invariant *Shares*: what the one gets the other loses.
    pub(crate) fn split(
        &mut self,
        caller: &Caller<impl Network>,
        supply: &mut Supply,
        token: TokenId,
        quantity: Quantity,
    ) -> Outcome<Done<ReceiptSplit>> {
        caller.starts()?;
        let mut old = self.the_token(token)?;
        caller.disposes(&old, Business::NewBusiness)?;
        is_free(&old, caller.call.now)?;
        let pool = self.pool(&old.pool)?;
        let shares = pool::shares_of(&pool, quantity);
        if quantity == 0 || quantity >= pool::worth(&pool, old.shares) {
            return Err(no(ReceiptError::QuantityOutOfRange));
        }
        let rest = old.shares.saturating_sub(shares);
        // The new one is as the old one is, but nothing happened to it yet.
        let transfers = core::mem::take(&mut old.transfers);
        old.shares = shares;
        let mut moves = Vec::new();
        let new = self.mint(supply, &old, &mut moves);
        old.transfers = transfers;
        old.shares = rest;
        self.change(token, &mut old);
        Ok(Done { moves, event: ReceiptSplit { token, new, shares } })
    }

    /// Invariant *Shares*: what the one brings the other gets.
    pub(crate) fn merge(
        &mut self,
        caller: &Caller<impl Network>,
        supply: &mut Supply,
        into: TokenId,
        token: TokenId,
    ) -> Outcome<Done<ReceiptsMerged>> {
        caller.starts()?;
        let mut kept = self.the_token(into)?;
        let mut gone = self.the_token(token)?;
        caller.disposes(&kept, Business::NewBusiness)?;
        for token in [&kept, &gone] {
            is_free(token, caller.call.now)?;
        }
        let are_alike = kept.pool == gone.pool
            && kept.owner == gone.owner
            && kept.depositor == gone.depositor
            && kept.negotiable == gone.negotiable
            && kept.papers.terms == gone.papers.terms
            && kept.papers.insurance == gone.papers.insurance;
        if into == token || !are_alike {
            return Err(no(ReceiptError::NotMergeable));
        }
        let shares = gone.shares;
        if kept.receipt != gone.receipt {
            let mut left = self.the_receipt(&gone.receipt)?;
            let mut receipt = self.the_receipt(&kept.receipt)?;
            // A lien that one of them states is not shed by the other.
            let (one, other) = (&receipt.deposit, &left.deposit);
            if one.advances != other.advances || one.owned_by_warehouse != other.owned_by_warehouse
            {
                return Err(no(ReceiptError::NotMergeable));
            }
            left.shares = left.shares.saturating_sub(shares);
            self.put_receipt(&gone.receipt, &left);
            receipt.shares = receipt.shares.saturating_add(shares);
            self.put_receipt(&kept.receipt, &receipt);
        }
        kept.shares = kept.shares.saturating_add(shares);
        self.change(into, &mut kept);
        super::follow(&mut gone, Step::Merge)?;
        let mut moves = Vec::new();
        self.burn(supply, token, &mut gone, &mut moves);
        Ok(Done { moves, event: ReceiptsMerged { into, token, shares } })
    }

    /// Shares leave a receipt. Invariant *Shares*, of receipts.
    #[inline(never)]
    pub(super) fn leave(&mut self, receipt: &DocumentId, shares: Quantity) -> Outcome<()> {
        let mut record = self.the_receipt(receipt)?;
        record.shares = record.shares.saturating_sub(shares);
        self.put_receipt(receipt, &record);
        Ok(())
    }

    /// Tells that a receipt has ended. Nothing is written here: that contract knows what it was told.
    pub(crate) fn tell_ended(
        &self,
        collateral: &impl Collateral,
        receipt: DocumentId,
    ) -> Outcome<()> {
        let record = self.the_receipt(&receipt)?;
        let epoch = self.pool(&record.pool)?.collateral_epoch;
        if record.shares > 0 || epoch == 0 {
            return Err(no(ReceiptError::NothingToTell));
        }
        collateral.end(epoch, &(*receipt.bytes()).into()).map_err(|untaken| no(refused(untaken)))
    }

    /// Tells that a pool is empty.
    pub(crate) fn tell_empty(
        &self,
        collateral: &impl Collateral,
        pool: PoolId,
        goods: GoodsKey,
    ) -> Outcome<()> {
        let record = self.pool(&pool)?;
        let keys = keys(&[goods])?;
        if record.shares > 0 || record.collateral_epoch == 0 {
            return Err(no(ReceiptError::NothingToTell));
        }
        collateral
            .free(record.collateral_epoch, &group(&pool), &keys)
            .map_err(|untaken| no(refused(untaken)))
    }
}

//! The rules of pools and receipts, with no chain in them but storage.
//!
//! Invariants, each kept where it is named:
//! - *Shares*: the shares of a pool's tokens are all its shares, and those of a receipt's tokens all the receipt's (`Ledger::issue`,
//!   `Ledger::split`, `Ledger::merge`, `Ledger::deliver`, `Ledger::replace`).
//! - *Quantity*: a pool has what was issued, less what was delivered and what is missing (`pool::quantity`).
//! - *Enough*: what all tokens of a pool are worth is no more than it has (`pool::worth`).
//! - *Attested*: no more is issued than an inspector other than the warehouse attests (`Ledger::issue`, `Ledger::inspect`).
//! - *One pledge*: a token is pledged to one party at most (`Ledger::pledge`).
//! - *Held*: a token that is pledged, frozen, reserved or no more does not move, but to its pledgee or back to its pledgor
//!   (`is_free`, `Ledger::pledge`, `Ledger::buy_back`).
//! - *Approved as it is*: an approval or an offer is of the token as it was then (`Ledger::change`).
//! - *Counted*: the balances of all owners are the number of tokens (`Ledger::mint`, `Ledger::burn`, `Ledger::pass`).
mod freezes;
mod issue;
mod load_out;
mod papers;
mod passing;
mod pledges;
mod sales;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk;

pub(crate) use self::{issue::receipt_id, passing::in_standard_words};
use crate::{
    events::{PoolExpired, PoolOpened, StockInspected},
    network::Network,
    pool,
    status::{next, Step},
};
use ink::{
    prelude::{boxed::Box, string::String, vec::Vec},
    selector_id,
    storage::{traits::ManualKey, Mapping},
};
use interfaces::{
    ids::{Account, DocumentId, Fingerprint, Millis, PartyId, PoolId, Quantity},
    receipt::{
        Commodity, Finding, Papers, Pledge, Pool, ReceiptError, ReceiptRecord, SaleOffer, Stock,
        Token, TokenId, TokenStatus,
    },
    registry::{Business, Role, Scope},
};
use kit::{
    authority::Denial,
    codes,
    collateral::Collateral,
    money::in_range,
    store::Shelf,
    token::{Book, Supply},
    Call,
};

/// What is above all GTINs: they have 14 digits at most.
const GTINS: u64 = 100_000_000_000_000;
/// What is above all headings of the Harmonized System: they have six digits.
const HEADINGS: u32 = 1_000_000;

/// How often a token had changed, and what its warehouse proposed for it then.
type Proposals =
    Mapping<TokenId, (u32, Papers), ManualKey<{ selector_id!("receipt::ledger::proposals") }>>;
/// How often a lost token had changed, the indemnity that was offered for it, and the text that is to stand for it.
type Lost = (u32, Fingerprint, Fingerprint);

/// All pools, receipts and tokens. The keys are fixed, so that an upgrade finds what was stored.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    pub(crate) pools: Mapping<PoolId, Pool, ManualKey<{ selector_id!("receipt::ledger::pools") }>>,
    pub(crate) receipts: Mapping<
        DocumentId,
        ReceiptRecord,
        ManualKey<{ selector_id!("receipt::ledger::receipts") }>,
    >,
    pub(crate) tokens:
        Mapping<TokenId, Token, ManualKey<{ selector_id!("receipt::ledger::tokens") }>>,
    pub(crate) pledges:
        Mapping<TokenId, Pledge, ManualKey<{ selector_id!("receipt::ledger::pledges") }>>,
    pub(crate) offers:
        Mapping<TokenId, SaleOffer, ManualKey<{ selector_id!("receipt::ledger::offers") }>>,
    proposals: Proposals,
    lost: Mapping<TokenId, Lost, ManualKey<{ selector_id!("receipt::ledger::lost") }>>,
    /// Contracts that tokens may be given to.
    venues: Mapping<Account, bool, ManualKey<{ selector_id!("receipt::ledger::venues") }>>,
    pub(crate) book: Book,
}

/// What came of a command. An error is in a box: it is handed on from rule to rule as an address, which is what most of them return.
pub(crate) type Outcome<T> = Result<T, Box<ReceiptError>>;

/// Puts an error in its box.
#[cold]
#[inline(never)]
pub(crate) fn no(error: ReceiptError) -> Box<ReceiptError> {
    Box::new(error)
}

/// Who calls, and who knows for whom it may act.
pub(crate) struct Caller<N> {
    /// The account, and the block's time.
    pub(crate) call: Call,
    /// Whether new business is paused.
    pub(crate) paused: bool,
    /// The registry that is linked, and those that were.
    pub(crate) network: N,
}

impl<N: Network> Caller<N> {
    fn starts(&self) -> Outcome<()> {
        if self.paused {
            return Err(no(ReceiptError::Paused));
        }
        Ok(())
    }

    // Each argument of a cross-contract call is code, so it is written once.
    #[inline(never)]
    fn may(&self, epoch: u8, party: &PartyId, scope: Scope, business: Business) -> Outcome<()> {
        let account = self.call.caller;
        self.network.may(epoch, account, *party, scope, business).map_err(|denial| {
            no(match denial {
                Denial::Refused(refusal) => ReceiptError::Refused(refusal),
                Denial::Unavailable => ReceiptError::RegistryUnavailable,
            })
        })
    }

    /// Whether the calling account is `party` itself: without a registry, or as a venue that owns tokens.
    fn is_itself(&self, party: &PartyId) -> bool {
        let account: &[u8; 32] = self.call.caller.as_ref();
        account == party.bytes()
    }

    /// Whether the caller may act for `owner`, who owns a token or did; with a registry an owner may be a venue, which acts for itself.
    fn owns(&self, epoch: u8, owner: &PartyId, scope: Scope, business: Business) -> Outcome<()> {
        if self.is_itself(owner) {
            return Ok(());
        }
        self.may(epoch, owner, scope, business)
    }

    /// Whether the caller may dispose of `token`.
    fn disposes(&self, token: &Token, business: Business) -> Outcome<()> {
        self.owns(token.registry_epoch, &token.owner, Scope::Dispose, business)
    }

    /// Whether `party` is attested as `role`; without a registry, whether `or` says so.
    fn is_attested(&self, epoch: u8, party: &PartyId, role: Role, or: bool) -> Outcome<bool> {
        if epoch == 0 {
            return Ok(or);
        }
        self.network.is_attested(epoch, party, role)
    }

    fn is_warehouse(&self, epoch: u8, party: &PartyId) -> Outcome<()> {
        if !self.is_attested(epoch, party, Role::Warehouse, true)? {
            return Err(no(ReceiptError::NotWarehouse));
        }
        Ok(())
    }

    fn is_active(&self, epoch: u8, party: &PartyId) -> Outcome<()> {
        if !self.network.is_active(epoch, party)? {
            return Err(no(ReceiptError::NotActive));
        }
        Ok(())
    }
}

/// That a token was made, passed on, or is no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Move {
    /// Whose it was.
    pub(crate) from: Option<PartyId>,
    /// Whose it is.
    pub(crate) to: Option<PartyId>,
    /// Which.
    pub(crate) token: TokenId,
}

/// What a command did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Done<E> {
    /// To tokens, in the standard's words.
    pub(crate) moves: Vec<Move>,
    /// In its own.
    pub(crate) event: E,
}

/// A command that moved no token.
fn still<E>(event: E) -> Done<E> {
    Done { moves: Vec::new(), event }
}

/// The id of the pool of a warehouse's `stock`.
pub(crate) fn pool_id(warehouse: &PartyId, stock: &Stock) -> PoolId {
    kit::name(&[b"lading/pool", warehouse.bytes(), &kit::ask::arguments(stock)]).into()
}

impl Ledger {
    #[allow(clippy::too_many_arguments)] // All that a pool begins with, and who is asked.
    pub(crate) fn open_pool(
        &mut self,
        caller: &Caller<impl Network>,
        collateral: &impl Collateral,
        warehouse: PartyId,
        stock: Stock,
        unit: &str,
        location: String,
        inspector: PartyId,
    ) -> Outcome<PoolOpened> {
        caller.starts()?;
        let epoch = caller.network.epoch();
        caller.may(epoch, &warehouse, Scope::Agree, Business::NewBusiness)?;
        caller.is_warehouse(epoch, &warehouse)?;
        is_commodity(stock.commodity)?;
        for text in [&stock.grade, &stock.lot, &location] {
            is_text(text)?;
        }
        let unit = codes::unit(unit).ok_or(ReceiptError::MalformedUnit)?;
        if stock.expires_at <= caller.call.now {
            return Err(no(ReceiptError::WrongTime));
        }
        let is_named = inspector != PartyId::NONE;
        if is_named != (epoch == 0) || inspector == warehouse {
            return Err(no(ReceiptError::WrongInspector));
        }
        let pool = pool_id(&warehouse, &stock);
        if self.pools.holds(pool) {
            return Err(no(ReceiptError::AlreadyExists));
        }
        let record = Pool {
            registry_epoch: epoch,
            collateral_epoch: collateral.epoch(),
            warehouse,
            inspector,
            stock,
            unit,
            location,
            attested: 0,
            issued: 0,
            delivered: 0,
            missing: 0,
            shares: 0,
            report: Fingerprint::NONE,
            is_expired: false,
        };
        self.put_pool(&pool, &record);
        Ok(PoolOpened { pool, warehouse, record })
    }

    /// Invariant *Attested*, of what was issued before. A shortage binds all who have shares, so no warehouse confirms its own.
    pub(crate) fn inspect(
        &mut self,
        caller: &Caller<impl Network>,
        pool: PoolId,
        inspector: PartyId,
        finding: Finding,
        report: Fingerprint,
    ) -> Outcome<StockInspected> {
        let mut record = self.pool(&pool)?;
        let epoch = record.registry_epoch;
        let is_named = inspector == record.inspector;
        if inspector == record.warehouse
            || !caller.is_attested(epoch, &inspector, Role::Auditor, is_named)?
        {
            return Err(no(ReceiptError::NotInspector));
        }
        // What lets more be issued is new business; what is missing is told by whomever it takes.
        let business = match finding {
            Finding::Stock(_) => Business::NewBusiness,
            Finding::Shortage(_) => Business::Exit,
        };
        caller.may(epoch, &inspector, Scope::Notarise, business)?;
        if record.report == report {
            return Err(no(ReceiptError::AlreadyReported));
        }
        match finding {
            Finding::Stock(quantity) => {
                if !in_range(quantity) {
                    return Err(no(ReceiptError::QuantityOutOfRange));
                }
                if quantity < record.issued {
                    return Err(no(ReceiptError::BelowIssued(record.issued)));
                }
                record.attested = quantity;
            }
            Finding::Shortage(quantity) => {
                let more = quantity.checked_sub(record.missing).unwrap_or_default();
                if more == 0 || more > pool::quantity(&record) {
                    return Err(no(ReceiptError::QuantityOutOfRange));
                }
                record.missing = quantity;
            }
        }
        record.report = report;
        self.put_pool(&pool, &record);
        Ok(StockInspected { pool, inspector, finding, report })
    }

    pub(crate) fn mark_expired(&mut self, call: &Call, pool: PoolId) -> Outcome<PoolExpired> {
        let mut record = self.pool(&pool)?;
        let expired_at = record.stock.expires_at;
        has_expired(expired_at, call.now)?;
        if record.is_expired {
            return Err(no(ReceiptError::AlreadyExpired));
        }
        record.is_expired = true;
        self.put_pool(&pool, &record);
        Ok(PoolExpired { pool, expired_at })
    }

    /// What a token is worth.
    pub(crate) fn quantity_of(&self, token: TokenId) -> Option<Quantity> {
        let token = self.tokens.boxed(token)?;
        let pool = self.pools.boxed(token.pool)?;
        Some(pool::worth(&pool, token.shares))
    }

    /// The same, of a token at hand.
    #[inline(never)]
    fn worth(&self, token: &Token) -> Outcome<Quantity> {
        Ok(pool::worth(&*self.pool(&token.pool)?, token.shares))
    }

    /// A new token. Invariant *Counted*.
    fn mint(&mut self, supply: &mut Supply, token: &Token, moves: &mut Vec<Move>) -> TokenId {
        let id = supply.make();
        self.put(id, token);
        self.book.credit(&token.owner);
        moves.push(Move { from: None, to: Some(token.owner), token: id });
        id
    }

    /// A token is no more. Invariant *Counted*. Its record stays, without shares.
    #[inline(never)]
    fn burn(&mut self, supply: &mut Supply, id: TokenId, token: &mut Token, moves: &mut Vec<Move>) {
        token.shares = 0;
        self.put(id, token);
        self.book.debit(&token.owner);
        supply.burn();
        moves.push(Move { from: Some(token.owner), to: None, token: id });
    }

    /// A token is another's, or its owner's anew. Invariant *Counted*.
    #[inline(never)]
    fn pass(&mut self, id: TokenId, token: &mut Token, to: &PartyId) -> Move {
        let from = token.owner;
        self.book.transfer(&from, to);
        token.owner = *to;
        self.change(id, token);
        Move { from: Some(from), to: Some(*to), token: id }
    }

    /// A token is not what it was when it was approved or offered. Invariant *Approved as it is*.
    fn change(&mut self, id: TokenId, token: &mut Token) {
        token.transfers = token.transfers.saturating_add(1);
        self.put(id, token);
    }

    fn the_token(&self, token: TokenId) -> Outcome<Box<Token>> {
        self.find(token).ok_or_else(|| no(ReceiptError::NotFound))
    }

    // One decoder and one encoder of each record for all messages: inlined into each they would be most of the code.
    #[inline(never)]
    fn find(&self, token: TokenId) -> Option<Box<Token>> {
        self.tokens.boxed(token)
    }

    #[inline(never)]
    fn put(&mut self, id: TokenId, token: &Token) {
        self.tokens.write(id, token);
    }

    #[inline(never)]
    fn pool(&self, pool: &PoolId) -> Outcome<Box<Pool>> {
        self.pools.boxed(pool).ok_or_else(|| no(ReceiptError::NotFound))
    }

    #[inline(never)]
    fn put_pool(&mut self, id: &PoolId, pool: &Pool) {
        self.pools.write(id, pool);
    }

    #[inline(never)]
    fn the_receipt(&self, receipt: &DocumentId) -> Outcome<Box<ReceiptRecord>> {
        self.receipts.boxed(receipt).ok_or_else(|| no(ReceiptError::NotFound))
    }

    #[inline(never)]
    fn put_receipt(&mut self, id: &DocumentId, receipt: &ReceiptRecord) {
        self.receipts.write(id, receipt);
    }

    #[inline(never)]
    fn find_pledge(&self, token: TokenId) -> Option<Box<Pledge>> {
        self.pledges.boxed(token)
    }

    #[inline(never)]
    fn put_pledge(&mut self, token: TokenId, pledge: &Pledge) {
        self.pledges.write(token, pledge);
    }
}

/// A token is to be its pledgee's, or its depositor's again.
fn seize(token: &mut Token) -> Outcome<()> {
    follow(token, Step::Seize)?;
    if token.status == TokenStatus::Live {
        token.load_out = issue::NO_REQUEST;
    }
    token.depositor = PartyId::NONE;
    Ok(())
}

/// Takes `step` with a token.
#[inline(never)]
fn follow(token: &mut Token, step: Step) -> Outcome<()> {
    let Some(after) = next(token.status, step) else {
        return Err(no(ReceiptError::WrongStatus(token.status)));
    };
    token.status = after;
    Ok(())
}

fn is_frozen(token: &Token, now: Millis) -> Outcome<()> {
    if now < token.frozen_until {
        return Err(no(ReceiptError::Frozen(token.frozen_until)));
    }
    Ok(())
}

/// Whether its pledgor may buy it back; a pledged token is its pledgee's to hold.
fn is_reserved(token: &Token, now: Millis) -> Outcome<()> {
    if token.pledgee == PartyId::NONE && now < token.held_until {
        return Err(no(ReceiptError::Reserved(token.held_until)));
    }
    Ok(())
}

fn is_pledged(token: &Token) -> Outcome<()> {
    if token.pledgee != PartyId::NONE {
        return Err(no(ReceiptError::Pledged));
    }
    Ok(())
}

/// Whether the owner alone disposes of a token: invariant *Held*.
#[inline(never)]
fn is_free(token: &Token, now: Millis) -> Outcome<()> {
    if next(token.status, Step::Use).is_none() {
        return Err(no(ReceiptError::WrongStatus(token.status)));
    }
    is_pledged(token)?;
    is_frozen(token, now)?;
    is_reserved(token, now)
}

/// Whether a token can become another's.
#[inline(never)]
fn can_pass(token: &Token, now: Millis) -> Outcome<()> {
    is_free(token, now)?;
    if !token.negotiable {
        return Err(no(ReceiptError::NotNegotiable));
    }
    if now >= token.expires_at {
        return Err(no(ReceiptError::Expired));
    }
    Ok(())
}

fn has_expired(expires_at: Millis, now: Millis) -> Outcome<()> {
    if now < expires_at {
        return Err(no(ReceiptError::NotExpired(expires_at)));
    }
    Ok(())
}

fn is_text(text: &str) -> Outcome<()> {
    if !codes::is_number(text) {
        return Err(no(ReceiptError::MalformedText));
    }
    Ok(())
}

/// Whether these are the digits of a GTIN, the last of which is its check digit (counted from the right it weighs 1, the others 3 and
/// 1 by turns), or of a heading.
fn is_commodity(commodity: Commodity) -> Outcome<()> {
    let fits = match commodity {
        Commodity::Hs(heading) => heading < HEADINGS && heading > 0,
        Commodity::Gtin(number) => number < GTINS && number > 0 && is_checked(number),
    };
    if !fits {
        return Err(no(ReceiptError::MalformedCommodity));
    }
    Ok(())
}

fn is_checked(number: u64) -> bool {
    let (mut rest, mut sum, mut weight) = (number, 0u64, 1u64);
    while rest > 0 {
        sum = sum.wrapping_add((rest % 10).wrapping_mul(weight));
        weight ^= 2;
        rest /= 10;
    }
    sum % 10 == 0
}

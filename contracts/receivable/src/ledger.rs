//! The rules of receivables and their tokens, with no chain in them but storage and PSP34's two events.
//!
//! A command that pays, or that claims from the collateral contract, is finished here first and answers what is to be paid or claimed:
//! that comes last, and what fails there undoes all.
//!
//! Invariants, each kept where it is named:
//! - *Face*: Σ f of a receivable's tokens, burnt ones included, is F (`Ledger::split`, `Ledger::merge`).
//! - *Drawn*: Σ d = D ≤ P ≤ F (`Ledger::credit`, `Ledger::take`), and at P = F all draw in full (`accounting`).
//! - *Pledged*: no token is both pledged and moved (`status::token_next`).
//! - *Pinned*: an offer that stands is of what the token was when it was made (`status::token_next`).
//! - *Direct*: a payment goes from who calls to the account that the owner named, or to the holders' pot; never by an operator
//!   (`Payment`).
//! - *Rated*: what is bought on condition is bought by a rating that meets it, told by a grant that has one use less (`Ledger::is_rated`).
//! - *Approved*: an approval dies with each transfer, split and merge (`Ledger::pass`, `Ledger::split`, `Ledger::merge`).
//! - *Counted*: Σ of balances is the supply (`Ledger::mint`, `Ledger::pass`, `Ledger::burn`).
//! - *Pot*: this contract has at least Σ (P − D) of its receivables in each asset (`Ledger::credit`, `Ledger::take`).
//! - *Backed*: what is confirmed on a case is at most its balance (`Ledger::confirm`).
//! - *Once*: an invoice is confirmed once (`Ledger::draft`).
//! - *Line*: what a debtor confirms keeps within its line (`Ledger::confirm`); the line knows what it owes (`Ledger::owe`).
mod deals;
mod drafts;
mod money;
mod ratings;
#[cfg(test)]
mod tests;
mod tokens;
#[cfg(test)]
mod walk;

pub(crate) use drafts::{claimed, ended, receivable_id, Signature};
pub(crate) use money::Payment;

use ink::{
    prelude::boxed::Box,
    selector_id,
    storage::{traits::ManualKey, Mapping},
};
use interfaces::{
    ids::{Account, CaseId, DocumentId, Fingerprint, Millis, Money, PartyId},
    receivable::{
        Debt, Line, Pledge, ReceivableError, SaleOffer, Settlement, Token, TokenId, TokenStatus,
    },
    reconciliation::{CaseStatus, Text},
    registry::{Business, Scope},
    waybill::{FreightTerm, WaybillStatus},
};
use kit::{
    authority::{Authority, Denial},
    store::Shelf,
    token::Book,
    Call,
};

pub(crate) const DAY: Millis = 24 * 60 * 60 * 1000;

/// Knows who is on the network.
pub(crate) trait Members {
    /// Whether `party` is registered and not suspended, by the registry numbered `epoch`. Without one everyone is.
    fn is_active(&self, epoch: u8, party: &PartyId) -> Result<bool, ReceivableError>;

    /// Whether `party` is attested as a financier there. Without a registry nobody needs to be.
    fn is_financier(&self, epoch: u8, party: &PartyId) -> Result<bool, ReceivableError>;
}

/// What a waybill's billing record begins with, as far as it is needed: [`interfaces::waybill::BillingRecord`].
pub(crate) type Delivery = (WaybillStatus, PartyId, PartyId, PartyId, Money, [u8; 3], FreightTerm);

/// A case, as far as it is needed: [`interfaces::reconciliation::CaseView`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Balanced {
    pub(crate) status: CaseStatus,
    pub(crate) opened_by: PartyId,
    pub(crate) counterparty: PartyId,
    pub(crate) biller: PartyId,
    pub(crate) currency: Text,
    pub(crate) cleared: u128,
}

/// Knows what stands behind debts.
pub(crate) trait Backings {
    /// The case; nothing where no reconciliation contract is linked.
    fn case(&self, case: &CaseId) -> Result<Option<Box<Balanced>>, ReceivableError>;

    /// The delivery; nothing where no waybill contract is linked.
    fn delivery(&self, waybill: &DocumentId) -> Result<Option<Box<Delivery>>, ReceivableError>;
}

/// Who calls, and who knows for whom it may act.
pub(crate) struct Caller<A> {
    /// The account, and the block's time.
    pub(crate) call: Call,
    /// This contract.
    pub(crate) contract: Account,
    /// Whether new business is paused.
    pub(crate) paused: bool,
    /// Whether a venue was ever listed.
    pub(crate) has_venues: bool,
    /// The registry that is linked, and those that were.
    pub(crate) authority: A,
}

impl<A: Authority> Caller<A> {
    fn starts(&self) -> Result<(), ReceivableError> {
        if self.paused {
            return Err(ReceivableError::Paused);
        }
        Ok(())
    }

    // Each argument of a cross-contract call is code, so it is written once.
    #[inline(never)]
    fn may(
        &self,
        epoch: u8,
        party: &PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), ReceivableError> {
        self.authority.may(epoch, self.call.caller, *party, scope, business).map_err(|denial| {
            match denial {
                Denial::Refused(refusal) => ReceivableError::Refused(refusal),
                Denial::Unavailable => ReceivableError::RegistryUnavailable,
            }
        })
    }

    /// Whether the caller is the owner itself: an account where there is no registry, or a venue.
    fn is_owner(&self, token: &Token) -> bool {
        let caller: &[u8; 32] = self.call.caller.as_ref();
        caller == token.owner.bytes()
    }

    fn owns(&self, token: &Token, scope: Scope, business: Business) -> Result<(), ReceivableError> {
        if self.is_owner(token) {
            return Ok(());
        }
        self.may(token.registry, &token.owner, scope, business)
    }

    fn matures(&self, token: &Token) -> Result<(), ReceivableError> {
        if self.call.now >= token.due_at {
            return Err(ReceivableError::Matured);
        }
        Ok(())
    }
}

/// A debtor, and a currency.
type LineKey = (PartyId, [u8; 3]);

/// All receivables and tokens. The keys are fixed, so that an upgrade finds what was stored.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    pub(crate) receivables:
        Mapping<DocumentId, Debt, ManualKey<{ selector_id!("receivable::ledger::receivables") }>>,
    pub(crate) tokens:
        Mapping<TokenId, Token, ManualKey<{ selector_id!("receivable::ledger::tokens") }>>,
    pub(crate) offers:
        Mapping<TokenId, SaleOffer, ManualKey<{ selector_id!("receivable::ledger::offers") }>>,
    pub(crate) pledges:
        Mapping<TokenId, Pledge, ManualKey<{ selector_id!("receivable::ledger::pledges") }>>,
    pub(crate) lines:
        Mapping<LineKey, Line, ManualKey<{ selector_id!("receivable::ledger::lines") }>>,
    /// What was confirmed on a case, or as the freight of a waybill.
    confirmed:
        Mapping<Fingerprint, Money, ManualKey<{ selector_id!("receivable::ledger::confirmed") }>>,
    venues: Mapping<PartyId, bool, ManualKey<{ selector_id!("receivable::ledger::venues") }>>,
    pub(crate) book: Book,
}

/// Whether what a minor unit is paid with is something, and `amount` of it can be counted.
fn is_countable(settlement: &Settlement, amount: Money) -> bool {
    match settlement {
        Settlement::OffChain => true,
        Settlement::Native(units) | Settlement::Token(_, units) => {
            *units > 0 && units.checked_mul(u128::from(amount)).is_some()
        }
    }
}

impl Ledger {
    fn the_debt(&self, id: &DocumentId) -> Result<Box<Debt>, ReceivableError> {
        self.find_debt(id).ok_or(ReceivableError::NotFound)
    }

    /// A token as it stands now: an offer that is over binds nobody.
    #[inline(never)]
    fn the_token(&self, id: TokenId, now: Millis) -> Result<Box<Token>, ReceivableError> {
        let Some(mut token) = self.find_token(id) else {
            return Err(ReceivableError::NoSuchToken);
        };
        let is_offered = matches!(token.status, TokenStatus::Offered | TokenStatus::PledgeOffered);
        if is_offered && now > token.offered_until {
            token.status = TokenStatus::Held;
        }
        Ok(token)
    }

    // One decoder and one encoder of each record for all messages: inlined into each they would be most of the code.
    #[inline(never)]
    fn find_debt(&self, id: &DocumentId) -> Option<Box<Debt>> {
        self.receivables.boxed(id)
    }

    #[inline(never)]
    fn put_debt(&mut self, id: &DocumentId, debt: &Debt) {
        self.receivables.write(id, debt);
    }

    #[inline(never)]
    pub(crate) fn find_token(&self, id: TokenId) -> Option<Box<Token>> {
        self.tokens.boxed(id)
    }

    #[inline(never)]
    fn put_token(&mut self, id: TokenId, token: &Token) {
        self.tokens.write(id, token);
    }

    #[inline(never)]
    fn find_line(&self, debtor: &PartyId, currency: &[u8; 3], registry: u8) -> Box<Line> {
        self.lines.boxed((debtor, currency)).unwrap_or_else(|| {
            let financier = PartyId::NONE;
            Box::new(Line { registry, open: 0, is_limited: false, limit: 0, financier })
        })
    }

    #[inline(never)]
    fn put_line(&mut self, debtor: &PartyId, currency: &[u8; 3], line: &Line) {
        self.lines.write((debtor, currency), line);
    }
}

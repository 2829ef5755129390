//! Tokens: who has them, and how they split.
use super::{Caller, Ledger, Members};
use crate::{
    accounting::{divide, Balance},
    events::{TokenSplit, TokenTraded, TokensMerged, VenueListed},
    status::{token_next, TokenStep},
};
use ink::{
    prelude::{boxed::Box, string::String},
    primitives::AccountId,
};
use interfaces::{
    ids::{account, Account, Fingerprint, Money, PartyId},
    receivable::{ReceivableError, Token, TokenId, TokenStatus},
    registry::{Business, Refusal, Scope},
};
use kit::{
    administration::Codes,
    authority::Authority,
    events::emit,
    psp34::{approval, transferred},
    store::Shelf,
    token::{party, Supply},
};
use pendzl::contracts::psp34::PSP34Error;

/// What the standard has no name for.
#[inline(never)]
fn refused(word: &str) -> PSP34Error {
    PSP34Error::Custom(String::from(word))
}

/// As the standard says it.
#[inline(never)]
fn by_the_standard(error: ReceivableError) -> PSP34Error {
    match error {
        ReceivableError::NoSuchToken => PSP34Error::TokenNotExists,
        ReceivableError::Refused(Refusal::Suspended(_)) => refused("NotActive"),
        ReceivableError::Refused(_) => PSP34Error::NotApproved,
        ReceivableError::Paused => refused("Paused"),
        ReceivableError::Matured => refused("Matured"),
        ReceivableError::Overflow => refused("Overflow"),
        _ => refused("Registry"),
    }
}

pub(super) fn follow(token: &Token, step: TokenStep) -> Result<TokenStatus, ReceivableError> {
    token_next(token.status, step).ok_or(ReceivableError::WrongTokenStatus(token.status))
}

pub(super) fn balance(token: &Token) -> Balance {
    Balance { face: token.face, drawn: token.drawn }
}

impl Ledger {
    /// Invariant *Counted*.
    pub(super) fn mint(&mut self, supply: &mut Supply, token: &Token) -> TokenId {
        let id = supply.make();
        self.put_token(id, token);
        self.book.credit(&token.owner);
        emit(transferred(None, Some(&token.owner), id));
        id
    }

    /// Invariant *Counted*.
    #[inline(never)]
    pub(super) fn burn(&mut self, supply: &mut Supply, id: TokenId, token: &mut Token) {
        token.status = token_next(token.status, TokenStep::Burn).unwrap_or(TokenStatus::Burnt);
        supply.burn();
        self.book.debit(&token.owner);
        self.put_token(id, token);
        emit(transferred(Some(&token.owner), None, id));
    }

    /// Passes a token on, with the status that it then has. Invariants *Approved* and *Counted*.
    #[inline(never)]
    pub(super) fn pass(
        &mut self,
        id: TokenId,
        token: &mut Token,
        status: TokenStatus,
        to: PartyId,
        is_venue: bool,
    ) -> Result<(), ReceivableError> {
        let transfers = token.transfers.checked_add(1).ok_or(ReceivableError::Overflow)?;
        let from = token.owner;
        if from != to {
            if !is_venue {
                token.depositor = PartyId::NONE;
            } else if token.depositor == PartyId::NONE {
                token.depositor = from;
            }
        }
        token.status = status;
        token.transfers = transfers;
        token.owner = to;
        self.book.transfer(&from, &to);
        self.put_token(id, token);
        emit(transferred(Some(&from), Some(&to), id));
        Ok(())
    }

    pub(crate) fn is_venue(&self, venue: &PartyId) -> bool {
        self.venues.read(venue).unwrap_or_default()
    }

    /// Whether a token may go to `to`, and whether that is a venue.
    fn receives(
        &self,
        caller: &Caller<impl Authority + Members>,
        token: &Token,
        to: &PartyId,
    ) -> Result<bool, PSP34Error> {
        if *to == token.owner {
            return Ok(false);
        }
        let contract: &[u8; 32] = caller.contract.as_ref();
        if caller.has_venues && self.is_venue(to) {
            return Ok(true);
        }
        let is_nobody = *to == PartyId::NONE || to.bytes() == contract;
        if is_nobody || !caller.authority.is_active(token.registry, to).map_err(by_the_standard)? {
            return Err(refused("NotActive"));
        }
        Ok(false)
    }

    /// Whether the caller may pass a token on.
    fn passes(
        &self,
        caller: &Caller<impl Authority + Members>,
        id: TokenId,
        token: &Token,
    ) -> Result<(), PSP34Error> {
        if caller.is_owner(token) {
            return Ok(());
        }
        let (operator, transfers) = (&caller.call.caller, token.transfers);
        if !self.book.may_transfer(&token.owner, operator, id, transfers) {
            return caller
                .may(token.registry, &token.owner, Scope::Dispose, Business::NewBusiness)
                .map_err(by_the_standard);
        }
        // An owner that is suspended does no new business through its operators either. A venue is no enterprise.
        if token.depositor != PartyId::NONE {
            return Ok(());
        }
        let is_active = caller.authority.is_active(token.registry, &token.owner);
        if !is_active.map_err(by_the_standard)? {
            return Err(refused("NotActive"));
        }
        Ok(())
    }

    pub(crate) fn transfer(
        &mut self,
        caller: &Caller<impl Authority + Members>,
        to: PartyId,
        id: Option<TokenId>,
        data: &[u8],
    ) -> Result<Option<TokenTraded>, PSP34Error> {
        let (id, mut token) = self.live(id, caller.call.now)?;
        // What a venue gives back leaves it, whatever becomes of who gave it.
        let is_return = to == token.depositor && to != PartyId::NONE;
        if !is_return {
            caller.starts().map_err(by_the_standard)?;
        }
        self.passes(caller, id, &token)?;
        let Some(status) = token_next(token.status, TokenStep::Move) else {
            return Err(refused("Pledged"));
        };
        caller.matures(&token).map_err(by_the_standard)?;
        let trade = match data {
            [] => None,
            data => {
                let Ok(trade) = <[u8; 32]>::try_from(data) else {
                    return Err(refused("Trade"));
                };
                Some(Fingerprint::from(trade))
            }
        };
        let is_venue = !is_return && self.receives(caller, &token, &to)?;
        let is_trade = trade.is_some() && to != token.owner;
        if is_trade {
            token.tier = token.tier.saturating_add(1);
        }
        self.pass(id, &mut token, status, to, is_venue).map_err(by_the_standard)?;
        match trade {
            Some(trade) if is_trade => {
                Ok(Some(TokenTraded { token: id, to, trade, tier: token.tier }))
            }
            _ => Ok(None),
        }
    }

    /// The token that PSP34 names, unless it is burnt.
    fn live(&self, id: Option<TokenId>, now: u64) -> Result<(TokenId, Box<Token>), PSP34Error> {
        let Some(id) = id else { return Err(PSP34Error::TokenNotExists) };
        match self.the_token(id, now) {
            Ok(token) if token.status != TokenStatus::Burnt => Ok((id, token)),
            _ => Err(PSP34Error::TokenNotExists),
        }
    }

    pub(crate) fn live_token(&self, id: TokenId) -> Option<Box<Token>> {
        let token = self.find_token(id)?;
        (token.status != TokenStatus::Burnt).then_some(token)
    }

    /// Approves for the token that `id` names; `None` within it names none.
    pub(crate) fn approve(
        &mut self,
        caller: &Caller<impl Authority>,
        operator: &AccountId,
        id: Option<Option<TokenId>>,
        approved: bool,
    ) -> Result<(), PSP34Error> {
        let who = account(operator);
        let Some(id) = id else {
            if who == caller.call.caller {
                return Err(PSP34Error::SelfApprove);
            }
            let itself: &[u8; 32] = caller.call.caller.as_ref();
            let owner = PartyId::from(*itself);
            self.book.approve_all(&owner, &who, approved);
            emit(approval(&owner, operator, None, approved));
            return Ok(());
        };
        let (id, token) = self.live(id, caller.call.now)?;
        if party(operator) == token.owner {
            return Err(PSP34Error::SelfApprove);
        }
        let business = if approved { Business::NewBusiness } else { Business::Exit };
        caller.owns(&token, Scope::Dispose, business).map_err(by_the_standard)?;
        self.book.approve(id, token.transfers, &who, approved);
        emit(approval(&token.owner, operator, Some(id), approved));
        Ok(())
    }

    pub(crate) fn allowance(
        &self,
        owner: &PartyId,
        operator: &Account,
        id: Option<Option<TokenId>>,
    ) -> bool {
        let Some(id) = id else { return self.book.may_transfer_all(owner, operator) };
        let Ok((id, token)) = self.live(id, 0) else { return false };
        token.owner == *owner && self.book.may_transfer(owner, operator, id, token.transfers)
    }

    /// Invariant *Face*.
    pub(crate) fn split(
        &mut self,
        caller: &Caller<impl Authority>,
        supply: &mut Supply,
        id: TokenId,
        face: Money,
    ) -> Result<TokenSplit, ReceivableError> {
        caller.starts()?;
        let mut token = self.the_token(id, caller.call.now)?;
        caller.owns(&token, Scope::Dispose, Business::NewBusiness)?;
        token.status = follow(&token, TokenStep::Change)?;
        caller.matures(&token)?;
        let Some(drawn) = divide(balance(&token), face) else {
            return Err(ReceivableError::AmountOutOfRange);
        };
        token.transfers = token.transfers.checked_add(1).ok_or(ReceivableError::Overflow)?;
        let part = Token { face, drawn, transfers: 0, offers: 0, ..*token };
        token.face = token.face.saturating_sub(face);
        token.drawn = token.drawn.saturating_sub(drawn);
        self.put_token(id, &token);
        let into = self.mint(supply, &part);
        Ok(TokenSplit { token: id, into, face, drawn })
    }

    /// Invariant *Face*.
    pub(crate) fn merge(
        &mut self,
        caller: &Caller<impl Authority>,
        supply: &mut Supply,
        id: TokenId,
        from: TokenId,
    ) -> Result<TokensMerged, ReceivableError> {
        caller.starts()?;
        let now = caller.call.now;
        let mut token = self.the_token(id, now)?;
        let mut other = self.the_token(from, now)?;
        caller.owns(&token, Scope::Dispose, Business::NewBusiness)?;
        // What a venue has of two depositors stays apart, or one would get what is the other's.
        let is_one = token.receivable == other.receivable
            && token.owner == other.owner
            && token.depositor == other.depositor;
        if id == from || !is_one {
            return Err(ReceivableError::OtherReceivable);
        }
        token.status = follow(&token, TokenStep::Change)?;
        follow(&other, TokenStep::Change)?;
        caller.matures(&token)?;
        token.transfers = token.transfers.checked_add(1).ok_or(ReceivableError::Overflow)?;
        token.face = token.face.saturating_add(other.face);
        token.drawn = token.drawn.saturating_add(other.drawn);
        token.tier = token.tier.max(other.tier);
        (other.face, other.drawn) = (0, 0);
        self.put_token(id, &token);
        self.burn(supply, from, &mut other);
        let Token { face, drawn, tier, .. } = *token;
        Ok(TokensMerged { token: id, from, face, drawn, tier })
    }

    pub(crate) fn return_from_venue(
        &mut self,
        now: u64,
        id: TokenId,
    ) -> Result<(), ReceivableError> {
        let mut token = self.the_token(id, now)?;
        let status = follow(&token, TokenStep::Move)?;
        let depositor = token.depositor;
        if depositor == PartyId::NONE {
            return Err(ReceivableError::NotAtVenue);
        }
        if now < token.due_at && self.is_venue(&token.owner) {
            return Err(ReceivableError::TooEarly(token.due_at));
        }
        self.pass(id, &mut token, status, depositor, false)
    }

    pub(crate) fn list_venue(
        &mut self,
        is_admin: bool,
        codes: &impl Codes,
        venue: Account,
        is_listed: bool,
    ) -> Result<VenueListed, ReceivableError> {
        if !is_admin {
            return Err(ReceivableError::MissingRole);
        }
        // Who is no contract is no venue, or what it buys would be its seller's again one day.
        if is_listed && codes.hash_of(venue).is_none() {
            return Err(ReceivableError::NotAContract);
        }
        let bytes: &[u8; 32] = venue.as_ref();
        self.venues.write(PartyId::from(*bytes), &is_listed);
        Ok(VenueListed { venue, is_listed })
    }
}

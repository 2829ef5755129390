//! The standard's messages, and venues.
use super::{can_pass, has_expired, is_frozen, no, seize, Caller, Done, Ledger, Move, Outcome};
use crate::{
    events::{ReceiptVenueListed, TradeNamed, VenueReturned},
    network::Network,
    status::is_alive,
};
use ink::prelude::{boxed::Box, vec};
use interfaces::{
    ids::{account_id, Account, Fingerprint, PartyId},
    receipt::{ReceiptError, Token, TokenId},
    registry::{Business, Refusal},
};
use kit::{administration::Codes, psp34::number, store::Shelf, token::party};
use pendzl::contracts::psp34::{Id, PSP34Error};

impl Ledger {
    /// The token that the standard's `id` names.
    pub(crate) fn named_token(&self, id: &Id) -> Outcome<(TokenId, Box<Token>)> {
        let token = number(id).ok_or(ReceiptError::NotFound)?;
        let record = self.the_token(token)?;
        if !is_alive(record.status) {
            return Err(no(ReceiptError::NotFound));
        }
        Ok((token, record))
    }

    pub(crate) fn owner_of(&self, id: &Id) -> Option<PartyId> {
        self.named_token(id).ok().map(|(_, token)| token.owner)
    }

    pub(crate) fn allowance(&self, owner: &PartyId, operator: &Account, id: Option<&Id>) -> bool {
        let Some(id) = id else { return self.book.may_transfer_all(owner, operator) };
        self.named_token(id).is_ok_and(|(id, token)| {
            token.owner == *owner && self.book.may_transfer(owner, operator, id, token.transfers)
        })
    }

    /// Lets `operator` transfer a token, or all of the calling account's; answers for whom, and which.
    pub(crate) fn approve(
        &mut self,
        caller: &Caller<impl Network>,
        operator: &Account,
        id: Option<&Id>,
        approved: bool,
    ) -> Outcome<(PartyId, Option<TokenId>)> {
        let named = match id {
            Some(id) => Some(self.named_token(id)?),
            None => None,
        };
        let itself = party(&account_id(&caller.call.caller));
        let owner = named.as_ref().map_or(itself, |(_, token)| token.owner);
        if party(&account_id(operator)) == owner {
            return Err(no(ReceiptError::OwnDeal));
        }
        let Some((id, token)) = named else {
            self.book.approve_all(&owner, operator, approved);
            return Ok((owner, None));
        };
        caller.disposes(&token, Business::Exit)?;
        self.book.approve(id, token.transfers, operator, approved);
        Ok((owner, Some(id)))
    }

    pub(crate) fn transfer(
        &mut self,
        caller: &Caller<impl Network>,
        contract: &Account,
        has_venues: bool,
        to: &Account,
        id: &Id,
        data: &[u8],
    ) -> Outcome<(Move, Option<TradeNamed>)> {
        let (id, mut token) = self.named_token(id)?;
        let epoch = token.registry_epoch;
        let operator = caller.call.caller;
        let is_approved = !caller.is_itself(&token.owner)
            && self.book.may_transfer(&token.owner, &operator, id, token.transfers);
        if !is_approved {
            caller.disposes(&token, Business::NewBusiness)?;
        } else if token.depositor == PartyId::NONE {
            // Who was approved by a party can do no more than the party itself.
            caller.is_active(epoch, &token.owner)?;
        }
        let receiver = party(&account_id(to));
        // What a venue gives back leaves it, whatever becomes of who gave it.
        let is_return = receiver == token.depositor && receiver != PartyId::NONE;
        if !is_return {
            caller.starts()?;
        }
        let trade = trade(data)?;
        can_pass(&token, caller.call.now)?;
        if is_return {
            token.depositor = PartyId::NONE;
        } else {
            let is_venue = has_venues && self.venues.read(to).unwrap_or_default();
            let is_nobody = receiver == PartyId::NONE || to == contract;
            receive(caller, &mut token, &receiver, is_venue, is_nobody)?;
        }
        let passed = self.pass(id, &mut token, &receiver);
        Ok((passed, trade.map(|document| TradeNamed { token: id, document })))
    }

    pub(crate) fn list_venue(
        &mut self,
        is_administrator: bool,
        codes: &impl Codes,
        venue: Account,
        listed: bool,
    ) -> Outcome<ReceiptVenueListed> {
        if !is_administrator {
            return Err(no(ReceiptError::MissingRole));
        }
        // Who is no contract is no venue, or what it buys would be its seller's again one day.
        if listed && codes.hash_of(venue).is_none() {
            return Err(no(ReceiptError::NotAContract));
        }
        self.venues.write(venue, &listed);
        Ok(ReceiptVenueListed { venue, listed })
    }

    /// Gives a token back to who gave it to a venue. A venue neither pledges nor is pledged to while somebody's token is with it.
    pub(crate) fn return_from_venue(
        &mut self,
        caller: &Caller<impl Network>,
        id: TokenId,
    ) -> Outcome<Done<VenueReturned>> {
        let now = caller.call.now;
        let mut token = self.the_token(id)?;
        let to = token.depositor;
        if to == PartyId::NONE {
            return Err(no(ReceiptError::NotAtVenue));
        }
        let venue: [u8; 32] = *token.owner.bytes();
        if self.venues.read(Account::from(venue)).unwrap_or_default() {
            has_expired(token.expires_at, now)?;
        }
        is_frozen(&token, now)?;
        seize(&mut token)?;
        let passed = self.pass(id, &mut token, &to);
        Ok(Done { moves: vec![passed], event: VenueReturned { token: id, to } })
    }
}

/// Whether a token may go to `receiver`: a listed venue, or under a registry an active enterprise. Keeps who gave it to a venue.
fn receive(
    caller: &Caller<impl Network>,
    token: &mut Token,
    receiver: &PartyId,
    is_venue: bool,
    is_nobody: bool,
) -> Outcome<()> {
    // To itself nothing changes hands.
    if *receiver == token.owner {
        return Ok(());
    }
    if is_venue {
        // From venue to venue it stays who put it there.
        if token.depositor == PartyId::NONE {
            token.depositor = token.owner;
        }
        return Ok(());
    }
    if is_nobody {
        return Err(no(ReceiptError::NotActive));
    }
    token.depositor = PartyId::NONE;
    caller.is_active(token.registry_epoch, receiver)
}

/// The document that a transfer's data names.
fn trade(data: &[u8]) -> Outcome<Option<Fingerprint>> {
    if data.is_empty() {
        return Ok(None);
    }
    match <[u8; 32]>::try_from(data) {
        Ok(document) => Ok(Some(document.into())),
        Err(_) => Err(no(ReceiptError::MalformedTrade)),
    }
}

/// An error in the standard's words, and in one of ours where it has none.
#[allow(clippy::boxed_local)] // As it is handed on.
#[inline(never)]
pub(crate) fn in_standard_words(error: Box<ReceiptError>) -> PSP34Error {
    let word = match *error {
        ReceiptError::NotFound => return PSP34Error::TokenNotExists,
        ReceiptError::OwnDeal => return PSP34Error::SelfApprove,
        ReceiptError::Refused(Refusal::Suspended(_)) => "Suspended",
        ReceiptError::Refused(_) => return PSP34Error::NotApproved,
        ReceiptError::Paused => "Paused",
        ReceiptError::RegistryUnavailable => "Unavailable",
        ReceiptError::NotActive => "NotActive",
        ReceiptError::NotNegotiable => "NotNegotiable",
        ReceiptError::WrongStatus(_) => "LoadOut",
        ReceiptError::Pledged => "Pledged",
        ReceiptError::Frozen(_) => "Frozen",
        ReceiptError::Reserved(_) => "Reserved",
        ReceiptError::Expired => "Expired",
        _ => "Trade",
    };
    PSP34Error::Custom(word.into())
}

//! Tokens sold and pledged.
use super::{
    is_countable,
    money::Payment,
    tokens::{balance, follow},
    Caller, Ledger, Members, DAY,
};
use crate::{
    discount,
    events::{OfferClosed, PledgeMoved, PledgeOffered, TokenOffered, TokenSold},
    status::TokenStep,
};
use ink::prelude::boxed::Box;
use interfaces::{
    ids::{Millis, Money, PartyId},
    receivable::{
        Condition, Pledge, PledgeStep, ReceivableError, SaleOffer, Settlement, Token, TokenId,
        TokenStatus,
    },
    registry::{Business, Scope},
};
use kit::{authority::Authority, credit::Raters, store::Shelf};

/// Longest time from the due date to the default, and from there to the end of a pledge.
const ENFORCEMENT: Millis = 366 * DAY;

/// The next offer of a token.
fn numbered(token: &mut Token, status: TokenStatus, until: Millis) -> Result<u64, ReceivableError> {
    let number = token.offers.checked_add(1).ok_or(ReceivableError::Overflow)?;
    token.offers = number;
    token.status = status;
    token.offered_until = until;
    Ok(number)
}

impl Ledger {
    /// A token that its owner may offer.
    fn offerable(
        &self,
        caller: &Caller<impl Authority>,
        id: TokenId,
        step: TokenStep,
    ) -> Result<(Box<Token>, TokenStatus), ReceivableError> {
        caller.starts()?;
        let token = self.the_token(id, caller.call.now)?;
        caller.owns(&token, Scope::Dispose, Business::NewBusiness)?;
        let status = follow(&token, step)?;
        caller.matures(&token)?;
        Ok((token, status))
    }

    pub(crate) fn offer(
        &mut self,
        caller: &Caller<impl Authority>,
        id: TokenId,
        offer: SaleOffer,
    ) -> Result<TokenOffered, ReceivableError> {
        let (mut token, status) = self.offerable(caller, id, TokenStep::Offer)?;
        let now = caller.call.now;
        if offer.until < now {
            return Err(ReceivableError::OutOfOrder);
        }
        if offer.buyer == token.owner {
            return Err(ReceivableError::SameParty);
        }
        if offer.settlement == Settlement::OffChain {
            return Err(ReceivableError::OtherSettlement);
        }
        if offer.pay_to == caller.contract {
            return Err(ReceivableError::NotPayable);
        }
        let undrawn = balance(&token).undrawn();
        let price = discount::price(offer.price, undrawn, now, token.due_at);
        // The price rises until the due date, and then to no more than this.
        if price == 0 || price > undrawn || !is_countable(&offer.settlement, undrawn) {
            return Err(ReceivableError::AmountOutOfRange);
        }
        let number = numbered(&mut token, status, offer.until)?;
        self.put_token(id, &token);
        self.offers.write(id, &offer);
        let Token { face, drawn, .. } = *token;
        Ok(TokenOffered { token: id, buyer: offer.buyer, number, offer, face, drawn })
    }

    /// Invariants *Direct* and *Rated*: answers what the caller is to pay to whom the owner named.
    #[allow(clippy::too_many_arguments)] // As the message has them.
    pub(crate) fn accept_offer(
        &mut self,
        caller: &Caller<impl Authority + Members>,
        raters: &impl Raters,
        value: u128,
        id: TokenId,
        number: u64,
        party: PartyId,
        price: Money,
        condition: Option<&Condition>,
    ) -> Result<(TokenSold, Payment), ReceivableError> {
        caller.starts()?;
        let now = caller.call.now;
        let mut token = self.the_token(id, now)?;
        caller.may(token.registry, &party, Scope::Agree, Business::NewBusiness)?;
        let status = follow(&token, TokenStep::Sell)?;
        let offer = self.offer_numbered(id, &token, number)?;
        let is_meant = offer.buyer == PartyId::NONE || offer.buyer == party;
        if !is_meant || party == token.owner {
            return Err(ReceivableError::NotAParty);
        }
        caller.matures(&token)?;
        // An offer is an owner's word for as long as the owner may do new business; a venue's, which no registry knows, for as long as it stands.
        let is_venues = token.depositor != PartyId::NONE;
        if !is_venues && !caller.authority.is_active(token.registry, &token.owner)? {
            return Err(ReceivableError::SellerSuspended);
        }
        let undrawn = balance(&token).undrawn();
        let asked = discount::price(offer.price, undrawn, now, token.due_at);
        if asked != price {
            return Err(ReceivableError::OtherPrice(asked));
        }
        let payment = Payment::new(&offer.settlement, price, offer.pay_to);
        payment.comes_with(value)?;
        if let Some(condition) = condition {
            self.is_rated(raters, &token, &party, condition)?;
        }
        let seller = token.owner;
        self.pass(id, &mut token, status, party, false)?;
        let payer = caller.call.caller;
        Ok((TokenSold { token: id, seller, buyer: party, number, price, payer }, payment))
    }

    pub(crate) fn close_offer(
        &mut self,
        caller: &Caller<impl Authority>,
        id: TokenId,
        number: u64,
        party: PartyId,
    ) -> Result<OfferClosed, ReceivableError> {
        let mut token = self.the_token(id, caller.call.now)?;
        token.status = follow(&token, TokenStep::CloseOffer)?;
        let offer = self.offer_numbered(id, &token, number)?;
        if party == token.owner {
            caller.owns(&token, Scope::Dispose, Business::Exit)?;
        } else if party == offer.buyer && party != PartyId::NONE {
            caller.may(token.registry, &party, Scope::Agree, Business::Exit)?;
        } else {
            return Err(ReceivableError::NotAParty);
        }
        self.put_token(id, &token);
        Ok(OfferClosed { token: id, number, by: party })
    }

    fn offer_numbered(
        &self,
        id: TokenId,
        token: &Token,
        number: u64,
    ) -> Result<Box<SaleOffer>, ReceivableError> {
        match self.offers.boxed(id) {
            Some(offer) if token.offers == number => Ok(offer),
            _ => Err(ReceivableError::OtherOffer),
        }
    }

    pub(crate) fn price_of(&self, id: TokenId, now: Millis) -> Money {
        let Some(token) = self.find_token(id) else { return 0 };
        let Some(offer) = self.offers.boxed(id) else { return 0 };
        discount::price(offer.price, balance(&token).undrawn(), now, token.due_at)
    }

    pub(crate) fn pledge(
        &mut self,
        caller: &Caller<impl Authority>,
        id: TokenId,
        pledge: Pledge,
    ) -> Result<PledgeOffered, ReceivableError> {
        let (mut token, status) = self.offerable(caller, id, TokenStep::OfferPledge)?;
        // A venue sells what it was given; nobody gave it to be pledged.
        if token.depositor != PartyId::NONE {
            return Err(ReceivableError::AtVenue);
        }
        let Pledge { pledgee, default_at, enforce_until, until, .. } = pledge;
        if pledgee == token.owner {
            return Err(ReceivableError::SameParty);
        }
        let to_enforce = enforce_until.saturating_sub(default_at);
        if until < caller.call.now || until > default_at || to_enforce == 0 {
            return Err(ReceivableError::OutOfOrder);
        }
        if default_at.saturating_sub(token.due_at) > ENFORCEMENT || to_enforce > ENFORCEMENT {
            return Err(ReceivableError::TermTooLong);
        }
        let number = numbered(&mut token, status, until)?;
        self.put_token(id, &token);
        self.pledges.write(id, &pledge);
        Ok(PledgeOffered { token: id, pledgee, number, pledge })
    }

    pub(crate) fn answer_pledge(
        &mut self,
        caller: &Caller<impl Authority + Members>,
        id: TokenId,
        number: u64,
        step: PledgeStep,
    ) -> Result<PledgeMoved, ReceivableError> {
        if step == PledgeStep::Accept {
            caller.starts()?;
        }
        let now = caller.call.now;
        let mut token = self.the_token(id, now)?;
        let is_pledged = token.status == TokenStatus::Pledged;
        let status = follow(
            &token,
            match step {
                PledgeStep::Accept => TokenStep::TakePledge,
                PledgeStep::Reject => TokenStep::ClosePledge,
                PledgeStep::Withdraw if is_pledged => TokenStep::Release,
                PledgeStep::Withdraw => TokenStep::ClosePledge,
                PledgeStep::Release => TokenStep::Release,
                PledgeStep::Enforce => TokenStep::Enforce,
            },
        )?;
        let pledge = match self.pledges.boxed(id) {
            Some(pledge) if token.offers == number => pledge,
            _ => return Err(ReceivableError::OtherOffer),
        };
        if step == PledgeStep::Withdraw {
            caller.owns(&token, Scope::Dispose, Business::Exit)?;
        } else {
            let (scope, business) = match step {
                PledgeStep::Accept => (Scope::Agree, Business::NewBusiness),
                _ => (Scope::Dispose, Business::Exit),
            };
            caller.may(token.registry, &pledge.pledgee, scope, business)?;
        }
        match step {
            PledgeStep::Accept => {
                caller.matures(&token)?;
                if !caller.authority.is_active(token.registry, &token.owner)? {
                    return Err(ReceivableError::SellerSuspended);
                }
            }
            PledgeStep::Withdraw if is_pledged && now <= pledge.enforce_until => {
                return Err(ReceivableError::TooEarly(pledge.enforce_until));
            }
            PledgeStep::Enforce if now < pledge.default_at => {
                return Err(ReceivableError::TooEarly(pledge.default_at));
            }
            PledgeStep::Enforce if now > pledge.enforce_until => {
                return Err(ReceivableError::Lapsed(pledge.enforce_until));
            }
            _ => {}
        }
        if step == PledgeStep::Enforce {
            self.pass(id, &mut token, status, pledge.pledgee, false)?;
        } else {
            token.status = status;
            self.put_token(id, &token);
        }
        Ok(PledgeMoved { token: id, number, step })
    }
}

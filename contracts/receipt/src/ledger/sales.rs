//! Sales: token and price change hands at once.
use super::{can_pass, no, Caller, Done, Ledger, Outcome};
use crate::{
    events::{SaleOffered, Sold},
    network::Network,
    payment::{is_sent, Till},
};
use ink::prelude::{boxed::Box, vec};
use interfaces::{
    ids::{Millis, PartyId, Quantity},
    receipt::{Papers, ReceiptError, Sale, SaleOffer, SaleStep, Token, TokenId},
    registry::{Business, Scope},
};
use kit::store::Shelf;

impl Ledger {
    pub(crate) fn sell(
        &mut self,
        caller: &Caller<impl Network>,
        id: TokenId,
        step: SaleStep,
    ) -> Outcome<SaleOffered> {
        let is_new = step != SaleStep::Withdraw;
        let business = if is_new { Business::NewBusiness } else { Business::Exit };
        if is_new {
            caller.starts()?;
        }
        let token = self.the_token(id)?;
        caller.disposes(&token, business)?;
        let offer = match step {
            SaleStep::Withdraw => {
                let mut offer = self.standing(id, &token)?;
                offer.stands = false;
                offer
            }
            SaleStep::Offer(sale) => self.offered(&token, sale, caller.call.now)?,
        };
        self.put_offer(id, &offer);
        Ok(SaleOffered { token: id, seller: token.owner, offer: *offer })
    }

    fn offered(&self, token: &Token, sale: Sale, now: Millis) -> Outcome<Box<SaleOffer>> {
        can_pass(token, now)?;
        self.is_worth(token, sale.quantity, &sale.papers)?;
        if sale.buyer == token.owner {
            return Err(no(ReceiptError::OwnDeal));
        }
        if sale.until <= now {
            return Err(no(ReceiptError::WrongTime));
        }
        Ok(Box::new(SaleOffer { stands: true, transfers: token.transfers, sale }))
    }

    pub(crate) fn buy(
        &mut self,
        caller: &Caller<impl Network>,
        till: &impl Till,
        id: TokenId,
        buyer: PartyId,
        sale: Sale,
    ) -> Outcome<Done<Sold>> {
        caller.starts()?;
        let mut token = self.the_token(id)?;
        let (now, epoch, seller) = (caller.call.now, token.registry_epoch, token.owner);
        caller.may(epoch, &buyer, Scope::Dispose, Business::NewBusiness)?;
        can_pass(&token, now)?;
        let mut offer = self.standing(id, &token)?;
        if self.worth(&token)? < offer.sale.quantity || now > offer.sale.until {
            return Err(no(ReceiptError::NotOffered));
        }
        if sale != offer.sale {
            return Err(no(ReceiptError::TermsDiffer));
        }
        let is_another = sale.buyer != PartyId::NONE && sale.buyer != buyer;
        if buyer == seller || is_another {
            return Err(no(ReceiptError::OwnDeal));
        }
        // A venue is no enterprise; whether one is listed still does not matter to who leaves it.
        if token.depositor == PartyId::NONE {
            caller.is_active(epoch, &seller)?;
        }
        is_sent(till, &sale.settlement, sale.price)?;
        offer.stands = false;
        self.put_offer(id, &offer);
        token.depositor = PartyId::NONE;
        let passed = self.pass(id, &mut token, &buyer);
        till.pay(&sale.settlement, sale.price, &sale.pay_to)?;
        Ok(Done { moves: vec![passed], event: Sold { token: id, seller, buyer, sale } })
    }

    /// Whether a token is worth `quantity` and says this: what an offer of it says. Papers change only with the token.
    #[inline(never)]
    pub(super) fn is_worth(
        &self,
        token: &Token,
        quantity: Quantity,
        papers: &Papers,
    ) -> Outcome<()> {
        if quantity != self.worth(token)? || *papers != token.papers {
            return Err(no(ReceiptError::TermsDiffer));
        }
        Ok(())
    }

    /// The offer of a token that has not changed since.
    fn standing(&self, id: TokenId, token: &Token) -> Outcome<Box<SaleOffer>> {
        let Some(offer) = self.offers.boxed(id) else { return Err(no(ReceiptError::NotOffered)) };
        if !offer.stands || offer.transfers != token.transfers {
            return Err(no(ReceiptError::NotOffered));
        }
        Ok(offer)
    }

    #[inline(never)]
    fn put_offer(&mut self, id: TokenId, offer: &SaleOffer) {
        self.offers.write(id, offer);
    }
}

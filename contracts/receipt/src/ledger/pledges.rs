//! Pledges: control passes to the pledgee, and what becomes of it.
use super::{can_pass, is_frozen, no, seize, still, Caller, Done, Ledger, Move, Outcome};
use crate::{
    events::{MarginCalled, PledgeMoved},
    network::Network,
    payment::{is_sent, Till},
    status::is_alive,
};
use ink::prelude::{boxed::Box, vec, vec::Vec};
use interfaces::{
    ids::{Fingerprint, Millis, PartyId},
    receipt::{Pledge, PledgeStatus, PledgeStep, PledgeTerms, ReceiptError, Token, TokenId},
    registry::{Business, Scope},
};

/// The longest time to buy back, in milliseconds: 366 days.
pub(super) const LONGEST: Millis = 366 * 24 * 60 * 60 * 1000;

impl Ledger {
    pub(crate) fn pledge(
        &mut self,
        caller: &Caller<impl Network>,
        id: TokenId,
        step: PledgeStep,
    ) -> Outcome<Done<PledgeMoved>> {
        let is_new = matches!(step, PledgeStep::Offer(_) | PledgeStep::Accept(_));
        if is_new {
            caller.starts()?;
        }
        let mut token = self.the_token(id)?;
        let now = caller.call.now;
        let mut pledge = match step {
            PledgeStep::Offer(terms) => Box::new(Pledge {
                transfers: token.transfers,
                status: PledgeStatus::Offered,
                terms,
            }),
            _ => self.find_pledge(id).ok_or(ReceiptError::NotOffered)?,
        };
        let business = if is_new { Business::NewBusiness } else { Business::Exit };
        let epoch = token.registry_epoch;
        match step {
            PledgeStep::Accept(_) | PledgeStep::Release | PledgeStep::Enforce => {
                caller.may(epoch, &pledge.terms.pledgee, Scope::Dispose, business)?;
            }
            PledgeStep::Waive => {
                caller.owns(epoch, &pledge.terms.pledgor, Scope::Dispose, business)?
            }
            _ => caller.disposes(&token, business)?,
        }
        if is_new {
            can_pass(&token, now)?;
            // A venue sells what it was given; nobody gave it to be pledged.
            if token.depositor != PartyId::NONE {
                return Err(no(ReceiptError::AtVenue));
            }
        } else if !is_alive(token.status) {
            return Err(no(ReceiptError::WrongStatus(token.status)));
        }
        let (begins, ends) = match step {
            PledgeStep::Offer(_) => (PledgeStatus::Offered, PledgeStatus::Offered),
            PledgeStep::Withdraw => (PledgeStatus::Offered, PledgeStatus::Withdrawn),
            PledgeStep::Accept(_) => (PledgeStatus::Offered, PledgeStatus::Pledged),
            PledgeStep::Release | PledgeStep::Lapse => {
                (PledgeStatus::Pledged, PledgeStatus::Released)
            }
            PledgeStep::Enforce => (PledgeStatus::Pledged, PledgeStatus::Enforced),
            PledgeStep::Waive => (PledgeStatus::Enforced, PledgeStatus::Waived),
        };
        if pledge.status != begins {
            return Err(no(ReceiptError::NotPledged(pledge.status)));
        }
        let mut moves = Vec::new();
        match step {
            PledgeStep::Withdraw => {}
            PledgeStep::Offer(terms) => {
                is_fair(&terms, &token, now)?;
                self.is_worth(&token, terms.quantity, &terms.papers)?;
            }
            // Invariant *One pledge*: only of a token that is free is control given.
            PledgeStep::Accept(terms) => {
                let is_less = self.worth(&token)? < pledge.terms.quantity;
                if is_less || pledge.transfers != token.transfers {
                    return Err(no(ReceiptError::NotOffered));
                }
                if pledge.terms != terms {
                    return Err(no(ReceiptError::TermsDiffer));
                }
                // An old offer is no option on the goods.
                if now >= terms.default_at {
                    return Err(no(ReceiptError::WrongTime));
                }
                caller.is_active(epoch, &token.owner)?;
                token.pledgee = terms.pledgee;
                token.held_until = terms.lapses_at;
            }
            PledgeStep::Release => is_let_go(&mut token),
            PledgeStep::Lapse => {
                is_time(token.held_until, now)?;
                is_frozen(&token, now)?;
                is_let_go(&mut token);
            }
            // Invariant *Held*: to its pledgee, and not while a regulator holds it.
            PledgeStep::Enforce => {
                is_time(pledge.terms.default_at, now)?;
                is_frozen(&token, now)?;
                seize(&mut token)?;
                is_let_go(&mut token);
                if pledge.terms.buy_back_window > 0 {
                    token.held_until = now.saturating_add(pledge.terms.buy_back_window);
                }
                moves.push(self.pass(id, &mut token, &pledge.terms.pledgee));
            }
            PledgeStep::Waive => token.held_until = 0,
        }
        pledge.status = ends;
        self.put_pledge(id, &pledge);
        let is_changed = !matches!(step, PledgeStep::Offer(_) | PledgeStep::Withdraw);
        // What was approved, offered or reported before counts no more: another controls it now.
        if is_changed && moves.is_empty() {
            self.change(id, &mut token);
        }
        Ok(Done { moves, event: moved(id, pledge, &token) })
    }

    pub(crate) fn call_margin(
        &self,
        caller: &Caller<impl Network>,
        id: TokenId,
        demand: Fingerprint,
        until: Millis,
    ) -> Outcome<MarginCalled> {
        let token = self.the_token(id)?;
        let pledgee = token.pledgee;
        if pledgee == PartyId::NONE || !is_alive(token.status) {
            return Err(no(ReceiptError::NotPledged(PledgeStatus::Released)));
        }
        caller.may(token.registry_epoch, &pledgee, Scope::Dispose, Business::Exit)?;
        if until <= caller.call.now {
            return Err(no(ReceiptError::WrongTime));
        }
        Ok(MarginCalled { token: id, pledgee, demand, until })
    }

    /// Invariant *Held*: back to its pledgor, at the price that both signed.
    pub(crate) fn buy_back(
        &mut self,
        caller: &Caller<impl Network>,
        till: &impl Till,
        id: TokenId,
    ) -> Outcome<Done<PledgeMoved>> {
        let mut token = self.the_token(id)?;
        let mut pledge = self.find_pledge(id).ok_or(ReceiptError::NotOffered)?;
        let now = caller.call.now;
        let pledgor = pledge.terms.pledgor;
        caller.owns(token.registry_epoch, &pledgor, Scope::Dispose, Business::Exit)?;
        if pledge.status != PledgeStatus::Enforced
            || now >= token.held_until
            || !is_alive(token.status)
        {
            return Err(no(ReceiptError::NotReserved));
        }
        is_frozen(&token, now)?;
        let PledgeTerms { settlement, buy_back_price, pay_to, .. } = pledge.terms;
        is_sent(till, &settlement, buy_back_price)?;
        pledge.status = PledgeStatus::BoughtBack;
        self.put_pledge(id, &pledge);
        token.held_until = 0;
        let passed: Move = self.pass(id, &mut token, &pledgor);
        till.pay(&settlement, buy_back_price, &pay_to)?;
        Ok(Done { moves: vec![passed], ..still(moved(id, pledge, &token)) })
    }
}

fn moved(token: TokenId, pledge: Box<Pledge>, now: &Token) -> PledgeMoved {
    let held_until = now.held_until;
    PledgeMoved { token, pledgee: pledge.terms.pledgee, pledge: *pledge, held_until }
}

fn is_let_go(token: &mut Token) {
    token.pledgee = PartyId::NONE;
    token.held_until = 0;
}

fn is_time(from: Millis, now: Millis) -> Outcome<()> {
    if now < from {
        return Err(no(ReceiptError::TooEarly(from)));
    }
    Ok(())
}

/// Whether an offer is to another, and ends.
fn is_fair(terms: &PledgeTerms, token: &Token, now: Millis) -> Outcome<()> {
    if terms.pledgor != token.owner {
        return Err(no(ReceiptError::TermsDiffer));
    }
    if terms.pledgee == token.owner || terms.pledgee == PartyId::NONE {
        return Err(no(ReceiptError::OwnDeal));
    }
    let fits = terms.default_at > now
        && terms.lapses_at > terms.default_at
        && terms.buy_back_window <= LONGEST;
    if !fits {
        return Err(no(ReceiptError::WrongTime));
    }
    Ok(())
}

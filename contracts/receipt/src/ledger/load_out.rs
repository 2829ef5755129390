//! Getting goods out.
use super::{
    follow, is_frozen, is_reserved, issue::NO_REQUEST, no, Caller, Done, Ledger, Move, Outcome,
};
use crate::{events::LoadOutMoved, network::Network, pool, status::Step};
use ink::prelude::vec::Vec;
use interfaces::{
    ids::{Fingerprint, Millis, PartyId, Quantity},
    receipt::{LoadOut, LoadOutStep, PledgeStatus, ReceiptError, Token, TokenId},
    registry::{Business, Scope},
};
use kit::token::Supply;

impl Ledger {
    /// `window` is how long the owner has to answer a hand-over, in milliseconds.
    pub(crate) fn load_out(
        &mut self,
        caller: &Caller<impl Network>,
        supply: &mut Supply,
        window: Millis,
        id: TokenId,
        step: LoadOutStep,
    ) -> Outcome<Done<LoadOutMoved>> {
        let mut token = self.the_token(id)?;
        let now = caller.call.now;
        self.is_for(caller, &token, &step)?;
        let mut moves = Vec::new();
        let mut went = (0, 0);
        match step {
            LoadOutStep::RequestAll(instructions) => {
                self.request(&mut token, now, None, instructions)?;
            }
            LoadOutStep::Request { quantity, instructions } => {
                self.request(&mut token, now, Some(quantity), instructions)?;
            }
            LoadOutStep::Withdraw | LoadOutStep::Refuse(_) => {
                follow(&mut token, Step::Desist)?;
                token.load_out = NO_REQUEST;
            }
            LoadOutStep::Agree { quantity, instructions } => {
                follow(&mut token, Step::Agree)?;
                let asked = &token.load_out;
                if quantity != asked.quantity || instructions != asked.instructions {
                    return Err(no(ReceiptError::TermsDiffer));
                }
                token.load_out.is_agreed = true;
            }
            LoadOutStep::HandOver { quantity, .. } => {
                self.hand_over(&mut token, now, quantity)?;
            }
            LoadOutStep::Contest(_) => {
                follow(&mut token, Step::Contest)?;
                token.load_out.handed_over = 0;
                token.load_out.handed_over_at = 0;
                // Who agreed, agreed to one hand-over.
                token.load_out.is_agreed = false;
            }
            LoadOutStep::Receive(quantity) => {
                went = self.deliver(supply, id, &mut token, now, Some(quantity), 0, &mut moves)?;
            }
            LoadOutStep::Complete => {
                let from = token.load_out.handed_over_at.saturating_add(window);
                went = self.deliver(supply, id, &mut token, now, None, from, &mut moves)?;
            }
        }
        if moves.is_empty() {
            self.put(id, &token);
        }
        let (delivered, shares) = went;
        let status = token.status;
        let event = LoadOutMoved { token: id, step, status, delivered, shares, at: now };
        Ok(Done { moves, event })
    }

    /// Whose step it is, and in what scope.
    fn is_for(
        &self,
        caller: &Caller<impl Network>,
        token: &Token,
        step: &LoadOutStep,
    ) -> Outcome<()> {
        let epoch = token.registry_epoch;
        let (party, scope) = match step {
            LoadOutStep::Complete => return Ok(()),
            LoadOutStep::Withdraw | LoadOutStep::RequestAll(_) | LoadOutStep::Request { .. } => {
                return caller.disposes(token, Business::Exit);
            }
            LoadOutStep::Receive(_) | LoadOutStep::Contest(_) => {
                return caller.owns(epoch, &token.owner, Scope::Receive, Business::Exit);
            }
            LoadOutStep::Agree { .. } => {
                if token.pledgee == PartyId::NONE {
                    return Err(no(ReceiptError::NotPledged(PledgeStatus::Released)));
                }
                (token.pledgee, Scope::Dispose)
            }
            LoadOutStep::Refuse(_) | LoadOutStep::HandOver { .. } => {
                (self.pool(&token.pool)?.warehouse, Scope::HandOver)
            }
        };
        caller.may(epoch, &party, scope, Business::Exit)
    }

    /// Asks for a part, or for all.
    fn request(
        &self,
        token: &mut Token,
        now: Millis,
        part: Option<Quantity>,
        instructions: Fingerprint,
    ) -> Outcome<()> {
        follow(token, Step::Request)?;
        is_frozen(token, now)?;
        is_reserved(token, now)?;
        let worth = self.worth(token)?;
        let quantity = part.unwrap_or(worth);
        if part == Some(0) || quantity > worth {
            return Err(no(ReceiptError::QuantityOutOfRange));
        }
        let is_all = part.is_none();
        token.load_out = LoadOut { quantity, is_all, instructions, ..NO_REQUEST };
        Ok(())
    }

    /// Not more than was asked for, nor than it is worth since; nothing only where all is worth nothing.
    fn hand_over(&self, token: &mut Token, now: Millis, quantity: Quantity) -> Outcome<()> {
        follow(token, Step::HandOver)?;
        is_frozen(token, now)?;
        let worth = self.worth(token)?;
        let request = &mut token.load_out;
        if token.pledgee != PartyId::NONE && !request.is_agreed {
            return Err(no(ReceiptError::NotAgreed));
        }
        let most = if request.is_all { worth } else { worth.min(request.quantity) };
        if quantity > most || (quantity == 0 && worth > 0) {
            return Err(no(ReceiptError::QuantityOutOfRange));
        }
        request.handed_over = quantity;
        request.handed_over_at = now;
        Ok(())
    }

    /// Goods leave, and shares with them: invariant *Shares*. Answers how many of both.
    ///
    /// If a shortage was found since they were handed over, all shares go: who has the goods cannot give them back.
    #[allow(clippy::too_many_arguments)] // Two ways to be delivered: at once, or when the time is over.
    fn deliver(
        &mut self,
        supply: &mut Supply,
        id: TokenId,
        token: &mut Token,
        now: Millis,
        signed: Option<Quantity>,
        from: Millis,
        moves: &mut Vec<Move>,
    ) -> Outcome<(Quantity, Quantity)> {
        let pool_id = token.pool;
        let mut pool = self.pool(&pool_id)?;
        let worth = pool::worth(&pool, token.shares);
        let quantity = token.load_out.handed_over;
        let is_all = quantity >= worth;
        follow(token, if is_all { Step::DeliverAll } else { Step::DeliverPart })?;
        is_frozen(token, now)?;
        if now < from {
            return Err(no(ReceiptError::TooEarly(from)));
        }
        if signed.is_some_and(|signed| signed != quantity) {
            return Err(no(ReceiptError::TermsDiffer));
        }
        let shares = if is_all { token.shares } else { pool::shares_of(&pool, quantity) };
        let delivered = quantity.min(worth);
        pool.delivered = pool.delivered.saturating_add(delivered);
        pool.shares = pool.shares.saturating_sub(shares);
        self.put_pool(&pool_id, &pool);
        self.leave(&token.receipt, shares)?;
        token.load_out = NO_REQUEST;
        if is_all {
            self.burn(supply, id, token, moves);
        } else {
            token.shares = token.shares.saturating_sub(shares);
        }
        Ok((delivered, shares))
    }
}

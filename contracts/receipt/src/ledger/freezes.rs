//! Freezes by a regulator.
use super::{no, Caller, Ledger, Outcome};
use crate::{events::TokenFrozen, network::Network, status::is_alive};
use interfaces::{
    ids::{Fingerprint, Millis, PartyId},
    receipt::{FreezeStep, ReceiptError, TokenId},
    registry::{Business, Role, Scope},
};

/// How long a freeze lasts without renewal, and how long after it the same regulator orders none, in milliseconds: 30 days.
pub(super) const FREEZE: Millis = 30 * 24 * 60 * 60 * 1000;

impl Ledger {
    /// No regulator holds a token for longer than 30 days at a stretch on its own word, and none makes it move.
    pub(crate) fn freeze(
        &mut self,
        caller: &Caller<impl Network>,
        id: TokenId,
        regulator: PartyId,
        step: FreezeStep,
        reason: Fingerprint,
    ) -> Outcome<TokenFrozen> {
        let mut token = self.the_token(id)?;
        let (epoch, now) = (token.registry_epoch, caller.call.now);
        let is_lifted = step == FreezeStep::Lift;
        let business = if is_lifted { Business::Exit } else { Business::NewBusiness };
        caller.may(epoch, &regulator, Scope::Supervise, business)?;
        if !is_lifted && !caller.is_attested(epoch, &regulator, Role::Regulator, false)? {
            return Err(no(ReceiptError::NotRegulator));
        }
        if !is_alive(token.status) {
            return Err(no(ReceiptError::WrongStatus(token.status)));
        }
        let is_frozen = now < token.frozen_until;
        if step == FreezeStep::Freeze {
            if is_frozen {
                return Err(no(ReceiptError::Frozen(token.frozen_until)));
            }
        } else if !is_frozen {
            return Err(no(ReceiptError::NotFrozen));
        }
        let is_same = token.frozen_by == regulator;
        if is_lifted && !is_same {
            return Err(no(ReceiptError::NotItsRegulator));
        }
        // Neither by renewing, nor by lifting and freezing anew, nor at the moment when the last one lapses.
        if !is_lifted && is_same && now < token.frozen_until.saturating_add(FREEZE) {
            return Err(no(ReceiptError::SameRegulator));
        }
        let until = if is_lifted { now } else { now.saturating_add(FREEZE) };
        // Nobody's time runs while the token is held: what was left of it then is left of it afterwards.
        let held = token.frozen_until.max(now);
        if token.held_until > held {
            token.held_until = token.held_until.saturating_sub(held).saturating_add(until);
        }
        token.frozen_until = until;
        token.frozen_by = regulator;
        self.put(id, &token);
        let held_until = token.held_until;
        Ok(TokenFrozen { token: id, regulator, step, reason, until, held_until })
    }
}

//! What subjects contest, and arbiters decide.
use super::{Caller, Ledger, WINDOW};
use crate::{
    events::{Contested, Decided},
    network::Witnesses,
    sheet::{Uncontestable, MONTH},
    status::{next, Step},
};
use interfaces::{
    credit::{CreditError, Observation, MONTHS},
    ids::{Digest, Millis, ObservationId, PartyId},
    registry::{Business, Scope},
};
use kit::authority::Authority;

impl Ledger {
    /// Invariant *Contested once*.
    pub(crate) fn contest(
        &mut self,
        caller: &Caller<impl Authority>,
        id: ObservationId,
        evidence: Digest,
    ) -> Result<Contested, CreditError> {
        let mut observation = self.find_observation(&id)?;
        caller.may(observation.registry, &observation.subject, Scope::Agree, Business::Exit)?;
        let status = observation.status;
        let Some(status) = next(status, Step::Contest) else {
            return Err(CreditError::WrongStatus(status));
        };
        if observation.arbiter == PartyId::NONE {
            return Err(CreditError::NoArbiter);
        }
        let now = caller.call.now;
        let last = observation.recorded_at.saturating_add(WINDOW);
        if now > last {
            return Err(CreditError::TooLate(last));
        }
        let until = now.saturating_add(WINDOW);
        let (arrival, cell) = (observation.arrival, observation.cell);
        let mut sheet = self.sheet(&observation.subject, observation.dimension);
        sheet.contest(now, &id, arrival, &cell, until).map_err(|why| match why {
            Uncontestable::Full => CreditError::TooManyContests,
            Uncontestable::Expired => {
                let after = Millis::from(cell.month).saturating_add(MONTHS as Millis);
                CreditError::TooLate(after.saturating_mul(MONTH))
            }
        })?;
        observation.status = status;
        observation.until = until;
        self.put_sheet(&observation.subject, observation.dimension, sheet);
        self.put_observation(&id, &observation);
        Ok(Contested { observation: id, evidence: evidence.into(), contested_at: now, until })
    }

    pub(crate) fn decide(
        &mut self,
        caller: &Caller<impl Authority + Witnesses>,
        id: ObservationId,
        is_struck: bool,
    ) -> Result<Decided, CreditError> {
        let mut observation = self.find_observation(&id)?;
        caller.may(observation.registry, &observation.arbiter, Scope::Agree, Business::Exit)?;
        let status = observation.status;
        let step = if is_struck { Step::Strike } else { Step::Confirm };
        let Some(status) = next(status, step) else {
            return Err(CreditError::WrongStatus(status));
        };
        let now = caller.call.now;
        if now > observation.until {
            return Err(CreditError::TooLate(observation.until));
        }
        // Whom it serves that nothing is struck, this is not asked of.
        let Observation { registry, subject, .. } = *observation;
        if is_struck && caller.authority.acts(registry, &caller.call.caller, &subject)? {
            return Err(CreditError::NotImpartial);
        }
        let mut sheet = self.sheet(&observation.subject, observation.dimension);
        sheet.settle(now, &id, is_struck);
        observation.status = status;
        self.put_sheet(&observation.subject, observation.dimension, sheet);
        self.put_observation(&id, &observation);
        Ok(Decided { observation: id, is_struck, decided_at: now })
    }
}

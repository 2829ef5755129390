//! Suspension from new business by a regulator.
use super::{Ledger, Record};
use crate::events::{EnterpriseSuspended, SuspensionLifted};
use interfaces::{
    ids::{Digest, Millis, PartyId},
    registry::{Business, RegistryError, Role, Scope, Topic},
};
use kit::Call;

/// How long a suspension lasts without renewal, in milliseconds: 30 days.
pub(crate) const SUSPENSION: Millis = 30 * 24 * 60 * 60 * 1000;

impl Record {
    /// Whether new business is forbidden at `now`.
    pub(super) fn is_suspended(&self, now: Millis) -> bool {
        now < self.suspended_until
    }
}

impl Ledger {
    /// Suspends `party`. Suspending is new business of the regulator: one that is suspended itself may not.
    pub(crate) fn suspend(
        &mut self,
        call: Call,
        party: PartyId,
        regulator: PartyId,
        reason: Digest,
    ) -> Result<EnterpriseSuspended, RegistryError> {
        self.is_regulator(call, regulator)?;
        let record = self.record(party)?;
        if record.is_suspended(call.now) {
            return Err(RegistryError::Suspended(record.suspended_until));
        }
        Ok(self.order(call, party, record, regulator, reason))
    }

    /// Renews a suspension.
    pub(crate) fn renew_suspension(
        &mut self,
        call: Call,
        party: PartyId,
        regulator: PartyId,
        reason: Digest,
    ) -> Result<EnterpriseSuspended, RegistryError> {
        self.is_regulator(call, regulator)?;
        let record = self.record(party)?;
        if !record.is_suspended(call.now) {
            return Err(RegistryError::NotSuspended);
        }
        // Invariant: no regulator keeps an enterprise out for longer than 30 days at a stretch on its own word.
        if record.suspended_by == Some(regulator) {
            return Err(RegistryError::SameRegulator);
        }
        Ok(self.order(call, party, record, regulator, reason))
    }

    /// Lifts a suspension. That gives something back, so a regulator that is suspended itself may.
    pub(crate) fn lift_suspension(
        &mut self,
        call: Call,
        party: PartyId,
        regulator: PartyId,
    ) -> Result<SuspensionLifted, RegistryError> {
        self.may(call.now, call.caller, regulator, Scope::Supervise, Business::Exit)
            .map_err(RegistryError::Refused)?;
        let mut record = self.record(party)?;
        if !record.is_suspended(call.now) {
            return Err(RegistryError::NotSuspended);
        }
        if record.suspended_by != Some(regulator) {
            return Err(RegistryError::NotItsRegulator);
        }
        record.suspended_until = call.now;
        self.records.insert(party, &record);
        Ok(SuspensionLifted { party, regulator, until: call.now })
    }

    /// Whether `party` is registered and not suspended at `now`.
    pub(crate) fn is_active(&self, now: Millis, party: PartyId) -> bool {
        self.records.get(party).is_some_and(|record| !record.is_suspended(now))
    }

    /// Invariant: only a regulator that is attested as one, and acts by those who may act for it, suspends.
    fn is_regulator(&self, call: Call, regulator: PartyId) -> Result<(), RegistryError> {
        self.may(call.now, call.caller, regulator, Scope::Supervise, Business::NewBusiness)
            .map_err(RegistryError::Refused)?;
        if self.attested(call.now, regulator, Topic::Role(Role::Regulator)) {
            Ok(())
        } else {
            Err(RegistryError::NotRegulator)
        }
    }

    fn order(
        &mut self,
        call: Call,
        party: PartyId,
        mut record: Record,
        regulator: PartyId,
        reason: Digest,
    ) -> EnterpriseSuspended {
        let until = call.now.saturating_add(SUSPENSION);
        record.suspended_until = until;
        record.suspended_by = Some(regulator);
        self.records.insert(party, &record);
        EnterpriseSuspended { party, regulator, reason, until }
    }
}

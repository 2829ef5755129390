//! Who may act for an enterprise.
use super::Ledger;
use crate::{
    events::{AgentAppointed, AgentDismissed},
    set,
};
use ink::primitives::AccountId;
use interfaces::{
    ids::{Millis, PartyId},
    registry::{Appointment, Business, Refusal, RegistryError, Scope},
};
use kit::Call;

/// An agent's appointment; without scopes it has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) struct Tenure {
    /// The scopes given, a bit each.
    scopes: u16,
    expires_at: Millis,
}

impl Ledger {
    /// Whether `account` may act for `party` at `now`.
    ///
    /// This is asked before every command of every other contract: one read for the controller, two for an agent.
    pub(crate) fn may(
        &self,
        now: Millis,
        account: AccountId,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), Refusal> {
        let record = self.records.get(party).ok_or(Refusal::UnknownParty)?;
        if account != record.controller {
            // Invariant: an agent acts only in scopes that it was given, and only in its time.
            let tenure = self.tenure(party, account).ok_or(Refusal::NotForParty)?;
            if !set::has(tenure.scopes, scope) {
                return Err(Refusal::OutOfScope);
            }
            if now >= tenure.expires_at {
                return Err(Refusal::AppointmentExpired(tenure.expires_at));
            }
        }
        // Invariant: a suspended enterprise starts nothing and finishes everything.
        if business == Business::NewBusiness && record.is_suspended(now) {
            return Err(Refusal::Suspended(record.suspended_until));
        }
        Ok(())
    }

    /// Appoints an agent.
    pub(crate) fn appoint_agent(
        &mut self,
        call: Call,
        party: PartyId,
        agent: AccountId,
        scopes: &[Scope],
        expires_at: Millis,
    ) -> Result<AgentAppointed, RegistryError> {
        self.controlled(call, party)?;
        if scopes.is_empty() {
            return Err(RegistryError::Empty);
        }
        let scopes = set::pack(scopes).ok_or(RegistryError::Repeated)?;
        if expires_at <= call.now {
            return Err(RegistryError::InThePast);
        }
        self.tenures.insert((party, agent), &Tenure { scopes, expires_at });
        Ok(AgentAppointed { party, agent, scopes: set::unpack(scopes), expires_at })
    }

    /// Ends an appointment.
    pub(crate) fn dismiss_agent(
        &mut self,
        call: Call,
        party: PartyId,
        agent: AccountId,
    ) -> Result<AgentDismissed, RegistryError> {
        let record = self.record(party)?;
        if call.caller != record.controller && call.caller != agent {
            return Err(RegistryError::NotController);
        }
        if !self.end_tenure(party, agent) {
            return Err(RegistryError::NotAppointed);
        }
        Ok(AgentDismissed { party, agent, by: call.caller })
    }

    /// The appointment of `agent`, whether it has expired or not.
    pub(crate) fn appointment_of(&self, party: PartyId, agent: AccountId) -> Option<Appointment> {
        let tenure = self.tenure(party, agent)?;
        Some(Appointment { scopes: set::unpack(tenure.scopes), expires_at: tenure.expires_at })
    }

    /// Ends the appointment of `agent`; false if there is none.
    pub(super) fn end_tenure(&mut self, party: PartyId, agent: AccountId) -> bool {
        match self.tenure(party, agent) {
            Some(tenure) => {
                self.tenures.insert((party, agent), &Tenure { scopes: 0, ..tenure });
                true
            }
            None => false,
        }
    }

    fn tenure(&self, party: PartyId, agent: AccountId) -> Option<Tenure> {
        self.tenures.get((party, agent)).filter(|tenure| tenure.scopes != 0)
    }
}

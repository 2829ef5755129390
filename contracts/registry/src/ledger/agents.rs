//! Who may act for an enterprise.
use super::Ledger;
use crate::{
    events::{AgentAppointed, AgentDismissed},
    set,
};
use interfaces::{
    ids::{Account, Millis, PartyId},
    registry::{Appointment, Business, Refusal, RegistryError, Scope},
};
use kit::{store::Shelf, Call};

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
        account: Account,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), Refusal> {
        let record = self.records.read(party).ok_or(Refusal::UnknownParty)?;
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
        agent: Account,
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
        self.tenures.write((party, agent), &Tenure { scopes, expires_at });
        Ok(AgentAppointed { party, agent, scopes: set::unpack(scopes), expires_at })
    }

    /// Ends an appointment.
    pub(crate) fn dismiss_agent(
        &mut self,
        call: Call,
        party: PartyId,
        agent: Account,
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
    pub(crate) fn appointment_of(&self, party: PartyId, agent: Account) -> Option<Appointment> {
        let tenure = self.tenure(party, agent)?;
        Some(Appointment { scopes: set::unpack(tenure.scopes), expires_at: tenure.expires_at })
    }

    /// Ends the appointment of `agent`; false if there is none.
    pub(super) fn end_tenure(&mut self, party: PartyId, agent: Account) -> bool {
        match self.tenure(party, agent) {
            Some(tenure) => {
                self.tenures.write((party, agent), &Tenure { scopes: 0, ..tenure });
                true
            }
            None => false,
        }
    }

    fn tenure(&self, party: PartyId, agent: Account) -> Option<Tenure> {
        self.tenures.read((party, agent)).filter(|tenure| tenure.scopes != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::fixture::*, *};
    use interfaces::registry::Business::{Exit, NewBusiness};

    const BOTH: [Business; 2] = [NewBusiness, Exit];

    #[ink::test]
    fn the_controller_may_do_everything() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        for scope in <Scope as set::Member>::ALL {
            for business in BOTH {
                assert_eq!(ledger.may(NOW, account(OWNER), party, *scope, business), Ok(()));
            }
        }
    }

    #[ink::test]
    fn an_agent_may_do_what_it_was_appointed_for_until_its_time_is_over() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        let scopes = [Scope::Order, Scope::HandOver];
        let appointed = ledger.appoint_agent(by(OWNER), party, account(AGENT), &scopes, LATER);
        let scopes = vec![Scope::HandOver, Scope::Order];
        let told = AgentAppointed {
            party,
            agent: account(AGENT),
            scopes: scopes.clone(),
            expires_at: LATER,
        };
        assert_eq!(appointed, Ok(told));
        let appointment = Appointment { scopes: scopes.clone(), expires_at: LATER };
        assert_eq!(ledger.appointment_of(party, account(AGENT)), Some(appointment));
        for scope in <Scope as set::Member>::ALL {
            for business in BOTH {
                let may = |now| ledger.may(now, account(AGENT), party, *scope, business);
                if scopes.contains(scope) {
                    assert_eq!(may(LATER - 1), Ok(()));
                    assert_eq!(may(LATER), Err(Refusal::AppointmentExpired(LATER)));
                } else {
                    assert_eq!(may(NOW), Err(Refusal::OutOfScope));
                    assert_eq!(may(LATER), Err(Refusal::OutOfScope));
                }
            }
        }
    }

    #[ink::test]
    fn may_reports_its_refusals_in_the_promised_order() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        let regulator = ledger.with_regulator(REGULATOR);
        ledger.appoint_agent(by(OWNER), party, account(AGENT), &[Scope::Bill], LATER).unwrap();
        let until = ledger.suspend(by(REGULATOR), party, regulator, EVIDENCE).unwrap().until;
        let steps = [
            (STRANGER, NOBODY, Scope::Draw, LATER, Err(Refusal::UnknownParty)),
            (STRANGER, party, Scope::Draw, LATER, Err(Refusal::NotForParty)),
            (AGENT, party, Scope::Draw, LATER, Err(Refusal::OutOfScope)),
            (AGENT, party, Scope::Bill, LATER, Err(Refusal::AppointmentExpired(LATER))),
            (AGENT, party, Scope::Bill, NOW, Err(Refusal::Suspended(until))),
            (OWNER, party, Scope::Draw, NOW, Err(Refusal::Suspended(until))),
            (OWNER, party, Scope::Draw, until, Ok(())),
        ];
        for (who, party, scope, now, answer) in steps {
            assert_eq!(ledger.may(now, account(who), party, scope, NewBusiness), answer);
        }
        // Suspension stops no way out.
        assert_eq!(ledger.may(NOW, account(AGENT), party, Scope::Bill, Exit), Ok(()));
        assert_eq!(ledger.may(NOW, account(OWNER), party, Scope::Draw, Exit), Ok(()));
    }

    #[ink::test]
    fn an_agent_of_one_is_nobody_to_another() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        let second = ledger.with_firm(OWNER);
        ledger.appoint_agent(by(OWNER), party, account(AGENT), &[Scope::Bill], LATER).unwrap();
        assert_eq!(
            ledger.may(NOW, account(AGENT), second, Scope::Bill, Exit),
            Err(Refusal::NotForParty)
        );
    }

    #[ink::test]
    fn a_later_appointment_replaces_an_earlier_one() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        let agent = account(AGENT);
        ledger.appoint_agent(by(OWNER), party, agent, &[Scope::Bill], LATER).unwrap();
        ledger.appoint_agent(by(OWNER), party, agent, &[Scope::Draw], FAR).unwrap();
        let appointment = Appointment { scopes: vec![Scope::Draw], expires_at: FAR };
        assert_eq!(ledger.appointment_of(party, agent), Some(appointment));
    }

    #[ink::test]
    fn appoint_agent_reports_its_errors_in_the_promised_order() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        let twice = [Scope::Bill, Scope::Bill];
        let steps: [(u8, PartyId, &[Scope], RegistryError); 5] = [
            (AGENT, NOBODY, &[], RegistryError::UnknownEnterprise),
            (AGENT, party, &[], RegistryError::NotController),
            (OWNER, party, &[], RegistryError::Empty),
            (OWNER, party, &twice, RegistryError::Repeated),
            (OWNER, party, &[Scope::Bill], RegistryError::InThePast),
        ];
        for (caller, party, scopes, error) in steps {
            ledger.refuses(error, |ledger| {
                ledger.appoint_agent(by(caller), party, account(AGENT), scopes, NOW)
            });
        }
    }

    #[ink::test]
    fn the_controller_or_the_agent_ends_an_appointment() {
        for caller in [OWNER, AGENT] {
            let mut ledger = Ledger::default();
            let party = ledger.with_firm(OWNER);
            let agent = account(AGENT);
            ledger.appoint_agent(by(OWNER), party, agent, &[Scope::Bill], LATER).unwrap();
            let dismissed = ledger.dismiss_agent(by(caller), party, agent);
            assert_eq!(dismissed, Ok(AgentDismissed { party, agent, by: account(caller) }));
            assert_eq!(ledger.may(NOW, agent, party, Scope::Bill, Exit), Err(Refusal::NotForParty));
            assert_eq!(ledger.appointment_of(party, agent), None);
            ledger.refuses(RegistryError::NotAppointed, |ledger| {
                ledger.dismiss_agent(by(caller), party, agent)
            });
            // The record stays, so that the agent is not refunded what the controller paid.
            assert!(ledger.tenures.contains((party, agent)));
        }
    }

    #[ink::test]
    fn dismiss_agent_reports_its_errors_in_the_promised_order() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        let steps = [
            (STRANGER, NOBODY, RegistryError::UnknownEnterprise),
            (STRANGER, party, RegistryError::NotController),
            (OWNER, party, RegistryError::NotAppointed),
            (AGENT, party, RegistryError::NotAppointed),
        ];
        for (caller, party, error) in steps {
            ledger.refuses(error, |ledger| ledger.dismiss_agent(by(caller), party, account(AGENT)));
        }
    }

    #[ink::test]
    fn an_agent_cannot_appoint_agents_or_pass_control_on() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        let all = <Scope as set::Member>::ALL;
        ledger.appoint_agent(by(OWNER), party, account(AGENT), all, FAR).unwrap();
        let refused = RegistryError::NotController;
        ledger.refuses(refused, |ledger| {
            ledger.appoint_agent(by(AGENT), party, account(STRANGER), all, FAR)
        });
        ledger.refuses(refused, |ledger| {
            ledger.offer_control(by(AGENT), party, Some(account(AGENT)))
        });
    }
}

//! Enterprises, their identifiers, attestations and agents.
use std::collections::BTreeMap;

use e2e::Actor;
use interfaces::{
    ids::{Millis, PartyId},
    registry::{Business, Kind, Refusal, RegistryError, Role, Scheme, Scope, Topic},
};

use super::{repeats, MONTH};

/// An enterprise.
#[derive(Debug, Clone)]
pub struct Firm {
    pub controller: Actor,
    pub offered: Option<Actor>,
    pub roles: Vec<Role>,
    pub agents: BTreeMap<Actor, (Vec<Scope>, Millis)>,
    pub suspended_until: Millis,
    pub suspended_by: Option<PartyId>,
    pub stated: Vec<(Scheme, String)>,
}

/// An attestation.
#[derive(Debug, Clone)]
pub struct Given {
    pub by: Actor,
    pub until: Millis,
    pub withdrawn: bool,
}

/// A registry.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    pub paused: bool,
    pub attesters: Vec<Actor>,
    pub firms: BTreeMap<PartyId, Firm>,
    pub given: BTreeMap<(PartyId, Topic), Given>,
    pub held: BTreeMap<(Scheme, String), PartyId>,
}

type Registered<T> = Result<T, RegistryError>;

impl Directory {
    pub fn may(
        &self,
        now: Millis,
        actor: Actor,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), Refusal> {
        let firm = self.firms.get(&party).ok_or(Refusal::UnknownParty)?;
        if firm.controller != actor {
            let (scopes, until) = firm.agents.get(&actor).ok_or(Refusal::NotForParty)?;
            if !scopes.contains(&scope) {
                return Err(Refusal::OutOfScope);
            }
            if now >= *until {
                return Err(Refusal::AppointmentExpired(*until));
            }
        }
        if business == Business::NewBusiness && now < firm.suspended_until {
            return Err(Refusal::Suspended(firm.suspended_until));
        }
        Ok(())
    }

    pub fn attested(&self, now: Millis, party: PartyId, topic: Topic) -> bool {
        let stands = self
            .given
            .get(&(party, topic))
            .is_some_and(|given| !given.withdrawn && now < given.until);
        let claimed = match topic {
            Topic::Role(role) => {
                self.firms.get(&party).is_some_and(|firm| firm.roles.contains(&role))
            }
            _ => true,
        };
        stands && claimed
    }

    fn controlled(&mut self, actor: Actor, party: PartyId) -> Registered<&mut Firm> {
        let firm = self.firms.get_mut(&party).ok_or(RegistryError::UnknownEnterprise)?;
        if firm.controller == actor {
            Ok(firm)
        } else {
            Err(RegistryError::NotController)
        }
    }

    fn is_open(&self) -> Registered<()> {
        if self.paused {
            Err(RegistryError::Paused)
        } else {
            Ok(())
        }
    }

    fn is_attester(&self, actor: Actor) -> Registered<()> {
        if self.attesters.contains(&actor) {
            Ok(())
        } else {
            Err(RegistryError::NotAttester)
        }
    }

    pub fn register(
        &mut self,
        actor: Actor,
        id: PartyId,
        _: Kind,
        name: &str,
        country: &str,
        roles: &[Role],
    ) -> Registered<PartyId> {
        self.is_open()?;
        if name.is_empty() || name.len() > 128 {
            return Err(RegistryError::NameLength);
        }
        if country != "DE" && country != "NL" {
            return Err(RegistryError::UnknownCountry);
        }
        if repeats(roles) {
            return Err(RegistryError::Repeated);
        }
        let firm = Firm {
            controller: actor,
            offered: None,
            roles: roles.to_vec(),
            agents: BTreeMap::new(),
            suspended_until: 0,
            suspended_by: None,
            stated: Vec::new(),
        };
        self.firms.insert(id, firm);
        Ok(id)
    }

    pub fn claim_roles(&mut self, actor: Actor, party: PartyId, roles: &[Role]) -> Registered<()> {
        let firm = self.controlled(actor, party)?;
        if repeats(roles) {
            return Err(RegistryError::Repeated);
        }
        firm.roles = roles.to_vec();
        Ok(())
    }

    pub fn state_identifier(
        &mut self,
        actor: Actor,
        party: PartyId,
        name: &(Scheme, String),
    ) -> Registered<()> {
        self.is_open()?;
        self.controlled(actor, party)?;
        form(name)?;
        let held = self.held.get(name).copied();
        let firm = self.controlled(actor, party)?;
        if firm.stated.contains(name) {
            return Err(RegistryError::AlreadyStated);
        }
        if let Some(holder) = held {
            return Err(RegistryError::HeldBy(holder));
        }
        firm.stated.push(name.clone());
        Ok(())
    }

    pub fn withdraw_identifier(
        &mut self,
        actor: Actor,
        party: PartyId,
        name: &(Scheme, String),
    ) -> Registered<()> {
        let firm = self.controlled(actor, party)?;
        form(name)?;
        let place =
            firm.stated.iter().position(|stated| stated == name).ok_or(RegistryError::NotStated)?;
        firm.stated.remove(place);
        if self.held.get(name) == Some(&party) {
            self.held.remove(name);
        }
        Ok(())
    }

    pub fn confirm_identifier(
        &mut self,
        actor: Actor,
        party: PartyId,
        name: &(Scheme, String),
    ) -> Registered<()> {
        self.is_attester(actor)?;
        let firm = self.firms.get(&party).ok_or(RegistryError::UnknownEnterprise)?;
        form(name)?;
        if !firm.stated.contains(name) {
            return Err(RegistryError::NotStated);
        }
        if let Some(holder) = self.held.get(name) {
            return Err(RegistryError::HeldBy(*holder));
        }
        self.held.insert(name.clone(), party);
        Ok(())
    }

    pub fn attest(
        &mut self,
        now: Millis,
        actor: Actor,
        party: PartyId,
        topic: Topic,
        until: Millis,
    ) -> Registered<()> {
        self.is_attester(actor)?;
        if !self.firms.contains_key(&party) {
            return Err(RegistryError::UnknownEnterprise);
        }
        if until <= now {
            return Err(RegistryError::InThePast);
        }
        if let Some(given) = self.given.get(&(party, topic)) {
            if given.by != actor && !given.withdrawn && now < given.until {
                return Err(RegistryError::GivenBy(given.by.key().ink()));
            }
        }
        self.given.insert((party, topic), Given { by: actor, until, withdrawn: false });
        Ok(())
    }

    pub fn withdraw_attestation(
        &mut self,
        actor: Actor,
        party: PartyId,
        topic: Topic,
    ) -> Registered<()> {
        let given = self
            .given
            .get_mut(&(party, topic))
            .filter(|given| !given.withdrawn)
            .ok_or(RegistryError::NotAttested)?;
        if given.by != actor {
            return Err(RegistryError::GivenBy(given.by.key().ink()));
        }
        given.withdrawn = true;
        Ok(())
    }

    pub fn appoint_agent(
        &mut self,
        now: Millis,
        actor: Actor,
        party: PartyId,
        agent: Actor,
        scopes: &[Scope],
        until: Millis,
    ) -> Registered<()> {
        let firm = self.controlled(actor, party)?;
        if scopes.is_empty() {
            return Err(RegistryError::Empty);
        }
        if repeats(scopes) {
            return Err(RegistryError::Repeated);
        }
        if until <= now {
            return Err(RegistryError::InThePast);
        }
        firm.agents.insert(agent, (scopes.to_vec(), until));
        Ok(())
    }

    pub fn dismiss_agent(&mut self, actor: Actor, party: PartyId, agent: Actor) -> Registered<()> {
        let firm = self.firms.get_mut(&party).ok_or(RegistryError::UnknownEnterprise)?;
        if firm.controller != actor && actor != agent {
            return Err(RegistryError::NotController);
        }
        firm.agents.remove(&agent).map(drop).ok_or(RegistryError::NotAppointed)
    }

    pub fn offer_control(
        &mut self,
        actor: Actor,
        party: PartyId,
        to: Option<Actor>,
    ) -> Registered<()> {
        self.controlled(actor, party)?.offered = to;
        Ok(())
    }

    pub fn take_control(&mut self, actor: Actor, party: PartyId) -> Registered<()> {
        let firm = self.firms.get_mut(&party).ok_or(RegistryError::UnknownEnterprise)?;
        if firm.offered != Some(actor) {
            return Err(RegistryError::NotOffered);
        }
        firm.agents.remove(&firm.controller);
        firm.controller = actor;
        firm.offered = None;
        Ok(())
    }

    fn is_regulator(&self, now: Millis, actor: Actor, regulator: PartyId) -> Registered<()> {
        self.may(now, actor, regulator, Scope::Supervise, Business::NewBusiness)
            .map_err(RegistryError::Refused)?;
        if self.attested(now, regulator, Topic::Role(Role::Regulator)) {
            Ok(())
        } else {
            Err(RegistryError::NotRegulator)
        }
    }

    pub fn suspend(
        &mut self,
        now: Millis,
        actor: Actor,
        party: PartyId,
        regulator: PartyId,
    ) -> Registered<()> {
        self.is_regulator(now, actor, regulator)?;
        let firm = self.firms.get_mut(&party).ok_or(RegistryError::UnknownEnterprise)?;
        if now < firm.suspended_until {
            return Err(RegistryError::Suspended(firm.suspended_until));
        }
        if firm.suspended_by == Some(regulator) && now < firm.suspended_until + MONTH {
            return Err(RegistryError::SameRegulator);
        }
        firm.suspended_until = now + MONTH;
        firm.suspended_by = Some(regulator);
        Ok(())
    }

    pub fn renew_suspension(
        &mut self,
        now: Millis,
        actor: Actor,
        party: PartyId,
        regulator: PartyId,
    ) -> Registered<()> {
        self.is_regulator(now, actor, regulator)?;
        let firm = self.firms.get_mut(&party).ok_or(RegistryError::UnknownEnterprise)?;
        if now >= firm.suspended_until {
            return Err(RegistryError::NotSuspended);
        }
        if firm.suspended_by == Some(regulator) {
            return Err(RegistryError::SameRegulator);
        }
        firm.suspended_until = now + MONTH;
        firm.suspended_by = Some(regulator);
        Ok(())
    }

    pub fn lift_suspension(
        &mut self,
        now: Millis,
        actor: Actor,
        party: PartyId,
        regulator: PartyId,
    ) -> Registered<()> {
        self.may(now, actor, regulator, Scope::Supervise, Business::Exit)
            .map_err(RegistryError::Refused)?;
        let firm = self.firms.get_mut(&party).ok_or(RegistryError::UnknownEnterprise)?;
        if now >= firm.suspended_until {
            return Err(RegistryError::NotSuspended);
        }
        if firm.suspended_by != Some(regulator) {
            return Err(RegistryError::NotItsRegulator);
        }
        firm.suspended_until = now;
        Ok(())
    }
}

/// Whether an identifier of the walk is in form. The walk uses a few of which this is known.
fn form((scheme, value): &(Scheme, String)) -> Registered<()> {
    match (scheme, value.as_str()) {
        (Scheme::Gln, value) if value.len() != 13 => Err(RegistryError::Malformed),
        (Scheme::Gln, value) => {
            let sum: u32 = value
                .bytes()
                .rev()
                .enumerate()
                .map(|(at, digit)| u32::from(digit - b'0') * if at % 2 == 1 { 3 } else { 1 })
                .sum();
            if sum % 10 == 0 {
                Ok(())
            } else {
                Err(RegistryError::WrongCheckDigit)
            }
        }
        (Scheme::Scac, value) if !(2..=4).contains(&value.len()) => Err(RegistryError::Malformed),
        _ => Ok(()),
    }
}

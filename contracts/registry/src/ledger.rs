//! The rules of registration, control and acting for a party, with no chain in them but storage.
//!
//! Every record keeps its size and none is removed, so that nobody is refunded a deposit that another paid.

mod agents;
mod attestations;
#[cfg(test)]
mod fixture;
mod identifiers;
mod suspensions;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk;
mod witnesses;

use self::{
    agents::Tenure,
    identifiers::{Holding, Stated, Text},
};
use crate::{
    country,
    events::{ControlOffered, ControlTaken, EnterpriseRegistered, RolesClaimed},
    set,
};
use ink::{
    env::hash::{Blake2x256, CryptoHash},
    prelude::{string::String, vec::Vec},
    scale::Encode,
    selector_id,
    storage::{traits::ManualKey, Mapping},
};
use interfaces::{
    ids::{Account, Millis, PartyId},
    registry::{Attestation, Enterprise, Kind, RegistryError, Role, Scheme, Topic},
};
use kit::{store::Shelf, Call};

/// Longest name, in bytes.
pub(crate) const NAME_LENGTH: usize = 128;

/// Knows who is named as an attester.
pub(crate) trait Attesters {
    /// Whether `account` may attest.
    fn is_attester(&self, account: Account) -> bool;
}

/// What changes about an enterprise, and what every question reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct Record {
    controller: Account,
    /// Whether control is offered, and to whom; the account says nothing while it is not.
    offered: bool,
    offered_to: Account,
    /// The roles claimed, a bit each.
    roles: u16,
    suspended_until: Millis,
    suspended_by: Option<PartyId>,
}

/// What an enterprise said of itself when it registered. It never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct Profile {
    kind: Kind,
    name: String,
    country: [u8; 2],
    registered_at: Millis,
}

/// Everybody who ever registered, and all that was said of them.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    records: Mapping<PartyId, Record, ManualKey<{ selector_id!("registry::records") }>>,
    profiles: Mapping<PartyId, Profile, ManualKey<{ selector_id!("registry::profiles") }>>,
    /// The nonce that an account used last.
    nonces: Mapping<Account, u32, ManualKey<{ selector_id!("registry::nonces") }>>,
    stated: Mapping<PartyId, Stated, ManualKey<{ selector_id!("registry::stated") }>>,
    holdings: Mapping<(Scheme, Text), Holding, ManualKey<{ selector_id!("registry::holdings") }>>,
    attestations: Mapping<
        (PartyId, Topic),
        Attestation,
        ManualKey<{ selector_id!("registry::attestations") }>,
    >,
    tenures: Mapping<(PartyId, Account), Tenure, ManualKey<{ selector_id!("registry::tenures") }>>,
}

impl Ledger {
    /// Registers the caller under the id that its next nonce gives in the contract at `registry`.
    #[allow(clippy::too_many_arguments)] // The ledger knows no chain, so the contract's own address is an argument.
    pub(crate) fn register(
        &mut self,
        call: Call,
        paused: bool,
        registry: Account,
        kind: Kind,
        name: String,
        country: &str,
        roles: &[Role],
    ) -> Result<EnterpriseRegistered, RegistryError> {
        is_open(paused)?;
        if !(1..=NAME_LENGTH).contains(&name.len()) {
            return Err(RegistryError::NameLength);
        }
        let country = country::assigned(country).ok_or(RegistryError::UnknownCountry)?;
        let roles = set::pack(roles).ok_or(RegistryError::Repeated)?;
        let nonce = self.next_nonce(call.caller).ok_or(RegistryError::Overflow)?;
        // Invariant: an id is given once, because no two registrations share registry, registrant and nonce.
        let party = id_of(registry, call.caller, nonce);
        let controller = call.caller;
        let record = Record {
            controller,
            offered: false,
            offered_to: controller,
            roles,
            suspended_until: 0,
            suspended_by: None,
        };
        let profile = Profile { kind, name, country, registered_at: call.now };
        self.nonces.write(controller, &nonce);
        self.records.write(party, &record);
        self.profiles.write(party, &profile);
        Ok(EnterpriseRegistered {
            party,
            controller,
            kind,
            name: profile.name,
            country,
            roles: set::unpack(roles),
            registered_at: call.now,
        })
    }

    /// Replaces the roles claimed.
    pub(crate) fn claim_roles(
        &mut self,
        call: Call,
        party: PartyId,
        roles: &[Role],
    ) -> Result<RolesClaimed, RegistryError> {
        let mut record = self.controlled(call, party)?;
        record.roles = set::pack(roles).ok_or(RegistryError::Repeated)?;
        self.records.write(party, &record);
        Ok(RolesClaimed { party, roles: set::unpack(record.roles) })
    }

    /// Offers control, or takes the offer back.
    pub(crate) fn offer_control(
        &mut self,
        call: Call,
        party: PartyId,
        to: Option<Account>,
    ) -> Result<ControlOffered, RegistryError> {
        let mut record = self.controlled(call, party)?;
        record.offered = to.is_some();
        record.offered_to = to.unwrap_or(record.controller);
        self.records.write(party, &record);
        Ok(ControlOffered { party, to })
    }

    /// Takes control.
    pub(crate) fn take_control(
        &mut self,
        call: Call,
        party: PartyId,
    ) -> Result<ControlTaken, RegistryError> {
        let mut record = self.record(party)?;
        if !record.offered || record.offered_to != call.caller {
            return Err(RegistryError::NotOffered);
        }
        let from = record.controller;
        record.controller = call.caller;
        record.offered = false;
        // Invariant: a key that was rotated out is out, also as the agent that it may have made itself.
        self.end_tenure(party, from);
        self.records.write(party, &record);
        Ok(ControlTaken { party, from, to: call.caller })
    }

    /// What is known of `party`.
    pub(crate) fn enterprise(&self, party: PartyId) -> Option<Enterprise> {
        let record = self.records.read(party)?;
        let profile = self.profiles.read(party)?;
        Some(Enterprise {
            kind: profile.kind,
            name: profile.name,
            country: profile.country,
            roles: set::unpack(record.roles),
            controller: record.controller,
            offered_to: record.offered.then_some(record.offered_to),
            registered_at: profile.registered_at,
            suspended_until: record.suspended_until,
            suspended_by: record.suspended_by,
        })
    }

    /// The id that `registrant`'s next registration in the contract at `registry` will have.
    pub(crate) fn next_id(&self, registry: Account, registrant: Account) -> PartyId {
        id_of(registry, registrant, self.next_nonce(registrant).unwrap_or(u32::MAX))
    }

    fn next_nonce(&self, registrant: Account) -> Option<u32> {
        match self.nonces.read(registrant) {
            Some(last) => last.checked_add(1),
            None => Some(0),
        }
    }

    fn record(&self, party: PartyId) -> Result<Record, RegistryError> {
        self.records.read(party).ok_or(RegistryError::UnknownEnterprise)
    }

    /// The record of an enterprise that the caller controls.
    fn controlled(&self, call: Call, party: PartyId) -> Result<Record, RegistryError> {
        let record = self.record(party)?;
        if record.controller == call.caller {
            Ok(record)
        } else {
            Err(RegistryError::NotController)
        }
    }

    fn exists(&self, party: PartyId) -> Result<(), RegistryError> {
        if self.records.holds(party) {
            Ok(())
        } else {
            Err(RegistryError::UnknownEnterprise)
        }
    }
}

fn is_open(paused: bool) -> Result<(), RegistryError> {
    if paused {
        Err(RegistryError::Paused)
    } else {
        Ok(())
    }
}

fn is_named(attesters: &impl Attesters, call: Call) -> Result<(), RegistryError> {
    if attesters.is_attester(call.caller) {
        Ok(())
    } else {
        Err(RegistryError::NotAttester)
    }
}

/// `blake2_256("lading/enterprise" ‖ registry ‖ registrant ‖ nonce)`. No key fits it, so it can act only through its controller.
fn id_of(registry: Account, registrant: Account, nonce: u32) -> PartyId {
    const TAG: &[u8] = b"lading/enterprise";
    let mut input: Vec<u8> = TAG.to_vec();
    (registry, registrant, nonce).encode_to(&mut input);
    let mut id = [0; 32];
    <Blake2x256 as CryptoHash>::hash(&input, &mut id);
    id.into()
}

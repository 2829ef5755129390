//! Who may act for a party.
use crate::administration::Links;
use ink::{codegen::TraitCallBuilder, primitives::AccountId};
use interfaces::{
    administration::Link,
    ids::PartyId,
    registry::{Business, Refusal, Registry, RegistryRef, Scope},
};

/// Why a caller may not act for a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// The registry says so; or, without one, the party is not the caller.
    Refused(Refusal),
    /// The registry did not answer.
    Unavailable,
}

/// Knows who may act for whom.
pub trait Authority {
    /// The registry in force: 0 if none is linked. A document keeps the number it began with.
    fn epoch(&self) -> u8;

    /// Whether `account` may act for `party` in `scope`, under the registry numbered `epoch`.
    fn may(
        &self,
        epoch: u8,
        account: AccountId,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), Denial>;
}

/// The registry that is linked, and those that were.
pub struct LinkedRegistry<'a> {
    /// The contract's links.
    pub links: &'a Links,
    /// The registry in force, as the contract's root knows it.
    pub current: Current,
}

/// The registry in force. It is part of a contract's root, which every message reads anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Current {
    /// How often a registry has been linked: 0 is never.
    pub epoch: u8,
    /// Its address.
    pub address: Option<AccountId>,
}

impl Authority for LinkedRegistry<'_> {
    fn epoch(&self) -> u8 {
        self.current.epoch
    }

    fn may(
        &self,
        epoch: u8,
        account: AccountId,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), Denial> {
        if epoch == 0 {
            return alone(account, party);
        }
        let address = match self.current.address {
            Some(address) if epoch == self.current.epoch => address,
            _ => self.links.address_at(Link::Registry, epoch).ok_or(Denial::Unavailable)?,
        };
        let registry: RegistryRef = address.into();
        match registry.call().may(account, party, scope, business).try_invoke() {
            Ok(Ok(answer)) => answer.map_err(Denial::Refused),
            _ => Err(Denial::Unavailable),
        }
    }
}

/// Without a registry a party is an account, and acts by itself.
pub fn alone(account: AccountId, party: PartyId) -> Result<(), Denial> {
    let itself: &[u8] = account.as_ref();
    if itself == party.0 {
        Ok(())
    } else {
        Err(Denial::Refused(Refusal::NotForParty))
    }
}

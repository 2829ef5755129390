//! Who may act for a party.
use crate::{
    administration::Links,
    ask::{arguments, ask, read_whole},
};
use ink::{prelude::vec::Vec, selector_bytes};
use interfaces::{
    administration::Link,
    ids::{Account, PartyId},
    registry::{Business, Refusal, Role, Scope, Topic, Witness},
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
        account: Account,
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
    pub address: Option<Account>,
}

impl LinkedRegistry<'_> {
    /// What the registry numbered `epoch` answers, if it does.
    #[inline(never)]
    fn answer(&self, epoch: u8, message: [u8; 4], arguments: Vec<u8>) -> Option<Vec<u8>> {
        let address = match self.current.address {
            Some(address) if epoch == self.current.epoch => address,
            _ => self.links.address_at(Link::Registry, epoch)?,
        };
        ask(address, message, arguments)
    }

    /// Whether `party` is registered and not suspended, as the registry numbered `epoch` says; without one everyone is.
    pub fn is_active(&self, epoch: u8, party: &PartyId) -> Option<bool> {
        if epoch == 0 {
            return Some(true);
        }
        read_whole(self.answer(epoch, selector_bytes!("Registry::is_active"), arguments(party)))
    }

    /// Whether `party` has an unexpired attestation as `role`, as the registry numbered `epoch` says. Without one nobody says so.
    pub fn is_attested(&self, epoch: u8, party: &PartyId, role: Role) -> Option<bool> {
        let asked = arguments(&(party, Topic::Role(role)));
        read_whole(self.answer(epoch, selector_bytes!("Registry::attested"), asked))
    }

    /// What the registry numbered `epoch` knows of `party`, where it has something to say of `subject`.
    pub fn witness(&self, epoch: u8, party: &PartyId, subject: &PartyId) -> Option<Witness> {
        let asked = arguments(&(party, subject));
        read_whole(self.answer(epoch, selector_bytes!("Witnesses::witness"), asked))
    }

    /// Whether `account` does anything for `party`, as the registry numbered `epoch` says.
    pub fn acts(&self, epoch: u8, account: &Account, party: &PartyId) -> Option<bool> {
        let asked = arguments(&(account, party));
        read_whole(self.answer(epoch, selector_bytes!("Witnesses::acts"), asked))
    }
}

impl Authority for LinkedRegistry<'_> {
    fn epoch(&self) -> u8 {
        self.current.epoch
    }

    fn may(
        &self,
        epoch: u8,
        account: Account,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), Denial> {
        if epoch == 0 {
            return alone(account, party);
        }
        let arguments = arguments(&(account, party, scope, business));
        let answer: Option<Result<(), Refusal>> =
            read_whole(self.answer(epoch, selector_bytes!("Registry::may"), arguments));
        match answer {
            Some(answer) => answer.map_err(Denial::Refused),
            None => Err(Denial::Unavailable),
        }
    }
}

/// Without a registry a party is an account, and acts by itself.
pub fn alone(account: Account, party: PartyId) -> Result<(), Denial> {
    let itself: &[u8; 32] = account.as_ref();
    if itself == party.bytes() {
        Ok(())
    } else {
        Err(Denial::Refused(Refusal::NotForParty))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A call of a registry itself needs a chain, and is tested there.

    #[ink::test]
    fn without_a_registry_a_party_acts_by_itself_and_for_nobody_else() {
        let links = Links::default();
        let authority = LinkedRegistry { links: &links, current: Current::default() };
        assert_eq!(authority.epoch(), 0);
        for business in [Business::NewBusiness, Business::Exit] {
            let own = authority.may(0, [1; 32].into(), PartyId([1; 32]), Scope::Agree, business);
            assert_eq!(own, Ok(()));
            let other = authority.may(0, [1; 32].into(), PartyId([2; 32]), Scope::Agree, business);
            assert_eq!(other, Err(Denial::Refused(Refusal::NotForParty)));
        }
    }

    #[ink::test]
    fn what_began_without_a_registry_goes_on_without_one() {
        let links = Links::default();
        let current = Current { epoch: 3, address: Some([9; 32].into()) };
        let authority = LinkedRegistry { links: &links, current };
        assert_eq!(authority.epoch(), 3);
        let account = [1; 32];
        let itself =
            authority.may(0, account.into(), PartyId(account), Scope::Agree, Business::Exit);
        assert_eq!(itself, Ok(()));
    }

    #[ink::test]
    fn a_registry_that_never_was_gives_no_answer() {
        let links = Links::default();
        for current in [Current::default(), Current { epoch: 1, address: None }] {
            let authority = LinkedRegistry { links: &links, current };
            for epoch in [1, 2] {
                let answer = authority.may(
                    epoch,
                    [1; 32].into(),
                    PartyId([1; 32]),
                    Scope::Agree,
                    Business::Exit,
                );
                assert_eq!(answer, Err(Denial::Unavailable));
                assert_eq!(authority.is_active(epoch, &PartyId([1; 32])), None);
                assert_eq!(authority.is_attested(epoch, &PartyId([1; 32]), Role::Auditor), None);
                assert_eq!(authority.acts(epoch, &[1; 32].into(), &PartyId([1; 32])), None);
                assert_eq!(authority.witness(epoch, &PartyId([1; 32]), &PartyId([2; 32])), None);
            }
        }
    }

    #[ink::test]
    fn without_a_registry_everyone_is_active_and_nobody_attested() {
        let links = Links::default();
        let authority = LinkedRegistry { links: &links, current: Current::default() };
        assert_eq!(authority.is_active(0, &PartyId([1; 32])), Some(true));
        assert_eq!(authority.is_attested(0, &PartyId([1; 32]), Role::Auditor), None);
    }
}

//! What a registry says of counterparties.
use interfaces::{
    credit::CreditError,
    ids::{Account, Fingerprint, PartyId},
    registry::{Relation, Witness},
};
use kit::authority::LinkedRegistry;

/// Knows who has something to say of whom.
pub(crate) trait Witnesses {
    /// What the registry numbered `epoch` knows of `party`, where it has something to say of `subject`. Without a registry each account stands
    /// for itself, and nobody knows of any two that they are one.
    fn witness(
        &self,
        epoch: u8,
        party: &PartyId,
        subject: &PartyId,
    ) -> Result<Witness, CreditError>;

    /// Whether `account` does anything for `party`, as the registry numbered `epoch` says; without one each does for itself.
    fn acts(&self, epoch: u8, account: &Account, party: &PartyId) -> Result<bool, CreditError>;
}

impl Witnesses for LinkedRegistry<'_> {
    fn witness(
        &self,
        epoch: u8,
        party: &PartyId,
        subject: &PartyId,
    ) -> Result<Witness, CreditError> {
        if epoch == 0 {
            return Ok(alone(party));
        }
        LinkedRegistry::witness(self, epoch, party, subject).ok_or(CreditError::RegistryUnavailable)
    }

    fn acts(&self, epoch: u8, account: &Account, party: &PartyId) -> Result<bool, CreditError> {
        if epoch == 0 {
            return Ok(kit::authority::alone(*account, *party).is_ok());
        }
        LinkedRegistry::acts(self, epoch, account, party).ok_or(CreditError::RegistryUnavailable)
    }
}

/// An account of which nothing is known but that it acts.
pub(crate) fn alone(party: &PartyId) -> Witness {
    Witness { identity: Fingerprint::from(*party.bytes()), relation: Relation::Strangers }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit::{administration::Links, authority::Current};

    // A call of a registry itself needs a chain, and is tested there.

    #[ink::test]
    fn without_a_registry_each_account_stands_for_itself() {
        let links = Links::default();
        let network = LinkedRegistry { links: &links, current: Current::default() };
        let (one, other) = (PartyId([1; 32]), PartyId([2; 32]));
        let witness = Witnesses::witness(&network, 0, &one, &other);
        assert_eq!(witness, Ok(alone(&one)));
        let silent = Witnesses::witness(&network, 1, &one, &other);
        assert_eq!(silent, Err(CreditError::RegistryUnavailable));
        assert_eq!(Witnesses::acts(&network, 0, &[1; 32].into(), &one), Ok(true));
        assert_eq!(Witnesses::acts(&network, 0, &[1; 32].into(), &other), Ok(false));
        let silent = Witnesses::acts(&network, 1, &[1; 32].into(), &one);
        assert_eq!(silent, Err(CreditError::RegistryUnavailable));
    }
}

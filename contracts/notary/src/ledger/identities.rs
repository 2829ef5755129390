//! Who is behind an account.
use super::{Caller, Ledger};
use crate::events::{IdentityBound, IdentityWithdrawn};
use ink::primitives::AccountId;
use interfaces::{
    ids::{Digest, Millis, PartyId},
    notary::{AssuranceLevel, Identity, IdentitySource, NotaryError},
    registry::{Attestation, Business},
};
use kit::{authority::Authority, store::Shelf};

/// Knows how it is known who a party is.
pub(crate) trait Names {
    /// The last attestation of `party`'s real name, whether it stands or not. The registry in force is asked.
    fn real_name_of(&self, party: &PartyId) -> Result<Option<Attestation>, NotaryError>;
}

impl Ledger {
    pub(crate) fn bind_identity(
        &mut self,
        caller: &Caller<impl Authority>,
        party: PartyId,
        account: AccountId,
        credential: Digest,
        level: AssuranceLevel,
        expires_at: Millis,
    ) -> Result<IdentityBound, NotaryError> {
        caller.starts(Business::NewBusiness)?;
        let registry_epoch = caller.authority.epoch();
        caller.may(registry_epoch, &party, Business::NewBusiness)?;
        let bound_at = caller.call.now;
        if expires_at <= bound_at {
            return Err(NotaryError::OutOfOrder);
        }
        let identity = Identity {
            credential,
            level,
            issuer: party,
            bound_at,
            expires_at,
            withdrawn_at: 0,
            registry_epoch,
        };
        Ok(self.bind(account, party, IdentitySource::Issuer, identity))
    }

    pub(crate) fn confirm_identity(
        &mut self,
        caller: &Caller<impl Authority>,
        names: &impl Names,
        party: PartyId,
        account: AccountId,
    ) -> Result<IdentityBound, NotaryError> {
        let registry_epoch = caller.authority.epoch();
        if registry_epoch == 0 {
            return Err(NotaryError::RegistryUnavailable);
        }
        caller.may_account(registry_epoch, account, &party, Business::Exit)?;
        let bound_at = caller.call.now;
        let attestation = names.real_name_of(&party)?.ok_or(NotaryError::NotAttested)?;
        if attestation.withdrawn || attestation.expires_at <= bound_at {
            return Err(NotaryError::NotAttested);
        }
        let attester: &[u8; 32] = attestation.attester.as_ref();
        let identity = Identity {
            credential: attestation.evidence,
            level: AssuranceLevel::Substantial,
            issuer: PartyId::from(*attester),
            bound_at,
            expires_at: attestation.expires_at,
            withdrawn_at: 0,
            registry_epoch,
        };
        Ok(self.bind(account, party, IdentitySource::Registry, identity))
    }

    pub(crate) fn withdraw_identity(
        &mut self,
        caller: &Caller<impl Authority>,
        party: PartyId,
        account: AccountId,
    ) -> Result<IdentityWithdrawn, NotaryError> {
        let source = IdentitySource::Issuer;
        let withdrawn_at = caller.call.now;
        let mut identity =
            self.identity_of(&account, &party, source).ok_or(NotaryError::NotFound)?;
        if identity.withdrawn_at != 0 || identity.expires_at <= withdrawn_at {
            return Err(NotaryError::NotFound);
        }
        caller.may(identity.registry_epoch, &party, Business::Exit)?;
        identity.withdrawn_at = withdrawn_at;
        self.put_identity(&account, &party, source, &identity);
        Ok(IdentityWithdrawn { account, party, withdrawn_at })
    }

    #[inline(never)]
    pub(crate) fn identity_of(
        &self,
        account: &AccountId,
        party: &PartyId,
        source: IdentitySource,
    ) -> Option<Identity> {
        self.identities.read((account, party, source))
    }

    fn bind(
        &mut self,
        account: AccountId,
        party: PartyId,
        source: IdentitySource,
        identity: Identity,
    ) -> IdentityBound {
        self.put_identity(&account, &party, source, &identity);
        IdentityBound { account, party, source, identity }
    }

    #[inline(never)]
    fn put_identity(
        &mut self,
        account: &AccountId,
        party: &PartyId,
        source: IdentitySource,
        identity: &Identity,
    ) {
        self.identities.write((account, party, source), identity);
    }
}

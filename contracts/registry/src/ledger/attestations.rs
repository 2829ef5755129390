//! Facts about an enterprise that somebody vouches for.
use super::{is_named, Attesters, Ledger};
use crate::{
    events::{AttestationWithdrawn, Attested},
    set,
};
use interfaces::{
    ids::{Digest, Millis, PartyId},
    registry::{Attestation, RegistryError, Topic},
};
use kit::Call;

impl Ledger {
    /// Vouches for a fact.
    pub(crate) fn attest(
        &mut self,
        call: Call,
        attesters: &impl Attesters,
        party: PartyId,
        topic: Topic,
        evidence: Digest,
        expires_at: Millis,
    ) -> Result<Attested, RegistryError> {
        is_named(attesters, call)?;
        self.exists(party)?;
        if expires_at <= call.now {
            return Err(RegistryError::InThePast);
        }
        // Invariant: while an attestation lasts, nobody but its giver ends or replaces it.
        let other = self
            .attestations
            .get((party, topic))
            .filter(|standing| lasts(standing, call.now) && standing.attester != call.caller);
        if let Some(standing) = other {
            return Err(RegistryError::GivenBy(standing.attester));
        }
        let attester = call.caller;
        let given_at = call.now;
        let attestation =
            Attestation { attester, evidence, given_at, expires_at, withdrawn: false };
        self.attestations.insert((party, topic), &attestation);
        Ok(Attested { party, topic, attester, evidence, given_at, expires_at })
    }

    /// Takes an attestation back.
    pub(crate) fn withdraw_attestation(
        &mut self,
        call: Call,
        party: PartyId,
        topic: Topic,
    ) -> Result<AttestationWithdrawn, RegistryError> {
        let mut attestation = self
            .attestations
            .get((party, topic))
            .filter(|attestation| !attestation.withdrawn)
            .ok_or(RegistryError::NotAttested)?;
        if attestation.attester != call.caller {
            return Err(RegistryError::GivenBy(attestation.attester));
        }
        attestation.withdrawn = true;
        self.attestations.insert((party, topic), &attestation);
        Ok(AttestationWithdrawn { party, topic, attester: call.caller })
    }

    /// Whether an attestation stands at `now`; for a role, also whether the role is claimed.
    pub(crate) fn attested(&self, now: Millis, party: PartyId, topic: Topic) -> bool {
        let claimed = match topic {
            Topic::Role(role) => {
                self.records.get(party).is_some_and(|record| set::has(record.roles, role))
            }
            _ => true,
        };
        claimed && self.attestation_of(party, topic).is_some_and(|given| lasts(&given, now))
    }

    /// The last attestation of `topic`.
    pub(crate) fn attestation_of(&self, party: PartyId, topic: Topic) -> Option<Attestation> {
        self.attestations.get((party, topic))
    }
}

fn lasts(attestation: &Attestation, now: Millis) -> bool {
    !attestation.withdrawn && now < attestation.expires_at
}

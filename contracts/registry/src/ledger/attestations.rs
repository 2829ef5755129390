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
use kit::{store::Shelf, Call};

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
            .read((party, topic))
            .filter(|standing| lasts(standing, call.now) && standing.attester != call.caller);
        if let Some(standing) = other {
            return Err(RegistryError::GivenBy(standing.attester));
        }
        let attester = call.caller;
        let given_at = call.now;
        let attestation =
            Attestation { attester, evidence, given_at, expires_at, withdrawn: false };
        self.attestations.write((party, topic), &attestation);
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
            .read((party, topic))
            .filter(|attestation| !attestation.withdrawn)
            .ok_or(RegistryError::NotAttested)?;
        if attestation.attester != call.caller {
            return Err(RegistryError::GivenBy(attestation.attester));
        }
        attestation.withdrawn = true;
        self.attestations.write((party, topic), &attestation);
        Ok(AttestationWithdrawn { party, topic, attester: call.caller })
    }

    /// Whether an attestation stands at `now`; for a role, also whether the role is claimed.
    pub(crate) fn attested(&self, now: Millis, party: PartyId, topic: Topic) -> bool {
        let claimed = match topic {
            Topic::Role(role) => {
                self.records.read(party).is_some_and(|record| set::has(record.roles, role))
            }
            _ => true,
        };
        claimed && self.attestation_of(party, topic).is_some_and(|given| lasts(&given, now))
    }

    /// The last attestation of `topic`.
    pub(crate) fn attestation_of(&self, party: PartyId, topic: Topic) -> Option<Attestation> {
        self.attestations.read((party, topic))
    }
}

fn lasts(attestation: &Attestation, now: Millis) -> bool {
    !attestation.withdrawn && now < attestation.expires_at
}

#[cfg(test)]
mod tests {
    use super::{super::fixture::*, *};
    use interfaces::registry::Role;

    #[ink::test]
    fn an_attestation_stands_until_it_expires() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        let given =
            ledger.attest(by(ATTESTER), &Named, party, Topic::RealName, EVIDENCE, LATER).unwrap();
        let told = Attested {
            party,
            topic: Topic::RealName,
            attester: account(ATTESTER),
            evidence: EVIDENCE,
            given_at: NOW,
            expires_at: LATER,
        };
        assert_eq!(given, told);
        assert!(ledger.attested(LATER - 1, party, Topic::RealName));
        assert!(!ledger.attested(LATER, party, Topic::RealName));
        assert!(!ledger.attested(NOW, party, Topic::Licence));
        assert!(!ledger.attested(NOW, NOBODY, Topic::RealName));
        let attestation = Attestation {
            attester: account(ATTESTER),
            evidence: EVIDENCE,
            given_at: NOW,
            expires_at: LATER,
            withdrawn: false,
        };
        assert_eq!(ledger.attestation_of(party, Topic::RealName), Some(attestation));
    }

    #[ink::test]
    fn every_topic_is_attested_apart() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm_as(OWNER, <Role as set::Member>::ALL);
        let roles = <Role as set::Member>::ALL.iter().map(|role| Topic::Role(*role));
        let topics: Vec<Topic> =
            [Topic::RealName, Topic::Licence, Topic::BankAccount, Topic::Insurance]
                .into_iter()
                .chain(roles)
                .collect();
        for (count, topic) in topics.iter().enumerate() {
            ledger.vouch(party, *topic);
            let attested = topics.iter().filter(|topic| ledger.attested(NOW, party, **topic));
            assert_eq!(attested.count(), count + 1);
        }
    }

    #[ink::test]
    fn an_attested_role_counts_only_while_it_is_claimed() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        let topic = Topic::Role(Role::Warehouse);
        ledger.vouch(party, topic);
        assert!(!ledger.attested(NOW, party, topic));
        ledger.claim_roles(by(OWNER), party, &[Role::Warehouse]).unwrap();
        assert!(ledger.attested(NOW, party, topic));
        ledger.claim_roles(by(OWNER), party, &[Role::Carrier]).unwrap();
        assert!(!ledger.attested(NOW, party, topic));
    }

    #[ink::test]
    fn attest_reports_its_errors_in_the_promised_order() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        ledger.vouch(party, Topic::RealName);
        let steps = [
            (STRANGER, NOBODY, NOW, RegistryError::NotAttester),
            (SECOND_ATTESTER, NOBODY, NOW, RegistryError::UnknownEnterprise),
            (SECOND_ATTESTER, party, NOW, RegistryError::InThePast),
            (SECOND_ATTESTER, party, LATER, RegistryError::GivenBy(account(ATTESTER))),
        ];
        for (caller, party, expires_at, error) in steps {
            ledger.refuses(error, |ledger| {
                ledger.attest(by(caller), &Named, party, Topic::RealName, EVIDENCE, expires_at)
            });
        }
    }

    #[ink::test]
    fn an_attester_replaces_its_own_at_any_time_and_anothers_once_it_is_over() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        let topic = Topic::Licence;
        ledger.attest(by(ATTESTER), &Named, party, topic, EVIDENCE, LATER).unwrap();
        ledger.attest(by(ATTESTER), &Named, party, topic, [1; 32], LATER + 5).unwrap();
        let second = |ledger: &mut Ledger, now| {
            ledger.attest(at(SECOND_ATTESTER, now), &Named, party, topic, [2; 32], FAR)
        };
        ledger.refuses(RegistryError::GivenBy(account(ATTESTER)), |l| second(l, LATER + 4));
        assert_eq!(second(&mut ledger, LATER + 5).unwrap().attester, account(SECOND_ATTESTER));
    }

    #[ink::test]
    fn the_attester_takes_an_attestation_back_even_when_it_is_none_any_more() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        ledger.vouch(party, Topic::RealName);
        // Withdrawing asks nobody who is named as an attester.
        let withdrawn = ledger.withdraw_attestation(by(ATTESTER), party, Topic::RealName);
        let told =
            AttestationWithdrawn { party, topic: Topic::RealName, attester: account(ATTESTER) };
        assert_eq!(withdrawn, Ok(told));
        assert!(!ledger.attested(NOW, party, Topic::RealName));
        assert!(ledger.attestation_of(party, Topic::RealName).unwrap().withdrawn);
        ledger.refuses(RegistryError::NotAttested, |ledger| {
            ledger.withdraw_attestation(by(ATTESTER), party, Topic::RealName)
        });
        // Another may vouch now.
        let again =
            ledger.attest(by(SECOND_ATTESTER), &Named, party, Topic::RealName, EVIDENCE, FAR);
        assert!(again.is_ok());
    }

    #[ink::test]
    fn withdraw_attestation_reports_its_errors_in_the_promised_order() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        ledger.refuses(RegistryError::NotAttested, |ledger| {
            ledger.withdraw_attestation(by(STRANGER), NOBODY, Topic::RealName)
        });
        ledger.refuses(RegistryError::NotAttested, |ledger| {
            ledger.withdraw_attestation(by(STRANGER), party, Topic::RealName)
        });
        ledger.vouch(party, Topic::RealName);
        for caller in [STRANGER, OWNER, SECOND_ATTESTER] {
            ledger.refuses(RegistryError::GivenBy(account(ATTESTER)), |ledger| {
                ledger.withdraw_attestation(by(caller), party, Topic::RealName)
            });
        }
    }
}

//! Who has something to say of another.
use super::{Ledger, Record};
use interfaces::{
    ids::{Account, Fingerprint, Millis, PartyId},
    registry::{Appointment, Relation, Scheme, Topic, Witness},
};
use kit::store::Shelf;

/// Identifiers of legal entities, the firmest first. One legal entity may have several, and one enterprise may come by another's: that each is
/// confirmed for the one that bears it, and for one only, is the attesters' word.
const LEGAL: [Scheme; 4] = [Scheme::Lei, Scheme::Uscc, Scheme::Vat, Scheme::Duns];

impl Ledger {
    /// What is known of `party`, where it has something to say of `subject`.
    pub(crate) fn witness(&self, now: Millis, party: PartyId, subject: PartyId) -> Witness {
        let is_real = self.attested(now, party, Topic::RealName);
        let identity = is_real.then(|| self.identity(party)).flatten();
        Witness {
            identity: identity.unwrap_or(Fingerprint::NONE),
            relation: self.relation(now, party, subject),
        }
    }

    fn identity(&self, party: PartyId) -> Option<Fingerprint> {
        let stated = self.stated.read(party)?;
        let of = |scheme| stated.confirmed(scheme).map(|text| (scheme, text));
        let (scheme, text) = LEGAL.into_iter().find_map(of)?;
        Some(kit::digest(&(*b"lading/identity", scheme, text)).into())
    }

    fn relation(&self, now: Millis, one: PartyId, other: PartyId) -> Relation {
        let (Some(first), Some(second)) = (self.records.read(one), self.records.read(other)) else {
            return Relation::Strangers;
        };
        if first.controller == second.controller {
            return Relation::Controller;
        }
        let (first, second) = (first.controller, second.controller);
        if self.acts(now, second, one) {
            return Relation::Principal;
        }
        if self.acts(now, first, other) {
            return Relation::Agent;
        }
        Relation::Strangers
    }

    /// Whether `account` may do anything for `party`.
    pub(crate) fn acts(&self, now: Millis, account: Account, party: PartyId) -> bool {
        let is_controller = |record: Record| record.controller == account;
        let lasts = |appointment: Appointment| now < appointment.expires_at;
        self.records.read(party).is_some_and(is_controller)
            || self.appointment_of(party, account).is_some_and(lasts)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::fixture::*, *};
    use interfaces::registry::Scope;

    const LEI: &str = "213800KUD8LAJWSQ9D15";
    const DUNS: &str = "150483782";

    fn confirm(ledger: &mut Ledger, party: PartyId, owner: u8, scheme: Scheme, value: &str) {
        ledger.state_identifier(by(owner), false, party, scheme, value.into()).unwrap();
        ledger
            .confirm_identifier(by(ATTESTER), &Named, party, scheme, value.into(), EVIDENCE)
            .unwrap();
    }

    #[ink::test]
    fn a_witness_is_known_by_an_attested_name_and_a_confirmed_legal_identifier() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        let subject = ledger.with_firm(AGENT);
        let identity = |ledger: &Ledger, now| ledger.witness(now, party, subject).identity;
        assert_eq!(identity(&ledger, NOW), Fingerprint::NONE);
        confirm(&mut ledger, party, OWNER, Scheme::Gln, "4012345000115");
        ledger.attest(by(ATTESTER), &Named, party, Topic::RealName, EVIDENCE, LATER).unwrap();
        // A place is no legal entity, and a claim no identity.
        ledger.state_identifier(by(OWNER), false, party, Scheme::Lei, LEI.into()).unwrap();
        assert_eq!(identity(&ledger, NOW), Fingerprint::NONE);
        confirm(&mut ledger, party, OWNER, Scheme::Duns, DUNS);
        let by_duns = identity(&ledger, NOW);
        assert_ne!(by_duns, Fingerprint::NONE);
        ledger
            .confirm_identifier(by(ATTESTER), &Named, party, Scheme::Lei, LEI.into(), EVIDENCE)
            .unwrap();
        let by_lei = identity(&ledger, NOW);
        let hashed = [&b"lading/identity"[..], &[1], LEI.as_bytes()].concat();
        let mut expected = [0; 32];
        ink::env::hash_bytes::<ink::env::hash::Blake2x256>(&hashed, &mut expected);
        assert_eq!(by_lei, Fingerprint(expected));
        assert_ne!(by_lei, by_duns);
        assert_eq!(identity(&ledger, LATER), Fingerprint::NONE);
        // Whoever has the identifier next is the same to who asks.
        ledger.withdraw_identifier(by(OWNER), party, Scheme::Lei, LEI.into()).unwrap();
        assert_eq!(identity(&ledger, NOW), by_duns);
        let next = ledger.with_firm(STRANGER);
        ledger.vouch(next, Topic::RealName);
        confirm(&mut ledger, next, STRANGER, Scheme::Lei, LEI);
        assert_eq!(ledger.witness(NOW, next, subject).identity, by_lei);
    }

    #[ink::test]
    fn two_are_related_by_who_controls_them_and_by_who_they_appoint() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        let sister = ledger.with_firm(OWNER);
        let subject = ledger.with_firm(AGENT);
        let relation = |ledger: &Ledger, one, other, now| ledger.witness(now, one, other).relation;
        assert_eq!(relation(&ledger, party, party, NOW), Relation::Controller);
        assert_eq!(relation(&ledger, party, sister, NOW), Relation::Controller);
        assert_eq!(relation(&ledger, party, subject, NOW), Relation::Strangers);
        assert_eq!(relation(&ledger, party, NOBODY, NOW), Relation::Strangers);
        let agent = account(AGENT);
        ledger.appoint_agent(by(OWNER), party, agent, &[Scope::Bill], LATER).unwrap();
        for (one, other, expected) in
            [(party, subject, Relation::Principal), (subject, party, Relation::Agent)]
        {
            assert_eq!(relation(&ledger, one, other, LATER - 1), expected);
            assert_eq!(relation(&ledger, one, other, LATER), Relation::Strangers);
        }
        assert!(ledger.acts(LATER - 1, agent, party) && !ledger.acts(LATER, agent, party));
        assert!(ledger.acts(LATER, agent, subject) && !ledger.acts(NOW, agent, sister));
        assert!(!ledger.acts(NOW, agent, NOBODY));
        // Where each appointed the other's, each says of the other what it chose to be bound by.
        let owner = account(OWNER);
        ledger.appoint_agent(by(AGENT), subject, owner, &[Scope::Bill], LATER).unwrap();
        for (one, other) in [(party, subject), (subject, party)] {
            assert_eq!(relation(&ledger, one, other, NOW), Relation::Principal);
        }
        ledger.dismiss_agent(by(OWNER), party, agent).unwrap();
        assert_eq!(relation(&ledger, party, subject, NOW), Relation::Agent);
        ledger.dismiss_agent(by(AGENT), subject, owner).unwrap();
        assert_eq!(relation(&ledger, party, subject, NOW), Relation::Strangers);
    }
}

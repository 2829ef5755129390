//! Who may know, and who was told.
use super::{Caller, Counts, Ledger};
use crate::events::{Granted, Revoked, Used};
use ink::prelude::boxed::Box;
use interfaces::{
    credit::{
        Consent, CreditError, Dimension, Disclosure, Grant, GrantId, Observation, Rating, Record,
        View,
    },
    ids::{Digest, Fingerprint, Millis, ObservationId, PartyId, NOBODY},
    kept::Kept,
    registry::{Business, Scope},
};
use kit::{authority::Authority, store::Shelf};

impl Ledger {
    pub(crate) fn grant(
        &mut self,
        caller: &Caller<impl Authority>,
        counts: &mut Counts,
        subject: PartyId,
        consent: Consent,
    ) -> Result<Granted, CreditError> {
        caller.starts()?;
        let registry = caller.authority.epoch();
        caller.may(registry, &subject, Scope::ShareCredit, Business::NewBusiness)?;
        if consent.uses == 0 || consent.expires_at <= caller.call.now {
            return Err(CreditError::NothingGranted);
        }
        let grant = counts.grants.checked_add(1).ok_or(CreditError::Overflow)?;
        counts.grants = grant;
        self.put_grant(grant, &Grant { registry, is_revoked: false, subject, consent, used: 0 });
        Ok(Granted { grant, subject, viewer: consent.viewer, consent, registry })
    }

    pub(crate) fn revoke(
        &mut self,
        caller: &Caller<impl Authority>,
        grant: GrantId,
    ) -> Result<Revoked, CreditError> {
        let mut given = self.find_grant(grant)?;
        caller.may(given.registry, &given.subject, Scope::ShareCredit, Business::Exit)?;
        if given.is_revoked {
            return Err(CreditError::Revoked);
        }
        given.is_revoked = true;
        self.put_grant(grant, &given);
        Ok(Revoked { grant, revoked_at: caller.call.now })
    }

    /// Invariant *By consent*.
    pub(crate) fn consult(
        &mut self,
        caller: &Caller<impl Authority>,
        counts: &Counts,
        grant: GrantId,
        subject: PartyId,
        viewer: PartyId,
        purpose: Digest,
    ) -> Result<(Disclosure, Box<Used>), CreditError> {
        let mut given = self.find_grant(grant)?;
        let consent = given.consent;
        let by_contract = consent.contract != NOBODY;
        if by_contract && consent.contract != caller.call.caller {
            return Err(CreditError::OtherContract);
        }
        if given.subject != subject {
            return Err(CreditError::OtherSubject);
        }
        if consent.viewer != viewer {
            return Err(CreditError::OtherViewer);
        }
        if !by_contract {
            caller.may(given.registry, &viewer, Scope::ShareCredit, Business::Exit)?;
        }
        if consent.purpose != Fingerprint::from(purpose) {
            return Err(CreditError::OtherPurpose);
        }
        if given.is_revoked {
            return Err(CreditError::Revoked);
        }
        let now = caller.call.now;
        if now >= consent.expires_at {
            return Err(CreditError::GrantExpired(consent.expires_at));
        }
        if given.used >= consent.uses {
            return Err(CreditError::UsedUp);
        }
        let rating = self.score(counts, caller.authority.epoch(), now, &subject, 0)?;
        given.used = given.used.saturating_add(1);
        self.put_grant(grant, &given);
        let used = Box::new(Used {
            grant,
            subject,
            viewer,
            used: given.used,
            version: rating.version,
            inputs: rating.inputs,
            used_at: now,
        });
        let told = match consent.view {
            View::Grade => Disclosure::Grade(rating.grade),
            View::AtLeast => Disclosure::AtLeast(rating.grade >= consent.at_least),
            View::SubScores => Disclosure::SubScores(rating.scores),
            View::Full => Disclosure::Full(*rating),
        };
        Ok((told, used))
    }

    /// How a party is rated now, told to people only, as whatever follows: a contract is told by a grant.
    pub(crate) fn shown_score(
        &self,
        is_for_people: bool,
        counts: &Counts,
        registry: u8,
        now: Millis,
        subject: &PartyId,
        version: u16,
    ) -> Result<Box<Rating>, CreditError> {
        if !is_for_people {
            return Err(CreditError::ConsentNeeded);
        }
        self.score(counts, registry, now, subject, version)
    }

    pub(crate) fn shown_rating(
        &self,
        is_for_people: bool,
        subject: PartyId,
        version: u16,
    ) -> Option<Kept<Rating>> {
        if !is_for_people {
            return None;
        }
        self.ratings.kept((subject, version))
    }

    pub(crate) fn shown_record(
        &self,
        is_for_people: bool,
        subject: PartyId,
        dimension: Dimension,
    ) -> Option<Kept<Record>> {
        if !is_for_people {
            return None;
        }
        self.records.kept((subject, dimension))
    }

    pub(crate) fn shown_observation(
        &self,
        is_for_people: bool,
        observation: ObservationId,
    ) -> Option<Kept<Observation>> {
        if !is_for_people {
            return None;
        }
        self.observations.kept(observation)
    }
}

//! How a relationship begins, changes and ends.
use super::{business, Caller, Ledger};
use crate::{
    events::{RelationshipChanged, TermsAnswered, TermsProposed},
    relationship::{are_sound, relationship_id, Relationship},
};
use interfaces::{
    ids::{Millis, PartyId, RelationshipId},
    orders::{Answer, OrderError, RelationshipStep, RelationshipView, Terms},
    registry::{Business, Scope},
};
use kit::{authority::Authority, store::Shelf};

impl Ledger {
    pub(crate) fn propose_terms(
        &mut self,
        caller: &Caller<impl Authority>,
        party: PartyId,
        counterparty: PartyId,
        terms: Terms,
    ) -> Result<TermsProposed, OrderError> {
        caller.starts(Business::NewBusiness)?;
        let id = relationship_id(&party, &counterparty);
        let mut relationship = self
            .find_relationship(&id)
            .unwrap_or_else(|| Relationship::new(caller.authority.epoch(), &party, &counterparty));
        let registry_epoch = relationship.epoch;
        caller.may(registry_epoch, &party, Scope::Agree, Business::NewBusiness)?;
        if party == counterparty {
            return Err(OrderError::SameParty);
        }
        are_sound(&terms, &party, &counterparty)?;
        let version = relationship.propose(&party)?;
        self.terms.write((&id, version), &terms);
        self.put_relationship(&id, &relationship);
        Ok(TermsProposed {
            relationship: id,
            by: party,
            counterparty,
            version,
            registry_epoch,
            terms,
        })
    }

    pub(crate) fn answer_terms(
        &mut self,
        caller: &Caller<impl Authority>,
        relationship: RelationshipId,
        version: u16,
        answer: Answer,
    ) -> Result<TermsAnswered, OrderError> {
        let business = business(answer == Answer::Accept);
        caller.starts(business)?;
        let mut record = self.known_relationship(&relationship)?;
        caller.may(record.epoch, record.signer(answer), Scope::Agree, business)?;
        record.answer(version, answer)?;
        self.put_relationship(&relationship, &record);
        Ok(TermsAnswered { relationship, version, answer })
    }

    pub(crate) fn change_relationship(
        &mut self,
        caller: &Caller<impl Authority>,
        relationship: RelationshipId,
        party: PartyId,
        step: RelationshipStep,
    ) -> Result<RelationshipChanged, OrderError> {
        let business = business(step == RelationshipStep::Resume);
        caller.starts(business)?;
        let mut record = self.known_relationship(&relationship)?;
        if !record.has(&party) {
            return Err(OrderError::NotAParty);
        }
        caller.may(record.epoch, &party, Scope::Agree, business)?;
        // Only a notice needs the terms, and where none are in force none can be given.
        let mut notice = 0;
        if step == RelationshipStep::Terminate {
            notice = self
                .find_terms(&relationship, record.in_force)
                .map_or(notice, |terms| terms.notice_period);
        }
        record.change(&caller.call, &party, step, notice)?;
        self.put_relationship(&relationship, &record);
        Ok(RelationshipChanged { relationship, by: party, step, ends_at: record.ends_at() })
    }

    pub(crate) fn relationship(
        &self,
        relationship: &RelationshipId,
        now: Millis,
    ) -> Option<RelationshipView> {
        self.find_relationship(relationship).map(|record| record.view(now))
    }

    pub(crate) fn terms(&self, relationship: &RelationshipId, version: u16) -> Option<Terms> {
        self.find_terms(relationship, version)
    }
}

//! Certificates, and questions that have to be answered.
use super::{request_id, Caller, Ledger, ProvenanceError};
use crate::{
    events::{Certified, RequestAnswered, RequestOpened},
    regulators::Regulators,
    status::request,
};
use interfaces::{
    ids::{Digest, ItemId, Millis, PartyId, RequestId},
    provenance::{Certificate, CertificateScope, Request, RequestKind, RequestStatus},
    registry::{Business, Scope},
};
use kit::{authority::Authority, store::Shelf, Call};

impl Ledger {
    pub(crate) fn certify(
        &mut self,
        caller: &Caller<impl Authority>,
        party: PartyId,
        item: ItemId,
        scope: CertificateScope,
        digest: Digest,
        expires_at: Millis,
    ) -> Result<Certified, ProvenanceError> {
        let issued_at = caller.call.now;
        let business = if expires_at > issued_at { Business::NewBusiness } else { Business::Exit };
        caller.starts(business)?;
        let epoch = self.the_item(&item)?.registry_epoch;
        caller.may(epoch, &party, Scope::Notarise, business)?;
        let certificate = Certificate { digest, issued_at, expires_at };
        self.certificates.write((&item, &party, scope), &certificate);
        Ok(Certified { item, by: party, scope, digest, issued_at, expires_at })
    }

    pub(crate) fn inspect(
        &mut self,
        caller: &Caller<impl Authority + Regulators>,
        window: Millis,
        party: PartyId,
        item: ItemId,
        respondent: PartyId,
        question: Digest,
    ) -> Result<RequestOpened, ProvenanceError> {
        let asked = self.the_item(&item)?;
        let epoch = asked.registry_epoch;
        caller.may(epoch, &party, Scope::Supervise, Business::Exit)?;
        if !caller.authority.is_regulator(epoch, &party)? {
            return Err(ProvenanceError::NotRegulator);
        }
        if respondent != asked.issuer && self.holder_of(&item) != Some(respondent) {
            return Err(ProvenanceError::NotResponsible);
        }
        let kind = RequestKind::Inspection;
        self.ask(&caller.call, window, epoch, kind, item, party, respondent, question)
    }

    pub(crate) fn report_suspect(
        &mut self,
        call: &Call,
        window: Millis,
        item: ItemId,
        evidence: Digest,
    ) -> Result<RequestOpened, ProvenanceError> {
        let suspect = self.the_item(&item)?;
        let account: &[u8; 32] = call.caller.as_ref();
        let (epoch, by) = (suspect.registry_epoch, PartyId::from(*account));
        let kind = RequestKind::Suspicion;
        self.ask(call, window, epoch, kind, item, by, suspect.issuer, evidence)
    }

    #[allow(clippy::too_many_arguments)] // All that a question is made of.
    #[inline(never)]
    fn ask(
        &mut self,
        call: &Call,
        window: Millis,
        registry_epoch: u8,
        kind: RequestKind,
        item: ItemId,
        by: PartyId,
        respondent: PartyId,
        question: Digest,
    ) -> Result<RequestOpened, ProvenanceError> {
        let request = request_id(&item, &by, &question);
        if self.requests.holds(request) {
            return Err(ProvenanceError::AlreadyExists);
        }
        let (opened_at, due_at) = (call.now, call.now.saturating_add(window));
        let asked = Request {
            registry_epoch,
            kind,
            item,
            by,
            respondent,
            question,
            opened_at,
            due_at,
            answer: [0; 32],
            answered_at: 0,
        };
        self.requests.write(request, &asked);
        Ok(RequestOpened { request, item, respondent, kind, by, question, due_at })
    }

    pub(crate) fn answer_request(
        &mut self,
        caller: &Caller<impl Authority>,
        id: RequestId,
        answer: Digest,
    ) -> Result<RequestAnswered, ProvenanceError> {
        let mut asked = self.requests.boxed(id).ok_or(ProvenanceError::NotFound)?;
        let epoch = asked.registry_epoch;
        caller.may(epoch, &asked.respondent, Scope::Agree, Business::Exit)?;
        if asked.answered_at != 0 {
            return Err(ProvenanceError::AlreadyAnswered);
        }
        asked.answer = answer;
        // A block at the epoch itself would not count as answered; there is none.
        asked.answered_at = caller.call.now.max(1);
        self.requests.write(id, &asked);
        let status = request(asked.answered_at, asked.due_at, caller.call.now);
        Ok(RequestAnswered { request: id, by: asked.respondent, answer, status })
    }

    pub(crate) fn request_status(&self, id: &RequestId, now: Millis) -> Option<RequestStatus> {
        let asked = self.requests.boxed(id)?;
        Some(request(asked.answered_at, asked.due_at, now))
    }
}

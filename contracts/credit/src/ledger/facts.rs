//! What other contracts tell, and how the parties of closed documents score each other.
use super::{dimension_of, observation_id, Caller, Ledger, WINDOW};
use crate::{
    events::{AgentShown, DocumentClosed, Observed},
    network::Witnesses,
    rating::{measure, weighed, BLAME},
    sheet::{age, month_of},
    value::size,
};
use ink::prelude::boxed::Box;
use interfaces::{
    administration::Link,
    credit::{
        Cell, Closing, CreditError, Fact, Observation, ObservationKind, ObservationStatus, What,
    },
    ids::{Account, DocumentId, Fingerprint, Millis, PartyId},
    registry::{Business, Relation, Scope, Witness},
};
use kit::{administration::Links, authority::Authority, money::in_range, store::Shelf};

/// What became of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Told {
    Observed(Box<Observed>),
    Closed(Box<DocumentClosed>),
}

/// Which contracts tell this.
fn sources(what: What) -> &'static [Link] {
    match what {
        What::Payment(_) => &[Link::Receivable],
        What::Delivery(_) => &[Link::Waybill, Link::Orders],
        What::Dispute(_) => &[Link::Reconciliation],
        What::Closed => &[Link::Waybill, Link::Reconciliation, Link::Receivable, Link::Orders],
    }
}

/// What is to be counted, beside what follows from the call.
struct Entry {
    epoch: u8,
    source: Account,
    document: DocumentId,
    kind: ObservationKind,
    subject: PartyId,
    counterparty: PartyId,
    arbiter: PartyId,
    cell: Cell,
    score: u16,
    /// The account that says so itself, where no contract does.
    by: Option<Account>,
}

impl Ledger {
    /// Invariants *Told once* and *Signed by two*.
    pub(crate) fn observe(
        &mut self,
        caller: &Caller<impl Authority + Witnesses>,
        links: &Links,
        fact: Fact,
    ) -> Result<Told, CreditError> {
        caller.starts()?;
        let source = caller.call.caller;
        if !sources(fact.what).iter().any(|link| links.address_of(*link) == Some(source)) {
            return Err(CreditError::NotTheSource);
        }
        let kind = match fact.what {
            What::Payment(_) => ObservationKind::Payment,
            What::Delivery(_) => ObservationKind::Delivery,
            What::Dispute(_) => ObservationKind::Dispute,
            What::Closed => return self.close(caller, fact),
        };
        let Fact { document, subject, counterparty, arbiter, .. } = fact;
        if self.observations.holds(observation_id(&source, &document, kind)) {
            return Err(CreditError::AlreadyTold);
        }
        let month = examine(caller, &fact)?;
        if let What::Dispute(upheld) = fact.what {
            if upheld > fact.value {
                return Err(CreditError::AmountOutOfRange);
            }
        }
        let Some((_, mut cell, score)) = measure(fact.what, fact.value, &fact.currency) else {
            return Err(CreditError::WeighsNothing);
        };
        if cell.weight == 0 {
            return Err(CreditError::WeighsNothing);
        }
        cell.month = month;
        let epoch = caller.authority.epoch();
        let entry = Entry {
            epoch,
            source,
            document,
            kind,
            subject,
            counterparty,
            arbiter,
            cell,
            score,
            by: None,
        };
        self.enter(caller, entry).map(Told::Observed)
    }

    fn close(&mut self, caller: &Caller<impl Authority>, fact: Fact) -> Result<Told, CreditError> {
        let source = caller.call.caller;
        let Fact { document, subject, counterparty, arbiter, .. } = fact;
        if self.closings.holds((source, document)) {
            return Err(CreditError::AlreadyTold);
        }
        let month = examine(caller, &fact)?;
        let weight = size(fact.value, &fact.currency);
        if weight == 0 {
            return Err(CreditError::WeighsNothing);
        }
        let registry = caller.authority.epoch();
        let until = caller.call.now.saturating_add(WINDOW);
        let closing = Closing { registry, subject, counterparty, arbiter, month, weight, until };
        self.closings.write((source, document), &closing);
        Ok(Told::Closed(Box::new(DocumentClosed {
            document,
            source,
            subject,
            counterparty,
            arbiter,
            month,
            weight,
            registry,
            until,
        })))
    }

    /// Invariant *Told once*.
    pub(crate) fn score_service(
        &mut self,
        caller: &Caller<impl Authority + Witnesses>,
        source: Account,
        document: DocumentId,
        party: PartyId,
        score: u8,
    ) -> Result<Box<Observed>, CreditError> {
        caller.starts()?;
        let Some(closing) = self.closings.boxed((source, document)) else {
            return Err(CreditError::NotFound);
        };
        let Closing { registry, subject, counterparty, arbiter, month, weight, until } = *closing;
        let (kind, scored) = if party == counterparty {
            (ObservationKind::ServiceOfSubject, subject)
        } else if party == subject {
            (ObservationKind::ServiceOfCounterparty, counterparty)
        } else {
            return Err(CreditError::NotAParty);
        };
        caller.may(registry, &party, Scope::Agree, Business::NewBusiness)?;
        if self.observations.holds(observation_id(&source, &document, kind)) {
            return Err(CreditError::AlreadyTold);
        }
        if caller.call.now > until {
            return Err(CreditError::TooLate(until));
        }
        if age(month, month_of(caller.call.now)).is_none() {
            return Err(CreditError::TooOld);
        }
        if score > 100 {
            return Err(CreditError::ScoreOutOfRange);
        }
        let score = u16::from(score).saturating_mul(100);
        let cell = Cell { month, ..weighed(weight, score) };
        let entry = Entry {
            epoch: registry,
            source,
            document,
            kind,
            subject: scored,
            counterparty: party,
            arbiter,
            cell,
            score,
            by: Some(caller.call.caller),
        };
        self.enter(caller, entry)
    }

    #[inline(never)]
    fn enter(
        &mut self,
        caller: &Caller<impl Authority + Witnesses>,
        entry: Entry,
    ) -> Result<Box<Observed>, CreditError> {
        let now = caller.call.now;
        let (counted_for, identity, is_new) = self.counted_for(caller, &entry)?;
        let Entry { epoch, source, document, kind, subject, counterparty, cell, .. } = entry;
        // Who is a party to it decides nothing: that is as good as nobody.
        let parties = [subject, counterparty, counted_for];
        let arbiter = if parties.contains(&entry.arbiter) { PartyId::NONE } else { entry.arbiter };
        let dimension = dimension_of(kind);
        let mut sheet = self.sheet(&subject, dimension);
        let Some(arrival) = sheet.observe(now, &counted_for, &cell) else {
            return Err(CreditError::Overflow);
        };
        let observation = observation_id(&source, &document, kind);
        if is_new {
            self.bearers.write(identity, &counted_for);
        }
        self.put_sheet(&subject, dimension, sheet);
        self.put_observation(
            &observation,
            &Observation {
                status: ObservationStatus::Standing,
                registry: epoch,
                dimension,
                subject,
                counterparty: counted_for,
                arbiter,
                arrival,
                cell,
                recorded_at: now,
                until: 0,
            },
        );
        Ok(Box::new(Observed {
            observation,
            subject,
            counterparty,
            counted_for,
            identity,
            arbiter,
            source,
            document,
            kind,
            cell,
            registry: epoch,
            recorded_at: now,
        }))
    }

    /// For whom it counts what a counterparty makes known, by which identifier, and whether nobody was known by it before.
    ///
    /// Invariants *Signed by two* and *Once each*. An appointment takes no consent of the one who is appointed, so a subject could make
    /// anybody its agent to be rid of what that one has to say: therefore blame counts all the same. A counterparty that appoints who
    /// controls the subject does so itself, and says nothing any more.
    fn counted_for(
        &self,
        caller: &Caller<impl Authority + Witnesses>,
        entry: &Entry,
    ) -> Result<(PartyId, Fingerprint, bool), CreditError> {
        let Entry { epoch, subject, counterparty, score, .. } = entry;
        let Witness { identity, relation } =
            caller.authority.witness(*epoch, counterparty, subject)?;
        if *epoch == 0 {
            return Ok((*counterparty, Fingerprint::NONE, false));
        }
        if identity == Fingerprint::NONE {
            return Err(CreditError::NotAttested);
        }
        let bearer = self.bearers.read(identity);
        let counted_for = bearer.unwrap_or(*counterparty);
        let is_own_deed = matches!(relation, Relation::Controller | Relation::Principal);
        let mut is_related = is_own_deed || counted_for == *subject;
        if *score >= BLAME {
            let now = caller.call.now;
            is_related |= relation == Relation::Agent
                || self.is_tied(now, subject, counterparty)
                || self.is_tied(now, subject, &counted_for);
            if let Some(by) = &entry.by {
                is_related |= caller.authority.acts(*epoch, by, subject)?;
            }
        }
        if is_related {
            return Err(CreditError::Related);
        }
        Ok((counted_for, identity, bearer.is_none()))
    }

    /// Invariant *Signed by two*.
    pub(crate) fn show_agent(
        &mut self,
        caller: &Caller<impl Authority + Witnesses>,
        one: PartyId,
        other: PartyId,
        account: Account,
    ) -> Result<AgentShown, CreditError> {
        if one == other {
            return Err(CreditError::SameParty);
        }
        let epoch = caller.authority.epoch();
        for party in [&one, &other] {
            if !caller.authority.acts(epoch, &account, party)? {
                return Err(CreditError::NotShared);
            }
        }
        let (lower, higher) = sorted(&one, &other);
        let until = caller.call.now.saturating_add(WINDOW);
        self.ties.write((lower, higher), &until);
        Ok(AgentShown { lower: *lower, higher: *higher, account, until })
    }

    #[inline(never)]
    fn is_tied(&self, now: Millis, one: &PartyId, other: &PartyId) -> bool {
        self.ties.read(sorted(one, other)).is_some_and(|until| now < until)
    }
}

/// The lower id first.
fn sorted<'a>(one: &'a PartyId, other: &'a PartyId) -> (&'a PartyId, &'a PartyId) {
    if one < other {
        (one, other)
    } else {
        (other, one)
    }
}

/// That two have signed it, when it may count, and an amount. Answers the month.
#[inline(never)]
fn examine(caller: &Caller<impl Authority>, fact: &Fact) -> Result<u16, CreditError> {
    let is_nobody = fact.subject == PartyId::NONE || fact.counterparty == PartyId::NONE;
    if is_nobody || fact.subject == fact.counterparty {
        return Err(CreditError::SameParty);
    }
    if caller.call.is_future(fact.at) {
        return Err(CreditError::InTheFuture);
    }
    let now = caller.call.now;
    let month = month_of(fact.at.min(now));
    if age(month, month_of(now)).is_none() {
        return Err(CreditError::TooOld);
    }
    if !in_range(fact.value) {
        return Err(CreditError::AmountOutOfRange);
    }
    Ok(month)
}

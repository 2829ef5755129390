//! How discrepancies are worked off.
use super::{ask, Case, Ledger};
use crate::{
    discrepancy::{agreed, is_settled, next, Step},
    events::DiscrepancyMoved,
    profile::Profile,
};
use ink::prelude::boxed::Box;
use interfaces::{
    ids::{CaseId, PartyId},
    reconciliation::{
        Action, CaseTerms, DiscrepancyRecord, DiscrepancyStatus, LineReference, Offer, Reason,
        ReconciliationError as Error,
    },
    registry::{Business, Scope},
};
use kit::{authority::Authority, money::LIMIT, store::Shelf, Call};

impl Ledger {
    /// Does something about a discrepancy.
    // Floor: read case and profile; ask the registry; read the claim; read and write the discrepancy; write the case if it is settled; an event.
    #[allow(clippy::too_many_arguments)] // A message's own.
    pub(crate) fn answer_discrepancy(
        &mut self,
        call: Call,
        authority: &impl Authority,
        id: CaseId,
        party: PartyId,
        reference: LineReference,
        reason: Reason,
        action: Action,
    ) -> Result<DiscrepancyMoved, Error> {
        let case = self.cases.boxed(&id).ok_or(Error::NotFound)?;
        let Profile(terms) = *self.profiles.boxed(&id).ok_or(Error::NotFound)?;
        let arbiter = &terms.arbiter;
        let scope = if let Action::Decide(_) = action {
            if arbiter.party() != Some(party) {
                return Err(Error::NotAParty);
            }
            Scope::Agree
        } else {
            case.side_of(&party)?;
            Scope::Bill
        };
        ask(call, authority, case.registry, &party, scope, Business::Exit)?;
        let Some(mut discrepancy) = self.discrepancies.boxed((&id, &reference)) else {
            return Err(Error::NoSuchDiscrepancy);
        };
        let DiscrepancyRecord { status, billed, expected, .. } = *discrepancy;
        let step = match action {
            Action::Explain | Action::Offer(_) => Step::Answer,
            Action::Escalate => Step::Escalate,
            Action::Accept(amount) => Step::Agree(agreed(amount, billed, expected)),
            Action::Decide(_) => Step::Decide,
        };
        let to = next(status, step).ok_or(Error::WrongDiscrepancyStatus(status))?;
        if call.now > discrepancy.until {
            return Err(Error::WindowOver);
        }
        // Invariant *Once*: what another case owes, or may yet, comes to nothing here.
        let is_here = self.billed_in.read((case.biller(), &reference)) == Some(id);
        let most = if is_here { LIMIT.saturating_sub(1) } else { 0 };
        let (own, others) = if party == *case.biller() {
            (&mut discrepancy.billers, discrepancy.payers)
        } else {
            (&mut discrepancy.payers, discrepancy.billers)
        };
        match action {
            Action::Explain => {}
            Action::Escalate => {
                if arbiter.party().is_none() {
                    return Err(Error::NoArbiter);
                }
            }
            Action::Offer(amount) => {
                if amount > most {
                    return Err(Error::AmountOutOfRange);
                }
                *own = Offer { is_made: true, amount };
            }
            Action::Accept(amount) => {
                if others != (Offer { is_made: true, amount }) {
                    return Err(Error::OtherOffer);
                }
                discrepancy.amount = amount;
            }
            Action::Decide(amount) => {
                if amount < billed.min(expected).min(most)
                    || amount > billed.max(expected).min(most)
                {
                    return Err(Error::AmountOutOfRange);
                }
                discrepancy.amount = amount;
            }
        }
        discrepancy.reason = reason;
        let by = Some((party, action));
        self.go_on(call, &terms, id, case, reference, discrepancy, to, by)
    }

    /// Settles a discrepancy whose window is over, or leaves it to the arbiter.
    // Floor: read case, profile and discrepancy; write it, and the case if it is settled; an event.
    pub(crate) fn expire(
        &mut self,
        call: Call,
        id: CaseId,
        reference: LineReference,
    ) -> Result<DiscrepancyMoved, Error> {
        let case = self.cases.boxed(&id).ok_or(Error::NotFound)?;
        let Profile(terms) = *self.profiles.boxed(&id).ok_or(Error::NotFound)?;
        let arbiter = &terms.arbiter;
        let Some(discrepancy) = self.discrepancies.boxed((&id, &reference)) else {
            return Err(Error::NoSuchDiscrepancy);
        };
        let status = discrepancy.status;
        let is_for_arbiter = arbiter.party().is_some() && !discrepancy.is_signed;
        let step = if is_for_arbiter && status < DiscrepancyStatus::Escalated {
            Step::Escalate
        } else {
            Step::Lapse
        };
        let to = next(status, step).ok_or(Error::WrongDiscrepancyStatus(status))?;
        if call.now <= discrepancy.until {
            return Err(Error::WindowOpen(discrepancy.until));
        }
        self.go_on(call, &terms, id, case, reference, discrepancy, to, None)
    }

    #[allow(clippy::too_many_arguments)] // What both ways to go on know already.
    #[inline(never)]
    fn go_on(
        &mut self,
        call: Call,
        terms: &CaseTerms,
        id: CaseId,
        mut case: Box<Case>,
        reference: LineReference,
        mut discrepancy: Box<DiscrepancyRecord>,
        to: DiscrepancyStatus,
        by: Option<(PartyId, Action)>,
    ) -> Result<DiscrepancyMoved, Error> {
        // Invariant: each window is started once, so that no party can put the end off.
        if to != discrepancy.status {
            let window = match to {
                DiscrepancyStatus::Explained => terms.response_window,
                DiscrepancyStatus::Escalated => terms.decision_window,
                _ => 0,
            };
            discrepancy.until = call.now.saturating_add(window);
            discrepancy.status = to;
        }
        if is_settled(to) {
            // Invariant: cleared = Σ billed of matched and adjusted lines + Σ amount of settled ones.
            case.totals.clear(discrepancy.amount.into())?;
            case.totals.settled = case.totals.settled.saturating_add(1);
            // What silence settles at one party's word alone says nothing of the other.
            if to != DiscrepancyStatus::Lapsed || discrepancy.is_signed {
                let struck = discrepancy.billed.saturating_sub(discrepancy.amount);
                case.struck = case.struck.saturating_add(struck);
            }
            self.cases.write(&id, &case);
        }
        self.discrepancies.write((&id, &reference), &discrepancy);
        Ok(DiscrepancyMoved {
            case: id,
            reference,
            by: by.map(|by| by.0),
            action: by.map(|by| by.1),
            discrepancy: *discrepancy,
            totals: case.totals,
        })
    }
}

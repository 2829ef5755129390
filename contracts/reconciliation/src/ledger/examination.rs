//! What becomes of what the parties entered.
use super::{blind::Hidden, is_bounded, Case, Deliveries, Ledger};
use crate::{
    discrepancy::raise,
    events::{CaseBalanced, CaseDiscrepant, LinesMatched, MatchedLine, Totals},
    matching::{examine, total, Delivered, Examined, Signature},
    status::Step,
};
use ink::prelude::{boxed::Box, vec::Vec};
use interfaces::{
    ids::{CaseId, DocumentId, Millis, PartyId},
    reconciliation::{
        EntryMode, LineReference, LineStatus, ReconciliationError as Error, Statement,
    },
    waybill::{BillingRecord, WaybillStatus},
};
use kit::{
    events::emit,
    list::{has_repeats, place},
    store::Shelf,
    Call,
};

/// How long past the time to wait a waybill contract may fail to answer before its lines count as never delivered.
///
/// An answer can be starved by a caller who gives too little gas, so silence is not taken for one at once: until then anyone
/// may call with enough.
pub(crate) const SILENCE: Millis = 30 * 24 * 60 * 60 * 1000;

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Concluded {
    Balanced(CaseBalanced),
    Discrepant(CaseDiscrepant),
}

impl Concluded {
    /// Tells it to the outside world.
    pub(crate) fn emit(self) {
        match self {
            Self::Balanced(balanced) => emit(balanced),
            Self::Discrepant(discrepant) => emit(discrepant),
        }
    }
}

impl Ledger {
    /// Examines lines of one document.
    // Floor: read case and profile; read the waybill link and ask it once; per line read and write it, and read and write the claim
    // of one that was not billed; write the case and, if any is discrepant, one page; an event.
    pub(crate) fn match_lines(
        &mut self,
        call: Call,
        deliveries: &impl Deliveries,
        id: CaseId,
        document: DocumentId,
        numbers: Vec<u16>,
    ) -> Result<LinesMatched, Error> {
        let mut case = self.cases.boxed(&id).ok_or(Error::NotFound)?;
        case.status = case.step(Step::Match)?;
        case.statements_are_over(call.now)?;
        is_bounded(&numbers)?;
        if has_repeats(&numbers) {
            return Err(Error::Repeated);
        }
        let mut lines = Vec::with_capacity(numbers.len());
        for (at, number) in numbers.iter().enumerate() {
            let reference = LineReference { document, line: *number };
            let Some(line) = self.lines.boxed((&id, &reference)) else {
                return Err(Error::NoSuchLine(place(at)));
            };
            if line.status != LineStatus::Waiting {
                return Err(Error::AlreadyMatched(place(at)));
            }
            lines.push((reference, line));
        }
        let facts = facts(call, deliveries, &case, document, &numbers)?;
        let profile = self.profiles.boxed(&id).ok_or(Error::NotFound)?;
        let tolerances = &profile.0.tolerances;
        let until = call.now.saturating_add(profile.0.response_window);
        let biller = *case.biller();
        let mut claims = Vec::new();
        let mut raised = Vec::new();
        let mut page = Vec::new();
        let mut results = Vec::with_capacity(lines.len());
        for (at, (reference, line)) in lines.iter_mut().enumerate() {
            let delivered = facts.of(reference.line);
            let mut stated = case.counted(line, tolerances.cumulative);
            let hidden = if case.entry == EntryMode::Blind {
                self.hidden(call.now, &id, &case, reference, line, facts.are_plain(reference.line))
                    .ok_or(Error::NotOpened(place(at)))?
            } else {
                Hidden::Not
            };
            case.has_fallen |= hidden == Hidden::Fallen;
            if line.billed.is_none() {
                let claimed = self.billed_in(&biller, reference);
                stated.is_elsewhere = claimed.is_some_and(|other| other != id);
                if !stated.is_elsewhere {
                    claims.push(*reference);
                }
            }
            let examined = if hidden == Hidden::Matching {
                case.unopened = case.unopened.saturating_add(1);
                Examined { status: LineStatus::Matched, difference: 0 }
            } else {
                examine(&stated, delivered, tolerances)
            };
            case.totals = case.totals.with(stated.billed, examined).ok_or(Error::Overflow)?;
            let Examined { status, difference } = examined;
            (line.status, line.difference) = (status, difference);
            results.push(MatchedLine { line: reference.line, status, difference });
            if let LineStatus::Discrepant(_) = status {
                page.push(*reference);
                raised.push(raise(&stated, delivered, until));
            }
        }
        for (reference, line) in &lines {
            self.lines.write((&id, reference), line);
        }
        // What the one billed states can be owed though it was not billed.
        for reference in &claims {
            self.billed_in.write((&biller, reference), &id);
        }
        for (reference, discrepancy) in page.iter().zip(&raised) {
            self.discrepancies.write((&id, reference), discrepancy);
        }
        if !page.is_empty() {
            self.discrepancy_pages.write((&id, case.discrepancy_pages), &page);
            case.discrepancy_pages = case.discrepancy_pages.saturating_add(1);
        }
        if case.waiting() == 0 {
            // Invariant: whoever is surprised by what was not opened has this time to open what was matched.
            case.open_until = case.wait_until.max(until);
        }
        self.cases.write(&id, &case);
        Ok(LinesMatched { case: id, document, results, raised, totals: case.totals })
    }

    /// Ends a case of which every line was examined.
    // Floor: read and write the case; an event.
    pub(crate) fn conclude(&mut self, call: Call, id: CaseId) -> Result<Concluded, Error> {
        let mut case = self.cases.boxed(&id).ok_or(Error::NotFound)?;
        let is_balanced = case.totals.discrepant == case.totals.settled;
        case.status = case.step(if is_balanced { Step::Balance } else { Step::Dispute })?;
        case.statements_are_over(call.now)?;
        // Invariant: matched + adjusted + discrepant ≤ lines, and all of them once the case has ended.
        if case.waiting() > 0 {
            return Err(Error::LinesWaiting(case.waiting()));
        }
        let unopened = self.unopened(call.now, &id, &case)?;
        case.unopened = 0;
        case.totals.clear(unopened)?;
        if is_balanced {
            case.balanced_at = call.now;
        }
        self.cases.write(&id, &case);
        let totals = case.totals;
        Ok(if is_balanced {
            Concluded::Balanced(CaseBalanced { case: id, totals })
        } else {
            Concluded::Discrepant(CaseDiscrepant { case: id, totals })
        })
    }
}

impl Totals {
    /// So much more is owed for sure.
    #[inline(never)]
    pub(super) fn clear(&mut self, amount: u128) -> Result<(), Error> {
        self.cleared = self.cleared.checked_add(amount).ok_or(Error::Overflow)?;
        Ok(())
    }

    /// Invariant: cleared = Σ billed, and written off = Σ (billed − expected), of the matched and adjusted lines.
    fn with(mut self, billed: Option<Statement>, examined: Examined) -> Option<Self> {
        let count = match examined.status {
            LineStatus::Waiting => return Some(self),
            LineStatus::Matched => &mut self.matched,
            LineStatus::Adjusted => &mut self.adjusted,
            LineStatus::Discrepant(_) => &mut self.discrepant,
        };
        *count = count.checked_add(1)?;
        if let LineStatus::Discrepant(_) = examined.status {
            self.disputed = self.disputed.checked_add(examined.difference.into())?;
        } else {
            self.clear(billed.map_or(0, total).into()).ok()?;
            self.written_off = self.written_off.checked_add(examined.difference.into())?;
        }
        Some(self)
    }
}

/// What is known of the deliveries of a document's lines.
enum Facts {
    /// No waybill contract is linked.
    None,
    /// Nothing was or will be delivered.
    NeverDelivered,
    /// The frozen record.
    Record(Box<BillingRecord>, Signature),
}

impl Facts {
    /// Whether nothing can be held against a line by its delivery: all that was loaded was received, in time.
    fn are_plain(&self, number: u16) -> bool {
        let record = match self {
            Self::None => return true,
            Self::NeverDelivered => return false,
            Self::Record(record, _) => record,
        };
        record.billed.iter().any(|line| {
            line.line == number
                && line.received == line.loaded
                && record.delivered_at <= line.deliver_until
        })
    }

    fn of(&self, number: u16) -> Option<Delivered> {
        let (record, signature) = match self {
            Self::None => return None,
            Self::NeverDelivered => return Some(Delivered::Never),
            Self::Record(record, signature) => (record, signature),
        };
        let Some(line) = record.billed.iter().find(|line| line.line == number) else {
            return Some(Delivered::Never);
        };
        let late_by = record.delivered_at.saturating_sub(line.deliver_until);
        Some(Delivered::Goods { quantity: line.received, late_by, signature: *signature })
    }
}

/// What is known of a document's deliveries, or why that must be waited for.
fn facts(
    call: Call,
    deliveries: &impl Deliveries,
    case: &Case,
    document: DocumentId,
    numbers: &[u16],
) -> Result<Facts, Error> {
    if case.waybill == 0 {
        return Ok(Facts::None);
    }
    let (wait, until) = match deliveries.billing_record(case.waybill, &document, numbers) {
        Err(error) => (error, case.wait_until.saturating_add(SILENCE)),
        Ok(None) => (Error::NoSuchWaybill, case.wait_until),
        Ok(Some(record)) => {
            let is_on_it = |party: &PartyId| {
                *party == record.consignor || *party == record.carrier || *party == record.consignee
            };
            if !is_on_it(&case.opened_by) || !is_on_it(&case.counterparty) {
                (Error::NotOnWaybill, case.wait_until)
            } else {
                match record.status {
                    // Of what was lost, a part may have been received.
                    WaybillStatus::Closed | WaybillStatus::Lost => {
                        let signature = if !record.confirmed {
                            Signature::Nobodys
                        } else if record.consignee == *case.payer() {
                            Signature::Payers
                        } else {
                            Signature::Anothers
                        };
                        return Ok(Facts::Record(record, signature));
                    }
                    WaybillStatus::Cancelled | WaybillStatus::Voided => {
                        return Ok(Facts::NeverDelivered)
                    }
                    _ => (Error::WaitsForWaybill(case.wait_until), case.wait_until),
                }
            }
        }
    };
    if call.now > until {
        Ok(Facts::NeverDelivered)
    } else {
        Err(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::reconciliation::Discrepancy;

    #[test]
    fn sums_that_do_not_fit_are_refused() {
        let line = Some(Statement { quantity: 1, value: 1, freight: 0, weight: 0 });
        let examined = |status, difference| Examined { status, difference };
        let matched = examined(LineStatus::Matched, 0);
        let full = Totals { matched: u16::MAX, ..Totals::default() };
        assert_eq!(full.with(line, matched), None);
        let full = Totals { cleared: u128::MAX, ..Totals::default() };
        assert_eq!(full.with(line, matched), None);
        let full = Totals { written_off: i128::MAX, ..Totals::default() };
        assert_eq!(full.with(line, examined(LineStatus::Adjusted, 1)), None);
        let full = Totals { disputed: i128::MIN, ..Totals::default() };
        let price = examined(LineStatus::Discrepant(Discrepancy::Price), -1);
        assert_eq!(full.with(line, price), None);
        assert_eq!(full.with(line, examined(LineStatus::Waiting, 0)), Some(full));
    }
}

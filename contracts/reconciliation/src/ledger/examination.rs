//! What becomes of what the parties entered.
use super::{is_bounded, Case, Deliveries, Ledger};
use crate::{
    events::{CaseBalanced, CaseDiscrepant, LinesMatched, MatchedLine, Totals},
    matching::{examine, total, Delivered, Examined},
    status::Step,
};
use ink::prelude::vec::Vec;
use interfaces::{
    ids::{CaseId, DocumentId, Millis},
    reconciliation::{LineReference, LineStatus, ReconciliationError as Error, Statement},
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
    // Floor: read case and profile; read the waybill link and ask it once; per line read and write it; write the case and, if
    // any is discrepant, one page; an event.
    pub(crate) fn match_lines(
        &mut self,
        call: Call,
        deliveries: &impl Deliveries,
        id: CaseId,
        document: DocumentId,
        numbers: Vec<u16>,
    ) -> Result<LinesMatched, Error> {
        let mut case = self.cases.boxed(id).ok_or(Error::NotFound)?;
        case.status = case.step(Step::Match)?;
        case.statements_are_over(call.now)?;
        is_bounded(&numbers)?;
        if has_repeats(&numbers) {
            return Err(Error::Repeated);
        }
        let mut lines = Vec::with_capacity(numbers.len());
        for (at, number) in numbers.iter().enumerate() {
            let reference = LineReference { document, line: *number };
            let line = self.lines.read((id, reference)).ok_or(Error::NoSuchLine(place(at)))?;
            if line.status != LineStatus::Waiting {
                return Err(Error::AlreadyMatched(place(at)));
            }
            lines.push((reference, line));
        }
        let facts = facts(call, deliveries, &case, document, &numbers)?;
        let tolerances = self.profiles.read(id).ok_or(Error::NotFound)?.tolerances();
        let mut page = Vec::new();
        let mut results = Vec::with_capacity(lines.len());
        for (reference, line) in &mut lines {
            let delivered = facts.of(reference.line);
            let examined =
                examine(line.billed, line.expected, delivered, line.billed_again, &tolerances);
            case.totals = case.totals.with(line.billed, examined).ok_or(Error::Overflow)?;
            let Examined { status, difference } = examined;
            (line.status, line.difference) = (status, difference);
            results.push(MatchedLine { line: reference.line, status, difference });
            if let LineStatus::Discrepant(_) = status {
                page.push(*reference);
            }
        }
        for (reference, line) in &lines {
            self.lines.write((id, *reference), line);
        }
        if !page.is_empty() {
            self.discrepancy_pages.write((id, case.discrepancy_pages), &page);
            case.discrepancy_pages = case.discrepancy_pages.saturating_add(1);
        }
        self.cases.write(id, &case);
        Ok(LinesMatched { case: id, document, results, totals: case.totals })
    }

    /// Ends a case of which every line was examined.
    // Floor: read and write the case; an event.
    pub(crate) fn conclude(&mut self, call: Call, id: CaseId) -> Result<Concluded, Error> {
        let mut case = self.cases.boxed(id).ok_or(Error::NotFound)?;
        let is_balanced = case.totals.discrepant == 0;
        case.status = case.step(if is_balanced { Step::Balance } else { Step::Dispute })?;
        case.statements_are_over(call.now)?;
        // Invariant: matched + adjusted + discrepant ≤ lines, and all of them once the case has ended.
        if case.waiting() > 0 {
            return Err(Error::LinesWaiting(case.waiting()));
        }
        self.cases.write(id, &case);
        let totals = case.totals;
        Ok(if is_balanced {
            Concluded::Balanced(CaseBalanced { case: id, totals })
        } else {
            Concluded::Discrepant(CaseDiscrepant { case: id, totals })
        })
    }
}

impl Totals {
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
            self.cleared = self.cleared.checked_add(billed.map_or(0, total).into())?;
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
    Record(BillingRecord),
}

impl Facts {
    fn of(&self, number: u16) -> Option<Delivered> {
        let record = match self {
            Self::None => return None,
            Self::NeverDelivered => return Some(Delivered::Never),
            Self::Record(record) => record,
        };
        let Some(line) = record.billed.iter().find(|line| line.line == number) else {
            return Some(Delivered::Never);
        };
        let late_by = record.delivered_at.saturating_sub(line.deliver_until);
        Some(Delivered::Goods { quantity: line.received, late_by })
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
    let (wait, until) = match deliveries.billing_record(case.waybill, document, numbers) {
        Err(error) => (error, case.wait_until.saturating_add(SILENCE)),
        Ok(None) => (Error::NoSuchWaybill, case.wait_until),
        Ok(Some(record)) => {
            let on_it = [record.consignor, record.carrier, record.consignee];
            if !on_it.contains(&case.opened_by) || !on_it.contains(&case.counterparty) {
                (Error::NotOnWaybill, case.wait_until)
            } else {
                match record.status {
                    // Of lost goods, what was signed for in parts was delivered.
                    WaybillStatus::Closed | WaybillStatus::Lost => return Ok(Facts::Record(record)),
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
        let line = Some(Statement { quantity: 1, value: 1, freight: 0 });
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

//! Cases, their statements and what becomes of them.
use interfaces::{
    ids::{CaseId, DocumentId, Millis, PartyId},
    reconciliation::{
        BillLine, CaseLine, CaseStatus, CaseTerms, CaseView, LineReference, LineStatus,
        ReconciliationError,
    },
    registry::{Business, Scope},
    waybill::WaybillStatus,
};

use super::{
    super::matching::{examine, Delivered},
    repeats, By, Model, LIMIT, PER_CALL,
};

/// A case.
#[derive(Debug, Clone)]
pub struct Folder {
    pub directory: Option<usize>,
    pub asks_waybills: bool,
    pub opened_by: PartyId,
    pub counterparty: PartyId,
    pub terms: CaseTerms,
    pub status: CaseStatus,
    pub billed_complete: bool,
    pub expected_complete: bool,
    pub lines: Vec<CaseLine>,
    pub entry_pages: u16,
    pub discrepancy_pages: u16,
}

type Settled<T> = Result<T, ReconciliationError>;

impl Folder {
    fn bills(&self, party: PartyId) -> Settled<bool> {
        if party != self.opened_by && party != self.counterparty {
            return Err(ReconciliationError::NotAParty);
        }
        Ok(party == self.terms.biller)
    }

    fn is(&self, statuses: &[CaseStatus]) -> Settled<()> {
        if statuses.contains(&self.status) {
            Ok(())
        } else {
            Err(ReconciliationError::WrongStatus(self.status))
        }
    }

    fn statements_are_over(&self, now: Millis) -> Settled<()> {
        if (self.billed_complete && self.expected_complete) || now > self.terms.entry_until {
            Ok(())
        } else {
            Err(ReconciliationError::StatementsOpen(self.terms.entry_until))
        }
    }

    fn count(&self, which: fn(LineStatus) -> bool) -> u16 {
        self.lines.iter().filter(|line| which(line.status)).count() as u16
    }

    /// As clients should see it.
    pub fn view(&self) -> CaseView {
        let is_clear =
            |line: &&CaseLine| matches!(line.status, LineStatus::Matched | LineStatus::Adjusted);
        let is_discrepant = |line: &&CaseLine| matches!(line.status, LineStatus::Discrepant(_));
        let difference = |line: &CaseLine| i128::from(line.difference);
        CaseView {
            status: self.status,
            opened_by: self.opened_by,
            counterparty: self.counterparty,
            terms: self.terms.clone(),
            billed_complete: self.billed_complete,
            expected_complete: self.expected_complete,
            billed_committed: false,
            expected_committed: false,
            unopened: 0,
            lines: self.lines.len() as u16,
            entry_pages: self.entry_pages,
            discrepancy_pages: self.discrepancy_pages,
            matched: self.count(|status| status == LineStatus::Matched),
            adjusted: self.count(|status| status == LineStatus::Adjusted),
            discrepant: self.count(|status| matches!(status, LineStatus::Discrepant(_))),
            settled: 0,
            cleared: self
                .lines
                .iter()
                .filter(is_clear)
                .filter_map(|line| line.billed)
                .map(|billed| u128::from(billed.value) + u128::from(billed.freight))
                .sum(),
            written_off: self.lines.iter().filter(is_clear).map(difference).sum(),
            disputed: self.lines.iter().filter(is_discrepant).map(difference).sum(),
        }
    }
}

impl Model {
    fn folder(&self, case: CaseId) -> Settled<Folder> {
        self.folders.get(&case).cloned().ok_or(ReconciliationError::NotFound)
    }

    fn may_settle(
        &self,
        directory: Option<usize>,
        by: By,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Settled<()> {
        self.may(directory, by, party, scope, business).map_err(ReconciliationError::Refused)
    }

    fn cases_open(&self) -> Settled<()> {
        if self.reconciliation_paused {
            Err(ReconciliationError::Paused)
        } else {
            Ok(())
        }
    }

    pub fn open(
        &mut self,
        by: By,
        id: CaseId,
        party: PartyId,
        counterparty: PartyId,
        terms: &CaseTerms,
    ) -> Settled<CaseId> {
        self.cases_open()?;
        let directory = self.reconciliation_links.last().copied();
        self.may_settle(directory, by, party, Scope::Agree, Business::NewBusiness)?;
        if party == counterparty {
            return Err(ReconciliationError::SameParty);
        }
        if terms.biller != party && terms.biller != counterparty {
            return Err(ReconciliationError::BillerNotAParty);
        }
        if terms.arbiter.is_some_and(|arbiter| arbiter == party || arbiter == counterparty) {
            return Err(ReconciliationError::ArbiterIsAParty);
        }
        if terms.currency.len() != 3 {
            return Err(ReconciliationError::MalformedCurrency);
        }
        if terms.tolerances.small_difference >= LIMIT {
            return Err(ReconciliationError::AmountOutOfRange);
        }
        if by.now > terms.entry_until || terms.entry_until > terms.wait_until {
            return Err(ReconciliationError::OutOfOrder);
        }
        if self.folders.get(&id).is_some_and(|folder| folder.status != CaseStatus::Withdrawn) {
            return Err(ReconciliationError::AlreadyExists);
        }
        let folder = Folder {
            directory,
            asks_waybills: true,
            opened_by: party,
            counterparty,
            terms: terms.clone(),
            status: CaseStatus::Proposed,
            billed_complete: false,
            expected_complete: false,
            lines: Vec::new(),
            entry_pages: 0,
            discrepancy_pages: 0,
        };
        self.folders.insert(id, folder);
        Ok(id)
    }

    /// `right` says whether the digest is of the terms proposed.
    pub fn accept(&mut self, by: By, case: CaseId, right: bool) -> Settled<()> {
        self.cases_open()?;
        let mut folder = self.folder(case)?;
        self.may_settle(
            folder.directory,
            by,
            folder.counterparty,
            Scope::Agree,
            Business::NewBusiness,
        )?;
        folder.is(&[CaseStatus::Proposed])?;
        if !right {
            return Err(ReconciliationError::OtherTerms);
        }
        if by.now > folder.terms.entry_until {
            return Err(ReconciliationError::EntryOver);
        }
        folder.status = CaseStatus::Open;
        self.folders.insert(case, folder);
        Ok(())
    }

    pub fn withdraw(&mut self, by: By, case: CaseId, party: PartyId) -> Settled<()> {
        let mut folder = self.folder(case)?;
        folder.bills(party)?;
        self.may_settle(folder.directory, by, party, Scope::Agree, Business::Exit)?;
        folder.is(&[CaseStatus::Proposed])?;
        folder.status = CaseStatus::Withdrawn;
        self.folders.insert(case, folder);
        Ok(())
    }

    pub fn enter(
        &mut self,
        by: By,
        case: CaseId,
        party: PartyId,
        bills: &[BillLine],
    ) -> Settled<()> {
        let mut folder = self.folder(case)?;
        let biller = folder.bills(party)?;
        self.may_settle(folder.directory, by, party, Scope::Bill, Business::Exit)?;
        folder.is(&[CaseStatus::Open])?;
        if by.now > folder.terms.entry_until {
            return Err(ReconciliationError::EntryOver);
        }
        if if biller { folder.billed_complete } else { folder.expected_complete } {
            return Err(ReconciliationError::StatementComplete);
        }
        if bills.is_empty() {
            return Err(ReconciliationError::Empty);
        }
        let mut new: Vec<LineReference> = Vec::new();
        for bill in bills {
            let known = folder.lines.iter().any(|line| line.reference == bill.reference);
            if !known && !new.contains(&bill.reference) {
                new.push(bill.reference);
            }
        }
        if bills.len() > PER_CALL || folder.lines.len() + new.len() > 500 {
            return Err(ReconciliationError::TooMany);
        }
        folder.entry_pages += u16::from(!new.is_empty());
        folder.lines.extend(new.into_iter().map(|reference| CaseLine {
            reference,
            billed: None,
            expected: None,
            billed_again: 0,
            status: LineStatus::Waiting,
            difference: 0,
            worked_off: None,
        }));
        let mut claims = Vec::new();
        for (place, bill) in bills.iter().enumerate() {
            let statement = bill.statement;
            let total = u128::from(statement.value) + u128::from(statement.freight);
            if statement.quantity == 0 || statement.quantity >= LIMIT || total >= u128::from(LIMIT)
            {
                return Err(ReconciliationError::AmountOutOfRange);
            }
            let line = folder
                .lines
                .iter_mut()
                .find(|line| line.reference == bill.reference)
                .expect("it was added");
            let claim = (party, bill.reference);
            if !biller {
                if line.expected.is_some() {
                    return Err(ReconciliationError::AlreadyStated(place as u16));
                }
                line.expected = Some(statement);
            } else if self.billed_in.contains_key(&claim) || claims.contains(&claim) {
                line.billed_again += total as u64;
            } else {
                line.billed = Some(statement);
                claims.push(claim);
            }
        }
        self.billed_in.extend(claims.into_iter().map(|claim| (claim, case)));
        self.folders.insert(case, folder);
        Ok(())
    }

    pub fn complete_statement(&mut self, by: By, case: CaseId, party: PartyId) -> Settled<()> {
        let mut folder = self.folder(case)?;
        let biller = folder.bills(party)?;
        self.may_settle(folder.directory, by, party, Scope::Bill, Business::Exit)?;
        folder.is(&[CaseStatus::Open])?;
        let complete =
            if biller { &mut folder.billed_complete } else { &mut folder.expected_complete };
        if *complete {
            return Err(ReconciliationError::StatementComplete);
        }
        *complete = true;
        if folder.billed_complete && folder.expected_complete {
            folder.status = CaseStatus::Matching;
        }
        self.folders.insert(case, folder);
        Ok(())
    }

    pub fn match_lines(
        &mut self,
        by: By,
        case: CaseId,
        document: DocumentId,
        numbers: &[u16],
    ) -> Settled<()> {
        let mut folder = self.folder(case)?;
        folder.is(&[CaseStatus::Open, CaseStatus::Matching])?;
        folder.statements_are_over(by.now)?;
        if numbers.is_empty() {
            return Err(ReconciliationError::Empty);
        }
        if numbers.len() > PER_CALL {
            return Err(ReconciliationError::TooMany);
        }
        if repeats(numbers) {
            return Err(ReconciliationError::Repeated);
        }
        let mut places = Vec::new();
        for (at, number) in numbers.iter().enumerate() {
            let reference = LineReference { document, line: *number };
            let place = folder.lines.iter().position(|line| line.reference == reference);
            let place = place.ok_or(ReconciliationError::NoSuchLine(at as u16))?;
            if folder.lines[place].status != LineStatus::Waiting {
                return Err(ReconciliationError::AlreadyMatched(at as u16));
            }
            places.push(place);
        }
        let waits = match self.papers.get(&document) {
            _ if !folder.asks_waybills => None,
            None => Some(ReconciliationError::NoSuchWaybill),
            Some(paper) => {
                let on_it = [paper.about.consignor, paper.about.carrier, paper.about.consignee];
                if !on_it.contains(&folder.opened_by) || !on_it.contains(&folder.counterparty) {
                    Some(ReconciliationError::NotOnWaybill)
                } else if matches!(
                    paper.status,
                    WaybillStatus::Closed
                        | WaybillStatus::Cancelled
                        | WaybillStatus::Lost
                        | WaybillStatus::Voided
                ) {
                    None
                } else {
                    Some(ReconciliationError::WaitsForWaybill(folder.terms.wait_until))
                }
            }
        };
        let given_up = by.now > folder.terms.wait_until;
        if let Some(error) = waits.filter(|_| !given_up) {
            return Err(error);
        }
        let mut discrepant = false;
        for place in places {
            let line = &mut folder.lines[place];
            let delivered = match self.papers.get(&document) {
                _ if !folder.asks_waybills => None,
                Some(paper)
                    if waits.is_none()
                        && matches!(paper.status, WaybillStatus::Closed | WaybillStatus::Lost) =>
                {
                    Some(paper.delivered(line.reference.line))
                }
                _ => Some(Delivered::Never),
            };
            (line.status, line.difference) = examine(line, delivered, &folder.terms.tolerances);
            discrepant |= matches!(line.status, LineStatus::Discrepant(_));
        }
        folder.discrepancy_pages += u16::from(discrepant);
        folder.status = CaseStatus::Matching;
        self.folders.insert(case, folder);
        Ok(())
    }

    pub fn conclude(&mut self, by: By, case: CaseId) -> Settled<()> {
        let mut folder = self.folder(case)?;
        folder.is(&[CaseStatus::Open, CaseStatus::Matching])?;
        folder.statements_are_over(by.now)?;
        let waiting = folder.count(|status| status == LineStatus::Waiting);
        if waiting > 0 {
            return Err(ReconciliationError::LinesWaiting(waiting));
        }
        let balanced = folder.view().discrepant == 0;
        folder.status = if balanced { CaseStatus::Balanced } else { CaseStatus::Discrepant };
        self.folders.insert(case, folder);
        Ok(())
    }
}

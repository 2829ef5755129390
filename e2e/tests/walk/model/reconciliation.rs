//! Cases, their statements and what becomes of them.
use std::collections::BTreeMap;

use ink::scale::Encode;
use interfaces::{
    ids::{CaseId, DocumentId, Millis, Money, OptionalParty, PartyId, Quantity, RelationshipId},
    orders::{ProgressKind, ProgressLine, RelationshipStatus},
    reconciliation::{
        Action, BillLine, CaseLine, CaseStatus, CaseTerms, CaseView, Completion, DiscrepancyRecord,
        DiscrepancyStatus, EntryMode, LineReference, LineStatus, Offer, OpenedLine, Reason,
        ReconciliationError, Statement,
    },
    registry::{Business, Scope},
    waybill::WaybillStatus,
};

use super::{
    super::matching::{examine, total, Delivered},
    repeats, By, Model, Paper, CASES, LIMIT, PER_CALL,
};

/// What is shown of a statement that was made blind and not opened.
pub const UNOPENED: Statement = Statement { quantity: 0, value: 0, freight: 0, weight: 0 };

/// The biller's side.
const BILLER: usize = 0;
/// The side of the one billed.
const BILLED: usize = 1;

/// A whole statement, as someone committed to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    pub case: CaseId,
    pub party: PartyId,
    pub nonce: [u8; 32],
    pub lines: Vec<BillLine>,
}

/// A line, as someone stated it blind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Veiled {
    pub case: CaseId,
    pub key: [u8; 32],
    pub bill: BillLine,
}

/// What one of the two has said.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub complete: bool,
    pub promise: Option<Promise>,
    /// What it entered, in that order.
    pub entered: Vec<BillLine>,
    pub veiled: BTreeMap<LineReference, Veiled>,
    /// What it says that its unopened lines come to.
    pub rest: u128,
    /// How many lines it brought in.
    brought: usize,
}

/// A case.
#[derive(Debug, Clone)]
pub struct Folder {
    pub directory: Option<usize>,
    pub asks_waybills: bool,
    pub opened_by: PartyId,
    pub counterparty: PartyId,
    pub terms: CaseTerms,
    /// The number of the registry, and the version of the relationship's terms; 0 if they were proposed.
    pub epoch: u8,
    pub version: u16,
    pub accept_until: Millis,
    pub status: CaseStatus,
    /// What the biller has said, and what the other.
    pub said: [Said; 2],
    pub lines: Vec<CaseLine>,
    pub entry_pages: u16,
    pub discrepancy_pages: u16,
    /// What the biller's lines came to with each.
    so_far: BTreeMap<LineReference, i128>,
    pub unopened: u16,
    /// Whether a line that had to be opened never was.
    fallen: bool,
    /// When the last line was matched.
    matched_at: Millis,
    /// What is owed for lines that were never opened.
    undisclosed: u128,
}

type Settled<T> = Result<T, ReconciliationError>;

impl Folder {
    /// Whose statement is the biller's, and whose the other's.
    pub fn payer(&self) -> PartyId {
        if self.terms.biller == self.opened_by {
            self.counterparty
        } else {
            self.opened_by
        }
    }

    pub fn side(&self, party: PartyId) -> Settled<usize> {
        if party != self.opened_by && party != self.counterparty {
            return Err(ReconciliationError::NotAParty);
        }
        Ok(if party == self.terms.biller { BILLER } else { BILLED })
    }

    fn is(&self, statuses: &[CaseStatus]) -> Settled<()> {
        if statuses.contains(&self.status) {
            Ok(())
        } else {
            Err(ReconciliationError::WrongStatus(self.status))
        }
    }

    fn has_entry(&self, entry: EntryMode) -> Settled<()> {
        if self.terms.entry == entry {
            Ok(())
        } else {
            Err(ReconciliationError::OtherEntry)
        }
    }

    fn statements_are_over(&self, now: Millis) -> Settled<()> {
        if self.said.iter().all(|said| said.complete) || now > self.terms.entry_until {
            Ok(())
        } else {
            Err(ReconciliationError::StatementsOpen(self.terms.entry_until))
        }
    }

    fn place(&self, reference: LineReference) -> Option<usize> {
        self.lines.iter().position(|line| line.reference == reference)
    }

    /// When what was matched undisclosed can no longer be opened, where the two do not say the same of it.
    pub fn open_until(&self) -> Millis {
        self.terms.wait_until.max(self.matched_at + self.terms.response_window)
    }

    /// How much of what was billed of a line lies past what the case may come to.
    fn past(&self, counted: &CaseLine) -> Money {
        let Some(limit) = self.terms.tolerances.cumulative else { return 0 };
        let so_far = self.so_far.get(&counted.reference).copied().unwrap_or(0);
        let billed = counted.billed.map_or(0, total);
        (so_far - i128::from(limit)).clamp(0, billed) as Money
    }

    /// Whether it owes a line, or may yet.
    fn may_owe(&self, reference: LineReference) -> bool {
        let Some(place) = self.place(reference) else { return false };
        let line = &self.lines[place];
        let has_ended = matches!(self.status, CaseStatus::Balanced | CaseStatus::Discrepant);
        match line.worked_off {
            Some(one) => !is_settled(one.status) || one.amount > 0,
            None => !(self.fallen && has_ended && line.billed == Some(UNOPENED)),
        }
    }

    /// What counts of a line, and how far that is hidden: by the biller, and by the other.
    fn counted(&self, line: &CaseLine) -> (CaseLine, [bool; 2]) {
        let counts = |side: usize| self.terms.entry == EntryMode::Open || self.said[side].complete;
        let mut counted = *line;
        if !counts(BILLER) {
            (counted.billed, counted.billed_again) = (None, 0);
        }
        if !counts(BILLED) {
            counted.expected = None;
        }
        let hidden = [counted.billed, counted.expected].map(|stated| stated == Some(UNOPENED));
        counted.billed = counted.billed.filter(|_| !hidden[BILLER]);
        counted.expected = counted.expected.filter(|_| !hidden[BILLED]);
        (counted, hidden)
    }

    /// What either side is known, to the walk, to state of a line.
    pub fn stated(&self, reference: LineReference) -> Option<Statement> {
        let veiled = self.said.iter().find_map(|said| said.veiled.get(&reference));
        let line = self.place(reference).map(|place| self.lines[place]);
        veiled
            .map(|veiled| veiled.bill.statement)
            .or(line.and_then(|line| line.billed.or(line.expected)))
    }

    fn count(&self, which: fn(LineStatus) -> bool) -> u16 {
        self.lines.iter().filter(|line| which(line.status)).count() as u16
    }

    pub fn waiting(&self) -> u16 {
        self.count(|status| status == LineStatus::Waiting)
    }

    /// The discrepancies that are not settled.
    pub fn unsettled(&self) -> Vec<CaseLine> {
        let is_open = |line: &&CaseLine| line.worked_off.is_some_and(|one| !is_settled(one.status));
        self.lines.iter().filter(is_open).copied().collect()
    }

    /// As clients should see it.
    pub fn view(&self) -> CaseView {
        let is_clear =
            |line: &&CaseLine| matches!(line.status, LineStatus::Matched | LineStatus::Adjusted);
        let is_discrepant = |line: &&CaseLine| matches!(line.status, LineStatus::Discrepant(_));
        let difference = |line: &CaseLine| i128::from(line.difference);
        let billed = self.lines.iter().filter(is_clear).filter_map(|line| line.billed);
        let settled: Vec<u128> = self
            .lines
            .iter()
            .filter_map(|line| line.worked_off)
            .filter(|one| is_settled(one.status))
            .map(|one| one.amount.into())
            .collect();
        let [biller, other] = &self.said;
        CaseView {
            status: self.status,
            opened_by: self.opened_by,
            counterparty: self.counterparty,
            terms: self.terms.clone(),
            registry: self.epoch,
            waybill: 1,
            orders: 1,
            version: self.version,
            accept_until: self.accept_until,
            billed_complete: biller.complete,
            expected_complete: other.complete,
            billed_committed: biller.promise.is_some(),
            expected_committed: other.promise.is_some(),
            unopened: self.unopened,
            lines: self.lines.len() as u16,
            entry_pages: self.entry_pages,
            discrepancy_pages: self.discrepancy_pages,
            matched: self.count(|status| status == LineStatus::Matched),
            adjusted: self.count(|status| status == LineStatus::Adjusted),
            discrepant: self.count(|status| matches!(status, LineStatus::Discrepant(_))),
            settled: settled.len() as u16,
            cleared: billed.map(|billed| total(billed) as u128).sum::<u128>()
                + settled.iter().sum::<u128>()
                + self.undisclosed,
            written_off: self.lines.iter().filter(is_clear).map(difference).sum(),
            disputed: self.lines.iter().filter(is_discrepant).map(difference).sum(),
        }
    }
}

/// Whether nothing can happen to a discrepancy any more.
fn is_settled(status: DiscrepancyStatus) -> bool {
    use DiscrepancyStatus::*;
    !matches!(status, Raised | Explained | Escalated)
}

/// Whether a line can be stated so in the open.
fn is_statement(statement: Statement) -> bool {
    let Statement { quantity, weight, .. } = statement;
    quantity > 0 && quantity < LIMIT && weight < LIMIT && total(statement) < i128::from(LIMIT)
}

/// Whether the consignee signed for what was delivered.
fn is_signed_for(paper: &Paper) -> bool {
    match paper.status {
        WaybillStatus::Closed => !paper.lapsed,
        _ => paper.in_parts,
    }
}

/// How much of a line the waybill says was received.
fn received(paper: &Paper, number: u16) -> Option<Quantity> {
    use WaybillStatus::*;
    let line = paper.lines.get(usize::from(number).checked_sub(1)?)?;
    Some(match paper.status {
        Delivered | DeliveredUnconfirmed | Closed => line.received(),
        Lost => line.parts,
        _ => 0,
    })
}

/// What else bears on a line.
#[derive(Debug, Clone, Copy)]
struct Beyond {
    /// Whether another case owes it, or may yet.
    elsewhere: bool,
    /// What the biller entered, whether it counts or not.
    shown: Option<Statement>,
    /// How much of what was billed lies past what the case may come to.
    past: Money,
}

/// A discrepancy as it begins. `signed` says whether the delivery was signed for, and whether by the one billed.
fn raised(
    line: &CaseLine,
    delivered: Option<Delivered>,
    signed: Option<bool>,
    until: Millis,
    beyond: Beyond,
) -> DiscrepancyRecord {
    let sum = |stated: Option<Statement>| stated.map_or(0, |stated| total(stated) as Money);
    let came = delivered.map(|delivered| match delivered {
        Delivered::Never => 0,
        Delivered::Goods { quantity, .. } => quantity,
    });
    let elsewhere = beyond.elsewhere || (line.billed.is_none() && line.billed_again > 0);
    let amount = match line.expected {
        Some(expected) if !elsewhere => {
            // Never more than was expected, unless the one who expected it signed for more.
            let quantity = match (came, signed) {
                (Some(came), Some(true)) => came,
                (Some(came), _) => came.min(expected.quantity),
                (None, _) => expected.quantity,
            };
            let due = total(expected) * i128::from(quantity) / i128::from(expected.quantity);
            let most = match (line.billed, signed) {
                (Some(billed), _) => total(billed) - i128::from(beyond.past),
                (None, Some(_)) => total(expected).min(beyond.shown.map_or(i128::MAX, total)),
                (None, None) => 0,
            };
            due.min(most) as Money
        }
        _ => 0,
    };
    let billed = sum(line.billed) + line.billed_again;
    DiscrepancyRecord {
        status: DiscrepancyStatus::Raised,
        reason: Reason::Nothing,
        until,
        delivered: came.unwrap_or(0),
        is_signed: came == Some(0) || elsewhere || (signed.is_some() && line.expected.is_some()),
        billed,
        expected: sum(line.expected),
        amount,
        billers: Offer { is_made: billed > 0 && !elsewhere, amount: billed },
        payers: Offer { is_made: false, amount: 0 },
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

    /// The case and the side of `party`, for whom the caller may bill.
    fn billing(&self, by: By, case: CaseId, party: PartyId) -> Settled<(Folder, usize)> {
        let folder = self.folder(case)?;
        let side = folder.side(party)?;
        self.may_settle(folder.directory, by, party, Scope::Bill, Business::Exit)?;
        Ok((folder, side))
    }

    fn cases_open(&self) -> Settled<()> {
        if self.reconciliation_paused {
            Err(ReconciliationError::Paused)
        } else {
            Ok(())
        }
    }

    /// The case that owes a biller a line, or may yet.
    pub fn owed_in(&self, biller: PartyId, reference: LineReference) -> Option<CaseId> {
        let case = self.billed_in.get(&(biller, reference)).copied();
        case.filter(|case| self.folders[case].may_owe(reference))
    }

    pub fn open(
        &mut self,
        by: By,
        id: CaseId,
        party: PartyId,
        counterparty: PartyId,
        terms: &CaseTerms,
    ) -> Settled<CaseId> {
        self.begins(by, party, counterparty)?;
        self.begin(by, id, party, counterparty, terms, 0)
    }

    /// `relationship` is that of the two.
    #[allow(clippy::too_many_arguments)] // A message's own, and what the model cannot compute.
    pub fn open_under(
        &mut self,
        by: By,
        id: CaseId,
        relationship: RelationshipId,
        party: PartyId,
        counterparty: PartyId,
        biller: PartyId,
    ) -> Settled<CaseId> {
        self.begins(by, party, counterparty)?;
        let relation = self.relations.get(&relationship);
        let relation = relation.ok_or(ReconciliationError::NoTermsInForce)?;
        if matches!(
            relation.status(by.now),
            RelationshipStatus::Proposed | RelationshipStatus::Ended
        ) {
            return Err(ReconciliationError::NoTermsInForce);
        }
        let version = relation.in_force;
        let signed = relation.terms(version).expect("they are in force").clone();
        if signed.seller.party().is_some_and(|seller| seller != biller) {
            return Err(ReconciliationError::NotTheSeller);
        }
        let entry_until = by.now + signed.statement_window;
        let terms = CaseTerms {
            biller,
            currency: signed.currency,
            tolerances: signed.tolerances,
            entry_until,
            wait_until: entry_until + signed.dispute_window,
            arbiter: signed.arbiter,
            entry: EntryMode::Open,
            response_window: signed.response_window,
            decision_window: signed.dispute_window,
        };
        self.begin(by, id, party, counterparty, &terms, version)
    }

    /// Whether the caller may open a case between the two.
    fn begins(&self, by: By, party: PartyId, counterparty: PartyId) -> Settled<()> {
        self.cases_open()?;
        let directory = self.reconciliation_links.last().copied();
        self.may_settle(directory, by, party, Scope::Agree, Business::NewBusiness)?;
        if party == counterparty {
            return Err(ReconciliationError::SameParty);
        }
        Ok(())
    }

    fn begin(
        &mut self,
        by: By,
        id: CaseId,
        party: PartyId,
        counterparty: PartyId,
        terms: &CaseTerms,
        version: u16,
    ) -> Settled<CaseId> {
        if terms.biller != party && terms.biller != counterparty {
            return Err(ReconciliationError::BillerNotAParty);
        }
        if terms.arbiter.party().is_some_and(|arbiter| arbiter == party || arbiter == counterparty)
        {
            return Err(ReconciliationError::ArbiterIsAParty);
        }
        if terms.currency.len() != 3 {
            return Err(ReconciliationError::MalformedCurrency);
        }
        if terms.tolerances.small_difference >= LIMIT {
            return Err(ReconciliationError::AmountOutOfRange);
        }
        let year = e2e::time::days(366);
        let waits_long = terms.wait_until > terms.entry_until.saturating_add(year);
        if terms.response_window > year || terms.decision_window > year || waits_long {
            return Err(ReconciliationError::WindowTooLong);
        }
        if by.now > terms.entry_until || terms.entry_until > terms.wait_until {
            return Err(ReconciliationError::OutOfOrder);
        }
        if self.folders.get(&id).is_some_and(|folder| folder.status != CaseStatus::Withdrawn) {
            return Err(ReconciliationError::AlreadyExists);
        }
        let least = ((terms.entry_until - by.now) / 4).min(e2e::time::days(1));
        let folder = Folder {
            directory: self.reconciliation_links.last().copied(),
            epoch: self.reconciliation_links.len() as u8,
            version,
            accept_until: terms.entry_until - least,
            asks_waybills: true,
            opened_by: party,
            counterparty,
            terms: terms.clone(),
            status: if version == 0 { CaseStatus::Proposed } else { CaseStatus::Open },
            said: Default::default(),
            lines: Vec::new(),
            entry_pages: 0,
            discrepancy_pages: 0,
            so_far: BTreeMap::new(),
            unopened: 0,
            fallen: false,
            matched_at: 0,
            undisclosed: 0,
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
        if by.now > folder.accept_until {
            return Err(ReconciliationError::EntryOver);
        }
        folder.status = CaseStatus::Open;
        self.folders.insert(case, folder);
        Ok(())
    }

    pub fn withdraw(&mut self, by: By, case: CaseId, party: PartyId) -> Settled<()> {
        let mut folder = self.folder(case)?;
        folder.side(party)?;
        self.may_settle(folder.directory, by, party, Scope::Agree, Business::Exit)?;
        folder.is(&[CaseStatus::Proposed])?;
        folder.status = CaseStatus::Withdrawn;
        self.folders.insert(case, folder);
        Ok(())
    }

    pub fn commit(
        &mut self,
        by: By,
        case: CaseId,
        party: PartyId,
        promise: Promise,
    ) -> Settled<()> {
        let (mut folder, side) = self.billing(by, case, party)?;
        folder.is(&[CaseStatus::Open])?;
        folder.has_entry(EntryMode::Sealed)?;
        if by.now > folder.terms.entry_until {
            return Err(ReconciliationError::EntryOver);
        }
        if folder.said[side].promise.is_some() {
            return Err(ReconciliationError::AlreadyCommitted);
        }
        folder.said[side].promise = Some(promise);
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
        self.take_in(by, case, party, bills, None)
    }

    pub fn enter_blind(
        &mut self,
        by: By,
        case: CaseId,
        party: PartyId,
        lines: &[Veiled],
    ) -> Settled<()> {
        let bills: Vec<BillLine> = lines
            .iter()
            .map(|line| BillLine { reference: line.bill.reference, statement: UNOPENED })
            .collect();
        self.take_in(by, case, party, &bills, Some(lines))
    }

    /// `freight` is spread over the bills by weight.
    pub fn enter_consolidated(
        &mut self,
        by: By,
        case: CaseId,
        party: PartyId,
        freight: Money,
        bills: &[BillLine],
    ) -> Settled<()> {
        let (weights, freight) = (
            bills.iter().map(|bill| i128::from(bill.statement.weight)).collect::<Vec<_>>(),
            i128::from(freight),
        );
        let sum: i128 = weights.iter().sum();
        let limit = i128::from(LIMIT);
        let is_sound = sum > 0 && sum < limit && freight < limit;
        let states_its_own = bills.iter().any(|bill| bill.statement.freight > 0);
        let mut bills = bills.to_vec();
        if !is_sound || states_its_own {
            // Refused as what no freight is, after all else that is wrong with the call.
            bills.iter_mut().for_each(|bill| bill.statement.freight = Money::MAX);
            return self.take_in(by, case, party, &bills, None);
        }
        let mut shares: Vec<i128> = weights.iter().map(|weight| freight * weight / sum).collect();
        let mut by_rest: Vec<usize> = (0..bills.len()).collect();
        by_rest.sort_by_key(|at| -(freight * weights[*at] % sum));
        let left = freight - shares.iter().sum::<i128>();
        by_rest.iter().take(left as usize).for_each(|at| shares[*at] += 1);
        for (bill, share) in bills.iter_mut().zip(shares) {
            bill.statement.freight = share as Money;
        }
        self.take_in(by, case, party, &bills, None)
    }

    fn take_in(
        &mut self,
        by: By,
        case: CaseId,
        party: PartyId,
        bills: &[BillLine],
        veiled: Option<&[Veiled]>,
    ) -> Settled<()> {
        let (mut folder, side) = self.billing(by, case, party)?;
        folder.is(&[CaseStatus::Open])?;
        if by.now > folder.terms.entry_until {
            return Err(ReconciliationError::EntryOver);
        }
        if folder.said[side].complete {
            return Err(ReconciliationError::StatementComplete);
        }
        if veiled.is_some() != (folder.terms.entry == EntryMode::Blind) {
            return Err(ReconciliationError::OtherEntry);
        }
        let both_promise = folder.said.iter().all(|said| said.promise.is_some());
        if folder.terms.entry == EntryMode::Sealed && !both_promise {
            return Err(ReconciliationError::NotCommitted);
        }
        if bills.is_empty() {
            return Err(ReconciliationError::Empty);
        }
        let mut new: Vec<LineReference> = Vec::new();
        for bill in bills {
            if folder.place(bill.reference).is_none() && !new.contains(&bill.reference) {
                new.push(bill.reference);
            }
        }
        folder.said[side].brought += new.len();
        if bills.len() > PER_CALL || folder.said[side].brought > 250 {
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
            if veiled.is_none() && !is_statement(statement) {
                return Err(ReconciliationError::AmountOutOfRange);
            }
            let at = folder.place(bill.reference).expect("it was added");
            let so_far: i128 = folder.lines.iter().filter_map(|line| line.billed).map(total).sum();
            let line = &mut folder.lines[at];
            let claim = (party, bill.reference);
            let elsewhere = self.owed_in(party, bill.reference).is_some_and(|other| other != case);
            let is_known = match side {
                BILLER => line.billed.is_some() || elsewhere,
                _ => line.expected.is_some(),
            };
            match side {
                _ if is_known && (side == BILLED || veiled.is_some()) => {
                    return Err(ReconciliationError::AlreadyStated(place as u16));
                }
                BILLER if is_known => line.billed_again += total(statement) as Money,
                BILLER => {
                    line.billed = Some(statement);
                    folder.so_far.insert(bill.reference, so_far + total(statement));
                    claims.push(claim);
                }
                _ => line.expected = Some(statement),
            }
        }
        folder.said[side].entered.extend(bills);
        for line in veiled.into_iter().flatten() {
            folder.said[side].veiled.insert(line.bill.reference, *line);
        }
        self.billed_in.extend(claims.into_iter().map(|claim| (claim, case)));
        self.folders.insert(case, folder);
        Ok(())
    }

    pub fn complete_statement(
        &mut self,
        by: By,
        case: CaseId,
        party: PartyId,
        completion: Completion,
    ) -> Settled<()> {
        let (mut folder, side) = self.billing(by, case, party)?;
        folder.is(&[CaseStatus::Open])?;
        let entry = folder.terms.entry;
        let said = &mut folder.said[side];
        if said.complete {
            return Err(ReconciliationError::StatementComplete);
        }
        match (entry, completion) {
            (EntryMode::Open, Completion::Open) => {}
            (EntryMode::Sealed, Completion::Sealed(nonce)) => {
                let kept = Promise { case, party, nonce, lines: said.entered.clone() };
                match &said.promise {
                    None => return Err(ReconciliationError::NotCommitted),
                    Some(promise) if *promise != kept => {
                        return Err(ReconciliationError::OtherStatement)
                    }
                    Some(_) => {}
                }
            }
            (EntryMode::Blind, Completion::Blind(rest)) => said.rest = rest,
            _ => return Err(ReconciliationError::OtherEntry),
        }
        said.complete = true;
        if folder.said.iter().all(|said| said.complete) {
            folder.status = CaseStatus::Matching;
        }
        self.folders.insert(case, folder);
        Ok(())
    }

    pub fn open_lines(
        &mut self,
        by: By,
        case: CaseId,
        party: PartyId,
        opened: &[OpenedLine],
    ) -> Settled<()> {
        let (mut folder, side) = self.billing(by, case, party)?;
        folder.is(&[CaseStatus::Open, CaseStatus::Matching])?;
        folder.has_entry(EntryMode::Blind)?;
        folder.statements_are_over(by.now)?;
        if opened.is_empty() {
            return Err(ReconciliationError::Empty);
        }
        if opened.len() > PER_CALL {
            return Err(ReconciliationError::TooMany);
        }
        let other = 1 - side;
        let (mut own, mut both) = (0, 0);
        for (at, OpenedLine { line: bill, key }) in (0..).zip(opened) {
            let place = folder.place(bill.reference).ok_or(ReconciliationError::NoSuchLine(at))?;
            let line = &mut folder.lines[place];
            let stated = if side == BILLER { &mut line.billed } else { &mut line.expected };
            if *stated != Some(UNOPENED) {
                return Err(ReconciliationError::AlreadyStated(at));
            }
            if !is_statement(bill.statement) {
                return Err(ReconciliationError::AmountOutOfRange);
            }
            let veiled = Veiled { case, key: *key, bill: *bill };
            if folder.said[side].veiled.get(&bill.reference) != Some(&veiled) {
                return Err(ReconciliationError::OtherLine(at));
            }
            *stated = Some(bill.statement);
            own += total(bill.statement) as u128;
            if folder.said[other].veiled.get(&bill.reference) == Some(&veiled) {
                (line.billed, line.expected) = (Some(bill.statement), Some(bill.statement));
                both += total(bill.statement) as u128;
            }
            if line.status == LineStatus::Matched {
                folder.unopened -= 1;
            }
        }
        folder.said[side].rest = folder.said[side].rest.saturating_sub(own);
        folder.said[other].rest = folder.said[other].rest.saturating_sub(both);
        folder.status = CaseStatus::Matching;
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
            let place =
                folder.place(reference).ok_or(ReconciliationError::NoSuchLine(at as u16))?;
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
        let mut claims = Vec::new();
        let tolerances = &folder.terms.tolerances.clone();
        for (at, place) in (0..).zip(places) {
            let line = folder.lines[place];
            let number = line.reference.line;
            let (delivered, signed) = match self.papers.get(&document) {
                _ if !folder.asks_waybills => (None, None),
                Some(paper)
                    if waits.is_none()
                        && matches!(paper.status, WaybillStatus::Closed | WaybillStatus::Lost) =>
                {
                    let delivered = match (paper.delivered(number), received(paper, number)) {
                        (Delivered::Goods { late_by, .. }, Some(quantity)) => {
                            Delivered::Goods { quantity, late_by }
                        }
                        _ => Delivered::Never,
                    };
                    let by_payer = paper.about.consignee == folder.payer();
                    let came = delivered != Delivered::Never;
                    (Some(delivered), (came && is_signed_for(paper)).then_some(by_payer))
                }
                _ => (Some(Delivered::Never), None),
            };
            // All that was loaded came, and in time.
            let is_plain = match delivered {
                None => true,
                Some(Delivered::Never) => false,
                Some(Delivered::Goods { quantity, late_by }) => {
                    let of = &self.papers[&document].lines[usize::from(number) - 1];
                    quantity == of.goods.quantity && late_by == 0
                }
            };
            let (counted, hidden) = folder.counted(&line);
            let biller = folder.terms.biller;
            let owed = self.owed_in(biller, line.reference).filter(|other| *other != case);
            let elsewhere = line.billed.is_none() && owed.is_some();
            if line.billed.is_none() && !elsewhere {
                claims.push((biller, line.reference));
            }
            let past = folder.past(&counted);
            let veils = [BILLER, BILLED].map(|side| folder.said[side].veiled.get(&line.reference));
            let (status, difference) = match hidden {
                [false, false] => examine(&counted, elsewhere, past, delivered, tolerances),
                [true, true] if is_plain && veils[BILLER] == veils[BILLED] => {
                    folder.unopened += 1;
                    (LineStatus::Matched, 0)
                }
                _ if given_up => {
                    folder.fallen = true;
                    examine(&counted, elsewhere, past, delivered, tolerances)
                }
                _ => return Err(ReconciliationError::NotOpened(at)),
            };
            let until = by.now + folder.terms.response_window;
            let line = &mut folder.lines[place];
            (line.status, line.difference) = (status, difference);
            if let LineStatus::Discrepant(_) = status {
                let beyond = Beyond { elsewhere, shown: line.billed, past };
                line.worked_off = Some(raised(&counted, delivered, signed, until, beyond));
                discrepant = true;
            }
        }
        folder.discrepancy_pages += u16::from(discrepant);
        folder.status = CaseStatus::Matching;
        folder.matched_at = by.now;
        self.billed_in.extend(claims.into_iter().map(|claim| (claim, case)));
        self.folders.insert(case, folder);
        Ok(())
    }

    pub fn conclude(&mut self, by: By, case: CaseId) -> Settled<()> {
        let mut folder = self.folder(case)?;
        let balanced = folder.unsettled().is_empty();
        match folder.status {
            CaseStatus::Open | CaseStatus::Matching => {}
            CaseStatus::Discrepant if balanced => {}
            status => return Err(ReconciliationError::WrongStatus(status)),
        }
        folder.statements_are_over(by.now)?;
        if folder.waiting() > 0 {
            return Err(ReconciliationError::LinesWaiting(folder.waiting()));
        }
        if folder.unopened > 0 {
            let [biller, other] = [BILLER, BILLED].map(|side| folder.said[side].rest);
            if (folder.fallen || biller != other) && by.now <= folder.open_until() {
                return Err(ReconciliationError::TotalsDiffer(folder.open_until()));
            }
            if !folder.fallen {
                folder.undisclosed += biller.min(other);
            }
        }
        folder.unopened = 0;
        folder.status = if balanced { CaseStatus::Balanced } else { CaseStatus::Discrepant };
        self.folders.insert(case, folder);
        Ok(())
    }

    pub fn answer_discrepancy(
        &mut self,
        by: By,
        case: CaseId,
        party: PartyId,
        reference: LineReference,
        reason: Reason,
        action: Action,
    ) -> Settled<()> {
        use DiscrepancyStatus::*;
        let mut folder = self.folder(case)?;
        let decides = matches!(action, Action::Decide(_));
        let scope = if decides {
            if folder.terms.arbiter != OptionalParty::Party(party) {
                return Err(ReconciliationError::NotAParty);
            }
            Scope::Agree
        } else {
            folder.side(party)?;
            Scope::Bill
        };
        self.may_settle(folder.directory, by, party, scope, Business::Exit)?;
        let place = folder.place(reference).filter(|at| folder.lines[*at].worked_off.is_some());
        let place = place.ok_or(ReconciliationError::NoSuchDiscrepancy)?;
        let mut one = folder.lines[place].worked_off.expect("it was looked for");
        let escalated = one.status == Escalated;
        let is_wrong = is_settled(one.status)
            || (decides && !escalated)
            || (action == Action::Escalate && escalated);
        if is_wrong {
            return Err(ReconciliationError::WrongDiscrepancyStatus(one.status));
        }
        if by.now > one.until {
            return Err(ReconciliationError::WindowOver);
        }
        let is_biller = party == folder.terms.biller;
        let others = if is_biller { one.payers } else { one.billers };
        let (low, high) = (one.billed.min(one.expected), one.billed.max(one.expected));
        // What another case owes comes to nothing here.
        let is_here = self.billed_in.get(&(folder.terms.biller, reference)) == Some(&case);
        let most = if is_here { LIMIT - 1 } else { 0 };
        let before = one.status;
        let answered = if escalated { Escalated } else { Explained };
        one.status = match action {
            Action::Explain => answered,
            Action::Escalate if folder.terms.arbiter == OptionalParty::Nobody => {
                return Err(ReconciliationError::NoArbiter)
            }
            Action::Escalate => Escalated,
            Action::Offer(amount) if amount > most => {
                return Err(ReconciliationError::AmountOutOfRange)
            }
            Action::Offer(amount) => {
                let own = if is_biller { &mut one.billers } else { &mut one.payers };
                *own = Offer { is_made: true, amount };
                answered
            }
            Action::Accept(amount) if !others.is_made || others.amount != amount => {
                return Err(ReconciliationError::OtherOffer)
            }
            Action::Accept(amount) => {
                one.amount = amount;
                match amount {
                    _ if amount == one.billed => Accepted,
                    _ if low < amount && amount < high => Split,
                    _ if amount < one.billed => Credited,
                    _ => Debited,
                }
            }
            Action::Decide(amount) if amount < low.min(most) || amount > high.min(most) => {
                return Err(ReconciliationError::AmountOutOfRange)
            }
            Action::Decide(amount) => {
                one.amount = amount;
                Decided
            }
        };
        if one.status != before {
            one.until = by.now
                + match one.status {
                    Explained => folder.terms.response_window,
                    Escalated => folder.terms.decision_window,
                    _ => 0,
                };
        }
        one.reason = reason;
        folder.lines[place].worked_off = Some(one);
        self.folders.insert(case, folder);
        Ok(())
    }

    pub fn expire(&mut self, by: By, case: CaseId, reference: LineReference) -> Settled<()> {
        let mut folder = self.folder(case)?;
        let place = folder.place(reference).filter(|at| folder.lines[*at].worked_off.is_some());
        let place = place.ok_or(ReconciliationError::NoSuchDiscrepancy)?;
        let mut one = folder.lines[place].worked_off.expect("it was looked for");
        if is_settled(one.status) {
            return Err(ReconciliationError::WrongDiscrepancyStatus(one.status));
        }
        if by.now <= one.until {
            return Err(ReconciliationError::WindowOpen(one.until));
        }
        let asks = folder.terms.arbiter != OptionalParty::Nobody && !one.is_signed;
        (one.status, one.until) = if asks && one.status != DiscrepancyStatus::Escalated {
            (DiscrepancyStatus::Escalated, by.now + folder.terms.decision_window)
        } else {
            (DiscrepancyStatus::Lapsed, by.now)
        };
        folder.lines[place].worked_off = Some(one);
        self.folders.insert(case, folder);
        Ok(())
    }

    /// Nothing of the case changes; what is told is the order's.
    pub fn tell_billed(
        &mut self,
        case: CaseId,
        order: DocumentId,
        document: DocumentId,
        numbers: &[u16],
    ) -> Settled<()> {
        let folder = self.folder(case)?;
        folder.is(&[CaseStatus::Balanced])?;
        if numbers.is_empty() {
            return Err(ReconciliationError::Empty);
        }
        if numbers.len() > PER_CALL {
            return Err(ReconciliationError::TooMany);
        }
        let deal = self.deals.get(&order).ok_or(ReconciliationError::NoSuchOrder)?;
        if deal.head.seller != folder.terms.biller || deal.head.buyer != folder.payer() {
            return Err(ReconciliationError::NotOnOrder);
        }
        let paper = self.papers.get(&document).ok_or(ReconciliationError::NoSuchWaybill)?;
        let mut told = Vec::new();
        for (at, number) in (0..).zip(numbers) {
            let reference = LineReference { document, line: *number };
            let place = folder.place(reference).ok_or(ReconciliationError::NoSuchLine(at))?;
            let of = usize::from(*number).checked_sub(1).and_then(|at| paper.lines.get(at));
            let fulfils = of.and_then(|line| line.goods.order_line);
            let fulfils = fulfils.filter(|line| line.order == order);
            let fulfils = fulfils.ok_or(ReconciliationError::NotOfOrder(at))?;
            let line = folder.lines[place];
            let billed = match line.billed {
                Some(UNOPENED) if !folder.fallen => received(paper, *number).unwrap_or(0),
                billed => billed.map_or(0, |billed| billed.quantity),
            };
            let quantity = match line.worked_off {
                None => billed,
                Some(one) if one.amount == 0 => 0,
                Some(one) if one.billed == 0 => one.delivered,
                Some(_) => billed.min(received(paper, *number).unwrap_or(0)),
            };
            if quantity > 0 {
                let document_line = place as u16;
                // Who bills says nothing of how it was received.
                let (at, merits) = (0, 0);
                told.push(ProgressLine { line: fulfils.line, document_line, quantity, at, merits });
            }
        }
        self.record_progress(CASES, order, ProgressKind::Billed, DocumentId(case.0), &told)
            .map_err(|error| ReconciliationError::NotTold(error.encode()[0]))
    }
}

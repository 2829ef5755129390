//! The rules of cases, with no chain in them but storage and its hash.
use crate::{
    events::{
        BillEntered, CaseAccepted, CaseBalanced, CaseDiscrepant, CaseOpened, CaseWithdrawn,
        LinesMatched, MatchedLine, StatementCompleted, Totals,
    },
    matching::{examine, total, Delivered, Examined},
    status::{next, Step},
};
use ink::{
    env::{
        self,
        hash::{Blake2x256, HashOutput},
        DefaultEnvironment,
    },
    prelude::{string::String, vec::Vec},
    storage::{traits::ManualKey, Mapping},
};
use interfaces::{
    ids::{CaseId, DocumentId, Millis, Money, PartyId},
    reconciliation::{
        BillLine, CaseLine, CaseStatus, CaseTerms, CaseView, Limits, LineReference, LineStatus,
        ReconciliationError as Error, Statement, Tolerances,
    },
    registry::{Business, Scope},
    waybill::{BillingRecord, WaybillStatus},
};
use kit::{
    authority::{Authority, Denial},
    codes,
    list::{has_repeats, place, PER_CALL, PER_DOCUMENT},
    money::in_range,
    Call,
};

/// How long past the time to wait a waybill contract may fail to answer before its lines count as never delivered.
///
/// An answer can be starved by a caller who gives too little gas, so silence is not taken for one at once: until then anyone
/// may call with enough.
pub(crate) const SILENCE: Millis = 30 * 24 * 60 * 60 * 1000;

/// Knows what was delivered.
pub(crate) trait Deliveries {
    /// The waybill contract in force: 0 if none is linked. A case keeps the number it began with.
    fn epoch(&self) -> u8;

    /// What the waybill contract numbered `epoch` has of `lines` of the waybill; nothing if there is no such waybill.
    fn billing_record(
        &self,
        epoch: u8,
        waybill: DocumentId,
        lines: &[u16],
    ) -> Result<Option<BillingRecord>, Error>;
}

/// Whose case is opened, with whom, and on what terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proposal {
    pub party: PartyId,
    pub counterparty: PartyId,
    pub period: u32,
    pub sequence: u16,
    pub terms: CaseTerms,
}

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
            Self::Balanced(balanced) => {
                env::emit_event::<DefaultEnvironment, CaseBalanced>(balanced)
            }
            Self::Discrepant(discrepant) => {
                env::emit_event::<DefaultEnvironment, CaseDiscrepant>(discrepant)
            }
        }
    }
}

/// What every step of a case needs; the rest of its terms is [`Profile`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct Case {
    status: CaseStatus,
    opened_by: PartyId,
    counterparty: PartyId,
    opener_bills: bool,
    registry: u8,
    waybill: u8,
    entry_until: Millis,
    wait_until: Millis,
    billed_complete: bool,
    expected_complete: bool,
    lines: u16,
    entry_pages: u16,
    discrepancy_pages: u16,
    totals: Totals,
}

/// What only opening, accepting and matching need.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct Profile {
    tolerances: Tolerances,
    currency: [u8; 3],
    arbiter: Option<PartyId>,
}

/// Both sides' statements of a line, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct Line {
    billed: Option<Statement>,
    expected: Option<Statement>,
    billed_again: Money,
    status: LineStatus,
    difference: i64,
}

impl Line {
    const EMPTY: Self = Self {
        billed: None,
        expected: None,
        billed_again: 0,
        status: LineStatus::Waiting,
        difference: 0,
    };

    fn shown(self, reference: LineReference) -> CaseLine {
        CaseLine {
            reference,
            billed: self.billed,
            expected: self.expected,
            billed_again: self.billed_again,
            status: self.status,
            difference: self.difference,
        }
    }
}

/// Which statement a party enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Biller,
    Billed,
}

impl Case {
    fn biller(&self) -> PartyId {
        if self.opener_bills {
            self.opened_by
        } else {
            self.counterparty
        }
    }

    fn side_of(&self, party: PartyId) -> Result<Side, Error> {
        if party != self.opened_by && party != self.counterparty {
            return Err(Error::NotAParty);
        }
        Ok(if party == self.biller() { Side::Biller } else { Side::Billed })
    }

    fn is_complete(&self, side: Side) -> bool {
        match side {
            Side::Biller => self.billed_complete,
            Side::Billed => self.expected_complete,
        }
    }

    fn step(&self, step: Step) -> Result<CaseStatus, Error> {
        next(self.status, step).ok_or(Error::WrongStatus(self.status))
    }

    fn statements_are_over(&self, now: Millis) -> Result<(), Error> {
        if (self.billed_complete && self.expected_complete) || now > self.entry_until {
            Ok(())
        } else {
            Err(Error::StatementsOpen(self.entry_until))
        }
    }

    fn waiting(&self) -> u16 {
        self.lines
            .saturating_sub(self.totals.matched)
            .saturating_sub(self.totals.adjusted)
            .saturating_sub(self.totals.discrepant)
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

/// Every case ever opened. The keys are fixed, so that an upgrade finds what the code before it wrote.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    cases: Mapping<CaseId, Case, ManualKey<0x5EC0_0001>>,
    profiles: Mapping<CaseId, Profile, ManualKey<0x5EC0_0002>>,
    lines: Mapping<(CaseId, LineReference), Line, ManualKey<0x5EC0_0003>>,
    entry_pages: Mapping<(CaseId, u16), Vec<LineReference>, ManualKey<0x5EC0_0004>>,
    discrepancy_pages: Mapping<(CaseId, u16), Vec<LineReference>, ManualKey<0x5EC0_0005>>,
    /// The case in which a biller billed a line. Invariant: written once and never removed, so a line is billed at most once.
    billed_in: Mapping<(PartyId, LineReference), CaseId, ManualKey<0x5EC0_0006>>,
}

impl Ledger {
    /// Opens a case.
    // Floor: ask the registry; read the case's place and the waybill link; write case and profile; an event that both find.
    pub(crate) fn open(
        &mut self,
        call: Call,
        paused: bool,
        authority: &impl Authority,
        deliveries: &impl Deliveries,
        proposal: Proposal,
    ) -> Result<CaseOpened, Error> {
        let Proposal { party, counterparty, period, sequence, terms } = proposal;
        if paused {
            return Err(Error::Paused);
        }
        let registry = authority.epoch();
        authority
            .may(registry, call.caller, party, Scope::Agree, Business::NewBusiness)
            .map_err(refused)?;
        if party == counterparty {
            return Err(Error::SameParty);
        }
        let opener_bills = terms.biller == party;
        if !opener_bills && terms.biller != counterparty {
            return Err(Error::BillerNotAParty);
        }
        let currency = codes::currency(&terms.currency).ok_or(Error::MalformedCurrency)?;
        if !are_in_range(&terms.tolerances) {
            return Err(Error::AmountOutOfRange);
        }
        if call.now > terms.entry_until || terms.entry_until > terms.wait_until {
            return Err(Error::OutOfOrder);
        }
        let id = case_id(party, counterparty, period, sequence);
        if self.cases.get(id).is_some_and(|case| case.status != CaseStatus::Withdrawn) {
            return Err(Error::AlreadyExists);
        }
        let case = Case {
            status: CaseStatus::Proposed,
            opened_by: party,
            counterparty,
            opener_bills,
            registry,
            waybill: deliveries.epoch(),
            entry_until: terms.entry_until,
            wait_until: terms.wait_until,
            billed_complete: false,
            expected_complete: false,
            lines: 0,
            entry_pages: 0,
            discrepancy_pages: 0,
            totals: Totals::default(),
        };
        let profile = Profile { tolerances: terms.tolerances, currency, arbiter: terms.arbiter };
        self.cases.insert(id, &case);
        self.profiles.insert(id, &profile);
        Ok(CaseOpened {
            case: id,
            opened_by: party,
            counterparty,
            period,
            sequence,
            terms,
            registry,
            waybill: case.waybill,
        })
    }

    /// Accepts a case on the terms with this digest.
    // Floor: read case and profile; ask the registry; write the case; an event.
    pub(crate) fn accept(
        &mut self,
        call: Call,
        paused: bool,
        authority: &impl Authority,
        id: CaseId,
        terms: [u8; 32],
    ) -> Result<CaseAccepted, Error> {
        if paused {
            return Err(Error::Paused);
        }
        let mut case = self.cases.get(id).ok_or(Error::NotFound)?;
        let by = case.counterparty;
        authority
            .may(case.registry, call.caller, by, Scope::Agree, Business::NewBusiness)
            .map_err(refused)?;
        case.status = case.step(Step::Accept)?;
        if self.digest(id, &case) != Some(terms) {
            return Err(Error::OtherTerms);
        }
        if call.now > case.entry_until {
            return Err(Error::EntryOver);
        }
        self.cases.insert(id, &case);
        Ok(CaseAccepted { case: id, by, terms })
    }

    /// Withdraws or declines a case.
    // Floor: read the case; ask the registry; write the case; an event.
    pub(crate) fn withdraw(
        &mut self,
        call: Call,
        authority: &impl Authority,
        id: CaseId,
        party: PartyId,
    ) -> Result<CaseWithdrawn, Error> {
        let mut case = self.cases.get(id).ok_or(Error::NotFound)?;
        case.side_of(party)?;
        authority
            .may(case.registry, call.caller, party, Scope::Agree, Business::Exit)
            .map_err(refused)?;
        case.status = case.step(Step::Withdraw)?;
        self.cases.insert(id, &case);
        Ok(CaseWithdrawn { case: id, by: party })
    }

    /// Enters lines of a statement.
    // Floor: read the case; ask the registry; per line read and write it, and for the biller read and write its claim, too;
    // write one page of what is new, and the case; an event.
    pub(crate) fn enter(
        &mut self,
        call: Call,
        authority: &impl Authority,
        id: CaseId,
        party: PartyId,
        entered: Vec<BillLine>,
    ) -> Result<BillEntered, Error> {
        let mut case = self.cases.get(id).ok_or(Error::NotFound)?;
        let side = case.side_of(party)?;
        authority
            .may(case.registry, call.caller, party, Scope::Bill, Business::Exit)
            .map_err(refused)?;
        case.status = case.step(Step::State)?;
        if call.now > case.entry_until {
            return Err(Error::EntryOver);
        }
        if case.is_complete(side) {
            return Err(Error::StatementComplete);
        }
        is_bounded(&entered)?;
        let mut drafts = Drafts::default();
        let places: Vec<usize> = entered
            .iter()
            .map(|bill| drafts.place_of(bill.reference, || self.lines.get((id, bill.reference))))
            .collect();
        let page = drafts.new_lines();
        let lines = place(page.len()).saturating_add(case.lines);
        if lines > PER_DOCUMENT {
            return Err(Error::TooMany);
        }
        let mut billed_before = Vec::new();
        for (number, (bill, at)) in entered.iter().zip(places).enumerate() {
            if !is_statement(bill.statement) {
                return Err(Error::AmountOutOfRange);
            }
            let Some(draft) = drafts.0.get_mut(at) else { continue };
            if side == Side::Billed {
                if draft.line.expected.is_some() {
                    return Err(Error::AlreadyStated(place(number)));
                }
                draft.line.expected = Some(bill.statement);
            } else if draft.line.billed.is_some()
                || self.billed_in.contains((party, bill.reference))
            {
                draft.line.billed_again = draft
                    .line
                    .billed_again
                    .checked_add(total(bill.statement))
                    .filter(|again| in_range(*again))
                    .ok_or(Error::AmountOutOfRange)?;
                billed_before.push(place(number));
            } else {
                draft.line.billed = Some(bill.statement);
                draft.is_claim = true;
            }
        }
        for draft in &drafts.0 {
            self.lines.insert((id, draft.reference), &draft.line);
            if draft.is_claim {
                self.billed_in.insert((party, draft.reference), &id);
            }
        }
        if !page.is_empty() {
            self.entry_pages.insert((id, case.entry_pages), &page);
            case.entry_pages = case.entry_pages.saturating_add(1);
            case.lines = lines;
            self.cases.insert(id, &case);
        }
        Ok(BillEntered { case: id, party, lines: entered, billed_before })
    }

    /// Says that a statement is complete.
    // Floor: read the case; ask the registry; write the case; an event.
    pub(crate) fn complete_statement(
        &mut self,
        call: Call,
        authority: &impl Authority,
        id: CaseId,
        party: PartyId,
    ) -> Result<StatementCompleted, Error> {
        let mut case = self.cases.get(id).ok_or(Error::NotFound)?;
        let side = case.side_of(party)?;
        authority
            .may(case.registry, call.caller, party, Scope::Bill, Business::Exit)
            .map_err(refused)?;
        case.step(Step::State)?;
        if case.is_complete(side) {
            return Err(Error::StatementComplete);
        }
        match side {
            Side::Biller => case.billed_complete = true,
            Side::Billed => case.expected_complete = true,
        }
        let both = case.billed_complete && case.expected_complete;
        case.status = case.step(if both { Step::CompleteBoth } else { Step::State })?;
        self.cases.insert(id, &case);
        Ok(StatementCompleted { case: id, party, both })
    }

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
        let mut case = self.cases.get(id).ok_or(Error::NotFound)?;
        case.status = case.step(Step::Match)?;
        case.statements_are_over(call.now)?;
        is_bounded(&numbers)?;
        if has_repeats(&numbers) {
            return Err(Error::Repeated);
        }
        let mut lines = Vec::with_capacity(numbers.len());
        for (at, number) in numbers.iter().enumerate() {
            let reference = LineReference { document, line: *number };
            let line = self.lines.get((id, reference)).ok_or(Error::NoSuchLine(place(at)))?;
            if line.status != LineStatus::Waiting {
                return Err(Error::AlreadyMatched(place(at)));
            }
            lines.push((reference, line));
        }
        let facts = facts(call, deliveries, &case, document, &numbers)?;
        let tolerances = self.profiles.get(id).ok_or(Error::NotFound)?.tolerances;
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
            self.lines.insert((id, *reference), line);
        }
        if !page.is_empty() {
            self.discrepancy_pages.insert((id, case.discrepancy_pages), &page);
            case.discrepancy_pages = case.discrepancy_pages.saturating_add(1);
        }
        self.cases.insert(id, &case);
        Ok(LinesMatched { case: id, document, results, totals: case.totals })
    }

    /// Ends a case of which every line was examined.
    // Floor: read and write the case; an event.
    pub(crate) fn conclude(&mut self, call: Call, id: CaseId) -> Result<Concluded, Error> {
        let mut case = self.cases.get(id).ok_or(Error::NotFound)?;
        let is_balanced = case.totals.discrepant == 0;
        case.status = case.step(if is_balanced { Step::Balance } else { Step::Dispute })?;
        case.statements_are_over(call.now)?;
        // Invariant: matched + adjusted + discrepant ≤ lines, and all of them once the case has ended.
        if case.waiting() > 0 {
            return Err(Error::LinesWaiting(case.waiting()));
        }
        self.cases.insert(id, &case);
        let totals = case.totals;
        Ok(if is_balanced {
            Concluded::Balanced(CaseBalanced { case: id, totals })
        } else {
            Concluded::Discrepant(CaseDiscrepant { case: id, totals })
        })
    }

    /// The case, its lines apart.
    pub(crate) fn case(&self, id: CaseId) -> Option<CaseView> {
        let case = self.cases.get(id)?;
        let terms = self.terms(id, &case)?;
        Some(CaseView {
            status: case.status,
            opened_by: case.opened_by,
            counterparty: case.counterparty,
            terms,
            billed_complete: case.billed_complete,
            expected_complete: case.expected_complete,
            lines: case.lines,
            entry_pages: case.entry_pages,
            discrepancy_pages: case.discrepancy_pages,
            matched: case.totals.matched,
            adjusted: case.totals.adjusted,
            discrepant: case.totals.discrepant,
            cleared: case.totals.cleared,
            written_off: case.totals.written_off,
            disputed: case.totals.disputed,
        })
    }

    /// A line of the case.
    pub(crate) fn line_of(&self, id: CaseId, reference: LineReference) -> Option<CaseLine> {
        self.lines.get((id, reference)).map(|line| line.shown(reference))
    }

    /// The lines that first came in together.
    pub(crate) fn lines_of(&self, id: CaseId, page: u16) -> Vec<CaseLine> {
        self.shown(id, self.entry_pages.get((id, page)))
    }

    /// The lines that were found discrepant together.
    pub(crate) fn discrepancies_of(&self, id: CaseId, page: u16) -> Vec<CaseLine> {
        self.shown(id, self.discrepancy_pages.get((id, page)))
    }

    /// The case in which a biller billed a line.
    pub(crate) fn billed_in(&self, biller: PartyId, reference: LineReference) -> Option<CaseId> {
        self.billed_in.get((biller, reference))
    }

    /// The digest of a case's terms.
    pub(crate) fn terms_digest_of(&self, id: CaseId) -> Option<[u8; 32]> {
        self.digest(id, &self.cases.get(id)?)
    }

    fn shown(&self, id: CaseId, page: Option<Vec<LineReference>>) -> Vec<CaseLine> {
        page.unwrap_or_default()
            .into_iter()
            .filter_map(|reference| self.line_of(id, reference))
            .collect()
    }

    fn terms(&self, id: CaseId, case: &Case) -> Option<CaseTerms> {
        let profile = self.profiles.get(id)?;
        Some(CaseTerms {
            biller: case.biller(),
            currency: String::from_utf8(profile.currency.to_vec()).ok()?,
            tolerances: profile.tolerances,
            entry_until: case.entry_until,
            wait_until: case.wait_until,
            arbiter: profile.arbiter,
        })
    }

    fn digest(&self, id: CaseId, case: &Case) -> Option<[u8; 32]> {
        self.terms(id, case).map(|terms| hash(&(*b"lading/case-terms", id, terms)))
    }
}

/// The id of a case: the same whichever party is named first.
pub(crate) fn case_id(one: PartyId, other: PartyId, period: u32, sequence: u16) -> CaseId {
    CaseId(hash(&(*b"lading/case", one.min(other), one.max(other), period, sequence)))
}

fn hash(of: &impl scale::Encode) -> [u8; 32] {
    let mut digest = <Blake2x256 as HashOutput>::Type::default();
    env::hash_encoded::<Blake2x256, _>(of, &mut digest);
    digest
}

fn refused(denial: Denial) -> Error {
    match denial {
        Denial::Refused(refusal) => Error::Refused(refusal),
        Denial::Unavailable => Error::RegistryUnavailable,
    }
}

fn is_bounded<T>(list: &[T]) -> Result<(), Error> {
    if list.is_empty() {
        return Err(Error::Empty);
    }
    if list.len() > PER_CALL {
        return Err(Error::TooMany);
    }
    Ok(())
}

fn are_in_range(tolerances: &Tolerances) -> bool {
    let Tolerances { small_difference, quantity, price, freight, date } = tolerances;
    in_range(*small_difference)
        && [quantity, price, freight, date].into_iter().all(|limits: &Limits| {
            limits.lower_absolute.map_or(true, in_range)
                && limits.upper_absolute.map_or(true, in_range)
        })
}

/// Goods and freight must be in range together, too, so that no line can be entered that cannot be examined.
fn is_statement(statement: Statement) -> bool {
    statement.quantity > 0
        && in_range(statement.quantity)
        && in_range(statement.value)
        && in_range(statement.freight)
        && in_range(total(statement))
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
                    WaybillStatus::Closed => return Ok(Facts::Record(record)),
                    WaybillStatus::Cancelled | WaybillStatus::Lost => {
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

/// A line as a call changes it, until all of the call is known to be right.
struct Draft {
    reference: LineReference,
    line: Line,
    is_new: bool,
    is_claim: bool,
}

/// The lines that a call changes, each once.
#[derive(Default)]
struct Drafts(Vec<Draft>);

impl Drafts {
    /// Where the line's draft is; the first time it begins with what is `stored`.
    fn place_of(
        &mut self,
        reference: LineReference,
        stored: impl FnOnce() -> Option<Line>,
    ) -> usize {
        if let Some(at) = self.0.iter().position(|draft| draft.reference == reference) {
            return at;
        }
        let line = stored();
        self.0.push(Draft {
            reference,
            is_new: line.is_none(),
            line: line.unwrap_or(Line::EMPTY),
            is_claim: false,
        });
        self.0.len().saturating_sub(1)
    }

    fn new_lines(&self) -> Vec<LineReference> {
        self.0.iter().filter(|draft| draft.is_new).map(|draft| draft.reference).collect()
    }
}

#[cfg(test)]
mod tests;

//! The rules of cases, with no chain in them but storage and its hash.
//!
//! Here: what is stored, opening and accepting, and what others read. [`statements`]: what the parties enter. [`examination`]:
//! what becomes of it.
// A key that is lent is not copied: 32 bytes are a dozen instructions each time.
#![allow(clippy::needless_borrows_for_generic_args)]

mod blind;
mod discrepancies;
mod evidence;
mod examination;
mod ratings;
mod statements;
mod telling;
#[cfg(test)]
mod tests;
use crate::{
    discrepancy::is_settled,
    events::{CaseAccepted, CaseOpened, CaseWithdrawn, Totals},
    matching::{total, Stated, DAY},
    profile::Profile,
    status::{next, Step},
};
use ink::{
    prelude::{boxed::Box, vec::Vec},
    selector_id,
    storage::{traits::ManualKey, Mapping},
};
use interfaces::{
    ids::{CaseId, DocumentId, Millis, Money, PartyId},
    reconciliation::{
        CaseLine, CaseStatus, CaseTerms, CaseView, DiscrepancyRecord, EntryMode, Limits,
        LineReference, LineStatus, ReconciliationError as Error, Statement, Tolerances,
    },
    registry::{Business, Scope},
    waybill::BillingRecord,
};
use kit::{
    authority::{Authority, Denial},
    codes, digest,
    list::{PER_CALL, PER_DOCUMENT},
    money::in_range,
    store::Shelf,
    Call,
};

/// Knows what was delivered.
pub(crate) trait Deliveries {
    /// The waybill contract that is linked: 0 if none is. A case keeps the number it began with.
    fn waybill_epoch(&self) -> u8;

    /// What the waybill contract numbered `epoch` has of `lines` of the waybill; nothing if there is no such waybill.
    fn billing_record(
        &self,
        epoch: u8,
        waybill: &DocumentId,
        lines: &[u16],
    ) -> Result<Option<Box<BillingRecord>>, Error>;
}

/// How many lines a side may bring in that the other has not: half of what a case takes, so that neither can leave the other no room.
pub(crate) const PER_SIDE: u16 = PER_DOCUMENT / 2;

/// How long a window of the terms may be: 366 days.
pub(crate) const LONGEST_WINDOW: Millis = 366 * DAY;

pub(crate) use telling::{Orders, Signed};

/// Whose case is opened, with whom, and on what terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proposal {
    pub party: PartyId,
    pub counterparty: PartyId,
    pub period: u32,
    pub sequence: u16,
    pub basis: Basis,
}

/// On what terms a case is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Basis {
    /// On these, if the counterparty accepts them.
    Proposed(Box<CaseTerms>),
    /// On those that both signed for their relationship; this party bills.
    InForce(PartyId),
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
    orders: u8,
    version: u16,
    accept_until: Millis,
    entry_until: Millis,
    wait_until: Millis,
    entry: EntryMode,
    billed_complete: bool,
    expected_complete: bool,
    billed_committed: bool,
    expected_committed: bool,
    unopened: u16,
    /// Whether a line that had to be opened never was.
    has_fallen: bool,
    /// Until when lines that were matched undisclosed can be opened, if what the two say of them is not the same.
    open_until: Millis,
    lines: u16,
    /// How many of them the biller brought in.
    billers_lines: u16,
    /// What the lines come to that the biller has entered, each once; the end of the range where that does not fit.
    billed_so_far: Money,
    entry_pages: u16,
    discrepancy_pages: u16,
    totals: Totals,
    /// Σ of what was billed and struck by what both signed, or by the arbiter.
    struck: Money,
    /// Block time when it balanced; 0 before.
    balanced_at: Millis,
}

/// What the two stated blind of a line; zeros where one did not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct Digests {
    billed: [u8; 32],
    expected: [u8; 32],
}

/// What a side committed to, and what it has entered since; of a blind statement, what its unopened lines come to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct Seal {
    commitment: [u8; 32],
    root: [u8; 32],
    count: u16,
    total: u128,
}

/// Both sides' statements of a line, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct Line {
    /// Its place among the case's lines, counted from 0 as they came in.
    number: u16,
    billed: Option<Statement>,
    expected: Option<Statement>,
    billed_again: Money,
    /// What the lines came to that the biller had entered with this one.
    billed_so_far: Money,
    status: LineStatus,
    difference: i64,
}

/// What stands for a statement that was entered blind: no line states a quantity of 0.
const UNOPENED: Statement = Statement { quantity: 0, value: 0, freight: 0, weight: 0 };

impl Line {
    const EMPTY: Self = Self {
        number: 0,
        billed: None,
        expected: None,
        billed_again: 0,
        billed_so_far: 0,
        status: LineStatus::Waiting,
        difference: 0,
    };
}

/// Which statement a party enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Biller,
    Billed,
}

impl Side {
    fn other(self) -> Self {
        match self {
            Self::Biller => Self::Billed,
            Self::Billed => Self::Biller,
        }
    }
}

impl Case {
    fn party_of(&self, side: Side) -> &PartyId {
        match side {
            Side::Biller => self.biller(),
            Side::Billed => self.payer(),
        }
    }

    fn biller(&self) -> &PartyId {
        if self.opener_bills {
            &self.opened_by
        } else {
            &self.counterparty
        }
    }

    fn payer(&self) -> &PartyId {
        if self.opener_bills {
            &self.counterparty
        } else {
            &self.opened_by
        }
    }

    fn side_of(&self, party: &PartyId) -> Result<Side, Error> {
        if *party != self.opened_by && *party != self.counterparty {
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

    fn is_committed(&self, side: Side) -> bool {
        match side {
            Side::Biller => self.billed_committed,
            Side::Billed => self.expected_committed,
        }
    }

    fn counts(&self, side: Side) -> bool {
        self.entry == EntryMode::Open || self.is_complete(side)
    }

    /// What counts of a line: a sealed statement that was not opened does not, nor does a blind line.
    fn counted(&self, line: &Line, limit: Option<Money>) -> Stated {
        let (billed, again) =
            if self.counts(Side::Biller) { (line.billed, line.billed_again) } else { (None, 0) };
        let expected = if self.counts(Side::Billed) { line.expected } else { None };
        let opened = |stated: Option<Statement>| stated.filter(|stated| *stated != UNOPENED);
        let billed = opened(billed);
        let past = limit.map_or(0, |limit| line.billed_so_far.saturating_sub(limit));
        Stated {
            billed,
            expected: opened(expected),
            again,
            is_elsewhere: false,
            shown: line.billed.map_or(Money::MAX, total),
            past: past.min(billed.map_or(0, total)),
        }
    }

    /// Whether it has ended, and what was matched undisclosed and never opened has fallen with what should have been opened.
    fn owes_nothing_unopened(&self) -> bool {
        self.has_fallen && matches!(self.status, CaseStatus::Discrepant | CaseStatus::Balanced)
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

/// Lines that came in, or were found discrepant, together.
type Page = Vec<LineReference>;

/// Every case ever opened. The keys are fixed, so that an upgrade finds what the code before it wrote.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    cases: Mapping<CaseId, Case, ManualKey<{ selector_id!("reconciliation::cases") }>>,
    profiles: Mapping<CaseId, Profile, ManualKey<{ selector_id!("reconciliation::profiles") }>>,
    lines: Mapping<
        (CaseId, LineReference),
        Line,
        ManualKey<{ selector_id!("reconciliation::lines") }>,
    >,
    entry_pages:
        Mapping<(CaseId, u16), Page, ManualKey<{ selector_id!("reconciliation::entry_pages") }>>,
    discrepancy_pages: Mapping<
        (CaseId, u16),
        Page,
        ManualKey<{ selector_id!("reconciliation::discrepancy_pages") }>,
    >,
    discrepancies: Mapping<
        (CaseId, LineReference),
        DiscrepancyRecord,
        ManualKey<{ selector_id!("reconciliation::discrepancies") }>,
    >,
    /// What the two stated blind of a line.
    digests: Mapping<
        (CaseId, LineReference),
        Digests,
        ManualKey<{ selector_id!("reconciliation::digests") }>,
    >,
    /// What each party of a sealed case committed to.
    seals: Mapping<(CaseId, PartyId), Seal, ManualKey<{ selector_id!("reconciliation::seals") }>>,
    /// The case in which a biller claims a line last. Invariant *Once*: no case that owes it, or may yet, loses its claim to another,
    /// and what is owed is claimed, so that a biller is owed a line in one case at most. Never removed: who claimed it has paid
    /// the deposit.
    billed_in: Mapping<
        (PartyId, LineReference),
        CaseId,
        ManualKey<{ selector_id!("reconciliation::billed_in") }>,
    >,
}

impl Ledger {
    /// Opens a case.
    // Floor: ask the registry; read the case's place and two links; write case and profile; an event that both find. Under a
    // relationship: ask the orders contract for it, and for its terms.
    pub(crate) fn open(
        &mut self,
        call: Call,
        paused: bool,
        authority: &impl Authority,
        linked: &(impl Deliveries + Orders),
        proposal: Proposal,
    ) -> Result<CaseOpened, Error> {
        let Proposal { party, counterparty, period, sequence, basis } = proposal;
        if paused {
            return Err(Error::Paused);
        }
        let registry = authority.epoch();
        ask(call, authority, registry, &party, Scope::Agree, Business::NewBusiness)?;
        if party == counterparty {
            return Err(Error::SameParty);
        }
        let (waybill, orders) = (linked.waybill_epoch(), linked.orders_epoch());
        let (status, version, terms) = match basis {
            Basis::Proposed(terms) => (CaseStatus::Proposed, 0, terms),
            Basis::InForce(biller) => {
                let in_force = linked.terms_between(orders, &party, &counterparty)?;
                let Some((version, signed)) = in_force else { return Err(Error::NoTermsInForce) };
                if signed.seller.party().is_some_and(|seller| seller != biller) {
                    return Err(Error::NotTheSeller);
                }
                (CaseStatus::Open, version, signed.case_terms(call.now, biller))
            }
        };
        let opener_bills = terms.biller == party;
        if !opener_bills && terms.biller != counterparty {
            return Err(Error::BillerNotAParty);
        }
        let arbiter = terms.arbiter.party();
        if arbiter == Some(party) || arbiter == Some(counterparty) {
            return Err(Error::ArbiterIsAParty);
        }
        if codes::currency(&terms.currency).is_none() {
            return Err(Error::MalformedCurrency);
        }
        if !are_in_range(&terms.tolerances) {
            return Err(Error::AmountOutOfRange);
        }
        let waiting = terms.wait_until.saturating_sub(terms.entry_until);
        if terms.response_window.max(terms.decision_window).max(waiting) > LONGEST_WINDOW {
            return Err(Error::WindowTooLong);
        }
        if call.now > terms.entry_until || terms.entry_until > terms.wait_until {
            return Err(Error::OutOfOrder);
        }
        let id = case_id(party, counterparty, period, sequence);
        if self.cases.boxed(&id).is_some_and(|case| case.status != CaseStatus::Withdrawn) {
            return Err(Error::AlreadyExists);
        }
        let case = Box::new(Case {
            status,
            opened_by: party,
            counterparty,
            opener_bills,
            registry,
            waybill,
            orders,
            version,
            accept_until: terms.entry_until.saturating_sub(least_time(call.now, terms.entry_until)),
            entry_until: terms.entry_until,
            wait_until: terms.wait_until,
            entry: terms.entry,
            billed_complete: false,
            expected_complete: false,
            billed_committed: false,
            expected_committed: false,
            unopened: 0,
            has_fallen: false,
            open_until: terms.wait_until,
            lines: 0,
            billers_lines: 0,
            billed_so_far: 0,
            entry_pages: 0,
            discrepancy_pages: 0,
            totals: Totals::default(),
            struck: 0,
            balanced_at: 0,
        });
        let profile = Profile(*terms);
        self.cases.write(&id, &case);
        self.profiles.write(&id, &profile);
        Ok(CaseOpened {
            case: id,
            opened_by: party,
            counterparty,
            period,
            sequence,
            terms: profile.0,
            registry,
            waybill,
            orders,
            version,
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
        let mut case = self.cases.boxed(&id).ok_or(Error::NotFound)?;
        let by = case.counterparty;
        ask(call, authority, case.registry, &by, Scope::Agree, Business::NewBusiness)?;
        case.status = case.step(Step::Accept)?;
        if self.digest_of(&id, &case) != Some(terms) {
            return Err(Error::OtherTerms);
        }
        // Invariant: who opened the case has time to state its lines once it knows that there is one.
        if call.now > case.accept_until {
            return Err(Error::EntryOver);
        }
        self.cases.write(&id, &case);
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
        let (mut case, _) =
            self.stepping(call, authority, &id, &party, Scope::Agree, Step::Withdraw)?;
        case.status = case.step(Step::Withdraw)?;
        self.cases.write(&id, &case);
        Ok(CaseWithdrawn { case: id, by: party })
    }

    /// The case, if the party is one of the two, the caller may act for it, and the case may take the step.
    #[inline(never)]
    fn stepping(
        &self,
        call: Call,
        authority: &impl Authority,
        id: &CaseId,
        party: &PartyId,
        scope: Scope,
        step: Step,
    ) -> Result<(Box<Case>, Side), Error> {
        let case = self.cases.boxed(id).ok_or(Error::NotFound)?;
        let side = case.side_of(party)?;
        ask(call, authority, case.registry, party, scope, Business::Exit)?;
        case.step(step)?;
        Ok((case, side))
    }

    /// The case, its lines apart.
    pub(crate) fn case(&self, id: CaseId) -> Option<CaseView> {
        let case = self.cases.boxed(&id)?;
        let terms = self.profiles.boxed(&id)?.0;
        Some(CaseView {
            status: case.status,
            opened_by: case.opened_by,
            counterparty: case.counterparty,
            terms,
            registry: case.registry,
            waybill: case.waybill,
            orders: case.orders,
            version: case.version,
            accept_until: case.accept_until,
            billed_complete: case.billed_complete,
            expected_complete: case.expected_complete,
            billed_committed: case.billed_committed,
            expected_committed: case.expected_committed,
            unopened: case.unopened,
            lines: case.lines,
            entry_pages: case.entry_pages,
            discrepancy_pages: case.discrepancy_pages,
            matched: case.totals.matched,
            adjusted: case.totals.adjusted,
            discrepant: case.totals.discrepant,
            settled: case.totals.settled,
            cleared: case.totals.cleared,
            written_off: case.totals.written_off,
            disputed: case.totals.disputed,
        })
    }

    /// A line of the case.
    pub(crate) fn line_of(&self, id: CaseId, reference: LineReference) -> Option<CaseLine> {
        let line = self.lines.boxed((&id, &reference))?;
        let worked_off = match line.status {
            LineStatus::Discrepant(_) => {
                self.discrepancies.boxed((&id, &reference)).map(|worked_off| *worked_off)
            }
            _ => None,
        };
        Some(CaseLine {
            reference,
            billed: line.billed,
            expected: line.expected,
            billed_again: line.billed_again,
            status: line.status,
            difference: line.difference,
            worked_off,
        })
    }

    /// The lines that first came in together.
    pub(crate) fn lines_of(&self, id: CaseId, page: u16) -> Vec<CaseLine> {
        self.shown(id, self.entry_pages.read((&id, page)))
    }

    /// The lines that were found discrepant together.
    pub(crate) fn discrepancies_of(&self, id: CaseId, page: u16) -> Vec<CaseLine> {
        self.shown(id, self.discrepancy_pages.read((&id, page)))
    }

    /// The case that owes a biller a line, or may yet.
    #[inline(never)]
    pub(crate) fn billed_in(&self, biller: &PartyId, reference: &LineReference) -> Option<CaseId> {
        self.billed_in.read((biller, reference)).filter(|case| self.may_owe(case, reference))
    }

    /// Whether a case in which a line is claimed owes it, or may yet.
    fn may_owe(&self, id: &CaseId, reference: &LineReference) -> bool {
        let Some(line) = self.lines.boxed((id, reference)) else { return false };
        match line.status {
            LineStatus::Waiting | LineStatus::Adjusted => true,
            LineStatus::Matched => {
                line.billed != Some(UNOPENED)
                    || self.cases.boxed(id).is_none_or(|case| !case.owes_nothing_unopened())
            }
            LineStatus::Discrepant(_) => self
                .discrepancies
                .boxed((id, reference))
                .is_none_or(|worked_off| worked_off.amount > 0 || !is_settled(worked_off.status)),
        }
    }

    /// A case that is balanced.
    #[inline(never)]
    fn balanced(&self, id: &CaseId) -> Result<Box<Case>, Error> {
        let case = self.cases.boxed(id).ok_or(Error::NotFound)?;
        if case.status != CaseStatus::Balanced {
            return Err(Error::WrongStatus(case.status));
        }
        Ok(case)
    }

    /// The digest of a case's terms.
    pub(crate) fn terms_digest_of(&self, id: CaseId) -> Option<[u8; 32]> {
        self.digest_of(&id, &*self.cases.boxed(&id)?)
    }

    #[inline(never)]
    fn digest_of(&self, id: &CaseId, case: &Case) -> Option<[u8; 32]> {
        let profile = self.profiles.boxed(id)?;
        let Case { registry, waybill, orders, .. } = case;
        Some(digest(&(*b"lading/case-terms", id, registry, waybill, orders, &profile.0)))
    }

    fn shown(&self, id: CaseId, page: Option<Page>) -> Vec<CaseLine> {
        page.unwrap_or_default()
            .into_iter()
            .filter_map(|reference| self.line_of(id, reference))
            .collect()
    }
}

/// The id of a case: the same whichever party is named first.
pub(crate) fn case_id(one: PartyId, other: PartyId, period: u32, sequence: u16) -> CaseId {
    digest(&(*b"lading/case", one.min(other), one.max(other), period, sequence)).into()
}

/// How much of the time to enter bills must be left when a case is accepted: a quarter of what there was when it was opened, or a
/// day if that is less.
fn least_time(now: Millis, entry_until: Millis) -> Millis {
    (entry_until.saturating_sub(now) >> 2).min(DAY)
}

/// Asks whether the caller may act for the party.
#[inline(never)]
fn ask(
    call: Call,
    authority: &impl Authority,
    registry: u8,
    party: &PartyId,
    scope: Scope,
    business: Business,
) -> Result<(), Error> {
    match authority.may(registry, call.caller, *party, scope, business) {
        Ok(()) => Ok(()),
        Err(Denial::Refused(refusal)) => Err(Error::Refused(refusal)),
        Err(Denial::Unavailable) => Err(Error::RegistryUnavailable),
    }
}

fn are_in_range(tolerances: &Tolerances) -> bool {
    let Tolerances { small_difference, quantity, price, freight, date, unit_ratio, cumulative } =
        tolerances;
    in_range(*small_difference)
        && cumulative.is_none_or(in_range)
        && [quantity, price, freight, date, unit_ratio].into_iter().all(|limits: &Limits| {
            limits.lower_absolute.is_none_or(in_range) && limits.upper_absolute.is_none_or(in_range)
        })
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

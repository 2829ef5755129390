//! What the parties enter.
use super::{is_bounded, Ledger, Line, Seal, Side, PER_SIDE};
use crate::{
    events::{BillEntered, StatementCommitted, StatementCompleted},
    matching::total,
    status::Step,
};
use ink::prelude::{boxed::Box, vec::Vec};
use interfaces::{
    ids::{Account, CaseId, PartyId},
    reconciliation::{
        BillLine, Completion, EntryMode, LineReference, ReconciliationError as Error, Statement,
    },
    registry::Scope,
};
use kit::{authority::Authority, digest, list::place, money::in_range, store::Shelf, Call};

impl Ledger {
    /// Commits to a statement.
    // Floor: read the case; ask the registry; write the commitment and the case; an event.
    pub(crate) fn commit(
        &mut self,
        call: Call,
        authority: &impl Authority,
        id: CaseId,
        party: PartyId,
        commitment: [u8; 32],
    ) -> Result<StatementCommitted, Error> {
        let (mut case, side) =
            self.stepping(call, authority, &id, &party, Scope::Bill, Step::State)?;
        if case.entry != EntryMode::Sealed {
            return Err(Error::OtherEntry);
        }
        if call.now > case.entry_until {
            return Err(Error::EntryOver);
        }
        if case.is_committed(side) {
            return Err(Error::AlreadyCommitted);
        }
        match side {
            Side::Biller => case.billed_committed = true,
            Side::Billed => case.expected_committed = true,
        }
        self.cases.write(&id, &case);
        self.seals.write((&id, &party), &Seal { commitment, root: [0; 32], count: 0, total: 0 });
        Ok(StatementCommitted { case: id, party, commitment })
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
        lines: Vec<BillLine>,
    ) -> Result<BillEntered, Error> {
        let (_, lines, billed_before) =
            self.take_in(call, authority, id, party, lines, EntryMode::Open)?;
        Ok(BillEntered { case: id, party, lines, billed_before })
    }

    /// Takes lines in; `mode` is blind if their statements are not known.
    #[inline(never)]
    pub(super) fn take_in(
        &mut self,
        call: Call,
        authority: &impl Authority,
        id: CaseId,
        party: PartyId,
        entered: Vec<BillLine>,
        mode: EntryMode,
    ) -> Result<(Side, Vec<BillLine>, Vec<u16>), Error> {
        let (mut case, side) =
            self.stepping(call, authority, &id, &party, Scope::Bill, Step::State)?;
        if call.now > case.entry_until {
            return Err(Error::EntryOver);
        }
        if case.is_complete(side) {
            return Err(Error::StatementComplete);
        }
        let is_blind = mode == EntryMode::Blind;
        if is_blind != (case.entry == EntryMode::Blind) {
            return Err(Error::OtherEntry);
        }
        let is_sealed = case.entry == EntryMode::Sealed;
        if is_sealed && !(case.billed_committed && case.expected_committed) {
            return Err(Error::NotCommitted);
        }
        is_bounded(&entered)?;
        let mut drafts = Drafts::default();
        let places: Vec<usize> = entered
            .iter()
            .map(|bill| {
                drafts.place_of(bill.reference, || self.lines.boxed((&id, &bill.reference)))
            })
            .collect();
        let page = drafts.new_lines();
        let new = place(page.len());
        let brought = match side {
            Side::Biller => {
                case.billers_lines = case.billers_lines.saturating_add(new);
                case.billers_lines
            }
            Side::Billed => case.lines.saturating_sub(case.billers_lines).saturating_add(new),
        };
        if brought > PER_SIDE {
            return Err(Error::TooMany);
        }
        let mut billed_before = Vec::new();
        for (number, (bill, at)) in entered.iter().zip(places).enumerate() {
            if !is_blind && !is_statement(bill.statement) {
                return Err(Error::AmountOutOfRange);
            }
            let Some(draft) = drafts.0.get_mut(at) else { continue };
            if side == Side::Billed {
                if draft.line.expected.is_some() {
                    return Err(Error::AlreadyStated(place(number)));
                }
                draft.line.expected = Some(bill.statement);
            } else if draft.line.billed.is_some()
                || self.billed_in(&party, &bill.reference).is_some_and(|other| other != id)
            {
                if is_blind {
                    return Err(Error::AlreadyStated(place(number)));
                }
                draft.line.billed_again = draft
                    .line
                    .billed_again
                    .checked_add(total(bill.statement))
                    .filter(|again| {
                        in_range(
                            draft
                                .line
                                .billed
                                .map_or(*again, |billed| again.saturating_add(total(billed))),
                        )
                    })
                    .ok_or(Error::AmountOutOfRange)?;
                billed_before.push(place(number));
            } else {
                draft.line.billed = Some(bill.statement);
                draft.is_claim = true;
                case.billed_so_far = case.billed_so_far.saturating_add(total(bill.statement));
                draft.line.billed_so_far = case.billed_so_far;
            }
        }
        if is_sealed {
            let mut seal = self.seals.boxed((&id, &party)).ok_or(Error::NotCommitted)?;
            for bill in &entered {
                seal.root = digest(&(seal.root, bill));
                seal.count = seal.count.saturating_add(1);
                seal.total = seal.total.saturating_add(total(bill.statement).into());
            }
            self.seals.write((&id, &party), &seal);
        }
        let mut number = case.lines;
        for draft in &mut drafts.0 {
            if draft.is_new {
                draft.line.number = number;
                number = number.saturating_add(1);
            }
            self.lines.write((&id, &draft.reference), &draft.line);
            if draft.is_claim {
                self.billed_in.write((&party, &draft.reference), &id);
            }
        }
        if !page.is_empty() {
            self.entry_pages.write((&id, case.entry_pages), &page);
            case.entry_pages = case.entry_pages.saturating_add(1);
            case.lines = case.lines.saturating_add(new);
        }
        if side == Side::Biller || new > 0 {
            self.cases.write(&id, &case);
        }
        Ok((side, entered, billed_before))
    }

    /// Says that a statement is complete.
    // Floor: read the case; ask the registry; write the case; an event.
    pub(crate) fn complete_statement(
        &mut self,
        call: Call,
        authority: &impl Authority,
        contract: Account,
        id: CaseId,
        party: PartyId,
        completion: Completion,
    ) -> Result<StatementCompleted, Error> {
        let (mut case, side) =
            self.stepping(call, authority, &id, &party, Scope::Bill, Step::State)?;
        if case.is_complete(side) {
            return Err(Error::StatementComplete);
        }
        match (case.entry, completion) {
            (EntryMode::Open, Completion::Open) => {}
            (EntryMode::Sealed, Completion::Sealed(nonce)) => {
                let seal = self.seals.boxed((&id, &party)).ok_or(Error::NotCommitted)?;
                if seal.commitment != seal.digest(&contract, &id, &party, &nonce) {
                    return Err(Error::OtherStatement);
                }
            }
            (EntryMode::Blind, Completion::Blind(total)) => {
                let seal = Seal { commitment: [0; 32], root: [0; 32], count: 0, total };
                self.seals.write((&id, &party), &seal);
            }
            _ => return Err(Error::OtherEntry),
        }
        match side {
            Side::Biller => case.billed_complete = true,
            Side::Billed => case.expected_complete = true,
        }
        let both = case.billed_complete && case.expected_complete;
        case.status = case.step(if both { Step::CompleteBoth } else { Step::State })?;
        self.cases.write(&id, &case);
        Ok(StatementCompleted { case: id, party, both })
    }
}

impl Seal {
    /// What must have been committed to, if this is what was entered.
    pub(super) fn digest(
        &self,
        contract: &Account,
        case: &CaseId,
        party: &PartyId,
        nonce: &[u8; 32],
    ) -> [u8; 32] {
        let Self { root, count, total, .. } = self;
        digest(&(b"lading/statement", contract, case, party, nonce, root, count, total))
    }
}

/// Goods and freight must be in range together, too, so that no line can be entered that cannot be examined.
pub(super) fn is_statement(statement: Statement) -> bool {
    statement.quantity > 0
        && in_range(statement.quantity)
        && in_range(statement.value)
        && in_range(statement.freight)
        && in_range(statement.weight)
        && in_range(total(statement))
}

/// A line as a call changes it, until all of the call is known to be right.
struct Draft {
    reference: LineReference,
    line: Box<Line>,
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
        stored: impl FnOnce() -> Option<Box<Line>>,
    ) -> usize {
        if let Some(at) = self.0.iter().position(|draft| draft.reference == reference) {
            return at;
        }
        let line = stored();
        self.0.push(Draft {
            reference,
            is_new: line.is_none(),
            line: line.unwrap_or_else(|| Box::new(Line::EMPTY)),
            is_claim: false,
        });
        self.0.len().saturating_sub(1)
    }

    fn new_lines(&self) -> Vec<LineReference> {
        self.0.iter().filter(|draft| draft.is_new).map(|draft| draft.reference).collect()
    }
}

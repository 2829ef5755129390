//! Blind entry: lines that are stated as digests.
use super::{is_bounded, Case, Digests, Ledger, Line, Side, UNOPENED};
use crate::{
    events::{BlindEntered, LinesOpened},
    matching::total,
    status::Step,
};
use ink::prelude::{boxed::Box, vec::Vec};
use interfaces::{
    ids::{CaseId, Millis, PartyId},
    reconciliation::{
        BillLine, BlindLine, CaseStatus, EntryMode, LineReference, LineStatus, OpenedLine,
        ReconciliationError as Error,
    },
    registry::Scope,
};
use kit::{authority::Authority, digest, list::place, store::Shelf, Call};

impl Ledger {
    /// Enters lines of a statement as digests.
    // Floor: as for entering; per line read and write its digests, too.
    pub(crate) fn enter_blind(
        &mut self,
        call: Call,
        authority: &impl Authority,
        id: CaseId,
        party: PartyId,
        lines: Vec<BlindLine>,
    ) -> Result<BlindEntered, Error> {
        let placed = lines
            .iter()
            .map(|line| BillLine { reference: line.reference, statement: UNOPENED })
            .collect();
        let side = self.take_in(call, authority, id, party, placed, EntryMode::Blind)?.0;
        for line in &lines {
            let mut digests = self.digests_of(&id, &line.reference);
            *digests.of(side) = line.digest;
            self.digests.write((&id, &line.reference), &digests);
        }
        Ok(BlindEntered { case: id, party, lines })
    }

    /// Opens lines of a blind statement.
    // Floor: read the case; ask the registry; read what the rest comes to; per line read it and its digests, and write it; write
    // the rest, and the case; an event.
    pub(crate) fn open_lines(
        &mut self,
        call: Call,
        authority: &impl Authority,
        id: CaseId,
        party: PartyId,
        opened: Vec<OpenedLine>,
    ) -> Result<LinesOpened, Error> {
        let (mut case, side) =
            self.stepping(call, authority, &id, &party, Scope::Bill, Step::Match)?;
        if case.entry != EntryMode::Blind {
            return Err(Error::OtherEntry);
        }
        case.statements_are_over(call.now)?;
        is_bounded(&opened)?;
        let mut lines: Vec<(LineReference, Box<Line>)> = Vec::with_capacity(opened.len());
        let (mut own, mut others, mut cleared) = (0u128, 0u128, 0u128);
        for (at, OpenedLine { line: bill, key }) in opened.iter().enumerate() {
            let BillLine { reference, statement } = bill;
            let Some(mut line) = self.lines.boxed((&id, reference)) else {
                return Err(Error::NoSuchLine(place(at)));
            };
            let is_repeated = lines.iter().any(|(earlier, _)| earlier == reference);
            let stated = if side == Side::Biller { &mut line.billed } else { &mut line.expected };
            if *stated != Some(UNOPENED) || is_repeated {
                return Err(Error::AlreadyStated(place(at)));
            }
            if !super::statements::is_statement(*statement) {
                return Err(Error::AmountOutOfRange);
            }
            let digest = digest(&(b"lading/line", key, &id, reference, statement));
            let mut digests = self.digests_of(&id, reference);
            if *digests.of(side) != digest {
                return Err(Error::OtherLine(place(at)));
            }
            *stated = Some(*statement);
            let amount = u128::from(total(*statement));
            own = own.saturating_add(amount);
            if digests.billed == digests.expected {
                (line.billed, line.expected) = (Some(*statement), Some(*statement));
                others = others.saturating_add(amount);
            }
            if line.status == LineStatus::Matched {
                cleared = cleared.saturating_add(amount);
                case.unopened = case.unopened.saturating_sub(1);
            }
            lines.push((*reference, line));
        }
        case.totals.clear(cleared)?;
        case.status = CaseStatus::Matching;
        for (reference, line) in &lines {
            self.lines.write((&id, reference), line);
        }
        self.lessen(&id, case.party_of(side), own);
        self.lessen(&id, case.party_of(side.other()), others);
        self.cases.write(&id, &case);
        Ok(LinesOpened { case: id, party, lines: opened, totals: case.totals })
    }

    #[inline(never)]
    fn digests_of(&self, id: &CaseId, reference: &LineReference) -> Box<Digests> {
        self.digests.boxed((id, reference)).unwrap_or_default()
    }

    /// Takes what was opened from what a party says that its unopened lines come to.
    #[inline(never)]
    fn lessen(&mut self, id: &CaseId, party: &PartyId, by: u128) {
        if let Some(mut seal) = self.seals.boxed((id, party)) {
            seal.total = seal.total.saturating_sub(by);
            self.seals.write((id, party), &seal);
        }
    }

    /// How far a blind line is hidden; `None` if it must be opened first. `is_plain` says whether nothing can be held against it by
    /// its delivery.
    pub(super) fn hidden(
        &self,
        now: Millis,
        id: &CaseId,
        case: &Case,
        reference: &LineReference,
        line: &Line,
        is_plain: bool,
    ) -> Option<Hidden> {
        let hides = |side, stated| case.counts(side) && stated == Some(UNOPENED);
        let billed = hides(Side::Biller, line.billed);
        let expected = hides(Side::Billed, line.expected);
        if !billed && !expected {
            return Some(Hidden::Not);
        }
        let digests = self.digests_of(id, reference);
        if is_plain && billed && expected && digests.billed == digests.expected {
            Some(Hidden::Matching)
        } else if now > case.wait_until {
            Some(Hidden::Fallen)
        } else {
            None
        }
    }

    /// What is owed for the lines that were matched undisclosed and never opened.
    ///
    /// Invariant: what both say that they come to; past the time to open them, the lesser, and so never more than both have signed.
    /// Where a line that did not match was never opened, what they say is of that line, too, and says nothing of the others.
    pub(super) fn unopened(&self, now: Millis, id: &CaseId, case: &Case) -> Result<u128, Error> {
        if case.unopened == 0 {
            return Ok(0);
        }
        let said = |party| self.seals.boxed((id, party)).map_or(0, |seal| seal.total);
        let (billed, expected) = (said(case.biller()), said(case.payer()));
        if (case.has_fallen || billed != expected) && now <= case.open_until {
            return Err(Error::TotalsDiffer(case.open_until));
        }
        Ok(if case.has_fallen { 0 } else { billed.min(expected) })
    }
}

/// How far a line is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    /// It was entered in the open, or opened, or does not count.
    Not,
    /// Both stated the same, undisclosed.
    Matching,
    /// It should have been opened, and never was.
    Fallen,
}

impl Digests {
    fn of(&mut self, side: Side) -> &mut [u8; 32] {
        match side {
            Side::Biller => &mut self.billed,
            Side::Billed => &mut self.expected,
        }
    }
}

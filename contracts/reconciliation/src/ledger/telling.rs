//! What is told to the orders contract.
use super::{is_bounded, Case, Deliveries, Ledger, Line, UNOPENED};
use crate::events::ProgressTold;
use ink::prelude::{boxed::Box, vec::Vec};
use interfaces::{
    ids::{CaseId, DocumentId, Millis, OptionalParty, PartyId, Quantity},
    orders::{Incoterm, ProgressKind, ProgressLine},
    reconciliation::{
        CaseTerms, EntryMode, LineReference, LineStatus, ReconciliationError as Error, Text,
        Tolerances,
    },
};
use kit::{list::place, store::Shelf};

/// Knows orders, and what was billed of them.
pub(crate) trait Orders {
    /// The orders contract that is linked: 0 if none is. A case keeps the number it began with.
    fn orders_epoch(&self) -> u8;

    /// The terms of the two parties' relationship that are in force, and their version; nothing if none are.
    fn terms_between(
        &self,
        epoch: u8,
        one: &PartyId,
        other: &PartyId,
    ) -> Result<Option<(u16, Box<Signed>)>, Error>;

    /// Buyer and seller of the order; nothing if there is no such order.
    fn parties_of(
        &self,
        epoch: u8,
        order: &DocumentId,
    ) -> Result<Option<(PartyId, PartyId)>, Error>;

    /// Records that the case billed so much of the order's lines.
    fn record_billed(
        &self,
        epoch: u8,
        order: &DocumentId,
        case: &CaseId,
        lines: &[ProgressLine],
    ) -> Result<(), Error>;
}

/// What terms begin with that both parties of a relationship signed, as far as a case needs them: [`interfaces::orders::Terms`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode)]
pub(crate) struct Signed {
    pub seller: OptionalParty,
    pub currency: Text,
    pub payment_days: u16,
    pub incoterm: Incoterm,
    pub tolerances: Tolerances,
    pub response_window: Millis,
    pub statement_window: Millis,
    pub dispute_window: Millis,
    pub notice_period: Millis,
    pub arbiter: OptionalParty,
}

impl Signed {
    /// The terms of a case that is opened under them now.
    pub(super) fn case_terms(self, now: Millis, biller: PartyId) -> Box<CaseTerms> {
        let entry_until = now.saturating_add(self.statement_window);
        Box::new(CaseTerms {
            biller,
            currency: self.currency,
            tolerances: self.tolerances,
            entry_until,
            wait_until: entry_until.saturating_add(self.dispute_window),
            arbiter: self.arbiter,
            entry: EntryMode::Open,
            response_window: self.response_window,
            decision_window: self.dispute_window,
        })
    }
}

impl Ledger {
    /// Tells how much lines of a document bill of an order.
    // Floor: read the case; read two links and ask both contracts; per line read it; ask the orders contract to record it; an event.
    pub(crate) fn tell(
        &self,
        deliveries: &impl Deliveries,
        orders: &impl Orders,
        id: CaseId,
        order: DocumentId,
        document: DocumentId,
        numbers: &[u16],
    ) -> Result<ProgressTold, Error> {
        let case = self.balanced(&id)?;
        is_bounded(numbers)?;
        let Some((buyer, seller)) = orders.parties_of(case.orders, &order)? else {
            return Err(Error::NoSuchOrder);
        };
        if seller != *case.biller() || buyer != *case.payer() {
            return Err(Error::NotOnOrder);
        }
        let record = if case.waybill == 0 {
            None
        } else {
            let record = deliveries.billing_record(case.waybill, &document, numbers)?;
            Some(record.ok_or(Error::NoSuchWaybill)?)
        };
        let mut told = Vec::with_capacity(numbers.len());
        let mut lines = Vec::with_capacity(numbers.len());
        for (at, number) in numbers.iter().enumerate() {
            let reference = LineReference { document, line: *number };
            let Some(line) = self.lines.boxed((&id, &reference)) else {
                return Err(Error::NoSuchLine(place(at)));
            };
            let (order_line, received) = match &record {
                None if document == order => (*number, None),
                None => return Err(Error::NotOfOrder(place(at))),
                Some(record) => {
                    let of = record.billed.iter().find(|line| line.line == *number);
                    let fulfilled = of.and_then(|line| line.order_line.as_ref());
                    match (of, fulfilled) {
                        (Some(of), Some(fulfilled)) if fulfilled.order == order => {
                            (fulfilled.line, Some(of.received))
                        }
                        _ => return Err(Error::NotOfOrder(place(at))),
                    }
                }
            };
            let quantity = self.billed_of(&id, &case, &reference, &line, received);
            if quantity > 0 {
                let document_line = line.number;
                told.push(ProgressLine {
                    line: order_line,
                    document_line,
                    quantity,
                    at: 0,
                    merits: 0,
                });
                lines.push(*number);
            }
        }
        orders.record_billed(case.orders, &order, &id, &told)?;
        Ok(ProgressTold { case: id, order, kind: ProgressKind::Billed, document, lines })
    }

    /// How much of what was received, where that is known, a line bills.
    fn billed_of(
        &self,
        id: &CaseId,
        case: &Case,
        reference: &LineReference,
        line: &Line,
        received: Option<Quantity>,
    ) -> Quantity {
        let billed = match line.billed {
            // What matched undisclosed was delivered in full; without a waybill nobody knows how much that is.
            Some(UNOPENED) if !case.has_fallen => received.unwrap_or(0),
            billed => billed.map_or(0, |billed| billed.quantity),
        };
        let LineStatus::Discrepant(_) = line.status else { return billed };
        match self.discrepancies.boxed((id, reference)) {
            // What was not billed, and is owed all the same, is what was received.
            Some(settled) if settled.amount > 0 && settled.billed == 0 => settled.delivered,
            Some(settled) if settled.amount > 0 => received.map_or(billed, |it| billed.min(it)),
            _ => 0,
        }
    }
}

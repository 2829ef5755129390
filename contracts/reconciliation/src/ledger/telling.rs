//! What is told to the orders contract.
use super::{is_bounded, Case, Deliveries, Ledger, Line, UNOPENED};
use crate::events::ProgressTold;
use ink::prelude::vec::Vec;
use interfaces::{
    ids::{CaseId, DocumentId, PartyId, Quantity},
    orders::{ProgressKind, ProgressLine},
    reconciliation::{CaseStatus, LineReference, LineStatus, ReconciliationError as Error},
};
use kit::{list::place, store::Shelf};

/// Knows orders, and what was billed of them.
pub(crate) trait Orders {
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
        let case = self.cases.boxed(&id).ok_or(Error::NotFound)?;
        if case.status != CaseStatus::Balanced {
            return Err(Error::WrongStatus(case.status));
        }
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
                told.push(ProgressLine { line: order_line, document_line, quantity });
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

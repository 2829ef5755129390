//! The contracts that a case began with.
use crate::ledger::{Deliveries, Orders};
use ink::{
    prelude::{boxed::Box, vec::Vec},
    selector_bytes,
};
use interfaces::{
    administration::Link,
    ids::{CaseId, DocumentId, PartyId},
    orders::{Fulfilment, OrderStatus, ProgressKind, ProgressLine},
    reconciliation::ReconciliationError as Error,
    waybill::BillingRecord,
};
use kit::{
    administration::Links,
    ask::{ask, read},
};
use scale::Encode;

/// The contracts that are linked, and those that were.
pub(crate) struct Linked<'a>(pub &'a Links);

/// What an order's view begins with, as far as it is needed: [`interfaces::orders::OrderView`].
type Beginning = (OrderStatus, Fulfilment, PartyId, PartyId);

impl Linked<'_> {
    /// How often the link was set: 0 if never. A case keeps the number it began with.
    #[inline(never)]
    pub fn epoch(&self, link: Link) -> u8 {
        self.0.state_of(link).epoch
    }

    /// What the contract that was linked as `epoch` answers, if it does.
    fn ask(&self, link: Link, epoch: u8, message: [u8; 4], arguments: Vec<u8>) -> Option<Vec<u8>> {
        ask(self.0.address_at(link, epoch)?, message, arguments)
    }
}

impl Deliveries for Linked<'_> {
    fn billing_record(
        &self,
        epoch: u8,
        waybill: &DocumentId,
        lines: &[u16],
    ) -> Result<Option<Box<BillingRecord>>, Error> {
        let message = selector_bytes!("Waybill::billing_record");
        read(self.ask(Link::Waybill, epoch, message, (waybill, lines).encode()))
            .ok_or(Error::WaybillUnavailable)
    }
}

impl Orders for Linked<'_> {
    fn parties_of(
        &self,
        epoch: u8,
        order: &DocumentId,
    ) -> Result<Option<(PartyId, PartyId)>, Error> {
        let message = selector_bytes!("Orders::order");
        let answer: Option<Option<Beginning>> =
            read(self.ask(Link::Orders, epoch, message, order.encode()));
        match answer {
            Some(order) => Ok(order.map(|(_, _, buyer, seller)| (buyer, seller))),
            None => Err(Error::OrdersUnavailable),
        }
    }

    fn record_billed(
        &self,
        epoch: u8,
        order: &DocumentId,
        case: &CaseId,
        lines: &[ProgressLine],
    ) -> Result<(), Error> {
        let message = selector_bytes!("OrderProgress::record_progress");
        let arguments = (order, ProgressKind::Billed, case, lines).encode();
        match self.ask(Link::Orders, epoch, message, arguments).as_deref() {
            None => Err(Error::OrdersUnavailable),
            // The first byte says whether it was taken; why not, the orders contract itself can be asked.
            Some([0, ..]) => Ok(()),
            Some(_) => Err(Error::NotTaken),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::orders::{
        OrderError, OrderHead, OrderView, Request, RequestStatus, Side, Tally,
    };

    #[test]
    fn an_orders_view_begins_with_what_is_read_of_it() {
        let head = OrderHead {
            buyer: PartyId([1; 32]),
            seller: PartyId([2; 32]),
            terms: 3,
            currency: *b"EUR",
            serves: None,
        };
        let view = OrderView {
            status: OrderStatus::Confirmed,
            fulfilment: Fulfilment::PartlyShipped,
            head,
            lines: 1,
            answer_until: 2,
            latest: 3,
            close_from: 4,
            tally: Tally::default(),
            request: Request {
                status: RequestStatus::NeverAsked,
                number: 0,
                by: Side::Buyer,
                answer_until: 0,
            },
        };
        let read: Option<Option<Beginning>> = read(Some(Some(view).encode()));
        let is = (OrderStatus::Confirmed, Fulfilment::PartlyShipped, head.buyer, head.seller);
        assert_eq!(read, Some(Some(is)));
        assert_eq!(Ok::<(), OrderError>(()).encode()[0], 0);
        assert_eq!(Err::<(), OrderError>(OrderError::NotFound).encode()[0], 1);
    }
}

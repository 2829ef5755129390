//! The contracts that a case began with.
use crate::ledger::{Deliveries, Orders, Signed};
use ink::{
    prelude::{boxed::Box, vec::Vec},
    selector_bytes,
};
use interfaces::{
    administration::Link,
    ids::{CaseId, DocumentId, PartyId},
    orders::{Fulfilment, OrderStatus, ProgressKind, ProgressLine, RelationshipStatus},
    reconciliation::ReconciliationError as Error,
    waybill::BillingRecord,
};
use kit::{
    administration::Links,
    ask::{arguments, ask, read, taken, Untaken},
    digest,
};

/// The contracts that are linked, and those that were.
pub(crate) struct Linked<'a>(pub &'a Links);

/// What a relationship's view begins with, as far as it is needed: [`interfaces::orders::RelationshipView`].
type RelationshipBeginning = (RelationshipStatus, PartyId, PartyId, u16);

/// Whether terms are in force, new orders or none.
fn is_in_force(status: RelationshipStatus) -> bool {
    matches!(
        status,
        RelationshipStatus::Active
            | RelationshipStatus::Suspended
            | RelationshipStatus::Terminating
    )
}

/// What an order's view begins with, as far as it is needed: [`interfaces::orders::OrderView`].
type Beginning = (OrderStatus, Fulfilment, PartyId, PartyId);

impl Linked<'_> {
    /// How often the link was set: 0 if never. A case keeps the number it began with.
    #[inline(never)]
    fn epoch(&self, link: Link) -> u8 {
        self.0.state_of(link).epoch
    }

    /// What the contract that was linked as `epoch` answers, if it does.
    fn ask(&self, link: Link, epoch: u8, message: [u8; 4], arguments: Vec<u8>) -> Option<Vec<u8>> {
        ask(self.0.address_at(link, epoch)?, message, arguments)
    }
}

impl Deliveries for Linked<'_> {
    fn waybill_epoch(&self) -> u8 {
        self.epoch(Link::Waybill)
    }

    fn billing_record(
        &self,
        epoch: u8,
        waybill: &DocumentId,
        lines: &[u16],
    ) -> Result<Option<Box<BillingRecord>>, Error> {
        let message = selector_bytes!("Waybill::billing_record");
        read(self.ask(Link::Waybill, epoch, message, arguments(&(waybill, lines))))
            .ok_or(Error::WaybillUnavailable)
    }
}

impl Orders for Linked<'_> {
    fn orders_epoch(&self) -> u8 {
        self.epoch(Link::Orders)
    }

    fn terms_between(
        &self,
        epoch: u8,
        one: &PartyId,
        other: &PartyId,
    ) -> Result<Option<(u16, Box<Signed>)>, Error> {
        let relationship = digest(&(*b"lading/relationship", one.min(other), one.max(other)));
        let message = selector_bytes!("Orders::relationship");
        let answer: Option<Option<RelationshipBeginning>> =
            read(self.ask(Link::Orders, epoch, message, arguments(&relationship)));
        let version = match answer {
            None => return Err(Error::OrdersUnavailable),
            Some(Some((status, _, _, version))) if is_in_force(status) => version,
            Some(_) => return Ok(None),
        };
        let message = selector_bytes!("Orders::terms");
        let answer: Option<Option<Box<Signed>>> =
            read(self.ask(Link::Orders, epoch, message, arguments(&(relationship, version))));
        let terms = answer.ok_or(Error::OrdersUnavailable)?;
        Ok(terms.map(|terms| (version, terms)))
    }

    fn parties_of(
        &self,
        epoch: u8,
        order: &DocumentId,
    ) -> Result<Option<(PartyId, PartyId)>, Error> {
        let message = selector_bytes!("Orders::order");
        let answer: Option<Option<Beginning>> =
            read(self.ask(Link::Orders, epoch, message, arguments(order)));
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
        let arguments = arguments(&(order, ProgressKind::Billed, case, lines));
        taken(self.ask(Link::Orders, epoch, message, arguments)).map_err(|untaken| match untaken {
            Untaken::Unavailable => Error::OrdersUnavailable,
            Untaken::Refused(error) => Error::NotTold(error),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::{
        ids::OptionalParty,
        orders::{
            Incoterm, OrderHead, OrderView, RelationshipView, Request, RequestStatus, Settlement,
            Side, Tally, Terms,
        },
        reconciliation::{Limits, Tolerances},
    };
    use scale::Encode;

    #[test]
    fn a_relationships_view_and_terms_begin_with_what_is_read_of_them() {
        let view = RelationshipView {
            status: RelationshipStatus::Suspended,
            lower: PartyId([1; 32]),
            higher: PartyId([2; 32]),
            in_force: 7,
            proposed: 8,
            proposed_by: PartyId([1; 32]),
            versions: 9,
            lower_suspends: true,
            higher_suspends: false,
            ends_at: 10,
        };
        let read_of: Option<Option<RelationshipBeginning>> = read(Some(Some(view).encode()));
        assert_eq!(read_of, Some(Some((view.status, view.lower, view.higher, 7))));
        let quantity = Limits { upper_percent: Some(5), ..Limits::default() };
        let terms = Terms {
            seller: OptionalParty::Party(PartyId([2; 32])),
            currency: "EUR".into(),
            payment_days: 30,
            incoterm: Incoterm::Dap,
            tolerances: Tolerances { quantity, ..Tolerances::default() },
            response_window: 11,
            statement_window: 12,
            dispute_window: 13,
            notice_period: 14,
            arbiter: OptionalParty::Party(PartyId([3; 32])),
            settlement: Settlement::OffChain,
            document: [5; 32],
        };
        let read_of: Option<Option<Box<Signed>>> = read(Some(Some(terms.clone()).encode()));
        let signed = *read_of.unwrap().unwrap();
        assert!(terms.encode().starts_with(&signed.encode()));
        let Terms { seller, currency, tolerances, arbiter, .. } = terms;
        assert_eq!((signed.seller, signed.currency), (seller, currency));
        assert_eq!((signed.tolerances, signed.arbiter), (tolerances, arbiter));
        let windows = (signed.response_window, signed.statement_window, signed.dispute_window);
        assert_eq!(windows, (11, 12, 13));
    }

    #[test]
    fn terms_are_in_force_while_a_relationship_goes_on_whether_or_not_it_takes_orders() {
        use RelationshipStatus::*;
        for (status, is) in [
            (Proposed, false),
            (Active, true),
            (Suspended, true),
            (Terminating, true),
            (Ended, false),
        ] {
            assert_eq!(is_in_force(status), is);
        }
    }

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
    }
}

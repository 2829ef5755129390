//! The contracts that are linked: who is on the network, and what stands behind debts.
use crate::ledger::{Backings, Delivery, Members};
use ink::{
    prelude::{boxed::Box, vec::Vec},
    selector_bytes,
};
use interfaces::{
    administration::Link,
    ids::{CaseId, DocumentId, PartyId},
    receivable::ReceivableError,
    reconciliation::CaseView,
    registry::{Role, Topic},
};
use kit::{
    administration::Links,
    ask::{arguments, ask, read, read_whole},
    authority::LinkedRegistry,
};

fn registry_says(
    registry: &LinkedRegistry,
    epoch: u8,
    message: [u8; 4],
    arguments: Vec<u8>,
) -> Result<bool, ReceivableError> {
    let address = registry.links.address_at(Link::Registry, epoch);
    let address = address.ok_or(ReceivableError::RegistryUnavailable)?;
    read_whole(ask(address, message, arguments)).ok_or(ReceivableError::RegistryUnavailable)
}

impl Members for LinkedRegistry<'_> {
    fn is_active(&self, epoch: u8, party: &PartyId) -> Result<bool, ReceivableError> {
        if epoch == 0 {
            return Ok(true);
        }
        registry_says(self, epoch, selector_bytes!("Registry::is_active"), arguments(party))
    }

    fn is_financier(&self, epoch: u8, party: &PartyId) -> Result<bool, ReceivableError> {
        if epoch == 0 {
            return Ok(true);
        }
        let asked = arguments(&(party, Topic::Role(Role::Financier)));
        registry_says(self, epoch, selector_bytes!("Registry::attested"), asked)
    }
}

/// The contracts that are linked now: a debt is examined once, when it is confirmed.
pub(crate) struct Linked<'a>(pub(crate) &'a Links);

impl Linked<'_> {
    /// What the linked contract answers; nothing where none is linked.
    #[inline(never)]
    fn ask(&self, link: Link, message: [u8; 4], arguments: Vec<u8>) -> Option<Option<Vec<u8>>> {
        let address = self.0.address_of(link)?;
        Some(ask(address, message, arguments))
    }
}

/// What was asked for, of what was answered.
fn found<T>(answer: Option<Option<Box<T>>>) -> Result<Option<Box<T>>, ReceivableError> {
    match answer {
        None => Err(ReceivableError::BackingUnavailable),
        Some(None) => Err(ReceivableError::NoSuchBacking),
        Some(found) => Ok(found),
    }
}

impl Backings for Linked<'_> {
    fn case(&self, case: &CaseId) -> Result<Option<Box<CaseView>>, ReceivableError> {
        let message = selector_bytes!("Reconciliation::case");
        match self.ask(Link::Reconciliation, message, arguments(case)) {
            None => Ok(None),
            Some(answer) => found(read(answer)),
        }
    }

    fn delivery(&self, waybill: &DocumentId) -> Result<Option<Box<Delivery>>, ReceivableError> {
        let message = selector_bytes!("Waybill::billing_record");
        let asked = arguments(&(waybill, Vec::<u16>::new()));
        match self.ask(Link::Waybill, message, asked) {
            None => Ok(None),
            Some(answer) => found(read(answer)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::waybill::{BillingRecord, FreightTerm, WaybillStatus};
    use kit::authority::Current;
    use scale::Encode;

    // Asking itself needs a chain, and is tested there.

    #[test]
    fn a_billing_record_begins_with_what_is_read_of_it() {
        let record = BillingRecord {
            status: WaybillStatus::Closed,
            consignor: PartyId([1; 32]),
            carrier: PartyId([2; 32]),
            consignee: PartyId([3; 32]),
            freight: 4,
            currency: *b"EUR",
            freight_term: FreightTerm::Collect,
            gross_weight: 5,
            delivered_at: 6,
            confirmed: true,
            lines: 7,
            billed: vec![],
        };
        let answer: Option<Option<Box<Delivery>>> = read(Some(Some(record.clone()).encode()));
        let (status, consignor, carrier, consignee, freight, currency, term) =
            *answer.unwrap().unwrap();
        assert_eq!((status, freight), (record.status, 4));
        assert_eq!((consignor, carrier), (record.consignor, record.carrier));
        assert_eq!(consignee, record.consignee);
        assert_eq!((currency, term), (*b"EUR", FreightTerm::Collect));
    }

    #[test]
    fn what_is_not_there_is_told_from_no_answer() {
        assert_eq!(found::<u8>(None), Err(ReceivableError::BackingUnavailable));
        assert_eq!(found::<u8>(Some(None)), Err(ReceivableError::NoSuchBacking));
        assert_eq!(found(Some(Some(Box::new(7)))), Ok(Some(Box::new(7))));
    }

    #[ink::test]
    fn where_nothing_is_linked_nothing_is_asked() {
        let links = Links::default();
        let registry = LinkedRegistry { links: &links, current: Current::default() };
        assert_eq!(registry.is_active(0, &PartyId([1; 32])), Ok(true));
        assert_eq!(registry.is_financier(0, &PartyId([1; 32])), Ok(true));
        let unavailable = Err(ReceivableError::RegistryUnavailable);
        assert_eq!(registry.is_active(1, &PartyId([1; 32])), unavailable);
        assert_eq!(registry.is_financier(1, &PartyId([1; 32])), unavailable);
        assert_eq!(Linked(&links).case(&CaseId([1; 32])), Ok(None));
        assert_eq!(Linked(&links).delivery(&DocumentId([1; 32])), Ok(None));
    }
}

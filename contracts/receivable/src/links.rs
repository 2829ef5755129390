//! The contracts that are linked: who is on the network, and what stands behind debts.
use crate::ledger::{Backings, Balanced, Delivery, Members};
use ink::{
    prelude::{boxed::Box, vec::Vec},
    scale::{Decode, Error, Input},
    selector_bytes,
};
use interfaces::{
    administration::Link,
    ids::{CaseId, DocumentId, PartyId},
    receivable::ReceivableError,
    registry::Role,
};
use kit::{
    administration::Links,
    ask::{arguments, ask, read},
    authority::LinkedRegistry,
};

impl Members for LinkedRegistry<'_> {
    fn is_active(&self, epoch: u8, party: &PartyId) -> Result<bool, ReceivableError> {
        LinkedRegistry::is_active(self, epoch, party).ok_or(ReceivableError::RegistryUnavailable)
    }

    fn is_financier(&self, epoch: u8, party: &PartyId) -> Result<bool, ReceivableError> {
        if epoch == 0 {
            return Ok(true);
        }
        self.is_attested(epoch, party, Role::Financier).ok_or(ReceivableError::RegistryUnavailable)
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

/// Passes over what is not needed.
#[inline(never)]
fn skip<I: Input>(input: &mut I, bytes: usize) -> Result<(), Error> {
    for _ in 0..bytes {
        input.read_byte()?;
    }
    Ok(())
}

/// The same, of what may be missing.
fn skip_option<I: Input>(input: &mut I, bytes: usize) -> Result<(), Error> {
    let is_there = input.read_byte()? == 1;
    skip(input, if is_there { bytes } else { 0 })
}

/// As far as what it cleared; what follows is not looked at. All tolerances and deadlines decoded would be a kilobyte of code.
impl Decode for Balanced {
    #[inline(never)]
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let (status, opened_by, counterparty, biller, currency) = Decode::decode(input)?;
        // The small difference; of five keys a lower and an upper limit, absolute and percent; the limit of all.
        skip(input, 8)?;
        for _ in 0..10 {
            skip_option(input, 8)?;
            skip_option(input, 4)?;
        }
        skip_option(input, 8)?;
        // Two deadlines, the arbiter, how it is entered, two windows.
        skip(input, 16)?;
        skip_option(input, 32)?;
        skip(input, 17)?;
        // Three contracts, a version, a deadline, four marks, eight counts of lines.
        skip(input, 33)?;
        let cleared = Decode::decode(input)?;
        Ok(Self { status, opened_by, counterparty, biller, currency, cleared })
    }
}

impl Backings for Linked<'_> {
    fn case(&self, case: &CaseId) -> Result<Option<Box<Balanced>>, ReceivableError> {
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
    use interfaces::{
        ids::Money,
        reconciliation::{CaseStatus, CaseTerms, CaseView, EntryMode, Limits, Tolerances},
        waybill::{BillingRecord, FreightTerm, WaybillStatus},
    };
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
    fn of_a_case_just_what_is_needed_is_read_whatever_limits_and_arbiter_it_has() {
        let limits = |seed: u64| Limits {
            lower_absolute: (seed & 1 > 0).then_some(seed),
            lower_percent: (seed & 2 > 0).then_some(7),
            upper_absolute: (seed & 4 > 0).then_some(Money::MAX),
            upper_percent: (seed & 8 > 0).then_some(u32::MAX),
        };
        for seed in 0..32 {
            let terms = CaseTerms {
                biller: PartyId([3; 32]),
                currency: "EUR".into(),
                tolerances: Tolerances {
                    small_difference: seed,
                    quantity: limits(seed),
                    price: limits(seed / 2),
                    freight: limits(seed / 3),
                    date: limits(seed * 3),
                    unit_ratio: limits(seed * 5),
                    cumulative: (seed & 16 > 0).then_some(seed),
                },
                entry_until: 1,
                wait_until: 2,
                arbiter: (seed & 8 > 0).then_some(PartyId([4; 32])).into(),
                entry: EntryMode::Sealed,
                response_window: 3,
                decision_window: 4,
            };
            let view = CaseView {
                status: CaseStatus::Balanced,
                opened_by: PartyId([1; 32]),
                counterparty: PartyId([2; 32]),
                terms,
                registry: 1,
                waybill: 2,
                orders: 3,
                version: 4,
                accept_until: 5,
                billed_complete: true,
                expected_complete: true,
                billed_committed: true,
                expected_committed: true,
                unopened: 6,
                lines: 7,
                entry_pages: 8,
                discrepancy_pages: 9,
                matched: 10,
                adjusted: 11,
                discrepant: 12,
                settled: 13,
                cleared: u128::MAX - u128::from(seed),
                written_off: -1,
                disputed: -1,
            };
            let answer: Option<Option<Box<Balanced>>> = read(Some(Some(view.clone()).encode()));
            let expected = Balanced {
                status: view.status,
                opened_by: view.opened_by,
                counterparty: view.counterparty,
                biller: view.terms.biller,
                currency: view.terms.currency,
                cleared: view.cleared,
            };
            assert_eq!(answer, Some(Some(Box::new(expected))));
        }
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
        assert_eq!(Members::is_active(&registry, 0, &PartyId([1; 32])), Ok(true));
        assert_eq!(registry.is_financier(0, &PartyId([1; 32])), Ok(true));
        let unavailable = Err(ReceivableError::RegistryUnavailable);
        assert_eq!(Members::is_active(&registry, 1, &PartyId([1; 32])), unavailable);
        assert_eq!(registry.is_financier(1, &PartyId([1; 32])), unavailable);
        assert_eq!(Linked(&links).case(&CaseId([1; 32])), Ok(None));
        assert_eq!(Linked(&links).delivery(&DocumentId([1; 32])), Ok(None));
    }
}

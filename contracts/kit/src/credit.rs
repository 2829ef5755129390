//! Telling the credit contract what parties signed.
use crate::{
    administration::Links,
    ask::{arguments, ask, taken, Untaken},
};
use ink::selector_bytes;
use interfaces::{administration::Link, credit::Fact};

/// Takes what this contract tells of its documents, each kind of each document once.
pub trait Credit {
    /// Records a fact.
    fn observe(&self, fact: &Fact) -> Result<(), Untaken>;
}

/// The credit contract that is linked now. What was told stays with the one that was told it.
pub struct LinkedCredit<'a>(pub &'a Links);

impl Credit for LinkedCredit<'_> {
    fn observe(&self, fact: &Fact) -> Result<(), Untaken> {
        let Some(credit) = self.0.address_of(Link::Credit) else {
            return Err(Untaken::Unavailable);
        };
        taken(ask(credit, selector_bytes!("Facts::observe"), arguments(fact)))
    }
}

/// For tests of rules: remembers what it was told, and takes nothing twice.
#[cfg(feature = "std")]
#[derive(Debug, Default)]
pub struct Bureau {
    /// Whether it does not answer.
    pub is_silent: bool,
    /// What it took, in order.
    pub told: core::cell::RefCell<Vec<Fact>>,
}

#[cfg(feature = "std")]
impl Bureau {
    /// `CreditError::AlreadyTold`
    pub const ALREADY_TOLD: Untaken = Untaken::Refused(6);
    /// `CreditError::SameParty`
    pub const SAME_PARTY: Untaken = Untaken::Refused(7);
    /// `CreditError::AmountOutOfRange`
    pub const AMOUNT_OUT_OF_RANGE: Untaken = Untaken::Refused(10);
}

#[cfg(feature = "std")]
impl Credit for Bureau {
    fn observe(&self, fact: &Fact) -> Result<(), Untaken> {
        if self.is_silent {
            return Err(Untaken::Unavailable);
        }
        let mut told = self.told.borrow_mut();
        let kind = core::mem::discriminant(&fact.what);
        if told.iter().any(|earlier| {
            earlier.document == fact.document && core::mem::discriminant(&earlier.what) == kind
        }) {
            return Err(Self::ALREADY_TOLD);
        }
        if fact.subject == fact.counterparty {
            return Err(Self::SAME_PARTY);
        }
        let part = match fact.what {
            interfaces::credit::What::Dispute(upheld) => upheld,
            _ => 0,
        };
        if !crate::money::in_range(fact.value) || part > fact.value {
            return Err(Self::AMOUNT_OUT_OF_RANGE);
        }
        told.push(*fact);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::scale::Encode;
    use interfaces::{
        credit::{CreditError, What},
        ids::{DocumentId, PartyId},
    };

    // Telling a credit contract itself needs a chain, and is tested there.

    fn fact() -> Fact {
        Fact {
            document: DocumentId([1; 32]),
            subject: PartyId([2; 32]),
            counterparty: PartyId([3; 32]),
            arbiter: PartyId::NONE,
            at: 4,
            value: 5,
            currency: *b"EUR",
            what: What::Payment(-6),
        }
    }

    #[ink::test]
    fn where_none_is_linked_none_is_told() {
        let links = Links::default();
        assert_eq!(LinkedCredit(&links).observe(&fact()), Err(Untaken::Unavailable));
    }

    #[test]
    fn the_bureau_refuses_by_the_errors_of_the_interface() {
        for (refused, error) in [
            (Bureau::ALREADY_TOLD, CreditError::AlreadyTold),
            (Bureau::SAME_PARTY, CreditError::SameParty),
            (Bureau::AMOUNT_OUT_OF_RANGE, CreditError::AmountOutOfRange),
        ] {
            assert_eq!(refused, Untaken::Refused(error.encode()[0]), "{error:?}");
        }
    }

    #[test]
    fn the_bureau_takes_each_kind_of_a_document_once() {
        let mut bureau = Bureau::default();
        assert_eq!(bureau.observe(&fact()), Ok(()));
        let again = Fact { what: What::Payment(7), ..fact() };
        assert_eq!(bureau.observe(&again), Err(Bureau::ALREADY_TOLD));
        let closed = Fact { what: What::Closed, ..fact() };
        assert_eq!(bureau.observe(&closed), Ok(()));
        let other = Fact { document: DocumentId([9; 32]), ..fact() };
        let alone = Fact { counterparty: other.subject, ..other };
        assert_eq!(bureau.observe(&alone), Err(Bureau::SAME_PARTY));
        let more = Fact { what: What::Dispute(6), ..other };
        assert_eq!(bureau.observe(&more), Err(Bureau::AMOUNT_OUT_OF_RANGE));
        assert_eq!(*bureau.told.borrow(), [fact(), closed]);
        bureau.is_silent = true;
        assert_eq!(bureau.observe(&other), Err(Untaken::Unavailable));
    }

    #[test]
    fn a_fact_is_told_as_the_interface_says() {
        let told = fact().encode();
        assert_eq!(told.len(), 32 * 4 + 8 + 8 + 3 + 1 + 4);
        assert_eq!(arguments(&fact()), told);
    }
}

//! Telling the credit contract what parties signed.
use crate::{
    administration::Links,
    ask::{arguments, tell, Untaken},
};
use ink::selector_bytes;
use interfaces::{
    administration::Link,
    credit::What,
    ids::{DocumentId, Millis, Money, PartyId},
};

/// An [`interfaces::credit::Fact`] as it is told. Ids are lent: each copy of 32 bytes is a dozen instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode)]
pub struct Said<'a> {
    /// The document that says so.
    pub document: &'a DocumentId,
    /// Of whom it is known.
    pub subject: &'a PartyId,
    /// By whom.
    pub counterparty: &'a PartyId,
    /// Who decides what the two cannot settle; 32 zeros for nobody.
    pub arbiter: &'a PartyId,
    /// When it came to be, in milliseconds.
    pub at: Millis,
    /// What it was about, in minor units of the currency.
    pub value: Money,
    /// ISO 4217 code.
    pub currency: [u8; 3],
    /// What is so.
    pub what: What,
}

/// Takes what this contract tells of its documents, each kind of each document once.
pub trait Credit {
    /// Records a fact.
    fn observe(&self, said: &Said) -> Result<(), Untaken>;
}

/// The credit contract that is linked now. What was told stays with the one that was told it.
pub struct LinkedCredit<'a>(pub &'a Links);

impl Credit for LinkedCredit<'_> {
    fn observe(&self, said: &Said) -> Result<(), Untaken> {
        let credit = self.0.address_of(Link::Credit);
        tell(credit, selector_bytes!("Facts::observe"), arguments(said))
    }
}

/// For tests of rules: remembers what it was told, and takes nothing twice.
#[cfg(feature = "std")]
#[derive(Debug, Default)]
pub struct Bureau {
    /// Whether it does not answer.
    pub is_silent: bool,
    /// What it took, in order.
    pub told: core::cell::RefCell<Vec<interfaces::credit::Fact>>,
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
    fn observe(&self, said: &Said) -> Result<(), Untaken> {
        let Said { document, subject, counterparty, arbiter, at, value, currency, what } = *said;
        let (document, arbiter) = (*document, *arbiter);
        let (subject, counterparty) = (*subject, *counterparty);
        let fact = interfaces::credit::Fact {
            document,
            subject,
            counterparty,
            arbiter,
            at,
            value,
            currency,
            what,
        };
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
            What::Dispute(upheld) => upheld,
            _ => 0,
        };
        if !crate::money::in_range(fact.value) || part > fact.value {
            return Err(Self::AMOUNT_OUT_OF_RANGE);
        }
        told.push(fact);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::scale::Encode;
    use interfaces::credit::{CreditError, Fact};

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

    fn said(fact: &Fact) -> Said<'_> {
        Said {
            document: &fact.document,
            subject: &fact.subject,
            counterparty: &fact.counterparty,
            arbiter: &fact.arbiter,
            at: fact.at,
            value: fact.value,
            currency: fact.currency,
            what: fact.what,
        }
    }

    #[ink::test]
    fn where_none_is_linked_none_is_told() {
        let links = Links::default();
        assert_eq!(LinkedCredit(&links).observe(&said(&fact())), Err(Untaken::Unavailable));
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
        assert_eq!(bureau.observe(&said(&fact())), Ok(()));
        let again = Fact { what: What::Payment(7), ..fact() };
        assert_eq!(bureau.observe(&said(&again)), Err(Bureau::ALREADY_TOLD));
        let closed = Fact { what: What::Closed, ..fact() };
        assert_eq!(bureau.observe(&said(&closed)), Ok(()));
        let other = Fact { document: DocumentId([9; 32]), ..fact() };
        let alone = Fact { counterparty: other.subject, ..other };
        assert_eq!(bureau.observe(&said(&alone)), Err(Bureau::SAME_PARTY));
        let more = Fact { what: What::Dispute(6), ..other };
        assert_eq!(bureau.observe(&said(&more)), Err(Bureau::AMOUNT_OUT_OF_RANGE));
        assert_eq!(*bureau.told.borrow(), [fact(), closed]);
        bureau.is_silent = true;
        assert_eq!(bureau.observe(&said(&other)), Err(Untaken::Unavailable));
    }

    #[test]
    fn a_fact_is_told_as_the_interface_says() {
        let told = fact().encode();
        assert_eq!(told.len(), 32 * 4 + 8 + 8 + 3 + 1 + 4);
        assert_eq!(arguments(&said(&fact())), told);
    }
}

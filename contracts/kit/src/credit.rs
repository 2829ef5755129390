//! Telling the credit contract what parties signed, and asking it by a grant how one of them is rated.
use crate::{
    administration::Links,
    ask::{arguments, ask, read_all, tell, Untaken},
};
use ink::{prelude::vec::Vec, selector_bytes};
use interfaces::{
    administration::Link,
    credit::{Grade, GrantId, What},
    ids::{DocumentId, Fingerprint, Millis, Money, PartyId},
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

/// By which grant it is asked how whom is rated, for whom, and what for: the arguments of [`interfaces::credit::Credit::consult`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode)]
pub struct Question<'a> {
    /// The grant.
    pub grant: GrantId,
    /// Who is rated.
    pub subject: &'a PartyId,
    /// Who relies on it.
    pub viewer: &'a PartyId,
    /// SHA-256 of what it is for.
    pub purpose: &'a Fingerprint,
}

/// What is told of a grade: the beginning of an [`interfaces::credit::Disclosure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The grade.
    Grade(Grade),
    /// Whether it is at least the one that the grant names.
    AtLeast(bool),
    /// Scores. They are not read.
    Scores,
}

/// Knows how parties are rated, and tells it by their consent.
pub trait Raters {
    /// What the viewer is told; the grant has one use less.
    fn consult(&self, question: &Question) -> Result<Shown, Untaken>;
}

/// What an answer shows: the grade and nothing after it, or that there are scores instead.
fn shown(answer: Option<Vec<u8>>) -> Result<Shown, Untaken> {
    let answer = answer.unwrap_or_default();
    let shown = match answer.as_slice() {
        [0, 0, grade @ ..] => read_all(grade).map(Shown::Grade),
        [0, 1, is_at_least @ ..] => read_all(is_at_least).map(Shown::AtLeast),
        [0, 2 | 3, ..] => Some(Shown::Scores),
        [1, error, ..] => return Err(Untaken::Refused(*error)),
        _ => None,
    };
    shown.ok_or(Untaken::Unavailable)
}

/// The credit contract that is linked now. What was told stays with the one that was told it.
pub struct LinkedCredit<'a>(pub &'a Links);

impl Credit for LinkedCredit<'_> {
    fn observe(&self, said: &Said) -> Result<(), Untaken> {
        let credit = self.0.address_of(Link::Credit);
        tell(credit, selector_bytes!("Facts::observe"), arguments(said))
    }
}

impl Raters for LinkedCredit<'_> {
    fn consult(&self, question: &Question) -> Result<Shown, Untaken> {
        let Some(credit) = self.0.address_of(Link::Credit) else {
            return Err(Untaken::Unavailable);
        };
        shown(ask(credit, selector_bytes!("Credit::consult"), arguments(question)))
    }
}

/// For tests of rules: a consent to be told something.
#[cfg(feature = "std")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consented {
    /// Who gave it.
    pub subject: PartyId,
    /// Who relies on it.
    pub viewer: PartyId,
    /// What it is for.
    pub purpose: Fingerprint,
    /// What is told by it.
    pub shown: Shown,
    /// How often still.
    pub uses: u32,
}

/// For tests of rules: remembers what it was told, and takes nothing twice; tells what is consented to, as often as it is.
#[cfg(feature = "std")]
#[derive(Debug, Default)]
pub struct Bureau {
    /// Whether it does not answer.
    pub is_silent: bool,
    /// What it took, in order.
    pub told: core::cell::RefCell<Vec<interfaces::credit::Fact>>,
    /// What was consented to, by grants that are counted from 1.
    pub consented: core::cell::RefCell<Vec<Consented>>,
}

#[cfg(feature = "std")]
impl Bureau {
    /// `CreditError::AlreadyTold`
    pub const ALREADY_TOLD: Untaken = Untaken::Refused(6);
    /// `CreditError::SameParty`
    pub const SAME_PARTY: Untaken = Untaken::Refused(7);
    /// `CreditError::AmountOutOfRange`
    pub const AMOUNT_OUT_OF_RANGE: Untaken = Untaken::Refused(10);
    /// `CreditError::NotFound`
    pub const NOT_FOUND: Untaken = Untaken::Refused(4);
    /// `CreditError::OtherSubject`
    pub const OTHER_SUBJECT: Untaken = Untaken::Refused(24);
    /// `CreditError::OtherViewer`
    pub const OTHER_VIEWER: Untaken = Untaken::Refused(25);
    /// `CreditError::OtherPurpose`
    pub const OTHER_PURPOSE: Untaken = Untaken::Refused(27);
    /// `CreditError::UsedUp`
    pub const USED_UP: Untaken = Untaken::Refused(30);

    /// Consents; answers the grant's number.
    pub fn consent(&self, consented: Consented) -> GrantId {
        let mut all = self.consented.borrow_mut();
        all.push(consented);
        GrantId::try_from(all.len()).unwrap_or(GrantId::MAX)
    }
}

#[cfg(feature = "std")]
impl Raters for Bureau {
    fn consult(&self, question: &Question) -> Result<Shown, Untaken> {
        if self.is_silent {
            return Err(Untaken::Unavailable);
        }
        let mut all = self.consented.borrow_mut();
        let mut by_number = (1..).zip(all.iter_mut());
        let found = by_number.find(|(number, _)| *number == question.grant);
        let Some((_, consented)) = found else { return Err(Self::NOT_FOUND) };
        if consented.subject != *question.subject {
            return Err(Self::OTHER_SUBJECT);
        }
        if consented.viewer != *question.viewer {
            return Err(Self::OTHER_VIEWER);
        }
        if consented.purpose != *question.purpose {
            return Err(Self::OTHER_PURPOSE);
        }
        consented.uses = consented.uses.checked_sub(1).ok_or(Self::USED_UP)?;
        Ok(consented.shown)
    }
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
    use interfaces::{
        credit::{CreditError, Disclosure, Fact, Rating, SubScores},
        ids::Digest,
    };

    // Telling and asking a credit contract itself needs a chain, and is tested there.

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

    const CONSENTED: Consented = Consented {
        subject: PartyId([2; 32]),
        viewer: PartyId([3; 32]),
        purpose: Fingerprint([4; 32]),
        shown: Shown::Grade(Grade::A),
        uses: 2,
    };

    fn question(grant: GrantId, about: &Consented) -> Question<'_> {
        let Consented { subject, viewer, purpose, .. } = about;
        Question { grant, subject, viewer, purpose }
    }

    #[ink::test]
    fn where_none_is_linked_none_is_told_and_none_is_asked() {
        let links = Links::default();
        assert_eq!(LinkedCredit(&links).observe(&said(&fact())), Err(Untaken::Unavailable));
        let asked = LinkedCredit(&links).consult(&question(1, &CONSENTED));
        assert_eq!(asked, Err(Untaken::Unavailable));
    }

    #[test]
    fn of_an_answer_the_grade_is_read_and_of_scores_that_they_are_none() {
        let answer = |told: Disclosure| shown(Some(Ok::<_, CreditError>(told).encode()));
        for grade in [Grade::Unrated, Grade::C, Grade::B, Grade::A, Grade::AA, Grade::AAA] {
            assert_eq!(answer(Disclosure::Grade(grade)), Ok(Shown::Grade(grade)));
        }
        for is_at_least in [false, true] {
            assert_eq!(answer(Disclosure::AtLeast(is_at_least)), Ok(Shown::AtLeast(is_at_least)));
        }
        let scores = SubScores::default();
        assert_eq!(answer(Disclosure::SubScores(scores)), Ok(Shown::Scores));
        let full = Rating {
            version: 1,
            at: 2,
            registry: 3,
            grade: Grade::AAA,
            points: 95,
            points_if_counted: 94,
            contested: 0,
            contested_share: 0,
            scores,
            inputs: Fingerprint([5; 32]),
        };
        assert_eq!(answer(Disclosure::Full(full)), Ok(Shown::Scores));
        let refused = Err::<Disclosure, _>(CreditError::GrantExpired(7)).encode();
        assert_eq!(shown(Some(refused)), Err(Untaken::Refused(29)));
    }

    #[test]
    fn what_is_no_answer_shows_nothing() {
        assert_eq!(shown(None), Err(Untaken::Unavailable));
        let answers: [&[u8]; 11] = [
            &[],
            &[0],
            &[0, 0],
            &[0, 0, 6],
            &[0, 0, 5, 0],
            &[0, 1],
            &[0, 1, 2],
            &[0, 1, 1, 0],
            &[0, 4, 1],
            &[1],
            &[2, 0, 5],
        ];
        for answer in answers {
            assert_eq!(shown(Some(answer.to_vec())), Err(Untaken::Unavailable), "{answer:?}");
        }
    }

    #[test]
    fn the_bureau_shows_what_was_consented_to_and_as_often_as_it_was() {
        let mut bureau = Bureau::default();
        assert_eq!(bureau.consult(&question(1, &CONSENTED)), Err(Bureau::NOT_FOUND));
        assert_eq!(bureau.consent(CONSENTED), 1);
        let other = Consented { shown: Shown::AtLeast(false), ..CONSENTED };
        assert_eq!(bureau.consent(other), 2);
        let nobody = PartyId::NONE;
        for (about, error) in [
            (Consented { subject: nobody, viewer: nobody, ..CONSENTED }, Bureau::OTHER_SUBJECT),
            (Consented { viewer: nobody, ..CONSENTED }, Bureau::OTHER_VIEWER),
            (Consented { purpose: Fingerprint::NONE, ..CONSENTED }, Bureau::OTHER_PURPOSE),
        ] {
            assert_eq!(bureau.consult(&question(1, &about)), Err(error));
        }
        for _ in 0..2 {
            assert_eq!(bureau.consult(&question(1, &CONSENTED)), Ok(Shown::Grade(Grade::A)));
        }
        assert_eq!(bureau.consult(&question(1, &CONSENTED)), Err(Bureau::USED_UP));
        assert_eq!(bureau.consult(&question(2, &CONSENTED)), Ok(Shown::AtLeast(false)));
        bureau.is_silent = true;
        assert_eq!(bureau.consult(&question(2, &CONSENTED)), Err(Untaken::Unavailable));
    }

    #[test]
    fn a_question_is_asked_as_the_interface_says() {
        let purpose: Digest = [4; 32];
        let asked = (1_u64, CONSENTED.subject, CONSENTED.viewer, purpose).encode();
        assert_eq!(arguments(&question(1, &CONSENTED)), asked);
    }

    #[test]
    fn the_bureau_refuses_by_the_errors_of_the_interface() {
        for (refused, error) in [
            (Bureau::ALREADY_TOLD, CreditError::AlreadyTold),
            (Bureau::SAME_PARTY, CreditError::SameParty),
            (Bureau::AMOUNT_OUT_OF_RANGE, CreditError::AmountOutOfRange),
            (Bureau::NOT_FOUND, CreditError::NotFound),
            (Bureau::OTHER_SUBJECT, CreditError::OtherSubject),
            (Bureau::OTHER_VIEWER, CreditError::OtherViewer),
            (Bureau::OTHER_PURPOSE, CreditError::OtherPurpose),
            (Bureau::USED_UP, CreditError::UsedUp),
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

//! Relationships: what is stored of one, and what terms may be.
use crate::status::follows;
use interfaces::{
    ids::{Millis, PartyId, RelationshipId},
    orders::{Answer, OrderError, RelationshipStatus, RelationshipStep, RelationshipView, Terms},
    reconciliation::{Limits, Tolerances},
};
use kit::{codes, money::in_range, Call};

/// The longest window or period: with a longer one, silence could keep an order open for ever.
const LONGEST: Millis = 366 * 24 * 60 * 60 * 1000;

/// A relationship. It never changes its size, so no step costs or frees a deposit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) struct Relationship {
    /// The registry asked about it, and about its orders, for ever; 0 is none.
    pub epoch: u8,
    lower: PartyId,
    higher: PartyId,
    versions: u16,
    pub in_force: u16,
    proposed: u16,
    higher_proposed: bool,
    lower_suspends: bool,
    higher_suspends: bool,
    ends_at: Millis,
}

impl Relationship {
    /// Between two parties, with nothing proposed.
    pub fn new(epoch: u8, one: &PartyId, other: &PartyId) -> Self {
        Self {
            epoch,
            lower: *one.min(other),
            higher: *one.max(other),
            versions: 0,
            in_force: 0,
            proposed: 0,
            higher_proposed: false,
            lower_suspends: false,
            higher_suspends: false,
            ends_at: 0,
        }
    }

    /// Where it stands at `now`.
    pub fn status(&self, now: Millis) -> RelationshipStatus {
        let is_over = self.ends_at > 0 && now >= self.ends_at;
        if self.in_force == 0 || is_over {
            if self.proposed == 0 {
                RelationshipStatus::Ended
            } else {
                RelationshipStatus::Proposed
            }
        } else if self.lower_suspends || self.higher_suspends {
            RelationshipStatus::Suspended
        } else if self.ends_at > 0 {
            RelationshipStatus::Terminating
        } else {
            RelationshipStatus::Active
        }
    }

    /// Invariant *Both*: an order begins only while terms that both signed are in force.
    pub fn takes_orders(&self, now: Millis) -> Result<(), OrderError> {
        match self.status(now) {
            RelationshipStatus::Active | RelationshipStatus::Terminating => Ok(()),
            status => Err(OrderError::WrongRelationship(status)),
        }
    }

    /// Whether `party` is one of the two.
    pub fn has(&self, party: &PartyId) -> bool {
        *party == self.lower || *party == self.higher
    }

    /// Who may give this answer to what was proposed last.
    pub fn signer(&self, answer: Answer) -> &PartyId {
        if self.higher_proposed == (answer == Answer::Withdraw) {
            &self.higher
        } else {
            &self.lower
        }
    }

    /// A next version, proposed by `party`. It never has the number of an earlier one, so what it says cannot be replaced.
    pub fn propose(&mut self, party: &PartyId) -> Result<u16, OrderError> {
        self.versions = self.versions.checked_add(1).ok_or(OrderError::TooMany)?;
        self.proposed = self.versions;
        self.higher_proposed = *party == self.higher;
        Ok(self.versions)
    }

    /// Invariant *Both*: terms come into force only by the signature of the party that did not propose them.
    pub fn answer(&mut self, version: u16, answer: Answer) -> Result<(), OrderError> {
        if version == 0 || version != self.proposed {
            return Err(OrderError::NotAsked);
        }
        self.proposed = 0;
        if answer == Answer::Accept {
            self.in_force = version;
            self.ends_at = 0;
        }
        Ok(())
    }

    /// What `party` does alone; `notice` is the notice period of the terms in force.
    pub fn change(
        &mut self,
        call: &Call,
        party: &PartyId,
        step: RelationshipStep,
        notice: Millis,
    ) -> Result<(), OrderError> {
        let status = self.status(call.now);
        if !follows(status, step) {
            return Err(OrderError::WrongRelationship(status));
        }
        let suspends =
            if *party == self.lower { &mut self.lower_suspends } else { &mut self.higher_suspends };
        let is_done = match step {
            RelationshipStep::Suspend => *suspends,
            RelationshipStep::Resume => !*suspends,
            RelationshipStep::Terminate => self.ends_at > 0,
        };
        if is_done {
            return Err(OrderError::AlreadyDone);
        }
        match step {
            RelationshipStep::Suspend => *suspends = true,
            RelationshipStep::Resume => *suspends = false,
            RelationshipStep::Terminate => {
                self.ends_at = call.now.saturating_add(notice);
                // Signed before the notice, an acceptance would undo it.
                self.proposed = 0;
            }
        }
        Ok(())
    }

    /// When it ends, if notice was given; else 0.
    pub fn ends_at(&self) -> Millis {
        self.ends_at
    }

    /// As clients see it at `now`.
    pub fn view(&self, now: Millis) -> RelationshipView {
        RelationshipView {
            status: self.status(now),
            lower: self.lower,
            higher: self.higher,
            in_force: self.in_force,
            proposed: self.proposed,
            proposed_by: *self.signer(Answer::Withdraw),
            versions: self.versions,
            lower_suspends: self.lower_suspends,
            higher_suspends: self.higher_suspends,
            ends_at: self.ends_at,
        }
    }
}

/// Whether two parties may sign these terms.
pub(crate) fn are_sound(terms: &Terms, one: &PartyId, other: &PartyId) -> Result<(), OrderError> {
    if terms.seller.party().is_some_and(|seller| seller != *one && seller != *other) {
        return Err(OrderError::NotAParty);
    }
    codes::currency(&terms.currency).ok_or(OrderError::MalformedCurrency)?;
    let windows =
        [terms.response_window, terms.statement_window, terms.dispute_window, terms.notice_period];
    if windows.iter().any(|window| *window > LONGEST) {
        return Err(OrderError::WindowTooLong);
    }
    let Tolerances { small_difference, quantity, price, freight, date, unit_ratio, cumulative } =
        &terms.tolerances;
    let fits = |limits: &Limits| {
        limits.lower_absolute.is_none_or(in_range) && limits.upper_absolute.is_none_or(in_range)
    };
    if !in_range(*small_difference)
        || !cumulative.is_none_or(in_range)
        || ![quantity, price, freight, date, unit_ratio].into_iter().all(fits)
    {
        return Err(OrderError::AmountOutOfRange);
    }
    Ok(())
}

/// The id of a relationship: the same whichever party is named first.
pub(crate) fn relationship_id(one: &PartyId, other: &PartyId) -> RelationshipId {
    let mut id = [0; 32];
    ink::env::hash_encoded::<ink::env::hash::Blake2x256, _>(
        &(*b"lading/relationship", one.min(other), one.max(other)),
        &mut id,
    );
    id.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_counted_to_the_last_and_no_further() {
        let (one, other) = (PartyId([1; 32]), PartyId([2; 32]));
        let mut relationship = Relationship::new(0, &one, &other);
        relationship.versions = u16::MAX - 1;
        assert_eq!(relationship.propose(&one), Ok(u16::MAX));
        let before = relationship;
        assert_eq!(relationship.propose(&other), Err(OrderError::TooMany));
        assert_eq!(relationship, before);
    }
}

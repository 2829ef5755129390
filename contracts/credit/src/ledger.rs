//! The rules of facts, contests, ratings and consent, with no chain in them but storage.
//!
//! Invariants, each kept where it is named:
//! - *Told once*: a contract tells each kind of each document once (`Ledger::observe`, `Ledger::score_service`; no observation is removed).
//! - *Signed by two*: what counts was told by a contract that is linked for it, about two who are not one (`sources`, `Ledger::counted_for`).
//! - *Once each*: whoever comes under the same legal identifier is the same counterparty (`Ledger::counted_for`).
//! - *Sum*: a record is the sum of the observations that count (`sheet`).
//! - *Contested once*: (`status`), and what is not struck counts again by itself (`Sheet::sweep`).
//! - *Laundered by nobody*: a grade that hangs on what is contested is none, and neither is a score (`rating::rate`).
//! - *Struck by an arbiter only*: not by an account that acts for the subject, too (`Ledger::decide`).
//! - *Capped*: no counterparty counts for more than a quarter (`rating::weigh`).
//! - *In force*: a version of the weights that was in force never changes (`Ledger::announce_weights`).
//! - *By consent*: a grant tells its viewer, by its contract, for its purpose, so often, so long, and until it is revoked
//!   (`Ledger::consult`).
mod consent;
mod contests;
mod facts;
mod ratings;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk;

pub(crate) use facts::Told;
#[cfg(feature = "std")]
pub(crate) use ratings::rating;
#[cfg(test)]
pub(crate) use ratings::FIRST;

use crate::sheet::Sheet;
use ink::{
    prelude::boxed::Box,
    selector_id,
    storage::{traits::ManualKey, Mapping},
};
use interfaces::{
    credit::{
        Closing, CreditError, Dimension, Grant, GrantId, Observation, ObservationKind, Rating,
        Record, WeightTable,
    },
    ids::{Account, DocumentId, Fingerprint, Millis, ObservationId, PartyId},
    registry::{Business, Scope},
};
use kit::{
    authority::{Authority, Denial},
    store::Shelf,
    Call,
};

/// For how long an observation can be contested, then decided, and a closed document scored.
pub(crate) const WINDOW: Millis = 30 * 24 * 60 * 60 * 1000;

/// How many grants and versions of the weights there are. Part of the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Counts {
    /// The number of the last grant.
    pub grants: GrantId,
    /// The last version of the weights, in force or not.
    pub versions: u16,
}

/// Who calls, and who knows for whom it may act.
pub(crate) struct Caller<A> {
    /// The account, and the block's time.
    pub(crate) call: Call,
    /// Whether new business is paused.
    pub(crate) paused: bool,
    /// The registry that is linked, and those that were.
    pub(crate) authority: A,
}

impl<A: Authority> Caller<A> {
    fn starts(&self) -> Result<(), CreditError> {
        if self.paused {
            return Err(CreditError::Paused);
        }
        Ok(())
    }

    // Each argument of a cross-contract call is code, so it is written once.
    #[inline(never)]
    fn may(
        &self,
        epoch: u8,
        party: &PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), CreditError> {
        self.authority.may(epoch, self.call.caller, *party, scope, business).map_err(|denial| {
            match denial {
                Denial::Refused(refusal) => CreditError::Refused(refusal),
                Denial::Unavailable => CreditError::RegistryUnavailable,
            }
        })
    }
}

/// All that is known. The keys are fixed, so that an upgrade finds what was stored; each record has one size for ever and is never removed, so
/// nobody is refunded what another paid for.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    pub(crate) records: Mapping<
        (PartyId, Dimension),
        Record,
        ManualKey<{ selector_id!("credit::ledger::records") }>,
    >,
    pub(crate) observations: Mapping<
        ObservationId,
        Observation,
        ManualKey<{ selector_id!("credit::ledger::observations") }>,
    >,
    pub(crate) closings: Mapping<
        (Account, DocumentId),
        Closing,
        ManualKey<{ selector_id!("credit::ledger::closings") }>,
    >,
    /// Who was first known by a legal identifier.
    bearers: Mapping<Fingerprint, PartyId, ManualKey<{ selector_id!("credit::ledger::bearers") }>>,
    /// Until when two, the lower id first, are taken for related by an agent.
    ties: Mapping<(PartyId, PartyId), Millis, ManualKey<{ selector_id!("credit::ledger::ties") }>>,
    tables: Mapping<u16, WeightTable, ManualKey<{ selector_id!("credit::ledger::tables") }>>,
    pub(crate) grants:
        Mapping<GrantId, Grant, ManualKey<{ selector_id!("credit::ledger::grants") }>>,
    pub(crate) ratings:
        Mapping<(PartyId, u16), Rating, ManualKey<{ selector_id!("credit::ledger::ratings") }>>,
}

/// The id of what `source` tells of `document`.
#[inline(never)]
pub(crate) fn observation_id(
    source: &Account,
    document: &DocumentId,
    kind: ObservationKind,
) -> ObservationId {
    kit::digest(&(*b"lading/observation", source, document, kind)).into()
}

/// In what dimension an observation of this kind lies.
pub(crate) fn dimension_of(kind: ObservationKind) -> Dimension {
    match kind {
        ObservationKind::Payment => Dimension::Payment,
        ObservationKind::Delivery => Dimension::Delivery,
        ObservationKind::Dispute => Dimension::Dispute,
        ObservationKind::ServiceOfSubject | ObservationKind::ServiceOfCounterparty => {
            Dimension::Service
        }
    }
}

impl Ledger {
    #[inline(never)]
    fn sheet(&self, subject: &PartyId, dimension: Dimension) -> Sheet {
        match Sheet::new(self.records.encoded((subject, dimension))) {
            Some(sheet) => sheet,
            // As of any other record: the code must touch nothing.
            None => panic!("what is stored is of another layout"),
        }
    }

    #[inline(never)]
    fn put_sheet(&mut self, subject: &PartyId, dimension: Dimension, sheet: Sheet) {
        self.records.write_encoded((subject, dimension), sheet.into_bytes());
    }

    #[inline(never)]
    fn find_observation(&self, id: &ObservationId) -> Result<Box<Observation>, CreditError> {
        let Some(observation) = self.observations.boxed(id) else {
            return Err(CreditError::NotFound);
        };
        Ok(observation)
    }

    #[inline(never)]
    fn put_observation(&mut self, id: &ObservationId, observation: &Observation) {
        self.observations.write(id, observation);
    }

    #[inline(never)]
    fn find_grant(&self, id: GrantId) -> Result<Box<Grant>, CreditError> {
        let Some(grant) = self.grants.boxed(id) else { return Err(CreditError::NotFound) };
        Ok(grant)
    }

    #[inline(never)]
    fn put_grant(&mut self, id: GrantId, grant: &Grant) {
        self.grants.write(id, grant);
    }
}

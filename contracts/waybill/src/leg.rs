//! What a carrier says when it takes goods.
use ink::prelude::vec::Vec;
use interfaces::{
    ids::{Digest, Millis, PartyId},
    waybill::{LegView, Reservation},
};
use kit::list;

const NO_EVIDENCE: Digest = [0; 32];

/// What a carrier says when it takes goods.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Remarks<'a> {
    pub reservations: &'a [Reservation],
    pub evidence: Digest,
}

impl Remarks<'_> {
    /// Nothing to remark.
    pub const NONE: Remarks<'static> = Remarks { reservations: &[], evidence: NO_EVIDENCE };

    /// Whether nothing was said at all.
    pub fn are_none(&self) -> bool {
        self.are_clean() && self.evidence == NO_EVIDENCE
    }

    /// Whether nothing was found wrong.
    pub fn are_clean(&self) -> bool {
        self.reservations.is_empty()
    }

    /// Whether a reservation is noted twice.
    pub fn has_repeats(&self) -> bool {
        list::has_repeats(self.reservations)
    }

    /// The leg that begins with `carrier` taking the goods. It never changes, so it is stored as clients see it.
    pub fn leg(&self, carrier: PartyId, taken_at: Millis) -> LegView {
        // A set, so in one order.
        let mut reservations = Vec::new();
        for reservation in RESERVATIONS {
            if self.reservations.contains(&reservation) {
                reservations.push(reservation);
            }
        }
        LegView { carrier, taken_at, reservations, evidence: self.evidence }
    }
}

const RESERVATIONS: [Reservation; 7] = [
    Reservation::Packages,
    Reservation::Marks,
    Reservation::Condition,
    Reservation::Packaging,
    Reservation::Temperature,
    Reservation::Seal,
    Reservation::NotChecked,
];

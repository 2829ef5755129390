//! Custody legs: who took the goods, and what it remarked.
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
}

/// A leg's custody.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) struct LegRecord {
    carrier: PartyId,
    taken_at: Millis,
    /// A set of [`RESERVATIONS`].
    reservations: u8,
    evidence: Digest,
}

impl LegRecord {
    /// A leg that begins with `carrier` taking the goods.
    pub fn taken(carrier: PartyId, taken_at: Millis, remarks: &Remarks) -> Self {
        Self {
            carrier,
            taken_at,
            reservations: packed(remarks.reservations),
            evidence: remarks.evidence,
        }
    }

    /// As clients see it.
    pub fn view(self) -> LegView {
        LegView {
            carrier: self.carrier,
            taken_at: self.taken_at,
            reservations: RESERVATIONS
                .into_iter()
                .filter(|(_, bit)| self.reservations & bit != 0)
                .map(|(reservation, _)| reservation)
                .collect(),
            evidence: self.evidence,
        }
    }
}

/// The bit of each reservation in a stored leg.
const RESERVATIONS: [(Reservation, u8); 7] = [
    (Reservation::Packages, 1),
    (Reservation::Marks, 2),
    (Reservation::Condition, 4),
    (Reservation::Packaging, 8),
    (Reservation::Temperature, 16),
    (Reservation::Seal, 32),
    (Reservation::NotChecked, 64),
];

fn packed(reservations: &[Reservation]) -> u8 {
    RESERVATIONS
        .into_iter()
        .filter(|(reservation, _)| reservations.contains(reservation))
        .fold(0, |set, (_, bit)| set | bit)
}

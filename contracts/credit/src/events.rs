//! What is told, contested, granted and rated, for the outside world. From these events every record, and so every rating, can be rebuilt:
//! [`crate::model`] does. No amount of money is in them.
//!
//! Which account signed, the chain tells itself with each call (`Contracts::Called`).
use interfaces::{
    credit::{Cell, Consent, GrantId, ObservationKind, Rating, WeightTable},
    ids::{Account, DocumentId, Fingerprint, Millis, ObservationId, PartyId},
};

/// A fact was recorded, and counts.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// Its id.
    #[ink(topic)]
    pub observation: ObservationId,
    /// Of whom.
    #[ink(topic)]
    pub subject: PartyId,
    /// By whom.
    pub counterparty: PartyId,
    /// For whom it counts: the counterparty, or who was first known here by the same legal identifier.
    pub counted_for: PartyId,
    /// The legal identifier under which it counts, as a registry tells it; 32 zeros where none was linked.
    pub identity: Fingerprint,
    /// Who decides if it is contested; 32 zeros for nobody.
    pub arbiter: PartyId,
    /// The contract that told it, or that told that the document is closed.
    pub source: Account,
    /// The document.
    pub document: DocumentId,
    /// Of what it came.
    pub kind: ObservationKind,
    /// The month in which it came to be, what it weighs, and its weighted score, as they are counted.
    pub cell: Cell,
    /// The number of the registry that it keeps; 0 if none was linked.
    pub registry: u8,
    /// Block time, in milliseconds.
    pub recorded_at: Millis,
}

/// A document is closed: both may score.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentClosed {
    /// The document.
    #[ink(topic)]
    pub document: DocumentId,
    /// The contract that told it.
    pub source: Account,
    /// The one.
    #[ink(topic)]
    pub subject: PartyId,
    /// The other.
    #[ink(topic)]
    pub counterparty: PartyId,
    /// Who decides if a score is contested; 32 zeros for nobody.
    pub arbiter: PartyId,
    /// The month in which it was closed, in twelfths of 365.25 days since the Unix epoch.
    pub month: u16,
    /// What a score weighs.
    pub weight: u16,
    /// The number of the registry that it keeps; 0 if none was linked.
    pub registry: u8,
    /// Until when they may, in milliseconds.
    pub until: Millis,
}

/// An observation does not count for the time being.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contested {
    /// Which.
    #[ink(topic)]
    pub observation: ObservationId,
    /// SHA-256 of what is brought against it.
    pub evidence: Fingerprint,
    /// Block time, in milliseconds.
    pub contested_at: Millis,
    /// Until when the arbiter may decide, in milliseconds. After that it counts again.
    pub until: Millis,
}

/// The arbiter decided about an observation.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Which.
    #[ink(topic)]
    pub observation: ObservationId,
    /// Whether it is wrong, and never counts again.
    pub is_struck: bool,
    /// Block time, in milliseconds.
    pub decided_at: Millis,
}

/// Two have an agent in common: of what each says of the other only blame counts, scores below 50.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentShown {
    /// The party with the lower id.
    #[ink(topic)]
    pub lower: PartyId,
    /// The party with the higher id.
    #[ink(topic)]
    pub higher: PartyId,
    /// The account that acts for both.
    pub account: Account,
    /// Until when that counts, in milliseconds.
    pub until: Millis,
}

/// Weights will be in force.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightsAnnounced {
    /// The version. One that was announced under the same number is replaced.
    #[ink(topic)]
    pub version: u16,
    /// The weights, and from when.
    pub table: WeightTable,
}

/// How a party was rated.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rated {
    /// Who.
    #[ink(topic)]
    pub subject: PartyId,
    /// How, by which version, of what, when.
    pub rating: Rating,
}

/// A subject lets a viewer know.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// The grant's number.
    #[ink(topic)]
    pub grant: GrantId,
    /// Who.
    #[ink(topic)]
    pub subject: PartyId,
    /// Whom.
    #[ink(topic)]
    pub viewer: PartyId,
    /// What, for what, until when, how often.
    pub consent: Consent,
    /// The number of the registry that it keeps; 0 if none was linked.
    pub registry: u8,
}

/// A grant was taken back.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// The grant.
    #[ink(topic)]
    pub grant: GrantId,
    /// Block time, in milliseconds.
    pub revoked_at: Millis,
}

/// A viewer was told by a grant: the receipt.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// The grant.
    #[ink(topic)]
    pub grant: GrantId,
    /// Of whom it was told.
    #[ink(topic)]
    pub subject: PartyId,
    /// Who relied on it.
    #[ink(topic)]
    pub viewer: PartyId,
    /// The how many-th use it was.
    pub used: u32,
    /// By which version of the weights.
    pub version: u16,
    /// BLAKE2b-256 of the records, as in a rating: what it was made of.
    pub inputs: Fingerprint,
    /// Block time, in milliseconds.
    pub used_at: Millis,
}

//! What happens to goods, told to the outside world. From these events all that the contract stores can be rebuilt.
//!
//! Which account signed for a party, the chain tells itself with each call (`Contracts::Called`).
use ink::prelude::vec::Vec;
use interfaces::{
    ids::{Digest, EventId, ItemId, Millis, PartyId, RecallId, RequestId},
    provenance::{
        CertificateScope, CustodyModel, ErrorReason, EventRecord, NewItem, RecallStatus,
        RequestKind, RequestStatus, Yield,
    },
};

/// An event was recorded.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRecorded {
    /// The event.
    #[ink(topic)]
    pub event: EventId,
    /// Who recorded it, or whom a linked contract recorded it for.
    #[ink(topic)]
    pub by: PartyId,
    /// All that is kept of it.
    pub record: EventRecord,
    /// The model that goods came to be under; else the strictest, and nothing came to be.
    pub model: CustodyModel,
    /// What is claimed of goods that came to be; else zeros.
    pub claim: Digest,
    /// By what rates they were made.
    pub yields: Vec<Yield>,
    /// The goods that came to be: the last of those in the record, in the same order.
    pub made: Vec<NewItem>,
    /// Because of which recall they were born recalled; zeros if they were not.
    pub recall: RecallId,
}

/// An event was declared to be wrong.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorDeclared {
    /// The event.
    #[ink(topic)]
    pub event: EventId,
    /// Who recorded it.
    pub by: PartyId,
    /// Why.
    pub reason: ErrorReason,
    /// What is right instead.
    pub corrective: Vec<EventId>,
    /// Block time, in milliseconds.
    pub declared_at: Millis,
}

/// Goods were recalled.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecallOpened {
    /// The recall.
    #[ink(topic)]
    pub recall: RecallId,
    /// The goods.
    #[ink(topic)]
    pub item: ItemId,
    /// Who recalls.
    #[ink(topic)]
    pub by: PartyId,
    /// How often a registry had been linked when the goods came to be; 0 is never.
    pub registry_epoch: u8,
    /// SHA-256 of why, and of what holders are to do.
    pub reason: Digest,
    /// Block time, in milliseconds.
    pub opened_at: Millis,
    /// From when it can be closed although not all acknowledged, in milliseconds.
    pub close_from: Millis,
    /// Complete at once where nothing was made of the goods.
    pub status: RecallStatus,
}

/// A recall was followed on.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecallSpread {
    /// The recall.
    #[ink(topic)]
    pub recall: RecallId,
    /// The goods that it came to, some of which may have been recalled before.
    pub items: Vec<ItemId>,
    /// Where it stands now.
    pub status: RecallStatus,
}

/// Holders acknowledged a recall.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecallAcknowledged {
    /// The recall.
    #[ink(topic)]
    pub recall: RecallId,
    /// Who has the goods.
    #[ink(topic)]
    pub by: PartyId,
    /// The goods.
    pub items: Vec<ItemId>,
}

/// A recall was closed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecallClosed {
    /// The recall.
    #[ink(topic)]
    pub recall: RecallId,
    /// How many things were awaited to be acknowledged.
    pub awaited: u32,
    /// How many were.
    pub acknowledged: u32,
}

/// Goods were certified, or a certificate was ended.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certified {
    /// The goods.
    #[ink(topic)]
    pub item: ItemId,
    /// Who certified them.
    #[ink(topic)]
    pub by: PartyId,
    /// What the certificate vouches for.
    pub scope: CertificateScope,
    /// SHA-256 of it.
    pub digest: Digest,
    /// Block time, in milliseconds.
    pub issued_at: Millis,
    /// When it ends, in milliseconds.
    pub expires_at: Millis,
}

/// A party has to answer a question about goods.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestOpened {
    /// The request.
    #[ink(topic)]
    pub request: RequestId,
    /// The goods.
    #[ink(topic)]
    pub item: ItemId,
    /// Who has to answer.
    #[ink(topic)]
    pub respondent: PartyId,
    /// Who asks: what kind.
    pub kind: RequestKind,
    /// Who asks.
    pub by: PartyId,
    /// SHA-256 of the question.
    pub question: Digest,
    /// Until when an answer is in time, in milliseconds.
    pub due_at: Millis,
}

/// A question about goods was answered.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestAnswered {
    /// The request.
    #[ink(topic)]
    pub request: RequestId,
    /// Who answered.
    pub by: PartyId,
    /// SHA-256 of the answer.
    pub answer: Digest,
    /// Whether it was in time.
    pub status: RequestStatus,
}

/// A maker put secrets on goods.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretsCommitted {
    /// The goods.
    #[ink(topic)]
    pub item: ItemId,
    /// Their RFC 6962 root.
    pub root: Digest,
    /// How many there are.
    pub size: u64,
}

/// A secret was revealed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanned {
    /// The goods.
    #[ink(topic)]
    pub item: ItemId,
    /// Which secret on them, counted from 0.
    pub index: u64,
    /// How often it was revealed, this time counted.
    pub count: u32,
    /// Block time of the first time, in milliseconds.
    pub first_at: Millis,
    /// Whether another revealed it first: then the goods, or these, may be a copy.
    pub is_suspicious: bool,
    /// Whether the goods are recalled.
    pub is_recalled: bool,
}

//! What happens to relationships and orders, told to the outside world. From these events all that the contract stores can be
//! rebuilt.
//!
//! Which account signed for a party, the chain tells itself with each call (`Contracts::Called`).
use crate::sources::Sources;
use ink::prelude::{string::String, vec::Vec};
use interfaces::{
    credit::FactKind,
    ids::{Account, DepositId, DocumentId, Millis, PartyId, RelationshipId},
    notary::RecordKind,
    orders::{
        Answer, LineChange, OrderStatus, OrderedLine, ProgressKind, ProgressLine, RelationshipStep,
        RequestStatus, Side, Terms,
    },
};

/// A party proposed terms, and signed them.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsProposed {
    /// The relationship.
    #[ink(topic)]
    pub relationship: RelationshipId,
    /// Who proposed them.
    #[ink(topic)]
    pub by: PartyId,
    /// Who is to answer.
    #[ink(topic)]
    pub counterparty: PartyId,
    /// Which version they are, counted from 1. They replace any that waited for an answer.
    pub version: u16,
    /// How often a registry had been linked when the relationship began: the one asked about it for ever. 0 is none.
    pub registry_epoch: u8,
    /// The terms.
    pub terms: Terms,
}

/// Proposed terms were answered. Accepted, they are in force and end any notice.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsAnswered {
    /// The relationship.
    #[ink(topic)]
    pub relationship: RelationshipId,
    /// The version of the terms.
    pub version: u16,
    /// The answer.
    pub answer: Answer,
}

/// A party suspended a relationship, resumed it or gave notice. A notice takes back terms that waited for an answer.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationshipChanged {
    /// The relationship.
    #[ink(topic)]
    pub relationship: RelationshipId,
    /// Who did it.
    pub by: PartyId,
    /// What.
    pub step: RelationshipStep,
    /// When the relationship ends, in milliseconds, if notice was given; else 0.
    pub ends_at: Millis,
}

/// A buyer wrote an order, and if it is complete signed it.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderDrafted {
    /// The order.
    #[ink(topic)]
    pub order: DocumentId,
    /// Who orders.
    #[ink(topic)]
    pub buyer: PartyId,
    /// Who is to answer and deliver.
    #[ink(topic)]
    pub seller: PartyId,
    /// The number that the buyer's orders are told apart by.
    pub number: String,
    /// Which version of that number this is, counted from 1.
    pub version: u16,
    /// How often a registry had been linked when the relationship began: the one asked about this order for ever. 0 is none.
    pub registry_epoch: u8,
    /// How often the contracts that tell of orders had been linked: the ones that this order believes for ever.
    pub sources: Sources,
    /// The version of the terms that it pins.
    pub terms: u16,
    /// The order that it helps to fulfil.
    pub serves: Option<DocumentId>,
    /// Its first lines, numbered from 1.
    pub lines: Vec<OrderedLine>,
    /// Whether these are all, and it is placed.
    pub complete: bool,
    /// Until when the seller can answer, in milliseconds; 0 while it is a draft.
    pub answer_until: Millis,
}

/// Lines were added to a draft.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinesAdded {
    /// The order.
    #[ink(topic)]
    pub order: DocumentId,
    /// The number of the first of them.
    pub first: u16,
    /// The lines, numbered from there.
    pub lines: Vec<OrderedLine>,
    /// Whether it has all its lines now, and is placed.
    pub complete: bool,
    /// Until when the seller can answer, in milliseconds; 0 while it is a draft.
    pub answer_until: Millis,
}

/// The seller accepted or rejected lines as they were ordered.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinesAnswered {
    /// The order.
    #[ink(topic)]
    pub order: DocumentId,
    /// The lines' numbers.
    pub lines: Vec<u16>,
    /// Whether they are agreed, or rejected.
    pub accepted: bool,
    /// Where the order stands now.
    pub status: OrderStatus,
}

/// A side asked for a change, or to call the order off, which took effect at once where no line was agreed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestMade {
    /// The order.
    #[ink(topic)]
    pub order: DocumentId,
    /// The request's number, counted from 1.
    pub number: u16,
    /// Who asked.
    pub by: Side,
    /// Where the request stands.
    pub request: RequestStatus,
    /// What lines are to become; none where the order is to be called off.
    pub changes: Vec<LineChange>,
    /// Until when it can be accepted, in milliseconds.
    pub answer_until: Millis,
    /// Where the order stands now.
    pub status: OrderStatus,
}

/// A request was answered. The lines of an accepted change are agreed as it says.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestAnswered {
    /// The order.
    #[ink(topic)]
    pub order: DocumentId,
    /// The request's number.
    pub number: u16,
    /// The answer.
    pub answer: Answer,
    /// Where the order stands now.
    pub status: OrderStatus,
}

/// An order went on because time had passed, or was closed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderMoved {
    /// The order.
    #[ink(topic)]
    pub order: DocumentId,
    /// Where it stands now: confirmed or lapsed when the time to answer was over, else closed.
    pub status: OrderStatus,
    /// Who closed it; nobody in particular where it took only time.
    pub by: Option<PartyId>,
}

/// A linked contract told what became of lines.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressRecorded {
    /// The order.
    #[ink(topic)]
    pub order: DocumentId,
    /// The document that says so.
    #[ink(topic)]
    pub document: DocumentId,
    /// The contract that keeps the document.
    pub source: Account,
    /// What is told.
    pub kind: ProgressKind,
    /// The quantities that are added to the lines.
    pub lines: Vec<ProgressLine>,
}

/// A notary was told of terms or of an order.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentDeposited {
    /// The relationship, or the order.
    #[ink(topic)]
    pub document: DocumentId,
    /// What.
    pub kind: RecordKind,
    /// The version of the terms; of an order 0.
    pub version: u16,
    /// The deposit that it is on record by, as the notary says.
    pub deposit: DepositId,
}

/// The credit contract was told of an order.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FulfilmentTold {
    /// The order.
    #[ink(topic)]
    pub order: DocumentId,
    /// What it was told.
    pub kind: FactKind,
}

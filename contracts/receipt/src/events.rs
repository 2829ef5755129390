//! What happens to pools and receipts, told to the outside world. From these events, with the standard's `Transfer` and `Approval` beside
//! them, all that the contract stores can be rebuilt.
//!
//! Which account signed for a party, the chain tells itself with each call (`Contracts::Called`).
use ink::prelude::vec::Vec;
use interfaces::{
    ids::{Account, DocumentId, Fingerprint, Millis, PartyId, PoolId, Quantity},
    receipt::{
        AmendmentStep, Finding, FreezeStep, GoodsKey, LoadOutStep, Pledge, Pool, ReceiptRecord,
        Sale, SaleOffer, TokenId, TokenStatus,
    },
};

/// A pool was opened.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolOpened {
    /// The pool.
    #[ink(topic)]
    pub pool: PoolId,
    /// Whose it is.
    #[ink(topic)]
    pub warehouse: PartyId,
    /// All that is kept of it.
    pub record: Pool,
}

/// An inspector found something.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockInspected {
    /// The pool.
    #[ink(topic)]
    pub pool: PoolId,
    /// Who inspected it.
    #[ink(topic)]
    pub inspector: PartyId,
    /// What was found.
    pub finding: Finding,
    /// SHA-256 of the report.
    pub report: Fingerprint,
}

/// A receipt was issued.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptIssued {
    /// The receipt.
    #[ink(topic)]
    pub receipt: DocumentId,
    /// What it gives shares of.
    #[ink(topic)]
    pub pool: PoolId,
    /// To whom.
    #[ink(topic)]
    pub depositor: PartyId,
    /// All that is kept of it.
    pub record: ReceiptRecord,
    /// What the goods are known by elsewhere.
    pub goods: Vec<GoodsKey>,
}

/// A token was split.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptSplit {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// The new one: alike in all but its shares.
    pub new: TokenId,
    /// The shares that it took from the other.
    pub shares: Quantity,
}

/// A token was merged into another.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptsMerged {
    /// The one that is.
    #[ink(topic)]
    pub into: TokenId,
    /// The one that is no more.
    #[ink(topic)]
    pub token: TokenId,
    /// The shares that it brought.
    pub shares: Quantity,
}

/// A step was taken towards getting goods out.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadOutMoved {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// What was done.
    pub step: LoadOutStep,
    /// Where the token stands.
    pub status: TokenStatus,
    /// How much was delivered by it, in thousandths.
    pub delivered: Quantity,
    /// The shares that went with that.
    pub shares: Quantity,
    /// Block time, in milliseconds.
    pub at: Millis,
}

/// A step was taken about a pledge.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PledgeMoved {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// Who has, or is to have, control.
    #[ink(topic)]
    pub pledgee: PartyId,
    /// All that is kept of it.
    pub pledge: Pledge,
    /// Until when another's right to it lasts, in milliseconds: as the token keeps it.
    pub held_until: Millis,
}

/// A pledgee asks for more security.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarginCalled {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// Who asks.
    #[ink(topic)]
    pub pledgee: PartyId,
    /// SHA-256 of what is asked.
    pub demand: Fingerprint,
    /// By when, in milliseconds.
    pub until: Millis,
}

/// A token was offered for sale, or the offer taken back.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleOffered {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// Who sells.
    #[ink(topic)]
    pub seller: PartyId,
    /// All that is kept of it.
    pub offer: SaleOffer,
}

/// A token was sold and paid.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sold {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// Who sold it.
    #[ink(topic)]
    pub seller: PartyId,
    /// Who bought it.
    #[ink(topic)]
    pub buyer: PartyId,
    /// By what words.
    pub sale: Sale,
}

/// A step was taken about what a receipt says.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmendmentMoved {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// Proposed, agreed, or lost.
    pub step: AmendmentStep,
    /// Who did that.
    pub by: PartyId,
}

/// A lost receipt was replaced. A pledge of the old token is one of the new token, by the same words.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptReplaced {
    /// The token that is no more.
    #[ink(topic)]
    pub token: TokenId,
    /// The receipt that stands for it now.
    #[ink(topic)]
    pub receipt: DocumentId,
    /// All that is kept of that.
    pub record: ReceiptRecord,
    /// SHA-256 of the indemnity.
    pub indemnity: Fingerprint,
}

/// A regulator froze a token, or let it go.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenFrozen {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// Who did.
    #[ink(topic)]
    pub regulator: PartyId,
    /// What it did.
    pub step: FreezeStep,
    /// SHA-256 of the order.
    pub reason: Fingerprint,
    /// Until when it is frozen, in milliseconds.
    pub until: Millis,
    /// Until when another's right to it lasts, in milliseconds: as the token keeps it.
    pub held_until: Millis,
}

/// The goods of a pool have expired.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolExpired {
    /// The pool.
    #[ink(topic)]
    pub pool: PoolId,
    /// Since when, in milliseconds.
    pub expired_at: Millis,
}

/// A token went back to who gave it to a venue.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueReturned {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// Whose it is again.
    #[ink(topic)]
    pub to: PartyId,
}

/// A venue was listed, or unlisted.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptVenueListed {
    /// The contract.
    #[ink(topic)]
    pub venue: Account,
    /// Whether tokens may go to it.
    pub listed: bool,
}

/// A transfer named the document of its trade.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TradeNamed {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// SHA-256 of the document.
    pub document: Fingerprint,
}

//! What is told of each command. PSP34's `Transfer` and `Approval` come beside these.
use interfaces::{
    credit::FactKind,
    ids::{Account, DocumentId, Fingerprint, Millis, Money, PartyId},
    receivable::{LineLimit, Pledge, PledgeStep, ReceivableStatus, SaleOffer, Terms, TokenId},
};

/// A receivable was drafted, and signed by the party that drafted it.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivableDrafted {
    /// The receivable.
    #[ink(topic)]
    pub receivable: DocumentId,
    /// Who would owe.
    #[ink(topic)]
    pub debtor: PartyId,
    /// Whom it would be owed to.
    #[ink(topic)]
    pub creditor: PartyId,
    /// Who drafted it.
    pub by: PartyId,
    /// The number of the registry that it keeps; 0 if none is linked.
    pub registry: u8,
    /// BLAKE2b-256 of the terms, which the others sign.
    pub digest: Fingerprint,
    /// What was drafted.
    pub terms: Terms,
}

/// A party signed a draft; others have not yet.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivableSigned {
    /// The receivable.
    #[ink(topic)]
    pub receivable: DocumentId,
    /// Who signed.
    pub by: PartyId,
}

/// The last party signed: the receivable is owed, and nothing revokes it.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivableConfirmed {
    /// The receivable.
    #[ink(topic)]
    pub receivable: DocumentId,
    /// Who owes.
    #[ink(topic)]
    pub debtor: PartyId,
    /// Whom it is owed to.
    #[ink(topic)]
    pub creditor: PartyId,
    /// Who signed last.
    pub by: PartyId,
    /// The token it begins as, the creditor's.
    pub token: TokenId,
    /// How much is owed, in minor units.
    pub face: Money,
    /// When it was confirmed, in milliseconds.
    pub confirmed_at: Millis,
    /// When it is due, in milliseconds.
    pub due_at: Millis,
    /// Notice: it is due more than 183 days from now.
    pub is_long: bool,
    /// The number of the collateral contract where it was claimed; 0 if none is linked.
    pub collateral: u8,
    /// Whether the contract that knows what stands behind it was linked, and asked.
    pub is_examined: bool,
    /// How much was ever confirmed on the case, or on the freight of the waybill, behind it, in minor units, this debt included; 0 where that is
    /// not counted.
    pub confirmed_on: Money,
}

/// A draft was called off.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivableWithdrawn {
    /// The receivable.
    #[ink(topic)]
    pub receivable: DocumentId,
    /// Who called it off.
    pub by: PartyId,
}

/// A debtor's line was set.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineSet {
    /// The debtor.
    #[ink(topic)]
    pub debtor: PartyId,
    /// ISO 4217 code.
    pub currency: [u8; 3],
    /// Who set it.
    pub by: PartyId,
    /// How much the debtor may owe.
    pub limit: LineLimit,
    /// Who changes it next; 32 zeros for the debtor.
    #[ink(topic)]
    pub financier: PartyId,
}

/// A token was split.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenSplit {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// The new one.
    pub into: TokenId,
    /// The new one's face, in minor units, by which the other's is less.
    pub face: Money,
    /// What is drawn on the new one, by which it is less on the other.
    pub drawn: Money,
}

/// Two tokens were merged.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokensMerged {
    /// The token that is left.
    #[ink(topic)]
    pub token: TokenId,
    /// The one that is no more.
    pub from: TokenId,
    /// What it is worth in full now, in minor units.
    pub face: Money,
    /// How much of that is drawn.
    pub drawn: Money,
    /// Its tier.
    pub tier: u16,
}

/// A token was handed on for a trade, beside PSP34's `Transfer`.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenTraded {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// Who has it.
    #[ink(topic)]
    pub to: PartyId,
    /// Digest of the trade that it paid.
    pub trade: Fingerprint,
    /// For how many trades it was handed on by now.
    pub tier: u16,
}

/// A token was offered for sale.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenOffered {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// Who may buy it; 32 zeros for anyone.
    #[ink(topic)]
    pub buyer: PartyId,
    /// The offer's number.
    pub number: u64,
    /// The offer.
    pub offer: SaleOffer,
    /// The token's face, in minor units.
    pub face: Money,
    /// How much of that is drawn.
    pub drawn: Money,
}

/// A token was sold and paid for.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenSold {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// Who sold it.
    pub seller: PartyId,
    /// Who bought it.
    #[ink(topic)]
    pub buyer: PartyId,
    /// The offer's number.
    pub number: u64,
    /// What was paid, in minor units.
    pub price: Money,
    /// The account that paid.
    pub payer: Account,
}

/// An offer for sale was withdrawn by the owner, or rejected by the buyer named.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferClosed {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// The offer's number.
    pub number: u64,
    /// Who closed it.
    pub by: PartyId,
}

/// A token was offered in pledge.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PledgeOffered {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// Whom it is to be pledged to.
    #[ink(topic)]
    pub pledgee: PartyId,
    /// The offer's number.
    pub number: u64,
    /// The offer.
    pub pledge: Pledge,
}

/// A step was taken about a pledge.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PledgeMoved {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// The pledge's number.
    pub number: u64,
    /// What was done.
    pub step: PledgeStep,
}

/// A receivable was paid, in part or in full.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivablePaid {
    /// The receivable.
    #[ink(topic)]
    pub receivable: DocumentId,
    /// The account that paid.
    #[ink(topic)]
    pub payer: Account,
    /// What was credited, in minor units.
    pub amount: Money,
    /// What was paid by now.
    pub paid: Money,
    /// Where it stands.
    pub status: ReceivableStatus,
}

/// A payment off the chain was declared.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentDeclared {
    /// The receivable.
    #[ink(topic)]
    pub receivable: DocumentId,
    /// Who says that it paid.
    pub by: PartyId,
    /// How much, in minor units.
    pub amount: Money,
    /// What was declared by now.
    pub declared: Money,
    /// SHA-256 of what shows it.
    pub evidence: Fingerprint,
}

/// A holder confirmed that it was paid off the chain.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptConfirmed {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// The receivable.
    #[ink(topic)]
    pub receivable: DocumentId,
    /// How much, in minor units.
    pub amount: Money,
    /// What was paid, and confirmed, of the receivable by now.
    pub paid: Money,
    /// Where it stands.
    pub status: ReceivableStatus,
}

/// What was due on a token was drawn.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// The receivable.
    #[ink(topic)]
    pub receivable: DocumentId,
    /// How much, in minor units.
    pub amount: Money,
    /// The account that was paid.
    pub to: Account,
    /// Where the receivable stands.
    pub status: ReceivableStatus,
}

/// A receivable was not paid in full in time.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivableOverdue {
    /// The receivable.
    #[ink(topic)]
    pub receivable: DocumentId,
    /// Who owes.
    #[ink(topic)]
    pub debtor: PartyId,
    /// How much is missing, in minor units.
    pub unpaid: Money,
}

/// A holder turned to the guarantor or the creditor.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecourseClaimed {
    /// The token.
    #[ink(topic)]
    pub token: TokenId,
    /// The receivable.
    #[ink(topic)]
    pub receivable: DocumentId,
    /// From whom it claims.
    #[ink(topic)]
    pub against: PartyId,
    /// How much, in minor units: what is not drawn.
    pub amount: Money,
    /// SHA-256 of the notice that was sent.
    pub notice: Fingerprint,
}

/// A venue was listed, or taken off the list.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueListed {
    /// The contract.
    #[ink(topic)]
    pub venue: Account,
    /// Whether tokens may be put into it.
    pub is_listed: bool,
}

/// The collateral contract was told that a receivable is settled.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseTold {
    /// The receivable.
    #[ink(topic)]
    pub receivable: DocumentId,
}

/// The credit contract was told of a receivable.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentTold {
    /// The receivable.
    #[ink(topic)]
    pub receivable: DocumentId,
    /// What it was told.
    pub kind: FactKind,
}

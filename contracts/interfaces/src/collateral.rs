//! Encumbrances, as other contracts see them: nothing is financed twice.
//!
//! Contracts of assets (receivables, warehouse receipts, bills of lading) claim the fingerprint of a paper when it is issued. It is made
//! of fields that were signed, and of nothing that its issuer may choose anew, so the same paper has the same fingerprint wherever
//! it is brought. What stands behind a paper (goods, a balanced case, a delivery) is claimed beside it, under keys of its own.
use crate::{
    ids::{Account, CodeHash, DocumentId, Fingerprint, Millis, PartyId},
    kept::Kept,
    registry::Refusal,
};
use ink::{
    env::DefaultEnvironment,
    prelude::{string::String, vec::Vec},
};

/// What kind of paper was claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum AssetKind {
    /// A debt that its debtor confirmed.
    Receivable,
    /// A warehouse receipt.
    Receipt,
    /// A negotiable bill of lading.
    BillOfLading,
}

/// By what goods are known wherever they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum GoodsKind {
    /// A lot: its GTIN and lot number, one after the other.
    Lot,
    /// A logistic unit: its SSCC.
    LogisticUnit,
    /// A loaded container: its number and its seal's, one after the other.
    Container,
}

/// That a paper is claimed, or was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Encumbrance {
    /// The contract that claimed it.
    pub contract: Account,
    /// What it is.
    pub kind: AssetKind,
    /// The contract's document about it.
    pub document: DocumentId,
    /// Since when, in milliseconds of block time.
    pub claimed_at: Millis,
    /// When it ended (paid, loaded out, delivered), in milliseconds of block time; 0 while it is live. It is never claimed again.
    pub ended_at: Millis,
    /// How many attempts to finance it elsewhere were reported.
    pub attempts: u32,
}

/// That what stands behind papers is claimed, or was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Backing {
    /// The contract that claimed it.
    pub contract: Account,
    /// What kind of paper it stands behind.
    pub kind: AssetKind,
    /// What it is claimed for: one paper, or all papers of a group, such as the receipts of one pool.
    pub group: DocumentId,
    /// Since when, in milliseconds of block time.
    pub claimed_at: Millis,
    /// When it was freed, in milliseconds of block time; 0 while it is live. It can be claimed again then.
    pub freed_at: Millis,
    /// How many attempts to finance it elsewhere were reported.
    pub attempts: u32,
}

/// Whether a contract may claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Admission {
    /// Whether it is admitted now.
    pub admitted: bool,
    /// The code with which it is admitted; means nothing where it never was.
    pub code_hash: CodeHash,
    /// Whether an admission was announced.
    pub announced: bool,
    /// The code with which it is to be admitted.
    pub announced_code_hash: CodeHash,
    /// From when that admission can be completed, in milliseconds of block time.
    pub from: Millis,
}

/// Why the collateral contract refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum CollateralError {
    /// New business is paused.
    Paused,
    /// The caller is not the administrator.
    MissingRole,
    /// The caller may not act for the party.
    Refused(Refusal),
    /// The registry did not answer.
    RegistryUnavailable,
    /// There is no claim of that fingerprint.
    NotFound,
    /// The caller is not an admitted contract.
    NotAdmitted,
    /// The contract does not run the code that was named.
    WrongCode,
    /// No admission of the contract was announced.
    NothingAnnounced,
    /// The delay is not over; it is at the milliseconds given.
    TooEarly(Millis),
    /// The paper was claimed before.
    AlreadyClaimed,
    /// What stands behind it, at this place of the list counted from 0, is claimed for another.
    BackingClaimed(u16),
    /// It was claimed by another contract, or for another group.
    NotTheClaimant,
    /// It was ended or freed before, at this place of the list counted from 0; 0 for a paper.
    AlreadyEnded(u16),
    /// A list is longer than four.
    TooMany,
    /// A list names something twice.
    Repeated,
    /// That is the document it is claimed for: no attempt to finance it elsewhere.
    SameDocument,
    /// The number of goods at this place of the list, counted from 0, has no letter or digit, is longer than 64 bytes, or not ASCII.
    MalformedNumber(u16),
}

/// A contract's [`Collateral`] at some address.
pub type CollateralRef = ink::contract_ref!(Collateral, DefaultEnvironment);
/// A contract's [`Claims`] at some address.
pub type ClaimsRef = ink::contract_ref!(Claims, DefaultEnvironment);

/// Which contracts may claim, what is claimed, and what was tried.
#[ink::trait_definition]
pub trait Collateral {
    /// Announces that the contract at `contract`, which runs `code_hash`, is to be admitted, once the delay is over; a later announcement
    /// replaces an earlier one. A contract that changes its code is admitted anew.
    ///
    /// # Access
    /// `ADMIN`.
    ///
    /// # Events
    /// `AdmissionAnnounced`.
    ///
    /// # Errors
    /// In this order:
    /// - [`CollateralError::MissingRole`] if the caller is not the administrator.
    /// - [`CollateralError::WrongCode`] if there is no such contract, or it runs other code.
    #[ink(message)]
    fn admit(&mut self, contract: Account, code_hash: CodeHash) -> Result<(), CollateralError>;

    /// Admits a contract whose admission was announced.
    ///
    /// # Access
    /// `ADMIN`.
    ///
    /// # Events
    /// `Admitted`.
    ///
    /// # Errors
    /// In this order:
    /// - [`CollateralError::MissingRole`] if the caller is not the administrator.
    /// - [`CollateralError::NothingAnnounced`] if no admission of it was announced.
    /// - [`CollateralError::TooEarly`] before the delay is over.
    /// - [`CollateralError::WrongCode`] if it does not run the code that was named.
    #[ink(message)]
    fn complete_admission(&mut self, contract: Account) -> Result<(), CollateralError>;

    /// Lets a contract claim nothing more, and takes back what was announced for it. What it claimed stays claimed, and it may
    /// still end and free that.
    ///
    /// # Access
    /// `ADMIN`.
    ///
    /// # Events
    /// `Expelled`.
    ///
    /// # Errors
    /// In this order:
    /// - [`CollateralError::MissingRole`] if the caller is not the administrator.
    /// - [`CollateralError::NotAdmitted`] if it is not admitted, and is not to be.
    #[ink(message)]
    fn expel(&mut self, contract: Account) -> Result<(), CollateralError>;

    /// Puts on record that `party` was brought `document`, a paper about what is claimed under `fingerprint`, or by which it was
    /// claimed once. The refused claim itself leaves nothing on the chain.
    ///
    /// # Access
    /// `party`, scope Notarise, a way out: a pause does not stop it.
    ///
    /// # Events
    /// `AttemptReported`.
    ///
    /// # Errors
    /// In this order:
    /// - [`CollateralError::NotFound`] if nothing was ever claimed under `fingerprint`.
    /// - [`CollateralError::Refused`], [`CollateralError::RegistryUnavailable`] as the registry that is linked says.
    /// - [`CollateralError::SameDocument`] if it is claimed for that very document or group.
    #[ink(message)]
    fn report(
        &mut self,
        party: PartyId,
        fingerprint: Fingerprint,
        document: DocumentId,
    ) -> Result<(), CollateralError>;

    /// Whether a paper is claimed and did not end, or what stands behind one is claimed and was not freed.
    #[ink(message)]
    fn is_encumbered(&self, fingerprint: Fingerprint) -> bool;

    /// The claim of a paper, live or ended.
    #[ink(message)]
    fn encumbrance_of(&self, asset: Fingerprint) -> Option<Kept<Encumbrance>>;

    /// The claim of what stands behind papers, live or freed.
    #[ink(message)]
    fn backing_of(&self, backing: Fingerprint) -> Option<Kept<Backing>>;

    /// Whether a contract may claim, or is to.
    #[ink(message)]
    fn admission_of(&self, contract: Account) -> Option<Kept<Admission>>;

    /// The fingerprint of the debt of `debtor` to `creditor` by the invoice `number`: `blake2_256("lading/invoice" ‖ debtor ‖ creditor ‖
    /// number)`, of the number its ASCII letters, in capitals, and digits only; nothing if none are left, it is longer than 64
    /// bytes, or not ASCII.
    #[ink(message)]
    fn invoice_fingerprint(
        &self,
        debtor: PartyId,
        creditor: PartyId,
        number: String,
    ) -> Option<Fingerprint>;

    /// The fingerprint of the receipt `number` of a warehouse: `blake2_256("lading/receipt" ‖ warehouse ‖ number)`, the number as of an
    /// invoice.
    #[ink(message)]
    fn receipt_fingerprint(&self, warehouse: PartyId, number: String) -> Option<Fingerprint>;

    /// The fingerprint of the bill of lading `number` of a carrier: the id of its waybill's first version, `blake2_256("lading/waybill" ‖
    /// carrier ‖ number ‖ version 1)` in SCALE, with the number as it stands on the bill.
    #[ink(message)]
    fn bill_fingerprint(&self, carrier: PartyId, number: String) -> Fingerprint;

    /// The key of goods: `blake2_256("lading/goods" ‖ kind, one byte ‖ number)`, the number as of an invoice.
    #[ink(message)]
    fn goods_fingerprint(&self, kind: GoodsKind, number: String) -> Option<Fingerprint>;
}

/// What admitted contracts claim, end and free.
#[ink::trait_definition]
pub trait Claims {
    /// Claims a paper for the caller's `document`, and what stands behind it for the caller's `group`: all, or nothing. Where the group has
    /// a backing already, that stays as it is. What is merely alike (`near`) raises a warning, and refuses nothing.
    ///
    /// # Access
    /// An admitted contract that runs the code with which it was admitted.
    ///
    /// # Events
    /// `Claimed`, which names what is alike.
    ///
    /// # Errors
    /// In this order:
    /// - [`CollateralError::Paused`] while new business is paused.
    /// - [`CollateralError::NotAdmitted`], [`CollateralError::WrongCode`].
    /// - [`CollateralError::TooMany`] if `backing` or `near` is longer than four, [`CollateralError::Repeated`] if either names something
    ///   twice.
    /// - [`CollateralError::AlreadyClaimed`] if the paper was ever claimed.
    /// - [`CollateralError::BackingClaimed`] at the first that is live for another group or contract.
    #[ink(message)]
    fn claim(
        &mut self,
        kind: AssetKind,
        document: DocumentId,
        asset: Fingerprint,
        group: DocumentId,
        backing: Vec<Fingerprint>,
        near: Vec<Fingerprint>,
    ) -> Result<(), CollateralError>;

    /// Ends the claim of a paper: it is paid, loaded out, delivered or replaced. It is never claimed again.
    ///
    /// # Access
    /// The contract that claimed it, admitted or not; a pause does not stop it.
    ///
    /// # Events
    /// `Ended`.
    ///
    /// # Errors
    /// In this order:
    /// - [`CollateralError::NotFound`], [`CollateralError::NotTheClaimant`], [`CollateralError::AlreadyEnded`].
    #[ink(message)]
    fn end(&mut self, asset: Fingerprint) -> Result<(), CollateralError>;

    /// Frees up to four backings of a group: what stood behind its papers may stand behind others.
    ///
    /// # Access
    /// The contract that claimed them, admitted or not; a pause does not stop it.
    ///
    /// # Events
    /// `Freed`.
    ///
    /// # Errors
    /// In this order:
    /// - [`CollateralError::TooMany`], [`CollateralError::Repeated`], [`CollateralError::NotFound`] if none is named.
    /// - At the first that cannot be freed: [`CollateralError::NotFound`], [`CollateralError::NotTheClaimant`],
    ///   [`CollateralError::AlreadyEnded`].
    #[ink(message)]
    fn free(&mut self, group: DocumentId, backing: Vec<Fingerprint>)
        -> Result<(), CollateralError>;

    /// Claims a bill of lading under the id of its first version, and its goods: up to four numbers of one `kind` with commas between,
    /// each read as [`Collateral::goods_fingerprint`] reads it. For contracts that have no room to make fingerprints.
    ///
    /// # Access
    /// An admitted contract that runs the code with which it was admitted.
    ///
    /// # Events
    /// `Claimed`.
    ///
    /// # Errors
    /// In this order:
    /// - [`CollateralError::Paused`], [`CollateralError::NotAdmitted`], [`CollateralError::WrongCode`].
    /// - [`CollateralError::TooMany`], [`CollateralError::MalformedNumber`], [`CollateralError::Repeated`].
    /// - [`CollateralError::AlreadyClaimed`], [`CollateralError::BackingClaimed`].
    #[ink(message)]
    fn claim_bill(
        &mut self,
        bill: DocumentId,
        kind: GoodsKind,
        goods: String,
    ) -> Result<(), CollateralError>;

    /// Ends the claim of a bill of lading that is over, and frees those of its goods that are named; what was ended or freed before
    /// stays so.
    ///
    /// # Access
    /// The contract that claimed it, admitted or not; a pause does not stop it.
    ///
    /// # Events
    /// `Lifted`.
    ///
    /// # Errors
    /// In this order:
    /// - [`CollateralError::NotFound`], [`CollateralError::NotTheClaimant`].
    /// - [`CollateralError::TooMany`], [`CollateralError::MalformedNumber`], [`CollateralError::Repeated`].
    /// - At the first of the goods that cannot be freed: [`CollateralError::NotFound`], [`CollateralError::NotTheClaimant`].
    /// - [`CollateralError::AlreadyEnded`] if nothing is left to end or to free.
    #[ink(message)]
    fn lift_bill(
        &mut self,
        bill: DocumentId,
        kind: GoodsKind,
        goods: String,
    ) -> Result<(), CollateralError>;
}

//! Confirmed debts that split and travel, as other contracts see them.
//!
//! A *receivable* is what a debtor owes a supplier for one invoice, confirmed by all who are bound by it. *Tokens* are parts of it,
//! numbered from 1 over all receivables; they move by PSP34's messages ([`pendzl::contracts::psp34::PSP34`]), as `Id::U64`. Their owners
//! are parties: in PSP34's messages, an account of the same 32 bytes.
use crate::{
    credit::{FactKind, Grade, GrantId},
    ids::{
        Account, BasisPoints, CaseId, Digest, DocumentId, Fingerprint, Millis, Money,
        OptionalParty, PartyId,
    },
    kept::Kept,
    reconciliation::Text,
    registry::Refusal,
};
use ink::env::DefaultEnvironment;

/// A token's number: PSP34's `Id::U64` of it.
pub type TokenId = u64;

/// Where a receivable stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum ReceivableStatus {
    /// Signed by some of those it would bind, and not by all. It lapses by itself when the time to sign it is over.
    Draft,
    /// Called off before it was confirmed. It may be drafted anew.
    Withdrawn,
    /// All have signed it: it is owed, and nothing revokes it.
    Confirmed,
    /// It was not paid in full when it was due, nor in the days of grace. It is still owed, and can still be paid.
    Overdue,
    /// It was paid in full; some of it was not drawn yet.
    Paid,
    /// It was paid and drawn in full.
    Settled,
}

/// Where a token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum TokenStatus {
    /// Its owner's alone.
    Held,
    /// Offered for sale; the offer stands until it is over or until anything about the token changes.
    Offered,
    /// Offered in pledge; likewise.
    PledgeOffered,
    /// Pledged. It does not move, and nobody draws on it but the pledgee once there is default.
    Pledged,
    /// Drawn in full, or merged into another.
    Burnt,
}

/// What stands behind a debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Backing {
    /// A contract, by the SHA-256 of its text. Nobody examines it here.
    Contract(Fingerprint),
    /// A case that both balanced: the creditor is its biller. Where reconciliation is linked, at most what the case cleared is confirmed on
    /// it, by all receivables together. Several waybills are billed by one case.
    Case(CaseId),
    /// A delivery. Where the waybill contract is linked, it is closed, and either consignor and consignee are creditor and debtor; or
    /// the carrier is the creditor and who pays the freight the debtor, and at most the freight is confirmed on it.
    Waybill(DocumentId),
}

/// In what a debt is paid, or a token bought. Both parties pin it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Settlement {
    /// Not on this chain: the payer declares what it paid, and each holder confirms what it received. No token is bought so.
    OffChain,
    /// In the chain's native token: so many of its smallest units are one minor unit of the currency; at least 1.
    Native(u128),
    /// In the PSP22 token at this address: so many of its smallest units are one minor unit of the currency; at least 1.
    ///
    /// What counts is what arrives, as that token tells it: who agrees to a token trusts that token, for its own debt and no other.
    /// A token that keeps a part of each transfer is unfit: what arrives of the last minor unit may count for nothing, so that a debt in it is
    /// never paid in full, and nothing is sold for it.
    Token(Account, u128),
}

/// What all parties to a receivable sign.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Terms {
    /// Who owes.
    pub debtor: PartyId,
    /// Whom it is owed to: the supplier.
    pub creditor: PartyId,
    /// Who pays if the debtor does not, and signs that; such as the core enterprise of which a distributor buys.
    pub guarantor: OptionalParty,
    /// The creditor's invoice number: 1 to 35 characters of ASCII, of which capital letters, small letters taken for capital ones, and
    /// digits count. An invoice is confirmed once.
    pub invoice: Text,
    /// How much is owed, in minor units of the currency; more than 0.
    pub face: Money,
    /// ISO 4217 code, such as `USD`.
    pub currency: Text,
    /// When it is due, in milliseconds: after `sign_until`, and at most 365 days after it is confirmed.
    pub due_at: Millis,
    /// For how long after that it is not overdue, in milliseconds; at most 90 days.
    pub grace: Millis,
    /// What stands behind it.
    pub backing: Backing,
    /// In what it is paid.
    pub settlement: Settlement,
    /// Whether holders of an overdue receivable have recourse to the creditor.
    pub with_recourse: bool,
    /// SHA-256 of the invoice or of the agreement on these terms.
    pub document: Fingerprint,
    /// Until when all must have signed, in milliseconds; at most 90 days ahead.
    pub sign_until: Millis,
}

/// A receivable, its tokens apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Debt {
    /// Where it stands.
    pub status: ReceivableStatus,
    /// The number of the registry that it keeps; 0 if none was linked.
    pub registry: u8,
    /// The number of the collateral contract that it keeps; 0 if none was linked.
    pub collateral: u8,
    /// Whether the debtor signed.
    pub debtor_signed: bool,
    /// Whether the creditor signed.
    pub creditor_signed: bool,
    /// Whether the guarantor signed; always where there is none.
    pub guarantor_signed: bool,
    /// Whether there is recourse to the creditor.
    pub with_recourse: bool,
    /// Who owes.
    pub debtor: PartyId,
    /// Whom it was owed to first.
    pub creditor: PartyId,
    /// Who pays if the debtor does not; 32 zeros where nobody does.
    pub guarantor: PartyId,
    /// BLAKE2b-256 of the SCALE encoding of the [`Terms`].
    pub terms: Fingerprint,
    /// How much is owed: F, in minor units.
    pub face: Money,
    /// How much of it was paid: P.
    pub paid: Money,
    /// How much of that was drawn: D. Off chain, what was confirmed as received is paid and drawn at once.
    pub drawn: Money,
    /// How much the payer declared that it paid off chain.
    pub declared: Money,
    /// ISO 4217 code.
    pub currency: [u8; 3],
    /// When it is due, in milliseconds.
    pub due_at: Millis,
    /// From when it is overdue if it is not paid.
    pub overdue_from: Millis,
    /// Block time when it was paid in full, in milliseconds; 0 before. Off chain, when the last of it was confirmed as received.
    pub paid_at: Millis,
    /// Until when it can be signed.
    pub sign_until: Millis,
    /// The token it began as; 0 before it was confirmed.
    pub first_token: TokenId,
    /// In what it is paid.
    pub settlement: Settlement,
    /// What stands behind it.
    pub backing: Backing,
    /// The invoice number as it was drafted.
    pub invoice: Text,
}

/// A part of a receivable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Token {
    /// Where it stands; an offer that is over by its time is still told here, and binds nobody.
    pub status: TokenStatus,
    /// The number of the registry that its receivable keeps; 0 if none was linked.
    pub registry: u8,
    /// Of what it is a part.
    pub receivable: DocumentId,
    /// Whose it is; whose it was last, once it is burnt.
    pub owner: PartyId,
    /// While a venue has it, who put it there; else 32 zeros.
    pub depositor: PartyId,
    /// What it is worth in full: f, in minor units.
    pub face: Money,
    /// How much of that was drawn: d.
    pub drawn: Money,
    /// When its receivable is due, in milliseconds. From then on it neither moves nor splits.
    pub due_at: Millis,
    /// Until when it is offered, in milliseconds; 0 if it never was.
    pub offered_until: Millis,
    /// How many trades it was handed on for: 0 with the creditor, 1 with whom the creditor paid with it, and so on.
    pub tier: u16,
    /// How often it moved, was merged into or split. Approvals are of a token as it was at this count.
    pub transfers: u32,
    /// How often it was offered, for sale or in pledge: the number of the last offer.
    pub offers: u64,
}

/// What is asked for a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Price {
    /// So many minor units: at least 1, and at most what is not drawn of the face.
    Amount(Money),
    /// What is not drawn of the face, less so many basis points a year for the days to the due date: actual/360, a day that has begun
    /// counted in full, and rounded down to a minor unit.
    Rate(BasisPoints),
}

/// An offer of a token for sale. It is of just what the token is when it is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct SaleOffer {
    /// Who may buy it; 32 zeros for anyone.
    pub buyer: PartyId,
    /// At what price, in the receivable's currency.
    pub price: Price,
    /// In what it is paid, and how much of that a minor unit is.
    pub settlement: Settlement,
    /// The account that is paid. It is paid by the buyer's, directly.
    pub pay_to: Account,
    /// Until when it may be accepted, in milliseconds; in any case before the receivable is due.
    pub until: Millis,
}

/// How somebody must be rated for a token to be bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Condition {
    /// By which consent the linked credit contract tells it: a [`Grant`](crate::credit::Grant) of the subject's, to the buyer as its viewer,
    /// that names this contract.
    pub grant: GrantId,
    /// Who is rated: the debtor, the guarantor, the creditor that the debt was confirmed to, or who sells the token.
    pub subject: PartyId,
    /// SHA-256 of what it is for, as the grant has it.
    pub purpose: Fingerprint,
    /// The lowest grade that is good enough; who is unrated never is. `Unrated` where the grant tells no more than whether the grade is at least
    /// the one that it names: then that one counts, and who buys by it reads it before.
    pub at_least: Grade,
}

/// An offer of a token in pledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Pledge {
    /// Whom it is pledged to.
    pub pledgee: PartyId,
    /// SHA-256 of the agreement on the debt that it secures.
    pub debt: Fingerprint,
    /// From when the pledgee may draw what is due, or make the token its own, in milliseconds; at most 366 days after the receivable is due.
    pub default_at: Millis,
    /// Until when it may make the token its own; after that the owner can end the pledge. Later than `default_at`, by at most 366 days.
    pub enforce_until: Millis,
    /// Until when the pledge may be accepted, in milliseconds; not after `default_at`.
    pub until: Millis,
}

/// What is done about a pledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum PledgeStep {
    /// The pledgee takes the token in pledge.
    Accept,
    /// The pledgee does not.
    Reject,
    /// The owner takes the offer back; or ends a pledge that was not enforced in time.
    Withdraw,
    /// The pledgee gives the token free.
    Release,
    /// The pledgee makes the token its own: from the default date on, until the end that was agreed.
    Enforce,
}

/// How much a debtor may owe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum LineLimit {
    /// As much as it confirms.
    Unlimited,
    /// So many minor units, all its confirmed and unpaid receivables in that currency together.
    UpTo(Money),
}

/// What a debtor owes in a currency, and how much it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Line {
    /// The number of the registry that knows the debtor; 0 if none was linked.
    pub registry: u8,
    /// Σ of what its confirmed receivables in this currency are short of being paid, in minor units.
    pub open: u128,
    /// Whether there is a limit.
    pub is_limited: bool,
    /// The limit, in minor units; 0 where there is none.
    pub limit: Money,
    /// Who granted the line, and alone changes it while it is attested as a financier; 32 zeros where the debtor does.
    pub financier: PartyId,
}

/// To whom a holder turns who was not paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Recourse {
    /// The guarantor that signed.
    Guarantor,
    /// The creditor that the debt was confirmed to, where the terms give recourse.
    Creditor,
}

/// Why the receivable contract refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum ReceivableError {
    /// New business is paused.
    Paused,
    /// The caller may not act for the party.
    Refused(Refusal),
    /// The registry did not answer.
    RegistryUnavailable,
    /// There is no such receivable.
    NotFound,
    /// There is no such token.
    NoSuchToken,
    /// The invoice was confirmed before, or a draft of it stands.
    AlreadyExists,
    /// The receivable is at the status given, which this does not follow.
    WrongStatus(ReceivableStatus),
    /// The token is at the status given, which this does not follow.
    WrongTokenStatus(TokenStatus),
    /// The party is not one that may do this.
    NotAParty,
    /// Two of the parties are the same, where they must not be.
    SameParty,
    /// The invoice number has more than 35 characters, one that is not ASCII, or no letter and no digit.
    MalformedInvoice,
    /// The currency is not three capital letters.
    MalformedCurrency,
    /// An amount is 0, 2^63 or more, or more than there is.
    AmountOutOfRange,
    /// A time is over already, or not in the order that it must be.
    OutOfOrder,
    /// The debt would be due more than 365 days from now; or grace or the time to sign is longer than 90 days; or default is set more than
    /// 366 days after the due date, or the time to enforce a pledge is longer than that.
    TermTooLong,
    /// What is signed is not what was drafted.
    OtherTerms,
    /// The party has signed already.
    AlreadySigned,
    /// The time for it was over at the milliseconds given.
    Lapsed(Millis),
    /// It may be done from the milliseconds given on.
    TooEarly(Millis),
    /// The receivable is due: its tokens neither move nor split any more.
    Matured,
    /// The debtor's line has so many minor units left, and the face is more.
    OverLine(Money),
    /// The party is not attested as a financier.
    NotFinancier,
    /// The linked reconciliation contract, or the waybill contract, did not answer.
    BackingUnavailable,
    /// There is no such case or waybill.
    NoSuchBacking,
    /// The case is not balanced, or the waybill is not closed.
    BackingOpen,
    /// The case or waybill is not between these parties, or not in this currency.
    OtherBacking,
    /// So many minor units can still be confirmed on the case or waybill, and the face is more.
    OverBacking(Money),
    /// The collateral contract did not answer.
    CollateralUnavailable,
    /// The collateral contract refused, by the error at this place among its errors, counted from 0: where the invoice or what stands
    /// behind it was claimed before, the one that says so.
    CollateralRefused(u8),
    /// The caller is not the administrator.
    MissingRole,
    /// The receivable, or the offer, is settled in another way than this.
    OtherSettlement,
    /// The account to be paid is this contract's own.
    NotPayable,
    /// The native token that came with the call is not what this takes.
    WrongValue,
    /// The payment was not made, or not in full; nothing was done.
    PaymentFailed,
    /// Nothing is there to be drawn.
    NothingDue,
    /// The token's last offer has another number.
    OtherOffer,
    /// The price is not the one that was named, but the one given, in minor units.
    OtherPrice(Money),
    /// The tokens are not parts of one receivable with one owner; or a venue has them from two.
    OtherReceivable,
    /// The token was not put where it is by another.
    NotAtVenue,
    /// The terms give no such recourse.
    NoRecourse,
    /// Something was counted to its end, or a sum does not fit.
    Overflow,
    /// Who offered the token is suspended meanwhile, or there is no such enterprise any more.
    SellerSuspended,
    /// A venue owns the token, and does not pledge what was put there.
    AtVenue,
    /// A venue is a contract, and at this address there is none.
    NotAContract,
    /// The credit contract did not answer, or none is linked.
    CreditUnavailable,
    /// The credit contract refused, by the error at this place among its errors, counted from 0.
    CreditRefused(u8),
    /// Who is to be rated is no party to the debt, and does not sell it either.
    OtherSubject,
    /// The grant tells scores, and not whether a grade is good enough.
    OtherView,
    /// The grade is lower than the one that was asked for, or there is none.
    GradeTooLow,
}

/// A [`Receivable`] at some address.
pub type ReceivableRef = ink::contract_ref!(Receivable, DefaultEnvironment);

/// Confirmed debts, and the tokens they are split into.
///
/// # PSP34
/// The contract has the messages of [`pendzl::contracts::psp34::PSP34`], and tells its `Transfer` and `Approval`, for minting and burning
/// too. `transfer` refuses, in this order: with `TokenNotExists`; `Custom("Paused")`; `NotApproved` unless the caller acts for the owner
/// (scope Dispose), is the owner, or is approved; `Custom("Registry")` if the registry does not answer; `Custom("NotActive")` if the
/// owner is suspended; `Custom("Pledged")`; `Custom("Matured")` from the due date on; `Custom("Trade")` unless `data` is empty (a sale) or
/// 32 bytes (the digest of the trade that it pays: one tier more, and `TokenTraded` is told); `Custom("NotActive")` or
/// `Custom("Registry")` unless `to` is a listed venue or, where a registry is linked, an active enterprise; `Custom("Overflow")` after
/// 2^32 transfers. A transfer to the owner itself changes nothing but that approvals and offers end. What a venue gives back to who put it
/// there is a way out: neither a pause nor that one's suspension stops it.
///
/// `approve` refuses with `TokenNotExists`, `SelfApprove` if the operator is the owner, `NotApproved` unless the caller acts for the owner
/// (scope Dispose), `Custom("Registry")`, `Custom("NotActive")`. An approval of one token ends with its next transfer, split or
/// merge; one of all tokens is given by an account for what it owns under its own name: an enterprise appoints an agent in its registry instead.
#[ink::trait_definition]
pub trait Receivable {
    /// Drafts a receivable on `terms`, and signs it for `party`. Answers its id, which is what [`Receivable::receivable_id`] tells.
    ///
    /// # Access
    /// The debtor, scope ConfirmDebt; or the creditor, scope Agree.
    ///
    /// # Events
    /// `ReceivableDrafted`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceivableError::Paused`].
    /// - [`ReceivableError::NotAParty`] unless `party` is debtor or creditor.
    /// - [`ReceivableError::Refused`], [`ReceivableError::RegistryUnavailable`].
    /// - [`ReceivableError::MalformedInvoice`].
    /// - [`ReceivableError::AlreadyExists`] unless it was withdrawn or lapsed as a draft.
    /// - [`ReceivableError::SameParty`] unless debtor, creditor and guarantor are three.
    /// - [`ReceivableError::MalformedCurrency`].
    /// - [`ReceivableError::AmountOutOfRange`] of the face, or of what a minor unit is paid with.
    /// - [`ReceivableError::OutOfOrder`], [`ReceivableError::TermTooLong`].
    #[ink(message)]
    fn draft(&mut self, party: PartyId, terms: Terms) -> Result<DocumentId, ReceivableError>;

    /// Signs a draft for `party`. `terms` is the digest of what it signs. With the last signature it is confirmed: irrevocably owed, and the
    /// creditor has a token of its full face.
    ///
    /// # Access
    /// The debtor or the guarantor, scope ConfirmDebt; the creditor, scope Agree.
    ///
    /// # Events
    /// `ReceivableSigned`; with the last signature `ReceivableConfirmed`, and PSP34's `Transfer`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceivableError::Paused`], [`ReceivableError::NotFound`], [`ReceivableError::WrongStatus`] unless it is a draft.
    /// - [`ReceivableError::NotAParty`], [`ReceivableError::Refused`], [`ReceivableError::RegistryUnavailable`].
    /// - [`ReceivableError::OtherTerms`], [`ReceivableError::Lapsed`], [`ReceivableError::AlreadySigned`].
    /// - With the last signature, [`ReceivableError::TermTooLong`], [`ReceivableError::OverLine`]; where a case or a waybill stands behind it
    ///   and the contract for that is linked, [`ReceivableError::BackingUnavailable`], [`ReceivableError::NoSuchBacking`],
    ///   [`ReceivableError::BackingOpen`], [`ReceivableError::OtherBacking`], [`ReceivableError::OverBacking`];
    ///   [`ReceivableError::Overflow`]; where a collateral contract is linked, [`ReceivableError::CollateralUnavailable`],
    ///   [`ReceivableError::CollateralRefused`].
    #[ink(message)]
    fn sign(
        &mut self,
        party: PartyId,
        receivable: DocumentId,
        terms: Digest,
    ) -> Result<(), ReceivableError>;

    /// Calls a draft off.
    ///
    /// # Access
    /// Debtor or guarantor, scope ConfirmDebt; the creditor, scope Agree; whether it signed or not.
    ///
    /// # Events
    /// `ReceivableWithdrawn`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::NotFound`], [`ReceivableError::WrongStatus`] unless it is a draft, [`ReceivableError::NotAParty`],
    /// [`ReceivableError::Refused`], [`ReceivableError::RegistryUnavailable`].
    #[ink(message)]
    fn withdraw(&mut self, party: PartyId, receivable: DocumentId) -> Result<(), ReceivableError>;

    /// Limits what `debtor` may owe in `currency`, and says who changes that next: `financier`, or the debtor itself where that is 32 zeros.
    /// Nothing that is owed already is touched.
    ///
    /// Nobody's limit is nobody's business: without one a debtor confirms what it will. A line that a financier granted is changed, handed back or
    /// passed on by that financier alone, for as long as it is attested as one; then it is the debtor's again. Without a registry nobody is
    /// attested, and who was named stays.
    ///
    /// # Access
    /// `party`, scope Agree: the financier of the line, or the debtor where there is none.
    ///
    /// # Events
    /// `LineSet`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::Paused`], [`ReceivableError::MalformedCurrency`], [`ReceivableError::RegistryUnavailable`] of whether
    /// the line's financier is attested, [`ReceivableError::NotAParty`], [`ReceivableError::Refused`],
    /// [`ReceivableError::RegistryUnavailable`], [`ReceivableError::SameParty`] if the debtor is named as the
    /// financier, [`ReceivableError::NotFinancier`], [`ReceivableError::AmountOutOfRange`].
    #[ink(message)]
    fn set_line(
        &mut self,
        party: PartyId,
        debtor: PartyId,
        currency: Text,
        limit: LineLimit,
        financier: PartyId,
    ) -> Result<(), ReceivableError>;

    /// Splits `face` (minor units) off a token; answers the new token's number. Of what was drawn, the new token takes its share, rounded
    /// down; due date, tier and everything else stay.
    ///
    /// # Access
    /// The owner, scope Dispose.
    ///
    /// # Events
    /// `TokenSplit`, and PSP34's `Transfer`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::Paused`], [`ReceivableError::NoSuchToken`], [`ReceivableError::Refused`],
    /// [`ReceivableError::RegistryUnavailable`], [`ReceivableError::WrongTokenStatus`] unless it is neither pledged nor offered,
    /// [`ReceivableError::Matured`], [`ReceivableError::AmountOutOfRange`] unless something is left to draw on both,
    /// [`ReceivableError::Overflow`].
    #[ink(message)]
    fn split(&mut self, token: TokenId, face: Money) -> Result<TokenId, ReceivableError>;

    /// Merges the token `from` into `token`: faces and what was drawn add up, the higher tier stays, `from` is burnt.
    ///
    /// # Access
    /// The owner of both, scope Dispose.
    ///
    /// # Events
    /// `TokensMerged`, and PSP34's `Transfer`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::Paused`], [`ReceivableError::NoSuchToken`], [`ReceivableError::Refused`],
    /// [`ReceivableError::RegistryUnavailable`], [`ReceivableError::OtherReceivable`] also for a token with itself,
    /// [`ReceivableError::WrongTokenStatus`] unless both are neither pledged nor offered, [`ReceivableError::Matured`],
    /// [`ReceivableError::Overflow`].
    #[ink(message)]
    fn merge(&mut self, token: TokenId, from: TokenId) -> Result<(), ReceivableError>;

    /// Offers a token for sale, in place of any other offer that is over; answers the offer's number. It ends with its time, and with
    /// whatever changes the token: a transfer, a draw.
    ///
    /// # Access
    /// The owner, scope Dispose.
    ///
    /// # Events
    /// `TokenOffered`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::Paused`], [`ReceivableError::NoSuchToken`], [`ReceivableError::Refused`],
    /// [`ReceivableError::RegistryUnavailable`], [`ReceivableError::WrongTokenStatus`] if it is pledged or offered,
    /// [`ReceivableError::Matured`], [`ReceivableError::OutOfOrder`] if the offer is over, [`ReceivableError::SameParty`] if the owner is to buy,
    /// [`ReceivableError::OtherSettlement`] off chain, [`ReceivableError::NotPayable`], [`ReceivableError::AmountOutOfRange`] if the price is
    /// 0 now, more than what is not drawn, or too much to be counted in what pays it; [`ReceivableError::Overflow`].
    #[ink(message)]
    fn offer(&mut self, token: TokenId, offer: SaleOffer) -> Result<u64, ReceivableError>;

    /// Buys a token for `party` at `price` (minor units, as [`Receivable::price_of`] tells it) by its offer number `number`. The caller pays, in
    /// the native token with the call, or in the PSP22 token, of which it has approved this contract to take the price; it goes from the
    /// caller to the account that the offer names, and the token to `party`: both or neither.
    ///
    /// # Access
    /// The buyer named, or where none is, anyone, but the owner; scope Agree. The caller pays.
    ///
    /// # Events
    /// `TokenSold`, and PSP34's `Transfer`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::Paused`], [`ReceivableError::NoSuchToken`], [`ReceivableError::Refused`],
    /// [`ReceivableError::RegistryUnavailable`], [`ReceivableError::WrongTokenStatus`] unless it is offered, [`ReceivableError::OtherOffer`],
    /// [`ReceivableError::NotAParty`], [`ReceivableError::Matured`], [`ReceivableError::SellerSuspended`],
    /// [`ReceivableError::RegistryUnavailable`], [`ReceivableError::OtherPrice`], [`ReceivableError::WrongValue`] if other than the price, or anything beside a price in PSP22, came with the call,
    /// [`ReceivableError::Overflow`], [`ReceivableError::PaymentFailed`].
    #[ink(message, payable)]
    fn accept_offer(
        &mut self,
        token: TokenId,
        number: u64,
        party: PartyId,
        price: Money,
    ) -> Result<(), ReceivableError>;

    /// Buys a token as [`Receivable::accept_offer`] does, and only if somebody is rated well enough now: by `condition` the credit contract
    /// that is linked now is asked, for the buyer, as [`Credit::consult`](crate::credit::Credit::consult) says. The use of the grant and the
    /// purchase stand or fall together, so that its receipt says who relied on which rating, and the event after it, for what.
    ///
    /// # Access
    /// As of [`Receivable::accept_offer`]; and by a grant to `party` that names this contract.
    ///
    /// # Events
    /// `TokenSold`, and PSP34's `Transfer`; the credit contract tells `Used`.
    ///
    /// # Errors
    /// In this order: all of [`Receivable::accept_offer`] as far as [`ReceivableError::WrongValue`]; [`ReceivableError::OtherSubject`];
    /// [`ReceivableError::CreditUnavailable`]; [`ReceivableError::CreditRefused`] with the place, counted from 0, of the reason among the
    /// [`CreditError`](crate::credit::CreditError)s; [`ReceivableError::OtherView`], [`ReceivableError::GradeTooLow`];
    /// [`ReceivableError::Overflow`], [`ReceivableError::PaymentFailed`].
    #[ink(message, payable)]
    fn accept_offer_if_rated(
        &mut self,
        token: TokenId,
        number: u64,
        party: PartyId,
        price: Money,
        condition: Condition,
    ) -> Result<(), ReceivableError>;

    /// Ends an offer for sale: the owner withdraws it, the buyer named rejects it.
    ///
    /// # Access
    /// `party`: the owner, scope Dispose; or the buyer named, scope Agree.
    ///
    /// # Events
    /// `OfferClosed`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::NoSuchToken`], [`ReceivableError::WrongTokenStatus`] unless it is offered, [`ReceivableError::OtherOffer`],
    /// [`ReceivableError::NotAParty`], [`ReceivableError::Refused`], [`ReceivableError::RegistryUnavailable`].
    #[ink(message)]
    fn close_offer(
        &mut self,
        token: TokenId,
        number: u64,
        party: PartyId,
    ) -> Result<(), ReceivableError>;

    /// Offers a token in pledge; answers the offer's number, counted with those for sale. While it is pledged the token does not move; what is
    /// due on it waits here. From the default date on the pledgee may draw it, or make the token its own.
    ///
    /// # Access
    /// The owner, scope Dispose.
    ///
    /// # Events
    /// `PledgeOffered`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::Paused`], [`ReceivableError::NoSuchToken`], [`ReceivableError::Refused`],
    /// [`ReceivableError::RegistryUnavailable`], [`ReceivableError::WrongTokenStatus`] if it is pledged or offered,
    /// [`ReceivableError::Matured`], [`ReceivableError::AtVenue`], [`ReceivableError::SameParty`] if the owner is the pledgee,
    /// [`ReceivableError::OutOfOrder`] of its times, [`ReceivableError::TermTooLong`], [`ReceivableError::Overflow`].
    #[ink(message)]
    fn pledge(&mut self, token: TokenId, pledge: Pledge) -> Result<u64, ReceivableError>;

    /// Takes a step about the pledge that was offered as number `number`.
    ///
    /// # Access
    /// The pledgee: to accept, scope Agree; to reject, release or enforce, scope Dispose. The owner to withdraw, scope Dispose. A pause, or the
    /// suspension of who calls, stops accepting only.
    ///
    /// # Events
    /// `PledgeMoved`; to enforce also PSP34's `Transfer`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::Paused`] to accept, [`ReceivableError::NoSuchToken`],
    /// [`ReceivableError::WrongTokenStatus`] unless a pledge is offered, or the token pledged, as the step needs,
    /// [`ReceivableError::OtherOffer`], [`ReceivableError::Refused`], [`ReceivableError::RegistryUnavailable`],
    /// [`ReceivableError::Matured`] and [`ReceivableError::SellerSuspended`] to accept, [`ReceivableError::TooEarly`] and
    /// [`ReceivableError::Lapsed`] to enforce, [`ReceivableError::TooEarly`] to end a pledge, [`ReceivableError::Overflow`].
    #[ink(message)]
    fn answer_pledge(
        &mut self,
        token: TokenId,
        number: u64,
        step: PledgeStep,
    ) -> Result<(), ReceivableError>;

    /// Pays `amount` (minor units) of a receivable that is settled on chain: in the native token with the call, or in the PSP22 token, of
    /// which the caller has approved this contract to take it. Whole minor units that arrived are credited; what a token keeps
    /// of a transfer is not. Answers how much was credited.
    ///
    /// # Access
    /// Anyone, for the debtor or the guarantor. It goes to the holders, by their shares, and comes back to nobody.
    ///
    /// # Events
    /// `ReceivablePaid`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::NotFound`], [`ReceivableError::WrongStatus`] unless it is confirmed or overdue,
    /// [`ReceivableError::OtherSettlement`] off chain, [`ReceivableError::AmountOutOfRange`] if it is 0 or more than is left to pay,
    /// [`ReceivableError::WrongValue`] if other than that, or anything beside PSP22, came with the call, [`ReceivableError::PaymentFailed`] if
    /// less than a minor unit arrived.
    #[ink(message, payable)]
    fn pay(&mut self, receivable: DocumentId, amount: Money) -> Result<Money, ReceivableError>;

    /// Declares that `amount` (minor units) was paid off chain to the holders; `evidence` is the SHA-256 of what shows it. It counts as paid
    /// only as far as they confirm it. What all payers declare is one sum, up to the face: a false declaration leaves less for a true one,
    /// and stands on record as its maker's.
    ///
    /// # Access
    /// `party`, scope ConfirmDebt: the debtor, the guarantor, or the creditor where there is recourse to it.
    ///
    /// # Events
    /// `PaymentDeclared`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::NotFound`], [`ReceivableError::WrongStatus`] unless it is confirmed or overdue,
    /// [`ReceivableError::NotAParty`], [`ReceivableError::Refused`], [`ReceivableError::RegistryUnavailable`],
    /// [`ReceivableError::OtherSettlement`] on chain, [`ReceivableError::AmountOutOfRange`] if it is 0 or all that was declared would be more
    /// than the face.
    #[ink(message)]
    fn declare_payment(
        &mut self,
        party: PartyId,
        receivable: DocumentId,
        amount: Money,
        evidence: Digest,
    ) -> Result<(), ReceivableError>;

    /// Confirms that the holder of a token received `amount` (minor units) off chain. It is paid and drawn with that; a token confirmed in full is
    /// burnt.
    ///
    /// # Access
    /// The owner, scope Draw; of a pledged token the pledgee, from the default date on.
    ///
    /// # Events
    /// `ReceiptConfirmed`; PSP34's `Transfer` if it is burnt.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::NoSuchToken`], [`ReceivableError::WrongTokenStatus`] if it is burnt,
    /// [`ReceivableError::TooEarly`] of a pledged token before the default date, [`ReceivableError::Refused`],
    /// [`ReceivableError::RegistryUnavailable`], [`ReceivableError::OtherSettlement`] on chain, [`ReceivableError::AmountOutOfRange`] if it is 0,
    /// more than is left of the token, or more than was declared and not confirmed.
    #[ink(message)]
    fn confirm_receipt(&mut self, token: TokenId, amount: Money) -> Result<(), ReceivableError>;

    /// Draws all that is due on a token to the account `to`: its share of what was paid, ⌊f·P ÷ F⌋, less what was drawn, as far as the
    /// receivable's money goes. Answers how much, in minor units. A token drawn in full is burnt.
    ///
    /// # Access
    /// The owner, scope Draw; of a pledged token the pledgee, from the default date on.
    ///
    /// # Events
    /// `Drawn`; PSP34's `Transfer` if it is burnt.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::NoSuchToken`], [`ReceivableError::WrongTokenStatus`] if it is burnt,
    /// [`ReceivableError::TooEarly`] of a pledged token before the default date, [`ReceivableError::Refused`],
    /// [`ReceivableError::RegistryUnavailable`], [`ReceivableError::OtherSettlement`] off chain, [`ReceivableError::NotPayable`],
    /// [`ReceivableError::NothingDue`], [`ReceivableError::PaymentFailed`].
    #[ink(message)]
    fn draw(&mut self, token: TokenId, to: Account) -> Result<Money, ReceivableError>;

    /// Marks a receivable as overdue that was not paid in full after the days of grace.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `ReceivableOverdue`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::NotFound`], [`ReceivableError::WrongStatus`] unless it is confirmed and not paid in full,
    /// [`ReceivableError::TooEarly`].
    #[ink(message)]
    fn mark_overdue(&mut self, receivable: DocumentId) -> Result<(), ReceivableError>;

    /// Claims what is not drawn of a token, of an overdue receivable, from the guarantor that signed, or from the creditor where there is
    /// recourse; `notice` is the SHA-256 of what it was sent. It is put on record; who is claimed from pays by [`Receivable::pay`] or off
    /// chain.
    ///
    /// # Access
    /// The owner, scope Draw; of a pledged token the pledgee, from the default date on.
    ///
    /// # Events
    /// `RecourseClaimed`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::NoSuchToken`], [`ReceivableError::WrongTokenStatus`] if it is burnt,
    /// [`ReceivableError::TooEarly`] of a pledged token before the default date, [`ReceivableError::Refused`],
    /// [`ReceivableError::RegistryUnavailable`], [`ReceivableError::WrongStatus`] unless it is overdue, [`ReceivableError::NoRecourse`].
    #[ink(message)]
    fn claim_recourse(
        &mut self,
        token: TokenId,
        against: Recourse,
        notice: Digest,
    ) -> Result<(), ReceivableError>;

    /// Gives a token that a venue still has when its receivable is due, or that is listed no longer, back to who put it there.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// PSP34's `Transfer`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::NoSuchToken`], [`ReceivableError::WrongTokenStatus`] if it is pledged or burnt,
    /// [`ReceivableError::NotAtVenue`], [`ReceivableError::TooEarly`] before the due date if the venue is listed, [`ReceivableError::Overflow`].
    #[ink(message)]
    fn return_from_venue(&mut self, token: TokenId) -> Result<(), ReceivableError>;

    /// Lists the contract `venue` as one that tokens may be put into, or takes it off the list: then nothing more goes in, and what is there
    /// goes back to who put it there when anyone asks.
    ///
    /// # Access
    /// `ADMIN`.
    ///
    /// # Events
    /// `VenueListed`.
    ///
    /// # Errors
    /// - [`ReceivableError::MissingRole`] if the caller is not the administrator, [`ReceivableError::NotAContract`] to list what is none.
    #[ink(message)]
    fn list_venue(&mut self, venue: Account, is_listed: bool) -> Result<(), ReceivableError>;

    /// Tells the collateral contract that a receivable is paid, whether all of it was drawn or not. What stood behind it is not given
    /// free: it was financed once.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `ReleaseTold`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::NotFound`], [`ReceivableError::WrongStatus`] unless it is paid or settled,
    /// [`ReceivableError::CollateralUnavailable`] also where none was linked when it was confirmed, [`ReceivableError::CollateralRefused`].
    #[ink(message)]
    fn tell_collateral(&mut self, receivable: DocumentId) -> Result<(), ReceivableError>;

    /// Tells the credit contract that is linked now how a receivable was paid, or that it is closed. Nothing waits for it, and it changes
    /// nothing here; a repeat is refused there, so that a retry is harmless.
    ///
    /// Either is told under the receivable's id: the debtor is the subject, the creditor that it was confirmed to the counterparty, whoever
    /// held its tokens; the value is the face. There is no arbiter, because the terms name none.
    /// - `Outcome`: by how many days it was paid in full after it was due, or, negative, before; as of when that was. A day that has only
    ///   begun is not counted, early or late. Whoever paid, the debtor, the guarantor or another, it was paid; off chain, when the
    ///   last holder confirmed it. What is not paid in full more than 180 days after it was due is told as 181 days, as of the end of the
    ///   181st: whatever is paid later comes to no less. But what was declared as paid in full off chain, and not confirmed, is not told
    ///   as unpaid: the two do not say the same of it.
    /// - `Closed`: that it was paid in full, as of when that was.
    ///
    /// # Access
    /// Anyone, also while new business is paused.
    ///
    /// # Events
    /// `PaymentTold`; the credit contract tells `Observed` or `DocumentClosed`.
    ///
    /// # Errors
    /// In this order: [`ReceivableError::NotFound`]; [`ReceivableError::WrongStatus`] unless it was confirmed, of what was declared as paid
    /// in full and not confirmed, and for `Closed` unless it is paid or settled; [`ReceivableError::TooEarly`] until what is unpaid is told
    /// so; [`ReceivableError::CreditUnavailable`]; [`ReceivableError::CreditRefused`] with the place, counted from 0, of the reason among
    /// the [`CreditError`](crate::credit::CreditError)s.
    #[ink(message)]
    fn tell_credit(
        &mut self,
        receivable: DocumentId,
        kind: FactKind,
    ) -> Result<(), ReceivableError>;

    /// A receivable, its tokens apart.
    #[ink(message)]
    fn receivable(&self, receivable: DocumentId) -> Option<Kept<Debt>>;

    /// A token.
    #[ink(message)]
    fn token(&self, token: TokenId) -> Option<Kept<Token>>;

    /// What [`Receivable::draw`] would pay on a token now, in minor units, whoever may draw it.
    #[ink(message)]
    fn due_on(&self, token: TokenId) -> Money;

    /// A token's last offer for sale; the token says whether it stands.
    #[ink(message)]
    fn offer_of(&self, token: TokenId) -> Option<Kept<SaleOffer>>;

    /// What a token is sold at now by its last offer for sale, in minor units; 0 where there is none, or nothing to be had.
    #[ink(message)]
    fn price_of(&self, token: TokenId) -> Money;

    /// A token's last offer in pledge; the token says whether it is pledged.
    #[ink(message)]
    fn pledge_of(&self, token: TokenId) -> Option<Kept<Pledge>>;

    /// What `debtor` owes in `currency`, and how much it may.
    #[ink(message)]
    fn line_of(&self, debtor: PartyId, currency: Text) -> Option<Kept<Line>>;

    /// How much was confirmed on the case, or as freight of the waybill, of this id, in minor units: of what was examined, and by whichever
    /// contract was linked then.
    #[ink(message)]
    fn confirmed_on(&self, backing: Fingerprint) -> Money;

    /// Whether tokens may be put into the contract at `venue`.
    #[ink(message)]
    fn is_venue(&self, venue: Account) -> bool;

    /// The id of the receivable of `debtor` to `creditor` for `invoice`; 32 zeros where that is no invoice number.
    #[ink(message)]
    fn receivable_id(&self, debtor: PartyId, creditor: PartyId, invoice: Text) -> DocumentId;
}

//! Warehouse receipts, as other contracts see them.
//!
//! A receipt is a token of PSP34: whoever owns it, or a part of it after a split, is owed goods out of a pool. A pool is what one
//! warehouse holds of one commodity, grade and lot with one expiry: goods that nobody tells apart, owned in common (UCC 7-207). A token
//! has shares of its pool and is worth ⌊shares × pool's quantity ÷ pool's shares⌋; a shortage lowers the pool's quantity, so that all bear
//! it by their shares.
//!
//! PSP34's messages come beside these, with their standard's errors, in this order: no such token (one that is no more is none), not approved,
//! then what the standard has no name for, as `Custom` of one of these words: `Suspended` (who calls for the owner), `NotActive` (the owner,
//! where another was approved), `Unavailable` (the registry did not answer), `Paused`, `Trade` (data that is neither empty nor 32 bytes),
//! `LoadOut` (goods were asked for), `Pledged`, `Frozen`, `Reserved` (may be bought back), `NotNegotiable`, `Expired`, `NotActive` (to whom it
//! would go). The `data` of a transfer is the SHA-256 of the trade's document, or nothing. What a venue gives back to who gave it is a way
//! out: neither a pause nor that one's suspension stops it.
use crate::{
    collateral::GoodsKind,
    ids::{Account, DocumentId, Fingerprint, Millis, PartyId, PoolId, Quantity, NOBODY},
    kept::Kept,
    provenance::UnitCode,
    registry::Refusal,
};
use ink::{
    env::DefaultEnvironment,
    prelude::{boxed::Box, string::String, vec::Vec},
};

/// Number of a token, from 1 on: PSP34's `Id::U64` of it.
pub type TokenId = u64;

/// What goods are, by a code that everyone reads the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum Commodity {
    /// A GTIN-8, -12, -13 or -14 as a number; its last digit is checked.
    Gtin(u64),
    /// The six digits of a heading of the Harmonized System as a number: 100199 is other wheat.
    Hs(u32),
}

/// What makes goods of a warehouse the same, so that nobody tells them apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Stock {
    /// What they are.
    pub commodity: Commodity,
    /// Their grade: 1 to 35 printable ASCII characters.
    pub grade: String,
    /// Their lot: 1 to 35 printable ASCII characters.
    pub lot: String,
    /// Until when they keep, in milliseconds.
    pub expires_at: Millis,
}

/// What a warehouse holds for all who have shares in it: the record that the contract keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Pool {
    /// How often a registry had been linked when it was opened: the one asked about it and its tokens for ever. 0 is none.
    pub registry_epoch: u8,
    /// How often a collateral contract had been linked when it was opened; 0 is never.
    pub collateral_epoch: u8,
    /// Who keeps the goods.
    pub warehouse: PartyId,
    /// Who inspects, where no registry was linked; zeros where one was, and every attested auditor does.
    pub inspector: PartyId,
    /// What they are.
    pub stock: Stock,
    /// UN/ECE code of their unit, filled up with a blank.
    pub unit: UnitCode,
    /// Where they lie, as their warehouse says.
    pub location: String,
    /// How much was ever taken in, as the inspector attests, in thousandths.
    pub attested: Quantity,
    /// How much receipts were ever issued for, in thousandths.
    pub issued: Quantity,
    /// How much was delivered, in thousandths.
    pub delivered: Quantity,
    /// How much was found missing, in thousandths. None is issued into a pool that lacks something.
    pub missing: Quantity,
    /// The shares of all its tokens.
    pub shares: Quantity,
    /// SHA-256 of the last inspection's report; zeros before the first.
    pub report: Fingerprint,
    /// Whether it was said that its goods expired.
    pub is_expired: bool,
}

/// What an inspector found. Both are sums since the pool was opened, so that deliveries meanwhile change neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Finding {
    /// So much was taken in ever since, in thousandths: receipts may be issued for as much.
    Stock(Quantity),
    /// So much was found missing ever since of what receipts were owed, in thousandths: all bear it by their shares, and issuing into the
    /// pool ends. Of two inspectors who find the same, each says the same.
    Shortage(Quantity),
}

/// What a receipt says beside what the goods are: digests of texts that warehouse and holder are bound by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Papers {
    /// SHA-256 of the receipt's full text.
    pub document: Fingerprint,
    /// SHA-256 of the storage terms, with the rates of storage and handling.
    pub terms: Fingerprint,
    /// SHA-256 of the insurance; zeros if there is none.
    pub insurance: Fingerprint,
}

/// What a warehouse issues a receipt for: with the pool, what UCC 7-202 asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Deposit {
    /// The warehouse's number of the receipt: 1 to 35 printable ASCII characters, with a letter or digit. Its letters' case, blanks and marks
    /// do not make another number of it.
    pub number: String,
    /// To whom it is issued.
    pub depositor: PartyId,
    /// How much, in thousandths of the pool's unit.
    pub quantity: Quantity,
    /// Whether it can pass to others. One that cannot stays its depositor's until the goods are delivered: it is neither transferred nor
    /// sold nor pledged.
    pub negotiable: bool,
    /// Whether the warehouse owns of the goods, alone or with others; it must if it issues to itself.
    pub owned_by_warehouse: bool,
    /// SHA-256 of the report of the inspection at intake.
    pub inspection: Fingerprint,
    /// SHA-256 of the statement of advances and liabilities that the warehouse claims a lien for; zeros for none but its charges.
    pub advances: Fingerprint,
    /// What else it says.
    pub papers: Papers,
}

/// A key of goods that no other receipt or bill has while receipts for them stand.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct GoodsKey {
    /// What they are known by.
    pub kind: GoodsKind,
    /// What it says: up to 64 ASCII characters, of which letters, in capitals, and digits count. A container's ISO 6346 number with its seal's,
    /// an SSCC of 18 digits with its check digit, a GTIN with its lot number.
    pub number: String,
}

/// A receipt as it was issued, whatever became of its token: the record that the contract keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct ReceiptRecord {
    /// What it gives shares of.
    pub pool: PoolId,
    /// The token that it was issued as.
    pub token: TokenId,
    /// What it was issued for; of a replacement, what its token was worth then, and its owner.
    pub deposit: Deposit,
    /// The receipt that it stands for since that one was lost; zeros if none.
    pub replaces: DocumentId,
    /// Block time, in milliseconds.
    pub issued_at: Millis,
    /// The shares that its tokens have now: 0 is its end.
    pub shares: Quantity,
}

/// Where a token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum TokenStatus {
    /// Its owner has it.
    Live,
    /// Its owner asked for goods.
    LoadOutRequested,
    /// The warehouse says that it handed goods over, and the owner has to say whether it did.
    HandedOver,
    /// All its goods were delivered. Never left.
    Delivered,
    /// Its shares are another token's. Never left.
    Merged,
    /// Another token stands for it. Never left.
    Replaced,
}

/// A request for goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct LoadOut {
    /// How much, in thousandths; of all, what that was when it was requested.
    pub quantity: Quantity,
    /// Whether all of it.
    pub is_all: bool,
    /// Whether the pledgee agreed.
    pub is_agreed: bool,
    /// SHA-256 of whom to give it to, and how.
    pub instructions: Fingerprint,
    /// How much the warehouse says that it handed over, in thousandths.
    pub handed_over: Quantity,
    /// When it said so, in milliseconds: block time.
    pub handed_over_at: Millis,
}

/// A token: the record that the contract keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Token {
    /// Whose it is; of what is no more, whose it was last.
    pub owner: PartyId,
    /// How often it passed on, was split, took another in, was amended, pledged or let go: approvals, offers and reports of loss count until
    /// it is again.
    pub transfers: u32,
    /// Who gave it to the venue that owns it; zeros if none does.
    pub depositor: PartyId,
    /// How often a registry had been linked when its pool was opened; 0 is never.
    pub registry_epoch: u8,
    /// Where it stands.
    pub status: TokenStatus,
    /// Whether it can pass to others.
    pub negotiable: bool,
    /// What it is a share of.
    pub pool: PoolId,
    /// The receipt that it was issued by, or split from.
    pub receipt: DocumentId,
    /// Its shares of the pool.
    pub shares: Quantity,
    /// Until when the goods keep, in milliseconds.
    pub expires_at: Millis,
    /// What its paper says.
    pub papers: Papers,
    /// Who controls it until it is released; zeros if it is not pledged.
    pub pledgee: PartyId,
    /// Until when another's right to it lasts, in milliseconds, put off by as long as it is frozen: while it is pledged its pledgee's, which
    /// its owner may end from then on; once that was enforced its pledgor's, to buy it back. 0 if there is none.
    pub held_until: Millis,
    /// Until when it is frozen, in milliseconds; 0 if it never was.
    pub frozen_until: Millis,
    /// The regulator that froze it, or renewed that, last.
    pub frozen_by: PartyId,
    /// What was asked for of its goods, while something is.
    pub load_out: LoadOut,
}

/// What a price is paid in: the PSP22 token at this address, in its smallest unit; zeros for the chain's own token, in its smallest unit. It
/// has one size, so that who offers after another never frees what that one paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Settlement(pub Account);

impl Settlement {
    /// The chain's own token.
    pub const NATIVE: Self = Self(NOBODY);
}

/// A pledge, as pledgor and pledgee both sign it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct PledgeTerms {
    /// Whose the token is.
    pub pledgor: PartyId,
    /// Who gets control.
    pub pledgee: PartyId,
    /// What the token is worth, in thousandths: it is no less when the pledgee takes it.
    pub quantity: Quantity,
    /// What the receipt says.
    pub papers: Papers,
    /// SHA-256 of the debt that it secures.
    pub debt: Fingerprint,
    /// From when it may be enforced, in milliseconds.
    pub default_at: Millis,
    /// From when the owner may end it without the pledgee if it was not enforced, in milliseconds; later than `default_at`. A freeze puts it
    /// off by as long as it lasts.
    pub lapses_at: Millis,
    /// For how long the pledgor may buy it back after it was enforced, in milliseconds, not counting freezes: at most 366 days; 0 if it
    /// may not.
    pub buy_back_window: Millis,
    /// At what price, in the settlement's smallest unit.
    pub buy_back_price: u128,
    /// In what that is paid.
    pub settlement: Settlement,
    /// The account that it is paid to.
    pub pay_to: Account,
}

/// What became of a pledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum PledgeStatus {
    /// The owner offers it.
    Offered,
    /// The owner took the offer back.
    Withdrawn,
    /// The pledgee has control.
    Pledged,
    /// The pledgee gave control back, or its time was over.
    Released,
    /// The pledgee became the owner.
    Enforced,
    /// The pledgor bought it back.
    BoughtBack,
    /// The pledgor gave up buying it back.
    Waived,
}

/// The last pledge of a token: the record that the contract keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Pledge {
    /// The token's `transfers` when it was offered: the offer stands as long as they are the same.
    pub transfers: u32,
    /// What became of it.
    pub status: PledgeStatus,
    /// What both sign.
    pub terms: PledgeTerms,
}

/// A sale, as seller and buyer both sign it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Sale {
    /// Who may buy; zeros for anyone.
    pub buyer: PartyId,
    /// What the token is worth, in thousandths.
    pub quantity: Quantity,
    /// What the receipt says.
    pub papers: Papers,
    /// The price, in the settlement's smallest unit.
    pub price: u128,
    /// In what it is paid.
    pub settlement: Settlement,
    /// The account that it is paid to.
    pub pay_to: Account,
    /// Until when it stands, in milliseconds.
    pub until: Millis,
}

/// The last offer of a token: the record that the contract keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct SaleOffer {
    /// Whether it was neither taken nor taken back.
    pub stands: bool,
    /// The token's `transfers` when it was made: it stands as long as they are the same.
    pub transfers: u32,
    /// What both sign.
    pub sale: Sale,
}

/// What an owner does about a sale.
#[allow(clippy::large_enum_variant)] // It is read once, and lives as long as its call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum SaleStep {
    /// It takes its offer back. A way out.
    Withdraw,
    /// It offers; a later offer replaces an earlier one.
    Offer(Sale),
}

/// What parties do about a pledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum PledgeStep {
    /// The owner takes its offer back. A way out.
    Withdraw,
    /// The pledgee gives control back. A way out.
    Release,
    /// The pledgee becomes the owner, from `default_at` on. A way out: neither a pause nor a suspension stops it.
    Enforce,
    /// The owner ends a pledge that was not enforced, from `lapses_at` on. A way out.
    Lapse,
    /// The pledgor gives up buying back. A way out.
    Waive,
    /// The owner offers a pledge; a later offer replaces an earlier one.
    Offer(PledgeTerms),
    /// The pledgee takes it, by the same words.
    Accept(PledgeTerms),
}

/// What parties do to get goods out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum LoadOutStep {
    /// The owner takes its request back.
    Withdraw,
    /// Anyone, once the time for the owner to answer is over: what the warehouse says that it handed over is delivered.
    Complete,
    /// The owner asks for all of it, by instructions of this SHA-256.
    RequestAll(Fingerprint),
    /// The owner asks for a part of it.
    Request {
        /// How much, in thousandths.
        quantity: Quantity,
        /// SHA-256 of whom to give it to, and how.
        instructions: Fingerprint,
    },
    /// The pledgee agrees to a request, by the same words.
    Agree {
        /// How much was asked for, in thousandths.
        quantity: Quantity,
        /// SHA-256 of whom to give it to, and how.
        instructions: Fingerprint,
    },
    /// The warehouse does not hand over, for a reason of this SHA-256: its lien, or an order.
    Refuse(Fingerprint),
    /// The warehouse says that it handed goods over: as much as was asked for, or less.
    HandOver {
        /// How much, in thousandths.
        quantity: Quantity,
        /// SHA-256 of the delivery note.
        evidence: Fingerprint,
    },
    /// The owner signs for having received this quantity, in thousandths: it is delivered.
    Receive(Quantity),
    /// The owner says that it did not receive that, by evidence of this SHA-256: its request stands.
    Contest(Fingerprint),
}

/// What parties do about what a receipt says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum AmendmentStep {
    /// The warehouse proposes these; a later proposal replaces an earlier one, and what it says already takes one back. It stands until the
    /// token changes.
    Propose(Papers),
    /// Who controls the token agrees, by the same words: the pledgee, unless that is the warehouse itself, or else the owner.
    Agree(Papers),
    /// Who controls the token, likewise, says that the receipt's text is lost, and asks for another. A way out.
    ReportLost {
        /// SHA-256 of the indemnity; zeros take the report back.
        indemnity: Fingerprint,
        /// SHA-256 of the full text that is to stand for the lost one.
        document: Fingerprint,
    },
}

/// What a regulator does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum FreezeStep {
    /// Freeze a token that is not frozen, for 30 days; another regulator than the last, or 30 days after its freeze ended.
    Freeze,
    /// Keep it frozen for 30 days from now; another regulator than the last.
    Renew,
    /// Let it go; the regulator that froze it last.
    Lift,
}

/// Why a receipt contract refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum ReceiptError {
    /// New business is paused.
    Paused,
    /// There is no such pool, token or receipt.
    NotFound,
    /// The caller may not act for the party.
    Refused(Refusal),
    /// The registry did not answer.
    RegistryUnavailable,
    /// The party has no unexpired attestation as a warehouse.
    NotWarehouse,
    /// The party does not inspect this pool: it is the warehouse itself, or not the one that was named, or no attested auditor.
    NotInspector,
    /// The party has no unexpired attestation as a regulator.
    NotRegulator,
    /// To whom the token would go is neither an active enterprise nor a listed venue; or whose it is, is suspended.
    NotActive,
    /// It was there before.
    AlreadyExists,
    /// The GTIN's check digit is wrong, or the code has too many digits.
    MalformedCommodity,
    /// A text is empty, longer than 35, or not printable ASCII.
    MalformedText,
    /// The unit is not of two or three capital letters or digits.
    MalformedUnit,
    /// A goods key is not of its kind, or there are more than four, or one twice.
    MalformedGoods,
    /// The number has neither a letter nor a digit.
    MalformedNumber,
    /// The time given is over, or not after the one before it, or too far off.
    WrongTime,
    /// Where no registry is linked somebody other than the warehouse inspects; where one is, nobody is named.
    WrongInspector,
    /// The warehouse issues to itself and does not say that it owns of the goods.
    OwnershipNotStated,
    /// The quantity is 0 or not below 2^63, or more than there is.
    QuantityOutOfRange,
    /// Receipts may be issued for no more than this, in thousandths: an inspector attested no more stock.
    AboveStock(Quantity),
    /// Receipts were issued for this much already, in thousandths.
    BelowIssued(Quantity),
    /// Something is missing from the pool, so nothing more is issued into it.
    IssuingEnded,
    /// This report was taken already.
    AlreadyReported,
    /// The goods have expired.
    Expired,
    /// The goods have not expired; they do at the milliseconds given.
    NotExpired(Millis),
    /// It was said already that they expired.
    AlreadyExpired,
    /// Where the token stands this cannot be done.
    WrongStatus(TokenStatus),
    /// The receipt is not negotiable.
    NotNegotiable,
    /// The token is pledged.
    Pledged,
    /// The token is not pledged, or that pledge is not where this can be done.
    NotPledged(PledgeStatus),
    /// It is frozen until the milliseconds given.
    Frozen(Millis),
    /// It is not frozen.
    NotFrozen,
    /// The regulator that ordered the last freeze neither renews it nor freezes again within 30 days after it.
    SameRegulator,
    /// The freeze may be lifted only by the regulator that ordered it last.
    NotItsRegulator,
    /// Its pledgor may buy it back until the milliseconds given.
    Reserved(Millis),
    /// It cannot be bought back, or no longer.
    NotReserved,
    /// The tokens are not of one pool, owner, negotiability, storage terms and insurance, or are one.
    NotMergeable,
    /// It is too early: it can be done at the milliseconds given.
    TooEarly(Millis),
    /// Nothing was offered, proposed or asked for, or no longer.
    NotOffered,
    /// What was offered, proposed or asked for says something else.
    TermsDiffer,
    /// Two parties that must differ are one.
    OwnDeal,
    /// The pledgee has not agreed.
    NotAgreed,
    /// What was sent with the call is not the price, or nothing was to be sent.
    WrongValue,
    /// The payment failed.
    NotPaid,
    /// Less than the price arrived.
    PaidShort,
    /// The paper or its goods are claimed already.
    AlreadyClaimed,
    /// The collateral contract did not answer.
    CollateralUnavailable,
    /// The collateral contract refused, by the error at this place among its errors, counted from 0.
    NotTaken(u8),
    /// It still stands, was told already, or nobody is to be told.
    NothingToTell,
    /// No venue owns the token.
    NotAtVenue,
    /// A venue owns the token, and does not pledge what was given to it.
    AtVenue,
    /// A venue is a contract, and at this address there is none.
    NotAContract,
    /// A trade document's digest has 32 bytes, or there is none.
    MalformedTrade,
    /// The caller is not the administrator.
    MissingRole,
}

impl From<Box<ReceiptError>> for ReceiptError {
    fn from(error: Box<ReceiptError>) -> Self {
        *error
    }
}

/// A [`Receipt`] at some address.
pub type ReceiptRef = ink::contract_ref!(Receipt, DefaultEnvironment);

/// Pools of goods in warehouses, and receipts for them.
///
/// Each message that says "as its scope" errs with [`ReceiptError::Refused`] unless the caller may act for that party, and with
/// [`ReceiptError::RegistryUnavailable`] if the registry that the pool began with does not answer.
#[ink::trait_definition]
pub trait Receipt {
    /// Opens a pool: `stock` is what makes its goods the same, `unit` their UN/ECE code, `location` where they lie (1 to 35 printable ASCII
    /// characters: a GLN, a UN/LOCODE, the silo), `inspector` who attests the stock where no registry is linked; where one is, zeros.
    /// Answers its id, as [`Receipt::pool_id`].
    ///
    /// # Access
    /// `warehouse`, scope `Agree`; where a registry is linked, attested as a warehouse.
    ///
    /// # Events
    /// `PoolOpened`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceiptError::Paused`], [`ReceiptError::Refused`], [`ReceiptError::RegistryUnavailable`], [`ReceiptError::NotWarehouse`].
    /// - [`ReceiptError::MalformedCommodity`], [`ReceiptError::MalformedText`], [`ReceiptError::MalformedUnit`].
    /// - [`ReceiptError::WrongTime`] unless the goods keep longer than now, [`ReceiptError::WrongInspector`].
    /// - [`ReceiptError::AlreadyExists`] if this pool was opened before.
    #[ink(message)]
    fn open_pool(
        &mut self,
        warehouse: PartyId,
        stock: Stock,
        unit: String,
        location: String,
        inspector: PartyId,
    ) -> Result<PoolId, ReceiptError>;

    /// Puts on record what `inspector` found; `report` is the SHA-256 of its report, another than the last.
    ///
    /// # Access
    /// `inspector`, scope `Notarise`, other than the warehouse: the one that the pool names, or where a registry was linked any attested
    /// auditor. Finding goods missing is a way out; finding stock is new business of the inspector.
    ///
    /// # Events
    /// `StockInspected`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceiptError::NotFound`], [`ReceiptError::NotInspector`], as its scope.
    /// - [`ReceiptError::AlreadyReported`] if the last finding had this report.
    /// - [`ReceiptError::QuantityOutOfRange`]: stock from 2^63 on; a shortage of no more than was found before, or of more than the pool has.
    /// - [`ReceiptError::BelowIssued`] if less stock than was issued.
    #[ink(message)]
    fn inspect(
        &mut self,
        pool: PoolId,
        inspector: PartyId,
        finding: Finding,
        report: Fingerprint,
    ) -> Result<(), ReceiptError>;

    /// Issues a receipt for goods in `pool`, known elsewhere by up to four `goods` keys. Answers its token; the receipt's own id is
    /// [`Receipt::receipt_id`].
    ///
    /// Where a collateral contract was linked when the pool was opened, the receipt's number and the goods are claimed there, so that
    /// nobody else has them financed.
    ///
    /// # Access
    /// The pool's warehouse, scope `Agree`; where a registry was linked, still attested as a warehouse.
    ///
    /// # Events
    /// PSP34's `Transfer` from nobody, `ReceiptIssued`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceiptError::Paused`], [`ReceiptError::NotFound`], as its scope, [`ReceiptError::NotWarehouse`].
    /// - [`ReceiptError::MalformedText`], [`ReceiptError::MalformedNumber`], [`ReceiptError::AlreadyExists`] if the warehouse used the number
    ///   before, [`ReceiptError::MalformedGoods`].
    /// - [`ReceiptError::OwnershipNotStated`], [`ReceiptError::NotActive`] unless the depositor is an active enterprise.
    /// - [`ReceiptError::IssuingEnded`], [`ReceiptError::Expired`].
    /// - [`ReceiptError::QuantityOutOfRange`], [`ReceiptError::AboveStock`].
    /// - [`ReceiptError::AlreadyClaimed`], [`ReceiptError::NotTaken`], [`ReceiptError::CollateralUnavailable`].
    #[ink(message)]
    fn issue(
        &mut self,
        pool: PoolId,
        deposit: Deposit,
        goods: Vec<GoodsKey>,
    ) -> Result<TokenId, ReceiptError>;

    /// Issues a receipt for goods that are known elsewhere by one key, or by none if its number is empty, as [`Receipt::issue`] does.
    #[ink(message)]
    fn issue_single(
        &mut self,
        pool: PoolId,
        deposit: Deposit,
        goods: GoodsKey,
    ) -> Result<TokenId, ReceiptError>;

    /// Splits a token: the new one is worth `quantity`, in thousandths, and the rest stays. Answers the new token. What both are worth
    /// together may be one thousandth less than before, never more.
    ///
    /// # Access
    /// The owner, scope `Dispose`.
    ///
    /// # Events
    /// PSP34's `Transfer` from nobody, `ReceiptSplit`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceiptError::Paused`], [`ReceiptError::NotFound`], as its scope.
    /// - [`ReceiptError::WrongStatus`] unless live, [`ReceiptError::Pledged`], [`ReceiptError::Frozen`], [`ReceiptError::Reserved`].
    /// - [`ReceiptError::QuantityOutOfRange`] unless something remains on both sides.
    #[ink(message)]
    fn split(&mut self, token: TokenId, quantity: Quantity) -> Result<TokenId, ReceiptError>;

    /// Merges `token` into the token `into`, whose receipt and full text it then is; it is no more.
    ///
    /// # Access
    /// The owner of both, scope `Dispose`.
    ///
    /// # Events
    /// PSP34's `Transfer` to nobody, `ReceiptsMerged`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceiptError::Paused`], [`ReceiptError::NotFound`], as its scope.
    /// - Of `into`, then of `token`: [`ReceiptError::WrongStatus`] unless live, [`ReceiptError::Pledged`], [`ReceiptError::Frozen`],
    ///   [`ReceiptError::Reserved`].
    /// - [`ReceiptError::NotMergeable`] unless both are of one pool, owner, negotiability, storage terms and insurance, at a venue of one
    ///   depositor, and their receipts state the same advances and ownership of the warehouse.
    #[ink(message)]
    fn merge(&mut self, into: TokenId, token: TokenId) -> Result<(), ReceiptError>;

    /// Takes a step towards getting goods out: see [`LoadOutStep`]. A way out, all of it.
    ///
    /// Of a part, just as many shares go as leave everybody else no less: ⌈quantity × pool's shares ÷ pool's quantity⌉. Of all that it is worth,
    /// all its shares go, and so the last one to leave takes what remains.
    ///
    /// # Access
    /// The owner, scope `Dispose`, to request and withdraw; scope `Receive`, to receive and contest. The pledgee, scope `Dispose`, to
    /// agree. The warehouse, scope `HandOver`, to refuse and hand over. Anyone to complete.
    ///
    /// # Events
    /// `LoadOutMoved`; where all was delivered, PSP34's `Transfer` to nobody.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceiptError::NotFound`]; to agree, [`ReceiptError::NotPledged`]; as its scope.
    /// - [`ReceiptError::WrongStatus`] unless live, to request; requested, to withdraw, agree, refuse and hand over; handed over, to receive,
    ///   contest and complete.
    /// - To request, hand over, receive and complete: [`ReceiptError::Frozen`]; to request: [`ReceiptError::Reserved`].
    /// - To complete: [`ReceiptError::TooEarly`] until the time to answer is over.
    /// - To hand over: [`ReceiptError::NotAgreed`] while it is pledged and the pledgee has not agreed.
    /// - [`ReceiptError::QuantityOutOfRange`]: a part of nothing or of more than the token is worth, more handed over than asked for.
    /// - [`ReceiptError::TermsDiffer`] to agree to another quantity or other instructions, or receive another quantity.
    #[ink(message)]
    fn load_out(&mut self, token: TokenId, step: LoadOutStep) -> Result<(), ReceiptError>;

    /// Takes a step about a pledge: see [`PledgeStep`]. While a token is pledged it is not transferred, split, merged or sold, and without the
    /// pledgee neither amended nor replaced nor its goods handed over.
    ///
    /// What was handed over when it is enforced stays so: it is received or contested by the new owner, whose is the rest. Once
    /// enforced, it is reserved as long as was agreed, so that the pledgor can buy it back: until then it does not move otherwise.
    ///
    /// # Access
    /// The owner, to offer, withdraw and end what has lapsed; the pledgee, to accept, release and enforce; the pledgor, to waive. Scope
    /// `Dispose`.
    ///
    /// # Events
    /// `PledgeMoved`; where it was enforced, PSP34's `Transfer`.
    ///
    /// # Errors
    /// In this order:
    /// - To offer and accept: [`ReceiptError::Paused`]. [`ReceiptError::NotFound`], [`ReceiptError::NotOffered`] if no pledge ever was; as its
    ///   scope.
    /// - To offer and accept: [`ReceiptError::WrongStatus`] unless live, [`ReceiptError::Pledged`], [`ReceiptError::Frozen`],
    ///   [`ReceiptError::Reserved`], [`ReceiptError::NotNegotiable`], [`ReceiptError::Expired`], [`ReceiptError::AtVenue`]. Otherwise
    ///   [`ReceiptError::WrongStatus`] of what is no more.
    /// - [`ReceiptError::NotPledged`] unless the pledge is where the step begins.
    /// - To offer: [`ReceiptError::OwnDeal`], [`ReceiptError::WrongTime`] unless it lapses after default, which is to come, and the window is
    ///   no longer than 366 days; [`ReceiptError::TermsDiffer`] unless pledgor, quantity and papers are its own.
    /// - To accept: [`ReceiptError::NotOffered`] if the token has changed since or is worth less, [`ReceiptError::TermsDiffer`],
    ///   [`ReceiptError::WrongTime`] once its default is over, [`ReceiptError::NotActive`] if the pledgor is suspended.
    /// - To enforce: [`ReceiptError::TooEarly`], [`ReceiptError::Frozen`].
    /// - To end what has lapsed: [`ReceiptError::TooEarly`], [`ReceiptError::Frozen`].
    #[ink(message)]
    fn pledge(&mut self, token: TokenId, step: PledgeStep) -> Result<(), ReceiptError>;

    /// Says that what secures a debt has lost value and is to be made up by `until` (milliseconds); `demand` is the SHA-256 of what is asked.
    /// It changes nothing here.
    ///
    /// # Access
    /// The pledgee, scope `Dispose`; a way out.
    ///
    /// # Events
    /// `MarginCalled`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceiptError::NotFound`], [`ReceiptError::NotPledged`], as its scope.
    /// - [`ReceiptError::WrongTime`] if that time is over.
    #[ink(message)]
    fn call_margin(
        &mut self,
        token: TokenId,
        demand: Fingerprint,
        until: Millis,
    ) -> Result<(), ReceiptError>;

    /// Buys back a token whose pledge was enforced, at the price and in the settlement that pledgor and pledgee agreed: native tokens
    /// are sent with the call, a PSP22 is taken from the calling account, which approves this contract there first.
    ///
    /// # Access
    /// The pledgor, scope `Dispose`; a way out.
    ///
    /// # Events
    /// PSP34's `Transfer`, `PledgeMoved`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceiptError::NotFound`], [`ReceiptError::NotOffered`] if no pledge ever was, as its scope.
    /// - [`ReceiptError::NotReserved`] once the time is over, or where it cannot be bought back; [`ReceiptError::Frozen`].
    /// - [`ReceiptError::WrongValue`], [`ReceiptError::NotPaid`], [`ReceiptError::PaidShort`].
    #[ink(message, payable)]
    fn buy_back(&mut self, token: TokenId) -> Result<(), ReceiptError>;

    /// Offers a token for sale, or takes the offer back: see [`SaleStep`]. An offer stands until the token moves, is split, merged or amended,
    /// is worth less, or its time is over.
    ///
    /// # Access
    /// The owner, scope `Dispose`.
    ///
    /// # Events
    /// `SaleOffered`, which says whether it stands.
    ///
    /// # Errors
    /// In this order:
    /// - To offer: [`ReceiptError::Paused`]. [`ReceiptError::NotFound`], as its scope.
    /// - To withdraw: [`ReceiptError::NotOffered`] if nothing is, or the token has changed.
    /// - To offer: [`ReceiptError::WrongStatus`] unless live, [`ReceiptError::Pledged`], [`ReceiptError::Frozen`], [`ReceiptError::Reserved`],
    ///   [`ReceiptError::NotNegotiable`], [`ReceiptError::Expired`]; [`ReceiptError::TermsDiffer`] unless quantity and papers are its own;
    ///   [`ReceiptError::OwnDeal`] to itself, [`ReceiptError::WrongTime`] if its time is over.
    #[ink(message)]
    fn sell(&mut self, token: TokenId, step: SaleStep) -> Result<(), ReceiptError>;

    /// Buys a token by the words that its owner offered it with: token and price change hands at once or not at all. Native tokens are sent
    /// with the call, a PSP22 is taken from the calling account, which approves this contract there first; what counts is by how much the
    /// account to be paid has more.
    ///
    /// # Access
    /// `buyer`, scope `Dispose`.
    ///
    /// # Events
    /// PSP34's `Transfer`, `Sold`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceiptError::Paused`], [`ReceiptError::NotFound`], as its scope.
    /// - [`ReceiptError::WrongStatus`] unless live, [`ReceiptError::Pledged`], [`ReceiptError::Frozen`], [`ReceiptError::Reserved`],
    ///   [`ReceiptError::NotNegotiable`], [`ReceiptError::Expired`].
    /// - [`ReceiptError::NotOffered`] if nothing is, or no longer; [`ReceiptError::TermsDiffer`].
    /// - [`ReceiptError::OwnDeal`] if the buyer owns it, or another was to buy.
    /// - [`ReceiptError::NotActive`] if the owner is suspended.
    /// - [`ReceiptError::WrongValue`], [`ReceiptError::NotPaid`], [`ReceiptError::PaidShort`].
    #[ink(message, payable)]
    fn buy(&mut self, token: TokenId, buyer: PartyId, sale: Sale) -> Result<(), ReceiptError>;

    /// Changes what a receipt says, both signing, or says that it is lost: see [`AmendmentStep`].
    ///
    /// # Access
    /// The warehouse, scope `Agree`, to propose; who controls the token, scope `Dispose`, to agree and to report it lost.
    ///
    /// # Events
    /// `AmendmentMoved`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceiptError::Paused`] unless it is lost. [`ReceiptError::NotFound`], as its scope.
    /// - [`ReceiptError::WrongStatus`] unless live, [`ReceiptError::Frozen`], [`ReceiptError::Reserved`].
    /// - To agree: [`ReceiptError::NotOffered`], [`ReceiptError::TermsDiffer`].
    /// - To report it lost: [`ReceiptError::AlreadyExists`] if the other text is the same.
    #[ink(message)]
    fn amend(&mut self, token: TokenId, step: AmendmentStep) -> Result<(), ReceiptError>;

    /// Replaces a lost receipt by another of the new `number` and full text `document`, as was asked for under `indemnity`: the old token is
    /// no more, the new one is the same owner's, and a pledge goes with it, by the same words. Answers the new token.
    ///
    /// The new number is claimed with the collateral contract as at issue, which may refuse it; the goods stay the pool's.
    ///
    /// # Access
    /// The warehouse, scope `Agree`; a way out.
    ///
    /// # Events
    /// PSP34's `Transfer` to nobody and from nobody, `ReceiptReplaced`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceiptError::NotFound`], as its scope.
    /// - [`ReceiptError::WrongStatus`] unless live, [`ReceiptError::Frozen`], [`ReceiptError::Reserved`].
    /// - [`ReceiptError::NotOffered`] if nobody asked or the token has changed since, [`ReceiptError::TermsDiffer`] by another indemnity or
    ///   text.
    /// - [`ReceiptError::MalformedText`], [`ReceiptError::MalformedNumber`], [`ReceiptError::AlreadyExists`].
    /// - [`ReceiptError::AlreadyClaimed`], [`ReceiptError::NotTaken`], [`ReceiptError::CollateralUnavailable`].
    #[ink(message)]
    fn replace(
        &mut self,
        token: TokenId,
        indemnity: Fingerprint,
        number: String,
        document: Fingerprint,
    ) -> Result<TokenId, ReceiptError>;

    /// Freezes a token, renews that, or lets it go, as [`Registry::suspend`](crate::registry::Registry::suspend) does with a party; `reason`
    /// is the SHA-256 of the order. Who freezes cannot force: a frozen token moves to nobody, its pledgee included; and while it is
    /// frozen no right to it runs out, neither its pledgee's to enforce nor its pledgor's to buy it back.
    ///
    /// # Access
    /// `regulator`, scope `Supervise`; to freeze and renew, attested as one by the registry that the token began with.
    ///
    /// # Events
    /// `TokenFrozen`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceiptError::NotFound`], as its scope; to freeze and renew [`ReceiptError::NotRegulator`].
    /// - [`ReceiptError::WrongStatus`] if it is no more.
    /// - [`ReceiptError::Frozen`] to freeze what is; [`ReceiptError::NotFrozen`] to renew or lift where nothing is;
    ///   [`ReceiptError::SameRegulator`] to renew, or to freeze again within 30 days; [`ReceiptError::NotItsRegulator`] to lift.
    #[ink(message)]
    fn freeze(
        &mut self,
        token: TokenId,
        regulator: PartyId,
        step: FreezeStep,
        reason: Fingerprint,
    ) -> Result<(), ReceiptError>;

    /// Says that the goods of a pool have expired, once. Since they did, its receipts are neither transferred nor sold nor pledged.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `PoolExpired`.
    ///
    /// # Errors
    /// - [`ReceiptError::NotFound`], [`ReceiptError::NotExpired`], [`ReceiptError::AlreadyExpired`].
    #[ink(message)]
    fn mark_expired(&mut self, pool: PoolId) -> Result<(), ReceiptError>;

    /// Gives a token whose goods have expired, or whose venue is listed no longer, back to who put it there; a request for goods ends with
    /// that, unless they were handed over.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// PSP34's `Transfer`, `VenueReturned`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceiptError::NotFound`], [`ReceiptError::NotAtVenue`], [`ReceiptError::NotExpired`].
    /// - [`ReceiptError::WrongStatus`] of what is no more, [`ReceiptError::Frozen`].
    #[ink(message)]
    fn return_from_venue(&mut self, token: TokenId) -> Result<(), ReceiptError>;

    /// Lists a venue contract, so that tokens may go to it; or unlists it, so that no more do, and what is there goes back to who put it there
    /// when anyone asks.
    ///
    /// # Access
    /// `ADMIN`.
    ///
    /// # Events
    /// `ReceiptVenueListed`.
    ///
    /// # Errors
    /// - [`ReceiptError::MissingRole`], [`ReceiptError::NotAContract`] to list.
    #[ink(message)]
    fn list_venue(&mut self, venue: Account, listed: bool) -> Result<(), ReceiptError>;

    /// Tells the collateral contract that a receipt has ended, so that its claim ends too. A repeat changes nothing.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceiptError::NotFound`], [`ReceiptError::NothingToTell`] while it has shares, if no collateral contract was linked, or if it was
    ///   told already.
    /// - [`ReceiptError::NotTaken`], [`ReceiptError::CollateralUnavailable`].
    #[ink(message)]
    fn tell_ended(&mut self, receipt: DocumentId) -> Result<(), ReceiptError>;

    /// Tells the collateral contract that a pool is empty, so that a key of its `goods` is free. A repeat changes nothing, and neither does a
    /// key that the pool did not claim.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReceiptError::NotFound`], [`ReceiptError::MalformedGoods`].
    /// - [`ReceiptError::NothingToTell`] while it has shares, if no collateral contract was linked, or if it was told already.
    /// - [`ReceiptError::NotTaken`], [`ReceiptError::CollateralUnavailable`].
    #[ink(message)]
    fn tell_empty(&mut self, pool: PoolId, goods: GoodsKey) -> Result<(), ReceiptError>;

    /// A pool.
    #[ink(message)]
    fn pool(&self, pool: PoolId) -> Option<Kept<Pool>>;

    /// A token, also one that is no more.
    #[ink(message)]
    fn token(&self, token: TokenId) -> Option<Kept<Token>>;

    /// What a token is worth, in thousandths of its pool's unit; 0 of one that is no more.
    #[ink(message)]
    fn quantity_of(&self, token: TokenId) -> Option<Quantity>;

    /// A receipt as it was issued.
    #[ink(message)]
    fn receipt(&self, receipt: DocumentId) -> Option<Kept<ReceiptRecord>>;

    /// The last pledge of a token.
    #[ink(message)]
    fn pledge_of(&self, token: TokenId) -> Option<Kept<Pledge>>;

    /// The last offer of a token.
    #[ink(message)]
    fn offer_of(&self, token: TokenId) -> Option<Kept<SaleOffer>>;

    /// The id of the pool of a warehouse's `stock`.
    ///
    /// It is `blake2_256("lading/pool" ‖ warehouse ‖ stock)`: 11 bytes of ASCII without a length, 32, and the stock as SCALE encodes it.
    #[ink(message)]
    fn pool_id(&self, warehouse: PartyId, stock: Stock) -> PoolId;

    /// The id of the receipt that `warehouse` issues under `number`, which is what it is claimed by; none of a number without letters and
    /// digits.
    #[ink(message)]
    fn receipt_id(&self, warehouse: PartyId, number: String) -> Option<DocumentId>;
}

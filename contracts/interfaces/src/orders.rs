//! Relationships and orders, as other contracts see them.
use crate::{
    credit::FactKind,
    ids::{
        Account, Digest, DocumentId, Millis, Money, OptionalDocument, OptionalParty, PartyId,
        Quantity, RelationshipId,
    },
    notary::RecordKind,
    reconciliation::Tolerances,
    registry::Refusal,
};
use ink::{
    env::DefaultEnvironment,
    prelude::{string::String, vec::Vec},
};

/// Where a relationship stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum RelationshipStatus {
    /// One party proposed terms, and none are in force.
    Proposed,
    /// Both signed terms: orders may be placed.
    Active,
    /// A party, or each of them, takes or gives no new orders.
    Suspended,
    /// Notice was given. Orders may be placed until it runs out.
    Terminating,
    /// No terms are in force, and none are proposed.
    Ended,
}

/// What a party may do to a relationship alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum RelationshipStep {
    /// Stop new orders.
    Suspend,
    /// Take back one's own suspension.
    Resume,
    /// Give notice: the relationship ends after the notice period of the terms in force.
    Terminate,
}

/// What is answered to what one side proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Answer {
    /// The other side signs it too.
    Accept,
    /// The other side does not.
    Decline,
    /// The one that proposed it takes it back.
    Withdraw,
}

/// Who bears cost and risk of transport (Incoterms 2020).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Incoterm {
    /// Not agreed here.
    NotAgreed,
    /// Ex works.
    Exw,
    /// Free carrier.
    Fca,
    /// Carriage paid to.
    Cpt,
    /// Carriage and insurance paid to.
    Cip,
    /// Delivered at place.
    Dap,
    /// Delivered at place unloaded.
    Dpu,
    /// Delivered duty paid.
    Ddp,
    /// Free alongside ship.
    Fas,
    /// Free on board.
    Fob,
    /// Cost and freight.
    Cfr,
    /// Cost, insurance and freight.
    Cif,
}

/// What debts are paid in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Settlement {
    /// Money outside of the chain.
    OffChain,
    /// The chain's native token.
    Native,
    /// The PSP22 token at this address.
    Token(Account),
}

/// What both parties of a relationship sign. They are enough to open a reconciliation case under it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Terms {
    /// Which of the two sells to the other; nobody in particular where each may.
    pub seller: OptionalParty,
    /// ISO 4217 code of all prices, such as `EUR`.
    pub currency: String,
    /// Within how many days of its bill a delivery is to be paid.
    pub payment_days: u16,
    /// Who bears cost and risk of transport.
    pub incoterm: Incoterm,
    /// What differences pass. The upper limits of `quantity` bound what may be shipped beyond the agreed quantity, and billed
    /// beyond the received one; without limits there, nothing does.
    pub tolerances: Tolerances,
    /// How long an order or a request waits for its answer, in milliseconds; at most 366 days, as are the others.
    pub response_window: Millis,
    /// How long bills may be entered in a case that is opened under these terms, in milliseconds.
    pub statement_window: Millis,
    /// How long after an order's latest delivery date its unshipped rest is waited for, after a case's time to enter bills its
    /// waybills are, and the arbiter's decision, in milliseconds.
    pub dispute_window: Millis,
    /// How long after notice the relationship goes on, in milliseconds.
    pub notice_period: Millis,
    /// Who decides what the two cannot settle.
    pub arbiter: OptionalParty,
    /// What debts are paid in.
    pub settlement: Settlement,
    /// SHA-256 of the full agreement, kept off the chain.
    pub document: Digest,
}

/// A relationship, its terms apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct RelationshipView {
    /// Where it stands now.
    pub status: RelationshipStatus,
    /// The party with the lower id.
    pub lower: PartyId,
    /// The party with the higher id.
    pub higher: PartyId,
    /// The version of the terms that both signed last; 0 if none.
    pub in_force: u16,
    /// The version that waits for the other side's answer; 0 if none.
    pub proposed: u16,
    /// Who proposed terms last.
    pub proposed_by: PartyId,
    /// How many versions were ever proposed.
    pub versions: u16,
    /// Whether the lower party suspends it.
    pub lower_suspends: bool,
    /// Whether the higher party suspends it.
    pub higher_suspends: bool,
    /// When it ends, in milliseconds, where notice was given; else 0.
    pub ends_at: Millis,
}

/// Where an order stands. Moves only forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum OrderStatus {
    /// The buyer writes its lines.
    Draft,
    /// Signed by the buyer; lines wait for the seller's answer. Those that were accepted bind both already.
    Placed,
    /// Every line was answered, or the time to answer is over; some were agreed.
    Confirmed,
    /// Nothing more is shipped: everything was received, or the rest was given up. What was shipped is still received, billed
    /// and paid.
    Closed,
    /// Called off before anything was shipped: by one side before a line was agreed, else by both.
    Cancelled,
    /// The seller rejected every line.
    Rejected,
    /// The seller agreed to no line in time.
    Lapsed,
}

/// Where the last request about an order stands, beside the order's own status (as in DCSA Booking 2.0).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum RequestStatus {
    /// Nothing was requested.
    NeverAsked,
    /// Changed lines wait for the other side's answer.
    ChangeAsked,
    /// Both signed the change.
    ChangeAccepted,
    /// The other side declined it.
    ChangeDeclined,
    /// The one that asked took it back.
    ChangeWithdrawn,
    /// Calling off waits for the other side's answer.
    CancellationAsked,
    /// Both signed it, or it took one signature only.
    CancellationAccepted,
    /// The other side declined it.
    CancellationDeclined,
    /// The one that asked took it back.
    CancellationWithdrawn,
}

/// One of the two parties of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Side {
    /// Who orders, receives and pays.
    Buyer,
    /// Who ships and bills.
    Seller,
}

/// The last request about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Request {
    /// Where it stands.
    pub status: RequestStatus,
    /// How many there were: its number, counted from 1.
    pub number: u16,
    /// Who asked.
    pub by: Side,
    /// Until when it can be accepted, in milliseconds; then another may be asked.
    pub answer_until: Millis,
}

/// How many of an order's lines are how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Tally {
    /// Agreed by both.
    pub agreed: u16,
    /// Rejected by the seller.
    pub rejected: u16,
    /// Shipped in part or in full.
    pub begun: u16,
    /// Shipped in full: at least the agreed quantity.
    pub shipped: u16,
    /// Received in part or in full.
    pub arriving: u16,
    /// Received in full.
    pub received: u16,
    /// Billed in full.
    pub billed: u16,
    /// Paid in full.
    pub paid: u16,
}

/// How far an order is fulfilled. It follows from the numbers, and nobody sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Fulfilment {
    /// Nothing was shipped.
    Open,
    /// Something was shipped.
    PartlyShipped,
    /// Everything agreed was shipped.
    Shipped,
    /// Something was received.
    PartlyReceived,
    /// Everything agreed was received.
    Received,
    /// It was received and billed.
    Billed,
    /// It was received, billed and paid.
    Paid,
    /// The order was closed before everything agreed was received.
    ClosedShort,
}

/// What an order is about, its lines apart. Never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct OrderHead {
    /// Who orders.
    pub buyer: PartyId,
    /// Who is to deliver.
    pub seller: PartyId,
    /// The version of their relationship's terms that it runs on for ever.
    pub terms: u16,
    /// ISO 4217 code of all its prices.
    pub currency: [u8; 3],
    /// The order that it helps to fulfil, of which its buyer is the seller.
    pub serves: Option<DocumentId>,
}

/// An order, its lines apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct OrderView {
    /// Where it stands.
    pub status: OrderStatus,
    /// How far it is fulfilled.
    pub fulfilment: Fulfilment,
    /// What it is about.
    pub head: OrderHead,
    /// How many lines it has.
    pub lines: u16,
    /// Until when the seller can answer, in milliseconds; 0 while it is a draft.
    pub answer_until: Millis,
    /// The latest delivery date that a line ever had, in milliseconds.
    pub latest: Millis,
    /// From when either side may close it though something is missing, in milliseconds.
    pub close_from: Millis,
    /// How many lines are how far.
    pub tally: Tally,
    /// The last request about it.
    pub request: Request,
}

/// What is ordered in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct OrderedLine {
    /// GTIN or the buyer's code: 1 to 35 bytes.
    pub item: String,
    /// Quantity, in thousandths of `unit`; more than 0.
    pub quantity: Quantity,
    /// UN/ECE Recommendation 20 or 21 code: 2 or 3 capital letters or digits, such as `KGM` or `C62`.
    pub unit: String,
    /// Price of one unit, in minor units of the currency. What costs less than one is ordered by the hundred (`CEN`) or thousand.
    pub unit_price: Money,
    /// From when it may be delivered, in milliseconds.
    pub earliest: Millis,
    /// Until when it is to be delivered, in milliseconds.
    pub latest: Millis,
}

/// What a line is to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct LineChange {
    /// The line's number, counted from 1.
    pub line: u16,
    /// Quantity, in thousandths of the line's unit; more than 0.
    pub quantity: Quantity,
    /// Price of one unit, in minor units.
    pub unit_price: Money,
    /// From when it may be delivered, in milliseconds.
    pub earliest: Millis,
    /// Until when it is to be delivered, in milliseconds.
    pub latest: Millis,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum LineState {
    /// The buyer signed it; the seller has not answered.
    Ordered,
    /// Both signed it as it stands.
    Agreed,
    /// The seller rejected it.
    Rejected,
    /// The seller did not answer, and the order went on or ended without it.
    Lapsed,
}

/// A line as both agreed on it, and what became of it. Quantities are thousandths of its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct LineView {
    /// Its number, counted from 1.
    pub line: u16,
    /// Where it stands.
    pub state: LineState,
    /// What is ordered; once it is agreed, as both signed it last.
    pub ordered: OrderedLine,
    /// Quantity that left the seller.
    pub shipped: Quantity,
    /// Quantity that the buyer received and kept.
    pub received: Quantity,
    /// Quantity that was billed.
    pub billed: Quantity,
    /// Quantity that was paid for.
    pub paid: Quantity,
}

/// What others may bill and judge an order by.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct OrderFacts {
    /// Where it stands.
    pub status: OrderStatus,
    /// What it is about.
    pub head: OrderHead,
    /// The lines that were asked for and exist, in that order.
    pub lines: Vec<LineView>,
}

/// What can be told of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum ProgressKind {
    /// It left the seller: told by the linked waybill contract.
    Shipped,
    /// The buyer received and kept it: told by the linked waybill contract.
    Received,
    /// It was billed: told by the linked reconciliation contract.
    Billed,
    /// It was paid for: told by the linked receivable contract.
    Paid,
}

/// What a line of another contract's document says of a line of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct ProgressLine {
    /// The order's line, counted from 1.
    pub line: u16,
    /// The document's line that says so, at most 511. It is believed once for each kind.
    pub document_line: u16,
    /// The quantity that this line of the document adds, in thousandths of the order line's unit; more than 0.
    pub quantity: Quantity,
    /// Of what was received, when the consignee had it, in milliseconds, as it signed; 0 where it did not sign. Else it means nothing.
    pub at: Millis,
    /// Of what was received, the sum of [`DOCUMENTED`](crate::credit::DOCUMENTED) and [`UNDAMAGED`](crate::credit::UNDAMAGED), as far as
    /// they hold of all of the document's line; what else is in it, and of all other kinds, means nothing.
    pub merits: u8,
}

/// Why the orders contract refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum OrderError {
    /// New business is paused.
    Paused,
    /// The caller may not act for the party.
    Refused(Refusal),
    /// The registry did not answer.
    RegistryUnavailable,
    /// There is no such relationship or order.
    NotFound,
    /// The buyer has an order with this number and version.
    AlreadyExists,
    /// The relationship is at the status given, which this step does not follow.
    WrongRelationship(RelationshipStatus),
    /// The order is at the status given, which this step does not follow.
    WrongStatus(OrderStatus),
    /// The line of this number is at a state that this step does not follow.
    WrongLine(u16),
    /// The party is not one of the two.
    NotAParty,
    /// A party has no relationship with itself.
    SameParty,
    /// By the terms in force this party sells, and does not order.
    NotTheBuyer,
    /// There is no such order, or the buyer is not its seller.
    NotUpstream,
    /// The number is empty, longer than 35 bytes, or not printable ASCII.
    MalformedNumber,
    /// The item code is empty or longer than 35 bytes.
    MalformedItem,
    /// The unit is not 2 or 3 capital letters or digits.
    MalformedUnit,
    /// The currency is not three capital letters.
    MalformedCurrency,
    /// The amount or quantity is 2^63 or more, or a quantity is 0.
    AmountOutOfRange,
    /// A window or period is longer than 366 days.
    WindowTooLong,
    /// A delivery window ends before it begins, is over already, or ends more than ten years from now.
    OutOfOrder,
    /// The list is empty.
    Empty,
    /// The list has more than 50 entries, the order would have more than 500 lines, or it cannot be counted further.
    TooMany,
    /// The list has the same entry twice.
    Repeated,
    /// There is no line of this number.
    NoSuchLine(u16),
    /// No proposal or request of this number waits for an answer.
    NotAsked,
    /// The time to answer was over at the milliseconds given.
    TooLate(Millis),
    /// Another request waits for its answer until the milliseconds given.
    RequestOpen(Millis),
    /// The window is open until the milliseconds given.
    WindowOpen(Millis),
    /// The party did this before, or there is nothing to take back.
    AlreadyDone,
    /// The line of this number, so changed, would not allow what was shipped or billed of it already.
    BelowProgress(u16),
    /// The caller is not the contract that tells this of the order.
    NotTheSource,
    /// The entry at this place of the list, counted from 0, was told before.
    AlreadyTold(u16),
    /// The entry at this place of the list, counted from 0, is more than the order allows.
    TooMuch(u16),
    /// This is another contract's to tell.
    AnotherSource,
    /// The notary did not answer, or none is linked.
    NotaryUnavailable,
    /// The notary, or the credit contract, refused what it was told, with its error of this index.
    NotTold(u8),
    /// The credit contract did not answer, or none is linked.
    CreditUnavailable,
    /// All was received in time, but nobody signed for a part of it; or no waybill contract was linked when the order was drafted, so
    /// that nobody can tell what was received.
    Unconfirmed,
}

/// An [`Orders`] contract at some address.
pub type OrdersRef = ink::contract_ref!(Orders, DefaultEnvironment);

/// An [`OrderProgress`] contract at some address.
pub type OrderProgressRef = ink::contract_ref!(OrderProgress, DefaultEnvironment);

/// Relationships on terms that both parties signed, and the orders under them.
#[ink::trait_definition]
pub trait Orders {
    /// Proposes terms to `counterparty`: the first of a relationship, or a next version. They replace terms that wait for an answer.
    ///
    /// Versions count what was proposed, so one that was declined is left out. The relationship's id is
    /// [`Orders::relationship_id`].
    ///
    /// # Access
    /// `party`, with scope `Agree`, as new business.
    ///
    /// # Events
    /// `TermsProposed`.
    ///
    /// # Errors
    /// In this order:
    /// - [`OrderError::Paused`], [`OrderError::Refused`], [`OrderError::RegistryUnavailable`].
    /// - [`OrderError::SameParty`].
    /// - [`OrderError::NotAParty`] if the terms name a seller who is neither.
    /// - [`OrderError::MalformedCurrency`], [`OrderError::WindowTooLong`].
    /// - [`OrderError::AmountOutOfRange`] if a tolerance is 2^63 or more.
    /// - [`OrderError::TooMany`] after 65,535 versions.
    #[ink(message)]
    fn propose_terms(
        &mut self,
        party: PartyId,
        counterparty: PartyId,
        terms: Terms,
    ) -> Result<u16, OrderError>;

    /// Answers the terms that were proposed as `version`. Once accepted they are in force, for orders placed from now on, and end
    /// any notice.
    ///
    /// # Access
    /// The party that did not propose them, or to withdraw them the one that did, with scope `Agree`; to accept as new business,
    /// else a way out.
    ///
    /// # Events
    /// `TermsAnswered`.
    ///
    /// # Errors
    /// In this order:
    /// - [`OrderError::Paused`] if accepted.
    /// - [`OrderError::NotFound`], [`OrderError::Refused`], [`OrderError::RegistryUnavailable`].
    /// - [`OrderError::NotAsked`] unless this version waits for an answer.
    #[ink(message)]
    fn answer_terms(
        &mut self,
        relationship: RelationshipId,
        version: u16,
        answer: Answer,
    ) -> Result<(), OrderError>;

    /// Suspends a relationship, resumes it, or gives notice, which takes back terms that wait for an answer.
    ///
    /// Each side takes back its own suspension only. Orders run on under the terms that they began with.
    ///
    /// # Access
    /// `party` is one of the two, with scope `Agree`; to resume as new business, else a way out.
    ///
    /// # Events
    /// `RelationshipChanged`.
    ///
    /// # Errors
    /// In this order:
    /// - [`OrderError::Paused`] if resumed.
    /// - [`OrderError::NotFound`], [`OrderError::NotAParty`], [`OrderError::Refused`], [`OrderError::RegistryUnavailable`].
    /// - [`OrderError::WrongRelationship`] unless terms are in force; to resume, unless it is suspended; to give notice, if notice was
    ///   given and nobody suspends it.
    /// - [`OrderError::AlreadyDone`] if the party suspends it already, or does not; to give notice, if notice was given and it is
    ///   suspended.
    #[ink(message)]
    fn change_relationship(
        &mut self,
        relationship: RelationshipId,
        party: PartyId,
        step: RelationshipStep,
    ) -> Result<(), OrderError>;

    /// Writes an order of `party` to `seller` under its `number`, with up to 50 lines; `complete` says that there are no more, and
    /// places it. The order pins the terms in force.
    ///
    /// The id is `order_id(party, number, 1)`. `serves` names the order of which `party` is the seller and that this one helps to
    /// fulfil.
    ///
    /// # Access
    /// `party`, with scope `Order`, as new business.
    ///
    /// # Events
    /// `OrderDrafted`.
    ///
    /// # Errors
    /// In this order:
    /// - [`OrderError::Paused`].
    /// - [`OrderError::NotFound`] if the two have no relationship.
    /// - [`OrderError::Refused`], [`OrderError::RegistryUnavailable`].
    /// - [`OrderError::WrongRelationship`] unless it is active, or ends later.
    /// - [`OrderError::NotTheBuyer`], [`OrderError::MalformedNumber`], [`OrderError::NotUpstream`], [`OrderError::AlreadyExists`].
    /// - [`OrderError::TooMany`], [`OrderError::Empty`] if `complete` and there is no line, and then, line by line,
    ///   [`OrderError::MalformedItem`], [`OrderError::MalformedUnit`], [`OrderError::AmountOutOfRange`],
    ///   [`OrderError::OutOfOrder`].
    #[ink(message)]
    fn draft(
        &mut self,
        party: PartyId,
        seller: PartyId,
        number: String,
        serves: OptionalDocument,
        lines: Vec<OrderedLine>,
        complete: bool,
    ) -> Result<DocumentId, OrderError>;

    /// Adds up to 50 lines to a draft; an order has at most 500. `complete` places it.
    ///
    /// # Access
    /// The buyer, with scope `Order`, as new business.
    ///
    /// # Events
    /// `LinesAdded`.
    ///
    /// # Errors
    /// In this order:
    /// - [`OrderError::Paused`], [`OrderError::NotFound`], [`OrderError::Refused`], [`OrderError::RegistryUnavailable`].
    /// - [`OrderError::WrongStatus`] unless it is a draft.
    /// - [`OrderError::WrongRelationship`] if `complete` and the relationship takes no orders.
    /// - [`OrderError::Empty`], [`OrderError::TooMany`], and line by line as in [`Orders::draft`].
    #[ink(message)]
    fn add_lines(
        &mut self,
        order: DocumentId,
        lines: Vec<OrderedLine>,
        complete: bool,
    ) -> Result<(), OrderError>;

    /// Adds one line to a draft, as [`Orders::add_lines`] does.
    ///
    /// `item` is a GTIN or the buyer's code, `quantity` in thousandths of `unit` (UN/ECE code), `unit_price` in minor units,
    /// `earliest` and `latest` delivery in milliseconds.
    #[ink(message)]
    fn add_line(
        &mut self,
        order: DocumentId,
        item: String,
        quantity: Quantity,
        unit: String,
        unit_price: Money,
        earliest: Millis,
        latest: Millis,
        complete: bool,
    ) -> Result<(), OrderError>;

    /// Accepts or rejects up to 50 lines as they were ordered. An accepted line binds both at once; when no line waits any more,
    /// the order is confirmed, or rejected if none was accepted.
    ///
    /// To accept a line with changes, the seller requests the change ([`Orders::request_change`]): the buyer's signature makes it
    /// agreed. One that is declined still waits as it was ordered.
    ///
    /// # Access
    /// The seller, with scope `Order`; to accept as new business, else a way out.
    ///
    /// # Events
    /// `LinesAnswered`.
    ///
    /// # Errors
    /// In this order:
    /// - [`OrderError::Paused`] if accepted.
    /// - [`OrderError::NotFound`], [`OrderError::Refused`], [`OrderError::RegistryUnavailable`].
    /// - [`OrderError::WrongStatus`] unless placed, [`OrderError::TooLate`].
    /// - [`OrderError::Empty`], [`OrderError::TooMany`], [`OrderError::Repeated`].
    /// - Line by line: [`OrderError::NoSuchLine`], [`OrderError::WrongLine`] if it was answered.
    #[ink(message)]
    fn answer_lines(
        &mut self,
        order: DocumentId,
        lines: Vec<u16>,
        accept: bool,
    ) -> Result<(), OrderError>;

    /// Asks the other side to sign changed quantities, prices or dates of up to 50 lines that are agreed or wait for an answer.
    ///
    /// There is one open request for an order at a time. It takes effect when the other side accepts it, and lapses after the
    /// response window of the terms. Answers its number.
    ///
    /// # Access
    /// `party` is buyer or seller, with scope `Order`, as new business.
    ///
    /// # Events
    /// `RequestMade`.
    ///
    /// # Errors
    /// In this order:
    /// - [`OrderError::Paused`], [`OrderError::NotFound`], [`OrderError::NotAParty`], [`OrderError::Refused`],
    ///   [`OrderError::RegistryUnavailable`].
    /// - [`OrderError::WrongStatus`] unless placed or confirmed, [`OrderError::TooLate`] if it is only placed and the time to answer
    ///   it is over.
    /// - [`OrderError::RequestOpen`], [`OrderError::TooMany`] after 65,535 requests.
    /// - [`OrderError::Empty`], [`OrderError::TooMany`], [`OrderError::Repeated`] if two changes are of one line.
    /// - Line by line: [`OrderError::NoSuchLine`], [`OrderError::WrongLine`], [`OrderError::AmountOutOfRange`],
    ///   [`OrderError::OutOfOrder`], [`OrderError::BelowProgress`].
    #[ink(message)]
    fn request_change(
        &mut self,
        order: DocumentId,
        party: PartyId,
        changes: Vec<LineChange>,
    ) -> Result<u16, OrderError>;

    /// Asks for a change of one line, as [`Orders::request_change`] does.
    ///
    /// `quantity` in thousandths of its unit, `unit_price` in minor units, `earliest` and `latest` delivery in milliseconds.
    #[ink(message)]
    fn request_line_change(
        &mut self,
        order: DocumentId,
        party: PartyId,
        line: u16,
        quantity: Quantity,
        unit_price: Money,
        earliest: Millis,
        latest: Millis,
    ) -> Result<u16, OrderError>;

    /// Calls an order off: at once while no line is agreed, else by a request that the other side answers.
    ///
    /// Answers the request's number; one that took effect at once needs no answer.
    ///
    /// # Access
    /// `party` is buyer or seller, with scope `Order`; a way out.
    ///
    /// # Events
    /// `RequestMade`.
    ///
    /// # Errors
    /// In this order:
    /// - [`OrderError::NotFound`], [`OrderError::NotAParty`], [`OrderError::Refused`], [`OrderError::RegistryUnavailable`].
    /// - [`OrderError::WrongStatus`] unless it is a draft, placed or confirmed.
    /// - Where a line is agreed: [`OrderError::TooLate`] if it is only placed and the time to answer it is over,
    ///   [`OrderError::RequestOpen`].
    /// - [`OrderError::TooMany`] after 65,535 requests.
    #[ink(message)]
    fn cancel(&mut self, order: DocumentId, party: PartyId) -> Result<u16, OrderError>;

    /// Answers the open request of this `number`. An accepted change makes its lines agreed; an accepted cancellation cancels the
    /// order, or closes it if something was shipped.
    ///
    /// # Access
    /// The side that did not ask, or to withdraw it the one that did, with scope `Order`; to accept a change as new business, else
    /// a way out.
    ///
    /// # Events
    /// `RequestAnswered`.
    ///
    /// # Errors
    /// In this order:
    /// - [`OrderError::NotFound`], [`OrderError::Paused`] if a change is accepted, [`OrderError::Refused`],
    ///   [`OrderError::RegistryUnavailable`].
    /// - [`OrderError::WrongStatus`] unless placed or confirmed.
    /// - [`OrderError::NotAsked`] unless this request waits for an answer.
    /// - [`OrderError::TooLate`] if accepted past its time.
    /// - Line by line: [`OrderError::WrongLine`] if it was rejected or lapsed since, [`OrderError::BelowProgress`] if more was
    ///   shipped or billed since.
    #[ink(message)]
    fn answer_request(
        &mut self,
        order: DocumentId,
        number: u16,
        answer: Answer,
    ) -> Result<(), OrderError>;

    /// Records that the seller did not answer every line in time: the order is confirmed with the lines that are agreed, or lapsed
    /// if there is none.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `OrderMoved`.
    ///
    /// # Errors
    /// In this order:
    /// - [`OrderError::NotFound`], [`OrderError::WrongStatus`] unless placed.
    /// - [`OrderError::WindowOpen`] until the time to answer is over, and that of an open request.
    #[ink(message)]
    fn lapse(&mut self, order: DocumentId) -> Result<(), OrderError>;

    /// Closes an order: any time once everything agreed was received, else with what was shipped, once the dispute window of the
    /// terms has passed since the latest delivery date. Nothing more is shipped.
    ///
    /// # Access
    /// `party` is buyer or seller, with scope `Order`; a way out.
    ///
    /// # Events
    /// `OrderMoved`.
    ///
    /// # Errors
    /// In this order:
    /// - [`OrderError::NotFound`], [`OrderError::NotAParty`], [`OrderError::Refused`], [`OrderError::RegistryUnavailable`].
    /// - [`OrderError::WrongStatus`] unless confirmed.
    /// - [`OrderError::WindowOpen`] until then.
    #[ink(message)]
    fn close(&mut self, order: DocumentId, party: PartyId) -> Result<(), OrderError>;

    /// Deposits what both signed with the notary that is linked now: as proof, beside what is kept here, of what was agreed when.
    /// Nothing waits for it. `document` is a relationship's id for [`RecordKind::Terms`], an order's for [`RecordKind::Order`].
    ///
    /// What is deposited is, of terms, the SHA-256 of the full agreement, as the version that both signed last names it; of an order,
    /// the BLAKE2b-256 of the SCALE encoding of its [`OrderHead`] and a list of (number, [`OrderedLine`]) for each of its lines 1 to 50
    /// that is agreed now, as [`Orders::order`] and [`Orders::lines_of`] give them: of a longer order's other lines it says nothing.
    ///
    /// Each version of terms is told once, under an id of its own ([`crate::notary::Told`]), and so is an order: a repeat is refused
    /// there, so that a retry is harmless. What is changed of an order after it was told is not told again.
    ///
    /// # Access
    /// Anyone, also while new business is paused.
    ///
    /// # Events
    /// `DocumentDeposited`; the notary tells `Deposited`.
    ///
    /// # Errors
    /// In this order:
    /// - [`OrderError::AnotherSource`] of any other kind.
    /// - [`OrderError::NotFound`], [`OrderError::WrongRelationship`] if both have signed no terms, [`OrderError::WrongStatus`] unless the
    ///   order is confirmed or closed.
    /// - [`OrderError::NotaryUnavailable`], [`OrderError::NotTold`].
    #[ink(message)]
    fn deposit(&mut self, document: DocumentId, kind: RecordKind) -> Result<(), OrderError>;

    /// Tells the credit contract that is linked now how the seller fulfilled a closed order, or that the order is closed. Nothing waits for
    /// it, and it changes nothing here; a repeat is refused there, so that a retry is harmless.
    ///
    /// Either is told of what the order's agreed lines cost, rounded down line by line, as of when it was closed: the seller is the subject,
    /// the buyer the counterparty, the arbiter the terms'.
    /// - `Outcome`: an order is perfect if all of it is (SCOR RL.1.1). It was in full if of every agreed line what was agreed was received;
    ///   on time, if of every one something was, and nothing later than the line's latest date when that was told; documented and
    ///   undamaged, if what was told says so of all that was received. What both took off by a change does not count; what they gave
    ///   up by closing is missing, and so is what no waybill tells: of goods that the buyer had sent to somebody else, of lines that are
    ///   more than the tolerance, of what nobody told shipped before it was closed. Whose fault it was is not asked, nor who chose the
    ///   carrier: the arbiter of the terms is. Goods that nobody signed for neither help nor excuse.
    /// - `Closed`: that it is closed.
    ///
    /// # Access
    /// Anyone, also while new business is paused.
    ///
    /// # Events
    /// `FulfilmentTold`; the credit contract tells `Observed` or `DocumentClosed`.
    ///
    /// # Errors
    /// In this order:
    /// - [`OrderError::NotFound`], [`OrderError::WrongStatus`] unless closed.
    /// - Of the outcome: [`OrderError::WindowOpen`] for 30 days after it was closed if not all was received, so that what is under way is
    ///   told before; [`OrderError::Unconfirmed`].
    /// - [`OrderError::CreditUnavailable`]; [`OrderError::NotTold`] with the place, counted from 0, of the reason among the
    ///   [`CreditError`](crate::credit::CreditError)s.
    #[ink(message)]
    fn tell_credit(&mut self, order: DocumentId, kind: FactKind) -> Result<(), OrderError>;

    /// The relationship, its terms apart.
    #[ink(message)]
    fn relationship(&self, relationship: RelationshipId) -> Option<RelationshipView>;

    /// The terms proposed as `version`, whether or not both signed them.
    #[ink(message)]
    fn terms(&self, relationship: RelationshipId, version: u16) -> Option<Terms>;

    /// The terms that the order runs on.
    #[ink(message)]
    fn terms_of(&self, order: DocumentId) -> Option<Terms>;

    /// The order, its lines apart.
    #[ink(message)]
    fn order(&self, order: DocumentId) -> Option<OrderView>;

    /// Up to `limit` (at most 50) lines, beginning with number `from`, counted from 1.
    #[ink(message)]
    fn lines_of(&self, order: DocumentId, from: u16, limit: u16) -> Vec<LineView>;

    /// What may be billed and judged by: the order's parties, with those of the up to 50 `lines` asked for that exist.
    #[ink(message)]
    fn facts_of(&self, order: DocumentId, lines: Vec<u16>) -> Option<OrderFacts>;

    /// The changes of the request of this `number`; none if it asked to cancel.
    #[ink(message)]
    fn changes_of(&self, order: DocumentId, number: u16) -> Vec<LineChange>;

    /// The id of the relationship of two parties: the same whichever is named first.
    ///
    /// It is `blake2_256("lading/relationship" ‖ lower party ‖ higher party)`: 19 bytes of ASCII without a length, then 32 and 32.
    #[ink(message)]
    fn relationship_id(&self, one: PartyId, other: PartyId) -> RelationshipId;

    /// The id of the order that `buyer` places under `number`, in its `version` (the first is 1).
    ///
    /// It is `blake2_256("lading/order" ‖ buyer ‖ number ‖ version)`: 12 bytes of ASCII without a length, the buyer's 32, the
    /// number as SCALE encodes a string (its length as a compact integer, one byte up to 63, then its bytes), and the version as
    /// `u16`, little-endian. With its length before it, no number can run over into the version.
    #[ink(message)]
    fn order_id(&self, buyer: PartyId, number: String, version: u16) -> DocumentId;
}

/// How other contracts tell what became of an order.
#[ink::trait_definition]
pub trait OrderProgress {
    /// Tells what up to 50 lines of `document` say of lines of `order`; all or none. What was told is refused when it is told again,
    /// so that a retry is harmless.
    ///
    /// Only agreed lines make progress: shipped is at most what was agreed and the tolerance for quantities, received at most what
    /// was shipped, billed at most what was received and the tolerance, paid at most what was billed. Nothing is shipped under a
    /// closed order.
    ///
    /// # Access
    /// The contract that was linked for this `kind` when the order was drafted.
    ///
    /// # Events
    /// `ProgressRecorded`.
    ///
    /// # Errors
    /// In this order:
    /// - [`OrderError::NotFound`], [`OrderError::NotTheSource`].
    /// - [`OrderError::WrongStatus`] unless placed or confirmed, or closed and this is not shipping.
    /// - [`OrderError::Empty`], [`OrderError::TooMany`].
    /// - Line by line: [`OrderError::TooMany`] if the document's line is numbered 512 or more, [`OrderError::AlreadyTold`],
    ///   [`OrderError::NoSuchLine`], [`OrderError::WrongLine`] unless agreed, [`OrderError::AmountOutOfRange`],
    ///   [`OrderError::TooMuch`].
    #[ink(message)]
    fn record_progress(
        &mut self,
        order: DocumentId,
        kind: ProgressKind,
        document: DocumentId,
        lines: Vec<ProgressLine>,
    ) -> Result<(), OrderError>;
    /// Tells what `document_line` of `document` says of `line` (counted from 1) of `order`, as [`OrderProgress::record_progress`]
    /// does; `quantity` in thousandths of its unit, `at` in milliseconds; `merits` as in a [`ProgressLine`].
    #[ink(message)]
    fn record_line_progress(
        &mut self,
        order: DocumentId,
        kind: ProgressKind,
        document: DocumentId,
        line: u16,
        document_line: u16,
        quantity: Quantity,
        at: Millis,
        merits: u8,
    ) -> Result<(), OrderError>;
}

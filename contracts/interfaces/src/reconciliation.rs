//! Matching of two parties' bills, as other contracts see it.
use crate::{
    credit::FactKind,
    ids::{BasisPoints, CaseId, DocumentId, Millis, Money, OptionalParty, PartyId, Quantity},
    registry::Refusal,
};
use ink::{env::DefaultEnvironment, prelude::vec::Vec};

/// Where a case stands. Moves only forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum CaseStatus {
    /// Opened by one party; the other has not accepted its terms.
    Proposed,
    /// Accepted, or opened under terms that both signed before: both sides enter their bills.
    Open,
    /// Both statements are in, or the time to enter them is over: what is there is matched.
    Matching,
    /// Every line was examined, and some discrepancies are not settled.
    Discrepant,
    /// Every line is cleared; both sides have the same balance, and it is locked.
    Balanced,
    /// Called off before it was accepted.
    Withdrawn,
}

/// How far a value may lie from what was expected. A limit of `None` is not checked; both ends of a range are inside it, so
/// that a limit of 0 lets no difference pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Limits {
    /// Most below, in minor units of the currency.
    pub lower_absolute: Option<Money>,
    /// Most below, in hundredths of a percent of what was expected.
    pub lower_percent: Option<BasisPoints>,
    /// Most above, in minor units of the currency.
    pub upper_absolute: Option<Money>,
    /// Most above, in hundredths of a percent of what was expected.
    pub upper_percent: Option<BasisPoints>,
}

/// What differences both parties let pass, by key (after SAP Logistics Invoice Verification).
///
/// As there, a key without limits lets every difference of its kind pass. Unlike there, the lower limits bind as the upper
/// ones do: here the party that a low bill harms has signed them too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Tolerances {
    /// Small difference (`BD`): billed and expected total up to so many minor units apart are written off whatever the keys of
    /// quantity, price and freight say, so long as neither side states more than was delivered, where that is known.
    pub small_difference: Money,
    /// Value of the quantity billed and not delivered (`DQ`): agreed price × (billed − delivered), in percent of the value of
    /// what was delivered; where that is not known, what is expected stands for it.
    pub quantity: Limits,
    /// Value of a price that is not the agreed one (`PP`): billed value − billed quantity × agreed price, in percent of the latter.
    pub price: Limits,
    /// Freight that is not the agreed one (`KW`): billed freight − billed quantity × agreed freight per unit, in percent of the
    /// latter.
    pub freight: Limits,
    /// Billed value × days of late delivery (`ST`), in minor unit days, parts of a day counted as such; in percent of the value
    /// times one day, so that 30,000 is three days.
    pub date: Limits,
    /// Weight of a unit that is not the expected one (`BR`, `BW`), where both state weights: billed weight − billed quantity ×
    /// expected weight per unit, in grams; in percent of the latter.
    pub unit_ratio: Limits,
    /// Most that the lines of a case may be billed at together, goods and freight in minor units, counted as the biller entered them
    /// (`LA`; what SAP lets pass beyond its limit is part of this one). Not counted where entry is blind.
    pub cumulative: Option<Money>,
}

/// How statements come in. What a party enters is seen by everyone, the other party first of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum EntryMode {
    /// As they are, at any time: who enters second has seen the first.
    Open,
    /// Both commit to their whole statements before either enters a line, so that neither can fit its own to the other's.
    /// A statement that does not turn out to be the one committed to, in time, counts for nothing.
    Sealed,
    /// Each line as a digest. Lines of equal digests match undisclosed; the others are opened, and so are all if what the two say
    /// that the rest comes to is not the same.
    ///
    /// What matches undisclosed is asked nothing more: it is what both have signed, to the last unit, and no tolerance applies to
    /// it. So where a waybill contract is linked, a line matches so only once its waybill is closed and says that all of it that
    /// was loaded was received, and in time; a line that came short or late is opened, to be measured like any other.
    ///
    /// This hides from the public, and from neither party: the other can guess a value and try it, because both know the
    /// keys. The public knows references, how many lines there are, what they come to together, which of them match, and the
    /// quantities of a linked waybill.
    Blind,
}

/// A text as it was sent.
#[cfg(feature = "std")]
pub type Text = ink::prelude::string::String;

/// A text as it was sent. Whether it is one need not be asked where only few are taken.
#[cfg(not(feature = "std"))]
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode)]
pub struct Text(Vec<u8>);

#[cfg(not(feature = "std"))]
impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// What both parties agree on when they open a case.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct CaseTerms {
    /// Which of the two bills the other. The other's statement is what it expects to be billed.
    pub biller: PartyId,
    /// ISO 4217 code of all money in the case, such as `USD`.
    pub currency: Text,
    /// What differences pass.
    pub tolerances: Tolerances,
    /// Until when statements may be entered, in milliseconds.
    pub entry_until: Millis,
    /// Until when a line may wait for its waybill to close, in milliseconds; then it counts as never delivered. At most 366 days after
    /// `entry_until`.
    pub wait_until: Millis,
    /// Who decides what the two cannot settle; neither of them.
    pub arbiter: OptionalParty,
    /// How statements come in.
    pub entry: EntryMode,
    /// How long a discrepancy waits to be explained, and once more to be agreed on, in milliseconds; at most 366 days.
    pub response_window: Millis,
    /// How long one that was escalated waits for the arbiter, in milliseconds; at most 366 days.
    pub decision_window: Millis,
}

/// A line of a document that is billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub struct LineReference {
    /// A waybill, or, where no waybill contract is linked, any document both know.
    pub document: DocumentId,
    /// The line's number in it, counted from 1.
    pub line: u16,
}

/// What one side states of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Statement {
    /// Quantity, in thousandths of the line's unit.
    pub quantity: Quantity,
    /// Value of the goods, in minor units of the case's currency.
    pub value: Money,
    /// Freight, in minor units.
    pub freight: Money,
    /// Weight, in grams; 0 where none is stated.
    pub weight: Quantity,
}

/// A line of a bill as it is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct BillLine {
    /// What is billed.
    pub reference: LineReference,
    /// What is stated of it.
    pub statement: Statement,
}

/// A line of a bill as it is entered blind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct BlindLine {
    /// What is billed.
    pub reference: LineReference,
    /// `blake2_256("lading/line" ‖ key ‖ case ‖ document ‖ line ‖ quantity ‖ value ‖ freight ‖ weight)`, numbers little-endian: `u16`
    /// and four `u64`. The key is the line's own, so that opening a line discloses no other: both parties make it of the
    /// secret that they share, `blake2_256(secret ‖ case ‖ document ‖ line)`.
    pub digest: [u8; 32],
}

/// A line of a bill as it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct OpenedLine {
    /// The line.
    pub line: BillLine,
    /// Its key.
    pub key: [u8; 32],
}

/// Why a line does not match; where several apply, the first. Its `difference` is in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum Discrepancy {
    /// The biller billed it more than once, here or in another case, or another case owes it or may yet; the difference is what was
    /// billed too often.
    Duplicate,
    /// The goods were cancelled, not delivered in time, not on the waybill, or none of them was received: billed and not received, as
    /// SAP's `DW`; the difference is all that was billed.
    NeverDelivered,
    /// Only the biller stated it; the difference is what was billed.
    NotExpected,
    /// Only the one billed stated it; the difference is minus what was expected.
    NotBilled,
    /// Billed quantity is not what was delivered; the difference is `DQ`.
    Quantity,
    /// Billed price is not the agreed one; the difference is `PP`.
    Price,
    /// Billed freight is not the agreed one; the difference is `KW`.
    Freight,
    /// Delivered late (`ST`); the difference is billed minus expected, because lateness has no price of its own.
    Date,
    /// Billed weight of a unit is not the expected one (`BR`, `BW`); the difference is billed minus expected, because a weight is no
    /// money.
    UnitRatio,
    /// What was billed up to this line is more than the case may come to (`LA`); the difference is how much of the line lies past that.
    Cumulative,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum LineStatus {
    /// Not examined, or waiting for the other side or for the waybill.
    Waiting,
    /// Both sides state the same, and it is what was delivered.
    Matched,
    /// The difference passed, and is written off.
    Adjusted,
    /// The difference did not pass.
    Discrepant(Discrepancy),
}

/// A line of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct CaseLine {
    /// What is billed.
    pub reference: LineReference,
    /// What the biller states; all 0 if it is not opened.
    pub billed: Option<Statement>,
    /// What the one billed expects; all 0 if it is not opened.
    pub expected: Option<Statement>,
    /// What was billed again, in minor units, goods and freight.
    pub billed_again: Money,
    /// What became of it.
    pub status: LineStatus,
    /// In minor units, goods and freight: billed minus expected where it was written off, or else as [`Discrepancy`] says. What
    /// does not fit is stated as the end of the range.
    pub difference: i64,
    /// How it is worked off, where it is discrepant.
    pub worked_off: Option<DiscrepancyRecord>,
}

/// What a party holds against a line, after the reason codes of the Peppol invoice response (`OPStatusReason`).
///
/// Its `OTH` is left out: a reason that names none says no more than `Nothing`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Reason {
    /// Nothing (`NON`).
    Nothing,
    /// It refers to the wrong order, contract or document (`REF`).
    References,
    /// What the law asks for is missing or wrong (`LEG`).
    LegalInformation,
    /// It does not say who received the goods (`REC`).
    Receiver,
    /// The goods are not of the quality agreed (`QUA`).
    Quality,
    /// The delivery was not as agreed (`DEL`).
    Delivery,
    /// The price is not the agreed one (`PRI`).
    Price,
    /// The quantity is not the one delivered (`QTY`).
    Quantity,
    /// The goods are not those ordered (`ITM`).
    Items,
    /// The terms of payment are not those agreed (`PAY`).
    PaymentTerms,
    /// The bill is not recognised (`UNR`).
    NotRecognised,
    /// Tax, account or currency is wrong (`FIN`).
    Finance,
    /// Part of it was paid (`PPD`).
    PartlyPaid,
}

/// What is done about a discrepancy. The codes are those of the Peppol invoice response (`OPStatusAction`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Action {
    /// A party gives its reason, and asks for no more (`NOA`), or for information (`PIN`).
    Explain,
    /// A party leaves it to the arbiter.
    Escalate,
    /// A party offers that so much be owed for the line, goods and freight, in minor units, in place of what it offered before:
    /// nothing, so that it is credited in full (`CNF`); less than was billed (`CNP`, `CNA`); or more, to be billed anew (`NIN`).
    Offer(Money),
    /// A party accepts the other's offer of just this amount: both have signed it. What was billed is an offer of the biller's.
    Accept(Money),
    /// The arbiter decides that so much is owed: no more than one of the two stated, and no less than the other did.
    Decide(Money),
}

/// Where a discrepancy stands. Moves only forward; from `Accepted` on it is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum DiscrepancyStatus {
    /// Found by matching.
    Raised,
    /// A party gave its reason, or made an offer.
    Explained,
    /// Left to the arbiter.
    Escalated,
    /// Both signed that what was billed is owed.
    Accepted,
    /// Both signed that less than was billed is owed.
    Credited,
    /// Both signed that more than was billed is owed.
    Debited,
    /// Both signed an amount between what one billed and the other expected.
    Split,
    /// The arbiter decided.
    Decided,
    /// Nobody did anything in time: settled at what both had signed.
    Lapsed,
}

/// What a party offers to settle at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Offer {
    /// Whether it offers anything.
    pub is_made: bool,
    /// How much it would have owed for the line, in minor units.
    pub amount: Money,
}

/// A discrepancy as it is worked off. Amounts are goods and freight together, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct DiscrepancyRecord {
    /// Where it stands.
    pub status: DiscrepancyStatus,
    /// What was held against the line last.
    pub reason: Reason,
    /// Until when it is waited for the next step, in milliseconds; once it is settled, when that was.
    pub until: Millis,
    /// The quantity delivered, in thousandths of the line's unit; 0 where that is not known.
    pub delivered: Quantity,
    /// Whether both have signed what it settles at on silence, so that no arbiter need be asked.
    pub is_signed: bool,
    /// What the biller stated, what was billed again included.
    pub billed: Money,
    /// What the one billed stated.
    pub expected: Money,
    /// What it settles at on silence, or, once it is settled, what is owed.
    pub amount: Money,
    /// The biller's offer.
    pub billers: Offer,
    /// The other party's.
    pub payers: Offer,
}

/// What a party says of its statement when it completes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Completion {
    /// No more than that: entry is open.
    Open,
    /// The nonce of its commitment: entry is sealed.
    Sealed([u8; 32]),
    /// What all its lines come to, goods and freight, in minor units: entry is blind.
    Blind(u128),
}

/// A case, its lines apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct CaseView {
    /// Where it stands.
    pub status: CaseStatus,
    /// Who opened it.
    pub opened_by: PartyId,
    /// The other party.
    pub counterparty: PartyId,
    /// What both agreed on.
    pub terms: CaseTerms,
    /// The number of the registry that it keeps; 0 if none was linked.
    pub registry: u8,
    /// The number of the waybill contract that it keeps; 0 if none was linked.
    pub waybill: u8,
    /// The number of the orders contract that it keeps; 0 if none was linked.
    pub orders: u8,
    /// The version of the relationship's terms, in that orders contract, under which it was opened; 0 if its terms were proposed.
    pub version: u16,
    /// Until when it can be accepted, in milliseconds.
    pub accept_until: Millis,
    /// Whether the biller said that its statement is complete.
    pub billed_complete: bool,
    /// Whether the one billed said so.
    pub expected_complete: bool,
    /// Whether the biller committed to a statement.
    pub billed_committed: bool,
    /// Whether the one billed did.
    pub expected_committed: bool,
    /// How many lines were matched undisclosed, and are neither opened nor part of what is cleared.
    pub unopened: u16,
    /// How many lines there are, each counted once; at most 500.
    pub lines: u16,
    /// How many pages `lines_of` has.
    pub entry_pages: u16,
    /// How many pages `discrepancies_of` has.
    pub discrepancy_pages: u16,
    /// How many of them match.
    pub matched: u16,
    /// How many passed with a difference.
    pub adjusted: u16,
    /// How many are discrepant.
    pub discrepant: u16,
    /// How many of these are settled.
    pub settled: u16,
    /// Σ of what was billed on matched and adjusted lines and what others were settled at, goods and freight, in minor units:
    /// what is owed for sure.
    pub cleared: u128,
    /// Σ of the differences written off, billed minus expected, in minor units.
    pub written_off: i128,
    /// Σ of the differences of discrepant lines, settled or not, as [`Discrepancy`] says, in minor units.
    pub disputed: i128,
}

/// Why the reconciliation contract refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum ReconciliationError {
    /// New business is paused.
    Paused,
    /// The caller may not act for the party.
    Refused(Refusal),
    /// The registry did not answer.
    RegistryUnavailable,
    /// The waybill contract did not answer.
    WaybillUnavailable,
    /// There is no such case.
    NotFound,
    /// There is one between these parties for this period and sequence.
    AlreadyExists,
    /// The case is at the status given, which this step does not follow.
    WrongStatus(CaseStatus),
    /// The party is not one that may take this step.
    NotAParty,
    /// A party cannot open a case with itself.
    SameParty,
    /// The biller must be one of the two.
    BillerNotAParty,
    /// The currency is not three capital letters.
    MalformedCurrency,
    /// The entry deadline is over already, or after the one for waiting.
    OutOfOrder,
    /// The terms accepted are not the terms proposed.
    OtherTerms,
    /// An amount, goods and freight together and with what was billed of the line before, a quantity or a weight is 2^63 or more, or a
    /// quantity is 0; or what is decided is not between what the two stated.
    AmountOutOfRange,
    /// The time to enter bills is over, or too little of it is left.
    EntryOver,
    /// This side has said that its statement is complete.
    StatementComplete,
    /// The list is empty.
    Empty,
    /// The list has more than 50 entries, or this side would bring in more than 250 lines that the other has not stated.
    TooMany,
    /// The list has the same entry twice.
    Repeated,
    /// The one billed stated the line at this place of the list, counted from 0, before.
    AlreadyStated(u16),
    /// There is no line in the case like the one at this place of the list, counted from 0.
    NoSuchLine(u16),
    /// There is no such waybill.
    NoSuchWaybill,
    /// The parties of the case are not both on the waybill.
    NotOnWaybill,
    /// Statements are still open: until both are complete, or the milliseconds given.
    StatementsOpen(Millis),
    /// The line at this place of the list, counted from 0, was examined before.
    AlreadyMatched(u16),
    /// Lines of the list wait for their waybill, until it is closed or the milliseconds given.
    WaitsForWaybill(Millis),
    /// So many lines have not been examined.
    LinesWaiting(u16),
    /// A sum does not fit.
    Overflow,
    /// The arbiter is one of the two parties.
    ArbiterIsAParty,
    /// A window is longer than 366 days, or so is the time to wait after that to enter bills.
    WindowTooLong,
    /// The step belongs to another way of entry than the terms say.
    OtherEntry,
    /// This side has committed to a statement.
    AlreadyCommitted,
    /// Not both sides have committed to their statements.
    NotCommitted,
    /// What was entered, and the nonce, are not what was committed to.
    OtherStatement,
    /// The line has no discrepancy.
    NoSuchDiscrepancy,
    /// The discrepancy is at the status given, which this step does not follow.
    WrongDiscrepancyStatus(DiscrepancyStatus),
    /// The time for this step is over: the discrepancy only lapses.
    WindowOver,
    /// It is waited for the other side, or the arbiter, until the milliseconds given.
    WindowOpen(Millis),
    /// The terms name no arbiter.
    NoArbiter,
    /// The other side does not offer just this.
    OtherOffer,
    /// The digest is not of the line at this place of the list, counted from 0.
    OtherLine(u16),
    /// The line at this place of the list, counted from 0, must be opened first, until the milliseconds that the terms give for
    /// waiting; then it counts for nothing.
    NotOpened(u16),
    /// What the two say that their unopened lines come to is not the same, or cannot be told: all must be opened, until the
    /// milliseconds given.
    TotalsDiffer(Millis),
    /// The orders contract did not answer, or none was linked.
    OrdersUnavailable,
    /// There is no such order.
    NoSuchOrder,
    /// The biller is not the order's seller, or the one billed not its buyer.
    NotOnOrder,
    /// The line at this place of the list, counted from 0, does not fulfil the order.
    NotOfOrder(u16),
    /// The orders contract, the notary, or the credit contract refused what it was told, with its error of this index, counted from 0.
    NotTold(u8),
    /// The two have no relationship in the orders contract, or no terms of it are in force.
    NoTermsInForce,
    /// By the terms in force the other party sells, and so bills.
    NotTheSeller,
    /// The notary did not answer, or none is linked.
    NotaryUnavailable,
    /// The credit contract did not answer, or none is linked.
    CreditUnavailable,
}

/// A [`Reconciliation`] at some address.
pub type ReconciliationRef = ink::contract_ref!(Reconciliation, DefaultEnvironment);

/// Cases in which two parties' bills are matched.
#[ink::trait_definition]
pub trait Reconciliation {
    /// Opens a case for `party` with `counterparty`, for `period` (such as 202611) and `sequence` in it, on `terms`.
    ///
    /// # Access
    /// `party`, with scope `Agree`, as new business.
    ///
    /// # Events
    /// `CaseOpened`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReconciliationError::Paused`], [`ReconciliationError::Refused`], [`ReconciliationError::RegistryUnavailable`].
    /// - [`ReconciliationError::SameParty`], [`ReconciliationError::BillerNotAParty`],
    ///   [`ReconciliationError::ArbiterIsAParty`], [`ReconciliationError::MalformedCurrency`].
    /// - [`ReconciliationError::AmountOutOfRange`] if a limit is 2^63 or more.
    /// - [`ReconciliationError::WindowTooLong`], [`ReconciliationError::OutOfOrder`] if `entry_until` is over or after `wait_until`.
    /// - [`ReconciliationError::AlreadyExists`], unless the one that is there was withdrawn.
    #[ink(message)]
    fn open(
        &mut self,
        party: PartyId,
        counterparty: PartyId,
        period: u32,
        sequence: u16,
        terms: CaseTerms,
    ) -> Result<CaseId, ReconciliationError>;

    /// Opens a case for `party` with `counterparty` under the terms of their relationship that are in force in the linked orders
    /// contract, for `period` (such as 202611) and `sequence` in it; `biller`, one of the two, bills the other.
    ///
    /// Both have signed these terms, so nobody need accept the case: it is open at once, with open entry, and stays on them whatever
    /// becomes of the relationship. Bills may be entered for their statement window from now on; then waybills are waited for
    /// during their dispute window, and so is the arbiter. Their response window is that of a discrepancy. Currency, tolerances and
    /// arbiter are theirs. So terms should leave a statement window in which a case that the other opened can be noticed and bills
    /// entered. A relationship that is suspended, or of which notice was given, still bills what was delivered.
    ///
    /// # Access
    /// `party`, with scope `Agree`, as new business.
    ///
    /// # Events
    /// `CaseOpened`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReconciliationError::Paused`], [`ReconciliationError::Refused`], [`ReconciliationError::RegistryUnavailable`].
    /// - [`ReconciliationError::SameParty`].
    /// - [`ReconciliationError::OrdersUnavailable`], [`ReconciliationError::NoTermsInForce`].
    /// - [`ReconciliationError::NotTheSeller`] if the terms name a seller who is not the biller.
    /// - As [`Reconciliation::open`] from [`ReconciliationError::BillerNotAParty`] on.
    #[ink(message)]
    fn open_under(
        &mut self,
        party: PartyId,
        counterparty: PartyId,
        biller: PartyId,
        period: u32,
        sequence: u16,
    ) -> Result<CaseId, ReconciliationError>;

    /// Accepts the case on the terms whose digest is `terms` (see [`Reconciliation::terms_digest_of`]): both are bound.
    ///
    /// It is accepted while a quarter of the time to enter bills that there was when it was opened is left, or a day if that is less:
    /// who accepts in the last block, and states in it, would leave the other no time to state anything.
    ///
    /// # Access
    /// The counterparty, with scope `Agree`, as new business.
    ///
    /// # Events
    /// `CaseAccepted`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReconciliationError::Paused`], [`ReconciliationError::NotFound`], [`ReconciliationError::Refused`],
    ///   [`ReconciliationError::RegistryUnavailable`].
    /// - [`ReconciliationError::WrongStatus`] unless proposed.
    /// - [`ReconciliationError::OtherTerms`] if the digest is another.
    /// - [`ReconciliationError::EntryOver`] if too little of the time to enter bills is left: after `accept_until`.
    #[ink(message)]
    fn accept(&mut self, case: CaseId, terms: [u8; 32]) -> Result<(), ReconciliationError>;

    /// Withdraws a case that was not accepted, or declines it.
    ///
    /// # Access
    /// `party` is one of the two, with scope `Agree`; a way out.
    ///
    /// # Events
    /// `CaseWithdrawn`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReconciliationError::NotFound`], [`ReconciliationError::NotAParty`], [`ReconciliationError::Refused`],
    ///   [`ReconciliationError::RegistryUnavailable`].
    /// - [`ReconciliationError::WrongStatus`] unless proposed.
    #[ink(message)]
    fn withdraw(&mut self, case: CaseId, party: PartyId) -> Result<(), ReconciliationError>;

    /// Commits to `party`'s whole statement, where entry is sealed: nobody enters a line before both have.
    ///
    /// `commitment` is `blake2_256("lading/statement" ‖ this contract ‖ case ‖ party ‖ nonce ‖ root ‖ count ‖ total)`: 32 bytes
    /// each up to the root; the number of lines as `u16`, and what they come to, goods and freight, as `u128`, both little-endian.
    /// The root of no lines is 32 zeros; with each line, in the order of entry, it is `blake2_256(root ‖ SCALE of the line)`.
    /// Keep the nonce secret and take a new one for each statement: with a nonce that can be guessed, so can the statement. Commit to
    /// 250 lines at most: of more, those that the other does not state, too, cannot be entered.
    ///
    /// Who does not commit stalls this case only: no line comes in, it ends with nothing, and the other may bill in another.
    ///
    /// # Access
    /// `party` is one of the two, with scope `Bill`; a way out.
    ///
    /// # Events
    /// `StatementCommitted`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReconciliationError::NotFound`], [`ReconciliationError::NotAParty`], [`ReconciliationError::Refused`],
    ///   [`ReconciliationError::RegistryUnavailable`].
    /// - [`ReconciliationError::WrongStatus`] unless open.
    /// - [`ReconciliationError::OtherEntry`] unless sealed.
    /// - [`ReconciliationError::EntryOver`], [`ReconciliationError::AlreadyCommitted`].
    #[ink(message)]
    fn commit(
        &mut self,
        case: CaseId,
        party: PartyId,
        commitment: [u8; 32],
    ) -> Result<(), ReconciliationError>;

    /// Enters up to 50 lines of `party`'s statement. Each side brings in at most 250 lines that the other has not stated yet, so that
    /// neither can fill the case up.
    ///
    /// A line that the biller bills again, here or while another case owes it or may yet, is kept as a duplicate, to be discrepant.
    /// Only the money billed again counts: repeating a line for nothing harms nobody. Once a case has come to owe nothing for a
    /// line, it can be billed anew in another.
    ///
    /// # Access
    /// `party` is one of the two, with scope `Bill`; a way out.
    ///
    /// # Events
    /// `BillEntered`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReconciliationError::NotFound`], [`ReconciliationError::NotAParty`], [`ReconciliationError::Refused`],
    ///   [`ReconciliationError::RegistryUnavailable`].
    /// - [`ReconciliationError::WrongStatus`] unless open.
    /// - [`ReconciliationError::EntryOver`], [`ReconciliationError::StatementComplete`].
    /// - [`ReconciliationError::OtherEntry`] if entry is blind; [`ReconciliationError::NotCommitted`] if it is sealed and not both
    ///   sides are committed.
    /// - [`ReconciliationError::Empty`], [`ReconciliationError::TooMany`].
    /// - Line by line: [`ReconciliationError::AmountOutOfRange`], [`ReconciliationError::AlreadyStated`].
    #[ink(message)]
    fn enter(
        &mut self,
        case: CaseId,
        party: PartyId,
        lines: Vec<BillLine>,
    ) -> Result<(), ReconciliationError>;

    /// Enters one line, as [`Reconciliation::enter`] does: `quantity` in thousandths of its unit, `value` and `freight` in minor units,
    /// `weight` in grams, 0 to state none.
    #[ink(message)]
    fn enter_line(
        &mut self,
        case: CaseId,
        party: PartyId,
        document: DocumentId,
        line: u16,
        quantity: Quantity,
        value: Money,
        freight: Money,
        weight: Quantity,
    ) -> Result<(), ReconciliationError>;

    /// Enters up to 50 lines as [`Reconciliation::enter`] does, such as those of several waybills, with one `freight` for all of them, in
    /// minor units, that is spread over them by weight.
    ///
    /// Each share is `freight` × its weight ÷ the sum of weights, rounded down, and one minor unit more for those of the largest
    /// remainders, of equal ones the earlier, until the shares come to `freight` exactly. The lines state no freight of their
    /// own; each becomes a line like any other, and the event says what its share is.
    ///
    /// # Access
    /// `party` is one of the two, with scope `Bill`; a way out.
    ///
    /// # Events
    /// `BillEntered`.
    ///
    /// # Errors
    /// As [`Reconciliation::enter`]; [`ReconciliationError::AmountOutOfRange`] also if `freight` or the sum of weights is 2^63 or more,
    /// all weights are 0, or a line states freight of its own.
    #[ink(message)]
    fn enter_consolidated(
        &mut self,
        case: CaseId,
        party: PartyId,
        freight: Money,
        lines: Vec<BillLine>,
    ) -> Result<(), ReconciliationError>;

    /// Enters up to 50 lines of `party`'s statement as digests, where entry is blind.
    ///
    /// Unlike [`Reconciliation::enter`], a line that the biller billed before is refused.
    ///
    /// # Access
    /// `party` is one of the two, with scope `Bill`; a way out.
    ///
    /// # Events
    /// `BlindEntered`.
    ///
    /// # Errors
    /// As [`Reconciliation::enter`], but for [`ReconciliationError::OtherEntry`] unless entry is blind, and for its lines only
    /// [`ReconciliationError::AlreadyStated`].
    #[ink(message)]
    fn enter_blind(
        &mut self,
        case: CaseId,
        party: PartyId,
        lines: Vec<BlindLine>,
    ) -> Result<(), ReconciliationError>;

    /// Opens up to 50 lines of `party`'s blind statement. A line of which both entered the same digest is opened for both, be it
    /// matched undisclosed or not matched yet.
    ///
    /// # Access
    /// `party` is one of the two, with scope `Bill`; a way out.
    ///
    /// # Events
    /// `LinesOpened`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReconciliationError::NotFound`], [`ReconciliationError::NotAParty`], [`ReconciliationError::Refused`],
    ///   [`ReconciliationError::RegistryUnavailable`].
    /// - [`ReconciliationError::WrongStatus`] unless open or matching; [`ReconciliationError::OtherEntry`] unless blind.
    /// - [`ReconciliationError::StatementsOpen`] until both statements are complete or the time to enter them is over.
    /// - [`ReconciliationError::Empty`], [`ReconciliationError::TooMany`].
    /// - Line by line: [`ReconciliationError::NoSuchLine`], [`ReconciliationError::AlreadyStated`] if it was opened,
    ///   [`ReconciliationError::AmountOutOfRange`], [`ReconciliationError::OtherLine`].
    /// - [`ReconciliationError::Overflow`].
    #[ink(message)]
    fn open_lines(
        &mut self,
        case: CaseId,
        party: PartyId,
        lines: Vec<OpenedLine>,
    ) -> Result<(), ReconciliationError>;

    /// Says that `party`'s statement is complete. When both are, lines that only one side stated can be told from late ones.
    ///
    /// Where entry is sealed, this opens the commitment: what was entered must be what was committed to, in that order, and a
    /// statement that is never opened so counts for nothing, whatever was entered. After the time to enter bills it may still
    /// be opened so long as nothing was matched.
    ///
    /// # Access
    /// `party` is one of the two, with scope `Bill`; a way out.
    ///
    /// # Events
    /// `StatementCompleted`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReconciliationError::NotFound`], [`ReconciliationError::NotAParty`], [`ReconciliationError::Refused`],
    ///   [`ReconciliationError::RegistryUnavailable`].
    /// - [`ReconciliationError::WrongStatus`] unless open.
    /// - [`ReconciliationError::StatementComplete`] if it was complete.
    /// - [`ReconciliationError::OtherEntry`] unless `completion` is as the terms say.
    /// - [`ReconciliationError::NotCommitted`], [`ReconciliationError::OtherStatement`] if entry is sealed.
    #[ink(message)]
    fn complete_statement(
        &mut self,
        case: CaseId,
        party: PartyId,
        completion: Completion,
    ) -> Result<(), ReconciliationError>;

    /// Examines up to 50 `lines` of one `document`, with the delivered quantities of the linked waybill where there is one.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `LinesMatched`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReconciliationError::NotFound`].
    /// - [`ReconciliationError::WrongStatus`] unless open or matching.
    /// - [`ReconciliationError::StatementsOpen`] until both statements are complete or the time to enter them is over.
    /// - [`ReconciliationError::Empty`], [`ReconciliationError::TooMany`], [`ReconciliationError::Repeated`].
    /// - Line by line: [`ReconciliationError::NoSuchLine`], [`ReconciliationError::AlreadyMatched`].
    /// - [`ReconciliationError::WaybillUnavailable`] until 30 days past the time to wait, because a caller can starve an answer of
    ///   gas; [`ReconciliationError::NoSuchWaybill`], [`ReconciliationError::NotOnWaybill`], and
    ///   [`ReconciliationError::WaitsForWaybill`] while it is neither closed, cancelled nor lost, until the time to wait is over.
    ///   Then the lines are never-delivered.
    /// - [`ReconciliationError::NotOpened`] for a blind line that does not match undisclosed, until the time to wait is over. Then what
    ///   was not opened counts for nothing.
    /// - [`ReconciliationError::Overflow`].
    #[ink(message)]
    fn match_lines(
        &mut self,
        case: CaseId,
        document: DocumentId,
        lines: Vec<u16>,
    ) -> Result<(), ReconciliationError>;

    /// Ends a case of which every line was examined: balanced, and locked, or, while a discrepancy is not settled, discrepant;
    /// and once more when all are.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `CaseBalanced` or `CaseDiscrepant`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReconciliationError::NotFound`], [`ReconciliationError::WrongStatus`] unless open, matching, or discrepant and all is
    ///   settled.
    /// - [`ReconciliationError::StatementsOpen`] until both statements are complete or the time to enter them is over.
    /// - [`ReconciliationError::LinesWaiting`] while a line was not examined.
    /// - [`ReconciliationError::TotalsDiffer`] while lines that were matched undisclosed are not opened, and the two say that these
    ///   come to different sums, or another line should have been opened and was not: until the time to wait is over, and the
    ///   response window from when the last line was matched. Then the lesser is owed for them, and nothing where another line
    ///   was not opened: each party can open all that matches.
    /// - [`ReconciliationError::Overflow`].
    #[ink(message)]
    fn conclude(&mut self, case: CaseId) -> Result<(), ReconciliationError>;

    /// Does something about the discrepancy of line number `line` (counted from 1) of `document`, for `reason`.
    ///
    /// It is raised when the line is matched, and waits for the response window of the terms to be explained or offered upon; the
    /// first who does so starts the window once more, and nothing else prolongs it. What both sign settles it at any time, while
    /// it waits for the arbiter too.
    ///
    /// # Access
    /// `party` is one of the two, with scope `Bill`; to decide, the arbiter of the terms, with scope `Agree`. A way out.
    ///
    /// # Events
    /// `DiscrepancyMoved`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReconciliationError::NotFound`], [`ReconciliationError::NotAParty`], [`ReconciliationError::Refused`],
    ///   [`ReconciliationError::RegistryUnavailable`].
    /// - [`ReconciliationError::NoSuchDiscrepancy`], [`ReconciliationError::WrongDiscrepancyStatus`],
    ///   [`ReconciliationError::WindowOver`].
    /// - [`ReconciliationError::NoArbiter`] to escalate to; [`ReconciliationError::OtherOffer`] if what is accepted is not offered;
    ///   [`ReconciliationError::AmountOutOfRange`] if what is offered is 2^63 or more, or what is decided is not between what the
    ///   two stated, or either is more than nothing for a line that another case owed, or might, when it was matched.
    /// - [`ReconciliationError::Overflow`].
    #[ink(message)]
    fn answer_discrepancy(
        &mut self,
        case: CaseId,
        party: PartyId,
        document: DocumentId,
        line: u16,
        reason: Reason,
        action: Action,
    ) -> Result<(), ReconciliationError>;

    /// Settles the discrepancy of line number `line` (counted from 1) of `document` when its window is over, or leaves it to the
    /// arbiter.
    ///
    /// What it settles at is its `amount`, the delivered quantity × the price and freight that the one billed stated, and no more
    /// than was billed. It is settled at that at once where the delivery was signed for, and where nothing was delivered or the
    /// line was billed elsewhere, so that it is 0. Else it goes to the arbiter first; where there is none, or the arbiter
    /// is silent, too, it is settled so:
    /// - The quantity delivered counts where it is known, and never more of it than the one billed stated, unless that party itself
    ///   signed for it. Where it is not known, what the one billed stated stands for it.
    /// - A line that the one billed did not state comes to nothing: nobody has signed a price for it but the biller.
    /// - What lies past the limit of the case counts for nothing.
    /// - A line that was not billed comes to nothing unless its delivery was signed for. It comes to no more than a biller entered for
    ///   it that did not complete its statement, and to nothing where it was entered blind and not opened.
    /// - What was billed again comes to nothing.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `DiscrepancyMoved`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReconciliationError::NotFound`], [`ReconciliationError::NoSuchDiscrepancy`].
    /// - [`ReconciliationError::WrongDiscrepancyStatus`] if it is settled, [`ReconciliationError::WindowOpen`],
    ///   [`ReconciliationError::Overflow`].
    #[ink(message)]
    fn expire(
        &mut self,
        case: CaseId,
        document: DocumentId,
        line: u16,
    ) -> Result<(), ReconciliationError>;

    /// Tells the orders contract how much up to 50 `lines` of `document` in a balanced case bill of `order`: of a matched or
    /// adjusted line what was billed, of one that was settled at more than nothing what was billed and delivered of it. Of a line
    /// that was matched undisclosed it is what its waybill says was received; without a waybill contract nobody knows how much
    /// that is, and it is told only if it is opened before the case is concluded. Lines that bill nothing are left out. The
    /// document that it is told of is the case, its lines numbered as they came in.
    ///
    /// Which line of the order a line fulfils is what its waybill says; where no waybill contract is linked, the document is
    /// the order itself. What was told is refused when it is told again, so that a retry is harmless.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `ProgressTold`; the orders contract tells `ProgressRecorded`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReconciliationError::NotFound`], [`ReconciliationError::WrongStatus`] unless balanced.
    /// - [`ReconciliationError::Empty`], [`ReconciliationError::TooMany`].
    /// - [`ReconciliationError::OrdersUnavailable`], [`ReconciliationError::NoSuchOrder`], [`ReconciliationError::NotOnOrder`].
    /// - [`ReconciliationError::WaybillUnavailable`], [`ReconciliationError::NoSuchWaybill`].
    /// - Line by line: [`ReconciliationError::NoSuchLine`], [`ReconciliationError::NotOfOrder`].
    /// - [`ReconciliationError::NotTold`].
    #[ink(message)]
    fn tell(
        &mut self,
        case: CaseId,
        order: DocumentId,
        document: DocumentId,
        lines: Vec<u16>,
    ) -> Result<(), ReconciliationError>;

    /// Deposits the balance of a case with the notary that is linked now: as proof, beside what is kept here, of what both were bound by
    /// when. Nothing waits for it.
    ///
    /// What is deposited, under the bytes of the case's id, is the BLAKE2b-256 of the SCALE encoding of (`case`, its terms' digest,
    /// `matched`, `adjusted`, `discrepant`, `settled`, `cleared`, `written_off`, `disputed`), as [`Reconciliation::terms_digest_of`] and
    /// [`Reconciliation::case`] give them: `cleared` is the balance. It is told once: a repeat is refused there, so that a retry is
    /// harmless.
    ///
    /// # Access
    /// Anyone, also while new business is paused.
    ///
    /// # Events
    /// `BalanceDeposited`; the notary tells `Deposited`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReconciliationError::NotFound`], [`ReconciliationError::WrongStatus`] unless balanced.
    /// - [`ReconciliationError::NotaryUnavailable`], [`ReconciliationError::NotTold`].
    #[ink(message)]
    fn deposit(&mut self, case: CaseId) -> Result<(), ReconciliationError>;

    /// Tells the credit contract that is linked now how much of a balanced case was disputed rightly, or that it is closed. Nothing waits
    /// for it, and it changes nothing here; a repeat is refused there, so that a retry is harmless.
    ///
    /// Either is told under the bytes of the case's id, as of the block in which it balanced: the biller is the subject, the one billed
    /// the counterparty, the arbiter the terms'.
    /// - `Outcome`: of each discrepancy, as far as less came to be owed than was billed, what is struck: the difference, where both
    ///   accepted that, the arbiter decided it, or silence settled it at what both had signed before. Where silence settled it at one
    ///   party's word alone, it was not disputed rightly, and not billed rightly either.
    /// - `Closed`: that it is balanced.
    ///
    /// The value is the balance and what is struck together: what was billed, but for what silence struck at one party's word, and with
    /// what is owed beyond what was billed.
    ///
    /// # Access
    /// Anyone, also while new business is paused.
    ///
    /// # Events
    /// `DisputeTold`; the credit contract tells `Observed` or `DocumentClosed`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ReconciliationError::NotFound`], [`ReconciliationError::WrongStatus`] unless balanced.
    /// - [`ReconciliationError::CreditUnavailable`]; [`ReconciliationError::NotTold`] with the place, counted from 0, of the reason among
    ///   the [`CreditError`](crate::credit::CreditError)s: so where nothing was billed, or no more than weighs nothing.
    #[ink(message)]
    fn tell_credit(&mut self, case: CaseId, kind: FactKind) -> Result<(), ReconciliationError>;

    /// The case, its lines apart.
    #[ink(message)]
    fn case(&self, case: CaseId) -> Option<CaseView>;

    /// A line of the case.
    #[ink(message)]
    fn line_of(&self, case: CaseId, document: DocumentId, line: u16) -> Option<CaseLine>;

    /// The lines that first came in with entry number `page`, counted from 0; there are `entry_pages` of them.
    #[ink(message)]
    fn lines_of(&self, case: CaseId, page: u16) -> Vec<CaseLine>;

    /// The lines that were found discrepant together, page `page` counted from 0; there are `discrepancy_pages`.
    #[ink(message)]
    fn discrepancies_of(&self, case: CaseId, page: u16) -> Vec<CaseLine>;

    /// The case that owes `biller` the line, or may yet: it was billed there, or was stated by the one billed when it was matched, and
    /// has not been settled at nothing.
    #[ink(message)]
    fn billed_in(&self, biller: PartyId, document: DocumentId, line: u16) -> Option<CaseId>;

    /// The digest of the case's terms that its acceptance signs: `blake2_256("lading/case-terms" ‖ case ‖ registry ‖ waybill ‖ orders
    /// ‖ SCALE of the terms)`, with one byte for each of the contracts that it keeps, as [`CaseView`] has them.
    #[ink(message)]
    fn terms_digest_of(&self, case: CaseId) -> Option<[u8; 32]>;

    /// The id of the case between two parties: the same whichever is named first.
    #[ink(message)]
    fn case_id(&self, one: PartyId, other: PartyId, period: u32, sequence: u16) -> CaseId;
}

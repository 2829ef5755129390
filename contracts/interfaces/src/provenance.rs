//! Histories of goods, as other contracts see them.
//!
//! What is recorded are events in the sense of EPCIS 2.0. The full document of an event stays off the chain; on it are its GS1 Event
//! Hash ID, the codes that say what, when, where, why and how, and what follows from them: who has which goods, what they were made of
//! and into, and what is recalled.
use crate::{
    cbv::{BizStep, BizTransactionType, Disposition},
    ids::{
        Account, BasisPoints, Digest, DocumentId, EventId, ItemId, Millis, PartyId, Quantity,
        RecallId, RequestId,
    },
    kept::Kept,
    registry::Refusal,
};
use ink::{env::DefaultEnvironment, prelude::vec::Vec};

/// A UN/ECE Recommendation 20 or 21 code of a unit: two or three capital letters or digits, of two filled up with a blank.
pub type UnitCode = [u8; 3];

/// The five event types of EPCIS 2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum EventKind {
    /// `ObjectEvent`: something was done to goods.
    Object,
    /// `AggregationEvent`: goods were packed or unpacked.
    Aggregation,
    /// `TransactionEvent`: goods were tied to a document.
    Transaction,
    /// `TransformationEvent`: goods were made of others.
    Transformation,
    /// `AssociationEvent`: goods became part of another, or are no more.
    Association,
}

/// The `action` of an event of EPCIS 2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum EventAction {
    /// `OBSERVE`: nothing began or ended.
    Observe,
    /// `ADD`: something began.
    Add,
    /// `DELETE`: something ended.
    Delete,
}

/// Whether there is one of it, or a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum ItemKind {
    /// A quantity under a lot number (`LGTIN`).
    Lot,
    /// One piece or logistic unit with a number of its own (`SGTIN`, `SSCC`, `GRAI`): its quantity is always 1000 thousandths.
    Serial,
}

/// How what is claimed of goods stays with them (ISO 22095), stricter before looser. Goods may be made under a looser model than what
/// they are made of, never under a stricter one; claims that travel apart from goods never come back to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum CustodyModel {
    /// From one source: never merged with anything, not even with the same claim.
    IdentityPreserved,
    /// Merged only with goods of the same claim.
    Segregated,
    /// Merged with goods of the same claim or none; what is made bears the claim in the share of the blend.
    ControlledBlending,
    /// Merged with goods of the same claim or none; what is made bears the claim in any share, in sum as much as went in.
    MassBalance,
    /// A claim without goods: merged only with the same claim, and never with goods.
    BookAndClaim,
}

/// Where goods stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum ItemStatus {
    /// With whoever possesses them; or packed, with whoever possesses the outermost packing.
    Active,
    /// On their way: still the shipper's until received.
    Shipped,
    /// Used up: they are in what was made of them. Never left.
    Consumed,
    /// Gone: destroyed, sold to a consumer, exported. Never left.
    Decommissioned,
}

/// What sensors measure, in a unit of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum Measure {
    /// `gs1:Temperature`, in thousandths of a degree Celsius (CEL).
    Temperature,
    /// `gs1:RelativeHumidity`, in thousandths of a percent (P1).
    RelativeHumidity,
    /// `gs1:Acceleration`, in thousandths of a metre per second squared (MSK).
    Acceleration,
    /// `gs1:Angle`, in thousandths of a degree (DD).
    Angle,
    /// `gs1:Illuminance`, in thousandths of a lux (LUX).
    Illuminance,
    /// `gs1:Pressure`, in thousandths of a pascal (PAL).
    Pressure,
    /// `gs1:Radioactivity`, in thousandths of a becquerel (BQL).
    Radioactivity,
    /// `gs1:VolumeFraction` of a gas, in thousandths of a part per million (59).
    VolumeFraction,
}

/// What a sensor reported that should not have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub struct Breach {
    /// What was measured.
    pub measure: Measure,
    /// The value that was furthest out, in thousandths of the measure's unit.
    pub worst: i64,
    /// The limit that it went beyond, in the same.
    pub limit: i64,
    /// Since when, in milliseconds.
    pub since: Millis,
    /// Until when, in milliseconds; not before `since`.
    pub until: Millis,
}

/// What an event did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Deed {
    /// Goods were seen, or something was done that changes nothing here. An object event, `OBSERVE`.
    Observe,
    /// Goods were tied to the document that the facts name. A transaction event, `ADD`.
    Transact,
    /// Goods on their way arrived, and are the recipient's. An object event, `OBSERVE`.
    Receive,
    /// The recipient does not take goods on their way: they are the shipper's as before. An object event, `OBSERVE`.
    Refuse,
    /// The shipper takes back what was not received. An object event, `OBSERVE`.
    TakeBack,
    /// Goods are gone, for ever: destroyed, dispensed, sold to a consumer. An object event, `DELETE`.
    Decommission,
    /// Goods came to be. An object event, `ADD`; only by [`Provenance::commission`].
    Commission,
    /// Goods were made of others. A transformation event; only by [`Provenance::transform`].
    Transform,
    /// Goods were packed into this. An aggregation event, `ADD`.
    Pack(ItemId),
    /// Goods were taken out of this. An aggregation event, `DELETE`.
    Unpack(ItemId),
    /// Goods were built into this. An association event, `ADD`.
    Install(ItemId),
    /// Goods were taken off this. An association event, `DELETE`.
    Remove(ItemId),
    /// Goods were sent to this party. An object event, `OBSERVE`.
    Ship(PartyId),
    /// A lot holds this quantity, in thousandths of its unit, and not what was recorded. An object event, `OBSERVE`.
    Recount(Quantity),
    /// A sensor that was with the goods went beyond its limit. An object event, `OBSERVE`.
    Breach(Breach),
}

/// What an event says beside what it did to which goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Facts {
    /// The GS1 Event Hash ID of the full document: the 32 bytes after `ni:///sha-256;`.
    pub hash: Digest,
    /// When it happened, as its writer declares, in milliseconds: at most 5 minutes ahead, and not before what happened to the goods
    /// last.
    pub time: Millis,
    /// What was done.
    pub step: BizStep,
    /// What state the goods are in since.
    pub disposition: Disposition,
    /// Where it happened: the 13 digits of a GLN as a number; 0 if not stated.
    pub read_point: u64,
    /// Where the goods are since: the 13 digits of a GLN as a number; 0 if not stated.
    pub location: u64,
    /// What kind of document it happened under.
    pub transaction: BizTransactionType,
    /// That document; zeros if none.
    pub document: DocumentId,
}

/// Goods that come to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct NewItem {
    /// SHA-256 of the GS1 Digital Link URI of the EPC, such as `https://id.gs1.org/01/09521141111116/10/ABC`.
    pub epc: Digest,
    /// Whether there is one, or a quantity.
    pub kind: ItemKind,
    /// How much, in thousandths of the unit; 1000 of a serialised item.
    pub quantity: Quantity,
    /// UN/ECE Recommendation 20 code of the unit, such as `KGM`, or `C62` for pieces; a code of two is filled up with a blank.
    pub unit: UnitCode,
    /// What share of it bears the claim, in basis points; 0 without a claim.
    pub share: u16,
}

/// Goods, or a part of a lot, that others are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Input {
    /// Which.
    pub item: ItemId,
    /// How much of it is used up, in thousandths of its unit; all of a serialised item.
    pub quantity: Quantity,
}

/// How much can be made of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Yield {
    /// Unit of what goes in.
    pub from: UnitCode,
    /// Unit of what comes out.
    pub to: UnitCode,
    /// How much of the second one of the first gives at most, in basis points: at most 10,000 within one unit.
    pub rate: BasisPoints,
}

/// What is known of goods: the record that the contract keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Item {
    /// How often a registry had been linked when they, or what they were made of, came to be: the one asked about them for ever. 0 is none.
    pub registry_epoch: u8,
    /// Who commissioned or made them.
    pub issuer: PartyId,
    /// Whether there is one, or a quantity.
    pub kind: ItemKind,
    /// How what is claimed of them stays with them.
    pub model: CustodyModel,
    /// SHA-256 of what is claimed of them, such as a standard's scope; zeros if nothing is.
    pub claim: Digest,
    /// What share of them bears the claim, in basis points.
    pub share: u16,
    /// UN/ECE code of their unit, filled up with a blank.
    pub unit: UnitCode,
    /// How much there is of them now, in thousandths; of what was consumed, 0.
    pub quantity: Quantity,
    /// Other units that they were once measured in, and never are again: zeros where there are fewer than four.
    pub left: [UnitCode; 4],
    /// Where they stand.
    pub status: ItemStatus,
    /// Who possesses them; of what is inside another, who did when it was put there: see [`Provenance::holder_of`].
    pub possessor: PartyId,
    /// Whom they are on their way to, while they are.
    pub to: PartyId,
    /// What they are packed or built into; zeros if nothing.
    pub parent: ItemId,
    /// How many things are directly inside.
    pub children: u32,
    /// As how many levels of things it counts, itself included: never as fewer before it is empty.
    pub levels: u8,
    /// How many recalled things are inside, at any depth.
    pub recalled_inside: u32,
    /// When something happened to them last, as declared, in milliseconds.
    pub time: Millis,
    /// How many events they have.
    pub events: u32,
    /// The last of them: history is read from there backwards.
    pub last_event: EventId,
    /// The event that they came to be by: what they were made of stands there.
    pub made_by: EventId,
    /// The last event that used of them: what was made of them stands there; zeros if none.
    pub last_use: EventId,
    /// Whether they are recalled. For ever.
    pub is_recalled: bool,
    /// By which recall first, or because of which; zeros if they are not.
    pub recall: RecallId,
    /// Whether their holder acknowledged that.
    pub is_acknowledged: bool,
    /// Whether a sensor with them ever went beyond its limit.
    pub is_breached: bool,
}

/// Goods as an event names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Goods {
    /// Which.
    pub item: ItemId,
    /// How much of them it concerned, in thousandths of their unit.
    pub quantity: Quantity,
    /// The event that concerned them before; zeros if this was the first.
    pub previous: EventId,
}

/// How much more of a unit an event could have made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Spare {
    /// UN/ECE code of the unit, filled up with a blank.
    pub unit: UnitCode,
    /// How much, in thousandths.
    pub quantity: Quantity,
}

/// Why an event is declared to be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum ErrorReason {
    /// `did_not_occur`.
    DidNotOccur,
    /// `incorrect_data`.
    IncorrectData,
}

/// That an event is wrong. The event stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct ErrorDeclaration {
    /// Why.
    pub reason: ErrorReason,
    /// Block time of the declaration, in milliseconds.
    pub declared_at: Millis,
    /// The events that are right instead.
    pub corrective: Vec<EventId>,
}

/// An event: the record that the contract keeps, one for all the goods it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct EventRecord {
    /// How often a registry had been linked when the goods came to be; 0 is never.
    pub registry_epoch: u8,
    /// Who says so.
    pub by: PartyId,
    /// The contract that told it, where one did.
    pub source: Option<Account>,
    /// Its type.
    pub kind: EventKind,
    /// Its action; of a transformation, which has none, `ADD`.
    pub action: EventAction,
    /// What it did.
    pub deed: Deed,
    /// What else it says.
    pub facts: Facts,
    /// Block time, in milliseconds.
    pub recorded_at: Millis,
    /// The goods that it concerned; of a transformation first those that went in; of packing and building in, what they are in last.
    pub goods: Vec<Goods>,
    /// Of a transformation, for each that went in, the transformation before that used of it; zeros if none did.
    pub uses: Vec<EventId>,
    /// Of a transformation, what it could have made and did not: a recount takes from here.
    pub spare: Vec<Spare>,
    /// That it is wrong, where that was declared.
    pub error: Option<ErrorDeclaration>,
}

/// Which way goods are traced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Direction {
    /// Back to what they were made of.
    Back,
    /// Forward to what was made of them.
    Forward,
}

/// A page of a trace: what one event made of the goods, or the goods of.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Trace {
    /// The event.
    pub event: EventId,
    /// What went in, or what came out.
    pub goods: Vec<Goods>,
    /// Where the next page is asked for; zeros if there is none.
    pub next: EventId,
}

/// Where a recall stands. Moves only forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum RecallStatus {
    /// What was made of the recalled goods is being marked.
    Spreading,
    /// All of it is marked, and what is made from now on is born so.
    Complete,
    /// It was closed. What is recalled stays so.
    Closed,
}

/// A recall: the record that the contract keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Recall {
    /// Where it stands.
    pub status: RecallStatus,
    /// How often a registry had been linked when the goods came to be; 0 is never.
    pub registry_epoch: u8,
    /// Who recalls.
    pub by: PartyId,
    /// What is recalled, with all that was made of it.
    pub item: ItemId,
    /// SHA-256 of why, and of what holders are to do.
    pub reason: Digest,
    /// Block time, in milliseconds.
    pub opened_at: Millis,
    /// From when it can be closed although not all acknowledged, in milliseconds.
    pub close_from: Millis,
    /// How many things were recalled by it first.
    pub marked: u32,
    /// How many of them somebody had at that time.
    pub awaited: u32,
    /// How many of them their holders acknowledged.
    pub acknowledged: u32,
    /// The goods whose making is being followed; zeros once it is complete.
    pub head: ItemId,
    /// The event that used of them which is being followed; zeros if all were.
    pub cursor: EventId,
    /// How many of what that event made were marked.
    pub place: u32,
    /// The last goods that are to be followed.
    pub tail: ItemId,
}

/// What a certificate vouches for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum CertificateScope {
    /// Where the goods are from.
    Origin,
    /// That they conform to a standard or a regulation.
    Conformity,
    /// That they are safe, or fit to eat.
    Safety,
    /// What was found in a sample.
    Analysis,
    /// That they are genuine.
    Authenticity,
    /// How they were made, as to the environment.
    Environment,
    /// How they were made, as to people.
    Labour,
    /// How they were kept apart from others.
    ChainOfCustody,
}

/// A certificate: the record that the contract keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Certificate {
    /// SHA-256 of the certificate.
    pub digest: Digest,
    /// Block time, in milliseconds.
    pub issued_at: Millis,
    /// When it ends, in milliseconds.
    pub expires_at: Millis,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum RequestKind {
    /// Anyone who suspects that goods are not genuine asks who made them.
    Suspicion,
    /// A regulator asks who made or has them.
    Inspection,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum RequestStatus {
    /// There is time to answer.
    Open,
    /// There was time to answer, and no answer.
    Overdue,
    /// It was answered in time.
    Answered,
    /// It was answered late.
    AnsweredLate,
}

/// A question that a party has to answer: the record that the contract keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Request {
    /// How often a registry had been linked when the goods came to be; 0 is never.
    pub registry_epoch: u8,
    /// Who asks: what kind.
    pub kind: RequestKind,
    /// The goods.
    pub item: ItemId,
    /// Who asks: of a suspicion, the bytes of the account.
    pub by: PartyId,
    /// Who has to answer.
    pub respondent: PartyId,
    /// SHA-256 of the question.
    pub question: Digest,
    /// Block time, in milliseconds.
    pub opened_at: Millis,
    /// Until when an answer is in time, in milliseconds.
    pub due_at: Millis,
    /// SHA-256 of the answer; zeros until there is one.
    pub answer: Digest,
    /// Block time of the answer, in milliseconds; 0 until there is one.
    pub answered_at: Millis,
}

/// What secrets a maker put on goods: an RFC 6962 root over the SHA-256 of each, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Secrets {
    /// The root.
    pub root: Digest,
    /// How many there are.
    pub size: u64,
}

/// How often a secret was scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Scans {
    /// How often.
    pub count: u32,
    /// By whom first.
    pub first_by: Account,
    /// Block time of the first, in milliseconds.
    pub first_at: Millis,
    /// Block time of the last, in milliseconds.
    pub last_at: Millis,
    /// How many of them were suspicious: not by who scanned first.
    pub suspicious: u32,
}

/// What a linked contract tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum Movement {
    /// The goods were picked up.
    Shipped,
    /// The goods were delivered.
    Received,
}

/// Why provenance refused. A number is the place in the call's list, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum ProvenanceError {
    /// New business is paused.
    Paused,
    /// The caller may not act for the party.
    Refused(Refusal),
    /// The registry did not answer.
    RegistryUnavailable,
    /// There is no such item, event, recall or request.
    NotFound,
    /// There is no such item as the one at this place.
    NoSuchItem(u16),
    /// The list is empty.
    Empty,
    /// The list has more than 50 entries, or the path more than 64 steps.
    TooMany,
    /// The list has the same entry twice.
    Repeated,
    /// The item at this place belongs to another registry than the first.
    MixedRegistries(u16),
    /// The event is on record: nobody's is recorded twice.
    AlreadyRecorded,
    /// The time declared is later than clocks can differ.
    InTheFuture,
    /// It is not a GLN: 13 digits, the last a check digit.
    MalformedLocation,
    /// This is not recorded by this message, names no document to tie to, or ends before it begins.
    WrongDeed,
    /// The issuer has this item, or the item its recall, secrets or request.
    AlreadyExists,
    /// The quantity is 0 or not below 2^63, of a serialised item not 1000, or more than there is.
    QuantityOutOfRange(u16),
    /// It is not a UN/ECE code of a unit.
    MalformedUnit,
    /// The share is above 10,000 basis points or without a claim, or not all where the model knows no shares.
    ShareOutOfRange(u16),
    /// Another possesses the item at this place.
    NotPossessor(u16),
    /// The item at this place is on its way to another, or to nobody.
    NotAddressee(u16),
    /// The item at this place stands as given, which this does not follow.
    WrongStatus(u16, ItemStatus),
    /// Something happened to the item at this place later than this.
    Earlier(u16),
    /// The item at this place is inside another.
    Inside(u16),
    /// The item at this place is not directly inside that one.
    NotInside(u16),
    /// There are things inside the item at this place.
    NotEmpty(u16),
    /// The item at this place is what it would be put into, or that is inside of it.
    Cycle(u16),
    /// Things would be nested deeper than five levels.
    TooDeep(u16),
    /// The item at this place is recalled, or has something inside that is.
    Recalled(u16),
    /// The item at this place is not recalled by this, or that was acknowledged.
    NotRecalled(u16),
    /// Nobody ships to itself.
    SameParty,
    /// A rate is 0, above 10,000 within one unit, or stands twice.
    YieldOutOfRange,
    /// What is measured in one unit was measured in the other before, and would be again.
    UnitReturns,
    /// Goods were measured in more than five units.
    TooManyUnits,
    /// These do not merge under this model.
    NotMergeable(CustodyModel),
    /// What goes in is under a looser model, given, or claims would become goods, or goods claims.
    StricterModel(CustodyModel),
    /// More of the unit of the output at this place would come out than what goes in gives.
    TooMuch(u16),
    /// More would bear the claim than what goes in gives.
    TooMuchClaimed(u16),
    /// The party did not make the goods, and is no regulator.
    NotIssuer,
    /// The party has no unexpired attestation as a regulator.
    NotRegulator,
    /// The party neither made nor has the goods, and cannot answer for them.
    NotResponsible,
    /// The party did not record it.
    NotAParty,
    /// An error of this event was declared.
    AlreadyDeclared,
    /// The event at this place is not a later one of the same party.
    NotCorrective(u16),
    /// The recall stands as given.
    WrongRecall(RecallStatus),
    /// Not all acknowledged; from the milliseconds given on that is not waited for.
    WindowOpen(Millis),
    /// It was answered before.
    AlreadyAnswered,
    /// The secret is not one of those on the goods.
    NotASecret,
    /// The caller is not the contract that tells this.
    NotTheSource,
}

/// A [`Provenance`] at some address.
pub type ProvenanceRef = ink::contract_ref!(Provenance, DefaultEnvironment);
/// A [`Movements`] at some address.
pub type MovementsRef = ink::contract_ref!(Movements, DefaultEnvironment);

/// Goods, their events and recalls.
#[ink::trait_definition]
pub trait Provenance {
    /// Brings up to 50 lots and serialised items into being, under one model and claim. Answers the event's id.
    ///
    /// # Access
    /// `party`, scope `HandOver`. It is their issuer and possesses them.
    ///
    /// # Events
    /// `EventRecorded`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ProvenanceError::Paused`], [`ProvenanceError::Refused`], [`ProvenanceError::RegistryUnavailable`].
    /// - [`ProvenanceError::AlreadyRecorded`] if the party recorded an event with this hash.
    /// - [`ProvenanceError::InTheFuture`], [`ProvenanceError::MalformedLocation`].
    /// - [`ProvenanceError::Empty`], [`ProvenanceError::TooMany`].
    /// - Item by item: [`ProvenanceError::MalformedUnit`], [`ProvenanceError::QuantityOutOfRange`],
    ///   [`ProvenanceError::AlreadyExists`] (also if the list names it twice).
    /// - Item by item: [`ProvenanceError::ShareOutOfRange`].
    #[ink(message)]
    fn commission(
        &mut self,
        party: PartyId,
        facts: Facts,
        model: CustodyModel,
        claim: Digest,
        items: Vec<NewItem>,
    ) -> Result<EventId, ProvenanceError>;

    /// Brings one item into being, as [`Provenance::commission`] does.
    #[ink(message)]
    fn commission_item(
        &mut self,
        party: PartyId,
        facts: Facts,
        model: CustodyModel,
        claim: Digest,
        item: NewItem,
    ) -> Result<EventId, ProvenanceError>;

    /// Records what was done to up to 50 items; all or none. Answers the event's id.
    ///
    /// What is inside another is observed there, and nothing else is done to it: it is taken out first. To pack, to take out, to build in
    /// and to take off, `items` are the things inside, and the deed names what they are inside of.
    ///
    /// Goods that were on their way when they were recalled may still arrive or go back: somebody has to answer for them. A recount
    /// upward takes from what the event that made the lot could have made and did not; downward, what is lost is lost.
    ///
    /// # Access
    /// Who possesses the items, or the outermost thing they are in, scope `HandOver`; to receive or refuse, whom they are on their way
    /// to, scope `Receive`. Only to ship, to pack and to build in is new business.
    ///
    /// # Events
    /// `EventRecorded`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ProvenanceError::Paused`].
    /// - [`ProvenanceError::Empty`], [`ProvenanceError::TooMany`], [`ProvenanceError::Repeated`].
    /// - [`ProvenanceError::NoSuchItem`], [`ProvenanceError::MixedRegistries`].
    /// - [`ProvenanceError::Refused`], [`ProvenanceError::RegistryUnavailable`].
    /// - [`ProvenanceError::AlreadyRecorded`], [`ProvenanceError::InTheFuture`], [`ProvenanceError::MalformedLocation`].
    /// - [`ProvenanceError::WrongDeed`] to commission or transform, to tie to no document, or if a breach ends before it begins.
    /// - [`ProvenanceError::SameParty`] to ship to oneself or to nobody; [`ProvenanceError::TooMany`] to recount more than one.
    /// - To put into another or take out of it, of that one, with the number of items as its place: [`ProvenanceError::NoSuchItem`],
    ///   [`ProvenanceError::MixedRegistries`], [`ProvenanceError::NotPossessor`], [`ProvenanceError::WrongStatus`],
    ///   [`ProvenanceError::Earlier`].
    /// - Item by item: to take out [`ProvenanceError::NotInside`]; to receive or refuse [`ProvenanceError::NotAddressee`]; else but to
    ///   observe [`ProvenanceError::Inside`], and [`ProvenanceError::NotPossessor`]; [`ProvenanceError::WrongStatus`];
    ///   [`ProvenanceError::Earlier`]; to ship [`ProvenanceError::Recalled`]; to decommission [`ProvenanceError::NotEmpty`]; to put into
    ///   another [`ProvenanceError::Cycle`], [`ProvenanceError::TooDeep`]; to recount [`ProvenanceError::QuantityOutOfRange`], and upward
    ///   [`ProvenanceError::TooMuchClaimed`] where shares of a claim were dealt out (mass balance), [`ProvenanceError::TooMuch`].
    #[ink(message)]
    fn record(
        &mut self,
        party: PartyId,
        facts: Facts,
        deed: Deed,
        items: Vec<ItemId>,
    ) -> Result<EventId, ProvenanceError>;

    /// Makes goods of others: up to 50 inputs and outputs together. Splitting, merging, processing and relabelling are all this. Answers
    /// the event's id.
    ///
    /// Of each unit at most as much comes out as the inputs give by the declared `yields`; where none are declared, at most as much as
    /// went in of that unit. An input whose unit no yield names goes in without giving anything, such as packaging. What was made of goods
    /// once measured in a unit is never measured in it again, so that no round of conversions makes more of what there was.
    ///
    /// The inputs that give something must merge under their model, which must be the same; the outputs bear their claim. A lot of which
    /// all is used up is dead. Outputs of recalled inputs are born recalled.
    ///
    /// # Access
    /// Who possesses all inputs, scope `HandOver`. It is the outputs' issuer and possesses them.
    ///
    /// # Events
    /// `EventRecorded`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ProvenanceError::Paused`].
    /// - [`ProvenanceError::Empty`] without inputs or outputs, [`ProvenanceError::TooMany`], [`ProvenanceError::Repeated`].
    /// - [`ProvenanceError::NoSuchItem`], [`ProvenanceError::MixedRegistries`].
    /// - [`ProvenanceError::Refused`], [`ProvenanceError::RegistryUnavailable`].
    /// - [`ProvenanceError::AlreadyRecorded`], [`ProvenanceError::InTheFuture`], [`ProvenanceError::MalformedLocation`].
    /// - Input by input: [`ProvenanceError::Inside`], [`ProvenanceError::NotPossessor`], [`ProvenanceError::WrongStatus`],
    ///   [`ProvenanceError::Earlier`], [`ProvenanceError::NotEmpty`], [`ProvenanceError::QuantityOutOfRange`].
    /// - [`ProvenanceError::TooMany`], [`ProvenanceError::MalformedUnit`], [`ProvenanceError::YieldOutOfRange`] of the yields.
    /// - Output by output: [`ProvenanceError::MalformedUnit`], [`ProvenanceError::QuantityOutOfRange`],
    ///   [`ProvenanceError::AlreadyExists`].
    /// - [`ProvenanceError::StricterModel`], [`ProvenanceError::NotMergeable`].
    /// - Output by output: [`ProvenanceError::UnitReturns`], [`ProvenanceError::TooManyUnits`], [`ProvenanceError::TooMuch`],
    ///   [`ProvenanceError::ShareOutOfRange`], [`ProvenanceError::TooMuchClaimed`].
    #[ink(message)]
    fn transform(
        &mut self,
        party: PartyId,
        facts: Facts,
        model: CustodyModel,
        yields: Vec<Yield>,
        inputs: Vec<Input>,
        outputs: Vec<NewItem>,
    ) -> Result<EventId, ProvenanceError>;

    /// Makes one item of one other, or of a part of it, as [`Provenance::transform`] does: to split, process or relabel it.
    #[ink(message)]
    fn transform_item(
        &mut self,
        party: PartyId,
        facts: Facts,
        model: CustodyModel,
        rate: Yield,
        input: Input,
        output: NewItem,
    ) -> Result<EventId, ProvenanceError>;

    /// Declares that an event is wrong, and names up to 50 events that are right instead.
    ///
    /// The event stays, and what it did stays done, so that no declaration can make goods: what it said wrongly is set right by the
    /// corrective events, which keep the same rules as any other. Goods that never were are decommissioned, a wrong quantity is
    /// recounted, what was sent is taken back, what was packed is taken out.
    ///
    /// # Access
    /// Who recorded it, scope `HandOver`; a way out.
    ///
    /// # Events
    /// `ErrorDeclared`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ProvenanceError::NotFound`], [`ProvenanceError::NotAParty`], [`ProvenanceError::Refused`],
    ///   [`ProvenanceError::RegistryUnavailable`].
    /// - [`ProvenanceError::AlreadyDeclared`], [`ProvenanceError::TooMany`], [`ProvenanceError::Repeated`].
    /// - [`ProvenanceError::NotCorrective`] unless each is another event of the same party, recorded no earlier.
    #[ink(message)]
    fn declare_error(
        &mut self,
        party: PartyId,
        event: EventId,
        reason: ErrorReason,
        corrective: Vec<EventId>,
    ) -> Result<(), ProvenanceError>;

    /// Recalls an item with all that was made of it; `reason` is the SHA-256 of why. Answers the recall's id,
    /// `blake2_256("lading/recall" ‖ item ‖ party)`: 13 bytes of ASCII without a length, then 32 and 32.
    ///
    /// A recall follows what goods were made into, not what they were put into: what a recalled thing is inside of cannot be shipped
    /// until that is taken out, and is not recalled itself.
    ///
    /// # Access
    /// The item's issuer, scope `Agree`; or an attested regulator, scope `Supervise`. A way out.
    ///
    /// # Events
    /// `RecallOpened`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ProvenanceError::NoSuchItem`], [`ProvenanceError::Refused`], [`ProvenanceError::RegistryUnavailable`].
    /// - [`ProvenanceError::NotIssuer`], [`ProvenanceError::AlreadyExists`] if the party recalled this before.
    #[ink(message)]
    fn open_recall(
        &mut self,
        party: PartyId,
        item: ItemId,
        reason: Digest,
    ) -> Result<RecallId, ProvenanceError>;

    /// Follows a recall on: up to `limit` (at most 50) steps, each of which marks one thing or goes on to the next. Answers where the
    /// recall stands.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `RecallSpread`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ProvenanceError::NotFound`], [`ProvenanceError::WrongRecall`] unless spreading.
    /// - [`ProvenanceError::Empty`] if `limit` is 0, [`ProvenanceError::TooMany`].
    #[ink(message)]
    fn spread(&mut self, recall: RecallId, limit: u32) -> Result<RecallStatus, ProvenanceError>;

    /// Acknowledges that up to 50 items are recalled by `recall`.
    ///
    /// # Access
    /// Who possesses them, or the outermost thing they are in; scope `Receive`. A way out.
    ///
    /// # Events
    /// `RecallAcknowledged`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ProvenanceError::NotFound`], [`ProvenanceError::Refused`], [`ProvenanceError::RegistryUnavailable`].
    /// - [`ProvenanceError::Empty`], [`ProvenanceError::TooMany`], [`ProvenanceError::Repeated`].
    /// - [`ProvenanceError::NoSuchItem`], [`ProvenanceError::MixedRegistries`].
    /// - Item by item: [`ProvenanceError::NotPossessor`], [`ProvenanceError::NotRecalled`].
    #[ink(message)]
    fn acknowledge_recall(
        &mut self,
        party: PartyId,
        recall: RecallId,
        items: Vec<ItemId>,
    ) -> Result<(), ProvenanceError>;

    /// Closes a recall that is complete, once all that was awaited was acknowledged or the time for it is over. What is recalled stays so.
    ///
    /// # Access
    /// Who opened it, scope `Agree`; a way out.
    ///
    /// # Events
    /// `RecallClosed`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ProvenanceError::NotFound`], [`ProvenanceError::Refused`], [`ProvenanceError::RegistryUnavailable`].
    /// - [`ProvenanceError::WrongRecall`] unless complete, [`ProvenanceError::WindowOpen`].
    #[ink(message)]
    fn close_recall(&mut self, recall: RecallId) -> Result<(), ProvenanceError>;

    /// Certifies an item; `digest` is the SHA-256 of the certificate. A later one of the same party and scope replaces it; one whose
    /// expiry is over ends it.
    ///
    /// # Access
    /// `party`, who issues the certificate, scope `Notarise`.
    ///
    /// # Events
    /// `Certified`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ProvenanceError::Paused`] unless it ends one.
    /// - [`ProvenanceError::NoSuchItem`], [`ProvenanceError::Refused`], [`ProvenanceError::RegistryUnavailable`].
    #[ink(message)]
    fn certify(
        &mut self,
        party: PartyId,
        item: ItemId,
        scope: CertificateScope,
        digest: Digest,
        expires_at: Millis,
    ) -> Result<(), ProvenanceError>;

    /// Asks a party about an item it made or has; `question` is the SHA-256 of what. It has the time fixed at construction to answer.
    /// Answers the request's id, `blake2_256("lading/request" ‖ item ‖ party ‖ question)`: 14 bytes of ASCII without a length, then 32, 32
    /// and 32.
    ///
    /// # Access
    /// `party`, an attested regulator, scope `Supervise`.
    ///
    /// # Events
    /// `RequestOpened`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ProvenanceError::NoSuchItem`], [`ProvenanceError::Refused`], [`ProvenanceError::RegistryUnavailable`].
    /// - [`ProvenanceError::NotRegulator`].
    /// - [`ProvenanceError::NotResponsible`] unless the respondent is the item's issuer or holder.
    /// - [`ProvenanceError::AlreadyExists`] if the same was asked before.
    #[ink(message)]
    fn inspect(
        &mut self,
        party: PartyId,
        item: ItemId,
        respondent: PartyId,
        question: Digest,
    ) -> Result<RequestId, ProvenanceError>;

    /// Asks the maker of an item that may not be genuine; `evidence` is the SHA-256 of what makes one think so. Answers the request's id:
    /// as that of an inspection, with the account's bytes and the evidence.
    ///
    /// # Access
    /// Anyone, in the account's own name.
    ///
    /// # Events
    /// `RequestOpened`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ProvenanceError::NoSuchItem`], [`ProvenanceError::AlreadyExists`] if the account reported the same before.
    #[ink(message)]
    fn report_suspect(
        &mut self,
        item: ItemId,
        evidence: Digest,
    ) -> Result<RequestId, ProvenanceError>;

    /// Answers a request, in time or late; `answer` is the SHA-256 of what.
    ///
    /// # Access
    /// The respondent, scope `Agree`; a way out.
    ///
    /// # Events
    /// `RequestAnswered`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ProvenanceError::NotFound`], [`ProvenanceError::Refused`], [`ProvenanceError::RegistryUnavailable`].
    /// - [`ProvenanceError::AlreadyAnswered`].
    #[ink(message)]
    fn answer_request(&mut self, request: RequestId, answer: Digest)
        -> Result<(), ProvenanceError>;

    /// Commits the secrets that the maker put on goods, once: `root` is the RFC 6962 root over `size` leaves, of which each is made of the
    /// SHA-256 of one secret.
    ///
    /// # Access
    /// The item's issuer, scope `HandOver`.
    ///
    /// # Events
    /// `SecretsCommitted`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ProvenanceError::Paused`].
    /// - [`ProvenanceError::NoSuchItem`], [`ProvenanceError::NotIssuer`], [`ProvenanceError::Refused`],
    ///   [`ProvenanceError::RegistryUnavailable`].
    /// - [`ProvenanceError::AlreadyExists`], [`ProvenanceError::Empty`] if `size` is 0.
    #[ink(message)]
    fn commit_secrets(
        &mut self,
        party: PartyId,
        item: ItemId,
        root: Digest,
        size: u64,
    ) -> Result<(), ProvenanceError>;

    /// Reveals the secret number `index`, counted from 0, of those on the goods. Answers how often it was revealed, this time counted:
    /// more than once means that it was copied, or looked at again.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `Scanned`, which says whether it is suspicious: another scanned it first.
    ///
    /// # Errors
    /// In this order:
    /// - [`ProvenanceError::NoSuchItem`], [`ProvenanceError::TooMany`] if the path is longer than 64.
    /// - [`ProvenanceError::NotASecret`] unless the path leads from it to the root.
    #[ink(message)]
    fn scan(
        &mut self,
        item: ItemId,
        index: u64,
        secret: [u8; 32],
        path: Vec<Digest>,
    ) -> Result<u32, ProvenanceError>;

    /// What is known of an item.
    #[ink(message)]
    fn item(&self, item: ItemId) -> Option<Kept<Item>>;

    /// An event, with the declaration that it is wrong where there is one.
    #[ink(message)]
    fn event(&self, event: EventId) -> Option<Kept<EventRecord>>;

    /// Who possesses an item: of what is inside another, who possesses the outermost.
    #[ink(message)]
    fn holder_of(&self, item: ItemId) -> Option<PartyId>;

    /// Whether an item is recalled.
    #[ink(message)]
    fn is_recalled(&self, item: ItemId) -> bool;

    /// Whether `party` could ship up to 50 items now, or why it could not; it does not ask who calls.
    #[ink(message)]
    fn may_ship(&self, party: PartyId, items: Vec<ItemId>) -> Result<(), ProvenanceError>;

    /// Up to `limit` (at most 50) events of an item, latest first, beginning with the event `from`, or with the last if that is zeros.
    #[ink(message)]
    fn history_of(&self, item: ItemId, from: EventId, limit: u32) -> Vec<EventId>;

    /// What an item was made of, which is one page; or what was made of it: the page at the event `from`, or the first if that is zeros.
    #[ink(message)]
    fn trace(&self, item: ItemId, direction: Direction, from: EventId) -> Option<Trace>;

    /// A recall.
    #[ink(message)]
    fn recall(&self, recall: RecallId) -> Option<Kept<Recall>>;

    /// The certificate of an item by a party, of that scope; it may be over.
    #[ink(message)]
    fn certificate_of(
        &self,
        item: ItemId,
        party: PartyId,
        scope: CertificateScope,
    ) -> Option<Kept<Certificate>>;

    /// A request.
    #[ink(message)]
    fn request(&self, request: RequestId) -> Option<Kept<Request>>;

    /// Whether a request was answered, and in time.
    #[ink(message)]
    fn request_status(&self, request: RequestId) -> Option<RequestStatus>;

    /// What secrets its maker put on an item.
    #[ink(message)]
    fn secrets_of(&self, item: ItemId) -> Option<Kept<Secrets>>;

    /// How often the secret number `index` on an item was scanned.
    #[ink(message)]
    fn scans_of(&self, item: ItemId, index: u64) -> Option<Kept<Scans>>;

    /// The id of the item that `issuer` brings into being under `epc`, the SHA-256 of its EPC's Digital Link URI.
    ///
    /// It is `blake2_256("lading/item" ‖ issuer ‖ epc)`: 11 bytes of ASCII without a length, then 32 and 32.
    #[ink(message)]
    fn item_id(&self, issuer: PartyId, epc: Digest) -> ItemId;

    /// The id of the event that `party` records with this GS1 Event Hash ID.
    ///
    /// It is `blake2_256("lading/event" ‖ party ‖ hash)`: 12 bytes of ASCII without a length, then 32 and 32. With the party in it nobody
    /// can take another's place by recording the hash first.
    #[ink(message)]
    fn event_id(&self, party: PartyId, hash: Digest) -> EventId;
}

/// How other contracts tell where goods went.
#[ink::trait_definition]
pub trait Movements {
    /// Tells that up to 50 items went from `from` to `to` by `document`, `time` in milliseconds; all or none. Of a document with more items, each
    /// fifty are a `part`. What was told is refused when it is told again, so that a retry is harmless. Answers the event's id,
    /// `blake2_256("lading/told" ‖ source ‖ document ‖ movement ‖ part)`: 11 bytes of ASCII without a length, 32, 32, 1, and 2,
    /// little-endian.
    ///
    /// It is recorded as the possessor would record it, and keeps the same rules: only what `from` possesses is shipped, and only what
    /// is on its way from `from` to `to` is received. It is not stopped by a pause.
    ///
    /// # Access
    /// The waybill contract that is linked.
    ///
    /// # Events
    /// `EventRecorded`.
    ///
    /// # Errors
    /// In this order:
    /// - [`ProvenanceError::NotTheSource`].
    /// - [`ProvenanceError::Empty`], [`ProvenanceError::TooMany`], [`ProvenanceError::Repeated`], [`ProvenanceError::NoSuchItem`],
    ///   [`ProvenanceError::MixedRegistries`].
    /// - Item by item: [`ProvenanceError::NotPossessor`] unless they are those of `from`.
    /// - From [`ProvenanceError::AlreadyRecorded`] on as [`Provenance::record`].
    #[ink(message)]
    fn record_movement(
        &mut self,
        document: DocumentId,
        movement: Movement,
        part: u16,
        from: PartyId,
        to: PartyId,
        time: Millis,
        items: Vec<ItemId>,
    ) -> Result<EventId, ProvenanceError>;
}

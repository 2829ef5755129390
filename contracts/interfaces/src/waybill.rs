//! Transport documents, as other contracts see them.
use crate::{
    collateral::GoodsKind,
    credit::FactKind,
    ids::{Account, Digest, DocumentId, ItemId, Millis, Money, PartyId, Quantity},
    notary::RecordKind,
    orders::ProgressKind,
    provenance::Movement,
    registry::Refusal,
};
use ink::{
    env::DefaultEnvironment,
    prelude::{string::String, vec::Vec},
    scale::{Encode, Output},
};

/// Where a waybill stands. Moves only forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum WaybillStatus {
    /// Written and signed by the consignor or the carrier; the other has not signed.
    Draft,
    /// Signed by consignor and carrier; the goods are with the consignor.
    Issued,
    /// A carrier has the goods.
    InTransit,
    /// The carrier says that the goods are at the place of delivery.
    Arrived,
    /// The consignee has signed for the goods, line by line.
    Delivered,
    /// The carrier said that the goods arrived, and the consignee did not sign in time. Billable, never a credit observation.
    DeliveredUnconfirmed,
    /// Nothing about the delivery can change any more: the billing record is frozen.
    Closed,
    /// Called off before pickup.
    Cancelled,
    /// The carrier never said that the goods arrived, 30 days past the agreed time.
    Lost,
    /// Surrendered for amendment: the carrier reissues it as its number's next version.
    Voided,
}

/// Whether a document of title goes with the goods, and who may pass it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum DocumentForm {
    /// No title: the goods go to the consignee named (DCSA `SWB`).
    Waybill,
    /// A title in the consignee's name, that it cannot endorse further: the consignor holds it first.
    StraightBill,
    /// A title to the consignor's order.
    BillToOrder,
    /// A title of whoever holds it; the consignor first.
    BillToBearer,
}

/// How a title is endorsed to its beneficiary (DCSA endorsement chain).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Endorsement {
    /// To its order: it may endorse further (`ENDORSE_TO_ORDER`).
    ToOrder,
    /// To its name: it cannot endorse further (`ENDORSE`).
    ToName,
    /// In blank: whoever holds the title is its beneficiary (`BLANK_ENDORSE`).
    InBlank,
}

/// What can be done with a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum TitleAction {
    /// The new beneficiary, who does not hold it, does not want it.
    RejectBeneficiary,
    /// The new holder, who is not its beneficiary, does not want it.
    RejectHolder,
    /// Who has become both at once does not want it.
    RejectBoth,
    /// Who is both hands it back to the carrier for the goods (`SURRENDER_FOR_DELIVERY`).
    SurrenderForDelivery,
    /// The carrier takes it back for the goods (`SACC`): nothing of it moves any more. Who surrendered it may take the carrier's
    /// silence for that.
    AcceptSurrender,
    /// The carrier does not (`SREJ`): it is as before.
    RejectSurrender,
    /// Who is both hands it back to the carrier for another version (`SURRENDER_FOR_AMENDMENT`): by the [`Revision`] whose SCALE
    /// encoding has this `blake2_256`, and no other.
    SurrenderForAmendment(Digest),
    /// The beneficiary names who the holder may make beneficiary.
    Nominate(PartyId),
    /// The holder endorses it.
    TransferBeneficiary {
        /// Who is to have the goods.
        to: PartyId,
        /// How.
        endorsement: Endorsement,
    },
    /// The holder hands it on.
    TransferHolder(PartyId),
    /// The holder does both.
    TransferBoth {
        /// Who is to have the goods.
        beneficiary: PartyId,
        /// Who is to hold the title.
        holder: PartyId,
        /// How it is endorsed.
        endorsement: Endorsement,
    },
}

/// Where a title stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum TitleState {
    /// It can move.
    Live,
    /// Surrendered for delivery; the carrier has not answered.
    AskedForDelivery,
    /// Surrendered for amendment; the carrier has not reissued the bill.
    AskedForAmendment,
    /// The carrier took it back for the goods. For ever.
    SurrenderedForDelivery,
    /// The bill was reissued: the title is that of the next version. For ever.
    SurrenderedForAmendment,
}

/// The title to the goods of a bill of lading. A party of all zeros is nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Title {
    /// Where it stands.
    pub state: TitleState,
    /// Who has it in hand, and so may transfer it.
    pub holder: PartyId,
    /// Who is to have the goods.
    pub beneficiary: PartyId,
    /// How it was endorsed to the beneficiary.
    pub endorsement: Endorsement,
    /// Who the holder may make beneficiary, by the beneficiary's word.
    pub nominee: PartyId,
    /// Who held it before, if the holder may still reject it.
    pub previous_holder: PartyId,
    /// Who was beneficiary before, if the beneficiary may still reject it.
    pub previous_beneficiary: PartyId,
    /// How it was endorsed to that one.
    pub previous_endorsement: Endorsement,
    /// Until when it may be rejected, in milliseconds.
    pub reject_until: Millis,
    /// The last entry of its chain: `blake2_256(entry before ‖ party ‖ action)`; the first stands on the waybill's id.
    pub entry: Digest,
}

/// What may be changed after issue: all new values, whether or not they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Revision {
    /// SHA-256 of the full document.
    pub document: Digest,
    /// UN/LOCODE of the place of delivery; empty only if it was.
    pub place_of_delivery: String,
    /// Until when the goods are to be delivered, in milliseconds.
    pub deliver_until: Millis,
    /// Agreed freight, in minor units.
    pub freight: Money,
    /// Gross weight, in grams.
    pub gross_weight: Quantity,
}

/// What who disposes of goods in transit may do (CMR Article 12).
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Disposal {
    /// Give the right to dispose of them to another.
    TransferTo(PartyId),
    /// Send them to another consignee, or another place, or both.
    Redirect {
        /// Who is to receive the goods.
        consignee: PartyId,
        /// UN/LOCODE of the place of delivery; empty only if it was.
        place_of_delivery: String,
    },
}

/// Who pays the freight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum FreightTerm {
    /// The consignor (DCSA `PRE`).
    Prepaid,
    /// The consignee (DCSA `COL`).
    Collect,
}

/// Means of transport, UN/ECE Recommendation 19.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum TransportMode {
    /// Not said (Recommendation 19 code 0).
    NotSpecified,
    /// By sea (1).
    Maritime,
    /// By rail (2).
    Rail,
    /// By road (3).
    Road,
    /// By air (4).
    Air,
    /// By post (5).
    Mail,
    /// By more than one (6).
    Multimodal,
    /// By pipeline or cable (7).
    FixedInstallation,
    /// By inland waterway (8).
    InlandWater,
}

/// What a waybill is about, its lines apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Consignment {
    /// Who hands the goods over.
    pub consignor: PartyId,
    /// Who issues the waybill and takes the goods first.
    pub carrier: PartyId,
    /// Who is to receive the goods. For a bill of lading, whoever surrenders the title takes its place.
    pub consignee: PartyId,
    /// Whether a title goes with it.
    pub form: DocumentForm,
    /// SHA-256 of the full document, kept off the chain.
    pub document: Digest,
    /// How the goods travel.
    pub mode: TransportMode,
    /// UN/LOCODE of the place of receipt, such as `DEHAM`; empty if not said.
    pub place_of_receipt: String,
    /// UN/LOCODE of the place of delivery; empty if not said.
    pub place_of_delivery: String,
    /// Agreed freight, in minor units of `currency`; 0 where it is not agreed here.
    pub freight: Money,
    /// ISO 4217 code of the freight, such as `USD`.
    pub currency: String,
    /// Who pays the freight.
    pub freight_term: FreightTerm,
    /// Gross weight, in grams (thousandths of `KGM`); 0 if not known.
    pub gross_weight: Quantity,
    /// Until when the goods are to be picked up, in milliseconds. After it, consignor or carrier may cancel alone.
    pub pickup_until: Millis,
    /// Until when the goods are to be delivered, in milliseconds.
    pub deliver_until: Millis,
}

/// A line of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct OrderLine {
    /// The order.
    pub order: DocumentId,
    /// The line's number in it, counted from 1.
    pub line: u16,
}

/// Goods as they are loaded: one line of a waybill.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Goods {
    /// GTIN or the buyer's code: 1 to 35 bytes.
    pub item: String,
    /// Quantity loaded, in thousandths of `unit`; more than 0.
    pub quantity: Quantity,
    /// UN/ECE Recommendation 20 or 21 code: 2 or 3 capital letters or digits, such as `KGM`, `C62` or `XPK`.
    pub unit: String,
    /// Until when this line is to be delivered, in milliseconds: what its punctuality is measured against.
    pub deliver_until: Millis,
    /// The line of the order that it fulfils.
    pub order_line: Option<OrderLine>,
}

/// What a carrier finds wrong when it takes goods over (CMR Article 8 and 9). Noting none presumes them in good order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Reservation {
    /// The number of packages differs.
    Packages,
    /// Marks or numbers differ or cannot be read.
    Marks,
    /// The goods look damaged.
    Condition,
    /// The packaging is damaged or unfit.
    Packaging,
    /// The temperature is out of range.
    Temperature,
    /// A seal is missing, broken or another one.
    Seal,
    /// It could not be checked.
    NotChecked,
}

/// Why goods of a line were short, damaged or refused (Peppol Receipt Advice reject reasons 1–8, and missing).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum ExceptionReason {
    /// Not there (short).
    Missing,
    /// Broken (1).
    Broken,
    /// Quality not as agreed (2).
    Quality,
    /// Another item (3).
    WrongItem,
    /// Another version of the item (4).
    WrongVersion,
    /// Wrong or missing label (5).
    Label,
    /// Price not as agreed (6).
    Price,
    /// Packaging not as agreed (7).
    Packaging,
    /// Damaged packaging (8).
    DamagedPackaging,
}

/// How a line was delivered, where it was not in full and sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct LineException {
    /// The line's number, counted from 1.
    pub line: u16,
    /// Received and kept, in thousandths of the line's unit.
    pub received: Quantity,
    /// Not there.
    pub short: Quantity,
    /// Received in bad condition and not kept as sound.
    pub damaged: Quantity,
    /// Sent back.
    pub refused: Quantity,
    /// Why.
    pub reason: ExceptionReason,
}

/// A signature that may be given for many waybills in one call, where there is nothing to remark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum SignOff {
    /// Sign a draft that the other side wrote.
    Issue,
    /// Take the goods from the consignor, clean.
    PickUp,
    /// Take the goods from the carrier before, clean.
    TakeOver,
    /// Say that the goods are at the place of delivery.
    Arrive,
    /// Sign for the goods: in full, but for the exceptions noted.
    Deliver,
    /// Close once the late-reservation window is over. Anyone may.
    Close,
}

/// What happened to goods or equipment (DCSA Track and Trace 3.0 event type codes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum TransportEvent {
    /// `ARRI`: transport arrived.
    Arrival,
    /// `DEPA`: transport departed.
    Departure,
    /// `GTIN`: in through a gate.
    GateIn,
    /// `GTOT`: out through a gate.
    GateOut,
    /// `LOAD`: loaded on transport.
    Loaded,
    /// `DISC`: discharged from transport.
    Discharged,
    /// `STUF`: packed into equipment.
    Stuffed,
    /// `STRP`: unpacked from equipment.
    Stripped,
    /// `PICK`: picked up.
    PickedUp,
    /// `DROP`: dropped off.
    DroppedOff,
    /// `INSP`: inspected.
    Inspected,
    /// `RSEA`: resealed.
    Resealed,
    /// `RMVD`: removed.
    Removed,
    /// `CUSS`: selected by customs for scan.
    CustomsScan,
    /// `CUSI`: selected by customs for inspection.
    CustomsInspection,
    /// `CUSR`: released by customs.
    CustomsReleased,
    /// `CROS`: crossed a border.
    Crossed,
    /// `AVPU`: available for pickup.
    AvailableForPickup,
    /// `AVDO`: available for drop-off.
    AvailableForDropOff,
}

/// How sure an event is (DCSA event classifier codes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Classifier {
    /// `PLN`: planned.
    Planned,
    /// `EST`: estimated.
    Estimated,
    /// `ACT`: it happened.
    Actual,
}

/// A waybill, its lines apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct WaybillView {
    /// Where it stands.
    pub status: WaybillStatus,
    /// What it is about.
    pub consignment: Consignment,
    /// Who wrote the draft and so signed it first.
    pub drafter: PartyId,
    /// Whether the draft has all its lines and can be signed.
    pub complete: bool,
    /// How many lines it has.
    pub lines: u16,
    /// Who has the goods.
    pub custodian: PartyId,
    /// The carrier that was asked to take the goods over and has not.
    pub offered_to: Option<PartyId>,
    /// How often a carrier has taken the goods over.
    pub legs: u8,
    /// Whether no carrier noted a reservation.
    pub clean: bool,
    /// Who asked for cancellation, if anyone.
    pub cancellation_asked_by: Option<PartyId>,
    /// When the goods were picked up, as declared, in milliseconds; 0 before.
    pub picked_up_at: Millis,
    /// When they arrived, as declared; 0 before.
    pub arrived_at: Millis,
    /// When they were delivered, as declared; 0 before.
    pub delivered_at: Millis,
    /// Block time of the delivery's signature or of what took its place; 0 before.
    pub delivery_recorded_at: Millis,
    /// Who may dispose of the goods until they arrive, where no title goes with them.
    pub disposer: PartyId,
    /// Whether the consignee has signed for a part.
    pub in_parts: bool,
    /// Whether its title was surrendered for delivery, and the carrier took it back.
    pub surrendered: bool,
    /// The first version of it, by whose id its lines and legs are kept, and orders know it.
    pub first: DocumentId,
}

/// A line of a waybill and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct LineView {
    /// What was loaded.
    pub goods: Goods,
    /// What the consignee noted, if anything.
    pub exception: Option<LineException>,
    /// How much of it the consignee has signed for in parts, in thousandths of its unit.
    pub parts: Quantity,
}

/// A leg's custody: a carrier took the goods, and what it remarked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct LegView {
    /// Who took the goods.
    pub carrier: PartyId,
    /// When, as declared, in milliseconds.
    pub taken_at: Millis,
    /// What it remarked; nothing is a clean receipt.
    pub reservations: Vec<Reservation>,
    /// SHA-256 of photographs or a report; all zero if there is none.
    pub evidence: Digest,
}

/// What others may bill and judge by: the facts of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct BillingRecord {
    /// Where the waybill stands. Facts are frozen at `Closed`, and at `Lost` where only parts that were signed for
    /// can be billed; there is nothing to bill at `Cancelled` and `Voided`.
    pub status: WaybillStatus,
    /// Who handed the goods over.
    pub consignor: PartyId,
    /// Who issued the waybill.
    pub carrier: PartyId,
    /// Who received the goods.
    pub consignee: PartyId,
    /// Agreed freight, in minor units of `currency`.
    pub freight: Money,
    /// ISO 4217 code of the freight.
    pub currency: [u8; 3],
    /// Who pays the freight.
    pub freight_term: FreightTerm,
    /// Gross weight in grams.
    pub gross_weight: Quantity,
    /// When the goods were delivered, as declared, in milliseconds; 0 if they were not.
    pub delivered_at: Millis,
    /// Whether the consignee signed for them; of lost goods, for the parts that it received.
    pub confirmed: bool,
    /// How many lines the waybill has.
    pub lines: u16,
    /// The lines that were asked for, in that order.
    pub billed: Vec<BillingLine>,
}

/// A line as it may be billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct BillingLine {
    /// The line's number, counted from 1.
    pub line: u16,
    /// Quantity loaded, in thousandths of the unit.
    pub loaded: Quantity,
    /// Quantity received and kept: all that was loaded where nothing was noted, nothing before delivery; of lost goods, the parts
    /// signed for.
    pub received: Quantity,
    /// UN/ECE code of the unit, padded with a blank.
    pub unit: [u8; 3],
    /// Until when it was to be delivered, in milliseconds.
    pub deliver_until: Millis,
    /// Whether it was delivered, and by then. Goods that were not there at all (short in full) were not delivered.
    pub on_time: bool,
    /// The line of the order that it fulfils.
    pub order_line: Option<OrderLine>,
}

/// Why the waybill contract refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Decode, TypeInfo)]
pub enum WaybillError {
    /// New business is paused.
    Paused,
    /// The caller may not act for the party.
    Refused(Refusal),
    /// The registry did not answer.
    RegistryUnavailable,
    /// There is no such waybill.
    NotFound,
    /// There is one with this carrier, number and version.
    AlreadyExists,
    /// The waybill is at the status given, which this step does not follow.
    WrongStatus(WaybillStatus),
    /// The party is not one that may take this step.
    NotAParty,
    /// Consignor, carrier and consignee must be three different parties, or consignor and carrier two at least.
    SameParty,
    /// The number is empty, longer than 35 bytes, or not printable ASCII.
    MalformedNumber,
    /// The item code is empty or longer than 35 bytes.
    MalformedItem,
    /// The unit is not 2 or 3 capital letters or digits.
    MalformedUnit,
    /// The currency is not three capital letters.
    MalformedCurrency,
    /// The place is not a UN/LOCODE: two capital letters and three of A–Z, 2–9.
    MalformedPlace,
    /// The amount or quantity is 2^63 or more, or a quantity is 0.
    AmountOutOfRange,
    /// The time given is more than five minutes after the block's.
    InTheFuture,
    /// The time given is before an earlier step's, or a deadline is over already.
    OutOfOrder,
    /// The goods are to be picked up more than 366 days from now, or delivered more than 366 days from then.
    WindowTooLong,
    /// The list is empty.
    Empty,
    /// The list has more than 50 entries, or the waybill would have more than 500 lines.
    TooMany,
    /// The list has the same entry twice.
    Repeated,
    /// The draft has all its lines and was sealed.
    Complete,
    /// The draft does not have all its lines yet.
    Incomplete,
    /// There is no such line.
    NoSuchLine(u16),
    /// Received, short, damaged and refused do not sum to what was loaded.
    DoesNotAddUp(u16),
    /// The exception excepts nothing, and there is none to take back.
    NothingExcepted(u16),
    /// The goods were not offered to anyone.
    NotOffered,
    /// The window is open until the milliseconds given.
    WindowOpen(Millis),
    /// The party asked for this before.
    AlreadyAsked,
    /// The waybills of a list must be signed by one and the same party; the one at this place, counted from 0, is not.
    AnotherParty(u16),
    /// The waybill at this place of the list, counted from 0, cannot take the step; call it alone to learn why.
    At(u16),
    /// The goods changed hands 255 times.
    TooManyLegs,
    /// The time to do this was over at the milliseconds given.
    TooLate(Millis),
    /// Once the goods are delivered, damage may be added to this line and nothing else.
    OnlyDamage(u16),
    /// The consignee has signed for more of this line, or for parts of the goods already.
    InParts(u16),
    /// A title goes with the goods: it has to be surrendered first, or moved instead.
    Titled,
    /// No title goes with the goods.
    NoTitle,
    /// The party does not hold the title.
    NotTheHolder,
    /// The party is not the title's beneficiary.
    NotTheBeneficiary,
    /// The title's beneficiary does not hold it, and has not nominated this party to be its order.
    NotNominated,
    /// The title was endorsed to a name, which cannot endorse it further; or would be in blank to one who does not hold it.
    CannotEndorse,
    /// There is no transfer that the party could reject.
    NothingToReject,
    /// Who is both holder and beneficiary rejects both or neither.
    BothRoles,
    /// The title was surrendered: it waits for the carrier's answer, or was taken back.
    Surrendered,
    /// The title was not surrendered, so there is nothing to answer.
    NotSurrendered,
    /// The title was not surrendered for this: for other changes, for the goods, or not at all.
    NotAsked,
    /// Consignor and carrier agreed on prepaid freight, and the consignor does not hold the title: so nobody who owes it asked to
    /// change it.
    PayerDidNotSign,
    /// The number and version are not this waybill's.
    AnotherNumber,
    /// The relayed signature is not the signer's, is of another chain or contract, or was given for something else.
    BadSignature,
    /// The relayed signature was used before.
    Replayed,
    /// The orders contract did not answer.
    OrdersUnavailable,
    /// The lines of this call name several orders, or one that there is not, or no order at all.
    NotOneOrder,
    /// The contract that was told refused it, with its error of this index.
    NotTold(u8),
    /// This is another contract's to tell.
    AnotherSource,
    /// The notary did not answer, or none is linked.
    NotaryUnavailable,
    /// The provenance contract did not answer, or none is linked.
    ProvenanceUnavailable,
    /// A bill of lading is issued as one that is claimed: where a collateral contract was linked when it was drafted, only by
    /// [`Waybill::issue_bill`].
    Unclaimed,
    /// It is not claimed when it is issued: it is no bill of lading, or no collateral contract was linked when it was drafted.
    NotClaimed,
    /// The collateral contract did not answer.
    CollateralUnavailable,
    /// The consignee did not sign for the goods: how they came is no credit to anyone.
    Unconfirmed,
    /// The credit contract did not answer, or none is linked.
    CreditUnavailable,
}

impl WaybillError {
    /// Its place among the errors, counted from 0.
    fn place(&self) -> u8 {
        match self {
            Self::Paused => 0,
            Self::Refused(_) => 1,
            Self::RegistryUnavailable => 2,
            Self::NotFound => 3,
            Self::AlreadyExists => 4,
            Self::WrongStatus(_) => 5,
            Self::NotAParty => 6,
            Self::SameParty => 7,
            Self::MalformedNumber => 8,
            Self::MalformedItem => 9,
            Self::MalformedUnit => 10,
            Self::MalformedCurrency => 11,
            Self::MalformedPlace => 12,
            Self::AmountOutOfRange => 13,
            Self::InTheFuture => 14,
            Self::OutOfOrder => 15,
            Self::WindowTooLong => 16,
            Self::Empty => 17,
            Self::TooMany => 18,
            Self::Repeated => 19,
            Self::Complete => 20,
            Self::Incomplete => 21,
            Self::NoSuchLine(_) => 22,
            Self::DoesNotAddUp(_) => 23,
            Self::NothingExcepted(_) => 24,
            Self::NotOffered => 25,
            Self::WindowOpen(_) => 26,
            Self::AlreadyAsked => 27,
            Self::AnotherParty(_) => 28,
            Self::At(_) => 29,
            Self::TooManyLegs => 30,
            Self::TooLate(_) => 31,
            Self::OnlyDamage(_) => 32,
            Self::InParts(_) => 33,
            Self::Titled => 34,
            Self::NoTitle => 35,
            Self::NotTheHolder => 36,
            Self::NotTheBeneficiary => 37,
            Self::NotNominated => 38,
            Self::CannotEndorse => 39,
            Self::NothingToReject => 40,
            Self::BothRoles => 41,
            Self::Surrendered => 42,
            Self::NotSurrendered => 43,
            Self::NotAsked => 44,
            Self::PayerDidNotSign => 45,
            Self::AnotherNumber => 46,
            Self::BadSignature => 47,
            Self::Replayed => 48,
            Self::OrdersUnavailable => 49,
            Self::NotOneOrder => 50,
            Self::NotTold(_) => 51,
            Self::AnotherSource => 52,
            Self::NotaryUnavailable => 53,
            Self::ProvenanceUnavailable => 54,
            Self::Unclaimed => 55,
            Self::NotClaimed => 56,
            Self::CollateralUnavailable => 57,
            Self::Unconfirmed => 58,
            Self::CreditUnavailable => 59,
        }
    }
}

/// As derived, in a fifth of the code: that is a branch for each error, where the compiler makes one number of the places above.
impl Encode for WaybillError {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        dest.push_byte(self.place());
        match self {
            Self::Refused(refusal) => refusal.encode_to(dest),
            Self::WrongStatus(status) => status.encode_to(dest),
            Self::NoSuchLine(place)
            | Self::DoesNotAddUp(place)
            | Self::NothingExcepted(place)
            | Self::AnotherParty(place)
            | Self::At(place)
            | Self::OnlyDamage(place)
            | Self::InParts(place) => place.encode_to(dest),
            Self::WindowOpen(time) | Self::TooLate(time) => time.encode_to(dest),
            Self::NotTold(index) => index.encode_to(dest),
            _ => {}
        }
    }
}

/// A [`Waybill`] at some address.
pub type WaybillRef = ink::contract_ref!(Waybill, DefaultEnvironment);

/// Transport documents, from draft to frozen billing record.
#[ink::trait_definition]
pub trait Waybill {
    /// Writes and signs a draft for `party`, with up to 50 lines; `complete` says that there are no more, and seals it.
    ///
    /// The id is `waybill_id(carrier, number, 1)`.
    ///
    /// # Access
    /// Consignor or carrier, with scope `Agree`, as new business.
    ///
    /// # Events
    /// `WaybillDrafted`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::Paused`] while new business is paused.
    /// - [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::NotAParty`] if `party` is neither consignor nor carrier.
    /// - [`WaybillError::SameParty`] if consignor and carrier, or carrier and consignee, are one.
    /// - [`WaybillError::MalformedNumber`], [`WaybillError::MalformedPlace`], [`WaybillError::MalformedCurrency`],
    ///   [`WaybillError::AmountOutOfRange`].
    /// - [`WaybillError::OutOfOrder`] if `pickup_until` is over or after `deliver_until`, [`WaybillError::WindowTooLong`].
    /// - [`WaybillError::AlreadyExists`].
    /// - [`WaybillError::TooMany`], [`WaybillError::Empty`] if `complete` and there is no line, and then, line by line,
    ///   [`WaybillError::MalformedItem`], [`WaybillError::MalformedUnit`], [`WaybillError::AmountOutOfRange`].
    /// - Where orders are linked and lines name some: [`WaybillError::NotOneOrder`], [`WaybillError::OrdersUnavailable`],
    ///   [`WaybillError::NotAParty`] if its seller is neither consignor nor carrier.
    #[ink(message)]
    fn draft(
        &mut self,
        party: PartyId,
        number: String,
        consignment: Consignment,
        lines: Vec<Goods>,
        complete: bool,
    ) -> Result<DocumentId, WaybillError>;

    /// Adds up to 50 lines to a draft; a waybill has at most 500. `complete` seals it.
    ///
    /// # Access
    /// The party that wrote the draft, with scope `Agree`, as new business.
    ///
    /// # Events
    /// `LinesAdded`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::Paused`], [`WaybillError::NotFound`], [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::WrongStatus`] unless it is a draft, [`WaybillError::Complete`] once sealed.
    /// - [`WaybillError::Empty`], [`WaybillError::TooMany`], and line by line as in [`Waybill::draft`].
    #[ink(message)]
    fn add_lines(
        &mut self,
        waybill: DocumentId,
        lines: Vec<Goods>,
        complete: bool,
    ) -> Result<(), WaybillError>;

    /// Adds one line to a draft, as [`Waybill::add_lines`] does.
    ///
    /// `item` is a GTIN or the buyer's code, `quantity` in thousandths of `unit` (UN/ECE code), `deliver_until` in milliseconds.
    #[ink(message)]
    fn add_line(
        &mut self,
        waybill: DocumentId,
        item: String,
        quantity: Quantity,
        unit: String,
        deliver_until: Millis,
        complete: bool,
    ) -> Result<(), WaybillError>;

    /// Signs a complete draft that the other side wrote: consignor and carrier are bound from now on.
    ///
    /// # Access
    /// The one of consignor and carrier that did not write it, with scope `Agree`, as new business.
    ///
    /// # Events
    /// `WaybillIssued`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::Paused`], [`WaybillError::NotFound`], [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::WrongStatus`] unless it is a draft, [`WaybillError::Incomplete`] until sealed.
    /// - [`WaybillError::Unclaimed`] if it is a bill of lading and a collateral contract was linked when it was drafted.
    #[ink(message)]
    fn issue(&mut self, waybill: DocumentId) -> Result<(), WaybillError>;

    /// Signs a complete draft of a bill of lading that the other side wrote, and claims it and its goods, so that nobody is
    /// financed on another paper about them. `goods` are up to four numbers of one `kind`, with commas between; empty to claim none.
    ///
    /// # Access
    /// The one of consignor and carrier that did not write it, with scope `Agree`, as new business.
    ///
    /// # Events
    /// `WaybillIssued`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::Paused`], [`WaybillError::NotFound`], [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::NotClaimed`] if it is no bill of lading, or no collateral contract was linked when it was drafted.
    /// - [`WaybillError::WrongStatus`] unless it is a draft, [`WaybillError::Incomplete`] until sealed.
    /// - [`WaybillError::CollateralUnavailable`]; [`WaybillError::NotTold`] with the place, counted from 0, of the reason among the
    ///   [`CollateralError`](crate::collateral::CollateralError)s: such as 9, the bill was claimed before, or 10, its goods are
    ///   claimed for another paper.
    #[ink(message)]
    fn issue_bill(
        &mut self,
        waybill: DocumentId,
        kind: GoodsKind,
        goods: String,
    ) -> Result<(), WaybillError>;

    /// Calls a waybill off before pickup: a draft at once, an issued one when both have asked, or either alone past the pickup date.
    ///
    /// # Access
    /// `party` is the consignor or the carrier, with scope `Agree`; a way out.
    ///
    /// # Events
    /// `CancellationAsked` or `WaybillCancelled`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::NotAParty`], [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::WrongStatus`] after pickup.
    /// - [`WaybillError::AlreadyAsked`] if `party` asked before and the other has not.
    #[ink(message)]
    fn cancel(&mut self, waybill: DocumentId, party: PartyId) -> Result<(), WaybillError>;

    /// Signs for the goods when they leave the consignor. No `reservations` presumes them in good order.
    ///
    /// `evidence` is the SHA-256 of photographs or a report, zero if none; `declared_at` the time of pickup, in milliseconds.
    ///
    /// # Access
    /// The carrier, with scope `Receive`.
    ///
    /// # Events
    /// `GoodsPickedUp`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::WrongStatus`] unless issued.
    /// - [`WaybillError::InTheFuture`].
    /// - [`WaybillError::Repeated`] if a reservation is noted twice.
    #[ink(message)]
    fn pick_up(
        &mut self,
        waybill: DocumentId,
        reservations: Vec<Reservation>,
        evidence: Digest,
        declared_at: Millis,
    ) -> Result<(), WaybillError>;

    /// Signs the goods over to the carrier `to`, which has custody when it has signed too; another offer replaces this one.
    ///
    /// # Access
    /// The carrier that has the goods, with scope `HandOver`.
    ///
    /// # Events
    /// `CustodyOffered`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::WrongStatus`] unless in transit.
    /// - [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::SameParty`] if it has them already, or is the consignee, who signs for delivery.
    #[ink(message)]
    fn hand_over(&mut self, waybill: DocumentId, to: PartyId) -> Result<(), WaybillError>;

    /// Signs for goods that another carrier signed over. No `reservations` presumes them in good order.
    ///
    /// `evidence` is the SHA-256 of photographs or a report, zero if none; `declared_at` the time, in milliseconds.
    ///
    /// # Access
    /// The carrier they were offered to, with scope `Receive`, as new business.
    ///
    /// # Events
    /// `CustodyTaken`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::Paused`], [`WaybillError::NotFound`], [`WaybillError::WrongStatus`] unless in transit,
    ///   [`WaybillError::NotOffered`].
    /// - [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::InTheFuture`], [`WaybillError::OutOfOrder`] if before the leg before.
    /// - [`WaybillError::Repeated`] if a reservation is noted twice.
    /// - [`WaybillError::TooManyLegs`].
    #[ink(message)]
    fn take_over(
        &mut self,
        waybill: DocumentId,
        reservations: Vec<Reservation>,
        evidence: Digest,
        declared_at: Millis,
    ) -> Result<(), WaybillError>;

    /// Says that the goods are at the place of delivery since `declared_at` (milliseconds): the consignee's time to sign runs.
    ///
    /// # Access
    /// The carrier that has the goods, with scope `HandOver`.
    ///
    /// # Events
    /// `GoodsArrived`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::WrongStatus`] unless in transit.
    /// - [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::InTheFuture`], [`WaybillError::OutOfOrder`] if before pickup or the last carrier's taking over.
    #[ink(message)]
    fn arrive(&mut self, waybill: DocumentId, declared_at: Millis) -> Result<(), WaybillError>;

    /// Notes for up to 50 lines how they were not in full and sound, from arrival until the delivery is signed; a later note replaces
    /// an earlier one, and one that excepts nothing takes it back. Within the window for late reservations more damage can be noted,
    /// and nothing else; a reason that was noted before stays.
    ///
    /// What is noted stands even if the consignee never signs for the delivery.
    ///
    /// # Access
    /// The consignee, with scope `Receive`.
    ///
    /// # Events
    /// `ExceptionsNoted`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::WrongStatus`] unless arrived or delivered, [`WaybillError::Titled`] unless a title was surrendered for the
    ///   goods, [`WaybillError::TooLate`] once the window for late reservations is over.
    /// - [`WaybillError::Empty`], [`WaybillError::TooMany`], [`WaybillError::Repeated`].
    /// - Line by line: [`WaybillError::NoSuchLine`], [`WaybillError::DoesNotAddUp`], [`WaybillError::NothingExcepted`] if all was
    ///   received and nothing noted before, [`WaybillError::InParts`] if less is received than was signed for in parts,
    ///   [`WaybillError::OnlyDamage`] once delivered.
    #[ink(message)]
    fn note_exceptions(
        &mut self,
        waybill: DocumentId,
        exceptions: Vec<LineException>,
    ) -> Result<(), WaybillError>;

    /// Notes for one line how it was not in full and sound, as [`Waybill::note_exceptions`] does; quantities in thousandths of its unit.
    #[ink(message)]
    fn note_exception(
        &mut self,
        waybill: DocumentId,
        line: u16,
        received: Quantity,
        short: Quantity,
        damaged: Quantity,
        refused: Quantity,
        reason: ExceptionReason,
    ) -> Result<(), WaybillError>;

    /// Signs for the goods, in full but for the exceptions noted. `evidence` is the SHA-256 of a signature or photograph, zero if none.
    ///
    /// Exceptions are noted where the goods arrived, so who signs before the carrier says so has received everything.
    ///
    /// `declared_at` is the time of delivery, in milliseconds.
    ///
    /// # Access
    /// The consignee, with scope `Receive`.
    ///
    /// # Events
    /// `GoodsDelivered`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::WrongStatus`] unless in transit or arrived.
    /// - [`WaybillError::InTheFuture`], [`WaybillError::OutOfOrder`] if before pickup, the last carrier's taking over, or a part.
    /// - [`WaybillError::Titled`] unless a title was surrendered for the goods.
    #[ink(message)]
    fn sign_delivery(
        &mut self,
        waybill: DocumentId,
        declared_at: Millis,
        evidence: Digest,
    ) -> Result<(), WaybillError>;

    /// Records that the consignee did not sign in time for goods that arrived: delivered in full but for the exceptions noted,
    /// unconfirmed.
    ///
    /// They count as delivered in the block that the time to sign runs from, which recorded that they arrived, or a later answer to a
    /// surrender: what the carrier declared nobody else has signed. Goods under a title that nobody surrendered count as delivered to who holds it.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `DeliveryUnconfirmed`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::WrongStatus`] unless arrived.
    /// - [`WaybillError::WindowOpen`] until the time to sign is over.
    /// - [`WaybillError::Surrendered`] while a surrender of the title waits for its answer.
    #[ink(message)]
    fn lapse(&mut self, waybill: DocumentId) -> Result<(), WaybillError>;

    /// Records that goods in transit are lost: 30 days past `deliver_until` without arrival (after CMR Article 20).
    ///
    /// # Access
    /// `party` is the consignor or the consignee, or in their place who holds a title that was not surrendered, or the carrier that
    /// issued it, with scope `Receive`.
    ///
    /// # Events
    /// `GoodsLost`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::NotAParty`], [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::WrongStatus`] unless in transit.
    /// - [`WaybillError::WindowOpen`] until then.
    #[ink(message)]
    fn declare_lost(&mut self, waybill: DocumentId, party: PartyId) -> Result<(), WaybillError>;

    /// Freezes the billing record once the window for late reservations is over.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `WaybillClosed`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::WrongStatus`] unless delivered, confirmed or not.
    /// - [`WaybillError::WindowOpen`] until the window is over.
    #[ink(message)]
    fn close(&mut self, waybill: DocumentId) -> Result<(), WaybillError>;

    /// Signs for a part of line `line` (counted from 1): `quantity`, in thousandths of its unit, beside what was signed for before.
    ///
    /// What was signed for stays received, whatever becomes of the rest; signing for the delivery covers that. `declared_at` is the
    /// time of delivery, in milliseconds.
    ///
    /// # Access
    /// The consignee, with scope `Receive`.
    ///
    /// # Events
    /// `PartDelivered`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::WrongStatus`] unless in transit or arrived, [`WaybillError::Titled`] unless a title was surrendered for it.
    /// - [`WaybillError::WindowOpen`] until goods in transit were to be delivered: until then they may all be sent elsewhere.
    /// - [`WaybillError::InTheFuture`], [`WaybillError::OutOfOrder`] if before pickup, the last taking over, or the part before.
    /// - [`WaybillError::NoSuchLine`], [`WaybillError::AmountOutOfRange`] if it is 0, [`WaybillError::InParts`] if it is more than
    ///   is left of what was loaded and not excepted.
    #[ink(message)]
    fn deliver_part(
        &mut self,
        waybill: DocumentId,
        line: u16,
        quantity: Quantity,
        declared_at: Millis,
    ) -> Result<(), WaybillError>;

    /// Does something with the title of a bill of lading, from pickup until the goods are delivered.
    ///
    /// A bill's title is issued with it: to the consignor, who is its beneficiary too, unless it is a straight bill: then that is the
    /// consignee. Who gets it, or becomes its beneficiary, may reject that until something else is done with it, at most for the
    /// contract's signing window. Surrendered, it moves no more until the carrier answers, or that window is over without an answer.
    /// Once the carrier has taken it back for delivery, or kept silent for that window, who surrendered it is the consignee. To a
    /// surrender for amendment the carrier's answer is [`Waybill::reissue`]. Whatever the answer, the time to sign for goods that
    /// arrived begins anew.
    ///
    /// # Access
    /// With scope `Dispose`: to nominate, or reject being beneficiary, the beneficiary; to transfer, or reject holding it, the
    /// holder; to surrender, to reject both, or to take silence for acceptance, who is both. To answer a surrender the carrier that
    /// issued it, with scope `Agree`.
    /// Nominating and transferring is new business, the rest a way out.
    ///
    /// # Events
    /// `TitleMoved`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::Paused`] to nominate or transfer, [`WaybillError::NotFound`], [`WaybillError::NoTitle`].
    /// - [`WaybillError::NotAParty`] if only the carrier may, [`WaybillError::NotTheHolder`], [`WaybillError::NotTheBeneficiary`].
    /// - [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::WrongStatus`] unless in transit or arrived.
    /// - [`WaybillError::NotSurrendered`] to answer where nobody asked, [`WaybillError::NotAsked`] to accept a surrender for amendment;
    ///   [`WaybillError::Surrendered`] for all else after a surrender, and for everything once it was accepted.
    /// - To reject: [`WaybillError::NothingToReject`], [`WaybillError::BothRoles`].
    /// - To nominate or transfer: [`WaybillError::NotAParty`] to nobody, [`WaybillError::SameParty`] to the carrier, or to who is
    ///   holder, beneficiary or nominee already, as the case may be; [`WaybillError::CannotEndorse`] if it was endorsed to a name, or
    ///   is to be endorsed in blank to one who does not hold it; [`WaybillError::NotNominated`].
    #[ink(message)]
    fn title(
        &mut self,
        waybill: DocumentId,
        party: PartyId,
        action: TitleAction,
    ) -> Result<(), WaybillError>;

    /// Accepts a surrender for amendment: voids the bill, and issues it again as the next version of its `number`, with the `changes`
    /// that its title was surrendered for, and the goods, lines and custody as they are.
    ///
    /// Who surrendered it holds the new one, and has its whole time to sign. `version` is that of the voided one. The id is
    /// `waybill_id(carrier, number, version + 1)`.
    ///
    /// # Access
    /// The carrier that issued it, with scope `Agree`; a way out.
    ///
    /// # Events
    /// `WaybillReissued`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::WrongStatus`] unless in transit or arrived.
    /// - [`WaybillError::AnotherNumber`], [`WaybillError::TooMany`] after 65,535 versions, [`WaybillError::AlreadyExists`] if that
    ///   version was drafted.
    /// - [`WaybillError::NoTitle`], [`WaybillError::NotAsked`] unless the title was surrendered for these changes.
    /// - [`WaybillError::MalformedPlace`], [`WaybillError::AmountOutOfRange`], [`WaybillError::OutOfOrder`],
    ///   [`WaybillError::WindowTooLong`] as in [`Waybill::revise`].
    /// - [`WaybillError::PayerDidNotSign`] if prepaid freight changes and the consignor does not hold the title.
    #[ink(message)]
    fn reissue(
        &mut self,
        waybill: DocumentId,
        number: String,
        version: u16,
        changes: Revision,
    ) -> Result<DocumentId, WaybillError>;

    /// Signs a revision, which is in force once all have signed the same: consignor and carrier; until the goods arrived, who may
    /// dispose of them; once they or a part of them came to the consignee, the consignee.
    ///
    /// The first signature proposes it, for the contract's signing window, in place of what was proposed before: to sign what stands
    /// takes a proposal back. A bill of lading is revised by surrendering its title for amendment.
    ///
    /// # Access
    /// `party` is one of those who have to sign it, with scope `Agree`, as new business.
    ///
    /// # Events
    /// `RevisionSigned`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::Paused`], [`WaybillError::NotFound`], [`WaybillError::NotAParty`].
    /// - [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::WrongStatus`] unless issued, in transit, arrived or delivered with the consignee's signature;
    ///   [`WaybillError::Titled`].
    /// - [`WaybillError::MalformedPlace`] also if a place that was named is left out, [`WaybillError::AmountOutOfRange`],
    ///   [`WaybillError::OutOfOrder`] if the goods were to be delivered before they were to be picked up, or
    ///   [`WaybillError::WindowTooLong`] long after.
    /// - [`WaybillError::AlreadyAsked`] if `party` signed it and it waits for others.
    #[ink(message)]
    fn revise(
        &mut self,
        waybill: DocumentId,
        party: PartyId,
        revision: Revision,
    ) -> Result<(), WaybillError>;

    /// Disposes of goods that have not arrived: sends them elsewhere, or gives the right to do so to another (CMR Article 12).
    ///
    /// The right is the consignor's at first. Of goods under a bill of lading its title disposes.
    ///
    /// # Access
    /// `party` is the one who may dispose of them, with scope `Dispose`; a way out.
    ///
    /// # Events
    /// `GoodsDisposedOf`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::NotAParty`], [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::WrongStatus`] unless issued or in transit; [`WaybillError::Titled`].
    /// - [`WaybillError::InParts`] to send them elsewhere when a part was delivered.
    /// - [`WaybillError::SameParty`] to whom they or the right are already, in the case of the right, or the carrier that issued it.
    /// - [`WaybillError::MalformedPlace`] also if a place that was named is left out.
    #[ink(message)]
    fn dispose(
        &mut self,
        waybill: DocumentId,
        party: PartyId,
        disposal: Disposal,
    ) -> Result<(), WaybillError>;

    /// Takes one step for up to 50 waybills, as [`Waybill::sign_off`] does, by the signature of `signer`, which anyone may bring.
    ///
    /// The signature is sr25519, raw or wrapped as `<Bytes>…</Bytes>`, over `blake2_256` of `"lading/waybill/sign-off"` (23 bytes)
    /// and the SCALE encoding of (the chain's tag, this contract, `signer`, `step`, `waybills`, `declared_at`, `nonce`, `deadline`).
    /// Each `nonce` is good once for each signer, in any order; `deadline` is in milliseconds of block time.
    ///
    /// # Access
    /// Anyone brings it; `signer` may take the step as in [`Waybill::sign_off`].
    ///
    /// # Events
    /// `ManySignedOff`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::TooLate`], [`WaybillError::Replayed`], [`WaybillError::BadSignature`].
    /// - Those of [`Waybill::sign_off`].
    #[ink(message)]
    fn relay_sign_off(
        &mut self,
        signer: Account,
        step: SignOff,
        waybills: Vec<DocumentId>,
        declared_at: Millis,
        nonce: u64,
        deadline: Millis,
        signature: [u8; 64],
    ) -> Result<(), WaybillError>;

    /// Tells the orders contract what became of the order that up to 50 `lines` (numbers counted from 1) fulfil: the quantity loaded,
    /// or the quantity received, leaving out lines of which there is none.
    ///
    /// It is told under the id of the first version, once: a repeat is refused there.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `ProgressTold`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`].
    /// - [`WaybillError::WrongStatus`] for `Shipped` before pickup, for `Received` until closed or lost, and for what a waybill does
    ///   not know of.
    /// - [`WaybillError::Empty`], also if nothing was received; [`WaybillError::TooMany`].
    /// - [`WaybillError::NoSuchLine`], [`WaybillError::NotOneOrder`] if lines fulfil none, or several.
    /// - [`WaybillError::OrdersUnavailable`], [`WaybillError::NotAParty`] for `Received` if the order's buyer is neither consignee,
    ///   consignor nor carrier, as when the goods were sent elsewhere; [`WaybillError::NotTold`].
    #[ink(message)]
    fn tell(
        &mut self,
        waybill: DocumentId,
        kind: ProgressKind,
        lines: Vec<u16>,
    ) -> Result<(), WaybillError>;

    /// Deposits what both signed, or what came of it, with the notary that is linked now: as proof, beside what is kept here, of what
    /// was known when. Nothing waits for it.
    ///
    /// What is deposited is, for [`RecordKind::Waybill`], the SHA-256 of the full document, as the waybill names it now; for
    /// [`RecordKind::Delivery`], the BLAKE2b-256 of the SCALE encoding of the [`BillingRecord`] that [`Waybill::billing_record`] gives
    /// for its lines 1 to 50: of a longer waybill's other lines it says nothing but how many there are.
    ///
    /// Each is told once for a waybill: a repeat is refused there, so that a retry is harmless. What is revised after it was told is not
    /// told again; a bill that is issued anew is.
    ///
    /// # Access
    /// Anyone, also while new business is paused.
    ///
    /// # Events
    /// `DocumentDeposited`; the notary tells `Deposited`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::AnotherSource`] of any other kind.
    /// - [`WaybillError::NotFound`], [`WaybillError::WrongStatus`] for `Waybill` before it is issued and once it is cancelled or voided,
    ///   for `Delivery` until closed or lost.
    /// - [`WaybillError::NotaryUnavailable`], [`WaybillError::NotTold`].
    #[ink(message)]
    fn deposit(&mut self, waybill: DocumentId, kind: RecordKind) -> Result<(), WaybillError>;

    /// Tells the provenance contract that is linked now that up to 50 of its items were shipped, or received, under this waybill. Nothing
    /// waits for it.
    ///
    /// Which of that contract's items go under a waybill does not stand on it, so each side says so of what it shipped or received; who,
    /// whom and when stands there and is told from there. `Shipped` is told as of the pickup, to who got the goods or, as long as nobody
    /// did, to the consignee: where a title decides who gets them, it is told late. `Received` is told as of the delivery, or of the last
    /// part delivered. Of more items, each fifty are a `part`, whose number is used once for each movement of a waybill, all its versions
    /// together.
    ///
    /// # Access
    /// For `Shipped` the consignor, scope `HandOver`; for `Received` who got the goods, scope `Receive`. A way out.
    ///
    /// # Events
    /// `MovementTold`; the provenance contract tells `EventRecorded`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::WrongStatus`] before pickup, once voided, and for `Received` before anything was delivered.
    /// - [`WaybillError::ProvenanceUnavailable`], [`WaybillError::NotTold`].
    #[ink(message)]
    fn tell_movement(
        &mut self,
        waybill: DocumentId,
        movement: Movement,
        part: u16,
        items: Vec<ItemId>,
    ) -> Result<(), WaybillError>;

    /// Tells the collateral contract that nothing is financed any more on a bill of lading that is over: its claim is ended, and the
    /// `goods` of those with which it was issued, up to four numbers of one `kind` with commas between, are freed. A repeat ends
    /// nothing more, and frees what was not freed.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `EncumbranceLifted`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::NotClaimed`] if it is not claimed when it is issued.
    /// - [`WaybillError::WrongStatus`] unless it is delivered, confirmed or not, closed, lost or cancelled.
    /// - [`WaybillError::CollateralUnavailable`]; [`WaybillError::NotTold`] with the place, counted from 0, of the reason among the
    ///   [`CollateralError`](crate::collateral::CollateralError)s.
    #[ink(message)]
    fn tell_collateral(
        &mut self,
        waybill: DocumentId,
        kind: GoodsKind,
        goods: String,
    ) -> Result<(), WaybillError>;

    /// Tells the credit contract that is linked now how the carrier delivered, or that the waybill is closed. Nothing waits for it, and it
    /// changes nothing here; a repeat is refused there, so that a retry is harmless.
    ///
    /// Either is told under the id of the first version, as of the block in which the consignee signed. The carrier that issued the waybill
    /// is the subject: it answers for those that it handed the goods to. The consignee is the counterparty, because it signed how they
    /// came, line by line; where it did not, nobody but the carrier did, and nothing is told. The value is the freight; where none is
    /// agreed here, the credit contract refuses. There is no arbiter, because a waybill names none.
    /// - `Outcome`: what holds of every line, by what the consignee excepted when it signed and in the window after that.
    ///   [`IN_FULL`](crate::credit::IN_FULL): nothing was short, nor excepted as missing, or another item or version of it.
    ///   [`ON_TIME`](crate::credit::ON_TIME): a part of it came, and all was signed for as delivered by the line's own time; that it is the
    ///   place agreed is not looked at, because the consignee signed there.
    ///   [`DOCUMENTED`](crate::credit::DOCUMENTED): nothing was excepted for its label or its price; of other documents a waybill knows
    ///   nothing. [`UNDAMAGED`](crate::credit::UNDAMAGED): nothing was damaged, nor excepted as broken, of bad quality, or for its packaging.
    ///   Whose fault it was is not asked: what was reserved at pickup counts, too.
    /// - `Closed`: that it is closed.
    ///
    /// # Access
    /// Anyone, also while new business is paused.
    ///
    /// # Events
    /// `DeliveryTold`; the credit contract tells `Observed` or `DocumentClosed`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::WrongStatus`] unless closed, [`WaybillError::Unconfirmed`].
    /// - [`WaybillError::CreditUnavailable`]; [`WaybillError::NotTold`] with the place, counted from 0, of the reason among the
    ///   [`CreditError`](crate::credit::CreditError)s.
    #[ink(message)]
    fn tell_credit(&mut self, waybill: DocumentId, kind: FactKind) -> Result<(), WaybillError>;

    /// Takes one step for up to 50 waybills, without remarks, as the single message does; all or none. Asks the registry once.
    ///
    /// `declared_at` is the time of the step in milliseconds, where it has one, else ignored.
    ///
    /// # Access
    /// As for the single message; for all of them the same party, under the same registry.
    ///
    /// # Events
    /// `ManySignedOff`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::Empty`], [`WaybillError::TooMany`], [`WaybillError::Repeated`].
    /// - For the first waybill, the errors of the single message.
    /// - [`WaybillError::AnotherParty`], [`WaybillError::At`] for the first that differs or cannot.
    #[ink(message)]
    fn sign_off(
        &mut self,
        step: SignOff,
        waybills: Vec<DocumentId>,
        declared_at: Millis,
    ) -> Result<(), WaybillError>;

    /// Logs what happened, or is to happen, to the goods at `place` (UN/LOCODE) and time `occurs_at` (milliseconds). Changes nothing else.
    ///
    /// `evidence` is the SHA-256 of a report, zero if none.
    ///
    /// # Access
    /// `party` is the consignor, the consignee or the carrier that has or issued it, with scope `HandOver`.
    ///
    /// # Events
    /// `TransportEventLogged`.
    ///
    /// # Errors
    /// In this order:
    /// - [`WaybillError::NotFound`], [`WaybillError::NotAParty`], [`WaybillError::Refused`], [`WaybillError::RegistryUnavailable`].
    /// - [`WaybillError::WrongStatus`] unless issued, in transit or arrived.
    /// - [`WaybillError::MalformedPlace`], also if it is empty.
    /// - [`WaybillError::InTheFuture`] if an actual event has not happened yet.
    #[ink(message)]
    fn log_event(
        &mut self,
        waybill: DocumentId,
        party: PartyId,
        event: TransportEvent,
        classifier: Classifier,
        place: String,
        occurs_at: Millis,
        evidence: Digest,
    ) -> Result<(), WaybillError>;

    /// The waybill, its lines apart.
    #[ink(message)]
    fn waybill(&self, waybill: DocumentId) -> Option<WaybillView>;

    /// Where the waybill stands.
    #[ink(message)]
    fn status_of(&self, waybill: DocumentId) -> Option<WaybillStatus>;

    /// Up to `limit` (at most 50) lines, beginning with number `from`, counted from 1.
    #[ink(message)]
    fn lines_of(&self, waybill: DocumentId, from: u16, limit: u16) -> Vec<LineView>;

    /// The custody of leg `leg`, counted from 1: who took the goods and what it remarked.
    #[ink(message)]
    fn leg_of(&self, waybill: DocumentId, leg: u8) -> Option<LegView>;

    /// What may be billed: the delivery's facts, with those of the up to 50 `lines` asked for that exist.
    #[ink(message)]
    fn billing_record(&self, waybill: DocumentId, lines: Vec<u16>) -> Option<BillingRecord>;

    /// The title of a bill of lading; none of a waybill, nor of what was never issued or was cancelled.
    #[ink(message)]
    fn title_of(&self, waybill: DocumentId) -> Option<Title>;

    /// The id of the waybill that `carrier` issues under `number`, in its `version` (the first is 1).
    ///
    /// It is `blake2_256("lading/waybill" ‖ carrier ‖ number ‖ version)`: 14 bytes of ASCII without a length, the carrier's 32, the
    /// number as SCALE encodes a string (its length as a compact integer, one byte up to 63, then its bytes), and the version as
    /// `u16`, little-endian. With its length before it, no number can run over into the version.
    #[ink(message)]
    fn waybill_id(&self, carrier: PartyId, number: String, version: u16) -> DocumentId;
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::scale::Decode;

    #[test]
    fn errors_are_encoded_as_they_are_decoded() {
        let mut errors = 0;
        for place in 0..=u8::MAX {
            // Numbers that cannot be mistaken for each other, and the first of the enums.
            for rest in [[1, 2, 3, 4, 5, 6, 7, 8], [0; 8]] {
                let bytes = [&[place][..], &rest].concat();
                let mut input = &bytes[..];
                let Ok(error) = WaybillError::decode(&mut input) else { continue };
                assert_eq!(error.encode(), bytes[..bytes.len() - input.len()], "{error:?}");
                errors = usize::from(place) + 1;
            }
        }
        assert_eq!(errors, 60);
    }
}

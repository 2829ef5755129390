//! What happens to waybills, told to the outside world. From these events all that the contract stores can be rebuilt.
//!
//! Which account signed for a party, the chain tells itself with each call (`Contracts::Called`), and of a relayed one the event.
use ink::prelude::{string::String, vec::Vec};
use interfaces::{
    credit::FactKind,
    ids::{Account, DepositId, Digest, DocumentId, EventId, Millis, PartyId, Quantity},
    notary::RecordKind,
    orders::ProgressKind,
    provenance::Movement,
    waybill::{
        Classifier, Consignment, Disposal, Goods, LineException, Reservation, Revision, SignOff,
        TitleAction, TransportEvent,
    },
};
use kit::events::emit;

/// A waybill was drafted, and signed by the party that wrote it.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaybillDrafted {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// Who is to sign it next: the one of consignor and carrier that did not write it.
    #[ink(topic)]
    pub counterparty: PartyId,
    /// Who is to receive the goods.
    #[ink(topic)]
    pub consignee: PartyId,
    /// The number that the carrier's waybills are told apart by.
    pub number: String,
    /// Which version of that number this is, counted from 1.
    pub version: u16,
    /// How often a registry had been linked: the one asked about this waybill for ever. 0 is none.
    pub registry_epoch: u8,
    /// How often an orders contract had been linked: the one that knows its orders for ever. 0 is none.
    pub orders_epoch: u8,
    /// The number of the collateral contract that it has to be claimed from to be issued; 0 if none.
    pub collateral_epoch: u8,
    /// What it is about.
    pub consignment: Consignment,
    /// Its first lines, numbered from 1.
    pub lines: Vec<Goods>,
    /// Whether these are all.
    pub complete: bool,
}

/// Lines were added to a draft.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinesAdded {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// The number of the first of them.
    pub first: u16,
    /// The lines, numbered from there.
    pub lines: Vec<Goods>,
    /// Whether the draft has all its lines now.
    pub complete: bool,
}

/// Consignor and carrier have both signed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaybillIssued {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
}

/// One side asked to call an issued waybill off.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CancellationAsked {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// Who asked.
    pub party: PartyId,
}

/// A waybill was called off before pickup.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaybillCancelled {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// Whose signature ended it.
    pub party: PartyId,
}

/// What asking for cancellation came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cancelled {
    /// The other side has to ask too.
    Asked(CancellationAsked),
    /// It is called off.
    Done(WaybillCancelled),
}

impl Cancelled {
    /// Tells it to the outside world.
    pub(crate) fn emit(self) {
        match self {
            Self::Asked(asked) => emit(asked),
            Self::Done(cancelled) => emit(cancelled),
        }
    }
}

/// The carrier took the goods from the consignor: custody leg 1.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodsPickedUp {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// When, as declared, in milliseconds.
    pub taken_at: Millis,
    /// What the carrier remarked; nothing is a clean receipt.
    pub reservations: Vec<Reservation>,
    /// SHA-256 of photographs or a report; all zero if there is none.
    pub evidence: Digest,
}

/// The carrier that has the goods signed them over; the other has not yet.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustodyOffered {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// The carrier that may take the goods over. Arrival and delivery end the offer.
    pub to: PartyId,
}

/// The goods went from one carrier to the next, both having signed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustodyTaken {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// The number of the custody leg that begins.
    pub leg: u8,
    /// The carrier that has the goods now.
    pub carrier: PartyId,
    /// When, as declared, in milliseconds.
    pub taken_at: Millis,
    /// What it remarked; nothing is a clean receipt.
    pub reservations: Vec<Reservation>,
    /// SHA-256 of photographs or a report; all zero if there is none.
    pub evidence: Digest,
}

/// The carrier says that the goods are at the place of delivery.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodsArrived {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// Since when, as declared, in milliseconds.
    pub arrived_at: Millis,
    /// Block time; the consignee's time to sign runs from it.
    pub recorded_at: Millis,
}

/// The consignee noted how lines were not in full and sound.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionsNoted {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// The exceptions; each replaces an earlier one, and one that excepts nothing takes it back. Of one that is noted after the delivery
    /// an earlier one's reason stays.
    pub exceptions: Vec<LineException>,
}

/// The consignee signed for the goods, in full but for the exceptions noted.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodsDelivered {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// When, as declared, in milliseconds.
    pub delivered_at: Millis,
    /// SHA-256 of a signature or photograph; all zero if there is none. It stands here only.
    pub evidence: Digest,
    /// Block time; the window for late reservations runs from it.
    pub recorded_at: Millis,
}

/// The consignee did not sign in time for goods that arrived.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryUnconfirmed {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// When the goods count as delivered: block time of the arrival or, if later, of the title's surrender or the bill's reissue.
    pub delivered_at: Millis,
    /// Block time; the window for late reservations runs from it.
    pub recorded_at: Millis,
}

/// Goods in transit were declared lost.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodsLost {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// Who declared it.
    pub party: PartyId,
}

/// The billing record is frozen.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaybillClosed {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
}

/// One party took the same step for many waybills, without remarks, or anyone closed them: for each it is as if the step's own event
/// had been told.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManySignedOff {
    /// The step.
    pub step: SignOff,
    /// The waybills.
    pub waybills: Vec<DocumentId>,
    /// Time of the step as declared, in milliseconds, where it has one.
    pub declared_at: Millis,
    /// Block time, in milliseconds.
    pub recorded_at: Millis,
    /// Whose signature it was, if another brought it.
    pub relayed: Option<Relayed>,
}

/// A signature that another brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Relayed {
    /// The account that signed.
    pub signer: Account,
    /// The number that it signed once with.
    pub nonce: u64,
}

/// A party told what happened, or is to happen, to the goods.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransportEventLogged {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// Who tells it.
    pub party: PartyId,
    /// What.
    pub event: TransportEvent,
    /// How sure it is.
    pub classifier: Classifier,
    /// UN/LOCODE of the place.
    pub place: String,
    /// When, in milliseconds.
    pub occurs_at: Millis,
    /// SHA-256 of a report; all zero if there is none.
    pub evidence: Digest,
}

/// A title was passed on, given back, surrendered or taken back. Issuing a bill makes the consignor its holder, which no event tells.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitleMoved {
    /// The bill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// Who acted.
    pub party: PartyId,
    /// What it did. A surrender for delivery that is accepted makes the holder the consignee, who may accept it itself once the signing
    /// window is over without an answer; then anything else it does takes the surrender back. One for amendment ends in
    /// [`WaybillReissued`].
    pub action: TitleAction,
    /// The entry before in the title's chain, the bill's id at first; this one is `blake2_256(previous ‖ party ‖ action)`.
    pub previous: Digest,
    /// Block time; what was transferred may be rejected until the signing window from it is over.
    pub recorded_at: Millis,
}

/// A bill was voided and issued again as its number's next version, which the same holds; the chain of its title goes on.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaybillReissued {
    /// The version that was voided.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// The version that takes its place, with the goods, lines and custody as they were.
    #[ink(topic)]
    pub reissued: DocumentId,
    /// The number that both have.
    pub number: String,
    /// Which version of it the new one is.
    pub version: u16,
    /// What was changed.
    pub revision: Revision,
}

/// A revision of a waybill was signed by one who has to.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionSigned {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// Who signed it.
    pub party: PartyId,
    /// All values that may be revised, as they are to be, or are from now on.
    pub revision: Revision,
    /// Block time. Who signs another revision than waits, or this one once the signing window from its first signature is over,
    /// proposes it.
    pub recorded_at: Millis,
    /// Whether all have signed it now, and it is in force.
    pub in_force: bool,
}

/// Who may dispose of the goods gave that right away or sent them elsewhere.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodsDisposedOf {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// Who did.
    pub party: PartyId,
    /// What it did. To make a carrier the consignee takes back that the goods were offered to it.
    pub disposal: Disposal,
}

/// The consignee signed for a part of a line.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartDelivered {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// The line's number, counted from 1.
    pub line: u16,
    /// How much of it, beside earlier parts, in thousandths of its unit.
    pub quantity: Quantity,
    /// When, as declared, in milliseconds.
    pub delivered_at: Millis,
}

/// An orders contract was told what became of its order.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressTold {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// The order.
    #[ink(topic)]
    pub order: DocumentId,
    /// What.
    pub kind: ProgressKind,
    /// By which of the waybill's lines; those of which nothing was received are left out.
    pub lines: Vec<u16>,
}

/// Nothing is financed any more on a bill of lading, or on goods that stood behind it: the collateral contract was told.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncumbranceLifted {
    /// Which bill.
    #[ink(topic)]
    pub waybill: DocumentId,
}

/// The provenance contract was told which goods went under the waybill.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovementTold {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// Whether they were shipped or received.
    pub movement: Movement,
    /// Which part of them.
    pub part: u16,
    /// The event that it is on record by, as the provenance contract says; which goods these are stands there.
    pub event: EventId,
}

/// A notary was told of the waybill, or of what was delivered under it.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentDeposited {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// What.
    pub kind: RecordKind,
    /// The deposit that it is on record by, as the notary says.
    pub deposit: DepositId,
}

/// The credit contract was told of the waybill.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryTold {
    /// The waybill.
    #[ink(topic)]
    pub waybill: DocumentId,
    /// What it was told.
    pub kind: FactKind,
}

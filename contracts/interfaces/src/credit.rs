//! Ratings, as other contracts see them: what is known of how a party pays, delivers and serves, shared only by its consent.
//!
//! A *fact* is what two independent parties have signed elsewhere: that a bill was paid so many days late, how a delivery went, how much of a
//! bill was disputed rightly. Contracts that keep such documents tell it; nobody else can. A fact becomes an *observation* of a
//! *subject*, made by a *counterparty*. Of all observations a *rating* is computed, by formulas that are published and on which nobody
//! has an influence but by weights that are announced.
use crate::{
    ids::{Account, Digest, DocumentId, Fingerprint, Millis, Money, ObservationId, PartyId},
    kept::Kept,
    registry::Refusal,
};
use ink::env::DefaultEnvironment;

/// A grant's number, counted from 1.
pub type GrantId = u64;

/// Of a delivery: the items and quantities that were ordered.
pub const IN_FULL: u8 = 1;
/// Of a delivery: when and where it was promised.
pub const ON_TIME: u8 = 2;
/// Of a delivery: with the documents that belong to it, and they were right.
pub const DOCUMENTED: u8 = 4;
/// Of a delivery: without damage.
pub const UNDAMAGED: u8 = 8;

/// How many counterparties a [`Record`] knows by name.
pub const NAMED: usize = 12;
/// How many months an observation counts, the present one included.
pub const MONTHS: usize = 24;
/// How many observations of one subject in one dimension can be contested at a time.
pub const CONTESTS: usize = 8;

/// What a fact says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum What {
    /// The document is closed between the two: each may score the other's service once. Told by the waybill, the reconciliation, the
    /// receivable or the orders contract.
    Closed,
    /// A debt was paid so many days after it was due; early is negative. What was never paid is told with a number above 180. Told by the
    /// receivable contract.
    Payment(i32),
    /// A delivery: the sum of [`IN_FULL`], [`ON_TIME`], [`DOCUMENTED`], [`UNDAMAGED`], as far as they hold. Told by the waybill contract of a
    /// carrier, and by the orders contract of a seller.
    Delivery(u8),
    /// Of what was billed so much, in minor units, was disputed rightly: it was settled or decided against the one who billed it; 0 where
    /// nothing was. Told by the reconciliation contract.
    Dispute(Money),
}

/// Which fact a contract is to tell of one of its documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum FactKind {
    /// How it went: [`What::Payment`] of a receivable, [`What::Delivery`] of a waybill or an order, [`What::Dispute`] of a case.
    Outcome,
    /// That it is closed, so that each of the two may score the other's service: [`What::Closed`].
    Closed,
}

/// What two parties have signed, as a contract that keeps their document tells it.
///
/// SCALE writes its fields one after the other: 32 + 32 + 32 + 32 + 8 + 8 + 3 bytes, and what it says: one byte for which (0 closed, 1
/// payment, 2 delivery, 3 dispute), and 0, 4, 1 or 8 more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Fact {
    /// The document that says so, of the contract that tells it.
    pub document: DocumentId,
    /// Of whom it is known: who paid, delivered, or billed. Of a closed document, either of the two.
    pub subject: PartyId,
    /// By whom: who was paid, received, or was billed.
    pub counterparty: PartyId,
    /// Who decides what the two cannot settle, by the terms of the document; 32 zeros if they name nobody. Neither of the two.
    pub arbiter: PartyId,
    /// When it came to be, in milliseconds: within the last 24 months.
    pub at: Millis,
    /// What it was about, in minor units of the currency: what was paid, delivered, or billed. It is not kept.
    pub value: Money,
    /// ISO 4217 code of the currency.
    pub currency: [u8; 3],
    /// What is so.
    pub what: What,
}

/// What an observation came of. A contract tells each of each document once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum ObservationKind {
    /// A payment.
    Payment,
    /// A delivery.
    Delivery,
    /// How much of a bill was disputed rightly.
    Dispute,
    /// The score that a closed document's counterparty gave its subject.
    ServiceOfSubject,
    /// The score that a closed document's subject gave its counterparty.
    ServiceOfCounterparty,
}

/// What is observed of a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum Dimension {
    /// How it pays: PAYDEX.
    Payment,
    /// How it delivers: the share of perfect orders.
    Delivery,
    /// How those who deal with it score its service: a beta reputation.
    Service,
    /// How much of what it bills is not disputed rightly.
    Dispute,
}

/// Where an observation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum ObservationStatus {
    /// It counts.
    Standing,
    /// Its subject contests it. It does not count before the arbiter has decided, or the time for that is over: then it counts again,
    /// by itself, and this is still told here.
    Contested,
    /// The arbiter found that it is wrong. It never counts again.
    Struck,
    /// The arbiter found that it is right. It counts, and is not contested again.
    Confirmed,
}

/// How good a party is, all in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum Grade {
    /// Nobody can say: too little is known, or it hangs on observations that are contested.
    Unrated,
    /// Below 50 points.
    C,
    /// From 50 points.
    B,
    /// From 65 points.
    A,
    /// From 80 points.
    AA,
    /// From 90 points.
    AAA,
}

/// How much a viewer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum View {
    /// The grade.
    Grade,
    /// Whether the grade is at least the one that the grant names, and nothing else.
    AtLeast,
    /// The scores, without a grade.
    SubScores,
    /// All of it.
    Full,
}

/// How much each dimension weighs; together 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Weights {
    /// How it pays.
    pub payment: u8,
    /// How it delivers.
    pub delivery: u8,
    /// How it serves.
    pub service: u8,
    /// How it bills.
    pub dispute: u8,
    /// With how many, and for how long.
    pub standing: u8,
}

/// A version of the weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct WeightTable {
    /// The weights.
    pub weights: Weights,
    /// From when they are in force, in milliseconds of block time. From then on they never change.
    pub from: Millis,
}

/// What is known in one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct SubScore {
    /// Hundredths of a point, from 0 to 10,000, rounded down; says nothing while it is not rated.
    pub score: u16,
    /// Whether enough is known: three observations of four counterparties; and whether it would be the same score if all that is contested
    /// counted, or as much of it as there is room for. Of delivery the share on time and in full, too.
    pub is_rated: bool,
    /// How many observations count; of standing, in how many months there are any.
    pub samples: u32,
    /// How many counterparties are known by name.
    pub counterparties: u8,
}

/// What is known in all dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct SubScores {
    /// PAYDEX, by value.
    pub payment: SubScore,
    /// The share of perfect orders.
    pub delivery: SubScore,
    /// The expectation of a beta reputation whose past decays.
    pub service: SubScore,
    /// What of its bills was not disputed rightly, by value.
    pub dispute: SubScore,
    /// Volume and tenure: with how many it deals, and in how many months it did.
    pub standing: SubScore,
    /// The share of deliveries on time and in full, in hundredths of a point; rated where delivery is. It is part of no grade.
    pub on_time_in_full: u16,
}

/// What is known of a party, all in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Rating {
    /// The version of the weights.
    pub version: u16,
    /// Block time, in milliseconds.
    pub at: Millis,
    /// The number of the registry that is linked; with 0 nobody has examined who the counterparties are. Each observation tells its own.
    pub registry: u8,
    /// The grade.
    pub grade: Grade,
    /// From 0 to 100, rounded down; 0 where there is no grade because too little is known.
    pub points: u8,
    /// The points if what is contested counted. If that were another grade, there is none.
    pub points_if_counted: u8,
    /// How many observations are contested and not decided.
    pub contested: u8,
    /// The largest share of a dimension's weight that is contested, in basis points.
    pub contested_share: u16,
    /// The scores of which it is made; those that hang on what is contested are told as not rated.
    pub scores: SubScores,
    /// What it was made of: BLAKE2b-256 of the BLAKE2b-256 digests, one after the other, of the four [`Record`]s as they are stored, in the
    /// order of [`Dimension`]; zeros in full length for what there is none of.
    pub inputs: Fingerprint,
}

/// What a viewer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Disclosure {
    /// The grade.
    Grade(Grade),
    /// Whether the grade is at least the one that the grant names.
    AtLeast(bool),
    /// The scores.
    SubScores(SubScores),
    /// All of it.
    Full(Rating),
}

/// What one counterparty made known in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Cell {
    /// The month, in twelfths of 365.25 days since the Unix epoch. What is older than the 24 last months counts no more.
    pub month: u16,
    /// How many observations there are.
    pub count: u16,
    /// Their weight.
    pub weight: u32,
    /// Σ weight × score, in hundredths of a point. Of deliveries, the weight of the perfect ones, and 2^32 times that of those on
    /// time and in full.
    pub score: u64,
}

/// What one counterparty made known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Share {
    /// Who; 32 zeros for all who are not known by name, and where there is nobody yet.
    pub counterparty: PartyId,
    /// The how many-th that was given a name here, counted from 1; 0 for those who have none.
    pub arrival: u32,
    /// Month by month: a month's place is its number modulo 24.
    pub cells: [Cell; MONTHS],
}

/// An observation that does not count while it is contested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct OpenContest {
    /// Which; 32 zeros where there is none.
    pub observation: ObservationId,
    /// Until when the arbiter may decide, in milliseconds. After that it counts again.
    pub until: Millis,
    /// The arrival of the counterparty that made it.
    pub arrival: u32,
    /// What it is, in a month of its own.
    pub cell: Cell,
}

/// What is known of a party in one dimension: always of the same size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Record {
    /// How many counterparties were given a name.
    pub arrivals: u32,
    /// The counterparties known by name, and last all others together.
    pub shares: [Share; NAMED + 1],
    /// What is contested.
    pub contests: [OpenContest; CONTESTS],
}

/// What was observed, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Observation {
    /// Where it stands.
    pub status: ObservationStatus,
    /// The number of the registry that it keeps; 0 if none was linked.
    pub registry: u8,
    /// In what.
    pub dimension: Dimension,
    /// Of whom.
    pub subject: PartyId,
    /// For whom it counts: who made it, or who was first known here by the same legal identifier.
    pub counterparty: PartyId,
    /// Who decides if it is contested; 32 zeros for nobody: then it is not.
    pub arbiter: PartyId,
    /// The how many-th that counterparty is in the subject's record.
    pub arrival: u32,
    /// The month, the weight and the weighted score that it has there.
    pub cell: Cell,
    /// Block time when it was recorded, in milliseconds.
    pub recorded_at: Millis,
    /// Until when the arbiter may decide, in milliseconds; 0 before it is contested.
    pub until: Millis,
}

/// A document that is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Closing {
    /// The number of the registry that it keeps; 0 if none was linked.
    pub registry: u8,
    /// The one.
    pub subject: PartyId,
    /// The other.
    pub counterparty: PartyId,
    /// Who decides if a score is contested; 32 zeros for nobody.
    pub arbiter: PartyId,
    /// The month in which it was closed.
    pub month: u16,
    /// What a score weighs.
    pub weight: u16,
    /// Until when the two may score, in milliseconds.
    pub until: Millis,
}

/// What a subject lets a viewer know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Consent {
    /// Who relies on it.
    pub viewer: PartyId,
    /// The contract that asks for the viewer, and alone does; 32 zeros where the viewer asks itself.
    pub contract: Account,
    /// How much it is told.
    pub view: View,
    /// The grade that is asked about, where that is all that is told; else it means nothing.
    pub at_least: Grade,
    /// SHA-256 of what it is for.
    pub purpose: Fingerprint,
    /// Until when, in milliseconds.
    pub expires_at: Millis,
    /// How often, at least once.
    pub uses: u32,
}

/// A consent that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Grant {
    /// The number of the registry that it keeps; 0 if none was linked.
    pub registry: u8,
    /// Whether it was taken back.
    pub is_revoked: bool,
    /// Who gave it.
    pub subject: PartyId,
    /// To what.
    pub consent: Consent,
    /// How often it was used.
    pub used: u32,
}

/// Why the credit contract refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum CreditError {
    /// New business is paused.
    Paused,
    /// The caller is not the administrator.
    MissingRole,
    /// The caller may not act for the party.
    Refused(Refusal),
    /// The registry did not answer.
    RegistryUnavailable,
    /// There is no such observation, closed document, grant or version of the weights.
    NotFound,
    /// The caller is not the contract that is linked for this.
    NotTheSource,
    /// It was told before: this kind of this document by this contract; or scored before.
    AlreadyTold,
    /// Subject and counterparty are the same, or one of them is nobody.
    SameParty,
    /// It lies in the future.
    InTheFuture,
    /// It is older than 24 months, or the closed document is by now.
    TooOld,
    /// An amount is not below 2^63, or a part is more than the whole.
    AmountOutOfRange,
    /// It is about too little money to say anything: less than some 80 US dollars; or about a currency of which nobody knows here what
    /// it is worth.
    WeighsNothing,
    /// The counterparty has no attested real name, or no confirmed legal identifier.
    NotAttested,
    /// The two are in one hand, or the counterparty appointed who controls the subject as its agent. Where the subject appointed who controls
    /// the counterparty, or it was shown that they share an agent, or one account acts for both, a score below 50 counts all the same.
    Related,
    /// The account does not act for both.
    NotShared,
    /// The party is not one of the two.
    NotAParty,
    /// A score is from 0 to 100.
    ScoreOutOfRange,
    /// The time for it was over at the milliseconds given.
    TooLate(Millis),
    /// The observation is at the status given, which this does not follow.
    WrongStatus(ObservationStatus),
    /// The document names no arbiter.
    NoArbiter,
    /// As many observations of this dimension are contested as can be at a time.
    TooManyContests,
    /// The weights do not add up to 100.
    WrongSum,
    /// A contract asks for a rating by a grant only.
    ConsentNeeded,
    /// A grant that is over already, or has no uses.
    NothingGranted,
    /// The grant is another subject's.
    OtherSubject,
    /// The grant is to another viewer.
    OtherViewer,
    /// The grant is to be used through another contract, or through none.
    OtherContract,
    /// The grant is for another purpose.
    OtherPurpose,
    /// The grant was taken back.
    Revoked,
    /// The grant ended at the milliseconds given.
    GrantExpired(Millis),
    /// The grant was used as often as it may be.
    UsedUp,
    /// A counter is used up, or what one counterparty said of a month weighs 2^32.
    Overflow,
    /// The account that would strike it acts for its subject, too.
    NotImpartial,
}

/// A contract's [`Credit`] at some address.
pub type CreditRef = ink::contract_ref!(Credit, DefaultEnvironment);
/// A contract's [`Facts`] at some address.
pub type FactsRef = ink::contract_ref!(Facts, DefaultEnvironment);

/// Scores, contests, weights, ratings and consent.
#[ink::trait_definition]
pub trait Credit {
    /// Scores how the other party of a closed document served: `score` from 0, not at all, to 100. Each of the two once, within 30 days after
    /// the document was told closed here.
    ///
    /// # Access
    /// `party`, one of the two, scope Agree.
    ///
    /// # Events
    /// `Observed`.
    ///
    /// # Errors
    /// In this order: [`CreditError::Paused`], [`CreditError::NotFound`] if the contract `source` did not tell that `document` is closed,
    /// [`CreditError::NotAParty`], [`CreditError::Refused`], [`CreditError::RegistryUnavailable`], [`CreditError::AlreadyTold`],
    /// [`CreditError::TooLate`], [`CreditError::TooOld`] if the document is of a month that counts no more, [`CreditError::ScoreOutOfRange`];
    /// [`CreditError::NotAttested`] and [`CreditError::Related`], only if a registry was linked when it was told closed, and before each of
    /// them [`CreditError::RegistryUnavailable`]; [`CreditError::Overflow`] as of [`Facts::observe`].
    #[ink(message)]
    fn score_service(
        &mut self,
        source: Account,
        document: DocumentId,
        party: PartyId,
        score: u8,
    ) -> Result<(), CreditError>;

    /// Contests an observation: it does not count until the arbiter of the document has decided, or 30 days have gone by. `evidence` is the
    /// SHA-256 of what is brought against it. Once, and within 30 days after it was recorded.
    ///
    /// # Access
    /// Its subject, scope Agree, a way out.
    ///
    /// # Events
    /// `Contested`.
    ///
    /// # Errors
    /// In this order: [`CreditError::NotFound`], [`CreditError::Refused`], [`CreditError::RegistryUnavailable`],
    /// [`CreditError::WrongStatus`] if it was contested before, [`CreditError::NoArbiter`], [`CreditError::TooLate`] also where it counts no
    /// more because of its age, [`CreditError::TooManyContests`].
    #[ink(message)]
    fn contest(&mut self, observation: ObservationId, evidence: Digest) -> Result<(), CreditError>;

    /// Decides about a contested observation: `is_struck` if it is wrong, so that it never counts again; else it counts again.
    ///
    /// # Access
    /// The arbiter of the document, scope Agree, a way out. To strike, by an account that does not act for the subject in any scope.
    ///
    /// # Events
    /// `Decided`.
    ///
    /// # Errors
    /// In this order: [`CreditError::NotFound`], [`CreditError::Refused`], [`CreditError::RegistryUnavailable`],
    /// [`CreditError::WrongStatus`] unless it is contested, [`CreditError::TooLate`]; where it is struck, [`CreditError::RegistryUnavailable`]
    /// and [`CreditError::NotImpartial`].
    #[ink(message)]
    fn decide(&mut self, observation: ObservationId, is_struck: bool) -> Result<(), CreditError>;

    /// Announces other weights, which are in force once the delay of administrative changes is over, as the next version. What was announced and
    /// is not in force yet is replaced. Versions that were in force stay as they are. Answers the version.
    ///
    /// # Access
    /// `ADMIN`.
    ///
    /// # Events
    /// `WeightsAnnounced`.
    ///
    /// # Errors
    /// In this order: [`CreditError::MissingRole`], [`CreditError::WrongSum`], [`CreditError::Overflow`] after 65,535 versions.
    #[ink(message)]
    fn announce_weights(&mut self, weights: Weights) -> Result<u16, CreditError>;

    /// Shows that `account` acts for both, in whatever scope: for the next 30 days what each says of the other counts only where it is blame, a
    /// score below 50. For a registry cannot list the agents that two have in common, and who watches its events can. As long as it is so,
    /// anybody may show it again, for 30 days from then on.
    ///
    /// # Access
    /// Anyone. A pause does not stop it.
    ///
    /// # Events
    /// `AgentShown`.
    ///
    /// # Errors
    /// In this order: [`CreditError::SameParty`], [`CreditError::RegistryUnavailable`], [`CreditError::NotShared`], always so without a
    /// registry.
    #[ink(message)]
    fn show_agent(
        &mut self,
        one: PartyId,
        other: PartyId,
        account: Account,
    ) -> Result<(), CreditError>;

    /// Puts on record how a party is rated now by a version of the weights, 0 for the one in force. Answers nothing: a contract learns of a
    /// rating by a grant only.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `Rated`.
    ///
    /// # Errors
    /// - [`CreditError::NotFound`] if there is no such version, or it is not in force yet.
    #[ink(message)]
    fn snapshot(&mut self, subject: PartyId, version: u16) -> Result<(), CreditError>;

    /// Lets a viewer know, or a contract on its behalf. Answers the grant's number.
    ///
    /// # Access
    /// `subject`, scope ShareCredit.
    ///
    /// # Events
    /// `Granted`.
    ///
    /// # Errors
    /// In this order: [`CreditError::Paused`], [`CreditError::Refused`], [`CreditError::RegistryUnavailable`],
    /// [`CreditError::NothingGranted`], [`CreditError::Overflow`].
    #[ink(message)]
    fn grant(&mut self, subject: PartyId, consent: Consent) -> Result<GrantId, CreditError>;

    /// Takes a grant back, at once.
    ///
    /// # Access
    /// Its subject, scope ShareCredit, a way out.
    ///
    /// # Events
    /// `Revoked`.
    ///
    /// # Errors
    /// In this order: [`CreditError::NotFound`], [`CreditError::Refused`], [`CreditError::RegistryUnavailable`],
    /// [`CreditError::Revoked`] if it was taken back before.
    #[ink(message)]
    fn revoke(&mut self, grant: GrantId) -> Result<(), CreditError>;

    /// Asks by a grant how `subject` is rated now, by the weights in force. Each use that stands leaves a receipt: an event, and one use less. Of
    /// a transaction that is undone nothing stays.
    ///
    /// # Access
    /// The contract that the grant names, which says for whom it asks; where it names none, `viewer`, scope ShareCredit. A pause does not
    /// stop it.
    ///
    /// # Events
    /// `Used`.
    ///
    /// # Errors
    /// In this order: [`CreditError::NotFound`], [`CreditError::OtherContract`] where the grant names a contract that does not call,
    /// [`CreditError::OtherSubject`], [`CreditError::OtherViewer`], [`CreditError::Refused`], [`CreditError::RegistryUnavailable`],
    /// [`CreditError::OtherPurpose`], [`CreditError::Revoked`], [`CreditError::GrantExpired`], [`CreditError::UsedUp`].
    #[ink(message)]
    fn consult(
        &mut self,
        grant: GrantId,
        subject: PartyId,
        viewer: PartyId,
        purpose: Digest,
    ) -> Result<Disclosure, CreditError>;

    /// How a party is rated now by a version of the weights, 0 for the one in force. For people, not for contracts: it asks for no consent, because
    /// whoever reads the chain can compute it.
    ///
    /// # Access
    /// The account that began the call, as of all that is for people; no contract, nor one that is being made.
    ///
    /// # Errors
    /// In this order: [`CreditError::ConsentNeeded`] if another asks, [`CreditError::NotFound`] as of [`Credit::snapshot`].
    #[ink(message)]
    fn score(&self, subject: PartyId, version: u16) -> Result<Rating, CreditError>;

    /// The last snapshot of a party by this version of the weights. For people; a contract is told nothing.
    #[ink(message)]
    fn rating_of(&self, subject: PartyId, version: u16) -> Option<Kept<Rating>>;

    /// What is known of a party in one dimension. For people; a contract is told nothing.
    #[ink(message)]
    fn record_of(&self, subject: PartyId, dimension: Dimension) -> Option<Kept<Record>>;

    /// An observation. For people; a contract is told nothing.
    #[ink(message)]
    fn observation(&self, observation: ObservationId) -> Option<Kept<Observation>>;

    /// A document that `source` told closed.
    #[ink(message)]
    fn closing_of(&self, source: Account, document: DocumentId) -> Option<Kept<Closing>>;

    /// A grant.
    #[ink(message)]
    fn grant_of(&self, grant: GrantId) -> Option<Kept<Grant>>;

    /// A version of the weights; 0 for the one in force.
    #[ink(message)]
    fn weights_of(&self, version: u16) -> Option<WeightTable>;

    /// The version of the weights in force.
    #[ink(message)]
    fn version(&self) -> u16;

    /// The id of what the contract `source` tells of `document`: `blake2_256("lading/observation" ‖ source ‖ document ‖ kind, one byte)`.
    #[ink(message)]
    fn observation_id(
        &self,
        source: Account,
        document: DocumentId,
        kind: ObservationKind,
    ) -> ObservationId;
}

/// How contracts tell what their parties signed.
#[ink::trait_definition]
pub trait Facts {
    /// Records a fact. What was told is refused when it is told again, so that a retry is harmless. What counts nothing is refused and
    /// leaves no trace: it can be told again once the counterparty is attested, or the two are no longer related. When it came to be is what
    /// the contract says. What is to be told by a contract in whose place another is linked is told before that link is applied.
    ///
    /// # Access
    /// The contract that is linked for this: waybill and orders for deliveries, receivable for payments, reconciliation for disputes, any
    /// of the four for what is closed.
    ///
    /// # Events
    /// `Observed`, or `DocumentClosed`.
    ///
    /// # Errors
    /// In this order: [`CreditError::Paused`], [`CreditError::NotTheSource`], [`CreditError::AlreadyTold`], [`CreditError::SameParty`],
    /// [`CreditError::InTheFuture`], [`CreditError::TooOld`], [`CreditError::AmountOutOfRange`], [`CreditError::WeighsNothing`]; of all but
    /// closed documents, only if a registry is linked, [`CreditError::RegistryUnavailable`], [`CreditError::NotAttested`],
    /// [`CreditError::Related`]; and [`CreditError::Overflow`] if what the counterparty, or all without a name, said of a month weighs 2^32,
    /// or 4,294,967,295 counterparties had a name.
    #[ink(message)]
    fn observe(&mut self, fact: Fact) -> Result<(), CreditError>;
}

//! Deposits of evidence, as other contracts see them.
use crate::{
    ids::{
        Account, DepositId, Digest, DocumentId, EvidenceId, Fingerprint, Millis, OptionalParty,
        PartyId,
    },
    registry::Refusal,
};
use ink::{
    env::DefaultEnvironment,
    prelude::{string::String, vec::Vec},
};

/// How a digest was made, weaker before stronger: a deposit is renewed under a later one.
///
/// When one is given up, an upgrade says from when on: of none in this list is the end published as final. (NIST's, at the end of 2030, is
/// SHA-1's, which is not in it.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum Algorithm {
    /// SHA-224 (FIPS 180-4), 28 bytes.
    Sha224,
    /// SHA-256 (FIPS 180-4), 32 bytes.
    Sha256,
    /// SHA-384 (FIPS 180-4), 48 bytes.
    Sha384,
    /// SHA-512 (FIPS 180-4), 64 bytes.
    Sha512,
    /// BLAKE2b-256 (RFC 7693), 32 bytes.
    Blake2b256,
    /// BLAKE2b-512 (RFC 7693), 64 bytes.
    Blake2b512,
    /// SHA3-256 (FIPS 202), 32 bytes.
    Sha3x256,
    /// SHA3-512 (FIPS 202), 64 bytes.
    Sha3x512,
}

/// What a digest stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum Subject {
    /// One document.
    Document,
    /// A batch of documents: an RFC 6962 root over their digests.
    Batch,
    /// The fields of one document: an RFC 6962 root over a salted leaf for each.
    Fields,
    /// A log that grows: an RFC 6962 root over all its entries so far.
    Log,
}

/// Where the declared time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum TimeSource {
    /// Not stated.
    NotStated,
    /// The collecting device's own clock.
    Device,
    /// A clock that the network sets (NTP).
    Network,
    /// A satellite receiver.
    Satellite,
    /// A time stamp of a trusted authority (RFC 3161).
    TimeStamp,
    /// The chain's block.
    Block,
}

/// What is deposited, how it came to be, and who has to sign it. Never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Statement {
    /// What the digest stands for.
    pub subject: Subject,
    /// How it was made; of everything but a document SHA-256.
    pub algorithm: Algorithm,
    /// The digest, from the left; the rest of the 64 bytes is zeros.
    pub digest: [u8; 64],
    /// Of a document, its length in bytes; of the others, how many leaves the tree has, at least 1.
    pub size: u64,
    /// Media type of the document, or of each in the batch, such as `application/pdf`: at most 127 bytes; empty if not stated.
    pub media_type: String,
    /// When it was collected, as the depositor declares, in milliseconds.
    pub collected_at: Millis,
    /// Where that time comes from.
    pub time_source: TimeSource,
    /// SHA-256 of who collected it, with a salt: a person is never named here. Zeros if not stated.
    pub collector: Digest,
    /// What device collected it, such as a make and a serial number: at most 64 bytes; empty if not stated.
    pub device: String,
    /// Where it was collected from, such as a system or an address: at most 64 bytes; empty if not stated.
    pub source: String,
    /// Who keeps the original.
    pub custodian: OptionalParty,
    /// Who decides if it is challenged; without one it cannot be.
    pub arbiter: OptionalParty,
    /// Who has to sign it beside the depositor, at most 16.
    pub signatories: Vec<PartyId>,
    /// Until when they can sign, in milliseconds, at most 366 days ahead; means nothing where nobody has to.
    pub sign_until: Millis,
}

/// Where the signatures under a deposit stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum DepositStatus {
    /// Nobody beside the depositor has to sign.
    Deposited,
    /// Signatories are waited for.
    Pending,
    /// Every signatory has signed. Never left.
    Sealed,
    /// A signatory declined: it will never be sealed. What was deposited when stays on record.
    Declined,
    /// Not all signed in time: it will never be sealed. What was deposited when stays on record.
    Lapsed,
}

/// Whether what was deposited still stands, beside its [`DepositStatus`]. All of it is kept, whatever becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum Standing {
    /// It stands.
    Valid,
    /// It stands, and was deposited again under a newer algorithm.
    Renewed,
    /// It stands, and the log has grown since.
    Extended,
    /// Its depositor put another in its place.
    Superseded,
    /// Its depositor revoked it.
    Revoked,
    /// Its arbiter upheld a challenge.
    Overturned,
}

/// What is answered by one who has to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Reply {
    /// Signs.
    Sign,
    /// Will not sign.
    Decline,
}

/// What a linked contract tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum RecordKind {
    /// Terms that both parties signed: told by the orders contract.
    Terms,
    /// An order as both agreed on it: told by the orders contract.
    Order,
    /// A transport document as it was issued: told by the waybill contract.
    Waybill,
    /// What was delivered, as it was signed: told by the waybill contract.
    Delivery,
    /// The balance that both are bound by: told by the reconciliation contract.
    Balance,
}

/// What a linked contract told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Told {
    /// The document; of a case, the bytes of its id; of a relationship's terms,
    /// `blake2_256("lading/terms" ‖ relationship ‖ version)`: 12 bytes of ASCII without a length, 32, and two, little-endian.
    pub document: DocumentId,
    /// What is told of it.
    pub kind: RecordKind,
}

/// A deposit. With this contract's address, its number is the number of the certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Certificate {
    /// Its number: deposits are counted from 1, and none is left out.
    pub number: u64,
    /// Who deposited it; of what a contract told, the bytes of the contract's address.
    pub depositor: PartyId,
    /// What was deposited.
    pub statement: Statement,
    /// Block time of the deposit, in milliseconds.
    pub recorded_at: Millis,
    /// Where its signatures stand now.
    pub status: DepositStatus,
    /// Whether it still stands.
    pub standing: Standing,
    /// Bit `n` is set if the signatory at place `n` of the list has signed.
    pub signed: u16,
    /// Bit `n` is set if the signatory at place `n` of the list declined.
    pub declined: u16,
    /// Whether what it follows binds all its signatories: it was sealed, or followed what was. Then it is not its depositor's alone.
    pub is_joint: bool,
    /// What it renews or extends.
    pub follows: Option<DepositId>,
    /// What renews, extends or supersedes it.
    pub followed_by: Option<DepositId>,
    /// What a contract told by it.
    pub told: Option<Told>,
    /// How many uses of it are on record.
    pub uses: u32,
    /// What they were: `blake2_256` of the SCALE encoding of (this digest before, by whom, use, recipient, purpose, block time) for
    /// each, beginning with zeros. It proves a list of all uses, taken from the events, to be complete.
    pub use_digest: Fingerprint,
    /// How often a registry had been linked when it was deposited: the one asked about it for ever. 0 is none.
    pub registry_epoch: u8,
}

/// Where a challenge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum ChallengeStatus {
    /// The arbiter is waited for.
    Open,
    /// The arbiter upheld it: the deposit is overturned.
    Upheld,
    /// The arbiter rejected it.
    Rejected,
    /// The arbiter did not decide in time. The deposit stands as it did.
    Lapsed,
}

/// A challenge of a deposit by one party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Challenge {
    /// Where it stands.
    pub status: ChallengeStatus,
    /// SHA-256 of why it is challenged.
    pub reason: Fingerprint,
    /// SHA-256 of why it was decided so; zeros before.
    pub decision: Fingerprint,
    /// Until when the arbiter can decide, in milliseconds.
    pub decide_until: Millis,
}

/// What is done with a deposit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Use {
    /// It was given to the recipient.
    Shared,
    /// The recipient looked at it.
    Viewed,
    /// The recipient bases something on it.
    ReliedOn,
}

/// A chain of evidence, its links apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct EvidenceChain {
    /// Who opened it, and may close it.
    pub keeper: PartyId,
    /// Who may append to it beside the keeper, at most 16.
    pub contributors: Vec<PartyId>,
    /// How many links it has.
    pub links: u32,
    /// The digest of its last link; zeros if there is none.
    pub head: Fingerprint,
    /// When it was opened, in milliseconds.
    pub opened_at: Millis,
    /// From when on it is closed, in milliseconds: as was said when it was opened, or earlier if the keeper closed it.
    pub closes_at: Millis,
    /// How often a registry had been linked when it was opened: the one asked about it for ever. 0 is none.
    pub registry_epoch: u8,
}

/// A link of a chain of evidence. Its own digest is `blake2_256` of the SCALE encoding of (chain, its number, the link).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct EvidenceLink {
    /// The digest of the link before it; zeros in the first.
    pub previous: Fingerprint,
    /// The deposit that it adds.
    pub deposit: DepositId,
    /// Who added it.
    pub by: PartyId,
    /// SHA-256 of what is said of it, such as who hands the original to whom; zeros if nothing is.
    pub note: Fingerprint,
    /// Block time, in milliseconds.
    pub recorded_at: Millis,
}

/// How sure it is who is behind an account (the levels of eIDAS).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum AssuranceLevel {
    /// Low.
    Low,
    /// Substantial: what an attester of a registry examined counts as this.
    Substantial,
    /// High.
    High,
}

/// Who says whose account it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum IdentitySource {
    /// The party, which issued the credential.
    Issuer,
    /// The registry: the account acts for the party, whose real name was attested.
    Registry,
}

/// Who is behind an account. What was signed while it was so stays signed, whatever becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Identity {
    /// Digest of the real-name credential; from a registry, of the attestation's evidence.
    pub credential: Fingerprint,
    /// How sure it is.
    pub level: AssuranceLevel,
    /// Who issued it; from a registry, the bytes of the attester's account.
    pub issuer: PartyId,
    /// Block time of the binding, in milliseconds.
    pub bound_at: Millis,
    /// When it ends, in milliseconds.
    pub expires_at: Millis,
    /// Since when it is withdrawn, in milliseconds; 0 if it is not.
    pub withdrawn_at: Millis,
    /// How often a registry had been linked when it was bound; 0 is never.
    pub registry_epoch: u8,
}

/// Why the notary refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum NotaryError {
    /// New business is paused.
    Paused,
    /// The caller may not act for the party.
    Refused(Refusal),
    /// The registry did not answer, or none is linked.
    RegistryUnavailable,
    /// There is no such deposit, challenge, chain or identity.
    NotFound,
    /// The party deposited this digest, or the contract told this of the document, before.
    AlreadyDeposited,
    /// The digest is only zeros, or longer than its algorithm makes it.
    MalformedDigest,
    /// This cannot be done with what was deposited.
    WrongSubject(Subject),
    /// A tree has at least one leaf, and its digest is SHA-256.
    MalformedTree,
    /// The media type is longer than 127 bytes, not printable ASCII, or without a `/`.
    MalformedMediaType,
    /// Device or source is longer than 64 bytes.
    TextTooLong,
    /// The declared time is later than clocks can differ.
    InTheFuture,
    /// The time given is over, or further ahead than it may be.
    OutOfOrder,
    /// Depositor, arbiter and signatories, or keeper and contributors, are different parties; nobody challenges its own.
    SameParty,
    /// The list has more entries than it may have, or it cannot be counted further.
    TooMany,
    /// The list has the same entry twice.
    Repeated,
    /// The party has no part in it.
    NotAParty,
    /// The deposit's signatures are at the status given, which this step does not follow.
    WrongStatus(DepositStatus),
    /// The deposit stands as given, which this step does not follow.
    WrongStanding(Standing),
    /// The party signed before.
    AlreadyDone,
    /// What was deposited earlier, or by another, supersedes nothing.
    NotLater,
    /// Not all who signed what it is to supersede have signed this.
    NotSigned,
    /// The algorithm is not later in the list than the one it is to renew.
    NotNewer,
    /// The log has not grown.
    NotGrown,
    /// The proof does not prove that the log begins with what it was before.
    Inconsistent,
    /// The deposit names no arbiter.
    NoArbiter,
    /// The party challenged this deposit before.
    AlreadyChallenged,
    /// The challenge is at the status given, and is not decided again.
    WrongChallenge(ChallengeStatus),
    /// The chain is closed since the milliseconds given.
    Closed(Millis),
    /// The number is empty, longer than 35 bytes, or not printable ASCII.
    MalformedNumber,
    /// The keeper has a chain with this number.
    AlreadyExists,
    /// The caller is not the contract that tells this.
    NotTheSource,
    /// The registry has no attestation of the party's real name that stands.
    NotAttested,
    /// The signature's time was over at the milliseconds given.
    TooLate(Millis),
    /// The signature, or another with its nonce, was used.
    Replayed,
    /// It is not the signer's signature under this.
    BadSignature,
}

/// A [`Notary`] at some address.
pub type NotaryRef = ink::contract_ref!(Notary, DefaultEnvironment);

/// A contract that takes [`Deposits`] at some address.
pub type DepositsRef = ink::contract_ref!(Deposits, DefaultEnvironment);

/// Deposits of evidence: who had what when, who signed it, and what became of it.
#[ink::trait_definition]
pub trait Notary {
    /// Deposits a digest, and answers its id, which is [`Notary::deposit_id`]. A party deposits a digest once; others may deposit the
    /// same, and [`Notary::first_seen`] tells the earliest.
    ///
    /// Where signatories are named, it waits for them ([`Notary::answer`]) until `sign_until`. Whether they sign or not, what was
    /// deposited when stays on record. Thousands of documents are one deposit of a [`Subject::Batch`]; the leaf of a document in it is
    /// `SHA-256(0x00 ‖ its digest)`. A [`Subject::Log`] begins here and grows by [`Notary::extend`].
    ///
    /// # Access
    /// `party`, with scope `Notarise`, as new business.
    ///
    /// # Events
    /// `Deposited`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::Paused`], [`NotaryError::Refused`], [`NotaryError::RegistryUnavailable`].
    /// - [`NotaryError::AlreadyDeposited`], [`NotaryError::MalformedDigest`], [`NotaryError::MalformedTree`],
    ///   [`NotaryError::MalformedMediaType`], [`NotaryError::TextTooLong`], [`NotaryError::InTheFuture`].
    /// - [`NotaryError::TooMany`], [`NotaryError::Repeated`] of the signatories, [`NotaryError::SameParty`] if the arbiter or a
    ///   signatory is the depositor, or the arbiter a signatory.
    /// - [`NotaryError::OutOfOrder`] if there are signatories and `sign_until` is over or more than 366 days ahead.
    /// - [`NotaryError::TooMany`] after 2^64 deposits, here and wherever something is deposited.
    #[ink(message)]
    fn deposit(&mut self, party: PartyId, statement: Statement) -> Result<DepositId, NotaryError>;

    /// Signs a deposit, or declines to. When every signatory has signed, it is sealed; when one declines, it never will be.
    ///
    /// # Access
    /// `party` is a signatory, with scope `Notarise`; to sign as new business, else a way out.
    ///
    /// # Events
    /// `Answered`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::Paused`] if signed.
    /// - [`NotaryError::NotFound`], [`NotaryError::NotAParty`], [`NotaryError::Refused`], [`NotaryError::RegistryUnavailable`].
    /// - [`NotaryError::WrongStatus`] unless pending, [`NotaryError::WrongStanding`] unless valid.
    /// - [`NotaryError::AlreadyDone`] if the party signed before.
    #[ink(message)]
    fn answer(
        &mut self,
        deposit: DepositId,
        party: PartyId,
        reply: Reply,
    ) -> Result<(), NotaryError>;

    /// Signs a deposit or declines to, as [`Notary::answer`] does, by the signature of `signer`, which anyone may bring.
    ///
    /// The signature is sr25519, raw or wrapped as `<Bytes>…</Bytes>`, over `blake2_256` of `"lading/notary/answer"` (20 bytes) and the
    /// SCALE encoding of (the chain's tag, this contract, `signer`, `deposit`, `blake2_256` of the SCALE encoding of the deposit's
    /// [`Statement`], `party`, `reply`, `nonce`, `deadline`). Each `nonce` is good once for each signer, in any order; `deadline` is in
    /// milliseconds of block time.
    ///
    /// # Access
    /// Anyone brings it; `signer` may answer as in [`Notary::answer`].
    ///
    /// # Events
    /// `Answered`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::NotFound`], [`NotaryError::TooLate`], [`NotaryError::Replayed`], [`NotaryError::BadSignature`].
    /// - Those of [`Notary::answer`].
    #[ink(message)]
    fn relay_answer(
        &mut self,
        signer: Account,
        deposit: DepositId,
        party: PartyId,
        reply: Reply,
        nonce: u64,
        deadline: Millis,
        signature: [u8; 64],
    ) -> Result<(), NotaryError>;

    /// Puts the later deposit `by` of the same depositor in the place of one.
    ///
    /// What is sealed binds all who signed it, and so does what renews it: only what all of them have signed supersedes it. A log is
    /// extended instead.
    ///
    /// # Access
    /// The depositor, with scope `Notarise`; a way out.
    ///
    /// # Events
    /// `StandingChanged`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::NotFound`] for each, [`NotaryError::Refused`], [`NotaryError::RegistryUnavailable`].
    /// - [`NotaryError::WrongSubject`] of a log, [`NotaryError::WrongStanding`] unless valid.
    /// - [`NotaryError::NotLater`] unless `by` is the same party's and later, [`NotaryError::WrongStanding`] unless `by` is valid.
    /// - [`NotaryError::NotSigned`].
    #[ink(message)]
    fn supersede(&mut self, deposit: DepositId, by: DepositId) -> Result<(), NotaryError>;

    /// Revokes a deposit: it is kept, and marked. `reason` is the SHA-256 of why.
    ///
    /// What is sealed is not one party's to revoke: it is superseded by what all of them sign, or challenged.
    ///
    /// # Access
    /// The depositor, with scope `Notarise`; a way out.
    ///
    /// # Events
    /// `StandingChanged`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::NotFound`], [`NotaryError::Refused`], [`NotaryError::RegistryUnavailable`].
    /// - [`NotaryError::WrongStatus`] if it is sealed, or renews or extends what was; [`NotaryError::WrongStanding`] unless valid.
    #[ink(message)]
    fn revoke(&mut self, deposit: DepositId, reason: Digest) -> Result<(), NotaryError>;

    /// Deposits a document again under a newer algorithm, while the old one is still trusted, and answers the new deposit's id.
    ///
    /// As RFC 4998 renews a hash tree: with the newer `H`, `digest` is `H(H(document) ‖ H(chain))`, where `chain` is the SCALE encoding of
    /// (this contract, the deposit's id, its number, its depositor, its [`Statement`], its `recorded_at`) of the renewed deposit. As that
    /// one's own digest covers what it renewed itself, the newest covers all. All else is as it was stated; those who had to sign the old
    /// one may sign this one, within as long a time as then. Whether they do or not, what was sealed stays bound to all of them.
    ///
    /// # Access
    /// The depositor, with scope `Notarise`; a way out, so that no pause outlasts an algorithm.
    ///
    /// # Events
    /// `Deposited`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::NotFound`], [`NotaryError::Refused`], [`NotaryError::RegistryUnavailable`].
    /// - [`NotaryError::WrongSubject`] unless it is a document, [`NotaryError::WrongStatus`] while signatories are waited for,
    ///   [`NotaryError::WrongStanding`] unless valid.
    /// - [`NotaryError::NotNewer`], [`NotaryError::AlreadyDeposited`], [`NotaryError::MalformedDigest`].
    #[ink(message)]
    fn renew(
        &mut self,
        deposit: DepositId,
        algorithm: Algorithm,
        digest: [u8; 64],
    ) -> Result<DepositId, NotaryError>;

    /// Deposits the next head of a log, `root` over `size` entries, and answers its id. `proof` is the RFC 6962 consistency proof that
    /// the log begins with what it was: checked here, so that no head of a log ever contradicts an earlier one.
    ///
    /// All else is as it was stated; those who had to sign the last head have to sign this one, within as long a time as then.
    ///
    /// # Access
    /// The depositor, with scope `Notarise`, as new business.
    ///
    /// # Events
    /// `Deposited`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::Paused`], [`NotaryError::NotFound`], [`NotaryError::Refused`], [`NotaryError::RegistryUnavailable`].
    /// - [`NotaryError::WrongSubject`] unless it is a log, [`NotaryError::WrongStanding`] unless valid: the last head.
    /// - [`NotaryError::NotGrown`], [`NotaryError::Inconsistent`].
    /// - [`NotaryError::AlreadyDeposited`], [`NotaryError::InTheFuture`].
    #[ink(message)]
    fn extend(
        &mut self,
        log: DepositId,
        root: Digest,
        size: u64,
        collected_at: Millis,
        proof: Vec<Digest>,
    ) -> Result<DepositId, NotaryError>;

    /// Challenges a deposit, for a `reason` of which this is the SHA-256. Each party may once.
    ///
    /// The deposit's arbiter decides within the time fixed when this contract was made; silence leaves it as it stands.
    ///
    /// # Access
    /// `party`, any but the depositor and the arbiter, with scope `Notarise`; a way out.
    ///
    /// # Events
    /// `Challenged`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::NotFound`], [`NotaryError::Refused`], [`NotaryError::RegistryUnavailable`].
    /// - [`NotaryError::NoArbiter`], [`NotaryError::SameParty`], [`NotaryError::AlreadyChallenged`].
    /// - [`NotaryError::WrongStanding`] if it is overturned.
    #[ink(message)]
    fn challenge(
        &mut self,
        deposit: DepositId,
        party: PartyId,
        reason: Digest,
    ) -> Result<(), NotaryError>;

    /// Decides the challenge of a deposit by `challenger`; upheld, the deposit is overturned. `reason` is the SHA-256 of why.
    ///
    /// # Access
    /// The deposit's arbiter, with scope `Notarise`; a way out.
    ///
    /// # Events
    /// `ChallengeDecided`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::NotFound`] for the deposit, [`NotaryError::NoArbiter`], [`NotaryError::Refused`],
    ///   [`NotaryError::RegistryUnavailable`].
    /// - [`NotaryError::NotFound`] for the challenge, [`NotaryError::WrongChallenge`] unless open.
    #[ink(message)]
    fn decide(
        &mut self,
        deposit: DepositId,
        challenger: PartyId,
        uphold: bool,
        reason: Digest,
    ) -> Result<(), NotaryError>;

    /// Puts on record that a deposit was shared with `recipient`, or viewed or relied on by it; `purpose` is the SHA-256 of what for.
    ///
    /// # Access
    /// `party`, with scope `Notarise`, is depositor, signatory, custodian or arbiter; what was viewed or relied on, the recipient may
    /// also record. A way out.
    ///
    /// # Events
    /// `UseRecorded`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::NotFound`], [`NotaryError::NotAParty`], [`NotaryError::Refused`], [`NotaryError::RegistryUnavailable`].
    /// - [`NotaryError::TooMany`] after 2^32 uses.
    #[ink(message)]
    fn record_use(
        &mut self,
        deposit: DepositId,
        party: PartyId,
        usage: Use,
        recipient: PartyId,
        purpose: Digest,
    ) -> Result<(), NotaryError>;

    /// Opens a chain of evidence under a `number` of the keeper's (1 to 35 characters), and answers its id, which is
    /// [`Notary::chain_id`]. `contributors` may append to it too. It closes at `closes_at`, unless the keeper closes it before.
    ///
    /// # Access
    /// `party`, who will be its keeper, with scope `Notarise`, as new business.
    ///
    /// # Events
    /// `ChainOpened`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::Paused`], [`NotaryError::Refused`], [`NotaryError::RegistryUnavailable`].
    /// - [`NotaryError::MalformedNumber`], [`NotaryError::AlreadyExists`].
    /// - [`NotaryError::TooMany`] if there are more than 16 contributors, [`NotaryError::Repeated`], [`NotaryError::SameParty`].
    /// - [`NotaryError::OutOfOrder`] if `closes_at` is over, or more than 3,660 days ahead.
    #[ink(message)]
    fn open_chain(
        &mut self,
        party: PartyId,
        number: String,
        contributors: Vec<PartyId>,
        closes_at: Millis,
    ) -> Result<EvidenceId, NotaryError>;

    /// Appends a deposit, anyone's, to a chain of evidence. `note` is the SHA-256 of what is said of it, such as a change of custody;
    /// zeros if nothing is. Answers the link's number, counted from 1.
    ///
    /// # Access
    /// `party` is the keeper or a contributor, with scope `Notarise`; a way out.
    ///
    /// # Events
    /// `LinkAppended`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::NotFound`] for the chain, [`NotaryError::NotAParty`], [`NotaryError::Refused`],
    ///   [`NotaryError::RegistryUnavailable`].
    /// - [`NotaryError::Closed`], [`NotaryError::NotFound`] for the deposit, [`NotaryError::TooMany`] after 2^32 links.
    #[ink(message)]
    fn append(
        &mut self,
        chain: EvidenceId,
        party: PartyId,
        deposit: DepositId,
        note: Digest,
    ) -> Result<u32, NotaryError>;

    /// Closes a chain of evidence: nothing is appended any more.
    ///
    /// # Access
    /// The keeper, with scope `Notarise`; a way out.
    ///
    /// # Events
    /// `ChainClosed`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::NotFound`], [`NotaryError::Refused`], [`NotaryError::RegistryUnavailable`].
    /// - [`NotaryError::Closed`].
    #[ink(message)]
    fn close_chain(&mut self, chain: EvidenceId) -> Result<(), NotaryError>;

    /// States that the holder of a real-name credential is behind `account`, until `expires_at` (milliseconds); replaces what `party`
    /// stated of it before. It is believed as far as `party` is.
    ///
    /// `credential` is a salted digest of the credential: a person is never named here.
    ///
    /// # Access
    /// `party`, the credential's issuer, with scope `Notarise`, as new business.
    ///
    /// # Events
    /// `IdentityBound`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::Paused`], [`NotaryError::Refused`], [`NotaryError::RegistryUnavailable`].
    /// - [`NotaryError::OutOfOrder`] if `expires_at` is over.
    #[ink(message)]
    fn bind_identity(
        &mut self,
        party: PartyId,
        account: Account,
        credential: Digest,
        level: AssuranceLevel,
        expires_at: Millis,
    ) -> Result<(), NotaryError>;

    /// Puts on record what the linked registry says now: that `account` may act for `party` with scope `Notarise`, and by what attestation
    /// of its real name it is known who that is. Replaces what was on record of it before.
    ///
    /// # Access
    /// Anyone.
    ///
    /// # Events
    /// `IdentityBound`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::RegistryUnavailable`] also where none is linked, [`NotaryError::Refused`] if the account may not.
    /// - [`NotaryError::NotAttested`] if there is no attestation, or it is withdrawn or over.
    #[ink(message)]
    fn confirm_identity(&mut self, party: PartyId, account: Account) -> Result<(), NotaryError>;

    /// Takes back what `party` stated of an account. What was signed before stays signed.
    ///
    /// # Access
    /// `party`, with scope `Notarise`; a way out.
    ///
    /// # Events
    /// `IdentityWithdrawn`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::NotFound`], also if it was withdrawn or is over; [`NotaryError::Refused`],
    ///   [`NotaryError::RegistryUnavailable`].
    #[ink(message)]
    fn withdraw_identity(&mut self, party: PartyId, account: Account) -> Result<(), NotaryError>;

    /// A deposit, with its certificate's number and all that became of it.
    #[ink(message)]
    fn certificate(&self, deposit: DepositId) -> Option<Certificate>;

    /// How many deposits there are: the number of the last certificate.
    #[ink(message)]
    fn issued(&self) -> u64;

    /// The earliest deposit of a digest, whoever's it is.
    #[ink(message)]
    fn first_seen(&self, algorithm: Algorithm, digest: [u8; 64]) -> Option<DepositId>;

    /// The challenge of a deposit by `challenger`.
    #[ink(message)]
    fn challenge_of(&self, deposit: DepositId, challenger: PartyId) -> Option<Challenge>;

    /// A chain of evidence, its links apart.
    #[ink(message)]
    fn chain(&self, chain: EvidenceId) -> Option<EvidenceChain>;

    /// Up to `limit` (at most 50) links of a chain in their order, beginning with number `from`, counted from 1: so it is exported.
    #[ink(message)]
    fn links_of(&self, chain: EvidenceId, from: u32, limit: u32) -> Vec<EvidenceLink>;

    /// Who is behind `account`, as `party` stated or the registry said.
    #[ink(message)]
    fn identity_of(
        &self,
        account: Account,
        party: PartyId,
        source: IdentitySource,
    ) -> Option<Identity>;

    /// Whether `path` leads from `leaf` (its hash), number `index` counted from 0, to the root that was deposited: RFC 9162, section
    /// 2.1.3.2. Never for a deposit that is no tree.
    #[ink(message)]
    fn verify_inclusion(
        &self,
        deposit: DepositId,
        leaf: Digest,
        index: u64,
        path: Vec<Digest>,
    ) -> bool;

    /// Whether `path` proves that the deposited tree `second` begins with all of the deposited tree `first`: RFC 9162, section 2.1.4.2.
    /// They may be anyone's. Never for a deposit that is no tree.
    #[ink(message)]
    fn verify_consistency(&self, first: DepositId, second: DepositId, path: Vec<Digest>) -> bool;

    /// Whether the document whose fields were deposited has at place `index`, counted from 0, the field `name` with this `value`.
    ///
    /// The leaf of a field is `SHA-256(0x00 ‖ field)`, where `field` is the SCALE encoding of (`salt`, `name`, `value`): 32 bytes that
    /// nobody can guess, and two strings with their lengths before them. `path` is as in [`Notary::verify_inclusion`]. Nothing is said
    /// of the other fields. Never for a deposit that is no [`Subject::Fields`].
    #[ink(message)]
    fn verify_field(
        &self,
        deposit: DepositId,
        index: u64,
        name: String,
        value: String,
        salt: Digest,
        path: Vec<Digest>,
    ) -> bool;

    /// The id of the deposit of a digest by `depositor`.
    ///
    /// It is `blake2_256("lading/deposit" ‖ depositor ‖ algorithm ‖ digest)`: 14 bytes of ASCII without a length, the depositor's 32, one
    /// for the algorithm (its place in [`Algorithm`], counted from 0), and 64.
    #[ink(message)]
    fn deposit_id(&self, depositor: PartyId, algorithm: Algorithm, digest: [u8; 64]) -> DepositId;

    /// The id of the deposit by which the contract `source` told `kind` of `document`.
    ///
    /// It is `blake2_256("lading/told" ‖ source ‖ document ‖ kind)`: 11 bytes of ASCII without a length, 32, 32, and one for the kind
    /// (its place in [`RecordKind`], counted from 0).
    #[ink(message)]
    fn told_id(&self, source: Account, document: DocumentId, kind: RecordKind) -> DepositId;

    /// The id of the chain of evidence that `keeper` opens under `number`.
    ///
    /// It is `blake2_256("lading/evidence" ‖ keeper ‖ number)`: 15 bytes of ASCII without a length, the keeper's 32, and the number as
    /// SCALE encodes a string.
    #[ink(message)]
    fn chain_id(&self, keeper: PartyId, number: String) -> EvidenceId;
}

/// How other contracts deposit their documents.
#[ink::trait_definition]
pub trait Deposits {
    /// Deposits the `digest` (32 bytes, made by `algorithm`) of what the caller says of `document`. What was told is refused when it is
    /// told again, so that a retry is harmless. Answers the deposit's id, which is [`Notary::told_id`].
    ///
    /// # Access
    /// The contract that is linked for this `kind`.
    ///
    /// # Events
    /// `Deposited`.
    ///
    /// # Errors
    /// In this order:
    /// - [`NotaryError::NotTheSource`], [`NotaryError::AlreadyDeposited`], [`NotaryError::MalformedDigest`].
    #[ink(message)]
    fn record_document(
        &mut self,
        document: DocumentId,
        kind: RecordKind,
        algorithm: Algorithm,
        digest: Digest,
    ) -> Result<DepositId, NotaryError>;
}

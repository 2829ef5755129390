//! What happens to deposits, told to the outside world. From these events all that the contract stores can be rebuilt.
//!
//! Which account signed for a party, the chain tells itself with each call (`Contracts::Called`), and of a relayed one the event.
use ink::{
    prelude::{string::String, vec::Vec},
    primitives::AccountId,
};
use interfaces::{
    ids::{DepositId, Digest, EvidenceId, Millis, PartyId},
    notary::{
        DepositStatus, EvidenceLink, Identity, IdentitySource, Reply, Standing, Statement, Told,
        Use,
    },
};

/// Something was deposited: for the first time by its depositor, under a newer algorithm, as the next head of a log, or by a contract.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposited {
    /// The deposit.
    #[ink(topic)]
    pub deposit: DepositId,
    /// Who deposited it; of what a contract told, the bytes of its address.
    #[ink(topic)]
    pub depositor: PartyId,
    /// The number of the certificate, counted from 1.
    pub number: u64,
    /// What was deposited.
    pub statement: Statement,
    /// What it renews, or, of a log, extends: that is marked so, and followed by this one.
    pub follows: Option<DepositId>,
    /// Whether what it follows binds all its signatories.
    pub is_joint: bool,
    /// What a contract told by it.
    pub told: Option<Told>,
    /// Whether nobody deposited this digest before.
    pub is_first: bool,
    /// How often a registry had been linked: the one asked about this deposit for ever. 0 is none.
    pub registry_epoch: u8,
    /// Block time, in milliseconds.
    pub recorded_at: Millis,
}

/// A signatory signed, or declined to.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The deposit.
    #[ink(topic)]
    pub deposit: DepositId,
    /// Who answered.
    #[ink(topic)]
    pub party: PartyId,
    /// What.
    pub reply: Reply,
    /// Where the signatures stand now.
    pub status: DepositStatus,
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
    pub signer: AccountId,
    /// The number that it signed once with.
    pub nonce: u64,
}

/// The depositor superseded or revoked a deposit.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingChanged {
    /// The deposit.
    #[ink(topic)]
    pub deposit: DepositId,
    /// How it stands now.
    pub standing: Standing,
    /// What was put in its place.
    pub followed_by: Option<DepositId>,
    /// SHA-256 of why it was revoked; zeros of what was superseded.
    pub reason: Digest,
}

/// A party challenged a deposit.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenged {
    /// The deposit.
    #[ink(topic)]
    pub deposit: DepositId,
    /// Who challenged it.
    #[ink(topic)]
    pub challenger: PartyId,
    /// Who decides.
    #[ink(topic)]
    pub arbiter: PartyId,
    /// SHA-256 of why.
    pub reason: Digest,
    /// Until when it can be decided, in milliseconds; then it has lapsed.
    pub decide_until: Millis,
}

/// The arbiter decided a challenge.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChallengeDecided {
    /// The deposit.
    #[ink(topic)]
    pub deposit: DepositId,
    /// Whose challenge it was.
    #[ink(topic)]
    pub challenger: PartyId,
    /// Whether it was upheld.
    pub upheld: bool,
    /// SHA-256 of why.
    pub reason: Digest,
    /// How the deposit stands now.
    pub standing: Standing,
}

/// A use of a deposit was put on record.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseRecorded {
    /// The deposit.
    #[ink(topic)]
    pub deposit: DepositId,
    /// Who says so.
    pub by: PartyId,
    /// What was done with it.
    pub usage: Use,
    /// Who was given it, looked at it, or relied on it.
    #[ink(topic)]
    pub recipient: PartyId,
    /// SHA-256 of what for.
    pub purpose: Digest,
    /// Block time, in milliseconds.
    pub recorded_at: Millis,
    /// How many uses are on record now.
    pub uses: u32,
    /// The digest of all of them.
    pub use_digest: Digest,
}

/// A chain of evidence was opened.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainOpened {
    /// The chain.
    #[ink(topic)]
    pub chain: EvidenceId,
    /// Who opened it.
    #[ink(topic)]
    pub keeper: PartyId,
    /// The number that the keeper's chains are told apart by.
    pub number: String,
    /// Who may append to it too.
    pub contributors: Vec<PartyId>,
    /// When it was opened, in milliseconds.
    pub opened_at: Millis,
    /// From when on it is closed, in milliseconds, unless the keeper closes it before.
    pub closes_at: Millis,
    /// How often a registry had been linked: the one asked about this chain for ever. 0 is none.
    pub registry_epoch: u8,
}

/// A deposit was appended to a chain of evidence.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkAppended {
    /// The chain.
    #[ink(topic)]
    pub chain: EvidenceId,
    /// The link's number, counted from 1.
    pub number: u32,
    /// The link.
    pub link: EvidenceLink,
    /// The link's own digest.
    pub head: Digest,
}

/// The keeper closed a chain of evidence.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainClosed {
    /// The chain.
    #[ink(topic)]
    pub chain: EvidenceId,
    /// When, in milliseconds.
    pub closed_at: Millis,
}

/// It is on record who is behind an account.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityBound {
    /// The account.
    #[ink(topic)]
    pub account: AccountId,
    /// Who issued the credential, or whom the account acts for.
    #[ink(topic)]
    pub party: PartyId,
    /// Which of the two.
    pub source: IdentitySource,
    /// What is on record.
    pub identity: Identity,
}

/// An issuer took back what it stated of an account.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityWithdrawn {
    /// The account.
    #[ink(topic)]
    pub account: AccountId,
    /// The issuer.
    #[ink(topic)]
    pub party: PartyId,
    /// When, in milliseconds.
    pub withdrawn_at: Millis,
}

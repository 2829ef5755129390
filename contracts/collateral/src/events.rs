//! What is claimed, ended, freed and tried, told to the outside world. From these events all that the contract stores can be rebuilt.
//!
//! Which account signed, the chain tells itself with each call (`Contracts::Called`).
use ink::prelude::vec::Vec;
use interfaces::{
    collateral::AssetKind,
    ids::{Account, CodeHash, DocumentId, Fingerprint, Millis, PartyId},
};

/// A contract is to be admitted.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdmissionAnnounced {
    /// The contract.
    #[ink(topic)]
    pub contract: Account,
    /// The code with which it is to be admitted.
    pub code_hash: CodeHash,
    /// From when that can be completed, in milliseconds of block time.
    pub from: Millis,
}

/// A contract may claim from now on.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// The contract.
    #[ink(topic)]
    pub contract: Account,
    /// The code with which it is admitted.
    pub code_hash: CodeHash,
}

/// A contract may claim no more.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expelled {
    /// The contract.
    #[ink(topic)]
    pub contract: Account,
}

/// A paper that is like one that was claimed: a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Alike {
    /// What the two have in common.
    pub near: Fingerprint,
    /// The earlier paper.
    pub asset: Fingerprint,
    /// The contract that claimed it.
    pub contract: Account,
    /// That contract's document about it.
    pub document: DocumentId,
    /// Whether its claim has ended: it is paid, loaded out or delivered.
    pub is_ended: bool,
}

/// A paper was claimed, and what stands behind it.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The paper.
    #[ink(topic)]
    pub asset: Fingerprint,
    /// The contract that claimed it.
    pub contract: Account,
    /// What it is.
    pub kind: AssetKind,
    /// The contract's document about it.
    pub document: DocumentId,
    /// What the backing is claimed for.
    pub group: DocumentId,
    /// What stands behind it. What the group had already stayed as it was.
    pub backing: Vec<Fingerprint>,
    /// By what later papers will be found to be like it.
    pub near: Vec<Fingerprint>,
    /// Papers that it is like, of other contracts, documents and groups, and of a receivable those of its own group: under each key, the one
    /// that was claimed last.
    pub alike: Vec<Alike>,
    /// Block time, in milliseconds.
    pub claimed_at: Millis,
}

/// The claim of a paper ended.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The paper.
    #[ink(topic)]
    pub asset: Fingerprint,
    /// Block time, in milliseconds.
    pub ended_at: Millis,
}

/// What stood behind papers of a group may stand behind others.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freed {
    /// The group.
    #[ink(topic)]
    pub group: DocumentId,
    /// The contract that had claimed it.
    pub contract: Account,
    /// What was freed.
    pub backing: Vec<Fingerprint>,
    /// Block time, in milliseconds.
    pub freed_at: Millis,
}

/// A bill of lading is over.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    /// The bill: its fingerprint, and the group for which its goods were claimed.
    #[ink(topic)]
    pub bill: DocumentId,
    /// The contract that had claimed it.
    pub contract: Account,
    /// Whether its claim ended with this, and not before.
    pub is_ended: bool,
    /// The goods that were freed with this.
    pub freed: Vec<Fingerprint>,
    /// Block time, in milliseconds.
    pub lifted_at: Millis,
}

/// Someone was brought a paper about what is claimed, or was.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptReported {
    /// What is claimed: a paper, or what stands behind one.
    #[ink(topic)]
    pub fingerprint: Fingerprint,
    /// Who reports it.
    #[ink(topic)]
    pub by: PartyId,
    /// The paper that was brought.
    pub document: DocumentId,
    /// How many attempts were reported by now.
    pub attempts: u32,
    /// Block time, in milliseconds.
    pub reported_at: Millis,
}

//! What every contract tells of its administration.
use ink::primitives::{AccountId, Hash};
use interfaces::{administration::Link, ids::Millis};

/// The administration was offered to another account.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdministrationOffered {
    /// The administrator.
    #[ink(topic)]
    pub by: AccountId,
    /// Who may accept it.
    #[ink(topic)]
    pub to: AccountId,
}

/// The administration changed hands. It stands for pendzl's `RoleRevoked` and `RoleGranted` of that role, which are not emitted.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdministrationHandedOver {
    /// Who had it.
    #[ink(topic)]
    pub from: AccountId,
    /// Who has it.
    #[ink(topic)]
    pub to: AccountId,
}

/// A change of a link was announced.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkAnnounced {
    /// Which link.
    #[ink(topic)]
    pub link: Link,
    /// The contract it is to point at.
    pub to: AccountId,
    /// The code that contract must have.
    pub code_hash: Hash,
    /// From when it may be applied, in milliseconds.
    pub from: Millis,
}

/// A link was set or changed. What began under an earlier epoch keeps that one.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkSet {
    /// Which link.
    #[ink(topic)]
    pub link: Link,
    /// The contract it points at.
    pub to: AccountId,
    /// The code that contract has.
    pub code_hash: Hash,
    /// How often the link has been set, this time included.
    pub epoch: u8,
}

/// An upgrade was announced.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpgradeAnnounced {
    /// The code that is to run.
    #[ink(topic)]
    pub code_hash: Hash,
    /// From when it may be applied, in milliseconds.
    pub from: Millis,
}

/// An announced upgrade was taken back.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpgradeCancelled {
    /// The code that will not run.
    #[ink(topic)]
    pub code_hash: Hash,
}

/// The contract runs other code from the next call on.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upgraded {
    /// The code that runs.
    #[ink(topic)]
    pub code_hash: Hash,
}

/// Upgrades were given up for ever.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpgradesRenounced {
    /// Who gave them up.
    #[ink(topic)]
    pub by: AccountId,
}

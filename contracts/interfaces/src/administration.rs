//! What every contract's administrator may do: little, and slowly. No message here touches business data.
use crate::ids::{Account, CodeHash, Millis};
use ink::env::DefaultEnvironment;
use pendzl::contracts::access_control::RoleType;

/// Holds the other roles in its gift, sets links and hands itself over in two steps (pendzl's `DEFAULT_ADMIN_ROLE`).
pub const ADMIN: RoleType = pendzl::contracts::access_control::DEFAULT_ADMIN_ROLE;
/// May pause new business and let it go on.
pub const PAUSER: RoleType = ink::selector_id!("PAUSER");
/// May announce, cancel and apply an upgrade; the number is pendzl's `CODE_UPGRADER`.
pub const UPGRADER: RoleType = ink::selector_id!("CODE_UPGRADER");
/// May attest enterprises and confirm identifiers in a registry.
pub const ATTESTER: RoleType = ink::selector_id!("ATTESTER");

/// A contract that another may be linked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Link {
    /// Who is on the network.
    Registry,
    /// Relationships, orders and their progress.
    Orders,
    /// Transport documents.
    Waybill,
    /// Matching of two parties' bills.
    Reconciliation,
    /// Ratings.
    Credit,
    /// Evidence.
    Notary,
    /// Warehouse receipts.
    Receipt,
    /// Confirmed debts.
    Receivable,
    /// Encumbrances.
    Collateral,
    /// Histories of goods.
    Provenance,
}

/// Where a link points, and where it is going to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct LinkState {
    /// How often the link has been set: 0 is never. A document keeps the number it began with.
    pub epoch: u8,
    /// The contract linked now.
    pub address: Option<Account>,
    /// The contract announced.
    pub announced: Option<Account>,
    /// Code that the announced contract must have; where none is announced, that the linked one had when it was linked.
    pub code_hash: CodeHash,
    /// From when the announced contract may be linked, in milliseconds.
    pub from: Millis,
}

/// An upgrade that was announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Upgrade {
    /// The code that would run.
    pub code_hash: CodeHash,
    /// From when it may be applied, in milliseconds.
    pub from: Millis,
}

/// How the contract may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct UpgradeState {
    /// Milliseconds between announcing and applying, fixed at construction; 0 is for development only.
    pub delay: Millis,
    /// Whether upgrades were given up for ever.
    pub renounced: bool,
    /// The upgrade that waits, if any.
    pub announced: Option<Upgrade>,
}

/// Why administration was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum AdministrationError {
    /// The caller does not hold the role that this takes.
    MissingRole,
    /// The caller was not offered the administration.
    NotOffered,
    /// New business is paused already.
    Paused,
    /// New business is not paused.
    NotPaused,
    /// Nothing was announced.
    NothingAnnounced,
    /// The delay is not over; it is at the milliseconds given.
    TooEarly(Millis),
    /// Upgrades were given up for ever.
    Renounced,
    /// This contract has no such link.
    NoSuchLink,
    /// The code at the address is not the code that was named, or there is none.
    WrongCode,
    /// The link was set as often as can be counted.
    TooManyLinks,
    /// The chain refused the new code, because it was not uploaded.
    CodeNotFound,
}

/// A contract's [`Administration`] at some address.
pub type AdministrationRef = ink::contract_ref!(Administration, DefaultEnvironment);

/// Handover, pause, links and upgrades.
#[ink::trait_definition]
pub trait Administration {
    /// Offers the administration to `to`, who must accept it; a later offer replaces an earlier one.
    ///
    /// # Access
    /// `ADMIN`.
    ///
    /// # Events
    /// `AdministrationOffered`.
    ///
    /// # Errors
    /// - [`AdministrationError::MissingRole`] if the caller is not the administrator.
    #[ink(message)]
    fn offer_administration(&mut self, to: Account) -> Result<(), AdministrationError>;

    /// Takes over the administration from the one who offered it.
    ///
    /// # Access
    /// The account it was offered to.
    ///
    /// # Events
    /// `AdministrationHandedOver`.
    ///
    /// # Errors
    /// In this order:
    /// - [`AdministrationError::NotOffered`] if it was not offered to the caller.
    /// - [`AdministrationError::MissingRole`] if the one who offered it is no longer the administrator.
    #[ink(message)]
    fn accept_administration(&mut self) -> Result<(), AdministrationError>;

    /// Pauses new business. Deliveries, settlements and other ways out stay open.
    ///
    /// # Access
    /// `PAUSER`.
    ///
    /// # Events
    /// pendzl's `Paused`.
    ///
    /// # Errors
    /// In this order:
    /// - [`AdministrationError::MissingRole`] if the caller may not pause.
    /// - [`AdministrationError::Paused`] if it is paused already.
    #[ink(message)]
    fn pause(&mut self) -> Result<(), AdministrationError>;

    /// Lets new business go on.
    ///
    /// # Access
    /// `PAUSER`.
    ///
    /// # Events
    /// pendzl's `Unpaused`.
    ///
    /// # Errors
    /// In this order:
    /// - [`AdministrationError::MissingRole`] if the caller may not.
    /// - [`AdministrationError::NotPaused`] if it is not paused.
    #[ink(message)]
    fn unpause(&mut self) -> Result<(), AdministrationError>;

    /// Links the contract at `to`, which must run `code_hash`: at once where the link was never set, else announced for after the delay.
    ///
    /// # Access
    /// `ADMIN`.
    ///
    /// # Events
    /// `LinkAnnounced`, or `LinkSet` where the link was never set.
    ///
    /// # Errors
    /// In this order:
    /// - [`AdministrationError::MissingRole`] if the caller is not the administrator.
    /// - [`AdministrationError::NoSuchLink`] if this contract does not use such a contract.
    /// - [`AdministrationError::WrongCode`] if the contract at `to` does not run `code_hash`.
    /// - [`AdministrationError::TooManyLinks`] after 255 changes.
    #[ink(message)]
    fn set_link(
        &mut self,
        link: Link,
        to: Account,
        code_hash: CodeHash,
    ) -> Result<(), AdministrationError>;

    /// Completes an announced link. What began under the old link keeps it.
    ///
    /// # Access
    /// `ADMIN`.
    ///
    /// # Events
    /// `LinkSet`.
    ///
    /// # Errors
    /// In this order:
    /// - [`AdministrationError::MissingRole`] if the caller is not the administrator.
    /// - [`AdministrationError::NothingAnnounced`] if no change was announced.
    /// - [`AdministrationError::TooEarly`] before the delay is over.
    /// - [`AdministrationError::WrongCode`] if the contract does not run the code that was named.
    #[ink(message)]
    fn apply_link(&mut self, link: Link) -> Result<(), AdministrationError>;

    /// Where `link` points; epoch 0 and no address where it was never set.
    #[ink(message)]
    fn link_of(&self, link: Link) -> LinkState;

    /// Announces that the contract is to run `code_hash`; a later announcement replaces an earlier one.
    ///
    /// # Access
    /// `UPGRADER`.
    ///
    /// # Events
    /// `UpgradeAnnounced`.
    ///
    /// # Errors
    /// In this order:
    /// - [`AdministrationError::MissingRole`] if the caller may not.
    /// - [`AdministrationError::Renounced`] if upgrades were given up.
    #[ink(message)]
    fn announce_upgrade(&mut self, code_hash: CodeHash) -> Result<(), AdministrationError>;

    /// Takes an announcement back.
    ///
    /// # Access
    /// `UPGRADER`.
    ///
    /// # Events
    /// `UpgradeCancelled`.
    ///
    /// # Errors
    /// In this order:
    /// - [`AdministrationError::MissingRole`] if the caller may not.
    /// - [`AdministrationError::NothingAnnounced`] if nothing was announced.
    #[ink(message)]
    fn cancel_upgrade(&mut self) -> Result<(), AdministrationError>;

    /// Runs the announced code from the next call on.
    ///
    /// # Access
    /// `UPGRADER`.
    ///
    /// # Events
    /// `Upgraded`.
    ///
    /// # Errors
    /// In this order:
    /// - [`AdministrationError::MissingRole`] if the caller may not.
    /// - [`AdministrationError::NothingAnnounced`] if nothing was announced.
    /// - [`AdministrationError::TooEarly`] before the delay is over.
    /// - [`AdministrationError::CodeNotFound`] if the code was not uploaded.
    #[ink(message)]
    fn apply_upgrade(&mut self) -> Result<(), AdministrationError>;

    /// Gives up upgrades for ever, and any that was announced.
    ///
    /// # Access
    /// `UPGRADER`.
    ///
    /// # Events
    /// `UpgradesRenounced`.
    ///
    /// # Errors
    /// In this order:
    /// - [`AdministrationError::MissingRole`] if the caller may not.
    /// - [`AdministrationError::Renounced`] if they were given up before.
    #[ink(message)]
    fn renounce_upgrades(&mut self) -> Result<(), AdministrationError>;

    /// How the contract may change.
    #[ink(message)]
    fn upgrade_state(&self) -> UpgradeState;
}

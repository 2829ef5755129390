//! What the registry tells the outside world.
use ink::prelude::{string::String, vec::Vec};
use interfaces::{
    ids::{Account, Digest, Millis, PartyId},
    registry::{Kind, Role, Scheme, Scope, Topic},
};

/// An account registered an enterprise or individual, and controls it.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnterpriseRegistered {
    /// The id it has from now on.
    #[ink(topic)]
    pub party: PartyId,
    /// The account that registered it and controls it.
    #[ink(topic)]
    pub controller: Account,
    /// Firm or person.
    pub kind: Kind,
    /// Legal name or pseudonym.
    pub name: String,
    /// ISO 3166-1 alpha-2 code of its country.
    pub country: [u8; 2],
    /// The roles it claims, in the order of [`Role`].
    pub roles: Vec<Role>,
    /// The block's time, in milliseconds.
    pub registered_at: Millis,
}

/// An enterprise claims these roles, and no others.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolesClaimed {
    /// The enterprise.
    #[ink(topic)]
    pub party: PartyId,
    /// The roles it claims, in the order of [`Role`].
    pub roles: Vec<Role>,
}

/// An enterprise stated an identifier, which is a claim.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifierStated {
    /// The enterprise.
    #[ink(topic)]
    pub party: PartyId,
    /// The identifier's system.
    pub scheme: Scheme,
    /// Its characters.
    pub value: String,
}

/// An enterprise took an identifier back. If it was confirmed, it is free.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifierWithdrawn {
    /// The enterprise.
    #[ink(topic)]
    pub party: PartyId,
    /// The identifier's system.
    pub scheme: Scheme,
    /// Its characters.
    pub value: String,
    /// Whether it had been confirmed, and is free now.
    pub was_confirmed: bool,
}

/// An attester confirmed that an identifier is the enterprise's own; it is nobody else's.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifierConfirmed {
    /// The enterprise.
    #[ink(topic)]
    pub party: PartyId,
    /// Who confirmed it.
    pub attester: Account,
    /// The identifier's system.
    pub scheme: Scheme,
    /// Its characters.
    pub value: String,
    /// SHA-256 of what was examined.
    pub evidence: Digest,
}

/// An attester vouches for a fact about an enterprise. It replaces an earlier attestation of the same fact.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attested {
    /// The enterprise.
    #[ink(topic)]
    pub party: PartyId,
    /// The fact.
    pub topic: Topic,
    /// Who vouches.
    pub attester: Account,
    /// SHA-256 of what was examined.
    pub evidence: Digest,
    /// The block's time, in milliseconds.
    pub given_at: Millis,
    /// When it ends, in milliseconds.
    pub expires_at: Millis,
}

/// An attester no longer vouches for a fact.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestationWithdrawn {
    /// The enterprise.
    #[ink(topic)]
    pub party: PartyId,
    /// The fact.
    pub topic: Topic,
    /// Who had vouched.
    pub attester: Account,
}

/// An account may act for an enterprise. It replaces an earlier appointment.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentAppointed {
    /// The enterprise.
    #[ink(topic)]
    pub party: PartyId,
    /// The account.
    #[ink(topic)]
    pub agent: Account,
    /// What it may do, in the order of [`Scope`].
    pub scopes: Vec<Scope>,
    /// When the appointment ends, in milliseconds.
    pub expires_at: Millis,
}

/// An account may no longer act for an enterprise.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentDismissed {
    /// The enterprise.
    #[ink(topic)]
    pub party: PartyId,
    /// The account.
    #[ink(topic)]
    pub agent: Account,
    /// Who ended it: the controller, or the agent.
    pub by: Account,
}

/// Control of an enterprise was offered, or the offer was taken back.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlOffered {
    /// The enterprise.
    #[ink(topic)]
    pub party: PartyId,
    /// Who may take control; nobody if the offer was taken back.
    #[ink(topic)]
    pub to: Option<Account>,
}

/// Another account controls an enterprise. If the earlier one was appointed as its agent too, that ended.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlTaken {
    /// The enterprise.
    #[ink(topic)]
    pub party: PartyId,
    /// Who controlled it.
    #[ink(topic)]
    pub from: Account,
    /// Who controls it.
    #[ink(topic)]
    pub to: Account,
}

/// A regulator suspended an enterprise from new business, or renewed that.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnterpriseSuspended {
    /// The enterprise.
    #[ink(topic)]
    pub party: PartyId,
    /// The regulator.
    #[ink(topic)]
    pub regulator: PartyId,
    /// SHA-256 of the order.
    pub reason: Digest,
    /// When it lapses, in milliseconds.
    pub until: Millis,
}

/// The regulator ended a suspension before it lapsed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuspensionLifted {
    /// The enterprise.
    #[ink(topic)]
    pub party: PartyId,
    /// The regulator.
    #[ink(topic)]
    pub regulator: PartyId,
    /// The block's time, in milliseconds: the enterprise is suspended until then.
    pub until: Millis,
}

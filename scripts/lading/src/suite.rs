//! The deployed suite: where each contract is, and typed references to call it by.

use chain::{ink_id, AccountId32, H256};
use interfaces::{
    administration::{AdministrationRef, Link},
    notary::NotaryRef,
    orders::OrdersRef,
    reconciliation::ReconciliationRef,
    registry::RegistryRef,
    waybill::WaybillRef,
};
use std::collections::BTreeMap;

/// What pendzl's role messages are called by.
pub type AccessControlRef = ink::contract_ref!(
    pendzl::contracts::access_control::AccessControl,
    ink::env::DefaultEnvironment
);

/// A contract of the suite on a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployed {
    /// Where it is.
    pub address: AccountId32,
    /// What it runs.
    pub code_hash: H256,
}

/// The contracts of the suite on a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suite {
    contracts: BTreeMap<&'static str, Deployed>,
}

impl Suite {
    /// The suite of the contracts that are given by name.
    pub(crate) fn new(contracts: BTreeMap<&'static str, Deployed>) -> Self {
        Self { contracts }
    }

    /// The contract `name`, if it is deployed.
    pub fn contract(&self, name: &str) -> Option<&Deployed> {
        self.contracts.get(name)
    }

    /// The addresses of all contracts.
    pub fn addresses(&self) -> Vec<AccountId32> {
        self.contracts.values().map(|contract| contract.address.clone()).collect()
    }

    /// Who is on the network.
    pub fn registry(&self) -> RegistryRef {
        self.address_of(Link::Registry).into()
    }

    /// Relationships and orders.
    pub fn orders(&self) -> OrdersRef {
        self.address_of(Link::Orders).into()
    }

    /// Transport documents.
    pub fn waybill(&self) -> WaybillRef {
        self.address_of(Link::Waybill).into()
    }

    /// Matching of two parties' bills.
    pub fn reconciliation(&self) -> ReconciliationRef {
        self.address_of(Link::Reconciliation).into()
    }

    /// Deposits of evidence.
    pub fn notary(&self) -> NotaryRef {
        self.address_of(Link::Notary).into()
    }

    /// The administration of the contract at `address`.
    pub fn administration(address: &AccountId32) -> AdministrationRef {
        ink_id(address).into()
    }

    /// The roles of the contract at `address`.
    pub fn access_control(address: &AccountId32) -> AccessControlRef {
        ink_id(address).into()
    }

    /// Where the contract is. An address that has no contract if it is not deployed, so that a call says so.
    fn address_of(&self, link: Link) -> ink::primitives::AccountId {
        self.contracts
            .get(name_of(link))
            .map_or_else(|| [0; 32].into(), |contract| ink_id(&contract.address))
    }
}

/// The name of the contract that a link points to: that of its crate and bundle.
pub fn name_of(link: Link) -> &'static str {
    match link {
        Link::Registry => "registry",
        Link::Orders => "orders",
        Link::Waybill => "waybill",
        Link::Reconciliation => "reconciliation",
        Link::Credit => "credit",
        Link::Notary => "notary",
        Link::Receipt => "receipt",
        Link::Receivable => "receivable",
        Link::Collateral => "collateral",
        Link::Provenance => "provenance",
    }
}

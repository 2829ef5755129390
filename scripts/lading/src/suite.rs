//! The deployed suite: where each contract is, and typed references to call it by.

use crate::kept::{hex, id};
use chain::{ink_id, AccountId32, H256};
use interfaces::{
    administration::{AdministrationRef, Link},
    collateral::CollateralRef,
    credit::CreditRef,
    notary::NotaryRef,
    orders::OrdersRef,
    provenance::ProvenanceRef,
    receipt::ReceiptRef,
    receivable::ReceivableRef,
    reconciliation::ReconciliationRef,
    registry::RegistryRef,
    waybill::WaybillRef,
};
use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// What pendzl's role messages are called by.
pub type AccessControlRef = ink::contract_ref!(
    pendzl::contracts::access_control::AccessControl,
    ink::env::DefaultEnvironment
);

/// What the tokens of a contract move by.
pub type TokensRef =
    ink::contract_ref!(pendzl::contracts::psp34::PSP34, ink::env::DefaultEnvironment);

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

    /// The name of a contract of the suite, if `name` is one.
    pub fn name(name: &str) -> Option<&'static str> {
        LINKS.into_iter().map(name_of).find(|known| *known == name)
    }

    /// The contract `name`, if it is deployed.
    pub fn contract(&self, name: &str) -> Option<&Deployed> {
        self.contracts.get(name)
    }

    /// The name of the contract at `address`, if it is one of these.
    pub fn name_at(&self, address: &[u8; 32]) -> Option<&'static str> {
        let found = self.contracts.iter().find(|(_, contract)| {
            let own: &[u8; 32] = contract.address.as_ref();
            own == address
        });
        found.map(|(name, _)| *name)
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

    /// Goods, their events and recalls.
    pub fn provenance(&self) -> ProvenanceRef {
        self.address_of(Link::Provenance).into()
    }

    /// Encumbrances.
    pub fn collateral(&self) -> CollateralRef {
        self.address_of(Link::Collateral).into()
    }

    /// Warehouse receipts.
    pub fn receipt(&self) -> ReceiptRef {
        self.address_of(Link::Receipt).into()
    }

    /// Confirmed debts.
    pub fn receivable(&self) -> ReceivableRef {
        self.address_of(Link::Receivable).into()
    }

    /// Ratings.
    pub fn credit(&self) -> CreditRef {
        self.address_of(Link::Credit).into()
    }

    /// The tokens of confirmed debts.
    pub fn receivable_tokens(&self) -> TokensRef {
        self.address_of(Link::Receivable).into()
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

/// A contract, as it is written to a file: address and hash of its code.
#[derive(Serialize, Deserialize)]
struct Written {
    address: String,
    code_hash: String,
}

impl Serialize for Suite {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = self.contracts.iter().map(|(name, contract)| {
            let address: &[u8; 32] = contract.address.as_ref();
            let written = Written { address: hex(address), code_hash: hex(&contract.code_hash.0) };
            (name, written)
        });
        serializer.collect_map(written)
    }
}

impl<'de> Deserialize<'de> for Suite {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = BTreeMap::<String, Written>::deserialize(deserializer)?;
        let mut contracts = BTreeMap::new();
        for (name, Written { address, code_hash }) in written {
            let known = Self::name(&name)
                .ok_or_else(|| D::Error::custom(format!("no contract is called {name}")))?;
            let address = AccountId32::new(id(&address).map_err(D::Error::custom)?);
            let code_hash = H256(id(&code_hash).map_err(D::Error::custom)?);
            contracts.insert(known, Deployed { address, code_hash });
        }
        Ok(Self { contracts })
    }
}

/// All that can be linked.
const LINKS: [Link; 10] = [
    Link::Registry,
    Link::Orders,
    Link::Waybill,
    Link::Reconciliation,
    Link::Credit,
    Link::Notary,
    Link::Receipt,
    Link::Receivable,
    Link::Collateral,
    Link::Provenance,
];

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

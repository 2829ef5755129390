//! Who takes part, by role.
use std::sync::OnceLock;

use chain::Account;

/// Someone who takes part: an account, and in most cases an enterprise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// Holds every administrative role of all contracts.
    Admin,
    /// Vouches for others in the registry.
    Attester,
    /// An attested regulator.
    Regulator,
    /// Another attested regulator.
    SecondRegulator,
    /// Sells and hands over: the consignor.
    Supplier,
    /// Buys and receives: the consignee.
    Buyer,
    /// Issues the waybill and takes the goods first.
    Carrier,
    /// Takes the goods over on the way.
    SecondCarrier,
    /// Keeps goods.
    Warehouse,
    /// Decides what two parties cannot settle.
    Arbiter,
    /// An agent of the carrier who may hand over and receive, and nothing else. No enterprise of its own.
    Driver,
    /// An account that nobody knows.
    Stranger,
}

impl Actor {
    /// Everyone.
    pub const ALL: [Self; 12] = [
        Self::Admin,
        Self::Attester,
        Self::Regulator,
        Self::SecondRegulator,
        Self::Supplier,
        Self::Buyer,
        Self::Carrier,
        Self::SecondCarrier,
        Self::Warehouse,
        Self::Arbiter,
        Self::Driver,
        Self::Stranger,
    ];

    /// Those that are enterprises where there is a registry.
    pub const ENTERPRISES: [Self; 8] = [
        Self::Regulator,
        Self::SecondRegulator,
        Self::Supplier,
        Self::Buyer,
        Self::Carrier,
        Self::SecondCarrier,
        Self::Warehouse,
        Self::Arbiter,
    ];

    /// Its key pair. Derived once, because that takes longer than signing.
    pub fn key(self) -> Account {
        static KEYS: OnceLock<Vec<Account>> = OnceLock::new();
        let keys = KEYS
            .get_or_init(|| Self::ALL.map(|actor| Account::dev(&format!("{actor:?}"))).to_vec());
        keys[self.index()].clone()
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

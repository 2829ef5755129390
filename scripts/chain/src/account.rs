//! Key pairs that sign, and the two forms of an address.
use std::{fmt, sync::OnceLock};

use sp_core::{
    crypto::{AccountId32, DeriveJunction, Pair as _, DEV_PHRASE},
    sr25519,
};

use crate::ChainError;

/// An sr25519 key pair and the account that it signs for.
#[derive(Clone)]
pub struct Account {
    name: String,
    pair: sr25519::Pair,
    id: AccountId32,
}

impl Account {
    /// The development account `//name`, as every Substrate node derives it: `Account::dev("Alice")`.
    ///
    /// Anyone knows its key. Only [`DEV_NAMES`] have funds at the beginning.
    pub fn dev(name: &str) -> Self {
        static ROOT: OnceLock<sr25519::Pair> = OnceLock::new();
        let root = ROOT.get_or_init(|| {
            sr25519::Pair::from_phrase(DEV_PHRASE, None)
                .expect("the phrase is a constant of sp_core and valid")
                .0
        });
        let pair = root
            .derive(std::iter::once(DeriveJunction::hard(name)), None)
            .expect("sr25519 has hard and soft derivation, so deriving cannot fail")
            .0;
        Self::new(name.to_owned(), pair)
    }

    /// The account of a secret: a phrase, a hexadecimal seed, or either followed by `//hard/soft///password`.
    ///
    /// # Errors
    /// [`ChainError::BadSecret`] if `secret` is none of these. The secret is not repeated in the error.
    pub fn from_secret(secret: &str) -> Result<Self, ChainError> {
        let pair = sr25519::Pair::from_string(secret, None).map_err(|_| ChainError::BadSecret)?;
        let id = AccountId32::from(pair.public());
        Ok(Self::new(id.to_string(), pair))
    }

    fn new(name: String, pair: sr25519::Pair) -> Self {
        let id = pair.public().into();
        Self { name, pair, id }
    }

    /// The name it was made with, or its address.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its address, as the chain writes it.
    pub fn id(&self) -> &AccountId32 {
        &self.id
    }

    /// Its address, as ink! contracts write it.
    pub fn ink(&self) -> ink::primitives::AccountId {
        ink_id(&self.id)
    }

    /// Its sr25519 signature over `bytes`.
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.pair.sign(bytes).into()
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account({}, {})", self.name, self.id)
    }
}

/// The names of the development accounts that have funds at the beginning.
pub const DEV_NAMES: [&str; 6] = ["Alice", "Bob", "Charlie", "Dave", "Eve", "Ferdie"];

/// An address as the chain writes it, from an address or a contract reference in either form.
pub fn address(of: impl AsRef<[u8; 32]>) -> AccountId32 {
    AccountId32::new(*of.as_ref())
}

/// An address as ink! contracts write it.
pub fn ink_id(of: impl AsRef<[u8; 32]>) -> ink::primitives::AccountId {
    (*of.as_ref()).into()
}

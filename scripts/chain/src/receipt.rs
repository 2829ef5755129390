//! What came of a call.
use std::fmt;

use ink::{
    env::Event,
    scale::{Decode, DecodeAll},
};
use sp_core::{crypto::AccountId32, H256};

use crate::ChainError;

/// Computation, as a chain with pallet-contracts measures it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Gas {
    /// Time on the reference machine, in picoseconds.
    pub ref_time: u64,
    /// Part of the state that a proof of the call contains, in bytes.
    pub proof_size: u64,
}

impl Gas {
    /// The limit of a call that states none: nearly the 1.2999 s that the node gives to one extrinsic, and more proof than this time can make.
    pub const MOST: Self = Self { ref_time: 1_290_000_000_000, proof_size: 64 << 20 };

    /// The sum, each part at most the largest number.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            ref_time: self.ref_time.saturating_add(other.ref_time),
            proof_size: self.proof_size.saturating_add(other.proof_size),
        }
    }
}

impl fmt::Display for Gas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} µs and {} bytes of proof", self.ref_time / 1_000_000, self.proof_size)
    }
}

/// An event that a contract emitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractEvent {
    /// The contract.
    pub contract: AccountId32,
    /// Its topics. The first is the signature, unless the event is anonymous.
    pub topics: Vec<H256>,
    /// Its fields.
    pub data: Vec<u8>,
}

impl ContractEvent {
    /// Whether this is an `E`.
    pub fn is<E: Event>(&self) -> bool {
        E::SIGNATURE_TOPIC.is_some_and(|signature| self.topics.first() == Some(&signature.into()))
    }

    /// Reads the fields as an `E`.
    ///
    /// # Errors
    /// [`ChainError::Undecodable`] if they are not of an `E`.
    pub fn decode<E: Decode>(&self) -> Result<E, ChainError> {
        E::decode_all(&mut &self.data[..]).map_err(|_| ChainError::Undecodable {
            expected: std::any::type_name::<E>().to_owned(),
            bytes: self.data.clone(),
        })
    }
}

/// What came of a call, an instantiation, an upload or a batch, sent or only tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt<R> {
    /// Whether it is in a block. If not, nothing has changed and nothing was paid: it was only tried, or it was known to fail.
    pub included: bool,
    /// Number of the block that it is in, or was tried in.
    pub block: u32,
    /// Time of that block, in milliseconds since 1970.
    pub time: u64,
    /// Gas used by the contract and those it called.
    pub gas: Gas,
    /// Gas limit that it needs: more than `gas` where a part was reserved and given back.
    pub gas_required: Gas,
    /// Weight of the whole extrinsic: the gas and what the chain itself does. Nothing if not included.
    pub weight: Gas,
    /// Storage deposit in the smallest unit of the token: positive if the signer paid, negative if it got back.
    pub deposit: i128,
    /// Fee in the smallest unit of the token. Nothing if not included.
    pub fee: u128,
    /// Events of contracts, in order. None if it failed.
    pub events: Vec<ContractEvent>,
    /// Whether the contract refused and all it did was undone.
    pub reverted: bool,
    /// What it returned.
    pub returned: R,
}

impl<R> Receipt<R> {
    /// The events of type `E` that `contract` emitted.
    ///
    /// # Errors
    /// [`ChainError::Undecodable`] if an event has the signature of `E` and not its fields.
    pub fn events_of<E: Event + Decode>(
        &self,
        contract: impl AsRef<[u8; 32]>,
    ) -> Result<Vec<E>, ChainError> {
        let contract: &[u8; 32] = contract.as_ref();
        self.events
            .iter()
            .filter(|event| {
                AsRef::<[u8; 32]>::as_ref(&event.contract) == contract && event.is::<E>()
            })
            .map(ContractEvent::decode)
            .collect()
    }

    /// The same receipt with another answer, and the answer it had.
    pub fn swap<S>(self, answer: S) -> (R, Receipt<S>) {
        let Self {
            included,
            block,
            time,
            gas,
            gas_required,
            weight,
            deposit,
            fee,
            events,
            reverted,
            returned,
        } = self;
        let swapped = Receipt {
            included,
            block,
            time,
            gas,
            gas_required,
            weight,
            deposit,
            fee,
            events,
            reverted,
            returned: answer,
        };
        (returned, swapped)
    }
}

impl<T: fmt::Debug, E: fmt::Debug> Receipt<Result<T, E>> {
    /// What the contract answered, in tests.
    ///
    /// # Panics
    /// If the contract refused: with its error and the receipt.
    #[track_caller]
    pub fn ok(self) -> T {
        match self.swap(()) {
            (Ok(answer), _) => answer,
            (Err(error), receipt) => {
                panic!("the contract should have accepted, but refused: {error:?}\n{receipt:#?}")
            }
        }
    }

    /// Why the contract refused, in tests.
    ///
    /// # Panics
    /// If the contract accepted: with its answer and the receipt.
    #[track_caller]
    pub fn err(self) -> E {
        match self.swap(()) {
            (Err(error), _) => error,
            (Ok(answer), receipt) => {
                panic!("the contract should have refused, but answered: {answer:?}\n{receipt:#?}")
            }
        }
    }
}

/// A new contract, and what its constructor returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instantiated {
    /// Address of the contract.
    pub contract: AccountId32,
    /// What the constructor returned, in bytes.
    pub output: Vec<u8>,
}

/// What came of one call of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchItem {
    /// Gas used by the contract and those it called.
    pub gas: Gas,
    /// Storage deposit in the smallest unit of the token: positive if the signer paid, negative if it got back.
    pub deposit: i128,
    /// What the contract answered.
    pub outcome: ItemOutcome,
}

/// What a contract answered in a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemOutcome {
    /// It accepted and returned these bytes.
    Accepted(Vec<u8>),
    /// It accepted, and what it returned is not known: on a node a call is tried alone, and this one needs those before it.
    Unheard,
    /// It refused and returned these bytes; what it did was undone.
    Reverted(Vec<u8>),
    /// It did not answer; what it did was undone.
    Failed(ChainError),
    /// It was not called, because an earlier call failed.
    Skipped,
}

impl ItemOutcome {
    /// What the contract returned, accepted or reverted: for [`crate::Message::decode`].
    pub fn returned(&self) -> Option<&[u8]> {
        match self {
            Self::Accepted(bytes) | Self::Reverted(bytes) => Some(bytes),
            Self::Unheard | Self::Failed(_) | Self::Skipped => None,
        }
    }

    /// Whether the contract accepted.
    pub fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted(_) | Self::Unheard)
    }
}

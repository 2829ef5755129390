//! What can go wrong between a caller and a contract.
use sp_core::{crypto::AccountId32, H256};

use crate::Gas;

/// Why a call has no answer of the contract.
///
/// An `Err` that a message returns is not one of these: it is the answer, and it is typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// There is no contract at the address.
    #[error("there is no contract at {contract}")]
    ContractNotFound {
        /// The address.
        contract: AccountId32,
    },
    /// The contract panicked, or did what the pallet forbids.
    #[error("the contract {contract} trapped{}", said(.debug))]
    ContractTrapped {
        /// The contract that was called; the one that trapped may be one that it called.
        contract: AccountId32,
        /// What the contract or the pallet wrote to the debug buffer.
        debug: String,
    },
    /// The gas limit was used up.
    #[error("the call needs more gas than its limit of {limit}")]
    OutOfGas {
        /// The limit.
        limit: Gas,
    },
    /// The call stores more than the limit for storage deposits allows.
    #[error("the call stores more than its deposit limit of {} allows", or_default(.limit))]
    StorageDepositLimitExhausted {
        /// The limit in the smallest unit of the chain's token; `None` is the chain's default.
        limit: Option<u128>,
    },
    /// An account cannot pay a fee, a deposit or a transfer.
    #[error("{account} cannot pay: it has {free} free ({reason})")]
    InsufficientFunds {
        /// Who should have paid.
        account: AccountId32,
        /// Its free balance in the smallest unit of the chain's token.
        free: u128,
        /// What the chain called it.
        reason: String,
    },
    /// No code with this hash was uploaded.
    #[error("no code with the hash {code_hash:?} was uploaded")]
    CodeNotFound {
        /// The hash.
        code_hash: H256,
    },
    /// The pallet refuses the code.
    #[error("the chain refuses the code{}", said(.reason))]
    CodeRejected {
        /// Why, as far as the pallet says.
        reason: String,
    },
    /// The same deployer, code, input and salt made a contract before.
    #[error("there is a contract at {contract} already: take another salt")]
    DuplicateContract {
        /// Its address.
        contract: AccountId32,
    },
    /// The contract could not read the selector or the arguments.
    #[error("the contract could not read its input: it has no message 0x{}, or with other arguments", hex::encode(.selector))]
    CouldNotReadInput {
        /// The first four bytes of the input.
        selector: [u8; 4],
    },
    /// A constructor refused, and its error type is not known here.
    #[error("the constructor refused and returned 0x{}", hex::encode(.returned))]
    ConstructorRefused {
        /// What it returned.
        returned: Vec<u8>,
    },
    /// Bytes of a contract are not of the expected type.
    #[error("0x{} is not {expected}", hex::encode(.bytes))]
    Undecodable {
        /// The type.
        expected: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A pallet refused for a reason that has no variant of its own here.
    #[error("{pallet}::{error}{}", said(.debug))]
    Pallet {
        /// Name of the pallet in the runtime.
        pallet: String,
        /// Name of the pallet's error.
        error: String,
        /// What was written to the debug buffer.
        debug: String,
    },
    /// The runtime refused for a reason that is not a pallet's.
    #[error("the runtime refused: {0}")]
    Runtime(String),
    /// The extrinsic was not taken into a block.
    #[error("the extrinsic was not taken into a block: {0}")]
    Invalid(String),
    /// The time asked for is not later than the last block's by the chain's minimum period.
    #[error("the next block cannot have the time {asked}: it must be {earliest} or later (milliseconds)")]
    TimeTooEarly {
        /// The time asked for, in milliseconds since 1970.
        asked: u64,
        /// The earliest time of the next block, in milliseconds since 1970.
        earliest: u64,
    },
    /// Not a phrase, a seed or a derivation path.
    #[error("the secret is not a phrase, a hexadecimal seed or a derivation path such as //Alice")]
    BadSecret,
    /// Bytes are not a chain that was kept.
    #[error("this is no chain that was kept: {0}")]
    NotKept(String),
    /// It is another chain than the one that was meant.
    #[error("this is another chain: expected {expected}, found {found}")]
    WrongChain {
        /// What was meant.
        expected: String,
        /// What is there.
        found: String,
    },
    /// The chain did not answer, or not as expected.
    #[error("the chain did not answer: {0}")]
    Connection(String),
}

fn said(text: &str) -> String {
    if text.trim().is_empty() {
        String::new()
    } else {
        format!(": {}", text.trim())
    }
}

fn or_default(limit: &Option<u128>) -> String {
    limit.map_or("the chain's default".to_owned(), |limit| limit.to_string())
}

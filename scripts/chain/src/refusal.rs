//! A chain's errors in this crate's words.
use sp_core::crypto::AccountId32;
use sp_runtime::DispatchError;

use crate::{work::Work, ChainError, Gas, Instantiation};

/// What a chain refused with.
pub(crate) enum Reason<'a> {
    /// An error of a pallet, by the names that the chain's metadata has.
    Pallet { pallet: &'a str, error: &'a str },
    /// There are too few tokens.
    Funds,
    /// Anything else.
    Runtime(DispatchError),
}

/// Why a chain refused `work` of `signer`, who has `free()` tokens.
pub(crate) fn refusal(
    reason: Reason<'_>,
    debug: &str,
    signer: &AccountId32,
    work: Work<'_>,
    free: impl FnOnce() -> u128,
) -> ChainError {
    let (contract, terms) = work.asked(signer);
    let poor = |reason: &str| ChainError::InsufficientFunds {
        account: signer.clone(),
        free: free(),
        reason: reason.to_owned(),
    };
    let (pallet, name) = match reason {
        Reason::Pallet { pallet, error } => (pallet, error),
        Reason::Funds => return poor("FundsUnavailable"),
        Reason::Runtime(other) => return ChainError::Runtime(format!("{other:?}")),
    };
    let debug = debug.to_owned();
    match (pallet, name) {
        ("Contracts", "ContractNotFound") => ChainError::ContractNotFound { contract },
        ("Contracts", "ContractTrapped") => ChainError::ContractTrapped { contract, debug },
        ("Contracts", "OutOfGas") => {
            ChainError::OutOfGas { limit: terms.gas_limit.unwrap_or(Gas::MOST) }
        }
        ("Contracts", "StorageDepositLimitExhausted") => {
            ChainError::StorageDepositLimitExhausted { limit: terms.deposit_limit }
        }
        ("Contracts", "StorageDepositNotEnoughFunds" | "TransferFailed")
        | ("Balances", "InsufficientBalance") => poor(name),
        ("Contracts", "CodeNotFound") => match work {
            Work::Instantiate(Instantiation { code_hash, .. }) => {
                ChainError::CodeNotFound { code_hash: *code_hash }
            }
            _ => ChainError::Pallet { pallet: pallet.to_owned(), error: name.to_owned(), debug },
        },
        ("Contracts", "CodeRejected") => ChainError::CodeRejected { reason: debug },
        ("Contracts", "DuplicateContract") => ChainError::DuplicateContract { contract },
        _ => ChainError::Pallet { pallet: pallet.to_owned(), error: name.to_owned(), debug },
    }
}

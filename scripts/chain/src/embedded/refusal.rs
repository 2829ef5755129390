//! The runtime's errors in this crate's words.
use contracts_node_runtime::AllPalletsWithSystem;
use frame_support::traits::PalletsInfoAccess;
use sp_core::crypto::AccountId32;
use sp_runtime::{DispatchError, ModuleError, TokenError};

use super::extrinsic::Work;
use crate::{instantiate_address, Call, ChainError, Gas, Instantiation, Terms};

/// Why the runtime refused `work` of `signer`, who has `free()` tokens.
pub(super) fn refusal(
    error: DispatchError,
    debug: &str,
    signer: &AccountId32,
    work: Work<'_>,
    free: impl FnOnce() -> u128,
) -> ChainError {
    let (contract, terms) = asked(signer, work);
    let poor = |reason: &str| ChainError::InsufficientFunds {
        account: signer.clone(),
        free: free(),
        reason: reason.to_owned(),
    };
    let (index, name) = match error {
        DispatchError::Module(ModuleError { index, message: Some(name), .. }) => (index, name),
        DispatchError::Token(TokenError::FundsUnavailable) => return poor("FundsUnavailable"),
        other => return ChainError::Runtime(format!("{other:?}")),
    };
    let pallet = pallet(index);
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

/// The contract that `work` of `signer` is about, and what may be spent on it.
fn asked(signer: &AccountId32, work: Work<'_>) -> (AccountId32, Terms) {
    match work {
        Work::Call(Call { contract, terms, .. }) => (contract.clone(), *terms),
        Work::Instantiate(Instantiation { code_hash, input, salt, terms }) => {
            (instantiate_address(signer, code_hash, input, salt), *terms)
        }
        Work::Upload(_) | Work::Batch(..) | Work::Transfer(..) => {
            (signer.clone(), Terms::default())
        }
    }
}

/// The name of the pallet `index` in the runtime.
fn pallet(index: u8) -> &'static str {
    let pallets = AllPalletsWithSystem::infos();
    pallets
        .iter()
        .find(|pallet| pallet.index == usize::from(index))
        .map_or("unknown", |pallet| pallet.name)
}

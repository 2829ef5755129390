//! What a node refuses with.
use sp_core::crypto::AccountId32;
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionValidityError},
    DispatchError, TokenError,
};
use subxt::{backend::rpc::reconnecting_rpc_client::RpcError, Metadata};

use crate::refusal::Reason;

/// What the chain refused with, by the names in its metadata.
pub(super) fn reason(metadata: &Metadata, error: DispatchError) -> Reason<'_> {
    match error {
        DispatchError::Module(module) => {
            let pallet = metadata.pallet_by_index(module.index);
            let error = pallet.and_then(|pallet| pallet.error_variant_by_index(module.error[0]));
            match (pallet, error) {
                (Some(pallet), Some(error)) => {
                    Reason::Pallet { pallet: pallet.name(), error: &error.name }
                }
                _ => Reason::Runtime(DispatchError::Module(module)),
            }
        }
        DispatchError::Token(TokenError::FundsUnavailable) => Reason::Funds,
        other => Reason::Runtime(other),
    }
}

/// What became of a transaction that was handed over.
pub(super) enum Handed {
    /// The node has it, or had it before.
    Over,
    /// It is not known whether the node has it.
    Unknown,
    /// Its number was used, or another with this number waits.
    Stale,
    /// Its sender cannot pay the fee.
    Unpayable,
    /// It is refused for another reason.
    Refused(String),
}

/// What the answer to a submission means.
///
/// The codes are those of the node's `author` interface (sc-rpc-api 0.43, `author/error.rs`): 1010 invalid, 1011 of unknown validity,
/// 1012 temporarily banned, 1013 imported already, 1014 priority too low, 1016 the pool is full. Its words for what is invalid are
/// those of [`InvalidTransaction`].
pub(super) fn handed(answer: &Result<(), subxt::Error>) -> Handed {
    let Err(error) = answer else { return Handed::Over };
    let subxt::Error::Rpc(subxt::error::RpcError::ClientError(inner)) = error else {
        return Handed::Unknown;
    };
    let Some(RpcError::Call(refused)) = inner.downcast_ref::<RpcError>() else {
        return Handed::Unknown;
    };
    let data = refused.data().map_or("", |data| data.get()).trim_matches('"');
    let is = |invalid: InvalidTransaction| data == <&'static str>::from(invalid);
    match refused.code() {
        1012 | 1013 | 1016 => Handed::Over,
        1014 => Handed::Stale,
        1010 if is(InvalidTransaction::Stale) => Handed::Stale,
        1010 if is(InvalidTransaction::Payment) => Handed::Unpayable,
        _ => Handed::Refused(format!("{}: {data}", refused.message())),
    }
}

/// What the validity of a transaction means that is not in a block.
pub(super) fn invalid(error: TransactionValidityError) -> Handed {
    match error {
        // It waits for others of its sender.
        TransactionValidityError::Invalid(InvalidTransaction::Future) => Handed::Over,
        TransactionValidityError::Invalid(InvalidTransaction::Stale) => Handed::Stale,
        TransactionValidityError::Invalid(InvalidTransaction::Payment) => Handed::Unpayable,
        other => Handed::Refused(<&'static str>::from(other).to_owned()),
    }
}

/// An account as subxt writes it.
pub(super) fn account(id: &AccountId32) -> subxt::utils::AccountId32 {
    subxt::utils::AccountId32(*id.as_ref())
}

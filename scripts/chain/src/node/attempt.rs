//! Trying what is not sent, by the runtime's own interface for it.
use frame_support::weights::Weight;
use ink::scale::{Decode, Encode};
use pallet_contracts::{
    Code, Determinism, ExecReturnValue, InstantiateReturnValue, StorageDeposit,
};
use sp_core::{crypto::AccountId32, H256};
use sp_runtime::DispatchError;

use super::{connection::Connection, errors::reason, news::emitted};
use crate::{
    refusal::refusal,
    work::{deposit, gas, signed, weight, Ran, Returned, Work},
    Call, ChainError, ContractEvent, Gas, Instantiation,
};

/// What `ContractsApi` answers before the events: gas used, gas needed, deposit, debug buffer, result.
type Answer<T> = (Weight, Weight, StorageDeposit<u128>, Vec<u8>, Result<T, DispatchError>);

/// What a try came to.
pub(super) struct Attempt {
    pub ran: Ran,
    pub events: Vec<ContractEvent>,
}

impl Attempt {
    /// Whether the contract accepted.
    pub(super) fn is_accepted(&self) -> bool {
        matches!(&self.ran.result, Ok(returned) if !returned.reverted)
    }
}

impl Connection {
    /// Tries a call of `caller` on the state after the block `at`, with at most `most` gas where the call states no limit.
    pub(super) async fn try_call(
        &self,
        caller: &AccountId32,
        Call { contract, input, terms }: &Call,
        most: Gas,
        at: H256,
    ) -> Result<Attempt, ChainError> {
        let limit = Some(weight(terms.gas_limit.unwrap_or(most)));
        let asked = (caller, contract, terms.value, limit, terms.deposit_limit, input).encode();
        self.attempt("ContractsApi_call", &asked, at, |returned: ExecReturnValue| Returned {
            reverted: returned.did_revert(),
            data: returned.data,
            contract: None,
        })
        .await
    }

    /// Tries an instantiation by `deployer` on the state after the block `at`.
    pub(super) async fn try_instantiation(
        &self,
        deployer: &AccountId32,
        Instantiation { code_hash, input, salt, terms }: &Instantiation,
        at: H256,
    ) -> Result<Attempt, ChainError> {
        let limit = Some(weight(terms.gas_limit.unwrap_or(Gas::MOST)));
        let code = Code::Existing(*code_hash);
        let asked = (deployer, terms.value, limit, terms.deposit_limit, code, input, salt).encode();
        self.instantiate(&asked, at).await
    }

    /// Tries to upload `wasm`: the hash of the code and the deposit for it.
    pub(super) async fn try_upload(
        &self,
        signer: &AccountId32,
        wasm: &[u8],
        at: H256,
    ) -> Result<(H256, i128), ChainError> {
        let asked = (signer, wasm, None::<u128>, Determinism::Enforced).encode();
        let tried: Result<(H256, u128), DispatchError> =
            self.runtime("ContractsApi_upload_code", &asked, at).await?;
        match tried {
            Ok((code_hash, deposit)) => Ok((code_hash, signed(deposit))),
            Err(error) => match self.refusal(signer, Work::Upload(wasm), error, "", at).await? {
                ChainError::CodeRejected { .. } => Err(ChainError::CodeRejected {
                    reason: self.why_rejected(signer, wasm, at).await?,
                }),
                other => Err(other),
            },
        }
    }

    /// Why the pallet refuses `wasm`, which the upload does not say.
    async fn why_rejected(
        &self,
        signer: &AccountId32,
        wasm: &[u8],
        at: H256,
    ) -> Result<String, ChainError> {
        let (limit, code) = (Some(weight(Gas::MOST)), Code::<H256>::Upload(wasm.to_vec()));
        let nothing = Vec::<u8>::new();
        let asked = (signer, 0_u128, limit, None::<u128>, code, &nothing, &nothing).encode();
        Ok(self.instantiate(&asked, at).await?.ran.debug)
    }

    async fn instantiate(&self, asked: &[u8], at: H256) -> Result<Attempt, ChainError> {
        type Made = InstantiateReturnValue<AccountId32>;
        self.attempt("ContractsApi_instantiate", asked, at, |made: Made| Returned {
            reverted: made.result.did_revert(),
            data: made.result.data,
            contract: Some(made.account_id),
        })
        .await
    }

    async fn attempt<T: Decode>(
        &self,
        function: &str,
        asked: &[u8],
        at: H256,
        read: impl FnOnce(T) -> Returned,
    ) -> Result<Attempt, ChainError> {
        let answer = self.runtime_bytes(function, asked, at).await?;
        let unreadable =
            |error| self.lost(&format!("{function} answered what cannot be read: {error}"));
        let mut rest = &answer[..];
        let (used, required, charged, debug, result) =
            Answer::<T>::decode(&mut rest).map_err(unreadable)?;
        let ran = Ran {
            gas: gas(used),
            gas_required: gas(required),
            deposit: deposit(&charged),
            debug: String::from_utf8_lossy(&debug).into_owned(),
            result: result.map(read),
        };
        // What is left is an optional list of events, written as the chain stores those of a block: after those of the block `at`.
        let events = match rest.split_first() {
            Some((1, events)) => {
                let before = self.event_count(at).await?;
                emitted(&self.client.metadata(), events.to_vec(), before)?
            }
            _ => Vec::new(),
        };
        Ok(Attempt { ran, events })
    }

    /// Why the chain refused, in terms of who asked for what.
    pub(super) async fn refusal(
        &self,
        signer: &AccountId32,
        work: Work<'_>,
        error: DispatchError,
        debug: &str,
        at: H256,
    ) -> Result<ChainError, ChainError> {
        let free = self.balance(signer, at).await?.free;
        Ok(refusal(reason(&self.client.metadata(), error), debug, signer, work, || free))
    }
}

//! What an extrinsic of this crate does, twice: as the runtime's own call, and step by step.
//!
//! The runtime's call gives no returned value. [`Work::perform`] does what the call does, with the same effects,
//! events, weight and result, and keeps the returned values too. Signed blocks try it that way first and then apply the real
//! extrinsic; unsigned blocks keep what it did. A test compares the two.
use contracts_node_runtime::{Balances, Contracts, Runtime, RuntimeCall, RuntimeEvent, System};
use frame_support::{
    dispatch::{
        extract_actual_weight, DispatchErrorWithPostInfo, DispatchResultWithPostInfo,
        GetDispatchInfo, PostDispatchInfo,
    },
    storage::with_storage_layer,
    traits::{fungible::Mutate, tokens::Preservation::Expendable},
    weights::Weight,
};
use pallet_contracts::{weights::WeightInfo as _, Code, CollectEvents, DebugInfo, Determinism};
use pallet_utility::{Event as UtilityEvent, WeightInfo as _};
use sp_core::{crypto::AccountId32, H256};

use crate::{
    work::{deposit, gas, share, signed, weight, Ran, Returned, Work},
    BatchKind, Call, Gas, Instantiation,
};

type ContractsWeight = <Runtime as pallet_contracts::Config>::WeightInfo;
type UtilityWeight = <Runtime as pallet_utility::Config>::WeightInfo;

/// What all of the work came to.
pub(super) struct Performed {
    /// One for each contract run, none for the rest.
    pub runs: Vec<Ran>,
    /// Deposit of an upload.
    pub deposit: i128,
    /// Hash of uploaded code.
    pub code_hash: H256,
    /// What the extrinsic came to.
    pub result: DispatchResultWithPostInfo,
}

impl Work<'_> {
    /// The same as the runtime's own call.
    pub(super) fn runtime_call(&self) -> RuntimeCall {
        match *self {
            Self::Upload(wasm) => pallet_contracts::Call::upload_code {
                code: wasm.to_vec(),
                storage_deposit_limit: None,
                determinism: Determinism::Enforced,
            }
            .into(),
            Self::Instantiate(Instantiation { code_hash, input, salt, terms }) => {
                pallet_contracts::Call::instantiate {
                    value: terms.value,
                    gas_limit: weight(terms.gas_limit.unwrap_or(Gas::MOST)),
                    storage_deposit_limit: terms.deposit_limit.map(Into::into),
                    code_hash: *code_hash,
                    data: input.clone(),
                    salt: salt.clone(),
                }
                .into()
            }
            Self::Call(call) => runtime_call(call, Gas::MOST),
            Self::Batch(kind, calls) => {
                let share = share(calls.len());
                let calls = calls.iter().map(|call| runtime_call(call, share)).collect();
                match kind {
                    BatchKind::Atomic => pallet_utility::Call::batch_all { calls },
                    BatchKind::UntilFailure => pallet_utility::Call::batch { calls },
                    BatchKind::EachAlone => pallet_utility::Call::force_batch { calls },
                }
                .into()
            }
            Self::Transfer(to, amount) => {
                contracts_node_runtime::BalancesCall::transfer_allow_death {
                    dest: to.clone().into(),
                    value: amount,
                }
                .into()
            }
        }
    }

    /// Does the work as `signer`, as the runtime's own call would.
    pub(super) fn perform(&self, signer: &AccountId32) -> Performed {
        let mut performed = Performed {
            runs: Vec::new(),
            deposit: 0,
            code_hash: H256::zero(),
            result: Ok(PostDispatchInfo::default()),
        };
        performed.result = match *self {
            Self::Upload(wasm) => with_storage_layer(|| {
                let uploaded = Contracts::bare_upload_code(
                    signer.clone(),
                    wasm.to_vec(),
                    None,
                    Determinism::Enforced,
                )?;
                performed.code_hash = uploaded.code_hash;
                performed.deposit = signed(uploaded.deposit);
                Ok(PostDispatchInfo::default())
            }),
            Self::Instantiate(instantiation) => with_storage_layer(|| {
                let (ran, base) = instantiate(signer, instantiation);
                let result = dispatched(&ran, base);
                performed.runs.push(ran);
                result
            }),
            Self::Call(one) => call(signer, one, Gas::MOST, &mut performed.runs),
            Self::Batch(kind, calls) => {
                with_storage_layer(|| batch(signer, kind, calls, &mut performed.runs))
            }
            Self::Transfer(to, amount) => with_storage_layer(|| {
                <Balances as Mutate<_>>::transfer(signer, to, amount, Expendable)?;
                Ok(PostDispatchInfo::default())
            }),
        };
        performed
    }
}

/// `contracts.call` for the runtime; `most` is the limit where the call states none.
fn runtime_call(Call { contract, input, terms }: &Call, most: Gas) -> RuntimeCall {
    pallet_contracts::Call::call {
        dest: contract.clone().into(),
        value: terms.value,
        gas_limit: weight(terms.gas_limit.unwrap_or(most)),
        storage_deposit_limit: terms.deposit_limit.map(Into::into),
        data: input.clone(),
    }
    .into()
}

/// `contracts.call`.
fn call(
    signer: &AccountId32,
    Call { contract, input, terms }: &Call,
    most: Gas,
    runs: &mut Vec<Ran>,
) -> DispatchResultWithPostInfo {
    with_storage_layer(|| {
        let ran = Contracts::bare_call(
            signer.clone(),
            contract.clone(),
            terms.value,
            weight(terms.gas_limit.unwrap_or(most)),
            terms.deposit_limit,
            input.clone(),
            DebugInfo::UnsafeDebug,
            CollectEvents::Skip,
            Determinism::Enforced,
        );
        let ran = Ran {
            gas: gas(ran.gas_consumed),
            gas_required: gas(ran.gas_required),
            deposit: deposit(&ran.storage_deposit),
            debug: String::from_utf8_lossy(&ran.debug_message).into_owned(),
            result: ran.result.map(|returned| Returned {
                reverted: returned.did_revert(),
                data: returned.data,
                contract: None,
            }),
        };
        let result = dispatched(&ran, ContractsWeight::call());
        runs.push(ran);
        result
    })
}

/// `contracts.instantiate`: what it came to, and its base weight.
pub(super) fn instantiate(
    signer: &AccountId32,
    Instantiation { code_hash, input, salt, terms }: &Instantiation,
) -> (Ran, Weight) {
    let ran = Contracts::bare_instantiate(
        signer.clone(),
        terms.value,
        weight(terms.gas_limit.unwrap_or(Gas::MOST)),
        terms.deposit_limit,
        Code::Existing(*code_hash),
        input.clone(),
        salt.clone(),
        DebugInfo::UnsafeDebug,
        CollectEvents::Skip,
    );
    let ran = Ran {
        gas: gas(ran.gas_consumed),
        gas_required: gas(ran.gas_required),
        deposit: deposit(&ran.storage_deposit),
        debug: String::from_utf8_lossy(&ran.debug_message).into_owned(),
        result: ran.result.map(|made| Returned {
            reverted: made.result.did_revert(),
            data: made.result.data,
            contract: Some(made.account_id),
        }),
    };
    (ran, ContractsWeight::instantiate(length(input), length(salt)))
}

/// `utility.batch`, `batch_all` and `force_batch`.
fn batch(
    signer: &AccountId32,
    kind: BatchKind,
    calls: &[Call],
    runs: &mut Vec<Ran>,
) -> DispatchResultWithPostInfo {
    let base = |count: usize| {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        match kind {
            BatchKind::Atomic => UtilityWeight::batch_all(count),
            // The pallet takes the weight of `batch` for `force_batch` too, once it is done.
            BatchKind::UntilFailure | BatchKind::EachAlone => UtilityWeight::batch(count),
        }
    };
    let tell = |event: UtilityEvent| System::deposit_event(RuntimeEvent::Utility(event));
    let share = share(calls.len());
    let mut used = Weight::zero();
    let mut failed = false;
    for (index, one) in calls.iter().enumerate() {
        let info = runtime_call(one, share).get_dispatch_info();
        let result = call(signer, one, share, runs);
        used = used.saturating_add(extract_actual_weight(&result, &info));
        let so_far =
            || PostDispatchInfo::from(Some(base(index.saturating_add(1)).saturating_add(used)));
        match (result, kind) {
            (Ok(_), _) => tell(UtilityEvent::ItemCompleted),
            (Err(error), BatchKind::Atomic) => {
                return Err(DispatchErrorWithPostInfo { post_info: so_far(), error: error.error });
            }
            (Err(error), BatchKind::UntilFailure) => {
                let index = u32::try_from(index).unwrap_or(u32::MAX);
                tell(UtilityEvent::BatchInterrupted { index, error: error.error });
                return Ok(so_far());
            }
            (Err(error), BatchKind::EachAlone) => {
                failed = true;
                tell(UtilityEvent::ItemFailed { error: error.error });
            }
        }
    }
    tell(if failed {
        UtilityEvent::BatchCompletedWithErrors
    } else {
        UtilityEvent::BatchCompleted
    });
    Ok(Some(base(calls.len()).saturating_add(used)).into())
}

/// What the pallet makes of a run: the weight used, and a reversion as an error.
fn dispatched(ran: &Ran, base: Weight) -> DispatchResultWithPostInfo {
    let post_info = PostDispatchInfo::from(Some(weight(ran.gas).saturating_add(base)));
    match &ran.result {
        Ok(returned) if returned.reverted => Err(DispatchErrorWithPostInfo {
            post_info,
            error: pallet_contracts::Error::<Runtime>::ContractReverted.into(),
        }),
        Ok(_) => Ok(post_info),
        Err(error) => Err(DispatchErrorWithPostInfo { post_info, error: *error }),
    }
}

/// Why the pallet refuses `wasm`, which [`Contracts::bare_upload_code`] does not say.
pub(super) fn why_rejected(signer: &AccountId32, wasm: &[u8]) -> String {
    let tried = Contracts::bare_instantiate(
        signer.clone(),
        0,
        weight(Gas::MOST),
        None,
        Code::Upload(wasm.to_vec()),
        Vec::new(),
        Vec::new(),
        DebugInfo::UnsafeDebug,
        CollectEvents::Skip,
    );
    String::from_utf8_lossy(&tried.debug_message).into_owned()
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

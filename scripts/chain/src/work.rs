//! What an extrinsic is to do and what a run of a contract came to, on either backend.
use frame_support::weights::Weight;
use pallet_contracts::StorageDeposit;
use sp_core::crypto::AccountId32;
use sp_runtime::DispatchError;

use crate::{instantiate_address, BatchKind, Call, Gas, Instantiation, Terms};

/// What an extrinsic is to do.
#[derive(Clone, Copy)]
pub(crate) enum Work<'a> {
    Upload(&'a [u8]),
    Instantiate(&'a Instantiation),
    Call(&'a Call),
    Batch(BatchKind, &'a [Call]),
    Transfer(&'a AccountId32, u128),
}

impl Work<'_> {
    /// Whether it is sent although it is known to fail.
    pub(crate) fn forced(&self) -> bool {
        match self {
            Self::Upload(_) | Self::Transfer(..) => false,
            Self::Instantiate(instantiation) => instantiation.terms.force,
            Self::Call(call) => call.terms.force,
            Self::Batch(_, calls) => calls.iter().any(|call| call.terms.force),
        }
    }

    /// The contract that this work of `signer` is about, and what may be spent on it.
    pub(crate) fn asked(self, signer: &AccountId32) -> (AccountId32, Terms) {
        match self {
            Self::Call(Call { contract, terms, .. }) => (contract.clone(), *terms),
            Self::Instantiate(Instantiation { code_hash, input, salt, terms }) => {
                (instantiate_address(signer, code_hash, input, salt), *terms)
            }
            Self::Upload(_) | Self::Batch(..) | Self::Transfer(..) => {
                (signer.clone(), Terms::default())
            }
        }
    }
}

/// What one run of a contract came to.
pub(crate) struct Ran {
    pub(crate) gas: Gas,
    pub(crate) gas_required: Gas,
    pub(crate) deposit: i128,
    pub(crate) debug: String,
    pub(crate) result: Result<Returned, DispatchError>,
}

/// What a contract returned.
pub(crate) struct Returned {
    pub(crate) reverted: bool,
    pub(crate) data: Vec<u8>,
    /// Address of a new contract.
    pub(crate) contract: Option<AccountId32>,
}

/// The gas limit of a call that states none, in a batch of `count`: an equal share, with 1 ms each kept for what the chain itself does.
pub(crate) fn share(count: usize) -> Gas {
    let count = u64::try_from(count).unwrap_or(u64::MAX).max(1);
    let Gas { ref_time, proof_size } = Gas::MOST;
    Gas {
        ref_time: (ref_time / count).saturating_sub(1_000_000_000),
        proof_size: proof_size / count,
    }
}

pub(crate) fn gas(weight: Weight) -> Gas {
    Gas { ref_time: weight.ref_time(), proof_size: weight.proof_size() }
}

pub(crate) fn weight(gas: Gas) -> Weight {
    Weight::from_parts(gas.ref_time, gas.proof_size)
}

pub(crate) fn deposit(deposit: &StorageDeposit<u128>) -> i128 {
    match *deposit {
        StorageDeposit::Charge(amount) => signed(amount),
        StorageDeposit::Refund(amount) => signed(amount).saturating_neg(),
    }
}

pub(crate) fn signed(amount: u128) -> i128 {
    i128::try_from(amount).unwrap_or(i128::MAX)
}

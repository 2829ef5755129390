//! What an extrinsic is to do, as calls that the chain's metadata describes.
use sp_core::crypto::AccountId32;
use subxt::{
    dynamic::{tx, Value},
    tx::DynamicPayload,
};

use crate::{
    work::{share, Work},
    BatchKind, Call, Gas, Instantiation,
};

impl Work<'_> {
    /// The call that does this; `limits` are those of its calls that state none, one for each.
    pub(super) fn payload(&self, limits: &[Gas]) -> DynamicPayload {
        let limit = |index: usize, count| limits.get(index).copied().unwrap_or(share(count));
        match *self {
            Self::Upload(wasm) => tx(
                "Contracts",
                "upload_code",
                vec![Value::from_bytes(wasm), none(), Value::unnamed_variant("Enforced", [])],
            ),
            Self::Instantiate(Instantiation { code_hash, input, salt, terms }) => tx(
                "Contracts",
                "instantiate",
                vec![
                    Value::u128(terms.value),
                    weight(terms.gas_limit.unwrap_or(limit(0, 1))),
                    optional(terms.deposit_limit),
                    Value::from_bytes(code_hash),
                    Value::from_bytes(input),
                    Value::from_bytes(salt),
                ],
            ),
            Self::Call(one) => call(one, limit(0, 1)),
            Self::Batch(kind, calls) => {
                let one = |(index, one)| call(one, limit(index, calls.len())).into_value();
                let calls = Value::unnamed_composite(calls.iter().enumerate().map(one));
                let name = match kind {
                    BatchKind::Atomic => "batch_all",
                    BatchKind::UntilFailure => "batch",
                    BatchKind::EachAlone => "force_batch",
                };
                tx("Utility", name, vec![calls])
            }
            Self::Transfer(to, amount) => {
                tx("Balances", "transfer_allow_death", vec![address(to), Value::u128(amount)])
            }
        }
    }
}

fn call(Call { contract, input, terms }: &Call, limit: Gas) -> DynamicPayload {
    tx(
        "Contracts",
        "call",
        vec![
            address(contract),
            Value::u128(terms.value),
            weight(terms.gas_limit.unwrap_or(limit)),
            optional(terms.deposit_limit),
            Value::from_bytes(input),
        ],
    )
}

fn address(account: &AccountId32) -> Value {
    Value::unnamed_variant("Id", [Value::from_bytes(account)])
}

fn weight(Gas { ref_time, proof_size }: Gas) -> Value {
    Value::named_composite([
        ("ref_time", Value::u128(ref_time.into())),
        ("proof_size", Value::u128(proof_size.into())),
    ])
}

fn optional(amount: Option<u128>) -> Value {
    amount.map_or_else(none, |amount| Value::unnamed_variant("Some", [Value::u128(amount)]))
}

fn none() -> Value {
    Value::unnamed_variant("None", [])
}

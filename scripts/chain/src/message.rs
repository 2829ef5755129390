//! Calls and constructors, taken from ink!'s own builders so that nothing is encoded by hand.
use std::marker::PhantomData;

use ink::{
    env::{
        call::{
            state::Salt,
            utils::{ReturnType, Set, Unset},
            Call as Callee, CallBuilder, ConstructorReturnType, CreateBuilder, ExecutionInput,
            FromAccountId, LimitParamsV2,
        },
        DefaultEnvironment,
    },
    primitives::{AccountId, Hash, LangError},
    scale::{Decode, DecodeAll, Encode},
};
use sp_core::{crypto::AccountId32, H256};

use crate::{address, ink_id, ChainError, Gas};

/// What may be spent on a call or an instantiation, and what is done if it fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Terms {
    /// Tokens handed to the contract, in the smallest unit.
    pub value: u128,
    /// The most gas it may take; `None` is [`Gas::MOST`], in a batch an equal share of it, and on a node a quarter more than it needed
    /// when it was tried, so that many fit a block. The fee is for what is used.
    pub gas_limit: Option<Gas>,
    /// The most storage deposit it may take, in the smallest unit; `None` is the chain's default, about 108 UNIT.
    pub deposit_limit: Option<u128>,
    /// Whether to send what is known to fail: then the signer pays the fee. Otherwise nothing is sent.
    pub force: bool,
}

/// A call in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The contract.
    pub contract: AccountId32,
    /// Selector and arguments.
    pub input: Vec<u8>,
    /// What may be spent.
    pub terms: Terms,
}

/// A call whose answer is an `R`.
///
/// Comes from the builders of a contract reference: `Message::from(waybill.call().issue(consignee, document))`.
/// Value and limits set on the builder are taken over.
pub struct Message<R> {
    call: Call,
    answer: PhantomData<fn() -> R>,
}

impl<R: Decode> Message<R> {
    /// The call of `contract` with an input that was encoded elsewhere.
    pub fn encoded(contract: AccountId32, input: Vec<u8>) -> Self {
        Self { call: Call { contract, input, terms: Terms::default() }, answer: PhantomData }
    }

    /// The call in bytes.
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// Hands `value` tokens over, in the smallest unit.
    #[must_use]
    pub fn value(mut self, value: u128) -> Self {
        self.call.terms.value = value;
        self
    }

    /// Limits the gas.
    #[must_use]
    pub fn gas_limit(mut self, limit: Gas) -> Self {
        self.call.terms.gas_limit = Some(limit);
        self
    }

    /// Limits the storage deposit, in the smallest unit.
    #[must_use]
    pub fn deposit_limit(mut self, limit: u128) -> Self {
        self.call.terms.deposit_limit = Some(limit);
        self
    }

    /// Sends the call even if it is known to fail.
    #[must_use]
    pub fn forced(mut self) -> Self {
        self.call.terms.force = true;
        self
    }

    /// Reads what the contract returned.
    ///
    /// # Errors
    /// - [`ChainError::CouldNotReadInput`] if the contract said so.
    /// - [`ChainError::Undecodable`] if it is not an `R`.
    pub fn decode(&self, returned: &[u8]) -> Result<R, ChainError> {
        decode_answer(&self.call.input, returned)
    }
}

impl<R> Clone for Message<R> {
    fn clone(&self) -> Self {
        Self { call: self.call.clone(), answer: PhantomData }
    }
}

impl<R> std::fmt::Debug for Message<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message")
            .field("call", &self.call)
            .field("answer", &std::any::type_name::<R>())
            .finish()
    }
}

impl<Args: Encode, R: Decode>
    From<
        CallBuilder<
            DefaultEnvironment,
            Set<Callee<DefaultEnvironment>>,
            Set<ExecutionInput<Args>>,
            Set<ReturnType<R>>,
        >,
    > for Message<R>
{
    fn from(
        builder: CallBuilder<
            DefaultEnvironment,
            Set<Callee<DefaultEnvironment>>,
            Set<ExecutionInput<Args>>,
            Set<ReturnType<R>>,
        >,
    ) -> Self {
        let params = builder.params();
        let mut message = Self::encoded(address(params.callee()), params.exec_input().encode());
        let terms = &mut message.call.terms;
        terms.value = *params.transferred_value();
        terms.deposit_limit = params.storage_deposit_limit().copied();
        // In ink! a limit of 0 means no limit.
        terms.gas_limit = match (params.ref_time_limit(), params.proof_size_limit()) {
            (0, 0) => None,
            (ref_time, 0) => Some(Gas { ref_time, ..Gas::MOST }),
            (0, proof_size) => Some(Gas { proof_size, ..Gas::MOST }),
            (ref_time, proof_size) => Some(Gas { ref_time, proof_size }),
        };
        message
    }
}

/// An instantiation in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instantiation {
    /// Hash of the uploaded code.
    pub code_hash: H256,
    /// Selector and arguments of the constructor.
    pub input: Vec<u8>,
    /// Tells apart contracts of the same deployer, code and input.
    pub salt: Vec<u8>,
    /// What may be spent.
    pub terms: Terms,
}

/// A constructor that makes an `O`: a contract reference, or a `Result` with one.
///
/// Comes from the constructors of a contract reference: `Constructor::from(WaybillContractRef::new(registry))`.
pub struct Constructor<O> {
    input: Vec<u8>,
    terms: Terms,
    decode: Reader<O>,
}

/// Makes an `O` of the input, the contract's address and what the constructor returned.
type Reader<O> = fn(&[u8], &AccountId32, &[u8]) -> Result<O, ChainError>;

impl<O> Constructor<O> {
    /// The instantiation of the code `code_hash` by this constructor.
    pub fn instantiation(&self, code_hash: H256, salt: &[u8]) -> Instantiation {
        Instantiation {
            code_hash,
            input: self.input.clone(),
            salt: salt.to_vec(),
            terms: self.terms,
        }
    }

    /// Selector and arguments.
    pub fn input(&self) -> &[u8] {
        &self.input
    }

    /// Hands `value` tokens over, in the smallest unit.
    #[must_use]
    pub fn value(mut self, value: u128) -> Self {
        self.terms.value = value;
        self
    }

    /// Sends the instantiation even if it is known to fail.
    #[must_use]
    pub fn forced(mut self) -> Self {
        self.terms.force = true;
        self
    }

    /// Reads what the constructor of the contract at `contract` returned.
    ///
    /// # Errors
    /// - [`ChainError::CouldNotReadInput`] if the contract said so.
    /// - [`ChainError::ConstructorRefused`] if it refused with an error of unknown type.
    /// - [`ChainError::Undecodable`] if it is not what this constructor returns.
    pub fn decode(&self, contract: &AccountId32, returned: &[u8]) -> Result<O, ChainError> {
        (self.decode)(&self.input, contract, returned)
    }
}

impl Constructor<AccountId32> {
    /// A constructor whose input was encoded elsewhere. It makes an address.
    pub fn encoded(input: Vec<u8>) -> Self {
        fn decode(
            input: &[u8],
            contract: &AccountId32,
            returned: &[u8],
        ) -> Result<AccountId32, ChainError> {
            match returned {
                // `Ok(())`, `Ok(Ok(()))`, or nothing at all from a contract that is not of ink!.
                [] | [0] | [0, 0] => Ok(contract.clone()),
                [1, ..] => Err(ChainError::CouldNotReadInput { selector: selector(input) }),
                _ => Err(ChainError::ConstructorRefused { returned: returned.to_vec() }),
            }
        }
        Self { input, terms: Terms::default(), decode }
    }
}

impl<C, Args, R>
    From<
        CreateBuilder<
            DefaultEnvironment,
            C,
            Unset<Hash>,
            Set<LimitParamsV2<DefaultEnvironment>>,
            Unset<u128>,
            Set<ExecutionInput<Args>>,
            Unset<Salt>,
            Set<ReturnType<R>>,
        >,
    > for Constructor<R::Output>
where
    C: FromAccountId<DefaultEnvironment>,
    Args: Encode,
    R: ConstructorReturnType<C>,
{
    fn from(
        builder: CreateBuilder<
            DefaultEnvironment,
            C,
            Unset<Hash>,
            Set<LimitParamsV2<DefaultEnvironment>>,
            Unset<u128>,
            Set<ExecutionInput<Args>>,
            Unset<Salt>,
            Set<ReturnType<R>>,
        >,
    ) -> Self {
        fn decode<C, R>(
            input: &[u8],
            contract: &AccountId32,
            returned: &[u8],
        ) -> Result<R::Output, ChainError>
        where
            C: FromAccountId<DefaultEnvironment>,
            R: ConstructorReturnType<C>,
        {
            let refused = if R::IS_RESULT {
                decode_answer::<Result<(), R::Error>>(input, returned)?.err()
            } else {
                // A constructor that cannot fail answers `Ok(Ok(()))` all the same, though its metadata says `Ok(())`.
                match returned {
                    [0, 0] => {}
                    _ => decode_answer::<()>(input, returned)?,
                }
                None
            };
            match refused {
                None => Ok(R::ok(C::from_account_id(ink_id(contract)))),
                Some(error) => R::err(error).ok_or_else(|| undecodable::<R::Output>(returned)),
            }
        }
        // Code hash, value and salt are given when the contract is made; here they only complete the builder.
        let params =
            builder.code_hash(Hash::default()).endowment(0).salt_bytes(Vec::new()).params();
        Self {
            input: params.exec_input().encode(),
            terms: Terms::default(),
            decode: decode::<C, R>,
        }
    }
}

/// Reads what a message returned: ink! wraps it in a `Result` with its own [`LangError`].
fn decode_answer<R: Decode>(input: &[u8], returned: &[u8]) -> Result<R, ChainError> {
    match <Result<R, LangError>>::decode_all(&mut &returned[..]) {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(_)) => Err(ChainError::CouldNotReadInput { selector: selector(input) }),
        Err(_) => Err(undecodable::<R>(returned)),
    }
}

fn undecodable<T>(bytes: &[u8]) -> ChainError {
    ChainError::Undecodable {
        expected: std::any::type_name::<T>().to_owned(),
        bytes: bytes.to_vec(),
    }
}

fn selector(input: &[u8]) -> [u8; 4] {
    let mut selector = [0; 4];
    let given = input.len().min(4);
    selector[..given].copy_from_slice(&input[..given]);
    selector
}

// The address of an ink! contract and of this crate are the same 32 bytes.
const _: fn(AccountId) -> AccountId32 = |id| address(id);

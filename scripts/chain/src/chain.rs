//! The one interface to a chain with pallet-contracts, and what a backend brings to it.
use ink::scale::{Decode, Encode};
use sp_core::{blake2_256, crypto::AccountId32, H256};

use crate::{
    Account, BatchItem, Call, ChainError, Constructor, Instantiated, Instantiation, ItemOutcome,
    Message, Receipt,
};

/// A key and its value in the storage of a contract.
pub type Entry = (Vec<u8>, Vec<u8>);

/// What an account has, in the smallest unit of the chain's token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// What it can spend.
    pub free: u128,
    /// What is held on it: deposits for the storage that it pays for.
    pub held: u128,
}

/// What a batch does when one of its calls fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchKind {
    /// `utility.batch_all`: undoes everything.
    Atomic,
    /// `utility.batch`: keeps what was done before, and stops.
    UntilFailure,
    /// `utility.force_batch`: keeps what was done, and goes on with the next.
    EachAlone,
}

/// A chain, in bytes: what a backend has to do. [`Chain`] is the same with types.
pub trait Backend {
    /// Hash of the first block: tells one chain from another.
    fn genesis_hash(&self) -> Result<H256, ChainError>;

    /// Number of the last block.
    fn block(&self) -> Result<u32, ChainError>;

    /// Time of the last block, in milliseconds since 1970.
    fn time(&self) -> Result<u64, ChainError>;

    /// How many extrinsics `account` has sent.
    fn nonce(&self, account: &AccountId32) -> Result<u32, ChainError>;

    /// What `account` has.
    fn balance(&self, account: &AccountId32) -> Result<Balance, ChainError>;

    /// The code with the hash `code_hash` as it was uploaded, if it was.
    fn code(&self, code_hash: &H256) -> Result<Option<Vec<u8>>, ChainError>;

    /// Hash of the code of `contract`, if there is a contract.
    fn code_hash(&self, contract: &AccountId32) -> Result<Option<H256>, ChainError>;

    /// What `contract` stores under `key`, which is written as the contract writes it.
    ///
    /// # Errors
    /// [`ChainError::ContractNotFound`] if there is no such contract.
    fn contract_storage(
        &self,
        contract: &AccountId32,
        key: &[u8],
    ) -> Result<Option<Vec<u8>>, ChainError>;

    /// All that `contract` stores, in the order of the keys as the chain writes them.
    ///
    /// # Errors
    /// [`ChainError::ContractNotFound`] if there is no such contract.
    fn contract_entries(&self, contract: &AccountId32) -> Result<Vec<Entry>, ChainError>;

    /// Uploads `wasm`. Uploading what is there costs the fee and changes nothing.
    ///
    /// # Errors
    /// [`ChainError::CodeRejected`] and those of paying.
    fn upload(&mut self, signer: &Account, wasm: &[u8]) -> Result<Receipt<H256>, ChainError>;

    /// Makes a contract.
    ///
    /// # Errors
    /// As for [`Backend::submit_call`], and [`ChainError::CodeNotFound`], [`ChainError::DuplicateContract`].
    fn submit_instantiation(
        &mut self,
        signer: &Account,
        instantiation: &Instantiation,
    ) -> Result<Receipt<Instantiated>, ChainError>;

    /// Calls a contract.
    ///
    /// A call that reverts is not sent, unless its terms force it: its receipt is `reverted` and not `included`.
    ///
    /// # Errors
    /// When the contract gave no answer; nothing was sent then, unless the terms force it.
    fn submit_call(
        &mut self,
        signer: &Account,
        call: &Call,
    ) -> Result<Receipt<Vec<u8>>, ChainError>;

    /// Calls several contracts in one extrinsic.
    ///
    /// A batch of which nothing would remain is not sent, unless the terms of a call force it: then
    /// the receipt is `reverted`, and not `included`.
    ///
    /// # Errors
    /// When the extrinsic is invalid. What single calls came to is in the receipt.
    fn submit_batch(
        &mut self,
        signer: &Account,
        kind: BatchKind,
        calls: &[Call],
    ) -> Result<Receipt<Vec<BatchItem>>, ChainError>;

    /// Tries a call of `caller` without sending it.
    ///
    /// # Errors
    /// When the contract gave no answer.
    fn try_call(&self, caller: &AccountId32, call: &Call) -> Result<Receipt<Vec<u8>>, ChainError>;

    /// Tries an instantiation by `deployer` without sending it.
    ///
    /// # Errors
    /// When the contract gave no answer.
    fn try_instantiation(
        &self,
        deployer: &AccountId32,
        instantiation: &Instantiation,
    ) -> Result<Receipt<Instantiated>, ChainError>;

    /// Sends `amount` of the chain's token, in the smallest unit.
    ///
    /// # Errors
    /// [`ChainError::InsufficientFunds`] if the signer has less.
    fn transfer(
        &mut self,
        signer: &Account,
        to: &AccountId32,
        amount: u128,
    ) -> Result<Receipt<()>, ChainError>;
}

/// A chain with typed calls. Every [`Backend`] is one.
pub trait Chain: Backend {
    /// Calls a contract: `chain.call(&alice, waybill.call().issue(consignee, document))`.
    ///
    /// A message that refuses is not sent, unless it is [`Message::forced`]: the answer is in the receipt all the same.
    ///
    /// # Errors
    /// When the contract gave no answer, or one that is not an `R`.
    fn call<R: Decode>(
        &mut self,
        signer: &Account,
        message: impl Into<Message<R>>,
    ) -> Result<Receipt<R>, ChainError> {
        let message = message.into();
        let (returned, receipt) = self.submit_call(signer, message.call())?.swap(());
        Ok(receipt.swap(message.decode(&returned)?).1)
    }

    /// Tries a call of `caller` without sending it: what it would answer and cost.
    ///
    /// # Errors
    /// When the contract gave no answer, or one that is not an `R`.
    fn dry_run<R: Decode>(
        &self,
        caller: &AccountId32,
        message: impl Into<Message<R>>,
    ) -> Result<Receipt<R>, ChainError> {
        let message = message.into();
        let (returned, receipt) = self.try_call(caller, message.call())?.swap(());
        Ok(receipt.swap(message.decode(&returned)?).1)
    }

    /// Asks a contract something, as nobody in particular.
    ///
    /// # Errors
    /// When the contract gave no answer, or one that is not an `R`.
    fn query<R: Decode>(&self, message: impl Into<Message<R>>) -> Result<R, ChainError> {
        Ok(self.dry_run(&NOBODY, message)?.returned)
    }

    /// Makes a contract of uploaded code: `chain.instantiate(&alice, hash, WaybillContractRef::new(registry), &[])`.
    ///
    /// # Errors
    /// When the contract gave no answer, or one that is not an `O`.
    fn instantiate<O>(
        &mut self,
        signer: &Account,
        code_hash: H256,
        constructor: impl Into<Constructor<O>>,
        salt: &[u8],
    ) -> Result<Receipt<O>, ChainError> {
        let constructor = constructor.into();
        let made =
            self.submit_instantiation(signer, &constructor.instantiation(code_hash, salt))?;
        let (Instantiated { contract, output }, receipt) = made.swap(());
        Ok(receipt.swap(constructor.decode(&contract, &output)?).1)
    }

    /// Calls several contracts in one extrinsic. [`Message::call`] gives a call, and [`Message::decode`] reads its answer.
    ///
    /// # Errors
    /// When the extrinsic is invalid.
    fn batch(
        &mut self,
        signer: &Account,
        kind: BatchKind,
        calls: &[Call],
    ) -> Result<Receipt<Vec<BatchItem>>, ChainError> {
        self.submit_batch(signer, kind, calls)
    }

    /// Digest of all that `contracts` store, whatever their order: the same on every chain and every run that did the same.
    ///
    /// For each address, ascending and once: it starts from `blake2_256(address ‖ code hash)`, and each entry in the order of
    /// its key makes `blake2_256(digest ‖ key ‖ value)`, key and value with their SCALE lengths. The result is
    /// `blake2_256` of the contracts' digests. Block hashes, balances and the storage root have no part in it.
    ///
    /// # Errors
    /// [`ChainError::ContractNotFound`] if one of them is not there.
    fn state_digest(&self, contracts: &[AccountId32]) -> Result<[u8; 32], ChainError> {
        let mut contracts = contracts.to_vec();
        contracts.sort();
        contracts.dedup();
        let mut digests = Vec::with_capacity(contracts.len() * 32);
        for contract in &contracts {
            let code_hash = self
                .code_hash(contract)?
                .ok_or_else(|| ChainError::ContractNotFound { contract: contract.clone() })?;
            let start = (contract, code_hash).using_encoded(blake2_256);
            let digest = self
                .contract_entries(contract)?
                .iter()
                .fold(start, |digest, (key, value)| (digest, key, value).using_encoded(blake2_256));
            digests.extend(digest);
        }
        Ok(blake2_256(&digests))
    }
}

impl<B: Backend + ?Sized> Chain for B {}

/// Who asks a [`Chain::query`]: an address without a key.
const NOBODY: AccountId32 = AccountId32::new([0; 32]);

/// Address of the contract that `deployer` makes of `code_hash` with this input and salt, before or after it is made.
pub fn instantiate_address(
    deployer: &AccountId32,
    code_hash: &H256,
    input: &[u8],
    salt: &[u8],
) -> AccountId32 {
    (b"contract_addr_v1", deployer, code_hash, input, salt).using_encoded(blake2_256).into()
}

impl BatchItem {
    /// Reads the answer to `message`.
    ///
    /// # Errors
    /// - The error of the call if the contract did not answer.
    /// - Those of [`Message::decode`].
    pub fn answer<R: Decode>(&self, message: &Message<R>) -> Result<Option<R>, ChainError> {
        match &self.outcome {
            ItemOutcome::Accepted(bytes) | ItemOutcome::Reverted(bytes) => {
                message.decode(bytes).map(Some)
            }
            ItemOutcome::Failed(error) => Err(error.clone()),
            ItemOutcome::Unheard | ItemOutcome::Skipped => Ok(None),
        }
    }
}

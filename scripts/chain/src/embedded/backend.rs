//! The embedded chain as a [`Backend`].
use contracts_node_runtime::{Contracts, System, Timestamp};
use frame_support::{
    storage::{storage_prefix, unhashed},
    Hashable,
};
use ink::scale::Decode;
use pallet_contracts::ContractAccessError;
use sp_core::{crypto::AccountId32, H256};
use sp_runtime::DispatchError;

use super::{
    apply::{free, read_events, summary},
    extrinsic::{why_rejected, Performed},
    refusal::reason,
    Embedded,
};
use crate::{
    instantiate_address,
    refusal::refusal,
    work::{share, Ran, Returned, Work},
    Account, Backend, Balance, BatchItem, BatchKind, Call, ChainError, Entry, Gas, Instantiated,
    Instantiation, ItemOutcome, Receipt,
};

/// The child trie of `contract` and the hash of its code.
fn contract_info(contract: &AccountId32) -> Result<(Vec<u8>, H256), ChainError> {
    let key =
        [&storage_prefix(b"Contracts", b"ContractInfoOf")[..], &contract.twox_64_concat()].concat();
    let info = sp_io::storage::get(&key)
        .ok_or_else(|| ChainError::ContractNotFound { contract: contract.clone() })?;
    // The pallet keeps the type to itself; these are its first two fields.
    <(Vec<u8>, H256)>::decode(&mut &info[..]).map_err(|error| {
        ChainError::Runtime(format!("ContractInfoOf is not as in pallet-contracts 38: {error}"))
    })
}

impl Embedded {
    /// The answer of the one contract that was run.
    fn answer(
        &self,
        signer: &AccountId32,
        work: Work<'_>,
        mut performed: Performed,
    ) -> Result<Returned, ChainError> {
        match performed.runs.pop() {
            Some(Ran { result: Ok(returned), .. }) => Ok(returned),
            Some(Ran { result: Err(error), debug, .. }) => {
                Err(self.refusal(signer, work, error, &debug))
            }
            None => match performed.result {
                Err(error) => Err(self.refusal(signer, work, error.error, "")),
                Ok(_) => Ok(Returned { reverted: false, data: Vec::new(), contract: None }),
            },
        }
    }

    /// Why the runtime refused, in terms of who asked for what.
    fn refusal(
        &self,
        signer: &AccountId32,
        work: Work<'_>,
        error: DispatchError,
        debug: &str,
    ) -> ChainError {
        refusal(reason(error), debug, signer, work, || self.inspect(|| free(signer)))
    }

    /// Tries `work` without sending it.
    fn attempt_work(&self, signer: &AccountId32, work: Work<'_>) -> (Performed, Receipt<()>) {
        self.attempt(|| {
            let performed = work.perform(signer);
            let mut receipt = summary(&performed);
            receipt.events = read_events(self.told).0.events;
            (performed, receipt)
        })
    }
}

impl Backend for Embedded {
    fn genesis_hash(&self) -> Result<H256, ChainError> {
        Ok(self.inspect(|| System::block_hash(0)))
    }

    fn block(&self) -> Result<u32, ChainError> {
        Ok(self.inspect(System::block_number))
    }

    fn time(&self) -> Result<u64, ChainError> {
        Ok(self.inspect(Timestamp::get))
    }

    fn nonce(&self, account: &AccountId32) -> Result<u32, ChainError> {
        Ok(self.inspect(|| System::account_nonce(account)))
    }

    fn balance(&self, account: &AccountId32) -> Result<Balance, ChainError> {
        let data = self.inspect(|| System::account(account).data);
        Ok(Balance { free: data.free, held: data.reserved })
    }

    fn code(&self, code_hash: &H256) -> Result<Option<Vec<u8>>, ChainError> {
        let key =
            [&storage_prefix(b"Contracts", b"PristineCode")[..], code_hash.as_bytes()].concat();
        Ok(self.inspect(|| unhashed::get(&key)))
    }

    fn code_hash(&self, contract: &AccountId32) -> Result<Option<H256>, ChainError> {
        Ok(self.inspect(|| Contracts::code_hash(contract)))
    }

    fn contract_storage(
        &self,
        contract: &AccountId32,
        key: &[u8],
    ) -> Result<Option<Vec<u8>>, ChainError> {
        self.inspect(|| Contracts::get_storage(contract.clone(), key.to_vec())).map_err(|error| {
            match error {
                ContractAccessError::DoesntExist => {
                    ChainError::ContractNotFound { contract: contract.clone() }
                }
                other => ChainError::Runtime(format!("{other:?}")),
            }
        })
    }

    fn contract_entries(&self, contract: &AccountId32) -> Result<Vec<Entry>, ChainError> {
        self.inspect(|| {
            let (trie, _) = contract_info(contract)?;
            let mut entries = Vec::new();
            let mut key = Vec::new();
            while let Some(next) = sp_io::default_child_storage::next_key(&trie, &key) {
                if let Some(value) = sp_io::default_child_storage::get(&trie, &next) {
                    entries.push((next.clone(), value.to_vec()));
                }
                key = next;
            }
            Ok(entries)
        })
    }

    fn upload(&mut self, signer: &Account, wasm: &[u8]) -> Result<Receipt<H256>, ChainError> {
        let work = Work::Upload(wasm);
        let (performed, receipt) = self.submit(signer, work)?;
        let code_hash = performed.code_hash;
        match self.answer(signer.id(), work, performed) {
            Ok(_) => Ok(receipt.swap(code_hash).1),
            Err(ChainError::CodeRejected { .. }) => Err(ChainError::CodeRejected {
                reason: self.attempt(|| why_rejected(signer.id(), wasm)),
            }),
            Err(error) => Err(error),
        }
    }

    fn submit_instantiation(
        &mut self,
        signer: &Account,
        instantiation: &Instantiation,
    ) -> Result<Receipt<Instantiated>, ChainError> {
        let work = Work::Instantiate(instantiation);
        let (performed, receipt) = self.submit(signer, work)?;
        let made =
            instantiated(signer.id(), instantiation, self.answer(signer.id(), work, performed)?);
        Ok(receipt.swap(made).1)
    }

    fn submit_call(
        &mut self,
        signer: &Account,
        call: &Call,
    ) -> Result<Receipt<Vec<u8>>, ChainError> {
        let work = Work::Call(call);
        let (performed, receipt) = self.submit(signer, work)?;
        Ok(receipt.swap(self.answer(signer.id(), work, performed)?.data).1)
    }

    fn submit_batch(
        &mut self,
        signer: &Account,
        kind: BatchKind,
        calls: &[Call],
    ) -> Result<Receipt<Vec<BatchItem>>, ChainError> {
        let (performed, receipt) = self.submit(signer, Work::Batch(kind, calls))?;
        let mut runs = performed.runs.into_iter();
        let items = calls
            .iter()
            .map(|call| match runs.next() {
                None => {
                    BatchItem { gas: Gas::default(), deposit: 0, outcome: ItemOutcome::Skipped }
                }
                Some(Ran { gas, deposit, debug, result, .. }) => {
                    let outcome = match result {
                        Ok(returned) if returned.reverted => ItemOutcome::Reverted(returned.data),
                        Ok(returned) => ItemOutcome::Accepted(returned.data),
                        Err(error) => {
                            let mut call = call.clone();
                            call.terms.gas_limit.get_or_insert(share(calls.len()));
                            ItemOutcome::Failed(self.refusal(
                                signer.id(),
                                Work::Call(&call),
                                error,
                                &debug,
                            ))
                        }
                    };
                    let deposit = if outcome.is_accepted() { deposit } else { 0 };
                    BatchItem { gas, deposit, outcome }
                }
            })
            .collect();
        Ok(receipt.swap(items).1)
    }

    fn try_call(&self, caller: &AccountId32, call: &Call) -> Result<Receipt<Vec<u8>>, ChainError> {
        let work = Work::Call(call);
        let (performed, receipt) = self.attempt_work(caller, work);
        Ok(receipt.swap(self.answer(caller, work, performed)?.data).1)
    }

    fn try_instantiation(
        &self,
        deployer: &AccountId32,
        instantiation: &Instantiation,
    ) -> Result<Receipt<Instantiated>, ChainError> {
        let work = Work::Instantiate(instantiation);
        let (performed, receipt) = self.attempt_work(deployer, work);
        let made = instantiated(deployer, instantiation, self.answer(deployer, work, performed)?);
        Ok(receipt.swap(made).1)
    }

    fn transfer(
        &mut self,
        signer: &Account,
        to: &AccountId32,
        amount: u128,
    ) -> Result<Receipt<()>, ChainError> {
        let work = Work::Transfer(to, amount);
        let (performed, receipt) = self.submit(signer, work)?;
        self.answer(signer.id(), work, performed)?;
        Ok(receipt)
    }
}

fn instantiated(
    deployer: &AccountId32,
    instantiation: &Instantiation,
    returned: Returned,
) -> Instantiated {
    let Instantiation { code_hash, input, salt, .. } = instantiation;
    let contract =
        returned.contract.unwrap_or_else(|| instantiate_address(deployer, code_hash, input, salt));
    Instantiated { contract, output: returned.data }
}

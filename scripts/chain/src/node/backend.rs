//! A node as a [`Backend`].
use ink::scale::Encode;
use sp_core::{crypto::AccountId32, H256};

use super::{
    attempt::Attempt,
    connection::{Connection, Head},
    errors::reason,
    sending::Included,
    Node, Shared,
};
use crate::{
    refusal::Reason,
    work::{share, Ran, Returned, Work},
    Account, Backend, Balance, BatchItem, BatchKind, Call, ChainError, Entry, Gas, Instantiated,
    Instantiation, ItemOutcome, Receipt,
};

impl Connection {
    /// Tries the one contract run of `work`.
    async fn try_run(
        &self,
        signer: &AccountId32,
        run: Run<'_>,
        at: H256,
    ) -> Result<Attempt, ChainError> {
        match run {
            Run::Call(call) => self.try_call(signer, call, Gas::MOST, at).await,
            Run::Instantiation(made) => self.try_instantiation(signer, made, at).await,
        }
    }

    /// What came of work that is only tried: its receipt, and what the contract returned.
    async fn tried(
        &self,
        signer: &AccountId32,
        run: Run<'_>,
        best: Head,
        attempt: Attempt,
    ) -> Result<Receipt<Returned>, ChainError> {
        let is_accepted = attempt.is_accepted();
        let Attempt { ran, events } = attempt;
        let mut receipt = Receipt {
            included: false,
            block: best.number,
            time: self.time(best.hash).await?,
            gas: ran.gas,
            gas_required: ran.gas_required,
            weight: Gas::default(),
            deposit: if is_accepted { ran.deposit } else { 0 },
            fee: 0,
            events: Vec::new(),
            reverted: !is_accepted,
            returned: (),
        };
        match ran.result {
            Ok(returned) => {
                if is_accepted {
                    receipt.events = events;
                }
                Ok(receipt.swap(returned).1)
            }
            Err(error) => {
                Err(self.refusal(signer, run.work(), error, &ran.debug, best.hash).await?)
            }
        }
    }

    async fn is_reverted(&self, error: sp_runtime::DispatchError) -> bool {
        matches!(
            reason(&self.client.metadata(), error),
            Reason::Pallet { pallet: "Contracts", error: "ContractReverted" }
        )
    }
}

/// What runs one contract.
#[derive(Clone, Copy)]
enum Run<'a> {
    Call(&'a Call),
    Instantiation(&'a Instantiation),
}

impl<'a> Run<'a> {
    fn work(self) -> Work<'a> {
        match self {
            Self::Call(call) => Work::Call(call),
            Self::Instantiation(made) => Work::Instantiate(made),
        }
    }
}

/// The gas limit of a call that states none: a quarter more than it needed when it was tried, for what others may change before.
fn limit(attempt: &Attempt) -> Gas {
    if !attempt.is_accepted() {
        return Gas::MOST;
    }
    let Gas { ref_time, proof_size } = attempt.ran.gas_required;
    let quarter_more = |needed: u64| needed.saturating_add(needed / 4);
    Gas {
        ref_time: quarter_more(ref_time).min(Gas::MOST.ref_time),
        proof_size: quarter_more(proof_size).min(Gas::MOST.proof_size),
    }
}

/// The receipt of a transaction that is in a block, without what it answered.
fn receipt(included: &Included) -> Receipt<()> {
    let news = &included.news;
    Receipt {
        included: true,
        block: included.number,
        time: included.time,
        gas: Gas::default(),
        gas_required: Gas::default(),
        weight: news.weight,
        deposit: 0,
        fee: news.fee,
        events: news.events.clone(),
        reverted: news.failure.is_some(),
        returned: (),
    }
}

impl Shared {
    /// Runs one contract, and waits until that is final.
    async fn run(&self, signer: &Account, run: Run<'_>) -> Result<Receipt<Returned>, ChainError> {
        let link = &self.connection;
        let (work, id) = (run.work(), signer.id());
        let best = link.best().await?;
        let before = link.try_run(id, run, best.hash).await?;
        if !before.is_accepted() && !work.forced() {
            // Whoever cannot pay the fee is told that, and not what else would be in the way.
            if before.ran.result.is_err() {
                let _ = self.apply(signer, work, best).await?;
            }
            return link.tried(id, run, best, before).await;
        }
        let included = self.deliver(signer, work, &[limit(&before)]).await?;
        let mut attempts = Vec::new();
        if included.parent != best.hash {
            attempts.push(link.try_run(id, run, included.parent).await?);
        }
        attempts.push(before);
        let reverted = match included.news.failure {
            None => false,
            Some(error) if link.is_reverted(error).await => {
                attempts.push(link.try_run(id, run, included.hash).await?);
                true
            }
            Some(error) => {
                let debug = attempts.first().map_or("", |attempt| &attempt.ran.debug);
                return Err(link.refusal(id, work, error, debug, included.parent).await?);
            }
        };
        // The try that comes nearest to the block and came to the same.
        let same = |attempt: &Attempt| matches!(&attempt.ran.result, Ok(returned) if returned.reverted == reverted);
        let Some(found) = attempts.into_iter().find(same) else {
            return Err(ChainError::Runtime(format!(
                "the contract refused in block {}, and what it answered is not known: it no longer refuses",
                included.number
            )));
        };
        let Ran { gas, gas_required, deposit, result, .. } = found.ran;
        let returned = result.map_err(|error| ChainError::Runtime(format!("{error:?}")))?;
        let mut receipt = receipt(&included);
        receipt.gas = gas;
        receipt.gas_required = gas_required;
        receipt.deposit = if reverted { 0 } else { deposit };
        Ok(receipt.swap(returned).1)
    }

    /// Sends what runs no contract by itself, unless it is known to fail, and waits until it is final.
    async fn perform(&self, signer: &Account, work: Work<'_>) -> Result<Receipt<()>, ChainError> {
        let link = &self.connection;
        let best = link.best().await?;
        if let Err(error) = self.apply(signer, work, best).await? {
            return Err(link.refusal(signer.id(), work, error, "", best.hash).await?);
        }
        let included = self.deliver(signer, work, &[]).await?;
        match included.news.failure {
            None => Ok(receipt(&included)),
            Some(error) => Err(link.refusal(signer.id(), work, error, "", included.parent).await?),
        }
    }

    async fn upload(&self, signer: &Account, wasm: &[u8]) -> Result<Receipt<H256>, ChainError> {
        let best = self.connection.best().await?;
        let (code_hash, deposit) = self.connection.try_upload(signer.id(), wasm, best.hash).await?;
        let mut receipt = self.perform(signer, Work::Upload(wasm)).await?;
        receipt.deposit = deposit;
        Ok(receipt.swap(code_hash).1)
    }

    /// What each call of a batch came to when it was tried alone.
    async fn alone(
        &self,
        signer: &AccountId32,
        calls: &[Call],
        at: H256,
    ) -> Result<Vec<Attempt>, ChainError> {
        let mut attempts = Vec::with_capacity(calls.len());
        for call in calls {
            let most = share(calls.len());
            attempts.push(self.connection.try_call(signer, call, most, at).await?);
        }
        Ok(attempts)
    }

    async fn batch(
        &self,
        signer: &Account,
        kind: BatchKind,
        calls: &[Call],
    ) -> Result<Receipt<Vec<BatchItem>>, ChainError> {
        let link = &self.connection;
        let (work, best) = (Work::Batch(kind, calls), link.best().await?);
        let alone = self.alone(signer.id(), calls, best.hash).await?;
        let applied = self.apply(signer, work, best).await?;
        let first_fails = alone.first().is_some_and(|first| !first.is_accepted());
        let is_vain = match kind {
            BatchKind::Atomic => applied.is_err(),
            BatchKind::UntilFailure => first_fails,
            BatchKind::EachAlone => !alone.is_empty() && !alone.iter().any(Attempt::is_accepted),
        };
        if is_vain && !work.forced() {
            let error = applied.err();
            let results = known_to_fail(kind, &alone, error);
            let items = self.items(signer.id(), calls, alone, &results, best.hash).await?;
            let receipt = Receipt {
                included: false,
                block: best.number,
                time: link.time(best.hash).await?,
                gas: Gas::default(),
                gas_required: Gas::default(),
                weight: Gas::default(),
                deposit: 0,
                fee: 0,
                events: Vec::new(),
                reverted: true,
                returned: (),
            };
            return Ok(summed(receipt, items));
        }
        let included = self.deliver(signer, work, &[]).await?;
        let alone = if included.parent == best.hash {
            alone
        } else {
            self.alone(signer.id(), calls, included.parent).await?
        };
        let mut receipt = receipt(&included);
        let results = match included.news.failure {
            Some(error) => known_to_fail(kind, &alone, Some(error)),
            None => included.news.items.clone(),
        };
        receipt.reverted |= !results.iter().any(Result::is_ok);
        let items = self.items(signer.id(), calls, alone, &results, included.parent).await?;
        Ok(summed(receipt, items))
    }

    /// What each call of a batch came to, by what the chain said and what the call answered when it was tried alone.
    async fn items(
        &self,
        signer: &AccountId32,
        calls: &[Call],
        alone: Vec<Attempt>,
        results: &[Result<(), sp_runtime::DispatchError>],
        at: H256,
    ) -> Result<Vec<BatchItem>, ChainError> {
        let link = &self.connection;
        let mut items = Vec::with_capacity(calls.len());
        for (index, (call, attempt)) in calls.iter().zip(alone).enumerate() {
            let Ran { gas, deposit, debug, result: tried, .. } = attempt.ran;
            let returned = |reverted| match tried {
                Ok(returned) if returned.reverted == reverted => Some(returned.data),
                _ => None,
            };
            let outcome = match results.get(index) {
                None => ItemOutcome::Skipped,
                Some(Ok(())) => returned(false).map_or(ItemOutcome::Unheard, ItemOutcome::Accepted),
                Some(Err(error)) => {
                    let data = if link.is_reverted(*error).await { returned(true) } else { None };
                    match data {
                        Some(data) => ItemOutcome::Reverted(data),
                        None => {
                            let mut call = call.clone();
                            call.terms.gas_limit.get_or_insert(share(calls.len()));
                            let work = Work::Call(&call);
                            let why = link.refusal(signer, work, *error, &debug, at).await?;
                            ItemOutcome::Failed(why)
                        }
                    }
                }
            };
            let was_made = !matches!(outcome, ItemOutcome::Skipped);
            let gas = if was_made { gas } else { Gas::default() };
            let deposit = if outcome.is_accepted() { deposit } else { 0 };
            items.push(BatchItem { gas, deposit, outcome });
        }
        Ok(items)
    }
}

/// What the calls of a batch come to of which nothing remains because of `error`: up to the first that fails alone.
fn known_to_fail(
    kind: BatchKind,
    alone: &[Attempt],
    error: Option<sp_runtime::DispatchError>,
) -> Vec<Result<(), sp_runtime::DispatchError>> {
    let failing = |attempt: &Attempt| match &attempt.ran.result {
        Ok(returned) if !returned.reverted => Ok(()),
        Ok(_) => Err(error.unwrap_or(sp_runtime::DispatchError::CannotLookup)),
        Err(own) => Err(*own),
    };
    let mut results: Vec<_> = alone.iter().map(failing).collect();
    if kind != BatchKind::EachAlone {
        let end = results.iter().position(Result::is_err).map_or(results.len(), |at| at + 1);
        results.truncate(end);
    }
    results
}

/// The receipt of a batch with the sums of its items.
fn summed(receipt: Receipt<()>, items: Vec<BatchItem>) -> Receipt<Vec<BatchItem>> {
    let mut receipt = receipt;
    receipt.gas = items.iter().fold(Gas::default(), |sum, item| sum.plus(item.gas));
    receipt.gas_required = receipt.gas;
    if !receipt.reverted {
        receipt.deposit = items.iter().map(|item| item.deposit).sum();
    }
    receipt.swap(items).1
}

fn instantiated(
    receipt: Receipt<Returned>,
    deployer: &AccountId32,
    instantiation: &Instantiation,
) -> Receipt<Instantiated> {
    let (returned, receipt) = receipt.swap(());
    let Instantiation { code_hash, input, salt, .. } = instantiation;
    let contract = returned
        .contract
        .unwrap_or_else(|| crate::instantiate_address(deployer, code_hash, input, salt));
    receipt.swap(Instantiated { contract, output: returned.data }).1
}

fn answered(receipt: Receipt<Returned>) -> Receipt<Vec<u8>> {
    let (returned, receipt) = receipt.swap(());
    receipt.swap(returned.data).1
}

impl Node {
    /// Asks something of the state after the best block.
    fn of_best<T>(
        &self,
        ask: impl AsyncFnOnce(&Connection, H256) -> Result<T, ChainError>,
    ) -> Result<T, ChainError> {
        self.wait(async {
            let best = self.link().best().await?;
            ask(self.link(), best.hash).await
        })
    }

    fn attempt(&self, caller: &AccountId32, run: Run<'_>) -> Result<Receipt<Returned>, ChainError> {
        self.wait(async {
            let best = self.link().best().await?;
            let attempt = self.link().try_run(caller, run, best.hash).await?;
            self.link().tried(caller, run, best, attempt).await
        })
    }
}

impl Backend for Node {
    fn genesis_hash(&self) -> Result<H256, ChainError> {
        Ok(H256(self.link().client.genesis_hash().0))
    }

    fn block(&self) -> Result<u32, ChainError> {
        Ok(self.wait(self.link().best())?.number)
    }

    fn time(&self) -> Result<u64, ChainError> {
        self.of_best(async |link, at| link.time(at).await)
    }

    fn nonce(&self, account: &AccountId32) -> Result<u32, ChainError> {
        self.of_best(async |link, at| Ok(link.account(account, at).await?.0))
    }

    fn balance(&self, account: &AccountId32) -> Result<Balance, ChainError> {
        self.of_best(async |link, at| link.balance(account, at).await)
    }

    fn code(&self, code_hash: &H256) -> Result<Option<Vec<u8>>, ChainError> {
        self.of_best(async |link, at| link.code(code_hash, at).await)
    }

    fn code_hash(&self, contract: &AccountId32) -> Result<Option<H256>, ChainError> {
        self.of_best(async |link, at| {
            Ok(link.contract_info(contract, at).await?.map(|(_, code_hash)| code_hash))
        })
    }

    fn contract_storage(
        &self,
        contract: &AccountId32,
        key: &[u8],
    ) -> Result<Option<Vec<u8>>, ChainError> {
        // `GetStorageResult` of pallet-contracts: the errors are that there is no contract, and that the key is not of a size.
        type Stored = Result<Option<Vec<u8>>, u8>;
        let asked = (contract, key).encode();
        let stored: Stored = self
            .of_best(async |link, at| link.runtime("ContractsApi_get_storage", &asked, at).await)?;
        stored.map_err(|error| match error {
            0 => ChainError::ContractNotFound { contract: contract.clone() },
            other => ChainError::Runtime(format!("ContractAccessError {other}")),
        })
    }

    fn contract_entries(&self, contract: &AccountId32) -> Result<Vec<Entry>, ChainError> {
        self.of_best(async |link, at| link.contract_entries(contract, at).await)
    }

    fn upload(&mut self, signer: &Account, wasm: &[u8]) -> Result<Receipt<H256>, ChainError> {
        self.wait(self.shared.upload(signer, wasm))
    }

    fn submit_instantiation(
        &mut self,
        signer: &Account,
        instantiation: &Instantiation,
    ) -> Result<Receipt<Instantiated>, ChainError> {
        let receipt = self.wait(self.shared.run(signer, Run::Instantiation(instantiation)))?;
        Ok(instantiated(receipt, signer.id(), instantiation))
    }

    fn submit_call(
        &mut self,
        signer: &Account,
        call: &Call,
    ) -> Result<Receipt<Vec<u8>>, ChainError> {
        self.wait(self.shared.run(signer, Run::Call(call))).map(answered)
    }

    fn submit_batch(
        &mut self,
        signer: &Account,
        kind: BatchKind,
        calls: &[Call],
    ) -> Result<Receipt<Vec<BatchItem>>, ChainError> {
        self.wait(self.shared.batch(signer, kind, calls))
    }

    fn try_call(&self, caller: &AccountId32, call: &Call) -> Result<Receipt<Vec<u8>>, ChainError> {
        self.attempt(caller, Run::Call(call)).map(answered)
    }

    fn try_instantiation(
        &self,
        deployer: &AccountId32,
        instantiation: &Instantiation,
    ) -> Result<Receipt<Instantiated>, ChainError> {
        let receipt = self.attempt(deployer, Run::Instantiation(instantiation))?;
        Ok(instantiated(receipt, deployer, instantiation))
    }

    fn transfer(
        &mut self,
        signer: &Account,
        to: &AccountId32,
        amount: u128,
    ) -> Result<Receipt<()>, ChainError> {
        self.wait(self.shared.perform(signer, Work::Transfer(to, amount)))
    }
}

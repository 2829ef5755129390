//! A chain that remembers what was done on it.
use std::cell::RefCell;

use chain::{
    Account, AccountId32, Backend, Balance, BatchItem, BatchKind, Call, ChainError, ContractEvent,
    Entry, Gas, Instantiated, Instantiation, Receipt, H256,
};
use interfaces::ids::Millis;

use crate::Stage;

/// A call, sent or only tried, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Who called.
    pub caller: AccountId32,
    /// What was called.
    pub contract: AccountId32,
    /// Selector and arguments.
    pub input: Vec<u8>,
    /// What it answered, if it did.
    pub returned: Option<Vec<u8>>,
    /// Whether it refused.
    pub reverted: bool,
    /// Whether it is in a block.
    pub included: bool,
    /// The block that it is in, or was tried in.
    pub block: u32,
    /// What the contracts used.
    pub gas: Gas,
    /// What the caller paid for storage, in the smallest unit of the token.
    pub deposit: i128,
    /// What contracts told.
    pub events: Vec<ContractEvent>,
}

impl Step {
    fn new(caller: &AccountId32, call: &Call, came: &Result<Receipt<Vec<u8>>, ChainError>) -> Self {
        let Call { contract, input, .. } = call.clone();
        let nothing = Receipt {
            included: false,
            block: 0,
            time: 0,
            gas: Gas::default(),
            gas_required: Gas::default(),
            weight: Gas::default(),
            deposit: 0,
            fee: 0,
            events: Vec::new(),
            reverted: true,
            returned: (),
        };
        let (returned, receipt) = match came {
            Ok(receipt) => {
                let (returned, receipt) = receipt.clone().swap(());
                (Some(returned), receipt)
            }
            Err(_) => (None, nothing),
        };
        let Receipt { reverted, included, block, gas, deposit, events, .. } = receipt;
        let caller = caller.clone();
        Self { caller, contract, input, returned, reverted, included, block, gas, deposit, events }
    }
}

/// A chain, and every call that was made on it through this.
pub struct Recorded<C> {
    /// The chain.
    pub chain: C,
    steps: RefCell<Vec<Step>>,
}

impl<C> Recorded<C> {
    /// Remembers from now on.
    pub fn new(chain: C) -> Self {
        Self { chain, steps: RefCell::default() }
    }

    /// What was called so far, in order: calls and questions.
    pub fn steps(&self) -> Vec<Step> {
        self.steps.borrow().clone()
    }
}

impl<C: Stage> Stage for Recorded<C> {
    const FUNDS: u128 = C::FUNDS;

    fn now(&self) -> Millis {
        self.chain.now()
    }

    fn sleep(&mut self, span: Millis) {
        self.chain.sleep(span);
    }
}

impl<C: Backend> Backend for Recorded<C> {
    fn genesis_hash(&self) -> Result<H256, ChainError> {
        self.chain.genesis_hash()
    }

    fn block(&self) -> Result<u32, ChainError> {
        self.chain.block()
    }

    fn time(&self) -> Result<u64, ChainError> {
        self.chain.time()
    }

    fn nonce(&self, account: &AccountId32) -> Result<u32, ChainError> {
        self.chain.nonce(account)
    }

    fn balance(&self, account: &AccountId32) -> Result<Balance, ChainError> {
        self.chain.balance(account)
    }

    fn code(&self, code_hash: &H256) -> Result<Option<Vec<u8>>, ChainError> {
        self.chain.code(code_hash)
    }

    fn code_hash(&self, contract: &AccountId32) -> Result<Option<H256>, ChainError> {
        self.chain.code_hash(contract)
    }

    fn contract_storage(
        &self,
        contract: &AccountId32,
        key: &[u8],
    ) -> Result<Option<Vec<u8>>, ChainError> {
        self.chain.contract_storage(contract, key)
    }

    fn contract_entries(&self, contract: &AccountId32) -> Result<Vec<Entry>, ChainError> {
        self.chain.contract_entries(contract)
    }

    fn upload(&mut self, signer: &Account, wasm: &[u8]) -> Result<Receipt<H256>, ChainError> {
        self.chain.upload(signer, wasm)
    }

    fn submit_instantiation(
        &mut self,
        signer: &Account,
        instantiation: &Instantiation,
    ) -> Result<Receipt<Instantiated>, ChainError> {
        self.chain.submit_instantiation(signer, instantiation)
    }

    fn submit_call(
        &mut self,
        signer: &Account,
        call: &Call,
    ) -> Result<Receipt<Vec<u8>>, ChainError> {
        let came = self.chain.submit_call(signer, call);
        self.steps.borrow_mut().push(Step::new(signer.id(), call, &came));
        came
    }

    fn submit_batch(
        &mut self,
        signer: &Account,
        kind: BatchKind,
        calls: &[Call],
    ) -> Result<Receipt<Vec<BatchItem>>, ChainError> {
        self.chain.submit_batch(signer, kind, calls)
    }

    fn try_call(&self, caller: &AccountId32, call: &Call) -> Result<Receipt<Vec<u8>>, ChainError> {
        let came = self.chain.try_call(caller, call);
        self.steps.borrow_mut().push(Step::new(caller, call, &came));
        came
    }

    fn try_instantiation(
        &self,
        deployer: &AccountId32,
        instantiation: &Instantiation,
    ) -> Result<Receipt<Instantiated>, ChainError> {
        self.chain.try_instantiation(deployer, instantiation)
    }

    fn transfer(
        &mut self,
        signer: &Account,
        to: &AccountId32,
        amount: u128,
    ) -> Result<Receipt<()>, ChainError> {
        self.chain.transfer(signer, to, amount)
    }
}

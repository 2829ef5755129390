//! The runtime of substrate-contracts-node in this process.
mod extrinsic;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

use std::{cell::RefCell, collections::BTreeMap, sync::OnceLock};

use contracts_node_runtime::{
    BuildStorage, Contracts, Executive, Header, Runtime, RuntimeEvent, RuntimeGenesisConfig,
    Signature, SignedExtra, SignedPayload, System, Timestamp, TimestampCall, UncheckedExtrinsic,
    EXISTENTIAL_DEPOSIT,
};
use frame_support::{
    dispatch::{DispatchResultWithPostInfo, GetDispatchInfo, PostDispatchInfo},
    storage::storage_prefix,
    Hashable,
};
use ink::scale::{Compact, Decode, Encode};
use pallet_contracts::ContractAccessError;
use sp_core::{crypto::AccountId32, sr25519, H256};
use sp_runtime::{
    generic::Era,
    traits::{Header as _, SignedExtension},
    transaction_validity::{InvalidTransaction, TransactionValidityError},
    DispatchError,
};
use sp_state_machine::Ext;

use self::{
    extrinsic::{gas, share, why_rejected, Performed, Ran, Returned, Work},
    refusal::refusal,
    state::{Overlay, State},
};
use crate::{
    instantiate_address, Account, Backend, Balance, BatchItem, BatchKind, Call, ChainError,
    ContractEvent, Gas, Instantiated, Instantiation, ItemOutcome, Receipt, DEV_NAMES,
};

/// The token of the chain: 1 UNIT is 10^12 of its smallest unit.
pub const UNIT: u128 = 1_000_000_000_000;

/// What each account of [`DEV_NAMES`] has at the beginning: 10^12 UNIT.
pub const ENDOWMENT: u128 = 1_000_000_000_000 * UNIT;

/// The least time between two blocks, in milliseconds.
pub const MINIMUM_PERIOD: u64 = 5;

/// Time of the chain before its first block unless told otherwise: 2025-01-01T00:00:00Z, in milliseconds since 1970.
pub const START_TIME: u64 = 1_735_689_600_000;

/// How a chain begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis {
    /// Time before the first block, in milliseconds since 1970, not 0.
    pub time: u64,
    /// Accounts with funds besides those of [`DEV_NAMES`], in the smallest unit of the token. At least 10^9, without which no account exists.
    pub endowed: Vec<(AccountId32, u128)>,
}

impl Default for Genesis {
    fn default() -> Self {
        Self { time: START_TIME, endowed: Vec::new() }
    }
}

/// When a block ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sealing {
    /// After each extrinsic, as the node does in development.
    #[default]
    Instant,
    /// When it is full, when the time is set, or at [`Embedded::seal`].
    WhenFull,
}

/// Whether extrinsics are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Signing {
    /// Each is tried, signed, encoded, decoded, verified and applied by the runtime's executive, as on the node.
    #[default]
    Signed,
    /// Each is executed once, without a signature, with the same nonce, fee, weight, events and deposits. For bulk work.
    Unsigned,
}

/// A chain in this process.
///
/// A read or a dry run sees the state and the time that the next call would see.
pub struct Embedded {
    state: State,
    /// What the open block has changed so far; nothing if none is open.
    overlay: RefCell<Overlay>,
    open: bool,
    /// Hash of the last finished block.
    parent: H256,
    /// Time of the next block, if it was set.
    next_time: Option<u64>,
    /// Length of the events of the open block that receipts have told already, in bytes.
    told: usize,
    sealing: Sealing,
    signing: Signing,
}

/// A chain between two blocks, to come back to. Making, keeping and restoring one costs next to nothing.
#[derive(Clone)]
pub struct Snapshot {
    state: State,
    parent: H256,
    next_time: Option<u64>,
    sealing: Sealing,
    signing: Signing,
}

impl Default for Embedded {
    fn default() -> Self {
        Self::new()
    }
}

impl From<&Snapshot> for Embedded {
    fn from(snapshot: &Snapshot) -> Self {
        let Snapshot { state, parent, next_time, sealing, signing } = snapshot.clone();
        Self {
            state,
            overlay: RefCell::default(),
            open: false,
            parent,
            next_time,
            told: 0,
            sealing,
            signing,
        }
    }
}

impl Embedded {
    /// A chain with funds for the accounts of [`DEV_NAMES`], at [`START_TIME`].
    pub fn new() -> Self {
        static GENESIS: OnceLock<Snapshot> = OnceLock::new();
        Self::from(GENESIS.get_or_init(|| Self::build(&Genesis::default())))
    }

    /// A chain that begins with `genesis`.
    pub fn with_genesis(genesis: &Genesis) -> Self {
        Self::from(&Self::build(genesis))
    }

    fn build(genesis: &Genesis) -> Snapshot {
        let mut balances: BTreeMap<_, _> =
            DEV_NAMES.iter().map(|name| (Account::dev(name).id().clone(), ENDOWMENT)).collect();
        balances.extend(
            genesis
                .endowed
                .iter()
                .map(|(id, funds)| (id.clone(), *funds.max(&EXISTENTIAL_DEPOSIT))),
        );
        let mut config = RuntimeGenesisConfig::default();
        config.sudo.key = Some(Account::dev("Alice").id().clone());
        config.balances.balances = balances.into_iter().collect();
        let storage =
            config.build_storage().expect("a configuration that is built here has no file to miss");
        let parent = H256(sp_core::blake2_256(b"lading embedded chain"));
        let mut chain = Self::from(&Snapshot {
            state: storage.into(),
            parent,
            next_time: None,
            sealing: Sealing::default(),
            signing: Signing::default(),
        });
        chain.enter(|| {
            frame_system::BlockHash::<Runtime>::insert(0, parent);
            frame_support::storage::unhashed::put(
                &storage_prefix(b"Timestamp", b"Now"),
                &genesis.time,
            );
            System::reset_events();
        });
        chain.commit();
        chain.snapshot()
    }

    /// Says when blocks end. Ends the open one.
    pub fn set_sealing(&mut self, sealing: Sealing) {
        self.seal();
        self.sealing = sealing;
    }

    /// Says whether extrinsics are signed.
    pub fn set_signing(&mut self, signing: Signing) {
        self.signing = signing;
    }

    /// Sets the time of the next block, in milliseconds since 1970.
    ///
    /// Ends the open block, unless it has this very time: then it stays open.
    /// A block whose time is not set is [`MINIMUM_PERIOD`] later than the one before.
    ///
    /// # Errors
    /// [`ChainError::TimeTooEarly`] before the last block's time + [`MINIMUM_PERIOD`].
    pub fn set_time(&mut self, time: u64) -> Result<(), ChainError> {
        let last = self.inspect(Timestamp::get);
        if self.open && last == time {
            return Ok(());
        }
        let earliest = last.saturating_add(MINIMUM_PERIOD);
        if time < earliest {
            return Err(ChainError::TimeTooEarly { asked: time, earliest });
        }
        self.seal();
        self.next_time = Some(time);
        Ok(())
    }

    /// Time of the block that the next call will be in, in milliseconds since 1970.
    pub fn next_time(&self) -> u64 {
        let last = self.inspect(Timestamp::get);
        if self.open {
            last
        } else {
            self.next_time.unwrap_or(last.saturating_add(MINIMUM_PERIOD))
        }
    }

    /// Ends the open block, if there is one.
    pub fn seal(&mut self) {
        if self.open {
            self.parent = self.enter(|| Executive::finalize_block().hash());
            self.commit();
            self.open = false;
            self.told = 0;
        }
    }

    /// Keeps the chain as it is. Ends the open block.
    pub fn snapshot(&mut self) -> Snapshot {
        self.seal();
        Snapshot {
            state: self.state.clone(),
            parent: self.parent,
            next_time: self.next_time,
            sealing: self.sealing,
            signing: self.signing,
        }
    }

    /// Goes back to `snapshot`: state, blocks, nonces, time and how blocks are made.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        *self = Self::from(snapshot);
    }

    fn commit(&mut self) {
        self.state.commit(self.overlay.get_mut());
    }

    /// Runs `act` on the chain's state, and keeps its changes in the overlay.
    fn enter<T>(&mut self, act: impl FnOnce() -> T) -> T {
        let mut ext = Ext::new(self.overlay.get_mut(), &self.state, None);
        sp_externalities::set_and_run_with_externalities(&mut ext, act)
    }

    /// Runs `look` on the state as it is, and undoes what it changes.
    fn inspect<T>(&self, look: impl FnOnce() -> T) -> T {
        let mut overlay = self.overlay.borrow_mut();
        overlay.start_transaction();
        let mut ext = Ext::new(&mut overlay, &self.state, None);
        let seen = sp_externalities::set_and_run_with_externalities(&mut ext, look);
        undo(&mut overlay);
        seen
    }

    /// Runs `attempt` in the open block, or in the one that would come next, and undoes what it changes.
    fn attempt<T>(&self, attempt: impl FnOnce() -> T) -> T {
        let next = self.next_block();
        self.inspect(|| {
            if let Some(next) = next {
                next.begin();
            }
            attempt()
        })
    }

    /// The block to begin, unless one is open.
    fn next_block(&self) -> Option<NextBlock> {
        (!self.open).then(|| NextBlock {
            number: self.inspect(System::block_number).saturating_add(1),
            parent: self.parent,
            time: self.next_time(),
        })
    }

    /// Puts one extrinsic into a block, unless it is known to fail and not forced.
    fn submit(
        &mut self,
        signer: &Account,
        work: Work<'_>,
    ) -> Result<(Performed, Receipt<()>), ChainError> {
        match self.submit_once(signer, work) {
            // The open block is full: into the next one.
            Err(Refused::Full) if self.open => {
                self.seal();
                self.submit_once(signer, work)
            }
            other => other,
        }
        .map_err(|refused| match refused {
            Refused::Full => ChainError::Invalid("it needs more than a block can hold".to_owned()),
            Refused::For(error) => error,
        })
    }

    fn submit_once(
        &mut self,
        signer: &Account,
        work: Work<'_>,
    ) -> Result<(Performed, Receipt<()>), Refused> {
        let next = self.next_block();
        let begun = next.is_some();
        let signing = self.signing;
        let told = self.told;
        let overlay = self.overlay.get_mut();
        overlay.start_transaction();
        let mut ext = Ext::new(overlay, &self.state, None);
        let applied = sp_externalities::set_and_run_with_externalities(&mut ext, || {
            if let Some(next) = next {
                next.begin();
            }
            apply(signer, work, signing, told)
        });
        let overlay = self.overlay.get_mut();
        match applied {
            Ok(Applied { performed, receipt, told }) if receipt.included => {
                keep(overlay);
                self.open = true;
                self.told = told;
                if begun {
                    self.next_time = None;
                }
                if self.sealing == Sealing::Instant {
                    self.seal();
                }
                Ok((performed, receipt))
            }
            Ok(Applied { performed, receipt, .. }) => {
                undo(overlay);
                Ok((performed, receipt))
            }
            Err(refused) => {
                undo(overlay);
                Err(refused)
            }
        }
    }
}

/// A block that is about to begin.
struct NextBlock {
    number: u32,
    parent: H256,
    time: u64,
}

impl NextBlock {
    fn begin(self) {
        let header =
            Header::new(self.number, H256::zero(), H256::zero(), self.parent, Default::default());
        Executive::initialize_block(&header);
        let set = TimestampCall::set { now: self.time }.into();
        Executive::apply_extrinsic(UncheckedExtrinsic::new_unsigned(set))
            .expect("the time inherent is valid in a block that just began")
            .expect("the time was checked to be late enough when it was set");
    }
}

/// Why an extrinsic is not in a block.
enum Refused {
    /// The block has no room for it.
    Full,
    /// Anything else.
    For(ChainError),
}

/// What an extrinsic came to inside its block.
struct Applied {
    performed: Performed,
    receipt: Receipt<()>,
    told: usize,
}

/// Applies one extrinsic in the open block. The caller undoes its changes unless it is included.
fn apply(
    signer: &Account,
    work: Work<'_>,
    signing: Signing,
    told: usize,
) -> Result<Applied, Refused> {
    let apply = || apply_unsigned(signer.id(), work);
    let performed = match signing {
        Signing::Unsigned => apply(),
        Signing::Signed => undone(apply),
    }?;
    let mut receipt = summary(&performed);
    if receipt.reverted && !work.forced() {
        return Ok(Applied { performed, receipt, told });
    }
    if signing == Signing::Signed {
        let result = apply_signed(signer, work)?;
        let tried = performed.result.as_ref().map(|_| ()).map_err(|error| error.error);
        if result != tried {
            let differ =
                format!("an extrinsic was tried with {tried:?} and applied with {result:?}");
            return Err(Refused::For(ChainError::Runtime(differ)));
        }
    }
    let (news, told) = read_events(told);
    receipt.included = true;
    receipt.events = news.events;
    receipt.fee = news.fee;
    receipt.weight = news.weight;
    Ok(Applied { performed, receipt, told })
}

/// What the executive does with a signed extrinsic, without the signature.
fn apply_unsigned(signer: &AccountId32, work: Work<'_>) -> Result<Performed, Refused> {
    let refused = |error| refused(error, signer);
    let call = work.runtime_call();
    let extra = extra(signer);
    let signature = Signature::Sr25519(sr25519::Signature::default());
    let encoded = UncheckedExtrinsic::new_signed(
        call.clone(),
        signer.clone().into(),
        signature,
        extra.clone(),
    )
    .encode();
    let length = encoded.len();
    let info = call.get_dispatch_info();
    if !System::inherents_applied() {
        Executive::inherents_applied();
    }
    System::note_extrinsic(encoded);
    let before = extra.pre_dispatch(signer, &call, &info, length).map_err(refused)?;
    let performed = work.perform(signer);
    let (post_info, result) = outcome(&performed.result);
    SignedExtra::post_dispatch(Some(before), &info, &post_info, length, &result)
        .map_err(refused)?;
    System::note_applied_extrinsic(&performed.result, info);
    Ok(performed)
}

/// Signs the extrinsic and has the executive decode, verify and apply it.
fn apply_signed(signer: &Account, work: Work<'_>) -> Result<Result<(), DispatchError>, Refused> {
    let refused = |error| refused(error, signer.id());
    let payload = SignedPayload::new(work.runtime_call(), extra(signer.id())).map_err(refused)?;
    let signature = payload.using_encoded(|bytes| signer.sign(bytes));
    let (call, extra, _) = payload.deconstruct();
    let signature = Signature::Sr25519(sr25519::Signature::from(signature));
    let signed = UncheckedExtrinsic::new_signed(call, signer.id().clone().into(), signature, extra);
    let received = UncheckedExtrinsic::decode(&mut &signed.encode()[..])
        .map_err(|error| Refused::For(ChainError::Invalid(error.to_string())))?;
    Executive::apply_extrinsic(received).map_err(refused)
}

/// The signed part of an extrinsic besides its call: immortal, the next nonce, no tip.
fn extra(signer: &AccountId32) -> SignedExtra {
    (
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckEra::from(Era::Immortal),
        frame_system::CheckNonce::from(System::account_nonce(signer)),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::from(0),
    )
}

fn refused(error: TransactionValidityError, signer: &AccountId32) -> Refused {
    match error {
        TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources) => Refused::Full,
        TransactionValidityError::Invalid(InvalidTransaction::Payment) => {
            Refused::For(ChainError::InsufficientFunds {
                account: signer.clone(),
                free: free(signer),
                reason: "fee".to_owned(),
            })
        }
        other => Refused::For(ChainError::Invalid(<&'static str>::from(other).to_owned())),
    }
}

fn outcome(result: &DispatchResultWithPostInfo) -> (PostDispatchInfo, Result<(), DispatchError>) {
    match result {
        Ok(post_info) => (*post_info, Ok(())),
        Err(error) => (error.post_info, Err(error.error)),
    }
}

/// The receipt of what is not included yet.
fn summary(performed: &Performed) -> Receipt<()> {
    let done = performed.result.is_ok();
    let accepted = |ran: &&Ran| done && matches!(&ran.result, Ok(returned) if !returned.reverted);
    Receipt {
        included: false,
        block: System::block_number(),
        time: Timestamp::get(),
        gas: performed.runs.iter().fold(Gas::default(), |sum, ran| sum.plus(ran.gas)),
        gas_required: performed
            .runs
            .iter()
            .fold(Gas::default(), |sum, ran| sum.plus(ran.gas_required)),
        weight: Gas::default(),
        deposit: performed
            .runs
            .iter()
            .filter(accepted)
            .fold(performed.deposit, |sum, ran| sum.saturating_add(ran.deposit)),
        fee: 0,
        events: Vec::new(),
        // A batch in which every call failed has done nothing, though it is no failure for the runtime.
        reverted: !done
            || (!performed.runs.is_empty() && performed.runs.iter().find(accepted).is_none()),
        returned: (),
    }
}

/// What the events of an extrinsic tell.
#[derive(Default)]
struct News {
    events: Vec<ContractEvent>,
    fee: u128,
    weight: Gas,
}

/// Reads the events of the open block from the byte `told` on, and says how far they go.
fn read_events(told: usize) -> (News, usize) {
    let stored = sp_io::storage::get(&storage_prefix(b"System", b"Events")).unwrap_or_default();
    let mut list = &stored[..];
    let mut news = News::default();
    // The list begins with its length, whose own length changes as it grows.
    if Compact::<u32>::decode(&mut list).is_err() {
        return (news, 0);
    }
    let end = list.len();
    let mut rest = list.get(told..).unwrap_or_default();
    while let Ok(record) = frame_system::EventRecord::<RuntimeEvent, H256>::decode(&mut rest) {
        match record.event {
            RuntimeEvent::Contracts(pallet_contracts::Event::ContractEmitted {
                contract,
                data,
            }) => {
                news.events.push(ContractEvent { contract, topics: record.topics, data });
            }
            RuntimeEvent::TransactionPayment(
                pallet_transaction_payment::Event::TransactionFeePaid { actual_fee, .. },
            ) => news.fee = actual_fee,
            RuntimeEvent::System(
                frame_system::Event::ExtrinsicSuccess { dispatch_info }
                | frame_system::Event::ExtrinsicFailed { dispatch_info, .. },
            ) => news.weight = gas(dispatch_info.weight),
            _ => {}
        }
    }
    (news, end)
}

/// Runs `act` and undoes what it did.
fn undone<T>(act: impl FnOnce() -> T) -> T {
    sp_io::storage::start_transaction();
    let result = act();
    sp_io::storage::rollback_transaction();
    result
}

fn undo(overlay: &mut Overlay) {
    overlay.rollback_transaction().expect("the transaction was started by the caller");
}

fn keep(overlay: &mut Overlay) {
    overlay.commit_transaction().expect("the transaction was started by the caller");
}

fn free(account: &AccountId32) -> u128 {
    System::account(account).data.free
}

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
        refusal(error, debug, signer, work, || self.inspect(|| free(signer)))
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
        Ok(self.inspect(|| frame_support::storage::unhashed::get(&key)))
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

    fn contract_entries(
        &self,
        contract: &AccountId32,
    ) -> Result<Vec<(Vec<u8>, Vec<u8>)>, ChainError> {
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

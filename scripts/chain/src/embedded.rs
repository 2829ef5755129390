//! The runtime of substrate-contracts-node in this process.
mod apply;
mod backend;
mod extrinsic;
mod file;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

use std::{cell::RefCell, collections::BTreeMap, sync::OnceLock};

use contracts_node_runtime::{
    BuildStorage, Executive, Runtime, RuntimeGenesisConfig, System, Timestamp, EXISTENTIAL_DEPOSIT,
};
use frame_support::storage::storage_prefix;
use sp_core::{crypto::AccountId32, H256};
use sp_state_machine::Ext;

use self::{
    apply::{apply, Applied, NextBlock, Refused},
    extrinsic::Performed,
    state::{Overlay, State},
};
use crate::{work::Work, Account, ChainError, Receipt, DEV_NAMES};

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
    /// What tells it from other chains: the hash of the first block is made of it. Empty where nothing has to.
    pub name: String,
    /// Hash of the first block of the chain that this one rehearses for, so that addresses and signatures are those of that chain.
    /// `None` where it is a chain of its own.
    pub hash: Option<H256>,
}

impl Default for Genesis {
    fn default() -> Self {
        Self { time: START_TIME, endowed: Vec::new(), name: String::new(), hash: None }
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
        let own = || {
            let name = format!("lading embedded chain{}", genesis.name);
            H256(sp_core::blake2_256(name.as_bytes()))
        };
        let parent = genesis.hash.unwrap_or_else(own);
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

fn undo(overlay: &mut Overlay) {
    overlay.rollback_transaction().expect("the transaction was started by the caller");
}

fn keep(overlay: &mut Overlay) {
    overlay.commit_transaction().expect("the transaction was started by the caller");
}

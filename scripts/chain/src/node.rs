//! A node with pallet-contracts over WebSocket.
//!
//! What a call answers is not written on a chain. So each call is tried on the state of the best block; what refuses is not sent,
//! and what is sent is awaited until its block is final. If that block does not follow the one it was tried on, it is tried again on the
//! block before, and answer, gas and deposit are those of that second try; events, fee and weight are what the block says. Where several
//! extrinsics of one block concern the same contract, what one of them answered can differ from its try: it is the events that count.
mod attempt;
mod backend;
mod blocks;
mod calls;
mod connection;
mod errors;
mod news;
mod process;
mod sending;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fmt, future::Future, sync::Arc, time::Duration};

use sp_core::{crypto::AccountId32, H256};
use tokio::{runtime::Runtime, sync::Mutex};

use self::{blocks::Bodies, connection::Connection};
pub use self::{
    blocks::{BlockEvents, BlockFill, Emitted},
    process::{NodeProcess, NO_NODE},
};
use crate::{work::Work, Call, ChainError, Gas};

/// How long a lost connection, or a transaction that is in no block, is waited for: two minutes.
const PATIENCE: Duration = Duration::from_secs(120);

/// A chain with pallet-contracts, reached over WebSocket.
///
/// Copies share the connection, and count the transactions of an account together: give one to each thread. A lost connection is
/// made again, and what was sent is looked for or sent again, never twice. It has threads of its own and cannot be used from within
/// an asynchronous task.
#[derive(Clone)]
pub struct Node {
    shared: Arc<Shared>,
}

/// What the copies of a [`Node`] share.
struct Shared {
    runtime: Option<Runtime>,
    connection: Connection,
    /// The next number of each account's transactions, as far as it is known.
    nonces: std::sync::Mutex<BTreeMap<AccountId32, Arc<Mutex<Option<u64>>>>>,
    bodies: Mutex<Bodies>,
}

impl Node {
    /// Connects to the node at `url`, such as `ws://127.0.0.1:9944`.
    ///
    /// # Errors
    /// - [`ChainError::Connection`] if nothing answers there.
    /// - [`ChainError::WrongChain`] if the chain runs no contracts.
    pub fn connect(url: &str) -> Result<Self, ChainError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| ChainError::Connection(error.to_string()))?;
        let connection = runtime.block_on(Connection::open(url, PATIENCE))?;
        let (nonces, bodies) = Default::default();
        Ok(Self { shared: Arc::new(Shared { runtime: Some(runtime), connection, nonces, bodies }) })
    }

    /// Where the node is.
    pub fn url(&self) -> &str {
        &self.shared.connection.url
    }

    /// What the chain calls itself.
    ///
    /// # Errors
    /// [`ChainError::Connection`].
    pub fn chain_name(&self) -> Result<String, ChainError> {
        self.wait(self.link().chain_name())
    }

    /// The symbol of the chain's token, and its decimal places; as the node says, or `UNIT` and 12.
    ///
    /// # Errors
    /// [`ChainError::Connection`].
    pub fn token(&self) -> Result<(String, u8), ChainError> {
        self.wait(self.link().token())
    }

    /// Number of the last final block.
    ///
    /// # Errors
    /// [`ChainError::Connection`].
    pub fn finalised(&self) -> Result<u32, ChainError> {
        self.wait(self.link().finalised()).map(|head| head.number)
    }

    /// Hash of the block `number`, if there is one.
    ///
    /// # Errors
    /// [`ChainError::Connection`].
    pub fn block_hash(&self, number: u32) -> Result<Option<H256>, ChainError> {
        self.wait(self.link().block_hash(number))
    }

    /// What contracts told in the block `number`.
    ///
    /// # Errors
    /// [`ChainError::Connection`] if there is no such block, or the node no longer keeps its state.
    pub fn block_events(&self, number: u32) -> Result<BlockEvents, ChainError> {
        self.wait(self.link().block_events(number))
    }

    /// How full the block `number` is.
    ///
    /// # Errors
    /// [`ChainError::Connection`] if there is no such block, or the node no longer keeps its state.
    pub fn block_fill(&self, number: u32) -> Result<BlockFill, ChainError> {
        self.wait(self.link().block_fill(number))
    }

    /// What a call by nobody answers on the state after the block `at`, as bytes; nothing is sent.
    ///
    /// # Errors
    /// - [`ChainError::Connection`] if there is no such block, or the node no longer keeps its state.
    /// - What else keeps a contract from answering.
    pub fn ask_at(&self, at: H256, call: &Call) -> Result<Vec<u8>, ChainError> {
        let nobody = AccountId32::new([0; 32]);
        self.wait(async {
            let ran = self.link().try_call(&nobody, call, Gas::MOST, at).await?.ran;
            match ran.result {
                Ok(returned) => Ok(returned.data),
                Err(error) => Err(self
                    .link()
                    .refusal(&nobody, Work::Call(call), error, &ran.debug, at)
                    .await?),
            }
        })
    }

    fn link(&self) -> &Connection {
        &self.shared.connection
    }

    fn wait<T>(&self, what: impl Future<Output = T>) -> T {
        self.shared.runtime.as_ref().expect("it is there until it is dropped").block_on(what)
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Node({})", self.url())
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // The last copy may be dropped by an asynchronous task, which must not wait.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

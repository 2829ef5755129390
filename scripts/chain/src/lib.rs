//! One interface to a chain that runs ink! contracts: a node over WebSocket, or the chain itself in process.
//!
//! [`Chain`] uploads, instantiates, calls, tries and reads, with the types of the contracts' own
//! references. [`Embedded`] is a [`Backend`]: the runtime of substrate-contracts-node compiled natively, with its
//! fees, weights, deposits and signed extrinsics, block by block under the caller's control, and with snapshots. [`Node`] is another:
//! any chain with pallet-contracts, at the other end of a connection.
//!
//! ```no_run
//! # use ink::codegen::TraitCallBuilder;
//! # #[ink::trait_definition] pub trait Flip { #[ink(message)] fn flip(&mut self) -> Result<bool, u8>; }
//! # type FlipRef = ink::contract_ref!(Flip, ink::env::DefaultEnvironment);
//! use chain::{Account, Chain, Constructor, Embedded};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut chain = Embedded::new();
//! let alice = Account::dev("Alice");
//! # let wasm = [];
//! let code_hash = chain::Backend::upload(&mut chain, &alice, &wasm)?.returned;
//! let constructor = Constructor::encoded(vec![0x9b, 0xae, 0x9d, 0x5e]);
//! let contract = chain.instantiate(&alice, code_hash, constructor, b"salt")?.returned;
//! let mut flip: FlipRef = chain::ink_id(&contract).into();
//! let receipt = chain.call(&alice, flip.call_mut().flip())?;
//! println!("{} for {} gas", receipt.fee, receipt.gas);
//! let answer: bool = receipt.ok();
//! # Ok(()) }
//! ```
#![deny(missing_docs)]

mod account;
mod bundle;
mod chain;
mod embedded;
mod error;
mod message;
mod node;
#[cfg(test)]
mod probe;
mod receipt;
mod refusal;
mod value;
mod work;

pub use self::{
    account::{address, ink_id, Account, DEV_NAMES},
    bundle::{Bundle, BundleError, ConstructorInfo, EventInfo, FieldInfo, MessageInfo},
    chain::{instantiate_address, Backend, Balance, BatchKind, Chain, Entry},
    embedded::{
        Embedded, Genesis, Sealing, Signing, Snapshot, ENDOWMENT, MINIMUM_PERIOD, START_TIME, UNIT,
    },
    error::ChainError,
    message::{Call, Constructor, Instantiation, Message, Terms},
    node::{BlockEvents, BlockFill, Emitted, Node, NodeProcess, NO_NODE},
    receipt::{BatchItem, ContractEvent, Gas, Instantiated, ItemOutcome, Receipt},
};
pub use sp_core::{crypto::AccountId32, H256};

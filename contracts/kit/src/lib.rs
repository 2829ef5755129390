//! State machines and checks that three or more contracts use.
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

pub mod administration;
pub mod ask;
pub mod authority;
mod bytes;
pub mod call;
pub mod codes;
pub mod collateral;
pub mod credit;
#[cfg(feature = "std")]
pub mod dice;
mod digest;
pub mod events;
pub mod fingerprint;
pub mod identifiers;
pub mod list;
pub mod merkle;
pub mod money;
pub mod notary;
pub mod psp22;
#[cfg(feature = "psp34")]
pub mod psp34;
pub mod relay;
pub mod store;
pub mod token;

pub use call::Call;
pub use digest::{digest, name};

//! Messages, types and errors that one contract shows to the others. No logic, no events.
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
// The derive of SCALE casts the index of a variant that has fields.
#![allow(clippy::cast_possible_truncation)]
// A message takes what its document says; a struct instead could not be filled in by hand in the usual wallets.
#![allow(clippy::too_many_arguments)]

pub mod administration;
pub mod cbv;
pub mod collateral;
pub mod credit;
pub mod ids;
pub mod kept;
pub mod notary;
pub mod orders;
pub mod provenance;
pub mod receipt;
pub mod receivable;
pub mod reconciliation;
pub mod registry;
pub mod waybill;

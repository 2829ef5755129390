//! The runtime's errors by their names.
use contracts_node_runtime::AllPalletsWithSystem;
use frame_support::traits::PalletsInfoAccess;
use sp_runtime::{DispatchError, ModuleError, TokenError};

use crate::refusal::Reason;

/// What the runtime refused with.
pub(super) fn reason(error: DispatchError) -> Reason<'static> {
    match error {
        DispatchError::Module(ModuleError { index, message: Some(error), .. }) => {
            Reason::Pallet { pallet: pallet(index), error }
        }
        DispatchError::Token(TokenError::FundsUnavailable) => Reason::Funds,
        other => Reason::Runtime(other),
    }
}

/// The name of the pallet `index` in the runtime.
fn pallet(index: u8) -> &'static str {
    let pallets = AllPalletsWithSystem::infos();
    pallets
        .iter()
        .find(|pallet| pallet.index == usize::from(index))
        .map_or("unknown", |pallet| pallet.name)
}

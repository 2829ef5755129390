//! A PSP34 token as pendzl makes it, with minting open to all: nothing in it is ours.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::pendzl_psp34::{PendzlPsp34, PendzlPsp34Ref};

/// A PSP34 token built from pendzl alone.
#[pendzl::implementation(PSP34)]
#[ink::contract]
mod pendzl_psp34 {
    /// pendzl's token book.
    #[ink(storage)]
    #[derive(Default, StorageFieldGetter)]
    pub struct PendzlPsp34 {
        #[storage_field]
        tokens: PSP34Data,
    }

    impl PendzlPsp34 {
        /// A book without tokens.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// Mints `id` to the caller.
        #[ink(message)]
        pub fn mint(&mut self, id: Id) -> Result<(), PSP34Error> {
            let caller = self.env().caller();
            self._mint_to(&caller, &id)
        }
    }
}

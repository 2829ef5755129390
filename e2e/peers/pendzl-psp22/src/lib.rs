//! A PSP22 token as pendzl makes it, with minting open to all: nothing in it is ours.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::pendzl_psp22::{PendzlPsp22, PendzlPsp22Ref};

/// A PSP22 token built from pendzl alone.
#[pendzl::implementation(PSP22)]
#[ink::contract]
mod pendzl_psp22 {
    /// pendzl's account book.
    #[ink(storage)]
    #[derive(Default, StorageFieldGetter)]
    pub struct PendzlPsp22 {
        #[storage_field]
        accounts: PSP22Data,
    }

    impl PendzlPsp22 {
        /// A book without money.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// Mints `value` to the caller.
        #[ink(message)]
        pub fn mint(&mut self, value: Balance) -> Result<(), PSP22Error> {
            let caller = self.env().caller();
            self._mint_to(&caller, &value)
        }
    }
}

//! A PSP22 token as OpenBrush makes it, with minting open to all and the events that its guide adds: nothing in it is ours.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

/// A PSP22 token built from OpenBrush alone.
#[openbrush::implementation(PSP22)]
#[openbrush::contract]
mod openbrush_psp22 {
    use ink::codegen::{EmitEvent, Env};
    use openbrush::traits::Storage;

    /// Money was minted or has moved.
    #[ink(event)]
    pub struct Transfer {
        /// Who had it; none if it is new.
        #[ink(topic)]
        from: Option<AccountId>,
        /// Who has it; none if it is no more.
        #[ink(topic)]
        to: Option<AccountId>,
        /// How much.
        value: Balance,
    }

    /// What someone may take from another has changed.
    #[ink(event)]
    pub struct Approval {
        /// Whose money.
        #[ink(topic)]
        owner: AccountId,
        /// Who may take it.
        #[ink(topic)]
        spender: AccountId,
        /// How much from now on.
        value: Balance,
    }

    /// OpenBrush's account book.
    #[ink(storage)]
    #[derive(Default, Storage)]
    pub struct OpenbrushPsp22 {
        #[storage_field]
        psp22: psp22::Data,
    }

    #[overrider(psp22::Internal)]
    fn _emit_transfer_event(
        &self,
        from: Option<AccountId>,
        to: Option<AccountId>,
        amount: Balance,
    ) {
        self.env().emit_event(Transfer { from, to, value: amount });
    }

    #[overrider(psp22::Internal)]
    fn _emit_approval_event(&self, owner: AccountId, spender: AccountId, amount: Balance) {
        self.env().emit_event(Approval { owner, spender, value: amount });
    }

    impl OpenbrushPsp22 {
        /// A book without money.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// Mints `value` to the caller.
        #[ink(message)]
        pub fn mint(&mut self, value: Balance) -> Result<(), PSP22Error> {
            let caller = self.env().caller();
            psp22::Internal::_mint_to(self, caller, value)
        }
    }
}

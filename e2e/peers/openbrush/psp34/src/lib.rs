//! A PSP34 token as OpenBrush makes it, with minting open to all and the events that its guide adds: nothing in it is ours.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

/// A PSP34 token built from OpenBrush alone.
#[openbrush::implementation(PSP34)]
#[openbrush::contract]
mod openbrush_psp34 {
    use ink::codegen::{EmitEvent, Env};
    use openbrush::traits::Storage;

    /// A token was minted or has moved.
    #[ink(event)]
    pub struct Transfer {
        /// Who had it; none if it is new.
        #[ink(topic)]
        from: Option<AccountId>,
        /// Who has it; none if it is no more.
        #[ink(topic)]
        to: Option<AccountId>,
        /// The token.
        #[ink(topic)]
        id: Id,
    }

    /// An approval was given or taken back.
    #[ink(event)]
    pub struct Approval {
        /// Whose tokens.
        #[ink(topic)]
        owner: AccountId,
        /// Who may transfer them.
        #[ink(topic)]
        operator: AccountId,
        /// Which; none for all.
        #[ink(topic)]
        id: Option<Id>,
        /// Whether it was given.
        approved: bool,
    }

    /// OpenBrush's token book.
    #[ink(storage)]
    #[derive(Default, Storage)]
    pub struct OpenbrushPsp34 {
        #[storage_field]
        psp34: psp34::Data,
    }

    #[overrider(psp34::Internal)]
    fn _emit_transfer_event(&self, from: Option<AccountId>, to: Option<AccountId>, id: Id) {
        self.env().emit_event(Transfer { from, to, id });
    }

    #[overrider(psp34::Internal)]
    fn _emit_approval_event(&self, from: AccountId, to: AccountId, id: Option<Id>, approved: bool) {
        self.env().emit_event(Approval { owner: from, operator: to, id, approved });
    }

    impl OpenbrushPsp34 {
        /// A book without tokens.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// Mints `id` to the caller.
        #[ink(message)]
        pub fn mint(&mut self, id: Id) -> Result<(), PSP34Error> {
            let caller = self.env().caller();
            psp34::Internal::_mint_to(self, caller, id)
        }
    }
}

//! A PSP22 token as Cardinal's library makes it, with minting open to all: the book is the library's, and the contract hands
//! it who calls, as the library asks for.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::cardinal_psp22::{CardinalPsp22, CardinalPsp22Ref};

/// A PSP22 token built from Cardinal's library alone.
#[ink::contract]
mod cardinal_psp22 {
    use ink::prelude::vec::Vec;
    use psp22::{PSP22Data, PSP22Error, PSP22Event, PSP22};

    /// Cardinal's account book.
    #[ink(storage)]
    #[derive(Default)]
    pub struct CardinalPsp22 {
        accounts: PSP22Data,
    }

    impl CardinalPsp22 {
        /// A book without money.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// Mints `value` to the caller.
        #[ink(message)]
        pub fn mint(&mut self, value: u128) -> Result<(), PSP22Error> {
            let events = self.accounts.mint(self.env().caller(), value)?;
            self.tell(events)
        }

        fn tell(&self, events: Vec<PSP22Event>) -> Result<(), PSP22Error> {
            for event in events {
                match event {
                    PSP22Event::Transfer(moved) => self.env().emit_event(moved),
                    PSP22Event::Approval(approved) => self.env().emit_event(approved),
                }
            }
            Ok(())
        }
    }

    impl PSP22 for CardinalPsp22 {
        /// All the money there is.
        #[ink(message)]
        fn total_supply(&self) -> u128 {
            self.accounts.total_supply()
        }

        /// What `owner` has.
        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u128 {
            self.accounts.balance_of(owner)
        }

        /// What `spender` may still take from `owner`.
        #[ink(message)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
            self.accounts.allowance(owner, spender)
        }

        /// Moves `value` from the caller to `to`.
        #[ink(message)]
        fn transfer(
            &mut self,
            to: AccountId,
            value: u128,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            let events = self.accounts.transfer(self.env().caller(), to, value)?;
            self.tell(events)
        }

        /// Moves `value` from `from` to `to`, out of what the caller may take.
        #[ink(message)]
        fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: u128,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            let events = self.accounts.transfer_from(self.env().caller(), from, to, value)?;
            self.tell(events)
        }

        /// Lets `spender` take `value` from the caller, instead of what it could take before.
        #[ink(message)]
        fn approve(&mut self, spender: AccountId, value: u128) -> Result<(), PSP22Error> {
            let events = self.accounts.approve(self.env().caller(), spender, value)?;
            self.tell(events)
        }

        /// Lets `spender` take `delta_value` more.
        #[ink(message)]
        fn increase_allowance(
            &mut self,
            spender: AccountId,
            delta_value: u128,
        ) -> Result<(), PSP22Error> {
            let events =
                self.accounts.increase_allowance(self.env().caller(), spender, delta_value)?;
            self.tell(events)
        }

        /// Lets `spender` take `delta_value` less.
        #[ink(message)]
        fn decrease_allowance(
            &mut self,
            spender: AccountId,
            delta_value: u128,
        ) -> Result<(), PSP22Error> {
            let events =
                self.accounts.decrease_allowance(self.env().caller(), spender, delta_value)?;
            self.tell(events)
        }
    }
}

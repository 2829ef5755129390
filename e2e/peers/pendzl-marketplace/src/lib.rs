//! A market for tokens of any PSP34 contract, made with pendzl's trait of such contracts: it knows ours by the standard
//! alone. A token is sold out of the market's hands, or straight from its owner's; either way the owner has approved it.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::pendzl_marketplace::{MarketError, PendzlMarketplace, PendzlMarketplaceRef};

/// Sells PSP34 tokens against the chain's own.
#[ink::contract]
mod pendzl_marketplace {
    use ink::{prelude::vec::Vec, storage::Mapping};
    use pendzl::contracts::psp34::{Id, PSP34Error, PSP34};

    type PSP34Ref = ink::contract_ref!(PSP34, ink::env::DefaultEnvironment);

    /// Why the market refuses.
    #[derive(Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub enum MarketError {
        /// The token is not the one's who offers it.
        NotOwner,
        /// The token is offered already.
        Offered,
        /// The token is not offered.
        NotOffered,
        /// The caller did not offer the token.
        NotSeller,
        /// What was paid is not the price.
        WrongPrice,
        /// The seller could not be paid.
        Unpaid,
        /// The token's contract refuses with this.
        Token(PSP34Error),
    }

    /// A token that is for sale.
    #[derive(Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct Offer {
        /// Who gets the price.
        pub seller: AccountId,
        /// In the smallest unit of the chain's token.
        pub price: u128,
        /// Whether the market holds the token; else its owner does until it is sold.
        pub held: bool,
    }

    /// What is for sale: contract and id of the token.
    #[ink(storage)]
    #[derive(Default)]
    pub struct PendzlMarketplace {
        offers: Mapping<(AccountId, Id), Offer>,
    }

    impl PendzlMarketplace {
        /// A market where nothing is for sale.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// Takes the token `id` of the contract `token` in from the caller, who owns it, and offers it at `price`.
        #[ink(message)]
        pub fn take_in(
            &mut self,
            token: AccountId,
            id: Id,
            price: u128,
        ) -> Result<(), MarketError> {
            self.offer(token, id, price, true)
        }

        /// Offers the token `id` of the contract `token` at `price`, and leaves it with the caller, who owns it.
        #[ink(message)]
        pub fn list(&mut self, token: AccountId, id: Id, price: u128) -> Result<(), MarketError> {
            self.offer(token, id, price, false)
        }

        /// Sells an offered token to the caller, who pays exactly its price, and the seller has it in the same call.
        #[ink(message, payable)]
        pub fn buy(&mut self, token: AccountId, id: Id) -> Result<(), MarketError> {
            let offer = self.offers.take((token, id.clone())).ok_or(MarketError::NotOffered)?;
            if self.env().transferred_value() != offer.price {
                return Err(MarketError::WrongPrice);
            }
            let holder = if offer.held { self.env().account_id() } else { offer.seller };
            if owner_of(token, &id) != Some(holder) {
                return Err(MarketError::NotOwner);
            }
            self.env().transfer(offer.seller, offer.price).map_err(|_| MarketError::Unpaid)?;
            let buyer = self.env().caller();
            hand_over(token, buyer, id)
        }

        /// Ends the caller's offer, and gives the token back if the market holds it.
        #[ink(message)]
        pub fn give_back(&mut self, token: AccountId, id: Id) -> Result<(), MarketError> {
            let offer = self.offers.take((token, id.clone())).ok_or(MarketError::NotOffered)?;
            if self.env().caller() != offer.seller {
                return Err(MarketError::NotSeller);
            }
            if offer.held {
                hand_over(token, offer.seller, id)?;
            }
            Ok(())
        }

        /// The offer of a token, if there is one.
        #[ink(message)]
        pub fn offer_of(&self, token: AccountId, id: Id) -> Option<Offer> {
            self.offers.get((token, id))
        }

        fn offer(
            &mut self,
            token: AccountId,
            id: Id,
            price: u128,
            held: bool,
        ) -> Result<(), MarketError> {
            let seller = self.env().caller();
            if self.offers.contains((token, id.clone())) {
                return Err(MarketError::Offered);
            }
            if owner_of(token, &id) != Some(seller) {
                return Err(MarketError::NotOwner);
            }
            self.offers.insert((token, id.clone()), &Offer { seller, price, held });
            if held {
                hand_over(token, self.env().account_id(), id)?;
            }
            Ok(())
        }
    }

    fn owner_of(token: AccountId, id: &Id) -> Option<AccountId> {
        let contract: PSP34Ref = token.into();
        contract.owner_of(id.clone())
    }

    /// Has the token's contract transfer it, as its owner or the owner's operator.
    fn hand_over(token: AccountId, to: AccountId, id: Id) -> Result<(), MarketError> {
        let mut contract: PSP34Ref = token.into();
        contract.transfer(to, id, Vec::new()).map_err(MarketError::Token)
    }
}

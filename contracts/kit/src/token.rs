//! What PSP34 asks of a book of tokens beside each token's own record.
//!
//! pendzl's storage keeps an item for the owner, one for the supply and one for each balance, and an approval that works again when
//! its token comes back. Here a token's owner stands in its own record, the supply in the contract's root, and an approval is for
//! the token as it is: with its next transfer it is nothing.
use crate::store::Shelf;
use ink::{
    primitives::AccountId,
    selector_id,
    storage::{traits::ManualKey, Mapping},
};
use interfaces::ids::{Account, PartyId};

/// How many tokens there are, and which number comes next. It is part of a contract's root, which every message reads anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Supply {
    /// How many tokens were ever made: the number of the last one.
    pub made: u64,
    /// How many of them are.
    pub live: u64,
}

impl Supply {
    /// The number of a new token.
    pub fn make(&mut self) -> u64 {
        self.made = self.made.saturating_add(1);
        self.live = self.live.saturating_add(1);
        self.made
    }

    /// Counts a token no more.
    pub fn burn(&mut self) {
        self.live = self.live.saturating_sub(1);
    }
}

/// A token as often transferred as it was, and who may transfer it.
type Approved = (u64, u32, Account);

/// Balances and approvals. The keys are fixed, so that an upgrade finds what was stored.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Book {
    balances: Mapping<PartyId, u32, ManualKey<{ selector_id!("kit::token::balances") }>>,
    /// Who may transfer a token: the token, and how often it had been transferred.
    approvals: Mapping<Approved, bool, ManualKey<{ selector_id!("kit::token::approvals") }>>,
    /// Who may transfer all tokens of an account.
    operators:
        Mapping<(PartyId, Account), bool, ManualKey<{ selector_id!("kit::token::operators") }>>,
}

impl Book {
    /// How many tokens `owner` has.
    pub fn balance_of(&self, owner: &PartyId) -> u32 {
        self.balances.read(owner).unwrap_or_default()
    }

    /// `owner` has one token more.
    #[inline(never)]
    pub fn credit(&mut self, owner: &PartyId) {
        // Four billion tokens would take 400 million UNIT of deposits.
        let balance = self.balance_of(owner).saturating_add(1);
        self.balances.write(owner, &balance);
    }

    /// `owner` has one token less.
    #[inline(never)]
    pub fn debit(&mut self, owner: &PartyId) {
        let balance = self.balance_of(owner).saturating_sub(1);
        self.balances.write(owner, &balance);
    }

    /// One token goes from the one to the other, who may be the same.
    pub fn transfer(&mut self, from: &PartyId, to: &PartyId) {
        if from != to {
            self.debit(from);
            self.credit(to);
        }
    }

    /// Lets `operator` transfer the token, as often transferred as it is now; or lets it no more.
    pub fn approve(&mut self, token: u64, transfers: u32, operator: &Account, approved: bool) {
        // Overwritten and not removed: that would refund the deposit to who may not have paid it.
        self.approvals.write((token, transfers, operator), &approved);
    }

    /// Lets `operator` transfer all tokens of `owner`, or no more.
    pub fn approve_all(&mut self, owner: &PartyId, operator: &Account, approved: bool) {
        self.operators.write((owner, operator), &approved);
    }

    /// Whether `operator` may transfer the token, as often transferred as it is now, or all tokens of its owner.
    pub fn may_transfer(
        &self,
        owner: &PartyId,
        operator: &Account,
        token: u64,
        transfers: u32,
    ) -> bool {
        self.approvals.read((token, transfers, operator)).unwrap_or_default()
            || self.may_transfer_all(owner, operator)
    }

    /// Whether `operator` may transfer all tokens of `owner`.
    pub fn may_transfer_all(&self, owner: &PartyId, operator: &Account) -> bool {
        self.operators.read((owner, operator)).unwrap_or_default()
    }
}

/// An owner as PSP34 knows it.
pub fn owner(party: &PartyId) -> AccountId {
    AccountId(*party.bytes())
}

/// The owner that PSP34 knows as `account`.
pub fn party(account: &AccountId) -> PartyId {
    let bytes: &[u8; 32] = account.as_ref();
    (*bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OPERATOR: Account = AccountId([9; 32]);

    fn owner_number(number: u8) -> PartyId {
        PartyId([number; 32])
    }

    #[ink::test]
    fn an_approval_is_for_the_token_as_it_is() {
        let mut book = Book::default();
        let owner = owner_number(1);
        book.approve(7, 3, &OPERATOR, true);
        assert!(book.may_transfer(&owner, &OPERATOR, 7, 3));
        for (token, transfers) in [(7, 4), (7, 2), (8, 3)] {
            assert!(!book.may_transfer(&owner, &OPERATOR, token, transfers));
        }
        book.approve(7, 3, &OPERATOR, false);
        assert!(!book.may_transfer(&owner, &OPERATOR, 7, 3));
    }

    #[ink::test]
    fn an_approval_for_all_is_for_all_tokens_of_that_owner() {
        let mut book = Book::default();
        let (owner, other) = (owner_number(1), owner_number(2));
        book.approve_all(&owner, &OPERATOR, true);
        assert!(
            book.may_transfer(&owner, &OPERATOR, 7, 3) && book.may_transfer_all(&owner, &OPERATOR)
        );
        assert!(!book.may_transfer(&other, &OPERATOR, 7, 3));
        book.approve_all(&owner, &OPERATOR, false);
        assert!(!book.may_transfer(&owner, &OPERATOR, 7, 3));
    }

    #[test]
    fn numbers_begin_with_one_and_are_never_given_twice() {
        let mut supply = Supply::default();
        assert_eq!((supply.make(), supply.make()), (1, 2));
        supply.burn();
        assert_eq!((supply.make(), supply), (3, Supply { made: 3, live: 2 }));
    }

    proptest! {
        #[test]
        fn what_all_have_is_what_was_credited(moves in prop::collection::vec((0u8..4, 0u8..4), 0..50)) {
            ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
                let mut book = Book::default();
                let mut owners = [0u8; 10];
                owners.iter().for_each(|at| book.credit(&owner_number(*at)));
                for (token, (step, to)) in moves.iter().enumerate() {
                    let token = (token + usize::from(*step)) % owners.len();
                    book.transfer(&owner_number(owners[token]), &owner_number(*to));
                    owners[token] = *to;
                    for at in 0..4 {
                        let has = owners.iter().filter(|owner| **owner == at).count();
                        assert_eq!(book.balance_of(&owner_number(at)) as usize, has);
                    }
                }
                Ok(())
            }).unwrap();
        }
    }
}

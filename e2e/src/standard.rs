//! PSP34 and PSP22 on the wire, written after the standards and after no library: what wallets and markets know a token by.
use chain::{AccountId32, Message};
use ink::scale::{Decode, Encode};

/// The name of a token.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[codec(crate = ink::scale)]
pub enum Id {
    /// A number of 8 bits.
    U8(u8),
    /// A number of 16 bits.
    U16(u16),
    /// A number of 32 bits.
    U32(u32),
    /// A number of 64 bits.
    U64(u64),
    /// A number of 128 bits.
    U128(u128),
    /// Anything else.
    Bytes(Vec<u8>),
}

/// Why a PSP34 token refuses.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[codec(crate = ink::scale)]
pub enum Psp34Error {
    /// For a reason of its own.
    Custom(String),
    /// The owner would approve itself.
    SelfApprove,
    /// The caller is neither the owner nor approved.
    NotApproved,
    /// There is such a token already.
    TokenExists,
    /// There is no such token.
    TokenNotExists,
    /// The receiver does not want it.
    SafeTransferCheckFailed(String),
}

/// Why a PSP22 token refuses.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[codec(crate = ink::scale)]
pub enum Psp22Error {
    /// For a reason of its own.
    Custom(String),
    /// Its owner has less.
    InsufficientBalance,
    /// The caller may take less.
    InsufficientAllowance,
    /// The receiver is the account of zeros.
    ZeroRecipientAddress,
    /// The sender is the account of zeros.
    ZeroSenderAddress,
    /// The receiver does not want it.
    SafeTransferCheckFailed(String),
}

/// The data of the event for a token that was minted or has moved.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[codec(crate = ink::scale)]
pub struct Transfer {
    /// Who had it; none if it is new.
    pub from: Option<AccountId32>,
    /// Who has it; none if it is no more.
    pub to: Option<AccountId32>,
    /// The token.
    pub id: Id,
}

/// The data of the event for an approval that was given or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[codec(crate = ink::scale)]
pub struct Approval {
    /// Whose tokens.
    pub owner: AccountId32,
    /// Who may transfer them.
    pub operator: AccountId32,
    /// Which; none for all.
    pub id: Option<Id>,
    /// Whether it was given.
    pub approved: bool,
}

/// The messages of PSP34, of the contract that is their first argument.
pub mod psp34 {
    use super::*;

    /// What the collection is called.
    pub fn collection_id(token: &AccountId32) -> Message<Id> {
        message(token, ink::selector_bytes!("PSP34::collection_id"), ())
    }

    /// How many tokens `owner` has.
    pub fn balance_of(token: &AccountId32, owner: &AccountId32) -> Message<u32> {
        message(token, ink::selector_bytes!("PSP34::balance_of"), owner)
    }

    /// Who owns `id`.
    pub fn owner_of(token: &AccountId32, id: &Id) -> Message<Option<AccountId32>> {
        message(token, ink::selector_bytes!("PSP34::owner_of"), id)
    }

    /// Whether `operator` may transfer `id` of `owner`, or all of them.
    pub fn allowance(
        token: &AccountId32,
        owner: &AccountId32,
        operator: &AccountId32,
        id: Option<&Id>,
    ) -> Message<bool> {
        message(token, ink::selector_bytes!("PSP34::allowance"), (owner, operator, id))
    }

    /// Lets `operator` transfer `id`, or all that the caller has, or no longer.
    pub fn approve(
        token: &AccountId32,
        operator: &AccountId32,
        id: Option<&Id>,
        approved: bool,
    ) -> Message<Result<(), Psp34Error>> {
        message(token, ink::selector_bytes!("PSP34::approve"), (operator, id, approved))
    }

    /// Gives `id` to `to`, with `data` for it.
    pub fn transfer(
        token: &AccountId32,
        to: &AccountId32,
        id: &Id,
        data: &[u8],
    ) -> Message<Result<(), Psp34Error>> {
        message(token, ink::selector_bytes!("PSP34::transfer"), (to, id, data))
    }

    /// How many tokens there are. The standard says 128 bits; pendzl answers with 64.
    pub fn total_supply<N: Decode>(token: &AccountId32) -> Message<N> {
        message(token, ink::selector_bytes!("PSP34::total_supply"), ())
    }
}

/// The messages of PSP22, of the contract that is their first argument.
pub mod psp22 {
    use super::*;

    /// What `owner` has.
    pub fn balance_of(token: &AccountId32, owner: &AccountId32) -> Message<u128> {
        message(token, ink::selector_bytes!("PSP22::balance_of"), owner)
    }

    /// Lets `spender` take `value` from the caller.
    pub fn approve(
        token: &AccountId32,
        spender: &AccountId32,
        value: u128,
    ) -> Message<Result<(), Psp22Error>> {
        message(token, ink::selector_bytes!("PSP22::approve"), (spender, value))
    }

    /// Gives `value` to `to`, with no data for it.
    pub fn transfer(
        token: &AccountId32,
        to: &AccountId32,
        value: u128,
    ) -> Message<Result<(), Psp22Error>> {
        message(token, ink::selector_bytes!("PSP22::transfer"), (to, value, NO_DATA))
    }

    /// Gives `value` of `from` to `to`, with no data for it.
    pub fn transfer_from(
        token: &AccountId32,
        from: &AccountId32,
        to: &AccountId32,
        value: u128,
    ) -> Message<Result<(), Psp22Error>> {
        message(token, ink::selector_bytes!("PSP22::transfer_from"), (from, to, value, NO_DATA))
    }
}

const NO_DATA: &[u8] = &[];

/// The call of any message of `contract`, by its selector.
pub fn message<R: Decode>(
    contract: &AccountId32,
    selector: [u8; 4],
    arguments: impl Encode,
) -> Message<R> {
    let mut input = selector.to_vec();
    arguments.encode_to(&mut input);
    Message::encoded(contract.clone(), input)
}

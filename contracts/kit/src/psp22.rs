//! Money of others' making: PSP22 tokens, which are believed about balances and nothing else.
//!
//! Whoever names one is paid in it; so that one that loops or grows harms nobody else, each call of one has its limits.
use crate::ask::{arguments, ask_within, read_whole, Limits};
use ink::{prelude::vec::Vec, selector_bytes};
use interfaces::ids::Account;

/// What a token may use for one question or transfer: a tenth of a second, a mebibyte of the block's proof, and for what it stores
/// 1 UNIT of the usual 12 digits.
const LIMITS: Limits =
    Limits { ref_time: 100_000_000_000, proof_size: 1 << 20, deposit: Some(1_000_000_000_000) };

/// How much `account` has of `token`, in its smallest unit; nothing if it does not say.
#[inline(never)]
pub fn balance_of(token: &Account, account: &Account) -> Option<u128> {
    let asked = arguments(account);
    read_whole(ask_within(*token, selector_bytes!("PSP22::balance_of"), asked, &LIMITS))
}

/// Has `token` take `amount` from `from`, which approved the calling contract, and answers how much more `to` has; nothing if it does not
/// answer. What it says of the transfer is not looked at.
pub fn transfer_from(token: &Account, from: &Account, to: &Account, amount: u128) -> Option<u128> {
    let before = balance_of(token, to)?;
    let transfer = arguments(&(from, to, amount, Vec::<u8>::new()));
    ask_within(*token, selector_bytes!("PSP22::transfer_from"), transfer, &LIMITS)?;
    Some(balance_of(token, to)?.saturating_sub(before))
}

/// Has `token` give `amount` of what the calling contract has to `to`. What it says of that is not looked at, nor whether it answers.
pub fn transfer(token: &Account, to: &Account, amount: u128) {
    let transfer = arguments(&(to, amount, Vec::<u8>::new()));
    ask_within(*token, selector_bytes!("PSP22::transfer"), transfer, &LIMITS);
}

//! Payment of a price, in the same call as what it is paid for.
use crate::ledger::{no, Outcome};
use ink::{
    env::{self, DefaultEnvironment},
    prelude::vec::Vec,
    primitives::AccountId,
    selector_bytes,
};
use interfaces::{
    ids::{account_id, Account},
    receipt::{ReceiptError, Settlement},
};
use kit::ask::{arguments, ask_within, read, Limits};

/// What a PSP22 may take: 200 ms, a MiB of proof, and of the payer's deposit one UNIT of twelve decimals, ten items of storage.
const LIMITS: Limits =
    Limits { ref_time: 200_000_000_000, proof_size: 1 << 20, deposit: Some(1_000_000_000_000) };

/// Takes prices.
pub(crate) trait Till {
    /// What was sent with the call, in the chain's smallest unit.
    fn sent(&self) -> u128;

    /// Has the calling account pay `price` to `pay_to`.
    ///
    /// It is the last that is done: if it fails, all that the call did is undone.
    fn pay(&self, settlement: &Settlement, price: u128, pay_to: &Account) -> Outcome<()>;
}

/// Whether what was sent fits: a price in native tokens is sent with the call, and nothing else is.
pub(crate) fn is_sent(till: &impl Till, settlement: &Settlement, price: u128) -> Outcome<()> {
    let due = if *settlement == Settlement::Native { price } else { 0 };
    if till.sent() != due {
        return Err(no(ReceiptError::WrongValue));
    }
    Ok(())
}

/// The chain.
pub(crate) struct ChainTill;

fn balance_of(token: &Account, who: &AccountId) -> Outcome<u128> {
    let message = selector_bytes!("PSP22::balance_of");
    let balance = read(ask_within(*token, message, arguments(who), &LIMITS));
    balance.ok_or_else(|| no(ReceiptError::NotPaid))
}

impl Till for ChainTill {
    fn sent(&self) -> u128 {
        env::transferred_value::<DefaultEnvironment>()
    }

    /// The payer's tokens go to who is paid, and rest nowhere in between: what a PSP22 says of the payment counts for nothing, and by how
    /// much the account has more for all.
    fn pay(&self, settlement: &Settlement, price: u128, pay_to: &Account) -> Outcome<()> {
        if price == 0 {
            return Ok(());
        }
        let to = account_id(pay_to);
        let token = match settlement {
            Settlement::Native => {
                return env::transfer::<DefaultEnvironment>(to, price)
                    .map_err(|_| no(ReceiptError::NotPaid));
            }
            Settlement::Psp22(token) => token,
        };
        let before = balance_of(token, &to)?;
        let from = env::caller::<DefaultEnvironment>();
        let message = selector_bytes!("PSP22::transfer_from");
        let asked = arguments(&(from, to, price, Vec::<u8>::new()));
        if ask_within(*token, message, asked, &LIMITS).is_none() {
            return Err(no(ReceiptError::NotPaid));
        }
        let after = balance_of(token, &to)?;
        if after.saturating_sub(before) < price {
            return Err(no(ReceiptError::PaidShort));
        }
        Ok(())
    }
}

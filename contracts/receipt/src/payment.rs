//! Payment of a price, in the same call as what it is paid for.
use crate::ledger::{no, Outcome};
use ink::env::{self, DefaultEnvironment};
use interfaces::{
    ids::{account, account_id, Account},
    receipt::{ReceiptError, Settlement},
};
use kit::psp22;

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
    let due = if *settlement == Settlement::NATIVE { price } else { 0 };
    if till.sent() != due {
        return Err(no(ReceiptError::WrongValue));
    }
    Ok(())
}

/// The chain.
pub(crate) struct ChainTill;

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
        // What came in here would never leave.
        if *pay_to == account(&env::account_id::<DefaultEnvironment>()) {
            return Err(no(ReceiptError::NotPaid));
        }
        if *settlement == Settlement::NATIVE {
            return env::transfer::<DefaultEnvironment>(account_id(pay_to), price)
                .map_err(|_| no(ReceiptError::NotPaid));
        }
        let payer = account(&env::caller::<DefaultEnvironment>());
        let arrived = psp22::transfer_from(&settlement.0, &payer, pay_to, price);
        if arrived.ok_or(ReceiptError::NotPaid)? < price {
            return Err(no(ReceiptError::PaidShort));
        }
        Ok(())
    }
}

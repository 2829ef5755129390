//! Money as it goes: the last that a command does.
use crate::ledger::Payment;
use ink::env::{self, DefaultEnvironment};
use interfaces::{
    ids::{account_id, Account},
    receivable::ReceivableError,
};
use kit::psp22;

/// How much `account` has of a PSP22 token.
fn balance_of(token: &Account, account: &Account) -> Result<u128, ReceivableError> {
    psp22::balance_of(token, account).ok_or(ReceivableError::PaymentFailed)
}

impl Payment {
    /// Takes the payment from the caller, and answers how much arrived; of the native token all that came with the call.
    ///
    /// Whether a PSP22 token says that it did is no matter: what the account has more is.
    pub(crate) fn collect(
        &self,
        payer: &Account,
        contract: &Account,
    ) -> Result<u128, ReceivableError> {
        let Some(token) = &self.token else {
            // It came with the call, to this contract.
            if self.to != *contract {
                self.send()?;
            }
            return Ok(self.amount);
        };
        psp22::transfer_from(token, payer, &self.to, self.amount)
            .ok_or(ReceivableError::PaymentFailed)
    }

    /// The same, of all or nothing.
    pub(crate) fn collect_in_full(
        &self,
        payer: &Account,
        contract: &Account,
    ) -> Result<(), ReceivableError> {
        if self.collect(payer, contract)? < self.amount {
            return Err(ReceivableError::PaymentFailed);
        }
        Ok(())
    }

    /// Pays what this contract has. Of a PSP22 token something must arrive, and no more than the amount may be gone: what the token keeps
    /// of a transfer, its holder bears.
    pub(crate) fn disburse(&self, contract: &Account) -> Result<(), ReceivableError> {
        let Some(token) = &self.token else { return self.send() };
        let before = (balance_of(token, &self.to)?, balance_of(token, contract)?);
        psp22::transfer(token, &self.to, self.amount);
        let after = (balance_of(token, &self.to)?, balance_of(token, contract)?);
        if after.0 <= before.0 || before.1.saturating_sub(after.1) > self.amount {
            return Err(ReceivableError::PaymentFailed);
        }
        Ok(())
    }

    fn send(&self) -> Result<(), ReceivableError> {
        env::transfer::<DefaultEnvironment>(account_id(&self.to), self.amount)
            .map_err(|_| ReceivableError::PaymentFailed)
    }
}

//! Money as it goes: the last that a command does.
use crate::ledger::Payment;
use ink::{
    env::{
        self,
        call::{build_call, ExecutionInput, Selector},
        DefaultEnvironment,
    },
    prelude::vec::Vec,
    scale::{Decode, Encode, Error, Input, Output},
    selector_bytes,
};
use interfaces::{
    ids::{account_id, Account},
    receivable::ReceivableError,
};

/// What a PSP22 token may use of the caller's gas for one question or transfer: a tenth of a second, in picoseconds.
const REF_TIME: u64 = 100_000_000_000;
/// And of the block's proof, in bytes.
const PROOF_SIZE: u64 = 1 << 20;
/// And of the caller's money for what it stores, in the native token's smallest units: 1 UNIT of the usual 12 digits.
const DEPOSIT: u128 = 1_000_000_000_000;

/// Arguments as they are encoded.
struct Arguments(Vec<u8>);

impl Encode for Arguments {
    fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
        output.write(&self.0);
    }
}

/// A number, if the answer begins with one. What a transfer answers is nothing of the kind, and not looked at.
struct Number(Option<u128>);

impl Decode for Number {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        Ok(Self(u128::decode(input).ok()))
    }
}

#[inline(never)]
fn call(token: &Account, message: [u8; 4], arguments: Vec<u8>) -> Option<u128> {
    let question = ExecutionInput::new(Selector::new(message)).push_arg(Arguments(arguments));
    let call = build_call::<DefaultEnvironment>()
        .call(account_id(token))
        .ref_time_limit(REF_TIME)
        .proof_size_limit(PROOF_SIZE)
        .storage_deposit_limit(DEPOSIT)
        .exec_input(question);
    match call.returns::<Number>().try_invoke() {
        Ok(Ok(answer)) => answer.0,
        _ => None,
    }
}

/// How much `account` has of a PSP22 token.
fn balance_of(token: &Account, account: &Account) -> Result<u128, ReceivableError> {
    call(token, selector_bytes!("PSP22::balance_of"), kit::ask::arguments(account))
        .ok_or(ReceivableError::PaymentFailed)
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
        let before = balance_of(token, &self.to)?;
        let arguments = kit::ask::arguments(&(payer, self.to, self.amount, Vec::<u8>::new()));
        call(token, selector_bytes!("PSP22::transfer_from"), arguments);
        Ok(balance_of(token, &self.to)?.saturating_sub(before))
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
        let arguments = kit::ask::arguments(&(self.to, self.amount, Vec::<u8>::new()));
        call(token, selector_bytes!("PSP22::transfer"), arguments);
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

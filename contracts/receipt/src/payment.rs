//! Payment of a price, in the same call as what it is paid for.
use crate::ledger::{no, Outcome};
use ink::{
    env::{
        self,
        call::{build_call, ExecutionInput, Selector},
        DefaultEnvironment,
    },
    prelude::vec::Vec,
    primitives::AccountId,
    scale::{Decode, Encode, Error, Input},
    selector_bytes,
};
use interfaces::{
    ids::{account_id, Account},
    receipt::{ReceiptError, Settlement},
};

/// Most of the payer's deposit that a PSP22 may take, in the chain's smallest unit: one UNIT of twelve decimals, ten items of storage.
const DEPOSIT: u128 = 1_000_000_000_000;
/// Most weight that it may take, in picoseconds: 200 ms.
const REF_TIME: u64 = 200_000_000_000;
/// Most proof that it may take, in bytes.
const PROOF_SIZE: u64 = 1 << 20;

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

/// What a token answers, of which only a balance is read.
struct Answer(Option<u128>);

impl Decode for Answer {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        Ok(Self(u128::decode(input).ok()))
    }
}

/// What a token is asked, encoded.
struct Asked(Vec<u8>);

impl Encode for Asked {
    fn encode_to<O: ink::scale::Output + ?Sized>(&self, output: &mut O) {
        output.write(&self.0);
    }
}

#[inline(never)]
fn call(token: &Account, message: [u8; 4], arguments: Vec<u8>) -> Option<Answer> {
    let asked = ExecutionInput::new(Selector::new(message)).push_arg(Asked(arguments));
    let call = build_call::<DefaultEnvironment>()
        .call(account_id(token))
        .ref_time_limit(REF_TIME)
        .proof_size_limit(PROOF_SIZE)
        .storage_deposit_limit(DEPOSIT)
        .exec_input(asked);
    match call.returns::<Answer>().try_invoke() {
        Ok(Ok(answer)) => Some(answer),
        _ => None,
    }
}

fn balance_of(token: &Account, who: &AccountId) -> Outcome<u128> {
    let answer = call(token, selector_bytes!("PSP22::balance_of"), kit::ask::arguments(who));
    answer.and_then(|answer| answer.0).ok_or_else(|| no(ReceiptError::NotPaid))
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
        let arguments = kit::ask::arguments(&(from, to, price, Vec::<u8>::new()));
        call(token, selector_bytes!("PSP22::transfer_from"), arguments)
            .ok_or(ReceiptError::NotPaid)?;
        let after = balance_of(token, &to)?;
        if after.saturating_sub(before) < price {
            return Err(no(ReceiptError::PaidShort));
        }
        Ok(())
    }
}

//! Calls of an orders contract, and what of its answers is read: decoding the rest would be kilobytes of code.
use ink::{
    env::{
        call::{build_call, ExecutionInput, Selector},
        DefaultEnvironment,
    },
    prelude::vec::Vec,
    primitives::AccountId,
    scale::{Decode, Encode, Error, Input, Output},
};
use interfaces::{ids::PartyId, waybill::WaybillError};

/// What is said or answered, as it stands.
struct Raw(Vec<u8>);

impl Encode for Raw {
    fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
        output.write(&self.0);
    }
}

impl Decode for Raw {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let length = input.remaining_len()?.unwrap_or_default();
        let mut bytes = ink::prelude::vec![0; length];
        input.read(&mut bytes)?;
        Ok(Self(bytes))
    }
}

/// Calls the contract at `address` with `input`, a selector and arguments; nothing is answered where it could not or would not.
#[inline(never)]
pub(crate) fn call(address: AccountId, input: Vec<u8>) -> Option<Vec<u8>> {
    let (selector, arguments) = input.split_at_checked(4)?;
    let selector = Selector::new(selector.try_into().ok()?);
    let input = ExecutionInput::new(selector).push_arg(Raw(arguments.to_vec()));
    let call = build_call::<DefaultEnvironment>().call(address).exec_input(input);
    match call.returns::<Raw>().try_invoke() {
        Ok(Ok(answer)) => Some(answer.0),
        _ => None,
    }
}

/// Buyer and seller of an order: of its [`OrderFacts`](interfaces::orders::OrderFacts), if there are any, they come first but for the
/// status.
pub(crate) fn parties(answer: &[u8]) -> Option<[PartyId; 2]> {
    let (start, facts) = answer.split_at_checked(2)?;
    let (buyer, facts) = facts.split_at_checked(32)?;
    let (seller, _) = facts.split_at_checked(32)?;
    (*start.first()? == 1).then_some([id(buyer)?, id(seller)?])
}

fn id(bytes: &[u8]) -> Option<PartyId> {
    let bytes: [u8; 32] = bytes.try_into().ok()?;
    Some(bytes.into())
}

/// Whether it was taken; or else by which of its errors it was not.
pub(crate) fn taken(answer: &[u8]) -> Result<(), WaybillError> {
    match answer {
        [0] => Ok(()),
        [1, error, ..] => Err(WaybillError::NotTold(*error)),
        _ => Err(WaybillError::OrdersUnavailable),
    }
}

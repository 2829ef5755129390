//! Calls that a contract passes on, or makes while it is made: for the contract called, it is the caller, whoever signed.
use chain::{address, AccountId32, Constructor, Message};
use ink::{
    primitives::{AccountId, LangError},
    scale::{Decode, DecodeAll, Encode, Error, Input},
};

/// What a call that was passed on came to; nothing if it got no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarded<R>(pub Option<R>);

impl<R: Decode> Decode for Forwarded<R> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let Some(returned) = Option::<Vec<u8>>::decode(input)? else { return Ok(Self(None)) };
        read(&returned).map(|answer| Self(Some(answer)))
    }
}

/// What a contract was answered while it was made; nothing if it got no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answered<R>(pub(crate) Option<R>);

impl<R: Decode> Decode for Answered<R> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        match &Vec::<u8>::decode(input)?[..] {
            [] => Ok(Self(None)),
            returned => read(returned).map(|answer| Self(Some(answer))),
        }
    }
}

/// Reads what was returned to the contract that passed a call on.
fn read<R: Decode>(mut returned: &[u8]) -> Result<R, Error> {
    let answer = Result::<R, LangError>::decode_all(&mut returned)?;
    answer.map_err(|_| "the input was not read".into())
}

/// The call that has `forwarder` make the call of `message`.
pub fn forwarded<R: Decode>(
    forwarder: AccountId,
    message: impl Into<Message<R>>,
) -> Message<Forwarded<R>> {
    let message: Message<R> = message.into();
    Message::encoded(address(forwarder), with(ink::selector_bytes!("forward"), &message))
}

/// The constructor of a contract that makes the call of `message` while it is made.
pub(crate) fn asking<R: Decode>(message: &Message<R>) -> Constructor<AccountId32> {
    Constructor::encoded(with(ink::selector_bytes!("asking"), message))
}

/// The question to such a contract what it was answered.
pub(crate) fn answered<R: Decode>(asker: &AccountId32) -> Message<Answered<R>> {
    Message::encoded(asker.clone(), ink::selector_bytes!("answer").to_vec())
}

/// The input that has a contract make a call.
fn with<R: Decode>(selector: [u8; 4], message: &Message<R>) -> Vec<u8> {
    let call = message.call();
    [&selector[..], &(&call.contract, &call.input).encode()].concat()
}

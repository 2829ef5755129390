//! Calls that a contract passes on: for the contract called, it is the caller, whoever signed.
use chain::{address, Message};
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
        let answer = Result::<R, LangError>::decode_all(&mut &returned[..])?;
        answer.map(|answer| Self(Some(answer))).map_err(|_| "the input was not read".into())
    }
}

/// The call that has `forwarder` make the call of `message`.
pub fn forwarded<R: Decode>(
    forwarder: AccountId,
    message: impl Into<Message<R>>,
) -> Message<Forwarded<R>> {
    let message = message.into();
    let call = message.call();
    let arguments = (&call.contract, &call.input).encode();
    let input = [&ink::selector_bytes!("forward")[..], &arguments].concat();
    Message::encoded(address(forwarder), input)
}

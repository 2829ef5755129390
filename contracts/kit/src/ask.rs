//! Questions to another contract, of whose answer only what is needed is decoded.
use crate::bytes::Raw;
use ink::{
    env::{
        call::{build_call, ExecutionInput, Selector},
        DefaultEnvironment,
    },
    prelude::vec::Vec,
    scale::Decode,
};
use interfaces::ids::{account_id, Account};

/// What the contract at `to` answers to `message` (its selector) with the encoded `arguments`, if it does.
///
/// One function for all questions: ink!'s own is compiled anew for each, and takes more room than the question.
#[inline(never)]
pub fn ask(to: Account, message: [u8; 4], arguments: Vec<u8>) -> Option<Vec<u8>> {
    let question = ExecutionInput::new(Selector::new(message)).push_arg(Raw(arguments));
    let call = build_call::<DefaultEnvironment>().call(account_id(&to)).exec_input(question);
    match call.returns::<Raw>().try_invoke() {
        Ok(Ok(answer)) => Some(answer.0),
        _ => None,
    }
}

/// What the beginning of an answer says; what follows is not looked at.
pub fn read<T: Decode>(answer: Option<Vec<u8>>) -> Option<T> {
    T::decode(&mut answer?.as_slice()).ok()
}

/// What an answer says that says nothing else.
pub fn read_whole<T: Decode>(answer: Option<Vec<u8>>) -> Option<T> {
    let answer = answer?;
    let mut rest = answer.as_slice();
    let said = T::decode(&mut rest).ok()?;
    rest.is_empty().then_some(said)
}

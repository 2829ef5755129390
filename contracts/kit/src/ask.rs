//! Questions to another contract, of whose answer only what is needed is decoded.
use crate::bytes::{Bytes, Raw};
use ink::{
    env::{
        call::{build_call, ExecutionInput, Selector},
        DefaultEnvironment,
    },
    prelude::vec::Vec,
    scale::{Decode, Encode},
};
use interfaces::ids::{account_id, Account};

/// What a call may take of what its caller has left. Contracts that are linked may take all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Picoseconds; 0 for all that is left.
    pub ref_time: u64,
    /// Bytes of proof; 0 for all that is left.
    pub proof_size: u64,
    /// Deposit, in the chain's smallest unit; `None` for all that is left.
    pub deposit: Option<u128>,
}

/// What the contract at `to` answers to `message` (its selector) with the encoded `arguments`, if it does.
pub fn ask(to: Account, message: [u8; 4], arguments: Vec<u8>) -> Option<Vec<u8>> {
    ask_within(to, message, arguments, &Limits { ref_time: 0, proof_size: 0, deposit: None })
}

/// What a contract that is not linked answers within `limits`, if it does.
///
/// One function for all questions: ink!'s own is compiled anew for each, and takes more room than the question.
#[inline(never)]
pub fn ask_within(
    to: Account,
    message: [u8; 4],
    arguments: Vec<u8>,
    limits: &Limits,
) -> Option<Vec<u8>> {
    let question = ExecutionInput::new(Selector::new(message)).push_arg(Raw(arguments));
    let mut call = build_call::<DefaultEnvironment>()
        .call(account_id(&to))
        .ref_time_limit(limits.ref_time)
        .proof_size_limit(limits.proof_size);
    if let Some(deposit) = limits.deposit {
        call = call.storage_deposit_limit(deposit);
    }
    match call.exec_input(question).returns::<Raw>().try_invoke() {
        Ok(Ok(answer)) => Some(answer.0),
        _ => None,
    }
}

/// The arguments of a question, encoded as what is stored and told is, so that the code for that is there once.
pub fn arguments(what: &impl Encode) -> Vec<u8> {
    let mut bytes = Bytes::new();
    what.encode_to(&mut bytes);
    bytes.into_vec()
}

/// What the beginning of an answer says; what follows is not looked at.
pub fn read<T: Decode>(answer: Option<Vec<u8>>) -> Option<T> {
    T::decode(&mut answer?.as_slice()).ok()
}

/// What an answer says that says nothing else.
pub fn read_whole<T: Decode>(answer: Option<Vec<u8>>) -> Option<T> {
    read_all(&answer?)
}

/// Why another contract did not take what it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untaken {
    /// It did not answer, or answered what it never would.
    Unavailable,
    /// It refused, by the error at this place among its errors, counted from 0.
    Refused(u8),
}

/// What another contract says of what it took; or else why it took nothing.
pub fn taken<T: Decode>(answer: Option<Vec<u8>>) -> Result<T, Untaken> {
    let answer = answer.unwrap_or_default();
    match answer.as_slice() {
        [0, said @ ..] => read_all(said).ok_or(Untaken::Unavailable),
        [1, error, ..] => Err(Untaken::Refused(*error)),
        _ => Err(Untaken::Unavailable),
    }
}

/// Tells the contract at `to`, which answers no more than that it took it.
///
/// One function for all that is told so.
#[inline(never)]
pub fn tell(to: Option<Account>, message: [u8; 4], arguments: Vec<u8>) -> Result<(), Untaken> {
    let Some(to) = to else { return Err(Untaken::Unavailable) };
    taken(ask(to, message, arguments))
}

/// What bytes say that say nothing else.
pub(crate) fn read_all<T: Decode>(mut answer: &[u8]) -> Option<T> {
    let said = T::decode(&mut answer).ok()?;
    answer.is_empty().then_some(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::scale::Encode;
    use interfaces::{ids::DepositId, notary::NotaryError, orders::OrderError};

    #[test]
    fn a_refusal_is_told_by_its_place_among_the_errors() {
        assert_eq!(taken(Some(Ok::<(), OrderError>(()).encode())), Ok(()));
        let refused = Err::<(), _>(OrderError::TooMuch(7)).encode();
        let index = OrderError::TooMuch(7).encode()[0];
        assert_eq!(taken::<()>(Some(refused)), Err(Untaken::Refused(index)));
        let refused = Err::<DepositId, _>(NotaryError::AlreadyDeposited).encode();
        assert_eq!(taken::<DepositId>(Some(refused)), Err(Untaken::Refused(4)));
    }

    #[test]
    fn what_is_said_of_what_was_taken_is_read_to_its_end() {
        let deposit = DepositId([7; 32]);
        assert_eq!(taken(Some(Ok::<_, NotaryError>(deposit).encode())), Ok(deposit));
        for length in [0, 31, 33] {
            let answer = [&[0][..], &vec![7; length]].concat();
            assert_eq!(taken::<DepositId>(Some(answer)), Err(Untaken::Unavailable), "{length}");
        }
    }

    #[test]
    fn what_is_no_answer_takes_nothing() {
        assert_eq!(taken::<()>(None), Err(Untaken::Unavailable));
        for garbage in [&[][..], &[1], &[2, 0], &[0, 0]] {
            assert_eq!(taken::<()>(Some(garbage.to_vec())), Err(Untaken::Unavailable));
        }
    }
}

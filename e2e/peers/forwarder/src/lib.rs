//! A contract that passes calls on, or makes one while it is made: for the contract called, it is the caller, whoever signed.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::forwarder::{Forwarder, ForwarderRef};

/// Passes on what it is given, as it is.
#[ink::contract]
mod forwarder {
    use ink::{
        env::{
            call::{build_call, ExecutionInput, Selector},
            DefaultEnvironment,
        },
        prelude::vec::Vec,
        scale::{Decode, Encode, Error, Input, Output},
    };

    /// It remembers no call but the one that it was made with.
    #[ink(storage)]
    #[derive(Default)]
    pub struct Forwarder {
        answer: Vec<u8>,
    }

    /// Bytes as they are, without a length before them: all that are left.
    struct Raw(Vec<u8>);

    impl Encode for Raw {
        fn encode_to<T: Output + ?Sized>(&self, output: &mut T) {
            output.write(&self.0);
        }
    }

    impl Decode for Raw {
        fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
            let mut bytes = Vec::new();
            while let Ok(byte) = input.read_byte() {
                bytes.push(byte);
            }
            Ok(Self(bytes))
        }
    }

    impl Forwarder {
        /// A contract that passes calls on for anyone.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// A contract that calls `target` with `input` (selector and arguments) while it is made, and keeps what that returned.
        #[ink(constructor)]
        pub fn asking(target: AccountId, input: Vec<u8>) -> Self {
            Self { answer: Self::pass_on(target, &input).unwrap_or_default() }
        }

        /// What was returned to it while it was made, as [`Forwarder::forward`] gives it; nothing if it called nobody or got no answer.
        /// Anyone.
        #[ink(message)]
        pub fn answer(&self) -> Vec<u8> {
            self.answer.clone()
        }

        /// Calls `to` with `input` (selector and arguments), and gives what it returned; nothing if it gave no answer. Anyone.
        #[ink(message)]
        pub fn forward(&mut self, to: AccountId, input: Vec<u8>) -> Option<Vec<u8>> {
            Self::pass_on(to, &input)
        }

        fn pass_on(to: AccountId, input: &[u8]) -> Option<Vec<u8>> {
            let (selector, arguments) = input.split_first_chunk::<4>()?;
            let answer = build_call::<DefaultEnvironment>()
                .call(to)
                .exec_input(
                    ExecutionInput::new(Selector::new(*selector)).push_arg(Raw(arguments.to_vec())),
                )
                .returns::<Raw>()
                .try_invoke();
            match answer {
                Ok(Ok(Raw(returned))) => Some([&[0], &returned[..]].concat()),
                Ok(Err(refused)) => Some(Err::<(), _>(refused).encode()),
                Err(_) => None,
            }
        }
    }
}

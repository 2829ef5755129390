//! A contract that answers every call wrongly, in the manner it was made with: what ours must bear from those that they
//! are linked to.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::misbehaving::{Manner, Misbehaving, MisbehavingRef};

/// Answers every message, whatever its selector and arguments, in one and the same wrong manner.
#[ink::contract]
mod misbehaving {
    use ink::{
        env::{
            call::{build_call, ExecutionInput, Selector},
            hash::Blake2x256,
            DefaultEnvironment, ReturnFlags,
        },
        scale::{Encode, Output},
    };

    /// How it misbehaves.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub enum Manner {
        /// Panics.
        Traps,
        /// Returns bytes that are no answer to anything.
        ReturnsGarbage,
        /// Returns nothing at all.
        ReturnsNothing,
        /// Returns `Ok(Ok(()))`, and something after it.
        ReturnsMoreThanTheAnswer,
        /// Returns 17 KiB: more than its caller has room for.
        ReturnsTooMuch,
        /// Says that it could not read its input, as a contract without that message does.
        CannotReadItsInput,
        /// Hashes until the gas is used up.
        ConsumesAllGas,
        /// Calls its caller back, which the chain forbids.
        CallsBack,
        /// Agrees to everything: `Ok(Ok(()))`. Well-formed, and a lie.
        AgreesToEverything,
    }

    /// The manner.
    #[ink(storage)]
    pub struct Misbehaving {
        manner: Manner,
    }

    /// Bytes as they are, without a length before them.
    struct Raw<'a>(&'a [u8]);

    impl Encode for Raw<'_> {
        fn encode_to<T: Output + ?Sized>(&self, output: &mut T) {
            output.write(self.0);
        }
    }

    impl Misbehaving {
        /// A contract that misbehaves in `manner`.
        #[ink(constructor)]
        pub fn new(manner: Manner) -> Self {
            Self { manner }
        }

        /// Answers in its manner.
        #[ink(message, selector = _)]
        pub fn answer(&self) {
            match self.manner {
                Manner::Traps => panic!("as told"),
                Manner::ReturnsGarbage => give(&[0xff; 64]),
                Manner::ReturnsNothing => give(&[]),
                Manner::ReturnsMoreThanTheAnswer => give(&[0, 0, 0xde, 0xad]),
                Manner::ReturnsTooMuch => give_too_much(),
                Manner::CannotReadItsInput => give(&[1, 1]),
                Manner::ConsumesAllGas => self.hash(),
                Manner::CallsBack => self.call_back(),
                Manner::AgreesToEverything => give(&[0, 0]),
            }
        }

        /// The manner it was made with.
        #[ink(message, selector = 0x9BAE9D5E)]
        pub fn manner(&self) -> Manner {
            self.manner
        }

        fn hash(&self) {
            // A loop that does nothing the compiler takes for one that is never reached.
            let much = [0x55; 8 * 1024];
            let mut digest = [0; 32];
            loop {
                ink::env::hash_bytes::<Blake2x256>(&much, &mut digest);
            }
        }

        fn call_back(&self) {
            let paused = Selector::new(ink::selector_bytes!("Pausable::paused"));
            let answer = build_call::<DefaultEnvironment>()
                .call(self.env().caller())
                .exec_input(ExecutionInput::new(paused))
                .returns::<bool>()
                .try_invoke();
            // The chain traps the contract that calls back, so this is not reached.
            give(&[0, u8::from(answer.is_ok())]);
        }
    }

    fn give(bytes: &[u8]) {
        ink::env::return_value(ReturnFlags::empty(), &Raw(bytes))
    }

    #[cfg(target_arch = "wasm32")]
    fn give_too_much() {
        use pallet_contracts_uapi::{HostFn, HostFnImpl};
        static TOO_MUCH: [u8; 17 * 1024] = [0x55; 17 * 1024];
        HostFnImpl::return_value(ReturnFlags::empty(), &TOO_MUCH)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn give_too_much() {
        unimplemented!("only compiled contracts return more than fits into ink!'s buffer")
    }
}

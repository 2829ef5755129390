//! Who calls, and when.
use ink::env::{self, DefaultEnvironment};
use interfaces::ids::{account, Account, Millis};

/// How far a declared time may lie ahead of the block's: clocks differ.
pub const CLOCK_SKEW: Millis = 5 * 60 * 1000;

/// All that a rule may know of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// The account that calls.
    pub caller: Account,
    /// The block's time, in milliseconds.
    pub now: Millis,
}

impl Call {
    /// Reads the call from the chain.
    pub fn current() -> Self {
        Self {
            caller: account(&env::caller::<DefaultEnvironment>()),
            now: env::block_timestamp::<DefaultEnvironment>(),
        }
    }

    /// Whether `declared` is later than clocks can differ.
    pub fn is_future(&self, declared: Millis) -> bool {
        declared > self.now.saturating_add(CLOCK_SKEW)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_time_may_lie_five_minutes_ahead_and_no_more() {
        let call = Call { caller: [1; 32].into(), now: 1_000_000 };
        assert!(!call.is_future(1_300_000));
        assert!(call.is_future(1_300_001));
        let last = Call { now: Millis::MAX, ..call };
        assert!(!last.is_future(Millis::MAX));
    }

    #[ink::test]
    fn a_call_is_read_from_the_chain() {
        env::test::set_caller::<DefaultEnvironment>([7; 32].into());
        env::test::set_block_timestamp::<DefaultEnvironment>(42);
        assert_eq!(Call::current(), Call { caller: [7; 32].into(), now: 42 });
    }
}

//! A chain whose time can be passed: what a story needs besides calls.
use chain::{Chain, Embedded};
use interfaces::ids::Millis;

/// A chain whose time can be passed.
pub trait Stage: Chain {
    /// Time of the block that the next call will be in, in milliseconds; on a node, of the last block.
    fn now(&self) -> Millis;

    /// Lets `span` milliseconds pass before the next block.
    fn sleep(&mut self, span: Millis);
}

impl Stage for Embedded {
    fn now(&self) -> Millis {
        self.next_time()
    }

    fn sleep(&mut self, span: Millis) {
        let until = self.next_time() + span;
        self.set_time(until).expect("the next block's time, or later, is late enough");
    }
}

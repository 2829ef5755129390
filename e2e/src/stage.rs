//! A chain whose time can be passed: what a story needs besides calls.
use chain::{Account, Backend, Chain, Embedded, Node, UNIT};
use interfaces::ids::Millis;

/// A chain whose time can be passed.
pub trait Stage: Chain {
    /// What everyone who takes part is given, in the smallest unit of the token.
    const FUNDS: u128;

    /// Time of the block that the next call will be in, in milliseconds; on a node, of the last block.
    fn now(&self) -> Millis;

    /// Lets `span` milliseconds pass before the next block.
    fn sleep(&mut self, span: Millis);
}

impl Stage for Node {
    // On a development chain Alice has 1,152,921 UNIT.
    const FUNDS: u128 = 50_000 * UNIT;

    fn now(&self) -> Millis {
        self.time().expect("the node answers")
    }

    /// A node's clock is that of the world, and where it makes blocks for transactions only, the chain's goes on with the next of them.
    fn sleep(&mut self, span: Millis) {
        std::thread::sleep(std::time::Duration::from_millis(span));
        let alice = Account::dev("Alice");
        self.transfer(&alice, alice.id(), 0).expect("Alice has funds on every development chain");
    }
}

impl Stage for Embedded {
    const FUNDS: u128 = 1_000_000_000 * UNIT;

    fn now(&self) -> Millis {
        self.next_time()
    }

    fn sleep(&mut self, span: Millis) {
        let until = self.next_time() + span;
        self.set_time(until).expect("the next block's time, or later, is late enough");
    }
}

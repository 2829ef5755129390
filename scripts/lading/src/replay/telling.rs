//! What the orders contract was told of lines of orders, and of which it was not told and why.
use std::collections::BTreeMap;

use ink::scale::Decode as _;
use interfaces::orders::{OrderError, ProgressKind};
use serde::Serialize;

/// Why a line was not told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untold {
    /// The contract refused it: with what was told before, it is more than the order allows.
    TooMuch,
    /// The contract refused it: it was not told that so much was received.
    NotReceived,
    /// It is settled at nothing, so that nothing of it is billed.
    NothingOwed,
    /// Its case is not balanced: only then it is known what is billed.
    NotBalanced,
}

impl Untold {
    /// In words, for the report.
    pub fn words(self) -> &'static str {
        match self {
            Self::TooMuch => "refused: more than the order allows",
            Self::NotReceived => "refused: more than was told to be received",
            Self::NothingOwed => "settled at nothing",
            Self::NotBalanced => "in a case that is not balanced",
        }
    }
}

/// What was told of one kind, in lines of orders.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Telling {
    /// Lines that the contract was told of, and that it believed.
    pub lines: u64,
    /// The others, by why.
    pub untold: BTreeMap<&'static str, u64>,
}

impl Telling {
    /// Counts lines that were told of.
    pub fn tell(&mut self, lines: usize) {
        self.lines += lines as u64;
    }

    /// Counts lines that were not.
    pub fn leave(&mut self, lines: usize, why: Untold) {
        if lines > 0 {
            *self.untold.entry(why.words()).or_default() += lines as u64;
        }
    }

    /// How many lines there are, told of or not.
    pub fn all(&self) -> u64 {
        self.lines + self.untold.values().sum::<u64>()
    }
}

/// What was told of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Told {
    /// What left the seller.
    pub shipped: Telling,
    /// What the buyer received.
    pub received: Telling,
    /// What was billed.
    pub billed: Telling,
}

impl Told {
    /// What was told of `kind`, if that is told of at all: nobody tells what is paid.
    pub fn of(&mut self, kind: ProgressKind) -> Option<&mut Telling> {
        match kind {
            ProgressKind::Shipped => Some(&mut self.shipped),
            ProgressKind::Received => Some(&mut self.received),
            ProgressKind::Billed => Some(&mut self.billed),
            ProgressKind::Paid => None,
        }
    }

    /// Each kind by its name.
    pub fn kinds(&self) -> [(&'static str, &Telling); 3] {
        [("shipped", &self.shipped), ("received", &self.received), ("billed", &self.billed)]
    }
}

/// The error of the orders contract that has this index; what it says beside is 0.
pub fn order_error(index: u8) -> Option<OrderError> {
    // No error says more than a time: eight bytes.
    OrderError::decode(&mut &[index, 0, 0, 0, 0, 0, 0, 0, 0][..]).ok()
}

#[cfg(test)]
mod tests {
    use ink::scale::Encode as _;

    use super::*;

    #[test]
    fn an_index_names_its_error() {
        for error in [
            OrderError::Paused,
            OrderError::NotTheSource,
            OrderError::TooLate(0),
            OrderError::TooMuch(0),
        ] {
            assert_eq!(order_error(error.encode()[0]), Some(error));
        }
        assert_eq!(order_error(u8::MAX), None);
    }

    #[test]
    fn what_is_not_told_is_counted_with_what_is() {
        let mut telling = Telling::default();
        telling.tell(3);
        telling.leave(0, Untold::TooMuch);
        telling.leave(2, Untold::NothingOwed);
        telling.leave(1, Untold::NothingOwed);
        assert_eq!(telling.untold, [("settled at nothing", 3)].into());
        assert_eq!((telling.lines, telling.all()), (3, 6));
    }
}

//! What other contracts tell of orders.
use super::{is_list, Ledger};
use crate::{
    events::ProgressRecorded,
    line::{advance, IN, OUT},
    status::Step,
};
use ink::prelude::vec::Vec;
use interfaces::{
    ids::DocumentId,
    orders::{LineState, OrderError, ProgressKind, ProgressLine},
};
use kit::{administration::Links, list::place, money::in_range, store::Shelf, Call};

/// A bit for each line of a document, from 0 to 511: which were told. One item for a document, whatever the number of its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) struct Marks([u8; 64]);

impl Marks {
    const NONE: Self = Self([0; 64]);

    /// Marks a line; whether it was not marked before. Fails if there is no place for it.
    ///
    /// Invariant *Told once*.
    fn set(&mut self, line: u16) -> Result<bool, OrderError> {
        let byte = self.0.get_mut(usize::from(line / 8)).ok_or(OrderError::TooMany)?;
        let mark = 1u8.wrapping_shl(u32::from(line % 8));
        let is_new = *byte & mark == 0;
        *byte |= mark;
        Ok(is_new)
    }
}

impl Ledger {
    pub(crate) fn record_progress(
        &mut self,
        call: &Call,
        links: &Links,
        order: DocumentId,
        kind: ProgressKind,
        document: DocumentId,
        lines: Vec<ProgressLine>,
    ) -> Result<ProgressRecorded, OrderError> {
        let source = call.caller;
        let mut header = self.header(&order)?;
        if !header.sources.are(links, kind, &source) {
            return Err(OrderError::NotTheSource);
        }
        header.follow(if kind == ProgressKind::Shipped { Step::Ship } else { Step::Settle })?;
        is_list(lines.len())?;
        let told_in = (&source, &document, kind);
        let mut marks = self.told.read(told_in).unwrap_or(Marks::NONE);
        let mut edited = Vec::new();
        for (index, told) in lines.iter().enumerate() {
            if !marks.set(told.document_line)? {
                return Err(OrderError::AlreadyTold(place(index)));
            }
            let line = self.edit(&order, &mut edited, told.line)?;
            if line.state != LineState::Agreed {
                return Err(OrderError::WrongLine(told.line));
            }
            if told.quantity == 0 || !in_range(told.quantity) {
                return Err(OrderError::AmountOutOfRange);
            }
            if kind == ProgressKind::Received {
                header.receive(line, told);
            }
            header.count(line, OUT);
            if !advance(line, kind, told.quantity, &header.quantity) {
                return Err(OrderError::TooMuch(place(index)));
            }
            header.count(line, IN);
        }
        self.told.write(told_in, &marks);
        self.store(&order, &header, &edited);
        Ok(ProgressRecorded { order, document, source, kind, lines })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn a_line_is_marked_once_and_marks_no_other(lines in prop::collection::vec(0u16..600, 0..80)) {
            let mut marks = Marks::NONE;
            let mut told = BTreeSet::new();
            for line in lines {
                let expected = if line < 512 { Ok(told.insert(line)) } else { Err(OrderError::TooMany) };
                prop_assert_eq!(marks.set(line), expected);
            }
        }
    }
}

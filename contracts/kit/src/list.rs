//! Bounds of lists that come with a call.

/// Most entries that a call may bring.
pub const PER_CALL: usize = 50;
/// Most lines that a document may have.
pub const PER_DOCUMENT: u16 = 500;

/// Whether two entries are equal. Lists are short, so comparing all pairs is cheaper than sorting a copy.
pub fn has_repeats<T: PartialEq>(entries: &[T]) -> bool {
    entries
        .iter()
        .enumerate()
        .any(|(place, entry)| entries.iter().take(place).any(|earlier| earlier == entry))
}

/// A position in a call's list as errors report it.
pub fn place(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_repeat_is_found_wherever_it_stands() {
        assert!(!has_repeats::<u8>(&[]));
        assert!(!has_repeats(&[1, 2, 3]));
        assert!(has_repeats(&[1, 2, 1]));
        assert!(has_repeats(&[1, 2, 2]));
    }

    #[test]
    fn a_place_is_told_as_it_is_or_as_the_last_that_can_be_told() {
        assert_eq!(place(0), 0);
        assert_eq!(place(65_535), u16::MAX);
        assert_eq!(place(65_536), u16::MAX);
    }

    proptest! {
        #[test]
        fn a_list_has_repeats_if_it_is_longer_than_its_set(entries in proptest::collection::vec(0u8..60, 0..PER_CALL)) {
            let set: BTreeSet<_> = entries.iter().collect();
            prop_assert_eq!(has_repeats(&entries), set.len() < entries.len());
        }
    }
}

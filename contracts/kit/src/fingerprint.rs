//! Fingerprints of papers and of what stands behind them. See [`interfaces::collateral`].
//!
//! They are made of signed fields only. What could be written in another way (`INV-0042`, `inv 0042`) is written in one first, so that
//! writing it otherwise makes no other paper of it.
use crate::digest::name;
use ink::prelude::vec::Vec;
use interfaces::{
    collateral::GoodsKind,
    ids::{CaseId, DocumentId, Fingerprint, Money, PartyId},
};

/// Most bytes that a number may have as it is written.
pub const LONGEST: usize = 64;

/// A number of a paper in the one way in which all are compared: its letters, in capitals, and digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number(Vec<u8>);

impl Number {
    /// `text` without all but letters and digits; nothing if none are left, it is not ASCII, or longer than 64 bytes.
    pub fn new(text: &str) -> Option<Self> {
        Self::read(text.as_bytes())
    }

    /// The same of a text that nobody has looked at yet.
    #[inline(never)]
    pub fn read(text: &[u8]) -> Option<Self> {
        if text.len() > LONGEST || !text.is_ascii() {
            return None;
        }
        let mut number = Vec::with_capacity(text.len());
        for byte in text {
            if byte.is_ascii_alphanumeric() {
                number.push(byte.to_ascii_uppercase());
            }
        }
        (!number.is_empty()).then_some(Self(number))
    }

    /// Its digits, without zeros before the first: `INV00042` and `42` have the same.
    fn stripped(&self) -> Vec<u8> {
        let mut digits = Vec::with_capacity(self.0.len());
        for byte in &self.0 {
            if byte.is_ascii_digit() && (*byte != b'0' || !digits.is_empty()) {
                digits.push(*byte);
            }
        }
        digits
    }
}

/// The debt of `debtor` to `creditor` by an invoice.
pub fn invoice(debtor: &PartyId, creditor: &PartyId, number: &Number) -> Fingerprint {
    name(&[b"lading/invoice", debtor.bytes(), creditor.bytes(), &number.0]).into()
}

/// A receipt of a warehouse.
pub fn receipt(warehouse: &PartyId, number: &Number) -> Fingerprint {
    name(&[b"lading/receipt", warehouse.bytes(), &number.0]).into()
}

/// Goods.
pub fn goods(kind: GoodsKind, number: &Number) -> Fingerprint {
    let kind = match kind {
        GoodsKind::Lot => 0,
        GoodsKind::LogisticUnit => 1,
        GoodsKind::Container => 2,
    };
    name(&[b"lading/goods", &[kind], &number.0]).into()
}

/// What `debtor` owes `creditor` by a balanced case, as what stands behind receivables. Others who name the case keep nobody from it.
pub fn case(case: &CaseId, debtor: &PartyId, creditor: &PartyId) -> Fingerprint {
    let parts = [b"lading/case-backing", &case.bytes()[..], debtor.bytes(), creditor.bytes()];
    name(&parts).into()
}

/// What `debtor` owes `creditor` for a delivery under a waybill, as what stands behind receivables.
pub fn delivery(waybill: &DocumentId, debtor: &PartyId, creditor: &PartyId) -> Fingerprint {
    let parts =
        [b"lading/delivery-backing", &waybill.bytes()[..], debtor.bytes(), creditor.bytes()];
    name(&parts).into()
}

/// A paper's number that is alike: the same two parties (or the same one, twice), the same digits.
pub fn near_number(one: &PartyId, other: &PartyId, number: &Number) -> Fingerprint {
    name(&[b"lading/near-number", one.bytes(), other.bytes(), &number.stripped()]).into()
}

/// An amount that is alike: the same two parties and currency, an amount in the same bucket.
pub fn near_amount(
    one: &PartyId,
    other: &PartyId,
    currency: &[u8; 3],
    amount: Money,
) -> Fingerprint {
    name(&[b"lading/near-amount", one.bytes(), other.bytes(), currency, &bucket(amount)]).into()
}

/// A paper that is alike whoever its parties are, so that a firm that registers twice is seen: the same digits and currency, an amount
/// in the same bucket.
pub fn near_paper(number: &Number, currency: &[u8; 3], amount: Money) -> Fingerprint {
    name(&[b"lading/near-paper", currency, &bucket(amount), &number.stripped()]).into()
}

/// The highest five binary digits of an amount, and how many follow: buckets 3 % to 6 % wide.
fn bucket(amount: Money) -> [u8; 2] {
    let follow = 59u32.saturating_sub(amount.leading_zeros());
    let highest = amount.checked_shr(follow).unwrap_or_default();
    let [highest, ..] = highest.to_le_bytes();
    let [follow, ..] = follow.to_le_bytes();
    [highest, follow]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DEBTOR: PartyId = PartyId([1; 32]);
    const CREDITOR: PartyId = PartyId([2; 32]);

    fn number(text: &str) -> Number {
        Number::new(text).unwrap()
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        for text in ["INV-0042", "inv 0042", "Inv/00.42", "INV0042", "--inv_0042--"] {
            assert_eq!(number(text), number("INV0042"), "{text}");
        }
        for text in ["INV-42", "INV-00420", "1NV-0042"] {
            assert_ne!(number(text), number("INV0042"), "{text}");
        }
    }

    #[test]
    fn what_has_no_letter_or_digit_or_others_is_no_number() {
        let longest = "7".repeat(LONGEST);
        assert!(Number::new(&longest).is_some());
        for text in ["", "---", "№42", "INV\u{a0}42", &format!("{longest}7")] {
            assert_eq!(Number::new(text), None, "{text}");
        }
    }

    #[ink::test]
    fn fingerprints_of_different_kinds_parties_and_numbers_differ() {
        let (one, other) = (number("42"), number("43"));
        let all = [
            invoice(&DEBTOR, &CREDITOR, &one),
            invoice(&CREDITOR, &DEBTOR, &one),
            invoice(&DEBTOR, &CREDITOR, &other),
            receipt(&DEBTOR, &one),
            receipt(&CREDITOR, &one),
            goods(GoodsKind::Lot, &one),
            goods(GoodsKind::LogisticUnit, &one),
            goods(GoodsKind::Container, &one),
            case(&CaseId([1; 32]), &DEBTOR, &CREDITOR),
            case(&CaseId([1; 32]), &CREDITOR, &DEBTOR),
            delivery(&DocumentId([1; 32]), &DEBTOR, &CREDITOR),
            delivery(&DocumentId([1; 32]), &CREDITOR, &DEBTOR),
            near_number(&DEBTOR, &CREDITOR, &one),
            near_amount(&DEBTOR, &CREDITOR, b"EUR", 42),
            near_paper(&one, b"EUR", 42),
        ];
        assert!(!crate::list::has_repeats(&all));
    }

    #[ink::test]
    fn a_fingerprint_is_the_hash_of_its_parts() {
        let parts = [&b"lading/invoice"[..], &[1; 32], &[2; 32], b"INV0042"].concat();
        let mut expected = [0; 32];
        ink::env::hash_bytes::<ink::env::hash::Blake2x256>(&parts, &mut expected);
        assert_eq!(invoice(&DEBTOR, &CREDITOR, &number("inv-0042")), expected.into());
    }

    #[ink::test]
    fn what_stands_before_the_digits_and_between_them_is_alike() {
        let alike = |text| near_number(&DEBTOR, &CREDITOR, &number(text));
        assert_eq!(alike("INV-0042"), alike("42"));
        assert_eq!(alike("A4B2"), alike("42"));
        assert_ne!(alike("420"), alike("42"));
        let paper = |text, amount| near_paper(&number(text), b"EUR", amount);
        assert_eq!(paper("INV-0042", 100_000), paper("R 42", 100_001));
    }

    #[test]
    fn buckets_hold_what_shares_its_five_highest_digits() {
        assert_eq!(bucket(0), [0, 0]);
        assert_eq!(bucket(31), [31, 0]);
        assert_eq!(bucket(32), bucket(33));
        assert_ne!(bucket(33), bucket(34));
        assert_eq!(bucket(u64::MAX), [31, 59]);
    }

    proptest! {
        #[test]
        fn amounts_in_one_bucket_are_within_a_sixteenth(a in any::<Money>(), b in any::<Money>()) {
            let (low, high) = (a.min(b), a.max(b));
            if bucket(low) == bucket(high) {
                prop_assert!(high - low <= low / 16);
            } else {
                prop_assert!(low != high);
            }
        }

        #[test]
        fn no_amount_in_between_is_in_another_bucket(a in any::<Money>(), b in any::<Money>(), c in any::<Money>()) {
            let mut amounts = [a, b, c];
            amounts.sort_unstable();
            if bucket(amounts[0]) == bucket(amounts[2]) {
                prop_assert_eq!(bucket(amounts[1]), bucket(amounts[0]));
            }
        }

        #[test]
        fn what_is_between_letters_and_digits_says_nothing(text in "[A-Za-z0-9]{1,20}", noise in "[ ./_#-]{0,5}", at in 0usize..20) {
            let at = at.min(text.len());
            let written = format!("{}{noise}{}", &text[..at], text[at..].to_lowercase());
            prop_assert_eq!(number(&written), number(&text));
        }
    }
}

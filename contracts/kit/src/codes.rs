//! Codes of the trade that have a form and no check digit.

/// ISO 4217 currency: three capital letters.
pub fn currency(code: &(impl AsRef<[u8]> + ?Sized)) -> Option<[u8; 3]> {
    let code: [u8; 3] = code.as_ref().try_into().ok()?;
    code.iter().all(u8::is_ascii_uppercase).then_some(code)
}

/// UN/ECE Recommendation 20 or 21 unit: two or three capital letters or digits, padded with a blank.
pub fn unit(code: &str) -> Option<[u8; 3]> {
    let bytes = code.as_bytes();
    let fits = (2..=3).contains(&bytes.len())
        && bytes.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if !fits {
        return None;
    }
    let mut padded = [b' '; 3];
    for (to, from) in padded.iter_mut().zip(bytes) {
        *to = *from;
    }
    Some(padded)
}

/// UN/LOCODE: an ISO 3166-1 country and three letters or digits 2–9. An empty text is no place, and allowed.
pub fn place(code: &str) -> Option<[u8; 5]> {
    if code.is_empty() {
        return Some([b' '; 5]);
    }
    let code: [u8; 5] = code.as_bytes().try_into().ok()?;
    let (country, location) = code.split_at(2);
    let fits = country.iter().all(u8::is_ascii_uppercase)
        && location.iter().all(|b| b.is_ascii_uppercase() || (b'2'..=b'9').contains(b));
    fits.then_some(code)
}

/// A document's number: 1 to 35 printable ASCII characters (the length of UN/EDIFACT's `an..35`).
pub fn is_number(text: &str) -> bool {
    (1..=35).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic() || b == b' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_are_taken_by_their_form() {
        assert_eq!(currency("USD"), Some(*b"USD"));
        assert_eq!(currency("usd"), None);
        assert_eq!(currency("USDT"), None);
        assert_eq!(unit("KGM"), Some(*b"KGM"));
        assert_eq!(unit("XP"), Some(*b"XP "));
        assert_eq!(unit("K"), None);
        assert_eq!(unit("kgm"), None);
        assert_eq!(place("DEHAM"), Some(*b"DEHAM"));
        assert_eq!(place(""), Some(*b"     "));
        assert_eq!(place("DEHA1"), None);
        assert_eq!(place("D2HAM"), None);
        assert!(is_number("ASN-8"));
        assert!(!is_number(""));
        assert!(!is_number("a\nb"));
        assert!(!is_number(&"9".repeat(36)));
    }

    proptest! {
        #[test]
        fn a_code_that_is_taken_is_what_was_written(text in "[A-Za-z0-9 ]{0,6}|\\PC{0,6}") {
            if let Some(code) = currency(&text) { prop_assert_eq!(&code[..], text.as_bytes()); }
            if let Some(code) = unit(&text) {
                prop_assert_eq!(code.trim_ascii_end(), text.as_bytes());
            }
            if let Some(code) = place(&text) {
                prop_assert!(text.is_empty() == (code == *b"     "));
                prop_assert!(text.is_empty() || code[..] == *text.as_bytes());
            }
        }

        #[test]
        fn every_well_formed_code_is_taken(money in "[A-Z]{3}", measure in "[A-Z0-9]{2,3}", harbour in "[A-Z]{2}[A-Z2-9]{3}", number in "[ -~]{1,35}") {
            prop_assert!(currency(&money).is_some());
            prop_assert!(unit(&measure).is_some());
            prop_assert!(place(&harbour).is_some());
            prop_assert!(is_number(&number));
        }
    }
}

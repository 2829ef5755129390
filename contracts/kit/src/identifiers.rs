//! Check digits of the trade's identifiers. Vectors: python-stdnum's, as the standards print them.

/// What is wrong with an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Its length, or a character that its system does not use.
    Malformed,
    /// Its check digit.
    CheckDigit,
}

/// A GS1 key of exactly `length` digits (GTIN-8/12/13/14, GLN 13, SSCC 18): weights 3, 1, 3 … from the right of the
/// payload, check digit `(10 − Σ mod 10) mod 10` (GS1 General Specifications, section 7.9.1).
pub fn gs1(key: &str, length: usize) -> Result<(), Fault> {
    let digits = digits(key, length..=length)?;
    let (check, payload) = digits.split_last().ok_or(Fault::Malformed)?;
    let mut weight = 3u32;
    let mut sum = 0u32;
    for byte in payload.iter().rev() {
        sum = sum.saturating_add(value(*byte).saturating_mul(weight));
        weight = 4u32.saturating_sub(weight);
    }
    expect(sum.wrapping_add(value(*check)) % 10 == 0)
}

/// A Legal Entity Identifier: 18 capital letters or digits and two check digits; as a number with A = 10 … Z = 35 it is
/// 1 modulo 97 (ISO 17442, ISO 7064 MOD 97-10).
pub fn lei(text: &str) -> Result<(), Fault> {
    let bytes = text.as_bytes();
    let well_formed = bytes.len() == 20
        && bytes.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && bytes.iter().skip(18).all(u8::is_ascii_digit);
    if !well_formed {
        return Err(Fault::Malformed);
    }
    let remainder = bytes.iter().fold(0u32, |remainder, byte| {
        let value = alphanumeric(*byte);
        let shifted = remainder.saturating_mul(if value < 10 { 10 } else { 100 });
        shifted.saturating_add(value) % 97
    });
    expect(remainder == 1)
}

/// A Unified Social Credit Code: 18 characters of `0-9ABCDEFGHJKLMNPQRTUWXY`, weights 3^i mod 31, check character
/// `(31 − Σ mod 31) mod 31` (GB 32100-2015).
pub fn uscc(text: &str) -> Result<(), Fault> {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let bytes = text.as_bytes();
    if bytes.len() != 18 || !bytes.iter().skip(2).take(6).all(u8::is_ascii_digit) {
        return Err(Fault::Malformed);
    }
    let mut weight = 1usize;
    let mut sum = 0usize;
    // The check character has the weight 1, so that the sum of all is 0 modulo 31.
    let (check, payload) = bytes.split_last().ok_or(Fault::Malformed)?;
    for byte in payload {
        let value = ALPHABET.iter().position(|c| c == byte).ok_or(Fault::Malformed)?;
        sum = sum.saturating_add(value.saturating_mul(weight));
        weight = weight.saturating_mul(3) % 31;
    }
    let check = ALPHABET.iter().position(|c| c == check).ok_or(Fault::Malformed)?;
    expect(sum.saturating_add(check) % 31 == 0)
}

/// A container number: three letters of the owner, `U`, `J` or `Z`, six digits and a check digit; letters count from 10
/// skipping multiples of 11, weights 2^i, modulo 11 modulo 10 (ISO 6346).
pub fn container(text: &str) -> Result<(), Fault> {
    let bytes = text.as_bytes();
    let well_formed = bytes.len() == 11
        && bytes.iter().take(3).all(u8::is_ascii_uppercase)
        && bytes.get(3).is_some_and(|b| b"UJZ".contains(b))
        && bytes.iter().skip(4).all(u8::is_ascii_digit);
    if !well_formed {
        return Err(Fault::Malformed);
    }
    let (check, payload) = bytes.split_last().ok_or(Fault::Malformed)?;
    let mut weight = 1u32;
    let mut sum = 0u32;
    for byte in payload {
        let plain = alphanumeric(*byte);
        // 11, 22 and 33 are left out: A = 10, B = 12 … K = 21, L = 23 … U = 32, V = 34 … Z = 38.
        let skipped = match plain {
            0..=10 => 0,
            11..=20 => 1,
            21..=30 => 2,
            _ => 3,
        };
        sum = sum.saturating_add(plain.saturating_add(skipped).saturating_mul(weight));
        weight = weight.saturating_mul(2);
    }
    expect(sum % 11 % 10 == value(*check))
}

/// An IMO ship number: seven digits, the last is Σ digit × (7 … 2) modulo 10 (IMO Resolution A.1117(30)).
pub fn imo(text: &str) -> Result<(), Fault> {
    let digits = digits(text, 7..=7)?;
    let (check, payload) = digits.split_last().ok_or(Fault::Malformed)?;
    let sum = payload
        .iter()
        .zip([7u32, 6, 5, 4, 3, 2])
        .fold(0u32, |sum, (byte, weight)| sum.saturating_add(value(*byte).saturating_mul(weight)));
    expect(sum % 10 == value(*check))
}

/// Between so many digits, and nothing else.
pub fn digits(text: &str, length: core::ops::RangeInclusive<usize>) -> Result<&[u8], Fault> {
    let bytes = text.as_bytes();
    if length.contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit) {
        Ok(bytes)
    } else {
        Err(Fault::Malformed)
    }
}

fn expect(right: bool) -> Result<(), Fault> {
    if right {
        Ok(())
    } else {
        Err(Fault::CheckDigit)
    }
}

fn value(digit: u8) -> u32 {
    u32::from(digit.wrapping_sub(b'0'))
}

/// A digit's value; a capital letter's is A = 10 … Z = 35.
fn alphanumeric(byte: u8) -> u32 {
    if byte.is_ascii_digit() {
        value(byte)
    } else {
        u32::from(byte.wrapping_sub(b'A')).saturating_add(10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_vectors_hold() {
        assert_eq!(gs1("98412345678908", 14), Ok(()));
        assert_eq!(gs1("4012345000115", 13), Ok(()));
        assert_eq!(gs1("040123450000001112", 18), Ok(()));
        assert_eq!(lei("213800KUD8LAJWSQ9D15"), Ok(()));
        assert_eq!(uscc("91110000600037341L"), Ok(()));
        assert_eq!(container("CSQU3054383"), Ok(()));
        assert_eq!(imo("8814275"), Ok(()));
    }

    /// Codes in daily use: a book, groceries, a ship; and every length that a list of digits may have.
    #[test]
    fn codes_in_use_hold() {
        for (key, length) in
            [("73513537", 8), ("012345678905", 12), ("9780471117094", 13), ("00012345600012", 14)]
        {
            assert_eq!(gs1(key, length), Ok(()), "{key}");
        }
        assert_eq!(imo("9074729"), Ok(()));
        assert_eq!(digits("0123", 4..=12), Ok(b"0123".as_slice()));
        assert_eq!(digits("012", 4..=12), Err(Fault::Malformed));
        assert_eq!(digits("0123456789012", 4..=12), Err(Fault::Malformed));
        assert_eq!(digits("12 4", 4..=12), Err(Fault::Malformed));
    }

    #[test]
    fn published_faults_are_found() {
        assert_eq!(gs1("98412345678907", 14), Err(Fault::CheckDigit));
        assert_eq!(gs1("4012345000115", 14), Err(Fault::Malformed));
        assert_eq!(gs1("401234500011X", 13), Err(Fault::Malformed));
        assert_eq!(gs1("", 0), Err(Fault::Malformed));
        assert_eq!(lei("213800KUD8LXJWSQ9D15"), Err(Fault::CheckDigit));
        assert_eq!(lei("213800KUD8LAJWSQ9D1A"), Err(Fault::Malformed));
        assert_eq!(lei("213800kud8lajwsq9d15"), Err(Fault::Malformed));
        assert_eq!(lei("213800KUD8LAJWSQ9D1"), Err(Fault::Malformed));
        assert_eq!(uscc("A1110000600037341L"), Err(Fault::CheckDigit));
        assert_eq!(uscc("I1110000600037341L"), Err(Fault::Malformed));
        assert_eq!(uscc("91A10000600037341L"), Err(Fault::Malformed));
        assert_eq!(uscc("91110000600037341I"), Err(Fault::Malformed));
        assert_eq!(uscc("91110000600037341"), Err(Fault::Malformed));
        assert_eq!(container("CSQU3054384"), Err(Fault::CheckDigit));
        assert_eq!(container("CSQX3054383"), Err(Fault::Malformed));
        assert_eq!(imo("8814274"), Err(Fault::CheckDigit));
        assert_eq!(imo(""), Err(Fault::Malformed));
    }

    proptest! {
        #[test]
        fn any_other_last_digit_of_a_gs1_key_is_wrong(payload in "[0-9]{12}", other in 0u8..10) {
            let right: Vec<String> = (0..10).map(|d| format!("{payload}{d}")).filter(|key| gs1(key, 13).is_ok()).collect();
            prop_assert_eq!(right.len(), 1);
            let key = format!("{payload}{other}");
            prop_assert_eq!(gs1(&key, 13).is_ok(), right.contains(&key));
        }

        // 97 is prime and does not divide the difference of two digits or of two letters, so no such change goes unseen. A
        // digit in place of a letter shifts all before it, and may.
        #[test]
        fn any_digit_or_letter_of_a_lei_that_becomes_another_is_found(place in 0usize..18, digit in "[0-9]", letter in "[A-Z]") {
            const LEI: &str = "213800KUD8LAJWSQ9D15";
            let was = &LEI[place..=place];
            let is = if was.chars().all(|c| c.is_ascii_digit()) { digit } else { letter };
            let mut changed = LEI.to_string();
            changed.replace_range(place..=place, &is);
            prop_assert_eq!(lei(&changed), expect(is == was));
        }

        #[test]
        fn a_lei_has_one_pair_of_check_digits_from_02_to_98(payload in "[0-9A-Z]{18}") {
            let right: Vec<u8> = (2..=98).filter(|check| lei(&format!("{payload}{check:02}")).is_ok()).collect();
            prop_assert_eq!(right.len(), 1);
        }

        #[test]
        fn a_credit_code_has_one_check_character(head in "[0-9A-HJ-NPQRTUWXY]{2}", region in "[0-9]{6}", rest in "[0-9A-HJ-NPQRTUWXY]{9}") {
            let right = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars()
                .filter(|check| uscc(&format!("{head}{region}{rest}{check}")).is_ok())
                .count();
            prop_assert_eq!(right, 1);
        }

        #[test]
        fn a_container_and_a_ship_have_one_check_digit(owner in "[A-Z]{3}", kind in "[UJZ]", number in "[0-9]{6}") {
            let containers = (0..10).filter(|check| container(&format!("{owner}{kind}{number}{check}")).is_ok()).count();
            let ships = (0..10).filter(|check| imo(&format!("{number}{check}")).is_ok()).count();
            prop_assert_eq!((containers, ships), (1, 1));
        }

        #[test]
        fn nothing_makes_a_check_fail_otherwise_than_by_an_error(text in "\\PC*") {
            for length in [8, 12, 13, 14, 18] { let _ = gs1(&text, length); }
            let _ = (lei(&text), uscc(&text), container(&text), imo(&text));
        }
    }
}

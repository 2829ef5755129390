//! Exact numbers: money in minor units, quantities in thousandths. Nothing here is a floating-point number.
use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

/// How a file writes its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notation {
    /// The mark between whole and part.
    pub decimal: char,
    /// The mark between groups of three digits, if there is one.
    pub thousands: Option<char>,
}

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountFault {
    /// It is not a number as the mapping says that numbers are written.
    NotANumber,
    /// It is below nothing.
    Negative,
    /// It has more decimals than the unit can hold; so many are allowed.
    TooFine(u32),
    /// It is 2^63 units or more.
    TooLarge,
}

impl fmt::Display for AmountFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotANumber => f.write_str("is not a number"),
            Self::Negative => f.write_str("is negative; expected 0 or more"),
            Self::TooFine(digits) => write!(f, "has more than {digits} decimals"),
            Self::TooLarge => f.write_str("is too large"),
        }
    }
}

/// The largest amount that the contracts take.
const MOST: u64 = i64::MAX as u64;

impl Notation {
    /// Reads a number without loss.
    ///
    /// # Errors
    /// [`AmountFault::NotANumber`], also for exponents, blanks and groups that are not of three digits.
    pub fn read(&self, text: &str) -> Result<Decimal, AmountFault> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text),
        };
        let (whole, part) = match digits.split_once(self.decimal) {
            Some((whole, part)) => (whole, Some(part)),
            None => (digits, None),
        };
        let whole = self.ungroup(whole).ok_or(AmountFault::NotANumber)?;
        let is_digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(&whole) || part.is_some_and(|part| !is_digits(part)) {
            return Err(AmountFault::NotANumber);
        }
        let part = part.unwrap_or("0").trim_end_matches('0');
        let number = if part.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{part}")
        };
        Decimal::from_str_exact(&number).map_err(|_| AmountFault::TooLarge)
    }

    fn ungroup(&self, whole: &str) -> Option<String> {
        let Some(mark) = self.thousands else { return Some(whole.to_owned()) };
        let mut groups = whole.split(mark);
        let first = groups.next().unwrap_or_default();
        let rest: Vec<&str> = groups.collect();
        let well_grouped = rest.is_empty()
            || ((1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3));
        well_grouped.then(|| std::iter::once(first).chain(rest).collect())
    }
}

/// `number` in units of which one whole has `10^digits`: dollars to cents with 2.
///
/// # Errors
/// If it is negative, has more than `digits` decimals, or does not fit.
pub fn in_units(number: Decimal, digits: u32) -> Result<u64, AmountFault> {
    if number.is_sign_negative() && !number.is_zero() {
        return Err(AmountFault::Negative);
    }
    let mut scaled = number.normalize();
    if scaled.scale() > digits {
        return Err(AmountFault::TooFine(digits));
    }
    scaled.rescale(digits);
    if scaled.scale() != digits {
        return Err(AmountFault::TooLarge);
    }
    u64::try_from(scaled.mantissa())
        .ok()
        .filter(|units| *units <= MOST)
        .ok_or(AmountFault::TooLarge)
}

/// `quantity × price` in units of `10^-digits`, halves rounded up, and whether it had to be rounded.
///
/// # Errors
/// [`AmountFault::TooLarge`] if it does not fit.
pub fn product(quantity: Decimal, price: Decimal, digits: u32) -> Result<(u64, bool), AmountFault> {
    let exact = quantity.checked_mul(price).ok_or(AmountFault::TooLarge)?;
    let rounded = exact.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    Ok((in_units(rounded, digits)?, rounded != exact))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: Notation = Notation { decimal: '.', thousands: None };

    fn cents(text: &str) -> Result<u64, AmountFault> {
        ENGLISH.read(text).and_then(|number| in_units(number, 2))
    }

    #[test]
    fn amounts_are_read_without_loss() {
        for (text, units) in [
            ("0", 0),
            ("551", 55_100),
            ("6.2", 620),
            ("0.1", 10),
            ("0.29", 29),
            ("1.500", 150),
            ("007.07", 707),
        ] {
            assert_eq!(cents(text), Ok(units), "{text}");
        }
        assert_eq!(cents("92233720368547758.07"), Ok(MOST));
    }

    #[test]
    fn what_is_not_an_amount_is_refused_with_its_reason() {
        for text in [
            "", " ", "abc", "1e5", "1.2.3", "1,000", "+5", ".", "5.", ".5", "--1", "1 000", "NaN",
            "٣",
        ] {
            assert_eq!(cents(text), Err(AmountFault::NotANumber), "{text}");
        }
        assert_eq!(cents("-0.01"), Err(AmountFault::Negative));
        assert_eq!(cents("-0"), Ok(0));
        assert_eq!(cents("1.005"), Err(AmountFault::TooFine(2)));
        assert_eq!(cents("92233720368547758.08"), Err(AmountFault::TooLarge));
        assert_eq!(cents(&"9".repeat(60)), Err(AmountFault::TooLarge));
    }

    #[test]
    fn groups_and_marks_are_those_of_the_mapping() {
        let german = Notation { decimal: ',', thousands: Some('.') };
        let read = |text| german.read(text).and_then(|number| in_units(number, 2));
        assert_eq!(read("1.234.567,89"), Ok(123_456_789));
        assert_eq!(read("1234,5"), Ok(123_450));
        for text in ["1.23", "1234.567", "1..000", ".123", "1.234,5,6"] {
            assert_eq!(read(text), Err(AmountFault::NotANumber), "{text}");
        }
    }

    #[test]
    fn a_product_is_exact_and_says_when_it_was_rounded() {
        let number = |text| ENGLISH.read(text).unwrap();
        assert_eq!(product(number("19"), number("29"), 2), Ok((55_100, false)));
        assert_eq!(product(number("3"), number("0.335"), 2), Ok((101, true)));
        assert_eq!(product(number("1000000"), number("0.07"), 2), Ok((7_000_000, false)));
        assert_eq!(
            product(number("99999999999"), number("99999999999"), 2),
            Err(AmountFault::TooLarge)
        );
    }

    #[test]
    fn every_amount_reads_back_as_it_was_written() {
        let mut state = 1_u64;
        for _ in 0..20_000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let units = state >> (1 + state % 60);
            let text = format!("{}.{:02}", units / 100, units % 100);
            assert_eq!(cents(&text), Ok(units), "{text}");
        }
    }
}

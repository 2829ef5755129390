//! Decimal numbers, exactly.
use std::fmt;

/// The longest number that is read, in characters, and the longest that is written.
const LONGEST: usize = 100;

/// A decimal number, exactly as it was meant: in its plain form, without exponent, without zeros that say nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal(String);

impl Decimal {
    /// Reads `text`, such as `12`, `-0.50` or `2.5e3`. `None` if it is no number or one of more than a hundred digits.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            None => (text, 0),
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i16>().ok()?),
        };
        let (negative, unsigned) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let point = isize::try_from(whole.len()).ok()?.checked_add(isize::from(exponent))?;
        if digits.bytes().all(|byte| byte == b'0') {
            return Some(Self("0".into()));
        }
        if point.unsigned_abs() > LONGEST {
            return None;
        }
        let (whole, fraction) = match usize::try_from(point) {
            Err(_) => (String::new(), format!("{}{digits}", "0".repeat(point.unsigned_abs()))),
            Ok(point) => match digits.split_at_checked(point) {
                Some((whole, fraction)) => (whole.to_owned(), fraction.to_owned()),
                None => (format!("{digits:0<point$}"), String::new()),
            },
        };
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            trimmed => trimmed,
        };
        let sign = if negative { "-" } else { "" };
        Some(match fraction.trim_end_matches('0') {
            "" => Self(format!("{sign}{whole}")),
            fraction => Self(format!("{sign}{whole}.{fraction}")),
        })
    }

    /// The number in its plain form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.0.starts_with('-')
    }

    /// The number times ten to the power of `digits`: `12.5` with two digits is 1,250. `None` if it has more digits
    /// after the point, or is too large.
    pub fn scaled(&self, digits: u8) -> Option<i128> {
        let (whole, fraction) = self.0.split_once('.').unwrap_or((&self.0, ""));
        let digits = usize::from(digits);
        if fraction.len() > digits {
            return None;
        }
        format!("{whole}{fraction:0<digits$}").parse().ok()
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(text: &str) -> Option<String> {
        Decimal::parse(text).map(|number| number.to_string())
    }

    #[test]
    fn a_number_has_one_form_however_it_is_written() {
        for (written, form) in [
            ("1", "1"),
            ("1.0", "1"),
            ("+1.50", "1.5"),
            ("007", "7"),
            ("0.3434000", "0.3434"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-0.0", "0"),
            ("-12.10", "-12.1"),
            ("1e3", "1000"),
            ("2.5E-3", "0.0025"),
            ("12345e-2", "123.45"),
            ("100e-2", "1"),
            ("0e9999", "0"),
            ("12345678901234567890.123456789", "12345678901234567890.123456789"),
        ] {
            assert_eq!(plain(written).as_deref(), Some(form), "{written}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "", "-", ".", "e5", "1e", "1.2.3", "0x10", "1_000", "NaN", "inf", "１", "--1",
            "1e9999", "1 000",
        ] {
            assert_eq!(plain(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_is_scaled_only_if_nothing_is_lost() {
        assert_eq!(Decimal::parse("12.5").unwrap().scaled(2), Some(1250));
        assert_eq!(Decimal::parse("-0.5").unwrap().scaled(3), Some(-500));
        assert_eq!(Decimal::parse("0.125").unwrap().scaled(2), None);
        assert_eq!(Decimal::parse("9e60").unwrap().scaled(0), None);
    }

    proptest! {
        #[test]
        fn a_number_is_the_same_wherever_its_point_is_moved(digits in 0_u64.., places in 0_i16..40) {
            prop_assert_eq!(plain(&format!("{digits}e-{places}")), plain(&format!("{digits}.000e-{places}")));
            let form = plain(&format!("{digits}e-{places}")).unwrap();
            prop_assert_eq!(plain(&form), Some(form.clone()));
            prop_assert_eq!(plain(&format!("{form}e{places}")), Some(digits.to_string()));
        }

        #[test]
        fn no_text_stops_the_reading(text in ".*") {
            let _ = Decimal::parse(&text);
        }
    }
}

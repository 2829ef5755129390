//! Figures as a person reads them: thousands apart, and the unit beside them.
use std::collections::BTreeMap;

/// `number` with its thousands apart.
pub fn thousands(number: impl Into<i128>) -> String {
    let number = number.into();
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// So many of what `one` is called: `1 bill`, `2 bills`.
pub fn counted(number: u64, one: &str) -> String {
    format!("{} {one}{}", thousands(number), if number == 1 { "" } else { "s" })
}

/// How many there are of each: `2 confirmed, 1 placed`.
pub fn listed(counts: &BTreeMap<&str, u64>) -> String {
    let told = counts.iter().map(|(what, count)| format!("{} {what}", thousands(*count)));
    told.collect::<Vec<_>>().join(", ")
}

/// `number` units of `10^-digits`, with its thousands apart and all its decimals.
pub fn decimal(number: impl Into<i128>, digits: u32) -> String {
    let number = number.into();
    let one = 10_i128.pow(digits);
    let sign = if number < 0 && number / one == 0 { "-" } else { "" };
    let whole = thousands(number / one);
    if digits == 0 {
        return whole;
    }
    let part = (number % one).unsigned_abs();
    let width = usize::try_from(digits).unwrap_or(0);
    format!("{sign}{whole}.{part:0width$}")
}

/// Thousandths, without the decimals that are nothing.
pub fn thousandths(number: impl Into<i128>) -> String {
    let text = decimal(number, 3);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `part` of `whole` in percent with one decimal, rounded down; a dash if there is no whole.
pub fn percent(part: u64, whole: u64) -> String {
    match (u128::from(part) * 1_000).checked_div(u128::from(whole)) {
        Some(tenths) => format!("{}.{} %", tenths / 10, tenths % 10),
        None => "–".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_their_thousands_apart() {
        assert_eq!(thousands(0_u64), "0");
        assert_eq!(thousands(999_u64), "999");
        assert_eq!(thousands(1_000_u64), "1,000");
        assert_eq!(thousands(-1_234_567_i64), "-1,234,567");
        assert_eq!(thousands(i128::MIN), "-170,141,183,460,469,231,731,687,303,715,884,105,728");
        assert_eq!(decimal(162_758_445_729_u64, 2), "1,627,584,457.29");
        assert_eq!(decimal(-5_i64, 2), "-0.05");
        assert_eq!(decimal(-105_i64, 2), "-1.05");
        assert_eq!(decimal(7_u64, 0), "7");
        assert_eq!(thousandths(1_500_u64), "1.5");
        assert_eq!(thousandths(2_000_000_u64), "2,000");
        assert_eq!(percent(9_138, 10_324), "88.5 %");
        assert_eq!(percent(0, 0), "–");
        assert_eq!(counted(1, "bill"), "1 bill");
        assert_eq!(counted(1_200, "bill"), "1,200 bills");
    }
}

//! What money is worth, by orders of magnitude.
//!
//! An amount is never kept, only how often it doubles what is too little to count: its *size*, from 1 to 16. What is published as weighted
//! by value (PAYDEX, disputed bills) weighs by the size's power of two, so that a large debt paid late is not hidden by many small ones
//! paid early; what is published as a count of orders or of opinions weighs by the size itself.
use interfaces::ids::Money;

/// The size of which a US dollar's cents have to be more, in powers of two: 2^13 cents, some 82 dollars, count 1.
const SMALLEST: u32 = 12;

/// The largest size: from 2^28 cents, some 2.7 million dollars, on.
const LARGEST: u16 = 16;

/// Of each currency, by which power of two its minor unit is less than a US cent. Orders of magnitude of 2025: what is wrong by a half
/// changes a size by one. Amounts of other currencies weigh nothing; who needs one adds it by an upgrade.
const CURRENCIES: &[u8] = b"\
    USD\x00EUR\x00GBP\x00CHF\x00CAD\x00AUD\x01NZD\x01SGD\x00HKD\x03CNY\x03TWD\x05JPY\x01KRW\x04INR\x06\
    IDR\x0eVND\x08THB\x05MYR\x02PHP\x06AED\x02SAR\x02QAR\x02KWD\x02BHD\x02OMR\x02JOD\x03ILS\x02TRY\x05\
    EGP\x06ZAR\x04NGN\x0bKES\x07GHS\x03MAD\x03TND\x05XOF\x03XAF\x03DZD\x07BRL\x02MXN\x04ARS\x0aCLP\x03\
    COP\x0cPEN\x02UYU\x05RUB\x06UAH\x05KZT\x09PLN\x02CZK\x04HUF\x08RON\x02BGN\x01SEK\x03NOK\x03DKK\x03\
    ISK\x00PKR\x08BDT\x07LKR\x08";

/// The size of an amount of minor units; 0 where it is too little to count, or of an unknown currency.
pub fn size(amount: Money, currency: &[u8; 3]) -> u16 {
    let find = |entry: &[u8]| match entry {
        [code @ .., less] if code == currency => Some(*less),
        _ => None,
    };
    let Some(less) = CURRENCIES.chunks_exact(4).find_map(find) else { return 0 };
    let cents = amount.checked_shr(u32::from(less)).unwrap_or(0);
    let size = cents.checked_ilog2().unwrap_or(0).saturating_sub(SMALLEST);
    u16::try_from(size).unwrap_or(LARGEST).min(LARGEST)
}

/// What a size weighs where what is published is weighted by value: 1, 2, 4 … 32,768.
pub fn weight(size: u16) -> u16 {
    match u32::from(size).checked_sub(1) {
        Some(power) => 1u16.checked_shl(power).unwrap_or(0),
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn pennies_have_no_size_and_millions_the_largest() {
        for (cents, expected) in [
            (0, 0),
            (1, 0),
            (8_191, 0),
            (8_192, 1),
            (16_383, 1),
            (16_384, 2),
            (1_000_000, 7),
            (100_000_000, 14),
            ((1 << 28) - 1, 15),
            (1 << 28, 16),
            (u64::MAX, 16),
        ] {
            assert_eq!(size(cents, b"USD"), expected, "{cents}");
        }
    }

    #[test]
    fn a_thousand_dollars_are_about_the_same_in_any_money() {
        let worth: [(u64, &[u8; 3]); 8] = [
            (100_000, b"USD"),
            (90_000, b"EUR"),
            (150_000, b"JPY"),
            (720_000, b"CNY"),
            (8_500_000, b"INR"),
            (1_400_000, b"KRW"),
            (26_000_000, b"VND"),
            (1_600_000_000, b"IDR"),
        ];
        for (amount, currency) in worth {
            assert!((3..=5).contains(&size(amount, currency)), "{currency:?}");
        }
        assert_eq!(size(u64::MAX, b"XXX"), 0);
        assert_eq!(size(u64::MAX, b"usd"), 0);
    }

    #[test]
    fn each_currency_is_known_once_and_written_as_iso_4217_writes_it() {
        assert_eq!(CURRENCIES.len() % 4, 0);
        let codes: BTreeSet<_> = CURRENCIES.chunks_exact(4).map(|entry| &entry[..3]).collect();
        assert_eq!(codes.len() * 4, CURRENCIES.len());
        assert!(codes.iter().all(|code| kit::codes::currency(code).is_some()));
    }

    #[test]
    fn a_weight_doubles_with_each_size() {
        assert_eq!(weight(0), 0);
        assert_eq!(weight(1), 1);
        assert_eq!(weight(2), 2);
        assert_eq!(weight(16), 32_768);
        assert_eq!(weight(17), 0);
    }

    proptest! {
        #[test]
        fn more_never_weighs_less(one: u64, other: u64) {
            let (less, more) = (one.min(other), one.max(other));
            prop_assert!(size(less, b"USD") <= size(more, b"USD"));
            prop_assert!(weight(size(less, b"USD")) <= weight(size(more, b"USD")));
        }

        #[test]
        fn a_weight_is_the_value_but_for_a_factor_of_two(cents in 8_192u64..1 << 28) {
            let weight = u64::from(weight(size(cents, b"USD"))) << 13;
            prop_assert!(weight <= cents && cents < 2 * weight);
        }
    }
}

//! How much of one unit gives how much of another, as it is declared with a transformation.
//!
//! Within one unit nothing needs to be declared: what comes out is at most what goes in. Where a unit comes out that does not go in, or
//! more of it, units of the same measure give it at their fixed ratio: a kilogram is a thousandth of a tonne, whatever the event says.
//! Else the one other unit that goes in gives it, at the rate that the event itself comes to, rounded up to a hundredth of a percent.
//! Where several others go in, which of them gives it has to be said.

use interfaces::{
    ids::Quantity,
    provenance::{UnitCode, Yield},
};

/// All of it.
const WHOLE: u32 = 10_000;

/// Units of one measure, with how many of the least among them each is.
const MEASURES: [&[(&UnitCode, u64)]; 5] = [
    &[
        (b"MGM", 1),
        (b"GRM", 1_000),
        (b"KGM", 1_000_000),
        (b"DTN", 100_000_000),
        (b"TNE", 1_000_000_000),
    ],
    &[
        (b"MLT", 1),
        (b"CMQ", 1),
        (b"CLT", 10),
        (b"DLT", 100),
        (b"LTR", 1_000),
        (b"DMQ", 1_000),
        (b"HLT", 100_000),
        (b"MTQ", 1_000_000),
    ],
    &[(b"MMT", 1), (b"CMT", 10), (b"DMT", 100), (b"MTR", 1_000), (b"KMT", 1_000_000)],
    &[(b"MMK", 1), (b"CMK", 100), (b"DMK", 10_000), (b"MTK", 1_000_000), (b"HAR", 10_000_000_000)],
    &[(b"C62", 1), (b"H87", 1), (b"EA ", 1), (b"PR ", 2), (b"DZN", 12)],
];

/// How many of `to` one of `from` is, as a fraction, if both are units of one measure.
fn ratio(from: &UnitCode, to: &UnitCode) -> Option<(u64, u64)> {
    let of = |measure: &[(&UnitCode, u64)], unit: &UnitCode| {
        measure.iter().find(|(other, _)| *other == unit).map(|(_, size)| *size)
    };
    MEASURES.iter().find_map(|measure| Some((of(measure, from)?, of(measure, to)?)))
}

/// The yield of `from` in `to`, two units of one measure, rounded up by at most a thousandth: a piece is 0.0834 dozen.
///
/// # Errors
/// If no rate says it: a rate has four decimals.
fn fixed(from: &UnitCode, to: &UnitCode, (size, of): (u64, u64)) -> Result<Yield, String> {
    let (size, of) = (u128::from(size) * u128::from(WHOLE), u128::from(of));
    let rate = size.div_ceil(of);
    let is_close = (rate * of - size) * 1_000 <= size;
    match u32::try_from(rate) {
        Ok(rate) if is_close => Ok(Yield { from: *from, to: *to, rate }),
        _ => Err(format!(
            "{} comes out, and {} goes in: no rate with four decimals says how much that gives; --yield {}:{}=RATE sets a limit",
            name(to),
            name(from),
            name(from),
            name(to)
        )),
    }
}

/// Goods as they count here: how much of which unit.
pub type Amount = (UnitCode, Quantity);

/// The yields to declare so that `outputs` come of `inputs`: those that are `given`, where there are some for a unit, else what the event
/// comes to. None, where each unit comes of itself.
///
/// # Errors
/// If it has to be said what gives what.
pub fn yields(
    given: &[Yield],
    inputs: &[Amount],
    outputs: &[Amount],
) -> Result<Vec<Yield>, String> {
    let units = |amounts: &[Amount]| {
        let mut units: Vec<_> = amounts.iter().map(|(unit, _)| *unit).collect();
        units.sort_unstable();
        units.dedup();
        units
    };
    let sum = |amounts: &[Amount], unit: &UnitCode| -> u128 {
        amounts.iter().filter(|(other, _)| other == unit).map(|(_, much)| u128::from(*much)).sum()
    };
    let (from, mut declared) = (units(inputs), Vec::new());
    for to in units(outputs) {
        let of_given = given.iter().filter(|one| one.to == to && from.contains(&one.from));
        let before = declared.len();
        declared.extend(of_given.copied());
        if declared.len() > before {
            continue;
        }
        let (goes_in, comes_out) = (sum(inputs, &to), sum(outputs, &to));
        let others: Vec<_> = from.iter().filter(|unit| **unit != to).collect();
        // More of a unit than goes in, and nothing else to make it of, is the contract's to refuse.
        if comes_out <= goes_in || others.is_empty() {
            declared.push(Yield { from: to, to, rate: WHOLE });
            continue;
        }
        // A unit's own measure gives it, as far as that is enough; else only where there is nothing else.
        let ratios = others.iter().filter_map(|from| Some((**from, ratio(from, &to)?)));
        let ratios: Vec<_> = ratios.collect();
        let given = ratios.iter().map(|(from, (size, of))| {
            sum(inputs, from).saturating_mul(u128::from(*size)) / u128::from(*of)
        });
        let is_enough = given.fold(goes_in, u128::saturating_add) >= comes_out;
        if !ratios.is_empty() && (is_enough || ratios.len() == others.len()) {
            for (from, ratio) in ratios {
                declared.push(fixed(&from, &to, ratio)?);
            }
            if goes_in > 0 {
                declared.push(Yield { from: to, to, rate: WHOLE });
            }
            continue;
        }
        let [other] = others.as_slice() else {
            let named: Vec<_> = others.iter().map(|unit| name(unit)).collect();
            return Err(format!(
                "{} comes out, and {} go in: --yield FROM:{}=RATE says which of them gives it",
                name(&to),
                named.join(" and "),
                name(&to)
            ));
        };
        let rate = (comes_out * u128::from(WHOLE)).div_ceil(sum(inputs, other).max(1));
        let rate = u32::try_from(rate).map_err(|_| {
            format!("more {} comes out of one {} than a rate can say", name(&to), name(other))
        })?;
        declared.push(Yield { from: **other, to, rate });
    }
    let is_plain = |one: &Yield| one.from == one.to && one.rate == WHOLE;
    if declared.iter().all(is_plain) {
        declared.clear();
    }
    Ok(declared)
}

/// How much of `to` one of `from` gives, in basis points, as the contract reads what is declared.
pub fn rate(declared: &[Yield], from: &UnitCode, to: &UnitCode) -> u32 {
    let stands = declared.iter().find(|one| one.from == *from && one.to == *to);
    match stands {
        Some(one) => one.rate,
        None if declared.is_empty() && from == to => WHOLE,
        None => 0,
    }
}

/// A unit as the trade writes it.
pub fn name(unit: &UnitCode) -> String {
    String::from_utf8_lossy(unit).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KGM: UnitCode = *b"KGM";
    const C62: UnitCode = *b"C62";
    const LTR: UnitCode = *b"LTR";

    fn of(from: UnitCode, to: UnitCode, rate: u32) -> Yield {
        Yield { from, to, rate }
    }

    #[test]
    fn within_units_nothing_is_declared() {
        assert_eq!(
            yields(&[], &[(KGM, 12_000), (KGM, 8_000)], &[(KGM, 15_200), (KGM, 4_300)]),
            Ok(vec![])
        );
        assert_eq!(
            yields(&[], &[(KGM, 10), (C62, 4)], &[(C62, 4)]),
            Ok(vec![]),
            "kilograms give nothing"
        );
        assert_eq!(
            yields(&[], &[(KGM, 10)], &[(KGM, 11)]),
            Ok(vec![]),
            "the contract refuses this"
        );
    }

    #[test]
    fn another_unit_gives_what_the_event_comes_to() {
        let bags = yields(&[], &[(KGM, 15_000)], &[(C62, 9_000), (C62, 6_000)]);
        assert_eq!(bags, Ok(vec![of(KGM, C62, 10_000)]));
        let rounded = yields(&[], &[(KGM, 3)], &[(C62, 1)]);
        assert_eq!(rounded, Ok(vec![of(KGM, C62, 3_334)]));
        // Two rolls of bags go in, too, and give nothing.
        let packed = yields(&[], &[(KGM, 5_000), (C62, 2)], &[(C62, 5_000)]);
        assert_eq!(packed, Ok(vec![of(KGM, C62, 10_000)]));
        let both = yields(&[], &[(KGM, 10)], &[(KGM, 4), (LTR, 2)]);
        assert_eq!(both, Ok(vec![of(KGM, KGM, 10_000), of(KGM, LTR, 2_000)]));
    }

    #[test]
    fn which_of_several_units_gives_something_has_to_be_said() {
        let inputs = [(KGM, 10), (LTR, 10)];
        let asked = yields(&[], &inputs, &[(C62, 5)]).unwrap_err();
        assert!(
            asked.contains("KGM and LTR") && asked.contains("--yield FROM:C62=RATE"),
            "{asked}"
        );
        let given = [of(LTR, C62, 7_000), of(*b"MTR", C62, 1), of(KGM, LTR, 1)];
        assert_eq!(yields(&given, &inputs, &[(C62, 5)]), Ok(vec![of(LTR, C62, 7_000)]));
        let strict = [of(KGM, KGM, 8_000)];
        let both = yields(&strict, &[(KGM, 10), (C62, 1)], &[(KGM, 8), (C62, 1)]);
        assert_eq!(both, Ok(vec![of(C62, C62, 10_000), of(KGM, KGM, 8_000)]));
    }

    #[test]
    fn units_of_one_measure_give_what_they_are_and_not_what_an_event_says() {
        const TNE: UnitCode = *b"TNE";
        const GRM: UnitCode = *b"GRM";
        let tonnes = Ok(vec![of(KGM, TNE, 10)]);
        assert_eq!(yields(&[], &[(KGM, 100_000)], &[(TNE, 100)]), tonnes);
        assert_eq!(yields(&[], &[(KGM, 100_000)], &[(TNE, 1_000_000)]), tonnes, "a thousandfold");
        assert_eq!(yields(&[], &[(KGM, 5)], &[(GRM, 9)]), Ok(vec![of(KGM, GRM, 10_000_000)]));
        assert_eq!(
            yields(&[], &[(LTR, 5)], &[(*b"MLT", 9)]),
            Ok(vec![of(LTR, *b"MLT", 10_000_000)])
        );
        assert_eq!(yields(&[], &[(*b"DZN", 1)], &[(C62, 13)]), Ok(vec![of(*b"DZN", C62, 120_000)]));
        // Both go in, and both give.
        let both = yields(&[], &[(KGM, 500_000), (TNE, 1_000)], &[(TNE, 1_500)]);
        assert_eq!(both, Ok(vec![of(KGM, TNE, 10), of(TNE, TNE, 10_000)]));
        // Water weighs, too: flour alone is not enough, and what gives the rest has to be said.
        let dough = [(KGM, 1_000_000), (LTR, 600_000)];
        assert!(yields(&[], &dough, &[(TNE, 1_600)])
            .unwrap_err()
            .contains("--yield FROM:TNE=RATE"));
        assert_eq!(yields(&[], &dough, &[(TNE, 900)]), tonnes);
        assert_eq!(yields(&[], &[(C62, 12)], &[(*b"DZN", 1)]), Ok(vec![of(C62, *b"DZN", 834)]));
        for (from, to) in [(GRM, TNE), (TNE, GRM)] {
            let asked = yields(&[], &[(from, 1_000_000)], &[(to, 2_000_000)]).unwrap_err();
            assert!(asked.contains("no rate with four decimals"), "{asked}");
        }
        let said = [of(GRM, TNE, 1)];
        assert_eq!(yields(&said, &[(GRM, 9)], &[(TNE, 9)]), Ok(said.to_vec()));
    }

    #[test]
    fn a_rate_has_an_end() {
        assert!(yields(&[], &[(KGM, 1)], &[(C62, 1 << 62)])
            .unwrap_err()
            .contains("than a rate can say"));
    }

    proptest! {
        #[test]
        fn what_is_derived_is_enough_and_not_a_basis_point_more(inputs in 1_u64..1 << 40, outputs in 1_u64..1 << 40) {
            if let Ok(derived) = yields(&[], &[(KGM, inputs)], &[(C62, outputs)]) {
                let (rate, whole) = (u128::from(rate(&derived, &KGM, &C62)), u128::from(WHOLE));
                prop_assert!(u128::from(inputs) * rate >= u128::from(outputs) * whole);
                prop_assert!(u128::from(inputs) * (rate - 1) < u128::from(outputs) * whole);
            }
        }
    }
}

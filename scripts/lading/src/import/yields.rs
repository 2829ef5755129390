//! How much of one unit gives how much of another, as it is declared with a transformation.
//!
//! Within one unit nothing needs to be declared: what comes out is at most what goes in. Where a unit comes out that does not go in, or
//! more of it, the one other unit that goes in gives it, at the rate that the event itself comes to, rounded up to a hundredth of a
//! percent. Where several others go in, which of them gives it has to be said.

use interfaces::{
    ids::Quantity,
    provenance::{UnitCode, Yield},
};

/// All of it.
const WHOLE: u32 = 10_000;

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

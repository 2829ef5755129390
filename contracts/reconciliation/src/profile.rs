//! A case's terms, as they are stored.
//!
//! A case that was withdrawn may be proposed anew, by the other party and on other terms. What is stored has one size
//! whatever the terms are, so that nobody is refunded a deposit that another paid.
use interfaces::{
    ids::{BasisPoints, Money},
    reconciliation::{CaseTerms, Limits},
};
use scale::{Decode, Encode, Error, Input, Output};

/// How many bytes an id takes.
const ID: usize = 32;

/// Terms, filled up with zeros to the size of the longest. Their currency must be three letters.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "std",
    derive(ink::scale_info::TypeInfo, ink::storage::traits::StorageLayout),
    scale_info(crate = ink::scale_info)
)]
pub(crate) struct Profile(pub CaseTerms);

impl Profile {
    /// How many bytes less than the longest these terms take.
    fn filling(&self) -> usize {
        let CaseTerms { tolerances, arbiter, .. } = &self.0;
        let mut filling = if arbiter.party().is_none() { ID } else { 0 };
        if tolerances.cumulative.is_none() {
            filling = filling.saturating_add(size_of::<Money>());
        }
        for limits in [
            &tolerances.quantity,
            &tolerances.price,
            &tolerances.freight,
            &tolerances.date,
            &tolerances.unit_ratio,
        ] {
            let Limits { lower_absolute, lower_percent, upper_absolute, upper_percent } = limits;
            for absolute in [lower_absolute, upper_absolute] {
                if absolute.is_none() {
                    filling = filling.saturating_add(size_of::<Money>());
                }
            }
            for percent in [lower_percent, upper_percent] {
                if percent.is_none() {
                    filling = filling.saturating_add(size_of::<BasisPoints>());
                }
            }
        }
        filling
    }
}

impl Encode for Profile {
    fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
        self.0.encode_to(output);
        for _ in 0..self.filling() {
            output.push_byte(0);
        }
    }
}

impl Decode for Profile {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        CaseTerms::decode(input).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::ids::{OptionalParty, PartyId};
    use interfaces::reconciliation::{EntryMode, Tolerances};
    use proptest::prelude::*;

    fn limits() -> impl Strategy<Value = Limits> {
        let absolute = proptest::option::of(0u64..);
        let percent = proptest::option::of(0u32..);
        (absolute.clone(), percent.clone(), absolute, percent).prop_map(
            |(lower_absolute, lower_percent, upper_absolute, upper_percent)| Limits {
                lower_absolute,
                lower_percent,
                upper_absolute,
                upper_percent,
            },
        )
    }

    proptest! {
        #[test]
        fn a_profile_keeps_its_terms_and_its_size(
            small_difference in 0u64..,
            limits in [limits(), limits(), limits(), limits(), limits()],
            cumulative in proptest::option::of(0u64..),
            arbiter in proptest::option::of(proptest::array::uniform32(0u8..)),
            response_window in 0u64..,
        ) {
            let [quantity, price, freight, date, unit_ratio] = limits;
            let tolerances = Tolerances {
                small_difference, quantity, price, freight, date, unit_ratio, cumulative,
            };
            let terms = CaseTerms {
                biller: PartyId([1; 32]),
                currency: "USD".into(),
                tolerances,
                entry_until: 0,
                wait_until: 0,
                arbiter: arbiter.map(PartyId).into(),
                entry: EntryMode::Sealed,
                response_window,
                decision_window: 7,
            };
            let profile = Profile(terms.clone());
            prop_assert_eq!(Profile::decode(&mut &profile.encode()[..]).unwrap().0, terms.clone());
            let least = CaseTerms { tolerances: Tolerances::default(), arbiter: OptionalParty::Nobody, ..terms };
            prop_assert_eq!(profile.encode().len(), Profile(least).encode().len());
        }
    }
}

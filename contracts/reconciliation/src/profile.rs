//! What only opening, accepting and matching need of a case's terms, as it is stored.
//!
//! A case that was withdrawn may be proposed anew, by the other party and on other terms. What is stored has one size
//! whatever the terms are, so that nobody is refunded a deposit that another paid.
use interfaces::{
    ids::{BasisPoints, Money, PartyId},
    reconciliation::{Limits, Tolerances},
};

/// The terms that only opening, accepting and matching need.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) struct Profile {
    small_difference: Money,
    quantity: Bounds,
    price: Bounds,
    freight: Bounds,
    date: Bounds,
    pub currency: [u8; 3],
    /// Whether an arbiter is named; its id says nothing where none is.
    has_arbiter: bool,
    arbiter: PartyId,
}

/// [`Limits`], where 0 says nothing of a limit that is not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct Bounds {
    /// A bit for each limit that is checked, in the order of the fields.
    checked: u8,
    lower_absolute: Money,
    lower_percent: BasisPoints,
    upper_absolute: Money,
    upper_percent: BasisPoints,
}

impl Profile {
    pub fn new(tolerances: &Tolerances, currency: [u8; 3], arbiter: Option<PartyId>) -> Self {
        Self {
            small_difference: tolerances.small_difference,
            quantity: tolerances.quantity.into(),
            price: tolerances.price.into(),
            freight: tolerances.freight.into(),
            date: tolerances.date.into(),
            currency,
            has_arbiter: arbiter.is_some(),
            arbiter: arbiter.unwrap_or(PartyId::NONE),
        }
    }

    pub fn tolerances(&self) -> Tolerances {
        Tolerances {
            small_difference: self.small_difference,
            quantity: self.quantity.into(),
            price: self.price.into(),
            freight: self.freight.into(),
            date: self.date.into(),
        }
    }

    pub fn arbiter(&self) -> Option<PartyId> {
        self.has_arbiter.then_some(self.arbiter)
    }
}

impl From<Limits> for Bounds {
    fn from(limits: Limits) -> Self {
        let bit = |is_checked: bool, bit: u8| if is_checked { bit } else { 0 };
        Self {
            checked: bit(limits.lower_absolute.is_some(), 1)
                | bit(limits.lower_percent.is_some(), 2)
                | bit(limits.upper_absolute.is_some(), 4)
                | bit(limits.upper_percent.is_some(), 8),
            lower_absolute: limits.lower_absolute.unwrap_or(0),
            lower_percent: limits.lower_percent.unwrap_or(0),
            upper_absolute: limits.upper_absolute.unwrap_or(0),
            upper_percent: limits.upper_percent.unwrap_or(0),
        }
    }
}

impl From<Bounds> for Limits {
    fn from(bounds: Bounds) -> Self {
        let is_checked = |bit: u8| bounds.checked & bit != 0;
        Self {
            lower_absolute: is_checked(1).then_some(bounds.lower_absolute),
            lower_percent: is_checked(2).then_some(bounds.lower_percent),
            upper_absolute: is_checked(4).then_some(bounds.upper_absolute),
            upper_percent: is_checked(8).then_some(bounds.upper_percent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use scale::Encode;

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
            limits in [limits(), limits(), limits(), limits()],
            arbiter in proptest::option::of(proptest::array::uniform32(0u8..)),
        ) {
            let [quantity, price, freight, date] = limits;
            let tolerances = Tolerances { small_difference, quantity, price, freight, date };
            let arbiter = arbiter.map(PartyId);
            let profile = Profile::new(&tolerances, *b"USD", arbiter);
            prop_assert_eq!((profile.tolerances(), profile.arbiter()), (tolerances, arbiter));
            let smallest = Profile::new(&Tolerances::default(), *b"USD", None);
            prop_assert_eq!(profile.encoded_size(), smallest.encoded_size());
        }
    }
}

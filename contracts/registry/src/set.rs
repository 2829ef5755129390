//! Short lists without repeats, kept as one number: a record that every command reads stays small and of one size.
use ink::prelude::vec::Vec;
use interfaces::registry::{Role, Scope};

/// One of at most sixteen things.
pub(crate) trait Member: Copy + 'static {
    /// All of them, in their order.
    const ALL: &'static [Self];

    /// The bit that stands for it.
    fn bit(self) -> u16;
}

impl Member for Role {
    const ALL: &'static [Self] = &[
        Self::CoreEnterprise,
        Self::Supplier,
        Self::Distributor,
        Self::Carrier,
        Self::Forwarder,
        Self::Warehouse,
        Self::Financier,
        Self::Insurer,
        Self::Regulator,
        Self::Auditor,
        Self::ConsumerBody,
    ];

    fn bit(self) -> u16 {
        1u16.wrapping_shl(self as u32)
    }
}

impl Member for Scope {
    const ALL: &'static [Self] = &[
        Self::HandOver,
        Self::Receive,
        Self::Order,
        Self::Agree,
        Self::Bill,
        Self::ConfirmDebt,
        Self::Dispose,
        Self::Draw,
        Self::Notarise,
        Self::ShareCredit,
        Self::Supervise,
    ];

    fn bit(self) -> u16 {
        1u16.wrapping_shl(self as u32)
    }
}

/// The set of `members`; `None` if one is named twice.
pub(crate) fn pack<M: Member>(members: &[M]) -> Option<u16> {
    members.iter().try_fold(0u16, |set, member| {
        let bit = member.bit();
        (set & bit == 0).then_some(set | bit)
    })
}

/// The members of `set`, in their order.
pub(crate) fn unpack<M: Member>(set: u16) -> Vec<M> {
    M::ALL.iter().copied().filter(|member| has(set, *member)).collect()
}

/// Whether `member` is in `set`.
pub(crate) fn has<M: Member>(set: u16, member: M) -> bool {
    set & member.bit() != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use scale::Decode;
    use std::fmt::Debug;

    fn knows_all<M: Member + Decode + PartialEq + Debug>() {
        let decodable: Vec<M> =
            (0..=u8::MAX).filter_map(|index| M::decode(&mut &[index][..]).ok()).collect();
        assert_eq!(decodable, M::ALL);
        assert!(M::ALL.len() <= 16);
        let union = M::ALL.iter().fold(0, |set, member| set | member.bit());
        assert_eq!(union.count_ones() as usize, M::ALL.len());
    }

    #[test]
    fn every_role_and_every_scope_has_its_own_bit() {
        knows_all::<Role>();
        knows_all::<Scope>();
    }

    #[test]
    fn a_repeat_makes_no_set() {
        assert_eq!(pack(&[Role::Carrier, Role::Supplier, Role::Carrier]), None);
        assert_eq!(pack::<Role>(&[]), Some(0));
    }

    proptest! {
        #[test]
        fn a_list_comes_back_in_order(set in 0u16..1 << 11) {
            let mut roles: Vec<Role> = unpack(set);
            prop_assert!(roles.iter().all(|role| has(set, *role)));
            roles.reverse();
            prop_assert_eq!(pack(&roles), Some(set));
        }
    }
}

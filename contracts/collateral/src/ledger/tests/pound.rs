//! That the fake by which other contracts are tested answers as this one does.
use super::*;
use ink::scale::Encode;
use kit::{
    ask::Untaken,
    collateral::{Collateral as _, Pound},
};
use proptest::{collection::vec, prelude::*};

#[derive(Debug, Clone)]
enum Step {
    Claim(u8, u8, Vec<u8>, Vec<u8>),
    End(u8),
    Free(u8, Vec<u8>),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let keys = || vec(30u8..36, 0..6);
    let step = prop_oneof![
        4 => (10u8..20, 20u8..23, keys(), keys())
            .prop_map(|(asset, group, backing, near)| Step::Claim(asset, group, backing, near)),
        2 => (10u8..20).prop_map(Step::End),
        3 => (20u8..23, keys()).prop_map(|(group, backing)| Step::Free(group, backing)),
    ];
    vec(step, 1..40)
}

/// As another contract would see what this one answers.
fn seen<T>(answer: Result<T, CollateralError>) -> Result<(), Untaken> {
    answer.map(drop).map_err(|error| Untaken::Refused(error.encode()[0]))
}

proptest! {
    #[test]
    fn the_pound_answers_as_the_ledger_does(steps in steps()) {
        let mut desk = Desk::new();
        let pound = Pound::default();
        for step in steps {
            desk.now += 1;
            let (answer, fake) = match &step {
                Step::Claim(asset, group, backing, near) => {
                    let near = near.iter().copied().map(key).collect();
                    let claim = Claim { near, ..backed(*asset, *group, backing) };
                    (seen(desk.claims(RECEIPTS, claim.clone())), pound.claim(1, &claim))
                }
                Step::End(asset) => (seen(desk.ends(RECEIPTS, *asset)), pound.end(1, &key(*asset))),
                Step::Free(group, backing) => {
                    let keys: Vec<_> = backing.iter().copied().map(key).collect();
                    let fake = pound.free(1, &document(*group), &keys);
                    (seen(desk.frees(RECEIPTS, *group, backing)), fake)
                }
            };
            prop_assert_eq!(answer, fake, "{:?}", step);
            for mark in 10..20 {
                let is_live = |(claim, ended): &(Claim, bool)| claim.asset == key(mark) && !ended;
                let fake = pound.claims.borrow().iter().any(is_live);
                prop_assert_eq!(desk.ledger.is_encumbered(&key(mark)), fake);
            }
            for mark in 30..36 {
                let held = pound.backing.borrow();
                let fake = held.iter().find(|(other, _)| *other == key(mark)).map(|(_, group)| *group);
                let live = desk.ledger.backing.read(key(mark)).filter(|held| held.freed_at == 0);
                prop_assert_eq!(live.map(|held| held.group), fake);
            }
        }
    }
}

//! What a notary is told.
use super::*;
use crate::events::BalanceDeposited;
use interfaces::{
    ids::DepositId,
    notary::{Algorithm, RecordKind},
};
use kit::notary::Vault;

/// A case of two lines, of which both state the same.
fn balanced(world: &mut World) -> CaseId {
    let case = world.stated(2);
    world.match_lines(case, PAPER, &[1, 2]).unwrap();
    world.conclude(case).unwrap();
    case
}

#[ink::test]
fn a_balance_is_deposited_once_as_anyone_can_read_it() {
    let mut world = World::new();
    let case = balanced(&mut world);
    let vault = Vault::default();
    let deposited = BalanceDeposited { case, deposit: DepositId(case.0) };
    assert_eq!(world.ledger.deposit(&vault, case), Ok(deposited));
    assert_eq!(world.ledger.deposit(&vault, case), Err(Error::NotTold(4)));
    let view = world.view(case);
    assert!(view.cleared > 0);
    let terms = world.ledger.terms_digest_of(case).unwrap();
    let lines = (view.matched, view.adjusted, view.discrepant, view.settled);
    let sums = (view.cleared, view.written_off, view.disputed);
    let digest = kit::digest(&(case, terms, lines, sums));
    let told = (DocumentId(case.0), RecordKind::Balance, Algorithm::Blake2b256, digest);
    assert_eq!(*vault.told.borrow(), [told]);
}

#[ink::test]
fn depositing_refuses_in_the_order_promised() {
    let mut world = World::new();
    let vault = Vault { is_silent: true, ..Vault::default() };
    assert_eq!(world.ledger.deposit(&vault, CaseId([9; 32])), Err(Error::NotFound));
    let case = world.open(ANNA, proposed(terms())).unwrap().case;
    let early = |status| Err(Error::WrongStatus(status));
    assert_eq!(world.ledger.deposit(&vault, case), early(CaseStatus::Proposed));
    world.withdraw(ANNA, case).unwrap();
    assert_eq!(world.ledger.deposit(&vault, case), early(CaseStatus::Withdrawn));
    let case = world.accepted();
    assert_eq!(world.ledger.deposit(&vault, case), early(CaseStatus::Open));
    for by in [ANNA, BERT] {
        let pieces = if by == ANNA { 100 } else { 10 };
        world.enter(by, case, vec![bill(1, pieces, 10)]).unwrap();
        world.complete(by, case).unwrap();
    }
    assert_eq!(world.ledger.deposit(&vault, case), early(CaseStatus::Matching));
    world.match_lines(case, PAPER, &[1]).unwrap();
    world.conclude(case).unwrap();
    assert_eq!(world.ledger.deposit(&vault, case), early(CaseStatus::Discrepant));
    let mut world = World::new();
    let case = balanced(&mut world);
    assert_eq!(world.ledger.deposit(&vault, case), Err(Error::NotaryUnavailable));
}

//! Sealed entry.
use super::*;
use crate::events::StatementCommitted;

const NONCE: [u8; 32] = [42; 32];

/// What a party commits to, by the words of the interface.
fn commitment(case: CaseId, party: PartyId, nonce: [u8; 32], lines: &[BillLine]) -> [u8; 32] {
    commitment_to(CONTRACT, case, party, nonce, lines)
}

fn commitment_to(
    contract: [u8; 32],
    case: CaseId,
    party: PartyId,
    nonce: [u8; 32],
    lines: &[BillLine],
) -> [u8; 32] {
    let blake = |bytes: &[u8]| {
        let mut digest = [0; 32];
        ink::env::hash_bytes::<ink::env::hash::Blake2x256>(bytes, &mut digest);
        digest
    };
    let (mut root, mut total) = ([0; 32], 0u128);
    for line in lines {
        let mut bytes = root.to_vec();
        bytes.extend(scale::Encode::encode(line));
        root = blake(&bytes);
        total += u128::from(line.statement.value) + u128::from(line.statement.freight);
    }
    let mut bytes = b"lading/statement".to_vec();
    for part in [contract, case.0, party.0, nonce, root] {
        bytes.extend(part);
    }
    bytes.extend((lines.len() as u16).to_le_bytes());
    bytes.extend(total.to_le_bytes());
    blake(&bytes)
}

impl World {
    fn sealed(&mut self) -> CaseId {
        let terms = CaseTerms { entry: EntryMode::Sealed, ..terms() };
        let case = self.open(ANNA, proposed(terms)).unwrap().case;
        self.accept(BERT, case).unwrap();
        case
    }

    fn commit(
        &mut self,
        by: PartyId,
        case: CaseId,
        commitment: [u8; 32],
    ) -> Result<StatementCommitted, Error> {
        self.ledger.commit(self.by(by), &self.others, case, by, commitment)
    }

    fn reveal(&mut self, by: PartyId, case: CaseId) -> Result<StatementCompleted, Error> {
        self.complete_as(by, case, Completion::Sealed(NONCE))
    }
}

fn lines(pieces: u64) -> Vec<BillLine> {
    (1..=3).map(|line| bill(line, pieces, 10)).collect()
}

#[ink::test]
fn nothing_is_entered_before_both_have_committed_and_then_only_what_they_committed_to() {
    let mut world = World::new();
    let case = world.sealed();
    let (billed, expected) = (lines(100), lines(90));
    assert_eq!(world.enter(ANNA, case, billed.clone()), Err(Error::NotCommitted));
    let anna = commitment(case, ANNA, NONCE, &billed);
    let committed = StatementCommitted { case, party: ANNA, commitment: anna };
    assert_eq!(world.commit(ANNA, case, anna), Ok(committed));
    assert!(world.view(case).billed_committed && !world.view(case).expected_committed);
    assert_eq!(world.enter(ANNA, case, billed.clone()), Err(Error::NotCommitted));
    assert_eq!(world.commit(ANNA, case, anna), Err(Error::AlreadyCommitted));
    world.commit(BERT, case, commitment(case, BERT, NONCE, &expected)).unwrap();
    // In as many calls as one likes.
    world.enter(ANNA, case, billed[..1].to_vec()).unwrap();
    world.enter(ANNA, case, billed[1..].to_vec()).unwrap();
    world.enter(BERT, case, expected).unwrap();
    assert_eq!(world.complete(ANNA, case), Err(Error::OtherEntry));
    assert_eq!(
        world.complete_as(ANNA, case, Completion::Sealed([0; 32])),
        Err(Error::OtherStatement)
    );
    world.reveal(ANNA, case).unwrap();
    assert!(world.reveal(BERT, case).unwrap().both);
    assert_eq!(world.view(case).status, CaseStatus::Matching);
}

#[ink::test]
fn a_statement_that_was_fitted_to_the_others_is_refused_and_counts_for_nothing() {
    let (told, other) = (lines(90), bill(3, 91, 10));
    let changed = vec![told[0], told[1], other];
    let swapped = vec![told[1], told[0], told[2]];
    let shorter = told[..2].to_vec();
    let longer = [told.clone(), vec![bill(4, 1, 1)]].concat();
    for entered in [changed, swapped, shorter, longer] {
        let mut world = World::new();
        let case = world.sealed();
        world.commit(ANNA, case, commitment(case, ANNA, NONCE, &lines(100))).unwrap();
        world.commit(BERT, case, commitment(case, BERT, NONCE, &told)).unwrap();
        world.enter(ANNA, case, lines(100)).unwrap();
        world.enter(BERT, case, entered).unwrap();
        world.reveal(ANNA, case).unwrap();
        assert_eq!(world.reveal(BERT, case), Err(Error::OtherStatement));
        assert!(!world.view(case).expected_complete);
        world.now = ENTRY_UNTIL + 1;
        let results = world.match_lines(case, PAPER, &[1, 2, 3]).unwrap().results;
        let alone = LineStatus::Discrepant(Discrepancy::NotExpected);
        assert!(results.iter().all(|result| (result.status, result.difference) == (alone, 1000)));
    }
}

#[ink::test]
fn a_biller_that_does_not_open_its_statement_billed_nothing() {
    let mut world = World::new();
    let case = world.sealed();
    let twice = [lines(100), vec![bill(1, 100, 10)]].concat();
    for by in [ANNA, BERT] {
        world.commit(by, case, commitment(case, by, NONCE, &lines(100))).unwrap();
    }
    world.enter(ANNA, case, twice).unwrap();
    world.enter(BERT, case, lines(100)).unwrap();
    world.reveal(BERT, case).unwrap();
    world.now = ENTRY_UNTIL + 1;
    let matched = world.match_lines(case, PAPER, &[1, 2, 3]).unwrap();
    let status = LineStatus::Discrepant(Discrepancy::NotBilled);
    assert!(matched.results.iter().all(|result| result.status == status));
    assert!(matched.raised.iter().all(|raised| (raised.billed, raised.amount) == (0, 0)));
    assert_eq!(matched.totals.cleared, 0);
}

#[ink::test]
fn a_biller_that_shows_its_bill_and_never_opens_it_is_owed_no_more_than_it_showed() {
    let mut world = with_waybill(record(WaybillStatus::Closed, &[(1, 100), (2, 100), (3, 100)]));
    let case = world.sealed();
    for (by, pieces) in [(ANNA, 80), (BERT, 100)] {
        world.commit(by, case, commitment(case, by, NONCE, &lines(pieces))).unwrap();
    }
    world.enter(ANNA, case, lines(80)).unwrap();
    world.enter(BERT, case, lines(100)).unwrap();
    world.reveal(BERT, case).unwrap();
    world.now = ENTRY_UNTIL + 1;
    let raised = world.match_lines(case, PAPER, &[1, 2, 3]).unwrap().raised;
    assert!(raised.iter().all(|raised| (raised.billed, raised.amount) == (0, 800)));
}

#[ink::test]
fn a_commitment_that_was_copied_or_replayed_cannot_be_opened() {
    let mut world = World::new();
    let first = world.sealed();
    let anna = commitment(first, ANNA, NONCE, &lines(100));
    world.commit(ANNA, first, anna).unwrap();
    // Bert copies Anna's, and learns nonce and lines when she opens it.
    world.commit(BERT, first, anna).unwrap();
    for by in [ANNA, BERT] {
        world.enter(by, first, lines(100)).unwrap();
    }
    world.reveal(ANNA, first).unwrap();
    assert_eq!(world.reveal(BERT, first), Err(Error::OtherStatement));
    // What was committed to in one case, or with another contract, opens nothing in another.
    let terms = CaseTerms { entry: EntryMode::Sealed, ..terms() };
    let second = Proposal { sequence: 2, ..proposed(terms) };
    let second = world.open(ANNA, second).unwrap().case;
    world.accept(BERT, second).unwrap();
    world.commit(ANNA, second, anna).unwrap();
    let elsewhere = commitment_to([5; 32], second, BERT, NONCE, &lines(100));
    world.commit(BERT, second, elsewhere).unwrap();
    for by in [ANNA, BERT] {
        world.enter(by, second, lines(100)).unwrap();
        assert_eq!(world.reveal(by, second), Err(Error::OtherStatement));
    }
}

#[ink::test]
fn who_never_commits_stalls_its_case_and_nothing_else() {
    let mut world = World::new();
    let case = world.sealed();
    world.commit(ANNA, case, commitment(case, ANNA, NONCE, &lines(100))).unwrap();
    world.now = ENTRY_UNTIL + 1;
    assert_eq!(world.commit(BERT, case, [1; 32]), Err(Error::EntryOver));
    assert_eq!(world.enter(ANNA, case, lines(100)), Err(Error::EntryOver));
    let totals = Totals::default();
    assert_eq!(world.conclude(case), Ok(Concluded::Balanced(CaseBalanced { case, totals })));
    assert_eq!(world.ledger.billed_in(&ANNA, &at(1)), None);
}

#[ink::test]
fn an_empty_statement_can_be_sealed_too() {
    let mut world = World::new();
    let case = world.sealed();
    for by in [ANNA, BERT] {
        world.commit(by, case, commitment(case, by, NONCE, &[])).unwrap();
    }
    for by in [ANNA, BERT] {
        world.reveal(by, case).unwrap();
    }
    assert!(matches!(world.conclude(case), Ok(Concluded::Balanced(_))));
}

#[ink::test]
fn committing_refuses_in_the_order_promised() {
    let mut world = World::new();
    let case = case_id(ANNA, BERT, 202611, 1);
    let commit = |world: &mut World, by: PartyId, party| {
        let call = world.by(by);
        world.ledger.commit(call, &world.others, case, party, [1; 32])
    };
    assert_eq!(commit(&mut world, CARL, CARL), Err(Error::NotFound));
    world.open(ANNA, proposal()).unwrap();
    assert_eq!(commit(&mut world, CARL, CARL), Err(Error::NotAParty));
    let not_for = Err(Error::Refused(Refusal::NotForParty));
    assert_eq!(commit(&mut world, CARL, ANNA), not_for);
    world.others.denial = Some(Denial::Unavailable);
    assert_eq!(commit(&mut world, ANNA, ANNA), Err(Error::RegistryUnavailable));
    world.others.denial = None;
    let wrong = Err(Error::WrongStatus(CaseStatus::Proposed));
    assert_eq!(commit(&mut world, ANNA, ANNA), wrong);
    world.accept(BERT, case).unwrap();
    world.now = ENTRY_UNTIL + 1;
    assert_eq!(commit(&mut world, ANNA, ANNA), Err(Error::OtherEntry));
    let sealed = Completion::Sealed(NONCE);
    assert_eq!(world.complete_as(ANNA, case, sealed), Err(Error::OtherEntry));
    let mut world = World::new();
    let case = world.sealed();
    assert_eq!(world.reveal(ANNA, case), Err(Error::NotCommitted));
    assert_eq!(commit(&mut world, ANNA, ANNA).unwrap().party, ANNA);
    world.now = ENTRY_UNTIL + 1;
    assert_eq!(commit(&mut world, ANNA, ANNA), Err(Error::EntryOver));
    world.now = ENTRY_UNTIL;
    assert_eq!(commit(&mut world, ANNA, ANNA), Err(Error::AlreadyCommitted));
    let asked = *world.others.asked.borrow().last().unwrap();
    assert_eq!(asked, (0, ANNA, Scope::Bill, Business::Exit));
}

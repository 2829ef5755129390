//! Blind entry.
use super::*;
use crate::events::{BlindEntered, LinesOpened};
use interfaces::reconciliation::{BlindLine, OpenedLine};

const SECRET: [u8; 32] = [9; 32];

fn blake(bytes: &[u8]) -> [u8; 32] {
    let mut digest = [0; 32];
    ink::env::hash_bytes::<ink::env::hash::Blake2x256>(bytes, &mut digest);
    digest
}

/// A line and its key, as both parties make them off the chain.
fn opened(case: CaseId, line: BillLine) -> OpenedLine {
    let mut bytes = SECRET.to_vec();
    bytes.extend(case.0);
    bytes.extend(line.reference.document.0);
    bytes.extend(line.reference.line.to_le_bytes());
    OpenedLine { line, key: blake(&bytes) }
}

/// The line blind, by the words of the interface.
fn blind(case: CaseId, line: BillLine) -> BlindLine {
    let mut bytes = b"lading/line".to_vec();
    bytes.extend(opened(case, line).key);
    bytes.extend(case.0);
    bytes.extend(line.reference.document.0);
    bytes.extend(line.reference.line.to_le_bytes());
    let Statement { quantity, value, freight, weight } = line.statement;
    for number in [quantity, value, freight, weight] {
        bytes.extend(number.to_le_bytes());
    }
    BlindLine { reference: line.reference, digest: blake(&bytes) }
}

fn sum(lines: &[BillLine]) -> u128 {
    lines.iter().map(|line| u128::from(total(line.statement))).sum()
}

use crate::matching::total;

impl World {
    fn enter_blind(
        &mut self,
        by: PartyId,
        case: CaseId,
        lines: &[BillLine],
    ) -> Result<BlindEntered, Error> {
        let lines = lines.iter().map(|line| blind(case, *line)).collect();
        self.ledger.enter_blind(self.by(by), &self.others, case, by, lines)
    }

    fn open_lines(
        &mut self,
        by: PartyId,
        case: CaseId,
        lines: &[BillLine],
    ) -> Result<LinesOpened, Error> {
        let lines = lines.iter().map(|line| opened(case, *line)).collect();
        self.ledger.open_lines(self.by(by), &self.others, case, by, lines)
    }

    /// A case in which both entered their lines blind, and said what these come to.
    fn blind(billed: &[BillLine], expected: &[BillLine], sums: [u128; 2]) -> (Self, CaseId) {
        let mut world = with_waybill(record(WaybillStatus::Closed, &[(1, 100), (2, 100)]));
        let terms = CaseTerms { entry: EntryMode::Blind, ..terms() };
        let case = world.open(ANNA, proposed(terms)).unwrap().case;
        world.accept(BERT, case).unwrap();
        for (by, lines, sum) in [(ANNA, billed, sums[0]), (BERT, expected, sums[1])] {
            world.enter_blind(by, case, lines).unwrap();
            world.complete_as(by, case, Completion::Blind(sum)).unwrap();
        }
        (world, case)
    }
}

#[ink::test]
fn equal_lines_match_and_nothing_of_them_is_disclosed_but_their_sum() {
    let lines = [bill(1, 100, 10), bill(2, 100, 20)];
    let (mut world, case) = World::blind(&lines, &lines, [3000; 2]);
    assert_eq!(world.match_lines(case, PAPER, &[1, 2]).unwrap().totals.matched, 2);
    assert_eq!((world.view(case).unopened, world.view(case).cleared), (2, 0));
    assert_eq!(world.line(case, 1).billed, Some(UNOPENED));
    assert!(matches!(world.conclude(case), Ok(Concluded::Balanced(_))));
    assert_eq!(world.view(case).cleared, 3000);
}

#[ink::test]
fn unequal_lines_are_opened_and_examined_like_any_other() {
    let (billed, expected) =
        ([bill(1, 100, 10), bill(2, 100, 21)], [bill(1, 100, 10), bill(2, 100, 20)]);
    let (mut world, case) = World::blind(&billed, &expected, [sum(&billed), sum(&expected)]);
    assert_eq!(world.match_lines(case, PAPER, &[1, 2]), Err(Error::NotOpened(1)));
    world.match_lines(case, PAPER, &[1]).unwrap();
    world.open_lines(ANNA, case, &billed[1..]).unwrap();
    assert_eq!(world.match_lines(case, PAPER, &[2]), Err(Error::NotOpened(0)));
    world.open_lines(BERT, case, &expected[1..]).unwrap();
    let matched = world.match_lines(case, PAPER, &[2]).unwrap();
    assert_eq!(matched.results[0].status, LineStatus::Discrepant(Discrepancy::Price));
    assert_eq!((matched.raised[0].billed, matched.raised[0].expected), (2100, 2000));
    assert!(matches!(world.conclude(case), Ok(Concluded::Discrepant(_))));
    assert_eq!(world.view(case).cleared, 1000);
}

#[ink::test]
fn where_the_sums_differ_all_is_opened_or_the_lesser_is_owed() {
    let lines = [bill(1, 100, 10), bill(2, 100, 20)];
    let (mut world, case) = World::blind(&lines, &lines, [3500, 3000]);
    world.match_lines(case, PAPER, &[1, 2]).unwrap();
    assert_eq!(world.conclude(case).map(|_| ()), Err(Error::TotalsDiffer(WAIT_UNTIL)));
    let told = world.open_lines(BERT, case, &lines[..1]).unwrap();
    assert_eq!((told.totals.cleared, world.view(case).unopened), (1000, 1));
    assert_eq!(world.line(case, 1).billed, Some(lines[0].statement));
    assert_eq!(world.open_lines(ANNA, case, &lines[..1]), Err(Error::AlreadyStated(0)));
    assert_eq!(world.conclude(case).map(|_| ()), Err(Error::TotalsDiffer(WAIT_UNTIL)));
    world.open_lines(ANNA, case, &lines[1..]).unwrap();
    world.conclude(case).unwrap();
    assert_eq!(world.view(case).cleared, 3000);
    let (mut world, case) = World::blind(&lines, &lines, [3500, 3000]);
    world.match_lines(case, PAPER, &[1, 2]).unwrap();
    world.now = WAIT_UNTIL + 1;
    world.conclude(case).unwrap();
    assert_eq!(world.view(case).cleared, 3000);
}

#[ink::test]
fn what_should_have_been_opened_and_was_not_counts_for_nothing_and_nor_does_what_it_hides_behind() {
    let (billed, expected) =
        ([bill(1, 100, 10), bill(2, 100, 21)], [bill(1, 100, 10), bill(2, 100, 20)]);
    let (mut world, case) = World::blind(&billed, &expected, [3000; 2]);
    world.match_lines(case, PAPER, &[1]).unwrap();
    world.open_lines(BERT, case, &expected[1..]).unwrap();
    world.now = WAIT_UNTIL + 1;
    let matched = world.match_lines(case, PAPER, &[2]).unwrap();
    assert_eq!(matched.results[0].status, LineStatus::Discrepant(Discrepancy::NotBilled));
    let until = WAIT_UNTIL + 1 + RESPONSE;
    assert_eq!(world.conclude(case), Err(Error::TotalsDiffer(until)));
    world.now = until;
    assert_eq!(world.conclude(case), Err(Error::TotalsDiffer(until)));
    world.now = until + 1;
    assert_eq!(world.ledger.billed_in(&ANNA, &at(1)), Some(case));
    world.conclude(case).unwrap();
    assert_eq!(world.view(case).cleared, 0);
    assert_eq!(world.ledger.billed_in(&ANNA, &at(1)), None);
    // What matches, each can open, after the other was found wanting, too.
    let (mut world, case) = World::blind(&billed, &expected, [3000; 2]);
    world.match_lines(case, PAPER, &[1]).unwrap();
    world.now = WAIT_UNTIL + 1;
    world.match_lines(case, PAPER, &[2]).unwrap();
    world.open_lines(ANNA, case, &billed[..1]).unwrap();
    world.conclude(case).unwrap();
    assert_eq!(world.view(case).cleared, 1000);
}

#[ink::test]
fn equal_lines_of_which_nothing_came_are_opened() {
    let lines = [bill(1, 100, 10), bill(3, 100, 20)];
    let (mut world, case) = World::blind(&lines, &lines, [3000; 2]);
    assert_eq!(world.match_lines(case, PAPER, &[3]), Err(Error::NotOpened(0)));
    world.open_lines(ANNA, case, &lines[1..]).unwrap();
    let opened = world.line(case, 3);
    assert_eq!((opened.billed, opened.expected), (Some(lines[1].statement), opened.billed));
    world.match_lines(case, PAPER, &[1, 3]).unwrap();
    world.conclude(case).unwrap();
    assert_eq!(world.view(case).cleared, 1000);
}

#[ink::test]
fn equal_lines_that_either_opens_before_they_are_matched_are_opened_for_both() {
    for by in [ANNA, BERT] {
        let lines = [bill(1, 100, 10), bill(2, 100, 20)];
        let (mut world, case) = World::blind(&lines, &lines, [3000; 2]);
        world.open_lines(by, case, &lines[..1]).unwrap();
        let other = if by == ANNA { BERT } else { ANNA };
        assert_eq!(world.open_lines(other, case, &lines[..1]), Err(Error::AlreadyStated(0)));
        let matched = world.match_lines(case, PAPER, &[1, 2]).unwrap();
        let all = LineStatus::Matched;
        assert!(matched.results.iter().all(|result| result.status == all));
        assert_eq!((matched.totals.cleared, world.view(case).unopened), (1000, 1));
        world.conclude(case).unwrap();
        assert_eq!(world.view(case).cleared, 3000);
    }
}

#[ink::test]
fn equal_lines_that_came_short_or_late_are_opened_and_measured() {
    let lines = [bill(1, 100, 10), bill(2, 100, 20)];
    let mut late = record(WaybillStatus::Closed, &[(1, 99), (2, 100)]);
    late.billed[1].deliver_until = START - 1;
    let (mut world, case) = World::blind(&lines, &lines, [3000; 2]);
    world.others.records.insert(PAPER, late);
    for line in [1, 2] {
        assert_eq!(world.match_lines(case, PAPER, &[line]), Err(Error::NotOpened(0)));
    }
    world.open_lines(BERT, case, &lines).unwrap();
    let matched = world.match_lines(case, PAPER, &[1, 2]).unwrap();
    assert_eq!(matched.results[0].status, LineStatus::Discrepant(Discrepancy::Quantity));
    assert_eq!(matched.results[1].status, LineStatus::Matched);
}

#[ink::test]
fn without_a_waybill_contract_equal_lines_match_at_once() {
    let lines = [bill(1, 100, 10)];
    let mut world = World::new();
    let terms = CaseTerms { entry: EntryMode::Blind, ..terms() };
    let case = world.open(ANNA, proposed(terms)).unwrap().case;
    world.accept(BERT, case).unwrap();
    for by in [ANNA, BERT] {
        world.enter_blind(by, case, &lines).unwrap();
        world.complete_as(by, case, Completion::Blind(1000)).unwrap();
    }
    let matched = world.match_lines(case, PAPER, &[1]).unwrap();
    assert_eq!(matched.results[0].status, LineStatus::Matched);
}

#[ink::test]
fn a_line_billed_before_is_refused_blind_and_ways_of_entry_do_not_mix() {
    let lines = [bill(1, 100, 10)];
    let mut world = World::new();
    let first = world.accepted();
    world.enter(ANNA, first, lines.to_vec()).unwrap();
    assert_eq!(world.enter_blind(ANNA, first, &lines), Err(Error::OtherEntry));
    assert_eq!(world.open_lines(ANNA, first, &lines), Err(Error::OtherEntry));
    let terms = CaseTerms { entry: EntryMode::Blind, ..terms() };
    let case = world.open(ANNA, Proposal { sequence: 2, ..proposed(terms) }).unwrap().case;
    world.accept(BERT, case).unwrap();
    assert_eq!(world.enter(ANNA, case, lines.to_vec()), Err(Error::OtherEntry));
    assert_eq!(world.enter_blind(ANNA, case, &lines), Err(Error::AlreadyStated(0)));
    world.enter_blind(BERT, case, &lines).unwrap();
    assert_eq!(world.enter_blind(BERT, case, &lines), Err(Error::AlreadyStated(0)));
    assert_eq!(world.complete(BERT, case), Err(Error::OtherEntry));
    assert_eq!(world.view(case).lines, 1);
}

#[ink::test]
fn opening_lines_refuses_in_the_order_promised() {
    let mut world = World::new();
    let case = case_id(ANNA, BERT, 202611, 1);
    let lines = [bill(1, 100, 10)];
    let open = |world: &mut World, by: PartyId, party, lines: &[BillLine]| {
        let lines = lines.iter().map(|line| opened(case, *line)).collect();
        world.ledger.open_lines(world.by(by), &world.others, case, party, lines)
    };
    assert_eq!(open(&mut world, CARL, CARL, &[]), Err(Error::NotFound));
    let terms = CaseTerms { entry: EntryMode::Blind, ..terms() };
    world.open(ANNA, proposed(terms)).unwrap();
    assert_eq!(open(&mut world, CARL, CARL, &[]), Err(Error::NotAParty));
    let not_for = Err(Error::Refused(Refusal::NotForParty));
    assert_eq!(open(&mut world, CARL, ANNA, &[]), not_for);
    world.others.denial = Some(Denial::Unavailable);
    assert_eq!(open(&mut world, ANNA, ANNA, &[]), Err(Error::RegistryUnavailable));
    world.others.denial = None;
    let wrong = Err(Error::WrongStatus(CaseStatus::Proposed));
    assert_eq!(open(&mut world, ANNA, ANNA, &[]), wrong);
    world.accept(BERT, case).unwrap();
    world.enter_blind(ANNA, case, &lines).unwrap();
    assert_eq!(open(&mut world, ANNA, ANNA, &[]), Err(Error::StatementsOpen(ENTRY_UNTIL)));
    world.now = ENTRY_UNTIL + 1;
    assert_eq!(open(&mut world, ANNA, ANNA, &[]), Err(Error::Empty));
    assert_eq!(open(&mut world, ANNA, ANNA, &[lines[0]; 51]), Err(Error::TooMany));
    assert_eq!(open(&mut world, ANNA, ANNA, &[bill(2, 1, 1)]), Err(Error::NoSuchLine(0)));
    assert_eq!(open(&mut world, BERT, BERT, &lines), Err(Error::AlreadyStated(0)));
    assert_eq!(open(&mut world, ANNA, ANNA, &[bill(1, 0, 1)]), Err(Error::AmountOutOfRange));
    assert_eq!(open(&mut world, ANNA, ANNA, &[bill(1, 100, 11)]), Err(Error::OtherLine(0)));
    let twice = [lines[0], lines[0]];
    assert_eq!(open(&mut world, ANNA, ANNA, &twice), Err(Error::AlreadyStated(1)));
    assert_eq!(world.line(case, 1).billed, Some(UNOPENED));
    open(&mut world, ANNA, ANNA, &lines).unwrap();
    assert_eq!(world.line(case, 1).billed, Some(lines[0].statement));
}

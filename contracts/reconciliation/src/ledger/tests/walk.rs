//! Random steps, wrong ones among them, with every invariant checked after each.
//!
//! `LADING_WALK_STEPS` is how many, `LADING_WALK_SEED` repeats a walk.
use super::*;
use std::env::var;

/// Numbers that look random (xorshift64*); the seed must not be 0.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) % end
    }

    fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }

    fn rarely<T: Copy>(&mut self, it: T, else_one_of: &[T]) -> T {
        if self.below(40) == 0 {
            it
        } else {
            self.one_of(else_one_of)
        }
    }

    fn often(&mut self) -> bool {
        self.below(8) > 0
    }
}

const PARTIES: [PartyId; 3] = [ANNA, BERT, CARL];
const PAPERS: [DocumentId; 2] = [PAPER, OTHER_PAPER];
const LINES: u16 = 5;
const SEQUENCES: u16 = 2;
/// Steps until a walk begins anew, because by then most lines were billed.
const ROUND: u64 = 800;

/// Everything that can be read of all cases.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reading {
    cases: BTreeMap<CaseId, (CaseView, BTreeMap<LineReference, CaseLine>)>,
    claims: BTreeMap<(PartyId, LineReference), CaseId>,
}

fn read(world: &World) -> Reading {
    let mut cases = BTreeMap::new();
    for (one, other) in [(ANNA, BERT), (ANNA, CARL), (BERT, CARL)] {
        for sequence in 0..SEQUENCES {
            let case = case_id(one, other, 1, sequence);
            let Some(view) = world.ledger.case(case) else { continue };
            let pages: Vec<CaseLine> =
                (0..view.entry_pages).flat_map(|page| world.ledger.lines_of(case, page)).collect();
            let lines: BTreeMap<_, _> = pages.iter().map(|line| (line.reference, *line)).collect();
            assert_eq!(lines.len(), pages.len(), "a line is on one page");
            assert!(world.ledger.lines_of(case, view.entry_pages).is_empty());
            assert!(world.ledger.discrepancies_of(case, view.discrepancy_pages).is_empty());
            let mut discrepant: Vec<CaseLine> = (0..view.discrepancy_pages)
                .flat_map(|page| world.ledger.discrepancies_of(case, page))
                .collect();
            discrepant.sort_by_key(|line| line.reference);
            let theirs: Vec<CaseLine> = lines
                .values()
                .filter(|line| matches!(line.status, LineStatus::Discrepant(_)))
                .copied()
                .collect();
            assert_eq!(discrepant, theirs, "the discrepancy pages list what is discrepant");
            cases.insert(case, (view, lines));
        }
    }
    let mut claims = BTreeMap::new();
    for party in PARTIES {
        for document in PAPERS {
            for line in 1..=LINES {
                let reference = LineReference { document, line };
                if let Some(case) = world.ledger.billed_in(party, reference) {
                    claims.insert((party, reference), case);
                }
            }
        }
    }
    Reading { cases, claims }
}

fn of(statement: Option<Statement>) -> i128 {
    statement.map_or(0, |statement| i128::from(statement.value) + i128::from(statement.freight))
}

/// What holds at any time.
fn check(now: &Reading) {
    for (case, (view, lines)) in &now.cases {
        let cleared: Vec<&CaseLine> = lines
            .values()
            .filter(|line| matches!(line.status, LineStatus::Matched | LineStatus::Adjusted))
            .collect();
        let billed: i128 = cleared.iter().map(|line| of(line.billed)).sum();
        let expected: i128 = cleared.iter().map(|line| of(line.expected)).sum();
        assert_eq!(view.cleared as i128, billed, "cleared is what was billed on cleared lines");
        assert_eq!(billed - view.written_off, expected, "both sides come to the same balance");
        let adjusted = lines.values().filter(|line| line.status == LineStatus::Adjusted);
        let written_off: i128 = adjusted.clone().map(|line| i128::from(line.difference)).sum();
        assert_eq!(view.written_off, written_off);
        assert_eq!(usize::from(view.adjusted), adjusted.count());
        let disputed: i128 = lines
            .values()
            .filter(|line| matches!(line.status, LineStatus::Discrepant(_)))
            .map(|line| i128::from(line.difference))
            .sum();
        assert_eq!(view.disputed, disputed);
        assert_eq!(usize::from(view.lines), lines.len());
        let examined = view.matched + view.adjusted + view.discrepant;
        assert!(examined <= view.lines);
        match view.status {
            CaseStatus::Balanced => assert_eq!((examined, view.discrepant), (view.lines, 0)),
            CaseStatus::Discrepant => {
                assert!(examined == view.lines && view.discrepant > 0);
            }
            CaseStatus::Proposed | CaseStatus::Withdrawn => assert_eq!(view.lines, 0),
            CaseStatus::Open => assert_eq!(examined, 0),
            CaseStatus::Matching => {}
        }
        for (reference, line) in lines {
            let claim = now.claims.get(&(view.terms.biller, *reference));
            if line.billed.is_some() {
                assert_eq!(claim, Some(case), "a line is billed at most once");
            }
            if line.status == LineStatus::Waiting {
                assert_eq!(line.difference, 0);
            }
        }
    }
    for ((party, reference), case) in &now.claims {
        let (view, lines) = &now.cases[case];
        assert_eq!(view.terms.biller, *party);
        assert!(lines[reference].billed.is_some(), "a claim is where the line is billed");
    }
}

/// What no step may do.
fn check_step(before: &Reading, after: &Reading) {
    for (case, (view, lines)) in &before.cases {
        let (view_after, lines_after) = &after.cases[case];
        if view.status == CaseStatus::Balanced {
            assert_eq!((view, lines), (view_after, lines_after), "what is balanced is locked");
        }
        if view.status == CaseStatus::Withdrawn {
            let ok = [CaseStatus::Withdrawn, CaseStatus::Proposed];
            assert!(ok.contains(&view_after.status));
        } else {
            assert!(view_after.status >= view.status, "a case moves forward");
            assert_eq!(view.terms, view_after.terms, "terms stay as they were proposed");
        }
        for (reference, line) in lines {
            let line_after = &lines_after[reference];
            if line.status != LineStatus::Waiting {
                assert_eq!(line, line_after, "a line is examined once");
            }
            assert!(line.billed.is_none() || line.billed == line_after.billed);
            assert!(line.expected.is_none() || line.expected == line_after.expected);
            assert!(line.billed_again <= line_after.billed_again);
        }
    }
    for (key, case) in &before.claims {
        assert_eq!(after.claims.get(key), Some(case), "a claim stays");
    }
}

/// Takes one step; whether it was possible.
fn step(world: &mut World, dice: &mut Dice) -> bool {
    let sequence = dice.below(SEQUENCES.into()) as u16;
    let (one, other) =
        dice.one_of(&[(ANNA, BERT), (ANNA, BERT), (ANNA, BERT), (CARL, ANNA), (BERT, BERT)]);
    let case = case_id(one, other, 1, sequence);
    let (party, counterparty) = if dice.below(2) == 0 { (one, other) } else { (other, one) };
    let party = if dice.often() { party } else { dice.one_of(&PARTIES) };
    let caller = if dice.often() { party } else { dice.one_of(&PARTIES) };
    let document = dice.one_of(&PAPERS);
    let call = world.by(caller);
    let World { ledger, others, now } = world;
    match dice.below(24) {
        0 => {
            let mut terms = terms();
            terms.biller = dice.one_of(&[party, party, counterparty, CARL]);
            terms.entry_until = *now + 200 + dice.below(300);
            terms.wait_until = terms.entry_until + dice.below(400);
            terms.tolerances.small_difference = dice.below(60);
            terms.tolerances.quantity.upper_absolute = dice.one_of(&[None, Some(0), Some(100)]);
            terms.tolerances.date.upper_percent = dice.one_of(&[None, Some(0)]);
            let proposal = Proposal { party, counterparty, period: 1, sequence, terms };
            ledger.open(call, dice.below(20) == 0, others, others, proposal).is_ok()
        }
        1..=3 => {
            let terms = ledger.terms_digest_of(case).filter(|_| dice.often()).unwrap_or_default();
            ledger.accept(call, !dice.often(), others, case, terms).is_ok()
        }
        4 if dice.below(4) == 0 => ledger.withdraw(call, others, case, party).is_ok(),
        4..=9 => {
            let bills = ledger.case(case).is_some_and(|view| view.terms.biller == party);
            let all = PAPERS.iter().flat_map(|document| (1..=LINES).map(|line| (*document, line)));
            let all = all.map(|(document, line)| LineReference { document, line });
            let is_new = |reference: &LineReference| {
                let line = ledger.line_of(case, *reference);
                let is_billed = ledger.billed_in(party, *reference).is_some();
                !(if bills { is_billed } else { line.is_some_and(|line| line.expected.is_some()) })
            };
            let is_careless = dice.below(10) == 0;
            let lines = all
                .filter(|reference| is_careless || is_new(reference))
                .filter(|_| dice.below(2) == 0)
                .collect::<Vec<_>>()
                .into_iter()
                .map(|reference| BillLine {
                    reference,
                    statement: Statement {
                        quantity: dice.rarely(0, &[100_000, 100_000, 100_000, 60_000, 101_000]),
                        value: dice.rarely(LIMIT, &[1000, 1000, 1000, 1000, 1040, 600]),
                        freight: dice.rarely(LIMIT, &[0, 0, 0, 0, 50]),
                    },
                })
                .collect();
            ledger.enter(call, others, case, party, lines).is_ok()
        }
        10 => ledger.complete_statement(call, others, case, party).is_ok(),
        11..=16 => {
            let waiting: Vec<LineReference> = ledger
                .lines_of(case, dice.below(3) as u16)
                .iter()
                .filter(|line| line.status == LineStatus::Waiting || !dice.often())
                .map(|line| line.reference)
                .collect();
            let document = waiting.first().map_or(document, |line| line.document);
            let mut lines: Vec<u16> = waiting
                .iter()
                .filter(|line| line.document == document)
                .map(|line| line.line)
                .collect();
            if !dice.often() {
                lines.push(1 + dice.below(LINES.into()) as u16);
            }
            ledger.match_lines(call, others, case, document, lines).is_ok()
        }
        17 => ledger.conclude(call, case).is_ok(),
        18 | 19 => {
            *now += dice.below(40);
            true
        }
        20 => {
            others.waybill = dice.below(4) as u8;
            others.is_silent = dice.below(4) == 0;
            others.denial = (dice.below(6) == 0).then_some(Denial::Unavailable);
            true
        }
        _ => {
            use WaybillStatus::*;
            let status =
                dice.one_of(&[InTransit, Delivered, Closed, Closed, Closed, Closed, Cancelled]);
            let received: Vec<(u16, u64)> = (1..=LINES)
                .map(|line| (line, dice.one_of(&[100, 100, 100, 100, 100, 60, 0])))
                .collect();
            let mut record = record(status, &received);
            record.delivered_at += dice.below(2);
            (record.consignor, record.consignee) = (ANNA, BERT);
            others.records.insert(document, record);
            true
        }
    }
}

/// Walks through a world of its own, and says how it stands at the end.
fn walk(steps: u64, dice: &mut Dice) -> Reading {
    let mut world = World::new();
    let mut before = read(&world);
    for _ in 0..steps {
        let was_possible = step(&mut world, dice);
        let after = read(&world);
        if !was_possible {
            assert_eq!(before, after, "a refused step changes nothing");
        }
        check(&after);
        check_step(&before, &after);
        before = after;
    }
    before
}

#[test]
fn invariants_hold_on_a_random_walk() {
    let number = |name, default| var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let steps: u64 = number("LADING_WALK_STEPS", 4_000);
    let seed: u64 = number("LADING_WALK_SEED", 0x5EED);
    println!("LADING_WALK_SEED={seed} LADING_WALK_STEPS={steps}");
    let mut dice = Dice(seed.max(1));
    let (mut ends, mut lines) = (BTreeMap::new(), BTreeMap::new());
    let mut left = steps;
    while left > 0 {
        let round = left.min(ROUND);
        left -= round;
        run_test::<DefaultEnvironment, _>(|_| {
            for (view, of) in walk(round, &mut dice).cases.into_values() {
                *ends.entry(view.status).or_insert(0u32) += 1;
                for line in of.values() {
                    *lines.entry(format!("{:?}", line.status)).or_insert(0u32) += 1;
                }
            }
            Ok(())
        })
        .unwrap();
    }
    println!("{ends:?} {lines:?}");
    let has_ended =
        ends.contains_key(&CaseStatus::Balanced) || ends.contains_key(&CaseStatus::Discrepant);
    assert!(has_ended || steps < 4_000, "a walk in which no case ends shows little");
}

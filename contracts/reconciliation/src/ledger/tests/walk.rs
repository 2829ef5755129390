//! Random steps, wrong ones among them, with every invariant checked after each.
//!
//! `LADING_WALK_STEPS` is how many, `LADING_WALK_SEED` repeats a walk.
use super::*;
use crate::discrepancy::is_settled;
use interfaces::{
    credit::{FactKind, What},
    reconciliation::{Action, BlindLine, DiscrepancyStatus as Status, OpenedLine, Reason},
};
use kit::credit::Bureau;
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
const ROUND: u64 = 250;

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
            check_told(world, case, &view, &lines);
            cases.insert(case, (view, lines));
        }
    }
    let mut claims = BTreeMap::new();
    for party in PARTIES {
        for document in PAPERS {
            for line in 1..=LINES {
                let reference = LineReference { document, line };
                if let Some(case) = world.ledger.billed_in(&party, &reference) {
                    claims.insert((party, reference), case);
                }
            }
        }
    }
    Reading { cases, claims }
}

/// What the credit contract would be told: what is struck is what both signed away, or the arbiter.
fn check_told(
    world: &World,
    case: CaseId,
    view: &CaseView,
    lines: &BTreeMap<LineReference, CaseLine>,
) {
    let bureau = Bureau::default();
    let told = world.ledger.tell_credit(&bureau, case, FactKind::Outcome);
    if view.status != CaseStatus::Balanced {
        assert_eq!(told, Err(Error::WrongStatus(view.status)));
        return;
    }
    told.unwrap();
    let fact = bureau.told.borrow()[0];
    let struck: Money = lines
        .values()
        .filter_map(|line| line.worked_off)
        .filter(|worked_off| worked_off.status != Status::Lapsed || worked_off.is_signed)
        .map(|worked_off| worked_off.billed.saturating_sub(worked_off.amount))
        .sum();
    assert_eq!(fact.what, What::Dispute(struck));
    assert_eq!(u128::from(fact.value), view.cleared + u128::from(struck));
    assert!(fact.subject == view.terms.biller && fact.at <= world.now);
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
        let settled: Vec<DiscrepancyRecord> = lines
            .values()
            .filter_map(|line| line.worked_off)
            .filter(|worked_off| is_settled(worked_off.status))
            .collect();
        let signed: i128 = settled.iter().map(|settled| i128::from(settled.amount)).sum();
        let billed: i128 = cleared.iter().map(|line| of(line.billed)).sum();
        let expected: i128 = cleared.iter().map(|line| of(line.expected)).sum();
        if cleared.iter().any(|line| line.billed == Some(UNOPENED)) {
            assert_eq!(view.terms.entry, EntryMode::Blind);
            assert!(view.cleared as i128 >= billed + signed);
        } else {
            let all = billed + signed;
            assert_eq!(view.cleared as i128, all, "cleared = Σ matched + adjusted + settled");
        }
        assert_eq!(usize::from(view.settled), settled.len());
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
            CaseStatus::Balanced => {
                assert_eq!((examined, view.discrepant), (view.lines, view.settled));
            }
            CaseStatus::Discrepant => {
                assert!(examined == view.lines && view.discrepant > 0);
            }
            CaseStatus::Proposed | CaseStatus::Withdrawn => assert_eq!(view.lines, 0),
            CaseStatus::Open => assert_eq!(examined, 0),
            CaseStatus::Matching => {}
        }
        if let Some(limit) = view.terms.tolerances.cumulative {
            let lapsed: i128 = lines
                .values()
                .filter(|line| line.billed.is_some() && view.terms.entry != EntryMode::Blind)
                .filter_map(|line| line.worked_off)
                .filter(|worked_off| worked_off.status == Status::Lapsed && worked_off.billed > 0)
                .map(|worked_off| i128::from(worked_off.amount))
                .sum();
            assert!(
                view.terms.entry == EntryMode::Blind || billed + lapsed <= i128::from(limit),
                "what both did not sign anew stays within the limit"
            );
        }
        for (reference, line) in lines {
            let claim = now.claims.get(&(view.terms.biller, *reference));
            let hidden_for_nothing =
                line.billed == Some(UNOPENED) && view.status >= CaseStatus::Discrepant;
            let may_owe = match (line.status, line.worked_off) {
                (LineStatus::Waiting, _) => line.billed.is_some(),
                (LineStatus::Matched, _) if hidden_for_nothing => false,
                (LineStatus::Matched | LineStatus::Adjusted, _) => true,
                // Until it is settled, what is left to the arbiter or to an offer may be anything.
                (_, Some(worked_off)) => worked_off.amount > 0,
                (_, None) => unreachable!("a discrepancy is raised with the line"),
            };
            if may_owe {
                assert_eq!(claim, Some(case), "a line is owed in one case at most");
            }
            if line.status == LineStatus::Waiting {
                assert_eq!(line.difference, 0);
            }
            let is_discrepant = matches!(line.status, LineStatus::Discrepant(_));
            assert_eq!(line.worked_off.is_some(), is_discrepant);
            if let Some(worked_off) = &line.worked_off {
                check_discrepancy(view, line, worked_off, claim == Some(case));
            }
        }
    }
    for ((party, reference), case) in &now.claims {
        let (view, lines) = &now.cases[case];
        assert_eq!(view.terms.biller, *party);
        let line = &lines[reference];
        assert!(line.billed.is_some() || line.status != LineStatus::Waiting);
        let is_settled_at_nothing = line
            .worked_off
            .is_some_and(|worked_off| is_settled(worked_off.status) && worked_off.amount == 0);
        assert!(!is_settled_at_nothing, "what a case owes nothing for is free for another");
    }
}

/// What holds of a discrepancy at any time.
fn check_discrepancy(
    view: &CaseView,
    line: &CaseLine,
    worked_off: &DiscrepancyRecord,
    is_here: bool,
) {
    let DiscrepancyRecord { status, billed, expected, amount, .. } = *worked_off;
    let counts = |is_complete| view.terms.entry == EntryMode::Open || is_complete;
    let bill = of(line.billed) + i128::from(line.billed_again);
    let is = if counts(view.billed_complete) { bill } else { 0 };
    let is_blind = view.terms.entry == EntryMode::Blind;
    assert!(i128::from(billed) == is || is_blind && billed == 0);
    let is = if counts(view.expected_complete) { of(line.expected) } else { 0 };
    assert!(i128::from(expected) == is || is_blind && expected == 0);
    match status {
        Status::Decided => {
            assert!(view.terms.arbiter.party().is_some());
            let is_between = billed.min(expected) <= amount && amount <= billed.max(expected);
            // What another case owes comes to nothing, whatever was stated here.
            assert!(is_between || amount == 0 && !is_here, "{worked_off:?}");
        }
        Status::Accepted => assert_eq!(amount, billed),
        Status::Credited => assert!(amount < billed),
        Status::Debited => assert!(amount > billed),
        Status::Split => {
            assert!(billed.min(expected) < amount && amount < billed.max(expected));
        }
        // Silence: never more than both have signed. In this world who is billed signs for the goods itself.
        Status::Raised | Status::Explained | Status::Escalated | Status::Lapsed => {
            assert!(expected > 0 || amount == 0);
            assert!(amount <= billed || billed == 0 && amount <= expected);
        }
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
            // Opened anew: proposed, or under terms in force, which both have signed.
            let opened =
                if view_after.version > 0 { CaseStatus::Open } else { CaseStatus::Proposed };
            let may_be = [CaseStatus::Withdrawn, opened];
            assert!(may_be.contains(&view_after.status), "{:?}", view_after.status);
        } else {
            assert!(view_after.status >= view.status, "a case moves forward");
            assert_eq!(view.terms, view_after.terms, "terms stay as they were proposed");
        }
        for (reference, line) in lines {
            let line_after = &lines_after[reference];
            if line.status != LineStatus::Waiting {
                let CaseLine { billed, expected, worked_off, .. } = *line;
                let but_for = CaseLine { worked_off, ..*line_after };
                // A line that was matched undisclosed, or never opened, may be opened yet.
                let but_for = if view.terms.entry == EntryMode::Blind {
                    CaseLine { billed, expected, ..but_for }
                } else {
                    but_for
                };
                assert_eq!(*line, but_for, "a line is examined once");
            }
            if let (Some(was), Some(is)) = (line.worked_off, line_after.worked_off) {
                assert!(was.status <= is.status, "a discrepancy moves forward");
                assert!(!is_settled(was.status) || was == is, "what is settled stays");
                assert_eq!((was.billed, was.expected), (is.billed, is.expected));
                assert!(was.status < is.status || was.until == is.until, "a window starts once");
            }
            let stays =
                |was: Option<Statement>, is| was.is_none() || was == is || was == Some(UNOPENED);
            assert!(stays(line.billed, line_after.billed));
            assert!(stays(line.expected, line_after.expected));
            assert!(line.billed_again <= line_after.billed_again);
        }
    }
    for (key, case) in &before.claims {
        let stays = after.claims.get(key) == Some(case);
        let (view, lines) = &after.cases[case];
        let line = &lines[&key.1];
        let is_credited = line
            .worked_off
            .is_some_and(|worked_off| is_settled(worked_off.status) && worked_off.amount == 0);
        let has_fallen = line.billed == Some(UNOPENED) && view.status >= CaseStatus::Discrepant;
        assert!(
            stays || is_credited || has_fallen,
            "a claim stays while its case may owe the line"
        );
    }
}

/// What a party states where entry is sealed.
fn planned(case: CaseId, party: PartyId) -> Vec<BillLine> {
    let mut dice = Dice(u64::from(case.0[0]) * 256 + u64::from(party.0[0]) + 1);
    (1..=LINES)
        .map(|line| bill(line, dice.one_of(&[100, 100, 60]), dice.one_of(&[10, 10, 11])))
        .collect()
}

/// Both parties do what a case asks of them next, as they should; whether there was anything.
fn go_through(world: &mut World, case: CaseId, is_late: bool) -> bool {
    let Some(view) = world.ledger.case(case) else { return false };
    let mode = view.terms.entry;
    let parties = [view.opened_by, view.counterparty];
    match view.status {
        CaseStatus::Proposed => world.accept(view.counterparty, case).is_ok(),
        CaseStatus::Open => {
            for party in parties.into_iter().filter(|_| mode == EntryMode::Sealed) {
                let mut seal = Seal { commitment: [0; 32], root: [0; 32], count: 0, total: 0 };
                for bill in planned(case, party) {
                    seal.root = digest(&(seal.root, bill));
                    seal.count += 1;
                    seal.total += of(Some(bill.statement)) as u128;
                }
                let digest = seal.digest(&CONTRACT.into(), &case, &party, &[1; 32]);
                let call = world.by(party);
                let _ = world.ledger.commit(call, &world.others, case, party, digest);
            }
            for party in parties {
                let lines = planned(case, party);
                let sum: i128 = lines.iter().map(|bill| of(Some(bill.statement))).sum();
                let (call, others) = (world.by(party), &world.others);
                let completion = match mode {
                    EntryMode::Open => Completion::Open,
                    EntryMode::Sealed => Completion::Sealed([1; 32]),
                    EntryMode::Blind => Completion::Blind(sum as u128),
                };
                if mode == EntryMode::Blind {
                    let lines = lines.into_iter().map(|bill| blinded(case, bill)).collect();
                    let _ = world.ledger.enter_blind(call, others, case, party, lines);
                } else {
                    let _ = world.ledger.enter(call, others, case, party, lines);
                }
                let _ = world.complete_as(party, case, completion);
            }
            true
        }
        CaseStatus::Matching => {
            if mode == EntryMode::Blind && is_late {
                for party in parties {
                    for line in planned(case, party) {
                        let opened = vec![OpenedLine { line, key: [4; 32] }];
                        let (call, others) = (world.by(party), &world.others);
                        let _ = world.ledger.open_lines(call, others, case, party, opened);
                    }
                }
            }
            for page in 0..view.entry_pages {
                for line in world.ledger.lines_of(case, page) {
                    let LineReference { document, line } = line.reference;
                    let _ = world.match_lines(case, document, &[line]);
                }
            }
            let _ = world.conclude(case);
            true
        }
        CaseStatus::Discrepant => {
            for page in 0..view.discrepancy_pages {
                for line in world.ledger.discrepancies_of(case, page) {
                    let call = world.by(CARL);
                    let _ = world.ledger.expire(call, case, line.reference);
                }
            }
            let _ = world.conclude(case);
            true
        }
        CaseStatus::Balanced | CaseStatus::Withdrawn => false,
    }
}

fn blinded(case: CaseId, bill: BillLine) -> BlindLine {
    let digest = digest(&(b"lading/line", [4u8; 32], case, bill.reference, bill.statement));
    BlindLine { reference: bill.reference, digest }
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
    match dice.below(45) {
        0 => {
            let mut terms = terms();
            terms.biller = dice.one_of(&[party, party, counterparty, CARL]);
            let is_carls = party == CARL || counterparty == CARL;
            let arbiter = if is_carls { BERT } else { CARL };
            terms.arbiter = dice.one_of(&[OptionalParty::Nobody, OptionalParty::Party(arbiter)]);
            terms.entry = dice.one_of(&[
                EntryMode::Open,
                EntryMode::Open,
                EntryMode::Open,
                EntryMode::Sealed,
                EntryMode::Blind,
            ]);
            terms.response_window = 40 + dice.below(300);
            terms.decision_window = 40 + dice.below(300);
            terms.entry_until = *now + 200 + dice.below(300);
            terms.wait_until = terms.entry_until + dice.below(400);
            terms.tolerances.small_difference = dice.below(60);
            terms.tolerances.quantity.upper_absolute = dice.one_of(&[None, Some(0), Some(100)]);
            terms.tolerances.date.upper_percent = dice.one_of(&[None, Some(0)]);
            terms.tolerances.unit_ratio.upper_percent = dice.one_of(&[None, None, Some(100)]);
            terms.tolerances.cumulative = dice.one_of(&[None, None, Some(4000)]);
            let mut basis = Basis::Proposed(Box::new(terms));
            others.in_force = None;
            if dice.below(3) == 0 {
                basis = Basis::InForce(party);
                let seller = dice.one_of(&[None, Some(party), Some(counterparty)]).into();
                others.in_force = Some((1, Signed { seller, ..under::signed() }));
                others.orders = 1;
            }
            let proposal = Proposal { party, counterparty, period: 1, sequence, basis };
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
                let is_billed = ledger.billed_in(&party, reference).is_some();
                !(if bills { is_billed } else { line.is_some_and(|line| line.expected.is_some()) })
            };
            let is_careless = dice.below(10) == 0;
            let lines: Vec<BillLine> = all
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
                        weight: dice.rarely(LIMIT, &[0, 0, 250_000, 250_000, 260_000]),
                    },
                })
                .collect();
            let is_blind =
                ledger.case(case).is_some_and(|view| view.terms.entry == EntryMode::Blind);
            if is_blind && dice.often() {
                let lines = planned(case, party).iter().map(|bill| blinded(case, *bill)).collect();
                return ledger.enter_blind(call, others, case, party, lines).is_ok();
            }
            let is_sealed =
                ledger.case(case).is_some_and(|view| view.terms.entry == EntryMode::Sealed);
            let mut lines = if is_sealed && dice.often() { planned(case, party) } else { lines };
            if !is_sealed && dice.below(6) == 0 {
                for bill in &mut lines {
                    bill.statement.freight = 0;
                }
                spread(dice.rarely(LIMIT, &[0, 1, 100, 301]), &mut lines);
            }
            ledger.enter(call, others, case, party, lines).is_ok()
        }
        10 | 24 => {
            let sum: i128 = planned(case, party).iter().map(|bill| of(Some(bill.statement))).sum();
            let blind = Completion::Blind(dice.one_of(&[sum, sum, sum + 5]) as u128);
            let completion = dice.one_of(&[Completion::Open, Completion::Sealed([1; 32]), blind]);
            let contract = CONTRACT.into();
            ledger.complete_statement(call, others, contract, case, party, completion).is_ok()
        }
        25..=27 => {
            let mut seal = Seal { commitment: [0; 32], root: [0; 32], count: 0, total: 0 };
            for bill in planned(case, party) {
                seal.root = digest(&(seal.root, bill));
                seal.count += 1;
                seal.total += of(Some(bill.statement)) as u128;
            }
            let nonce = if dice.often() { [1; 32] } else { [2; 32] };
            let commitment = seal.digest(&CONTRACT.into(), &case, &party, &nonce);
            ledger.commit(call, others, case, party, commitment).is_ok()
        }
        39..=44 => go_through(world, case, dice.below(4) == 0),
        36..=38 => {
            let mut lines = planned(case, party);
            lines.retain(|_| dice.below(2) == 0);
            let lines = lines.into_iter().map(|line| OpenedLine { line, key: [4; 32] }).collect();
            ledger.open_lines(call, others, case, party, lines).is_ok()
        }
        28..=32 => {
            let page = dice.below(3) as u16;
            let Some(line) = ledger.discrepancies_of(case, page).first().copied() else {
                return false;
            };
            let offers = line.worked_off.map_or([0; 4], |worked_off| {
                let (billers, payers) = (worked_off.billers.amount, worked_off.payers.amount);
                [billers, payers, worked_off.expected, worked_off.billed / 2]
            });
            let action = match dice.below(8) {
                0 => Action::Explain,
                1 => Action::Escalate,
                2 | 3 => Action::Offer(dice.rarely(LIMIT, &offers)),
                4 | 5 => Action::Decide(dice.rarely(LIMIT, &offers)),
                _ => Action::Accept(dice.one_of(&offers)),
            };
            let arbiter = ledger.case(case).and_then(|view| view.terms.arbiter.party());
            let (call, party) = match (action, arbiter) {
                (Action::Decide(_), Some(arbiter)) if dice.often() => {
                    (Call { caller: arbiter.0.into(), ..call }, arbiter)
                }
                _ => (call, party),
            };
            let reason = dice.one_of(&[Reason::Price, Reason::Quantity, Reason::Delivery]);
            let of = line.reference;
            ledger.answer_discrepancy(call, others, case, party, of, reason, action).is_ok()
        }
        33..=35 => {
            let page = dice.below(3) as u16;
            let lines = ledger.discrepancies_of(case, page);
            let reference =
                lines.last().map_or(LineReference { document, line: 1 }, |line| line.reference);
            ledger.expire(call, case, reference).is_ok()
        }
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
    let (mut ends, mut lines, mut outcomes) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut modes = BTreeMap::new();
    let mut left = steps;
    while left > 0 {
        let round = left.min(ROUND);
        left -= round;
        run_test::<DefaultEnvironment, _>(|_| {
            for (view, of) in walk(round, &mut dice).cases.into_values() {
                *ends.entry(view.status).or_insert(0u32) += 1;
                let mode = format!("{:?} to the end", view.terms.entry);
                *modes.entry(mode).or_insert(0u32) +=
                    u32::from(view.status == CaseStatus::Balanced);
                for line in of.values() {
                    *lines.entry(format!("{:?}", line.status)).or_insert(0u32) += 1;
                    if line.status == LineStatus::Matched && line.billed == Some(UNOPENED) {
                        *lines.entry("Matched undisclosed".into()).or_insert(0u32) += 1;
                    }
                    if let Some(worked_off) = line.worked_off {
                        *outcomes.entry(worked_off.status).or_insert(0u32) += 1;
                    }
                }
            }
            Ok(())
        })
        .unwrap();
    }
    println!("{ends:?} {modes:?} {lines:?} {outcomes:?}");
    let has_ended =
        ends.contains_key(&CaseStatus::Balanced) || ends.contains_key(&CaseStatus::Discrepant);
    assert!(has_ended || steps < 4_000, "a walk in which no case ends shows little");
}

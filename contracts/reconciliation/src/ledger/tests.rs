use super::{
    examination::{Concluded, SILENCE},
    *,
};
use crate::consolidated::spread;
use crate::events::{
    BillEntered, CaseBalanced, CaseDiscrepant, LinesMatched, MatchedLine, StatementCompleted,
};
use ink::env::{test::run_test, DefaultEnvironment};
use interfaces::{
    ids::{Account, OptionalParty},
    orders::ProgressLine,
    reconciliation::{BillLine, Completion, Discrepancy},
    registry::Refusal,
    waybill::{BillingLine, FreightTerm, WaybillStatus},
};
use kit::{list::PER_DOCUMENT, money::LIMIT};
use proptest::prelude::*;
use std::{cell::RefCell, collections::BTreeMap};

mod blind;
mod claims;
mod disputes;
mod evidence;
mod order;
mod ratings;
mod sealed;
mod telling;
mod under;
mod walk;

const ANNA: PartyId = PartyId([1; 32]);
const BERT: PartyId = PartyId([2; 32]);
const CARL: PartyId = PartyId([3; 32]);
const PAPER: DocumentId = DocumentId([7; 32]);
const OTHER_PAPER: DocumentId = DocumentId([8; 32]);
const START: Millis = 1_000_000;
const ENTRY_UNTIL: Millis = 2_000_000;
const WAIT_UNTIL: Millis = 3_000_000;
const RESPONSE: Millis = 100_000;
const DECISION: Millis = 200_000;
const CONTRACT: [u8; 32] = [77; 32];

/// Which orders contract was told what, of which order and by which case.
type Told = (u8, DocumentId, CaseId, Vec<ProgressLine>);

/// A registry in which the account and the enterprise have the same bytes.
#[derive(Default)]
struct Fake {
    registry: u8,
    denial: Option<Denial>,
    asked: RefCell<Vec<(u8, PartyId, Scope, Business)>>,
    waybill: u8,
    orders: u8,
    order: Option<(PartyId, PartyId)>,
    in_force: Option<(u16, Signed)>,
    takes_nothing: bool,
    told: RefCell<Vec<Told>>,
    is_silent: bool,
    records: BTreeMap<DocumentId, BillingRecord>,
    read: RefCell<Vec<(u8, DocumentId, Vec<u16>)>>,
}

impl Authority for Fake {
    fn epoch(&self) -> u8 {
        self.registry
    }

    fn may(
        &self,
        epoch: u8,
        account: Account,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), Denial> {
        self.asked.borrow_mut().push((epoch, party, scope, business));
        match self.denial {
            Some(denial) => Err(denial),
            None => kit::authority::alone(account, party),
        }
    }
}

impl Deliveries for Fake {
    fn waybill_epoch(&self) -> u8 {
        self.waybill
    }

    fn billing_record(
        &self,
        epoch: u8,
        waybill: &DocumentId,
        lines: &[u16],
    ) -> Result<Option<Box<BillingRecord>>, Error> {
        self.read.borrow_mut().push((epoch, *waybill, lines.to_vec()));
        if self.is_silent {
            return Err(Error::WaybillUnavailable);
        }
        Ok(self.records.get(waybill).cloned().map(|mut record| {
            record.billed.retain(|line| lines.contains(&line.line));
            Box::new(record)
        }))
    }
}

impl Orders for Fake {
    fn orders_epoch(&self) -> u8 {
        self.orders
    }

    fn terms_between(
        &self,
        epoch: u8,
        one: &PartyId,
        other: &PartyId,
    ) -> Result<Option<(u16, Box<Signed>)>, Error> {
        assert_ne!(one, other);
        if epoch == 0 {
            return Err(Error::OrdersUnavailable);
        }
        Ok(self.in_force.clone().map(|(version, signed)| (version, Box::new(signed))))
    }

    fn parties_of(&self, epoch: u8, _: &DocumentId) -> Result<Option<(PartyId, PartyId)>, Error> {
        if epoch == 0 {
            return Err(Error::OrdersUnavailable);
        }
        Ok(self.order)
    }

    fn record_billed(
        &self,
        epoch: u8,
        order: &DocumentId,
        case: &CaseId,
        lines: &[ProgressLine],
    ) -> Result<(), Error> {
        if self.takes_nothing {
            return Err(Error::NotTold(29));
        }
        self.told.borrow_mut().push((epoch, *order, *case, lines.to_vec()));
        Ok(())
    }
}

/// A ledger, those it asks, and a clock.
struct World {
    ledger: Ledger,
    others: Fake,
    now: Millis,
}

impl World {
    /// An empty one, on an empty chain.
    fn new() -> Self {
        run_test::<DefaultEnvironment, _>(|_| Ok(())).unwrap();
        Self { ledger: Ledger::default(), others: Fake::default(), now: START }
    }

    fn by(&self, party: PartyId) -> Call {
        Call { caller: party.0.into(), now: self.now }
    }

    fn open(&mut self, by: PartyId, proposal: Proposal) -> Result<CaseOpened, Error> {
        self.ledger.open(self.by(by), false, &self.others, &self.others, proposal)
    }

    fn accept(&mut self, by: PartyId, case: CaseId) -> Result<CaseAccepted, Error> {
        let terms = self.ledger.terms_digest_of(case).unwrap_or_default();
        self.ledger.accept(self.by(by), false, &self.others, case, terms)
    }

    fn withdraw(&mut self, by: PartyId, case: CaseId) -> Result<CaseWithdrawn, Error> {
        self.ledger.withdraw(self.by(by), &self.others, case, by)
    }

    fn enter(
        &mut self,
        by: PartyId,
        case: CaseId,
        lines: Vec<BillLine>,
    ) -> Result<BillEntered, Error> {
        self.ledger.enter(self.by(by), &self.others, case, by, lines)
    }

    fn complete(&mut self, by: PartyId, case: CaseId) -> Result<StatementCompleted, Error> {
        self.complete_as(by, case, Completion::Open)
    }

    fn complete_as(
        &mut self,
        by: PartyId,
        case: CaseId,
        completion: Completion,
    ) -> Result<StatementCompleted, Error> {
        let contract = CONTRACT.into();
        self.ledger.complete_statement(self.by(by), &self.others, contract, case, by, completion)
    }

    fn match_lines(
        &mut self,
        case: CaseId,
        document: DocumentId,
        lines: &[u16],
    ) -> Result<LinesMatched, Error> {
        self.ledger.match_lines(self.by(CARL), &self.others, case, document, lines.to_vec())
    }

    fn conclude(&mut self, case: CaseId) -> Result<Concluded, Error> {
        self.ledger.conclude(self.by(CARL), case)
    }

    fn view(&self, case: CaseId) -> CaseView {
        self.ledger.case(case).unwrap()
    }

    fn line(&self, case: CaseId, line: u16) -> CaseLine {
        self.ledger.line_of(case, LineReference { document: PAPER, line }).unwrap()
    }

    /// A case that Anna, who bills, opened and Bert accepted.
    fn accepted(&mut self) -> CaseId {
        let case = self.open(ANNA, proposal()).unwrap().case;
        self.accept(BERT, case).unwrap();
        case
    }

    /// The same with lines 1 to `lines` stated alike by both, and complete.
    fn stated(&mut self, lines: u16) -> CaseId {
        let case = self.accepted();
        for by in [ANNA, BERT] {
            self.enter(by, case, (1..=lines).map(|line| bill(line, 100, 10)).collect()).unwrap();
            self.complete(by, case).unwrap();
        }
        case
    }
}

fn terms() -> CaseTerms {
    let none = Limits { lower_absolute: Some(0), upper_absolute: Some(0), ..Limits::default() };
    CaseTerms {
        biller: ANNA,
        currency: "EUR".into(),
        tolerances: Tolerances {
            small_difference: 2,
            quantity: none,
            price: none,
            freight: none,
            date: Limits::default(),
            unit_ratio: none,
            cumulative: None,
        },
        entry_until: ENTRY_UNTIL,
        wait_until: WAIT_UNTIL,
        arbiter: OptionalParty::Party(CARL),
        entry: EntryMode::Open,
        response_window: RESPONSE,
        decision_window: DECISION,
    }
}

fn proposal() -> Proposal {
    proposed(terms())
}

/// The same on other terms.
fn proposed(terms: CaseTerms) -> Proposal {
    let basis = Basis::Proposed(Box::new(terms));
    Proposal { party: ANNA, counterparty: BERT, period: 202611, sequence: 1, basis }
}

fn at(line: u16) -> LineReference {
    LineReference { document: PAPER, line }
}

/// So many pieces at a price, no freight.
fn bill(line: u16, pieces: u64, price: u64) -> BillLine {
    let statement =
        Statement { quantity: pieces * 1000, value: pieces * price, freight: 0, weight: 0 };
    BillLine { reference: at(line), statement }
}

/// A waybill from Anna to Bert of which all lines with 100 pieces were received, as given.
fn record(status: WaybillStatus, received: &[(u16, u64)]) -> BillingRecord {
    BillingRecord {
        status,
        consignor: ANNA,
        carrier: CARL,
        consignee: BERT,
        freight: 0,
        currency: *b"EUR",
        freight_term: FreightTerm::Prepaid,
        gross_weight: 0,
        delivered_at: START,
        confirmed: true,
        lines: 500,
        billed: received
            .iter()
            .map(|(line, pieces)| BillingLine {
                line: *line,
                loaded: 100_000,
                received: pieces * 1000,
                unit: *b"C62",
                deliver_until: START,
                on_time: true,
                order_line: None,
            })
            .collect(),
    }
}

/// A world in which `paper` is a waybill.
fn with_waybill(record: BillingRecord) -> World {
    let mut world = World::new();
    world.others.waybill = 3;
    world.others.records.insert(PAPER, record);
    world
}

#[ink::test]
fn a_case_is_opened_and_accepted_and_told_of() {
    let mut world = World::new();
    (world.others.registry, world.others.waybill, world.others.orders) = (2, 3, 5);
    let opened = world.open(ANNA, proposal()).unwrap();
    let case = case_id(ANNA, BERT, 202611, 1);
    assert_eq!(
        opened,
        CaseOpened {
            case,
            opened_by: ANNA,
            counterparty: BERT,
            period: 202611,
            sequence: 1,
            terms: terms(),
            registry: 2,
            waybill: 3,
            orders: 5,
            version: 0,
        }
    );
    assert_eq!(
        world.view(case),
        CaseView {
            status: CaseStatus::Proposed,
            opened_by: ANNA,
            counterparty: BERT,
            terms: terms(),
            registry: 2,
            waybill: 3,
            orders: 5,
            version: 0,
            accept_until: ENTRY_UNTIL - (ENTRY_UNTIL - START) / 4,
            billed_complete: false,
            expected_complete: false,
            billed_committed: false,
            expected_committed: false,
            unopened: 0,
            lines: 0,
            entry_pages: 0,
            discrepancy_pages: 0,
            matched: 0,
            adjusted: 0,
            discrepant: 0,
            settled: 0,
            cleared: 0,
            written_off: 0,
            disputed: 0,
        }
    );
    let digest = world.ledger.terms_digest_of(case).unwrap();
    assert_eq!(world.accept(BERT, case), Ok(CaseAccepted { case, by: BERT, terms: digest }));
    assert_eq!(world.view(case).status, CaseStatus::Open);
    assert_eq!(
        *world.others.asked.borrow(),
        [
            (2, ANNA, Scope::Agree, Business::NewBusiness),
            (2, BERT, Scope::Agree, Business::NewBusiness),
        ]
    );
}

#[ink::test]
fn who_opened_a_case_has_time_to_state_its_lines_once_it_is_accepted() {
    let mut world = World::new();
    let day = crate::matching::DAY;
    for (time, least) in [(4, 1), (40 * 1000, 10 * 1000), (4 * day, day), (400 * day, day), (0, 0)]
    {
        let mut terms = terms();
        world.now = START;
        (terms.entry_until, terms.wait_until) = (START + time, START + time);
        let case = world.open(ANNA, proposed(terms)).unwrap().case;
        assert_eq!(world.view(case).accept_until, START + time - least);
        world.now = START + time - least + 1;
        assert_eq!(world.accept(BERT, case), Err(Error::EntryOver));
        world.now -= 1;
        world.accept(BERT, case).unwrap();
        world = World::new();
    }
}

#[ink::test]
fn the_one_billed_may_open_the_case() {
    let mut world = World::new();
    let terms = CaseTerms { biller: BERT, ..terms() };
    let case = world.open(ANNA, proposed(terms.clone())).unwrap().case;
    assert_eq!(world.view(case).terms, terms);
    world.accept(BERT, case).unwrap();
    world.enter(ANNA, case, vec![bill(1, 1, 1)]).unwrap();
    world.enter(BERT, case, vec![bill(1, 2, 1)]).unwrap();
    let line = world.line(case, 1);
    assert_eq!(line.expected, Some(bill(1, 1, 1).statement));
    assert_eq!(line.billed, Some(bill(1, 2, 1).statement));
    assert_eq!(world.ledger.billed_in(&BERT, &at(1)), Some(case));
    assert_eq!(world.ledger.billed_in(&ANNA, &at(1)), None);
}

#[ink::test]
fn the_id_and_the_digest_are_what_the_interface_says_they_are() {
    let blake = |bytes: &[u8]| {
        let mut digest = [0; 32];
        ink::env::hash_bytes::<ink::env::hash::Blake2x256>(bytes, &mut digest);
        digest
    };
    let mut bytes = b"lading/case".to_vec();
    bytes.extend([1; 32]);
    bytes.extend([2; 32]);
    bytes.extend(202611u32.to_le_bytes());
    bytes.extend(1u16.to_le_bytes());
    let case = CaseId(blake(&bytes));
    assert_eq!(case_id(ANNA, BERT, 202611, 1), case);
    assert_eq!(case_id(BERT, ANNA, 202611, 1), case);
    assert_ne!(case_id(ANNA, BERT, 202611, 2), case);

    let mut world = World::new();
    assert_eq!(world.ledger.terms_digest_of(case), None);
    (world.others.registry, world.others.waybill, world.others.orders) = (2, 3, 5);
    world.open(ANNA, proposal()).unwrap();
    let mut bytes = b"lading/case-terms".to_vec();
    bytes.extend(case.0);
    bytes.extend([2, 3, 5]);
    bytes.extend(scale::Encode::encode(&terms()));
    assert_eq!(world.ledger.terms_digest_of(case), Some(blake(&bytes)));
}

#[ink::test]
fn a_case_that_was_withdrawn_leaves_its_place_to_another() {
    let mut world = World::new();
    let case = world.open(ANNA, proposal()).unwrap().case;
    assert_eq!(world.withdraw(BERT, case), Ok(CaseWithdrawn { case, by: BERT }));
    assert_eq!(world.view(case).status, CaseStatus::Withdrawn);
    world.others.registry = 4;
    let terms = CaseTerms { arbiter: OptionalParty::Nobody, ..terms() };
    let again = Proposal { party: BERT, counterparty: ANNA, ..proposed(terms.clone()) };
    assert_eq!(world.open(BERT, again).unwrap().case, case);
    let view = world.view(case);
    assert_eq!((view.status, view.opened_by, view.terms), (CaseStatus::Proposed, BERT, terms));
    assert_eq!(world.withdraw(BERT, case), Ok(CaseWithdrawn { case, by: BERT }));
}

#[ink::test]
fn a_case_keeps_the_contracts_that_were_linked_when_it_was_opened() {
    let mut world = with_waybill(record(WaybillStatus::Closed, &[(1, 100)]));
    world.others.registry = 2;
    let case = world.accepted();
    (world.others.registry, world.others.waybill) = (9, 9);
    world.enter(ANNA, case, vec![bill(1, 100, 10)]).unwrap();
    world.enter(BERT, case, vec![bill(1, 100, 10)]).unwrap();
    world.complete(ANNA, case).unwrap();
    world.complete(BERT, case).unwrap();
    world.match_lines(case, PAPER, &[1]).unwrap();
    assert!(world.others.asked.borrow().iter().all(|asked| asked.0 == 2));
    assert_eq!(*world.others.read.borrow(), [(3, PAPER, vec![1])]);
}

#[ink::test]
fn statements_are_entered_and_kept_by_page() {
    let mut world = World::new();
    let case = world.accepted();
    let lines = vec![bill(1, 100, 10), bill(2, 50, 20)];
    assert_eq!(
        world.enter(ANNA, case, lines.clone()),
        Ok(BillEntered { case, party: ANNA, lines, billed_before: vec![] })
    );
    world.enter(BERT, case, vec![bill(2, 40, 20), bill(3, 1, 1)]).unwrap();
    world.enter(BERT, case, vec![bill(1, 100, 10)]).unwrap();
    let view = world.view(case);
    assert_eq!((view.lines, view.entry_pages), (3, 2));
    let numbers = |page| -> Vec<u16> {
        world.ledger.lines_of(case, page).iter().map(|line| line.reference.line).collect()
    };
    assert_eq!((numbers(0), numbers(1), numbers(2)), (vec![1, 2], vec![3], vec![]));
    assert_eq!(
        world.line(case, 2),
        CaseLine {
            reference: at(2),
            billed: Some(bill(2, 50, 20).statement),
            expected: Some(bill(2, 40, 20).statement),
            billed_again: 0,
            status: LineStatus::Waiting,
            difference: 0,
            worked_off: None,
        }
    );
    assert_eq!(world.ledger.line_of(case, at(4)), None);
    let asked = *world.others.asked.borrow().last().unwrap();
    assert_eq!(asked, (0, BERT, Scope::Bill, Business::Exit));
}

#[ink::test]
fn a_consolidated_freight_bill_is_lines_that_come_to_it() {
    let mut world = World::new();
    let case = world.accepted();
    let consolidated = |freight, weights: &[u64]| -> Vec<BillLine> {
        let of = |(weight, line): (&u64, u16)| BillLine {
            reference: at(line),
            statement: Statement { quantity: 1000, value: 0, freight: 0, weight: *weight },
        };
        let mut lines: Vec<BillLine> = weights.iter().zip(1..).map(of).collect();
        spread(freight, &mut lines);
        lines
    };
    for (freight, weights) in
        [(LIMIT, [1, 1]), (100, [0, 0]), (100, [LIMIT, 1]), (Money::MAX, [1, u64::MAX])]
    {
        let entered = world.enter(ANNA, case, consolidated(freight, &weights));
        assert_eq!(entered, Err(Error::AmountOutOfRange));
    }
    assert_eq!(world.enter(ANNA, case, consolidated(100, &[1; 51])), Err(Error::TooMany));
    assert_eq!(world.enter(ANNA, case, consolidated(100, &[])), Err(Error::Empty));
    let entered = world.enter(ANNA, case, consolidated(100, &[1, 1, 1])).unwrap();
    let freight: Vec<Money> = entered.lines.iter().map(|line| line.statement.freight).collect();
    assert_eq!(freight, [34, 33, 33]);
    let is = Statement { quantity: 1000, value: 0, freight: 33, weight: 1 };
    assert_eq!(world.line(case, 2).billed, Some(is));
}

#[ink::test]
fn a_line_billed_twice_in_a_case_is_a_duplicate() {
    let mut world = World::new();
    let case = world.accepted();
    let twice = vec![bill(1, 100, 10), bill(2, 1, 1), bill(1, 90, 10)];
    assert_eq!(world.enter(ANNA, case, twice).unwrap().billed_before, [2]);
    assert_eq!(world.enter(ANNA, case, vec![bill(1, 3, 10)]).unwrap().billed_before, [0]);
    world.enter(BERT, case, vec![bill(1, 100, 10)]).unwrap();
    let line = world.line(case, 1);
    assert_eq!(line.billed, Some(bill(1, 100, 10).statement));
    assert_eq!(line.billed_again, 930);
    world.now = ENTRY_UNTIL + 1;
    let results = world.match_lines(case, PAPER, &[1]).unwrap().results;
    let status = LineStatus::Discrepant(Discrepancy::Duplicate);
    assert_eq!(results, [MatchedLine { line: 1, status, difference: 930 }]);
}

#[ink::test]
fn a_line_billed_in_another_case_is_a_duplicate_there() {
    let mut world = World::new();
    let first = world.accepted();
    let second = world.open(ANNA, Proposal { sequence: 2, ..proposal() }).unwrap().case;
    world.accept(BERT, second).unwrap();
    world.enter(ANNA, first, vec![bill(1, 100, 10)]).unwrap();
    assert_eq!(world.enter(ANNA, second, vec![bill(1, 99, 10)]).unwrap().billed_before, [0]);
    assert_eq!(world.enter(ANNA, second, vec![bill(1, 1, 10)]).unwrap().billed_before, [0]);
    assert_eq!(world.ledger.billed_in(&ANNA, &at(1)), Some(first));
    let line = world.line(second, 1);
    assert_eq!((line.billed, line.billed_again), (None, 1000));
    world.complete(ANNA, second).unwrap();
    world.complete(BERT, second).unwrap();
    let matched = world.match_lines(second, PAPER, &[1]).unwrap();
    let status = LineStatus::Discrepant(Discrepancy::Duplicate);
    assert_eq!(matched.results, [MatchedLine { line: 1, status, difference: 1000 }]);
    assert_eq!((matched.totals.disputed, matched.totals.cleared), (1000, 0));
}

#[ink::test]
fn what_others_bill_stands_in_nobodys_way() {
    let mut world = World::new();
    let first = world.accepted();
    world.enter(ANNA, first, vec![bill(1, 100, 10)]).unwrap();
    let terms = CaseTerms { biller: CARL, arbiter: OptionalParty::Nobody, ..terms() };
    let case = world.open(CARL, Proposal { party: CARL, ..proposed(terms) }).unwrap().case;
    world.accept(BERT, case).unwrap();
    assert!(world.enter(CARL, case, vec![bill(1, 5, 1)]).unwrap().billed_before.is_empty());
    assert_eq!(world.ledger.billed_in(&CARL, &at(1)), Some(case));
}

#[ink::test]
fn a_case_in_which_all_agree_is_balanced_and_locked() {
    let mut world = with_waybill(record(WaybillStatus::Closed, &[(1, 100), (2, 100)]));
    let case = world.stated(2);
    assert_eq!(world.view(case).status, CaseStatus::Matching);
    let result = |line| MatchedLine { line, status: LineStatus::Matched, difference: 0 };
    let totals = Totals { matched: 2, cleared: 2000, ..Totals::default() };
    assert_eq!(
        world.match_lines(case, PAPER, &[2, 1]),
        Ok(LinesMatched {
            case,
            document: PAPER,
            results: vec![result(2), result(1)],
            raised: vec![],
            totals,
        })
    );
    assert_eq!(world.conclude(case), Ok(Concluded::Balanced(CaseBalanced { case, totals })));
    let locked = world.view(case);
    assert_eq!((locked.status, locked.cleared), (CaseStatus::Balanced, 2000));
    world.now = START;
    let wrong = Error::WrongStatus(CaseStatus::Balanced);
    assert_eq!(world.accept(BERT, case), Err(wrong));
    assert_eq!(world.withdraw(BERT, case), Err(wrong));
    assert_eq!(world.enter(ANNA, case, vec![bill(9, 1, 1)]), Err(wrong));
    assert_eq!(world.complete(ANNA, case), Err(wrong));
    assert_eq!(world.match_lines(case, PAPER, &[1]), Err(wrong));
    assert_eq!(world.conclude(case), Err(wrong));
    assert_eq!(world.open(ANNA, proposal()), Err(Error::AlreadyExists));
    assert_eq!(world.view(case), locked);
}

#[ink::test]
fn a_case_with_discrepancies_says_which_and_what_they_come_to() {
    let received = [(1, 100), (2, 60), (3, 100), (4, 100)];
    let mut world = with_waybill(record(WaybillStatus::Closed, &received));
    let case = world.accepted();
    let billed = vec![bill(1, 100, 10), bill(2, 100, 10), bill(3, 100, 10), bill(5, 100, 10)];
    world.enter(ANNA, case, billed).unwrap();
    let mut expected = vec![bill(1, 100, 10), bill(2, 100, 10), bill(3, 100, 10), bill(4, 1, 10)];
    expected[2].statement.value = 998;
    world.enter(BERT, case, expected).unwrap();
    world.complete(BERT, case).unwrap();
    world.complete(ANNA, case).unwrap();
    world.match_lines(case, PAPER, &[1, 2, 3]).unwrap();
    assert_eq!(world.conclude(case), Err(Error::LinesWaiting(2)));
    world.match_lines(case, PAPER, &[4, 5]).unwrap();
    let totals = Totals {
        matched: 1,
        adjusted: 1,
        discrepant: 3,
        settled: 0,
        cleared: 2000,
        written_off: 2,
        disputed: 400 - 10 + 1000,
    };
    assert_eq!(world.conclude(case), Ok(Concluded::Discrepant(CaseDiscrepant { case, totals })));
    assert_eq!(world.view(case).status, CaseStatus::Discrepant);
    assert_eq!(world.view(case).discrepancy_pages, 2);
    let page = |page| -> Vec<(u16, LineStatus, i64)> {
        let lines = world.ledger.discrepancies_of(case, page);
        lines.iter().map(|line| (line.reference.line, line.status, line.difference)).collect()
    };
    let is = LineStatus::Discrepant;
    assert_eq!(page(0), [(2, is(Discrepancy::Quantity), 400)]);
    assert_eq!(
        page(1),
        [(4, is(Discrepancy::NotBilled), -10), (5, is(Discrepancy::NeverDelivered), 1000)]
    );
    assert_eq!(page(2), []);
}

#[ink::test]
fn a_case_in_which_nobody_said_anything_is_balanced_at_nothing() {
    let mut world = World::new();
    let case = world.accepted();
    world.now = ENTRY_UNTIL + 1;
    let totals = Totals::default();
    assert_eq!(world.conclude(case), Ok(Concluded::Balanced(CaseBalanced { case, totals })));
}

#[ink::test]
fn matching_begins_without_a_side_that_never_completes() {
    let mut world = World::new();
    let case = world.accepted();
    world.enter(ANNA, case, vec![bill(1, 1, 1)]).unwrap();
    world.complete(ANNA, case).unwrap();
    world.now = ENTRY_UNTIL;
    let open = Err(Error::StatementsOpen(ENTRY_UNTIL));
    assert_eq!(world.match_lines(case, PAPER, &[1]), open);
    assert_eq!(world.conclude(case).map(|_| ()), open.map(|_: LinesMatched| ()));
    world.now = ENTRY_UNTIL + 1;
    let results = world.match_lines(case, PAPER, &[1]).unwrap().results;
    assert_eq!(results[0].status, LineStatus::Discrepant(Discrepancy::NotExpected));
    assert_eq!(world.view(case).status, CaseStatus::Matching);
    let wrong = Error::WrongStatus(CaseStatus::Matching);
    assert_eq!(world.enter(BERT, case, vec![bill(1, 1, 1)]), Err(wrong));
    assert!(matches!(world.conclude(case), Ok(Concluded::Discrepant(_))));
}

#[ink::test]
fn lines_wait_for_their_waybill_until_the_time_is_over() {
    use WaybillStatus::*;
    let never = LineStatus::Discrepant(Discrepancy::NeverDelivered);
    for status in [Draft, Issued, InTransit, Arrived, Delivered, DeliveredUnconfirmed] {
        let mut world = with_waybill(record(status, &[(1, 100)]));
        let case = world.stated(1);
        world.now = WAIT_UNTIL;
        let waits = Err(Error::WaitsForWaybill(WAIT_UNTIL));
        assert_eq!(world.match_lines(case, PAPER, &[1]), waits);
        world.now = WAIT_UNTIL + 1;
        assert_eq!(world.match_lines(case, PAPER, &[1]).unwrap().results[0].status, never);
    }
    for status in [Cancelled, Lost] {
        let mut world = with_waybill(record(status, &[(1, 0)]));
        let case = world.stated(1);
        assert_eq!(world.match_lines(case, PAPER, &[1]).unwrap().results[0].status, never);
    }
}

#[ink::test]
fn a_waybill_that_is_not_there_or_is_not_theirs_is_waited_for() {
    let never = LineStatus::Discrepant(Discrepancy::NeverDelivered);
    let closed = || record(WaybillStatus::Closed, &[(1, 100)]);
    let others = [
        BillingRecord { consignor: CARL, ..closed() },
        BillingRecord { consignee: CARL, ..closed() },
    ];
    for record in others {
        let mut world = with_waybill(record);
        let case = world.stated(1);
        world.now = WAIT_UNTIL;
        assert_eq!(world.match_lines(case, PAPER, &[1]), Err(Error::NotOnWaybill));
        world.now = WAIT_UNTIL + 1;
        assert_eq!(world.match_lines(case, PAPER, &[1]).unwrap().results[0].status, never);
    }
    let mut world = with_waybill(closed());
    world.others.records.clear();
    let case = world.stated(1);
    world.now = WAIT_UNTIL;
    assert_eq!(world.match_lines(case, PAPER, &[1]), Err(Error::NoSuchWaybill));
    world.now = WAIT_UNTIL + 1;
    assert_eq!(world.match_lines(case, PAPER, &[1]).unwrap().results[0].status, never);
}

#[ink::test]
fn a_carrier_and_a_consignee_may_reconcile_freight() {
    let theirs = BillingRecord {
        consignor: CARL,
        carrier: ANNA,
        ..record(WaybillStatus::Closed, &[(1, 100)])
    };
    let mut world = with_waybill(theirs);
    let case = world.stated(1);
    assert_eq!(
        world.match_lines(case, PAPER, &[1]).unwrap().results[0].status,
        LineStatus::Matched
    );
}

#[ink::test]
fn a_waybill_contract_that_does_not_answer_is_waited_for_longer() {
    let mut world = with_waybill(record(WaybillStatus::Closed, &[(1, 100), (2, 100)]));
    let case = world.stated(2);
    world.others.is_silent = true;
    for now in [START, WAIT_UNTIL, WAIT_UNTIL + 1, WAIT_UNTIL + SILENCE] {
        world.now = now;
        assert_eq!(world.match_lines(case, PAPER, &[1]), Err(Error::WaybillUnavailable));
    }
    world.others.is_silent = false;
    let results = world.match_lines(case, PAPER, &[1]).unwrap().results;
    assert_eq!(results[0].status, LineStatus::Matched);
    world.others.is_silent = true;
    world.now = WAIT_UNTIL + SILENCE + 1;
    let results = world.match_lines(case, PAPER, &[2]).unwrap().results;
    assert_eq!(results[0].status, LineStatus::Discrepant(Discrepancy::NeverDelivered));
}

#[ink::test]
fn lateness_is_measured_against_each_lines_own_time() {
    let mut late = record(WaybillStatus::Closed, &[(1, 100), (2, 100)]);
    late.delivered_at = START + 5;
    late.billed[0].deliver_until = START + 5;
    let mut world = with_waybill(late);
    let mut strict = terms();
    strict.tolerances.date.upper_absolute = Some(0);
    let case = world.open(ANNA, proposed(strict)).unwrap().case;
    world.accept(BERT, case).unwrap();
    for by in [ANNA, BERT] {
        world.enter(by, case, vec![bill(1, 100, 10), bill(2, 100, 10)]).unwrap();
        world.complete(by, case).unwrap();
    }
    let results = world.match_lines(case, PAPER, &[1, 2]).unwrap().results;
    assert_eq!(results[0].status, LineStatus::Matched);
    assert_eq!(results[1].status, LineStatus::Discrepant(Discrepancy::Date));
}

#[ink::test]
fn lines_past_the_limit_of_a_case_are_in_dispute_in_the_order_of_entry_whatever_that_of_matching() {
    for order in [[1, 2, 3, 4], [4, 3, 2, 1]] {
        let received = [(1, 100), (2, 100), (3, 100), (4, 100)];
        let mut world = with_waybill(record(WaybillStatus::Closed, &received));
        let mut limited = terms();
        limited.tolerances.cumulative = Some(2500);
        let case = world.open(ANNA, proposed(limited)).unwrap().case;
        world.accept(BERT, case).unwrap();
        world.enter(BERT, case, (1..=4).rev().map(|line| bill(line, 100, 10)).collect()).unwrap();
        world.enter(ANNA, case, vec![bill(4, 100, 10), bill(2, 100, 10)]).unwrap();
        // What is billed again is in dispute anyway, and uses nothing up.
        world.enter(ANNA, case, vec![bill(2, 100, 10), bill(3, 100, 10)]).unwrap();
        world.enter(ANNA, case, vec![bill(1, 100, 10)]).unwrap();
        for by in [ANNA, BERT] {
            world.complete(by, case).unwrap();
        }
        for line in order {
            world.match_lines(case, PAPER, &[line]).unwrap();
        }
        let is = |line| {
            let of = world.line(case, line);
            (of.status, of.difference, of.worked_off.map(|worked_off| worked_off.amount))
        };
        let discrepant = LineStatus::Discrepant;
        assert_eq!(is(4), (LineStatus::Matched, 0, None));
        assert_eq!(is(2), (discrepant(Discrepancy::Duplicate), 1000, Some(1000)));
        assert_eq!(is(3), (discrepant(Discrepancy::Cumulative), 500, Some(500)));
        assert_eq!(is(1), (discrepant(Discrepancy::Cumulative), 1000, Some(0)));
    }
}

#[ink::test]
fn neither_side_can_leave_the_other_no_room() {
    let mut world = World::new();
    let case = world.accepted();
    for page in 0..5u16 {
        let lines = (1..=50).map(|line| bill(page * 50 + line, 1, 1)).collect();
        world.enter(ANNA, case, lines).unwrap();
    }
    assert_eq!(world.view(case).lines, 250);
    assert_eq!(world.enter(ANNA, case, vec![bill(251, 1, 1)]), Err(Error::TooMany));
    for page in 5..10u16 {
        let lines = (1..=50).map(|line| bill(page * 50 + line, 1, 1)).collect();
        world.enter(BERT, case, lines).unwrap();
    }
    assert_eq!(world.view(case).lines, PER_DOCUMENT);
    assert_eq!(world.enter(BERT, case, vec![bill(1, 1, 1), bill(501, 1, 1)]), Err(Error::TooMany));
    assert_eq!(world.line(case, 1).expected, None);
    // What the other brought in takes no room.
    world.enter(BERT, case, (1..=50).map(|line| bill(line, 1, 1)).collect()).unwrap();
    world.enter(ANNA, case, (451..=500).map(|line| bill(line, 1, 1)).collect()).unwrap();
    assert_eq!((world.view(case).lines, world.view(case).entry_pages), (PER_DOCUMENT, 10));
}

#[ink::test]
fn the_largest_case_there_can_be_still_adds_up() {
    let mut world = World::new();
    let case = world.accepted();
    let most = |line| BillLine {
        reference: at(line),
        statement: Statement { quantity: LIMIT - 1, value: LIMIT - 2, freight: 1, weight: 0 },
    };
    for page in 0..10u16 {
        let lines: Vec<BillLine> = (1..=50).map(|line| most(page * 50 + line)).collect();
        let (first, second) = if page < 5 { (ANNA, BERT) } else { (BERT, ANNA) };
        world.enter(first, case, lines.clone()).unwrap();
        world.enter(second, case, lines).unwrap();
    }
    world.now = ENTRY_UNTIL + 1;
    for page in 0..10u16 {
        let lines: Vec<u16> = (1..=50).map(|line| page * 50 + line).collect();
        world.match_lines(case, PAPER, &lines).unwrap();
    }
    assert!(matches!(world.conclude(case), Ok(Concluded::Balanced(_))));
    assert_eq!(world.view(case).cleared, 500 * u128::from(LIMIT - 1));
}

/// Pieces billed and expected, in fifties; fifties delivered; price billed.
type Drawn = (u64, u64, u64, u64);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn who_enters_first_and_the_order_of_lines_and_batches_never_change_the_result(
        lines in prop::collection::vec((0u64..3, 0u64..3, 0u64..4, 1u64..4), 1..30),
        orders in prop::collection::vec(any::<u64>(), 6),
        sizes in (1usize..12, 1usize..12, 1usize..12),
        is_linked in any::<bool>(),
    ) {
        run_test::<DefaultEnvironment, _>(|_| {
            let run = |billed_first: bool, order: &[u64], size: usize| {
                let received: Vec<(u16, u64)> =
                    lines.iter().zip(1..).map(|(line, number)| (number, line.2 * 50)).collect();
                let mut world = with_waybill(record(WaybillStatus::Closed, &received));
                if !is_linked { world.others.waybill = 0; }
                let case = world.accepted();
                let side = |of: fn(&Drawn) -> (u64, u64)| -> Vec<BillLine> {
                    lines.iter().zip(1..).filter_map(|(line, number)| {
                        let (pieces, price) = of(line);
                        (pieces > 0).then(|| bill(number, pieces * 50, price))
                    }).collect()
                };
                let billed = shuffled(side(|line| (line.0, line.3)), order[0]);
                let expected = shuffled(side(|line| (line.1, 2)), order[1]);
                let mut entries = [(ANNA, billed), (BERT, expected)];
                if !billed_first { entries.reverse(); }
                for (by, lines) in entries {
                    for page in lines.chunks(size) { world.enter(by, case, page.to_vec()).unwrap(); }
                }
                world.now = ENTRY_UNTIL + 1;
                let view = world.view(case);
                let all: Vec<u16> = (0..view.entry_pages)
                    .flat_map(|page| world.ledger.lines_of(case, page))
                    .map(|line| line.reference.line)
                    .collect();
                for batch in shuffled(all.clone(), order[2]).chunks(size) {
                    world.match_lines(case, PAPER, batch).unwrap();
                }
                world.conclude(case).unwrap();
                let mut all: Vec<CaseLine> = all.iter().map(|line| world.line(case, *line)).collect();
                all.sort_by_key(|line| line.reference);
                let view = world.view(case);
                (CaseView { entry_pages: 0, discrepancy_pages: 0, ..view }, all)
            };
            let one = run(true, &orders[..3], sizes.0);
            assert_eq!(one, run(false, &orders[..3], sizes.1));
            assert_eq!(one, run(true, &orders[3..], sizes.2));
            Ok(())
        }).unwrap();
    }
}

fn shuffled<T>(mut list: Vec<T>, seed: u64) -> Vec<T> {
    let mut dice = walk::Dice(seed | 1);
    for at in (1..list.len()).rev() {
        list.swap(at, dice.below(at as u64 + 1) as usize);
    }
    list
}

//! What came of it, read back from the chain: nothing here is taken from the file but names and line numbers.
pub mod finance;
pub mod freight;
pub mod ratings;
pub mod sales;
pub mod worked_off;

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chain::Chain;
use ink::codegen::TraitCallBuilder;
use interfaces::{
    ids::{DocumentId, PartyId},
    reconciliation::{
        CaseLine, CaseStatus, CaseView, Discrepancy, LineStatus, Reconciliation as _, Statement,
    },
    waybill::Waybill as _,
};
use serde::Serialize;

use self::{
    finance::Finance,
    freight::Freight,
    ratings::Ratings,
    sales::Sales,
    worked_off::{is_settled, WorkedOff},
};
use super::{
    calendar,
    life::Life,
    policy::Found,
    progress::Progress,
    timeline::{Subject, MOST_IN_A_CALL},
};

/// How many lines were on time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Punctuality {
    /// Lines delivered on the day they were scheduled for or before.
    pub on_time: u64,
    /// All lines.
    pub lines: u64,
}

impl Punctuality {
    fn count(&mut self, on_time: bool) {
        self.lines += 1;
        self.on_time += u64::from(on_time);
    }
}

/// How many lines differ for a reason, and by how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Differences {
    /// How many lines.
    pub lines: u64,
    /// Billed minus expected, in minor units, where more was billed.
    pub above_minor: i128,
    /// And where less was billed.
    pub below_minor: i128,
}

impl Differences {
    fn count(&mut self, difference: i64) {
        self.lines += 1;
        self.above_minor += i128::from(difference.max(0));
        self.below_minor += i128::from(difference.min(0));
    }
}

/// A line on which the two sides differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The line of the file.
    pub row: u64,
    /// The waybill's number, and the line's number in it.
    pub waybill: String,
    /// The line's number in the waybill.
    pub line: u16,
    /// Who billed.
    pub supplier: String,
    /// Who was billed.
    pub buyer: String,
    /// Why they differ.
    pub reason: &'static str,
    /// What was billed, in minor units.
    pub billed_minor: u64,
    /// What was expected, in minor units.
    pub expected_minor: u64,
    /// By how much, as the reason says, in minor units: billed minus expected, unless it was the quantity.
    pub difference_minor: i64,
    /// How it was worked off.
    #[serde(flatten)]
    pub end: Ending,
}

/// How a discrepancy was worked off.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Ending {
    /// The rule of the policy.
    pub rule: String,
    /// Where it stands.
    pub became: &'static str,
    /// What is owed for it in the end, in minor units; nothing yet if it is not settled.
    pub owed_minor: Option<u64>,
}

impl Ending {
    fn of(rule: String, found: &Found) -> Self {
        let record = &found.record;
        Self {
            rule,
            became: worked_off::words(record.status),
            owed_minor: is_settled(record.status).then_some(record.amount),
        }
    }
}

/// Lines of a year by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Year {
    /// Both sides agree.
    pub matched: u64,
    /// They differ by little, which is written off.
    pub adjusted: u64,
    /// They differ.
    pub discrepant: u64,
    /// Of all of them, those on time.
    pub on_time: u64,
}

/// What one party owes another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// Who owes.
    pub buyer: String,
    /// Whom.
    pub supplier: String,
    /// What is owed for sure, in minor units: both agree on it, or it was decided.
    pub cleared_minor: u128,
    /// By how much discrepant lines differ, settled or not, in minor units.
    pub disputed_minor: i128,
    /// By how much those differ that the arbiter was asked about, and has not decided.
    pub escalated_minor: i128,
    /// How many cases: one a month, unless a month takes more.
    pub cases: u64,
}

/// What came of the cases of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Outcome {
    /// Cases.
    pub cases: u64,
    /// Cases that ended balanced.
    pub balanced: u64,
    /// Cases that wait for their arbiter.
    pub escalated: u64,
    /// Lines on which both sides agree.
    pub matched: u64,
    /// Lines with a small difference.
    pub adjusted: u64,
    /// Lines that differ.
    pub discrepant: u64,
    /// Of them, those that are settled.
    pub settled: u64,
    /// What is owed for sure, in minor units.
    pub cleared_minor: u128,
    /// What was written off, billed minus expected, in minor units.
    pub written_off_minor: i128,
    /// By how much discrepant lines differ, settled or not, in minor units.
    pub disputed_minor: i128,
}

impl Outcome {
    fn count(&mut self, case: &CaseView) {
        self.cases += 1;
        self.balanced += u64::from(case.status == CaseStatus::Balanced);
        self.escalated += u64::from(case.status == CaseStatus::Discrepant);
        self.matched += u64::from(case.matched);
        self.adjusted += u64::from(case.adjusted);
        self.discrepant += u64::from(case.discrepant);
        self.settled += u64::from(case.settled);
        self.cleared_minor += case.cleared;
        self.written_off_minor += case.written_off;
        self.disputed_minor += case.disputed;
    }
}

/// What the chain says in the end: of goods, but for what [`Findings::freight`] says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Findings {
    /// Lines of all cases.
    pub lines: u64,
    /// Waybills that are closed.
    pub deliveries: u64,
    /// Quantity received, in thousandths of the unit.
    pub quantity_thousandths: u128,
    /// What the suppliers billed, in minor units.
    pub value_minor: u128,
    /// What the buyers expected, in minor units.
    pub expected_minor: u128,
    /// Freight agreed on the waybills, in minor units.
    pub freight_minor: u128,
    /// Gross weight on the waybills, in grams.
    pub weight_grams: u128,
    /// Of the suppliers' bills.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// By reason.
    pub reasons: BTreeMap<&'static str, Differences>,
    /// By supplier.
    pub on_time: BTreeMap<String, Punctuality>,
    /// By carrier.
    pub on_time_by_carrier: BTreeMap<String, Punctuality>,
    /// By year of delivery.
    pub years: BTreeMap<String, Year>,
    /// Who owes whom, the largest first.
    pub balances: Vec<Balance>,
    /// Lines that differ, the largest difference first.
    pub discrepancies: Vec<Difference>,
    /// Relationships and orders.
    #[serde(flatten)]
    pub sales: Sales,
    /// What came of the carriers' bills.
    pub freight: Freight,
    /// How discrepancies of goods and freight were worked off.
    pub worked_off: WorkedOff,
    /// What came of what was owed then; nothing where the policy does not go on to that.
    pub finance: Option<Finance>,
    /// How who signed is rated; nothing where the policy rates nobody.
    pub ratings: Option<Ratings>,
}

impl Findings {
    /// Asks the chain what came of a life.
    ///
    /// # Errors
    /// If the chain does not answer, or knows nothing of what was lived.
    pub fn read(life: &Life<'_>) -> Result<Self> {
        let mut findings = Self { worked_off: WorkedOff::by(life.policy), ..Self::default() };
        let names = Names::of(life);
        let mut progress = Progress::new(
            "reading back",
            life.relationships.len()
                + life.orders.len()
                + life.documents.len()
                + life.case_ids.len()
                + life.debts.len(),
        );
        findings.sales = Sales::read(life, &mut progress)?;
        let mut deliveries: BTreeMap<DocumentId, (usize, Vec<bool>, String)> = BTreeMap::new();
        for (place, document) in life.documents.iter().enumerate() {
            progress.step(|| "waybills".to_owned());
            let (on_time, year) = findings.read_waybill(life, &names, place, *document)?;
            deliveries.insert(*document, (place, on_time, year));
        }
        let mut balances = BTreeMap::new();
        for (place, (id, lived)) in life.case_ids.iter().zip(&life.cases).enumerate() {
            progress.step(|| "cases".to_owned());
            let asked = || format!("case {}", place + 1);
            let reconciliation = life.suite.reconciliation();
            let case = life.chain.query(reconciliation.call().case(*id))?.with_context(asked)?;
            let biller = names.name(case.terms.biller);
            let billed = names.name(if case.opened_by == case.terms.biller {
                case.counterparty
            } else {
                case.opened_by
            });
            let arbiter = case.terms.arbiter.party().map(|arbiter| names.name(arbiter));
            findings.worked_off.count_case(
                lived.subject,
                &case,
                &biller,
                &billed,
                lived.period,
                arbiter.unwrap_or_default(),
            );
            match lived.subject {
                Subject::Goods => {
                    findings.lines += u64::from(case.lines);
                    findings.outcome.count(&case);
                    if case.status != CaseStatus::Balanced {
                        findings.sales.count_unbalanced(life, &lived.deliveries);
                    }
                    let owed = (billed.clone(), biller.clone());
                    let balance = balances.entry(owed).or_insert_with(|| Balance {
                        buyer: billed.clone(),
                        supplier: biller.clone(),
                        cleared_minor: 0,
                        disputed_minor: 0,
                        escalated_minor: 0,
                        cases: 0,
                    });
                    balance.cleared_minor += case.cleared;
                    balance.disputed_minor += case.disputed;
                    balance.cases += 1;
                }
                Subject::Freight => findings.freight.count_case(&case, &biller, &billed),
            }
            for page in 0..case.entry_pages {
                for line in life.chain.query(reconciliation.call().lines_of(*id, page))? {
                    let found = Found::of(lived.subject, &line);
                    let end = found.as_ref().map(|found| {
                        Ending::of(findings.worked_off.count(life.policy, found), found)
                    });
                    let end = end.unwrap_or_default();
                    let open = found.filter(|found| !is_settled(found.record.status));
                    let open = open.map_or(0, |found| i128::from(found.difference));
                    let delivery = deliveries.get(&line.reference.document).with_context(asked)?;
                    match lived.subject {
                        Subject::Goods => {
                            let owed = (billed.clone(), biller.clone());
                            let balance = balances.get_mut(&owed).with_context(asked)?;
                            balance.escalated_minor += open;
                            findings.count_line(life, &line, delivery, &biller, &billed, end);
                        }
                        Subject::Freight => {
                            let delivery = life.history.deliveries.get(delivery.0);
                            findings.freight.count_bill(&line, delivery, &biller, &billed, end);
                            findings.freight.count_open(&biller, &billed, open);
                        }
                    }
                }
            }
        }
        findings.balances = balances.into_values().collect();
        findings.balances.sort_by(|one, other| other.cleared_minor.cmp(&one.cleared_minor));
        findings.discrepancies.sort_by_key(|found| {
            (std::cmp::Reverse(found.difference_minor.unsigned_abs()), found.row)
        });
        findings.freight.sort();
        findings.finance = Finance::read(life, &names, &mut progress)?;
        findings.ratings = Ratings::read(life)?;
        Ok(findings)
    }

    /// Reads the billing record of a waybill; gives which of its lines were on time, and the year it was delivered in.
    fn read_waybill(
        &mut self,
        life: &Life<'_>,
        names: &Names<'_>,
        place: usize,
        document: DocumentId,
    ) -> Result<(Vec<bool>, String)> {
        let waybill = life.suite.waybill();
        let number = || {
            life.history
                .deliveries
                .get(place)
                .map_or_else(String::new, |delivery| delivery.number.clone())
        };
        let mut on_time = Vec::new();
        let mut from = 1_u16;
        loop {
            let most = u16::try_from(MOST_IN_A_CALL).unwrap_or(u16::MAX);
            let numbers = (from..from.saturating_add(most)).collect();
            let record = life
                .chain
                .query(waybill.call().billing_record(document, numbers))?
                .with_context(|| format!("there is no waybill {}", number()))?;
            let supplier = names.name(record.consignor);
            let carrier = names.name(record.carrier);
            for line in &record.billed {
                self.quantity_thousandths += u128::from(line.received);
                self.on_time.entry(supplier.clone()).or_default().count(line.on_time);
                self.on_time_by_carrier.entry(carrier.clone()).or_default().count(line.on_time);
                on_time.push(line.on_time);
            }
            from = from.saturating_add(most);
            if from > record.lines {
                self.deliveries += 1;
                self.freight_minor += u128::from(record.freight);
                self.weight_grams += u128::from(record.gross_weight);
                let year = calendar::iso_day(record.delivered_at).chars().take(4).collect();
                return Ok((on_time, year));
            }
        }
    }

    fn count_line(
        &mut self,
        life: &Life<'_>,
        line: &CaseLine,
        (place, on_time, year): &(usize, Vec<bool>, String),
        supplier: &str,
        buyer: &str,
        end: Ending,
    ) {
        let number = usize::from(line.reference.line).saturating_sub(1);
        let value = |statement: Option<Statement>| statement.map_or(0, |statement| statement.value);
        let (billed, expected) = (value(line.billed), value(line.expected));
        self.value_minor += u128::from(billed);
        self.expected_minor += u128::from(expected);
        let year = self.years.entry(year.clone()).or_default();
        year.on_time += u64::from(on_time.get(number).copied().unwrap_or(false));
        let reason = match line.status {
            LineStatus::Waiting => "not examined",
            LineStatus::Matched => {
                year.matched += 1;
                return;
            }
            LineStatus::Adjusted => {
                year.adjusted += 1;
                "small difference"
            }
            LineStatus::Discrepant(reason) => {
                year.discrepant += 1;
                words(reason)
            }
        };
        self.reasons.entry(reason).or_default().count(line.difference);
        if let LineStatus::Discrepant(_) = line.status {
            let delivery = life.history.deliveries.get(*place);
            self.discrepancies.push(Difference {
                row: delivery
                    .and_then(|delivery| delivery.lines.get(number))
                    .map_or(0, |line| line.row),
                waybill: delivery.map_or_else(String::new, |delivery| delivery.number.clone()),
                line: line.reference.line,
                supplier: supplier.to_owned(),
                buyer: buyer.to_owned(),
                reason,
                billed_minor: billed,
                expected_minor: expected,
                difference_minor: line.difference,
                end,
            });
        }
    }
}

/// The names of parties in the file.
struct Names<'a>(BTreeMap<PartyId, &'a str>);

impl<'a> Names<'a> {
    fn of(life: &Life<'a>) -> Self {
        let names = life.history.enterprises.iter().map(|enterprise| &enterprise.name[..]);
        Self(life.parties.iter().copied().zip(names).collect())
    }

    fn name(&self, party: PartyId) -> String {
        self.0
            .get(&party)
            .map_or_else(|| format!("0x{}", hex::encode(party.0)), |name| (*name).to_owned())
    }
}

/// Why a line does not match, in words.
fn words(reason: Discrepancy) -> &'static str {
    match reason {
        Discrepancy::Duplicate => "billed more than once",
        Discrepancy::NeverDelivered => "never delivered",
        Discrepancy::NotExpected => "not expected",
        Discrepancy::NotBilled => "not billed",
        Discrepancy::Quantity => "quantity",
        Discrepancy::Price => "price",
        Discrepancy::Freight => "freight",
        Discrepancy::Date => "delivered late",
        Discrepancy::UnitRatio => "weight",
        Discrepancy::Cumulative => "past the limit of the case",
    }
}

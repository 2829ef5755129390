//! What came of the carriers' bills.
use std::collections::BTreeMap;

use interfaces::reconciliation::{CaseLine, CaseView, LineStatus, Statement};
use serde::Serialize;

use super::{words, Differences, Ending, Outcome};
use crate::replay::history::Delivery;

/// Freight bills, one for each delivery that has freight. Nothing of it counts among the lines of goods.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Freight {
    /// Whether the file has what carriers bill apart from what was agreed. If not, both sides state the same figure, and that
    /// they agree says nothing about it.
    pub billed_apart: bool,
    /// How many bills.
    pub bills: u64,
    /// Of the bills.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// What the carriers billed, in minor units.
    pub billed_minor: u128,
    /// What those who pay expected, in minor units: the freight that the waybills say was agreed.
    pub expected_minor: u128,
    /// By reason.
    pub reasons: BTreeMap<&'static str, Differences>,
    /// By carrier.
    pub carriers: BTreeMap<String, Carrier>,
    /// Who owes which carrier, the largest first.
    pub balances: Vec<Owed>,
    /// Bills that differ, the largest difference first.
    pub discrepancies: Vec<Disputed>,
}

/// What came of the bills of one carrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Carrier {
    /// How many bills.
    pub bills: u64,
    /// What it billed, in minor units.
    pub billed_minor: u128,
    /// Bills on which both sides agree.
    pub matched: u64,
    /// Bills with a small difference.
    pub adjusted: u64,
    /// Bills that differ.
    pub discrepant: u64,
    /// What it is owed for sure, in minor units.
    pub cleared_minor: u128,
}

/// What one party owes a carrier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Owed {
    /// Who owes.
    pub payer: String,
    /// Whom.
    pub carrier: String,
    /// What is owed for sure, in minor units: both agree on it, or it was decided.
    pub cleared_minor: u128,
    /// By how much discrepant bills differ, settled or not, in minor units.
    pub disputed_minor: i128,
    /// By how much those differ that the arbiter was asked about, and has not decided.
    pub escalated_minor: i128,
    /// How many cases: one a month, unless a month takes more.
    pub cases: u64,
}

/// A freight bill on which the two sides differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disputed {
    /// The line of the file that states the freight.
    pub row: u64,
    /// The waybill's number.
    pub waybill: String,
    /// Who billed.
    pub carrier: String,
    /// Who was billed.
    pub payer: String,
    /// Why they differ.
    pub reason: &'static str,
    /// What was billed, in minor units.
    pub billed_minor: u64,
    /// What was expected, in minor units.
    pub expected_minor: u64,
    /// Billed minus expected, in minor units.
    pub difference_minor: i64,
    /// How it was worked off.
    #[serde(flatten)]
    pub end: Ending,
}

impl Freight {
    /// What the comparison shows, for whoever reads the report.
    pub fn meaning(&self) -> &'static str {
        if self.billed_apart {
            "Billed is what the file says that carriers bill; expected is the freight on the waybill."
        } else {
            "The file has one figure for freight, on the waybill and on the bill alike: that they agree shows that each delivery \
             was billed once, by its carrier to whoever pays, for goods that came, and not that the figure is right."
        }
    }

    /// Counts a case of a carrier and whoever pays it.
    pub(super) fn count_case(&mut self, case: &CaseView, carrier: &str, payer: &str) {
        self.outcome.count(case);
        self.bills += u64::from(case.lines);
        let of = self.carriers.entry(carrier.to_owned()).or_default();
        of.bills += u64::from(case.lines);
        of.matched += u64::from(case.matched);
        of.adjusted += u64::from(case.adjusted);
        of.discrepant += u64::from(case.discrepant);
        of.cleared_minor += case.cleared;
        let both = |owed: &Owed| owed.payer == payer && owed.carrier == carrier;
        let at = self.balances.iter().position(both).unwrap_or_else(|| {
            self.balances.push(Owed {
                payer: payer.to_owned(),
                carrier: carrier.to_owned(),
                cleared_minor: 0,
                disputed_minor: 0,
                escalated_minor: 0,
                cases: 0,
            });
            self.balances.len() - 1
        });
        let owed = &mut self.balances[at];
        owed.cleared_minor += case.cleared;
        owed.disputed_minor += case.disputed;
        owed.cases += 1;
    }

    /// Counts a bill, for a `delivery` of the file.
    pub(super) fn count_bill(
        &mut self,
        line: &CaseLine,
        delivery: Option<&Delivery>,
        carrier: &str,
        payer: &str,
        end: Ending,
    ) {
        let stated =
            |statement: Option<Statement>| statement.map_or(0, |statement| statement.freight);
        let (billed, expected) = (stated(line.billed), stated(line.expected));
        self.billed_minor += u128::from(billed);
        self.expected_minor += u128::from(expected);
        self.carriers.entry(carrier.to_owned()).or_default().billed_minor += u128::from(billed);
        let reason = match line.status {
            LineStatus::Waiting => "not examined",
            LineStatus::Matched => return,
            LineStatus::Adjusted => "small difference",
            LineStatus::Discrepant(reason) => words(reason),
        };
        self.reasons.entry(reason).or_default().count(line.difference);
        if let LineStatus::Discrepant(_) = line.status {
            let number = usize::from(line.reference.line).saturating_sub(1);
            self.discrepancies.push(Disputed {
                row: delivery
                    .and_then(|delivery| delivery.lines.get(number))
                    .map_or(0, |line| line.row),
                waybill: delivery.map_or_else(String::new, |delivery| delivery.number.clone()),
                carrier: carrier.to_owned(),
                payer: payer.to_owned(),
                reason,
                billed_minor: billed,
                expected_minor: expected,
                difference_minor: line.difference,
                end,
            });
        }
    }

    /// Counts by how much a bill differs that is not settled.
    pub(super) fn count_open(&mut self, carrier: &str, payer: &str, difference: i128) {
        let both = |owed: &&mut Owed| owed.payer == payer && owed.carrier == carrier;
        if let Some(owed) = self.balances.iter_mut().find(both) {
            owed.escalated_minor += difference;
        }
    }

    /// Puts what is largest first.
    pub(super) fn sort(&mut self) {
        self.balances.sort_by(|one, other| {
            let names = |owed: &Owed| (owed.payer.clone(), owed.carrier.clone());
            other.cleared_minor.cmp(&one.cleared_minor).then_with(|| names(one).cmp(&names(other)))
        });
        self.discrepancies.sort_by_key(|found| {
            (std::cmp::Reverse(found.difference_minor.unsigned_abs()), found.row)
        });
    }
}

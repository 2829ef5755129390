//! How discrepancies were worked off, read back from the chain.
use std::collections::BTreeMap;

use interfaces::reconciliation::{CaseStatus, CaseView, DiscrepancyStatus};
use serde::Serialize;

use crate::replay::{
    policy::{Found, Policy},
    timeline::Subject,
};

/// Discrepancies, and what became of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Settled {
    /// How many.
    pub discrepancies: u64,
    /// Of them, those of goods; the others are of freight.
    pub goods: u64,
    /// Of them, those that are settled.
    pub settled: u64,
    /// Of them, those that an arbiter was asked about, and has not decided.
    pub escalated: u64,
    /// What was billed on all of them, goods and freight, in minor units.
    pub billed_minor: u128,
    /// What was expected, in minor units.
    pub expected_minor: u128,
    /// What is owed in the end on those that are settled, in minor units.
    pub owed_minor: u128,
    /// What was billed on those that are not.
    pub escalated_minor: u128,
    /// By where they stand.
    pub by_status: BTreeMap<&'static str, u64>,
}

impl Settled {
    fn count(&mut self, found: &Found) {
        let record = &found.record;
        self.discrepancies += 1;
        self.goods += u64::from(found.subject == Subject::Goods);
        self.billed_minor += u128::from(record.billed);
        self.expected_minor += u128::from(record.expected);
        if is_settled(record.status) {
            self.settled += 1;
            self.owed_minor += u128::from(record.amount);
        } else {
            self.escalated_minor += u128::from(record.billed);
        }
        self.escalated += u64::from(record.status == DiscrepancyStatus::Escalated);
        *self.by_status.entry(words(record.status)).or_default() += 1;
    }
}

/// What became of the discrepancies that a rule fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ByRule {
    /// The rule.
    pub rule: String,
    /// What it says.
    pub road: String,
    /// What became of them.
    #[serde(flatten)]
    pub settled: Settled,
}

/// A case that waits for its arbiter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// `goods` or `freight`.
    pub subject: &'static str,
    /// Who billed.
    pub biller: String,
    /// Who was billed.
    pub billed: String,
    /// The month, as in 202611.
    pub period: u32,
    /// With whom it is.
    pub arbiter: String,
    /// How many of its discrepancies are not settled.
    pub discrepancies: u64,
}

/// How discrepancies were worked off, rule by rule.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct WorkedOff {
    /// What the policy is called.
    pub policy: String,
    /// Whom its cases name as arbiter.
    pub arbiter: Option<String>,
    /// All of them.
    #[serde(flatten)]
    pub all: Settled,
    /// By rule, in the order of the policy.
    pub rules: Vec<ByRule>,
    /// The cases that wait for their arbiter.
    pub waiting: Vec<Waiting>,
}

impl WorkedOff {
    /// Nothing yet, for each rule of the policy.
    pub(super) fn by(policy: &Policy) -> Self {
        Self {
            policy: policy.title.clone(),
            arbiter: policy.arbiter.as_ref().map(|arbiter| arbiter.name.clone()),
            rules: policy
                .rules
                .iter()
                .map(|rule| ByRule {
                    rule: rule.name.clone(),
                    road: rule.road.to_string(),
                    settled: Settled::default(),
                })
                .collect(),
            ..Self::default()
        }
    }

    /// Counts a discrepancy, and gives the name of its rule: the policy's, asked about what the chain says.
    pub(super) fn count(&mut self, policy: &Policy, found: &Found) -> String {
        self.all.count(found);
        let Some(of) = self.rules.get_mut(policy.place_for(found)) else { return String::new() };
        of.settled.count(found);
        of.rule.clone()
    }

    /// Counts a case, if it waits for its arbiter.
    pub(super) fn count_case(
        &mut self,
        subject: Subject,
        case: &CaseView,
        biller: &str,
        billed: &str,
        period: u32,
        arbiter: String,
    ) {
        if case.status == CaseStatus::Discrepant {
            self.waiting.push(Waiting {
                subject: match subject {
                    Subject::Goods => "goods",
                    Subject::Freight => "freight",
                },
                biller: biller.to_owned(),
                billed: billed.to_owned(),
                period,
                arbiter,
                discrepancies: u64::from(case.discrepant.saturating_sub(case.settled)),
            });
        }
    }
}

/// Whether nothing can happen to it any more.
pub fn is_settled(status: DiscrepancyStatus) -> bool {
    status >= DiscrepancyStatus::Accepted
}

/// Where a discrepancy stands, in a word.
pub fn words(status: DiscrepancyStatus) -> &'static str {
    match status {
        DiscrepancyStatus::Raised => "raised",
        DiscrepancyStatus::Explained => "explained",
        DiscrepancyStatus::Escalated => "escalated",
        DiscrepancyStatus::Accepted => "accepted",
        DiscrepancyStatus::Credited => "credited",
        DiscrepancyStatus::Debited => "debited",
        DiscrepancyStatus::Split => "split",
        DiscrepancyStatus::Decided => "decided",
        DiscrepancyStatus::Lapsed => "lapsed",
    }
}

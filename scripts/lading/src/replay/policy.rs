//! How discrepancies are worked off: a small file of rules, of which the first that fits is followed. And how what is owed then is paid, and
//! who signed is rated.
mod finance;
mod ratings;

use std::{fmt, fs, path::Path};

use anyhow::{anyhow, bail, ensure, Context, Result};
use interfaces::{
    ids::{BasisPoints, Money},
    reconciliation::{
        CaseLine, Discrepancy, DiscrepancyRecord, DiscrepancyStatus, LineStatus, Reason,
    },
};
use serde::Deserialize;

use self::finance::FinanceForm;
pub use self::{
    finance::{Finance, LONGEST_TERM},
    ratings::Ratings,
};
use super::{
    amount::{in_units, Notation},
    timeline::Subject,
};

/// The policy that is followed where none is named.
pub const DEFAULT: &str = include_str!("../../policies/default.toml");

/// The longest name that an enterprise registers, in bytes.
const LONGEST_NAME: usize = 128;

/// How amounts and percentages are written in a policy.
const PLAIN: Notation = Notation { decimal: '.', thousands: None };

/// How discrepancies are worked off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// What it is called, for the report.
    pub title: String,
    /// What the terms of every case say.
    pub windows: Windows,
    /// How long the parties take.
    pub days: Days,
    /// Who decides what the parties leave to it.
    pub arbiter: Option<Outsider>,
    /// The rules; the last one fits every discrepancy.
    pub rules: Vec<Rule>,
    /// How what is owed is paid and financed, if it is.
    pub finance: Option<Finance>,
    /// How who signed is rated, if it is.
    pub ratings: Option<Ratings>,
}

/// What the terms of every case say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Windows {
    /// Days that a discrepancy waits to be explained, and once more to be agreed on.
    pub response_days: u32,
    /// Days that one that was escalated waits for the arbiter.
    pub decision_days: u32,
}

/// How long the parties take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// Days from one answer to the next, the first of them from matching.
    pub answer: u32,
    /// Days from an escalation to the decision.
    pub decision: u32,
}

/// An enterprise that no row of the file names: who decides, or who finances.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outsider {
    /// The name it registers.
    pub name: String,
    /// ISO 3166-1 code of its country.
    pub country: String,
}

impl Outsider {
    /// That it can register. `key` is where the policy speaks of it.
    fn check(&self, key: &str) -> Result<()> {
        let Self { name, country } = self;
        ensure!(
            (1..=LONGEST_NAME).contains(&name.len()),
            "key `{key}.name`: {} bytes found; expected 1 to {LONGEST_NAME}",
            name.len()
        );
        ensure!(
            country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()),
            "key `{key}.country`: \"{country}\" is not an ISO 3166-1 code; expected two capital letters such as \"CH\""
        );
        Ok(())
    }
}

/// Which discrepancies a rule speaks of, and what becomes of them. A condition that is not set fits all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What it is called, for the report.
    pub name: String,
    of: Option<Of>,
    kinds: Vec<Kind>,
    billed: Option<Direction>,
    up_to: Option<Money>,
    up_to_percent: Option<BasisPoints>,
    /// What becomes of them.
    pub road: Road,
}

/// What becomes of a discrepancy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Road {
    /// The one billed accepts what was billed.
    Accept,
    /// The biller offers an amount, and the other accepts it.
    Credit(Amount),
    /// The biller offers what is halfway between the two statements, and the other accepts it.
    Split,
    /// The one billed leaves it to the arbiter, who decides, or does not.
    Escalate(Option<Amount>),
    /// Nobody answers; what is due at silence is owed when the windows are over.
    Silence,
}

/// An amount that a discrepancy is settled at, as the chain's record of it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// What the one billed stated.
    Expected,
    /// The delivered quantity at the agreed price and freight, and no more than was billed.
    Delivered,
    /// What was billed.
    Billed,
    /// Halfway between what was billed and what was expected; half a minor unit is the biller's loss.
    Halfway,
}

/// What is done next about a discrepancy, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// The biller offers so much.
    Offer(Money),
    /// The one billed accepts so much.
    Accept(Money),
    /// The one billed leaves it to the arbiter.
    Escalate,
    /// The arbiter decides on so much.
    Decide(Money),
    /// Anyone says that its window is over.
    Expire,
}

/// What a rule is asked about: all of it is read from the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Goods or freight.
    pub subject: Subject,
    /// Why the line does not match.
    pub kind: Discrepancy,
    /// By how much, as the kind of discrepancy says, in minor units.
    pub difference: i64,
    /// What was expected, in minor units.
    pub expected: Money,
    /// How it is worked off.
    pub record: DiscrepancyRecord,
}

impl Found {
    /// What is known of a line of a case, if it is discrepant.
    pub fn of(subject: Subject, line: &CaseLine) -> Option<Self> {
        let (LineStatus::Discrepant(kind), Some(record)) = (line.status, line.worked_off) else {
            return None;
        };
        Some(Self { subject, kind, difference: line.difference, expected: record.expected, record })
    }

    /// What a party that answers holds against the line.
    pub fn reason(&self) -> Reason {
        match self.kind {
            Discrepancy::Duplicate | Discrepancy::NotExpected => Reason::NotRecognised,
            Discrepancy::NeverDelivered | Discrepancy::Date => Reason::Delivery,
            Discrepancy::NotBilled => Reason::Nothing,
            Discrepancy::Quantity | Discrepancy::UnitRatio => Reason::Quantity,
            Discrepancy::Price | Discrepancy::Freight => Reason::Price,
            Discrepancy::Cumulative => Reason::References,
        }
    }
}

impl Rule {
    fn fits(&self, found: &Found) -> bool {
        let size = found.difference.unsigned_abs();
        self.of.is_none_or(|of| of.is(found.subject))
            && (self.kinds.is_empty() || self.kinds.iter().any(|kind| kind.is(found.kind)))
            && self.billed.is_none_or(|billed| match billed {
                Direction::Above => found.difference > 0,
                Direction::Below => found.difference < 0,
            })
            && self.up_to.is_none_or(|most| size <= most)
            && self.up_to_percent.is_none_or(|most| {
                u128::from(size) * u128::from(WHOLE)
                    <= u128::from(found.expected) * u128::from(most)
            })
    }

    fn has_conditions(&self) -> bool {
        let Self { of, kinds, billed, up_to, up_to_percent, .. } = self;
        of.is_some()
            || !kinds.is_empty()
            || billed.is_some()
            || up_to.is_some()
            || up_to_percent.is_some()
    }

    /// What is done next about a discrepancy that stands so; nothing if it is settled, or left to an arbiter who does not decide.
    pub fn next(&self, record: &DiscrepancyRecord) -> Option<Move> {
        if record.status >= DiscrepancyStatus::Accepted {
            return None;
        }
        let agree_on = |amount: Money| {
            if record.billers.is_made && record.billers.amount == amount {
                Move::Accept(amount)
            } else {
                Move::Offer(amount)
            }
        };
        Some(match self.road {
            Road::Accept => agree_on(record.billed),
            Road::Credit(amount) => agree_on(amount.of(record)),
            Road::Split => agree_on(Amount::Halfway.of(record)),
            Road::Escalate(_) if record.status < DiscrepancyStatus::Escalated => Move::Escalate,
            // What is decided is not outside what the two stated.
            Road::Escalate(amount) => Move::Decide(
                amount?
                    .of(record)
                    .clamp(record.billed.min(record.expected), record.billed.max(record.expected)),
            ),
            Road::Silence => Move::Expire,
        })
    }
}

impl Amount {
    fn of(self, record: &DiscrepancyRecord) -> Money {
        match self {
            Self::Expected => record.expected,
            Self::Delivered => record.amount,
            Self::Billed => record.billed,
            Self::Halfway => record.billed.midpoint(record.expected),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expected => "what was expected",
            Self::Delivered => "what was delivered, as agreed",
            Self::Billed => "what was billed",
            Self::Halfway => "halfway",
        })
    }
}

impl fmt::Display for Road {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accept => f.write_str("accept what was billed"),
            Self::Credit(amount) => write!(f, "credit to {amount}"),
            Self::Split => f.write_str("split halfway"),
            Self::Escalate(Some(amount)) => write!(f, "escalate, decided at {amount}"),
            Self::Escalate(None) => f.write_str("escalate, undecided"),
            Self::Silence => f.write_str("silence"),
        }
    }
}

/// A hundred percent, in hundredths of one.
const WHOLE: BasisPoints = 10_000;

/// Goods or freight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Of {
    Goods,
    Freight,
}

impl Of {
    fn is(self, subject: Subject) -> bool {
        match self {
            Self::Goods => subject == Subject::Goods,
            Self::Freight => subject == Subject::Freight,
        }
    }
}

/// Whether more was billed than was due, or less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Direction {
    Above,
    Below,
}

/// Why a line does not match, as the contract finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Duplicate,
    NeverDelivered,
    NotExpected,
    NotBilled,
    Quantity,
    Price,
    Freight,
    DeliveredLate,
}

impl Kind {
    fn is(self, kind: Discrepancy) -> bool {
        kind == match self {
            Self::Duplicate => Discrepancy::Duplicate,
            Self::NeverDelivered => Discrepancy::NeverDelivered,
            Self::NotExpected => Discrepancy::NotExpected,
            Self::NotBilled => Discrepancy::NotBilled,
            Self::Quantity => Discrepancy::Quantity,
            Self::Price => Discrepancy::Price,
            Self::Freight => Discrepancy::Freight,
            Self::DeliveredLate => Discrepancy::Date,
        }
    }
}

/// The key `do` of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Do {
    Accept,
    Credit,
    Split,
    Escalate,
    Silence,
}

/// The key `at` of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum At {
    Expected,
    Delivered,
    Billed,
    Halfway,
    Undecided,
}

/// A policy as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    title: String,
    windows: Windows,
    days: Days,
    arbiter: Option<Outsider>,
    rules: Vec<RuleForm>,
    finance: Option<FinanceForm>,
    ratings: Option<Ratings>,
}

/// A rule as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleForm {
    name: String,
    of: Option<Of>,
    kinds: Option<Vec<Kind>>,
    billed: Option<Direction>,
    up_to: Option<String>,
    up_to_percent: Option<String>,
    #[serde(rename = "do")]
    what: Do,
    at: Option<At>,
}

impl RuleForm {
    fn read(self, minor_digits: u32, has_arbiter: bool) -> Result<Rule> {
        let number = |key: &str, text: Option<String>, digits: u32, such_as: &str| {
            text.map(|text| {
                PLAIN
                    .read(&text)
                    .and_then(|number| in_units(number, digits))
                    .map_err(|fault| anyhow!("key `{key}`: \"{text}\" {fault}; expected {such_as}"))
            })
            .transpose()
        };
        ensure!(
            self.kinds.as_ref().is_none_or(|kinds| !kinds.is_empty()),
            "key `kinds`: the list is empty; expected a kind such as \"price\", or no such key"
        );
        let road = match (self.what, self.at) {
            (Do::Accept, None) => Road::Accept,
            (Do::Split, None) => Road::Split,
            (Do::Silence, None) => Road::Silence,
            (Do::Accept | Do::Split | Do::Silence, Some(_)) => bail!(
                "key `at`: it says nothing of \"accept\", \"split\" or \"silence\"; expected it with \"credit\" or \"escalate\" only"
            ),
            (Do::Credit, at) => Road::Credit(match at {
                None | Some(At::Delivered) => Amount::Delivered,
                Some(At::Expected) => Amount::Expected,
                Some(_) => bail!("key `at`: a credit is \"delivered\" or \"expected\""),
            }),
            (Do::Escalate, at) => {
                ensure!(
                    has_arbiter,
                    "key `do`: \"escalate\" found, and nobody to decide; expected a section `arbiter`"
                );
                Road::Escalate(match at {
                    None | Some(At::Expected) => Some(Amount::Expected),
                    Some(At::Delivered) => Some(Amount::Delivered),
                    Some(At::Billed) => Some(Amount::Billed),
                    Some(At::Halfway) => Some(Amount::Halfway),
                    Some(At::Undecided) => None,
                })
            }
        };
        let percent = number(
            "up_to_percent",
            self.up_to_percent,
            2,
            "a percentage with at most 2 decimals, such as \"0.50\"",
        )?;
        Ok(Rule {
            up_to: number("up_to", self.up_to, minor_digits, "an amount such as \"2.00\"")?,
            up_to_percent: percent
                .map(|percent| {
                    BasisPoints::try_from(percent)
                        .with_context(|| "key `up_to_percent`: more than 42,949,672 percent found")
                })
                .transpose()?,
            name: self.name,
            of: self.of,
            kinds: self.kinds.unwrap_or_default(),
            billed: self.billed,
            road,
        })
    }
}

impl Policy {
    /// The policy in the file, or the default. Amounts have at most `minor_digits` decimals.
    ///
    /// # Errors
    /// If the file cannot be read, has an unknown key, lacks one, or a key has a value it cannot have: named by line or rule.
    pub fn load(path: Option<&Path>, minor_digits: u32) -> Result<Self> {
        match path {
            None => Self::parse(DEFAULT, minor_digits).context("the default policy"),
            Some(path) => {
                let text = fs::read_to_string(path)
                    .with_context(|| format!("cannot read the policy {}", path.display()))?;
                Self::parse(&text, minor_digits)
                    .with_context(|| format!("in the policy {}", path.display()))
            }
        }
    }

    /// The place of the rule that is followed.
    pub fn place_for(&self, found: &Found) -> usize {
        let first = self.rules.iter().position(|rule| rule.fits(found));
        // The last one fits all.
        first.unwrap_or(self.rules.len().saturating_sub(1))
    }

    /// What is done next about a discrepancy, if anything.
    pub fn next(&self, found: &Found) -> Option<Move> {
        self.rules.get(self.place_for(found))?.next(&found.record)
    }

    fn parse(text: &str, minor_digits: u32) -> Result<Self> {
        let Form { title, windows, days, arbiter, rules, finance, ratings } = toml::from_str(text)?;
        for (key, found) in [
            ("windows.response_days", windows.response_days),
            ("windows.decision_days", windows.decision_days),
        ] {
            ensure!(
                (2..=366).contains(&found),
                "key `{key}`: {found} is out of range; expected 2 to 366"
            );
        }
        for (key, found, window, most) in [
            ("answer", days.answer, "response_days", windows.response_days),
            ("decision", days.decision, "decision_days", windows.decision_days),
        ] {
            ensure!(
                (1..most).contains(&found),
                "key `days.{key}`: {found} is out of range; expected 1 to {}, less than `windows.{window}`",
                most - 1
            );
        }
        if let Some(arbiter) = &arbiter {
            arbiter.check("arbiter")?;
        }
        let finance = finance.map(FinanceForm::read).transpose()?;
        let ratings = ratings.map(Ratings::check).transpose()?;
        let named: Vec<_> = rules.iter().map(|rule| rule.name.clone()).collect();
        let rules = (1..)
            .zip(rules)
            .map(|(number, rule)| {
                let called = format!("rule {number}, \"{}\"", rule.name);
                rule.read(minor_digits, arbiter.is_some())
                    .map_err(|error| anyhow!("{called}: {error}"))
            })
            .collect::<Result<Vec<_>>>()?;
        for (place, name) in named.iter().enumerate() {
            ensure!(
                !name.is_empty(),
                "rule {}: key `name`: nothing found; expected a name",
                place + 1
            );
            if let Some(before) = named.iter().take(place).position(|one| one == name) {
                bail!(
                    "rule {}: key `name`: \"{name}\" is rule {} already; expected another",
                    place + 1,
                    before + 1
                );
            }
        }
        let Some(last) = rules.len().checked_sub(1) else {
            bail!("key `rules`: the list is empty; expected a rule at least");
        };
        for (place, rule) in rules.iter().enumerate() {
            let called = format!("rule {}, \"{}\"", place + 1, rule.name);
            if place == last {
                ensure!(
                    !rule.has_conditions(),
                    "{called}: conditions found; expected none in the last rule, so that every discrepancy is worked off"
                );
            } else {
                ensure!(
                    rule.has_conditions(),
                    "{called}: no conditions found, so that no rule after it is ever followed; expected some, or the rule to be the last"
                );
            }
        }
        Ok(Self { title, windows, days, arbiter, rules, finance, ratings })
    }
}

#[cfg(test)]
mod tests;

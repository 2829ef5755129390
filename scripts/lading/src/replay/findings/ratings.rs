//! How who signed is rated: what the chain put on record, each of it reckoned again from the events alone.
use std::collections::BTreeMap;

use anyhow::{Context, Result};
use interfaces::{
    credit::{Grade, Rating, SubScore, Weights},
    registry::Role,
};
use serde::Serialize;

use crate::{
    rate::words,
    replay::{
        calendar,
        figures::counted,
        life::{
            ratings::{Facts, OnRecord},
            Life,
        },
        policy::Ratings as Policy,
    },
};

/// What an enterprise is, that is rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It sells goods.
    Supplier,
    /// It carries them.
    Carrier,
    /// It buys them.
    Buyer,
}

impl Kind {
    fn of(roles: &[Role]) -> Self {
        if roles.contains(&Role::Supplier) {
            Self::Supplier
        } else if roles.contains(&Role::Carrier) {
            Self::Carrier
        } else {
            Self::Buyer
        }
    }

    /// In words, for the report.
    pub fn words(self) -> &'static str {
        match self {
            Self::Supplier => "supplier",
            Self::Carrier => "carrier",
            Self::Buyer => "buyer",
        }
    }
}

/// What is known in one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Score {
    /// Hundredths of a point.
    pub score: u16,
    /// Whether enough is known.
    pub is_rated: bool,
    /// How many observations count; of standing, in how many months there are any.
    pub samples: u32,
    /// How many counterparties are known by name.
    pub counterparties: u8,
}

impl From<SubScore> for Score {
    fn from(SubScore { score, is_rated, samples, counterparties }: SubScore) -> Self {
        Self { score, is_rated, samples, counterparties }
    }
}

/// A rating on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snapshot {
    /// The day.
    pub on: String,
    /// Block time, in milliseconds.
    pub at: u64,
    /// The grade.
    #[serde(serialize_with = "grade")]
    pub grade: Grade,
    /// Points from 0 to 100; 0 where there is no grade.
    pub points: u8,
    /// PAYDEX.
    pub payment: Score,
    /// The share of perfect orders.
    pub delivery: Score,
    /// A beta reputation.
    pub service: Score,
    /// What of its bills was not disputed rightly.
    pub dispute: Score,
    /// Volume and tenure.
    pub standing: Score,
    /// The share on time and in full, in hundredths of a point.
    pub on_time_in_full: u16,
    /// Digest of what it was made of.
    pub inputs: String,
}

impl From<&Rating> for Snapshot {
    fn from(rating: &Rating) -> Self {
        let scores = &rating.scores;
        Self {
            on: calendar::iso_day(rating.at),
            at: rating.at,
            grade: rating.grade,
            points: rating.points,
            payment: scores.payment.into(),
            delivery: scores.delivery.into(),
            service: scores.service.into(),
            dispute: scores.dispute.into(),
            standing: scores.standing.into(),
            on_time_in_full: scores.on_time_in_full,
            inputs: format!("0x{}", hex::encode(rating.inputs.0)),
        }
    }
}

/// An enterprise and how it was rated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its ratings, in the order of time.
    pub snapshots: Vec<Snapshot>,
}

impl Subject {
    /// Its last grade that was one.
    pub fn last_rated(&self) -> Option<&Snapshot> {
        self.snapshots.iter().rev().find(|one| one.grade != Grade::Unrated)
    }

    /// How many of its ratings have a grade.
    pub fn rated(&self) -> usize {
        self.snapshots.iter().filter(|one| one.grade != Grade::Unrated).count()
    }
}

/// How who signed is rated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ratings {
    /// What is assumed, because the file does not say it.
    pub assumed: Vec<String>,
    /// What each dimension weighs, by the version of the weights.
    pub weights: BTreeMap<&'static str, u8>,
    /// The version.
    pub version: u16,
    /// What was told, by what it is about.
    pub facts: BTreeMap<&'static str, Facts>,
    /// Days on which ratings were put on record.
    pub days: Vec<String>,
    /// Who is rated: suppliers first, those rated most often before the others.
    pub subjects: Vec<Subject>,
    /// How many ratings were put on record, each of which the events alone give again, to the last bit.
    pub on_record: u64,
}

impl Ratings {
    /// What was put on record in a life; nothing where its policy rates nobody.
    ///
    /// # Errors
    /// If a rating is of an enterprise that the history does not have.
    pub fn read(life: &Life<'_>) -> Result<Option<Self>> {
        let Some(policy) = &life.policy.ratings else { return Ok(None) };
        let mut subjects: BTreeMap<usize, Subject> = BTreeMap::new();
        let mut days = Vec::new();
        let mut version = 0;
        for OnRecord { subject, rating } in &life.ratings.on_record {
            let enterprise = life.history.enterprises.get(*subject);
            let enterprise = enterprise.context("a rating of an enterprise that is not there")?;
            let snapshot = Snapshot::from(rating);
            if days.last() != Some(&snapshot.on) {
                days.push(snapshot.on.clone());
            }
            version = rating.version;
            let entry = subjects.entry(*subject).or_insert_with(|| Subject {
                name: enterprise.name.clone(),
                kind: Kind::of(&enterprise.roles.iter().copied().collect::<Vec<_>>()),
                snapshots: Vec::new(),
            });
            entry.snapshots.push(snapshot);
        }
        let mut subjects: Vec<_> = subjects.into_values().collect();
        subjects.sort_by_key(|one| (one.kind, std::cmp::Reverse(one.rated())));
        let weights = life.ratings.weights.context("there are no weights")?.weights;
        Ok(Some(Self {
            assumed: assumed(policy),
            weights: by_dimension(weights),
            version,
            facts: life.ratings.facts.clone(),
            days,
            subjects,
            on_record: life.ratings.on_record.len() as u64,
        }))
    }

    /// How many of a kind there are, and how many of them ever had a grade.
    pub fn of(&self, kind: Kind) -> (usize, usize) {
        let all = || self.subjects.iter().filter(|one| one.kind == kind);
        (all().count(), all().filter(|one| one.last_rated().is_some()).count())
    }
}

fn by_dimension(weights: Weights) -> BTreeMap<&'static str, u8> {
    let Weights { payment, delivery, service, dispute, standing } = weights;
    BTreeMap::from([
        ("payment", payment),
        ("delivery", delivery),
        ("service", service),
        ("dispute", dispute),
        ("standing", standing),
    ])
}

fn assumed(policy: &Policy) -> Vec<String> {
    vec![
        "an attester confirms the name of each enterprise and a number of its own, and no two of them are in one hand".into(),
        format!(
            "a buyer gives its supplier {} of 100 points for an order that was fulfilled in full, on time, documented and undamaged, and {} for any other",
            policy.service_if_perfect, policy.service_if_not
        ),
        format!("ratings are put on record every {} and at the end", counted(policy.every_months.into(), "month")),
    ]
}

// Serde gives what it serialises by reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn grade<S: serde::Serializer>(grade: &Grade, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(words::grade(*grade))
}

//! How who signed is rated, in the text of the report.
use std::fmt::Write as _;

use interfaces::credit::Grade;

use super::{more, Report, LISTED};
use crate::{
    rate::words,
    replay::{
        figures::{counted, decimal, thousands},
        findings::ratings::{Kind, Ratings, Score, Snapshot, Subject},
        life::ratings::Facts,
        source::shortened,
    },
};

/// What was told of a kind, and what not and why.
pub fn told(facts: &Facts) -> String {
    let mut said = format!("{} told", thousands(facts.told));
    for (why, count) in &facts.refused {
        said += &format!("; {} refused: {why}", thousands(*count));
    }
    said
}

/// A rating's scores, in words.
pub fn scores(snapshot: &Snapshot) -> String {
    let said = [
        ("payment", snapshot.payment),
        ("delivery", snapshot.delivery),
        ("service", snapshot.service),
        ("disputes", snapshot.dispute),
        ("standing", snapshot.standing),
    ]
    .into_iter()
    .filter(|(_, score)| score.is_rated)
    .map(|(name, score)| format!("{name} {}", points(score)));
    said.collect::<Vec<_>>().join(", ")
}

/// Hundredths of a point as points.
pub fn points(score: Score) -> String {
    decimal(i128::from(score.score), 2)
}

impl Ratings {
    /// How many of each kind were rated.
    pub fn rated(&self) -> String {
        let said = [Kind::Supplier, Kind::Carrier, Kind::Buyer].map(|kind| {
            let (all, rated) = self.of(kind);
            format!(
                "{} of {} {}",
                thousands(rated as u64),
                thousands(all as u64),
                match kind {
                    Kind::Supplier => "suppliers",
                    Kind::Carrier => "carriers",
                    Kind::Buyer => "buyers",
                }
            )
        });
        format!("{} had a grade at some time, of those of whom anything was told", said.join(", "))
    }

    /// That ratings follow from the events.
    pub fn checked(&self) -> String {
        format!(
            "{} put on record; the events alone give each of them again, to the last bit",
            counted(self.on_record, "rating")
        )
    }
}

impl Report {
    pub(super) fn write_ratings(&self, out: &mut String) -> std::fmt::Result {
        let Some(ratings) = &self.findings.ratings else { return Ok(()) };
        writeln!(out, "\nRatings, by version {} of the weights", ratings.version)?;
        for one in &ratings.assumed {
            writeln!(out, "  assumed: {one}")?;
        }
        for (what, facts) in &ratings.facts {
            writeln!(out, "  {what}: {}", told(facts))?;
        }
        writeln!(out, "  {}", ratings.rated())?;
        let rated: Vec<(&Subject, &Snapshot)> =
            ratings.subjects.iter().filter_map(|one| Some((one, one.last_rated()?))).collect();
        for (subject, last) in rated.iter().take(LISTED) {
            let over = subject.snapshots.iter().map(|one| match one.grade {
                Grade::Unrated => "–",
                grade => words::grade(grade),
            });
            writeln!(
                out,
                "  {:<4}{:>3}  {}, {}, on {}: {}; over time {}",
                words::grade(last.grade),
                last.points,
                shortened(&subject.name),
                subject.kind.words(),
                last.on,
                scores(last),
                over.collect::<Vec<_>>().join(" ")
            )?;
        }
        more(out, rated.len())?;
        writeln!(out, "  checked: {}", ratings.checked())
    }
}

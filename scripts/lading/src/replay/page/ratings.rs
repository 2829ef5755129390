//! How who signed is rated, on the page: a chart with a row for each supplier and carrier, and a field for each day on which ratings were
//! put on record.
use interfaces::credit::Grade;
use minijinja::{context, Value};
use serde::Serialize;

use crate::{
    rate::words,
    replay::{
        figures::thousands,
        findings::ratings::{Ratings, Snapshot, Subject},
        report::ratings::{points, scores, told},
    },
};

/// How wide and high a field is, and how far one row is from the next.
const WIDE: f64 = 26.0;
const HIGH: f64 = 18.0;
const PITCH: f64 = 22.0;

/// Where fields begin: left of them are the names.
const LEFT: f64 = 250.0;

/// The most letters of a name beside its row.
const LETTERS: usize = 38;

/// A rating in the chart.
#[derive(Serialize)]
struct Field {
    x: f64,
    middle: f64,
    class: &'static str,
    text: String,
    title: String,
}

/// An enterprise's row.
#[derive(Serialize)]
struct Row {
    name: String,
    full: String,
    y: f64,
    baseline: f64,
    fields: Vec<Field>,
}

/// What the page says of it.
pub(super) fn section(ratings: &Ratings) -> Value {
    let shown: Vec<&Subject> =
        ratings.subjects.iter().filter(|one| one.last_rated().is_some()).collect();
    let rows: Vec<Row> =
        shown.iter().enumerate().map(|(place, one)| row(ratings, place, one)).collect();
    let days: Vec<Value> = ratings
        .days
        .iter()
        .enumerate()
        .filter(|(place, day)| *place == 0 || day.get(5..7) == Some("01"))
        .map(|(place, day)| context! { x => LEFT + WIDE * place as f64, text => day.get(..4) })
        .collect();
    let last: Vec<Value> = shown
        .iter()
        .filter_map(|one| Some((one, one.last_rated()?)))
        .map(|(one, last)| {
            let score = |score: crate::replay::findings::ratings::Score| {
                if score.is_rated {
                    points(score)
                } else {
                    "–".to_owned()
                }
            };
            context! {
                name => one.name, kind => one.kind.words(), on => last.on, grade => words::grade(last.grade), points => last.points,
                payment => score(last.payment), delivery => score(last.delivery), service => score(last.service),
                dispute => score(last.dispute), standing => score(last.standing),
                samples => thousands(samples(last)), counterparties => last.standing.counterparties,
            }
        })
        .collect();
    let facts: Vec<Value> =
        ratings.facts.iter().map(|(what, facts)| context! { what, told => told(facts) }).collect();
    context! {
        assumed => ratings.assumed, version => ratings.version, weights => weights(ratings), facts, rated => ratings.rated(),
        checked => ratings.checked(), any => !rows.is_empty(), days, last,
        width => LEFT + WIDE * ratings.days.len() as f64 + 4.0, height => PITCH * rows.len() as f64 + 24.0, rows,
        field_width => WIDE - 2.0, field_height => HIGH,
    }
}

/// How many observations count.
fn samples(snapshot: &Snapshot) -> u64 {
    let Snapshot { payment, delivery, service, dispute, .. } = snapshot;
    [payment, delivery, service, dispute].iter().map(|score| u64::from(score.samples)).sum()
}

fn weights(ratings: &Ratings) -> String {
    let said = ratings.weights.iter().map(|(what, weight)| format!("{what} {weight}"));
    said.collect::<Vec<_>>().join(", ")
}

fn row(ratings: &Ratings, place: usize, subject: &Subject) -> Row {
    let y = 20.0 + PITCH * place as f64;
    let fields = subject.snapshots.iter().filter_map(|one| {
        let column = ratings.days.iter().position(|day| *day == one.on)?;
        let x = LEFT + WIDE * column as f64;
        let (text, said) = match one.grade {
            Grade::Unrated => (String::new(), "unrated".to_owned()),
            grade => (
                words::grade(grade).to_owned(),
                format!("{}, {} points: {}", words::grade(grade), one.points, scores(one)),
            ),
        };
        Some(Field {
            x,
            middle: x + (WIDE - 2.0) / 2.0,
            class: class(one.grade),
            text,
            title: format!("{}, {}: {said}", subject.name, one.on),
        })
    });
    let short: String = subject.name.chars().take(LETTERS).collect();
    let name =
        if short.len() < subject.name.len() { format!("{}…", short.trim_end()) } else { short };
    Row { name, full: subject.name.clone(), y, baseline: y + 13.0, fields: fields.collect() }
}

fn class(grade: Grade) -> &'static str {
    match grade {
        Grade::Unrated => "grade-none",
        Grade::C => "grade-c",
        Grade::B => "grade-b",
        Grade::A => "grade-a",
        Grade::AA => "grade-aa",
        Grade::AAA => "grade-aaa",
    }
}

//! What ratings are called, for a person and for a program.
use anyhow::{bail, Result};
use interfaces::credit::{Dimension, Grade};

use super::changes::{Deed, Outcome, Part};
use crate::replay::figures::{counted, decimal};

/// A grade.
pub fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Unrated => "unrated",
        Grade::C => "C",
        Grade::B => "B",
        Grade::A => "A",
        Grade::AA => "AA",
        Grade::AAA => "AAA",
    }
}

/// Reads a grade.
///
/// # Errors
/// If there is no such grade.
pub fn read_grade(text: &str) -> Result<Grade> {
    Ok(match text.to_uppercase().as_str() {
        "C" => Grade::C,
        "B" => Grade::B,
        "A" => Grade::A,
        "AA" => Grade::AA,
        "AAA" => Grade::AAA,
        _ => bail!("there is no grade {text}: C, B, A, AA, AAA"),
    })
}

/// A part of a grade.
pub fn part(part: Part) -> &'static str {
    match part {
        Part::Of(Dimension::Payment) => "payment",
        Part::Of(Dimension::Delivery) => "delivery",
        Part::Of(Dimension::Service) => "service",
        Part::Of(Dimension::Dispute) => "disputes",
        Part::Standing => "standing",
    }
}

/// What its score is.
pub fn measure(part: Part) -> &'static str {
    match part {
        Part::Of(Dimension::Payment) => "PAYDEX, by value",
        Part::Of(Dimension::Delivery) => "perfect orders",
        Part::Of(Dimension::Service) => "beta reputation, a twentieth less each month",
        Part::Of(Dimension::Dispute) => "not disputed rightly, by value",
        Part::Standing => "months with business, and counterparties",
    }
}

/// So many observations of a dimension: `2 payments`.
pub fn observations(dimension: Dimension, count: u32) -> String {
    let one = match dimension {
        Dimension::Payment => "payment",
        Dimension::Delivery => "delivery",
        Dimension::Service => "opinion",
        Dimension::Dispute => "bill",
    };
    match (dimension, count) {
        (Dimension::Delivery, count) if count != 1 => {
            format!("{} deliveries", crate::replay::figures::thousands(count))
        }
        _ => counted(count.into(), one),
    }
}

/// So many counterparties.
pub fn counterparties(count: u32) -> String {
    match count {
        1 => "1 counterparty".to_owned(),
        count => format!("{count} counterparties"),
    }
}

/// A deed, about so much: `one payment 60 days late of about 10,000 USD`.
pub fn deed(deed: Deed, about: &str) -> String {
    match deed {
        Deed::Paid(0) => format!("one payment on time of about {about}"),
        Deed::Paid(days) => format!("one payment {days} days late of about {about}"),
        Deed::Delivered { late: false } => format!("one perfect delivery of about {about}"),
        Deed::Delivered { late: true } => format!("one late delivery of about {about}"),
        Deed::Served(score) => format!("one opinion of {score} on a document of about {about}"),
        Deed::Billed { wrongly: false } => {
            format!("one bill of about {about}, of which nothing is disputed rightly")
        }
        Deed::Billed { wrongly: true } => {
            format!("one bill of about {about}, all of which is disputed rightly")
        }
    }
}

/// Points, and the grade: `71 (A)`.
pub fn outcome(outcome: Outcome) -> String {
    match (outcome.points, outcome.grade) {
        (None, _) => "unrated".to_owned(),
        (Some(points), Grade::Unrated) => format!("{points}, unrated because of what is contested"),
        (Some(points), found) => format!("{points} ({})", grade(found)),
    }
}

/// A score, in points.
pub fn score(hundredths: impl Into<i128>) -> String {
    decimal(hundredths, 2)
}

/// Basis points in percent: `25.00 %`.
pub fn percent(basis_points: impl Into<i128>) -> String {
    format!("{} %", decimal(basis_points, 2))
}

/// Words in a row: `a, b and c`.
pub fn row(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_is_read_as_it_is_written() {
        for found in [Grade::C, Grade::B, Grade::A, Grade::AA, Grade::AAA] {
            assert_eq!(read_grade(grade(found)).unwrap(), found);
        }
        assert_eq!(read_grade("aa").unwrap(), Grade::AA);
        for wrong in ["", "D", "unrated", "AAAA"] {
            assert!(read_grade(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn figures_have_their_units() {
        assert_eq!(observations(Dimension::Delivery, 1), "1 delivery");
        assert_eq!(observations(Dimension::Delivery, 1_200), "1,200 deliveries");
        assert_eq!(observations(Dimension::Payment, 2), "2 payments");
        assert_eq!(counterparties(1), "1 counterparty");
        assert_eq!(counterparties(3), "3 counterparties");
        assert_eq!(score(7_161_u16), "71.61");
        assert_eq!(percent(2_500_u32), "25.00 %");
        assert_eq!(row(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b and c");
        let outcome = |points, grade| super::outcome(Outcome { points, grade });
        assert_eq!(outcome(Some(71), Grade::A), "71 (A)");
        assert_eq!(outcome(None, Grade::Unrated), "unrated");
        assert_eq!(outcome(Some(71), Grade::Unrated), "71, unrated because of what is contested");
    }
}

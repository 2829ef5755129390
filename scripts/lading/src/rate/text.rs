//! A rating with its reasons, as a person reads it.
use super::report::{Changes, Contested, Report, Scored, Then};
use super::words::{outcome, percent, row, score};
use crate::{
    replay::figures::{counted, decimal, thousands},
    trace::table::{shown, table},
};

/// The report.
pub fn text(report: &Report) -> String {
    let mut text = headline(report);
    let mut parts = table(&["Dimension", "Score", "Weight", "In this grade", "Adds", "Made of"]);
    for part in &report.parts {
        parts.add_row([
            format!("{}\n{}", part.part, part.measure),
            scores(part),
            part.weight.to_string(),
            if part.is_counted { percent(part.weight_in_grade) } else { "–".to_owned() },
            if part.is_counted { decimal(part.adds_hundredths, 2) } else { "–".to_owned() },
            made_of(part),
        ]);
    }
    text += &format!("\n{}", shown(&parts));
    text += &makers(report);
    if !report.contested.is_empty() {
        let share = percent(report.contested_share);
        let counted = match report.points_if_counted {
            Some(points) => format!("{points} points"),
            None => "too little to rate".to_owned(),
        };
        text += &format!(
            "\nContested, up to {share} of a dimension's weight; if all of it counted, {counted}:\n"
        );
        for contested in &report.contested {
            text += &contest(contested);
        }
    }
    text += &format!("\nWhat would change it\n{}", changes(&report.changes));
    for hint in &report.hints {
        text += &format!("\nNote: {hint}.\n");
    }
    text
}

fn headline(report: &Report) -> String {
    let rated = match (report.grade, report.points) {
        ("unrated", _) => "unrated".to_owned(),
        (grade, points) => format!("{grade}, {} points of 100", points.unwrap_or(0)),
    };
    let mut text = format!("{}: {rated}\n", report.enterprise.in_full());
    if let Some(why) = &report.why_unrated {
        text += &format!("Why: {why}.\n");
    }
    let when = if report.is_at_last_block { "as of the chain's last block" } else { "as of now" };
    let who = match report.registry {
        0 => "nobody examined the counterparties".to_owned(),
        registry => format!("counterparties examined by registry {registry}"),
    };
    text + &format!(
        "By version {} of the weights, {when}, {}; {who}.\nMade of the records with the digest {}.\nReckoned here from these records, it is to the last bit what the contract answers.\n",
        report.weights.version, report.at, report.inputs
    )
}

fn scores(part: &Scored) -> String {
    if !part.is_counted {
        return "not rated".to_owned();
    }
    let own = score(part.score_hundredths);
    match part.on_time_in_full_hundredths {
        Some(both) => format!("{own}\n{} on time and in full", score(both)),
        None => own,
    }
}

fn made_of(part: &Scored) -> String {
    let what = if part.part == "standing" { "month" } else { "observation" };
    let by = super::words::counterparties(part.counterparties.into());
    let mut text = format!("{}, {by}", counted(part.observations.into(), what));
    if !part.missing.is_empty() {
        let missing = part.missing.join(", ");
        let word = if part.is_counted { "not rated" } else { "missing" };
        text += &format!("\n{word}: {missing}");
    }
    text
}

/// Who made it.
fn makers(report: &Report) -> String {
    let mut made = table(&[
        "Dimension",
        "By",
        "Observations",
        "Months",
        "Score",
        "Of the weight",
        "Of what counts",
    ]);
    let mut is_any = false;
    for part in &report.parts {
        for maker in &part.made_by {
            is_any = true;
            let by = match &maker.party {
                Some(party) => party.called(),
                None => "all others together".to_owned(),
            };
            made.add_row([
                part.part.to_owned(),
                by,
                thousands(maker.observations),
                maker.months.to_string(),
                score(maker.score_hundredths),
                percent(maker.share),
                maker.share_counted.map_or_else(|| "–".to_owned(), percent),
            ]);
        }
    }
    if is_any {
        format!("\n{}", shown(&made))
    } else {
        "\nNobody has said anything that counts.\n".to_owned()
    }
}

fn contest(contested: &Contested) -> String {
    format!(
        "- {} {} told by {}, scored {}: {} may decide until {}; if it is struck {}, if it is confirmed or nobody decides {}\n",
        contested.part,
        contested.observation,
        contested.by.called(),
        score(contested.score_hundredths),
        contested.arbiter.called(),
        contested.until,
        then(&contested.if_struck),
        then(&contested.if_confirmed),
    )
}

fn then(then: &Then) -> String {
    outcome(then.outcome)
}

fn changes(changes: &Changes) -> String {
    let mut text = String::new();
    if let Some(nearest) = &changes.nearest {
        let steps: Vec<_> = nearest.steps.iter().map(|step| step.what.clone()).collect();
        let then = nearest.then.as_ref().map_or_else(String::new, |found| {
            let good = if nearest.steps.iter().map(|step| step.observations).sum::<u32>() == 1 {
                "if it is good"
            } else {
                "if all are good"
            };
            format!(": {good}, then {}", then(found))
        });
        text += &format!("- nearest to a rating: {} more{then}\n", row(&steps));
    }
    for change in changes.deeds.iter().filter(|change| !change.is_same) {
        text += &format!("- {}: {}\n", change.what, change.told);
    }
    let same: Vec<_> = changes.deeds.iter().filter(|change| change.is_same).collect();
    if let Some(first) = same.first() {
        text += &match first.then.points {
            Some(_) => format!("- none of these alone changes {}:\n", then(&first.then)),
            None => "- none of these alone brings a rating:\n".to_owned(),
        };
        for change in &same {
            text += &format!("    {}\n", change.what);
        }
    }
    if let Some(next) = &changes.next_grade {
        let by = next.by.iter().map(|least| match least.at_least_hundredths {
            Some(at_least) => {
                format!(
                    "{} {} instead of {}",
                    least.part,
                    score(at_least),
                    score(least.score_hundredths)
                )
            }
            None => format!("{} alone cannot", least.part),
        });
        text += &format!(
            "- to {} from {} points {} missing: {}\n",
            next.grade,
            next.from_points,
            match next.missing_points {
                1 => "1 is".to_owned(),
                more => format!("{more} are"),
            },
            by.collect::<Vec<_>>().join("; or ")
        );
    }
    if let Some(lapses) = &changes.lapses_next {
        text += &format!(
            "- from {} {} of the month from {} count no more: then {}, if nothing else is told or decided\n",
            lapses.from,
            lapses.what,
            lapses.month_began,
            then(&lapses.then)
        );
    }
    if let Some(announced) = &changes.announced {
        let weights: Vec<_> = announced
            .weights
            .of
            .iter()
            .map(|weight| format!("{} {}", weight.part, weight.weight))
            .collect();
        text += &format!(
            "- version {} of the weights ({}) is in force from {}: by it {} if it were now\n",
            announced.weights.version,
            weights.join(", "),
            announced.weights.from,
            then(&announced.then)
        );
    }
    let to = changes.same_to_cents.map_or_else(String::new, |to| format!(" to {}", decimal(to, 2)));
    text + &format!(
        "Each by itself, told now; a new counterparty is one that is attested and not related. What is about {} USD counts as all from {}{to} USD does.\n",
        decimal(changes.about_cents, 2),
        decimal(changes.same_from_cents, 2),
    )
}

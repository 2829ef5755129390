//! A rating with its reasons, as it is told.
use anyhow::{Context, Result};
use chain::{Backend as _, Chain};
use credit::{formulas::LEAST_WEIGHT, rating::DIMENSIONS, value::size};
use ink::codegen::TraitCallBuilder;
use interfaces::{
    credit::{Credit as _, Dimension, Grade, Rating, WeightTable},
    ids::{Money, ObservationId, PartyId},
};
use serde::Serialize;

use super::{
    changes::{after, either_way, lapse, nearest, next, somebody, Outcome, Part, BAD, GOOD, PARTS},
    known::{record, Known},
    shares::{newest, scored, Share, Shares, COUNTS},
    who::{Names, Party},
    words,
};
use crate::{
    kept::{hex, Kept},
    replay::{
        calendar::{iso, iso_day},
        figures::thousands,
    },
};

/// A rating, and why it is so.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Who is rated.
    pub enterprise: Party,
    /// The grade, or `unrated`.
    pub grade: &'static str,
    /// The points; nothing where too little is known.
    pub points: Option<u8>,
    /// The points if what is contested counted.
    pub points_if_counted: Option<u8>,
    /// Why there is no grade.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_unrated: Option<String>,
    /// By which weights.
    pub weights: Table,
    /// As of when.
    pub at: String,
    /// Whether that is the chain's last block, and else the clock of this machine.
    pub is_at_last_block: bool,
    /// When the chain's last block was.
    pub last_block_at: String,
    /// The number of the registry that examined the counterparties; 0 if none did.
    pub registry: u8,
    /// BLAKE2b-256 of the records that it was made of, as the contract tells it.
    pub inputs: String,
    /// Always so, or there is no report: reckoned from the four records, it is to the last bit what the contract answers.
    pub is_what_the_contract_answers: bool,
    /// What dimensions that are rated weigh, of 100.
    pub weight_rated: u16,
    /// What it is made of.
    pub parts: Vec<Scored>,
    /// What is contested and not decided.
    pub contested: Vec<Contested>,
    /// The largest share of a dimension's weight that is contested, in basis points.
    pub contested_share: u16,
    /// What would change it.
    pub changes: Changes,
    /// What who reads this should know.
    pub hints: Vec<String>,
}

/// A version of the weights.
#[derive(Debug, Serialize)]
pub struct Table {
    /// The version.
    pub version: u16,
    /// From when they are in force.
    pub from: String,
    /// How much each part weighs; together 100.
    pub of: Vec<Weight>,
}

/// What a part weighs.
#[derive(Debug, Serialize)]
pub struct Weight {
    /// The part.
    pub part: &'static str,
    /// Of 100.
    pub weight: u8,
}

/// A part of a grade.
#[derive(Debug, Serialize)]
pub struct Scored {
    /// Which.
    pub part: &'static str,
    /// What its score is.
    pub measure: &'static str,
    /// Its score, in hundredths of a point, without what is contested.
    pub score_hundredths: u16,
    /// Of delivery the share on time and in full, in hundredths of a point. It is part of no grade.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_time_in_full_hundredths: Option<u16>,
    /// Whether the contract tells it as rated.
    pub is_rated: bool,
    /// Whether it counts in the points. One that is rated does; one that hangs on what is contested does, and is told as not rated.
    pub is_counted: bool,
    /// What it weighs, of 100.
    pub weight: u8,
    /// What it weighs in this grade, in basis points: what is not rated leaves its weight to the rest.
    pub weight_in_grade: u32,
    /// What it adds to the points, in hundredths.
    pub adds_hundredths: u32,
    /// How many observations count; of standing, in how many months there are any.
    pub observations: u32,
    /// How many counterparties are known by name.
    pub counterparties: u8,
    /// What is missing before it is rated.
    pub missing: Vec<String>,
    /// Who made it, who weighs most first; the others together last, and without a party.
    pub made_by: Vec<Maker>,
}

/// Who made a score.
#[derive(Debug, Serialize)]
pub struct Maker {
    /// Who; nothing for all together who are not known by name.
    pub party: Option<Party>,
    /// How many observations count.
    pub observations: u32,
    /// In how many months there are any.
    pub months: u32,
    /// What they score together, in hundredths of a point.
    pub score_hundredths: u16,
    /// Of deliveries the share on time and in full, in hundredths of a point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_time_in_full_hundredths: Option<u16>,
    /// Their share of what all weighs, in basis points.
    pub share: u64,
    /// Their share of what counts, in basis points: at most a quarter. Nothing where too little is known to count anything.
    pub share_counted: Option<u64>,
}

/// What is contested.
#[derive(Debug, Serialize)]
pub struct Contested {
    /// The observation.
    pub observation: String,
    /// In what.
    pub part: &'static str,
    /// For whom it counts.
    pub by: Party,
    /// Who decides.
    pub arbiter: Party,
    /// What it scores, in hundredths of a point.
    pub score_hundredths: u16,
    /// Until when the arbiter may decide. After that it counts again.
    pub until: String,
    /// How the enterprise is rated if it is struck.
    pub if_struck: Then,
    /// How the enterprise is rated if it is confirmed.
    pub if_confirmed: Then,
}

/// How the enterprise would be rated.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Then {
    /// The points; nothing where too little is known.
    pub points: Option<u8>,
    /// The grade, or `unrated`.
    pub grade: &'static str,
    /// Both.
    #[serde(skip)]
    pub outcome: Outcome,
}

/// What would change a rating.
#[derive(Debug, Serialize)]
pub struct Changes {
    /// How much the hypothetical ones below are about, in US cents.
    pub about_cents: Money,
    /// What weighs the same as that, from and to, in US cents; the largest size has no end.
    pub same_from_cents: Money,
    /// See `same_from_cents`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_to_cents: Option<Money>,
    /// One more of each kind.
    pub deeds: Vec<Change>,
    /// The next better grade, where there are points.
    pub next_grade: Option<NextGrade>,
    /// What counts no more next.
    pub lapses_next: Option<Lapses>,
    /// Weights that are announced and not in force yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub announced: Option<Announced>,
    /// The shortest way to a rating, where too little is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Nearest>,
}

/// A change, and what it would come to.
#[derive(Debug, Serialize)]
pub struct Change {
    /// What is changed.
    pub what: String,
    /// How the enterprise would be rated.
    pub then: Then,
    /// Whether that is as it is rated now.
    pub is_same: bool,
    /// The points and grade before and after, for a person.
    pub told: String,
}

/// What is missing to the next grade.
#[derive(Debug, Serialize)]
pub struct NextGrade {
    /// The grade.
    pub grade: &'static str,
    /// From how many points.
    pub from_points: u8,
    /// How many are missing.
    pub missing_points: u8,
    /// What each part would have to be at least, all else the same.
    pub by: Vec<Least>,
}

/// What a part would have to be at least.
#[derive(Debug, Serialize)]
pub struct Least {
    /// The part.
    pub part: &'static str,
    /// Its score now, in hundredths of a point.
    pub score_hundredths: u16,
    /// At least so much, in hundredths of a point; nothing where the full score would not do.
    pub at_least_hundredths: Option<u16>,
}

/// What counts no more next.
#[derive(Debug, Serialize)]
pub struct Lapses {
    /// From when.
    pub from: String,
    /// When the month began, of which nothing counts then.
    pub month_began: String,
    /// How many observations, for a person.
    pub what: String,
    /// How many observations, in all.
    pub observations: u32,
    /// How the enterprise is rated then, if nothing else is told or decided.
    pub then: Then,
}

/// Weights that are announced.
#[derive(Debug, Serialize)]
pub struct Announced {
    /// They.
    pub weights: Table,
    /// How the enterprise would be rated by them if they were in force now.
    pub then: Then,
}

/// The shortest way to a rating.
#[derive(Debug, Serialize)]
pub struct Nearest {
    /// What dimensions that are rated must weigh at least, of 100.
    pub weight_needed: u16,
    /// What is missing.
    pub steps: Vec<Step>,
    /// How the enterprise would be rated if all of these were good and told by new counterparties.
    pub then: Option<Then>,
}

/// What is missing of a dimension.
#[derive(Debug, Serialize)]
pub struct Step {
    /// The dimension.
    pub part: &'static str,
    /// So many observations.
    pub observations: u32,
    /// By so many new counterparties at least.
    pub counterparties: u32,
    /// That, for a person.
    pub what: String,
}

impl From<Outcome> for Then {
    fn from(outcome: Outcome) -> Self {
        let Outcome { points, grade } = outcome;
        Self { points, grade: words::grade(grade), outcome }
    }
}

/// Tells how an enterprise is rated, and why.
pub struct Reporter<'a> {
    /// The chain.
    pub kept: &'a Kept,
    /// What enterprises are called.
    pub names: &'a Names<'a>,
    /// What is known of the enterprise.
    pub known: &'a Known,
    /// What the contract answers.
    pub rating: &'a Rating,
    /// What hypothetical deeds are about, in US cents.
    pub about: Money,
    /// Whether it is the time of the chain's last block.
    pub is_at_last_block: bool,
}

impl Reporter<'_> {
    /// The report on `party`.
    ///
    /// # Errors
    /// If the chain gave no answer, or what is found is not what the contract tells.
    pub fn report(&self, party: PartyId) -> Result<Report> {
        let rates = self.known.rates();
        let scores = PARTS.map(|part| (part, part.score(&rates.scores)));
        let weight_rated = scores
            .iter()
            .filter(|(part, score)| part.is_counted(score))
            .map(|(part, _)| u16::from(part.weight(&self.known.weights)))
            .sum();
        let mut makers = Vec::new();
        for dimension in DIMENSIONS {
            let score = Part::Of(dimension).score(&rates.scores);
            let both = rates.scores.on_time_in_full;
            makers.push((dimension, Shares::of(self.known, dimension, &score, both)?));
        }
        let mut parts = Vec::new();
        for part in PARTS {
            let of = makers.iter().find(|(dimension, _)| Part::Of(*dimension) == part);
            parts.push(self.scored(part, of.map(|(_, shares)| shares), weight_rated)?);
        }
        let points = rates.points;
        let contested = self.contested()?;
        let table = self.table(self.rating.version)?;
        Ok(Report {
            enterprise: self.names.party(party)?,
            grade: words::grade(self.rating.grade),
            points,
            points_if_counted: rates.points_if_counted,
            why_unrated: (self.rating.grade == Grade::Unrated)
                .then(|| why_unrated(weight_rated, points, rates.points_if_counted)),
            weights: told_table(self.rating.version, &table),
            at: iso(self.rating.at),
            is_at_last_block: self.is_at_last_block,
            last_block_at: iso(self.kept.chain.time()?),
            registry: self.rating.registry,
            inputs: hex(&self.rating.inputs.0),
            is_what_the_contract_answers: true,
            weight_rated,
            parts,
            contested,
            contested_share: self.rating.contested_share,
            changes: self.changes(&makers)?,
            hints: self.hints(),
        })
    }

    fn scored(&self, part: Part, shares: Option<&Shares>, weight_rated: u16) -> Result<Scored> {
        // Of the rating as it is told, what hangs on contests is not rated; of what it was made of, all counts that is known well enough.
        let score = part.score(&self.rating.scores);
        let weight = part.weight(&self.known.weights);
        let is_counted = part.is_counted(&score);
        let counts = u32::from(if is_counted { weight } else { 0 });
        let of_all = |number: u32| number.checked_div(weight_rated.into()).unwrap_or(0);
        let is_delivery = part == Part::Of(Dimension::Delivery);
        let made_by = match shares {
            Some(shares) => {
                shares.all.iter().map(|share| self.maker(share, shares, part, is_counted)).collect()
            }
            None => Ok(Vec::new()),
        };
        Ok(Scored {
            part: words::part(part),
            measure: words::measure(part),
            score_hundredths: score.score,
            on_time_in_full_hundredths: is_delivery.then_some(self.rating.scores.on_time_in_full),
            is_rated: score.is_rated,
            is_counted,
            weight,
            weight_in_grade: of_all(counts * 10_000),
            adds_hundredths: of_all(counts * u32::from(score.score)),
            observations: score.samples,
            counterparties: score.counterparties,
            missing: missing(part, &score, is_counted),
            made_by: made_by?,
        })
    }

    fn maker(&self, share: &Share, of: &Shares, in_part: Part, is_counted: bool) -> Result<Maker> {
        let is_delivery = in_part == Part::Of(Dimension::Delivery);
        let part = |part: u64, whole: u64| {
            let basis_points = u128::from(part) * 10_000;
            let found = basis_points.checked_div(whole.into()).unwrap_or(0);
            u64::try_from(found).unwrap_or(u64::MAX)
        };
        Ok(Maker {
            party: share.by.map(|by| self.names.party(by)).transpose()?,
            observations: share.observations,
            months: share.months,
            score_hundredths: share.score,
            on_time_in_full_hundredths: is_delivery.then_some(share.on_time_in_full),
            share: part(share.weight, of.weight),
            share_counted: is_counted.then(|| part(share.counted, of.counted)),
        })
    }

    fn contested(&self) -> Result<Vec<Contested>> {
        let mut all = Vec::new();
        for dimension in DIMENSIONS {
            let record = record(self.known.swept().sheet(dimension))?;
            for contest in record.contests {
                if contest.observation == ObservationId::NONE {
                    continue;
                }
                let credit = self.kept.suite.credit();
                let asked =
                    self.kept.chain.query(credit.call().observation(contest.observation))?;
                let observation = asked.and_then(|observation| observation.decoded());
                let observation = observation.context("what is contested was never told")?;
                let (struck, confirmed) = either_way(self.known, dimension, contest.observation);
                let (score, _) = scored(dimension, &contest.cell);
                let score = score.checked_div(contest.cell.weight.into()).unwrap_or(0);
                all.push(Contested {
                    observation: hex(&contest.observation.0),
                    part: words::part(Part::Of(dimension)),
                    by: self.names.party(observation.counterparty)?,
                    arbiter: self.names.party(observation.arbiter)?,
                    score_hundredths: u16::try_from(score)?,
                    until: iso(contest.until),
                    if_struck: struck.into(),
                    if_confirmed: confirmed.into(),
                });
            }
        }
        Ok(all)
    }

    fn changes(&self, makers: &[(Dimension, Shares)]) -> Result<Changes> {
        let rates = self.known.rates();
        let now = Outcome::from(rates);
        let about = format!("{} USD", thousands(self.about / 100));
        let mut deeds = Vec::new();
        for ((good, bad), (_, shares)) in GOOD.into_iter().zip(BAD).zip(makers) {
            let largest = shares.largest();
            let name = largest.map(|largest| self.names.party(largest)).transpose()?;
            let by_largest =
                name.map(|name| format!("told by {}, who weighs most here", name.called()));
            let new = "told by a new counterparty".to_owned();
            let worst = by_largest.unwrap_or_else(|| new.clone());
            for (deed, by, told_by) in
                [(good, somebody(0), new), (bad, largest.unwrap_or(somebody(0)), worst)]
            {
                if let Some(then) = after(self.known, deed, self.about, by) {
                    deeds.push(Change {
                        what: format!("{}, {told_by}", words::deed(deed, &about)),
                        then: then.into(),
                        is_same: now == then,
                        told: change(now, then),
                    });
                }
            }
        }
        let size = u32::from(size(self.about, b"USD"));
        Ok(Changes {
            about_cents: self.about,
            same_from_cents: 1 << (12 + size),
            same_to_cents: (size < 16).then(|| (1 << (13 + size)) - 1),
            deeds,
            next_grade: next(self.known, &rates).map(|next| NextGrade {
                grade: words::grade(next.grade),
                from_points: next.points,
                missing_points: next.points.saturating_sub(rates.points.unwrap_or(0)),
                by: next
                    .by
                    .into_iter()
                    .map(|(part, at_least_hundredths)| Least {
                        part: words::part(part),
                        score_hundredths: part.score(&rates.scores).score,
                        at_least_hundredths,
                    })
                    .collect(),
            }),
            lapses_next: lapse(self.known).map(|lapse| {
                let what = lapse
                    .observations
                    .iter()
                    .map(|(dimension, count)| words::observations(*dimension, *count));
                Lapses {
                    from: iso(lapse.from),
                    month_began: iso_day(lapse.month_began),
                    what: words::row(&what.collect::<Vec<_>>()),
                    observations: lapse.observations.iter().map(|(_, count)| count).sum(),
                    then: lapse.outcome.into(),
                }
            }),
            announced: self.announced()?,
            nearest: nearest(self.known, &rates, self.about).map(|nearest| Nearest {
                weight_needed: LEAST_WEIGHT,
                steps: nearest.steps.into_iter().map(step).collect(),
                then: nearest.outcome.map(Then::from),
            }),
        })
    }

    fn announced(&self) -> Result<Option<Announced>> {
        let Some(version) = self.rating.version.checked_add(1) else { return Ok(None) };
        let asked = self.kept.chain.query(self.kept.suite.credit().call().weights_of(version))?;
        let Some(table) = asked else { return Ok(None) };
        if table.from <= self.rating.at {
            return Ok(None);
        }
        let then = Outcome::from(self.known.by(table.weights).rates()).into();
        Ok(Some(Announced { weights: told_table(version, &table), then }))
    }

    fn table(&self, version: u16) -> Result<WeightTable> {
        let asked = self.kept.chain.query(self.kept.suite.credit().call().weights_of(version))?;
        asked.context("the contract has no such weights")
    }

    fn hints(&self) -> Vec<String> {
        let mut hints = Vec::new();
        let is_old =
            |month: u16| credit::sheet::month_of(self.known.at) >= month.saturating_add(COUNTS);
        if let Some(month) = newest(self.known).filter(|month| is_old(*month)) {
            let began = iso_day(u64::from(month) * credit::sheet::MONTH);
            hints.push(format!(
                "nothing that was ever told counts any more: the last is of the month from {began}, and an observation counts for {COUNTS} months{}",
                if self.is_at_last_block { "" } else { "; --at-last-block rates as of the chain's last block" }
            ));
        }
        if self.rating.registry == 0 {
            hints.push(
                "no registry is linked: nobody examined who the counterparties are".to_owned(),
            );
        }
        hints
    }
}

/// Weights, as they are told.
fn told_table(version: u16, table: &WeightTable) -> Table {
    let of =
        PARTS.map(|part| Weight { part: words::part(part), weight: part.weight(&table.weights) });
    Table { version, from: iso(table.from), of: of.into() }
}

/// What is missing before a part is rated.
fn missing(part: Part, score: &interfaces::credit::SubScore, is_counted: bool) -> Vec<String> {
    let (observations, counterparties) = part.missing(score);
    let mut missing = Vec::new();
    if observations > 0 {
        let s = if observations == 1 { "" } else { "s" };
        missing.push(format!("{observations} more observation{s}"));
    }
    match counterparties {
        0 => {}
        1 => missing.push("1 more counterparty".to_owned()),
        more => missing.push(format!("{more} more counterparties")),
    }
    if is_counted && !score.is_rated {
        missing.push("hangs on what is contested".to_owned());
    }
    missing
}

/// Why there is no grade.
fn why_unrated(weight: u16, points: Option<u8>, if_counted: Option<u8>) -> String {
    let told = |points: Option<u8>| match points {
        Some(points) => {
            format!("{points} points ({})", words::grade(credit::formulas::grade(points)))
        }
        None => "too little to rate".to_owned(),
    };
    if points.is_none() && if_counted.is_none() {
        format!("too little is known: dimensions that are rated weigh {weight} of 100, and {LEAST_WEIGHT} are needed")
    } else {
        format!(
            "the grade hangs on what is contested: without that it is {}, and if it counted {}",
            told(points),
            told(if_counted)
        )
    }
}

/// What is missing of a dimension.
fn step((dimension, observations, counterparties): (Dimension, u32, u32)) -> Step {
    let who = match (observations, counterparties) {
        (_, 0) => " by whomever".to_owned(),
        (1, 1) => " by a new counterparty".to_owned(),
        (all, new) if all == new => format!(" by {new} new counterparties"),
        (_, 1) => ", one of them by a new counterparty".to_owned(),
        (_, new) => format!(", {new} of them by new counterparties"),
    };
    Step {
        part: words::part(Part::Of(dimension)),
        observations,
        counterparties,
        what: format!("{}{who}", words::observations(dimension, observations)),
    }
}

/// From one rating to another: `71 → 72`, and the grades where they are not the same.
pub fn change(before: Outcome, after: Outcome) -> String {
    match (before.points, after.points) {
        (Some(from), Some(to)) if before.grade == after.grade => format!("{from} → {to}"),
        _ => format!("{} → {}", words::outcome(before), words::outcome(after)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::credit::SubScore;

    #[test]
    fn what_is_missing_is_told_exactly() {
        let of = |samples, counterparties, is_rated| {
            let score = SubScore { score: 0, is_rated, samples, counterparties };
            let part = Part::Of(Dimension::Payment);
            missing(part, &score, part.is_counted(&score)).join(", ")
        };
        assert_eq!(of(0, 0, false), "3 more observations, 4 more counterparties");
        assert_eq!(of(2, 2, false), "1 more observation, 2 more counterparties");
        assert_eq!(of(9, 3, false), "1 more counterparty");
        assert_eq!(of(9, 4, true), "");
        assert_eq!(of(9, 4, false), "hangs on what is contested");
        let standing = SubScore { counterparties: 3, samples: 1, ..SubScore::default() };
        assert_eq!(missing(Part::Standing, &standing, false), ["1 more counterparty"]);
    }

    #[test]
    fn why_there_is_no_grade_is_told() {
        let said = why_unrated(35, None, None);
        assert!(said.ends_with("dimensions that are rated weigh 35 of 100, and 50 are needed"));
        let said = why_unrated(75, Some(71), Some(64));
        assert!(said.ends_with("without that it is 71 points (A), and if it counted 64 points (B)"));
        let said = why_unrated(75, Some(71), None);
        assert!(said.ends_with("and if it counted too little to rate"));
    }

    #[test]
    fn a_change_names_the_grades_where_they_change() {
        let outcome = |points, grade| Outcome { points, grade };
        let (a, better) = (outcome(Some(71), Grade::A), outcome(Some(72), Grade::A));
        assert_eq!(change(a, better), "71 → 72");
        assert_eq!(change(a, outcome(Some(64), Grade::B)), "71 (A) → 64 (B)");
        assert_eq!(change(a, outcome(None, Grade::Unrated)), "71 (A) → unrated");
    }

    #[test]
    fn steps_say_by_whom() {
        let what = |observations, counterparties| {
            step((Dimension::Delivery, observations, counterparties)).what
        };
        assert_eq!(what(1, 1), "1 delivery by a new counterparty");
        assert_eq!(what(2, 2), "2 deliveries by 2 new counterparties");
        assert_eq!(what(2, 1), "2 deliveries, one of them by a new counterparty");
        assert_eq!(what(3, 2), "3 deliveries, 2 of them by new counterparties");
        assert_eq!(what(1, 0), "1 delivery by whomever");
    }
}

//! What would change a rating: tried on a copy of the records with the contract's own functions, never guessed.
use credit::{
    formulas::{is_enough, LEAST_WEIGHT},
    rating::{measure, weighed, Rates, DIMENSIONS},
    sheet::{month_of, MONTH},
    value::size,
};
use interfaces::{
    credit::{
        Cell, Dimension, Grade, SubScore, SubScores, Weights, What, DOCUMENTED, IN_FULL, ON_TIME,
        UNDAMAGED,
    },
    ids::{Millis, Money, ObservationId, PartyId},
};

use super::{
    known::{Known, Told},
    shares::{oldest, COUNTS},
};
use crate::kept::blake2_256;

/// What is reckoned of each dimension, and of how broad and long business is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A dimension that has a record.
    Of(Dimension),
    /// Volume and tenure.
    Standing,
}

/// All parts of a grade, in their order.
pub const PARTS: [Part; 5] = [
    Part::Of(Dimension::Payment),
    Part::Of(Dimension::Delivery),
    Part::Of(Dimension::Service),
    Part::Of(Dimension::Dispute),
    Part::Standing,
];

impl Part {
    /// What it scores.
    pub fn score(self, scores: &SubScores) -> SubScore {
        match self {
            Self::Of(Dimension::Payment) => scores.payment,
            Self::Of(Dimension::Delivery) => scores.delivery,
            Self::Of(Dimension::Service) => scores.service,
            Self::Of(Dimension::Dispute) => scores.dispute,
            Self::Standing => scores.standing,
        }
    }

    /// What it weighs.
    pub fn weight(self, weights: &Weights) -> u8 {
        match self {
            Self::Of(Dimension::Payment) => weights.payment,
            Self::Of(Dimension::Delivery) => weights.delivery,
            Self::Of(Dimension::Service) => weights.service,
            Self::Of(Dimension::Dispute) => weights.dispute,
            Self::Standing => weights.standing,
        }
    }

    /// How much is missing before it is rated, of observations and of counterparties, as far as what is contested leaves it be.
    pub fn missing(self, score: &SubScore) -> (u32, u32) {
        let counterparties = 4_u32.saturating_sub(score.counterparties.into());
        match self {
            Self::Of(_) => (3_u32.saturating_sub(score.samples), counterparties),
            Self::Standing => (0, counterparties),
        }
    }

    /// Whether it counts in the points: what only hangs on contested ones does, as far as those that are not contested go.
    pub fn is_counted(self, score: &SubScore) -> bool {
        let samples = if self == Self::Standing { 3 } else { score.samples };
        is_enough(samples, score.counterparties.into())
    }
}

/// How an enterprise would be rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// The points; nothing where too little is known.
    pub points: Option<u8>,
    /// The grade.
    pub grade: Grade,
}

impl From<Rates> for Outcome {
    fn from(rates: Rates) -> Self {
        Self { points: rates.points, grade: rates.grade }
    }
}

/// A deed of which an enterprise could be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// A payment so many days after it was due.
    Paid(i32),
    /// A delivery that was perfect, or late.
    Delivered {
        /// Whether it was late, and else perfect.
        late: bool,
    },
    /// An opinion of its service, of 100 points.
    Served(u8),
    /// A bill, of which nothing or all was disputed rightly.
    Billed {
        /// Whether all of it was.
        wrongly: bool,
    },
}

/// As good as it gets, in the order of the dimensions. On time is what terms ask for: paying early scores more.
pub const GOOD: [Deed; 4] = [
    Deed::Paid(0),
    Deed::Delivered { late: false },
    Deed::Served(100),
    Deed::Billed { wrongly: false },
];
/// What harms, in the order of the dimensions.
pub const BAD: [Deed; 4] = [
    Deed::Paid(60),
    Deed::Delivered { late: true },
    Deed::Served(0),
    Deed::Billed { wrongly: true },
];

impl Deed {
    /// In what dimension it is told, and as what, if it is about so many US cents; nothing where that is too little to count.
    pub fn measured(self, cents: Money) -> Option<(Dimension, Cell)> {
        let what = match self {
            Self::Paid(days) => What::Payment(days),
            Self::Delivered { late: false } => {
                What::Delivery(IN_FULL | ON_TIME | DOCUMENTED | UNDAMAGED)
            }
            Self::Delivered { late: true } => What::Delivery(IN_FULL | DOCUMENTED | UNDAMAGED),
            Self::Served(score) => {
                let size = size(cents, b"USD");
                let cell = weighed(size, u16::from(score) * 100);
                return (size > 0).then_some((Dimension::Service, cell));
            }
            Self::Billed { wrongly } => What::Dispute(if wrongly { cents } else { 0 }),
        };
        let (dimension, cell, _) = measure(what, cents, b"USD")?;
        (cell.weight > 0).then_some((dimension, cell))
    }
}

/// Somebody of whom nothing was ever heard, by number.
pub fn somebody(number: u32) -> PartyId {
    PartyId(blake2_256(&[&b"nobody in particular"[..], &number.to_le_bytes()].concat()))
}

/// How the enterprise would be rated if such a deed were told now; nothing if it could not be counted.
pub fn after(known: &Known, deed: Deed, cents: Money, by: PartyId) -> Option<Outcome> {
    let (dimension, cell) = deed.measured(cents)?;
    Some(known.with(&Told { dimension, by, cell })?.rates().into())
}

/// What is missing to a grade, and what would bring it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// The grade.
    pub grade: Grade,
    /// From how many points.
    pub points: u8,
    /// Of each part that counts, the least score in hundredths of a point at which it alone would bring it; nothing where none would.
    pub by: Vec<(Part, Option<u16>)>,
}

/// The next better grade than that of so many points; nothing of the best, or where too little is known.
pub fn next(known: &Known, rates: &Rates) -> Option<Next> {
    const GRADES: [(Grade, u8); 4] =
        [(Grade::B, 50), (Grade::A, 65), (Grade::AA, 80), (Grade::AAA, 90)];
    let has = rates.points?;
    let (grade, points) = GRADES.into_iter().find(|(_, points)| *points > has)?;
    let counted: Vec<_> = PARTS
        .into_iter()
        .map(|part| (part, part.score(&rates.scores)))
        .filter(|(part, score)| part.is_counted(score))
        .map(|(part, score)| (part, u32::from(part.weight(&known.weights)), u32::from(score.score)))
        .collect();
    let weight: u32 = counted.iter().map(|(_, weight, _)| weight).sum();
    let sum: u32 = counted.iter().map(|(_, weight, score)| weight * score).sum();
    let wanted = u32::from(points) * 100 * weight;
    let by = counted.iter().filter(|(_, weight, _)| *weight > 0).map(|(part, weight, score)| {
        let rest = sum - weight * score;
        let least = wanted.saturating_sub(rest).div_ceil(*weight);
        (*part, u16::try_from(least).ok().filter(|least| *least <= 10_000))
    });
    Some(Next { grade, points, by: by.collect() })
}

/// What lapses next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lapse {
    /// When the month that counts no more began.
    pub month_began: Millis,
    /// How many observations it has, by dimension.
    pub observations: Vec<(Dimension, u32)>,
    /// From when they count no more.
    pub from: Millis,
    /// How the enterprise is rated then, if nothing else is told or decided.
    pub outcome: Outcome,
}

/// What lapses next; nothing if nothing counts.
pub fn lapse(known: &Known) -> Option<Lapse> {
    let (month, observations) = oldest(known)?;
    let from = Millis::from(month.checked_add(COUNTS)?).checked_mul(MONTH)?;
    debug_assert!(from > known.at && month_of(from) == month + COUNTS);
    let outcome = known.at(from).rates().into();
    Some(Lapse { month_began: Millis::from(month) * MONTH, observations, from, outcome })
}

/// How a contest could end: if it is struck, and if it is confirmed.
pub fn either_way(
    known: &Known,
    dimension: Dimension,
    observation: ObservationId,
) -> (Outcome, Outcome) {
    let decided = |is_struck| known.decided(dimension, observation, is_struck).rates().into();
    (decided(true), decided(false))
}

/// The shortest way to a rating of which too little is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// What those dimensions weigh that are rated, of 100.
    pub weight: u16,
    /// Of which dimensions something is missing: so many observations, by so many new counterparties at least.
    pub steps: Vec<(Dimension, u32, u32)>,
    /// How the enterprise would be rated if each of these was good, about so much, and told by a new counterparty.
    pub outcome: Option<Outcome>,
}

/// The shortest way to a rating; nothing where there is one.
pub fn nearest(known: &Known, rates: &Rates, cents: Money) -> Option<Nearest> {
    if rates.points.is_some() {
        return None;
    }
    let weight_with = |chosen: &[Dimension]| -> u16 {
        // A dimension of four counterparties makes volume and tenure known, too.
        let counts = |part: &Part| match part {
            Part::Of(dimension) if chosen.contains(dimension) => true,
            Part::Standing if !chosen.is_empty() => true,
            _ => part.is_counted(&part.score(&rates.scores)),
        };
        PARTS
            .iter()
            .filter(|part| counts(part))
            .map(|part| part.weight(&known.weights))
            .map(u16::from)
            .sum()
    };
    let missing = |dimension: Dimension| {
        let part = Part::Of(dimension);
        part.missing(&part.score(&rates.scores))
    };
    let observations = |dimension| {
        let (observations, counterparties) = missing(dimension);
        observations.max(counterparties)
    };
    let open: Vec<_> =
        DIMENSIONS.into_iter().filter(|dimension| observations(*dimension) > 0).collect();
    let ways = (1..1_usize << open.len()).map(|way| -> Vec<_> {
        let is_in = |(place, _): &(usize, &Dimension)| (way >> place) & 1 == 1;
        open.iter().enumerate().filter(is_in).map(|(_, dimension)| *dimension).collect()
    });
    let enough = ways.filter(|way| weight_with(way) >= LEAST_WEIGHT);
    let steps = enough.min_by_key(|way| {
        let all: u32 = way.iter().map(|dimension| observations(*dimension)).sum();
        (all, way.len())
    });
    let steps: Vec<_> = steps
        .unwrap_or_default()
        .into_iter()
        .map(|dimension| (dimension, observations(dimension), missing(dimension).1))
        .collect();
    let mut then = Some(known.clone());
    for (dimension, observations, _) in &steps {
        for number in 0..*observations {
            let deed = GOOD
                .into_iter()
                .find(|deed| deed.measured(cents).is_some_and(|(found, _)| found == *dimension));
            then = then.and_then(|then| {
                let (dimension, cell) = deed?.measured(cents)?;
                then.with(&Told { dimension, by: somebody(number), cell })
            });
        }
    }
    let outcome = then.filter(|_| !steps.is_empty()).map(|then| then.rates().into());
    Some(Nearest { weight: weight_with(&[]), steps, outcome })
}

#[cfg(test)]
mod tests {
    use super::{super::known::tests::nothing, *};

    /// 10,000 dollars.
    const CENTS: Money = 1_000_000;

    /// Somebody of whom something was heard, by number.
    fn known_one(number: u32) -> PartyId {
        somebody(1_000 + number)
    }

    /// After a deed by each of `by`.
    fn told(mut known: Known, deed: Deed, by: impl IntoIterator<Item = u32>) -> Known {
        for number in by {
            let (dimension, cell) = deed.measured(CENTS).unwrap();
            known = known.with(&Told { dimension, by: known_one(number), cell }).unwrap();
        }
        known
    }

    #[test]
    fn of_whom_nothing_is_known_four_counterparties_are_missing() {
        let known = nothing();
        let nearest = nearest(&known, &known.rates(), CENTS).unwrap();
        assert_eq!(nearest.weight, 0);
        // Payment and volume and tenure weigh 40 + 10.
        assert_eq!(nearest.steps, [(Dimension::Payment, 4, 4)]);
        // PAYDEX 80 and, of one month, no standing: (40 × 80 + 10 × 0) / 50.
        assert_eq!(nearest.outcome, Some(Outcome { points: Some(64), grade: Grade::B }));
        assert_eq!(lapse(&known), None);
        assert_eq!(next(&known, &known.rates()), None);
    }

    #[test]
    fn the_nearest_way_takes_what_is_there() {
        let known = told(nothing(), Deed::Delivered { late: false }, 0..4);
        let known = told(known, Deed::Served(100), 0..3);
        // Delivery and standing weigh 35; with service 50.
        let nearest = nearest(&known, &known.rates(), CENTS).unwrap();
        assert_eq!((nearest.weight, nearest.steps), (35, vec![(Dimension::Service, 1, 1)]));
        assert!(nearest.outcome.is_some_and(|outcome| outcome.points.is_some()));
    }

    #[test]
    fn the_next_grade_is_reached_at_exactly_the_score_that_is_told() {
        let known = told(nothing(), Deed::Paid(0), 0..4);
        let known = told(known, Deed::Delivered { late: false }, 0..4);
        // PAYDEX 80, all orders perfect, one month: (40 × 80 + 25 × 100 + 10 × 0) / 75 = 76.
        let rates = known.rates();
        assert_eq!(rates.points, Some(76));
        let next = next(&known, &rates).unwrap();
        assert_eq!((next.grade, next.points), (Grade::AA, 80));
        // (80 × 75 − 2,500) / 40 = 87.5; delivery cannot, it is full; standing (80 × 75 − 5,700) / 10 = 30.
        let expected = [
            (Part::Of(Dimension::Payment), Some(8_750)),
            (Part::Of(Dimension::Delivery), None),
            (Part::Standing, Some(3_000)),
        ];
        assert_eq!(next.by, expected);
    }

    #[test]
    fn a_deed_is_what_the_contract_would_count() {
        // 10,000 dollars are of size 7: they weigh 64 where it is by value, and else 7.
        let cell = |deed: Deed| deed.measured(CENTS).unwrap().1;
        assert_eq!((cell(Deed::Paid(0)).weight, cell(Deed::Paid(0)).score), (64, 64 * 8_000));
        assert_eq!(cell(Deed::Paid(60)).score, 64 * 4_000);
        assert_eq!((cell(Deed::Served(100)).weight, cell(Deed::Served(100)).score), (7, 70_000));
        assert_eq!(cell(Deed::Delivered { late: false }).score, (7 << 32) + 7);
        assert_eq!(cell(Deed::Delivered { late: true }).score, 0);
        assert_eq!(cell(Deed::Billed { wrongly: true }).score, 0);
        assert_eq!(cell(Deed::Billed { wrongly: false }).score, 64 * 10_000);
        assert!(GOOD.into_iter().chain(BAD).all(|deed| deed.measured(8_191).is_none()));
    }

    #[test]
    fn what_lapses_is_lost_when_its_month_is_over() {
        let known = told(nothing(), Deed::Paid(0), 0..4);
        let later = told(known.at(known.at + 2 * MONTH), Deed::Delivered { late: false }, 0..4);
        let lapse = lapse(&later).unwrap();
        assert_eq!(lapse.month_began, 600 * MONTH);
        assert_eq!(lapse.from, 624 * MONTH);
        assert_eq!(lapse.observations, [(Dimension::Payment, 4)]);
        // Delivery and standing alone weigh 35.
        assert_eq!(lapse.outcome, Outcome { points: None, grade: Grade::Unrated });
        let before = later.at(lapse.from - 1).rates();
        assert!(before.points.is_some());
    }

    #[test]
    fn a_contest_ends_in_one_of_two_ways() {
        let known = told(nothing(), Deed::Paid(0), 0..4);
        let (dimension, cell) = Deed::Paid(60).measured(CENTS).unwrap();
        let mut known = known.with(&Told { dimension, by: known_one(5), cell }).unwrap();
        let id = ObservationId([7; 32]);
        let cell = Cell { month: 600, ..cell };
        let until = known.at + 1_000;
        known.sheets[0].contest(known.at, &id, 5, &cell, until).unwrap();
        // Four on time: 64 points. With the late one (4 × 80 + 40) / 5 = 72 is PAYDEX: 40 × 72 / 50 = 57.
        let rates = known.rates();
        assert_eq!((rates.points, rates.points_if_counted), (Some(64), Some(57)));
        let (struck, confirmed) = either_way(&known, dimension, id);
        assert_eq!((struck.points, confirmed.points), (Some(64), Some(57)));
        // It lapses with the others, whatever becomes of it.
        assert_eq!(lapse(&known).unwrap().observations, [(Dimension::Payment, 5)]);
    }
}

//! The same ratings in another form: from the observations themselves, one by one, in floating point. `LADING_HISTORIES` sets how many
//! histories are compared, `LADING_WALK_SEED` repeats them.
use crate::{
    ledger::FIRST,
    rating::{measure, rate, weighed, Rates, DIMENSIONS},
    sheet::{month_of, Sheet, MONTH},
    value::size,
};
use interfaces::{
    credit::{Cell, Dimension, Grade, SubScore, What, CONTESTS, NAMED},
    ids::{Millis, ObservationId, PartyId},
};
use kit::dice::Dice;
use std::{collections::BTreeSet, env::var, time::SystemTime};

const DAY: Millis = 24 * 60 * 60 * 1000;

/// What was observed, as it was.
#[derive(Debug, Clone)]
struct Seen {
    id: u32,
    dimension: usize,
    /// Who made it, while that one has a name here.
    name: Option<u8>,
    month: i64,
    weight: f64,
    /// From 0 to 100.
    score: f64,
    on_time_in_full: bool,
    /// Until when it does not count.
    contested_until: Option<Millis>,
    struck: bool,
}

impl Seen {
    fn counts(&self, now: Millis) -> bool {
        let waits = self.contested_until.is_some_and(|until| now <= until);
        !self.struck && !waits && self.age(now) < 24
    }

    fn age(&self, now: Millis) -> i64 {
        (now / MONTH) as i64 - self.month
    }
}

/// Points of PAYDEX, as D&B draws it.
fn paydex(days: f64) -> f64 {
    let knots = [
        (-30.0, 100.0),
        (-20.0, 90.0),
        (0.0, 80.0),
        (15.0, 70.0),
        (22.0, 60.0),
        (30.0, 50.0),
        (60.0, 40.0),
        (90.0, 30.0),
        (120.0, 20.0),
    ];
    if days > 120.0 {
        return (20.0 - (days - 120.0) / 3.0).max(0.0);
    }
    let mut points: f64 = 100.0;
    for pair in knots.windows(2) {
        let ((x, y), (next_x, next_y)) = (pair[0], pair[1]);
        if days >= x {
            let t = ((days - x) / (next_x - x)).min(1.0);
            points = y + t * (next_y - y);
        }
    }
    points
}

#[derive(Default)]
struct Reference {
    seen: Vec<Seen>,
    /// Who has a name, place by place, in each dimension.
    names: [[Option<u8>; NAMED]; 4],
}

#[derive(Debug, Clone, Copy)]
struct Score {
    points: f64,
    is_rated: bool,
    samples: usize,
    names: usize,
}

impl Reference {
    fn observe(&mut self, now: Millis, who: u8, mut seen: Seen) {
        let names = &mut self.names[seen.dimension];
        if !names.contains(&Some(who)) {
            let of = |name: Option<u8>| -> f64 {
                // What is contested weighs here too.
                let of = |it: &&Seen| {
                    let own = it.dimension == seen.dimension && it.name == name;
                    own && !it.struck && it.age(now) < 24
                };
                if name.is_none() {
                    return 0.0;
                }
                self.seen.iter().filter(of).map(|it| it.weight).sum()
            };
            let weights: Vec<f64> = names.iter().map(|name| of(*name)).collect();
            let least = weights.iter().copied().fold(f64::INFINITY, f64::min);
            let place = weights.iter().position(|weight| *weight == least).unwrap();
            let gone = names[place];
            names[place] = Some(who);
            for it in &mut self.seen {
                if it.dimension == seen.dimension && it.name == gone {
                    it.name = None;
                }
            }
        }
        seen.name = Some(who);
        self.seen.push(seen);
    }

    fn score(&self, now: Millis, dimension: usize, on_time_in_full: bool) -> Score {
        let of = |it: &&Seen| it.dimension == dimension && it.counts(now);
        let seen: Vec<&Seen> = self.seen.iter().filter(of).collect();
        let worth = |it: &Seen| {
            let fades = DIMENSIONS[dimension] == Dimension::Service;
            it.weight * if fades { 0.95f64.powi(it.age(now) as i32) } else { 1.0 }
        };
        let value = |it: &Seen| match (on_time_in_full, it.on_time_in_full) {
            (true, true) => 100.0,
            (true, false) => 0.0,
            _ => it.score,
        };
        let who: BTreeSet<Option<u8>> = seen.iter().map(|it| it.name).collect();
        let sums: Vec<(f64, f64)> = who
            .iter()
            .map(|name| {
                let own = seen.iter().filter(|it| it.name == *name);
                own.fold((0.0, 0.0), |sum, it| (sum.0 + worth(it), sum.1 + worth(it) * value(it)))
            })
            .collect();
        // The largest limit of which four are no more than all that counts.
        let mut limit = f64::INFINITY;
        for _ in 0..400 {
            limit = sums.iter().map(|(weight, _)| weight.min(limit)).sum::<f64>() / 4.0;
            if sums.iter().all(|(weight, _)| *weight <= limit) {
                break;
            }
        }
        let counted = |weight: f64| weight.min(limit);
        let total: f64 = sums.iter().map(|(weight, _)| counted(*weight)).sum();
        let sum: f64 = sums.iter().map(|(weight, sum)| sum / weight * counted(*weight)).sum();
        let points = if DIMENSIONS[dimension] == Dimension::Service {
            // A document of some 10,000 dollars weighs 8: an opinion.
            let good = sum / 100.0 / 8.0;
            let all = total / 8.0;
            (good + 1.0) / (all + 2.0) * 100.0
        } else if total > 0.0 {
            sum / total
        } else {
            0.0
        };
        let names = who.iter().flatten().count();
        let is_rated = seen.len() >= 3 && names >= 4;
        Score { points, is_rated, samples: seen.len(), names }
    }

    fn standing(&self, now: Millis) -> Score {
        let seen = || self.seen.iter().filter(|it| it.counts(now));
        let months: BTreeSet<i64> = seen().map(|it| it.month).collect();
        let names: BTreeSet<u8> = seen().filter_map(|it| it.name).collect();
        let lg = |number: usize, most: f64| (number.max(1) as f64).log2().min(most);
        let points = lg(months.len(), 4.0) * lg(names.len(), 3.0) / 12.0 * 100.0;
        let names = names.len();
        Score { points, is_rated: names >= 4, samples: months.len(), names }
    }

    /// All in all; nothing where too little is known.
    fn points(&self, now: Millis) -> Option<f64> {
        let mut all: Vec<Score> = (0..4).map(|index| self.score(now, index, false)).collect();
        all.push(self.standing(now));
        let weights = [40.0, 25.0, 15.0, 10.0, 10.0];
        let rated = || all.iter().zip(weights).filter(|(score, _)| score.is_rated);
        let weight: f64 = rated().map(|(_, weight)| weight).sum();
        let sum: f64 = rated().map(|(score, weight)| score.points * weight).sum();
        (weight >= 50.0).then_some(sum / weight)
    }
}

/// Whether two of what is rounded down, and what is not, are the same but for a point.
fn agree(found: f64, exact: f64) -> bool {
    (found - exact).abs() <= 1.0
}

/// Whether a score is said, where it hangs on nothing that is contested; `all` is it as if nothing was.
fn is_said(found: &SubScore, exact: Score, all: Score) {
    if found.is_rated {
        // Two that are the same to the hundredth are off by a point each at most.
        assert!(exact.is_rated && all.is_rated && (exact.points - all.points).abs() <= 2.0);
    } else if (exact.samples, exact.names) == (all.samples, all.names) {
        assert!(!exact.is_rated, "nothing of it is contested");
    } else {
        assert!(!exact.is_rated || exact.points != all.points);
    }
}

/// Each dimension, whether both of delivery were reached, and standing; as if nothing was contested.
fn uncontested(reference: &mut Reference, now: Millis) -> ([Score; 6], Option<f64>) {
    let kept: Vec<_> = reference.seen.iter().map(|it| it.contested_until).collect();
    reference.seen.iter_mut().for_each(|it| it.contested_until = None);
    let score = |index| reference.score(now, index, false);
    let both = reference.score(now, 1, true);
    let scores = [score(0), score(1), score(2), score(3), both, reference.standing(now)];
    let points = reference.points(now);
    reference.seen.iter_mut().zip(kept).for_each(|(it, until)| it.contested_until = until);
    (scores, points)
}

fn compare(rates: &Rates, reference: &mut Reference, now: Millis) {
    let (counted, all) = uncontested(reference, now);
    let scores = &rates.scores;
    let found = [scores.payment, scores.delivery, scores.service, scores.dispute];
    for (index, found) in found.into_iter().enumerate() {
        let exact = reference.score(now, index, false);
        let points = f64::from(found.score) / 100.0;
        let is_right = !exact.is_rated || agree(points, exact.points);
        assert!(is_right, "{:?}: {found:?} {exact:?}", DIMENSIONS[index]);
        assert_eq!(found.samples, exact.samples as u32);
        let both = reference.score(now, 1, true);
        if index != 1 || both.points == counted[4].points {
            is_said(&found, exact, counted[index]);
        } else if found.is_rated {
            is_said(&found, both, counted[4]);
        }
        assert_eq!(usize::from(found.counterparties), exact.names);
    }
    let both = reference.score(now, 1, true);
    assert!(!both.is_rated || agree(f64::from(scores.on_time_in_full) / 100.0, both.points));
    let exact = reference.standing(now);
    let found = scores.standing;
    assert!(agree(f64::from(found.score) / 100.0, exact.points), "{found:?} {exact:?}");
    assert_eq!(found.samples, exact.samples as u32);
    is_said(&found, exact, counted[5]);
    assert_eq!(usize::from(found.counterparties), exact.names);
    let exact = reference.points(now);
    assert_eq!(rates.points.is_some(), exact.is_some());
    if let (Some(points), Some(exact)) = (rates.points, exact) {
        // Rounded down, so a part of a point less.
        assert!(agree(f64::from(points), exact.floor()), "{points} {exact}");
    }
    let waits = |it: &&Seen| it.contested_until.is_some_and(|until| now <= until) && !it.struck;
    let open = reference.seen.iter().filter(waits).count();
    assert_eq!(usize::from(rates.contested), open);
    assert_eq!(rates.points_if_counted.is_some(), all.is_some());
    if let (Some(points), Some(all)) = (rates.points_if_counted, all) {
        assert!(agree(f64::from(points), all.floor()), "{points} {all}");
    }
    if rates.points.is_none() || open > 0 && rates.points_if_counted.is_none() {
        assert_eq!(rates.grade, Grade::Unrated);
    }
}

/// Makes a party's history up, and compares at its end.
fn history(dice: &mut Dice) -> Rates {
    let mut sheets: Vec<Sheet> = (0..4).map(|_| Sheet::default()).collect();
    let mut reference = Reference::default();
    let mut now = 600 * MONTH + dice.below(MONTH);
    let length = 4 + dice.below(56);
    let crowd = dice.of(&[3, 6, 10, 20, 40]);
    let pace = dice.of(&[DAY, 10 * DAY, 40 * DAY]);
    let manner = dice.of(&[10, 40, 100, 250]);
    // Some do nearly all as well as can be.
    let flaws = dice.of(&[1, 1, 1, 20]);
    let mut arrivals = Vec::new();
    for id in 0..length as u32 {
        now += dice.below(pace);
        let who = 1 + dice.below(crowd) as u8;
        let value = 8_192u64 << dice.below(18);
        let value = value + dice.below(value);
        let index = dice.below(4) as usize;
        let month = month_of(now) - dice.of(&[0, 0, 0, 1, 5, 23]);
        let (cell, score, both) = match DIMENSIONS[index] {
            Dimension::Payment => {
                let days = if flaws > 1 { -25 } else { dice.below(manner) as i32 - 20 };
                let (_, cell, _) = measure(What::Payment(days), value, b"USD").unwrap();
                (cell, paydex(f64::from(days)), false)
            }
            Dimension::Delivery => {
                let bad = dice.below(flaws) == 0;
                let some = dice.below(16) as u8;
                let delivery = if bad { dice.of(&[15, 15, 15, 3, 7, some]) } else { 15 };
                let (_, cell, _) = measure(What::Delivery(delivery), value, b"USD").unwrap();
                let is_perfect = (0..4).all(|bit| (delivery >> bit) & 1 == 1);
                (cell, if is_perfect { 100.0 } else { 0.0 }, delivery % 4 == 3)
            }
            Dimension::Service => {
                let score = if dice.below(flaws) == 0 { dice.below(101) as u16 } else { 100 };
                (weighed(size(value, b"USD"), score * 100), f64::from(score), false)
            }
            Dimension::Dispute => {
                let part = dice.of(&[1, 10, 100]);
                let upheld = dice.below(value / part);
                let (_, cell, _) = measure(What::Dispute(upheld), value, b"USD").unwrap();
                (cell, (1.0 - upheld as f64 / value as f64) * 100.0, false)
            }
        };
        let doublings = (value as f64).log2().floor().min(28.0) - 12.0;
        let by_value = [true, false, false, true][index];
        let weight = if by_value { (doublings - 1.0).exp2() } else { doublings };
        assert_eq!(f64::from(cell.weight), weight);
        let cell = Cell { month, ..cell };
        let party = PartyId([who; 32]);
        arrivals.push((index, sheets[index].observe(now, &party, &cell).unwrap(), cell));
        let seen = Seen {
            id,
            dimension: index,
            name: None,
            month: i64::from(month),
            weight,
            score,
            on_time_in_full: both,
            contested_until: None,
            struck: false,
        };
        reference.observe(now, who, seen);
        if dice.below(6) == 0 {
            let contested = dice.below(u64::from(id) + 1) as u32;
            let seen = &reference.seen[contested as usize];
            assert_eq!(seen.id, contested);
            let index = seen.dimension;
            let waits = |it: &&Seen| {
                it.dimension == index && it.contested_until.is_some_and(|until| now <= until)
            };
            let open = reference.seen.iter().filter(waits).filter(|it| !it.struck).count();
            if seen.contested_until.is_none() && seen.age(now) < 24 && open < CONTESTS {
                let (index, arrival, cell) = arrivals[contested as usize];
                let until = now + 30 * DAY;
                let id = name(contested);
                sheets[index].contest(now, &id, arrival, &cell, until).unwrap();
                reference.seen[contested as usize].contested_until = Some(until);
            }
        }
        if dice.below(8) == 0 {
            let waits =
                |it: &Seen| !it.struck && it.contested_until.is_some_and(|until| now <= until);
            if let Some(place) = reference.seen.iter().position(waits) {
                let is_struck = dice.below(2) == 0;
                let it = &mut reference.seen[place];
                sheets[it.dimension].settle(now, &name(it.id), is_struck);
                it.struck = is_struck;
                // Decided is not waited for; it lies in the past.
                it.contested_until = Some(0);
            }
        }
    }
    now += dice.below(3 * MONTH);
    let rates = rate(&mut sheets, &FIRST, now);
    compare(&rates, &mut reference, now);
    rates
}

fn name(number: u32) -> ObservationId {
    let mut id = [1; 32];
    id[..4].copy_from_slice(&number.to_le_bytes());
    ObservationId(id)
}

#[test]
fn whatever_the_history_two_ways_of_reckoning_agree_within_a_point() {
    let number = |name: &str| var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let histories = number("LADING_HISTORIES").unwrap_or(2_000);
    let seed = number("LADING_WALK_SEED").unwrap_or_else(|| {
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos() as u64
    });
    println!("LADING_WALK_SEED={seed} LADING_HISTORIES={histories}");
    let mut dice = Dice(seed);
    let (mut grades, mut contested) = ([0u64; 6], 0);
    for _ in 0..histories {
        let rates = history(&mut dice);
        grades[rates.grade as usize] += 1;
        contested += u64::from(rates.contested > 0);
    }
    println!("grades: {grades:?}, contested: {contested}");
    if histories >= 2_000 {
        assert!(grades.iter().all(|count| *count > 0), "all happens now and then");
        assert!(contested > 0);
    }
}

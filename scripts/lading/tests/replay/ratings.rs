//! The ratings of a replayed history, reckoned once more: from the rows of the file and the rules that are written down, in floating point,
//! and with nothing of the contract.
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// A twelfth of 365.25 days.
const MONTH: i64 = 2_629_800_000;

/// How many counterparties are known by name.
const NAMED: usize = 12;

/// The default policy: points for a perfect order, and for any other.
const SERVICE: (f64, f64) = (100.0, 40.0);

const DIMENSIONS: [&str; 4] = ["payment", "delivery", "service", "dispute"];
const PAYMENT: usize = 0;
const DELIVERY: usize = 1;
const OPINION: usize = 2;
const DISPUTE: usize = 3;

/// What is known of a supplier.
#[derive(Debug, Clone)]
struct Fact {
    /// When it was told, and after which others of the same time.
    told: (i64, usize),
    month: i64,
    dimension: usize,
    counterparty: String,
    weight: f64,
    /// From 0 to 100.
    score: f64,
}

/// One row of the file.
struct Row {
    delivery: String,
    order: [String; 3],
    carrier: String,
    /// Whether the supplier pays the freight.
    is_prepaid: bool,
    scheduled: NaiveDate,
    delivered: NaiveDate,
    signed: NaiveDate,
    billed: i64,
    expected: i64,
    freight: i64,
}

fn date(text: &str) -> NaiveDate {
    let read = |format| NaiveDate::parse_from_str(text, format).ok();
    read("%d-%b-%y").or_else(|| read("%m/%d/%y")).unwrap_or_else(|| panic!("{text}"))
}

fn start(day: NaiveDate) -> i64 {
    day.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp_millis()
}

fn rows(path: &Path, limit: usize) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let columns = reader.headers().unwrap().clone();
    let read = reader.records().take(limit).map(|row| {
        let row = row.unwrap();
        let at = |name: &str| row[columns.iter().position(|column| column == name).unwrap()].trim();
        let quantity: i64 = at("Line Item Quantity").parse().unwrap();
        let freight = at("Freight Cost (USD)");
        let is_number = freight.starts_with(|first: char| first.is_ascii_digit());
        let delivered = date(at("Delivered to Client Date"));
        Row {
            delivery: at("ASN/DN #").to_owned(),
            order: ["Country", "Vendor", "PO / SO #"].map(|name| at(name).to_owned()),
            carrier: format!("{} by {}", at("Fulfill Via"), at("Shipment Mode")),
            is_prepaid: !matches!(at("Vendor INCO Term"), "EXW" | "FCA"),
            scheduled: date(at("Scheduled Delivery Date")),
            delivered,
            signed: delivered.max(date(at("Delivery Recorded Date"))),
            billed: super::cents(at("Line Item Value")),
            expected: quantity * super::cents(at("Pack Price")),
            freight: if is_number { super::cents(freight) } else { 0 },
        }
    });
    read.collect()
}

/// How often an amount doubles some 82 dollars, from 1 to 16; nothing of less.
fn size(cents: i64) -> Option<f64> {
    let size = (cents as f64 / 4096.0).log2().floor().min(16.0);
    (size >= 1.0).then_some(size)
}

/// The first day of the month after that of a day.
fn next_month(day: NaiveDate) -> NaiveDate {
    let (year, month) =
        if day.month() == 12 { (day.year() + 1, 1) } else { (day.year(), day.month() + 1) };
    NaiveDate::from_ymd_opt(year, month, 1).unwrap()
}

/// What is told of each supplier.
fn facts(rows: &[Row]) -> BTreeMap<String, Vec<Fact>> {
    let mut facts: BTreeMap<String, Vec<Fact>> = BTreeMap::new();
    let mut tell =
        |supplier: &str, fact: Fact| facts.entry(supplier.to_owned()).or_default().push(fact);

    // An order is closed when its last delivery's window of seven days is over; it is perfect if all of it came on the day.
    let mut orders: BTreeMap<&[String; 3], (usize, i64, bool, i64)> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        let order = orders.entry(&row.order).or_insert((place, 0, true, 0));
        order.1 = order.1.max(start(row.signed) + 7 * DAY + 22 * HOUR);
        order.2 &= row.delivered <= row.scheduled;
        order.3 += row.expected;
    }
    for ([buyer, supplier, _], (place, closed, is_perfect, value)) in orders {
        let Some(size) = size(value) else { continue };
        let fact = |dimension, hours: i64, score| Fact {
            told: (closed + hours * HOUR, place),
            month: closed / MONTH,
            dimension,
            counterparty: buyer.clone(),
            weight: size,
            score,
        };
        tell(supplier, fact(DELIVERY, 1, if is_perfect { 100.0 } else { 0.0 }));
        tell(supplier, fact(OPINION, 3, if is_perfect { SERVICE.0 } else { SERVICE.1 }));
    }

    // A month's bills are matched a week after it.
    let mut appearance: BTreeMap<&str, usize> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        appearance.entry(&row.order[0]).or_insert(place);
    }
    let mut bills: BTreeMap<(NaiveDate, &String, &String), (i64, i64, i64)> = BTreeMap::new();
    for row in rows {
        let [buyer, supplier, _] = &row.order;
        let (cleared, struck, days) =
            bills.entry((next_month(row.signed), supplier, buyer)).or_default();
        let difference = row.billed - row.expected;
        // Little is accepted; what is discrepant is settled at what was expected, by a credit or by the arbiter.
        let (owed, after) = match difference.abs() {
            0..=100 => (row.billed, 0),
            101..=200 => (row.billed, 6),
            201..=1_000 if difference > 0 => (row.expected, 6),
            _ => (row.expected, 23),
        };
        *cleared += owed;
        *struck += (row.billed - owed).max(0);
        *days = after.max(*days);
    }
    for ((month, supplier, buyer), (cleared, struck, days)) in bills {
        let value = cleared + struck;
        let Some(size) = size(value) else { continue };
        let balanced = start(month) + (7 + days) * DAY + 17 * HOUR;
        let fact = Fact {
            told: (balanced + 2 * HOUR, appearance[&buyer[..]]),
            month: balanced / MONTH,
            dimension: DISPUTE,
            counterparty: buyer.clone(),
            weight: (size - 1.0).exp2(),
            score: (1.0 - struck as f64 / value as f64) * 100.0,
        };
        tell(supplier, fact);
    }

    // Freight that the supplier owes is paid when it is due, thirty days after its bills were matched.
    let mut freight: BTreeMap<&str, (NaiveDate, &str, &str, bool, i64)> = BTreeMap::new();
    for row in rows {
        let one = freight.entry(&row.delivery).or_insert((
            next_month(row.signed),
            &row.order[1],
            &row.carrier,
            row.is_prepaid,
            0,
        ));
        one.4 += row.freight;
    }
    let mut owed: BTreeMap<(NaiveDate, &str, &str), i64> = BTreeMap::new();
    for (month, supplier, carrier, is_prepaid, amount) in freight.into_values() {
        if is_prepaid && amount > 0 {
            *owed.entry((month, supplier, carrier)).or_default() += amount;
        }
    }
    for (place, ((month, supplier, carrier), amount)) in owed.into_iter().enumerate() {
        let Some(size) = size(amount) else { continue };
        let paid = start(month) + 37 * DAY + 17 * HOUR;
        let fact = Fact {
            told: (paid + 2 * HOUR, place),
            month: paid / MONTH,
            dimension: PAYMENT,
            counterparty: carrier.to_owned(),
            weight: (size - 1.0).exp2(),
            // PAYDEX of what is paid on the day.
            score: 80.0,
        };
        tell(supplier, fact);
    }
    for facts in facts.values_mut() {
        facts.sort_by_key(|fact| fact.told);
    }
    facts
}

#[derive(Debug, Clone, Copy)]
struct Score {
    points: f64,
    is_rated: bool,
    samples: usize,
    names: usize,
}

/// What one supplier is known by at a time.
struct Known<'a> {
    now: i64,
    /// Each with the name that it counts for: nobody's if its counterparty's name was given to a heavier one's.
    facts: Vec<(&'a Fact, Option<&'a str>)>,
}

impl<'a> Known<'a> {
    fn at(facts: &'a [Fact], now: i64) -> Self {
        let mut known: Vec<(&Fact, Option<&str>)> = Vec::new();
        let mut names = [[None::<&str>; NAMED]; 4];
        for fact in facts.iter().filter(|fact| fact.told.0 <= now) {
            let month = fact.told.0 / MONTH;
            let names = &mut names[fact.dimension];
            let who = &fact.counterparty[..];
            if !names.contains(&Some(who)) {
                let weight = |name: &Option<&str>| -> f64 {
                    let own = known.iter().filter(|(one, named)| {
                        one.dimension == fact.dimension && named == name && month - one.month < 24
                    });
                    if name.is_none() {
                        0.0
                    } else {
                        own.map(|(one, _)| one.weight).sum()
                    }
                };
                let weights: Vec<f64> = names.iter().map(weight).collect();
                let least = weights.iter().copied().fold(f64::INFINITY, f64::min);
                let place = weights.iter().position(|weight| *weight == least).unwrap();
                let gone = names[place].replace(who);
                for (one, named) in &mut known {
                    if gone.is_some() && one.dimension == fact.dimension && *named == gone {
                        *named = None;
                    }
                }
            }
            known.push((fact, Some(who)));
        }
        let month = now / MONTH;
        known.retain(|(fact, _)| month - fact.month < 24);
        Self { now, facts: known }
    }

    fn score(&self, dimension: usize) -> Score {
        let own = || self.facts.iter().filter(|(fact, _)| fact.dimension == dimension);
        let mut sums: BTreeMap<Option<&str>, (f64, f64)> = BTreeMap::new();
        for (fact, name) in own() {
            let age = (self.now / MONTH - fact.month) as i32;
            let worth = if dimension == OPINION { 0.95f64.powi(age) } else { 1.0 };
            let sum = sums.entry(*name).or_default();
            sum.0 += fact.weight * worth;
            sum.1 += fact.weight * worth * fact.score;
        }
        // Nobody counts for more than a quarter of what is counted.
        let mut limit = f64::INFINITY;
        for _ in 0..1_000 {
            limit = sums.values().map(|(weight, _)| weight.min(limit)).sum::<f64>() / 4.0;
        }
        let total: f64 = sums.values().map(|(weight, _)| weight.min(limit)).sum();
        let sum: f64 = sums.values().map(|(weight, sum)| sum / weight * weight.min(limit)).sum();
        let points = match dimension {
            // An opinion on some 10,000 dollars is one.
            OPINION => (sum / 100.0 / 8.0 + 1.0) / (total / 8.0 + 2.0) * 100.0,
            _ if total > 0.0 => sum / total,
            _ => 0.0,
        };
        let (samples, names) = (own().count(), sums.keys().flatten().count());
        Score { points, is_rated: samples >= 3 && names >= 4, samples, names }
    }

    fn standing(&self) -> Score {
        let months: BTreeSet<i64> = self.facts.iter().map(|(fact, _)| fact.month).collect();
        let names: BTreeSet<&str> = self.facts.iter().filter_map(|(_, name)| *name).collect();
        let doublings = |count: usize, most: f64| (count.max(1) as f64).log2().min(most);
        let points = doublings(months.len(), 4.0) * doublings(names.len(), 3.0) / 12.0 * 100.0;
        Score { points, is_rated: names.len() >= 4, samples: months.len(), names: names.len() }
    }
}

/// That what is on record of `what` is as it was reckoned: counts exactly, points to one.
fn agrees(what: &str, found: &Value, exact: Score) {
    let points = found["score"].as_f64().unwrap() / 100.0;
    let said = format!("{what}: {found} on record, {exact:?} reckoned");
    assert_eq!(found["samples"].as_u64().unwrap() as usize, exact.samples, "{said}");
    assert_eq!(found["counterparties"].as_u64().unwrap() as usize, exact.names, "{said}");
    assert_eq!(found["is_rated"].as_bool().unwrap(), exact.is_rated, "{said}");
    assert!(!exact.is_rated || (points - exact.points).abs() <= 1.0, "{said}");
}

/// That every rating of a supplier in the report is what the rows say.
pub fn follow_from_the_rows(path: &Path, limit: usize, report: &Value) {
    let facts = facts(&rows(path, limit));
    let ratings = &report["ratings"];
    let (mut compared, mut graded, mut enough) = (0, BTreeSet::new(), BTreeSet::new());
    for subject in ratings["subjects"].as_array().unwrap() {
        let name = subject["name"].as_str().unwrap();
        if subject["kind"] != "supplier" {
            continue;
        }
        for one in subject["snapshots"].as_array().unwrap() {
            let what = format!("{name} on {}", one["on"]);
            let known = Known::at(&facts[name], one["at"].as_i64().unwrap());
            let mut scores: Vec<Score> = (0..4).map(|dimension| known.score(dimension)).collect();
            for (dimension, score) in DIMENSIONS.iter().zip(&scores) {
                agrees(&format!("{what}, {dimension}"), &one[dimension], *score);
            }
            scores.push(known.standing());
            agrees(&format!("{what}, standing"), &one["standing"], scores[4]);
            let rated = || {
                scores
                    .iter()
                    .zip([40.0, 25.0, 15.0, 10.0, 10.0])
                    .filter(|(score, _)| score.is_rated)
            };
            let weight: f64 = rated().map(|(_, weight)| weight).sum();
            let points: f64 =
                rated().map(|(score, weight)| score.points * weight).sum::<f64>() / weight;
            let (grade, found) = (one["grade"].as_str().unwrap(), one["points"].as_f64().unwrap());
            compared += 1;
            if weight < 50.0 {
                assert_eq!((grade, found), ("unrated", 0.0), "{what}");
                continue;
            }
            enough.insert(name);
            // What is on record is rounded down, score by score and then all in all.
            let on_record =
                DIMENSIONS.iter().chain(&["standing"]).zip([40.0, 25.0, 15.0, 10.0, 10.0]);
            let on_record = on_record.filter(|(name, _)| one[**name]["is_rated"] == true);
            let sum: f64 = on_record
                .map(|(name, weight)| one[*name]["score"].as_f64().unwrap() * weight)
                .sum();
            let on_record = sum / weight / 100.0;
            assert_eq!(found, on_record.floor(), "{what}");
            assert!(
                (on_record - points).abs() <= 1.0,
                "{what}: {on_record} on record, {points} reckoned"
            );
            let expected = match found as u8 {
                90.. => "AAA",
                80.. => "AA",
                65.. => "A",
                50.. => "B",
                _ => "C",
            };
            assert_eq!(grade, expected, "{what}");
            graded.insert(name);
        }
    }
    assert_eq!(graded, enough, "every supplier of whom enough is known has a grade");
    println!("{compared} ratings of {} suppliers, {} with a grade", facts.len(), graded.len());
    let known = ratings["subjects"].as_array().unwrap().iter();
    let suppliers = known.filter(|subject| subject["kind"] == "supplier").count();
    assert_eq!(suppliers, facts.len(), "of every supplier that is told of, something is on record");
}

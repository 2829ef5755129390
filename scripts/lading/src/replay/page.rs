//! The report as one page that needs nothing from elsewhere, with its charts.
use std::{fs, io::Write as _, path::Path};

use anyhow::{Context, Result};
use minijinja::{context, Environment, Value};
use serde::Serialize;

use super::{
    costs::Spread,
    figures::{decimal, percent, thousands, thousandths},
    findings::{Punctuality, Year},
    report::Report,
};

const TEMPLATE: &str = include_str!("page.html");

/// How many rows a table or chart of the page has at most. JSON has them all.
const LISTED: usize = 25;

/// Height of the columns of a chart, in its own units.
const HEIGHT: f64 = 180.0;

/// Width of the bars of a chart, in its own units.
const WIDTH: f64 = 300.0;

/// A year in the charts: how high its columns are.
#[derive(Serialize)]
struct Column {
    year: String,
    x: f64,
    width: f64,
    parts: Vec<Part>,
    top: f64,
    lines: String,
    on_time: f64,
    on_time_text: String,
}

/// A part of a column.
#[derive(Serialize)]
struct Part {
    class: &'static str,
    y: f64,
    height: f64,
    title: String,
}

/// A bar and what stands beside it.
#[derive(Serialize)]
struct Bar {
    name: String,
    width: f64,
    text: String,
    detail: String,
}

/// A kind of call in the table.
#[derive(Serialize)]
struct Call {
    kind: &'static str,
    calls: String,
    items: String,
    ref_time: Figures,
    proof: Figures,
    deposit: Figures,
    fee: Figures,
}

/// Mean, least, most and sum.
#[derive(Serialize)]
struct Figures {
    mean: String,
    min: String,
    max: String,
    total: String,
}

/// Writes the page to `path`: all of it or nothing.
///
/// # Errors
/// If the file cannot be written.
pub fn write(report: &Report, path: &Path) -> Result<()> {
    let page = render(report)?;
    let written = || -> std::io::Result<()> {
        // In the same folder, so that moving it into place is one step.
        let temporary = path.with_extension(format!("{}.part", std::process::id()));
        let result = fs::File::create(&temporary)
            .and_then(|mut file| file.write_all(page.as_bytes()).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&temporary, path));
        if result.is_err() {
            // What is left of it is of no use; the error that matters is the first.
            let _ = fs::remove_file(&temporary);
        }
        result
    };
    written().with_context(|| format!("cannot write the report {}", path.display()))
}

/// The page.
fn render(report: &Report) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment.add_template("page.html", TEMPLATE)?;
    let found = &report.findings;
    let all = report.punctuality();
    let money = |minor: i128| report.money(minor);
    let signed = |minor: u128| money(i128::try_from(minor).unwrap_or(i128::MAX));
    let share = |lines: u64| percent(lines, found.lines);
    let tiles: Vec<Value> = [
        ("Lines", thousands(found.lines), format!("of {} rows", thousands(report.rows))),
        (
            "Deliveries",
            thousands(found.deliveries),
            format!("{} orders", thousands(report.orders as u64)),
        ),
        (
            "Quantity",
            thousands(i128::try_from(report.quantity).unwrap_or(i128::MAX)),
            report.unit.clone(),
        ),
        ("Billed", signed(found.value_minor), format!("in {} cases", thousands(found.cases))),
        ("On time", percent(all.on_time, all.lines), format!("{} lines", thousands(all.on_time))),
        (
            "Owed for sure",
            signed(found.cleared_minor),
            format!("{} cases balanced", thousands(found.balanced)),
        ),
    ]
    .map(|(label, figure, note)| context! { label, figure, note })
    .into();
    let outcomes: Vec<Value> = [
        ("matched", "Matched", found.matched, "both sides state the same".to_owned()),
        ("adjusted", "Adjusted", found.adjusted, format!("{} written off", money(found.written_off_minor))),
        ("discrepant", "Discrepant", found.discrepant, format!("{} in dispute", money(found.disputed_minor))),
    ]
    .map(|(class, label, lines, note)| context! { class, label, lines => thousands(lines), share => share(lines), note, width => ratio(lines, found.lines) * 100.0 })
    .into();
    let reasons: Vec<Value> = found
        .reasons
        .iter()
        .map(|(reason, one)| {
            context! { reason, lines => thousands(one.lines), above => money(one.above_minor), below => money(one.below_minor) }
        })
        .collect();
    let discrepancies: Vec<Value> = found
        .discrepancies
        .iter()
        .take(LISTED)
        .map(|one| {
            context! {
                row => thousands(one.row), waybill => one.waybill, line => one.line, supplier => one.supplier, buyer => one.buyer,
                reason => one.reason, billed => money(one.billed_minor.into()), expected => money(one.expected_minor.into()),
                difference => money(one.difference_minor.into()),
            }
        })
        .collect();
    let balances: Vec<Value> = found
        .balances
        .iter()
        .take(LISTED)
        .map(|one| {
            context! { buyer => one.buyer, supplier => one.supplier, cleared => signed(one.cleared_minor), disputed => money(one.disputed_minor), cases => thousands(one.cases) }
        })
        .collect();
    let notes: Vec<Value> = report
        .notes
        .iter()
        .map(|note| context! { column => note.column, note => note.note, meaning => note.meaning, rows => thousands(note.rows), unresolved => note.unresolved })
        .collect();
    let skipped: Vec<Value> = report
        .skipped
        .iter()
        .take(LISTED)
        .map(|fault| context! { line => thousands(fault.line), column => fault.column, value => super::source::shortened(&fault.value), reason => fault.reason })
        .collect();
    let page = environment.get_template("page.html")?.render(context! {
        title => report.title, file => report.file, from => report.from, until => report.until, digest => report.digest,
        blocks => thousands(report.blocks), contracts => report.contracts, calls_total => thousands(report.calls.calls()),
        freight => signed(found.freight_minor), weight => thousandths(i128::try_from(found.weight_grams).unwrap_or(i128::MAX)),
        enterprises => thousands(report.enterprises as u64), unknown_country => report.enterprises_of_unknown_country,
        shortened_names => report.enterprises_of_shortened_name,
        tiles, outcomes, reasons, discrepancies, balances, notes, skipped,
        discrepant => found.discrepancies.len(), debts => found.balances.len(), skipped_rows => report.skipped.len(),
        columns => columns(&found.years), columns_width => 20.0 + 56.0 * found.years.len() as f64,
        vendors => bars(&found.on_time), carriers => bars(&found.on_time_by_carrier),
        calls => calls(report), listed => LISTED,
    })?;
    Ok(page)
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// A column for each year, as high as it has lines.
fn columns(years: &std::collections::BTreeMap<String, Year>) -> Vec<Column> {
    let lines = |year: &Year| year.matched + year.adjusted + year.discrepant;
    let most = years.values().map(lines).max().unwrap_or(0);
    years
        .iter()
        .enumerate()
        .map(|(place, (name, year))| {
            let mut top = HEIGHT;
            let parts = [
                ("matched", year.matched),
                ("adjusted", year.adjusted),
                ("discrepant", year.discrepant),
            ]
            .map(|(class, count)| {
                let height = ratio(count, most) * HEIGHT;
                top -= height;
                Part {
                    class,
                    y: top,
                    height,
                    title: format!("{name}: {} lines {class}", thousands(count)),
                }
            })
            .into();
            Column {
                year: name.clone(),
                x: 10.0 + 56.0 * place as f64,
                width: 40.0,
                parts,
                top,
                lines: thousands(lines(year)),
                on_time: HEIGHT - ratio(year.on_time, lines(year)) * HEIGHT,
                on_time_text: percent(year.on_time, lines(year)),
            }
        })
        .collect()
}

/// A bar for each name, those with most lines first.
fn bars(list: &std::collections::BTreeMap<String, Punctuality>) -> Vec<Bar> {
    let mut list: Vec<_> = list.iter().collect();
    list.sort_by_key(|(_, punctuality)| std::cmp::Reverse(punctuality.lines));
    list.iter()
        .take(LISTED)
        .map(|(name, Punctuality { on_time, lines })| Bar {
            name: (*name).clone(),
            width: ratio(*on_time, *lines) * WIDTH,
            text: percent(*on_time, *lines),
            detail: format!("{} of {} lines", thousands(*on_time), thousands(*lines)),
        })
        .collect()
}

fn calls(report: &Report) -> Vec<Call> {
    let calls = report.calls.iter().map(|(kind, cost)| {
        let figures = |spread: &Spread, show: &dyn Fn(i128) -> String| Figures {
            mean: show(spread.mean(cost.calls)),
            min: show(spread.min),
            max: show(spread.max),
            total: show(spread.total),
        };
        let milli_unit = |amount: i128| decimal(amount / 1_000_000, 3);
        Call {
            kind,
            calls: thousands(cost.calls),
            items: thousands(cost.items),
            ref_time: figures(&cost.ref_time, &|picoseconds| thousands(picoseconds / 1_000_000)),
            proof: figures(&cost.proof, &|bytes| thousands(bytes)),
            deposit: figures(&cost.deposit, &milli_unit),
            fee: figures(&cost.fee, &milli_unit),
        }
    });
    calls.collect()
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            costs::Costs,
            findings::{Difference, Findings},
            history::{History, Note},
            mapping::Mapping,
            report::End,
            source::Fault,
        },
        *,
    };

    fn report() -> Report {
        let fault = Fault {
            line: 7,
            column: "A<b>".into(),
            value: "<script>alert(1)</script>".into(),
            reason: "is no number".into(),
        };
        let note = Note {
            column: "C".into(),
            note: "See".into(),
            meaning: "elsewhere",
            rows: 1,
            unresolved: 0,
        };
        let history =
            History { skipped: vec![fault], notes: vec![note], rows: 3, ..History::default() };
        let difference = Difference {
            row: 2,
            waybill: "ASN-1".into(),
            line: 1,
            supplier: "A & B".into(),
            buyer: "C".into(),
            reason: "price",
            billed_minor: 1_000,
            expected_minor: 500,
            difference_minor: 500,
        };
        let findings = Findings {
            lines: 2,
            matched: 1,
            discrepant: 1,
            discrepancies: vec![difference],
            on_time: [("A & B".to_owned(), Punctuality { on_time: 1, lines: 2 })].into(),
            years: [(
                "2010".to_owned(),
                Year { matched: 1, discrepant: 1, on_time: 1, adjusted: 0 },
            )]
            .into(),
            ..Findings::default()
        };
        let end = End {
            from: "2010-01-01".into(),
            until: "2010-02-01".into(),
            blocks: 5,
            contracts: Vec::new(),
            digest: [0; 32],
        };
        Report::new(
            "f.csv".into(),
            &Mapping::load(None).unwrap(),
            history,
            findings,
            Costs::default(),
            end,
        )
    }

    #[test]
    fn the_page_needs_nothing_from_elsewhere_and_escapes_what_is_not_its_own() {
        let page = render(&report()).unwrap();
        assert!(page.contains("A &amp; B") && !page.contains("<script"));
        for reference in ["http:", "https:", "src=", "href="] {
            assert!(
                !page.replace("http://www.w3.org/2000/svg", "").contains(reference),
                "{reference}"
            );
        }
    }

    #[test]
    fn a_page_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.html");
        write(&report(), &path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), render(&report()).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let error = write(&report(), &folder.path().join("none/report.html")).unwrap_err();
        assert!(format!("{error:#}").contains("none/report.html"));
    }

    #[test]
    fn the_text_says_the_same() {
        let text = report().text();
        for part in [
            "matched",
            "price",
            "line 7, column \"A<b>\"",
            "5.00 USD",
            "digest of the final state 0x00",
        ] {
            assert!(text.contains(part), "{part}:\n{text}");
        }
    }
}

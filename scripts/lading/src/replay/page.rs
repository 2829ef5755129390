//! The report as one page that needs nothing from elsewhere, with its charts.
mod finance;
mod ratings;

use std::{collections::BTreeMap, fs, io::Write as _, path::Path};

use anyhow::{Context, Result};
use minijinja::{context, Environment, Value};
use serde::Serialize;

use super::{
    costs::Spread,
    figures::{counted, decimal, listed, percent, thousands, thousandths},
    findings::{
        worked_off::{ByRule, Settled},
        Differences, Outcome, Punctuality, Year,
    },
    report::{ended, Report},
};

const TEMPLATE: &str = include_str!("page.html");

/// How many rows a table or chart of the page has at most. JSON has them all.
const LISTED: usize = 25;

/// Height of the columns of a chart, in its own units.
const HEIGHT: f64 = 180.0;

/// Height of a column of which all were on time.
const ALL_ON_TIME: f64 = 60.0;

/// From one column to the next, and how wide each is.
const PITCH: f64 = 80.0;
const WIDTH: f64 = 56.0;

/// A year in the charts: how high its columns are.
#[derive(Serialize)]
struct Column {
    year: String,
    x: f64,
    middle: f64,
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
    let money = |minor: i128| minus(report.money(minor));
    let owed = |minor: u128| money(i128::try_from(minor).unwrap_or(i128::MAX));
    let amount =
        |minor: u128| decimal(i128::try_from(minor).unwrap_or(i128::MAX), report.minor_digits);
    let in_currency = |what: &str| format!("{what}, {}", report.currency);
    let tiles: Vec<Value> = [
        (
            "Deliveries".to_owned(),
            thousands(found.deliveries),
            format!("of {} orders", thousands(found.sales.orders)),
        ),
        (
            "Lines".to_owned(),
            thousands(found.lines),
            format!("of {} rows of the file", thousands(report.rows)),
        ),
        (
            format!("Quantity received, {}", report.unit),
            thousandths(i128::try_from(found.quantity_thousandths).unwrap_or(i128::MAX)),
            match found.weight_grams {
                0 => String::new(),
                grams => format!(
                    "{} kg as far as stated",
                    thousandths(i128::try_from(grams).unwrap_or(i128::MAX))
                ),
            },
        ),
        (
            "On time".to_owned(),
            percent(all.on_time, all.lines),
            format!("{} of {} lines", thousands(all.on_time), thousands(all.lines)),
        ),
        (
            in_currency("Goods billed"),
            amount(found.value_minor),
            format!("in {} cases", thousands(found.outcome.cases)),
        ),
        (
            in_currency("Owed for goods for sure"),
            amount(found.outcome.cleared_minor),
            format!("cases: {}", ended(&found.outcome)),
        ),
        (
            in_currency("Freight billed"),
            amount(found.freight.billed_minor),
            format!("in {} cases", thousands(found.freight.outcome.cases)),
        ),
        (
            in_currency("Owed for freight for sure"),
            amount(found.freight.outcome.cleared_minor),
            format!("cases: {}", ended(&found.freight.outcome)),
        ),
    ]
    .map(|(label, figure, note)| context! { label, figure, note })
    .into();
    let outcomes = |outcome: &Outcome| {
        let Outcome { matched, adjusted, discrepant, .. } = *outcome;
        let written_off = outcome.written_off_minor;
        let all = matched + adjusted + discrepant;
        let parts: Vec<Value> = [
            ("matched", "Matched", matched, "both sides state the same".to_owned()),
            ("adjusted", "Adjusted", adjusted, format!("{} written off", money(written_off))),
            ("discrepant", "Discrepant", discrepant, minus(report.disputed(outcome))),
        ]
        .map(|(class, label, count, note)| {
            context! {
                class, label, note, any => count > 0, count => thousands(count),
                share => percent(count, all), width => ratio(count, all) * 100.0,
            }
        })
        .into();
        parts
    };
    let reasons = |reasons: &BTreeMap<&'static str, Differences>| -> Vec<Value> {
        let told = reasons.iter().map(|(reason, one)| {
            context! { reason, count => thousands(one.lines), above => money(one.above_minor), below => money(one.below_minor) }
        });
        told.collect()
    };
    let discrepancies: Vec<Value> = found
        .discrepancies
        .iter()
        .take(LISTED)
        .map(|one| {
            context! {
                row => thousands(one.row), waybill => one.waybill, line => one.line, supplier => one.supplier, buyer => one.buyer,
                reason => one.reason, end => minus(report.ending(&one.end)), billed => money(one.billed_minor.into()), expected => money(one.expected_minor.into()),
                difference => money(one.difference_minor.into()),
            }
        })
        .collect();
    let balances: Vec<Value> = found
        .balances
        .iter()
        .take(LISTED)
        .map(|one| {
            context! { who => one.buyer, whom => one.supplier, cleared => owed(one.cleared_minor), open => money(one.escalated_minor), cases => thousands(one.cases) }
        })
        .collect();
    let freight = {
        let found = &found.freight;
        let mut carriers: Vec<_> = found.carriers.iter().collect();
        carriers.sort_by_key(|(_, carrier)| std::cmp::Reverse(carrier.billed_minor));
        let carriers: Vec<Value> = carriers
            .iter()
            .take(LISTED)
            .map(|(name, one)| {
                context! {
                    carrier => name, bills => thousands(one.bills), matched => thousands(one.matched),
                    adjusted => thousands(one.adjusted), discrepant => thousands(one.discrepant),
                    billed => owed(one.billed_minor), cleared => owed(one.cleared_minor),
                }
            })
            .collect();
        let discrepancies: Vec<Value> = found
            .discrepancies
            .iter()
            .take(LISTED)
            .map(|one| {
                context! {
                    row => thousands(one.row), waybill => one.waybill, carrier => one.carrier, payer => one.payer,
                    reason => one.reason, end => minus(report.ending(&one.end)), billed => money(one.billed_minor.into()), expected => money(one.expected_minor.into()),
                    difference => money(one.difference_minor.into()),
                }
            })
            .collect();
        let balances: Vec<Value> = found
            .balances
            .iter()
            .take(LISTED)
            .map(|one| {
                context! { who => one.payer, whom => one.carrier, cleared => owed(one.cleared_minor), open => money(one.escalated_minor), cases => thousands(one.cases) }
            })
            .collect();
        context! {
            bills => found.bills, bills_text => counted(found.bills, "bill"), meaning => found.meaning(),
            carriers_text => counted(found.carriers.len() as u64, "carrier"), billed => owed(found.billed_minor),
            cases => thousands(found.outcome.cases), ended => ended(&found.outcome),
            outcomes => outcomes(&found.outcome),
            reasons => reasons(&found.reasons), carriers, all_carriers => found.carriers.len(),
            discrepancies, all_discrepancies => thousands(found.discrepancies.len() as u64),
            balances, debts => thousands(found.balances.len() as u64),
        }
    };
    let worked_off = {
        let found = &found.worked_off;
        let most = found.rules.iter().map(|one| one.settled.discrepancies).max().unwrap_or(0);
        let rules: Vec<Value> = found
            .rules
            .iter()
            .map(|ByRule { rule, road, settled }| {
                let Settled { discrepancies, settled: done, escalated, .. } = *settled;
                context! {
                    rule, road, count => thousands(discrepancies), became => listed(&settled.by_status),
                    billed => owed(settled.billed_minor), expected => owed(settled.expected_minor),
                    owed => owed(settled.owed_minor), escalated => thousands(escalated),
                    done_width => ratio(done, most) * 100.0, open_width => ratio(discrepancies - done, most) * 100.0,
                }
            })
            .collect();
        let waiting: Vec<Value> = found
            .waiting
            .iter()
            .take(LISTED)
            .map(|one| {
                context! {
                    subject => one.subject, biller => one.biller, billed => one.billed, arbiter => one.arbiter,
                    month => format!("{}-{:02}", one.period / 100, one.period % 100), count => thousands(one.discrepancies),
                }
            })
            .collect();
        context! {
            any => found.all.discrepancies > 0, policy => found.policy, count => counted(found.all.discrepancies, "line"),
            settlement => minus(report.settlement(&found.all)), rules, waiting,
            all_waiting => thousands(found.waiting.len() as u64),
        }
    };
    let sales = {
        let found = &found.sales;
        let placed: Vec<Value> = report
            .orders_placed
            .iter()
            .map(|(what, count)| context! { what, count => thousands(*count) })
            .collect();
        context! {
            relationships => thousands(found.relationships), standing => listed(&found.relationships_by_status),
            orders => thousands(found.orders), status => listed(&found.orders_by_status), placed,
            lines => thousands(found.order_lines), agreed => thousands(found.order_lines_agreed),
            told => found.is_told().then(|| report.fulfilment()), tellings => found.tellings(),
            ordered => owed(found.ordered_minor), remarks => report.remarks_on_orders(), assumed => report.assumed,
        }
    };
    let finance = found.finance.as_ref().map(|one| finance::section(report, one));
    let ratings = found.ratings.as_ref().map(ratings::section);
    let notes: Vec<Value> = report
        .notes
        .iter()
        .map(|note| context! { column => note.column, note => note.note, meaning => note.meaning, rows => thousands(note.rows), unresolved => (note.unresolved > 0).then(|| thousands(note.unresolved)) })
        .collect();
    let skipped: Vec<Value> = report
        .skipped
        .iter()
        .take(LISTED)
        .map(|fault| context! { line => thousands(fault.line), column => fault.column, value => super::source::shortened(&fault.value), reason => fault.reason })
        .collect();
    // Whoever gets the page has no use for where the file lay.
    let file = Path::new(&report.file)
        .file_name()
        .map_or_else(|| report.file.clone(), |name| name.to_string_lossy().into_owned());
    let page = environment.get_template("page.html")?.render(context! {
        title => report.title, file, from => report.from, until => report.until, digest => report.digest,
        blocks => thousands(report.blocks), contracts => report.contracts, calls_total => thousands(report.calls.calls()),
        cases => thousands(found.outcome.cases), ended => ended(&found.outcome), worked_off,
        enterprises => thousands(report.enterprises as u64), unknown_country => thousands(report.enterprises_of_unknown_country as u64),
        shortened_names => thousands(report.enterprises_of_shortened_name as u64),
        tiles, freight, sales, finance, ratings, discrepancies, balances, notes, skipped,
        outcomes => outcomes(&found.outcome),
        reasons => reasons(&found.reasons),
        discrepant => thousands(found.discrepancies.len() as u64), debts => thousands(found.balances.len() as u64),
        skipped_rows => thousands(report.skipped.len() as u64),
        columns => columns(&found.years), columns_width => PITCH * found.years.len() as f64,
        vendors => bars(&found.on_time), all_vendors => found.on_time.len(),
        carriers => bars(&found.on_time_by_carrier), all_carriers => found.on_time_by_carrier.len(),
        calls => calls(report),
    })?;
    Ok(page)
}

/// An amount with the sign that is as wide as a digit.
fn minus(amount: String) -> String {
    amount.replace('-', "\u{2212}")
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// A column for each year, as high as it has lines.
fn columns(years: &BTreeMap<String, Year>) -> Vec<Column> {
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
                x: PITCH * place as f64 + (PITCH - WIDTH) / 2.0,
                middle: PITCH * place as f64 + PITCH / 2.0,
                width: WIDTH,
                parts,
                top,
                lines: thousands(lines(year)),
                on_time: ratio(year.on_time, lines(year)) * ALL_ON_TIME,
                on_time_text: percent(year.on_time, lines(year)),
            }
        })
        .collect()
}

/// A bar for each name, those with most lines first.
fn bars(list: &BTreeMap<String, Punctuality>) -> Vec<Bar> {
    let mut list: Vec<_> = list.iter().collect();
    list.sort_by_key(|(_, punctuality)| std::cmp::Reverse(punctuality.lines));
    list.iter()
        .take(LISTED)
        .map(|(name, Punctuality { on_time, lines })| Bar {
            name: (*name).clone(),
            width: ratio(*on_time, *lines) * 100.0,
            text: percent(*on_time, *lines),
            detail: format!("{} of {}", thousands(*on_time), thousands(*lines)),
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
            findings::{
                finance::{Exposure, Finance, Kind, Payee},
                freight::{Carrier, Disputed, Freight, Owed},
                sales::Sales,
                worked_off::{Waiting, WorkedOff},
                Difference, Ending, Findings,
            },
            history::{History, Note},
            mapping::Mapping,
            policy::Policy,
            report::End,
            source::Fault,
            telling::{Telling, Told},
        },
        *,
    };

    fn freight() -> Freight {
        let (carrier, payer) = ("<i>Rail".to_owned(), "C".to_owned());
        let of = Carrier { bills: 1, billed_minor: 1_234_567, discrepant: 1, ..Carrier::default() };
        let owed = Owed {
            payer: payer.clone(),
            carrier: carrier.clone(),
            cleared_minor: 0,
            disputed_minor: -1,
            escalated_minor: -1,
            cases: 1,
        };
        let disputed = Disputed {
            row: 2,
            waybill: "ASN-1".into(),
            carrier: carrier.clone(),
            payer,
            reason: "freight",
            billed_minor: 1_234_567,
            expected_minor: 1_234_568,
            difference_minor: -1,
            end: Ending { rule: "all else".into(), became: "escalated", owed_minor: None },
        };
        Freight {
            bills: 1,
            billed_minor: 1_234_567,
            outcome: Outcome { discrepant: 1, ..Outcome::default() },
            carriers: [(carrier, of)].into(),
            balances: vec![owed],
            discrepancies: vec![disputed],
            ..Freight::default()
        }
    }

    /// One that was credited, and one that the arbiter has not decided.
    fn worked_off() -> WorkedOff {
        let credited = Settled {
            discrepancies: 1,
            goods: 1,
            settled: 1,
            billed_minor: 1_000,
            expected_minor: 500,
            owed_minor: 750,
            by_status: [("credited", 1)].into(),
            ..Settled::default()
        };
        let open = Settled {
            discrepancies: 1,
            escalated: 1,
            billed_minor: 1_234_567,
            expected_minor: 1_234_568,
            escalated_minor: 1_234_567,
            by_status: [("escalated", 1)].into(),
            ..Settled::default()
        };
        let all = Settled {
            discrepancies: 2,
            goods: 1,
            settled: 1,
            escalated: 1,
            billed_minor: 1_235_567,
            expected_minor: 1_235_068,
            owed_minor: 750,
            escalated_minor: 1_234_567,
            by_status: [("credited", 1), ("escalated", 1)].into(),
        };
        let by = |rule: &str, road: &str, settled| ByRule {
            rule: rule.to_owned(),
            road: road.to_owned(),
            settled,
        };
        let waiting = Waiting {
            subject: "freight",
            biller: "<i>Rail".into(),
            billed: "C".into(),
            period: 201_001,
            arbiter: "The <Board>".into(),
            discrepancies: 1,
        };
        WorkedOff {
            policy: "Half & half".into(),
            arbiter: Some("The <Board>".into()),
            all,
            rules: vec![
                by("little", "split halfway", credited),
                by("all else", "escalate, undecided", open),
            ],
            waiting: vec![waiting],
        }
    }

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
            end: Ending { rule: "little".into(), became: "credited", owed_minor: Some(750) },
        };
        let findings = Findings {
            lines: 2,
            outcome: Outcome { matched: 1, discrepant: 1, ..Outcome::default() },
            discrepancies: vec![difference],
            on_time: [("A & B".to_owned(), Punctuality { on_time: 1, lines: 2 })].into(),
            years: [(
                "2010".to_owned(),
                Year { matched: 1, discrepant: 1, on_time: 1, adjusted: 0 },
            )]
            .into(),
            freight: freight(),
            worked_off: worked_off(),
            sales: Sales {
                relationships: 1,
                relationships_by_status: [("active", 1)].into(),
                orders: 3,
                orders_by_status: [("confirmed", 2), ("placed", 1)].into(),
                order_lines: 4,
                order_lines_agreed: 3,
                ordered_minor: 1_234,
                order_lines_shipped: 3,
                order_lines_received: 2,
                order_lines_billed: 1,
                told: Told {
                    shipped: Telling { lines: 4, ..Telling::default() },
                    received: Telling { lines: 4, ..Telling::default() },
                    billed: Telling { lines: 1, untold: [("settled at nothing", 3)].into() },
                },
                orders_by_fulfilment: [("billed", 2), ("open", 1)].into(),
                ordered_thousandths: 4_000_000,
                shipped_thousandths: 3_000_000,
                received_thousandths: 2_500_000,
                billed_thousandths: 2_000_000,
            },
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
            &Policy::load(None, 2).unwrap(),
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
    fn freight_has_a_section_even_where_there_is_none() {
        let page = render(&report()).unwrap();
        for part in ["1 bill by 1 carrier, 12,345.67 USD", "&lt;i&gt;Rail", "\u{2212}0.01 USD"] {
            assert!(page.contains(part), "{part}");
        }
        let mut without = report();
        without.findings.freight = Freight::default();
        let page = render(&without).unwrap();
        assert!(page.contains("No delivery states any freight."));
        assert!(!page.contains("For freight"));
    }

    #[test]
    fn orders_are_told_with_what_is_assumed_of_them() {
        let mut report = report();
        report.lines_without_order = 1;
        let (page, text) = (render(&report).unwrap(), report.text());
        for part in ["2 confirmed, 1 placed", "3 agreed on, 12.34 USD", "1 line of deliveries"] {
            assert!(page.contains(part), "{part}");
            assert!(text.contains(part), "{part}:\n{text}");
        }
        let told = "rders were told what became of them: 2 billed, 1 open; 4,000 XPK ordered, 3,000 XPK shipped, \
                    2,500 XPK received, 2,000 XPK billed";
        assert!(page.contains(told) && text.contains(told), "{text}");
        for told in [
            "4 lines told of, 2 received in full",
            "1 line told of, 1 billed in full; 3 lines not told of, settled at nothing",
        ] {
            assert!(page.contains(told) && text.contains(told), "{told}:\n{text}");
        }
        report.findings.sales = Sales::default();
        assert!(
            !render(&report).unwrap().contains("were told") && !report.text().contains("were told")
        );
        assert!(page.contains("Terms of payment in 30 days"));
        assert!(text.contains("assumed: terms of payment in 30 days"));
    }

    #[test]
    fn discrepancies_are_told_by_rule_and_with_whom_the_rest_is() {
        let report = report();
        let (page, text) = (render(&report).unwrap(), report.text());
        for part in [
            "Half &amp; half",
            "split halfway",
            "escalate, undecided",
            "The &lt;Board&gt;",
            "2010-01",
            "credited at 7.50 USD",
        ] {
            assert!(page.contains(part), "{part}");
        }
        for part in [
            "by the policy \"Half & half\"",
            "1 settled: 12,355.67 USD billed and 12,350.68 USD expected in all, 7.50 USD owed in the end; \
             1 escalated and not decided, 12,345.67 USD billed, with The <Board>",
            "1 line of freight in 201001 of <i>Rail to C is with The <Board>",
            "(price): credited at 7.50 USD",
        ] {
            assert!(text.contains(part), "{part}:\n{text}");
        }
        let mut without = report;
        without.findings.worked_off = WorkedOff::default();
        assert!(render(&without).unwrap().contains("Nothing differs."));
        assert!(without.text().contains("policy \"\"\n  none"));
    }

    /// Of 100,000.00 that are owed, a maker gets 20,000.00 and the financier buys the rest.
    fn finance() -> Finance {
        let payee = |name: &str, kind, drawn_minor| Payee {
            kind,
            drawn_minor,
            waited_tenths: 298,
            ..Payee::new(name.to_owned())
        };
        let seller = Payee {
            sold_minor: 8_000_000,
            proceeds_minor: 7_946_666,
            ..payee("A & B", Kind::Supplier, 0)
        };
        let month = |month: &str, creditors_minor, financier_minor| Exposure {
            month: month.into(),
            creditors_minor,
            manufacturers_minor: financier_minor / 4,
            financier_minor,
        };
        Finance {
            assumed: vec!["a <bank> buys".into()],
            receivables: 1,
            face_minor: 10_000_000,
            passed_on: 1,
            passed_on_minor: 2_000_000,
            sold: 1,
            sold_minor: 8_000_000,
            proceeds_minor: 7_946_666,
            months: vec![month("2010-03", 0, 8_000_000), month("2010-04", 0, 0)],
            payees: vec![
                payee("<Bank>", Kind::Financier, 8_000_000),
                seller,
                payee("Works", Kind::Manufacturer, 2_000_000),
            ],
            checked: vec!["all is paid"],
            ..Finance::default()
        }
    }

    #[test]
    fn what_was_owed_is_told_with_what_is_assumed_of_it_and_who_was_paid() {
        let mut report = report();
        let heading = "What was owed, and who was paid";
        assert!(!render(&report).unwrap().contains(heading));
        assert!(!report.text().contains("Receivables"));
        report.findings.finance = Some(finance());
        let (page, text) = (render(&report).unwrap(), report.text());
        for part in [
            heading,
            "A &lt;bank&gt; buys.",
            "1 token sold, 80,000.00 USD for 79,466.66 USD: a discount of 533.34 USD",
            "100,000.00 USD at most",
            "end of 2010-03: 20,000.00 USD with makers",
            "&lt;Bank&gt;",
            "All is paid.",
        ] {
            assert!(page.contains(part), "{part}");
        }
        // A column has no parts where nothing is open.
        assert!(!page.contains("end of 2010-04"));
        for part in [
            "assumed: a <bank> buys",
            "1 receivable, 1 of goods and 0 of freight: 100,000.00 USD owed, paid and drawn",
            "2010-03            100,000.00 USD, of it 20,000.00 USD with makers and 80,000.00 USD with the financier",
            "financier     <Bank>: 80,000.00 USD drawn on 0 tokens",
            "supplier      A & B: after 29.8 days; 80,000.00 USD of it sold for 79,466.66 USD, a discount of 533.34 USD",
            "maker         Works: after 29.8 days",
            "checked: all is paid",
        ] {
            assert!(text.contains(part), "{part}:\n{text}");
        }
        report.findings.finance = Some(Finance::default());
        assert!(render(&report).unwrap().contains("Nothing is owed."));
        assert!(report.text().contains("nothing is owed"));
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

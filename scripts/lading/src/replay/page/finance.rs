//! What was owed and who was paid, on the page.
use minijinja::{context, Value};
use serde::Serialize;

use super::{minus, ratio, LISTED};
use crate::replay::{
    figures::{decimal, thousands},
    findings::finance::{Exposure, Finance, Kind},
    report::Report,
};

/// Height of the chart, in its own units.
const HEIGHT: f64 = 180.0;

/// How wide it is with many months, and how wide a month is at most.
const WIDE: f64 = 880.0;
const WIDEST: f64 = 56.0;

/// How far apart months are at least that are all named.
const NAMED: f64 = 48.0;

/// A month in the chart.
#[derive(Serialize)]
struct Month {
    x: f64,
    width: f64,
    middle: f64,
    label: Option<String>,
    parts: Vec<Part>,
}

/// A part of its column.
#[derive(Serialize)]
struct Part {
    class: &'static str,
    y: f64,
    height: f64,
    title: String,
}

/// What the page says of it.
pub(super) fn section(report: &Report, finance: &Finance) -> Value {
    let money = |minor: u128| minus(report.money(minor));
    let (months, pitch) = months(report, &finance.months);
    let most = finance.months.iter().map(Exposure::all).max().unwrap_or(0);
    let payees: Vec<Value> = finance
        .payees
        .iter()
        .take(LISTED)
        .map(|one| {
            let waited = match one.kind {
                Kind::Financier => "–".to_owned(),
                _ => decimal(i128::from(one.waited_tenths), 1),
            };
            context! {
                name => one.name, kind => one.kind.words(), tokens => thousands(one.tokens), drawn => money(one.drawn_minor),
                sold => money(one.sold_minor), proceeds => money(one.proceeds_minor), discount => money(one.discount()), waited,
            }
        })
        .collect();
    let payers: Vec<Value> = finance
        .payers
        .iter()
        .take(LISTED)
        .map(|one| {
            context! { name => one.name, receivables => thousands(one.receivables), paid => money(one.paid_minor) }
        })
        .collect();
    context! {
        assumed => finance.assumed, any => finance.receivables > 0, owed => report.owed(finance), checked => finance.checked,
        width => pitch * finance.months.len() as f64, months, most => money(most),
        payees, all_payees => thousands(finance.payees.len() as u64),
        payers, all_payers => thousands(finance.payers.len() as u64),
    }
}

/// A column for each month, as high as what was open at its end.
fn months(report: &Report, months: &[Exposure]) -> (Vec<Month>, f64) {
    let count = months.len().max(1) as f64;
    let pitch = (WIDE / count).clamp(4.0, WIDEST + 8.0);
    // All of them, or where they are too narrow for that, the Januaries.
    let is_wide = pitch >= NAMED;
    let most = months.iter().map(Exposure::all).max().unwrap_or(0);
    let columns = months.iter().enumerate().map(|(place, month)| {
        let mut top = HEIGHT;
        let parts = [
            ("bar", "with suppliers and carriers", month.creditors_minor),
            ("adjusted", "with makers", month.manufacturers_minor),
            ("matched", "with the financier", month.financier_minor),
        ]
        .into_iter()
        .filter(|(.., minor)| *minor > 0)
        .map(|(class, held, minor)| {
            let height = share(minor, most) * HEIGHT;
            top -= height;
            let title = format!("end of {}: {} {held}", month.month, report.money(minor));
            Part { class, y: top, height, title }
        })
        .collect();
        let x = pitch * place as f64;
        let is_named = is_wide || month.month.ends_with("-01");
        Month {
            x: x + pitch * 0.1,
            width: pitch * 0.8,
            middle: x + pitch / 2.0,
            label: is_named.then(|| month.month.clone()),
            parts,
        }
    });
    (columns.collect(), pitch)
}

/// `part` of `whole`, of which each may be larger than a column can tell.
fn share(part: u128, whole: u128) -> f64 {
    let millionths = part.saturating_mul(1_000_000).checked_div(whole).unwrap_or(0);
    ratio(u64::try_from(millionths).unwrap_or(0), 1_000_000)
}

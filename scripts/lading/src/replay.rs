//! `lading replay`: turns a company's delivery history into the suite's life on a chain, and reports what came of it.

mod amount;
pub mod calendar;
mod costs;
pub mod figures;
mod findings;
mod history;
mod life;
mod mapping;
mod page;
mod policy;
pub mod progress;
mod report;
mod source;
mod telling;
mod timeline;

use self::{
    findings::Findings,
    history::History,
    life::Life,
    mapping::Mapping,
    policy::Policy,
    report::{End, Report},
};
use crate::{deploy, kept::Kept, ui::Ui};
use anyhow::{ensure, Context, Result};
use chain::{Backend, Chain, Signing};
use std::path::PathBuf;

/// Replay a delivery history on a chain and report what came of it.
///
/// Every enterprise of the file registers, those that trade agree on terms, and each order is placed and accepted. Each delivery
/// is a waybill from draft to closed, and each month's bills of a supplier to a buyer, and of a carrier to whoever pays the freight,
/// are entered by both sides and matched; what differs is worked off as a policy says. Orders are told what of them was shipped,
/// received and billed. What a balanced case says is owed is confirmed, split, sold, paid and drawn as the policy assumes, for no
/// file says how. Every step is a signed call on the node's own runtime, in this process.
/// What the columns mean is said by a mapping. Rows that cannot be used are listed and left out; a file that cannot be
/// used changes nothing.
#[derive(clap::Args)]
pub struct Args {
    /// The history: a CSV file with a line for each line of a delivery.
    #[arg(required_unless_present = "print_policy")]
    file: Option<PathBuf>,
    /// What its columns mean; without it, the mapping of the reference data (scripts/lading/mappings/scms.toml).
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// How discrepancies are worked off, and how what is owed is paid and financed; without it, the default policy (scripts/lading/policies/default.toml).
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Print the default policy, to be changed and given back with --policy, and do nothing else.
    #[arg(long)]
    print_policy: bool,
    /// Read only so many rows.
    #[arg(long, value_name = "ROWS")]
    limit: Option<u64>,
    /// Write the report as a page, too.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Keep the chain in this new file, for the commands that work on one: `lading rate` tells why somebody is rated so.
    #[arg(long, value_name = "FILE")]
    chain: Option<PathBuf>,
    /// Take the bundles from this folder instead of deployments/bundles.
    #[arg(long, value_name = "FOLDER")]
    bundles: Option<PathBuf>,
    /// Execute the calls without signing them and without trying each first: the same effects, in half the time.
    #[arg(long)]
    unsigned: bool,
}

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    let Some(file) = args.file.as_ref().filter(|_| !args.print_policy) else {
        return ui.result(&policy::DEFAULT, |policy| (*policy).to_owned());
    };
    let mapping = Mapping::load(args.mapping.as_deref())?;
    let policy = Policy::load(args.policy.as_deref(), mapping.money.minor_digits)?;
    if let Some(path) = &args.report {
        // Better now than after minutes.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        ensure!(
            folder.is_none_or(std::path::Path::is_dir),
            "cannot write the report {}: there is no such folder",
            path.display()
        );
        ensure!(!path.is_dir(), "cannot write the report {}: it is a folder", path.display());
    }
    if let Some(path) = &args.chain {
        deploy::must_be_new(path)?;
    }
    let mut history = History::read(file, &mapping, args.limit)?;
    if let Some(arbiter) = &policy.arbiter {
        history.appoint(arbiter).with_context(|| in_policy(args))?;
    }
    if let Some(finance) = &policy.finance {
        history.finance_by(&finance.financier).with_context(|| in_policy(args))?;
        let days = mapping.terms.payment_days;
        ensure!(
            (1..=policy::LONGEST_TERM).contains(&days),
            "key `terms.payment_days` of the mapping: {days} is out of range where the policy has a section `finance`; expected 1 to {}",
            policy::LONGEST_TERM
        );
    }
    let bundles = deploy::read_bundles(args.bundles.as_deref())?;
    let signing = if args.unsigned { Signing::Unsigned } else { Signing::Signed };
    let life = Life::live(&history, &mapping, &policy, &bundles, signing)?;
    let (findings, end) = ended(&life)?;
    let Life { chain, suite, costs, .. } = life;
    let file = file.display().to_string();
    let report = Report::new(file, &mapping, &policy, history, findings, costs, end);
    if let Some(path) = &args.chain {
        Kept::create(path, chain, &suite)?;
    }
    if let Some(path) = &args.report {
        page::write(&report, path)?;
    }
    ui.result(&report, Report::text)
}

/// Where the policy is, for errors.
fn in_policy(args: &Args) -> String {
    match &args.policy {
        Some(path) => format!("in the policy {}", path.display()),
        None => "the default policy".to_owned(),
    }
}

/// What came of a life, compared with what the file told.
fn ended(life: &Life<'_>) -> Result<(Findings, End)> {
    let history = life.history;
    let findings = Findings::read(life)?;
    let lines = history.lines() as u64;
    ensure!(
        findings.lines == lines,
        "the chain has {} lines, and the file {lines}",
        findings.lines
    );
    for (what, found, told) in [
        ("relationships", findings.sales.relationships, history.relationships.len()),
        ("orders", findings.sales.orders, history.orders.len()),
        ("lines of orders", findings.sales.order_lines, history.order_lines()),
    ] {
        ensure!(found == told as u64, "the chain has {found} {what}, and the file {told}");
    }
    for (kind, told) in findings.sales.told.kinds() {
        let (told, lines) = (told.all(), history.order_lines() as u64);
        ensure!(
            told == lines,
            "of {told} lines of orders it is known whether they were told as {kind}, of {lines}"
        );
    }
    for (what, outcome) in [("goods", &findings.outcome), ("freight", &findings.freight.outcome)] {
        let ended = outcome.balanced + outcome.escalated;
        ensure!(
            ended == outcome.cases,
            "{ended} of {} cases of {what} ended balanced or escalated",
            outcome.cases
        );
    }
    let worked_off = &findings.worked_off.all;
    let ended = worked_off.settled + worked_off.escalated;
    ensure!(
        ended == worked_off.discrepancies,
        "{ended} of {} discrepancies were settled or left to the arbiter",
        worked_off.discrepancies
    );
    let bills = history.freight_bills() as u64;
    ensure!(
        findings.freight.bills == bills,
        "the chain has {} freight bills, and the file {bills}",
        findings.freight.bills
    );
    let contracts = life.suite.addresses();
    let digest =
        life.chain.state_digest(&contracts).context("taking the digest of the final state")?;
    let end = End {
        from: calendar::iso_day(life.begun),
        until: calendar::iso_day(life.chain.time()?),
        blocks: life.chain.block()?,
        contracts,
        digest,
    };
    Ok((findings, end))
}

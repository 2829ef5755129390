//! The report of a replay: as text, as JSON and as a page.
mod finance;
pub mod ratings;

use std::{collections::BTreeMap, fmt::Write as _};

use chain::AccountId32;
use serde::Serialize;

use super::{
    costs::Costs,
    figures::{counted, decimal, listed, percent, thousands, thousandths},
    findings::{
        worked_off::{Settled, WorkedOff},
        Differences, Ending, Findings, Outcome, Punctuality,
    },
    history::{History, Note},
    mapping::Mapping,
    policy::Policy,
    source::{shortened, Fault},
};

/// How many discrepancies, balances and skipped rows the text lists. The page lists more, and JSON all.
const LISTED: usize = 10;

/// All that a replay found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What was replayed.
    pub title: String,
    /// The file.
    pub file: String,
    /// ISO 4217 code of all money.
    pub currency: String,
    /// Decimals of the currency's minor unit.
    #[serde(skip)]
    pub minor_digits: u32,
    /// UN/ECE code of the goods.
    pub unit: String,
    /// Rows that were looked at.
    pub rows: u64,
    /// Quantity received, in whole units.
    pub quantity: u128,
    /// What the chain says.
    #[serde(flatten)]
    pub findings: Findings,
    /// How many enterprises registered.
    pub enterprises: usize,
    /// Of them, those whose country the mapping does not tell.
    pub enterprises_of_unknown_country: usize,
    /// Of them, those whose name was too long to register in full.
    pub enterprises_of_shortened_name: usize,
    /// Orders by where the day comes from that they were placed on.
    pub orders_placed: BTreeMap<&'static str, u64>,
    /// Orders that were placed under a number like the file's, because the buyer has another order under that.
    pub orders_renumbered: u64,
    /// Lines of deliveries that are of no order: none is named, or it would be more than ten years before its delivery date.
    pub lines_without_order: u64,
    /// What mapping and policy assume of terms and orders, because the file does not say it.
    pub assumed: Vec<String>,
    /// How many codes were made of descriptions.
    pub items: usize,
    /// What stood where numbers and dates should be.
    pub notes: Vec<Note>,
    /// Rows that were left out.
    pub skipped: Vec<Fault>,
    /// What calls cost, by kind.
    pub calls: Costs,
    /// First and last day of the chain's life.
    pub from: String,
    /// The last day.
    pub until: String,
    /// How many blocks the chain has.
    pub blocks: u32,
    /// Addresses of the contracts, by the digest's order.
    pub contracts: Vec<String>,
    /// Digest of all that the contracts store: the same on every run.
    pub digest: String,
}

/// Where and when a replay ended.
pub struct End {
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// How many blocks the chain has.
    pub blocks: u32,
    /// The contracts.
    pub contracts: Vec<AccountId32>,
    /// Digest of all that they store.
    pub digest: [u8; 32],
}

impl Report {
    /// Puts together what was read and what was found.
    pub fn new(
        file: String,
        mapping: &Mapping,
        policy: &Policy,
        history: History,
        mut findings: Findings,
        calls: Costs,
        end: End,
    ) -> Self {
        let mut orders_placed = BTreeMap::new();
        for order in &history.orders {
            *orders_placed.entry(order.dated.words()).or_default() += 1;
        }
        let renumbered = history.orders.iter().filter(|order| !order.is_numbered_as_told).count();
        let lines_without_order = history.lines().saturating_sub(history.order_lines()) as u64;
        findings.freight.billed_apart = mapping.columns.freight_billed.is_some();
        Self {
            title: mapping.title.clone(),
            file,
            currency: mapping.money.currency.clone(),
            minor_digits: mapping.money.minor_digits,
            unit: mapping.goods.unit.clone(),
            rows: history.rows,
            quantity: findings.quantity_thousandths / 1_000,
            findings,
            enterprises: history.enterprises.len(),
            enterprises_of_unknown_country: history.of_unknown_country,
            enterprises_of_shortened_name: history.of_shortened_name,
            orders_placed,
            orders_renumbered: renumbered as u64,
            lines_without_order,
            assumed: assumed(mapping, policy),
            items: history.catalogue.len(),
            notes: history.notes,
            skipped: history.skipped,
            calls,
            from: end.from,
            until: end.until,
            blocks: end.blocks,
            contracts: end.contracts.iter().map(ToString::to_string).collect(),
            digest: format!("0x{}", hex::encode(end.digest)),
        }
    }

    /// An amount in whole units of the currency.
    pub fn money(&self, minor: impl TryInto<i128>) -> String {
        format!(
            "{} {}",
            decimal(minor.try_into().unwrap_or(i128::MAX), self.minor_digits),
            self.currency
        )
    }

    /// All lines, whoever sent them.
    pub fn punctuality(&self) -> Punctuality {
        self.findings.on_time.values().fold(Punctuality::default(), |sum, one| Punctuality {
            on_time: sum.on_time + one.on_time,
            lines: sum.lines + one.lines,
        })
    }

    /// As a person reads it on a terminal.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let found = &self.findings;
        let on_time = self.punctuality();
        writeln!(out, "{} ({}), {} to {}", self.title, self.file, self.from, self.until)?;
        writeln!(out)?;
        let quantity = thousandths(i128::try_from(found.quantity_thousandths).unwrap_or(i128::MAX));
        for (label, figure) in [
            ("lines", thousands(found.lines)),
            ("deliveries", thousands(found.deliveries)),
            ("quantity", format!("{quantity} {}", self.unit)),
            ("billed", self.money(found.value_minor)),
            ("freight on waybills", self.money(found.freight_minor)),
            (
                "gross weight",
                format!(
                    "{} kg",
                    thousandths(i128::try_from(found.weight_grams).unwrap_or(i128::MAX))
                ),
            ),
            (
                "on time",
                format!(
                    "{} of {} lines, {}",
                    thousands(on_time.on_time),
                    thousands(on_time.lines),
                    percent(on_time.on_time, on_time.lines)
                ),
            ),
        ] {
            writeln!(out, "  {label:<22}{figure:>28}")?;
        }
        writeln!(
            out,
            "\nBills of {} cases, {}",
            thousands(found.outcome.cases),
            ended(&found.outcome)
        )?;
        self.write_outcome(out, "lines", &found.outcome, &found.reasons)?;
        self.write_freight(out)?;
        self.write_worked_off(out)?;
        self.write_sales(out)?;
        self.write_finance(out)?;
        self.write_ratings(out)?;
        self.write_lists(out)?;
        self.write_costs(out)?;
        writeln!(
            out,
            "\n{} blocks; digest of the final state {}",
            thousands(self.blocks),
            self.digest
        )
    }

    /// By how much discrepant lines differ, and how many of them are settled.
    pub fn disputed(&self, outcome: &Outcome) -> String {
        format!(
            "{} apart, {} of them settled",
            self.money(outcome.disputed_minor),
            thousands(outcome.settled)
        )
    }

    /// What became of a discrepancy, and what is owed for it.
    pub fn ending(&self, end: &Ending) -> String {
        match end.owed_minor {
            None => end.became.to_owned(),
            Some(owed) => format!("{} at {}", end.became, self.money(owed)),
        }
    }

    /// How discrepancies ended, and who is still asked about them.
    pub fn settlement(&self, of: &Settled) -> String {
        let Settled { settled, escalated, billed_minor, expected_minor, owed_minor, .. } = *of;
        let mut said = format!(
            "{} settled: {} billed and {} expected in all, {} owed in the end",
            thousands(settled),
            self.money(billed_minor),
            self.money(expected_minor),
            self.money(owed_minor)
        );
        if escalated > 0 {
            let open = self.money(of.escalated_minor);
            let with = self.findings.worked_off.arbiter.as_deref().unwrap_or("the arbiter");
            said += &format!(
                "; {} escalated and not decided, {open} billed, with {with}",
                thousands(escalated)
            );
        }
        said
    }

    /// How discrepancies were worked off, by the rules of the policy.
    fn write_worked_off(&self, out: &mut String) -> std::fmt::Result {
        let WorkedOff { policy, all, rules, waiting, .. } = &self.findings.worked_off;
        writeln!(out, "\nDiscrepancies, by the policy \"{policy}\"")?;
        if all.discrepancies == 0 {
            return writeln!(out, "  none");
        }
        writeln!(out, "  {}, {}", counted(all.discrepancies, "line"), self.settlement(all))?;
        for one in rules {
            let Settled { discrepancies, .. } = one.settled;
            writeln!(out, "  {:>7}  {}: {}", thousands(discrepancies), one.rule, one.road)?;
            if discrepancies > 0 {
                let listed = listed(&one.settled.by_status);
                writeln!(out, "           {listed}; {}", self.settlement(&one.settled))?;
            }
        }
        for one in waiting.iter().take(LISTED) {
            writeln!(
                out,
                "  {} of {} in {} of {} to {} {} with {}",
                counted(one.discrepancies, "line"),
                one.subject,
                one.period,
                shortened(&one.biller),
                shortened(&one.billed),
                if one.discrepancies == 1 { "is" } else { "are" },
                shortened(&one.arbiter)
            )?;
        }
        more(out, waiting.len())
    }

    /// How many were matched, adjusted and discrepant; what is owed, written off and apart; and why.
    fn write_outcome(
        &self,
        out: &mut String,
        unit: &str,
        outcome: &Outcome,
        reasons: &BTreeMap<&'static str, Differences>,
    ) -> std::fmt::Result {
        let Outcome { matched, adjusted, discrepant, .. } = *outcome;
        let all = matched + adjusted + discrepant;
        let written_off = format!("{} written off", self.money(outcome.written_off_minor));
        let disputed = self.disputed(outcome);
        for (label, count, money) in [
            ("matched", matched, String::new()),
            ("adjusted", adjusted, written_off),
            ("discrepant", discrepant, disputed),
        ] {
            let line = format!(
                "  {label:<14}{:>8} {unit}  {:>7}  {money}",
                thousands(count),
                percent(count, all)
            );
            writeln!(out, "{}", line.trim_end())?;
        }
        writeln!(out, "  {:<14}{}", "owed for sure", self.money(outcome.cleared_minor))?;
        for (reason, differences) in reasons {
            writeln!(
                out,
                "  {reason}: {} {unit}, {} billed above and {} below",
                thousands(differences.lines),
                self.money(differences.above_minor),
                self.money(differences.below_minor.unsigned_abs())
            )?;
        }
        Ok(())
    }

    fn write_freight(&self, out: &mut String) -> std::fmt::Result {
        let freight = &self.findings.freight;
        if freight.bills == 0 {
            return writeln!(out, "\nFreight: no bills; no delivery states any");
        }
        writeln!(
            out,
            "\nFreight: {} of {}, {}, in {} cases, {}",
            counted(freight.bills, "bill"),
            counted(freight.carriers.len() as u64, "carrier"),
            self.money(freight.billed_minor),
            thousands(freight.outcome.cases),
            ended(&freight.outcome)
        )?;
        self.write_outcome(out, "bills", &freight.outcome, &freight.reasons)?;
        writeln!(out, "  {}", freight.meaning())?;
        for one in freight.discrepancies.iter().take(LISTED) {
            writeln!(
                out,
                "  line {:<7}{:<12} {:>20}  {} bills {}, {} expects {} ({}): {}",
                one.row,
                one.waybill,
                self.money(one.difference_minor),
                shortened(&one.carrier),
                self.money(one.billed_minor),
                shortened(&one.payer),
                self.money(one.expected_minor),
                one.reason,
                self.ending(&one.end)
            )?;
        }
        more(out, freight.discrepancies.len())?;
        let mut carriers: Vec<_> = freight.carriers.iter().collect();
        carriers.sort_by_key(|(_, carrier)| std::cmp::Reverse(carrier.billed_minor));
        for (name, carrier) in carriers.iter().take(LISTED) {
            writeln!(
                out,
                "  {:>24}  {:<12}  of {}",
                self.money(carrier.billed_minor),
                counted(carrier.bills, "bill"),
                shortened(name)
            )?;
        }
        more(out, carriers.len())
    }

    /// What is out of the ordinary about orders.
    pub fn remarks_on_orders(&self) -> Vec<String> {
        let told = [
            (
                self.orders_renumbered,
                "order",
                "under a number like the file's: the buyer has another order under that",
            ),
            (self.lines_without_order, "line", "of deliveries without an order"),
        ];
        let told = told.into_iter().filter(|(count, ..)| *count > 0);
        told.map(|(count, one, what)| format!("{} {what}", counted(count, one))).collect()
    }

    /// How far orders are fulfilled, as the orders contract was told.
    pub fn fulfilment(&self) -> String {
        let sales = &self.findings.sales;
        let quantity = |thousandth: u128| {
            format!(
                "{} {}",
                thousandths(i128::try_from(thousandth).unwrap_or(i128::MAX)),
                self.unit
            )
        };
        format!(
            "orders were told what became of them: {}; {} ordered, {} shipped, {} received, {} billed",
            listed(&sales.orders_by_fulfilment),
            quantity(sales.ordered_thousandths),
            quantity(sales.shipped_thousandths),
            quantity(sales.received_thousandths),
            quantity(sales.billed_thousandths)
        )
    }

    fn write_sales(&self, out: &mut String) -> std::fmt::Result {
        let sales = &self.findings.sales;
        writeln!(out, "\nRelationships and orders")?;
        for (label, count, detail) in [
            ("relationships", sales.relationships, listed(&sales.relationships_by_status)),
            ("orders", sales.orders, listed(&sales.orders_by_status)),
            (
                "lines of orders",
                sales.order_lines,
                format!(
                    "{} agreed on, {}",
                    thousands(sales.order_lines_agreed),
                    self.money(sales.ordered_minor)
                ),
            ),
        ] {
            writeln!(out, "  {label:<16}{:>8}  {detail}", thousands(count))?;
        }
        if sales.is_told() {
            writeln!(out, "  {}", self.fulfilment())?;
            for (kind, words) in sales.tellings() {
                writeln!(out, "  {kind:>24}  {words}")?;
            }
        }
        for (how, count) in &self.orders_placed {
            writeln!(out, "  {:>24}  placed {how}", thousands(*count))?;
        }
        for remark in self.remarks_on_orders() {
            writeln!(out, "  {remark}")?;
        }
        for one in &self.assumed {
            writeln!(out, "  assumed: {one}")?;
        }
        Ok(())
    }

    fn write_lists(&self, out: &mut String) -> std::fmt::Result {
        let found = &self.findings;
        if !found.discrepancies.is_empty() {
            writeln!(out, "\nLargest discrepancies")?;
            for one in found.discrepancies.iter().take(LISTED) {
                writeln!(
                    out,
                    "  line {:<7}{:<12} {:>20}  {} bills {}, {} expects {} ({}): {}",
                    one.row,
                    one.waybill,
                    self.money(one.difference_minor),
                    shortened(&one.supplier),
                    self.money(one.billed_minor),
                    shortened(&one.buyer),
                    self.money(one.expected_minor),
                    one.reason,
                    self.ending(&one.end)
                )?;
            }
            more(out, found.discrepancies.len())?;
        }
        for (title, list) in [("vendor", &found.on_time), ("carrier", &found.on_time_by_carrier)] {
            writeln!(out, "\nOn time by {title}")?;
            let mut list: Vec<_> = list.iter().collect();
            list.sort_by_key(|(_, punctuality)| std::cmp::Reverse(punctuality.lines));
            for (name, Punctuality { on_time, lines }) in list.iter().take(LISTED) {
                writeln!(
                    out,
                    "  {:>7}  {:>7} of {:>7}  {}",
                    percent(*on_time, *lines),
                    thousands(*on_time),
                    thousands(*lines),
                    shortened(name)
                )?;
            }
            more(out, list.len())?;
        }
        writeln!(out, "\nWho owes most")?;
        for balance in found.balances.iter().take(LISTED) {
            writeln!(
                out,
                "  {:>24}  {} to {}",
                self.money(balance.cleared_minor),
                shortened(&balance.buyer),
                shortened(&balance.supplier)
            )?;
        }
        more(out, found.balances.len())?;
        if !self.notes.is_empty() {
            writeln!(out, "\nNotes in place of numbers and dates")?;
            for note in &self.notes {
                let unresolved = match note.unresolved {
                    0 => String::new(),
                    count => format!("; {} name a line that was not read", thousands(count)),
                };
                writeln!(
                    out,
                    "  {:>7}  {}: \"{}\": {}{unresolved}",
                    thousands(note.rows),
                    note.column,
                    note.note,
                    note.meaning
                )?;
            }
        }
        writeln!(
            out,
            "\n{} enterprises registered, {} of unknown country, {} under a shortened name",
            thousands(self.enterprises as u64),
            thousands(self.enterprises_of_unknown_country as u64),
            thousands(self.enterprises_of_shortened_name as u64)
        )?;
        if self.skipped.is_empty() {
            return writeln!(out, "No row was skipped");
        }
        writeln!(
            out,
            "\nSkipped {} of {} rows",
            thousands(self.skipped.len() as u64),
            thousands(self.rows)
        )?;
        for fault in self.skipped.iter().take(LISTED) {
            writeln!(out, "  {fault}")?;
        }
        more(out, self.skipped.len())
    }

    fn write_costs(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "\n{} calls: ref_time in µs, proof in bytes, deposit in milliUNIT; mean (least to most)", thousands(self.calls.calls()))?;
        for (kind, cost) in self.calls.iter() {
            let calls = cost.calls;
            let micros = |picos: i128| thousands(picos / 1_000_000);
            let milli = |deposit: i128| decimal(deposit / 1_000_000, 3);
            writeln!(
                out,
                "  {kind:<34}{:>8} calls of {} items",
                thousands(calls),
                thousands(cost.items)
            )?;
            for (label, mean, min, max, total) in [
                (
                    "ref_time",
                    micros(cost.ref_time.mean(calls)),
                    micros(cost.ref_time.min),
                    micros(cost.ref_time.max),
                    micros(cost.ref_time.total),
                ),
                (
                    "proof",
                    thousands(cost.proof.mean(calls)),
                    thousands(cost.proof.min),
                    thousands(cost.proof.max),
                    thousands(cost.proof.total),
                ),
                (
                    "deposit",
                    milli(cost.deposit.mean(calls)),
                    milli(cost.deposit.min),
                    milli(cost.deposit.max),
                    milli(cost.deposit.total),
                ),
            ] {
                writeln!(out, "    {label:<9}{mean:>14}  ({min} to {max}), total {total}")?;
            }
        }
        Ok(())
    }
}

/// What mapping and policy assume of terms and orders, because no file says it.
fn assumed(mapping: &Mapping, policy: &Policy) -> Vec<String> {
    let Mapping { terms, life, .. } = mapping;
    vec![
        format!(
            "terms of payment in {} days, {} days to answer an order, {} days of dispute and {} of notice",
            terms.payment_days, terms.response_days, terms.dispute_days, terms.notice_days
        ),
        {
            let paid = match &policy.finance {
                None => "money is paid off the chain",
                Some(_) => "money is paid in the chain's own token",
            };
            match &policy.arbiter {
                None => format!("terms name no Incoterm, arbiter or document, and {paid}"),
                Some(arbiter) => format!(
                    "terms name {} as arbiter, but no Incoterm or document, and {paid}",
                    arbiter.name
                ),
            }
        },
        "what was ordered is what was delivered, at the price of the file, line by line; it is accepted on the day of the order, \
         and may be delivered from then until the scheduled day"
            .to_owned(),
        format!(
            "an order without a day of its own is placed {} before its first goods are picked up",
            counted(life.order_days_before.into(), "day")
        ),
    ]
}

/// How cases ended: `2 balanced`, and those that wait for an arbiter.
pub fn ended(outcome: &Outcome) -> String {
    let balanced = format!("{} balanced", thousands(outcome.balanced));
    match outcome.escalated {
        0 => balanced,
        escalated => format!("{balanced} and {} escalated", thousands(escalated)),
    }
}

fn more(out: &mut String, all: usize) -> std::fmt::Result {
    match all.checked_sub(LISTED) {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(out, "  and {} more", thousands(more as u64)),
    }
}

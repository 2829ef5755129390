//! What was owed and who was paid, in the text of the report.
use std::fmt::Write as _;

use super::{more, Report, LISTED};
use crate::replay::{
    figures::{counted, decimal, thousands},
    findings::finance::{Exposure, Finance, Kind, Payee},
    source::shortened,
};

impl Report {
    /// How many receivables, of how much, and how they went on.
    pub fn owed(&self, finance: &Finance) -> Vec<String> {
        let mut said = vec![format!(
            "{}, {} of goods and {} of freight: {} owed, paid and drawn",
            counted(finance.receivables, "receivable"),
            thousands(finance.receivables.saturating_sub(finance.of_freight)),
            thousands(finance.of_freight),
            self.money(finance.face_minor)
        )];
        if finance.passed_on > 0 {
            said.push(format!(
                "{} passed on to makers, {}",
                counted(finance.passed_on, "token"),
                self.money(finance.passed_on_minor)
            ));
        }
        if finance.sold > 0 {
            said.push(format!(
                "{} sold, {} for {}: a discount of {}",
                counted(finance.sold, "token"),
                self.money(finance.sold_minor),
                self.money(finance.proceeds_minor),
                self.money(finance.sold_minor.saturating_sub(finance.proceeds_minor))
            ));
        }
        said
    }

    /// What a payee got and when, in words.
    pub fn paid(&self, payee: &Payee) -> String {
        let mut said = match payee.kind {
            Kind::Financier => format!(
                "{} drawn on {}",
                self.money(payee.drawn_minor),
                counted(payee.tokens, "token")
            ),
            _ => format!("after {} days", decimal(i128::from(payee.waited_tenths), 1)),
        };
        if payee.sold_minor > 0 {
            said += &format!(
                "; {} of it sold for {}, a discount of {}",
                self.money(payee.sold_minor),
                self.money(payee.proceeds_minor),
                self.money(payee.discount())
            );
        }
        said
    }

    pub(super) fn write_finance(&self, out: &mut String) -> std::fmt::Result {
        let Some(finance) = &self.findings.finance else {
            return Ok(());
        };
        writeln!(out, "\nReceivables: how they are paid and financed is assumed, for the file does not say it")?;
        for one in &finance.assumed {
            writeln!(out, "  assumed: {one}")?;
        }
        if finance.receivables == 0 {
            return writeln!(out, "  nothing is owed");
        }
        for one in self.owed(finance) {
            writeln!(out, "  {one}")?;
        }
        writeln!(out, "\nOwed and not paid at the end of a month: the highest of each year")?;
        for year in highest(&finance.months) {
            writeln!(
                out,
                "  {}  {:>24}, of it {} with makers and {} with the financier",
                year.month,
                self.money(year.all()),
                self.money(year.manufacturers_minor),
                self.money(year.financier_minor)
            )?;
        }
        writeln!(out, "\nWho was paid")?;
        for payee in finance.payees.iter().take(LISTED) {
            writeln!(
                out,
                "  {:>24}  {:<12}  {}: {}",
                self.money(payee.got()),
                payee.kind.words(),
                shortened(&payee.name),
                self.paid(payee)
            )?;
        }
        more(out, finance.payees.len())?;
        for one in &finance.checked {
            writeln!(out, "  checked: {one}")?;
        }
        Ok(())
    }
}

/// Of each year the month at whose end most was open, the first of several.
fn highest(months: &[Exposure]) -> Vec<&Exposure> {
    let mut years: Vec<&Exposure> = Vec::new();
    for month in months {
        match years.last_mut() {
            Some(highest) if highest.month.get(..4) == month.month.get(..4) => {
                if month.all() > highest.all() {
                    *highest = month;
                }
            }
            _ => years.push(month),
        }
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_year_the_month_is_told_in_which_most_was_open() {
        let month = |month: &str, creditors_minor| Exposure {
            month: month.into(),
            creditors_minor,
            ..Exposure::default()
        };
        let months =
            [month("2010-11", 5), month("2010-12", 5), month("2011-01", 1), month("2011-02", 9)];
        let told: Vec<_> = highest(&months).into_iter().map(|one| &one.month[..]).collect();
        assert_eq!(told, ["2010-11", "2011-02"]);
        assert!(highest(&[]).is_empty());
    }
}

//! `lading rate`: how an enterprise is rated, why, and what would change it.

mod changes;
mod known;
mod report;
mod shares;
mod text;
pub mod who;
pub mod words;

#[cfg(test)]
mod tests;

use self::{
    known::Known,
    report::{Report, Reporter},
    who::{find, Names},
};
use crate::{
    kept::{hex, Clock, ReadingPlace},
    ui::Ui,
};
use anyhow::{ensure, Result};
use interfaces::ids::Money;

pub use self::known::must_rate;

/// Explain how an enterprise is rated.
///
/// Tells the grade, what it is made of, by whom, what is contested, and what would change it. Everything is reckoned from the records on the
/// chain by the contract's own functions, and must be to the last bit what the contract answers: else it is an error. Nothing is changed, and
/// no account or consent is needed: anyone may read the chain. A grant governs what other contracts are told; see `lading grants`.
#[derive(clap::Args)]
pub struct Args {
    /// The enterprise: its id, 0x and 64 digits; an identifier that is confirmed for it, such as gln=4012345000009; or the name that it
    /// registered, if no other has it.
    enterprise: String,
    #[command(flatten)]
    place: ReadingPlace,
    /// Rate by this version of the weights, not by that in force.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    version: Option<u16>,
    /// Rate as of the chain's last block, and not of now: what is older than 24 months counts no more.
    #[arg(long)]
    at_last_block: bool,
    /// What would change the rating is tried with documents of about so many US dollars.
    #[arg(long, value_name = "USD", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(82..1_000_000_000_000))]
    about: u64,
}

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    ui.result(&explain(args)?, text::text)
}

/// Asks the chain, and explains what it answers.
fn explain(args: &Args) -> Result<Report> {
    let clock = if args.at_last_block { Clock::LastBlock } else { Clock::Machine };
    let kept = args.place.open_at(clock)?;
    must_rate(&kept)?;
    let party = find(&kept, &args.enterprise)?;
    let names = Names::new(&kept);
    let (known, rating) = known::ask(&kept, party, args.version.unwrap_or(0))?;
    // Where no registry is linked, any account may be rated that somebody said something of.
    let is_known = names.name(party)?.is_some() || !is_nothing(&known);
    ensure!(is_known, "there is no enterprise {} on this chain", hex(&party.0));
    let about: Money = args.about.saturating_mul(100);
    let reporter = Reporter {
        kept: &kept,
        names: &names,
        known: &known,
        rating: &rating,
        about,
        is_at_last_block: args.at_last_block,
    };
    reporter.report(party)
}

/// Whether nothing was ever told.
fn is_nothing(known: &Known) -> bool {
    known.sheets.iter().all(|sheet| *sheet == credit::sheet::Sheet::default())
}

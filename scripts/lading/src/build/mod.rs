//! `lading build`: all contracts, reproducibly.

use crate::ui::Ui;
use anyhow::Result;

/// Build the contracts into deployments/bundles and describe them in deployments/abi.
#[derive(clap::Args)]
pub struct Args {
    /// Only this contract.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Write nothing; fail if a committed bundle, manifest or ABI text differs from what is built.
    #[arg(long)]
    check: bool,
}

/// Runs the command.
pub fn run(_args: &Args, _ui: &Ui) -> Result<()> {
    anyhow::bail!("not written yet")
}

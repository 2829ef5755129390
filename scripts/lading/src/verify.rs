//! `lading verify`: whether the released bundles are what their manifest says.

use crate::ui::Ui;
use anyhow::Result;

/// Check the released bundles against their manifest.
#[derive(clap::Args)]
pub struct Args {
    /// Build the contracts again and compare with that, too.
    #[arg(long)]
    rebuild: bool,
}

/// Runs the command.
pub fn run(_args: &Args, _ui: &Ui) -> Result<()> {
    anyhow::bail!("not written yet")
}

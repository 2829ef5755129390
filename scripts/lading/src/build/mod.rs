//! `lading build`: all contracts, reproducibly.
//!
//! cargo-contract does not look at a workspace's `Cargo.lock` when a contract lies inside the workspace. So each contract
//! is built as a root of its own: in a copy of its sources at a path that is the same everywhere, with the workspace's
//! lock beside its manifest. The same sources then give the same bytes, wherever the checkout is.

#[cfg(feature = "build")]
mod abi;
#[cfg(feature = "build")]
mod code;
#[cfg(feature = "build")]
mod contracts;
#[cfg(feature = "build")]
mod dispatch;
#[cfg(feature = "build")]
mod order;
#[cfg(feature = "build")]
mod release;
#[cfg(feature = "build")]
mod stage;
#[cfg(feature = "build")]
mod toolchain;

use crate::ui::Ui;
use anyhow::Result;

/// Build the contracts into deployments/bundles and describe them in deployments/abi.
///
/// Every package under contracts/ with a feature named `ink-as-dependency` is a contract. Packages under e2e/peers/ that
/// have it are built into e2e/peers/bundles; a workspace in there is built with its own lock.
#[derive(clap::Args, Default)]
pub struct Args {
    /// Only this contract; may be given more than once.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Write nothing; fail if a bundle, a manifest or an ABI text differs from what is built. With another compiler than they were released
    /// with, code is not compared, and a warning says so.
    #[arg(long)]
    check: bool,
    /// Compile every contract, even one whose sources and toolchain have been seen before.
    #[arg(long)]
    fresh: bool,
}

impl Args {
    /// Build everything anew and compare.
    pub fn rebuild() -> Self {
        Self { check: true, fresh: true, ..Self::default() }
    }
}

/// Runs the command.
#[cfg(feature = "build")]
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    release::run(args, ui)
}

/// Says how to get a program that can.
#[cfg(not(feature = "build"))]
pub fn run(args: &Args, _ui: &Ui) -> Result<()> {
    let mut asked = String::new();
    for name in &args.only {
        asked += &format!(" --only {name}");
    }
    for (flag, on) in [("--check", args.check), ("--fresh", args.fresh)] {
        if on {
            asked += &format!(" {flag}");
        }
    }
    anyhow::bail!(
        "this program was compiled without the feature that builds contracts; run\n  \
         cargo run --release -p lading --no-default-features --features build -- build{asked}"
    )
}

//! The `lading` program: builds the suite's contracts, checks what was released, deploys and drives them.
//!
//! Each subcommand is a module with its `Args` and a `run`; this file only tells them apart. What a person sees goes
//! through [`ui::Ui`]: progress and errors on stderr, results on stdout, `--json` where a program reads.
// What only one of the features needs lies beside what both share, and is unused without it.
#![cfg_attr(not(all(feature = "build", feature = "chain")), allow(dead_code))]

mod build;
mod bundle;
#[cfg(feature = "chain")]
mod call;
#[cfg(feature = "chain")]
mod deploy;
#[cfg(feature = "chain")]
mod goods;
#[cfg(feature = "chain")]
mod grants;
#[cfg(feature = "chain")]
mod import;
#[cfg(feature = "chain")]
mod index;
#[cfg(feature = "chain")]
mod kept;
#[cfg(feature = "chain")]
mod network;
#[cfg(feature = "chain")]
mod notarise;
#[cfg(feature = "chain")]
mod prove;
#[cfg(feature = "chain")]
mod rate;
#[cfg(feature = "chain")]
mod recall;
#[cfg(feature = "chain")]
mod receipt;
#[cfg(feature = "chain")]
mod register;
#[cfg(feature = "chain")]
mod replay;
mod repo;
#[cfg(feature = "chain")]
mod suite;
#[cfg(feature = "chain")]
mod trace;
mod ui;
mod verify;
#[cfg(feature = "chain")]
mod watch;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use ui::Ui;

/// Builds, checks, deploys and drives the Lading contracts.
#[derive(Parser)]
#[command(name = "lading", version, max_term_width = 100)]
struct Cli {
    /// Print the result as JSON on stdout.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Build(build::Args),
    Verify(verify::Args),
    #[cfg(feature = "chain")]
    Deploy(deploy::Args),
    #[cfg(feature = "chain")]
    Call(call::Args),
    #[cfg(feature = "chain")]
    Watch(watch::Args),
    #[cfg(feature = "chain")]
    Index(index::Args),
    #[cfg(feature = "chain")]
    Register(register::Args),
    #[cfg(feature = "chain")]
    Notarise(notarise::Args),
    #[cfg(feature = "chain")]
    Prove(prove::Args),
    #[cfg(feature = "chain")]
    Replay(replay::Args),
    #[cfg(feature = "chain")]
    ImportEpcis(import::Args),
    #[cfg(feature = "chain")]
    Trace(trace::Args),
    #[cfg(feature = "chain")]
    Recall(recall::Args),
    #[cfg(feature = "chain")]
    Rate(rate::Args),
    #[cfg(feature = "chain")]
    Grants(grants::Args),
}

fn main() -> ExitCode {
    let cli = Cli::try_parse().unwrap_or_else(|error| {
        // Help and version are no failure. What was not understood may still say that a program reads.
        if error.use_stderr() && std::env::args_os().any(|word| word == "--json") {
            let failure = serde_json::json!({ "error": error.to_string(), "because": [] });
            println!("{failure:#}");
        }
        error.exit()
    });
    let ui = Ui::new(cli.json);
    let done = match cli.command {
        Command::Build(args) => build::run(&args, &ui),
        Command::Verify(args) => verify::run(&args, &ui),
        #[cfg(feature = "chain")]
        Command::Deploy(args) => deploy::run(&args, &ui),
        #[cfg(feature = "chain")]
        Command::Call(args) => call::run(&args, &ui),
        #[cfg(feature = "chain")]
        Command::Watch(args) => watch::run(&args, &ui),
        #[cfg(feature = "chain")]
        Command::Index(args) => index::run(&args, &ui),
        #[cfg(feature = "chain")]
        Command::Register(args) => register::run(&args, &ui),
        #[cfg(feature = "chain")]
        Command::Notarise(args) => notarise::run(&args, &ui),
        #[cfg(feature = "chain")]
        Command::Prove(args) => prove::run(&args, &ui),
        #[cfg(feature = "chain")]
        Command::Replay(args) => replay::run(&args, &ui),
        #[cfg(feature = "chain")]
        Command::ImportEpcis(args) => import::run(&args, &ui),
        #[cfg(feature = "chain")]
        Command::Trace(args) => trace::run(&args, &ui),
        #[cfg(feature = "chain")]
        Command::Recall(args) => recall::run(&args, &ui),
        #[cfg(feature = "chain")]
        Command::Rate(args) => rate::run(&args, &ui),
        #[cfg(feature = "chain")]
        Command::Grants(args) => grants::run(&args, &ui),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            ui.error(&error);
            ExitCode::FAILURE
        }
    }
}

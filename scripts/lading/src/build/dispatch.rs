//! How a call finds its message: a change to ink!'s own generator, made on the stage.
//!
//! ink! 5.1.1 decodes the arguments of all messages in one function and runs them in another, so that both are compiled into one
//! of 15 KB. A chain charges for the code of each function that a call enters: every call paid for the arguments of every message,
//! and paid again in each contract that it went on to. With the change each message is a function that decodes its own arguments,
//! found in a list by its selector. What clients see is the same: selectors, arguments, results and metadata.

use super::stage::{copy, Stage};
use anyhow::{Context, Result};
use cargo_metadata::Metadata;
use diffy::Patch;
use std::{fs, path::Path};

const CRATE: &str = "ink_codegen";
/// The version that the change is for. A contract made with another keeps what that one generates.
const VERSION: &str = "5.1.1";
const FILE: &str = "src/generator/dispatch.rs";
const CHANGE: &str = include_str!("ink_codegen-5.1.1.patch");

/// Has the staged contract that was `resolved` compiled with the changed generator.
pub fn replace(resolved: &Metadata, stage: &Stage, manifest: &Path) -> Result<()> {
    let generator = resolved
        .packages
        .iter()
        .find(|package| package.name == CRATE && package.version.to_string() == VERSION);
    let Some(generator) = generator else { return Ok(()) };
    let from = generator.manifest_path.parent().context("its manifest lies in no folder")?;
    let to = stage.replace(manifest, CRATE)?;
    copy(from.as_std_path(), &to)?;
    let file = to.join(FILE);
    fs::write(&file, changed(&fs::read_to_string(&file)?)?)
        .with_context(|| format!("{} cannot be written", file.display()))
}

fn changed(generator: &str) -> Result<String> {
    let change = Patch::from_str(CHANGE).context("the change is not a unified diff")?;
    diffy::apply(generator, &change)
        .with_context(|| format!("{CRATE} {VERSION} is not what the change was made for"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generator_that_is_another_is_refused() {
        let error = changed("fn main() {}\n").unwrap_err();
        assert_eq!(error.to_string(), "ink_codegen 5.1.1 is not what the change was made for");
    }
}

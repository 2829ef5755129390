//! The order in which OpenBrush's macros write what they generate: by name, on the stage.
//!
//! They keep it in hash maps, whose order is another in every run, and so the same sources gave other bytes each time. With maps
//! that are sorted, what is generated is the same code in one order.

use super::stage::{copy, Stage};
use anyhow::{ensure, Context, Result};
use cargo_metadata::Metadata;
use std::{fs, path::Path};
use walkdir::WalkDir;

const CRATE: &str = "openbrush_lang_codegen";
const HASHED: &str = "use std::collections::HashMap;";
const SORTED: &str = "use std::collections::BTreeMap as HashMap;";

/// Has the staged contract that was `resolved` compiled with sorted maps in OpenBrush's generator, if it is made with that.
pub fn replace(resolved: &Metadata, stage: &Stage, manifest: &Path) -> Result<()> {
    let Some(generator) = resolved.packages.iter().find(|package| package.name == CRATE) else {
        return Ok(());
    };
    let from = generator.manifest_path.parent().context("its manifest lies in no folder")?;
    let to = stage.replace(manifest, CRATE)?;
    copy(from.as_std_path(), &to)?;
    let mut changed = 0;
    for entry in WalkDir::new(to.join("src")) {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(entry.path())?;
            if text.contains(HASHED) {
                fs::write(entry.path(), text.replace(HASHED, SORTED))?;
                changed += 1;
            }
            if entry.path().ends_with("src/lib.rs") {
                // Cargo shows the warnings of what lies on the stage, and these are not for us.
                fs::write(entry.path(), format!("#![allow(warnings)]\n{text}"))?;
            }
        }
    }
    ensure!(changed > 0, "{CRATE} {} is not what the change was made for", generator.version);
    Ok(())
}

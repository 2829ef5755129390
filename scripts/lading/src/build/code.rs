//! The last step of a build: code that is small, and cheap to enter.
//!
//! A chain charges for the code of each function that a call enters, before it runs a single instruction of it. So functions
//! that have one caller stay functions here: inlined, as contract-build does it, every call would pay for every message.

use anyhow::{ensure, Context, Result};
use serde_json::Value;
use std::{fs, path::Path};
use wasm_opt::{Feature, OptimizationOptions, Pass};

/// What was done to the code, for all who keep a build by what went into it.
pub const STEPS: &str =
    "wasm-opt 116 -Oz --low-memory-unused --one-caller-inline-max-function-size=0 --reorder-functions";

/// Optimises the code of a `bundle` whose code was not, in `folder`; nothing else in it changes.
pub fn optimise(bundle: &[u8], folder: &Path) -> Result<Vec<u8>> {
    let json: Value = serde_json::from_slice(bundle).context("the bundle is not JSON")?;
    let text = |key: &str| {
        json["source"][key].as_str().with_context(|| format!("the bundle has no source.{key}"))
    };
    let (hash, wasm) = (text("hash")?, text("wasm")?);
    let before = hex::decode(wasm.trim_start_matches("0x"))?;
    let (from, to) = (folder.join("before.wasm"), folder.join("after.wasm"));
    fs::write(&from, &before)?;
    let _ = fs::remove_file(&to);
    OptimizationOptions::new_optimize_for_size_aggressively()
        // What the pallet takes: no feature that came after the first version of Wasm. The compiler cannot be kept from one.
        .mvp_features_only()
        .enable_feature(Feature::SignExt)
        .add_pass(Pass::SignextLowering)
        // What is called often gets a small number, which each call of it names: 400 bytes of a large contract.
        .add_pass(Pass::DaeOptimizing)
        .add_pass(Pass::ReorderFunctions)
        // The memory is imported, and the pallet gives it empty.
        .zero_filled_memory(true)
        // The first kilobyte is the far end of the stack, 63 KiB below where it begins: an offset can be added to an address in
        // the instruction that uses it. A stack that came to lie there would be at its end anyway.
        .low_memory_unused(true)
        .one_caller_inline_max_size(0)
        .debug_info(false)
        .run(&from, &to)
        .context("wasm-opt failed")?;
    let after = fs::read(&to).context("wasm-opt wrote nothing")?;
    ensure!(after.len() < before.len(), "wasm-opt made the code longer");
    let written = |bytes: &[u8]| format!("0x{}", hex::encode(bytes));
    let new_hash = crate::bundle::Hash::blake2(&after).to_string();
    let text = std::str::from_utf8(bundle)?;
    ensure!(text.matches(hash).count() == 1, "the bundle names its code hash more than once");
    Ok(text.replace(hash, &new_hash).replace(wasm, &written(&after)).into_bytes())
}

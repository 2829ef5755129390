//! The compiler that contracts are built with, and an environment that nothing else gets into.

use crate::{bundle, repo::Repo};
use anyhow::{bail, ensure, Context, Result};
use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

/// The only release that contracts are built with.
const RUST: &str = "1.85.0";
/// Version of contract-build; exact in this package's manifest.
const CONTRACT_BUILD: &str = "5.0.3";

/// Readies this process's environment for building contracts. To be called while it has one thread only.
///
/// Compiles go to `target`.
pub fn enter(repo: &Repo, target: &Path) -> Result<bundle::Toolchain> {
    let unwanted = |name: &str| {
        matches!(
            name,
            "RUSTFLAGS"
                | "CARGO_ENCODED_RUSTFLAGS"
                | "RUSTDOCFLAGS"
                | "RUSTC"
                | "RUSTC_WRAPPER"
                | "RUSTC_WORKSPACE_WRAPPER"
                | "RUSTC_BOOTSTRAP"
                | "CARGO_INCREMENTAL"
                | "CLIPPY_ARGS"
                | "INK_STATIC_BUFFER_SIZE"
        ) || ["CARGO_BUILD_", "CARGO_PROFILE_", "CARGO_TARGET_", "CARGO_UNSTABLE_"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
    };
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(unwanted) {
            env::remove_var(name);
        }
    }
    env::set_var("CARGO_TARGET_DIR", target);
    env::set_var("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback");

    // rustup chooses by folder, and contracts are built in another one.
    if env::var_os("RUSTUP_TOOLCHAIN").is_none() {
        if let Ok(active) = output(Command::new("rustup").args(["show", "active-toolchain"]), repo)
        {
            if let Some(name) = active.split_whitespace().next() {
                env::set_var("RUSTUP_TOOLCHAIN", name);
            }
        }
    }

    let version = output(Command::new("rustc").arg("-vV"), repo)?;
    let field = |name: &str| {
        version.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned()
    };
    ensure!(
        field("release: ") == RUST,
        "contracts are built with Rust {RUST}, but the active one is {}; run scripts/setup.sh",
        field("release: ")
    );
    find_linker(repo, &field("host: "))?;
    Ok(bundle::Toolchain {
        rustc: version.lines().next().unwrap_or_default().to_owned(),
        llvm: field("LLVM version: "),
        contract_build: CONTRACT_BUILD.to_owned(),
    })
}

/// Puts a `rust-lld` that setup.sh found in front of PATH, unless the toolchain brings its own.
fn find_linker(repo: &Repo, host: &str) -> Result<()> {
    let sysroot = PathBuf::from(output(Command::new("rustc").args(["--print", "sysroot"]), repo)?);
    if sysroot.join("lib/rustlib").join(host).join("bin/rust-lld").exists() {
        return Ok(());
    }
    let cache = env::var_os("XDG_CACHE_HOME")
        .filter(|folder| Path::new(folder).is_absolute())
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")))
        .context("neither XDG_CACHE_HOME nor HOME is set")?;
    let folder = cache.join("lading/bin");
    ensure!(
        folder.join("rust-lld").exists(),
        "the toolchain in {} has no rust-lld, and none is in {}; run scripts/setup.sh",
        sysroot.display(),
        folder.display()
    );
    let path = env::var_os("PATH").unwrap_or_default();
    let path: OsString = env::join_paths([folder].into_iter().chain(env::split_paths(&path)))?;
    env::set_var("PATH", path);
    Ok(())
}

/// What `command` prints when run in the checkout.
fn output(command: &mut Command, repo: &Repo) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .current_dir(repo.at(""))
        .output()
        .with_context(|| format!("{name} cannot be run; run scripts/setup.sh"))?;
    if !output.status.success() {
        bail!("{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

//! The place where contracts are built: the same path on every machine, empty but for one contract.
//!
//! The path goes into the hashes that rustc mangles names with, so it must not depend on the checkout or the user.

use super::contracts::Contract;
use crate::repo::Repo;
use anyhow::{ensure, Context, Result};
use rustix::{
    fs::{flock, FlockOperation},
    io::Errno,
};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};
use walkdir::WalkDir;

const STAGE: &str = "/tmp/lading-build";
const LOCK: &str = "/tmp/lading-build.lock";

/// What stands in for the crate that ink! 5.1.1 asks for.
const RLIBC: &str = "[package]\nname = \"rlibc\"\nversion = \"1.0.0\"\nedition = \"2021\"\n";

/// The place, ours alone until it is dropped.
#[derive(Debug)]
pub struct Stage {
    _lock: File,
}

impl Stage {
    /// Waits until no other build on this machine uses the place, telling `waiting` if it has to.
    pub fn open(waiting: impl FnOnce()) -> Result<Self> {
        let lock = open_lock().with_context(|| format!("the lock {LOCK} cannot be opened"))?;
        match flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Err(Errno::WOULDBLOCK) => {
                waiting();
                flock(&lock, FlockOperation::LockExclusive)?;
            }
            other => other?,
        }
        let stage = Self { _lock: lock };
        stage.clean()?;
        Ok(stage)
    }

    /// Puts the sources of `contract` there, as a root of its own with its lock. Returns its manifest.
    pub fn put(&self, repo: &Repo, contract: &Contract) -> Result<PathBuf> {
        self.clean()?;
        for package in &contract.packages {
            copy(&repo.at(package), &Path::new(STAGE).join(package))
                .with_context(|| format!("{} cannot be copied to {STAGE}", package.display()))?;
        }
        let root = Path::new(STAGE).join(&contract.folder);
        fs::write(root.join("Cargo.lock"), repo.read(&contract.lock)?)?;
        let manifest = root.join("Cargo.toml");
        let mut text = fs::read_to_string(&manifest)?;
        if !text.parse::<toml::Table>()?.contains_key("workspace") {
            text += "\n[workspace]\n";
        }
        text += "\n[patch.crates-io]\n";
        fs::write(&manifest, text)?;
        // ink! brings functions that copy and compare memory byte by byte. Without them the compiler's own are linked, which do it
        // word by word: cheaper in every call, and most where fifty records are read.
        let empty = self.replace(&manifest, "rlibc")?;
        fs::create_dir_all(empty.join("src"))?;
        fs::write(empty.join("Cargo.toml"), RLIBC)?;
        fs::write(empty.join("src/lib.rs"), "#![no_std]\n")?;
        Ok(manifest)
    }

    /// Has the contract with this `manifest` take the crate `name` from the stage; answers its folder, which is to be filled.
    pub fn replace(&self, manifest: &Path, name: &str) -> Result<PathBuf> {
        let folder = Path::new(STAGE).join(name);
        let mut text = fs::read_to_string(manifest)?;
        text += &format!("{name} = {{ path = {folder:?} }}\n");
        fs::write(manifest, text)?;
        Ok(folder)
    }

    /// Path and bytes of every file there, in order.
    pub fn files(&self) -> Result<Vec<(PathBuf, Vec<u8>)>> {
        let mut files = Vec::new();
        for entry in WalkDir::new(STAGE).sort_by_file_name() {
            let entry = entry?;
            if entry.file_type().is_file() {
                files.push((entry.path().to_owned(), fs::read(entry.path())?));
            }
        }
        Ok(files)
    }

    /// Makes the place empty and this user's.
    fn clean(&self) -> Result<()> {
        match fs::symlink_metadata(STAGE) {
            Ok(there) => {
                let me = rustix::process::geteuid().as_raw();
                ensure!(
                    there.uid() == me || me == 0,
                    "{STAGE} is left over from a build of another user (uid {}) and in the way: contracts are built at \
                     this path on every machine so that their bytes are the same; that user or root must remove it",
                    there.uid()
                );
                if there.is_dir() {
                    fs::remove_dir_all(STAGE)?;
                } else {
                    fs::remove_file(STAGE)?;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => (),
            Err(error) => return Err(error).context(STAGE),
        }
        DirBuilder::new().mode(0o700).create(STAGE).context(STAGE)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What is left is removed by the next build.
        let _ = fs::remove_dir_all(STAGE);
    }
}

/// Another user's lock can be read but, in a folder like /tmp, not opened for writing.
fn open_lock() -> io::Result<File> {
    match File::open(LOCK) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            match OpenOptions::new().write(true).create_new(true).mode(0o644).open(LOCK) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => File::open(LOCK),
                other => other,
            }
        }
        other => other,
    }
}

/// Copies a package: all but what cargo and editors leave there.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    let wanted = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0
            || !(name.starts_with('.')
                || entry.depth() == 1 && matches!(&*name, "target" | "Cargo.lock"))
    };
    for entry in WalkDir::new(from).into_iter().filter_entry(wanted) {
        let entry = entry?;
        let target = to.join(entry.path().strip_prefix(from)?);
        if entry.file_type().is_dir() {
            fs::create_dir_all(target)?;
        } else {
            fs::write(target, fs::read(entry.path())?)?;
        }
    }
    Ok(())
}

//! Where things are in the repository.

use anyhow::{bail, Context, Result};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// A checkout of the project.
#[derive(Debug, Clone)]
pub struct Repo {
    root: PathBuf,
}

impl Repo {
    /// The checkout around the current folder, else the one this program was compiled in.
    pub fn find() -> Result<Self> {
        let here = env::current_dir().context("the current folder cannot be read")?;
        let compiled_in = Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in here.ancestors().chain(compiled_in.ancestors()) {
            if folder.join("scripts/lading/Cargo.toml").is_file() {
                return Ok(Self { root: folder.to_owned() });
            }
        }
        bail!(
            "{} is not inside a checkout of Lading (a folder with scripts/lading/Cargo.toml)",
            here.display()
        )
    }

    /// The file or folder at `path` in the checkout.
    pub fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    /// The bytes of the file at `path`.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<Vec<u8>> {
        let path = path.as_ref();
        fs::read(self.at(path)).with_context(|| format!("{} cannot be read", path.display()))
    }
}

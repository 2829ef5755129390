//! Which contracts there are, and what each is made of.

use crate::repo::Repo;
use anyhow::{bail, ensure, Context, Result};
use std::{
    collections::BTreeSet,
    fs,
    path::{Component, Path, PathBuf},
};
use toml::Table;

/// A package that is a contract.
#[derive(Debug, Clone)]
pub struct Contract {
    /// Name of the package.
    pub name: String,
    /// Its folder, from the root of the checkout.
    pub folder: PathBuf,
    /// Folders of all packages it is made of: itself, and those it depends on by path.
    pub packages: BTreeSet<PathBuf>,
    /// The lock that its dependencies are taken from.
    pub lock: PathBuf,
    /// Someone else's contract that ours are compared with.
    pub peer: bool,
}

/// The feature that tells contracts from libraries; ink_e2e goes by the same.
const FEATURE: &str = "ink-as-dependency";

/// All contracts of the checkout by name, or those that `only` names.
pub fn discover(repo: &Repo, only: &[String]) -> Result<Vec<Contract>> {
    let mut found = Vec::new();
    for (parent, peer) in [("contracts", false), ("e2e/peers", true)] {
        for folder in folders(repo, Path::new(parent))? {
            let manifest = manifest(repo, &folder)?;
            let is_contract =
                manifest.get("features").and_then(|features| features.get(FEATURE)).is_some();
            if !is_contract {
                continue;
            }
            let name = manifest
                .get("package")
                .and_then(|package| package.get("name")?.as_str())
                .with_context(|| format!("{}/Cargo.toml has no package.name", folder.display()))?
                .to_owned();
            let mut packages = BTreeSet::new();
            collect(repo, &folder, &mut packages)?;
            let lock = lock(repo, &folder);
            found.push(Contract { name, folder, packages, lock, peer });
        }
    }
    found.sort_by(|a, b| (a.peer, &a.name).cmp(&(b.peer, &b.name)));
    let names = || found.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ");
    ensure!(
        !found.is_empty(),
        "there is no contract: no package in contracts/ has a feature `{FEATURE}`"
    );
    if let Some(unknown) = only.iter().find(|name| found.iter().all(|c| c.name != **name)) {
        bail!("there is no contract named {unknown:?}, only {}", names());
    }
    found.retain(|contract| only.is_empty() || only.contains(&contract.name));
    Ok(found)
}

/// The folders with a package in `parent`, and in each workspace of its own that lies there.
fn folders(repo: &Repo, parent: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(repo.at(parent)) else { return Ok(found) };
    for entry in entries {
        let folder = parent.join(entry?.file_name());
        if !repo.at(&folder).join("Cargo.toml").is_file() {
            continue;
        }
        if manifest(repo, &folder)?.contains_key("package") {
            found.push(folder);
        } else {
            found.extend(folders(repo, &folder)?);
        }
    }
    Ok(found)
}

/// The lock of a package: the one that lies beside it, or that of the workspace around it.
fn lock(repo: &Repo, folder: &Path) -> PathBuf {
    let mut locks = folder.ancestors().map(|around| around.join("Cargo.lock"));
    locks.find(|lock| repo.at(lock).is_file()).unwrap_or_else(|| "Cargo.lock".into())
}

fn manifest(repo: &Repo, folder: &Path) -> Result<Table> {
    let path = folder.join("Cargo.toml");
    let text = String::from_utf8(repo.read(&path)?)
        .with_context(|| format!("{} is not UTF-8", path.display()))?;
    text.parse().with_context(|| format!("{} is not TOML", path.display()))
}

/// Adds `folder` and the packages that it depends on by path.
fn collect(repo: &Repo, folder: &Path, packages: &mut BTreeSet<PathBuf>) -> Result<()> {
    if !packages.insert(folder.to_owned()) {
        return Ok(());
    }
    let manifest = manifest(repo, folder)?;
    let platforms = manifest.get("target").and_then(toml::Value::as_table);
    let tables = platforms.into_iter().flat_map(Table::values).filter_map(toml::Value::as_table);
    for table in tables.chain([&manifest]) {
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(dependencies) = table.get(kind).and_then(toml::Value::as_table) else {
                continue;
            };
            for (name, dependency) in dependencies {
                let Some(path) = dependency.get("path").and_then(toml::Value::as_str) else {
                    continue;
                };
                let target = normal(&folder.join(path)).with_context(|| {
                    format!(
                        "{}/Cargo.toml: {kind}.{name} has path {path:?}, which leaves the checkout",
                        folder.display()
                    )
                })?;
                collect(repo, &target, packages)?;
            }
        }
    }
    Ok(())
}

/// `path` without `.` and `..`; none if it leaves the folder it starts from.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => normal.push(name),
            Component::CurDir => (),
            Component::ParentDir => normal.pop().then_some(())?,
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(normal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contract_has_the_lock_that_lies_nearest() {
        let repo = Repo::find().unwrap();
        let of = |name: &str| discover(&repo, &[name.to_owned()]).unwrap().remove(0);
        assert_eq!(of("openbrush-psp34").lock, Path::new("e2e/peers/openbrush/Cargo.lock"));
        assert_eq!(of("pendzl-psp34").lock, Path::new("Cargo.lock"));
        assert!(of("openbrush-psp34").peer && !of("registry").peer);
    }

    #[test]
    fn paths_stay_inside() {
        assert_eq!(normal(Path::new("contracts/a/../kit")), Some("contracts/kit".into()));
        assert_eq!(normal(Path::new("contracts/../../kit")), None);
        assert_eq!(normal(Path::new("/kit")), None);
    }
}

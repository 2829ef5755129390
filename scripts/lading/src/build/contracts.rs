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
        let Ok(folders) = fs::read_dir(repo.at(parent)) else { continue };
        for folder in folders {
            let folder = Path::new(parent).join(folder?.file_name());
            if !repo.at(&folder).join("Cargo.toml").is_file() {
                continue;
            }
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
            let own = folder.join("Cargo.lock");
            let lock = if repo.at(&own).is_file() { own } else { "Cargo.lock".into() };
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
    fn paths_stay_inside() {
        assert_eq!(normal(Path::new("contracts/a/../kit")), Some("contracts/kit".into()));
        assert_eq!(normal(Path::new("contracts/../../kit")), None);
        assert_eq!(normal(Path::new("/kit")), None);
    }
}

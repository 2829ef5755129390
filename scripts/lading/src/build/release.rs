//! Builds each contract, then writes what came out or compares it with what is there.

use super::{
    abi, code,
    contracts::{discover, Contract},
    dispatch, order,
    stage::Stage,
    toolchain, Args,
};
use crate::{
    bundle::{Bundle, Entry, Hash, Manifest, Toolchain, MANIFEST, MAX_WASM, RELEASED},
    repo::Repo,
    ui::{self, Ui},
};
use anyhow::{anyhow, bail, ensure, Context, Result};
use cargo_metadata::{Metadata, MetadataCommand};
use contract_build::{
    BuildMode, ExecuteArgs, ManifestPath, OptimizationPasses, OutputType, Verbosity,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

const ABI: &str = "deployments/abi";
const PEERS: &str = "e2e/peers/bundles";

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    let repo = Repo::find()?;
    let mut target = match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => std::path::absolute(folder)?,
        None => repo.at("target"),
    };
    // OpenBrush's macros keep what they know of traits beside what is compiled, and look for this word in the path.
    if !target.to_string_lossy().contains("target") {
        target.push("target");
    }
    target.push("contracts");
    let toolchain = toolchain::enter(&repo, &target)?;
    let contracts = discover(&repo, &args.only)?;
    let stage =
        Stage::open(|| eprintln!("build: waiting for another build on this machine to end"))?;
    let builder = Builder { repo: &repo, stage, target, toolchain, fresh: args.fresh };

    let mut files = BTreeMap::new();
    let (mut ours, mut peers) = (BTreeMap::new(), BTreeMap::new());
    let mut progress = ui.progress("build", contracts.len());
    for contract in &contracts {
        progress.step(&contract.name);
        let key = contract.name.replace('-', "_");
        let bytes = builder
            .bundle(contract, &mut progress)
            .with_context(|| format!("{} cannot be built", contract.folder.display()))?;
        let bundle = Bundle::parse(&bytes)?;
        let folder = if contract.peer { PEERS } else { RELEASED };
        files.insert(Path::new(folder).join(format!("{key}.contract")), bytes);
        if contract.peer {
            peers.insert(key, bundle.entry);
            continue;
        }
        let size = bundle.entry.wasm_bytes;
        ensure!(
            size <= MAX_WASM,
            "{}: the code is {} bytes long, and {} are the limit for a contract of the suite",
            contract.folder.display(),
            ui::count(size as u64),
            ui::count(MAX_WASM as u64)
        );
        let abi = abi::text(&bundle.json)
            .with_context(|| format!("{} cannot be described", contract.folder.display()))?;
        files.insert(Path::new(ABI).join(format!("{key}.txt")), abi.into_bytes());
        ours.insert(key, bundle.entry);
    }
    drop(progress);

    let mut built = ours.clone();
    built.extend(peers.clone());
    for (folder, entries) in [(RELEASED, ours), (PEERS, peers)] {
        if entries.is_empty() && !repo.at(folder).exists() {
            continue;
        }
        let path = Path::new(folder).join(MANIFEST);
        let mut manifest = Manifest { toolchain: builder.toolchain.clone(), contracts: entries };
        if !args.only.is_empty() && repo.at(&path).exists() {
            let there = Manifest::parse(&repo.read(&path)?)?;
            ensure!(
                args.check
                    || there.toolchain == manifest.toolchain
                    || manifest.contracts.is_empty(),
                "{} is of another toolchain ({}); build all contracts, not only one",
                path.display(),
                there.toolchain.rustc
            );
            let fresh = std::mem::replace(&mut manifest, there);
            manifest.contracts.extend(fresh.contracts);
        }
        files.insert(path, manifest.to_bytes()?);
    }
    // Files of contracts that are no more.
    let mut stale = BTreeSet::new();
    if args.only.is_empty() {
        for (folder, extension) in [(RELEASED, "contract"), (PEERS, "contract"), (ABI, "txt")] {
            for file in fs::read_dir(repo.at(folder)).into_iter().flatten() {
                let path = Path::new(folder).join(file?.file_name());
                if path.extension().is_some_and(|e| e == extension) && !files.contains_key(&path) {
                    stale.insert(path);
                }
            }
        }
    }

    let outcome = if args.check {
        match compare(&repo, &files, &stale, &builder.toolchain)? {
            Compared::All => "; the released files are what the sources give",
            Compared::Interfaces => {
                "; the released interfaces are what the sources give, and the code was not compared"
            }
        }
    } else {
        write(&repo, &files, &stale)?;
        ""
    };
    ui.result(&built, |built| summary(built, outcome))
}

/// What builds one contract after the other.
struct Builder<'a> {
    repo: &'a Repo,
    stage: Stage,
    target: PathBuf,
    toolchain: Toolchain,
    fresh: bool,
}

impl Builder<'_> {
    /// The bytes of the contract's bundle: those of an earlier build if nothing that goes into it has changed.
    fn bundle(&self, contract: &Contract, progress: &mut ui::Progress) -> Result<Vec<u8>> {
        let manifest = self.stage.put(self.repo, contract)?;
        let resolved = self.resolve(contract, &manifest)?;
        dispatch::replace(&resolved, &self.stage, &manifest)?;
        order::replace(&resolved, &self.stage, &manifest)?;
        let kept = self.target.join("bundles").join(format!("{}.contract", self.key(contract)?));
        if !self.fresh {
            if let Ok(bytes) = fs::read(&kept) {
                if Bundle::parse(&bytes).is_ok() {
                    return Ok(bytes);
                }
            }
        }
        progress.detail("compiling (seconds; minutes the first time)");
        let bytes = self.compile(contract, &manifest)?;
        replace(&kept, &bytes)?;
        Ok(bytes)
    }

    /// Compiles the contract that is on the stage.
    fn compile(&self, contract: &Contract, manifest: &Path) -> Result<Vec<u8>> {
        // What lies there may be of other sources; contract-build does not write what it thinks is there already.
        let artifact = self.target.join("ink").join(contract.name.replace('-', "_"));
        for extension in ["contract", "json", "wasm"] {
            let _ = fs::remove_file(artifact.with_extension(extension));
        }
        let result = contract_build::execute(ExecuteArgs {
            manifest_path: ManifestPath::new(manifest)?,
            build_mode: BuildMode::Release,
            verbosity: Verbosity::Quiet,
            output_type: OutputType::Json,
            // `code` does it, with other options.
            optimization_passes: Some(OptimizationPasses::Zero),
            ..ExecuteArgs::default()
        })
        .map_err(|error| match error.to_string().trim() {
            "" => anyhow!("the compiler's messages are above"),
            _ => error,
        })?;
        let bundle = result.metadata_result.context("no bundle was made")?.dest_bundle;
        let bytes =
            fs::read(&bundle).with_context(|| format!("{} cannot be read", bundle.display()))?;
        code::optimise(&bytes, &self.target)
    }

    /// Resolves the staged contract's dependencies; all must be those of the lock it was given.
    fn resolve(&self, contract: &Contract, manifest: &Path) -> Result<Metadata> {
        let lock: toml::Table = String::from_utf8(self.repo.read(&contract.lock)?)?.parse()?;
        let locked: BTreeSet<(&str, &str)> = lock
            .get("package")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|package| {
                Some((package.get("name")?.as_str()?, package.get("version")?.as_str()?))
            })
            .collect();
        let resolved = MetadataCommand::new()
            .manifest_path(manifest)
            .exec()
            .context("its dependencies cannot be resolved")?;
        for package in resolved.packages.iter().filter(|package| package.source.is_some()) {
            let version = package.version.to_string();
            if !locked.contains(&(&package.name, &version)) {
                bail!(
                    "it needs {} {version}, which is not in {}; run `cargo metadata` in the checkout to complete that",
                    package.name,
                    contract.lock.display()
                );
            }
        }
        Ok(resolved)
    }

    /// A name for all that goes into a bundle: the staged files, the part of the lock that they use, the toolchain.
    fn key(&self, contract: &Contract) -> Result<String> {
        let toolchain = serde_json::to_string(&self.toolchain)?;
        let mut all = format!("{}\n{toolchain}\n{}\n", contract.name, code::STEPS).into_bytes();
        for (path, bytes) in self.stage.files()? {
            all.extend(format!("{} {}\n", path.display(), Hash::sha256(&bytes)).into_bytes());
        }
        Ok(Hash::sha256(&all).to_string())
    }
}

/// Writes what has changed and removes what is stale.
fn write(repo: &Repo, files: &BTreeMap<PathBuf, Vec<u8>>, stale: &BTreeSet<PathBuf>) -> Result<()> {
    for (path, bytes) in files {
        let path = repo.at(path);
        if fs::read(&path).ok().as_ref() != Some(bytes) {
            replace(&path, bytes)?;
        }
    }
    for path in stale {
        fs::remove_file(repo.at(path))?;
    }
    Ok(())
}

/// Writes a file whole or not at all.
fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || -> Result<()> {
        fs::create_dir_all(path.parent().context("it has no folder")?)?;
        let new = path.with_extension("new");
        fs::write(&new, bytes)?;
        Ok(fs::rename(&new, path)?)
    };
    write().with_context(|| format!("{} cannot be written", path.display()))
}

/// How much of the released files was compared.
#[derive(Clone, Copy)]
enum Compared {
    /// Every byte.
    All,
    /// All but the code: the same release of the compiler from another distributor gives other code.
    Interfaces,
}

/// Fails unless the checkout holds exactly `files`, or, where they are of another compiler than the released ones, unless their interfaces are
/// the same.
fn compare(
    repo: &Repo,
    files: &BTreeMap<PathBuf, Vec<u8>>,
    stale: &BTreeSet<PathBuf>,
    toolchain: &Toolchain,
) -> Result<Compared> {
    let released =
        repo.read(Path::new(RELEASED).join(MANIFEST)).and_then(|bytes| Manifest::parse(&bytes));
    let mut compared = Compared::All;
    if let Ok(Manifest { toolchain: with, .. }) = released {
        if with != *toolchain {
            compared = Compared::Interfaces;
            eprintln!(
                "build: WARNING: code is NOT compared. It was released with {} (LLVM {}); here is {} (LLVM {}), which gives other code of the \
                 same sources. All else is compared.",
                with.rustc, with.llvm, toolchain.rustc, toolchain.llvm
            );
        }
    }
    let mut differences = Vec::new();
    for (path, built) in files {
        let difference = match fs::read(repo.at(path)) {
            Ok(there) if there == *built => continue,
            Ok(there) => match compared {
                Compared::Interfaces if interface(path, &there) == interface(path, built) => {
                    continue
                }
                _ => difference(path, &there, built),
            },
            Err(error) => error.to_string(),
        };
        differences.push(format!("{}: {difference}", path.display()));
    }
    for path in stale {
        differences.push(format!("{}: there is no such contract any more", path.display()));
    }
    if differences.is_empty() {
        return Ok(compared);
    }
    Err(anyhow!("{}", differences.join("\n"))
        .context("the released files are not what the sources give; run `lading build` and commit what it writes"))
}

/// What of a released file does not depend on the compiler.
fn interface(path: &Path, bytes: &[u8]) -> Option<serde_json::Value> {
    if path.file_name().is_some_and(|name| name == MANIFEST) {
        let manifest = Manifest::parse(bytes).ok()?;
        return Some(manifest.contracts.into_keys().collect());
    }
    if path.extension().is_some_and(|extension| extension == "contract") {
        let mut json = Bundle::parse(bytes).ok()?.json;
        json.as_object_mut()?.remove("source");
        return Some(json);
    }
    Some(String::from_utf8_lossy(bytes).into())
}

/// How two versions of a file differ, in a line.
fn difference(path: &Path, there: &[u8], built: &[u8]) -> String {
    if path.extension().is_some_and(|extension| extension == "contract") {
        let expected = match Bundle::parse(built) {
            Ok(bundle) => bundle.entry,
            Err(error) => return error.to_string(),
        };
        return match Bundle::parse(there) {
            Ok(bundle) if bundle.entry.code_hash != expected.code_hash => {
                format!(
                    "its code hash is {}, the sources give {}",
                    bundle.entry.code_hash, expected.code_hash
                )
            }
            Ok(bundle) if bundle.entry.metadata_hash != expected.metadata_hash => {
                "its metadata is another".into()
            }
            Ok(_) => "its JSON is written in another way".into(),
            Err(error) => error.to_string(),
        };
    }
    let (there, built) = (String::from_utf8_lossy(there), String::from_utf8_lossy(built));
    let (mut there, mut built) = (there.lines(), built.lines());
    for line in 1.. {
        match (there.next(), built.next()) {
            (None, None) => break,
            (a, b) if a != b => {
                let show = |line: Option<&str>| {
                    line.map_or("nothing".into(), |line| format!("`{}`", line.trim()))
                };
                return format!("line {line} is {}, the sources give {}", show(a), show(b));
            }
            _ => (),
        }
    }
    "its line ends differ".into()
}

fn summary(built: &BTreeMap<String, Entry>, outcome: &str) -> String {
    let mut text = String::new();
    for (name, entry) in built {
        text += &format!(
            "{name:<20} {} {:>7} bytes\n",
            entry.code_hash,
            ui::count(entry.wasm_bytes as u64)
        );
    }
    let noun = if built.len() == 1 { "contract" } else { "contracts" };
    text + &format!("{} {noun} built{outcome}.", built.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle(message: &str) -> Vec<u8> {
        let wasm = b"\0asm\x01\0\0\0";
        let hash = Hash::blake2(wasm).to_string();
        serde_json::json!({
            "source": { "hash": hash, "language": "ink! 5.1.1", "compiler": "rustc 1.85.0", "wasm": "0x0061736d01000000" },
            "contract": { "name": "a", "version": "0.1.0" },
            "spec": { "messages": [message] },
        })
        .to_string()
        .into_bytes()
    }

    #[test]
    fn another_compiler_changes_the_code_of_a_bundle_and_not_its_interface() {
        let path = Path::new("deployments/bundles/a.contract");
        let of = |bytes: &[u8]| interface(path, bytes).expect("a bundle has an interface");
        let one = bundle("pay");
        let mut other: serde_json::Value = serde_json::from_slice(&one).unwrap();
        other["source"]["compiler"] = "rustc 1.85.0 (another)".into();
        assert_eq!(of(&one), of(other.to_string().as_bytes()));
        assert_ne!(of(&one), of(&bundle("draw")));
        assert!(interface(path, b"{}").is_none(), "what is no bundle has none");
        let text = Path::new("deployments/abi/a.txt");
        assert_ne!(interface(text, b"pay"), interface(text, b"draw"));
    }
}

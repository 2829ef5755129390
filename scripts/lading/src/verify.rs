//! `lading verify`: whether the released bundles are what their manifest says.

use crate::{
    build,
    bundle::{Bundle, Entry, Manifest, MANIFEST, RELEASED},
    repo::Repo,
    ui::{self, Ui},
};
use anyhow::{bail, Context, Result};
use std::{collections::BTreeMap, fs, path::PathBuf};

/// Check the released bundles against their manifest.
///
/// Every bundle in deployments/bundles is hashed again: its Wasm, its metadata, and the whole file. A bundle that is
/// missing, changed, or not in the manifest is refused. With --url so is a contract on that network that is not what its bundle, its
/// deployment and the plan of links and roles say.
#[derive(clap::Args)]
pub struct Args {
    /// Build the contracts from source and compare every byte with that, too.
    #[arg(long)]
    rebuild: bool,
    /// Check the bundles in this folder instead.
    #[arg(long, value_name = "FOLDER", conflicts_with = "rebuild")]
    bundles: Option<PathBuf>,
    /// Compare them with what was deployed on the node at this address, too: code, addresses, links and roles.
    #[cfg(feature = "chain")]
    #[arg(long, value_name = "WS", conflicts_with = "rebuild")]
    url: Option<String>,
    /// What the network is called here. By default what the chain calls itself.
    #[cfg(feature = "chain")]
    #[arg(long, value_name = "NAME", requires = "url")]
    network: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    let folder = match &args.bundles {
        Some(folder) => folder.clone(),
        None => Repo::find()?.at(RELEASED),
    };
    let contracts = check_folder(&folder)?;
    if args.rebuild {
        return build::run(&build::Args::rebuild(), ui);
    }
    #[cfg(feature = "chain")]
    if let Some(url) = &args.url {
        let place = crate::network::Place { url: url.clone(), network: args.network.clone() };
        return crate::deploy::verify(&place, &folder, &contracts, ui);
    }
    ui.result(&contracts, |contracts| {
        let mut text = String::new();
        for (name, entry) in contracts {
            let size = ui::count(entry.wasm_bytes as u64);
            text += &format!("{name:<16} {} {size:>7} bytes\n", entry.code_hash);
        }
        text + &format!("{} bundles are what their manifest says.", contracts.len())
    })
}

/// Hashes every bundle in `folder` and compares it with the manifest there.
fn check_folder(folder: &std::path::Path) -> Result<BTreeMap<String, Entry>> {
    let path = folder.join(MANIFEST);
    let manifest = fs::read(&path)
        .map_err(Into::into)
        .and_then(|bytes| Manifest::parse(&bytes))
        .with_context(|| format!("{} cannot be read", path.display()))?;
    for (name, expected) in &manifest.contracts {
        let path = folder.join(format!("{name}.contract"));
        fs::read(&path)
            .map_err(Into::into)
            .and_then(|bytes| Bundle::parse(&bytes)?.must_be(expected))
            .with_context(|| format!("{} is not the bundle that was released", path.display()))?;
    }
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "contract") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            if !manifest.contracts.contains_key(&*name) {
                bail!("{} is not in the manifest beside it", path.display());
            }
        }
    }
    Ok(manifest.contracts)
}

//! `deployments/<network>.json`: where the suite stands on a network.
use anyhow::{ensure, Context, Result};
use chain::{AccountId32, Backend as _, Node, H256};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fs, io::Write as _, path::PathBuf, str::FromStr as _};

use crate::{
    bundle::{Hash, Toolchain},
    kept::folder_of,
    repo::Repo,
    suite::{Deployed, Suite},
};

/// Where the files of networks are.
const FOLDER: &str = "deployments";

/// A chain at the other end of a connection, and what the suite on it is called here.
#[derive(Debug, Clone, clap::Args)]
pub struct Place {
    /// The node, such as ws://127.0.0.1:9944.
    #[arg(long, value_name = "WS")]
    pub url: String,
    /// What the network is called here: its deployment is in deployments/NAME.json. By default what the chain calls itself.
    #[arg(long, value_name = "NAME")]
    pub network: Option<String>,
}

/// What was deployed on a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// What the chain calls itself.
    pub chain: String,
    /// Hash of its first block.
    pub genesis: String,
    /// Who deployed and administers the contracts.
    pub deployer: String,
    /// What the bundles were built with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub toolchain: Option<Toolchain>,
    /// The commit of the checkout that it was deployed from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The contracts, by name.
    pub contracts: BTreeMap<String, Placed>,
}

/// A contract on a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    pub address: String,
    pub code_hash: String,
    /// Hash of its metadata, as the manifest of the bundles says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata_hash: Option<Hash>,
    /// The block that it was made in, if that is known.
    pub block: Option<u32>,
    /// The constructor that it was made by.
    pub constructor: String,
    /// The arguments of the constructor.
    pub arguments: Map<String, Value>,
    /// Selector and arguments of the constructor in bytes, from which the address follows.
    pub input: String,
    /// The salt in bytes.
    pub salt: String,
    pub links: BTreeMap<String, String>,
    pub roles: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub admitted: Vec<String>,
}

impl Place {
    /// Connects, and says where the file of the network is.
    ///
    /// # Errors
    /// If no node answers there, or the name of the network cannot be that of a file.
    pub fn connect(&self) -> Result<(Node, PathBuf)> {
        let node = Node::connect(&self.url)?;
        let name = match &self.network {
            Some(name) => name.clone(),
            None => slug(&node.chain_name()?),
        };
        let is_name = !name.is_empty() && name == slug(&name);
        ensure!(
            is_name,
            "--network {name}: a network is called by small letters, digits and hyphens"
        );
        Ok((node, Repo::find()?.at(FOLDER).join(format!("{name}.json"))))
    }

    /// Connects to a network that the suite was deployed on.
    ///
    /// # Errors
    /// If it was not, or the node is of another chain.
    pub fn open(&self) -> Result<(Node, Network)> {
        let (node, path) = self.connect()?;
        let shown = path.display();
        let network = Network::read(&path)?.with_context(|| {
            format!("there is no {shown}: `lading deploy --url {} --suri KEY` deploys", self.url)
        })?;
        network.must_be_of(&node).with_context(|| shown.to_string())?;
        Ok((node, network))
    }
}

impl Network {
    /// Reads the file at `path`, if there is one.
    ///
    /// # Errors
    /// If there is one that cannot be read.
    pub fn read(path: &std::path::Path) -> Result<Option<Self>> {
        let shown = path.display();
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("{shown} cannot be read")),
        };
        let network = serde_json::from_slice(&bytes)
            .with_context(|| format!("{shown} is not the file of a network"))?;
        Ok(Some(network))
    }

    /// Writes the file at `path`, whole or not at all.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, path: &std::path::Path) -> Result<()> {
        let shown = path.display();
        let cannot = || format!("{shown} cannot be written");
        let mut file = tempfile::NamedTempFile::new_in(folder_of(path)).with_context(cannot)?;
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        file.write_all(&bytes).and_then(|()| file.as_file().sync_all()).with_context(cannot)?;
        let readable = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        file.as_file().set_permissions(readable).with_context(cannot)?;
        file.persist(path).with_context(cannot)?;
        Ok(())
    }

    /// That `node` is of this network.
    ///
    /// # Errors
    /// If it is of another chain.
    pub fn must_be_of(&self, node: &Node) -> Result<()> {
        let found = format!("{:?}", node.genesis_hash()?);
        ensure!(
            found == self.genesis,
            "it is of the chain {} ({}), and the one at {} is {} ({found}): name another network with --network",
            self.genesis,
            self.chain,
            node.url(),
            node.chain_name()?
        );
        Ok(())
    }

    /// The contracts, to be called.
    ///
    /// # Errors
    /// If the file names one that the suite does not have, or what is no address.
    pub fn suite(&self) -> Result<Suite> {
        let mut contracts = BTreeMap::new();
        for (name, placed) in &self.contracts {
            let known =
                Suite::name(name).with_context(|| format!("no contract is called {name}"))?;
            contracts.insert(known, placed.deployed().with_context(|| name.clone())?);
        }
        Ok(Suite::new(contracts))
    }
}

impl Placed {
    /// Where it is and what it runs.
    ///
    /// # Errors
    /// If the file does not have an address and a hash.
    pub fn deployed(&self) -> Result<Deployed> {
        let address = AccountId32::from_str(&self.address)
            .map_err(|error| anyhow::anyhow!("{} is no address: {error}", self.address))?;
        let code_hash = H256(crate::kept::id(&self.code_hash).context("its code hash")?);
        Ok(Deployed { address, code_hash })
    }
}

/// `name` in small letters, digits and hyphens.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_named_after_its_chain_in_letters_that_a_file_may_have() {
        assert_eq!(slug("Development"), "development");
        assert_eq!(slug("Rococo Contracts (test)"), "rococo-contracts-test");
        assert_eq!(slug("../../etc"), "etc");
        assert_eq!(slug("…"), "");
    }
}

//! Released contracts: a bundle is what cargo-contract calls `.contract`, one JSON file of code and metadata; the
//! manifest beside the bundles says what each must be.

use anyhow::{bail, ensure, Context, Result};
use blake2::{digest::consts::U32, Blake2b};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt};

/// Where the released bundles are, and their manifest.
pub const RELEASED: &str = "deployments/bundles";
/// Name of the manifest in a folder of bundles.
pub const MANIFEST: &str = "manifest.json";
/// No contract of ours may be larger.
pub const MAX_WASM: usize = 64 * 1024;

/// 32 bytes, written `0x…`.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Hash([u8; 32]);

impl Hash {
    /// The chain's hash of code: BLAKE2b-256.
    pub fn blake2(bytes: &[u8]) -> Self {
        Self(Blake2b::<U32>::digest(bytes).into())
    }

    /// What `sha256sum` prints.
    pub fn sha256(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "0x{}", hex::encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for Hash {
    type Error = anyhow::Error;

    fn try_from(text: String) -> Result<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim_start_matches("0x"), &mut bytes)
            .with_context(|| format!("{text:?} is not 32 bytes in hexadecimal"))?;
        Ok(Self(bytes))
    }
}

/// What the manifest says of one bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// BLAKE2b-256 of the Wasm: the code hash on every chain.
    pub code_hash: Hash,
    /// Length of the Wasm in bytes.
    pub wasm_bytes: usize,
    /// BLAKE2b-256 of the bundle without the Wasm, as JSON without spaces and with sorted keys.
    pub metadata_hash: Hash,
    /// SHA-256 of the whole file.
    pub bundle_sha256: Hash,
    /// The language it is written in, such as `ink! 5.1.1`.
    pub language: String,
}

/// What the bundles were built with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toolchain {
    /// As `rustc --version` says: the same release from another distributor may give other bytes.
    pub rustc: String,
    /// The code generator of that compiler.
    pub llvm: String,
    /// Version of contract-build, which is that of cargo-contract.
    #[serde(rename = "contract-build")]
    pub contract_build: String,
}

/// `manifest.json`: depends on the contracts' sources and the toolchain only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// What the bundles were built with.
    pub toolchain: Toolchain,
    /// By the name of the contract.
    pub contracts: BTreeMap<String, Entry>,
}

impl Manifest {
    /// Reads the bytes of a manifest.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        serde_json::from_slice(bytes).context("it is not a manifest of bundles")
    }

    /// The bytes of the file.
    #[cfg(feature = "build")]
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// A bundle whose parts agree with each other.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The whole JSON.
    pub json: Value,
    /// What a manifest must say of it.
    pub entry: Entry,
}

impl Bundle {
    /// Reads a bundle; its code must have the hash it claims.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let mut json: Value = serde_json::from_slice(bytes).context("it is not JSON")?;
        let source = json.get("source").context("it has no `source`")?;
        let text = |key: &str| -> Result<&str> {
            source
                .get(key)
                .and_then(Value::as_str)
                .with_context(|| format!("it has no `source.{key}`"))
        };
        let wasm = hex::decode(text("wasm")?.trim_start_matches("0x"))
            .context("its `source.wasm` is not hexadecimal")?;
        let code_hash = Hash::blake2(&wasm);
        let claimed = Hash::try_from(text("hash")?.to_owned())?;
        if claimed != code_hash {
            bail!("it claims code hash {claimed}, but its code has {code_hash}");
        }
        let language = text("language")?.to_owned();

        let mut metadata = json.clone();
        if let Some(source) = metadata.get_mut("source").and_then(Value::as_object_mut) {
            source.remove("wasm");
        }
        metadata.sort_all_objects();
        json.sort_all_objects();
        let entry = Entry {
            code_hash,
            wasm_bytes: wasm.len(),
            metadata_hash: Hash::blake2(&serde_json::to_vec(&metadata)?),
            bundle_sha256: Hash::sha256(bytes),
            language,
        };
        Ok(Self { json, entry })
    }

    /// Fails unless the bundle is what `expected` says.
    pub fn must_be(&self, expected: &Entry) -> Result<()> {
        let Entry { code_hash, wasm_bytes, metadata_hash, bundle_sha256, language } = expected;
        let found = &self.entry;
        same("code hash", code_hash, &found.code_hash)?;
        same("bytes of Wasm", wasm_bytes, &found.wasm_bytes)?;
        same("metadata hash", metadata_hash, &found.metadata_hash)?;
        same("language", language, &found.language)?;
        same("SHA-256 of the file", bundle_sha256, &found.bundle_sha256)
    }
}

fn same<T: PartialEq + fmt::Display>(what: &str, expected: &T, found: &T) -> Result<()> {
    ensure!(expected == found, "{what}: the manifest says {expected}, the file has {found}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle(wasm: &str, hash: &str) -> Vec<u8> {
        format!(r#"{{"source":{{"hash":"{hash}","language":"ink! 5.1.1","wasm":"{wasm}"}},"spec":{{"b":1,"a":2}}}}"#)
            .into_bytes()
    }

    /// A bundle whose code is the magic number of Wasm.
    fn magic() -> Vec<u8> {
        bundle("0x0061736d", &Hash::blake2(b"\0asm").to_string())
    }

    #[test]
    fn hash_of_nothing_is_the_published_one() {
        let expected = "0x0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8";
        assert_eq!(Hash::blake2(b"").to_string(), expected);
    }

    #[test]
    fn a_bundle_with_another_code_is_refused() {
        let error =
            Bundle::parse(&bundle("0x0061736e", &Hash::blake2(b"\0asm").to_string())).unwrap_err();
        assert!(error.to_string().starts_with("it claims code hash 0x"), "{error}");
    }

    #[test]
    fn any_flipped_byte_is_refused() {
        let good = magic();
        let entry = Bundle::parse(&good).unwrap().entry;
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            assert!(
                Bundle::parse(&bad).and_then(|bundle| bundle.must_be(&entry)).is_err(),
                "byte {at}"
            );
        }
    }

    #[test]
    fn metadata_hash_ignores_order_and_code() {
        let one = Bundle::parse(&magic()).unwrap().entry;
        let text = String::from_utf8(magic()).unwrap().replace(r#""b":1,"a":2"#, r#""a":2,"b":1"#);
        let two = Bundle::parse(text.as_bytes()).unwrap().entry;
        assert_eq!(one.metadata_hash, two.metadata_hash);
        assert_ne!(one.bundle_sha256, two.bundle_sha256);
    }
}

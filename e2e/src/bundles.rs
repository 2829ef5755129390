//! The compiled contracts.
use std::{env, fs, path::PathBuf};

use chain::{Account, AccountId32, Backend, Bundle, Chain, Constructor};

/// What makes the bundles, the peers' too.
const BUILD: &str =
    "cargo run --locked --release -p lading --no-default-features --features build -- build";

/// Where the contracts of the suite are, once they are built: `deployments/bundles`, or what `LADING_BUNDLES` names.
pub fn folder() -> PathBuf {
    let released = concat!(env!("CARGO_MANIFEST_DIR"), "/../deployments/bundles");
    env::var_os("LADING_BUNDLES").map_or_else(|| released.into(), PathBuf::from)
}

/// Where the contracts are that ours are tested with.
pub fn peers_folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/peers/bundles"))
}

/// The compiled contract `name` of the suite, such as `waybill`.
///
/// # Panics
/// If it was not built: the message says how to.
#[track_caller]
pub fn contract(name: &str) -> Bundle {
    read(folder(), name, BUILD)
}

/// The compiled contract `name` that is not of the suite, such as `misbehaving`.
///
/// # Panics
/// If it was not built: the message says how to.
#[track_caller]
pub fn peer(name: &str) -> Bundle {
    read(peers_folder(), name, BUILD)
}

/// The code of the contract `name` that is not of the suite, written in whatever version of ink!.
///
/// # Panics
/// If it was not built: the message says how to.
#[track_caller]
pub fn peer_code(name: &str) -> Vec<u8> {
    let path = peers_folder().join(name).with_extension("contract");
    let code = fs::read(&path).ok().and_then(|bytes| {
        let bundle: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
        hex::decode(bundle.pointer("/source/wasm")?.as_str()?.strip_prefix("0x")?).ok()
    });
    code.unwrap_or_else(|| {
        panic!("{} is no bundle with code\nmake it with: {BUILD}", path.display())
    })
}

/// Puts the contract `name` that is not of the suite on `chain`, by a constructor `new` that takes nothing. Answers its address.
///
/// # Panics
/// If it was not built, or cannot be made that way.
#[track_caller]
pub fn deploy_peer(chain: &mut impl Backend, owner: &Account, name: &str) -> AccountId32 {
    let code = chain.upload(owner, &peer_code(name)).expect("a peer's code is valid").returned;
    let new = Constructor::encoded(ink::selector_bytes!("new").to_vec());
    chain.instantiate(owner, code, new, &[]).expect("its constructor takes nothing").returned
}

#[track_caller]
fn read(folder: PathBuf, name: &str, command: &str) -> Bundle {
    let path = folder.join(name).with_extension("contract");
    let bundle = Bundle::read(&path).unwrap_or_else(|error| {
        panic!("these tests run compiled contracts, and {name} is not there: {error}\nmake it with: {command}")
    });
    bundle.check().unwrap_or_else(|error| {
        panic!("{}: {error}\nmake it anew with: {command}", path.display())
    });
    bundle
}

/// The same code with something after it that does nothing: another hash, the same behaviour and layout.
///
/// This is what an upgrade in place is tried with.
pub fn twin(wasm: &[u8]) -> Vec<u8> {
    // A custom section: number 0, length of what follows, length of the name, the name.
    let name = b"twin";
    let mut twin = wasm.to_vec();
    twin.extend([0, 1 + name.len() as u8, name.len() as u8]);
    twin.extend(name);
    twin
}

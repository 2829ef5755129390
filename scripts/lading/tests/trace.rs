//! `lading trace` and `lading recall` from outside: what they refuse, and what an empty chain tells.
#![cfg(feature = "chain")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn lading(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lading"))
        .args(args)
        .output()
        .expect("the program should start")
}

/// A folder with a chain on which one enterprise is registered.
fn chain() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain");
    let mut deploy = vec!["deploy".to_owned(), "--chain".to_owned(), path.display().to_string()];
    // Bundles that were built and not released yet.
    if let Ok(bundles) = std::env::var("LADING_BUNDLES") {
        deploy.extend(["--bundles".to_owned(), bundles]);
    }
    let deploy: Vec<_> = deploy.iter().map(String::as_str).collect();
    let register = ["register", "--name", "Farm", "--country", "DE", "--chain"];
    for args in [deploy, [&register[..], &[path.to_str().unwrap()]].concat()] {
        let output = lading(&args);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    (folder, path)
}

/// Why the program refuses this, and that it left the chain as it was.
fn refused(chain: &Path, args: &[&str]) -> String {
    let before = fs::read(chain).ok();
    let output = lading(&[args, &["--chain", chain.to_str().unwrap()]].concat());
    assert!(!output.status.success(), "it should be refused: {args:?}");
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(fs::read(chain).ok(), before, "a refusal changes nothing");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn what_is_not_on_the_chain_is_not_traced_or_recalled() {
    let (folder, chain) = chain();
    let id = format!("0x{}", "ab".repeat(32));
    let reason = folder.path().join("reason");
    fs::write(&reason, "why").unwrap();
    let reason = reason.to_str().unwrap();
    let page = folder.path().join("page.html");
    let said = refused(&chain, &["trace", &id, "--html", page.to_str().unwrap()]);
    assert!(said.contains(&format!("there are no goods {id} on this chain")), "{said}");
    assert!(!page.exists());
    let epc = "urn:epc:class:lgtin:4012345.011111.W1";
    let said = refused(&chain, &["trace", epc]);
    assert!(said.contains(&format!("there are no goods {epc}")), "{said}");
    let said = refused(&chain, &["recall", "open", &id, "--reason", reason]);
    assert!(said.contains("there are no goods"), "{said}");
    for command in ["status", "spread", "acknowledge", "close"] {
        let said = refused(&chain, &["recall", command, &id]);
        assert!(said.contains(&format!("there is no recall {id}")), "{command}: {said}");
    }
}

#[test]
fn an_id_that_is_none_is_told_with_what_is_wrong() {
    let (_folder, chain) = chain();
    let said = refused(&chain, &["trace", "0xabc"]);
    assert!(said.contains("64 hexadecimal digits") && said.contains("this has 3"), "{said}");
    let said = refused(&chain, &["trace", "urn:epc:class:lgtin:4012345.01111.W1"]);
    assert!(said.contains("is no identifier of goods"), "{said}");
    let said = refused(&chain, &["recall", "status", "0xabc"]);
    assert!(said.contains("64 hexadecimal digits"), "{said}");
}

#[test]
fn a_chain_that_is_none_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let id = "ab".repeat(32);
    let none = folder.path().join("none");
    let other = folder.path().join("other");
    fs::write(&other, "something else").unwrap();
    for command in [&["trace"][..], &["recall", "status"]] {
        let args = [command, &[&id]].concat();
        let said = refused(&none, &args);
        assert!(said.contains("none cannot be read: `lading deploy --chain"), "{said}");
        let said = refused(&other, &args);
        assert!(said.contains("other"), "{said}");
    }
    let args = ["recall", "open", &id, "--reason", other.to_str().unwrap()];
    let said = refused(&none, &args);
    assert!(said.contains("none cannot be read"), "{said}");
}

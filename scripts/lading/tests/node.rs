//! `lading deploy`, `verify`, `call` and `watch` on a node. Skipped, and said so, where there is none.
#![cfg(feature = "chain")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use chain::{Backend as _, NodeProcess, NO_NODE};
use serde_json::Value;
use tempfile::TempDir;

/// A checkout with nothing but bundles, and a node.
struct Desk {
    folder: TempDir,
    node: NodeProcess,
}

impl Desk {
    fn new() -> Option<Self> {
        let Some(program) = NodeProcess::program() else {
            eprintln!("SKIPPED: {NO_NODE}");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let at = |path: &str| folder.path().join(path);
        fs::create_dir_all(at("scripts/lading")).unwrap();
        fs::create_dir_all(at("deployments/bundles")).unwrap();
        fs::write(at("scripts/lading/Cargo.toml"), "").unwrap();
        for file in fs::read_dir(root.join("deployments/bundles")).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), at("deployments/bundles").join(file.file_name())).unwrap();
        }
        let node = NodeProcess::start(&program, None).unwrap();
        Some(Self { folder, node })
    }

    fn lading(&self, words: &[&str]) -> Output {
        let url = self.node.url();
        let mut command = Command::new(env!("CARGO_BIN_EXE_lading"));
        command.current_dir(self.folder.path()).arg("--json").args(words).args(["--url", &url]);
        command.output().expect("the program should start")
    }

    /// What a command that should succeed printed.
    fn done(&self, words: &[&str]) -> Value {
        let output = self.lading(words);
        assert!(output.status.success(), "{words:?}: {}", said(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Why a command that should fail did.
    fn fails(&self, words: &[&str]) -> String {
        let output = self.lading(words);
        assert!(!output.status.success(), "{words:?} should have failed");
        said(&output)
    }

    fn blocks(&self) -> u32 {
        self.node.connect().unwrap().block().unwrap()
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join("deployments").join(name)
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_suite_is_deployed_once_and_verified_and_what_was_changed_is_refused() {
    let Some(desk) = Desk::new() else { return };
    let tried = desk.done(&["deploy", "--suri", "//Alice", "--dry-run"]);
    assert_eq!(desk.blocks(), 0, "a dry run sends nothing");
    let poor = desk.fails(&["deploy", "--suri", "//Nobody"]);
    assert!(poor.contains("has 0.000 UNIT, and this is expected to cost"), "{poor}");
    let missing = desk.fails(&["verify"]);
    assert!(missing.contains("development.json") && missing.contains("lading deploy"), "{missing}");

    let deployed = desk.done(&["deploy", "--suri", "//Alice"]);
    assert_eq!(deployed["transactions"], tried["transactions"]);
    assert_eq!(deployed["deposit"], tried["deposit"], "deposits are known before");
    let (paid, expected) = (deployed["fee"].as_u64().unwrap(), tried["fee"].as_u64().unwrap());
    assert!(paid.abs_diff(expected) <= expected / 100, "{paid} of {expected}");
    let blocks = desk.blocks();
    let written = fs::read(desk.file("development.json")).unwrap();

    let again = desk.done(&["deploy", "--suri", "//Alice"]);
    assert_eq!(again["transactions"].as_array().unwrap().len(), 0);
    assert_eq!(desk.blocks(), blocks, "a second deployment sends nothing");
    assert_eq!(fs::read(desk.file("development.json")).unwrap(), written);
    assert_eq!(again["contracts"][3]["block"], deployed["contracts"][3]["block"]);

    assert_eq!(desk.done(&["verify"])["contracts"].as_array().unwrap().len(), 10);
    let other = desk.fails(&["deploy", "--suri", "//Alice", "--delay-days", "7"]);
    assert!(other.contains("the constructor has other arguments"), "{other}");
    let other = desk.fails(&["deploy", "--suri", "//Bob"]);
    assert!(other.contains("another key deploys"), "{other}");

    // One byte of a bundle.
    let bundle = desk.file("bundles/orders.contract");
    let released = fs::read_to_string(&bundle).unwrap();
    let wasm = released.find("\"wasm\"").unwrap() + 1_000;
    let mut flipped = released.clone().into_bytes();
    flipped[wasm] = if flipped[wasm] == b'0' { b'1' } else { b'0' };
    fs::write(&bundle, flipped).unwrap();
    for command in [&["deploy", "--suri", "//Alice"][..], &["verify"]] {
        let refused = desk.fails(command);
        assert!(refused.contains("orders.contract is not"), "{refused}");
    }
    fs::write(&bundle, &released).unwrap();

    // Another chain, another address, another link.
    let change = |from: &str, to: &str| {
        let text = String::from_utf8(written.clone()).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(desk.file("development.json"), text.replacen(from, to, 1)).unwrap();
    };
    let genesis = deployed["genesis"].as_str().unwrap();
    change(genesis, &genesis.replace("0x9", "0x8"));
    for command in [&["deploy", "--suri", "//Alice"][..], &["verify"]] {
        let refused = desk.fails(command);
        assert!(refused.contains("name another network with --network"), "{refused}");
    }
    change("\"roles\": [\n        \"administrator\",", "\"roles\": [");
    let refused = desk.fails(&["verify"]);
    assert!(refused.contains("the file of the network says other than the chain"), "{refused}");
    fs::write(desk.file("development.json"), &written).unwrap();
    desk.done(&["verify"]);
}

#[test]
fn messages_are_called_and_what_they_tell_is_watched() {
    let Some(desk) = Desk::new() else { return };
    desk.done(&["deploy", "--suri", "//Alice"]);
    let register = ["call", "registry", "register", "Enterprise", "Mill", "DE", r#"["Supplier"]"#];
    let unsigned = desk.fails(&register);
    assert!(unsigned.contains("--suri names the key that calls"), "{unsigned}");
    let before = desk.blocks();
    let signed = |extra: &[&'static str]| [&register[..], &["--suri", "//Bob"], extra].concat();
    assert_eq!(desk.done(&signed(&["--dry-run"]))["included"], false);
    let registered = desk.done(&signed(&[]));
    assert_eq!(registered["included"], true);
    assert_eq!(desk.blocks(), before + 1);
    let party = registered["answer"]["Ok"].as_str().unwrap();
    let view = desk.done(&["call", "registry", "enterprise", party]);
    assert_eq!(view["answer"]["name"], "Mill", "{view}");
    let refused = desk.fails(&["call", "registry", "suspend", party, "0x00", "--suri", "//Bob"]);
    assert!(!refused.is_empty());
    assert_eq!(desk.blocks(), before + 1, "what is refused is not sent");
    let wrong = desk.fails(&["call", "registry", "enterprise", "0xabc"]);
    assert!(wrong.contains("enterprise"), "{wrong}");

    let block = registered["block"].to_string();
    let output = desk.lading(&["watch", "--from", "0", "--until", &block]);
    assert!(output.status.success(), "{}", said(&output));
    let told: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let last = told.last().unwrap();
    assert_eq!(last["event"], "EnterpriseRegistered");
    assert_eq!(last["fields"], registered["events"][0]["fields"]);
    assert!(told.iter().any(|told| told["event"] == "LinkChanged" || told["contract"] == "notary"));
}

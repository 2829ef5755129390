//! `lading notarise` and `lading prove` from outside.
#![cfg(feature = "chain")]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
    time::Instant,
};

use chain::{Account, Chain, Embedded, Snapshot};
use ink::codegen::TraitCallBuilder;
use interfaces::{
    ids::{DepositId, PartyId},
    notary::{Notary as _, NotaryRef},
};
use serde_json::{json, Value};
use tempfile::TempDir;

/// Where the contracts are: those that were built and not released yet, if there are any.
fn bundles() -> PathBuf {
    let released = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deployments/bundles");
    std::env::var_os("LADING_BUNDLES").map_or(released, PathBuf::from)
}

fn lading(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lading"))
        .args(args)
        .output()
        .expect("the program should start")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn done(args: &[&str]) -> Value {
    let output = lading(&[args, &["--json"]].concat());
    assert!(output.status.success(), "{args:?}: {}", said(&output));
    serde_json::from_slice(&output.stdout).expect("the program should print JSON")
}

/// A folder with a chain in it, on which the Hill Farm is registered by //Farm.
struct Desk {
    folder: TempDir,
    chain: String,
}

impl Desk {
    /// Every desk has a copy of the same chain.
    fn new() -> Self {
        static CHAIN: OnceLock<Vec<u8>> = OnceLock::new();
        let bytes = CHAIN.get_or_init(|| fs::read(Self::of_its_own().chain).unwrap());
        let (folder, chain) = Self::empty();
        fs::write(&chain, bytes).unwrap();
        Self { folder, chain }
    }

    /// A desk whose chain is no other's.
    fn of_its_own() -> Self {
        let (folder, chain) = Self::empty();
        let bundles = bundles();
        done(&["deploy", "--chain", &chain, "--bundles", bundles.to_str().unwrap()]);
        let desk = Self { folder, chain };
        desk.register_confirmed("//Farm", "Hill Farm", "4012345000009");
        desk
    }

    fn empty() -> (TempDir, String) {
        let folder = tempfile::tempdir().unwrap();
        let chain = folder.path().join("kept.chain").to_str().unwrap().to_owned();
        (folder, chain)
    }

    fn register(&self, suri: &str, name: &str) -> String {
        let who = ["--suri", suri, "--name", name, "--country", "DE"];
        let registered = done(&[&["register", "--chain", &self.chain], &who[..]].concat());
        registered["party"].as_str().unwrap().to_owned()
    }

    /// Registers an enterprise whose GLN is confirmed.
    fn register_confirmed(&self, suri: &str, name: &str, gln: &str) -> String {
        let evidence = tempfile::NamedTempFile::new().unwrap();
        fs::write(&evidence, "an extract of a register").unwrap();
        let (gln, evidence) = (format!("gln={gln}"), evidence.path().to_str().unwrap());
        let who = ["--suri", suri, "--name", name, "--country", "DE"];
        let what = ["--chain", &self.chain, "--identifier", &gln, "--evidence", evidence];
        let registered = done(&[&["register"], &who[..], &what].concat());
        registered["party"].as_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file, and the folders it is in.
    fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        fs::create_dir_all(Path::new(&path).parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// So many different files of a folder.
    fn write_many(&self, folder: &str, count: usize) -> Vec<String> {
        let text = |at: usize| format!("delivery note {at} of {folder}");
        (0..count)
            .map(|at| self.write(&format!("{folder}/{at:05}.txt"), text(at).as_bytes()))
            .collect()
    }

    fn bytes_of_chain(&self) -> Vec<u8> {
        fs::read(&self.chain).unwrap()
    }

    fn notarise(&self, args: &[&str]) -> Value {
        done(&[&["notarise", "--chain", &self.chain, "--suri", "//Farm"], args].concat())
    }

    /// Why these are not notarised; nothing is changed by that.
    fn refused(&self, args: &[&str]) -> String {
        let before = (self.bytes_of_chain(), self.all_files());
        let args = [&["notarise", "--chain", &self.chain, "--suri", "//Farm"], args].concat();
        let output = lading(&args);
        assert!(!output.status.success(), "it should be refused: {args:?}");
        assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
        assert!((self.bytes_of_chain(), self.all_files()) == before, "something was changed");
        said(&output)
    }

    /// What is in the folder, sorted.
    fn all_files(&self) -> Vec<PathBuf> {
        let files = walkdir::WalkDir::new(self.folder.path()).sort_by_file_name();
        files.into_iter().map(|file| file.unwrap().into_path()).collect()
    }

    /// What the proof of `file` comes to, on this desk's chain.
    fn prove(&self, file: &str, args: &[&str]) -> Proof {
        let bundles = bundles();
        let on = ["--chain", &self.chain, "--bundles", bundles.to_str().unwrap()];
        Proof::of(&[&["prove", file], &on[..], args].concat())
    }

    /// Changes the chain by what no command does.
    fn work(&self, work: impl FnOnce(&mut Embedded, &mut NotaryRef)) {
        let (snapshot, note) = Snapshot::from_bytes(&self.bytes_of_chain()).unwrap();
        let suite: Value = serde_json::from_slice(&note).unwrap();
        let address = suite["notary"]["address"].as_str().unwrap();
        let mut notary: NotaryRef = ink::primitives::AccountId::from(bytes_of(address)).into();
        let mut chain = Embedded::from(&snapshot);
        chain.set_time(chain.next_time()).unwrap();
        work(&mut chain, &mut notary);
        fs::write(&self.chain, chain.snapshot().to_bytes(&note)).unwrap();
    }
}

/// The bytes of 0x and 64 digits.
fn bytes_of(text: &str) -> [u8; 32] {
    hex::decode(&text[2..]).unwrap().try_into().unwrap()
}

struct Proof {
    json: Value,
    success: bool,
    said: String,
}

impl Proof {
    fn of(args: &[&str]) -> Self {
        let output = lading(&[args, &["--json"]].concat());
        let json = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{args:?}: {}", said(&output)));
        Self { json, success: output.status.success(), said: said(&output) }
    }

    /// The checks that came to `result`.
    fn those(&self, result: &str) -> Vec<&str> {
        let checks = self.json["checks"].as_array().unwrap().iter();
        checks
            .filter(|check| check["result"] == result)
            .map(|check| check["check"].as_str().unwrap())
            .collect()
    }

    fn said_of(&self, check: &str) -> &str {
        let checks = self.json["checks"].as_array().unwrap();
        let found = checks.iter().find(|found| found["check"] == check);
        found.unwrap_or_else(|| panic!("there is no check {check}"))["said"].as_str().unwrap()
    }

    #[track_caller]
    fn is_good(&self) {
        assert_eq!(self.those("failed"), [] as [&str; 0], "{}", self.json);
        assert_eq!(self.those("warning"), [] as [&str; 0], "{}", self.json);
        assert!(self.success, "{}", self.said);
        assert_eq!(self.json["result"], "passed");
    }

    /// That exactly these checks failed.
    #[track_caller]
    fn fails(&self, checks: &[&str]) {
        assert_eq!(self.those("failed"), checks, "{:#}", self.json);
        assert!(!self.success);
        assert_eq!(self.json["result"], "failed");
        for check in checks {
            assert!(self.said.contains(check), "{}", self.said);
        }
    }
}

fn receipt_of(file: &str) -> String {
    format!("{file}.receipt.json")
}

fn read_json(path: &str) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// Writes the receipt of `file` again, with one thing changed.
fn change(file: &str, pointer: &str, change: impl FnOnce(&mut Value)) {
    let path = receipt_of(file);
    let mut receipt = read_json(&path);
    change(receipt.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer} in {path}")));
    fs::write(path, serde_json::to_vec(&receipt).unwrap()).unwrap();
}

/// Another last digit.
fn flip(value: &mut Value) {
    let mut text = value.as_str().unwrap().to_owned();
    let last = text.pop().unwrap();
    text.push(if last == '0' { '1' } else { '0' });
    *value = json!(text);
}

#[test]
fn each_of_1_2_3_and_7_files_is_proved_by_its_receipt() {
    let desk = Desk::new();
    for (certificate, count) in [1, 2, 3, 7].into_iter().enumerate() {
        let files = desk.write_many(&format!("in{count}"), count);
        let names: Vec<_> = files.iter().map(String::as_str).collect();
        let notarised = desk.notarise(&names);
        assert_eq!(notarised["documents"], count);
        assert_eq!(notarised["files"], count);
        assert_eq!(notarised["is_batch"], count > 1);
        assert_eq!(notarised["certificate"], certificate + 1);
        let bytes: u64 = files.iter().map(|file| fs::metadata(file).unwrap().len()).sum();
        assert_eq!(notarised["bytes"], bytes);
        let mut leaves = Vec::new();
        for file in &files {
            let proof = desk.prove(file, &[]);
            proof.is_good();
            let inclusion = if count > 1 { &["case"][..] } else { &["inclusion", "case"] };
            assert_eq!(proof.those("not-asked"), inclusion);
            assert_eq!(proof.json["deposit"]["depositor_name"], "Hill Farm");
            assert_eq!(proof.json["deposit"]["recorded_at"], notarised["recorded_at"]);
            assert_eq!(proof.json["deposit"]["collected_at"], notarised["collected_at"]);
            let receipt = read_json(&receipt_of(file));
            for key in ["deposit", "certificate", "block", "recorded_at", "chain", "contract"] {
                assert_eq!(receipt[key], notarised[key], "{key}");
            }
            if count > 1 {
                assert_eq!(receipt["batch"]["root"], notarised["root"]);
                assert_eq!(receipt["batch"]["tree_size"], count);
                leaves.push(receipt["batch"]["leaf_index"].as_u64().unwrap());
            } else {
                assert_eq!(receipt["file"]["sha256"], notarised["root"]);
                assert_eq!(receipt.get("batch"), None);
            }
        }
        leaves.sort_unstable();
        let all = if count > 1 { count as u64 } else { 0 };
        assert_eq!(leaves, (0..all).collect::<Vec<_>>());
    }
}

#[test]
fn a_changed_byte_of_the_file_is_seen_with_and_without_a_chain() {
    let desk = Desk::new();
    let files = desk.write_many("in", 3);
    desk.notarise(&[&desk.path("in")]);
    for (file, changed) in files.iter().zip(["delivery note 0 of iN", "", "delivery note 2 of in "])
    {
        fs::write(file, changed).unwrap();
        desk.prove(file, &[]).fails(&["file"]);
        Proof::of(&["prove", file]).fails(&["file"]);
    }
}

#[test]
fn whatever_of_a_receipt_is_changed_is_seen() {
    let desk = Desk::new();
    let file = desk.write_many("in", 5).remove(0);
    let alone = desk.write("alone.txt", b"a note");
    desk.notarise(&[&desk.path("in"), "--case", "2026-17"]);
    desk.notarise(&[&alone, "--case", "2026-17"]);
    let other = desk.register("//Other", "Mill");
    let (receipt, receipt_alone) = (receipt_of(&file), receipt_of(&alone));
    let (good, good_alone) = (fs::read(&receipt).unwrap(), fs::read(&receipt_alone).unwrap());

    let set = |value: Value| move |old: &mut Value| *old = value;
    let more = |old: &mut Value| *old = json!(old.as_u64().unwrap() + 1);
    type Change<'a> = Box<dyn FnOnce(&mut Value) + 'a>;
    let cases: Vec<(&str, Change, &[&str])> = vec![
        ("/file/sha256", Box::new(flip), &["file", "path"]),
        ("/file/length", Box::new(more), &["file"]),
        ("/batch/path/0", Box::new(flip), &["path"]),
        ("/batch/path/1", Box::new(flip), &["path"]),
        ("/batch/path", Box::new(set(json!([]))), &["path"]),
        ("/batch/root", Box::new(flip), &["path", "deposit id", "certificate", "first seen"]),
        ("/batch/leaf_index", Box::new(set(json!(5))), &["path"]),
        ("/batch/tree_size", Box::new(set(json!(900))), &["path", "certificate"]),
        ("/chain", Box::new(flip), &["chain"]),
        ("/contract", Box::new(set(json!(Account::dev("Alice").id().to_string()))), &["contract"]),
        ("/deposit", Box::new(flip), &["deposit id", "certificate"]),
        ("/certificate", Box::new(more), &["certificate"]),
        ("/block", Box::new(set(json!(1_000_000))), &["time"]),
        ("/recorded_at", Box::new(set(json!("2026-01-01T00:00:00.000Z"))), &["time"]),
        ("/depositor", Box::new(set(json!(other))), &["deposit id", "depositor", "case"]),
        ("/case/number", Box::new(set(json!("2026-18"))), &["case"]),
        ("/case/link", Box::new(more), &["case"]),
        ("/case/link", Box::new(set(json!(0))), &["case"]),
        ("/case/link", Box::new(set(json!(9))), &["case"]),
    ];
    for (pointer, how, failing) in cases {
        desk.prove(&file, &[]).is_good();
        change(&file, pointer, how);
        desk.prove(&file, &[]).fails(failing);
        fs::write(&receipt, &good).unwrap();
    }

    // A document that was deposited alone is no batch, and a batch is no document.
    let batch = read_json(&receipt)["batch"].clone();
    change(&alone, "", |receipt| receipt["batch"] = batch);
    let proof = desk.prove(&alone, &[]);
    proof.fails(&["path", "deposit id", "certificate"]);
    fs::write(&receipt_alone, good_alone).unwrap();
    desk.prove(&alone, &[]).is_good();
    change(&file, "", |receipt| _ = receipt.as_object_mut().unwrap().remove("batch"));
    desk.prove(&file, &[]).fails(&["deposit id", "certificate", "first seen"]);
}

#[test]
fn a_receipt_for_another_file_is_refused() {
    let desk = Desk::new();
    let files = desk.write_many("in", 2);
    desk.notarise(&[&desk.path("in")]);
    desk.prove(&files[0], &["--receipt", &receipt_of(&files[1])]).fails(&["file"]);
    desk.prove(&files[0], &["--receipt", &receipt_of(&files[0])]).is_good();
}

#[test]
fn a_receipt_of_another_chain_is_refused() {
    let (desk, other) = (Desk::new(), Desk::of_its_own());
    let file = desk.write("a.txt", b"a note");
    desk.notarise(&[&file]);
    other.notarise(&[&file, "--receipts", other.folder.path().to_str().unwrap()]);
    let proof = other.prove(&file, &[]);
    proof.fails(&["chain"]);
    // Of another chain nothing more is asked, although it has the same document of the same enterprise.
    assert_eq!(proof.those("passed"), ["file", "path", "deposit id"]);
    desk.prove(&file, &[]).is_good();
}

#[test]
fn a_contract_that_runs_what_was_never_released_is_not_believed() {
    let desk = Desk::new();
    let file = desk.write("a.txt", b"a note");
    desk.notarise(&[&file]);
    fs::create_dir(desk.path("release")).unwrap();
    fs::copy(bundles().join("registry.contract"), desk.path("release/notary.contract")).unwrap();
    let release = desk.path("release");
    let proof = Proof::of(&["prove", &file, "--chain", &desk.chain, "--bundles", &release]);
    proof.fails(&["code"]);
    assert_eq!(proof.those("passed"), ["file", "path", "deposit id", "chain", "contract"]);
}

#[test]
fn without_a_chain_it_is_said_that_none_was_asked() {
    let desk = Desk::new();
    let file = desk.write("a.txt", b"a note");
    desk.notarise(&[&file]);
    let proof = Proof::of(&["prove", &file]);
    proof.is_good();
    assert_eq!(proof.json["chain_asked"], false);
    assert_eq!(proof.those("passed"), ["file", "path", "deposit id"]);
    assert_eq!(proof.those("not-asked").len(), 11);
    let text = String::from_utf8(lading(&["prove", &file]).stdout).unwrap();
    assert!(text.ends_with("is not shown: the chain was not asked.\n"), "{text}");
}

#[test]
fn a_receipt_that_is_missing_or_garbled_is_refused_with_what_is_wrong_where() {
    let desk = Desk::new();
    let file = desk.write("a.txt", b"a note");
    let refused = || {
        let output = lading(&["prove", &file, "--chain", &desk.chain]);
        assert!(!output.status.success() && output.stdout.is_empty());
        said(&output)
    };
    assert!(refused().contains("there is no receipt"), "{}", refused());
    desk.notarise(&[&file]);
    let good = fs::read_to_string(receipt_of(&file)).unwrap();
    for (old, new, expected) in [
        (
            "\"length\": 6",
            "\"length\": \"6\"",
            "invalid type: string \"6\", expected u64 at line 6",
        ),
        (
            "\"version\": 1",
            "\"version\": 3",
            "it is of version 3, and this program knows version 1",
        ),
        ("\"block\"", "\"blok\"", "unknown field `blok`"),
        ("\n}", "", "EOF while parsing an object at line"),
    ] {
        assert!(good.contains(old), "{old}");
        fs::write(receipt_of(&file), good.replace(old, new)).unwrap();
        assert!(refused().contains(expected), "{}", refused());
    }
}

#[test]
fn deposits_of_one_case_are_links_of_one_chain_of_evidence() {
    let desk = Desk::new();
    let first = desk.write("first.txt", b"found at the gate");
    let second = desk.write_many("second", 3);
    let third = desk.write("third.txt", b"another matter");
    let one = desk.notarise(&[&first, "--case", "2026-17", "--closes-in", "30"]);
    let two = desk.notarise(&[&desk.path("second"), "--case", "2026-17"]);
    let other = desk.notarise(&[&third, "--case", "2026-18"]);
    assert_eq!((&one["case"]["link"], &two["case"]["link"]), (&json!(1), &json!(2)));
    assert_eq!(one["case"]["id"], two["case"]["id"]);
    assert_eq!(one["case"]["closes_at"], two["case"]["closes_at"]);
    assert_eq!(other["case"]["link"], 1);
    assert_ne!(one["case"]["id"], other["case"]["id"]);
    for (file, expected) in [
        (&first, "it is link 1 of the case 2026-17"),
        (&second[2], "it is link 2 of the case 2026-17"),
        (&third, "it is link 1 of the case 2026-18"),
    ] {
        let proof = desk.prove(file, &[]);
        proof.is_good();
        assert!(proof.said_of("case").starts_with(expected), "{}", proof.said_of("case"));
    }
}

#[test]
fn the_same_documents_are_not_deposited_again_and_receipts_that_are_missing_are_written() {
    let desk = Desk::new();
    let files = desk.write_many("in", 3);
    let alone = desk.write("alone.txt", b"a note");
    let deposits = [
        desk.notarise(&[&desk.path("in"), "--case", "2026-17", "--device", "scanner"]),
        desk.notarise(&[&alone]),
    ];
    let chain = desk.bytes_of_chain();
    fs::create_dir(desk.path("again")).unwrap();
    let again = desk.path("again");
    let whole = read_json(&receipt_of(&files[0]));
    // As if the command had been stopped before it gave two of the receipts their names: one is whole, and one is not.
    for (file, left) in [(&files[0], "half of a rec"), (&files[2], "{}")] {
        fs::remove_file(receipt_of(file)).unwrap();
        fs::write(format!("{}.waiting", receipt_of(file)), left).unwrap();
    }
    let untouched = fs::read(receipt_of(&files[1])).unwrap();
    let folder = [&desk.path("in")[..], "--case", "2026-17"];
    // In another order, one of them twice, and to another place.
    let elsewhere =
        [&files[2][..], &files[0], &files[1], &files[2], "--case", "2026-17", "--receipts", &again];
    let single = [&alone[..], "--receipts", &again];
    for (named, deposit, written) in [
        (&folder[..], &deposits[0], 2),
        (&folder[..], &deposits[0], 0),
        (&elsewhere[..], &deposits[0], 3),
        (&single[..], &deposits[1], 1),
    ] {
        let repeated = desk.notarise(named);
        assert_eq!(repeated["deposited"], false);
        assert_eq!(repeated["receipts_written"], written);
        let same = ["deposit", "certificate", "recorded_at", "collected_at", "root", "case"];
        for key in same {
            assert_eq!(repeated[key], deposit[key], "{key}");
        }
        assert!(desk.bytes_of_chain() == chain, "the chain was changed");
    }
    assert_eq!(fs::read(receipt_of(&files[1])).unwrap(), untouched);
    let mut later = read_json(&receipt_of(&files[0]));
    assert_eq!(later.get("block"), None);
    later["block"] = whole["block"].clone();
    assert_eq!(later, whole);
    for file in files.iter().chain([&alone]) {
        desk.prove(file, &[]).is_good();
        let name = Path::new(file).file_name().unwrap().to_str().unwrap();
        desk.prove(file, &["--receipt", &receipt_of(&format!("{again}/{name}"))]).is_good();
    }
    assert!(desk
        .all_files()
        .iter()
        .all(|path| path.extension().is_none_or(|end| end != "waiting")));
    let output =
        lading(&[&["notarise", "--chain", &desk.chain, "--suri", "//Farm"], &folder[..]].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("were notarised before: nothing was deposited."), "{text}");
    assert!(text.contains("receipts     0 beside the files, 3 were there"), "{text}");

    // What is asked must be what was done.
    for (more, expected) in [
        (["--case", "2026-18"], "not added to the case 2026-18; nothing was done"),
        (["--device", "camera"], "with another --device; nothing was done"),
    ] {
        let refused = desk.refused(&[&desk.path("in"), more[0], more[1]]);
        assert!(refused.contains(expected), "{refused}");
        assert!(refused.contains(deposits[0]["deposit"].as_str().unwrap()), "{refused}");
    }
    // Only two of the three are other documents, and their receipts would replace others.
    let refused = desk.refused(&[&files[0], &files[1]]);
    assert!(refused.contains("00000.txt.receipt.json is there already"), "{refused}");
    fs::remove_dir_all(&again).unwrap();
    fs::create_dir(&again).unwrap();
    let other = desk.notarise(&[&files[0], &files[1], "--receipts", &again]);
    assert_eq!(other["deposited"], true);
}

#[test]
fn a_receipt_of_a_copy_of_the_chain_is_not_taken_for_one_of_this() {
    let (desk, copy) = (Desk::new(), Desk::new());
    let file = desk.write("a.txt", b"a note");
    desk.notarise(&[&file]);
    let refused = copy.refused(&[&file]);
    assert!(refused.contains("a.txt.receipt.json is there already"), "{refused}");
    copy.notarise(&[&file, "--receipts", copy.folder.path().to_str().unwrap()]);
    let refused = copy.refused(&[&file]);
    assert!(refused.contains("a.txt.receipt.json is there already"), "{refused}");
    desk.prove(&file, &[]).is_good();
}

#[test]
fn what_a_stopped_command_left_is_no_document() {
    let desk = Desk::new();
    let file = desk.write("in/a.txt", b"a note");
    let waiting = desk.write("in/b.txt.receipt.json.waiting", b"{}");
    let half = desk.write("in/.lading-unfinished-AbCdEf", b"half a chain");
    let notarised = desk.notarise(&[&desk.path("in"), &waiting]);
    assert_eq!(notarised["receipts"], json!([receipt_of(&file)]));
    let left = notarised["left_out"].as_array().unwrap();
    let left: Vec<_> = left.iter().map(|left| left["path"].as_str().unwrap()).collect();
    assert_eq!(left, [&half, &waiting, &waiting]);
}

#[test]
fn a_link_that_is_named_gets_its_receipt_as_the_file_does() {
    let desk = Desk::new();
    let file = desk.write("a.txt", b"a note");
    let link = desk.path("link.txt");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let notarised = desk.notarise(&[&file, &link]);
    assert_eq!(notarised["receipts"], json!([receipt_of(&file), receipt_of(&link)]));
    desk.prove(&link, &[]).is_good();
}

#[test]
fn a_chain_that_a_link_leads_to_stays_where_it_is() {
    let desk = Desk::new();
    let link = desk.path("link.chain");
    std::os::unix::fs::symlink("kept.chain", &link).unwrap();
    let file = desk.write("a.txt", b"a note");
    done(&["notarise", &file, "--chain", &link, "--suri", "//Farm"]);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    desk.prove(&file, &[]).is_good();
    // Of two names that are both the file's, one would be left with what was.
    fs::hard_link(&desk.chain, desk.path("twin.chain")).unwrap();
    let refused = desk.refused(&[&desk.write("b.txt", b"another")]);
    assert!(refused.contains("has 2 names (hard links)"), "{refused}");
    // To read it does no harm.
    desk.prove(&file, &[]).is_good();
}

#[test]
fn what_is_in_use_can_be_read_and_not_changed() {
    let desk = Desk::new();
    let file = desk.write("a.txt", b"a note");
    desk.notarise(&[&file]);
    let chain = fs::File::open(&desk.chain).unwrap();
    rustix::fs::flock(&chain, rustix::fs::FlockOperation::LockExclusive).unwrap();
    desk.prove(&file, &[]).is_good();
    let refused = desk.refused(&[&desk.write("b.txt", b"another")]);
    assert!(refused.trim_end().ends_with("kept.chain is in use by another command"), "{refused}");
}

#[test]
fn a_name_that_an_enterprise_gave_itself_is_no_identity() {
    let desk = Desk::new();
    let party = desk.register("//Mill", "Bank\u{202e}\u{1b}[2J of Hill");
    let file = desk.write("a.txt", b"a note");
    done(&["notarise", &file, "--chain", &desk.chain, "--suri", "//Mill"]);
    let proof = desk.prove(&file, &[]);
    assert_eq!((proof.success, proof.those("warning")), (true, vec!["depositor"]));
    assert_eq!(
        proof.said_of("depositor"),
        format!("{party}, Bank[2J of Hill (DE), a name that it gave itself, and nothing about it is confirmed")
    );
    assert_eq!(proof.json["deposit"]["depositor_confirmed"], json!([]));
    let bundles = bundles();
    let on = ["--chain", &desk.chain, "--bundles", bundles.to_str().unwrap()];
    let text = String::from_utf8(lading(&[&["prove", &file], &on[..]].concat()).stdout).unwrap();
    let last = format!("is as {party}, who calls itself Bank[2J of Hill, had it notarised on");
    assert!(text.contains(&last), "{text}");

    let known = desk.write("b.txt", b"another note");
    desk.notarise(&[&known]);
    let proof = desk.prove(&known, &[]);
    assert!(proof.said_of("depositor").ends_with("confirmed are GLN 4012345000009"));
    assert_eq!(proof.json["deposit"]["depositor_confirmed"], json!(["GLN 4012345000009"]));
}

#[test]
fn what_the_chain_cannot_show_of_a_receipt_is_said_to_be_unchecked() {
    let desk = Desk::new();
    let file = desk.write("a.txt", b"a note");
    desk.notarise(&[&file]);
    change(&file, "/block", |block| *block = json!(1));
    change(&file, "/file/name", |name| *name = json!("contract.pdf"));
    let proof = desk.prove(&file, &[]);
    proof.is_good();
    let (file, time) = (proof.said_of("file"), proof.said_of("time"));
    assert!(
        file.ends_with("the receipt calls it \"contract.pdf\", which is not checked"),
        "{file}"
    );
    assert!(time.ends_with("in block 1, as the receipt states: not checked"), "{time}");
}

#[test]
fn where_a_program_reads_a_failure_is_told_once_and_on_stdout_too() {
    let desk = Desk::new();
    let file = desk.write("a.txt", b"a note");
    let none = desk.path("none.chain");
    let output = lading(&["--json", "notarise", &file, "--chain", &none]);
    assert!(!output.status.success());
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(told["error"].as_str().unwrap().contains("none.chain cannot be read"), "{told}");
    assert!(told["because"][0].as_str().unwrap().contains("No such file"), "{told}");
    assert!(said(&output).starts_with("error: "), "{}", said(&output));
    // What was not understood.
    let output = lading(&["prove", "--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(told["error"].as_str().unwrap().contains("<FILE>"), "{told}");
    // A result that tells of the failure is all there is.
    desk.notarise(&[&file]);
    fs::write(&file, "another note").unwrap();
    Proof::of(&["prove", &file]).fails(&["file"]);
    // Where a person reads, stdout has nothing.
    assert!(lading(&["notarise", &file, "--chain", &none]).stdout.is_empty());
    // The release's error says its cause itself.
    let output = lading(&["deploy", "--bundles", &desk.path("nowhere")]);
    assert_eq!(said(&output).matches("os error").count(), 1, "{}", said(&output));
}

#[test]
fn what_is_done_is_not_reported_as_a_failure_of_it() {
    use std::os::unix::ffi::OsStringExt as _;
    let desk = Desk::new();
    // A name that is no text.
    let mut odd = desk.path("a").into_bytes();
    odd.extend(b"\xff.txt");
    let odd = std::ffi::OsString::from_vec(odd);
    fs::write(&odd, "a note").unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_lading"));
    program.args(["--json", "notarise", "--chain", &desk.chain, "--suri", "//Farm"]).arg(&odd);
    let output = program.output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(
        told["receipts"][0].as_str().unwrap().ends_with("a\u{fffd}.txt.receipt.json"),
        "{told}"
    );
    let mut program = Command::new(env!("CARGO_BIN_EXE_lading"));
    assert!(program.args(["--json", "prove"]).arg(&odd).output().unwrap().status.success());

    // A disk that takes no report.
    for (more, name) in [(&["--json"][..], "b.txt"), (&[], "c.txt")] {
        let file = desk.write(name, name.as_bytes());
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_lading"))
            .args(["notarise", &file, "--chain", &desk.chain, "--suri", "//Farm"])
            .args(more)
            .stdout(full)
            .output()
            .unwrap();
        let error = "error: it is done and kept; only the report of it could not be printed";
        assert!(said(&output).starts_with(error), "{}", said(&output));
        desk.prove(&file, &[]).is_good();
    }
}

#[test]
fn a_deployment_that_the_disk_does_not_take_leaves_nothing() {
    let (folder, chain) = Desk::empty();
    let bundles = bundles();
    let limited = r#"trap "" XFSZ; ulimit -f 8; exec "$@""#;
    let deploy = ["deploy", "--chain", &chain, "--bundles", bundles.to_str().unwrap()];
    let output = Command::new("sh")
        .args(["-c", limited, "sh", env!("CARGO_BIN_EXE_lading")])
        .args(deploy)
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(said(&output).contains("kept.chain cannot be written"), "{}", said(&output));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    done(&deploy);
}

#[test]
fn what_never_ends_is_not_read() {
    let desk = Desk::new();
    let file = desk.write("a.txt", b"a note");
    desk.notarise(&[&file]);
    let pipe = desk.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for args in [
        ["prove", &file, "--receipt", &pipe],
        ["prove", &file, "--receipt", "/dev/zero"],
        ["notarise", &file, "--chain", &pipe],
        ["trace", "a", "--chain", &pipe],
        ["prove", &file, "--chain", "/dev/zero"],
    ] {
        let output = lading(&args);
        assert!(!output.status.success() && output.stdout.is_empty(), "{args:?}");
        assert!(said(&output).contains("is not a file"), "{args:?}: {}", said(&output));
    }
    let huge = desk.write("huge.json", &vec![b' '; (1 << 20) + 1]);
    let output = lading(&["prove", &file, "--receipt", &huge]);
    assert!(said(&output).contains("has more than 1,048,576 bytes"), "{}", said(&output));
}

#[test]
fn what_cannot_be_done_is_refused_before_anything_is_deposited() {
    let desk = Desk::new();
    let file = desk.write("in/a.txt", b"a note");
    let other = desk.write("other/a.txt", b"another note");
    fs::create_dir(desk.path("receipts")).unwrap();
    let receipts = desk.path("receipts");
    let refuses = |args: &[&str], expected: &str| {
        let refused = desk.refused(args);
        assert!(refused.contains(expected), "{expected}: {refused}");
    };

    refuses(&[&file, &other, "--receipts", &receipts], "have the same name");
    refuses(&[&file, "--receipts", &desk.path("nowhere")], "--receipts: there is no folder");
    refuses(&[&file, "--receipts", &other], "--receipts: there is no folder");
    refuses(&[&file, &desk.path("b.txt")], "b.txt cannot be read");
    refuses(&[&receipts], "there are no files in what was named");
    refuses(&[&desk.chain], "is the chain itself");
    refuses(&[&file, "--media-type", "pdf"], "MalformedMediaType");
    refuses(&[&file, "--device", &"x".repeat(65)], "TextTooLong");
    refuses(&[&file, "--case", &"x".repeat(36)], "MalformedNumber");
    refuses(&[&file, "--case", "2026-17", "--closes-in", "3661"], "OutOfOrder");
    let nobody = format!("0x{}", "ab".repeat(32));
    refuses(&[&file, "--arbiter", &nobody], "--arbiter: there is no enterprise");
    refuses(&[&file, "--custodian", &nobody], "--custodian: there is no enterprise");

    let taken = desk.write("other/b.txt.receipt.json", b"{}");
    let beside = desk.write("other/b.txt", b"a third note");
    refuses(&[&file, &beside], "b.txt.receipt.json is there already");
    assert_eq!(fs::read(taken).unwrap(), b"{}");

    // Who may write everywhere cannot write into what the system itself shows as files.
    fs::set_permissions(&receipts, fs::Permissions::from_mode(0o555)).unwrap();
    let locked = if fs::write(desk.path("receipts/probe"), "").is_ok() {
        fs::remove_file(desk.path("receipts/probe")).unwrap();
        println!("run by who may write everywhere: /proc stands for a folder without permission");
        "/proc"
    } else {
        &receipts
    };
    refuses(&[&file, "--receipts", locked], "no receipt can be written in");
}

#[test]
fn files_with_the_same_bytes_are_one_document_and_each_has_its_receipt() {
    let desk = Desk::new();
    let one = desk.write("in/one.txt", b"a note");
    let copy = desk.write("in/deep/copy.txt", b"a note");
    let other = desk.write("in/other.txt", b"another note");
    let notarised = desk.notarise(&[&desk.path("in")]);
    assert_eq!((&notarised["documents"], &notarised["files"]), (&json!(2), &json!(3)));
    assert_eq!(notarised["identical"], json!([[copy, one]]));
    for file in [&one, &copy, &other] {
        desk.prove(file, &[]).is_good();
    }
    // All the same: one document.
    let twins = [desk.write("left.txt", b"twins"), desk.write("right.txt", b"twins")];
    let notarised = desk.notarise(&[&twins[0], &twins[1]]);
    assert_eq!((&notarised["documents"], &notarised["is_batch"]), (&json!(1), &json!(false)));
    for file in &twins {
        desk.prove(file, &[]).is_good();
    }
}

#[test]
fn of_a_folder_all_files_are_taken_but_receipts_links_and_the_chain() {
    let desk = Desk::new();
    let first = desk.write("b/first.txt", b"first");
    let earlier = desk.write("a/earlier.txt", b"earlier");
    desk.notarise(&[&earlier]);
    fs::remove_file(&earlier).unwrap();
    std::os::unix::fs::symlink(&first, desk.path("link.txt")).unwrap();
    let hidden = desk.write(".hidden", b"");
    let notarised = desk.notarise(&[desk.folder.path().to_str().unwrap(), &first]);
    assert_eq!(notarised["receipts"], json!([receipt_of(&hidden), receipt_of(&first)]));
    assert_eq!(
        notarised["left_out"],
        json!([
            { "path": desk.path("a/earlier.txt.receipt.json"), "because": "it is a receipt" },
            { "path": desk.chain, "because": "it is the chain itself" },
            { "path": desk.path("link.txt"), "because": "it is a link, or no file" },
        ])
    );
    for file in [&first, &hidden] {
        desk.prove(file, &[]).is_good();
    }
}

#[test]
fn what_became_of_a_deposit_is_told_to_who_relies_on_it() {
    let desk = Desk::new();
    let judge = desk.register("//Judge", "Chamber of Arbitration");
    let rival = desk.register("//Rival", "Mill");
    let [revoked, superseded, better, overturned] =
        ["revoked", "superseded", "better", "overturned"]
            .map(|name| desk.write(&format!("{name}.txt"), name.as_bytes()));
    let [revoked_id, superseded_id, better_id, overturned_id] =
        [&revoked, &superseded, &better, &overturned].map(|file| {
            let notarised = desk.notarise(&[file, "--arbiter", &judge]);
            DepositId(bytes_of(notarised["deposit"].as_str().unwrap()))
        });
    desk.work(|chain, notary| {
        let account = |secret| Account::from_secret(secret).unwrap();
        let (farm, judge_key, rival_key) =
            (account("//Farm"), account("//Judge"), account("//Rival"));
        let rival = PartyId(bytes_of(&rival));
        chain.call(&farm, notary.call_mut().revoke(revoked_id, [1; 32])).unwrap().ok();
        chain.call(&farm, notary.call_mut().supersede(superseded_id, better_id)).unwrap().ok();
        let challenge = notary.call_mut().challenge(overturned_id, rival, [2; 32]);
        chain.call(&rival_key, challenge).unwrap().ok();
        let decide = notary.call_mut().decide(overturned_id, rival, true, [3; 32]);
        chain.call(&judge_key, decide).unwrap().ok();
    });
    let proof = desk.prove(&revoked, &[]);
    proof.fails(&["standing"]);
    assert!(proof.said_of("standing").contains("its depositor revoked it"));
    let proof = desk.prove(&overturned, &[]);
    proof.fails(&["standing"]);
    assert!(proof.said_of("standing").contains("its arbiter overturned it"));
    let proof = desk.prove(&superseded, &[]);
    assert_eq!((proof.success, proof.those("warning")), (true, vec!["standing"]));
    assert_eq!(proof.json["result"], "warning");
    let by = format!("0x{}", hex::encode(better_id.0));
    assert!(proof.said_of("standing").contains(&by), "{}", proof.said_of("standing"));
    desk.prove(&better, &[]).is_good();
}

#[test]
fn who_deposited_the_same_earlier_is_told() {
    let desk = Desk::new();
    let mill = desk.register_confirmed("//Mill", "Mill", "4012345000016");
    let file = desk.write("a.txt", b"a note");
    fs::create_dir(desk.path("mill")).unwrap();
    let place = ["--chain", &desk.chain, "--suri", "//Mill", "--receipts", &desk.path("mill")];
    done(&[&["notarise", &file], &place[..]].concat());
    desk.notarise(&[&file]);
    let proof = desk.prove(&file, &[]);
    assert_eq!((proof.success, proof.those("warning")), (true, vec!["first seen"]));
    assert!(proof.said_of("first seen").contains(&mill), "{}", proof.said_of("first seen"));
    desk.prove(&file, &["--receipt", &desk.path("mill/a.txt.receipt.json")]).is_good();
}

#[test]
fn ten_thousand_documents_are_one_deposit() {
    const COUNT: usize = 10_000;
    let desk = Desk::new();
    let files = desk.write_many("in", COUNT);
    let pair = desk.write_many("pair", 2);
    let of_two = desk.notarise(&[&pair[0], &pair[1]]);
    let begun = Instant::now();
    let notarised = desk.notarise(&[&desk.path("in")]);
    let took = begun.elapsed();
    assert_eq!((&notarised["documents"], &notarised["certificate"]), (&json!(COUNT), &json!(2)));
    for file in [0, 1, COUNT / 2, COUNT - 1].map(|at| &files[at]) {
        desk.prove(file, &[]).is_good();
    }
    assert!(files.iter().all(|file| Path::new(&receipt_of(file)).exists()));
    let left = desk.all_files();
    assert!(left.iter().all(|path| path.extension().is_none_or(|ending| ending != "waiting")));
    let cost = |of: &Value, key: &str| of[key].as_f64().unwrap();
    let (all, each) = (&notarised["cost"], &notarised["cost_per_document"]);
    // It costs what a deposit of two costs: none of its bytes is one of a document.
    assert_eq!(all["deposit"], of_two["cost"]["deposit"]);
    assert_eq!(all["ref_time"], of_two["cost"]["ref_time"]);
    println!(
        "{COUNT} documents in {took:.1?}: {:.3} ms, fee {:.6} and deposit {:.6} UNIT; each {:.3} µs, fee {:.9} and deposit {:.9} UNIT",
        cost(all, "ref_time") / 1e9,
        cost(all, "fee") / 1e12,
        cost(all, "deposit") / 1e12,
        cost(each, "ref_time") / 1e6,
        cost(each, "fee") / 1e12,
        cost(each, "deposit") / 1e12,
    );
}

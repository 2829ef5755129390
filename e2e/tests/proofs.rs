//! The vectors of RFC 6962's implementations, judged by the compiled notary: what proves a leaf or a log to be in a deposited tree.
//!
//! They lie in the folder that `LADING_VECTORS` names, or in one beside the project; without them there is nothing to judge.
use std::{collections::BTreeMap, fs, path::PathBuf};

use e2e::{Actor::*, Exhibit, World};
use interfaces::{
    ids::{DepositId, Digest},
    notary::{Notary, NotaryError, Subject},
};
use serde_json::Value as Json;

/// What base64 stands for.
fn base64(text: &str) -> Vec<u8> {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = text.bytes().filter(|letter| *letter != b'=').flat_map(|letter| {
        let value = letters.iter().position(|known| *known == letter).expect("a letter of base64");
        (0..6).rev().map(move |bit| (value >> bit) & 1 == 1)
    });
    let bits: Vec<bool> = bits.collect();
    let byte = |bits: &[bool]| bits.iter().fold(0, |byte, bit| (byte << 1) | u8::from(*bit));
    bits.chunks_exact(8).map(byte).collect()
}

/// A digest; none if it has not 32 bytes, which no argument can say.
fn digest(value: &Json) -> Option<Digest> {
    base64(value.as_str().unwrap_or_default()).try_into().ok()
}

fn path(value: &Json) -> Option<Vec<Digest>> {
    value.as_array().map_or(Some(Vec::new()), |list| list.iter().map(digest).collect())
}

fn vectors(file: &str) -> Vec<Json> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = std::env::var_os("LADING_VECTORS").map_or(beside, PathBuf::from);
    let path = folder.join("rfc6962").join(file);
    let Ok(text) = fs::read_to_string(&path) else {
        println!("skipped: there is no {}", path.display());
        return Vec::new();
    };
    let cases: Vec<Json> = serde_json::from_str(&text).expect("it is a list");
    assert!(!cases.is_empty());
    cases
}

/// The trees of all cases, each deposited once.
#[derive(Default)]
struct Trees(BTreeMap<(Digest, u64), DepositId>);

impl Trees {
    /// The deposit of a tree; none of what is no tree. Who has deposited a root of one size deposits another by another actor.
    fn deposit(&mut self, world: &mut World, root: Digest, size: u64) -> Option<DepositId> {
        if let Some(deposit) = self.0.get(&(root, size)) {
            return Some(*deposit);
        }
        let before = self.0.keys().filter(|(other, _)| *other == root).count();
        let depositor =
            [Supplier, Buyer, Carrier, SecondCarrier, Warehouse, Regulator, SecondRegulator]
                [before];
        let exhibit = Exhibit { depositor, ..Exhibit::tree(Subject::Batch, root, size) };
        let statement = exhibit.statement(world);
        let message = world.notary().deposit(world.party(depositor), statement);
        if size == 0 {
            assert_eq!(world.err(depositor, message), NotaryError::MalformedTree);
            return None;
        }
        if root == [0; 32] {
            assert_eq!(world.err(depositor, message), NotaryError::MalformedDigest);
            return None;
        }
        let deposit = world.ok(depositor, message);
        self.0.insert((root, size), deposit);
        Some(deposit)
    }
}

fn run(file: &str, mut is_proof: impl FnMut(&Json) -> Option<bool>) {
    let (mut passed, mut failed) = (0, 0);
    for case in vectors(file) {
        let must_fail = case["wantErr"].as_bool().expect("a case says what is to come of it");
        assert_eq!(is_proof(&case).unwrap_or(false), !must_fail, "{}", case["name"]);
        if must_fail {
            failed += 1;
        } else {
            passed += 1;
        }
    }
    println!("{file}: {passed} proofs, {failed} that are none");
}

#[test]
fn the_inclusion_proofs_of_others_are_judged_on_chain_as_they_should_be() {
    let mut world = World::linked();
    let mut trees = Trees::default();
    run("inclusion.json", |case| {
        let (index, size) = (case["leafIdx"].as_u64()?, case["treeSize"].as_u64()?);
        let (leaf, root) = (digest(&case["leafHash"])?, digest(&case["root"])?);
        let path = path(&case["proof"])?;
        let deposit = trees.deposit(&mut world, root, size)?;
        Some(world.ask(world.notary().verify_inclusion(deposit, leaf, index, path)))
    });
}

#[test]
fn the_consistency_proofs_of_others_are_judged_on_chain_as_they_should_be() {
    let mut world = World::linked();
    let mut trees = Trees::default();
    run("consistency.json", |case| {
        let (first, second) = (case["size1"].as_u64()?, case["size2"].as_u64()?);
        let (one, other) = (digest(&case["root1"])?, digest(&case["root2"])?);
        let path = path(&case["proof"])?;
        let first = trees.deposit(&mut world, one, first);
        let second = trees.deposit(&mut world, other, second);
        let (first, second) = (first?, second?);
        Some(world.ask(world.notary().verify_consistency(first, second, path)))
    });
}

#[test]
fn a_log_grows_by_the_proofs_of_others_and_by_no_other() {
    let mut world = World::linked();
    let mut grown = 0;
    for case in vectors("consistency.json") {
        let sizes = (case["size1"].as_u64(), case["size2"].as_u64());
        let (Some(first), Some(second)) = sizes else { continue };
        let roots = (digest(&case["root1"]), digest(&case["root2"]), path(&case["proof"]));
        let (Some(one), Some(other), Some(path)) = roots else { continue };
        if first == 0 || second <= first || one == other {
            continue;
        }
        let kept = world.keep();
        let log = world.deposit(&Exhibit::tree(Subject::Log, one, first));
        let now = world.now();
        let extend = world.notary().extend(log, other, second, now, path);
        if case["wantErr"] == Json::Bool(true) {
            let refused = world.err(Supplier, extend);
            assert_eq!(refused, NotaryError::Inconsistent, "{}", case["name"]);
        } else {
            let head = world.ok(Supplier, extend);
            assert_eq!(world.certificate_of(log).followed_by, Some(head));
            grown += 1;
        }
        world.restore(&kept);
    }
    println!("{grown} logs grew");
}

//! The vectors of others, and trees of our own.
use super::{tree::*, *};
use proptest::prelude::*;
use serde_json::Value;
use std::path::PathBuf;

/// The leaves of RFC 6962's reference implementations.
const LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];
/// The roots over the first 0 to 8 of them.
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}

fn leaves() -> Vec<Digest> {
    LEAVES.iter().map(|hex| leaf(sha256, &bytes(hex))).collect()
}

#[test]
fn the_nine_known_roots_are_found() {
    let leaves = leaves();
    for (size, expected) in ROOTS.iter().enumerate() {
        assert_eq!(root(sha256, &leaves[..size]).to_vec(), bytes(expected), "{size} leaves");
    }
}

#[test]
fn every_path_of_a_small_tree_proves_what_it_is_for_and_nothing_else() {
    let all: Vec<Digest> = (0..40u8).map(|at| leaf(sha256, &[at])).collect();
    for size in 1..=all.len() {
        let (leaves, root_of_all) = (&all[..size], root(sha256, &all[..size]));
        for index in 0..size {
            let path = inclusion(sha256, leaves, index);
            let is = |leaf: &Digest, index: usize, size: usize| {
                is_included(sha256, leaf, index as u64, size as u64, &root_of_all, &path)
            };
            assert!(is(&leaves[index], index, size), "{index} of {size}");
            assert!(!is(&leaf(sha256, b"another"), index, size));
            for other in (0..size + 2).filter(|other| *other != index) {
                assert!(!is(&leaves[index], other, size), "{index} as {other} of {size}");
            }
        }
        for first in 1..=size {
            let path = consistency(sha256, leaves, first);
            let first_root = root(sha256, &all[..first]);
            let is = |first: usize, second: usize| {
                let (first, second) = (first as u64, second as u64);
                is_consistent(sha256, first, second, &first_root, &root_of_all, &path)
            };
            assert!(is(first, size), "{first} of {size}");
            assert!(first == size || !is(size, first));
            assert!(!is(0, size));
        }
    }
}

/// Where vectors of others lie: the folder that `LADING_VECTORS` names, or one beside the project.
fn vectors(file: &str) -> Option<Vec<Value>> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("LADING_VECTORS").map_or(beside, PathBuf::from);
    let path = folder.join("rfc6962").join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: there is no {}", path.display());
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// What base64 stands for.
fn base64(text: &str) -> Vec<u8> {
    let mut found = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => panic!("{text}"),
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            found.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    found
}

/// A digest; none if it has not 32 bytes, which no argument of ours could say.
fn digest(value: &Value) -> Option<Digest> {
    base64(value.as_str().unwrap_or_default()).try_into().ok()
}

fn path(value: &Value) -> Option<Vec<Digest>> {
    value.as_array().map_or(Some(Vec::new()), |list| list.iter().map(digest).collect())
}

fn run(file: &str, is_proof: impl Fn(&Value) -> Option<bool>) {
    let Some(cases) = vectors(file) else { return };
    assert!(!cases.is_empty());
    let mut failed = 0;
    for case in &cases {
        let must_fail = case["wantErr"].as_bool().unwrap();
        assert_eq!(is_proof(case).unwrap_or(false), !must_fail, "{}", case["name"]);
        failed += usize::from(must_fail);
    }
    println!("{file}: {} cases, of which {failed} must fail", cases.len());
}

#[test]
fn the_inclusion_proofs_of_others_are_judged_as_they_should_be() {
    run("inclusion.json", |case| {
        let (index, size) = (case["leafIdx"].as_u64()?, case["treeSize"].as_u64()?);
        let (leaf, root) = (digest(&case["leafHash"])?, digest(&case["root"])?);
        Some(is_included(sha256, &leaf, index, size, &root, &path(&case["proof"])?))
    });
}

#[test]
fn the_consistency_proofs_of_others_are_judged_as_they_should_be() {
    run("consistency.json", |case| {
        let (first, second) = (case["size1"].as_u64()?, case["size2"].as_u64()?);
        let (one, other) = (digest(&case["root1"])?, digest(&case["root2"])?);
        Some(is_consistent(sha256, first, second, &one, &other, &path(&case["proof"])?))
    });
}

/// That a tree made once has the root of its leaves, and at `index` the path, that they have.
fn is_the_same_tree(leaves: &[Digest], index: usize) {
    let tree = Tree::new(sha256, leaves.to_vec());
    assert_eq!(tree.root(), root(sha256, leaves), "{} leaves", leaves.len());
    let path = inclusion(sha256, leaves, index);
    assert_eq!(tree.inclusion(index), path, "{index} of {}", leaves.len());
}

#[test]
fn a_small_tree_made_once_has_every_path() {
    let all: Vec<Digest> = (0..70u8).map(|at| leaf(sha256, &[at])).collect();
    for size in 0..=all.len() {
        for index in 0..size + 2 {
            is_the_same_tree(&all[..size], index);
        }
    }
}

proptest! {
    #[test]
    fn a_tree_made_once_has_the_same_paths(size in 1usize..5_000, index: prop::sample::Index) {
        let leaves: Vec<Digest> = (0..size).map(|at| leaf(sha256, &at.to_le_bytes())).collect();
        is_the_same_tree(&leaves, index.index(size));
    }

    #[test]
    fn a_path_with_a_bit_flipped_or_a_step_more_or_less_proves_nothing(
        size in 2usize..200,
        index: prop::sample::Index,
        first: prop::sample::Index,
        step: prop::sample::Index,
        bit in 0usize..256,
    ) {
        let leaves: Vec<Digest> = (0..size).map(|at| leaf(sha256, &at.to_le_bytes())).collect();
        let (index, first) = (index.index(size), first.index(size - 1) + 1);
        let whole = root(sha256, &leaves);
        let part = root(sha256, &leaves[..first]);
        let included = |path: &[Digest]| {
            is_included(sha256, &leaves[index], index as u64, size as u64, &whole, path)
        };
        let continued = |path: &[Digest]| {
            is_consistent(sha256, first as u64, size as u64, &part, &whole, path)
        };
        for (good, holds) in [
            (inclusion(sha256, &leaves, index), &included as &dyn Fn(&[Digest]) -> bool),
            (consistency(sha256, &leaves, first), &continued),
        ] {
            prop_assert!(holds(&good));
            let mut flipped = good.clone();
            flipped[step.index(good.len())][bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!holds(&flipped));
            let mut longer = good.clone();
            longer.push(whole);
            prop_assert!(!holds(&longer));
            prop_assert!(!holds(&good[1..]));
            prop_assert!(!holds(&good[..good.len() - 1]));
        }
    }

    #[test]
    fn no_numbers_and_no_path_stop_it(index: u64, first: u64, size: u64, steps in 0usize..70) {
        let path = vec![[7; 32]; steps];
        prop_assert!(!is_included(sha256, &[1; 32], index, size, &[2; 32], &path));
        prop_assert!(!is_consistent(sha256, first, size, &[1; 32], &[2; 32], &path));
    }
}

//! Merkle trees as logs of certificates have them (RFC 6962, RFC 9162): what a proof proves.
//!
//! A leaf is `H(0x00 ‖ what it stands for)`, a node `H(0x01 ‖ left ‖ right)`, and the left one of two subtrees is the largest power of
//! two that is smaller than the whole. Leaf and node can never be taken for one another.
//!
//! How to hash is an argument, so that a tree can be checked where there is no chain.
use ink::prelude::vec::Vec;
use interfaces::ids::Digest;

/// SHA-256 by the chain's own function.
pub fn sha256(bytes: &[u8]) -> Digest {
    let mut digest = [0; 32];
    ink::env::hash_bytes::<ink::env::hash::Sha2x256>(bytes, &mut digest);
    digest
}

/// The leaf of what `bytes` say.
pub fn leaf(hash: impl Fn(&[u8]) -> Digest, bytes: &[u8]) -> Digest {
    let mut input = Vec::with_capacity(bytes.len().saturating_add(1));
    input.push(0);
    input.extend_from_slice(bytes);
    hash(&input)
}

/// The node over two subtrees.
pub fn node(hash: impl Fn(&[u8]) -> Digest, left: &Digest, right: &Digest) -> Digest {
    let mut input = [0; 65];
    let (tag, subtrees) = input.split_at_mut(1);
    let (one, other) = subtrees.split_at_mut(32);
    tag.fill(1);
    one.copy_from_slice(left);
    other.copy_from_slice(right);
    hash(&input)
}

/// Whether `path` leads from the leaf number `index`, counted from 0, to the root of a tree of `size` leaves: RFC 9162, section
/// 2.1.3.2.
pub fn is_included(
    hash: impl Fn(&[u8]) -> Digest,
    leaf: &Digest,
    index: u64,
    size: u64,
    root: &Digest,
    path: &[Digest],
) -> bool {
    if index >= size {
        return false;
    }
    // Both are numbers of a node of the level, from the left: that on the path, and the last.
    let (mut at, mut last) = (index, size.saturating_sub(1));
    let mut found = *leaf;
    for sibling in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            found = node(&hash, sibling, &found);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            found = node(&hash, &found, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && found == *root
}

/// Whether `path` proves that the tree of `second_size` leaves begins with all those of the tree of `first_size`, in their order:
/// RFC 9162, section 2.1.4.2. Of a tree without leaves nothing is proved.
pub fn is_consistent(
    hash: impl Fn(&[u8]) -> Digest,
    first_size: u64,
    second_size: u64,
    first_root: &Digest,
    second_root: &Digest,
    path: &[Digest],
) -> bool {
    if first_size == 0 || first_size > second_size {
        return false;
    }
    if first_size == second_size {
        return path.is_empty() && first_root == second_root;
    }
    // A path begins with the last subtree of the first tree, unless that is the first tree itself.
    let (seed, rest) = if first_size.is_power_of_two() {
        (first_root, path)
    } else {
        match path.split_first() {
            Some(split) => split,
            None => return false,
        }
    };
    let (mut at, mut last) = (first_size.saturating_sub(1), second_size.saturating_sub(1));
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut first, mut second) = (*seed, *seed);
    for sibling in rest {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            first = node(&hash, sibling, &first);
            second = node(&hash, sibling, &second);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            second = node(&hash, &second, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && first == *first_root && second == *second_root
}

/// How trees and proofs are made, off the chain.
#[cfg(feature = "std")]
pub mod tree {
    use super::{node, Digest};

    /// The root over `leaves`; over none, the hash of nothing.
    pub fn root(hash: impl Fn(&[u8]) -> Digest + Copy, leaves: &[Digest]) -> Digest {
        match leaves {
            [] => hash(&[]),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(split(leaves.len()));
                node(hash, &root(hash, left), &root(hash, right))
            }
        }
    }

    /// A tree that is made once, for the paths of many of its leaves: each takes as many steps as the tree has levels, where
    /// [`inclusion`] hashes all of it again.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Tree {
        root: Digest,
        /// From the leaves to the root. The last node of a level that has none beside it goes up as it is.
        levels: Vec<Vec<Digest>>,
    }

    impl Tree {
        /// The tree over `leaves`.
        pub fn new(hash: impl Fn(&[u8]) -> Digest + Copy, leaves: Vec<Digest>) -> Self {
            let mut levels = vec![leaves];
            while let Some(level) = levels.last().filter(|level| level.len() > 1) {
                let above = level.chunks(2).filter_map(|pair| match pair {
                    [left, right] => Some(node(hash, left, right)),
                    _ => pair.first().copied(),
                });
                levels.push(above.collect());
            }
            let top = levels.last().and_then(|level| level.first());
            let root = top.copied().unwrap_or_else(|| hash(&[]));
            Self { root, levels }
        }

        /// What [`root`] is of the leaves.
        pub fn root(&self) -> Digest {
            self.root
        }

        /// What [`inclusion`] is of the leaves.
        pub fn inclusion(&self, index: usize) -> Vec<Digest> {
            let mut path = Vec::new();
            if self.levels.first().is_some_and(|leaves| index < leaves.len()) {
                let mut at = index;
                for level in &self.levels {
                    path.extend(level.get(at ^ 1));
                    at >>= 1;
                }
            }
            path
        }
    }

    /// The path from the leaf number `index`, counted from 0, to the root; empty also where there is no such leaf.
    pub fn inclusion(
        hash: impl Fn(&[u8]) -> Digest + Copy,
        leaves: &[Digest],
        index: usize,
    ) -> Vec<Digest> {
        if leaves.len() < 2 || index >= leaves.len() {
            return Vec::new();
        }
        let (left, right) = leaves.split_at(split(leaves.len()));
        let (mut path, sibling) = match index.checked_sub(left.len()) {
            None => (inclusion(hash, left, index), root(hash, right)),
            Some(index) => (inclusion(hash, right, index), root(hash, left)),
        };
        path.push(sibling);
        path
    }

    /// The proof that `leaves` begin with the first `size` of them; empty also where there are not so many, or none are asked for.
    pub fn consistency(
        hash: impl Fn(&[u8]) -> Digest + Copy,
        leaves: &[Digest],
        size: usize,
    ) -> Vec<Digest> {
        if size == 0 || size >= leaves.len() {
            return Vec::new();
        }
        subproof(hash, leaves, size, true)
    }

    fn subproof(
        hash: impl Fn(&[u8]) -> Digest + Copy,
        leaves: &[Digest],
        size: usize,
        is_known: bool,
    ) -> Vec<Digest> {
        if size == leaves.len() {
            return if is_known { Vec::new() } else { vec![root(hash, leaves)] };
        }
        let (left, right) = leaves.split_at(split(leaves.len()));
        let (mut path, sibling) = match size.checked_sub(left.len()) {
            None | Some(0) => (subproof(hash, left, size, is_known), root(hash, right)),
            Some(size) => (subproof(hash, right, size, false), root(hash, left)),
        };
        path.push(sibling);
        path
    }

    /// The largest power of two that is smaller than `size`, which is more than 1.
    fn split(size: usize) -> usize {
        size.next_power_of_two() >> 1
    }
}

#[cfg(test)]
mod tests;

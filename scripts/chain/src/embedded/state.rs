//! The state between blocks: plain ordered maps.
//!
//! A node keeps a Merkle trie to prove its state to others. Nothing that an extrinsic or a contract can observe
//! depends on it, so no trie is kept here and every state root is zero. Copies share their
//! entries until one of them changes, which makes a snapshot free.
use std::{
    collections::BTreeMap,
    fmt,
    ops::Bound::{Excluded, Included, Unbounded},
    sync::Arc,
};

use sp_core::{
    storage::{ChildInfo, StateVersion, Storage},
    Blake2Hasher, Hasher, H256,
};
use sp_state_machine::{
    backend::{Backend, BackendTransaction, IterArgs, StorageIterator},
    OverlayedChanges, StateMachineStats, StorageKey, StorageValue, UsageInfo,
};

/// Changes that are not in the state yet.
pub(super) type Overlay = OverlayedChanges<Blake2Hasher>;

type Entries = BTreeMap<StorageKey, Arc<[u8]>>;

/// Keys and values.
type Pairs = Vec<(StorageKey, StorageValue)>;

/// A state as it is written to a file.
pub(super) type Parts = (Pairs, Vec<(StorageKey, Pairs)>);

/// The state after a block.
#[derive(Clone, Default)]
pub(super) struct State {
    top: Arc<Entries>,
    children: BTreeMap<StorageKey, Arc<Entries>>,
}

impl State {
    /// Takes over the changes of a finished block.
    pub(super) fn commit(&mut self, overlay: &mut Overlay) {
        let changes = overlay
            .drain_storage_changes(self, StateVersion::V1)
            .expect("the only source of errors is a backend that reads from elsewhere");
        write(&mut self.top, changes.main_storage_changes);
        for (child, changes) in changes.child_storage_changes {
            let entries = self.children.entry(child).or_default();
            write(entries, changes);
        }
        self.children.retain(|_, entries| !entries.is_empty());
    }

    /// Everything, in the order of the keys: what is of no contract, then of each child trie.
    pub(super) fn parts(&self) -> Parts {
        let copied = |entries: &Entries| {
            entries.iter().map(|(key, value)| (key.clone(), value.to_vec())).collect()
        };
        let children = self.children.iter();
        (
            copied(&self.top),
            children.map(|(child, entries)| (child.clone(), copied(entries))).collect(),
        )
    }

    fn entries(&self, child: Option<&[u8]>) -> Option<&Entries> {
        match child {
            None => Some(&self.top),
            Some(child) => self.children.get(child).map(|entries| &**entries),
        }
    }

    fn value(&self, child: Option<&[u8]>, key: &[u8]) -> Option<&[u8]> {
        self.entries(child)?.get(key).map(|value| &**value)
    }

    fn key_after(&self, child: Option<&[u8]>, key: &[u8]) -> Option<StorageKey> {
        self.entries(child)?
            .range::<[u8], _>((Excluded(key), Unbounded))
            .next()
            .map(|(key, _)| key.clone())
    }
}

fn write(entries: &mut Arc<Entries>, changes: Vec<(StorageKey, Option<StorageValue>)>) {
    if changes.is_empty() {
        return;
    }
    let entries = Arc::make_mut(entries);
    for (key, value) in changes {
        match value {
            Some(value) => entries.insert(key, value.into()),
            None => entries.remove(&key),
        };
    }
}

impl From<Storage> for State {
    fn from(storage: Storage) -> Self {
        let entries = |data: BTreeMap<_, Vec<u8>>| {
            Arc::new(data.into_iter().map(|(key, value)| (key, value.into())).collect())
        };
        Self {
            top: entries(storage.top),
            children: storage
                .children_default
                .into_iter()
                .map(|(child, content)| (child, entries(content.data)))
                .collect(),
        }
    }
}

impl From<Parts> for State {
    fn from((top, children): Parts) -> Self {
        let entries = |pairs: Pairs| {
            Arc::new(pairs.into_iter().map(|(key, value)| (key, value.into())).collect())
        };
        Self {
            top: entries(top),
            children: children.into_iter().map(|(child, pairs)| (child, entries(pairs))).collect(),
        }
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "State({} entries, {} contracts)", self.top.len(), self.children.len())
    }
}

/// Walks over the keys of a state.
pub(super) struct Walk {
    child: Option<StorageKey>,
    prefix: Vec<u8>,
    from: Vec<u8>,
    inclusive: bool,
    complete: bool,
}

impl Walk {
    fn next<'a>(&mut self, state: &'a State) -> Option<(&'a StorageKey, &'a [u8])> {
        let start =
            if self.inclusive { Included(&self.from[..]) } else { Excluded(&self.from[..]) };
        let found = state
            .entries(self.child.as_deref())
            .and_then(|entries| entries.range::<[u8], _>((start, Unbounded)).next())
            .filter(|(key, _)| key.starts_with(&self.prefix));
        match found {
            Some((key, value)) => {
                self.from.clone_from(key);
                self.inclusive = false;
                Some((key, value))
            }
            None => {
                self.complete = true;
                None
            }
        }
    }
}

impl StorageIterator<Blake2Hasher> for Walk {
    type Backend = State;
    type Error = String;

    fn next_key(&mut self, state: &State) -> Option<Result<StorageKey, String>> {
        self.next(state).map(|(key, _)| Ok(key.clone()))
    }

    fn next_pair(&mut self, state: &State) -> Option<Result<(StorageKey, StorageValue), String>> {
        self.next(state).map(|(key, value)| Ok((key.clone(), value.to_vec())))
    }

    fn was_complete(&self) -> bool {
        self.complete
    }
}

impl Backend<Blake2Hasher> for State {
    type Error = String;
    type TrieBackendStorage = BackendTransaction<Blake2Hasher>;
    type RawIter = Walk;

    fn storage(&self, key: &[u8]) -> Result<Option<StorageValue>, String> {
        Ok(self.value(None, key).map(<[u8]>::to_vec))
    }

    fn storage_hash(&self, key: &[u8]) -> Result<Option<H256>, String> {
        Ok(self.value(None, key).map(Blake2Hasher::hash))
    }

    fn closest_merkle_value(&self, _: &[u8]) -> Result<Option<sp_trie::MerkleValue<H256>>, String> {
        Ok(None)
    }

    fn child_closest_merkle_value(
        &self,
        _: &ChildInfo,
        _: &[u8],
    ) -> Result<Option<sp_trie::MerkleValue<H256>>, String> {
        Ok(None)
    }

    fn child_storage(&self, child: &ChildInfo, key: &[u8]) -> Result<Option<StorageValue>, String> {
        Ok(self.value(Some(child.storage_key()), key).map(<[u8]>::to_vec))
    }

    fn child_storage_hash(&self, child: &ChildInfo, key: &[u8]) -> Result<Option<H256>, String> {
        Ok(self.value(Some(child.storage_key()), key).map(Blake2Hasher::hash))
    }

    fn exists_storage(&self, key: &[u8]) -> Result<bool, String> {
        Ok(self.value(None, key).is_some())
    }

    fn exists_child_storage(&self, child: &ChildInfo, key: &[u8]) -> Result<bool, String> {
        Ok(self.value(Some(child.storage_key()), key).is_some())
    }

    fn next_storage_key(&self, key: &[u8]) -> Result<Option<StorageKey>, String> {
        Ok(self.key_after(None, key))
    }

    fn next_child_storage_key(
        &self,
        child: &ChildInfo,
        key: &[u8],
    ) -> Result<Option<StorageKey>, String> {
        Ok(self.key_after(Some(child.storage_key()), key))
    }

    fn storage_root<'a>(
        &self,
        _: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>,
        _: StateVersion,
    ) -> (H256, BackendTransaction<Blake2Hasher>) {
        Default::default()
    }

    fn child_storage_root<'a>(
        &self,
        _: &ChildInfo,
        _: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>,
        _: StateVersion,
    ) -> (H256, bool, BackendTransaction<Blake2Hasher>) {
        Default::default()
    }

    fn raw_iter(&self, args: IterArgs) -> Result<Walk, String> {
        let prefix = args.prefix.unwrap_or_default();
        let (from, inclusive) = match args.start_at {
            Some(start) if start >= prefix => (start, !args.start_at_exclusive),
            _ => (prefix, true),
        };
        Ok(Walk {
            child: args.child_info.map(|child| child.storage_key().to_vec()),
            prefix: prefix.to_vec(),
            from: from.to_vec(),
            inclusive,
            complete: false,
        })
    }

    fn register_overlay_stats(&self, _: &StateMachineStats) {}

    fn usage_info(&self) -> UsageInfo {
        UsageInfo::empty()
    }
}

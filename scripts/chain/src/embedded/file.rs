//! A chain between two blocks as bytes, to be kept in a file and gone on with later.
use contracts_node_runtime::VERSION;
use ink::scale::{Decode, DecodeAll, Encode};
use sp_core::{blake2_256, H256};

use super::{
    state::{Parts, State},
    Sealing, Signing, Snapshot,
};
use crate::ChainError;

/// What such bytes begin with: the form, and its version.
const FORM: &[u8] = b"lading chain 1\n";

/// What stands between the form and the digest of all.
#[derive(Encode, Decode)]
struct Content {
    /// The runtime's `spec_version` and `transaction_version`: another would read the state otherwise.
    runtime: (u32, u32),
    parent: H256,
    next_time: Option<u64>,
    note: Vec<u8>,
    state: Parts,
}

impl Snapshot {
    /// The chain as bytes, with a `note` of what its keeper has to know; how blocks are made is not kept.
    pub fn to_bytes(&self, note: &[u8]) -> Vec<u8> {
        let content = Content {
            runtime: (VERSION.spec_version, VERSION.transaction_version),
            parent: self.parent,
            next_time: self.next_time,
            note: note.to_vec(),
            state: self.state.parts(),
        };
        let mut bytes = FORM.to_vec();
        content.encode_to(&mut bytes);
        bytes.extend(blake2_256(&bytes));
        bytes
    }

    /// The chain that [`Snapshot::to_bytes`] wrote, and its note.
    ///
    /// # Errors
    /// [`ChainError::NotKept`] if the bytes are not all of such a chain, unchanged and of this runtime.
    pub fn from_bytes(bytes: &[u8]) -> Result<(Self, Vec<u8>), ChainError> {
        let wrong = |why: &str| ChainError::NotKept(why.to_owned());
        if !bytes.starts_with(FORM) {
            return Err(wrong("it does not begin as one"));
        }
        let (all, digest) = bytes
            .split_last_chunk::<32>()
            .filter(|(all, _)| all.len() > FORM.len())
            .ok_or_else(|| wrong("it ends early"))?;
        if blake2_256(all) != *digest {
            return Err(wrong("it was changed or cut off: its digest does not fit"));
        }
        let Content { runtime, parent, next_time, note, state } =
            Content::decode_all(&mut &all[FORM.len()..])
                .map_err(|error| wrong(&format!("it cannot be read: {error}")))?;
        if runtime != (VERSION.spec_version, VERSION.transaction_version) {
            return Err(wrong(&format!(
                "it is of version {} of the runtime, and this is {}",
                runtime.0, VERSION.spec_version
            )));
        }
        let snapshot = Self {
            state: State::from(state),
            parent,
            next_time,
            sealing: Sealing::default(),
            signing: Signing::default(),
        };
        Ok((snapshot, note))
    }
}

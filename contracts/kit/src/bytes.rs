//! Bytes that something is encoded to.
use ink::{
    env::{
        self,
        hash::{Blake2x256, HashOutput},
    },
    prelude::vec::Vec,
    scale::{Encode, Output},
};

/// The BLAKE2b-256 digest of what `of` is encoded to.
///
/// Unlike ink!'s own, it shares the encoding with what is stored and told.
pub fn hash(of: &impl Encode) -> [u8; 32] {
    let mut bytes = Bytes::new();
    of.encode_to(&mut bytes);
    digest(&bytes)
}

#[inline(never)]
fn digest(bytes: &Bytes) -> [u8; 32] {
    let mut digest = <Blake2x256 as HashOutput>::Type::default();
    env::hash_bytes::<Blake2x256>(&bytes.0, &mut digest);
    digest
}

/// What was encoded so far.
///
/// Writing is one function, and not inlined for each field as it is for a plain list.
pub(crate) struct Bytes(Vec<u8>);

impl Bytes {
    /// None, with room for what most records and events need.
    #[inline(never)]
    pub(crate) fn new() -> Self {
        Self(Vec::with_capacity(512))
    }

    /// The storage key that `key` stands for, with room for the rest of it.
    #[inline(never)]
    pub(crate) fn at(key: u32) -> Self {
        let mut place = Self(Vec::with_capacity(128));
        key.encode_to(&mut place);
        place
    }

    pub(crate) fn into_vec(self) -> Vec<u8> {
        self.0
    }
}

/// What telling an event needs, which is told on a chain only.
#[cfg(target_arch = "wasm32")]
impl Bytes {
    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn as_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl Output for Bytes {
    #[inline(never)]
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    #[inline(never)]
    fn push_byte(&mut self, byte: u8) {
        self.0.push(byte);
    }
}

/// As a storage key: as it stands.
impl Encode for Bytes {
    fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
        output.write(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[ink::test]
    fn a_digest_is_the_one_that_ink_makes() {
        let of = (*b"lading/test", [7u8; 32], 3u16);
        let mut digest = <Blake2x256 as HashOutput>::Type::default();
        env::hash_encoded::<Blake2x256, _>(&of, &mut digest);
        assert_eq!(hash(&of), digest);
    }
}

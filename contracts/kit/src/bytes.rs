//! Bytes that something is encoded to.
use ink::{
    prelude::vec::Vec,
    scale::{Decode, Encode, Error, Input, Output},
};

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

/// Bytes as they stand, whatever they say.
pub(crate) struct Raw(pub(crate) Vec<u8>);

impl Encode for Raw {
    fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
        output.write(&self.0);
    }
}

impl Decode for Raw {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let length = input.remaining_len()?.unwrap_or_default();
        let mut bytes = ink::prelude::vec![0; length];
        input.read(&mut bytes)?;
        Ok(Self(bytes))
    }
}

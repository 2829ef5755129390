//! Digests of what contracts know.
use crate::bytes::Bytes;
use ink::{env::hash::Blake2x256, scale::Encode};

/// BLAKE2b-256 of the SCALE encoding of `what`.
///
/// It is encoded as it would be to be stored or told, so that the code for that is there once.
pub fn digest(what: &impl Encode) -> [u8; 32] {
    let mut bytes = Bytes::new();
    what.encode_to(&mut bytes);
    hash(&bytes.into_vec())
}

/// BLAKE2b-256 of `parts`, one after the other as they stand, without their lengths.
#[inline(never)]
pub fn name(parts: &[&[u8]]) -> [u8; 32] {
    hash(&parts.concat())
}

#[inline(never)]
fn hash(bytes: &[u8]) -> [u8; 32] {
    let mut digest = [0; 32];
    ink::env::hash_bytes::<Blake2x256>(bytes, &mut digest);
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[ink::test]
    fn a_digest_is_what_ink_hashes_of_the_encoding() {
        let what = (*b"lading", 7u16, vec![1u8, 2]);
        let mut expected = [0; 32];
        ink::env::hash_encoded::<Blake2x256, _>(&what, &mut expected);
        assert_eq!(digest(&what), expected);
    }

    #[ink::test]
    fn a_name_is_the_hash_of_its_parts_as_they_stand() {
        let mut expected = [0; 32];
        ink::env::hash_bytes::<Blake2x256>(b"lading/one", &mut expected);
        assert_eq!(name(&[b"lading", b"/", b"one"]), expected);
    }
}

//! Signatures that another brings, who pays for the call: the signer needs no funds.
//!
//! What is signed is `blake2_256` of the SCALE encoding of (purpose, chain tag, contract, signer, what is signed for, nonce, deadline),
//! by sr25519, as it stands or between `<Bytes>` and `</Bytes>`, as wallets sign what is not a transaction. It is believed once, in
//! time, on one chain, by one contract.
use crate::store::{Shelf, Slot};
use ink::{
    env,
    scale::{Encode, Output},
    selector_id,
    storage::{traits::ManualKey, Lazy, Mapping},
};
use interfaces::ids::{Account, CodeHash, Millis, NO_CODE};

/// On what terms a signature may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Who signed.
    pub signer: Account,
    /// A number that the signer uses once, in any order.
    pub nonce: u64,
    /// Until when it may be used, in milliseconds of block time.
    pub deadline: Millis,
}

/// Why a signature is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disbelief {
    /// Its deadline is over.
    Expired,
    /// It, or another with its nonce, was used.
    Replayed,
    /// It is not the signer's under this.
    Forged,
}

/// A bit for each of 256 nonces.
type Nonces = [u8; 32];

/// The chain it is on, and the nonces that were used.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Relays {
    chain: Lazy<CodeHash, ManualKey<{ selector_id!("kit::relay::chain") }>>,
    /// 256 nonces an item: bit `nonce % 256` under `nonce / 256`.
    used: Mapping<(Account, u64), Nonces, ManualKey<{ selector_id!("kit::relay::used") }>>,
}

impl Relays {
    /// Makes signatures good for the chain with this `tag` only: its genesis hash.
    pub fn establish(&mut self, tag: CodeHash) {
        self.chain.write(&tag);
    }

    /// Believes `signature` under `what`, for `purpose`, in `contract`, at `now`; never again.
    ///
    /// # Errors
    /// [`Disbelief::Expired`], [`Disbelief::Replayed`], [`Disbelief::Forged`], in this order.
    pub fn believe(
        &mut self,
        purpose: &'static [u8],
        contract: &Account,
        what: &impl Encode,
        terms: &Terms,
        signature: &[u8; 64],
        now: Millis,
    ) -> Result<(), Disbelief> {
        if now > terms.deadline {
            return Err(Disbelief::Expired);
        }
        let (word, byte, bit) = place(terms.nonce);
        let key = (&terms.signer, word);
        let mut used = self.used.read(key).unwrap_or_default();
        let Some(bits) = used.get_mut(byte).filter(|bits| **bits & bit == 0) else {
            return Err(Disbelief::Replayed);
        };
        *bits |= bit;
        let chain = self.chain.read().unwrap_or(NO_CODE);
        if !is_signed(&digest(purpose, &chain, contract, what, terms), &terms.signer, signature) {
            return Err(Disbelief::Forged);
        }
        self.used.write(key, &used);
        Ok(())
    }
}

/// What has to be signed.
pub fn digest(
    purpose: &'static [u8],
    chain: &CodeHash,
    contract: &Account,
    what: &impl Encode,
    terms: &Terms,
) -> [u8; 32] {
    let Terms { signer, nonce, deadline } = terms;
    crate::digest(&(Purpose(purpose), chain, contract, signer, what, nonce, deadline))
}

/// Stands before all else, as it is written and without its length.
struct Purpose(&'static [u8]);

impl Encode for Purpose {
    fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
        output.write(self.0);
    }
}

#[inline(never)]
fn is_signed(digest: &[u8; 32], signer: &Account, signature: &[u8; 64]) -> bool {
    let wrapped = [b"<Bytes>", digest.as_slice(), b"</Bytes>"].concat();
    let signed = |message| env::sr25519_verify(signature, message, signer.as_ref()).is_ok();
    signed(digest) || signed(&wrapped)
}

/// The item, the byte in it and the bit in that where `nonce` is marked.
fn place(nonce: u64) -> (u64, usize, u8) {
    let [low, ..] = nonce.to_le_bytes();
    (nonce >> 8, usize::from(low >> 3), 1 << (low & 7))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use schnorrkel::{signing_context, ExpansionMode, Keypair, MiniSecretKey};
    use std::collections::BTreeSet;

    const CHAIN: [u8; 32] = [1; 32];
    const CONTRACT: [u8; 32] = [2; 32];
    const PURPOSE: &[u8] = b"lading/kit/test";
    const WHAT: (u8, [u16; 2]) = (7, [8, 9]);
    const NOW: Millis = 1_000;

    fn key() -> Keypair {
        MiniSecretKey::from_bytes(&[5; 32]).unwrap().expand_to_keypair(ExpansionMode::Ed25519)
    }

    fn terms(nonce: u64) -> Terms {
        Terms { signer: key().public.to_bytes().into(), nonce, deadline: NOW }
    }

    fn signed(message: &[u8]) -> [u8; 64] {
        key().sign(signing_context(b"substrate").bytes(message)).to_bytes()
    }

    fn signature(terms: &Terms) -> [u8; 64] {
        signed(&digest(PURPOSE, &CHAIN.into(), &CONTRACT.into(), &WHAT, terms))
    }

    fn relays() -> Relays {
        let mut relays = Relays::default();
        relays.establish(CHAIN.into());
        relays
    }

    fn believe(relays: &mut Relays, terms: &Terms, bytes: &[u8; 64]) -> Result<(), Disbelief> {
        relays.believe(PURPOSE, &CONTRACT.into(), &WHAT, terms, bytes, NOW)
    }

    #[ink::test]
    fn a_signature_is_believed_once_raw_or_as_wallets_wrap_it() {
        let mut relays = relays();
        let raw = terms(0);
        assert_eq!(believe(&mut relays, &raw, &signature(&raw)), Ok(()));
        assert_eq!(believe(&mut relays, &raw, &signature(&raw)), Err(Disbelief::Replayed));
        let wrapped = terms(1);
        let digest = digest(PURPOSE, &CHAIN.into(), &CONTRACT.into(), &WHAT, &wrapped);
        let message = [b"<Bytes>", &digest[..], b"</Bytes>"].concat();
        assert_eq!(believe(&mut relays, &wrapped, &signed(&message)), Ok(()));
        assert_eq!(believe(&mut relays, &wrapped, &signed(&message)), Err(Disbelief::Replayed));
    }

    #[ink::test]
    fn what_is_signed_is_the_purpose_and_the_encoding_of_all_the_rest() {
        let terms = Terms { nonce: 3, ..terms(3) };
        let mut bytes = PURPOSE.to_vec();
        bytes.extend(CHAIN);
        bytes.extend(CONTRACT);
        bytes.extend(key().public.to_bytes());
        bytes.extend(WHAT.encode());
        bytes.extend(3u64.to_le_bytes());
        bytes.extend(NOW.to_le_bytes());
        let mut expected = [0; 32];
        env::hash_bytes::<env::hash::Blake2x256>(&bytes, &mut expected);
        let found = digest(PURPOSE, &CHAIN.into(), &CONTRACT.into(), &WHAT, &terms);
        assert_eq!(found, expected);
    }

    #[ink::test]
    fn a_signature_is_good_until_its_deadline() {
        let mut relays = relays();
        let late = Terms { deadline: NOW - 1, ..terms(0) };
        assert_eq!(believe(&mut relays, &late, &signature(&late)), Err(Disbelief::Expired));
    }

    #[ink::test]
    fn a_signature_is_good_for_nothing_else_and_nowhere_else() {
        let mut relays = relays();
        let terms = terms(0);
        let good = signature(&terms);
        let forged = Err(Disbelief::Forged);
        let here = CONTRACT.into();
        let elsewhere = [3; 32].into();
        assert_eq!(relays.believe(b"another", &here, &WHAT, &terms, &good, NOW), forged);
        assert_eq!(relays.believe(PURPOSE, &elsewhere, &WHAT, &terms, &good, NOW), forged);
        assert_eq!(relays.believe(PURPOSE, &here, &(7u8, [8u16, 10]), &terms, &good, NOW), forged);
        for other in [
            Terms { nonce: 1, ..terms },
            Terms { deadline: NOW + 1, ..terms },
            Terms { signer: [9; 32].into(), ..terms },
        ] {
            assert_eq!(believe(&mut relays, &other, &good), forged);
        }
        relays.establish([8; 32].into());
        assert_eq!(believe(&mut relays, &terms, &good), forged, "another chain");
        relays.establish(CHAIN.into());
        assert_eq!(believe(&mut relays, &terms, &good), Ok(()), "nothing was used up");
    }

    #[ink::test]
    fn a_signature_with_a_bit_flipped_is_none() {
        let mut relays = relays();
        let terms = terms(0);
        for bit in (0..512).step_by(3) {
            let mut bytes = signature(&terms);
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(believe(&mut relays, &terms, &bytes), Err(Disbelief::Forged), "{bit}");
        }
    }

    proptest! {
        #[test]
        fn each_nonce_has_a_place_of_its_own(nonces in prop::collection::btree_set(any::<u64>(), 2..40)) {
            let near: BTreeSet<u64> =
                nonces.iter().flat_map(|nonce| [*nonce, nonce.wrapping_add(1), nonce ^ 256]).collect();
            let places: BTreeSet<_> = near.iter().map(|nonce| place(*nonce)).collect();
            prop_assert_eq!(places.len(), near.len());
            prop_assert!(places.iter().all(|(_, byte, bit)| *byte < 32 && bit.count_ones() == 1));
        }
    }
}

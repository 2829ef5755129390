//! Signatures that another brings, who pays for the call: the signer needs no funds.
//!
//! What is signed is `blake2_256` of the SCALE encoding of (purpose, chain tag, contract, signer, what is signed for, nonce, deadline),
//! by sr25519, as it stands or between `<Bytes>` and `</Bytes>`, as wallets sign what is not a transaction. It is believed once, in
//! time, on one chain, by one contract.
use crate::store::{Shelf, Slot};
use ink::{
    env,
    primitives::{AccountId, Hash},
    scale::{Encode, Output},
    selector_id,
    storage::{traits::ManualKey, Lazy, Mapping},
};
use interfaces::ids::Millis;

/// On what terms a signature may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Who signed.
    pub signer: AccountId,
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

/// The chain it is on, and the nonces that were used.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Relays {
    chain: Lazy<Hash, ManualKey<{ selector_id!("kit::relay::chain") }>>,
    /// 256 nonces an item: bit `nonce % 256` under `nonce / 256`.
    used: Mapping<(AccountId, u64), [u8; 32], ManualKey<{ selector_id!("kit::relay::used") }>>,
}

impl Relays {
    /// Makes signatures good for the chain with this `tag` only: its genesis hash.
    pub fn establish(&mut self, tag: Hash) {
        self.chain.write(&tag);
    }

    /// Believes `signature` under `what`, for `purpose`, in `contract`, at `now`; never again.
    ///
    /// # Errors
    /// [`Disbelief::Expired`], [`Disbelief::Replayed`], [`Disbelief::Forged`], in this order.
    pub fn believe(
        &mut self,
        purpose: &'static [u8],
        contract: &AccountId,
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
        let chain = self.chain.read().unwrap_or_default();
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
    chain: &Hash,
    contract: &AccountId,
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
fn is_signed(digest: &[u8; 32], signer: &AccountId, signature: &[u8; 64]) -> bool {
    let wrapped = [b"<Bytes>", digest.as_slice(), b"</Bytes>"].concat();
    let signed = |message| env::sr25519_verify(signature, message, signer.as_ref()).is_ok();
    signed(digest) || signed(&wrapped)
}

/// The item, the byte in it and the bit in that where `nonce` is marked.
fn place(nonce: u64) -> (u64, usize, u8) {
    let [low, ..] = nonce.to_le_bytes();
    (nonce >> 8, usize::from(low >> 3), 1 << (low & 7))
}

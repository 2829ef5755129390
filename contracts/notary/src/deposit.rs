//! Deposits: what is stored of one, and what may be stated.
use crate::status::{next, signatures, Step};
use interfaces::{
    ids::{Account, DepositId, Digest, DocumentId, EvidenceId, Fingerprint, Millis, PartyId},
    notary::{
        Algorithm, Certificate, DepositStatus, NotaryError, RecordKind, Standing, Statement,
        Subject, Told,
    },
};
use kit::{list::has_repeats, Call};

/// The longest time to sign or to decide: with a longer one, silence could keep a deposit pending, or a challenge open, for ever.
pub(crate) const LONGEST: Millis = 366 * 24 * 60 * 60 * 1000;
/// Most who have to sign, and most who may append to a chain.
pub(crate) const PARTIES: usize = 16;
/// The longest media type (RFC 6838, section 4.2, for each of its halves).
const MEDIA_TYPE: usize = 127;
/// The longest text about device or source.
const TEXT: usize = 64;

/// A deposit. It never changes its size, so no step costs or frees a deposit of the chain's money.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) struct Record {
    /// The registry asked about it for ever; 0 is none.
    pub epoch: u8,
    pub number: u64,
    pub depositor: PartyId,
    /// Written once.
    pub statement: Statement,
    pub recorded_at: Millis,
    pub signed: u16,
    pub declined: u16,
    pub is_joint: bool,
    pub standing: Standing,
    /// Zeros if none.
    pub follows: DepositId,
    /// Zeros if none.
    pub followed_by: DepositId,
    pub told: Option<Told>,
    pub uses: u32,
    pub use_digest: Fingerprint,
}

impl Record {
    /// Where its signatures stand at `now`.
    pub fn status(&self, now: Millis) -> DepositStatus {
        let Statement { signatories, sign_until, .. } = &self.statement;
        signatures(signatories.len(), self.signed, self.declined, now > *sign_until)
    }

    /// Whether it binds others beside its depositor.
    ///
    /// Invariant *Both*: what does is neither revoked nor superseded by the depositor alone.
    pub fn binds_others(&self, now: Millis) -> bool {
        self.is_joint || self.status(now) == DepositStatus::Sealed
    }

    /// Takes `step`.
    pub fn follow(&mut self, step: Step) -> Result<(), NotaryError> {
        let next = next(self.standing, step);
        self.standing = next.ok_or(NotaryError::WrongStanding(self.standing))?;
        Ok(())
    }

    /// The signatory's bit.
    pub fn signatory(&self, party: &PartyId) -> Result<u16, NotaryError> {
        let mut bit = 1u16;
        for signatory in &self.statement.signatories {
            if signatory == party {
                return Ok(bit);
            }
            bit = bit.wrapping_shl(1);
        }
        Err(NotaryError::NotAParty)
    }

    /// Whether `party` has a part in it.
    pub fn involves(&self, party: &PartyId) -> bool {
        let Statement { custodian, arbiter, signatories, .. } = &self.statement;
        self.depositor == *party
            || custodian.party() == Some(*party)
            || arbiter.party() == Some(*party)
            || signatories.contains(party)
    }

    /// What is stated in it, once more for what follows at `now`: as long to sign as there was.
    pub fn again(self, now: Millis) -> Statement {
        let mut statement = self.statement;
        if !statement.signatories.is_empty() {
            let window = statement.sign_until.saturating_sub(self.recorded_at);
            statement.sign_until = now.saturating_add(window);
        }
        statement
    }

    /// The root of a deposited tree; none if it is none.
    pub fn root(&self) -> Option<&Digest> {
        if self.statement.subject == Subject::Document {
            return None;
        }
        self.statement.digest.first_chunk()
    }

    /// As clients see it at `now`.
    pub fn view(self, now: Millis) -> Certificate {
        let some = |id: DepositId| (id != DepositId::NONE).then_some(id);
        Certificate {
            number: self.number,
            depositor: self.depositor,
            recorded_at: self.recorded_at,
            status: self.status(now),
            standing: self.standing,
            signed: self.signed,
            declined: self.declined,
            is_joint: self.is_joint,
            follows: some(self.follows),
            followed_by: some(self.followed_by),
            told: self.told,
            uses: self.uses,
            use_digest: self.use_digest,
            registry_epoch: self.epoch,
            statement: self.statement,
        }
    }
}

/// Whether `depositor` may state this at the call's time.
pub(crate) fn is_sound(
    call: &Call,
    depositor: &PartyId,
    statement: &Statement,
) -> Result<(), NotaryError> {
    are_facts(call, statement)?;
    let Statement { arbiter, signatories, sign_until, .. } = statement;
    are_parties(depositor, signatories)?;
    if let Some(arbiter) = arbiter.party() {
        if arbiter == *depositor || signatories.contains(&arbiter) {
            return Err(NotaryError::SameParty);
        }
    }
    let latest = call.now.saturating_add(LONGEST);
    if !signatories.is_empty() && (*sign_until < call.now || *sign_until > latest) {
        return Err(NotaryError::OutOfOrder);
    }
    Ok(())
}

/// Whether digest, tree, texts and time are as they may be.
#[inline(never)]
pub(crate) fn are_facts(call: &Call, statement: &Statement) -> Result<(), NotaryError> {
    let Statement { subject, algorithm, digest, size, media_type, device, source, .. } = statement;
    if !is_digest(*algorithm, digest) {
        return Err(NotaryError::MalformedDigest);
    }
    if *subject != Subject::Document && (*algorithm != Algorithm::Sha256 || *size == 0) {
        return Err(NotaryError::MalformedTree);
    }
    let media_type = media_type.as_bytes();
    let is_printable = media_type.iter().all(|b| b.is_ascii_graphic() || *b == b' ');
    let is_type = media_type.is_empty() || media_type.contains(&b'/');
    if media_type.len() > MEDIA_TYPE || !is_printable || !is_type {
        return Err(NotaryError::MalformedMediaType);
    }
    if device.len() > TEXT || source.len() > TEXT {
        return Err(NotaryError::TextTooLong);
    }
    if call.is_future(statement.collected_at) {
        return Err(NotaryError::InTheFuture);
    }
    Ok(())
}

/// Whether these are at most 16 different parties, and `first` is none of them.
#[inline(never)]
pub(crate) fn are_parties(first: &PartyId, others: &[PartyId]) -> Result<(), NotaryError> {
    if others.len() > PARTIES {
        return Err(NotaryError::TooMany);
    }
    if has_repeats(others) {
        return Err(NotaryError::Repeated);
    }
    if others.contains(first) {
        return Err(NotaryError::SameParty);
    }
    Ok(())
}

/// How many bytes the algorithm makes.
pub(crate) fn length(algorithm: Algorithm) -> usize {
    match algorithm {
        Algorithm::Sha224 => 28,
        Algorithm::Sha256 | Algorithm::Blake2b256 | Algorithm::Sha3x256 => 32,
        Algorithm::Sha384 => 48,
        Algorithm::Sha512 | Algorithm::Blake2b512 | Algorithm::Sha3x512 => 64,
    }
}

fn is_digest(algorithm: Algorithm, digest: &[u8; 64]) -> bool {
    let is_set = |byte: &u8| *byte != 0;
    digest.iter().any(is_set) && !digest.iter().skip(length(algorithm)).any(is_set)
}

/// A digest of 32 bytes as deposits have it.
pub(crate) fn wide(digest: &Digest) -> [u8; 64] {
    let mut wide = [0; 64];
    if let Some(place) = wide.first_chunk_mut() {
        *place = *digest;
    }
    wide
}

/// A digest that is handed on: its bytes are copied here, and not by each who hands it on.
#[inline(never)]
pub(crate) fn kept(digest: &Digest) -> Fingerprint {
    Fingerprint::from(*digest)
}

pub(crate) fn deposit_id(
    depositor: &PartyId,
    algorithm: Algorithm,
    digest: &[u8; 64],
) -> DepositId {
    kit::digest(&(*b"lading/deposit", depositor, algorithm, digest)).into()
}

pub(crate) fn told_id(source: &Account, document: &DocumentId, kind: RecordKind) -> DepositId {
    kit::digest(&(*b"lading/told", source, document, kind)).into()
}

pub(crate) fn chain_id(keeper: &PartyId, number: &str) -> EvidenceId {
    kit::digest(&(*b"lading/evidence", keeper, number)).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALGORITHMS: [Algorithm; 8] = [
        Algorithm::Sha224,
        Algorithm::Sha256,
        Algorithm::Sha384,
        Algorithm::Sha512,
        Algorithm::Blake2b256,
        Algorithm::Blake2b512,
        Algorithm::Sha3x256,
        Algorithm::Sha3x512,
    ];

    #[test]
    fn a_digest_is_as_long_as_its_algorithm_makes_it() {
        for algorithm in ALGORITHMS {
            assert!(!is_digest(algorithm, &[0; 64]));
            for at in 0..64 {
                let mut digest = [0; 64];
                digest[at] = 1;
                assert_eq!(is_digest(algorithm, &digest), at < length(algorithm));
            }
        }
    }

    #[ink::test]
    fn ids_are_hashes_of_what_the_interface_says() {
        let hash = |parts: &[&[u8]]| {
            let mut found = [0; 32];
            ink::env::hash_bytes::<ink::env::hash::Blake2x256>(&parts.concat(), &mut found);
            found
        };
        let (party, bytes) = (PartyId([1; 32]), [2; 64]);
        assert_eq!(
            deposit_id(&party, Algorithm::Sha3x512, &bytes).0,
            hash(&[b"lading/deposit", &[1; 32], &[7], &bytes])
        );
        assert_eq!(
            told_id(&[3; 32].into(), &DocumentId([4; 32]), RecordKind::Balance).0,
            hash(&[b"lading/told", &[3; 32], &[4; 32], &[4]])
        );
        assert_eq!(chain_id(&party, "C-1").0, hash(&[b"lading/evidence", &[1; 32], &[12], b"C-1"]));
    }

    proptest! {
        #[test]
        fn a_digest_widens_to_itself_and_zeros(digest: [u8; 32]) {
            let wide = wide(&digest);
            prop_assert_eq!(&wide[..32], &digest[..]);
            prop_assert_eq!(&wide[32..], &[0; 32][..]);
        }
    }
}

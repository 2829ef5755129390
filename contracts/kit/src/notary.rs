//! Telling a notary of the documents that a contract keeps.
use crate::{
    administration::Links,
    ask::{arguments, ask, taken, Untaken},
};
use ink::selector_bytes;
use interfaces::{
    administration::Link,
    ids::{DepositId, Digest, DocumentId},
    notary::{Algorithm, RecordKind},
};

/// Takes what this contract tells of its documents, each kind of each document once.
pub trait Notary {
    /// Deposits the `digest`, made by `algorithm`, of what this contract tells of `document`; answers which deposit it is.
    fn record(
        &self,
        document: DocumentId,
        kind: RecordKind,
        algorithm: Algorithm,
        digest: &Digest,
    ) -> Result<DepositId, Untaken>;
}

/// The notary that is linked now. What was told stays with the one that was told it.
pub struct LinkedNotary<'a>(pub &'a Links);

impl Notary for LinkedNotary<'_> {
    fn record(
        &self,
        document: DocumentId,
        kind: RecordKind,
        algorithm: Algorithm,
        digest: &Digest,
    ) -> Result<DepositId, Untaken> {
        let Some(notary) = self.0.address_of(Link::Notary) else {
            return Err(Untaken::Unavailable);
        };
        let message = selector_bytes!("Deposits::record_document");
        taken(ask(notary, message, arguments(&(document, kind, algorithm, digest))))
    }
}

/// What a [`Vault`] was told of which document, and how the digest was made.
#[cfg(feature = "std")]
pub type Told = (DocumentId, RecordKind, Algorithm, Digest);

/// For tests of rules: remembers what it was told, and takes nothing twice. A deposit has the bytes of its document.
#[cfg(feature = "std")]
#[derive(Debug, Default)]
pub struct Vault {
    /// Whether it does not answer.
    pub is_silent: bool,
    /// What it took, in order.
    pub told: core::cell::RefCell<Vec<Told>>,
}

#[cfg(feature = "std")]
impl Notary for Vault {
    fn record(
        &self,
        document: DocumentId,
        kind: RecordKind,
        algorithm: Algorithm,
        digest: &Digest,
    ) -> Result<DepositId, Untaken> {
        if self.is_silent {
            return Err(Untaken::Unavailable);
        }
        let mut told = self.told.borrow_mut();
        if told.iter().any(|earlier| (earlier.0, earlier.1) == (document, kind)) {
            // `NotaryError::AlreadyDeposited`
            return Err(Untaken::Refused(4));
        }
        told.push((document, kind, algorithm, *digest));
        Ok(DepositId(document.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Telling a notary itself needs a chain, and is tested there.

    #[ink::test]
    fn where_none_is_linked_none_is_told() {
        let links = Links::default();
        let document = DocumentId([1; 32]);
        let told =
            LinkedNotary(&links).record(document, RecordKind::Terms, Algorithm::Sha256, &[2; 32]);
        assert_eq!(told, Err(Untaken::Unavailable));
    }
}

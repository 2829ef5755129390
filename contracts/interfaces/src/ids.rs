//! Names of things that more than one contract speaks of.

/// A SHA-256 digest of something that is kept off the chain.
pub type Digest = [u8; 32];

/// Milliseconds since the Unix epoch, UTC.
pub type Millis = u64;

/// Money in minor units (cents) of the currency that stands beside it; always below 2^63.
pub type Money = u64;

/// A quantity in thousandths of a UN/ECE Recommendation 20 unit: 1.5 kg is 1500 of `KGM`; always below 2^63.
pub type Quantity = u64;

/// Hundredths of a percent: 10,000 is the whole.
pub type BasisPoints = u32;

/// A party to a document.
///
/// Where a registry is linked this is an enterprise's id,
/// `blake2_256("lading/enterprise" ‖ registry ‖ registrant ‖ nonce)`; where none is, the 32 bytes of the account itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
#[repr(align(64))]
pub struct PartyId(pub [u8; 32]);

/// A document: `blake2_256(kind ‖ issuer ‖ number ‖ version)`, computable before it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
#[repr(align(64))]
pub struct DocumentId(pub [u8; 32]);

/// A case between two parties: `blake2_256("lading/case" ‖ lower party ‖ higher party ‖ period ‖ sequence)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub struct CaseId(pub [u8; 32]);

/// A relationship between two parties: `blake2_256("lading/relationship" ‖ lower party ‖ higher party)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub struct RelationshipId(pub [u8; 32]);

//! Names of things that more than one contract speaks of.
use ink::primitives::AccountId;
#[cfg(not(feature = "std"))]
use ink::{prelude::boxed::Box, scale};

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

/// Defines names of 32 bytes.
///
/// On the chain a name is where its bytes lie, once they were read: a record of five names is handed on as five addresses. A contract
/// gives no memory back before it has answered, so leaving the bytes where they are costs nothing.
#[cfg(not(feature = "std"))]
macro_rules! names {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(&'static [u8; 32]);

        impl scale::Encode for $name {
            fn encode_to<O: scale::Output + ?Sized>(&self, output: &mut O) {
                output.write(self.0);
            }
        }

        impl scale::EncodeLike for $name {}

        impl scale::Decode for $name {
            fn decode<I: scale::Input>(input: &mut I) -> Result<Self, scale::Error> {
                on_chain::read(input).map(Self)
            }
        }

        impl From<[u8; 32]> for $name {
            fn from(bytes: [u8; 32]) -> Self {
                Self(Box::leak(Box::new(bytes)))
            }
        }

        impl From<$name> for [u8; 32] {
            fn from(name: $name) -> Self {
                *name.0
            }
        }

        impl AsRef<[u8; 32]> for $name {
            fn as_ref(&self) -> &[u8; 32] {
                self.0
            }
        }
    )*};
}

/// Defines ids.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {
        #[cfg(not(feature = "std"))]
        names! { $($(#[$doc])* $name)* }

        $(
            $(#[$doc])*
            #[cfg(feature = "std")]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[ink::scale_derive(Encode, Decode, TypeInfo)]
            #[derive(ink::storage::traits::StorageLayout)]
            pub struct $name(pub [u8; 32]);

            #[cfg(feature = "std")]
            impl From<[u8; 32]> for $name {
                fn from(bytes: [u8; 32]) -> Self {
                    Self(bytes)
                }
            }

            impl $name {
                /// 32 zeros, which stand where there is none.
                #[cfg(feature = "std")]
                pub const NONE: Self = Self([0; 32]);

                /// 32 zeros, which stand where there is none.
                #[cfg(not(feature = "std"))]
                pub const NONE: Self = Self(&[0; 32]);

                /// What the id is made of.
                pub fn bytes(&self) -> &[u8; 32] {
                    #[cfg(feature = "std")]
                    return &self.0;
                    #[cfg(not(feature = "std"))]
                    self.0
                }
            }
        )*
    };
}

/// A party, or nobody. Written as an `Option` is; but for an `Option` of bytes Contracts UI has no field: it takes what is entered for the `Option`
/// itself, and sends an id that begins with 00 as nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum OptionalParty {
    /// There is none.
    Nobody,
    /// There is this one.
    Party(PartyId),
}

impl OptionalParty {
    /// It, if there is one.
    pub fn party(self) -> Option<PartyId> {
        match self {
            Self::Nobody => None,
            Self::Party(id) => Some(id),
        }
    }
}

impl From<Option<PartyId>> for OptionalParty {
    fn from(id: Option<PartyId>) -> Self {
        id.map_or(Self::Nobody, Self::Party)
    }
}

/// A document, or nothing. Written as an `Option` is; but for an `Option` of bytes Contracts UI has no field: it takes what is entered for the `Option`
/// itself, and sends an id that begins with 00 as nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Hash, ink::storage::traits::StorageLayout))]
pub enum OptionalDocument {
    /// There is none.
    Nothing,
    /// There is this one.
    Document(DocumentId),
}

impl OptionalDocument {
    /// It, if there is one.
    pub fn document(self) -> Option<DocumentId> {
        match self {
            Self::Nothing => None,
            Self::Document(id) => Some(id),
        }
    }
}

impl From<Option<DocumentId>> for OptionalDocument {
    fn from(id: Option<DocumentId>) -> Self {
        id.map_or(Self::Nothing, Self::Document)
    }
}

/// An account or a contract: where it is called.
#[cfg(feature = "std")]
pub type Account = AccountId;

/// The hash that code was uploaded under, or that of a chain's first block.
#[cfg(feature = "std")]
pub type CodeHash = ink::primitives::Hash;

#[cfg(not(feature = "std"))]
names! {
    /// An account or a contract: where it is called.
    Account
    /// The hash that code was uploaded under, or that of a chain's first block.
    CodeHash
}

/// Stands where there is no account; what stands beside it says so.
#[cfg(feature = "std")]
pub const NOBODY: Account = AccountId([0; 32]);

/// Stands where there is no account; what stands beside it says so.
#[cfg(not(feature = "std"))]
pub const NOBODY: Account = Account(&[0; 32]);

/// Stands where there is no code; what stands beside it says so.
#[cfg(feature = "std")]
pub const NO_CODE: CodeHash = <CodeHash as ink::primitives::Clear>::CLEAR_HASH;

/// Stands where there is no code; what stands beside it says so.
#[cfg(not(feature = "std"))]
pub const NO_CODE: CodeHash = CodeHash(&[0; 32]);

/// As an account of ink!'s is stored.
#[cfg(not(feature = "std"))]
impl scale::EncodeLike<AccountId> for Account {}

/// `account` as ink! knows it.
pub fn account_id(account: &Account) -> AccountId {
    let bytes: &[u8; 32] = account.as_ref();
    AccountId(*bytes)
}

/// An account that ink! names.
pub fn account(id: &AccountId) -> Account {
    let bytes: &[u8; 32] = id.as_ref();
    Account::from(*bytes)
}

#[cfg(not(feature = "std"))]
mod on_chain {
    use super::{scale, Box};

    /// Reads 32 bytes to where they stay.
    #[inline(never)]
    pub(super) fn read<I: scale::Input>(input: &mut I) -> Result<&'static [u8; 32], scale::Error> {
        let bytes = Box::leak(Box::new([0; 32]));
        input.read(bytes)?;
        Ok(bytes)
    }
}

ids! {
    /// A party to a document.
    ///
    /// Where a registry is linked this is an enterprise's id,
    /// `blake2_256("lading/enterprise" ‖ registry ‖ registrant ‖ nonce)`; where none is, the 32 bytes of the account itself.
    PartyId
    /// A document: `blake2_256(kind ‖ issuer ‖ number ‖ version)`, computable before it is sent.
    DocumentId
    /// A case between two parties: `blake2_256("lading/case" ‖ lower party ‖ higher party ‖ period ‖ sequence)`.
    CaseId
    /// A relationship between two parties: `blake2_256("lading/relationship" ‖ lower party ‖ higher party)`.
    RelationshipId
    /// A deposit with a notary: `blake2_256("lading/deposit" ‖ depositor ‖ algorithm ‖ digest)`, or, of a document that a contract told
    /// of, `blake2_256("lading/told" ‖ contract ‖ document ‖ kind)`; computable before it is sent.
    DepositId
    /// A chain of evidence: `blake2_256("lading/evidence" ‖ keeper ‖ number)`.
    EvidenceId
    /// A [`Digest`] that a contract keeps and tells: the same 32 bytes, handed on as ids are.
    Fingerprint
    /// A lot or a serialised item: `blake2_256("lading/item" ‖ issuer ‖ SHA-256 of the EPC's GS1 Digital Link URI)`.
    ItemId
    /// An EPCIS event on record: `blake2_256("lading/event" ‖ party ‖ GS1 Event Hash ID)`.
    EventId
    /// A recall: `blake2_256("lading/recall" ‖ item ‖ party)`.
    RecallId
    /// A question about goods that a party has to answer: `blake2_256("lading/request" ‖ item ‖ who asks ‖ digest of the question)`.
    RequestId
    /// Goods in a warehouse that nobody tells apart: `blake2_256("lading/pool" ‖ warehouse ‖ stock)`.
    PoolId
    /// An observation of how a party pays, delivers or serves: `blake2_256("lading/observation" ‖ source ‖ document ‖ kind)`.
    ObservationId
}

//! Telling events, and those of the administration, which every contract tells.
use ink::env::{DefaultEnvironment, Event};
use interfaces::{
    administration::Link,
    ids::{Account, CodeHash, Millis},
};

/// Tells `event` to the outside world, as ink!'s `emit_event` does: same topics, same data.
///
/// ink!'s own is compiled anew for each event, hundreds of bytes every time; of this, little more than the list of its fields is.
#[cfg(target_arch = "wasm32")]
pub fn emit<E: Event>(event: E) {
    use crate::bytes::Bytes;
    use ink::env::event::TopicsBuilder;
    use on_chain::{deposit, Topics};

    let mut bytes = Bytes::new();
    event.topics(TopicsBuilder::<_, DefaultEnvironment, _>::from(Topics(&mut bytes)));
    let topics = bytes.as_slice().len();
    event.encode_to(&mut bytes);
    deposit(&bytes, topics);
}

/// Tells `event` to the outside world.
#[cfg(not(target_arch = "wasm32"))]
pub fn emit<E: Event>(event: E) {
    ink::env::emit_event::<DefaultEnvironment, E>(event);
}

#[cfg(target_arch = "wasm32")]
mod on_chain {
    use crate::bytes::Bytes;
    use ink::{
        env::{
            event::TopicsBuilderBackend,
            hash::{Blake2x256, CryptoHash},
            Environment,
        },
        scale::{Encode, Output},
    };
    use pallet_contracts_uapi::{HostFn, HostFnImpl};

    /// Tells the event whose topics and data lie one after the other.
    #[inline(never)]
    pub(super) fn deposit(bytes: &Bytes, topics: usize) {
        let (topics, data) = bytes.as_slice().split_at_checked(topics).unwrap_or_default();
        HostFnImpl::deposit_event(topics, data);
    }

    /// Makes a topic of the bytes from `start` on: up to 32 are a topic themselves, filled up with zeros; of more, the hash is.
    #[inline(never)]
    fn seal(topics: &mut Bytes, start: usize) {
        let mut topic = [0; 32];
        let topics = topics.as_mut();
        let encoded = topics.get(start..).unwrap_or_default();
        match topic.get_mut(..encoded.len()) {
            Some(place) => place.copy_from_slice(encoded),
            None => Blake2x256::hash(encoded, &mut topic),
        }
        topics.truncate(start);
        topics.extend_from_slice(&topic);
    }

    /// Writes topics to where the event is to stand.
    pub(super) struct Topics<'a>(pub(super) &'a mut Bytes);

    impl<E: Environment> TopicsBuilderBackend<E> for Topics<'_> {
        type Output = ();

        fn expect(&mut self, expected: usize) {
            // A list of topics; the compact form of a small number is four times the number.
            let count = u8::try_from(expected).unwrap_or(u8::MAX);
            self.0.push_byte(count.wrapping_shl(2));
        }

        fn push_topic<T: Encode>(&mut self, value: &T) {
            let start = self.0.as_slice().len();
            value.encode_to(self.0);
            seal(self.0, start);
        }

        fn output(self) {}
    }
}

/// The administration was offered to another account.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdministrationOffered {
    /// The administrator.
    #[ink(topic)]
    pub by: Account,
    /// Who may accept it.
    #[ink(topic)]
    pub to: Account,
}

/// The administration changed hands. It stands for pendzl's `RoleRevoked` and `RoleGranted` of that role, which are not emitted.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdministrationHandedOver {
    /// Who had it.
    #[ink(topic)]
    pub from: Account,
    /// Who has it.
    #[ink(topic)]
    pub to: Account,
}

/// A change of a link was announced.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkAnnounced {
    /// Which link.
    #[ink(topic)]
    pub link: Link,
    /// The contract it is to point at.
    pub to: Account,
    /// The code that contract must have.
    pub code_hash: CodeHash,
    /// From when it may be applied, in milliseconds.
    pub from: Millis,
}

/// A link was set or changed. What began under an earlier epoch keeps that one.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkSet {
    /// Which link.
    #[ink(topic)]
    pub link: Link,
    /// The contract it points at.
    pub to: Account,
    /// The code that contract has.
    pub code_hash: CodeHash,
    /// How often the link has been set, this time included.
    pub epoch: u8,
}

/// An upgrade was announced.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpgradeAnnounced {
    /// The code that is to run.
    #[ink(topic)]
    pub code_hash: CodeHash,
    /// From when it may be applied, in milliseconds.
    pub from: Millis,
}

/// An announced upgrade was taken back.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpgradeCancelled {
    /// The code that will not run.
    #[ink(topic)]
    pub code_hash: CodeHash,
}

/// The contract runs other code from the next call on.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upgraded {
    /// The code that runs.
    #[ink(topic)]
    pub code_hash: CodeHash,
}

/// Upgrades were given up for ever.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpgradesRenounced {
    /// Who gave them up.
    #[ink(topic)]
    pub by: Account,
}

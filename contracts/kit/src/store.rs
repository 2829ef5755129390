//! Reading and writing what contracts store.
//!
//! [`Mapping`] and [`Lazy`] say where things lie, for the metadata. Their own `get` and `insert` are compiled anew for each type,
//! buffers and all, hundreds of bytes every time; of these, only what differs is: the encoding of the type itself. What is stored,
//! and where, is the same to the byte.
use crate::bytes::{Bytes, Raw};
use ink::{
    env,
    prelude::{boxed::Box, vec::Vec},
    scale::{Decode, Encode, EncodeLike},
    storage::{
        traits::{Packed, StorageKey},
        Lazy, Mapping,
    },
};
use interfaces::kept::Kept;

/// Things under keys.
pub trait Shelf<K: Packed, V: Packed> {
    /// What lies under `key`.
    fn read<Q: EncodeLike<K>>(&self, key: Q) -> Option<V>;

    /// What lies under `key`, made in a box: a large record is not moved again by everyone who hands it on.
    fn boxed<Q: EncodeLike<K>>(&self, key: Q) -> Option<Box<V>>;

    /// What lies under `key`, to be shown as it lies there.
    fn kept<Q: EncodeLike<K>>(&self, key: Q) -> Option<Kept<V>>;

    /// Puts `value` under `key`, in place of what lies there.
    fn write<Q: EncodeLike<K>>(&mut self, key: Q, value: &V);

    /// The encoding of what lies under `key`: of large records of which a few bytes change.
    fn encoded<Q: EncodeLike<K>>(&self, key: Q) -> Option<Vec<u8>>;

    /// Puts what `bytes` are the encoding of under `key`, in place of what lies there.
    fn write_encoded<Q: EncodeLike<K>>(&mut self, key: Q, bytes: Vec<u8>);

    /// Whether something lies under `key`.
    fn holds<Q: EncodeLike<K>>(&self, key: Q) -> bool;
}

impl<K: Packed, V: Packed, Key: StorageKey> Shelf<K, V> for Mapping<K, V, Key> {
    fn read<Q: EncodeLike<K>>(&self, key: Q) -> Option<V> {
        load(&place::<Key>(&key)).map(unpack)
    }

    fn boxed<Q: EncodeLike<K>>(&self, key: Q) -> Option<Box<V>> {
        load(&place::<Key>(&key)).map(unpack)
    }

    fn kept<Q: EncodeLike<K>>(&self, key: Q) -> Option<Kept<V>> {
        load(&place::<Key>(&key)).map(Kept::new)
    }

    fn write<Q: EncodeLike<K>>(&mut self, key: Q, value: &V) {
        save(&place::<Key>(&key), value);
    }

    fn encoded<Q: EncodeLike<K>>(&self, key: Q) -> Option<Vec<u8>> {
        load(&place::<Key>(&key))
    }

    fn write_encoded<Q: EncodeLike<K>>(&mut self, key: Q, bytes: Vec<u8>) {
        put(&place::<Key>(&key), Raw(bytes));
    }

    fn holds<Q: EncodeLike<K>>(&self, key: Q) -> bool {
        is_there(&place::<Key>(&key))
    }
}

/// One thing, in a place of its own.
pub trait Slot<V: Packed> {
    /// What lies there.
    fn read(&self) -> Option<V>;

    /// What lies there, made in a box.
    fn boxed(&self) -> Option<Box<V>>;

    /// Puts `value` there, in place of what lies there.
    fn write(&mut self, value: &V);
}

impl<V: Packed, Key: StorageKey> Slot<V> for Lazy<V, Key> {
    fn read(&self) -> Option<V> {
        load(&Bytes::at(Key::KEY)).map(unpack)
    }

    fn boxed(&self) -> Option<Box<V>> {
        load(&Bytes::at(Key::KEY)).map(unpack)
    }

    fn write(&mut self, value: &V) {
        save(&Bytes::at(Key::KEY), value);
    }
}

/// Where a [`Mapping`] keeps what lies under `key`.
fn place<Key: StorageKey>(key: &impl Encode) -> Bytes {
    let mut place = Bytes::at(Key::KEY);
    key.encode_to(&mut place);
    place
}

#[inline(never)]
fn load(place: &Bytes) -> Option<Vec<u8>> {
    match env::get_contract_storage::<_, Raw>(place) {
        Ok(raw) => raw.map(|raw| raw.0),
        // Taken for nothing, it would be written over.
        Err(_) => panic!("what is stored cannot be read"),
    }
}

fn save<V: Packed>(place: &Bytes, value: &V) {
    let mut bytes = Bytes::new();
    Encode::encode_to(value, &mut bytes);
    put(place, Raw(bytes.into_vec()));
}

#[inline(never)]
fn put(place: &Bytes, raw: Raw) {
    env::set_contract_storage(place, &raw);
}

#[inline(never)]
fn is_there(place: &Bytes) -> bool {
    env::contains_contract_storage(place).is_some()
}

/// What is stored was written by this contract. If it cannot be read, the code is of another layout, and must touch nothing.
fn unpack<V: Decode>(bytes: Vec<u8>) -> V {
    match V::decode(&mut bytes.as_slice()) {
        Ok(value) => value,
        Err(_) => panic!("what is stored is of another layout"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::{selector_id, storage::traits::ManualKey};

    type Names = Mapping<(u8, u16), Vec<u8>, ManualKey<{ selector_id!("kit::store::tests") }>>;
    type Number = Lazy<u64, ManualKey<{ selector_id!("kit::store::number") }>>;

    #[ink::test]
    fn what_is_written_can_be_read_as_inks_own_would_and_the_other_way_round() {
        let mut names = Names::default();
        assert_eq!(names.read((1, 2)), None);
        assert!(!names.holds((1, 2)));
        names.write((1, 2), &vec![7, 8]);
        assert_eq!(names.get((1, 2)), Some(vec![7, 8]));
        assert!(names.holds((1, 2)));
        names.insert((1, 3), &vec![9]);
        assert_eq!(names.read((1, 3)), Some(vec![9]));
        assert_eq!(names.boxed((1, 3)), Some(Box::new(vec![9])));
        assert_eq!(names.kept((1, 3)).unwrap().decoded(), Some(vec![9]));
        assert_eq!(names.kept((1, 4)), None);
        assert_eq!(names.read((1, 2)), Some(vec![7, 8]));
        let encoding = names.encoded((1, 2)).unwrap();
        assert_eq!(encoding, vec![7u8, 8].encode());
        names.write_encoded((1, 4), encoding);
        assert_eq!(names.read((1, 4)), Some(vec![7, 8]));
        assert_eq!(names.encoded((1, 5)), None);
    }

    #[ink::test]
    fn a_slot_is_inks_lazy() {
        let mut number = Number::default();
        assert_eq!(number.read(), None);
        number.write(&5);
        assert_eq!(number.get(), Some(5));
        number.set(&6);
        assert_eq!(number.read(), Some(6));
    }

    #[ink::test]
    #[should_panic(expected = "another layout")]
    fn what_another_layout_stored_is_not_taken_for_this_one() {
        let mut names = Names::default();
        names.write((1, 2), &vec![7, 8]);
        let numbers: Mapping<(u8, u16), u64, ManualKey<{ selector_id!("kit::store::tests") }>> =
            Mapping::default();
        numbers.read((1, 2));
    }
}

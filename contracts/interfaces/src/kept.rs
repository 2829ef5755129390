//! What a contract keeps, shown as it is kept.
#[cfg(feature = "std")]
use ink::scale::Decode;
use ink::{
    prelude::vec::Vec,
    scale::{Encode, Error, Input, Output},
};

/// A `T` as its bytes lie in storage. To a client it is a `T`.
///
/// A contract that shows what it keeps neither decodes nor encodes it: that would be two functions for every record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<T> {
    bytes: Vec<u8>,
    of: core::marker::PhantomData<T>,
}

impl<T> Kept<T> {
    /// What these bytes, which are a `T`'s, stand for.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, of: core::marker::PhantomData }
    }
}

#[cfg(feature = "std")]
impl<T: Decode> Kept<T> {
    /// What it is; bytes of something else are nothing.
    pub fn decoded(&self) -> Option<T> {
        T::decode(&mut self.bytes.as_slice()).ok()
    }
}

impl<T> Encode for Kept<T> {
    fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
        output.write(&self.bytes);
    }
}

impl<T: Encode + ink::scale::Decode> ink::scale::Decode for Kept<T> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        T::decode(input).map(|kept| Self::new(kept.encode()))
    }
}

#[cfg(feature = "std")]
impl<T: ink::scale_info::TypeInfo + 'static> ink::scale_info::TypeInfo for Kept<T> {
    type Identity = T;

    fn type_info() -> ink::scale_info::Type {
        T::type_info()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::scale_info::TypeInfo;

    #[test]
    fn what_is_kept_is_to_a_client_what_it_is() {
        let what = (7u32, vec![1u8, 2]);
        let kept = Kept::<(u32, Vec<u8>)>::new(what.encode());
        assert_eq!(Some(&kept).encode(), Some(&what).encode());
        assert_eq!(Kept::decode(&mut what.encode().as_slice()), Ok(kept.clone()));
        assert_eq!(kept.decoded(), Some(what));
        assert_eq!(Kept::<u32>::new(vec![1]).decoded(), None);
        assert_eq!(Kept::<u32>::type_info(), u32::type_info());
    }
}

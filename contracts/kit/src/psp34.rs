//! Tokens in PSP34's words. Only for contracts that have tokens: what names the standard's events brings them into a contract's metadata.
use crate::token::owner;
use ink::primitives::AccountId;
use interfaces::ids::PartyId;
use pendzl::contracts::psp34::{Approval, Id, Transfer};

/// The number of the token that `id` names; other kinds of names are nobody's.
pub fn number(id: &Id) -> Option<u64> {
    match id {
        Id::U64(number) => Some(*number),
        _ => None,
    }
}

/// The standard's event of a token that came from `from`, or was made, and went to `to`, or is no more.
pub fn transferred(from: Option<&PartyId>, to: Option<&PartyId>, token: u64) -> Transfer {
    Transfer { from: from.map(owner), to: to.map(owner), id: Id::U64(token) }
}

/// The standard's event of an approval for a token, or for all.
pub fn approval(
    by: &PartyId,
    operator: &AccountId,
    token: Option<u64>,
    approved: bool,
) -> Approval {
    Approval { owner: owner(by), operator: *operator, id: token.map(Id::U64), approved }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_of_64_bits_names_a_token() {
        assert_eq!(number(&Id::U64(7)), Some(7));
        for id in [Id::U8(7), Id::U16(7), Id::U32(7), Id::U128(7), Id::Bytes(vec![7; 8])] {
            assert_eq!(number(&id), None);
        }
    }
}

//! What of an orders contract's answers is read: decoding the rest would be kilobytes of code.
use ink::prelude::vec::Vec;
use interfaces::{ids::PartyId, orders::OrderStatus};
use kit::ask::read;

/// What an order's facts begin with, as far as it is needed: [`interfaces::orders::OrderFacts`].
type Beginning = (OrderStatus, [PartyId; 2]);

/// Buyer and seller of an order, if there is one.
pub(crate) fn parties(answer: Vec<u8>) -> Option<[PartyId; 2]> {
    let facts: Option<Beginning> = read(Some(answer))?;
    facts.map(|(_, parties)| parties)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::scale::Encode;
    use interfaces::orders::{OrderFacts, OrderHead};

    #[test]
    fn an_orders_facts_begin_with_what_is_read_of_them() {
        let head = OrderHead {
            buyer: PartyId([1; 32]),
            seller: PartyId([2; 32]),
            terms: 3,
            currency: *b"EUR",
            serves: None,
        };
        let facts = OrderFacts { status: OrderStatus::Confirmed, head, lines: Vec::new() };
        let [buyer, seller] = [facts.head.buyer, facts.head.seller];
        assert_eq!(parties(Some(facts).encode()), Some([buyer, seller]));
        assert_eq!(parties(None::<OrderFacts>.encode()), None);
        assert_eq!(parties(vec![0xff; 64]), None);
    }
}

//! What the credit contract is told.
use super::*;
use crate::events::FulfilmentTold;
use interfaces::credit::{Fact, FactKind, What, IN_FULL, ON_TIME};
use kit::credit::Bureau;

const ALL: u8 = IN_FULL | ON_TIME | DOCUMENTED | UNDAMAGED;

/// 30 days.
const TELLING: Millis = 30 * DAY;

impl Desk {
    /// What a document says was received of a line, and first that it was shipped.
    fn arrives(&mut self, order: DocumentId, document: u8, line: ProgressLine) {
        for kind in [ProgressKind::Shipped, ProgressKind::Received] {
            let document = DocumentId([document; 32]);
            self.tell(WAYBILLS, order, kind, document, vec![line]).unwrap();
        }
    }

    /// All that was agreed of both lines arrives, the second as `told` says.
    fn fulfilled(&mut self, how: ProgressLine) -> DocumentId {
        let order = self.confirmed("1");
        for line in [1, 2] {
            let quantity = self.line(order, line).ordered.quantity;
            let how = if line == 2 { how } else { told(1, 1, 0) };
            self.arrives(order, 1, ProgressLine { line, document_line: line, quantity, ..how });
        }
        self.close(BUYER, order).unwrap();
        order
    }

    fn tell_credit(
        &self,
        bureau: &Bureau,
        order: DocumentId,
        kind: FactKind,
    ) -> Result<FulfilmentTold, OrderError> {
        self.ledger.tell_credit(bureau, self.now, order, kind)
    }

    /// What is told of how the order was fulfilled.
    fn outcome(&self, order: DocumentId) -> Fact {
        let bureau = Bureau::default();
        self.tell_credit(&bureau, order, FactKind::Outcome).unwrap();
        let told = bureau.told.borrow();
        told[0]
    }
}

#[ink::test]
fn an_order_that_was_fulfilled_is_told_so_and_that_it_is_closed_once_each() {
    let mut desk = Desk::new();
    let order = desk.fulfilled(told(2, 2, 0));
    let closed_at = desk.now;
    desk.now += DAY;
    let bureau = Bureau::default();
    let cost = |line| {
        let ordered = desk.line(order, line).ordered;
        ordered.quantity * ordered.unit_price / 1_000
    };
    let value = cost(1) + cost(2);
    assert!(value > 0);
    for kind in [FactKind::Outcome, FactKind::Closed] {
        let is = FulfilmentTold { order, kind };
        assert_eq!(desk.tell_credit(&bureau, order, kind), Ok(is));
        // `CreditError::AlreadyTold`
        assert_eq!(desk.tell_credit(&bureau, order, kind), Err(OrderError::NotTold(6)));
    }
    let fact = |what| Fact {
        document: order,
        subject: SELLER,
        counterparty: BUYER,
        arbiter: PartyId([8; 32]),
        at: closed_at,
        value,
        currency: *b"EUR",
        what,
    };
    assert_eq!(*bureau.told.borrow(), [fact(What::Delivery(ALL)), fact(What::Closed)]);
}

#[ink::test]
fn what_is_not_as_it_should_be_of_one_line_is_so_of_the_order() {
    let good = told(2, 2, 0);
    for (how, missing) in [
        (ProgressLine { at: LATEST, ..good }, 0),
        (ProgressLine { at: LATEST + 1, ..good }, ON_TIME),
        (ProgressLine { merits: ALL, ..good }, 0),
        (ProgressLine { merits: UNDAMAGED, ..good }, DOCUMENTED),
        (ProgressLine { merits: DOCUMENTED, ..good }, UNDAMAGED),
        (ProgressLine { merits: 0, at: LATEST + 1, ..good }, ON_TIME | DOCUMENTED | UNDAMAGED),
    ] {
        let mut desk = Desk::new();
        let order = desk.fulfilled(how);
        assert_eq!(desk.outcome(order).what, What::Delivery(ALL & !missing), "{how:?}");
    }
}

#[ink::test]
fn all_that_arrived_in_time_is_no_outcome_where_nobody_signed_for_a_part_of_it() {
    let mut desk = Desk::new();
    let order = desk.fulfilled(ProgressLine { at: 0, ..told(2, 2, 0) });
    let bureau = Bureau::default();
    for _ in 0..2 {
        let outcome = desk.tell_credit(&bureau, order, FactKind::Outcome);
        assert_eq!(outcome, Err(OrderError::Unconfirmed));
        desk.now += 2 * TELLING;
    }
    desk.tell_credit(&bureau, order, FactKind::Closed).unwrap();
}

#[ink::test]
fn one_grain_that_nobody_signed_for_excuses_nothing() {
    let mut desk = Desk::new();
    let order = desk.confirmed("1");
    desk.arrives(order, 1, ProgressLine { at: 0, ..told(1, 1, 1) });
    desk.now = LATEST + DISPUTE;
    desk.close(SELLER, order).unwrap();
    desk.now += TELLING;
    assert_eq!(desk.outcome(order).what, What::Delivery(DOCUMENTED | UNDAMAGED));

    let mut desk = Desk::new();
    let order = desk.confirmed("1");
    for line in [1, 2] {
        let quantity = desk.line(order, line).ordered.quantity;
        let at = if line == 1 { 0 } else { LATEST + 1 };
        desk.arrives(order, 1, ProgressLine { at, ..told(line, line, quantity) });
    }
    desk.close(SELLER, order).unwrap();
    assert_eq!(desk.outcome(order).what, What::Delivery(ALL & !ON_TIME));
}

#[ink::test]
fn where_nobody_can_tell_what_was_received_there_is_no_outcome() {
    let mut desk = Desk::new();
    desk.sources.waybill = 0;
    let order = desk.confirmed("1");
    desk.now = LATEST + DISPUTE;
    desk.close(BUYER, order).unwrap();
    desk.now += TELLING;
    let bureau = Bureau::default();
    let outcome = desk.tell_credit(&bureau, order, FactKind::Outcome);
    assert_eq!(outcome, Err(OrderError::Unconfirmed));
    desk.tell_credit(&bureau, order, FactKind::Closed).unwrap();
}

#[ink::test]
fn what_is_missing_counts_once_what_is_under_way_could_be_told() {
    let mut desk = Desk::new();
    let order = desk.confirmed("1");
    let quantity = desk.line(order, 1).ordered.quantity;
    desk.arrives(order, 1, told(1, 1, quantity));
    desk.now = LATEST + DISPUTE;
    desk.close(SELLER, order).unwrap();
    let bureau = Bureau::default();
    let until = desk.now + TELLING;
    desk.now = until - 1;
    let early = desk.tell_credit(&bureau, order, FactKind::Outcome);
    assert_eq!(early, Err(OrderError::WindowOpen(until)));
    desk.now = until;
    assert_eq!(desk.outcome(order).what, What::Delivery(DOCUMENTED | UNDAMAGED));
}

#[ink::test]
fn a_line_of_which_a_part_came_in_time_is_on_time_and_not_in_full() {
    let mut desk = Desk::new();
    let order = desk.confirmed("1");
    for line in [1, 2] {
        let quantity = desk.line(order, line).ordered.quantity - u64::from(line == 2);
        desk.arrives(order, 1, told(line, line, quantity));
    }
    desk.now = LATEST + DISPUTE;
    desk.close(SELLER, order).unwrap();
    desk.now += TELLING;
    assert_eq!(desk.outcome(order).what, What::Delivery(ALL & !IN_FULL));
}

#[ink::test]
fn what_arrives_after_it_was_closed_is_counted_as_long_as_nobody_told() {
    let mut desk = Desk::new();
    let order = desk.confirmed("1");
    for line in [1, 2] {
        let quantity = desk.line(order, line).ordered.quantity;
        let shipped = vec![told(line, line, quantity)];
        desk.tell(WAYBILLS, order, ProgressKind::Shipped, WAYBILL, shipped).unwrap();
    }
    desk.now = LATEST + DISPUTE;
    desk.close(BUYER, order).unwrap();
    for line in [1, 2] {
        let quantity = desk.line(order, line).ordered.quantity;
        let received = vec![told(line, line, quantity)];
        desk.tell(WAYBILLS, order, ProgressKind::Received, WAYBILL, received).unwrap();
    }
    assert_eq!(desk.outcome(order).what, What::Delivery(ALL));
}

#[ink::test]
fn a_change_that_both_signed_is_what_counts() {
    let mut desk = Desk::new();
    let order = desk.confirmed("1");
    let quantity = desk.line(order, 1).ordered.quantity;
    let change = LineChange { unit_price: 1_000, ..changed(1, quantity / 2) };
    let made = desk.ask(SELLER, order, vec![change]).unwrap();
    desk.reply(BUYER, order, made.number, Answer::Accept).unwrap();
    desk.arrives(order, 1, ProgressLine { at: LATEST + DAY, ..told(1, 1, quantity / 2) });
    let second = desk.line(order, 2).ordered;
    desk.arrives(order, 1, told(2, 2, second.quantity));
    desk.close(BUYER, order).unwrap();
    let fact = desk.outcome(order);
    assert_eq!(fact.what, What::Delivery(ALL));
    assert_eq!(fact.value, quantity / 2 + second.quantity * second.unit_price / 1_000);
}

#[ink::test]
fn the_most_that_can_be_ordered_is_told_as_the_most_that_can_be_told() {
    let mut desk = Desk::new();
    let order = desk.confirmed("1");
    let most = (1 << 63) - 1;
    for line in [1, 2] {
        let change = LineChange { unit_price: most, ..changed(line, most) };
        let made = desk.ask(SELLER, order, vec![change]).unwrap();
        desk.reply(BUYER, order, made.number, Answer::Accept).unwrap();
        desk.arrives(order, 1, told(line, line, most));
    }
    desk.close(BUYER, order).unwrap();
    assert_eq!(desk.outcome(order).value, most);
}

#[ink::test]
fn only_of_closed_orders_anything_is_told() {
    use OrderStatus::*;
    let bureau = Bureau::default();
    for kind in [FactKind::Outcome, FactKind::Closed] {
        let none = Desk::new().tell_credit(&bureau, NOWHERE, kind);
        assert_eq!(none, Err(OrderError::NotFound));
        for status in [Draft, Placed, Confirmed, Cancelled, Rejected, Lapsed] {
            let mut desk = Desk::new();
            let order = desk.at(status);
            let early = desk.tell_credit(&bureau, order, kind);
            assert_eq!(early, Err(OrderError::WrongStatus(status)));
        }
    }
    assert!(bureau.told.borrow().is_empty());
}

#[ink::test]
fn a_credit_contract_that_does_not_answer_stops_nothing_else() {
    let mut desk = Desk::new();
    let order = desk.fulfilled(told(2, 2, 0));
    let silent = Bureau { is_silent: true, ..Bureau::default() };
    for kind in [FactKind::Outcome, FactKind::Closed] {
        let unavailable = desk.tell_credit(&silent, order, kind);
        assert_eq!(unavailable, Err(OrderError::CreditUnavailable));
    }
}

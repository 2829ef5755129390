//! What a notary is told.
use super::*;
use crate::events::DocumentDeposited;
use interfaces::{
    ids::DepositId,
    notary::{Algorithm, RecordKind},
};
use kit::notary::Vault;

impl Desk {
    fn deposit(
        &self,
        vault: &Vault,
        document: DocumentId,
        kind: RecordKind,
    ) -> Result<DocumentDeposited, OrderError> {
        self.ledger.deposit(vault, self.now, document, kind)
    }

    fn deposit_terms(&self, vault: &Vault) -> Result<DocumentDeposited, OrderError> {
        self.deposit(vault, DocumentId(id().0), RecordKind::Terms)
    }
}

fn terms_document(version: u16) -> DocumentId {
    kit::digest(&(*b"lading/terms", id(), version)).into()
}

#[ink::test]
fn each_version_of_terms_is_deposited_once_while_it_is_in_force() {
    let mut desk = Desk::new();
    let vault = Vault::default();
    assert_eq!(desk.deposit_terms(&vault), Err(OrderError::NotFound));
    desk.propose(BUYER, terms()).unwrap();
    let proposed = OrderError::WrongRelationship(RelationshipStatus::Proposed);
    assert_eq!(desk.deposit_terms(&vault), Err(proposed));
    desk.answer_terms(SELLER, 1, Answer::Accept).unwrap();
    desk.paused = true;
    let deposited = DocumentDeposited {
        document: DocumentId(id().0),
        kind: RecordKind::Terms,
        version: 1,
        deposit: DepositId(terms_document(1).0),
    };
    assert_eq!(desk.deposit_terms(&vault), Ok(deposited));
    assert_eq!(desk.deposit_terms(&vault), Err(OrderError::NotTold(4)));
    desk.paused = false;
    desk.propose(SELLER, Terms { document: [77; 32], ..terms() }).unwrap();
    assert_eq!(desk.deposit_terms(&vault), Err(OrderError::NotTold(4)), "not signed yet");
    desk.answer_terms(BUYER, 2, Answer::Accept).unwrap();
    assert_eq!(desk.deposit_terms(&vault).unwrap().version, 2);
    let told = [
        (terms_document(1), RecordKind::Terms, Algorithm::Sha256, terms().document),
        (terms_document(2), RecordKind::Terms, Algorithm::Sha256, [77; 32]),
    ];
    assert_eq!(*vault.told.borrow(), told);
}

#[ink::test]
fn what_both_signed_is_deposited_after_the_relationship_too() {
    let mut desk = Desk::new();
    let order = desk.confirmed("PO-1");
    desk.change(BUYER, RelationshipStep::Terminate).unwrap();
    desk.now += NOTICE;
    assert_eq!(desk.standing(), RelationshipStatus::Ended);
    let vault = Vault::default();
    desk.deposit_terms(&vault).unwrap();
    desk.deposit(&vault, order, RecordKind::Order).unwrap();
}

#[ink::test]
fn an_order_is_deposited_once_it_is_confirmed_and_not_where_nothing_came_of_it() {
    for (status, is) in [
        (OrderStatus::Draft, false),
        (OrderStatus::Placed, false),
        (OrderStatus::Confirmed, true),
        (OrderStatus::Closed, true),
        (OrderStatus::Cancelled, false),
        (OrderStatus::Rejected, false),
        (OrderStatus::Lapsed, false),
    ] {
        let mut desk = Desk::new();
        let document = desk.at(status);
        desk.paused = true;
        let kind = RecordKind::Order;
        let deposited =
            DocumentDeposited { document, kind, version: 0, deposit: DepositId(document.0) };
        let expected = if is { Ok(deposited) } else { Err(OrderError::WrongStatus(status)) };
        assert_eq!(desk.deposit(&Vault::default(), document, kind), expected);
    }
}

#[ink::test]
fn an_order_is_deposited_as_its_lines_are_agreed_and_without_those_that_are_not() {
    let mut desk = Desk::new();
    let order = desk.placed("PO-1");
    desk.answer(order, vec![2], true).unwrap();
    desk.answer(order, vec![1], false).unwrap();
    let request = desk.ask(SELLER, order, vec![changed(2, 1_500)]).unwrap().number;
    desk.reply(BUYER, order, request, Answer::Accept).unwrap();
    let vault = Vault::default();
    desk.deposit(&vault, order, RecordKind::Order).unwrap();
    // As anyone can read it.
    let head = desk.view(order).head;
    let agreed: Vec<(u16, OrderedLine)> = desk
        .ledger
        .lines_of(&order, 1, 50)
        .into_iter()
        .filter(|line| line.state == LineState::Agreed)
        .map(|line| (line.line, line.ordered))
        .collect();
    assert_eq!(agreed.len(), 1);
    assert_eq!(agreed[0].1.quantity, 1_500);
    let digest = kit::digest(&(head, agreed));
    let told = [(order, RecordKind::Order, Algorithm::Blake2b256, digest)];
    assert_eq!(*vault.told.borrow(), told);
    let again = desk.deposit(&vault, order, RecordKind::Order);
    assert_eq!(again, Err(OrderError::NotTold(4)));
}

#[ink::test]
fn depositing_reports_its_errors_in_the_promised_order() {
    let mut desk = Desk::new();
    let placed = desk.placed("PO-1");
    let confirmed = desk.confirmed("PO-2");
    let vault = Vault { is_silent: true, ..Vault::default() };
    for kind in [RecordKind::Waybill, RecordKind::Delivery, RecordKind::Balance] {
        assert_eq!(desk.deposit(&vault, NOWHERE, kind), Err(OrderError::AnotherSource));
    }
    for kind in [RecordKind::Terms, RecordKind::Order] {
        assert_eq!(desk.deposit(&vault, NOWHERE, kind), Err(OrderError::NotFound));
    }
    let early = desk.deposit(&vault, placed, RecordKind::Order);
    assert_eq!(early, Err(OrderError::WrongStatus(OrderStatus::Placed)));
    let silent = desk.deposit(&vault, confirmed, RecordKind::Order);
    assert_eq!(silent, Err(OrderError::NotaryUnavailable));
    assert_eq!(desk.deposit_terms(&vault), Err(OrderError::NotaryUnavailable));
}

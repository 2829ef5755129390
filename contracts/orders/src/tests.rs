//! That the shell tells what the ledger did, and asks whom it should.
use crate::{OrderDrafted, OrdersContract, TermsProposed};
use ink::{
    env::{
        test::{recorded_events, set_block_timestamp, set_caller},
        DefaultEnvironment, Event,
    },
    primitives::AccountId,
    scale::Decode,
};
use interfaces::{
    administration::{Administration, AdministrationError, Link, ADMIN, PAUSER, UPGRADER},
    credit::FactKind,
    ids::{DocumentId, Millis, OptionalDocument, OptionalParty, PartyId, RelationshipId},
    notary::RecordKind,
    orders::{
        Answer, Incoterm, OrderError, OrderProgress, OrderStatus, OrderedLine, Orders,
        ProgressKind, ProgressLine, RelationshipStatus, RelationshipStep, Settlement, Terms,
    },
    reconciliation::Tolerances,
    registry::Refusal,
};
use pendzl::contracts::{access_control::AccessControl, pausable::Pausable};

const ADMINISTRATOR: [u8; 32] = [100; 32];
const BUYER: [u8; 32] = [1; 32];
const SELLER: [u8; 32] = [2; 32];
const NOW: Millis = 1_000_000;
const RESPONSE: Millis = 1_000;
const DISPUTE: Millis = 5_000;
const NOTICE: Millis = 50_000;

fn contract() -> OrdersContract {
    set_block_timestamp::<DefaultEnvironment>(NOW);
    OrdersContract::new(ADMINISTRATOR.into(), 0)
}

fn by(account: [u8; 32]) {
    set_caller::<DefaultEnvironment>(account.into());
}

fn terms() -> Terms {
    Terms {
        seller: OptionalParty::Nobody,
        currency: "EUR".into(),
        payment_days: 30,
        incoterm: Incoterm::Fca,
        tolerances: Tolerances::default(),
        response_window: RESPONSE,
        statement_window: 0,
        dispute_window: DISPUTE,
        notice_period: NOTICE,
        arbiter: OptionalParty::Nobody,
        settlement: Settlement::OffChain,
        document: [6; 32],
    }
}

fn line() -> OrderedLine {
    OrderedLine {
        item: "4711".into(),
        quantity: 10,
        unit: "C62".into(),
        unit_price: 99,
        earliest: NOW,
        latest: NOW + 10,
    }
}

fn related(contract: &mut OrdersContract) -> RelationshipId {
    by(BUYER);
    contract.propose_terms(PartyId(BUYER), PartyId(SELLER), terms()).unwrap();
    by(SELLER);
    let relationship = contract.relationship_id(PartyId(SELLER), PartyId(BUYER));
    contract.answer_terms(relationship, 1, Answer::Accept).unwrap();
    relationship
}

fn placed(contract: &mut OrdersContract, number: &str) -> DocumentId {
    by(BUYER);
    let (party, seller) = (PartyId(BUYER), PartyId(SELLER));
    contract
        .draft(party, seller, number.into(), OptionalDocument::Nothing, vec![line(), line()], true)
        .unwrap()
}

#[ink::test]
fn a_new_contract_is_open_linked_to_nothing_and_its_administrators() {
    let contract = contract();
    let administrator = Some(AccountId::from(ADMINISTRATOR));
    for role in [ADMIN, PAUSER, UPGRADER] {
        assert!(contract.has_role(role, administrator));
    }
    assert_eq!(recorded_events().count(), 3);
    assert!(!contract.paused());
    let used = [
        Link::Registry,
        Link::Waybill,
        Link::Reconciliation,
        Link::Receivable,
        Link::Notary,
        Link::Credit,
    ];
    for link in used {
        assert_eq!(contract.link_of(link).epoch, 0);
    }
}

#[ink::test]
fn orders_link_to_a_registry_to_those_that_tell_of_progress_a_notary_and_ratings() {
    let mut contract = contract();
    by(ADMINISTRATOR);
    let somewhere = [8; 32];
    for link in [Link::Orders, Link::Collateral, Link::Receipt, Link::Provenance] {
        assert_eq!(
            contract.set_link(link, somewhere.into(), somewhere.into()),
            Err(AdministrationError::NoSuchLink)
        );
    }
}

#[ink::test]
fn terms_and_an_order_are_told_whole_and_found_by_their_ids_and_parties() {
    let mut contract = contract();
    let relationship = related(&mut contract);
    let event = recorded_events().nth(3).unwrap();
    let told = TermsProposed::decode(&mut &event.data[..]).unwrap();
    assert_eq!((told.relationship, told.version, told.terms), (relationship, 1, terms()));
    let signature = <TermsProposed as Event>::SIGNATURE_TOPIC.unwrap();
    assert_eq!(
        event.topics,
        [signature.to_vec(), relationship.0.to_vec(), BUYER.to_vec(), SELLER.to_vec()]
    );

    let order = placed(&mut contract, "PO-7");
    assert_eq!(order, contract.order_id(PartyId(BUYER), "PO-7".into(), 1));
    let event = recorded_events().last().unwrap();
    let told = OrderDrafted::decode(&mut &event.data[..]).unwrap();
    assert_eq!((told.order, told.terms, told.lines), (order, 1, vec![line(), line()]));
    let signature = <OrderDrafted as Event>::SIGNATURE_TOPIC.unwrap();
    assert_eq!(
        event.topics,
        [signature.to_vec(), order.0.to_vec(), BUYER.to_vec(), SELLER.to_vec()]
    );
}

#[ink::test]
fn every_command_tells_one_event() {
    let mut contract = contract();
    let (buyer, seller) = (PartyId(BUYER), PartyId(SELLER));
    let mut told = recorded_events().count();
    let mut tells_one = |what: &str| {
        told += 1;
        assert_eq!(recorded_events().count(), told, "{what}");
    };
    by(BUYER);
    assert_eq!(contract.propose_terms(buyer, seller, terms()), Ok(1));
    tells_one("propose_terms");
    let relationship = contract.relationship_id(buyer, seller);
    by(SELLER);
    contract.answer_terms(relationship, 1, Answer::Accept).unwrap();
    tells_one("answer_terms");
    contract.change_relationship(relationship, seller, RelationshipStep::Terminate).unwrap();
    tells_one("change_relationship");
    let view = contract.relationship(relationship).unwrap();
    assert_eq!((view.status, view.ends_at), (RelationshipStatus::Terminating, NOW + NOTICE));
    by(BUYER);
    let order = contract
        .draft(buyer, seller, "1".into(), OptionalDocument::Nothing, vec![], false)
        .unwrap();
    tells_one("draft");
    contract.add_lines(order, vec![line()], false).unwrap();
    tells_one("add_lines");
    contract.add_line(order, "4712".into(), 10, "KGM".into(), 5, NOW, NOW, true).unwrap();
    tells_one("add_line");
    by(SELLER);
    contract.answer_lines(order, vec![1], true).unwrap();
    tells_one("answer_lines");
    assert_eq!(contract.request_line_change(order, seller, 2, 9, 6, NOW, NOW), Ok(1));
    tells_one("request_line_change");
    by(BUYER);
    contract.answer_request(order, 1, Answer::Accept).unwrap();
    tells_one("answer_request");
    assert_eq!(contract.request_change(order, buyer, contract.changes_of(order, 1)), Ok(2));
    tells_one("request_change");
    contract.answer_request(order, 2, Answer::Withdraw).unwrap();
    tells_one("answer_request withdraws");
    assert_eq!(contract.cancel(order, buyer), Ok(3));
    tells_one("cancel asks");
    set_block_timestamp::<DefaultEnvironment>(NOW + 10 + DISPUTE);
    contract.close(order, buyer).unwrap();
    tells_one("close");
    assert_eq!(contract.order(order).unwrap().status, OrderStatus::Closed);
    assert_eq!(contract.lines_of(order, 2, 1)[0].ordered.quantity, 9);
    assert_eq!(contract.facts_of(order, vec![2]).unwrap().lines[0].ordered.unit_price, 6);
    assert_eq!(contract.terms_of(order), contract.terms(relationship, 1));
}

#[ink::test]
fn the_other_ways_to_end_tell_one_event_too() {
    let mut contract = contract();
    related(&mut contract);
    let [cancelled, lapsed] = [placed(&mut contract, "1"), placed(&mut contract, "2")];
    let told = recorded_events().count();
    assert_eq!(contract.cancel(cancelled, PartyId(BUYER)), Ok(1));
    assert_eq!(contract.order(cancelled).unwrap().status, OrderStatus::Cancelled);
    set_block_timestamp::<DefaultEnvironment>(NOW + RESPONSE + 1);
    by(ADMINISTRATOR);
    contract.lapse(lapsed).unwrap();
    assert_eq!(contract.order(lapsed).unwrap().status, OrderStatus::Lapsed);
    assert_eq!(recorded_events().count(), told + 2);
}

#[ink::test]
fn a_pause_stops_orders_and_no_refusal() {
    let mut contract = contract();
    related(&mut contract);
    let order = placed(&mut contract, "1");
    by(ADMINISTRATOR);
    contract.pause().unwrap();
    let told = recorded_events().count();
    by(BUYER);
    let (buyer, seller) = (PartyId(BUYER), PartyId(SELLER));
    let paused = Err(OrderError::Paused);
    assert_eq!(
        contract.draft(buyer, seller, "2".into(), OptionalDocument::Nothing, vec![], false),
        paused
    );
    by(SELLER);
    assert_eq!(contract.answer_lines(order, vec![1], true), Err(OrderError::Paused));
    assert_eq!(recorded_events().count(), told);
    contract.answer_lines(order, vec![1, 2], false).unwrap();
}

#[ink::test]
fn without_links_each_account_acts_for_itself_and_nobody_tells_of_progress() {
    let mut contract = contract();
    related(&mut contract);
    let order = placed(&mut contract, "1");
    by(ADMINISTRATOR);
    let refused = Err(OrderError::Refused(Refusal::NotForParty));
    assert_eq!(contract.answer_lines(order, vec![1], true), refused);
    let lines = vec![ProgressLine { line: 1, document_line: 1, quantity: 1, at: 1, merits: 0 }];
    let document = DocumentId([7; 32]);
    let kind = ProgressKind::Shipped;
    let recorded = contract.record_progress(order, kind, document, lines);
    assert_eq!(recorded, Err(OrderError::NotTheSource));
    let recorded = contract.record_line_progress(order, kind, document, 1, 1, 1, 1, 0);
    assert_eq!(recorded, Err(OrderError::NotTheSource));
}

#[ink::test]
fn without_a_notary_nothing_is_deposited_nor_told() {
    let mut contract = contract();
    let relationship = related(&mut contract);
    let told = recorded_events().count();
    let document = DocumentId(relationship.0);
    let none = Err(OrderError::NotaryUnavailable);
    assert_eq!(contract.deposit(document, RecordKind::Terms), none);
    let others = Err(OrderError::AnotherSource);
    assert_eq!(contract.deposit(document, RecordKind::Balance), others);
    assert_eq!(recorded_events().count(), told);
}

#[ink::test]
fn without_a_credit_contract_nothing_is_told_of_how_an_order_was_fulfilled() {
    let mut contract = contract();
    related(&mut contract);
    let order = placed(&mut contract, "1");
    let told = recorded_events().count();
    for kind in [FactKind::Outcome, FactKind::Closed] {
        let early = Err(OrderError::WrongStatus(OrderStatus::Placed));
        assert_eq!(contract.tell_credit(order, kind), early);
    }
    assert_eq!(recorded_events().count(), told);
}

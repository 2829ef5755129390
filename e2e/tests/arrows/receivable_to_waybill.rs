//! The contract of receivables asks the waybill contract what was delivered, before a debt is confirmed on it.
use super::{corrupt, digest_of, SPEECHLESS};
use chain::Message;
use e2e::{
    time::days,
    Actor::{self, *},
    Contract, Invoice, Shipment, World,
};
use interfaces::{
    administration::{Administration, Link},
    ids::{CaseId, DocumentId, Fingerprint, Money},
    receivable::{Backing, Receivable, ReceivableError},
    waybill::{FreightTerm, Waybill, WaybillStatus},
};
use misbehaving::Manner;
use receivable::ReceivableConfirmed;

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Receivable,
        Link::Waybill,
        Contract::Waybill,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Receivable,
        Link::Waybill,
        Contract::Waybill,
    );
}

type Signature = Message<Result<(), ReceivableError>>;

/// A draft of what `debtor` owes `creditor` on `waybill`, and the debtor's signature, which is the last.
fn last_signature(
    world: &mut World,
    number: u64,
    waybill: DocumentId,
    (debtor, creditor): (Actor, Actor),
    face: Money,
) -> Signature {
    let invoice = Invoice { debtor, creditor, face, ..Invoice::numbered(number) };
    let debt = world.draft_debt(&invoice.on(Backing::Waybill(waybill)));
    world.signature_under(debt, debtor)
}

/// What the goods are owed by and to.
const GOODS: (Actor, Actor) = (Buyer, Supplier);

/// What was confirmed as the freight of a waybill.
fn confirmed_on(world: &World, waybill: DocumentId) -> Money {
    world.ask(world.receivable().confirmed_on(Fingerprint(*waybill.bytes())))
}

/// What the last call told of the debt; before it, that it has a token.
#[track_caller]
fn told(world: &World) -> ReceivableConfirmed {
    let [_transfer, confirmed] = world.news() else { panic!("there should be two events") };
    confirmed.decode().expect("it is the receivable's")
}

/// A world without registry whose contract of receivables is linked to a waybill contract that misbehaves in `manner`.
fn under(manner: Manner) -> World {
    let mut world = World::new();
    let contract = world.misbehaving(manner);
    world.link(Contract::Receivable, Link::Waybill, contract);
    world
}

const ANY: DocumentId = DocumentId([7; 32]);

#[test]
fn one_without_an_answer_lets_no_debt_be_confirmed_on_a_delivery_and_stops_no_other() {
    // What is well-formed and says nothing is the answer of a contract that knows no waybill, whatever follows it.
    let silent =
        SPEECHLESS.into_iter().filter(|manner| *manner != Manner::ReturnsMoreThanTheAnswer);
    for manner in silent {
        let mut world = under(manner);
        let signature = last_signature(&mut world, 1, ANY, GOODS, 100);
        let refused = world.err(Buyer, signature);
        assert_eq!(refused, ReceivableError::BackingUnavailable, "{manner:?}");
        world.confirm_debt(&Invoice::numbered(2));
        world.confirm_debt(&Invoice::numbered(3).on(Backing::Case(CaseId([7; 32]))));
    }
}

#[test]
fn one_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let mut world = under(Manner::ReturnsTooMuch);
    let signature = last_signature(&mut world, 1, ANY, GOODS, 100);
    super::is_stopped_by_too_much(&mut world, Buyer, signature);
}

#[test]
fn one_that_consumes_all_gas_leaves_no_trace() {
    let mut world = under(Manner::ConsumesAllGas);
    let signature = last_signature(&mut world, 1, ANY, GOODS, 100);
    super::uses_up_the_gas(&mut world, Buyer, signature, ReceivableError::BackingUnavailable);
}

#[test]
fn one_that_knows_no_waybill_is_believed() {
    // `Ok(Ok(()))` and `Ok(None)` are the same bytes.
    for manner in [Manner::AgreesToEverything, Manner::ReturnsMoreThanTheAnswer] {
        let mut world = under(manner);
        let signature = last_signature(&mut world, 1, ANY, GOODS, 100);
        assert_eq!(world.err(Buyer, signature), ReceivableError::NoSuchBacking, "{manner:?}");
    }
}

#[test]
fn where_none_is_linked_nobody_examines() {
    let mut world = World::new();
    let signature = last_signature(&mut world, 1, ANY, GOODS, 100);
    world.ok(Buyer, signature);
    assert!(!told(&world).is_examined);
    let freight = last_signature(&mut world, 2, ANY, (Buyer, Carrier), 100);
    world.ok(Buyer, freight);
    assert_eq!(confirmed_on(&world, ANY), 0);
}

#[test]
fn no_debt_is_confirmed_on_a_delivery_before_it_is_closed() {
    type Stage = fn(&mut World, &Shipment) -> DocumentId;
    let open: [Stage; 5] = [
        |world, shipment| world.draft_waybill(shipment),
        |world, shipment| world.issue_waybill(shipment),
        |world, shipment| world.carry_waybill(shipment),
        |world, shipment| world.land_waybill(shipment),
        |world, shipment| world.deliver_waybill(shipment, &[]),
    ];
    for stage in open {
        let mut world = World::linked();
        let waybill = stage(&mut world, &Shipment::default());
        let at = world.status_of(waybill);
        for (number, parties) in [(1, GOODS), (2, (Buyer, Carrier))] {
            let signature = last_signature(&mut world, number, waybill, parties, 100);
            assert_eq!(world.err(Buyer, signature), ReceivableError::BackingOpen, "{at:?}");
        }
    }
}

#[test]
fn what_was_cancelled_or_lost_stands_behind_nothing() {
    let mut world = World::linked();
    let cancelled = world.draft_waybill(&Shipment::numbered(1));
    world.ok(Carrier, world.waybill().cancel(cancelled, world.party(Carrier)));
    let lost = world.carry_waybill(&Shipment::numbered(2));
    let lost_from = world.view_of(lost).consignment.deliver_until + days(30);
    world.sleep(lost_from - world.now());
    world.ok(Buyer, world.waybill().declare_lost(lost, world.party(Buyer)));
    for (number, waybill, at) in
        [(1, cancelled, WaybillStatus::Cancelled), (2, lost, WaybillStatus::Lost)]
    {
        assert_eq!(world.status_of(waybill), at);
        let signature = last_signature(&mut world, number, waybill, GOODS, 100);
        assert_eq!(world.err(Buyer, signature), ReceivableError::BackingOpen, "{at:?}");
    }
}

#[test]
fn goods_are_owed_by_their_consignee_to_their_consignor_at_any_price() {
    let mut world = World::linked();
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    // What goods are worth no waybill says: that the debtor signs.
    let signature = last_signature(&mut world, 1, waybill, GOODS, 1 << 40);
    world.ok(Buyer, signature);
    assert!(told(&world).is_examined);
    assert_eq!(confirmed_on(&world, waybill), 0);
    for (number, parties) in
        [(2, (Supplier, Buyer)), (3, (Warehouse, Supplier)), (4, (Buyer, Warehouse))]
    {
        let signature = last_signature(&mut world, number, waybill, parties, 100);
        let refused = world.err(parties.0, signature);
        assert_eq!(refused, ReceivableError::OtherBacking, "{parties:?}");
    }
}

#[test]
fn freight_is_owed_by_who_pays_it_to_the_carrier_and_as_much_as_was_agreed() {
    let mut world = World::linked();
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    let about = world.view_of(waybill).consignment;
    assert_eq!(about.freight_term, FreightTerm::Collect);
    let freight = about.freight;
    // Carriage is collected from the consignee.
    let of_consignor = last_signature(&mut world, 1, waybill, (Supplier, Carrier), 100);
    assert_eq!(world.err(Supplier, of_consignor), ReceivableError::OtherBacking);
    let over = last_signature(&mut world, 2, waybill, (Buyer, Carrier), freight + 1);
    assert_eq!(world.err(Buyer, over), ReceivableError::OverBacking(freight));
    let part = last_signature(&mut world, 3, waybill, (Buyer, Carrier), freight - 1);
    world.ok(Buyer, part);
    assert!(told(&world).is_examined);
    assert_eq!(confirmed_on(&world, waybill), freight - 1);
    let over = last_signature(&mut world, 4, waybill, (Buyer, Carrier), 2);
    assert_eq!(world.err(Buyer, over), ReceivableError::OverBacking(1));
    let rest = last_signature(&mut world, 5, waybill, (Buyer, Carrier), 1);
    world.ok(Buyer, rest);
    assert_eq!(confirmed_on(&world, waybill), freight);
    // What the goods cost is another matter.
    let goods = last_signature(&mut world, 6, waybill, GOODS, 100);
    world.ok(Buyer, goods);
}

#[test]
fn freight_in_another_currency_is_not_what_was_agreed() {
    let mut world = World::linked();
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    let invoice = Invoice { creditor: Carrier, face: 100, ..Invoice::default() };
    let terms = interfaces::receivable::Terms {
        currency: "USD".to_owned(),
        ..invoice.on(Backing::Waybill(waybill)).terms(&world)
    };
    let debt = world.ok(Carrier, world.receivable().draft(world.party(Carrier), terms));
    let signature = world.signature_under(debt, Buyer);
    assert_eq!(world.err(Buyer, signature), ReceivableError::OtherBacking);
}

#[test]
fn asking_changes_nothing_in_the_waybill_contract() {
    let mut world = World::linked();
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    let before = digest_of(&world, Contract::Waybill);
    let signature = last_signature(&mut world, 1, waybill, (Buyer, Carrier), 100);
    world.ok(Buyer, signature);
    assert_eq!(digest_of(&world, Contract::Waybill), before);
}

#[test]
fn a_pause_of_the_waybill_contract_stops_no_debt() {
    let mut world = World::linked();
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    world.ok(Admin, world.administration(Contract::Waybill).pause());
    let signature = last_signature(&mut world, 1, waybill, GOODS, 100);
    world.ok(Buyer, signature);
}

#[test]
fn one_that_fails_later_stops_new_debts_on_deliveries_and_nothing_that_is_owed() {
    let mut world = World::linked();
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    let first = last_signature(&mut world, 1, waybill, GOODS, 100);
    world.ok(Buyer, first);
    let told = told(&world);
    corrupt(&mut world, Contract::Waybill);
    let second = last_signature(&mut world, 2, waybill, GOODS, 100);
    assert_eq!(world.err(Buyer, second), ReceivableError::BackingUnavailable);
    let pay = Message::from(world.receivable().pay(told.receivable, 100));
    world.ok(Buyer, pay.value(100 * e2e::CENT));
    let to = world.account(Supplier);
    assert_eq!(world.ok(Supplier, world.receivable().draw(told.token, to)), 100);
}

#[test]
fn a_delivery_is_examined_by_the_one_that_is_linked_when_it_is_confirmed() {
    let mut world = World::linked();
    let waybill = world.close_waybill(&Shipment::default(), &[]);
    let liar = world.misbehaving(Manner::ReturnsGarbage);
    world.relink(Contract::Receivable, Link::Waybill, liar);
    let signature = last_signature(&mut world, 1, waybill, GOODS, 100);
    assert_eq!(world.err(Buyer, signature), ReceivableError::BackingUnavailable);
    let former = world.address(Contract::Waybill);
    world.relink(Contract::Receivable, Link::Waybill, former);
    let signature = last_signature(&mut world, 2, waybill, GOODS, 100);
    world.ok(Buyer, signature);
}

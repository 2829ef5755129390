//! The receipt contract claims receipts and the goods of their pools: what that takes from it, and what it bears from the one that it
//! asks.
use super::{corrupt, digest_of, passed_on, SPEECHLESS};
use chain::Message;
use collateral::{Claimed, Ended, Freed};
use e2e::{lot_key, time::days, Actor::*, Contract, Shipment, Stored, World, PRICE};
use ink::scale::Encode;
use interfaces::{
    administration::{Administration, Link},
    collateral::{AssetKind, Claims, Collateral, CollateralError, GoodsKind},
    ids::{DocumentId, Fingerprint, PoolId},
    receipt::{
        AmendmentStep, GoodsKey, PledgeStep, Receipt, ReceiptError, Settlement, TokenId,
        TokenStatus,
    },
    waybill::{DocumentForm, Waybill, WaybillError},
};
use misbehaving::Manner;
use receipt::ReceiptIssued;

const QUARTER: u64 = 125_000_000;
const INDEMNITY: Fingerprint = Fingerprint([0xe1; 32]);
const DOCUMENT: Fingerprint = Fingerprint([0xe2; 32]);
/// Who lost a receipt asks for that one.
const LOST: AmendmentStep = AmendmentStep::ReportLost { indemnity: INDEMNITY, document: DOCUMENT };

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Receipt,
        Link::Collateral,
        Contract::Collateral,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::is_refused_to_replaced_code(
        World::encumbering(),
        Contract::Receipt,
        Link::Collateral,
        Contract::Collateral,
    );
}

/// A receipt for a quarter of what is usual, known by its lot, too.
fn known(number: u64, lot: &str) -> Stored {
    Stored::numbered(number).of(QUARTER).known_as(lot)
}

fn issue(world: &World, pool: PoolId, stored: &Stored) -> Message<Result<TokenId, ReceiptError>> {
    world.receipt().issue(pool, stored.deposit(world), stored.goods.clone()).into()
}

fn tell_empty(world: &World, pool: PoolId, lot: &str) -> Message<Result<(), ReceiptError>> {
    world.receipt().tell_empty(pool, lot_key(lot)).into()
}

/// What the collateral contract refused, as the receipt contract tells it.
fn refused(error: CollateralError) -> ReceiptError {
    ReceiptError::NotTaken(error.encode()[0])
}

fn key(world: &World, kind: GoodsKind, number: &str) -> Fingerprint {
    let key = world.collateral().goods_fingerprint(kind, number.into());
    world.ask(key).expect("it is a number")
}

/// What a receipt is claimed by: its own id.
fn asset(receipt: DocumentId) -> Fingerprint {
    Fingerprint(receipt.0)
}

fn is_encumbered(world: &World, fingerprint: Fingerprint) -> bool {
    world.ask(world.collateral().is_encumbered(fingerprint))
}

/// A world without registry whose receipt contract is linked to one that misbehaves in `manner`; a token of before that, and a pool since.
fn under(manner: Manner) -> (World, TokenId, PoolId) {
    let mut world = World::new();
    let token = world.store(&Stored::numbered(1).of(QUARTER));
    let collateral = world.misbehaving(manner);
    world.link(Contract::Receipt, Link::Collateral, collateral);
    let pool = world.open_pool("L-2");
    (world, token, pool)
}

#[test]
fn one_without_an_answer_lets_no_receipt_be_issued_and_stops_no_pool_that_was_there_before() {
    for manner in SPEECHLESS {
        let (mut world, token, pool) = under(manner);
        let before = digest_of(&world, Contract::Receipt);
        let issued = issue(&world, pool, &known(2, "LOT-2"));
        let unavailable = ReceiptError::CollateralUnavailable;
        assert_eq!(world.err(Warehouse, issued), unavailable, "{manner:?}");
        assert_eq!(digest_of(&world, Contract::Receipt), before);
        world.store(&known(3, "LOT-3"));
        world.load_out_all(Supplier, token);
    }
}

#[test]
fn one_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let (mut world, _, pool) = under(Manner::ReturnsTooMuch);
    let issued = issue(&world, pool, &known(2, "LOT-2"));
    super::is_stopped_by_too_much(&mut world, Warehouse, issued);
}

#[test]
fn one_that_consumes_all_gas_leaves_no_trace() {
    let (mut world, _, pool) = under(Manner::ConsumesAllGas);
    let issued = issue(&world, pool, &known(2, "LOT-2"));
    let unavailable = ReceiptError::CollateralUnavailable;
    super::uses_up_the_gas(&mut world, Warehouse, issued, unavailable);
}

#[test]
fn one_that_agrees_to_everything_is_believed() {
    let (mut world, _, pool) = under(Manner::AgreesToEverything);
    for number in [2, 3] {
        let issued = issue(&world, pool, &known(number, "LOT-2"));
        world.ok(Warehouse, issued);
    }
}

#[test]
fn a_receipt_contract_that_is_not_admitted_issues_nothing() {
    let mut world = World::linked();
    world.link(Contract::Receipt, Link::Collateral, world.address(Contract::Collateral));
    let pool = world.open_pool("L-1");
    let issued = issue(&world, pool, &known(1, "LOT-1"));
    assert_eq!(world.err(Warehouse, issued.clone()), refused(CollateralError::NotAdmitted));
    world.admit(world.address(Contract::Receipt));
    world.ok(Warehouse, issued);
}

#[test]
fn a_receipt_is_claimed_with_its_goods_when_it_is_issued() {
    let mut world = World::encumbering();
    let stored = known(1, "LOT-1");
    let receipt = world.receipt_id(&stored);
    assert!(!is_encumbered(&world, asset(receipt)));
    world.store(&stored);
    let [claimed, _, issued] = world.news() else { panic!("there should be three events") };
    let claimed: Claimed = claimed.decode().expect("it is collateral's");
    let issued: ReceiptIssued = issued.decode().expect("it is the receipt's");
    let pool = world.pool_id("L-1");
    assert_eq!((claimed.document, claimed.group), (receipt, DocumentId(pool.0)));
    assert_eq!((claimed.asset, issued.receipt, issued.pool), (asset(receipt), receipt, pool));
    assert_eq!(claimed.kind, AssetKind::Receipt);
    assert_eq!(claimed.contract, world.address(Contract::Receipt));
    assert!(is_encumbered(&world, asset(receipt)));
    for number in ["LOT-1", "lot 1", "LOT1"] {
        assert!(is_encumbered(&world, key(&world, GoodsKind::Lot, number)), "{number}");
    }
}

#[test]
fn goods_stand_behind_the_receipts_of_one_pool_and_of_no_other() {
    let mut world = World::encumbering();
    world.store(&known(1, "LOT-1"));
    // The goods of a pool are owned in common: another receipt into it has the same.
    world.store(&known(2, "lot 1"));
    let other = world.open_pool("L-2");
    let again = issue(&world, other, &known(3, "LOT1"));
    assert_eq!(world.err(Warehouse, again), ReceiptError::AlreadyClaimed);
    let fresh = issue(&world, other, &known(3, "LOT-2"));
    world.ok(Warehouse, fresh);
}

#[test]
fn receipts_that_are_merely_alike_are_issued_and_told_of() {
    let mut world = World::encumbering();
    let first = known(1, "LOT-1");
    world.store(&first);
    let alike = Stored { number: "WR-001".to_owned(), ..known(2, "LOT-2").in_lot("L-2") };
    world.store(&alike);
    let claimed: Vec<Claimed> = world.events();
    let [_, second] = &claimed[..] else { panic!("two were claimed") };
    assert!(!second.alike.is_empty());
    let expected = asset(world.receipt_id(&first));
    assert!(second.alike.iter().all(|like| like.asset == expected && !like.is_ended));
}

#[test]
fn goods_under_a_bill_of_lading_are_not_put_under_a_receipt_nor_the_other_way_round() {
    let mut world = World::encumbering();
    let bill = Shipment { form: DocumentForm::BillToOrder, ..Shipment::numbered(1) };
    let bill = world.draft_waybill(&bill);
    let at_sea =
        world.waybill().issue_bill(bill, GoodsKind::Container, "MSCU1234566 / SEAL7".into());
    world.ok(Carrier, at_sea);
    let container = |number: &str| GoodsKey { kind: GoodsKind::Container, number: number.into() };
    let pool = world.open_pool("L-1");
    let stored = Stored { goods: vec![container("mscu 1234566 seal-7")], ..known(1, "") };
    let issued = issue(&world, pool, &stored);
    assert_eq!(world.err(Warehouse, issued), ReceiptError::AlreadyClaimed);

    let stored = Stored { goods: vec![container("TGHU7654321 8")], ..known(1, "") };
    let issued = issue(&world, pool, &stored);
    world.ok(Warehouse, issued);
    let bill = Shipment { form: DocumentForm::BillToOrder, ..Shipment::numbered(2) };
    let bill = world.draft_waybill(&bill);
    let at_sea = world.waybill().issue_bill(bill, GoodsKind::Container, "tghu-765432-18".into());
    let error = WaybillError::NotTold(CollateralError::BackingClaimed(0).encode()[0]);
    assert_eq!(world.err(Carrier, at_sea), error);
}

#[test]
fn a_receipt_that_another_contract_claimed_is_not_issued() {
    let mut world = World::encumbering();
    let other = world.forwarder(b"other");
    world.admit(other);
    let stored = known(1, "LOT-1");
    let receipt = world.receipt_id(&stored);
    let squatted =
        world.claims().claim(AssetKind::Receipt, receipt, asset(receipt), receipt, vec![], vec![]);
    assert_eq!(passed_on(&mut world, other, squatted), Ok(()));
    let pool = world.open_pool("L-1");
    let issued = issue(&world, pool, &stored);
    assert_eq!(world.err(Warehouse, issued), ReceiptError::AlreadyClaimed);
    let never = world.receipt().tell_ended(receipt);
    assert_eq!(world.err(Stranger, never), ReceiptError::NotFound);
}

#[test]
fn anyone_tells_that_a_receipt_ended_and_its_pool_is_empty_and_the_goods_can_be_claimed_anew() {
    let mut world = World::encumbering();
    let stored = known(1, "LOT-1");
    let token = world.store(&stored);
    let (receipt, pool) = (world.receipt_id(&stored), world.pool_id("L-1"));
    let nothing = ReceiptError::NothingToTell;
    let ended = world.receipt().tell_ended(receipt);
    assert_eq!(world.err(Stranger, ended.clone()), nothing, "it stands");
    let message = tell_empty(&world, pool, "LOT-1");
    assert_eq!(world.err(Stranger, message), nothing, "there are goods");
    world.load_out_all(Supplier, token);

    for contract in Contract::ALL {
        world.ok(Admin, world.administration(contract).pause());
    }
    world.ok(Stranger, ended.clone());
    assert_eq!(world.event::<Ended>().asset, asset(receipt));
    assert_eq!(world.err(Stranger, ended), nothing, "it was told");
    let message = tell_empty(&world, pool, "lot 1");
    world.ok(Stranger, message.clone());
    let freed: Freed = world.event();
    assert_eq!(freed.group, DocumentId(pool.0));
    assert_eq!(freed.backing, [key(&world, GoodsKind::Lot, "LOT-1")]);
    assert_eq!(world.err(Stranger, message), nothing, "it was told");
    let message = tell_empty(&world, pool, "LOT-2");
    assert_eq!(world.err(Stranger, message), refused(CollateralError::NotFound));
    for contract in Contract::ALL {
        world.ok(Admin, world.administration(contract).unpause());
    }
    assert!(!is_encumbered(&world, asset(receipt)));
    assert!(!is_encumbered(&world, key(&world, GoodsKind::Lot, "LOT-1")));
    // The goods are stored again, in another pool; the number is never issued again.
    let other = world.open_pool("L-2");
    let again = issue(&world, other, &stored);
    assert_eq!(world.err(Warehouse, again), ReceiptError::AlreadyExists);
    let next = issue(&world, other, &known(2, "LOT-1"));
    world.ok(Warehouse, next);
}

#[test]
fn a_receipt_ends_with_the_last_of_its_tokens() {
    let mut world = World::encumbering();
    let (first, second) = (known(1, "LOT-1"), known(2, "LOT-1"));
    let [one, two] = [&first, &second].map(|stored| world.store(stored));
    let [of_first, of_second] = [&first, &second].map(|stored| {
        let receipt = world.receipt_id(stored);
        world.receipt().tell_ended(receipt)
    });
    let part = world.ok(Supplier, world.receipt().split(one, 1_000));
    world.load_out_all(Supplier, one);
    assert_eq!(world.err(Stranger, of_first.clone()), ReceiptError::NothingToTell);
    // What is merged into another receipt's token is that receipt's.
    world.ok(Supplier, world.receipt().merge(two, part));
    world.ok(Stranger, of_first);
    assert_eq!(world.err(Stranger, of_second.clone()), ReceiptError::NothingToTell);
    world.load_out_all(Supplier, two);
    world.ok(Stranger, of_second);
}

#[test]
fn a_replacement_is_claimed_and_what_it_replaces_ends() {
    let mut world = World::encumbering();
    let stored = known(1, "LOT-1");
    let token = world.store(&stored);
    world.store(&known(2, "LOT-1"));
    world.ok(Supplier, world.receipt().amend(token, LOST));
    let replace = |world: &World, number: &str| {
        world.receipt().replace(token, INDEMNITY, number.to_owned(), DOCUMENT)
    };
    let message = replace(&world, "r2");
    assert_eq!(world.err(Warehouse, message), ReceiptError::AlreadyExists);
    let message = replace(&world, "R-3");
    world.ok(Warehouse, message);
    let next = world.receipt_id(&Stored::numbered(3));
    assert!(is_encumbered(&world, asset(next)));
    let before = world.receipt_id(&stored);
    world.ok(Stranger, world.receipt().tell_ended(before));
    assert!(!is_encumbered(&world, asset(before)));
    assert!(is_encumbered(&world, key(&world, GoodsKind::Lot, "LOT-1")), "the goods stay");
}

#[test]
fn no_way_out_waits_for_it() {
    let mut world = World::encumbering();
    let stored = known(1, "LOT-1");
    let token = world.store(&stored);
    let terms = world.pledge_terms(token, Buyer, Settlement::NATIVE);
    world.pledge(Supplier, token, terms);
    let lost = world.store(&known(2, "LOT-1"));
    world.ok(Supplier, world.receipt().amend(lost, LOST));
    corrupt(&mut world, Contract::Collateral);

    let unavailable = ReceiptError::CollateralUnavailable;
    let pool = world.pool_id("L-1");
    let issued = issue(&world, pool, &known(3, "LOT-1"));
    assert_eq!(world.err(Warehouse, issued), unavailable);
    // Another number is another claim.
    let replace = world.receipt().replace(lost, INDEMNITY, "R-4".to_owned(), DOCUMENT);
    assert_eq!(world.err(Warehouse, replace), unavailable);
    world.sleep(days(1));
    world.ok(Buyer, world.receipt().pledge(token, PledgeStep::Enforce));
    let buy_back = Message::from(world.receipt().buy_back(token)).value(PRICE);
    world.ok(Supplier, buy_back);
    for token in [token, lost] {
        world.load_out_all(Supplier, token);
        assert_eq!(world.receipt_token(token).status, TokenStatus::Delivered);
    }
    let ended = world.receipt().tell_ended(world.receipt_id(&stored));
    assert_eq!(world.err(Stranger, ended), unavailable);
}

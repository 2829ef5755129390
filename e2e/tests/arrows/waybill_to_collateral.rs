//! The waybill contract claims bills of lading: what that takes from it, and what it bears from the one that it asks.
use super::{digest_of, passed_on, SPEECHLESS};
use chain::Message;
use collateral::{Claimed, Lifted};
use e2e::{Actor::*, Contract, Shipment, World};
use ink::scale::Encode;
use interfaces::{
    administration::{Administration, Link},
    collateral::{AssetKind, Claims, Collateral, CollateralError, GoodsKind},
    ids::{DocumentId, Fingerprint},
    registry::Refusal,
    waybill::{DocumentForm, SignOff, TitleAction, Waybill, WaybillError, WaybillStatus},
};
use misbehaving::Manner;
use waybill::{EncumbranceLifted, WaybillIssued};

/// Container and seal, twice.
const GOODS: &str = "MSCU 123456-6 / SEAL7, TGHU7654321 8";

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Waybill,
        Link::Collateral,
        Contract::Collateral,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::is_refused_to_replaced_code(
        World::encumbering(),
        Contract::Waybill,
        Link::Collateral,
        Contract::Collateral,
    );
}

fn bill(number: u64) -> Shipment {
    Shipment { form: DocumentForm::BillToOrder, ..Shipment::numbered(number) }
}

fn issue(world: &World, bill: DocumentId, goods: &str) -> Message<Result<(), WaybillError>> {
    world.waybill().issue_bill(bill, GoodsKind::Container, goods.into()).into()
}

fn lift(world: &World, bill: DocumentId, goods: &str) -> Message<Result<(), WaybillError>> {
    world.waybill().tell_collateral(bill, GoodsKind::Container, goods.into()).into()
}

/// What the collateral contract refused, as the waybill contract tells it.
fn refused(error: CollateralError) -> WaybillError {
    WaybillError::NotTold(error.encode()[0])
}

fn key(world: &World, number: &str) -> Fingerprint {
    let key = world.collateral().goods_fingerprint(GoodsKind::Container, number.into());
    world.ask(key).expect("it is a number")
}

fn is_encumbered(world: &World, fingerprint: Fingerprint) -> bool {
    world.ask(world.collateral().is_encumbered(fingerprint))
}

/// A world without registry whose waybill contract is linked to one that misbehaves in `manner`, and the draft of a bill.
fn under(manner: Manner) -> (World, DocumentId) {
    let mut world = World::new();
    let collateral = world.misbehaving(manner);
    world.link(Contract::Waybill, Link::Collateral, collateral);
    let bill = world.draft_waybill(&bill(1));
    (world, bill)
}

#[test]
fn one_without_an_answer_lets_no_bill_be_issued_and_stops_no_other_waybill() {
    for manner in SPEECHLESS {
        let (mut world, bill) = under(manner);
        let before = digest_of(&world, Contract::Waybill);
        let issued = issue(&world, bill, GOODS);
        assert_eq!(world.err(Carrier, issued), WaybillError::CollateralUnavailable, "{manner:?}");
        assert_eq!(digest_of(&world, Contract::Waybill), before);
        let plainly = world.waybill().issue(bill);
        assert_eq!(world.err(Carrier, plainly), WaybillError::Unclaimed);
        world.close_waybill(&Shipment::numbered(2), &[]);
    }
}

#[test]
fn one_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let (mut world, bill) = under(Manner::ReturnsTooMuch);
    let issued = issue(&world, bill, GOODS);
    super::is_stopped_by_too_much(&mut world, Carrier, issued);
}

#[test]
fn one_that_consumes_all_gas_leaves_no_trace() {
    let (mut world, bill) = under(Manner::ConsumesAllGas);
    let issued = issue(&world, bill, GOODS);
    let unavailable = WaybillError::CollateralUnavailable;
    super::uses_up_the_gas(&mut world, Carrier, issued, unavailable);
}

#[test]
fn a_waybill_contract_that_is_not_admitted_issues_no_bill() {
    let mut world = World::linked();
    world.link(Contract::Waybill, Link::Collateral, world.address(Contract::Collateral));
    let bill = world.draft_waybill(&bill(1));
    let issued = issue(&world, bill, GOODS);
    assert_eq!(world.err(Carrier, issued), refused(CollateralError::NotAdmitted));
    world.admit(world.address(Contract::Waybill));
    let issued = issue(&world, bill, GOODS);
    world.ok(Carrier, issued);
}

#[test]
fn a_bill_is_claimed_with_its_goods_when_it_is_issued() {
    let mut world = World::encumbering();
    let number = bill(1).number;
    let bill = world.draft_waybill(&bill(1));
    let asset = world.ask(world.collateral().bill_fingerprint(world.party(Carrier), number));
    assert!(!is_encumbered(&world, asset));
    let issued = issue(&world, bill, GOODS);
    world.ok(Carrier, issued);
    let [claimed, issued] = world.news() else { panic!("there should be two events") };
    let claimed: Claimed = claimed.decode().expect("it is collateral's");
    let issued: WaybillIssued = issued.decode().expect("it is the waybill's");
    assert_eq!((claimed.asset, claimed.document, issued.waybill), (asset, bill, bill));
    assert_eq!(claimed.kind, AssetKind::BillOfLading);
    assert_eq!(claimed.contract, world.address(Contract::Waybill));
    assert!(is_encumbered(&world, asset));
    for number in ["MSCU1234566SEAL7", "mscu 1234566 seal-7", "TGHU76543218"] {
        assert!(is_encumbered(&world, key(&world, number)), "{number}");
    }
    assert_eq!(world.status_of(bill), WaybillStatus::Issued);
}

#[test]
fn where_bills_are_claimed_they_are_issued_in_no_other_way_and_waybills_as_before() {
    let mut world = World::encumbering();
    let draft = world.draft_waybill(&bill(1));
    assert_eq!(world.err(Carrier, world.waybill().issue(draft)), WaybillError::Unclaimed);
    let many = world.waybill().sign_off(SignOff::Issue, vec![draft], 0);
    assert_eq!(world.err(Carrier, many), WaybillError::Unclaimed);
    let waybill = world.draft_waybill(&Shipment::numbered(2));
    let issued = issue(&world, waybill, "");
    assert_eq!(world.err(Carrier, issued), WaybillError::NotClaimed);
    world.ok(Carrier, world.waybill().issue(waybill));
}

#[test]
fn nothing_is_financed_on_a_second_bill_for_the_same_goods() {
    let mut world = World::encumbering();
    let [first, second] = [1, 2].map(|number| world.draft_waybill(&bill(number)));
    let issued = issue(&world, first, GOODS);
    world.ok(Carrier, issued);
    // Written otherwise, or as one of several, they are the same goods.
    for goods in ["tghu-765432-18", "ABCU1111111 1,MSCU1234566SEAL7"] {
        let again = issue(&world, second, goods);
        let error = refused(CollateralError::BackingClaimed(0));
        assert_eq!(world.err(Carrier, again), error, "{goods}");
    }
    assert_eq!(world.status_of(second), WaybillStatus::Draft);
    let issued = issue(&world, second, "ABCU1111111 1");
    world.ok(Carrier, issued);
}

#[test]
fn goods_under_another_paper_are_not_put_under_a_bill_until_that_is_over() {
    let mut world = World::encumbering();
    // The one that passes calls on stands for a contract of warehouse receipts.
    let other = world.forwarder(b"other");
    world.admit(other);
    let lot = key(&world, "MSCU1234566 SEAL7");
    let pool = DocumentId([5; 32]);
    let claim = world.claims().claim(
        AssetKind::Receipt,
        pool,
        Fingerprint([6; 32]),
        pool,
        vec![lot],
        vec![],
    );
    assert_eq!(passed_on(&mut world, other, claim), Ok(()));
    let draft = world.draft_waybill(&bill(1));
    let issued = issue(&world, draft, GOODS);
    assert_eq!(world.err(Carrier, issued.clone()), refused(CollateralError::BackingClaimed(0)));
    let freed = world.claims().free(pool, vec![lot]);
    assert_eq!(passed_on(&mut world, other, freed), Ok(()));
    world.ok(Carrier, issued);
}

#[test]
fn another_waybill_contract_cannot_issue_the_same_bill() {
    let mut world = World::encumbering();
    let other = world.forwarder(b"other");
    world.admit(other);
    let draft = world.draft_waybill(&bill(1));
    // A contract that was admitted, too, and knows a bill of the same carrier and number.
    let squatted = world.claims().claim_bill(draft, GoodsKind::Container, "".into());
    assert_eq!(passed_on(&mut world, other, squatted), Ok(()));
    let issued = issue(&world, draft, GOODS);
    assert_eq!(world.err(Carrier, issued), refused(CollateralError::AlreadyClaimed));
    let never_issued = lift(&world, draft, "");
    assert_eq!(world.err(Stranger, never_issued), WaybillError::WrongStatus(WaybillStatus::Draft));
}

#[test]
fn anyone_lifts_the_claim_of_a_delivered_bill_and_its_goods_can_be_claimed_anew() {
    let mut world = World::encumbering();
    let draft = world.draft_waybill(&bill(1));
    let issued = issue(&world, draft, GOODS);
    world.ok(Carrier, issued);
    let now = world.now();
    world.ok(Carrier, world.waybill().pick_up(draft, vec![], [0; 32], now));
    let early = lift(&world, draft, GOODS);
    assert_eq!(world.err(Stranger, early), WaybillError::WrongStatus(WaybillStatus::InTransit));
    let supplier = world.party(Supplier);
    let title = |action| world.waybill().title(draft, supplier, action);
    let surrender = title(TitleAction::SurrenderForDelivery);
    world.ok(Supplier, surrender);
    let carrier = world.party(Carrier);
    let accept = TitleAction::AcceptSurrender;
    world.ok(Carrier, world.waybill().title(draft, carrier, accept));
    world.ok(Carrier, world.waybill().arrive(draft, now));
    world.ok(Supplier, world.waybill().sign_delivery(draft, now, [0; 32]));

    for contract in Contract::ALL {
        world.ok(Admin, world.administration(contract).pause());
    }
    let lifted = lift(&world, draft, GOODS);
    world.ok(Stranger, lifted.clone());
    let [of_collateral, of_waybill] = world.news() else { panic!("there should be two events") };
    let of_collateral: Lifted = of_collateral.decode().expect("it is collateral's");
    let of_waybill: EncumbranceLifted = of_waybill.decode().expect("it is the waybill's");
    assert_eq!((of_collateral.bill, of_waybill.waybill), (draft, draft));
    assert!(!is_encumbered(&world, key(&world, "TGHU76543218")));
    assert_eq!(world.err(Stranger, lifted), refused(CollateralError::AlreadyEnded(0)));
    for contract in Contract::ALL {
        world.ok(Admin, world.administration(contract).unpause());
    }
    let next = world.draft_waybill(&bill(2));
    let issued = issue(&world, next, GOODS);
    world.ok(Carrier, issued);
}

#[test]
fn a_bill_that_was_issued_and_called_off_is_free_and_never_issued_elsewhere() {
    let mut world = World::encumbering();
    let draft = world.draft_waybill(&bill(1));
    let issued = issue(&world, draft, "");
    world.ok(Carrier, issued);
    for actor in [Supplier, Carrier] {
        let party = world.party(actor);
        world.ok(actor, world.waybill().cancel(draft, party));
    }
    let lifted = lift(&world, draft, "");
    world.ok(Stranger, lifted);
    let other = world.forwarder(b"other");
    world.admit(other);
    let again = world.claims().claim_bill(draft, GoodsKind::Container, "".into());
    assert_eq!(passed_on(&mut world, other, again), Err(CollateralError::AlreadyClaimed));
}

#[test]
fn only_who_did_not_write_the_bill_signs_it_and_claims_it() {
    let mut world = World::encumbering();
    let draft = world.draft_waybill(&bill(1));
    for actor in [Supplier, Buyer, Admin, Stranger] {
        let issued = issue(&world, draft, GOODS);
        let error = WaybillError::Refused(Refusal::NotForParty);
        assert_eq!(world.err(actor, issued), error, "{actor:?}");
    }
}

//! The contract of receivables claims each debt as it is confirmed: what that takes from it, and what it bears from the one that it asks.
use super::{corrupt, digest_of, SPEECHLESS};
use chain::Message;
use collateral::{Claimed, Ended};
use e2e::{
    forwarded, Actor::*, Agreement, Bill, Contract, Forwarded, Invoice, Shipment, World, CENT,
};
use ink::{primitives::AccountId, scale::Encode};
use interfaces::{
    administration::{Administration, AdministrationError, Link},
    collateral::{AssetKind, Claims, Collateral, CollateralError},
    ids::{CaseId, DocumentId, Fingerprint},
    receivable::{Backing, Receivable, ReceivableError, ReceivableStatus},
    reconciliation::Reconciliation,
};
use misbehaving::Manner;
use receivable::{ReceivableConfirmed, ReleaseTold};

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Receivable,
        Link::Collateral,
        Contract::Collateral,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    let mut world = World::encumbering();
    let code = e2e::bundles::twin(Contract::Collateral.bundle().wasm());
    let code = world.upload(&code);
    world.link(Contract::Receivable, Link::Collateral, world.address(Contract::Collateral));
    world.upgrade(Contract::Collateral, code);
    let links = world.administration(Contract::Receivable);
    let refused = world.err(Admin, links.clone().apply_link(Link::Collateral));
    assert_eq!(refused, AdministrationError::WrongCode);
    assert_eq!(world.ask(links.link_of(Link::Collateral)).epoch, 1);
}

/// What the collateral contract refused, as the contract of receivables tells it.
fn refused(error: CollateralError) -> ReceivableError {
    ReceivableError::CollateralRefused(error.encode()[0])
}

/// What the collateral contract answers to another contract.
fn through(
    world: &mut World,
    contract: AccountId,
    message: impl Into<Message<Result<(), CollateralError>>>,
) -> Result<(), CollateralError> {
    let forwarded = forwarded(contract, message);
    let Forwarded(Some(answer)) = world.call(Stranger, forwarded).returned else {
        panic!("the contract does not answer")
    };
    answer
}

/// The fingerprint by which a debt is claimed.
fn paper(debt: DocumentId) -> Fingerprint {
    Fingerprint(*debt.bytes())
}

fn is_encumbered(world: &World, debt: DocumentId) -> bool {
    world.ask(world.collateral().is_encumbered(paper(debt)))
}

/// The last signature under a new draft.
fn last_signature(
    world: &mut World,
    invoice: &Invoice,
) -> (DocumentId, Message<Result<(), ReceivableError>>) {
    let debt = world.draft_debt(invoice);
    let signature = world.signature_under(debt, invoice.debtor);
    (debt, signature)
}

/// A world without registry whose contract of receivables is linked to one that misbehaves in `manner`.
fn under(manner: Manner) -> World {
    let mut world = World::new();
    let collateral = world.misbehaving(manner);
    world.link(Contract::Receivable, Link::Collateral, collateral);
    world
}

/// What the last call told of the claim, and of the debt.
#[track_caller]
fn told(world: &World) -> (Claimed, ReceivableConfirmed) {
    let [_transfer, claimed, confirmed] = world.news() else {
        panic!("there should be three events")
    };
    let claimed = claimed.decode().expect("it is collateral's");
    (claimed, confirmed.decode().expect("it is the receivable's"))
}

/// Pays a debt, and draws it from its first token.
fn settle(world: &mut World, debt: DocumentId) {
    let about = world.debt_of(debt);
    let left = about.face - about.paid;
    let pay = Message::from(world.receivable().pay(debt, left));
    world.ok(Buyer, pay.value(u128::from(left) * CENT));
    let to = world.account(Supplier);
    world.ok(Supplier, world.receivable().draw(about.first_token, to));
    assert_eq!(world.debt_of(debt).status, ReceivableStatus::Settled);
}

/// A case that supplier and buyer balanced, over all lines of a delivery.
fn balanced(world: &mut World, number: u64) -> CaseId {
    let waybill = world.close_waybill(&Shipment::numbered(number), &[]);
    let sequence = number as u16;
    let case = world.agree_case(&Agreement { sequence, ..Agreement::default() });
    for actor in [Supplier, Buyer] {
        world.state(case, actor, &[Bill::of(waybill, 1, 100_000)]);
    }
    world.ok(Stranger, world.reconciliation().match_lines(case, waybill, vec![1]));
    world.ok(Stranger, world.reconciliation().conclude(case));
    case
}

#[test]
fn one_without_an_answer_lets_no_debt_be_confirmed_and_stops_no_other_signature() {
    for manner in SPEECHLESS {
        let mut world = under(manner);
        let (debt, signature) = last_signature(&mut world, &Invoice::default());
        let before = digest_of(&world, Contract::Receivable);
        let refused = world.err(Buyer, signature);
        assert_eq!(refused, ReceivableError::CollateralUnavailable, "{manner:?}");
        assert_eq!(digest_of(&world, Contract::Receivable), before);
        world.ok(Supplier, world.receivable().withdraw(world.party(Supplier), debt));
        let guaranteed = Invoice { guarantor: Some(Carrier), ..Invoice::numbered(2) };
        let debt = world.draft_debt(&guaranteed);
        let signature = world.signature_under(debt, Carrier);
        world.ok(Carrier, signature);
    }
}

#[test]
fn one_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let mut world = under(Manner::ReturnsTooMuch);
    let (_, signature) = last_signature(&mut world, &Invoice::default());
    super::is_stopped_by_too_much(&mut world, Buyer, signature);
}

#[test]
fn one_that_consumes_all_gas_leaves_no_trace() {
    let mut world = under(Manner::ConsumesAllGas);
    let (_, signature) = last_signature(&mut world, &Invoice::default());
    let unavailable = ReceivableError::CollateralUnavailable;
    super::uses_up_the_gas(&mut world, Buyer, signature, unavailable);
}

#[test]
fn one_that_agrees_to_everything_is_believed() {
    let mut world = under(Manner::AgreesToEverything);
    let (debt, signature) = last_signature(&mut world, &Invoice::default());
    world.ok(Buyer, signature);
    settle(&mut world, debt);
    world.ok(Stranger, world.receivable().tell_collateral(debt));
}

#[test]
fn a_contract_that_is_not_admitted_confirms_nothing() {
    let mut world = World::linked();
    world.link(Contract::Receivable, Link::Collateral, world.address(Contract::Collateral));
    let (_, signature) = last_signature(&mut world, &Invoice::default());
    assert_eq!(world.err(Buyer, signature), refused(CollateralError::NotAdmitted));
    world.admit(world.address(Contract::Receivable));
    let (_, signature) = last_signature(&mut world, &Invoice::numbered(2));
    world.ok(Buyer, signature);
}

#[test]
fn a_debt_is_claimed_as_it_is_confirmed() {
    let mut world = World::encumbering();
    let (debt, signature) = last_signature(&mut world, &Invoice::default());
    assert!(!is_encumbered(&world, debt));
    world.ok(Buyer, signature);
    let (claimed, confirmed) = told(&world);
    assert_eq!((claimed.asset, claimed.document), (paper(debt), debt));
    assert_eq!(claimed.kind, AssetKind::Receivable);
    assert_eq!(claimed.contract, world.address(Contract::Receivable));
    assert!(claimed.alike.is_empty());
    assert_eq!((confirmed.receivable, confirmed.collateral), (debt, 1));
    assert!(is_encumbered(&world, debt));
    assert_eq!(world.debt_of(debt).collateral, 1);
}

#[test]
fn where_none_is_linked_nothing_is_claimed_and_nothing_told() {
    let mut world = World::linked();
    let (debt, _) = world.confirm_debt(&Invoice::default());
    assert!(!is_encumbered(&world, debt));
    settle(&mut world, debt);
    let told = world.receivable().tell_collateral(debt);
    assert_eq!(world.err(Stranger, told), ReceivableError::CollateralUnavailable);
}

#[test]
fn an_invoice_that_another_contract_financed_is_not_confirmed() {
    let mut world = World::encumbering();
    // The one that passes calls on stands for another contract of receivables.
    let other = world.forwarder(b"other");
    world.admit(other);
    let (debt, signature) = last_signature(&mut world, &Invoice::default());
    let group = DocumentId([5; 32]);
    let kind = AssetKind::Receivable;
    let claim = world.claims().claim(kind, group, paper(debt), group, vec![], vec![]);
    assert_eq!(through(&mut world, other, claim), Ok(()));
    let already = refused(CollateralError::AlreadyClaimed);
    assert_eq!(world.err(Buyer, signature.clone()), already);
    // Nor once it was paid there.
    let end = world.claims().end(paper(debt));
    assert_eq!(through(&mut world, other, end), Ok(()));
    assert_eq!(world.err(Buyer, signature), already);
}

#[test]
fn debts_of_one_case_stand_side_by_side_and_none_of_another_contract_with_them() {
    let mut world = World::encumbering();
    let case = balanced(&mut world, 1);
    let part = |number| Invoice { face: 10_000, ..Invoice::numbered(number) };
    let backing = Backing::Case(case);
    let (_, signature) = last_signature(&mut world, &part(1).on(backing));
    world.ok(Buyer, signature);
    let (claimed, _) = told(&world);
    assert_eq!(claimed.group, DocumentId(*case.bytes()));
    let behind = claimed.backing.clone();
    let (_, signature) = last_signature(&mut world, &part(2).on(backing));
    world.ok(Buyer, signature);
    let other = world.forwarder(b"other");
    world.admit(other);
    let group = DocumentId([5; 32]);
    let asset = Fingerprint([6; 32]);
    let kind = AssetKind::Receivable;
    let claim = world.claims().claim(kind, group, asset, group, behind, vec![]);
    assert_eq!(through(&mut world, other, claim), Err(CollateralError::BackingClaimed(0)));
}

#[test]
fn what_is_alike_is_told_and_stops_nothing() {
    let mut world = World::encumbering();
    world.confirm_debt(&Invoice::default());
    // The same number in other letters between the same parties, and as much.
    let salted = Invoice { number: "RE 1".to_owned(), ..Invoice::default() };
    let (_, signature) = last_signature(&mut world, &salted);
    world.ok(Buyer, signature);
    let (claimed, _) = told(&world);
    assert!(!claimed.alike.is_empty());
    // The same invoice of a debtor that registered once more.
    let twin = Invoice { debtor: SecondCarrier, ..Invoice::default() };
    let (_, signature) = last_signature(&mut world, &twin);
    world.ok(SecondCarrier, signature);
    let (claimed, _) = told(&world);
    assert!(!claimed.alike.is_empty());
}

#[test]
fn anyone_tells_of_a_settled_debt_and_it_is_never_claimed_again() {
    let mut world = World::encumbering();
    let (debt, _) = world.confirm_debt(&Invoice::default());
    let confirmed = ReceivableError::WrongStatus(ReceivableStatus::Confirmed);
    assert_eq!(world.err(Stranger, world.receivable().tell_collateral(debt)), confirmed);
    settle(&mut world, debt);
    assert!(is_encumbered(&world, debt), "until somebody tells of it");
    for contract in Contract::ALL {
        world.ok(Admin, world.administration(contract).pause());
    }
    world.ok(Stranger, world.receivable().tell_collateral(debt));
    let [ended, told] = world.news() else { panic!("there should be two events") };
    let ended: Ended = ended.decode().expect("it is collateral's");
    let told: ReleaseTold = told.decode().expect("it is the receivable's");
    assert_eq!((ended.asset, told.receivable), (paper(debt), debt));
    assert!(!is_encumbered(&world, debt));
    let again = refused(CollateralError::AlreadyEnded(0));
    assert_eq!(world.err(Stranger, world.receivable().tell_collateral(debt)), again);
    for contract in Contract::ALL {
        world.ok(Admin, world.administration(contract).unpause());
    }
    let other = world.forwarder(b"other");
    world.admit(other);
    let group = DocumentId([5; 32]);
    let kind = AssetKind::Receivable;
    let claim = world.claims().claim(kind, group, paper(debt), group, vec![], vec![]);
    assert_eq!(through(&mut world, other, claim), Err(CollateralError::AlreadyClaimed));
    let terms = Invoice::default().terms(&world);
    let draft = world.receivable().draft(world.party(Supplier), terms);
    assert_eq!(world.err(Supplier, draft), ReceivableError::AlreadyExists);
}

#[test]
fn one_that_fails_later_stops_new_debts_and_no_money() {
    let mut world = World::encumbering();
    let (debt, token) = world.confirm_debt(&Invoice::numbered(1));
    corrupt(&mut world, Contract::Collateral);
    let (_, signature) = last_signature(&mut world, &Invoice::numbered(2));
    let unavailable = ReceivableError::CollateralUnavailable;
    assert_eq!(world.err(Buyer, signature), unavailable);
    world.ok(Supplier, world.receivable().split(token, 50_000));
    world.ok(Supplier, world.receivable().merge(token, token + 1));
    settle(&mut world, debt);
    assert_eq!(world.err(Stranger, world.receivable().tell_collateral(debt)), unavailable);
}

#[test]
fn a_contract_that_was_expelled_confirms_nothing_more_and_still_ends_what_it_claimed() {
    let mut world = World::encumbering();
    let (debt, _) = world.confirm_debt(&Invoice::numbered(1));
    world.ok(Admin, world.collateral().expel(world.address(Contract::Receivable)));
    let (_, signature) = last_signature(&mut world, &Invoice::numbered(2));
    assert_eq!(world.err(Buyer, signature), refused(CollateralError::NotAdmitted));
    settle(&mut world, debt);
    world.ok(Stranger, world.receivable().tell_collateral(debt));
}

#[test]
fn a_debt_ends_where_it_was_claimed_whatever_is_linked_by_then() {
    let mut world = World::encumbering();
    let (debt, _) = world.confirm_debt(&Invoice::numbered(1));
    let liar = world.misbehaving(Manner::ReturnsGarbage);
    world.relink(Contract::Receivable, Link::Collateral, liar);
    settle(&mut world, debt);
    world.ok(Stranger, world.receivable().tell_collateral(debt));
    assert!(!is_encumbered(&world, debt));
}

//! Goods in a warehouse, from the ship to the last load-out: stored, split, sold, pledged, in default, bought back, and found short.
//!
//! The second carrier lends. The carrier has goods in the same pool, and nobody tells theirs apart.
use chain::{address, Message};
use collateral::{Ended, Freed};
use e2e::{
    lot_key,
    standard::{psp34, Id, Psp34Error},
    time::days,
    Actor::{self, *},
    Contract, Shipment, Stage, Stored, World, ATTESTED, PRICE,
};
use interfaces::{
    collateral::GoodsKind,
    ids::{DocumentId, Fingerprint, PartyId, PoolId, Quantity},
    receipt::{
        Finding, GoodsKey, LoadOutStep, PledgeStatus, PledgeStep, Receipt, ReceiptError, SaleStep,
        Settlement, TokenId, TokenStatus,
    },
    waybill::{DocumentForm, TitleAction, Waybill},
};
use receipt::{LoadOutMoved, MarginCalled, PledgeMoved, ReceiptIssued, StockInspected};

const LENDER: Actor = SecondCarrier;

/// A tonne, in thousandths of a kilogram.
const TONNE: Quantity = 1_000_000;

const REPORT: Fingerprint = Fingerprint([0xc0; 32]);
const INSTRUCTIONS: Fingerprint = Fingerprint([0xc1; 32]);
const NOTE: Fingerprint = Fingerprint([0xc2; 32]);
const DEMAND: Fingerprint = Fingerprint([0xc3; 32]);

/// The container that the goods came in, and the seal on it.
const CONTAINER: &str = "MSCU1234566 / SEAL7";

/// The receipts of the supplier and of the carrier.
fn receipts() -> [Stored; 2] {
    let of_supplier = Stored::numbered(1).of(600 * TONNE);
    let of_carrier = Stored { depositor: Carrier, ..Stored::numbered(2).of(400 * TONNE) };
    [of_supplier, of_carrier]
}

#[test]
fn goods_are_stored_financed_and_loaded_out_where_the_contracts_are_linked() {
    let mut world = World::linked();
    goods_are_stored_financed_and_loaded_out(&mut world, Vec::new());
}

#[test]
fn goods_are_stored_financed_and_loaded_out_where_each_contract_stands_alone() {
    let mut world = World::new();
    goods_are_stored_financed_and_loaded_out(&mut world, Vec::new());
}

#[test]
fn goods_come_under_a_bill_of_lading_are_stored_under_receipts_and_can_go_on() {
    let mut world = World::encumbering();
    let container = GoodsKey { kind: GoodsKind::Container, number: CONTAINER.to_owned() };
    let bill = goods_are_at_sea(&mut world);
    // While the bill is out there is no receipt for the same goods.
    let pool = world.open_pool("L-1");
    let [stored, of_carrier] = receipts();
    let early = Stored { goods: vec![container.clone()], ..stored.clone() };
    let issue = world.receipt().issue(pool, early.deposit(&world), early.goods.clone());
    assert_eq!(world.err(Warehouse, issue), ReceiptError::AlreadyClaimed);
    goods_come_ashore(&mut world, bill);

    let pool = goods_are_stored_financed_and_loaded_out(
        &mut world,
        vec![container.clone(), lot_key("40123 L-1")],
    );
    for receipt in [&stored, &of_carrier] {
        let receipt = world.receipt_id(receipt);
        world.ok(Stranger, world.receipt().tell_ended(receipt));
        assert_eq!(world.event::<Ended>().asset, Fingerprint(receipt.0));
    }
    for goods in [container.clone(), lot_key("40123 L-1")] {
        world.ok(Stranger, world.receipt().tell_empty(pool, goods));
        assert_eq!(world.event::<Freed>().group, DocumentId(pool.0));
    }
    // The same goods go on, under another bill.
    let bill = Shipment { form: DocumentForm::BillToOrder, ..Shipment::numbered(2) };
    let bill = world.draft_waybill(&bill);
    let issue = world.waybill().issue_bill(bill, GoodsKind::Container, CONTAINER.to_owned());
    world.ok(Carrier, issue);
}

/// The carrier issues a bill of lading for the container, and takes it.
fn goods_are_at_sea(world: &mut World) -> DocumentId {
    let bill = Shipment { form: DocumentForm::BillToOrder, ..Shipment::numbered(1) };
    let bill = world.draft_waybill(&bill);
    let issue = world.waybill().issue_bill(bill, GoodsKind::Container, CONTAINER.to_owned());
    world.ok(Carrier, issue);
    let now = world.now();
    world.ok(Carrier, world.waybill().pick_up(bill, vec![], [0; 32], now));
    bill
}

/// The bill is surrendered, the goods are delivered, and the claim is lifted.
fn goods_come_ashore(world: &mut World, bill: DocumentId) {
    let (supplier, carrier, now) = (world.party(Supplier), world.party(Carrier), world.now());
    let surrender = TitleAction::SurrenderForDelivery;
    world.ok(Supplier, world.waybill().title(bill, supplier, surrender));
    let accept = TitleAction::AcceptSurrender;
    world.ok(Carrier, world.waybill().title(bill, carrier, accept));
    world.ok(Carrier, world.waybill().arrive(bill, now));
    world.ok(Supplier, world.waybill().sign_delivery(bill, now, [0; 32]));
    let lift = world.waybill().tell_collateral(bill, GoodsKind::Container, CONTAINER.to_owned());
    world.ok(Stranger, lift);
}

/// The whole story; the first receipt's goods are known by `goods`, too. Answers the pool, which is empty in the end.
fn goods_are_stored_financed_and_loaded_out<C: Stage>(
    world: &mut World<C>,
    goods: Vec<GoodsKey>,
) -> PoolId {
    let (pool, [first, of_carrier]) = goods_come_in(world, goods);
    let part = a_part_is_sold(world, first);
    the_rest_is_pledged(world, first);
    goods_are_found_missing(world, pool, [first, part, of_carrier]);
    the_debt_is_not_paid_in_time(world, first);
    all_goods_leave(world, pool, [first, part, of_carrier]);
    pool
}

/// An inspector attests a thousand tonnes, and receipts are issued for just as much.
fn goods_come_in<C: Stage>(world: &mut World<C>, goods: Vec<GoodsKey>) -> (PoolId, [TokenId; 2]) {
    let pool = world.pool_id("L-1");
    if world.ask(world.receipt().pool(pool)).is_none() {
        world.open_pool("L-1");
    }
    let warehouse = world.party(Warehouse);
    let more = Finding::Stock(2 * ATTESTED);
    let own = world.receipt().inspect(pool, warehouse, more, REPORT);
    assert_eq!(world.err(Warehouse, own), ReceiptError::NotInspector);

    let [of_supplier, of_carrier] = receipts();
    let of_supplier = Stored { goods, ..of_supplier };
    let tokens = [&of_supplier, &of_carrier].map(|stored| world.store(stored));
    let issued: Vec<ReceiptIssued> = world.events();
    let [one, two] = &issued[..] else { panic!("two were issued") };
    assert_eq!((one.record.token, two.record.token), (tokens[0], tokens[1]));
    assert_eq!((one.pool, two.pool), (pool, pool));
    assert_eq!(one.record.deposit, of_supplier.deposit(world));
    assert_eq!(world.receipt_of(two.receipt), two.record);
    let over = Stored::numbered(3).of(1);
    let issue = world.receipt().issue(pool, over.deposit(world), vec![]);
    assert_eq!(world.err(Warehouse, issue), ReceiptError::AboveStock(0));
    assert_eq!(tokens.map(|token| world.worth(token)), [600 * TONNE, 400 * TONNE]);
    (pool, tokens)
}

/// The supplier splits 200 tonnes off and sells them to the buyer.
fn a_part_is_sold<C: Stage>(world: &mut World<C>, token: TokenId) -> TokenId {
    let part = world.ok(Supplier, world.receipt().split(token, 200 * TONNE));
    assert_eq!([token, part].map(|token| world.worth(token)), [400 * TONNE, 200 * TONNE]);
    let sale = world.offer(Supplier, part, Settlement::NATIVE);
    let buyer = world.party(Buyer);
    let buy = Message::from(world.receipt().buy(part, buyer, sale));
    assert_eq!(world.err(Buyer, buy.clone()), ReceiptError::WrongValue);
    world.ok(Buyer, buy.value(PRICE));
    assert_eq!(world.receipt_token(part).owner, buyer);
    part
}

/// The supplier pledges the other 400 tonnes. Until they are released nobody else gets them, and not the supplier itself.
fn the_rest_is_pledged<C: Stage>(world: &mut World<C>, token: TokenId) {
    let terms = world.pledge_terms(token, LENDER, Settlement::NATIVE);
    world.pledge(Supplier, token, terms);
    let told: PledgeMoved = world.event();
    assert_eq!((told.pledgee, told.pledge.status), (terms.pledgee, PledgeStatus::Pledged));
    let pledged = ReceiptError::Pledged;
    let twice = world.pledge_terms(token, Buyer, Settlement::NATIVE);
    let twice = world.receipt().pledge(token, PledgeStep::Offer(twice));
    assert_eq!(world.err(Supplier, twice), pledged);
    let split = world.receipt().split(token, TONNE);
    assert_eq!(world.err(Supplier, split), pledged);
    let sale = world.sale(Supplier, token, Settlement::NATIVE);
    let sell = world.receipt().sell(token, SaleStep::Offer(sale));
    assert_eq!(world.err(Supplier, sell), pledged);
    let contract = address(world.address(Contract::Receipt));
    let to = chain::AccountId32::new(world.party(Buyer).0);
    let give = psp34::transfer(&contract, &to, &Id::U64(token), &[]);
    assert_eq!(world.err(Supplier, give), Psp34Error::Custom("Pledged".to_owned()));
    // Its goods may be asked for, and leave only if who lent agrees.
    let all = LoadOutStep::RequestAll(INSTRUCTIONS);
    world.ok(Supplier, world.receipt().load_out(token, all));
    let quantity = 400 * TONNE;
    let hand_over = LoadOutStep::HandOver { quantity, evidence: NOTE };
    let hand_over = world.receipt().load_out(token, hand_over);
    assert_eq!(world.err(Warehouse, hand_over), ReceiptError::NotAgreed);
    world.ok(Supplier, world.receipt().load_out(token, LoadOutStep::Withdraw));
}

/// A hundred tonnes are missing: all bear it by their shares, and who lent asks for more.
fn goods_are_found_missing<C: Stage>(world: &mut World<C>, pool: PoolId, tokens: [TokenId; 3]) {
    let arbiter = world.party(Arbiter);
    let shortage = Finding::Shortage(100 * TONNE);
    world.ok(Arbiter, world.receipt().inspect(pool, arbiter, shortage, REPORT));
    let told: StockInspected = world.event();
    assert_eq!((told.pool, told.finding, told.report), (pool, shortage, REPORT));
    let worth = tokens.map(|token| world.worth(token));
    assert_eq!(worth, [360 * TONNE, 180 * TONNE, 360 * TONNE]);
    let more = world.receipt().issue(pool, Stored::numbered(4).deposit(world), vec![]);
    assert_eq!(world.err(Warehouse, more), ReceiptError::IssuingEnded);

    let until = world.now() + days(1);
    let call = world.receipt().call_margin(tokens[0], DEMAND, until);
    world.ok(LENDER, call);
    let told: MarginCalled = world.event();
    assert_eq!((told.token, told.demand, told.until), (tokens[0], DEMAND, until));
}

/// The pledge is enforced, and bought back in time.
fn the_debt_is_not_paid_in_time<C: Stage>(world: &mut World<C>, token: TokenId) {
    let terms = world.pledge_of(token).terms;
    let enforce = world.receipt().pledge(token, PledgeStep::Enforce);
    assert_eq!(world.err(LENDER, enforce.clone()), ReceiptError::TooEarly(terms.default_at));
    world.sleep(days(5));
    world.ok(LENDER, enforce);
    let (lender, supplier) = (world.party(LENDER), world.party(Supplier));
    let held = world.receipt_token(token);
    assert_eq!((held.owner, held.pledgee), (lender, PartyId::NONE));
    // Until the time to buy back is over it does not move, and neither do its goods.
    let reserved = ReceiptError::Reserved(held.held_until);
    let sale = world.sale(LENDER, token, Settlement::NATIVE);
    let sell = world.receipt().sell(token, SaleStep::Offer(sale));
    assert_eq!(world.err(LENDER, sell), reserved);
    let all = LoadOutStep::RequestAll(INSTRUCTIONS);
    let ask = world.receipt().load_out(token, all);
    assert_eq!(world.err(LENDER, ask), reserved);

    let buy_back = Message::from(world.receipt().buy_back(token)).value(PRICE);
    world.ok(Supplier, buy_back);
    let held = world.receipt_token(token);
    assert_eq!((held.owner, held.pledgee, held.held_until), (supplier, PartyId::NONE, 0));
    assert_eq!(world.pledge_of(token).status, PledgeStatus::BoughtBack);
    assert_eq!(world.worth(token), 360 * TONNE, "what is missing is still missing");
}

/// The buyer takes its goods in two parts, the carrier is silent, the supplier signs. What is left in the end is nothing.
fn all_goods_leave<C: Stage>(world: &mut World<C>, pool: PoolId, tokens: [TokenId; 3]) {
    let [first, part, of_carrier] = tokens;
    let quantity = 80 * TONNE;
    let ask = LoadOutStep::Request { quantity, instructions: INSTRUCTIONS };
    world.ok(Buyer, world.receipt().load_out(part, ask));
    let hand_over = LoadOutStep::HandOver { quantity, evidence: NOTE };
    world.ok(Warehouse, world.receipt().load_out(part, hand_over));
    let receive = world.receipt().load_out(part, LoadOutStep::Receive(quantity + 1));
    assert_eq!(world.err(Buyer, receive), ReceiptError::TermsDiffer);
    world.ok(Buyer, world.receipt().load_out(part, LoadOutStep::Receive(quantity)));
    let told: LoadOutMoved = world.event();
    assert_eq!((told.delivered, told.status), (quantity, TokenStatus::Live));
    // Shares are rounded up: a thousandth of a kilogram may stay in the pool, and nobody else has less.
    let rest = world.worth(part);
    assert!((100 * TONNE - 1..=100 * TONNE).contains(&rest), "{rest}");
    assert!([first, of_carrier].iter().all(|token| world.worth(*token) >= 360 * TONNE));

    let handed = world.hand_over_all(Carrier, of_carrier);
    let complete = world.receipt().load_out(of_carrier, LoadOutStep::Complete);
    let from = world.receipt_token(of_carrier).load_out.handed_over_at + days(3);
    assert_eq!(world.err(Stranger, complete.clone()), ReceiptError::TooEarly(from));
    world.sleep(days(3));
    world.ok(Stranger, complete);
    assert_eq!(world.receipt_token(of_carrier).status, TokenStatus::Delivered);

    let signed = world.load_out_all(Supplier, first);
    let last = world.load_out_all(Buyer, part);
    assert_eq!(handed + signed + last + quantity, 900 * TONNE, "all that was there was delivered");
    let empty = world.pool_of(pool);
    assert_eq!((empty.shares, empty.delivered, empty.missing), (0, 900 * TONNE, 100 * TONNE));
    for token in tokens {
        let gone = world.receipt_token(token);
        assert_eq!((gone.status, gone.shares), (TokenStatus::Delivered, 0));
    }
    let contract = address(world.address(Contract::Receipt));
    assert_eq!(world.ask(psp34::total_supply::<u64>(&contract)), 0);
}

//! Goods from the field to the consumer, and back when they are recalled: under waybills, wired, and standing alone.
//!
//! The supplier is the farm, the warehouse mills, the buyer is a chain of shops, of which the two carriers and the arbiter run one each.
use e2e::{
    time::days,
    Actor::{self, *},
    Batch, Contract, Shipment, World, KILOGRAM, NO_EVIDENCE, PIECE,
};
use interfaces::{
    administration::{Administration, Link},
    ids::{Digest, DocumentId, EventId, ItemId, Quantity, RecallId},
    provenance::{
        CustodyModel, Deed, Direction, EventAction, EventKind, Input, ItemStatus, Movement,
        Provenance, ProvenanceError, Recall, RecallStatus, RequestStatus, Yield,
    },
    waybill::Waybill,
};
use provenance::{EventRecorded, RecallClosed, RecallOpened, Scanned};

const TON: Quantity = 1_000_000;

/// The mill gives four fifths.
const MILLED: Yield = Yield { from: KILOGRAM, to: KILOGRAM, rate: 8_000 };

/// A bag holds two kilograms.
const BAGGED: Yield = Yield { from: KILOGRAM, to: PIECE, rate: 5_000 };

/// The secret on a bag, the leaf of another, and the root of both.
const SECRET: [u8; 32] = [7; 32];
const OTHER_LEAF: &str = "c3e4d44f018da2ecd4f60dd0b5c3af82aa27e086c02571db6035c42611f995f0";
const ROOT: &str = "4c167b63eb810509c18efc438b2755c534397213352766e7ff93ba02354222c8";

/// What came of a field.
struct Harvest {
    wheat: ItemId,
    /// Of another field.
    rye: ItemId,
    pallet: ItemId,
    flour: ItemId,
    /// Of the three shops, in the order of [`SHOPS`].
    shares: Vec<ItemId>,
    bag: ItemId,
}

const SHOPS: [Actor; 3] = [Carrier, SecondCarrier, Arbiter];

#[test]
fn goods_go_from_farm_to_shop_under_waybills_and_are_recalled() {
    from_farm_to_shop_and_back(World::telling());
}

#[test]
fn goods_go_from_farm_to_shop_and_are_recalled_where_the_contracts_are_linked() {
    from_farm_to_shop_and_back(World::linked());
}

#[test]
fn goods_go_from_farm_to_shop_and_are_recalled_where_each_contract_stands_alone() {
    from_farm_to_shop_and_back(World::new());
}

fn from_farm_to_shop_and_back(mut world: World) {
    let (wheat, rye, pallet) = the_farm_harvests_and_ships(&mut world);
    let flour = the_mill_makes_flour(&mut world, wheat, pallet);
    let shares = the_chain_splits_it_to_its_shops(&mut world, flour);
    let bag = a_consumer_buys_a_bag(&mut world, shares[2]);
    let harvest = Harvest { wheat, rye, pallet, flour, shares, bag };
    all_of_it_is_recalled(&mut world, &harvest);
}

fn digest(hexadecimal: &str) -> Digest {
    hex::decode(hexadecimal).ok().and_then(|bytes| bytes.try_into().ok()).expect("it is a digest")
}

/// Sends goods, under a waybill where provenance believes those.
fn send(world: &mut World, from: Actor, to: Actor, items: &[ItemId]) -> Option<DocumentId> {
    let sources = world.administration(Contract::Provenance);
    if world.ask(sources.link_of(Link::Waybill)).address.is_none() {
        let recipient = world.party(to);
        world.handle(from, Deed::Ship(recipient), items);
        return None;
    }
    let carriers = [Carrier, SecondCarrier];
    let carrier = carriers.into_iter().find(|carrier| ![from, to].contains(carrier));
    let shipment = Shipment {
        number: format!("GRAIN-{}", world.now()),
        drafter: from,
        consignor: from,
        carrier: carrier.expect("there are two, and one at most has part in it"),
        consignee: to,
        ..Shipment::default()
    };
    let waybill = world.carry_waybill(&shipment);
    let told = world.waybill().tell_movement(waybill, Movement::Shipped, 0, items.to_vec());
    world.ok(from, told);
    Some(waybill)
}

/// Receives what was sent.
fn take_in(world: &mut World, waybill: Option<DocumentId>, to: Actor, items: &[ItemId]) {
    let Some(waybill) = waybill else {
        world.handle(to, Deed::Receive, items);
        return;
    };
    let now = world.now();
    world.ok(to, world.waybill().sign_delivery(waybill, now, NO_EVIDENCE));
    let told = world.waybill().tell_movement(waybill, Movement::Received, 0, items.to_vec());
    world.ok(to, told);
}

/// Sends goods and has them received.
fn deliver(world: &mut World, from: Actor, to: Actor, items: &[ItemId]) {
    let waybill = send(world, from, to, items);
    take_in(world, waybill, to, items);
}

fn holder(world: &World, item: ItemId) -> Option<Actor> {
    world.ask(world.provenance().holder_of(item)).and_then(|party| world.who(party))
}

fn the_farm_harvests_and_ships(world: &mut World) -> (ItemId, ItemId, ItemId) {
    let (farm, mill) = (world.party(Supplier), world.party(Warehouse));
    let wheat = world.harvest(&Batch::numbered(1));
    let told: EventRecorded = world.event();
    assert_eq!((told.by, told.model), (farm, CustodyModel::Segregated));
    assert_eq!((told.record.kind, told.record.action), (EventKind::Object, EventAction::Add));
    assert_eq!(told.made, [Batch::numbered(1).goods()]);
    let rye = world.harvest(&Batch::numbered(2));
    let pallet = world.harvest(&Batch::piece(3));

    world.handle(Supplier, Deed::Pack(pallet), &[wheat]);
    let told: EventRecorded = world.event();
    assert_eq!((told.record.kind, told.record.action), (EventKind::Aggregation, EventAction::Add));
    let goods: Vec<_> = told.record.goods.iter().map(|goods| goods.item).collect();
    assert_eq!(goods, [wheat, pallet], "what it is in comes last");
    let ship = world.provenance().record(farm, world.facts(1), Deed::Ship(mill), vec![wheat]);
    assert_eq!(world.err(Supplier, ship), ProvenanceError::Inside(0));

    let waybill = send(world, Supplier, Warehouse, &[pallet]);
    assert_eq!(holder(world, wheat), Some(Supplier), "until it is received");
    let receive = world.provenance().record(farm, world.facts(1), Deed::Receive, vec![pallet]);
    assert_eq!(world.err(Supplier, receive), ProvenanceError::NotAddressee(0));
    take_in(world, waybill, Warehouse, &[pallet]);
    assert_eq!(holder(world, wheat), Some(Warehouse), "with the pallet that it is on");
    world.handle(Warehouse, Deed::Unpack(pallet), &[wheat]);
    assert_eq!(world.item_of(wheat).possessor, mill);
    (wheat, rye, pallet)
}

fn the_mill_makes_flour(world: &mut World, wheat: ItemId, pallet: ItemId) -> ItemId {
    let (mill, model) = (world.party(Warehouse), CustodyModel::Segregated);
    let all = vec![Input { item: wheat, quantity: TON }];
    let batch = Batch::numbered(10).by(Warehouse).of(TON / 10 * 8);
    let too_much = batch.of(batch.quantity + 1).goods();
    let facts = world.facts(1);
    let transform =
        world.provenance().transform(mill, facts, model, vec![MILLED], all, vec![too_much]);
    assert_eq!(world.err(Warehouse, transform), ProvenanceError::TooMuch(0), "more than it gives");
    let flour = world.make(&[(wheat, TON)], &[MILLED], &[batch])[0];
    let told: EventRecorded = world.event();
    assert_eq!(told.record.kind, EventKind::Transformation);
    assert_eq!(told.yields, [MILLED]);

    let used = world.item_of(wheat);
    assert_eq!((used.status, used.quantity), (ItemStatus::Consumed, 0));
    let back = world.ask(world.provenance().trace(flour, Direction::Back, EventId::NONE));
    let back = back.expect("it was made of something");
    assert_eq!(back.goods.len(), 1);
    assert_eq!((back.goods[0].item, back.goods[0].quantity), (wheat, TON));
    let forward = world.ask(world.provenance().trace(wheat, Direction::Forward, EventId::NONE));
    let forward = forward.expect("something was made of it");
    assert_eq!((forward.goods[0].item, forward.next), (flour, EventId::NONE));
    let history = world.ask(world.provenance().history_of(wheat, EventId::NONE, 50));
    assert_eq!(history.len(), 4, "commissioned, packed, taken out, used");
    assert_eq!(history[0], back.event);
    assert_eq!(holder(world, pallet), Some(Warehouse));
    flour
}

fn the_chain_splits_it_to_its_shops(world: &mut World, flour: ItemId) -> Vec<ItemId> {
    deliver(world, Warehouse, Buyer, &[flour]);
    let shares = [(20, 300_000), (21, 300_000), (22, 200_000)];
    let shares = shares.map(|(number, quantity)| Batch::numbered(number).by(Buyer).of(quantity));
    let shares = world.make(&[(flour, TON / 10 * 8)], &[], &shares);
    assert_eq!(world.item_of(flour).status, ItemStatus::Consumed);
    for (shop, share) in SHOPS.into_iter().zip(&shares) {
        deliver(world, Buyer, shop, &[*share]);
        assert_eq!(holder(world, *share), Some(shop));
    }
    shares
}

fn a_consumer_buys_a_bag(world: &mut World, share: ItemId) -> ItemId {
    let shop = world.party(Arbiter);
    let bag = world.make(&[(share, 2_000)], &[BAGGED], &[Batch::piece(30).by(Arbiter)])[0];
    let path = vec![digest(OTHER_LEAF)];
    let scan = world.provenance().scan(bag, 0, SECRET, path.clone());
    assert_eq!(world.err(Stranger, scan.clone()), ProvenanceError::NotASecret, "none is on it");
    world.ok(Arbiter, world.provenance().commit_secrets(shop, bag, digest(ROOT), 2));
    let guess = world.provenance().scan(bag, 0, [9; 32], path);
    assert_eq!(world.err(Stranger, guess), ProvenanceError::NotASecret);
    for (consumer, count, is_suspicious) in
        [(Stranger, 1, false), (Stranger, 2, false), (Driver, 3, true)]
    {
        assert_eq!(world.ok(consumer, scan.clone()), count);
        let told: Scanned = world.event();
        assert_eq!((told.item, told.index, told.count), (bag, 0, count));
        assert_eq!((told.is_suspicious, told.is_recalled), (is_suspicious, false));
    }
    world.handle(Arbiter, Deed::Decommission, &[bag]);

    // Who found that it was scanned before asks who made it, and sees how long that takes.
    let request = world.ok(Driver, world.provenance().report_suspect(bag, NO_EVIDENCE));
    let standing = |world: &World| world.ask(world.provenance().request_status(request));
    assert_eq!(standing(world), Some(RequestStatus::Open));
    world.sleep(days(2));
    assert_eq!(standing(world), Some(RequestStatus::Overdue));
    world.ok(Arbiter, world.provenance().answer_request(request, NO_EVIDENCE));
    assert_eq!(standing(world), Some(RequestStatus::AnsweredLate));
    bag
}

fn recall_of(world: &World, recall: RecallId) -> Recall {
    let kept = world.ask(world.provenance().recall(recall)).expect("there is such a recall");
    kept.decoded().expect("it is kept as it is read")
}

fn is_recalled(world: &World, item: ItemId) -> bool {
    world.ask(world.provenance().is_recalled(item))
}

fn all_of_it_is_recalled(world: &mut World, harvest: &Harvest) {
    let Harvest { wheat, rye, pallet, flour, ref shares, bag } = *harvest;
    let farm = world.party(Supplier);
    let open = world.provenance().open_recall(farm, wheat, NO_EVIDENCE);
    let recall = world.ok(Supplier, open);
    let told: RecallOpened = world.event();
    assert_eq!((told.recall, told.status), (recall, RecallStatus::Spreading));

    // While it is followed on, a shop bakes.
    let status = world.ok(Stranger, world.provenance().spread(recall, 1));
    assert_eq!(status, RecallStatus::Spreading);
    assert!(is_recalled(world, flour) && !is_recalled(world, shares[0]));
    let batch = Batch::numbered(50).by(Carrier).of(90_000);
    let bread = world.make(&[(shares[0], 100_000)], &[], &[batch])[0];
    assert!(!is_recalled(world, bread), "nobody knew yet");
    let mut calls = 0;
    while world.ok(Stranger, world.provenance().spread(recall, 2)) != RecallStatus::Complete {
        calls += 1;
        assert!(calls < 50, "it ends");
    }
    let spread = world.provenance().spread(recall, 1);
    let complete = ProvenanceError::WrongRecall(RecallStatus::Complete);
    assert_eq!(world.err(Stranger, spread), complete);
    for item in [wheat, flour, shares[0], shares[1], shares[2], bag, bread] {
        assert!(is_recalled(world, item), "all that was made of it");
    }
    for item in [rye, pallet] {
        assert!(!is_recalled(world, item), "and nothing else");
    }

    // What is made from now on is born so, and none of it is sent on, packed or not.
    let batch = Batch::numbered(51).by(Carrier).of(10_000);
    let cake = world.make(&[(shares[0], 10_000)], &[], &[batch])[0];
    let told: EventRecorded = world.event();
    assert_eq!(told.recall, recall);
    assert!(is_recalled(world, cake));
    let chain = world.party(Buyer);
    for (shop, item) in SHOPS.into_iter().zip(shares).chain([(Carrier, &bread), (Carrier, &cake)]) {
        let party = world.party(shop);
        let ship = world.provenance().record(party, world.facts(2), Deed::Ship(chain), vec![*item]);
        assert_eq!(world.err(shop, ship), ProvenanceError::Recalled(0), "{shop:?}");
    }
    let (shop, share) = (world.party(SecondCarrier), shares[1]);
    let crates = world.harvest(&Batch::piece(40).by(SecondCarrier));
    world.handle(SecondCarrier, Deed::Pack(crates), &[share]);
    assert_eq!(world.item_of(crates).recalled_inside, 1);
    let ship = world.provenance().record(shop, world.facts(2), Deed::Ship(chain), vec![crates]);
    assert_eq!(world.err(SecondCarrier, ship), ProvenanceError::Recalled(0), "with it inside");
    let may_ship = world.ask(world.provenance().may_ship(shop, vec![crates]));
    assert_eq!(may_ship, Err(ProvenanceError::Recalled(0)));
    assert!(!is_recalled(world, crates), "what it is in is not recalled itself");
    world.handle(SecondCarrier, Deed::Unpack(crates), &[share]);
    deliver(world, SecondCarrier, Buyer, &[crates]);

    // A consumer learns of it from the bag that it bought.
    let scan = world.provenance().scan(bag, 0, SECRET, vec![digest(OTHER_LEAF)]);
    assert_eq!(world.ok(Stranger, scan), 4);
    assert!(world.event::<Scanned>().is_recalled);

    // What nobody has any more nobody answers for: wheat and flour were used up, the bag was sold.
    let Recall { marked, awaited, acknowledged, close_from, .. } = recall_of(world, recall);
    assert_eq!((marked, awaited, acknowledged), (8, 5, 0));
    let close = world.provenance().close_recall(recall);
    assert_eq!(world.err(Supplier, close.clone()), ProvenanceError::WindowOpen(close_from));
    let held = [
        (Carrier, vec![shares[0], bread, cake]),
        (SecondCarrier, vec![shares[1]]),
        (Arbiter, vec![shares[2]]),
    ];
    for (shop, items) in held {
        let party = world.party(shop);
        let acknowledge = world.provenance().acknowledge_recall(party, recall, items);
        world.ok(shop, acknowledge.clone());
        let again = world.err(shop, acknowledge);
        assert_eq!(again, ProvenanceError::NotRecalled(0), "it was acknowledged");
    }
    world.ok(Supplier, close);
    assert_eq!(world.event::<RecallClosed>(), RecallClosed { recall, awaited: 5, acknowledged: 5 });
    assert_eq!(recall_of(world, recall).status, RecallStatus::Closed);
    assert!(is_recalled(world, shares[1]), "for ever");
}

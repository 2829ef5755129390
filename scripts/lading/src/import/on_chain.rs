//! What an import leaves on a chain: read back from the contract.

use super::{
    documents::Documents,
    writer::{Options, Outcome, Writer},
};
use crate::{
    deploy::{self, Terms},
    goods,
    kept::{blake2_256, Kept, Session},
};
use chain::{Account, Chain, Embedded};
use ink::codegen::TraitCallBuilder;
use interfaces::{
    cbv::{BizStep, BizTransactionType, Disposition},
    ids::{DocumentId, EventId, ItemId, PartyId},
    provenance::{
        CustodyModel, Deed, Direction, EventKind, EventRecord, Item, ItemStatus, Provenance as _,
    },
    registry::{Kind, Registry as _},
};
use serde_json::{json, Value};
use sha2::{Digest as _, Sha256};
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const FLOUR: &str = "urn:epc:class:lgtin:9521103.031550.550-2433";
const BAGS: &str = "urn:epc:class:lgtin:9521103.131550.550-2433-1";
const WHEAT: &str = "urn:epc:class:lgtin:9521101.011111.W24-0805";
const PALLET: &str = "urn:epc:id:sscc:9521103.1000000071";

/// A chain with the suite and four companies.
struct World {
    kept: Option<Kept>,
    parties: HashMap<&'static str, PartyId>,
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("chain");
        let bundles = std::env::var_os("LADING_BUNDLES").map(PathBuf::from);
        let bundles = deploy::read_bundles(bundles.as_deref()).unwrap();
        let (mut chain, alice) = (Embedded::new(), Account::dev("Alice"));
        let terms = Terms::in_days(&alice, 0, 30, 30, 30, 3, 14);
        let (suite, _) = deploy::deploy(&mut chain, &alice, &terms, &bundles).unwrap();
        Kept::create(&path, chain, &suite).unwrap();
        let mut world =
            Self { kept: Some(Kept::open(&path).unwrap()), parties: HashMap::new(), folder };
        for name in ["Bob", "Charlie", "Dave", "Eve"] {
            let mut session = world.session(name);
            let mut registry = session.kept.suite.registry();
            let message =
                registry.call_mut().register(Kind::Enterprise, name.into(), "DE".into(), vec![]);
            let party = session.call("registering", message).unwrap().returned;
            world.parties.insert(name, party);
            world.kept = Some(session.kept);
        }
        world
    }

    fn session(&mut self, name: &str) -> Session {
        let party = self.parties.get(name).copied().unwrap_or(PartyId::NONE);
        Session { kept: self.kept.take().unwrap(), account: Account::dev(name), party }
    }

    /// Imports documents as this company, with all others as makers and partners; answers the hashes of their events.
    fn import(
        &mut self,
        name: &str,
        files: &[PathBuf],
        change: impl FnOnce(&mut Options),
    ) -> Vec<[u8; 32]> {
        let glns = ["9521101000009", "9521102000008", "9521103000007", "9521104000006"];
        let names = ["Bob", "Charlie", "Dave", "Eve"];
        let partners =
            glns.iter().zip(names).map(|(gln, name)| ((*gln).to_owned(), self.parties[name]));
        let mut options = Options {
            trading_partners: partners.collect(),
            makers: self.parties.values().copied().collect(),
            take_stock: false,
            model: None,
            claim: None,
            yields: Vec::new(),
        };
        change(&mut options);
        let documents = Documents::read(files).unwrap();
        let mut writer = Writer::new(self.session(name), options);
        for event in &documents.events {
            match writer.write(event).unwrap() {
                Outcome::Written(_) => {}
                Outcome::AlreadyThere => panic!("{event} should not be there"),
                Outcome::Refused(reason) => panic!("{event}: {reason}"),
            }
        }
        self.kept = Some(writer.session.kept);
        documents.events.iter().map(|event| event.hash_id.digest()).collect()
    }

    /// Imports events that are no documents.
    fn tell(&mut self, name: &str, events: &[Value], change: impl FnOnce(&mut Options)) {
        let path = self.folder.path().join("told.jsonld");
        let context = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";
        let with_context = |event: &Value| {
            let mut event = event.clone();
            event["@context"] = context.into();
            event["eventTimeZoneOffset"] = "+00:00".into();
            event
        };
        let list: Vec<_> = events.iter().map(with_context).collect();
        fs::write(&path, serde_json::to_vec(&list).unwrap()).unwrap();
        self.import(name, &[path], change);
    }

    fn kept(&self) -> &Kept {
        self.kept.as_ref().unwrap()
    }

    fn id(&self, maker: &str, epc: &str) -> ItemId {
        goods::find_epc(self.kept(), epc, &[self.parties[maker]]).unwrap().expect(epc)
    }

    fn item(&self, id: ItemId) -> Item {
        let provenance = self.kept().suite.provenance();
        self.kept().chain.query(provenance.call().item(id)).unwrap().unwrap().decoded().unwrap()
    }

    fn event_id(&self, name: &str, hash: &[u8; 32]) -> EventId {
        EventId(blake2_256(&[&b"lading/event"[..], &self.parties[name].0, hash].concat()))
    }

    fn event(&self, name: &str, hash: &[u8; 32]) -> EventRecord {
        let (provenance, id) = (self.kept().suite.provenance(), self.event_id(name, hash));
        self.kept().chain.query(provenance.call().event(id)).unwrap().unwrap().decoded().unwrap()
    }
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/epcis").join(format!("{name}.jsonld"))
}

#[test]
fn what_the_samples_say_is_what_the_chain_has() {
    let mut world = World::new();
    world.import("Bob", &[sample("1-sonnenfeld")], |_| {});
    world.import("Charlie", &[sample("2-birkenhof")], |_| {});
    let hashes = world.import("Dave", &[sample("3-talmuehle")], |_| {});

    let (wheat, flour) = (world.id("Bob", WHEAT), world.id("Dave", FLOUR));
    assert_eq!(world.item(wheat).status, ItemStatus::Consumed);
    let made = world.item(flour);
    assert_eq!(
        (made.quantity, made.unit, made.model),
        (200_000, *b"KGM", CustodyModel::Segregated)
    );
    let milled = world.event("Dave", &hashes[4]);
    assert_eq!(made.made_by, world.event_id("Dave", &hashes[4]));
    assert_eq!((milled.kind, milled.deed), (EventKind::Transformation, Deed::Transform));
    let quantities: Vec<_> = milled.goods.iter().map(|goods| goods.quantity).collect();
    assert_eq!(quantities, [12_000_000, 8_000_000, 15_200_000, 4_300_500]);
    assert_eq!(milled.spare[0].quantity, 499_500, "what was lost in milling");
    assert_eq!(milled.facts.hash, hashes[4]);
    assert_eq!(milled.facts.time, 1_723_464_000_000);
    assert_eq!(
        (milled.facts.step, milled.facts.disposition),
        (BizStep::Commissioning, Disposition::Active)
    );
    assert_eq!(
        (milled.facts.read_point, milled.facts.location),
        (9_521_103_000_038, 9_521_103_000_038)
    );
    assert_eq!(milled.facts.transaction, BizTransactionType::ProductionOrder);
    let order = Sha256::digest("urn:epcglobal:cbv:bt:9521103000007:FA-2433");
    assert_eq!(milled.facts.document, DocumentId(order.into()));

    let bags = world.item(world.id("Dave", BAGS));
    assert_eq!((bags.quantity, bags.unit, bags.left[0]), (9_000_000, *b"C62", *b"KGM"));
    let filled = world.event("Dave", &hashes[5]);
    assert_eq!(filled.spare[0].quantity, 0, "a bag of each kilogram, and not one more");
    let pallet = world.item(world.id("Dave", PALLET));
    assert_eq!(bags.parent, world.id("Dave", PALLET));
    assert_eq!((pallet.status, pallet.to), (ItemStatus::Shipped, world.parties["Eve"]));
    assert_eq!(world.event("Dave", &hashes[9]).deed, Deed::Ship(world.parties["Eve"]));

    let provenance = world.kept().suite.provenance();
    let asked = provenance.call().trace(flour, Direction::Back, EventId::NONE);
    let back = world.kept().chain.query(asked).unwrap().unwrap();
    assert!(back.goods.iter().any(|goods| goods.item == wheat));
    assert_eq!(back.goods.len(), 2);
}

#[test]
fn what_is_made_of_goods_bears_their_claim_in_the_share_that_went_in() {
    let mut world = World::new();
    let lot = |epc: &str, quantity: u32| {
        let epc = format!("urn:epc:class:lgtin:9521101.011111.{epc}");
        json!({ "epcClass": epc, "quantity": quantity, "uom": "KGM" })
    };
    let made = |epc: &str, quantity: u32| json!({ "type": "ObjectEvent", "action": "ADD", "eventTime": "2024-08-01T06:00:00Z", "quantityList": [lot(epc, quantity)] });
    let claim = Sha256::digest("Organic, EU 2018/848").into();
    let blending = |options: &mut Options| options.model = Some(CustodyModel::ControlledBlending);
    world.tell("Bob", &[made("A", 6)], |options| {
        blending(options);
        options.claim = Some(claim);
    });
    world.tell("Bob", &[made("B", 2)], blending);
    let blend = json!({
        "type": "TransformationEvent", "eventTime": "2024-08-02T06:00:00Z", "inputQuantityList": [lot("A", 6), lot("B", 2)], "outputQuantityList": [lot("C", 7)],
    });
    world.tell("Bob", &[blend], |options| options.model = Some(CustodyModel::MassBalance));
    let item = world.item(world.id("Bob", "urn:epc:class:lgtin:9521101.011111.C"));
    assert_eq!((item.model, item.claim, item.share), (CustodyModel::MassBalance, claim, 7_500));
}

#[test]
fn what_nobody_commissioned_comes_to_be_at_the_time_of_its_event_by_a_hash_of_its_own() {
    let mut world = World::new();
    let seen = json!({
        "type": "ObjectEvent", "action": "OBSERVE", "eventTime": "2024-08-02T06:00:00Z", "bizStep": "storing", "epcList": [PALLET],
        "bizLocation": { "id": "urn:epc:id:sgln:9521103.00003.0" },
    });
    world.tell("Dave", &[seen], |options| options.take_stock = true);
    let item = world.item(world.id("Dave", PALLET));
    let path = world.folder.path().join("told.jsonld");
    let hash = Documents::read(&[path]).unwrap().events[0].hash_id.digest();
    let own = Sha256::digest([&b"lading/stock"[..], &hash, &[0]].concat());
    let taken = world.event("Dave", &own.into());
    assert_eq!((item.events, item.made_by), (2, world.event_id("Dave", &own.into())));
    assert_eq!((taken.deed, taken.facts.step), (Deed::Commission, BizStep::StockTaking));
    assert_eq!(taken.facts.time, world.event("Dave", &hash).facts.time);
    assert_eq!(taken.facts.location, 9_521_103_000_038);
}

#[test]
fn goods_that_several_made_under_one_name_are_not_found_by_it() {
    let mut world = World::new();
    let made = json!({
        "type": "ObjectEvent", "action": "ADD", "eventTime": "2024-08-01T06:00:00Z",
        "quantityList": [{ "epcClass": WHEAT, "quantity": 1, "uom": "KGM" }],
    });
    for name in ["Bob", "Charlie"] {
        world.tell(name, &[made.clone()], |_| {});
    }
    let (bob, charlie) = (world.parties["Bob"], world.parties["Charlie"]);
    let found = |makers: &[PartyId]| goods::find_epc(world.kept(), WHEAT, makers);
    assert_ne!(found(&[bob]).unwrap().unwrap(), found(&[charlie]).unwrap().unwrap());
    assert_eq!(found(&[bob, bob]).unwrap(), found(&[bob]).unwrap());
    let told = found(&[bob, charlie]).unwrap_err().to_string();
    assert!(told.contains("is ambiguous"), "{told}");
    for maker in [bob, charlie] {
        assert!(told.contains(&crate::kept::hex(&maker.0)), "{told}");
    }
}

//! `lading import-epcis` from outside: documents of several companies, one chain, and what the program says of both.
#![cfg(feature = "chain")]

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::LazyLock,
};

use serde_json::{json, Value};
use tempfile::TempDir;

/// The companies of the samples: key, name, GLN and company prefix.
const COMPANIES: [[&str; 4]; 6] = [
    ["Sonnenfeld", "Hof Sonnenfeld", "9521101000009", "9521101"],
    ["Birkenhof", "Birkenhof", "9521102000008", "9521102"],
    ["Talmuehle", "Talmühle", "9521103000007", "9521103"],
    ["Nordkorn", "Nordkorn Handel", "9521104000006", "9521104"],
    ["Linde", "Marktladen Linde", "9521105000005", "9521105"],
    ["Esche", "Dorfladen Esche", "9521106000004", "9521106"],
];

/// The samples in the order in which they are imported: document, and whose key.
const SAMPLES: [(&str, &str); 7] = [
    ("1-sonnenfeld", "Sonnenfeld"),
    ("2-birkenhof", "Birkenhof"),
    ("3-talmuehle", "Talmuehle"),
    ("4-nordkorn", "Nordkorn"),
    ("5-nordkorn-correction", "Nordkorn"),
    ("6-linde", "Linde"),
    ("7-esche", "Esche"),
];

/// A chain with the suite and the companies, and what the registry calls these.
struct Base {
    bytes: Vec<u8>,
    parties: BTreeMap<&'static str, String>,
}

static BASE: LazyLock<Base> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let chain = folder.path().join("chain");
    let licence = folder.path().join("licence");
    fs::write(&licence, "prefixes and numbers as GS1 gave them").unwrap();
    let (chain, licence) = (chain.to_str().unwrap(), licence.to_str().unwrap());
    let mut deploy = vec!["deploy".to_owned(), "--chain".to_owned(), chain.to_owned()];
    // Bundles that were built and not released yet.
    if let Some(folder) = std::env::var_os("LADING_BUNDLES") {
        deploy.extend(["--bundles".to_owned(), folder.into_string().unwrap()]);
    }
    succeeded(&lading(&deploy.iter().map(String::as_str).collect::<Vec<_>>()));
    let parties = COMPANIES.map(|[key, name, gln, prefix]| {
        let (key_of, gln) = (format!("//{key}"), format!("gln={gln}"));
        let prefix = format!("gs1-prefix={prefix}");
        let registered = succeeded(&lading(&[
            "register",
            "--json",
            "--chain",
            chain,
            "--suri",
            &key_of,
            "--name",
            name,
            "--country",
            "DE",
            "--identifier",
            &gln,
            "--identifier",
            &prefix,
            "--evidence",
            licence,
        ]));
        (key, registered["party"].as_str().unwrap().to_owned())
    });
    // One that nobody knows by any number.
    let stranger = succeeded(&lading(&[
        "register",
        "--json",
        "--chain",
        chain,
        "--suri",
        "//Stranger",
        "--name",
        "Fremd",
        "--country",
        "AT",
    ]));
    let parties =
        parties.into_iter().chain([("Stranger", stranger["party"].as_str().unwrap().to_owned())]);
    Base { parties: parties.collect(), bytes: fs::read(chain).unwrap() }
});

fn lading(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lading"))
        .args(args)
        .output()
        .expect("the program should start")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What the program printed, as JSON where it is.
fn succeeded(output: &Output) -> Value {
    assert!(output.status.success(), "{}", said(output));
    serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
}

fn sample(name: &str) -> String {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/epcis").join(format!("{name}.jsonld"));
    path.to_str().unwrap().to_owned()
}

/// A chain of a test's own, and documents beside it.
struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(world.at("chain"), &BASE.bytes).unwrap();
        world
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn chain(&self) -> Vec<u8> {
        fs::read(self.at("chain")).unwrap()
    }

    /// A document of these events; the default ones of a type are added to each.
    fn document(&self, name: &str, events: &[Value]) -> String {
        let document = json!({
            "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
            "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2024-09-01T00:00:00Z",
            "epcisBody": { "eventList": events },
        });
        let path = self.at(name);
        fs::write(&path, serde_json::to_vec(&document).unwrap()).unwrap();
        path
    }

    fn import(&self, key: &str, args: &[&str]) -> Output {
        let (chain, key) = (self.at("chain"), format!("//{key}"));
        lading(&[&["import-epcis", "--json", "--chain", &chain, "--suri", &key], args].concat())
    }

    fn imported(&self, key: &str, args: &[&str]) -> Value {
        succeeded(&self.import(key, args))
    }

    /// Imports events that must be taken.
    fn told(&self, key: &str, events: &[Value], more: &[&str]) -> Value {
        let path = self.document("told.jsonld", events);
        self.imported(key, &[&[path.as_str()], more].concat())
    }

    /// Imports events of which one must be refused: what is said. The chain must be as it was, and the report say so.
    fn refused(&self, key: &str, events: &[Value], more: &[&str]) -> String {
        let (path, before) = (self.document("refused.jsonld", events), self.chain());
        let output = self.import(key, &[&[path.as_str()], more].concat());
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&report["kept"], &report["written"]), (&json!(false), &json!(0)));
        assert_eq!(report["calls"], json!({}));
        assert_ne!(report["refused"], json!([]));
        assert_eq!(self.chain(), before);
        said(&output)
    }

    /// Registers an enterprise with this company prefix: its id.
    fn register(&self, key: &str, prefix: &str) -> String {
        let (chain, key, licence) = (self.at("chain"), format!("//{key}"), self.at("licence"));
        fs::write(&licence, "a prefix as GS1 gave it").unwrap();
        let prefix = format!("gs1-prefix={prefix}");
        let registered = succeeded(&lading(&[
            "register",
            "--json",
            "--chain",
            &chain,
            "--suri",
            &key,
            "--name",
            "Mühle\u{202e}Zwei",
            "--country",
            "DE",
            "--identifier",
            &prefix,
            "--evidence",
            &licence,
        ]));
        registered["party"].as_str().unwrap().to_owned()
    }
}

/// An event of August 2024.
fn event(kind: &str, time: &str, step: &str, fields: Value) -> Value {
    let mut event = json!({
        "type": format!("{kind}Event"), "eventTime": format!("2024-08-{time}Z"), "eventTimeZoneOffset": "+00:00", "bizStep": step,
    });
    let own = fields.as_object().unwrap().clone();
    event.as_object_mut().unwrap().extend(own);
    event
}

fn kilograms(epc: &str, quantity: f64) -> Value {
    json!([{ "epcClass": epc, "quantity": quantity, "uom": "KGM" }])
}

fn to(party: &str) -> Value {
    json!([{ "type": "possessing_party", "destination": format!("urn:epc:id:pgln:{party}.00000") }])
}

const WHEAT: &str = "urn:epc:class:lgtin:9521101.011111.W24-0901";
const PALLET: &str = "urn:epc:id:sscc:9521101.1000000090";

fn harvest(quantity: f64) -> Value {
    event(
        "Object",
        "01T06:00:00",
        "commissioning",
        json!({ "action": "ADD", "quantityList": kilograms(WHEAT, quantity) }),
    )
}

fn pallet() -> Value {
    event("Object", "01T06:30:00", "commissioning", json!({ "action": "ADD", "epcList": [PALLET] }))
}

fn packed(quantity: f64) -> Value {
    let fields = json!({ "action": "ADD", "parentID": PALLET, "childQuantityList": kilograms(WHEAT, quantity) });
    event("Aggregation", "01T07:00:00", "packing", fields)
}

fn seen(time: &str, quantity: f64) -> Value {
    event(
        "Object",
        time,
        "inspecting",
        json!({ "action": "OBSERVE", "quantityList": kilograms(WHEAT, quantity) }),
    )
}

/// The folder `name` of the vectors: below what `LADING_VECTORS` names, else beside the project.
fn vectors(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("LADING_VECTORS").map_or(beside, PathBuf::from).join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there are no vectors at {}", folder.display());
    None
}

fn files(folder: &Path) -> Vec<String> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths.map(|path| path.to_str().unwrap().to_owned()).collect();
    files.sort();
    files
}

fn stem(path: &str) -> &str {
    Path::new(path).file_stem().unwrap().to_str().unwrap()
}

#[test]
fn the_samples_go_from_two_farms_to_two_shops_and_once_only() {
    let world = World::new();
    let mut all = BTreeMap::<String, u64>::new();
    let mut goods = 0;
    for (name, key) in SAMPLES {
        let report = world.imported(key, &[&sample(name)]);
        assert_eq!(report["written"], report["events"], "{name}: {report:#}");
        for (kind, number) in report["written_by_kind"].as_object().unwrap() {
            *all.entry(kind.clone()).or_default() += number.as_u64().unwrap();
        }
        goods += report["goods_new"].as_u64().unwrap();
        assert_eq!(report["otherwise_identified"], json!([]), "{name}: a hash ID in it is wrong");
        assert_eq!(report["kept"], true);
    }
    let expected = [
        ("commission", 4),
        ("declare error", 1),
        ("decommission", 1),
        ("observe", 3),
        ("pack", 3),
        ("receive", 5),
        ("recount", 2),
        ("ship", 5),
        ("transact", 1),
        ("transform", 4),
        ("unpack", 3),
    ];
    assert_eq!(all, expected.map(|(kind, number)| (kind.to_owned(), number)).into());
    // Two lots of wheat, a container, flour and bran, two lots of bags, two pallets, two lots and four boxes of the wholesaler.
    assert_eq!(goods, 15);
    let before = world.chain();
    for (name, key) in SAMPLES {
        let report = world.imported(key, &[&sample(name)]);
        assert_eq!(
            (&report["written"], &report["already_there"]),
            (&json!(0), &report["events"]),
            "{name}"
        );
    }
    assert_eq!(world.chain(), before, "a rerun should change nothing");
}

#[test]
fn what_another_has_is_refused_by_its_name() {
    let world = World::new();
    world.imported("Sonnenfeld", &[&sample("1-sonnenfeld")]);
    let before = world.chain();
    let output = world.import("Birkenhof", &[&sample("3-talmuehle")]);
    let message = said(&output);
    assert!(!output.status.success());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["kept"], false);
    for part in [
        "nothing was imported",
        "3-talmuehle.jsonld/epcisBody/eventList/0 (2024-08-06T09:20:00Z)",
        "NotPossessor(0): Another possesses the item at this place.",
        "https://id.gs1.org/8003/095211010005597, which Hof Sonnenfeld (0x",
    ] {
        assert!(message.contains(part), "{part}:\n{message}");
    }
    assert_eq!(world.chain(), before);
}

#[test]
fn goods_that_nobody_commissioned_are_refused_or_taken_as_stock() {
    let world = World::new();
    let told = world.refused("Linde", &[seen("02T06:00:00", 8.5)], &[]);
    for part in
        ["there is no https://id.gs1.org/01/09521101111118/10/W24-0901", "--take-stock", "--maker"]
    {
        assert!(told.contains(part), "{part}:\n{told}");
    }
    let unsaid = event(
        "Object",
        "02T06:00:00",
        "inspecting",
        json!({ "action": "OBSERVE", "quantityList": [{ "epcClass": WHEAT }] }),
    );
    let told = world.refused("Linde", &[unsaid], &["--take-stock"]);
    assert!(told.contains("does not say how much"), "{told}");
    let report = world.told("Linde", &[seen("02T06:00:00", 8.5)], &["--take-stock"]);
    assert_eq!((&report["goods_new"], &report["goods_taken_as_stock"]), (&json!(1), &json!(1)));
    assert_eq!(report["calls"]["take stock"]["calls"], 1);
    // The stock is what the event said, and is there for the events that follow.
    let told = world.refused("Linde", &[seen("02T07:00:00", 9.0)], &[]);
    assert!(told.contains("the event speaks of 9 KGM, and the chain has 8.5 KGM"), "{told}");
    world.told("Linde", &[seen("02T07:00:00", 8.0)], &[]);
}

#[test]
fn stock_is_not_taken_for_an_event_that_is_refused() {
    let world = World::new();
    let ends = event(
        "Object",
        "02T06:00:00",
        "destroying",
        json!({ "action": "DELETE", "epcList": [PALLET], "quantityList": kilograms(WHEAT, 1.0) }),
    );
    world.told("Sonnenfeld", &[harvest(8.0)], &[]);
    let path = world.document("both.jsonld", &[ends, seen("02T07:00:00", 8.0)]);
    let output = world.import("Sonnenfeld", &[&path, "--take-stock", "--keep-going"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["written"], &report["goods_new"]), (&json!(1), &json!(0)), "{report:#}");
    assert!(report["refused"][0]["reason"].as_str().unwrap().contains("an event of its own"));
    let told = world.refused(
        "Sonnenfeld",
        &[event(
            "Object",
            "03T06:00:00",
            "storing",
            json!({ "action": "OBSERVE", "epcList": [PALLET] }),
        )],
        &[],
    );
    assert!(told.contains("there is no https://id.gs1.org/00/195211010000000907"), "{told}");
}

#[test]
fn goods_go_to_whom_the_registry_or_the_command_knows_by_the_gln() {
    let world = World::new();
    let ship = |party: &str| {
        let fields = json!({ "action": "OBSERVE", "quantityList": kilograms(WHEAT, 8.0), "destinationList": to(party) });
        event("Object", "02T06:00:00", "shipping", fields)
    };
    world.told("Sonnenfeld", &[harvest(8.0)], &[]);
    let told = world.refused("Sonnenfeld", &[ship("9521109")], &[]);
    assert!(told.contains("--trading-partner 9521109000001=PARTY"), "{told}");
    let partner = format!("9521109000001={}", BASE.parties["Stranger"]);
    let report = world.told("Sonnenfeld", &[ship("9521109")], &["--trading-partner", &partner]);
    assert_eq!(report["written_by_kind"], json!({ "ship": 1 }));
    // Whose they are is known by the prefix, or is said.
    let arrives = event(
        "Object",
        "02T08:00:00",
        "receiving",
        json!({ "action": "OBSERVE", "quantityList": kilograms(WHEAT, 8.0) }),
    );
    let told = world.refused("Linde", &[arrives.clone()], &[]);
    assert!(told.contains("NotPossessor(0)"), "{told}");
    let report = world.told("Stranger", &[arrives], &[]);
    assert_eq!(report["written_by_kind"], json!({ "receive": 1 }));
}

#[test]
fn goods_of_a_maker_without_a_prefix_are_found_when_it_is_named() {
    let world = World::new();
    let lot = "urn:epc:class:lgtin:9521199.011111.X-1";
    let ship = json!({ "action": "OBSERVE", "quantityList": kilograms(lot, 3.0), "destinationList": to("9521105") });
    let made = json!({ "action": "ADD", "quantityList": kilograms(lot, 3.0) });
    let events = [
        event("Object", "01T06:00:00", "commissioning", made),
        event("Object", "02T06:00:00", "shipping", ship),
    ];
    world.told("Stranger", &events, &[]);
    let arrives = [event(
        "Object",
        "03T06:00:00",
        "accepting",
        json!({ "action": "OBSERVE", "quantityList": kilograms(lot, 3.0) }),
    )];
    assert!(world.refused("Linde", &arrives, &[]).contains("--maker"));
    let report = world.told("Linde", &arrives, &["--maker", &BASE.parties["Stranger"]]);
    assert_eq!(report["written_by_kind"], json!({ "receive": 1 }));
}

#[test]
fn what_is_inside_goes_with_what_it_is_in_and_comes_out_as_it_was() {
    let world = World::new();
    let both = |time: &str, step: &str, more: Value| {
        let mut fields = json!({ "action": "OBSERVE", "epcList": [PALLET], "quantityList": kilograms(WHEAT, 8.0) });
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event("Object", time, step, fields)
    };
    let events = [
        harvest(8.0),
        pallet(),
        packed(8.0),
        both("02T06:00:00", "shipping", json!({ "destinationList": to("9521105") })),
    ];
    let report = world.told("Sonnenfeld", &events, &[]);
    assert_eq!(report["written_by_kind"], json!({ "commission": 2, "pack": 1, "ship": 1 }));
    // It comes back, leaves again, and arrives.
    let events = [
        both("02T07:00:00", "void_shipping", json!({})),
        both("02T08:00:00", "shipping", json!({ "destinationList": to("9521105") })),
    ];
    let report = world.told("Sonnenfeld", &events, &[]);
    assert_eq!(report["written_by_kind"], json!({ "ship": 1, "take back": 1 }));
    let arrives = json!({ "action": "OBSERVE", "parentID": PALLET, "childQuantityList": kilograms(WHEAT, 8.0) });
    let empties = json!({ "action": "DELETE", "parentID": PALLET });
    let events = [
        event("Aggregation", "03T06:00:00", "receiving", arrives.clone()),
        event("Aggregation", "03T06:10:00", "accepting", arrives),
        event("Aggregation", "03T07:00:00", "unpacking", empties.clone()),
        event(
            "Object",
            "03T08:00:00",
            "destroying",
            json!({ "action": "DELETE", "epcList": [PALLET] }),
        ),
    ];
    let report = world.told("Linde", &events, &[]);
    assert_eq!(
        report["written_by_kind"],
        json!({ "decommission": 1, "observe": 1, "receive": 1, "unpack": 1 })
    );
    let told =
        world.refused("Linde", &[event("Aggregation", "03T09:00:00", "unpacking", empties)], &[]);
    assert!(told.contains("nothing is inside it on the chain"), "{told}");
    world.told("Linde", &[seen("04T06:00:00", 8.0)], &[]);
}

#[test]
fn what_comes_out_of_stock_was_inside() {
    let world = World::new();
    let fields = json!({ "action": "DELETE", "parentID": PALLET, "childQuantityList": kilograms(WHEAT, 8.0) });
    let report = world.told(
        "Linde",
        &[event("Aggregation", "03T07:00:00", "unpacking", fields)],
        &["--take-stock"],
    );
    assert_eq!(report["written_by_kind"], json!({ "unpack": 1 }));
    assert_eq!(report["calls"]["take stock"]["calls"], 2, "commissioned, and put inside");
    let ends = json!({ "action": "DELETE", "quantityList": kilograms(WHEAT, 8.0) });
    let report = world.told("Linde", &[event("Object", "03T08:00:00", "destroying", ends)], &[]);
    assert_eq!(report["written_by_kind"], json!({ "decommission": 1 }));
}

#[test]
fn a_lot_moves_whole_is_sold_in_parts_and_arrives_short() {
    let world = World::new();
    let ship = |time: &str, quantity: f64| {
        let fields = json!({ "action": "OBSERVE", "quantityList": kilograms(WHEAT, quantity), "destinationList": to("9521105") });
        event("Object", time, "shipping", fields)
    };
    world.told("Sonnenfeld", &[harvest(8.0)], &[]);
    let told = world.refused("Sonnenfeld", &[ship("02T06:00:00", 3.0)], &[]);
    assert!(told.contains("the event moves 3 KGM, and the chain has 8 KGM"), "{told}");
    let pieces =
        json!({ "action": "OBSERVE", "quantityList": [{ "epcClass": WHEAT, "quantity": 8 }] });
    let told =
        world.refused("Sonnenfeld", &[event("Object", "02T06:00:00", "storing", pieces)], &[]);
    assert!(told.contains("measures it in C62, and the chain in KGM"), "{told}");
    world.told("Sonnenfeld", &[ship("02T06:00:00", 8.0)], &[]);
    let arrives = json!({ "action": "OBSERVE", "quantityList": kilograms(WHEAT, 7.75) });
    let sells = json!({ "action": "DELETE", "quantityList": kilograms(WHEAT, 0.25) });
    let events = [
        event("Object", "03T06:00:00", "receiving", arrives),
        event("Object", "03T07:00:00", "retail_selling", sells),
    ];
    let report = world.told("Linde", &events, &[]);
    assert_eq!(report["written_by_kind"], json!({ "receive": 1, "recount": 1 }));
    assert_eq!(report["calls"]["recount"]["calls"], 2);
    let told = world.refused("Linde", &[seen("04T06:00:00", 7.501)], &[]);
    assert!(told.contains("the chain has 7.5 KGM"), "{told}");
    let counted = |quantity: f64| {
        let fields = json!({ "action": "OBSERVE", "quantityList": kilograms(WHEAT, quantity) });
        event("Object", "04T06:00:00", "stock_taking", fields)
    };
    let told = world.refused("Linde", &[counted(7.6)], &[]);
    let reason = "7.6 KGM were counted, and the chain has 7.5 KGM: that is more than was made and is not yet accounted for";
    assert!(told.contains(reason), "{told}");
    assert_eq!(
        world.told("Linde", &[counted(7.5)], &[])["written_by_kind"],
        json!({ "observe": 1 })
    );
}

#[test]
fn what_gives_how_much_is_what_the_event_comes_to_or_what_is_declared() {
    let world = World::new();
    let bags = "urn:epc:class:lgtin:9521101.111111.B-1";
    let fields = json!({
        "inputQuantityList": kilograms(WHEAT, 8.0),
        "outputQuantityList": [{ "epcClass": bags, "quantity": 15 }],
    });
    let bagged = event("Transformation", "02T06:00:00", "packing", fields);
    world.told(
        "Sonnenfeld",
        &[harvest(10.0)],
        &["--claim", "Organic, EU 2018/848", "--model", "controlled-blending"],
    );
    let told = world.refused("Sonnenfeld", &[bagged.clone()], &["--yield", "KGM:C62=1.8"]);
    assert!(told.contains("TooMuch(0)") && told.contains("/10/B-1"), "{told}");
    let told = world.refused("Sonnenfeld", &[bagged.clone()], &["--model", "book-and-claim"]);
    assert!(told.contains("StricterModel"), "{told}");
    // A stricter model than that of what goes in is not asked for in earnest.
    let report = world.told("Sonnenfeld", &[bagged.clone()], &["--model", "segregated"]);
    assert_eq!(
        (&report["written_by_kind"], &report["goods_new"]),
        (&json!({ "transform": 1 }), &json!(1))
    );
    let told = world.refused("Sonnenfeld", &[seen("03T06:00:00", 2.5)], &[]);
    assert!(told.contains("the chain has 2 KGM"), "{told}");
    let again = event(
        "Transformation",
        "03T06:00:00",
        "packing",
        json!({
            "inputQuantityList": kilograms(WHEAT, 2.0), "outputQuantityList": [{ "epcClass": bags, "quantity": 1 }],
        }),
    );
    let told = world.refused("Sonnenfeld", &[again], &[]);
    assert!(told.contains("AlreadyExists") && told.contains("/10/B-1: each lot"), "{told}");
}

#[test]
fn an_error_is_declared_of_an_event_that_is_there() {
    let world = World::new();
    world.told("Sonnenfeld", &[harvest(8.0)], &[]);
    let wrong = seen("02T06:00:00", 8.0);
    let mut declared = wrong.clone();
    declared["errorDeclaration"] =
        json!({ "declarationTime": "2024-08-03T06:00:00Z", "reason": "did_not_occur" });
    let told = world.refused("Sonnenfeld", &[declared.clone()], &[]);
    assert!(told.contains("import that first"), "{told}");
    // The declaration stands before its event in the document, and is later all the same.
    let report = world.told("Sonnenfeld", &[declared.clone(), wrong], &[]);
    assert_eq!(report["written_by_kind"], json!({ "declare error": 1, "observe": 1 }));
    assert_eq!(world.told("Sonnenfeld", &[declared], &[])["already_there"], 1);
}

#[test]
fn an_error_is_declared_once_with_the_events_that_are_right() {
    let world = World::new();
    let (wrong, mut right) = (seen("02T06:00:00", 8.0), seen("02T06:00:00", 7.5));
    let id = "urn:uuid:22222222-7dec-11d0-a765-00a0c91e6bf6";
    right["eventID"] = id.into();
    let declared = |time: &str, reason: &str, corrective: &[&str]| {
        let mut declared = wrong.clone();
        declared["errorDeclaration"] = json!({
            "declarationTime": time, "reason": reason, "correctiveEventIDs": corrective,
        });
        declared
    };
    // It is dated before its event, and comes after it all the same.
    let early = "2024-08-02T05:00:00Z";
    let first = declared(early, "incorrect_data", &[id]);
    let told = world.refused("Sonnenfeld", &[harvest(8.0), first.clone(), wrong.clone()], &[]);
    assert!(told.contains(&format!("it names {id} as right in its stead")), "{told}");
    let events = [harvest(8.0), first.clone(), wrong.clone(), right.clone()];
    let report = world.told("Sonnenfeld", &events, &[]);
    assert_eq!(
        report["written_by_kind"],
        json!({ "commission": 1, "declare error": 1, "observe": 2 })
    );
    assert_eq!(world.told("Sonnenfeld", &events, &[])["already_there"], 4);
    for other in [declared(early, "did_not_occur", &[id]), declared(early, "incorrect_data", &[])] {
        let told = world.refused("Sonnenfeld", &[other, right.clone()], &[]);
        assert!(
            told.contains("(incorrect_data, 1 corrective event), and is declared once"),
            "{told}"
        );
    }
    let mut harvested = harvest(8.0);
    harvested["errorDeclaration"] =
        json!({ "declarationTime": "2099-08-02T05:00:00Z", "reason": "did_not_occur" });
    let told = world.refused("Sonnenfeld", &[harvested], &[]);
    assert!(told.contains("declared at 2099-08-02T05:00:00"), "{told}");
}

#[test]
fn enterprises_that_are_named_have_to_be_there_before_anything_is_read() {
    let world = World::new();
    let (nobody, none) = (format!("0x{}", "99".repeat(32)), world.at("none.json"));
    let partner = format!("9521109000001={nobody}");
    for (option, value) in [("--maker", &nobody), ("--trading-partner", &partner)] {
        let told = said(&world.import("Linde", &[&none, option, value]));
        assert!(told.contains(&format!("{option}: there is no enterprise {nobody}")), "{told}");
    }
}

#[test]
fn of_goods_of_one_name_those_are_meant_that_are_here_or_come_here() {
    let world = World::new();
    let other = world.register("Zwei", "952110");
    let goes = |time: &str, party: &str| {
        let fields = json!({ "action": "OBSERVE", "quantityList": kilograms(WHEAT, 8.0), "destinationList": to(party) });
        event("Object", time, "shipping", fields)
    };
    let arrives = json!({ "action": "OBSERVE", "quantityList": kilograms(WHEAT, 8.0) });
    world.told("Zwei", &[harvest(8.0)], &[]);
    world.told("Sonnenfeld", &[harvest(8.0), goes("02T06:00:00", "9521105")], &[]);
    let report = world.told("Linde", &[event("Object", "03T06:00:00", "receiving", arrives)], &[]);
    assert_eq!(report["written_by_kind"], json!({ "receive": 1 }));
    world.told("Linde", &[seen("04T06:00:00", 8.0)], &["--take-stock"]);
    let told = world.refused("Esche", &[seen("04T06:00:00", 8.0)], &[]);
    let makers = ["MühleZwei", &other, "Hof Sonnenfeld", &BASE.parties["Sonnenfeld"]];
    for part in makers.into_iter().chain(["has none of them"]) {
        assert!(told.contains(part), "{part}:\n{told}");
    }
    // Who has both cannot mean one of them by the name.
    world.told("Zwei", &[goes("02T06:00:00", "9521105")], &[]);
    let both = event(
        "Object",
        "05T06:00:00",
        "storing",
        json!({ "action": "OBSERVE", "quantityList": kilograms(WHEAT, 8.0) }),
    );
    let told = world.refused("Linde", &[both], &[]);
    assert!(told.contains("has those of several: which are meant cannot be seen"), "{told}");
}

#[test]
fn an_owner_and_the_place_of_another_do_not_say_who_will_have_goods() {
    let world = World::new();
    world.told("Sonnenfeld", &[harvest(8.0)], &[]);
    let ship = |place: &str| {
        let destinations = json!([
            { "type": "owning_party", "destination": "urn:epc:id:pgln:9521104.00000" },
            { "type": "location", "destination": place },
        ]);
        let fields = json!({ "action": "OBSERVE", "quantityList": kilograms(WHEAT, 8.0), "destinationList": destinations });
        event("Object", "02T06:00:00", "shipping", fields)
    };
    let told = world.refused("Sonnenfeld", &[ship("urn:epc:id:sgln:9521105.00001.0")], &[]);
    for part in ["Marktladen Linde", "has to name the possessing_party"] {
        assert!(told.contains(part), "{part}:\n{told}");
    }
    let unknown = ship("urn:epc:id:sgln:9521109.00001.0");
    let told = world.refused("Sonnenfeld", &[unknown.clone()], &[]);
    assert!(told.contains("--trading-partner 9521109000018=PARTY"), "{told}");
    let own = ship("urn:epc:id:sgln:9521104.00001.0");
    assert_eq!(world.told("Sonnenfeld", &[own], &[])["written_by_kind"], json!({ "ship": 1 }));
    let other = World::new();
    other.told("Sonnenfeld", &[harvest(8.0)], &[]);
    let partner = format!("9521109000018={}", BASE.parties["Nordkorn"]);
    other.told("Sonnenfeld", &[unknown], &["--trading-partner", &partner]);
}

#[test]
fn nothing_happens_to_goods_before_they_come_to_be() {
    let world = World::new();
    for more in [&[][..], &["--take-stock"]] {
        let told = world.refused("Sonnenfeld", &[harvest(8.0), event_before()], more);
        for part in [
            "eventList/1 (2024-07-31T06:00:00",
            "W24-0901 comes to be only later, by ",
            "eventList/0 (2024-08-01T06:00:00",
        ] {
            assert!(told.contains(part), "{part}:\n{told}");
        }
    }
    // What could not be made is no stock either.
    let made = event(
        "Transformation",
        "02T06:00:00",
        "packing",
        json!({
            "inputQuantityList": kilograms(WHEAT, 8.0), "outputQuantityList": kilograms("urn:epc:class:lgtin:9521101.011111.X", 9.0),
        }),
    );
    let used = json!({ "action": "OBSERVE", "quantityList": kilograms("urn:epc:class:lgtin:9521101.011111.X", 9.0) });
    let used = event("Object", "03T06:00:00", "storing", used);
    let path = world.document("made.jsonld", &[harvest(8.0), made, used]);
    let output = world.import("Sonnenfeld", &[&path, "--take-stock", "--keep-going"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["written"], &report["goods_taken_as_stock"]), (&json!(1), &json!(0)));
    let reason = report["refused"][1]["reason"].as_str().unwrap();
    assert!(reason.contains("is not there, because the event by which it comes to be"), "{reason}");
}

fn event_before() -> Value {
    let mut before = seen("01T06:00:00", 8.0);
    before["eventTime"] = "2024-07-31T06:00:00Z".into();
    before
}

#[test]
fn the_order_of_a_list_says_nothing_about_what_happened_at_one_time() {
    let world = World::new();
    let lot = |name: &str| kilograms(&format!("urn:epc:class:lgtin:9521101.011111.{name}"), 8.0);
    let made = |from: &str, to: &str| {
        let fields = json!({ "inputQuantityList": lot(from), "outputQuantityList": lot(to) });
        event("Transformation", "01T06:00:00", "packing", fields)
    };
    let first = json!({ "action": "ADD", "quantityList": lot("A") });
    let events = [
        made("C", "D"),
        made("B", "C"),
        made("A", "B"),
        event("Object", "01T06:00:00", "commissioning", first),
    ];
    for more in [&[][..], &["--take-stock"]] {
        let world = World::new();
        let report = world.told("Sonnenfeld", &events, more);
        assert_eq!(report["written_by_kind"], json!({ "commission": 1, "transform": 3 }));
        assert_eq!(report["goods_taken_as_stock"], 0);
    }
    let told = world.refused("Sonnenfeld", &events[..3], &[]);
    assert!(told.matches("cannot be recorded").count() == 3, "{told}");
}

#[test]
fn a_tonne_is_a_thousand_kilograms_whatever_an_event_says() {
    let world = World::new();
    world.told("Sonnenfeld", &[harvest(100.0)], &[]);
    let tonnes = |quantity: f64| {
        let lot = json!([{ "epcClass": "urn:epc:class:lgtin:9521101.011111.T", "quantity": quantity, "uom": "TNE" }]);
        let fields =
            json!({ "inputQuantityList": kilograms(WHEAT, 100.0), "outputQuantityList": lot });
        event("Transformation", "02T06:00:00", "packing", fields)
    };
    let told = world.refused("Sonnenfeld", &[tonnes(1_000.0)], &[]);
    assert!(told.contains("TooMuch(0)") && told.contains("/10/T"), "{told}");
    world.told("Sonnenfeld", &[tonnes(0.1)], &[]);
}

#[test]
fn a_person_is_told_how_many_were_refused_and_why() {
    let world = World::new();
    let (path, chain) =
        (world.document("told.jsonld", &[seen("02T06:00:00", 8.0)]), world.at("chain"));
    let output = lading(&["import-epcis", "--chain", &chain, "--suri", "//Linde", &path]);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(printed, "1 document with 1 event: 0 imported, 0 already there, 1 refused\n");
    assert!(said(&output).contains("told.jsonld/epcisBody/eventList/0"), "{}", said(&output));
}

#[test]
fn one_document_that_is_refused_stops_all_unless_the_rest_is_wanted() {
    let world = World::new();
    let (before, broken) = (world.chain(), world.at("broken.json"));
    fs::write(&broken, r#"{"type": "ObjectEvent", "eventTime": "yesterday"}"#).unwrap();
    let whole = sample("1-sonnenfeld");
    let output = world.import("Sonnenfeld", &[&whole, &broken]);
    let message = said(&output);
    for part in [
        "nothing was imported",
        "broken.json is not EPCIS 2.0",
        "/eventTime: found `yesterday`, expected a time",
    ] {
        assert!(message.contains(part), "{part}:\n{message}");
    }
    assert_eq!((output.status.code(), world.chain()), (Some(1), before));
    let output = world.import("Sonnenfeld", &[&whole, &broken, "--keep-going"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("refused: 1 document; the rest is imported"),
        "{}",
        said(&output)
    );
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["written"], &report["documents"]), (&json!(4), &json!(1)));
    assert_eq!(report["refused_documents"][0]["file"], broken);
    let output = world.import("Sonnenfeld", &[&world.at("none.json")]);
    assert!(said(&output).contains("none.json cannot be read"), "{}", said(&output));
}

#[test]
fn the_examples_of_gs1_are_imported_but_those_that_cannot_be() {
    let Some(folder) = vectors("epcis-json") else { return };
    let expected = BTreeMap::from([
        ("AssociationEvent-d", "nothing is inside it on the chain"),
        (
            "AssociationEvent-h",
            "/epcisBody/eventList/0/eventID: the field a second time in one object",
        ),
        (
            "Example_9.6.1-ObjectEvent-with-error-declaration",
            "it declares an error of an event that this enterprise has not on the chain",
        ),
        (
            "association_event_all_possible_fields",
            "it declares an error of an event that this enterprise has not on the chain",
        ),
        (
            "transaction_event_all_possible_fields",
            "it declares an error of an event that this enterprise has not on the chain",
        ),
    ]);
    let (mut events, mut refused) = (0, BTreeMap::new());
    let files = files(&folder);
    for file in &files {
        // Each alone: they tell different stories of the same goods.
        let world = World::new();
        let output = world.import("Linde", &[file, "--take-stock", "--keep-going"]);
        let report: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
        events += report["written"].as_u64().unwrap();
        let documents = report["refused_documents"].as_array().unwrap().iter();
        let faults = documents.flat_map(|document| document["faults"].as_array().unwrap());
        let faults = faults.map(|fault| {
            format!("{}: {}", fault["path"].as_str().unwrap(), fault["found"].as_str().unwrap())
        });
        let reasons = report["refused"].as_array().unwrap().iter();
        let reasons = reasons.map(|refused| refused["reason"].as_str().unwrap().to_owned());
        let reasons: Vec<_> = faults.chain(reasons).collect();
        assert_eq!(output.status.success(), reasons.is_empty(), "{file}");
        if let Some(reason) = reasons.first() {
            refused.insert(stem(file), reason.clone());
        }
    }
    assert_eq!(
        refused.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>(),
        "{refused:#?}"
    );
    for (name, reason) in &refused {
        assert!(reason.contains(expected[name]), "{name}: {reason}");
    }
    println!(
        "{events} events of {} documents imported, {} documents refused in whole or in part",
        files.len(),
        refused.len()
    );
    assert_eq!((files.len(), events), (23, 23));
}

#[test]
fn what_is_no_epcis_is_refused_with_the_field() {
    let Some(folder) = vectors("epcis-json-invalid") else { return };
    let event = "/epcisBody/eventList/";
    let expected = BTreeMap::from([
        ("Combination_of_events_with_missing_mandatory_fields", "0/action"),
        ("Combination_of_non_standard_bizStep_and_disposition", "0/bizStep"),
        ("ObjectEvent_with_ilmd_field_without_namespace", "0/ilmd/materialType"),
        ("ObjectEvent_with_invalid_certificationInfo", "0/certificationInfo/0"),
        ("ObjectEvent_with_non_standard_bizStep", "0/bizStep"),
        ("ObjectEvent_with_non_standard_disposition", "0/disposition"),
        ("ObjectEvent_with_unknown_field_in_quantityList", "0/quantityList/0/weight"),
        ("ObjectEvent_without_identifier_list", "0/epcList"),
    ]);
    let (world, files) = (World::new(), files(&folder));
    assert_eq!(
        files.iter().map(|file| stem(file)).collect::<Vec<_>>(),
        expected.keys().copied().collect::<Vec<_>>()
    );
    let before = world.chain();
    for file in &files {
        let output = world.import("Linde", &[file, "--take-stock"]);
        let message = said(&output);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((output.status.code(), &report["kept"]), (Some(1), &json!(false)), "{file}");
        let field = format!("{event}{}: found", expected[stem(file)]);
        assert!(message.contains(&field), "{field}:\n{message}");
    }
    assert_eq!(world.chain(), before);
}

/// Ten events of the `round`th lot, each kind of them once.
fn round(round: u64) -> Vec<Value> {
    let at = |second: u64| {
        let seconds = round * 10 + second;
        format!(
            "{:02}T{:02}:{:02}:{:02}",
            1 + seconds / 86_400,
            seconds / 3_600 % 24,
            seconds / 60 % 60,
            seconds % 60
        )
    };
    let lot = format!("urn:epc:class:lgtin:9521101.011111.L{round:05}");
    let bags = format!("urn:epc:class:lgtin:9521101.111111.B{round:05}");
    let pallet = format!("urn:epc:id:sscc:9521101.1{round:09}");
    let packing = |action: &str| json!({ "action": action, "parentID": pallet, "childQuantityList": kilograms(&lot, 100.0) });
    let pieces = json!([{ "epcClass": bags, "quantity": 50 }]);
    vec![
        event(
            "Object",
            &at(0),
            "commissioning",
            json!({ "action": "ADD", "quantityList": kilograms(&lot, 100.0) }),
        ),
        event("Object", &at(1), "commissioning", json!({ "action": "ADD", "epcList": [pallet] })),
        event("Aggregation", &at(2), "packing", packing("ADD")),
        event("Aggregation", &at(3), "inspecting", packing("OBSERVE")),
        event("Aggregation", &at(4), "unpacking", packing("DELETE")),
        event(
            "Transaction",
            &at(5),
            "reserving",
            json!({
                "action": "ADD", "quantityList": kilograms(&lot, 100.0),
                "bizTransactionList": [{ "type": "prodorder", "bizTransaction": format!("urn:epcglobal:cbv:bt:9521101000009:{round}") }],
            }),
        ),
        event(
            "Transformation",
            &at(6),
            "packing",
            json!({ "inputQuantityList": kilograms(&lot, 60.0), "outputQuantityList": pieces }),
        ),
        event(
            "Object",
            &at(7),
            "shipping",
            json!({ "action": "OBSERVE", "quantityList": pieces, "destinationList": to("9521105") }),
        ),
        event(
            "Object",
            &at(8),
            "decommissioning",
            json!({ "action": "DELETE", "epcList": [pallet] }),
        ),
        event(
            "Object",
            &at(9),
            "stock_taking",
            json!({ "action": "OBSERVE", "quantityList": kilograms(&lot, 39.0) }),
        ),
    ]
}

#[test]
fn the_ten_thousandth_event_costs_what_the_first_did() {
    let world = World::new();
    let [first, _, last] = [(0, 100), (100, 900), (900, 1_000)].map(|(from, until)| {
        let events: Vec<_> = (from..until).flat_map(round).collect();
        let report = world.told("Sonnenfeld", &events, &[]);
        assert_eq!(report["written"], events.len());
        report
    });
    let mut told = String::new();
    for (kind, before) in first["calls"].as_object().unwrap() {
        for part in ["ref_time", "proof_size"] {
            let median = |report: &Value| report["calls"][kind][part]["median"].as_f64().unwrap();
            let (before, after) = (before[part]["median"].as_f64().unwrap(), median(&last));
            writeln!(told, "{kind}: median {part} {before} at first, {after} at last").unwrap();
            assert!((after - before).abs() <= before * 0.02, "{told}");
        }
    }
    assert_eq!(first["calls"].as_object().unwrap().len(), 9, "{told}");
    println!("{told}");
}

use super::{
    farm::{self, Farm, Saved, BAGS, FLOUR},
    papers::Papers,
    picture,
    report::Item,
    *,
};
use crate::kept::{hex, Kept};
use chain::{Account, Chain};
use clap::Parser;
use ink::codegen::TraitCallBuilder;
use interfaces::{
    cbv::BizStep,
    ids::{Digest, EventId, ItemId},
    provenance::{
        Breach, CertificateScope, Deed, Direction, ErrorReason, Measure, Provenance as _,
    },
    registry::Scheme,
};
use std::{
    collections::{BTreeSet, VecDeque},
    fs,
};

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    args: Args,
}

/// What `lading trace` finds on the chain.
fn traced(chain: &Saved, args: &[&str]) -> Result<Report> {
    let chain = chain.path.to_str().unwrap();
    let args = [&["trace"], args, &["--chain", chain]].concat();
    trace(&Cli::try_parse_from(args)?.args, &Ui::new(false))
}

fn refusal(chain: &Saved, args: &[&str]) -> String {
    format!("{:#}", traced(chain, args).unwrap_err())
}

fn ids<'i>(items: impl IntoIterator<Item = &'i ItemId>) -> BTreeSet<String> {
    items.into_iter().map(|item| hex(&item.0)).collect()
}

fn found(report: &Report, relation: &str) -> BTreeSet<String> {
    let found = report.items.iter().filter(|item| item.relation == relation);
    found.map(|item| item.goods.id.clone()).collect()
}

fn item<'r>(report: &'r Report, id: &ItemId) -> &'r Item {
    report.items.iter().find(|item| item.goods.id == hex(&id.0)).unwrap()
}

/// All that the contract's own message leads to, page by page.
fn led_to(kept: &Kept, from: ItemId, direction: Direction) -> BTreeSet<ItemId> {
    let provenance = kept.suite.provenance();
    let (mut reached, mut ahead) = (BTreeSet::new(), VecDeque::from([from]));
    while let Some(item) = ahead.pop_front() {
        let mut next = EventId::NONE;
        while let Some(page) =
            kept.chain.query(provenance.call().trace(item, direction, next)).unwrap()
        {
            ahead
                .extend(page.goods.iter().map(|goods| goods.item).filter(|it| reached.insert(*it)));
            next = page.next;
            if next == EventId::NONE {
                break;
            }
        }
    }
    reached
}

#[test]
fn a_trace_finds_all_sources_and_all_products_and_nobody_else() {
    let (farm, history) = farm::history();
    let products: Vec<_> = history.bags.iter().chain([&history.half, &history.loaf]).collect();
    assert_eq!(history.bags.len(), BAGS);
    let expected = [
        (history.flour, vec![&history.wheat, &history.rye], products.clone()),
        (
            history.loaf,
            vec![&history.half, &history.flour, &history.wheat, &history.rye],
            Vec::new(),
        ),
        (
            history.wheat,
            Vec::new(),
            products.iter().copied().chain([&history.flour, &history.bran]).collect(),
        ),
        (history.bran, vec![&history.wheat], Vec::new()),
        (history.oats, Vec::new(), Vec::new()),
        (history.pallet, Vec::new(), Vec::new()),
    ];
    for (asked, sources, products) in &expected {
        assert_eq!(
            ids(&led_to(&farm.kept, *asked, Direction::Back)),
            ids(sources.iter().copied()),
            "the contract says the same"
        );
        assert_eq!(
            ids(&led_to(&farm.kept, *asked, Direction::Forward)),
            ids(products.iter().copied())
        );
    }
    let chain = farm.saved();
    for (asked, sources, products) in expected {
        let report = traced(&chain, &[&hex(&asked.0)]).unwrap();
        assert_eq!(found(&report, "asked"), ids([&asked]));
        assert_eq!(found(&report, "source"), ids(sources.iter().copied()));
        assert_eq!(found(&report, "product"), ids(products.iter().copied()));
        assert_eq!((report.sources, report.products), (sources.len(), products.len()));
        assert_eq!(report.items.len(), 1 + sources.len() + products.len(), "each once");
        assert!(report.stopped.is_empty());
    }
}

#[test]
fn goods_are_told_with_who_made_them_who_has_them_and_what_happened() {
    let (farm, history) = farm::history();
    let report = traced(&farm.saved(), &[&hex(&history.loaf.0)]).unwrap();
    let numbers: Vec<_> = report.items.iter().filter_map(|item| item.goods.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5], "from the sources on");
    assert_eq!(report.items[4].goods.id, hex(&history.loaf.0));
    let wheat = item(&report, &history.wheat);
    assert_eq!(
        (wheat.maker.name.as_str(), wheat.holder.name.as_str()),
        ("Alice & Co.", "Charlie & Co.")
    );
    assert_eq!((wheat.status, wheat.amount.as_str()), ("used up", "1,000 kg"));
    assert_eq!(wheat.steps, 3);
    let flour = item(&report, &history.flour);
    assert_eq!(
        (flour.holder.name.as_str(), flour.amount.as_str()),
        ("Dave & Co.", "430 of 1,000 kg")
    );
    assert_eq!(item(&report, &history.loaf).amount, "250 kg");

    let told: Vec<_> = report
        .events
        .iter()
        .filter(|event| wheat.events.contains(&event.id))
        .map(|event| event.told.as_str())
        .collect();
    let (wheat, rye) = (wheat.goods.short(), item(&report, &history.rye).goods.short());
    let flour = flour.goods.short();
    let pallet = words::short(&history.pallet.0);
    let bran = words::short(&history.bran.0);
    assert_eq!(
        told,
        [
            "came to be",
            &format!("packed into {pallet}"),
            &format!("taken out of {pallet}"),
            &format!("{bran} made of {wheat}"),
            &format!("{flour} made of {wheat}, {rye}"),
        ]
    );
    let times: Vec<_> = report.events.iter().map(|event| &event.time).collect();
    assert!(times.is_sorted(), "{times:?}");
    let sent = report.events.iter().find(|event| event.deed == "ship").unwrap();
    assert_eq!(sent.business_step.as_deref(), Some("shipping"));
    assert_eq!(sent.read_point.as_ref().unwrap().gln, "4012345000009");
    assert_eq!(sent.told, "sent to Charlie & Co.");
    let text = table::text(&report);
    for said in
        ["250 kg by Eve & Co., with Eve & Co.", "4 items it was made of, 0 items made of it"]
    {
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn goods_are_found_by_their_epc_in_either_form() {
    let (farm, history) = farm::history();
    let charlie = hex(&farm.party("Charlie").0);
    let chain = farm.saved();
    let link = traced(&chain, &[FLOUR, "--maker", &charlie]).unwrap();
    assert_eq!(link.asked.id, hex(&history.flour.0));
    assert_eq!(link.asked.epc.as_deref(), Some("https://id.gs1.org/01/04012345222227/10/F%3C1%3E"));
    assert_eq!(link.asked.name, "GTIN 04012345222227 lot F<1>");
    let urn = "urn:epc:class:lgtin:4012345.022222.F%3C1%3E";
    let urn = traced(&chain, &[urn, "--maker", &charlie]).unwrap();
    assert_eq!(urn.asked, link.asked);
    assert!(refusal(&chain, &[FLOUR]).contains("that a holder of its company prefix made"));
    let wrong = refusal(&chain, &["https://id.gs1.org/01/04012345222228/10/F"]);
    assert!(wrong.contains("check digit"), "{wrong}");
}

#[test]
fn packing_is_told_and_not_followed() {
    let mut farm = Farm::new(&["Alice"]);
    let pallet = farm.harvest("Alice", "urn:epc:id:sscc:4012345.0000000001", 1_000);
    let crates: Vec<_> =
        (0..3).map(|n| farm.harvest("Alice", &format!("urn:uuid:{n}"), 1_000)).collect();
    farm.handle("Alice", Deed::Pack(pallet), BizStep::Packing, &crates);
    farm.handle("Alice", Deed::Unpack(pallet), BizStep::Unpacking, &crates[1..2]);
    let chain = farm.saved();
    let report = traced(&chain, &[&hex(&pallet.0)]).unwrap();
    assert_eq!(report.items.len(), 1);
    let held: Vec<_> = report.items[0].holds.iter().map(|goods| goods.id.clone()).collect();
    assert_eq!(held, [hex(&crates[0].0), hex(&crates[2].0)]);
    assert_eq!(report.items[0].holds_count, 2);
    let report = traced(&chain, &[&hex(&crates[0].0)]).unwrap();
    assert_eq!(report.items[0].inside_of.as_ref().unwrap().id, hex(&pallet.0));
    assert_eq!(report.items.len(), 1);
}

#[test]
fn a_trace_stops_at_its_bounds_and_says_so() {
    let (farm, history) = farm::history();
    let chain = farm.saved();
    let wheat = hex(&history.wheat.0);
    let report = traced(&chain, &[&wheat, "--limit", "10"]).unwrap();
    assert_eq!(report.items.len(), 10);
    assert!(report.stopped[0].starts_with("Stopped at 10 items on the way forward"));
    // All there are: wheat, bran, flour, the bags, the half and the loaf.
    let all = (BAGS + 5).to_string();
    let report = traced(&chain, &[&wheat, "--limit", &all]).unwrap();
    assert_eq!((report.items.len(), report.stopped.len()), (BAGS + 5, 0));
    let report = traced(&chain, &[&wheat, "--depth", "1"]).unwrap();
    assert_eq!(found(&report, "product"), ids([&history.flour, &history.bran]));
    assert!(report.stopped[0].starts_with("Stopped after 1 step on the way forward"));
    let report = traced(&chain, &[&wheat, "--events", "2"]).unwrap();
    assert_eq!(item(&report, &history.wheat).events.len(), 2);
    assert_eq!(item(&report, &history.wheat).events_unread, 3);
    assert_eq!(
        report.products,
        BAGS + 4,
        "what was made does not hang on how many events are read"
    );
    assert!(report.stopped[0].contains("--events takes more"), "{:?}", report.stopped);
}

#[test]
fn what_an_enterprise_calls_itself_cannot_steer_a_terminal() {
    let mut farm = Farm::new(&["Alice", "\u{202e}Bob\u{1b}[2J"]);
    let wheat = farm.harvest("Alice", farm::WHEAT, 5_000);
    let to = farm.party("\u{202e}Bob\u{1b}[2J");
    farm.handle("Alice", Deed::Ship(to), BizStep::Shipping, &[wheat]);
    let chain = farm.saved();
    let text = table::text(&traced(&chain, &[&hex(&wheat.0)]).unwrap());
    assert!(text.contains("Bob[2J & Co."), "{text}");
}

/// A document of one event about this lot, at this minute.
fn document(epc: &str, minute: u32) -> String {
    format!(
        r#"{{"@context": "https://ref.gs1.org/standards/epcis/epcis-context.jsonld", "type": "ObjectEvent",
        "eventTime": "2026-03-01T08:{minute:02}:00Z", "eventTimeZoneOffset": "+00:00", "action": "ADD", "bizStep": "commissioning",
        "quantityList": [{{"epcClass": "{epc}", "quantity": 5, "uom": "KGM"}}]}}"#
    )
}

fn hash_of(document: &str) -> Digest {
    epcis::Document::read(document).unwrap().events[0].hash_id.digest()
}

#[test]
fn documents_name_goods_and_are_confirmed_by_the_chain() {
    let mut farm = Farm::new(&["Alice"]);
    let text = document(farm::WHEAT, 0);
    let mut facts = farm.facts(BizStep::Commissioning);
    facts.hash = hash_of(&text);
    farm.harvest_by("Alice", facts, farm::lot(farm::WHEAT, 5_000));
    let wheat = farm.item("Alice", farm::WHEAT);
    farm.handle("Alice", Deed::Observe, BizStep::Inspecting, &[wheat]);
    let chain = farm.saved();
    let other = document("urn:epc:class:lgtin:4012345.011111.OTHER", 0);
    let files = [("own", text), ("changed", document(farm::WHEAT, 1)), ("other", other)];
    let files =
        files.map(|(name, text)| farm::file(&chain.at(name), &text).to_str().unwrap().to_owned());
    let asked = hex(&wheat.0);
    let mut args = vec![asked.as_str(), "--documents"];
    args.extend(files.iter().map(String::as_str));
    let report = traced(&chain, &args).unwrap();
    assert_eq!(report.asked.name, "GTIN 04012345111118 lot W1");
    let documents = report.documents.as_ref().unwrap();
    assert_eq!((documents.files, documents.events, documents.confirmed), (3, 3, 1));
    assert_eq!((documents.of_other_goods, documents.without_document), (1, 1));
    let unconfirmed: Vec<_> = documents.unconfirmed.iter().map(|one| one.file.as_str()).collect();
    assert_eq!(unconfirmed, ["changed"]);
    let at_hand: Vec<_> = report
        .events
        .iter()
        .map(|event| event.document_at_hand.as_ref().map(|it| it.event))
        .collect();
    assert_eq!(at_hand, [Some(1), None]);
    let text = table::text(&report);
    assert!(text.contains("NOT CONFIRMED: changed, event 1"), "{text}");

    let broken = farm::file(&chain.at("broken"), r#"{"type": "ObjectEvent"}"#);
    let error = refusal(&chain, &[&asked, "--documents", broken.to_str().unwrap()]);
    assert!(error.contains("broken is no EPCIS 2.0 document"), "{error}");
}

#[test]
fn the_id_of_an_item_is_the_contracts() {
    let farm = Farm::new(&["Alice"]);
    let party = farm.party("Alice");
    let epc = "https://id.gs1.org/01/04012345111118/10/W1".to_owned();
    let names = Papers::default().names(&[epc.clone()], &BTreeSet::from([party]));
    assert_eq!(names.get(&farm.item("Alice", farm::WHEAT)), Some(&epc));
}

#[test]
fn certificates_breaches_and_errors_are_told_whoever_said_so() {
    let mut farm = Farm::new(&["Alice", "Bob"]);
    let wheat = farm.harvest("Alice", farm::WHEAT, 5_000);
    let now = farm.kept.chain.next_time();
    let breach = Breach {
        measure: Measure::Temperature,
        worst: 9_200,
        limit: 8_000,
        since: now - 60_000,
        until: now,
    };
    let event = farm.handle("Alice", Deed::Breach(breach), BizStep::NotStated, &[wheat]);
    let right = farm.handle("Alice", Deed::Observe, BizStep::Inspecting, &[wheat]);
    let (alice, bob) = (farm.party("Alice"), farm.party("Bob"));
    let mut provenance = farm.kept.suite.provenance();
    let wrong = ErrorReason::IncorrectData;
    let message = provenance.call_mut().declare_error(alice, event, wrong, vec![right]);
    farm.kept.chain.call(&Account::dev("Alice"), message).unwrap().ok();
    for (scope, digest, expires_at) in [
        (CertificateScope::Analysis, [1; 32], u64::MAX / 4),
        (CertificateScope::Origin, [2; 32], now + 1),
    ] {
        let message = provenance.call_mut().certify(bob, wheat, scope, digest, expires_at);
        farm.kept.chain.call(&Account::dev("Bob"), message).unwrap().ok();
    }
    let attester = interfaces::administration::ATTESTER;
    let registry = &farm.kept.suite.contract("registry").unwrap().address;
    let mut access = crate::suite::Suite::access_control(registry);
    let admin = Account::dev("Alice");
    use pendzl::contracts::access_control::AccessControl as _;
    let message = access.call_mut().grant_role(attester, Some(admin.ink()));
    farm.kept.chain.call(&admin, message).unwrap().ok();
    use interfaces::registry::Registry as _;
    let (gln, mut registry) = (words::gln(farm::GLN), farm.kept.suite.registry());
    let message = registry.call_mut().state_identifier(alice, Scheme::Gln, gln.clone());
    farm.kept.chain.call(&admin, message).unwrap().ok();
    let message = registry.call_mut().confirm_identifier(alice, Scheme::Gln, gln, [1; 32]);
    farm.kept.chain.call(&admin, message).unwrap().ok();

    let report = traced(&farm.saved(), &[&hex(&wheat.0)]).unwrap();
    let certificates: Vec<_> = report.items[0]
        .certificates
        .iter()
        .map(|one| (one.scope.as_str(), one.by.name.as_str(), one.is_over))
        .collect();
    assert_eq!(certificates, [("analysis", "Bob & Co.", false), ("origin", "Bob & Co.", true)]);
    assert!(report.items[0].is_breached);
    let told = &report.events[1];
    assert!(told.told.starts_with("temperature 9.2 °C, the limit being 8 °C, from 20"));
    let error = told.error.as_ref().unwrap();
    assert_eq!((error.reason, error.corrective.len()), ("its data are not correct", 1));
    assert_eq!(told.read_point.as_ref().unwrap().name, "4012345000009 (Alice & Co.)");
    let text = table::text(&report);
    for said in ["DECLARED WRONG", "beyond a sensor's limit", "was over"] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

fn ids_of<'d>(document: &'d roxmltree::Document<'_>) -> BTreeSet<&'d str> {
    document.descendants().filter_map(|node| node.attribute("id")).collect()
}

#[test]
fn the_page_and_the_picture_are_whole_and_need_nothing_from_elsewhere() {
    let (farm, history) = farm::history();
    let charlie = hex(&farm.party("Charlie").0);
    let chain = farm.saved();
    let (html, svg) = (chain.at("page.html"), chain.at("picture.svg"));
    let files = ["--html", html.to_str().unwrap(), "--svg", svg.to_str().unwrap()];
    let report = traced(&chain, &[&[FLOUR, "--maker", &charlie], &files[..]].concat()).unwrap();
    let (html, svg) = (fs::read_to_string(html).unwrap(), fs::read_to_string(svg).unwrap());
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let page = roxmltree::Document::parse_with_options(&html, options).unwrap();
    let picture = roxmltree::Document::parse(&svg).unwrap();
    let of_class = |document: &roxmltree::Document<'_>, class: &str| {
        let all = document.descendants().filter_map(|node| node.attribute("class"));
        all.filter(|classes| classes.split(' ').any(|one| one == class)).count()
    };
    // Wheat, rye, flour and half are each at two, the loaf at one, and the bags are one card for each of their two makings.
    assert_eq!(of_class(&picture, "card"), 11);
    assert_eq!(of_class(&picture, "many"), 2);
    assert_eq!(of_class(&picture, "asked"), 2);
    assert_eq!(of_class(&picture, "making"), 5);
    assert_eq!(of_class(&picture, "move"), 4);
    assert_eq!(of_class(&picture, "recalled"), 0);
    for document in [&page, &picture] {
        for node in document.descendants() {
            for attribute in node.attributes() {
                let is_link = ["href", "src", "srcset", "data"].contains(&attribute.name());
                assert!(!is_link || attribute.value().starts_with('#'), "{attribute:?}");
            }
        }
    }
    assert!(ids_of(&page).contains("asked"), "the key leads to the card");
    assert!(!html.contains("url(http") && !html.contains("@import"));
    let ids = ids_of(&page);
    for item in &report.items {
        let id = format!("item-{}", item.goods.number.unwrap());
        assert!(ids.contains(id.as_str()), "{id}");
    }
    let heading =
        page.descendants().find(|node| node.has_tag_name(("http://www.w3.org/1999/xhtml", "h1")));
    let heading = heading.and_then(|node| node.text()).unwrap();
    assert!(heading.starts_with("GTIN 04012345222227 lot F<1>: 430 of 1,000 kg"), "{heading}");
    assert!(history.bags.len() > 50);
}

#[test]
fn a_picture_of_too_much_has_what_is_nearest() {
    let mut farm = Farm::new(&["Alice"]);
    let wheat = farm.harvest("Alice", farm::WHEAT, 1_000_000);
    // Of each, something else is made, so that no two are alike.
    for n in 0..4 {
        let epcs: Vec<_> = (0..40).map(|m| format!("urn:uuid:{n}-{m}")).collect();
        let outputs = epcs.iter().map(|epc| farm::lot(epc, 1_000)).collect();
        farm.make("Alice", &[(wheat, 40_000)], &[], outputs);
        for epc in &epcs {
            let lot = farm.item("Alice", epc);
            farm.make("Alice", &[(lot, 1_000)], &[], vec![farm::lot(&format!("{epc}-x"), 1_000)]);
        }
    }
    let chain = farm.saved();
    let svg = chain.at("picture.svg");
    let args = [&hex(&wheat.0), "--svg", svg.to_str().unwrap()];
    let report = traced(&chain, &args).unwrap();
    assert_eq!(report.items.len(), 321);
    let svg = fs::read_to_string(svg).unwrap();
    let picture = roxmltree::Document::parse(&svg).unwrap();
    let cards = picture
        .descendants()
        .filter(|node| node.attribute("class").is_some_and(|it| it.contains("card")));
    assert_eq!(cards.count(), picture::CARDS);
}

#[test]
fn a_trace_reads_while_another_works_on_the_chain() {
    let (farm, history) = farm::history();
    let path = farm.path();
    let Farm { kept, .. } = &farm;
    let place = ReadingPlace { chain: path };
    let reading = place.open().unwrap();
    assert!(goods::find(&reading, &hex(&history.wheat.0), &[]).is_ok());
    assert_eq!(kept.suite, reading.suite);
}

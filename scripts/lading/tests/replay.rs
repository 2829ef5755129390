//! `lading replay` from outside: what the program prints against what the file says.
#![cfg(feature = "chain")]

#[path = "replay/ratings.rs"]
mod ratings;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::{json, Value};

fn lading(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lading"));
    command.args(args);
    // Bundles that were built and not released yet.
    if let Some(folder) = std::env::var_os("LADING_BUNDLES") {
        command.arg("--bundles").arg(folder);
    }
    command.output().expect("the program should start")
}

fn replayed(args: &[&str]) -> Value {
    let output = lading(&[&["replay", "--json"], args].concat());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).expect("the program should print JSON")
}

fn refused(args: &[&str]) -> String {
    let output = lading(&[&["replay"], args].concat());
    assert!(!output.status.success(), "it should be refused: {args:?}");
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn number(report: &Value, key: &str) -> i64 {
    report[key].as_i64().unwrap_or_else(|| panic!("{key} should be a number: {}", report[key]))
}

#[test]
fn the_sample_comes_to_what_its_lines_say() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("report.html");
    let sample = here("samples/deliveries.csv");
    let (sample, page_name) = (sample.to_str().unwrap(), page.to_str().unwrap());
    let report = replayed(&[sample, "--report", page_name]);
    for (key, expected) in [
        ("rows", 114),
        ("lines", 109),
        ("deliveries", 25),
        ("quantity", 101_159),
        ("value_minor", 71_755_093),
        ("freight_minor", 6_275_605),
        ("weight_grams", 8_003_000),
        ("matched", 92),
        ("adjusted", 12),
        ("discrepant", 5),
        ("written_off_minor", 154),
        ("disputed_minor", 1_098_531),
        ("enterprises_of_shortened_name", 1),
        ("relationships", 17),
        ("orders", 24),
        ("orders_renumbered", 0),
        ("order_lines", 109),
        ("order_lines_agreed", 109),
        ("lines_without_order", 0),
        ("ordered_minor", 70_656_408),
    ] {
        assert_eq!(number(&report, key), expected, "{key}");
    }
    for (key, expected) in [
        ("relationships_by_status", json!({ "active": 17 })),
        ("orders_by_status", json!({ "closed": 24 })),
        // All of it was received, and something is owed for every line, in the end also for those that differ.
        ("orders_by_fulfilment", json!({ "billed": 24 })),
        (
            "orders_placed",
            json!({ "on the recorded day": 14, "on the assumed day: none recorded": 10 }),
        ),
    ] {
        assert_eq!(report[key], expected, "{key}");
    }
    for kind in ["shipped", "received", "billed"] {
        let told = &report["order_lines_told"][kind];
        assert_eq!(told, &json!({ "lines": 109, "untold": {} }), "{kind}");
        assert_eq!(number(&report, &format!("order_lines_{kind}")), 109, "{kind}");
        assert_eq!(number(&report, &format!("{kind}_thousandths")), 101_159_000, "{kind}");
    }
    assert_eq!(report["assumed"].as_array().map(Vec::len), Some(4));
    // The sample has one figure for freight, so that no bill can differ.
    let freight = &report["freight"];
    assert_eq!(freight["billed_apart"], false);
    for (key, expected) in [
        ("bills", 17),
        ("cases", 16),
        ("balanced", 16),
        ("billed_minor", 6_275_605),
        ("expected_minor", 6_275_605),
        ("cleared_minor", 6_275_605),
        ("matched", 17),
        ("adjusted", 0),
        ("discrepant", 0),
    ] {
        assert_eq!(number(freight, key), expected, "freight.{key}");
    }
    assert_eq!(freight["carriers"].as_object().unwrap().len(), 10);
    // What is owed is what was billed on the lines that agree, and what the others were settled at: by the default policy,
    // what was billed where that is little, and what was expected where it is not.
    assert_eq!((number(&report, "cases"), number(&report, "balanced")), (23, 23));
    let told: Vec<_> = report["discrepancies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap();
            (
                number(one, "difference_minor"),
                text("rule"),
                text("became"),
                number(one, "owed_minor"),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (1_250_050, "all else", "decided", 21_318),
            (-160_000, "all else", "decided", 160_000),
            (8_880, "all else", "decided", 5_610_000),
            (-500, "all else", "decided", 1_691),
            (101, "too little to argue about", "accepted", 80_101),
        ]
    );
    let worked_off = &report["worked_off"];
    for (key, expected) in [
        ("discrepancies", 5),
        ("settled", 5),
        ("escalated", 0),
        ("billed_minor", 6_971_540),
        ("expected_minor", 6_971_540 - 1_098_531),
        ("owed_minor", 5_873_110),
    ] {
        assert_eq!(number(worked_off, key), expected, "worked_off.{key}");
    }
    assert_eq!(worked_off["waiting"], json!([]));
    assert_eq!(number(&report, "cleared_minor"), 71_755_093 - 6_971_540 + 5_873_110);
    for (vendor, on_time, lines) in [
        ("Central Stores", 21, 22),
        ("Halcyon Diagnostics", 10, 10),
        ("Northwind Medical Supply", 9, 9),
        ("Meridian Pharma", 2, 4),
        ("Fabryka Leków Wisła", 4, 10),
        (
            "Société Coopérative des Pharmaciens, Grossistes et Répartiteurs Réunis pour l'Approvisionnement Sanitaire \
             des Régions de la Savane et du Littoral",
            36,
            54,
        ),
    ] {
        let told = &report["on_time"][vendor];
        assert_eq!((number(told, "on_time"), number(told, "lines")), (on_time, lines), "{vendor}");
    }
    let skipped: Vec<_> = report["skipped"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (number(one, "line"), one["column"].as_str().unwrap()))
        .collect();
    assert_eq!(
        skipped,
        [
            (32, "Line Item Quantity"),
            (73, "Delivered to Client Date"),
            (113, "Country"),
            (114, "Freight Cost (USD)"),
            (115, "")
        ]
    );
    // A draft that is longer than a call, and every other step of a life.
    for (kind, calls) in [
        ("waybill.draft", 25),
        ("waybill.add_lines", 1),
        // One of them is the arbiter.
        // and one the financier.
        ("registry.register", 25),
        ("orders.propose_terms", 17),
        ("orders.answer_terms", 17),
        ("orders.draft", 24),
        ("orders.add_lines", 1),
        ("orders.answer_lines", 25),
        ("waybill.tell(shipped)", 26),
        ("waybill.tell(received)", 26),
        ("reconciliation.tell", 26),
        ("reconciliation.answer_discrepancy(accept)", 1),
        ("reconciliation.answer_discrepancy(escalate)", 4),
        ("reconciliation.answer_discrepancy(decide)", 4),
        ("orders.close", 24),
        ("orders.tell_credit", 48),
        ("waybill.tell_credit", 25),
        ("credit.score_service", 23),
    ] {
        assert_eq!(report["calls"][kind]["calls"], calls, "{kind}");
    }
    // Of 24 orders one is worth too little to count; of 25 deliveries nine state no freight, or too little.
    let ratings = &report["ratings"];
    for (what, told, refused) in [
        ("orders, of suppliers", 23, 1),
        ("orders, that they are closed", 23, 1),
        ("services, of suppliers", 23, 0),
        ("deliveries, of carriers", 16, 9),
    ] {
        let facts = &ratings["facts"][what];
        assert_eq!(number(facts, "told"), told, "{what}");
        let said = facts["refused"].as_object().unwrap().values().map(|count| count.as_i64());
        assert_eq!(said.map(|count| count.unwrap()).sum::<i64>(), refused, "{what}");
    }
    let stores = ratings["subjects"].as_array().unwrap().iter();
    let stores = stores.filter(|one| one["name"] == "Central Stores").collect::<Vec<_>>();
    let grades = stores[0]["snapshots"].as_array().unwrap().iter().map(|one| &one["grade"]);
    assert_eq!(grades.collect::<Vec<_>>(), ["unrated", "AA"]);
    let html = fs::read_to_string(&page).unwrap();
    assert!(html.contains(report["digest"].as_str().unwrap()));
    assert!(
        html.contains("Grades over time") && html.contains("Central Stores, 2011-06-07: AA, 83")
    );
    assert!(html.contains("Assumed Trade Bank") && html.contains("Owed and not paid by month"));
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing but the page should be left"
    );
    // Signed or not, the same calls leave the same state.
    let again = replayed(&[sample, "--unsigned"]);
    assert_eq!(report["digest"], again["digest"]);
    assert_eq!(report["calls"], again["calls"]);
}

#[test]
fn what_carriers_bill_is_matched_with_the_freight_on_the_waybills() {
    const COLUMN: &str = "Carrier Invoice (USD)";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("invoiced.csv");
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_path(here("samples/deliveries.csv")).unwrap();
    let names = reader.headers().unwrap().clone();
    let at = |name: &str| names.iter().position(|column| column == name).unwrap();
    let mut writer = csv::Writer::from_path(&file).unwrap();
    writer.write_record(names.iter().chain([COLUMN])).unwrap();
    for row in reader.records().map(Result::unwrap).filter(|row| row.len() == names.len()) {
        let freight = &row[at("Freight Cost (USD)")];
        let billed = match (&row[at("ASN/DN #")], freight.parse::<f64>().is_ok()) {
            ("DN-200", true) => "167.80",
            ("DN-203", true) => "4000.00",
            ("DN-301", true) => "9.99",
            ("DN-302", true) => "Not invoiced",
            (_, true) => freight,
            (_, false) => "",
        };
        writer.write_record(row.iter().chain([billed])).unwrap();
    }
    writer.flush().unwrap();
    let mapping = folder.path().join("mapping.toml");
    let reference = fs::read_to_string(here("mappings/scms.toml")).unwrap();
    let note = "[[notes]]\nfields = [\"freight_billed\"]\ntext = \"Not invoiced\"\nmeans = \"not_recorded\"\n";
    let reference = reference.replacen(
        "\nweight = ",
        &format!("\nfreight_billed = \"{COLUMN}\"\nweight = "),
        1,
    );
    fs::write(&mapping, format!("{reference}\n{note}")).unwrap();

    let report = replayed(&[file.to_str().unwrap(), "--mapping", mapping.to_str().unwrap()]);
    let freight = &report["freight"];
    assert_eq!(freight["billed_apart"], true);
    for (key, expected) in [
        ("bills", 18),
        ("matched", 14),
        ("adjusted", 1),
        ("discrepant", 3),
        ("expected_minor", 6_275_605),
        ("billed_minor", 6_275_605 + 50 + 7_545 + 999 - 6_150),
        ("written_off_minor", 50),
        ("disputed_minor", 7_545 + 999 - 6_150),
    ] {
        assert_eq!(number(freight, key), expected, "freight.{key}");
    }
    let told: Vec<_> = freight["discrepancies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap().to_owned();
            (text("waybill"), text("payer"), text("reason"), number(one, "difference_minor"))
        })
        .collect();
    let expected = [
        ("DN-203", "freight", 7_545),
        ("DN-302", "not billed", -6_150),
        ("DN-301", "not expected", 999),
    ];
    let expected = expected.map(|(waybill, reason, difference)| {
        (waybill.to_owned(), "Central Stores".to_owned(), reason.to_owned(), difference)
    });
    assert_eq!(told, expected);
    // All three are too much or no mere difference of price: the arbiter decides on the freight that was agreed.
    let owed: Vec<_> = freight["discrepancies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["became"].as_str().unwrap(), number(one, "owed_minor")))
        .collect();
    assert_eq!(owed, [("decided", 392_455), ("decided", 6_150), ("decided", 0)]);
    assert_eq!((number(freight, "cases"), number(freight, "balanced")), (16, 16));
    // The goods are what they are without it.
    for (key, expected) in [("lines", 109), ("matched", 92), ("adjusted", 12), ("discrepant", 5)] {
        assert_eq!(number(&report, key), expected, "{key}");
    }
}

/// The default policy, with other rules.
fn policy_of(rules: &str) -> String {
    let default = fs::read_to_string(here("policies/default.toml")).unwrap();
    format!("{}{rules}", default.split("[[rules]]").next().unwrap())
}

#[test]
fn discrepancies_are_worked_off_as_a_policy_says_and_what_the_arbiter_leaves_stays_escalated() {
    let folder = tempfile::tempdir().unwrap();
    let (policy, page) = (folder.path().join("policy.toml"), folder.path().join("report.html"));
    let rules = r#"
[[rules]]
name = "large"
up_to_percent = "100"
kinds = ["price"]
billed = "below"
do = "escalate"
at = "undecided"

[[rules]]
name = "a hundred"
up_to = "100.00"
of = "goods"
billed = "above"
do = "split"

[[rules]]
name = "rest"
do = "silence"
"#;
    fs::write(&policy, policy_of(rules)).unwrap();
    let sample = here("samples/deliveries.csv");
    let sample = sample.to_str().unwrap();
    let args = [sample, "--policy", policy.to_str().unwrap(), "--report", page.to_str().unwrap()];
    let report = replayed(&args);
    let told: Vec<_> = report["discrepancies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap();
            (text("waybill"), text("rule"), text("became"), one["owed_minor"].clone())
        })
        .collect();
    assert_eq!(
        told,
        [
            // 12,713.68 was billed where 213.18 is due.
            ("ASN-211", "rest", "lapsed", json!(21_318)),
            ("DN-302", "large", "escalated", Value::Null),
            ("ASN-214", "a hundred", "split", json!((5_618_880 + 5_610_000) / 2)),
            ("DN-206", "large", "escalated", Value::Null),
            // Half a cent is the biller's loss.
            ("DN-203", "a hundred", "split", json!((80_101 + 80_000) / 2)),
        ]
    );
    for (key, expected) in [("cases", 23), ("balanced", 21), ("escalated", 2), ("settled", 3)] {
        assert_eq!(number(&report, key), expected, "{key}");
    }
    let worked_off = &report["worked_off"];
    let by_rule: Vec<_> = worked_off["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["road"].as_str().unwrap(),
                number(one, "discrepancies"),
                number(one, "settled"),
                number(one, "escalated"),
            )
        })
        .collect();
    assert_eq!(
        by_rule,
        [("escalate, undecided", 2, 0, 2), ("split halfway", 2, 2, 0), ("silence", 1, 1, 0)]
    );
    assert_eq!(number(worked_off, "escalated_minor"), 1_191);
    // Nothing is known of what is billed in the months of these: DN-302 with DN-301 and the two lines of DN-221, and the five of
    // DN-206. They are three orders: SO-991, SO-910 and SO-903.
    let billed = &report["order_lines_told"]["billed"];
    let untold = json!({ "in a case that is not balanced": 4 + 5 });
    assert_eq!(billed, &json!({ "lines": 109 - 9, "untold": untold }));
    assert_eq!(report["orders_by_fulfilment"], json!({ "billed": 21, "received": 3 }));
    let waiting: Vec<_> = worked_off["waiting"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["biller"].as_str().unwrap(), one["arbiter"].as_str().unwrap()))
        .collect();
    assert_eq!(waiting, [("Central Stores", "Board of Arbitration"); 2]);
    for (kind, calls) in [("offer", 2), ("accept", 2), ("escalate", 2)] {
        let kind = format!("reconciliation.answer_discrepancy({kind})");
        assert_eq!(report["calls"][&kind]["calls"], calls, "{kind}");
    }
    assert_eq!(report["calls"]["reconciliation.expire"]["calls"], 1);
    // Discrepant cases are concluded twice, if they are balanced in the end.
    assert_eq!(report["calls"]["reconciliation.conclude"]["calls"], 16 + 23 + 3);
    let html = fs::read_to_string(&page).unwrap();
    for part in ["What is still escalated, and with whom", "escalate, undecided"] {
        assert!(html.contains(part), "{part}");
    }
    let again = replayed(&args);
    assert_eq!(report["digest"], again["digest"]);
    // That policy says nothing of finance: what is owed stays owed.
    assert_eq!(report["finance"], Value::Null);
    assert!(report["calls"].get("receivable.draft").is_none());
    assert!(!html.contains("What was owed, and who was paid"));
}

/// The default policy, with other values in its section about finance.
fn financed(values: &[(&str, &str)]) -> String {
    let default = fs::read_to_string(here("policies/default.toml")).unwrap();
    values.iter().fold(default, |text, (key, value)| {
        let begin = format!("\n{key} = ");
        let (before, after) = text.split_once(&begin).expect("the default should have it");
        let rest = after.split_once('\n').unwrap().1;
        format!("{before}{begin}{value}\n{rest}")
    })
}

#[test]
fn what_is_owed_is_passed_on_sold_paid_and_drawn_to_the_last_cent() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("policy.toml");
    // Every supplier pays its makers with half, and sells the rest.
    let values = [
        ("suppliers_that_pass_on", "\"100\""),
        ("passed_on", "\"50\""),
        ("suppliers_that_sell", "\"100\""),
        ("annual_rate", "\"12.00\""),
    ];
    fs::write(&policy, financed(&values)).unwrap();
    let sample = here("samples/deliveries.csv");
    let args = [sample.to_str().unwrap(), "--policy", policy.to_str().unwrap()];
    let report = replayed(&args);
    let finance = &report["finance"];
    // Each case of goods and of freight, all of which are balanced.
    let (goods, freight) = (number(&report, "cleared_minor"), 6_275_605);
    for (key, expected) in [
        ("receivables", 23 + 16),
        ("of_freight", 16),
        ("face_minor", goods + freight),
        ("cleared_minor", goods + freight),
        ("paid_minor", goods + freight),
        ("drawn_minor", goods + freight),
        ("sold", 23),
        ("left_in_contract", 0),
    ] {
        assert_eq!(number(finance, key), expected, "finance.{key}");
    }
    // What was passed on and what was sold is all that is owed for goods. Twelve percent for thirty days is one.
    let sold = number(finance, "sold_minor");
    assert_eq!(number(finance, "passed_on_minor") + sold, goods);
    let discount = sold - number(finance, "proceeds_minor");
    assert!((sold / 100..=sold / 100 + 23).contains(&discount), "{discount} of {sold}");
    let list = |key: &str| finance[key].as_array().unwrap().clone();
    let sum = |list: &[Value], key: &str| list.iter().map(|one| number(one, key)).sum::<i64>();
    let of = |kind: &str| {
        let all = list("payees");
        all.into_iter().filter(|one| one["kind"] == kind).collect::<Vec<_>>()
    };
    assert_eq!(sum(&list("payees"), "drawn_minor"), goods + freight);
    assert_eq!(sum(&list("payers"), "paid_minor"), goods + freight);
    assert_eq!(sum(&of("carrier"), "drawn_minor"), freight);
    assert_eq!(sum(&of("supplier"), "drawn_minor"), 0);
    assert_eq!(sum(&of("supplier"), "proceeds_minor"), sold - discount);
    assert_eq!(sum(&of("financier"), "drawn_minor"), sold);
    assert_eq!(of("financier")[0]["name"], "Assumed Trade Bank");
    assert_eq!(sum(&of("manufacturer"), "drawn_minor"), number(finance, "passed_on_minor"));
    for carrier in of("carrier") {
        assert_eq!(number(&carrier, "waited_tenths") / 10, 29, "{carrier}");
    }
    for supplier in of("supplier") {
        assert_eq!(number(&supplier, "waited_tenths"), 1, "{supplier}");
    }
    let months = list("months");
    let open = |month: &Value| {
        ["creditors_minor", "manufacturers_minor", "financier_minor"].map(|key| number(month, key))
    };
    assert!(months.iter().any(|month| open(month).iter().all(|open| *open > 0)));
    assert_eq!(open(months.last().unwrap()), [0, 0, 0]);
    let receivables = 23 + 16;
    let passed_on = number(finance, "passed_on");
    assert!(passed_on > 0);
    for (kind, calls) in [
        ("draft", receivables),
        ("sign", receivables),
        ("split", passed_on),
        ("transfer", passed_on),
        ("offer", 23),
        ("accept_offer", 23),
        ("pay", receivables),
        ("draw", receivables + passed_on),
        ("tell_collateral", receivables),
    ] {
        assert_eq!(report["calls"][&format!("receivable.{kind}")]["calls"], calls, "{kind}");
    }
    assert_eq!(report["digest"], replayed(&args)["digest"]);
    let text = lading(&[&["replay"], &args[..]].concat());
    let text = String::from_utf8(text.stdout).unwrap();
    for part in [
        "how they are paid and financed is assumed",
        "assumed: no file says when anything was paid",
        "checked: all that was paid was drawn",
        "financier     Assumed Trade Bank",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn without_a_financier_or_makers_all_is_paid_to_whom_it_was_owed_when_it_is_due() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("policy.toml");
    let values = [
        ("freight_payment_days", "7"),
        ("suppliers_that_pass_on", "\"0\""),
        ("suppliers_that_sell", "\"0\""),
    ];
    fs::write(&policy, financed(&values)).unwrap();
    let sample = here("samples/deliveries.csv");
    let report =
        replayed(&[sample.to_str().unwrap(), "--policy", policy.to_str().unwrap(), "--unsigned"]);
    let finance = &report["finance"];
    for key in ["passed_on", "passed_on_minor", "sold", "sold_minor", "proceeds_minor"] {
        assert_eq!(number(finance, key), 0, "finance.{key}");
    }
    for payee in finance["payees"].as_array().unwrap() {
        let days = match payee["kind"].as_str().unwrap() {
            "supplier" => 29,
            "carrier" => 6,
            other => panic!("{other}"),
        };
        assert_eq!(number(payee, "waited_tenths") / 10, days, "{payee}");
    }
    assert_eq!(number(finance, "drawn_minor"), number(&report, "cleared_minor") + 6_275_605);
}

#[test]
fn the_default_policy_is_printed_to_be_changed_and_given_back() {
    let printed = lading(&["replay", "--print-policy"]);
    assert!(printed.status.success());
    let printed = String::from_utf8(printed.stdout).unwrap();
    assert_eq!(printed, fs::read_to_string(here("policies/default.toml")).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("policy.toml");
    fs::write(&policy, printed).unwrap();
    let sample = here("samples/deliveries.csv");
    let sample = sample.to_str().unwrap();
    let report = replayed(&[sample, "--policy", policy.to_str().unwrap()]);
    assert_eq!(report["digest"], replayed(&[sample])["digest"]);
}

#[test]
fn a_policy_that_rates_nobody_leaves_orders_open_and_tells_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("policy.toml");
    let default = fs::read_to_string(here("policies/default.toml")).unwrap();
    fs::write(&policy, default.split_once("[ratings]").unwrap().0).unwrap();
    let sample = here("samples/deliveries.csv");
    let page = folder.path().join("report.html");
    let report = replayed(&[
        sample.to_str().unwrap(),
        "--policy",
        policy.to_str().unwrap(),
        "--report",
        page.to_str().unwrap(),
    ]);
    assert_eq!(report["ratings"], Value::Null);
    assert_eq!(report["orders_by_status"], json!({ "confirmed": 24 }));
    for kind in ["orders.close", "waybill.tell_credit", "registry.attest", "credit.snapshot"] {
        assert_eq!(report["calls"][kind], Value::Null, "{kind}");
    }
    assert!(!fs::read_to_string(&page).unwrap().contains("rated"));
}

#[test]
fn a_replayed_chain_is_kept_so_that_its_ratings_can_be_explained() {
    let folder = tempfile::tempdir().unwrap();
    let chain = folder.path().join("replayed.chain");
    let (sample, path) = (here("samples/deliveries.csv"), chain.to_str().unwrap());
    let sample = sample.to_str().unwrap();
    let report = replayed(&[sample, "--unsigned", "--chain", path]);
    let subjects = report["ratings"]["subjects"].as_array().unwrap();
    let mut explained = 0;
    for subject in subjects {
        let name = subject["name"].as_str().unwrap();
        let last = subject["snapshots"].as_array().unwrap().last().unwrap();
        let args = ["rate", name, "--chain", path, "--at-last-block", "--json"];
        let output = Command::new(env!("CARGO_BIN_EXE_lading")).args(args).output().unwrap();
        // A name that was too long to register in full is not the file's.
        if !output.status.success() {
            continue;
        }
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(told["grade"], last["grade"], "{name}");
        // Of who is not rated the one tells no points, the other 0.
        assert_eq!(
            told["points"].as_u64().unwrap_or(0),
            last["points"].as_u64().unwrap(),
            "{name}"
        );
        explained += 1;
    }
    assert!(explained + 1 >= subjects.len(), "{explained} of {} explained", subjects.len());
    let before = fs::read(&chain).unwrap();
    let said = refused(&[sample, "--unsigned", "--chain", path]);
    assert!(said.contains("replayed.chain is there already"), "{said}");
    assert_eq!(fs::read(&chain).unwrap(), before);
}

#[test]
fn a_policy_that_cannot_be_is_refused_before_anything_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let sample = here("samples/deliveries.csv");
    let sample = sample.to_str().unwrap();
    let default = fs::read_to_string(here("policies/default.toml")).unwrap();
    let page = folder.path().join("report.html");
    for (name, content, says) in [
        ("empty.toml", String::new(), vec!["missing field `title`"]),
        (
            "unknown.toml",
            default.replacen("up_to = ", "upto = ", 1),
            vec!["line 21", "unknown field `upto`", "expected one of", "`up_to`"],
        ),
        (
            "amount.toml",
            default.replacen("\"10.00\"", "\"ten\"", 1),
            vec!["rule 2, \"billed too much\"", "`up_to`", "\"ten\"", "expected an amount"],
        ),
        (
            "open.toml",
            default.replacen("\"all else\"", "\"all else\"\nbilled = \"above\"", 1),
            vec!["rule 3, \"all else\"", "conditions found", "expected none in the last rule"],
        ),
        (
            "party.toml",
            default.replacen("Board of Arbitration", "Central Stores", 1),
            vec!["\"Central Stores\"", "is an enterprise of the file", "expected one that trades"],
        ),
        (
            "days.toml",
            financed(&[("freight_payment_days", "366")]),
            vec!["`finance.freight_payment_days`: 366 is out of range; expected 1 to 365"],
        ),
        (
            "rate.toml",
            financed(&[("annual_rate", "\"8 %\"")]),
            vec![
                "`finance.annual_rate`: \"8 %\" is not a number; expected a percentage",
                "\"0.00\" to \"90.00\"",
            ],
        ),
        (
            "share.toml",
            financed(&[("passed_on", "\"100\"")]),
            vec![
                "`finance.passed_on`: \"100\" is out of range",
                "expected a percentage with at most 2 decimals, \"0.01\" to \"99.99\"",
            ],
        ),
        (
            "sellers.toml",
            financed(&[("suppliers_that_sell", "\"-1\"")]),
            vec!["`finance.suppliers_that_sell`: \"-1\" is negative"],
        ),
        (
            "points.toml",
            default.replacen("service_if_not = 40", "service_if_not = 101", 1),
            vec!["`ratings.service_if_not`: 101 is out of range; expected 0 to 100"],
        ),
        (
            "months.toml",
            default.replacen("every_months = 6", "every_months = 0", 1),
            vec!["`ratings.every_months`: 0 is out of range; expected 1 to 24"],
        ),
        (
            "financier.toml",
            default.replacen("Assumed Trade Bank", "Board of Arbitration", 1),
            vec!["the financier", "\"Board of Arbitration\"", "is the arbiter"],
        ),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let said = refused(&[
            sample,
            "--policy",
            path.to_str().unwrap(),
            "--report",
            page.to_str().unwrap(),
        ]);
        for part in says {
            assert!(said.contains(part), "{name}: {part}: {said}");
        }
        assert!(said.contains(name), "{name}: {said}");
        assert!(!page.exists(), "{name}");
    }
    let said = refused(&[sample, "--policy", folder.path().join("none.toml").to_str().unwrap()]);
    assert!(said.contains("none.toml"), "{said}");
}

#[test]
fn orders_are_told_apart_by_their_parties_and_none_are_made_up() {
    let folder = tempfile::tempdir().unwrap();
    let sample = fs::read_to_string(here("samples/deliveries.csv")).unwrap();
    let reference = fs::read_to_string(here("mappings/scms.toml")).unwrap();
    let write = |name: &str, content: String| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    // All orders under one number: each pair of parties has one, and each of the four buyers has used it once.
    let orders =
        (900..1_000).flat_map(|number| [format!(",SO-{number},"), format!(",PO-{number},")]);
    let alike =
        write("alike.csv", orders.fold(sample.clone(), |text, one| text.replace(&one, ",1,")));
    let report = replayed(&[&alike]);
    for (key, expected) in [
        ("relationships", 17),
        ("orders", 17),
        ("orders_renumbered", 13),
        ("order_lines", 109),
        ("lines_without_order", 0),
    ] {
        assert_eq!(number(&report, key), expected, "{key}");
    }
    assert_eq!(report["calls"]["orders.draft"]["calls"], 17);
    // No order is named at all.
    let lines = reference.lines().filter(|line| !line.starts_with("order = "));
    let without = write("without.toml", lines.collect::<Vec<_>>().join("\n"));
    let report =
        replayed(&[here("samples/deliveries.csv").to_str().unwrap(), "--mapping", &without]);
    for (key, expected) in [
        ("relationships", 17),
        ("orders", 0),
        ("order_lines", 0),
        ("lines_without_order", 109),
        ("lines", 109),
        ("matched", 92),
    ] {
        assert_eq!(number(&report, key), expected, "{key}");
    }
}

#[test]
fn a_delivery_of_several_orders_tells_each_what_is_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("several.csv");
    let sample = here("samples/deliveries.csv");
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(&sample).unwrap();
    let names = reader.headers().unwrap().clone();
    let at = |name: &str| names.iter().position(|column| column == name).unwrap();
    let (number_at, order_at) = (at("ASN/DN #"), at("PO / SO #"));
    let mut writer = csv::Writer::from_path(&file).unwrap();
    writer.write_record(&names).unwrap();
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for row in reader.records().map(Result::unwrap).filter(|row| row.len() == names.len()) {
        let line = lines.entry(row[number_at].to_owned()).or_default();
        *line += 1;
        // Every second line of one delivery and every third of another, of 5 and of 54.
        let is_other = match &row[number_at] {
            "ASN-214" => *line % 2 == 0,
            "ASN-300" => *line % 3 == 0,
            _ => false,
        };
        let mut fields: Vec<_> = row.iter().map(str::to_owned).collect();
        if is_other {
            fields[order_at] += "-B";
        }
        writer.write_record(&fields).unwrap();
    }
    writer.flush().unwrap();
    let report = replayed(&[file.to_str().unwrap()]);
    for (key, expected) in [
        ("orders", 26),
        ("order_lines", 109),
        ("order_lines_shipped", 109),
        ("order_lines_received", 109),
        ("order_lines_billed", 109),
        ("matched", 92),
        ("adjusted", 12),
        ("discrepant", 5),
        ("cleared_minor", 71_755_093 - 6_971_540 + 5_873_110),
    ] {
        assert_eq!(number(&report, key), expected, "{key}");
    }
    assert_eq!(report["orders_by_fulfilment"], json!({ "billed": 26 }));
    for (kind, calls) in [
        ("waybill.draft", 25),
        // The second order of each.
        ("waybill.add_lines", 2),
        ("waybill.tell(shipped)", 27),
        ("waybill.tell(received)", 27),
        ("reconciliation.tell", 27),
    ] {
        assert_eq!(report["calls"][kind]["calls"], calls, "{kind}");
    }
    // What is found is found of the same lines of the file.
    let plain = replayed(&[sample.to_str().unwrap()]);
    let found = |report: &Value| {
        let one = |one: &Value| (number(one, "row"), number(one, "difference_minor"));
        report["discrepancies"].as_array().unwrap().iter().map(one).collect::<Vec<_>>()
    };
    assert_eq!(found(&report), found(&plain));
    let freight = |report: &Value| number(&report["freight"], "cleared_minor");
    assert_eq!(freight(&report), freight(&plain));
}

/// What a part of the reference data comes to, by means of its own.
#[derive(Debug, Default, PartialEq, Eq)]
struct Totals {
    lines: i64,
    deliveries: i64,
    quantity: i64,
    value_minor: i64,
    matched: i64,
    adjusted: i64,
    discrepant: i64,
    /// What the default policy makes of them, and what is owed for goods in the end.
    accepted: i64,
    credited: i64,
    decided: i64,
    cleared_minor: i64,
    freight_bills: i64,
    freight_billed_minor: i64,
    freight_matched: i64,
    freight_carriers: i64,
    relationships: i64,
    orders: i64,
    order_lines: i64,
    ordered_minor: i64,
    orders_placed: BTreeMap<String, i64>,
    /// Of every line all was shipped and received; nothing is billed of one that is settled at nothing.
    shipped: i64,
    received: i64,
    billed: i64,
    settled_at_nothing: i64,
    fulfilment: BTreeMap<String, i64>,
    on_time: BTreeMap<String, (i64, i64)>,
}

/// Cents, from a text such as `6.2`.
fn cents(text: &str) -> i64 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{part:0<2}").parse().unwrap()
}

/// A day such as `2-Jun-06` or `6/2/06` as a number that grows with time.
fn day(text: &str) -> i64 {
    if let [month, day, year] = text.split('/').collect::<Vec<_>>()[..] {
        let [month, day, year] = [month, day, year].map(|part| part.parse::<i64>().unwrap());
        return (year * 12 + month - 1) * 31 + day;
    }
    let parts: Vec<_> = text.split('-').collect();
    let [day, month, year] = parts[..] else { panic!("{text}") };
    let months =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = months.iter().position(|name| *name == month).unwrap() as i64;
    (year.parse::<i64>().unwrap() * 12 + month) * 31 + day.parse::<i64>().unwrap()
}

fn independently(path: &Path, limit: usize) -> Totals {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let columns = reader.headers().unwrap().clone();
    let mut totals = Totals::default();
    let mut deliveries = BTreeSet::new();
    let (mut with_freight, mut carriers) = (BTreeSet::new(), BTreeSet::new());
    // By buyer, supplier and number: what is recorded of its day, and its deliveries. By delivery: the first day of it.
    let mut orders: BTreeMap<_, (Option<i64>, BTreeSet<String>)> = BTreeMap::new();
    let mut not_all_billed = BTreeSet::new();
    let mut first_days: BTreeMap<String, i64> = BTreeMap::new();
    for row in reader.records().take(limit) {
        let row = row.unwrap();
        let at = |name: &str| row[columns.iter().position(|column| column == name).unwrap()].trim();
        let quantity: i64 = at("Line Item Quantity").parse().unwrap();
        let value = cents(at("Line Item Value"));
        totals.lines += 1;
        totals.quantity += quantity;
        totals.value_minor += value;
        deliveries.insert(at("ASN/DN #").to_owned());
        totals.ordered_minor += quantity * cents(at("Pack Price"));
        let first = day(at("Scheduled Delivery Date")).min(day(at("Delivered to Client Date")));
        let known = first_days.entry(at("ASN/DN #").to_owned()).or_insert(first);
        *known = first.min(*known);
        let order = ["Country", "Vendor", "PO / SO #"].map(|name| at(name).to_owned());
        let (recorded, of) = orders.entry(order.clone()).or_default();
        of.insert(at("ASN/DN #").to_owned());
        let sent = at("PO Sent to Vendor Date");
        if sent.starts_with(|first: char| first.is_ascii_digit()) {
            *recorded = Some(recorded.map_or(day(sent), |known: i64| known.min(day(sent))));
        }
        let expected = quantity * cents(at("Pack Price"));
        let mut owed = value;
        match value - expected {
            0 => totals.matched += 1,
            -100..=100 => totals.adjusted += 1,
            difference => {
                totals.discrepant += 1;
                match difference {
                    -200..=200 => totals.accepted += 1,
                    201..=1_000 => (totals.credited, owed) = (totals.credited + 1, expected),
                    _ => (totals.decided, owed) = (totals.decided + 1, expected),
                }
            }
        }
        totals.cleared_minor += owed;
        if owed == 0 && (value - expected).abs() > 100 {
            totals.settled_at_nothing += 1;
            not_all_billed.insert(order);
        }
        // Everything else in this column is a note.
        let freight = at("Freight Cost (USD)");
        if freight.starts_with(|first: char| first.is_ascii_digit()) && cents(freight) > 0 {
            totals.freight_billed_minor += cents(freight);
            with_freight.insert(at("ASN/DN #").to_owned());
            carriers.insert((at("Fulfill Via").to_owned(), at("Shipment Mode").to_owned()));
        }
        let (on_time, lines) = totals.on_time.entry(at("Vendor").to_owned()).or_default();
        *lines += 1;
        *on_time +=
            i64::from(day(at("Delivered to Client Date")) <= day(at("Scheduled Delivery Date")));
    }
    totals.deliveries = deliveries.len() as i64;
    totals.orders = orders.len() as i64;
    totals.order_lines = totals.lines;
    (totals.shipped, totals.received) = (totals.lines, totals.lines);
    totals.billed = totals.lines - totals.settled_at_nothing;
    let received = not_all_billed.len() as i64;
    for (fulfilment, orders) in [("received", received), ("billed", totals.orders - received)] {
        if orders > 0 {
            totals.fulfilment.insert(fulfilment.to_owned(), orders);
        }
    }
    let pairs: BTreeSet<_> = orders.keys().map(|[buyer, supplier, _]| (buyer, supplier)).collect();
    totals.relationships = pairs.len() as i64;
    for (recorded, of) in orders.values() {
        let first = of.iter().map(|delivery| first_days[delivery]).min().unwrap();
        // Goods leave on the day before.
        let how = match recorded {
            None => "on the assumed day: none recorded",
            Some(recorded) if *recorded < first => "on the recorded day",
            Some(_) => "on the day of the first pickup: recorded later",
        };
        *totals.orders_placed.entry(how.to_owned()).or_default() += 1;
    }
    totals.freight_bills = with_freight.len() as i64;
    totals.freight_matched = totals.freight_bills;
    totals.freight_carriers = carriers.len() as i64;
    totals
}

#[test]
fn the_reference_data_comes_to_what_another_way_of_counting_says() {
    let file = here("../../../shared/data/scms-deliveries.csv");
    if !file.is_file() {
        println!("skipped: the reference data is not beside the checkout ({})", file.display());
        return;
    }
    // All of it takes minutes: `LADING_REPLAY_ROWS=20000` has it all.
    let limit = std::env::var("LADING_REPLAY_ROWS").map_or(300, |rows| rows.parse().unwrap());
    let report = replayed(&[file.to_str().unwrap(), "--limit", &limit.to_string()]);
    let on_time = report["on_time"].as_object().unwrap().iter();
    let became = |status: &str| report["worked_off"]["by_status"][status].as_i64().unwrap_or(0);
    let found = Totals {
        lines: number(&report, "lines"),
        deliveries: number(&report, "deliveries"),
        quantity: number(&report, "quantity"),
        value_minor: number(&report, "value_minor"),
        matched: number(&report, "matched"),
        adjusted: number(&report, "adjusted"),
        discrepant: number(&report, "discrepant"),
        accepted: became("accepted"),
        credited: became("credited"),
        decided: became("decided"),
        cleared_minor: number(&report, "cleared_minor"),
        freight_bills: number(&report["freight"], "bills"),
        freight_billed_minor: number(&report["freight"], "billed_minor"),
        freight_matched: number(&report["freight"], "matched"),
        freight_carriers: report["freight"]["carriers"].as_object().unwrap().len() as i64,
        relationships: number(&report, "relationships"),
        orders: number(&report, "orders"),
        order_lines: number(&report, "order_lines"),
        ordered_minor: number(&report, "ordered_minor"),
        orders_placed: serde_json::from_value(report["orders_placed"].clone()).unwrap(),
        shipped: number(&report, "order_lines_shipped"),
        received: number(&report, "order_lines_received"),
        billed: number(&report, "order_lines_billed"),
        settled_at_nothing: report["order_lines_told"]["billed"]["untold"]["settled at nothing"]
            .as_i64()
            .unwrap_or(0),
        fulfilment: serde_json::from_value(report["orders_by_fulfilment"].clone()).unwrap(),
        on_time: on_time
            .map(|(vendor, told)| {
                (vendor.clone(), (number(told, "on_time"), number(told, "lines")))
            })
            .collect(),
    };
    assert_eq!(found, independently(&file, limit));
    assert_eq!(report["skipped"].as_array().map(Vec::len), Some(0));
    let finance = &report["finance"];
    let owed = number(&report, "cleared_minor") + number(&report["freight"], "cleared_minor");
    for key in ["face_minor", "paid_minor", "drawn_minor"] {
        assert_eq!(number(finance, key), owed, "finance.{key}");
    }
    let cases = |report: &Value| (number(report, "cases"), number(report, "balanced"));
    for (cases, balanced) in [cases(&report), cases(&report["freight"])] {
        assert_eq!(balanced, cases, "every case should be balanced by the default policy");
    }
    ratings::follow_from_the_rows(&file, limit, &report);
}

#[test]
fn files_that_cannot_be_used_are_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let sample = fs::read_to_string(here("samples/deliveries.csv")).unwrap();
    let header = sample.lines().next().unwrap();
    let page = folder.path().join("report.html");
    for (name, content, says) in [
        ("empty.csv", Vec::new(), "is empty"),
        ("header.csv", format!("{header}\n").into_bytes(), "has no rows"),
        (
            "renamed.csv",
            sample.replacen("Vendor,", "Seller,", 1).into_bytes(),
            "there is no column \"Vendor\" (key `columns.supplier`)",
        ),
        (
            "latin1.csv",
            sample
                .replace("Côte", "C\u{fffd}te")
                .replace('\u{fffd}', "\u{1}")
                .into_bytes()
                .iter()
                .map(|byte| if *byte == 1 { 0xf4 } else { *byte })
                .collect(),
            "is not UTF-8",
        ),
        ("zeros.csv", vec![0; 4 << 20], "byte 1 of the file is zero"),
        (
            "unusable.csv",
            format!("{header}\n{}\n", "x,".repeat(19)).into_bytes(),
            "none of the 1 rows can be used",
        ),
    ] {
        let path = write(name, &content);
        let said = refused(&[&path, "--report", page.to_str().unwrap()]);
        assert!(said.contains(says) && said.contains(name), "{name}: {said}");
        assert!(!page.exists(), "{name}");
    }
    let said = refused(&[folder.path().to_str().unwrap()]);
    assert!(said.contains("is a folder"), "{said}");
    let said = refused(&[folder.path().join("none.csv").to_str().unwrap()]);
    assert!(said.contains("none.csv"), "{said}");
}

#[test]
fn a_mapping_or_a_report_that_cannot_be_is_refused_before_anything_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let mapping = folder.path().join("mapping.toml");
    let reference = fs::read_to_string(here("mappings/scms.toml")).unwrap();
    fs::write(&mapping, reference.replacen("currency = \"USD\"", "currency = \"dollars\"", 1))
        .unwrap();
    let sample = here("samples/deliveries.csv");
    let sample = sample.to_str().unwrap();
    let said = refused(&[sample, "--mapping", mapping.to_str().unwrap()]);
    assert!(said.contains("`money.currency`") && said.contains("mapping.toml"), "{said}");
    // What is paid at once is no receivable.
    fs::write(&mapping, reference.replacen("payment_days = 30", "payment_days = 0", 1)).unwrap();
    let said = refused(&[sample, "--mapping", mapping.to_str().unwrap()]);
    assert!(said.contains("`terms.payment_days` of the mapping: 0 is out of range"), "{said}");
    let said =
        refused(&[sample, "--report", folder.path().join("none/report.html").to_str().unwrap()]);
    assert!(said.contains("no such folder"), "{said}");
    let said = refused(&[sample, "--report", folder.path().to_str().unwrap()]);
    assert!(said.contains("it is a folder"), "{said}");
}

#[test]
fn the_suite_deploys_and_every_link_is_read_back() {
    let output = lading(&["deploy", "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let deployment: Value = serde_json::from_slice(&output.stdout).unwrap();
    let contracts = deployment["contracts"].as_array().unwrap();
    let told: Vec<_> = contracts
        .iter()
        .map(|one| {
            (
                one["name"].as_str().unwrap(),
                one["links"].as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" "),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("registry", String::new()),
            ("notary", "orders reconciliation registry waybill".into()),
            ("collateral", "registry".into()),
            ("receipt", "collateral registry".into()),
            ("credit", "orders receivable reconciliation registry waybill".into()),
            ("provenance", "registry waybill".into()),
            ("orders", "credit notary reconciliation registry waybill".into()),
            ("waybill", "collateral credit notary orders provenance registry".into()),
            ("reconciliation", "credit notary orders registry waybill".into()),
            ("receivable", "collateral credit reconciliation registry waybill".into())
        ]
    );
    assert_eq!(contracts[8]["links"]["waybill"], contracts[7]["address"]);
    // These believe what is told of them, though who tells it was made after them.
    for believer in [1, 4, 5, 6] {
        assert_eq!(contracts[believer]["links"]["waybill"], contracts[7]["address"]);
    }
    assert_eq!(contracts[6]["links"]["reconciliation"], contracts[8]["address"]);
    assert_eq!(contracts[4]["links"]["receivable"], contracts[9]["address"]);
    for teller in [7, 8, 9] {
        assert_eq!(contracts[teller]["links"]["credit"], contracts[4]["address"]);
    }
    // Those that claim are admitted where claims are kept.
    assert_eq!(contracts[2]["admitted"], json!(["receipt", "waybill", "receivable"]));
    for claimant in [3, 7, 9] {
        assert_eq!(contracts[claimant]["links"]["collateral"], contracts[2]["address"]);
    }
}

//! `lading rate` and `lading grants` from outside, on a chain in a file.
#![cfg(feature = "chain")]

mod ratings;

use std::{
    fs,
    process::{Command, Output},
    sync::OnceLock,
};

use chain::{AccountId32, Embedded, Snapshot};
use serde_json::{json, Value};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use ratings::{bundles, example, Example, World};

fn lading(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lading"))
        .args(args)
        .output()
        .expect("the program should start")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A chain in a file on which the example has happened.
struct Desk {
    _folder: TempDir,
    chain: String,
    mill: String,
    farms: Vec<String>,
    late: String,
}

fn digits(id: &[u8; 32]) -> String {
    format!("0x{}", hex::encode(id))
}

fn address(suite: &Value, name: &str) -> AccountId32 {
    let text = suite[name]["address"].as_str().unwrap();
    AccountId32::new(hex::decode(&text[2..]).unwrap().try_into().unwrap())
}

fn empty() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let chain = folder.path().join("kept.chain").to_str().unwrap().to_owned();
    (folder, chain)
}

/// Changes the chain at `path` by what no command does.
fn work<T>(path: &str, work: impl FnOnce(&mut World) -> T) -> T {
    let (snapshot, note) = Snapshot::from_bytes(&fs::read(path).unwrap()).unwrap();
    let suite: Value = serde_json::from_slice(&note).unwrap();
    let mut chain = Embedded::from(&snapshot);
    let (registry, credit) = (address(&suite, "registry"), address(&suite, "credit"));
    let done = work(&mut World::new(&mut chain, &registry, &credit));
    fs::write(path, chain.snapshot().to_bytes(&note)).unwrap();
    done
}

impl Desk {
    /// Every desk has a copy of the same chain.
    fn new() -> Self {
        static CHAIN: OnceLock<(Vec<u8>, [String; 6])> = OnceLock::new();
        let (bytes, [mill, late, farms @ ..]) = CHAIN.get_or_init(|| {
            let (_folder, chain) = empty();
            let bundles = bundles();
            let bundles = bundles.to_str().unwrap();
            let deployed = lading(&["deploy", "--chain", &chain, "--bundles", bundles]);
            assert!(deployed.status.success(), "{}", said(&deployed));
            let Example { mill, farms, late, .. } = work(&chain, example);
            let [a, b, c, d] = farms.map(|farm| digits(&farm.0));
            (fs::read(chain).unwrap(), [digits(&mill.0), digits(&late.0), a, b, c, d])
        });
        let (folder, chain) = empty();
        fs::write(&chain, bytes).unwrap();
        let (mill, late) = (mill.clone(), late.clone());
        Self { _folder: folder, chain, mill, farms: farms.to_vec(), late }
    }

    fn run(&self, args: &[&str]) -> Output {
        lading(&[args, &["--chain", &self.chain]].concat())
    }

    fn done(&self, args: &[&str]) -> Value {
        let output = self.run(&[args, &["--json"]].concat());
        assert!(output.status.success(), "{args:?}: {}", said(&output));
        serde_json::from_slice(&output.stdout).expect("the program should print JSON")
    }

    fn text(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Why the program refuses this, and that it left the chain as it was.
    #[track_caller]
    fn refused(&self, args: &[&str]) -> String {
        let before = fs::read(&self.chain).unwrap();
        let output = self.run(args);
        assert!(!output.status.success(), "it should be refused: {args:?}");
        assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
        assert!(fs::read(&self.chain).unwrap() == before, "a refusal changes nothing");
        said(&output)
    }
}

/// The part of a rating that is called so.
fn part<'a>(rating: &'a Value, name: &str) -> &'a Value {
    let parts = rating["parts"].as_array().unwrap();
    parts.iter().find(|part| part["part"] == name).unwrap()
}

/// What a change begins with so would come to.
#[track_caller]
fn told<'a>(rating: &'a Value, begin: &str) -> &'a str {
    let deeds = rating["changes"]["deeds"].as_array().unwrap();
    let found = deeds.iter().find(|deed| deed["what"].as_str().unwrap().starts_with(begin));
    found.unwrap_or_else(|| panic!("no {begin}: {deeds:?}"))["told"].as_str().unwrap()
}

/// Payments of 10,000 dollars weigh 2^6 = 64, that of 100,000 weighs 2^10 = 1,024: 84.21 % of 1,216. Nobody counts for more than a quarter, so
/// all four count 64: PAYDEX is (3 × 80 + 50) / 4 = 72.50. Of four deliveries of the same size three were perfect: 75.00. There is one
/// month, so standing is log₂ 1 = 0. Service and disputes are not rated: 40 + 25 + 10 = 75 are.
/// (40 × 72.50 + 25 × 75 + 10 × 0) / 75 = 38.66 + 25 + 0 = 63.66: 63 points, which is B.
#[test]
fn a_rating_is_explained_to_the_last_figure() {
    let desk = Desk::new();
    let rating = desk.done(&["rate", &desk.mill]);
    assert_eq!(rating["enterprise"], json!({ "id": desk.mill, "name": "Talmühle" }));
    assert_eq!((&rating["grade"], &rating["points"]), (&json!("B"), &json!(63)));
    assert_eq!((&rating["registry"], &rating["weights"]["version"]), (&json!(1), &json!(1)));
    assert_eq!(rating["is_what_the_contract_answers"], true);
    assert_eq!(rating["weight_rated"], 75);
    for (name, score, weight, in_grade, adds) in [
        ("payment", 7_250, 40, 5_333, 3_866),
        ("delivery", 7_500, 25, 3_333, 2_500),
        ("standing", 0, 10, 1_333, 0),
    ] {
        let part = part(&rating, name);
        assert_eq!(part["score_hundredths"], score, "{name}");
        assert_eq!(part["weight"], weight, "{name}");
        assert_eq!(part["weight_in_grade"], in_grade, "{name}");
        assert_eq!(part["adds_hundredths"], adds, "{name}");
        assert_eq!((&part["is_rated"], &part["missing"]), (&json!(true), &json!([])), "{name}");
    }
    assert_eq!(part(&rating, "delivery")["on_time_in_full_hundredths"], 7_500);
    assert_eq!(
        part(&rating, "disputes")["missing"],
        json!(["1 more observation", "2 more counterparties"])
    );
    assert_eq!(
        part(&rating, "service")["missing"],
        json!(["3 more observations", "4 more counterparties"])
    );
    let makers = part(&rating, "payment")["made_by"].as_array().unwrap();
    let shares = makers
        .iter()
        .map(|maker| (&maker["party"]["name"], &maker["share"], &maker["share_counted"]));
    // 1,024 of 1,216, and 64 of 1,216.
    let expected = [("Linde", 8_421), ("Sonnenfeld", 526), ("Birkenhof", 526), ("Nordkorn", 526)];
    let expected = expected.map(|(name, share)| (json!(name), json!(share), json!(2_500)));
    let expected = expected.iter().map(|(name, share, counted)| (name, share, counted));
    assert_eq!(shares.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
}

/// To 65 points 2 are missing: 65 × 75 = 4,875. Payment would have to be (4,875 − 25 × 75) / 40 = 75, delivery (4,875 − 40 × 72.5) / 25 = 79,
/// standing (4,875 − 4,775) / 10 = 10.
///
/// With a fifth delivery, perfect, 4 of 5 are: (2,900 + 25 × 80) / 75 = 65. With a late one to Sonnenfeld, half of its two count for a quarter:
/// (50 + 100 + 100 + 0) / 4 = 62.5, and (2,900 + 25 × 62.5) / 75 = 59. A fifth counterparty that is paid on time leaves PAYDEX at
/// 3/4 × 80 + 1/4 × 50. One opinion is not enough to count.
#[test]
fn what_would_change_a_rating_is_reckoned() {
    let desk = Desk::new();
    let rating = desk.done(&["rate", "Talmühle"]);
    assert_eq!(told(&rating, "one perfect delivery of about 10,000 USD"), "63 (B) → 65 (A)");
    assert_eq!(told(&rating, "one late delivery of about 10,000 USD"), "63 → 59");
    assert_eq!(told(&rating, "one payment on time"), "63 → 63");
    assert_eq!(told(&rating, "one opinion of 100"), "63 → 63");
    let next = &rating["changes"]["next_grade"];
    assert_eq!((&next["grade"], &next["missing_points"]), (&json!("A"), &json!(2)));
    let least = next["by"].as_array().unwrap().iter();
    let least: Vec<_> = least.map(|by| (&by["part"], &by["at_least_hundredths"])).collect();
    let expected = [("payment", 7_500), ("delivery", 7_900), ("standing", 1_000)];
    let expected = expected.map(|(part, score)| (json!(part), json!(score)));
    assert_eq!(least, expected.iter().map(|(part, score)| (part, score)).collect::<Vec<_>>());
    // All is of one month; when that counts no more, nothing is known.
    let lapses = &rating["changes"]["lapses_next"];
    assert_eq!(lapses["what"], "4 payments, 4 deliveries and 2 bills");
    assert_eq!(lapses["then"], json!({ "points": null, "grade": "unrated" }));
    // 10,000 dollars are of the size from 2^19 to 2^20 cents.
    assert_eq!(rating["changes"]["same_from_cents"], 524_288);
    assert_eq!(rating["changes"]["same_to_cents"], 1_048_575);
    let text = desk.text(&["rate", "duns=100000001"]);
    for line in [
        "B, 63 points of 100",
        "72.50",
        "75.00 on time and in full",
        "missing: 1 more observation, 2 more counterparties",
        "- to A from 65 points 2 are missing: payment 75.00 instead of 72.50; or delivery 79.00 instead of 75.00",
        "to the last bit what the contract answers",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
}

/// Without the late payment three counterparties have paid: delivery and standing alone weigh 35. With it, it is 63 points again.
#[test]
fn what_is_contested_is_told_with_either_end() {
    let desk = Desk::new();
    contest(&desk);
    let rating = desk.done(&["rate", &desk.mill]);
    assert_eq!(rating["grade"], "unrated");
    assert_eq!((&rating["points"], &rating["points_if_counted"]), (&Value::Null, &json!(63)));
    let why = rating["why_unrated"].as_str().unwrap();
    assert!(why.contains("hangs on what is contested"), "{why}");
    assert!(why.contains("too little to rate, and if it counted 63 points (B)"), "{why}");
    let contested = &rating["contested"][0];
    assert_eq!(contested["observation"], json!(desk.late));
    assert_eq!(contested["by"]["name"], "Linde");
    assert_eq!(contested["arbiter"]["name"], "Schiedshof");
    assert_eq!(contested["score_hundredths"], 5_000);
    assert_eq!(contested["if_struck"], json!({ "points": null, "grade": "unrated" }));
    assert_eq!(contested["if_confirmed"], json!({ "points": 63, "grade": "B" }));
    // One more payment by a fourth: four on time, so PAYDEX 80: (40 × 80 + 25 × 75) / 75 = 67 points.
    let nearest = &rating["changes"]["nearest"];
    assert_eq!(nearest["steps"][0]["what"], "1 payment by a new counterparty");
    assert_eq!(nearest["then"], json!({ "points": 67, "grade": "unrated" }));
    let text = desk.text(&["rate", &desk.mill]);
    assert!(
        text.contains("if it is struck unrated, if it is confirmed or nobody decides 63 (B)"),
        "{text}"
    );
}

fn contest(desk: &Desk) {
    let late = hex::decode(&desk.late[2..]).unwrap().try_into().unwrap();
    work(&desk.chain, |world| world.contest("//Mill", interfaces::ids::ObservationId(late)));
}

#[test]
fn of_whom_nothing_is_known_it_is_told_what_is_missing() {
    let desk = Desk::new();
    let rating = desk.done(&["rate", &desk.farms[0], "--at-last-block"]);
    assert_eq!((&rating["grade"], &rating["points"]), (&json!("unrated"), &Value::Null));
    assert_eq!(rating["is_at_last_block"], true);
    let why = rating["why_unrated"].as_str().unwrap();
    assert!(why.contains("weigh 0 of 100, and 50 are needed"), "{why}");
    let nearest = &rating["changes"]["nearest"];
    assert_eq!(nearest["steps"][0]["what"], "4 payments by 4 new counterparties");
    // (40 × 80 + 10 × 0) / 50.
    assert_eq!(nearest["then"], json!({ "points": 64, "grade": "B" }));
    let text = desk.text(&["rate", "Sonnenfeld"]);
    assert!(text.contains("Nobody has said anything that counts."), "{text}");
    assert!(
        text.contains("nearest to a rating: 4 payments by 4 new counterparties more: if all are good, then 64 (B)"),
        "{text}"
    );
}

#[test]
fn whom_nobody_knows_is_told() {
    let desk = Desk::new();
    let id = format!("0x{}", "ab".repeat(32));
    let said = desk.refused(&["rate", &id]);
    assert!(said.contains(&format!("there is no enterprise {id} on this chain")), "{said}");
    let said = desk.refused(&["grants", "list", &id]);
    assert!(said.contains(&format!("there is no enterprise {id} on this chain")), "{said}");
    let said = desk.refused(&["rate", "Talmuehle"]);
    assert!(said.contains("no enterprise on this chain is called Talmuehle"), "{said}");
    let said = desk.refused(&["rate", "gln=4012345000009"]);
    assert!(said.contains("is confirmed for no enterprise"), "{said}");
    let said = desk.refused(&["rate", "0xabc"]);
    assert!(said.contains("this has 3"), "{said}");
    let said = desk.refused(&["rate", &desk.mill, "--version", "2"]);
    assert!(said.contains("--version 2") && said.contains("NotFound"), "{said}");
    work(&desk.chain, |world| world.enterprise("//Other", "Talmühle", "100000099"));
    let said = desk.refused(&["rate", "Talmühle"]);
    assert!(said.contains("2 enterprises are called Talmühle"), "{said}");
    assert!(said.contains(&desk.mill), "{said}");
}

#[test]
fn a_grant_is_given_used_and_taken_back() {
    let desk = Desk::new();
    let purpose = "Limit für 2027";
    let by_mill = ["--suri", "//Mill"];
    let by_linde = ["--suri", "//Linde"];
    let give = |view: &[&str], uses: &str| {
        let what = ["grants", "grant", "--viewer", "Linde", "--purpose", purpose, "--days", "30"];
        let uses = ["--uses", uses, "--view"];
        desk.done(&[&what[..], &uses, view, &by_mill].concat())
    };
    let given = give(&["at-least", "A"], "1");
    assert_eq!((&given["grant"], &given["state"]), (&json!(1), &json!("open")));
    assert_eq!(given["subject"], json!({ "id": desk.mill, "name": "Talmühle" }));
    assert_eq!((&given["view"], &given["at_least"]), (&json!("at-least"), &json!("A")));
    let digest = digits(&Sha256::digest(purpose).into());
    assert_eq!(given["purpose_sha256"], json!(digest));
    let consult = |grant: &str, purpose: &str, who: &[&str]| -> Vec<String> {
        let words = [&["grants", "use", grant, "--purpose", purpose], who].concat();
        words.into_iter().map(str::to_owned).collect()
    };
    let refused =
        |args: Vec<String>| desk.refused(&args.iter().map(String::as_str).collect::<Vec<_>>());
    let done = |args: Vec<String>| desk.done(&args.iter().map(String::as_str).collect::<Vec<_>>());
    let said = refused(consult("1", "Limit", &by_linde));
    assert!(said.contains("OtherPurpose: The grant is for another purpose."), "{said}");
    let said = refused(consult("1", purpose, &["--suri", "//Nordkorn"]));
    assert!(said.contains("OtherViewer"), "{said}");
    let said = refused(consult("2", purpose, &by_linde));
    assert!(said.contains("there is no grant 2 on this chain"), "{said}");
    let answer = done(consult("1", purpose, &by_linde));
    assert_eq!(answer["told"], json!({ "is_at_least": false }));
    assert_eq!((&answer["used"], &answer["state"]), (&json!(1), &json!("used up")));
    let rating = desk.done(&["rate", &desk.mill]);
    assert_eq!(answer["receipt"]["inputs"], rating["inputs"]);
    assert_eq!(answer["receipt"]["use_number"], 1);
    let said = refused(consult("1", purpose, &by_linde));
    assert!(said.contains("UsedUp"), "{said}");

    give(&["full"], "3");
    let answer = done(consult("2", purpose, &by_linde));
    assert_eq!((&answer["told"]["grade"], &answer["told"]["points"]), (&json!("B"), &json!(63)));
    let said = desk.refused(&["grants", "revoke", "2", "--suri", "//Linde"]);
    assert!(said.contains("Refused(NotForParty)"), "{said}");
    let revoked = desk.done(&["grants", "revoke", "2", "--suri", "//Mill"]);
    assert_eq!(revoked["state"], "revoked");
    let said = refused(consult("2", purpose, &by_linde));
    assert!(said.contains("Revoked: The grant was taken back."), "{said}");

    let listed = desk.done(&["grants", "list", "Linde"]);
    let states: Vec<_> =
        listed["grants"].as_array().unwrap().iter().map(|grant| &grant["state"]).collect();
    assert_eq!(states, [&json!("used up"), &json!("revoked")]);
    assert_eq!(desk.done(&["grants", "list", "--open"])["grants"], json!([]));
    let others = desk.done(&["grants", "list", &desk.farms[0]]);
    assert_eq!((&others["all"], &others["grants"]), (&json!(2), &json!([])));
    assert_eq!(desk.done(&["grants", "show", "2"]), revoked);
    let text = desk.text(&["grants", "show", "1"]);
    assert!(
        text.contains("whether the grade is at least A") && text.contains("1 of 1 use"),
        "{text}"
    );
    let text = desk.text(&["grants", "list", "Talmühle"]);
    assert!(text.contains("2 grants on this chain; 2 by or to Talmühle"), "{text}");
}

#[test]
fn a_grant_through_a_contract_is_not_for_its_viewer() {
    let desk = Desk::new();
    let args = [
        "grants",
        "grant",
        "--suri",
        "//Mill",
        "--viewer",
        "Linde",
        "--purpose",
        "x",
        "--view",
        "grade",
        "--until",
        "2100-12-31",
        "--contract",
        "receivable",
    ];
    let given = desk.done(&args);
    assert_eq!(given["contract"]["name"], "receivable");
    assert_eq!(given["expires_at"], "2100-12-31T23:59:59Z");
    let said = desk.refused(&["grants", "use", "1", "--purpose", "x", "--suri", "//Linde"]);
    assert!(said.contains("OtherContract"), "{said}");
    let text = desk.text(&["grants", "show", "1"]);
    assert!(text.contains("asked by receivable"), "{text}");
}

#[test]
fn what_cannot_be_granted_is_told_before_anything_is_done() {
    let desk = Desk::new();
    let with = |args: &[&'static str]| {
        let who = ["grants", "grant", "--suri", "//Mill", "--viewer", "Linde"];
        desk.refused(&[&who[..], args].concat())
    };
    let said = with(&["--purpose", "x", "--days", "3", "--view", "at-least", "D"]);
    assert!(said.contains("there is no grade D: C, B, A, AA, AAA"), "{said}");
    let said = with(&["--purpose", " ", "--days", "3", "--view", "full"]);
    assert!(said.contains("--purpose"), "{said}");
    let said = with(&["--purpose", "x", "--until", "2020-01-01", "--view", "full"]);
    assert!(said.contains("that was over at 2020-01-01T23:59:59Z"), "{said}");
    let said = with(&["--purpose", "x", "--view", "full"]);
    assert!(said.contains("--until") && said.contains("required"), "{said}");
    let said = with(&["--purpose", "x", "--days", "3", "--view", "full", "--contract", "bank"]);
    assert!(said.contains("no contract of the suite is called bank"), "{said}");
}

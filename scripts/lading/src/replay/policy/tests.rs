use interfaces::reconciliation::Offer;

use super::*;

const PRICE: Discrepancy = Discrepancy::Price;

fn default() -> Policy {
    Policy::load(None, 2).unwrap()
}

fn error(text: &str) -> String {
    format!("{:#}", Policy::parse(text, 2).expect_err("the policy should be refused"))
}

fn with(from: &str, to: &str) -> String {
    assert!(DEFAULT.contains(from), "{from}");
    DEFAULT.replacen(from, to, 1)
}

/// A policy of one rule, which says so.
fn only(says: &str) -> Policy {
    let begin = DEFAULT.split("[[rules]]").next().unwrap();
    Policy::parse(&format!("{begin}[[rules]]\nname = \"all\"\n{says}"), 2).unwrap()
}

fn raised(billed: Money, expected: Money, amount: Money) -> DiscrepancyRecord {
    DiscrepancyRecord {
        status: DiscrepancyStatus::Raised,
        reason: Reason::Nothing,
        until: 0,
        delivered: 0,
        is_signed: true,
        billed,
        expected,
        amount,
        billers: Offer { is_made: billed > 0, amount: billed },
        payers: Offer { is_made: false, amount: 0 },
    }
}

fn found(subject: Subject, kind: Discrepancy, billed: Money, expected: Money) -> Found {
    let difference = i64::try_from(billed).unwrap() - i64::try_from(expected).unwrap();
    let record = raised(billed, expected, expected.min(billed));
    Found { subject, kind, difference, expected, record }
}

fn goods(kind: Discrepancy, billed: Money, expected: Money) -> Found {
    found(Subject::Goods, kind, billed, expected)
}

/// What is done until it is settled, with the record as the contract would keep it.
fn course(policy: &Policy, mut found: Found) -> Vec<Move> {
    let mut course = Vec::new();
    while let Some(next) = policy.next(&found) {
        assert!(course.len() < 4, "it should come to an end: {course:?}");
        course.push(next);
        let record = &mut found.record;
        record.status = match next {
            Move::Offer(amount) => {
                record.billers = Offer { is_made: true, amount };
                DiscrepancyStatus::Explained
            }
            Move::Accept(amount) => {
                assert_eq!(record.billers, Offer { is_made: true, amount });
                DiscrepancyStatus::Accepted
            }
            Move::Escalate => DiscrepancyStatus::Escalated,
            Move::Decide(amount) => {
                let DiscrepancyRecord { billed, expected, .. } = *record;
                assert!((billed.min(expected)..=billed.max(expected)).contains(&amount));
                DiscrepancyStatus::Decided
            }
            Move::Expire => DiscrepancyStatus::Lapsed,
        };
    }
    course
}

#[test]
fn the_default_accepts_little_credits_what_was_billed_too_much_and_escalates_the_rest() {
    let policy = default();
    for (found, expected) in [
        (goods(PRICE, 10_200, 10_000), vec![Move::Accept(10_200)]),
        (goods(PRICE, 9_800, 10_000), vec![Move::Accept(9_800)]),
        (goods(PRICE, 10_201, 10_000), vec![Move::Offer(10_000), Move::Accept(10_000)]),
        (
            goods(Discrepancy::Quantity, 11_000, 10_000),
            vec![Move::Offer(10_000), Move::Accept(10_000)],
        ),
        (goods(PRICE, 11_001, 10_000), vec![Move::Escalate, Move::Decide(10_000)]),
        (goods(PRICE, 9_799, 10_000), vec![Move::Escalate, Move::Decide(10_000)]),
        (goods(Discrepancy::NotExpected, 500, 0), vec![Move::Escalate, Move::Decide(0)]),
        (goods(Discrepancy::NotBilled, 0, 500), vec![Move::Escalate, Move::Decide(500)]),
    ] {
        assert_eq!(course(&policy, found), expected, "{found:?}");
    }
}

#[test]
fn the_first_rule_that_fits_is_followed() {
    let begin = DEFAULT.split("[[rules]]").next().unwrap();
    let rules = [
        "of = \"freight\"\nkinds = [\"freight\", \"not_expected\"]\nup_to_percent = \"0.50\"",
        "of = \"goods\"\nbilled = \"below\"",
        "kinds = [\"delivered_late\"]\nup_to = \"0\"",
        "",
    ];
    let rules = (0..).zip(rules).map(|(number, conditions)| {
        format!("[[rules]]\nname = \"{number}\"\ndo = \"accept\"\n{conditions}\n")
    });
    let policy = Policy::parse(&format!("{begin}{}", rules.collect::<String>()), 2).unwrap();
    let freight = |kind, billed, expected| found(Subject::Freight, kind, billed, expected);
    for (found, place) in [
        (freight(Discrepancy::Freight, 10_050, 10_000), 0),
        (freight(Discrepancy::Freight, 9_950, 10_000), 0),
        (freight(Discrepancy::Freight, 10_051, 10_000), 3),
        (freight(Discrepancy::NotExpected, 1, 0), 3),
        (freight(Discrepancy::NotBilled, 0, 1), 3),
        (goods(Discrepancy::NotBilled, 0, 1), 1),
        (goods(Discrepancy::Freight, 10_050, 10_000), 3),
        (goods(Discrepancy::Date, 7, 7), 2),
        (goods(Discrepancy::Date, 8, 7), 3),
    ] {
        assert_eq!(policy.place_for(&found), place, "{found:?}");
    }
}

#[test]
fn what_is_settled_at_is_as_the_road_says() {
    let line = |billed, expected, amount| Found {
        record: raised(billed, expected, amount),
        ..goods(Discrepancy::NeverDelivered, billed, expected)
    };
    for (says, found, expected) in [
        ("do = \"accept\"", line(900, 700, 0), vec![Move::Accept(900)]),
        // Nothing was billed, so nothing is offered yet.
        ("do = \"accept\"", line(0, 700, 0), vec![Move::Offer(0), Move::Accept(0)]),
        ("do = \"credit\"", line(900, 700, 0), vec![Move::Offer(0), Move::Accept(0)]),
        (
            "do = \"credit\"\nat = \"expected\"",
            line(500, 700, 0),
            vec![Move::Offer(700), Move::Accept(700)],
        ),
        // What was delivered is what was billed: there is nothing to offer.
        ("do = \"credit\"", line(500, 700, 500), vec![Move::Accept(500)]),
        ("do = \"split\"", line(900, 701, 0), vec![Move::Offer(800), Move::Accept(800)]),
        ("do = \"split\"", line(701, 900, 0), vec![Move::Offer(800), Move::Accept(800)]),
        ("do = \"escalate\"", line(900, 700, 0), vec![Move::Escalate, Move::Decide(700)]),
        (
            "do = \"escalate\"\nat = \"billed\"",
            line(900, 700, 0),
            vec![Move::Escalate, Move::Decide(900)],
        ),
        (
            "do = \"escalate\"\nat = \"halfway\"",
            line(900, 700, 0),
            vec![Move::Escalate, Move::Decide(800)],
        ),
        // An arbiter decides nothing that is below what both stated.
        (
            "do = \"escalate\"\nat = \"delivered\"",
            line(900, 700, 0),
            vec![Move::Escalate, Move::Decide(700)],
        ),
        ("do = \"escalate\"\nat = \"undecided\"", line(900, 700, 0), vec![Move::Escalate]),
        ("do = \"silence\"", line(900, 700, 0), vec![Move::Expire]),
    ] {
        assert_eq!(course(&only(says), found), expected, "{says}");
    }
}

#[test]
fn silence_waits_for_the_arbiter_too() {
    let policy = only("do = \"silence\"");
    let mut found = goods(PRICE, 2, 1);
    for status in
        [DiscrepancyStatus::Raised, DiscrepancyStatus::Explained, DiscrepancyStatus::Escalated]
    {
        found.record.status = status;
        assert_eq!(policy.next(&found), Some(Move::Expire));
    }
}

#[test]
fn a_policy_without_an_arbiter_escalates_nothing() {
    let without = with("[arbiter]                       # an enterprise of its own, neither party of any case\nname = \"Board of Arbitration\"\ncountry = \"CH\"\n", "");
    let said = error(&without);
    for part in
        ["rule 3, \"all else\"", "`do`", "\"escalate\" found", "expected a section `arbiter`"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    let silent = without.replacen("do = \"escalate\"", "do = \"silence\"", 1);
    let silent = silent.replacen("at = \"expected\"", "", 1);
    assert_eq!(Policy::parse(&silent, 2).unwrap().arbiter, None);
}

#[test]
fn what_cannot_be_is_refused_with_its_rule_what_was_found_and_what_was_expected() {
    for (from, to, parts) in [
        (
            "up_to = \"2.00\"",
            "up_to = \"2.005\"",
            ["rule 1, \"too little", "`up_to`", "2.005", "expected an amount"],
        ),
        (
            "up_to = \"10.00\"",
            "up_to = \"ten\"",
            ["rule 2, \"billed", "`up_to`", "ten", "expected an amount"],
        ),
        (
            "up_to = \"10.00\"",
            "up_to_percent = \"0.005\"",
            ["rule 2", "`up_to_percent`", "0.005", "expected a percentage"],
        ),
        (
            "kinds = [\"quantity\", \"price\"]",
            "kinds = []",
            ["rule 2", "`kinds`", "empty", "expected a kind"],
        ),
        ("at = \"delivered\"", "at = \"billed\"", ["rule 2", "`at`", "credit", "\"expected\""]),
        (
            "do = \"accept\"",
            "do = \"accept\"\nat = \"billed\"",
            ["rule 1", "`at`", "\"accept\"", "expected it with"],
        ),
        (
            "up_to = \"2.00\"",
            "",
            ["rule 1, \"too little", "no conditions found", "ever followed", "expected some"],
        ),
        (
            "name = \"all else\"",
            "name = \"all else\"\nup_to = \"5\"",
            ["rule 3, \"all else\"", "conditions found", "last rule", "expected none"],
        ),
        (
            "name = \"all else\"",
            "name = \"billed too much\"",
            ["rule 3", "`name`", "is rule 2", "expected another"],
        ),
        (
            "response_days = 30",
            "response_days = 367",
            ["`windows.response_days`", "367", "out of range", "expected 2 to 366"],
        ),
        ("answer = 3", "answer = 30", ["`days.answer`", "30", "out of range", "expected 1 to 29"]),
        (
            "decision = 20",
            "decision = 0",
            ["`days.decision`", "0", "out of range", "expected 1 to 59"],
        ),
        (
            "country = \"CH\"",
            "country = \"Swiss\"",
            ["`arbiter.country`", "Swiss", "ISO 3166-1", "expected two"],
        ),
        (
            "name = \"Board of Arbitration\"",
            "name = \"\"",
            ["`arbiter.name`", "0 bytes", "found", "expected 1 to 128"],
        ),
        // What TOML does not take is named by its line.
        (
            "do = \"credit\"",
            "do = \"forgive\"",
            ["line 29", "forgive", "accept", "expected one of"],
        ),
        (
            "billed = \"above\"",
            "bill = \"above\"",
            ["line 27", "unknown field", "bill", "expected one of"],
        ),
        (
            "kinds = [\"quantity\", \"price\"]",
            "kinds = [\"colour\"]",
            ["line 26", "colour", "never_delivered", "expected one of"],
        ),
        ("title = ", "name = ", ["line 3", "unknown field", "name", "expected one of"]),
        ("answer = 3", "", ["days", "missing field", "answer", "line 9"]),
    ] {
        let said = error(&with(from, to));
        for part in parts {
            assert!(said.contains(part), "{to}: {part}: {said}");
        }
    }
    let none = DEFAULT.split("[[rules]]").next().unwrap();
    assert!(error(none).contains("missing field `rules`"));
    assert!(error(&format!("rules = []\n{none}")).contains("`rules`: the list is empty"));
}

#[test]
fn amounts_are_those_of_the_currency() {
    let up_to = |digits| Policy::load(None, digits).unwrap().rules.first().unwrap().up_to;
    assert_eq!([0, 2, 3].map(up_to), [Some(2), Some(200), Some(2_000)]);
}

#[test]
fn every_discrepancy_comes_to_an_end() {
    let policies = [
        "do = \"accept\"",
        "do = \"credit\"",
        "do = \"credit\"\nat = \"expected\"",
        "do = \"split\"",
        "do = \"escalate\"",
        "do = \"escalate\"\nat = \"delivered\"",
        "do = \"escalate\"\nat = \"halfway\"",
        "do = \"escalate\"\nat = \"billed\"",
        "do = \"silence\"",
    ]
    .map(only);
    let mut state = 1_u64;
    let mut amount = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> (2 + state % 62)
    };
    for _ in 0..2_000 {
        let (billed, expected, delivered) = (amount(), amount(), amount());
        let record = raised(billed, expected, delivered);
        for policy in &policies {
            let found = Found { record, ..goods(PRICE, billed, expected) };
            assert!((1..=2).contains(&course(policy, found).len()), "{found:?}");
        }
    }
}

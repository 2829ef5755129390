#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]
use super::*;
use crate::Document;
use proptest::prelude::*;

/// The event with these fields, as its pre-hash string.
fn hashed(fields: &str) -> String {
    let context =
        r#"{"ex": "https://ns.example.com/epcis/", "two": "https://ns.example.com/two#"}"#;
    let text = format!(
        r#"{{"@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld", {context}], {fields}}}"#
    );
    let document = Document::read(&text).unwrap_or_else(|refusal| panic!("{refusal}\n{text}"));
    document.events[0].pre_hash.clone()
}

/// An object event with these fields beside those it must have, as the end of its pre-hash string.
fn end(fields: &str) -> String {
    let base = r#""type": "ObjectEvent", "eventTime": "2024-02-29T12:00:00Z", "eventTimeZoneOffset": "+00:00",
                  "action": "ADD", "epcList": ["urn:uuid:1"]"#;
    let text = hashed(&format!("{base}, {fields}"));
    let start = "eventType=ObjectEventeventTime=2024-02-29T12:00:00.000ZeventTimeZoneOffset=+00:00epcListepc=urn:uuid:1action=ADD";
    text.strip_prefix(start).unwrap_or_else(|| panic!("{text}")).to_owned()
}

#[test]
fn a_hash_id_reads_back_and_nothing_else_does() {
    let id = HashId::of("eventType=ObjectEvent");
    assert_eq!(id.to_string().parse(), Ok(id));
    assert_eq!(
        HashId::of("").to_string(),
        "ni:///sha-256;e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855?ver=CBV2.0"
    );
    for text in [
        "",
        "ni:///sha-256;?ver=CBV2.0",
        "ni:///sha-256;e3b0?ver=CBV2.0",
        "ni:///sha-512;e3b0?ver=CBV2.0",
    ] {
        assert_eq!(text.parse::<HashId>(), Err(NotAHashId));
    }
    assert!(id.to_string().replace("2.0", "2.1").parse::<HashId>().is_err());
    assert!(id.to_string().replace(';', ";+").parse::<HashId>().is_err());
}

#[test]
fn fields_come_in_the_canonical_order_and_lists_by_their_bytes() {
    let text = hashed(
        r#""parentID": "urn:uuid:p", "epcList": ["urn:uuid:b", "urn:uuid:B", "urn:uuid:a"], "type": "TransactionEvent",
           "destinationList": [{"type": "location", "destination": "urn:uuid:d"}],
           "sourceList": [{"source": "urn:uuid:s", "type": "owning_party"}, {"source": "urn:uuid:t", "type": "location"}],
           "bizTransactionList": [{"type": "po", "bizTransaction": "urn:uuid:1"}, {"bizTransaction": "urn:uuid:2"}],
           "eventTimeZoneOffset": "-02:30", "eventTime": "2024-02-29T12:00:00.5-02:30", "action": "DELETE""#,
    );
    let expected = "eventType=TransactionEventeventTime=2024-02-29T14:30:00.500ZeventTimeZoneOffset=-02:30\
                    epcListepc=urn:uuid:Bepc=urn:uuid:aepc=urn:uuid:bparentID=urn:uuid:paction=DELETE\
                    bizTransactionListbizTransaction=urn:uuid:2type=https://ref.gs1.org/cbv/BTT-pobizTransaction=urn:uuid:1\
                    sourceListtype=https://ref.gs1.org/cbv/SDT-locationsource=urn:uuid:t\
                    type=https://ref.gs1.org/cbv/SDT-owning_partysource=urn:uuid:s\
                    destinationListtype=https://ref.gs1.org/cbv/SDT-locationdestination=urn:uuid:d";
    assert_eq!(text, expected);
}

#[test]
fn numbers_have_no_zeros_that_say_nothing() {
    let quantities = r#""quantityList": [{"epcClass": "urn:uuid:c", "quantity": 0.10000000000000000000010, "uom": "KGM"},
                                         {"quantity": 4.50e2, "epcClass": "urn:uuid:b"}]"#;
    let text = hashed(&format!(
        r#""type": "ObjectEvent", "eventTime": "2024-02-29T12:00:00Z", "eventTimeZoneOffset": "+00:00", "action": "ADD", {quantities}"#
    ));
    assert!(
        text.ends_with(
            "quantityListquantityElementepcClass=urn:uuid:bquantity=450\
             quantityElementepcClass=urn:uuid:cquantity=0.1000000000000000000001uom=KGMaction=ADD"
        ),
        "{text}"
    );
    assert_eq!(
        end(
            r#""ex:a": "007.50", "ex:b": 7.50, "ex:c": "12E4", "ex:d": "1.2.3", "ex:e": true, "ex:f": "+""#
        ),
        {
            "{https://ns.example.com/epcis/}a=7.5{https://ns.example.com/epcis/}b=7.5{https://ns.example.com/epcis/}c=12E4\
         {https://ns.example.com/epcis/}d=1.2.3{https://ns.example.com/epcis/}e=true{https://ns.example.com/epcis/}f=+"
        }
    );
}

#[test]
fn what_is_not_what_happened_is_left_out() {
    let plain = end(r#""bizStep": "shipping""#);
    for beside in [
        r#""recordTime": "2024-03-01T00:00:00Z""#,
        r#""eventID": "urn:uuid:e""#,
        r#""errorDeclaration": {"declarationTime": "2024-03-01T00:00:00Z", "reason": "incorrect_data", "ex:why": "x"}"#,
        r#""rdfs:comment": "seen at the gate""#,
        r#""ex:nothing": null"#,
        r#""ex:none": []"#,
    ] {
        assert_eq!(end(&format!(r#""bizStep": "shipping", {beside}"#)), plain, "{beside}");
    }
}

#[test]
fn extensions_stand_at_the_end_of_what_they_extend() {
    assert_eq!(
        end(r#""readPoint": {"ex:gate": "7 ", "id": "urn:uuid:r"}, "ex:z": {"two:b": [2, {"ex:c": ""}], "two:a": "x"},
               "ilmd": {"ex:best": "2024-12-31"}, "ex:a": [[3, 1], 2]"#),
        "readPointid=urn:uuid:r{https://ns.example.com/epcis/}gate=7\
         ilmd{https://ns.example.com/epcis/}best=2024-12-31\
         {https://ns.example.com/epcis/}a=1=3{https://ns.example.com/epcis/}a=2\
         {https://ns.example.com/epcis/}z{https://ns.example.com/two#}a=x{https://ns.example.com/two#}b=2\
         {https://ns.example.com/two#}b{https://ns.example.com/epcis/}c"
    );
}

#[test]
fn sensor_reports_are_sorted_within_their_element_and_elements_among_each_other() {
    assert_eq!(
        end(r#""sensorElementList": [
                {"sensorReport": [{"type": "Temperature", "value": 4.0, "ex:x": 1, "uom": "CEL"}, {"value": 1, "type": "gs1:Speed"}],
                 "sensorMetadata": {"endTime": "2024-02-29T12:00:00+01:00", "startTime": "2024-02-29T11:00:00+01:00", "ex:y": 2},
                 "ex:z": 3},
                {"sensorMetadata": {}, "sensorReport": [{"exception": "ALARM_CONDITION", "booleanValue": false, "type": "Time"}]}]"#),
        "sensorElementList\
         sensorElementsensorMetadatastartTime=2024-02-29T10:00:00.000ZendTime=2024-02-29T11:00:00.000Z\
         {https://ns.example.com/epcis/}y=2\
         sensorReporttype=https://gs1.org/voc/Speedvalue=1\
         sensorReporttype=https://gs1.org/voc/Temperaturevalue=4uom=CEL{https://ns.example.com/epcis/}x=1\
         {https://ns.example.com/epcis/}z=3\
         sensorElementsensorReporttype=https://gs1.org/voc/Timeexception=https://gs1.org/voc/ALARM_CONDITIONbooleanValue=false"
    );
}

#[test]
fn a_repository_may_say_in_its_answer_which_fields_are_its_own() {
    let answer = |results: &str, event: &str| {
        let text = format!(
            r#"{{"@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld", {{"ex": "https://ns.example.com/epcis/"}}], "type": "EPCISQueryDocument", "schemaVersion": "2.0",
                "epcisBody": {{"queryResults": {{"queryName": "q", {results} "resultsBody": {{"eventList": [
                {{"type": "ObjectEvent", "eventTime": "2024-02-29T12:00:00Z", "eventTimeZoneOffset": "+00:00",
                  "action": "ADD", "epcList": ["urn:uuid:1"] {event}}}]}}}}}}}}"#
        );
        Document::read(&text).unwrap_or_else(|refusal| panic!("{refusal}")).events[0].hash_id
    };
    let plain = answer("", "");
    let ignored = r#""ex:ignoreFields": ["ex:captured", "action"],"#;
    assert_eq!(answer(ignored, r#", "ex:captured": 1"#), plain);
    assert_ne!(answer(ignored, r#", "ex:seen": 1"#), plain);
    assert_ne!(answer("", r#", "ex:captured": 1"#), plain);
}

// ---- The same event, written in another way.

/// A value that can be written in several ways.
#[derive(Debug, Clone)]
enum Written {
    Text(String),
    /// Ways to write one and the same.
    Either(Vec<String>),
    List(Vec<Written>),
    Object(Vec<(String, Written)>),
}

/// Writes `value` by the choices that `next` makes: order of fields and items, forms, spaces.
fn write(value: &Written, next: &mut impl FnMut() -> usize) -> String {
    let mut order = |length: usize| {
        let mut left: Vec<_> = (0..length).collect();
        (0..length).map(|_| left.swap_remove(next() % left.len())).collect::<Vec<_>>()
    };
    match value {
        Written::Text(text) => text.clone(),
        Written::Either(ways) => ways[next() % ways.len()].clone(),
        Written::List(items) => {
            let order = order(items.len());
            format!(
                "[{}]",
                order
                    .into_iter()
                    .map(|index| write(&items[index], next))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        }
        Written::Object(fields) => {
            let order = order(fields.len());
            let field = |index: usize| {
                format!("\"{}\":\n {}", fields[index].0, write(&fields[index].1, next))
            };
            format!("{{{}}}", order.into_iter().map(field).collect::<Vec<_>>().join(",\n"))
        }
    }
}

fn text(value: impl fmt::Display) -> Written {
    Written::Text(format!("\"{value}\""))
}

fn either<const N: usize>(ways: [String; N]) -> Written {
    Written::Either(ways.map(|way| format!("\"{way}\"")).to_vec())
}

/// A word in its four forms.
fn word(vocabulary: Vocabulary, index: usize) -> Written {
    let word = vocabulary.words()[index % vocabulary.words().len()];
    let address = format!("{}{word}", vocabulary.address());
    let short =
        address.replace("https://ref.gs1.org/cbv/", "cbv:").replace("https://gs1.org/voc/", "gs1:");
    let urn = vocabulary.urn().map_or_else(|| address.clone(), |urn| format!("{urn}{word}"));
    either([word.to_owned(), address, short, urn])
}

/// An article with a serial number, as a URN, as links, and as a link of another resolver.
fn item(number: u32) -> Written {
    let key = format!("04012345{:05}", number % 100_000);
    let link = format!("/01/{key}{}/21/{number}", check_digit_of(&key));
    either([
        format!("urn:epc:id:sgtin:4012345.0{:05}.{number}", number % 100_000),
        format!("https://id.gs1.org{link}"),
        format!("https://example.com/shelf{link}?17=251231"),
        format!("http://example.com{}", link.replace("/01/0", "/gtin/")),
    ])
}

fn check_digit_of(payload: &str) -> char {
    identifier::check_digit(payload).unwrap()
}

/// A moment in several zones and precisions.
fn moment(milliseconds: u32) -> Written {
    let time = chrono::DateTime::from_timestamp_millis(1_700_000_000_000 + i64::from(milliseconds))
        .unwrap();
    let zone = |hours| time.with_timezone(&chrono::FixedOffset::east_opt(hours * 1_800).unwrap());
    either([
        time.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        zone(11).to_rfc3339_opts(chrono::SecondsFormat::Micros, false),
        zone(-9).to_rfc3339_opts(chrono::SecondsFormat::Nanos, false),
        (time + chrono::TimeDelta::microseconds(499))
            .to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
    ])
}

fn number(value: u32) -> Written {
    Written::Either(vec![
        format!("{value}.5"),
        format!("{value}.500"),
        format!("{value}5e-1"),
        format!("0.{value:010}5E10"),
    ])
}

fn object<const N: usize>(fields: [(&str, Written); N]) -> Written {
    Written::Object(fields.map(|(name, value)| (name.to_owned(), value)).to_vec())
}

prop_compose! {
    /// An event with all that can be written in several ways.
    fn event()(
        numbers in prop::collection::btree_set(0..1_000_000_u32, 2..6),
        index in 0..100_usize,
        milliseconds in 0..100_000_000_u32,
        amount in 0..10_000_u32,
        note in "[a-z0-9 ]{0,8}",
    ) -> Written {
        let roles = |name: &'static str, vocabulary| {
            let role = |number: &u32| object([("type", word(vocabulary, index)), (name, item(*number))]);
            Written::List(numbers.iter().map(role).collect())
        };
        let classes = numbers.iter().map(|class| object([("epcClass", item(*class)), ("quantity", number(amount)), ("uom", text("KGM"))]));
        let reports = numbers.iter().map(|value| {
            object([("type", word(Vocabulary::Measurement, index)), ("value", number(*value)), ("time", moment(milliseconds)),
                    ("component", word(Vocabulary::Component, index)), ("ex:place", text(&note))])
        });
        let reports: Vec<_> = reports.collect();
        let elements = [0, 1].map(|hours| {
            object([("sensorMetadata", object([("time", moment(hours * 3_600_000)), ("deviceID", item(7))])),
                    ("sensorReport", Written::List(reports.clone()))])
        });
        object([
            ("type", text("ObjectEvent")),
            ("action", text("ADD")),
            ("eventTime", moment(milliseconds)),
            ("eventTimeZoneOffset", text("+01:00")),
            ("epcList", Written::List(numbers.iter().map(|number| item(*number)).collect())),
            ("quantityList", Written::List(classes.collect())),
            ("bizStep", word(Vocabulary::BusinessStep, index)),
            ("disposition", word(Vocabulary::Disposition, index)),
            ("persistentDisposition", object([("set", Written::List(vec![word(Vocabulary::Disposition, 1), word(Vocabulary::Disposition, 2)]))])),
            ("readPoint", object([("id", either(["urn:epc:id:sgln:4012345.00005.0".into(), "https://example.com/gln/4012345000054".into()])), ("ex:gate", text(&note))])),
            ("bizTransactionList", roles("bizTransaction", Vocabulary::BusinessTransaction)),
            ("sourceList", roles("source", Vocabulary::SourceOrDestination)),
            ("destinationList", roles("destination", Vocabulary::SourceOrDestination)),
            ("sensorElementList", Written::List(elements.to_vec())),
            ("ilmd", object([("ex:b", number(amount)), ("ex:a", Written::List(vec![text(1), text("b"), text(&note)]))])),
            ("ex:own", object([("ex:x", moment_as_text()), ("ex:y", Written::List(vec![text("q"), text("p")]))])),
        ])
    }
}

/// An extension's times are its own affair: they are not brought to UTC.
fn moment_as_text() -> Written {
    text("2024-02-29T12:00:00+01:00")
}

/// Choices out of one number.
fn chooser(seed: u64) -> impl FnMut() -> usize {
    let mut state = seed | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as usize
    }
}

fn read(event: &Written, seed: u64) -> crate::Event {
    let body = write(event, &mut chooser(seed));
    let text = format!(
        r#"{{"epcisBody": {{"eventList": [{body}]}}, "schemaVersion": "2.0", "type": "EPCISDocument",
            "creationDate": "2024-02-29T12:00:00Z", "@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld", {{"ex": "https://ns.example.com/epcis/"}}]}}"#
    );
    Document::read(&text).unwrap_or_else(|refusal| panic!("{refusal}\n{text}")).events.remove(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_hash_id_is_the_same_however_the_event_is_written(event in event(), one in any::<u64>(), other in any::<u64>()) {
        let (one, other) = (read(&event, one), read(&event, other));
        prop_assert_eq!(&one.pre_hash, &other.pre_hash);
        prop_assert_eq!(one.hash_id, other.hash_id);
        // What is read is the same as well, but for the order of lists.
        prop_assert_eq!(one.time, other.time);
        prop_assert_eq!(one.business_step, other.business_step);
        let sorted = |mut goods: Vec<String>| { goods.sort(); goods };
        prop_assert_eq!(sorted(one.goods.instances), sorted(other.goods.instances));
    }

    #[test]
    fn another_value_is_another_hash_id(event in event(), seed in any::<u64>(), field in 0..100_usize) {
        let Written::Object(mut fields) = event.clone() else { unreachable!() };
        let changeable = ["epcList", "quantityList", "disposition", "readPoint", "bizTransactionList", "sourceList", "sensorElementList", "ilmd", "ex:own"];
        let name = changeable[field % changeable.len()];
        fields.retain(|(field, _)| field != name);
        prop_assert_ne!(read(&Written::Object(fields), seed).hash_id, read(&event, seed).hash_id);
    }
}

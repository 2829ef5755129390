#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]
use super::*;
use crate::Decimal;
use proptest::prelude::*;

const CONTEXT: &str = r#""@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld", {"ex": "https://ns.example.com/epcis/"}]"#;
const WHEN: &str = r#""eventTime": "2024-02-29T12:00:00+01:00", "eventTimeZoneOffset": "+01:00""#;

fn document(events: &str) -> String {
    format!(
        r#"{{{CONTEXT}, "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2024-02-29T12:00:00Z",
            "epcisBody": {{"eventList": [{events}]}}}}"#
    )
}

fn read(events: &str) -> Vec<Event> {
    Document::read(&document(events)).unwrap_or_else(|refusal| panic!("{refusal}")).events
}

/// The faults of the document, one a line.
fn faults_of(text: &str) -> Vec<String> {
    let refusal = Document::read(text).err();
    refusal
        .map(|refusal| refusal.to_string().lines().map(str::to_owned).collect())
        .unwrap_or_default()
}

/// The faults of one event, their paths from the event on.
fn faults(event: &str) -> Vec<String> {
    let short = |fault: String| fault.replace("/epcisBody/eventList/0", "");
    faults_of(&document(event)).into_iter().map(short).collect()
}

#[test]
fn an_event_is_taken_apart_into_types() {
    let [event] = &read(&format!(
        r#"{{"type": "ObjectEvent", {WHEN}, "recordTime": "2024-02-29T13:00:00Z", "eventID": "urn:uuid:e", "action": "ADD",
            "epcList": ["urn:epc:id:sgtin:4012345.011111.9876"],
            "quantityList": [{{"epcClass": "urn:epc:class:lgtin:4012345.012345.A", "quantity": 200.50, "uom": "KGM"}},
                             {{"epcClass": "https://id.gs1.org/01/04012345123456"}}],
            "bizStep": "urn:epcglobal:cbv:bizstep:commissioning", "disposition": "ex:fresh",
            "persistentDisposition": {{"set": ["completeness_verified"], "unset": ["completeness_inferred"]}},
            "readPoint": {{"id": "urn:epc:id:sgln:4012345.00005.0"}}, "bizLocation": {{"id": "geo:50.9,6.9"}},
            "bizTransactionList": [{{"type": "po", "bizTransaction": "http://example.com/po/1"}}, {{"bizTransaction": "urn:uuid:t"}}],
            "sourceList": [{{"type": "owning_party", "source": "urn:epc:id:pgln:4000001.00000"}}],
            "destinationList": [{{"type": "location", "destination": "urn:uuid:d"}}],
            "sensorElementList": [{{"sensorMetadata": {{"time": "2024-02-29T11:00:00Z", "bizRules": "urn:uuid:rules"}},
                                    "sensorReport": [{{"type": "Temperature", "value": -1.50, "uom": "CEL"}},
                                                     {{"exception": "ALARM_CONDITION", "type": "Temperature"}}]}}],
            "certificationInfo": ["urn:uuid:c"],
            "errorDeclaration": {{"declarationTime": "2024-03-01T00:00:00Z", "reason": "incorrect_data",
                                  "correctiveEventIDs": ["urn:uuid:f"]}},
            "ilmd": {{"ex:harvested": "2024-02-28"}}}}"#
    ))[..] else {
        panic!("one event")
    };
    assert_eq!((event.event_type, event.action), (EventType::Object, Some(Action::Add)));
    assert_eq!(event.time.milliseconds(), 1_709_204_400_000);
    assert_eq!(event.time_zone_offset, "+01:00");
    assert_eq!(event.recorded_at.unwrap().to_string(), "2024-02-29T13:00:00.000Z");
    assert_eq!(event.id.as_deref(), Some("urn:uuid:e"));
    assert_eq!(event.goods.instances, ["https://id.gs1.org/01/04012345111118/21/9876"]);
    let lot = ClassQuantity {
        class: "https://id.gs1.org/01/04012345123456/10/A".into(),
        quantity: Decimal::parse("200.5"),
        unit: Some("KGM".into()),
    };
    let class = ClassQuantity {
        class: "https://id.gs1.org/01/04012345123456".into(),
        quantity: None,
        unit: None,
    };
    assert_eq!(event.goods.classes, [lot, class]);
    assert_eq!(event.business_step.as_ref().unwrap().word(), Some("commissioning"));
    assert_eq!(event.disposition.as_ref().unwrap().address(), "https://ns.example.com/epcis/fresh");
    assert_eq!(event.persistent_disposition.set[0].word(), Some("completeness_verified"));
    assert_eq!(event.persistent_disposition.unset[0].word(), Some("completeness_inferred"));
    assert_eq!(event.read_point.as_deref(), Some("https://id.gs1.org/414/4012345000054"));
    assert_eq!(event.business_location.as_deref(), Some("geo:50.9,6.9"));
    assert_eq!(event.business_transactions[0].role.as_ref().unwrap().word(), Some("po"));
    assert_eq!(event.business_transactions[1], Role { role: None, id: "urn:uuid:t".into() });
    assert_eq!(event.sources[0].id, "https://id.gs1.org/417/4000001000005");
    assert_eq!(event.destinations[0].role.as_ref().unwrap().word(), Some("location"));
    let element = &event.sensor_elements[0];
    assert_eq!(element.business_rules.as_deref(), Some("urn:uuid:rules"));
    assert_eq!(element.reports[0].value.as_ref().unwrap().as_str(), "-1.5");
    assert_eq!(element.reports[1].exception.as_ref().unwrap().word(), Some("ALARM_CONDITION"));
    assert_eq!(event.certificates, ["urn:uuid:c"]);
    let declaration = event.error_declaration.as_ref().unwrap();
    assert_eq!(declaration.reason.as_ref().unwrap().word(), Some("incorrect_data"));
    assert_eq!(declaration.corrective_event_ids, ["urn:uuid:f"]);
    assert_eq!(event.hash_id, HashId::of(&event.pre_hash));
    assert!(event.json.starts_with(r#"{"type": "ObjectEvent""#) && event.json.contains("200.50"));
}

#[test]
fn goods_stand_where_the_type_of_the_event_has_them() {
    let events = read(&format!(
        r#"{{"type": "AggregationEvent", {WHEN}, "action": "ADD", "parentID": "urn:epc:id:sscc:4012345.3111111111",
             "childEPCs": ["urn:uuid:c"], "childQuantityList": [{{"epcClass": "urn:uuid:k", "quantity": 1}}]}},
           {{"type": "TransformationEvent", {WHEN}, "transformationID": "urn:uuid:t", "inputEPCList": ["urn:uuid:i"],
             "outputQuantityList": [{{"epcClass": "urn:uuid:o", "quantity": 1}}]}}"#
    ));
    assert_eq!(events[0].parent.as_deref(), Some("https://id.gs1.org/00/340123451111111111"));
    assert_eq!(events[0].children.instances, ["urn:uuid:c"]);
    assert_eq!(events[0].children.classes[0].class, "urn:uuid:k");
    assert!(events[0].goods.is_empty());
    assert_eq!(events[1].action, None);
    assert_eq!(events[1].inputs.instances, ["urn:uuid:i"]);
    assert_eq!(events[1].outputs.classes[0].class, "urn:uuid:o");
    assert_eq!(events[1].transformation_id.as_deref(), Some("urn:uuid:t"));
}

#[test]
fn single_events_and_lists_of_events_are_documents() {
    let event = format!(
        r#"{{{CONTEXT}, "type": "ObjectEvent", {WHEN}, "action": "ADD", "epcList": ["urn:uuid:1"]}}"#
    );
    for (text, count) in
        [(event.clone(), 1), (format!("[{event}]"), 1), (format!("\u{feff}[{event}, {event}]"), 2)]
    {
        let document = Document::read(&text).unwrap();
        assert_eq!((document.document_type, document.events.len()), (DocumentType::Events, count));
    }
    let bare = event.replace(CONTEXT, r#""ex:x": 1"#);
    assert_eq!(faults_of(&format!("[{bare}]")), [
        "/0/@context: found nothing, expected the address of EPCIS' context, alone or in a list: https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
        "/0/ex:x: found the field `ex:x`, expected a prefix that @context declares (`ex` is not)",
    ]);
    assert_eq!(faults_of("[]"), ["the document: found an empty list, expected events"]);
}

#[test]
fn a_document_says_what_it_is() {
    assert_eq!(
        faults_of("7"),
        ["the document: found the number 7, expected an EPCIS document: an object"]
    );
    let types = "expected one of EPCISDocument, EPCISQueryDocument, ObjectEvent, AggregationEvent, TransactionEvent, TransformationEvent, AssociationEvent";
    assert_eq!(faults_of("{}"), [format!("/type: found nothing, {types}")]);
    assert_eq!(faults_of(r#"{"type": "Invoice"}"#), [format!("/type: found `Invoice`, {types}")]);
    assert_eq!(faults_of(r#"{"type": "EPCISDocument", "color": 1, "schemaVersion": "1.2"}"#), [
        "/@context: found nothing, expected the address of EPCIS' context, alone or in a list: https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
        "/color: found the field `color`, expected a field of EPCIS 2.0, or one with a prefix that @context declares",
        "/schemaVersion: found `1.2`, expected a version of EPCIS 2 as text, such as 2.0",
        "/creationDate: found nothing, expected a time with its distance from UTC, such as 2005-04-03T20:33:31.116-06:00",
        "/epcisBody: found nothing, expected an object with an eventList",
    ]);
    assert_eq!(faults_of(r#"{"type": "EPCISQueryDocument", "@context": 3, "schemaVersion": 2.0, "epcisBody": {"queryResults": {}}}"#), [
        "/@context: found the number 3, expected the address of a context, an object, or a list of them",
        "/schemaVersion: found the number 2.0, expected a version of EPCIS 2 as text, such as 2.0",
        "/epcisBody/queryResults/queryName: found nothing, expected the query's name",
        "/epcisBody/queryResults/resultsBody: found nothing, expected an object with an eventList",
    ]);
}

#[test]
fn every_fault_is_told_with_its_path() {
    let told = faults(
        r#"{"type": "ObjectEvent", "eventTime": "2024-02-29", "eventTimeZoneOffset": "+15:00", "action": "add",
            "epcList": ["no uri", "urn:epc:id:sgtin:4012345.1.1", "urn:uuid:1", "urn:uuid:1", 5, null],
            "quantityList": [{"quantity": -1, "uom": "kg"}, {"epcClass": "urn:uuid:1", "quantity": "3"}, {"epcClass": "urn:uuid:1", "uom": "KGM"}, 1],
            "readPoint": "urn:uuid:r", "bizLocation": {"name": "x"}, "parentID": "urn:uuid:p",
            "bizTransactionList": {}, "sourceList": [{"source": "urn:uuid:s"}], "destinationList": [{"type": "party", "destination": ""}],
            "sensorElementList": [{"sensorReport": []}, {"sensorReport": [{"value": "4", "hexBinaryValue": "xyz", "booleanValue": 0}]}],
            "persistentDisposition": {"set": []}, "errorDeclaration": {"reason": "typo"}, "ex:a~b/c": 1, "a~b/c": 1}"#,
    );
    let expected = [
        "/parentID: found the field `parentID`, expected a field of EPCIS 2.0, or one with a prefix that @context declares",
        "/a~0b~1c: found the field `a~b/c`, expected a field of EPCIS 2.0, or one with a prefix that @context declares",
        "/eventTime: found `2024-02-29`, expected a time with its distance from UTC, such as 2005-04-03T20:33:31.116-06:00",
        "/eventTimeZoneOffset: found `+15:00`, expected the distance of local time from UTC, such as +01:00",
        "/action: found `add`, expected one of ADD, OBSERVE, DELETE",
        "/epcList/0: found `no uri`, expected a URI",
        "/epcList/1: found `urn:epc:id:sgtin:4012345.1.1`, expected an EPC URN as GS1 has it (company prefix and reference must have 13, not 8 characters)",
        "/epcList/3: found `urn:uuid:1` a second time, expected each identifier once",
        "/epcList/4: found the number 5, expected a URI",
        "/epcList/5: found null, expected a URI",
        "/quantityList/0/epcClass: found nothing, expected the URI of a class of goods",
        "/quantityList/0/quantity: found the number -1, expected a number that is not negative",
        "/quantityList/0/uom: found `kg`, expected KGM, the code of UN/ECE Recommendation 20 for this unit",
        "/quantityList/1/quantity: found `3`, expected a number",
        "/quantityList/2/uom: found a unit without a quantity, expected uom only beside quantity",
        "/quantityList/3: found the number 1, expected an object",
        "/readPoint: found `urn:uuid:r`, expected an object",
        "/bizLocation/name: found the field `name`, expected a field of EPCIS 2.0, or one with a prefix that @context declares",
        "/bizLocation/id: found nothing, expected the URI of a place",
        "/bizTransactionList: found an object, expected a list",
        "/sourceList/0/type: found nothing, expected a type of source or destination",
        "/destinationList/0/type: found `party`, expected a type of source or destination of CBV 2.0 (owning_party, possessing_party, location) or a URI of one's own",
        "/destinationList/0/destination: found ``, expected a URI",
        "/sensorElementList/0/sensorReport: found an empty list, expected a list of at least one sensor report",
        "/sensorElementList/1/sensorReport/0/type: found nothing, expected a type of measurement",
        "/sensorElementList/1/sensorReport/0/value: found `4`, expected a number",
        "/sensorElementList/1/sensorReport/0/booleanValue: found the number 0, expected true or false",
        "/sensorElementList/1/sensorReport/0/hexBinaryValue: found `xyz`, expected hexadecimal digits",
        "/persistentDisposition/set: found an empty list, expected set or unset, with at least one disposition",
        "/errorDeclaration/reason: found `typo`, expected a reason of an error declaration of CBV 2.0 (did_not_occur, incorrect_data) or a URI of one's own",
        "/errorDeclaration/declarationTime: found nothing, expected a time with its distance from UTC, such as 2005-04-03T20:33:31.116-06:00",
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for fault in expected {
        assert!(told.contains(&fault.to_owned()), "missing: {fault}\n{told:#?}");
    }
}

#[test]
fn an_event_has_what_its_type_asks_for() {
    let event =
        |kind: &str, rest: &str| faults(&format!(r#"{{"type": "{kind}Event", {WHEN}, {rest}}}"#));
    let paths = |faults: Vec<String>| {
        faults.iter().map(|fault| fault.split(':').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let one = r#"["urn:uuid:1"]"#;
    for (kind, rest, expected) in [
        ("Object", r#""action": "ADD""#.to_owned(), vec!["/epcList"]),
        ("Object", r#""action": "ADD", "epcList": []"#.to_owned(), vec!["/epcList"]),
        ("Object", r#""action": "ADD", "epcList": [], "quantityList": [{"epcClass": "urn:uuid:1"}]"#.to_owned(), vec![]),
        ("Object", r#""action": "OBSERVE", "readPoint": {"id": "urn:uuid:r"}, "sensorElementList": [{"sensorReport": [{"type": "Time"}]}]"#.to_owned(), vec![]),
        ("Object", r#""action": "OBSERVE", "sensorElementList": [{"sensorReport": [{"type": "Time"}]}]"#.to_owned(), vec!["/epcList"]),
        ("Object", format!(r#""action": "OBSERVE", "epcList": {one}, "ilmd": {{}}"#), vec!["/ilmd"]),
        ("Object", format!(r#""action": "ADD", "epcList": {one}, "childEPCs": {one}"#), vec!["/childEPCs"]),
        ("Aggregation", r#""action": "ADD""#.to_owned(), vec!["/parentID", "/childEPCs"]),
        ("Aggregation", format!(r#""action": "OBSERVE", "childEPCs": {one}"#), vec![]),
        ("Aggregation", r#""action": "DELETE", "parentID": "urn:uuid:p""#.to_owned(), vec![]),
        ("Aggregation", r#""action": "DELETE""#.to_owned(), vec!["/parentID"]),
        ("Association", format!(r#""action": "OBSERVE", "childEPCs": {one}"#), vec!["/parentID"]),
        ("Transaction", format!(r#""action": "ADD", "epcList": {one}"#), vec!["/bizTransactionList"]),
        ("Transaction", r#""action": "ADD", "bizTransactionList": [{"bizTransaction": "urn:uuid:t"}]"#.to_owned(), vec!["/epcList"]),
        ("Transaction", r#""action": "DELETE", "bizTransactionList": [{"bizTransaction": "urn:uuid:t"}]"#.to_owned(), vec![]),
        ("Transformation", r#""ex:x": 1"#.to_owned(), vec!["/inputEPCList", "/outputEPCList"]),
        ("Transformation", format!(r#""inputEPCList": {one}"#), vec!["/outputEPCList"]),
        ("Transformation", format!(r#""outputEPCList": {one}, "transformationID": "urn:uuid:t""#), vec![]),
        ("Transformation", r#""transformationID": "urn:uuid:t""#.to_owned(), vec!["/inputEPCList", "/outputEPCList"]),
        ("Transformation", format!(r#""inputEPCList": {one}, "outputEPCList": {one}, "action": "ADD""#), vec!["/action"]),
    ] {
        assert_eq!(paths(event(kind, &rest)), expected, "{kind}: {rest}");
    }
}

#[test]
fn identifiers_of_others_than_gs1_are_taken_as_they_are() {
    let ids = [
        "urn:epc:id:gid:95100000.12345.400",
        "urn:epc:id:bic:CSQU3054383",
        "https://example.com/item/5",
        "urn:uuid:1",
    ];
    let list = ids.map(|id| format!("\"{id}\"")).join(", ");
    let events = read(&format!(
        r#"{{"type": "ObjectEvent", {WHEN}, "action": "ADD", "epcList": [{list}]}}"#
    ));
    assert_eq!(events[0].goods.instances, ids);
}

#[test]
fn a_link_with_a_wrong_check_digit_is_refused_where_it_names_goods_or_places() {
    let event = |list: &str, rest: &str| {
        faults(&format!(
            r#"{{"type": "ObjectEvent", {WHEN}, "action": "ADD", "epcList": ["{list}"]{rest}}}"#
        ))
    };
    let wrong = "https://example.com/01/04012345111119/21/1";
    let told = format!("found `{wrong}`, expected a GS1 identifier without mistake (the check digit of 04012345111119 must be 8)");
    assert_eq!(event(wrong, ""), [format!("/epcList/0: {told}")]);
    assert_eq!(
        event("urn:uuid:1", &format!(r#", "readPoint": {{"id": "{wrong}"}}"#)),
        [format!("/readPoint/id: {told}")]
    );
    assert!(event("urn:uuid:1", &format!(r#", "certificationInfo": "{wrong}""#)).is_empty());
}

#[test]
fn a_hash_id_that_is_not_the_events_own_is_seen() {
    let event = |id: &str| {
        let text = format!(
            r#"{{"type": "ObjectEvent", {WHEN}, "action": "ADD", "epcList": ["urn:uuid:1"], "eventID": "{id}"}}"#
        );
        read(&text).remove(0)
    };
    let own = event("urn:uuid:e").hash_id.to_string();
    assert_eq!(event("urn:uuid:e").is_as_identified(), None);
    assert_eq!(event(&own).is_as_identified(), Some(true));
    assert_eq!(event(&HashId::of("").to_string()).is_as_identified(), Some(false));
}

#[test]
fn a_hundred_faults_are_told_and_the_rest_counted() {
    let events = vec!["{}"; 250].join(", ");
    let refusal = Document::read(&document(&events)).unwrap_err();
    assert_eq!((refusal.faults().len(), refusal.untold()), (100, 150));
    assert!(refusal.to_string().ends_with("\nand 150 more"));
}

#[test]
fn an_event_may_declare_prefixes_of_its_own() {
    let event = |context: &str| {
        format!(
            r#"{{{context} "type": "ObjectEvent", {WHEN}, "action": "ADD", "epcList": ["urn:uuid:1"], "own:x": 1}}"#
        )
    };
    let declared = event(r#""@context": {"own": "https://ns.example.com/own/"},"#);
    assert!(read(&declared)[0].pre_hash.ends_with("{https://ns.example.com/own/}x=1"));
    // Not for the event after it.
    assert_eq!(faults_of(&document(&format!("{declared}, {}", event("")))).len(), 1);
}

#[test]
fn the_distance_from_utc_has_its_form() {
    for text in ["+00:00", "-13:59", "+14:00"] {
        assert!(is_offset(text), "{text}");
    }
    for text in [
        "", "Z", "+1:00", "+01:60", "+14:01", "+01-00", "01:00", "+0a:00", "+01:000", "++1:00",
        "+é:00",
    ] {
        assert!(!is_offset(text), "{text}");
    }
}

/// JSON of any shape, with the names and words of EPCIS among others.
fn any_json() -> impl Strategy<Value = String> {
    let words = [
        "type",
        "ObjectEvent",
        "TransformationEvent",
        "EPCISDocument",
        "EPCISQueryDocument",
        "@context",
        "eventTime",
        "2024-02-29T12:00:00Z",
        "eventTimeZoneOffset",
        "+01:00",
        "epcList",
        "quantityList",
        "epcClass",
        "quantity",
        "uom",
        "action",
        "ADD",
        "bizStep",
        "shipping",
        "readPoint",
        "id",
        "epcisBody",
        "eventList",
        "queryResults",
        "resultsBody",
        "sensorElementList",
        "sensorReport",
        "sensorMetadata",
        "ilmd",
        "ex:own",
        "ex",
        "https://a/",
        "urn:epc:id:sgtin:1.2.3",
        "https://id.gs1.org/01/04012345111118",
        "bizTransactionList",
        "bizTransaction",
        "persistentDisposition",
        "set",
        "errorDeclaration",
        "correctiveEventIDs",
        "certificationInfo",
        "schemaVersion",
        "2.0",
        "creationDate",
        "ex:ignoreFields",
    ];
    let text = prop_oneof![3 => prop::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => "[^\"\\\\\\x00-\\x1f]{0,12}"];
    let text = text.prop_map(|text| format!("\"{text}\""));
    let leaf = prop_oneof![
        4 => text.clone(),
        1 => prop::sample::select(vec!["null", "true", "0", "-1.5", "1e400", "1e-99999", "123456789012345678901234567890.5"]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(6, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6)
                .prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((text.clone(), inner), 0..8).prop_map(|fields| format!(
                "{{{}}}",
                fields
                    .iter()
                    .map(|(name, value)| format!("{name}:{value}"))
                    .collect::<Vec<_>>()
                    .join(",")
            )),
        ]
    })
}

proptest! {
    #[test]
    fn no_text_stops_the_reading(text in ".*") {
        let _ = Document::read(&text);
    }

    #[test]
    fn no_json_stops_the_reading(json in any_json()) {
        let _ = Document::read(&json);
        let _ = Document::read(&document(&json));
        // As the rest of an event that is one.
        let _ = Document::read(&document(&format!(
            r#"{{"type": "ObjectEvent", {WHEN}, "action": "ADD", "epcList": ["urn:uuid:1"], "ex:own": {json}}}"#
        )));
        for field in ["epcList", "quantityList", "readPoint", "sensorElementList", "ilmd", "errorDeclaration", "bizStep", "@context"] {
            let _ = Document::read(&document(&format!(r#"{{"type": "ObjectEvent", {WHEN}, "action": "ADD", "{field}": {json}}}"#)));
        }
    }

    #[test]
    fn what_is_refused_has_a_fault_and_what_is_read_has_none(json in any_json()) {
        match Document::read(&document(&json)) {
            Ok(document) => prop_assert_eq!(document.events.len(), 1),
            Err(refusal) => prop_assert!(!refusal.faults().is_empty()),
        }
    }

    #[test]
    fn a_document_with_letters_changed_or_lost_stops_nothing(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<Option<char>>()), 1..4),
    ) {
        let event = format!(
            r#"{{"type": "TransformationEvent", {WHEN}, "inputEPCList": ["urn:epc:id:itip:4012345.011111.01.02.987"],
                "outputQuantityList": [{{"epcClass": "https://id.gs1.org/8003/04012345666663", "quantity": 1.50e1, "uom": "KGM"}}],
                "bizStep": "cbv:BizStep-shipping", "ilmd": {{"ex:a": [1, {{"ex:b": "\u00e9"}}]}},
                "sensorElementList": [{{"sensorReport": [{{"type": "gs1:Speed", "time": "2024-02-29T12:00:00.12345Z"}}]}}]}}"#
        );
        let mut letters: Vec<_> = document(&event).chars().collect();
        for (place, letter) in changes {
            let place = place.index(letters.len());
            match letter {
                Some(letter) => letters[place] = letter,
                None => drop(letters.remove(place)),
            }
        }
        let text: String = letters.into_iter().collect();
        if let Ok(document) = Document::read(&text) {
            prop_assert_eq!(document.events.len(), 1);
        }
    }
}

#[test]
fn a_context_that_is_not_that_of_epcis_is_refused() {
    let event = r#""type": "ObjectEvent", "action": "ADD", "epcList": ["urn:uuid:1"]"#;
    let with = |context: &str| format!(r#"{{"@context": {context}, {event}, {WHEN}}}"#);
    for own in [
        r#""https://ref.gs1.org/standards/epcis/epcis-context.jsonld""#,
        r#"["https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld"]"#,
        r#"[{"ex": "https://ns.example.com/"}, "https://gs1.github.io/EPCIS/epcis-context.jsonld"]"#,
    ] {
        assert!(Document::read(&with(own)).is_ok(), "{own}");
    }
    for (other, found) in [
        (
            r#""https://evil.example/epcis-context.jsonld""#,
            "`https://evil.example/epcis-context.jsonld`",
        ),
        (
            r#"["https://evil.example/?https://ref.gs1.org/standards/epcis/epcis-context.jsonld"]"#,
            "a list",
        ),
        (r#"{"ex": "https://ns.example.com/"}"#, "an object"),
    ] {
        for (path, text) in [("", with(other)), ("/0", format!("[{}]", with(other)))] {
            let expected = format!("{path}/@context: found {found}, expected {CONTEXT_OF_EPCIS}");
            assert_eq!(faults_of(&text), [expected]);
        }
        let text = document("").replace(CONTEXT, &format!(r#""@context": {other}"#));
        assert_eq!(
            faults_of(&text),
            [format!("/@context: found {found}, expected {CONTEXT_OF_EPCIS}")]
        );
    }
}

const CONTEXT_OF_EPCIS: &str = "the address of EPCIS' context, alone or in a list: https://ref.gs1.org/standards/epcis/epcis-context.jsonld";

#[test]
fn another_sign_of_a_unit_is_refused_with_its_code() {
    let with = |unit: &str| {
        faults(&format!(
            r#"{{"type": "ObjectEvent", {WHEN}, "action": "ADD",
                "quantityList": [{{"epcClass": "urn:uuid:k", "quantity": 1, "uom": "{unit}"}}]}}"#
        ))
    };
    for (sign, code) in [
        ("KG", "KGM"),
        ("kg", "KGM"),
        ("G", "GRM"),
        ("T", "TNE"),
        ("l", "LTR"),
        ("M", "MTR"),
        ("PCS", "C62"),
    ] {
        let expected = format!("{code}, the code of UN/ECE Recommendation 20 for this unit");
        assert_eq!(
            with(sign),
            [format!("/quantityList/0/uom: found `{sign}`, expected {expected}")]
        );
    }
    for code in ["KGM", "EA", "C62", "TNE", "P1"] {
        assert_eq!(with(code), [""; 0]);
    }
    assert!(with("kgm")[0].ends_with(
        "expected a code of UN/ECE Recommendation 20: two or three capital letters or digits"
    ));
}

#[test]
fn goods_in_the_wrong_kind_of_list_are_named_with_their_place() {
    let (lot, article) =
        ("https://id.gs1.org/01/04012345123456/10/A", "https://id.gs1.org/01/04012345123456");
    let (one, kind) =
        ("urn:epc:id:sgtin:4012345.011111.9876", "urn:epc:idpat:grai:4012345.12345.*");
    let list = |name: &str, epc: &str| format!(r#""{name}": ["{epc}"]"#);
    let amounts = |name: &str, epc: &str| {
        format!(r#""{name}": [{{"epcClass": "urn:uuid:k"}}, {{"epcClass": "{epc}"}}]"#)
    };
    let packed = r#""type": "AggregationEvent", "action": "ADD""#;
    let made = r#""type": "TransformationEvent""#;
    for (fields, path) in [
        (
            format!(r#""type": "ObjectEvent", "action": "ADD", {}"#, list("epcList", lot)),
            "/epcList/0",
        ),
        (
            format!(r#""type": "ObjectEvent", "action": "ADD", {}"#, amounts("quantityList", one)),
            "/quantityList/1/epcClass",
        ),
        (format!(r#"{packed}, "parentID": "{article}", {}"#, list("childEPCs", one)), "/parentID"),
        (format!(r#"{packed}, "parentID": "{one}", {}"#, list("childEPCs", kind)), "/childEPCs/0"),
        (
            format!(r#"{packed}, "parentID": "{one}", {}"#, amounts("childQuantityList", one)),
            "/childQuantityList/1/epcClass",
        ),
        (
            format!(
                "{made}, {}, {}",
                list("inputEPCList", kind),
                amounts("outputQuantityList", lot)
            ),
            "/inputEPCList/0",
        ),
        (
            format!(
                "{made}, {}, {}",
                list("outputEPCList", lot),
                amounts("inputQuantityList", kind)
            ),
            "/outputEPCList/0",
        ),
        (
            format!(
                "{made}, {}, {}",
                list("inputEPCList", one),
                amounts("outputQuantityList", one)
            ),
            "/outputQuantityList/1/epcClass",
        ),
        (
            format!(
                "{made}, {}, {}",
                list("outputEPCList", one),
                amounts("inputQuantityList", one)
            ),
            "/inputQuantityList/1/epcClass",
        ),
    ] {
        let misplaced = read(&format!("{{{fields}, {WHEN}}}"))[0].misplaced();
        assert_eq!(misplaced.iter().map(|fault| fault.path.as_str()).collect::<Vec<_>>(), [path]);
    }
    let right = format!(
        r#"{{"type": "AggregationEvent", "action": "ADD", "parentID": "urn:epc:id:sgln:4012345.00005.0", "childEPCs": ["{one}", "urn:uuid:c"],
            "childQuantityList": [{{"epcClass": "{lot}"}}, {{"epcClass": "{article}"}}, {{"epcClass": "{kind}"}}, {{"epcClass": "urn:uuid:k"}}], {WHEN}}}"#
    );
    assert_eq!(read(&right)[0].misplaced(), []);
}

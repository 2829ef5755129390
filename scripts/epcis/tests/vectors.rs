//! The published examples: those of the hash ID's reference implementation, those of GS1, and those that must be
//! refused. They are not part of this repository; the tests skip, and say so, where they are not at hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use epcis::{Document, DocumentType, HashId};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The folder `name` of the vectors: below what `LADING_VECTORS` names, else beside the project.
fn folder(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("LADING_VECTORS").map_or(beside, PathBuf::from).join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there are no vectors at {}", folder.display());
    None
}

/// The files of the folder with this ending: name without ending, and text.
fn files(folder: &Path, ending: &str) -> BTreeMap<String, String> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = paths.filter(|path| path.extension().is_some_and(|extension| extension == ending));
    let read = |path: PathBuf| {
        (
            path.file_stem().unwrap().to_string_lossy().into_owned(),
            fs::read_to_string(&path).unwrap(),
        )
    };
    named.map(read).collect()
}

fn lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn every_hash_id_is_the_one_of_the_reference_implementation() {
    let Some(folder) = folder("epcis-hash-id") else { return };
    let (documents, ids) = (files(&folder, "jsonld"), files(&folder, "hashes"));
    let mut count = 0;
    for (name, text) in &documents {
        let document = Document::read(text).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        let mut found: Vec<_> =
            document.events.iter().map(|event| event.hash_id.to_string()).collect();
        found.sort_unstable();
        let texts: Vec<_> = document.events.iter().map(|event| &event.pre_hash).collect();
        assert_eq!(found, lines(&ids[name]), "{name}: {texts:#?}");
        count += found.len();
    }
    assert_eq!(documents.keys().collect::<Vec<_>>(), ids.keys().collect::<Vec<_>>());
    println!("{count} hash IDs of {} documents", documents.len());
}

/// Two of the published pre-hash strings are cut up (the hash IDs beside them are not theirs); all others are ours.
#[test]
fn every_pre_hash_string_that_belongs_to_its_hash_id_is_ours() {
    let Some(folder) = folder("epcis-hash-id") else { return };
    let (documents, ids, texts) =
        (files(&folder, "jsonld"), files(&folder, "hashes"), files(&folder, "prehashes"));
    let (mut equal, mut broken) = (0, Vec::new());
    for (name, text) in &documents {
        let document = Document::read(text).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        let found: Vec<_> = document.events.iter().map(|event| event.pre_hash.as_str()).collect();
        for expected in lines(&texts[name]) {
            if !ids[name].contains(&HashId::of(expected).to_string()) {
                broken.push(name.as_str());
                continue;
            }
            assert!(found.contains(&expected), "{name}: {expected}\n{found:#?}");
            equal += 1;
        }
    }
    assert_eq!(broken, ["epcisDocWithAllGS1Keys", "epcisDocWithDefaultSchemaInContext"]);
    println!("{equal} pre-hash strings");
}

#[test]
fn every_example_of_gs1_is_read_or_refused_for_what_the_standard_forbids() {
    let Some(folder) = folder("epcis-json") else { return };
    let refused = BTreeMap::from([
        // RFC 8259: names within an object should be unique; which of the two identifiers is the event's?
        (
            "AssociationEvent-h",
            "/epcisBody/eventList/0/eventID: found the field a second time in one object",
        ),
    ]);
    let mut read = 0;
    for (name, text) in files(&folder, "jsonld") {
        match (Document::read(&text), refused.get(name.as_str())) {
            (Ok(document), None) => {
                assert_eq!(document.document_type, DocumentType::Capture);
                assert!(!document.events.is_empty());
                read += 1;
            }
            (Ok(_), Some(reason)) => panic!("{name} should be refused: {reason}"),
            (Err(refusal), Some(reason)) => {
                assert_eq!(refusal.faults().len(), 1, "{name}: {refusal}");
                assert!(refusal.to_string().starts_with(reason), "{name}: {refusal}");
            }
            (Err(refusal), None) => panic!("{name}: {refusal}"),
        }
    }
    println!("{read} read, {} refused", refused.len());
}

#[test]
fn every_document_that_must_be_refused_is_refused_for_its_very_faults() {
    let Some(folder) = folder("epcis-json-invalid") else { return };
    let event = |rest: &str| format!("/epcisBody/eventList/{rest}");
    let expected = BTreeMap::from([
        (
            "Combination_of_events_with_missing_mandatory_fields",
            vec![
                (event("0/action"), "nothing", "one of ADD, OBSERVE, DELETE"),
                (event("1/eventTimeZoneOffset"), "nothing", "the distance of local time from UTC"),
                (event("1/action"), "nothing", "one of ADD, OBSERVE, DELETE"),
            ],
        ),
        (
            "Combination_of_non_standard_bizStep_and_disposition",
            vec![
                (event("0/bizStep"), "`transforming`", "a business step of CBV 2.0 (nearest: "),
                (
                    event("1/disposition"),
                    "`in_transport`",
                    "a disposition of CBV 2.0 (nearest: in_transit,",
                ),
            ],
        ),
        (
            "ObjectEvent_with_ilmd_field_without_namespace",
            vec![(
                event("0/ilmd/materialType"),
                "the field `materialType`",
                "a field of EPCIS 2.0, or one with a prefix",
            )],
        ),
        (
            "ObjectEvent_with_invalid_certificationInfo",
            vec![
                (event("0/certificationInfo/0"), "an object", "a URI"),
                (event("0/certificationInfo/1"), "an object", "a URI"),
            ],
        ),
        (
            "ObjectEvent_with_non_standard_bizStep",
            vec![(event("0/bizStep"), "`transforming`", "a business step of CBV 2.0")],
        ),
        (
            "ObjectEvent_with_non_standard_disposition",
            vec![(event("0/disposition"), "`in_transport`", "a disposition of CBV 2.0")],
        ),
        (
            "ObjectEvent_with_unknown_field_in_quantityList",
            vec![(
                event("0/quantityList/0/weight"),
                "the field `weight`",
                "no other fields than epcClass, quantity, uom",
            )],
        ),
        (
            "ObjectEvent_without_identifier_list",
            vec![(
                event("0/epcList"),
                "nothing",
                "what the event is about: epcList or quantityList",
            )],
        ),
    ]);
    let documents = files(&folder, "json");
    assert_eq!(
        documents.keys().map(String::as_str).collect::<Vec<_>>(),
        expected.keys().copied().collect::<Vec<_>>()
    );
    for (name, text) in documents {
        let refusal = Document::read(&text).expect_err(&name);
        let expected = &expected[name.as_str()];
        assert_eq!(refusal.faults().len(), expected.len(), "{name}: {refusal}");
        for (fault, (path, found, reason)) in refusal.faults().iter().zip(expected) {
            assert_eq!((&fault.path, fault.found.as_str()), (path, *found), "{name}");
            assert!(fault.expected.starts_with(reason), "{name}: {fault}");
        }
    }
    println!("8 documents refused");
}

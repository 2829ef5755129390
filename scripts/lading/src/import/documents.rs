//! Documents, read whole before anything is written, and their events in the order in which they happened.

use super::{
    plan::{plan, Act, Plan},
    report::{OtherwiseIdentified, RefusedDocument, RefusedEvent},
};
use crate::{
    kept::{read_file, LARGEST},
    replay::calendar,
};
use anyhow::{Context, Result};
use epcis::{Document, DocumentType, Event, HashId};
use interfaces::ids::{Digest, Millis};
use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    path::{Path, PathBuf},
};

/// An event, and where it stands.
pub struct ReadEvent {
    /// The file that it is in.
    pub file: String,
    /// Where in that: a JSON pointer.
    pub path: String,
    /// When it happened; of an error declaration when it was declared, but not before what it speaks of.
    pub at: Millis,
    /// What its content gives it as its identifier.
    pub hash_id: HashId,
    /// What it is to the contract.
    pub plan: Plan,
}

impl fmt::Display for ReadEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{} ({})", self.file, self.path, calendar::iso(self.at))
    }
}

/// What was read of some files.
#[derive(Default)]
pub struct Documents {
    /// How many are EPCIS.
    pub read: u64,
    /// Those that are not.
    pub refused: Vec<RefusedDocument>,
    /// The events that the contract can have, in the order in which they happened.
    pub events: Vec<ReadEvent>,
    /// Those that it can have by no means.
    pub refused_events: Vec<RefusedEvent>,
    /// The events that state a hash ID that their content does not have.
    pub otherwise_identified: Vec<OtherwiseIdentified>,
    /// How many events state that a sensor raised an alarm.
    pub alarms: u64,
    /// Which events have an identifier that a document gives.
    identified: HashMap<String, BTreeSet<Digest>>,
    /// When events happened.
    happened: HashMap<Digest, Millis>,
}

impl Documents {
    /// Reads `files`.
    ///
    /// # Errors
    /// If one cannot be read. That one is no EPCIS is told in what comes out.
    pub fn read(files: &[PathBuf]) -> Result<Self> {
        let mut documents = Self::default();
        for file in files {
            let bytes = read_file(file, LARGEST)
                .with_context(|| format!("{} cannot be read", file.display()))?;
            documents.add(file, &bytes);
        }
        documents.tell_corrective();
        // Stable: what happened at the same time stays in the order of the documents, which means nothing in EPCIS; but nothing
        // happens to goods before they come to be, and no event is declared wrong before it is there.
        documents.events.sort_by_key(|event| {
            let order = match event.plan.act {
                Act::Commission(_) => 0,
                Act::DeclareError(..) => 2,
                _ => 1,
            };
            (event.at, order)
        });
        Ok(documents)
    }

    /// Finds the corrective events of error declarations by the identifiers that documents give to events, and has the declarations
    /// come after them.
    fn tell_corrective(&mut self) {
        let Self { events, refused_events, identified, happened, .. } = self;
        events.retain_mut(|event| {
            let Act::DeclareError(_, corrective) = &mut event.plan.act else { return true };
            for one in corrective {
                let mut named = identified.get(&one.id).into_iter().flatten();
                match (named.next(), named.next()) {
                    (Some(_), Some(_)) => {
                        let reason = format!(
                            "it names {} as right in its stead, and the documents give this identifier to different events",
                            one.id
                        );
                        refused_events.push(RefusedEvent::new(event, reason));
                        return false;
                    }
                    (Some(hash), None) => one.hash = Some(*hash),
                    (None, _) => {}
                }
                let time = one.hash.and_then(|hash| happened.get(&hash));
                event.at = event.at.max(time.copied().unwrap_or(0));
            }
            true
        });
    }

    fn add(&mut self, file: &Path, bytes: &[u8]) {
        let file = file.display().to_string();
        let Ok(text) = std::str::from_utf8(bytes) else {
            self.refused.push(RefusedDocument::not_text(file));
            return;
        };
        let document = match Document::read(text) {
            Ok(document) => document,
            Err(refusal) => {
                self.refused.push(RefusedDocument::new(file, &refusal));
                return;
            }
        };
        self.read += 1;
        let is_list = text.trim_start_matches('\u{feff}').trim_start().starts_with('[');
        let before = match document.document_type {
            DocumentType::Capture => "/epcisBody/eventList/",
            DocumentType::Query => "/epcisBody/queryResults/resultsBody/eventList/",
            DocumentType::Events => "/",
        };
        for (position, event) in document.events.iter().enumerate() {
            let is_lone = document.document_type == DocumentType::Events && !is_list;
            let path = if is_lone { String::new() } else { format!("{before}{position}") };
            self.add_event(&file, path, event);
        }
    }

    fn add_event(&mut self, file: &str, path: String, event: &Event) {
        if let (Some(id), Some(false)) = (&event.id, event.is_as_identified()) {
            self.otherwise_identified.push(OtherwiseIdentified {
                file: file.to_owned(),
                event: path.clone(),
                stated: id.clone(),
                hash_id: event.hash_id.to_string(),
            });
        }
        let mut reports = event.sensor_elements.iter().flat_map(|element| &element.reports);
        let is_alarm = |word: &str| word == "ALARM_CONDITION";
        self.alarms += u64::from(reports.any(|report| {
            report.exception.as_ref().and_then(|exception| exception.word()).is_some_and(is_alarm)
        }));
        let happened = Millis::try_from(event.time.milliseconds()).unwrap_or(0);
        let declared = event.error_declaration.as_ref().map(|error| error.declared_at);
        if declared.is_none() {
            let hash = event.hash_id.digest();
            self.happened.insert(hash, happened);
            if let Some(id) = &event.id {
                self.identified.entry(id.clone()).or_default().insert(hash);
            }
        }
        let declared = declared.and_then(|at| Millis::try_from(at.milliseconds()).ok());
        let at = happened.max(declared.unwrap_or(0));
        let (file, hash_id) = (file.to_owned(), event.hash_id);
        match plan(event) {
            Ok(plan) => self.events.push(ReadEvent { file, path, at, hash_id, plan }),
            Err(reason) => self.refused_events.push(RefusedEvent {
                file,
                event: path,
                time: calendar::iso(at),
                hash_id: hash_id.to_string(),
                reason,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn of(texts: &[&str]) -> Documents {
        let folder = tempfile::tempdir().unwrap();
        let written = texts.iter().enumerate().map(|(number, text)| {
            let path = folder.path().join(format!("{number}.jsonld"));
            fs::write(&path, text).unwrap();
            path
        });
        Documents::read(&written.collect::<Vec<_>>()).unwrap()
    }

    fn lone(time: &str, rest: &str) -> String {
        format!(
            r#"{{"@context": "https://ref.gs1.org/standards/epcis/epcis-context.jsonld", "type": "ObjectEvent", "action": "OBSERVE",
                "eventTime": "{time}", "eventTimeZoneOffset": "+00:00", "epcList": ["urn:epc:id:sscc:0614141.1234567890"]{rest}}}"#
        )
    }

    #[test]
    fn events_stand_in_the_order_in_which_they_happened_or_were_declared_wrong() {
        let (late, early) = ("2024-08-06T12:00:00Z", "2024-08-05T12:00:00Z");
        let declared = r#", "errorDeclaration": {"declarationTime": "2024-08-07T12:00:00Z", "reason": "did_not_occur"}"#;
        let list = format!("[{}, {}]", lone(late, ""), lone(early, declared));
        let read = of(&[&list, &lone(early, ""), &lone(late, "")]);
        let places: Vec<_> = read
            .events
            .iter()
            .map(|event| (event.file.rsplit('/').next().unwrap(), event.path.as_str()))
            .collect();
        assert_eq!(
            places,
            [("1.jsonld", ""), ("0.jsonld", "/0"), ("2.jsonld", ""), ("0.jsonld", "/1")]
        );
        assert_eq!((read.read, read.refused.len()), (3, 0));
        assert_eq!(
            read.events[0].hash_id, read.events[3].hash_id,
            "a declaration is of the event that it is in"
        );
    }

    #[test]
    fn a_document_is_refused_with_all_that_is_wrong_and_the_others_are_read() {
        let read = of(&["{}", &lone("2024-08-05T12:00:00Z", ""), "[1"]);
        assert_eq!((read.read, read.events.len(), read.refused.len()), (1, 1, 2));
        assert_eq!(read.refused[0].faults[0].path, "/type");
    }

    #[test]
    fn what_is_no_text_is_refused_and_what_is_no_file_ends_the_reading() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bytes");
        fs::write(&path, [0xff, 0xfe]).unwrap();
        let read = Documents::read(&[path]).unwrap();
        assert!(read.refused[0].faults[0].expected.contains("UTF-8"));
        let error = Documents::read(&[folder.path().join("none.json")]).map(|_| ()).unwrap_err();
        assert!(error.to_string().contains("none.json"));
    }

    #[test]
    fn alarms_and_foreign_hash_ids_are_counted() {
        let alarm = r#", "sensorElementList": [{"sensorReport": [
            {"type": "Temperature", "exception": "ALARM_CONDITION", "value": 9.5, "uom": "CEL"}]}]"#;
        let id = format!(r#", "eventID": "ni:///sha-256;{}?ver=CBV2.0""#, "0".repeat(64));
        let time = "2024-08-05T12:00:00Z";
        let read = of(&[&lone(time, alarm), &lone(time, &id), &lone(time, "")]);
        let [otherwise] = &read.otherwise_identified[..] else { panic!("one event") };
        assert_eq!(read.alarms, 1);
        assert!(otherwise.file.ends_with("/1.jsonld") && otherwise.event.is_empty());
        assert!(otherwise.stated.contains("000000") && otherwise.hash_id != otherwise.stated);
    }

    #[test]
    fn what_comes_to_be_stands_before_what_happens_to_it_at_the_same_time() {
        let time = "2024-08-05T12:00:00Z";
        let made = lone(time, "").replace("OBSERVE", "ADD");
        let read = of(&[&lone(time, ""), &made]);
        assert!(read.events[0].file.ends_with("/1.jsonld"));
    }

    /// The events of one document, without what stands before its events in their paths.
    fn order(list: &[String]) -> Vec<String> {
        let read = of(&[&format!("[{}]", list.join(", "))]);
        assert_eq!(read.refused_events.len() + read.refused.len(), 0);
        read.events.iter().map(|event| event.path.clone()).collect()
    }

    #[test]
    fn an_event_is_declared_wrong_after_it_and_what_is_right_instead() {
        let wrong = lone("2024-08-05T12:00:00Z", "");
        let right = lone("2024-08-07T12:00:00Z", r#", "eventID": "urn:uuid:right""#);
        let declared = |more: &str| {
            let early = r#""declarationTime": "2024-08-01T12:00:00Z", "reason": "did_not_occur""#;
            lone("2024-08-05T12:00:00Z", &format!(r#", "errorDeclaration": {{{early}{more}}}"#))
        };
        assert_eq!(order(&[declared(""), wrong.clone()]), ["/1", "/0"]);
        let replaced = declared(r#", "correctiveEventIDs": ["urn:uuid:right"]"#);
        assert_eq!(order(&[replaced.clone(), right.clone(), wrong]), ["/2", "/1", "/0"]);
        let read = of(&[&replaced, &right]);
        let Act::DeclareError(_, corrective) = &read.events[1].plan.act else { panic!("declared") };
        assert_eq!(corrective[0].hash, Some(read.events[0].hash_id.digest()));
        // An identifier of two events is none.
        let other = lone("2024-08-06T12:00:00Z", r#", "eventID": "urn:uuid:right""#);
        let read = of(&[&replaced, &right, &other]);
        assert_eq!((read.events.len(), read.refused_events.len()), (2, 1));
        assert!(read.refused_events[0].reason.contains("different events"));
    }

    #[test]
    fn what_is_no_file_or_too_large_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let large = folder.path().join("large.json");
        fs::File::create(&large).unwrap().set_len(LARGEST + 1).unwrap();
        for (path, reason) in
            [(large, "268,435,456 bytes"), (PathBuf::from("/dev/zero"), "not a file")]
        {
            let error = format!("{:#}", Documents::read(&[path]).map(|_| ()).unwrap_err());
            assert!(error.contains(reason) && error.contains("cannot be read"), "{error}");
        }
    }
}

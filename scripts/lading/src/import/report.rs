//! What came of an import.

use super::{
    documents::{Documents, ReadEvent},
    writer::Written,
};
use crate::{
    replay::{
        calendar,
        figures::{counted, decimal, listed, thousands},
    },
    ui::printable,
};
use chain::Gas;
use epcis::Refusal;
use serde::Serialize;
use std::{collections::BTreeMap, fmt::Write as _};

/// A document that is not EPCIS.
#[derive(Debug, Serialize)]
pub struct RefusedDocument {
    /// The file.
    pub file: String,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// How much more is.
    pub more: usize,
}

/// A thing that is wrong with a document.
#[derive(Debug, Serialize)]
pub struct Fault {
    /// Where: a JSON pointer, empty for the document itself.
    pub path: String,
    /// What stands there.
    pub found: String,
    /// What may stand there.
    pub expected: String,
}

impl RefusedDocument {
    /// A document that was refused.
    pub fn new(file: String, refusal: &Refusal) -> Self {
        let faults = refusal.faults().iter().map(|fault| Fault {
            path: fault.path.clone(),
            found: fault.found.clone(),
            expected: fault.expected.clone(),
        });
        Self { file, faults: faults.collect(), more: refusal.untold() }
    }

    /// A file that is no text.
    pub fn not_text(file: String) -> Self {
        let (found, expected) = ("bytes that are no text".into(), "JSON in UTF-8".into());
        Self { file, faults: vec![Fault { path: String::new(), found, expected }], more: 0 }
    }
}

/// An event that states a hash ID that its content does not have.
#[derive(Debug, Serialize)]
pub struct OtherwiseIdentified {
    /// The file that it is in.
    pub file: String,
    /// Where in that: a JSON pointer.
    pub event: String,
    /// What it states.
    pub stated: String,
    /// The one that its content has, by which it is recorded.
    pub hash_id: String,
}

/// An event that cannot be written.
#[derive(Debug, Serialize)]
pub struct RefusedEvent {
    /// The file that it is in.
    pub file: String,
    /// Where in that: a JSON pointer.
    pub event: String,
    /// When it happened.
    pub time: String,
    /// Its GS1 Event Hash ID.
    pub hash_id: String,
    /// Why not.
    pub reason: String,
}

impl RefusedEvent {
    /// An event that was refused for this reason.
    pub fn new(event: &ReadEvent, reason: String) -> Self {
        Self {
            file: event.file.clone(),
            event: event.path.clone(),
            time: calendar::iso(event.at),
            hash_id: event.hash_id.to_string(),
            reason,
        }
    }
}

/// What calls of one kind cost.
#[derive(Debug, Default)]
pub struct Cost {
    gas: Vec<Gas>,
}

/// The least, the middle and the most of some figures, and all of them together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Spread {
    /// The least.
    pub min: u64,
    /// The middle: as many are below as above.
    pub median: u64,
    /// The most.
    pub max: u64,
    /// The sum.
    pub total: u64,
}

impl Spread {
    fn of(figures: impl Iterator<Item = u64>) -> Self {
        let mut figures: Vec<_> = figures.collect();
        figures.sort_unstable();
        let at = |place: usize| figures.get(place).copied().unwrap_or(0);
        let (min, median) = (at(0), at(figures.len() / 2));
        let max = figures.last().copied().unwrap_or(0);
        Self { min, median, max, total: figures.iter().sum() }
    }
}

/// What calls of one kind cost, as it is told.
#[derive(Serialize)]
struct Told {
    calls: usize,
    /// Time on the reference machine, in picoseconds.
    ref_time: Spread,
    /// Proof of the state, in bytes.
    proof_size: Spread,
}

impl Serialize for Cost {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.told().serialize(serializer)
    }
}

impl Cost {
    fn told(&self) -> Told {
        Told {
            calls: self.gas.len(),
            ref_time: Spread::of(self.gas.iter().map(|gas| gas.ref_time)),
            proof_size: Spread::of(self.gas.iter().map(|gas| gas.proof_size)),
        }
    }
}

/// All that an import did.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Documents that are EPCIS.
    pub documents: u64,
    /// Documents that are not.
    pub refused_documents: Vec<RefusedDocument>,
    /// Events in the documents.
    pub events: u64,
    /// Whether the chain was changed. If not, nothing was written.
    pub kept: bool,
    /// Events that were written.
    pub written: u64,
    /// Those by what they did.
    pub written_by_kind: BTreeMap<&'static str, u64>,
    /// Events that had been written before.
    pub already_there: u64,
    /// Events that cannot be written.
    pub refused: Vec<RefusedEvent>,
    /// Goods that came to be.
    pub goods_new: u64,
    /// Those of them that were taken as stock.
    pub goods_taken_as_stock: u64,
    /// Events with alarms of sensors, which are not recorded as breaches.
    pub alarms: u64,
    /// Events that state a hash ID that their content does not have. They are recorded by the one it has.
    pub otherwise_identified: Vec<OtherwiseIdentified>,
    /// What the calls cost, by what they were for.
    pub calls: BTreeMap<&'static str, Cost>,
    /// Time of all calls on the reference machine, in picoseconds.
    pub ref_time: u64,
    /// Proof of the state of all calls, in bytes.
    pub proof_size: u64,
    /// Fees, in the smallest unit of the chain's token.
    pub fee: u128,
    /// Storage deposit, in the same.
    pub deposit: i128,
}

impl Report {
    /// What is known when the documents are read.
    pub fn new(documents: &mut Documents) -> Self {
        let events = documents.events.len() + documents.refused_events.len();
        Self {
            documents: documents.read,
            refused_documents: std::mem::take(&mut documents.refused),
            events: events as u64,
            kept: false,
            written: 0,
            written_by_kind: BTreeMap::new(),
            already_there: 0,
            refused: std::mem::take(&mut documents.refused_events),
            goods_new: 0,
            goods_taken_as_stock: 0,
            alarms: documents.alarms,
            otherwise_identified: std::mem::take(&mut documents.otherwise_identified),
            calls: BTreeMap::new(),
            ref_time: 0,
            proof_size: 0,
            fee: 0,
            deposit: 0,
        }
    }

    /// Adds an event that was written.
    pub fn add(&mut self, written: Written) {
        let Written { kind, made, stock, calls } = written;
        self.written += 1;
        *self.written_by_kind.entry(kind).or_default() += 1;
        self.goods_new += made;
        self.goods_taken_as_stock += stock;
        for spent in calls {
            self.calls.entry(spent.kind).or_default().gas.push(spent.gas);
            self.ref_time = self.ref_time.saturating_add(spent.gas.ref_time);
            self.proof_size = self.proof_size.saturating_add(spent.gas.proof_size);
            self.fee = self.fee.saturating_add(spent.fee);
            self.deposit = self.deposit.saturating_add(spent.deposit);
        }
    }

    /// Takes back what was added: all that was written is dropped.
    pub fn drop_written(&mut self) {
        self.written = 0;
        self.written_by_kind.clear();
        (self.goods_new, self.goods_taken_as_stock) = (0, 0);
        self.calls.clear();
        (self.ref_time, self.proof_size, self.fee, self.deposit) = (0, 0, 0, 0);
    }

    /// Whether nothing was refused.
    pub fn is_whole(&self) -> bool {
        self.refused_documents.is_empty() && self.refused.is_empty()
    }

    /// What was refused, and why.
    pub fn refusals(&self) -> String {
        let mut text = String::new();
        for RefusedDocument { file, faults, more } in &self.refused_documents {
            _ = writeln!(text, "{} is not EPCIS 2.0:", printable(file));
            for Fault { path, found, expected } in faults {
                let path = if path.is_empty() { "the document" } else { path };
                let line = format!("{path}: found {found}, expected {expected}");
                _ = writeln!(text, "  {}", printable(&line));
            }
            if *more > 0 {
                _ = writeln!(text, "  and {} more", thousands(*more as u64));
            }
        }
        for RefusedEvent { file, event, time, reason, .. } in &self.refused {
            let place = printable(&format!("{file}{event} ({time})"));
            let reasons: Vec<_> = reason.lines().map(printable).collect();
            _ = writeln!(text, "{place} cannot be recorded:\n  {}", reasons.join("\n  "));
        }
        text.trim_end().to_owned()
    }

    /// How many of what there are.
    pub fn summary(&self) -> String {
        format!(
            "{} with {}: {} imported, {} already there, {} refused\n",
            counted(self.documents, "document"),
            counted(self.events, "event"),
            thousands(self.written),
            thousands(self.already_there),
            thousands(self.refused.len() as u64)
        )
    }

    /// The report as a person reads it.
    pub fn text(&self) -> String {
        let mut text = self.summary();
        if self.written > 0 {
            _ = writeln!(text, "imported: {}", listed(&self.written_by_kind));
        }
        if self.goods_new > 0 {
            _ = writeln!(
                text,
                "goods that came to be: {}, of which {} were taken as stock",
                thousands(self.goods_new),
                thousands(self.goods_taken_as_stock)
            );
        }
        if self.alarms > 0 {
            _ = writeln!(
                text,
                "{} an alarm of a sensor, which the hash covers; it is not recorded as a breach, because EPCIS does not state the limit",
                if self.alarms == 1 { "1 event has".to_owned() } else { format!("{} events have", thousands(self.alarms)) }
            );
        }
        for OtherwiseIdentified { file, event, stated, hash_id } in &self.otherwise_identified {
            let (file, event) = (printable(file), printable(event));
            _ = writeln!(
                text,
                "{file}{event} states a hash ID that its content does not have, {stated}; it is recorded by the one that it has, {hash_id}"
            );
        }
        if !self.calls.is_empty() {
            let titles = ["least µs", "median µs", "most µs", "median bytes"];
            _ = writeln!(
                text,
                "{:<14} {:>8} {:>10} {:>10} {:>10} {:>13}",
                "call", "calls", titles[0], titles[1], titles[2], titles[3]
            );
            for (kind, cost) in &self.calls {
                let Told { calls, ref_time, proof_size } = cost.told();
                let micro = |picoseconds: u64| thousands(picoseconds / 1_000_000);
                _ = writeln!(
                    text,
                    "{kind:<14} {:>8} {:>10} {:>10} {:>10} {:>13}",
                    thousands(calls as u64),
                    micro(ref_time.min),
                    micro(ref_time.median),
                    micro(ref_time.max),
                    thousands(proof_size.median)
                );
            }
            _ = writeln!(
                text,
                "in all {} µs of computation and {} bytes of proof; fees {} UNIT, deposit {} UNIT",
                thousands(self.ref_time / 1_000_000),
                thousands(self.proof_size),
                units(i128::try_from(self.fee).unwrap_or(i128::MAX)),
                units(self.deposit)
            );
        }
        text + &self.refusals()
    }
}

/// An amount of the chain's token, to the thousandth.
fn units(amount: i128) -> String {
    decimal(amount / 1_000_000_000, 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::writer::Spent;

    fn spent(kind: &'static str, ref_time: u64) -> Spent {
        Spent {
            kind,
            gas: Gas { ref_time, proof_size: 7 },
            fee: 2_000_000_000,
            deposit: 1_000_000_000,
        }
    }

    #[test]
    fn a_report_counts_events_and_calls_apart() {
        let mut report = Report::new(&mut Documents::default());
        for ref_time in [5_000_000, 1_000_000, 9_000_000] {
            let calls = vec![spent("take stock", 2_000_000), spent("observe", ref_time)];
            report.add(Written { kind: "observe", made: 2, stock: 2, calls });
        }
        assert_eq!((report.written, report.goods_new, report.goods_taken_as_stock), (3, 6, 6));
        let observed = report.calls["observe"].told().ref_time;
        assert_eq!(
            observed,
            Spread { min: 1_000_000, median: 5_000_000, max: 9_000_000, total: 15_000_000 }
        );
        let text = report.text();
        for part in
            ["3 observe", "6, of which 6", "in all 21 µs", "fees 0.012 UNIT, deposit 0.006 UNIT"]
        {
            assert!(text.contains(part), "{part}:\n{text}");
        }
        assert!(report.is_whole());
    }

    #[test]
    fn refusals_say_file_place_and_reason() {
        let mut documents = Documents::default();
        documents.refused.push(RefusedDocument::not_text("a.bin".into()));
        documents.refused_events.push(RefusedEvent {
            file: "b.jsonld".into(),
            event: "/epcisBody/eventList/3".into(),
            time: "2024-08-05T00:00:00Z".into(),
            hash_id: String::new(),
            reason: "it is \u{1b}[31mtoo\u{202e} late".into(),
        });
        let report = Report::new(&mut documents);
        assert!(!report.is_whole());
        assert_eq!(
            report.refusals(),
            "a.bin is not EPCIS 2.0:\n  the document: found bytes that are no text, expected JSON in UTF-8\n\
             b.jsonld/epcisBody/eventList/3 (2024-08-05T00:00:00Z) cannot be recorded:\n  it is [31mtoo late"
        );
    }
}

//! A trace as it is told on a terminal.
use comfy_table::{presets, ContentArrangement, Table, TableComponent};
use console::Term;

use super::{
    report::{Certificate, Documents, Event, Item, Report},
    words,
};
use crate::replay::figures::counted;

/// How wide a table is where there is no terminal to fit in.
const WIDTH: u16 = 160;
/// A table narrower than this would break all its words.
const LEAST_WIDTH: u16 = 80;

/// A table of these columns, as wide as the terminal.
pub fn table(columns: &[&str]) -> Table {
    let width = Term::stdout().size_checked().map_or(WIDTH, |(_, columns)| columns);
    let mut table = Table::new();
    table
        .load_preset(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width.max(LEAST_WIDTH))
        .set_header(columns)
        .remove_style(TableComponent::HorizontalLines)
        .remove_style(TableComponent::MiddleIntersections);
    table
}

/// A table without the blanks at the end of its lines.
pub fn shown(table: &Table) -> String {
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The report.
pub fn text(report: &Report) -> String {
    let mut text = headline(report) + "\n\n";
    let mut items = table(&["#", "Goods", "Amount", "Made by", "With", "Standing"]);
    for item in &report.items {
        items.add_row([
            number(item),
            joined(
                item.goods
                    .epc
                    .iter()
                    .map(|_| item.goods.name.clone())
                    .chain([item.goods.id.clone()]),
            ),
            joined([item.amount.clone(), item.kind.to_owned()]),
            joined([item.maker.name.clone()].into_iter().chain(item.made_at.clone())),
            item.holder.name.clone(),
            joined(item.flags().into_iter().chain(item.standing())),
        ]);
    }
    text += &shown(&items);
    let certified: Vec<_> = report
        .items
        .iter()
        .flat_map(|item| item.certificates.iter().map(move |certificate| (item, certificate)))
        .collect();
    if !certified.is_empty() {
        let mut certificates = table(&["#", "Certificate", "By", "Valid", "SHA-256"]);
        for (item, certificate) in certified {
            certificates.add_row([
                number(item),
                certificate.scope.clone(),
                certificate.by.name.clone(),
                validity(certificate),
                certificate.digest.clone(),
            ]);
        }
        text += &format!("\n{}", shown(&certificates));
    }
    let mut events = table(&["When", "Goods", "What", "By", "Where", "Document"]);
    for event in &report.events {
        events.add_row([
            joined(times(event)),
            match goods(event) {
                (numbers, 0) => numbers,
                (numbers, others) => format!("{numbers} and {}", counted(others as u64, "other")),
            },
            joined(what(event)),
            event.by.name.clone(),
            joined(places(event)),
            joined(documents(event)),
        ]);
    }
    text += &format!("\n{}", shown(&events));
    if let Some(documents) = &report.documents {
        text += &format!("\n{}", at_hand(documents));
    }
    for stopped in &report.stopped {
        text += &format!("\n{stopped}\n");
    }
    text
}

/// What was asked about, and how much was found.
pub fn headline(report: &Report) -> String {
    let asked = report.items.iter().find(|item| item.relation == "asked");
    let standing = asked.map_or_else(String::new, |item| {
        let with = [with_whom(item)].into_iter().chain(item.flags()).collect::<Vec<_>>();
        format!(": {} by {}, {}", item.amount, item.maker.name, with.join(", "))
    });
    format!(
        "{}{standing}\n{} it was made of, {} made of it, {}.",
        report.asked.name,
        counted(report.sources as u64, "item"),
        counted(report.products as u64, "item"),
        counted(report.events.len() as u64, "event"),
    )
}

/// Who has goods, or had them last.
pub fn with_whom(item: &Item) -> String {
    match (item.status, &item.to) {
        ("active", _) => format!("with {}", item.holder.name),
        (_, Some(to)) => format!("on its way from {} to {}", item.holder.name, to.name),
        (status, _) => format!("{status}, last with {}", item.holder.name),
    }
}

fn number(item: &Item) -> String {
    let mark = if item.relation == "asked" { "▶ " } else { "" };
    item.goods.number.map_or_else(String::new, |number| format!("{mark}{number}"))
}

fn joined(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

/// How long a certificate is good.
pub fn validity(certificate: &Certificate) -> String {
    let until = if certificate.is_over { "was over" } else { "until" };
    format!("{until} {}", certificate.expires_at)
}

/// When an event happened, and when it was recorded if that was not then.
pub fn times(event: &Event) -> Vec<String> {
    let recorded =
        (event.recorded_at != event.time).then(|| format!("recorded {}", event.recorded_at));
    [event.time.clone()].into_iter().chain(recorded).collect()
}

/// The goods that an event is about: those of the report by their numbers, and how many more there are.
pub fn goods(event: &Event) -> (String, usize) {
    let numbers: Vec<_> = event.goods.iter().filter_map(|named| named.goods.number).collect();
    let others = event.goods.len() - numbers.len();
    let (numbers, left_out) = words::numbers(numbers);
    (numbers, others + left_out)
}

/// What an event did, as which business step, and whether it is declared to be wrong.
pub fn what(event: &Event) -> Vec<String> {
    let step = event.business_step.as_deref().map(words::spoken);
    let disposition = event.disposition.as_deref().map(words::spoken);
    let words: Vec<_> = step.into_iter().chain(disposition).collect();
    let wrong = event.error.as_ref().map(|error| {
        let corrected = match error.corrective.len() {
            0 => String::new(),
            events => format!(", {} right instead", counted(events as u64, "event")),
        };
        format!("DECLARED WRONG {}: {}{corrected}", error.declared_at, error.reason)
    });
    let words = (!words.is_empty()).then(|| format!("({})", words.join(", ")));
    [event.told.clone()].into_iter().chain(words).chain(wrong).collect()
}

/// Where an event happened, and where the goods are since if that is elsewhere.
pub fn places(event: &Event) -> Vec<String> {
    let at = event.read_point.as_ref().map(|place| place.name.clone());
    let since = event.location.as_ref().filter(|place| event.read_point.as_ref() != Some(place));
    at.into_iter().chain(since.map(|place| format!("since at {}", place.name))).collect()
}

/// Under which document, and where the event's own is.
pub fn documents(event: &Event) -> Vec<String> {
    let paper = event.document_at_hand.as_ref();
    let paper = paper.map(|paper| format!("at hand: {}, event {}", paper.file, paper.event));
    event.document_name.clone().into_iter().chain(paper).collect()
}

/// What the documents at hand are worth.
pub fn at_hand(documents: &Documents) -> String {
    let mut text = format!(
        "Documents at hand: {} with {}. The chain confirms {}; {} of other goods. {} of this trace without document.\n",
        counted(documents.files as u64, "file"),
        counted(documents.events as u64, "event"),
        counted(documents.confirmed as u64, "event"),
        documents.of_other_goods,
        counted(documents.without_document as u64, "event"),
    );
    for one in &documents.unconfirmed {
        text += &format!(
            "NOT CONFIRMED: {}, event {} ({} of {}) names these goods, and the chain has no such event of them.\n",
            one.file, one.event, one.event_type, one.time
        );
    }
    text
}

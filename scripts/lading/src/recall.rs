//! `lading recall`: takes goods back, with all that was made of them.

use crate::{
    goods,
    kept::{blake2_256, hex, id, read_file, Kept, Place, ReadingPlace, LARGEST},
    replay::{calendar::iso, figures::counted},
    trace::{
        names,
        papers::Papers,
        table,
        walk::{Bounds, Found, Walk},
        words,
    },
    ui::{count, printable, Ui},
};
use anyhow::{bail, ensure, Context, Result};
use chain::Chain;
use ink::codegen::TraitCallBuilder;
use interfaces::{
    ids::{ItemId, PartyId, RecallId},
    provenance::{ItemStatus, Provenance as _, Recall, RecallStatus},
    registry::Registry as _,
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, path::PathBuf};

/// How many items a call takes at most.
const PER_CALL: usize = 50;

/// Recall goods, with all that was made of them.
///
/// A recall follows what goods were made into. What is recalled is not shipped any more, what is made of it later is born recalled, and
/// whoever has some of it acknowledges that. It is for the maker of the goods, or a regulator who is attested.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Open(Open),
    Spread(Spread),
    Status(Status),
    Acknowledge(Acknowledge),
    Close(Close),
}

/// Recall an item, and mark all that was made of it.
#[derive(clap::Args)]
struct Open {
    /// The goods: their id, 0x and 64 digits; or an EPC, as a URN or a GS1 Digital Link.
    item: String,
    /// Why they are recalled, and what holders are to do: the chain keeps the SHA-256 of this file.
    #[arg(long, value_name = "FILE")]
    reason: PathBuf,
    /// EPCIS 2.0 documents of these goods; they give names to goods.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    documents: Vec<PathBuf>,
    #[command(flatten)]
    place: Place,
}

/// Go on with a recall that was opened and has not come to all goods yet. Anyone may.
#[derive(clap::Args)]
struct Spread {
    /// The recall's id, 0x and 64 digits.
    #[arg(value_parser = id)]
    recall: [u8; 32],
    #[command(flatten)]
    place: Place,
}

/// Tell what is recalled, who has it, and who has not acknowledged.
#[derive(clap::Args)]
struct Status {
    /// The recall's id, 0x and 64 digits.
    #[arg(value_parser = id)]
    recall: [u8; 32],
    /// EPCIS 2.0 documents of these goods; they give names to goods.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    documents: Vec<PathBuf>,
    #[command(flatten)]
    place: ReadingPlace,
}

/// Acknowledge that goods that one has are recalled.
#[derive(clap::Args)]
struct Acknowledge {
    /// The recall's id, 0x and 64 digits.
    #[arg(value_parser = id)]
    recall: [u8; 32],
    /// The goods: their ids or EPCs; without any, all of this recall that wait for the enterprise.
    items: Vec<String>,
    #[command(flatten)]
    place: Place,
}

/// Close a recall that all have acknowledged, or had time to. What is recalled stays so.
#[derive(clap::Args)]
struct Close {
    /// The recall's id, 0x and 64 digits.
    #[arg(value_parser = id)]
    recall: [u8; 32],
    #[command(flatten)]
    place: Place,
}

/// A recall, as it is told.
#[derive(Debug, Serialize)]
struct Report {
    /// Its id.
    recall: String,
    /// `spreading`, `complete` or `closed`.
    status: &'static str,
    /// Who recalls.
    by: Party,
    /// What is recalled, with all that was made of it.
    item: String,
    /// SHA-256 of why.
    reason: String,
    /// When it was opened.
    opened_at: String,
    /// From when it can be closed although not all acknowledged.
    close_from: String,
    /// How many things were recalled by it first.
    marked: u32,
    /// How many of them somebody had at that time.
    awaited: u32,
    /// How many of them their holders acknowledged.
    acknowledged: u32,
    /// What is recalled.
    items: Vec<Item>,
    /// What this command did, for a person.
    done: String,
}

/// An enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Party {
    id: String,
    name: String,
}

/// Goods that are recalled.
#[derive(Debug, Serialize)]
struct Item {
    /// Their id.
    id: String,
    /// What the documents at hand call them, as a GS1 Digital Link.
    #[serde(skip_serializing_if = "Option::is_none")]
    epc: Option<String>,
    /// How many makings lie between them and what is recalled.
    steps: u32,
    /// How much there is of them.
    quantity_thousandths: u64,
    /// Their unit, a code of UN/ECE Recommendation 20.
    unit: String,
    /// Both, for a person.
    amount: String,
    /// Where they stand.
    status: &'static str,
    /// Who has them, or had them last.
    holder: Party,
    /// Whether another recall came to them first: then they are acknowledged to that.
    is_of_another_recall: bool,
    /// Whether their holder is still to acknowledge.
    is_awaited: bool,
}

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    let report = act(args, ui)?;
    match args.command {
        Command::Status(_) => ui.result(&report, text),
        _ => ui.done(&report, text),
    }
}

/// Does what is asked, and keeps it.
fn act(args: &Args, ui: &Ui) -> Result<Report> {
    match &args.command {
        Command::Open(args) => open(args, ui),
        Command::Spread(args) => spread(args, ui),
        Command::Status(args) => {
            let papers = Papers::read(&args.documents)?;
            let kept = args.place.open()?;
            Report::read(&kept, RecallId(args.recall), &papers, String::new(), ui)
        }
        Command::Acknowledge(args) => acknowledge(args, ui),
        Command::Close(args) => close(args, ui),
    }
}

fn open(args: &Open, ui: &Ui) -> Result<Report> {
    let shown = args.reason.display();
    let reason = read_file(&args.reason, LARGEST)
        .with_context(|| format!("--reason: {shown} cannot be read"))?;
    ensure!(
        !reason.is_empty(),
        "--reason: {shown} is empty: it says why, and what holders are to do"
    );
    let papers = Papers::read(&args.documents)?;
    let mut session = args.place.open()?;
    let item = goods::find(&session.kept, &args.item, &[session.party])?;
    if let Some((recall, record)) = opened(&session.kept, item, session.party)? {
        let (status, id) = (words::recall(record.status), hex(&recall.0));
        let next = if record.status == RecallStatus::Spreading { "spread" } else { "status" };
        bail!(
            "{} was recalled by this enterprise at {} and that is {status}: go on with `lading recall {next} {id}`",
            hex(&item.0),
            iso(record.opened_at),
        );
    }
    let mut provenance = session.kept.suite.provenance();
    let message =
        provenance.call_mut().open_recall(session.party, item, Sha256::digest(reason).into());
    let recall = session.call("opening the recall", message)?.returned;
    spread_all(&mut session, recall, ui)?;
    let done = format!("Recalled {}.", hex(&item.0));
    let report = Report::read(&session.kept, recall, &papers, done, ui)?;
    session.kept.save()?;
    Ok(report)
}

fn spread(args: &Spread, ui: &Ui) -> Result<Report> {
    let mut session = args.place.open()?;
    let recall = RecallId(args.recall);
    let before = read(&session.kept, recall)?;
    ensure!(
        before.status == RecallStatus::Spreading,
        "the recall is {}: it came to all goods that there are",
        words::recall(before.status)
    );
    spread_all(&mut session, recall, ui)?;
    let marked = read(&session.kept, recall)?.marked.saturating_sub(before.marked);
    let done = format!("Marked {} more.", count(marked));
    let report = Report::read(&session.kept, recall, &Papers::default(), done, ui)?;
    session.kept.save()?;
    Ok(report)
}

/// Follows a recall until it came to all goods.
fn spread_all(session: &mut crate::kept::Session, recall: RecallId, ui: &Ui) -> Result<()> {
    let mut counter = ui.counter("items recalled");
    let mut provenance = session.kept.suite.provenance();
    let mut marked = 0;
    loop {
        let record = read(&session.kept, recall)?;
        counter.add(u64::from(record.marked.saturating_sub(marked)));
        marked = record.marked;
        if record.status != RecallStatus::Spreading {
            return Ok(());
        }
        let limit = u32::try_from(PER_CALL)?;
        session.call("spreading the recall", provenance.call_mut().spread(recall, limit))?;
    }
}

fn acknowledge(args: &Acknowledge, ui: &Ui) -> Result<Report> {
    let mut session = args.place.open()?;
    let recall = RecallId(args.recall);
    read(&session.kept, recall)?;
    let items = if args.items.is_empty() {
        let walk = walk(&session.kept, recall, ui)?;
        let waiting = walk
            .items
            .iter()
            .filter(|(_, found)| is_awaited(found, recall) && found.holder == session.party);
        let items: Vec<_> = waiting.map(|(item, _)| *item).collect();
        ensure!(!items.is_empty(), "nothing of this recall waits for {}", hex(&session.party.0));
        items
    } else {
        let mut makers = vec![session.party];
        makers.push(read(&session.kept, recall)?.by);
        let found = args.items.iter().map(|name| goods::find(&session.kept, name, &makers));
        found.collect::<Result<Vec<_>>>()?
    };
    let mut provenance = session.kept.suite.provenance();
    for items in items.chunks(PER_CALL) {
        let message =
            provenance.call_mut().acknowledge_recall(session.party, recall, items.to_vec());
        session.call("acknowledging the recall", message)?;
    }
    let done = format!("Acknowledged {}.", counted(items.len() as u64, "item"));
    let report = Report::read(&session.kept, recall, &Papers::default(), done, ui)?;
    session.kept.save()?;
    Ok(report)
}

fn close(args: &Close, ui: &Ui) -> Result<Report> {
    let mut session = args.place.open()?;
    let recall = RecallId(args.recall);
    let record = read(&session.kept, recall)?;
    let is_early = session.kept.chain.next_time() < record.close_from;
    ensure!(
        record.status != RecallStatus::Complete
            || record.acknowledged >= record.awaited
            || !is_early,
        "{} of {} were acknowledged: before {} it can be closed when all are",
        count(record.acknowledged),
        counted(record.awaited.into(), "item"),
        iso(record.close_from)
    );
    let mut provenance = session.kept.suite.provenance();
    session.call("closing the recall", provenance.call_mut().close_recall(recall))?;
    let (papers, done) = (Papers::default(), "Closed.".to_owned());
    let report = Report::read(&session.kept, recall, &papers, done, ui)?;
    session.kept.save()?;
    Ok(report)
}

/// The recall of `item` by `party`, if it opened one.
fn opened(kept: &Kept, item: ItemId, party: PartyId) -> Result<Option<(RecallId, Recall)>> {
    let name = [b"lading/recall".as_slice(), item.bytes(), party.bytes()].concat();
    let recall = RecallId(blake2_256(&name));
    let record = kept.chain.query(kept.suite.provenance().call().recall(recall))?;
    Ok(record.and_then(|record| record.decoded()).map(|record| (recall, record)))
}

/// What the chain knows of a recall.
fn read(kept: &Kept, recall: RecallId) -> Result<Recall> {
    let record = kept.chain.query(kept.suite.provenance().call().recall(recall))?;
    record
        .and_then(|record| record.decoded())
        .with_context(|| format!("there is no recall {} on this chain", hex(&recall.0)))
}

/// All that was made of what is recalled, and this itself: a recall has no bounds.
fn walk(kept: &Kept, recall: RecallId, ui: &Ui) -> Result<Walk> {
    let bounds = Bounds { items: usize::MAX, steps: u32::MAX, events: 0 };
    let item = read(kept, recall)?.item;
    Walk::from(kept, item, false, bounds, &mut ui.counter("items looked at"))
}

/// Whether the holder of goods is still to acknowledge this recall.
fn is_awaited(found: &Found, recall: RecallId) -> bool {
    let item = &found.item;
    item.is_recalled && item.recall == recall && !item.is_acknowledged
}

impl Report {
    /// Reads a recall, with all that it came to; goods have the names that `papers` give them.
    fn read(kept: &Kept, recall: RecallId, papers: &Papers, done: String, ui: &Ui) -> Result<Self> {
        let record = read(kept, recall)?;
        let walk = walk(kept, recall, ui)?;
        let mut epcs = papers.names(&[], &names::parties_of(&walk));
        let mut names = BTreeMap::new();
        let registry = kept.suite.registry();
        let mut named = |party: PartyId| -> Result<Party> {
            if let Some(known) = names.get(&party) {
                return Ok(Party::clone(known));
            }
            let enterprise = kept.chain.query(registry.call().enterprise(party))?;
            let name =
                enterprise.map_or_else(|| words::short(&party.0), |known| printable(&known.name));
            let known = Party { id: hex(&party.0), name };
            names.insert(party, known.clone());
            Ok(known)
        };
        let mut items = Vec::new();
        for (id, found) in &walk.items {
            let item = &found.item;
            if !item.is_recalled {
                continue;
            }
            items.push(Item {
                id: hex(&id.0),
                epc: epcs.remove(id),
                steps: found.steps,
                quantity_thousandths: item.quantity,
                unit: words::unit_code(&item.unit),
                amount: match item.status {
                    ItemStatus::Consumed => "–".to_owned(),
                    _ => words::quantity(item.quantity, &item.unit),
                },
                status: words::status(item.status),
                holder: named(found.holder)?,
                is_of_another_recall: item.recall != recall,
                is_awaited: is_awaited(found, recall),
            });
        }
        // What waits comes first, and what one holder has together.
        items.sort_by(|a, b| {
            let key = |item: &Item| (!item.is_awaited, item.holder.name.clone(), item.steps);
            key(a).cmp(&key(b))
        });
        Ok(Self {
            recall: hex(&recall.0),
            status: words::recall(record.status),
            by: named(record.by)?,
            item: hex(&record.item.0),
            reason: hex(&record.reason),
            opened_at: iso(record.opened_at),
            close_from: iso(record.close_from),
            marked: record.marked,
            awaited: record.awaited,
            acknowledged: record.acknowledged,
            items,
            done,
        })
    }
}

/// The recall as a person reads it.
fn text(report: &Report) -> String {
    let mut text = String::new();
    if !report.done.is_empty() {
        text += &format!("{}\n", report.done);
    }
    text += &format!(
        "Recall {}\nby {}, opened {}, {}; reason SHA-256 {}\n\n",
        report.recall, report.by.name, report.opened_at, report.status, report.reason
    );
    let mut items = table::table(&["Recalled", "Amount", "Standing", "With", "Acknowledged"]);
    for item in &report.items {
        let acknowledged = match (item.is_of_another_recall, item.is_awaited, item.status) {
            (true, _, _) => "to another recall",
            (_, true, _) => "WAITING",
            (_, _, "used up" | "gone") => "nobody has it",
            _ => "yes",
        };
        let goods = match &item.epc {
            Some(epc) => format!("{}\n{}", words::name(epc), item.id),
            None => item.id.clone(),
        };
        items.add_row([goods.as_str(), &item.amount, item.status, &item.holder.name, acknowledged]);
    }
    text += &table::shown(&items);
    let waiting = report.awaited.saturating_sub(report.acknowledged);
    text += &format!(
        "\n{} recalled, of which somebody had {}; {} acknowledged, {} waited for.\n",
        counted(report.marked.into(), "item"),
        count(report.awaited),
        count(report.acknowledged),
        count(waiting)
    );
    let mut by_holder: BTreeMap<&str, u64> = BTreeMap::new();
    for item in report.items.iter().filter(|item| item.is_awaited) {
        *by_holder.entry(&item.holder.name).or_default() += 1;
    }
    for (holder, items) in by_holder {
        text += &format!("Waits for {holder}: {}.\n", counted(items, "item"));
    }
    match report.status {
        "spreading" => {
            text += "It has not come to all goods yet: `lading recall spread` goes on with it.\n";
        }
        "complete" if waiting > 0 => {
            text += &format!("From {} on it can be closed all the same.\n", report.close_from);
        }
        _ => {}
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::farm::{self, Farm, Saved, FLOUR};
    use clap::Parser;
    use std::{collections::BTreeSet, fs};

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        args: Args,
    }

    /// What `lading recall` comes to on the chain.
    fn recall(chain: &Saved, args: &[&str]) -> Result<Report> {
        let chain = chain.path.to_str().unwrap();
        let args = [&["recall"], args, &["--chain", chain]].concat();
        act(&Cli::try_parse_from(args)?.args, &Ui::new(false))
    }

    fn refusal(chain: &Saved, args: &[&str]) -> String {
        let before = fs::read(&chain.path).unwrap();
        let error = format!("{:#}", recall(chain, args).unwrap_err());
        assert_eq!(fs::read(&chain.path).unwrap(), before, "a refusal changes nothing");
        error
    }

    fn reason(chain: &Saved) -> String {
        let path = farm::file(&chain.at("reason.txt"), "Mould. Do not eat it, and bring it back.");
        path.to_str().unwrap().to_owned()
    }

    fn ids<'i>(items: impl IntoIterator<Item = &'i ItemId>) -> BTreeSet<String> {
        items.into_iter().map(|item| hex(&item.0)).collect()
    }

    #[test]
    fn a_recall_comes_to_all_that_was_made_of_the_goods_and_to_nothing_else() {
        let (farm, history) = farm::history();
        let chain = farm.saved();
        let why = reason(&chain);
        let rye = hex(&history.rye.0);
        let opened = recall(&chain, &["open", &rye, "--reason", &why, "--suri", "//Bob"]).unwrap();
        let mut expected = vec![history.rye, history.flour, history.half, history.loaf];
        expected.extend(&history.bags);
        let found: BTreeSet<_> = opened.items.iter().map(|item| item.id.clone()).collect();
        assert_eq!(found, ids(&expected));
        assert_eq!(opened.status, "complete");
        // Only the half of the flour was used up.
        let waiting = opened.items.iter().filter(|item| item.is_awaited).count();
        assert_eq!((opened.marked as usize, opened.awaited as usize), (74, waiting));
        assert_eq!(waiting, 73);
        let walk = walk_of(&chain, &history);
        for (item, found) in &walk {
            assert_eq!(found.item.is_recalled, expected.contains(item), "{item:?}");
        }
        assert!(text(&opened).contains("73 waited for"), "{}", text(&opened));

        let again = refusal(&chain, &["open", &rye, "--reason", &why, "--suri", "//Bob"]);
        assert!(again.contains("complete") && again.contains(&opened.recall), "{again}");
        let early = refusal(&chain, &["close", &opened.recall, "--suri", "//Bob"]);
        assert!(early.contains("0 of 73 items were acknowledged"), "{early}");

        let loaf = hex(&history.loaf.0);
        let not_his = refusal(&chain, &["acknowledge", &opened.recall, &loaf, "--suri", "//Dave"]);
        assert!(not_his.contains("NotPossessor(0)"), "{not_his}");
        let none = refusal(&chain, &["acknowledge", &opened.recall, "--suri", "//Alice"]);
        assert!(none.contains("nothing of this recall waits"), "{none}");
        // Bags and flour, more than one call takes.
        let dave = recall(&chain, &["acknowledge", &opened.recall, "--suri", "//Dave"]).unwrap();
        assert_eq!((dave.acknowledged, dave.done.as_str()), (71, "Acknowledged 71 items."));
        let left: Vec<_> = dave.items.iter().filter(|item| item.is_awaited).collect();
        let left: Vec<_> = left.iter().map(|it| (it.id.clone(), it.holder.name.as_str())).collect();
        assert_eq!(left, [(rye, "Charlie & Co."), (loaf.clone(), "Eve & Co.")]);
        recall(&chain, &["acknowledge", &opened.recall, "--suri", "//Charlie"]).unwrap();
        recall(&chain, &["acknowledge", &opened.recall, &loaf, "--suri", "//Eve"]).unwrap();
        let closed = recall(&chain, &["close", &opened.recall, "--suri", "//Bob"]).unwrap();
        assert_eq!(closed.status, "closed");
        let status = recall(&chain, &["status", &opened.recall]).unwrap();
        assert_eq!((status.status, status.acknowledged), ("closed", 73));
    }

    /// All goods of the history.
    fn walk_of(chain: &Saved, history: &farm::History) -> BTreeMap<ItemId, Found> {
        let kept = Kept::open(&chain.path).unwrap();
        let bounds = Bounds { items: 1_000, steps: 1_000, events: 1 };
        let mut all = BTreeMap::new();
        for item in [history.wheat, history.rye, history.oats, history.pallet] {
            let mut counter = Ui::new(false).counter("items");
            all.extend(Walk::from(&kept, item, true, bounds, &mut counter).unwrap().items);
        }
        all
    }

    #[test]
    fn documents_name_what_is_recalled() {
        let (farm, history) = farm::history();
        let chain = farm.saved();
        let why = reason(&chain);
        let document = r#"{"@context": "https://ref.gs1.org/standards/epcis/epcis-context.jsonld", "type": "ObjectEvent",
            "eventTime": "2026-03-01T08:00:00Z", "eventTimeZoneOffset": "+00:00", "action": "OBSERVE",
            "quantityList": [{"epcClass": "urn:epc:class:lgtin:4012345.011111.R1", "quantity": 5, "uom": "KGM"}]}"#;
        let document = farm::file(&chain.at("rye.json"), document);
        let documents = ["--documents", document.to_str().unwrap()];
        let rye = hex(&history.rye.0);
        let open = ["open", &rye, "--reason", &why, "--suri", "//Bob"];
        let opened = recall(&chain, &[&open[..], &documents].concat()).unwrap();
        let status = ["status", &opened.recall];
        for report in [&opened, &recall(&chain, &[&status[..], &documents].concat()).unwrap()] {
            let named: Vec<_> = report.items.iter().filter(|item| item.epc.is_some()).collect();
            let named: Vec<_> = named.iter().map(|item| item.id.as_str()).collect();
            assert_eq!(named, [rye.as_str()]);
            assert!(text(report).contains("GTIN 04012345111118 lot R1"), "{}", text(report));
        }
        let plain = recall(&chain, &status).unwrap();
        assert!(plain.items.iter().all(|item| item.epc.is_none()));
    }

    #[test]
    fn a_recall_that_was_interrupted_goes_on() {
        let mut farm = Farm::new(&["Alice"]);
        let wheat = farm.harvest("Alice", farm::WHEAT, 1_000);
        farm.make("Alice", &[(wheat, 1_000)], &[], vec![farm::lot(FLOUR, 1_000)]);
        let party = farm.party("Alice");
        let message = farm.kept.suite.provenance().call_mut().open_recall(party, wheat, [1; 32]);
        farm.kept.chain.call(&chain::Account::dev("Alice"), message).unwrap().ok();
        let saved = farm.saved();
        let why = reason(&saved);
        let wheat = hex(&wheat.0);
        let error = refusal(&saved, &["open", &wheat, "--reason", &why]);
        let id = error.rsplit("recall spread ").next().unwrap().trim_end_matches('`').to_owned();
        let before = recall(&saved, &["status", &id]).unwrap();
        assert_eq!((before.status, before.items.len()), ("spreading", 1));
        let after = recall(&saved, &["spread", &id]).unwrap();
        assert_eq!((after.status, after.items.len()), ("complete", 2));
        assert_eq!(after.done, "Marked 1 more.");
        let error = refusal(&saved, &["spread", &id]);
        assert!(error.contains("it came to all goods"), "{error}");
    }

    #[test]
    fn only_the_maker_recalls_and_says_why() {
        let (farm, history) = farm::history();
        let chain = farm.saved();
        let rye = hex(&history.rye.0);
        let why = reason(&chain);
        let error = refusal(&chain, &["open", &rye, "--reason", &why, "--suri", "//Eve"]);
        assert!(error.contains("NotIssuer: The party did not make the goods"), "{error}");
        let none = chain.at("none");
        let error = refusal(&chain, &["open", &rye, "--reason", none.to_str().unwrap()]);
        assert!(error.contains("none cannot be read"), "{error}");
        let empty = farm::file(&chain.at("empty"), "");
        let error = refusal(&chain, &["open", &rye, "--reason", empty.to_str().unwrap()]);
        assert!(error.contains("is empty"), "{error}");
        let error = refusal(&chain, &["status", &rye]);
        assert!(error.contains("there is no recall 0x"), "{error}");
    }
}

//! `lading import-epcis`: writes the events of EPCIS 2.0 documents to the provenance contract.
//!
//! Documents are read whole ([`documents`]), each event is put into the contract's terms ([`plan`]), and the events are written in the
//! order in which they happened ([`writer`]), one contract event each under its GS1 Event Hash ID. What each becomes:
//!
//! | EPCIS event | on the chain |
//! |---|---|
//! | Object, `ADD` | `commission`: each EPC is a serialised item of one piece, each class a lot of the quantity that is stated |
//! | Object, `DELETE` | `Decommission`; if one lot is named with less than there is of it, `Recount` to the rest |
//! | Object, `OBSERVE`, `shipping` with a destination | `Ship` to the party there; to this party itself, `Observe` |
//! | Object, `OBSERVE`, `receiving` or `accepting` of goods on their way to this party | `Receive`, and a `Recount` of each lot of which less arrived |
//! | Object, `OBSERVE`, `void_shipping` of goods that this party sent | `TakeBack` |
//! | Object, `OBSERVE`, `stock_taking` or `cycle_counting` of one lot of which there is not what was recorded | `Recount` |
//! | Object, `OBSERVE`, any other | `Observe` |
//! | Aggregation `ADD`, `DELETE` | `Pack`, `Unpack`; a `DELETE` without children takes out all |
//! | Association `ADD`, `DELETE` | `Install`, `Remove`; a `DELETE` without children takes off all |
//! | Aggregation and Association, `OBSERVE` | as Object, `OBSERVE`, of parent and children |
//! | Transaction `ADD` | `Transact` of parent and goods |
//! | Transaction `OBSERVE`, `DELETE` | `Observe` of parent and goods: the chain does not untie goods from a document |
//! | Transformation | `transform`, with the yields that are given or that the event itself comes to ([`yields`]) |
//! | any, with an `errorDeclaration` | `declare_error` of the event with the same hash ID, with those corrective events that are on the chain |
//!
//! - Classes and lots stand in lists of quantities, single goods in lists of EPCs; an event that has it the other way is refused.
//! - Goods go to the `possessing_party`. Where only an owner and a place are named, both have to be of one enterprise: who owns goods need
//!   not have them.
//! - Goods of one name can be of several makers, because the registry may confirm prefixes that begin with one another. Those are meant
//!   that this enterprise has, or that are on their way to it; if that does not tell, the event is refused.
//! - EPCIS knows no order of what happened at one time. Goods come to be first, errors are declared last, the rest is written as it
//!   stands; what is refused then is tried again after the others of its time.
//! - Corrective events have to be on the chain. They are named by their hash ID, or by the identifier that an event in one of the documents
//!   has.
//! - Goods move whole. Where an event moves less of a lot than there is, the lot is split by a transformation before. To observe a part,
//!   or to tie it to a document, is recorded of the lot. What is inside something that the same event moves moves with that, and is not
//!   named on the chain again.
//! - A class without a quantity, or with more than three decimals, comes to be of no event; of goods that are known it means all of them.
//!   A quantity without a unit counts pieces (`C62`). A class that is no lot but an article is one lot, and can come to be once.
//! - Words of the Core Business Vocabulary are their codes. A business step of another vocabulary is `Unlisted`; a disposition or a type
//!   of document of another is `NotStated`. Places that are GLNs are kept as numbers; others are 0.
//! - The first business transaction is the event's document: SHA-256 of its identifier in canonical form.
//! - More than 50 goods in one event are refused: one hash ID is one event on the chain, and a part of it would be another's.
//! - Alarms of sensors are not recorded as breaches: the contract wants the limit that was passed, and EPCIS does not state it. The
//!   hash covers them, and the report counts them.
//!
//! What has no event of its own gets one by a derived hash, so that it cannot be taken for a document: SHA-256 of `lading/stock`,
//! `lading/inside` or `lading/count`, the event's hash, and one byte that counts from 0. By the first, goods that nobody commissioned are
//! taken as stock; by the second such goods are put into what the event takes them out of; by the third a lot that arrived short is
//! recounted.
//!
//! The default custody model is segregated: it lets goods of the same claim merge, and those without one, which is what documents that
//! claim nothing need; and goods may go from it to any looser model, never back to a stricter one. What is made of others keeps their
//! model, unless a looser one is asked for.

mod codes;
mod documents;
#[cfg(test)]
mod on_chain;
mod plan;
mod report;
mod writer;
mod yields;

use self::{
    documents::{Documents, ReadEvent},
    report::{RefusedEvent, Report},
    writer::{Options, Outcome, Writer},
};
use crate::{
    kept::{id, Place},
    replay::{calendar, figures::counted, progress::Progress},
    ui::Ui,
};
use anyhow::{bail, ensure, Context, Result};
use chain::Signing;
use epcis::Decimal;
use interfaces::{
    ids::PartyId,
    provenance::{CustodyModel, UnitCode, Yield},
};
use sha2::{Digest as _, Sha256};
use std::path::PathBuf;

/// Write the events of EPCIS 2.0 documents (JSON or JSON-LD) to the provenance contract.
///
/// All documents are read and checked first. Events are written in the order in which they happened, each under its GS1 Event Hash ID.
/// What was written before is skipped, so that a rerun is harmless. If anything is refused, nothing at all is written, unless
/// --keep-going is given; and the command exits with 1, with --keep-going too.
///
/// Object events with ADD bring goods into being, with DELETE end them; shipping to a destination sends them, receiving or accepting takes
/// what is on its way to this enterprise, void_shipping takes it back, stock_taking sets a lot's quantity right, and all else is
/// observed. Aggregation packs and unpacks, association builds in and takes off, transaction ties goods to the first document that is
/// named (its DELETE is only observed), and transformation makes goods of others. An error declaration is recorded of the event that it
/// is in, with its corrective events, which have to be on the chain or in the documents.
///
/// Goods are found under the enterprise that made them: this one, those of --maker, or the holder of the GS1 company prefix.
#[derive(clap::Args)]
pub struct Args {
    /// The documents.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    place: Place,
    /// Which enterprise goods are sent to, for a GLN that is not confirmed in the registry; may be given again.
    #[arg(long = "trading-partner", value_name = "GLN=PARTY", value_parser = trading_partner)]
    trading_partners: Vec<(String, PartyId)>,
    /// An enterprise that made goods whose GS1 company prefix is not confirmed in the registry; may be given again.
    #[arg(long = "maker", value_name = "PARTY", value_parser = party)]
    makers: Vec<PartyId>,
    /// Commission what is not on the chain yet as this enterprise's own, with the quantity that the event states, as of its time: to begin
    /// with the stock that there is. What came from others is not found without its maker (see --maker), and is taken a second time.
    #[arg(long)]
    take_stock: bool,
    /// Write what can be written; list the documents and events that cannot, and why.
    #[arg(long)]
    keep_going: bool,
    /// How what is claimed of goods stays with them (ISO 22095): of goods that come to be, segregated unless given; of goods that are made
    /// of others, that of those, or this if it is looser.
    #[arg(long, value_enum)]
    model: Option<ModelName>,
    /// What is claimed of goods that come to be, such as a standard's scope; the chain keeps its SHA-256.
    #[arg(long, value_name = "TEXT")]
    claim: Option<String>,
    /// How much of one unit one of another gives at most, such as KGM:C62=2 for two pieces of a kilogram; may be given again. Without it,
    /// what the transformation itself comes to.
    #[arg(long = "yield", value_name = "FROM:TO=RATE", value_parser = declared_yield)]
    yields: Vec<Yield>,
    /// Execute the calls without signing them and without trying each first: the same effects, in two thirds of the time.
    #[arg(long)]
    unsigned: bool,
}

/// The custody models.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ModelName {
    IdentityPreserved,
    Segregated,
    ControlledBlending,
    MassBalance,
    BookAndClaim,
}

impl From<ModelName> for CustodyModel {
    fn from(name: ModelName) -> Self {
        match name {
            ModelName::IdentityPreserved => Self::IdentityPreserved,
            ModelName::Segregated => Self::Segregated,
            ModelName::ControlledBlending => Self::ControlledBlending,
            ModelName::MassBalance => Self::MassBalance,
            ModelName::BookAndClaim => Self::BookAndClaim,
        }
    }
}

fn party(text: &str) -> Result<PartyId> {
    id(text).map(PartyId)
}

fn trading_partner(text: &str) -> Result<(String, PartyId)> {
    let (gln, id) =
        text.split_once('=').context("a trading partner is GLN=PARTY: 13 digits, and an id")?;
    ensure!(
        kit::identifiers::gs1(gln, 13).is_ok(),
        "{gln} is no GLN: 13 digits, the last a check digit"
    );
    Ok((gln.to_owned(), party(id)?))
}

fn declared_yield(text: &str) -> Result<Yield> {
    let form = "a yield is FROM:TO=RATE, such as KGM:C62=2";
    let (units, rate) = text.split_once('=').context(form)?;
    let (from, to) = units.split_once(':').context(form)?;
    let number = Decimal::parse(rate).and_then(|rate| rate.scaled(4));
    let points = number.and_then(|points| u32::try_from(points).ok()).filter(|points| *points > 0);
    let rate = points
        .with_context(|| format!("{rate} is no rate: a number above 0, with at most 4 decimals"))?;
    let (from, to) = (unit(from)?, unit(to)?);
    ensure!(from != to || rate <= 10_000, "within one unit a rate is at most 1");
    Ok(Yield { from, to, rate })
}

fn unit(code: &str) -> Result<UnitCode> {
    kit::codes::unit(code).with_context(|| {
        format!(
            "{code} is no UN/ECE Recommendation 20 code: two or three capital letters or digits"
        )
    })
}

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    let mut session = args.place.open()?;
    let options = Options {
        trading_partners: args.trading_partners.iter().cloned().collect(),
        makers: args.makers.clone(),
        take_stock: args.take_stock,
        model: args.model.map(CustodyModel::from),
        claim: args.claim.as_ref().map(|claim| Sha256::digest(claim).into()),
        yields: args.yields.clone(),
    };
    options.check(&session)?;
    let mut documents = Documents::read(&args.files)?;
    let mut report = Report::new(&mut documents);
    if !args.keep_going && !report.is_whole() {
        return refuse(report, ui);
    }
    session.kept.endow(&session.account)?;
    if args.unsigned {
        session.kept.chain.set_signing(Signing::Unsigned);
    }
    let mut writer = Writer::new(session, options);
    writer.announce(&documents.events);
    let mut progress = Progress::new("importing", documents.events.len());
    for events in documents.events.chunk_by(|one, next| one.at == next.at) {
        write_all(&mut writer, events, &mut report, &mut progress)?;
        if !args.keep_going && !report.is_whole() {
            drop(progress);
            return refuse(report, ui);
        }
    }
    drop(progress);
    let mut session = writer.session;
    session.kept.chain.set_signing(Signing::Signed);
    report.kept = report.written > 0;
    if report.kept {
        session.kept.save()?;
        ui.done(&report, Report::text)?;
    } else {
        ui.result(&report, Report::text)?;
    }
    if report.is_whole() {
        return Ok(());
    }
    let refused = [(report.refused_documents.len(), "document"), (report.refused.len(), "event")];
    let told = refused.into_iter().filter(|(number, _)| *number > 0);
    let told: Vec<_> = told.map(|(number, one)| counted(number as u64, one)).collect();
    bail!("refused: {}; the rest is imported", told.join(" and "));
}

/// Writes events that happened at one time. Their order in the documents says nothing: what is refused is tried again after the others.
fn write_all(
    writer: &mut Writer,
    events: &[ReadEvent],
    report: &mut Report,
    progress: &mut Progress,
) -> Result<()> {
    let mut open: Vec<_> = events.iter().collect();
    for event in events {
        progress.step(|| calendar::iso(event.at));
    }
    loop {
        let (before, mut refused) = (open.len(), Vec::new());
        for event in open {
            match writer.write(event).with_context(|| event.to_string())? {
                Outcome::Written(written) => report.add(written),
                Outcome::AlreadyThere => report.already_there += 1,
                Outcome::Refused(reason) => refused.push((event, reason)),
            }
        }
        if refused.is_empty() || refused.len() == before {
            let refused = refused.into_iter();
            report.refused.extend(refused.map(|(event, reason)| RefusedEvent::new(event, reason)));
            return Ok(());
        }
        open = refused.into_iter().map(|(event, _)| event).collect();
    }
}

/// Ends the command with all that was refused. Nothing is kept.
fn refuse(mut report: Report, ui: &Ui) -> Result<()> {
    report.drop_written();
    ui.result(&report, Report::summary)?;
    bail!("nothing was imported\n{}", report.refusals());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yield_is_a_rate_between_two_units() {
        let read = |text| declared_yield(text).map(|one| (one.from, one.to, one.rate));
        assert_eq!(read("KGM:C62=2").unwrap(), (*b"KGM", *b"C62", 20_000));
        assert_eq!(read("KGM:KGM=0.7534").unwrap(), (*b"KGM", *b"KGM", 7_534));
        assert_eq!(read("59:P1=0.0001").unwrap(), (*b"59 ", *b"P1 ", 1));
        for wrong in ["KGM=2", "KGM:C62", "kgm:C62=2", "KGM:C62=0", "KGM:C62=-1", "KGM:C62=0.00001"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(read("KGM:KGM=1.0001").unwrap_err().to_string().contains("at most 1"));
    }

    #[test]
    fn a_trading_partner_is_a_gln_and_an_enterprise() {
        let id = format!("0x{}", "07".repeat(32));
        let (gln, party) = trading_partner(&format!("9521103000007={id}")).unwrap();
        assert_eq!((gln.as_str(), party), ("9521103000007", PartyId([7; 32])));
        for wrong in ["9521103000007", &format!("9521103000008={id}"), "9521103000007=0x07"] {
            assert!(trading_partner(wrong).is_err(), "{wrong}");
        }
    }
}

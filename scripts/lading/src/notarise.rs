//! `lading notarise`: deposits files with the notary, any number of them at once, and writes a receipt for each.
//!
//! Whatever is refused is refused before anything was done. The deposit is the same whatever order the files are named in, so that the
//! same files are known again: the leaves of a batch are the digests of its different documents, ascending.

use crate::{
    kept::{folder_of, hex, id, now, Place, Session, UNFINISHED},
    receipt::{
        self, deposit_id, leaf, name_of, read_document, sha256, Address, Batch, Case, Deposited,
        Digits, Document, Moment, Receipt,
    },
    replay::figures::{counted, decimal, thousands},
    ui::Ui,
};
use anyhow::{bail, ensure, Context, Result};
use chain::{Chain, Gas};
use ink::codegen::TraitCallBuilder;
use interfaces::{
    ids::{DepositId, Digest, EvidenceId, Millis, PartyId},
    notary::{Algorithm, Certificate, EvidenceLink, Notary as _, Statement, Subject, TimeSource},
};
use kit::merkle::tree::Tree;
use rustix::fs::syncfs;
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{ErrorKind, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};
use tempfile::TempPath;
use walkdir::WalkDir;

const DAY: Millis = 86_400_000;

/// Notarise files: put on record that they are as they are now, and get a receipt for each.
///
/// Only digests go to the chain. All files together are one deposit, which costs the same for one as for thousands. Each file gets a
/// portable receipt, FILE.receipt.json, with which `lading prove` shows that it was deposited, when and by whom. The chain is asked to
/// take the deposit, and the receipts are written, before anything is kept: what fails leaves nothing behind.
///
/// If the command is stopped after the deposit was kept, the same command writes the receipts that are missing, and deposits nothing.
///
/// Of a folder all files below it are taken, but no links, no receipts, and not the chain. A file that is named twice is taken once;
/// files with the same bytes are one document, and each gets its receipt. The deposit says that the files were collected when this
/// command had read them, by the clock of this machine.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// The files, and folders of files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Add the deposit to the evidence chain of the case with this number of yours, 1 to 35 characters; it is opened if it is not there.
    #[arg(long, value_name = "NUMBER")]
    case: Option<String>,
    /// Days until a case that is opened now closes, at most 3,660.
    #[arg(long, value_name = "DAYS", default_value_t = 365, requires = "case")]
    closes_in: u32,
    /// Write the receipts into this folder instead of beside the files.
    #[arg(long, value_name = "FOLDER")]
    receipts: Option<PathBuf>,
    /// Media type of every one of the files, such as application/pdf.
    #[arg(long, value_name = "TYPE", default_value = "", hide_default_value = true)]
    media_type: String,
    /// What device collected them, such as a make and a serial number: at most 64 bytes.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    device: String,
    /// Where they were collected from, such as a system or an address: at most 64 bytes.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    source: String,
    /// The enterprise that decides if the deposit is challenged, 0x and 64 digits; without one it cannot be.
    #[arg(long, value_name = "ID", value_parser = id)]
    arbiter: Option<[u8; 32]>,
    /// The enterprise that keeps the originals, 0x and 64 digits.
    #[arg(long, value_name = "ID", value_parser = id)]
    custodian: Option<[u8; 32]>,
}

/// What was deposited.
#[derive(Serialize)]
struct Notarised {
    /// Whether that was done now; else it was done before, and only receipts were written.
    deposited: bool,
    /// Different documents.
    documents: u64,
    files: u64,
    /// Of all files.
    bytes: u64,
    /// The root of the batch; of one document, its digest.
    root: Digits,
    /// Whether that is the root of a batch.
    is_batch: bool,
    deposit: Digits,
    certificate: u64,
    chain: Digits,
    contract: Address,
    /// Known if it was deposited now.
    #[serde(skip_serializing_if = "Option::is_none")]
    block: Option<u32>,
    recorded_at: Moment,
    collected_at: Moment,
    depositor: Digits,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<CaseNow>,
    /// Nothing if it was deposited before.
    cost: Cost,
    cost_per_document: Cost,
    /// Files that have the same bytes.
    identical: Vec<Vec<String>>,
    /// What folders held that was not taken.
    left_out: Vec<LeftOut>,
    /// Of every file.
    receipts: Vec<String>,
    /// How many of them were written now.
    receipts_written: u64,
}

/// The case that the deposit was added to.
#[derive(Serialize)]
struct CaseNow {
    number: String,
    id: Digits,
    link: u32,
    closes_at: Moment,
}

/// What calls cost; fee and deposit in the smallest unit of the chain's token.
#[derive(Debug, Clone, Copy, Default, Serialize)]
struct Cost {
    /// Time on the reference machine, in picoseconds.
    ref_time: u64,
    /// Proof of the state, in bytes.
    proof_size: u64,
    fee: u128,
    deposit: i128,
}

/// What was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct LeftOut {
    path: String,
    because: &'static str,
}

/// The files to notarise, each once, and what was left out.
struct Listed {
    files: Vec<PathBuf>,
    bytes: u64,
    left_out: Vec<LeftOut>,
}

/// Where the receipt of a file belongs.
struct Spot {
    path: PathBuf,
    /// What is there.
    there: Option<Receipt>,
}

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    let listed = list(&args.files, &args.place.chain)?;
    let spots = spots(&listed.files, args.receipts.as_deref())?;
    rehearse(args)?;
    let mut reading = ui.reading(listed.bytes);
    let documents: Vec<Document> =
        listed.files.iter().map(|path| read_document(path, &mut reading)).collect::<Result<_>>()?;
    drop(reading);
    let now = now();
    let batch = Arranged::new(&documents);

    let mut session = args.place.open()?;
    let notary = session.kept.suite.notary();
    let deposit = deposit_id(session.party, &batch.digest());
    let earlier = session.kept.chain.query(notary.call().certificate(deposit))?;
    refuse_other_receipts(&spots, &documents, earlier.as_ref().map(|earlier| (deposit, earlier)))?;
    let lodged = match &earlier {
        Some(earlier) => lodged_before(&session, args, &batch, deposit, earlier)?,
        None => {
            let statement = statement(args, &batch, now);
            lodge(&mut session, statement, args.case.as_deref(), args.closes_in)?
        }
    };
    let deposited = deposited(&session, &lodged)?;
    let missing = documents.iter().zip(&spots).filter(|(_, spot)| spot.there.is_none());
    let (missing, places): (Vec<_>, Vec<_>) =
        missing.map(|(document, spot)| (document, spot.path.clone())).unzip();
    let receipts = missing.into_iter().map(|document| {
        Receipt::new(document.clone(), batch.place_of(&document.sha256.0), &deposited)
    });

    // All receipts are on the disk, under names of their own, before the chain is kept: then what can still fail is to give them their
    // names. Until the chain is kept they vanish with the failure; afterwards they stay, whatever happens, for the deposit is made.
    let waiting = write_waiting(receipts, &places)?;
    if earlier.is_none() {
        session.kept.save()?;
    }
    let unnamed = name_receipts(waiting, &places);

    let count = batch.leaves.len() as u64;
    let notarised = Notarised {
        deposited: earlier.is_none(),
        documents: count,
        files: documents.len() as u64,
        bytes: documents.iter().map(|document| document.length).sum(),
        root: Digits(batch.digest()),
        is_batch: batch.is_batch(),
        deposit: deposited.deposit,
        certificate: deposited.certificate,
        chain: deposited.chain,
        contract: deposited.contract,
        block: deposited.block,
        recorded_at: deposited.recorded_at,
        collected_at: Moment(earlier.map_or(now, |earlier| earlier.statement.collected_at)),
        depositor: deposited.depositor,
        case: lodged.case,
        cost: lodged.cost,
        cost_per_document: lodged.cost.per(count),
        identical: identical(&listed.files, &documents),
        left_out: listed.left_out,
        receipts: spots.iter().map(|spot| spot.path.display().to_string()).collect(),
        receipts_written: places.len().saturating_sub(unnamed.len()) as u64,
    };
    let told = ui.done(&notarised, |notarised| told(notarised, args.receipts.as_deref()));
    ensure!(
        unnamed.is_empty(),
        "{} is deposited, but some receipts could not be given their names:\n{}",
        notarised.deposit,
        unnamed.join("\n")
    );
    told
}

/// The files that are meant by `named`, which may be folders. The file of the chain is none of them: it changes.
fn list(named: &[PathBuf], chain: &Path) -> Result<Listed> {
    let chain = fs::canonicalize(chain).ok();
    let mut listed = Listed { files: Vec::new(), bytes: 0, left_out: Vec::new() };
    let mut known = BTreeSet::new();
    let mut take = |listed: &mut Listed, path: &Path, length: u64| -> Result<()> {
        // A link to a file is not the file: if both are named, both are taken.
        let folder = fs::canonicalize(folder_of(path))
            .with_context(|| format!("{} cannot be read", path.display()))?;
        if known.insert(folder.join(path.file_name().unwrap_or_default())) {
            listed.files.push(path.to_owned());
            listed.bytes += length;
        }
        Ok(())
    };
    for path in named {
        let shown = path.display();
        let about = fs::metadata(path).with_context(|| format!("{shown} cannot be read"))?;
        let full = fs::canonicalize(path).with_context(|| format!("{shown} cannot be read"))?;
        if about.is_file() {
            ensure!(chain.as_ref() != Some(&full), "{shown} is the chain itself, and changes");
            match unfinished(path) {
                Some(because) => listed.left_out.push(LeftOut { path: shown.to_string(), because }),
                None => take(&mut listed, path, about.len())?,
            }
            continue;
        }
        ensure!(about.is_dir(), "{shown} is neither a file nor a folder");
        for entry in WalkDir::new(path).min_depth(1).sort_by_file_name() {
            let entry = entry.with_context(|| format!("{shown} cannot be listed"))?;
            let kind = entry.file_type();
            if kind.is_dir() {
                continue;
            }
            let inner = entry.path();
            let shown = inner.display();
            let is_chain = chain.is_some() && fs::canonicalize(inner).ok() == chain;
            let because = if !kind.is_file() {
                "it is a link, or no file"
            } else if is_chain {
                "it is the chain itself"
            } else if inner.as_os_str().to_string_lossy().ends_with(receipt::ENDING) {
                "it is a receipt"
            } else if let Some(because) = unfinished(inner) {
                because
            } else {
                let about = entry.metadata().with_context(|| format!("{shown} cannot be read"))?;
                take(&mut listed, inner, about.len())?;
                continue;
            };
            listed.left_out.push(LeftOut { path: shown.to_string(), because });
        }
    }
    ensure!(!listed.files.is_empty(), "there are no files in what was named");
    Ok(listed)
}

/// Why the file at `path` is no document if it is what a command that was stopped left.
fn unfinished(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_string_lossy();
    if name.strip_suffix(receipt::WAITING).is_some_and(|name| name.ends_with(receipt::ENDING)) {
        return Some("it is a receipt that a command left unfinished");
    }
    name.starts_with(UNFINISHED).then_some("a command left it unfinished")
}

/// Where the receipts belong, in the order of the files. Nothing but receipts may be there yet, and the folders must take files.
fn spots(files: &[PathBuf], folder: Option<&Path>) -> Result<Vec<Spot>> {
    if let Some(folder) = folder {
        ensure!(folder.is_dir(), "--receipts: there is no folder {}", folder.display());
    }
    let mut spots = Vec::with_capacity(files.len());
    let mut taken = BTreeMap::new();
    for file in files {
        let place = match folder {
            Some(folder) => folder.join(name_of(file)),
            None => receipt::beside(file),
        };
        if let Some(other) = taken.insert(place.clone(), file) {
            bail!(
                "{} and {} have the same name: their receipts cannot both be {}. Without --receipts, each lies beside its file",
                other.display(),
                file.display(),
                place.display()
            );
        }
        let there = match fs::symlink_metadata(&place) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => {
                return Err(error).with_context(|| format!("{} cannot be written", place.display()))
            }
            Ok(_) => Some(Receipt::read(&place).with_context(|| is_there(&place))?),
        };
        spots.push(Spot { path: place, there });
    }
    let folders: BTreeSet<&Path> = spots.iter().map(|spot| folder_of(&spot.path)).collect();
    for folder in folders {
        tempfile::tempfile_in(folder)
            .with_context(|| format!("no receipt can be written in {}", folder.display()))?;
    }
    Ok(spots)
}

/// That there is something where a receipt belongs.
fn is_there(place: &Path) -> String {
    let shown = place.display();
    format!(
        "{shown} is there already, and no receipt is replaced: `lading prove` tells what it shows"
    )
}

/// Ends the command if a receipt is there that is not that of its document in `earlier`; without one, if any is there. The same documents
/// have the same deposit on a copy of the chain, at another time.
fn refuse_other_receipts(
    spots: &[Spot],
    documents: &[Document],
    earlier: Option<(DepositId, &Certificate)>,
) -> Result<()> {
    for (spot, document) in spots.iter().zip(documents) {
        let Some(there) = &spot.there else { continue };
        let is_its = earlier.is_some_and(|(deposit, earlier)| {
            (there.deposit.0, there.certificate, there.recorded_at.0)
                == (deposit.0, earlier.number, earlier.recorded_at)
        }) && there.file.sha256 == document.sha256;
        ensure!(is_its, "{}", is_there(&spot.path));
    }
    Ok(())
}

/// Tries the deposit with a digest that stands for none, and forgets it: what the contract refuses, it refuses before hours are spent
/// on reading. The chain is free meanwhile.
fn rehearse(args: &Args) -> Result<()> {
    let mut session = args.place.open()?;
    for (option, party) in [("--arbiter", args.arbiter), ("--custodian", args.custodian)] {
        if let Some(party) = party {
            session.kept.must_know(option, PartyId(party))?;
        }
    }
    let trial = Arranged { leaves: vec![([0xff; 32], 0)], tree: Tree::new(sha256, Vec::new()) };
    let statement = statement(args, &trial, now());
    lodge(&mut session, statement, args.case.as_deref(), args.closes_in)?;
    Ok(())
}

/// Documents as they are deposited.
struct Arranged {
    /// The different digests, ascending, and the length of each document.
    leaves: Vec<(Digest, u64)>,
    tree: Tree,
}

impl Arranged {
    fn new(documents: &[Document]) -> Self {
        let distinct: BTreeMap<Digest, u64> =
            documents.iter().map(|document| (document.sha256.0, document.length)).collect();
        let leaves: Vec<_> = distinct.into_iter().collect();
        let tree = Tree::new(sha256, leaves.iter().map(|(digest, _)| leaf(digest)).collect());
        Self { leaves, tree }
    }

    /// Whether there are several.
    fn is_batch(&self) -> bool {
        self.leaves.len() > 1
    }

    /// What is deposited: the root over several, the digest of one.
    fn digest(&self) -> Digest {
        match self.leaves.as_slice() {
            [(digest, _)] => *digest,
            _ => self.tree.root(),
        }
    }

    /// What it stands for, and its size.
    fn subject(&self) -> (Subject, u64) {
        match self.leaves.as_slice() {
            [(_, length)] => (Subject::Document, *length),
            leaves => (Subject::Batch, leaves.len() as u64),
        }
    }

    /// Where the document with this digest is in the batch, if it is one.
    fn place_of(&self, digest: &Digest) -> Option<Batch> {
        let index = self.leaves.binary_search_by_key(digest, |(digest, _)| *digest).ok()?;
        self.is_batch().then(|| Batch {
            leaf_index: index as u64,
            tree_size: self.leaves.len() as u64,
            root: Digits(self.tree.root()),
            path: self.tree.inclusion(index).into_iter().map(Digits).collect(),
        })
    }
}

/// What is said of the deposit.
fn statement(args: &Args, batch: &Arranged, collected_at: Millis) -> Statement {
    let (subject, size) = batch.subject();
    Statement {
        subject,
        algorithm: Algorithm::Sha256,
        digest: receipt::wide(&batch.digest()),
        size,
        media_type: args.media_type.clone(),
        collected_at,
        time_source: TimeSource::Device,
        collector: [0; 32],
        device: args.device.clone(),
        source: args.source.clone(),
        custodian: args.custodian.map(PartyId).into(),
        arbiter: args.arbiter.map(PartyId).into(),
        signatories: Vec::new(),
        sign_until: 0,
    }
}

/// What was done on the chain when the party deposited these very documents, which `earlier` certifies. Nothing is deposited again; what
/// is asked must be what was done.
fn lodged_before(
    session: &Session,
    args: &Args,
    batch: &Arranged,
    deposit: DepositId,
    earlier: &Certificate,
) -> Result<Lodged> {
    let what = if batch.is_batch() { "these documents were" } else { "this document was" };
    let before = format!(
        "{what} deposited before by this enterprise: deposit {}, certificate {}, on {}",
        hex(&deposit.0),
        thousands(earlier.number),
        Moment(earlier.recorded_at)
    );
    let statement = &earlier.statement;
    let is = |asked: &str, stated: &str| asked.is_empty() || asked == stated;
    let are = |asked: Option<[u8; 32]>, stated: Option<PartyId>| {
        asked.is_none_or(|asked| stated == Some(PartyId(asked)))
    };
    for (option, is_so) in [
        ("--media-type", is(&args.media_type, &statement.media_type)),
        ("--device", is(&args.device, &statement.device)),
        ("--source", is(&args.source, &statement.source)),
        ("--arbiter", are(args.arbiter, statement.arbiter.party())),
        ("--custodian", are(args.custodian, statement.custodian.party())),
    ] {
        ensure!(is_so, "{before}, with another {option}; nothing was done");
    }
    let case = match &args.case {
        Some(number) => Some(find_in_case(session, number, deposit)?.with_context(|| {
            format!("{before}, and not added to the case {number}; nothing was done")
        })?),
        None => None,
    };
    Ok(Lodged { deposit, block: None, case, cost: Cost::default() })
}

/// Where the deposit is in the party's case with this number, if it is.
fn find_in_case(session: &Session, number: &str, deposit: DepositId) -> Result<Option<CaseNow>> {
    /// How many links are told at once.
    const AT_ONCE: u32 = 50;
    let (chain, notary) = (&session.kept.chain, session.kept.suite.notary());
    let id: EvidenceId = chain.query(notary.call().chain_id(session.party, number.to_owned()))?;
    let Some(case) = chain.query(notary.call().chain(id))? else { return Ok(None) };
    for from in (1..=u32::MAX).step_by(AT_ONCE as usize) {
        let links: Vec<EvidenceLink> = chain.query(notary.call().links_of(id, from, AT_ONCE))?;
        for (link, found) in (from..).zip(&links) {
            if found.deposit == deposit {
                let (number, closes_at) = (number.to_owned(), Moment(case.closes_at));
                return Ok(Some(CaseNow { number, id: Digits(id.0), link, closes_at }));
            }
        }
        if links.len() < AT_ONCE as usize {
            break;
        }
    }
    Ok(None)
}

/// What was done on the chain.
struct Lodged {
    deposit: DepositId,
    /// Known if it was done now.
    block: Option<u32>,
    case: Option<CaseNow>,
    cost: Cost,
}

/// Deposits what `statement` says, and adds it to the case, which is opened if it is not there.
fn lodge(
    session: &mut Session,
    statement: Statement,
    case: Option<&str>,
    closes_in: u32,
) -> Result<Lodged> {
    let mut notary = session.kept.suite.notary();
    let party = session.party;
    let mut cost = Cost::default();
    let message = notary.call_mut().deposit(party, statement);
    let receipt = session.call("depositing", message)?;
    cost.add(&receipt);
    let (deposit, block) = (receipt.returned, Some(receipt.block));
    let Some(number) = case else { return Ok(Lodged { deposit, block, case: None, cost }) };

    let chain: EvidenceId =
        session.kept.chain.query(notary.call().chain_id(party, number.to_owned()))?;
    if session.kept.chain.query(notary.call().chain(chain))?.is_none() {
        let closes_at = receipt.time.saturating_add(Millis::from(closes_in).saturating_mul(DAY));
        let message = notary.call_mut().open_chain(party, number.to_owned(), Vec::new(), closes_at);
        cost.add(&session.call(&format!("opening the case {number}"), message)?);
    }
    let message = notary.call_mut().append(chain, party, deposit, [0; 32]);
    let receipt = session.call(&format!("adding the deposit to the case {number}"), message)?;
    cost.add(&receipt);
    let opened = session.kept.chain.query(notary.call().chain(chain))?;
    let closes_at = Moment(opened.context("the case is not there")?.closes_at);
    let case = CaseNow {
        number: number.to_owned(),
        id: Digits(chain.0),
        link: receipt.returned,
        closes_at,
    };
    Ok(Lodged { deposit, block, case: Some(case), cost })
}

/// The deposit as the chain has it, for the receipts.
fn deposited(session: &Session, lodged: &Lodged) -> Result<Deposited> {
    let Session { kept, party, .. } = session;
    let certificate = kept.chain.query(kept.suite.notary().call().certificate(lodged.deposit))?;
    let certificate = certificate.context("the deposit is not there")?;
    let contract = kept.suite.contract("notary").context("the chain has no notary")?;
    Ok(Deposited {
        chain: Digits(session.genesis()?),
        contract: Address(contract.address.clone()),
        deposit: Digits(lodged.deposit.0),
        certificate: certificate.number,
        block: lodged.block,
        recorded_at: Moment(certificate.recorded_at),
        depositor: Digits(party.0),
        case: lodged
            .case
            .as_ref()
            .map(|case| Case { number: case.number.clone(), link: case.link }),
    })
}

/// Writes the receipts beside their `places`, under names of their own, and down to the disk. What a command that was stopped left there
/// is replaced.
fn write_waiting(
    receipts: impl Iterator<Item = Receipt>,
    places: &[PathBuf],
) -> Result<Vec<TempPath>> {
    let mut waiting = Vec::with_capacity(places.len());
    for (receipt, place) in receipts.zip(places) {
        let cannot = || format!("{} cannot be written; nothing was done", place.display());
        let mut at = place.clone().into_os_string();
        at.push(receipt::WAITING);
        match fs::remove_file(&at) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(cannot)
            }
            _ => {}
        }
        let file = File::options().write(true).create_new(true).mode(0o666).open(&at);
        let mut file = file.with_context(cannot)?;
        waiting.push(TempPath::from_path(at));
        file.write_all(&receipt.to_bytes()?).with_context(cannot)?;
    }
    // Once for each disk: thousands of receipts one by one would take minutes.
    let mut disks = BTreeSet::new();
    for folder in places.iter().map(|place| folder_of(place)).collect::<BTreeSet<_>>() {
        let cannot = || format!("the receipts in {} cannot be written", folder.display());
        let folder = File::open(folder).with_context(cannot)?;
        if disks.insert(folder.metadata().with_context(cannot)?.dev()) {
            syncfs(&folder).map_err(std::io::Error::from).with_context(cannot)?;
        }
    }
    Ok(waiting)
}

/// Gives the receipts their names; says which could not get them, and where those are.
fn name_receipts(waiting: Vec<TempPath>, places: &[PathBuf]) -> Vec<String> {
    let mut unnamed = Vec::new();
    for (receipt, place) in waiting.into_iter().zip(places) {
        let Err(failed) = receipt.persist_noclobber(place) else { continue };
        let (at, why) = (failed.path.to_path_buf(), failed.error);
        // Its name is free or not, but it is the only receipt: it stays.
        if let Err(failed) = failed.path.keep() {
            std::mem::forget(failed.path);
        }
        unnamed.push(format!("{} is {} ({why})", place.display(), at.display()));
    }
    unnamed
}

/// The files that have the same bytes, together.
fn identical(files: &[PathBuf], documents: &[Document]) -> Vec<Vec<String>> {
    let mut same: BTreeMap<Digits, Vec<String>> = BTreeMap::new();
    for (file, document) in files.iter().zip(documents) {
        same.entry(document.sha256).or_default().push(file.display().to_string());
    }
    same.into_values().filter(|files| files.len() > 1).collect()
}

impl Cost {
    fn add<R>(&mut self, receipt: &chain::Receipt<R>) {
        let Gas { ref_time, proof_size } = receipt.gas;
        self.ref_time = self.ref_time.saturating_add(ref_time);
        self.proof_size = self.proof_size.saturating_add(proof_size);
        self.fee = self.fee.saturating_add(receipt.fee);
        self.deposit = self.deposit.saturating_add(receipt.deposit);
    }

    /// What it comes to for each of `count`, rounded down.
    fn per(self, count: u64) -> Self {
        let count = count.max(1);
        Self {
            ref_time: self.ref_time / count,
            proof_size: self.proof_size / count,
            fee: self.fee / u128::from(count),
            deposit: self.deposit / i128::from(count),
        }
    }

    /// As a person reads it.
    fn told(self) -> String {
        let unit = |amount: i128| decimal(amount / 1_000, 9);
        format!(
            "{} µs and {} bytes of proof, fee {} UNIT, deposit {} UNIT",
            decimal(self.ref_time / 1_000, 3),
            thousands(self.proof_size),
            unit(i128::try_from(self.fee).unwrap_or(i128::MAX)),
            unit(self.deposit)
        )
    }
}

/// The result as a person reads it.
fn told(notarised: &Notarised, folder: Option<&Path>) -> String {
    let Notarised { documents, files, bytes, root, certificate, .. } = notarised;
    let root_name = if notarised.is_batch { "root" } else { "SHA-256" };
    let by = match (notarised.deposited, notarised.is_batch) {
        (true, true) => "are notarised by one deposit.",
        (true, false) => "is notarised.",
        (false, true) => "were notarised before: nothing was deposited.",
        (false, false) => "was notarised before: nothing was deposited.",
    };
    let block =
        notarised.block.map_or_else(String::new, |block| format!("in block {} ", thousands(block)));
    let of =
        if files == documents { String::new() } else { format!(" in {}", counted(*files, "file")) };
    let mut lines = vec![
        format!("{}{of} ({}) {by}", counted(*documents, "document"), counted(*bytes, "byte")),
        format!("{root_name:<12} {root}"),
        format!("deposit      {}", notarised.deposit),
        format!("certificate  {} of {}", thousands(*certificate), notarised.contract.0),
        format!("recorded     {} {block}of chain {}", notarised.recorded_at, notarised.chain),
        format!("collected    {} by this machine's clock", notarised.collected_at),
        format!("depositor    {}", notarised.depositor),
    ];
    if let Some(CaseNow { number, link, closes_at, .. }) = &notarised.case {
        lines.push(format!(
            "case         {number}: link {}, open until {closes_at}",
            thousands(*link)
        ));
    }
    if notarised.deposited {
        lines.push(format!("cost         {}", notarised.cost.told()));
    }
    if notarised.deposited && *documents > 1 {
        lines.push(format!("a document   {}", notarised.cost_per_document.told()));
    }
    let place = match folder {
        Some(folder) => format!("in {}", folder.display()),
        None => "beside the files".to_owned(),
    };
    let written = notarised.receipts_written;
    let before = match files.saturating_sub(written) {
        0 => String::new(),
        before => format!(", {} were there", thousands(before)),
    };
    lines.push(format!("receipts     {} {place}{before}", thousands(written)));
    for same in &notarised.identical {
        lines.push(format!("one document {}", same.join(", ")));
    }
    for LeftOut { path, because } in &notarised.left_out {
        lines.push(format!("left out     {path}: {because}"));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(byte: u8, length: u64) -> Document {
        Document { name: format!("{byte}"), length, sha256: Digits([byte; 32]) }
    }

    fn deposited() -> Deposited {
        Deposited {
            chain: Digits([1; 32]),
            contract: Address([2; 32].into()),
            deposit: Digits([3; 32]),
            certificate: 4,
            block: Some(5),
            recorded_at: Moment(6),
            depositor: Digits([7; 32]),
            case: None,
        }
    }

    #[test]
    fn the_order_of_the_files_and_their_copies_change_nothing() {
        let one = [document(3, 30), document(1, 10), document(2, 20)];
        let other = [document(2, 20), document(3, 30), document(3, 30), document(1, 10)];
        let (one, other) = (Arranged::new(&one), Arranged::new(&other));
        assert_eq!(one.digest(), other.digest());
        assert_eq!(one.subject(), (Subject::Batch, 3));
        for byte in 1..=3 {
            assert_eq!(one.place_of(&[byte; 32]), other.place_of(&[byte; 32]));
            assert_eq!(one.place_of(&[byte; 32]).unwrap().leaf_index, u64::from(byte) - 1);
        }
        assert_eq!(one.place_of(&[4; 32]), None);
    }

    #[test]
    fn one_document_is_deposited_as_it_is_also_if_it_is_there_twice() {
        let one = Arranged::new(&[document(7, 70), document(7, 70)]);
        assert_eq!((one.digest(), one.subject()), ([7; 32], (Subject::Document, 70)));
        assert_eq!(one.place_of(&[7; 32]), None);
    }

    #[test]
    fn a_receipt_whose_name_was_taken_meanwhile_stays_where_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let places = ["a.receipt.json", "b.receipt.json"].map(|name| folder.path().join(name));
        let receipts = [document(8, 80), document(9, 90)]
            .map(|document| Receipt::new(document, None, &deposited()));
        let waiting = write_waiting(receipts.iter().cloned(), &places).unwrap();
        let held: PathBuf = waiting[0].to_path_buf();
        fs::write(&places[0], "another's").unwrap();
        let unnamed = name_receipts(waiting, &places);
        assert_eq!(unnamed.len(), 1);
        assert!(unnamed[0].contains(&held.display().to_string()), "{}", unnamed[0]);
        assert_eq!(fs::read_to_string(&places[0]).unwrap(), "another's");
        assert_eq!(Receipt::read(&held).unwrap(), receipts[0]);
        assert_eq!(Receipt::read(&places[1]).unwrap(), receipts[1]);
    }

    #[test]
    fn what_a_stopped_command_left_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a.receipt.json");
        let left = folder.path().join("a.receipt.json.waiting");
        fs::write(&left, "half of a rec").unwrap();
        let receipt = Receipt::new(document(8, 80), None, &deposited());
        let waiting =
            write_waiting(std::iter::once(receipt.clone()), std::slice::from_ref(&place)).unwrap();
        assert_eq!(waiting[0].to_path_buf(), left);
        assert_eq!(name_receipts(waiting, std::slice::from_ref(&place)), [] as [&str; 0]);
        assert_eq!(Receipt::read(&place).unwrap(), receipt);
        assert!(!left.exists());
    }

    #[test]
    fn receipts_of_a_chain_that_was_not_kept_vanish() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a.receipt.json");
        let receipt = Receipt::new(document(8, 80), None, &deposited());
        let waiting = write_waiting(std::iter::once(receipt), &[place]).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        drop(waiting);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_cost_of_each_is_its_part_of_the_whole() {
        let cost = Cost { ref_time: 10_001, proof_size: 99, fee: 2_000_000_000, deposit: 5_000 };
        let each = cost.per(100);
        assert_eq!(
            (each.ref_time, each.proof_size, each.fee, each.deposit),
            (100, 0, 20_000_000, 50)
        );
        let told = "0.010 µs and 99 bytes of proof, fee 0.002000000 UNIT, deposit 0.000000005 UNIT";
        assert_eq!(cost.told(), told);
    }
}

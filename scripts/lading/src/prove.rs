//! `lading prove`: whether a file is what its receipt says was deposited, and what the chain says of that.

use crate::{
    bundle::RELEASED,
    kept::{hex, Kept, ReadingPlace},
    receipt::{self, leaf, read_document, Digits, Moment, Receipt},
    replay::figures::{counted, thousands},
    repo::Repo,
    ui::{printable, Ui},
};
use anyhow::{ensure, Context, Result};
use chain::{Backend, Bundle, Chain, H256};
use ink::codegen::TraitCallBuilder;
use interfaces::{
    ids::{DepositId, PartyId},
    notary::{Algorithm, Certificate, DepositStatus, Notary as _, Standing, Subject, TimeSource},
    registry::{Identifier, Registry as _, Scheme},
};
use serde::Serialize;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Prove by its receipt that a file was notarised: that it is unchanged, and what the chain says of its deposit.
///
/// Without a chain only the file and the receipt are looked at, which shows that they belong together, not that anything was deposited.
/// With --chain the contract is asked: whether the deposit is there, from when and whose it is, and whether it still stands. A chain in a
/// file is believed as far as the one who keeps the file. Fails if any check fails; a deposit that was replaced passes with a warning,
/// and so does that of an enterprise of which nothing is confirmed: its name is what it calls itself.
#[derive(clap::Args)]
pub struct Args {
    /// The file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Its receipt, if it is not FILE.receipt.json.
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    /// Ask the chain in this file.
    #[arg(long, value_name = "FILE")]
    chain: Option<PathBuf>,
    /// The released contracts are in this folder, not in deployments/bundles.
    #[arg(long, value_name = "FOLDER", requires = "chain")]
    bundles: Option<PathBuf>,
}

/// Where a check looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Asked {
    /// At the file and its receipt.
    Receipt,
    /// On the chain.
    Chain,
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
    Passed,
    /// It passed, but who relies on it should know more.
    Warning,
    Failed,
    NotAsked,
}

impl Verdict {
    fn told(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Warning => "warning",
            Self::Failed => "FAILED",
            Self::NotAsked => "not asked",
        }
    }

    /// Passed if `holds`, else failed.
    fn of(holds: bool) -> Self {
        if holds {
            Self::Passed
        } else {
            Self::Failed
        }
    }
}

/// One check, and what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Check {
    asked: Asked,
    check: &'static str,
    result: Verdict,
    said: String,
}

/// What all checks came to.
#[derive(Serialize)]
struct Proof {
    file: String,
    receipt: String,
    /// Of the file as it is now.
    sha256: Digits,
    chain_asked: bool,
    /// The worst of all checks.
    result: Verdict,
    checks: Vec<Check>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deposit: Option<Deposit>,
}

/// What the chain says of the deposit.
#[derive(Debug, Clone, Serialize)]
struct Deposit {
    deposit: Digits,
    certificate: u64,
    recorded_at: Moment,
    collected_at: Moment,
    depositor: Digits,
    /// What the depositor calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    depositor_name: Option<String>,
    /// What others confirmed of the depositor: its identifiers.
    depositor_confirmed: Vec<String>,
    status: String,
    standing: String,
}

/// What the chain is asked, in this order.
const ON_CHAIN: [&str; 11] = [
    "chain",
    "contract",
    "code",
    "certificate",
    "inclusion",
    "time",
    "depositor",
    "standing",
    "signatures",
    "first seen",
    "case",
];

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    let path = args.receipt.clone().unwrap_or_else(|| receipt::beside(&args.file));
    let shown = args.file.display();
    let about = fs::metadata(&args.file).with_context(|| format!("{shown} cannot be read"))?;
    ensure!(about.is_file(), "{shown} is not a file");
    let receipt = Receipt::read(&path)?;
    let released = args.chain.as_ref().map(|_| released(args.bundles.as_deref())).transpose()?;
    let place = args.chain.clone().map(|chain| ReadingPlace { chain });
    let kept = place.map(|place| place.open()).transpose()?;
    let mut reading = ui.reading(about.len());
    let document = read_document(&args.file, &mut reading)?;
    drop(reading);

    let mut checks = compare(&document, &receipt);
    let deposit = match (&kept, released) {
        (Some(kept), Some(released)) => {
            let mut asked = Asking { kept, receipt: &receipt, checks: Vec::new() };
            let deposit = asked.ask(released)?;
            checks.extend(asked.all("what was found before leaves nothing to ask"));
            deposit
        }
        _ => {
            let why = "no chain was named: --chain FILE asks it";
            checks.extend(ON_CHAIN.map(|check| not_asked(check, why)));
            None
        }
    };
    let worst = |result| checks.iter().any(|check: &Check| check.result == result);
    let result = [Verdict::Failed, Verdict::Warning].into_iter().find(|result| worst(*result));
    let proof = Proof {
        file: shown.to_string(),
        receipt: path.display().to_string(),
        sha256: document.sha256,
        chain_asked: kept.is_some(),
        result: result.unwrap_or(Verdict::Passed),
        checks,
        deposit,
    };
    ui.result(&proof, told)?;
    let failed: Vec<_> =
        proof.checks.iter().filter(|check| check.result == Verdict::Failed).collect();
    let names: Vec<_> = failed.iter().map(|check| check.check).collect();
    let count = counted(names.len() as u64, "check");
    ensure!(names.is_empty(), "{shown} is not proved: {count} failed: {}", names.join(", "));
    Ok(())
}

/// The code of the released notary.
fn released(folder: Option<&Path>) -> Result<H256> {
    let folder = match folder {
        Some(folder) => folder.to_owned(),
        None => Repo::find()
            .context("--bundles names the folder of the released contracts")?
            .at(RELEASED),
    };
    let path = folder.join("notary.contract");
    let bundle = Bundle::read(&path)?;
    bundle.check().with_context(|| path.display().to_string())?;
    Ok(bundle.code_hash())
}

fn not_asked(check: &'static str, why: &str) -> Check {
    Check { asked: Asked::Chain, check, result: Verdict::NotAsked, said: why.to_owned() }
}

/// What shows without a chain: each part of the receipt against what it was made of.
fn compare(document: &receipt::Document, receipt: &Receipt) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut check = |check, holds: bool, said: String| {
        checks.push(Check { asked: Asked::Receipt, check, result: Verdict::of(holds), said });
    };
    let of = &receipt.file;
    let is_same = document.sha256 == of.sha256 && document.length == of.length;
    let said = if is_same {
        format!(
            "SHA-256 {}, {}; the receipt calls it {:?}, which is not checked",
            of.sha256,
            counted(of.length, "byte"),
            of.name
        )
    } else {
        format!(
            "SHA-256 {}, {}; the receipt is for {:?}, SHA-256 {}, {}: the file was changed, or it is another",
            document.sha256,
            counted(document.length, "byte"),
            of.name,
            of.sha256,
            counted(of.length, "byte")
        )
    };
    check("file", is_same, said);
    let leads = receipt.leads_to_root();
    let said = match &receipt.batch {
        None => "the document was deposited alone".to_owned(),
        Some(batch) if leads => format!(
            "{} from document {} of {} to the root {}",
            counted(batch.path.len() as u64, "step"),
            thousands(batch.leaf_index.saturating_add(1)),
            thousands(batch.tree_size),
            batch.root
        ),
        Some(batch) => format!(
            "the path does not lead from the document with SHA-256 {} at place {} of {} to the root {}",
            of.sha256,
            thousands(batch.leaf_index.saturating_add(1)),
            thousands(batch.tree_size),
            batch.root
        ),
    };
    check("path", leads, said);
    let has_its_id = receipt.has_its_id();
    let is = if has_its_id { "is" } else { "is not" };
    let said = format!("{} {is} that of this digest and depositor", receipt.deposit);
    check("deposit id", has_its_id, said);
    checks
}

/// What is asked of a chain about a receipt.
struct Asking<'a> {
    kept: &'a Kept,
    receipt: &'a Receipt,
    checks: Vec<Check>,
}

impl Asking<'_> {
    fn note(&mut self, check: &'static str, result: Verdict, said: impl Into<String>) -> bool {
        self.checks.push(Check { asked: Asked::Chain, check, result, said: said.into() });
        result != Verdict::Failed
    }

    /// Every check in its order; those that were not made, with `why`.
    fn all(self, why: &str) -> Vec<Check> {
        let found = |name| self.checks.iter().find(|check| check.check == name).cloned();
        ON_CHAIN
            .into_iter()
            .map(|name| found(name).unwrap_or_else(|| not_asked(name, why)))
            .collect()
    }

    /// Asks all there is to ask. On another chain, or of another contract, there is nothing.
    fn ask(&mut self, released: H256) -> Result<Option<Deposit>> {
        let (kept, receipt) = (self.kept, self.receipt);
        if !self.is_there(released)? {
            return Ok(None);
        }
        let (chain, notary) = (&kept.chain, kept.suite.notary());
        let id = DepositId(receipt.deposit.0);
        let Some(certificate) = chain.query(notary.call().certificate(id))? else {
            let said = format!("the notary has no deposit {}", receipt.deposit);
            self.note("certificate", Verdict::Failed, said);
            return Ok(None);
        };
        self.compare(&certificate);
        self.is_included(id)?;
        self.time(&certificate)?;
        let (name, confirmed) = self.depositor(&certificate)?;
        let (result, said) = standing(certificate.standing, certificate.followed_by);
        self.note("standing", result, said);
        let (result, said) = signatures(&certificate);
        self.note("signatures", result, said);
        self.first_seen(id)?;
        self.case(id)?;
        Ok(Some(Deposit {
            deposit: receipt.deposit,
            certificate: certificate.number,
            recorded_at: Moment(certificate.recorded_at),
            collected_at: Moment(certificate.statement.collected_at),
            depositor: Digits(certificate.depositor.0),
            depositor_name: name,
            depositor_confirmed: confirmed,
            status: format!("{:?}", certificate.status),
            standing: format!("{:?}", certificate.standing),
        }))
    }

    /// Whether chain, contract and code are those that the receipt and the release mean.
    fn is_there(&mut self, released: H256) -> Result<bool> {
        let (kept, receipt) = (self.kept, self.receipt);
        let genesis = Digits(kept.chain.genesis_hash()?.0);
        let is_it = genesis == receipt.chain;
        let said = if is_it {
            format!("it began with {genesis}")
        } else {
            format!(
                "it began with {genesis}; the receipt is of the one that began with {}",
                receipt.chain
            )
        };
        if !self.note("chain", Verdict::of(is_it), said) {
            return Ok(false);
        }
        let notary = kept.suite.contract("notary").context("the chain has no notary")?;
        let is_it = notary.address == receipt.contract.0;
        let said = if is_it {
            format!("{} is the notary of the suite", notary.address)
        } else {
            format!("the notary of the suite is {}, not {}", notary.address, receipt.contract.0)
        };
        if !self.note("contract", Verdict::of(is_it), said) {
            return Ok(false);
        }
        let code = kept.chain.code_hash(&notary.address)?;
        let said = match code {
            Some(code) if code == released => {
                format!("it runs what was released, {}", hex(&code.0))
            }
            Some(code) => format!(
                "it runs {}; what was released is {}: what it answers is not known to be true",
                hex(&code.0),
                hex(&released.0)
            ),
            None => "there is no contract".to_owned(),
        };
        Ok(self.note("code", Verdict::of(code == Some(released)), said))
    }

    /// Whether the certificate is about what the receipt says was deposited.
    fn compare(&mut self, certificate: &Certificate) {
        let receipt = self.receipt;
        let (subject, size) = match &receipt.batch {
            Some(batch) => (Subject::Batch, batch.tree_size),
            None => (Subject::Document, receipt.file.length),
        };
        let statement = &certificate.statement;
        let mut wrong = Vec::new();
        if certificate.number != receipt.certificate {
            wrong.push(format!(
                "its number is {}, not {}",
                thousands(certificate.number),
                thousands(receipt.certificate)
            ));
        }
        let digest = receipt.deposited_digest();
        if statement.algorithm != Algorithm::Sha256 || statement.digest != receipt::wide(&digest) {
            wrong.push(format!("its digest is not {}", hex(&digest)));
        }
        if statement.subject != subject {
            wrong.push(format!("it is of a {:?}, not of a {subject:?}", statement.subject));
        }
        if statement.size != size {
            let unit = if subject == Subject::Batch { "documents" } else { "bytes" };
            let (found, said) = (thousands(statement.size), thousands(size));
            wrong.push(format!("it is of {found} {unit}, not {said}"));
        }
        let said = if wrong.is_empty() {
            let number = thousands(certificate.number);
            match subject {
                Subject::Batch => {
                    format!("number {number}, of a batch of {} with this root", thousands(size))
                }
                _ => format!("number {number}, of a document with this digest and length"),
            }
        } else {
            wrong.join("; ")
        };
        self.note("certificate", Verdict::of(wrong.is_empty()), said);
    }

    /// Whether the contract finds the document in the batch.
    fn is_included(&mut self, id: DepositId) -> Result<()> {
        let receipt = self.receipt;
        let Some(batch) = &receipt.batch else {
            self.note("inclusion", Verdict::NotAsked, "the document was deposited alone");
            return Ok(());
        };
        if !receipt.leads_to_root() {
            let said = "the receipt's path does not lead to the root";
            self.note("inclusion", Verdict::NotAsked, said);
            return Ok(());
        }
        let message = self.kept.suite.notary().call().verify_inclusion(
            id,
            leaf(&receipt.file.sha256.0),
            batch.leaf_index,
            batch.nodes(),
        );
        let is_included = self.kept.chain.query(message)?;
        let finds = if is_included { "finds" } else { "does not find" };
        let place = thousands(batch.leaf_index.saturating_add(1));
        let said = format!("the contract {finds} the document at place {place} of the batch");
        self.note("inclusion", Verdict::of(is_included), said);
        Ok(())
    }

    /// Whether it was recorded when the receipt says so.
    fn time(&mut self, certificate: &Certificate) -> Result<()> {
        let receipt = self.receipt;
        let recorded_at = Moment(certificate.recorded_at);
        let last = self.kept.chain.block()?;
        if recorded_at != receipt.recorded_at {
            let said = format!("recorded {recorded_at}, not {}", receipt.recorded_at);
            self.note("time", Verdict::Failed, said);
        } else if let Some(block) = receipt.block.filter(|block| *block > last) {
            let (block, last) = (thousands(block), thousands(last));
            let said = format!("block {block} is not there yet: the last is {last}");
            self.note("time", Verdict::Failed, said);
        } else {
            let statement = &certificate.statement;
            let mut said = format!(
                "recorded {recorded_at}; collected {} {}, as its depositor states",
                Moment(statement.collected_at),
                clock(statement.time_source)
            );
            for (what, text) in [("by", &statement.device), ("from", &statement.source)] {
                if !text.is_empty() {
                    said += &format!(", {what} {}", printable(text));
                }
            }
            if let Some(block) = receipt.block {
                said +=
                    &format!("; in block {}, as the receipt states: not checked", thousands(block));
            }
            self.note("time", Verdict::Passed, said);
        }
        Ok(())
    }

    /// Whose deposit it is, and what is confirmed of that enterprise: what it calls itself shows nothing.
    fn depositor(&mut self, certificate: &Certificate) -> Result<(Option<String>, Vec<String>)> {
        let found = Digits(certificate.depositor.0);
        let party = PartyId(found.0);
        let (chain, registry) = (&self.kept.chain, self.kept.suite.registry());
        let enterprise = chain.query(registry.call().enterprise(party))?;
        let (name, confirmed) = match &enterprise {
            Some(enterprise) => (Some(printable(&enterprise.name)), confirmed(self.kept, party)?),
            None => (None, Vec::new()),
        };
        if found != self.receipt.depositor {
            let said = format!("{found}, not {}", self.receipt.depositor);
            self.note("depositor", Verdict::Failed, said);
            return Ok((name, confirmed));
        }
        let Some((enterprise, name)) = enterprise.zip(name.as_ref()) else {
            let said = format!("{found}, whom the registry does not know");
            self.note("depositor", Verdict::Warning, said);
            return Ok((None, confirmed));
        };
        let country = printable(&String::from_utf8_lossy(&enterprise.country));
        let (result, known) = if confirmed.is_empty() {
            let known = "a name that it gave itself, and nothing about it is confirmed";
            (Verdict::Warning, known.to_owned())
        } else {
            (Verdict::Passed, format!("as it calls itself; confirmed are {}", confirmed.join(", ")))
        };
        self.note("depositor", result, format!("{found}, {name} ({country}), {known}"));
        Ok((Some(name.clone()), confirmed))
    }

    /// Whether anyone deposited the same earlier.
    fn first_seen(&mut self, id: DepositId) -> Result<()> {
        let (chain, notary) = (&self.kept.chain, self.kept.suite.notary());
        let digest = receipt::wide(&self.receipt.deposited_digest());
        let first = chain.query(notary.call().first_seen(Algorithm::Sha256, digest))?;
        let (result, said) = match first {
            Some(first) if first == id => {
                (Verdict::Passed, "nobody deposited it earlier".to_owned())
            }
            Some(first) => {
                let earlier = chain.query(notary.call().certificate(first))?;
                let (by, at) = earlier.map_or_else(Default::default, |earlier| {
                    (hex(&earlier.depositor.0), Moment(earlier.recorded_at).to_string())
                });
                let first = hex(&first.0);
                let said = format!("{by} deposited the same earlier, {at}, as {first}");
                (Verdict::Warning, said)
            }
            None => (Verdict::Failed, "the notary has not seen this digest".to_owned()),
        };
        self.note("first seen", result, said);
        Ok(())
    }

    /// Whether it is in the case that the receipt says it was added to.
    fn case(&mut self, id: DepositId) -> Result<()> {
        let Some(case) = &self.receipt.case else {
            self.note("case", Verdict::NotAsked, "the receipt names none");
            return Ok(());
        };
        let (chain, notary) = (&self.kept.chain, self.kept.suite.notary());
        let keeper = PartyId(self.receipt.depositor.0);
        let number = printable(&case.number);
        let evidence = chain.query(notary.call().chain_id(keeper, case.number.clone()))?;
        // Links are counted from 1; asked from 0 on, the contract begins with the first.
        let links = match case.link {
            0 => Vec::new(),
            link => chain.query(notary.call().links_of(evidence, link, 1))?,
        };
        let link = thousands(case.link);
        match links.first() {
            Some(found) if found.deposit == id => {
                let at = Moment(found.recorded_at);
                let said = format!("it is link {link} of the case {number}, added {at}");
                self.note("case", Verdict::Passed, said);
            }
            Some(_) => {
                let said = format!("link {link} of the case {number} is another deposit");
                self.note("case", Verdict::Failed, said);
            }
            None => {
                let said = format!("the depositor's case {number} has no link {link}");
                self.note("case", Verdict::Failed, said);
            }
        }
        Ok(())
    }
}

/// The identifiers of `party` that an attester confirmed, so that they are nobody else's.
fn confirmed(kept: &Kept, party: PartyId) -> Result<Vec<String>> {
    /// How many are told at once.
    const AT_ONCE: u16 = 50;
    let registry = kept.suite.registry();
    let mut confirmed = Vec::new();
    for from in (0..u16::MAX).step_by(usize::from(AT_ONCE)) {
        let asked = registry.call().identifiers_of(party, from, AT_ONCE);
        let stated: Vec<Identifier> = kept.chain.query(asked)?;
        confirmed.extend(stated.iter().filter(|one| one.confirmed).map(identifier));
        if stated.len() < usize::from(AT_ONCE) {
            break;
        }
    }
    Ok(confirmed)
}

/// An identifier, as a person reads it.
fn identifier(identifier: &Identifier) -> String {
    let scheme = match identifier.scheme {
        Scheme::Gln => "GLN",
        Scheme::Lei => "LEI",
        Scheme::Uscc => "Unified Social Credit Code",
        Scheme::Duns => "D-U-N-S",
        Scheme::Scac => "SCAC",
        Scheme::Vat => "VAT number",
        Scheme::Gs1CompanyPrefix => "GS1 company prefix",
    };
    format!("{scheme} {}", printable(&identifier.value))
}

/// Where a declared time comes from, in words.
fn clock(source: TimeSource) -> &'static str {
    match source {
        TimeSource::NotStated => "by a clock that is not stated",
        TimeSource::Device => "by the collecting device's clock",
        TimeSource::Network => "by a clock that the network sets",
        TimeSource::Satellite => "by a satellite receiver's clock",
        TimeSource::TimeStamp => "by a trusted time stamp",
        TimeSource::Block => "by the chain's block",
    }
}

/// What the standing of a deposit means for who relies on it.
fn standing(standing: Standing, followed_by: Option<DepositId>) -> (Verdict, String) {
    let by = followed_by.map_or_else(String::new, |by| format!(", {}", hex(&by.0)));
    match standing {
        Standing::Valid => (Verdict::Passed, "it stands".to_owned()),
        Standing::Renewed => (
            Verdict::Warning,
            format!("it stands, and was deposited again under a newer algorithm{by}: rely on that too"),
        ),
        Standing::Extended => {
            (Verdict::Warning, format!("it stands, and the log has grown since{by}"))
        }
        Standing::Superseded => (
            Verdict::Warning,
            format!("its depositor put another in its place{by}: it was deposited, and is out of date"),
        ),
        Standing::Revoked => (
            Verdict::Failed,
            "its depositor revoked it: it was deposited, and nobody stands by it".to_owned(),
        ),
        Standing::Overturned => (
            Verdict::Failed,
            "it was challenged, and its arbiter overturned it: it was deposited, and is not to be relied on"
                .to_owned(),
        ),
    }
}

/// Where the signatures stand.
fn signatures(certificate: &Certificate) -> (Verdict, String) {
    let of = match certificate.statement.signatories.len() {
        1 => "1 party".to_owned(),
        count => format!("{count} parties"),
    };
    let signed = certificate.signed.count_ones();
    match certificate.status {
        DepositStatus::Deposited => {
            (Verdict::Passed, "nobody beside the depositor has to sign".to_owned())
        }
        DepositStatus::Sealed => (Verdict::Passed, format!("signed by all, {of}")),
        DepositStatus::Pending => {
            (Verdict::Warning, format!("signed by {signed} of {of}; the others are waited for"))
        }
        DepositStatus::Declined => {
            (Verdict::Warning, format!("signed by {signed} of {of}; one will not sign"))
        }
        DepositStatus::Lapsed => {
            (Verdict::Warning, format!("signed by {signed} of {of}; the time to sign is over"))
        }
    }
}

/// The result as a person reads it.
fn told(proof: &Proof) -> String {
    let mut lines = Vec::new();
    for (asked, heading) in [(Asked::Receipt, "File and receipt"), (Asked::Chain, "Chain")] {
        lines.push(heading.to_owned());
        for check in proof.checks.iter().filter(|check| check.asked == asked) {
            lines.push(format!(
                "  {:<9}  {:<11}  {}",
                check.result.told(),
                check.check,
                check.said
            ));
        }
    }
    let file = &proof.file;
    lines.push(match (proof.result, &proof.deposit) {
        (Verdict::Failed, _) => format!("{file} is NOT proved."),
        (_, None) => format!(
            "{file} and its receipt belong together. Whether that was deposited, and stands, is not shown: the chain was not asked."
        ),
        (result, Some(deposit)) => {
            let id = &deposit.depositor;
            let who = match (&deposit.depositor_name, deposit.depositor_confirmed.as_slice()) {
                (Some(name), []) => format!("{id}, who calls itself {name},"),
                (Some(name), [first, ..]) => format!("{name} ({first})"),
                (None, _) => id.to_string(),
            };
            let but = if result == Verdict::Warning { " See the warnings." } else { "" };
            format!("{file} is as {who} had it notarised on {}.{but}", deposit.recorded_at)
        }
    });
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_revoked_or_overturned_fails() {
        let by = Some(DepositId([7; 32]));
        let verdict = |standing_now| standing(standing_now, by).0;
        assert_eq!(verdict(Standing::Valid), Verdict::Passed);
        for warned in [Standing::Renewed, Standing::Extended, Standing::Superseded] {
            assert_eq!(verdict(warned), Verdict::Warning);
            assert!(standing(warned, by).1.contains(&hex(&[7; 32])), "{warned:?}");
        }
        for failed in [Standing::Revoked, Standing::Overturned] {
            assert_eq!(verdict(failed), Verdict::Failed);
        }
    }
}

//! Chains that are kept in files: where a command works, for whom, and how what it did is kept.
//!
//! A kept chain is the node's own runtime with its state, and knows where the suite stands on it. A command opens it, works, and
//! keeps it by one write: one that fails changes nothing. Its clock is that of the machine.

use crate::{suite::Suite, ui::count};
use anyhow::{bail, ensure, Context, Result};
use blake2::{digest::consts::U32, Blake2b, Digest as _};
use chain::{Account, Backend, Chain, Embedded, Message, Receipt, Snapshot, MINIMUM_PERIOD, UNIT};
use ink::{
    codegen::TraitCallBuilder,
    scale::{Decode, Encode},
};
use interfaces::{
    ids::{Millis, PartyId},
    registry::Registry as _,
};
use regex::{Captures, Regex};
use rustix::{
    fs::{flock, FlockOperation},
    io::Errno,
};
use scale_info::{TypeDef, TypeInfo};
use std::{
    fmt::Debug,
    fs::{self, File},
    io::{Read, Write},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::LazyLock,
    time::{SystemTime, UNIX_EPOCH},
};

/// Where a command works.
#[derive(Debug, Clone, clap::Args)]
pub struct Place {
    /// The file of the chain, made by `lading deploy --chain FILE`. A link to it means the file that it leads to.
    #[arg(long, value_name = "FILE")]
    pub chain: PathBuf,
    /// Whose key signs: a phrase, a hexadecimal seed, or a development account such as //Alice.
    #[arg(long, value_name = "SECRET", default_value = "//Alice")]
    pub suri: String,
    /// The enterprise it acts for, 0x and 64 digits; without it, the first that the key registered.
    #[arg(long, value_name = "ID", value_parser = id)]
    pub party: Option<[u8; 32]>,
}

/// A chain in a file. Nobody else works on it meanwhile.
pub struct Kept {
    /// The chain.
    pub chain: Embedded,
    /// Where the suite stands on it.
    pub suite: Suite,
    path: PathBuf,
    /// Locked as long as this lives.
    file: File,
}

/// Where a command reads, and does nothing: no account is needed.
#[derive(Debug, Clone, clap::Args)]
pub struct ReadingPlace {
    /// The file of the chain, made by `lading deploy --chain FILE`.
    #[arg(long, value_name = "FILE")]
    pub chain: PathBuf,
}

/// A chain in a file as it is now. Others may work on it meanwhile, and it cannot be saved.
pub struct Reading(Kept);

/// What time it is on a chain that was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// That of this machine, or where the chain is ahead of it that of the chain.
    Machine,
    /// That of the chain's last block, to the next one's.
    LastBlock,
}

/// A kept chain, and who works on it.
pub struct Session {
    /// The chain.
    pub kept: Kept,
    /// Who signs.
    pub account: Account,
    /// For which enterprise.
    pub party: PartyId,
}

impl Place {
    /// Opens the chain for the enterprise that is to act.
    ///
    /// # Errors
    /// If there is no such chain, another works on it, or the key acts for no enterprise.
    pub fn open(&self) -> Result<Session> {
        let account = Account::from_secret(&self.suri).context("--suri")?;
        let kept = Kept::open(&self.chain)?;
        let party = if let Some(party) = self.party.map(PartyId) {
            kept.must_know("--party", party)?;
            party
        } else {
            let party = first_enterprise(&kept.suite, &account)?;
            ensure!(
                kept.knows(party)?,
                "{} has registered no enterprise on this chain: `lading register` does, or --party names the one it acts for",
                account.name()
            );
            party
        };
        Ok(Session { kept, account, party })
    }
}

impl ReadingPlace {
    /// Reads the chain.
    ///
    /// # Errors
    /// If there is no such chain.
    pub fn open(&self) -> Result<Reading> {
        self.open_at(Clock::Machine)
    }

    /// Reads the chain as of some time.
    ///
    /// # Errors
    /// If there is no such chain.
    pub fn open_at(&self, clock: Clock) -> Result<Reading> {
        let path = &self.chain;
        // A chain is saved by putting another file in its place, so that what was opened stays whole.
        let file = open_file(path).with_context(|| absent(path))?;
        Kept::read(path, file, clock).map(Reading)
    }
}

impl std::ops::Deref for Reading {
    type Target = Kept;

    fn deref(&self) -> &Kept {
        &self.0
    }
}

/// The id of the first enterprise that `account` registers: as the registry makes it, with its nonce 0.
///
/// # Errors
/// If the chain has no registry.
pub fn first_enterprise(suite: &Suite, account: &Account) -> Result<PartyId> {
    let registry = suite.contract("registry").context("the chain has no registry")?;
    let registry: &[u8; 32] = registry.address.as_ref();
    let id = (*b"lading/enterprise", registry, account.ink(), 0_u32).using_encoded(blake2_256);
    Ok(PartyId(id))
}

/// The time by the clock of this machine, in milliseconds since 1970.
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}

/// What the contracts make ids by.
pub fn blake2_256(bytes: &[u8]) -> [u8; 32] {
    Blake2b::<U32>::digest(bytes).into()
}

impl Kept {
    /// Keeps a new chain at `path`, where there must be nothing.
    ///
    /// # Errors
    /// If there is something, or it cannot be written.
    pub fn create(path: &Path, mut chain: Embedded, suite: &Suite) -> Result<()> {
        let shown = path.display();
        let bytes = chain.snapshot().to_bytes(&serde_json::to_vec(suite)?);
        let file = write_beside(path, &bytes, fs::Permissions::from_mode(0o666))?;
        file.persist_noclobber(path).map_err(|failed| failed.error).with_context(|| {
            format!("{shown} cannot be made: the file of a new chain must not be there")
        })?;
        keep_name(path)
    }

    /// Opens the chain at `path`, to work on it alone.
    ///
    /// # Errors
    /// If there is none, or another works on it.
    pub fn open(path: &Path) -> Result<Self> {
        let shown = path.display();
        // What is saved takes the place of the file itself, and not that of a link to it.
        let path = &fs::canonicalize(path).with_context(|| absent(path))?;
        let file = loop {
            let file = open_file(path).with_context(|| absent(path))?;
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => {}
                Err(Errno::WOULDBLOCK) => bail!("{shown} is in use by another command"),
                Err(error) => {
                    return Err(std::io::Error::from(error))
                        .with_context(|| format!("{shown} cannot be locked"))
                }
            }
            // Whoever had it before may have put another file in its place.
            let about = file.metadata().with_context(|| format!("{shown} cannot be read"))?;
            let is_it = |now: fs::Metadata| (now.dev(), now.ino()) == (about.dev(), about.ino());
            if !fs::metadata(path).is_ok_and(is_it) {
                continue;
            }
            ensure!(
                about.nlink() == 1,
                "{shown} has {} names (hard links), and only one of them would get what is done: copy the file, and name the copy",
                about.nlink()
            );
            break file;
        };
        Self::read(path, file, Clock::Machine)
    }

    /// Reads the chain in `file`, which is at `path`.
    fn read(path: &Path, mut file: File, clock: Clock) -> Result<Self> {
        let shown = path.display();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).with_context(|| format!("{shown} cannot be read"))?;
        let (snapshot, note) = Snapshot::from_bytes(&bytes).with_context(|| shown.to_string())?;
        let suite = serde_json::from_slice(&note)
            .with_context(|| format!("{shown} does not say where the suite stands"))?;
        let mut chain = Embedded::from(&snapshot);
        let time = match clock {
            Clock::Machine => now().max(chain.next_time()),
            Clock::LastBlock => chain.time()?.saturating_add(MINIMUM_PERIOD),
        };
        chain.set_time(time)?;
        Ok(Self { chain, suite, path: path.to_owned(), file })
    }

    /// Whether `party` is registered.
    fn knows(&self, party: PartyId) -> Result<bool> {
        Ok(self.chain.query(self.suite.registry().call().enterprise(party))?.is_some())
    }

    /// That `party`, which the user named by `option`, is registered.
    ///
    /// # Errors
    /// If it is not.
    pub fn must_know(&self, option: &str, party: PartyId) -> Result<()> {
        let id = hex(&party.0);
        ensure!(self.knows(party)?, "{option}: there is no enterprise {id} on this chain");
        Ok(())
    }

    /// Gives `account` 1,000,000 UNIT of //Alice's if it has nothing: all that a kept chain's token is good for is to be paid with.
    ///
    /// # Errors
    /// If //Alice has not so much left.
    pub fn endow(&mut self, account: &Account) -> Result<()> {
        if self.chain.balance(account.id())?.free == 0 {
            self.chain.transfer(&Account::dev("Alice"), account.id(), 1_000_000 * UNIT)?;
        }
        Ok(())
    }

    /// Keeps what was done, all of it at once.
    ///
    /// # Errors
    /// If it cannot be written: the file is as it was then.
    pub fn save(mut self) -> Result<()> {
        let shown = self.path.display();
        let bytes = self.chain.snapshot().to_bytes(&serde_json::to_vec(&self.suite)?);
        let cannot = || format!("{shown} cannot be written; it is as it was");
        let permissions = self.file.metadata().with_context(cannot)?.permissions();
        let next = write_beside(&self.path, &bytes, permissions.clone()).with_context(cannot)?;
        // What is made anew gets only what the user lets every new file have.
        next.as_file().set_permissions(permissions).with_context(cannot)?;
        next.persist(&self.path).map_err(|failed| failed.error).with_context(cannot)?;
        keep_name(&self.path)
    }
}

/// What the names of files begin with that this program has not finished, and were left if it was stopped.
pub const UNFINISHED: &str = ".lading-unfinished-";

/// Writes `bytes` into the folder of `path`, down to the disk, under a name that vanishes if it is not given that of `path`.
fn write_beside(
    path: &Path,
    bytes: &[u8],
    permissions: fs::Permissions,
) -> Result<tempfile::NamedTempFile> {
    let shown = path.display();
    let mut file = tempfile::Builder::new()
        .prefix(UNFINISHED)
        .permissions(permissions)
        .tempfile_in(folder_of(path))
        .with_context(|| format!("nothing can be written beside {shown}"))?;
    file.write_all(bytes)
        .and_then(|()| file.as_file().sync_all())
        .with_context(|| format!("{shown} cannot be written"))?;
    Ok(file)
}

/// Has the disk keep that `path` is the name of what was just written.
fn keep_name(path: &Path) -> Result<()> {
    let folder = folder_of(path);
    File::open(folder).and_then(|folder| folder.sync_all()).with_context(|| {
        format!(
            "{} is written, but whether the disk keeps it if the power fails is not known",
            path.display()
        )
    })
}

/// The folder that `path` is in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Opens the file at `path`, to read it. What is none, such as a pipe or a device, is refused: it may never end.
///
/// # Errors
/// If there is none.
pub fn open_file(path: &Path) -> Result<File> {
    // Even to open a pipe waits for who writes into it.
    let is_file = fs::metadata(path)?.is_file();
    ensure!(is_file, "{} is not a file", path.display());
    Ok(File::open(path)?)
}

/// The most bytes of a document that is read as a whole.
pub const LARGEST: u64 = 256 << 20;

/// Reads the file at `path` as a whole, if it has at most `largest` bytes.
///
/// # Errors
/// If there is none, or it is larger.
pub fn read_file(path: &Path, largest: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_file(path)?.take(largest.saturating_add(1)).read_to_end(&mut bytes)?;
    ensure!(
        bytes.len() as u64 <= largest,
        "{} has more than {} bytes, the most that is read",
        path.display(),
        count(largest)
    );
    Ok(bytes)
}

/// That there is no chain at `path`.
fn absent(path: &Path) -> String {
    let shown = path.display();
    format!("{shown} cannot be read: `lading deploy --chain {shown}` makes a chain there")
}

impl Session {
    /// Calls a contract, signed: what it answered, and what that cost. `doing` is what it is for, as in "recording the harvest".
    ///
    /// # Errors
    /// If the contract gave no answer, or refused: with its reason.
    pub fn call<T: Decode, E: Decode + Encode + Debug + TypeInfo + 'static>(
        &mut self,
        doing: &str,
        message: impl Into<Message<Result<T, E>>>,
    ) -> Result<Receipt<T>> {
        let receipt =
            self.kept.chain.call(&self.account, message).with_context(|| doing.to_owned())?;
        let (answer, receipt) = receipt.swap(());
        match answer {
            Ok(answer) => Ok(receipt.swap(answer).1),
            Err(error) => bail!("{doing}: refused: {}", explained(&error)),
        }
    }

    /// The chain that this is, by the hash of its first block.
    ///
    /// # Errors
    /// If the chain gave no answer.
    pub fn genesis(&self) -> Result<[u8; 32]> {
        Ok(self.kept.chain.genesis_hash()?.0)
    }
}

/// A contract's error: its name, and what its interface says of it.
pub fn explained<E: Debug + Encode + TypeInfo + 'static>(error: &E) -> String {
    let name = ids_in_digits(&format!("{error:?}"));
    match said_of::<E>(&error.encode()) {
        Some(said) => format!("{name}: {said}"),
        None => name,
    }
}

/// `text` with its ids, such as `PartyId([142, …])`, as 0x and 64 digits.
fn ids_in_digits(text: &str) -> String {
    static BYTES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"\w*Id\(\[((?:\d{1,3}, ){31}\d{1,3})\]\)|\[((?:\d{1,3}, ){31}\d{1,3})\]").ok()
    });
    let Some(pattern) = &*BYTES else { return text.to_owned() };
    let digits = |found: &Captures| {
        let bytes = found.get(1).or_else(|| found.get(2)).map_or("", |bytes| bytes.as_str());
        let bytes: Vec<u8> = bytes.split(", ").filter_map(|byte| byte.parse().ok()).collect();
        format!("0x{}", hex::encode(bytes))
    };
    pattern.replace_all(text, digits).into_owned()
}

/// The interfaces, whose documentation says what an error means. (The metadata of ink! contracts keeps that of messages only.)
const INTERFACES: [&str; 11] = [
    include_str!("../../../contracts/interfaces/src/administration.rs"),
    include_str!("../../../contracts/interfaces/src/collateral.rs"),
    include_str!("../../../contracts/interfaces/src/credit.rs"),
    include_str!("../../../contracts/interfaces/src/notary.rs"),
    include_str!("../../../contracts/interfaces/src/orders.rs"),
    include_str!("../../../contracts/interfaces/src/provenance.rs"),
    include_str!("../../../contracts/interfaces/src/receipt.rs"),
    include_str!("../../../contracts/interfaces/src/receivable.rs"),
    include_str!("../../../contracts/interfaces/src/reconciliation.rs"),
    include_str!("../../../contracts/interfaces/src/registry.rs"),
    include_str!("../../../contracts/interfaces/src/waybill.rs"),
];

/// What the interface says of the variant of `E` that `encoded` is.
fn said_of<E: TypeInfo + 'static>(encoded: &[u8]) -> Option<String> {
    let info = E::type_info();
    let TypeDef::Variant(variants) = info.type_def else { return None };
    let variant =
        variants.variants.iter().find(|variant| encoded.first() == Some(&variant.index))?;
    let begin = format!("pub enum {} {{\n", info.path.segments.last()?);
    let body = INTERFACES.iter().find_map(|source| source.split_once(&begin))?.1;
    let mut said = Vec::new();
    for line in body.lines().map(str::trim).take_while(|line| *line != "}") {
        if let Some(text) = line.strip_prefix("///") {
            said.push(text.trim());
        } else if line.trim_end_matches(',').split('(').next() == Some(variant.name) {
            return Some(said.join(" "));
        } else {
            said.clear();
        }
    }
    None
}

/// 32 bytes as 0x and 64 digits.
pub fn hex(bytes: &[u8; 32]) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// Reads 32 bytes of 64 hexadecimal digits, 0x before them or not.
///
/// # Errors
/// If that is not what `text` is.
pub fn id(text: &str) -> Result<[u8; 32]> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    ensure!(
        digits.len() == 64,
        "an id has 64 hexadecimal digits, 0x before them or not; this has {}",
        digits.len()
    );
    let bytes = hex::decode(digits).context("an id has hexadecimal digits only")?;
    bytes.try_into().map_err(|_| anyhow::anyhow!("an id has 32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::{
        administration::AdministrationError, collateral::CollateralError, credit::CreditError,
        notary::NotaryError, orders::OrderError, provenance::ProvenanceError,
        receipt::ReceiptError, receivable::ReceivableError, reconciliation::ReconciliationError,
        registry::RegistryError, waybill::WaybillError,
    };

    /// How many variants of `E` have nothing said of them.
    fn silent<E: TypeInfo + 'static>() -> usize {
        let TypeDef::Variant(variants) = E::type_info().type_def else { return usize::MAX };
        let indices = variants.variants.iter().map(|variant| variant.index);
        indices.filter(|index| said_of::<E>(&[*index]).is_none_or(|said| said.len() < 10)).count()
    }

    #[test]
    fn every_error_of_a_contract_says_what_was_wrong() {
        assert_eq!(silent::<AdministrationError>(), 0);
        assert_eq!(silent::<CollateralError>(), 0);
        assert_eq!(silent::<CreditError>(), 0);
        assert_eq!(silent::<NotaryError>(), 0);
        assert_eq!(silent::<OrderError>(), 0);
        assert_eq!(silent::<ProvenanceError>(), 0);
        assert_eq!(silent::<ReceiptError>(), 0);
        assert_eq!(silent::<ReceivableError>(), 0);
        assert_eq!(silent::<ReconciliationError>(), 0);
        assert_eq!(silent::<RegistryError>(), 0);
        assert_eq!(silent::<WaybillError>(), 0);
        let said = explained(&ProvenanceError::TooMuch(3));
        assert_eq!(
            said,
            "TooMuch(3): More of the unit of the output at this place would come out than what goes in gives."
        );
    }

    #[test]
    fn an_id_in_an_error_is_written_as_it_is_given() {
        let said = explained(&RegistryError::HeldBy(PartyId([142; 32])));
        let digits = hex(&[142; 32]);
        assert!(said.starts_with(&format!("HeldBy({digits}): ")), "{said}");
        let said = ids_in_digits("Of([1, 2, 3], [7, 8])");
        assert_eq!(said, "Of([1, 2, 3], [7, 8])");
        assert_eq!(
            ids_in_digits(&format!("Digest({:?})", [7_u8; 32])),
            format!("Digest({})", hex(&[7; 32]))
        );
    }

    #[test]
    fn what_is_no_file_or_too_large_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &path,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(0o600),
            0,
        )
        .unwrap();
        for none in [&path, Path::new("/dev/zero"), folder.path()] {
            let said = format!("{:#}", read_file(none, 10).unwrap_err());
            assert!(said.contains("is not a file"), "{said}");
        }
        let path = folder.path().join("file");
        fs::write(&path, [7; 10]).unwrap();
        assert_eq!(read_file(&path, 10).unwrap(), [7; 10]);
        let said = format!("{:#}", read_file(&path, 9).unwrap_err());
        assert!(said.contains("has more than 9 bytes"), "{said}");
    }

    #[test]
    fn an_id_is_64_digits() {
        let digits = "ab".repeat(32);
        assert_eq!(id(&digits).unwrap(), [0xab; 32]);
        assert_eq!(id(&hex(&[7; 32])).unwrap(), [7; 32]);
        for wrong in ["", "0x", "0xabc", &digits[1..], &format!("{}g", &digits[1..])] {
            assert!(id(wrong).is_err(), "{wrong}");
        }
    }
}

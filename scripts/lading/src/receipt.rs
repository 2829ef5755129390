//! Portable receipts: what shows of one file that it was deposited, when, by whom and where.
//!
//! A receipt lies beside its file as `<file name>.receipt.json`, and anyone can check it without this program:
//!
//! - `file.sha256` is the SHA-256 of the file.
//! - Of a batch, the leaf is `SHA-256(0x00 ‖ file.sha256)`, and `batch.path` leads from it to `batch.root` as RFC 9162, section
//!   2.1.3.2, says. Without a batch, `file.sha256` itself was deposited.
//! - `deposit` is `blake2_256("lading/deposit" ‖ depositor ‖ 0x01 ‖ the root, or file.sha256 ‖ 32 zeros)`.
//! - The contract at `contract`, on the chain whose first block has the hash `chain`, has that deposit: its message `certificate` answers
//!   with number, time, depositor and standing, its message `verify_inclusion` with whether the path leads to the root.

use crate::{
    kept::{blake2_256, hex, id, open_file, read_file},
    replay::figures::thousands,
    ui::Reading,
};
use anyhow::{ensure, Context, Result};
use chain::AccountId32;
use chrono::{DateTime, SecondsFormat};
use interfaces::ids::{DepositId, Digest, Millis, PartyId};
use kit::merkle;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{
    ffi::OsString,
    fmt,
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
};

/// What a receipt says it is.
const FORMAT: &str = "lading receipt";
/// The version that this program writes and reads.
const VERSION: u32 = 1;
/// What the name of a receipt ends with, after the name of its file.
pub const ENDING: &str = ".receipt.json";
/// What the name of a receipt ends with, after [`ENDING`], until what it is for is kept.
pub const WAITING: &str = ".waiting";
/// The most bytes that a receipt has.
const LARGEST: u64 = 1 << 20;
/// The most nodes that a path has: more documents cannot be numbered.
const LONGEST_PATH: usize = 64;
/// The most characters that the number of a case has.
const LONGEST_NUMBER: usize = 35;

/// The receipt of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    format: String,
    version: u32,
    /// The file that it is for.
    pub file: Document,
    /// How its digest was made, and the tree.
    pub algorithm: Algorithm,
    /// Where it is in the batch that was deposited; without one, the file's digest itself was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Batch>,
    /// The chain, by the hash of its first block.
    pub chain: Digits,
    /// The notary contract.
    pub contract: Address,
    /// The deposit.
    pub deposit: Digits,
    /// The number of its certificate.
    pub certificate: u64,
    /// The block it is in; not stated if the receipt was written later than the deposit was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<u32>,
    /// The time of that block.
    pub recorded_at: Moment,
    /// Who deposited it.
    pub depositor: Digits,
    /// The case it was added to, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Case>,
}

/// A file, as it was deposited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its name. It may have got another since: its bytes count.
    pub name: String,
    /// Its length in bytes.
    pub length: u64,
    /// SHA-256 of its bytes.
    pub sha256: Digits,
}

/// How digests are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// SHA-256 (FIPS 180-4).
    #[serde(rename = "SHA-256")]
    Sha256,
}

/// A place in a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// The number of the file's leaf, counted from 0.
    pub leaf_index: u64,
    /// How many leaves the tree has.
    pub tree_size: u64,
    /// Its RFC 6962 root, which was deposited.
    pub root: Digits,
    /// The nodes beside the way from the leaf to the root.
    pub path: Vec<Digits>,
}

/// A link in the depositor's chain of evidence of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The depositor's number of it.
    pub number: String,
    /// The number of the link that the deposit is, counted from 1.
    pub link: u32,
}

/// 32 bytes, written as 0x and 64 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Digits(pub [u8; 32]);

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl From<Digits> for String {
    fn from(digits: Digits) -> Self {
        digits.to_string()
    }
}

impl TryFrom<String> for Digits {
    type Error = anyhow::Error;

    fn try_from(text: String) -> Result<Self> {
        ensure!(text.starts_with("0x"), "{text:?} does not begin with 0x");
        id(&text).map(Self).with_context(|| format!("{text:?} is not 0x and 64 digits"))
    }
}

/// An address, written as the chain does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Address(pub AccountId32);

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0.to_string()
    }
}

impl TryFrom<String> for Address {
    type Error = anyhow::Error;

    fn try_from(text: String) -> Result<Self> {
        let address = text.parse();
        address.map(Self).map_err(|why| anyhow::anyhow!("{text:?} is no address: {why}"))
    }
}

/// A time, written as ISO 8601 does, in UTC and to the millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Moment(pub Millis);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match i64::try_from(self.0).ok().and_then(DateTime::from_timestamp_millis) {
            Some(time) => f.write_str(&time.to_rfc3339_opts(SecondsFormat::Millis, true)),
            None => write!(f, "{} ms after 1970", self.0),
        }
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

impl TryFrom<String> for Moment {
    type Error = anyhow::Error;

    fn try_from(text: String) -> Result<Self> {
        let time = DateTime::parse_from_rfc3339(&text)
            .with_context(|| format!("{text:?} is no time of ISO 8601 with its zone"))?;
        let time = u64::try_from(time.timestamp_millis());
        time.map(Self).with_context(|| format!("{text:?} is before 1970"))
    }
}

/// A deposit, as all its receipts have it.
#[derive(Debug, Clone)]
pub struct Deposited {
    /// The chain, by the hash of its first block.
    pub chain: Digits,
    /// The notary contract.
    pub contract: Address,
    /// The deposit.
    pub deposit: Digits,
    /// The number of its certificate.
    pub certificate: u64,
    /// The block it is in, if that is known.
    pub block: Option<u32>,
    /// The time of that block.
    pub recorded_at: Moment,
    /// Who deposited it.
    pub depositor: Digits,
    /// The case it was added to, if it was.
    pub case: Option<Case>,
}

impl Receipt {
    /// The receipt of `file`, which is at `batch` of what was deposited.
    pub fn new(file: Document, batch: Option<Batch>, deposited: &Deposited) -> Self {
        let Deposited {
            chain,
            contract,
            deposit,
            certificate,
            block,
            recorded_at,
            depositor,
            case,
        } = deposited.clone();
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            file,
            algorithm: Algorithm::Sha256,
            batch,
            chain,
            contract,
            deposit,
            certificate,
            block,
            recorded_at,
            depositor,
            case,
        }
    }

    /// Reads the receipt at `path`.
    ///
    /// # Errors
    /// If there is none, or it is not one of this version: with what is wrong where.
    pub fn read(path: &Path) -> Result<Self> {
        let shown = path.display();
        let bytes = read_file(path, LARGEST).map_err(|error| {
            match error.downcast_ref().map(std::io::Error::kind) {
                Some(ErrorKind::NotFound) => {
                    anyhow::anyhow!("there is no receipt {shown}; --receipt names one elsewhere")
                }
                _ => error.context(format!("the receipt {shown} cannot be read")),
            }
        })?;
        Self::parse(&bytes).with_context(|| format!("{shown} cannot be taken as a receipt"))
    }

    /// Reads the bytes of a receipt.
    fn parse(bytes: &[u8]) -> Result<Self> {
        /// What tells whether the rest can be understood.
        #[derive(Deserialize)]
        struct Head {
            format: String,
            version: u32,
        }
        let head: Head = serde_json::from_slice(bytes)?;
        ensure!(head.format == FORMAT, "its format is {:?}, not {FORMAT:?}", head.format);
        ensure!(
            head.version == VERSION,
            "it is of version {}, and this program knows version {VERSION}",
            head.version
        );
        let receipt: Self = serde_json::from_slice(bytes)?;
        let steps = receipt.batch.as_ref().map_or(0, |batch| batch.path.len());
        ensure!(
            steps <= LONGEST_PATH,
            "its path has {} nodes, and none has more than {LONGEST_PATH}",
            thousands(steps as u64)
        );
        let letters = receipt.case.as_ref().map_or(0, |case| case.number.len());
        ensure!(
            letters <= LONGEST_NUMBER,
            "the number of its case has {} characters, and none has more than {LONGEST_NUMBER}",
            thousands(letters as u64)
        );
        Ok(receipt)
    }

    /// The bytes of the file that it is written to.
    ///
    /// # Errors
    /// None: it can be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// What was deposited: the root of the batch, or the digest of the file.
    pub fn deposited_digest(&self) -> Digest {
        self.batch.as_ref().map_or(self.file.sha256.0, |batch| batch.root.0)
    }

    /// Whether the path leads from the file's leaf to the root; without a batch there is none to follow.
    pub fn leads_to_root(&self) -> bool {
        self.batch.as_ref().is_none_or(|batch| {
            let Batch { leaf_index, tree_size, root, .. } = batch;
            let leaf = leaf(&self.file.sha256.0);
            merkle::is_included(sha256, &leaf, *leaf_index, *tree_size, &root.0, &batch.nodes())
        })
    }

    /// Whether the id of the deposit is that of this digest and depositor.
    pub fn has_its_id(&self) -> bool {
        deposit_id(PartyId(self.depositor.0), &self.deposited_digest()).0 == self.deposit.0
    }
}

impl Batch {
    /// The path, as the contract takes it.
    pub fn nodes(&self) -> Vec<Digest> {
        self.path.iter().map(|node| node.0).collect()
    }
}

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// The leaf of the document with this digest.
pub fn leaf(digest: &Digest) -> Digest {
    merkle::leaf(sha256, digest)
}

/// A SHA-256 digest as deposits have it.
pub fn wide(digest: &Digest) -> [u8; 64] {
    let mut wide = [0; 64];
    wide[..32].copy_from_slice(digest);
    wide
}

/// The id of the deposit of a SHA-256 digest, as the notary makes it.
pub fn deposit_id(depositor: PartyId, digest: &Digest) -> DepositId {
    DepositId(blake2_256(&[&b"lading/deposit"[..], &depositor.0, &[1], &wide(digest)].concat()))
}

/// The name of the receipt of a file that has this name.
pub fn name_of(file: &Path) -> OsString {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(ENDING);
    name
}

/// Where the receipt of `file` lies, unless it was put elsewhere.
pub fn beside(file: &Path) -> PathBuf {
    file.with_file_name(name_of(file))
}

/// Reads the file at `path` to its end: its name, length and digest.
///
/// # Errors
/// If it cannot be read.
pub fn read_document(path: &Path, reading: &mut Reading) -> Result<Document> {
    let shown = path.display();
    let mut file = open_file(path).with_context(|| format!("{shown} cannot be read"))?;
    let (mut hash, mut length) = (Sha256::new(), 0);
    let mut bytes = vec![0; 1 << 16];
    loop {
        let count = match file.read(&mut bytes) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => {
                return Err(error).with_context(|| format!("{shown} cannot be read to its end"))
            }
        };
        hash.update(&bytes[..count]);
        length += count as u64;
        reading.read(count);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Document { name, length, sha256: Digits(hash.finalize().into()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{json, Value};

    /// The receipt of the second of three files.
    fn receipt() -> Receipt {
        let digests = [[1; 32], [2; 32], [3; 32]];
        let tree = merkle::tree::Tree::new(sha256, digests.iter().map(leaf).collect());
        let path = tree.inclusion(1).into_iter().map(Digits).collect();
        let batch = Batch { leaf_index: 1, tree_size: 3, root: Digits(tree.root()), path };
        let file = Document { name: "b.pdf".to_owned(), length: 7, sha256: Digits([2; 32]) };
        let deposited = Deposited {
            chain: Digits([4; 32]),
            contract: Address(AccountId32::new([5; 32])),
            deposit: Digits(deposit_id(PartyId([6; 32]), &tree.root()).0),
            certificate: 8,
            block: Some(9),
            recorded_at: Moment(1_789_084_800_123),
            depositor: Digits([6; 32]),
            case: Some(Case { number: "2026-17".to_owned(), link: 1 }),
        };
        Receipt::new(file, Some(batch), &deposited)
    }

    #[test]
    fn what_is_written_is_read_again() {
        let receipt = receipt();
        assert_eq!(Receipt::parse(&receipt.to_bytes().unwrap()).unwrap(), receipt);
        assert!(receipt.leads_to_root() && receipt.has_its_id());
        let written: Value = serde_json::from_slice(&receipt.to_bytes().unwrap()).unwrap();
        assert_eq!(written["recorded_at"], "2026-09-11T00:00:00.123Z");
        assert_eq!(written["algorithm"], "SHA-256");
    }

    /// Why a receipt is refused in which `pointer` is `value`, or is not, if there is none.
    fn refused(pointer: &str, value: Option<Value>) -> String {
        let mut json = serde_json::to_value(receipt()).unwrap();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let parent = json.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        match value {
            Some(value) => parent.insert(key.to_owned(), value),
            None => parent.remove(key),
        };
        let bytes = serde_json::to_vec_pretty(&json).unwrap();
        format!("{:#}", Receipt::parse(&bytes).unwrap_err())
    }

    #[test]
    fn what_is_no_receipt_is_refused_with_what_is_wrong_where() {
        for (pointer, value, said) in [
            (
                "/format",
                Some(json!("invoice")),
                "its format is \"invoice\", not \"lading receipt\"",
            ),
            ("/version", Some(json!(2)), "it is of version 2, and this program knows version 1"),
            ("/version", None, "missing field `version` at line"),
            ("/deposit", None, "missing field `deposit` at line"),
            ("/signed_by", Some(json!("me")), "unknown field `signed_by`, expected one of"),
            ("/batch/roof", Some(json!("0x")), "unknown field `roof`, expected one of"),
            ("/file/length", Some(json!(-1)), "invalid value: integer `-1`, expected u64 at line"),
            ("/file/sha256", Some(json!("0xab")), "\"0xab\" is not 0x and 64 digits"),
            ("/chain", Some(json!("0X")), "\"0X\" does not begin with 0x"),
            ("/contract", Some(json!("5Fake")), "\"5Fake\" is no address"),
            ("/recorded_at", Some(json!("yesterday")), "\"yesterday\" is no time of ISO 8601"),
            ("/recorded_at", Some(json!("1969-12-31T23:59:59Z")), "is before 1970"),
            (
                "/batch/path",
                Some(json!(vec![Digits([0; 32]); 1_000])),
                "its path has 1,000 nodes, and none has more than 64",
            ),
            (
                "/case/number",
                Some(json!("9".repeat(40_000))),
                "the number of its case has 40,000 characters, and none has more than 35",
            ),
            ("/algorithm", Some(json!("MD5")), "unknown variant `MD5`, expected `SHA-256`"),
        ] {
            let refused = refused(pointer, value);
            assert!(refused.contains(said), "{pointer}: {refused}");
        }
        assert!(Receipt::parse(b"%PDF-1.7").is_err());
        let whole = receipt().to_bytes().unwrap();
        for end in [0, 1, whole.len() / 2, whole.len() - 2] {
            assert!(Receipt::parse(&whole[..end]).is_err(), "{end} bytes of it");
        }
    }

    #[test]
    fn a_flipped_bit_of_leaf_path_root_or_depositor_is_seen_without_a_chain() {
        let good = receipt();
        let flipped = |flip: &dyn Fn(&mut Receipt, &mut Batch)| {
            let mut bad = good.clone();
            let mut batch = bad.batch.take().unwrap();
            flip(&mut bad, &mut batch);
            bad.batch = Some(batch);
            (bad.leads_to_root(), bad.has_its_id())
        };
        for bit in 0..256 {
            let flip = |digits: &mut Digits| digits.0[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(flipped(&|bad, _| flip(&mut bad.file.sha256)), (false, true));
            assert_eq!(flipped(&|_, batch| flip(&mut batch.path[bit % 2])), (false, true));
            assert_eq!(flipped(&|_, batch| flip(&mut batch.root)), (false, false));
            assert_eq!(flipped(&|bad, _| flip(&mut bad.depositor)), (true, false));
            assert_eq!(flipped(&|bad, _| flip(&mut bad.deposit)), (true, false));
        }
        for (index, size) in [(0, 3), (2, 3), (1, 2), (1, 5), (3, 3), (1, 0), (u64::MAX, u64::MAX)]
        {
            let (leads, _) = flipped(&|_, batch| {
                (batch.leaf_index, batch.tree_size) = (index, size);
            });
            assert!(!leads, "{index} of {size}");
        }
    }

    #[test]
    fn a_receipt_without_its_block_is_one() {
        let later = Receipt { block: None, ..receipt() };
        let bytes = later.to_bytes().unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("block"));
        assert_eq!(Receipt::parse(&bytes).unwrap(), later);
    }

    #[test]
    fn what_never_ends_is_no_receipt() {
        let refused = format!("{:#}", Receipt::read(Path::new("/dev/zero")).unwrap_err());
        assert!(refused.contains("is not a file"), "{refused}");
    }

    #[test]
    fn a_receipt_lies_beside_its_file() {
        let beside = |file: &str| beside(Path::new(file)).display().to_string();
        assert_eq!(beside("in/a.pdf"), "in/a.pdf.receipt.json");
        assert_eq!(beside("a"), "a.receipt.json");
    }
}

//! The tables that contracts bring, and the world that is made from them.
//!
//! A table is `tables/<contract>.toml`; `tables/network.toml` is the ground that all stand on, and
//! `tables/administration.toml` has the rows of the messages that all contracts share. Arguments are JSON as [`chain::Bundle`] reads
//! it, in TOML, with words in angle brackets for what is not known before:
//!
//! | word | is |
//! |---|---|
//! | `<account Carrier>` | an account |
//! | `<party Carrier>` | its party: an enterprise, or itself where no registry is linked |
//! | `<contract waybill>`, `<code waybill>` | address and code hash of a contract of the suite |
//! | `<twin of waybill>` | hash of code that does the same |
//! | `<caller>`, `<caller's party>` | who calls; a stranger, who is no party, claims to be the supplier |
//! | `<now>`, `<now + 3 days>`, `<now - 1 hours>` | a time |
//! | `<3 days>` | a span of time |
//! | `<digest photograph>` | the digest of something |
//! | `<wide digest photograph>` | the same, filled up with zeros to 64 bytes |
//! | `<role PAUSER>` | the number of an administrative role |
//! | `<n>` | which time something is repeated |
//! | `<sign-off Buyer Deliver>` | the signature of an account under a step for `<waybill>` now, with nonce 1, for ten minutes |
//! | `<reply Buyer Sign>` | the signature of an account under its reply to `<deposit>`, which is of `<statement>`, likewise |
//! | `<blake2 of changes>` | the digest of the revision that was kept under this name |
//! | `<terms of debt>` | the digest of the terms of a receivable that were kept under this name |
//! | `<each waybill>` | the list of what was kept as `waybill 1`, `waybill 2`, … |
//! | `<u16 1>`, `<u64 1>`, `<u128 1>`, `<zeros>` | the bytes of a number, and 32 zeros |
//! | `{ "<blake2_256>" = ["text", "<case>", "<u16 1>"] }` | the digest of parts, one after the other |
//! | `<nothing>` | nothing, where a value may be left out |
//! | any other, such as `<waybill>` | what a step of the stage kept under this name |
mod format;
mod scene;
mod words;

pub(crate) use self::{
    format::{Floor, Grid, Kind, Row, States, Step, Table},
    scene::{answer_in, answer_of, answer_passed_on, Answer, Mode, Paying, Scene, World},
};

use std::{fs, path::PathBuf, sync::OnceLock};

use chain::Bundle;

/// A contract of the suite: its bundle and its table.
pub(crate) struct Contract {
    pub(crate) name: String,
    pub(crate) bundle: Bundle,
    pub(crate) table: Table,
}

impl Contract {
    /// The rows of its own table, and those of the shared one that it has the message for and no row of its own.
    pub(crate) fn rows(&self) -> Vec<&Row> {
        let own = &self.table.rows;
        let is_own = |row: &Row| own.iter().any(|other| other.message == row.message);
        let has =
            |row: &Row| self.bundle.messages().iter().any(|message| message.label == row.message);
        own.iter().chain(shared().rows.iter().filter(|row| !is_own(row) && has(row))).collect()
    }

    /// What the answers of callers are under the name of an access rule.
    pub(crate) fn access(&self, rule: &str) -> &format::Access {
        self.table.access.get(rule).or_else(|| shared().access.get(rule)).unwrap_or_else(|| {
            panic!("the rule of access \"{rule}\" is neither in tables/{}.toml nor in tables/administration.toml", self.name)
        })
    }
}

/// Every contract of which there is a bundle, those that others are linked to first.
///
/// # Panics
/// If there is no bundle, or one has no table.
pub(crate) fn contracts() -> &'static [Contract] {
    static CONTRACTS: OnceLock<Vec<Contract>> = OnceLock::new();
    CONTRACTS.get_or_init(|| {
        let mut contracts: Vec<_> = bundle_names()
            .into_iter()
            .map(|name| {
                let bundle = e2e::bundles::contract(&name);
                let table = read(&name);
                Contract { name, bundle, table }
            })
            .collect();
        // After all that it is linked to.
        let mut ordered: Vec<Contract> = Vec::new();
        while !contracts.is_empty() {
            let next = contracts
                .iter()
                .position(|contract| {
                    let is_there = |link: &String| ordered.iter().any(|other| &other.name == link);
                    contract.table.deploy.iter().flat_map(|deploy| &deploy.links).all(is_there)
                })
                .unwrap_or_else(|| {
                    panic!(
                        "{} is linked to a contract without a bundle, or to itself",
                        contracts[0].name
                    )
                });
            ordered.push(contracts.remove(next));
        }
        ordered
    })
}

/// The contract `name`.
pub(crate) fn contract(name: &str) -> &'static Contract {
    contracts()
        .iter()
        .find(|contract| contract.name == name)
        .unwrap_or_else(|| panic!("there is no bundle of {name}"))
}

/// The contract that passes calls on: a caller without a key.
pub(crate) fn forwarder() -> &'static Bundle {
    static FORWARDER: OnceLock<Bundle> = OnceLock::new();
    FORWARDER.get_or_init(|| e2e::bundles::peer("forwarder"))
}

/// What all contracts share.
pub(crate) fn shared() -> &'static Table {
    static SHARED: OnceLock<Table> = OnceLock::new();
    SHARED.get_or_init(|| read("administration"))
}

/// The ground that all stand on.
pub(crate) fn network() -> &'static Table {
    static NETWORK: OnceLock<Table> = OnceLock::new();
    NETWORK.get_or_init(|| read("network"))
}

/// A path in this crate.
pub(crate) fn path(relative: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// A number with thousands apart.
pub(crate) fn thousands(number: impl ToString) -> String {
    let digits = number.to_string();
    let (sign, digits) = digits.strip_prefix('-').map_or(("", &digits[..]), |rest| ("-", rest));
    let first = digits.len() % 3;
    let groups = digits.as_bytes()[first..]
        .chunks(3)
        .map(|group| std::str::from_utf8(group).expect("digits are ASCII"));
    let head = (first > 0).then_some(&digits[..first]);
    format!("{sign}{}", head.into_iter().chain(groups).collect::<Vec<_>>().join(","))
}

/// Fails with all that was found, if anything was.
#[track_caller]
pub(crate) fn none(what: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{what}:\n  {}\n", found.join("\n  "));
}

fn bundle_names() -> Vec<String> {
    let folder = e2e::bundles::folder();
    let entries = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}; build the contracts first", folder.display()));
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("a folder that was opened can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "contract"))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    assert!(
        !names.is_empty(),
        "there is no bundle in {}; build the contracts first",
        folder.display()
    );
    names.sort();
    names
}

fn read(name: &str) -> Table {
    let path = path(&format!("tables/{name}.toml"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("{name} has no table of stages and rows: {}: {error}\ntests/tables.rs says what is in one", path.display())
    });
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn thousands_are_kept_apart() {
    assert_eq!(thousands(7), "7");
    assert_eq!(thousands(1_234), "1,234");
    assert_eq!(thousands(-123_456_789), "-123,456,789");
}

//! Events and records in a file of SQLite.
use std::path::Path;

use anyhow::{ensure, Context, Result};
use chain::BlockEvents;
use rusqlite::{params, Connection, OptionalExtension as _, Transaction};
use serde_json::Value;

use super::records::{learn, Shelf, Told};

/// The tables that this program writes; another number is of another version.
const VERSION: i32 = 1;

const TABLES: &str = "
    CREATE TABLE chain (genesis TEXT NOT NULL, name TEXT NOT NULL, next INTEGER NOT NULL) STRICT;
    CREATE TABLE contracts (name TEXT PRIMARY KEY, address TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID;
    CREATE TABLE blocks (number INTEGER PRIMARY KEY, hash TEXT NOT NULL, time INTEGER NOT NULL) STRICT;
    CREATE TABLE events (
        block INTEGER NOT NULL REFERENCES blocks, place INTEGER NOT NULL, extrinsic INTEGER,
        contract TEXT NOT NULL REFERENCES contracts, event TEXT NOT NULL, fields TEXT NOT NULL,
        PRIMARY KEY (block, place)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX events_by_kind ON events (contract, event, block);
    CREATE TABLE records (
        contract TEXT NOT NULL REFERENCES contracts, kind TEXT NOT NULL, arguments TEXT NOT NULL, state TEXT NOT NULL,
        PRIMARY KEY (contract, kind, arguments)
    ) STRICT, WITHOUT ROWID;
";

/// A file of events.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
}

/// An event of the suite, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place among the events of its block.
    pub place: u32,
    /// Place of the extrinsic that caused it.
    pub extrinsic: Option<u32>,
    pub contract: &'static str,
    pub event: String,
    pub fields: Value,
}

/// A record of the state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub contract: String,
    pub kind: String,
    pub arguments: Value,
    pub state: Value,
}

impl Store {
    /// Opens the file at `path` for a deployment, and makes it if there is none; `first` is the first block that can tell anything.
    ///
    /// # Errors
    /// If the file is another one, or of another chain or deployment.
    pub fn open(
        path: &Path,
        genesis: &str,
        chain: &str,
        contracts: &[(&str, String)],
        first: u32,
    ) -> Result<Self> {
        let shown = path.display();
        let mut connection =
            Connection::open(path).with_context(|| format!("{shown} cannot be opened"))?;
        let readable = || format!("{shown} is no file of events");
        // A write is on the disk before it counts, and readers are not in the way.
        connection.pragma_update(None, "journal_mode", "WAL").with_context(readable)?;
        connection.pragma_update(None, "synchronous", "FULL").with_context(readable)?;
        connection.pragma_update(None, "foreign_keys", true).with_context(readable)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        let transaction = connection.transaction()?;
        let version: i32 = transaction
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .with_context(readable)?;
        if version == 0 {
            let others: u32 = transaction
                .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
                .with_context(readable)?;
            ensure!(others == 0, "{shown} is a database of something else");
            transaction.execute_batch(TABLES)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
            transaction.execute(
                "INSERT INTO chain (genesis, name, next) VALUES (?1, ?2, ?3)",
                params![genesis, chain, first],
            )?;
            for (name, address) in contracts {
                transaction.execute(
                    "INSERT INTO contracts (name, address) VALUES (?1, ?2)",
                    params![name, address],
                )?;
            }
        } else {
            ensure!(
                version == VERSION,
                "{shown} is of version {version}, and this program writes {VERSION}: give another file"
            );
            let kept: String =
                transaction.query_row("SELECT genesis FROM chain", [], |row| row.get(0))?;
            ensure!(
                kept == genesis,
                "{shown} is of another chain: its first block is {kept}, that of the node {genesis}"
            );
            for (name, address) in contracts {
                let kept: Option<String> = transaction
                    .query_row("SELECT address FROM contracts WHERE name = ?1", [name], |row| {
                        row.get(0)
                    })
                    .optional()?;
                ensure!(
                    kept.as_ref() == Some(address),
                    "{shown} is of another deployment: {name} is at {}, not at {address}",
                    kept.as_deref().unwrap_or("no address")
                );
            }
        }
        transaction.commit()?;
        Ok(Self { connection })
    }

    /// The first block that was not read yet.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn next(&self) -> Result<u32> {
        Ok(self.connection.query_row("SELECT next FROM chain", [], |row| row.get(0))?)
    }

    /// Number and hash of the last block that told something.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn last(&self) -> Result<Option<(u32, String)>> {
        let last = "SELECT number, hash FROM blocks ORDER BY number DESC LIMIT 1";
        let found = self.connection.query_row(last, [], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(found.optional()?)
    }

    /// How many events and records there are.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn counts(&self) -> Result<(u64, u64)> {
        let both = "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM records)";
        Ok(self.connection.query_row(both, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// Keeps what blocks told, and that all before `next` were read: all of it, or nothing.
    ///
    /// # Errors
    /// If it cannot be written, or an event speaks of what was never told.
    pub fn keep(&mut self, blocks: &[(BlockEvents, Vec<Row>)], next: u32) -> Result<()> {
        let transaction = self.connection.transaction()?;
        for (block, rows) in blocks {
            if rows.is_empty() {
                continue;
            }
            transaction
                .prepare_cached("INSERT INTO blocks (number, hash, time) VALUES (?1, ?2, ?3)")?
                .execute(params![
                    block.number,
                    format!("{:?}", block.hash),
                    i64::try_from(block.time).unwrap_or(i64::MAX)
                ])?;
            for Row { place, extrinsic, contract, event, fields } in rows {
                transaction
                    .prepare_cached(
                        "INSERT INTO events (block, place, extrinsic, contract, event, fields)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    )?
                    .execute(params![
                        block.number,
                        place,
                        extrinsic,
                        contract,
                        event,
                        fields.to_string()
                    ])?;
                learn(&mut Kept(&transaction), Told { contract, event, fields })
                    .with_context(|| format!("block {}, event {place}", block.number))?;
            }
        }
        transaction.execute("UPDATE chain SET next = ?1", [next])?;
        Ok(transaction.commit()?)
    }

    /// Makes the records anew from the events that are kept, and says whether they came out as they were.
    ///
    /// # Errors
    /// If the file cannot be read or written.
    pub fn rebuild(&mut self) -> Result<bool> {
        let before = self.records()?;
        let transaction = self.connection.transaction()?;
        transaction.execute("DELETE FROM records", [])?;
        {
            let mut told = transaction
                .prepare("SELECT contract, event, fields FROM events ORDER BY block, place")?;
            let mut rows = told.query([])?;
            while let Some(row) = rows.next()? {
                let (contract, event): (String, String) = (row.get(0)?, row.get(1)?);
                let fields: Value = serde_json::from_str(&row.get::<_, String>(2)?)?;
                let told = Told { contract: &contract, event: &event, fields: &fields };
                learn(&mut Kept(&transaction), told)?;
            }
        }
        transaction.commit()?;
        Ok(self.records()? == before)
    }

    /// All records, in the order of their names.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn records(&self) -> Result<Vec<Record>> {
        let all = "SELECT contract, kind, arguments, state FROM records ORDER BY contract, kind, arguments";
        let mut statement = self.connection.prepare(all)?;
        let mut rows = statement.query([])?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            records.push(Record {
                contract: row.get(0)?,
                kind: row.get(1)?,
                arguments: serde_json::from_str(&row.get::<_, String>(2)?)?,
                state: serde_json::from_str(&row.get::<_, String>(3)?)?,
            });
        }
        Ok(records)
    }
}

/// The records of a file, within a transaction.
struct Kept<'a>(&'a Transaction<'a>);

impl Shelf for Kept<'_> {
    fn get(&self, contract: &str, kind: &str, arguments: &Value) -> Result<Option<Value>> {
        let found: Option<String> = self
            .0
            .prepare_cached(
                "SELECT state FROM records WHERE contract = ?1 AND kind = ?2 AND arguments = ?3",
            )?
            .query_row(params![contract, kind, arguments.to_string()], |row| row.get(0))
            .optional()?;
        Ok(found.map(|state| serde_json::from_str(&state)).transpose()?)
    }

    fn put(&mut self, contract: &str, kind: &str, arguments: &Value, state: &Value) -> Result<()> {
        self.0
            .prepare_cached(
                "INSERT INTO records (contract, kind, arguments, state) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET state = excluded.state",
            )?
            .execute(params![contract, kind, arguments.to_string(), state.to_string()])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chain::H256;
    use serde_json::json;

    const PARTY: &str = "0x1111111111111111111111111111111111111111111111111111111111111111";

    fn store(path: &Path) -> Store {
        let contracts = [("registry", "5A".to_owned()), ("orders", "5B".to_owned())];
        Store::open(path, "0xaa", "Development", &contracts, 7).expect("it is opened")
    }

    fn block(number: u32) -> BlockEvents {
        BlockEvents { number, hash: H256([7; 32]), time: 1_000, events: Vec::new() }
    }

    fn registered(place: u32) -> Row {
        let fields = json!({
            "party": PARTY, "controller": "5C", "kind": "Enterprise", "name": "Mill", "country": "0x4445",
            "roles": ["Supplier"], "registered_at": 1_000,
        });
        let event = "EnterpriseRegistered".to_owned();
        Row { place, extrinsic: Some(1), contract: "registry", event, fields }
    }

    fn claimed(place: u32, of: &str) -> Row {
        let fields = json!({ "party": of, "roles": ["Carrier"] });
        let event = "RolesClaimed".to_owned();
        Row { place, extrinsic: None, contract: "registry", event, fields }
    }

    #[test]
    fn what_was_kept_is_there_again_and_rebuilt_alike() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("events.db");
        let mut first = store(&path);
        assert_eq!((first.next().unwrap(), first.last().unwrap()), (7, None));
        let told = [(block(7), vec![registered(3), claimed(4, PARTY)]), (block(8), vec![])];
        first.keep(&told, 9).unwrap();
        drop(first);
        let mut again = store(&path);
        assert_eq!((again.next().unwrap(), again.counts().unwrap()), (9, (2, 1)));
        assert_eq!(again.last().unwrap().map(|(number, _)| number), Some(7), "8 told nothing");
        let record = again.records().unwrap().remove(0);
        assert_eq!((&record.kind[..], &record.arguments), ("enterprise", &json!([PARTY])));
        assert_eq!(
            (&record.state["name"], &record.state["roles"]),
            (&json!("Mill"), &json!(["Carrier"]))
        );
        assert!(again.rebuild().unwrap());
    }

    #[test]
    fn blocks_that_cannot_be_kept_leave_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = store(&folder.path().join("events.db"));
        let stranger = PARTY.replace('1', "2");
        let told = [(block(7), vec![registered(3)]), (block(8), vec![claimed(1, &stranger)])];
        let error = format!("{:#}", store.keep(&told, 9).unwrap_err());
        assert!(
            error.contains("block 8, event 1: registry told RolesClaimed: no enterprise"),
            "{error}"
        );
        assert_eq!((store.next().unwrap(), store.counts().unwrap()), (7, (0, 0)));
    }

    #[test]
    fn a_file_of_something_else_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("events.db");
        store(&path);
        let open = |genesis, address: &str| {
            Store::open(&path, genesis, "Development", &[("registry", address.to_owned())], 0)
                .unwrap_err()
                .to_string()
        };
        assert!(open("0xbb", "5A").contains("another chain: its first block is 0xaa"));
        assert!(open("0xaa", "5Z").contains("another deployment: registry is at 5A, not at 5Z"));
        let other = folder.path().join("other.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE a (b)").unwrap();
        let refused = Store::open(&other, "0xaa", "Development", &[], 0).unwrap_err().to_string();
        assert!(refused.contains("is a database of something else"), "{refused}");
        let text = folder.path().join("text");
        std::fs::write(
            &text,
            "Once upon a time there was a file of text, and it was long.".repeat(9),
        )
        .unwrap();
        let refused = Store::open(&text, "0xaa", "Development", &[], 0).unwrap_err().to_string();
        assert!(refused.contains("is no file of events"), "{refused}");
    }
}

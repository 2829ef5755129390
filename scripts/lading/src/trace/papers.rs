//! EPCIS documents at hand: what they call the goods, and which events on the chain are theirs.
//!
//! The chain has only digests: of the identifier of goods, and of an event's document (its GS1 Event Hash ID). A document gives both
//! back what they stand for, and is itself confirmed by that.
use anyhow::{Context, Result};
use epcis::{Document, Event};
use interfaces::ids::{Digest, ItemId, PartyId};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use crate::{
    goods,
    kept::{read_file, LARGEST},
};

/// An event of a document.
#[derive(Debug, Clone)]
pub struct Paper {
    /// The file it is in.
    pub file: String,
    /// Its place among the file's events, counted from 1.
    pub place: usize,
    /// Its hash ID.
    pub hash: Digest,
    /// Its type.
    pub event_type: &'static str,
    /// When it happened, in milliseconds.
    pub time: u64,
    /// What it calls the goods that it is about.
    pub epcs: BTreeSet<String>,
}

/// The documents at hand.
#[derive(Debug, Default)]
pub struct Papers {
    /// How many files.
    pub files: usize,
    /// Their events.
    pub events: Vec<Paper>,
    /// In which file each event is, by its hash ID.
    by_hash: BTreeMap<Digest, usize>,
}

impl Papers {
    /// Reads documents.
    ///
    /// # Errors
    /// If one cannot be read, or is no EPCIS document: with all that is wrong in it.
    pub fn read(paths: &[PathBuf]) -> Result<Self> {
        let mut papers = Self { files: paths.len(), ..Self::default() };
        for path in paths {
            let shown = path.display();
            let bytes =
                read_file(path, LARGEST).with_context(|| format!("{shown} cannot be read"))?;
            let text = String::from_utf8(bytes)
                .with_context(|| format!("{shown} is not UTF-8, as JSON is"))?;
            let document = Document::read(&text)
                .with_context(|| format!("{shown} is no EPCIS 2.0 document"))?;
            let file = path
                .file_name()
                .map_or_else(|| shown.to_string(), |name| name.to_string_lossy().into_owned());
            for (index, event) in document.events.iter().enumerate() {
                let hash = event.hash_id.digest();
                let time = u64::try_from(event.time.milliseconds()).unwrap_or(0);
                papers.by_hash.entry(hash).or_insert(papers.events.len());
                papers.events.push(Paper {
                    file: file.clone(),
                    place: index + 1,
                    hash,
                    event_type: event.event_type.name(),
                    time,
                    epcs: goods_of(event),
                });
            }
        }
        Ok(papers)
    }

    /// The event with this hash ID.
    pub fn event(&self, hash: &Digest) -> Option<&Paper> {
        self.by_hash.get(hash).and_then(|place| self.events.get(*place))
    }

    /// What goods are called in these and in `epcs`, by the items that they are if one of `makers` made them.
    pub fn names(&self, epcs: &[String], makers: &BTreeSet<PartyId>) -> BTreeMap<ItemId, String> {
        let called: BTreeSet<_> =
            self.events.iter().flat_map(|event| &event.epcs).chain(epcs).collect();
        let mut names = BTreeMap::new();
        for epc in called {
            let digest = goods::epc_digest(epc);
            for maker in makers {
                names.insert(goods::item_id(maker, &digest), epc.clone());
            }
        }
        names
    }
}

/// What an event calls the goods that it is about.
fn goods_of(event: &Event) -> BTreeSet<String> {
    let goods = [&event.goods, &event.children, &event.inputs, &event.outputs];
    let instances = goods.iter().flat_map(|goods| &goods.instances);
    let classes = goods.iter().flat_map(|goods| &goods.classes).map(|class| &class.class);
    instances.chain(classes).chain(&event.parent).cloned().collect()
}

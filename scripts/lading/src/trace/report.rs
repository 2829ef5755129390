//! What a trace found, as it is told.
use interfaces::{
    ids::{DocumentId, EventId, ItemId, Millis, PartyId, RecallId},
    provenance::{Deed, EventRecord, ItemStatus},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use super::{
    names::{Certified, Names},
    papers::{Paper, Papers},
    walk::{inputs_and_outputs, Found, Relation, Walk},
    words,
};
use crate::{
    kept::hex,
    replay::{calendar::iso, figures::thousandths},
    suite::Suite,
};

/// All that a trace found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The goods that were asked about.
    pub asked: Goods,
    /// How many goods they were made of, at any distance.
    pub sources: usize,
    /// How many goods were made of them, at any distance.
    pub products: usize,
    /// The goods, from the furthest source to what was made last.
    pub items: Vec<Item>,
    /// Their events, in the order in which they happened.
    pub events: Vec<Event>,
    /// What the documents at hand are worth, if there are any.
    pub documents: Option<Documents>,
    /// Where the trace stopped before the end, and why.
    pub stopped: Vec<String>,
}

/// An enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Its id.
    pub id: String,
    /// What it is called; if it is not registered, its id in short.
    pub name: String,
}

/// Goods, as they are named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Goods {
    /// Their id.
    pub id: String,
    /// Their number in this report; `None` of goods that are not in it.
    pub number: Option<usize>,
    /// Their identifier, where a document at hand or whoever asked gave it.
    pub epc: Option<String>,
    /// What they are called here: the identifier, or the id in short.
    pub name: String,
}

/// Goods in the report.
#[derive(Debug, Serialize)]
pub struct Item {
    /// Which.
    #[serde(flatten)]
    pub goods: Goods,
    /// `source`, `asked` or `product`.
    pub relation: &'static str,
    /// How many makings lie between them and those that were asked about.
    pub steps: u32,
    /// `lot` or `piece`.
    pub kind: &'static str,
    /// How much there was of them when they came to be, in thousandths of the unit.
    pub made_thousandths: Option<u64>,
    /// How much there is of them now, in thousandths of the unit.
    pub quantity_thousandths: u64,
    /// Their unit, a code of UN/ECE Recommendation 20.
    pub unit: String,
    /// How much of them there was, with its unit; of what is not used up, what is left.
    pub amount: String,
    /// How what is claimed of them stays with them.
    pub model: String,
    /// SHA-256 of what is claimed of them, if anything is.
    pub claim: Option<String>,
    /// What share of them bears the claim, in basis points.
    pub share: u16,
    /// Where they stand.
    pub status: &'static str,
    /// Who made them.
    pub maker: Party,
    /// When they were made, as declared.
    pub made_at: Option<String>,
    /// Who has them, or had them last.
    pub holder: Party,
    /// Who they are on their way to.
    pub to: Option<Party>,
    /// What they are packed or built into.
    pub inside_of: Option<Goods>,
    /// What is directly inside, as far as the events that were read say.
    pub holds: Vec<Goods>,
    /// How many things are directly inside.
    pub holds_count: u32,
    /// Whether they are recalled.
    pub is_recalled: bool,
    /// By which recall first.
    pub recall: Option<String>,
    /// Whether their holder acknowledged that.
    pub is_acknowledged: bool,
    /// How many recalled things are inside.
    pub recalled_inside: u32,
    /// Whether a sensor with them ever went beyond its limit.
    pub is_breached: bool,
    /// Their certificates.
    pub certificates: Vec<Certificate>,
    /// Their events that are in this report.
    pub events: Vec<String>,
    /// How many earlier events they have that are not.
    pub events_unread: usize,
}

/// A certificate.
#[derive(Debug, Serialize)]
pub struct Certificate {
    /// What it vouches for.
    pub scope: String,
    /// Who issued it.
    pub by: Party,
    /// SHA-256 of it.
    pub digest: String,
    /// When it was put on record.
    pub issued_at: String,
    /// When it ends.
    pub expires_at: String,
    /// Whether it is over.
    pub is_over: bool,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its GLN.
    pub gln: String,
    /// Whose it is, if that is confirmed.
    pub of: Option<Party>,
    /// Both, for a person.
    pub name: String,
}

/// Goods as an event names them.
#[derive(Debug, Serialize)]
pub struct Named {
    /// Which.
    #[serde(flatten)]
    pub goods: Goods,
    /// Of a making, `input` or `output`; of packing, `container`; else `goods`.
    pub role: &'static str,
    /// How much of them it was about, in thousandths of their unit.
    pub quantity_thousandths: u64,
}

/// That an event is wrong.
#[derive(Debug, Serialize)]
pub struct Wrong {
    /// Why.
    pub reason: &'static str,
    /// When that was declared.
    pub declared_at: String,
    /// The events that are right instead.
    pub corrective: Vec<String>,
}

/// An event.
#[derive(Debug, Serialize)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// When it happened, as declared.
    pub time: String,
    /// When it was recorded.
    pub recorded_at: String,
    /// What was done, in short.
    pub deed: String,
    /// What was done, for a person.
    pub told: String,
    /// Its type in EPCIS.
    pub event_type: &'static str,
    /// Its action in EPCIS; `None` of a transformation.
    pub action: Option<&'static str>,
    /// The business step in the Core Business Vocabulary.
    pub business_step: Option<String>,
    /// The disposition in the Core Business Vocabulary.
    pub disposition: Option<String>,
    /// Who says so.
    pub by: Party,
    /// The contract that told it, where one did: its name, else its address.
    pub source: Option<String>,
    /// Where it happened.
    pub read_point: Option<Place>,
    /// Where the goods are since.
    pub location: Option<Place>,
    /// What kind of document it happened under, in the Core Business Vocabulary.
    pub transaction: Option<&'static str>,
    /// That document's id.
    pub document: Option<String>,
    /// The document, for a person.
    pub document_name: Option<String>,
    /// The GS1 Event Hash ID of its full document; `None` of what a contract told.
    pub hash_id: Option<String>,
    /// The file that has its full document.
    pub document_at_hand: Option<AtHand>,
    /// The goods that it is about.
    pub goods: Vec<Named>,
    /// That it is wrong, where that was declared.
    pub error: Option<Wrong>,
}

/// Where an event's full document is.
#[derive(Debug, Serialize)]
pub struct AtHand {
    /// The file.
    pub file: String,
    /// Its place among the file's events, counted from 1.
    pub event: usize,
}

/// What the documents at hand are worth.
#[derive(Debug, Serialize)]
pub struct Documents {
    /// How many files.
    pub files: usize,
    /// How many events are in them.
    pub events: usize,
    /// How many of these the chain confirms: they are events of this report.
    pub confirmed: usize,
    /// How many neither name goods of this report nor are an event of it.
    pub of_other_goods: usize,
    /// Those that name goods of this report, and that the chain does not have: they were changed, or never recorded.
    pub unconfirmed: Vec<Unconfirmed>,
    /// How many events of this report have no document at hand.
    pub without_document: usize,
}

/// An event of a document that the chain does not have, although it names goods of the report.
#[derive(Debug, Serialize)]
pub struct Unconfirmed {
    /// The file.
    pub file: String,
    /// Its place among the file's events, counted from 1.
    pub event: usize,
    /// Its type.
    pub event_type: &'static str,
    /// When it happened, as the document says.
    pub time: String,
}

/// Makes the report.
pub struct Reporter<'w> {
    /// What was come to.
    pub walk: &'w Walk,
    /// What the chain knows of those that it names.
    pub names: &'w Names,
    /// What goods are called.
    pub epcs: &'w BTreeMap<ItemId, String>,
    /// The documents at hand.
    pub papers: &'w Papers,
    /// The contracts that may have told something.
    pub suite: &'w Suite,
    /// Milliseconds: what is over now.
    pub now: Millis,
    /// The goods in the order of the report.
    order: Vec<ItemId>,
    /// The place of each, counted from 1.
    numbers: BTreeMap<ItemId, usize>,
}

impl<'w> Reporter<'w> {
    /// Orders the goods from the furthest source to what was made last.
    pub fn new(
        walk: &'w Walk,
        names: &'w Names,
        epcs: &'w BTreeMap<ItemId, String>,
        papers: &'w Papers,
        suite: &'w Suite,
        now: Millis,
    ) -> Self {
        let mut order: Vec<_> = walk.items.keys().copied().collect();
        order.sort_by_cached_key(|id| {
            let found = walk.items.get(id);
            let steps = found.map_or(0, |found| i64::from(found.steps));
            let relation = found.map(|found| found.relation);
            let steps = if relation == Some(Relation::Source) { -steps } else { steps };
            let event = found.and_then(|found| walk.events.get(&found.item.made_by));
            let made = event.map(|event| {
                let place = event.goods.iter().position(|goods| goods.item == *id);
                (event.facts.time, event.recorded_at, place)
            });
            (relation, steps, made)
        });
        let numbers = order.iter().enumerate().map(|(place, id)| (*id, place + 1)).collect();
        Self { walk, names, epcs, papers, suite, now, order, numbers }
    }

    /// The report.
    pub fn report(&self) -> Report {
        let found: Vec<_> =
            self.order.iter().filter_map(|id| Some((*id, self.walk.items.get(id)?))).collect();
        let mut seen = BTreeSet::new();
        let mut events: Vec<_> = found
            .iter()
            .flat_map(|(_, found)| &found.events)
            .filter(|id| seen.insert(**id))
            .filter_map(|id| Some((*id, self.walk.events.get(id)?)))
            .collect();
        // What happened at one time stays in the order of its goods.
        events.sort_by_key(|(_, event)| (event.facts.time, event.recorded_at));
        let items = found.into_iter().map(|(id, found)| self.item(id, found)).collect();
        Report {
            asked: self.goods(self.walk.asked),
            sources: self.walk.count(Relation::Source),
            products: self.walk.count(Relation::Product),
            items,
            documents: (self.papers.files > 0).then(|| self.documents(&events)),
            events: events.into_iter().map(|(id, event)| self.event(id, event)).collect(),
            stopped: self.stopped(),
        }
    }

    /// The goods in the order of the report.
    pub fn order(&self) -> &[ItemId] {
        &self.order
    }

    /// Goods, as they are named.
    pub fn goods(&self, id: ItemId) -> Goods {
        let epc = self.epcs.get(&id).cloned();
        let name = epc.as_deref().map_or_else(|| words::short(&id.0), words::name);
        Goods { id: hex(&id.0), number: self.numbers.get(&id).copied(), epc, name }
    }

    fn party(&self, id: PartyId) -> Party {
        Party { id: hex(&id.0), name: self.names.party(id) }
    }

    fn place(&self, gln: u64) -> Option<Place> {
        (gln != 0).then(|| Place {
            gln: words::gln(gln),
            of: self.names.places.get(&gln).map(|party| self.party(*party)),
            name: self.names.place(gln),
        })
    }

    fn stopped(&self) -> Vec<String> {
        let unread = self.walk.items.values().filter(|found| found.unread > 0).count();
        let mut stopped = self.walk.stopped.clone();
        if unread > 0 {
            let goods = crate::replay::figures::counted(unread as u64, "item");
            stopped.push(format!(
                "Of {goods} only the latest events are here: there are earlier ones, and --events takes more."
            ));
        }
        stopped
    }

    fn item(&self, id: ItemId, found: &Found) -> Item {
        let item = &found.item;
        let made_by = self.walk.events.get(&item.made_by);
        let made = made_by.and_then(|event| event.goods.iter().find(|goods| goods.item == id));
        let is_left = matches!(item.status, ItemStatus::Active | ItemStatus::Shipped);
        let amount = match made {
            Some(made) if !is_left => words::quantity(made.quantity, &item.unit),
            Some(made) if made.quantity != item.quantity => format!(
                "{} of {}",
                thousandths(item.quantity),
                words::quantity(made.quantity, &item.unit)
            ),
            _ => words::quantity(item.quantity, &item.unit),
        };
        let certificates = self.names.certificates.get(&id).into_iter().flatten();
        Item {
            goods: self.goods(id),
            relation: match found.relation {
                Relation::Source => "source",
                Relation::Asked => "asked",
                Relation::Product => "product",
            },
            steps: found.steps,
            kind: words::kind(item.kind),
            made_thousandths: made.map(|made| made.quantity),
            quantity_thousandths: item.quantity,
            unit: words::unit_code(&item.unit),
            amount,
            model: words::model(item.model),
            claim: (item.claim != [0; 32]).then(|| hex(&item.claim)),
            share: item.share,
            status: words::status(item.status),
            maker: self.party(item.issuer),
            made_at: made_by.map(|event| iso(event.facts.time)),
            holder: self.party(found.holder),
            to: (item.status == ItemStatus::Shipped && item.to != PartyId::NONE)
                .then(|| self.party(item.to)),
            inside_of: (item.parent != ItemId::NONE).then(|| self.goods(item.parent)),
            holds: found.inside.iter().map(|inside| self.goods(*inside)).collect(),
            holds_count: item.children,
            is_recalled: item.is_recalled,
            recall: (item.recall != RecallId::NONE).then(|| hex(&item.recall.0)),
            is_acknowledged: item.is_acknowledged,
            recalled_inside: item.recalled_inside,
            is_breached: item.is_breached,
            certificates: certificates.map(|certified| self.certificate(certified)).collect(),
            events: found.events.iter().map(|event| hex(&event.0)).collect(),
            events_unread: found.unread,
        }
    }

    fn certificate(&self, certified: &Certified) -> Certificate {
        let certificate = certified.certificate;
        Certificate {
            scope: words::scope(certified.scope),
            by: self.party(certified.by),
            digest: hex(&certificate.digest),
            issued_at: iso(certificate.issued_at),
            expires_at: iso(certificate.expires_at),
            is_over: certificate.expires_at <= self.now,
        }
    }

    fn event(&self, id: EventId, event: &EventRecord) -> Event {
        let facts = &event.facts;
        let (kind, kind_told) = words::document(facts.transaction);
        let source = event.source.as_ref().map(|source| {
            let address: &[u8; 32] = source.as_ref();
            self.suite.name_at(address).map_or_else(|| hex(address), str::to_owned)
        });
        let has_document = facts.document != DocumentId::NONE;
        let paper = self.papers.event(&facts.hash);
        Event {
            id: hex(&id.0),
            time: iso(facts.time),
            recorded_at: iso(event.recorded_at),
            deed: words::code(&event.deed),
            told: self.told(event),
            event_type: words::event_type(event.kind),
            action: event.uses.is_empty().then(|| words::action(event.action)),
            business_step: words::step(facts.step),
            disposition: words::disposition(facts.disposition),
            by: self.party(event.by),
            document_name: has_document.then(|| {
                let id = words::short(&facts.document.0);
                match &source {
                    Some(contract) => format!("{contract} {id}"),
                    None => format!("{kind_told} {id}"),
                }
            }),
            source,
            read_point: self.place(facts.read_point),
            location: self.place(facts.location),
            transaction: kind,
            document: has_document.then(|| hex(&facts.document.0)),
            hash_id: (facts.hash != [0; 32])
                .then(|| format!("ni:///sha-256;{}?ver=CBV2.0", hex::encode(facts.hash))),
            document_at_hand: paper
                .map(|paper| AtHand { file: paper.file.clone(), event: paper.place }),
            goods: self.named(event),
            error: event.error.as_ref().map(|error| Wrong {
                reason: words::reason(error.reason),
                declared_at: iso(error.declared_at),
                corrective: error.corrective.iter().map(|event| hex(&event.0)).collect(),
            }),
        }
    }

    fn named(&self, event: &EventRecord) -> Vec<Named> {
        let inputs = event.uses.len();
        let container = match event.deed {
            Deed::Pack(it) | Deed::Unpack(it) | Deed::Install(it) | Deed::Remove(it) => Some(it),
            _ => None,
        };
        let goods = event.goods.iter().enumerate();
        goods
            .map(|(place, goods)| Named {
                goods: self.goods(goods.item),
                role: match () {
                    () if inputs > 0 && place < inputs => "input",
                    () if inputs > 0 => "output",
                    () if container == Some(goods.item) => "container",
                    () => "goods",
                },
                quantity_thousandths: goods.quantity,
            })
            .collect()
    }

    /// These goods, by their numbers where they have one, else by their names, of which at most three are told.
    fn listed(&self, goods: &[interfaces::provenance::Goods]) -> String {
        let numbers = goods.iter().filter_map(|goods| self.numbers.get(&goods.item)).copied();
        let (numbers, mut left_out) = words::numbers(numbers.collect());
        let mut listed: Vec<_> =
            Some(numbers).filter(|told| !told.is_empty()).into_iter().collect();
        let others = goods.iter().filter(|goods| !self.numbers.contains_key(&goods.item));
        let mut names = others.map(|goods| self.goods(goods.item).name);
        listed.extend(names.by_ref().take(3));
        left_out += names.count();
        if left_out > 0 {
            listed.push(format!("{left_out} more"));
        }
        listed.join(", ")
    }

    /// Goods by their number, else by their name.
    fn in_short(&self, id: ItemId) -> String {
        match self.numbers.get(&id) {
            Some(number) => format!("#{number}"),
            None => self.goods(id).name,
        }
    }

    /// What was done, for a person.
    fn told(&self, event: &EventRecord) -> String {
        match event.deed {
            Deed::Observe => "seen".to_owned(),
            Deed::Transact => "tied to a document".to_owned(),
            Deed::Receive => "received".to_owned(),
            Deed::Refuse => "refused: back with the shipper".to_owned(),
            Deed::TakeBack => "taken back by the shipper".to_owned(),
            Deed::Decommission => "gone for good".to_owned(),
            Deed::Commission => "came to be".to_owned(),
            Deed::Transform => {
                let (inputs, outputs) = inputs_and_outputs(event);
                format!("{} made of {}", self.listed(outputs), self.listed(inputs))
            }
            Deed::Pack(into) => format!("packed into {}", self.in_short(into)),
            Deed::Unpack(from) => format!("taken out of {}", self.in_short(from)),
            Deed::Install(into) => format!("built into {}", self.in_short(into)),
            Deed::Remove(from) => format!("taken off {}", self.in_short(from)),
            Deed::Ship(to) => format!("sent to {}", self.names.party(to)),
            Deed::Recount(quantity) => {
                let item = event.goods.first().and_then(|goods| self.walk.items.get(&goods.item));
                let counted = item.map_or_else(
                    || thousandths(quantity),
                    |found| words::quantity(quantity, &found.item.unit),
                );
                format!("counted anew: {counted}")
            }
            Deed::Breach(breach) => {
                let (measure, unit) = words::measure(breach.measure);
                format!(
                    "{measure} {} {unit}, the limit being {} {unit}, from {} until {}",
                    thousandths(breach.worst),
                    thousandths(breach.limit),
                    iso(breach.since),
                    iso(breach.until)
                )
            }
        }
    }

    fn documents(&self, events: &[(EventId, &EventRecord)]) -> Documents {
        let on_chain: BTreeSet<_> =
            self.walk.events.values().map(|event| event.facts.hash).collect();
        let known: BTreeSet<_> =
            self.walk.items.keys().filter_map(|item| self.epcs.get(item)).collect();
        let unconfirmed = |paper: &&Paper| !on_chain.contains(&paper.hash);
        let of_these = |paper: &Paper| paper.epcs.iter().any(|epc| known.contains(epc));
        let papers = &self.papers.events;
        Documents {
            files: self.papers.files,
            events: papers.len(),
            confirmed: papers.iter().filter(|paper| !unconfirmed(paper)).count(),
            of_other_goods: papers
                .iter()
                .filter(unconfirmed)
                .filter(|paper| !of_these(paper))
                .count(),
            unconfirmed: papers
                .iter()
                .filter(unconfirmed)
                .filter(|paper| of_these(paper))
                .map(|paper| Unconfirmed {
                    file: paper.file.clone(),
                    event: paper.place,
                    event_type: paper.event_type,
                    time: iso(paper.time),
                })
                .collect(),
            without_document: events
                .iter()
                .filter(|(_, event)| self.papers.event(&event.facts.hash).is_none())
                .count(),
        }
    }
}

impl Item {
    /// What to know of them first: recalled, breached, on their way, packed.
    pub fn flags(&self) -> Vec<String> {
        let mut flags = Vec::new();
        if self.is_recalled {
            let acknowledged = if self.is_acknowledged { ", acknowledged" } else { "" };
            flags.push(format!("RECALLED{acknowledged}"));
        }
        if self.recalled_inside > 0 {
            flags.push(format!("holds {} recalled", self.recalled_inside));
        }
        if self.is_breached {
            flags.push("beyond a sensor's limit".to_owned());
        }
        flags
    }

    /// Where they stand, and with what around and inside.
    pub fn standing(&self) -> Vec<String> {
        let mut standing = vec![self.status.to_owned()];
        if let Some(to) = &self.to {
            standing = vec![format!("on its way to {}", to.name)];
        }
        if let Some(outer) = &self.inside_of {
            standing.push(format!("inside {}", outer.short()));
        }
        if self.holds_count > 0 {
            let known: Vec<_> = self.holds.iter().take(3).map(Goods::short).collect();
            let more = if self.holds.len() > known.len() { ", …" } else { "" };
            standing.push(format!("holds {}: {}{more}", self.holds_count, known.join(", ")));
        }
        standing
    }
}

impl Goods {
    /// By the number, else by the name.
    pub fn short(&self) -> String {
        self.number.map_or_else(|| self.name.clone(), |number| format!("#{number}"))
    }
}

//! Events, written to the contract one after the other: each whole, or not at all.

use super::{
    documents::ReadEvent,
    plan::{Act, Binding, Corrective, Destination, Plan, Sight, Stated},
    yields::{self, yields},
};
use crate::{
    goods,
    kept::{blake2_256, explained, hex, Session},
    replay::{
        calendar,
        figures::{counted, thousandths},
    },
    ui::printable,
};
use anyhow::{Context, Result};
use chain::{Chain, Gas, Message, Snapshot};
use ink::{codegen::TraitCallBuilder, scale::Decode};
use interfaces::{
    cbv::{BizStep, BizTransactionType, Disposition},
    ids::{Digest, DocumentId, EventId, ItemId, Millis, PartyId, Quantity},
    provenance::{
        CustodyModel, Deed, ErrorDeclaration, ErrorReason, EventRecord, Facts, Input, Item,
        ItemKind, ItemStatus, NewItem, Provenance as _, ProvenanceError, UnitCode, Yield,
    },
    registry::{Registry as _, Scheme},
};
use kit::{call::CLOCK_SKEW, list::PER_CALL};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// A whole, in basis points.
const WHOLE: u16 = 10_000;

/// What the command was told beside the documents.
pub struct Options {
    /// Which enterprise a GLN stands for, where the registry does not know.
    pub trading_partners: HashMap<String, PartyId>,
    /// Who made goods whose prefix the registry does not know.
    pub makers: Vec<PartyId>,
    /// Whether what is not on the chain is commissioned first.
    pub take_stock: bool,
    /// The model of goods that come to be.
    pub model: Option<CustodyModel>,
    /// What is claimed of goods that come to be.
    pub claim: Option<Digest>,
    /// What gives how much of what.
    pub yields: Vec<Yield>,
}

impl Options {
    /// That all enterprises that were named are on the chain.
    ///
    /// # Errors
    /// If one is not.
    pub fn check(&self, session: &Session) -> Result<()> {
        let partners = self.trading_partners.values().map(|party| ("--trading-partner", party));
        let makers = self.makers.iter().map(|party| ("--maker", party));
        partners
            .chain(makers)
            .try_for_each(|(option, party)| session.kept.must_know(option, *party))
    }
}

/// What a call cost.
#[derive(Debug, Clone, Copy)]
pub struct Spent {
    /// What it was for.
    pub kind: &'static str,
    /// Computation.
    pub gas: Gas,
    /// Fee, in the smallest unit of the chain's token.
    pub fee: u128,
    /// Storage deposit, in the same.
    pub deposit: i128,
}

/// An event that was written.
pub struct Written {
    /// What it did.
    pub kind: &'static str,
    /// How many goods came to be by it, with what was taken as stock.
    pub made: u64,
    /// How many of them were taken as stock.
    pub stock: u64,
    /// The calls that it took.
    pub calls: Vec<Spent>,
}

/// What became of an event.
pub enum Outcome {
    /// It was written.
    Written(Written),
    /// It was written before.
    AlreadyThere,
    /// It cannot be written, for this reason. Nothing of it is.
    Refused(String),
}

/// Why an event was not written.
enum Halt {
    /// It cannot be.
    Refused(String),
    /// The chain gave no answer.
    Failed(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Halt {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

type Done<T> = Result<T, Halt>;

fn refuse<T>(reason: impl Into<String>) -> Done<T> {
    Err(Halt::Refused(reason.into()))
}

/// Goods that an event names, as they stand on the chain.
struct Held<'a> {
    stated: &'a Stated,
    id: ItemId,
    item: Item,
}

/// What was done for the event that is being written.
#[derive(Default)]
struct Current {
    /// The chain before it, where more than one call may be needed.
    before: Option<Snapshot>,
    calls: Vec<Spent>,
    made: Vec<Digest>,
    stock: u64,
}

/// Writes events for an enterprise.
pub struct Writer {
    /// The chain, and for whom.
    pub session: Session,
    options: Options,
    /// Who has a GLN, as far as it was asked.
    parties: HashMap<String, Option<PartyId>>,
    /// Who has a company prefix, as far as it was asked.
    holders: HashMap<String, Option<PartyId>>,
    /// Goods that were found, by each maker.
    items: HashMap<Digest, Vec<(PartyId, ItemId)>>,
    /// By which events of the documents goods come to be.
    coming: HashMap<Digest, (Millis, String)>,
    current: Current,
}

impl Writer {
    /// Writes for the enterprise of `session`.
    pub fn new(session: Session, options: Options) -> Self {
        Self {
            session,
            options,
            parties: HashMap::new(),
            holders: HashMap::new(),
            items: HashMap::new(),
            coming: HashMap::new(),
            current: Current::default(),
        }
    }

    /// Tells which events are to be written: what comes to be by one of them is not there before, and is not taken as stock.
    pub fn announce(&mut self, events: &[ReadEvent]) {
        for event in events {
            let (Act::Commission(goods) | Act::Transform(_, goods)) = &event.plan.act else {
                continue;
            };
            for stated in goods {
                let coming = self.coming.entry(stated.digest);
                coming.or_insert_with(|| (event.at, event.to_string()));
            }
        }
    }

    /// Writes `event`, unless it is there.
    ///
    /// # Errors
    /// If the chain gave no answer.
    pub fn write(&mut self, event: &ReadEvent) -> Result<Outcome> {
        let done = self.record(event);
        let Current { before, calls, made, stock } = std::mem::take(&mut self.current);
        let halt = match done {
            Ok(None) => return Ok(Outcome::AlreadyThere),
            Ok(Some(kind)) => {
                return Ok(Outcome::Written(Written {
                    kind,
                    made: made.len() as u64,
                    stock,
                    calls,
                }))
            }
            Err(halt) => halt,
        };
        if let Some(before) = before {
            self.session.kept.chain.restore(&before);
        }
        for digest in made {
            self.items.remove(&digest);
        }
        match halt {
            Halt::Refused(reason) => Ok(Outcome::Refused(reason)),
            Halt::Failed(error) => Err(error),
        }
    }

    /// Writes an event; answers what it did, or nothing if it is there.
    fn record(&mut self, read: &ReadEvent) -> Done<Option<&'static str>> {
        let Plan { facts, act } = &read.plan;
        let event = self.event_id(&facts.hash);
        let recorded = self.event(event)?;
        if let Act::DeclareError(reason, corrective) = act {
            return self.declare_error(event, recorded, read.at, *reason, corrective);
        }
        if recorded.is_some() {
            return Ok(None);
        }
        let kind = match act {
            Act::Commission(goods) => {
                let goods: Vec<_> = goods.iter().collect();
                self.commission("commission", *facts, &goods)?;
                "commission"
            }
            Act::Decommission(goods) => self.decommission(facts, goods)?,
            Act::See(sight, goods) => self.see(facts, sight, goods)?,
            Act::PutIn(binding, parent, children) => {
                let held = self.held(facts, Some(parent), children)?;
                let (parent, children) = parted(&held)?;
                self.put_in(*binding, facts, parent, children)?
            }
            Act::TakeOut(binding, parent, children) => {
                self.take_out(*binding, facts, parent, children)?
            }
            Act::Transform(inputs, outputs) => self.transform(facts, inputs, outputs)?,
            Act::DeclareError(..) => return Ok(None),
        };
        Ok(Some(kind))
    }

    // ---- What is on the chain.

    fn event_id(&self, hash: &Digest) -> EventId {
        EventId(blake2_256(&[&b"lading/event"[..], &self.session.party.0, hash].concat()))
    }

    fn event(&self, id: EventId) -> Done<Option<EventRecord>> {
        let provenance = self.session.kept.suite.provenance();
        let kept = self.session.kept.chain.query(provenance.call().event(id))?;
        Ok(kept.and_then(|kept| kept.decoded()))
    }

    fn item(&self, id: ItemId) -> Done<Option<Item>> {
        let provenance = self.session.kept.suite.provenance();
        let kept = self.session.kept.chain.query(provenance.call().item(id))?;
        Ok(kept.and_then(|kept| kept.decoded()))
    }

    /// The goods that an event names, if they are on the chain: of this enterprise, of one that was named, or of a holder of the
    /// prefix. If several of them made goods of this name, those are meant that this enterprise has, or that are on their way to it.
    fn find<'a>(&mut self, stated: &'a Stated) -> Done<Option<Held<'a>>> {
        let mut found = Vec::new();
        for (maker, id) in self.named(stated)? {
            if let Some(item) = self.item(id)? {
                found.push((maker, Held { stated, id, item }));
            }
        }
        if found.len() < 2 {
            return Ok(found.pop().map(|(_, held)| held));
        }
        let (mut own, mut makers) = (Vec::new(), Vec::new());
        for (maker, held) in found {
            makers.push(self.name_of(maker)?);
            if self.is_here(&held)? {
                own.push(held);
            }
        }
        match (own.pop(), own.is_empty()) {
            (Some(held), true) => Ok(Some(held)),
            (only, _) => refuse(format!(
                "{}: goods of this name were made by {}, and this enterprise has {}: which are meant cannot be seen",
                stated.epc,
                makers.join(" and by "),
                if only.is_some() { "those of several" } else { "none of them" }
            )),
        }
    }

    /// The goods of this name, and who made them.
    fn named(&mut self, stated: &Stated) -> Done<Vec<(PartyId, ItemId)>> {
        if let Some(named) = self.items.get(&stated.digest) {
            return Ok(named.clone());
        }
        let mut makers = vec![self.session.party];
        makers.extend(&self.options.makers);
        for prefix in goods::prefixes(&stated.epc) {
            makers.extend(self.holder(prefix)?);
        }
        let mut named: Vec<(PartyId, ItemId)> = Vec::new();
        for maker in makers {
            let id = goods::item_id(&maker, &stated.digest);
            let is_new = named.iter().all(|(_, other)| *other != id);
            if is_new && self.item(id)?.is_some() {
                named.push((maker, id));
            }
        }
        if !named.is_empty() {
            self.items.insert(stated.digest, named.clone());
        }
        Ok(named)
    }

    /// Whether this enterprise has these goods, or they are on their way to it.
    fn is_here(&self, held: &Held<'_>) -> Done<bool> {
        let party = self.session.party;
        Ok(match held.item.status {
            ItemStatus::Consumed | ItemStatus::Decommissioned => false,
            ItemStatus::Shipped if held.item.to == party => true,
            ItemStatus::Shipped | ItemStatus::Active => self.holder_id(held.id)? == Some(party),
        })
    }

    fn holder(&mut self, prefix: String) -> Done<Option<PartyId>> {
        if let Some(holder) = self.holders.get(&prefix) {
            return Ok(*holder);
        }
        let holder = self.identified(Scheme::Gs1CompanyPrefix, &prefix)?;
        self.holders.insert(prefix, holder);
        Ok(holder)
    }

    fn identified(&self, scheme: Scheme, value: &str) -> Done<Option<PartyId>> {
        let registry = self.session.kept.suite.registry();
        let asked = registry.call().by_identifier(scheme, value.to_owned());
        Ok(self.session.kept.chain.query(asked)?)
    }

    /// Who has a GLN, if it is known.
    fn party(&mut self, gln: &str) -> Done<Option<PartyId>> {
        if let Some(known) = self.options.trading_partners.get(gln) {
            return Ok(Some(*known));
        }
        if let Some(asked) = self.parties.get(gln) {
            return Ok(*asked);
        }
        let asked = self.identified(Scheme::Gln, gln)?;
        self.parties.insert(gln.to_owned(), asked);
        Ok(asked)
    }

    /// Who will have what goes there.
    fn recipient(&mut self, to: &Destination) -> Done<PartyId> {
        let Destination { gln, place } = to;
        let Some(party) = self.party(gln)? else {
            return refuse(format!(
                "the GLN {gln} of whom goods are sent to is confirmed for no enterprise: --trading-partner {gln}=PARTY names it"
            ));
        };
        let Some(place) = place else { return Ok(party) };
        match self.keeper(place)? {
            Some(keeper) if keeper == party => Ok(party),
            keeper => {
                let keeper = match keeper {
                    Some(keeper) => format!("a place of {}", self.name_of(keeper)?),
                    None => format!(
                        "a place of nobody knows whom (--trading-partner {place}=PARTY names who)"
                    ),
                };
                refuse(format!(
                    "its destinations are an owner, {gln}, and {place}, {keeper}: who owns goods need not have them, so that the event \
                     has to name the possessing_party that will"
                ))
            }
        }
    }

    /// Who has a place: whoever has its GLN, else the one holder of its company prefix.
    fn keeper(&mut self, gln: &str) -> Done<Option<PartyId>> {
        if let Some(party) = self.party(gln)? {
            return Ok(Some(party));
        }
        let mut holders = Vec::new();
        for prefix in goods::prefixes(&format!("https://id.gs1.org/414/{gln}")) {
            holders.extend(self.holder(prefix)?);
        }
        holders.dedup();
        Ok(if holders.len() == 1 { holders.pop() } else { None })
    }

    /// `first` and `others` as they are on the chain; what is not there is taken as stock, if that is asked for.
    fn held<'a>(
        &mut self,
        facts: &Facts,
        first: Option<&'a Stated>,
        others: &'a [Stated],
    ) -> Done<Vec<Held<'a>>> {
        let goods: Vec<_> = first.into_iter().chain(others).collect();
        let mut found = Vec::with_capacity(goods.len());
        for stated in &goods {
            found.push(self.find(stated)?);
        }
        let missing: Vec<_> = goods
            .iter()
            .zip(&found)
            .filter(|(_, held)| held.is_none())
            .map(|(stated, _)| *stated)
            .collect();
        self.take_stock(facts, &missing)?;
        let mut held = Vec::with_capacity(goods.len());
        for (stated, found) in goods.into_iter().zip(found) {
            let taken = match found {
                Some(found) => Some(found),
                None => self.find(stated)?,
            };
            held.push(taken.with_context(|| format!("{} is not there", stated.epc))?);
        }
        Ok(held)
    }

    // ---- Calls.

    /// Calls the contract, and keeps account of what that cost.
    fn try_call<T: Decode>(
        &mut self,
        kind: &'static str,
        message: impl Into<Message<Result<T, ProvenanceError>>>,
    ) -> Done<Result<T, ProvenanceError>> {
        let Session { kept, account, .. } = &mut self.session;
        let (answer, receipt) = kept.chain.call(account, message)?.swap(());
        if answer.is_ok() {
            let (gas, fee, deposit) = (receipt.gas, receipt.fee, receipt.deposit);
            self.current.calls.push(Spent { kind, gas, fee, deposit });
        }
        Ok(answer)
    }

    /// Calls the contract about `goods`, whose places its refusal may name.
    fn call<T: Decode>(
        &mut self,
        kind: &'static str,
        goods: &[&Stated],
        message: impl Into<Message<Result<T, ProvenanceError>>>,
    ) -> Done<T> {
        match self.try_call(kind, message)? {
            Ok(answer) => Ok(answer),
            Err(error) => refuse(self.told(&error, goods)?),
        }
    }

    /// What the contract's refusal means, and of which goods.
    fn told(&mut self, error: &ProvenanceError, goods: &[&Stated]) -> Done<String> {
        let said = explained(error);
        if *error == ProvenanceError::AlreadyExists {
            for stated in goods {
                let id = goods::item_id(&self.session.party, &stated.digest);
                if self.item(id)?.is_some() {
                    return Ok(format!(
                        "{said} ({}: each lot and each piece comes to be once)",
                        stated.epc
                    ));
                }
            }
        }
        let Some(stated) = place_of(error).and_then(|place| goods.get(place)) else {
            return Ok(said);
        };
        let Some(Held { id, .. }) = self.find(stated)? else {
            return Ok(format!("{said} ({})", stated.epc));
        };
        let has_it =
            matches!(error, ProvenanceError::NotPossessor(_) | ProvenanceError::NotAddressee(_));
        let holder = if has_it { self.holder_of(id)? } else { None };
        Ok(match holder {
            Some(holder) => format!("{said} ({}, which {holder} has)", stated.epc),
            None => format!("{said} ({})", stated.epc),
        })
    }

    /// Who has an item.
    fn holder_id(&self, item: ItemId) -> Done<Option<PartyId>> {
        let provenance = self.session.kept.suite.provenance();
        Ok(self.session.kept.chain.query(provenance.call().holder_of(item))?)
    }

    /// Who has an item, by name.
    fn holder_of(&self, item: ItemId) -> Done<Option<String>> {
        self.holder_id(item)?.map(|holder| self.name_of(holder)).transpose()
    }

    /// The name that an enterprise gave itself, and its id.
    fn name_of(&self, party: PartyId) -> Done<String> {
        let (registry, id) = (self.session.kept.suite.registry(), hex(&party.0));
        let enterprise = self.session.kept.chain.query(registry.call().enterprise(party))?;
        Ok(match enterprise {
            Some(enterprise) => format!("{} ({id})", printable(&enterprise.name)),
            None => id,
        })
    }

    /// Remembers the chain as it is, because more than one call is to come.
    fn begin(&mut self) {
        if self.current.before.is_none() {
            self.current.before = Some(self.session.kept.chain.snapshot());
        }
    }

    fn commission(&mut self, kind: &'static str, facts: Facts, goods: &[&Stated]) -> Done<()> {
        let model = self.options.model.unwrap_or(CustodyModel::Segregated);
        let share = if self.options.claim.is_some() { WHOLE } else { 0 };
        let claim = self.options.claim.unwrap_or_default();
        let mut items = Vec::with_capacity(goods.len());
        for stated in goods {
            let Some(new) = new_item(stated, share) else {
                return refuse(format!(
                    "{}: the event does not say how much of it there is",
                    stated.epc
                ));
            };
            items.push(new);
        }
        let (mut provenance, party) = (self.session.kept.suite.provenance(), self.session.party);
        let message = provenance.call_mut().commission(party, facts, model, claim, items);
        self.call(kind, goods, message)?;
        self.came_to_be(goods);
        Ok(())
    }

    fn came_to_be(&mut self, goods: &[&Stated]) {
        for stated in goods {
            // Whether others made goods of the same name is asked when they are needed.
            self.items.remove(&stated.digest);
            self.current.made.push(stated.digest);
        }
    }

    /// Commissions goods that an event names and nobody commissioned.
    fn take_stock(&mut self, facts: &Facts, missing: &[&Stated]) -> Done<()> {
        let Some(first) = missing.first() else { return Ok(()) };
        for stated in missing {
            match self.coming.get(&stated.digest) {
                Some((at, event)) if *at > facts.time => {
                    return refuse(format!(
                        "{} comes to be only later, by {event}: nothing can have happened to it before",
                        stated.epc
                    ))
                }
                Some((_, event)) => {
                    return refuse(format!(
                        "{} is not there, because the event by which it comes to be, {event}, is not recorded",
                        stated.epc
                    ))
                }
                None => {}
            }
        }
        if !self.options.take_stock {
            return refuse(format!(
                "there is no {} on the chain that this enterprise, one of --maker or a holder of its company prefix made: import the \
                 event that commissions it first, name its maker by --maker, or give --take-stock",
                first.epc
            ));
        }
        self.begin();
        for (part, goods) in missing.chunks(PER_CALL).enumerate() {
            let facts = Facts {
                hash: derived("lading/stock", &facts.hash, part),
                step: BizStep::StockTaking,
                disposition: Disposition::NotStated,
                transaction: BizTransactionType::NotStated,
                document: DocumentId::NONE,
                ..*facts
            };
            self.commission("take stock", facts, goods)?;
            self.current.stock += goods.len() as u64;
        }
        Ok(())
    }

    /// Records what was done to goods. `also` is what else the refusal may name.
    fn deed(
        &mut self,
        kind: &'static str,
        facts: &Facts,
        deed: Deed,
        goods: &[&Held<'_>],
        also: Option<&Stated>,
    ) -> Done<&'static str> {
        let items = goods.iter().map(|held| held.id).collect();
        let named: Vec<_> = goods.iter().map(|held| held.stated).chain(also).collect();
        let (mut provenance, party) = (self.session.kept.suite.provenance(), self.session.party);
        let message = provenance.call_mut().record(party, *facts, deed, items);
        match (self.try_call(kind, message)?, deed, goods) {
            (Ok(_), ..) => Ok(kind),
            (Err(ProvenanceError::TooMuch(_)), Deed::Recount(counted), [held, ..]) => {
                refuse(format!(
                    "{}: {} were counted, and the chain has {}: that is more than was made and is not yet accounted for, and goods are \
                     not counted into being",
                    held.stated.epc,
                    amount(counted, &held.item.unit),
                    amount(held.item.quantity, &held.item.unit)
                ))
            }
            (Err(error), ..) => refuse(self.told(&error, &named)?),
        }
    }

    // ---- Events.

    fn declare_error(
        &mut self,
        event: EventId,
        recorded: Option<EventRecord>,
        at: Millis,
        reason: ErrorReason,
        corrective: &[Corrective],
    ) -> Done<Option<&'static str>> {
        let Some(record) = recorded else {
            return refuse(
                "it declares an error of an event that this enterprise has not on the chain: import that first",
            );
        };
        if at > self.session.kept.chain.next_time().saturating_add(CLOCK_SKEW) {
            return refuse(format!("it was declared at {}, which is to come", calendar::iso(at)));
        }
        let mut right = Vec::new();
        for Corrective { id: name, hash } in corrective {
            let id = hash.map(|hash| self.event_id(&hash));
            let known = match id {
                Some(id) => self.event(id)?.map(|_| id),
                None => None,
            };
            match known {
                Some(id) if right.contains(&id) => {}
                Some(id) => right.push(id),
                None => {
                    return refuse(format!(
                        "it names {name} as right in its stead, which this enterprise has not on the chain: import that before or with it \
                         (with it, if it is not named by its hash ID); an error is declared once, and what is right is not added later"
                    ))
                }
            }
        }
        if let Some(declared) = record.error {
            return if is_same(&declared, reason, &right) {
                Ok(None)
            } else {
                refuse(format!(
                    "its error was declared on {} with another reason or other corrective events ({}), and is declared once",
                    calendar::iso(declared.declared_at),
                    summed_up(&declared)
                ))
            };
        }
        let (mut provenance, party) = (self.session.kept.suite.provenance(), self.session.party);
        let message = provenance.call_mut().declare_error(party, event, reason, right);
        self.call("declare error", &[], message)?;
        Ok(Some("declare error"))
    }

    fn decommission(&mut self, facts: &Facts, goods: &[Stated]) -> Done<&'static str> {
        let held = self.held(facts, None, goods)?;
        for held in &held {
            fits(held)?;
        }
        let all: Vec<_> = held.iter().collect();
        let is_part = |held: &&&Held<'_>| rest(held) > 0;
        match (all.iter().find(is_part), all.as_slice()) {
            (None, _) => self.deed("decommission", facts, Deed::Decommission, &all, None),
            (Some(_), [only]) => {
                self.deed("recount", facts, Deed::Recount(rest(only)), &all, None)
            }
            (Some(part), _) => refuse(format!(
                "{}: it ends a part of this lot and of other goods: a part of a lot has to end in an event of its own",
                part.stated.epc
            )),
        }
    }

    fn see(&mut self, facts: &Facts, sight: &Sight, goods: &[Stated]) -> Done<&'static str> {
        let to = match sight {
            Sight::Leaving(to) => Some(self.recipient(to)?),
            _ => None,
        };
        let held = self.held(facts, None, goods)?;
        let all: Vec<_> = held.iter().collect();
        match (sight, to) {
            (Sight::Leaving(_), Some(to)) if to != self.session.party => {
                let outer = self.outermost(&held)?;
                whole(&outer)?;
                return self.deed("ship", facts, Deed::Ship(to), &outer, None);
            }
            (Sight::Arriving, _) => {
                let outer = self.outermost(&held)?;
                let party = self.session.party;
                let comes = |held: &Held<'_>| {
                    held.item.status == ItemStatus::Shipped && held.item.to == party
                };
                if all_or_none(&outer, comes, "on its way to this enterprise")? {
                    return self.receive(facts, &outer);
                }
            }
            (Sight::NotLeaving, _) => {
                let outer = self.outermost(&held)?;
                let party = self.session.party;
                let left = |held: &Held<'_>| {
                    held.item.status == ItemStatus::Shipped && held.item.possessor == party
                };
                if all_or_none(&outer, left, "on its way from this enterprise")? {
                    whole(&outer)?;
                    return self.deed("take back", facts, Deed::TakeBack, &outer, None);
                }
            }
            (Sight::Counted, _) => {
                let differs = |held: &&&Held<'_>| {
                    let counted = held.stated.quantity;
                    held.stated.kind == ItemKind::Lot
                        && counted.is_some_and(|counted| counted != held.item.quantity)
                };
                match (all.iter().find(differs), all.as_slice()) {
                    (None, _) => {}
                    (Some(Held { stated, .. }), [only]) => {
                        in_its_unit(only)?;
                        let counted = stated.quantity.unwrap_or_default();
                        return self.deed("recount", facts, Deed::Recount(counted), &all, None);
                    }
                    (Some(other), _) => {
                        return refuse(format!(
                            "{}: {} of it were counted, and the chain has {}: a lot of which there is not what was recorded has \
                             to be counted in an event of its own",
                            other.stated.epc,
                            amount(other.stated.quantity.unwrap_or_default(), &other.stated.unit),
                            amount(other.item.quantity, &other.item.unit)
                        ))
                    }
                }
            }
            _ => {}
        }
        for held in &held {
            fits(held)?;
        }
        match sight {
            Sight::Tied => self.deed("transact", facts, Deed::Transact, &all, None),
            _ => self.deed("observe", facts, Deed::Observe, &all, None),
        }
    }

    /// Receives goods; of lots of which less arrived, what is there is set right.
    fn receive(&mut self, facts: &Facts, goods: &[&Held<'_>]) -> Done<&'static str> {
        for held in goods {
            fits(held)?;
        }
        let short: Vec<_> = goods.iter().filter(|held| rest(held) > 0).collect();
        if !short.is_empty() {
            self.begin();
        }
        self.deed("receive", facts, Deed::Receive, goods, None)?;
        for (part, held) in short.into_iter().enumerate() {
            let facts = Facts { hash: derived("lading/count", &facts.hash, part), ..*facts };
            let arrived = held.stated.quantity.unwrap_or_default();
            self.deed("recount", &facts, Deed::Recount(arrived), &[held], None)?;
        }
        Ok("receive")
    }

    fn put_in(
        &mut self,
        binding: Binding,
        facts: &Facts,
        parent: &Held<'_>,
        children: &[Held<'_>],
    ) -> Done<&'static str> {
        let children: Vec<_> = children.iter().collect();
        whole(&children)?;
        let (kind, deed) = match binding {
            Binding::Packed => ("pack", Deed::Pack(parent.id)),
            Binding::Installed => ("install", Deed::Install(parent.id)),
        };
        self.deed(kind, facts, deed, &children, Some(parent.stated))
    }

    fn take_out(
        &mut self,
        binding: Binding,
        facts: &Facts,
        parent: &Stated,
        children: &[Stated],
    ) -> Done<&'static str> {
        let held = self.held(facts, Some(parent), children)?;
        let (parent, children) = parted(&held)?;
        let (kind, deed) = match binding {
            Binding::Packed => ("unpack", Deed::Unpack(parent.id)),
            Binding::Installed => ("remove", Deed::Remove(parent.id)),
        };
        if children.is_empty() {
            let items = self.inside(parent)?;
            let (mut provenance, party) =
                (self.session.kept.suite.provenance(), self.session.party);
            let message = provenance.call_mut().record(party, *facts, deed, items);
            self.call(kind, &[], message)?;
            return Ok(kind);
        }
        let is_new = |held: &&Held<'_>| self.current.made.contains(&held.stated.digest);
        let new: Vec<_> = children.iter().filter(is_new).collect();
        if !new.is_empty() {
            // They were inside, or they could not be taken out.
            let facts = Facts {
                hash: derived("lading/inside", &facts.hash, 0),
                step: BizStep::StockTaking,
                disposition: Disposition::NotStated,
                transaction: BizTransactionType::NotStated,
                document: DocumentId::NONE,
                ..*facts
            };
            let inside = match binding {
                Binding::Packed => Deed::Pack(parent.id),
                Binding::Installed => Deed::Install(parent.id),
            };
            self.deed("take stock", &facts, inside, &new, Some(parent.stated))?;
        }
        let children: Vec<_> = children.iter().collect();
        whole(&children)?;
        self.deed(kind, facts, deed, &children, Some(parent.stated))
    }

    /// All that is directly inside `parent`: it stands in the events by which it was put there.
    fn inside(&self, parent: &Held<'_>) -> Done<Vec<ItemId>> {
        let (mut inside, mut next) = (Vec::new(), parent.item.last_event);
        let all = usize::try_from(parent.item.children).unwrap_or(usize::MAX);
        if all > PER_CALL {
            return refuse(format!(
                "{}: there are {all} things inside, and one event on the chain takes out at most {PER_CALL}: have the event name them",
                parent.stated.epc
            ));
        }
        while inside.len() < all {
            let record =
                self.event(next)?.context("the goods' history ends before their making")?;
            let puts_in =
                matches!(record.deed, Deed::Pack(into) | Deed::Install(into) if into == parent.id);
            for goods in record.goods.iter().filter(|goods| puts_in && goods.item != parent.id) {
                let item = self.item(goods.item)?;
                let is_inside = item.is_some_and(|item| item.parent == parent.id);
                if is_inside && !inside.contains(&goods.item) {
                    inside.push(goods.item);
                }
            }
            let own = record.goods.iter().find(|goods| goods.item == parent.id);
            next = own.map_or(EventId::NONE, |own| own.previous);
        }
        if inside.is_empty() {
            return refuse(format!("{}: nothing is inside it on the chain", parent.stated.epc));
        }
        Ok(inside)
    }

    /// Those of `held` that are inside none of the others.
    fn outermost<'h, 'a>(&self, held: &'h [Held<'a>]) -> Done<Vec<&'h Held<'a>>> {
        let mut outermost = Vec::with_capacity(held.len());
        for one in held {
            let (mut parent, mut is_inside) = (one.item.parent, false);
            while parent != ItemId::NONE && !is_inside {
                match held.iter().find(|other| other.id == parent) {
                    Some(_) => is_inside = true,
                    None => parent = self.item(parent)?.map_or(ItemId::NONE, |item| item.parent),
                }
            }
            if !is_inside {
                outermost.push(one);
            }
        }
        Ok(outermost)
    }

    fn transform(
        &mut self,
        facts: &Facts,
        inputs: &[Stated],
        outputs: &[Stated],
    ) -> Done<&'static str> {
        let held = self.held(facts, None, inputs)?;
        let mut used = Vec::with_capacity(held.len());
        for held in &held {
            fits(held)?;
            let quantity = held.item.quantity - rest(held);
            used.push((Input { item: held.id, quantity }, &held.item));
        }
        let going_in: Vec<_> =
            used.iter().map(|(input, item)| (item.unit, input.quantity)).collect();
        let coming_out: Vec<_> = outputs
            .iter()
            .map(|stated| (stated.unit, stated.quantity.unwrap_or_default()))
            .collect();
        let declared = match yields(&self.options.yields, &going_in, &coming_out) {
            Ok(declared) => declared,
            Err(reason) => return refuse(reason),
        };
        let gives = |item: &Item| {
            coming_out.iter().any(|(to, _)| yields::rate(&declared, &item.unit, to) > 0)
        };
        let model = used
            .iter()
            .map(|(_, item)| item)
            .find(|item| gives(item))
            .map_or(CustodyModel::Segregated, |item| item.model);
        let model = self.options.model.map_or(model, |asked| asked.max(model));
        let made = outputs.iter().filter_map(|stated| {
            let share = share(&declared, &used, &stated.unit);
            new_item(stated, share)
        });
        let made = made.collect();
        let taken = used.iter().map(|(input, _)| *input).collect();
        let (mut provenance, party) = (self.session.kept.suite.provenance(), self.session.party);
        let message = provenance.call_mut().transform(party, *facts, model, declared, taken, made);
        let outputs: Vec<_> = outputs.iter().collect();
        match self.try_call("transform", message)? {
            Ok(_) => self.came_to_be(&outputs),
            // What is wrong with an output is said by its place among them.
            Err(
                error @ (ProvenanceError::TooMuch(_)
                | ProvenanceError::TooMuchClaimed(_)
                | ProvenanceError::ShareOutOfRange(_)
                | ProvenanceError::AlreadyExists),
            ) => return refuse(self.told(&error, &outputs)?),
            Err(error) => {
                let inputs: Vec<_> = inputs.iter().collect();
                return refuse(self.told(&error, &inputs)?);
            }
        }
        Ok("transform")
    }
}

/// Whether an error was declared for this reason and with these events, in any order.
fn is_same(declared: &ErrorDeclaration, reason: ErrorReason, right: &[EventId]) -> bool {
    declared.reason == reason
        && declared.corrective.len() == right.len()
        && right.iter().all(|id| declared.corrective.contains(id))
}

/// Why an error was declared, and with how many events that are right.
fn summed_up(declared: &ErrorDeclaration) -> String {
    let reason = match declared.reason {
        ErrorReason::DidNotOccur => "did_not_occur",
        ErrorReason::IncorrectData => "incorrect_data",
    };
    format!("{reason}, {}", counted(declared.corrective.len() as u64, "corrective event"))
}

/// The hash of an event that no document is of, but that another event needs.
fn derived(what: &str, hash: &Digest, part: usize) -> Digest {
    let part = u8::try_from(part).unwrap_or(u8::MAX);
    Sha256::digest([what.as_bytes(), hash, &[part]].concat()).into()
}

fn new_item(stated: &Stated, share: u16) -> Option<NewItem> {
    let Stated { digest, kind, quantity, unit, .. } = stated;
    Some(NewItem { epc: *digest, kind: *kind, quantity: (*quantity)?, unit: *unit, share })
}

/// The share of goods in `unit` that bears the claim, when all that can come out bears it alike: never more than went in.
fn share(declared: &[Yield], used: &[(Input, &Item)], unit: &UnitCode) -> u16 {
    let (mut budget, mut claimed) = (0_u128, 0_u128);
    for (Input { quantity, .. }, item) in used {
        let gives = u128::from(*quantity) * u128::from(yields::rate(declared, &item.unit, unit));
        budget += gives;
        claimed += gives * u128::from(item.share);
    }
    claimed.checked_div(budget).and_then(|share| u16::try_from(share).ok()).unwrap_or(0)
}

/// The first of them, and the others.
fn parted<'h, 'a>(held: &'h [Held<'a>]) -> Done<(&'h Held<'a>, &'h [Held<'a>])> {
    Ok(held.split_first().context("an event of packing has a parent")?)
}

/// How much of a lot the event leaves.
fn rest(held: &Held<'_>) -> Quantity {
    let stated = held.stated.quantity.filter(|_| held.stated.kind == ItemKind::Lot);
    held.item.quantity.saturating_sub(stated.unwrap_or(held.item.quantity))
}

/// A quantity and its unit.
fn amount(quantity: Quantity, unit: &UnitCode) -> String {
    format!("{} {}", thousandths(quantity), yields::name(unit))
}

/// That the event speaks of the unit that the chain has.
fn in_its_unit(held: &Held<'_>) -> Done<()> {
    let Held { stated, item, .. } = held;
    if stated.kind == ItemKind::Serial || stated.quantity.is_none() || stated.unit == item.unit {
        return Ok(());
    }
    refuse(format!(
        "{}: the event measures it in {}, and the chain in {}",
        stated.epc,
        yields::name(&stated.unit),
        yields::name(&item.unit)
    ))
}

/// That there is as much as the event speaks of.
fn fits(held: &Held<'_>) -> Done<()> {
    in_its_unit(held)?;
    let Held { stated, item, .. } = held;
    match stated.quantity {
        Some(quantity) if quantity > item.quantity => refuse(format!(
            "{}: the event speaks of {}, and the chain has {}{}",
            stated.epc,
            amount(quantity, &stated.unit),
            amount(item.quantity, &item.unit),
            if item.status == ItemStatus::Consumed { ": it was used up" } else { "" }
        )),
        _ => Ok(()),
    }
}

/// That the event speaks of all of each.
fn whole(goods: &[&Held<'_>]) -> Done<()> {
    for held in goods {
        fits(held)?;
        if rest(held) > 0 {
            let Held { stated, item, .. } = held;
            return refuse(format!(
                "{}: the event moves {}, and the chain has {}: goods move whole, so that the lot has to be split by a transformation \
                 event before",
                stated.epc,
                amount(stated.quantity.unwrap_or_default(), &stated.unit),
                amount(item.quantity, &item.unit)
            ));
        }
    }
    Ok(())
}

/// Whether all of these are so. None may be so; that some are is refused.
fn all_or_none(goods: &[&Held<'_>], is_so: impl Fn(&Held<'_>) -> bool, what: &str) -> Done<bool> {
    let one_that = |so: bool| goods.iter().find(|held| is_so(held) == so);
    match (one_that(true), one_that(false)) {
        (Some(yes), Some(no)) => refuse(format!(
            "{} is {what}, and {} is not: they have to be in events of their own",
            yes.stated.epc, no.stated.epc
        )),
        (yes, _) => Ok(yes.is_some()),
    }
}

/// The place that a refusal names.
fn place_of(error: &ProvenanceError) -> Option<usize> {
    use ProvenanceError as E;
    match *error {
        E::NoSuchItem(place)
        | E::MixedRegistries(place)
        | E::QuantityOutOfRange(place)
        | E::ShareOutOfRange(place)
        | E::NotPossessor(place)
        | E::NotAddressee(place)
        | E::WrongStatus(place, _)
        | E::Earlier(place)
        | E::Inside(place)
        | E::NotInside(place)
        | E::NotEmpty(place)
        | E::Cycle(place)
        | E::TooDeep(place)
        | E::Recalled(place)
        | E::NotRecalled(place)
        | E::TooMuch(place)
        | E::TooMuchClaimed(place)
        | E::NotCorrective(place) => Some(place.into()),
        _ => None,
    }
}

//! What each message promises, one by one.
mod errors;
mod inquiries;
mod making;
mod packing;
mod recalls;
mod scans;
mod telling;

use super::*;
use core::cell::RefCell;
use ink::env::{test::run_test, DefaultEnvironment};
use interfaces::{
    administration::Link,
    cbv::{BizStep, BizTransactionType, Disposition},
    ids::{CodeHash, Millis},
    provenance::{
        Breach, EventAction, EventKind, Input, ItemKind, ItemStatus, Measure, NewItem,
        RecallStatus, Yield,
    },
    registry::Refusal,
};
use kit::administration::{Codes, Controls, Linked, Links, Root};
use pendzl::contracts::access_control::AccessControlData;
use std::rc::Rc;

pub(super) const FARM: PartyId = PartyId([1; 32]);
pub(super) const MILL: PartyId = PartyId([2; 32]);
pub(super) const BAKERY: PartyId = PartyId([3; 32]);
pub(super) const LABORATORY: PartyId = PartyId([4; 32]);
pub(super) const REGULATOR: PartyId = PartyId([5; 32]);
pub(super) const STRANGER: PartyId = PartyId([9; 32]);
pub(super) const WAYBILLS: [u8; 32] = [22; 32];
pub(super) const START: Millis = 1_000_000_000;
pub(super) const DAY: Millis = 24 * 60 * 60 * 1000;
pub(super) const RESPONSE: Millis = DAY;
pub(super) const RECALL: Millis = 30 * DAY;
pub(super) const NOWHERE: ItemId = ItemId([0; 32]);
pub(super) const CLAIM: Digest = [77; 32];
pub(super) const NOT_FOR_PARTY: ProvenanceError = ProvenanceError::Refused(Refusal::NotForParty);

/// Under which registry, for which party, in which scope, for what.
type Question = (u8, PartyId, Scope, Business);

/// A registry that lets each account act for the party of the same bytes, knows one regulator, and remembers what it was asked.
#[derive(Clone, Default)]
pub(super) struct Roll {
    pub(super) epoch: u8,
    pub(super) denial: Option<Denial>,
    pub(super) is_silent: bool,
    pub(super) asked: Rc<RefCell<Vec<Question>>>,
}

impl Authority for Roll {
    fn epoch(&self) -> u8 {
        self.epoch
    }

    fn may(
        &self,
        epoch: u8,
        account: Account,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), Denial> {
        self.asked.borrow_mut().push((epoch, party, scope, business));
        self.denial.map_or_else(|| kit::authority::alone(account, party), Err)
    }
}

impl crate::regulators::Regulators for Roll {
    fn is_regulator(&self, epoch: u8, party: &PartyId) -> Result<bool, ProvenanceError> {
        if self.is_silent {
            return Err(ProvenanceError::RegistryUnavailable);
        }
        Ok(epoch > 0 && *party == REGULATOR)
    }
}

/// A chain on which everything runs the same code.
struct OneCode;

impl Codes for OneCode {
    fn hash_of(&self, _: Account) -> Option<CodeHash> {
        Some([0; 32].into())
    }

    fn replace(&self, _: CodeHash) -> bool {
        false
    }
}

/// A lot in kilograms, nothing claimed.
pub(super) fn lot(mark: u8, quantity: Quantity) -> NewItem {
    NewItem { epc: [mark; 32], kind: ItemKind::Lot, quantity, unit: *b"KGM", share: 0 }
}

/// A piece.
pub(super) fn piece(mark: u8) -> NewItem {
    NewItem { epc: [mark; 32], kind: ItemKind::Serial, quantity: 1_000, unit: *b"C62", share: 0 }
}

/// A unit's code, filled up with blanks.
fn code(unit: &str) -> [u8; 3] {
    format!("{unit:3}").into_bytes().try_into().unwrap()
}

pub(super) fn of_unit(unit: &str, new: NewItem) -> NewItem {
    NewItem { unit: code(unit), ..new }
}

pub(super) fn shared(share: u16, new: NewItem) -> NewItem {
    NewItem { share, ..new }
}

pub(super) fn input(item: ItemId, quantity: Quantity) -> Input {
    Input { item, quantity }
}

pub(super) fn gives(from: &str, to: &str, rate: u32) -> Yield {
    Yield { from: code(from), to: code(to), rate }
}

/// All that is known of goods, events and recalls.
type All = (Vec<Option<Box<Item>>>, Vec<Option<Box<EventRecord>>>, Vec<Option<Box<Recall>>>);

/// A ledger with a clock, a registry and links.
pub(super) struct Desk {
    pub(super) ledger: Ledger,
    pub(super) roll: Roll,
    pub(super) paused: bool,
    pub(super) now: Millis,
    pub(super) links: Links,
    root: Root,
    controls: Controls,
    roles: AccessControlData,
    hashes: u32,
    items: Vec<ItemId>,
    events: Vec<EventId>,
    recalls: Vec<RecallId>,
}

impl Desk {
    /// Each desk has a chain of its own, since the ledger's keys are fixed.
    pub(super) fn new() -> Self {
        run_test::<DefaultEnvironment, _>(|_| Ok(())).unwrap();
        let mut desk = Self {
            ledger: Ledger::default(),
            roll: Roll::default(),
            paused: false,
            now: START,
            links: Links::default(),
            root: Root::new(),
            controls: Controls::default(),
            roles: AccessControlData::default(),
            hashes: 0,
            items: vec![],
            events: vec![],
            recalls: vec![],
        };
        desk.controls.establish(&mut desk.roles, [100; 32].into(), 0);
        desk.link(Link::Waybill, WAYBILLS);
        desk
    }

    /// Links another contract, as the shell does.
    pub(super) fn link(&mut self, link: Link, to: [u8; 32]) {
        let call = Call { caller: [100; 32].into(), now: self.now };
        let (root, links) = (&mut self.root, &mut self.links);
        let (to, code) = (to.into(), [0; 32].into());
        let linked = self
            .controls
            .set_link(root, links, call, &self.roles, &OneCode, &[link], link, to, code)
            .unwrap();
        if let Linked::Later(_) = linked {
            Controls::apply_link(root, links, call, &self.roles, &OneCode, link).unwrap();
        }
    }

    pub(super) fn call(&self, account: [u8; 32]) -> Call {
        Call { caller: account.into(), now: self.now }
    }

    pub(super) fn by(&self, party: PartyId) -> Caller<Roll> {
        Caller { call: self.call(party.0), paused: self.paused, authority: self.roll.clone() }
    }

    /// Facts of an event that happens now, with a hash of its own.
    pub(super) fn facts(&mut self) -> Facts {
        self.hashes += 1;
        let mut hash = [0; 32];
        hash[..4].copy_from_slice(&self.hashes.to_le_bytes());
        Facts {
            hash,
            time: self.now,
            step: BizStep::Inspecting,
            disposition: Disposition::Active,
            read_point: 4_012_345_000_009,
            location: 0,
            transaction: BizTransactionType::PurchaseOrder,
            document: DocumentId([8; 32]),
        }
    }

    pub(super) fn commissions(
        &mut self,
        party: PartyId,
        model: CustodyModel,
        claim: Digest,
        items: Vec<NewItem>,
    ) -> Result<Box<EventRecorded>, ProvenanceError> {
        let facts = self.facts();
        let caller = self.by(party);
        let recorded = self.ledger.commission(&caller, party, facts, model, claim, items)?;
        Ok(self.knows(recorded))
    }

    fn knows(&mut self, recorded: Box<EventRecorded>) -> Box<EventRecorded> {
        self.events.push(recorded.event);
        let first = recorded.record.goods.len() - recorded.made.len();
        self.items.extend(recorded.record.goods[first..].iter().map(|goods| goods.item));
        recorded
    }

    /// Goods come to be under a model and a claim.
    pub(super) fn born_as(
        &mut self,
        party: PartyId,
        model: CustodyModel,
        claim: Digest,
        new: NewItem,
    ) -> ItemId {
        self.commissions(party, model, claim, vec![new]).unwrap().record.goods[0].item
    }

    /// Goods come to be of which nothing is claimed.
    pub(super) fn born(&mut self, party: PartyId, new: NewItem) -> ItemId {
        self.born_as(party, CustodyModel::Segregated, [0; 32], new)
    }

    pub(super) fn records(
        &mut self,
        party: PartyId,
        facts: Facts,
        deed: Deed,
        items: &[ItemId],
    ) -> Result<Box<EventRecorded>, ProvenanceError> {
        let caller = self.by(party);
        let recorded = self.ledger.record(&caller, party, facts, deed, items.to_vec())?;
        Ok(self.knows(recorded))
    }

    pub(super) fn does(
        &mut self,
        party: PartyId,
        deed: Deed,
        items: &[ItemId],
    ) -> Result<Box<EventRecorded>, ProvenanceError> {
        let facts = self.facts();
        self.records(party, facts, deed, items)
    }

    /// Goods go from one to another.
    pub(super) fn moves(&mut self, from: PartyId, to: PartyId, items: &[ItemId]) {
        self.does(from, Deed::Ship(to), items).unwrap();
        self.does(to, Deed::Receive, items).unwrap();
    }

    pub(super) fn transforms(
        &mut self,
        party: PartyId,
        model: CustodyModel,
        yields: &[Yield],
        inputs: &[Input],
        outputs: &[NewItem],
    ) -> Result<Box<EventRecorded>, ProvenanceError> {
        let facts = self.facts();
        let caller = self.by(party);
        let (yields, inputs, outputs) = (yields.to_vec(), inputs.to_vec(), outputs.to_vec());
        let recorded =
            self.ledger.transform(&caller, party, facts, model, yields, inputs, outputs)?;
        Ok(self.knows(recorded))
    }

    /// What was made of these, segregated.
    pub(super) fn made(
        &mut self,
        party: PartyId,
        inputs: &[Input],
        outputs: &[NewItem],
    ) -> Vec<ItemId> {
        let model = CustodyModel::Segregated;
        let recorded = self.transforms(party, model, &[], inputs, outputs).unwrap();
        recorded.record.goods[inputs.len()..].iter().map(|goods| goods.item).collect()
    }

    pub(super) fn recalls(
        &mut self,
        party: PartyId,
        item: ItemId,
    ) -> Result<crate::events::RecallOpened, ProvenanceError> {
        let caller = self.by(party);
        let opened = self.ledger.open_recall(&caller, RECALL, party, item, [66; 32])?;
        self.recalls.push(opened.recall);
        Ok(opened)
    }

    /// Follows a recall to its end, `limit` steps at a time.
    pub(super) fn follows(&mut self, recall: RecallId, limit: u32) {
        while self.ledger.find_recall(&recall).unwrap().status == RecallStatus::Spreading {
            self.ledger.spread(recall, limit).unwrap();
        }
    }

    pub(super) fn view(&self, item: ItemId) -> Item {
        *self.ledger.find(&item).unwrap()
    }

    fn all(&self) -> All {
        let items = self.items.iter().map(|item| self.ledger.find(item)).collect();
        let events = self.events.iter().map(|event| self.ledger.find_event(event)).collect();
        let recalls = self.recalls.iter().map(|recall| self.ledger.find_recall(recall)).collect();
        (items, events, recalls)
    }

    /// Calls what must be refused, and nothing changes.
    #[track_caller]
    pub(super) fn refused<T: core::fmt::Debug>(
        &mut self,
        call: impl FnOnce(&mut Self) -> Result<T, ProvenanceError>,
    ) -> ProvenanceError {
        let before = self.all();
        let error = call(self).unwrap_err();
        assert_eq!(self.all(), before, "something changed");
        error
    }

    /// What the registry was asked last.
    pub(super) fn asked(&self) -> Vec<Question> {
        self.roll.asked.borrow_mut().drain(..).collect()
    }
}

#[test]
fn goods_come_to_be_with_their_issuer_and_are_told_whole() {
    let mut desk = Desk::new();
    desk.roll.epoch = 3;
    let facts = desk.facts();
    let caller = desk.by(FARM);
    let (model, items) = (CustodyModel::Segregated, vec![shared(10_000, lot(1, 500_000))]);
    let told = desk.ledger.commission(&caller, FARM, facts, model, CLAIM, items.clone()).unwrap();
    assert_eq!(desk.asked(), [(3, FARM, Scope::HandOver, Business::NewBusiness)]);
    let (item, event) = (item_id(&FARM, &[1; 32]), event_id(&FARM, &facts.hash));
    let record = EventRecord {
        registry_epoch: 3,
        by: FARM,
        source: None,
        kind: EventKind::Object,
        action: EventAction::Add,
        deed: Deed::Commission,
        facts,
        recorded_at: START,
        goods: vec![Goods { item, quantity: 500_000, previous: EventId::NONE }],
        uses: vec![],
        spare: vec![],
        error: None,
    };
    assert_eq!(desk.ledger.find_event(&event), Some(Box::new(record.clone())));
    assert_eq!(
        *told,
        EventRecorded {
            event,
            by: FARM,
            record,
            model,
            claim: CLAIM,
            yields: vec![],
            made: items,
            recall: RecallId::NONE,
        }
    );
    assert_eq!(
        desk.view(item),
        Item {
            registry_epoch: 3,
            issuer: FARM,
            kind: ItemKind::Lot,
            model,
            claim: CLAIM,
            share: 10_000,
            unit: *b"KGM",
            quantity: 500_000,
            left: [[0; 3]; 4],
            status: ItemStatus::Active,
            possessor: FARM,
            to: PartyId::NONE,
            parent: NOWHERE,
            children: 0,
            levels: 1,
            recalled_inside: 0,
            time: START,
            events: 1,
            last_event: event,
            made_by: event,
            last_use: EventId::NONE,
            is_recalled: false,
            recall: RecallId::NONE,
            is_acknowledged: false,
            is_breached: false,
        }
    );
    assert_eq!(desk.ledger.holder_of(&item), Some(FARM));
    assert_eq!(desk.ledger.holder_of(&NOWHERE), None);
    assert!(!desk.ledger.is_recalled(&item) && !desk.ledger.is_recalled(&NOWHERE));
}

#[test]
fn goods_go_from_hand_to_hand_and_are_the_shippers_until_received() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    desk.asked();
    desk.does(FARM, Deed::Ship(MILL), &[item]).unwrap();
    assert_eq!(desk.asked(), [(0, FARM, Scope::HandOver, Business::NewBusiness)]);
    let view = desk.view(item);
    assert_eq!((view.status, view.possessor, view.to), (ItemStatus::Shipped, FARM, MILL));
    assert_eq!(desk.ledger.holder_of(&item), Some(FARM));
    desk.does(FARM, Deed::Observe, &[item]).unwrap();
    assert_eq!(
        desk.refused(|d| d.does(STRANGER, Deed::Receive, &[item])),
        ProvenanceError::NotAddressee(0)
    );
    desk.asked();
    desk.does(MILL, Deed::Receive, &[item]).unwrap();
    assert_eq!(desk.asked(), [(0, MILL, Scope::Receive, Business::Exit)]);
    let view = desk.view(item);
    let nobody = PartyId::NONE;
    assert_eq!((view.status, view.possessor, view.to), (ItemStatus::Active, MILL, nobody));
    assert_eq!(
        desk.refused(|d| d.does(FARM, Deed::Observe, &[item])),
        ProvenanceError::NotPossessor(0)
    );
}

#[test]
fn goods_that_are_not_received_go_back_by_either_side() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    for (by, deed) in [(MILL, Deed::Refuse), (FARM, Deed::TakeBack)] {
        desk.does(FARM, Deed::Ship(MILL), &[item]).unwrap();
        desk.does(by, deed, &[item]).unwrap();
        let view = desk.view(item);
        assert_eq!((view.status, view.possessor), (ItemStatus::Active, FARM));
        assert_eq!(view.to, PartyId::NONE);
    }
    let back = ProvenanceError::WrongStatus(0, ItemStatus::Active);
    assert_eq!(desk.refused(|d| d.does(FARM, Deed::TakeBack, &[item])), back);
}

#[test]
fn history_is_read_backwards_along_the_events() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    let other = desk.born(FARM, lot(2, 5));
    let mut events = vec![desk.view(item).last_event];
    for _ in 0..4 {
        desk.does(FARM, Deed::Observe, &[other]).unwrap();
        events.push(desk.does(FARM, Deed::Transact, &[other, item]).unwrap().event);
    }
    events.reverse();
    let none = EventId::NONE;
    assert_eq!(desk.ledger.history_of(&item, none, 50), events);
    assert_eq!(desk.ledger.history_of(&item, none, 2), events[..2]);
    assert_eq!(desk.ledger.history_of(&item, events[2], 50), events[2..]);
    assert!(desk.ledger.history_of(&NOWHERE, none, 50).is_empty());
    assert_eq!(desk.view(item).events, 5);
    assert_eq!(desk.ledger.history_of(&item, desk.view(other).made_by, 50), []);
}

#[test]
fn a_breach_is_recorded_and_remembered() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    let (measure, since) = (Measure::Temperature, START);
    let breach = Breach { measure, worst: 9_300, limit: 8_000, since, until: START + 60_000 };
    let told = desk.does(FARM, Deed::Breach(breach), &[item]).unwrap();
    assert_eq!(told.record.deed, Deed::Breach(breach));
    assert!(desk.view(item).is_breached);
    let backwards = Deed::Breach(Breach { until: START - 1, ..breach });
    let wrong = desk.refused(|d| d.does(FARM, backwards, &[item]));
    assert_eq!(wrong, ProvenanceError::WrongDeed);
}

#[test]
fn what_is_gone_is_gone() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    desk.does(FARM, Deed::Decommission, &[item]).unwrap();
    let gone = ProvenanceError::WrongStatus(0, ItemStatus::Decommissioned);
    for deed in [Deed::Observe, Deed::Ship(MILL), Deed::Decommission, Deed::Recount(4)] {
        assert_eq!(desk.refused(|d| d.does(FARM, deed, &[item])), gone);
    }
    assert_eq!(
        desk.refused(|d| d.commissions(FARM, CustodyModel::Segregated, [0; 32], vec![lot(1, 5)])),
        ProvenanceError::AlreadyExists
    );
}

#[test]
fn a_call_is_for_fifty_items_of_one_registry_each_once() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    let does = |items: Vec<ItemId>| move |d: &mut Desk| d.does(FARM, Deed::Observe, &items);
    assert_eq!(desk.refused(does(vec![])), ProvenanceError::Empty);
    assert_eq!(desk.refused(does(vec![item; 51])), ProvenanceError::TooMany);
    assert_eq!(desk.refused(does(vec![item, item])), ProvenanceError::Repeated);
    assert_eq!(desk.refused(does(vec![item, NOWHERE])), ProvenanceError::NoSuchItem(1));
    desk.roll.epoch = 1;
    let later = desk.born(FARM, lot(2, 5));
    assert_eq!(desk.refused(does(vec![item, later])), ProvenanceError::MixedRegistries(1));
    desk.asked();
    desk.does(FARM, Deed::Observe, &[item]).unwrap();
    assert_eq!(desk.asked(), [(0, FARM, Scope::HandOver, Business::Exit)]);
    let many: Vec<_> = (10..60).map(|mark| lot(mark, 5)).collect();
    let told = desk.commissions(FARM, CustodyModel::Segregated, [0; 32], many).unwrap();
    let items: Vec<_> = told.record.goods.iter().map(|goods| goods.item).collect();
    assert_eq!(desk.does(FARM, Deed::Observe, &items).unwrap().record.goods.len(), 50);
}

#[test]
fn a_pause_stops_new_business_and_no_way_out() {
    let mut desk = Desk::new();
    let items = [desk.born(FARM, lot(1, 5)), desk.born(FARM, lot(2, 5))];
    desk.does(FARM, Deed::Pack(items[1]), &items[..1]).unwrap();
    let sent = desk.born(FARM, lot(3, 5));
    desk.does(FARM, Deed::Ship(MILL), &[sent]).unwrap();
    desk.paused = true;
    let paused = ProvenanceError::Paused;
    let (model, new) = (CustodyModel::Segregated, vec![lot(9, 1)]);
    assert_eq!(desk.refused(|d| d.commissions(FARM, model, [0; 32], new)), paused);
    let inputs = [input(items[1], 1)];
    assert_eq!(desk.refused(|d| d.transforms(FARM, model, &[], &inputs, &[lot(9, 1)])), paused);
    for deed in [Deed::Ship(MILL), Deed::Pack(items[0]), Deed::Install(items[0])] {
        assert_eq!(desk.refused(|d| d.does(FARM, deed, &items[1..])), paused);
    }
    desk.does(MILL, Deed::Receive, &[sent]).unwrap();
    desk.does(FARM, Deed::Unpack(items[1]), &items[..1]).unwrap();
    desk.does(FARM, Deed::Recount(4), &items[..1]).unwrap();
    desk.does(FARM, Deed::Decommission, &items).unwrap();
}

#[test]
fn nobody_writes_for_another() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    let facts = desk.facts();
    let caller = desk.by(STRANGER);
    let refused =
        desk.refused(|d| d.ledger.record(&caller, FARM, facts, Deed::Observe, vec![item]));
    assert_eq!(refused, NOT_FOR_PARTY);
    desk.roll.denial = Some(Denial::Unavailable);
    let refused = desk.refused(|d| d.does(FARM, Deed::Observe, &[item]));
    assert_eq!(refused, ProvenanceError::RegistryUnavailable);
}

#[test]
fn whether_goods_could_be_shipped_can_be_asked_before() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    assert_eq!(desk.ledger.may_ship(&FARM, &[item]), Ok(()));
    assert_eq!(desk.ledger.may_ship(&MILL, &[item]), Err(ProvenanceError::NotPossessor(0)));
    assert_eq!(desk.ledger.may_ship(&MILL, &[]), Err(ProvenanceError::Empty));
    desk.recalls(FARM, item).unwrap();
    assert_eq!(desk.ledger.may_ship(&FARM, &[item]), Err(ProvenanceError::Recalled(0)));
    assert_eq!(desk.view(item).status, ItemStatus::Active);
}

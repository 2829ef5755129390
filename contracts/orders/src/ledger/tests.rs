//! What each message promises, one by one.
use super::*;
use crate::{
    events::{ProgressRecorded, RelationshipChanged, TermsAnswered, TermsProposed},
    Sources,
};
use core::cell::RefCell;
use ink::{
    env::{test::run_test, DefaultEnvironment},
    primitives::Hash,
    scale::Encode,
};
use interfaces::{
    administration::Link,
    credit::{DOCUMENTED, UNDAMAGED},
    ids::{Millis, Money, OptionalParty, Quantity},
    orders::{
        Fulfilment, Incoterm, OrderHead, OrderStatus, ProgressLine, RelationshipStatus,
        RelationshipStep, RelationshipView, Request, Settlement, Tally,
    },
    reconciliation::{Limits, Tolerances},
    registry::Refusal,
};
use kit::administration::{Codes, Controls, Linked, Links, Root};
use pendzl::contracts::access_control::AccessControlData;
use proptest::prelude::*;
use std::rc::Rc;

mod evidence;
mod ratings;

pub(super) const BUYER: PartyId = PartyId([1; 32]);
pub(super) const SELLER: PartyId = PartyId([2; 32]);
pub(super) const MAKER: PartyId = PartyId([3; 32]);
pub(super) const STRANGER: PartyId = PartyId([9; 32]);
pub(super) const WAYBILLS: [u8; 32] = [21; 32];
pub(super) const RECONCILIATION: [u8; 32] = [22; 32];
pub(super) const RECEIVABLES: [u8; 32] = [23; 32];
pub(super) const START: Millis = 1_000_000_000;
pub(super) const DAY: Millis = 24 * 60 * 60 * 1000;
pub(super) const RESPONSE: Millis = 2 * DAY;
pub(super) const DISPUTE: Millis = 10 * DAY;
pub(super) const NOTICE: Millis = 30 * DAY;
pub(super) const EARLIEST: Millis = START + 3 * DAY;
pub(super) const LATEST: Millis = START + 5 * DAY;
const TEN_YEARS: Millis = 3_660 * DAY;
const NOWHERE: DocumentId = DocumentId([0; 32]);
const WAYBILL: DocumentId = DocumentId([7; 32]);
const NOT_FOR_PARTY: OrderError = OrderError::Refused(Refusal::NotForParty);

/// Under which registry, for which party, in which scope, for what.
type Question = (u8, PartyId, Scope, Business);

/// A registry that lets each account act for the party of the same bytes, and remembers what it was asked.
#[derive(Clone, Default)]
pub(super) struct Roll {
    pub(super) epoch: u8,
    pub(super) denial: Option<Denial>,
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

/// A chain on which everything runs the same code.
struct OneCode;

impl Codes for OneCode {
    fn hash_of(&self, _: Account) -> Option<Hash> {
        Some([0; 32].into())
    }

    fn replace(&self, _: Hash) -> bool {
        false
    }
}

pub(super) fn terms() -> Terms {
    Terms {
        seller: OptionalParty::Party(SELLER),
        currency: "EUR".into(),
        payment_days: 30,
        incoterm: Incoterm::Dap,
        tolerances: Tolerances {
            small_difference: 50,
            quantity: Limits {
                lower_absolute: Some(0),
                lower_percent: None,
                upper_absolute: None,
                // A tenth.
                upper_percent: Some(1_000),
            },
            ..Tolerances::default()
        },
        response_window: RESPONSE,
        statement_window: DAY,
        dispute_window: DISPUTE,
        notice_period: NOTICE,
        arbiter: OptionalParty::Party(PartyId([8; 32])),
        settlement: Settlement::Token([40; 32].into()),
        document: [6; 32],
    }
}

/// Terms under which either may sell.
pub(super) fn mutual() -> Terms {
    Terms { seller: OptionalParty::Nobody, ..terms() }
}

pub(super) fn goods(quantity: Quantity) -> OrderedLine {
    OrderedLine {
        item: "98412345678908".into(),
        quantity,
        unit: "KGM".into(),
        unit_price: 250,
        earliest: EARLIEST,
        latest: LATEST,
    }
}

pub(super) fn changed(line: u16, quantity: Quantity) -> LineChange {
    LineChange { line, quantity, unit_price: 260, earliest: EARLIEST, latest: LATEST + DAY }
}

pub(super) fn told(line: u16, document_line: u16, quantity: Quantity) -> ProgressLine {
    ProgressLine { line, document_line, quantity, at: EARLIEST, merits: DOCUMENTED | UNDAMAGED }
}

/// A ledger with a clock, a registry and links.
pub(super) struct Desk {
    pub(super) ledger: Ledger,
    pub(super) roll: Roll,
    pub(super) paused: bool,
    pub(super) now: Millis,
    pub(super) sources: Sources,
    pub(super) links: Links,
    root: Root,
    controls: Controls,
    roles: AccessControlData,
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
            sources: Sources::default(),
            links: Links::default(),
            root: Root::new(),
            controls: Controls::default(),
            roles: AccessControlData::default(),
        };
        desk.controls.establish(&mut desk.roles, [100; 32].into(), 0);
        desk.link(Link::Waybill, WAYBILLS);
        desk.link(Link::Reconciliation, RECONCILIATION);
        desk.link(Link::Receivable, RECEIVABLES);
        desk
    }

    /// Links another contract, as the shell does.
    pub(super) fn link(&mut self, link: Link, to: [u8; 32]) {
        let call = Call { caller: [100; 32].into(), now: self.now };
        let allowed = [link];
        let linked = self
            .controls
            .set_link(
                &mut self.root,
                &mut self.links,
                call,
                &self.roles,
                &OneCode,
                &allowed,
                link,
                to.into(),
                [0; 32].into(),
            )
            .unwrap();
        let set = match linked {
            Linked::Now(set) => set,
            Linked::Later(_) => {
                let (root, links) = (&mut self.root, &mut self.links);
                Controls::apply_link(root, links, call, &self.roles, &OneCode, link).unwrap()
            }
        };
        self.sources.note(Some((set.link, set.epoch)));
    }

    pub(super) fn by(&self, party: PartyId) -> Caller<Roll> {
        Caller {
            call: Call { caller: party.0.into(), now: self.now },
            paused: self.paused,
            sources: self.sources,
            authority: self.roll.clone(),
        }
    }

    fn propose(&mut self, party: PartyId, terms: Terms) -> Result<TermsProposed, OrderError> {
        let other = if party == BUYER { SELLER } else { BUYER };
        let call = self.by(party);
        self.ledger.propose_terms(&call, party, other, terms)
    }

    fn answer_terms(
        &mut self,
        caller: PartyId,
        version: u16,
        answer: Answer,
    ) -> Result<TermsAnswered, OrderError> {
        let call = self.by(caller);
        self.ledger.answer_terms(&call, id(), version, answer)
    }

    fn change(
        &mut self,
        party: PartyId,
        step: RelationshipStep,
    ) -> Result<RelationshipChanged, OrderError> {
        let call = self.by(party);
        self.ledger.change_relationship(&call, id(), party, step)
    }

    /// Buyer and seller have both signed terms.
    pub(super) fn agreed(&mut self) {
        self.agree(SELLER, BUYER, terms());
    }

    pub(super) fn agree(&mut self, one: PartyId, other: PartyId, terms: Terms) {
        let call = self.by(one);
        let proposed = self.ledger.propose_terms(&call, one, other, terms).unwrap();
        let call = self.by(other);
        let TermsProposed { relationship, version, .. } = proposed;
        self.ledger.answer_terms(&call, relationship, version, Answer::Accept).unwrap();
    }

    fn draft_of(
        &mut self,
        number: &str,
        lines: Vec<OrderedLine>,
        complete: bool,
    ) -> Result<OrderDrafted, OrderError> {
        self.draft_as(BUYER, SELLER, number, None, lines, complete)
    }

    /// `party` itself calls.
    fn draft_as(
        &mut self,
        party: PartyId,
        seller: PartyId,
        number: &str,
        serves: Option<DocumentId>,
        lines: Vec<OrderedLine>,
        complete: bool,
    ) -> Result<OrderDrafted, OrderError> {
        let call = self.by(party);
        let number = number.into();
        self.ledger.draft(&call, Draft { party, seller, number, serves, lines, complete })
    }

    /// A placed order of 1,000 and of 2,000.
    fn placed(&mut self, number: &str) -> DocumentId {
        if self.ledger.relationship(&id(), self.now).is_none() {
            self.agreed();
        }
        self.draft_of(number, vec![goods(1_000), goods(2_000)], true).unwrap().order
    }

    /// Both of its lines agreed.
    fn confirmed(&mut self, number: &str) -> DocumentId {
        let order = self.placed(number);
        self.answer(order, vec![1, 2], true).unwrap();
        order
    }

    fn add(
        &mut self,
        caller: PartyId,
        order: DocumentId,
        lines: Vec<OrderedLine>,
        complete: bool,
    ) -> Result<LinesAdded, OrderError> {
        let call = self.by(caller);
        self.ledger.add_lines(&call, order, lines, complete)
    }

    fn answer(
        &mut self,
        order: DocumentId,
        lines: Vec<u16>,
        accept: bool,
    ) -> Result<LinesAnswered, OrderError> {
        let call = self.by(SELLER);
        self.ledger.answer_lines(&call, order, lines, accept)
    }

    fn ask(
        &mut self,
        party: PartyId,
        order: DocumentId,
        changes: Vec<LineChange>,
    ) -> Result<RequestMade, OrderError> {
        let call = self.by(party);
        self.ledger.request_change(&call, order, party, changes)
    }

    fn cancel(&mut self, party: PartyId, order: DocumentId) -> Result<RequestMade, OrderError> {
        let call = self.by(party);
        self.ledger.cancel(&call, order, party)
    }

    fn reply(
        &mut self,
        caller: PartyId,
        order: DocumentId,
        number: u16,
        answer: Answer,
    ) -> Result<RequestAnswered, OrderError> {
        let call = self.by(caller);
        self.ledger.answer_request(&call, order, number, answer)
    }

    fn lapse(&mut self, order: DocumentId) -> Result<OrderMoved, OrderError> {
        let call = self.by(STRANGER);
        self.ledger.lapse(&call, order)
    }

    fn close(&mut self, party: PartyId, order: DocumentId) -> Result<OrderMoved, OrderError> {
        let call = self.by(party);
        self.ledger.close(&call, order, party)
    }

    pub(super) fn tell(
        &mut self,
        source: [u8; 32],
        order: DocumentId,
        kind: ProgressKind,
        document: DocumentId,
        lines: Vec<ProgressLine>,
    ) -> Result<ProgressRecorded, OrderError> {
        let call = Call { caller: source.into(), now: self.now };
        self.ledger.record_progress(&call, &self.links, order, kind, document, lines)
    }

    /// Told of a line by the right contract, by a document of its own.
    fn goes(
        &mut self,
        order: DocumentId,
        kind: ProgressKind,
        line: u16,
        quantity: Quantity,
    ) -> Result<ProgressRecorded, OrderError> {
        let source = source(kind);
        let before = self.line(order, line);
        let so_far = before.shipped + before.received + before.billed + before.paid;
        let mut document = [line as u8; 32];
        document[..8].copy_from_slice(&so_far.to_le_bytes());
        self.tell(source, order, kind, DocumentId(document), vec![told(line, 1, quantity)])
    }

    /// An order at each status, and its number.
    fn at(&mut self, status: OrderStatus) -> DocumentId {
        use OrderStatus::*;
        match status {
            Draft => {
                self.agreed();
                self.draft_of("at", vec![goods(1_000)], false).unwrap().order
            }
            Placed => self.placed("at"),
            Confirmed => self.confirmed("at"),
            Closed => {
                let order = self.confirmed("at");
                self.goes(order, ProgressKind::Shipped, 1, 500).unwrap();
                self.now = LATEST + DISPUTE;
                self.close(BUYER, order).unwrap();
                order
            }
            Cancelled => {
                let order = self.placed("at");
                self.cancel(BUYER, order).unwrap();
                order
            }
            Rejected => {
                let order = self.placed("at");
                self.answer(order, vec![1, 2], false).unwrap();
                order
            }
            Lapsed => {
                let order = self.placed("at");
                self.now += RESPONSE + 1;
                self.lapse(order).unwrap();
                order
            }
        }
    }

    fn relationship(&self) -> RelationshipView {
        self.ledger.relationship(&id(), self.now).unwrap()
    }

    fn standing(&self) -> RelationshipStatus {
        self.relationship().status
    }

    fn view(&self, order: DocumentId) -> OrderView {
        self.ledger.order(&order).unwrap()
    }

    fn status(&self, order: DocumentId) -> OrderStatus {
        self.view(order).status
    }

    fn line(&self, order: DocumentId, line: u16) -> LineView {
        self.ledger.lines_of(&order, line, 1).remove(0)
    }

    fn states(&self, order: DocumentId) -> Vec<LineState> {
        self.ledger.lines_of(&order, 1, 50).iter().map(|line| line.state).collect()
    }

    fn asked(&self) -> Vec<Question> {
        self.roll.asked.borrow_mut().drain(..).collect()
    }

    /// All that is stored of an order and its relationship.
    fn all(&self, order: DocumentId) -> impl PartialEq + core::fmt::Debug {
        let lines = self.ledger.lines_of(&order, 1, 50);
        let relationship = self.ledger.find_relationship(&id());
        (self.ledger.find(&order), lines, relationship)
    }
}

pub(super) fn source(kind: ProgressKind) -> [u8; 32] {
    match kind {
        ProgressKind::Shipped | ProgressKind::Received => WAYBILLS,
        ProgressKind::Billed => RECONCILIATION,
        ProgressKind::Paid => RECEIVABLES,
    }
}

/// The relationship of buyer and seller.
fn id() -> RelationshipId {
    relationship_id(&SELLER, &BUYER)
}

// Ids

#[ink::test]
fn ids_are_what_their_documentation_says() {
    use ink::env::hash::{Blake2x256, CryptoHash};
    let hash = |bytes: &[u8]| {
        let mut digest = [0; 32];
        Blake2x256::hash(bytes, &mut digest);
        digest
    };
    let relationship = [b"lading/relationship".as_slice(), &BUYER.0, &SELLER.0].concat();
    assert_eq!(relationship_id(&SELLER, &BUYER).0, hash(&relationship));
    assert_eq!(relationship_id(&BUYER, &SELLER).0, hash(&relationship));
    let order = [b"lading/order".as_slice(), &BUYER.0, &[4 << 2], b"PO-7", &[1, 0]].concat();
    assert_eq!(order_id(&BUYER, "PO-7", 1).0, hash(&order));
}

// Relationships

#[ink::test]
fn a_relationship_begins_with_terms_that_one_party_proposes() {
    let mut desk = Desk::new();
    desk.roll.epoch = 4;
    assert_eq!(
        desk.propose(SELLER, terms()),
        Ok(TermsProposed {
            relationship: id(),
            by: SELLER,
            counterparty: BUYER,
            version: 1,
            registry_epoch: 4,
            terms: terms(),
        })
    );
    assert_eq!(
        desk.relationship(),
        RelationshipView {
            status: RelationshipStatus::Proposed,
            lower: BUYER,
            higher: SELLER,
            in_force: 0,
            proposed: 1,
            proposed_by: SELLER,
            versions: 1,
            lower_suspends: false,
            higher_suspends: false,
            ends_at: 0,
        }
    );
    assert_eq!(desk.ledger.terms(&id(), 1), Some(terms()));
    assert_eq!(desk.ledger.terms(&id(), 2), None);
    assert_eq!(desk.asked(), [(4, SELLER, Scope::Agree, Business::NewBusiness)]);
}

#[ink::test]
fn terms_are_refused_for_their_first_fault_in_the_promised_order() {
    let mut desk = Desk::new();
    desk.paused = true;
    let mut caller = STRANGER;
    let mut counterparty = BUYER;
    let limit = Limits { upper_absolute: Some(1 << 63), ..Limits::default() };
    let mut t = Terms {
        seller: OptionalParty::Party(MAKER),
        currency: "euro".into(),
        response_window: 366 * DAY + 1,
        statement_window: Millis::MAX,
        dispute_window: 366 * DAY + 1,
        notice_period: 366 * DAY + 1,
        ..terms()
    };
    t.tolerances.small_difference = 1 << 63;
    t.tolerances.quantity.lower_absolute = Some(1 << 63);
    (t.tolerances.price, t.tolerances.freight, t.tolerances.date) = (limit, limit, limit);
    macro_rules! refused {
        ($error:expr) => {
            let call = desk.by(caller);
            let result = desk.ledger.propose_terms(&call, BUYER, counterparty, t.clone());
            assert_eq!(result, Err($error));
            assert_eq!(desk.ledger.relationship(&id(), desk.now), None);
        };
    }
    refused!(OrderError::Paused);
    desk.paused = false;
    refused!(NOT_FOR_PARTY);
    desk.roll.denial = Some(Denial::Unavailable);
    refused!(OrderError::RegistryUnavailable);
    desk.roll.denial = None;
    caller = BUYER;
    refused!(OrderError::SameParty);
    counterparty = SELLER;
    refused!(OrderError::NotAParty);
    t.seller = OptionalParty::Party(BUYER);
    refused!(OrderError::MalformedCurrency);
    t.currency = "USD".into();
    refused!(OrderError::WindowTooLong);
    t.response_window = 366 * DAY;
    refused!(OrderError::WindowTooLong);
    t.statement_window = 366 * DAY;
    refused!(OrderError::WindowTooLong);
    t.dispute_window = 0;
    refused!(OrderError::WindowTooLong);
    t.notice_period = 0;
    refused!(OrderError::AmountOutOfRange);
    t.tolerances.small_difference = 0;
    refused!(OrderError::AmountOutOfRange);
    t.tolerances.quantity.lower_absolute = Some((1 << 63) - 1);
    refused!(OrderError::AmountOutOfRange);
    t.tolerances.price.upper_absolute = None;
    refused!(OrderError::AmountOutOfRange);
    t.tolerances.freight.upper_absolute = None;
    refused!(OrderError::AmountOutOfRange);
    t.tolerances.date.upper_absolute = None;
    let call = desk.by(caller);
    assert!(desk.ledger.propose_terms(&call, BUYER, counterparty, t).is_ok());
}

#[ink::test]
fn terms_come_into_force_by_the_signature_of_the_other_party_only() {
    let mut desk = Desk::new();
    let accept = Answer::Accept;
    desk.paused = true;
    assert_eq!(desk.answer_terms(BUYER, 1, accept), Err(OrderError::Paused));
    desk.paused = false;
    assert_eq!(desk.answer_terms(BUYER, 1, accept), Err(OrderError::NotFound));
    desk.propose(SELLER, terms()).unwrap();
    for caller in [SELLER, STRANGER] {
        assert_eq!(desk.answer_terms(caller, 1, accept), Err(NOT_FOR_PARTY));
    }
    desk.roll.denial = Some(Denial::Unavailable);
    assert_eq!(desk.answer_terms(BUYER, 1, accept), Err(OrderError::RegistryUnavailable));
    desk.roll.denial = None;
    for version in [0, 2] {
        assert_eq!(desk.answer_terms(BUYER, version, accept), Err(OrderError::NotAsked));
    }
    assert_eq!(desk.standing(), RelationshipStatus::Proposed);
    desk.asked();
    assert_eq!(
        desk.answer_terms(BUYER, 1, accept),
        Ok(TermsAnswered { relationship: id(), version: 1, answer: accept })
    );
    assert_eq!(desk.asked(), [(0, BUYER, Scope::Agree, Business::NewBusiness)]);
    let view = desk.relationship();
    assert_eq!((view.status, view.in_force, view.proposed), (RelationshipStatus::Active, 1, 0));
    assert_eq!(desk.answer_terms(BUYER, 1, accept), Err(OrderError::NotAsked));
}

#[ink::test]
fn proposed_terms_are_declined_by_the_other_and_withdrawn_by_the_one_also_during_a_pause() {
    for (by, answer) in [(BUYER, Answer::Decline), (SELLER, Answer::Withdraw)] {
        let other = if by == BUYER { SELLER } else { BUYER };
        let mut desk = Desk::new();
        desk.propose(SELLER, terms()).unwrap();
        desk.paused = true;
        assert_eq!(desk.answer_terms(other, 1, answer), Err(NOT_FOR_PARTY));
        desk.asked();
        assert!(desk.answer_terms(by, 1, answer).is_ok());
        assert_eq!(desk.asked(), [(0, by, Scope::Agree, Business::Exit)]);
        assert_eq!(desk.standing(), RelationshipStatus::Ended);
        desk.paused = false;
        assert_eq!(desk.propose(BUYER, terms()).unwrap().version, 2);
        assert_eq!(desk.standing(), RelationshipStatus::Proposed);
        assert_eq!(desk.ledger.terms(&id(), 1), Some(terms()));
    }
}

#[ink::test]
fn a_later_proposal_replaces_an_earlier_one_and_cannot_slip_under_its_acceptance() {
    let mut desk = Desk::new();
    desk.propose(SELLER, terms()).unwrap();
    desk.propose(SELLER, Terms { payment_days: 1, ..terms() }).unwrap();
    assert_eq!(desk.answer_terms(BUYER, 1, Answer::Accept), Err(OrderError::NotAsked));
    desk.propose(BUYER, Terms { payment_days: 60, ..terms() }).unwrap();
    assert_eq!(desk.answer_terms(BUYER, 3, Answer::Accept), Err(NOT_FOR_PARTY));
    desk.answer_terms(SELLER, 3, Answer::Accept).unwrap();
    assert_eq!(desk.ledger.terms(&id(), desk.relationship().in_force).unwrap().payment_days, 60);
}

#[ink::test]
fn an_order_runs_on_under_the_terms_that_it_began_with() {
    let mut desk = Desk::new();
    let old = desk.placed("old");
    desk.agree(BUYER, SELLER, Terms { response_window: DAY, currency: "USD".into(), ..terms() });
    let new = desk.draft_of("new", vec![goods(1)], true).unwrap();
    assert_eq!(new.terms, 2);
    assert_eq!(desk.view(new.order).answer_until, START + DAY);
    assert_eq!(desk.view(new.order).head.currency, *b"USD");
    assert_eq!(desk.view(old).answer_until, START + RESPONSE);
    assert_eq!(desk.ledger.terms_of(&old), Some(terms()));
    assert_eq!(desk.ledger.terms_of(&new.order).unwrap().response_window, DAY);
    assert_eq!(desk.ledger.terms_of(&NOWHERE), None);
}

#[ink::test]
fn each_party_suspends_for_itself_and_takes_back_its_own() {
    let mut desk = Desk::new();
    desk.agreed();
    desk.asked();
    assert_eq!(
        desk.change(BUYER, RelationshipStep::Suspend),
        Ok(RelationshipChanged {
            relationship: id(),
            by: BUYER,
            step: RelationshipStep::Suspend,
            ends_at: 0
        })
    );
    assert_eq!(desk.asked(), [(0, BUYER, Scope::Agree, Business::Exit)]);
    let suspended = OrderError::WrongRelationship(RelationshipStatus::Suspended);
    assert_eq!(desk.draft_of("1", vec![goods(1)], true), Err(suspended));
    assert_eq!(desk.change(BUYER, RelationshipStep::Suspend), Err(OrderError::AlreadyDone));
    assert_eq!(desk.change(SELLER, RelationshipStep::Resume), Err(OrderError::AlreadyDone));
    desk.change(SELLER, RelationshipStep::Suspend).unwrap();
    desk.change(BUYER, RelationshipStep::Resume).unwrap();
    assert_eq!(desk.standing(), RelationshipStatus::Suspended);
    assert!(!desk.relationship().lower_suspends && desk.relationship().higher_suspends);
    desk.asked();
    desk.change(SELLER, RelationshipStep::Resume).unwrap();
    assert_eq!(desk.asked(), [(0, SELLER, Scope::Agree, Business::NewBusiness)]);
    assert_eq!(desk.standing(), RelationshipStatus::Active);
    assert!(desk.draft_of("1", vec![goods(1)], true).is_ok());
}

#[ink::test]
fn a_relationship_is_changed_for_its_first_fault_in_the_promised_order() {
    let mut desk = Desk::new();
    let mut caller = STRANGER;
    let mut party = MAKER;
    let mut step = RelationshipStep::Resume;
    desk.paused = true;
    macro_rules! refused {
        ($error:expr) => {
            let before = desk.ledger.find_relationship(&id());
            let call = desk.by(caller);
            let result = desk.ledger.change_relationship(&call, id(), party, step);
            assert_eq!(result, Err($error));
            assert_eq!(desk.ledger.find_relationship(&id()), before);
        };
    }
    refused!(OrderError::Paused);
    desk.paused = false;
    refused!(OrderError::NotFound);
    desk.propose(SELLER, terms()).unwrap();
    refused!(OrderError::NotAParty);
    party = BUYER;
    refused!(NOT_FOR_PARTY);
    desk.roll.denial = Some(Denial::Unavailable);
    refused!(OrderError::RegistryUnavailable);
    desk.roll.denial = None;
    caller = BUYER;
    for any in [RelationshipStep::Suspend, RelationshipStep::Resume, RelationshipStep::Terminate] {
        step = any;
        refused!(OrderError::WrongRelationship(RelationshipStatus::Proposed));
    }
    desk.answer_terms(BUYER, 1, Answer::Accept).unwrap();
    step = RelationshipStep::Resume;
    refused!(OrderError::WrongRelationship(RelationshipStatus::Active));
    desk.change(SELLER, RelationshipStep::Suspend).unwrap();
    refused!(OrderError::AlreadyDone);
    desk.change(SELLER, RelationshipStep::Terminate).unwrap();
    step = RelationshipStep::Terminate;
    refused!(OrderError::AlreadyDone);
    desk.change(SELLER, RelationshipStep::Resume).unwrap();
    refused!(OrderError::WrongRelationship(RelationshipStatus::Terminating));
    step = RelationshipStep::Suspend;
    desk.paused = true;
    assert!(desk.change(BUYER, step).is_ok(), "a way out is open during a pause");
    desk.now += NOTICE;
    refused!(OrderError::WrongRelationship(RelationshipStatus::Ended));
}

#[ink::test]
fn notice_runs_out_and_open_orders_run_on() {
    let mut desk = Desk::new();
    let order = desk.placed("1");
    let begun = desk.draft_of("begun", vec![goods(1)], false).unwrap().order;
    let changed = desk.change(SELLER, RelationshipStep::Terminate).unwrap();
    assert_eq!(changed.ends_at, START + NOTICE);
    assert_eq!(desk.standing(), RelationshipStatus::Terminating);
    desk.now = START + NOTICE - 1;
    let mut line = goods(1);
    line.latest = desk.now + DAY;
    let late = desk.draft_of("2", vec![line.clone()], true).unwrap().order;
    desk.now += 1;
    assert_eq!(desk.standing(), RelationshipStatus::Ended);
    let ended = OrderError::WrongRelationship(RelationshipStatus::Ended);
    assert_eq!(desk.draft_of("3", vec![line.clone()], true), Err(ended));
    assert_eq!(desk.add(BUYER, begun, vec![line], true), Err(ended));
    assert!(desk.answer(late, vec![1], true).is_ok());
    desk.lapse(order).unwrap();
    assert_eq!(desk.status(order), OrderStatus::Lapsed);
}

#[ink::test]
fn notice_takes_back_what_was_proposed_and_terms_signed_after_it_end_it() {
    let mut desk = Desk::new();
    desk.agreed();
    desk.propose(BUYER, terms()).unwrap();
    desk.change(BUYER, RelationshipStep::Terminate).unwrap();
    assert_eq!(desk.answer_terms(SELLER, 2, Answer::Accept), Err(OrderError::NotAsked));
    desk.agree(SELLER, BUYER, terms());
    assert_eq!(desk.standing(), RelationshipStatus::Active);
    desk.change(BUYER, RelationshipStep::Terminate).unwrap();
    desk.now += NOTICE;
    desk.propose(SELLER, terms()).unwrap();
    assert_eq!(desk.standing(), RelationshipStatus::Proposed);
    let proposed = OrderError::WrongRelationship(RelationshipStatus::Proposed);
    assert_eq!(desk.draft_of("1", vec![goods(1)], true), Err(proposed));
    desk.answer_terms(BUYER, 4, Answer::Accept).unwrap();
    assert_eq!((desk.standing(), desk.relationship().in_force), (RelationshipStatus::Active, 4));
}

#[ink::test]
fn a_relationship_and_its_orders_keep_the_registry_they_began_with() {
    let mut desk = Desk::new();
    desk.roll.epoch = 2;
    desk.agreed();
    desk.roll.epoch = 3;
    let order = desk.placed("1");
    desk.answer(order, vec![1], true).unwrap();
    desk.ask(BUYER, order, vec![changed(1, 5)]).unwrap();
    desk.propose(SELLER, terms()).unwrap();
    assert!(desk.asked().iter().all(|(epoch, ..)| *epoch == 2));
    let call = desk.by(BUYER);
    let other = desk.ledger.propose_terms(&call, BUYER, MAKER, mutual()).unwrap();
    assert_eq!(other.registry_epoch, 3);
}

// Drafting

#[ink::test]
fn a_buyer_places_an_order_under_the_terms_in_force() {
    let mut desk = Desk::new();
    desk.agreed();
    desk.asked();
    let drafted = desk.draft_of("PO-7", vec![goods(1_000)], true).unwrap();
    let order = order_id(&BUYER, "PO-7", 1);
    assert_eq!(
        drafted,
        OrderDrafted {
            order,
            buyer: BUYER,
            seller: SELLER,
            number: "PO-7".into(),
            version: 1,
            registry_epoch: 0,
            sources: Sources { waybill: 1, reconciliation: 1, receivable: 1 },
            terms: 1,
            serves: None,
            lines: vec![goods(1_000)],
            complete: true,
            answer_until: START + RESPONSE,
        }
    );
    assert_eq!(desk.asked(), [(0, BUYER, Scope::Order, Business::NewBusiness)]);
    assert_eq!(
        desk.view(order),
        OrderView {
            status: OrderStatus::Placed,
            fulfilment: Fulfilment::Open,
            head: OrderHead {
                buyer: BUYER,
                seller: SELLER,
                terms: 1,
                currency: *b"EUR",
                serves: None,
            },
            lines: 1,
            answer_until: START + RESPONSE,
            latest: LATEST,
            close_from: LATEST + DISPUTE,
            tally: Tally::default(),
            request: Request {
                status: RequestStatus::NeverAsked,
                number: 0,
                by: Side::Buyer,
                answer_until: 0,
            },
        }
    );
    assert_eq!(
        desk.line(order, 1),
        LineView {
            line: 1,
            state: LineState::Ordered,
            ordered: goods(1_000),
            shipped: 0,
            received: 0,
            billed: 0,
            paid: 0,
        }
    );
}

#[ink::test]
fn a_draft_is_refused_for_its_first_fault_in_the_promised_order() {
    let mut desk = Desk::new();
    desk.paused = true;
    let mut caller = STRANGER;
    let mut party = SELLER;
    let mut seller = BUYER;
    let mut number = "";
    let mut serves = Some(NOWHERE);
    let mut lines = vec![goods(1); 51];
    macro_rules! refused {
        ($error:expr) => {
            let call = desk.by(caller);
            let (number, lines) = (String::from(number), lines.clone());
            let draft = Draft { party, seller, number, serves, lines, complete: true };
            assert_eq!(desk.ledger.draft(&call, draft), Err($error));
        };
    }
    refused!(OrderError::Paused);
    desk.paused = false;
    refused!(OrderError::NotFound);
    desk.propose(SELLER, terms()).unwrap();
    refused!(NOT_FOR_PARTY);
    desk.roll.denial = Some(Denial::Unavailable);
    refused!(OrderError::RegistryUnavailable);
    desk.roll.denial = None;
    caller = SELLER;
    refused!(OrderError::WrongRelationship(RelationshipStatus::Proposed));
    desk.answer_terms(BUYER, 1, Answer::Accept).unwrap();
    refused!(OrderError::NotTheBuyer);
    (caller, party, seller) = (BUYER, BUYER, SELLER);
    refused!(OrderError::MalformedNumber);
    number = "taken";
    refused!(OrderError::NotUpstream);
    let placed = desk.placed("taken");
    serves = Some(placed);
    refused!(OrderError::NotUpstream);
    serves = None;
    refused!(OrderError::AlreadyExists);
    number = "free";
    refused!(OrderError::TooMany);
    lines.clear();
    refused!(OrderError::Empty);
    let faulty = OrderedLine {
        item: "".into(),
        quantity: 0,
        unit: "kg".into(),
        unit_price: 1 << 63,
        earliest: START,
        latest: START - 1,
    };
    lines = vec![goods(1), faulty];
    refused!(OrderError::MalformedItem);
    lines[1].item = "9".repeat(36);
    refused!(OrderError::MalformedItem);
    lines[1].item = "9".repeat(35);
    refused!(OrderError::MalformedUnit);
    lines[1].unit = "KG".into();
    refused!(OrderError::AmountOutOfRange);
    lines[1].quantity = 1 << 63;
    refused!(OrderError::AmountOutOfRange);
    lines[1].quantity = (1 << 63) - 1;
    refused!(OrderError::AmountOutOfRange);
    lines[1].unit_price = (1 << 63) - 1;
    refused!(OrderError::OutOfOrder);
    lines[1].earliest = START - 1;
    refused!(OrderError::OutOfOrder);
    lines[1].latest = START + TEN_YEARS + 1;
    refused!(OrderError::OutOfOrder);
    assert_eq!(desk.ledger.order(&order_id(&BUYER, "free", 1)), None);
    lines[1].latest = START + TEN_YEARS;
    assert!(desk.draft_as(party, seller, number, serves, lines, true).is_ok());
}

#[ink::test]
fn an_order_may_serve_one_that_its_buyer_sells_under() {
    let mut desk = Desk::new();
    desk.agree(SELLER, MAKER, mutual());
    let upstream = desk.placed("1");
    let downstream =
        desk.draft_as(SELLER, MAKER, "1", Some(upstream), vec![goods(9)], true).unwrap();
    assert_eq!(downstream.serves, Some(upstream));
    assert_eq!(desk.view(downstream.order).head.serves, Some(upstream));
    // The maker sells to the seller and not to the buyer.
    let result = desk.draft_as(MAKER, SELLER, "1", Some(upstream), vec![], false);
    assert_eq!(result, Err(OrderError::NotUpstream));
}

#[ink::test]
fn where_the_terms_name_no_seller_either_may_order() {
    let mut desk = Desk::new();
    desk.agree(SELLER, BUYER, mutual());
    for (party, other) in [(SELLER, BUYER), (BUYER, SELLER)] {
        assert!(desk.draft_as(party, other, "1", None, vec![goods(1)], true).is_ok());
    }
}

#[ink::test]
fn a_draft_gets_lines_until_it_is_complete() {
    let mut desk = Desk::new();
    let order = desk.at(OrderStatus::Draft);
    desk.asked();
    let added = desk.add(BUYER, order, vec![goods(5), goods(6)], false).unwrap();
    assert_eq!(
        added,
        LinesAdded {
            order,
            first: 2,
            lines: vec![goods(5), goods(6)],
            complete: false,
            answer_until: 0,
        }
    );
    assert_eq!(desk.asked(), [(0, BUYER, Scope::Order, Business::NewBusiness)]);
    assert_eq!((desk.status(order), desk.view(order).lines), (OrderStatus::Draft, 3));
    desk.now += DAY;
    let mut far = goods(7);
    far.latest += DAY;
    let added = desk.add(BUYER, order, vec![far], true).unwrap();
    assert_eq!((added.first, added.answer_until), (4, START + DAY + RESPONSE));
    assert_eq!(desk.view(order).latest, LATEST + DAY);
    assert_eq!(desk.status(order), OrderStatus::Placed);
}

#[ink::test]
fn lines_are_refused_for_their_first_fault_in_the_promised_order() {
    let mut desk = Desk::new();
    let order = desk.at(OrderStatus::Draft);
    let placed = desk.placed("placed");
    let mut at = NOWHERE;
    let mut caller = SELLER;
    let mut lines = vec![];
    desk.paused = true;
    macro_rules! refused {
        ($error:expr) => {
            let before = desk.all(order);
            assert_eq!(desk.add(caller, at, lines.clone(), true), Err($error));
            assert!(desk.all(order) == before);
        };
    }
    refused!(OrderError::Paused);
    desk.paused = false;
    refused!(OrderError::NotFound);
    at = placed;
    refused!(NOT_FOR_PARTY);
    desk.roll.denial = Some(Denial::Unavailable);
    refused!(OrderError::RegistryUnavailable);
    desk.roll.denial = None;
    caller = BUYER;
    refused!(OrderError::WrongStatus(OrderStatus::Placed));
    at = order;
    desk.change(SELLER, RelationshipStep::Suspend).unwrap();
    refused!(OrderError::WrongRelationship(RelationshipStatus::Suspended));
    assert!(desk.add(BUYER, order, vec![goods(1)], false).is_ok(), "it is not placed");
    desk.change(SELLER, RelationshipStep::Resume).unwrap();
    refused!(OrderError::Empty);
    lines = vec![goods(1); 51];
    refused!(OrderError::TooMany);
    lines = vec![OrderedLine { item: "".into(), ..goods(1) }];
    refused!(OrderError::MalformedItem);
    lines = vec![OrderedLine { unit: "".into(), ..goods(1) }];
    refused!(OrderError::MalformedUnit);
    lines = vec![goods(0)];
    refused!(OrderError::AmountOutOfRange);
    lines = vec![OrderedLine { earliest: LATEST + 1, ..goods(1) }];
    refused!(OrderError::OutOfOrder);
}

#[ink::test]
fn an_order_has_500_lines_at_most_read_by_the_page() {
    let mut desk = Desk::new();
    desk.agreed();
    let order = desk.draft_of("long", vec![goods(1); 50], false).unwrap().order;
    for _ in 0..9 {
        desk.add(BUYER, order, vec![goods(1); 50], false).unwrap();
    }
    assert_eq!(desk.add(BUYER, order, vec![goods(1)], true), Err(OrderError::TooMany));
    let numbers = |desk: &Desk, from, limit| {
        let lines = desk.ledger.lines_of(&order, from, limit);
        (lines.first().map(|line| line.line), lines.last().map(|line| line.line), lines.len())
    };
    assert_eq!(numbers(&desk, 0, 50), (Some(1), Some(50), 50));
    assert_eq!(numbers(&desk, 1, u16::MAX), (Some(1), Some(50), 50));
    assert_eq!(numbers(&desk, 499, 50), (Some(499), Some(500), 2));
    assert_eq!(numbers(&desk, 501, 50), (None, None, 0));
    assert_eq!(numbers(&desk, u16::MAX, 1), (None, None, 0));
    assert_eq!(numbers(&desk, 7, 0), (None, None, 0));
    assert!(desk.ledger.lines_of(&NOWHERE, 1, 50).is_empty());
    let facts = desk.ledger.facts_of(&order, vec![500, 0, 501, 3]).unwrap();
    let known: Vec<_> = facts.lines.iter().map(|line| line.line).collect();
    assert_eq!(
        (facts.status, facts.head.seller, known),
        (OrderStatus::Draft, SELLER, vec![500, 3])
    );
    assert_eq!(desk.ledger.facts_of(&order, vec![1; 51]).unwrap().lines.len(), 50);
    assert_eq!(desk.ledger.facts_of(&NOWHERE, vec![1]), None);
}

// Answering

#[ink::test]
fn an_accepted_line_binds_at_once_and_the_last_answer_confirms_the_order() {
    let mut desk = Desk::new();
    let order = desk.placed("1");
    desk.asked();
    assert_eq!(
        desk.answer(order, vec![2], true),
        Ok(LinesAnswered { order, lines: vec![2], accepted: true, status: OrderStatus::Placed })
    );
    assert_eq!(desk.states(order), [LineState::Ordered, LineState::Agreed]);
    assert_eq!(desk.view(order).tally, Tally { agreed: 1, ..Tally::default() });
    assert_eq!(desk.answer(order, vec![1], false).unwrap().status, OrderStatus::Confirmed);
    assert_eq!(desk.states(order), [LineState::Rejected, LineState::Agreed]);
    assert_eq!(desk.view(order).tally, Tally { agreed: 1, rejected: 1, ..Tally::default() });
    let business: Vec<_> = desk.asked().into_iter().map(|(.., business)| business).collect();
    assert_eq!(business, [Business::NewBusiness, Business::Exit]);
}

#[ink::test]
fn an_order_of_which_every_line_is_rejected_is_rejected_also_during_a_pause() {
    let mut desk = Desk::new();
    let order = desk.placed("1");
    desk.paused = true;
    assert_eq!(desk.answer(order, vec![1, 2], false).unwrap().status, OrderStatus::Rejected);
    assert_eq!(desk.states(order), [LineState::Rejected; 2]);
}

#[ink::test]
fn answers_are_refused_for_their_first_fault_in_the_promised_order() {
    let mut desk = Desk::new();
    let draft = desk.at(OrderStatus::Draft);
    let order = desk.placed("1");
    let mut at = NOWHERE;
    let mut caller = BUYER;
    let mut lines = vec![];
    desk.paused = true;
    macro_rules! refused {
        ($error:expr) => {
            let before = desk.all(order);
            let call = desk.by(caller);
            let result = desk.ledger.answer_lines(&call, at, lines.clone(), true);
            assert_eq!(result, Err($error));
            assert!(desk.all(order) == before);
        };
    }
    refused!(OrderError::Paused);
    desk.paused = false;
    refused!(OrderError::NotFound);
    at = draft;
    refused!(NOT_FOR_PARTY);
    desk.roll.denial = Some(Denial::Unavailable);
    refused!(OrderError::RegistryUnavailable);
    desk.roll.denial = None;
    caller = SELLER;
    refused!(OrderError::WrongStatus(OrderStatus::Draft));
    at = order;
    desk.now += RESPONSE + 1;
    refused!(OrderError::TooLate(START + RESPONSE));
    desk.now -= 1;
    refused!(OrderError::Empty);
    lines = (1..=51).collect();
    refused!(OrderError::TooMany);
    lines = vec![1, 9, 1];
    refused!(OrderError::Repeated);
    lines = vec![1, 3];
    refused!(OrderError::NoSuchLine(3));
    desk.answer(order, vec![2], true).unwrap();
    lines = vec![1, 2];
    refused!(OrderError::WrongLine(2));
    lines = vec![1];
    let call = desk.by(caller);
    assert!(desk.ledger.answer_lines(&call, at, lines, true).is_ok());
}

// Requests

#[ink::test]
fn a_seller_accepts_with_a_change_and_the_buyer_signs_it() {
    let mut desk = Desk::new();
    let order = desk.placed("1");
    desk.answer(order, vec![1], true).unwrap();
    desk.asked();
    assert_eq!(
        desk.ask(SELLER, order, vec![changed(2, 1_500)]),
        Ok(RequestMade {
            order,
            number: 1,
            by: Side::Seller,
            request: RequestStatus::ChangeAsked,
            changes: vec![changed(2, 1_500)],
            answer_until: START + RESPONSE,
            status: OrderStatus::Placed,
        })
    );
    assert_eq!(desk.asked(), [(0, SELLER, Scope::Order, Business::NewBusiness)]);
    assert_eq!(desk.line(order, 2).ordered, goods(2_000), "nothing changes until it is signed");
    assert_eq!(desk.ledger.changes_of(&order, 1), [changed(2, 1_500)]);
    assert!(desk.ledger.changes_of(&order, 2).is_empty());
    let signed = desk.reply(BUYER, order, 1, Answer::Accept).unwrap();
    assert_eq!(
        signed,
        RequestAnswered {
            order,
            number: 1,
            answer: Answer::Accept,
            status: OrderStatus::Confirmed
        }
    );
    assert_eq!(desk.asked(), [(0, BUYER, Scope::Order, Business::NewBusiness)]);
    let line = desk.line(order, 2);
    let expected =
        OrderedLine { quantity: 1_500, unit_price: 260, latest: LATEST + DAY, ..goods(0) };
    assert_eq!((line.state, line.ordered), (LineState::Agreed, expected));
    assert_eq!(desk.view(order).latest, LATEST + DAY);
    assert_eq!(desk.view(order).tally.agreed, 2);
    assert_eq!(desk.view(order).request.status, RequestStatus::ChangeAccepted);
}

#[ink::test]
fn a_change_that_is_declined_leaves_the_line_as_it_was_ordered() {
    for (by, answer, then) in [
        (BUYER, Answer::Decline, RequestStatus::ChangeDeclined),
        (SELLER, Answer::Withdraw, RequestStatus::ChangeWithdrawn),
    ] {
        let mut desk = Desk::new();
        let order = desk.placed("1");
        desk.ask(SELLER, order, vec![changed(2, 1_500)]).unwrap();
        desk.paused = true;
        desk.asked();
        assert_eq!(desk.reply(by, order, 1, answer).unwrap().status, OrderStatus::Placed);
        assert_eq!(desk.asked(), [(0, by, Scope::Order, Business::Exit)]);
        desk.paused = false;
        assert_eq!(desk.view(order).request.status, then);
        assert_eq!(desk.line(order, 2).state, LineState::Ordered);
        assert_eq!(desk.line(order, 2).ordered, goods(2_000));
        desk.answer(order, vec![1, 2], true).unwrap();
        assert_eq!(desk.ask(BUYER, order, vec![changed(1, 1)]).unwrap().number, 2);
    }
}

#[ink::test]
fn either_side_changes_an_agreed_line_with_the_other() {
    for (asker, other) in [(BUYER, SELLER), (SELLER, BUYER)] {
        let mut desk = Desk::new();
        let order = desk.confirmed("1");
        let changes = vec![changed(1, 10), changed(2, 20)];
        desk.ask(asker, order, changes).unwrap();
        desk.reply(other, order, 1, Answer::Accept).unwrap();
        let quantities: Vec<_> =
            desk.ledger.lines_of(&order, 1, 2).iter().map(|line| line.ordered.quantity).collect();
        assert_eq!(quantities, [10, 20]);
        assert_eq!(desk.view(order).tally.agreed, 2);
    }
}

#[ink::test]
fn a_change_is_refused_for_its_first_fault_in_the_promised_order() {
    let mut desk = Desk::new();
    let draft = desk.at(OrderStatus::Draft);
    let order = desk.placed("1");
    desk.answer(order, vec![1], true).unwrap();
    desk.goes(order, ProgressKind::Shipped, 1, 900).unwrap();
    let mut at = NOWHERE;
    let mut caller = STRANGER;
    let mut party = MAKER;
    let mut changes: Vec<LineChange> = vec![];
    desk.paused = true;
    macro_rules! refused {
        ($error:expr) => {
            let before = desk.all(order);
            let call = desk.by(caller);
            let result = desk.ledger.request_change(&call, at, party, changes.clone());
            assert_eq!(result, Err($error));
            assert!(desk.all(order) == before);
        };
    }
    refused!(OrderError::Paused);
    desk.paused = false;
    refused!(OrderError::NotFound);
    at = draft;
    refused!(OrderError::NotAParty);
    party = BUYER;
    refused!(NOT_FOR_PARTY);
    desk.roll.denial = Some(Denial::Unavailable);
    refused!(OrderError::RegistryUnavailable);
    desk.roll.denial = None;
    caller = BUYER;
    refused!(OrderError::WrongStatus(OrderStatus::Draft));
    at = order;
    desk.cancel(SELLER, order).unwrap();
    desk.now += RESPONSE + 1;
    refused!(OrderError::TooLate(START + RESPONSE));
    desk.now -= 1;
    refused!(OrderError::RequestOpen(START + RESPONSE));
    desk.reply(BUYER, order, 1, Answer::Decline).unwrap();
    refused!(OrderError::Empty);
    changes = (1..=51).map(|line| changed(line, 1)).collect();
    refused!(OrderError::TooMany);
    changes = vec![changed(9, 1), changed(9, 2)];
    refused!(OrderError::Repeated);
    changes = vec![changed(1, 1_000), changed(3, 0)];
    refused!(OrderError::NoSuchLine(3));
    let third = desk.placed("rejected");
    desk.answer(third, vec![2], false).unwrap();
    (at, changes[1].line) = (third, 2);
    refused!(OrderError::WrongLine(2));
    at = order;
    refused!(OrderError::AmountOutOfRange);
    changes[1].quantity = 1;
    changes[1].unit_price = 1 << 63;
    refused!(OrderError::AmountOutOfRange);
    changes[1].unit_price = 0;
    changes[1].earliest = LATEST + 2 * DAY;
    refused!(OrderError::OutOfOrder);
    changes[1].earliest = 0;
    // A tenth above is tolerated: 818 would allow 899.
    changes[0].quantity = 818;
    refused!(OrderError::BelowProgress(1));
    changes[0].quantity = 819;
    let call = desk.by(caller);
    assert!(desk.ledger.request_change(&call, at, party, changes).is_ok());
}

#[ink::test]
fn a_request_that_nobody_answers_lapses_and_another_may_take_its_place() {
    let mut desk = Desk::new();
    let order = desk.confirmed("1");
    desk.ask(BUYER, order, vec![changed(1, 5)]).unwrap();
    let until = START + RESPONSE;
    desk.now = until;
    assert_eq!(desk.cancel(SELLER, order), Err(OrderError::RequestOpen(until)));
    desk.now += 1;
    assert_eq!(desk.reply(SELLER, order, 1, Answer::Accept), Err(OrderError::TooLate(until)));
    assert_eq!(desk.cancel(SELLER, order).unwrap().number, 2);
    assert_eq!(desk.reply(SELLER, order, 1, Answer::Accept), Err(NOT_FOR_PARTY));
    assert_eq!(desk.reply(BUYER, order, 1, Answer::Accept), Err(OrderError::NotAsked));
    // One that lapsed can still be taken from the table.
    desk.now += RESPONSE + 1;
    assert!(desk.reply(BUYER, order, 2, Answer::Decline).is_ok());
}

#[ink::test]
fn requests_are_answered_for_their_first_fault_in_the_promised_order() {
    let mut desk = Desk::new();
    let order = desk.placed("1");
    let accept = Answer::Accept;
    assert_eq!(desk.reply(STRANGER, NOWHERE, 1, accept), Err(OrderError::NotFound));
    desk.ask(SELLER, order, vec![changed(1, 1_000), changed(2, 2_000)]).unwrap();
    desk.paused = true;
    assert_eq!(desk.reply(STRANGER, order, 9, accept), Err(OrderError::Paused));
    desk.paused = false;
    assert_eq!(desk.reply(SELLER, order, 9, accept), Err(NOT_FOR_PARTY));
    assert_eq!(desk.reply(BUYER, order, 9, Answer::Withdraw), Err(NOT_FOR_PARTY));
    desk.roll.denial = Some(Denial::Unavailable);
    assert_eq!(desk.reply(BUYER, order, 9, accept), Err(OrderError::RegistryUnavailable));
    desk.roll.denial = None;
    for number in [0, 2] {
        assert_eq!(desk.reply(BUYER, order, number, accept), Err(OrderError::NotAsked));
    }
    desk.now += RESPONSE + 1;
    assert_eq!(desk.reply(BUYER, order, 1, accept), Err(OrderError::TooLate(START + RESPONSE)));
    desk.now = START;
    desk.answer(order, vec![2], false).unwrap();
    let before = desk.all(order);
    assert_eq!(desk.reply(BUYER, order, 1, accept), Err(OrderError::WrongLine(2)));
    assert!(desk.all(order) == before);
    desk.cancel(BUYER, order).unwrap();
    let cancelled = OrderError::WrongStatus(OrderStatus::Cancelled);
    assert_eq!(desk.reply(BUYER, order, 9, Answer::Withdraw), Err(cancelled));
}

#[ink::test]
fn a_change_signed_too_late_for_what_was_shipped_or_lapsed_since_is_refused() {
    let mut desk = Desk::new();
    let order = desk.confirmed("1");
    desk.ask(BUYER, order, vec![changed(1, 500)]).unwrap();
    desk.goes(order, ProgressKind::Shipped, 1, 551).unwrap();
    let before = desk.all(order);
    let accepted = desk.reply(SELLER, order, 1, Answer::Accept);
    assert_eq!(accepted, Err(OrderError::BelowProgress(1)));
    assert!(desk.all(order) == before);
    // A line that lapsed is no line to change.
    let lapsing = desk.placed("2");
    desk.answer(lapsing, vec![1], true).unwrap();
    desk.now += RESPONSE + 1;
    desk.lapse(lapsing).unwrap();
    assert_eq!(desk.states(lapsing), [LineState::Agreed, LineState::Lapsed]);
    let asked = desk.ask(SELLER, lapsing, vec![changed(2, 1)]);
    assert_eq!(asked, Err(OrderError::WrongLine(2)));
}

#[ink::test]
fn a_price_cannot_rise_above_what_the_tolerance_leaves_to_what_was_billed() {
    let mut desk = Desk::new();
    let quantity = Limits { upper_absolute: Some(250), ..Limits::default() };
    let tolerances = Tolerances { quantity, ..Tolerances::default() };
    desk.agree(SELLER, BUYER, Terms { tolerances, ..terms() });
    let order = desk.confirmed("1");
    desk.goes(order, ProgressKind::Shipped, 1, 1_000).unwrap();
    desk.goes(order, ProgressKind::Received, 1, 500).unwrap();
    // One unit more, at 250, is all that the absolute limit allows.
    assert_eq!(desk.goes(order, ProgressKind::Billed, 1, 1_501), Err(OrderError::TooMuch(0)));
    desk.goes(order, ProgressKind::Billed, 1, 1_500).unwrap();
    let dearer = LineChange { unit_price: 251, ..changed(1, 1_000) };
    assert_eq!(desk.ask(SELLER, order, vec![dearer]), Err(OrderError::BelowProgress(1)));
    let cheaper = LineChange { unit_price: 249, ..dearer };
    assert!(desk.ask(SELLER, order, vec![cheaper]).is_ok());
}

// Ends

#[ink::test]
fn one_side_calls_off_what_is_not_agreed_and_both_what_is() {
    use OrderStatus::*;
    for party in [BUYER, SELLER] {
        for status in [Draft, Placed] {
            let mut desk = Desk::new();
            let order = desk.at(status);
            desk.paused = true;
            desk.asked();
            let made = desk.cancel(party, order).unwrap();
            assert_eq!(desk.asked(), [(0, party, Scope::Order, Business::Exit)]);
            let at_once = RequestStatus::CancellationAccepted;
            assert_eq!((made.request, made.status, made.number), (at_once, Cancelled, 1));
            assert_eq!(desk.status(order), Cancelled);
        }
        for (shipped, end) in [(0, Cancelled), (1, Closed)] {
            for partly in [false, true] {
                let mut desk = Desk::new();
                let order = desk.placed("1");
                let answered = if partly { vec![1] } else { vec![1, 2] };
                desk.answer(order, answered, true).unwrap();
                if shipped > 0 {
                    desk.goes(order, ProgressKind::Shipped, 1, shipped).unwrap();
                }
                let made = desk.cancel(party, order).unwrap();
                let asked = RequestStatus::CancellationAsked;
                let before = if partly { Placed } else { Confirmed };
                assert_eq!((made.request, made.status), (asked, before));
                let other = if party == BUYER { SELLER } else { BUYER };
                assert_eq!(desk.reply(party, order, 1, Answer::Accept), Err(NOT_FOR_PARTY));
                desk.paused = true;
                assert_eq!(desk.reply(other, order, 1, Answer::Accept).unwrap().status, end);
            }
        }
    }
}

#[ink::test]
fn a_cancellation_that_is_declined_changes_nothing() {
    for (by, answer, then) in [
        (SELLER, Answer::Decline, RequestStatus::CancellationDeclined),
        (BUYER, Answer::Withdraw, RequestStatus::CancellationWithdrawn),
    ] {
        let mut desk = Desk::new();
        let order = desk.confirmed("1");
        desk.cancel(BUYER, order).unwrap();
        desk.reply(by, order, 1, answer).unwrap();
        assert_eq!(desk.status(order), OrderStatus::Confirmed);
        assert_eq!(desk.view(order).request.status, then);
    }
}

#[ink::test]
fn calling_off_is_refused_for_its_first_fault_in_the_promised_order() {
    let mut desk = Desk::new();
    let order = desk.placed("1");
    assert_eq!(desk.cancel(MAKER, NOWHERE), Err(OrderError::NotFound));
    assert_eq!(desk.cancel(MAKER, order), Err(OrderError::NotAParty));
    let call = desk.by(STRANGER);
    assert_eq!(desk.ledger.cancel(&call, order, BUYER), Err(NOT_FOR_PARTY));
    desk.roll.denial = Some(Denial::Unavailable);
    assert_eq!(desk.cancel(BUYER, order), Err(OrderError::RegistryUnavailable));
    desk.roll.denial = None;
    desk.answer(order, vec![1], true).unwrap();
    desk.now += RESPONSE + 1;
    assert_eq!(desk.cancel(BUYER, order), Err(OrderError::TooLate(START + RESPONSE)));
    desk.now = START;
    desk.ask(SELLER, order, vec![changed(1, 999)]).unwrap();
    assert_eq!(desk.cancel(BUYER, order), Err(OrderError::RequestOpen(START + RESPONSE)));
}

#[ink::test]
fn what_the_seller_does_not_answer_in_time_lapses_and_what_it_agreed_to_stays() {
    for (accepted, end) in [(vec![], OrderStatus::Lapsed), (vec![1], OrderStatus::Confirmed)] {
        let mut desk = Desk::new();
        assert_eq!(desk.lapse(NOWHERE), Err(OrderError::NotFound));
        let order = desk.placed("1");
        if !accepted.is_empty() {
            desk.answer(order, accepted, true).unwrap();
        }
        desk.now += RESPONSE;
        assert_eq!(desk.lapse(order), Err(OrderError::WindowOpen(START + RESPONSE)));
        desk.now += 1;
        desk.paused = true;
        desk.asked();
        assert_eq!(desk.lapse(order), Ok(OrderMoved { order, status: end, by: None }));
        assert!(desk.asked().is_empty(), "anyone may");
        assert_eq!(desk.lapse(order), Err(OrderError::WrongStatus(end)));
        assert_eq!(desk.line(order, 2).state, LineState::Lapsed);
    }
}

#[ink::test]
fn an_order_does_not_lapse_under_a_request_that_can_still_be_signed() {
    let mut desk = Desk::new();
    let order = desk.placed("1");
    desk.now += RESPONSE;
    desk.ask(SELLER, order, vec![changed(1, 1), changed(2, 2)]).unwrap();
    desk.now += RESPONSE;
    assert_eq!(desk.lapse(order), Err(OrderError::WindowOpen(START + 2 * RESPONSE)));
    assert_eq!(desk.reply(BUYER, order, 1, Answer::Accept).unwrap().status, OrderStatus::Confirmed);
    let order = desk.placed("2");
    let placed_at = desk.now;
    desk.now += RESPONSE;
    desk.ask(SELLER, order, vec![changed(1, 1)]).unwrap();
    desk.reply(SELLER, order, 1, Answer::Withdraw).unwrap();
    desk.now += 1;
    // Nobody holds it up by asking again and again.
    let late = Err(OrderError::TooLate(placed_at + RESPONSE));
    assert_eq!(desk.ask(SELLER, order, vec![changed(1, 1)]), late);
    assert_eq!(desk.lapse(order).unwrap().status, OrderStatus::Lapsed);
}

#[ink::test]
fn an_order_is_closed_once_everything_was_received_or_its_rest_was_waited_for() {
    for party in [BUYER, SELLER] {
        let mut desk = Desk::new();
        let order = desk.confirmed("1");
        assert_eq!(desk.close(MAKER, NOWHERE), Err(OrderError::NotFound));
        assert_eq!(desk.close(MAKER, order), Err(OrderError::NotAParty));
        let call = desk.by(STRANGER);
        assert_eq!(desk.ledger.close(&call, order, party), Err(NOT_FOR_PARTY));
        desk.roll.denial = Some(Denial::Unavailable);
        assert_eq!(desk.close(party, order), Err(OrderError::RegistryUnavailable));
        desk.roll.denial = None;
        let until = LATEST + DISPUTE;
        desk.goes(order, ProgressKind::Shipped, 1, 1_000).unwrap();
        desk.now = until - 1;
        assert_eq!(desk.close(party, order), Err(OrderError::WindowOpen(until)));
        desk.now = until;
        desk.paused = true;
        desk.asked();
        let closed = OrderMoved { order, status: OrderStatus::Closed, by: Some(party) };
        assert_eq!(desk.close(party, order), Ok(closed));
        assert_eq!(desk.asked(), [(0, party, Scope::Order, Business::Exit)]);
        assert_eq!(desk.view(order).fulfilment, Fulfilment::ClosedShort);

        let mut desk = Desk::new();
        let order = desk.confirmed("1");
        for (line, quantity) in [(1, 1_000), (2, 2_000)] {
            desk.goes(order, ProgressKind::Shipped, line, quantity).unwrap();
            desk.goes(order, ProgressKind::Received, line, quantity).unwrap();
        }
        assert_eq!(desk.view(order).fulfilment, Fulfilment::Received);
        assert!(desk.close(party, order).is_ok());
        assert_eq!(desk.view(order).fulfilment, Fulfilment::Received);
    }
}

/// Each command at each status: done, or refused for the status.
#[ink::test]
fn each_command_follows_the_statuses_that_it_says() {
    use OrderStatus::*;
    let statuses = [Draft, Placed, Confirmed, Closed, Cancelled, Rejected, Lapsed];
    type Command = fn(&mut Desk, DocumentId) -> Result<(), OrderError>;
    let commands: [(&str, Command, [bool; 7]); 11] = [
        (
            "add lines",
            |desk, order| desk.add(BUYER, order, vec![goods_at(desk.now)], false).map(drop),
            [true, false, false, false, false, false, false],
        ),
        (
            "accept",
            |desk, order| desk.answer(order, vec![1], true).map(drop),
            [false, true, false, false, false, false, false],
        ),
        (
            "reject",
            |desk, order| desk.answer(order, vec![1], false).map(drop),
            [false, true, false, false, false, false, false],
        ),
        (
            "request a change",
            |desk, order| desk.ask(BUYER, order, vec![changed(1, 700)]).map(drop),
            [false, true, true, false, false, false, false],
        ),
        (
            "cancel",
            |desk, order| desk.cancel(SELLER, order).map(drop),
            [true, true, true, false, false, false, false],
        ),
        (
            "lapse",
            |desk, order| {
                desk.now += RESPONSE + 1;
                desk.lapse(order).map(drop)
            },
            [false, true, false, false, false, false, false],
        ),
        (
            "close",
            |desk, order| {
                desk.now += 2 * (RESPONSE + DISPUTE);
                desk.close(SELLER, order).map(drop)
            },
            [false, false, true, false, false, false, false],
        ),
        (
            "ship",
            |desk, order| desk.goes(order, ProgressKind::Shipped, 1, 1).map(drop),
            [false, false, true, false, false, false, false],
        ),
        (
            "receive",
            |desk, order| desk.goes(order, ProgressKind::Received, 1, 1).map(drop),
            [false, false, false, true, false, false, false],
        ),
        (
            "accept a request",
            |desk, order| {
                desk.ask(BUYER, order, vec![changed(1, 700)])?;
                desk.reply(SELLER, order, 1, Answer::Accept).map(drop)
            },
            [false, true, true, false, false, false, false],
        ),
        (
            "decline a request",
            |desk, order| {
                desk.ask(SELLER, order, vec![changed(1, 700)])?;
                desk.reply(BUYER, order, 1, Answer::Decline).map(drop)
            },
            [false, true, true, false, false, false, false],
        ),
    ];
    for (name, command, cells) in commands {
        for (status, follows) in statuses.into_iter().zip(cells) {
            let mut desk = Desk::new();
            let order = desk.at(status);
            let before = desk.all(order);
            let result = command(&mut desk, order);
            if follows {
                assert_eq!(result, Ok(()), "{name} at {status:?}");
            } else {
                // Shipping follows an order that is placed, but not a line that was not answered; nothing is received unshipped.
                let expected = match (name, status) {
                    ("ship" | "receive", Placed) => OrderError::WrongLine(1),
                    ("receive", Confirmed) => OrderError::TooMuch(0),
                    _ => OrderError::WrongStatus(status),
                };
                assert_eq!(result, Err(expected), "{name} at {status:?}");
                assert!(desk.all(order) == before, "{name} at {status:?}");
            }
        }
    }
}

fn goods_at(now: Millis) -> OrderedLine {
    OrderedLine { earliest: now, latest: now, ..goods(1) }
}

// Progress

#[ink::test]
fn linked_contracts_tell_what_becomes_of_lines() {
    let mut desk = Desk::new();
    let order = desk.confirmed("1");
    desk.asked();
    let lines = vec![told(1, 1, 400), told(2, 2, 2_000), told(1, 3, 600)];
    assert_eq!(
        desk.tell(WAYBILLS, order, ProgressKind::Shipped, WAYBILL, lines.clone()),
        Ok(ProgressRecorded {
            order,
            document: WAYBILL,
            source: WAYBILLS.into(),
            kind: ProgressKind::Shipped,
            lines: lines.clone(),
        })
    );
    assert!(desk.asked().is_empty());
    assert_eq!((desk.line(order, 1).shipped, desk.line(order, 2).shipped), (1_000, 2_000));
    assert_eq!(desk.view(order).fulfilment, Fulfilment::Shipped);
    desk.tell(WAYBILLS, order, ProgressKind::Received, WAYBILL, lines.clone()).unwrap();
    assert_eq!(desk.view(order).fulfilment, Fulfilment::Received);
    desk.tell(RECONCILIATION, order, ProgressKind::Billed, WAYBILL, lines.clone()).unwrap();
    assert_eq!(desk.view(order).fulfilment, Fulfilment::Billed);
    desk.tell(RECEIVABLES, order, ProgressKind::Paid, WAYBILL, lines.clone()).unwrap();
    assert_eq!(desk.view(order).fulfilment, Fulfilment::Paid);
    assert_eq!(
        desk.view(order).tally,
        Tally {
            agreed: 2,
            rejected: 0,
            begun: 2,
            shipped: 2,
            arriving: 2,
            received: 2,
            billed: 2,
            paid: 2,
        }
    );
    for kind in KINDS {
        let again = desk.tell(source(kind), order, kind, WAYBILL, lines.clone());
        assert_eq!(again, Err(OrderError::AlreadyTold(0)), "a retry is harmless");
    }
}

pub(super) const KINDS: [ProgressKind; 4] =
    [ProgressKind::Shipped, ProgressKind::Received, ProgressKind::Billed, ProgressKind::Paid];

#[ink::test]
fn progress_is_refused_for_its_first_fault_in_the_promised_order() {
    let mut desk = Desk::new();
    let draft = desk.at(OrderStatus::Draft);
    let order = desk.placed("1");
    desk.answer(order, vec![1], true).unwrap();
    let mut at = NOWHERE;
    let mut from = BUYER.0;
    let mut lines = vec![];
    macro_rules! refused {
        ($error:expr) => {
            let before = desk.all(order);
            let result = desk.tell(from, at, ProgressKind::Shipped, WAYBILL, lines.clone());
            assert_eq!(result, Err($error));
            assert!(desk.all(order) == before);
        };
    }
    refused!(OrderError::NotFound);
    at = draft;
    for other in [BUYER.0, SELLER.0, RECONCILIATION, RECEIVABLES, [100; 32]] {
        from = other;
        refused!(OrderError::NotTheSource);
    }
    from = WAYBILLS;
    refused!(OrderError::WrongStatus(OrderStatus::Draft));
    at = order;
    refused!(OrderError::Empty);
    lines = vec![told(9, 512, 0); 51];
    refused!(OrderError::TooMany);
    lines = vec![told(1, 1, 100), told(9, 512, 0)];
    refused!(OrderError::TooMany);
    lines[1].document_line = 1;
    refused!(OrderError::AlreadyTold(1));
    lines[1].document_line = 511;
    refused!(OrderError::NoSuchLine(9));
    lines[1].line = 2;
    refused!(OrderError::WrongLine(2));
    lines[1].line = 1;
    refused!(OrderError::AmountOutOfRange);
    lines[1].quantity = 1 << 63;
    refused!(OrderError::AmountOutOfRange);
    lines[1].quantity = (1 << 63) - 1;
    refused!(OrderError::TooMuch(1));
    // A tenth above 1,000 is tolerated.
    lines[1].quantity = 1_001;
    refused!(OrderError::TooMuch(1));
    lines[1].quantity = 1_000;
    assert!(desk.tell(from, at, ProgressKind::Shipped, WAYBILL, lines).is_ok());
    lines = vec![told(1, 0, 1), told(1, 511, 1)];
    refused!(OrderError::TooMuch(0));
    lines[0].document_line = 1;
    refused!(OrderError::AlreadyTold(0));
}

#[ink::test]
fn a_line_goes_no_farther_than_what_came_before() {
    let mut desk = Desk::new();
    let order = desk.confirmed("1");
    let too_much = Err(OrderError::TooMuch(0));
    assert_eq!(desk.goes(order, ProgressKind::Received, 1, 1), too_much);
    assert_eq!(desk.goes(order, ProgressKind::Billed, 1, 1), too_much);
    assert_eq!(desk.goes(order, ProgressKind::Paid, 1, 1), too_much);
    assert_eq!(desk.goes(order, ProgressKind::Shipped, 1, 1_101), too_much);
    desk.goes(order, ProgressKind::Shipped, 1, 1_100).unwrap();
    assert_eq!(desk.goes(order, ProgressKind::Received, 1, 1_101), too_much);
    desk.goes(order, ProgressKind::Received, 1, 1_050).unwrap();
    // A tenth of what was received, rounded by nobody: 1,155.
    assert_eq!(desk.goes(order, ProgressKind::Billed, 1, 1_156), too_much);
    desk.goes(order, ProgressKind::Billed, 1, 1_155).unwrap();
    assert_eq!(desk.goes(order, ProgressKind::Paid, 1, 1_156), too_much);
    desk.goes(order, ProgressKind::Paid, 1, 1_155).unwrap();
    assert_eq!(desk.view(order).fulfilment, Fulfilment::PartlyReceived);
}

#[ink::test]
fn a_closed_order_ships_no_more_and_settles_what_it_shipped() {
    let mut desk = Desk::new();
    let order = desk.at(OrderStatus::Closed);
    let closed = Err(OrderError::WrongStatus(OrderStatus::Closed));
    assert_eq!(desk.goes(order, ProgressKind::Shipped, 1, 1), closed);
    desk.goes(order, ProgressKind::Received, 1, 500).unwrap();
    desk.goes(order, ProgressKind::Billed, 1, 500).unwrap();
    desk.goes(order, ProgressKind::Paid, 1, 500).unwrap();
    assert_eq!(desk.line(order, 1).paid, 500);
    assert_eq!(desk.status(order), OrderStatus::Closed);
    assert_eq!(desk.view(order).fulfilment, Fulfilment::ClosedShort);
}

#[ink::test]
fn an_order_believes_the_contracts_that_were_linked_when_it_was_drafted() {
    let mut desk = Desk::new();
    let old = desk.confirmed("old");
    let other = [31; 32];
    desk.link(Link::Waybill, other);
    let new = desk.confirmed("new");
    let lines = vec![told(1, 1, 1)];
    for (order, believed, doubted) in [(old, WAYBILLS, other), (new, other, WAYBILLS)] {
        let kind = ProgressKind::Shipped;
        let result = desk.tell(doubted, order, kind, WAYBILL, lines.clone());
        assert_eq!(result, Err(OrderError::NotTheSource));
        assert!(desk.tell(believed, order, kind, WAYBILL, lines.clone()).is_ok());
    }
}

#[ink::test]
fn without_links_nobody_tells_of_an_order() {
    let mut desk = Desk::new();
    desk.sources = Sources::default();
    let order = desk.confirmed("1");
    for kind in KINDS {
        for from in [WAYBILLS, RECONCILIATION, RECEIVABLES, [0; 32]] {
            let result = desk.tell(from, order, kind, WAYBILL, vec![told(1, 1, 1)]);
            assert_eq!(result, Err(OrderError::NotTheSource));
        }
    }
}

#[ink::test]
fn a_document_is_told_once_for_each_kind_by_each_contract() {
    let mut desk = Desk::new();
    for link in [Link::Reconciliation, Link::Receivable] {
        desk.link(link, WAYBILLS);
    }
    let order = desk.confirmed("1");
    for kind in KINDS {
        assert!(desk.tell(WAYBILLS, order, kind, WAYBILL, vec![told(1, 5, 10)]).is_ok());
        let again = desk.tell(WAYBILLS, order, kind, WAYBILL, vec![told(2, 5, 10)]);
        assert_eq!(again, Err(OrderError::AlreadyTold(0)), "{kind:?}");
    }
}

// Deposits

proptest! {
    /// What is stored of an order has one size whatever it says, so no step frees or takes the deposit of another.
    #[test]
    fn a_header_and_a_line_keep_their_size(
        quantity in 1u64..1 << 62, unit_price in 0 as Money..1 << 62, at in 0u64..DAY,
    ) {
        let mut desk = Desk::new();
        let order = desk.placed("1");
        let sizes = |desk: &Desk| {
            let header = desk.ledger.find(&order).unwrap().encoded_size();
            (header, desk.ledger.find_line(&order, 1).unwrap().encoded_size())
        };
        let relationship = desk.ledger.find_relationship(&id()).unwrap().encoded_size();
        let before = sizes(&desk);
        desk.now += at;
        let change = LineChange { quantity, unit_price, ..changed(1, 1) };
        desk.ask(SELLER, order, vec![change]).unwrap();
        prop_assert_eq!(sizes(&desk), before);
        desk.reply(BUYER, order, 1, Answer::Accept).unwrap();
        prop_assert_eq!(sizes(&desk), before);
        desk.goes(order, ProgressKind::Shipped, 1, quantity).unwrap();
        desk.change(SELLER, RelationshipStep::Terminate).unwrap();
        prop_assert_eq!(sizes(&desk), before);
        prop_assert_eq!(desk.ledger.find_relationship(&id()).unwrap().encoded_size(), relationship);
    }
}

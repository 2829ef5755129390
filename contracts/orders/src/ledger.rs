//! The rules of relationships and orders, with no chain in them but storage.
//!
//! Invariants, each kept where it is named:
//! - *Both*: what binds both was signed by both: terms (`Relationship::answer`), an order's beginning (`Relationship::takes_orders`),
//!   its lines (`Ledger::answer_lines`, `line::change`), its end while a line is agreed (`Header::cancel`, `Header::lapse`).
//! - *Pinned*: an order runs on the terms, the registry and the sources that it began with (`Header::draft` copies them, nothing
//!   writes them again; a version of the terms is written once, by `Ledger::propose_terms`).
//! - *Progress*: shipped ≤ agreed + tolerance, received ≤ shipped, billed ≤ received + tolerance, paid ≤ billed, for each line
//!   (`line::advance`, `line::change`).
//! - *Valued*: an order's value is what its agreed lines cost together (`Header::count`).
//! - *Told once*: a line of a document adds to a kind of progress once (`Marks::set`).
//! - *Forward*: a status is never left for an earlier one, and an ended order never changes it (`status::next`, asked before every
//!   write).
//! - *Exits*: every open order can be ended without the counterparty, given time (`status::next`; windows run on block time and are
//!   bounded by `relationship::are_sound` and `line::are_sound`).
mod evidence;
mod progress;
mod ratings;
mod relationships;

use crate::{
    events::{LinesAdded, LinesAnswered, OrderDrafted, OrderMoved, RequestAnswered, RequestMade},
    line::{self, IN, OUT},
    order::{order_id, Header},
    relationship::{relationship_id, Relationship},
    sources::Sources,
    status::Step,
};
use ink::{
    prelude::{boxed::Box, string::String, vec::Vec},
    selector_id,
    storage::{traits::ManualKey, Mapping},
};
use interfaces::{
    ids::{Account, DocumentId, PartyId, RelationshipId},
    orders::{
        Answer, LineChange, LineState, LineView, OrderError, OrderFacts, OrderView, OrderedLine,
        ProgressKind, RequestStatus, Side, Terms,
    },
    registry::{Business, Scope},
};
use kit::{
    authority::{Authority, Denial},
    codes,
    list::{has_repeats, PER_CALL, PER_DOCUMENT},
    store::Shelf,
    Call,
};
use progress::Marks;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk;

/// The version that a number begins with.
const FIRST_VERSION: u16 = 1;

/// A version of a relationship's terms.
type TermsKey = (RelationshipId, u16);
/// A line or a request of an order, by its number.
type NumberKey = (DocumentId, u16);
/// What a contract tells by a document.
type TellingKey = (Account, DocumentId, ProgressKind);

/// An order as its buyer writes it.
pub(crate) struct Draft {
    pub(crate) party: PartyId,
    pub(crate) seller: PartyId,
    pub(crate) number: String,
    pub(crate) serves: Option<DocumentId>,
    pub(crate) lines: Vec<OrderedLine>,
    pub(crate) complete: bool,
}

/// Every relationship and order. The keys are fixed, so that an upgrade finds what was stored.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    relationships: Mapping<
        RelationshipId,
        Relationship,
        ManualKey<{ selector_id!("orders::ledger::relationships") }>,
    >,
    terms: Mapping<TermsKey, Terms, ManualKey<{ selector_id!("orders::ledger::terms") }>>,
    headers: Mapping<DocumentId, Header, ManualKey<{ selector_id!("orders::ledger::headers") }>>,
    lines: Mapping<NumberKey, LineView, ManualKey<{ selector_id!("orders::ledger::lines") }>>,
    /// Each request's changes: written once.
    changes:
        Mapping<NumberKey, Vec<LineChange>, ManualKey<{ selector_id!("orders::ledger::changes") }>>,
    /// Which lines of a document were told.
    told: Mapping<TellingKey, Marks, ManualKey<{ selector_id!("orders::ledger::told") }>>,
}

/// Who calls, and who knows for whom it may act.
pub(crate) struct Caller<A> {
    /// The account, and the block's time.
    pub(crate) call: Call,
    /// Whether new business is paused.
    pub(crate) paused: bool,
    /// The contracts that tell of orders drafted now.
    pub(crate) sources: Sources,
    /// The registry that is linked, and those that were.
    pub(crate) authority: A,
}

impl<A: Authority> Caller<A> {
    fn starts(&self, business: Business) -> Result<(), OrderError> {
        if self.paused && business == Business::NewBusiness {
            return Err(OrderError::Paused);
        }
        Ok(())
    }

    // Each argument of a cross-contract call is code, so it is written once.
    #[inline(never)]
    fn may(
        &self,
        epoch: u8,
        party: &PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), OrderError> {
        self.authority.may(epoch, self.call.caller, *party, scope, business).map_err(|denial| {
            match denial {
                Denial::Refused(refusal) => OrderError::Refused(refusal),
                Denial::Unavailable => OrderError::RegistryUnavailable,
            }
        })
    }
}

/// To accept binds anew; to decline or take back does not.
fn business(binds: bool) -> Business {
    if binds {
        Business::NewBusiness
    } else {
        Business::Exit
    }
}

impl Ledger {
    pub(crate) fn draft(
        &mut self,
        caller: &Caller<impl Authority>,
        draft: Draft,
    ) -> Result<OrderDrafted, OrderError> {
        let Draft { party, seller, number, serves, lines, complete } = draft;
        caller.starts(Business::NewBusiness)?;
        let id = relationship_id(&party, &seller);
        let relationship = self.known_relationship(&id)?;
        let epoch = relationship.epoch;
        caller.may(epoch, &party, Scope::Order, Business::NewBusiness)?;
        relationship.takes_orders(caller.call.now)?;
        let version = relationship.in_force;
        let terms = self.find_terms(&id, version).ok_or(OrderError::NotFound)?;
        if terms.seller.party() == Some(party) {
            return Err(OrderError::NotTheBuyer);
        }
        if !codes::is_number(&number) {
            return Err(OrderError::MalformedNumber);
        }
        if let Some(upstream) = &serves {
            let is_sellers = |header: Box<Header>| header.head.seller == party;
            if !self.find(upstream).is_some_and(is_sellers) {
                return Err(OrderError::NotUpstream);
            }
        }
        let order = order_id(&party, &number, FIRST_VERSION);
        if self.headers.holds(order) {
            return Err(OrderError::AlreadyExists);
        }
        if complete && lines.is_empty() {
            return Err(OrderError::Empty);
        }
        let sources = caller.sources;
        let mut header =
            Box::new(Header::draft(epoch, sources, party, seller, version, &terms, serves));
        self.append(&caller.call, &order, &mut header, &lines, complete)?;
        Ok(OrderDrafted {
            order,
            buyer: party,
            seller,
            number,
            version: FIRST_VERSION,
            registry_epoch: epoch,
            sources,
            terms: version,
            serves,
            lines,
            complete,
            answer_until: header.answer_until,
        })
    }

    pub(crate) fn add_lines(
        &mut self,
        caller: &Caller<impl Authority>,
        order: DocumentId,
        lines: Vec<OrderedLine>,
        complete: bool,
    ) -> Result<LinesAdded, OrderError> {
        let mut header = self.signed(caller, &order, Side::Buyer, true)?;
        header.follow(Step::AddLines)?;
        if complete {
            let id = relationship_id(&header.head.buyer, &header.head.seller);
            self.known_relationship(&id)?.takes_orders(caller.call.now)?;
        }
        if lines.is_empty() {
            return Err(OrderError::Empty);
        }
        let first = self.append(&caller.call, &order, &mut header, &lines, complete)?;
        Ok(LinesAdded { order, first, lines, complete, answer_until: header.answer_until })
    }

    /// Invariant *Both*: the buyer signed the lines as they are; the seller does now.
    pub(crate) fn answer_lines(
        &mut self,
        caller: &Caller<impl Authority>,
        order: DocumentId,
        lines: Vec<u16>,
        accept: bool,
    ) -> Result<LinesAnswered, OrderError> {
        let mut header = self.signed(caller, &order, Side::Seller, accept)?;
        header.follow(Step::Answer)?;
        header.is_in_time(&caller.call)?;
        is_list(lines.len())?;
        if has_repeats(&lines) {
            return Err(OrderError::Repeated);
        }
        let mut edited = Vec::with_capacity(lines.len());
        for number in &lines {
            let line = self.edit(&order, &mut edited, *number)?;
            if line.state != LineState::Ordered {
                return Err(OrderError::WrongLine(*number));
            }
            line.state = if accept { LineState::Agreed } else { LineState::Rejected };
            header.count(line, IN);
        }
        header.settle_answers()?;
        self.store(&order, &header, &edited);
        Ok(LinesAnswered { order, lines, accepted: accept, status: header.status })
    }

    pub(crate) fn request_change(
        &mut self,
        caller: &Caller<impl Authority>,
        order: DocumentId,
        party: PartyId,
        changes: Vec<LineChange>,
    ) -> Result<RequestMade, OrderError> {
        caller.starts(Business::NewBusiness)?;
        let (mut header, side) = self.signed_by(caller, &order, &party, Business::NewBusiness)?;
        header.ask(&caller.call, side, RequestStatus::ChangeAsked)?;
        is_list(changes.len())?;
        let numbers: Vec<_> = changes.iter().map(|change| change.line).collect();
        if has_repeats(&numbers) {
            return Err(OrderError::Repeated);
        }
        for change in &changes {
            let LineChange { quantity, unit_price, earliest, latest, .. } = *change;
            let mut edited = Vec::new();
            let line = self.edit(&order, &mut edited, change.line)?;
            if !header.binds(line) {
                return Err(OrderError::WrongLine(change.line));
            }
            line::are_sound(quantity, unit_price, earliest, latest, caller.call.now)?;
            line::change(line, change, &header.quantity)?;
        }
        self.changes.write((&order, header.request.number), &changes);
        Ok(self.requested(order, &header, changes))
    }

    pub(crate) fn cancel(
        &mut self,
        caller: &Caller<impl Authority>,
        order: DocumentId,
        party: PartyId,
    ) -> Result<RequestMade, OrderError> {
        let (mut header, side) = self.signed_by(caller, &order, &party, Business::Exit)?;
        header.cancel(&caller.call, side)?;
        Ok(self.requested(order, &header, Vec::new()))
    }

    pub(crate) fn answer_request(
        &mut self,
        caller: &Caller<impl Authority>,
        order: DocumentId,
        number: u16,
        answer: Answer,
    ) -> Result<RequestAnswered, OrderError> {
        let mut header = self.header(&order)?;
        let is_change = header.request.status == RequestStatus::ChangeAsked;
        let business = business(is_change && answer == Answer::Accept);
        caller.starts(business)?;
        caller.may(header.epoch, header.signer(answer), Scope::Order, business)?;
        let mut edited = Vec::new();
        if header.answer(&caller.call, number, answer)? {
            for change in &self.changes_of(&order, number) {
                let line = self.edit(&order, &mut edited, change.line)?;
                if !header.binds(line) {
                    return Err(OrderError::WrongLine(change.line));
                }
                header.count(line, OUT);
                line::change(line, change, &header.quantity)?;
                header.count(line, IN);
                header.latest = header.latest.max(change.latest);
            }
            header.settle_answers()?;
        }
        self.store(&order, &header, &edited);
        Ok(RequestAnswered { order, number, answer, status: header.status })
    }

    pub(crate) fn lapse(
        &mut self,
        caller: &Caller<impl Authority>,
        order: DocumentId,
    ) -> Result<OrderMoved, OrderError> {
        let mut header = self.header(&order)?;
        header.lapse(&caller.call)?;
        self.put(&order, &header);
        Ok(OrderMoved { order, status: header.status, by: None })
    }

    pub(crate) fn close(
        &mut self,
        caller: &Caller<impl Authority>,
        order: DocumentId,
        party: PartyId,
    ) -> Result<OrderMoved, OrderError> {
        let (mut header, _) = self.signed_by(caller, &order, &party, Business::Exit)?;
        header.close(&caller.call)?;
        self.put(&order, &header);
        Ok(OrderMoved { order, status: header.status, by: Some(party) })
    }

    pub(crate) fn terms_of(&self, order: &DocumentId) -> Option<Terms> {
        let head = self.find(order)?.head;
        self.find_terms(&relationship_id(&head.buyer, &head.seller), head.terms)
    }

    pub(crate) fn order(&self, order: &DocumentId) -> Option<OrderView> {
        self.find(order).map(|header| header.view())
    }

    pub(crate) fn lines_of(&self, order: &DocumentId, from: u16, limit: u16) -> Vec<LineView> {
        let Some(header) = self.find(order) else { return Vec::new() };
        let numbers = (from.max(1)..=header.lines).take(usize::from(limit));
        self.shown(order, &header, numbers)
    }

    pub(crate) fn facts_of(&self, order: &DocumentId, lines: Vec<u16>) -> Option<OrderFacts> {
        let header = self.find(order)?;
        let lines = self.shown(order, &header, lines.into_iter());
        Some(OrderFacts { status: header.status, head: header.head, lines })
    }

    pub(crate) fn changes_of(&self, order: &DocumentId, number: u16) -> Vec<LineChange> {
        self.changes.read((order, number)).unwrap_or_default()
    }

    /// The first 50 of the lines that exist.
    fn shown(
        &self,
        order: &DocumentId,
        header: &Header,
        numbers: impl Iterator<Item = u16>,
    ) -> Vec<LineView> {
        let mut shown = Vec::new();
        for number in numbers.take(PER_CALL) {
            if let Some(line) = self.find_line(order, number) {
                shown.push(header.shown(line));
            }
        }
        shown
    }

    /// The order, signed by the party on this side.
    fn signed(
        &self,
        caller: &Caller<impl Authority>,
        order: &DocumentId,
        side: Side,
        binds: bool,
    ) -> Result<Box<Header>, OrderError> {
        let business = business(binds);
        caller.starts(business)?;
        let header = self.header(order)?;
        caller.may(header.epoch, header.party(side), Scope::Order, business)?;
        Ok(header)
    }

    /// The order, signed by `party`, and on which side that is.
    fn signed_by(
        &self,
        caller: &Caller<impl Authority>,
        order: &DocumentId,
        party: &PartyId,
        business: Business,
    ) -> Result<(Box<Header>, Side), OrderError> {
        let header = self.header(order)?;
        let side = header.side(party)?;
        caller.may(header.epoch, party, Scope::Order, business)?;
        Ok((header, side))
    }

    /// Stores an order with a request that was just made.
    fn requested(
        &mut self,
        order: DocumentId,
        header: &Header,
        changes: Vec<LineChange>,
    ) -> RequestMade {
        self.put(&order, header);
        RequestMade {
            order,
            number: header.request.number,
            by: header.request.by,
            request: header.request.status,
            changes,
            answer_until: header.request.answer_until,
            status: header.status,
        }
    }

    /// Stores an order with lines after those that its draft has; answers the first one's number.
    fn append(
        &mut self,
        call: &Call,
        order: &DocumentId,
        header: &mut Header,
        lines: &[OrderedLine],
        complete: bool,
    ) -> Result<u16, OrderError> {
        let total = usize::from(header.lines).saturating_add(lines.len());
        if lines.len() > PER_CALL || total > usize::from(PER_DOCUMENT) {
            return Err(OrderError::TooMany);
        }
        let first = header.lines.saturating_add(1);
        for line in lines {
            line::is_sound(line, call.now)?;
            header.latest = header.latest.max(line.latest);
        }
        for line in lines {
            header.lines = header.lines.saturating_add(1);
            self.put_line(order, &line::ordered(header.lines, line.clone()));
        }
        if complete {
            header.place(call)?;
        }
        self.put(order, header);
        Ok(first)
    }

    /// The line, to be edited: as it is among those that were edited, or else as it is stored.
    fn edit<'e>(
        &self,
        order: &DocumentId,
        edited: &'e mut Vec<LineView>,
        number: u16,
    ) -> Result<&'e mut LineView, OrderError> {
        let found = edited.iter().position(|line| line.line == number);
        let at = found.unwrap_or(edited.len());
        if found.is_none() {
            edited.push(self.find_line(order, number).ok_or(OrderError::NoSuchLine(number))?);
        }
        edited.get_mut(at).ok_or(OrderError::NoSuchLine(number))
    }

    fn store(&mut self, order: &DocumentId, header: &Header, edited: &[LineView]) {
        for line in edited {
            self.put_line(order, line);
        }
        self.put(order, header);
    }

    fn header(&self, order: &DocumentId) -> Result<Box<Header>, OrderError> {
        self.find(order).ok_or(OrderError::NotFound)
    }

    fn known_relationship(&self, id: &RelationshipId) -> Result<Relationship, OrderError> {
        self.find_relationship(id).ok_or(OrderError::NotFound)
    }

    // One decoder and one encoder of each record for all messages: inlined into each they would be most of the code.
    #[inline(never)]
    fn find(&self, order: &DocumentId) -> Option<Box<Header>> {
        self.headers.boxed(order)
    }

    #[inline(never)]
    fn put(&mut self, order: &DocumentId, header: &Header) {
        self.headers.write(order, header);
    }

    #[inline(never)]
    fn find_line(&self, order: &DocumentId, number: u16) -> Option<LineView> {
        self.lines.read((order, number))
    }

    #[inline(never)]
    fn put_line(&mut self, order: &DocumentId, line: &LineView) {
        self.lines.write((order, line.line), line);
    }

    #[inline(never)]
    fn find_relationship(&self, id: &RelationshipId) -> Option<Relationship> {
        self.relationships.read(id)
    }

    #[inline(never)]
    fn put_relationship(&mut self, id: &RelationshipId, relationship: &Relationship) {
        self.relationships.write(id, relationship);
    }

    #[inline(never)]
    fn find_terms(&self, id: &RelationshipId, version: u16) -> Option<Terms> {
        self.terms.read((id, version))
    }
}

fn is_list(length: usize) -> Result<(), OrderError> {
    match length {
        0 => Err(OrderError::Empty),
        1..=PER_CALL => Ok(()),
        _ => Err(OrderError::TooMany),
    }
}

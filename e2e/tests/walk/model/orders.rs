//! Relationships, the orders under them, and what is told of these.
use interfaces::{
    ids::{DocumentId, Millis, OptionalParty, PartyId, Quantity, RelationshipId},
    orders::{
        Answer, Fulfilment, LineChange, LineState, LineView, OrderError, OrderHead, OrderStatus,
        OrderView, OrderedLine, ProgressKind, ProgressLine, RelationshipStatus, RelationshipStep,
        RelationshipView, Request, RequestStatus, Side, Tally, Terms,
    },
    reconciliation::Limits,
    registry::{Business, Scope},
};

use e2e::time::days;

use super::{repeats, By, Model, Recorded, LIMIT, PER_CALL};

/// Which of the places that tell of orders tells this: waybills, reconciliation, receivables.
pub fn place_of(kind: ProgressKind) -> usize {
    match kind {
        ProgressKind::Shipped | ProgressKind::Received => 0,
        ProgressKind::Billed => 1,
        ProgressKind::Paid => 2,
    }
}

/// A relationship.
#[derive(Debug, Clone)]
pub struct Relation {
    pub directory: Option<usize>,
    pub lower: PartyId,
    pub higher: PartyId,
    pub versions: Vec<Terms>,
    pub in_force: u16,
    pub proposed: u16,
    pub proposed_by: PartyId,
    pub suspended_by: Vec<PartyId>,
    pub ends_at: Millis,
}

/// An order.
#[derive(Debug, Clone)]
pub struct Deal {
    pub directory: Option<usize>,
    /// Which contract tells of it, by place.
    pub sources: [usize; 3],
    pub head: OrderHead,
    pub terms: Terms,
    pub status: OrderStatus,
    pub lines: Vec<LineView>,
    pub answer_until: Millis,
    pub latest: Millis,
    pub request: Request,
    /// What each request asked for.
    pub changes: Vec<Vec<LineChange>>,
}

type Ordered<T> = Result<T, OrderError>;

/// To accept binds anew; to decline or take back does not.
fn business(binds: bool) -> Business {
    if binds {
        Business::NewBusiness
    } else {
        Business::Exit
    }
}

impl Relation {
    fn other(&self, party: PartyId) -> PartyId {
        if party == self.lower {
            self.higher
        } else {
            self.lower
        }
    }

    pub fn status(&self, now: Millis) -> RelationshipStatus {
        let notice = self.ends_at > 0;
        let in_force = self.in_force > 0 && !(notice && now >= self.ends_at);
        match (in_force, self.proposed > 0) {
            (false, true) => RelationshipStatus::Proposed,
            (false, false) => RelationshipStatus::Ended,
            (true, _) if !self.suspended_by.is_empty() => RelationshipStatus::Suspended,
            (true, _) if notice => RelationshipStatus::Terminating,
            (true, _) => RelationshipStatus::Active,
        }
    }

    fn takes_orders(&self, now: Millis) -> Ordered<()> {
        match self.status(now) {
            RelationshipStatus::Active | RelationshipStatus::Terminating => Ok(()),
            status => Err(OrderError::WrongRelationship(status)),
        }
    }

    pub fn terms(&self, version: u16) -> Option<&Terms> {
        self.versions.get(usize::from(version).checked_sub(1)?)
    }

    /// As clients should see it.
    pub fn view(&self, now: Millis) -> RelationshipView {
        RelationshipView {
            status: self.status(now),
            lower: self.lower,
            higher: self.higher,
            in_force: self.in_force,
            proposed: self.proposed,
            proposed_by: self.proposed_by,
            versions: self.versions.len() as u16,
            lower_suspends: self.suspended_by.contains(&self.lower),
            higher_suspends: self.suspended_by.contains(&self.higher),
            ends_at: self.ends_at,
        }
    }
}

impl Deal {
    pub fn party(&self, side: Side) -> PartyId {
        match side {
            Side::Buyer => self.head.buyer,
            Side::Seller => self.head.seller,
        }
    }

    fn side(&self, party: PartyId) -> Ordered<Side> {
        [Side::Buyer, Side::Seller]
            .into_iter()
            .find(|side| self.party(*side) == party)
            .ok_or(OrderError::NotAParty)
    }

    fn is(&self, statuses: &[OrderStatus]) -> Ordered<()> {
        if statuses.contains(&self.status) {
            Ok(())
        } else {
            Err(OrderError::WrongStatus(self.status))
        }
    }

    fn in_time(&self, now: Millis) -> Ordered<()> {
        if self.status == OrderStatus::Placed && now > self.answer_until {
            return Err(OrderError::TooLate(self.answer_until));
        }
        Ok(())
    }

    fn count(&self, which: impl Fn(&LineView) -> bool) -> u16 {
        self.lines.iter().filter(|line| which(line)).count() as u16
    }

    fn agreed(&self) -> u16 {
        self.count(|line| line.state == LineState::Agreed)
    }

    /// Until when the last request can be accepted, if it can.
    pub fn open_until(&self, now: Millis) -> Option<Millis> {
        let asked = matches!(
            self.request.status,
            RequestStatus::ChangeAsked | RequestStatus::CancellationAsked
        );
        Some(self.request.answer_until).filter(|until| asked && now <= *until)
    }

    /// Until when nothing can lapse.
    pub fn lapse_after(&self, now: Millis) -> Millis {
        self.answer_until.max(self.open_until(now).unwrap_or_default())
    }

    pub fn close_from(&self) -> Millis {
        self.latest + self.terms.dispute_window
    }

    fn line(&mut self, number: u16) -> Ordered<&mut LineView> {
        self.lines.iter_mut().find(|line| line.line == number).ok_or(OrderError::NoSuchLine(number))
    }

    fn binds(&self, line: &LineView) -> bool {
        line.state == LineState::Agreed
            || (line.state == LineState::Ordered && self.status == OrderStatus::Placed)
    }

    fn changed(&self, line: &LineView, to: &LineChange) -> Ordered<LineView> {
        let limits = &self.terms.tolerances.quantity;
        let fits = |actual, due| is_within(actual, due, to.unit_price, limits);
        if !fits(line.shipped, to.quantity) || !fits(line.billed, line.received) {
            return Err(OrderError::BelowProgress(to.line));
        }
        let LineChange { quantity, unit_price, earliest, latest, .. } = *to;
        let ordered =
            OrderedLine { quantity, unit_price, earliest, latest, ..line.ordered.clone() };
        Ok(LineView { state: LineState::Agreed, ordered, ..line.clone() })
    }

    fn settle_answers(&mut self) {
        if self.status == OrderStatus::Placed
            && self.count(|line| line.state == LineState::Ordered) == 0
        {
            self.status =
                if self.agreed() > 0 { OrderStatus::Confirmed } else { OrderStatus::Rejected };
        }
    }

    fn ask(&mut self, now: Millis, by: Side, status: RequestStatus, changes: Vec<LineChange>) {
        let answer_until = now + self.terms.response_window;
        self.request = Request { status, number: self.request.number + 1, by, answer_until };
        self.changes.push(changes);
    }

    fn append(&mut self, now: Millis, lines: &[OrderedLine]) -> Ordered<()> {
        if lines.len() > PER_CALL || self.lines.len() + lines.len() > 500 {
            return Err(OrderError::TooMany);
        }
        for ordered in lines {
            if ordered.item.is_empty() || ordered.item.len() > 35 {
                return Err(OrderError::MalformedItem);
            }
            if !matches!(&ordered.unit[..], "C62" | "KGM") {
                return Err(OrderError::MalformedUnit);
            }
            let OrderedLine { quantity, unit_price, earliest, latest, .. } = *ordered;
            are_sound(quantity, unit_price, earliest, latest, now)?;
            self.latest = self.latest.max(latest);
            self.lines.push(LineView {
                line: self.lines.len() as u16 + 1,
                state: LineState::Ordered,
                ordered: ordered.clone(),
                shipped: 0,
                received: 0,
                billed: 0,
                paid: 0,
            });
        }
        Ok(())
    }

    fn place(&mut self, now: Millis) {
        self.status = OrderStatus::Placed;
        self.answer_until = now + self.terms.response_window;
    }

    /// Its lines as clients should see them.
    pub fn line_views(&self) -> Vec<LineView> {
        let waits = matches!(self.status, OrderStatus::Draft | OrderStatus::Placed);
        let shown = |line: &LineView| {
            let lapsed = line.state == LineState::Ordered && !waits;
            let state = if lapsed { LineState::Lapsed } else { line.state };
            LineView { state, ..line.clone() }
        };
        self.lines.iter().map(shown).collect()
    }

    /// As clients should see it.
    pub fn view(&self) -> OrderView {
        let full = |line: &LineView| line.ordered.quantity;
        let tally = Tally {
            agreed: self.agreed(),
            rejected: self.count(|line| line.state == LineState::Rejected),
            begun: self.count(|line| line.shipped > 0),
            shipped: self.count(|line| line.shipped >= full(line)),
            arriving: self.count(|line| line.received > 0),
            received: self.count(|line| line.received >= full(line)),
            billed: self.count(|line| line.billed >= full(line)),
            paid: self.count(|line| line.paid >= full(line)),
        };
        let all = |lines| tally.agreed > 0 && lines == tally.agreed;
        let fulfilment = if all(tally.received) {
            match (all(tally.billed), all(tally.paid)) {
                (true, true) => Fulfilment::Paid,
                (true, false) => Fulfilment::Billed,
                _ => Fulfilment::Received,
            }
        } else if self.status == OrderStatus::Closed {
            Fulfilment::ClosedShort
        } else if tally.arriving > 0 {
            Fulfilment::PartlyReceived
        } else if all(tally.shipped) {
            Fulfilment::Shipped
        } else if tally.begun > 0 {
            Fulfilment::PartlyShipped
        } else {
            Fulfilment::Open
        };
        OrderView {
            status: self.status,
            fulfilment,
            head: self.head,
            lines: self.lines.len() as u16,
            answer_until: self.answer_until,
            latest: self.latest,
            close_from: self.close_from(),
            tally,
            request: self.request,
        }
    }
}

fn are_sound(
    quantity: Quantity,
    unit_price: u64,
    earliest: Millis,
    latest: Millis,
    now: Millis,
) -> Ordered<()> {
    if quantity == 0 || quantity >= LIMIT || unit_price >= LIMIT {
        return Err(OrderError::AmountOutOfRange);
    }
    if earliest > latest || latest < now || latest > now + days(3_660) {
        return Err(OrderError::OutOfOrder);
    }
    Ok(())
}

/// Whether `actual` goes beyond `due` by no more than the upper limits allow.
pub fn is_within(actual: Quantity, due: Quantity, unit_price: u64, limits: &Limits) -> bool {
    if actual <= due {
        return true;
    }
    let excess = u128::from(actual - due);
    // Quantities are thousandths, percentages hundredths.
    let value = limits
        .upper_absolute
        .is_none_or(|most| excess * u128::from(unit_price) <= u128::from(most) * 1_000);
    let share = limits
        .upper_percent
        .is_none_or(|most| excess * 10_000 <= u128::from(due) * u128::from(most));
    value && share
}

impl Model {
    fn relation(&self, id: RelationshipId) -> Ordered<Relation> {
        self.relations.get(&id).cloned().ok_or(OrderError::NotFound)
    }

    fn deal(&self, order: DocumentId) -> Ordered<Deal> {
        self.deals.get(&order).cloned().ok_or(OrderError::NotFound)
    }

    fn may_order(
        &self,
        directory: Option<usize>,
        by: By,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Ordered<()> {
        self.may(directory, by, party, scope, business).map_err(OrderError::Refused)
    }

    fn orders_take(&self, business: Business) -> Ordered<()> {
        if self.orders_paused && business == Business::NewBusiness {
            Err(OrderError::Paused)
        } else {
            Ok(())
        }
    }

    pub fn propose_terms(
        &mut self,
        by: By,
        id: RelationshipId,
        party: PartyId,
        counterparty: PartyId,
        terms: &Terms,
    ) -> Ordered<u16> {
        self.orders_take(Business::NewBusiness)?;
        let mut relation = self.relation(id).unwrap_or_else(|_| Relation {
            directory: self.orders_links.last().copied(),
            lower: party.min(counterparty),
            higher: party.max(counterparty),
            versions: Vec::new(),
            in_force: 0,
            proposed: 0,
            proposed_by: party,
            suspended_by: Vec::new(),
            ends_at: 0,
        });
        self.may_order(relation.directory, by, party, Scope::Agree, Business::NewBusiness)?;
        if party == counterparty {
            return Err(OrderError::SameParty);
        }
        if terms.seller.party().is_some_and(|seller| seller != party && seller != counterparty) {
            return Err(OrderError::NotAParty);
        }
        if terms.currency.len() != 3 {
            return Err(OrderError::MalformedCurrency);
        }
        let longest = [
            terms.response_window,
            terms.statement_window,
            terms.dispute_window,
            terms.notice_period,
        ]
        .into_iter()
        .max();
        if longest > Some(days(366)) {
            return Err(OrderError::WindowTooLong);
        }
        if terms.tolerances.small_difference >= LIMIT {
            return Err(OrderError::AmountOutOfRange);
        }
        relation.versions.push(terms.clone());
        relation.proposed = relation.versions.len() as u16;
        relation.proposed_by = party;
        let version = relation.proposed;
        self.relations.insert(id, relation);
        Ok(version)
    }

    pub fn answer_terms(
        &mut self,
        by: By,
        id: RelationshipId,
        version: u16,
        answer: Answer,
    ) -> Ordered<()> {
        let business = business(answer == Answer::Accept);
        self.orders_take(business)?;
        let mut relation = self.relation(id)?;
        let signer = match answer {
            Answer::Withdraw => relation.proposed_by,
            _ => relation.other(relation.proposed_by),
        };
        self.may_order(relation.directory, by, signer, Scope::Agree, business)?;
        if relation.proposed == 0 || relation.proposed != version {
            return Err(OrderError::NotAsked);
        }
        relation.proposed = 0;
        if answer == Answer::Accept {
            relation.in_force = version;
            relation.ends_at = 0;
        }
        self.relations.insert(id, relation);
        Ok(())
    }

    pub fn change_relationship(
        &mut self,
        by: By,
        id: RelationshipId,
        party: PartyId,
        step: RelationshipStep,
    ) -> Ordered<()> {
        let business = business(step == RelationshipStep::Resume);
        self.orders_take(business)?;
        let mut relation = self.relation(id)?;
        if party != relation.lower && party != relation.higher {
            return Err(OrderError::NotAParty);
        }
        self.may_order(relation.directory, by, party, Scope::Agree, business)?;
        let status = relation.status(by.now);
        let follows = match step {
            RelationshipStep::Suspend => status >= RelationshipStatus::Active,
            RelationshipStep::Resume => status == RelationshipStatus::Suspended,
            // A notice that runs is seen from the status, but behind a suspension.
            RelationshipStep::Terminate => {
                matches!(status, RelationshipStatus::Active | RelationshipStatus::Suspended)
            }
        };
        if !follows || status == RelationshipStatus::Ended {
            return Err(OrderError::WrongRelationship(status));
        }
        let suspends = relation.suspended_by.contains(&party);
        match step {
            RelationshipStep::Suspend if !suspends => relation.suspended_by.push(party),
            RelationshipStep::Resume if suspends => {
                relation.suspended_by.retain(|other| *other != party);
            }
            RelationshipStep::Terminate if relation.ends_at == 0 => {
                let terms = relation.terms(relation.in_force).expect("terms are in force");
                relation.ends_at = by.now + terms.notice_period;
                relation.proposed = 0;
            }
            _ => return Err(OrderError::AlreadyDone),
        }
        self.relations.insert(id, relation);
        Ok(())
    }

    #[allow(clippy::too_many_arguments)] // They are the message's, and the ids that are the chain's to compute.
    pub fn draft_order(
        &mut self,
        by: By,
        (order, relationship): (DocumentId, RelationshipId),
        party: PartyId,
        seller: PartyId,
        number: &str,
        serves: Option<DocumentId>,
        lines: &[OrderedLine],
        complete: bool,
    ) -> Ordered<DocumentId> {
        self.orders_take(Business::NewBusiness)?;
        let relation = self.relation(relationship)?;
        self.may_order(relation.directory, by, party, Scope::Order, Business::NewBusiness)?;
        relation.takes_orders(by.now)?;
        let terms = relation.terms(relation.in_force).expect("terms are in force").clone();
        if terms.seller == OptionalParty::Party(party) {
            return Err(OrderError::NotTheBuyer);
        }
        if number.is_empty() || number.len() > 35 {
            return Err(OrderError::MalformedNumber);
        }
        if let Some(upstream) = serves {
            if self.deals.get(&upstream).is_none_or(|upstream| upstream.head.seller != party) {
                return Err(OrderError::NotUpstream);
            }
        }
        if self.deals.contains_key(&order) {
            return Err(OrderError::AlreadyExists);
        }
        if complete && lines.is_empty() {
            return Err(OrderError::Empty);
        }
        let mut deal = Deal {
            directory: relation.directory,
            sources: self.orders_sources,
            head: OrderHead {
                buyer: party,
                seller,
                terms: relation.in_force,
                currency: *b"EUR",
                serves,
            },
            terms,
            status: OrderStatus::Draft,
            lines: Vec::new(),
            answer_until: 0,
            latest: 0,
            request: Request {
                status: RequestStatus::NeverAsked,
                number: 0,
                by: Side::Buyer,
                answer_until: 0,
            },
            changes: Vec::new(),
        };
        deal.append(by.now, lines)?;
        if complete {
            deal.place(by.now);
        }
        self.deals.insert(order, deal);
        Ok(order)
    }

    /// `relationship` is that of the order's two parties.
    pub fn add_order_lines(
        &mut self,
        by: By,
        order: DocumentId,
        relationship: RelationshipId,
        lines: &[OrderedLine],
        complete: bool,
    ) -> Ordered<()> {
        self.orders_take(Business::NewBusiness)?;
        let mut deal = self.deal(order)?;
        let buyer = deal.head.buyer;
        self.may_order(deal.directory, by, buyer, Scope::Order, Business::NewBusiness)?;
        deal.is(&[OrderStatus::Draft])?;
        if complete {
            self.relation(relationship)?.takes_orders(by.now)?;
        }
        if lines.is_empty() {
            return Err(OrderError::Empty);
        }
        deal.append(by.now, lines)?;
        if complete {
            deal.place(by.now);
        }
        self.deals.insert(order, deal);
        Ok(())
    }

    pub fn answer_lines(
        &mut self,
        by: By,
        order: DocumentId,
        lines: &[u16],
        accept: bool,
    ) -> Ordered<()> {
        self.orders_take(business(accept))?;
        let mut deal = self.deal(order)?;
        self.may_order(deal.directory, by, deal.head.seller, Scope::Order, business(accept))?;
        deal.is(&[OrderStatus::Placed])?;
        deal.in_time(by.now)?;
        is_list(lines.len())?;
        if repeats(lines) {
            return Err(OrderError::Repeated);
        }
        for number in lines {
            let line = deal.line(*number)?;
            if line.state != LineState::Ordered {
                return Err(OrderError::WrongLine(*number));
            }
            line.state = if accept { LineState::Agreed } else { LineState::Rejected };
        }
        deal.settle_answers();
        self.deals.insert(order, deal);
        Ok(())
    }

    pub fn request_change(
        &mut self,
        by: By,
        order: DocumentId,
        party: PartyId,
        changes: &[LineChange],
    ) -> Ordered<u16> {
        self.orders_take(Business::NewBusiness)?;
        let mut deal = self.deal(order)?;
        let side = deal.side(party)?;
        self.may_order(deal.directory, by, party, Scope::Order, Business::NewBusiness)?;
        deal.is(&[OrderStatus::Placed, OrderStatus::Confirmed])?;
        deal.in_time(by.now)?;
        if let Some(until) = deal.open_until(by.now) {
            return Err(OrderError::RequestOpen(until));
        }
        is_list(changes.len())?;
        let numbers: Vec<u16> = changes.iter().map(|change| change.line).collect();
        if repeats(&numbers) {
            return Err(OrderError::Repeated);
        }
        for change in changes {
            let line = deal.line(change.line)?.clone();
            if !deal.binds(&line) {
                return Err(OrderError::WrongLine(change.line));
            }
            let LineChange { quantity, unit_price, earliest, latest, .. } = *change;
            are_sound(quantity, unit_price, earliest, latest, by.now)?;
            deal.changed(&line, change)?;
        }
        deal.ask(by.now, side, RequestStatus::ChangeAsked, changes.to_vec());
        let number = deal.request.number;
        self.deals.insert(order, deal);
        Ok(number)
    }

    pub fn cancel_order(&mut self, by: By, order: DocumentId, party: PartyId) -> Ordered<u16> {
        let mut deal = self.deal(order)?;
        let side = deal.side(party)?;
        self.may_order(deal.directory, by, party, Scope::Order, Business::Exit)?;
        deal.is(&[OrderStatus::Draft, OrderStatus::Placed, OrderStatus::Confirmed])?;
        if deal.agreed() == 0 {
            deal.ask(by.now, side, RequestStatus::CancellationAccepted, Vec::new());
            deal.status = OrderStatus::Cancelled;
        } else {
            deal.in_time(by.now)?;
            if let Some(until) = deal.open_until(by.now) {
                return Err(OrderError::RequestOpen(until));
            }
            deal.ask(by.now, side, RequestStatus::CancellationAsked, Vec::new());
        }
        let number = deal.request.number;
        self.deals.insert(order, deal);
        Ok(number)
    }

    pub fn answer_request(
        &mut self,
        by: By,
        order: DocumentId,
        number: u16,
        answer: Answer,
    ) -> Ordered<()> {
        let mut deal = self.deal(order)?;
        let is_change = deal.request.status == RequestStatus::ChangeAsked;
        let business = business(is_change && answer == Answer::Accept);
        self.orders_take(business)?;
        let other = if deal.request.by == Side::Buyer { Side::Seller } else { Side::Buyer };
        let signer = if answer == Answer::Withdraw { deal.request.by } else { other };
        self.may_order(deal.directory, by, deal.party(signer), Scope::Order, business)?;
        deal.is(&[OrderStatus::Placed, OrderStatus::Confirmed])?;
        let is_asked = is_change || deal.request.status == RequestStatus::CancellationAsked;
        if !is_asked || number != deal.request.number {
            return Err(OrderError::NotAsked);
        }
        if answer == Answer::Accept && by.now > deal.request.answer_until {
            return Err(OrderError::TooLate(deal.request.answer_until));
        }
        use RequestStatus::*;
        deal.request.status = match (answer, is_change) {
            (Answer::Accept, true) => ChangeAccepted,
            (Answer::Decline, true) => ChangeDeclined,
            (Answer::Withdraw, true) => ChangeWithdrawn,
            (Answer::Accept, false) => CancellationAccepted,
            (Answer::Decline, false) => CancellationDeclined,
            (Answer::Withdraw, false) => CancellationWithdrawn,
        };
        match deal.request.status {
            ChangeAccepted => {
                let changes = deal.changes.last().expect("it was asked for").clone();
                for change in &changes {
                    let line = deal.line(change.line)?.clone();
                    if !deal.binds(&line) {
                        return Err(OrderError::WrongLine(change.line));
                    }
                    *deal.line(change.line)? = deal.changed(&line, change)?;
                    deal.latest = deal.latest.max(change.latest);
                }
                deal.settle_answers();
            }
            CancellationAccepted => {
                let begun = deal.count(|line| line.shipped > 0) > 0;
                deal.status = if begun { OrderStatus::Closed } else { OrderStatus::Cancelled };
            }
            _ => {}
        }
        self.deals.insert(order, deal);
        Ok(())
    }

    pub fn lapse_order(&mut self, by: By, order: DocumentId) -> Ordered<()> {
        let mut deal = self.deal(order)?;
        deal.is(&[OrderStatus::Placed])?;
        let until = deal.lapse_after(by.now);
        if by.now <= until {
            return Err(OrderError::WindowOpen(until));
        }
        deal.status = if deal.agreed() > 0 { OrderStatus::Confirmed } else { OrderStatus::Lapsed };
        self.deals.insert(order, deal);
        Ok(())
    }

    pub fn close_order(&mut self, by: By, order: DocumentId, party: PartyId) -> Ordered<()> {
        let mut deal = self.deal(order)?;
        deal.side(party)?;
        self.may_order(deal.directory, by, party, Scope::Order, Business::Exit)?;
        deal.is(&[OrderStatus::Confirmed])?;
        let received = deal.count(|line| line.received >= line.ordered.quantity);
        if received < deal.agreed() && by.now < deal.close_from() {
            return Err(OrderError::WindowOpen(deal.close_from()));
        }
        deal.status = OrderStatus::Closed;
        self.deals.insert(order, deal);
        Ok(())
    }

    /// `source` is the one of those that were ever linked that tells it.
    pub fn record_progress(
        &mut self,
        source: usize,
        order: DocumentId,
        kind: ProgressKind,
        document: DocumentId,
        lines: &[ProgressLine],
    ) -> Ordered<()> {
        let mut deal = self.deal(order)?;
        if deal.sources[place_of(kind)] != source {
            return Err(OrderError::NotTheSource);
        }
        deal.is(match kind {
            ProgressKind::Shipped => &[OrderStatus::Placed, OrderStatus::Confirmed],
            _ => &[OrderStatus::Placed, OrderStatus::Confirmed, OrderStatus::Closed],
        })?;
        is_list(lines.len())?;
        let limits = deal.terms.tolerances.quantity;
        let mut told = self.told.clone();
        for (at, entry) in (0..).zip(lines) {
            if entry.document_line > 511 {
                return Err(OrderError::TooMany);
            }
            if !told.insert((source, document, kind, entry.document_line)) {
                return Err(OrderError::AlreadyTold(at));
            }
            let line = deal.line(entry.line)?;
            if line.state != LineState::Agreed {
                return Err(OrderError::WrongLine(entry.line));
            }
            if entry.quantity == 0 || entry.quantity >= LIMIT {
                return Err(OrderError::AmountOutOfRange);
            }
            let price = line.ordered.unit_price;
            let (sum, fits) = match kind {
                ProgressKind::Shipped => {
                    line.shipped += entry.quantity;
                    let most = line.ordered.quantity;
                    (line.shipped, is_within(line.shipped, most, price, &limits))
                }
                ProgressKind::Received => {
                    line.received += entry.quantity;
                    (line.received, line.received <= line.shipped)
                }
                ProgressKind::Billed => {
                    line.billed += entry.quantity;
                    (line.billed, is_within(line.billed, line.received, price, &limits))
                }
                ProgressKind::Paid => {
                    line.paid += entry.quantity;
                    (line.paid, line.paid <= line.billed)
                }
            };
            if sum >= LIMIT || !fits {
                return Err(OrderError::TooMuch(at));
            }
        }
        self.told = told;
        self.deals.insert(order, deal);
        self.recorded = Some(Recorded { order, document, kind, lines: lines.to_vec() });
        Ok(())
    }
}

fn is_list(length: usize) -> Ordered<()> {
    match length {
        0 => Err(OrderError::Empty),
        1..=PER_CALL => Ok(()),
        _ => Err(OrderError::TooMany),
    }
}

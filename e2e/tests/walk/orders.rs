//! Steps of those who agree on terms and order from each other, and of the contracts that tell what became of it.
use super::*;
use e2e::{forwarded, Forwarded, Purchase, Relationship};
use interfaces::{
    ids::{OptionalParty, Quantity},
    orders::{
        Answer, LineChange, LineState, LineView, OrderError, OrderProgress, OrderStatus,
        OrderedLine, Orders, ProgressKind, ProgressLine, RelationshipStatus, RelationshipStep,
        RequestStatus, Side, Terms,
    },
};
use model::Deal;

impl Walk {
    pub(super) fn order_step(&mut self) {
        let open: Vec<DocumentId> = self
            .model
            .deals
            .iter()
            .filter(|(_, deal)| deal.status <= OrderStatus::Confirmed)
            .map(|(id, _)| *id)
            .collect();
        if self.random.once_in(5) {
            return self.relationship_step();
        }
        if open.is_empty() || (open.len() < MOST && self.random.once_in(6)) {
            return self.trade();
        }
        let all: Vec<DocumentId> = self.model.deals.keys().copied().collect();
        let order = if self.random.once_in(8) {
            self.random.one_of(&all)
        } else {
            self.random.one_of(&open)
        };
        let deal = self.model.deals[&order].clone();
        let asked = matches!(
            deal.request.status,
            RequestStatus::ChangeAsked | RequestStatus::CancellationAsked
        );
        let natural: &[u8] = match deal.status {
            OrderStatus::Draft => &[0, 0, 0, 0, 3],
            OrderStatus::Placed if asked => &[1, 4, 4, 4, 5, 7],
            OrderStatus::Placed => &[1, 1, 1, 2, 3, 5, 7],
            OrderStatus::Confirmed if asked => &[2, 4, 4, 4, 7, 7, 6],
            OrderStatus::Confirmed => &[2, 2, 3, 6, 7, 7, 7, 7, 7, 7, 7],
            OrderStatus::Closed => &[7, 7, 7, 6],
            _ => &[0, 1, 2, 3, 4, 5, 6, 7],
        };
        let step = if self.random.once_in(8) {
            self.random.below(8) as u8
        } else {
            self.random.one_of(natural)
        };
        self.order_message(order, &deal, step);
        self.check_order(order);
    }

    /// Terms as two parties may sign them, and seldom as they may not.
    fn some_terms(&mut self, party: PartyId, counterparty: PartyId) -> Terms {
        let percent = Limits { upper_percent: Some(1_000), ..Limits::default() };
        let value = Limits { upper_absolute: Some(5_000), ..Limits::default() };
        let exact = Relationship::default().quantity;
        let quantity = self.random.one_of(&[
            exact,
            percent,
            value,
            Limits { upper_percent: Some(300), ..value },
            Limits::default(),
        ]);
        let relationship = Relationship {
            quantity,
            response_window: self.random.one_of(&[hours(12), days(2), days(9), days(30)]),
            dispute_window: self.random.one_of(&[0, days(3), days(10)]),
            notice_period: self.random.one_of(&[0, days(5), days(30), days(90)]),
            ..Relationship::default()
        };
        let mut terms = relationship.terms(&self.world);
        let any = self.some_party(0);
        terms.seller = match self.random.below(30) {
            0 => OptionalParty::Party(any),
            1..=4 => OptionalParty::Party(party),
            5..=8 => OptionalParty::Party(counterparty),
            _ => OptionalParty::Nobody,
        };
        match self.random.below(40) {
            0 => terms.currency = "EURO".to_owned(),
            1 => terms.notice_period = days(366) + 1,
            2 => terms.tolerances.small_difference = 1 << 63,
            _ => {}
        }
        terms
    }

    /// Mostly a relationship that there is.
    fn some_relationship(&mut self) -> Option<(RelationshipId, PartyId, PartyId)> {
        let all: Vec<_> = self
            .model
            .relations
            .iter()
            .map(|(id, relation)| (*id, relation.lower, relation.higher))
            .collect();
        self.random.any_of(&all)
    }

    fn relationship_step(&mut self) {
        let now = self.world.now();
        let link = *self.model.orders_links.last().expect("it is linked");
        let known = self.some_relationship().filter(|_| {
            // Few relationships, so that each is lived in.
            self.model.relations.len() > 8 || !self.random.once_in(6)
        });
        let Some((id, lower, higher)) = known else {
            let (one, other) = (self.some_party(link), self.some_party(link));
            return self.propose(one, other);
        };
        let relation = self.model.relations[&id].clone();
        // Mostly the one that suspends it, if one does: it alone can resume it.
        let lowers = match relation.suspended_by.first() {
            Some(one) if !self.random.once_in(5) => *one == lower,
            _ => self.random.once_in(2),
        };
        let (party, other) = if lowers { (lower, higher) } else { (higher, lower) };
        let natural: &[u8] = match relation.status(now) {
            RelationshipStatus::Proposed => &[1, 1, 1, 0],
            _ if relation.proposed > 0 => &[1, 1, 2],
            RelationshipStatus::Active => &[0, 0, 0, 2, 3, 4],
            RelationshipStatus::Suspended => &[3, 3, 3, 3, 3, 3, 0, 4],
            RelationshipStatus::Terminating => &[0, 0, 0, 2, 4],
            RelationshipStatus::Ended => &[0, 0, 0, 3],
        };
        let step = if self.random.once_in(8) {
            self.random.below(5) as u8
        } else {
            self.random.one_of(natural)
        };
        match step {
            0 => return self.propose(party, other),
            1 => {
                let answer = self.random.one_of(&[
                    Answer::Accept,
                    Answer::Accept,
                    Answer::Accept,
                    Answer::Decline,
                    Answer::Withdraw,
                ]);
                let by_proposer = (answer == Answer::Withdraw) != self.random.once_in(10);
                let proposer = relation.proposed_by;
                let answerer = if proposer == lower { higher } else { lower };
                let signer = if by_proposer { proposer } else { answerer };
                let version = if self.random.once_in(12) {
                    self.random.below(4) as u16
                } else {
                    relation.proposed
                };
                self.answer_terms(id, relation.directory, signer, version, answer);
            }
            _ => {
                let any = self.some_party(link);
                let party = if self.random.once_in(20) { any } else { party };
                let step = match step {
                    2 => RelationshipStep::Suspend,
                    3 => RelationshipStep::Resume,
                    _ => RelationshipStep::Terminate,
                };
                let id = if self.random.once_in(60) { RelationshipId([0xee; 32]) } else { id };
                let actor = self.someone_for(relation.directory, party);
                let by = self.by(actor);
                let expected = self.model.change_relationship(by, id, party, step);
                let message = self.world.orders().change_relationship(id, party, step);
                self.make("change_relationship", by, message, expected);
            }
        }
        self.check_relationship(id);
    }

    fn propose(&mut self, party: PartyId, counterparty: PartyId) {
        let id = self.world.ask(self.world.orders().relationship_id(party, counterparty));
        let link = *self.model.orders_links.last().expect("it is linked");
        let directory = self.model.relations.get(&id).map_or(Some(link), |known| known.directory);
        let actor = self.someone_for(directory, party);
        let by = self.by(actor);
        let terms = self.some_terms(party, counterparty);
        let expected = self.model.propose_terms(by, id, party, counterparty, &terms);
        let message = self.world.orders().propose_terms(party, counterparty, terms);
        self.make("propose_terms", by, message, expected);
        self.check_relationship(id);
    }

    fn answer_terms(
        &mut self,
        id: RelationshipId,
        directory: Option<usize>,
        signer: PartyId,
        version: u16,
        answer: Answer,
    ) {
        let actor = self.someone_for(directory, signer);
        let by = self.by(actor);
        let expected = self.model.answer_terms(by, id, version, answer);
        let message = self.world.orders().answer_terms(id, version, answer);
        self.make("answer_terms", by, message, expected);
    }

    fn some_lines(&mut self, most: u64) -> Vec<OrderedLine> {
        let quantities = (0..self.random.between(1, most))
            .map(|_| self.random.one_of(&[1_000, 7_000, 40_000, 100_000]))
            .collect();
        let deliver_within = self.random.one_of(&[hours(1), days(3), days(10), days(40)]);
        let purchase = Purchase { quantities, deliver_within, ..Purchase::default() };
        let mut lines = purchase.lines(&self.world);
        let line = lines.last_mut().expect("there is one");
        match self.random.below(60) {
            0 => line.item.clear(),
            1 => line.unit = "pieces".to_owned(),
            2 => line.quantity = 0,
            3 => line.unit_price = 1 << 63,
            4 => line.latest = line.earliest - 1,
            5 => line.latest += days(7_000),
            6 => (line.earliest, line.latest) = (1, 2),
            7 => line.earliest = 0,
            8 => line.quantity = 7_001,
            9 => lines.clear(),
            _ => {}
        }
        lines
    }

    /// A party orders from another, under terms that both signed or nearly. Mostly the seller answers at once.
    fn trade(&mut self) {
        let now = self.world.now();
        let takes_orders = |relation: &model::Relation| {
            use RelationshipStatus::*;
            matches!(relation.status(now), Active | Terminating | Proposed)
        };
        let some_do = self.model.relations.values().any(takes_orders);
        if !some_do && !self.random.once_in(3) {
            return self.relationship_step();
        }
        let Some((id, lower, higher)) = self.some_relationship() else {
            return self.relationship_step();
        };
        if some_do && !takes_orders(&self.model.relations[&id]) && !self.random.once_in(10) {
            return self.trade();
        }
        let relation = self.model.relations[&id].clone();
        let terms = relation.terms(relation.in_force);
        let seller = terms.and_then(|terms| terms.seller.party());
        let is_lowers = match seller.filter(|_| !self.random.once_in(10)) {
            Some(seller) => seller == higher,
            None => self.random.once_in(2),
        };
        let (buyer, mut seller) = if is_lowers { (lower, higher) } else { (higher, lower) };
        if self.random.once_in(20) {
            seller = self.some_party(0);
        }
        // Terms that wait, or none, would make for a dull walk.
        if relation.proposed > 0 && self.random.once_in(2) {
            let answerer = if relation.proposed_by == lower { higher } else { lower };
            let version = relation.proposed;
            self.answer_terms(id, relation.directory, answerer, version, Answer::Accept);
            self.check_relationship(id);
        }
        self.numbers += 1;
        let number = match self.random.below(25) {
            0 => String::new(),
            1 => "PO-1".to_owned(),
            _ => format!("PO-{}", self.numbers),
        };
        let upstream: Vec<DocumentId> = self
            .model
            .deals
            .iter()
            .filter(|(_, deal)| deal.head.seller == buyer)
            .map(|(id, _)| *id)
            .collect();
        let all: Vec<DocumentId> = self.model.deals.keys().copied().collect();
        let serves = match self.random.below(10) {
            0 => self.random.any_of(&all),
            1 | 2 => self.random.any_of(&upstream),
            _ => None,
        };
        let (lines, complete) = (self.some_lines(5), !self.random.once_in(4));
        let order = self.world.ask(self.world.orders().order_id(buyer, number.clone(), 1));
        let of = self.world.ask(self.world.orders().relationship_id(buyer, seller));
        let actor = self.someone_for(relation.directory, buyer);
        let by = self.by(actor);
        let expected = self.model.draft_order(
            by,
            (order, of),
            buyer,
            seller,
            &number,
            serves,
            &lines,
            complete,
        );
        let message =
            self.world.orders().draft(buyer, seller, number, serves.into(), lines, complete);
        let drafted = self.make("draft an order", by, message, expected);
        self.check_order(order);
        if drafted && complete && !self.random.once_in(3) {
            let deal = self.model.deals[&order].clone();
            self.order_message(order, &deal, 1);
            self.check_order(order);
        }
    }

    fn order_message(&mut self, order: DocumentId, deal: &Deal, step: u8) {
        let order = if self.random.once_in(60) { DocumentId([0xee; 32]) } else { order };
        let directory = deal.directory;
        let (buyer, seller) = (deal.head.buyer, deal.head.seller);
        let any = self.some_party(directory.unwrap_or(0));
        let party = match self.random.below(20) {
            0 => any,
            1..=10 => buyer,
            _ => seller,
        };
        match step {
            0 => {
                let actor = self.someone_for(directory, buyer);
                let by = self.by(actor);
                let (lines, complete) = (self.some_lines(3), !self.random.once_in(3));
                let of = self.world.ask(self.world.orders().relationship_id(buyer, seller));
                let expected = self.model.add_order_lines(by, order, of, &lines, complete);
                let message = self.world.orders().add_lines(order, lines, complete);
                self.make("add_lines to an order", by, message, expected);
            }
            1 => {
                let waiting: Vec<u16> = deal
                    .lines
                    .iter()
                    .filter(|line| line.state == LineState::Ordered)
                    .map(|line| line.line)
                    .collect();
                let mut lines = waiting.clone();
                match self.random.below(20) {
                    0 => lines.push(1),
                    1 => lines.clear(),
                    2 => lines.push(9),
                    3..=7 => lines.truncate(1),
                    _ => {}
                }
                let accept = !self.random.once_in(5);
                let actor = self.someone_for(directory, seller);
                let by = self.by(actor);
                let expected = self.model.answer_lines(by, order, &lines, accept);
                let message = self.world.orders().answer_lines(order, lines, accept);
                self.make("answer_lines", by, message, expected);
            }
            2 => {
                let actor = self.someone_for(directory, party);
                let by = self.by(actor);
                let changes = self.some_changes(deal);
                let expected = self.model.request_change(by, order, party, &changes);
                let message = self.world.orders().request_change(order, party, changes);
                self.make("request_change", by, message, expected);
            }
            3 => {
                // Calling off ends too much, if it is not rare.
                if deal.status == OrderStatus::Placed && !self.random.once_in(4) {
                    return self.order_message(order, deal, 1);
                }
                let actor = self.someone_for(directory, party);
                let by = self.by(actor);
                let expected = self.model.cancel_order(by, order, party);
                let message = self.world.orders().cancel(order, party);
                self.make("cancel an order", by, message, expected);
            }
            4 => {
                if self.random.once_in(12) {
                    let until = deal.request.answer_until + self.random.below(2);
                    self.world.sleep(until.saturating_sub(self.world.now()));
                }
                let answer = self.random.one_of(&[
                    Answer::Accept,
                    Answer::Accept,
                    Answer::Decline,
                    Answer::Withdraw,
                ]);
                // Both calling off is seldom wanted.
                let off = deal.request.status == RequestStatus::CancellationAsked;
                let answer = match answer {
                    Answer::Accept if off && self.random.once_in(2) => Answer::Decline,
                    answer => answer,
                };
                let asks = deal.request.by == Side::Buyer;
                let by_buyer = asks == (answer == Answer::Withdraw) || self.random.once_in(12);
                let signer = if by_buyer { buyer } else { seller };
                let number = if self.random.once_in(12) {
                    self.random.below(4) as u16
                } else {
                    deal.request.number
                };
                let actor = self.someone_for(directory, signer);
                let by = self.by(actor);
                let expected = self.model.answer_request(by, order, number, answer);
                let message = self.world.orders().answer_request(order, number, answer);
                self.make("answer_request", by, message, expected);
            }
            5 => {
                if self.random.once_in(3) {
                    let until = deal.lapse_after(self.world.now()) + self.random.below(2);
                    self.world.sleep(until.saturating_sub(self.world.now()));
                }
                let actor = self.anyone();
                let by = self.by(actor);
                let expected = self.model.lapse_order(by, order);
                self.make("lapse an order", by, self.world.orders().lapse(order), expected);
            }
            6 => {
                if self.random.once_in(10) {
                    let until = deal.close_from() - self.random.below(2);
                    self.world.sleep(until.saturating_sub(self.world.now()));
                }
                let actor = self.someone_for(directory, party);
                let by = self.by(actor);
                let expected = self.model.close_order(by, order, party);
                self.make("close an order", by, self.world.orders().close(order, party), expected);
            }
            _ => self.tell_progress(order, deal),
        }
    }

    fn some_changes(&mut self, deal: &Deal) -> Vec<LineChange> {
        let now = self.world.now();
        let mut changes = Vec::new();
        for line in &deal.lines {
            if line.line > 1 && self.random.once_in(2) {
                continue;
            }
            let ordered = &line.ordered;
            let quantity = match self.random.below(8) {
                0 => ordered.quantity / 2,
                1 => ordered.quantity + 10_000,
                2 => line.shipped.max(1),
                3 => line.shipped.saturating_sub(1),
                _ => ordered.quantity,
            };
            let latest = match self.random.below(10) {
                0 => ordered.latest,
                1 => now - 1,
                _ => ordered.latest.max(now) + self.random.one_of(&[0, hours(2), days(4)]),
            };
            changes.push(LineChange {
                line: line.line,
                quantity,
                unit_price: self.random.one_of(&[ordered.unit_price, 1_000, 1]),
                earliest: ordered.earliest,
                latest,
            });
        }
        match self.random.below(30) {
            0 => changes.clear(),
            1 => changes.extend(changes.first().copied()),
            2 => changes.extend(changes.first().map(|change| LineChange { line: 9, ..*change })),
            _ => {}
        }
        changes
    }

    /// A contract tells what became of some lines: mostly the one that is believed, and no more than there can be.
    fn tell_progress(&mut self, order: DocumentId, deal: &Deal) {
        use ProgressKind::*;
        let due = |line: &LineView, kind| match kind {
            Shipped => line.ordered.quantity.saturating_sub(line.shipped),
            Received => line.shipped - line.received,
            Billed => line.received.saturating_sub(line.billed),
            Paid => line.billed - line.paid,
        };
        let is_due = |kind: &ProgressKind| {
            let mut agreed = deal.lines.iter().filter(|line| line.state == LineState::Agreed);
            agreed.any(|line| due(line, *kind) > 0)
        };
        let all = [Shipped, Received, Billed, Paid];
        let can = |kind: &ProgressKind| deal.sources[model::place_of(*kind)] < model::WAYBILLS;
        let likely: Vec<ProgressKind> =
            all.into_iter().filter(|kind| is_due(kind) && can(kind)).collect();
        let kind = match self.random.any_of(&likely) {
            Some(kind) if !self.random.once_in(8) => kind,
            _ => self.random.one_of(&all),
        };
        let believed = deal.sources[model::place_of(kind)];
        // What contracts of the suite tell, they tell by themselves: others can only try.
        let source = match believed {
            model::WAYBILLS | model::CASES => self.random.below(2) as usize,
            believed if self.random.once_in(10) => 1 - believed,
            believed => believed,
        };
        // Few documents, so that what they tell is told again.
        let document = DocumentId([0xd0 + self.random.below(6) as u8; 32]);
        let mut lines = Vec::new();
        for line in &deal.lines {
            let odd = line.state != LineState::Agreed;
            if self.random.once_in(if odd { 20 } else { 4 }) == odd {
                let due = due(line, kind);
                let quantity: Quantity = match self.random.below(16) {
                    0 => due + 1,
                    1 => due + due / 10,
                    2 => due + 3_000,
                    3 => 1_000,
                    4 | 5 => due / 2,
                    _ => due,
                };
                lines.push(ProgressLine {
                    line: line.line,
                    document_line: self.random.below(512) as u16,
                    quantity,
                    at: self.random.one_of(&[0, line.ordered.latest, line.ordered.latest + 1]),
                    merits: self.random.below(16) as u8,
                });
            }
        }
        // What has nothing due is left out, mostly.
        if !self.random.once_in(10) {
            lines.retain(|line| line.quantity > 0);
        }
        let first = lines.first().copied();
        match self.random.below(40) {
            0 => lines.extend(first),
            1 => lines.extend(first.map(|line| ProgressLine { line: 9, ..line })),
            2 => lines.extend(first.map(|line| ProgressLine { document_line: 512, ..line })),
            3 => lines.extend(first.map(|line| ProgressLine { quantity: 1 << 63, ..line })),
            4 => {
                let told = self.model.told.iter().filter(|told| told.0 == source && told.2 == kind);
                let told: Vec<_> = told.map(|told| (told.1, told.3)).collect();
                if let (Some((document, document_line)), Some(line)) =
                    (self.random.any_of(&told), first)
                {
                    let again = vec![ProgressLine { document_line, ..line }];
                    return self.source_tells(source, order, kind, document, again);
                }
            }
            _ => {}
        }
        self.source_tells(source, order, kind, document, lines);
    }

    /// As [`Walk::make`], by a contract that passes the call on: it answers whatever the orders contract says.
    #[track_caller]
    fn source_tells(
        &mut self,
        source: usize,
        order: DocumentId,
        kind: ProgressKind,
        document: DocumentId,
        lines: Vec<ProgressLine>,
    ) {
        let by = self.by(Stranger);
        let expected = self.model.record_progress(source, order, kind, document, &lines);
        self.remember(format!("{} source {source} tells {kind:?}: {expected:?}", by.now));
        let message = self.world.order_progress().record_progress(order, kind, document, lines);
        let message = forwarded(self.sources[source], message);
        let receipt = self.world.call(by.actor, message);
        assert_eq!(
            receipt.returned,
            Forwarded(Some(expected)),
            "{kind:?}: the chain left, the model right"
        );
        assert_eq!(receipt.events.len(), usize::from(expected.is_ok()), "{:?}", receipt.events);
        assert!(receipt.deposit >= 0 && (expected.is_ok() || receipt.deposit == 0));
        if expected.is_ok() {
            self.check_recorded();
        }
        let outcomes = self.outcomes.entry("record_progress").or_default();
        *outcomes.entry(name::<(), OrderError>(&expected)).or_default() += 1;
        self.accepted += u64::from(expected.is_ok());
    }

    /// Compares an order on the chain with the model, and checks what holds of it now and since before.
    pub(super) fn check_order(&mut self, order: DocumentId) {
        let told = OrderState::read(&self.world, order);
        let Some(deal) = self.model.deals.get(&order) else {
            assert_eq!(told, None);
            return;
        };
        let told = told.expect("there is such an order");
        assert_eq!(told.view, deal.view(), "the chain left, the model right");
        assert_eq!(told.lines, deal.line_views(), "the chain left, the model right");
        assert_eq!(told.terms, deal.terms, "the chain left, the model right");
        if let Some(changes) = deal.changes.last() {
            assert_eq!(&told.changes, changes, "the chain left, the model right");
        }
        invariants::progress_is_within_what_both_signed(&told);
        invariants::the_tally_counts_the_lines(&told);
        invariants::a_line_waits_only_until_its_order_goes_on(&told);
        if self.thorough {
            invariants::the_facts_are_those_of_the_order(&self.world, order, &told);
        }
        if let Some(before) = self.orders.get(&order) {
            invariants::an_order_moves_only_forward(before, &told);
            invariants::what_has_ended_is_only_settled(before, &told);
            invariants::an_order_runs_on_what_it_began_with(before, &told);
            invariants::agreed_lines_change_by_two_signatures(before, &told);
            invariants::progress_never_shrinks(before, &told);
        }
        self.orders.insert(order, told);
    }

    /// Compares a relationship on the chain with the model.
    pub(super) fn check_relationship(&mut self, id: RelationshipId) {
        let orders = self.world.orders();
        let told = self.world.ask(orders.relationship(id));
        let Some(relation) = self.model.relations.get(&id) else {
            assert_eq!(told, None);
            return;
        };
        let view = told.expect("there is such a relationship");
        assert_eq!(view, relation.view(self.world.now()), "the chain left, the model right");
        let last = relation.versions.len() as u16;
        // A version that was written is never written again.
        let from = if self.thorough { 1 } else { last };
        for version in from..=last {
            let terms = self.world.ask(orders.terms(id, version));
            assert_eq!(terms.as_ref(), relation.terms(version), "version {version}");
        }
        assert_eq!(self.world.ask(orders.terms(id, last + 1)), None);
        if self.thorough {
            for (one, other) in [(view.lower, view.higher), (view.higher, view.lower)] {
                assert_eq!(self.world.ask(orders.relationship_id(one, other)), id);
            }
        }
    }

    /// Whatever the counterparty does, whatever is paused: each side can leave.
    pub(super) fn end_order(&mut self, order: DocumentId) {
        loop {
            let deal = self.model.deals[&order].clone();
            let now = self.world.now();
            let leaver = self.random.one_of(&[deal.head.buyer, deal.head.seller]);
            match deal.status {
                OrderStatus::Draft => {
                    let by = self.by(self.controller_of(deal.directory, deal.head.buyer));
                    let expected = self.model.cancel_order(by, order, deal.head.buyer);
                    assert!(expected.is_ok());
                    let message = self.world.orders().cancel(order, deal.head.buyer);
                    self.make("cancel an order", by, message, expected);
                }
                OrderStatus::Placed => {
                    let until = deal.lapse_after(now) + 1;
                    self.world.sleep(until.saturating_sub(now));
                    let by = self.by(Stranger);
                    let expected = self.model.lapse_order(by, order);
                    assert_eq!(expected, Ok(()));
                    self.make("lapse an order", by, self.world.orders().lapse(order), expected);
                }
                OrderStatus::Confirmed => {
                    self.world.sleep(deal.close_from().saturating_sub(now));
                    let by = self.by(self.controller_of(deal.directory, leaver));
                    let expected = self.model.close_order(by, order, leaver);
                    assert_eq!(expected, Ok(()));
                    let message = self.world.orders().close(order, leaver);
                    self.make("close an order", by, message, expected);
                }
                _ => return self.check_order(order),
            }
            self.check_order(order);
        }
    }

    /// As [`Walk::end_order`].
    pub(super) fn end_relationship(&mut self, id: RelationshipId) {
        let relation = self.model.relations[&id].clone();
        let now = self.world.now();
        let status = relation.status(now);
        if status == RelationshipStatus::Proposed {
            let by = self.by(self.controller_of(relation.directory, relation.proposed_by));
            let expected = self.model.answer_terms(by, id, relation.proposed, Answer::Withdraw);
            assert_eq!(expected, Ok(()));
            let message = self.world.orders().answer_terms(id, relation.proposed, Answer::Withdraw);
            self.make("answer_terms", by, message, expected);
        } else if status != RelationshipStatus::Ended {
            let leaver = self.random.one_of(&[relation.lower, relation.higher]);
            if relation.ends_at == 0 {
                let by = self.by(self.controller_of(relation.directory, leaver));
                let step = RelationshipStep::Terminate;
                let expected = self.model.change_relationship(by, id, leaver, step);
                assert_eq!(expected, Ok(()));
                let message = self.world.orders().change_relationship(id, leaver, step);
                self.make("change_relationship", by, message, expected);
            }
            let until = self.model.relations[&id].ends_at;
            self.world.sleep(until.saturating_sub(self.world.now()));
        }
        self.check_relationship(id);
        let relation = &self.model.relations[&id];
        // What was proposed during the notice outlives it, and binds nobody.
        let ended = relation.status(self.world.now());
        assert!(ended == RelationshipStatus::Ended || relation.proposed > 0, "{ended:?}");
    }
}

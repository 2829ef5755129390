//! Steps of those who bill each other.
use super::*;
use interfaces::orders::ProgressKind;
use sp_core::blake2_256;

impl Walk {
    pub(super) fn case_step(&mut self) {
        let open: Vec<CaseId> = self
            .model
            .folders
            .iter()
            .filter(|(_, folder)| {
                !matches!(folder.status, CaseStatus::Balanced | CaseStatus::Withdrawn)
            })
            .map(|(id, _)| *id)
            .collect();
        if self.random.once_in(8) {
            return self.settle();
        }
        if open.is_empty() || (open.len() < MOST / 2 && self.random.once_in(8)) {
            return self.open_case();
        }
        let all: Vec<CaseId> = self.model.folders.keys().copied().collect();
        let case = if self.random.once_in(12) {
            self.random.one_of(&all)
        } else {
            self.random.one_of(&open)
        };
        let folder = self.model.folders[&case].clone();
        let promised = folder.said.iter().all(|said| said.promise.is_some());
        let natural: &[u8] = match (folder.status, folder.terms.entry) {
            (CaseStatus::Proposed, _) => &[0, 0, 0, 0, 1],
            (CaseStatus::Open, EntryMode::Sealed) if !promised => &[6, 6, 6, 6, 2, 5],
            (CaseStatus::Open, EntryMode::Blind) => &[2, 2, 2, 2, 3, 4, 7],
            (CaseStatus::Open, _) => &[2, 2, 2, 2, 3, 4],
            (CaseStatus::Matching, EntryMode::Blind) if folder.waiting() > 0 => &[7, 7, 4, 4, 5],
            (CaseStatus::Matching, EntryMode::Blind) if folder.unopened > 0 => &[7, 8, 5],
            (CaseStatus::Matching, _) if folder.waiting() > 0 => &[4, 4, 4, 4, 5],
            (CaseStatus::Matching | CaseStatus::Discrepant, _)
                if !folder.unsettled().is_empty() =>
            {
                &[8, 8, 8, 8, 8, 9, 9, 5]
            }
            (CaseStatus::Matching | CaseStatus::Discrepant, _) => &[5],
            (CaseStatus::Balanced, _) => &[10, 10, 10, 2, 3, 4, 5, 7, 8, 9],
            _ => &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        };
        let step = if self.random.once_in(8) {
            self.random.below(11) as u8
        } else {
            self.random.one_of(natural)
        };
        self.case_message(case, &folder, step);
        self.check_case(case);
    }

    fn case_message(&mut self, case: CaseId, folder: &model::Folder, step: u8) {
        let case = if self.random.once_in(60) { CaseId([0xee; 32]) } else { case };
        let any = self.some_party(folder.directory.unwrap_or(0));
        let party = match self.random.below(15) {
            0 => any,
            1..=7 => folder.opened_by,
            _ => folder.counterparty,
        };
        match step {
            0 => {
                let actor = self.someone_for(folder.directory, folder.counterparty);
                let by = self.by(actor);
                let right = self.world.ask(self.world.reconciliation().terms_digest_of(case));
                let wrong = right.is_none() || self.random.once_in(8);
                let digest = if wrong { [0; 32] } else { right.unwrap_or_default() };
                let expected = self.model.accept(by, case, !wrong);
                self.make("accept", by, self.world.reconciliation().accept(case, digest), expected);
            }
            1 => {
                let actor = self.someone_for(folder.directory, party);
                let by = self.by(actor);
                let expected = self.model.withdraw(by, case, party);
                self.make(
                    "withdraw",
                    by,
                    self.world.reconciliation().withdraw(case, party),
                    expected,
                );
            }
            2 => {
                let actor = self.someone_for(folder.directory, party);
                let by = self.by(actor);
                self.enter_something(by, case, folder, party);
            }
            3 => {
                let actor = self.someone_for(folder.directory, party);
                let by = self.by(actor);
                let completion = self.some_completion(folder, party);
                self.complete(by, case, party, completion);
            }
            6 => {
                let actor = self.someone_for(folder.directory, party);
                let by = self.by(actor);
                let lines = self.bills(folder);
                let nonce = [self.random.below(4) as u8; 32];
                self.commit(by, Promise { case, party, nonce, lines });
            }
            7 => {
                let actor = self.someone_for(folder.directory, party);
                let by = self.by(actor);
                let opened = self.some_openings(folder, party);
                let expected = self.model.open_lines(by, case, party, &opened);
                let message = self.world.reconciliation().open_lines(case, party, opened);
                self.make("open_lines", by, message, expected);
            }
            8 => self.answer_something(case, folder),
            9 => {
                let line = self.some_discrepancy(folder);
                if let Some(one) = line.worked_off.filter(|_| self.random.once_in(3)) {
                    self.world.sleep((one.until + 1).saturating_sub(self.world.now()));
                }
                let actor = self.anyone();
                self.expire(actor, case, line.reference);
            }
            10 => self.tell_something(case, folder),
            4 => {
                if self.random.once_in(12) {
                    let until = folder.terms.wait_until + 1;
                    self.world.sleep(until.saturating_sub(self.world.now()));
                }
                let waiting: Vec<_> =
                    folder.lines.iter().filter(|line| line.status == LineStatus::Waiting).collect();
                let document = self
                    .random
                    .any_of(&waiting)
                    .map_or(DocumentId([0; 32]), |line| line.reference.document);
                let mut numbers: Vec<u16> = folder
                    .lines
                    .iter()
                    .filter(|line| {
                        line.reference.document == document && line.status == LineStatus::Waiting
                    })
                    .map(|line| line.reference.line)
                    .collect();
                match self.random.below(12) {
                    0 => numbers.push(77),
                    1 => numbers.extend(numbers.first().copied()),
                    2 => numbers.clear(),
                    3 => numbers.truncate(1),
                    4 => {
                        numbers = folder
                            .lines
                            .iter()
                            .filter(|line| line.reference.document == document)
                            .map(|line| line.reference.line)
                            .collect()
                    }
                    _ => {}
                }
                let actor = self.anyone();
                let by = self.by(actor);
                let expected = self.model.match_lines(by, case, document, &numbers);
                let message =
                    self.world.reconciliation().match_lines(case, document, numbers.clone());
                if self.make("match_lines", by, message, expected) {
                    self.count_matched(case, document, &numbers);
                }
            }
            _ => {
                let actor = self.anyone();
                self.conclude(actor, case);
            }
        }
    }

    /// Counts what became of lines, to tell at the end.
    fn count_matched(&mut self, case: CaseId, document: DocumentId, numbers: &[u16]) {
        let lines = &self.model.folders[&case].lines;
        let matched = |line: &&CaseLine| {
            line.reference.document == document && numbers.contains(&line.reference.line)
        };
        let counts = self.outcomes.entry("(lines)").or_default();
        for line in lines.iter().filter(matched) {
            let status = match line.status {
                LineStatus::Discrepant(kind) => format!("{kind:?}"),
                cleared => format!("{cleared:?}"),
            };
            *counts.entry(status).or_default() += 1;
        }
    }

    /// The relationship of two parties, or none that there is.
    fn relation_of(&self, one: PartyId, other: PartyId) -> RelationshipId {
        let is_theirs = |relation: &&model::Relation| {
            (relation.lower, relation.higher) == (one.min(other), one.max(other))
        };
        let found = self.model.relations.iter().find(|(_, relation)| is_theirs(relation));
        found.map_or(RelationshipId([0; 32]), |(id, _)| *id)
    }

    /// Whether a case could be opened under the relationship of the two, mostly by who sells.
    fn open_under(
        &mut self,
        by: By,
        (party, counterparty): (PartyId, PartyId),
        (period, sequence): (u32, u16),
    ) -> Option<CaseId> {
        let relationship = self.relation_of(party, counterparty);
        let seller = self.model.relations.get(&relationship).and_then(|relation| {
            relation.terms(relation.in_force).and_then(|signed| signed.seller.party())
        });
        let any = self.random.one_of(&[party, counterparty]);
        let biller = seller.filter(|_| !self.random.once_in(15)).unwrap_or(any);
        let questions = self.world.reconciliation();
        let id = self.world.ask(questions.case_id(party, counterparty, period, sequence));
        let expected = self.model.open_under(by, id, relationship, party, counterparty, biller);
        let message = self.world.reconciliation();
        let message = message.clone().open_under(party, counterparty, biller, period, sequence);
        let is_open = self.make("open_under", by, message, expected);
        if is_open {
            self.names.insert(id, (period, sequence));
        }
        self.check_case(id);
        is_open.then_some(id)
    }

    fn open_case(&mut self) {
        let link = *self.model.reconciliation_links.last().expect("it is linked");
        if self.random.once_in(3) {
            let relations: Vec<_> = self
                .model
                .relations
                .values()
                .map(|relation| (relation.lower, relation.higher))
                .collect();
            let any = (self.some_party(link), self.some_party(link));
            let (one, other) =
                self.random.any_of(&relations).filter(|_| !self.random.once_in(8)).unwrap_or(any);
            let both = self.random.one_of(&[(one, other), (other, one)]);
            let actor = self.someone_for(Some(link), both.0);
            let by = self.by(actor);
            let sequence = self.random.below(12) as u16;
            self.open_under(by, both, (202_501, sequence));
            return;
        }
        // Mostly between parties that have a waybill together, so that something can match.
        let closed: Vec<(PartyId, PartyId)> = self
            .model
            .papers
            .values()
            .filter(|paper| paper.directory == Some(link))
            .map(|paper| (paper.about.consignor, paper.about.consignee))
            .collect();
        let strangers = (self.some_party(link), self.some_party(link));
        let (party, counterparty) =
            self.random.any_of(&closed).filter(|_| !self.random.once_in(6)).unwrap_or(strangers);
        let actor = self.someone_for(Some(link), party);
        let by = self.by(actor);
        let flawed = self.random.once_in(40);
        let mut tolerances = self.some_tolerances();
        if flawed {
            tolerances.small_difference = 1 << 63;
        }
        let any = self.some_party(link);
        let agreement = Agreement {
            period: 202_501,
            sequence: self.random.below(12) as u16,
            tolerances,
            entry_within: self.random.one_of(&[days(3), days(30), days(30)]),
            wait_within: if self.random.once_in(20) { days(1) } else { days(60) },
            ..Agreement::default()
        };
        let mut terms = agreement.terms(&self.world);
        terms.biller =
            if self.random.once_in(15) { any } else { self.random.one_of(&[party, counterparty]) };
        self.vary(&mut terms);
        match self.random.below(40) {
            0 => terms.currency = "EURO".to_owned(),
            1 => terms.entry_until = by.now - 1,
            2 => terms.response_window = days(367),
            3 => terms.decision_window = days(366) + 1,
            4 => terms.arbiter = OptionalParty::Party(counterparty),
            _ => {}
        }
        let (period, sequence) = (agreement.period, agreement.sequence);
        let id = self.world.ask(self.world.reconciliation().case_id(
            party,
            counterparty,
            period,
            sequence,
        ));
        let expected = self.model.open(by, id, party, counterparty, &terms);
        let message =
            self.world.reconciliation().open(party, counterparty, period, sequence, terms);
        if self.make("open", by, message, expected) {
            self.names.insert(id, (period, sequence));
        }
        self.check_case(id);
    }

    fn some_tolerances(&mut self) -> Tolerances {
        let exact = Agreement::default().tolerances;
        let percent =
            Limits { lower_percent: Some(500), upper_percent: Some(200), ..Limits::default() };
        self.random.one_of(&[
            exact,
            Tolerances { small_difference: 0, ..exact },
            Tolerances {
                quantity: percent,
                price: percent,
                freight: percent,
                date: percent,
                small_difference: 100,
                unit_ratio: percent,
                cumulative: None,
            },
            Tolerances { cumulative: Some(20_000), ..exact },
            Tolerances {
                date: Limits { upper_absolute: Some(100_000), ..Limits::default() },
                ..exact
            },
        ])
    }

    /// Both parties of a waybill open a case about it, state its lines, or nearly, and have them matched. Chance would seldom.
    pub(super) fn settle(&mut self) {
        let link = *self.model.reconciliation_links.last().expect("it is linked");
        let firms = &self.model.directories[link].firms;
        let fits = |paper: &&model::Paper| {
            let about = &paper.about;
            about.consignor != about.consignee
                && firms.contains_key(&about.consignor)
                && firms.contains_key(&about.consignee)
                && !matches!(paper.status, WaybillStatus::Draft | WaybillStatus::Cancelled)
        };
        let fitting: Vec<DocumentId> =
            self.model.papers.iter().filter(|(_, paper)| fits(paper)).map(|(id, _)| *id).collect();
        // Mostly what an order waits to be billed for.
        let ordered = |document: &DocumentId| {
            let paper = &self.model.papers[document];
            let order = paper.lines.iter().find_map(|line| line.goods.order_line)?.order;
            let deal = self.model.deals.get(&order)?;
            let head = deal.head;
            let knows = firms.contains_key(&head.buyer) && firms.contains_key(&head.seller);
            let has_come = deal.lines.iter().any(|line| line.received > line.billed);
            (knows && has_come).then_some((*document, head.seller, head.buyer))
        };
        let due: Vec<_> = fitting.iter().filter_map(ordered).collect();
        let due = self.random.any_of(&due).filter(|_| !self.random.once_in(4));
        let any = self.random.any_of(&fitting).map(|document| {
            let about = &self.model.papers[&document].about;
            (document, about.consignor, about.consignee)
        });
        let Some((document, party, counterparty)) = due.or(any) else { return };
        let paper = self.model.papers[&document].clone();
        let (period, sequence) = (202_502, self.random.below(500) as u16);
        let tolerances = self.some_tolerances();
        let mut terms = Agreement { tolerances, ..Agreement::default() }.terms(&self.world);
        terms.biller = self.random.one_of(&[party, party, counterparty]);
        self.vary(&mut terms);
        if [party, counterparty].map(OptionalParty::Party).contains(&terms.arbiter) {
            terms.arbiter = OptionalParty::Nobody;
        }
        let mut entry = terms.entry;
        let by = self.by(self.controller_of(Some(link), party));
        let questions = self.world.reconciliation();
        let case = self.world.ask(questions.case_id(party, counterparty, period, sequence));
        let is_related = self.model.relations.contains_key(&self.relation_of(party, counterparty));
        if is_related && self.random.once_in(2) {
            if self.open_under(by, (party, counterparty), (period, sequence)).is_none() {
                return;
            }
            entry = EntryMode::Open;
        } else {
            let expected = self.model.open(by, case, party, counterparty, &terms);
            let open =
                self.world.reconciliation().open(party, counterparty, period, sequence, terms);
            if !self.make("open", by, open, expected) {
                return;
            }
            self.names.insert(case, (period, sequence));
            let by = self.by(self.controller_of(Some(link), counterparty));
            let digest = self.world.ask(questions.terms_digest_of(case)).expect("it was opened");
            let expected = self.model.accept(by, case, true);
            let accept = self.world.reconciliation().accept(case, digest);
            if !self.make("accept", by, accept, expected) {
                return;
            }
        }
        let views = paper.line_views();
        let mut statement = Vec::new();
        for (at, view) in views.iter().enumerate() {
            let loaded = view.goods.quantity;
            let quantity = view.exception.map_or(loaded, |noted| noted.received);
            let quantity = if self.random.once_in(4) { loaded } else { quantity };
            let mut bill = Bill::of(document, at as u16 + 1, quantity.clamp(1, 100_000)).entry();
            bill.statement.weight = self.random.one_of(&[0, 0, 250_000]);
            statement.push(bill);
        }
        let statements = [party, counterparty].map(|party| {
            let mut bills = statement.clone();
            for bill in &mut bills {
                self.perturb(&mut bill.statement);
            }
            if self.random.once_in(6) {
                bills.truncate(1);
            }
            (party, bills)
        });
        if entry == EntryMode::Sealed {
            for (party, lines) in &statements {
                let by = self.by(self.controller_of(Some(link), *party));
                let promise = Promise { case, party: *party, nonce: [7; 32], lines: lines.clone() };
                self.commit(by, promise);
            }
        }
        for (party, bills) in &statements {
            let by = self.by(self.controller_of(Some(link), *party));
            self.enter(by, case, *party, entry, bills.clone());
            let folder = self.model.folders[&case].clone();
            let completion = self.some_completion(&folder, *party);
            let by = self.by(by.actor);
            self.complete(by, case, *party, completion);
        }
        self.check_case(case);
        self.work_off(link, case, document, &paper);
        self.check_case(case);
    }

    /// What was stated is opened, matched, settled, concluded and told, as far as time and chance let it be.
    fn work_off(&mut self, link: usize, case: CaseId, document: DocumentId, paper: &model::Paper) {
        let folder = self.model.folders[&case].clone();
        if !matches!(paper.status, WaybillStatus::Closed | WaybillStatus::Lost) {
            return;
        }
        if folder.terms.entry == EntryMode::Blind && !self.random.once_in(4) {
            for party in [folder.opened_by, folder.counterparty] {
                let by = self.by(self.controller_of(Some(link), party));
                let folder = self.model.folders[&case].clone();
                let side = folder.side(party).expect("it is one of the two");
                let other = &folder.said[1 - side].veiled;
                let differs = |veiled: &&Veiled| other.get(&veiled.bill.reference) != Some(*veiled);
                let veiled = folder.said[side].veiled.values().filter(differs);
                let opened: Vec<_> = veiled
                    .map(|veiled| OpenedLine { line: veiled.bill, key: veiled.key })
                    .collect();
                if !opened.is_empty() {
                    let expected = self.model.open_lines(by, case, party, &opened);
                    let message = self.world.reconciliation().open_lines(case, party, opened);
                    self.make("open_lines", by, message, expected);
                }
            }
        }
        let lines = &self.model.folders[&case].lines;
        let numbers: Vec<u16> = lines.iter().map(|line| line.reference.line).collect();
        if numbers.is_empty() {
            return;
        }
        let by = self.by(Stranger);
        let expected = self.model.match_lines(by, case, document, &numbers);
        let message = self.world.reconciliation().match_lines(case, document, numbers.clone());
        if self.make("match_lines", by, message, expected) {
            self.count_matched(case, document, &numbers);
        }
        self.check_case(case);
        if self.random.once_in(2) {
            return;
        }
        // What one offers, the other accepts.
        for line in self.model.folders[&case].unsettled() {
            let one = line.worked_off.expect("it is discrepant");
            let offer = self.random.one_of(&[one.billed, one.expected, one.amount, 0]);
            if let Some(arbiter) = folder.terms.arbiter.party().filter(|_| self.random.once_in(3)) {
                let payers = self.controller_of(Some(link), folder.payer());
                let (of, reason) = (line.reference, Reason::Nothing);
                self.answer(payers, case, folder.payer(), of, reason, Action::Escalate);
                let decided = Action::Decide(one.billed.min(one.expected));
                let actor = self.someone_for(Some(link), arbiter);
                self.answer(actor, case, arbiter, of, reason, decided);
                continue;
            }
            for (party, action) in [
                (folder.payer(), Action::Offer(offer)),
                (folder.terms.biller, Action::Accept(offer)),
            ] {
                let actor = self.controller_of(Some(link), party);
                self.answer(actor, case, party, line.reference, Reason::Price, action);
            }
        }
        self.conclude(Stranger, case);
        self.tell_something(case, &self.model.folders[&case].clone());
    }

    /// How statements come in, who decides, and how long is waited.
    fn vary(&mut self, terms: &mut CaseTerms) {
        terms.entry = self.random.one_of(&[
            EntryMode::Open,
            EntryMode::Open,
            EntryMode::Sealed,
            EntryMode::Blind,
        ]);
        if self.random.once_in(4) {
            terms.arbiter = OptionalParty::Nobody;
        }
        terms.response_window =
            self.random.one_of(&[0, days(2), days(2), days(30), days(30), days(366)]);
        terms.decision_window = self.random.one_of(&[0, days(5), days(5), days(30), days(30)]);
    }

    /// The key of a line that is stated blind: both know it.
    fn key_of(reference: LineReference) -> [u8; 32] {
        [reference.line as u8; 32]
    }

    fn commit(&mut self, by: By, promise: Promise) {
        let (case, party) = (promise.case, promise.party);
        // Some copy what the other committed to, and can never open it.
        let others = self
            .model
            .folders
            .get(&case)
            .and_then(|folder| folder.said.iter().find_map(|said| said.promise.clone()));
        let promise = others.filter(|_| self.random.once_in(10)).unwrap_or(promise);
        let digest = commitment(self.world.address(Contract::Reconciliation), &promise);
        let expected = self.model.commit(by, case, party, promise);
        let message = self.world.reconciliation().commit(case, party, digest);
        self.make("commit", by, message, expected);
    }

    /// Enters `bills` as `entry` says.
    fn enter(
        &mut self,
        by: By,
        case: CaseId,
        party: PartyId,
        entry: EntryMode,
        bills: Vec<BillLine>,
    ) {
        if entry == EntryMode::Blind {
            let veil =
                |bill: &BillLine| Veiled { case, key: Self::key_of(bill.reference), bill: *bill };
            let veiled: Vec<Veiled> = bills.iter().map(veil).collect();
            let expected = self.model.enter_blind(by, case, party, &veiled);
            let lines = veiled
                .iter()
                .map(|one| BlindLine { reference: one.bill.reference, digest: veil_digest(one) })
                .collect();
            let message = self.world.reconciliation().enter_blind(case, party, lines);
            self.make("enter_blind", by, message, expected);
        } else {
            let expected = self.model.enter(by, case, party, &bills);
            let message = self.world.reconciliation().enter(case, party, bills);
            self.make("enter", by, message, expected);
        }
    }

    fn enter_something(&mut self, by: By, case: CaseId, folder: &model::Folder, party: PartyId) {
        let said = folder.side(party).ok().map(|side| &folder.said[side]);
        // Mostly what was committed to.
        let promised = said
            .filter(|said| said.entered.is_empty())
            .and_then(|said| said.promise.as_ref())
            .map(|promise| promise.lines.clone());
        let promised = promised.filter(|_| !self.random.once_in(8));
        let bills = promised.unwrap_or_else(|| self.bills(folder));
        let other = self.random.one_of(&[EntryMode::Open, EntryMode::Blind]);
        let entry = if self.random.once_in(20) { other } else { folder.terms.entry };
        if self.random.once_in(6) {
            return self.enter_consolidated(by, case, party, bills);
        }
        self.enter(by, case, party, entry, bills);
    }

    /// Enters `bills` with one freight for all of them.
    fn enter_consolidated(
        &mut self,
        by: By,
        case: CaseId,
        party: PartyId,
        mut bills: Vec<BillLine>,
    ) {
        let states_its_own = self.random.once_in(10);
        for bill in &mut bills {
            bill.statement.weight = self.random.one_of(&[1, 1, 3, 250_000, 1_000_000]);
            bill.statement.freight = u64::from(states_its_own);
        }
        match self.random.below(20) {
            0 => bills.iter_mut().for_each(|bill| bill.statement.weight = 0),
            1 => bills.iter_mut().for_each(|bill| bill.statement.weight = (1 << 63) - 1),
            _ => {}
        }
        let freight = self.random.one_of(&[0, 1, 99, 10_000, 10_001, 1 << 63]);
        let expected = self.model.enter_consolidated(by, case, party, freight, &bills);
        let message = self.world.reconciliation().enter_consolidated(case, party, freight, bills);
        self.make("enter_consolidated", by, message, expected);
    }

    fn some_completion(&mut self, folder: &model::Folder, party: PartyId) -> Completion {
        let said = folder.side(party).ok().map(|side| &folder.said[side]);
        let nonce = said.and_then(|said| said.promise.as_ref()).map(|promise| promise.nonce);
        let sum: u128 = said
            .into_iter()
            .flat_map(|said| said.veiled.values())
            .map(|veiled| matching::total(veiled.bill.statement) as u128)
            .sum();
        let wrong = self.random.once_in(12);
        match folder.terms.entry {
            _ if wrong => self.random.one_of(&[
                Completion::Open,
                Completion::Sealed([0xbb; 32]),
                Completion::Blind(sum / 2),
                Completion::Blind(u128::MAX),
            ]),
            EntryMode::Open => Completion::Open,
            EntryMode::Sealed => Completion::Sealed(nonce.unwrap_or_default()),
            EntryMode::Blind => Completion::Blind(sum),
        }
    }

    fn complete(&mut self, by: By, case: CaseId, party: PartyId, completion: Completion) {
        let expected = self.model.complete_statement(by, case, party, completion);
        let message = self.world.reconciliation().complete_statement(case, party, completion);
        self.make("complete_statement", by, message, expected);
    }

    /// Mostly what the party stated blind and has not opened.
    fn some_openings(&mut self, folder: &model::Folder, party: PartyId) -> Vec<OpenedLine> {
        let side = folder.side(party).unwrap_or(0);
        let is_hidden = |veiled: &&Veiled| {
            let reference = veiled.bill.reference;
            let line = folder.lines.iter().find(|line| line.reference == reference);
            let stated = line.and_then(|line| if side == 0 { line.billed } else { line.expected });
            stated == Some(model::UNOPENED)
        };
        let mut opened: Vec<OpenedLine> = folder.said[side]
            .veiled
            .values()
            .filter(is_hidden)
            .map(|veiled| OpenedLine { line: veiled.bill, key: veiled.key })
            .collect();
        if self.random.once_in(3) {
            opened.truncate(1);
        }
        match self.random.below(16) {
            0 => opened.iter_mut().for_each(|one| one.key[0] ^= 1),
            1 => opened.iter_mut().for_each(|one| one.line.statement.value += 1),
            2 => opened.iter_mut().for_each(|one| one.line.statement.quantity = 0),
            3 => opened.extend(opened.first().copied()),
            4 => opened.iter_mut().for_each(|one| one.line.reference.line = 77),
            5 => {
                let others = folder.said[1 - side].veiled.values();
                let open = |veiled: &Veiled| OpenedLine { line: veiled.bill, key: veiled.key };
                opened = others.map(open).collect();
            }
            _ => {}
        }
        opened
    }

    /// A line that is discrepant, if there is any; else any, or none that there is.
    fn some_discrepancy(&mut self, folder: &model::Folder) -> CaseLine {
        let unsettled = folder.unsettled();
        let any = self.random.any_of(&folder.lines);
        let none = CaseLine {
            reference: LineReference { document: DocumentId([0xee; 32]), line: 1 },
            billed: None,
            expected: None,
            billed_again: 0,
            status: LineStatus::Waiting,
            difference: 0,
            worked_off: None,
        };
        match self.random.any_of(&unsettled) {
            Some(line) if !self.random.once_in(12) => line,
            _ => any.unwrap_or(none),
        }
    }

    fn answer_something(&mut self, case: CaseId, folder: &model::Folder) {
        let line = self.some_discrepancy(folder);
        let (biller, payer) = (folder.terms.biller, folder.payer());
        let any = self.some_party(folder.directory.unwrap_or(0));
        let arbiter = folder.terms.arbiter.party().unwrap_or(any);
        let (billed, expected, offers) = line.worked_off.map_or((9, 5, [0; 2]), |one| {
            (one.billed, one.expected, [one.billers.amount, one.payers.amount])
        });
        let between = self.random.between(billed.min(expected), billed.max(expected));
        let amount = self.random.one_of(&[between, billed, expected, 0, billed + 100]);
        let by_biller = self.random.once_in(2);
        let (party, others) = if by_biller { (biller, offers[1]) } else { (payer, offers[0]) };
        let (party, action) = match self.random.below(20) {
            0..=2 => (party, Action::Explain),
            3..=5 => (party, Action::Escalate),
            6..=11 => (party, Action::Offer(amount)),
            12 => (party, Action::Offer(1 << 63)),
            13..=15 => (party, Action::Accept(others)),
            16 => (party, Action::Accept(amount)),
            17 | 18 => (arbiter, Action::Decide(amount)),
            _ => (any, self.random.one_of(&[Action::Decide(between), Action::Explain])),
        };
        let decides = line.worked_off.is_some_and(|one| one.status == DiscrepancyStatus::Escalated);
        let (party, action) = if decides && self.random.once_in(3) {
            (arbiter, Action::Decide(between))
        } else {
            (party, action)
        };
        let reason = self.random.one_of(&[Reason::Nothing, Reason::Price, Reason::PartlyPaid]);
        let actor = self.someone_for(folder.directory, party);
        self.answer(actor, case, party, line.reference, reason, action);
    }

    fn answer(
        &mut self,
        actor: Actor,
        case: CaseId,
        party: PartyId,
        reference: LineReference,
        reason: Reason,
        action: Action,
    ) {
        let by = self.by(actor);
        let expected = self.model.answer_discrepancy(by, case, party, reference, reason, action);
        let LineReference { document, line } = reference;
        let message = self.world.reconciliation();
        let message =
            message.clone().answer_discrepancy(case, party, document, line, reason, action);
        let kind = match action {
            Action::Explain => "explain",
            Action::Escalate => "escalate",
            Action::Offer(_) => "offer",
            Action::Accept(_) => "accept offer",
            Action::Decide(_) => "decide",
        };
        self.make(kind, by, message, expected);
    }

    pub(super) fn expire(&mut self, actor: Actor, case: CaseId, reference: LineReference) {
        let by = self.by(actor);
        let expected = self.model.expire(by, case, reference);
        let LineReference { document, line } = reference;
        let message = self.world.reconciliation().expire(case, document, line);
        self.make("expire", by, message, expected);
    }

    pub(super) fn conclude(&mut self, actor: Actor, case: CaseId) {
        let by = self.by(actor);
        let expected = self.model.conclude(by, case);
        self.make("conclude", by, self.world.reconciliation().conclude(case), expected);
    }

    /// Tells of lines of a document, mostly the order that they fulfil.
    fn tell_something(&mut self, case: CaseId, folder: &model::Folder) {
        let fulfils = |reference: &LineReference| {
            let paper = self.model.papers.get(&reference.document)?;
            let line = paper.lines.get(usize::from(reference.line).checked_sub(1)?)?;
            Some(line.goods.order_line?.order)
        };
        let documents = |with_order: bool| -> Vec<DocumentId> {
            let lines = folder.lines.iter().map(|line| line.reference);
            lines
                .filter(|line| !with_order || fulfils(line).is_some())
                .map(|line| line.document)
                .collect()
        };
        let (right, all) = (documents(true), documents(false));
        let right = if self.random.once_in(8) { &all } else { &right };
        let document = self.random.any_of(right).or_else(|| self.random.any_of(&all));
        let document = document.unwrap_or(DocumentId([0xee; 32]));
        let lines: Vec<(u16, Option<DocumentId>)> = folder
            .lines
            .iter()
            .filter(|line| line.reference.document == document)
            .map(|line| (line.reference.line, fulfils(&line.reference)))
            .collect();
        let orders: Vec<DocumentId> = self.model.deals.keys().copied().collect();
        let right = lines.iter().find_map(|(_, order)| *order);
        let any = self.random.any_of(&orders).unwrap_or(DocumentId([0xee; 32]));
        let order = right.filter(|_| !self.random.once_in(12)).unwrap_or(any);
        let mut numbers: Vec<u16> =
            lines.iter().filter(|(_, of)| *of == Some(order)).map(|(line, _)| *line).collect();
        match self.random.below(16) {
            0 => numbers.push(77),
            1 => numbers = lines.iter().map(|(line, _)| *line).collect(),
            2 => numbers.extend(numbers.first().copied()),
            3..=5 => numbers.truncate(1),
            _ => {}
        }
        // Orders take no more as billed than was received, so that is told first; left to chance, it seldom was.
        if folder.status == CaseStatus::Balanced && !self.random.once_in(4) {
            for kind in [ProgressKind::Shipped, ProgressKind::Received] {
                let by = self.by(Stranger);
                self.have_told(by, document, kind, numbers.clone());
            }
        }
        let by = self.by(Stranger);
        let expected = self.model.tell_billed(case, order, document, &numbers);
        let message = self.world.reconciliation().tell(case, order, document, numbers);
        if self.make("tell billed", by, message, expected) {
            self.check_order(order);
        }
    }

    /// One thing in a statement may be another.
    fn perturb(&mut self, statement: &mut Statement) {
        match self.random.below(14) {
            0 => statement.value += self.random.below(60),
            1 => statement.value -= self.random.below(60).min(statement.value),
            2 => statement.freight += self.random.below(300),
            3 => statement.quantity += self.random.below(3_000),
            4 => statement.quantity = 1 + self.random.below(statement.quantity.max(1)),
            5 => statement.value += self.random.below(5_000),
            6 => statement.weight += self.random.below(20_000),
            _ => {}
        }
    }

    fn bills(&mut self, folder: &model::Folder) -> Vec<BillLine> {
        let own: Vec<(DocumentId, u64)> = self
            .model
            .papers
            .iter()
            .filter(|(_, paper)| {
                let on_it = [paper.about.consignor, paper.about.carrier, paper.about.consignee];
                on_it.contains(&folder.opened_by) && on_it.contains(&folder.counterparty)
            })
            .map(|(id, paper)| (*id, paper.lines.len() as u64))
            .collect();
        let foreign: Vec<(DocumentId, u64)> =
            self.model.papers.iter().map(|(id, paper)| (*id, paper.lines.len() as u64)).collect();
        let mut bills = Vec::new();
        for _ in 0..self.random.between(1, 4) {
            let from = if self.random.once_in(20) { &foreign } else { &own };
            let (document, lines) = self.random.any_of(from).unwrap_or((DocumentId([0xdd; 32]), 2));
            let line = self.random.between(1, lines.clamp(1, 4)) as u16;
            let known = folder.stated(LineReference { document, line });
            let loaded = self
                .model
                .papers
                .get(&document)
                .and_then(|paper| paper.lines.get(usize::from(line) - 1));
            let quantity = loaded.map_or(5_000, |line| line.goods.quantity);
            let mut bill = Bill::of(document, line, quantity.clamp(1_000, 100_000)).entry();
            // Mostly what the other side states, or nearly.
            if let Some(other) = known {
                bill.statement = other;
            }
            self.perturb(&mut bill.statement);
            match self.random.below(40) {
                0 => bill.statement.quantity = 0,
                1 => bill.statement.value = 1 << 63,
                _ => {}
            }
            bills.push(bill);
        }
        if self.random.once_in(40) {
            bills.clear();
        }
        bills
    }

    /// Compares a case on the chain with the model, and checks what holds of it now and since before.
    pub(super) fn check_case(&mut self, case: CaseId) {
        let told = CaseState::read(&self.world, case);
        let Some(folder) = self.model.folders.get(&case) else {
            assert_eq!(told, None);
            return;
        };
        let told = told.expect("there is such a case");
        assert_eq!(told.view, folder.view(), "the chain left, the model right");
        assert_eq!(told.lines, folder.lines, "the chain left, the model right");
        invariants::sums_are_those_of_the_lines(&told);
        invariants::every_line_is_counted_once(&told);
        invariants::every_discrepancy_is_listed_once(&told);
        invariants::balanced_means_that_every_discrepancy_is_settled(&told);
        invariants::silence_gives_no_more_than_both_signed(&told);
        if let (true, Some((period, sequence))) = (self.thorough, self.names.get(&case)) {
            invariants::both_sides_speak_of_the_same_case(
                &self.world,
                case,
                &told.view,
                *period,
                *sequence,
            );
        }
        if let Some(before) = self.cases.get(&case) {
            invariants::a_balance_is_locked(before, &told);
            invariants::terms_stay_as_signed(before, &told);
            invariants::what_was_stated_and_found_stays(before, &told);
            invariants::a_discrepancy_moves_only_forward(before, &told);
        }
        self.cases.insert(case, told);
    }
}

/// What is committed to, as the interface says.
fn commitment(contract: ink::primitives::AccountId, promise: &Promise) -> [u8; 32] {
    let Promise { case, party, nonce, lines } = promise;
    let mut root = [0; 32];
    let mut sum = 0u128;
    for line in lines {
        root = blake2_256(&[&root[..], &scale(line)].concat());
        sum += matching::total(line.statement) as u128;
    }
    let count = (lines.len() as u16).to_le_bytes();
    let contract: &[u8; 32] = contract.as_ref();
    let parts: [&[u8]; 8] = [
        b"lading/statement",
        contract,
        &case.0,
        &party.0,
        nonce,
        &root,
        &count,
        &sum.to_le_bytes(),
    ];
    blake2_256(&parts.concat())
}

/// The digest that a line is stated by, as the interface says.
fn veil_digest(veiled: &Veiled) -> [u8; 32] {
    let Veiled { case, key, bill } = veiled;
    blake2_256(&[&b"lading/line"[..], key, &case.0, &scale(bill)].concat())
}

/// Document, line, quantity, value, freight and weight, as SCALE has them: numbers little-endian.
fn scale(bill: &BillLine) -> Vec<u8> {
    let BillLine { reference, statement } = bill;
    let mut bytes = reference.document.0.to_vec();
    bytes.extend(reference.line.to_le_bytes());
    for number in [statement.quantity, statement.value, statement.freight, statement.weight] {
        bytes.extend(number.to_le_bytes());
    }
    bytes
}

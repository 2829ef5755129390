//! Steps of those who bill each other.
use super::*;

impl Walk {
    pub(super) fn case_step(&mut self) {
        let open: Vec<CaseId> = self
            .model
            .folders
            .iter()
            .filter(|(_, folder)| {
                matches!(
                    folder.status,
                    CaseStatus::Proposed | CaseStatus::Open | CaseStatus::Matching
                )
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
        let natural: &[u8] = match folder.status {
            CaseStatus::Proposed => &[0, 0, 0, 0, 1],
            CaseStatus::Open => &[2, 2, 2, 2, 3, 4],
            CaseStatus::Matching
                if folder.lines.iter().any(|line| line.status == LineStatus::Waiting) =>
            {
                &[4, 4, 4, 4, 5]
            }
            CaseStatus::Matching => &[5],
            _ => &[0, 1, 2, 3, 4, 5],
        };
        let step = if self.random.once_in(8) {
            self.random.below(6) as u8
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
                let bills = self.bills(folder);
                let expected = self.model.enter(by, case, party, &bills);
                self.make(
                    "enter",
                    by,
                    self.world.reconciliation().enter(case, party, bills),
                    expected,
                );
            }
            3 => {
                let actor = self.someone_for(folder.directory, party);
                let by = self.by(actor);
                let expected = self.model.complete_statement(by, case, party);
                self.make(
                    "complete_statement",
                    by,
                    self.world.reconciliation().complete_statement(case, party, Completion::Open),
                    expected,
                );
            }
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
                let by = self.by(actor);
                let expected = self.model.conclude(by, case);
                self.make("conclude", by, self.world.reconciliation().conclude(case), expected);
            }
        }
    }

    /// Counts what became of lines, to tell at the end.
    fn count_matched(&mut self, case: CaseId, document: DocumentId, numbers: &[u16]) {
        let lines = &self.model.folders[&case].lines;
        let matched = |line: &&interfaces::reconciliation::CaseLine| {
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

    fn open_case(&mut self) {
        let link = *self.model.reconciliation_links.last().expect("it is linked");
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
        match self.random.below(30) {
            0 => terms.currency = "EURO".to_owned(),
            1 => terms.entry_until = by.now - 1,
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
            },
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
        let Some(document) = self.random.any_of(&fitting) else { return };
        let paper = self.model.papers[&document].clone();
        let (party, counterparty) = (paper.about.consignor, paper.about.consignee);
        let (period, sequence) = (202_502, self.random.below(500) as u16);
        let tolerances = self.some_tolerances();
        let mut terms = Agreement { tolerances, ..Agreement::default() }.terms(&self.world);
        terms.biller = self.random.one_of(&[party, party, counterparty]);
        let by = self.by(self.controller_of(Some(link), party));
        let questions = self.world.reconciliation();
        let case = self.world.ask(questions.case_id(party, counterparty, period, sequence));
        let expected = self.model.open(by, case, party, counterparty, &terms);
        let open = self.world.reconciliation().open(party, counterparty, period, sequence, terms);
        if !self.make("open", by, open, expected) {
            return;
        }
        self.names.insert(case, (period, sequence));
        let by = self.by(self.controller_of(Some(link), counterparty));
        let digest = self.world.ask(questions.terms_digest_of(case)).expect("it was opened");
        let expected = self.model.accept(by, case, true);
        if !self.make("accept", by, self.world.reconciliation().accept(case, digest), expected) {
            return;
        }
        let views = paper.line_views();
        let mut statement = Vec::new();
        for (at, view) in views.iter().enumerate() {
            let loaded = view.goods.quantity;
            let quantity = view.exception.map_or(loaded, |noted| noted.received);
            let quantity = if self.random.once_in(4) { loaded } else { quantity };
            statement.push(Bill::of(document, at as u16 + 1, quantity.clamp(1, 100_000)).entry());
        }
        for party in [party, counterparty] {
            let mut bills = statement.clone();
            for bill in &mut bills {
                self.perturb(&mut bill.statement);
            }
            if self.random.once_in(6) {
                bills.truncate(1);
            }
            let by = self.by(self.controller_of(Some(link), party));
            let expected = self.model.enter(by, case, party, &bills);
            self.make("enter", by, self.world.reconciliation().enter(case, party, bills), expected);
            let expected = self.model.complete_statement(self.by(by.actor), case, party);
            let complete =
                self.world.reconciliation().complete_statement(case, party, Completion::Open);
            self.make("complete_statement", self.by(by.actor), complete, expected);
        }
        self.check_case(case);
        if paper.status == WaybillStatus::Closed {
            let lines = &self.model.folders[&case].lines;
            let numbers: Vec<u16> = lines.iter().map(|line| line.reference.line).collect();
            let by = self.by(Stranger);
            let expected = self.model.match_lines(by, case, document, &numbers);
            let message = self.world.reconciliation().match_lines(case, document, numbers.clone());
            if self.make("match_lines", by, message, expected) {
                self.count_matched(case, document, &numbers);
            }
            self.check_case(case);
        }
    }

    /// One thing in a statement may be another.
    fn perturb(&mut self, statement: &mut interfaces::reconciliation::Statement) {
        match self.random.below(14) {
            0 => statement.value += self.random.below(60),
            1 => statement.value -= self.random.below(60).min(statement.value),
            2 => statement.freight += self.random.below(300),
            3 => statement.quantity += self.random.below(3_000),
            4 => statement.quantity = 1 + self.random.below(statement.quantity),
            5 => statement.value += self.random.below(5_000),
            _ => {}
        }
    }

    fn bills(&mut self, folder: &model::Folder) -> Vec<interfaces::reconciliation::BillLine> {
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
            let known = folder
                .lines
                .iter()
                .find(|known| known.reference == LineReference { document, line });
            let loaded = self
                .model
                .papers
                .get(&document)
                .and_then(|paper| paper.lines.get(usize::from(line) - 1));
            let quantity = loaded.map_or(5_000, |line| line.goods.quantity);
            let mut bill = Bill::of(document, line, quantity.clamp(1_000, 100_000)).entry();
            // Mostly what the other side states, or nearly.
            if let Some(other) = known.and_then(|known| known.billed.or(known.expected)) {
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
        // How discrepancies begin is not modelled: nobody works them off on this walk.
        let lines: Vec<_> =
            told.lines.iter().map(|line| CaseLine { worked_off: None, ..*line }).collect();
        assert_eq!(lines, folder.lines, "the chain left, the model right");
        invariants::sums_are_those_of_the_lines(&told);
        invariants::every_line_is_counted_once(&told);
        invariants::every_discrepancy_is_listed_once(&told);
        invariants::balanced_means_that_every_line_is_cleared(&told);
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
        }
        self.cases.insert(case, told);
    }
}

//! Everything is read, and everything open is ended.
use super::*;

impl Walk {
    /// Nothing has changed behind the model's back.
    pub(super) fn check_all(&mut self) {
        self.thorough = true;
        for waybill in self.model.papers.keys().copied().collect::<Vec<_>>() {
            self.check_waybill(waybill);
        }
        for case in self.model.folders.keys().copied().collect::<Vec<_>>() {
            self.check_case(case);
        }
        for id in self.model.relations.keys().copied().collect::<Vec<_>>() {
            self.check_relationship(id);
        }
        for order in self.model.deals.keys().copied().collect::<Vec<_>>() {
            self.check_order(order);
        }
        invariants::one_version_of_a_bill_goes_on(&self.waybills);
        invariants::a_line_is_owed_in_one_case_at_most(&self.world, &self.cases);
        let former = self.world.address(Contract::Registry);
        for index in 0..self.registries.len() {
            self.world.set_address(Contract::Registry, self.registries[index]);
            let parties: Vec<PartyId> =
                self.model.directories[index].firms.keys().copied().collect();
            for party in &parties {
                self.check_party(index, *party);
            }
            invariants::a_confirmed_identifier_is_one_enterprises(&self.world, &parties);
        }
        self.world.set_address(Contract::Registry, former);
        self.thorough = false;
    }

    /// Everything open is ended by time and one willing party: no counterparty can hold it up for ever, paused or not.
    pub(super) fn everything_open_can_be_ended(&mut self) {
        for waybill in self.model.papers.keys().copied().collect::<Vec<_>>() {
            self.end_waybill(waybill);
        }
        for case in self.model.folders.keys().copied().collect::<Vec<_>>() {
            self.end_case(case);
        }
        for order in self.model.deals.keys().copied().collect::<Vec<_>>() {
            self.end_order(order);
        }
        for id in self.model.relations.keys().copied().collect::<Vec<_>>() {
            self.end_relationship(id);
        }
    }

    pub(super) fn controller_of(&self, directory: Option<usize>, party: PartyId) -> Actor {
        let directory = directory.expect("the suite is linked");
        let firm = self.model.directories[directory].firms.get(&party);
        firm.expect("parties of issued documents are registered").controller
    }

    fn end_waybill(&mut self, waybill: DocumentId) {
        use WaybillStatus::*;
        loop {
            let paper = self.model.papers[&waybill].clone();
            let (about, now) = (paper.about.clone(), self.world.now());
            let until = match paper.status {
                Draft => now,
                Issued => about.pickup_until + 1,
                InTransit => about.deliver_until + days(30),
                Arrived => paper.arrival_recorded_at + self.model.windows.signing,
                Delivered | DeliveredUnconfirmed => {
                    paper.delivery_recorded_at + self.model.windows.reservation
                }
                Closed | Cancelled | Lost | Voided => return self.check_waybill(waybill),
            };
            self.world.sleep(until.saturating_sub(now));
            match paper.status {
                Draft | Issued => {
                    // The drafter is known to the registry; the other may be anyone whom it named.
                    let party = paper.drafter;
                    let by = self.by(self.controller_of(paper.directory, party));
                    let expected = self.model.cancel(by, waybill, party);
                    assert_eq!(expected, Ok(()));
                    self.make("cancel", by, self.world.waybill().cancel(waybill, party), expected);
                }
                InTransit => {
                    let known = |party: &&PartyId| {
                        paper.directory.is_some_and(|directory| {
                            self.model.directories[directory].firms.contains_key(party)
                        })
                    };
                    let parties = paper.may_declare_lost();
                    let party = *parties.iter().find(known).expect("one of them signed");
                    let by = self.by(self.controller_of(paper.directory, party));
                    let expected = self.model.declare_lost(by, waybill, party);
                    assert_eq!(expected, Ok(()));
                    self.make(
                        "declare_lost",
                        by,
                        self.world.waybill().declare_lost(waybill, party),
                        expected,
                    );
                }
                Arrived if paper.title.as_ref().is_some_and(|bill| bill.is_asked()) => {
                    let action = TitleAction::RejectSurrender;
                    let by = self.by(self.controller_of(paper.directory, about.carrier));
                    let expected = self.model.title(by, waybill, about.carrier, action);
                    assert_eq!(expected, Ok(()));
                    let message = self.world.waybill().title(waybill, about.carrier, action);
                    self.make("title: RejectSurrender", by, message, expected);
                }
                Arrived => {
                    let by = self.by(Stranger);
                    let expected = self.model.lapse(by, waybill);
                    assert_eq!(expected, Ok(()));
                    self.make("lapse", by, self.world.waybill().lapse(waybill), expected);
                }
                _ => {
                    let by = self.by(Stranger);
                    let expected =
                        self.model.sign(by, waybill, SignOff::Close, 0, &[], NO_EVIDENCE);
                    assert_eq!(expected, Ok(()));
                    self.make("close", by, self.world.waybill().close(waybill), expected);
                }
            }
        }
    }

    fn end_case(&mut self, case: CaseId) {
        let folder = self.model.folders[&case].clone();
        match folder.status {
            CaseStatus::Proposed => {
                let by = self.by(self.controller_of(folder.directory, folder.opened_by));
                let expected = self.model.withdraw(by, case, folder.opened_by);
                assert_eq!(expected, Ok(()));
                self.make(
                    "withdraw",
                    by,
                    self.world.reconciliation().withdraw(case, folder.opened_by),
                    expected,
                );
            }
            CaseStatus::Open | CaseStatus::Matching => {
                let until = folder.terms.wait_until + 1;
                self.world.sleep(until.saturating_sub(self.world.now()));
                let by_document = folder
                    .lines
                    .iter()
                    .filter(|line| line.status == LineStatus::Waiting)
                    .fold(BTreeMap::<DocumentId, Vec<u16>>::new(), |mut all, line| {
                        all.entry(line.reference.document).or_default().push(line.reference.line);
                        all
                    });
                for (document, numbers) in by_document {
                    let by = self.by(Stranger);
                    let expected = self.model.match_lines(by, case, document, &numbers);
                    assert_eq!(expected, Ok(()));
                    self.make(
                        "match_lines",
                        by,
                        self.world.reconciliation().match_lines(case, document, numbers),
                        expected,
                    );
                }
                let folder = &self.model.folders[&case];
                if folder.unopened > 0 {
                    let until = folder.open_until() + 1;
                    self.world.sleep(until.saturating_sub(self.world.now()));
                }
                self.conclude(Stranger, case);
            }
            _ => {}
        }
        self.check_case(case);
        // Silence settles what nobody settles: at once, or once the arbiter was silent too.
        for _ in 0..2 {
            for line in self.model.folders[&case].unsettled() {
                let one = line.worked_off.expect("it is discrepant");
                self.world.sleep((one.until + 1).saturating_sub(self.world.now()));
                self.expire(Stranger, case, line.reference);
            }
        }
        assert_eq!(self.model.folders[&case].unsettled(), []);
        if self.model.folders[&case].status == CaseStatus::Discrepant {
            self.conclude(Stranger, case);
        }
        let ended = self.model.folders[&case].status;
        assert!(matches!(ended, CaseStatus::Balanced | CaseStatus::Withdrawn), "{ended:?}");
        self.check_case(case);
    }
}

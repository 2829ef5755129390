//! Steps of those who hand goods over, carry and receive them.
use super::*;

impl Walk {
    pub(super) fn waybill_step(&mut self) {
        let open: Vec<DocumentId> = self
            .model
            .papers
            .iter()
            .filter(|(_, paper)| {
                !matches!(
                    paper.status,
                    WaybillStatus::Closed | WaybillStatus::Cancelled | WaybillStatus::Lost
                )
            })
            .map(|(id, _)| *id)
            .collect();
        if open.is_empty() || (open.len() < MOST && self.random.once_in(7)) {
            return self.draft();
        }
        let all: Vec<DocumentId> = self.model.papers.keys().copied().collect();
        let waybill = if self.random.once_in(10) {
            self.random.one_of(&all)
        } else {
            self.random.one_of(&open)
        };
        if self.random.once_in(12) {
            return self.sign_many(waybill);
        }
        let paper = self.model.papers[&waybill].clone();
        let natural: &[u8] = match paper.status {
            WaybillStatus::Draft if !paper.complete => &[0, 0, 0, 2],
            WaybillStatus::Draft => &[1, 1, 1, 2],
            WaybillStatus::Issued => &[3, 3, 3, 3, 2, 11],
            WaybillStatus::InTransit if paper.offered.is_some() => &[5, 5, 5, 6, 4, 7],
            WaybillStatus::InTransit => &[4, 4, 6, 6, 7, 8, 10, 11],
            WaybillStatus::Arrived => &[7, 7, 8, 8, 9],
            WaybillStatus::Delivered | WaybillStatus::DeliveredUnconfirmed => &[12],
            _ => &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
        };
        let step = if self.random.once_in(8) {
            self.random.below(13) as u8
        } else {
            self.random.one_of(natural)
        };
        self.waybill_message(waybill, &paper, step);
        self.check_waybill(waybill);
    }

    fn waybill_message(&mut self, waybill: DocumentId, paper: &model::Paper, step: u8) {
        let unknown = self.random.once_in(60);
        let waybill = if unknown { DocumentId([0xee; 32]) } else { waybill };
        let directory = paper.directory;
        let home = directory.unwrap_or(0);
        let (about, custodian) = (&paper.about, paper.custodian);
        let reservations = self.random.one_of(&[
            vec![],
            vec![],
            vec![Reservation::Packaging],
            vec![Reservation::Seal, Reservation::Marks],
            vec![Reservation::Seal, Reservation::Seal],
        ]);
        let evidence = self.random.one_of(&[NO_EVIDENCE, [1; 32]]);
        match step {
            0 => {
                let actor = self.someone_for(directory, paper.drafter);
                let by = self.by(actor);
                let goods = self.goods();
                let complete = self.random.once_in(2);
                let expected = self.model.add_lines(by, waybill, &goods, complete);
                self.make(
                    "add_lines",
                    by,
                    self.world.waybill().add_lines(waybill, goods, complete),
                    expected,
                );
            }
            1 => {
                let actor = self.someone_for(directory, paper.counterparty());
                let by = self.by(actor);
                let expected = self.model.sign(by, waybill, SignOff::Issue, 0, &[], NO_EVIDENCE);
                self.make("issue", by, self.world.waybill().issue(waybill), expected);
            }
            2 => {
                let party = self.random.one_of(&[
                    about.consignor,
                    about.carrier,
                    about.carrier,
                    about.consignee,
                ]);
                let actor = self.someone_for(directory, party);
                let by = self.by(actor);
                let expected = self.model.cancel(by, waybill, party);
                let accepted =
                    self.make("cancel", by, self.world.waybill().cancel(waybill, party), expected);
                let _ = accepted;
            }
            3 => {
                let actor = self.someone_for(directory, about.carrier);
                let by = self.by(actor);
                let at = self.some_time(by.now);
                let expected =
                    self.model.sign(by, waybill, SignOff::PickUp, at, &reservations, evidence);
                self.make(
                    "pick_up",
                    by,
                    self.world.waybill().pick_up(waybill, reservations, evidence, at),
                    expected,
                );
            }
            4 => {
                let actor = self.someone_for(directory, custodian);
                let by = self.by(actor);
                let any = self.some_party(home);
                let to = self.random.one_of(&[any, any, about.carrier, custodian, about.consignee]);
                let expected = self.model.hand_over(by, waybill, to);
                self.make("hand_over", by, self.world.waybill().hand_over(waybill, to), expected);
            }
            5 => {
                let actor = self.someone_for(directory, paper.offered.unwrap_or(about.carrier));
                let by = self.by(actor);
                let at = self.some_time(by.now);
                let expected =
                    self.model.sign(by, waybill, SignOff::TakeOver, at, &reservations, evidence);
                self.make(
                    "take_over",
                    by,
                    self.world.waybill().take_over(waybill, reservations, evidence, at),
                    expected,
                );
            }
            6 => {
                let actor = self.someone_for(directory, custodian);
                let by = self.by(actor);
                let at = self.some_time(by.now);
                let expected = self.model.sign(by, waybill, SignOff::Arrive, at, &[], NO_EVIDENCE);
                self.make("arrive", by, self.world.waybill().arrive(waybill, at), expected);
            }
            7 => {
                let actor = self.someone_for(directory, about.consignee);
                let by = self.by(actor);
                let exceptions = self.exceptions(paper);
                let expected = self.model.note_exceptions(by, waybill, &exceptions);
                self.make(
                    "note_exceptions",
                    by,
                    self.world.waybill().note_exceptions(waybill, exceptions),
                    expected,
                );
            }
            8 => {
                let actor = self.someone_for(directory, about.consignee);
                let by = self.by(actor);
                let at = self.some_time(by.now);
                let expected = self.model.sign(by, waybill, SignOff::Deliver, at, &[], NO_EVIDENCE);
                self.make(
                    "sign_delivery",
                    by,
                    self.world.waybill().sign_delivery(waybill, at, evidence),
                    expected,
                );
            }
            9 => {
                if self.random.once_in(3) {
                    self.world.sleep(self.model.windows.signing);
                }
                let actor = self.anyone();
                let by = self.by(actor);
                let expected = self.model.lapse(by, waybill);
                self.make("lapse", by, self.world.waybill().lapse(waybill), expected);
            }
            10 => {
                let party = self.random.one_of(&[about.consignor, about.consignee, about.carrier]);
                let actor = self.someone_for(directory, party);
                let by = self.by(actor);
                let expected = self.model.declare_lost(by, waybill, party);
                self.make(
                    "declare_lost",
                    by,
                    self.world.waybill().declare_lost(waybill, party),
                    expected,
                );
            }
            11 => {
                let any = self.some_party(home);
                let party = self.random.one_of(&[custodian, about.consignor, about.consignee, any]);
                let actor = self.someone_for(directory, party);
                let by = self.by(actor);
                let place = self.random.one_of(&["DEHAM", "NLRTM", "", "HAMBURG"]);
                let at = self.some_time(by.now);
                let classifier = self.random.one_of(&[
                    Classifier::Planned,
                    Classifier::Estimated,
                    Classifier::Actual,
                ]);
                let expected = self.model.log_event(
                    by,
                    waybill,
                    party,
                    place,
                    classifier == Classifier::Actual,
                    at,
                );
                let event = TransportEvent::Departure;
                let message = self.world.waybill().log_event(
                    waybill,
                    party,
                    event,
                    classifier,
                    place.to_owned(),
                    at,
                    NO_EVIDENCE,
                );
                self.make("log_event", by, message, expected);
            }
            _ => {
                if self.random.once_in(4) {
                    self.world.sleep(self.model.windows.reservation);
                }
                let actor = self.anyone();
                let by = self.by(actor);
                let expected = self.model.sign(by, waybill, SignOff::Close, 0, &[], NO_EVIDENCE);
                self.make("close", by, self.world.waybill().close(waybill), expected);
            }
        }
    }

    fn sign_many(&mut self, first: DocumentId) {
        let papers = self.model.papers.clone();
        let step = match papers[&first].status {
            WaybillStatus::Draft => SignOff::Issue,
            WaybillStatus::Issued => SignOff::PickUp,
            WaybillStatus::InTransit => {
                self.random.one_of(&[SignOff::TakeOver, SignOff::Arrive, SignOff::Deliver])
            }
            WaybillStatus::Arrived => SignOff::Deliver,
            _ => SignOff::Close,
        };
        let signer = papers[&first].signer(step).ok().flatten();
        let mut list = vec![first];
        let fitting: Vec<DocumentId> = papers
            .iter()
            .filter(|(id, paper)| {
                **id != first
                    && paper.status == papers[&first].status
                    && paper.signer(step).ok().flatten() == signer
            })
            .map(|(id, _)| *id)
            .collect();
        list.extend(fitting.into_iter().take(3));
        match self.random.below(10) {
            0 => list.push(first),
            1 => list.push(DocumentId([0xee; 32])),
            2 => list.extend(self.random.any_of(&papers.keys().copied().collect::<Vec<_>>())),
            3 => list.clear(),
            _ => {}
        }
        let actor = match signer {
            Some(party) => self.someone_for(papers[&first].directory, party),
            None => self.anyone(),
        };
        let by = self.by(actor);
        let at = self.some_time(by.now);
        let expected = self.model.sign_off(by, step, &list, at);
        self.make("sign_off", by, self.world.waybill().sign_off(step, list.clone(), at), expected);
        for waybill in list {
            self.check_waybill(waybill);
        }
    }

    fn draft(&mut self) {
        let link = *self.model.waybill_links.last().expect("it is linked");
        let (consignor, mut carrier, consignee) =
            (self.some_party(link), self.some_party(link), self.some_party(link));
        // Mostly three parties.
        while (carrier == consignor || carrier == consignee) && !self.random.once_in(10) {
            carrier = self.some_party(link);
        }
        let drafter = if self.random.once_in(12) {
            consignee
        } else {
            self.random.one_of(&[consignor, carrier])
        };
        let actor = self.someone_for(Some(link), drafter);
        let by = self.by(actor);
        self.numbers += 1;
        let shipment = Shipment {
            pickup_within: self.random.one_of(&[hours(1), days(2), days(2)]),
            deliver_within: self.random.one_of(&[days(2), days(10)]),
            ..Shipment::numbered(self.numbers)
        };
        let mut about = shipment.consignment(&self.world);
        (about.consignor, about.carrier, about.consignee) = (consignor, carrier, consignee);
        let mut number = shipment.number;
        // One thing may be wrong, or two.
        for _ in 0..2 {
            match self.random.below(120) {
                0 => number = String::new(),
                1 => number = "N".repeat(36),
                2 => about.place_of_receipt = "HAMBURG".to_owned(),
                3 => about.currency = "EURO".to_owned(),
                4 => about.freight = 1 << 63,
                5 => about.pickup_until = by.now - 1,
                6 => about.deliver_until = about.pickup_until - 1,
                7 | 8 => number = Shipment::numbered(self.random.below(self.numbers) + 1).number,
                9 => about.carrier = about.consignee,
                10 => about.place_of_delivery = String::new(),
                _ => {}
            }
        }
        let goods = if self.random.once_in(12) { Vec::new() } else { self.goods() };
        let complete = !self.random.once_in(4);
        let id = self.world.ask(self.world.waybill().waybill_id(about.carrier, number.clone(), 1));
        let expected = self.model.draft(by, id, drafter, &number, &about, &goods, complete);
        let message = self.world.waybill().draft(drafter, number, about, goods, complete);
        self.make("draft", by, message, expected);
        self.check_waybill(id);
    }

    fn goods(&mut self) -> Vec<interfaces::waybill::Goods> {
        let count = self.random.between(1, 4) as usize;
        let quantities = (0..count).map(|_| self.random.between(1, 60) * 1_000).collect();
        let mut goods = Shipment {
            quantities,
            deliver_within: self.random.one_of(&[days(1), days(9)]),
            ..Shipment::default()
        }
        .goods(&self.world);
        match self.random.below(40) {
            0 => goods[0].item = String::new(),
            1 => goods[count - 1].unit = "K".to_owned(),
            2 => goods[0].quantity = 0,
            3 => goods[count - 1].quantity = 1 << 63,
            4 => goods = vec![goods[0].clone(); 51],
            5 => goods.clear(),
            _ => {}
        }
        goods
    }

    fn exceptions(&mut self, paper: &model::Paper) -> Vec<LineException> {
        let mut exceptions = Vec::new();
        for (at, (goods, _)) in paper.lines.iter().enumerate() {
            if exceptions.is_empty() || self.random.once_in(2) {
                let short = self.random.below(goods.quantity + 1);
                let damaged = self.random.below(goods.quantity - short + 1);
                let refused = self.random.below(goods.quantity - short - damaged + 1);
                let (short, damaged, refused) = match self.random.below(5) {
                    0 => (0, 0, 0),
                    1 => (goods.quantity, 0, 0),
                    2 => (short, 0, 0),
                    _ => (short, damaged, refused),
                };
                exceptions.push(LineException {
                    line: at as u16 + 1,
                    received: goods.quantity - short - damaged - refused,
                    short,
                    damaged,
                    refused,
                    reason: self
                        .random
                        .one_of(&[ExceptionReason::Missing, ExceptionReason::Broken]),
                });
            }
        }
        match (self.random.below(20), exceptions.first_mut()) {
            (0, Some(first)) => first.line = 99,
            (1, Some(first)) => first.line = 0,
            (2, Some(first)) => first.short += 1,
            (3, Some(first)) => {
                let again = *first;
                exceptions.push(again);
            }
            (4, _) => exceptions.clear(),
            (5, Some(first)) => first.received = u64::MAX,
            _ => {}
        }
        exceptions
    }

    /// Compares a waybill on the chain with the model, and checks what holds of it now and since before.
    pub(super) fn check_waybill(&mut self, waybill: DocumentId) {
        let before = self.waybills.get(&waybill).filter(|_| !self.thorough);
        let told = WaybillState::read(&self.world, waybill, before);
        let Some(paper) = self.model.papers.get(&waybill) else {
            assert_eq!(told, None);
            return;
        };
        let told = told.expect("there is such a waybill");
        assert_eq!(told.view, paper.view(), "the chain left, the model right");
        let lines = paper.line_views();
        assert_eq!(told.lines[..], lines[..lines.len().min(50)]);
        assert_eq!(told.legs, paper.legs);
        if told.view.lines <= 50 {
            invariants::every_line_adds_up(&told);
            invariants::the_billing_record_says_what_the_lines_say(&told);
        }
        invariants::there_is_exactly_one_custodian(&told);
        invariants::custody_is_offered_only_under_way(&told);
        invariants::legs_follow_each_other(&told);
        invariants::clean_means_no_reservation(&told);
        invariants::silence_is_never_taken_for_a_signature(&told);
        if let Some(before) = self.waybills.get(&waybill) {
            invariants::a_status_is_never_left_for_an_earlier_one(before, &told);
            invariants::what_has_ended_never_changes(before, &told);
            invariants::what_both_signed_stays(before, &told);
        }
        self.waybills.insert(waybill, told);
    }
}

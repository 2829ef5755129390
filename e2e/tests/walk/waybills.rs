//! Steps of those who hand goods over, carry and receive them.
use super::*;
use crate::relay::Slip;
use interfaces::orders::ProgressKind;

impl Walk {
    pub(super) fn waybill_step(&mut self) {
        let open: Vec<DocumentId> = self
            .model
            .papers
            .iter()
            .filter(|(_, paper)| {
                !matches!(
                    paper.status,
                    WaybillStatus::Closed
                        | WaybillStatus::Cancelled
                        | WaybillStatus::Lost
                        | WaybillStatus::Voided
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
        let is_bill = paper.title.is_some();
        let asked = paper.title.as_ref().is_some_and(|bill| bill.is_asked());
        let fulfils = paper.lines.iter().any(|line| line.goods.order_line.is_some());
        let natural: &[u8] = match paper.status {
            WaybillStatus::Draft if !paper.complete => &[0, 0, 0, 2],
            WaybillStatus::Draft => &[1, 1, 1, 2],
            WaybillStatus::Issued if is_bill => &[3, 3, 3, 3, 2, 11],
            WaybillStatus::Issued => &[3, 3, 3, 3, 3, 2, 11, 15, 15, 16],
            WaybillStatus::InTransit if fulfils && self.random.once_in(3) => &[18],
            WaybillStatus::InTransit | WaybillStatus::Arrived if asked => &[13, 13, 14],
            WaybillStatus::InTransit if paper.offered.is_some() => &[5, 5, 5, 6, 4, 7],
            WaybillStatus::InTransit if is_bill && !paper.surrendered => {
                &[4, 6, 10, 13, 13, 13, 13, 13, 13]
            }
            WaybillStatus::InTransit => &[4, 4, 6, 6, 7, 8, 10, 11, 15, 16, 17, 17],
            WaybillStatus::Arrived if is_bill && !paper.surrendered => &[9, 13, 13, 13, 13],
            WaybillStatus::Arrived => &[7, 7, 8, 8, 9, 15, 17],
            WaybillStatus::Delivered => &[12, 12, 7, 15],
            WaybillStatus::DeliveredUnconfirmed => &[12, 12, 7],
            WaybillStatus::Closed | WaybillStatus::Lost if fulfils => &[18],
            _ => &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18],
        };
        let step = if self.random.once_in(8) {
            self.random.below(19) as u8
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
            13 => self.move_title(waybill, paper),
            14 => self.reissue(waybill, paper),
            15 => {
                let party = self.random.one_of(&[
                    about.consignor,
                    about.carrier,
                    about.consignor,
                    about.carrier,
                    about.consignee,
                ]);
                let actor = self.someone_for(directory, party);
                let by = self.by(actor);
                let standing = self.model.standing(waybill);
                let revision = match standing {
                    Some(standing) if !self.random.once_in(4) => standing,
                    _ => self.revision(paper),
                };
                let expected = self.model.revise(by, waybill, party, &revision);
                let message = self.world.waybill().revise(waybill, party, revision);
                self.make("revise", by, message, expected);
            }
            16 => {
                let any = self.some_party(home);
                let party = self.random.one_of(&[paper.disposer, paper.disposer, about.consignor]);
                let actor = self.someone_for(directory, party);
                let by = self.by(actor);
                let to = self.random.one_of(&[any, any, any, about.consignor, about.carrier]);
                let disposal = if self.random.once_in(2) {
                    Disposal::TransferTo(to)
                } else {
                    let place = self.random.one_of(&["DEHAM", "NLRTM", "BEANR", "", "HAMBURG"]);
                    Disposal::Redirect { consignee: to, place_of_delivery: place.to_owned() }
                };
                let expected = self.model.dispose(by, waybill, party, &disposal);
                let message = self.world.waybill().dispose(waybill, party, disposal);
                self.make("dispose", by, message, expected);
            }
            17 => {
                let actor = self.someone_for(directory, about.consignee);
                let by = self.by(actor);
                let at = self.some_time(by.now);
                let line = self.random.between(1, paper.lines.len().max(1) as u64) as u16;
                let left = paper
                    .lines
                    .get(usize::from(line) - 1)
                    .map_or(0, |line| line.received() - line.parts);
                let quantity = self.random.one_of(&[
                    left / 2,
                    left / 2,
                    left / 3,
                    left,
                    left + 1,
                    0,
                    u64::MAX,
                ]);
                let line = if self.random.once_in(20) { 99 } else { line };
                let expected = self.model.deliver_part(by, waybill, line, quantity, at);
                let message = self.world.waybill().deliver_part(waybill, line, quantity, at);
                self.make("deliver_part", by, message, expected);
            }
            18 => self.tell_of_goods(waybill, paper),
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

    /// Something is done with a title, mostly by who may.
    fn move_title(&mut self, waybill: DocumentId, paper: &model::Paper) {
        use TitleAction::*;
        let home = paper.directory.unwrap_or(0);
        let carrier = paper.about.carrier;
        let endorsement = self.random.one_of(&[
            Endorsement::ToOrder,
            Endorsement::ToOrder,
            Endorsement::ToOrder,
            Endorsement::ToName,
            Endorsement::InBlank,
        ]);
        let amendment = self.revision(paper);
        let amendment = sp_core::blake2_256(&ink::scale::Encode::encode(&amendment));
        let to = match self.random.below(20) {
            0 => PartyId([0; 32]),
            1 => carrier,
            _ => self.some_party(home),
        };
        let Some(bill) = paper.title.as_ref() else {
            // Of a draft nobody asks whether its parties are registered.
            let actor = self.anyone();
            let by = self.by(actor);
            let party = paper.about.consignor;
            let action = self.random.one_of(&[TransferHolder(to), SurrenderForDelivery]);
            let expected = self.model.title(by, waybill, party, action);
            let message = self.world.waybill().title(waybill, party, action);
            self.make("(title of none)", by, message, expected);
            return;
        };
        let (holder, beneficiary) = (bill.holder, bill.beneficiary);
        let nominee = bill.nominee.filter(|_| !self.random.once_in(4));
        let asked = bill.is_asked();
        let is_one = holder == beneficiary;
        let beneficiary_to = nominee.unwrap_or(to);
        let transfer = TransferBeneficiary { to: beneficiary_to, endorsement };
        let holder_to = self.random.one_of(&[to, to, beneficiary, beneficiary_to, holder]);
        let both = TransferBoth { beneficiary: beneficiary_to, holder: holder_to, endorsement };
        let all = [
            RejectBeneficiary,
            RejectHolder,
            RejectBoth,
            SurrenderForDelivery,
            AcceptSurrender,
            RejectSurrender,
            SurrenderForAmendment(amendment),
            Nominate(to),
            transfer,
            TransferHolder(holder_to),
            both,
        ];
        let likely: &[usize] = match (asked, is_one) {
            (true, _) => &[4, 4, 5],
            (_, true) => &[2, 2, 3, 3, 6, 7, 8, 8, 9, 10, 10],
            (_, false) => &[0, 0, 1, 1, 7, 8, 9, 9, 9, 10],
        };
        let chosen = if self.random.once_in(8) {
            self.random.below(11) as usize
        } else {
            self.random.one_of(likely)
        };
        let action = all[chosen];
        // Now and then the carrier says nothing for as long as it may.
        let is_silent = asked && self.random.once_in(4);
        if is_silent {
            self.world.sleep(self.model.windows.signing);
        }
        let party = match chosen {
            4 if is_silent => holder,
            _ if self.random.once_in(12) => self.random.one_of(&[holder, beneficiary, carrier, to]),
            0 | 7 => beneficiary,
            4 | 5 => carrier,
            _ => holder,
        };
        let kind = [
            "title: RejectBeneficiary",
            "title: RejectHolder",
            "title: RejectBoth",
            "title: SurrenderForDelivery",
            "title: AcceptSurrender",
            "title: RejectSurrender",
            "title: SurrenderForAmendment",
            "title: Nominate",
            "title: TransferBeneficiary",
            "title: TransferHolder",
            "title: TransferBoth",
        ][chosen];
        let actor = self.someone_for(paper.directory, party);
        let by = self.by(actor);
        let expected = self.model.title(by, waybill, party, action);
        let accepted =
            self.make(kind, by, self.world.waybill().title(waybill, party, action), expected);
        if accepted && matches!(action, SurrenderForAmendment(_)) {
            let revision = self.last_revision.clone().expect("it was made before the action");
            self.amendments.insert(waybill, revision);
        }
    }

    /// A bill that was surrendered for amendment goes on as another.
    fn reissue(&mut self, waybill: DocumentId, paper: &model::Paper) {
        let carrier = paper.about.carrier;
        let actor = self.someone_for(paper.directory, carrier);
        let by = self.by(actor);
        let changes = match self.amendments.get(&waybill) {
            Some(changes) if !self.random.once_in(8) => changes.clone(),
            _ => self.revision(paper),
        };
        let number = if self.random.once_in(12) { "N".to_owned() } else { paper.number.clone() };
        let version = if self.random.once_in(12) { paper.version + 1 } else { paper.version };
        let next = version + 1;
        let next = self.world.ask(self.world.waybill().waybill_id(carrier, number.clone(), next));
        let expected = self.model.reissue(by, waybill, next, &number, version, &changes);
        let message = self.world.waybill().reissue(waybill, number, version, changes);
        if self.make("reissue", by, message, expected) {
            self.check_waybill(next);
        }
    }

    /// What might be revised: mostly something, sometimes nothing, sometimes to what cannot be.
    fn revision(&mut self, paper: &model::Paper) -> Revision {
        let mut revision = paper.values();
        match self.random.below(10) {
            0 => {}
            1 | 2 => revision.place_of_delivery = "BEANR".to_owned(),
            3 | 4 => revision.freight += self.random.below(1_000),
            5 => revision.gross_weight = self.random.below(1_000_000),
            6 | 7 => revision.deliver_until += days(1),
            _ => revision.document = [self.random.below(256) as u8; 32],
        }
        match self.random.below(30) {
            0 => revision.place_of_delivery = String::new(),
            1 => revision.place_of_delivery = "HAMBURG".to_owned(),
            2 => revision.freight = 1 << 63,
            3 => revision.deliver_until = paper.about.pickup_until.saturating_sub(1),
            _ => {}
        }
        self.last_revision = Some(revision.clone());
        revision
    }

    /// Anyone has the orders contract told what became of goods.
    fn tell_of_goods(&mut self, waybill: DocumentId, paper: &model::Paper) {
        use ProgressKind::*;
        let actor = self.anyone();
        let by = self.by(actor);
        let ended = matches!(paper.status, WaybillStatus::Closed | WaybillStatus::Lost);
        let kind = match self.random.below(12) {
            0 => Billed,
            1 => Received,
            2 => Shipped,
            _ if ended && self.random.once_in(3) => Shipped,
            _ if ended => Received,
            _ => Shipped,
        };
        let told = |line: u16| {
            let paper = (model::WAYBILLS, paper.first, kind, line);
            self.model.told.contains(&paper)
        };
        let mut lines: Vec<u16> = (1..=paper.lines.len() as u16)
            .filter(|line| paper.lines[usize::from(*line) - 1].goods.order_line.is_some())
            .filter(|line| !told(*line))
            .collect();
        lines.truncate(50);
        match self.random.below(20) {
            0 => lines.clear(),
            1 => lines.push(99),
            2 => lines = (1..=paper.lines.len() as u16).collect(),
            3 => lines.extend(lines.first().copied()),
            4 => lines = vec![1; 51],
            5..=8 => lines.truncate(1),
            _ => {}
        }
        self.have_told(by, waybill, kind, lines);
    }

    /// Has orders told of lines of a waybill.
    pub(super) fn have_told(
        &mut self,
        by: By,
        waybill: DocumentId,
        kind: ProgressKind,
        lines: Vec<u16>,
    ) {
        let expected = self.model.tell(waybill, kind, &lines);
        let message = self.world.waybill().tell(waybill, kind, lines);
        self.make("tell", by, message, expected);
        let Some(paper) = self.model.papers.get(&waybill) else { return };
        let mut orders: Vec<DocumentId> = paper
            .lines
            .iter()
            .filter_map(|line| line.goods.order_line.map(|fulfils| fulfils.order))
            .collect();
        orders.dedup();
        for order in orders {
            self.check_order(order);
        }
    }

    /// As [`Walk::sign_many`], by a signature that someone else brings.
    fn relay(&mut self, signer: Actor, step: SignOff, list: &[DocumentId], at: Millis) {
        let actor = self.anyone();
        let by = self.by(actor);
        let nonce = self.random.below(600);
        let deadline = match self.random.below(12) {
            0 => by.now - 1,
            1 => by.now,
            _ => by.now + minutes(10),
        };
        let genuine = !self.random.once_in(12);
        let slip = Slip {
            signer: self.world.account(signer),
            step,
            declared_at: at,
            deadline,
            ..Slip::of(&self.world, list, nonce)
        };
        let signature = slip.signed_by(if genuine { signer } else { other_than(signer) });
        let waybills = list.to_vec();
        let relayed = Relayed { signer, step, waybills, at, nonce, deadline, genuine };
        let expected = self.model.relay_sign_off(by.now, &relayed);
        let message = slip.message(&self.world, signature);
        self.make("relay_sign_off", by, message, expected);
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
        if self.random.once_in(2) {
            self.relay(actor, step, &list, at);
        } else {
            let message = self.world.waybill().sign_off(step, list.clone(), at);
            let expected = self.model.sign_off(by, step, &list, at);
            self.make("sign_off", by, message, expected);
        }
        for waybill in list {
            self.check_waybill(waybill);
        }
    }

    fn draft(&mut self) {
        let link = *self.model.waybill_links.last().expect("it is linked");
        let (mut consignor, mut carrier, mut consignee) =
            (self.some_party(link), self.some_party(link), self.some_party(link));
        let deal = self.deal_to_fulfil(link);
        if let Some((_, deal)) = deal.as_ref().filter(|_| !self.random.once_in(15)) {
            (consignor, consignee) = (deal.head.seller, deal.head.buyer);
        }
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
        about.form = self.random.one_of(&[
            DocumentForm::Waybill,
            DocumentForm::Waybill,
            DocumentForm::Waybill,
            DocumentForm::StraightBill,
            DocumentForm::BillToOrder,
            DocumentForm::BillToOrder,
            DocumentForm::BillToBearer,
        ]);
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
        let mut goods = if self.random.once_in(12) { Vec::new() } else { self.goods() };
        if let Some((order, deal)) = &deal {
            self.fulfil(&mut goods, *order, deal);
        }
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

    /// An order that goods might fulfil.
    fn deal_to_fulfil(&mut self, directory: usize) -> Option<(DocumentId, model::Deal)> {
        use interfaces::orders::{LineState, OrderStatus};
        let is_agreed = |deal: &&model::Deal| {
            matches!(deal.status, OrderStatus::Placed | OrderStatus::Confirmed)
                && deal.lines.iter().any(|line| line.state == LineState::Agreed)
                && deal.directory == Some(directory)
        };
        let deals = self.model.deals.iter().filter(|(_, deal)| is_agreed(deal));
        let deals: Vec<_> = deals.map(|(order, _)| *order).collect();
        let order = self.random.any_of(&deals).filter(|_| !self.random.once_in(3))?;
        Some((order, self.model.deals[&order].clone()))
    }

    /// Says of goods which lines of an order they fulfil, mostly as they should.
    fn fulfil(
        &mut self,
        goods: &mut [interfaces::waybill::Goods],
        order: DocumentId,
        deal: &model::Deal,
    ) {
        for goods in goods {
            let line = self.random.one_of(&deal.lines);
            let left = line.ordered.quantity.saturating_sub(line.shipped);
            if left > 0 && goods.quantity > 0 && goods.quantity < 1 << 63 {
                goods.quantity = self.random.one_of(&[left, left, left / 2 + 1, goods.quantity]);
            }
            let line = line.line;
            goods.order_line = match self.random.below(60) {
                0 => None,
                1 => Some(OrderLine { order: DocumentId([0xee; 32]), line }),
                2 => Some(OrderLine { order, line: 99 }),
                _ => Some(OrderLine { order, line }),
            };
        }
    }

    fn exceptions(&mut self, paper: &model::Paper) -> Vec<LineException> {
        let mut exceptions = Vec::new();
        for (at, line) in paper.lines.iter().enumerate() {
            let goods = &line.goods;
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
        // Hidden damage is told of after the delivery, and nothing else.
        if paper.status == WaybillStatus::Delivered && !self.random.once_in(5) {
            exceptions = paper
                .line_views()
                .into_iter()
                .zip(1..)
                .filter_map(|(view, line)| {
                    let reason = ExceptionReason::Broken;
                    let received = view.goods.quantity;
                    let none =
                        LineException { line, received, short: 0, damaged: 0, refused: 0, reason };
                    let noted = view.exception.unwrap_or(none);
                    let more = (noted.received - view.parts) / 2 + 1;
                    let received = noted.received.checked_sub(more)?;
                    Some(LineException { received, damaged: noted.damaged + more, ..noted })
                })
                .take(2)
                .collect();
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
        invariants::a_title_has_exactly_one_holder(&told);
        invariants::goods_under_a_title_go_to_who_surrendered_it(&told);
        assert_eq!(
            told.title.map(model::seen),
            paper.title_view(),
            "the chain left, the model right"
        );
        if let Some(before) = self.waybills.get(&waybill) {
            invariants::a_status_is_never_left_for_an_earlier_one(before, &told);
            invariants::what_has_ended_never_changes(before, &told);
            invariants::what_both_signed_stays(before, &told);
            invariants::nothing_moves_after_a_surrender_was_accepted(before, &told);
            invariants::parts_never_shrink(before, &told);
        }
        self.waybills.insert(waybill, told);
    }
}

/// Somebody else.
fn other_than(actor: Actor) -> Actor {
    if actor == Stranger {
        Driver
    } else {
        Stranger
    }
}

//! Random walks: whatever is called by whomever and whenever, the invariants hold, and the events alone tell the state.
//!
//! `LADING_WALK_STEPS` sets the number of steps (5,000 by default), `LADING_WALK_SEED` repeats a walk.
use super::{
    tests::{
        consignment, goods, Desk, CARRIER, CONSIGNEE, CONSIGNOR, DAY, HOUR, RESERVATION, SECOND,
        SIGNING, START, STRANGER,
    },
    *,
};
use crate::{
    events::{GoodsDisposedOf, RevisionSigned, TitleMoved, WaybillReissued},
    header::{waybill_id, LOSS_PERIOD},
    title::NOBODY,
};
use interfaces::{
    credit::{FactKind, What, ON_TIME},
    ids::Quantity,
    waybill::{
        BillingLine, Disposal, DocumentForm, Endorsement, ExceptionReason, FreightTerm,
        LineException, Revision, TitleAction, TitleState, TransportEvent,
    },
};
use kit::{credit::Bureau, dice::Dice};
use std::collections::{BTreeMap, BTreeSet};

const PARTIES: [PartyId; 5] = [CONSIGNOR, CARRIER, CONSIGNEE, SECOND, STRANGER];
const NUMBERS: [&str; 5] = ["1", "2", "3", "4", "5"];
const FORMS: [DocumentForm; 6] = [
    DocumentForm::Waybill,
    DocumentForm::Waybill,
    DocumentForm::Waybill,
    DocumentForm::StraightBill,
    DocumentForm::BillToOrder,
    DocumentForm::BillToBearer,
];
const STEPS: u64 = 5_000;
const SEED: u64 = 1;
/// How many kinds of events a walk of that length reads.
const KINDS: usize = 29;
/// After so many steps all waybills are ended, and others begin.
const GENERATION: u64 = 200;

/// A waybill as someone knows it who has read the events and nothing else.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    view: WaybillView,
    lines: Vec<LineView>,
    legs: Vec<LegView>,
    confirmed: bool,
    title: Option<Title>,
}

/// A revision that some have signed, for a consignee and a disposer.
struct Proposed {
    revision: Revision,
    consignee: PartyId,
    disposer: PartyId,
    since: Millis,
    signed: BTreeSet<PartyId>,
}

/// All waybills, by their events.
#[derive(Default)]
struct Books {
    known: BTreeMap<DocumentId, Known>,
    /// What took the place of a version that was voided.
    next: BTreeMap<DocumentId, DocumentId>,
    /// Block time that the time to sign for goods that arrived runs from.
    runs_from: BTreeMap<DocumentId, Millis>,
    /// What was proposed last, and waits for others.
    proposed: BTreeMap<DocumentId, Proposed>,
    /// The kinds of events that were read.
    read: BTreeSet<&'static str>,
}

impl Books {
    fn drafted(&mut self, event: WaybillDrafted) {
        self.read.insert("drafted");
        let Consignment { consignor, carrier, .. } = event.consignment;
        let drafter = if event.counterparty == carrier { consignor } else { carrier };
        assert_eq!(event.waybill, waybill_id(carrier, &event.number, event.version));
        let view = WaybillView {
            status: WaybillStatus::Draft,
            consignment: event.consignment,
            drafter,
            complete: event.complete,
            lines: event.lines.len() as u16,
            custodian: consignor,
            offered_to: None,
            legs: 0,
            clean: true,
            cancellation_asked_by: None,
            picked_up_at: 0,
            arrived_at: 0,
            delivered_at: 0,
            delivery_recorded_at: 0,
            disposer: consignor,
            in_parts: false,
            surrendered: false,
            first: event.waybill,
        };
        let lines = event.lines.into_iter().map(loaded_line).collect();
        let known = Known { view, lines, legs: Vec::new(), confirmed: false, title: None };
        assert_eq!(self.known.insert(event.waybill, known), None, "an id was given twice");
    }

    fn lines_added(&mut self, event: LinesAdded) {
        let known = self.reads("lines added", event.waybill);
        assert_eq!(usize::from(event.first), known.lines.len() + 1);
        known.lines.extend(event.lines.into_iter().map(loaded_line));
        known.view.lines = known.lines.len() as u16;
        known.view.complete = event.complete;
    }

    fn issued(&mut self, event: WaybillIssued) {
        let known = self.reads("issued", event.waybill);
        known.view.status = WaybillStatus::Issued;
        let Consignment { form, consignor, consignee, .. } = known.view.consignment;
        let (beneficiary, endorsement) = match form {
            DocumentForm::Waybill => return,
            DocumentForm::StraightBill => (consignee, Endorsement::ToName),
            DocumentForm::BillToOrder => (consignor, Endorsement::ToOrder),
            DocumentForm::BillToBearer => (consignor, Endorsement::InBlank),
        };
        known.title = Some(Title {
            state: TitleState::Live,
            holder: consignor,
            beneficiary,
            endorsement,
            nominee: NOBODY,
            previous_holder: NOBODY,
            previous_beneficiary: NOBODY,
            previous_endorsement: endorsement,
            reject_until: 0,
            entry: event.waybill.0,
        });
    }

    fn title_moved(&mut self, event: TitleMoved) {
        use TitleAction::*;
        let TitleMoved { waybill, party, action, previous, recorded_at } = event;
        let known = self.reads("title moved", waybill);
        let view = &mut known.view;
        let title = known.title.as_mut().expect("no title moves that was not issued");
        let was_asked =
            matches!(title.state, TitleState::AskedForDelivery | TitleState::AskedForAmendment);
        let was_silent = was_asked && party != CARRIER;
        if was_silent {
            assert!(recorded_at >= title.reject_until, "the carrier had time to answer");
            assert_eq!((party, party), (title.holder, title.beneficiary));
        }
        assert_eq!(title.entry, previous, "an entry of the chain is missing");
        let is_blank = title.endorsement == Endorsement::InBlank;
        let (to, next, endorsement) = match action {
            TransferBeneficiary { to, endorsement } => (Some(to), None, endorsement),
            TransferHolder(holder) => (is_blank.then_some(holder), Some(holder), title.endorsement),
            TransferBoth { beneficiary, holder, endorsement } => {
                (Some(beneficiary), Some(holder), endorsement)
            }
            _ => (None, None, title.endorsement),
        };
        match action {
            RejectBeneficiary | RejectHolder | RejectBoth => {
                if action != RejectHolder {
                    title.beneficiary = std::mem::replace(&mut title.previous_beneficiary, NOBODY);
                    title.endorsement = title.previous_endorsement;
                }
                if action != RejectBeneficiary {
                    title.holder = std::mem::replace(&mut title.previous_holder, NOBODY);
                }
                if is_blank_again(title) {
                    title.endorsement = Endorsement::ToOrder;
                }
            }
            _ => {
                title.previous_endorsement = std::mem::replace(&mut title.endorsement, endorsement);
                title.previous_beneficiary = NOBODY;
                title.previous_holder = NOBODY;
                title.reject_until = recorded_at + SIGNING;
            }
        }
        if let Some(to) = to {
            title.previous_beneficiary = std::mem::replace(&mut title.beneficiary, to);
            title.nominee = NOBODY;
        }
        if let Some(next) = next {
            title.previous_holder = std::mem::replace(&mut title.holder, next);
        }
        if let Nominate(nominee) = action {
            title.nominee = nominee;
        }
        match (action, title.state) {
            (SurrenderForDelivery, _) => title.state = TitleState::AskedForDelivery,
            (SurrenderForAmendment(_), _) => title.state = TitleState::AskedForAmendment,
            (AcceptSurrender, asked) => {
                assert_eq!(asked, TitleState::AskedForDelivery);
                title.state = TitleState::SurrenderedForDelivery;
                view.surrendered = true;
                view.consignment.consignee = title.holder;
                view.offered_to = view.offered_to.filter(|to| *to != title.holder);
            }
            // Whatever else is done, a surrender that was not answered is none any more.
            _ => title.state = TitleState::Live,
        }
        title.entry = kit::digest(&(previous, party, action));
        if matches!(action, AcceptSurrender | RejectSurrender)
            && view.status == WaybillStatus::Arrived
        {
            self.runs_from.insert(waybill, recorded_at);
        }
        if was_silent {
            let is_taken = action == AcceptSurrender;
            self.read.insert(if is_taken { "silence taken" } else { "surrender taken back" });
        }
    }

    fn reissued(&mut self, event: WaybillReissued, now: Millis) {
        let voided = self.reads("reissued", event.waybill);
        let mut next = voided.clone();
        voided.view.status = WaybillStatus::Voided;
        let title = voided.title.as_mut().expect("only a bill is reissued");
        assert_eq!(title.state, TitleState::AskedForAmendment);
        title.state = TitleState::SurrenderedForAmendment;
        let about = &next.view.consignment;
        assert!(
            about.freight_term == FreightTerm::Collect
                || about.freight == event.revision.freight
                || about.consignor == title.holder,
            "what the consignor owes was changed by another"
        );
        assert_eq!(event.reissued, waybill_id(CARRIER, &event.number, event.version));
        next.revised(event.revision);
        next.title.as_mut().unwrap().state = TitleState::Live;
        if next.view.status == WaybillStatus::Arrived {
            self.runs_from.insert(event.reissued, now);
            self.read.insert("reissued, arrived");
        }
        assert_eq!(self.known.insert(event.reissued, next), None, "an id was given twice");
        self.next.insert(event.waybill, event.reissued);
    }

    fn revised(&mut self, event: RevisionSigned) {
        let RevisionSigned { waybill, party, revision, recorded_at, in_force } = event;
        let known = self.known.get(&waybill).expect("what is revised was drafted");
        let WaybillView { status, in_parts, disposer, .. } = known.view;
        let Consignment { consignor, carrier, consignee, .. } = known.view.consignment;
        let mut all = BTreeSet::from([consignor, carrier]);
        if status < WaybillStatus::Arrived {
            all.insert(disposer);
        }
        if in_parts || status >= WaybillStatus::Arrived {
            all.insert(consignee);
        }
        assert!(all.contains(&party));
        let anew = || Proposed {
            revision: revision.clone(),
            consignee,
            disposer,
            since: recorded_at,
            signed: BTreeSet::new(),
        };
        let standing = self.proposed.remove(&waybill).filter(|proposed| {
            proposed.revision == revision
                && (proposed.consignee, proposed.disposer) == (consignee, disposer)
                && recorded_at < proposed.since + SIGNING
        });
        let mut proposed = standing.unwrap_or_else(anew);
        proposed.signed.insert(party);
        assert_eq!(all.is_subset(&proposed.signed), in_force, "not all have signed");
        let known = self.reads("revision signed", waybill);
        if in_force {
            known.revised(revision);
            self.read.insert("revised");
        } else {
            self.proposed.insert(waybill, proposed);
        }
    }

    fn disposed(&mut self, event: GoodsDisposedOf) {
        let view = &mut self.reads("disposed of", event.waybill).view;
        assert_eq!(event.party, view.disposer);
        match event.disposal {
            Disposal::TransferTo(to) => view.disposer = to,
            Disposal::Redirect { consignee, place_of_delivery } => {
                view.consignment.consignee = consignee;
                view.consignment.place_of_delivery = place_of_delivery;
                view.offered_to = view.offered_to.filter(|to| *to != consignee);
            }
        }
    }

    fn part(&mut self, event: PartDelivered) {
        let known = self.reads("part", event.waybill);
        known.view.in_parts = true;
        known.lines[usize::from(event.line) - 1].parts += event.quantity;
    }

    fn cancelled(&mut self, event: Cancelled) {
        match event {
            Cancelled::Asked(event) => {
                let known = self.reads("cancellation asked", event.waybill);
                known.view.cancellation_asked_by = Some(event.party);
            }
            Cancelled::Done(event) => {
                let known = self.reads("cancelled", event.waybill);
                known.view.status = WaybillStatus::Cancelled;
                known.title = None;
            }
        }
    }

    fn picked_up(&mut self, event: GoodsPickedUp) {
        let known = self.reads("picked up", event.waybill);
        known.view.status = WaybillStatus::InTransit;
        known.view.picked_up_at = event.taken_at;
        known.taken(LegView {
            carrier: known.view.consignment.carrier,
            taken_at: event.taken_at,
            reservations: event.reservations,
            evidence: event.evidence,
        });
    }

    fn offered(&mut self, event: CustodyOffered) {
        self.reads("offered", event.waybill).view.offered_to = Some(event.to);
    }

    fn taken(&mut self, event: CustodyTaken) {
        let known = self.reads("taken", event.waybill);
        assert_eq!(usize::from(event.leg), known.legs.len() + 1);
        known.taken(LegView {
            carrier: event.carrier,
            taken_at: event.taken_at,
            reservations: event.reservations,
            evidence: event.evidence,
        });
    }

    fn arrived(&mut self, event: GoodsArrived) {
        let known = self.reads("arrived", event.waybill);
        known.view.status = WaybillStatus::Arrived;
        known.view.arrived_at = event.arrived_at;
        known.view.offered_to = None;
        self.runs_from.insert(event.waybill, event.recorded_at);
    }

    fn noted(&mut self, event: ExceptionsNoted) {
        let known = self.reads("noted", event.waybill);
        let status = known.view.status;
        for mut noted in event.exceptions {
            let line = &mut known.lines[usize::from(noted.line) - 1];
            if status > WaybillStatus::Arrived {
                let reason = line.exception.map(|before| before.reason);
                noted.reason = reason.unwrap_or(noted.reason);
            }
            line.exception = (noted.received != line.goods.quantity).then_some(noted);
        }
        self.read.insert(match status {
            WaybillStatus::Arrived => "noted, arrived",
            WaybillStatus::Delivered => "noted, delivered",
            _ => "noted, unconfirmed",
        });
    }

    fn delivered(&mut self, event: GoodsDelivered) {
        let known = self.reads("delivered", event.waybill);
        known.view.status = WaybillStatus::Delivered;
        known.confirmed = true;
        known.at_consignee(event.delivered_at, event.recorded_at);
    }

    fn unconfirmed(&mut self, event: DeliveryUnconfirmed) {
        let from = self.runs_from[&event.waybill];
        assert_eq!(event.delivered_at, from, "a carrier is not punctual by silence");
        assert!(event.recorded_at >= from + SIGNING, "who was to sign had time");
        let known = self.reads("unconfirmed", event.waybill);
        known.view.status = WaybillStatus::DeliveredUnconfirmed;
        let mut is_holders = false;
        if let Some(title) = &mut known.title {
            if !known.view.surrendered {
                assert_eq!(title.state, TitleState::Live, "a surrender waited for its answer");
                title.state = TitleState::SurrenderedForDelivery;
                known.view.surrendered = true;
                known.view.consignment.consignee = title.holder;
                is_holders = true;
            }
        }
        known.at_consignee(event.delivered_at, event.recorded_at);
        if is_holders {
            self.read.insert("unconfirmed, to the holder");
        }
    }

    fn lost(&mut self, event: GoodsLost) {
        let known = self.reads("lost", event.waybill);
        let Consignment { consignor, carrier, consignee, .. } = known.view.consignment;
        let of_them = match known.title {
            Some(title) if !known.view.surrendered => vec![title.holder],
            _ => vec![consignor, consignee],
        };
        assert!(of_them.contains(&event.party) || event.party == carrier);
        known.view.status = WaybillStatus::Lost;
        known.confirmed = known.view.in_parts;
        known.view.offered_to = None;
    }

    fn closed(&mut self, event: WaybillClosed) {
        self.reads("closed", event.waybill).view.status = WaybillStatus::Closed;
    }

    /// As if each waybill's own event had been told.
    fn signed_off(&mut self, event: ManySignedOff) {
        self.read.insert("signed off");
        let ManySignedOff { declared_at, recorded_at, .. } = event;
        for waybill in event.waybills {
            let (reservations, evidence) = (Vec::new(), [0; 32]);
            match event.step {
                SignOff::Issue => self.issued(WaybillIssued { waybill }),
                SignOff::PickUp => self.picked_up(GoodsPickedUp {
                    waybill,
                    taken_at: declared_at,
                    reservations,
                    evidence,
                }),
                SignOff::TakeOver => self.taken(CustodyTaken {
                    waybill,
                    leg: self.known[&waybill].view.legs + 1,
                    carrier: self.known[&waybill].view.offered_to.unwrap(),
                    taken_at: declared_at,
                    reservations,
                    evidence,
                }),
                SignOff::Arrive => {
                    self.arrived(GoodsArrived { waybill, arrived_at: declared_at, recorded_at })
                }
                SignOff::Deliver => self.delivered(GoodsDelivered {
                    waybill,
                    delivered_at: declared_at,
                    evidence,
                    recorded_at,
                }),
                SignOff::Close => self.closed(WaybillClosed { waybill }),
            }
        }
    }

    fn reads(&mut self, kind: &'static str, waybill: DocumentId) -> &mut Known {
        self.read.insert(kind);
        self.known.get_mut(&waybill).expect("an event of a waybill that was never drafted")
    }
}

impl Known {
    fn taken(&mut self, mut leg: LegView) {
        // A set, told in the order that it was given in.
        leg.reservations.sort();
        self.view.custodian = leg.carrier;
        self.view.offered_to = None;
        self.view.clean &= leg.reservations.is_empty();
        self.legs.push(leg);
        self.view.legs = self.legs.len() as u8;
    }

    fn revised(&mut self, revision: Revision) {
        let about = &mut self.view.consignment;
        let Revision { document, place_of_delivery, deliver_until, freight, gross_weight } =
            revision;
        about.document = document;
        about.place_of_delivery = place_of_delivery;
        about.deliver_until = deliver_until;
        about.freight = freight;
        about.gross_weight = gross_weight;
    }

    fn at_consignee(&mut self, delivered_at: Millis, recorded_at: Millis) {
        self.view.custodian = self.view.consignment.consignee;
        self.view.offered_to = None;
        self.view.delivered_at = delivered_at;
        self.view.delivery_recorded_at = recorded_at;
    }
}

/// Endorsed in blank by one who does not hold it: only a rejection comes to that.
fn is_blank_again(title: &Title) -> bool {
    title.endorsement == Endorsement::InBlank && title.holder != title.beneficiary
}

fn loaded_line(goods: Goods) -> LineView {
    LineView { goods, exception: None, parts: 0 }
}

/// What the ledger answers about a waybill.
fn stored(ledger: &Ledger, waybill: DocumentId) -> Known {
    let view = ledger.waybill(waybill).unwrap();
    let lines = ledger.lines_of(waybill, 1, 50);
    let legs = (1..=view.legs).map(|leg| ledger.leg_of(waybill, leg).unwrap()).collect();
    let confirmed = ledger.billing_record(waybill, vec![]).unwrap().confirmed;
    let title = ledger.title_of(waybill);
    Known { view, lines, legs, confirmed, title }
}

/// Checks one waybill against its events, against what it was a step before, and by itself, in the block of time `block`.
fn check(
    ledger: &Ledger,
    waybill: DocumentId,
    known: &Known,
    before: Option<&Known>,
    block: Millis,
) {
    use WaybillStatus::*;
    let mut now = stored(ledger, waybill);
    if now.view.status == Voided {
        // The goods go on under the next version, which has the same lines.
        now.lines.clone_from(&known.lines);
    }
    let now = now;
    assert_eq!(&now, known, "the events tell otherwise");
    let view = &now.view;

    // Forward.
    if let Some(before) = before {
        assert!(view.status >= before.view.status);
        if before.view.surrendered {
            assert_eq!(now.title, before.title, "a title moved after it was surrendered");
            assert_eq!(view.consignment, before.view.consignment);
        }
        if matches!(before.view.status, Closed | Cancelled | Lost | Voided) {
            assert_eq!(&now, before, "an ended waybill changed");
        }
        if view.in_parts && !before.view.in_parts && before.view.status == InTransit {
            assert!(before.view.consignment.deliver_until <= block, "the rest could go elsewhere");
        }
    }

    // What the credit contract would be told, and when.
    let bureau = Bureau::default();
    match ledger.tell_credit(&bureau, waybill, FactKind::Outcome) {
        Ok(_) => {
            assert!(view.status == Closed && now.confirmed);
            let fact = bureau.told.borrow()[0];
            assert_eq!((fact.document, fact.at), (view.first, view.delivery_recorded_at));
            let is_full = now.lines.iter().all(|line| line.exception.is_none());
            assert!(
                !is_full || matches!(fact.what, What::Delivery(merits) if merits | ON_TIME == 15)
            );
        }
        Err(WaybillError::Unconfirmed) => assert!(view.status == Closed && !now.confirmed),
        // A carrier that got the goods itself.
        Err(WaybillError::NotTold(7)) => {
            assert_eq!(view.consignment.carrier, view.consignment.consignee);
        }
        told => assert_eq!(told, Err(WaybillError::WrongStatus(view.status))),
    }

    // Custody.
    let custodian = match view.status {
        Draft | Issued | Cancelled => view.consignment.consignor,
        InTransit | Arrived | Lost | Voided => now.legs.last().unwrap().carrier,
        Delivered | DeliveredUnconfirmed | Closed => view.consignment.consignee,
    };
    assert_eq!(view.custodian, custodian);
    assert!(view.offered_to.is_none() || matches!(view.status, InTransit | Voided));
    assert!(
        view.offered_to != Some(view.consignment.consignee),
        "who signs for delivery, as carrier"
    );
    assert_eq!(ledger.leg_of(waybill, view.legs + 1), None);
    assert_eq!(view.clean, now.legs.iter().all(|leg| leg.reservations.is_empty()));

    // Time runs forward along custody.
    let mut times: Vec<Millis> = now.legs.iter().map(|leg| leg.taken_at).collect();
    assert_eq!(times.first().copied().unwrap_or(0), view.picked_up_at);
    times.extend(matches!(view.status, Arrived | DeliveredUnconfirmed).then_some(view.arrived_at));
    assert!(times.is_sorted());

    // Title: one holder, one beneficiary, never the carrier; delivered to who surrendered it.
    assert_eq!(
        now.title.is_some(),
        view.consignment.form != DocumentForm::Waybill && !matches!(view.status, Draft | Cancelled)
    );
    if let Some(title) = now.title {
        for party in [title.holder, title.beneficiary] {
            assert!(party != NOBODY && party != CARRIER);
        }
        let delivered = matches!(view.status, Delivered | DeliveredUnconfirmed | Closed);
        // A title that nobody surrendered may have had two owners when the goods lapsed to its holder.
        let is_moving = title.state == TitleState::Live || delivered && !now.confirmed;
        if title.endorsement == Endorsement::InBlank || !is_moving {
            assert_eq!(title.holder, title.beneficiary);
        }
        assert_eq!(view.surrendered, title.state == TitleState::SurrenderedForDelivery);
        assert!(!view.surrendered || view.consignment.consignee == title.holder);
        assert!(!(delivered || view.in_parts) || view.surrendered);
        assert_eq!(view.status == Voided, title.state == TitleState::SurrenderedForAmendment);
    }

    // Conservation.
    let delivered = matches!(view.status, Delivered | DeliveredUnconfirmed | Closed);
    let numbers = (1..=view.lines).collect();
    let record = ledger.billing_record(waybill, numbers).unwrap();
    assert_eq!(record.status, view.status);
    assert_eq!(record.billed.len(), now.lines.len());
    for (billed, line) in record.billed.iter().zip(&now.lines) {
        let BillingLine { loaded, received, .. } = *billed;
        let noted = line.exception.map_or(0, |e| e.short + e.damaged + e.refused);
        assert_eq!(loaded, line.goods.quantity);
        let expected = match view.status {
            Lost => line.parts,
            _ if delivered => loaded - noted,
            _ => 0,
        };
        assert_eq!(received, expected);
        assert!(line.parts + noted <= loaded, "what was signed for in parts was taken back");
        if let Some(e) = line.exception {
            assert_eq!(e.received + noted, loaded);
            assert!(delivered || view.status == Arrived, "noted before the goods arrived");
        }
    }
}

struct Walk {
    dice: Dice,
    desk: Desk,
    books: Books,
}

impl Walk {
    fn any_waybill(&mut self) -> DocumentId {
        if self.dice.one_in(20) {
            return DocumentId([0; 32]);
        }
        let version = if self.dice.one_in(3) { 1 + self.dice.below(3) as u16 } else { 1 };
        let waybill = waybill_id(CARRIER, self.dice.of(&NUMBERS), version);
        if self.books.known.contains_key(&waybill) {
            return waybill;
        }
        waybill_id(CARRIER, self.dice.of(&NUMBERS), 1)
    }

    /// Mostly `party`, else anyone.
    fn anyone_or(&mut self, party: Option<PartyId>) -> PartyId {
        match party {
            Some(party) if !self.dice.one_in(4) => party,
            _ => self.dice.of(&PARTIES),
        }
    }

    fn declared(&mut self) -> Millis {
        if self.dice.one_in(15) {
            return self.dice.of(&[0, self.desk.now + kit::call::CLOCK_SKEW + 1, u64::MAX]);
        }
        self.desk.now + kit::call::CLOCK_SKEW - self.dice.below(10 * 60 * 1000)
    }

    fn reservations(&mut self) -> Vec<Reservation> {
        let all = [Reservation::Packages, Reservation::Seal, Reservation::NotChecked];
        (0..self.dice.below(4).saturating_sub(1)).map(|_| self.dice.of(&all)).collect()
    }

    fn evidence(&mut self) -> Digest {
        [self.dice.below(2) as u8; 32]
    }

    fn goods(&mut self, most: u64) -> Vec<Goods> {
        (0..self.dice.below(most + 1))
            .map(|_| {
                let mut goods = goods(self.dice.below(30));
                goods.deliver_until = START + self.dice.below(20) * DAY;
                goods
            })
            .collect()
    }

    fn exceptions(&mut self, waybill: DocumentId) -> Vec<LineException> {
        let lines = self.desk.ledger.lines_of(waybill, 1, 50);
        // Half of the notes say what was hidden and nothing else.
        let late = self.dice.one_in(2);
        (0..self.dice.below(3))
            .map(|_| {
                let line = self.dice.below(lines.len() as u64 + 1) as u16 + 1;
                let known = lines.get(usize::from(line) - 1);
                let mut rest = known.map_or(9, |known| known.goods.quantity);
                let before = known.and_then(|known| known.exception).filter(|_| late);
                let [short, damaged, refused] =
                    before.map_or([0; 3], |e| [e.short, e.damaged, e.refused]);
                let mut part = |known: Quantity, more: bool| {
                    let most = rest - known + 1;
                    let part = known + if more { self.dice.below(most) } else { 0 };
                    rest -= part;
                    part
                };
                let (short, refused) = (part(short, !late), part(refused, !late));
                let damaged = part(damaged, true);
                let received = rest + u64::from(self.dice.one_in(10));
                let reason = self.dice.of(&[ExceptionReason::Quality, ExceptionReason::Missing]);
                LineException { line, received, short, damaged, refused, reason }
            })
            .collect()
    }

    fn title_action(&mut self) -> TitleAction {
        use TitleAction::*;
        let asked = kit::digest(&self.revision());
        let party = self.dice.of(&PARTIES);
        let holder = if self.dice.one_in(3) { party } else { self.dice.of(&PARTIES) };
        let endorsement = self.dice.of(&[
            Endorsement::ToOrder,
            Endorsement::ToOrder,
            Endorsement::InBlank,
            Endorsement::ToName,
        ]);
        self.dice.of(&[
            RejectBeneficiary,
            RejectHolder,
            RejectBoth,
            SurrenderForDelivery,
            SurrenderForAmendment(asked),
            SurrenderForAmendment(asked),
            SurrenderForAmendment(asked),
            AcceptSurrender,
            RejectSurrender,
            Nominate(party),
            TransferBeneficiary { to: party, endorsement },
            TransferHolder(holder),
            TransferBoth { beneficiary: party, holder, endorsement },
        ])
    }

    /// One of few, so that two sign the same.
    fn revision(&mut self) -> Revision {
        let places = ["NLRTM", "NLRTM", "NLRTM", "NLRTM", "NLRTM", "", "Rotterdam"];
        Revision {
            document: [6; 32],
            place_of_delivery: self.dice.of(&places).into(),
            deliver_until: START + 90 * DAY,
            freight: self.dice.of(&[5, 120_000, 120_000, 120_000]),
            gross_weight: 7,
        }
    }

    fn pass_time(&mut self) {
        let longest = [1, HOUR, HOUR, HOUR, DAY, SIGNING, RESERVATION, 3 * LOSS_PERIOD];
        if self.dice.one_in(3) {
            let choices = if self.dice.one_in(8) { 8 } else { 5 };
            let longest = self.dice.of(&longest[..choices]);
            self.desk.now += self.dice.below(longest + 1);
        }
    }

    /// Mostly one that can follow, or nearly everything would be refused.
    fn command(&mut self, status: Option<WaybillStatus>) -> u64 {
        use WaybillStatus::*;
        if self.dice.one_in(3) {
            return self.dice.below(22);
        }
        match status {
            None => 0,
            Some(Draft) => self.dice.of(&[1, 1, 2, 2, 2, 2, 2, 3]),
            Some(Issued) => self.dice.of(&[3, 3, 4, 4, 4, 4, 13, 15, 19, 20]),
            Some(InTransit) => self.dice.of(&[
                5, 5, 5, 6, 6, 6, 6, 7, 8, 9, 11, 13, 15, 17, 17, 17, 17, 17, 17, 18, 18, 19, 19,
                20, 21,
            ]),
            Some(Arrived) => self.dice.of(&[8, 9, 10, 13, 15, 17, 17, 17, 17, 18, 18, 19, 19, 21]),
            Some(Delivered) => self.dice.of(&[8, 8, 8, 12, 13, 19, 19, 19]),
            Some(DeliveredUnconfirmed) => self.dice.of(&[8, 8, 12, 13]),
            Some(_) => self.dice.of(&[12, 13, 17, 18]),
        }
    }

    /// Calls something; whether it was done.
    fn call(&mut self) -> bool {
        let waybill = self.any_waybill();
        let known = self.books.known.get(&waybill).map(|known| known.view.clone());
        let (drafter, carrier, custodian, offered_to) = match &known {
            Some(view) => {
                (Some(view.drafter), Some(CARRIER), Some(view.custodian), view.offered_to)
            }
            None => (None, None, None, None),
        };
        let counterparty = if drafter == carrier { Some(CONSIGNOR) } else { carrier };
        let declared_at = self.declared();
        let evidence = self.evidence();
        let command = self.command(known.as_ref().map(|view| view.status));
        let actor = match command {
            0 => self.dice.of(&[CONSIGNOR, CARRIER, CONSIGNEE]),
            1 => self.anyone_or(drafter),
            2 => self.anyone_or(counterparty),
            11 => {
                let title = self.books.known.get(&waybill).and_then(|known| known.title);
                let holder = title.map_or(CONSIGNEE, |title| title.holder);
                self.dice.of(&[CONSIGNOR, CONSIGNEE, CARRIER, holder])
            }
            15 => self.dice.of(&PARTIES),
            3 => self.dice.of(&[CONSIGNOR, CARRIER, CARRIER, STRANGER]),
            4 => self.anyone_or(carrier),
            5 | 7 => self.anyone_or(custodian),
            6 => self.anyone_or(offered_to),
            8 | 9 | 21 => {
                let consignee = known.as_ref().map(|view| view.consignment.consignee);
                self.anyone_or(consignee)
            }
            17 => {
                let title = self.books.known.get(&waybill).and_then(|known| known.title);
                match title {
                    Some(title)
                        if title.state != TitleState::Live
                            && self.desk.now < title.reject_until
                            && !self.dice.one_in(4) =>
                    {
                        CARRIER
                    }
                    Some(title) => self.dice.of(&[
                        title.holder,
                        title.holder,
                        title.beneficiary,
                        title.beneficiary,
                        CARRIER,
                        SECOND,
                    ]),
                    None => CONSIGNOR,
                }
            }
            19 => {
                let disposer = known.as_ref().map_or(CONSIGNOR, |view| view.disposer);
                let consignee = known.as_ref().map_or(CONSIGNEE, |view| view.consignment.consignee);
                self.dice.of(&[CONSIGNOR, CARRIER, consignee, disposer])
            }
            20 => {
                let disposer = known.as_ref().map(|view| view.disposer);
                self.anyone_or(disposer)
            }
            _ => self.anyone_or(carrier),
        };
        let call = self.desk.by(actor);
        macro_rules! tell {
            ($result:expr, $read:ident) => {
                match $result {
                    Ok(event) => {
                        self.books.$read(event);
                        true
                    }
                    Err(_) => false,
                }
            };
        }
        match command {
            0 => {
                let lines = self.goods(3);
                let complete = self.dice.one_in(2);
                let now = self.desk.now;
                let mut about = consignment();
                about.pickup_until = now + self.dice.below(7 * DAY);
                about.deliver_until = about.pickup_until + self.dice.below(2 * DAY);
                about.form = self.dice.of(&FORMS);
                about.freight_term = self.dice.of(&[FreightTerm::Prepaid, FreightTerm::Collect]);
                let number = self.dice.of(&NUMBERS).into();
                let Desk { ledger, book, pledges, .. } = &mut self.desk;
                tell!(
                    ledger.draft(&call, book, pledges, actor, number, about, lines, complete),
                    drafted
                )
            }
            1 => {
                let lines = self.goods(2);
                let complete = self.dice.one_in(2);
                let Desk { ledger, book, .. } = &mut self.desk;
                tell!(ledger.add_lines(&call, book, waybill, lines, complete), lines_added)
            }
            2 => {
                let Desk { ledger, .. } = &mut self.desk;
                tell!(ledger.issue(&call, waybill), issued)
            }
            3 => {
                let Desk { ledger, .. } = &mut self.desk;
                tell!(ledger.cancel(&call, waybill, actor), cancelled)
            }
            4 => {
                let reservations = self.reservations();
                let Desk { ledger, .. } = &mut self.desk;
                tell!(
                    ledger.pick_up(&call, waybill, reservations, evidence, declared_at),
                    picked_up
                )
            }
            5 => {
                let to = self.anyone_or(Some(SECOND));
                let Desk { ledger, .. } = &mut self.desk;
                tell!(ledger.hand_over(&call, waybill, to), offered)
            }
            6 => {
                let reservations = self.reservations();
                let Desk { ledger, .. } = &mut self.desk;
                tell!(ledger.take_over(&call, waybill, reservations, evidence, declared_at), taken)
            }
            7 => {
                let Desk { ledger, .. } = &mut self.desk;
                tell!(ledger.arrive(&call, waybill, declared_at), arrived)
            }
            8 => {
                let exceptions = self.exceptions(waybill);
                let Desk { ledger, .. } = &mut self.desk;
                let noted = ExceptionsNoted { waybill, exceptions };
                tell!(ledger.note_exceptions(&call, &noted).map(|()| noted), noted)
            }
            9 => {
                // The consignee is often slow, so that windows run out too.
                if !self.dice.one_in(4) {
                    return false;
                }
                let Desk { ledger, .. } = &mut self.desk;
                tell!(ledger.sign_delivery(&call, waybill, declared_at, evidence), delivered)
            }
            10 => tell!(self.desk.ledger.lapse(&call, waybill), unconfirmed),
            11 => {
                let Desk { ledger, .. } = &mut self.desk;
                tell!(ledger.declare_lost(&call, waybill, actor), lost)
            }
            12 => {
                let Desk { ledger, .. } = &mut self.desk;
                tell!(ledger.close(&call, waybill), closed)
            }
            13 | 14 => {
                let steps = [
                    SignOff::Issue,
                    SignOff::PickUp,
                    SignOff::TakeOver,
                    SignOff::Arrive,
                    SignOff::Deliver,
                    SignOff::Close,
                ];
                let step = self.dice.of(&steps);
                let many = (0..self.dice.below(4)).map(|_| self.any_waybill()).collect();
                let signer = match step {
                    SignOff::Deliver => CONSIGNEE,
                    SignOff::TakeOver => SECOND,
                    _ => CARRIER,
                };
                let actor = self.anyone_or(Some(signer));
                let call = self.desk.by(actor);
                let recorded_at = self.desk.now;
                let told =
                    ManySignedOff { step, waybills: many, declared_at, recorded_at, relayed: None };
                let Desk { ledger, .. } = &mut self.desk;
                tell!(ledger.sign_off(&call, &told).map(|()| told), signed_off)
            }
            15 => {
                let classifier = self.dice.of(&[Classifier::Planned, Classifier::Actual]);
                let place = self.dice.of(&["", "DEHAM", "Hamburg"]).into();
                let event = TransportEventLogged {
                    waybill,
                    party: actor,
                    event: TransportEvent::Departure,
                    classifier,
                    place,
                    occurs_at: declared_at,
                    evidence,
                };
                let logged = self.desk.ledger.log_event(&call, &event);
                logged.map(|()| self.books.read.insert("logged")).is_ok()
            }
            17 => {
                let title = self.books.known.get(&waybill).and_then(|known| known.title);
                let is_asked = title.is_some_and(|title| title.state != TitleState::Live);
                let action = if is_asked && !self.dice.one_in(4) {
                    if actor == CARRIER && self.dice.one_in(2) {
                        TitleAction::RejectSurrender
                    } else {
                        TitleAction::AcceptSurrender
                    }
                } else {
                    self.title_action()
                };
                let recorded_at = self.desk.now;
                let mut moved =
                    TitleMoved { waybill, party: actor, action, previous: [0; 32], recorded_at };
                let Desk { ledger, .. } = &mut self.desk;
                tell!(ledger.title(&call, &mut moved).map(|()| moved), title_moved)
            }
            18 => {
                let number = self.dice.of(&NUMBERS);
                let version = 1 + self.dice.below(2) as u16;
                // Mostly its own.
                let (number, version) = NUMBERS
                    .iter()
                    .flat_map(|number| [(*number, 1), (*number, 2)])
                    .find(|(number, version)| waybill_id(CARRIER, number, *version) == waybill)
                    .filter(|_| !self.dice.one_in(5))
                    .unwrap_or((number, version));
                let revision = self.revision();
                let now = self.desk.now;
                let Desk { ledger, .. } = &mut self.desk;
                match ledger.reissue(&call, waybill, number.into(), version, revision) {
                    Ok(event) => {
                        self.books.reissued(event, now);
                        true
                    }
                    Err(_) => false,
                }
            }
            19 => {
                let revision = match self.books.proposed.get(&waybill) {
                    Some(proposed) if !self.dice.one_in(4) => proposed.revision.clone(),
                    _ => self.revision(),
                };
                let recorded_at = self.desk.now;
                let mut signed = RevisionSigned {
                    waybill,
                    party: actor,
                    revision,
                    recorded_at,
                    in_force: false,
                };
                let Desk { ledger, .. } = &mut self.desk;
                tell!(ledger.revise(&call, &mut signed).map(|()| signed), revised)
            }
            20 => {
                let disposal = if self.dice.one_in(2) {
                    Disposal::TransferTo(self.dice.of(&PARTIES))
                } else {
                    Disposal::Redirect {
                        consignee: self.dice.of(&PARTIES),
                        place_of_delivery: self.dice.of(&["", "NLRTM"]).into(),
                    }
                };
                let disposed = GoodsDisposedOf { waybill, party: actor, disposal };
                let Desk { ledger, .. } = &mut self.desk;
                tell!(ledger.dispose(&call, &disposed).map(|()| disposed), disposed)
            }
            21 => {
                let line = 1 + self.dice.below(3) as u16;
                let quantity = self.dice.below(12);
                let part = PartDelivered { waybill, line, quantity, delivered_at: declared_at };
                let Desk { ledger, .. } = &mut self.desk;
                tell!(ledger.deliver_part(&call, &part).map(|()| part), part)
            }
            _ => {
                // The rules change under work in flight.
                if self.dice.one_in(5) {
                    self.desk.paused = self.dice.one_in(4);
                }
                if self.dice.one_in(40) {
                    self.desk.roll.epoch += 1;
                }
                false
            }
        }
    }

    fn step(&mut self) {
        let before = self.books.known.clone();
        self.pass_time();
        let done = self.call();
        let asked: Vec<_> = self.desk.roll.asked.borrow_mut().drain(..).collect();
        assert!(asked.len() <= 1, "the registry was asked more than once");
        if !done {
            assert_eq!(self.books.known, before);
        }
        for (waybill, known) in &self.books.known {
            check(&self.desk.ledger, *waybill, known, before.get(waybill), self.desk.now);
            // One document: what was voided has its next version, with the same goods.
            if known.view.status == WaybillStatus::Voided {
                let next = self.desk.ledger.waybill(self.books.next[waybill]);
                assert_eq!(next.unwrap().first, known.view.first);
            }
        }
    }

    /// Every open waybill is ended by one side alone, while new business is paused.
    fn end(&mut self) {
        use WaybillStatus::*;
        self.desk.paused = true;
        self.desk.now += 200 * DAY;
        let waybills: Vec<DocumentId> = self.books.known.keys().copied().collect();
        let open = |walk: &Self, waybill| walk.desk.ledger.status_of(waybill).unwrap();
        let mut times = 0;
        for waybill in waybills {
            while !matches!(open(self, waybill), Closed | Cancelled | Lost | Voided) {
                times += 1;
                assert!(times < 100, "a waybill cannot be ended");
                let now = self.desk.now;
                let alone = self.dice.of(&[CONSIGNOR, CARRIER]);
                let Known { view, title, .. } = self.books.known[&waybill].clone();
                let custodian = view.custodian;
                let anyone = self.desk.by(STRANGER);
                let status = open(self, waybill);
                let by_carrier = self.dice.one_in(2);
                let consignee = view.consignment.consignee;
                let title = title.filter(|_| !view.surrendered);
                let other = match title {
                    Some(title) => self.dice.of(&[title.holder, CARRIER]),
                    None => self.dice.of(&[CONSIGNOR, consignee, CARRIER]),
                };
                let [alone_signs, custodian_signs, other_signs] =
                    [alone, custodian, other].map(|party| self.desk.by(party));
                let Desk { ledger, .. } = &mut self.desk;
                let asked = title.filter(|title| title.state != TitleState::Live);
                match status {
                    Draft | Issued => {
                        let event = ledger.cancel(&alone_signs, waybill, alone).unwrap();
                        self.books.cancelled(event);
                    }
                    InTransit if by_carrier => {
                        let event = ledger.arrive(&custodian_signs, waybill, now).unwrap();
                        self.books.arrived(event);
                    }
                    InTransit => {
                        let event = ledger.declare_lost(&other_signs, waybill, other).unwrap();
                        self.books.lost(event);
                    }
                    // A surrender is answered by the carrier, or by the silence of the carrier.
                    Arrived if asked.is_some() => {
                        assert_eq!(ledger.lapse(&anyone, waybill), Err(WaybillError::Surrendered));
                        let action = match asked.map(|title| title.state) {
                            _ if other == CARRIER => TitleAction::RejectSurrender,
                            Some(TitleState::AskedForDelivery) => TitleAction::AcceptSurrender,
                            _ => TitleAction::SurrenderForDelivery,
                        };
                        let party = other;
                        let recorded_at = now;
                        let mut moved =
                            TitleMoved { waybill, party, action, previous: [0; 32], recorded_at };
                        ledger.title(&other_signs, &mut moved).unwrap();
                        self.books.title_moved(moved);
                    }
                    Arrived => self.books.unconfirmed(ledger.lapse(&anyone, waybill).unwrap()),
                    _ => self.books.closed(ledger.close(&anyone, waybill).unwrap()),
                }
                let known = &self.books.known[&waybill];
                check(&self.desk.ledger, waybill, known, None, self.desk.now);
                self.desk.now += RESERVATION;
            }
        }
    }
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect(name))
}

#[ink::test]
fn no_walk_breaks_an_invariant_and_every_walk_can_end() {
    let steps = setting("LADING_WALK_STEPS", STEPS);
    let seed = setting("LADING_WALK_SEED", SEED);
    println!("LADING_WALK_STEPS={steps} LADING_WALK_SEED={seed}");
    let mut read = BTreeSet::new();
    let mut walked = 0;
    let mut dice = Dice(seed);
    while walked < steps {
        let mut walk = Walk { dice, desk: Desk::new(), books: Books::default() };
        for _ in 0..GENERATION.min(steps - walked) {
            walk.step();
            walked += 1;
        }
        walk.end();
        read.append(&mut walk.books.read);
        dice = walk.dice;
    }
    // A walk that never gets anywhere proves nothing. A short one of another seed may miss a rare event.
    let is_telling = steps >= 20_000 || (steps, seed) == (STEPS, SEED);
    assert!(!is_telling || read.len() == KINDS, "only {read:?}");
}

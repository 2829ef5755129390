//! What holds after every step, each by its name. They ask the chain, and know of the model only what was there before.
use std::collections::BTreeMap;

use super::model::{SKEW, UNOPENED};
use e2e::World;
use interfaces::{
    ids::{CaseId, DocumentId, PartyId},
    orders::{
        LineChange, LineState, LineView as OrderLineView, OrderStatus, OrderView, Orders,
        RequestStatus, Tally, Terms,
    },
    reconciliation::{
        CaseLine, CaseStatus, CaseView, DiscrepancyRecord, DiscrepancyStatus, LineReference,
        LineStatus, Reconciliation, Statement,
    },
    registry::{Business, Enterprise, Registry, Scope},
    waybill::{
        BillingRecord, DocumentForm, LegView, LineView, Title, TitleState, Waybill, WaybillStatus,
        WaybillView,
    },
};

/// All that the chain says of a waybill.
#[derive(Debug, Clone, PartialEq)]
pub struct WaybillState {
    pub view: WaybillView,
    pub lines: Vec<LineView>,
    pub legs: Vec<LegView>,
    pub record: BillingRecord,
    pub title: Option<Title>,
}

impl WaybillState {
    /// Reads all, or, to save time, only what may have changed since `before`.
    pub fn read(world: &World, waybill: DocumentId, before: Option<&Self>) -> Option<Self> {
        let view = world.ask(world.waybill().waybill(waybill))?;
        let lines = world.ask(world.waybill().lines_of(waybill, 1, 50));
        let mut legs = before.map(|before| before.legs.clone()).unwrap_or_default();
        for leg in legs.len() + 1..=usize::from(view.legs) {
            legs.push(
                world.ask(world.waybill().leg_of(waybill, leg as u8)).expect("it was counted"),
            );
        }
        let record = match before {
            Some(before) if (&before.view, &before.lines) == (&view, &lines) => {
                before.record.clone()
            }
            _ => {
                let numbers = (1..=view.lines).collect();
                world
                    .ask(world.waybill().billing_record(waybill, numbers))
                    .expect("there is such a waybill")
            }
        };
        let title = world.ask(world.waybill().title_of(waybill));
        Some(Self { view, lines, legs, record, title })
    }
}

/// All that the chain says of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseState {
    pub view: CaseView,
    pub lines: Vec<CaseLine>,
    pub discrepant: Vec<CaseLine>,
}

impl CaseState {
    pub fn read(world: &World, case: CaseId) -> Option<Self> {
        let view = world.ask(world.reconciliation().case(case))?;
        let lines = (0..view.entry_pages)
            .flat_map(|page| world.ask(world.reconciliation().lines_of(case, page)))
            .collect();
        let discrepant = (0..view.discrepancy_pages)
            .flat_map(|page| world.ask(world.reconciliation().discrepancies_of(case, page)))
            .collect();
        Some(Self { view, lines, discrepant })
    }
}

/// All that the chain says of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderState {
    pub view: OrderView,
    pub lines: Vec<OrderLineView>,
    pub terms: Terms,
    /// What the last request asked for.
    pub changes: Vec<LineChange>,
}

impl OrderState {
    pub fn read(world: &World, order: DocumentId) -> Option<Self> {
        let orders = world.orders();
        let view = world.ask(orders.order(order))?;
        let lines = (1..=view.lines)
            .step_by(50)
            .flat_map(|from| world.ask(orders.lines_of(order, from, 50)))
            .collect();
        let terms = world.ask(orders.terms_of(order)).expect("there is such an order");
        let changes = world.ask(orders.changes_of(order, view.request.number));
        Some(Self { view, lines, terms, changes })
    }
}

// Waybills, each with what it was before the step.

/// Of each line, loaded = received + short + damaged + refused, and an exception excepts something. Parts that were signed for stay
/// received.
pub fn every_line_adds_up(state: &WaybillState) {
    for line in &state.lines {
        let received = line.exception.map_or(line.goods.quantity, |noted| noted.received);
        assert!(line.parts <= received, "{} of {received} were signed for", line.parts);
        // The lines of a voided bill are those of the next version, of which parts may have been delivered since.
        let is_voided = state.view.status == WaybillStatus::Voided;
        assert!(line.parts == 0 || state.view.in_parts || is_voided);
        if let Some(noted) = line.exception {
            let sum = noted.received + noted.short + noted.damaged + noted.refused;
            assert_eq!(sum, line.goods.quantity, "line {}", noted.line);
            assert_ne!(noted.received, line.goods.quantity, "line {}", noted.line);
        }
    }
}

/// Exactly one party has the goods: the consignor, then the carrier of the last leg, then the consignee.
pub fn there_is_exactly_one_custodian(state: &WaybillState) {
    use WaybillStatus::*;
    let (view, about) = (&state.view, &state.view.consignment);
    let expected = match view.status {
        Draft | Issued | Cancelled => about.consignor,
        InTransit | Arrived | Lost | Voided => {
            state.legs.last().expect("a carrier has taken them").carrier
        }
        Delivered | DeliveredUnconfirmed | Closed => about.consignee,
    };
    assert_eq!(view.custodian, expected);
}

/// An offer stands only while the goods are under way, to someone who neither has them nor is to receive them. A voided bill says what
/// was offered when its next version was issued, under which the offer goes on.
pub fn custody_is_offered_only_under_way(state: &WaybillState) {
    if let Some(to) = state.view.offered_to {
        assert!(matches!(state.view.status, WaybillStatus::InTransit | WaybillStatus::Voided));
        assert!(to != state.view.custodian && to != state.view.consignment.consignee);
    }
}

/// Legs are as many as are counted, the first is the issuing carrier's, and none begins before the one before.
pub fn legs_follow_each_other(state: &WaybillState) {
    assert_eq!(state.legs.len(), usize::from(state.view.legs));
    assert!(state.legs.windows(2).all(|legs| legs[0].taken_at <= legs[1].taken_at));
    if let Some(first) = state.legs.first() {
        assert_eq!(
            (first.carrier, first.taken_at),
            (state.view.consignment.carrier, state.view.picked_up_at)
        );
    }
}

/// A waybill is clean if and only if no carrier noted a reservation.
pub fn clean_means_no_reservation(state: &WaybillState) {
    assert_eq!(state.view.clean, state.legs.iter().all(|leg| leg.reservations.is_empty()));
}

/// A waybill moves only forward.
pub fn a_status_is_never_left_for_an_earlier_one(before: &WaybillState, after: &WaybillState) {
    assert!(before.view.status <= after.view.status);
}

/// Nothing about a closed, cancelled, lost or voided waybill ever changes: its billing record is frozen. The lines of a voided one go
/// on with the next version.
pub fn what_has_ended_never_changes(before: &WaybillState, after: &WaybillState) {
    use WaybillStatus::*;
    match before.view.status {
        Closed | Cancelled | Lost => assert_eq!(before, after),
        Voided => {
            let kept = |state: &WaybillState| (state.view.clone(), state.legs.clone(), state.title);
            assert_eq!(kept(before), kept(after));
        }
        _ => {}
    }
}

/// A title goes with a bill once it is issued, and has one holder and one beneficiary, neither of them the carrier.
pub fn a_title_has_exactly_one_holder(state: &WaybillState) {
    use WaybillStatus::*;
    let (view, about) = (&state.view, &state.view.consignment);
    let is_titled =
        about.form != DocumentForm::Waybill && !matches!(view.status, Draft | Cancelled);
    assert_eq!(state.title.is_some(), is_titled);
    let Some(title) = &state.title else {
        assert!(!view.surrendered && view.status != Voided);
        return;
    };
    for party in [title.holder, title.beneficiary] {
        assert!(party != PartyId::NONE && party != about.carrier);
    }
    assert_eq!(view.surrendered, title.state == TitleState::SurrenderedForDelivery);
    assert_eq!(view.status == Voided, title.state == TitleState::SurrenderedForAmendment);
    if view.surrendered {
        assert_eq!(about.consignee, title.holder);
        // Only who is both surrenders; silence finds the goods with whoever holds the title.
        let is_silence = view.delivered_at > 0 && !state.record.confirmed;
        assert!(title.holder == title.beneficiary || is_silence);
    }
}

/// Goods under a title are delivered by its surrender, or by silence to its holder; parts of them never without it.
pub fn goods_under_a_title_go_to_who_surrendered_it(state: &WaybillState) {
    // The lines of a voided bill are those of the next version, which may have been surrendered since.
    let is_titled = state.view.consignment.form != DocumentForm::Waybill
        && state.view.status != WaybillStatus::Voided;
    if is_titled && !state.view.surrendered {
        assert!(state.view.delivered_at == 0 && !state.view.in_parts);
        assert!(state.lines.iter().all(|line| line.exception.is_none()));
    }
}

/// Nothing of a title moves once its surrender was accepted.
pub fn nothing_moves_after_a_surrender_was_accepted(before: &WaybillState, after: &WaybillState) {
    use TitleState::*;
    if let Some(title) = &before.title {
        if matches!(title.state, SurrenderedForDelivery | SurrenderedForAmendment) {
            assert_eq!(after.title.as_ref(), Some(title));
        }
    }
}

/// What was signed for in parts is never taken back.
pub fn parts_never_shrink(before: &WaybillState, after: &WaybillState) {
    for (before, after) in before.lines.iter().zip(&after.lines) {
        assert!(before.parts <= after.parts);
    }
}

/// Of all versions of a bill at most one goes on.
pub fn one_version_of_a_bill_goes_on(states: &BTreeMap<DocumentId, WaybillState>) {
    let mut found = BTreeMap::new();
    for (id, state) in states.iter().filter(|(_, state)| state.view.status != WaybillStatus::Voided)
    {
        if let Some(other) = found.insert(state.view.first, id) {
            panic!("{id:?} and {other:?} are versions of one bill");
        }
    }
}

/// What consignor and carrier have signed stays as they signed it, but for what can be revised, redirected and surrendered.
pub fn what_both_signed_stays(before: &WaybillState, after: &WaybillState) {
    let signed = |state: &WaybillState| {
        let mut about = state.view.consignment.clone();
        about.consignee = PartyId::NONE;
        about.document = [0; 32];
        about.place_of_delivery.clear();
        (about.freight, about.gross_weight, about.deliver_until) = (0, 0, 0);
        about
    };
    assert_eq!(signed(before), signed(after));
    assert_eq!(before.view.first, after.view.first);
    assert_eq!(before.view.drafter, after.view.drafter);
    let loaded = |state: &WaybillState| {
        state.lines.iter().map(|line| line.goods.clone()).collect::<Vec<_>>()
    };
    if before.view.complete {
        assert_eq!(loaded(before), loaded(after));
    } else {
        assert!(loaded(after).starts_with(&loaded(before)));
    }
}

/// Nothing was received before delivery, and after it what the lines say; of lost goods the parts signed for.
pub fn the_billing_record_says_what_the_lines_say(state: &WaybillState) {
    use WaybillStatus::*;
    let delivered = matches!(state.view.status, Delivered | DeliveredUnconfirmed | Closed);
    assert_eq!(state.record.status, state.view.status);
    assert_eq!(state.record.billed.len(), state.lines.len());
    for (billed, line) in state.record.billed.iter().zip(&state.lines) {
        let received = line.exception.map_or(line.goods.quantity, |noted| noted.received);
        assert_eq!(billed.loaded, line.goods.quantity);
        let expected = match state.view.status {
            Lost => line.parts,
            _ if delivered => received,
            _ => 0,
        };
        assert_eq!(billed.received, expected);
    }
}

/// Only what a consignee signed, if only in parts, is confirmed, and an unconfirmed delivery is not of a time that the carrier alone
/// declared: not before its block, give or take what clocks may differ.
pub fn silence_is_never_taken_for_a_signature(state: &WaybillState) {
    match state.view.status {
        WaybillStatus::Delivered => assert!(state.record.confirmed),
        WaybillStatus::DeliveredUnconfirmed => {
            assert!(!state.record.confirmed);
            assert!(state.view.delivered_at + SKEW >= state.view.arrived_at);
            assert!(state.view.delivered_at < state.view.delivery_recorded_at);
        }
        WaybillStatus::Closed => assert!(
            state.record.delivered_at > 0 || state.record.confirmed || state.view.arrived_at == 0
        ),
        // The parts that it received.
        WaybillStatus::Lost => assert_eq!(state.record.confirmed, state.view.in_parts),
        _ => assert!(!state.record.confirmed),
    }
}

// Cases.

/// cleared = Σ of what was billed on matched and adjusted lines + Σ of what others were settled at, and what lines come to that were
/// matched undisclosed and never opened; written off and disputed = Σ of differences.
pub fn sums_are_those_of_the_lines(state: &CaseState) {
    let is_clear =
        |line: &&CaseLine| matches!(line.status, LineStatus::Matched | LineStatus::Adjusted);
    let is_discrepant = |line: &&CaseLine| matches!(line.status, LineStatus::Discrepant(_));
    let billed = |line: &CaseLine| {
        line.billed.map_or(0, |billed| u128::from(billed.value) + u128::from(billed.freight))
    };
    let difference = |line: &CaseLine| i128::from(line.difference);
    let settled: Vec<u128> =
        state.lines.iter().filter_map(settled).map(|one| one.amount.into()).collect();
    assert_eq!(usize::from(state.view.settled), settled.len());
    let of_lines = state.lines.iter().filter(is_clear).map(billed).sum::<u128>()
        + settled.iter().sum::<u128>();
    let is_hidden = |line: &CaseLine| line.billed == Some(UNOPENED);
    let undisclosed = state.lines.iter().filter(is_clear).any(is_hidden);
    let is_over = matches!(state.view.status, CaseStatus::Balanced | CaseStatus::Discrepant);
    if undisclosed && is_over {
        assert!(state.view.cleared >= of_lines);
    } else {
        assert_eq!(state.view.cleared, of_lines);
    }
    assert_eq!(
        state.view.written_off,
        state.lines.iter().filter(is_clear).map(difference).sum::<i128>()
    );
    assert_eq!(
        state.view.disputed,
        state.lines.iter().filter(is_discrepant).map(difference).sum::<i128>()
    );
}

/// Each line is counted once, by what became of it; all of them once the case has ended.
pub fn every_line_is_counted_once(state: &CaseState) {
    let count = |which: fn(LineStatus) -> bool| {
        state.lines.iter().filter(|line| which(line.status)).count()
    };
    assert_eq!(usize::from(state.view.lines), state.lines.len());
    assert_eq!(usize::from(state.view.matched), count(|status| status == LineStatus::Matched));
    assert_eq!(usize::from(state.view.adjusted), count(|status| status == LineStatus::Adjusted));
    assert_eq!(
        usize::from(state.view.discrepant),
        count(|status| matches!(status, LineStatus::Discrepant(_)))
    );
    if matches!(state.view.status, CaseStatus::Balanced | CaseStatus::Discrepant) {
        assert_eq!(count(|status| status == LineStatus::Waiting), 0);
    }
    for line in &state.lines {
        let is_discrepant = matches!(line.status, LineStatus::Discrepant(_));
        assert_eq!(line.worked_off.is_some(), is_discrepant);
    }
    let mut references: Vec<_> = state.lines.iter().map(|line| line.reference).collect();
    references.sort();
    references.dedup();
    assert_eq!(references.len(), state.lines.len());
}

/// The pages of discrepancies list the discrepant lines, each once.
pub fn every_discrepancy_is_listed_once(state: &CaseState) {
    let mut listed: Vec<_> = state.discrepant.iter().map(|line| line.reference).collect();
    let mut found: Vec<_> = state
        .lines
        .iter()
        .filter(|line| matches!(line.status, LineStatus::Discrepant(_)))
        .map(|line| line.reference)
        .collect();
    listed.sort();
    found.sort();
    assert_eq!(listed, found);
}

/// A case is balanced if and only if it ended with every discrepancy settled.
pub fn balanced_means_that_every_discrepancy_is_settled(state: &CaseState) {
    match state.view.status {
        CaseStatus::Balanced => assert_eq!(state.view.discrepant, state.view.settled),
        CaseStatus::Discrepant => assert!(state.view.discrepant > 0),
        _ => {}
    }
}

/// A balance is locked: nothing about it ever changes; of a discrepant case, nothing but how discrepancies are worked off.
pub fn a_balance_is_locked(before: &CaseState, after: &CaseState) {
    if before.view.status == CaseStatus::Balanced {
        assert_eq!(before, after);
    }
    if before.view.status == CaseStatus::Discrepant {
        let CaseView { status, settled, cleared, .. } = after.view;
        let before = &before.view;
        assert!(before.cleared <= cleared && before.settled <= settled);
        assert_eq!(CaseView { status, settled, cleared, ..before.clone() }, after.view);
    }
}

/// A discrepancy, if it is settled.
fn settled(line: &CaseLine) -> Option<DiscrepancyRecord> {
    line.worked_off.filter(|one| one.status >= DiscrepancyStatus::Accepted)
}

/// Where somebody was silent, no more is owed than was billed, where it was; no more than who is billed stated, but for goods that
/// were delivered beyond the quantity that it expected; and nothing where it stated nothing.
pub fn silence_gives_no_more_than_both_signed(state: &CaseState) {
    for line in &state.lines {
        let Some(one) = line.worked_off.filter(|one| one.status == DiscrepancyStatus::Lapsed)
        else {
            continue;
        };
        let expected = line.expected.map_or(0, |expected| expected.quantity);
        let stated = u128::from(one.expected) * u128::from(one.delivered.max(expected));
        assert!(u128::from(one.amount) * u128::from(expected) <= stated, "{line:?}");
        assert!(one.expected > 0 || one.amount == 0, "{line:?}");
        assert!(one.billed == 0 || one.amount <= one.billed, "{line:?}");
        assert!(one.billed > 0 || one.is_signed || one.amount == 0, "{line:?}");
        let shown = line.billed.map(|billed| u128::from(billed.value) + u128::from(billed.freight));
        assert!(shown.is_none_or(|shown| u128::from(one.amount) <= shown), "{line:?}");
    }
}

/// A discrepancy moves only forward, what it began with stays, and nothing about it changes once it is settled.
pub fn a_discrepancy_moves_only_forward(before: &CaseState, after: &CaseState) {
    let now: BTreeMap<LineReference, &CaseLine> =
        after.lines.iter().map(|line| (line.reference, line)).collect();
    for line in before.lines.iter().filter(|line| line.worked_off.is_some()) {
        let (was, is) = (line.worked_off.expect("it is"), now[&line.reference].worked_off);
        let is = is.expect("what is discrepant stays so");
        let facts =
            |one: DiscrepancyRecord| (one.delivered, one.is_signed, one.billed, one.expected);
        assert_eq!(facts(was), facts(is));
        assert!(was.status <= is.status);
        if settled(line).is_some() {
            assert_eq!(was, is);
        }
        if was.status == is.status {
            assert_eq!(was.until, is.until, "nobody puts the end off");
        }
    }
}

/// The terms stay as they were signed, unless the case was withdrawn and is proposed anew.
pub fn terms_stay_as_signed(before: &CaseState, after: &CaseState) {
    if before.view.status != CaseStatus::Withdrawn {
        assert_eq!(before.view.terms, after.view.terms);
        assert!(
            before.view.status <= after.view.status || after.view.status == CaseStatus::Withdrawn
        );
    }
}

/// What became of a line stays, and so does what a side stated.
pub fn what_was_stated_and_found_stays(before: &CaseState, after: &CaseState) {
    if before.view.status == CaseStatus::Withdrawn {
        return;
    }
    let after: BTreeMap<LineReference, &CaseLine> =
        after.lines.iter().map(|line| (line.reference, line)).collect();
    for line in &before.lines {
        let now = after[&line.reference];
        let is_kept = |was: Option<Statement>, is: Option<Statement>| {
            was.is_none() || was == is || (was == Some(UNOPENED) && is.is_some())
        };
        assert!(is_kept(line.billed, now.billed) && is_kept(line.expected, now.expected));
        assert!(line.billed_again <= now.billed_again);
        if line.status != LineStatus::Waiting {
            assert_eq!(
                (line.status, line.difference, line.billed_again),
                (now.status, now.difference, now.billed_again)
            );
        }
    }
}

/// A biller is owed a line in at most one case, and that is the one that [`Reconciliation::billed_in`] names.
pub fn a_line_is_owed_in_one_case_at_most(world: &World, cases: &BTreeMap<CaseId, CaseState>) {
    let mut owed: BTreeMap<(PartyId, LineReference), CaseId> = BTreeMap::new();
    for (case, state) in cases {
        let is_over = matches!(state.view.status, CaseStatus::Balanced | CaseStatus::Discrepant);
        for line in &state.lines {
            let is_owed = match (line.status, line.worked_off) {
                (LineStatus::Waiting, _) => line.billed.is_some(),
                // What was never opened may have fallen with what should have been.
                (_, None) => !(is_over && line.billed == Some(UNOPENED)),
                (_, Some(one)) => one.amount > 0,
            };
            let claim = (state.view.terms.biller, line.reference);
            let told = world.ask(world.reconciliation().billed_in(
                claim.0,
                claim.1.document,
                claim.1.line,
            ));
            if is_owed {
                assert_eq!(owed.insert(claim, *case), None, "{claim:?} is owed twice");
                assert_eq!(told, Some(*case));
            }
            if settled(line).is_some_and(|one| one.amount == 0) {
                assert_ne!(told, Some(*case), "what comes to nothing can be billed anew");
            }
        }
    }
}

/// The id of a case is the same whichever party is named first.
pub fn both_sides_speak_of_the_same_case(
    world: &World,
    case: CaseId,
    view: &CaseView,
    period: u32,
    sequence: u16,
) {
    let (one, other) = (view.opened_by, view.counterparty);
    assert_eq!(world.ask(world.reconciliation().case_id(one, other, period, sequence)), case);
    assert_eq!(world.ask(world.reconciliation().case_id(other, one, period, sequence)), case);
}

// Orders, each with what it was before the step.

/// shipped ≤ agreed + tolerance, received ≤ shipped, billed ≤ received + tolerance, paid ≤ billed, and nothing without both.
pub fn progress_is_within_what_both_signed(state: &OrderState) {
    let limits = &state.terms.tolerances.quantity;
    for line in &state.lines {
        let (agreed, price) = (line.ordered.quantity, line.ordered.unit_price);
        assert!(super::model::is_within(line.shipped, agreed, price, limits), "{line:?}");
        assert!(line.received <= line.shipped, "{line:?}");
        assert!(super::model::is_within(line.billed, line.received, price, limits), "{line:?}");
        assert!(line.paid <= line.billed, "{line:?}");
        if line.state != LineState::Agreed {
            assert_eq!([line.shipped, line.received, line.billed, line.paid], [0; 4], "{line:?}");
        }
    }
}

/// The tally counts each line by how far it is.
pub fn the_tally_counts_the_lines(state: &OrderState) {
    let count = |which: fn(&OrderLineView) -> bool| {
        state.lines.iter().filter(|line| which(line)).count() as u16
    };
    let tally = Tally {
        agreed: count(|line| line.state == LineState::Agreed),
        rejected: count(|line| line.state == LineState::Rejected),
        begun: count(|line| line.shipped > 0),
        shipped: count(|line| line.shipped >= line.ordered.quantity),
        arriving: count(|line| line.received > 0),
        received: count(|line| line.received >= line.ordered.quantity),
        billed: count(|line| line.billed >= line.ordered.quantity),
        paid: count(|line| line.paid >= line.ordered.quantity),
    };
    assert_eq!(state.view.tally, tally);
    assert_eq!(usize::from(state.view.lines), state.lines.len());
}

/// No line waits once the order went on, and where it stands follows from its lines.
pub fn a_line_waits_only_until_its_order_goes_on(state: &OrderState) {
    use OrderStatus::*;
    let (status, tally) = (state.view.status, state.view.tally);
    match status {
        Draft => assert_eq!(tally, Tally::default()),
        Placed => {}
        Confirmed | Closed => assert!(tally.agreed > 0),
        Cancelled => assert_eq!(tally.begun, 0),
        Rejected => assert_eq!(tally.rejected, state.view.lines),
        Lapsed => assert_eq!(tally.agreed, 0),
    }
    let waits = state.lines.iter().any(|line| line.state == LineState::Ordered);
    assert!(!waits || matches!(status, Draft | Placed), "{status:?}");
}

/// What others bill and judge by is what the order says.
pub fn the_facts_are_those_of_the_order(world: &World, order: DocumentId, state: &OrderState) {
    let numbers = (1..=state.view.lines).take(50).collect();
    let facts = world.ask(world.orders().facts_of(order, numbers)).expect("there is such an order");
    assert_eq!((facts.status, facts.head), (state.view.status, state.view.head));
    assert_eq!(facts.lines, state.lines[..state.lines.len().min(50)]);
}

/// A status is never left for an earlier one, and requests are counted up.
pub fn an_order_moves_only_forward(before: &OrderState, after: &OrderState) {
    assert!(before.view.status <= after.view.status);
    assert!(before.view.request.number <= after.view.request.number);
    assert!(before.view.latest <= after.view.latest);
    assert!(before.view.lines <= after.view.lines);
    if before.view.status != OrderStatus::Draft {
        assert_eq!(before.view.lines, after.view.lines);
        assert_eq!(before.view.answer_until, after.view.answer_until);
    }
}

/// Nothing about an order that has ended changes, but that what was shipped under a closed one is received, billed and paid.
pub fn what_has_ended_is_only_settled(before: &OrderState, after: &OrderState) {
    use OrderStatus::*;
    match before.view.status {
        Cancelled | Rejected | Lapsed => assert_eq!(before, after),
        Closed => {
            assert_eq!(before.view.status, after.view.status);
            assert_eq!(before.view.request, after.view.request);
            for (line, now) in before.lines.iter().zip(&after.lines) {
                assert_eq!((&line.ordered, line.state), (&now.ordered, now.state));
                assert_eq!(line.shipped, now.shipped);
            }
        }
        _ => {}
    }
}

/// Parties and terms are pinned.
pub fn an_order_runs_on_what_it_began_with(before: &OrderState, after: &OrderState) {
    assert_eq!(before.view.head, after.view.head);
    assert_eq!(before.terms, after.terms);
}

/// An agreed line stays agreed, and becomes another only when a change that was asked for is accepted.
pub fn agreed_lines_change_by_two_signatures(before: &OrderState, after: &OrderState) {
    use RequestStatus::*;
    let signed = before.view.request.number == after.view.request.number
        && (before.view.request.status, after.view.request.status) == (ChangeAsked, ChangeAccepted);
    for (line, now) in before.lines.iter().zip(&after.lines) {
        assert_eq!(
            (&line.ordered.item, &line.ordered.unit),
            (&now.ordered.item, &now.ordered.unit)
        );
        match line.state {
            LineState::Ordered => {}
            state => assert_eq!(state, now.state),
        }
        if line.ordered != now.ordered {
            assert!(signed, "{line:?} became {now:?}");
            let change = before.changes.iter().find(|change| change.line == line.line);
            let change = change.expect("it was asked for");
            let LineChange { quantity, unit_price, earliest, latest, .. } = *change;
            let to = &now.ordered;
            assert_eq!(
                (to.quantity, to.unit_price, to.earliest, to.latest),
                (quantity, unit_price, earliest, latest)
            );
        }
    }
}

/// What was told stays told.
pub fn progress_never_shrinks(before: &OrderState, after: &OrderState) {
    for (line, now) in before.lines.iter().zip(&after.lines) {
        assert!(line.shipped <= now.shipped && line.received <= now.received, "{line:?} {now:?}");
        assert!(line.billed <= now.billed && line.paid <= now.paid, "{line:?} {now:?}");
    }
}

// Enterprises.

/// The controller may always bring things to their end.
pub fn the_controller_can_always_finish(world: &World, party: PartyId, firm: &Enterprise) {
    let may = world.registry().may(firm.controller, party, Scope::Receive, Business::Exit);
    assert_eq!(world.ask(may), Ok(()));
}

/// A suspension lasts 30 days at most from now, and while it lasts nothing new is begun.
pub fn a_suspension_stops_new_business_and_lapses(
    world: &World,
    party: PartyId,
    firm: &Enterprise,
) {
    assert!(firm.suspended_until <= world.now() + e2e::time::days(30));
    let suspended = world.now() < firm.suspended_until;
    let may = world.registry().may(firm.controller, party, Scope::Agree, Business::NewBusiness);
    assert_eq!(world.ask(may).is_err(), suspended);
    assert_eq!(world.ask(world.registry().is_active(party)), !suspended);
}

/// A confirmed identifier is one enterprise's, and that one states it.
pub fn a_confirmed_identifier_is_one_enterprises(world: &World, parties: &[PartyId]) {
    let mut holders = BTreeMap::new();
    for party in parties {
        for identifier in world.ask(world.registry().identifiers_of(*party, 0, 50)) {
            if identifier.confirmed {
                let name = (identifier.scheme, identifier.value);
                assert_eq!(
                    world.ask(world.registry().by_identifier(name.0, name.1.clone())),
                    Some(*party)
                );
                assert_eq!(holders.insert(name, *party), None);
            }
        }
    }
}

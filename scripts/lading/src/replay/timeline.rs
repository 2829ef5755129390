//! What happens when: the deliveries of a history as steps in the order of their block times.
//!
//! Two enterprises agree on terms on the day of their first order, and an order is placed and answered on its day. A delivery is
//! drafted, issued and picked up on one day, delivered on another, and closed when its window is over; orders are told what was
//! loaded and what was received. The
//! month that it was signed for in is billed at the beginning of the next. Within a day each kind of step has its hour, so
//! that nothing waits for what comes later. What matching finds is
//! worked off afterwards, as a policy says; when a case is balanced, orders are told what was billed.
use std::collections::{BTreeMap, BTreeSet};

use interfaces::{
    credit::FactKind, ids::Millis, orders::ProgressKind, reconciliation::LineReference,
    waybill::SignOff,
};

use super::{
    calendar::{self, Day, DAY, HOUR},
    history::{Delivery, History},
    mapping::{Life, Terms},
};

/// The most waybills or lines in one call.
pub const MOST_IN_A_CALL: usize = 50;

/// The most lines that one side brings into a case, as whoever states its own first does.
const MOST_IN_A_CASE: usize = 250;

/// The hours of a day.
mod hour {
    pub(super) const RECORD: u64 = 0;
    pub(super) const REGISTER: u64 = 1;
    pub(super) const PROPOSE: u64 = 2;
    pub(super) const AGREE: u64 = 3;
    pub(super) const ORDER: u64 = 4;
    pub(super) const ANSWER: u64 = 5;
    pub(super) const DRAFT: u64 = 7;
    pub(super) const ISSUE: u64 = 8;
    pub(super) const OPEN: u64 = 9;
    pub(super) const ACCEPT: u64 = 10;
    pub(super) const PICK_UP: u64 = 12;
    pub(super) const BILL: u64 = 13;
    pub(super) const EXPECT: u64 = 14;
    pub(super) const COMPLETE: u64 = 15;
    pub(super) const MATCH: u64 = 16;
    pub(super) const CONCLUDE: u64 = 17;
    pub(super) const SIGN: u64 = 18;
    pub(super) const CLOSE: u64 = 19;
    pub(super) const TELL_SHIPPED: u64 = 20;
    pub(super) const TELL_RECEIVED: u64 = 21;
    pub(super) const CLOSE_ORDER: u64 = 22;
    pub(super) const TELL_CREDIT: u64 = 23;
}

/// Which of the two statements of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The supplier's or the carrier's: what it bills.
    Biller,
    /// The other's: what it expects to be billed.
    Billed,
}

/// What a case is about.
///
/// The contract counts what is billed by biller and line, so that the carrier may bill the freight of a line whose goods the
/// supplier bills; and both parties of a case must be on the waybill, which the carrier and whoever pays it are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Goods: what a supplier bills a buyer, line by line.
    Goods,
    /// Freight: what a carrier bills whoever pays it, delivery by delivery.
    Freight,
}

/// A case: what one party bills another for a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What it is about.
    pub subject: Subject,
    /// Place in the history of the one that bills: supplier or carrier.
    pub biller: usize,
    /// Place of the one that is billed.
    pub billed: usize,
    /// The month, as in 202611.
    pub period: u32,
    /// 0, or more where a month has more lines than a case takes, or the two bill each other for more than one thing.
    pub sequence: u16,
    /// Places of the deliveries.
    pub deliveries: Vec<usize>,
    /// Until when bills may be entered.
    pub entry_until: Millis,
    /// Until when a line may wait for its waybill.
    pub wait_until: Millis,
}

/// A step of a life; numbers are places in the history or in the list of cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// An enterprise registers.
    Register(usize),
    /// The supplier proposes the terms of a relationship.
    Propose(usize),
    /// The buyer accepts them.
    Agree(usize),
    /// The buyer places an order.
    Order(usize),
    /// The supplier accepts its lines.
    Answer(usize),
    /// The supplier drafts the waybill of a delivery.
    Draft(usize),
    /// Waybills take a step: of the carrier, the consignee, or anyone to close them.
    SignOff {
        /// The step.
        step: SignOff,
        /// The enterprise that signs; to close, nobody in particular.
        by: Option<usize>,
        /// The deliveries.
        deliveries: Vec<usize>,
        /// When it happened, as the signer declares.
        declared_at: Millis,
    },
    /// Orders are told what the waybill of a delivery says.
    Tell(ProgressKind, usize),
    /// Who bills opens a case.
    Open(usize),
    /// Who is billed accepts it.
    Accept(usize),
    /// A side enters its statement.
    Enter(usize, Side),
    /// A side says that its statement is complete.
    Complete(usize, Side),
    /// Bills are matched.
    Match(usize),
    /// The case ends: balanced, or discrepant until its discrepancies are settled.
    Conclude(usize),
    /// What comes next is done about a discrepancy of a case. Which there are, matching says: these steps are not planned.
    WorkOff(usize, LineReference),
    /// Orders are told what a case bills, once it is balanced: nor is this planned.
    TellBilled(usize),
    /// Something is done about what a balanced case says is owed. Nor is this planned.
    Finance(Due, usize),
    /// The buyer closes an order of which nothing more is to come.
    CloseOrder(usize),
    /// The credit contract is told of a document. Of orders, cases and debts this is not planned.
    TellCredit(Signed, FactKind),
    /// The buyer of an order scores how its seller served. Nor is this planned.
    Score(usize),
    /// How everybody is rated is put on record.
    Record,
}

/// What two have signed, and one of them is rated by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    /// How the carrier of a delivery delivered.
    Delivery(usize),
    /// How the seller fulfilled an order.
    Order(usize),
    /// How much of a case was disputed rightly.
    Case(usize),
    /// How the debtor paid what is owed on a case.
    Debt(usize),
}

/// What is done about what is owed on a case, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Who is owed drafts it.
    Draft,
    /// Who owes confirms it.
    Confirm,
    /// The supplier pays its makers with parts of it.
    PassOn,
    /// The supplier offers the rest to the financier.
    Offer,
    /// The financier buys it.
    Buy,
    /// Who owes pays.
    Pay,
    /// All who hold it draw what was paid.
    Draw,
}

/// Steps in order, and the cases that they are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// The steps and their block times, which never go back.
    pub steps: Vec<(Millis, Step)>,
    /// The cases.
    pub cases: Vec<Case>,
}

impl Timeline {
    /// What happens when in `history`.
    pub fn of(history: &History, life: &Life, terms: &Terms) -> Self {
        let mut steps = Vec::new();
        registrations(history, life, &mut steps);
        sales(history, &mut steps);
        transports(history, life, &mut steps);
        let cases = cases(history, life, terms);
        for (place, case) in cases.iter().enumerate() {
            let first = calendar::start(calendar::month_after(case.period));
            let matching =
                first.saturating_add(u64::from(life.reservation_days).saturating_mul(DAY));
            let mut on = |day: Millis, hour: u64, step| {
                steps.push((day.saturating_add(hour.saturating_mul(HOUR)), step))
            };
            on(first, hour::OPEN, Step::Open(place));
            on(first, hour::ACCEPT, Step::Accept(place));
            on(first, hour::BILL, Step::Enter(place, Side::Biller));
            on(first, hour::EXPECT, Step::Enter(place, Side::Billed));
            on(first, hour::COMPLETE, Step::Complete(place, Side::Biller));
            on(first, hour::COMPLETE, Step::Complete(place, Side::Billed));
            on(matching, hour::MATCH, Step::Match(place));
            on(matching, hour::CONCLUDE, Step::Conclude(place));
        }
        // Steps of the same time stay in the order of the file.
        steps.sort_by_key(|(at, _)| *at);
        Self { steps, cases }
    }
}

fn at(day: Day, hour: u64) -> Millis {
    calendar::start(day).saturating_add(hour.saturating_mul(HOUR))
}

/// The day that the goods of a delivery are picked up on.
pub fn pickup(history: &History, delivery: usize, life: &Life) -> Day {
    history.deliveries.get(delivery).map_or(Day::MIN, |delivery| delivery.pickup(life))
}

/// Each enterprise registers on the day that it is first needed.
fn registrations(history: &History, life: &Life, steps: &mut Vec<(Millis, Step)>) {
    let mut first = BTreeMap::new();
    let mut needed = |enterprise, day: Day| {
        let earliest = first.entry(enterprise).or_insert(day);
        *earliest = day.min(*earliest);
    };
    for relationship in &history.relationships {
        needed(relationship.supplier, relationship.since);
        needed(relationship.buyer, relationship.since);
    }
    // Whoever may be asked to decide, or to finance, is there before anything is agreed on.
    let days = history.deliveries.iter().map(|delivery| delivery.pickup(life));
    let days = days.chain(history.relationships.iter().map(|relationship| relationship.since));
    if let Some(day) = days.min() {
        for outsider in history.arbiter.into_iter().chain(history.financier) {
            needed(outsider, day);
        }
    }
    for (place, delivery) in history.deliveries.iter().enumerate() {
        let day = pickup(history, place, life);
        let makers = delivery.lines.iter().filter_map(|line| line.manufacturer);
        for enterprise in
            [delivery.supplier, delivery.buyer, delivery.carrier].into_iter().chain(makers)
        {
            needed(enterprise, day);
        }
    }
    steps.extend(
        first
            .into_iter()
            .map(|(enterprise, day)| (at(day, hour::REGISTER), Step::Register(enterprise))),
    );
}

/// Relationships and orders, until both have signed them.
fn sales(history: &History, steps: &mut Vec<(Millis, Step)>) {
    for (place, relationship) in history.relationships.iter().enumerate() {
        steps.push((at(relationship.since, hour::PROPOSE), Step::Propose(place)));
        steps.push((at(relationship.since, hour::AGREE), Step::Agree(place)));
    }
    for (place, order) in history.orders.iter().enumerate() {
        steps.push((at(order.placed, hour::ORDER), Step::Order(place)));
        steps.push((at(order.placed, hour::ANSWER), Step::Answer(place)));
    }
}

/// Waybills, from draft to closed.
fn transports(history: &History, life: &Life, steps: &mut Vec<(Millis, Step)>) {
    let mut departures: BTreeMap<(Day, usize), Vec<usize>> = BTreeMap::new();
    let mut arrivals: BTreeMap<(Day, usize, Day), Vec<usize>> = BTreeMap::new();
    let mut closings: BTreeMap<Day, Vec<usize>> = BTreeMap::new();
    let window = u64::from(life.reservation_days).saturating_mul(DAY);
    for (place, delivery) in history.deliveries.iter().enumerate() {
        let day = pickup(history, place, life);
        let closed = at(delivery.signed(), 0).saturating_add(window);
        let told = closed.saturating_add(hour::TELL_RECEIVED.saturating_mul(HOUR));
        steps.push((at(day, hour::DRAFT), Step::Draft(place)));
        steps.push((at(day, hour::TELL_SHIPPED), Step::Tell(ProgressKind::Shipped, place)));
        steps.push((told, Step::Tell(ProgressKind::Received, place)));
        departures.entry((day, delivery.carrier)).or_default().push(place);
        arrivals
            .entry((delivery.signed(), delivery.buyer, delivery.delivered))
            .or_default()
            .push(place);
        closings.entry(delivery.signed()).or_default().push(place);
    }
    let mut sign_off = |time: Millis,
                        step: SignOff,
                        by: Option<usize>,
                        declared_at: Millis,
                        deliveries: &[usize]| {
        let parts = deliveries.chunks(MOST_IN_A_CALL);
        steps.extend(parts.map(|part| {
            (time, Step::SignOff { step, by, deliveries: part.to_vec(), declared_at })
        }));
    };
    for ((day, carrier), deliveries) in departures {
        sign_off(at(day, hour::ISSUE), SignOff::Issue, Some(carrier), 0, &deliveries);
        let time = at(day, hour::PICK_UP);
        sign_off(time, SignOff::PickUp, Some(carrier), time, &deliveries);
    }
    for ((signed, buyer, delivered), deliveries) in arrivals {
        // Midday, which is after every pickup and before every signature.
        let declared_at = at(delivered, hour::PICK_UP);
        sign_off(at(signed, hour::SIGN), SignOff::Deliver, Some(buyer), declared_at, &deliveries);
    }
    for (signed, deliveries) in closings {
        sign_off(
            at(signed, hour::CLOSE).saturating_add(window),
            SignOff::Close,
            None,
            0,
            &deliveries,
        );
    }
}

/// What is planned for ratings: each order is closed when its last delivery was told as received, each delivery is told once its window is
/// over, and every so many months all ratings are put on record.
pub fn ratings(
    history: &History,
    life: &Life,
    every_months: u32,
    until: Millis,
) -> Vec<(Millis, Step)> {
    let window = u64::from(life.reservation_days).saturating_mul(DAY);
    let received = |delivery: &Delivery| at(delivery.signed(), 0).saturating_add(window);
    let mut steps = Vec::new();
    for (place, order) in history.orders.iter().enumerate() {
        let deliveries = order.lines.iter().filter_map(|(place, _)| history.deliveries.get(*place));
        if let Some(last) = deliveries.map(received).max() {
            let closed = last.saturating_add(hour::CLOSE_ORDER.saturating_mul(HOUR));
            steps.push((closed, Step::CloseOrder(place)));
        }
    }
    for (place, delivery) in history.deliveries.iter().enumerate() {
        let told = received(delivery).saturating_add(hour::TELL_CREDIT.saturating_mul(HOUR));
        steps.push((told, Step::TellCredit(Signed::Delivery(place), FactKind::Outcome)));
    }
    let first = history.deliveries.iter().map(|delivery| delivery.signed()).min();
    let mut month = first.map_or(0, calendar::period);
    let mut since_january = (month % 100).saturating_sub(1);
    while month > 0 {
        let day = calendar::month_after(month);
        if at(day, 0) > until {
            break;
        }
        month = calendar::period(day);
        since_january = if month % 100 == 1 { 0 } else { since_january + 1 };
        if since_january % every_months == 0 {
            steps.push((at(day, hour::RECORD), Step::Record));
        }
    }
    steps
}

/// What each supplier bills each buyer, and each carrier whoever pays it, month by month.
fn cases(history: &History, life: &Life, terms: &Terms) -> Vec<Case> {
    let mut months: BTreeMap<(Subject, u32, usize, usize), BTreeSet<usize>> = BTreeMap::new();
    for (place, delivery) in history.deliveries.iter().enumerate() {
        let period = calendar::period(delivery.signed());
        let mut bill = |subject, biller, billed| {
            months.entry((subject, period, biller, billed)).or_default().insert(place);
        };
        bill(Subject::Goods, delivery.supplier, delivery.buyer);
        if delivery.has_freight() {
            bill(Subject::Freight, delivery.carrier, delivery.payer());
        }
    }
    // A case is known by its two parties, whoever bills, its month and its number in it.
    let mut sequences: BTreeMap<(u32, usize, usize), u16> = BTreeMap::new();
    let mut cases = Vec::new();
    for ((subject, period, biller, billed), deliveries) in months {
        let matching = calendar::start(calendar::month_after(period))
            .saturating_add(u64::from(life.reservation_days).saturating_mul(DAY));
        let mut case = || {
            let next =
                sequences.entry((period, biller.min(billed), biller.max(billed))).or_default();
            let sequence = *next;
            *next = next.saturating_add(1);
            Case {
                subject,
                biller,
                billed,
                period,
                sequence,
                deliveries: Vec::new(),
                entry_until: matching,
                wait_until: matching
                    .saturating_add(u64::from(terms.dispute_days).saturating_mul(DAY)),
            }
        };
        let mut open = case();
        let mut lines = 0;
        for place in deliveries {
            let more = match subject {
                Subject::Goods => history.deliveries.get(place).map_or(0, |one| one.lines.len()),
                Subject::Freight => 1,
            };
            if lines + more > MOST_IN_A_CASE {
                cases.push(std::mem::replace(&mut open, case()));
                lines = 0;
            }
            lines += more;
            open.deliveries.push(place);
        }
        cases.push(open);
    }
    cases
}

#[cfg(test)]
mod tests {
    use interfaces::waybill::{FreightTerm, TransportMode};

    use super::{
        super::history::{Dated, Delivery, Line, Order, Relationship},
        *,
    };

    fn day(month: u32, day: u32) -> Day {
        Day::from_ymd_opt(2010, month, day).unwrap()
    }

    fn delivery(
        number: u32,
        lines: usize,
        scheduled: Day,
        delivered: Day,
        recorded: Day,
    ) -> Delivery {
        let line = Line {
            row: 2,
            item: "A".into(),
            quantity: 1_000,
            billed: 1,
            expected: 1,
            unit_price: 1,
            scheduled,
            order_number: None,
            ordered: None,
            order: None,
            manufacturer: None,
        };
        Delivery {
            number: number.to_string(),
            supplier: 0,
            buyer: 1,
            carrier: 2,
            mode: TransportMode::Road,
            freight_term: FreightTerm::Prepaid,
            freight: 0,
            freight_billed: 0,
            freight_line: 1,
            weight: 0,
            delivered,
            recorded,
            document: [0; 32],
            lines: vec![line; lines],
        }
    }

    fn timeline(deliveries: Vec<Delivery>) -> Timeline {
        let history = History { deliveries, ..History::default() };
        Timeline::of(&history, &Life::default(), &Terms::default())
    }

    /// When the step that fits happens, in words.
    fn when(timeline: &Timeline, fits: impl Fn(&Step) -> bool) -> Vec<String> {
        timeline
            .steps
            .iter()
            .filter(|(_, step)| fits(step))
            .map(|(at, _)| calendar::iso(*at))
            .collect()
    }

    #[test]
    fn a_delivery_lives_from_the_day_before_to_the_end_of_its_case() {
        let timeline = timeline(vec![delivery(1, 2, day(3, 10), day(3, 12), day(3, 15))]);
        let step_is = |wanted| move |step: &Step| matches!(step, Step::SignOff { step, .. } if *step == wanted);
        assert_eq!(
            when(&timeline, |step| matches!(step, Step::Register(_))),
            ["2010-03-09T01:00:00Z"; 3]
        );
        assert_eq!(
            when(&timeline, |step| matches!(step, Step::Draft(_))),
            ["2010-03-09T07:00:00Z"]
        );
        assert_eq!(when(&timeline, step_is(SignOff::Issue)), ["2010-03-09T08:00:00Z"]);
        assert_eq!(when(&timeline, step_is(SignOff::PickUp)), ["2010-03-09T12:00:00Z"]);
        assert_eq!(when(&timeline, step_is(SignOff::Deliver)), ["2010-03-15T18:00:00Z"]);
        assert_eq!(when(&timeline, step_is(SignOff::Close)), ["2010-03-22T19:00:00Z"]);
        assert_eq!(when(&timeline, |step| matches!(step, Step::Open(_))), ["2010-04-01T09:00:00Z"]);
        assert_eq!(
            when(&timeline, |step| matches!(step, Step::Conclude(_))),
            ["2010-04-08T17:00:00Z"]
        );
        let declared = timeline.steps.iter().find_map(|(_, step)| match step {
            Step::SignOff { step: SignOff::Deliver, declared_at, .. } => {
                Some(calendar::iso(*declared_at))
            }
            _ => None,
        });
        assert_eq!(declared.as_deref(), Some("2010-03-12T12:00:00Z"));
    }

    #[test]
    fn orders_are_told_of_goods_that_left_and_of_those_of_closed_waybills() {
        let timeline = timeline(vec![delivery(1, 2, day(3, 10), day(3, 12), day(3, 31))]);
        let place = |wanted: &dyn Fn(&Step) -> bool| {
            timeline.steps.iter().position(|(_, step)| wanted(step)).unwrap()
        };
        let signed = |wanted| {
            place(&move |step| matches!(step, Step::SignOff { step, .. } if *step == wanted))
        };
        let told = |kind| place(&move |step| *step == Step::Tell(kind, 0));
        assert!(signed(SignOff::PickUp) < told(ProgressKind::Shipped));
        assert!(told(ProgressKind::Shipped) < signed(SignOff::Deliver));
        assert!(signed(SignOff::Close) < told(ProgressKind::Received));
        assert!(told(ProgressKind::Received) < place(&|step| matches!(step, Step::Match(_))));
    }

    #[test]
    fn terms_and_orders_are_signed_by_both_before_a_waybill_names_them() {
        let deliveries = vec![delivery(1, 1, day(3, 10), day(3, 12), day(3, 15))];
        let on = |placed, since| {
            let order = Order {
                number: "PO-1".into(),
                is_numbered_as_told: true,
                buyer: 1,
                supplier: 0,
                placed,
                dated: Dated::Recorded,
                lines: vec![(0, 0)],
            };
            let relationship = Relationship { supplier: 0, buyer: 1, is_mutual: false, since };
            let history = History {
                deliveries: deliveries.clone(),
                orders: vec![order],
                relationships: vec![relationship],
                ..History::default()
            };
            Timeline::of(&history, &Life::default(), &Terms::default())
        };
        // The day of the pickup is the last that an order is placed on.
        let last = on(day(3, 9), day(3, 9));
        let kinds: Vec<_> = last.steps.iter().take(8).map(|(_, step)| step.clone()).collect();
        assert!(matches!(kinds[..3], [Step::Register(0), Step::Register(1), Step::Register(2)]));
        assert_eq!(
            kinds[3..],
            [Step::Propose(0), Step::Agree(0), Step::Order(0), Step::Answer(0), Step::Draft(0)]
        );
        let early = on(day(2, 1), day(1, 20));
        assert_eq!(
            when(&early, |step| matches!(step, Step::Register(_))),
            ["2010-01-20T01:00:00Z", "2010-01-20T01:00:00Z", "2010-03-09T01:00:00Z"]
        );
        assert_eq!(
            when(&early, |step| matches!(step, Step::Agree(_) | Step::Answer(_))),
            ["2010-01-20T03:00:00Z", "2010-02-01T05:00:00Z"]
        );
    }

    #[test]
    fn the_arbiter_is_there_before_any_terms_name_it() {
        let deliveries = vec![delivery(1, 1, day(3, 10), day(3, 12), day(3, 15))];
        let relationship =
            Relationship { supplier: 0, buyer: 1, is_mutual: false, since: day(1, 20) };
        let history = History {
            deliveries,
            relationships: vec![relationship],
            arbiter: Some(3),
            ..History::default()
        };
        let timeline = Timeline::of(&history, &Life::default(), &Terms::default());
        let place = |wanted| timeline.steps.iter().position(|(_, step)| *step == wanted).unwrap();
        assert!(place(Step::Register(3)) < place(Step::Propose(0)));
        assert!(place(Step::Propose(0)) < place(Step::Register(2)));
    }

    #[test]
    fn a_delivery_before_its_schedule_is_picked_up_before_it_is_delivered() {
        let timeline = timeline(vec![delivery(1, 1, day(3, 10), day(3, 1), day(2, 27))]);
        assert_eq!(
            when(&timeline, |step| matches!(step, Step::Draft(_))),
            ["2010-02-28T07:00:00Z"]
        );
        // Recorded before it was delivered: signed on the day of delivery.
        let signed =
            when(&timeline, |step| matches!(step, Step::SignOff { step: SignOff::Deliver, .. }));
        assert_eq!(signed, ["2010-03-01T18:00:00Z"]);
    }

    #[test]
    fn time_never_goes_back_and_every_case_is_matched_after_its_waybills_are_closed() {
        let mut deliveries = Vec::new();
        for number in 0..300 {
            let scheduled = day(1 + number % 12, 1 + number % 28);
            deliveries.push(delivery(
                number,
                1 + number as usize % 60,
                scheduled,
                day(1 + (number * 5) % 12, 28),
                day(12, 31),
            ));
        }
        let timeline = timeline(deliveries);
        assert!(timeline.steps.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        let last_close = timeline
            .steps
            .iter()
            .rev()
            .find(|(_, step)| matches!(step, Step::SignOff { step: SignOff::Close, .. }));
        let first_match = timeline.steps.iter().find(|(_, step)| matches!(step, Step::Match(_)));
        assert!(last_close.unwrap().0 < first_match.unwrap().0);
    }

    #[test]
    fn a_month_of_more_lines_than_a_case_takes_becomes_several() {
        let deliveries = (0..12)
            .map(|number| delivery(number, 54, day(3, 10), day(3, 10), day(3, 10)))
            .collect();
        let timeline = timeline(deliveries);
        let told: Vec<_> =
            timeline.cases.iter().map(|case| (case.sequence, case.deliveries.len())).collect();
        assert_eq!(told, [(0, 4), (1, 4), (2, 4)]);
    }

    #[test]
    fn freight_is_billed_by_the_carrier_to_whoever_pays_it() {
        let with = |number, freight_term, freight, supplier, buyer, carrier| Delivery {
            freight_term,
            freight,
            freight_billed: freight,
            supplier,
            buyer,
            carrier,
            ..delivery(number, 3, day(3, 10), day(3, 10), day(3, 10))
        };
        let timeline = timeline(vec![
            with(1, FreightTerm::Prepaid, 5, 0, 1, 2),
            with(2, FreightTerm::Collect, 5, 0, 1, 2),
            with(3, FreightTerm::Collect, 0, 0, 1, 2),
            // Who carries sells, too: both its bills are of the same two parties.
            with(4, FreightTerm::Collect, 5, 2, 1, 0),
        ]);
        let told: Vec<_> = timeline
            .cases
            .iter()
            .map(|case| {
                (case.subject, case.biller, case.billed, case.sequence, case.deliveries.clone())
            })
            .collect();
        assert_eq!(
            told,
            [
                (Subject::Goods, 0, 1, 0, vec![0, 1, 2]),
                (Subject::Goods, 2, 1, 0, vec![3]),
                (Subject::Freight, 0, 1, 1, vec![3]),
                (Subject::Freight, 2, 0, 0, vec![0]),
                (Subject::Freight, 2, 1, 1, vec![1]),
            ]
        );
    }

    #[test]
    fn bulk_calls_take_fifty_waybills_at_most() {
        let deliveries = (0..120)
            .map(|number| delivery(number, 1, day(3, 10), day(3, 10), day(3, 10)))
            .collect();
        let sizes: Vec<_> = timeline(deliveries)
            .steps
            .iter()
            .filter_map(|(_, step)| match step {
                Step::SignOff { step: SignOff::Deliver, deliveries, .. } => Some(deliveries.len()),
                _ => None,
            })
            .collect();
        assert_eq!(sizes, [50, 50, 20]);
    }
}

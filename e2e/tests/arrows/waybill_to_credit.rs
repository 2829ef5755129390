//! The waybill contract tells the credit contract how carriers delivered: what that takes from it, and what it bears from the one that it tells.
use super::{corrupt, digest_of, SPEECHLESS};
use chain::Message;
use credit::{sheet::month_of, DocumentClosed, Observed};
use e2e::{time::days, Actor::*, Contract, Shipment, World, NO_EVIDENCE};
use ink::scale::Encode;
use interfaces::{
    administration::{Administration, Link},
    credit::{
        Cell, Closing, Credit, CreditError, Dimension, FactKind, Observation, ObservationKind,
        ObservationStatus,
    },
    ids::{DocumentId, PartyId, Quantity},
    registry::Witnesses,
    waybill::{
        Disposal, DocumentForm, ExceptionReason, LineException, Revision, TitleAction, Waybill,
        WaybillError, WaybillStatus,
    },
};
use misbehaving::Manner;
use waybill::DeliveryTold;

/// How it went, and that it is closed.
const KINDS: [FactKind; 2] = [FactKind::Outcome, FactKind::Closed];

/// What a delivery on time and in full is counted as, and, one more, a perfect one.
const ON_TIME_IN_FULL: u64 = 1 << 32;

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(Contract::Waybill, Link::Credit, Contract::Credit);
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Waybill,
        Link::Credit,
        Contract::Credit,
    );
}

fn tell(world: &World, waybill: DocumentId, kind: FactKind) -> Message<Result<(), WaybillError>> {
    world.waybill().tell_credit(waybill, kind).into()
}

/// What the credit contract refused, as the waybill contract tells it.
fn refused(error: CreditError) -> WaybillError {
    WaybillError::NotTold(error.encode()[0])
}

/// A waybill that was delivered as agreed, and is closed.
fn delivered(world: &mut World, number: u64) -> DocumentId {
    world.close_waybill(&Shipment::numbered(number), &[])
}

/// Lets the window for late reservations pass, and closes a delivered waybill.
fn close(world: &mut World, waybill: DocumentId) {
    let window = world.settings().reservation_window;
    world.sleep(window);
    world.ok(Stranger, world.waybill().close(waybill));
}

/// A world without registry whose waybill contract is linked to one that misbehaves in `manner`, and a closed waybill.
fn under(manner: Manner) -> (World, DocumentId) {
    let mut world = World::new();
    let credit = world.misbehaving(manner);
    world.link(Contract::Waybill, Link::Credit, credit);
    let waybill = delivered(&mut world, 1);
    (world, waybill)
}

/// What the two contracts say of the last call: credit first.
#[track_caller]
fn observed(world: &World) -> (Observed, DeliveryTold) {
    let [observed, told] = world.news() else { panic!("there should be two: {:?}", world.news()) };
    (observed.decode().expect("it is credit's"), told.decode().expect("it is the waybill's"))
}

/// The weighted score of the delivery under a waybill.
#[track_caller]
fn scored(world: &World, waybill: DocumentId) -> u64 {
    world.observation_by(Contract::Waybill, waybill, ObservationKind::Delivery).cell.score
}

/// Of the second line, 40 pieces, so many were kept, short, damaged and refused.
fn excepted(reason: ExceptionReason, pieces: [Quantity; 4]) -> LineException {
    let [received, short, damaged, refused] = pieces.map(|many| many * 1_000);
    LineException { line: 2, received, short, damaged, refused, reason }
}

#[test]
fn where_none_is_linked_nothing_is_told_and_waybills_go_their_way() {
    let mut world = World::new();
    let waybill = delivered(&mut world, 1);
    for kind in KINDS {
        let told = tell(&world, waybill, kind);
        assert_eq!(world.err(Stranger, told), WaybillError::CreditUnavailable, "{kind:?}");
    }
    delivered(&mut world, 2);
}

#[test]
fn one_without_an_answer_is_unavailable_and_stops_no_waybill() {
    for manner in SPEECHLESS {
        let (mut world, waybill) = under(manner);
        for kind in KINDS {
            let told = tell(&world, waybill, kind);
            let unavailable = world.err(Stranger, told);
            assert_eq!(unavailable, WaybillError::CreditUnavailable, "{manner:?} {kind:?}");
        }
        delivered(&mut world, 2);
    }
}

#[test]
fn one_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    for kind in KINDS {
        let (mut world, waybill) = under(Manner::ReturnsTooMuch);
        let told = tell(&world, waybill, kind);
        super::is_stopped_by_too_much(&mut world, Stranger, told);
    }
}

#[test]
fn one_that_consumes_all_gas_leaves_no_trace() {
    for kind in KINDS {
        let (mut world, waybill) = under(Manner::ConsumesAllGas);
        let told = tell(&world, waybill, kind);
        let unavailable = WaybillError::CreditUnavailable;
        super::uses_up_the_gas(&mut world, Stranger, told, unavailable);
    }
}

#[test]
fn one_that_agrees_to_everything_is_believed_however_often() {
    let (mut world, waybill) = under(Manner::AgreesToEverything);
    let before = digest_of(&world, Contract::Waybill);
    for kind in KINDS {
        // Who was told keeps it in mind, not who tells.
        for _ in 0..2 {
            world.ok(Stranger, tell(&world, waybill, kind));
            assert_eq!(world.event::<DeliveryTold>(), DeliveryTold { waybill, kind });
        }
    }
    assert_eq!(digest_of(&world, Contract::Waybill), before);
}

#[test]
fn only_what_the_consignee_signed_and_is_closed_is_told() {
    let mut world = World::attested(&[Buyer]);
    let is_refused = |world: &mut World, waybill: DocumentId, error: WaybillError| {
        for kind in KINDS {
            for actor in [Supplier, Carrier, Buyer, Stranger] {
                let told = tell(world, waybill, kind);
                assert_eq!(world.err(actor, told), error, "{actor:?} {kind:?}");
            }
        }
    };
    let early = WaybillError::WrongStatus;
    is_refused(&mut world, DocumentId([9; 32]), WaybillError::NotFound);
    let waybill = world.draft_waybill(&Shipment::numbered(1));
    is_refused(&mut world, waybill, early(WaybillStatus::Draft));
    let waybill = world.issue_waybill(&Shipment::numbered(2));
    is_refused(&mut world, waybill, early(WaybillStatus::Issued));
    let waybill = world.carry_waybill(&Shipment::numbered(3));
    is_refused(&mut world, waybill, early(WaybillStatus::InTransit));
    let waybill = world.land_waybill(&Shipment::numbered(4));
    is_refused(&mut world, waybill, early(WaybillStatus::Arrived));
    let waybill = world.deliver_waybill(&Shipment::numbered(5), &[]);
    is_refused(&mut world, waybill, early(WaybillStatus::Delivered));
    close(&mut world, waybill);
    for kind in KINDS {
        world.ok(Stranger, tell(&world, waybill, kind));
    }
    // Nobody but the carrier says that these came.
    let waybill = world.land_waybill(&Shipment::numbered(6));
    let window = world.settings().signing_window;
    world.sleep(window + 1);
    world.ok(Stranger, world.waybill().lapse(waybill));
    is_refused(&mut world, waybill, early(WaybillStatus::DeliveredUnconfirmed));
    close(&mut world, waybill);
    is_refused(&mut world, waybill, WaybillError::Unconfirmed);
}

#[test]
fn how_a_carrier_delivered_is_told_field_by_field() {
    let mut world = World::attested(&[Buyer]);
    let (carrier, buyer) = (world.party(Carrier), world.party(Buyer));
    let identity = world.ask(world.witnesses().witness(buyer, carrier)).identity;
    let waybill = delivered(&mut world, 1);
    let signed_at = world.view_of(waybill).delivery_recorded_at;
    // When it is told makes no difference.
    world.sleep(days(62));
    let now = world.now();
    assert!(month_of(signed_at) < month_of(now));
    world.ok(Stranger, tell(&world, waybill, FactKind::Outcome));
    let (observed, told) = observed(&world);
    assert_eq!(told, DeliveryTold { waybill, kind: FactKind::Outcome });
    // Freight of 2^13 cents and more is the first size.
    let (month, score) = (month_of(signed_at), ON_TIME_IN_FULL + 1);
    let cell = Cell { month, count: 1, weight: 1, score };
    let source = world.address(Contract::Waybill);
    let kind = ObservationKind::Delivery;
    assert_eq!(
        observed,
        Observed {
            observation: world.ask(world.credit().observation_id(source, waybill, kind)),
            subject: carrier,
            counterparty: buyer,
            counted_for: buyer,
            identity,
            arbiter: PartyId::NONE,
            source,
            document: waybill,
            kind,
            cell,
            registry: 1,
            recorded_at: observed.recorded_at,
        }
    );
    assert!(observed.recorded_at >= now);
    assert_eq!(
        world.observation_by(Contract::Waybill, waybill, kind),
        Observation {
            status: ObservationStatus::Standing,
            registry: 1,
            dimension: Dimension::Delivery,
            subject: carrier,
            counterparty: buyer,
            arbiter: PartyId::NONE,
            arrival: 1,
            cell,
            recorded_at: observed.recorded_at,
            until: 0,
        }
    );
    // A waybill names no arbiter: it is not contested.
    let contest = world.credit().contest(observed.observation, [7; 32]);
    assert_eq!(world.err(Carrier, contest), CreditError::NoArbiter);
}

#[test]
fn that_a_waybill_is_closed_is_told_field_by_field() {
    let mut world = World::attested(&[Buyer]);
    let (carrier, buyer) = (world.party(Carrier), world.party(Buyer));
    let waybill = delivered(&mut world, 1);
    let month = month_of(world.view_of(waybill).delivery_recorded_at);
    world.sleep(days(62));
    world.ok(Stranger, tell(&world, waybill, FactKind::Closed));
    let [closed, told] = world.news() else { panic!("there should be two: {:?}", world.news()) };
    let closed: DocumentClosed = closed.decode().expect("it is credit's");
    let told: DeliveryTold = told.decode().expect("it is the waybill's");
    assert_eq!(told, DeliveryTold { waybill, kind: FactKind::Closed });
    let source = world.address(Contract::Waybill);
    let (subject, counterparty, arbiter) = (carrier, buyer, PartyId::NONE);
    let (weight, until) = (1, closed.until);
    assert_eq!(
        closed,
        DocumentClosed {
            document: waybill,
            source,
            subject,
            counterparty,
            arbiter,
            month,
            weight,
            registry: 1,
            until,
        }
    );
    let kept = world.ask(world.credit().closing_of(source, waybill)).expect("it was told");
    let expected = Closing { registry: 1, subject, counterparty, arbiter, month, weight, until };
    assert_eq!(kept.decoded(), Some(expected));
    world.ok(Buyer, world.credit().score_service(source, waybill, buyer, 90));
}

#[test]
fn a_delivery_is_as_good_as_what_the_consignee_signed_of_each_line() {
    let mut world = World::attested(&[Buyer]);
    for (number, reason, pieces, score) in [
        (1, ExceptionReason::Missing, [30, 10, 0, 0], 0),
        (2, ExceptionReason::WrongItem, [30, 0, 0, 10], 0),
        (3, ExceptionReason::Broken, [30, 0, 10, 0], ON_TIME_IN_FULL),
        (4, ExceptionReason::Label, [30, 0, 0, 10], ON_TIME_IN_FULL),
    ] {
        let waybill = world.close_waybill(&Shipment::numbered(number), &[excepted(reason, pieces)]);
        world.ok(Stranger, tell(&world, waybill, FactKind::Outcome));
        assert_eq!(scored(&world, waybill), score, "{reason:?}");
    }
    // What is late is neither, though all of it came.
    let shipment = Shipment::numbered(5);
    let waybill = world.carry_waybill(&shipment);
    world.sleep(shipment.deliver_within + days(1));
    let now = world.now();
    world.ok(Carrier, world.waybill().arrive(waybill, now));
    let now = world.now();
    world.ok(Buyer, world.waybill().sign_delivery(waybill, now, NO_EVIDENCE));
    close(&mut world, waybill);
    world.ok(Stranger, tell(&world, waybill, FactKind::Outcome));
    assert_eq!(scored(&world, waybill), 0);
    assert_eq!(world.rating_of(Carrier).scores.delivery.samples, 5);
}

#[test]
fn what_was_told_is_refused_the_second_time_in_whatever_order() {
    for [first, second] in [KINDS, [FactKind::Closed, FactKind::Outcome]] {
        let mut world = World::attested(&[Buyer]);
        let waybill = delivered(&mut world, 1);
        let already = refused(CreditError::AlreadyTold);
        world.ok(Stranger, tell(&world, waybill, first));
        for actor in [Supplier, Carrier, Buyer, Stranger] {
            assert_eq!(world.err(actor, tell(&world, waybill, first)), already, "{first:?}");
        }
        world.ok(Buyer, tell(&world, waybill, second));
        for kind in KINDS {
            assert_eq!(world.err(Stranger, tell(&world, waybill, kind)), already, "{kind:?}");
        }
    }
}

#[test]
fn who_received_the_goods_says_how_they_came_wherever_they_were_sent_first() {
    let mut world = World::attested(&[Buyer, Warehouse]);
    let waybill = world.carry_waybill(&Shipment::default());
    let (supplier, consignee) = (world.party(Supplier), world.party(Warehouse));
    let elsewhere = Disposal::Redirect { consignee, place_of_delivery: "NLRTM".to_owned() };
    world.ok(Supplier, world.waybill().dispose(waybill, supplier, elsewhere));
    let now = world.now();
    world.ok(Warehouse, world.waybill().sign_delivery(waybill, now, NO_EVIDENCE));
    close(&mut world, waybill);
    world.ok(Buyer, tell(&world, waybill, FactKind::Outcome));
    let (observed, _) = observed(&world);
    assert_eq!((observed.subject, observed.counterparty), (world.party(Carrier), consignee));
}

#[test]
fn all_versions_of_a_bill_are_one_delivery_known_by_the_first() {
    let mut world = World::attested(&[Supplier]);
    let shipment = Shipment { form: DocumentForm::BillToOrder, ..Shipment::default() };
    let first = world.carry_waybill(&shipment);
    let about = world.view_of(first).consignment;
    let changes = Revision {
        document: [6; 32],
        place_of_delivery: about.place_of_delivery,
        deliver_until: about.deliver_until,
        freight: 2 * about.freight,
        gross_weight: about.gross_weight,
    };
    let (supplier, carrier) = (world.party(Supplier), world.party(Carrier));
    let asked = TitleAction::SurrenderForAmendment(sp_core::blake2_256(&changes.encode()));
    world.ok(Supplier, world.waybill().title(first, supplier, asked));
    let reissue = world.waybill().reissue(first, shipment.number.clone(), 1, changes);
    let second = world.ok(Carrier, reissue);
    let surrender = TitleAction::SurrenderForDelivery;
    world.ok(Supplier, world.waybill().title(second, supplier, surrender));
    let accept = TitleAction::AcceptSurrender;
    world.ok(Carrier, world.waybill().title(second, carrier, accept));
    let now = world.now();
    world.ok(Carrier, world.waybill().arrive(second, now));
    world.ok(Supplier, world.waybill().sign_delivery(second, now, NO_EVIDENCE));
    close(&mut world, second);
    let voided = WaybillError::WrongStatus(WaybillStatus::Voided);
    for kind in KINDS {
        assert_eq!(world.err(Carrier, tell(&world, first, kind)), voided, "{kind:?}");
    }
    world.ok(Carrier, tell(&world, second, FactKind::Outcome));
    let (observed, told) = observed(&world);
    assert_eq!((observed.document, told.waybill), (first, second));
    assert_eq!((observed.subject, observed.counterparty), (carrier, supplier));
    // The freight of the version that was delivered: the second size.
    assert_eq!(observed.cell.weight, 2);
    world.ok(Carrier, tell(&world, second, FactKind::Closed));
    let source = world.address(Contract::Waybill);
    assert!(world.ask(world.credit().closing_of(source, first)).is_some());
    assert!(world.ask(world.credit().closing_of(source, second)).is_none());
}

#[test]
fn what_the_credit_contract_refuses_is_told_by_its_place() {
    // It believes nobody.
    let mut world = World::linked();
    world.identify(Buyer);
    let waybill = delivered(&mut world, 1);
    for kind in KINDS {
        let not_the_source = refused(CreditError::NotTheSource);
        assert_eq!(world.err(Stranger, tell(&world, waybill, kind)), not_the_source, "{kind:?}");
    }
    world.link(Contract::Credit, Link::Waybill, world.address(Contract::Waybill));

    // It takes nothing for the time being.
    world.ok(Admin, world.administration(Contract::Credit).pause());
    for kind in KINDS {
        let paused = refused(CreditError::Paused);
        assert_eq!(world.err(Stranger, tell(&world, waybill, kind)), paused, "{kind:?}");
    }
    world.ok(Admin, world.administration(Contract::Credit).unpause());
    for kind in KINDS {
        world.ok(Stranger, tell(&world, waybill, kind));
    }

    // The freight is too little.
    let little = Shipment { quantities: vec![7_000], ..Shipment::numbered(2) };
    let waybill = world.close_waybill(&little, &[]);
    for kind in KINDS {
        let nothing = refused(CreditError::WeighsNothing);
        assert_eq!(world.err(Stranger, tell(&world, waybill, kind)), nothing, "{kind:?}");
    }

    // It is too long ago.
    let waybill = delivered(&mut world, 3);
    world.sleep(days(740));
    for kind in KINDS {
        let too_old = refused(CreditError::TooOld);
        assert_eq!(world.err(Stranger, tell(&world, waybill, kind)), too_old, "{kind:?}");
    }
}

#[test]
fn a_consignee_that_nobody_attested_says_nothing_until_it_is() {
    let mut world = World::attested(&[Supplier, Carrier]);
    let waybill = delivered(&mut world, 1);
    let outcome = tell(&world, waybill, FactKind::Outcome);
    assert_eq!(world.err(Carrier, outcome.clone()), refused(CreditError::NotAttested));
    // That it is closed is nobody's word of another.
    world.ok(Carrier, tell(&world, waybill, FactKind::Closed));
    world.identify(Buyer);
    world.ok(Carrier, outcome);
}

#[test]
fn telling_waits_for_no_end_of_a_pause_and_goes_to_the_one_that_is_linked_now() {
    let mut world = World::attested(&[Buyer]);
    let [first, second] = [1, 2].map(|number| delivered(&mut world, number));
    world.ok(Admin, world.administration(Contract::Waybill).pause());
    world.ok(Stranger, tell(&world, first, FactKind::Outcome));
    let real = world.address(Contract::Credit);
    let liar = world.misbehaving(Manner::AgreesToEverything);
    world.relink(Contract::Waybill, Link::Credit, liar);
    let before = digest_of(&world, Contract::Credit);
    for waybill in [first, second] {
        world.ok(Stranger, tell(&world, waybill, FactKind::Outcome));
    }
    assert_eq!(digest_of(&world, Contract::Credit), before, "another was told");
    world.relink(Contract::Waybill, Link::Credit, real);
    let already = refused(CreditError::AlreadyTold);
    assert_eq!(world.err(Stranger, tell(&world, first, FactKind::Outcome)), already);
    world.ok(Stranger, tell(&world, second, FactKind::Outcome));
}

#[test]
fn one_that_fails_later_stops_no_signature_and_no_way_out() {
    let mut world = World::attested(&[Buyer]);
    let issued = world.issue_waybill(&Shipment::numbered(1));
    let landed = world.land_waybill(&Shipment::numbered(2));
    corrupt(&mut world, Contract::Credit);
    let supplier = world.party(Supplier);
    world.ok(Supplier, world.waybill().cancel(issued, supplier));
    let now = world.now();
    world.ok(Buyer, world.waybill().sign_delivery(landed, now, NO_EVIDENCE));
    close(&mut world, landed);
    let next = delivered(&mut world, 3);
    for waybill in [landed, next] {
        for kind in KINDS {
            let unavailable = WaybillError::CreditUnavailable;
            assert_eq!(world.err(Stranger, tell(&world, waybill, kind)), unavailable, "{kind:?}");
        }
    }
}

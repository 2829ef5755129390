//! The whole story of a delivery, event by event and figure by figure: wired, and standing alone.
//!
//! The story is told to any chain whose time can be passed.
use e2e::{
    time::{days, minutes},
    Actor::{self, *},
    Agreement, Bill, Build, Purchase, Relationship, Shipment, Stage, World, NO_EVIDENCE,
    UNIT_FREIGHT, UNIT_PRICE,
};
use interfaces::{
    ids::{CaseId, DocumentId, Millis, OptionalDocument, PartyId, RelationshipId},
    orders::{
        Answer, Fulfilment, LineChange, LineState, LineView, OrderError, OrderHead, OrderStatus,
        OrderedLine, Orders, RelationshipStatus, RequestStatus, Side, Tally,
    },
    reconciliation::{
        CaseStatus, Completion, Discrepancy, LineStatus, Reconciliation, ReconciliationError,
    },
    registry::{
        Attestation, Business, Identifier, Kind, Refusal, Registry, RegistryError, Role, Scheme,
        Scope, Topic,
    },
    waybill::{
        BillingLine, Classifier, ExceptionReason, FreightTerm, LegView, LineException, OrderLine,
        Reservation, TransportEvent, Waybill, WaybillError, WaybillStatus,
    },
};
use orders::{OrderDrafted, RequestAnswered, RequestMade, Sources, TermsAnswered, TermsProposed};
use reconciliation::events::{
    BillEntered, CaseAccepted, CaseBalanced, CaseDiscrepant, CaseOpened, LinesMatched, MatchedLine,
    StatementCompleted, Totals,
};
use registry::events::{
    AgentAppointed, Attested, EnterpriseRegistered, IdentifierConfirmed, IdentifierStated,
};
use waybill::{
    CustodyOffered, CustodyTaken, ExceptionsNoted, GoodsArrived, GoodsDelivered, GoodsPickedUp,
    LinesAdded, TransportEventLogged, WaybillClosed, WaybillDrafted, WaybillIssued,
};

/// SHA-256 of photographs and reports, as far as the story is concerned.
const PHOTOGRAPH: [u8; 32] = [0xf0; 32];
const SIGNATURE: [u8; 32] = [0x51; 32];
const KYB_FILE: [u8; 32] = [0x4b; 32];

/// A Global Location Number with its right check digit, and with a wrong one.
const GLN: &str = "4012345000009";
const WRONG_GLN: &str = "4012345000008";

#[test]
fn a_delivery_from_registration_to_balance_where_the_contracts_are_linked() {
    let mut world = World::wired();
    people_join(&mut world);
    goods_are_ordered_moved_and_billed(&mut world, Driver);
}

#[test]
fn the_same_delivery_where_each_contract_stands_alone() {
    let mut world = World::new();
    let stranger = world.party(Stranger);
    assert!(world.ask(world.registry().enterprise(stranger)).is_none());
    goods_are_ordered_moved_and_billed(&mut world, Carrier);
}

/// The whole story on `chain`, where the contracts are linked and a delivered waybill stays open for `reservation_window`.
pub fn told_on<C: Stage>(chain: C, reservation_window: Millis) -> World<C> {
    let build = Build { populated: false, reservation_window, ..Build::default() };
    let mut world = World::build(chain, build);
    people_join(&mut world);
    goods_are_ordered_moved_and_billed(&mut world, Driver);
    world
}

/// Everyone registers; the attester vouches; identifiers become exclusive; the carrier appoints its driver.
fn people_join<C: Stage>(world: &mut World<C>) {
    let expected = world.ask(world.registry().next_id(world.account(Supplier)));
    let supplier = world.register(Supplier);
    assert_eq!(supplier, expected, "the id was told before");
    let registered: EnterpriseRegistered = world.event();
    let registered_at =
        world.ask(world.registry().enterprise(supplier)).expect("it is registered").registered_at;
    assert_eq!(
        registered,
        EnterpriseRegistered {
            party: supplier,
            controller: world.account(Supplier),
            kind: Kind::Enterprise,
            name: "Supplier Ltd".to_owned(),
            country: *b"DE",
            roles: vec![Role::Supplier],
            registered_at,
        }
    );
    for actor in [Buyer, Carrier, SecondCarrier, Arbiter] {
        world.register(actor);
    }

    let expires_at = world.now() + days(365);
    world.ok(Attester, world.registry().attest(supplier, Topic::RealName, KYB_FILE, expires_at));
    let attested: Attested = world.event();
    let given_at = attested.given_at;
    let attester = world.account(Attester);
    assert_eq!(
        attested,
        Attested {
            party: supplier,
            topic: Topic::RealName,
            attester,
            evidence: KYB_FILE,
            given_at,
            expires_at
        }
    );
    assert_eq!(
        world.ask(world.registry().attestation_of(supplier, Topic::RealName)),
        Some(Attestation { attester, evidence: KYB_FILE, given_at, expires_at, withdrawn: false })
    );
    assert!(world.ask(world.registry().attested(supplier, Topic::RealName)));

    let wrong = world.registry().state_identifier(supplier, Scheme::Gln, WRONG_GLN.to_owned());
    assert_eq!(world.err(Supplier, wrong), RegistryError::WrongCheckDigit);
    world.ok(Supplier, world.registry().state_identifier(supplier, Scheme::Gln, GLN.to_owned()));
    assert_eq!(
        world.event::<IdentifierStated>(),
        IdentifierStated { party: supplier, scheme: Scheme::Gln, value: GLN.to_owned() }
    );
    assert_eq!(
        world.ask(world.registry().by_identifier(Scheme::Gln, GLN.to_owned())),
        None,
        "a claim holds nothing"
    );
    world.ok(
        Attester,
        world.registry().confirm_identifier(supplier, Scheme::Gln, GLN.to_owned(), KYB_FILE),
    );
    assert_eq!(
        world.event::<IdentifierConfirmed>(),
        IdentifierConfirmed {
            party: supplier,
            attester,
            scheme: Scheme::Gln,
            value: GLN.to_owned(),
            evidence: KYB_FILE
        }
    );
    assert_eq!(
        world.ask(world.registry().by_identifier(Scheme::Gln, GLN.to_owned())),
        Some(supplier)
    );
    assert_eq!(
        world.ask(world.registry().identifiers_of(supplier, 0, 50)),
        vec![Identifier { scheme: Scheme::Gln, value: GLN.to_owned(), confirmed: true }]
    );
    let taken = world.registry().state_identifier(world.party(Buyer), Scheme::Gln, GLN.to_owned());
    assert_eq!(world.err(Buyer, taken), RegistryError::HeldBy(supplier));

    let (carrier, driver) = (world.party(Carrier), world.account(Driver));
    let scopes = vec![Scope::HandOver, Scope::Receive];
    let expires_at = world.now() + days(365);
    world.ok(Carrier, world.registry().appoint_agent(carrier, driver, scopes.clone(), expires_at));
    assert_eq!(
        world.event::<AgentAppointed>(),
        AgentAppointed { party: carrier, agent: driver, scopes, expires_at }
    );
    let may = |scope| world.registry().may(driver, carrier, scope, Business::NewBusiness);
    assert_eq!(world.ask(may(Scope::Receive)), Ok(()));
    assert_eq!(world.ask(may(Scope::Bill)), Err(Refusal::OutOfScope));
}

/// From the terms to both balances. `picker` signs for the first carrier on the road.
fn goods_are_ordered_moved_and_billed<C: Stage>(world: &mut World<C>, picker: Actor) {
    let relationship = terms_are_signed(world);
    let order = order_is_signed(world, relationship);
    let shipment = Shipment { order: Some(order), ..Shipment::default() };
    let waybill = paper_is_signed(world, &shipment);
    goods_travel(world, waybill, picker);
    goods_are_received(world, waybill, &shipment);
    bills_differ(world, waybill);
    bills_agree(world, waybill);
}

/// The buyer declines the first terms, and the supplier takes the second ones back; the third are in force.
fn terms_are_signed<C: Stage>(world: &mut World<C>) -> RelationshipId {
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let agreed = Relationship::default();
    let id = world.ask(world.orders().relationship_id(buyer, supplier));
    let status = |world: &World<C>| world.relationship_of(id).status;
    let long = Relationship { response_window: days(9), ..agreed.clone() };
    assert_eq!(world.propose_terms(&long), (id, 1), "the id can be computed before");
    assert_eq!(
        world.event::<TermsProposed>(),
        TermsProposed {
            relationship: id,
            by: supplier,
            counterparty: buyer,
            version: 1,
            registry_epoch: u8::from(world.settings().linked),
            terms: long.terms(world),
        }
    );
    assert_eq!(status(world), RelationshipStatus::Proposed);
    let early = Purchase::default();
    let order = world.orders().draft(
        buyer,
        supplier,
        early.number,
        OptionalDocument::Nothing,
        vec![],
        false,
    );
    assert_eq!(
        world.err(Buyer, order),
        OrderError::WrongRelationship(RelationshipStatus::Proposed),
        "nothing is ordered on terms that one side signed"
    );
    world.ok(Buyer, world.orders().answer_terms(id, 1, Answer::Decline));
    assert_eq!(status(world), RelationshipStatus::Ended);

    let short = Relationship { response_window: days(1), ..agreed.clone() };
    assert_eq!(world.propose_terms(&short), (id, 2));
    world.ok(Supplier, world.orders().answer_terms(id, 2, Answer::Withdraw));
    assert_eq!(world.propose_terms(&agreed), (id, 3));
    let withdrawn = world.orders().answer_terms(id, 2, Answer::Accept);
    assert_eq!(world.err(Buyer, withdrawn), OrderError::NotAsked);
    world.ok(Buyer, world.orders().answer_terms(id, 3, Answer::Accept));
    assert_eq!(
        world.event::<TermsAnswered>(),
        TermsAnswered { relationship: id, version: 3, answer: Answer::Accept }
    );
    let view = world.relationship_of(id);
    assert_eq!(
        (view.status, view.in_force, view.proposed, view.versions),
        (RelationshipStatus::Active, 3, 0, 3)
    );
    assert_eq!(world.ask(world.orders().terms(id, 3)), Some(agreed.terms(world)));
    id
}

/// The buyer orders what the shipment moves, but ten pieces more of line 2; the supplier accepts 40, and declines to sell the
/// rest cheaper.
fn order_is_signed<C: Stage>(world: &mut World<C>, relationship: RelationshipId) -> DocumentId {
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let purchase = Purchase::default();
    let mut lines = purchase.lines(world);
    let agreed = lines.clone();
    lines[1].quantity += 10_000;
    let last = lines.pop().expect("an order has lines");
    let number = purchase.number.clone();
    let draft = world.orders().draft(
        buyer,
        supplier,
        number.clone(),
        OptionalDocument::Nothing,
        lines.clone(),
        false,
    );
    let order = world.ok(Buyer, draft);
    assert_eq!(
        order,
        world.ask(world.orders().order_id(buyer, number.clone(), 1)),
        "the id can be computed before"
    );
    assert_eq!(
        world.event::<OrderDrafted>(),
        OrderDrafted {
            order,
            buyer,
            seller: supplier,
            number,
            version: 1,
            registry_epoch: u8::from(world.settings().linked),
            sources: Sources::default(),
            terms: 3,
            serves: None,
            lines,
            complete: false,
            answer_until: 0,
        }
    );
    let early = world.orders().answer_lines(order, vec![1], true);
    assert_eq!(world.err(Supplier, early), OrderError::WrongStatus(OrderStatus::Draft));
    world.ok(Buyer, world.orders().add_lines(order, vec![last.clone()], true));
    let answer_until = world.order_of(order).answer_until;
    assert_eq!(
        world.event::<orders::LinesAdded>(),
        orders::LinesAdded { order, first: 3, lines: vec![last], complete: true, answer_until }
    );

    world.ok(Supplier, world.orders().answer_lines(order, vec![1, 3], true));
    assert_eq!(
        world.event::<orders::LinesAnswered>(),
        orders::LinesAnswered {
            order,
            lines: vec![1, 3],
            accepted: true,
            status: OrderStatus::Placed
        }
    );
    let OrderedLine { quantity, unit_price, earliest, latest, .. } = agreed[1].clone();
    let fewer = LineChange { line: 2, quantity, unit_price, earliest, latest };
    change_is_asked(world, order, (Supplier, Side::Seller), fewer);
    assert_eq!(world.order_line(order, 2).state, LineState::Ordered, "until both have signed");
    let self_signed = world.orders().answer_request(order, 1, Answer::Accept);
    assert_eq!(world.err(Supplier, self_signed.clone()), OrderError::Refused(Refusal::NotForParty));
    world.ok(Buyer, self_signed);
    let answer = Answer::Accept;
    let status = OrderStatus::Confirmed;
    assert_eq!(
        world.event::<RequestAnswered>(),
        RequestAnswered { order, number: 1, answer, status }
    );

    let cheaper = LineChange { unit_price: UNIT_PRICE - 1, ..fewer };
    change_is_asked(world, order, (Buyer, Side::Buyer), cheaper);
    let answer = Answer::Decline;
    world.ok(Supplier, world.orders().answer_request(order, 2, answer));
    assert_eq!(
        world.event::<RequestAnswered>(),
        RequestAnswered { order, number: 2, answer, status }
    );

    let view = world.order_of(order);
    assert_eq!(
        view.head,
        OrderHead { buyer, seller: supplier, terms: 3, currency: *b"EUR", serves: None }
    );
    assert_eq!(
        (view.status, view.fulfilment, view.request.status),
        (OrderStatus::Confirmed, Fulfilment::Open, RequestStatus::ChangeDeclined)
    );
    assert_eq!(view.tally, Tally { agreed: 3, ..Tally::default() });
    let line = |(line, ordered): (u16, &OrderedLine)| LineView {
        line,
        state: LineState::Agreed,
        ordered: ordered.clone(),
        shipped: 0,
        received: 0,
        billed: 0,
        paid: 0,
    };
    let expected: Vec<LineView> = (1..).zip(&agreed).map(line).collect();
    assert_eq!(world.ask(world.orders().lines_of(order, 1, 50)), expected);
    assert_eq!(
        world.ask(world.orders().terms_of(order)),
        world.ask(world.orders().terms(relationship, 3))
    );
    order
}

fn change_is_asked<C: Stage>(
    world: &mut World<C>,
    order: DocumentId,
    (actor, by): (Actor, Side),
    change: LineChange,
) {
    let changes = vec![change];
    let ask = world.orders().request_change(order, world.party(actor), changes.clone());
    let number = world.ok(actor, ask);
    let view = world.order_of(order);
    assert_eq!((view.request.number, view.request.by), (number, by));
    assert_eq!(
        world.event::<RequestMade>(),
        RequestMade {
            order,
            number,
            by,
            request: RequestStatus::ChangeAsked,
            changes: changes.clone(),
            answer_until: view.request.answer_until,
            status: view.status,
        }
    );
    assert_eq!(world.ask(world.orders().changes_of(order, number)), changes);
}

fn paper_is_signed<C: Stage>(world: &mut World<C>, shipment: &Shipment) -> DocumentId {
    let (supplier, carrier, buyer) =
        (world.party(Supplier), world.party(Carrier), world.party(Buyer));
    let (consignment, mut goods) = (shipment.consignment(world), shipment.goods(world));
    let last = goods.pop().expect("a shipment has lines");
    let number = shipment.number.clone();
    let draft =
        world.waybill().draft(supplier, number.clone(), consignment.clone(), goods.clone(), false);
    let waybill = world.ok(Supplier, draft);
    assert_eq!(
        waybill,
        world.ask(world.waybill().waybill_id(carrier, number.clone(), 1)),
        "the id can be computed before"
    );
    let settings = world.settings().clone();
    let linked = u8::from(settings.linked);
    assert_eq!(
        world.event::<WaybillDrafted>(),
        WaybillDrafted {
            waybill,
            counterparty: carrier,
            consignee: buyer,
            number,
            version: 1,
            registry_epoch: linked,
            orders_epoch: linked,
            collateral_epoch: 0,
            consignment,
            lines: goods,
            complete: false,
        }
    );
    assert_eq!(world.err(Carrier, world.waybill().issue(waybill)), WaybillError::Incomplete);
    world.ok(Supplier, world.waybill().add_lines(waybill, vec![last.clone()], true));
    assert_eq!(
        world.event::<LinesAdded>(),
        LinesAdded { waybill, first: 3, lines: vec![last], complete: true }
    );
    let self_signed = world.err(Supplier, world.waybill().issue(waybill));
    assert_eq!(self_signed, WaybillError::Refused(Refusal::NotForParty));
    world.ok(Carrier, world.waybill().issue(waybill));
    assert_eq!(world.event::<WaybillIssued>(), WaybillIssued { waybill });
    let view = world.view_of(waybill);
    assert_eq!(
        (view.status, view.custodian, view.lines, view.legs),
        (WaybillStatus::Issued, supplier, 3, 0)
    );
    waybill
}

fn goods_travel<C: Stage>(world: &mut World<C>, waybill: DocumentId, picker: Actor) {
    let (carrier, second) = (world.party(Carrier), world.party(SecondCarrier));
    let taken_at = world.now();
    let reservations = vec![Reservation::Packaging];
    world.ok(picker, world.waybill().pick_up(waybill, reservations.clone(), PHOTOGRAPH, taken_at));
    assert_eq!(
        world.event::<GoodsPickedUp>(),
        GoodsPickedUp {
            waybill,
            taken_at,
            reservations: reservations.clone(),
            evidence: PHOTOGRAPH,
        }
    );
    let view = world.view_of(waybill);
    assert_eq!(
        (view.status, view.custodian, view.clean),
        (WaybillStatus::InTransit, carrier, false)
    );
    assert_eq!(
        world.ask(world.waybill().leg_of(waybill, 1)),
        Some(LegView { carrier, taken_at, reservations, evidence: PHOTOGRAPH })
    );

    let unasked = world.waybill().take_over(waybill, vec![], NO_EVIDENCE, world.now());
    assert_eq!(world.err(SecondCarrier, unasked), WaybillError::NotOffered);
    world.ok(picker, world.waybill().hand_over(waybill, second));
    assert_eq!(world.event::<CustodyOffered>(), CustodyOffered { waybill, to: second });
    assert_eq!(world.view_of(waybill).custodian, carrier, "until both have signed");
    let taken_at = world.now();
    world.ok(SecondCarrier, world.waybill().take_over(waybill, vec![], NO_EVIDENCE, taken_at));
    assert_eq!(
        world.event::<CustodyTaken>(),
        CustodyTaken {
            waybill,
            leg: 2,
            carrier: second,
            taken_at,
            reservations: vec![],
            evidence: NO_EVIDENCE,
        }
    );
    let late = world.waybill().arrive(waybill, world.now());
    assert_eq!(
        world.err(Carrier, late),
        WaybillError::Refused(Refusal::NotForParty),
        "it has no longer the goods"
    );

    let occurs_at = world.now() + minutes(90);
    let (event, classifier) = (TransportEvent::Arrival, Classifier::Estimated);
    let place = "NLRTM".to_owned();
    world.ok(
        SecondCarrier,
        world.waybill().log_event(
            waybill,
            second,
            event,
            classifier,
            place.clone(),
            occurs_at,
            NO_EVIDENCE,
        ),
    );
    assert_eq!(
        world.event::<TransportEventLogged>(),
        TransportEventLogged {
            waybill,
            party: second,
            event,
            classifier,
            place,
            occurs_at,
            evidence: NO_EVIDENCE
        }
    );

    let arrived_at = world.now();
    world.ok(SecondCarrier, world.waybill().arrive(waybill, arrived_at));
    let arrived: GoodsArrived = world.event();
    assert_eq!(arrived, GoodsArrived { waybill, arrived_at, recorded_at: arrived.recorded_at });
    assert!(arrived.recorded_at >= arrived_at);
    assert_eq!(world.status_of(waybill), WaybillStatus::Arrived);
}

fn goods_are_received<C: Stage>(world: &mut World<C>, waybill: DocumentId, shipment: &Shipment) {
    let exceptions = vec![
        LineException {
            line: 2,
            received: 38_000,
            short: 2_000,
            damaged: 0,
            refused: 0,
            reason: ExceptionReason::Missing,
        },
        LineException {
            line: 3,
            received: 5_000,
            short: 0,
            damaged: 1_000,
            refused: 1_000,
            reason: ExceptionReason::Broken,
        },
    ];
    let sums_wrong = LineException { received: 39_000, ..exceptions[0] };
    let refused = world.err(Buyer, world.waybill().note_exceptions(waybill, vec![sums_wrong]));
    assert_eq!(refused, WaybillError::DoesNotAddUp(2));
    world.ok(Buyer, world.waybill().note_exceptions(waybill, exceptions.clone()));
    assert_eq!(
        world.event::<ExceptionsNoted>(),
        ExceptionsNoted { waybill, exceptions: exceptions.clone() }
    );

    let delivered_at = world.now();
    world.ok(Buyer, world.waybill().sign_delivery(waybill, delivered_at, SIGNATURE));
    let delivered: GoodsDelivered = world.event();
    let recorded_at = delivered.recorded_at;
    assert_eq!(
        delivered,
        GoodsDelivered { waybill, delivered_at, evidence: SIGNATURE, recorded_at }
    );
    let closes_at = recorded_at + world.settings().reservation_window;
    assert_eq!(
        world.err(Stranger, world.waybill().close(waybill)),
        WaybillError::WindowOpen(closes_at)
    );
    world.sleep(world.settings().reservation_window);
    world.ok(Stranger, world.waybill().close(waybill));
    assert_eq!(world.event::<WaybillClosed>(), WaybillClosed { waybill });
    assert_eq!(
        world.err(Buyer, world.waybill().note_exceptions(waybill, exceptions)),
        WaybillError::WrongStatus(WaybillStatus::Closed)
    );

    let record = world
        .ask(world.waybill().billing_record(waybill, vec![1, 2, 3, 4]))
        .expect("there is such a waybill");
    let deliver_until = world.view_of(waybill).consignment.deliver_until;
    let line = |line: u16, received| BillingLine {
        line,
        loaded: shipment.quantities[usize::from(line) - 1],
        received,
        unit: *b"C62",
        deliver_until,
        on_time: true,
        order_line: shipment.order.map(|order| OrderLine { order, line }),
    };
    assert_eq!(record.billed, vec![line(1, 100_000), line(2, 38_000), line(3, 5_000)]);
    assert_eq!(
        (
            record.status,
            record.freight,
            record.currency,
            record.freight_term,
            record.delivered_at,
            record.confirmed
        ),
        (
            WaybillStatus::Closed,
            147 * UNIT_FREIGHT,
            *b"EUR",
            FreightTerm::Collect,
            delivered_at,
            true
        )
    );
}

/// The supplier bills all that it loaded of line 2, where two pieces were short, and 30 cents too much for line 3.
fn bills_differ<C: Stage>(world: &mut World<C>, waybill: DocumentId) {
    let agreement = Agreement::default();
    let case = case_is_agreed(world, &agreement);
    let billed = [
        Bill::of(waybill, 1, 100_000),
        Bill::of(waybill, 2, 40_000),
        Bill::of(waybill, 3, 5_000).plus(30),
    ];
    let expected =
        [Bill::of(waybill, 1, 100_000), Bill::of(waybill, 2, 38_000), Bill::of(waybill, 3, 5_000)];
    assert!(matches!(
        world.err(Stranger, world.reconciliation().match_lines(case, waybill, vec![1])),
        ReconciliationError::StatementsOpen(_)
    ));
    statements_are_entered(world, case, &billed, &expected);

    world.ok(Stranger, world.reconciliation().match_lines(case, waybill, vec![1, 2, 3]));
    let short = i64::try_from(2 * UNIT_PRICE).expect("small");
    let result = |line, status, difference| MatchedLine { line, status, difference };
    let totals = Totals {
        matched: 1,
        adjusted: 1,
        discrepant: 1,
        settled: 0,
        cleared: u128::from(billed[0].total() + billed[2].total()),
        written_off: 30,
        disputed: short.into(),
    };
    assert_eq!(
        world.event::<LinesMatched>(),
        LinesMatched {
            case,
            document: waybill,
            results: vec![
                result(1, LineStatus::Matched, 0),
                result(2, LineStatus::Discrepant(Discrepancy::Quantity), short),
                result(3, LineStatus::Adjusted, 30),
            ],
            raised: world.case_line(case, waybill, 2).worked_off.into_iter().collect(),
            totals,
        }
    );
    world.ok(Stranger, world.reconciliation().conclude(case));
    assert_eq!(world.event::<CaseDiscrepant>(), CaseDiscrepant { case, totals });
    assert_eq!(
        figures(world, case),
        (CaseStatus::Discrepant, [1, 1, 1], totals.cleared, totals.written_off, totals.disputed)
    );
    let discrepant = world.ask(world.reconciliation().discrepancies_of(case, 0));
    assert_eq!(discrepant, vec![world.case_line(case, waybill, 2)]);
    assert_eq!(
        world.err(Stranger, world.reconciliation().conclude(case)),
        ReconciliationError::WrongStatus(CaseStatus::Discrepant)
    );
}

/// A second delivery is billed as it was made, and a line of the first is billed again.
fn bills_agree<C: Stage>(world: &mut World<C>, first: DocumentId) {
    let waybill = world.close_waybill(&Shipment::numbered(2), &[]);
    let case = case_is_agreed(world, &Agreement { sequence: 2, ..Agreement::default() });
    let bills =
        [Bill::of(waybill, 1, 100_000), Bill::of(waybill, 2, 40_000), Bill::of(waybill, 3, 7_000)];
    statements_are_entered(world, case, &bills, &bills);
    world.ok(Stranger, world.reconciliation().match_lines(case, waybill, vec![3, 1, 2]));
    world.ok(Stranger, world.reconciliation().conclude(case));
    let owed = 147 * u128::from(UNIT_PRICE + UNIT_FREIGHT);
    let totals = Totals { matched: 3, cleared: owed, ..Totals::default() };
    assert_eq!(world.event::<CaseBalanced>(), CaseBalanced { case, totals });
    assert_eq!(figures(world, case), (CaseStatus::Balanced, [3, 0, 0], owed, 0, 0));

    let third = case_is_agreed(world, &Agreement { sequence: 3, ..Agreement::default() });
    let again = [Bill::of(first, 1, 100_000)];
    world.state(third, Supplier, &again);
    world.ok(
        Buyer,
        world.reconciliation().complete_statement(third, world.party(Buyer), Completion::Open),
    );
    world.ok(Stranger, world.reconciliation().match_lines(third, first, vec![1]));
    let line = world.case_line(third, first, 1);
    assert_eq!(line.status, LineStatus::Discrepant(Discrepancy::Duplicate));
    assert_eq!(u64::try_from(line.difference), Ok(again[0].total()));
    assert_eq!(figures(world, third).2, 0, "what was billed once clears nothing twice");
}

fn case_is_agreed<C: Stage>(world: &mut World<C>, agreement: &Agreement) -> CaseId {
    let case = world.open_case(agreement);
    let opened: CaseOpened = world.event();
    let linked = u8::from(world.settings().linked);
    let (supplier, buyer): (PartyId, PartyId) = (world.party(Supplier), world.party(Buyer));
    assert_eq!((opened.case, opened.opened_by, opened.counterparty), (case, supplier, buyer));
    assert_eq!((opened.registry, opened.waybill), (linked, linked));
    assert_eq!(opened.terms, world.case_of(case).terms);
    assert_eq!(
        case,
        world.ask(world.reconciliation().case_id(
            buyer,
            supplier,
            agreement.period,
            agreement.sequence
        )),
        "the same whichever is named first"
    );
    let terms =
        world.ask(world.reconciliation().terms_digest_of(case)).expect("there is such a case");
    let other_terms = world.reconciliation().accept(case, [0; 32]);
    assert_eq!(world.err(Buyer, other_terms), ReconciliationError::OtherTerms);
    world.ok(Buyer, world.reconciliation().accept(case, terms));
    assert_eq!(world.event::<CaseAccepted>(), CaseAccepted { case, by: buyer, terms });
    case
}

fn statements_are_entered<C: Stage>(
    world: &mut World<C>,
    case: CaseId,
    billed: &[Bill],
    expected: &[Bill],
) {
    let mut both = false;
    for (actor, bills) in [(Supplier, billed), (Buyer, expected)] {
        let party = world.party(actor);
        world.enter(case, actor, bills);
        let lines = bills.iter().map(|bill| bill.entry()).collect();
        assert_eq!(
            world.event::<BillEntered>(),
            BillEntered { case, party, lines, billed_before: vec![] }
        );
        world.ok(actor, world.reconciliation().complete_statement(case, party, Completion::Open));
        assert_eq!(world.event::<StatementCompleted>(), StatementCompleted { case, party, both });
        both = true;
    }
}

fn figures<C: Stage>(world: &World<C>, case: CaseId) -> (CaseStatus, [u16; 3], u128, i128, i128) {
    let view = world.case_of(case);
    (
        view.status,
        [view.matched, view.adjusted, view.discrepant],
        view.cleared,
        view.written_off,
        view.disputed,
    )
}

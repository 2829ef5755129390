//! Revisions, disposal, parts and what comes to light after the delivery.
use crate::{
    header::LOSS_PERIOD,
    ledger::tests::{
        exception, revision, Desk, CARRIER, CONSIGNEE, CONSIGNOR, DAY, LONGEST, RESERVATION,
        SECOND, SIGNING, START, STRANGER,
    },
};
use interfaces::{
    ids::{DocumentId, PartyId},
    registry::{Business, Refusal, Scope},
    waybill::{
        Disposal, DocumentForm, ExceptionReason, LineException, Revision, WaybillError::*,
        WaybillStatus,
    },
};

fn redirect(consignee: PartyId, place: &str) -> Disposal {
    Disposal::Redirect { consignee, place_of_delivery: place.into() }
}

// Revision

#[ink::test]
fn a_revision_is_in_force_once_consignor_and_carrier_have_signed_the_same() {
    for first in [CONSIGNOR, CARRIER] {
        let mut desk = Desk::new();
        let waybill = desk.in_transit("1");
        let second = if first == CARRIER { CONSIGNOR } else { CARRIER };
        let before = desk.view(waybill);
        assert_eq!(desk.revise(first, waybill, revision()), Ok(false));
        assert_eq!(desk.view(waybill), before);
        assert_eq!(desk.revise(second, waybill, revision()), Ok(true));
        let Revision { document, place_of_delivery, deliver_until, freight, gross_weight } =
            revision();
        let mut about = before.consignment;
        about.document = document;
        about.place_of_delivery = place_of_delivery;
        about.deliver_until = deliver_until;
        about.freight = freight;
        about.gross_weight = gross_weight;
        assert_eq!(desk.view(waybill).consignment, about);
    }
}

#[ink::test]
fn the_consignee_signs_too_once_the_goods_arrived_even_what_was_proposed_before() {
    for delivered in [false, true] {
        let mut desk = Desk::new();
        let waybill = desk.in_transit("1");
        assert_eq!(desk.revise(CONSIGNEE, waybill, revision()), Err(NotAParty));
        desk.revise(CONSIGNOR, waybill, revision()).unwrap();
        if delivered {
            desk.deliver(CONSIGNEE, waybill, START).unwrap();
        } else {
            desk.arrive(CARRIER, waybill, START).unwrap();
        }
        let before = desk.view(waybill);
        assert_eq!(desk.revise(CARRIER, waybill, revision()), Ok(false));
        assert_eq!(desk.view(waybill), before, "nobody else changes what it is to sign for");
        assert_eq!(desk.revise(CONSIGNEE, waybill, revision()), Ok(true));
        assert_eq!(desk.view(waybill).consignment.freight, 99);
    }
}

#[ink::test]
fn the_consignee_signs_too_once_it_signed_for_a_part() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.now = START + 5 * DAY;
    desk.revise(CONSIGNOR, waybill, revision()).unwrap();
    desk.part(CONSIGNEE, waybill, 1, 1).unwrap();
    assert_eq!(desk.revise(CARRIER, waybill, revision()), Ok(false));
    assert_eq!(desk.revise(CONSIGNEE, waybill, revision()), Ok(true));
}

#[ink::test]
fn who_may_dispose_of_goods_signs_what_is_to_become_of_them_until_they_arrive() {
    for issued in [true, false] {
        let mut desk = Desk::new();
        let waybill = if issued { desk.issued("1") } else { desk.in_transit("1") };
        desk.dispose(CONSIGNOR, waybill, Disposal::TransferTo(STRANGER)).unwrap();
        assert_eq!(desk.revise(CONSIGNOR, waybill, revision()), Ok(false));
        assert_eq!(desk.revise(CARRIER, waybill, revision()), Ok(false));
        assert_eq!(desk.view(waybill).consignment.place_of_delivery, "");
        assert_eq!(desk.revise(SECOND, waybill, revision()), Err(NotAParty));
        assert_eq!(desk.revise(STRANGER, waybill, revision()), Ok(true));
        assert_eq!(desk.view(waybill).consignment.place_of_delivery, "NLRTM");
    }
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.dispose(CONSIGNOR, waybill, Disposal::TransferTo(STRANGER)).unwrap();
    desk.arrive(CARRIER, waybill, START).unwrap();
    assert_eq!(desk.revise(STRANGER, waybill, revision()), Err(NotAParty));
}

#[ink::test]
fn who_is_more_than_one_of_those_who_sign_signs_once() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.dispose(CONSIGNOR, waybill, Disposal::TransferTo(CONSIGNEE)).unwrap();
    desk.now = START + 5 * DAY;
    desk.part(CONSIGNEE, waybill, 1, 1).unwrap();
    assert_eq!(desk.revise(CONSIGNEE, waybill, revision()), Ok(false));
    assert_eq!(desk.revise(CONSIGNEE, waybill, revision()), Err(AlreadyAsked));
    assert_eq!(desk.revise(CONSIGNOR, waybill, revision()), Ok(false));
    assert_eq!(desk.revise(CARRIER, waybill, revision()), Ok(true));
}

#[ink::test]
fn a_word_given_before_the_goods_came_counts_after_it_for_all_that_its_giver_is() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.dispose(CONSIGNOR, waybill, redirect(CONSIGNOR, "")).unwrap();
    desk.revise(CONSIGNOR, waybill, revision()).unwrap();
    desk.arrive(CARRIER, waybill, START).unwrap();
    assert_eq!(desk.revise(CARRIER, waybill, revision()), Ok(true));

    let waybill = desk.in_transit("2");
    desk.dispose(CONSIGNOR, waybill, redirect(CONSIGNOR, "")).unwrap();
    desk.dispose(CONSIGNOR, waybill, Disposal::TransferTo(STRANGER)).unwrap();
    desk.revise(CONSIGNOR, waybill, revision()).unwrap();
    desk.revise(CARRIER, waybill, revision()).unwrap();
    assert_eq!(desk.revise(CARRIER, waybill, revision()), Err(AlreadyAsked));
    desk.arrive(CARRIER, waybill, START).unwrap();
    assert_eq!(desk.revise(CARRIER, waybill, revision()), Ok(true), "nobody else has a say now");
}

#[ink::test]
fn what_was_signed_for_one_consignee_or_disposer_is_not_signed_for_another() {
    for disposal in [redirect(STRANGER, ""), Disposal::TransferTo(STRANGER)] {
        let mut desk = Desk::new();
        let waybill = desk.in_transit("1");
        desk.revise(CARRIER, waybill, revision()).unwrap();
        desk.dispose(CONSIGNOR, waybill, disposal.clone()).unwrap();
        assert_eq!(desk.revise(CONSIGNOR, waybill, revision()), Ok(false), "{disposal:?}");
        if desk.view(waybill).disposer == STRANGER {
            assert_eq!(desk.revise(STRANGER, waybill, revision()), Ok(false));
        }
        assert_eq!(desk.view(waybill).consignment.freight, 120_000);
        assert_eq!(desk.revise(CARRIER, waybill, revision()), Ok(true));
    }
}

#[ink::test]
fn another_proposal_takes_the_place_of_the_one_before() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    let other = Revision { freight: 1, ..revision() };
    desk.revise(CONSIGNOR, waybill, revision()).unwrap();
    assert_eq!(desk.revise(CARRIER, waybill, other.clone()), Ok(false));
    assert_eq!(desk.revise(CARRIER, waybill, revision()), Ok(false), "it has to be signed anew");
    assert_eq!(desk.revise(CONSIGNOR, waybill, other), Ok(false));
    assert_eq!(desk.view(waybill).consignment.freight, 120_000);
}

#[ink::test]
fn a_proposal_lapses_with_the_signing_window() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.revise(CONSIGNOR, waybill, revision()).unwrap();
    desk.now += SIGNING;
    assert_eq!(desk.revise(CARRIER, waybill, revision()), Ok(false));
    desk.now += SIGNING - 1;
    assert_eq!(desk.revise(CONSIGNOR, waybill, revision()), Ok(true));
}

#[ink::test]
fn nobody_signs_a_revision_twice_or_without_a_say_in_it() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.revise(CONSIGNOR, waybill, revision()).unwrap();
    assert_eq!(desk.revise(CONSIGNOR, waybill, revision()), Err(AlreadyAsked));
    assert_eq!(desk.revise(STRANGER, waybill, revision()), Err(NotAParty));
    assert_eq!(desk.revise(CARRIER, DocumentId([0; 32]), revision()), Err(NotFound));
    desk.paused = true;
    assert_eq!(desk.revise(CARRIER, waybill, revision()), Err(Paused));
}

#[ink::test]
fn a_revision_that_makes_no_sense_is_not_signed() {
    let mut desk = Desk::new();
    let waybill = desk.issued("1");
    desk.revise(CONSIGNOR, waybill, revision()).unwrap();
    desk.revise(CARRIER, waybill, revision()).unwrap();
    let sound = revision();
    for (changes, why) in [
        (Revision { place_of_delivery: "Rotterdam".into(), ..sound.clone() }, MalformedPlace),
        (Revision { place_of_delivery: "".into(), ..sound.clone() }, MalformedPlace),
        (Revision { freight: 1 << 63, ..sound.clone() }, AmountOutOfRange),
        (Revision { gross_weight: 1 << 63, ..sound.clone() }, AmountOutOfRange),
        (Revision { deliver_until: START + DAY - 1, ..sound.clone() }, OutOfOrder),
        (Revision { deliver_until: START + DAY + LONGEST + 1, ..sound.clone() }, WindowTooLong),
    ] {
        assert_eq!(desk.revise(CONSIGNOR, waybill, changes), Err(why));
    }
    let latest = Revision { deliver_until: START + DAY + LONGEST, ..sound };
    assert_eq!(desk.revise(CONSIGNOR, waybill, latest), Ok(false));
}

#[ink::test]
fn a_bill_is_not_revised_but_surrendered() {
    let mut desk = Desk::new();
    let bill = desk.bill(DocumentForm::BillToOrder, "1");
    assert_eq!(desk.revise(CONSIGNOR, bill, revision()), Err(Titled));
    assert_eq!(desk.dispose(CONSIGNOR, bill, Disposal::TransferTo(SECOND)), Err(Titled));
}

#[ink::test]
fn the_registry_is_asked_once_for_each_signature() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.asked();
    desk.revise(CARRIER, waybill, revision()).unwrap();
    assert_eq!(desk.asked(), [(0, CARRIER, Scope::Agree, Business::NewBusiness)]);
    desk.dispose(CONSIGNOR, waybill, redirect(SECOND, "NLRTM")).unwrap();
    assert_eq!(desk.asked(), [(0, CONSIGNOR, Scope::Dispose, Business::Exit)]);
    desk.now = START + 5 * DAY;
    desk.part(SECOND, waybill, 1, 1).unwrap();
    assert_eq!(desk.asked(), [(0, SECOND, Scope::Receive, Business::Exit)]);
}

// Disposal

#[ink::test]
fn goods_in_transit_go_where_who_may_dispose_of_them_says() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.dispose(CONSIGNOR, waybill, redirect(STRANGER, "NLRTM")).unwrap();
    let about = desk.view(waybill).consignment;
    assert_eq!((about.consignee, &about.place_of_delivery[..]), (STRANGER, "NLRTM"));
    desk.deliver(STRANGER, waybill, START).unwrap();
}

#[ink::test]
fn the_right_to_dispose_is_the_consignors_until_it_gives_it_away() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    assert_eq!(desk.dispose(CONSIGNEE, waybill, redirect(SECOND, "")), Err(NotAParty));
    desk.dispose(CONSIGNOR, waybill, Disposal::TransferTo(CONSIGNEE)).unwrap();
    assert_eq!(desk.view(waybill).disposer, CONSIGNEE);
    assert_eq!(desk.dispose(CONSIGNOR, waybill, redirect(SECOND, "")), Err(NotAParty));
    let again = Disposal::TransferTo(CONSIGNEE);
    assert_eq!(desk.dispose(CONSIGNEE, waybill, again), Err(SameParty));
    desk.dispose(CONSIGNEE, waybill, redirect(SECOND, "")).unwrap();
}

#[ink::test]
fn the_right_to_dispose_ends_when_the_goods_arrive() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.arrive(CARRIER, waybill, START).unwrap();
    let why = Err(WrongStatus(WaybillStatus::Arrived));
    assert_eq!(desk.dispose(CONSIGNOR, waybill, redirect(SECOND, "")), why);
}

#[ink::test]
fn goods_go_neither_to_their_carrier_nor_nowhere_nor_elsewhere_in_parts() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    let mut goes = |disposal| desk.dispose(CONSIGNOR, waybill, disposal);
    assert_eq!(goes(redirect(CARRIER, "")), Err(SameParty));
    assert_eq!(goes(redirect(SECOND, "Rotterdam")), Err(MalformedPlace));
    goes(redirect(CONSIGNEE, "NLRTM")).unwrap();
    assert_eq!(goes(redirect(CONSIGNEE, "")), Err(MalformedPlace));
    desk.now = START + 5 * DAY;
    desk.part(CONSIGNEE, waybill, 1, 1).unwrap();
    let divided = desk.dispose(CONSIGNOR, waybill, redirect(SECOND, "NLRTM"));
    assert_eq!(divided, Err(InParts(0)));
}

#[ink::test]
fn a_carrier_that_becomes_consignee_is_offered_the_goods_no_longer() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.hand_over(CARRIER, waybill, SECOND).unwrap();
    desk.dispose(CONSIGNOR, waybill, redirect(SECOND, "")).unwrap();
    assert_eq!(desk.view(waybill).offered_to, None);
    desk.hand_over(CARRIER, waybill, STRANGER).unwrap();
    desk.dispose(CONSIGNOR, waybill, redirect(CONSIGNEE, "")).unwrap();
    assert_eq!(desk.view(waybill).offered_to, Some(STRANGER));
}

// Parts

#[ink::test]
fn parts_are_signed_for_and_the_delivery_covers_the_rest() {
    let mut desk = Desk::new();
    let waybill = desk.arrived("1");
    desk.part(CONSIGNEE, waybill, 1, 4).unwrap();
    desk.part(CONSIGNEE, waybill, 1, 5).unwrap();
    assert_eq!(desk.part(CONSIGNEE, waybill, 1, 2), Err(InParts(1)));
    assert_eq!(desk.part(CONSIGNEE, waybill, 1, u64::MAX), Err(InParts(1)));
    assert_eq!(desk.ledger.lines_of(waybill, 1, 1)[0].parts, 9);
    assert!(desk.view(waybill).in_parts);
    assert_eq!(desk.billed(waybill)[0].received, 0, "nothing is billed before the delivery");
    desk.deliver(CONSIGNEE, waybill, START).unwrap();
    assert_eq!(desk.billed(waybill)[0].received, 10);
}

#[ink::test]
fn parts_of_lost_goods_are_billed() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    desk.now = START + 5 * DAY;
    desk.part(CONSIGNEE, waybill, 2, 7).unwrap();
    desk.now = START + 5 * DAY + LOSS_PERIOD;
    desk.lose(CONSIGNEE, waybill).unwrap();
    let received: Vec<_> = desk.billed(waybill).iter().map(|line| line.received).collect();
    assert_eq!(received, [0, 7]);
}

#[ink::test]
fn what_was_signed_for_in_parts_is_not_excepted() {
    let mut desk = Desk::new();
    let waybill = desk.arrived("1");
    desk.part(CONSIGNEE, waybill, 1, 6).unwrap();
    let short = |received| vec![exception(1, [received, 10 - received, 0, 0])];
    assert_eq!(desk.note(CONSIGNEE, waybill, short(5)).map(drop), Err(InParts(1)));
    desk.note(CONSIGNEE, waybill, short(6)).unwrap();
    assert_eq!(desk.part(CONSIGNEE, waybill, 1, 1), Err(InParts(1)), "the rest was short");
}

#[ink::test]
fn only_the_consignee_signs_for_a_part_of_a_line_that_there_is_and_in_time() {
    let mut desk = Desk::new();
    let waybill = desk.arrived("1");
    let refused = Err(Refused(Refusal::NotForParty));
    assert_eq!(desk.part(CARRIER, waybill, 1, 1), refused);
    assert_eq!(desk.part(CONSIGNEE, DocumentId([0; 32]), 1, 1), Err(NotFound));
    assert_eq!(desk.part(CONSIGNEE, waybill, 3, 1), Err(NoSuchLine(3)));
    assert_eq!(desk.part(CONSIGNEE, waybill, 1, 0), Err(AmountOutOfRange));
    desk.part(CONSIGNEE, waybill, 1, 1).unwrap();
    assert_eq!(desk.deliver(CONSIGNEE, waybill, START - 1).map(drop), Err(OutOfOrder));
    assert_eq!(desk.deliver(CONSIGNEE, waybill, u64::MAX).map(drop), Err(InTheFuture));
}

#[ink::test]
fn goods_in_transit_are_signed_for_in_parts_only_past_the_agreed_time() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    let until = START + 5 * DAY;
    desk.now = until - 1;
    assert_eq!(desk.part(CONSIGNEE, waybill, 9, 0), Err(WindowOpen(until)));
    assert_eq!(desk.part(CONSIGNEE, waybill, 1, 1), Err(WindowOpen(until)));
    assert!(!desk.view(waybill).in_parts);
    desk.dispose(CONSIGNOR, waybill, redirect(STRANGER, "")).unwrap();
    desk.now = until;
    desk.part(STRANGER, waybill, 1, 1).unwrap();
    assert!(desk.view(waybill).in_parts);
}

#[ink::test]
fn the_agreed_time_of_a_revision_is_what_parts_wait_for() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    for party in [CONSIGNOR, CARRIER] {
        desk.revise(party, waybill, revision()).unwrap();
    }
    desk.now = START + 5 * DAY;
    assert_eq!(desk.part(CONSIGNEE, waybill, 1, 1), Err(WindowOpen(START + 9 * DAY)));
    desk.now = START + 9 * DAY;
    desk.part(CONSIGNEE, waybill, 1, 1).unwrap();
}

#[ink::test]
fn parts_of_goods_that_arrived_are_signed_for_at_once() {
    let mut desk = Desk::new();
    let waybill = desk.arrived("1");
    desk.part(CONSIGNEE, waybill, 1, 1).unwrap();
}

#[ink::test]
fn who_signs_for_goods_in_transit_has_received_everything() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    let short = vec![exception(1, [9, 1, 0, 0])];
    let refused = Err(WrongStatus(WaybillStatus::InTransit));
    assert_eq!(desk.note(CONSIGNEE, waybill, short.clone()).map(drop), refused);
    desk.deliver(CONSIGNEE, waybill, START).unwrap();
    assert_eq!(desk.note(CONSIGNEE, waybill, short).map(drop), Err(OnlyDamage(1)));
    let received: Vec<_> = desk.billed(waybill).iter().map(|line| line.received).collect();
    assert_eq!(received, [10, 20]);
}

// Late reservations

#[ink::test]
fn damage_that_was_hidden_is_noted_until_the_window_is_over_and_nothing_else() {
    let mut desk = Desk::new();
    let waybill = desk.arrived("1");
    desk.note(CONSIGNEE, waybill, vec![exception(1, [8, 1, 1, 0])]).unwrap();
    desk.deliver(CONSIGNEE, waybill, START).unwrap();
    let mut late = |parts| desk.note(CONSIGNEE, waybill, vec![exception(1, parts)]).map(drop);
    assert_eq!(late([7, 2, 1, 0]), Err(OnlyDamage(1)));
    assert_eq!(late([7, 1, 1, 1]), Err(OnlyDamage(1)));
    assert_eq!(late([9, 1, 0, 0]), Err(OnlyDamage(1)));
    assert_eq!(late([8, 1, 1, 0]), Err(OnlyDamage(1)));
    assert_eq!(late([10, 0, 0, 0]), Err(OnlyDamage(1)));
    assert_eq!(late([5, 1, 4, 0]), Ok(()));
    desk.now = START + RESERVATION - 1;
    desk.note(CONSIGNEE, waybill, vec![exception(2, [19, 0, 1, 0])]).unwrap();
    desk.now += 1;
    let over = desk.note(CONSIGNEE, waybill, vec![exception(2, [18, 0, 2, 0])]);
    assert_eq!(over.map(drop), Err(TooLate(START + RESERVATION)));
    let received: Vec<_> = desk.billed(waybill).iter().map(|line| line.received).collect();
    assert_eq!(received, [5, 19]);
}

#[ink::test]
fn hidden_damage_is_noted_where_the_delivery_was_not_signed_for_either() {
    let mut desk = Desk::new();
    let waybill = desk.arrived("1");
    desk.now += SIGNING;
    desk.lapse(waybill).unwrap();
    let until = desk.now + RESERVATION;
    let mut late = |parts| desk.note(CONSIGNEE, waybill, vec![exception(1, parts)]).map(drop);
    assert_eq!(late([9, 1, 0, 0]), Err(OnlyDamage(1)));
    assert_eq!(late([9, 0, 0, 1]), Err(OnlyDamage(1)));
    assert_eq!(late([9, 0, 1, 0]), Ok(()));
    desk.now = until - 1;
    desk.note(CONSIGNEE, waybill, vec![exception(1, [7, 0, 3, 0])]).unwrap();
    desk.now = until;
    let over = desk.note(CONSIGNEE, waybill, vec![exception(1, [6, 0, 4, 0])]);
    assert_eq!(over.map(drop), Err(TooLate(until)));
    let record = desk.ledger.billing_record(waybill, vec![1]).unwrap();
    assert_eq!((record.billed[0].received, record.confirmed), (7, false));
}

#[ink::test]
fn damage_that_comes_to_light_later_leaves_the_reason_for_what_was_excepted_before() {
    for signed in [true, false] {
        let mut desk = Desk::new();
        let waybill = desk.arrived("1");
        let short = ExceptionReason::Missing;
        let before = LineException { reason: short, ..exception(1, [8, 2, 0, 0]) };
        desk.note(CONSIGNEE, waybill, vec![before]).unwrap();
        if signed {
            desk.deliver(CONSIGNEE, waybill, START).unwrap();
        } else {
            desk.now += SIGNING;
            desk.lapse(waybill).unwrap();
        }
        let late = vec![exception(1, [5, 2, 3, 0]), exception(2, [19, 0, 1, 0])];
        desk.note(CONSIGNEE, waybill, late.clone()).unwrap();
        let noted = desk.ledger.lines_of(waybill, 1, 2);
        assert_eq!(noted[0].exception, Some(LineException { reason: short, ..late[0] }));
        assert_eq!(noted[1].exception, Some(late[1]), "nothing was excepted of it before");
        // What came to light first keeps its reason too.
        let again = LineException { reason: short, ..exception(2, [18, 0, 2, 0]) };
        desk.note(CONSIGNEE, waybill, vec![again]).unwrap();
        let noted = desk.ledger.lines_of(waybill, 2, 1)[0].exception.unwrap();
        assert_eq!((noted.damaged, noted.reason), (2, ExceptionReason::Broken));
    }
}

#[ink::test]
fn a_reason_is_replaced_until_the_delivery() {
    let mut desk = Desk::new();
    let waybill = desk.arrived("1");
    desk.note(CONSIGNEE, waybill, vec![exception(1, [8, 2, 0, 0])]).unwrap();
    let again = LineException { reason: ExceptionReason::Label, ..exception(1, [8, 2, 0, 0]) };
    desk.note(CONSIGNEE, waybill, vec![again]).unwrap();
    assert_eq!(desk.ledger.lines_of(waybill, 1, 1)[0].exception, Some(again));
}

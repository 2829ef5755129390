//! Titles as the trade knows them: TradeTrust's title escrow, action by action and guard by guard, and what DCSA says of chains of
//! endorsements.
use super::*;
use crate::{
    header::LOSS_PERIOD,
    ledger::tests::{
        consignment, exception, goods, revision, Desk, CARRIER, CONSIGNEE, CONSIGNOR, DAY, HOUR,
        LONGEST, RESERVATION, SECOND, SIGNING, START, STRANGER,
    },
};
use interfaces::{
    ids::DocumentId,
    waybill::{FreightTerm, Revision, WaybillStatus},
};
use kit::authority::Denial;
use proptest::prelude::*;
use DocumentForm::*;
use Endorsement::*;
use TitleAction::*;
use WaybillError::*;

const NOT_FOR_PARTY: WaybillError = Refused(interfaces::registry::Refusal::NotForParty);

fn title(desk: &Desk, bill: DocumentId) -> Title {
    desk.ledger.title_of(bill).unwrap()
}

fn roles(desk: &Desk, bill: DocumentId) -> (PartyId, PartyId) {
    let title = title(desk, bill);
    (title.beneficiary, title.holder)
}

fn a_bill(form: DocumentForm) -> (Desk, DocumentId) {
    let mut desk = Desk::new();
    let bill = desk.bill(form, "1");
    (desk, bill)
}

fn order() -> (Desk, DocumentId) {
    a_bill(BillToOrder)
}

/// A bill of which the second carrier is beneficiary, by the consignor's order, and the consignor the holder.
fn parted() -> (Desk, DocumentId) {
    let (mut desk, bill) = order();
    desk.title(CONSIGNOR, bill, TransferBeneficiary { to: SECOND, endorsement: ToOrder }).unwrap();
    (desk, bill)
}

fn both(party: PartyId) -> TitleAction {
    TransferBoth { beneficiary: party, holder: party, endorsement: ToOrder }
}

fn amendment() -> TitleAction {
    SurrenderForAmendment(kit::digest(&revision()))
}

/// That `action` by `party` is refused so, and changes nothing.
#[track_caller]
fn refused(
    desk: &mut Desk,
    party: PartyId,
    bill: DocumentId,
    action: TitleAction,
    why: WaybillError,
) {
    let before = (desk.ledger.title_of(bill), desk.ledger.waybill(bill));
    assert_eq!(desk.title(party, bill, action), Err(why));
    assert_eq!((desk.ledger.title_of(bill), desk.ledger.waybill(bill)), before);
}

// Issue (mint)

#[ink::test]
fn a_waybill_has_no_title() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    assert_eq!(desk.ledger.title_of(waybill), None);
    refused(&mut desk, CONSIGNOR, waybill, SurrenderForDelivery, NoTitle);
}

#[ink::test]
fn a_title_is_issued_to_the_consignor_who_is_its_beneficiary_too_unless_the_bill_is_straight() {
    for (form, beneficiary, endorsement) in [
        (StraightBill, CONSIGNEE, ToName),
        (BillToOrder, CONSIGNOR, ToOrder),
        (BillToBearer, CONSIGNOR, InBlank),
    ] {
        let (desk, bill) = a_bill(form);
        let title = title(&desk, bill);
        assert_eq!((title.holder, title.beneficiary), (CONSIGNOR, beneficiary));
        assert_eq!((title.endorsement, title.state), (endorsement, TitleState::Live));
        assert_eq!((title.nominee, title.entry), (NOBODY, bill.0));
    }
}

#[ink::test]
fn a_title_waits_for_pickup_until_which_the_bill_can_be_called_off() {
    let mut desk = Desk::new();
    let bill = desk.bill_at_rest(BillToOrder, "1");
    refused(&mut desk, CONSIGNOR, bill, both(SECOND), WrongStatus(WaybillStatus::Issued));
    assert!(desk.ledger.title_of(bill).is_some());
}

// Nominate

#[ink::test]
fn the_beneficiary_nominates_and_another_nomination_takes_its_place() {
    let (mut desk, bill) = parted();
    desk.title(SECOND, bill, Nominate(STRANGER)).unwrap();
    assert_eq!(title(&desk, bill).nominee, STRANGER);
    desk.title(SECOND, bill, Nominate(CONSIGNEE)).unwrap();
    assert_eq!(title(&desk, bill).nominee, CONSIGNEE);
}

#[ink::test]
fn nobody_nominates_but_the_beneficiary() {
    let (mut desk, bill) = parted();
    refused(&mut desk, CONSIGNOR, bill, Nominate(STRANGER), NotTheBeneficiary);
}

#[ink::test]
fn a_nominee_is_neither_beneficiary_nor_nominee_already_nor_nobody_nor_the_carrier() {
    let (mut desk, bill) = parted();
    refused(&mut desk, SECOND, bill, Nominate(SECOND), SameParty);
    desk.title(SECOND, bill, Nominate(STRANGER)).unwrap();
    refused(&mut desk, SECOND, bill, Nominate(STRANGER), SameParty);
    refused(&mut desk, SECOND, bill, Nominate(NOBODY), NotAParty);
    refused(&mut desk, SECOND, bill, Nominate(CARRIER), SameParty);
}

#[ink::test]
fn to_nominate_is_to_accept() {
    let (mut desk, bill) = parted();
    desk.title(SECOND, bill, Nominate(STRANGER)).unwrap();
    refused(&mut desk, SECOND, bill, RejectBeneficiary, NothingToReject);
}

// Transfer of the beneficiary

#[ink::test]
fn a_holder_who_is_beneficiary_endorses_to_whom_it_likes() {
    let (mut desk, bill) = order();
    desk.title(CONSIGNOR, bill, TransferBeneficiary { to: SECOND, endorsement: ToOrder }).unwrap();
    assert_eq!(roles(&desk, bill), (SECOND, CONSIGNOR));
    assert_eq!(title(&desk, bill).previous_beneficiary, CONSIGNOR);
}

#[ink::test]
fn another_holder_endorses_to_the_nominee_only_and_to_order() {
    let (mut desk, bill) = parted();
    let to = |to, endorsement| TransferBeneficiary { to, endorsement };
    refused(&mut desk, CONSIGNOR, bill, to(STRANGER, ToOrder), NotNominated);
    desk.title(SECOND, bill, Nominate(STRANGER)).unwrap();
    refused(&mut desk, CONSIGNOR, bill, to(CONSIGNEE, ToOrder), NotNominated);
    refused(&mut desk, CONSIGNOR, bill, to(STRANGER, ToName), NotNominated);
    desk.title(CONSIGNOR, bill, to(STRANGER, ToOrder)).unwrap();
    assert_eq!(roles(&desk, bill), (STRANGER, CONSIGNOR));
    assert_eq!(title(&desk, bill).nominee, NOBODY, "a nomination is good once");
}

#[ink::test]
fn nobody_endorses_but_the_holder() {
    let (mut desk, bill) = parted();
    let action = TransferBeneficiary { to: STRANGER, endorsement: ToOrder };
    refused(&mut desk, SECOND, bill, action, NotTheHolder);
}

#[ink::test]
fn nobody_and_the_carrier_become_no_beneficiary() {
    let (mut desk, bill) = order();
    for (to, why) in [(NOBODY, NotAParty), (CARRIER, SameParty)] {
        let action = TransferBeneficiary { to, endorsement: ToOrder };
        refused(&mut desk, CONSIGNOR, bill, action, why);
    }
}

#[ink::test]
fn a_transfer_of_the_beneficiary_ends_the_time_to_reject_the_holding() {
    let (mut desk, bill) = order();
    desk.title(CONSIGNOR, bill, both(SECOND)).unwrap();
    desk.title(SECOND, bill, TransferBeneficiary { to: STRANGER, endorsement: ToOrder }).unwrap();
    refused(&mut desk, SECOND, bill, RejectHolder, NothingToReject);
}

// Transfer of the holder

#[ink::test]
fn the_holder_hands_the_title_on_and_the_beneficiary_stays() {
    let (mut desk, bill) = parted();
    desk.title(CONSIGNOR, bill, TransferHolder(STRANGER)).unwrap();
    assert_eq!(roles(&desk, bill), (SECOND, STRANGER));
    assert_eq!(title(&desk, bill).previous_holder, CONSIGNOR);
}

#[ink::test]
fn nobody_hands_it_on_but_the_holder_and_not_to_itself_nobody_or_the_carrier() {
    let (mut desk, bill) = parted();
    refused(&mut desk, SECOND, bill, TransferHolder(STRANGER), NotTheHolder);
    refused(&mut desk, CONSIGNOR, bill, TransferHolder(CONSIGNOR), SameParty);
    refused(&mut desk, CONSIGNOR, bill, TransferHolder(CARRIER), SameParty);
    refused(&mut desk, CONSIGNOR, bill, TransferHolder(NOBODY), NotAParty);
}

// Transfer of both

#[ink::test]
fn both_go_at_once_to_one_or_to_two() {
    for (beneficiary, holder) in [(SECOND, SECOND), (SECOND, STRANGER)] {
        let (mut desk, bill) = order();
        let action = TransferBoth { beneficiary, holder, endorsement: ToOrder };
        desk.title(CONSIGNOR, bill, action).unwrap();
        assert_eq!(roles(&desk, bill), (beneficiary, holder));
    }
}

#[ink::test]
fn both_takes_what_each_takes() {
    let (mut desk, bill) = parted();
    let to = |beneficiary, holder| TransferBoth { beneficiary, holder, endorsement: ToOrder };
    refused(&mut desk, SECOND, bill, to(STRANGER, STRANGER), NotTheHolder);
    refused(&mut desk, CONSIGNOR, bill, to(STRANGER, CONSIGNOR), SameParty);
    refused(&mut desk, CONSIGNOR, bill, to(STRANGER, NOBODY), NotAParty);
    refused(&mut desk, CONSIGNOR, bill, to(NOBODY, STRANGER), NotAParty);
    refused(&mut desk, CONSIGNOR, bill, to(STRANGER, STRANGER), NotNominated);
    desk.title(SECOND, bill, Nominate(STRANGER)).unwrap();
    desk.title(CONSIGNOR, bill, to(STRANGER, STRANGER)).unwrap();
    assert_eq!(roles(&desk, bill), (STRANGER, STRANGER));
}

// Rejection

#[ink::test]
fn a_new_beneficiary_gives_it_back() {
    let (mut desk, bill) = parted();
    desk.title(SECOND, bill, RejectBeneficiary).unwrap();
    assert_eq!(roles(&desk, bill), (CONSIGNOR, CONSIGNOR));
    refused(&mut desk, CONSIGNOR, bill, RejectBeneficiary, NothingToReject);
}

#[ink::test]
fn a_new_holder_gives_it_back() {
    let (mut desk, bill) = parted();
    desk.title(CONSIGNOR, bill, TransferHolder(STRANGER)).unwrap();
    desk.title(STRANGER, bill, RejectHolder).unwrap();
    assert_eq!(roles(&desk, bill), (SECOND, CONSIGNOR));
}

#[ink::test]
fn who_became_both_gives_both_back_and_neither_alone() {
    let (mut desk, bill) = order();
    desk.title(CONSIGNOR, bill, both(SECOND)).unwrap();
    refused(&mut desk, SECOND, bill, RejectBeneficiary, BothRoles);
    refused(&mut desk, SECOND, bill, RejectHolder, BothRoles);
    desk.title(SECOND, bill, RejectBoth).unwrap();
    assert_eq!(roles(&desk, bill), (CONSIGNOR, CONSIGNOR));
    refused(&mut desk, CONSIGNOR, bill, RejectBoth, NothingToReject);
}

#[ink::test]
fn two_who_got_it_at_once_give_back_each_its_own() {
    let to = TransferBoth { beneficiary: SECOND, holder: STRANGER, endorsement: ToOrder };
    for first in [RejectBeneficiary, RejectHolder] {
        let (mut desk, bill) = order();
        desk.title(CONSIGNOR, bill, to).unwrap();
        let (one, two, second) = if first == RejectBeneficiary {
            (SECOND, STRANGER, RejectHolder)
        } else {
            (STRANGER, SECOND, RejectBeneficiary)
        };
        desk.title(one, bill, first).unwrap();
        desk.title(two, bill, second).unwrap();
        assert_eq!(roles(&desk, bill), (CONSIGNOR, CONSIGNOR));
    }
}

#[ink::test]
fn only_who_got_it_rejects_it_and_only_what_it_got() {
    let (mut desk, bill) = parted();
    refused(&mut desk, CONSIGNOR, bill, RejectBeneficiary, NotTheBeneficiary);
    refused(&mut desk, SECOND, bill, RejectHolder, NotTheHolder);
    refused(&mut desk, SECOND, bill, RejectBoth, NotTheHolder);
    refused(&mut desk, CONSIGNOR, bill, RejectBoth, NotTheBeneficiary);
    refused(&mut desk, CONSIGNOR, bill, RejectHolder, NothingToReject);
}

#[ink::test]
fn the_time_to_reject_ends_with_the_signing_window() {
    let (mut desk, bill) = parted();
    desk.now = START + SIGNING;
    refused(&mut desk, SECOND, bill, RejectBeneficiary, NothingToReject);
    desk.now -= 1;
    desk.title(SECOND, bill, RejectBeneficiary).unwrap();
}

#[ink::test]
fn any_later_action_ends_the_time_to_reject() {
    let (mut desk, bill) = parted();
    desk.title(CONSIGNOR, bill, TransferHolder(SECOND)).unwrap();
    refused(&mut desk, SECOND, bill, RejectBoth, NothingToReject);
    desk.title(SECOND, bill, SurrenderForDelivery).unwrap();
    desk.title(CARRIER, bill, RejectSurrender).unwrap();
    refused(&mut desk, SECOND, bill, RejectBoth, NothingToReject);
}

// Endorsement

#[ink::test]
fn what_was_endorsed_to_a_name_is_endorsed_no_further_but_handed_on() {
    let (mut desk, bill) = order();
    let named = TransferBeneficiary { to: SECOND, endorsement: ToName };
    desk.title(CONSIGNOR, bill, named).unwrap();
    refused(&mut desk, SECOND, bill, Nominate(STRANGER), CannotEndorse);
    desk.title(CONSIGNOR, bill, TransferHolder(SECOND)).unwrap();
    refused(&mut desk, SECOND, bill, both(STRANGER), CannotEndorse);
    let again = TransferBeneficiary { to: STRANGER, endorsement: ToOrder };
    refused(&mut desk, SECOND, bill, again, CannotEndorse);
    desk.title(SECOND, bill, SurrenderForDelivery).unwrap();
}

#[ink::test]
fn a_name_that_gives_it_back_gives_back_the_order() {
    let (mut desk, bill) = order();
    let named = TransferBeneficiary { to: SECOND, endorsement: ToName };
    desk.title(CONSIGNOR, bill, named).unwrap();
    desk.title(SECOND, bill, RejectBeneficiary).unwrap();
    assert_eq!(title(&desk, bill).endorsement, ToOrder);
    desk.title(CONSIGNOR, bill, both(STRANGER)).unwrap();
}

#[ink::test]
fn a_straight_bill_goes_to_the_consignee_and_no_further() {
    let (mut desk, bill) = a_bill(StraightBill);
    refused(&mut desk, CONSIGNOR, bill, both(STRANGER), CannotEndorse);
    refused(&mut desk, CONSIGNOR, bill, SurrenderForDelivery, NotTheBeneficiary);
    desk.title(CONSIGNOR, bill, TransferHolder(CONSIGNEE)).unwrap();
    desk.title(CONSIGNEE, bill, SurrenderForDelivery).unwrap();
}

#[ink::test]
fn in_blank_whoever_holds_it_is_its_beneficiary_and_gives_both_back() {
    let (mut desk, bill) = a_bill(BillToBearer);
    desk.title(CONSIGNOR, bill, TransferHolder(SECOND)).unwrap();
    assert_eq!(roles(&desk, bill), (SECOND, SECOND));
    refused(&mut desk, SECOND, bill, RejectHolder, BothRoles);
    desk.title(SECOND, bill, RejectBoth).unwrap();
    assert_eq!(roles(&desk, bill), (CONSIGNOR, CONSIGNOR));
    assert_eq!(title(&desk, bill).endorsement, InBlank);
}

#[ink::test]
fn an_endorsement_in_blank_makes_it_a_bearers_and_one_to_order_takes_that_back() {
    let (mut desk, bill) = order();
    let blank = |to| TransferBeneficiary { to, endorsement: InBlank };
    refused(&mut desk, CONSIGNOR, bill, blank(SECOND), CannotEndorse);
    desk.title(CONSIGNOR, bill, blank(CONSIGNOR)).unwrap();
    desk.title(CONSIGNOR, bill, TransferHolder(SECOND)).unwrap();
    assert_eq!(roles(&desk, bill), (SECOND, SECOND));
    let order = TransferBeneficiary { to: STRANGER, endorsement: ToOrder };
    desk.title(SECOND, bill, order).unwrap();
    desk.title(SECOND, bill, TransferHolder(CONSIGNEE)).unwrap();
    assert_eq!(roles(&desk, bill), (STRANGER, CONSIGNEE));
}

#[ink::test]
fn what_was_in_blank_and_comes_back_to_one_who_does_not_hold_it_is_to_its_order() {
    let (mut desk, bill) = a_bill(BillToBearer);
    let to = TransferBoth { beneficiary: SECOND, holder: STRANGER, endorsement: ToOrder };
    desk.title(CONSIGNOR, bill, to).unwrap();
    desk.title(SECOND, bill, RejectBeneficiary).unwrap();
    assert_eq!(roles(&desk, bill), (CONSIGNOR, STRANGER));
    assert_eq!(title(&desk, bill).endorsement, ToOrder);
}

// Surrender

#[ink::test]
fn only_who_is_both_surrenders() {
    let (mut desk, bill) = parted();
    for action in [SurrenderForDelivery, amendment()] {
        refused(&mut desk, CONSIGNOR, bill, action, NotTheBeneficiary);
        refused(&mut desk, SECOND, bill, action, NotTheHolder);
    }
}

#[ink::test]
fn nothing_moves_while_the_carrier_has_not_answered() {
    for action in [SurrenderForDelivery, amendment()] {
        let (mut desk, bill) = order();
        desk.title(CONSIGNOR, bill, action).unwrap();
        for again in [both(SECOND), TransferHolder(SECOND), Nominate(SECOND), action] {
            refused(&mut desk, CONSIGNOR, bill, again, Surrendered);
        }
        assert_eq!(desk.deliver(CONSIGNEE, bill, START).map(drop), Err(Titled));
    }
}

#[ink::test]
fn only_the_carrier_that_issued_it_answers_and_only_what_was_asked() {
    let (mut desk, bill) = order();
    for answer in [AcceptSurrender, RejectSurrender] {
        refused(&mut desk, CARRIER, bill, answer, NotSurrendered);
        refused(&mut desk, CONSIGNOR, bill, answer, NotAParty);
        refused(&mut desk, SECOND, bill, answer, NotAParty);
    }
}

#[ink::test]
fn a_surrender_that_is_rejected_was_none() {
    for action in [SurrenderForDelivery, amendment()] {
        let (mut desk, bill) = order();
        desk.title(CONSIGNOR, bill, action).unwrap();
        desk.title(CARRIER, bill, RejectSurrender).unwrap();
        assert_eq!(title(&desk, bill).state, TitleState::Live);
        desk.title(CONSIGNOR, bill, both(SECOND)).unwrap();
    }
}

#[ink::test]
fn who_surrendered_for_delivery_signs_for_the_goods_and_nothing_moves_after() {
    let (mut desk, bill) = order();
    desk.title(CONSIGNOR, bill, both(SECOND)).unwrap();
    desk.title(SECOND, bill, SurrenderForDelivery).unwrap();
    desk.title(CARRIER, bill, AcceptSurrender).unwrap();
    let view = desk.view(bill);
    assert_eq!((view.consignment.consignee, view.surrendered), (SECOND, true));
    for (party, action) in [
        (SECOND, both(STRANGER)),
        (SECOND, RejectBoth),
        (SECOND, SurrenderForDelivery),
        (SECOND, amendment()),
        (CARRIER, AcceptSurrender),
        (CARRIER, RejectSurrender),
    ] {
        refused(&mut desk, party, bill, action, Surrendered);
    }
    assert!(desk.deliver(CONSIGNEE, bill, START).is_err(), "the consignee named was another");
    desk.deliver(SECOND, bill, START).unwrap();
    assert_eq!(desk.status(bill), WaybillStatus::Delivered);
}

#[ink::test]
fn goods_under_a_title_are_not_signed_for_before_it_was_taken_back() {
    let (mut desk, bill) = order();
    for _ in 0..2 {
        assert_eq!(desk.deliver(CONSIGNEE, bill, START).map(drop), Err(Titled));
        assert_eq!(desk.part(CONSIGNEE, bill, 1, 1), Err(Titled));
        let _ = desk.arrive(CARRIER, bill, START);
    }
    assert_eq!(desk.note(CONSIGNEE, bill, vec![]).map(drop), Err(Titled));
}

// The carrier's silence

/// A bill that the second carrier surrendered by `action`, in the last moment of the carrier's time to answer.
fn unanswered(action: TitleAction) -> (Desk, DocumentId) {
    let (mut desk, bill) = order();
    desk.title(CONSIGNOR, bill, both(SECOND)).unwrap();
    desk.now += HOUR;
    desk.title(SECOND, bill, action).unwrap();
    desk.now += SIGNING - 1;
    (desk, bill)
}

#[ink::test]
fn who_surrendered_accepts_for_itself_once_the_carrier_was_silent_for_the_signing_window() {
    let (mut desk, bill) = unanswered(SurrenderForDelivery);
    refused(&mut desk, SECOND, bill, AcceptSurrender, NotAParty);
    desk.now += 1;
    for party in [STRANGER, CONSIGNOR, CONSIGNEE] {
        refused(&mut desk, party, bill, AcceptSurrender, NotTheHolder);
    }
    refused(&mut desk, SECOND, bill, RejectSurrender, NotAParty);
    desk.asked();
    desk.title(SECOND, bill, AcceptSurrender).unwrap();
    assert_eq!(desk.asked(), [(0, SECOND, Scope::Dispose, Business::Exit)]);
    assert_eq!(title(&desk, bill).state, TitleState::SurrenderedForDelivery);
    assert_eq!(desk.view(bill).consignment.consignee, SECOND);
    refused(&mut desk, CARRIER, bill, RejectSurrender, Surrendered);
    desk.deliver(SECOND, bill, desk.now).unwrap();
}

#[ink::test]
fn a_pause_does_not_keep_the_goods_from_who_surrendered_the_title() {
    let (mut desk, bill) = unanswered(SurrenderForDelivery);
    desk.now += 1;
    desk.paused = true;
    refused(&mut desk, SECOND, bill, both(STRANGER), Paused);
    desk.title(SECOND, bill, AcceptSurrender).unwrap();
}

#[ink::test]
fn nobody_accepts_for_itself_what_the_carrier_rejected() {
    let (mut desk, bill) = unanswered(SurrenderForDelivery);
    desk.title(CARRIER, bill, RejectSurrender).unwrap();
    desk.now += 2 * SIGNING;
    refused(&mut desk, SECOND, bill, AcceptSurrender, NotAParty);
    refused(&mut desk, CARRIER, bill, AcceptSurrender, NotSurrendered);
}

#[ink::test]
fn silence_changes_no_bill_by_itself() {
    let (mut desk, bill) = unanswered(amendment());
    desk.now += 1;
    refused(&mut desk, SECOND, bill, AcceptSurrender, NotAsked);
    refused(&mut desk, STRANGER, bill, AcceptSurrender, NotTheHolder);
    assert_eq!(desk.reissue(SECOND, bill, "1", 1, revision()).map(drop), Err(NOT_FOR_PARTY));
}

#[ink::test]
fn who_got_no_answer_moves_the_title_again_and_not_a_moment_before() {
    for asked in [SurrenderForDelivery, amendment()] {
        for next in [
            both(STRANGER),
            TransferHolder(STRANGER),
            Nominate(STRANGER),
            SurrenderForDelivery,
            amendment(),
        ] {
            let (mut desk, bill) = unanswered(asked);
            refused(&mut desk, SECOND, bill, next, Surrendered);
            desk.now += 1;
            refused(&mut desk, SECOND, bill, RejectBoth, NothingToReject);
            desk.title(SECOND, bill, next).unwrap();
            let state = match next {
                SurrenderForDelivery => TitleState::AskedForDelivery,
                SurrenderForAmendment(_) => TitleState::AskedForAmendment,
                _ => TitleState::Live,
            };
            assert_eq!(title(&desk, bill).state, state, "{next:?} after {asked:?}");
            let (_, holder) = roles(&desk, bill);
            refused(&mut desk, holder, bill, AcceptSurrender, NotAParty);
            if state == TitleState::Live {
                refused(&mut desk, CARRIER, bill, AcceptSurrender, NotSurrendered);
            } else {
                refused(&mut desk, SECOND, bill, both(STRANGER), Surrendered);
            }
        }
    }
}

#[ink::test]
fn a_carrier_answers_late_as_long_as_the_holder_did_nothing() {
    for answer in [AcceptSurrender, RejectSurrender] {
        let (mut desk, bill) = unanswered(SurrenderForDelivery);
        desk.now += 10 * SIGNING;
        desk.title(CARRIER, bill, answer).unwrap();
        assert_eq!(desk.view(bill).surrendered, answer == AcceptSurrender);
    }
    let (mut desk, bill) = unanswered(amendment());
    let same_freight = Revision { freight: 120_000, ..revision() };
    desk.now += 1;
    desk.title(SECOND, bill, SurrenderForAmendment(kit::digest(&same_freight))).unwrap();
    desk.now += 10 * SIGNING;
    desk.reissue(CARRIER, bill, "1", 1, same_freight).unwrap();
}

// Lapse

#[ink::test]
fn a_title_that_nobody_surrenders_keeps_no_waybill_open() {
    let (mut desk, bill) = order();
    desk.arrive(CARRIER, bill, START).unwrap();
    desk.now += SIGNING;
    desk.lapse(bill).unwrap();
    let status = WaybillStatus::DeliveredUnconfirmed;
    refused(&mut desk, CONSIGNOR, bill, SurrenderForDelivery, WrongStatus(status));
}

#[ink::test]
fn goods_under_a_title_that_nobody_surrendered_lapse_to_who_holds_it() {
    for moved in [false, true] {
        let (mut desk, bill) = order();
        let mut holder = CONSIGNOR;
        if moved {
            let to = TransferBoth { beneficiary: STRANGER, holder: SECOND, endorsement: ToOrder };
            desk.title(CONSIGNOR, bill, to).unwrap();
            holder = SECOND;
        }
        desk.arrive(CARRIER, bill, START).unwrap();
        desk.now += SIGNING;
        desk.lapse(bill).unwrap();
        let view = desk.view(bill);
        assert_eq!((view.custodian, view.consignment.consignee), (holder, holder));
        assert_eq!((view.status, view.surrendered), (WaybillStatus::DeliveredUnconfirmed, true));
        let title = title(&desk, bill);
        assert_eq!((title.state, title.holder), (TitleState::SurrenderedForDelivery, holder));
        let record = desk.ledger.billing_record(bill, vec![]).unwrap();
        assert_eq!((record.consignee, record.confirmed), (holder, false));
        // It may say what was hidden, and who was named in the bill may not.
        let damage = vec![exception(1, [9, 0, 1, 0])];
        let refused = desk.note(CONSIGNEE, bill, damage.clone()).map(drop);
        assert_eq!(refused, Err(NOT_FOR_PARTY));
        desk.note(holder, bill, damage).unwrap();
        desk.now += RESERVATION;
        desk.close(bill).unwrap();
    }
}

#[ink::test]
fn nothing_lapses_while_a_surrender_waits_for_its_answer() {
    for action in [SurrenderForDelivery, amendment()] {
        let (mut desk, bill) = unanswered(action);
        desk.arrive(CARRIER, bill, START).unwrap();
        desk.now += 2 * SIGNING;
        let before = (desk.view(bill), title(&desk, bill));
        assert_eq!(desk.lapse(bill), Err(Surrendered));
        assert_eq!((desk.view(bill), title(&desk, bill)), before);
        desk.title(CARRIER, bill, RejectSurrender).unwrap();
        // Who surrendered it was not silent, so the carrier that will not have it cannot lapse at once.
        assert_eq!(desk.lapse(bill), Err(WindowOpen(desk.now + SIGNING)));
        desk.now += SIGNING;
        desk.lapse(bill).unwrap();
        assert_eq!(desk.view(bill).consignment.consignee, SECOND);
    }
}

#[ink::test]
fn who_surrendered_has_its_whole_time_to_sign_once_that_was_accepted() {
    let (mut desk, bill) = unanswered(SurrenderForDelivery);
    desk.arrive(CARRIER, bill, START).unwrap();
    desk.now += SIGNING;
    let accepted = desk.now;
    desk.title(CARRIER, bill, AcceptSurrender).unwrap();
    assert_eq!(desk.lapse(bill), Err(WindowOpen(accepted + SIGNING)));
    desk.now += SIGNING - 1;
    assert_eq!(desk.lapse(bill), Err(WindowOpen(accepted + SIGNING)));
    desk.now += 1;
    assert_eq!(desk.lapse(bill).unwrap().delivered_at, accepted);
    assert_eq!(desk.view(bill).custodian, SECOND);
}

#[ink::test]
fn a_surrender_that_was_accepted_in_transit_takes_nothing_from_the_time_to_sign() {
    let (mut desk, bill) = order();
    desk.title(CONSIGNOR, bill, SurrenderForDelivery).unwrap();
    desk.title(CARRIER, bill, AcceptSurrender).unwrap();
    desk.now += 2 * SIGNING;
    desk.arrive(CARRIER, bill, START).unwrap();
    assert_eq!(desk.lapse(bill), Err(WindowOpen(desk.now + SIGNING)));
}

#[ink::test]
fn who_holds_a_bill_that_was_reissued_where_the_goods_are_has_its_whole_time() {
    let (mut desk, bill) = order();
    desk.arrive(CARRIER, bill, START).unwrap();
    desk.title(CONSIGNOR, bill, amendment()).unwrap();
    desk.now += SIGNING - 1;
    let reissued = desk.reissue(CARRIER, bill, "1", 1, revision()).unwrap().reissued;
    assert_eq!(desk.status(reissued), WaybillStatus::Arrived);
    let until = desk.now + SIGNING;
    desk.now += SIGNING - 1;
    assert_eq!(desk.lapse(reissued), Err(WindowOpen(until)));
    desk.now += 1;
    desk.lapse(reissued).unwrap();
    assert_eq!(desk.view(reissued).custodian, CONSIGNOR);
    assert_eq!(desk.lapse(bill), Err(WrongStatus(WaybillStatus::Voided)));
}

#[ink::test]
fn an_offer_of_custody_to_who_becomes_consignee_is_taken_back() {
    for other in [SECOND, STRANGER] {
        let (mut desk, bill) = order();
        desk.title(CONSIGNOR, bill, both(SECOND)).unwrap();
        desk.hand_over(CARRIER, bill, other).unwrap();
        desk.title(SECOND, bill, SurrenderForDelivery).unwrap();
        assert_eq!(desk.view(bill).offered_to, Some(other), "nobody has answered");
        desk.title(CARRIER, bill, AcceptSurrender).unwrap();
        assert_eq!(desk.view(bill).offered_to, (other == STRANGER).then_some(STRANGER));
    }
}

// Loss

#[ink::test]
fn who_holds_the_title_declares_the_loss_and_neither_consignor_nor_consignee() {
    let (mut desk, bill) = order();
    desk.title(CONSIGNOR, bill, both(SECOND)).unwrap();
    desk.now = START + 5 * DAY + LOSS_PERIOD;
    for party in [CONSIGNOR, CONSIGNEE, STRANGER] {
        assert_eq!(desk.lose(party, bill), Err(NotAParty));
    }
    desk.asked();
    desk.lose(SECOND, bill).unwrap();
    assert_eq!(desk.asked(), [(0, SECOND, Scope::Receive, Business::Exit)]);
    assert_eq!(desk.status(bill), WaybillStatus::Lost);
}

#[ink::test]
fn who_surrendered_declares_the_loss_before_and_after_the_answer() {
    for accepted in [false, true] {
        let (mut desk, bill) = unanswered(SurrenderForDelivery);
        if accepted {
            desk.title(CARRIER, bill, AcceptSurrender).unwrap();
        }
        desk.now = START + 5 * DAY + LOSS_PERIOD;
        assert_eq!(desk.lose(CONSIGNEE, bill), Err(NotAParty), "it was only named");
        desk.lose(SECOND, bill).unwrap();
    }
}

#[ink::test]
fn once_the_title_was_taken_back_the_consignor_may_declare_the_loss_again() {
    let (mut desk, bill) = unanswered(SurrenderForDelivery);
    desk.now = START + 5 * DAY + LOSS_PERIOD;
    assert_eq!(desk.lose(CONSIGNOR, bill), Err(NotAParty));
    desk.title(CARRIER, bill, AcceptSurrender).unwrap();
    desk.lose(CONSIGNOR, bill).unwrap();
}

#[ink::test]
fn the_carrier_that_issued_a_bill_says_of_itself_that_the_goods_are_lost() {
    let (mut desk, bill) = order();
    desk.hand_over(CARRIER, bill, STRANGER).unwrap();
    let call = desk.by(STRANGER);
    desk.ledger.take_over(&call, bill, vec![], [0; 32], START).unwrap();
    desk.now = START + 5 * DAY + LOSS_PERIOD;
    assert_eq!(
        desk.lose(STRANGER, bill),
        Err(NotAParty),
        "it says that they arrived, or hands over"
    );
    desk.lose(CARRIER, bill).unwrap();
}

// Amendment

/// A bill that the second carrier surrendered for amendment, by changes that it may ask for.
fn to_amend() -> (Desk, DocumentId, Revision) {
    let (mut desk, bill) = order();
    let changes = Revision { freight: 120_000, ..revision() };
    desk.title(CONSIGNOR, bill, both(SECOND)).unwrap();
    desk.title(SECOND, bill, SurrenderForAmendment(kit::digest(&changes))).unwrap();
    (desk, bill, changes)
}

#[ink::test]
fn a_bill_is_voided_and_issued_again_in_one_step_and_nothing_before() {
    let (mut desk, bill, changes) = to_amend();
    let next = crate::header::waybill_id(CARRIER, "1", 2);
    assert_eq!(desk.status(bill), WaybillStatus::InTransit);
    assert_eq!(title(&desk, bill).state, TitleState::AskedForAmendment);
    refused(&mut desk, CARRIER, bill, AcceptSurrender, NotAsked);
    assert_eq!((desk.ledger.waybill(next), desk.ledger.title_of(next)), (None, None));
    let asked = title(&desk, bill);
    desk.asked();
    let told = desk.reissue(CARRIER, bill, "1", 1, changes.clone()).unwrap();
    assert_eq!(desk.asked(), [(0, CARRIER, Scope::Agree, Business::Exit)]);
    assert_eq!((told.waybill, told.reissued, told.version), (bill, next, 2));
    assert_eq!((told.number.as_str(), told.revision), ("1", changes));
    assert_eq!(desk.status(bill), WaybillStatus::Voided);
    let (ended, live) = (TitleState::SurrenderedForAmendment, TitleState::Live);
    assert_eq!(title(&desk, bill), Title { state: ended, ..asked });
    assert_eq!(title(&desk, next), Title { state: live, ..asked }, "its chain goes on");
    for (party, action) in [
        (SECOND, both(STRANGER)),
        (SECOND, SurrenderForDelivery),
        (CARRIER, AcceptSurrender),
        (CARRIER, RejectSurrender),
    ] {
        refused(&mut desk, party, bill, action, WrongStatus(WaybillStatus::Voided));
    }
    desk.title(SECOND, next, both(STRANGER)).unwrap();
}

#[ink::test]
fn the_next_version_of_an_amended_bill_has_its_goods_and_its_holder() {
    let (mut desk, bill, changes) = to_amend();
    let told = desk.reissue(CARRIER, bill, "1", 1, changes).unwrap();
    let (old, new) = (desk.view(bill), desk.view(told.reissued));
    assert_eq!((old.status, new.status), (WaybillStatus::Voided, WaybillStatus::InTransit));
    assert_eq!((new.first, new.custodian, new.legs), (bill, old.custodian, old.legs));
    assert_eq!(old.consignment.place_of_delivery, "");
    assert_eq!(new.consignment.place_of_delivery, "NLRTM");
    assert_eq!(desk.ledger.lines_of(told.reissued, 1, 50), desk.ledger.lines_of(bill, 1, 50));
    assert_eq!(desk.ledger.leg_of(told.reissued, 1), desk.ledger.leg_of(bill, 1));
    assert_eq!(roles(&desk, told.reissued), (SECOND, SECOND));
    desk.title(SECOND, told.reissued, SurrenderForDelivery).unwrap();
    desk.title(CARRIER, told.reissued, AcceptSurrender).unwrap();
    desk.deliver(SECOND, told.reissued, START).unwrap();
    let billed = |waybill| desk.ledger.billing_record(waybill, vec![1]).unwrap().billed[0].received;
    assert_eq!((billed(bill), billed(told.reissued)), (0, 10), "billed once");
}

#[ink::test]
fn a_bill_is_amended_more_than_once() {
    let (mut desk, bill, changes) = to_amend();
    let second = desk.reissue(CARRIER, bill, "1", 1, changes).unwrap().reissued;
    let again = Revision { freight: 120_000, place_of_delivery: "DEBRE".into(), ..revision() };
    let asked = SurrenderForAmendment(kit::digest(&again));
    desk.title(SECOND, second, asked).unwrap();
    let third = desk.reissue(CARRIER, second, "1", 2, again).unwrap();
    assert_eq!((third.version, desk.status(second)), (3, WaybillStatus::Voided));
    assert_eq!(desk.view(third.reissued).first, bill);
}

#[ink::test]
fn a_reissue_is_refused_for_its_first_fault_in_the_promised_order() {
    let mut desk = Desk::new();
    let waybill = desk.in_transit("1");
    let at_rest = desk.bill_at_rest(BillToOrder, "2");
    let bill = desk.bill(BillToOrder, "3");
    let nothing = DocumentId([0; 32]);
    let no_sense = Revision { freight: 1 << 63, ..revision() };
    let other = Revision { freight: 100, ..revision() };
    desk.paused = true;
    let mut reissue = |caller, waybill, number, version, changes: &Revision| {
        desk.reissue(caller, waybill, number, version, changes.clone()).map(drop)
    };
    assert_eq!(reissue(SECOND, nothing, "0", 0, &no_sense), Err(NotFound));
    assert_eq!(reissue(SECOND, at_rest, "0", 0, &no_sense), Err(NOT_FOR_PARTY));
    let issued = Err(WrongStatus(WaybillStatus::Issued));
    assert_eq!(reissue(CARRIER, at_rest, "0", 0, &no_sense), issued);
    assert_eq!(reissue(CARRIER, waybill, "2", 1, &no_sense), Err(AnotherNumber));
    assert_eq!(reissue(CARRIER, waybill, "1", 2, &no_sense), Err(AnotherNumber));
    assert_eq!(reissue(CARRIER, waybill, "1", 1, &no_sense), Err(NoTitle));
    assert_eq!(reissue(CARRIER, bill, "3", 1, &no_sense), Err(NotAsked));
    desk.title(CONSIGNOR, bill, SurrenderForDelivery).unwrap();
    assert_eq!(desk.reissue(CARRIER, bill, "3", 1, revision()).map(drop), Err(NotAsked));
    desk.title(CARRIER, bill, RejectSurrender).unwrap();
    desk.title(CONSIGNOR, bill, amendment()).unwrap();
    let before = (desk.view(bill), title(&desk, bill));
    assert_eq!(desk.reissue(CARRIER, bill, "3", 1, other).map(drop), Err(NotAsked));
    assert_eq!((desk.view(bill), title(&desk, bill)), before);
    desk.reissue(CARRIER, bill, "3", 1, revision()).unwrap();
    let voided = Err(WrongStatus(WaybillStatus::Voided));
    assert_eq!(desk.reissue(CARRIER, bill, "3", 1, revision()).map(drop), voided);
}

#[ink::test]
fn changes_that_make_no_sense_are_not_issued() {
    let sound = revision();
    let latest = START + DAY + LONGEST;
    let cases = [
        (Revision { place_of_delivery: "Rotterdam".into(), ..sound.clone() }, MalformedPlace),
        (Revision { freight: 1 << 63, ..sound.clone() }, AmountOutOfRange),
        (Revision { gross_weight: 1 << 63, ..sound.clone() }, AmountOutOfRange),
        (Revision { deliver_until: START + DAY - 1, ..sound.clone() }, OutOfOrder),
        (Revision { deliver_until: latest + 1, ..sound.clone() }, WindowTooLong),
    ];
    for (changes, why) in cases {
        let (mut desk, bill) = order();
        let asked = kit::digest(&changes);
        desk.title(CONSIGNOR, bill, SurrenderForAmendment(asked)).unwrap();
        assert_eq!(desk.reissue(CARRIER, bill, "1", 1, changes).map(drop), Err(why));
        assert_eq!(desk.status(bill), WaybillStatus::InTransit, "nothing was voided");
    }
    let (mut desk, bill) = order();
    let changes = Revision { deliver_until: latest, ..sound };
    desk.title(CONSIGNOR, bill, SurrenderForAmendment(kit::digest(&changes))).unwrap();
    desk.reissue(CARRIER, bill, "1", 1, changes).unwrap();
}

#[ink::test]
fn another_holder_does_not_change_the_freight_that_the_consignor_owes() {
    let (mut desk, bill) = order();
    desk.title(CONSIGNOR, bill, both(SECOND)).unwrap();
    desk.title(SECOND, bill, amendment()).unwrap();
    let before = (desk.view(bill), title(&desk, bill));
    assert_eq!(desk.reissue(CARRIER, bill, "1", 1, revision()).map(drop), Err(PayerDidNotSign));
    assert_eq!((desk.view(bill), title(&desk, bill)), before);
    desk.title(CARRIER, bill, RejectSurrender).unwrap();
    desk.title(SECOND, bill, both(CONSIGNOR)).unwrap();
    desk.title(CONSIGNOR, bill, amendment()).unwrap();
    let reissued = desk.reissue(CARRIER, bill, "1", 1, revision()).unwrap().reissued;
    assert_eq!(desk.view(reissued).consignment.freight, 99, "it asked for that itself");
}

#[ink::test]
fn freight_that_the_consignee_pays_is_for_the_holder_to_change() {
    let mut desk = Desk::new();
    let freight_term = FreightTerm::Collect;
    let about = Consignment { form: BillToOrder, freight_term, ..consignment() };
    let call = desk.by(CONSIGNOR);
    let (number, lines) = ("1".into(), vec![goods(10)]);
    let drafted =
        desk.ledger.draft(&call, &desk.book, &desk.pledges, CONSIGNOR, number, about, lines, true);
    let bill = drafted.unwrap().waybill;
    desk.issue(CARRIER, bill).unwrap();
    desk.pick_up(CARRIER, bill, vec![], START).unwrap();
    desk.title(CONSIGNOR, bill, both(SECOND)).unwrap();
    desk.title(SECOND, bill, amendment()).unwrap();
    let reissued = desk.reissue(CARRIER, bill, "1", 1, revision()).unwrap().reissued;
    assert_eq!(desk.view(reissued).consignment.freight, 99);
}

#[ink::test]
fn a_surrender_for_amendment_that_was_taken_back_or_rejected_issues_nothing() {
    let same_freight = Revision { freight: 120_000, ..revision() };
    for next in [both(SECOND), Nominate(STRANGER), SurrenderForDelivery, both(STRANGER)] {
        let (mut desk, bill) = order();
        desk.title(CONSIGNOR, bill, amendment()).unwrap();
        desk.now += SIGNING;
        desk.title(CONSIGNOR, bill, next).unwrap();
        assert_eq!(desk.reissue(CARRIER, bill, "1", 1, revision()).map(drop), Err(NotAsked));
    }
    let (mut desk, bill) = order();
    desk.title(CONSIGNOR, bill, amendment()).unwrap();
    desk.now += SIGNING;
    let other = SurrenderForAmendment(kit::digest(&same_freight));
    desk.title(CONSIGNOR, bill, other).unwrap();
    assert_eq!(desk.reissue(CARRIER, bill, "1", 1, revision()).map(drop), Err(NotAsked));
    desk.title(CARRIER, bill, RejectSurrender).unwrap();
    assert_eq!(desk.reissue(CARRIER, bill, "1", 1, same_freight).map(drop), Err(NotAsked));
}

// Who asks, and when

#[ink::test]
fn transfers_are_new_business_and_the_rest_is_a_way_out() {
    let (mut desk, bill) = order();
    desk.asked();
    let mut asks = |party, action, scope, business| {
        desk.title(party, bill, action).unwrap();
        assert_eq!(desk.asked(), [(0, party, scope, business)], "{action:?}");
    };
    let new = Business::NewBusiness;
    asks(CONSIGNOR, both(SECOND), Scope::Dispose, new);
    asks(SECOND, RejectBoth, Scope::Dispose, Business::Exit);
    asks(CONSIGNOR, Nominate(SECOND), Scope::Dispose, new);
    asks(CONSIGNOR, TransferHolder(SECOND), Scope::Dispose, new);
    let to = TransferBeneficiary { to: SECOND, endorsement: ToOrder };
    asks(SECOND, to, Scope::Dispose, new);
    asks(SECOND, SurrenderForDelivery, Scope::Dispose, Business::Exit);
    asks(CARRIER, AcceptSurrender, Scope::Agree, Business::Exit);
}

#[ink::test]
fn a_pause_stops_transfers_and_no_way_out() {
    let (mut desk, bill) = parted();
    desk.paused = true;
    for action in [both(SECOND), TransferHolder(SECOND), Nominate(SECOND)] {
        refused(&mut desk, CONSIGNOR, bill, action, Paused);
    }
    desk.title(SECOND, bill, RejectBeneficiary).unwrap();
    desk.title(CONSIGNOR, bill, SurrenderForDelivery).unwrap();
    desk.title(CARRIER, bill, AcceptSurrender).unwrap();
}

#[ink::test]
fn who_may_not_act_for_the_holder_moves_nothing() {
    let (mut desk, bill) = order();
    let refusal = interfaces::registry::Refusal::NotForParty;
    let by_another = desk.title_by(STRANGER, CONSIGNOR, bill, both(SECOND));
    assert_eq!(by_another, Err(Refused(refusal)));
    desk.roll.denial = Some(Denial::Unavailable);
    refused(&mut desk, CONSIGNOR, bill, both(SECOND), RegistryUnavailable);
    refused(&mut desk, CONSIGNOR, DocumentId([0; 32]), both(SECOND), NotFound);
}

// The chain

#[ink::test]
fn each_entry_stands_on_the_one_before() {
    let (mut desk, bill) = order();
    let mut last = bill.0;
    for (party, action) in [
        (CONSIGNOR, both(SECOND)),
        (SECOND, TransferHolder(STRANGER)),
        (STRANGER, RejectHolder),
        (SECOND, SurrenderForDelivery),
        (CARRIER, AcceptSurrender),
    ] {
        let told = desk.title(party, bill, action).unwrap();
        assert_eq!(told.previous, last);
        let mut entry = [0; 32];
        ink::env::hash_encoded::<ink::env::hash::Blake2x256, _>(&(last, party, action), &mut entry);
        last = title(&desk, bill).entry;
        assert_eq!(last, entry);
    }
}

fn any_action() -> impl Strategy<Value = (PartyId, TitleAction)> {
    let parties = [CONSIGNOR, CONSIGNEE, SECOND, STRANGER, CARRIER, NOBODY];
    let party = prop::sample::select(parties.to_vec());
    let endorsement = prop::sample::select(vec![ToOrder, ToOrder, InBlank, ToName]);
    (party.clone(), party.clone(), party, endorsement, 0usize..12).prop_map(
        |(by, to, holder, endorsement, which)| {
            let actions = [
                RejectBeneficiary,
                RejectHolder,
                RejectBoth,
                SurrenderForDelivery,
                SurrenderForAmendment([1; 32]),
                AcceptSurrender,
                RejectSurrender,
                Nominate(to),
                TransferBeneficiary { to, endorsement },
                TransferHolder(holder),
                TransferBoth { beneficiary: to, holder, endorsement },
                TransferBoth { beneficiary: to, holder: to, endorsement },
            ];
            (by, actions[which])
        },
    )
}

proptest! {
    #[test]
    fn whatever_is_done_a_title_has_one_holder_and_ends_where_it_was_taken_back(
        steps in prop::collection::vec((any_action(), 0u64..4), 0..80),
    ) {
        let about = Consignment { form: BillToOrder, ..consignment() };
        let mut title = issued(&about, &[9; 32]).unwrap();
        let mut call = Call { caller: [0; 32].into(), now: 1 };
        for ((party, action), time) in steps {
            let before = *title;
            call.now += time;
            let done = is_for(&title, &CARRIER, &party, &action, call.now)
                .and_then(|_| act(&mut title, &CARRIER, &party, &action, &call, 10));
            if done.is_err() {
                prop_assert_eq!(*title, before);
                continue;
            }
            prop_assert!(title.holder != NOBODY && title.beneficiary != NOBODY);
            prop_assert!(title.holder != CARRIER && title.beneficiary != CARRIER);
            prop_assert!(title.endorsement != InBlank || title.holder == title.beneficiary);
            prop_assert!(before.endorsement != ToName
                || title.beneficiary == before.beneficiary
                || title.beneficiary == before.previous_beneficiary);
            let taken_back = [TitleState::SurrenderedForDelivery, TitleState::SurrenderedForAmendment];
            prop_assert!(!taken_back.contains(&before.state));
            // While a surrender waits within its time, the carrier answers and nobody else does anything.
            let asked = [TitleState::AskedForDelivery, TitleState::AskedForAmendment];
            if asked.contains(&before.state) && party != CARRIER {
                prop_assert!(call.now >= before.reject_until);
                prop_assert!(party == before.holder);
            }
            prop_assert!(title.state != TitleState::SurrenderedForDelivery
                || before.state == TitleState::AskedForDelivery);
            prop_assert!(title.state != TitleState::SurrenderedForAmendment, "only a reissue takes it");
            prop_assert!(title.entry != before.entry);
        }
    }
}

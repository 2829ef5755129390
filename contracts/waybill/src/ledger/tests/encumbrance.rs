//! What collateral is told of bills of lading.
use super::*;
use crate::{events::EncumbranceLifted, ledger::encumbrance::Told};
use interfaces::collateral::GoodsKind;
use kit::ask::Untaken;
use DocumentForm::{BillToOrder, StraightBill};
use WaybillStatus::*;

const GOODS: &str = "MSCU1234566 SEAL7";
/// `CollateralError::BackingClaimed`
const CLAIMED: Untaken = Untaken::Refused(10);

/// A collateral contract that remembers what it was told, and claims no bill twice.
#[derive(Default)]
pub(crate) struct Pledges {
    /// How often one was linked; 0 for none.
    pub(crate) epoch: u8,
    pub(crate) answer: Option<Untaken>,
    pub(crate) told: RefCell<Vec<(u8, Told, DocumentId, String)>>,
}

impl Collateral for Pledges {
    fn epoch(&self) -> u8 {
        self.epoch
    }

    fn tell(
        &self,
        epoch: u8,
        told: Told,
        bill: &DocumentId,
        kind: GoodsKind,
        goods: &str,
    ) -> Result<(), Untaken> {
        assert_eq!(kind, GoodsKind::Container);
        match self.answer {
            Some(untaken) => Err(untaken),
            None => {
                self.told.borrow_mut().push((epoch, told, *bill, goods.into()));
                Ok(())
            }
        }
    }
}

impl Desk {
    /// Where a collateral contract is linked.
    fn pledging() -> Self {
        let mut desk = Self::new();
        desk.pledges.epoch = 1;
        desk
    }

    fn drafted_as(&mut self, form: DocumentForm, number: &str) -> DocumentId {
        let about = Consignment { form, ..consignment() };
        let lines = vec![goods(10)];
        self.draft_as(CONSIGNOR, CONSIGNOR, number, about, lines, true).unwrap().waybill
    }

    fn issue_bill(
        &mut self,
        by: PartyId,
        waybill: DocumentId,
    ) -> Result<WaybillIssued, WaybillError> {
        let call = self.by(by);
        let Self { ledger, pledges, .. } = self;
        ledger.issue_bill(&call, pledges, waybill, GoodsKind::Container, GOODS.into())
    }

    fn lift(&self, waybill: DocumentId) -> Result<EncumbranceLifted, WaybillError> {
        let kind = GoodsKind::Container;
        self.ledger.tell_collateral(&self.pledges, waybill, kind, GOODS.into())
    }
}

#[ink::test]
fn a_bill_is_issued_as_one_that_is_claimed_and_in_no_other_way() {
    for form in [BillToOrder, StraightBill] {
        let mut desk = Desk::pledging();
        let bill = desk.drafted_as(form, "1");
        assert_eq!(desk.issue(CARRIER, bill), Err(WaybillError::Unclaimed));
        let step = SignOff::Issue;
        let many = ManySignedOff {
            step,
            waybills: vec![bill],
            declared_at: 0,
            recorded_at: START,
            relayed: None,
        };
        let call = desk.by(CARRIER);
        assert_eq!(desk.ledger.sign_off(&call, &many), Err(WaybillError::Unclaimed));
        assert_eq!(desk.issue_bill(CARRIER, bill), Ok(WaybillIssued { waybill: bill }));
        assert_eq!(desk.view(bill).status, Issued);
        let told = [(1, Told::Claim, bill, GOODS.to_string())];
        assert_eq!(*desk.pledges.told.borrow(), told);
    }
}

#[ink::test]
fn what_is_no_bill_or_began_where_no_collateral_was_linked_is_issued_without_a_claim() {
    let mut desk = Desk::pledging();
    let waybill = desk.drafted("1");
    assert_eq!(desk.issue_bill(CARRIER, waybill), Err(WaybillError::NotClaimed));
    assert!(desk.issue(CARRIER, waybill).is_ok());
    assert_eq!(desk.lift(waybill), Err(WaybillError::NotClaimed));
    desk.pledges.epoch = 0;
    let bill = desk.drafted_as(BillToOrder, "2");
    desk.pledges.epoch = 1;
    assert_eq!(desk.issue_bill(CARRIER, bill), Err(WaybillError::NotClaimed));
    assert!(desk.issue(CARRIER, bill).is_ok());
    assert!(desk.pledges.told.borrow().is_empty());
}

#[ink::test]
fn the_other_side_claims_a_complete_draft_that_was_not_issued() {
    let mut desk = Desk::pledging();
    assert_eq!(desk.issue_bill(CARRIER, NOWHERE), Err(WaybillError::NotFound));
    let bill = desk.drafted_as(BillToOrder, "1");
    for stranger in [CONSIGNOR, CONSIGNEE, STRANGER] {
        assert_eq!(desk.issue_bill(stranger, bill), Err(NOT_FOR_PARTY));
    }
    let about = Consignment { form: BillToOrder, ..consignment() };
    let lines = vec![goods(10)];
    let open = desk.draft_as(CONSIGNOR, CONSIGNOR, "2", about, lines, false).unwrap().waybill;
    assert_eq!(desk.issue_bill(CARRIER, open), Err(WaybillError::Incomplete));
    desk.paused = true;
    assert_eq!(desk.issue_bill(CARRIER, bill), Err(WaybillError::Paused));
    desk.paused = false;
    desk.issue_bill(CARRIER, bill).unwrap();
    assert_eq!(desk.issue_bill(CARRIER, bill), Err(WaybillError::WrongStatus(Issued)));
}

#[ink::test]
fn a_claim_that_is_refused_or_not_answered_is_no_bill() {
    let mut desk = Desk::pledging();
    let bill = desk.drafted_as(BillToOrder, "1");
    desk.pledges.answer = Some(CLAIMED);
    assert_eq!(desk.issue_bill(CARRIER, bill), Err(WaybillError::NotTold(10)));
    desk.pledges.answer = Some(Untaken::Unavailable);
    let bill = desk.drafted_as(BillToOrder, "2");
    assert_eq!(desk.issue_bill(CARRIER, bill), Err(WaybillError::CollateralUnavailable));
}

#[ink::test]
fn a_bill_keeps_the_collateral_contract_that_it_was_drafted_under() {
    let mut desk = Desk::pledging();
    let bill = desk.drafted_as(BillToOrder, "1");
    desk.pledges.epoch = 2;
    desk.issue_bill(CARRIER, bill).unwrap();
    desk.cancel(CONSIGNOR, bill).unwrap();
    desk.cancel(CARRIER, bill).unwrap();
    desk.lift(bill).unwrap();
    let epochs: Vec<u8> = desk.pledges.told.borrow().iter().map(|told| told.0).collect();
    assert_eq!(epochs, [1, 1]);
}

#[ink::test]
fn anyone_lifts_the_claim_of_what_is_over_and_nobody_before() {
    let mut desk = Desk::pledging();
    assert_eq!(desk.lift(NOWHERE), Err(WaybillError::NotFound));
    let bill = desk.drafted_as(BillToOrder, "1");
    assert_eq!(desk.lift(bill), Err(WaybillError::WrongStatus(Draft)));
    desk.issue_bill(CARRIER, bill).unwrap();
    assert_eq!(desk.lift(bill), Err(WaybillError::WrongStatus(Issued)));
    desk.pick_up(CARRIER, bill, vec![], START).unwrap();
    assert_eq!(desk.lift(bill), Err(WaybillError::WrongStatus(InTransit)));
    desk.now = consignment().deliver_until + LOSS_PERIOD + 1;
    let call = desk.by(CARRIER);
    desk.ledger.declare_lost(&call, bill, CARRIER).unwrap();
    assert_eq!(desk.lift(bill), Ok(EncumbranceLifted { waybill: bill }));
    let told =
        [(1, Told::Claim, bill, GOODS.to_string()), (1, Told::Lift, bill, GOODS.to_string())];
    assert_eq!(*desk.pledges.told.borrow(), told);
    desk.pledges.answer = Some(Untaken::Unavailable);
    assert_eq!(desk.lift(bill), Err(WaybillError::CollateralUnavailable));
    desk.pledges.answer = Some(Untaken::Refused(11));
    assert_eq!(desk.lift(bill), Err(WaybillError::NotTold(11)));
}

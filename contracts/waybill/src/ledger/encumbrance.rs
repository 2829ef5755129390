//! What waybills have to do with collateral: a bill of lading is a paper that goods are financed on.
use super::{untaken, Caller, Ledger};
use crate::events::{EncumbranceLifted, WaybillIssued};
use ink::prelude::string::String;
use interfaces::{
    collateral::GoodsKind,
    ids::DocumentId,
    registry::{Business, Scope},
    waybill::{WaybillError, WaybillStatus},
};
use kit::{ask::Untaken, authority::Authority};

/// What collateral is told of a bill of lading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// It is issued.
    Claim,
    /// It is over.
    Lift,
}

/// Takes what this contract tells of bills of lading. A bill keeps the one that it began with.
pub(crate) trait Collateral {
    /// The collateral contract in force: 0 if none is linked.
    fn epoch(&self) -> u8;

    /// Tells the contract numbered `epoch` of a bill and its goods.
    fn tell(
        &self,
        epoch: u8,
        told: Told,
        bill: &DocumentId,
        kind: GoodsKind,
        goods: &str,
    ) -> Result<(), Untaken>;
}

impl Ledger {
    pub(crate) fn issue_bill(
        &mut self,
        caller: &Caller<impl Authority>,
        collateral: &impl Collateral,
        waybill: DocumentId,
        kind: GoodsKind,
        goods: String,
    ) -> Result<WaybillIssued, WaybillError> {
        caller.starts_business()?;
        let mut header = self.header(&waybill)?;
        let signer = header.counterparty();
        caller.may(header.epoch, signer, Scope::Agree, Business::NewBusiness)?;
        let epoch = core::mem::take(&mut header.collateral);
        if epoch == 0 {
            return Err(WaybillError::NotClaimed);
        }
        header.issue()?;
        header.collateral = epoch;
        self.put(&waybill, &header);
        // Last, so that whoever is asked finds all of this done; if it refuses, none of it is.
        tell(collateral, epoch, Told::Claim, &waybill, kind, &goods)?;
        Ok(WaybillIssued { waybill })
    }

    /// Tells collateral. Nothing is written here: that contract knows what it was told.
    pub(crate) fn tell_collateral(
        &self,
        collateral: &impl Collateral,
        waybill: DocumentId,
        kind: GoodsKind,
        goods: String,
    ) -> Result<EncumbranceLifted, WaybillError> {
        let header = self.header(&waybill)?;
        if header.collateral == 0 {
            return Err(WaybillError::NotClaimed);
        }
        let is_over = header.is_delivered()
            || matches!(header.status, WaybillStatus::Lost | WaybillStatus::Cancelled);
        if !is_over {
            return Err(WaybillError::WrongStatus(header.status));
        }
        // All versions of a bill are one paper.
        tell(collateral, header.collateral, Told::Lift, &header.first, kind, &goods)?;
        Ok(EncumbranceLifted { waybill })
    }
}

#[inline(never)]
fn tell(
    collateral: &impl Collateral,
    epoch: u8,
    told: Told,
    bill: &DocumentId,
    kind: GoodsKind,
    goods: &str,
) -> Result<(), WaybillError> {
    collateral
        .tell(epoch, told, bill, kind, goods)
        .map_err(|why| untaken(why, WaybillError::CollateralUnavailable))
}

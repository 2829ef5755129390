//! What the credit contract is told.
use super::{untaken, Ledger};
use crate::{events::DeliveryTold, line::PERFECT};
use interfaces::{
    credit::{FactKind, What},
    ids::{DocumentId, PartyId},
    waybill::{WaybillError, WaybillStatus},
};
use kit::{
    codes,
    credit::{Credit, Said},
};

impl Ledger {
    /// Tells the credit contract. Nothing is written here: that contract knows what it was told.
    pub(crate) fn tell_credit(
        &self,
        credit: &impl Credit,
        waybill: DocumentId,
        kind: FactKind,
    ) -> Result<DeliveryTold, WaybillError> {
        let header = self.header(&waybill)?;
        if header.status != WaybillStatus::Closed {
            return Err(WaybillError::WrongStatus(header.status));
        }
        if !header.confirmed {
            return Err(WaybillError::Unconfirmed);
        }
        let what = match kind {
            FactKind::Outcome => {
                let mut merits = PERFECT;
                for line in 1..=header.lines {
                    if let Some(line) = self.find_line(&header, line) {
                        merits &= line.merits(header.delivered_at);
                    }
                }
                What::Delivery(merits)
            }
            FactKind::Closed => What::Closed,
        };
        let about = &header.consignment;
        let said = Said {
            // All versions of a bill are one transport.
            document: &header.first,
            subject: &about.carrier,
            counterparty: &about.consignee,
            arbiter: &PartyId::NONE,
            at: header.recorded_at,
            value: about.freight,
            currency: codes::currency(&about.currency).unwrap_or_default(),
            what,
        };
        credit.observe(&said).map_err(|why| untaken(why, WaybillError::CreditUnavailable))?;
        Ok(DeliveryTold { waybill, kind })
    }
}

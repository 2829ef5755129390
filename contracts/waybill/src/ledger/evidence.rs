//! What waybills have to do with a notary.
use super::{untaken, Ledger};
use crate::events::DocumentDeposited;
use interfaces::{
    ids::DocumentId,
    notary::{Algorithm, RecordKind},
    waybill::{WaybillError, WaybillStatus},
};
use kit::{digest, notary::Notary};

impl Ledger {
    /// Tells the notary. Nothing is written here: that contract knows what it was told.
    pub(crate) fn deposit(
        &self,
        notary: &impl Notary,
        waybill: DocumentId,
        kind: RecordKind,
    ) -> Result<DocumentDeposited, WaybillError> {
        if !matches!(kind, RecordKind::Waybill | RecordKind::Delivery) {
            return Err(WaybillError::AnotherSource);
        }
        let header = self.header(&waybill)?;
        let is_known = match header.status {
            WaybillStatus::Draft | WaybillStatus::Cancelled | WaybillStatus::Voided => false,
            WaybillStatus::Closed | WaybillStatus::Lost => true,
            _ => kind == RecordKind::Waybill,
        };
        if !is_known {
            return Err(WaybillError::WrongStatus(header.status));
        }
        let (algorithm, digest) = if kind == RecordKind::Waybill {
            (Algorithm::Sha256, header.consignment.document)
        } else {
            let lines = (1..=header.lines).collect();
            let Some(record) = self.billing_record(waybill, lines) else {
                return Err(WaybillError::NotFound);
            };
            (Algorithm::Blake2b256, digest(&record))
        };
        let told = notary.record(waybill, kind, algorithm, &digest);
        let deposit = told.map_err(|why| untaken(why, WaybillError::NotaryUnavailable))?;
        Ok(DocumentDeposited { waybill, kind, deposit })
    }
}

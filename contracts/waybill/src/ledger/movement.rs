//! What waybills have to do with the histories of goods.
use super::{untaken, Caller, Ledger};
use crate::events::MovementTold;
use ink::prelude::vec::Vec;
use interfaces::{
    ids::{DocumentId, EventId, ItemId, Millis, PartyId},
    provenance::Movement,
    registry::{Business, Scope},
    waybill::WaybillError,
};
use kit::{ask::Untaken, authority::Authority};

/// Goods that went from one to another by a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moved {
    pub document: DocumentId,
    pub movement: Movement,
    pub part: u16,
    pub from: PartyId,
    pub to: PartyId,
    pub time: Millis,
    pub items: Vec<ItemId>,
}

/// Takes what this contract tells of goods, each part of each movement of a document once.
pub(crate) trait Provenance {
    /// Records the movement; answers which event it is.
    fn record(&self, moved: &Moved) -> Result<EventId, Untaken>;
}

impl Ledger {
    /// Tells `provenance`. Nothing is written here: that contract knows what it was told.
    pub(crate) fn tell_movement(
        &self,
        caller: &Caller<impl Authority>,
        provenance: &impl Provenance,
        waybill: DocumentId,
        movement: Movement,
        part: u16,
        items: Vec<ItemId>,
    ) -> Result<MovementTold, WaybillError> {
        let header = self.header(&waybill)?;
        let from = header.consignment.consignor;
        let to = *header.recipient();
        let (party, scope) = match movement {
            Movement::Shipped => (from, Scope::HandOver),
            Movement::Received => (to, Scope::Receive),
        };
        caller.may(header.epoch, &party, scope, Business::Exit)?;
        let Some(time) = header.moved_at(movement) else {
            return Err(WaybillError::WrongStatus(header.status));
        };
        // All versions of a bill are one transport.
        let document = header.first;
        let moved = Moved { document, movement, part, from, to, time, items };
        let event = provenance
            .record(&moved)
            .map_err(|why| untaken(why, WaybillError::ProvenanceUnavailable))?;
        Ok(MovementTold { waybill, movement, part, event })
    }
}

//! What waybills have to do with orders.
use super::{is_list, Ledger};
use crate::{events::ProgressTold, header::Header};
use ink::prelude::vec::Vec;
use interfaces::{
    ids::{DocumentId, PartyId},
    orders::{ProgressKind, ProgressLine},
    waybill::{Goods, WaybillError, WaybillStatus},
};

/// The orders contract that is linked, and those that were.
pub(crate) trait Orders {
    /// The one in force: 0 if none is linked. A waybill keeps the number it began with.
    fn epoch(&self) -> u8;

    /// Buyer and seller of `order`, if there is such an order.
    fn parties(&self, epoch: u8, order: DocumentId) -> Result<Option<[PartyId; 2]>, WaybillError>;

    /// Tells what lines of `document` say of lines of `order`.
    fn record(
        &self,
        epoch: u8,
        order: DocumentId,
        kind: ProgressKind,
        document: DocumentId,
        lines: Vec<ProgressLine>,
    ) -> Result<(), WaybillError>;
}

/// Whether the order that `lines` name, if they name any, is one that the waybill may fulfil: its seller signs the waybill, so that
/// nobody else can say that the seller shipped.
pub(super) fn may_fulfil(
    orders: &impl Orders,
    header: &Header,
    lines: &[Goods],
) -> Result<(), WaybillError> {
    if header.orders == 0 {
        return Ok(());
    }
    let mut named = None;
    for line in lines.iter().filter_map(|goods| goods.order_line) {
        if *named.get_or_insert(line.order) != line.order {
            return Err(WaybillError::NotOneOrder);
        }
    }
    let Some(order) = named else { return Ok(()) };
    let Some([_, seller]) = orders.parties(header.orders, order)? else {
        return Err(WaybillError::NotOneOrder);
    };
    let about = &header.consignment;
    if seller == about.consignor || seller == about.carrier {
        return Ok(());
    }
    Err(WaybillError::NotAParty)
}

/// Whether `order`'s buyer has to do with the goods: what another got, because they were sent elsewhere, the buyer did not.
fn may_receive(
    orders: &impl Orders,
    header: &Header,
    order: DocumentId,
) -> Result<(), WaybillError> {
    let Some([buyer, _]) = orders.parties(header.orders, order)? else {
        return Err(WaybillError::NotOneOrder);
    };
    let about = &header.consignment;
    if buyer == about.consignee || buyer == about.consignor || buyer == about.carrier {
        return Ok(());
    }
    Err(WaybillError::NotAParty)
}

impl Ledger {
    /// Tells the orders contract. Nothing is written here: that contract knows what it was told.
    pub(crate) fn tell(
        &self,
        orders: &impl Orders,
        waybill: DocumentId,
        kind: ProgressKind,
        lines: Vec<u16>,
    ) -> Result<ProgressTold, WaybillError> {
        let header = self.header(&waybill)?;
        let is_known = match kind {
            ProgressKind::Shipped => header.legs > 0,
            ProgressKind::Received => {
                matches!(header.status, WaybillStatus::Closed | WaybillStatus::Lost)
            }
            _ => false,
        };
        if !is_known {
            return Err(WaybillError::WrongStatus(header.status));
        }
        is_list(lines.len())?;
        let at = if header.confirmed { header.delivered_at } else { 0 };
        let mut order = None;
        let mut told = Vec::new();
        let mut progress = Vec::new();
        for line in lines {
            let record = self.line(&header, line)?;
            let merits = record.merits(header.delivered_at);
            let billed = record.billed(&header, line);
            let Some(fulfils) = billed.order_line else {
                return Err(WaybillError::NotOneOrder);
            };
            if *order.get_or_insert(fulfils.order) != fulfils.order {
                return Err(WaybillError::NotOneOrder);
            }
            let quantity =
                if kind == ProgressKind::Shipped { billed.loaded } else { billed.received };
            if quantity > 0 {
                told.push(line);
                progress.push(ProgressLine {
                    line: fulfils.line,
                    document_line: line,
                    quantity,
                    at,
                    merits,
                });
            }
        }
        let Some(order) = order.filter(|_| !told.is_empty()) else {
            return Err(WaybillError::Empty);
        };
        if kind == ProgressKind::Received {
            may_receive(orders, &header, order)?;
        }
        orders.record(header.orders, order, kind, header.first, progress)?;
        Ok(ProgressTold { waybill, order, kind, lines: told })
    }
}

#[cfg(test)]
pub(crate) mod tests;

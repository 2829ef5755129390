//! Lines: what was loaded, and what became of it.
use crate::header::{unpadded, Header};
use ink::prelude::string::String;
use interfaces::{
    ids::{Millis, Quantity},
    waybill::{
        BillingLine, ExceptionReason, Goods, LineException, LineView, OrderLine, WaybillError,
    },
};
use kit::{codes, money};

/// A line: what was loaded, and what of that was not received in full and sound.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) struct LineRecord {
    item: String,
    quantity: Quantity,
    unit: [u8; 3],
    deliver_until: Millis,
    order_line: Option<OrderLine>,
    /// What was received is not stored, but what is left of the quantity: so the four always sum to what was loaded.
    short: Quantity,
    damaged: Quantity,
    refused: Quantity,
    reason: ExceptionReason,
}

impl LineRecord {
    /// A line as it is loaded.
    pub fn loaded(goods: &Goods) -> Result<Self, WaybillError> {
        if !(1..=35).contains(&goods.item.len()) {
            return Err(WaybillError::MalformedItem);
        }
        let unit = codes::unit(&goods.unit).ok_or(WaybillError::MalformedUnit)?;
        if goods.quantity == 0 || !money::in_range(goods.quantity) {
            return Err(WaybillError::AmountOutOfRange);
        }
        Ok(Self {
            item: goods.item.clone(),
            quantity: goods.quantity,
            unit,
            deliver_until: goods.deliver_until,
            order_line: goods.order_line,
            short: 0,
            damaged: 0,
            refused: 0,
            reason: ExceptionReason::Missing,
        })
    }

    /// Notes what was not in full and sound; replaces an earlier note, and takes it back if it excepts nothing.
    pub fn except(&mut self, noted: &LineException) -> Result<(), WaybillError> {
        let sum = [noted.received, noted.short, noted.damaged, noted.refused]
            .into_iter()
            .try_fold(0u64, Quantity::checked_add);
        if sum != Some(self.quantity) {
            return Err(WaybillError::DoesNotAddUp(noted.line));
        }
        if noted.received == self.quantity && !self.is_excepted() {
            return Err(WaybillError::NothingExcepted(noted.line));
        }
        self.short = noted.short;
        self.damaged = noted.damaged;
        self.refused = noted.refused;
        self.reason = noted.reason;
        Ok(())
    }

    fn is_excepted(&self) -> bool {
        self.received() != self.quantity
    }

    /// Received and kept: the rest. It cannot fall below 0, since what was noted summed to the quantity.
    fn received(&self) -> Quantity {
        self.quantity
            .saturating_sub(self.short)
            .saturating_sub(self.damaged)
            .saturating_sub(self.refused)
    }

    /// As clients see line number `line`.
    pub fn view(self, line: u16) -> LineView {
        let exception = self.is_excepted().then(|| LineException {
            line,
            received: self.received(),
            short: self.short,
            damaged: self.damaged,
            refused: self.refused,
            reason: self.reason,
        });
        LineView {
            goods: Goods {
                item: self.item,
                quantity: self.quantity,
                unit: unpadded(&self.unit),
                deliver_until: self.deliver_until,
                order_line: self.order_line,
            },
            exception,
        }
    }

    /// As line number `line` of the waybill `header` may be billed.
    pub fn billed(&self, header: &Header, line: u16) -> BillingLine {
        let is_delivered = header.is_delivered();
        BillingLine {
            line,
            loaded: self.quantity,
            received: if is_delivered { self.received() } else { 0 },
            unit: self.unit,
            deliver_until: self.deliver_until,
            on_time: is_delivered
                && self.short < self.quantity
                && header.delivered_at <= self.deliver_until,
            order_line: self.order_line,
        }
    }
}

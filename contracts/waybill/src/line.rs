//! Lines: what was loaded, and what became of it.
use crate::header::Header;
use interfaces::{
    credit::{DOCUMENTED, IN_FULL, ON_TIME, UNDAMAGED},
    ids::{Millis, Quantity},
    waybill::{
        BillingLine, ExceptionReason, Goods, LineException, LineView, WaybillError, WaybillStatus,
    },
};
use kit::{codes, money};

/// Of a delivery, all that can hold.
pub(crate) const PERFECT: u8 = IN_FULL | ON_TIME | DOCUMENTED | UNDAMAGED;

/// A line: what was loaded, and what of that was not received in full and sound.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) struct LineRecord {
    goods: Goods,
    received: Quantity,
    damaged: Quantity,
    refused: Quantity,
    reason: ExceptionReason,
    parts: Quantity,
}

/// Whether goods may be loaded.
pub(crate) fn are_sound(goods: &Goods) -> Result<(), WaybillError> {
    if !(1..=35).contains(&goods.item.len()) {
        return Err(WaybillError::MalformedItem);
    }
    codes::unit(&goods.unit).ok_or(WaybillError::MalformedUnit)?;
    if goods.quantity == 0 || !money::in_range(goods.quantity) {
        return Err(WaybillError::AmountOutOfRange);
    }
    Ok(())
}

/// What does not hold of goods that were excepted for `reason`.
fn fault(reason: ExceptionReason) -> u8 {
    match reason {
        ExceptionReason::Missing | ExceptionReason::WrongItem | ExceptionReason::WrongVersion => {
            IN_FULL
        }
        ExceptionReason::Label | ExceptionReason::Price => DOCUMENTED,
        ExceptionReason::Broken
        | ExceptionReason::Quality
        | ExceptionReason::Packaging
        | ExceptionReason::DamagedPackaging => UNDAMAGED,
    }
}

impl LineRecord {
    /// A line as it is loaded.
    pub fn loaded(goods: Goods) -> Self {
        let received = goods.quantity;
        Self { goods, received, damaged: 0, refused: 0, reason: ExceptionReason::Missing, parts: 0 }
    }

    /// Notes what was not in full and sound; replaces an earlier note, and takes it back if it excepts nothing. `is_late` is after
    /// the delivery, when an earlier note keeps its reason.
    pub fn except(&mut self, noted: &LineException, is_late: bool) -> Result<(), WaybillError> {
        let sum = [noted.received, noted.short, noted.damaged, noted.refused]
            .into_iter()
            .try_fold(0u64, Quantity::checked_add);
        if sum != Some(self.goods.quantity) {
            return Err(WaybillError::DoesNotAddUp(noted.line));
        }
        if noted.received == self.goods.quantity && !self.is_excepted() {
            return Err(WaybillError::NothingExcepted(noted.line));
        }
        if noted.received < self.parts {
            return Err(WaybillError::InParts(noted.line));
        }
        // Hidden damage is all that can still come to light (CMR Article 30).
        if is_late
            && (noted.short != self.short()
                || noted.refused != self.refused
                || noted.damaged <= self.damaged)
        {
            return Err(WaybillError::OnlyDamage(noted.line));
        }
        // Damage that comes to light later leaves the reason for what was excepted before as it was.
        if !is_late || !self.is_excepted() {
            self.reason = noted.reason;
        }
        self.received = noted.received;
        self.damaged = noted.damaged;
        self.refused = noted.refused;
        Ok(())
    }

    /// Takes `quantity` of it as received, for line number `line`.
    pub fn take_part(&mut self, line: u16, quantity: Quantity) -> Result<(), WaybillError> {
        if quantity == 0 {
            return Err(WaybillError::AmountOutOfRange);
        }
        match self.parts.checked_add(quantity) {
            Some(parts) if parts <= self.received => self.parts = parts,
            _ => return Err(WaybillError::InParts(line)),
        }
        Ok(())
    }

    /// What of [`IN_FULL`], [`ON_TIME`], [`DOCUMENTED`] and [`UNDAMAGED`] holds of goods that were delivered at `delivered_at`.
    pub fn merits(&self, delivered_at: Millis) -> u8 {
        let mut merits = PERFECT;
        let short = self.short();
        if self.is_excepted() {
            merits &= !fault(self.reason);
        }
        if short > 0 {
            merits &= !IN_FULL;
        }
        if self.damaged > 0 {
            merits &= !UNDAMAGED;
        }
        if short == self.goods.quantity || delivered_at > self.goods.deliver_until {
            merits &= !ON_TIME;
        }
        merits
    }

    fn is_excepted(&self) -> bool {
        self.received != self.goods.quantity
    }

    /// Not there: the rest, and not stored, so that the four always sum to what was loaded. It cannot fall below 0, since what was
    /// noted did sum to it.
    fn short(&self) -> Quantity {
        self.goods
            .quantity
            .saturating_sub(self.received)
            .saturating_sub(self.damaged)
            .saturating_sub(self.refused)
    }

    /// As clients see line number `line`.
    pub fn view(self, line: u16) -> LineView {
        let exception = self.is_excepted().then(|| LineException {
            line,
            received: self.received,
            short: self.short(),
            damaged: self.damaged,
            refused: self.refused,
            reason: self.reason,
        });
        LineView { goods: self.goods, exception, parts: self.parts }
    }

    /// As line number `line` of the waybill `header` may be billed.
    pub fn billed(&self, header: &Header, line: u16) -> BillingLine {
        let is_delivered = header.is_delivered();
        BillingLine {
            line,
            loaded: self.goods.quantity,
            received: match header.status {
                WaybillStatus::Lost => self.parts,
                _ if is_delivered => self.received,
                _ => 0,
            },
            unit: codes::unit(&self.goods.unit).unwrap_or_default(),
            deliver_until: self.goods.deliver_until,
            on_time: is_delivered
                && self.short() < self.goods.quantity
                && header.delivered_at <= self.goods.deliver_until,
            order_line: self.goods.order_line,
        }
    }
}

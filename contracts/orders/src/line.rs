//! Lines: what may be ordered, how it may change, and how far it may go.
use interfaces::{
    ids::{Millis, Money, Quantity},
    orders::{LineChange, LineState, LineView, OrderError, OrderedLine, ProgressKind, Tally},
    reconciliation::Limits,
};
use kit::{codes, money::in_range};

/// The latest delivery date, counted from now: ten years. With a later one an order could stay open for ever.
const FARTHEST: Millis = 3_660 * 24 * 60 * 60 * 1000;

/// Adds a line to a tally.
pub(crate) const IN: u16 = 1;
/// Takes a line out of a tally, which it was added to.
pub(crate) const OUT: u16 = u16::MAX;

/// A line as it is ordered.
pub(crate) fn ordered(line: u16, ordered: OrderedLine) -> LineView {
    LineView {
        line,
        state: LineState::Ordered,
        ordered,
        shipped: 0,
        received: 0,
        billed: 0,
        paid: 0,
    }
}

/// Whether it may be ordered.
pub(crate) fn is_sound(line: &OrderedLine, now: Millis) -> Result<(), OrderError> {
    if !(1..=35).contains(&line.item.len()) {
        return Err(OrderError::MalformedItem);
    }
    codes::unit(&line.unit).ok_or(OrderError::MalformedUnit)?;
    are_sound(line.quantity, line.unit_price, line.earliest, line.latest, now)
}

/// Whether quantity, price and dates may be agreed on.
pub(crate) fn are_sound(
    quantity: Quantity,
    unit_price: Money,
    earliest: Millis,
    latest: Millis,
    now: Millis,
) -> Result<(), OrderError> {
    if quantity == 0 || !in_range(quantity) || !in_range(unit_price) {
        return Err(OrderError::AmountOutOfRange);
    }
    if earliest > latest || latest < now || latest > now.saturating_add(FARTHEST) {
        return Err(OrderError::OutOfOrder);
    }
    Ok(())
}

/// Makes the line agreed as both signed it. Invariant *Progress* holds under what it becomes, or it stays as it was.
pub(crate) fn change(
    line: &mut LineView,
    to: &LineChange,
    limits: &Limits,
) -> Result<(), OrderError> {
    if !is_within(line.shipped, to.quantity, to.unit_price, limits)
        || !is_within(line.billed, line.received, to.unit_price, limits)
    {
        return Err(OrderError::BelowProgress(to.line));
    }
    line.state = LineState::Agreed;
    line.ordered.quantity = to.quantity;
    line.ordered.unit_price = to.unit_price;
    line.ordered.earliest = to.earliest;
    line.ordered.latest = to.latest;
    Ok(())
}

/// Adds `quantity` to what is told of the line; false, and nothing is added, if that is more than it allows.
///
/// Invariant *Progress*: shipped ≤ agreed + tolerance; received ≤ shipped; billed ≤ received + tolerance; paid ≤ billed.
pub(crate) fn advance(
    line: &mut LineView,
    kind: ProgressKind,
    quantity: Quantity,
    limits: &Limits,
) -> bool {
    let price = line.ordered.unit_price;
    let (so_far, due, has_tolerance) = match kind {
        ProgressKind::Shipped => (&mut line.shipped, line.ordered.quantity, true),
        ProgressKind::Received => (&mut line.received, line.shipped, false),
        ProgressKind::Billed => (&mut line.billed, line.received, true),
        ProgressKind::Paid => (&mut line.paid, line.billed, false),
    };
    let Some(sum) = so_far.checked_add(quantity).filter(|sum| in_range(*sum)) else {
        return false;
    };
    if sum > due && !(has_tolerance && is_within(sum, due, price, limits)) {
        return false;
    }
    *so_far = sum;
    true
}

/// Whether `actual` is at most `due` and the upper limits (SAP's `DQ`): excess × price against the absolute one, excess against the
/// percentage of what is due. Products of what is in range fit, so nothing is rounded.
fn is_within(actual: Quantity, due: Quantity, unit_price: Money, limits: &Limits) -> bool {
    let excess = u128::from(actual.saturating_sub(due));
    let is_below = |left: u128, factor: u64, right: u64, by: u64| {
        left.saturating_mul(factor.into()) <= u128::from(right).saturating_mul(by.into())
    };
    excess == 0
        || (limits.upper_absolute.is_none_or(|most| is_below(excess, unit_price, most, 1_000))
            && limits.upper_percent.is_none_or(|most| is_below(excess, 10_000, due, most.into())))
}

/// What it costs, in minor units, rounded down.
pub(crate) fn cost(line: &LineView) -> u128 {
    let OrderedLine { quantity, unit_price, .. } = line.ordered;
    u128::from(quantity).saturating_mul(u128::from(unit_price)).saturating_div(1_000)
}

/// Counts the line [`IN`] or [`OUT`], by what is told of it.
pub(crate) fn count(tally: &mut Tally, line: &LineView, by: u16) {
    let full = line.ordered.quantity;
    let is_agreed = line.state == LineState::Agreed;
    for (counter, counts) in [
        (&mut tally.agreed, is_agreed),
        (&mut tally.rejected, line.state == LineState::Rejected),
        (&mut tally.begun, line.shipped > 0),
        (&mut tally.shipped, line.shipped >= full),
        (&mut tally.arriving, line.received > 0),
        (&mut tally.received, line.received >= full),
        (&mut tally.billed, line.billed >= full),
        (&mut tally.paid, line.paid >= full),
    ] {
        if counts {
            *counter = counter.wrapping_add(by);
        }
    }
}

#[cfg(test)]
mod tests;

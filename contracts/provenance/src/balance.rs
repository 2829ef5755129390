//! What can be made of what: mass balance, and what custody models let merge.
use crate::ledger::Handled;
use ink::prelude::vec::Vec;
use interfaces::{
    ids::{Digest, Quantity},
    provenance::{CustodyModel, Item, NewItem, ProvenanceError, Spare, UnitCode, Yield},
};
use kit::list::{place, PER_CALL};

/// A whole, in basis points.
pub(crate) const WHOLE: u16 = 10_000;
/// No claim.
pub(crate) const NO_CLAIM: Digest = [0; 32];

/// Where there is no unit.
pub(crate) const NO_UNIT: UnitCode = [0; 3];

/// How much of `to` one of `from` gives.
type Rate = (UnitCode, UnitCode, u32);

/// What becomes of one unit.
pub(crate) struct Account {
    /// The unit.
    pub(crate) unit: UnitCode,
    /// Other units that what comes out was once measured in.
    pub(crate) left: [UnitCode; 4],
    /// How much can come out, in hundredths of a percent of a thousandth.
    budget: u128,
    /// How much of that may bear the claim, in hundredths of a percent of those.
    claimed: u128,
    /// How much comes out.
    used: u128,
    /// How much of that bears the claim, in hundredths of a percent.
    bearing: u128,
}

/// What a transformation comes to.
pub(crate) struct Balance {
    /// What is claimed of what comes out.
    pub(crate) claim: Digest,
    /// One for each unit that comes out.
    pub(crate) accounts: Vec<Account>,
}

impl Balance {
    /// What units goods of this unit were once measured in.
    pub(crate) fn left(&self, unit: &UnitCode) -> [UnitCode; 4] {
        let account = self.accounts.iter().find(|account| account.unit == *unit);
        account.map_or([NO_UNIT; 4], |account| account.left)
    }

    /// What could have come out and did not.
    pub(crate) fn spare(&self) -> Vec<Spare> {
        let spare = |account: &Account| {
            // Of more, what fits is enough. A division of so large numbers would be hundreds of bytes of code.
            let rest = account.budget.saturating_sub(times(account.used, WHOLE.into()));
            let quantity = Quantity::try_from(rest).unwrap_or(Quantity::MAX);
            let quantity = quantity / 10_000;
            Spare { unit: account.unit, quantity }
        };
        self.accounts.iter().map(spare).collect()
    }
}

/// Whether it has the form of a unit's code.
pub(crate) fn is_unit(code: &UnitCode) -> bool {
    let [first, second, third] = code;
    let is_sign = |sign: &u8| sign.is_ascii_uppercase() || sign.is_ascii_digit();
    is_sign(first) && is_sign(second) && (is_sign(third) || *third == b' ')
}

/// The rates that `yields` declare.
pub(crate) fn rates(yields: &[Yield]) -> Result<Vec<Rate>, ProvenanceError> {
    if yields.len() > PER_CALL {
        return Err(ProvenanceError::TooMany);
    }
    let mut rates: Vec<Rate> = Vec::new();
    for declared in yields {
        let Yield { from, to, rate: _ } = *declared;
        if !is_unit(&from) || !is_unit(&to) {
            return Err(ProvenanceError::MalformedUnit);
        }
        let grows = from == to && declared.rate > u32::from(WHOLE);
        let stands = rates.iter().any(|rate| rate.0 == from && rate.1 == to);
        if declared.rate == 0 || grows || stands {
            return Err(ProvenanceError::YieldOutOfRange);
        }
        rates.push((from, to, declared.rate));
    }
    Ok(rates)
}

/// How much of `to` one of `from` gives: all of it within a unit where nothing was declared, nothing where something else was.
fn rate(rates: &[Rate], from: &UnitCode, to: &UnitCode) -> u128 {
    let declared = rates.iter().find(|rate| rate.0 == *from && rate.1 == *to);
    match declared {
        Some(rate) => rate.2.into(),
        None if rates.is_empty() && from == to => WHOLE.into(),
        None => 0,
    }
}

/// Whether goods under this model may bear `claim` in this share: all or nothing but where claims are blended or dealt out.
pub(crate) fn bears(model: CustodyModel, claim: &Digest, share: u16) -> bool {
    if *claim == NO_CLAIM {
        return share == 0;
    }
    match model {
        CustodyModel::ControlledBlending | CustodyModel::MassBalance => share <= WHOLE,
        _ => share == WHOLE,
    }
}

/// Whether these merge into goods under `model`; what may be claimed of those then.
///
/// | what goes in is | alone | with others, of its own model only |
/// |---|---|---|
/// | identity preserved | any looser model but book and claim | never |
/// | segregated | the same, or looser | of the same claim |
/// | controlled blending | the same, or looser | of one claim, or none |
/// | mass balance | the same | of one claim, or none |
/// | book and claim | the same | of the same claim |
pub(crate) fn merge<'a>(
    model: CustodyModel,
    mut items: impl Iterator<Item = &'a Item>,
) -> Result<Digest, ProvenanceError> {
    let Some(first) = items.next() else { return Ok(NO_CLAIM) };
    is_no_stricter(model, first.model)?;
    let mut claim = first.claim;
    for item in items {
        is_no_stricter(model, item.model)?;
        let differs = item.claim != claim;
        let may_differ = match first.model {
            CustodyModel::IdentityPreserved => {
                return Err(ProvenanceError::NotMergeable(first.model))
            }
            CustodyModel::ControlledBlending | CustodyModel::MassBalance => {
                item.claim == NO_CLAIM || claim == NO_CLAIM
            }
            _ => false,
        };
        if item.model != first.model || (differs && !may_differ) {
            return Err(ProvenanceError::NotMergeable(first.model));
        }
        if claim == NO_CLAIM {
            claim = item.claim;
        }
    }
    Ok(claim)
}

fn is_no_stricter(model: CustodyModel, than: CustodyModel) -> Result<(), ProvenanceError> {
    let booked = CustodyModel::BookAndClaim;
    if model < than || (model == booked) != (than == booked) {
        return Err(ProvenanceError::StricterModel(than));
    }
    Ok(())
}

/// Whether `outputs` can be made of `inputs`.
///
/// Invariant *Mass*: of each unit at most as much comes out as the rates give, at most as much as went in within a unit; and no goods are
/// measured again in a unit that they left, so that no round of conversions gives more.
pub(crate) fn balance(
    model: CustodyModel,
    rates: &[Rate],
    inputs: &[Handled],
    outputs: &[NewItem],
) -> Result<Balance, ProvenanceError> {
    let gives =
        |part: &&Handled| outputs.iter().any(|made| rate(rates, &part.item.unit, &made.unit) > 0);
    let claim = merge(model, inputs.iter().filter(gives).map(|part| &*part.item))?;
    let mut accounts: Vec<Account> = Vec::new();
    for (index, output) in outputs.iter().enumerate() {
        let unit = &output.unit;
        let found = accounts.iter().position(|account| account.unit == *unit);
        let at = found.unwrap_or(accounts.len());
        if found.is_none() {
            accounts.push(account(rates, inputs, unit)?);
        }
        let Some(account) = accounts.get_mut(at) else { continue };
        let (whole, quantity) = (u128::from(WHOLE), u128::from(output.quantity));
        let share = u128::from(output.share);
        account.used = account.used.saturating_add(quantity);
        if times(account.used, whole) > account.budget {
            return Err(ProvenanceError::TooMuch(place(index)));
        }
        if !bears(model, &claim, output.share) {
            return Err(ProvenanceError::ShareOutOfRange(place(index)));
        }
        account.bearing = account.bearing.saturating_add(times(quantity, share));
        let (bears, of) = if model == CustodyModel::MassBalance {
            (account.bearing, whole)
        } else {
            (share, account.budget)
        };
        let is_within = times(bears, of) <= account.claimed;
        if !is_within {
            return Err(ProvenanceError::TooMuchClaimed(place(index)));
        }
    }
    Ok(Balance { claim, accounts })
}

/// What can come out in this unit.
fn account(rates: &[Rate], inputs: &[Handled], to: &UnitCode) -> Result<Account, ProvenanceError> {
    let mut account =
        Account { unit: *to, left: [NO_UNIT; 4], budget: 0, claimed: 0, used: 0, bearing: 0 };
    for part in inputs {
        let item = &part.item;
        let rate = rate(rates, &item.unit, to);
        if rate == 0 {
            continue;
        }
        // Below 2^63 × 2^32 × 2^14 each, and 50 of them at most: it fits.
        let gives = times(part.quantity.into(), rate);
        account.budget = account.budget.saturating_add(gives);
        account.claimed = account.claimed.saturating_add(times(gives, item.share.into()));
        for unit in &item.left {
            leave(&mut account.left, unit, to)?;
        }
        if item.unit != *to {
            leave(&mut account.left, &item.unit, to)?;
        }
    }
    Ok(account)
}

// Once: a product of two such numbers is hundreds of bytes of code.
#[inline(never)]
fn times(one: u128, other: u128) -> u128 {
    one.saturating_mul(other)
}

/// Adds `unit` to those that were left; it must not be the one that is measured in now.
fn leave(left: &mut [UnitCode; 4], unit: &UnitCode, now: &UnitCode) -> Result<(), ProvenanceError> {
    if *unit == NO_UNIT {
        return Ok(());
    }
    if unit == now {
        return Err(ProvenanceError::UnitReturns);
    }
    let slot = left.iter_mut().find(|slot| **slot == *unit || **slot == NO_UNIT);
    *slot.ok_or(ProvenanceError::TooManyUnits)? = *unit;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_units_code_is_two_or_three_capital_letters_or_digits() {
        for code in [b"KGM", b"C62", b"59 ", b"XP "] {
            assert!(is_unit(code));
        }
        for code in [b"kgm", b"K  ", b" KG", b"K\0\0", &NO_UNIT, b"K-M"] {
            assert!(!is_unit(code));
        }
    }

    #[test]
    fn units_that_were_left_are_kept_once_and_four_at_most() {
        let mut left = [NO_UNIT; 4];
        for unit in [b"AAA", b"BBB", b"AAA", b"CCC", b"DDD", b"DDD"] {
            assert_eq!(leave(&mut left, unit, b"XXX"), Ok(()));
        }
        assert_eq!(left, [*b"AAA", *b"BBB", *b"CCC", *b"DDD"]);
        assert_eq!(leave(&mut left, b"EEE", b"XXX"), Err(ProvenanceError::TooManyUnits));
        assert_eq!(leave(&mut left, b"AAA", b"AAA"), Err(ProvenanceError::UnitReturns));
        assert_eq!(leave(&mut left, &NO_UNIT, b"XXX"), Ok(()));
    }

    proptest! {
        #[test]
        fn only_a_code_of_the_trade_is_a_unit(code in any::<[u8; 3]>()) {
            let text = core::str::from_utf8(&code).unwrap_or("").trim_end();
            let is_code = kit::codes::unit(text) == Some(code);
            prop_assert_eq!(is_unit(&code), is_code);
        }

        #[test]
        fn the_largest_numbers_are_told_apart(quantity in (1u64 << 63) - 50..(1 << 63), share in 1u64..=10_000, rate in u32::MAX - 9..=u32::MAX) {
            let gives = times(quantity.into(), rate.into());
            prop_assert!(times(gives, share.into()).saturating_mul(50) < u128::MAX);
            prop_assert!(times(gives, 10_000).saturating_mul(50) < u128::MAX);
            prop_assert!(times(gives, share.into()) > times(u128::from(quantity) - 1, rate.into()) * (u128::from(share) - 1));
        }
    }
}

//! Receivables until they are confirmed, and the lines within which they are.
use super::{is_countable, Backings, Balanced, Caller, Delivery, Ledger, Members, DAY};
use crate::{
    events::{
        LineSet, ReceivableConfirmed, ReceivableDrafted, ReceivableSigned, ReceivableWithdrawn,
    },
    status::{next, Step},
};
use ink::prelude::{boxed::Box, vec, vec::Vec};
use interfaces::{
    collateral::AssetKind,
    ids::{Digest, DocumentId, Fingerprint, Millis, Money, PartyId},
    receivable::{
        Backing, Debt, LineLimit, ReceivableError, ReceivableStatus, Terms, Token, TokenStatus,
    },
    reconciliation::CaseStatus,
    registry::{Business, Scope},
    waybill::{FreightTerm, WaybillStatus},
};
use kit::{
    ask::Untaken,
    authority::Authority,
    codes,
    collateral::{Claim, Collateral},
    fingerprint::{self, Number},
    money::in_range,
    store::Shelf,
    token::Supply,
};

/// Longest term of a debt, from when it is confirmed.
const TERM: Millis = 365 * DAY;
/// From here on a term is long, and notice is given.
const LONG: Millis = 183 * DAY;
/// Longest time to sign, and longest grace.
const WINDOW: Millis = 90 * DAY;
/// Most characters of an invoice number.
const INVOICE: usize = 35;

/// The last signature of a receivable, and what is to be claimed for it.
#[derive(Debug)]
pub(crate) struct Sealed {
    pub(crate) event: ReceivableConfirmed,
    /// The collateral contract that it keeps.
    pub(crate) collateral: u8,
    pub(crate) claim: Claim,
}

/// What a signature made of a draft.
#[derive(Debug)]
pub(crate) enum Signature {
    /// Others have yet to sign.
    Signed(ReceivableSigned),
    /// It was the last.
    Last(Box<Sealed>),
}

/// Claims what was sealed.
pub(crate) fn claimed(
    collateral: &impl Collateral,
    sealed: &Sealed,
) -> Result<(), ReceivableError> {
    collateral.claim(sealed.collateral, &sealed.claim).map_err(untaken)
}

/// Ends the claim of a receivable that is paid.
pub(crate) fn ended(
    collateral: &impl Collateral,
    debt: &Debt,
    id: &DocumentId,
) -> Result<(), ReceivableError> {
    if debt.collateral == 0 {
        return Err(ReceivableError::CollateralUnavailable);
    }
    collateral.end(debt.collateral, &Fingerprint::from(*id.bytes())).map_err(untaken)
}

fn untaken(untaken: Untaken) -> ReceivableError {
    match untaken {
        Untaken::Unavailable => ReceivableError::CollateralUnavailable,
        Untaken::Refused(error) => ReceivableError::CollateralRefused(error),
    }
}

/// An invoice's number, if it is one.
fn number(invoice: &[u8]) -> Option<Number> {
    if invoice.len() > INVOICE {
        return None;
    }
    Number::read(invoice)
}

/// The receivable of `debtor` to `creditor` for an invoice: the fingerprint by which it is claimed.
pub(crate) fn receivable_id(
    debtor: &PartyId,
    creditor: &PartyId,
    invoice: &[u8],
) -> Option<DocumentId> {
    let number = number(invoice)?;
    let fingerprint = fingerprint::invoice(debtor, creditor, &number);
    Some(DocumentId::from(*fingerprint.bytes()))
}

/// In which scope a party signs.
#[inline(never)]
fn scope(debt: &Debt, party: &PartyId) -> Result<Scope, ReceivableError> {
    if *party == debt.creditor {
        Ok(Scope::Agree)
    } else if *party == debt.debtor || (*party == debt.guarantor && *party != PartyId::NONE) {
        Ok(Scope::ConfirmDebt)
    } else {
        Err(ReceivableError::NotAParty)
    }
}

#[inline(never)]
fn sign_for(debt: &mut Debt, party: &PartyId) -> Result<(), ReceivableError> {
    let signed = if *party == debt.creditor {
        &mut debt.creditor_signed
    } else if *party == debt.debtor {
        &mut debt.debtor_signed
    } else {
        &mut debt.guarantor_signed
    };
    if *signed {
        return Err(ReceivableError::AlreadySigned);
    }
    *signed = true;
    Ok(())
}

/// How much a case is good for.
#[inline(never)]
fn balance_of(case: &Balanced, debt: &Debt) -> Result<u128, ReceivableError> {
    if case.status != CaseStatus::Balanced {
        return Err(ReceivableError::BackingOpen);
    }
    let biller = case.biller;
    let payer = if case.opened_by == biller { case.counterparty } else { case.opened_by };
    let currency: &[u8] = case.currency.as_ref();
    if (biller, payer) != (debt.creditor, debt.debtor) || currency != debt.currency {
        return Err(ReceivableError::OtherBacking);
    }
    Ok(case.cleared)
}

/// How much a delivery is good for: nobody says what goods are worth, only what their carriage is.
#[inline(never)]
fn freight_of(delivery: &Delivery, debt: &Debt) -> Result<Option<u128>, ReceivableError> {
    let (status, consignor, carrier, consignee, freight, currency, term) = delivery;
    if *status != WaybillStatus::Closed {
        return Err(ReceivableError::BackingOpen);
    }
    if (consignor, consignee) == (&debt.creditor, &debt.debtor) {
        return Ok(None);
    }
    let payer = match term {
        FreightTerm::Prepaid => consignor,
        FreightTerm::Collect => consignee,
    };
    if (carrier, payer, currency) != (&debt.creditor, &debt.debtor, &debt.currency) {
        return Err(ReceivableError::OtherBacking);
    }
    Ok(Some(u128::from(*freight)))
}

/// What stands behind a debt, for its claim: the group, and what the group claims.
#[inline(never)]
fn backing_of(id: &DocumentId, debt: &Debt) -> (DocumentId, Vec<Fingerprint>) {
    match &debt.backing {
        Backing::Contract(_) => (*id, Vec::new()),
        Backing::Case(case) => {
            let backing = fingerprint::case(case, &debt.debtor, &debt.creditor);
            (DocumentId::from(*case.bytes()), vec![backing])
        }
        Backing::Waybill(waybill) => {
            (*waybill, vec![fingerprint::delivery(waybill, &debt.debtor, &debt.creditor)])
        }
    }
}

impl Ledger {
    /// Invariant *Once*.
    pub(crate) fn draft(
        &mut self,
        caller: &Caller<impl Authority>,
        party: PartyId,
        terms: Box<Terms>,
    ) -> Result<Box<ReceivableDrafted>, ReceivableError> {
        caller.starts()?;
        let (debtor, creditor) = (terms.debtor, terms.creditor);
        let scope = match party {
            _ if party == debtor => Scope::ConfirmDebt,
            _ if party == creditor => Scope::Agree,
            _ => return Err(ReceivableError::NotAParty),
        };
        let registry = caller.authority.epoch();
        caller.may(registry, &party, scope, Business::NewBusiness)?;
        let Some(id) = receivable_id(&debtor, &creditor, terms.invoice.as_ref()) else {
            return Err(ReceivableError::MalformedInvoice);
        };
        let now = caller.call.now;
        if let Some(earlier) = self.find_debt(&id) {
            let is_over = match earlier.status {
                ReceivableStatus::Withdrawn => true,
                ReceivableStatus::Draft => now > earlier.sign_until,
                _ => false,
            };
            if !is_over {
                return Err(ReceivableError::AlreadyExists);
            }
        }
        let guarantor = terms.guarantor.party().unwrap_or(PartyId::NONE);
        if debtor == creditor || guarantor == debtor || guarantor == creditor {
            return Err(ReceivableError::SameParty);
        }
        let Some(currency) = codes::currency(&terms.currency) else {
            return Err(ReceivableError::MalformedCurrency);
        };
        if terms.face == 0 || !in_range(terms.face) || !is_countable(&terms.settlement, terms.face)
        {
            return Err(ReceivableError::AmountOutOfRange);
        }
        let time_to_sign = terms.sign_until.checked_sub(now);
        let overdue_from = terms.due_at.checked_add(terms.grace);
        let (Some(time_to_sign), Some(overdue_from)) = (time_to_sign, overdue_from) else {
            return Err(ReceivableError::OutOfOrder);
        };
        if terms.sign_until >= terms.due_at {
            return Err(ReceivableError::OutOfOrder);
        }
        if time_to_sign > WINDOW || terms.grace > WINDOW {
            return Err(ReceivableError::TermTooLong);
        }
        let digest = Fingerprint::from(kit::digest(&*terms));
        let mut debt = Box::new(Debt {
            status: ReceivableStatus::Draft,
            registry,
            collateral: 0,
            debtor_signed: false,
            creditor_signed: false,
            guarantor_signed: guarantor == PartyId::NONE,
            with_recourse: terms.with_recourse,
            debtor,
            creditor,
            guarantor,
            terms: digest,
            face: terms.face,
            paid: 0,
            drawn: 0,
            declared: 0,
            currency,
            due_at: terms.due_at,
            overdue_from,
            paid_at: 0,
            sign_until: terms.sign_until,
            first_token: 0,
            settlement: terms.settlement,
            backing: terms.backing,
            invoice: terms.invoice.clone(),
        });
        sign_for(&mut debt, &party)?;
        self.put_debt(&id, &debt);
        Ok(Box::new(ReceivableDrafted {
            receivable: id,
            debtor,
            creditor,
            by: party,
            registry,
            digest,
            terms: *terms,
        }))
    }

    #[allow(clippy::too_many_arguments)] // Who signs what, and whom it takes to know whether it holds.
    pub(crate) fn sign(
        &mut self,
        caller: &Caller<impl Authority>,
        supply: &mut Supply,
        backings: &impl Backings,
        collateral: &impl Collateral,
        party: PartyId,
        id: DocumentId,
        terms: &Digest,
    ) -> Result<Signature, ReceivableError> {
        caller.starts()?;
        let mut debt = self.the_debt(&id)?;
        let Some(status) = next(debt.status, Step::Sign) else {
            return Err(ReceivableError::WrongStatus(debt.status));
        };
        let scope = scope(&debt, &party)?;
        caller.may(debt.registry, &party, scope, Business::NewBusiness)?;
        if debt.terms.bytes() != terms {
            return Err(ReceivableError::OtherTerms);
        }
        let now = caller.call.now;
        if now > debt.sign_until {
            return Err(ReceivableError::Lapsed(debt.sign_until));
        }
        sign_for(&mut debt, &party)?;
        if debt.debtor_signed && debt.creditor_signed && debt.guarantor_signed {
            let sealed = self.confirm(now, supply, backings, collateral, party, id, debt)?;
            return Ok(Signature::Last(sealed));
        }
        debt.status = status;
        self.put_debt(&id, &debt);
        Ok(Signature::Signed(ReceivableSigned { receivable: id, by: party }))
    }

    /// Invariants *Backed* and *Line*.
    #[allow(clippy::too_many_arguments)] // As of `sign`.
    #[inline(never)]
    fn confirm(
        &mut self,
        now: Millis,
        supply: &mut Supply,
        backings: &impl Backings,
        collateral: &impl Collateral,
        party: PartyId,
        id: DocumentId,
        mut debt: Box<Debt>,
    ) -> Result<Box<Sealed>, ReceivableError> {
        let Some(status) = next(debt.status, Step::Confirm) else {
            return Err(ReceivableError::WrongStatus(debt.status));
        };
        let term = debt.due_at.saturating_sub(now);
        if term > TERM {
            return Err(ReceivableError::TermTooLong);
        }
        let mut line = self.find_line(&debt.debtor, &debt.currency, debt.registry);
        let left = u128::from(line.limit).saturating_sub(line.open);
        if line.is_limited && u128::from(debt.face) > left {
            return Err(ReceivableError::OverLine(amount(left)));
        }
        line.open = line.open.saturating_add(u128::from(debt.face));
        let mut is_examined = false;
        let mut confirmed = None;
        let mut good_for = None;
        match &debt.backing {
            Backing::Contract(_) => {}
            Backing::Case(case) => {
                if let Some(found) = backings.case(case)? {
                    is_examined = true;
                    good_for = Some(balance_of(&found, &debt)?);
                    confirmed = Some(Fingerprint::from(*case.bytes()));
                }
            }
            Backing::Waybill(waybill) => {
                if let Some(delivery) = backings.delivery(waybill)? {
                    is_examined = true;
                    good_for = freight_of(&delivery, &debt)?;
                    if good_for.is_some() {
                        confirmed = Some(Fingerprint::from(*waybill.bytes()));
                    }
                }
            }
        }
        let mut confirmed_on = 0;
        // Only what was examined counts: of a case that nobody is asked about, anyone could use up the balance.
        if let Some(backing) = confirmed {
            let before = self.confirmed_on(&backing);
            let left = good_for.map(|good| good.saturating_sub(u128::from(before)));
            match left {
                Some(left) if u128::from(debt.face) > left => {
                    return Err(ReceivableError::OverBacking(amount(left)));
                }
                _ => {}
            }
            let sum = before.checked_add(debt.face).ok_or(ReceivableError::Overflow)?;
            self.confirmed.write(backing, &sum);
            confirmed_on = sum;
        }
        self.put_line(&debt.debtor, &debt.currency, &line);
        debt.status = status;
        debt.collateral = collateral.epoch();
        let token = Token {
            status: TokenStatus::Held,
            registry: debt.registry,
            receivable: id,
            owner: debt.creditor,
            depositor: PartyId::NONE,
            face: debt.face,
            drawn: 0,
            due_at: debt.due_at,
            offered_until: 0,
            tier: 0,
            transfers: 0,
            offers: 0,
        };
        debt.first_token = self.mint(supply, &token);
        self.put_debt(&id, &debt);
        let (group, backing) = backing_of(&id, &debt);
        let near = match number(debt.invoice.as_ref()) {
            None => Vec::new(),
            Some(number) => vec![
                fingerprint::near_number(&debt.debtor, &debt.creditor, &number),
                fingerprint::near_amount(&debt.debtor, &debt.creditor, &debt.currency, debt.face),
                fingerprint::near_paper(&number, &debt.currency, debt.face),
            ],
        };
        let asset = Fingerprint::from(*id.bytes());
        let kind = AssetKind::Receivable;
        Ok(Box::new(Sealed {
            event: ReceivableConfirmed {
                receivable: id,
                debtor: debt.debtor,
                creditor: debt.creditor,
                by: party,
                token: debt.first_token,
                face: debt.face,
                confirmed_at: now,
                due_at: debt.due_at,
                is_long: term > LONG,
                collateral: debt.collateral,
                is_examined,
                confirmed_on,
            },
            collateral: debt.collateral,
            claim: Claim { kind, document: id, asset, group, backing, near },
        }))
    }

    pub(crate) fn confirmed_on(&self, backing: &Fingerprint) -> Money {
        self.confirmed.read(backing).unwrap_or_default()
    }

    pub(crate) fn withdraw(
        &mut self,
        caller: &Caller<impl Authority>,
        party: PartyId,
        id: DocumentId,
    ) -> Result<ReceivableWithdrawn, ReceivableError> {
        let mut debt = self.the_debt(&id)?;
        let Some(status) = next(debt.status, Step::Withdraw) else {
            return Err(ReceivableError::WrongStatus(debt.status));
        };
        let scope = scope(&debt, &party)?;
        caller.may(debt.registry, &party, scope, Business::Exit)?;
        debt.status = status;
        self.put_debt(&id, &debt);
        Ok(ReceivableWithdrawn { receivable: id, by: party })
    }

    pub(crate) fn set_line(
        &mut self,
        caller: &Caller<impl Authority + Members>,
        party: PartyId,
        debtor: PartyId,
        currency: &[u8],
        limit: LineLimit,
        financier: PartyId,
    ) -> Result<LineSet, ReceivableError> {
        caller.starts()?;
        let Some(currency) = codes::currency(currency) else {
            return Err(ReceivableError::MalformedCurrency);
        };
        let mut line = self.find_line(&debtor, &currency, caller.authority.epoch());
        let is_granted = line.financier != PartyId::NONE
            && caller.authority.is_financier(line.registry, &line.financier)?;
        let keeper = if is_granted { line.financier } else { debtor };
        if party != keeper {
            return Err(ReceivableError::NotAParty);
        }
        caller.may(line.registry, &party, Scope::Agree, Business::NewBusiness)?;
        if financier == debtor {
            return Err(ReceivableError::SameParty);
        }
        let is_known = financier == PartyId::NONE || (is_granted && financier == line.financier);
        if !is_known && !caller.authority.is_financier(line.registry, &financier)? {
            return Err(ReceivableError::NotFinancier);
        }
        (line.is_limited, line.limit) = match limit {
            LineLimit::Unlimited => (false, 0),
            LineLimit::UpTo(limit) => (true, limit),
        };
        if !in_range(line.limit) {
            return Err(ReceivableError::AmountOutOfRange);
        }
        line.financier = financier;
        self.put_line(&debtor, &currency, &line);
        Ok(LineSet { debtor, currency, by: party, limit, financier })
    }
}

/// What is left, as far as it can be told.
fn amount(left: u128) -> Money {
    Money::try_from(left).unwrap_or(Money::MAX)
}

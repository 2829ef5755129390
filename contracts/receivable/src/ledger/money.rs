//! What is paid, drawn, and claimed of who did not pay.
use super::{
    tokens::{balance, follow},
    Caller, Ledger,
};
use crate::{
    accounting::{due, quotient, Balance},
    events::{
        Drawn, PaymentDeclared, ReceiptConfirmed, ReceivableOverdue, ReceivablePaid,
        RecourseClaimed,
    },
    status::{next, Step, TokenStep},
};
use ink::prelude::boxed::Box;
use interfaces::{
    ids::{Account, DocumentId, Fingerprint, Millis, Money, PartyId},
    receivable::{
        Debt, ReceivableError, ReceivableStatus, Recourse, Settlement, Token, TokenId, TokenStatus,
    },
    registry::{Business, Scope},
};
use kit::{authority::Authority, store::Shelf, token::Supply};

/// Money that is to go somewhere, once all else is done.
///
/// Invariant *Direct*: it comes from who calls or from this contract, never from a third; no message can say from whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Payment {
    /// The PSP22 token; the native one where there is none.
    pub(crate) token: Option<Account>,
    /// The account that gets it.
    pub(crate) to: Account,
    /// How much, in the smallest units of what it is paid in.
    pub(crate) amount: u128,
}

impl Payment {
    /// Of `amount` minor units, which were found to be countable.
    pub(super) fn new(settlement: &Settlement, amount: Money, to: Account) -> Self {
        let (token, units) = match settlement {
            Settlement::OffChain => (None, 0),
            Settlement::Native(units) => (None, *units),
            Settlement::Token(token, units) => (Some(*token), *units),
        };
        Self { token, to, amount: units.saturating_mul(u128::from(amount)) }
    }

    /// Whether the native token that came with the call is just what is to be paid of it.
    pub(super) fn comes_with(&self, value: u128) -> Result<(), ReceivableError> {
        let expected = match self.token {
            None => self.amount,
            Some(_) => 0,
        };
        if value != expected {
            return Err(ReceivableError::WrongValue);
        }
        Ok(())
    }
}

fn total(debt: &Debt) -> Balance {
    Balance { face: debt.face, drawn: debt.drawn }
}

/// A receivable that can be paid.
fn is_owed(debt: &Debt) -> Result<(), ReceivableError> {
    match next(debt.status, Step::Pay) {
        Some(_) => Ok(()),
        None => Err(ReceivableError::WrongStatus(debt.status)),
    }
}

fn is_on_chain(debt: &Debt) -> Result<(), ReceivableError> {
    match debt.settlement {
        Settlement::OffChain => Err(ReceivableError::OtherSettlement),
        _ => Ok(()),
    }
}

/// Counts `amount` as paid `now`.
fn count_paid(debt: &mut Debt, amount: Money, now: Millis) {
    debt.paid = debt.paid.saturating_add(amount);
    let step = if debt.paid == debt.face {
        debt.paid_at = now;
        Step::PayInFull
    } else {
        Step::Pay
    };
    debt.status = next(debt.status, step).unwrap_or(debt.status);
}

impl Ledger {
    /// What is to be paid to pay `amount`. Nothing is written yet: what counts is what arrives.
    pub(crate) fn bill(
        &self,
        contract: Account,
        value: u128,
        id: &DocumentId,
        amount: Money,
    ) -> Result<(Box<Debt>, Payment), ReceivableError> {
        let debt = self.the_debt(id)?;
        is_owed(&debt)?;
        is_on_chain(&debt)?;
        if amount == 0 || amount > debt.face.saturating_sub(debt.paid) {
            return Err(ReceivableError::AmountOutOfRange);
        }
        let payment = Payment::new(&debt.settlement, amount, contract);
        payment.comes_with(value)?;
        Ok((debt, payment))
    }

    /// Credits what arrived of `amount`, in whole minor units. Invariants *Drawn* and *Pot*: never more than arrived, nor than was
    /// to be paid.
    pub(crate) fn credit(
        &mut self,
        now: Millis,
        payer: Account,
        id: DocumentId,
        mut debt: Box<Debt>,
        amount: Money,
        arrived: u128,
    ) -> Result<ReceivablePaid, ReceivableError> {
        let units = match debt.settlement {
            Settlement::OffChain => 0,
            Settlement::Native(units) | Settlement::Token(_, units) => units,
        };
        let whole = quotient(arrived, units);
        let amount = Money::try_from(whole).unwrap_or(amount).min(amount);
        if amount == 0 {
            return Err(ReceivableError::PaymentFailed);
        }
        count_paid(&mut debt, amount, now);
        self.owe(&debt, amount);
        self.put_debt(&id, &debt);
        let Debt { paid, status, .. } = *debt;
        Ok(ReceivablePaid { receivable: id, payer, amount, paid, status })
    }

    /// The debtor owes so much less. Invariant *Line*.
    #[inline(never)]
    fn owe(&mut self, debt: &Debt, less: Money) {
        let mut line = self.find_line(&debt.debtor, &debt.currency, debt.registry);
        line.open = line.open.saturating_sub(u128::from(less));
        self.put_line(&debt.debtor, &debt.currency, &line);
    }

    pub(crate) fn declare_payment(
        &mut self,
        caller: &Caller<impl Authority>,
        party: PartyId,
        id: DocumentId,
        amount: Money,
        evidence: Fingerprint,
    ) -> Result<PaymentDeclared, ReceivableError> {
        let mut debt = self.the_debt(&id)?;
        is_owed(&debt)?;
        let is_payer = party == debt.debtor
            || (party == debt.guarantor && party != PartyId::NONE)
            || (party == debt.creditor && debt.with_recourse);
        if !is_payer {
            return Err(ReceivableError::NotAParty);
        }
        caller.may(debt.registry, &party, Scope::ConfirmDebt, Business::Exit)?;
        if debt.settlement != Settlement::OffChain {
            return Err(ReceivableError::OtherSettlement);
        }
        if amount == 0 || amount > debt.face.saturating_sub(debt.declared) {
            return Err(ReceivableError::AmountOutOfRange);
        }
        debt.declared = debt.declared.saturating_add(amount);
        self.put_debt(&id, &debt);
        let declared = debt.declared;
        Ok(PaymentDeclared { receivable: id, by: party, amount, declared, evidence })
    }

    /// A token, and what it is a part of, for who may have what is due on it: the owner, or the pledgee from the default date on.
    fn claimable(
        &self,
        caller: &Caller<impl Authority>,
        id: TokenId,
    ) -> Result<(Box<Token>, Box<Debt>), ReceivableError> {
        let now = caller.call.now;
        let mut token = self.the_token(id, now)?;
        token.status = follow(&token, TokenStep::Draw)?;
        if token.status == TokenStatus::Pledged {
            let Some(pledge) = self.pledges.boxed(id) else {
                return Err(ReceivableError::OtherOffer);
            };
            if now < pledge.default_at {
                return Err(ReceivableError::TooEarly(pledge.default_at));
            }
            caller.may(token.registry, &pledge.pledgee, Scope::Draw, Business::Exit)?;
        } else {
            caller.owns(&token, Scope::Draw, Business::Exit)?;
        }
        let debt = self.the_debt(&token.receivable)?;
        Ok((token, debt))
    }

    /// Draws `amount` on a token. Invariants *Drawn* and *Pot*: it was paid, and is the token's.
    #[inline(never)]
    fn take(
        &mut self,
        supply: &mut Supply,
        id: TokenId,
        token: &mut Token,
        debt: &mut Debt,
        amount: Money,
    ) {
        token.drawn = token.drawn.saturating_add(amount);
        debt.drawn = debt.drawn.saturating_add(amount);
        let step = if debt.drawn == debt.face { Step::DrawInFull } else { Step::Draw };
        debt.status = next(debt.status, step).unwrap_or(debt.status);
        self.put_debt(&token.receivable, debt);
        if token.drawn == token.face {
            self.burn(supply, id, token);
        } else {
            self.put_token(id, token);
        }
    }

    pub(crate) fn confirm_receipt(
        &mut self,
        caller: &Caller<impl Authority>,
        supply: &mut Supply,
        id: TokenId,
        amount: Money,
    ) -> Result<ReceiptConfirmed, ReceivableError> {
        let (mut token, mut debt) = self.claimable(caller, id)?;
        if debt.settlement != Settlement::OffChain {
            return Err(ReceivableError::OtherSettlement);
        }
        let declared = debt.declared.saturating_sub(debt.paid);
        if amount == 0 || amount > declared || amount > balance(&token).undrawn() {
            return Err(ReceivableError::AmountOutOfRange);
        }
        count_paid(&mut debt, amount, caller.call.now);
        self.owe(&debt, amount);
        self.take(supply, id, &mut token, &mut debt, amount);
        let Debt { paid, status, .. } = *debt;
        Ok(ReceiptConfirmed { token: id, receivable: token.receivable, amount, paid, status })
    }

    /// Invariant *Direct*: answers what this contract is to pay to whom the holder named.
    pub(crate) fn draw(
        &mut self,
        caller: &Caller<impl Authority>,
        supply: &mut Supply,
        id: TokenId,
        to: Account,
    ) -> Result<(Drawn, Payment), ReceivableError> {
        let (mut token, mut debt) = self.claimable(caller, id)?;
        is_on_chain(&debt)?;
        if to == caller.contract {
            return Err(ReceivableError::NotPayable);
        }
        let amount = due(total(&debt), debt.paid, balance(&token));
        if amount == 0 {
            return Err(ReceivableError::NothingDue);
        }
        self.take(supply, id, &mut token, &mut debt, amount);
        let payment = Payment::new(&debt.settlement, amount, to);
        let status = debt.status;
        Ok((Drawn { token: id, receivable: token.receivable, amount, to, status }, payment))
    }

    pub(crate) fn due_on(&self, id: TokenId) -> Money {
        let Some(token) = self.find_token(id) else { return 0 };
        let Some(debt) = self.find_debt(&token.receivable) else { return 0 };
        due(total(&debt), debt.paid, balance(&token))
    }

    pub(crate) fn mark_overdue(
        &mut self,
        now: Millis,
        id: DocumentId,
    ) -> Result<ReceivableOverdue, ReceivableError> {
        let mut debt = self.the_debt(&id)?;
        let Some(status) = next(debt.status, Step::MarkOverdue) else {
            return Err(ReceivableError::WrongStatus(debt.status));
        };
        if now <= debt.overdue_from {
            return Err(ReceivableError::TooEarly(debt.overdue_from));
        }
        debt.status = status;
        self.put_debt(&id, &debt);
        let unpaid = debt.face.saturating_sub(debt.paid);
        Ok(ReceivableOverdue { receivable: id, debtor: debt.debtor, unpaid })
    }

    pub(crate) fn claim_recourse(
        &self,
        caller: &Caller<impl Authority>,
        id: TokenId,
        against: Recourse,
        notice: Fingerprint,
    ) -> Result<RecourseClaimed, ReceivableError> {
        let (token, debt) = self.claimable(caller, id)?;
        if debt.status != ReceivableStatus::Overdue {
            return Err(ReceivableError::WrongStatus(debt.status));
        }
        let against = match against {
            Recourse::Guarantor if debt.guarantor != PartyId::NONE => debt.guarantor,
            Recourse::Creditor if debt.with_recourse => debt.creditor,
            _ => return Err(ReceivableError::NoRecourse),
        };
        let amount = balance(&token).undrawn();
        let receivable = token.receivable;
        Ok(RecourseClaimed { token: id, receivable, against, amount, notice })
    }

    /// A receivable that is paid, drawn or not: its claim ends.
    pub(crate) fn settled(&self, id: &DocumentId) -> Result<Box<Debt>, ReceivableError> {
        let debt = self.the_debt(id)?;
        if !matches!(debt.status, ReceivableStatus::Paid | ReceivableStatus::Settled) {
            return Err(ReceivableError::WrongStatus(debt.status));
        }
        Ok(debt)
    }
}

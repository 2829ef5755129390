//! What each message promises, one by one.
mod deals;
mod drafts;
mod money;
mod ratings;
mod tokens;

use super::*;
use crate::events::{
    Drawn, LineSet, OfferClosed, PledgeMoved, PledgeOffered, ReceivableDrafted, ReceivablePaid,
    TokenOffered, TokenSold, TokenSplit, TokenTraded, TokensMerged,
};
use core::cell::{Cell, RefCell};
use ink::env::{
    test::{recorded_events, run_test},
    DefaultEnvironment,
};
use interfaces::{
    ids::{account_id, CodeHash, Digest, OptionalParty},
    receivable::{
        Backing, Condition, LineLimit, PledgeStep, Price, ReceivableStatus, Recourse, Terms,
    },
    reconciliation::CaseStatus,
    registry::Refusal,
};
use kit::{administration::Codes, collateral::Pound, credit::Bureau, token::Supply};
use pendzl::contracts::psp34::PSP34Error;
use std::{collections::BTreeSet, rc::Rc};

pub(super) const DEBTOR: PartyId = PartyId([1; 32]);
pub(super) const SUPPLIER: PartyId = PartyId([2; 32]);
pub(super) const CORE: PartyId = PartyId([3; 32]);
pub(super) const BANK: PartyId = PartyId([4; 32]);
pub(super) const SECOND_TIER: PartyId = PartyId([5; 32]);
pub(super) const STRANGER: PartyId = PartyId([6; 32]);
pub(super) const VENUE: PartyId = PartyId([7; 32]);
pub(super) const CONTRACT: PartyId = PartyId([99; 32]);
pub(super) const PSP22: [u8; 32] = [22; 32];
pub(super) const CASE: [u8; 32] = [50; 32];
pub(super) const WAYBILL: [u8; 32] = [51; 32];
pub(super) const START: Millis = 1_000_000_000;
pub(super) const FACE: Money = 10_000;
/// Smallest units of what pays a minor unit.
pub(super) const UNITS: u128 = 1_000;
pub(super) const TRADE: Digest = [8; 32];
pub(super) const NOT_FOR_PARTY: ReceivableError = ReceivableError::Refused(Refusal::NotForParty);

pub(super) fn at(party: PartyId) -> Account {
    Account::from(*party.bytes())
}

/// Under which registry, for which party, in which scope, for what.
type Question = (u8, PartyId, Scope, Business);

/// Which accounts are contracts: all whose parties are venues here, and the second tier's.
pub(super) struct Deployed;

impl Codes for Deployed {
    fn hash_of(&self, address: Account) -> Option<CodeHash> {
        [VENUE, SECOND_TIER].map(at).contains(&address).then_some([1; 32].into())
    }

    fn replace(&self, _: CodeHash) -> bool {
        false
    }
}

/// A registry that lets each account act for the party of the same bytes, knows who is suspended and who lends, and remembers what it
/// was asked.
#[derive(Clone, Default)]
pub(super) struct Roll {
    pub(super) epoch: u8,
    pub(super) suspended: Rc<RefCell<BTreeSet<PartyId>>>,
    pub(super) financiers: Rc<RefCell<BTreeSet<PartyId>>>,
    pub(super) is_silent: Rc<Cell<bool>>,
    pub(super) asked: Rc<RefCell<Vec<Question>>>,
}

impl Roll {
    fn answers(&self) -> Result<(), ReceivableError> {
        if self.is_silent.get() {
            return Err(ReceivableError::RegistryUnavailable);
        }
        Ok(())
    }
}

impl Authority for Roll {
    fn epoch(&self) -> u8 {
        self.epoch
    }

    fn may(
        &self,
        epoch: u8,
        account: Account,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), Denial> {
        self.asked.borrow_mut().push((epoch, party, scope, business));
        if self.is_silent.get() {
            return Err(Denial::Unavailable);
        }
        kit::authority::alone(account, party)?;
        if business == Business::NewBusiness && self.suspended.borrow().contains(&party) {
            return Err(Denial::Refused(Refusal::Suspended(77)));
        }
        Ok(())
    }
}

impl Members for Roll {
    fn is_active(&self, epoch: u8, party: &PartyId) -> Result<bool, ReceivableError> {
        if epoch == 0 {
            return Ok(true);
        }
        self.answers()?;
        Ok(*party != VENUE && !self.suspended.borrow().contains(party))
    }

    fn is_financier(&self, epoch: u8, party: &PartyId) -> Result<bool, ReceivableError> {
        if epoch == 0 {
            return Ok(true);
        }
        self.answers()?;
        Ok(self.financiers.borrow().contains(party))
    }
}

/// What stands behind debts, or nothing linked.
#[derive(Default)]
pub(super) struct Files {
    pub(super) case: Option<Result<Balanced, ReceivableError>>,
    pub(super) delivery: Option<Result<Delivery, ReceivableError>>,
}

impl Backings for Files {
    fn case(&self, _: &CaseId) -> Result<Option<Box<Balanced>>, ReceivableError> {
        self.case.clone().transpose().map(|case| case.map(Box::new))
    }

    fn delivery(&self, _: &DocumentId) -> Result<Option<Box<Delivery>>, ReceivableError> {
        self.delivery.transpose().map(|delivery| delivery.map(Box::new))
    }
}

/// A ledger, and the world around it.
pub(super) struct Desk {
    pub(super) ledger: Ledger,
    pub(super) supply: Supply,
    pub(super) now: Millis,
    pub(super) paused: bool,
    pub(super) roll: Roll,
    pub(super) files: Files,
    pub(super) pound: Pound,
    pub(super) bureau: Bureau,
}

impl Desk {
    pub(super) fn new() -> Self {
        Self {
            ledger: Ledger::default(),
            supply: Supply::default(),
            now: START,
            paused: false,
            roll: Roll::default(),
            files: Files::default(),
            pound: Pound::default(),
            bureau: Bureau::default(),
        }
    }

    /// With a registry.
    pub(super) fn registered() -> Self {
        let desk = Self::new();
        Self { roll: Roll { epoch: 1, ..desk.roll }, ..desk }
    }

    pub(super) fn by(&self, party: PartyId) -> Caller<Roll> {
        Caller {
            call: Call { caller: at(party), now: self.now },
            contract: at(CONTRACT),
            paused: self.paused,
            has_venues: true,
            authority: self.roll.clone(),
        }
    }

    pub(super) fn draft(
        &mut self,
        party: PartyId,
        terms: Terms,
    ) -> Result<Box<ReceivableDrafted>, ReceivableError> {
        let caller = self.by(party);
        self.ledger.draft(&caller, party, Box::new(terms))
    }

    pub(super) fn sign(
        &mut self,
        party: PartyId,
        id: DocumentId,
        terms: &Digest,
    ) -> Result<Signature, ReceivableError> {
        let caller = self.by(party);
        let Self { ledger, supply, files, pound, .. } = self;
        ledger.sign(&caller, supply, files, pound, party, id, terms)
    }

    /// Drafted by the supplier, and signed by whoever else is to.
    pub(super) fn confirm(&mut self, terms: Terms) -> Result<DocumentId, ReceivableError> {
        let drafted = self.draft(terms.creditor, terms.clone())?;
        if let Some(guarantor) = terms.guarantor.party() {
            self.sign(guarantor, drafted.receivable, &drafted.digest.0)?;
        }
        match self.sign(terms.debtor, drafted.receivable, &drafted.digest.0)? {
            Signature::Last(sealed) => claimed(&self.pound, &sealed)?,
            Signature::Signed(_) => panic!("it was the last"),
        }
        Ok(drafted.receivable)
    }

    pub(super) fn debt(&self, id: DocumentId) -> Debt {
        *self.ledger.find_debt(&id).unwrap()
    }

    pub(super) fn token(&self, id: TokenId) -> Token {
        *self.ledger.find_token(id).unwrap()
    }

    /// Pays so much, of which so many units arrive.
    pub(super) fn pay_in(
        &mut self,
        id: DocumentId,
        value: u128,
        amount: Money,
        arrived: u128,
    ) -> Result<ReceivablePaid, ReceivableError> {
        let (debt, payment) = self.ledger.bill(at(CONTRACT), value, &id, amount)?;
        assert_eq!(payment.to, at(CONTRACT));
        self.ledger.credit(self.now, at(DEBTOR), id, debt, amount, arrived)
    }

    /// Pays so much in the native token.
    pub(super) fn pay(
        &mut self,
        id: DocumentId,
        amount: Money,
    ) -> Result<ReceivablePaid, ReceivableError> {
        let units = u128::from(amount) * UNITS;
        self.pay_in(id, units, amount, units)
    }

    pub(super) fn draw(
        &mut self,
        party: PartyId,
        token: TokenId,
    ) -> Result<(Drawn, Payment), ReceivableError> {
        let caller = self.by(party);
        self.ledger.draw(&caller, &mut self.supply, token, at(party))
    }

    pub(super) fn split(
        &mut self,
        party: PartyId,
        token: TokenId,
        face: Money,
    ) -> Result<TokenSplit, ReceivableError> {
        let caller = self.by(party);
        self.ledger.split(&caller, &mut self.supply, token, face)
    }

    pub(super) fn merge(
        &mut self,
        party: PartyId,
        token: TokenId,
        from: TokenId,
    ) -> Result<TokensMerged, ReceivableError> {
        let caller = self.by(party);
        self.ledger.merge(&caller, &mut self.supply, token, from)
    }

    pub(super) fn transfer(
        &mut self,
        party: PartyId,
        to: PartyId,
        token: TokenId,
        data: &[u8],
    ) -> Result<Option<TokenTraded>, PSP34Error> {
        let caller = self.by(party);
        self.ledger.transfer(&caller, to, Some(token), data)
    }

    pub(super) fn offer(
        &mut self,
        party: PartyId,
        token: TokenId,
        offer: SaleOffer,
    ) -> Result<TokenOffered, ReceivableError> {
        let caller = self.by(party);
        self.ledger.offer(&caller, token, offer)
    }

    pub(super) fn accept_offer(
        &mut self,
        party: PartyId,
        token: TokenId,
        number: u64,
        price: Money,
    ) -> Result<(TokenSold, Payment), ReceivableError> {
        self.buy(party, token, number, price, None)
    }

    pub(super) fn buy(
        &mut self,
        party: PartyId,
        token: TokenId,
        number: u64,
        price: Money,
        condition: Option<&Condition>,
    ) -> Result<(TokenSold, Payment), ReceivableError> {
        let caller = self.by(party);
        let value = u128::from(price) * UNITS;
        let Self { ledger, bureau, .. } = self;
        ledger.accept_offer(&caller, bureau, value, token, number, party, price, condition)
    }

    pub(super) fn close_offer(
        &mut self,
        party: PartyId,
        token: TokenId,
        number: u64,
    ) -> Result<OfferClosed, ReceivableError> {
        let caller = self.by(party);
        self.ledger.close_offer(&caller, token, number, party)
    }

    pub(super) fn pledge(
        &mut self,
        party: PartyId,
        token: TokenId,
        pledge: Pledge,
    ) -> Result<PledgeOffered, ReceivableError> {
        let caller = self.by(party);
        self.ledger.pledge(&caller, token, pledge)
    }

    pub(super) fn answer(
        &mut self,
        party: PartyId,
        token: TokenId,
        number: u64,
        step: PledgeStep,
    ) -> Result<PledgeMoved, ReceivableError> {
        let caller = self.by(party);
        self.ledger.answer_pledge(&caller, token, number, step)
    }

    pub(super) fn set_line(
        &mut self,
        party: PartyId,
        limit: LineLimit,
        financier: PartyId,
    ) -> Result<LineSet, ReceivableError> {
        let caller = self.by(party);
        self.ledger.set_line(&caller, party, DEBTOR, b"EUR", limit, financier)
    }

    /// Pledged to the bank, in default two days after the due date.
    pub(super) fn pledged(&mut self, token: TokenId) -> u64 {
        let pledge = self.to_bank();
        let owner = self.token(token).owner;
        let number = self.pledge(owner, token, pledge).unwrap().number;
        self.answer(BANK, token, number, PledgeStep::Accept).unwrap();
        number
    }

    pub(super) fn to_bank(&self) -> Pledge {
        Pledge {
            pledgee: BANK,
            debt: Fingerprint([9; 32]),
            default_at: START + 32 * DAY,
            enforce_until: START + 40 * DAY,
            until: START + 2 * DAY,
        }
    }
}

pub(super) fn terms() -> Terms {
    Terms {
        debtor: DEBTOR,
        creditor: SUPPLIER,
        guarantor: OptionalParty::Nobody,
        invoice: "INV-0042".into(),
        face: FACE,
        currency: "EUR".into(),
        due_at: START + 30 * DAY,
        grace: 3 * DAY,
        backing: Backing::Contract(Fingerprint([9; 32])),
        settlement: Settlement::Native(UNITS),
        with_recourse: false,
        document: Fingerprint([9; 32]),
        sign_until: START + DAY,
    }
}

pub(super) fn sale(price: Price) -> SaleOffer {
    SaleOffer {
        buyer: BANK,
        price,
        settlement: Settlement::Native(UNITS),
        pay_to: at(SUPPLIER),
        until: START + 10 * DAY,
    }
}

/// The case of the debtor and the supplier, balanced at so much.
pub(super) fn balanced(cleared: u128) -> Balanced {
    Balanced {
        status: CaseStatus::Balanced,
        opened_by: SUPPLIER,
        counterparty: DEBTOR,
        biller: SUPPLIER,
        currency: "EUR".into(),
        cleared,
    }
}

/// A desk with a confirmed receivable, as its first token.
pub(super) fn confirmed(terms: Terms) -> (Desk, DocumentId, TokenId) {
    let mut desk = Desk::new();
    let id = desk.confirm(terms).unwrap();
    let token = desk.debt(id).first_token;
    (desk, id, token)
}

pub(super) fn custom(word: &str) -> PSP34Error {
    PSP34Error::Custom(word.into())
}

/// Runs `what` where it leaves no trace.
pub(super) fn apart(what: impl FnOnce()) {
    run_test::<DefaultEnvironment, _>(|_| {
        what();
        Ok(())
    })
    .unwrap();
}

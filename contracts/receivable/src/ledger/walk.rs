//! Random walks: whatever is called by whomever and whenever, the invariants hold, and what began comes to its end.
//!
//! `LADING_WALK_STEPS` sets the number of steps (3,000 by default), `LADING_WALK_SEED` repeats a walk.
use super::{
    tests::{
        apart, at, balanced, sale, terms, Deployed, Desk, BANK, CASE, CORE, DEBTOR, FACE, PSP22,
        SECOND_TIER, STRANGER, SUPPLIER, TRADE, UNITS, VENUE,
    },
    *,
};
use interfaces::{
    credit::{FactKind, Grade, What},
    ids::account_id,
    receivable::{
        Backing, Condition, LineLimit, PledgeStep, Price, ReceivableStatus, Recourse, Terms,
    },
};
use kit::{
    credit::{Consented, Shown},
    dice::Dice,
};
use std::collections::{BTreeMap, BTreeSet};

const PARTIES: [PartyId; 7] = [DEBTOR, SUPPLIER, CORE, BANK, SECOND_TIER, STRANGER, VENUE];
const STEPS: u64 = 3_000;
const SEED: u64 = 1;
/// After so many steps everything is brought to its end, and another world begins.
const GENERATION: u64 = 300;
/// No more tokens than this at a time, so that each is met often.
const MOST: u64 = 40;
/// What the case of the walk is good for.
const CLEARED: u128 = 30_000;

/// What is chosen here at random.
trait Chance {
    fn party(&mut self) -> PartyId;
}

impl Chance for Dice {
    fn party(&mut self) -> PartyId {
        self.of(&PARTIES)
    }
}

/// In what something is paid; off the chain in nothing.
type Asset = Option<Account>;

/// All that is stored.
#[derive(Debug, Clone, PartialEq)]
struct State {
    debts: BTreeMap<DocumentId, Debt>,
    tokens: BTreeMap<TokenId, Token>,
    supply: kit::token::Supply,
}

/// What somebody knows who wrote everything down.
struct Walk {
    desk: Desk,
    dice: Dice,
    ids: BTreeSet<DocumentId>,
    /// What this contract has.
    pot: BTreeMap<Asset, u128>,
    /// Who was approved for a token, and for all of an account.
    approved: BTreeSet<(TokenId, PartyId)>,
    operators: BTreeSet<(PartyId, PartyId)>,
    /// What a token was when it was offered last.
    offered: BTreeMap<TokenId, (Money, Money, u32, PartyId)>,
}

/// Whether the condition of a purchase was what stood against it.
fn is_of_condition(error: &ReceivableError) -> bool {
    matches!(
        error,
        ReceivableError::OtherSubject
            | ReceivableError::CreditUnavailable
            | ReceivableError::CreditRefused(_)
            | ReceivableError::OtherView
            | ReceivableError::GradeTooLow
    )
}

fn units(settlement: &Settlement) -> (Asset, u128) {
    match settlement {
        Settlement::OffChain => (None, 0),
        Settlement::Native(units) => (None, *units),
        Settlement::Token(token, units) => (Some(*token), *units),
    }
}

impl Walk {
    fn new(seed: u64) -> Self {
        let mut desk = Desk::new();
        desk.files.case = Some(Ok(balanced(CLEARED)));
        desk.ledger.list_venue(true, &Deployed, at(VENUE), true).unwrap();
        Self {
            desk,
            dice: Dice(seed),
            ids: BTreeSet::new(),
            pot: BTreeMap::new(),
            approved: BTreeSet::new(),
            operators: BTreeSet::new(),
            offered: BTreeMap::new(),
        }
    }

    fn state(&self) -> State {
        let ledger = &self.desk.ledger;
        State {
            debts: self.ids.iter().map(|id| (*id, *ledger.find_debt(id).unwrap())).collect(),
            tokens: (1..=self.desk.supply.made)
                .map(|id| (id, *ledger.find_token(id).unwrap()))
                .collect(),
            supply: self.desk.supply,
        }
    }

    fn token(&mut self) -> TokenId {
        // One more than there are: that one is missing.
        self.dice.below(self.desk.supply.made + 2)
    }

    /// Mostly one that stands so, else any.
    fn token_at(&mut self, status: TokenStatus) -> TokenId {
        let fit: Vec<_> = (1..=self.desk.supply.made)
            .filter(|id| {
                let token = self.desk.ledger.the_token(*id, self.desk.now).unwrap();
                token.status == status
            })
            .collect();
        if fit.is_empty() || self.dice.one_in(5) {
            return self.token();
        }
        self.dice.of(&fit)
    }

    fn receivable(&mut self) -> DocumentId {
        let ids: Vec<_> = self.ids.iter().copied().chain([DocumentId([0; 32])]).collect();
        self.dice.of(&ids)
    }

    /// Often who owns the token, else anyone.
    fn owner(&mut self, token: TokenId) -> PartyId {
        match self.desk.ledger.find_token(token) {
            Some(token) if !self.dice.one_in(4) => token.owner,
            _ => self.dice.party(),
        }
    }

    fn pledgee(&mut self, token: TokenId) -> PartyId {
        match self.desk.ledger.pledges.boxed(token) {
            Some(pledge) if !self.dice.one_in(4) => pledge.pledgee,
            _ => self.dice.party(),
        }
    }

    fn any_terms(&mut self) -> Terms {
        let now = self.desk.now;
        let dice = &mut self.dice;
        let least = u128::from(!dice.one_in(4));
        let settlement = dice.of(&[
            Settlement::OffChain,
            Settlement::Native(UNITS),
            Settlement::Token(PSP22.into(), UNITS),
            Settlement::Token(PSP22.into(), 7),
            Settlement::Native(least),
        ]);
        let guarantor = match dice.below(4) {
            0 => Some(CORE),
            1 => Some(dice.party()),
            _ => None,
        };
        let creditor = if dice.one_in(5) { dice.party() } else { SUPPLIER };
        let is_on_case = creditor == SUPPLIER && dice.one_in(3);
        let backing = if is_on_case {
            Backing::Case(CaseId(CASE))
        } else {
            Backing::Contract(Fingerprint([9; 32]))
        };
        Terms {
            creditor,
            guarantor: guarantor.into(),
            invoice: format!("{}", dice.below(12)),
            face: dice.of(&[1, 2, 7, 997, FACE, FACE + 1]),
            due_at: now + (2 + dice.below(40)) * DAY,
            sign_until: now + DAY,
            settlement,
            backing,
            with_recourse: dice.one_in(2),
            ..terms()
        }
    }

    fn any_pledge(&mut self) -> Pledge {
        let now = self.desk.now;
        let default_at = now + self.dice.below(8) * DAY;
        let enforce_until = default_at + self.dice.below(20) * DAY;
        let until = now + self.dice.below(3) * DAY;
        Pledge {
            pledgee: self.dice.party(),
            default_at,
            enforce_until,
            until,
            ..self.desk.to_bank()
        }
    }

    fn any_offer(&mut self) -> SaleOffer {
        let price = if self.dice.one_in(2) {
            Price::Rate(self.dice.of(&[0, 300, 50_000]))
        } else {
            Price::Amount(self.dice.of(&[0, 1, 5, 900, FACE]))
        };
        let buyer = if self.dice.one_in(2) { PartyId::NONE } else { self.dice.party() };
        let until = self.desk.now + self.dice.below(5) * DAY;
        SaleOffer { buyer, until, ..sale(price) }
    }

    /// Whether money goes, the next time. What fails undoes all, which here is not to call.
    fn fails(&mut self) -> bool {
        self.dice.one_in(10)
    }

    fn transfer(&mut self) -> Option<&'static str> {
        let token = self.token_at(TokenStatus::Held);
        let by = self.owner(token);
        let to = if self.dice.one_in(5) { by } else { self.dice.party() };
        let data = self.dice.of(&[&[][..], &TRADE, &[1]]);
        let before = self.desk.ledger.find_token(token);
        let traded = self.desk.transfer(by, to, token, data).ok()?;
        let before = *before.unwrap();
        let after = self.desk.token(token);
        let is_approved =
            self.approved.contains(&(token, by)) || self.operators.contains(&(before.owner, by));
        assert!(before.owner == by || is_approved, "moved by a stranger");
        // What a venue gives back to who put it there is a way out.
        let is_given_back = before.depositor != PartyId::NONE && before.depositor == to;
        assert!(self.desk.now < after.due_at && (!self.desk.paused || is_given_back));
        assert_eq!((after.owner, after.status), (to, TokenStatus::Held));
        let is_trade = data.len() == 32 && to != before.owner;
        assert_eq!(traded.is_some(), is_trade);
        assert_eq!(after.tier, before.tier + u16::from(is_trade));
        self.approved.retain(|(of, _)| *of != token);
        Some(if to == before.owner { "transferred to itself" } else { "transferred" })
    }

    fn draft(&mut self) -> Option<&'static str> {
        let party = if self.dice.one_in(2) { DEBTOR } else { self.dice.party() };
        let terms = self.any_terms();
        if self.dice.one_in(3) {
            let drafted = self.desk.draft(party, terms).ok()?;
            self.ids.insert(drafted.receivable);
            return Some("drafted");
        }
        let id = receivable_id(&terms.debtor, &terms.creditor, terms.invoice.as_bytes()).unwrap();
        let confirmed = self.desk.confirm(terms);
        // It may have been drafted, and not confirmed.
        if self.desk.ledger.find_debt(&id).is_some() {
            self.ids.insert(id);
        }
        confirmed.ok().map(|_| "confirmed")
    }

    fn sign(&mut self) -> Option<&'static str> {
        let drafts: Vec<_> = self.state().debts.into_iter().collect();
        let drafts = drafts.iter().filter(|(_, debt)| debt.status == ReceivableStatus::Draft);
        let ids: Vec<_> = drafts.map(|(id, _)| *id).collect();
        let id = if ids.is_empty() { self.receivable() } else { self.dice.of(&ids) };
        let party = self.dice.of(&[DEBTOR, SUPPLIER, CORE, STRANGER]);
        let digest = *self.desk.ledger.find_debt(&id)?.terms.bytes();
        if self.dice.one_in(4) {
            let caller = self.desk.by(party);
            self.desk.ledger.withdraw(&caller, party, id).ok()?;
            return Some("withdrawn");
        }
        match self.desk.sign(party, id, &digest).ok()? {
            Signature::Signed(_) => Some("signed"),
            Signature::Last(sealed) => {
                claimed(&self.desk.pound, &sealed).unwrap();
                Some("signed last")
            }
        }
    }

    fn approve(&mut self) -> Option<&'static str> {
        let token = self.token();
        let by = self.owner(token);
        let operator = self.dice.party();
        let approved = !self.dice.one_in(3);
        let of_all = self.dice.one_in(4);
        let caller = self.desk.by(by);
        let id = if of_all { None } else { Some(Some(token)) };
        self.desk.ledger.approve(&caller, &account_id(&at(operator)), id, approved).ok()?;
        match (of_all, approved) {
            (true, true) => self.operators.insert((by, operator)),
            (true, false) => self.operators.remove(&(by, operator)),
            (false, true) => self.approved.insert((token, operator)),
            (false, false) => self.approved.remove(&(token, operator)),
        };
        Some("approved")
    }

    fn split_or_merge(&mut self) -> Option<&'static str> {
        let token = self.token_at(TokenStatus::Held);
        let by = self.owner(token);
        if self.desk.supply.live < MOST && self.dice.one_in(2) {
            let face = self.dice.of(&[0, 1, 3, 500, 4_999]);
            self.desk.split(by, token, face).ok()?;
            self.approved.retain(|(of, _)| *of != token);
            return Some("split");
        }
        let mut from = self.token_at(TokenStatus::Held);
        for _ in 0..4 {
            let owners = [token, from].map(|id| self.desk.ledger.find_token(id));
            match owners {
                [Some(one), Some(other)] if one.owner == other.owner && token != from => break,
                _ => from = self.token_at(TokenStatus::Held),
            }
        }
        self.desk.merge(by, token, from).ok()?;
        self.approved.retain(|(of, _)| *of != token && *of != from);
        Some("merged")
    }

    fn sell(&mut self) -> Option<&'static str> {
        match self.dice.below(3) {
            0 => {
                let token = self.token_at(TokenStatus::Held);
                let by = self.owner(token);
                let offer = self.any_offer();
                self.desk.offer(by, token, offer).ok()?;
                self.note_offer(token);
                Some("offered")
            }
            1 => {
                let token = self.token_at(TokenStatus::Offered);
                let named = self.desk.ledger.offers.boxed(token).map(|offer| offer.buyer);
                let buyer = match named {
                    Some(buyer) if buyer != PartyId::NONE && !self.dice.one_in(4) => buyer,
                    _ => self.dice.party(),
                };
                let price = self.desk.ledger.price_of(token, self.desk.now);
                let number = self.desk.ledger.find_token(token)?.offers;
                let number = if self.dice.one_in(6) { number + 1 } else { number };
                if self.fails() {
                    return None;
                }
                let offer = self.desk.ledger.offers.boxed(token);
                let seller = self.desk.token(token).owner;
                let condition = self.any_condition(token, buyer);
                let is_met = condition.is_none_or(|asked| self.is_met(&asked, token, buyer));
                let consented = self.desk.bureau.consented.borrow().clone();
                let bought = self.desk.buy(buyer, token, number, price, condition.as_ref());
                self.desk.bureau.is_silent = false;
                // Rated.
                if let Err(error) = &bought {
                    self.desk.bureau.consented.replace(consented);
                    assert!(!is_met || !is_of_condition(error), "{error:?} of {condition:?}");
                    return None;
                }
                assert!(is_met, "bought, and not met: {condition:?}");
                let uses = |all: &[Consented]| all.iter().map(|given| given.uses).sum::<u32>();
                let used = uses(&consented) - uses(&self.desk.bureau.consented.borrow());
                assert_eq!(used, u32::from(condition.is_some()));
                let (sold, payment) = bought.ok()?;
                // Payment goes from the buyer to whom the owner named, and nowhere else.
                assert_eq!(payment.to, offer.unwrap().pay_to);
                assert_eq!((sold.payer, sold.seller), (at(buyer), seller));
                self.was_as_offered(token);
                self.approved.retain(|(of, _)| *of != token);
                Some(if condition.is_some() { "sold on condition" } else { "sold" })
            }
            _ => {
                let token = self.token_at(TokenStatus::Offered);
                let by = self.owner(token);
                let number = self.desk.ledger.find_token(token)?.offers;
                self.desk.close_offer(by, token, number).ok()?;
                Some("closed")
            }
        }
    }

    /// A condition of the buyer's, mostly with a new grant and with no more than one thing wrong; or none.
    fn any_condition(&mut self, token: TokenId, buyer: PartyId) -> Option<Condition> {
        let dice = &mut self.dice;
        if dice.one_in(3) {
            return None;
        }
        let grades = [Grade::Unrated, Grade::C, Grade::B, Grade::A, Grade::AA, Grade::AAA];
        let seller = self.desk.token(token).owner;
        let purpose = Fingerprint([7; 32]);
        let wrong = dice.below(16);
        let subject = if wrong == 0 { STRANGER } else { dice.of(&[DEBTOR, SUPPLIER, seller]) };
        let viewer = if wrong == 1 { dice.party() } else { buyer };
        let uses = if wrong == 2 { 0 } else { 2 };
        let shown = match dice.below(4) {
            _ if wrong == 3 => Shown::Scores,
            0 => Shown::AtLeast(dice.one_in(2)),
            _ => Shown::Grade(dice.of(&grades)),
        };
        let newest = self.desk.bureau.consent(Consented { subject, viewer, purpose, shown, uses });
        let grant = if wrong == 4 { 1 + dice.below(newest + 1) } else { newest };
        let purpose = Fingerprint(if wrong == 5 { [8; 32] } else { [7; 32] });
        self.desk.bureau.is_silent = wrong == 6;
        let is_told = matches!(shown, Shown::AtLeast(_)) && !dice.one_in(8);
        let at_least = if is_told { Grade::Unrated } else { dice.of(&grades) };
        Some(Condition { grant, subject, purpose, at_least })
    }

    /// Whether a condition is met, by what is consented to.
    fn is_met(&self, condition: &Condition, token: TokenId, buyer: PartyId) -> bool {
        let Token { receivable, owner, .. } = self.desk.token(token);
        let Debt { debtor, creditor, guarantor, .. } = self.desk.debt(receivable);
        let subject = condition.subject;
        let all = self.desk.bureau.consented.borrow();
        let Some(given) = all.get(condition.grant as usize - 1) else { return false };
        let is_good = match given.shown {
            Shown::Grade(grade) => grade >= condition.at_least.max(Grade::C),
            shown => shown == Shown::AtLeast(true) && condition.at_least == Grade::Unrated,
        };
        [debtor, creditor, guarantor, owner].contains(&subject)
            && (given.subject, given.viewer) == (subject, buyer)
            && given.purpose == condition.purpose
            && given.uses > 0
            && !self.desk.bureau.is_silent
            && is_good
    }

    fn note_offer(&mut self, token: TokenId) {
        let Token { face, drawn, transfers, owner, .. } = self.desk.token(token);
        self.offered.insert(token, (face, drawn, transfers, owner));
    }

    /// A sale is of what was offered; one transfer later.
    fn was_as_offered(&self, token: TokenId) {
        let Token { face, drawn, transfers, .. } = self.desk.token(token);
        let (offered_face, offered_drawn, offered_transfers, _) = self.offered[&token];
        assert_eq!((face, drawn), (offered_face, offered_drawn));
        assert_eq!(transfers, offered_transfers + 1);
    }

    fn pledge(&mut self) -> Option<&'static str> {
        let what = self.dice.below(8);
        let token = self.token_at(match what {
            0 | 1 => TokenStatus::Held,
            2..=4 => TokenStatus::PledgeOffered,
            _ => TokenStatus::Pledged,
        });
        let number = self.desk.ledger.find_token(token)?.offers;
        match what {
            0 | 1 => {
                let by = self.owner(token);
                let pledge = self.any_pledge();
                self.desk.pledge(by, token, pledge).ok()?;
                self.note_offer(token);
                Some("offered in pledge")
            }
            2 | 3 => {
                let by = self.pledgee(token);
                self.desk.answer(by, token, number, PledgeStep::Accept).ok()?;
                Some("pledged")
            }
            4 | 5 => {
                let by = self.pledgee(token);
                let step =
                    self.dice.of(&[PledgeStep::Reject, PledgeStep::Release, PledgeStep::Enforce]);
                let pledge = self.desk.ledger.pledges.boxed(token)?;
                self.desk.answer(by, token, number, step).ok()?;
                assert_eq!(by, pledge.pledgee);
                if step == PledgeStep::Enforce {
                    assert!((pledge.default_at..=pledge.enforce_until).contains(&self.desk.now));
                    self.approved.retain(|(of, _)| *of != token);
                    return Some("enforced");
                }
                Some("rejected or released")
            }
            _ => {
                let by = self.owner(token);
                self.desk.answer(by, token, number, PledgeStep::Withdraw).ok()?;
                Some("pledge withdrawn")
            }
        }
    }

    fn pay(&mut self) -> Option<&'static str> {
        let id = self.receivable();
        let debt = self.desk.ledger.find_debt(&id)?;
        let left = debt.face - debt.paid;
        let amount = self.dice.of(&[1, 3, 333, left / 2, left, left + 1]);
        if debt.settlement == Settlement::OffChain {
            let party = self.dice.of(&[DEBTOR, DEBTOR, CORE, SUPPLIER, STRANGER]);
            let caller = self.desk.by(party);
            self.desk
                .ledger
                .declare_payment(&caller, party, id, amount, Fingerprint([9; 32]))
                .ok()?;
            return Some("declared");
        }
        let (asset, unit) = units(&debt.settlement);
        let sent = u128::from(amount) * unit;
        // A token may keep something of it, or lie.
        let (value, arrived) = match asset {
            None if self.dice.one_in(9) => (sent + 1, sent),
            None => (sent, sent),
            Some(_) => (0, self.dice.of(&[sent, sent, sent - sent / 50, 0, sent + unit])),
        };
        if self.fails() {
            return None;
        }
        let paid = self.desk.pay_in(id, value, amount, arrived).ok()?;
        *self.pot.entry(asset).or_default() += arrived;
        assert!(u128::from(paid.amount) * unit <= arrived && paid.amount <= amount);
        Some("paid")
    }

    fn draw(&mut self) -> Option<&'static str> {
        let wanted = self.dice.of(&[TokenStatus::Held, TokenStatus::Pledged]);
        let token = self.token_at(wanted);
        let found = self.desk.ledger.find_token(token)?;
        let is_pledged = found.status == TokenStatus::Pledged;
        let by = if is_pledged { self.pledgee(token) } else { self.owner(token) };
        let debt = self.desk.debt(found.receivable);
        if debt.settlement == Settlement::OffChain {
            let amount = self.dice.of(&[1, 7, found.face - found.drawn, found.face]);
            let caller = self.desk.by(by);
            let Desk { ledger, supply, .. } = &mut self.desk;
            ledger.confirm_receipt(&caller, supply, token, amount).ok()?;
            return Some("received");
        }
        if self.fails() {
            return None;
        }
        let (drawn, payment) = self.desk.draw(by, token).ok()?;
        let (asset, unit) = units(&debt.settlement);
        assert_eq!((payment.token, payment.amount), (asset, u128::from(drawn.amount) * unit));
        assert_eq!(payment.to, at(by));
        let pot = self.pot.get_mut(&asset).unwrap();
        *pot = pot.checked_sub(payment.amount).expect("paid out more than there is");
        let after = self.desk.token(token);
        assert!(debt.paid < debt.face || after.drawn == after.face, "not drawn in full");
        Some(if is_pledged { "drawn by the pledgee" } else { "drawn" })
    }

    fn rules(&mut self) -> Option<&'static str> {
        match self.dice.below(8) {
            0 => {
                self.desk.paused = !self.desk.paused && self.dice.one_in(2);
                Some("paused or not")
            }
            1 => {
                let party = self.dice.party();
                let mut suspended = self.desk.roll.suspended.borrow_mut();
                if !suspended.remove(&party) && suspended.len() < 2 {
                    suspended.insert(party);
                }
                Some("suspended or not")
            }
            2 => {
                let is_listed = !self.dice.one_in(3);
                let is_admin = !self.dice.one_in(4);
                self.desk.ledger.list_venue(is_admin, &Deployed, at(VENUE), is_listed).ok()?;
                Some("listed or not")
            }
            3 => {
                let limit = self.dice.of(&[
                    LineLimit::Unlimited,
                    LineLimit::Unlimited,
                    LineLimit::UpTo(20_000),
                    LineLimit::UpTo(0),
                ]);
                let party = self.dice.of(&[DEBTOR, BANK]);
                let financier = self.dice.of(&[PartyId::NONE, PartyId::NONE, BANK]);
                self.desk.set_line(party, limit, financier).ok()?;
                Some("line set")
            }
            4 => {
                self.desk.roll.epoch ^= 1;
                self.desk.roll.financiers.borrow_mut().insert(BANK);
                Some("registry linked or not")
            }
            5 => {
                let is_silent = self.dice.one_in(8);
                self.desk.roll.is_silent.set(is_silent);
                Some("registry silent or not")
            }
            _ => {
                self.desk.now += self.dice.of(&[1, DAY / 2, DAY, 9 * DAY]);
                Some("time passed")
            }
        }
    }

    fn follow_up(&mut self) -> Option<&'static str> {
        let token = self.token_at(TokenStatus::Held);
        match self.dice.below(5) {
            0 => {
                let id = self.receivable();
                self.desk.ledger.mark_overdue(self.desk.now, id).ok()?;
                Some("overdue")
            }
            1 => {
                let by = self.owner(token);
                let against = self.dice.of(&[Recourse::Guarantor, Recourse::Creditor]);
                let caller = self.desk.by(by);
                self.desk
                    .ledger
                    .claim_recourse(&caller, token, against, Fingerprint([9; 32]))
                    .ok()?;
                Some("recourse claimed")
            }
            2 => {
                let is_deposited = |id: &TokenId| {
                    let token = self.desk.token(*id);
                    token.depositor != PartyId::NONE && token.status != TokenStatus::Burnt
                };
                let token = (1..=self.desk.supply.made).find(is_deposited).unwrap_or(token);
                let before = self.desk.ledger.find_token(token)?;
                self.desk.ledger.return_from_venue(self.desk.now, token).ok()?;
                let is_listed = self.desk.ledger.is_venue(&before.owner);
                assert!(self.desk.now >= before.due_at || !is_listed);
                assert_eq!(self.desk.token(token).owner, before.depositor);
                self.approved.retain(|(of, _)| *of != token);
                Some("returned")
            }
            3 => {
                let id = self.receivable();
                let kind = self.dice.of(&[FactKind::Outcome, FactKind::Closed]);
                let Desk { ledger, bureau, now, .. } = &self.desk;
                ledger.tell_credit(bureau, *now, id, kind).ok()?;
                let fact = *bureau.told.borrow().last().unwrap();
                let debt = self.desk.debt(id);
                let is_paid = debt.paid == debt.face;
                assert!(fact.at <= self.desk.now && (debt.due_at < fact.at || is_paid));
                assert_eq!((fact.subject, fact.value), (debt.debtor, debt.face));
                match fact.what {
                    What::Payment(days) => assert!(is_paid || days == 181),
                    _ => assert!(is_paid),
                }
                Some("credit told")
            }
            _ => {
                let id = self.receivable();
                let debt = self.desk.ledger.settled(&id).ok()?;
                ended(&self.desk.pound, &debt, &id).ok()?;
                Some("claim ended")
            }
        }
    }

    /// One step; what it was, if it was taken.
    fn step(&mut self) -> Option<&'static str> {
        if self.dice.one_in(3) {
            self.desk.paused = false;
            self.desk.roll.is_silent.set(false);
        }
        if self.dice.one_in(10) {
            self.desk.now += DAY / 2;
        }
        if self.dice.one_in(6) {
            self.desk.roll.suspended.borrow_mut().clear();
        }
        match self.dice.below(20) {
            0 | 1 => self.draft(),
            2 => self.sign(),
            3 => self.approve(),
            4 | 5 => self.split_or_merge(),
            6..=8 => self.sell(),
            9..=11 => self.pledge(),
            12 | 13 => self.pay(),
            14..=16 => self.draw(),
            17 => self.rules(),
            _ => self.follow_up(),
        }
    }

    fn holds(&self, state: &State) {
        let State { debts, tokens, supply } = state;
        let mut covered = BTreeMap::<Asset, u128>::new();
        let mut open = BTreeMap::<PartyId, u128>::new();
        let mut on_case = 0;
        for (id, debt) in debts {
            let parts: Vec<_> = tokens.values().filter(|token| token.receivable == *id).collect();
            if debt.status < ReceivableStatus::Confirmed {
                assert!(parts.is_empty());
                continue;
            }
            // Face, Drawn.
            let face: Money = parts.iter().map(|token| token.face).sum();
            let drawn: Money = parts.iter().map(|token| token.drawn).sum();
            assert_eq!((face, drawn), (debt.face, debt.drawn));
            assert!(debt.drawn <= debt.paid && debt.paid <= debt.face);
            assert_eq!(debt.status >= ReceivableStatus::Paid, debt.paid == debt.face);
            assert_eq!(debt.paid_at > 0, debt.paid == debt.face);
            assert_eq!(debt.status == ReceivableStatus::Settled, debt.drawn == debt.face);
            if debt.settlement == Settlement::OffChain {
                assert!(debt.paid == debt.drawn && debt.paid <= debt.declared);
            }
            for token in &parts {
                assert!(token.drawn <= token.face);
                assert_eq!(token.status == TokenStatus::Burnt, token.drawn == token.face);
                assert_eq!((token.registry, token.due_at), (debt.registry, debt.due_at));
            }
            let (asset, unit) = units(&debt.settlement);
            *covered.entry(asset).or_default() += u128::from(debt.paid - debt.drawn) * unit;
            *open.entry(debt.debtor).or_default() += u128::from(debt.face - debt.paid);
            if debt.backing == Backing::Case(CaseId(CASE)) {
                on_case += u128::from(debt.face);
            }
        }
        // Pot.
        for (asset, owed) in covered {
            assert!(self.pot.get(&asset).copied().unwrap_or_default() >= owed);
        }
        // Line.
        for (debtor, open) in open {
            assert_eq!(self.desk.ledger.find_line(&debtor, b"EUR", 0).open, open);
        }
        // Backed.
        assert!(on_case <= CLEARED);
        assert_eq!(u128::from(self.desk.ledger.confirmed_on(&Fingerprint(CASE))), on_case);
        // Counted.
        let is_live = |token: &&Token| token.status != TokenStatus::Burnt;
        let live = tokens.values().filter(is_live).count();
        assert_eq!(supply.live as usize, live);
        for party in PARTIES {
            let owned = tokens.values().filter(is_live).filter(|token| token.owner == party);
            assert_eq!(self.desk.ledger.book.balance_of(&party) as usize, owned.count());
        }
        // Approved.
        for (id, token) in tokens.iter().filter(|(_, token)| is_live(token)) {
            // Another one each time.
            let asked = (self.dice.0 as usize).wrapping_add(*id as usize);
            for operator in [PARTIES[asked % PARTIES.len()], PARTIES[asked / 7 % PARTIES.len()]] {
                let is_approved = self.approved.contains(&(*id, operator))
                    || self.operators.contains(&(token.owner, operator));
                let allowed =
                    self.desk.ledger.allowance(&token.owner, &at(operator), Some(Some(*id)));
                assert_eq!(allowed, is_approved);
            }
        }
        // Pinned.
        for (id, token) in tokens {
            let is_offered =
                matches!(token.status, TokenStatus::Offered | TokenStatus::PledgeOffered);
            if is_offered {
                let Token { face, drawn, transfers, owner, .. } = *token;
                assert_eq!(self.offered[id], (face, drawn, transfers, owner));
            }
        }
    }

    /// What no step may do.
    fn compares(&self, before: &State, after: &State, step: Option<&'static str>) {
        for (id, token) in &before.tokens {
            let now = &after.tokens[id];
            assert_eq!(token.receivable, now.receivable);
            assert!(token.drawn <= now.drawn || now.face != token.face);
            assert!(token.status != TokenStatus::Burnt || token == now, "the dead moved");
            if token.owner != now.owner {
                assert!(now.transfers > token.transfers);
                // Pledged.
                let is_enforced = step == Some("enforced");
                assert!(token.status != TokenStatus::Pledged || is_enforced, "a pledge moved");
            }
        }
        for (id, debt) in &before.debts {
            let now = &after.debts[id];
            if debt.status >= ReceivableStatus::Confirmed {
                let same = (now.debtor, now.creditor, now.guarantor, now.face, now.due_at);
                assert_eq!(
                    (debt.debtor, debt.creditor, debt.guarantor, debt.face, debt.due_at),
                    same
                );
                assert_eq!((debt.terms, &debt.settlement), (now.terms, &now.settlement));
                assert!(now.status >= ReceivableStatus::Confirmed);
                assert!(debt.paid <= now.paid && debt.drawn <= now.drawn);
            }
        }
    }

    /// Brings everything to its end, whatever stands where.
    fn finish(&mut self) {
        // A pause and suspensions stop nothing of this. A registry that does not answer does, for as long as it does not.
        self.desk.paused = true;
        self.desk.roll.is_silent.set(false);
        let made = 1..=self.desk.supply.made;
        let ends = made.filter_map(|id| self.desk.ledger.pledges.boxed(id));
        let last = ends.map(|pledge| pledge.enforce_until).max().unwrap_or_default();
        self.desk.now = self.desk.now.max(last + 1);
        for (id, token) in self.state().tokens {
            if token.status == TokenStatus::Pledged {
                self.desk.answer(token.owner, id, token.offers, PledgeStep::Withdraw).unwrap();
            }
        }
        let debts = self.state().debts;
        for (id, debt) in &debts {
            let left = debt.face - debt.paid;
            if debt.status < ReceivableStatus::Confirmed || left == 0 {
                continue;
            }
            let (asset, unit) = units(&debt.settlement);
            if debt.settlement == Settlement::OffChain {
                let caller = self.desk.by(DEBTOR);
                let rest = debt.face - debt.declared;
                if rest > 0 {
                    let ledger = &mut self.desk.ledger;
                    ledger
                        .declare_payment(&caller, DEBTOR, *id, rest, Fingerprint([9; 32]))
                        .unwrap();
                }
                continue;
            }
            let arrived = u128::from(left) * unit;
            let value = if asset.is_none() { arrived } else { 0 };
            self.desk.pay_in(*id, value, left, arrived).unwrap();
            *self.pot.entry(asset).or_default() += arrived;
        }
        for (id, token) in self.state().tokens {
            if token.status == TokenStatus::Burnt {
                continue;
            }
            let debt = &debts[&token.receivable];
            let (asset, _) = units(&debt.settlement);
            if debt.settlement == Settlement::OffChain {
                let caller = self.desk.by(token.owner);
                let Desk { ledger, supply, .. } = &mut self.desk;
                let rest = token.face - token.drawn;
                ledger.confirm_receipt(&caller, supply, id, rest).unwrap();
            } else {
                let (_, payment) = self.desk.draw(token.owner, id).unwrap();
                *self.pot.get_mut(&asset).unwrap() -= payment.amount;
            }
        }
        let state = self.state();
        self.holds(&state);
        assert_eq!(state.supply.live, 0);
        for (id, debt) in &state.debts {
            if debt.status >= ReceivableStatus::Confirmed {
                assert_eq!(debt.status, ReceivableStatus::Settled);
                assert!(self.desk.ledger.settled(id).is_ok());
                for kind in [FactKind::Outcome, FactKind::Closed] {
                    let Desk { ledger, bureau, now, .. } = &self.desk;
                    let told = ledger.tell_credit(bureau, *now, *id, kind);
                    let again = ReceivableError::CreditRefused(6);
                    assert!(
                        told.as_ref().is_ok_and(|told| told.kind == kind) || told == Err(again)
                    );
                }
            }
        }
        // Of the native token nothing is left.
        assert_eq!(self.pot.get(&None).copied().unwrap_or_default(), 0);
    }
}

fn number_of(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

#[test]
fn whatever_is_called_the_invariants_hold_and_all_comes_to_its_end() {
    let steps = number_of("LADING_WALK_STEPS", STEPS);
    let seed = number_of("LADING_WALK_SEED", SEED);
    println!("{steps} steps from seed {seed}");
    let mut taken = BTreeMap::<&'static str, u64>::new();
    for generation in 0..steps.div_ceil(GENERATION) {
        apart(|| {
            let mut walk = Walk::new(seed.wrapping_mul(1_000_003).wrapping_add(generation));
            let mut before = walk.state();
            for _ in 0..GENERATION {
                for is_between in [false, true] {
                    let ids = walk.ids.len();
                    let step = if is_between { walk.transfer() } else { walk.step() };
                    let after = walk.state();
                    walk.compares(&before, &after, step);
                    if step.is_none() && walk.ids.len() == ids {
                        // A draft may be there although it was not confirmed: that was two commands.
                        assert_eq!(before.tokens, after.tokens, "refused, and changed");
                        assert_eq!(before.supply, after.supply, "refused, and changed");
                    }
                    walk.holds(&after);
                    before = after;
                    *taken.entry(step.unwrap_or("refused")).or_default() += 1;
                }
            }
            walk.finish();
        });
    }
    println!("{taken:?}");
    // Everything that can happen did.
    assert!(steps < 10 * STEPS || taken.len() >= 36, "{} kinds of steps", taken.len());
}

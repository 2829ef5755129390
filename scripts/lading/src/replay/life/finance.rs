//! What is owed goes on: it is confirmed, passed on, sold, paid and drawn.
use std::collections::BTreeMap;

use anyhow::{ensure, Context, Result};
use chain::{Backend, Chain, Message};
use ink::{codegen::TraitCallBuilder, scale::Encode};
use interfaces::{
    ids::{account, DocumentId, Millis, Money, OptionalParty, PartyId},
    receivable::{
        Backing, Debt, Price, Receivable as _, SaleOffer, Settlement, Terms, Token, TokenId,
    },
    reconciliation::CaseStatus,
};
use pendzl::contracts::psp34::{Id, PSP34 as _};
use sha2::{Digest as _, Sha256};

use super::{at, days, Case, Life};
use crate::{
    kept::blake2_256,
    replay::{
        calendar::{DAY, HOUR},
        policy::Finance,
        timeline::{Due, Step, Subject},
    },
};

/// In what debts are paid and tokens bought. Money of the world cannot be paid on a chain, and a token is not sold for it there; so one
/// smallest unit of the chain's own token stands for one minor unit.
pub const SETTLEMENT: Settlement = Settlement::Native(1);

/// A debt that was lived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Its id.
    pub id: DocumentId,
    /// Digest of its terms.
    terms: [u8; 32],
    /// How much is owed, in minor units.
    pub face: Money,
    /// When it is due.
    pub due_at: Millis,
    /// When it was confirmed.
    pub confirmed_at: Millis,
    /// The token that it began as.
    pub first: TokenId,
    /// What its makers got of it, and when.
    pub passed_on: Vec<Part>,
    /// At what price the rest was sold, and when.
    pub sold: Option<Part>,
    /// When it was paid.
    pub paid_at: Millis,
}

#[cfg(test)]
impl Owed {
    /// One that was confirmed and paid, and went nowhere else.
    pub fn new(id: DocumentId, face: Money, confirmed_at: Millis, paid_at: Millis) -> Self {
        Self {
            id,
            terms: [0; 32],
            face,
            due_at: paid_at,
            confirmed_at,
            first: 1,
            passed_on: Vec::new(),
            sold: None,
            paid_at,
        }
    }
}

/// A token that changed hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The token.
    pub token: TokenId,
    /// Place of who got it in the history.
    pub to: usize,
    /// For how much, in minor units: its face, or what the financier paid.
    pub amount: Money,
    /// When.
    pub at: Millis,
}

/// What the lines of each maker were billed at, and the deliveries they are of.
type Makers = BTreeMap<usize, (Money, Vec<usize>)>;

/// The debts, by the places of their cases.
pub type Debts = BTreeMap<usize, Owed>;

impl Life<'_> {
    /// What follows when a case was concluded: it is owed what it cleared, if it is balanced and that is anything.
    pub(super) fn what_is_owed(&self, now: Millis, case: usize) -> Result<Option<(Millis, Step)>> {
        let view = self.case(case)?;
        let is_owed = self.policy.finance.is_some()
            && view.status == CaseStatus::Balanced
            && view.cleared > 0;
        let drafted = now.saturating_add(HOUR.saturating_mul(2));
        Ok(is_owed.then_some((drafted, Step::Finance(Due::Draft, case))))
    }

    /// What follows a step about a debt.
    pub(super) fn what_finance_follows(
        &self,
        now: Millis,
        due: Due,
        case: usize,
    ) -> Result<Vec<(Millis, Step)>> {
        let finance = self.finance()?;
        let owed = self.debts.get(&case).context("it is not drafted")?;
        let in_hours = |hours: Millis, due| {
            (now.saturating_add(HOUR.saturating_mul(hours)), Step::Finance(due, case))
        };
        let Case { subject, biller, .. } = at(&self.cases, case)?;
        let is_suppliers = *subject == Subject::Goods;
        let supplier = &at(&self.history.enterprises, *biller)?.name;
        Ok(match due {
            Due::Draft => vec![in_hours(1, Due::Confirm)],
            Due::Confirm => {
                let mut after = vec![(owed.due_at, Step::Finance(Due::Pay, case))];
                if is_suppliers && finance.passes_on(supplier) {
                    after.push(in_hours(1, Due::PassOn));
                }
                if is_suppliers && finance.sells(supplier) {
                    after.push(in_hours(2, Due::Offer));
                }
                after
            }
            Due::Offer if owed.sold.is_some() => vec![in_hours(1, Due::Buy)],
            Due::Pay => vec![in_hours(1, Due::Draw)],
            Due::PassOn | Due::Offer | Due::Buy | Due::Draw => Vec::new(),
        })
    }

    /// Takes a step about what is owed on a case.
    pub(super) fn take_due(&mut self, due: Due, case: usize) -> Result<()> {
        match due {
            Due::Draft => self.draft_debt(case),
            Due::Confirm => self.confirm_debt(case),
            Due::PassOn => self.pass_on(case),
            Due::Offer => self.offer_debt(case),
            Due::Buy => self.buy(case),
            Due::Pay => self.pay(case),
            Due::Draw => self.draw(case),
        }
    }

    fn finance(&self) -> Result<&Finance> {
        self.policy.finance.as_ref().context("the policy says nothing of finance")
    }

    pub(super) fn owed(&self, case: usize) -> Result<&Owed> {
        self.debts.get(&case).context("nothing was drafted on the case")
    }

    fn owed_mut(&mut self, case: usize) -> Result<&mut Owed> {
        self.debts.get_mut(&case).context("nothing was drafted on the case")
    }

    /// What the chain says of the debt on a case.
    ///
    /// # Errors
    /// If it knows none.
    pub fn debt(&self, owed: &Owed) -> Result<Debt> {
        let receivable = self.suite.receivable();
        let debt = self.chain.query(receivable.call().receivable(owed.id))?;
        debt.and_then(|debt| debt.decoded()).context("the chain knows no such receivable")
    }

    /// What it says of a token.
    ///
    /// # Errors
    /// If it knows none.
    pub fn token(&self, token: TokenId) -> Result<Token> {
        let receivable = self.suite.receivable();
        let found = self.chain.query(receivable.call().token(token))?;
        found
            .and_then(|token| token.decoded())
            .with_context(|| format!("the chain knows no token {token}"))
    }

    /// Who is owed drafts what its case cleared, all of it.
    fn draft_debt(&mut self, place: usize) -> Result<()> {
        let Case { subject, biller, billed, period, sequence, ref deliveries, .. } =
            *at(&self.cases, place)?;
        let payment_days = match subject {
            Subject::Goods => self.mapping.terms.payment_days,
            Subject::Freight => self.finance()?.freight_payment_days,
        };
        let document = self.papers(deliveries.iter().copied())?;
        let cleared = self.case(place)?.cleared;
        let face = Money::try_from(cleared).ok().filter(|face| i64::try_from(*face).is_ok());
        let face = face.with_context(|| {
            format!("{cleared} minor units are owed; expected less than 2^63, which is the most that a receivable is for")
        })?;
        // The case was balanced two hours ago: the days count from then.
        let concluded = self.chain.next_time().saturating_sub(HOUR.saturating_mul(2));
        let due_at = concluded.saturating_add(days(payment_days.into()));
        let debtor = *at(&self.parties, billed)?;
        let creditor = *at(&self.parties, biller)?;
        let terms = Terms {
            debtor,
            creditor,
            guarantor: OptionalParty::Nobody,
            invoice: format!("{period}-{sequence}"),
            face,
            currency: self.mapping.money.currency.clone(),
            due_at,
            grace: 0,
            backing: Backing::Case(*at(&self.case_ids, place)?),
            settlement: SETTLEMENT,
            with_recourse: false,
            document: document.into(),
            sign_until: concluded.saturating_add(DAY / 2),
        };
        let digest = blake2_256(&terms.encode());
        let mut receivable = self.suite.receivable();
        let message = receivable.call_mut().draft(creditor, terms);
        let id = self.send("receivable.draft", 1, biller, message)?;
        let owed = Owed {
            id,
            terms: digest,
            face,
            due_at,
            confirmed_at: 0,
            first: 0,
            passed_on: Vec::new(),
            sold: None,
            paid_at: 0,
        };
        self.debts.insert(place, owed);
        Ok(())
    }

    /// SHA-256 of what stands behind some deliveries: the digests of their rows, one after the other.
    fn papers(&self, deliveries: impl Iterator<Item = usize>) -> Result<[u8; 32]> {
        let mut digest = Sha256::new();
        for place in deliveries {
            digest.update(at(&self.history.deliveries, place)?.document);
        }
        Ok(digest.finalize().into())
    }

    /// Who owes signs it, and it is owed.
    fn confirm_debt(&mut self, place: usize) -> Result<()> {
        let billed = at(&self.cases, place)?.billed;
        let debtor = *at(&self.parties, billed)?;
        let Owed { id, terms, .. } = *self.owed(place)?;
        let mut receivable = self.suite.receivable();
        let message = receivable.call_mut().sign(debtor, id, terms);
        self.send("receivable.sign", 1, billed, message)?;
        let first = self.debt(self.owed(place)?)?.first_token;
        let now = self.chain.next_time();
        let owed = self.owed_mut(place)?;
        (owed.first, owed.confirmed_at) = (first, now);
        Ok(())
    }

    /// What the lines of each maker were billed at in a case, with the deliveries they are of, and what all lines were. Lines of no
    /// known maker, or of the supplier's own make, are nobody's to be paid for.
    fn makers(&self, place: usize) -> Result<(Makers, u128)> {
        let Case { biller, deliveries, .. } = at(&self.cases, place)?;
        let mut makers = Makers::new();
        let mut all = 0_u128;
        for delivery in deliveries {
            for line in &at(&self.history.deliveries, *delivery)?.lines {
                all = all.saturating_add(line.billed.into());
                let Some(maker) = line.manufacturer.filter(|maker| maker != biller) else {
                    continue;
                };
                let (billed, of) = makers.entry(maker).or_default();
                *billed = billed.saturating_add(line.billed);
                if of.last() != Some(delivery) {
                    of.push(*delivery);
                }
            }
        }
        Ok((makers, all))
    }

    /// The supplier splits off what each maker gets, and pays it with that.
    fn pass_on(&mut self, place: usize) -> Result<()> {
        let Case { biller, billed, .. } = *at(&self.cases, place)?;
        let Owed { first, face, .. } = *self.owed(place)?;
        let (makers, all) = self.makers(place)?;
        for (maker, (value, of)) in makers {
            let amount = self.finance()?.parts(face, value, all);
            // A maker that is billed for its own goods is not paid with its own debt.
            if amount == 0 || maker == billed {
                continue;
            }
            let trade = self.papers(of.into_iter())?;
            let to: PartyId = *at(&self.parties, maker)?;
            let mut receivable = self.suite.receivable();
            let message = receivable.call_mut().split(first, amount);
            let token = self.send("receivable.split", 1, biller, message)?;
            let mut tokens = self.suite.receivable_tokens();
            let message = tokens.call_mut().transfer(to.0.into(), Id::U64(token), trade.to_vec());
            self.send("receivable.transfer", 1, biller, message)?;
            let now = self.chain.next_time();
            let part = Part { token, to: maker, amount, at: now };
            self.owed_mut(place)?.passed_on.push(part);
        }
        Ok(())
    }

    /// What is left of the first token of a debt, in minor units.
    fn left(owed: &Owed) -> Money {
        let passed_on: Money = owed.passed_on.iter().map(|part| part.amount).sum();
        owed.face.saturating_sub(passed_on)
    }

    /// The supplier offers what is left to the financier, at the rate of the policy. What comes to nothing at that rate is kept.
    fn offer_debt(&mut self, place: usize) -> Result<()> {
        let biller = at(&self.cases, place)?.biller;
        let financier = self.history.financier.context("there is no financier")?;
        let buyer = *at(&self.parties, financier)?;
        let pay_to = account(&at(&self.accounts, biller)?.ink());
        let now = self.chain.next_time();
        let finance = self.finance()?;
        let owed = self.owed(place)?;
        let (token, due_at) = (owed.first, owed.due_at);
        if finance.price(Self::left(owed), due_at.saturating_sub(now)) == 0 {
            return Ok(());
        }
        let offer = SaleOffer {
            buyer,
            price: Price::Rate(finance.annual_rate),
            settlement: SETTLEMENT,
            pay_to,
            until: now.saturating_add(DAY / 2),
        };
        let mut receivable = self.suite.receivable();
        let message = receivable.call_mut().offer(token, offer);
        self.send("receivable.offer", 1, biller, message)?;
        // Until it is bought, for nothing.
        let sold = Part { token, to: financier, amount: 0, at: now };
        self.owed_mut(place)?.sold = Some(sold);
        Ok(())
    }

    /// The financier buys it, at the price that it counts for itself.
    fn buy(&mut self, place: usize) -> Result<()> {
        let owed = self.owed(place)?;
        let Part { token, to, .. } = owed.sold.context("it is not offered")?;
        let now = self.chain.next_time();
        let until_due = owed.due_at.saturating_sub(now);
        let price = self.finance()?.price(Self::left(owed), until_due);
        let number = self.token(token)?.offers;
        let party = *at(&self.parties, to)?;
        let mut receivable = self.suite.receivable();
        let message =
            Message::from(receivable.call_mut().accept_offer(token, number, party, price));
        self.send("receivable.accept_offer", 1, to, message.value(price.into()))?;
        self.owed_mut(place)?.sold = Some(Part { token, to, amount: price, at: now });
        Ok(())
    }

    /// Who owes pays all of it.
    fn pay(&mut self, place: usize) -> Result<()> {
        let billed = at(&self.cases, place)?.billed;
        let Owed { id, face, .. } = *self.owed(place)?;
        let mut receivable = self.suite.receivable();
        let message = Message::from(receivable.call_mut().pay(id, face));
        let credited = self.send("receivable.pay", 1, billed, message.value(face.into()))?;
        ensure!(credited == face, "{face} minor units were paid, and {credited} credited");
        let now = self.chain.next_time();
        self.owed_mut(place)?.paid_at = now;
        Ok(())
    }

    /// All who hold a part of it draw what was paid; then the collateral contract is told that nothing is owed any more.
    fn draw(&mut self, place: usize) -> Result<()> {
        let biller = at(&self.cases, place)?.biller;
        let owed = self.owed(place)?;
        let (id, rest) = (owed.id, Self::left(owed));
        let holder = owed.sold.map_or(biller, |part| part.to);
        let mut holders = vec![(owed.first, holder, rest)];
        holders.extend(owed.passed_on.iter().map(|part| (part.token, part.to, part.amount)));
        let mut receivable = self.suite.receivable();
        for (token, holder, amount) in &holders {
            let to = account(&at(&self.accounts, *holder)?.ink());
            let message = receivable.call_mut().draw(*token, to);
            let drawn = self.send("receivable.draw", 1, *holder, message)?;
            ensure!(drawn == *amount, "{drawn} minor units were drawn of {amount}");
        }
        let clerk = self.clerk.clone();
        let message = receivable.call_mut().tell_collateral(id);
        self.send_by("receivable.tell_collateral", 1, &clerk, message)?;
        Ok(())
    }

    /// What the receivable contract has, in the smallest unit of the chain's token.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub fn pot(&self) -> Result<u128> {
        let contract = self.suite.contract("receivable").context("it is not deployed")?;
        Ok(self.chain.balance(&contract.address)?.free)
    }
}

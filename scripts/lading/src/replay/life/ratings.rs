//! Who signed is rated: what two have signed is told to the credit contract, and so often all ratings are put on record.
//!
//! Each rating that is put on record is reckoned again from the events alone, and must be the same to the last bit.
use std::collections::BTreeMap;

use anyhow::{bail, ensure, Context, Result};
use chain::{AccountId32, Chain, ContractEvent, Message, Receipt};
use credit::{
    model::{Event, Model},
    rating::DIMENSIONS,
    Contested, Decided, Observed, Rated, WeightsAnnounced,
};
use ink::{
    codegen::TraitCallBuilder,
    scale::{Decode, Encode},
};
use interfaces::{
    administration::ATTESTER,
    credit::{Credit as _, CreditError, FactKind, ObservationKind, Rating, WeightTable},
    ids::{DocumentId, Millis, PartyId},
    orders::{OrderError, Orders as _},
    receivable::{Receivable as _, ReceivableError},
    reconciliation::{Reconciliation as _, ReconciliationError},
    registry::{Registry as _, Scheme, Topic},
    waybill::{Waybill as _, WaybillError},
};
use pendzl::contracts::access_control::AccessControl as _;
use serde::Serialize;

use super::{at, days, Life};
use crate::{
    replay::{
        calendar::{DAY, HOUR},
        policy::Ratings as Policy,
        timeline::{Signed, Step},
    },
    suite::AccessControlRef,
};

/// How many of a kind the credit contract was told, and how many not and why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Facts {
    /// That it took.
    pub told: u64,
    /// That it refused, by why.
    pub refused: BTreeMap<String, u64>,
}

/// A rating that was put on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnRecord {
    /// Place of who is rated in the history.
    pub subject: usize,
    /// How.
    pub rating: Rating,
}

/// What came of ratings.
#[derive(Debug, Default)]
pub struct Ratings {
    /// The weights in force.
    pub weights: Option<WeightTable>,
    /// What was told, by what it is about.
    pub facts: BTreeMap<&'static str, Facts>,
    /// What was put on record, in the order of time.
    pub on_record: Vec<OnRecord>,
    /// All that ratings depend on, as the events tell it.
    model: Model,
    /// The credit contract.
    contract: Option<AccountId32>,
}

impl Ratings {
    /// Learns what the events of a call tell.
    pub(super) fn learn<R>(&mut self, receipt: &Receipt<R>) -> Result<()> {
        for event in &receipt.events {
            if Some(&event.contract) == self.contract.as_ref() {
                if let Some(event) = read(event)? {
                    let learnt = self.model.learn(&event);
                    learnt.context(
                        "an event of the credit contract does not follow from those before",
                    )?;
                }
            }
        }
        Ok(())
    }

    /// Notes what became of a fact.
    fn note(&mut self, what: &'static str, refused: Option<CreditError>) {
        let facts = self.facts.entry(what).or_default();
        match refused {
            None => facts.told += 1,
            Some(why) => *facts.refused.entry(words(why)).or_default() += 1,
        }
    }
}

/// What an event of the credit contract says that ratings depend on.
fn read(event: &ContractEvent) -> Result<Option<Event>> {
    Ok(if event.is::<Observed>() {
        Some(Event::Observed(Box::new(event.decode()?)))
    } else if event.is::<Contested>() {
        Some(Event::Contested(event.decode()?))
    } else if event.is::<Decided>() {
        Some(Event::Decided(event.decode()?))
    } else if event.is::<WeightsAnnounced>() {
        Some(Event::WeightsAnnounced(event.decode()?))
    } else {
        None
    })
}

/// Why a fact was refused.
fn words(why: CreditError) -> String {
    match why {
        CreditError::WeighsNothing => {
            "of less than some 82 US dollars, or of nothing stated".into()
        }
        CreditError::SameParty => "of an enterprise with itself".into(),
        CreditError::TooOld => "older than 24 months when it could be told".into(),
        other => format!("{other:?}"),
    }
}

/// The error of the credit contract that has this index; what it says beside is 0.
fn refusal(index: u8) -> Result<CreditError> {
    // No error says more than a time: eight bytes.
    CreditError::decode(&mut &[index, 0, 0, 0, 0, 0, 0, 0, 0][..])
        .ok()
        .with_context(|| format!("the credit contract has no error number {index}"))
}

impl Signed {
    /// What is told of it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Delivery(_) => "deliveries, of carriers",
            Self::Order(_) => "orders, of suppliers",
            Self::Case(_) => "bills, of who billed",
            Self::Debt(_) => "payments, of debtors",
        }
    }
}

impl Life<'_> {
    /// How who signed is rated, if it is.
    fn rates(&self) -> Option<&Policy> {
        self.policy.ratings.as_ref()
    }

    /// Makes the clerk an attester, and reads the weights that the credit contract was made with.
    pub(super) fn begin_to_rate(&mut self) -> Result<()> {
        if self.rates().is_none() {
            return Ok(());
        }
        let contract = self.suite.contract("credit").context("it is not deployed")?;
        self.ratings.contract = Some(contract.address.clone());
        let credit = self.suite.credit();
        let table =
            self.chain.query(credit.call().weights_of(0))?.context("there are no weights")?;
        let version = self.chain.query(credit.call().version())?;
        let announced = Event::WeightsAnnounced(WeightsAnnounced { version, table });
        self.ratings.model.learn(&announced).context("the first weights")?;
        self.ratings.weights = Some(table);
        let registry = self.suite.contract("registry").context("it is not deployed")?;
        let address: [u8; 32] = *registry.address.as_ref();
        let mut roles = AccessControlRef::from(ink::primitives::AccountId::from(address));
        let clerk = self.clerk.clone();
        let message = roles.call_mut().grant_role(ATTESTER, Some(clerk.ink()));
        let granted = self.chain.call(&clerk, message).context("naming the attester")?;
        granted.returned.map_err(|error| anyhow::anyhow!("naming the attester: {error:?}"))
    }

    /// The attester confirms who an enterprise is: its name, and a number that is its own.
    pub(super) fn identify(&mut self, place: usize) -> Result<()> {
        if self.rates().is_none() {
            return Ok(());
        }
        let party = *at(&self.parties, place)?;
        let number = format!("{:09}", 100_000_000 + place);
        let clerk = self.clerk.clone();
        let mut registry = self.suite.registry();
        let message = registry.call_mut().state_identifier(party, Scheme::Duns, number.clone());
        self.send("registry.state_identifier", 1, place, message)?;
        let message = registry.call_mut().confirm_identifier(party, Scheme::Duns, number, [0; 32]);
        self.send_by("registry.confirm_identifier", 1, &clerk, message)?;
        let until = self.chain.next_time().saturating_add(DAY.saturating_mul(36_525));
        let message = registry.call_mut().attest(party, Topic::RealName, [0; 32], until);
        self.send_by("registry.attest", 1, &clerk, message)
    }

    /// What follows once an order was closed, or could not be yet.
    pub(super) fn what_closing_follows(
        &self,
        now: Millis,
        order: usize,
    ) -> Result<Vec<(Millis, Step)>> {
        let id = *at(&self.orders, order)?;
        let orders = self.suite.orders();
        let view = self.chain.query(orders.call().order(id))?.context("there is no such order")?;
        if view.status != interfaces::orders::OrderStatus::Closed {
            let again = view.close_from.max(now.saturating_add(HOUR));
            return Ok(vec![(again, Step::CloseOrder(order))]);
        }
        // What is missing counts 30 days later.
        let is_short = view.tally.received < view.tally.agreed;
        let wait = if is_short { days(31) } else { HOUR };
        Ok(vec![(
            now.saturating_add(wait),
            Step::TellCredit(Signed::Order(order), FactKind::Outcome),
        )])
    }

    /// What follows once a fact was told: of an order that it is closed, and then its buyer's score.
    pub(super) fn what_telling_follows(
        &self,
        now: Millis,
        signed: Signed,
        kind: FactKind,
    ) -> Vec<(Millis, Step)> {
        let Signed::Order(order) = signed else { return Vec::new() };
        let next = match kind {
            FactKind::Outcome => Step::TellCredit(signed, FactKind::Closed),
            FactKind::Closed => Step::Score(order),
        };
        vec![(now.saturating_add(HOUR), next)]
    }

    /// What is told of a case that is balanced, and of a debt that is paid.
    pub(super) fn to_be_told(&self, now: Millis, signed: Signed) -> Option<(Millis, Step)> {
        self.rates()?;
        let told = now.saturating_add(HOUR.saturating_mul(2));
        Some((told, Step::TellCredit(signed, FactKind::Outcome)))
    }

    /// The buyer closes an order, unless it has to wait for what is missing.
    pub(super) fn close_order(&mut self, place: usize) -> Result<()> {
        let buyer = at(&self.history.orders, place)?.buyer;
        let (id, party) = (*at(&self.orders, place)?, *at(&self.parties, buyer)?);
        let mut orders = self.suite.orders();
        let view = self.chain.query(orders.call().order(id))?.context("there is no such order")?;
        let is_short = view.tally.received < view.tally.agreed;
        if is_short && self.chain.next_time() < view.close_from {
            return Ok(());
        }
        let message = orders.call_mut().close(id, party);
        self.send("orders.close", 1, buyer, message)
    }

    /// Has the contract that keeps a document tell the credit contract of it.
    pub(super) fn tell_credit(&mut self, signed: Signed, kind: FactKind) -> Result<()> {
        let refused = match signed {
            Signed::Delivery(place) => {
                let id = *at(&self.documents, place)?;
                let message = self.suite.waybill().call_mut().tell_credit(id, kind);
                self.have_told("waybill.tell_credit", message, |error| match error {
                    WaybillError::NotTold(index) => Some(index),
                    _ => None,
                })?
            }
            Signed::Order(place) => {
                let id = *at(&self.orders, place)?;
                let message = self.suite.orders().call_mut().tell_credit(id, kind);
                self.have_told("orders.tell_credit", message, |error| match error {
                    OrderError::NotTold(index) => Some(index),
                    _ => None,
                })?
            }
            Signed::Case(place) => {
                let id = *at(&self.case_ids, place)?;
                let message = self.suite.reconciliation().call_mut().tell_credit(id, kind);
                self.have_told("reconciliation.tell_credit", message, |error| match error {
                    ReconciliationError::NotTold(index) => Some(index),
                    _ => None,
                })?
            }
            Signed::Debt(place) => {
                let id = self.owed(place)?.id;
                let message = self.suite.receivable().call_mut().tell_credit(id, kind);
                self.have_told("receivable.tell_credit", message, |error| match error {
                    ReceivableError::CreditRefused(index) => Some(index),
                    _ => None,
                })?
            }
        };
        let what = match kind {
            FactKind::Outcome => signed.words(),
            FactKind::Closed => "orders, that they are closed",
        };
        self.ratings.note(what, refused);
        Ok(())
    }

    /// Sends it; gives why the credit contract refused, if it did. Another fault is one.
    fn have_told<E: Decode + std::fmt::Debug + Copy>(
        &mut self,
        call: &'static str,
        message: impl Into<Message<std::result::Result<(), E>>>,
        refused: fn(E) -> Option<u8>,
    ) -> Result<Option<CreditError>> {
        let clerk = self.clerk.clone();
        match self.ask_by(call, 1, &clerk, message)? {
            Ok(()) => Ok(None),
            Err(error) => match refused(error) {
                Some(index) => refusal(index).map(Some),
                None => bail!("{call} refused: {error:?}"),
            },
        }
    }

    /// The buyer scores how the seller served, if the order was told: by whether it was perfect, as the credit contract was told.
    pub(super) fn score(&mut self, place: usize) -> Result<()> {
        let Some(Policy { service_if_perfect, service_if_not, .. }) = self.rates().copied() else {
            return Ok(());
        };
        let buyer = at(&self.history.orders, place)?.buyer;
        let (id, party) = (*at(&self.orders, place)?, *at(&self.parties, buyer)?);
        let orders = self.suite.contract("orders").context("it is not deployed")?;
        let source: [u8; 32] = *orders.address.as_ref();
        let source = ink::primitives::AccountId::from(source);
        let mut credit = self.suite.credit();
        let Some(is_perfect) = self.is_perfect(source, id)? else { return Ok(()) };
        let score = if is_perfect { service_if_perfect } else { service_if_not };
        let message = credit.call_mut().score_service(source, id, party, score);
        let signer = at(&self.accounts, buyer)?.clone();
        let refused = self.ask_by("credit.score_service", 1, &signer, message)?.err();
        self.ratings.note("services, of suppliers", refused);
        Ok(())
    }

    /// Whether the order was perfect, as the credit contract was told; nothing if it was not told.
    fn is_perfect(
        &self,
        source: ink::primitives::AccountId,
        order: DocumentId,
    ) -> Result<Option<bool>> {
        let credit = self.suite.credit();
        let kind = ObservationKind::Delivery;
        let id = self.chain.query(credit.call().observation_id(source, order, kind))?;
        let observed = self.chain.query(credit.call().observation(id))?;
        let observed = observed.and_then(|observed| observed.decoded());
        // Of a delivery the score is the weight of what was perfect.
        Ok(observed.map(|one| one.cell.score & u64::from(u32::MAX) == u64::from(one.cell.weight)))
    }

    /// Puts on record how everybody is rated of whom anything was told, and reckons it again.
    pub(super) fn record(&mut self) -> Result<()> {
        if self.rates().is_none() {
            return Ok(());
        }
        let clerk = self.clerk.clone();
        for (subject, party) in self.parties.clone().into_iter().enumerate() {
            let model = &self.ratings.model;
            if !DIMENSIONS.into_iter().any(|dimension| model.record(party, dimension).is_some()) {
                continue;
            }
            let message = Message::from(self.suite.credit().call_mut().snapshot(party, 0));
            let receipt = self.chain.call(&clerk, message).context("credit.snapshot")?;
            self.costs.add("credit.snapshot", 1, &receipt);
            if let Err(error) = receipt.returned {
                bail!("credit.snapshot refused: {error:?}");
            }
            let contract = self.ratings.contract.clone().context("it is not deployed")?;
            let rated: Vec<Rated> = receipt.events_of(&contract)?;
            let [Rated { subject: who, rating }] = rated[..] else {
                bail!("credit.snapshot told {} ratings; expected one", rated.len());
            };
            self.reckon(party, who, &rating)?;
            self.ratings.on_record.push(OnRecord { subject, rating });
        }
        Ok(())
    }

    /// That a rating follows from the events alone, to the last bit.
    fn reckon(&self, party: PartyId, who: PartyId, rating: &Rating) -> Result<()> {
        let Rating { version, registry, at, .. } = *rating;
        let again = self.ratings.model.rate(party, version, registry, at);
        let is_same = again.is_some_and(|again| again.encode() == rating.encode());
        ensure!(
            is_same && who == party,
            "the chain rates 0x{} as {rating:?}, and the events say {again:?}",
            hex::encode(party.0)
        );
        Ok(())
    }
}

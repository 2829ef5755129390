//! Lives a timeline on a chain: every step a signed call, every answer checked.
pub mod finance;
pub mod ratings;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Debug},
    time::Instant,
};

use anyhow::{anyhow, bail, Context, Result};
use chain::{Account, Chain, Embedded, Genesis, Message, Sealing, Signing, UNIT};
use ink::{codegen::TraitCallBuilder, scale::Decode};
use interfaces::{
    ids::{CaseId, DocumentId, Millis, OptionalDocument, PartyId, RelationshipId},
    orders::{
        self, Answer, Incoterm, OrderError, OrderedLine, Orders as _, ProgressKind, Settlement,
    },
    reconciliation::{
        Action, BillLine, CaseLine, CaseStatus, CaseTerms, CaseView, Completion, EntryMode, Limits,
        LineReference, Reconciliation as _, ReconciliationError, Statement, Tolerances,
    },
    registry::{Kind, Registry as _},
    waybill::{Consignment, DocumentForm, Goods, OrderLine, SignOff, Waybill as _, WaybillError},
};

use self::{finance::Debts, ratings::Ratings};
use super::{
    calendar::{self, DAY, HOUR},
    costs::Costs,
    history::{Delivery, Enterprise, History, Order, Relationship},
    mapping::Mapping,
    policy::{Found, Move, Policy},
    progress::Progress,
    telling::{order_error, Told, Untold},
    timeline::{self, pickup, Case, Due, Side, Signed, Step, Subject, Timeline, MOST_IN_A_CALL},
};
use crate::{
    deploy::{self, Terms},
    suite::Suite,
};

/// What each enterprise has at the beginning: enough for every fee and deposit of its life.
const FUNDS: u128 = 10_000_000 * UNIT;

/// How long after the pickup goods may be to be delivered, in days: the waybill contract's own limit.
const LONGEST_DAYS: Millis = 366;

/// A history that was lived on a chain.
pub struct Life<'a> {
    /// The chain.
    pub chain: Embedded,
    /// The suite on it.
    pub suite: Suite,
    /// What was lived.
    pub history: &'a History,
    /// The cases, in the order of their ids.
    pub cases: Vec<Case>,
    /// The ids of the enterprises, in the order of the history.
    pub parties: Vec<PartyId>,
    /// The ids of the relationships, in the order of the history.
    pub relationships: Vec<RelationshipId>,
    /// The ids of the orders, in the order of the history.
    pub orders: Vec<DocumentId>,
    /// The ids of the waybills, in the order of the history.
    pub documents: Vec<DocumentId>,
    /// The ids of the cases.
    pub case_ids: Vec<CaseId>,
    /// What orders were told of their lines, and what not.
    pub told: Told,
    /// What was owed on balanced cases, and paid.
    pub debts: Debts,
    /// How who signed is rated.
    pub ratings: Ratings,
    /// What the receivable contract had before anything was paid.
    pub first_pot: u128,
    /// What the calls cost.
    pub costs: Costs,
    /// Block time of the first step.
    pub begun: Millis,
    mapping: &'a Mapping,
    /// How discrepancies are worked off.
    pub policy: &'a Policy,
    tolerances: Tolerances,
    accounts: Vec<Account>,
    clerk: Account,
}

impl<'a> Life<'a> {
    /// Deploys the suite of `bundles` on a new chain and lives `history`; what is found discrepant is worked off by `policy`.
    ///
    /// # Errors
    /// If a call is refused: with what was called, for which waybill or case, and what the contract answered.
    pub fn live(
        history: &'a History,
        mapping: &'a Mapping,
        policy: &'a Policy,
        bundles: &[chain::Bundle],
        signing: Signing,
    ) -> Result<Self> {
        let Timeline { mut steps, cases } = Timeline::of(history, &mapping.life, &mapping.terms);
        if let Some(ratings) = &policy.ratings {
            let until = steps.last().map_or(0, |(at, _)| *at);
            steps.extend(timeline::ratings(history, &mapping.life, ratings.every_months, until));
            steps.sort_by_key(|(at, _)| *at);
        }
        let accounts: Vec<_> = history
            .enterprises
            .iter()
            .map(|enterprise| Account::dev(&format!("enterprise {}", enterprise.name)))
            .collect();
        let begin = steps.first().map_or(chain::START_TIME, |(at, _)| *at).saturating_sub(DAY);
        let endowed = accounts.iter().map(|account| (account.id().clone(), FUNDS)).collect();
        let mut chain =
            Embedded::with_genesis(&Genesis { time: begin, endowed, ..Genesis::default() });
        chain.set_signing(signing);
        let clerk = Account::dev("Alice");
        let (signing_days, reservation_days) =
            (mapping.life.signing_days, mapping.life.reservation_days);
        // Nothing is deposited with the notary, so nothing is challenged; and of goods nothing is asked, and nothing recalled.
        let terms = Terms::in_days(&clerk, 0, signing_days, reservation_days, 0, 0, 0);
        let (suite, _) = deploy::deploy(&mut chain, &clerk, &terms, bundles)?;
        chain.set_sealing(Sealing::WhenFull);
        let mut life = Self {
            chain,
            suite,
            history,
            parties: vec![PartyId([0; 32]); history.enterprises.len()],
            relationships: vec![RelationshipId([0; 32]); history.relationships.len()],
            orders: vec![DocumentId([0; 32]); history.orders.len()],
            documents: vec![DocumentId([0; 32]); history.deliveries.len()],
            case_ids: vec![CaseId([0; 32]); cases.len()],
            cases,
            told: Told::default(),
            debts: Debts::new(),
            ratings: Ratings::default(),
            first_pot: 0,
            costs: Costs::default(),
            begun: begin.saturating_add(DAY),
            mapping,
            policy,
            tolerances: tolerances(mapping)?,
            accounts,
            clerk,
        };
        life.first_pot = life.pot()?;
        life.begin_to_rate()?;
        let since = Instant::now();
        let mut progress = Progress::new("replaying", steps.len());
        // In the order of their times, and those of the same time as they were put in.
        let mut planned = steps.len();
        let mut steps: BTreeMap<(Millis, usize), Step> =
            (0..).zip(steps).map(|(place, (at, step))| ((at, place), step)).collect();
        while let Some(((at, _), step)) = steps.pop_first() {
            progress.step(|| calendar::iso_day(at));
            life.advance(at)?;
            let after = life.take(&step).and_then(|()| life.what_follows(at, &step));
            let after = after
                .with_context(|| format!("on {}: {}", calendar::iso(at), life.about(&step)))?;
            progress.more(after.len());
            for (at, step) in after {
                steps.insert((at, planned), step);
                planned += 1;
            }
        }
        life.record()?;
        life.chain.seal();
        drop(progress);
        let (calls, seconds) = (life.costs.calls(), since.elapsed().as_secs_f64());
        eprintln!(
            "replayed {} calls in {seconds:.0} s, {:.0} a second",
            crate::ui::count(calls),
            calls as f64 / seconds.max(0.001)
        );
        Ok(life)
    }

    /// Lets the chain's time come to `at`, unless it is past it: a full block pushes the next one a little.
    fn advance(&mut self, at: Millis) -> Result<()> {
        if self.chain.next_time() < at {
            self.chain.set_time(at)?;
        }
        Ok(())
    }

    fn take(&mut self, step: &Step) -> Result<()> {
        match step {
            Step::Register(enterprise) => self.register(*enterprise),
            Step::Propose(relationship) => self.propose(*relationship),
            Step::Agree(relationship) => self.agree(*relationship),
            Step::Order(order) => self.order(*order),
            Step::Answer(order) => self.answer(*order),
            Step::Draft(delivery) => self.draft(*delivery),
            Step::SignOff { step, by, deliveries, declared_at } => {
                self.sign_off(*step, *by, deliveries, *declared_at)
            }
            Step::Open(case) => self.open(*case),
            Step::Accept(case) => self.accept(*case),
            Step::Enter(case, side) => self.enter(*case, *side),
            Step::Complete(case, side) => self.complete(*case, *side),
            Step::Match(case) => self.examine(*case),
            Step::Conclude(case) => self.conclude(*case),
            Step::WorkOff(case, line) => self.work_off(*case, *line),
            Step::Tell(kind, delivery) => self.tell(*kind, *delivery),
            Step::TellBilled(case) => self.tell_billed(*case),
            Step::Finance(due, case) => self.take_due(*due, *case),
            Step::CloseOrder(order) => self.close_order(*order),
            Step::TellCredit(signed, kind) => self.tell_credit(*signed, *kind),
            Step::Score(order) => self.score(*order),
            Step::Record => self.record(),
        }
    }

    /// The steps that a step leads to: what is done next about a discrepancy, the end of a case whose last one is settled, what
    /// orders are told of it then, and how what is owed is paid.
    fn what_follows(&self, now: Millis, step: &Step) -> Result<Vec<(Millis, Step)>> {
        let mut after = Vec::new();
        match step {
            Step::Match(case) => {
                let view = self.case(*case)?;
                let reconciliation = self.suite.reconciliation();
                for page in 0..view.discrepancy_pages {
                    let id = *at(&self.case_ids, *case)?;
                    let lines =
                        self.chain.query(reconciliation.call().discrepancies_of(id, page))?;
                    for line in lines {
                        after.extend(self.next_move(now, *case, &line)?);
                    }
                }
            }
            Step::WorkOff(case, reference) => {
                let line = self.line(*case, *reference)?;
                match self.next_move(now, *case, &line)? {
                    Some(next) => after.push(next),
                    None => {
                        let view = self.case(*case)?;
                        if view.settled == view.discrepant && view.status == CaseStatus::Discrepant
                        {
                            after.push((now.saturating_add(HOUR), Step::Conclude(*case)));
                        }
                    }
                }
            }
            Step::Conclude(case) => {
                let is_of_goods = at(&self.cases, *case)?.subject == Subject::Goods;
                if is_of_goods && self.case(*case)?.status == CaseStatus::Balanced {
                    after.push((now.saturating_add(HOUR), Step::TellBilled(*case)));
                }
                after.extend(self.what_is_owed(now, *case)?);
                if self.case(*case)?.status == CaseStatus::Balanced {
                    after.extend(self.to_be_told(now, Signed::Case(*case)));
                }
            }
            Step::Finance(due, case) => {
                after = self.what_finance_follows(now, *due, *case)?;
                if *due == Due::Pay {
                    after.extend(self.to_be_told(now, Signed::Debt(*case)));
                }
            }
            Step::CloseOrder(order) => after = self.what_closing_follows(now, *order)?,
            Step::TellCredit(signed, kind) => {
                after = self.what_telling_follows(now, *signed, *kind);
            }
            _ => {}
        }
        Ok(after)
    }

    /// When something is done next about a line, if anything is.
    fn next_move(
        &self,
        now: Millis,
        case: usize,
        line: &CaseLine,
    ) -> Result<Option<(Millis, Step)>> {
        let found = self.found(case, line)?;
        let when = match self.policy.next(&found) {
            None => return Ok(None),
            Some(Move::Expire) => found.record.until.saturating_add(1),
            Some(Move::Decide(_)) => now.saturating_add(days(self.policy.days.decision)),
            Some(Move::Offer(_) | Move::Accept(_) | Move::Escalate) => {
                now.saturating_add(days(self.policy.days.answer))
            }
        };
        Ok(Some((when, Step::WorkOff(case, line.reference))))
    }

    fn case(&self, place: usize) -> Result<CaseView> {
        let reconciliation = self.suite.reconciliation();
        let id = *at(&self.case_ids, place)?;
        self.chain.query(reconciliation.call().case(id))?.context("there is no such case")
    }

    fn line(&self, case: usize, reference: LineReference) -> Result<CaseLine> {
        let reconciliation = self.suite.reconciliation();
        let LineReference { document, line } = reference;
        let id = *at(&self.case_ids, case)?;
        let line = self.chain.query(reconciliation.call().line_of(id, document, line))?;
        line.context("there is no such line in the case")
    }

    fn found(&self, case: usize, line: &CaseLine) -> Result<Found> {
        let subject = at(&self.cases, case)?.subject;
        Found::of(subject, line).context("the line has no discrepancy")
    }

    /// Does what comes next about a discrepancy.
    fn work_off(&mut self, place: usize, reference: LineReference) -> Result<()> {
        let found = self.found(place, &self.line(place, reference)?)?;
        let next = self.policy.next(&found).context("the discrepancy is settled")?;
        let Case { biller, billed, .. } = *at(&self.cases, place)?;
        let id = *at(&self.case_ids, place)?;
        let LineReference { document, line } = reference;
        let mut reconciliation = self.suite.reconciliation();
        let (kind, by, action) = match next {
            Move::Offer(amount) => {
                ("reconciliation.answer_discrepancy(offer)", biller, Action::Offer(amount))
            }
            Move::Accept(amount) => {
                ("reconciliation.answer_discrepancy(accept)", billed, Action::Accept(amount))
            }
            Move::Escalate => {
                ("reconciliation.answer_discrepancy(escalate)", billed, Action::Escalate)
            }
            Move::Decide(amount) => {
                let arbiter = self.history.arbiter.context("there is no arbiter")?;
                ("reconciliation.answer_discrepancy(decide)", arbiter, Action::Decide(amount))
            }
            Move::Expire => {
                let clerk = self.clerk.clone();
                let message = reconciliation.call_mut().expire(id, document, line);
                return self.send_by("reconciliation.expire", 1, &clerk, message);
            }
        };
        let party = *at(&self.parties, by)?;
        let message = reconciliation.call_mut().answer_discrepancy(
            id,
            party,
            document,
            line,
            found.reason(),
            action,
        );
        self.send(kind, 1, by, message)
    }

    /// What the columns of the file mean, and what is assumed beside them.
    pub fn mapping(&self) -> &Mapping {
        self.mapping
    }

    /// The arbiter that every terms name, if there is one.
    fn arbiter(&self) -> Result<Option<PartyId>> {
        self.history.arbiter.map(|place| at(&self.parties, place).copied()).transpose()
    }

    fn register(&mut self, place: usize) -> Result<()> {
        let Enterprise { registered_name, country, roles, .. } =
            at(&self.history.enterprises, place)?;
        let mut registry = self.suite.registry();
        let roles = roles.iter().copied().collect();
        let message = registry.call_mut().register(
            Kind::Enterprise,
            registered_name.clone(),
            country.clone(),
            roles,
        );
        let id = self.send("registry.register", 1, place, message)?;
        *at_mut(&mut self.parties, place)? = id;
        self.identify(place)
    }

    /// The one that sold first proposes what the mapping says to the one that bought.
    fn propose(&mut self, place: usize) -> Result<()> {
        let Relationship { supplier, buyer, is_mutual, .. } =
            *at(&self.history.relationships, place)?;
        let (party, counterparty) = (*at(&self.parties, supplier)?, *at(&self.parties, buyer)?);
        let Mapping { terms: agreed, life, money, .. } = self.mapping;
        let terms = orders::Terms {
            seller: (!is_mutual).then_some(party).into(),
            currency: money.currency.clone(),
            payment_days: agreed.payment_days,
            incoterm: Incoterm::NotAgreed,
            tolerances: self.tolerances,
            response_window: days(agreed.response_days),
            statement_window: days(life.reservation_days),
            dispute_window: days(agreed.dispute_days),
            notice_period: days(agreed.notice_days),
            arbiter: self.arbiter()?.into(),
            settlement: if self.policy.finance.is_some() {
                Settlement::Native
            } else {
                Settlement::OffChain
            },
            // There is no agreement in writing to take it of.
            document: [0; 32],
        };
        let mut orders = self.suite.orders();
        let message = orders.call_mut().propose_terms(party, counterparty, terms);
        self.send("orders.propose_terms", 1, supplier, message)?;
        let id = self.chain.query(orders.call().relationship_id(party, counterparty))?;
        *at_mut(&mut self.relationships, place)? = id;
        Ok(())
    }

    fn agree(&mut self, place: usize) -> Result<()> {
        let buyer = at(&self.history.relationships, place)?.buyer;
        let id = *at(&self.relationships, place)?;
        let mut orders = self.suite.orders();
        let version = self
            .chain
            .query(orders.call().relationship(id))?
            .context("there is no relationship to agree on")?
            .proposed;
        let message = orders.call_mut().answer_terms(id, version, Answer::Accept);
        self.send("orders.answer_terms", 1, buyer, message)
    }

    /// The buyer orders what the lines of the file say that it got.
    fn order(&mut self, place: usize) -> Result<()> {
        let Order { number, buyer, supplier, placed, lines, .. } = at(&self.history.orders, place)?;
        let lines = lines
            .iter()
            .map(|(delivery, line)| {
                let line = at(&at(&self.history.deliveries, *delivery)?.lines, *line)?;
                Ok(OrderedLine {
                    item: line.item.clone(),
                    quantity: line.quantity,
                    unit: self.mapping.goods.unit.clone(),
                    unit_price: line.unit_price,
                    earliest: calendar::start(*placed),
                    latest: calendar::end(line.scheduled),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let (party, seller) = (*at(&self.parties, *buyer)?, *at(&self.parties, *supplier)?);
        let mut parts = lines.chunks(MOST_IN_A_CALL);
        let first = parts.next().unwrap_or_default();
        let mut orders = self.suite.orders();
        let complete = parts.len() == 0;
        let message = orders.call_mut().draft(
            party,
            seller,
            number.clone(),
            OptionalDocument::Nothing,
            first.to_vec(),
            complete,
        );
        let id = self.send("orders.draft", first.len(), *buyer, message)?;
        *at_mut(&mut self.orders, place)? = id;
        while let Some(part) = parts.next() {
            let message = orders.call_mut().add_lines(id, part.to_vec(), parts.len() == 0);
            self.send("orders.add_lines", part.len(), *buyer, message)?;
        }
        Ok(())
    }

    /// The supplier accepts every line: what it did not, it would not have delivered.
    fn answer(&mut self, place: usize) -> Result<()> {
        let Order { supplier, lines, .. } = at(&self.history.orders, place)?;
        let id = *at(&self.orders, place)?;
        let numbers: Vec<u16> = (1..).zip(lines).map(|(number, _)| number).collect();
        let mut orders = self.suite.orders();
        for part in numbers.chunks(MOST_IN_A_CALL) {
            let message = orders.call_mut().answer_lines(id, part.to_vec(), true);
            self.send("orders.answer_lines", part.len(), *supplier, message)?;
        }
        Ok(())
    }

    fn draft(&mut self, place: usize) -> Result<()> {
        let history = self.history;
        let delivery = at(&history.deliveries, place)?;
        let party = |enterprise| at(&self.parties, enterprise).copied();
        let supplier = party(delivery.supplier)?;
        let pickup_until = calendar::end(pickup(history, place, &self.mapping.life));
        // A waybill is for 366 days at most; its lines keep dates of their own, which say whether they were on time.
        let longest = pickup_until.saturating_add(LONGEST_DAYS.saturating_mul(DAY));
        let consignment = Consignment {
            consignor: supplier,
            carrier: party(delivery.carrier)?,
            consignee: party(delivery.buyer)?,
            document: delivery.document,
            mode: delivery.mode,
            form: DocumentForm::Waybill,
            place_of_receipt: String::new(),
            place_of_delivery: String::new(),
            freight: delivery.freight,
            currency: self.mapping.money.currency.clone(),
            freight_term: delivery.freight_term,
            gross_weight: delivery.weight,
            pickup_until,
            deliver_until: calendar::end(delivery.last_scheduled()).min(longest),
        };
        let goods: Vec<Goods> = delivery
            .lines
            .iter()
            .map(|line| {
                let order_line = match line.order {
                    None => None,
                    Some((order, line)) => {
                        Some(OrderLine { order: *at(&self.orders, order)?, line })
                    }
                };
                Ok(Goods {
                    item: line.item.clone(),
                    quantity: line.quantity,
                    unit: self.mapping.goods.unit.clone(),
                    deliver_until: calendar::end(line.scheduled),
                    order_line,
                })
            })
            .collect::<Result<_>>()?;
        let mut parts = Parts(&goods);
        let first = parts.next().unwrap_or_default();
        let mut waybill = self.suite.waybill();
        let complete = parts.is_over();
        let message = waybill.call_mut().draft(
            supplier,
            delivery.number.clone(),
            consignment,
            first.to_vec(),
            complete,
        );
        let id = self.send("waybill.draft", first.len(), delivery.supplier, message)?;
        *at_mut(&mut self.documents, place)? = id;
        while let Some(part) = parts.next() {
            let message = waybill.call_mut().add_lines(id, part.to_vec(), parts.is_over());
            self.send("waybill.add_lines", part.len(), delivery.supplier, message)?;
        }
        Ok(())
    }

    fn sign_off(
        &mut self,
        step: SignOff,
        by: Option<usize>,
        deliveries: &[usize],
        declared_at: Millis,
    ) -> Result<()> {
        let documents = deliveries
            .iter()
            .map(|delivery| at(&self.documents, *delivery).copied())
            .collect::<Result<_>>()?;
        let kind = match step {
            SignOff::Issue => "waybill.sign_off(issue)",
            SignOff::PickUp => "waybill.sign_off(pick up)",
            SignOff::TakeOver => "waybill.sign_off(take over)",
            SignOff::Arrive => "waybill.sign_off(arrive)",
            SignOff::Deliver => "waybill.sign_off(deliver)",
            SignOff::Close => "waybill.sign_off(close)",
        };
        let mut waybill = self.suite.waybill();
        let message = waybill.call_mut().sign_off(step, documents, declared_at);
        match by {
            Some(enterprise) => self.send(kind, deliveries.len(), enterprise, message),
            None => {
                let clerk = self.clerk.clone();
                self.send_by(kind, deliveries.len(), &clerk, message)
            }
        }
    }

    /// The orders that lines of a delivery fulfil, and the numbers of these.
    fn fulfilled(&self, place: usize) -> Result<BTreeMap<usize, Vec<u16>>> {
        let mut orders: BTreeMap<usize, Vec<u16>> = BTreeMap::new();
        for (number, line) in (1..).zip(&at(&self.history.deliveries, place)?.lines) {
            if let Some((order, _)) = line.order {
                orders.entry(order).or_default().push(number);
            }
        }
        Ok(orders)
    }

    /// Has the waybill of a delivery tell orders what was loaded or received. All of it was: no export tells of anything lost.
    fn tell(&mut self, progress: ProgressKind, place: usize) -> Result<()> {
        let kind = match progress {
            ProgressKind::Shipped => "waybill.tell(shipped)",
            _ => "waybill.tell(received)",
        };
        let document = *at(&self.documents, place)?;
        let clerk = self.clerk.clone();
        let mut waybill = self.suite.waybill();
        for lines in self.fulfilled(place)?.into_values() {
            for part in lines.chunks(MOST_IN_A_CALL) {
                let message = waybill.call_mut().tell(document, progress, part.to_vec());
                let answer = self.ask_by(kind, part.len(), &clerk, message)?;
                let telling = self.told.of(progress).context("nobody tells this of orders")?;
                match answer {
                    Ok(()) => telling.tell(part.len()),
                    Err(WaybillError::NotTold(index)) => match order_error(index) {
                        Some(OrderError::TooMuch(_)) => telling.leave(part.len(), Untold::TooMuch),
                        error => bail!("{kind} of {} refused: NotTold({error:?})", part.len()),
                    },
                    Err(error) => bail!("{kind} of {} refused: {error:?}", part.len()),
                }
            }
        }
        Ok(())
    }

    /// Has a balanced case tell orders what it bills. A line that is settled at nothing bills nothing.
    fn tell_billed(&mut self, place: usize) -> Result<()> {
        const KIND: &str = "reconciliation.tell";
        let id = *at(&self.case_ids, place)?;
        let mut reconciliation = self.suite.reconciliation();
        let mut nothing = BTreeSet::new();
        for page in 0..self.case(place)?.discrepancy_pages {
            let lines = self.chain.query(reconciliation.call().discrepancies_of(id, page))?;
            let settled = lines
                .into_iter()
                .filter(|line| line.worked_off.is_none_or(|record| record.amount == 0));
            nothing.extend(settled.map(|line| line.reference));
        }
        let clerk = self.clerk.clone();
        for delivery in at(&self.cases, place)?.deliveries.clone() {
            let document = *at(&self.documents, delivery)?;
            for (order, mut lines) in self.fulfilled(delivery)? {
                let order = *at(&self.orders, order)?;
                let all = lines.len();
                lines.retain(|line| !nothing.contains(&LineReference { document, line: *line }));
                self.told.billed.leave(all.saturating_sub(lines.len()), Untold::NothingOwed);
                for part in lines.chunks(MOST_IN_A_CALL) {
                    let message =
                        reconciliation.call_mut().tell(id, order, document, part.to_vec());
                    match self.ask_by(KIND, part.len(), &clerk, message)? {
                        Ok(()) => self.told.billed.tell(part.len()),
                        // What was not told as received cannot be billed; without that, it would be a fault.
                        Err(ReconciliationError::NotTold(_))
                            if !self.told.received.untold.is_empty() =>
                        {
                            self.told.billed.leave(part.len(), Untold::NotReceived);
                        }
                        Err(error) => bail!("{KIND} of {} refused: {error:?}", part.len()),
                    }
                }
            }
        }
        Ok(())
    }

    fn open(&mut self, place: usize) -> Result<()> {
        let Case { biller, billed, period, sequence, entry_until, wait_until, .. } =
            *at(&self.cases, place)?;
        let (party, counterparty) = (*at(&self.parties, biller)?, *at(&self.parties, billed)?);
        if self.is_agreed_on(place)? {
            let mut reconciliation = self.suite.reconciliation();
            let message =
                reconciliation.call_mut().open_under(party, counterparty, party, period, sequence);
            let id = self.send("reconciliation.open_under", 1, biller, message)?;
            *at_mut(&mut self.case_ids, place)? = id;
            return Ok(());
        }
        let terms = CaseTerms {
            biller: party,
            currency: self.mapping.money.currency.clone(),
            tolerances: self.tolerances,
            entry_until,
            wait_until,
            arbiter: self.arbiter()?.into(),
            entry: EntryMode::Open,
            response_window: days(self.policy.windows.response_days),
            decision_window: days(self.policy.windows.decision_days),
        };
        let mut reconciliation = self.suite.reconciliation();
        let message = reconciliation.call_mut().open(party, counterparty, period, sequence, terms);
        let id = self.send("reconciliation.open", 1, biller, message)?;
        *at_mut(&mut self.case_ids, place)? = id;
        Ok(())
    }

    /// Whether a case can be opened under the terms that its two parties trade on: it is about goods, and they leave the policy the
    /// time that it takes. Freight is agreed on apart.
    fn is_agreed_on(&self, place: usize) -> Result<bool> {
        let Case { subject, biller, billed, .. } = *at(&self.cases, place)?;
        let terms = &self.mapping.terms;
        let is_in_time = self.policy.days.answer < terms.response_days
            && self.policy.days.decision < terms.dispute_days;
        if subject != Subject::Goods || !is_in_time {
            return Ok(false);
        }
        let trade = |one: &Relationship| {
            (one.supplier, one.buyer) == (biller, billed)
                || one.is_mutual && (one.supplier, one.buyer) == (billed, biller)
        };
        Ok(self.history.relationships.iter().any(trade))
    }

    fn accept(&mut self, place: usize) -> Result<()> {
        if self.case(place)?.status == CaseStatus::Open {
            // Both signed its terms before.
            return Ok(());
        }
        let (id, billed) = (*at(&self.case_ids, place)?, at(&self.cases, place)?.billed);
        let mut reconciliation = self.suite.reconciliation();
        let digest = self
            .chain
            .query(reconciliation.call().terms_digest_of(id))?
            .context("the case has no terms")?;
        let message = reconciliation.call_mut().accept(id, digest);
        self.send("reconciliation.accept", 1, billed, message)
    }

    fn enter(&mut self, place: usize, side: Side) -> Result<()> {
        let case = at(&self.cases, place)?;
        let by = party_of(case, side);
        let mut lines = Vec::new();
        for place in &case.deliveries {
            match case.subject {
                Subject::Goods => lines.extend(self.goods_stated(*place, side)?),
                Subject::Freight => lines.extend(self.freight_stated(*place, side)?),
            }
        }
        let (id, party) = (*at(&self.case_ids, place)?, *at(&self.parties, by)?);
        let mut reconciliation = self.suite.reconciliation();
        for part in lines.chunks(MOST_IN_A_CALL) {
            let message = reconciliation.call_mut().enter(id, party, part.to_vec());
            self.send("reconciliation.enter", part.len(), by, message)?;
        }
        Ok(())
    }

    /// What a side states of the goods of a delivery.
    fn goods_stated(&self, place: usize, side: Side) -> Result<Vec<BillLine>> {
        let document = *at(&self.documents, place)?;
        let lines = &at(&self.history.deliveries, place)?.lines;
        let stated = (1..).zip(lines).map(|(number, line)| {
            let value = match side {
                Side::Biller => line.billed,
                Side::Billed => line.expected,
            };
            BillLine {
                reference: LineReference { document, line: number },
                statement: Statement { quantity: line.quantity, value, freight: 0, weight: 0 },
            }
        });
        Ok(stated.collect())
    }

    /// What a side states of the freight of a delivery, if anything: the carrier what the file says, and who pays it what
    /// the waybill says.
    fn freight_stated(&self, place: usize, side: Side) -> Result<Option<BillLine>> {
        let document = *at(&self.documents, place)?;
        let Delivery { freight_billed, freight_line, lines, .. } =
            at(&self.history.deliveries, place)?;
        let (quantity, freight) = match side {
            Side::Biller => {
                let billed = at(lines, usize::from(*freight_line).saturating_sub(1))?;
                (billed.quantity, *freight_billed)
            }
            Side::Billed => {
                let waybill = self.suite.waybill();
                let record = self
                    .chain
                    .query(waybill.call().billing_record(document, vec![*freight_line]))?
                    .context("there is no waybill to bill freight for")?;
                (at(&record.billed, 0)?.loaded, record.freight)
            }
        };
        Ok((freight > 0).then_some(BillLine {
            reference: LineReference { document, line: *freight_line },
            statement: Statement { quantity, value: 0, freight, weight: 0 },
        }))
    }

    fn complete(&mut self, place: usize, side: Side) -> Result<()> {
        let by = party_of(at(&self.cases, place)?, side);
        let (id, party) = (*at(&self.case_ids, place)?, *at(&self.parties, by)?);
        let mut reconciliation = self.suite.reconciliation();
        let message = reconciliation.call_mut().complete_statement(id, party, Completion::Open);
        self.send("reconciliation.complete_statement", 1, by, message)
    }

    fn examine(&mut self, place: usize) -> Result<()> {
        let Case { subject, biller, deliveries, .. } = at(&self.cases, place)?.clone();
        let id = *at(&self.case_ids, place)?;
        let mut reconciliation = self.suite.reconciliation();
        for place in deliveries {
            let document = *at(&self.documents, place)?;
            let delivery = at(&self.history.deliveries, place)?;
            let numbers: Vec<u16> = match subject {
                Subject::Goods => (1..).zip(&delivery.lines).map(|(number, _)| number).collect(),
                Subject::Freight => vec![delivery.freight_line],
            };
            for part in numbers.chunks(MOST_IN_A_CALL) {
                let message = reconciliation.call_mut().match_lines(id, document, part.to_vec());
                self.send("reconciliation.match_lines", part.len(), biller, message)?;
            }
        }
        Ok(())
    }

    fn conclude(&mut self, place: usize) -> Result<()> {
        let (id, biller) = (*at(&self.case_ids, place)?, at(&self.cases, place)?.biller);
        let mut reconciliation = self.suite.reconciliation();
        let message = reconciliation.call_mut().conclude(id);
        self.send("reconciliation.conclude", 1, biller, message)
    }

    /// Sends a call of an enterprise, and gives what the contract answered.
    fn send<R: Decode, E: Decode + Debug>(
        &mut self,
        kind: &'static str,
        items: usize,
        by: usize,
        message: impl Into<Message<Result<R, E>>>,
    ) -> Result<R> {
        let signer = at(&self.accounts, by)?.clone();
        self.send_by(kind, items, &signer, message)
    }

    fn send_by<R: Decode, E: Decode + Debug>(
        &mut self,
        kind: &'static str,
        items: usize,
        signer: &Account,
        message: impl Into<Message<Result<R, E>>>,
    ) -> Result<R> {
        match self.ask_by(kind, items, signer, message)? {
            Ok(answer) => Ok(answer),
            Err(error) => bail!("{kind} of {items} refused: {error:?}"),
        }
    }

    /// Sends a call, and gives what the contract answered: a refusal, too.
    fn ask_by<R: Decode, E: Decode + Debug>(
        &mut self,
        kind: &'static str,
        items: usize,
        signer: &Account,
        message: impl Into<Message<Result<R, E>>>,
    ) -> Result<Result<R, E>> {
        let receipt = self.chain.call(signer, message).with_context(|| kind.to_owned())?;
        self.costs.add(kind, items, &receipt);
        self.ratings.learn(&receipt)?;
        Ok(receipt.returned)
    }

    /// What the step is about, for errors.
    fn about(&self, step: &Step) -> String {
        let name = |place: usize| {
            self.history.enterprises.get(place).map_or("?", |enterprise| &enterprise.name)
        };
        let case = |verb: &str, place: usize| match self.cases.get(place) {
            None => verb.to_owned(),
            Some(case) => format!(
                "{verb} the case of {} and {} about {} for {} ({}; waybills {})",
                name(case.biller),
                name(case.billed),
                match case.subject {
                    Subject::Goods => "goods",
                    Subject::Freight => "freight",
                },
                case.period,
                case.sequence,
                self.numbers(&case.deliveries)
            ),
        };
        let pair = |verb: &str, place: usize| match self.history.relationships.get(place) {
            None => verb.to_owned(),
            Some(pair) => format!("{verb} of {} and {}", name(pair.supplier), name(pair.buyer)),
        };
        let order = |verb: &str, place: usize| match self.history.orders.get(place) {
            None => verb.to_owned(),
            Some(order) => {
                let deliveries: BTreeSet<_> = order.lines.iter().map(|(place, _)| *place).collect();
                format!(
                    "{verb} the order {} of {} to {} (delivered as {})",
                    order.number,
                    name(order.buyer),
                    name(order.supplier),
                    self.numbers(&deliveries.into_iter().collect::<Vec<_>>())
                )
            }
        };
        match step {
            Step::Register(place) => format!("registering {}", name(*place)),
            Step::Propose(place) => pair("proposing terms", *place),
            Step::Agree(place) => pair("accepting terms", *place),
            Step::Order(place) => order("placing", *place),
            Step::Answer(place) => order("answering", *place),
            Step::Draft(place) => format!("drafting {}", self.numbers(&[*place])),
            Step::SignOff { step, by, deliveries, .. } => {
                format!("{step:?} by {} of {}", by.map_or("anyone", name), self.numbers(deliveries))
            }
            Step::Open(place) => case("opening", *place),
            Step::Accept(place) => case("accepting", *place),
            Step::Enter(place, side) => {
                case(&format!("entering the {side} side's statement in"), *place)
            }
            Step::Complete(place, side) => {
                case(&format!("completing the {side} side's statement in"), *place)
            }
            Step::Match(place) => case("matching", *place),
            Step::Conclude(place) => case("concluding", *place),
            Step::Tell(kind, place) => {
                format!("telling orders what {} says was {kind:?}", self.numbers(&[*place]))
            }
            Step::TellBilled(place) => case("telling orders what is billed in", *place),
            Step::Finance(due, place) => {
                let verb = match due {
                    Due::Draft => "drafting what is owed on",
                    Due::Confirm => "confirming what is owed on",
                    Due::PassOn => "passing on what is owed on",
                    Due::Offer => "offering what is owed on",
                    Due::Buy => "buying what is owed on",
                    Due::Pay => "paying what is owed on",
                    Due::Draw => "drawing what was paid on",
                };
                case(verb, *place)
            }
            Step::CloseOrder(place) => order("closing", *place),
            Step::TellCredit(Signed::Delivery(place), _) => {
                format!("telling how {} was delivered", self.numbers(&[*place]))
            }
            Step::TellCredit(Signed::Order(place), _) => order("telling of", *place),
            Step::TellCredit(Signed::Case(place), _) => {
                case("telling what was disputed rightly in", *place)
            }
            Step::TellCredit(Signed::Debt(place), _) => {
                case("telling how what is owed was paid on", *place)
            }
            Step::Score(place) => order("scoring the service of", *place),
            Step::Record => "putting ratings on record".to_owned(),
            Step::WorkOff(place, reference) => {
                case(&format!("working off line {} of a waybill in", reference.line), *place)
            }
        }
    }

    /// The numbers of waybills, and where they are in the file.
    fn numbers(&self, places: &[usize]) -> String {
        let told = places
            .iter()
            .take(5)
            .filter_map(|place| self.history.deliveries.get(*place))
            .map(|Delivery { number, lines, .. }| {
                format!("{number} (line {} of the file)", lines.first().map_or(0, |line| line.row))
            });
        let told = told.collect::<Vec<_>>().join(", ");
        match places.len().checked_sub(5) {
            None | Some(0) => told,
            Some(more) => format!("{told} and {more} more"),
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Biller => "biller",
            Self::Billed => "billed",
        })
    }
}

/// Goods of a waybill, call by call: at most as many as a call takes, and of one order those that are of any.
struct Parts<'a>(&'a [Goods]);

impl Parts<'_> {
    fn is_over(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a [Goods];

    fn next(&mut self) -> Option<Self::Item> {
        let mut named = None;
        let other = self.0.iter().position(|goods| {
            let order = goods.order_line.map(|line| line.order);
            order.is_some_and(|order| *named.get_or_insert(order) != order)
        });
        let most = other.unwrap_or(self.0.len()).min(MOST_IN_A_CALL);
        let (part, rest) = self.0.split_at_checked(most)?;
        self.0 = rest;
        (!part.is_empty()).then_some(part)
    }
}

fn days(count: u32) -> Millis {
    Millis::from(count).saturating_mul(DAY)
}

fn party_of(case: &Case, side: Side) -> usize {
    match side {
        Side::Biller => case.biller,
        Side::Billed => case.billed,
    }
}

fn tolerances(mapping: &Mapping) -> Result<Tolerances> {
    let (small_difference, [quantity, price, freight]) = mapping.limits()?;
    let both = |limit: Option<u64>| Limits {
        lower_absolute: limit,
        upper_absolute: limit,
        ..Limits::default()
    };
    Ok(Tolerances {
        small_difference,
        quantity: both(quantity),
        price: both(price),
        freight: both(freight),
        date: Limits::default(),
        unit_ratio: Limits::default(),
        cumulative: None,
    })
}

fn at<T>(list: &[T], place: usize) -> Result<&T> {
    list.get(place).ok_or_else(|| anyhow!("place {place} is not one of {}", list.len()))
}

fn at_mut<T>(list: &mut [T], place: usize) -> Result<&mut T> {
    let length = list.len();
    list.get_mut(place).ok_or_else(|| anyhow!("place {place} is not one of {length}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many lines each call has, of lines that name these orders.
    fn calls(orders: &[Option<u8>]) -> Vec<usize> {
        let goods: Vec<_> = orders
            .iter()
            .map(|order| Goods {
                item: "A".into(),
                quantity: 1,
                unit: "XPK".into(),
                deliver_until: 1,
                order_line: order
                    .map(|order| OrderLine { order: DocumentId([order; 32]), line: 1 }),
            })
            .collect();
        let mut parts = Parts(&goods);
        let mut calls = Vec::new();
        while let Some(part) = parts.next() {
            calls.push(part.len());
            assert_eq!(parts.is_over(), calls.iter().sum::<usize>() == goods.len());
        }
        calls
    }

    #[test]
    fn a_call_has_fifty_lines_at_most_and_names_one_order() {
        assert_eq!(calls(&[]), [0; 0]);
        assert_eq!(calls(&[None; 120]), [50, 50, 20]);
        assert_eq!(calls(&[Some(1); 51]), [50, 1]);
        assert_eq!(calls(&[Some(1), None, Some(1), Some(2), None, None, Some(3)]), [3, 3, 1]);
    }
}

//! Random walks: whatever is called by whomever and whenever, the invariants hold, and what the events say is what is stored.
//!
//! `LADING_WALK_STEPS` sets the number of steps (5,000 by default), `LADING_WALK_SEED` repeats a walk.
use super::{
    tests::{
        account_of, deposit, id, lost, papers, sale, terms, Deployed, Desk, BANK, BUYER, DAY, HERE,
        INSPECTOR, OWNER, PRICE, REGULATOR, SECOND, START, STRANGER, VENUE, WAREHOUSE, WINDOW,
    },
    *,
};
use crate::status::is_alive;
use ink::scale::Encode;
use interfaces::{
    collateral::GoodsKind,
    receipt::{
        AmendmentStep, Deposit, FreezeStep, GoodsKey, LoadOutStep, PledgeStatus, PledgeStep,
        PledgeTerms, Sale, SaleStep, Settlement, TokenStatus,
    },
};
use kit::dice::Dice;
use std::collections::{BTreeMap, BTreeSet};

const PARTIES: [PartyId; 9] =
    [WAREHOUSE, INSPECTOR, OWNER, BUYER, BANK, REGULATOR, SECOND, VENUE, STRANGER];
const LOTS: [&str; 4] = ["1", "2", "3", "4"];
const STEPS: u64 = 5_000;
const SEED: u64 = 1;
/// A walk of that length carries every kind of command out.
const LONG: u64 = 50_000;
/// After so many steps another ledger begins, with a registry or without.
const GENERATION: u64 = 300;

/// What is chosen here at random.
trait Chance {
    /// Up to `most`, and often that or close to it.
    fn quantity(&mut self, most: Quantity) -> Quantity;
}

impl Chance for Dice {
    fn quantity(&mut self, most: Quantity) -> Quantity {
        match self.below(4) {
            0 => most,
            1 => most.saturating_sub(self.below(3)),
            _ => self.below(most.saturating_add(2)),
        }
    }
}

/// A pool as someone knows it who has read the events and nothing else.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct KnownPool {
    attested: Quantity,
    issued: Quantity,
    delivered: Quantity,
    missing: Quantity,
    shares: Quantity,
}

/// A token as someone knows it who has read the events and nothing else.
#[derive(Debug, Clone, PartialEq)]
struct KnownToken {
    owner: PartyId,
    transfers: u32,
    pool: PoolId,
    receipt: DocumentId,
    shares: Quantity,
    approved: BTreeSet<Account>,
    is_live: bool,
}

impl KnownToken {
    fn changed(&mut self) {
        self.transfers += 1;
        self.approved.clear();
    }
}

/// All of them.
#[derive(Default)]
struct Books {
    pools: BTreeMap<PoolId, KnownPool>,
    tokens: BTreeMap<TokenId, KnownToken>,
    operators: BTreeSet<(PartyId, Account)>,
    /// The commands that succeeded.
    done: BTreeMap<&'static str, u64>,
}

impl Books {
    fn moved(&mut self, moves: &[Move]) {
        for Move { from, to, token } in moves {
            match (from, to) {
                (Some(from), Some(to)) => {
                    let known = self.tokens.get_mut(token).unwrap();
                    assert!(known.is_live && known.owner == *from);
                    known.owner = *to;
                    known.changed();
                }
                (Some(from), None) => {
                    let known = self.tokens.get_mut(token).unwrap();
                    assert!(known.is_live && known.owner == *from);
                    known.is_live = false;
                    known.shares = 0;
                }
                _ => assert!(!self.tokens.contains_key(token), "a number was given twice"),
            }
        }
    }

    fn made(&mut self, token: TokenId, as_of: KnownToken) {
        let new = KnownToken { transfers: 0, approved: BTreeSet::new(), is_live: true, ..as_of };
        assert_eq!(self.tokens.insert(token, new), None);
    }
}

struct Walk {
    desk: Desk,
    books: Books,
    dice: Dice,
    numbers: u64,
    steps: u64,
    /// What was done last, if it was done.
    last: Option<u64>,
    favourite: TokenId,
    /// The registry that what the step is about began with.
    epoch: u8,
    /// Whom the step may move against what holds a token: its pledgee, or its pledgor.
    may_move_held: bool,
    /// Whether the step may lower what others have.
    may_lower: bool,
    /// Whose token the step is about.
    about: BTreeSet<TokenId>,
}

impl Walk {
    fn token(&mut self) -> TokenId {
        let made = self.desk.supply.made;
        // One token for a while, so that it comes to its end.
        let is_over = self.books.tokens.get(&self.favourite).is_none_or(|known| !known.is_live);
        if is_over || self.dice.one_in(60) {
            let live = self.books.tokens.iter().filter(|(_, known)| known.is_live);
            let live: Vec<TokenId> = live.map(|(token, _)| *token).collect();
            if !live.is_empty() {
                self.favourite = self.dice.of(&live);
            }
        }
        let token = if self.dice.one_in(6) { self.dice.below(made + 2) } else { self.favourite };
        self.epoch = self.known(token).map_or(self.desk.roll.epoch, |token| token.registry_epoch);
        token
    }

    fn pool(&mut self) -> PoolId {
        let pool = pool_id(&WAREHOUSE, &super::tests::stock(self.dice.of(&LOTS)));
        let epoch = self.desk.ledger.pools.read(pool).map(|pool| pool.registry_epoch);
        self.epoch = epoch.unwrap_or(self.desk.roll.epoch);
        pool
    }

    /// Mostly the right one.
    fn caller(&mut self, right: PartyId) -> Caller<super::tests::Roll> {
        let epoch = self.epoch;
        if self.dice.one_in(6) {
            let party = self.dice.of(&PARTIES);
            let account = if self.dice.one_in(2) { account_of(1, party) } else { party.0.into() };
            return self.desk.as_account(account);
        }
        self.desk.as_account(account_of(epoch, right))
    }

    fn known(&self, token: TokenId) -> Option<Token> {
        self.desk.ledger.find(token).map(|token| *token)
    }

    fn state(&self) -> Vec<u8> {
        let ledger = &self.desk.ledger;
        let mut state = self.desk.supply.encode();
        for token in self.books.tokens.keys() {
            state.extend(ledger.find(*token).map(|token| *token).encode());
            state.extend(ledger.find_pledge(*token).map(|pledge| *pledge).encode());
            state.extend(ledger.offers.read(token).encode());
        }
        for pool in self.books.pools.keys() {
            state.extend(ledger.pools.read(pool).encode());
        }
        state
    }

    fn did(&mut self, what: &'static str) -> bool {
        *self.books.done.entry(what).or_default() += 1;
        true
    }

    fn open_or_inspect(&mut self) -> bool {
        if self.dice.one_in(3) {
            let lot = self.dice.of(&LOTS);
            let Ok(pool) = self.desk.open(lot) else { return false };
            assert_eq!(self.books.pools.insert(pool, KnownPool::default()), None);
            return self.did("open");
        }
        let pool = self.pool();
        let Some(known) = self.books.pools.get(&pool).copied() else { return false };
        let left = known.issued - known.delivered - known.missing;
        let finding = if self.dice.one_in(12) {
            Finding::Shortage(known.missing + self.dice.quantity(left / 3 + 1))
        } else {
            Finding::Stock(known.issued + self.dice.below(2_000))
        };
        let by = if self.dice.one_in(10) { self.dice.of(&PARTIES) } else { INSPECTOR };
        let caller = self.caller(by);
        let report = [self.dice.below(200) as u8; 32].into();
        self.may_lower = true;
        if self.desk.ledger.inspect(&caller, pool, by, finding, report).is_err() {
            return false;
        }
        assert_ne!(by, WAREHOUSE);
        let known = self.books.pools.get_mut(&pool).unwrap();
        match finding {
            Finding::Stock(quantity) => known.attested = quantity,
            Finding::Shortage(quantity) => known.missing = quantity,
        }
        self.did(if matches!(finding, Finding::Stock(_)) { "attest" } else { "shortage" })
    }

    fn issue(&mut self) -> bool {
        let pool = self.pool();
        let Some(known) = self.books.pools.get(&pool).copied() else { return false };
        if !self.dice.one_in(8) {
            self.numbers += 1;
        }
        let room = known.attested.saturating_sub(known.issued);
        let made = Deposit {
            depositor: self.dice.of(&[OWNER, OWNER, BUYER, BANK, WAREHOUSE]),
            owned_by_warehouse: self.dice.one_in(2),
            negotiable: !self.dice.one_in(6),
            ..deposit(&format!("R-{}", self.numbers), self.dice.quantity(room).min(room / 2 + 1))
        };
        let lot = format!("{}", self.dice.below(6));
        let goods = [GoodsKey { kind: GoodsKind::Lot, number: lot }];
        // What the collateral contract refuses the chain undoes: here it would stay.
        let key = kit::fingerprint::goods(
            GoodsKind::Lot,
            &kit::fingerprint::Number::new(&goods[0].number).unwrap(),
        );
        let is_anothers = {
            let held = self.desk.pound.backing.borrow();
            held.iter().any(|(other, group)| *other == key && group.bytes() != pool.bytes())
        };
        let goods = if is_anothers { Vec::new() } else { goods.to_vec() };
        let caller = self.caller(WAREHOUSE);
        let Desk { ledger, pound, supply, .. } = &mut self.desk;
        let Ok(done) = ledger.issue(&caller, pound, supply, pool, made.clone(), goods) else {
            return false;
        };
        let known = self.books.pools.get_mut(&pool).unwrap();
        known.issued += made.quantity;
        known.shares += made.quantity;
        self.books.moved(&done.moves);
        let as_of = KnownToken {
            owner: made.depositor,
            transfers: 0,
            pool,
            receipt: done.event.receipt,
            shares: made.quantity,
            approved: BTreeSet::new(),
            is_live: true,
        };
        self.books.made(done.event.record.token, as_of);
        self.did("issue")
    }

    fn split_or_merge(&mut self) -> bool {
        let token = self.token();
        let owner = self.known(token).map_or(OWNER, |token| token.owner);
        let caller = self.caller(owner);
        self.about.insert(token);
        if self.dice.one_in(2) {
            let most = self.desk.ledger.quantity_of(token).unwrap_or_default();
            let quantity = self.dice.quantity(most);
            let Desk { ledger, supply, .. } = &mut self.desk;
            let Ok(done) = ledger.split(&caller, supply, token, quantity) else { return false };
            self.books.moved(&done.moves);
            let old = self.books.tokens.get_mut(&token).unwrap();
            old.shares -= done.event.shares;
            old.changed();
            let new = KnownToken { shares: done.event.shares, ..old.clone() };
            self.books.made(done.event.new, new);
            assert_eq!(self.desk.ledger.quantity_of(done.event.new), Some(quantity));
            return self.did("split");
        }
        let other = self.token();
        self.about.insert(other);
        let Desk { ledger, supply, .. } = &mut self.desk;
        let Ok(done) = ledger.merge(&caller, supply, token, other) else { return false };
        self.books.moved(&done.moves);
        let kept = self.books.tokens.get_mut(&token).unwrap();
        kept.shares += done.event.shares;
        kept.changed();
        self.did("merge")
    }

    fn load_out(&mut self) -> bool {
        let token = self.token();
        let worth = self.desk.ledger.quantity_of(token).unwrap_or_default();
        let Some(record) = self.known(token) else { return false };
        let asked = record.load_out;
        let note = [self.dice.below(9) as u8; 32].into();
        let quantity = self.dice.quantity(worth);
        let (right, step) = match self.dice.below(16) {
            0 | 12..=14 => (record.owner, LoadOutStep::Withdraw),
            1 | 15 => (record.owner, LoadOutStep::RequestAll(note)),
            2 | 3 => (record.owner, LoadOutStep::Request { quantity, instructions: note }),
            4 | 5 => (
                record.pledgee,
                LoadOutStep::Agree { quantity: asked.quantity, instructions: asked.instructions },
            ),
            6 => (WAREHOUSE, LoadOutStep::Refuse(note)),
            7 | 8 => {
                let quantity = self.dice.quantity(asked.quantity);
                (WAREHOUSE, LoadOutStep::HandOver { quantity, evidence: note })
            }
            9 => (record.owner, LoadOutStep::Receive(asked.handed_over)),
            10 => (STRANGER, LoadOutStep::Complete),
            _ => (record.owner, LoadOutStep::Contest(note)),
        };
        let caller = self.caller(right);
        self.about.insert(token);
        let Desk { ledger, supply, .. } = &mut self.desk;
        let Ok(done) = ledger.load_out(&caller, supply, WINDOW, token, step) else { return false };
        let event = done.event;
        let known = self.books.pools.get_mut(&record.pool).unwrap();
        known.delivered += event.delivered;
        known.shares -= event.shares;
        self.books.tokens.get_mut(&token).unwrap().shares -= event.shares;
        self.books.moved(&done.moves);
        self.did(match (step, event.status) {
            (LoadOutStep::HandOver { .. }, _) => "hand over",
            (LoadOutStep::Receive(_) | LoadOutStep::Complete, TokenStatus::Live) => "deliver part",
            (LoadOutStep::Receive(_) | LoadOutStep::Complete, _) => "deliver all",
            (LoadOutStep::Agree { .. }, _) => "agree",
            (LoadOutStep::Contest(_), _) => "contest",
            _ => "load out",
        })
    }

    fn pledge(&mut self) -> bool {
        let token = self.token();
        let Some(record) = self.known(token) else { return false };
        let last = self.desk.ledger.find_pledge(token);
        let mut offered = PledgeTerms {
            pledgee: self.dice.of(&[BANK, BANK, STRANGER, OWNER]),
            quantity: self.desk.ledger.quantity_of(token).unwrap_or_default(),
            pledgor: record.owner,
            papers: record.papers,
            default_at: self.desk.now + self.dice.below(9) * DAY,
            lapses_at: self.desk.now + 20 * DAY,
            buy_back_window: self.dice.below(3) * 5 * DAY,
            ..terms()
        };
        if let (Some(last), false) = (&last, self.dice.one_in(4)) {
            offered = last.terms;
        }
        let pledgor = last.as_ref().map_or(record.owner, |last| last.terms.pledgor);
        let is_offered = last.as_ref().is_some_and(|last| last.status == PledgeStatus::Offered);
        let die = if is_offered && self.dice.one_in(2) { 3 } else { self.dice.below(14) };
        let (right, step, name) = match die {
            0..=2 => (record.owner, PledgeStep::Offer(offered), "offer pledge"),
            3..=6 => (offered.pledgee, PledgeStep::Accept(offered), "accept pledge"),
            7 => (record.owner, PledgeStep::Withdraw, "withdraw pledge"),
            8 => (offered.pledgee, PledgeStep::Release, "release"),
            9..=11 => (offered.pledgee, PledgeStep::Enforce, "enforce"),
            12 => (record.owner, PledgeStep::Lapse, "lapse"),
            _ => (pledgor, PledgeStep::Waive, "waive"),
        };
        let caller = self.caller(right);
        self.may_move_held = step == PledgeStep::Enforce;
        let Ok(done) = self.desk.ledger.pledge(&caller, token, step) else { return false };
        assert_eq!(done.moves.len(), usize::from(step == PledgeStep::Enforce));
        if let PledgeStep::Accept(terms) = step {
            assert!(self.desk.ledger.quantity_of(token).unwrap() >= terms.quantity);
            assert_eq!((record.papers, record.owner), (terms.papers, terms.pledgor));
            assert!(self.desk.now < terms.default_at);
        }
        let changes_control = !matches!(step, PledgeStep::Offer(_) | PledgeStep::Withdraw);
        if changes_control && done.moves.is_empty() {
            self.may_move_held = true;
            self.books.tokens.get_mut(&token).unwrap().changed();
        }
        self.books.moved(&done.moves);
        self.did(name)
    }

    fn trade(&mut self) -> bool {
        let token = self.token();
        let Some(record) = self.known(token) else { return false };
        self.desk.purse.sent.set(self.dice.of(&[PRICE, PRICE, PRICE, 0, 1]));
        self.desk.purse.paid.borrow_mut().clear();
        let last = self.desk.ledger.offers.read(token);
        let passed = match self.dice.below(5) {
            0 | 4 => {
                let right =
                    self.desk.ledger.find_pledge(token).map_or(OWNER, |last| last.terms.pledgor);
                let caller = self.caller(right);
                self.may_move_held = true;
                let Desk { ledger, purse, .. } = &mut self.desk;
                let Ok(done) = ledger.buy_back(&caller, purse, token) else { return false };
                self.books.moved(&done.moves);
                self.did("buy back");
                done.moves
            }
            1 | 2 => {
                let quantity = self.desk.ledger.quantity_of(token).unwrap_or_default();
                let words = Sale {
                    buyer: self.dice.of(&[PartyId::NONE, PartyId::NONE, BUYER]),
                    papers: record.papers,
                    settlement: self.dice.of(&[Settlement::NATIVE, Settlement([7; 32].into())]),
                    until: self.desk.now + self.dice.below(5) * DAY,
                    ..sale(quantity)
                };
                let caller = self.caller(record.owner);
                let step =
                    if self.dice.one_in(5) { SaleStep::Withdraw } else { SaleStep::Offer(words) };
                let made = self.desk.ledger.sell(&caller, token, step).is_ok();
                assert_eq!(*self.desk.purse.paid.borrow(), []);
                return made && self.did("offer");
            }
            _ => {
                let buyer = self.dice.of(&[BUYER, BUYER, OWNER, BANK, VENUE]);
                let caller = self.caller(buyer);
                let words = last.map_or(sale(1), |last| last.sale);
                let Desk { ledger, purse, .. } = &mut self.desk;
                let Ok(done) = ledger.buy(&caller, purse, token, buyer, words) else {
                    return false;
                };
                assert_eq!(done.event.sale, last.unwrap().sale);
                assert!(self.desk.ledger.quantity_of(token).unwrap() >= words.quantity);
                self.books.moved(&done.moves);
                self.did("buy");
                done.moves
            }
        };
        // Token and price change hands at once.
        assert_eq!((passed.len(), self.desk.purse.paid.borrow().len()), (1, 1));
        true
    }

    fn paper(&mut self) -> bool {
        let token = self.token();
        let Some(record) = self.known(token) else { return false };
        let mark = 40 + self.dice.below(4) as u8;
        let controller =
            if record.pledgee == PartyId::NONE { record.owner } else { record.pledgee };
        let (right, step, name) = match self.dice.below(4) {
            0 => (WAREHOUSE, AmendmentStep::Propose(papers(mark)), "propose"),
            1 => (controller, AmendmentStep::Agree(papers(mark)), "amend"),
            2 => (controller, lost(), "lose"),
            _ => return self.replace(token),
        };
        let caller = self.caller(right);
        let made = self.desk.ledger.amend(&caller, token, step).is_ok();
        if made && name == "amend" {
            // Who controls it does that, also while it is pledged.
            self.may_move_held = true;
            self.books.tokens.get_mut(&token).unwrap().changed();
        }
        made && self.did(name)
    }

    fn replace(&mut self, token: TokenId) -> bool {
        self.numbers += 1;
        let number = format!("R-{}", self.numbers);
        let caller = self.caller(WAREHOUSE);
        let (before, indemnity) = (self.known(token), [50; 32].into());
        let Desk { ledger, pound, supply, .. } = &mut self.desk;
        let replaced =
            ledger.replace(&caller, pound, supply, token, indemnity, number, [51; 32].into());
        let Ok(done) = replaced else { return false };
        let old = self.books.tokens[&token].clone();
        self.books.moved(&done.moves);
        let record = done.event.record;
        let new = KnownToken { receipt: done.event.receipt, ..old };
        self.books.made(record.token, new);
        let (before, after) = (before.unwrap(), self.known(record.token).unwrap());
        let held = |token: &Token| {
            (token.owner, token.pledgee, token.held_until, token.frozen_until, token.shares)
        };
        assert_eq!(held(&before), held(&after));
        self.did("replace")
    }

    fn freeze(&mut self) -> bool {
        let token = self.token();
        let by = self.dice.of(&[REGULATOR, SECOND, SECOND, STRANGER]);
        let step = self.dice.of(&[
            FreezeStep::Freeze,
            FreezeStep::Renew,
            FreezeStep::Lift,
            FreezeStep::Lift,
        ]);
        let before = self.known(token);
        let caller = self.caller(by);
        let frozen = self.desk.ledger.freeze(&caller, token, by, step, [45; 32].into());
        let Ok(event) = frozen else { return false };
        let before = before.unwrap();
        match step {
            FreezeStep::Renew => assert_ne!(before.frozen_by, by),
            FreezeStep::Lift => assert_eq!(before.frozen_by, by),
            FreezeStep::Freeze => assert!(event.until <= self.desk.now + 30 * DAY),
        }
        // Invariant: what was left of anybody's time is left of it.
        let left =
            |token: &Token| token.held_until.saturating_sub(token.frozen_until.max(self.desk.now));
        assert_eq!(left(&before), left(&self.known(token).unwrap()));
        self.did("freeze")
    }

    fn transfer(&mut self) -> bool {
        let token = self.token();
        let Some(record) = self.known(token) else { return false };
        if self.dice.one_in(5) {
            return self.approve(token, record.owner);
        }
        let operators: Vec<Account> = self
            .books
            .tokens
            .get(&token)
            .map(|known| known.approved.iter().copied().collect())
            .unwrap_or_default();
        let caller = match operators.first() {
            Some(operator) if self.dice.one_in(2) => self.desk.as_account(*operator),
            _ => self.caller(record.owner),
        };
        let to = self.dice.of(&[OWNER, BUYER, BANK, VENUE, STRANGER, record.owner]);
        let data = vec![7; self.dice.of(&[0, 0, 32, 5])];
        let to_account: Account = to.0.into();
        let ledger = &mut self.desk.ledger;
        let passed = ledger.transfer(&caller, &HERE, true, &to_account, &id(token), &data);
        let Ok((passed, trade)) = passed else { return false };
        assert_eq!(trade.is_some(), data.len() == 32);
        assert!(record.negotiable);
        self.books.moved(&[passed]);
        self.did(if to == record.owner { "transfer to itself" } else { "transfer" })
    }

    fn approve(&mut self, token: TokenId, owner: PartyId) -> bool {
        let caller = self.caller(owner);
        let operator: Account = [90 + self.dice.below(3) as u8; 32].into();
        let approved = !self.dice.one_in(3);
        let name = id(token);
        let which = (!self.dice.one_in(6)).then_some(&name);
        let said = self.desk.ledger.approve(&caller, &operator, which, approved);
        let Ok((by, which)) = said else { return false };
        match which {
            Some(token) => {
                let known = &mut self.books.tokens.get_mut(&token).unwrap().approved;
                if approved {
                    known.insert(operator)
                } else {
                    known.remove(&operator)
                };
            }
            None => {
                let all = &mut self.books.operators;
                if approved {
                    all.insert((by, operator))
                } else {
                    all.remove(&(by, operator))
                };
            }
        }
        self.did("approve")
    }

    fn anyone(&mut self) -> bool {
        let token = self.token();
        match self.dice.below(4) {
            0 => {
                let caller = self.caller(STRANGER);
                let returned = self.desk.ledger.return_from_venue(&caller, token);
                let Ok(done) = returned else { return false };
                self.books.moved(&done.moves);
                self.did("return")
            }
            1 => {
                let pool = pool_id(&WAREHOUSE, &super::tests::stock(self.dice.of(&LOTS)));
                let call = Call { caller: [9; 32].into(), now: self.desk.now };
                let marked = self.desk.ledger.mark_expired(&call, pool).is_ok();
                marked && self.did("expire")
            }
            2 => {
                let Some(record) = self.known(token) else { return false };
                let told = self.desk.ledger.tell_ended(&self.desk.pound, record.receipt).is_ok();
                let live = self
                    .books
                    .tokens
                    .values()
                    .any(|other| other.is_live && other.receipt == record.receipt);
                assert!(!(told && live), "a receipt was ended that was not");
                told && self.did("tell")
            }
            _ => {
                let right = self.known(token).map_or(BANK, |token| token.pledgee);
                let caller = self.caller(right);
                let until = self.desk.now + DAY;
                let called =
                    self.desk.ledger.call_margin(&caller, token, [6; 32].into(), until).is_ok();
                called && self.did("margin")
            }
        }
    }

    /// What happens around the contract.
    fn around(&mut self) {
        match self.dice.below(12) {
            0..=3 => self.desk.now += self.dice.below(DAY / 2),
            4 => self.desk.now += self.dice.below(4) * DAY,
            5 if self.dice.one_in(10) => self.desk.now += 100 * DAY,
            6 => self.desk.paused = self.dice.one_in(8),
            7 => {
                let party = self.dice.of(&PARTIES);
                let suspended = &mut self.desk.roll.suspended;
                suspended.clear();
                if self.dice.one_in(4) {
                    suspended.insert(party);
                }
            }
            8 => {
                let listed = !self.dice.one_in(3);
                self.desk.ledger.list_venue(true, &Deployed, VENUE.0.into(), listed).unwrap();
            }
            9 if self.dice.one_in(10) => self.desk.roll.epoch = 1,
            _ => {}
        }
    }

    fn step(&mut self) {
        self.around();
        self.may_move_held = false;
        self.may_lower = false;
        self.about.clear();
        let before: BTreeMap<TokenId, (Token, Quantity)> = self
            .books
            .tokens
            .keys()
            .map(|token| {
                let worth = self.desk.ledger.quantity_of(*token).unwrap();
                (*token, (self.known(*token).unwrap(), worth))
            })
            .collect();
        let state = self.state();
        self.steps += 1;
        // First there is something.
        let sides = if self.steps < 20 { 4 } else { 20 };
        let die = match self.last {
            // One thing leads to another.
            Some(last) if !self.dice.one_in(3) => last,
            _ => self.dice.below(sides),
        };
        let succeeded = match die {
            0 | 1 => self.open_or_inspect(),
            2 | 3 => self.issue(),
            4 | 5 => self.split_or_merge(),
            6..=8 => self.load_out(),
            9..=11 => self.pledge(),
            12 | 13 => self.trade(),
            14 => self.paper(),
            15 if self.dice.one_in(4) => self.freeze(),
            16..=18 => self.transfer(),
            _ => self.anyone(),
        };
        self.last = succeeded.then_some(die).filter(|die| (6..14).contains(die));
        if !succeeded {
            assert!(self.state() == state, "a refused command changed something");
        }
        self.check(&before);
    }

    fn check(&self, before: &BTreeMap<TokenId, (Token, Quantity)>) {
        let ledger = &self.desk.ledger;
        let now = self.desk.now;
        let mut held: BTreeMap<PoolId, (Quantity, Quantity)> = BTreeMap::new();
        let mut receipts: BTreeMap<DocumentId, Quantity> = BTreeMap::new();
        let mut balances: BTreeMap<PartyId, u32> = BTreeMap::new();
        for (id, known) in &self.books.tokens {
            let token = self.known(*id).unwrap();
            let worth = ledger.quantity_of(*id).unwrap();
            // What the events say is what is stored.
            assert_eq!((token.owner, token.transfers), (known.owner, known.transfers));
            assert_eq!((token.shares, token.receipt), (known.shares, known.receipt));
            assert_eq!(is_alive(token.status), known.is_live);
            let (sum, worths) = held.entry(token.pool).or_default();
            *sum += token.shares;
            *worths += worth;
            *receipts.entry(token.receipt).or_default() += token.shares;
            if known.is_live {
                *balances.entry(token.owner).or_default() += 1;
                assert!(token.shares > 0);
                // Invariant: at most one pledge, and whose it is stands in both records.
                let pledge = ledger.find_pledge(*id);
                let is_pledged =
                    pledge.as_ref().is_some_and(|pledge| pledge.status == PledgeStatus::Pledged);
                assert_eq!(is_pledged, token.pledgee != PartyId::NONE);
                if let (true, Some(pledge)) = (is_pledged, pledge) {
                    assert_eq!(token.pledgee, pledge.terms.pledgee);
                    assert_eq!(token.owner, pledge.terms.pledgor);
                }
            }
            // Invariant: approvals die with each transfer, and each other change.
            let is_asked = *id % 16 == self.steps % 16 || self.about.contains(id);
            for mark in if is_asked { 90..93 } else { 0..0 } {
                let operator: Account = [mark; 32].into();
                let all = self.books.operators.contains(&(token.owner, operator));
                let expected = known.is_live && (all || known.approved.contains(&operator));
                let said = ledger.allowance(&token.owner, &operator, Some(&super::tests::id(*id)));
                assert_eq!(said, expected);
            }
            let Some((old, old_worth)) = before.get(id) else { continue };
            // Invariant: what is pledged, frozen, reserved or no more neither moves nor changes.
            if token.transfers != old.transfers {
                assert!(is_alive(old.status));
                // Control is given back also while it is frozen: that moves nothing.
                let stays = self.may_move_held && token.owner == old.owner;
                assert!(now >= old.frozen_until || stays);
                let is_held = old.pledgee != PartyId::NONE || now < old.held_until;
                assert!(!is_held || self.may_move_held);
                assert!(old.negotiable || old.owner == token.owner);
            }
            // Nobody's goods become less by what another does.
            if !self.may_lower && !self.about.contains(id) && is_alive(token.status) {
                assert!(worth >= *old_worth, "another's goods were taken");
            }
        }
        for (id, known) in &self.books.pools {
            let pool = ledger.pool(id).unwrap();
            let stored = KnownPool {
                attested: pool.attested,
                issued: pool.issued,
                delivered: pool.delivered,
                missing: pool.missing,
                shares: pool.shares,
            };
            assert_eq!(stored, *known);
            let quantity = pool::quantity(&pool);
            let (shares, worth) = held.get(id).copied().unwrap_or_default();
            assert_eq!(shares, pool.shares, "shares");
            assert_eq!(pool.issued, quantity + pool.delivered + pool.missing, "quantity");
            assert!(worth <= quantity && quantity <= pool.shares, "enough");
            assert!(pool.issued <= pool.attested, "attested");
            assert!(pool.shares > 0 || quantity == 0, "goods of nobody");
        }
        for (receipt, shares) in receipts {
            assert_eq!(ledger.the_receipt(&receipt).unwrap().shares, shares);
        }
        for party in PARTIES {
            let balance = balances.get(&party).copied().unwrap_or_default();
            assert_eq!(ledger.book.balance_of(&party), balance);
        }
        let live: u32 = balances.values().sum();
        assert_eq!(u64::from(live), self.desk.supply.live);
    }
}

#[test]
fn whatever_is_called_the_invariants_hold() {
    let number = |name: &str, default| {
        std::env::var(name).ok().map_or(default, |text| text.parse().unwrap())
    };
    let (steps, seed) = (number("LADING_WALK_STEPS", STEPS), number("LADING_WALK_SEED", SEED));
    println!("LADING_WALK_STEPS={steps} LADING_WALK_SEED={seed}");
    let mut dice = Dice(seed);
    let mut done: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut walked = 0;
    while walked < steps {
        let dice_of_walk = Dice(dice.below(u64::MAX));
        let epoch = u8::from(dice.one_in(2));
        let mut walk = Walk {
            desk: Desk::new(epoch),
            books: Books::default(),
            dice: dice_of_walk,
            numbers: 0,
            steps: 0,
            last: None,
            favourite: 1,
            epoch,
            may_move_held: false,
            may_lower: false,
            about: BTreeSet::new(),
        };
        assert_eq!(walk.desk.now, START);
        for _ in 0..GENERATION.min(steps - walked) {
            walk.step();
            walked += 1;
        }
        for (what, count) in walk.books.done {
            *done.entry(what).or_default() += count;
        }
    }
    println!("{done:?}");
    if steps >= LONG {
        assert_eq!(done.len(), KINDS, "{done:?}");
    }
}

/// How many kinds of commands a walk of that length carries out.
const KINDS: usize = 34;

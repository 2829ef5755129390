//! What each message promises, one by one.
use super::{freezes::FREEZE, pledges::LONGEST, *};
use crate::{events::*, network::Network, payment::Till};
use core::cell::{Cell, RefCell};
use ink::env::{test::run_test, DefaultEnvironment};
use interfaces::{
    collateral::GoodsKind,
    ids::CodeHash,
    receipt::{
        AmendmentStep, Deposit, FreezeStep, GoodsKey, LoadOutStep, PledgeStatus, PledgeStep,
        PledgeTerms, Sale, SaleStep, Settlement, TokenStatus,
    },
    registry::Refusal,
};
use kit::{
    administration::Codes,
    authority::{alone, Authority},
    collateral::Pound,
};
use pendzl::contracts::psp34::{Id, PSP34Error};
use std::collections::BTreeSet;

pub(super) const WAREHOUSE: PartyId = PartyId([1; 32]);
pub(super) const INSPECTOR: PartyId = PartyId([2; 32]);
pub(super) const OWNER: PartyId = PartyId([3; 32]);
pub(super) const BUYER: PartyId = PartyId([4; 32]);
pub(super) const BANK: PartyId = PartyId([5; 32]);
pub(super) const REGULATOR: PartyId = PartyId([6; 32]);
pub(super) const SECOND: PartyId = PartyId([7; 32]);
pub(super) const VENUE: PartyId = PartyId([8; 32]);
pub(super) const STRANGER: PartyId = PartyId([9; 32]);
/// The contract itself.
pub(super) const HERE: Account = ink::primitives::AccountId([250; 32]);
pub(super) const START: Millis = 1_000_000_000;
pub(super) const DAY: Millis = 24 * 60 * 60 * 1000;
pub(super) const WINDOW: Millis = 3 * DAY;
pub(super) const EXPIRY: Millis = START + 400 * DAY;
pub(super) const PRICE: u128 = 5_000;
const NOT_FOR_PARTY: ReceiptError = ReceiptError::Refused(Refusal::NotForParty);

/// The account that acts for a party: its own, or under a registry its controller's.
pub(super) fn account_of(epoch: u8, party: PartyId) -> Account {
    if epoch == 0 || party == VENUE {
        return party.0.into();
    }
    party.0.map(|byte| byte + 100).into()
}

/// Which accounts are contracts: the venue.
pub(super) struct Deployed;

impl Codes for Deployed {
    fn hash_of(&self, address: Account) -> Option<CodeHash> {
        (address == VENUE.0.into()).then_some([1; 32].into())
    }

    fn replace(&self, _: CodeHash) -> bool {
        false
    }
}

/// A registry of all parties but the venue.
#[derive(Debug, Clone, Default)]
pub(super) struct Roll {
    pub(super) epoch: u8,
    pub(super) is_silent: bool,
    pub(super) suspended: BTreeSet<PartyId>,
    /// Whose attestation was taken back.
    pub(super) withdrawn: BTreeSet<PartyId>,
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
        _: Scope,
        business: Business,
    ) -> Result<(), Denial> {
        if epoch == 0 {
            return alone(account, party);
        }
        if self.is_silent {
            return Err(Denial::Unavailable);
        }
        if party == VENUE {
            return Err(Denial::Refused(Refusal::UnknownParty));
        }
        if account != account_of(epoch, party) {
            return Err(Denial::Refused(Refusal::NotForParty));
        }
        if business == Business::NewBusiness && self.suspended.contains(&party) {
            return Err(Denial::Refused(Refusal::Suspended(7)));
        }
        Ok(())
    }
}

impl Network for Roll {
    fn is_active(&self, epoch: u8, party: &PartyId) -> Outcome<bool> {
        if epoch > 0 && self.is_silent {
            return Err(no(ReceiptError::RegistryUnavailable));
        }
        Ok(epoch == 0 || (*party != VENUE && !self.suspended.contains(party)))
    }

    fn is_attested(&self, epoch: u8, party: &PartyId, role: Role) -> Outcome<bool> {
        if epoch == 0 {
            return Ok(false);
        }
        if self.is_silent {
            return Err(no(ReceiptError::RegistryUnavailable));
        }
        let is_one = match role {
            Role::Warehouse => *party == WAREHOUSE,
            Role::Auditor => *party == INSPECTOR,
            Role::Regulator => [REGULATOR, SECOND].contains(party),
            _ => false,
        };
        Ok(is_one && !self.withdrawn.contains(party))
    }
}

/// Takes what is sent, and remembers who was paid.
#[derive(Debug, Default)]
pub(super) struct Purse {
    pub(super) sent: Cell<u128>,
    pub(super) fails: Cell<Option<ReceiptError>>,
    pub(super) paid: RefCell<Vec<(Settlement, u128, Account)>>,
}

impl Till for Purse {
    fn sent(&self) -> u128 {
        self.sent.get()
    }

    fn pay(&self, settlement: &Settlement, price: u128, to: &Account) -> Outcome<()> {
        if let Some(error) = self.fails.get() {
            return Err(no(error));
        }
        self.paid.borrow_mut().push((*settlement, price, *to));
        Ok(())
    }
}

/// A ledger with a clock, a registry, a collateral contract and a till.
pub(super) struct Desk {
    pub(super) ledger: Ledger,
    pub(super) supply: Supply,
    pub(super) roll: Roll,
    pub(super) pound: Pound,
    pub(super) purse: Purse,
    pub(super) paused: bool,
    pub(super) has_venues: bool,
    pub(super) now: Millis,
}

pub(super) fn stock(lot: &str) -> Stock {
    Stock {
        commodity: Commodity::Hs(100_199),
        grade: "A".into(),
        lot: lot.into(),
        expires_at: EXPIRY,
    }
}

pub(super) fn papers(mark: u8) -> Papers {
    Papers { document: [mark; 32].into(), terms: [41; 32].into(), insurance: [42; 32].into() }
}

pub(super) fn deposit(number: &str, quantity: Quantity) -> Deposit {
    Deposit {
        number: number.into(),
        depositor: OWNER,
        quantity,
        negotiable: true,
        owned_by_warehouse: false,
        inspection: [43; 32].into(),
        advances: [0; 32].into(),
        papers: papers(40),
    }
}

pub(super) fn terms() -> PledgeTerms {
    PledgeTerms {
        pledgor: OWNER,
        pledgee: BANK,
        quantity: 1_000,
        papers: papers(40),
        debt: [44; 32].into(),
        default_at: START + 10 * DAY,
        lapses_at: START + 20 * DAY,
        buy_back_window: 5 * DAY,
        buy_back_price: PRICE,
        settlement: Settlement::NATIVE,
        pay_to: BANK.0.into(),
    }
}

/// That a receipt is lost, and what is to stand for it.
pub(super) fn lost() -> AmendmentStep {
    AmendmentStep::ReportLost { indemnity: [50; 32].into(), document: [51; 32].into() }
}

/// A pledgee's word to a request.
pub(super) fn agree(quantity: Quantity) -> LoadOutStep {
    LoadOutStep::Agree { quantity, instructions: [1; 32].into() }
}

pub(super) fn sale(quantity: Quantity) -> Sale {
    Sale {
        buyer: PartyId::NONE,
        quantity,
        papers: papers(40),
        price: PRICE,
        settlement: Settlement::NATIVE,
        pay_to: OWNER.0.into(),
        until: START + DAY,
    }
}

pub(super) fn id(token: TokenId) -> Id {
    Id::U64(token)
}

impl Desk {
    /// Each desk has a chain of its own, since the ledger's keys are fixed.
    pub(super) fn new(epoch: u8) -> Self {
        run_test::<DefaultEnvironment, _>(|_| Ok(())).unwrap();
        Self {
            ledger: Ledger::default(),
            supply: Supply::default(),
            roll: Roll { epoch, ..Roll::default() },
            pound: Pound::default(),
            purse: Purse::default(),
            paused: false,
            has_venues: true,
            now: START,
        }
    }

    pub(super) fn as_account(&self, account: Account) -> Caller<Roll> {
        Caller {
            call: Call { caller: account, now: self.now },
            paused: self.paused,
            network: self.roll.clone(),
        }
    }

    pub(super) fn by(&self, party: PartyId) -> Caller<Roll> {
        self.as_account(account_of(self.roll.epoch, party))
    }

    pub(super) fn open(&mut self, lot: &str) -> Outcome<PoolId> {
        let caller = self.by(WAREHOUSE);
        let inspector = if self.roll.epoch == 0 { INSPECTOR } else { PartyId::NONE };
        let (stock, place) = (stock(lot), "DEHAM".to_string());
        self.ledger
            .open_pool(&caller, &self.pound, WAREHOUSE, stock, "KGM", place, inspector)
            .map(|opened| opened.pool)
    }

    pub(super) fn inspect(&mut self, pool: PoolId, finding: Finding) -> Outcome<()> {
        let mut report = self.ledger.pool(&pool)?.report;
        report.0[0] = report.0[0].wrapping_add(1);
        let caller = self.by(INSPECTOR);
        self.ledger.inspect(&caller, pool, INSPECTOR, finding, report).map(|_| ())
    }

    pub(super) fn issue(
        &mut self,
        pool: PoolId,
        deposit: Deposit,
        goods: &[GoodsKey],
    ) -> Outcome<Done<ReceiptIssued>> {
        let caller = self.by(WAREHOUSE);
        let goods = goods.to_vec();
        self.ledger.issue(&caller, &self.pound, &mut self.supply, pool, deposit, goods)
    }

    /// A pool of 1,000, and a token for all of it.
    fn issued(epoch: u8) -> (Self, PoolId, TokenId) {
        let mut desk = Self::new(epoch);
        let pool = desk.open("1").unwrap();
        desk.inspect(pool, Finding::Stock(1_000)).unwrap();
        let issued = desk.issue(pool, deposit("R-1", 1_000), &[]).unwrap();
        (desk, pool, issued.event.record.token)
    }

    fn pledged(epoch: u8) -> (Self, TokenId) {
        let (mut desk, _, token) = Self::issued(epoch);
        desk.pledge(OWNER, token, PledgeStep::Offer(terms())).unwrap();
        desk.pledge(BANK, token, PledgeStep::Accept(terms())).unwrap();
        (desk, token)
    }

    fn frozen() -> (Self, TokenId) {
        let (mut desk, _, token) = Self::issued(1);
        desk.freeze(REGULATOR, token, FreezeStep::Freeze).unwrap();
        (desk, token)
    }

    pub(super) fn token(&self, token: TokenId) -> Token {
        *self.ledger.the_token(token).unwrap()
    }

    pub(super) fn split(
        &mut self,
        party: PartyId,
        token: TokenId,
        quantity: Quantity,
    ) -> Outcome<TokenId> {
        let caller = self.by(party);
        let split = self.ledger.split(&caller, &mut self.supply, token, quantity)?;
        Ok(split.event.new)
    }

    fn merge(
        &mut self,
        party: PartyId,
        into: TokenId,
        token: TokenId,
    ) -> Outcome<Done<ReceiptsMerged>> {
        let caller = self.by(party);
        self.ledger.merge(&caller, &mut self.supply, into, token)
    }

    fn load_out(
        &mut self,
        party: PartyId,
        token: TokenId,
        step: LoadOutStep,
    ) -> Outcome<Done<LoadOutMoved>> {
        let caller = self.by(party);
        self.ledger.load_out(&caller, &mut self.supply, WINDOW, token, step)
    }

    fn pledge(
        &mut self,
        party: PartyId,
        token: TokenId,
        step: PledgeStep,
    ) -> Outcome<Done<PledgeMoved>> {
        let caller = self.by(party);
        self.ledger.pledge(&caller, token, step)
    }

    fn buy_back(&mut self, party: PartyId, token: TokenId) -> Outcome<Done<PledgeMoved>> {
        let caller = self.by(party);
        self.ledger.buy_back(&caller, &self.purse, token)
    }

    fn offer(&mut self, party: PartyId, token: TokenId, sale: Sale) -> Outcome<SaleOffered> {
        let caller = self.by(party);
        self.ledger.sell(&caller, token, SaleStep::Offer(sale))
    }

    fn buy(&mut self, party: PartyId, token: TokenId, sale: Sale) -> Outcome<Done<Sold>> {
        let caller = self.by(party);
        self.ledger.buy(&caller, &self.purse, token, party, sale)
    }

    fn amend(
        &mut self,
        party: PartyId,
        token: TokenId,
        step: AmendmentStep,
    ) -> Outcome<AmendmentMoved> {
        let caller = self.by(party);
        self.ledger.amend(&caller, token, step)
    }

    fn lose(&mut self, token: TokenId) -> Outcome<AmendmentMoved> {
        let controller = match self.token(token).pledgee {
            PartyId::NONE => self.token(token).owner,
            pledgee => pledgee,
        };
        self.amend(controller, token, lost())
    }

    fn replace(
        &mut self,
        token: TokenId,
        indemnity: u8,
        number: &str,
    ) -> Outcome<Done<ReceiptReplaced>> {
        let caller = self.by(WAREHOUSE);
        let Self { ledger, pound, supply, .. } = self;
        let indemnity = [indemnity; 32].into();
        ledger.replace(&caller, pound, supply, token, indemnity, number.into(), [51; 32].into())
    }

    fn freeze(
        &mut self,
        regulator: PartyId,
        token: TokenId,
        step: FreezeStep,
    ) -> Outcome<TokenFrozen> {
        let caller = self.by(regulator);
        self.ledger.freeze(&caller, token, regulator, step, [45; 32].into())
    }

    fn transfer(
        &mut self,
        by: Account,
        to: PartyId,
        token: TokenId,
        data: &[u8],
    ) -> Outcome<(Move, Option<TradeNamed>)> {
        let caller = self.as_account(by);
        let venues = self.has_venues;
        self.ledger.transfer(&caller, &HERE, venues, &to.0.into(), &id(token), data)
    }

    fn give(&mut self, from: PartyId, to: PartyId, token: TokenId) -> Outcome<()> {
        self.transfer(account_of(self.roll.epoch, from), to, token, &[]).map(|_| ())
    }

    /// All that is stored of what these tests make.
    fn state(&self) -> Vec<u8> {
        use ink::scale::Encode;
        let mut state = self.supply.encode();
        for token in 0..6 {
            state.extend(self.ledger.find(token).map(|token| *token).encode());
            state.extend(self.ledger.find_pledge(token).map(|pledge| *pledge).encode());
            state.extend(self.ledger.offers.read(token).encode());
        }
        for lot in ["1", "2"] {
            let pool = pool_id(&WAREHOUSE, &stock(lot));
            state.extend(self.ledger.pools.read(pool).encode());
        }
        for number in ["R-1", "R-2", "R-3"] {
            let receipt = receipt_id(&WAREHOUSE, number).unwrap();
            state.extend(self.ledger.receipts.read(receipt).encode());
        }
        for party in 0..10 {
            state.extend(self.ledger.book.balance_of(&PartyId([party; 32])).encode());
        }
        state
    }
}

/// Asserts that the command errs so, and changes nothing.
macro_rules! refused {
    ($desk:expr, $command:expr, $error:expr) => {{
        let before = $desk.state();
        let result = $command;
        assert_eq!(result.map(|_| ()), Err(no($error)));
        assert!($desk.state() == before, "a refused command changed something");
    }};
}

fn lot(number: &str) -> GoodsKey {
    GoodsKey { kind: GoodsKind::Lot, number: number.into() }
}

// Pools and inspections.

#[ink::test]
fn a_pool_is_opened_once_by_its_warehouse_and_known_by_what_makes_its_goods_the_same() {
    for epoch in [0, 1] {
        let mut desk = Desk::new(epoch);
        let pool = desk.open("1").unwrap();
        assert_eq!(pool, pool_id(&WAREHOUSE, &stock("1")));
        assert_ne!(pool, pool_id(&WAREHOUSE, &stock("2")));
        let record = desk.ledger.pool(&pool).unwrap();
        assert_eq!((record.registry_epoch, record.collateral_epoch), (epoch, 1));
        refused!(desk, desk.open("1"), ReceiptError::AlreadyExists);
    }
}

#[ink::test]
fn a_pool_is_refused_in_the_order_that_the_interface_says() {
    let mut desk = Desk::new(1);
    let try_open = |desk: &mut Desk, by: PartyId, stock: Stock, unit: &str, inspector| {
        let caller = desk.by(by);
        let place = "DEHAM".to_string();
        desk.ledger.open_pool(&caller, &desk.pound, by, stock, unit, place, inspector)
    };
    let wrong = Stock {
        commodity: Commodity::Gtin(98_412_345_678_907),
        grade: String::new(),
        lot: "1".into(),
        expires_at: START,
    };
    desk.paused = true;
    let open = |desk: &mut Desk, stock| try_open(desk, WAREHOUSE, stock, "kg", INSPECTOR);
    refused!(desk, open(&mut desk, wrong.clone()), ReceiptError::Paused);
    desk.paused = false;
    desk.roll.suspended.insert(WAREHOUSE);
    let suspended = ReceiptError::Refused(Refusal::Suspended(7));
    refused!(desk, open(&mut desk, wrong.clone()), suspended);
    desk.roll.suspended.clear();
    desk.roll.is_silent = true;
    refused!(desk, open(&mut desk, wrong.clone()), ReceiptError::RegistryUnavailable);
    desk.roll.is_silent = false;
    let by_another = try_open(&mut desk, STRANGER, wrong.clone(), "kg", INSPECTOR);
    refused!(desk, by_another.clone(), ReceiptError::NotWarehouse);
    refused!(desk, open(&mut desk, wrong.clone()), ReceiptError::MalformedCommodity);
    let wrong = Stock { commodity: Commodity::Gtin(98_412_345_678_908), ..wrong };
    refused!(desk, open(&mut desk, wrong.clone()), ReceiptError::MalformedText);
    let wrong = Stock { grade: "A".into(), ..wrong };
    refused!(desk, open(&mut desk, wrong.clone()), ReceiptError::MalformedUnit);
    let open = |desk: &mut Desk, stock| try_open(desk, WAREHOUSE, stock, "KGM", INSPECTOR);
    refused!(desk, open(&mut desk, wrong.clone()), ReceiptError::WrongTime);
    let right = Stock { expires_at: START + 1, ..wrong };
    refused!(desk, open(&mut desk, right.clone()), ReceiptError::WrongInspector);
    desk.roll.epoch = 0;
    for inspector in [WAREHOUSE, PartyId::NONE] {
        let opened = try_open(&mut desk, WAREHOUSE, right.clone(), "KGM", inspector);
        refused!(desk, opened.clone(), ReceiptError::WrongInspector);
    }
    assert!(try_open(&mut desk, WAREHOUSE, right, "KGM", INSPECTOR).is_ok());
}

#[test]
fn commodities_are_taken_by_their_codes() {
    for right in [Commodity::Hs(100_199), Commodity::Hs(10_121), Commodity::Gtin(96_385_074)] {
        assert_eq!(is_commodity(right), Ok(()), "{right:?}");
    }
    for wrong in [
        Commodity::Hs(0),
        Commodity::Hs(1_000_000),
        Commodity::Gtin(0),
        Commodity::Gtin(96_385_075),
        Commodity::Gtin(984_123_456_789_080),
    ] {
        assert_eq!(is_commodity(wrong), Err(no(ReceiptError::MalformedCommodity)), "{wrong:?}");
    }
}

#[ink::test]
fn only_another_than_the_warehouse_inspects() {
    for epoch in [0, 1] {
        let mut desk = Desk::new(epoch);
        let pool = desk.open("1").unwrap();
        for inspector in [WAREHOUSE, STRANGER] {
            let caller = desk.by(inspector);
            let found = Finding::Stock(1);
            let inspected = desk.ledger.inspect(&caller, pool, inspector, found, [1; 32].into());
            refused!(desk, inspected.clone(), ReceiptError::NotInspector);
        }
        let caller = desk.by(STRANGER);
        let inspected =
            desk.ledger.inspect(&caller, pool, INSPECTOR, Finding::Stock(1), [1; 32].into());
        refused!(desk, inspected.clone(), NOT_FOR_PARTY);
        let caller = desk.by(INSPECTOR);
        let inspected =
            desk.ledger.inspect(&caller, pool, INSPECTOR, Finding::Stock(9), [1; 32].into());
        assert_eq!(
            inspected,
            Ok(StockInspected {
                pool,
                inspector: INSPECTOR,
                finding: Finding::Stock(9),
                report: [1; 32].into()
            })
        );
        let nowhere = desk.ledger.inspect(
            &caller,
            [9; 32].into(),
            INSPECTOR,
            Finding::Stock(1),
            [1; 32].into(),
        );
        refused!(desk, nowhere.clone(), ReceiptError::NotFound);
        if epoch == 1 {
            desk.roll.withdrawn.insert(INSPECTOR);
            refused!(desk, desk.inspect(pool, Finding::Stock(9)), ReceiptError::NotInspector);
        }
    }
}

#[ink::test]
fn a_report_counts_once_and_findings_are_bounded() {
    let (mut desk, pool, _) = Desk::issued(0);
    let caller = desk.by(INSPECTOR);
    let report = desk.ledger.pool(&pool).unwrap().report;
    let again = desk.ledger.inspect(&caller, pool, INSPECTOR, Finding::Shortage(1), report);
    refused!(desk, again.clone(), ReceiptError::AlreadyReported);
    for (finding, error) in [
        (Finding::Stock(1 << 63), ReceiptError::QuantityOutOfRange),
        (Finding::Stock(999), ReceiptError::BelowIssued(1_000)),
        (Finding::Shortage(0), ReceiptError::QuantityOutOfRange),
        (Finding::Shortage(1_001), ReceiptError::QuantityOutOfRange),
    ] {
        refused!(desk, desk.inspect(pool, finding), error);
    }
    desk.inspect(pool, Finding::Shortage(400)).unwrap();
    // Who finds the same says the same: it is not missing twice.
    refused!(desk, desk.inspect(pool, Finding::Shortage(400)), ReceiptError::QuantityOutOfRange);
    assert_eq!(desk.inspect(pool, Finding::Shortage(1_000)), Ok(()));
    assert_eq!(desk.ledger.pool(&pool).unwrap().missing, 1_000);
}

#[ink::test]
fn goods_expire_once_and_not_before() {
    let (mut desk, pool, _) = Desk::issued(0);
    let mark = |desk: &mut Desk| {
        let call = Call { caller: [9; 32].into(), now: desk.now };
        desk.ledger.mark_expired(&call, pool)
    };
    desk.now = EXPIRY - 1;
    refused!(desk, mark(&mut desk), ReceiptError::NotExpired(EXPIRY));
    desk.now = EXPIRY;
    assert_eq!(mark(&mut desk), Ok(PoolExpired { pool, expired_at: EXPIRY }));
    refused!(desk, mark(&mut desk), ReceiptError::AlreadyExpired);
}

// Issue.

#[ink::test]
fn a_receipt_is_issued_for_what_was_attested_and_no_more() {
    for epoch in [0, 1] {
        let mut desk = Desk::new(epoch);
        let pool = desk.open("1").unwrap();
        refused!(desk, desk.issue(pool, deposit("R-1", 1), &[]), ReceiptError::AboveStock(0));
        desk.inspect(pool, Finding::Stock(1_000)).unwrap();
        let done = desk.issue(pool, deposit("R-1", 600), &[lot("AB 1")]).unwrap();
        assert_eq!(done.moves, [Move { from: None, to: Some(OWNER), token: 1 }]);
        let receipt = receipt_id(&WAREHOUSE, "r1").unwrap();
        assert_eq!((done.event.receipt, done.event.depositor), (receipt, OWNER));
        assert_eq!(*desk.ledger.the_receipt(&receipt).unwrap(), done.event.record);
        assert_eq!(desk.ledger.quantity_of(1), Some(600));
        let more = desk.issue(pool, deposit("R-2", 401), &[]);
        refused!(desk, more.clone(), ReceiptError::AboveStock(400));
        assert!(desk.issue(pool, deposit("R-2", 400), &[]).is_ok());
        assert_eq!(desk.supply, Supply { made: 2, live: 2 });
    }
}

#[ink::test]
fn a_receipt_is_claimed_with_its_goods_by_the_pool() {
    let mut desk = Desk::new(0);
    let pool = desk.open("1").unwrap();
    desk.inspect(pool, Finding::Stock(1_000)).unwrap();
    let goods = [
        lot("AB 1"),
        GoodsKey { kind: GoodsKind::LogisticUnit, number: "040123450000001112".into() },
    ];
    desk.issue(pool, deposit("R-1", 600), &goods).unwrap();
    {
        let claims = desk.pound.claims.borrow();
        let (claim, _) = &claims[0];
        let receipt = receipt_id(&WAREHOUSE, "R-1").unwrap();
        assert_eq!((claim.document, claim.asset.0), (receipt, receipt.0));
        assert_eq!((claim.group.0, claim.backing.len(), claim.near.len()), (pool.0, 2, 2));
    }
    assert!(desk.issue(pool, deposit("R-2", 100), &goods).is_ok(), "they are the pool's");
    let other = desk.open("2").unwrap();
    desk.inspect(other, Finding::Stock(1_000)).unwrap();
    let twice = desk.issue(other, deposit("R-3", 100), &goods[..1]);
    assert_eq!(twice, Err(no(ReceiptError::AlreadyClaimed)));
    desk.pound.is_silent = true;
    let unheard = desk.issue(other, deposit("R-4", 100), &[]);
    assert_eq!(unheard, Err(no(ReceiptError::CollateralUnavailable)));
}

#[ink::test]
fn a_receipt_is_refused_in_the_order_that_the_interface_says() {
    let (mut desk, pool, _) = Desk::issued(1);
    let wrong = Deposit { depositor: WAREHOUSE, ..deposit("", 0) };
    let bad = [GoodsKey { kind: GoodsKind::LogisticUnit, number: "1".into() }];
    desk.paused = true;
    refused!(desk, desk.issue(pool, wrong.clone(), &bad), ReceiptError::Paused);
    desk.paused = false;
    let nowhere = desk.issue([9; 32].into(), wrong.clone(), &bad);
    refused!(desk, nowhere.clone(), ReceiptError::NotFound);
    let by_another = {
        let caller = desk.by(OWNER);
        let Desk { ledger, pound, supply, .. } = &mut desk;
        ledger.issue(&caller, pound, supply, pool, wrong.clone(), bad.to_vec())
    };
    refused!(desk, by_another.clone(), NOT_FOR_PARTY);
    desk.roll.withdrawn.insert(WAREHOUSE);
    refused!(desk, desk.issue(pool, wrong.clone(), &bad), ReceiptError::NotWarehouse);
    desk.roll.withdrawn.clear();
    refused!(desk, desk.issue(pool, wrong.clone(), &bad), ReceiptError::MalformedText);
    let wrong = Deposit { number: "--".into(), ..wrong };
    refused!(desk, desk.issue(pool, wrong.clone(), &bad), ReceiptError::MalformedNumber);
    let wrong = Deposit { number: "r 1".into(), ..wrong };
    refused!(desk, desk.issue(pool, wrong.clone(), &bad), ReceiptError::AlreadyExists);
    let wrong = Deposit { number: "R-2".into(), ..wrong };
    for goods in
        [&bad[..], &[lot("")], &[lot("1"), lot("-1-")], &["1", "2", "3", "4", "5"].map(lot)]
    {
        refused!(desk, desk.issue(pool, wrong.clone(), goods), ReceiptError::MalformedGoods);
    }
    refused!(desk, desk.issue(pool, wrong.clone(), &[]), ReceiptError::OwnershipNotStated);
    let wrong = Deposit { depositor: VENUE, ..wrong };
    refused!(desk, desk.issue(pool, wrong.clone(), &[]), ReceiptError::NotActive);
    let wrong = Deposit { depositor: OWNER, ..wrong };
    desk.now = EXPIRY;
    refused!(desk, desk.issue(pool, wrong.clone(), &[]), ReceiptError::Expired);
    desk.now = START;
    for quantity in [0, 1 << 63] {
        let wrong = Deposit { quantity, ..wrong.clone() };
        refused!(desk, desk.issue(pool, wrong, &[]), ReceiptError::QuantityOutOfRange);
    }
    desk.inspect(pool, Finding::Shortage(1)).unwrap();
    desk.inspect(pool, Finding::Stock(2_000)).unwrap();
    refused!(desk, desk.issue(pool, deposit("R-2", 1), &[]), ReceiptError::IssuingEnded);
}

#[ink::test]
fn a_warehouse_issues_to_itself_if_it_says_that_it_owns_of_the_goods() {
    let mut desk = Desk::new(0);
    let pool = desk.open("1").unwrap();
    desk.inspect(pool, Finding::Stock(10)).unwrap();
    let own = Deposit { depositor: WAREHOUSE, owned_by_warehouse: true, ..deposit("R-1", 10) };
    assert!(desk.issue(pool, own, &[]).is_ok());
}

// Split and merge.

#[ink::test]
fn a_split_gives_a_part_and_a_merge_takes_it_back() {
    let (mut desk, pool, token) = Desk::issued(0);
    let new = desk.split(OWNER, token, 300).unwrap();
    assert_eq!(
        (desk.ledger.quantity_of(token), desk.ledger.quantity_of(new)),
        (Some(700), Some(300))
    );
    let (a, b) = (desk.token(token), desk.token(new));
    assert_eq!((a.receipt, a.pool, a.papers), (b.receipt, b.pool, b.papers));
    assert_eq!(desk.ledger.book.balance_of(&OWNER), 2);
    let done = desk.merge(OWNER, token, new).unwrap();
    assert_eq!(done.moves, [Move { from: Some(OWNER), to: None, token: new }]);
    assert_eq!(done.event, ReceiptsMerged { into: token, token: new, shares: 300 });
    assert_eq!(desk.ledger.quantity_of(token), Some(1_000));
    assert_eq!(desk.token(new).status, TokenStatus::Merged);
    assert_eq!(desk.ledger.pool(&pool).unwrap().shares, 1_000);
    assert_eq!(desk.supply.live, 1);
}

#[ink::test]
fn a_split_is_refused_in_the_order_that_the_interface_says() {
    let (mut desk, _, token) = Desk::issued(0);
    desk.paused = true;
    refused!(desk, desk.split(STRANGER, 9, 0), ReceiptError::Paused);
    desk.paused = false;
    refused!(desk, desk.split(STRANGER, 9, 0), ReceiptError::NotFound);
    refused!(desk, desk.split(STRANGER, token, 0), NOT_FOR_PARTY);
    for quantity in [0, 1_000, u64::MAX] {
        refused!(desk, desk.split(OWNER, token, quantity), ReceiptError::QuantityOutOfRange);
    }
    desk.load_out(OWNER, token, LoadOutStep::RequestAll([1; 32].into())).unwrap();
    let status = ReceiptError::WrongStatus(TokenStatus::LoadOutRequested);
    refused!(desk, desk.split(OWNER, token, 1), status);
    let (mut desk, token) = Desk::pledged(0);
    refused!(desk, desk.split(OWNER, token, 1), ReceiptError::Pledged);
    let (mut desk, token) = Desk::frozen();
    refused!(desk, desk.split(OWNER, token, 1), ReceiptError::Frozen(START + FREEZE));
}

#[ink::test]
fn only_what_is_alike_is_merged_and_its_receipt_ends_with_it() {
    let (mut desk, pool, token) = Desk::issued(0);
    desk.inspect(pool, Finding::Stock(3_000)).unwrap();
    let odd = Deposit {
        papers: Papers { insurance: [9; 32].into(), ..papers(40) },
        ..deposit("R-2", 10)
    };
    let odd = desk.issue(pool, odd, &[]).unwrap().event.record.token;
    refused!(desk, desk.merge(OWNER, token, odd), ReceiptError::NotMergeable);
    refused!(desk, desk.merge(OWNER, token, token), ReceiptError::NotMergeable);
    let fixed = Deposit { negotiable: false, ..deposit("R-3", 10) };
    let fixed = desk.issue(pool, fixed, &[]).unwrap().event.record.token;
    refused!(desk, desk.merge(OWNER, token, fixed), ReceiptError::NotMergeable);
    // A lien that one states is not shed by the other.
    for (number, advances, owned) in [("R-5", [9; 32], false), ("R-6", [0; 32], true)] {
        let burdened =
            Deposit { advances: advances.into(), owned_by_warehouse: owned, ..deposit(number, 10) };
        let burdened = desk.issue(pool, burdened, &[]).unwrap().event.record.token;
        for (into, from) in [(token, burdened), (burdened, token)] {
            refused!(desk, desk.merge(OWNER, into, from), ReceiptError::NotMergeable);
        }
    }
    let other = desk.issue(pool, deposit("R-4", 10), &[]).unwrap().event;
    let moved = desk.split(OWNER, token, 5).unwrap();
    desk.give(OWNER, BUYER, moved).unwrap();
    refused!(desk, desk.merge(OWNER, token, moved), ReceiptError::NotMergeable);
    desk.merge(OWNER, token, other.record.token).unwrap();
    assert_eq!(desk.ledger.the_receipt(&other.receipt).unwrap().shares, 0);
    let receipt = desk.token(token).receipt;
    assert_eq!(desk.ledger.the_receipt(&receipt).unwrap().shares, 1_010);
    assert_eq!(desk.ledger.tell_ended(&desk.pound, other.receipt), Ok(()));
    let again = desk.ledger.tell_ended(&desk.pound, other.receipt);
    assert_eq!(again, Err(no(ReceiptError::NothingToTell)));
    let live = desk.ledger.tell_ended(&desk.pound, receipt);
    assert_eq!(live, Err(no(ReceiptError::NothingToTell)));
}

// Load-out.

#[ink::test]
fn goods_leave_by_two_signatures_and_the_last_takes_what_remains() {
    let (mut desk, pool, token) = Desk::issued(0);
    let second = desk.split(OWNER, token, 333).unwrap();
    desk.inspect(pool, Finding::Shortage(100)).unwrap();
    assert_eq!(
        (desk.ledger.quantity_of(token), desk.ledger.quantity_of(second)),
        (Some(600), Some(299))
    );
    let request = LoadOutStep::Request { quantity: 100, instructions: [1; 32].into() };
    desk.load_out(OWNER, token, request).unwrap();
    let hand_over = LoadOutStep::HandOver { quantity: 100, evidence: [2; 32].into() };
    desk.load_out(WAREHOUSE, token, hand_over).unwrap();
    assert_eq!(desk.token(token).status, TokenStatus::HandedOver);
    let done = desk.load_out(OWNER, token, LoadOutStep::Receive(100)).unwrap();
    assert_eq!(done.moves, []);
    assert_eq!(
        (done.event.delivered, done.event.shares, done.event.status),
        (100, 112, TokenStatus::Live)
    );
    assert_eq!(desk.ledger.quantity_of(second), Some(300), "the remainder is everybody's");
    for (token, quantity) in [(token, 500), (second, 300)] {
        assert_eq!(desk.ledger.quantity_of(token), Some(quantity));
        desk.load_out(OWNER, token, LoadOutStep::RequestAll([1; 32].into())).unwrap();
        let hand_over = LoadOutStep::HandOver { quantity, evidence: [2; 32].into() };
        desk.load_out(WAREHOUSE, token, hand_over).unwrap();
        let done = desk.load_out(OWNER, token, LoadOutStep::Receive(quantity)).unwrap();
        assert_eq!(done.moves, [Move { from: Some(OWNER), to: None, token }]);
        assert_eq!(done.event.status, TokenStatus::Delivered);
    }
    let pool = desk.ledger.pool(&pool).unwrap();
    assert_eq!((pool::quantity(&pool), pool.shares, pool.delivered), (0, 0, 900));
    assert_eq!((desk.supply.live, desk.ledger.book.balance_of(&OWNER)), (0, 0));
    assert_eq!(desk.ledger.quantity_of(second), Some(0));
    let receipt = receipt_id(&WAREHOUSE, "R-1").unwrap();
    assert_eq!(desk.ledger.the_receipt(&receipt).unwrap().shares, 0);
}

#[ink::test]
fn an_owner_answers_a_hand_over_or_the_time_does() {
    let (mut desk, _, token) = Desk::issued(0);
    let hand_over = LoadOutStep::HandOver { quantity: 900, evidence: [2; 32].into() };
    desk.load_out(OWNER, token, LoadOutStep::RequestAll([1; 32].into())).unwrap();
    desk.load_out(WAREHOUSE, token, hand_over).unwrap();
    desk.load_out(OWNER, token, LoadOutStep::Contest([3; 32].into())).unwrap();
    assert_eq!(desk.token(token).status, TokenStatus::LoadOutRequested);
    desk.load_out(WAREHOUSE, token, hand_over).unwrap();
    let early = desk.load_out(STRANGER, token, LoadOutStep::Complete);
    refused!(desk, early.clone(), ReceiptError::TooEarly(START + WINDOW));
    refused!(
        desk,
        desk.load_out(OWNER, token, LoadOutStep::Receive(1_000)),
        ReceiptError::TermsDiffer
    );
    desk.now = START + WINDOW;
    let done = desk.load_out(STRANGER, token, LoadOutStep::Complete).unwrap();
    assert_eq!((done.event.delivered, done.event.status), (900, TokenStatus::Live));
    assert_eq!(desk.ledger.quantity_of(token), Some(100));
    assert_eq!(desk.token(token).load_out, issue::NO_REQUEST);
}

#[ink::test]
fn load_out_is_refused_in_the_order_that_the_interface_says() {
    let (mut desk, pool, token) = Desk::issued(0);
    let all = LoadOutStep::RequestAll([1; 32].into());
    let hand_over = |quantity| LoadOutStep::HandOver { quantity, evidence: [2; 32].into() };
    refused!(desk, desk.load_out(OWNER, 9, all), ReceiptError::NotFound);
    let not_pledged = ReceiptError::NotPledged(PledgeStatus::Released);
    refused!(desk, desk.load_out(OWNER, token, agree(1)), not_pledged);
    for (by, step) in [
        (STRANGER, all),
        (WAREHOUSE, LoadOutStep::Withdraw),
        (OWNER, hand_over(1)),
        (OWNER, LoadOutStep::Refuse([1; 32].into())),
        (WAREHOUSE, LoadOutStep::Receive(1)),
        (WAREHOUSE, LoadOutStep::Contest([1; 32].into())),
    ] {
        refused!(desk, desk.load_out(by, token, step), NOT_FOR_PARTY);
    }
    for (by, step) in [
        (OWNER, LoadOutStep::Withdraw),
        (WAREHOUSE, LoadOutStep::Refuse([1; 32].into())),
        (WAREHOUSE, hand_over(1)),
        (OWNER, LoadOutStep::Receive(1)),
        (OWNER, LoadOutStep::Contest([1; 32].into())),
        (STRANGER, LoadOutStep::Complete),
    ] {
        let status = ReceiptError::WrongStatus(TokenStatus::Live);
        refused!(desk, desk.load_out(by, token, step), status);
    }
    for quantity in [0, 1_001] {
        let part = LoadOutStep::Request { quantity, instructions: [1; 32].into() };
        refused!(desk, desk.load_out(OWNER, token, part), ReceiptError::QuantityOutOfRange);
    }
    let part = LoadOutStep::Request { quantity: 10, instructions: [1; 32].into() };
    desk.load_out(OWNER, token, part).unwrap();
    for quantity in [0, 11] {
        let over = desk.load_out(WAREHOUSE, token, hand_over(quantity));
        refused!(desk, over.clone(), ReceiptError::QuantityOutOfRange);
    }
    desk.load_out(WAREHOUSE, token, LoadOutStep::Refuse([1; 32].into())).unwrap();
    assert_eq!(desk.token(token).status, TokenStatus::Live);
    desk.load_out(OWNER, token, all).unwrap();
    desk.load_out(OWNER, token, LoadOutStep::Withdraw).unwrap();
    // What is worth nothing is handed over as nothing.
    desk.inspect(pool, Finding::Shortage(1_000)).unwrap();
    desk.load_out(OWNER, token, all).unwrap();
    desk.load_out(WAREHOUSE, token, hand_over(0)).unwrap();
    let done = desk.load_out(OWNER, token, LoadOutStep::Receive(0)).unwrap();
    assert_eq!(done.event.status, TokenStatus::Delivered);
}

#[ink::test]
fn a_pledgee_agrees_to_what_is_asked_for_before_it_is_handed_over() {
    let (mut desk, token) = Desk::pledged(0);
    let part = LoadOutStep::Request { quantity: 10, instructions: [1; 32].into() };
    let hand_over = LoadOutStep::HandOver { quantity: 10, evidence: [2; 32].into() };
    desk.load_out(OWNER, token, part).unwrap();
    refused!(desk, desk.load_out(WAREHOUSE, token, hand_over), ReceiptError::NotAgreed);
    refused!(desk, desk.load_out(OWNER, token, agree(10)), NOT_FOR_PARTY);
    refused!(desk, desk.load_out(BANK, token, agree(11)), ReceiptError::TermsDiffer);
    let elsewhere = LoadOutStep::Agree { quantity: 10, instructions: [2; 32].into() };
    refused!(desk, desk.load_out(BANK, token, elsewhere), ReceiptError::TermsDiffer);
    desk.load_out(BANK, token, agree(10)).unwrap();
    desk.load_out(WAREHOUSE, token, hand_over).unwrap();
    desk.load_out(OWNER, token, LoadOutStep::Receive(10)).unwrap();
    let token = desk.token(token);
    assert_eq!((token.pledgee, token.status, token.shares), (BANK, TokenStatus::Live, 990));
}

#[ink::test]
fn what_a_shortage_took_after_the_hand_over_is_not_delivered_twice() {
    let (mut desk, pool, token) = Desk::issued(0);
    desk.load_out(OWNER, token, LoadOutStep::RequestAll([1; 32].into())).unwrap();
    let hand_over = LoadOutStep::HandOver { quantity: 1_000, evidence: [2; 32].into() };
    desk.load_out(WAREHOUSE, token, hand_over).unwrap();
    desk.inspect(pool, Finding::Shortage(100)).unwrap();
    let done = desk.load_out(OWNER, token, LoadOutStep::Receive(1_000)).unwrap();
    assert_eq!((done.event.delivered, done.event.shares), (900, 1_000));
    assert_eq!(pool::quantity(&desk.ledger.pool(&pool).unwrap()), 0);
}

#[ink::test]
fn a_frozen_token_is_neither_asked_for_nor_handed_over_nor_delivered() {
    let (mut desk, token) = Desk::frozen();
    let frozen = ReceiptError::Frozen(START + FREEZE);
    let all = LoadOutStep::RequestAll([1; 32].into());
    let hand_over = LoadOutStep::HandOver { quantity: 1_000, evidence: [2; 32].into() };
    refused!(desk, desk.load_out(OWNER, token, all), frozen);
    desk.freeze(REGULATOR, token, FreezeStep::Lift).unwrap();
    desk.load_out(OWNER, token, all).unwrap();
    desk.freeze(SECOND, token, FreezeStep::Freeze).unwrap();
    refused!(desk, desk.load_out(WAREHOUSE, token, hand_over), frozen);
    desk.freeze(SECOND, token, FreezeStep::Lift).unwrap();
    desk.load_out(WAREHOUSE, token, hand_over).unwrap();
    desk.freeze(REGULATOR, token, FreezeStep::Freeze).unwrap();
    refused!(desk, desk.load_out(OWNER, token, LoadOutStep::Receive(1_000)), frozen);
    desk.now = START + FREEZE;
    assert!(desk.load_out(STRANGER, token, LoadOutStep::Complete).is_ok());
}

// Pledges.

#[ink::test]
fn a_pledge_takes_both_and_gives_control() {
    for epoch in [0, 1] {
        let (mut desk, token) = Desk::pledged(epoch);
        assert_eq!(desk.token(token).pledgee, BANK);
        let pledge = desk.ledger.find_pledge(token).unwrap();
        assert_eq!((pledge.status, pledge.terms.pledgor), (PledgeStatus::Pledged, OWNER));
        refused!(desk, desk.give(OWNER, BUYER, token), ReceiptError::Pledged);
        refused!(desk, desk.give(OWNER, OWNER, token), ReceiptError::Pledged);
        refused!(desk, desk.offer(OWNER, token, sale(1_000)), ReceiptError::Pledged);
        let again = desk.pledge(OWNER, token, PledgeStep::Offer(terms()));
        refused!(desk, again.clone(), ReceiptError::Pledged);
        desk.pledge(BANK, token, PledgeStep::Release).unwrap();
        assert_eq!(desk.token(token).pledgee, PartyId::NONE);
        assert!(desk.give(OWNER, BUYER, token).is_ok());
    }
}

#[ink::test]
fn an_offered_pledge_is_taken_by_the_same_words_and_of_the_token_as_it_was() {
    let (mut desk, _, token) = Desk::issued(0);
    let accept = |terms| PledgeStep::Accept(terms);
    refused!(desk, desk.pledge(BANK, token, accept(terms())), ReceiptError::NotOffered);
    for (wrong, error) in [
        (PledgeTerms { pledgee: OWNER, ..terms() }, ReceiptError::OwnDeal),
        (PledgeTerms { pledgee: PartyId::NONE, ..terms() }, ReceiptError::OwnDeal),
        (PledgeTerms { default_at: START, ..terms() }, ReceiptError::WrongTime),
        (PledgeTerms { lapses_at: terms().default_at, ..terms() }, ReceiptError::WrongTime),
        (PledgeTerms { buy_back_window: LONGEST + 1, ..terms() }, ReceiptError::WrongTime),
        (PledgeTerms { quantity: 999, ..terms() }, ReceiptError::TermsDiffer),
        (PledgeTerms { papers: papers(41), ..terms() }, ReceiptError::TermsDiffer),
        (PledgeTerms { pledgor: BUYER, ..terms() }, ReceiptError::TermsDiffer),
    ] {
        refused!(desk, desk.pledge(OWNER, token, PledgeStep::Offer(wrong)), error);
    }
    refused!(desk, desk.pledge(STRANGER, token, PledgeStep::Offer(terms())), NOT_FOR_PARTY);
    let done = desk.pledge(OWNER, token, PledgeStep::Offer(terms())).unwrap();
    assert_eq!((done.event.pledge.status, done.event.pledgee), (PledgeStatus::Offered, BANK));
    refused!(desk, desk.pledge(STRANGER, token, accept(terms())), NOT_FOR_PARTY);
    let other = PledgeTerms { debt: [9; 32].into(), ..terms() };
    refused!(desk, desk.pledge(BANK, token, accept(other)), ReceiptError::TermsDiffer);
    desk.give(OWNER, BUYER, token).unwrap();
    desk.give(BUYER, OWNER, token).unwrap();
    refused!(desk, desk.pledge(BANK, token, accept(terms())), ReceiptError::NotOffered);
    desk.pledge(OWNER, token, PledgeStep::Withdraw).unwrap();
    let withdrawn = ReceiptError::NotPledged(PledgeStatus::Withdrawn);
    refused!(desk, desk.pledge(BANK, token, accept(terms())), withdrawn);
    desk.paused = true;
    refused!(desk, desk.pledge(OWNER, token, PledgeStep::Offer(terms())), ReceiptError::Paused);
}

#[ink::test]
fn from_default_on_the_pledgee_becomes_the_owner_and_neither_pause_nor_suspension_stops_it() {
    let (mut desk, token) = Desk::pledged(1);
    let early = ReceiptError::TooEarly(terms().default_at);
    refused!(desk, desk.pledge(BANK, token, PledgeStep::Enforce), early);
    desk.now = terms().default_at;
    desk.freeze(REGULATOR, token, FreezeStep::Freeze).unwrap();
    let frozen = ReceiptError::Frozen(desk.now + FREEZE);
    refused!(desk, desk.pledge(BANK, token, PledgeStep::Enforce), frozen);
    desk.freeze(REGULATOR, token, FreezeStep::Lift).unwrap();
    desk.paused = true;
    desk.roll.suspended.extend([BANK, OWNER]);
    desk.load_out(OWNER, token, LoadOutStep::RequestAll([1; 32].into())).unwrap();
    refused!(desk, desk.pledge(OWNER, token, PledgeStep::Enforce), NOT_FOR_PARTY);
    let done = desk.pledge(BANK, token, PledgeStep::Enforce).unwrap();
    assert_eq!(done.moves, [Move { from: Some(OWNER), to: Some(BANK), token }]);
    let record = desk.token(token);
    assert_eq!(
        (record.owner, record.pledgee, record.status),
        (BANK, PartyId::NONE, TokenStatus::Live)
    );
    assert_eq!(record.held_until, desk.now + 5 * DAY);
}

#[ink::test]
fn who_takes_a_pledge_gets_what_was_offered_and_in_time_or_nothing() {
    type Meanwhile = fn(&mut Desk, PoolId, TokenId);
    let meanwhile: [Meanwhile; 5] = [
        |desk, _, token| {
            let part = desk.split(OWNER, token, 1).unwrap();
            desk.merge(OWNER, token, part).unwrap();
        },
        |desk, pool, _| desk.inspect(pool, Finding::Shortage(1)).unwrap(),
        |desk, _, token| {
            for mark in [60, 40] {
                desk.amend(WAREHOUSE, token, AmendmentStep::Propose(papers(mark))).unwrap();
                desk.amend(OWNER, token, AmendmentStep::Agree(papers(mark))).unwrap();
            }
        },
        |desk, _, token| desk.give(OWNER, OWNER, token).unwrap(),
        |desk, _, token| {
            desk.pledge(OWNER, token, PledgeStep::Withdraw).unwrap();
            desk.pledge(OWNER, token, PledgeStep::Offer(terms())).unwrap();
            desk.give(OWNER, OWNER, token).unwrap();
        },
    ];
    for happens in meanwhile {
        let (mut desk, pool, token) = Desk::issued(0);
        desk.pledge(OWNER, token, PledgeStep::Offer(terms())).unwrap();
        happens(&mut desk, pool, token);
        let accepted = desk.pledge(BANK, token, PledgeStep::Accept(terms()));
        refused!(desk, accepted.clone(), ReceiptError::NotOffered);
    }
    // An old offer is no option on the goods.
    let (mut desk, _, token) = Desk::issued(1);
    desk.pledge(OWNER, token, PledgeStep::Offer(terms())).unwrap();
    desk.now = terms().default_at;
    let late = desk.pledge(BANK, token, PledgeStep::Accept(terms()));
    refused!(desk, late.clone(), ReceiptError::WrongTime);
    desk.now -= 1;
    desk.roll.suspended.insert(OWNER);
    let suspended = desk.pledge(BANK, token, PledgeStep::Accept(terms()));
    refused!(desk, suspended.clone(), ReceiptError::NotActive);
    desk.roll.suspended.clear();
    assert!(desk.pledge(BANK, token, PledgeStep::Accept(terms())).is_ok());
}

#[ink::test]
fn no_freeze_runs_out_anybodys_time() {
    // The pledgee has as long to enforce as it had.
    let (mut desk, token) = Desk::pledged(1);
    desk.now = terms().default_at;
    desk.freeze(REGULATOR, token, FreezeStep::Freeze).unwrap();
    desk.now += 20 * DAY;
    let event = desk.freeze(SECOND, token, FreezeStep::Renew).unwrap();
    assert_eq!((event.until, event.held_until), (desk.now + FREEZE, desk.now + FREEZE + 10 * DAY));
    desk.now += DAY;
    desk.freeze(SECOND, token, FreezeStep::Lift).unwrap();
    let early = ReceiptError::TooEarly(desk.now + 10 * DAY);
    refused!(desk, desk.pledge(OWNER, token, PledgeStep::Lapse), early);
    desk.pledge(BANK, token, PledgeStep::Enforce).unwrap();
    // Nor does the pledgor lose a day to buy it back.
    desk.now += 2 * DAY;
    desk.freeze(REGULATOR, token, FreezeStep::Freeze).unwrap();
    desk.now += FREEZE;
    assert_eq!(desk.token(token).held_until, desk.now + 3 * DAY);
    refused!(desk, desk.give(BANK, BUYER, token), ReceiptError::Reserved(desk.now + 3 * DAY));
    desk.now += 3 * DAY - 1;
    desk.purse.sent.set(PRICE);
    assert!(desk.buy_back(OWNER, token).is_ok());
    // What was over before stays over.
    let (mut desk, token) = Desk::pledged(1);
    desk.now = terms().lapses_at;
    desk.freeze(REGULATOR, token, FreezeStep::Freeze).unwrap();
    desk.now += FREEZE;
    assert!(desk.pledge(OWNER, token, PledgeStep::Lapse).is_ok());
}

#[ink::test]
fn what_was_handed_over_is_not_seized_and_the_rest_is() {
    let (mut desk, token) = Desk::pledged(0);
    let part = LoadOutStep::Request { quantity: 100, instructions: [1; 32].into() };
    desk.load_out(OWNER, token, part).unwrap();
    desk.load_out(BANK, token, agree(100)).unwrap();
    let hand_over = LoadOutStep::HandOver { quantity: 100, evidence: [2; 32].into() };
    desk.load_out(WAREHOUSE, token, hand_over).unwrap();
    // Nobody holds the pledgee up by handing over and contesting: it agreed to one hand-over.
    desk.load_out(OWNER, token, LoadOutStep::Contest([1; 32].into())).unwrap();
    refused!(desk, desk.load_out(WAREHOUSE, token, hand_over), ReceiptError::NotAgreed);
    desk.load_out(BANK, token, agree(100)).unwrap();
    desk.load_out(WAREHOUSE, token, hand_over).unwrap();
    desk.now = terms().default_at;
    desk.pledge(BANK, token, PledgeStep::Enforce).unwrap();
    assert_eq!(
        (desk.token(token).owner, desk.token(token).status),
        (BANK, TokenStatus::HandedOver)
    );
    refused!(desk, desk.load_out(OWNER, token, LoadOutStep::Receive(100)), NOT_FOR_PARTY);
    desk.now += WINDOW;
    let done = desk.load_out(STRANGER, token, LoadOutStep::Complete).unwrap();
    assert_eq!((done.event.delivered, done.event.status), (100, TokenStatus::Live));
    assert_eq!((desk.token(token).owner, desk.token(token).shares), (BANK, 900));
}

#[ink::test]
fn a_pledge_that_was_not_enforced_lapses_by_its_owner() {
    let (mut desk, token) = Desk::pledged(1);
    desk.now = terms().lapses_at - 1;
    let early = ReceiptError::TooEarly(terms().lapses_at);
    refused!(desk, desk.pledge(OWNER, token, PledgeStep::Lapse), early);
    desk.now = terms().lapses_at;
    desk.freeze(REGULATOR, token, FreezeStep::Freeze).unwrap();
    let frozen = ReceiptError::Frozen(desk.now + FREEZE);
    refused!(desk, desk.pledge(OWNER, token, PledgeStep::Lapse), frozen);
    desk.freeze(REGULATOR, token, FreezeStep::Lift).unwrap();
    desk.pledge(OWNER, token, PledgeStep::Lapse).unwrap();
    let released = ReceiptError::NotPledged(PledgeStatus::Released);
    refused!(desk, desk.pledge(BANK, token, PledgeStep::Enforce), released);
}

#[ink::test]
fn a_pledgor_buys_back_at_the_agreed_price_and_until_then_nothing_moves() {
    let (mut desk, token) = Desk::pledged(0);
    refused!(desk, desk.buy_back(OWNER, token), ReceiptError::NotReserved);
    desk.now = terms().default_at;
    desk.pledge(BANK, token, PledgeStep::Enforce).unwrap();
    let reserved = ReceiptError::Reserved(desk.now + 5 * DAY);
    refused!(desk, desk.give(BANK, BUYER, token), reserved);
    refused!(desk, desk.split(BANK, token, 1), reserved);
    refused!(desk, desk.load_out(BANK, token, LoadOutStep::RequestAll([1; 32].into())), reserved);
    refused!(desk, desk.buy_back(STRANGER, token), NOT_FOR_PARTY);
    for sent in [0, PRICE - 1, PRICE + 1] {
        desk.purse.sent.set(sent);
        refused!(desk, desk.buy_back(OWNER, token), ReceiptError::WrongValue);
    }
    desk.purse.sent.set(PRICE);
    desk.paused = true;
    let done = desk.buy_back(OWNER, token).unwrap();
    assert_eq!(done.moves, [Move { from: Some(BANK), to: Some(OWNER), token }]);
    assert_eq!(done.event.pledge.status, PledgeStatus::BoughtBack);
    assert_eq!(*desk.purse.paid.borrow(), [(Settlement::NATIVE, PRICE, BANK.0.into())]);
    refused!(desk, desk.buy_back(OWNER, token), ReceiptError::NotReserved);
}

#[ink::test]
fn the_right_to_buy_back_ends_with_its_time_or_when_it_is_waived() {
    let (mut desk, token) = Desk::pledged(0);
    desk.now = terms().default_at;
    desk.pledge(BANK, token, PledgeStep::Enforce).unwrap();
    refused!(desk, desk.pledge(BANK, token, PledgeStep::Waive), NOT_FOR_PARTY);
    desk.pledge(OWNER, token, PledgeStep::Waive).unwrap();
    desk.purse.sent.set(PRICE);
    refused!(desk, desk.buy_back(OWNER, token), ReceiptError::NotReserved);
    assert!(desk.give(BANK, BUYER, token).is_ok());
    let (mut desk, token) = Desk::pledged(0);
    desk.now = terms().default_at;
    desk.pledge(BANK, token, PledgeStep::Enforce).unwrap();
    desk.now += 5 * DAY;
    desk.purse.sent.set(PRICE);
    refused!(desk, desk.buy_back(OWNER, token), ReceiptError::NotReserved);
    assert!(desk.give(BANK, BUYER, token).is_ok());
}

#[ink::test]
fn a_margin_is_called_by_the_pledgee_with_a_time_to_come() {
    let (desk, token) = Desk::pledged(0);
    let call = |by, until| desk.ledger.call_margin(&desk.by(by), token, [6; 32].into(), until);
    assert_eq!(call(OWNER, START + 1), Err(no(NOT_FOR_PARTY)));
    assert_eq!(call(BANK, START), Err(no(ReceiptError::WrongTime)));
    let event = MarginCalled { token, pledgee: BANK, demand: [6; 32].into(), until: START + 1 };
    assert_eq!(call(BANK, START + 1), Ok(event));
    let (desk, _, token) = Desk::issued(0);
    let called = desk.ledger.call_margin(&desk.by(BANK), token, [6; 32].into(), START + 1);
    assert_eq!(called, Err(no(ReceiptError::NotPledged(PledgeStatus::Released))));
}

// Sales.

#[ink::test]
fn token_and_price_change_hands_at_once() {
    for settlement in [Settlement::NATIVE, Settlement([77; 32].into())] {
        let (mut desk, _, token) = Desk::issued(1);
        let sale = Sale { settlement, ..sale(1_000) };
        let offered = desk.offer(OWNER, token, sale).unwrap();
        assert_eq!((offered.seller, offered.offer.transfers), (OWNER, 0));
        let due = if settlement == Settlement::NATIVE { PRICE } else { 0 };
        desk.purse.sent.set(due + 1);
        refused!(desk, desk.buy(BUYER, token, sale), ReceiptError::WrongValue);
        desk.purse.sent.set(due);
        let done = desk.buy(BUYER, token, sale).unwrap();
        assert_eq!(done.event, Sold { token, seller: OWNER, buyer: BUYER, sale });
        assert_eq!(desk.token(token).owner, BUYER);
        assert_eq!(*desk.purse.paid.borrow(), [(settlement, PRICE, OWNER.0.into())]);
        refused!(desk, desk.buy(STRANGER, token, sale), ReceiptError::NotOffered);
    }
}

#[ink::test]
fn what_is_not_paid_is_not_sold() {
    for error in [ReceiptError::NotPaid, ReceiptError::PaidShort] {
        let (mut desk, _, token) = Desk::issued(0);
        desk.offer(OWNER, token, sale(1_000)).unwrap();
        desk.purse.sent.set(PRICE);
        desk.purse.fails.set(Some(error));
        // The chain undoes what the call did.
        assert_eq!(desk.buy(BUYER, token, sale(1_000)).map(|_| ()), Err(no(error)));
        assert_eq!(*desk.purse.paid.borrow(), []);
    }
}

#[ink::test]
fn an_offer_is_refused_in_the_order_that_the_interface_says() {
    let (mut desk, _, token) = Desk::issued(0);
    let wrong = Sale { buyer: OWNER, until: START, ..sale(999) };
    desk.paused = true;
    refused!(desk, desk.offer(STRANGER, 9, wrong), ReceiptError::Paused);
    desk.paused = false;
    refused!(desk, desk.offer(STRANGER, 9, wrong), ReceiptError::NotFound);
    refused!(desk, desk.offer(STRANGER, token, wrong), NOT_FOR_PARTY);
    refused!(desk, desk.offer(OWNER, token, wrong), ReceiptError::TermsDiffer);
    let wrong = Sale { quantity: 1_000, ..wrong };
    refused!(
        desk,
        desk.offer(OWNER, token, Sale { papers: papers(1), ..wrong }),
        ReceiptError::TermsDiffer
    );
    refused!(desk, desk.offer(OWNER, token, wrong), ReceiptError::OwnDeal);
    let wrong = Sale { buyer: PartyId::NONE, ..wrong };
    refused!(desk, desk.offer(OWNER, token, wrong), ReceiptError::WrongTime);
    desk.now = EXPIRY;
    refused!(desk, desk.offer(OWNER, token, wrong), ReceiptError::Expired);
}

#[ink::test]
fn a_sale_is_refused_in_the_order_that_the_interface_says() {
    let (mut desk, _, token) = Desk::issued(1);
    let offered = Sale { buyer: BUYER, ..sale(1_000) };
    desk.paused = true;
    refused!(desk, desk.buy(STRANGER, 9, offered), ReceiptError::Paused);
    desk.paused = false;
    refused!(desk, desk.buy(STRANGER, 9, offered), ReceiptError::NotFound);
    refused!(desk, desk.buy(VENUE, token, offered), ReceiptError::Refused(Refusal::UnknownParty));
    refused!(desk, desk.buy(STRANGER, token, offered), ReceiptError::NotOffered);
    desk.offer(OWNER, token, offered).unwrap();
    refused!(desk, desk.buy(BUYER, token, sale(1_000)), ReceiptError::TermsDiffer);
    for other in [STRANGER, OWNER] {
        refused!(desk, desk.buy(other, token, offered), ReceiptError::OwnDeal);
    }
    desk.roll.suspended.insert(OWNER);
    refused!(desk, desk.buy(BUYER, token, offered), ReceiptError::NotActive);
    desk.roll.suspended.clear();
    refused!(desk, desk.buy(BUYER, token, offered), ReceiptError::WrongValue);
    desk.now = offered.until + 1;
    refused!(desk, desk.buy(BUYER, token, offered), ReceiptError::NotOffered);
}

#[ink::test]
fn an_offer_ends_when_what_was_offered_is_not_there_any_more() {
    let buy = |desk: &mut Desk, token| {
        desk.purse.sent.set(PRICE);
        desk.buy(BUYER, token, sale(1_000)).map(|_| ())
    };
    let offered = || {
        let (mut desk, pool, token) = Desk::issued(0);
        desk.offer(OWNER, token, sale(1_000)).unwrap();
        (desk, pool, token)
    };
    let (mut desk, _, token) = offered();
    desk.give(OWNER, OWNER, token).unwrap();
    refused!(desk, buy(&mut desk, token), ReceiptError::NotOffered);
    let (mut desk, _, token) = offered();
    desk.split(OWNER, token, 1).unwrap();
    refused!(desk, buy(&mut desk, token), ReceiptError::NotOffered);
    let (mut desk, pool, token) = offered();
    desk.inspect(pool, Finding::Shortage(1)).unwrap();
    refused!(desk, buy(&mut desk, token), ReceiptError::NotOffered);
    let (mut desk, _, token) = offered();
    desk.amend(WAREHOUSE, token, AmendmentStep::Propose(papers(60))).unwrap();
    desk.amend(OWNER, token, AmendmentStep::Agree(papers(60))).unwrap();
    refused!(desk, buy(&mut desk, token), ReceiptError::NotOffered);
    let (mut desk, _, token) = offered();
    let caller = desk.by(OWNER);
    let withdrawn = desk.ledger.sell(&caller, token, SaleStep::Withdraw).unwrap();
    assert_eq!((withdrawn.offer.stands, withdrawn.seller), (false, OWNER));
    let again = desk.ledger.sell(&caller, token, SaleStep::Withdraw);
    assert_eq!(again, Err(no(ReceiptError::NotOffered)));
    refused!(desk, buy(&mut desk, token), ReceiptError::NotOffered);
    let (mut desk, _, token) = offered();
    assert_eq!(buy(&mut desk, token), Ok(()));
}

// Papers.

#[ink::test]
fn papers_change_by_the_warehouse_and_who_controls_the_token() {
    let (mut desk, token) = Desk::pledged(0);
    let (propose, agree) = (AmendmentStep::Propose, AmendmentStep::Agree);
    refused!(desk, desk.amend(OWNER, token, propose(papers(60))), NOT_FOR_PARTY);
    refused!(desk, desk.amend(BANK, token, agree(papers(60))), ReceiptError::NotOffered);
    desk.amend(WAREHOUSE, token, propose(papers(60))).unwrap();
    // What it says already takes a proposal back.
    desk.amend(WAREHOUSE, token, propose(papers(40))).unwrap();
    for mark in [40, 60] {
        refused!(desk, desk.amend(BANK, token, agree(papers(mark))), ReceiptError::NotOffered);
    }
    desk.amend(WAREHOUSE, token, propose(papers(60))).unwrap();
    refused!(desk, desk.amend(OWNER, token, agree(papers(60))), NOT_FOR_PARTY);
    refused!(desk, desk.amend(BANK, token, agree(papers(61))), ReceiptError::TermsDiffer);
    desk.amend(BANK, token, agree(papers(60))).unwrap();
    assert_eq!(desk.token(token).papers, papers(60));
    refused!(desk, desk.amend(BANK, token, agree(papers(60))), ReceiptError::NotOffered);
    desk.paused = true;
    refused!(desk, desk.amend(WAREHOUSE, token, propose(papers(61))), ReceiptError::Paused);
    let (mut desk, token) = Desk::frozen();
    let frozen = ReceiptError::Frozen(START + FREEZE);
    refused!(desk, desk.amend(WAREHOUSE, token, propose(papers(61))), frozen);
}

#[ink::test]
fn a_warehouse_that_lent_does_not_sign_for_both_sides() {
    let (mut desk, _, token) = Desk::issued(0);
    let terms = PledgeTerms { pledgee: WAREHOUSE, pay_to: WAREHOUSE.0.into(), ..terms() };
    desk.pledge(OWNER, token, PledgeStep::Offer(terms)).unwrap();
    desk.pledge(WAREHOUSE, token, PledgeStep::Accept(terms)).unwrap();
    desk.amend(WAREHOUSE, token, AmendmentStep::Propose(papers(60))).unwrap();
    let agree = AmendmentStep::Agree(papers(60));
    refused!(desk, desk.amend(WAREHOUSE, token, agree), NOT_FOR_PARTY);
    refused!(desk, desk.amend(WAREHOUSE, token, lost()), NOT_FOR_PARTY);
    desk.amend(OWNER, token, agree).unwrap();
    assert_eq!(desk.token(token).papers, papers(60));
}

#[ink::test]
fn what_was_said_before_control_passed_counts_no_more() {
    // A report of loss and a proposal of before the pledge, and of the pledgee after it.
    let (mut desk, _, token) = Desk::issued(0);
    desk.lose(token).unwrap();
    desk.amend(WAREHOUSE, token, AmendmentStep::Propose(papers(60))).unwrap();
    desk.offer(OWNER, token, sale(1_000)).unwrap();
    desk.pledge(OWNER, token, PledgeStep::Offer(terms())).unwrap();
    desk.pledge(BANK, token, PledgeStep::Accept(terms())).unwrap();
    refused!(desk, desk.replace(token, 50, "R-2"), ReceiptError::NotOffered);
    let agree = AmendmentStep::Agree(papers(60));
    refused!(desk, desk.amend(BANK, token, agree), ReceiptError::NotOffered);
    desk.lose(token).unwrap();
    desk.pledge(BANK, token, PledgeStep::Release).unwrap();
    refused!(desk, desk.replace(token, 50, "R-2"), ReceiptError::NotOffered);
    desk.purse.sent.set(PRICE);
    refused!(desk, desk.buy(BUYER, token, sale(1_000)), ReceiptError::NotOffered);
    // A report is taken back, and says another text.
    desk.lose(token).unwrap();
    let back =
        AmendmentStep::ReportLost { indemnity: Fingerprint::NONE, document: [51; 32].into() };
    desk.amend(OWNER, token, back).unwrap();
    refused!(desk, desk.replace(token, 0, "R-2"), ReceiptError::NotOffered);
    let same = AmendmentStep::ReportLost { indemnity: [50; 32].into(), document: [40; 32].into() };
    refused!(desk, desk.amend(OWNER, token, same), ReceiptError::AlreadyExists);
}

#[ink::test]
fn a_lost_receipt_is_replaced_and_its_pledge_goes_with_it() {
    let (mut desk, token) = Desk::pledged(0);
    refused!(desk, desk.replace(token, 50, "R-2"), ReceiptError::NotOffered);
    // Who controls it says that it is lost, and by what text it is to be replaced.
    refused!(desk, desk.amend(OWNER, token, lost()), NOT_FOR_PARTY);
    desk.lose(token).unwrap();
    refused!(desk, desk.replace(token, 49, "R-2"), ReceiptError::TermsDiffer);
    let (caller, other) = (desk.by(WAREHOUSE), [52; 32].into());
    let (pound, supply) = (&desk.pound, &mut desk.supply);
    let wrong =
        desk.ledger.replace(&caller, pound, supply, token, [50; 32].into(), "R-2".into(), other);
    refused!(desk, wrong.clone(), ReceiptError::TermsDiffer);
    refused!(desk, desk.replace(token, 50, ""), ReceiptError::MalformedText);
    refused!(desk, desk.replace(token, 50, "-"), ReceiptError::MalformedNumber);
    refused!(desk, desk.replace(token, 50, "R1"), ReceiptError::AlreadyExists);
    let done = desk.replace(token, 50, "R-2").unwrap();
    let new = done.event.record.token;
    assert_eq!(
        done.moves,
        [
            Move { from: Some(OWNER), to: None, token },
            Move { from: None, to: Some(OWNER), token: new }
        ]
    );
    let record = &done.event.record;
    assert_eq!(record.replaces, receipt_id(&WAREHOUSE, "R-1").unwrap());
    assert_eq!((record.shares, record.deposit.quantity), (1_000, 1_000));
    assert_eq!(desk.token(token).status, TokenStatus::Replaced);
    assert_eq!((desk.token(new).pledgee, desk.token(new).shares), (BANK, 1_000));
    assert_eq!(desk.ledger.tell_ended(&desk.pound, record.replaces), Ok(()));
    desk.now = terms().default_at;
    assert!(desk.pledge(BANK, new, PledgeStep::Enforce).is_ok());
    let status = ReceiptError::WrongStatus(TokenStatus::Replaced);
    for (by, step) in
        [(BANK, PledgeStep::Enforce), (BANK, PledgeStep::Release), (OWNER, PledgeStep::Lapse)]
    {
        refused!(desk, desk.pledge(by, token, step), status);
    }
}

#[ink::test]
fn what_its_pledgor_may_buy_back_is_not_replaced_meanwhile() {
    let (mut desk, token) = Desk::pledged(0);
    desk.lose(token).unwrap();
    desk.now = terms().default_at;
    desk.pledge(BANK, token, PledgeStep::Enforce).unwrap();
    let reserved = ReceiptError::Reserved(desk.now + 5 * DAY);
    refused!(desk, desk.lose(token), reserved);
    refused!(desk, desk.replace(token, 50, "R-2"), reserved);
}

#[ink::test]
fn who_asked_for_a_replacement_and_sold_the_token_asked_for_nothing() {
    let (mut desk, _, token) = Desk::issued(0);
    desk.lose(token).unwrap();
    desk.give(OWNER, BUYER, token).unwrap();
    refused!(desk, desk.replace(token, 50, "R-2"), ReceiptError::NotOffered);
    refused!(desk, desk.amend(OWNER, token, lost()), NOT_FOR_PARTY);
    let (mut desk, token) = Desk::frozen();
    refused!(desk, desk.lose(token), ReceiptError::Frozen(START + FREEZE));
}

// Freezes.

#[ink::test]
fn a_freeze_lapses_unless_another_regulator_renews_it() {
    let (mut desk, token) = Desk::frozen();
    let frozen = ReceiptError::Frozen(START + FREEZE);
    refused!(desk, desk.give(OWNER, BUYER, token), frozen);
    refused!(desk, desk.freeze(SECOND, token, FreezeStep::Freeze), frozen);
    refused!(desk, desk.freeze(REGULATOR, token, FreezeStep::Renew), ReceiptError::SameRegulator);
    refused!(desk, desk.freeze(SECOND, token, FreezeStep::Lift), ReceiptError::NotItsRegulator);
    desk.now += DAY;
    let event = desk.freeze(SECOND, token, FreezeStep::Renew).unwrap();
    assert_eq!((event.regulator, event.until), (SECOND, START + DAY + FREEZE));
    desk.now = event.until;
    refused!(desk, desk.freeze(REGULATOR, token, FreezeStep::Renew), ReceiptError::NotFrozen);
    refused!(desk, desk.freeze(SECOND, token, FreezeStep::Lift), ReceiptError::NotFrozen);
    assert!(desk.give(OWNER, BUYER, token).is_ok());
}

#[ink::test]
fn no_regulator_freezes_for_ever_on_its_own_word() {
    let (mut desk, token) = Desk::frozen();
    let same = ReceiptError::SameRegulator;
    // Neither by lifting and freezing anew, nor when it lapses.
    desk.freeze(REGULATOR, token, FreezeStep::Lift).unwrap();
    refused!(desk, desk.freeze(REGULATOR, token, FreezeStep::Freeze), same);
    desk.now = START + FREEZE - 1;
    refused!(desk, desk.freeze(REGULATOR, token, FreezeStep::Freeze), same);
    desk.now = START + FREEZE;
    desk.freeze(REGULATOR, token, FreezeStep::Freeze).unwrap();
    desk.now += FREEZE;
    refused!(desk, desk.freeze(REGULATOR, token, FreezeStep::Freeze), same);
    desk.freeze(SECOND, token, FreezeStep::Freeze).unwrap();
    desk.now += FREEZE;
    assert!(desk.freeze(REGULATOR, token, FreezeStep::Freeze).is_ok());
}

#[ink::test]
fn only_attested_regulators_freeze() {
    let (mut desk, _, token) = Desk::issued(1);
    refused!(desk, desk.freeze(STRANGER, token, FreezeStep::Freeze), ReceiptError::NotRegulator);
    refused!(desk, desk.freeze(REGULATOR, 9, FreezeStep::Freeze), ReceiptError::NotFound);
    let (mut desk, _, token) = Desk::issued(0);
    refused!(desk, desk.freeze(REGULATOR, token, FreezeStep::Freeze), ReceiptError::NotRegulator);
}

// The standard's messages.

#[ink::test]
fn who_owns_and_who_was_approved_may_transfer() {
    let (mut desk, _, token) = Desk::issued(0);
    let operator: Account = STRANGER.0.into();
    refused!(desk, desk.give(STRANGER, BUYER, token), NOT_FOR_PARTY);
    let approve = |desk: &mut Desk, by: PartyId, which: Option<&Id>, approved| {
        let caller = desk.by(by);
        desk.ledger.approve(&caller, &operator, which, approved).map_err(in_standard_words)
    };
    let refusal = approve(&mut desk, BUYER, Some(&id(token)), true);
    assert_eq!(refusal, Err(PSP34Error::NotApproved));
    let refusal = approve(&mut desk, OWNER, Some(&id(9)), true);
    assert_eq!(refusal, Err(PSP34Error::TokenNotExists));
    let refusal = approve(&mut desk, STRANGER, None, true);
    assert_eq!(refusal, Err(PSP34Error::SelfApprove));
    let caller = desk.by(OWNER);
    let itself = desk.ledger.approve(&caller, &OWNER.0.into(), Some(&id(token)), true);
    assert_eq!(itself, Err(no(ReceiptError::OwnDeal)));
    approve(&mut desk, OWNER, Some(&id(token)), true).unwrap();
    assert!(desk.ledger.allowance(&OWNER, &operator, Some(&id(token))));
    desk.give(STRANGER, BUYER, token).unwrap();
    desk.give(BUYER, OWNER, token).unwrap();
    assert!(!desk.ledger.allowance(&OWNER, &operator, Some(&id(token))), "it came back");
    refused!(desk, desk.give(STRANGER, BUYER, token), NOT_FOR_PARTY);
    approve(&mut desk, OWNER, None, true).unwrap();
    assert!(desk.ledger.allowance(&OWNER, &operator, None));
    assert!(!desk.ledger.allowance(&BUYER, &operator, Some(&id(token))));
    desk.give(STRANGER, BUYER, token).unwrap();
    refused!(desk, desk.give(STRANGER, OWNER, token), NOT_FOR_PARTY);
}

#[ink::test]
fn a_transfer_to_itself_changes_nothing_but_that_approvals_end() {
    let (mut desk, _, token) = Desk::issued(0);
    let before = desk.token(token);
    desk.give(OWNER, OWNER, token).unwrap();
    assert_eq!(desk.token(token), Token { transfers: before.transfers + 1, ..before });
    assert_eq!(desk.ledger.book.balance_of(&OWNER), 1);
}

#[ink::test]
fn a_transfer_names_its_trade_or_none() {
    let (mut desk, _, token) = Desk::issued(0);
    let owner: Account = OWNER.0.into();
    for length in [1, 31, 33] {
        let data = vec![7; length];
        refused!(desk, desk.transfer(owner, BUYER, token, &data), ReceiptError::MalformedTrade);
    }
    let (passed, trade) = desk.transfer(owner, BUYER, token, &[7; 32]).unwrap();
    assert_eq!(passed, Move { from: Some(OWNER), to: Some(BUYER), token });
    assert_eq!(trade, Some(TradeNamed { token, document: [7; 32].into() }));
}

#[ink::test]
fn what_is_not_negotiable_stays_its_depositors() {
    let mut desk = Desk::new(0);
    let pool = desk.open("1").unwrap();
    desk.inspect(pool, Finding::Stock(10)).unwrap();
    let fixed = Deposit { negotiable: false, ..deposit("R-1", 10) };
    let token = desk.issue(pool, fixed, &[]).unwrap().event.record.token;
    refused!(desk, desk.give(OWNER, BUYER, token), ReceiptError::NotNegotiable);
    refused!(desk, desk.offer(OWNER, token, sale(10)), ReceiptError::NotNegotiable);
    let offer = desk.pledge(OWNER, token, PledgeStep::Offer(terms()));
    refused!(desk, offer.clone(), ReceiptError::NotNegotiable);
    assert!(desk.split(OWNER, token, 5).is_ok());
    assert!(desk.load_out(OWNER, token, LoadOutStep::RequestAll([1; 32].into())).is_ok());
}

#[ink::test]
fn under_a_registry_tokens_go_to_active_enterprises_and_listed_venues() {
    let (mut desk, _, token) = Desk::issued(1);
    refused!(desk, desk.give(OWNER, VENUE, token), ReceiptError::NotActive);
    desk.roll.suspended.insert(BUYER);
    refused!(desk, desk.give(OWNER, BUYER, token), ReceiptError::NotActive);
    let unlisted = desk.ledger.list_venue(false, &Deployed, VENUE.0.into(), true);
    assert_eq!(unlisted, Err(no(ReceiptError::MissingRole)));
    let nobodys = desk.ledger.list_venue(true, &Deployed, BUYER.0.into(), true);
    assert_eq!(nobodys, Err(no(ReceiptError::NotAContract)));
    desk.ledger.list_venue(true, &Deployed, VENUE.0.into(), true).unwrap();
    desk.give(OWNER, VENUE, token).unwrap();
    assert_eq!(desk.token(token).depositor, OWNER);
    desk.ledger.list_venue(true, &Deployed, VENUE.0.into(), false).unwrap();
    desk.give(VENUE, OWNER, token).unwrap();
    assert_eq!(desk.token(token).depositor, PartyId::NONE);
    refused!(desk, desk.give(OWNER, VENUE, token), ReceiptError::NotActive);
}

#[ink::test]
fn a_venue_gives_back_what_was_given_to_it_whatever_became_of_who_gave_it() {
    for epoch in [0, 1] {
        let (mut desk, _, token) = Desk::issued(epoch);
        desk.ledger.list_venue(true, &Deployed, VENUE.0.into(), true).unwrap();
        desk.give(OWNER, VENUE, token).unwrap();
        assert_eq!(desk.token(token).depositor, OWNER);
        // It was given to be sold, not to be pledged.
        let pledged = desk.pledge(VENUE, token, PledgeStep::Offer(terms()));
        refused!(desk, pledged.clone(), ReceiptError::AtVenue);
        desk.paused = true;
        desk.roll.suspended.insert(OWNER);
        refused!(desk, desk.give(VENUE, BUYER, token), ReceiptError::Paused);
        desk.give(VENUE, OWNER, token).unwrap();
        assert_eq!((desk.token(token).owner, desk.token(token).depositor), (OWNER, PartyId::NONE));
    }
}

#[ink::test]
fn a_venue_that_is_listed_no_longer_keeps_nothing() {
    let (mut desk, _, token) = Desk::issued(1);
    desk.ledger.list_venue(true, &Deployed, VENUE.0.into(), true).unwrap();
    desk.give(OWNER, VENUE, token).unwrap();
    desk.load_out(VENUE, token, LoadOutStep::RequestAll([1; 32].into())).unwrap();
    let hand_over = LoadOutStep::HandOver { quantity: 1_000, evidence: [2; 32].into() };
    desk.load_out(WAREHOUSE, token, hand_over).unwrap();
    let caller = desk.by(STRANGER);
    let early = desk.ledger.return_from_venue(&caller, token);
    assert_eq!(early, Err(no(ReceiptError::NotExpired(EXPIRY))));
    desk.ledger.list_venue(true, &Deployed, VENUE.0.into(), false).unwrap();
    desk.ledger.return_from_venue(&caller, token).unwrap();
    // What was handed over is its owner's to sign for, or to contest.
    assert_eq!(
        (desk.token(token).owner, desk.token(token).status),
        (OWNER, TokenStatus::HandedOver)
    );
    assert!(desk.load_out(OWNER, token, LoadOutStep::Contest([1; 32].into())).is_ok());
}

#[ink::test]
fn nobody_in_particular_owns_a_token() {
    for epoch in [0, 1] {
        let (mut desk, pool, token) = Desk::issued(epoch);
        for nobody in [PartyId::NONE, PartyId(HERE.0)] {
            refused!(desk, desk.give(OWNER, nobody, token), ReceiptError::NotActive);
        }
        desk.inspect(pool, Finding::Stock(2_000)).unwrap();
        let nobodys = Deposit { depositor: PartyId::NONE, ..deposit("R-9", 10) };
        let issued = desk.issue(pool, nobodys, &[]);
        refused!(desk, issued.clone(), ReceiptError::NotActive);
    }
}

#[ink::test]
fn after_expiry_anyone_gives_a_venues_token_back() {
    let (mut desk, _, token) = Desk::issued(1);
    desk.ledger.list_venue(true, &Deployed, VENUE.0.into(), true).unwrap();
    let back = |desk: &mut Desk| {
        let caller = desk.by(STRANGER);
        desk.ledger.return_from_venue(&caller, token)
    };
    refused!(desk, back(&mut desk), ReceiptError::NotAtVenue);
    desk.give(OWNER, VENUE, token).unwrap();
    refused!(desk, back(&mut desk), ReceiptError::NotExpired(EXPIRY));
    desk.now = EXPIRY;
    desk.paused = true;
    desk.load_out(VENUE, token, LoadOutStep::RequestAll([1; 32].into())).unwrap();
    let done = back(&mut desk).unwrap();
    assert_eq!(done.event, VenueReturned { token, to: OWNER });
    assert_eq!((desk.token(token).owner, desk.token(token).status), (OWNER, TokenStatus::Live));
    refused!(desk, back(&mut desk), ReceiptError::NotAtVenue);
    desk.paused = false;
    refused!(desk, desk.give(OWNER, BUYER, token), ReceiptError::Expired);
}

#[ink::test]
fn an_approved_operator_can_do_no_more_than_the_owner_itself() {
    let (mut desk, _, token) = Desk::issued(1);
    let operator: Account = [99; 32].into();
    let caller = desk.by(OWNER);
    desk.ledger.approve(&caller, &operator, Some(&id(token)), true).unwrap();
    desk.roll.suspended.insert(OWNER);
    let moved = desk.transfer(operator, BUYER, token, &[]);
    refused!(desk, moved.clone(), ReceiptError::NotActive);
    desk.roll.suspended.clear();
    desk.paused = true;
    refused!(desk, desk.transfer(operator, BUYER, token, &[]), ReceiptError::Paused);
    desk.paused = false;
    assert!(desk.transfer(operator, BUYER, token, &[]).is_ok());
}

#[ink::test]
fn what_is_no_more_does_not_exist_to_the_standard() {
    let (mut desk, _, token) = Desk::issued(0);
    let new = desk.split(OWNER, token, 1).unwrap();
    assert_eq!(desk.ledger.owner_of(&id(new)), Some(OWNER));
    desk.merge(OWNER, token, new).unwrap();
    assert_eq!(desk.ledger.owner_of(&id(new)), None);
    assert_eq!(desk.ledger.owner_of(&Id::U8(1)), None);
    refused!(desk, desk.give(OWNER, BUYER, new), ReceiptError::NotFound);
    assert!(!desk.ledger.allowance(&OWNER, &[9; 32].into(), Some(&id(new))));
}

#[test]
fn errors_are_told_in_the_standards_words_or_in_one_of_ours() {
    let custom = |word: &str| PSP34Error::Custom(word.into());
    for (error, words) in [
        (ReceiptError::NotFound, PSP34Error::TokenNotExists),
        (ReceiptError::OwnDeal, PSP34Error::SelfApprove),
        (NOT_FOR_PARTY, PSP34Error::NotApproved),
        (ReceiptError::Refused(Refusal::Suspended(1)), custom("Suspended")),
        (ReceiptError::Paused, custom("Paused")),
        (ReceiptError::RegistryUnavailable, custom("Unavailable")),
        (ReceiptError::NotActive, custom("NotActive")),
        (ReceiptError::NotNegotiable, custom("NotNegotiable")),
        (ReceiptError::WrongStatus(TokenStatus::HandedOver), custom("LoadOut")),
        (ReceiptError::Pledged, custom("Pledged")),
        (ReceiptError::Frozen(1), custom("Frozen")),
        (ReceiptError::Reserved(1), custom("Reserved")),
        (ReceiptError::Expired, custom("Expired")),
        (ReceiptError::MalformedTrade, custom("Trade")),
    ] {
        assert_eq!(in_standard_words(no(error)), words);
    }
}

// Telling.

#[ink::test]
fn an_empty_pool_frees_its_goods() {
    let mut desk = Desk::new(0);
    let pool = desk.open("1").unwrap();
    desk.inspect(pool, Finding::Stock(10)).unwrap();
    let token = desk.issue(pool, deposit("R-1", 10), &[lot("L1")]).unwrap().event.record.token;
    let tell = |desk: &Desk, goods| desk.ledger.tell_empty(&desk.pound, pool, goods);
    assert_eq!(tell(&desk, lot("L1")), Err(no(ReceiptError::NothingToTell)));
    desk.load_out(OWNER, token, LoadOutStep::RequestAll([1; 32].into())).unwrap();
    let hand_over = LoadOutStep::HandOver { quantity: 10, evidence: [2; 32].into() };
    desk.load_out(WAREHOUSE, token, hand_over).unwrap();
    desk.load_out(OWNER, token, LoadOutStep::Receive(10)).unwrap();
    assert_eq!(tell(&desk, lot("")), Err(no(ReceiptError::MalformedGoods)));
    assert_eq!(tell(&desk, lot("L2")), Err(no(ReceiptError::NotTaken(4))));
    assert_eq!(tell(&desk, lot("l-1")), Ok(()));
    let nowhere = desk.ledger.tell_empty(&desk.pound, [9; 32].into(), lot("L1"));
    assert_eq!(nowhere, Err(no(ReceiptError::NotFound)));
    desk.pound.is_silent = true;
    assert_eq!(tell(&desk, lot("L1")), Err(no(ReceiptError::CollateralUnavailable)));
}

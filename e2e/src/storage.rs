//! Goods in a warehouse and receipts for them, with the usual values filled in.
use interfaces::{
    administration::{Administration, Link},
    collateral::GoodsKind,
    ids::{DocumentId, Fingerprint, Millis, PartyId, PoolId, Quantity},
    receipt::{
        Commodity, Deposit, Finding, GoodsKey, LoadOutStep, Papers, Pledge, PledgeStep,
        PledgeTerms, Pool, Receipt, ReceiptRecord, Sale, SaleStep, Settlement, Stock, Token,
        TokenId,
    },
    registry::{Registry, Role, Topic},
};

use crate::{
    time::{days, hours},
    Actor, Contract, Stage, World,
};

/// How much an inspector attests of a pool: a thousand tonnes, in thousandths of a kilogram.
pub const ATTESTED: Quantity = 1_000_000_000;

/// For how long goods keep in a warehouse, in milliseconds.
pub const KEEPS: Millis = days(200);

/// What a receipt is sold for, and a pledged one bought back, in the settlement's smallest unit.
pub const PRICE: u128 = 7_000_000_000_000;

/// Goods of the warehouse's, and how a receipt for them is issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The warehouse's number of the receipt.
    pub number: String,
    /// Their lot: each is a pool.
    pub lot: String,
    /// How much, in thousandths of a kilogram.
    pub quantity: Quantity,
    /// To whom the receipt is issued.
    pub depositor: Actor,
    /// Whether it can pass to others.
    pub negotiable: bool,
    /// What the goods are known by elsewhere.
    pub goods: Vec<GoodsKey>,
}

impl Default for Stored {
    /// A receipt of the supplier's for 500 tonnes that nobody knows otherwise.
    fn default() -> Self {
        Self {
            number: "R-1".to_owned(),
            lot: "L-1".to_owned(),
            quantity: 500_000_000,
            depositor: Actor::Supplier,
            negotiable: true,
            goods: Vec::new(),
        }
    }
}

impl Stored {
    /// The receipt of this number, for goods of the same pool.
    pub fn numbered(number: u64) -> Self {
        Self { number: format!("R-{number}"), ..Self::default() }
    }

    /// A receipt for so much.
    #[must_use]
    pub fn of(self, quantity: Quantity) -> Self {
        Self { quantity, ..self }
    }

    /// A receipt for goods of this lot.
    #[must_use]
    pub fn in_lot(self, lot: &str) -> Self {
        Self { lot: lot.to_owned(), ..self }
    }

    /// A receipt for goods that are known elsewhere by their lot, too.
    #[must_use]
    pub fn known_as(self, lot: &str) -> Self {
        Self { goods: vec![lot_key(lot)], ..self }
    }

    /// SHA-256 of its full text: another for each number.
    pub fn document(&self) -> Fingerprint {
        let mut document = [0xd0; 32];
        let length = self.number.len().min(31);
        document[..length].copy_from_slice(&self.number.as_bytes()[..length]);
        Fingerprint(document)
    }

    /// What the warehouse issues.
    pub fn deposit<C: Stage>(&self, world: &World<C>) -> Deposit {
        Deposit {
            number: self.number.clone(),
            depositor: world.party(self.depositor),
            quantity: self.quantity,
            negotiable: self.negotiable,
            owned_by_warehouse: false,
            inspection: Fingerprint([0xd1; 32]),
            advances: Fingerprint::NONE,
            papers: Papers {
                document: self.document(),
                terms: Fingerprint([0xd2; 32]),
                insurance: Fingerprint([0xd3; 32]),
            },
        }
    }
}

/// Goods by a number of their lot.
pub fn lot_key(number: &str) -> GoodsKey {
    GoodsKey { kind: GoodsKind::Lot, number: number.to_owned() }
}

impl<C: Stage> World<C> {
    /// What makes the goods of a lot the same: they keep [`KEEPS`] from when the world began.
    pub fn stock(&self, lot: &str) -> Stock {
        Stock {
            commodity: Commodity::Hs(100_199),
            grade: "A".to_owned(),
            lot: lot.to_owned(),
            expires_at: self.began() + KEEPS,
        }
    }

    /// The pool of a lot.
    pub fn pool_id(&self, lot: &str) -> PoolId {
        let (warehouse, stock) = (self.party(Actor::Warehouse), self.stock(lot));
        self.ask(self.receipt().pool_id(warehouse, stock))
    }

    /// The id of a receipt.
    pub fn receipt_id(&self, stored: &Stored) -> DocumentId {
        let warehouse = self.party(Actor::Warehouse);
        let id = self.receipt().receipt_id(warehouse, stored.number.clone());
        self.ask(id).expect("it has a number")
    }

    /// Has the attester vouch for the inspector, if there is a registry that does not know it yet.
    pub fn vouch_for_inspector(&mut self) {
        let (inspector, auditor) = (self.party(Actor::Arbiter), Topic::Role(Role::Auditor));
        let is_there = self.ask(self.registry().is_active(inspector));
        if is_there && !self.ask(self.registry().attested(inspector, auditor)) {
            self.attest(Actor::Arbiter, auditor);
        }
    }

    fn is_linked_to_a_registry(&self) -> bool {
        let links = self.administration(Contract::Receipt);
        self.ask(links.link_of(Link::Registry)).epoch > 0
    }

    /// Has the warehouse open the pool of a lot, and the inspector attest [`ATTESTED`] of it.
    pub fn open_pool(&mut self, lot: &str) -> PoolId {
        self.vouch_for_inspector();
        let (warehouse, arbiter) = (self.party(Actor::Warehouse), self.party(Actor::Arbiter));
        // Who inspects is named only where no registry says who may.
        let inspector = match self.is_linked_to_a_registry() {
            true => PartyId::NONE,
            false => arbiter,
        };
        let (unit, location) = ("KGM".to_owned(), "DEHAM".to_owned());
        let open = self.receipt().open_pool(warehouse, self.stock(lot), unit, location, inspector);
        let pool = self.ok(Actor::Warehouse, open);
        let report = Fingerprint([0xd4; 32]);
        let inspect = self.receipt().inspect(pool, arbiter, Finding::Stock(ATTESTED), report);
        self.ok(Actor::Arbiter, inspect);
        pool
    }

    /// Has the warehouse issue a receipt, into the pool of its lot, which is opened first if it was not. Answers the token.
    pub fn store(&mut self, stored: &Stored) -> TokenId {
        let pool = self.pool_id(&stored.lot);
        if self.ask(self.receipt().pool(pool)).is_none() {
            self.open_pool(&stored.lot);
        }
        let issue = self.receipt().issue(pool, stored.deposit(self), stored.goods.clone());
        self.ok(Actor::Warehouse, issue)
    }

    /// A token.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn receipt_token(&self, token: TokenId) -> Token {
        let token = self.ask(self.receipt().token(token)).expect("there is such a token");
        token.decoded().expect("it is a token")
    }

    /// A pool.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn pool_of(&self, pool: PoolId) -> Pool {
        let pool = self.ask(self.receipt().pool(pool)).expect("there is such a pool");
        pool.decoded().expect("it is a pool")
    }

    /// A receipt as it was issued.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn receipt_of(&self, receipt: DocumentId) -> ReceiptRecord {
        let receipt = self.ask(self.receipt().receipt(receipt)).expect("there is such a receipt");
        receipt.decoded().expect("it is a receipt")
    }

    /// The last pledge of a token.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn pledge_of(&self, token: TokenId) -> Pledge {
        let pledge = self.ask(self.receipt().pledge_of(token)).expect("it was offered");
        pledge.decoded().expect("it is a pledge")
    }

    /// What a token is worth, in thousandths.
    ///
    /// # Panics
    /// If there is no such token.
    #[track_caller]
    pub fn worth(&self, token: TokenId) -> Quantity {
        self.ask(self.receipt().quantity_of(token)).expect("there is such a token")
    }

    /// The usual terms of a pledge of a token as it is now to `pledgee`: default in five days, lapse in ten, three days to buy back for [`PRICE`].
    pub fn pledge_terms(
        &self,
        token: TokenId,
        pledgee: Actor,
        settlement: Settlement,
    ) -> PledgeTerms {
        let held = self.receipt_token(token);
        PledgeTerms {
            pledgor: held.owner,
            pledgee: self.party(pledgee),
            quantity: self.worth(token),
            papers: held.papers,
            debt: Fingerprint([0xd5; 32]),
            default_at: self.now() + days(5),
            lapses_at: self.now() + days(10),
            buy_back_window: days(3),
            buy_back_price: PRICE,
            settlement,
            pay_to: self.account(pledgee),
        }
    }

    /// Has the owner of a token pledge it to `pledgee`, who accepts.
    pub fn pledge(&mut self, owner: Actor, token: TokenId, terms: PledgeTerms) {
        let pledgee = self.who(terms.pledgee).expect("the pledgee takes part");
        self.ok(owner, self.receipt().pledge(token, PledgeStep::Offer(terms)));
        self.ok(pledgee, self.receipt().pledge(token, PledgeStep::Accept(terms)));
    }

    /// The usual sale of a token as it is now by `seller` to anyone, for [`PRICE`], for an hour.
    pub fn sale(&self, seller: Actor, token: TokenId, settlement: Settlement) -> Sale {
        Sale {
            buyer: PartyId::NONE,
            quantity: self.worth(token),
            papers: self.receipt_token(token).papers,
            price: PRICE,
            settlement,
            pay_to: self.account(seller),
            until: self.now() + hours(1),
        }
    }

    /// Has `seller` offer a token by the usual sale.
    pub fn offer(&mut self, seller: Actor, token: TokenId, settlement: Settlement) -> Sale {
        let sale = self.sale(seller, token, settlement);
        self.ok(seller, self.receipt().sell(token, SaleStep::Offer(sale)));
        sale
    }

    /// Has the owner ask for all goods of a token, and the warehouse hand them over.
    pub fn hand_over_all(&mut self, owner: Actor, token: TokenId) -> Quantity {
        let all = LoadOutStep::RequestAll(Fingerprint([0xd6; 32]));
        self.ok(owner, self.receipt().load_out(token, all));
        let quantity = self.worth(token);
        let evidence = Fingerprint([0xd7; 32]);
        let hand_over = LoadOutStep::HandOver { quantity, evidence };
        self.ok(Actor::Warehouse, self.receipt().load_out(token, hand_over));
        quantity
    }

    /// Loads all goods of a token out, by the signatures of its owner and the warehouse.
    pub fn load_out_all(&mut self, owner: Actor, token: TokenId) -> Quantity {
        let quantity = self.hand_over_all(owner, token);
        self.ok(owner, self.receipt().load_out(token, LoadOutStep::Receive(quantity)));
        quantity
    }
}

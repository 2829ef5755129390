//! Delivery versus payment: a receipt and its price change hands at once, or nobody has lost anything, wherever it fails.
use chain::{address, AccountId32, Backend, Balance, ChainError, Message, UNIT};
use e2e::{
    bundles,
    standard::{message, psp22, psp34, Id, Psp22Error},
    time::{days, hours},
    Actor::{self, *},
    Contract, Stored, World, PRICE,
};
use ink::primitives::AccountId;
use interfaces::{
    administration::Administration,
    ids::{Fingerprint, PartyId},
    receipt::{
        AmendmentStep, Finding, FreezeStep, LoadOutStep, Papers, PledgeStatus, PledgeStep, Receipt,
        ReceiptError, Sale, SaleStep, Settlement, TokenId,
    },
    registry::{Refusal, Registry, Scope},
};
use misbehaving::Manner;
use receipt::Sold;

/// What prices are paid in, by their bundles; the chain's own token has none.
const MONEY: [Option<&str>; 4] =
    [None, Some("pendzl_psp22"), Some("openbrush_psp22"), Some("cardinal_psp22")];

/// Who could win or lose.
const HOLDERS: [Actor; 4] = [Supplier, Buyer, Carrier, Driver];

const PAPER: Fingerprint = Fingerprint([0xea; 32]);

type Outcome = Result<(), ReceiptError>;

/// A receipt of the supplier's, and money.
struct Deal {
    name: &'static str,
    world: World,
    token: TokenId,
    /// The PSP22 that is paid in; none for the chain's own token.
    money: Option<AccountId32>,
}

/// Who has what.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Holdings {
    owner: PartyId,
    /// All that the suite stores.
    suite: [u8; 32],
    /// The chain's own token, of the holders and of the contract.
    native: Vec<u128>,
    /// The same of the PSP22.
    money: Vec<u128>,
}

fn each(test: impl Fn(&mut Deal)) {
    each_in(World::new, test);
}

/// The same, and everyone is an enterprise.
fn each_linked(test: impl Fn(&mut Deal)) {
    each_in(World::linked, test);
}

fn each_in(world: fn() -> World, test: impl Fn(&mut Deal)) {
    for money in MONEY {
        let name = money.unwrap_or("the chain's own token");
        println!("{name}");
        let mut world = world();
        let token = world.store(&Stored::default());
        let money =
            money.map(|bundle| bundles::deploy_peer(&mut world.chain, &Admin.key(), bundle));
        let mut deal = Deal { name, world, token, money };
        deal.mint(Buyer, 10 * PRICE);
        deal.allow(Buyer, PRICE);
        test(&mut deal);
    }
}

impl Deal {
    fn settlement(&self) -> Settlement {
        match &self.money {
            None => Settlement::NATIVE,
            Some(money) => Settlement(chain::ink_id(money)),
        }
    }

    /// Mints money to `actor`, where anyone can; of the chain's own token everyone has enough.
    fn mint(&mut self, actor: Actor, amount: u128) {
        let Some(money) = &self.money else { return };
        let mint: Message<Result<(), Psp22Error>> =
            message(money, ink::selector_bytes!("mint"), amount);
        self.world.ok(actor, mint);
    }

    /// Lets the receipt contract take so much from `actor`.
    fn allow(&mut self, actor: Actor, amount: u128) {
        let Some(money) = &self.money else { return };
        let contract = address(self.world.address(Contract::Receipt));
        let approve = psp22::approve(money, &contract, amount);
        self.world.ok(actor, approve);
    }

    fn native_of(&self, account: &AccountId32) -> u128 {
        let Balance { free, held } = self.world.chain.balance(account).expect("it has a balance");
        free + held
    }

    fn money_of(&self, account: &AccountId32) -> u128 {
        let Some(money) = &self.money else { return 0 };
        self.world.ask(psp22::balance_of(money, account))
    }

    /// What `actor` has of what is paid in.
    fn has(&self, actor: Actor) -> u128 {
        let account = address(self.world.account(actor));
        match self.money {
            None => self.native_of(&account),
            Some(_) => self.money_of(&account),
        }
    }

    fn holdings(&self) -> Holdings {
        let mut accounts = HOLDERS.map(|actor| address(self.world.account(actor))).to_vec();
        accounts.push(address(self.world.address(Contract::Receipt)));
        Holdings {
            owner: self.world.receipt_token(self.token).owner,
            suite: self.world.digest(),
            native: accounts.iter().map(|account| self.native_of(account)).collect(),
            money: accounts.iter().map(|account| self.money_of(account)).collect(),
        }
    }

    /// Offers the token by the usual sale.
    fn offer(&mut self) -> Sale {
        let settlement = self.settlement();
        self.world.offer(Supplier, self.token, settlement)
    }

    /// What comes with a call that pays `price`.
    fn value(&self, price: u128) -> u128 {
        if self.money.is_none() {
            price
        } else {
            0
        }
    }

    /// `buyer` buys by these words, with what they take.
    fn buy(&self, buyer: Actor, sale: Sale) -> Message<Outcome> {
        let buy = self.world.receipt().buy(self.token, self.world.party(buyer), sale);
        Message::from(buy).value(self.value(sale.price))
    }

    fn buy_back(&self) -> Message<Outcome> {
        Message::from(self.world.receipt().buy_back(self.token)).value(self.value(PRICE))
    }

    /// The call is refused with this, and has cost its fee and nothing else.
    #[track_caller]
    fn refused(&mut self, by: Actor, message: Message<Outcome>, error: ReceiptError) {
        let before = self.holdings();
        let receipt = self.world.call(by, message.forced());
        assert_eq!(receipt.returned, Err(error), "{}", self.name);
        assert!(receipt.reverted && receipt.events.is_empty(), "{}", self.name);
        let mut after = self.holdings();
        let place = HOLDERS.iter().position(|holder| *holder == by).expect("it is a holder");
        after.native[place] += receipt.fee;
        assert_eq!(after, before, "{}", self.name);
    }

    /// `by` pays the price, `payee` gets it, and the token is `owner`'s.
    #[track_caller]
    fn paid(&mut self, by: Actor, message: Message<Outcome>, payee: Actor, owner: Actor) {
        let (paid, got) = (self.has(by), self.has(payee));
        let contract = address(self.world.address(Contract::Receipt));
        let kept = (self.native_of(&contract), self.money_of(&contract));
        let receipt = self.world.call(by, message);
        assert_eq!(receipt.returned, Ok(()), "{}", self.name);
        let spent = match self.money {
            None => receipt.fee.saturating_add_signed(receipt.deposit) + PRICE,
            Some(_) => PRICE,
        };
        assert_eq!((self.has(by), self.has(payee)), (paid - spent, got + PRICE), "{}", self.name);
        let now = (self.native_of(&contract), self.money_of(&contract));
        // What is held on the contract is what its records are for.
        assert_eq!(now.1, kept.1, "{}", self.name);
        let held = self.world.chain.balance(&contract).expect("it has a balance").held;
        assert!(now.0 - held <= kept.0, "{}: the contract keeps nothing", self.name);
        assert_eq!(self.world.receipt_token(self.token).owner, self.world.party(owner));
    }
}

#[test]
fn a_receipt_and_its_price_change_hands_at_once() {
    each(|deal| {
        let sale = deal.offer();
        let buy = deal.buy(Buyer, sale);
        deal.paid(Buyer, buy.clone(), Supplier, Buyer);
        let sold: Vec<Sold> = deal.world.events();
        let [Sold { token, seller, buyer, sale: told }] = &sold[..] else { panic!("one was sold") };
        assert_eq!((*token, *told), (deal.token, sale));
        let [supplier, by] = [Supplier, Buyer].map(|actor| deal.world.party(actor));
        assert_eq!((*seller, *buyer), (supplier, by));
        // It is paid once.
        deal.allow(Buyer, PRICE);
        deal.refused(Buyer, buy, ReceiptError::NotOffered);
    });
}

#[test]
fn neither_more_nor_less_than_the_price_comes_with_the_call() {
    each(|deal| {
        let sale = deal.offer();
        let values = match deal.money {
            None => [0, PRICE - 1, PRICE + 1],
            Some(_) => [1, PRICE, UNIT],
        };
        for value in values {
            let buy = deal.buy(Buyer, sale).value(value);
            deal.refused(Buyer, buy, ReceiptError::WrongValue);
        }
        let buy = deal.buy(Buyer, sale);
        deal.paid(Buyer, buy, Supplier, Buyer);
    });
}

#[test]
fn who_cannot_pay_gets_nothing() {
    each(|deal| {
        if deal.money.is_none() {
            // More than there is: the chain does not even make the call.
            let price = 2_000_000_000 * UNIT;
            let sale = deal.world.sale(Supplier, deal.token, Settlement::NATIVE);
            let sale = Sale { price, ..sale };
            deal.world.ok(Supplier, deal.world.receipt().sell(deal.token, SaleStep::Offer(sale)));
            let before = deal.holdings();
            let buy = deal.buy(Buyer, sale);
            deal.world.fails(Buyer, buy);
            assert_eq!(deal.holdings().owner, before.owner);
            return;
        }
        let sale = deal.offer();
        for allowed in [0, PRICE - 1] {
            deal.allow(Buyer, allowed);
            let buy = deal.buy(Buyer, sale);
            deal.refused(Buyer, buy, ReceiptError::PaidShort);
        }
        // Who has nothing may allow as much as it likes.
        deal.allow(Carrier, u128::MAX);
        let buy = deal.buy(Carrier, sale);
        deal.refused(Carrier, buy.clone(), ReceiptError::PaidShort);
        deal.mint(Carrier, PRICE - 1);
        deal.refused(Carrier, buy.clone(), ReceiptError::PaidShort);
        deal.mint(Carrier, 1);
        deal.paid(Carrier, buy, Supplier, Carrier);
        assert_eq!(deal.has(Carrier), 0);
    });
}

#[test]
fn a_price_that_does_not_arrive_is_not_paid() {
    each(|deal| {
        let nobody = AccountId::from([0x77; 32]);
        let (price, pay_to, error) = match deal.money {
            // An account that is not there cannot have less than the least.
            None => (1, nobody, ReceiptError::NotPaid),
            // What goes from the buyer to the buyer is nothing more anywhere.
            Some(_) => (PRICE, deal.world.account(Buyer), ReceiptError::PaidShort),
        };
        let sale = deal.world.sale(Supplier, deal.token, deal.settlement());
        let sale = Sale { price, pay_to, ..sale };
        deal.world.ok(Supplier, deal.world.receipt().sell(deal.token, SaleStep::Offer(sale)));
        let buy = deal.buy(Buyer, sale);
        deal.refused(Buyer, buy, error);
    });
}

#[test]
fn the_buyer_pays_for_what_it_agreed_to_and_for_nothing_else() {
    each(|deal| {
        let sale = deal.offer();
        for other in [
            Sale { price: sale.price - 1, ..sale },
            Sale { quantity: sale.quantity + 1, ..sale },
            Sale { papers: Papers { document: PAPER, ..sale.papers }, ..sale },
            Sale { until: sale.until + 1, ..sale },
            Sale { pay_to: deal.world.account(Buyer), ..sale },
            Sale { buyer: deal.world.party(Buyer), ..sale },
        ] {
            let buy = deal.buy(Buyer, other);
            deal.refused(Buyer, buy, ReceiptError::TermsDiffer);
        }
        // Nor by what was offered before.
        let dearer = Sale { price: 2 * PRICE, ..sale };
        deal.world.ok(Supplier, deal.world.receipt().sell(deal.token, SaleStep::Offer(dearer)));
        let buy = deal.buy(Buyer, sale);
        deal.refused(Buyer, buy, ReceiptError::TermsDiffer);
        // What is offered to one is nobody else's.
        let private = Sale { buyer: deal.world.party(Carrier), ..sale };
        deal.world.ok(Supplier, deal.world.receipt().sell(deal.token, SaleStep::Offer(private)));
        let buy = deal.buy(Buyer, private);
        deal.refused(Buyer, buy, ReceiptError::OwnDeal);
        let itself = deal.buy(Supplier, private);
        deal.refused(Supplier, itself, ReceiptError::OwnDeal);
    });
}

/// What happens between an offer and who takes it up, and how that is refused.
#[test]
fn whatever_the_seller_does_meanwhile_the_buyer_does_not_pay_for_another_thing() {
    type Meanwhile = fn(&mut Deal) -> ReceiptError;
    let meanwhile: [(&str, Meanwhile); 8] = [
        ("it is taken back", |deal| {
            deal.world.ok(Supplier, deal.world.receipt().sell(deal.token, SaleStep::Withdraw));
            ReceiptError::NotOffered
        }),
        ("the time is over", |deal| {
            deal.world.sleep(hours(2));
            ReceiptError::NotOffered
        }),
        ("a part is split off", |deal| {
            deal.world.ok(Supplier, deal.world.receipt().split(deal.token, 1));
            ReceiptError::NotOffered
        }),
        ("it goes away and comes back", |deal| {
            let contract = address(deal.world.address(Contract::Receipt));
            for (from, to) in [(Supplier, Carrier), (Carrier, Supplier)] {
                let to = AccountId32::new(deal.world.party(to).0);
                let give = psp34::transfer(&contract, &to, &Id::U64(deal.token), &[]);
                deal.world.ok(from, give);
            }
            ReceiptError::NotOffered
        }),
        ("it is pledged", |deal| {
            let terms = deal.world.pledge_terms(deal.token, Carrier, Settlement::NATIVE);
            deal.world.pledge(Supplier, deal.token, terms);
            ReceiptError::Pledged
        }),
        ("its goods are asked for", |deal| {
            let all = LoadOutStep::RequestAll(PAPER);
            deal.world.ok(Supplier, deal.world.receipt().load_out(deal.token, all));
            let status = deal.world.receipt_token(deal.token).status;
            ReceiptError::WrongStatus(status)
        }),
        ("its text is changed", |deal| {
            let papers = deal.world.receipt_token(deal.token).papers;
            let papers = Papers { document: PAPER, ..papers };
            let receipt = deal.world.receipt();
            let propose = receipt.clone().amend(deal.token, AmendmentStep::Propose(papers));
            deal.world.ok(Warehouse, propose);
            let agree = receipt.clone().amend(deal.token, AmendmentStep::Agree(papers));
            deal.world.ok(Supplier, agree);
            ReceiptError::NotOffered
        }),
        ("goods are missing", |deal| {
            let (pool, inspector) = (deal.world.pool_id("L-1"), deal.world.party(Arbiter));
            let shortage = Finding::Shortage(1_000);
            let inspect = deal.world.receipt().inspect(pool, inspector, shortage, PAPER);
            deal.world.ok(Arbiter, inspect);
            ReceiptError::NotOffered
        }),
    ];
    for (what, happens) in meanwhile {
        println!("{what}");
        each(|deal| {
            let sale = deal.offer();
            let error = happens(deal);
            let buy = deal.buy(Buyer, sale);
            deal.refused(Buyer, buy, error);
        });
    }
}

#[test]
fn neither_a_pause_nor_a_freeze_nor_a_suspension_leaves_half_a_sale() {
    each_linked(|deal| {
        let sale = deal.offer();
        let regulator = deal.world.party(Regulator);
        let pause = deal.world.administration(Contract::Receipt);
        deal.world.ok(Admin, pause.clone().pause());
        let buy = deal.buy(Buyer, sale);
        deal.refused(Buyer, buy.clone(), ReceiptError::Paused);
        deal.world.ok(Admin, pause.clone().unpause());

        let freeze =
            |deal: &Deal, step| deal.world.receipt().freeze(deal.token, regulator, step, PAPER);
        let message = freeze(deal, FreezeStep::Freeze);
        deal.world.ok(Regulator, message);
        let until = deal.world.receipt_token(deal.token).frozen_until;
        deal.refused(Buyer, buy.clone(), ReceiptError::Frozen(until));
        let message = freeze(deal, FreezeStep::Lift);
        deal.world.ok(Regulator, message);

        let (supplier, buyer) = (deal.world.party(Supplier), deal.world.party(Buyer));
        let kept = deal.world.keep();
        let evidence = [0xeb; 32];
        deal.world.ok(Regulator, deal.world.registry().suspend(supplier, regulator, evidence));
        deal.refused(Buyer, buy.clone(), ReceiptError::NotActive);
        deal.world.restore(&kept);
        deal.world.ok(Regulator, deal.world.registry().suspend(buyer, regulator, evidence));
        let enterprise = deal.world.ask(deal.world.registry().enterprise(buyer));
        let until = enterprise.expect("it is registered").suspended_until;
        let suspended = ReceiptError::Refused(Refusal::Suspended(until));
        deal.refused(Buyer, buy.clone(), suspended);
        deal.world.restore(&kept);
        deal.paid(Buyer, buy, Supplier, Buyer);
    });
}

#[test]
fn an_agent_pays_from_its_own_account_and_its_principal_has_the_receipt() {
    each_linked(|deal| {
        let sale = deal.offer();
        let (buyer, agent) = (deal.world.party(Buyer), deal.world.account(Driver));
        let until = deal.world.now() + days(1);
        let buy = deal.buy(Buyer, sale);
        let not_theirs = ReceiptError::Refused(Refusal::NotForParty);
        deal.refused(Driver, buy.clone(), not_theirs);
        let scopes = vec![Scope::Dispose];
        let appoint = deal.world.registry().appoint_agent(buyer, agent, scopes, until);
        deal.world.ok(Buyer, appoint);
        // What its principal has and allowed is not the agent's to spend.
        if deal.money.is_some() {
            deal.refused(Driver, buy.clone(), ReceiptError::PaidShort);
        }
        deal.mint(Driver, PRICE);
        deal.allow(Driver, PRICE);
        deal.paid(Driver, buy, Supplier, Buyer);
    });
}

#[test]
fn a_pledged_receipt_is_bought_back_at_its_price_or_not_at_all() {
    each(|deal| {
        let (token, settlement) = (deal.token, deal.settlement());
        let terms = deal.world.pledge_terms(deal.token, Carrier, settlement);
        deal.world.pledge(Supplier, token, terms);
        deal.mint(Supplier, 10 * PRICE);
        deal.allow(Supplier, PRICE);
        let back = deal.buy_back();
        deal.refused(Supplier, back.clone(), ReceiptError::NotReserved);
        deal.world.sleep(days(5));
        deal.world.ok(Carrier, deal.world.receipt().pledge(token, PledgeStep::Enforce));
        let kept = deal.world.keep();

        let not_theirs = ReceiptError::Refused(Refusal::NotForParty);
        deal.refused(Buyer, back.clone(), not_theirs);
        let values = match deal.money {
            None => [0, PRICE - 1, PRICE + 1],
            Some(_) => [1, PRICE, UNIT],
        };
        for value in values {
            deal.refused(Supplier, back.clone().value(value), ReceiptError::WrongValue);
        }
        if deal.money.is_some() {
            deal.allow(Supplier, PRICE - 1);
            deal.refused(Supplier, back.clone(), ReceiptError::PaidShort);
            deal.allow(Supplier, PRICE);
        }
        deal.paid(Supplier, back.clone(), Carrier, Supplier);
        assert_eq!(deal.world.pledge_of(token).status, PledgeStatus::BoughtBack);
        deal.allow(Supplier, PRICE);
        deal.refused(Supplier, back.clone(), ReceiptError::NotReserved);

        deal.world.restore(&kept);
        deal.world.sleep(days(3));
        deal.refused(Supplier, back, ReceiptError::NotReserved);
    });
}

/// A receipt of the supplier's, for sale in a PSP22 that misbehaves in `manner`.
fn under(manner: Manner) -> (Deal, Sale) {
    let mut world = World::new();
    let token = world.store(&Stored::default());
    let money = world.misbehaving(manner);
    let mut deal = Deal { name: "one that misbehaves", world, token, money: None };
    let sale = deal.world.offer(Supplier, token, Settlement(money));
    (deal, sale)
}

fn buy_unpaid(deal: &Deal, sale: Sale) -> Message<Outcome> {
    deal.buy(Buyer, sale).value(0)
}

#[test]
fn whatever_a_psp22_answers_the_receipt_is_not_had_for_it() {
    for manner in [
        Manner::Traps,
        Manner::ReturnsGarbage,
        Manner::ReturnsNothing,
        Manner::ReturnsMoreThanTheAnswer,
        Manner::CannotReadItsInput,
        Manner::CallsBack,
        Manner::AgreesToEverything,
        // It may use no more than what a payment takes.
        Manner::ConsumesAllGas,
    ] {
        println!("{manner:?}");
        let (mut deal, sale) = under(manner);
        let buy = buy_unpaid(&deal, sale);
        deal.refused(Buyer, buy, ReceiptError::NotPaid);
        // Its owner is not held by that.
        deal.world.ok(Supplier, deal.world.receipt().sell(deal.token, SaleStep::Withdraw));
        let fair = deal.offer();
        let buy = deal.buy(Buyer, fair);
        deal.paid(Buyer, buy, Supplier, Buyer);
    }
}

#[test]
fn a_psp22_that_returns_too_much_stops_its_own_sale() {
    let (mut deal, sale) = under(Manner::ReturnsTooMuch);
    let buy = buy_unpaid(&deal, sale);
    let owner = deal.holdings().owner;
    let error = deal.world.fails(Buyer, buy);
    let is_stopped =
        matches!(error, ChainError::ContractTrapped { .. } | ChainError::Pallet { .. });
    assert!(is_stopped, "{error}");
    assert_eq!(deal.holdings().owner, owner);
}

#[test]
fn what_is_no_contract_is_no_money_and_nothing_is_paid_in_whatever_is_named() {
    let mut world = World::new();
    let token = world.store(&Stored::default());
    let nobody = Settlement(world.account(Stranger));
    let mut deal = Deal { name: "no contract", world, token, money: None };
    let sale = deal.world.offer(Supplier, token, nobody);
    let buy = buy_unpaid(&deal, sale);
    deal.refused(Buyer, buy, ReceiptError::NotPaid);
    // A gift asks nobody.
    let gift = Sale { price: 0, ..sale };
    deal.world.ok(Supplier, deal.world.receipt().sell(token, SaleStep::Offer(gift)));
    let buy = buy_unpaid(&deal, gift);
    deal.world.ok(Buyer, buy);
    assert_eq!(deal.world.receipt_token(token).owner, deal.world.party(Buyer));
}

//! Markets that know tokens by PSP34 alone take every token in, sell it and give it back.
use chain::{Account, AccountId32, Backend, Balance, Chain, Message, UNIT};
use e2e::{
    bundles,
    standard::{
        message,
        psp34::{approve, owner_of, transfer},
        Id, Psp34Error,
    },
};
use ink::scale::{Decode, Encode};

use crate::psp34::{tokens, Approvals, Psp34};

/// Their bundles. They are the same market, in two languages.
const MARKETS: [&str; 2] = ["pendzl_marketplace", "openbrush_marketplace"];

const PRICE: u128 = 25 * UNIT;

/// Why a market refuses.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[codec(crate = ink::scale)]
enum MarketError {
    NotOwner,
    Offered,
    NotOffered,
    NotSeller,
    WrongPrice,
    Unpaid,
    Token(Psp34Error),
}

/// A token that is for sale.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[codec(crate = ink::scale)]
struct Offer {
    seller: AccountId32,
    price: u128,
    held: bool,
}

type Outcome = Result<(), MarketError>;

/// A token, and a market on the same chain.
struct Fair {
    name: String,
    token: Box<dyn Psp34>,
    address: AccountId32,
    market: AccountId32,
    seller: Account,
    buyer: Account,
    other: Account,
}

fn each(test: impl Fn(&mut Fair)) {
    for market in MARKETS {
        for mut token in tokens() {
            let name = format!("{} on {market}", token.name());
            println!("{name}");
            let market = bundles::deploy_peer(token.chain(), &Account::dev("Dave"), market);
            let [seller, buyer, other] = token.people();
            let address = token.address();
            test(&mut Fair { name, token, address, market, seller, buyer, other });
        }
    }
}

impl Fair {
    #[track_caller]
    fn done<E: Decode + PartialEq + std::fmt::Debug>(
        &mut self,
        by: &Account,
        message: Message<Result<(), E>>,
    ) {
        let receipt = self.token.chain().call(by, message).expect("a call is answered");
        assert_eq!(receipt.returned, Ok(()), "{}", self.name);
    }

    /// The market refuses with this, and what was paid, the token and the offer are where they were.
    #[track_caller]
    fn refused(&mut self, by: &Account, id: &Id, message: Message<Outcome>, error: MarketError) {
        let before = (self.state(), self.owner_of(id), self.offer_of(id));
        let seller = self.seller.id().clone();
        let funds = self.has(&seller);
        let receipt =
            self.token.chain().call(by, message.forced()).expect("a refusal is an answer");
        assert_eq!(receipt.returned, Err(error), "{}", self.name);
        assert_eq!((self.state(), self.owner_of(id), self.offer_of(id)), before, "{}", self.name);
        if *by.id() != seller {
            assert_eq!(self.has(&seller), funds, "{}", self.name);
        }
        assert_eq!(self.kept(), 0, "{}", self.name);
    }

    fn state(&mut self) -> [u8; 32] {
        let contracts = [self.address.clone(), self.market.clone()];
        self.token.chain().state_digest(&contracts).unwrap()
    }

    fn owner_of(&mut self, id: &Id) -> Option<AccountId32> {
        let message = owner_of(&self.address, id);
        self.token.chain().query(message).unwrap()
    }

    fn offer_of(&mut self, id: &Id) -> Option<Offer> {
        let message = self.message(ink::selector_bytes!("offer_of"), id);
        self.token.chain().query(message).unwrap()
    }

    fn has(&mut self, account: &AccountId32) -> u128 {
        let Balance { free, held } = self.token.chain().balance(account).unwrap();
        free + held
    }

    /// What the market has kept of what was paid to it: it has the least that an account must have, and nothing else.
    fn kept(&mut self) -> u128 {
        let market = self.market.clone();
        let Balance { free, .. } = self.token.chain().balance(&market).unwrap();
        free.saturating_sub(1_000_000_000)
    }

    fn mint(&mut self) -> Id {
        let seller = self.seller.clone();
        self.token.mint(&seller)
    }

    fn message<R: Decode>(&self, selector: [u8; 4], arguments: impl Encode) -> Message<R> {
        message(&self.market, selector, (&self.address, arguments))
    }

    fn approved(&self, id: Option<&Id>, approved: bool) -> Message<Result<(), Psp34Error>> {
        approve(&self.address, &self.market, id, approved)
    }

    fn moved(&self, to: &Account, id: &Id) -> Message<Result<(), Psp34Error>> {
        transfer(&self.address, to.id(), id, &[])
    }

    fn take_in(&self, id: &Id) -> Message<Outcome> {
        self.message(ink::selector_bytes!("take_in"), (id, PRICE))
    }

    fn list(&self, id: &Id) -> Message<Outcome> {
        self.message(ink::selector_bytes!("list"), (id, PRICE))
    }

    fn buy(&self, id: &Id, pay: u128) -> Message<Outcome> {
        self.message(ink::selector_bytes!("buy"), id).value(pay)
    }

    fn give_back(&self, id: &Id) -> Message<Outcome> {
        self.message(ink::selector_bytes!("give_back"), id)
    }

    /// The buyer buys, the seller has the price, and the market has nothing.
    #[track_caller]
    fn sold(&mut self, id: &Id) {
        let (seller, buyer) = (self.seller.clone(), self.buyer.clone());
        let before = self.has(seller.id());
        self.done(&buyer, self.buy(id, PRICE));
        assert_eq!(self.owner_of(id).as_ref(), Some(buyer.id()), "{}", self.name);
        assert_eq!(self.has(seller.id()), before + PRICE, "{}", self.name);
        assert_eq!((self.kept(), self.offer_of(id)), (0, None), "{}", self.name);
        let again = self.buy(id, PRICE);
        self.refused(&buyer, id, again, MarketError::NotOffered);
    }
}

#[test]
fn a_market_takes_a_token_in_and_sells_it() {
    each(|fair| {
        let (seller, buyer) = (fair.seller.clone(), fair.buyer.clone());
        let id = fair.mint();
        fair.refused(&seller, &id, fair.take_in(&id), MarketError::Token(Psp34Error::NotApproved));
        fair.done(&seller, fair.approved(Some(&id), true));
        fair.done(&seller, fair.take_in(&id));
        assert_eq!(fair.owner_of(&id), Some(fair.market.clone()));
        let offer = Offer { seller: seller.id().clone(), price: PRICE, held: true };
        assert_eq!(fair.offer_of(&id), Some(offer));
        // It is the market's, so its seller cannot take it or sell it twice.
        assert!(fair
            .token
            .chain()
            .dry_run(seller.id(), transfer(&fair.address, seller.id(), &id, &[]))
            .is_ok_and(|receipt| receipt.returned == Err(Psp34Error::NotApproved)));
        fair.refused(&seller, &id, fair.list(&id), MarketError::Offered);
        for pay in [0, PRICE - 1, PRICE + 1] {
            fair.refused(&buyer, &id, fair.buy(&id, pay), MarketError::WrongPrice);
        }
        fair.sold(&id);
    });
}

#[test]
fn a_market_sells_a_token_straight_from_its_owner() {
    each(|fair| {
        let (seller, buyer, other) = (fair.seller.clone(), fair.buyer.clone(), fair.other.clone());
        let id = fair.mint();
        fair.refused(&other, &id, fair.list(&id), MarketError::NotOwner);
        fair.done(&seller, fair.list(&id));
        assert_eq!(fair.owner_of(&id).as_ref(), Some(seller.id()));
        let unapproved = MarketError::Token(Psp34Error::NotApproved);
        fair.refused(&buyer, &id, fair.buy(&id, PRICE), unapproved);
        fair.done(&seller, fair.approved(Some(&id), true));
        fair.sold(&id);
    });
}

#[test]
fn a_market_that_is_approved_for_all_sells_one_after_the_other() {
    each(|fair| {
        let seller = fair.seller.clone();
        let (one, two) = (fair.mint(), fair.mint());
        fair.done(&seller, fair.approved(None, true));
        fair.done(&seller, fair.take_in(&one));
        fair.done(&seller, fair.list(&two));
        fair.sold(&one);
        fair.done(&seller, fair.approved(None, false));
        let buyer = fair.buyer.clone();
        let unapproved = MarketError::Token(Psp34Error::NotApproved);
        fair.refused(&buyer, &two, fair.buy(&two, PRICE), unapproved);
        fair.done(&seller, fair.approved(None, true));
        fair.sold(&two);
    });
}

#[test]
fn a_token_that_was_not_sold_is_given_back() {
    each(|fair| {
        let (seller, other) = (fair.seller.clone(), fair.other.clone());
        let id = fair.mint();
        fair.done(&seller, fair.approved(Some(&id), true));
        fair.done(&seller, fair.take_in(&id));
        fair.refused(&other, &id, fair.give_back(&id), MarketError::NotSeller);
        fair.done(&seller, fair.give_back(&id));
        assert_eq!((fair.owner_of(&id).as_ref(), fair.offer_of(&id)), (Some(seller.id()), None));
        // It has moved twice, once by the market: the approval is good only where approvals stay.
        if fair.token.ways().approvals != Approvals::Stay {
            let unapproved = MarketError::Token(Psp34Error::NotApproved);
            fair.refused(&seller, &id, fair.take_in(&id), unapproved);
            fair.done(&seller, fair.approved(Some(&id), true));
        }
        fair.done(&seller, fair.take_in(&id));
        fair.sold(&id);
    });
}

#[test]
fn a_token_that_its_seller_gave_away_is_not_sold() {
    each(|fair| {
        let (seller, buyer, other) = (fair.seller.clone(), fair.buyer.clone(), fair.other.clone());
        let id = fair.mint();
        fair.done(&seller, fair.approved(Some(&id), true));
        fair.done(&seller, fair.list(&id));
        fair.done(&seller, fair.moved(&other, &id));
        // Who has it now trusts the market, and has offered nothing.
        fair.done(&other, fair.approved(Some(&id), true));
        fair.refused(&buyer, &id, fair.buy(&id, PRICE), MarketError::NotOwner);
        // It comes back, and the old offer and the old approval with it, unless approvals die.
        fair.done(&other, fair.moved(&seller, &id));
        if fair.token.ways().approvals == Approvals::Die {
            let unapproved = MarketError::Token(Psp34Error::NotApproved);
            fair.refused(&buyer, &id, fair.buy(&id, PRICE), unapproved);
        } else {
            fair.sold(&id);
        }
    });
}

#[test]
fn a_token_that_is_bought_is_sold_on() {
    each(|fair| {
        let (seller, buyer) = (fair.seller.clone(), fair.buyer.clone());
        let id = fair.mint();
        fair.done(&seller, fair.approved(Some(&id), true));
        fair.done(&seller, fair.take_in(&id));
        fair.sold(&id);
        std::mem::swap(&mut fair.seller, &mut fair.buyer);
        fair.done(&buyer, fair.approved(Some(&id), true));
        fair.done(&buyer, fair.list(&id));
        fair.sold(&id);
        assert_eq!(fair.owner_of(&id).as_ref(), Some(seller.id()));
    });
}

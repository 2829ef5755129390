//! The contract of receivables asks the credit contract, by a grant, how somebody is rated before it sells a token: what stands if it is
//! told, and that nothing does if not.
use super::{corrupt, SPEECHLESS};
use chain::{address, ink_id, Backend, Message};
use credit::Used;
use e2e::{
    bundles,
    standard::psp22,
    time::days,
    Actor::{self, *},
    Contract, Invoice, Told, World, CENT, PURPOSE,
};
use ink::scale::Encode;
use interfaces::{
    administration::{Administration, Link},
    credit::{Consent, Credit, CreditError, Grade, GrantId, View, What},
    ids::{Fingerprint, Money, PartyId, NOBODY},
    receivable::{Condition, Price, Receivable, ReceivableError, SaleOffer, Settlement, TokenId},
    registry::Refusal,
};
use misbehaving::Manner;
use receivable::TokenSold;

/// Who knows how the buyer pays.
const CREDITORS: [Actor; 4] = [Supplier, Carrier, SecondCarrier, Regulator];

/// For what the token is offered, in cents.
const PRICE: Money = 95_000;

type Bought = Message<Result<(), ReceivableError>>;

/// The supplier offers a token to anyone, for three days.
fn offer(world: &mut World, token: TokenId, settlement: Settlement) {
    let sale = SaleOffer {
        buyer: PartyId::NONE,
        price: Price::Amount(PRICE),
        settlement,
        pay_to: world.account(Supplier),
        until: world.now() + days(3),
    };
    world.ok(Supplier, world.receivable().offer(token, sale));
}

/// What the buyer owes the supplier, offered.
fn offered(world: &mut World) -> TokenId {
    let (_, token) = world.confirm_debt(&Invoice::default());
    offer(world, token, Settlement::Native(CENT));
    token
}

/// The suite, in which four say that the buyer paid them a month early: by that it is an AA. What it owes the supplier is offered. The
/// warehouse is a bank here.
fn rated() -> (World, TokenId) {
    let mut world = World::linked();
    let teller = world.teller();
    for (number, creditor) in (1..).zip(CREDITORS) {
        world.identify(creditor);
        let early = Told::numbered(number).of(Buyer).by(creditor).that(What::Payment(-30));
        world.observed(teller, &early);
    }
    assert_eq!(world.rating_of(Buyer).grade, Grade::AA);
    let token = offered(&mut world);
    (world, token)
}

/// The buyer lets the bank know its grade, through the contract of receivables, three times within 30 days.
fn consent(world: &World) -> Consent {
    let contract = world.address(Contract::Receivable);
    Consent { contract, view: View::Grade, ..world.consent(Warehouse) }
}

fn grant(world: &mut World, consent: Consent) -> GrantId {
    let buyer = world.party(Buyer);
    world.ok(Buyer, world.credit().grant(buyer, consent))
}

/// If the buyer is an AA at least.
fn condition(world: &World, grant: GrantId) -> Condition {
    let purpose = Fingerprint(PURPOSE);
    Condition { grant, subject: world.party(Buyer), purpose, at_least: Grade::AA }
}

/// The purchase by the bank, on a condition, with the money for it.
fn buy(world: &World, token: TokenId, condition: Condition) -> Bought {
    buy_for(world, Warehouse, token, condition)
}

fn buy_for(world: &World, actor: Actor, token: TokenId, condition: Condition) -> Bought {
    let party = world.party(actor);
    let buy = world.receivable().accept_offer_if_rated(token, 1, party, PRICE, condition);
    Message::from(buy).value(u128::from(PRICE) * CENT)
}

/// What an account has of the chain's token.
fn has(world: &World, actor: Actor) -> u128 {
    let account = address(world.account(actor));
    world.chain.balance(&account).expect("any account has a balance").free
}

/// What `actor` is refused with. Nothing stays of it: no use of a grant, no token that moved, no money.
#[track_caller]
fn refusal(world: &mut World, actor: Actor, bought: Bought) -> ReceivableError {
    let had = has(world, Supplier);
    let error = world.err(actor, bought);
    assert_eq!(has(world, Supplier), had, "{error:?} and paid");
    error
}

/// The same of the bank's purchase on a condition.
#[track_caller]
fn refused(world: &mut World, token: TokenId, condition: Condition) -> ReceivableError {
    let bought = buy(world, token, condition);
    refusal(world, Warehouse, bought)
}

/// What the credit contract refused, as the contract of receivables tells it.
fn by_credit(error: CreditError) -> ReceivableError {
    ReceivableError::CreditRefused(error.encode()[0])
}

/// How often a grant was used.
fn used(world: &World, grant: GrantId) -> u32 {
    let kept = world.ask(world.credit().grant_of(grant)).expect("it was given");
    kept.decoded().expect("it is a grant").used
}

/// Without a condition nobody is asked, and it is bought.
fn is_bought_without_a_condition(world: &mut World, token: TokenId) {
    let bank = world.party(Warehouse);
    let buy = Message::from(world.receivable().accept_offer(token, 1, bank, PRICE));
    world.ok(Warehouse, buy.value(u128::from(PRICE) * CENT));
    assert_eq!(world.token_of(token).owner, bank);
}

/// A world without registry whose contract of receivables is linked to one that misbehaves in `manner`, and a token that is offered.
fn under(manner: Manner) -> (World, TokenId, Bought) {
    let mut world = World::new();
    let credit = world.misbehaving(manner);
    world.link(Contract::Receivable, Link::Credit, credit);
    let token = offered(&mut world);
    let bought = buy(&world, token, condition(&world, 1));
    (world, token, bought)
}

#[test]
fn where_none_is_linked_nothing_is_bought_on_condition() {
    let mut world = World::new();
    let token = offered(&mut world);
    let any = condition(&world, 1);
    assert_eq!(refused(&mut world, token, any), ReceivableError::CreditUnavailable);
    is_bought_without_a_condition(&mut world, token);
}

#[test]
fn one_without_an_answer_is_unavailable_and_stops_nobody_who_does_not_ask() {
    for manner in SPEECHLESS {
        let (mut world, token, bought) = under(manner);
        let unavailable = refusal(&mut world, Warehouse, bought);
        assert_eq!(unavailable, ReceivableError::CreditUnavailable, "{manner:?}");
        is_bought_without_a_condition(&mut world, token);
    }
}

#[test]
fn one_that_agrees_to_everything_tells_no_grade_so_that_nothing_is_bought() {
    let (mut world, token, bought) = under(Manner::AgreesToEverything);
    let unavailable = refusal(&mut world, Warehouse, bought);
    assert_eq!(unavailable, ReceivableError::CreditUnavailable);
    is_bought_without_a_condition(&mut world, token);
}

#[test]
fn one_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let (mut world, token, bought) = under(Manner::ReturnsTooMuch);
    super::is_stopped_by_too_much(&mut world, Warehouse, bought);
    is_bought_without_a_condition(&mut world, token);
}

#[test]
fn one_that_consumes_all_gas_leaves_no_trace() {
    let (mut world, token, bought) = under(Manner::ConsumesAllGas);
    let unavailable = ReceivableError::CreditUnavailable;
    super::uses_up_the_gas(&mut world, Warehouse, bought, unavailable);
    is_bought_without_a_condition(&mut world, token);
}

#[test]
fn what_the_grant_does_not_cover_is_refused_by_its_place_and_uses_nothing() {
    let (mut world, token) = rated();
    let usual = consent(&world);
    let none = condition(&world, 1);
    assert_eq!(refused(&mut world, token, none), by_credit(CreditError::NotFound));

    let lender = world.forwarder(b"lender");
    let not_for_party = CreditError::Refused(Refusal::NotForParty);
    let expires_at = world.now() + days(1);
    let mut given = Vec::new();
    for (consent, error) in [
        (Consent { contract: NOBODY, ..usual }, not_for_party),
        (Consent { contract: lender, ..usual }, CreditError::OtherContract),
        (Consent { viewer: world.party(Carrier), ..usual }, CreditError::OtherViewer),
        (Consent { purpose: Fingerprint([1; 32]), ..usual }, CreditError::OtherPurpose),
    ] {
        let grant = grant(&mut world, consent);
        let asked = condition(&world, grant);
        assert_eq!(refused(&mut world, token, asked), by_credit(error), "{error:?}");
        given.push(grant);
    }

    // What the supplier lets the bank know says nothing of the buyer.
    let supplier = world.party(Supplier);
    let of_another = world.ok(Supplier, world.credit().grant(supplier, usual));
    let asked = condition(&world, of_another);
    assert_eq!(refused(&mut world, token, asked), by_credit(CreditError::OtherSubject));
    given.push(of_another);

    // What the bank may know, nobody else does.
    let banks = grant(&mut world, Consent { expires_at, ..usual });
    let asked = condition(&world, banks);
    let by_another = buy_for(&world, Carrier, token, asked);
    let other_viewer = by_credit(CreditError::OtherViewer);
    assert_eq!(refusal(&mut world, Carrier, by_another), other_viewer);
    let for_the_bank = buy(&world, token, asked);
    let not_theirs = ReceivableError::Refused(Refusal::NotForParty);
    assert_eq!(refusal(&mut world, Carrier, for_the_bank), not_theirs);
    let other_purpose = Condition { purpose: Fingerprint([2; 32]), ..asked };
    let error = by_credit(CreditError::OtherPurpose);
    assert_eq!(refused(&mut world, token, other_purpose), error);
    given.push(banks);

    // What was taken back, and what is over.
    let revoked = grant(&mut world, usual);
    world.ok(Buyer, world.credit().revoke(revoked));
    let asked = condition(&world, revoked);
    assert_eq!(refused(&mut world, token, asked), by_credit(CreditError::Revoked));
    given.push(revoked);
    world.sleep(days(1));
    let asked = condition(&world, banks);
    let expired = by_credit(CreditError::GrantExpired(expires_at));
    assert_eq!(refused(&mut world, token, asked), expired);

    assert!(given.into_iter().all(|grant| used(&world, grant) == 0));
    assert!(world.events::<Used>().is_empty() && world.events::<TokenSold>().is_empty());
    is_bought_without_a_condition(&mut world, token);
}

#[test]
fn neither_a_lower_grade_nor_none_nor_scores_are_relied_on() {
    let (mut world, token) = rated();
    let usual = consent(&world);
    let whole = grant(&mut world, usual);
    let asked = condition(&world, whole);
    let higher = Condition { at_least: Grade::AAA, ..asked };
    assert_eq!(refused(&mut world, token, higher), ReceivableError::GradeTooLow);

    // Of the supplier nothing is known; of the carrier nothing is asked, for it neither owes nor sells.
    let (supplier, carrier) = (world.party(Supplier), world.party(Carrier));
    let of_supplier = world.ok(Supplier, world.credit().grant(supplier, usual));
    let unrated =
        Condition { grant: of_supplier, subject: supplier, at_least: Grade::Unrated, ..asked };
    assert_eq!(refused(&mut world, token, unrated), ReceivableError::GradeTooLow);
    let of_carrier = world.ok(Carrier, world.credit().grant(carrier, usual));
    let nobodys = Condition { grant: of_carrier, subject: carrier, ..asked };
    assert_eq!(refused(&mut world, token, nobodys), ReceivableError::OtherSubject);

    for (view, granted, at_least, error) in [
        (View::AtLeast, Grade::AAA, Grade::Unrated, ReceivableError::GradeTooLow),
        (View::AtLeast, Grade::C, Grade::AA, ReceivableError::OtherView),
        (View::SubScores, Grade::C, Grade::C, ReceivableError::OtherView),
        (View::Full, Grade::C, Grade::C, ReceivableError::OtherView),
    ] {
        let grant = grant(&mut world, Consent { view, at_least: granted, ..usual });
        let asked = Condition { at_least, ..condition(&world, grant) };
        assert_eq!(refused(&mut world, token, asked), error, "{view:?}");
        assert_eq!(used(&world, grant), 0);
    }
    assert!([whole, of_supplier, of_carrier].into_iter().all(|grant| used(&world, grant) == 0));
    assert!(world.events::<Used>().is_empty());
}

#[test]
fn credit_is_asked_after_all_else_and_a_payment_that_fails_uses_no_grant() {
    let (mut world, token) = rated();
    let usual = consent(&world);
    let grant = grant(&mut world, usual);
    let asked = condition(&world, grant);
    let bank = world.party(Warehouse);
    let unpaid = world.receivable().accept_offer_if_rated(token, 1, bank, PRICE, asked);
    let unpaid = Message::from(unpaid);
    assert_eq!(refusal(&mut world, Warehouse, unpaid), ReceivableError::WrongValue);
    world.ok(Admin, world.administration(Contract::Receivable).pause());
    assert_eq!(refused(&mut world, token, asked), ReceivableError::Paused);
    world.ok(Admin, world.administration(Contract::Receivable).unpause());

    // In money of which the bank has approved none.
    let supplier = world.party(Supplier);
    world.ok(Supplier, world.receivable().close_offer(token, 1, supplier));
    let money = bundles::deploy_peer(&mut world.chain, &Admin.key(), "pendzl_psp22");
    offer(&mut world, token, Settlement::Token(ink_id(&money), 1));
    let bought = world.receivable().accept_offer_if_rated(token, 2, bank, PRICE, asked);
    let failed = refusal(&mut world, Warehouse, Message::from(bought));
    assert_eq!(failed, ReceivableError::PaymentFailed);
    let nothing: u128 = world.ask(psp22::balance_of(&money, &address(world.account(Supplier))));
    assert_eq!((nothing, used(&world, grant)), (0, 0));
    assert!(world.events::<Used>().is_empty());
}

#[test]
fn the_use_of_the_grant_the_token_and_the_money_stand_together() {
    let (mut world, token) = rated();
    let usual = consent(&world);
    let grant = grant(&mut world, Consent { uses: 1, ..usual });
    let asked = condition(&world, grant);
    let (supplier, bank) = (world.party(Supplier), world.party(Warehouse));
    let had = has(&world, Supplier);
    // A pause of the one that is asked stops nothing.
    world.ok(Admin, world.administration(Contract::Credit).pause());
    world.ok(Warehouse, buy(&world, token, asked));
    let [receipt, _, sold] = world.news() else { panic!("there are three: {:?}", world.news()) };
    let receipt: Used = receipt.decode().expect("it is credit's");
    let sold: TokenSold = sold.decode().expect("it is the receivable's");
    let rating = world.rating_of(Buyer);
    let expected = Used {
        grant,
        subject: world.party(Buyer),
        viewer: bank,
        used: 1,
        version: rating.version,
        inputs: rating.inputs,
        used_at: receipt.used_at,
    };
    assert_eq!(receipt, expected);
    let payer = world.account(Warehouse);
    let expected =
        TokenSold { token, seller: supplier, buyer: bank, number: 1, price: PRICE, payer };
    assert_eq!(sold, expected);
    assert_eq!(has(&world, Supplier), had + u128::from(PRICE) * CENT);
    assert_eq!((world.token_of(token).owner, used(&world, grant)), (bank, 1));

    // It was for once.
    let (_, next) = world.confirm_debt(&Invoice::numbered(2));
    offer(&mut world, next, Settlement::Native(CENT));
    assert_eq!(refused(&mut world, next, asked), by_credit(CreditError::UsedUp));
    is_bought_without_a_condition(&mut world, next);
    assert_eq!(world.events::<Used>().len(), 1);
}

#[test]
fn where_the_grant_names_a_grade_that_one_counts() {
    let (mut world, token) = rated();
    let usual = consent(&world);
    let grant = grant(&mut world, Consent { view: View::AtLeast, at_least: Grade::AA, ..usual });
    let asked = Condition { at_least: Grade::Unrated, ..condition(&world, grant) };
    world.ok(Warehouse, buy(&world, token, asked));
    assert_eq!(used(&world, grant), 1);
}

#[test]
fn the_rating_is_that_of_the_moment() {
    let mut world = World::linked();
    let teller = world.teller();
    let told = |number, creditor, days| {
        Told::numbered(number).of(Buyer).by(creditor).that(What::Payment(days))
    };
    CREDITORS.into_iter().for_each(|creditor| world.identify(creditor));
    let token = offered(&mut world);
    let usual = consent(&world);
    let grant = grant(&mut world, usual);
    let asked = condition(&world, grant);
    for (number, creditor) in (1..).zip(CREDITORS) {
        assert_eq!(refused(&mut world, token, asked), ReceivableError::GradeTooLow);
        world.observed(teller, &told(number, creditor, -30));
    }
    // It would be sold now, but one says that it was not paid.
    let late = world.observed(teller, &told(5, Regulator, 200));
    assert_eq!(world.rating_of(Buyer).grade, Grade::A);
    assert_eq!(refused(&mut world, token, asked), ReceivableError::GradeTooLow);
    // While that is contested there is no grade at all; then the arbiter strikes it.
    world.ok(Buyer, world.credit().contest(late, [7; 32]));
    let any = Condition { at_least: Grade::C, ..asked };
    assert_eq!(refused(&mut world, token, any), ReceivableError::GradeTooLow);
    world.ok(Arbiter, world.credit().decide(late, true));
    world.ok(Warehouse, buy(&world, token, asked));
    assert_eq!(used(&world, grant), 1);
}

#[test]
fn the_one_that_is_linked_now_is_asked_and_one_that_fails_later_stops_no_other_sale() {
    let (mut world, token) = rated();
    let usual = Consent { expires_at: world.now() + days(60), ..consent(&world) };
    let grant = grant(&mut world, usual);
    let real = world.address(Contract::Credit);
    let liar = world.misbehaving(Manner::AgreesToEverything);
    world.relink(Contract::Receivable, Link::Credit, liar);
    let supplier = world.party(Supplier);
    // The offer is over by now.
    let again = |world: &mut World| {
        offer(world, token, Settlement::Native(CENT));
        world.token_of(token).offers
    };
    let number = again(&mut world);
    let bank = world.party(Warehouse);
    let asked = condition(&world, grant);
    let bought = |world: &World, number| -> Bought {
        let buy = world.receivable().accept_offer_if_rated(token, number, bank, PRICE, asked);
        Message::from(buy).value(u128::from(PRICE) * CENT)
    };
    let purchase = bought(&world, number);
    let unavailable = ReceivableError::CreditUnavailable;
    assert_eq!(refusal(&mut world, Warehouse, purchase), unavailable);
    world.ok(Supplier, world.receivable().close_offer(token, number, supplier));
    world.relink(Contract::Receivable, Link::Credit, real);
    assert_eq!(used(&world, grant), 0);
    corrupt(&mut world, Contract::Credit);
    let number = again(&mut world);
    let purchase = bought(&world, number);
    assert_eq!(refusal(&mut world, Warehouse, purchase), unavailable);
    let buy = Message::from(world.receivable().accept_offer(token, number, bank, PRICE));
    world.ok(Warehouse, buy.value(u128::from(PRICE) * CENT));
    assert_eq!(world.token_of(token).owner, bank);
}

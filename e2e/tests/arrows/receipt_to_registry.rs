//! The receipt contract asks the registry whether an account may act for a party, who is active, and who is attested as what.
use super::{corrupt, SPEECHLESS};
use chain::{address, AccountId32, Chain, Gas, Message};
use e2e::{
    standard::{psp34, Id, Psp34Error},
    time::{days, minutes},
    Actor::{self, *},
    Contract, Stored, World, KEEPS, NO_EVIDENCE, PRICE,
};
use interfaces::{
    administration::{Link, ATTESTER},
    ids::{Fingerprint, PartyId, PoolId},
    receipt::{
        Finding, FreezeStep, LoadOutStep, PledgeStep, Receipt, ReceiptError, SaleStep, Settlement,
        TokenId, TokenStatus,
    },
    registry::{Refusal, Registry, Role, Scope, Topic},
};
use misbehaving::Manner;
use pendzl::contracts::access_control::AccessControl;

const PAPER: Fingerprint = Fingerprint([0xe0; 32]);
const HALF: u64 = 250_000_000;

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Receipt,
        Link::Registry,
        Contract::Registry,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Receipt,
        Link::Registry,
        Contract::Registry,
    );
}

/// A world whose receipt contract is linked to a registry that misbehaves in `manner`.
fn under(manner: Manner) -> World {
    let mut world = World::new();
    let registry = world.misbehaving(manner);
    world.link(Contract::Receipt, Link::Registry, registry);
    world
}

/// The warehouse opens a pool that was not there.
fn open(world: &World, inspector: PartyId) -> Message<Result<PoolId, ReceiptError>> {
    let (warehouse, stock) = (world.party(Warehouse), world.stock("L-9"));
    let (unit, location) = ("KGM".to_owned(), "DEHAM".to_owned());
    world.receipt().open_pool(warehouse, stock, unit, location, inspector).into()
}

fn split(world: &World, token: TokenId) -> Message<Result<TokenId, ReceiptError>> {
    world.receipt().split(token, 1_000).into()
}

fn load_out(world: &World, token: TokenId, step: LoadOutStep) -> Message<Result<(), ReceiptError>> {
    world.receipt().load_out(token, step).into()
}

fn transfer(world: &World, token: TokenId, to: Actor) -> Message<Result<(), Psp34Error>> {
    let to = AccountId32::new(world.party(to).0);
    psp34::transfer(&address(world.address(Contract::Receipt)), &to, &Id::U64(token), &[])
}

fn custom(word: &str) -> Psp34Error {
    Psp34Error::Custom(word.to_owned())
}

fn refused(refusal: Refusal) -> ReceiptError {
    ReceiptError::Refused(refusal)
}

/// Has a regulator suspend the party of `actor`; answers until when.
fn suspend(world: &mut World, actor: Actor) -> Refusal {
    let (party, regulator) = (world.party(actor), world.party(Regulator));
    world.ok(Regulator, world.registry().suspend(party, regulator, NO_EVIDENCE));
    let enterprise = world.ask(world.registry().enterprise(party)).expect("it is registered");
    Refusal::Suspended(enterprise.suspended_until)
}

#[test]
fn a_registry_without_an_answer_refuses_and_leaves_no_trace() {
    for manner in SPEECHLESS {
        let mut world = under(manner);
        let message = open(&world, PartyId::NONE);
        let refused = world.err(Warehouse, message);
        assert_eq!(refused, ReceiptError::RegistryUnavailable, "{manner:?}");
    }
}

#[test]
fn a_registry_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let mut world = under(Manner::ReturnsTooMuch);
    let message = open(&world, PartyId::NONE);
    super::is_stopped_by_too_much(&mut world, Warehouse, message);
}

#[test]
fn a_registry_that_consumes_all_gas_leaves_no_trace() {
    let mut world = under(Manner::ConsumesAllGas);
    let message = open(&world, PartyId::NONE);
    super::uses_up_the_gas(&mut world, Warehouse, message, ReceiptError::RegistryUnavailable);
}

#[test]
fn a_registry_that_agrees_to_everything_is_believed_and_knows_no_warehouse() {
    let mut world = under(Manner::AgreesToEverything);
    // `Ok(Ok(()))` and `Ok(false)` are the same bytes: who calls may act, and nobody is attested.
    let message = open(&world, PartyId::NONE);
    assert_eq!(world.err(Stranger, message), ReceiptError::NotWarehouse);
}

#[test]
fn without_a_registry_accounts_act_for_themselves_and_whom_the_pool_names_inspects() {
    let mut world = World::new();
    let not_theirs = refused(Refusal::NotForParty);
    let (warehouse, arbiter) = (world.party(Warehouse), world.party(Arbiter));
    for nobody in [PartyId::NONE, warehouse] {
        let message = open(&world, nobody);
        assert_eq!(world.err(Warehouse, message), ReceiptError::WrongInspector);
    }
    let message = open(&world, arbiter);
    assert_eq!(world.err(Supplier, message.clone()), not_theirs);
    let pool = world.ok(Warehouse, message);
    let carrier = world.party(Carrier);
    let finding = Finding::Stock(1_000);
    let inspect = |world: &World, by| world.receipt().inspect(pool, by, finding, PAPER);
    let message = inspect(&world, carrier);
    assert_eq!(world.err(Carrier, message), ReceiptError::NotInspector);
    let message = inspect(&world, arbiter);
    assert_eq!(world.err(Warehouse, message.clone()), not_theirs);
    world.ok(Arbiter, message);

    let token = world.store(&Stored::default());
    let message = split(&world, token);
    assert_eq!(world.err(Buyer, message.clone()), not_theirs);
    world.ok(Supplier, message);
    let regulator = world.party(Regulator);
    let freeze = world.receipt().freeze(token, regulator, FreezeStep::Freeze, PAPER);
    assert_eq!(world.err(Regulator, freeze), ReceiptError::NotRegulator);
    // Whoever it is transferred to has it: there is nobody who would not be active.
    let message = transfer(&world, token, Stranger);
    world.ok(Supplier, message);
    let message = split(&world, token);
    world.ok(Stranger, message);
}

#[test]
fn a_registry_that_fails_later_stops_who_acts_for_parties_and_nobody_else() {
    let mut world = World::linked();
    let held = world.store(&Stored::numbered(1).of(HALF));
    let handed = world.store(&Stored::numbered(2).of(HALF));
    let pool = world.pool_id("L-1");
    world.hand_over_all(Supplier, handed);
    let sale = world.offer(Supplier, held, Settlement::NATIVE);
    corrupt(&mut world, Contract::Registry);

    let unavailable = ReceiptError::RegistryUnavailable;
    let message = open(&world, PartyId::NONE);
    assert_eq!(world.err(Warehouse, message), unavailable);
    let issue = world.receipt().issue(pool, Stored::numbered(3).deposit(&world), vec![]);
    assert_eq!(world.err(Warehouse, issue), unavailable);
    let message = split(&world, held);
    assert_eq!(world.err(Supplier, message), unavailable);
    let all = LoadOutStep::RequestAll(PAPER);
    let message = load_out(&world, held, all);
    assert_eq!(world.err(Supplier, message), unavailable);
    let message = load_out(&world, handed, LoadOutStep::Receive(HALF));
    assert_eq!(world.err(Supplier, message), unavailable);
    let offer = world
        .receipt()
        .pledge(held, PledgeStep::Offer(world.pledge_terms(held, Buyer, Settlement::NATIVE)));
    assert_eq!(world.err(Supplier, offer), unavailable);
    let message = transfer(&world, held, Buyer);
    assert_eq!(world.err(Supplier, message), custom("Unavailable"));
    let buyer = world.party(Buyer);
    let buy = Message::from(world.receipt().buy(held, buyer, sale)).value(PRICE);
    assert_eq!(world.err(Buyer, buy), unavailable);
    let arbiter = world.party(Arbiter);
    let inspect = world.receipt().inspect(pool, arbiter, Finding::Stock(1), PAPER);
    assert_eq!(world.err(Arbiter, inspect), unavailable);

    // Clocks run: what was handed over and not answered is delivered, and goods expire.
    let message = load_out(&world, handed, LoadOutStep::Complete);
    world.ok(Stranger, message);
    assert_eq!(world.receipt_token(handed).status, TokenStatus::Delivered);

    // Under a new registry pools are opened anew; those that were there ask the old one.
    let another = world.another_registry(b"another");
    world.relink(Contract::Receipt, Link::Registry, another);
    world.set_address(Contract::Registry, another);
    let attester = Some(world.account(Attester));
    let grant = world.roles(Contract::Registry).grant_role(ATTESTER, attester);
    world.ok(Admin, grant);
    for actor in [Supplier, Warehouse, Arbiter] {
        world.register(actor);
    }
    world.attest(Warehouse, Topic::Role(Role::Warehouse));
    let fresh = world.store(&Stored::numbered(4).in_lot("L-4"));
    assert_eq!(world.receipt_token(fresh).registry_epoch, 2);
    let message = split(&world, fresh);
    world.ok(Supplier, message);
    let message = split(&world, held);
    assert_eq!(world.err(Supplier, message), unavailable);
    world.sleep(KEEPS);
    world.ok(Stranger, world.receipt().mark_expired(pool));
}

#[test]
fn what_the_registry_refuses_is_told_word_for_word_and_in_the_standards_words() {
    let mut world = World::linked();
    let token = world.store(&Stored::default());
    let (supplier, agent) = (world.party(Supplier), world.account(Driver));
    for actor in [Stranger, Buyer] {
        let message = split(&world, token);
        assert_eq!(world.err(actor, message), refused(Refusal::NotForParty), "{actor:?}");
        let message = transfer(&world, token, Buyer);
        assert_eq!(world.err(actor, message), Psp34Error::NotApproved, "{actor:?}");
    }
    let until = world.now() + minutes(1);
    let appoint = world.registry().appoint_agent(supplier, agent, vec![Scope::Receive], until);
    world.ok(Supplier, appoint);
    let message = load_out(&world, token, LoadOutStep::RequestAll(PAPER));
    let out_of_scope = refused(Refusal::OutOfScope);
    assert_eq!(world.err(Driver, message), out_of_scope, "who receives does not ask for goods");
    let quantity = world.hand_over_all(Supplier, token);
    let contest = load_out(&world, token, LoadOutStep::Contest(PAPER));
    world.ok(Driver, contest);
    let evidence = PAPER;
    let again = load_out(&world, token, LoadOutStep::HandOver { quantity, evidence });
    world.ok(Warehouse, again);
    world.sleep(minutes(1));
    let receive = load_out(&world, token, LoadOutStep::Receive(quantity));
    let expired = refused(Refusal::AppointmentExpired(until));
    assert_eq!(world.err(Driver, receive.clone()), expired);
    world.ok(Supplier, receive);

    // An agent with the scope does all that its principal does.
    let token = world.store(&Stored::numbered(2));
    let until = world.now() + minutes(1);
    let appoint = world.registry().appoint_agent(supplier, agent, vec![Scope::Dispose], until);
    world.ok(Supplier, appoint);
    let message = split(&world, token);
    let part = world.ok(Driver, message);
    assert_eq!(world.receipt_token(part).owner, supplier);
    let message = transfer(&world, part, Buyer);
    world.ok(Driver, message);
    assert_eq!(world.receipt_token(part).owner, world.party(Buyer));
    // Who is no enterprise has no tokens.
    let message = transfer(&world, token, Stranger);
    assert_eq!(world.err(Supplier, message), custom("NotActive"));
}

#[test]
fn a_suspended_owner_starts_nothing_and_gets_its_goods() {
    let mut world = World::linked();
    let token = world.store(&Stored::numbered(1).of(HALF));
    let offered = world.store(&Stored::numbered(2).of(HALF));
    let approved = world.store(&Stored::numbered(3).of(HALF));
    let sale = world.offer(Supplier, offered, Settlement::NATIVE);
    let terms = world.pledge_terms(offered, Buyer, Settlement::NATIVE);
    world.ok(Supplier, world.receipt().pledge(offered, PledgeStep::Offer(terms)));
    let contract = address(world.address(Contract::Receipt));
    let operator = address(world.account(Driver));
    let approve = psp34::approve(&contract, &operator, Some(&Id::U64(approved)), true);
    world.ok(Supplier, approve.clone());

    let suspended = suspend(&mut world, Supplier);
    let message = split(&world, token);
    assert_eq!(world.err(Supplier, message), refused(suspended));
    let fresh = world.sale(Supplier, token, Settlement::NATIVE);
    let sell = world.receipt().sell(token, SaleStep::Offer(fresh));
    assert_eq!(world.err(Supplier, sell), refused(suspended));
    let offer = world.receipt().pledge(token, PledgeStep::Offer(terms));
    assert_eq!(world.err(Supplier, offer), refused(suspended));
    let message = transfer(&world, token, Buyer);
    assert_eq!(world.err(Supplier, message), custom("Suspended"));
    // Nor through those that it approved, or that take up what it offered.
    let message = transfer(&world, approved, Buyer);
    assert_eq!(world.err(Driver, message), custom("NotActive"));
    let buyer = world.party(Buyer);
    let buy = Message::from(world.receipt().buy(offered, buyer, sale)).value(PRICE);
    assert_eq!(world.err(Buyer, buy), ReceiptError::NotActive);
    let accept = world.receipt().pledge(offered, PledgeStep::Accept(terms));
    assert_eq!(world.err(Buyer, accept), ReceiptError::NotActive);
    // And nothing is issued to it.
    let pool = world.pool_id("L-1");
    let issue = world.receipt().issue(pool, Stored::numbered(4).deposit(&world), vec![]);
    assert_eq!(world.err(Warehouse, issue), ReceiptError::NotActive);

    // To withdraw, to take approvals back, to get goods out: these begin nothing.
    world.ok(Supplier, world.receipt().pledge(offered, PledgeStep::Withdraw));
    world.ok(Supplier, world.receipt().sell(offered, SaleStep::Withdraw));
    world.ok(Supplier, approve);
    world.load_out_all(Supplier, token);
    assert_eq!(world.receipt_token(token).status, TokenStatus::Delivered);
}

#[test]
fn a_suspended_pledgee_enforces_and_a_suspended_pledgor_buys_back() {
    let mut world = World::linked();
    let token = world.store(&Stored::default());
    let terms = world.pledge_terms(token, Buyer, Settlement::NATIVE);
    world.pledge(Supplier, token, terms);
    world.sleep(days(5));
    suspend(&mut world, Buyer);
    world.ok(Buyer, world.receipt().pledge(token, PledgeStep::Enforce));
    assert_eq!(world.receipt_token(token).owner, world.party(Buyer));
    suspend(&mut world, Supplier);
    let buy_back = Message::from(world.receipt().buy_back(token)).value(PRICE);
    world.ok(Supplier, buy_back);
    assert_eq!(world.receipt_token(token).owner, world.party(Supplier));
}

#[test]
fn who_is_attested_is_asked_each_time() {
    let mut world = World::linked();
    let token = world.store(&Stored::numbered(1).of(HALF));
    let pool = world.pool_id("L-1");
    let (warehouse, arbiter) = (world.party(Warehouse), world.party(Arbiter));
    let regulator = world.party(Regulator);
    let freeze = |world: &World, by, step| world.receipt().freeze(token, by, step, PAPER);
    let message = freeze(&world, regulator, FreezeStep::Freeze);
    world.ok(Regulator, message);
    let buyer = world.party(Buyer);
    let message = freeze(&world, buyer, FreezeStep::Renew);
    assert_eq!(world.err(Buyer, message), ReceiptError::NotRegulator);

    for (party, role) in
        [(warehouse, Role::Warehouse), (arbiter, Role::Auditor), (regulator, Role::Regulator)]
    {
        let withdraw = world.registry().withdraw_attestation(party, Topic::Role(role));
        world.ok(Attester, withdraw);
    }
    let message = open(&world, PartyId::NONE);
    assert_eq!(world.err(Warehouse, message), ReceiptError::NotWarehouse);
    let issue = world.receipt().issue(pool, Stored::numbered(2).deposit(&world), vec![]);
    assert_eq!(world.err(Warehouse, issue), ReceiptError::NotWarehouse);
    let inspect = world.receipt().inspect(pool, arbiter, Finding::Shortage(1), PAPER);
    assert_eq!(world.err(Arbiter, inspect), ReceiptError::NotInspector);

    // Who froze lets go, and a warehouse that is none any more still hands its goods over.
    let message = freeze(&world, regulator, FreezeStep::Lift);
    world.ok(Regulator, message);
    let message = freeze(&world, regulator, FreezeStep::Freeze);
    assert_eq!(world.err(Regulator, message), ReceiptError::NotRegulator);
    world.load_out_all(Supplier, token);
}

#[test]
fn what_began_without_a_registry_goes_on_without_one() {
    let mut world = World::new();
    let token = world.store(&Stored::default());
    world.link(Contract::Receipt, Link::Registry, world.address(Contract::Registry));
    let message = split(&world, token);
    let part = world.ok(Supplier, message);
    let message = transfer(&world, part, Stranger);
    world.ok(Supplier, message);
    world.load_out_all(Supplier, token);
    let message = open(&world, PartyId::NONE);
    assert_eq!(world.err(Warehouse, message), refused(Refusal::UnknownParty));
}

#[test]
fn a_key_that_was_rotated_out_is_out_of_tokens_too() {
    let mut world = World::linked();
    let token = world.store(&Stored::default());
    let (supplier, stranger) = (world.party(Supplier), world.account(Stranger));
    world.ok(Supplier, world.registry().offer_control(supplier, Some(stranger)));
    world.ok(Stranger, world.registry().take_control(supplier));
    let message = split(&world, token);
    assert_eq!(world.err(Supplier, message.clone()), refused(Refusal::NotForParty));
    world.ok(Stranger, message);
}

#[test]
fn too_little_gas_for_the_questions_is_no_answer() {
    let mut world = World::linked();
    let message = open(&world, PartyId::NONE);
    let warehouse = address(world.account(Warehouse));
    let needed =
        world.chain.dry_run(&warehouse, message.clone()).expect("it is a warehouse").gas_required;
    for percent in [30, 50, 70, 80, 90, 99] {
        let limit = Gas { ref_time: needed.ref_time / 100 * percent, ..needed };
        let starved = message.clone().gas_limit(limit);
        let unavailable = ReceiptError::RegistryUnavailable;
        super::uses_up_the_gas(&mut world, Warehouse, starved, unavailable);
    }
    world.ok(Warehouse, message.gas_limit(needed));
}

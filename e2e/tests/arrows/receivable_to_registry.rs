//! The contract of receivables asks the registry whether an account may act for a party, who is on the network, and who is a financier.
use super::{corrupt, SPEECHLESS};
use chain::{address, AccountId32, Chain, Gas, Message};
use e2e::{
    standard::{psp34, Id, Psp34Error},
    time::{days, minutes},
    Actor::{self, *},
    Contract, Invoice, World, CENT, NO_EVIDENCE,
};
use interfaces::{
    administration::Link,
    ids::{DocumentId, Fingerprint, PartyId},
    receivable::{
        LineLimit, Pledge, PledgeStep, Price, Receivable, ReceivableError, ReceivableStatus,
        Recourse, SaleOffer, Settlement, TokenId, TokenStatus,
    },
    registry::{Refusal, Registry, Role, Scope, Topic},
};
use misbehaving::Manner;

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Receivable,
        Link::Registry,
        Contract::Registry,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Receivable,
        Link::Registry,
        Contract::Registry,
    );
}

/// A world whose contract of receivables is linked to a registry that misbehaves in `manner`.
fn under(manner: Manner) -> World {
    let mut world = World::new();
    let registry = world.misbehaving(manner);
    world.link(Contract::Receivable, Link::Registry, registry);
    world
}

type Answered<T> = Message<Result<T, ReceivableError>>;

/// The supplier drafts a debt.
fn draft(world: &World) -> Answered<DocumentId> {
    let terms = Invoice::numbered(7).terms(world);
    world.receivable().draft(world.party(Supplier), terms).into()
}

fn draw(world: &World, token: TokenId, to: Actor) -> Answered<u64> {
    world.receivable().draw(token, world.account(to)).into()
}

/// Somebody pays `cents`.
fn pay(world: &mut World, debt: DocumentId, cents: u64) {
    let pay = Message::from(world.receivable().pay(debt, cents));
    world.ok(Stranger, pay.value(u128::from(cents) * CENT));
}

/// As PSP34 knows the owner that a party is.
fn owner(party: PartyId) -> AccountId32 {
    AccountId32::from(*party.bytes())
}

fn transfer(world: &World, token: TokenId, to: PartyId) -> Message<Result<(), Psp34Error>> {
    let contract = address(world.address(Contract::Receivable));
    psp34::transfer(&contract, &owner(to), &Id::U64(token), &[])
}

fn because(word: &str) -> Psp34Error {
    Psp34Error::Custom(word.to_owned())
}

/// To anyone, for 900.00.
fn offer(world: &World) -> SaleOffer {
    SaleOffer {
        buyer: PartyId::NONE,
        price: Price::Amount(90_000),
        settlement: Settlement::Native(CENT),
        pay_to: world.account(Supplier),
        until: world.now() + days(3),
    }
}

/// To the warehouse, which can enforce it after 30 days, for 20.
fn pledge(world: &World) -> Pledge {
    let default_at = world.now() + days(30);
    Pledge {
        pledgee: world.party(Warehouse),
        debt: Fingerprint([4; 32]),
        default_at,
        enforce_until: default_at + days(20),
        until: world.now() + days(3),
    }
}

/// Has a regulator suspend `actor`; answers what it is refused with.
fn suspend(world: &mut World, actor: Actor) -> Refusal {
    let (party, regulator) = (world.party(actor), world.party(Regulator));
    world.ok(Regulator, world.registry().suspend(party, regulator, NO_EVIDENCE));
    let enterprise = world.ask(world.registry().enterprise(party)).expect("it is registered");
    Refusal::Suspended(enterprise.suspended_until)
}

/// `actor` is a financier, attested.
fn becomes_financier(world: &mut World, actor: Actor) {
    let party = world.party(actor);
    world.ok(actor, world.registry().claim_roles(party, vec![Role::Financier]));
    world.attest(actor, Topic::Role(Role::Financier));
}

#[test]
fn a_registry_without_an_answer_refuses_and_leaves_no_trace() {
    for manner in SPEECHLESS {
        let mut world = under(manner);
        let message = draft(&world);
        let refused = world.err(Supplier, message);
        assert_eq!(refused, ReceivableError::RegistryUnavailable, "{manner:?}");
    }
}

#[test]
fn a_registry_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let mut world = under(Manner::ReturnsTooMuch);
    let message = draft(&world);
    super::is_stopped_by_too_much(&mut world, Supplier, message);
}

#[test]
fn a_registry_that_consumes_all_gas_leaves_no_trace() {
    let mut world = under(Manner::ConsumesAllGas);
    let message = draft(&world);
    super::uses_up_the_gas(&mut world, Supplier, message, ReceivableError::RegistryUnavailable);
}

#[test]
fn too_little_gas_for_the_question_is_no_answer() {
    let mut world = World::linked();
    let message = draft(&world);
    let supplier = address(world.account(Supplier));
    let needed =
        world.chain.dry_run(&supplier, message.clone()).expect("anyone drafts").gas_required;
    for percent in [30, 50, 70, 80, 90, 99] {
        let limit = Gas { ref_time: needed.ref_time / 100 * percent, ..needed };
        let starved = message.clone().gas_limit(limit);
        let unavailable = ReceivableError::RegistryUnavailable;
        super::uses_up_the_gas(&mut world, Supplier, starved, unavailable);
    }
    world.ok(Supplier, message.gas_limit(needed));
}

#[test]
fn a_registry_that_agrees_to_everything_is_believed_and_knows_nobody() {
    let mut world = under(Manner::AgreesToEverything);
    let (debt, token) = world.confirm_debt(&Invoice::default());
    // `Ok(Ok(()))` and `Ok(false)` are the same bytes.
    let (buyer, warehouse) = (world.party(Buyer), world.party(Warehouse));
    let message = transfer(&world, token, warehouse);
    assert_eq!(world.err(Supplier, message), because("NotActive"));
    let unlimited = LineLimit::Unlimited;
    let line = world.receivable().set_line(buyer, buyer, "EUR".into(), unlimited, warehouse);
    assert_eq!(world.err(Buyer, line), ReceivableError::NotFinancier);
    pay(&mut world, debt, 100_000);
    let message = draw(&world, token, Stranger);
    assert_eq!(world.ok(Stranger, message), 100_000, "who is believed to act for the owner draws");
}

#[test]
fn without_a_registry_each_account_acts_for_itself_and_anyone_receives() {
    let mut world = World::new();
    let not_theirs = ReceivableError::Refused(Refusal::NotForParty);
    let message = draft(&world);
    assert_eq!(world.err(Buyer, message), not_theirs);
    let debt = world.draft_debt(&Invoice::default());
    let signature = world.signature_under(debt, Buyer);
    assert_eq!(world.err(Supplier, signature.clone()), not_theirs, "nobody signs for others");
    world.ok(Buyer, signature);
    let token = world.debt_of(debt).first_token;
    let stranger = world.party(Stranger);
    let message = transfer(&world, token, stranger);
    assert_eq!(world.err(Buyer, message.clone()), Psp34Error::NotApproved);
    world.ok(Supplier, message);
    assert_eq!(world.token_of(token).owner, stranger);
    // Nor does a financier need to be one.
    let (buyer, warehouse) = (world.party(Buyer), world.party(Warehouse));
    let limit = LineLimit::UpTo(1);
    let grant = world.receivable().set_line(buyer, buyer, "EUR".into(), limit, warehouse);
    world.ok(Buyer, grant);
    let next = Invoice::numbered(2);
    let drafted = world.draft_debt(&next);
    let signature = world.signature_under(drafted, Buyer);
    assert_eq!(world.err(Buyer, signature), ReceivableError::OverLine(0));
    pay(&mut world, debt, 100_000);
    let message = draw(&world, token, Stranger);
    assert_eq!(world.err(Supplier, message.clone()), not_theirs);
    assert_eq!(world.ok(Stranger, message), 100_000);
}

#[test]
fn a_registry_that_fails_later_stops_who_acts_for_parties_and_nobody_else() {
    let mut world = World::linked();
    let venue = world.forwarder(b"venue");
    world.ok(Admin, world.receivable().list_venue(venue, true));
    let (debt, token) = world.confirm_debt(&Invoice::numbered(1));
    let half = world.ok(Supplier, world.receivable().split(token, 50_000));
    let message = transfer(&world, half, PartyId(*AsRef::<[u8; 32]>::as_ref(&venue)));
    world.ok(Supplier, message);
    let drafted = world.draft_debt(&Invoice::numbered(2));
    corrupt(&mut world, Contract::Registry);

    let unavailable = ReceivableError::RegistryUnavailable;
    let message = draft(&world);
    assert_eq!(world.err(Supplier, message), unavailable);
    let withdraw = world.receivable().withdraw(world.party(Buyer), drafted);
    assert_eq!(world.err(Buyer, withdraw), unavailable);
    let message = transfer(&world, token, world.party(Warehouse));
    assert_eq!(world.err(Supplier, message), because("Registry"));
    let message = draw(&world, token, Supplier);
    assert_eq!(world.err(Supplier, message), unavailable);

    // Who owes pays all the same, clocks run, and what a venue has comes back.
    pay(&mut world, debt, 99_999);
    let overdue_from = world.debt_of(debt).overdue_from;
    world.sleep(overdue_from + 1 - world.now());
    world.ok(Stranger, world.receivable().mark_overdue(debt));
    world.ok(Stranger, world.receivable().return_from_venue(half));
    assert_eq!(world.token_of(half).owner, world.party(Supplier));
    pay(&mut world, debt, 1);
    assert_eq!(world.debt_of(debt).status, ReceivableStatus::Paid);

    // Under a new registry there are new debts; those that were there ask the old one.
    let another = world.another_registry(b"another");
    world.relink(Contract::Receivable, Link::Registry, another);
    let before = world.party(Supplier);
    world.set_address(Contract::Registry, another);
    for actor in [Supplier, Buyer] {
        world.register(actor);
    }
    let (later, _) = world.confirm_debt(&Invoice::numbered(3));
    assert_eq!((world.debt_of(later).registry, world.debt_of(debt).registry), (2, 1));
    assert_eq!(world.token_of(token).owner, before);
    let message = draw(&world, token, Supplier);
    assert_eq!(world.err(Supplier, message), unavailable);
}

#[test]
fn what_the_registry_refuses_is_told_word_for_word() {
    let mut world = World::linked();
    let (debt, token) = world.confirm_debt(&Invoice::default());
    pay(&mut world, debt, 40_000);
    let (supplier, agent) = (world.party(Supplier), world.account(Driver));
    let out_of_scope = ReceivableError::Refused(Refusal::OutOfScope);
    let until = world.now() + minutes(5);
    let appoint = |world: &mut World, scope| {
        let appoint = world.registry().appoint_agent(supplier, agent, vec![scope], until);
        world.ok(Supplier, appoint);
    };
    let message = draft(&world);
    for actor in [Stranger, Buyer] {
        let refused = world.err(actor, message.clone());
        assert_eq!(refused, ReceivableError::Refused(Refusal::NotForParty), "{actor:?}");
    }
    // To agree is not to dispose, and to dispose is not to draw.
    appoint(&mut world, Scope::Agree);
    world.ok(Driver, message);
    let split = world.receivable().split(token, 10_000);
    assert_eq!(world.err(Driver, split.clone()), out_of_scope);
    appoint(&mut world, Scope::Dispose);
    world.ok(Driver, split);
    let message = draw(&world, token, Driver);
    assert_eq!(world.err(Driver, message.clone()), out_of_scope);
    appoint(&mut world, Scope::Draw);
    let moved = transfer(&world, token, world.party(Warehouse));
    assert_eq!(world.err(Driver, moved), Psp34Error::NotApproved, "in the standard's words");
    assert_eq!(world.ok(Driver, message.clone()), 36_000);
    world.sleep(minutes(5));
    let expired = ReceivableError::Refused(Refusal::AppointmentExpired(until));
    assert_eq!(world.err(Driver, message), expired);

    let unknown = world.party(Stranger);
    let terms =
        interfaces::receivable::Terms { creditor: unknown, ..Invoice::numbered(9).terms(&world) };
    let refused = world.err(Stranger, world.receivable().draft(unknown, terms));
    assert_eq!(refused, ReceivableError::Refused(Refusal::UnknownParty));
}

#[test]
fn a_suspended_holder_starts_nothing_and_has_its_money() {
    let mut world = World::linked();
    let (debt, token) = world.confirm_debt(&Invoice::numbered(1));
    let offered = world.ok(Supplier, world.receivable().split(token, 10_000));
    let pledged = world.ok(Supplier, world.receivable().split(token, 20_000));
    let sold = SaleOffer { price: Price::Amount(9_000), ..offer(&world) };
    world.ok(Supplier, world.receivable().offer(offered, sold));
    world.ok(Supplier, world.receivable().pledge(pledged, pledge(&world)));
    let accept = world.receivable().answer_pledge(pledged, 1, PledgeStep::Accept);
    world.ok(Warehouse, accept);
    let drafted = world.draft_debt(&Invoice::numbered(2));
    let contract = address(world.address(Contract::Receivable));
    let approve = |world: &World, approved| {
        let driver = address(world.account(Driver));
        psp34::approve(&contract, &driver, Some(&Id::U64(token)), approved)
    };
    let approved = approve(&world, true);
    world.ok(Supplier, approved.clone());
    let suspended = suspend(&mut world, Supplier);

    let refused = ReceivableError::Refused(suspended);
    let message = draft(&world);
    assert_eq!(world.err(Supplier, message), refused);
    assert_eq!(world.err(Supplier, world.receivable().split(token, 1)), refused);
    assert_eq!(world.err(Supplier, world.receivable().offer(token, offer(&world))), refused);
    assert_eq!(world.err(Supplier, world.receivable().pledge(token, pledge(&world))), refused);
    assert_eq!(world.err(Supplier, approved), because("NotActive"));
    let moved = transfer(&world, token, world.party(Warehouse));
    for actor in [Supplier, Driver] {
        assert_eq!(world.err(actor, moved.clone()), because("NotActive"), "{actor:?}");
    }
    let back = transfer(&world, token, world.party(Carrier));
    assert_eq!(world.err(Driver, back), because("NotActive"));

    let party = world.party(Supplier);
    world.ok(Supplier, world.receivable().withdraw(party, drafted));
    world.ok(Supplier, world.receivable().close_offer(offered, 1, party));
    let taken_back = approve(&world, false);
    world.ok(Supplier, taken_back);
    pay(&mut world, debt, 50_000);
    let message = draw(&world, token, Supplier);
    assert_eq!(world.ok(Supplier, message), 35_000);
    let until = world.token_of(pledged).due_at;
    world.sleep(until - world.now());
    let ended = world.receivable().answer_pledge(pledged, 1, PledgeStep::Withdraw);
    world.ok(Supplier, ended);
    assert_eq!(world.token_of(pledged).status, TokenStatus::Held);
}

#[test]
fn a_suspended_buyer_receives_nothing_and_a_suspended_pledgee_what_it_was_pledged() {
    let mut world = World::linked();
    let (debt, token) = world.confirm_debt(&Invoice::default());
    let pledged = world.ok(Supplier, world.receivable().split(token, 20_000));
    world.ok(Supplier, world.receivable().pledge(pledged, pledge(&world)));
    let accept = world.receivable().answer_pledge(pledged, 1, PledgeStep::Accept);
    world.ok(Warehouse, accept);
    let cheap = SaleOffer { price: Price::Amount(70_000), ..offer(&world) };
    world.ok(Supplier, world.receivable().offer(token, cheap));
    let refused = ReceivableError::Refused(suspend(&mut world, Warehouse));
    let warehouse = world.party(Warehouse);
    let bought = Message::from(world.receivable().accept_offer(token, 1, warehouse, 70_000));
    assert_eq!(world.err(Warehouse, bought.value(70_000 * CENT)), refused);
    let supplier = world.party(Supplier);
    world.ok(Supplier, world.receivable().close_offer(token, 1, supplier));
    let moved = transfer(&world, token, warehouse);
    assert_eq!(world.err(Supplier, moved), because("NotActive"));

    pay(&mut world, debt, 100_000);
    world.sleep(days(30));
    // Suspensions last a month: it is renewed.
    let regulator = world.party(SecondRegulator);
    if world.ask(world.registry().is_active(warehouse)) {
        world.ok(SecondRegulator, world.registry().suspend(warehouse, regulator, NO_EVIDENCE));
    }
    let enforced = world.receivable().answer_pledge(pledged, 1, PledgeStep::Enforce);
    world.ok(Warehouse, enforced);
    let message = draw(&world, pledged, Warehouse);
    assert_eq!(world.ok(Warehouse, message), 20_000);
}

#[test]
fn tokens_go_to_active_enterprises_and_to_listed_venues_alone() {
    let mut world = World::linked();
    let (_, token) = world.confirm_debt(&Invoice::default());
    let venue = world.forwarder(b"venue");
    let at_venue = PartyId(*AsRef::<[u8; 32]>::as_ref(&venue));
    let receivable = world.address(Contract::Receivable);
    let itself = PartyId(*AsRef::<[u8; 32]>::as_ref(&receivable));
    for to in [PartyId::NONE, PartyId([9; 32]), itself, at_venue, world.party(Stranger)] {
        let message = transfer(&world, token, to);
        assert_eq!(world.err(Supplier, message), because("NotActive"), "{to:?}");
    }
    let listed = world.receivable().list_venue(venue, true);
    assert_eq!(world.err(Supplier, listed.clone()), ReceivableError::MissingRole);
    world.ok(Admin, listed.clone());
    let nobodys = world.receivable().list_venue(world.account(Stranger), true);
    assert_eq!(world.err(Admin, nobodys), ReceivableError::NotAContract);
    let message = transfer(&world, token, at_venue);
    world.ok(Supplier, message);
    assert_eq!(world.token_of(token).depositor, world.party(Supplier));
    world.ok(Admin, world.receivable().list_venue(venue, false));
    let (_, other) = world.confirm_debt(&Invoice::numbered(2));
    let message = transfer(&world, other, at_venue);
    assert_eq!(world.err(Supplier, message), because("NotActive"), "nothing more goes in");
    world.ok(Stranger, world.receivable().return_from_venue(token));
    assert_eq!(world.token_of(token).owner, world.party(Supplier), "what is in it comes out");
    // In a venue that is listed it stays until it is due.
    world.ok(Admin, listed);
    let message = transfer(&world, token, at_venue);
    world.ok(Supplier, message);
    let early = ReceivableError::TooEarly(world.token_of(token).due_at);
    assert_eq!(world.err(Stranger, world.receivable().return_from_venue(token)), early);
    world.sleep(days(60));
    world.ok(Stranger, world.receivable().return_from_venue(token));
    assert_eq!(world.token_of(token).owner, world.party(Supplier));
}

#[test]
fn a_financiers_line_is_its_own_as_long_as_it_is_attested() {
    let mut world = World::linked();
    let (buyer, bank) = (world.party(Buyer), world.party(Warehouse));
    let set = |world: &World, party, limit, financier| -> Answered<()> {
        world.receivable().set_line(party, buyer, "EUR".into(), limit, financier).into()
    };
    let few = LineLimit::UpTo(150_000);
    let grant = set(&world, buyer, few, bank);
    assert_eq!(world.err(Buyer, grant.clone()), ReceivableError::NotFinancier);
    becomes_financier(&mut world, Warehouse);
    world.ok(Buyer, grant);
    let more = set(&world, buyer, LineLimit::Unlimited, PartyId::NONE);
    assert_eq!(world.err(Buyer, more.clone()), ReceivableError::NotAParty);

    world.confirm_debt(&Invoice::numbered(1));
    let next = world.draft_debt(&Invoice::numbered(2));
    let signature = world.signature_under(next, Buyer);
    assert_eq!(world.err(Buyer, signature.clone()), ReceivableError::OverLine(50_000));
    let raised = set(&world, bank, LineLimit::UpTo(200_000), bank);
    world.ok(Warehouse, raised);
    world.ok(Buyer, signature);

    let role = Topic::Role(Role::Financier);
    world.ok(Attester, world.registry().withdraw_attestation(bank, role));
    let cut = set(&world, bank, LineLimit::UpTo(0), bank);
    assert_eq!(world.err(Warehouse, cut), ReceivableError::NotAParty);
    world.ok(Buyer, more);
    world.confirm_debt(&Invoice::numbered(3));
}

#[test]
fn a_key_that_was_rotated_out_draws_nothing() {
    let mut world = World::linked();
    let (debt, token) = world.confirm_debt(&Invoice::default());
    pay(&mut world, debt, 100_000);
    let (supplier, heir) = (world.party(Supplier), world.account(Stranger));
    world.ok(Supplier, world.registry().offer_control(supplier, Some(heir)));
    world.ok(Stranger, world.registry().take_control(supplier));
    let message = draw(&world, token, Stranger);
    let refused = world.err(Supplier, message.clone());
    assert_eq!(refused, ReceivableError::Refused(Refusal::NotForParty));
    assert_eq!(world.ok(Stranger, message), 100_000);
}

#[test]
fn what_began_without_a_registry_goes_on_without_one() {
    let mut world = World::new();
    let (debt, token) = world.confirm_debt(&Invoice::numbered(1));
    world.link(Contract::Receivable, Link::Registry, world.address(Contract::Registry));
    let message = draft(&world);
    let refused = world.err(Supplier, message);
    assert_eq!(refused, ReceivableError::Refused(Refusal::UnknownParty));
    let stranger = world.party(Stranger);
    let message = transfer(&world, token, stranger);
    world.ok(Supplier, message);
    pay(&mut world, debt, 100_000);
    let message = draw(&world, token, Stranger);
    assert_eq!(world.ok(Stranger, message), 100_000);
}

#[test]
fn recourse_is_claimed_by_who_holds_the_token_and_from_who_signed_for_it() {
    let mut world = World::linked();
    let guaranteed = Invoice { guarantor: Some(Carrier), ..Invoice::default() };
    let (debt, token) = world.confirm_debt(&guaranteed);
    let message = transfer(&world, token, world.party(Warehouse));
    world.ok(Supplier, message);
    let claim = world.receivable().claim_recourse(token, Recourse::Guarantor, [5; 32]);
    let confirmed = ReceivableError::WrongStatus(ReceivableStatus::Confirmed);
    assert_eq!(world.err(Warehouse, claim.clone()), confirmed);
    let overdue_from = world.debt_of(debt).overdue_from;
    world.sleep(overdue_from + 1 - world.now());
    world.ok(Stranger, world.receivable().mark_overdue(debt));
    for actor in [Supplier, Carrier, Stranger] {
        let not_theirs = ReceivableError::Refused(Refusal::NotForParty);
        assert_eq!(world.err(actor, claim.clone()), not_theirs, "{actor:?}");
    }
    let of_nobody = world.receivable().claim_recourse(token, Recourse::Creditor, [5; 32]);
    assert_eq!(world.err(Warehouse, of_nobody), ReceivableError::NoRecourse);
    world.ok(Warehouse, claim);
    let told: receivable::RecourseClaimed = world.event();
    assert_eq!((told.against, told.amount), (world.party(Carrier), 100_000));
}

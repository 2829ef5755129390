//! The contract of receivables tells the credit contract how debts were paid: what that takes from it, and what it bears from the one that
//! it tells.
use super::{corrupt, digest_of, SPEECHLESS};
use chain::{address, AccountId32, Message};
use credit::{sheet::month_of, DocumentClosed, Observed};
use e2e::{
    standard::{psp34, Id},
    time::{days, hours},
    Actor::*,
    Contract, Invoice, World, CENT,
};
use ink::scale::Encode;
use interfaces::{
    administration::{Administration, Link},
    credit::{
        Cell, Closing, Credit, CreditError, Dimension, FactKind, Observation, ObservationKind,
        ObservationStatus,
    },
    ids::{DocumentId, Money, PartyId},
    receivable::{Receivable, ReceivableError, ReceivableStatus, Settlement},
    registry::Witnesses,
};
use misbehaving::Manner;
use receivable::PaymentTold;

/// How it went, and that it is closed.
const KINDS: [FactKind; 2] = [FactKind::Outcome, FactKind::Closed];

#[test]
fn the_link_is_refused_where_it_should_be() {
    super::a_link_is_refused_where_it_should_be(
        Contract::Receivable,
        Link::Credit,
        Contract::Credit,
    );
}

#[test]
fn the_link_is_refused_to_code_that_was_replaced_meanwhile() {
    super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
        Contract::Receivable,
        Link::Credit,
        Contract::Credit,
    );
}

fn tell(world: &World, debt: DocumentId, kind: FactKind) -> Message<Result<(), ReceivableError>> {
    world.receivable().tell_credit(debt, kind).into()
}

/// What the credit contract refused, as the contract of receivables tells it.
fn refused(error: CreditError) -> ReceivableError {
    ReceivableError::CreditRefused(error.encode()[0])
}

fn pay(world: &mut World, debt: DocumentId, cents: Money) {
    let pay = Message::from(world.receivable().pay(debt, cents));
    world.ok(Buyer, pay.value(u128::from(cents) * CENT));
}

/// A debt that is paid at once, and not drawn.
fn paid(world: &mut World, invoice: &Invoice) -> DocumentId {
    let (debt, _) = world.confirm_debt(invoice);
    pay(world, debt, invoice.face);
    assert_eq!(world.debt_of(debt).status, ReceivableStatus::Paid);
    debt
}

/// Its creditor has the money for it.
fn draw(world: &mut World, debt: DocumentId) {
    let (token, to) = (world.debt_of(debt).first_token, world.account(Supplier));
    world.ok(Supplier, world.receivable().draw(token, to));
    assert_eq!(world.debt_of(debt).status, ReceivableStatus::Settled);
}

/// Lets time pass until so many milliseconds after a debt is due.
fn sleep_past_due(world: &mut World, debt: DocumentId, span: u64) {
    let (until, now) = (world.debt_of(debt).due_at + span, world.now());
    world.sleep(until - now);
}

/// A world without registry whose contract of receivables is linked to one that misbehaves in `manner`, and a debt that is paid.
fn under(manner: Manner) -> (World, DocumentId) {
    let mut world = World::new();
    let credit = world.misbehaving(manner);
    world.link(Contract::Receivable, Link::Credit, credit);
    let debt = paid(&mut world, &Invoice::default());
    (world, debt)
}

/// What the two contracts say of the last call: credit first.
#[track_caller]
fn observed(world: &World) -> (Observed, PaymentTold) {
    let [observed, told] = world.news() else { panic!("there should be two: {:?}", world.news()) };
    (observed.decode().expect("it is credit's"), told.decode().expect("it is the receivable's"))
}

/// The same where it was told that the debt is closed.
#[track_caller]
fn closed(world: &World) -> (DocumentClosed, PaymentTold) {
    let [closed, told] = world.news() else { panic!("there should be two: {:?}", world.news()) };
    (closed.decode().expect("it is credit's"), told.decode().expect("it is the receivable's"))
}

/// The observation of how a debt was paid.
#[track_caller]
fn observation(world: &World, debt: DocumentId) -> Observation {
    world.observation_by(Contract::Receivable, debt, ObservationKind::Payment)
}

#[test]
fn where_none_is_linked_nothing_is_told_and_debts_are_paid_and_drawn() {
    let mut world = World::new();
    let debt = paid(&mut world, &Invoice::default());
    for kind in KINDS {
        let told = tell(&world, debt, kind);
        assert_eq!(world.err(Stranger, told), ReceivableError::CreditUnavailable, "{kind:?}");
    }
    draw(&mut world, debt);
}

#[test]
fn one_without_an_answer_is_unavailable_and_stops_no_debt() {
    for manner in SPEECHLESS {
        let (mut world, debt) = under(manner);
        for kind in KINDS {
            let told = tell(&world, debt, kind);
            let unavailable = world.err(Stranger, told);
            assert_eq!(unavailable, ReceivableError::CreditUnavailable, "{manner:?} {kind:?}");
        }
        draw(&mut world, debt);
        paid(&mut world, &Invoice::numbered(2));
    }
}

#[test]
fn one_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    for kind in KINDS {
        let (mut world, debt) = under(Manner::ReturnsTooMuch);
        let told = tell(&world, debt, kind);
        super::is_stopped_by_too_much(&mut world, Stranger, told);
        draw(&mut world, debt);
    }
}

#[test]
fn one_that_consumes_all_gas_leaves_no_trace() {
    for kind in KINDS {
        let (mut world, debt) = under(Manner::ConsumesAllGas);
        let told = tell(&world, debt, kind);
        let unavailable = ReceivableError::CreditUnavailable;
        super::uses_up_the_gas(&mut world, Stranger, told, unavailable);
        draw(&mut world, debt);
    }
}

#[test]
fn one_that_agrees_to_everything_is_believed_however_often() {
    let (mut world, debt) = under(Manner::AgreesToEverything);
    let before = digest_of(&world, Contract::Receivable);
    for kind in KINDS {
        // Who was told keeps it in mind, not who tells.
        for _ in 0..2 {
            world.ok(Stranger, tell(&world, debt, kind));
            assert_eq!(world.event::<PaymentTold>(), PaymentTold { receivable: debt, kind });
        }
    }
    assert_eq!(digest_of(&world, Contract::Receivable), before);
}

#[test]
fn what_is_not_final_is_not_told() {
    let mut world = World::attested(&[Supplier]);
    let nobodys = DocumentId([9; 32]);
    let debt = world.draft_debt(&Invoice::default());
    let other = world.draft_debt(&Invoice::numbered(2));
    world.ok(Supplier, world.receivable().withdraw(world.party(Supplier), other));
    for kind in KINDS {
        for (debt, error) in [
            (nobodys, ReceivableError::NotFound),
            (debt, ReceivableError::WrongStatus(ReceivableStatus::Draft)),
            (other, ReceivableError::WrongStatus(ReceivableStatus::Withdrawn)),
        ] {
            let told = tell(&world, debt, kind);
            assert_eq!(world.err(Stranger, told), error, "{kind:?}");
        }
    }
    let signature = world.signature_under(debt, Buyer);
    world.ok(Buyer, signature);
    let latest = world.debt_of(debt).due_at + days(181);
    let is_open = |world: &mut World, status: ReceivableStatus| {
        for actor in [Supplier, Buyer, Stranger] {
            let outcome = tell(world, debt, FactKind::Outcome);
            assert_eq!(world.err(actor, outcome), ReceivableError::TooEarly(latest));
            let closed = tell(world, debt, FactKind::Closed);
            assert_eq!(world.err(actor, closed), ReceivableError::WrongStatus(status));
        }
    };
    is_open(&mut world, ReceivableStatus::Confirmed);
    let face = Invoice::default().face;
    pay(&mut world, debt, face - 1);
    is_open(&mut world, ReceivableStatus::Confirmed);
    sleep_past_due(&mut world, debt, days(180));
    world.ok(Stranger, world.receivable().mark_overdue(debt));
    is_open(&mut world, ReceivableStatus::Overdue);
    pay(&mut world, debt, 1);
    for kind in KINDS {
        world.ok(Stranger, tell(&world, debt, kind));
    }
}

#[test]
fn how_a_debt_was_paid_is_told_field_by_field() {
    let mut world = World::attested(&[Supplier]);
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let identity = world.ask(world.witnesses().witness(supplier, buyer)).identity;
    let (debt, _) = world.confirm_debt(&Invoice::default());
    // Fifteen days late, and a part of a sixteenth.
    sleep_past_due(&mut world, debt, days(15) + hours(20));
    pay(&mut world, debt, Invoice::default().face);
    let paid_at = world.debt_of(debt).paid_at;
    // When it is told makes no difference, nor whether the money was drawn.
    world.sleep(days(62));
    draw(&mut world, debt);
    let now = world.now();
    assert!(month_of(paid_at) < month_of(now));
    world.ok(Stranger, tell(&world, debt, FactKind::Outcome));
    let (observed, told) = observed(&world);
    assert_eq!(told, PaymentTold { receivable: debt, kind: FactKind::Outcome });
    // 2^16 cents and more are the fourth size, which weighs 2^3; fifteen days late are 70 points.
    let cell = Cell { month: month_of(paid_at), count: 1, weight: 8, score: 8 * 7_000 };
    let source = world.address(Contract::Receivable);
    let payment = ObservationKind::Payment;
    assert_eq!(
        observed,
        Observed {
            observation: world.ask(world.credit().observation_id(source, debt, payment)),
            subject: buyer,
            counterparty: supplier,
            counted_for: supplier,
            identity,
            arbiter: PartyId::NONE,
            source,
            document: debt,
            kind: payment,
            cell,
            registry: 1,
            recorded_at: observed.recorded_at,
        }
    );
    assert!(observed.recorded_at >= now);
    assert_eq!(
        observation(&world, debt),
        Observation {
            status: ObservationStatus::Standing,
            registry: 1,
            dimension: Dimension::Payment,
            subject: buyer,
            counterparty: supplier,
            arbiter: PartyId::NONE,
            arrival: 1,
            cell,
            recorded_at: observed.recorded_at,
            until: 0,
        }
    );
    assert_eq!(world.rating_of(Buyer).scores.payment.samples, 1);
    // The terms name no arbiter: it is not contested.
    let contest = world.credit().contest(observed.observation, [7; 32]);
    assert_eq!(world.err(Buyer, contest), CreditError::NoArbiter);
}

#[test]
fn that_a_debt_is_closed_is_told_field_by_field_and_lets_both_score() {
    let mut world = World::attested(&[Supplier, Buyer]);
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let debt = paid(&mut world, &Invoice::default());
    let paid_at = world.debt_of(debt).paid_at;
    world.sleep(days(62));
    let now = world.now();
    world.ok(Stranger, tell(&world, debt, FactKind::Closed));
    let (closed, told) = closed(&world);
    assert_eq!(told, PaymentTold { receivable: debt, kind: FactKind::Closed });
    let source = world.address(Contract::Receivable);
    let (month, weight, until) = (month_of(paid_at), 4, closed.until);
    assert_eq!(
        closed,
        DocumentClosed {
            document: debt,
            source,
            subject: buyer,
            counterparty: supplier,
            arbiter: PartyId::NONE,
            month,
            weight,
            registry: 1,
            until,
        }
    );
    assert!(until >= now + days(30), "they can score from when it is told");
    let kept = world.ask(world.credit().closing_of(source, debt)).expect("it was told");
    assert_eq!(
        kept.decoded(),
        Some(Closing {
            registry: 1,
            subject: buyer,
            counterparty: supplier,
            arbiter: PartyId::NONE,
            month,
            weight,
            until,
        })
    );
    for (actor, scored, kind) in [
        (Supplier, buyer, ObservationKind::ServiceOfSubject),
        (Buyer, supplier, ObservationKind::ServiceOfCounterparty),
    ] {
        let party = world.party(actor);
        world.ok(actor, world.credit().score_service(source, debt, party, 90));
        let score = world.observation_by(Contract::Receivable, debt, kind);
        assert_eq!((score.subject, score.counterparty), (scored, party));
    }
}

#[test]
fn what_was_told_is_refused_the_second_time_in_whatever_order() {
    for [first, second] in [KINDS, [FactKind::Closed, FactKind::Outcome]] {
        let mut world = World::attested(&[Supplier]);
        let debt = paid(&mut world, &Invoice::default());
        let already = refused(CreditError::AlreadyTold);
        world.ok(Stranger, tell(&world, debt, first));
        for actor in [Supplier, Buyer, Stranger] {
            assert_eq!(world.err(actor, tell(&world, debt, first)), already, "{first:?}");
        }
        world.ok(Buyer, tell(&world, debt, second));
        draw(&mut world, debt);
        for kind in KINDS {
            assert_eq!(world.err(Stranger, tell(&world, debt, kind)), already, "{kind:?}");
        }
    }
}

#[test]
fn early_counts_as_early_and_the_one_who_was_owed_first_is_the_one_who_says_so() {
    let mut world = World::attested(&[Supplier, Warehouse]);
    let (debt, token) = world.confirm_debt(&Invoice::default());
    let to = AccountId32::from(*world.party(Warehouse).bytes());
    let contract = address(world.address(Contract::Receivable));
    world.ok(Supplier, psp34::transfer(&contract, &to, &Id::U64(token), &[7; 32]));
    pay(&mut world, debt, Invoice::default().face);
    world.ok(Warehouse, tell(&world, debt, FactKind::Outcome));
    let (observed, _) = observed(&world);
    assert_eq!(observed.counterparty, world.party(Supplier));
    // Sixty days early is as good as thirty: 100 points.
    assert_eq!(observed.cell.score, 8 * 10_000);
}

#[test]
fn what_is_unpaid_is_told_once_nothing_later_could_be_better_and_stands() {
    let mut world = World::attested(&[Supplier]);
    let (debt, _) = world.confirm_debt(&Invoice::default());
    let latest = world.debt_of(debt).due_at + days(181);
    sleep_past_due(&mut world, debt, days(250));
    world.ok(Stranger, tell(&world, debt, FactKind::Outcome));
    let (unpaid, _) = observed(&world);
    let cell = Cell { month: month_of(latest), count: 1, weight: 8, score: 0 };
    assert_eq!((unpaid.subject, unpaid.cell), (world.party(Buyer), cell));
    let open = ReceivableError::WrongStatus(ReceivableStatus::Confirmed);
    assert_eq!(world.err(Stranger, tell(&world, debt, FactKind::Closed)), open);
    // It is paid at last.
    pay(&mut world, debt, Invoice::default().face);
    let already = refused(CreditError::AlreadyTold);
    assert_eq!(world.err(Buyer, tell(&world, debt, FactKind::Outcome)), already);
    world.ok(Buyer, tell(&world, debt, FactKind::Closed));
    assert_eq!(observation(&world, debt).cell, cell);
}

#[test]
fn off_chain_nobody_is_told_unpaid_whose_word_stands_against_the_holders() {
    let mut world = World::attested(&[Supplier]);
    let invoice = Invoice { settlement: Settlement::OffChain, ..Invoice::default() };
    let (debt, token) = world.confirm_debt(&invoice);
    let buyer = world.party(Buyer);
    let declare = world.receivable().declare_payment(buyer, debt, invoice.face, [6; 32]);
    world.ok(Buyer, declare);
    sleep_past_due(&mut world, debt, days(181));
    let open = ReceivableError::WrongStatus(ReceivableStatus::Confirmed);
    for kind in KINDS {
        assert_eq!(world.err(Supplier, tell(&world, debt, kind)), open, "{kind:?}");
    }
    world.ok(Supplier, world.receivable().confirm_receipt(token, invoice.face));
    let paid_at = world.debt_of(debt).paid_at;
    for kind in KINDS {
        world.ok(Supplier, tell(&world, debt, kind));
    }
    let cell = observation(&world, debt).cell;
    assert_eq!((cell.month, cell.score), (month_of(paid_at), 0));
}

#[test]
fn what_the_credit_contract_refuses_is_told_by_its_place() {
    // It believes nobody.
    let mut world = World::linked();
    world.identify(Supplier);
    let debt = paid(&mut world, &Invoice::default());
    for kind in KINDS {
        let not_the_source = refused(CreditError::NotTheSource);
        assert_eq!(world.err(Stranger, tell(&world, debt, kind)), not_the_source, "{kind:?}");
    }
    world.link(Contract::Credit, Link::Receivable, world.address(Contract::Receivable));
    world.ok(Stranger, tell(&world, debt, FactKind::Outcome));

    // It takes nothing for the time being.
    let debt = paid(&mut world, &Invoice::numbered(2));
    world.ok(Admin, world.administration(Contract::Credit).pause());
    for kind in KINDS {
        let paused = refused(CreditError::Paused);
        assert_eq!(world.err(Stranger, tell(&world, debt, kind)), paused, "{kind:?}");
    }
    world.ok(Admin, world.administration(Contract::Credit).unpause());
    for kind in KINDS {
        world.ok(Stranger, tell(&world, debt, kind));
    }

    // It is about too little.
    let debt = paid(&mut world, &Invoice { face: 8_191, ..Invoice::numbered(3) });
    for kind in KINDS {
        let nothing = refused(CreditError::WeighsNothing);
        assert_eq!(world.err(Stranger, tell(&world, debt, kind)), nothing, "{kind:?}");
    }

    // It is too long ago.
    let debt = paid(&mut world, &Invoice::numbered(4));
    world.sleep(days(740));
    for kind in KINDS {
        let too_old = refused(CreditError::TooOld);
        assert_eq!(world.err(Stranger, tell(&world, debt, kind)), too_old, "{kind:?}");
    }
}

#[test]
fn a_creditor_that_nobody_attested_says_nothing_until_it_is() {
    let mut world = World::attested(&[Buyer]);
    let debt = paid(&mut world, &Invoice::default());
    let outcome = tell(&world, debt, FactKind::Outcome);
    assert_eq!(world.err(Supplier, outcome.clone()), refused(CreditError::NotAttested));
    // That it is closed is nobody's word of another.
    world.ok(Supplier, tell(&world, debt, FactKind::Closed));
    world.identify(Supplier);
    world.ok(Supplier, outcome);
    let silent = world.misbehaving(Manner::ReturnsNothing);
    let debt = paid(&mut world, &Invoice::numbered(2));
    world.relink(Contract::Credit, Link::Registry, silent);
    let outcome = tell(&world, debt, FactKind::Outcome);
    assert_eq!(world.err(Supplier, outcome), refused(CreditError::RegistryUnavailable));
}

#[test]
fn telling_waits_for_no_end_of_a_pause_and_goes_to_the_one_that_is_linked_now() {
    let mut world = World::attested(&[Supplier]);
    let [first, second] = [1, 2].map(|number| paid(&mut world, &Invoice::numbered(number)));
    world.ok(Admin, world.administration(Contract::Receivable).pause());
    world.ok(Stranger, tell(&world, first, FactKind::Outcome));
    let real = world.address(Contract::Credit);
    let liar = world.misbehaving(Manner::AgreesToEverything);
    world.relink(Contract::Receivable, Link::Credit, liar);
    let before = digest_of(&world, Contract::Credit);
    for debt in [first, second] {
        world.ok(Stranger, tell(&world, debt, FactKind::Outcome));
    }
    assert_eq!(digest_of(&world, Contract::Credit), before, "another was told");
    world.relink(Contract::Receivable, Link::Credit, real);
    let already = refused(CreditError::AlreadyTold);
    assert_eq!(world.err(Stranger, tell(&world, first, FactKind::Outcome)), already);
    world.ok(Stranger, tell(&world, second, FactKind::Outcome));
}

#[test]
fn one_that_fails_later_stops_no_signature_and_no_money() {
    let mut world = World::attested(&[Supplier]);
    let debt = paid(&mut world, &Invoice::numbered(1));
    let draft = world.draft_debt(&Invoice::numbered(2));
    corrupt(&mut world, Contract::Credit);
    // The time to sign the draft is over by now, so that it is drafted anew.
    world.ok(Supplier, world.receivable().withdraw(world.party(Supplier), draft));
    let (next, token) = world.confirm_debt(&Invoice::numbered(2));
    let part = world.ok(Supplier, world.receivable().split(token, 50_000));
    world.ok(Supplier, world.receivable().merge(token, part));
    pay(&mut world, next, Invoice::default().face);
    for debt in [debt, next] {
        for kind in KINDS {
            let unavailable = ReceivableError::CreditUnavailable;
            assert_eq!(world.err(Stranger, tell(&world, debt, kind)), unavailable, "{kind:?}");
        }
        draw(&mut world, debt);
    }
}

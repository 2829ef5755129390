//! Nobody frees what another paid for.
use chain::Message;
use e2e::{Actor::*, Agreement, Told, World};
use interfaces::{
    credit::Credit,
    ids::OptionalParty,
    reconciliation::{Limits, Reconciliation, Tolerances},
};

#[test]
fn a_case_that_is_proposed_anew_on_shorter_terms_refunds_nobody() {
    let mut world = World::linked();
    let limits = Limits {
        lower_absolute: Some(1),
        lower_percent: Some(1),
        upper_absolute: Some(1),
        upper_percent: Some(1),
    };
    let long = Tolerances {
        small_difference: 1,
        quantity: limits,
        price: limits,
        freight: limits,
        date: limits,
        unit_ratio: limits,
        cumulative: Some(1),
    };
    let case = world.open_case(&Agreement { tolerances: long, ..Agreement::default() });
    world.ok(Supplier, world.reconciliation().withdraw(case, world.party(Supplier)));

    let short = Agreement { tolerances: Tolerances::default(), ..Agreement::default() };
    let mut terms = short.terms(&world);
    terms.arbiter = OptionalParty::Nobody;
    let (buyer, supplier) = (world.party(Buyer), world.party(Supplier));
    let open = world.reconciliation().open(buyer, supplier, short.period, short.sequence, terms);
    let receipt = world.call(Buyer, Message::from(open));
    assert_eq!(receipt.deposit, 0, "what the first opener paid for stays as it is");
    assert_eq!(receipt.returned, Ok(case));
}

#[test]
fn what_is_contested_struck_and_rated_anew_refunds_nobody() {
    let mut world = World::linked();
    let teller = world.teller();
    world.identify(Buyer);
    let supplier = world.party(Supplier);
    let payment = world.observed(teller, &Told::numbered(1));
    let snapshot = world.credit().snapshot(supplier, 0);
    let first = world.call(Stranger, Message::from(snapshot.clone()));
    assert!(first.deposit > 0);
    let contest = world.call(Supplier, Message::from(world.credit().contest(payment, [1; 32])));
    assert_eq!((contest.returned, contest.deposit), (Ok(()), 0));
    let decide = world.call(Arbiter, Message::from(world.credit().decide(payment, true)));
    assert_eq!((decide.returned, decide.deposit), (Ok(()), 0));
    let again = world.call(Stranger, Message::from(snapshot));
    assert_eq!((again.returned, again.deposit), (Ok(()), 0));
}

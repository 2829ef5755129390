//! What an upgrade keeps of debts and their tokens.
use super::{upgrade_keeps_all, RECORDS};
use chain::{address, AccountId32, Message};
use e2e::{
    standard::{psp34, Id},
    time::days,
    Actor::*,
    Contract, Invoice, World, CENT,
};
use interfaces::{
    ids::{DocumentId, Fingerprint, PartyId},
    receivable::{
        LineLimit, Pledge, PledgeStep, Price, Receivable, ReceivableStatus, SaleOffer, Settlement,
        Terms, TokenId, TokenStatus,
    },
};

/// A debt of the buyer's, each in a currency of its own: a token that is offered, one that is pledged, and one that is approved.
struct Owed {
    debt: DocumentId,
    currency: String,
    tokens: [TokenId; 3],
}

/// A code of a currency for each number: three capital letters.
fn currency(number: usize) -> String {
    let letter = |place: u32| char::from(b'A' + (number / 26_usize.pow(place) % 26) as u8);
    [2, 1, 0].map(letter).iter().collect()
}

#[test]
fn an_upgrade_keeps_a_thousand_records_of_every_kind_in_the_receivable_contract() {
    let mut world = World::linked().in_bulk();
    let (buyer, supplier, carrier) =
        (world.party(Buyer), world.party(Supplier), world.party(Carrier));
    let contract = address(world.address(Contract::Receivable));
    let (pay_to, driver) = (world.account(Supplier), address(world.account(Driver)));
    let (until, default_at) = (world.now() + days(20), world.now() + days(30));
    let pledge = Pledge {
        pledgee: world.party(Warehouse),
        debt: Fingerprint([4; 32]),
        default_at,
        enforce_until: default_at + days(10),
        until,
    };
    let offer = SaleOffer {
        buyer: carrier,
        price: Price::Amount(29_000),
        settlement: Settlement::Native(CENT),
        pay_to,
        until,
    };
    let venue = world.forwarder(b"venue");
    world.ok(Admin, world.receivable().list_venue(venue, true));
    let owed: Vec<Owed> = (0..RECORDS)
        .map(|number| {
            let currency = currency(number);
            let limit = LineLimit::UpTo(200_000);
            let line =
                world.receivable().set_line(buyer, buyer, currency.clone(), limit, PartyId::NONE);
            world.ok(Buyer, line);
            let invoice = Invoice::numbered(number as u64);
            let terms = Terms { currency: currency.clone(), ..invoice.terms(&world) };
            let debt = world.ok(Supplier, world.receivable().draft(supplier, terms));
            let signature = world.signature_under(debt, Buyer);
            world.ok(Buyer, signature);
            let first = world.debt_of(debt).first_token;
            let second = world.ok(Supplier, world.receivable().split(first, 30_000));
            let third = world.ok(Supplier, world.receivable().split(first, 40_000));
            world.ok(Buyer, Message::from(world.receivable().pay(debt, 333)).value(333 * CENT));
            world.ok(Supplier, world.receivable().offer(second, offer));
            world.ok(Supplier, world.receivable().pledge(third, pledge));
            let accept = world.receivable().answer_pledge(third, 1, PledgeStep::Accept);
            world.ok(Warehouse, accept);
            let approve = psp34::approve(&contract, &driver, Some(&Id::U64(first)), true);
            world.ok(Supplier, approve);
            Owed { debt, currency, tokens: [first, second, third] }
        })
        .collect();
    let owner = AccountId32::from(*supplier.bytes());
    let read = |world: &World| -> Vec<_> {
        let every = owed.iter().step_by(20);
        every
            .map(|owed| {
                let [first, second, third] = owed.tokens;
                let messages = world.receivable();
                let approved = Id::U64(first);
                (
                    world.debt_of(owed.debt),
                    owed.tokens.map(|token| world.token_of(token)),
                    world.ask(messages.offer_of(second)),
                    world.ask(messages.pledge_of(third)),
                    world.ask(messages.line_of(buyer, owed.currency.clone())),
                    owed.tokens.map(|token| world.ask(messages.due_on(token))),
                    world.ask(psp34::allowance(&contract, &owner, &driver, Some(&approved))),
                )
            })
            .collect()
    };
    let before = read(&world);
    assert!(before.iter().all(|(debt, tokens, offer, pledge, line, due, is_approved)| {
        let statuses = tokens.map(|token| token.status);
        debt.status == ReceivableStatus::Confirmed
            && statuses == [TokenStatus::Held, TokenStatus::Offered, TokenStatus::Pledged]
            && offer.is_some()
            && pledge.is_some()
            && line.is_some()
            && *due == [99, 99, 133]
            && *is_approved
    }));
    let count = u32::try_from(3 * RECORDS).expect("few");
    assert_eq!(world.ask(psp34::balance_of(&contract, &owner)), count);
    upgrade_keeps_all(&mut world, Contract::Receivable);
    assert!(read(&world) == before, "every record reads as before");
    assert_eq!(world.ask(psp34::balance_of(&contract, &owner)), count);
    assert_eq!(world.ask(psp34::total_supply::<u64>(&contract)), count.into());
    assert!(world.ask(world.receivable().is_venue(venue)));
    // And each goes on: what is approved moves, what is offered is bought, what is pledged is released, and all is paid and drawn.
    let warehouse = AccountId32::from(*world.party(Warehouse).bytes());
    for owed in owed.iter().step_by(8) {
        let [first, second, third] = owed.tokens;
        world.ok(Driver, psp34::transfer(&contract, &warehouse, &Id::U64(first), &[]));
        let buy = world.receivable().accept_offer(second, 1, carrier, 29_000);
        world.ok(Carrier, Message::from(buy).value(29_000 * CENT));
        let release = world.receivable().answer_pledge(third, 1, PledgeStep::Release);
        world.ok(Warehouse, release);
        let pay = Message::from(world.receivable().pay(owed.debt, 99_667));
        world.ok(Stranger, pay.value(99_667 * CENT));
        for (actor, token, face) in
            [(Warehouse, first, 30_000), (Carrier, second, 30_000), (Supplier, third, 40_000)]
        {
            let to = world.account(actor);
            assert_eq!(world.ok(actor, world.receivable().draw(token, to)), face);
        }
        assert_eq!(world.debt_of(owed.debt).status, ReceivableStatus::Settled);
        let line = world.ask(world.receivable().line_of(buyer, owed.currency.clone()));
        let line = line.expect("it was set").decoded().expect("it is a line");
        assert_eq!((line.open, line.limit), (0, 200_000));
    }
}

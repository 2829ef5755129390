//! From an order to the money for it: what is owed is confirmed, handed on, sold, pledged, paid in parts and drawn to the last cent; and
//! nobody finances the same thing twice.
//!
//! The warehouse is a bank here, the arbiter another, and the second carrier supplies the supplier.
use chain::{address, ink_id, AccountId32, Backend, Chain, Message};
use collateral::Claimed;
use e2e::{
    bundles,
    standard::{message, psp22, psp34, Id, Psp22Error, Psp34Error},
    time::days,
    Actor::{self, *},
    Agreement, Bill, Contract, Invoice, Purchase, Relationship, Shipment, World, CENT,
};
use ink::{primitives::AccountId, scale::Encode};
use interfaces::{
    administration::Link,
    collateral::{Collateral, CollateralError},
    ids::{CaseId, DocumentId, Fingerprint, Money, PartyId},
    orders::ProgressKind,
    receivable::{
        Backing, LineLimit, Pledge, PledgeStep, Price, Receivable, ReceivableError,
        ReceivableStatus, SaleOffer, Settlement, TokenId, TokenStatus,
    },
    reconciliation::{CaseStatus, Reconciliation},
    registry::{Registry, Role, Topic},
    waybill::Waybill,
};
use receivable::{ReceivableConfirmed, ReceivableContractRef, TokenSold, TokenTraded};

/// The invoice of the delivery.
const NUMBER: &str = "INV-0001";

/// How many of the smallest units of the PSP22 token are a cent.
const MONEY: u128 = 3;

/// The suite as it is deployed, in which each contract tells those that believe it, and claims.
fn suite() -> World {
    let mut world = World::encumbering();
    for contract in Contract::ALL {
        for (link, source) in contract.sources() {
            world.link(contract, *link, world.address(*source));
        }
    }
    world
}

/// An order of the buyer's, delivered, told of and billed: the waybill, and the case that both balanced.
fn delivered_and_billed(world: &mut World) -> (DocumentId, CaseId) {
    world.relate(&Relationship::default());
    let order = world.agree_order(&Purchase::default());
    let shipment = Shipment { order: Some(order), ..Shipment::default() };
    let waybill = world.close_waybill(&shipment, &[]);
    let lines: Vec<u16> = (1..).take(shipment.quantities.len()).collect();
    for kind in [ProgressKind::Shipped, ProgressKind::Received] {
        world.ok(Stranger, world.waybill().tell(waybill, kind, lines.clone()));
    }
    let case = world.agree_case(&Agreement::default());
    for actor in [Supplier, Buyer] {
        world.state(case, actor, &bills(waybill));
    }
    world.ok(Stranger, world.reconciliation().match_lines(case, waybill, lines.clone()));
    world.ok(Stranger, world.reconciliation().conclude(case));
    assert_eq!(world.case_of(case).status, CaseStatus::Balanced);
    world.ok(Stranger, world.reconciliation().tell(case, order, waybill, lines));
    (waybill, case)
}

/// What a delivery is billed at.
fn bills(waybill: DocumentId) -> Vec<Bill> {
    let quantities = Shipment::default().quantities;
    (1..).zip(quantities).map(|(line, quantity)| Bill::of(waybill, line, quantity)).collect()
}

/// All of it, in cents.
fn billed() -> Money {
    bills(DocumentId([0; 32])).iter().map(|bill| bill.total()).sum()
}

/// The invoice for the delivery that a case is about.
fn invoice(case: CaseId) -> Invoice {
    let face = billed();
    Invoice { number: NUMBER.to_owned(), face, ..Invoice::default() }.on(Backing::Case(case))
}

fn contract(world: &World) -> AccountId32 {
    address(world.address(Contract::Receivable))
}

/// As PSP34 knows the owner that an actor is.
fn owner(world: &World, actor: Actor) -> AccountId32 {
    AccountId32::from(*world.party(actor).bytes())
}

fn transfer(
    world: &World,
    token: TokenId,
    to: Actor,
    data: &[u8],
) -> Message<Result<(), Psp34Error>> {
    psp34::transfer(&contract(world), &owner(world, to), &Id::U64(token), data)
}

/// What an account has of the chain's token, deposits apart.
fn has(world: &World, account: &AccountId32) -> u128 {
    world.chain.balance(account).expect("any account has a balance").free
}

/// A PSP22 token, of which `actor` has `amount`.
fn money_of(world: &mut World, actor: Actor, amount: u128) -> AccountId32 {
    let money = bundles::deploy_peer(&mut world.chain, &Admin.key(), "pendzl_psp22");
    let mint = message::<Result<(), Psp22Error>>(&money, ink::selector_bytes!("mint"), amount);
    world.ok(actor, mint);
    money
}

fn of_money(world: &World, money: &AccountId32, actor: Actor) -> u128 {
    world.ask(psp22::balance_of(money, &address(world.account(actor))))
}

/// `seller` offers a token to `buyer`, for three days.
fn offer(
    world: &World,
    seller: Actor,
    buyer: Actor,
    price: Price,
    paid_in: Settlement,
) -> SaleOffer {
    SaleOffer {
        buyer: world.party(buyer),
        price,
        settlement: paid_in,
        pay_to: world.account(seller),
        until: world.now() + days(3),
    }
}

fn pay(world: &mut World, payer: Actor, debt: DocumentId, cents: Money) {
    let pay = Message::from(world.receivable().pay(debt, cents));
    assert_eq!(world.ok(payer, pay.value(u128::from(cents) * CENT)), cents);
}

/// What `actor` draws on a token, in cents.
fn draw(world: &mut World, actor: Actor, token: TokenId) -> Money {
    let to = world.account(actor);
    world.ok(actor, world.receivable().draw(token, to))
}

/// `actor` is a financier, attested.
fn becomes_financier(world: &mut World, actor: Actor) {
    let party = world.party(actor);
    world.ok(actor, world.registry().claim_roles(party, vec![Role::Financier]));
    world.attest(actor, Topic::Role(Role::Financier));
}

fn is_encumbered(world: &World, debt: DocumentId) -> bool {
    world.ask(world.collateral().is_encumbered(Fingerprint(*debt.bytes())))
}

#[test]
fn what_was_delivered_is_financed_and_paid_to_the_last_cent() {
    let mut world = suite();
    becomes_financier(&mut world, Warehouse);
    let (_, case) = delivered_and_billed(&mut world);
    let face = billed();
    let (buyer, supplier, bank) =
        (world.party(Buyer), world.party(Supplier), world.party(Warehouse));
    let pot = contract(&world);
    let before = has(&world, &pot);

    // The bank grants the buyer a line that is just enough; what it owes is told before it is sent.
    let line = |limit| world.receivable().set_line(buyer, buyer, "EUR".into(), limit, bank);
    let granted = line(LineLimit::UpTo(face));
    world.ok(Buyer, granted);
    let expected =
        world.ask(world.receivable().receivable_id(buyer, supplier, "inv 0001".to_owned()));
    let (debt, whole) = world.confirm_debt(&invoice(case));
    assert_eq!(debt, expected);
    let confirmed: Vec<ReceivableConfirmed> = world.events();
    assert!(confirmed.iter().all(|confirmed| confirmed.is_examined && !confirmed.is_long));
    assert!(is_encumbered(&world, debt));
    assert_eq!(world.token_of(whole).face, face);

    // The supplier pays its own supplier with a part of it.
    let tier = world.ok(Supplier, world.receivable().split(whole, 50_000));
    let traded = transfer(&world, tier, SecondCarrier, &[7; 32]);
    world.ok(Supplier, traded);
    let traded: Vec<TokenTraded> = world.events();
    assert_eq!((traded.len(), traded[0].token, traded[0].tier), (1, tier, 1));

    // It sells the rest to the bank, for 6 % a year.
    let rate = offer(&world, Supplier, Warehouse, Price::Rate(600), Settlement::Native(CENT));
    let number = world.ok(Supplier, world.receivable().offer(whole, rate));
    let price = world.ask(world.receivable().price_of(whole));
    assert_eq!(price, (face - 50_000) * 99 / 100, "60 days of 360 at 6 % are 1 %");
    let account = address(world.account(Supplier));
    let had = has(&world, &account);
    let buy = Message::from(world.receivable().accept_offer(whole, number, bank, price));
    let too_little = buy.clone().value(u128::from(price - 1) * CENT);
    assert_eq!(world.err(Warehouse, too_little), ReceivableError::WrongValue);
    world.ok(Warehouse, buy.value(u128::from(price) * CENT));
    assert_eq!(has(&world, &account), had + u128::from(price) * CENT, "to the seller, directly");
    assert_eq!(has(&world, &pot), before);
    assert_eq!(world.token_of(whole).owner, bank);

    // The second tier sells a part to another bank, in a PSP22 token.
    let part = world.ok(SecondCarrier, world.receivable().split(tier, 20_000));
    let money = money_of(&mut world, Arbiter, 1_000_000);
    let in_money = Settlement::Token(ink_id(&money), MONEY);
    let sale = offer(&world, SecondCarrier, Arbiter, Price::Amount(19_000), in_money);
    let number = world.ok(SecondCarrier, world.receivable().offer(part, sale));
    let buyer_of_part = world.party(Arbiter);
    let buy = world.receivable().accept_offer(part, number, buyer_of_part, 19_000);
    assert_eq!(world.err(Arbiter, buy.clone()), ReceivableError::PaymentFailed, "not approved");
    world.ok(Arbiter, psp22::approve(&money, &pot, 19_000 * MONEY));
    world.ok(Arbiter, buy);
    assert_eq!(of_money(&world, &money, SecondCarrier), 19_000 * MONEY);
    assert_eq!(of_money(&world, &money, Arbiter), 1_000_000 - 19_000 * MONEY);
    assert_eq!(world.ask(psp22::balance_of(&money, &pot)), 0);
    let sold: Vec<TokenSold> = world.events();
    assert_eq!(sold.iter().map(|sold| sold.price).collect::<Vec<_>>(), [price, 19_000]);

    // With what is left it secures a loan of the carrier's, which it pays back.
    let pledge = Pledge {
        pledgee: world.party(Carrier),
        debt: Fingerprint([8; 32]),
        default_at: world.now() + days(90),
        enforce_until: world.now() + days(120),
        until: world.now() + days(1),
    };
    let number = world.ok(SecondCarrier, world.receivable().pledge(tier, pledge));
    world.ok(Carrier, world.receivable().answer_pledge(tier, number, PledgeStep::Accept));
    let moved = transfer(&world, tier, Warehouse, &[]);
    let because = |word: &str| Psp34Error::Custom(word.to_owned());
    assert_eq!(world.err(SecondCarrier, moved), because("Pledged"));

    // It is due. A third is paid in time, and who holds a part draws as much of it; what is pledged waits.
    let due_at = world.debt_of(debt).due_at;
    world.sleep(due_at - world.now());
    let matured = transfer(&world, whole, Supplier, &[]);
    assert_eq!(world.err(Warehouse, matured), because("Matured"));
    let first = face / 3;
    pay(&mut world, Buyer, debt, first);
    let holders = [(Warehouse, whole), (Arbiter, part), (SecondCarrier, tier)];
    let mut drawn = [0; 3];
    for (place, (actor, token)) in holders.into_iter().enumerate().take(2) {
        let share = u128::from(world.token_of(token).face) * u128::from(first) / u128::from(face);
        drawn[place] = draw(&mut world, actor, token);
        assert_eq!(u128::from(drawn[place]), share);
    }
    let to = world.account(SecondCarrier);
    let early = ReceivableError::TooEarly(pledge.default_at);
    assert_eq!(world.err(SecondCarrier, world.receivable().draw(tier, to)), early);
    world.ok(Carrier, world.receivable().answer_pledge(tier, number, PledgeStep::Release));
    drawn[2] = draw(&mut world, SecondCarrier, tier);
    let nothing = world.receivable().draw(whole, to);
    assert_eq!(world.err(Warehouse, nothing), ReceivableError::NothingDue);

    // The rest comes late, in two odd parts, of which the last is somebody else's.
    let overdue_from = world.debt_of(debt).overdue_from;
    world.sleep(overdue_from + 1 - world.now());
    world.ok(Stranger, world.receivable().mark_overdue(debt));
    assert_eq!(world.debt_of(debt).status, ReceivableStatus::Overdue);
    pay(&mut world, Buyer, debt, 12_345);
    drawn[1] += draw(&mut world, Arbiter, part);
    pay(&mut world, Stranger, debt, face - first - 12_345);
    let more = Message::from(world.receivable().pay(debt, 1)).value(CENT);
    let paid = ReceivableError::WrongStatus(ReceivableStatus::Paid);
    assert_eq!(world.err(Buyer, more), paid);
    for (place, (actor, token)) in holders.into_iter().enumerate() {
        drawn[place] += draw(&mut world, actor, token);
        assert_eq!(world.token_of(token).status, TokenStatus::Burnt);
    }
    assert_eq!(drawn, [face - 50_000, 20_000, 30_000], "each has all that it is worth");
    let about = world.debt_of(debt);
    assert_eq!((about.status, about.paid, about.drawn), (ReceivableStatus::Settled, face, face));
    assert_eq!(has(&world, &pot), before, "nothing is left in the contract, nor missing");
    assert_eq!(world.ask(psp34::total_supply::<u64>(&pot)), 0);
    let line = world.ask(world.receivable().line_of(buyer, "EUR".to_owned()));
    let line = line.expect("it was granted").decoded().expect("it is a line");
    assert_eq!((line.open, line.limit), (0, face));

    // Anyone tells of it, and the invoice is never financed again.
    world.ok(Stranger, world.receivable().tell_collateral(debt));
    assert!(!is_encumbered(&world, debt));
    let terms = invoice(case).terms(&world);
    let again = world.receivable().draft(supplier, terms);
    assert_eq!(world.err(Supplier, again), ReceivableError::AlreadyExists);
}

/// The suite, the delivery, its case, and the debt that is confirmed on it.
fn financed() -> (World, DocumentId, CaseId, DocumentId, TokenId) {
    let mut world = suite();
    let (waybill, case) = delivered_and_billed(&mut world);
    let (debt, token) = world.confirm_debt(&invoice(case));
    (world, waybill, case, debt, token)
}

/// What was told of the claim with the last signature.
#[track_caller]
fn claimed(world: &World) -> Claimed {
    world.events::<Claimed>().pop().expect("something was claimed")
}

/// What the collateral contract refused, as the contract of receivables tells it.
fn refused(error: CollateralError) -> ReceivableError {
    ReceivableError::CollateralRefused(error.encode()[0])
}

/// Drafts a debt, and answers what the debtor is refused with when it signs.
#[track_caller]
fn refused_of(world: &mut World, invoice: &Invoice) -> ReceivableError {
    let debt = world.draft_debt(invoice);
    let signature = world.signature_under(debt, invoice.debtor);
    world.err(invoice.debtor, signature)
}

/// Another contract of receivables, as anyone can make one, linked to the suite; from now on the world talks to it.
fn another_contract(world: &mut World) -> AccountId {
    let code = world.upload(Contract::Receivable.bundle().wasm());
    let new = ReceivableContractRef::new(world.account(Admin), world.settings().delay);
    let made = world.chain.instantiate(&Admin.key(), code, new, b"another");
    let another = *AsRef::<AccountId>::as_ref(&made.expect("its code is there").returned);
    world.set_address(Contract::Receivable, another);
    for (link, to) in Contract::Receivable.links() {
        world.link(Contract::Receivable, *link, world.address(*to));
    }
    let collateral = world.address(Contract::Collateral);
    world.link(Contract::Receivable, Link::Collateral, collateral);
    another
}

#[test]
fn an_invoice_written_otherwise_is_the_same_invoice() {
    let (mut world, _, case, ..) = financed();
    let party = world.party(Supplier);
    for number in [NUMBER, "inv-0001", "INV 0001", " inv/0001. ", "I-N-V-0-0-0-1"] {
        let salted = Invoice { number: number.to_owned(), face: 1, ..invoice(case) };
        let terms = salted.terms(&world);
        let refused = world.err(Supplier, world.receivable().draft(party, terms));
        assert_eq!(refused, ReceivableError::AlreadyExists, "{number}");
    }
}

#[test]
fn an_invoice_of_another_number_that_is_alike_is_told() {
    let (mut world, _, _, debt, _) = financed();
    // Without its zeros and its letters it is another number; that it is like the first all can see.
    let alike = Invoice { number: "RE-1".to_owned(), face: 1, ..Invoice::default() };
    world.confirm_debt(&alike);
    let claimed = claimed(&world);
    assert!(claimed.alike.iter().any(|like| like.asset == Fingerprint(*debt.bytes())));
    // So is one as high between the two.
    let as_high = Invoice { face: billed(), ..Invoice::numbered(77) };
    world.confirm_debt(&as_high);
    let claimed = self::claimed(&world);
    assert!(claimed.alike.iter().any(|like| like.asset == Fingerprint(*debt.bytes())));
    // And one that is neither is not.
    let other = Invoice { face: 77, ..Invoice::numbered(4_711) };
    world.confirm_debt(&other);
    assert!(self::claimed(&world).alike.is_empty());
}

#[test]
fn a_debtor_that_registers_once_more_has_no_second_invoice_unseen() {
    let (mut world, _, case, debt, _) = financed();
    let first = world.party(Buyer);
    let second = world.register(Buyer);
    assert_ne!(first, second);
    // Its case is not the first one's.
    assert_eq!(refused_of(&mut world, &invoice(case)), ReceivableError::OtherBacking);
    let agreed = Invoice::default().backing;
    let unbacked = Invoice { number: "INV-1".to_owned(), ..invoice(case).on(agreed) };
    let (twin, _) = world.confirm_debt(&unbacked);
    assert_ne!(twin, debt);
    let claimed = claimed(&world);
    assert!(claimed.alike.iter().any(|like| like.asset == Fingerprint(*debt.bytes())));
}

#[test]
fn another_contract_of_receivables_finances_nothing_that_this_one_did() {
    let (mut world, waybill, case, debt, _) = financed();
    let on_goods = Invoice { face: 10_000, ..Invoice::numbered(2) }.on(Backing::Waybill(waybill));
    world.confirm_debt(&on_goods);
    let another = another_contract(&mut world);
    let same = Invoice { number: "Inv. 0001".to_owned(), ..invoice(case) };
    assert_eq!(refused_of(&mut world, &same), refused(CollateralError::NotAdmitted));
    world.admit(another);
    // Even where it is admitted: neither the invoice, nor another on the same case or on the same delivery.
    let same = Invoice { number: "Inv. 0001".to_owned(), ..Invoice::default() };
    let terms = same.terms(&world);
    let party = world.party(Supplier);
    world.ok(Supplier, world.receivable().withdraw(party, debt));
    let draft = world.ok(Supplier, world.receivable().draft(party, terms));
    assert_eq!(draft, debt, "the same invoice has the same id everywhere");
    let signature = world.signature_under(draft, Buyer);
    assert_eq!(world.err(Buyer, signature), refused(CollateralError::AlreadyClaimed));
    for (number, backing) in [(3, Backing::Case(case)), (4, Backing::Waybill(waybill))] {
        let other = Invoice { face: 100, ..Invoice::numbered(number) }.on(backing);
        let refused_with = refused_of(&mut world, &other);
        assert_eq!(refused_with, refused(CollateralError::BackingClaimed(0)), "{backing:?}");
    }
    let fresh = Invoice { face: 77, ..Invoice::numbered(4_711) };
    world.confirm_debt(&fresh);
}

#[test]
fn a_case_stands_behind_no_more_than_it_cleared() {
    let (mut world, _, case, ..) = financed();
    let cleared = world.case_of(case).cleared;
    assert_eq!(cleared, u128::from(billed()));
    let more = Invoice { face: 1, ..Invoice::numbered(2) }.on(Backing::Case(case));
    assert_eq!(refused_of(&mut world, &more), ReceivableError::OverBacking(0));
}

#[test]
fn the_freight_of_a_waybill_is_financed_once() {
    let (mut world, waybill, ..) = financed();
    let freight = world.view_of(waybill).consignment.freight;
    let of_carrier = |number, face| {
        Invoice { creditor: Carrier, face, ..Invoice::numbered(number) }
            .on(Backing::Waybill(waybill))
    };
    world.confirm_debt(&of_carrier(1, freight));
    let again = refused_of(&mut world, &of_carrier(2, 1));
    assert_eq!(again, ReceivableError::OverBacking(0));
}

#[test]
fn a_second_debt_on_the_same_goods_is_seen_to_be_like_the_first() {
    let mut world = suite();
    let (waybill, _) = delivered_and_billed(&mut world);
    // Who delivers in parts bills in parts, and no waybill says what goods are worth: both stand, as parts of one group.
    let on_goods = |number| Invoice::numbered(number).on(Backing::Waybill(waybill));
    let (first, _) = world.confirm_debt(&on_goods(1));
    let group = claimed(&world).group;
    world.confirm_debt(&on_goods(2));
    let second = claimed(&world);
    assert_eq!((group, second.group), (waybill, waybill));
    assert!(second.alike.iter().any(|like| like.asset == Fingerprint(*first.bytes())));
}

#[test]
fn a_token_is_neither_sold_twice_nor_sold_and_pledged() {
    let (mut world, .., token) = financed();
    let (bank, other) = (world.party(Warehouse), world.party(Arbiter));
    let price = Price::Amount(100_000);
    let to_anyone = SaleOffer {
        buyer: PartyId::NONE,
        ..offer(&world, Supplier, Warehouse, price, Settlement::Native(CENT))
    };
    let number = world.ok(Supplier, world.receivable().offer(token, to_anyone));
    let offered = ReceivableError::WrongTokenStatus(TokenStatus::Offered);
    let again = world.receivable().offer(token, to_anyone);
    assert_eq!(world.err(Supplier, again), offered);
    let pledge = Pledge {
        pledgee: bank,
        debt: Fingerprint([8; 32]),
        default_at: world.now() + days(30),
        enforce_until: world.now() + days(40),
        until: world.now() + days(1),
    };
    let pledged = world.receivable().pledge(token, pledge);
    assert_eq!(world.err(Supplier, pledged), offered);
    let buy = |party| {
        let buy = world.receivable().accept_offer(token, number, party, 100_000);
        Message::from(buy).value(100_000 * CENT)
    };
    let (first, second) = (buy(bank), buy(other));
    world.ok(Warehouse, first);
    let had = has(&world, &address(world.account(Supplier)));
    let held = ReceivableError::WrongTokenStatus(TokenStatus::Held);
    assert_eq!(world.err(Arbiter, second), held);
    assert_eq!(has(&world, &address(world.account(Supplier))), had);
    // The bank pledges it, and then does not sell it.
    let pledge = Pledge { pledgee: other, ..pledge };
    let number = world.ok(Warehouse, world.receivable().pledge(token, pledge));
    world.ok(Arbiter, world.receivable().answer_pledge(token, number, PledgeStep::Accept));
    let by_bank = offer(&world, Warehouse, Supplier, price, Settlement::Native(CENT));
    let pledged = ReceivableError::WrongTokenStatus(TokenStatus::Pledged);
    let sale = world.receivable().offer(token, by_bank);
    assert_eq!(world.err(Warehouse, sale), pledged);
    let moved = transfer(&world, token, Supplier, &[]);
    assert_eq!(world.err(Warehouse, moved), Psp34Error::Custom("Pledged".to_owned()));
}

#[test]
fn money_that_is_promised_and_not_there_moves_nothing() {
    let (mut world, .., token) = financed();
    let money = money_of(&mut world, Warehouse, 99 * MONEY);
    let in_money = Settlement::Token(ink_id(&money), MONEY);
    let sale = offer(&world, Supplier, Warehouse, Price::Amount(100), in_money);
    let number = world.ok(Supplier, world.receivable().offer(token, sale));
    let pot = contract(&world);
    world.ok(Warehouse, psp22::approve(&money, &pot, 100 * MONEY));
    let bank = world.party(Warehouse);
    let buy = world.receivable().accept_offer(token, number, bank, 100);
    assert_eq!(world.err(Warehouse, buy.clone()), ReceivableError::PaymentFailed);
    let with_native = Message::from(buy.clone()).value(1);
    assert_eq!(world.err(Warehouse, with_native), ReceivableError::WrongValue);
    assert_eq!(of_money(&world, &money, Warehouse), 99 * MONEY);
    let mint = message::<Result<(), Psp22Error>>(&money, ink::selector_bytes!("mint"), MONEY);
    world.ok(Warehouse, mint);
    world.ok(Warehouse, buy);
    assert_eq!(of_money(&world, &money, Supplier), 100 * MONEY);
    assert_eq!(of_money(&world, &money, Warehouse), 0);
    assert_eq!(world.token_of(token).owner, bank);
}

#[test]
fn a_debt_in_a_psp22_token_is_paid_and_drawn_in_it() {
    let mut world = suite();
    let money = money_of(&mut world, Buyer, 1_000_000);
    let settlement = Settlement::Token(ink_id(&money), MONEY);
    let (debt, token) = world.confirm_debt(&Invoice { settlement, ..Invoice::default() });
    let part = world.ok(Supplier, world.receivable().split(token, 33_333));
    let pot = contract(&world);
    let pay_in = world.receivable().pay(debt, 50_001);
    assert_eq!(world.err(Buyer, pay_in.clone()), ReceivableError::PaymentFailed, "not approved");
    world.ok(Buyer, psp22::approve(&money, &pot, 100_000 * MONEY));
    assert_eq!(world.ok(Buyer, pay_in), 50_001);
    assert_eq!(world.ask(psp22::balance_of(&money, &pot)), 50_001 * MONEY);
    let (first, second) = (draw(&mut world, Supplier, token), draw(&mut world, Supplier, part));
    assert_eq!((first, second), (33_334, 16_666), "of 50,001 two thirds and one, rounded down");
    assert_eq!(world.ok(Buyer, world.receivable().pay(debt, 49_999)), 49_999);
    let (third, fourth) = (draw(&mut world, Supplier, token), draw(&mut world, Supplier, part));
    assert_eq!((first + third, second + fourth), (66_667, 33_333));
    assert_eq!(of_money(&world, &money, Supplier), 100_000 * MONEY);
    assert_eq!(world.ask(psp22::balance_of(&money, &pot)), 0);
    assert_eq!(world.debt_of(debt).status, ReceivableStatus::Settled);
}

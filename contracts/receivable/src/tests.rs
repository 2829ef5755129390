//! That the shell tells what the ledger did, and asks whom it should.
use crate::*;
use ink::{
    env::{
        test::{
            callee, get_account_balance, recorded_events, set_account_balance, set_block_timestamp,
            set_caller, set_value_transferred,
        },
        DefaultEnvironment, Event,
    },
    primitives::AccountId,
    scale::{Decode, Encode},
};
use interfaces::{
    administration::{Administration, AdministrationError, Link, ADMIN, PAUSER, UPGRADER},
    credit::{FactKind, Grade},
    ids::{Digest, DocumentId, Fingerprint, Millis, OptionalParty, PartyId},
    receivable::{
        Backing, Condition, LineLimit, Pledge, PledgeStep, Price, Receivable, ReceivableError,
        ReceivableStatus, Recourse, SaleOffer, Settlement, Terms, TokenStatus,
    },
    registry::Refusal,
};
use kit::psp34::{approval, transferred};
use pendzl::contracts::{
    access_control::AccessControl,
    pausable::Pausable,
    psp34::{Id, PSP34Error, PSP34},
};

const ADMINISTRATOR: [u8; 32] = [100; 32];
const DEBTOR: [u8; 32] = [1; 32];
const SUPPLIER: [u8; 32] = [2; 32];
const BANK: [u8; 32] = [4; 32];
const STRANGER: [u8; 32] = [6; 32];
const NOW: Millis = 1_000_000;
const DAY: Millis = 24 * 60 * 60 * 1000;
const UNITS: u128 = 1_000_000;

fn contract() -> ReceivableContract {
    set_block_timestamp::<DefaultEnvironment>(NOW);
    set_account_balance::<DefaultEnvironment>(callee::<DefaultEnvironment>(), 0);
    ReceivableContract::new(ADMINISTRATOR.into(), 5)
}

fn by(account: [u8; 32]) {
    set_caller::<DefaultEnvironment>(account.into());
}

/// As if so much of the native token came with the next call.
fn with(value: u128) {
    set_value_transferred::<DefaultEnvironment>(value);
}

fn balance(account: [u8; 32]) -> u128 {
    get_account_balance::<DefaultEnvironment>(account.into()).unwrap_or_default()
}

fn terms() -> Terms {
    Terms {
        debtor: PartyId(DEBTOR),
        creditor: PartyId(SUPPLIER),
        guarantor: OptionalParty::Nobody,
        invoice: "INV-1".into(),
        face: 1_000,
        currency: "EUR".into(),
        due_at: NOW + 30 * DAY,
        grace: DAY,
        backing: Backing::Contract(Fingerprint([9; 32])),
        settlement: Settlement::Native(UNITS),
        with_recourse: true,
        document: Fingerprint([9; 32]),
        sign_until: NOW + DAY,
    }
}

fn confirmed(contract: &mut ReceivableContract, terms: Terms) -> DocumentId {
    by(SUPPLIER);
    let digest = kit::digest(&terms);
    let id = contract.draft(PartyId(SUPPLIER), terms).unwrap();
    by(DEBTOR);
    contract.sign(PartyId(DEBTOR), id, digest).unwrap();
    id
}

/// The event that left last, and under how many topics beside its signature.
fn last<T: Decode + Event>() -> (T, usize) {
    let event = recorded_events().last().unwrap();
    let signature = T::SIGNATURE_TOPIC.unwrap();
    assert_eq!(event.topics[0], signature.to_vec());
    (T::decode(&mut &event.data[..]).unwrap(), event.topics.len() - 1)
}

fn sale() -> SaleOffer {
    SaleOffer {
        buyer: PartyId(BANK),
        price: Price::Amount(900),
        settlement: Settlement::Native(UNITS),
        pay_to: SUPPLIER.into(),
        until: NOW + DAY,
    }
}

fn pledge() -> Pledge {
    Pledge {
        pledgee: PartyId(BANK),
        debt: Fingerprint([8; 32]),
        default_at: NOW + DAY,
        enforce_until: NOW + 2 * DAY,
        until: NOW + DAY,
    }
}

#[ink::test]
fn a_new_contract_is_open_linked_to_nothing_and_its_administrators() {
    let contract = contract();
    let administrator = Some(AccountId::from(ADMINISTRATOR));
    for role in [ADMIN, PAUSER, UPGRADER] {
        assert!(contract.has_role(role, administrator));
    }
    assert!(!contract.paused());
    assert_eq!((contract.total_supply(), contract.upgrade_state().delay), (0, 5));
    let account = callee::<DefaultEnvironment>();
    let bytes: &[u8; 32] = account.as_ref();
    assert_eq!(contract.collection_id(), Id::Bytes(bytes.to_vec()));
}

#[ink::test]
fn it_links_to_a_registry_reconciliation_waybills_collateral_and_credit_and_to_nothing_else() {
    let mut contract = contract();
    by(ADMINISTRATOR);
    let to = [8; 32];
    for link in [Link::Orders, Link::Notary, Link::Receipt, Link::Provenance] {
        let refused = contract.set_link(link, to.into(), to.into());
        assert_eq!(refused, Err(AdministrationError::NoSuchLink));
    }
    for link in
        [Link::Registry, Link::Reconciliation, Link::Waybill, Link::Collateral, Link::Credit]
    {
        assert_eq!(contract.link_of(link).epoch, 0);
    }
}

#[ink::test]
fn a_receivable_is_told_from_its_draft_to_its_last_draw() {
    let mut contract = contract();
    by(SUPPLIER);
    let digest: Digest = kit::digest(&terms());
    let id = contract.draft(PartyId(SUPPLIER), terms()).unwrap();
    let named = contract.receivable_id(PartyId(DEBTOR), PartyId(SUPPLIER), "inv1".into());
    assert_eq!(named, id);
    let (drafted, topics) = last::<ReceivableDrafted>();
    assert_eq!((drafted.terms, drafted.digest.0, topics), (terms(), digest, 3));
    by(DEBTOR);
    contract.sign(PartyId(DEBTOR), id, digest).unwrap();
    let (told, topics) = last::<ReceivableConfirmed>();
    assert_eq!((told.receivable, told.token, topics), (id, 1, 3));
    let token = contract.token(1).unwrap().decoded().unwrap();
    assert_eq!((token.owner, token.status), (PartyId(SUPPLIER), TokenStatus::Held));
    assert_eq!(contract.owner_of(Id::U64(1)), Some(SUPPLIER.into()));
    assert_eq!(contract.owner_of(Id::U32(1)), None);
    assert_eq!((contract.balance_of(SUPPLIER.into()), contract.total_supply()), (1, 1));

    with(400 * UNITS);
    set_account_balance::<DefaultEnvironment>(callee::<DefaultEnvironment>(), 400 * UNITS);
    assert_eq!(contract.pay(id, 400), Ok(400));
    let (paid, topics) = last::<ReceivablePaid>();
    assert_eq!((paid.paid, paid.status, topics), (400, ReceivableStatus::Confirmed, 2));
    assert_eq!(contract.due_on(1), 400);
    with(0);
    by(SUPPLIER);
    let before = balance(STRANGER);
    assert_eq!(contract.draw(1, STRANGER.into()), Ok(400));
    assert_eq!(balance(STRANGER), before + 400 * UNITS);
    let (drawn, topics) = last::<Drawn>();
    assert_eq!((drawn.amount, drawn.to, topics), (400, STRANGER.into(), 2));
    let debt = contract.receivable(id).unwrap().decoded().unwrap();
    assert_eq!((debt.paid, debt.drawn), (400, 400));

    set_block_timestamp::<DefaultEnvironment>(NOW + 31 * DAY + 1);
    contract.mark_overdue(id).unwrap();
    let (overdue, topics) = last::<ReceivableOverdue>();
    assert_eq!((overdue.unpaid, topics), (600, 2));
    contract.claim_recourse(1, Recourse::Creditor, [7; 32]).unwrap();
    let (claimed, topics) = last::<RecourseClaimed>();
    assert_eq!((claimed.against, claimed.amount, topics), (PartyId(SUPPLIER), 600, 3));
    let early = ReceivableError::WrongStatus(ReceivableStatus::Overdue);
    assert_eq!(contract.tell_collateral(id), Err(early));
    assert_eq!(contract.tell_credit(id, FactKind::Closed), Err(early));
    with(600 * UNITS);
    set_account_balance::<DefaultEnvironment>(callee::<DefaultEnvironment>(), 600 * UNITS);
    contract.pay(id, 600).unwrap();
    with(0);
    contract.draw(1, SUPPLIER.into()).unwrap();
    let events: Vec<_> = recorded_events().map(|event| event.data).collect();
    let burnt = transferred(Some(&PartyId(SUPPLIER)), None, 1).encode();
    assert_eq!(events[events.len() - 2], burnt);
    assert_eq!((contract.total_supply(), contract.owner_of(Id::U64(1))), (0, None));
    let unclaimed = Err(ReceivableError::CollateralUnavailable);
    assert_eq!(contract.tell_collateral(id), unclaimed);
    let paid_at = contract.receivable(id).unwrap().decoded().unwrap().paid_at;
    assert_eq!(paid_at, NOW + 31 * DAY + 1);
    for kind in [FactKind::Outcome, FactKind::Closed] {
        let unlinked = Err(ReceivableError::CreditUnavailable);
        assert_eq!(contract.tell_credit(id, kind), unlinked);
    }
}

#[ink::test]
fn a_draft_is_signed_by_some_and_called_off() {
    let mut contract = contract();
    by(SUPPLIER);
    let terms = Terms { guarantor: OptionalParty::Party(PartyId(BANK)), ..terms() };
    let digest = kit::digest(&terms);
    let id = contract.draft(PartyId(SUPPLIER), terms).unwrap();
    by(BANK);
    contract.sign(PartyId(BANK), id, digest).unwrap();
    assert_eq!(last(), (ReceivableSigned { receivable: id, by: PartyId(BANK) }, 1));
    contract.withdraw(PartyId(BANK), id).unwrap();
    assert_eq!(last(), (ReceivableWithdrawn { receivable: id, by: PartyId(BANK) }, 1));
}

#[ink::test]
fn tokens_split_travel_and_merge_and_each_is_told() {
    let mut contract = contract();
    confirmed(&mut contract, terms());
    by(SUPPLIER);
    assert_eq!(contract.split(1, 300), Ok(2));
    assert_eq!(last(), (TokenSplit { token: 1, into: 2, face: 300, drawn: 0 }, 1));
    contract.transfer(BANK.into(), Id::U64(2), vec![7; 32]).unwrap();
    let (traded, topics) = last::<TokenTraded>();
    assert_eq!((traded.to, traded.tier, topics), (PartyId(BANK), 1, 2));
    by(BANK);
    let operator = AccountId::from(STRANGER);
    contract.approve(operator, Some(Id::U64(2)), true).unwrap();
    let told = recorded_events().last().unwrap().data;
    assert_eq!(told, approval(&PartyId(BANK), &operator, Some(2), true).encode());
    assert!(contract.allowance(BANK.into(), operator, Some(Id::U64(2))));
    by(STRANGER);
    contract.transfer(SUPPLIER.into(), Id::U64(2), vec![]).unwrap();
    let told = recorded_events().last().unwrap();
    let passed = transferred(Some(&PartyId(BANK)), Some(&PartyId(SUPPLIER)), 2).encode();
    assert_eq!((told.data, told.topics.len()), (passed, 1));
    assert!(!contract.allowance(BANK.into(), operator, Some(Id::U64(2))));
    by(SUPPLIER);
    contract.merge(1, 2).unwrap();
    let merged = TokensMerged { token: 1, from: 2, face: 1_000, drawn: 0, tier: 1 };
    assert_eq!(last(), (merged, 1));
    let missing = contract.transfer(BANK.into(), Id::U8(1), vec![]);
    assert_eq!(missing, Err(PSP34Error::TokenNotExists));
    assert_eq!(contract.balance_of(SUPPLIER.into()), 1);
}

#[ink::test]
fn a_sale_pays_who_the_owner_named_or_is_none() {
    let mut contract = contract();
    confirmed(&mut contract, terms());
    by(SUPPLIER);
    assert_eq!(contract.offer(1, sale()), Ok(1));
    let (offered, topics) = last::<TokenOffered>();
    assert_eq!((offered.offer, offered.face, topics), (sale(), 1_000, 2));
    assert_eq!(contract.offer_of(1).unwrap().decoded(), Some(sale()));
    assert_eq!(contract.price_of(1), 900);
    by(BANK);
    let wrong = contract.accept_offer(1, 1, PartyId(BANK), 900);
    assert_eq!(wrong, Err(ReceivableError::WrongValue));
    let before = balance(SUPPLIER);
    with(900 * UNITS);
    set_account_balance::<DefaultEnvironment>(callee::<DefaultEnvironment>(), 900 * UNITS);
    contract.accept_offer(1, 1, PartyId(BANK), 900).unwrap();
    assert_eq!(balance(SUPPLIER), before + 900 * UNITS);
    let (sold, topics) = last::<TokenSold>();
    assert_eq!((sold.seller, sold.buyer, topics), (PartyId(SUPPLIER), PartyId(BANK), 2));
    with(0);
    let again = SaleOffer { buyer: PartyId(SUPPLIER), pay_to: BANK.into(), ..sale() };
    contract.offer(1, again).unwrap();
    by(SUPPLIER);
    contract.close_offer(1, 2, PartyId(SUPPLIER)).unwrap();
    assert_eq!(last(), (OfferClosed { token: 1, number: 2, by: PartyId(SUPPLIER) }, 1));
}

#[ink::test]
fn where_credit_is_not_linked_nothing_is_bought_by_a_grade() {
    let mut contract = contract();
    confirmed(&mut contract, terms());
    by(SUPPLIER);
    contract.offer(1, sale()).unwrap();
    by(BANK);
    let condition = |subject| Condition {
        grant: 1,
        subject: PartyId(subject),
        purpose: Fingerprint([7; 32]),
        at_least: Grade::C,
    };
    let told = recorded_events().count();
    let wrong = contract.accept_offer_if_rated(1, 1, PartyId(BANK), 900, condition(STRANGER));
    assert_eq!(wrong, Err(ReceivableError::WrongValue));
    with(900 * UNITS);
    set_account_balance::<DefaultEnvironment>(callee::<DefaultEnvironment>(), 900 * UNITS);
    let nobodys = contract.accept_offer_if_rated(1, 1, PartyId(BANK), 900, condition(STRANGER));
    assert_eq!(nobodys, Err(ReceivableError::OtherSubject));
    for subject in [DEBTOR, SUPPLIER] {
        let unlinked = contract.accept_offer_if_rated(1, 1, PartyId(BANK), 900, condition(subject));
        assert_eq!(unlinked, Err(ReceivableError::CreditUnavailable));
    }
    assert_eq!(recorded_events().count(), told);
    assert_eq!(contract.owner_of(Id::U64(1)), Some(SUPPLIER.into()));
    contract.accept_offer(1, 1, PartyId(BANK), 900).unwrap();
}

#[ink::test]
fn a_pledge_is_told_and_enforced() {
    let mut contract = contract();
    confirmed(&mut contract, terms());
    by(SUPPLIER);
    assert_eq!(contract.pledge(1, pledge()), Ok(1));
    let (offered, topics) = last::<PledgeOffered>();
    assert_eq!((offered.pledge, topics), (pledge(), 2));
    assert_eq!(contract.pledge_of(1).unwrap().decoded(), Some(pledge()));
    by(BANK);
    contract.answer_pledge(1, 1, PledgeStep::Accept).unwrap();
    let moved = PledgeMoved { token: 1, number: 1, step: PledgeStep::Accept };
    assert_eq!(last(), (moved, 1));
    set_block_timestamp::<DefaultEnvironment>(NOW + DAY);
    contract.answer_pledge(1, 1, PledgeStep::Enforce).unwrap();
    assert_eq!(contract.owner_of(Id::U64(1)), Some(BANK.into()));
}

#[ink::test]
fn off_the_chain_what_is_declared_and_received_is_told() {
    let mut contract = contract();
    let id = confirmed(&mut contract, Terms { settlement: Settlement::OffChain, ..terms() });
    contract.declare_payment(PartyId(DEBTOR), id, 600, [7; 32]).unwrap();
    let (declared, topics) = last::<PaymentDeclared>();
    assert_eq!((declared.declared, topics), (600, 1));
    by(SUPPLIER);
    contract.confirm_receipt(1, 500).unwrap();
    let (received, topics) = last::<ReceiptConfirmed>();
    assert_eq!((received.amount, received.paid, topics), (500, 500, 2));
    let paid = contract.pay(id, 1);
    assert_eq!(paid, Err(ReceivableError::OtherSettlement));
}

#[ink::test]
fn lines_and_venues_are_told() {
    let mut contract = contract();
    by(DEBTOR);
    let (debtor, bank) = (PartyId(DEBTOR), PartyId(BANK));
    contract.set_line(debtor, debtor, "EUR".into(), LineLimit::UpTo(1_000), bank).unwrap();
    let (set, topics) = last::<LineSet>();
    assert_eq!((set.limit, set.financier, topics), (LineLimit::UpTo(1_000), bank, 2));
    let line = contract.line_of(debtor, "EUR".into()).unwrap().decoded().unwrap();
    assert_eq!((line.limit, line.financier), (1_000, bank));
    assert!(contract.line_of(debtor, "eur".into()).is_none());
    let refused = contract.list_venue(BANK.into(), true);
    assert_eq!(refused, Err(ReceivableError::MissingRole));
    by(ADMINISTRATOR);
    // Whether there is a contract, only a chain knows.
    contract.list_venue(BANK.into(), false).unwrap();
    assert_eq!(last(), (VenueListed { venue: BANK.into(), is_listed: false }, 1));
    assert!(!contract.is_venue(BANK.into()));
    confirmed(&mut contract, terms());
    assert_eq!(contract.return_from_venue(1), Err(ReceivableError::NotAtVenue));
    assert_eq!(contract.confirmed_on(Fingerprint([9; 32])), 0);
}

#[ink::test]
fn a_refused_command_tells_nothing_and_a_pause_leaves_the_ways_out() {
    let mut contract = contract();
    let id = confirmed(&mut contract, terms());
    by(ADMINISTRATOR);
    contract.pause().unwrap();
    let told = recorded_events().count();
    by(SUPPLIER);
    let other = Terms { invoice: "2".into(), ..terms() };
    assert_eq!(contract.draft(PartyId(SUPPLIER), other), Err(ReceivableError::Paused));
    assert_eq!(contract.split(1, 1), Err(ReceivableError::Paused));
    let paused = Err(PSP34Error::Custom("Paused".into()));
    assert_eq!(contract.transfer(BANK.into(), Id::U64(1), vec![]), paused);
    by(STRANGER);
    let refused = ReceivableError::Refused(Refusal::NotForParty);
    assert_eq!(contract.draw(1, STRANGER.into()), Err(refused));
    assert_eq!(recorded_events().count(), told);
    with(UNITS);
    assert_eq!(contract.pay(id, 1), Ok(1));
}

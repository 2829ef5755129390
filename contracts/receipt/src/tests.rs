//! That the shell tells what the ledger did, and in the standard's words beside its own.
use crate::{ReceiptContract, ReceiptIssued, ReceiptVenueListed, TradeNamed};
use ink::{
    env::{
        test::{
            get_account_balance, recorded_events, set_account_balance, set_block_timestamp,
            set_caller, set_value_transferred,
        },
        DefaultEnvironment, Event,
    },
    primitives::AccountId,
    scale::{Decode, Encode},
};
use interfaces::{
    administration::{Administration, AdministrationError, Link, ADMIN, PAUSER, UPGRADER},
    collateral::GoodsKind,
    ids::{Millis, PartyId, PoolId},
    receipt::{
        Commodity, Deposit, Finding, GoodsKey, Papers, Receipt, ReceiptError, Sale, SaleStep,
        Settlement, Stock, TokenId,
    },
};
use pendzl::contracts::{
    access_control::AccessControl,
    pausable::Pausable,
    psp34::{Id, PSP34Error, PSP34},
};

const ADMINISTRATOR: [u8; 32] = [100; 32];
const WAREHOUSE: PartyId = PartyId([1; 32]);
const INSPECTOR: PartyId = PartyId([2; 32]);
const OWNER: PartyId = PartyId([3; 32]);
const BUYER: PartyId = PartyId([4; 32]);
const NOW: Millis = 1_000_000;
const PRICE: u128 = 700;

fn by(account: [u8; 32]) {
    set_caller::<DefaultEnvironment>(account.into());
}

fn contract() -> ReceiptContract {
    set_block_timestamp::<DefaultEnvironment>(NOW);
    ReceiptContract::new(ADMINISTRATOR.into(), 0, 1_000)
}

fn stock() -> Stock {
    let commodity = Commodity::Gtin(98_412_345_678_908);
    Stock { commodity, grade: "A".into(), lot: "7".into(), expires_at: NOW + 1_000_000 }
}

fn deposit() -> Deposit {
    Deposit {
        number: "R-1".into(),
        depositor: OWNER,
        quantity: 500,
        negotiable: true,
        owned_by_warehouse: false,
        inspection: [5; 32].into(),
        advances: [0; 32].into(),
        papers: papers(),
    }
}

fn no_goods() -> GoodsKey {
    GoodsKey { kind: GoodsKind::Lot, number: String::new() }
}

fn papers() -> Papers {
    Papers { document: [6; 32].into(), terms: [7; 32].into(), insurance: [8; 32].into() }
}

fn issued(contract: &mut ReceiptContract) -> (PoolId, TokenId) {
    by(WAREHOUSE.0);
    let opened = contract.open_pool(WAREHOUSE, stock(), "KGM".into(), "DEHAM".into(), INSPECTOR);
    let pool = opened.unwrap();
    by(INSPECTOR.0);
    contract.inspect(pool, INSPECTOR, Finding::Stock(500), [9; 32].into()).unwrap();
    by(WAREHOUSE.0);
    (pool, contract.issue_single(pool, deposit(), no_goods()).unwrap())
}

#[ink::test]
fn a_new_contract_is_open_linked_to_nothing_and_its_administrators() {
    let contract = contract();
    let administrator = Some(AccountId::from(ADMINISTRATOR));
    for role in [ADMIN, PAUSER, UPGRADER] {
        assert!(contract.has_role(role, administrator));
    }
    assert_eq!(recorded_events().count(), 3);
    assert!(!contract.paused());
    for link in [Link::Registry, Link::Collateral] {
        assert_eq!(contract.link_of(link).epoch, 0);
    }
    assert_eq!(contract.total_supply(), 0);
}

#[ink::test]
fn receipts_link_to_a_registry_and_to_collateral() {
    let mut contract = contract();
    by(ADMINISTRATOR);
    let somewhere = [8; 32];
    for link in [Link::Orders, Link::Waybill, Link::Notary, Link::Credit, Link::Receipt] {
        assert_eq!(
            contract.set_link(link, somewhere.into(), somewhere.into()),
            Err(AdministrationError::NoSuchLink)
        );
    }
}

#[ink::test]
fn an_issue_is_told_by_the_standards_transfer_and_by_its_own_event() {
    let mut contract = contract();
    let (pool, token) = issued(&mut contract);
    let events: Vec<_> = recorded_events().collect();
    let [.., transfer, own] = &events[..] else { panic!("two events") };
    let to = AccountId::from(OWNER.0);
    assert_eq!(transfer.data, (None::<AccountId>, Some(to), Id::U64(token)).encode());
    let told = ReceiptIssued::decode(&mut &own.data[..]).unwrap();
    let receipt = contract.receipt_id(WAREHOUSE, "r 1".into()).unwrap();
    assert_eq!((told.receipt, told.pool, told.depositor), (receipt, pool, OWNER));
    let signature = <ReceiptIssued as Event>::SIGNATURE_TOPIC.unwrap();
    let topics = [signature.to_vec(), receipt.0.to_vec(), pool.0.to_vec(), OWNER.0.to_vec()];
    assert_eq!(own.topics, topics);
    assert_eq!(contract.receipt(receipt).unwrap().decoded(), Some(told.record));
    assert_eq!(contract.pool_id(WAREHOUSE, stock()), pool);
    assert_eq!(contract.quantity_of(token), Some(500));
    assert_eq!(contract.token(token).unwrap().decoded().unwrap().owner, OWNER);
    assert_eq!(contract.pool(pool).unwrap().decoded().unwrap().issued, 500);
}

#[ink::test]
fn the_standards_messages_know_the_tokens() {
    let mut contract = contract();
    let (_, token) = issued(&mut contract);
    let (owner, operator) = (AccountId::from(OWNER.0), AccountId::from([9; 32]));
    assert!(matches!(contract.collection_id(), Id::Bytes(bytes) if bytes.len() == 32));
    assert_eq!((contract.balance_of(owner), contract.total_supply()), (1, 1));
    assert_eq!(contract.owner_of(Id::U64(token)), Some(owner));
    assert_eq!(contract.owner_of(Id::U32(1)), None);
    let stranger = contract.transfer(operator, Id::U64(token), Vec::new());
    assert_eq!(stranger, Err(PSP34Error::NotApproved));
    assert_eq!(
        contract.transfer(operator, Id::U64(9), Vec::new()),
        Err(PSP34Error::TokenNotExists)
    );
    by(OWNER.0);
    contract.approve(operator, Some(Id::U64(token)), true).unwrap();
    assert!(contract.allowance(owner, operator, Some(Id::U64(token))));
    let told = recorded_events().last().unwrap();
    assert_eq!(told.data, (owner, operator, Some(Id::U64(token)), true).encode());
    by([9; 32]);
    contract.transfer(AccountId::from(BUYER.0), Id::U64(token), vec![7; 32]).unwrap();
    let told = recorded_events().last().unwrap();
    let told = TradeNamed::decode(&mut &told.data[..]).unwrap();
    assert_eq!((told.token, told.document), (token, [7; 32].into()));
    assert!(!contract.allowance(owner, operator, Some(Id::U64(token))));
    by(BUYER.0);
    let data = contract.transfer(owner, Id::U64(token), vec![7]);
    assert_eq!(data, Err(PSP34Error::Custom("Trade".into())));
}

#[ink::test]
fn a_price_in_native_tokens_goes_to_the_seller_in_the_same_call() {
    let mut contract = contract();
    let (_, token) = issued(&mut contract);
    let sale = Sale {
        buyer: PartyId::NONE,
        quantity: 500,
        papers: papers(),
        price: PRICE,
        settlement: Settlement::NATIVE,
        pay_to: [33; 32].into(),
        until: NOW + 10,
    };
    by(OWNER.0);
    contract.sell(token, SaleStep::Offer(sale)).unwrap();
    let itself = ink::env::account_id::<DefaultEnvironment>();
    set_account_balance::<DefaultEnvironment>(itself, 10_000_000);
    set_account_balance::<DefaultEnvironment>([33; 32].into(), 1_000_000);
    by(BUYER.0);
    set_value_transferred::<DefaultEnvironment>(PRICE - 1);
    assert_eq!(contract.buy(token, BUYER, sale), Err(ReceiptError::WrongValue));
    set_value_transferred::<DefaultEnvironment>(PRICE);
    contract.buy(token, BUYER, sale).unwrap();
    assert_eq!(get_account_balance::<DefaultEnvironment>([33; 32].into()), Ok(1_000_000 + PRICE));
    assert_eq!(contract.owner_of(Id::U64(token)), Some(BUYER.0.into()));
    assert!(!contract.offer_of(token).unwrap().decoded().unwrap().stands);
}

#[ink::test]
fn only_the_administrator_lists_venues() {
    let mut contract = contract();
    by(OWNER.0);
    assert_eq!(contract.list_venue([8; 32].into(), true), Err(ReceiptError::MissingRole));
    by(ADMINISTRATOR);
    // Whether there is a contract, only a chain knows.
    contract.list_venue([8; 32].into(), false).unwrap();
    let told = recorded_events().last().unwrap();
    let told = ReceiptVenueListed::decode(&mut &told.data[..]).unwrap();
    assert_eq!((told.venue, told.listed), ([8; 32].into(), false));
}

#[ink::test]
fn ids_are_what_the_interface_says() {
    let contract = contract();
    let mut expected = [0; 32];
    let pool = [&b"lading/pool"[..], &[1; 32], &stock().encode()].concat();
    ink::env::hash_bytes::<ink::env::hash::Blake2x256>(&pool, &mut expected);
    assert_eq!(contract.pool_id(WAREHOUSE, stock()).0, expected);
    let receipt = [&b"lading/receipt"[..], &[1; 32], b"R1"].concat();
    ink::env::hash_bytes::<ink::env::hash::Blake2x256>(&receipt, &mut expected);
    assert_eq!(contract.receipt_id(WAREHOUSE, "r-1".into()).unwrap().0, expected);
    assert_eq!(contract.receipt_id(WAREHOUSE, "-".into()), None);
}

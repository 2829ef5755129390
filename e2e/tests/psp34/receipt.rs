//! Warehouse receipts as the standard knows them. Without a registry an owner is an account, as the standard has it.
use chain::{address, Account, AccountId32, ContractEvent, Embedded, Message};
use e2e::{standard::Id, Actor, Contract, Stored, World};
use interfaces::receipt::{Receipt, TokenId};

use super::{Approvals, Data, Events, Psp34, Ways};
use crate::split_merge::Divisible;

/// Who has receipts, and gets them.
const OWNERS: [Actor; 3] = [Actor::Supplier, Actor::Buyer, Actor::Carrier];

struct Receipts {
    world: World,
    issued: u64,
}

impl Receipts {
    fn new() -> Box<Self> {
        Box::new(Self { world: World::new(), issued: 0 })
    }

    /// Issues a receipt for goods of this lot.
    fn issue(&mut self, owner: &Account, lot: &str, quantity: u64) -> Id {
        self.issued += 1;
        let stored = Stored { depositor: actor(owner), ..Stored::numbered(self.issued) };
        Id::U64(self.world.store(&stored.of(quantity).in_lot(lot)))
    }
}

fn actor(owner: &Account) -> Actor {
    let actor = OWNERS.into_iter().find(|actor| actor.key().id() == owner.id());
    actor.expect("receipts are issued to those who have some")
}

fn number(id: &Id) -> TokenId {
    let Id::U64(number) = id else { panic!("{id:?} is no receipt") };
    *number
}

/// The contract of warehouse receipts, without a receipt.
pub(super) fn made() -> Box<dyn Psp34> {
    Receipts::new()
}

/// The same: a receipt's slot is its pool, and its value what it is worth.
pub(super) fn divisible() -> Box<dyn Divisible> {
    Receipts::new()
}

impl Divisible for Receipts {
    fn mint_of(&mut self, owner: &Account, slot: u8, value: u64) -> Id {
        self.issue(owner, &format!("L-{slot}"), value)
    }

    fn value_of(&mut self, id: &Id) -> u64 {
        self.world.worth(number(id))
    }

    fn split(&mut self, by: &Account, id: &Id, value: u64) -> Result<Id, String> {
        let split = self.world.receipt().split(number(id), value);
        let receipt = self.world.call(actor(by), Message::from(split).forced());
        receipt.returned.map(Id::U64).map_err(|error| format!("{error:?}"))
    }

    fn merge(&mut self, by: &Account, into: &Id, id: &Id) -> Result<(), String> {
        let merge = self.world.receipt().merge(number(into), number(id));
        let receipt = self.world.call(actor(by), Message::from(merge).forced());
        receipt.returned.map_err(|error| format!("{error:?}"))
    }
}

impl Psp34 for Receipts {
    fn name(&self) -> &'static str {
        "receipt"
    }

    fn ways(&self) -> Ways {
        Ways {
            approvals: Approvals::Die,
            operators_approve: false,
            refuses_itself_for_all: true,
            wide_supply: false,
            data: Data::Digest("Trade"),
            goes_to_itself: false,
            events: Events::Signed(1, 1),
        }
    }

    fn chain(&mut self) -> &mut Embedded {
        &mut self.world.chain
    }

    fn address(&self) -> AccountId32 {
        address(self.world.address(Contract::Receipt))
    }

    fn mint(&mut self, owner: &Account) -> (Id, Vec<ContractEvent>) {
        let id = self.issue(owner, "L-1", 1_000);
        (id, self.world.news().to_vec())
    }

    fn people(&self) -> [Account; 3] {
        OWNERS.map(Actor::key)
    }
}

//! Warehouse receipts as the standard knows them. Without a registry an owner is an account, as the standard has it.
use chain::{address, Account, AccountId32, ContractEvent, Embedded};
use e2e::{standard::Id, Actor, Contract, Stored, World};

use super::{Approvals, Data, Events, Psp34, Ways};

/// Who has receipts, and gets them.
const OWNERS: [Actor; 3] = [Actor::Supplier, Actor::Buyer, Actor::Carrier];

struct Receipts {
    world: World,
    issued: u64,
}

/// The contract of warehouse receipts, without a receipt.
pub(super) fn made() -> Box<dyn Psp34> {
    Box::new(Receipts { world: World::new(), issued: 0 })
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
        self.issued += 1;
        let depositor = OWNERS.into_iter().find(|actor| actor.key().id() == owner.id());
        let depositor = depositor.expect("receipts are issued to those who have some");
        let stored = Stored { depositor, ..Stored::numbered(self.issued).of(1_000) };
        let token = self.world.store(&stored);
        (Id::U64(token), self.world.news().to_vec())
    }

    fn people(&self) -> [Account; 3] {
        OWNERS.map(Actor::key)
    }
}

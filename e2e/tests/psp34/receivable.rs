//! Confirmed debts as the standard knows them. Without a registry an owner is an account, as the standard has it.
use chain::{address, Account, AccountId32, ContractEvent, Embedded};
use e2e::{standard::Id, Actor, Contract, Invoice, World};

use super::{Approvals, Data, Events, Psp34, Ways};

/// Who has tokens of debts, and gets them.
const OWNERS: [Actor; 3] = [Actor::Supplier, Actor::Warehouse, Actor::Carrier];

struct Debts {
    world: World,
    confirmed: u64,
}

/// The contract of confirmed debts, without a debt.
pub(super) fn made() -> Box<dyn Psp34> {
    Box::new(Debts { world: World::new(), confirmed: 0 })
}

impl Psp34 for Debts {
    fn name(&self) -> &'static str {
        "receivable"
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
        address(self.world.address(Contract::Receivable))
    }

    fn mint(&mut self, owner: &Account) -> (Id, Vec<ContractEvent>) {
        self.confirmed += 1;
        let creditor = OWNERS.into_iter().find(|actor| actor.key().id() == owner.id());
        let creditor = creditor.expect("debts are confirmed to those who have some");
        let invoice = Invoice { creditor, ..Invoice::numbered(self.confirmed) };
        let (_, token) = self.world.confirm_debt(&invoice);
        (Id::U64(token), self.world.news().to_vec())
    }

    fn people(&self) -> [Account; 3] {
        OWNERS.map(Actor::key)
    }
}

//! Confirmed debts as the standard knows them. Without a registry an owner is an account, as the standard has it.
use chain::{address, Account, AccountId32, ContractEvent, Embedded, Message};
use e2e::{
    standard::{psp34, Id},
    Actor, Contract, Invoice, World,
};
use interfaces::receivable::{Receivable, TokenId};

use super::{Approvals, Data, Events, Psp34, Ways};
use crate::split_merge::Divisible;

/// Who has tokens of debts, and gets them.
const OWNERS: [Actor; 3] = [Actor::Supplier, Actor::Warehouse, Actor::Carrier];

/// Who has what is left of a debt whose tokens others have.
const SOURCE: Actor = Actor::Driver;

/// Tokens of debts that others' are split off.
const SLOTS: usize = 2;

struct Debts {
    world: World,
    confirmed: u64,
    sources: Vec<TokenId>,
}

/// The contract of confirmed debts, without a debt.
pub(super) fn made() -> Box<dyn Psp34> {
    Box::new(Debts { world: World::new(), confirmed: 0, sources: Vec::new() })
}

/// The same: a token's slot is its debt, and its value its face. There is a debt for each slot, larger than what anyone asks of it, whose rest
/// is a token of its own.
pub(super) fn divisible() -> Box<dyn Divisible> {
    let mut debts = Debts { world: World::new(), confirmed: 0, sources: Vec::new() };
    for _ in 0..SLOTS {
        debts.confirmed += 1;
        let face = 1 << 40;
        let invoice = Invoice { creditor: SOURCE, face, ..Invoice::numbered(debts.confirmed) };
        let (_, token) = debts.world.confirm_debt(&invoice);
        debts.sources.push(token);
    }
    Box::new(debts)
}

fn actor(owner: &Account) -> Actor {
    let actor = OWNERS.into_iter().find(|actor| actor.key().id() == owner.id());
    actor.expect("debts are confirmed to those who have some")
}

fn number(id: &Id) -> TokenId {
    let Id::U64(number) = id else { panic!("{id:?} is no token of a debt") };
    *number
}

impl Divisible for Debts {
    fn mint_of(&mut self, owner: &Account, slot: u8, value: u64) -> Id {
        let source = self.sources[usize::from(slot) - 1];
        let part = self.world.ok(SOURCE, self.world.receivable().split(source, value));
        let give = psp34::transfer(&self.address(), owner.id(), &Id::U64(part), &[]);
        self.world.ok(SOURCE, give);
        Id::U64(part)
    }

    fn value_of(&mut self, id: &Id) -> u64 {
        self.world.token_of(number(id)).face
    }

    fn split(&mut self, by: &Account, id: &Id, value: u64) -> Result<Id, String> {
        let split = self.world.receivable().split(number(id), value);
        let receipt = self.world.call(actor(by), Message::from(split).forced());
        receipt.returned.map(Id::U64).map_err(|error| format!("{error:?}"))
    }

    fn merge(&mut self, by: &Account, into: &Id, id: &Id) -> Result<(), String> {
        let merge = self.world.receivable().merge(number(into), number(id));
        let receipt = self.world.call(actor(by), Message::from(merge).forced());
        receipt.returned.map_err(|error| format!("{error:?}"))
    }
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
        let creditor = actor(owner);
        let invoice = Invoice { creditor, ..Invoice::numbered(self.confirmed) };
        let (_, token) = self.world.confirm_debt(&invoice);
        (Id::U64(token), self.world.news().to_vec())
    }

    fn people(&self) -> [Account; 3] {
        OWNERS.map(Actor::key)
    }
}

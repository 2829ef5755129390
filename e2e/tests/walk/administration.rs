//! Steps of the administrator: what is paused, and which registry is asked.
use super::*;

impl Walk {
    pub(super) fn administration_step(&mut self) {
        let actor = if self.random.once_in(6) { self.anyone() } else { Admin };
        let by = self.by(actor);
        let any = self.random.one_of(&Contract::ALL);
        let paused: Vec<Contract> =
            Contract::ALL.into_iter().filter(|contract| *self.paused(*contract)).collect();
        let contract = self.random.any_of(&paused).filter(|_| self.random.below(10) < 6);
        let contract = contract.unwrap_or(any);
        let controls = self.world.administration(contract);
        let is_admin = actor == Admin;
        let allowed = if is_admin { Ok(()) } else { Err(AdministrationError::MissingRole) };
        if self.random.once_in(20)
            && !matches!(
                contract,
                Contract::Collateral
                    | Contract::Credit
                    | Contract::Registry
                    | Contract::Notary
                    | Contract::Provenance
                    | Contract::Receipt
                    | Contract::Receivable
            )
            && self.model.waybill_links.len() < 6
        {
            return self.change_registry(contract);
        }
        if contract == Contract::Orders && self.random.once_in(8) {
            return self.change_source();
        }
        let paused = *self.paused(contract);
        // What is paused is soon let go on, or the walk stands still.
        if paused && self.random.below(10) < 8 {
            if is_admin {
                *self.paused(contract) = false;
            }
            self.make("unpause", by, controls.clone().unpause(), allowed);
        } else {
            let expected = match (allowed, paused) {
                (Ok(()), true) => Err(AdministrationError::Paused),
                (allowed, _) => allowed,
            };
            if expected.is_ok() && self.random.once_in(2) {
                *self.paused(contract) = true;
                self.make("pause", by, controls.clone().pause(), expected);
                self.history.push_back(format!("{contract:?} is paused"));
            } else if !is_admin || paused {
                self.make("pause", by, controls.clone().pause(), expected);
            } else {
                let not_paused = Err(AdministrationError::NotPaused);
                self.make("unpause", by, controls.clone().unpause(), not_paused);
            }
        }
    }

    /// Whether the model takes `contract` for paused.
    fn paused(&mut self, contract: Contract) -> &mut bool {
        match contract {
            Contract::Registry => &mut self.model.directories[0].paused,
            Contract::Waybill => &mut self.model.waybill_paused,
            Contract::Reconciliation => &mut self.model.reconciliation_paused,
            Contract::Orders => &mut self.model.orders_paused,
            Contract::Notary => &mut self.model.notary_paused,
            Contract::Provenance => &mut self.model.provenance_paused,
            Contract::Collateral => &mut self.model.collateral_paused,
            Contract::Receipt => &mut self.model.receipt_paused,
            Contract::Receivable => &mut self.model.receivable_paused,
            Contract::Credit => &mut self.model.credit_paused,
        }
    }

    /// Links a contract to the other registry: what is open keeps the one that it began with.
    fn change_registry(&mut self, contract: Contract) {
        let links = match contract {
            Contract::Waybill => &self.model.waybill_links,
            Contract::Orders => &self.model.orders_links,
            _ => &self.model.reconciliation_links,
        };
        let to = 1 - *links.last().expect("it is linked");
        self.relink(contract, Link::Registry, self.registries[to]);
        match contract {
            Contract::Waybill => self.model.waybill_links.push(to),
            Contract::Orders => self.model.orders_links.push(to),
            _ => self.model.reconciliation_links.push(to),
        }
        self.history.push_back(format!("{contract:?} is linked to registry {to}"));
    }

    /// Links another contract that tells of orders: those that were drafted believe the one that they began with.
    fn change_source(&mut self) {
        let place = self.random.below(3) as usize;
        let former = self.model.orders_sources[place];
        // Nobody but the waybill contract tells of waybills by itself, and of cases their contract.
        let others = match place {
            0 => [model::WAYBILLS, model::WAYBILLS, 0, 1],
            1 => [model::CASES, model::CASES, 0, 1],
            _ => [0, 0, 1, 1],
        };
        let others: Vec<usize> = others.into_iter().filter(|to| *to != former).collect();
        let to = self.random.one_of(&others);
        self.relink(Contract::Orders, SOURCES[place], self.sources[to]);
        self.model.orders_sources[place] = to;
        self.history.push_back(format!("orders hear of {:?} from {to}", SOURCES[place]));
    }

    /// Announces a link, waits and applies it.
    fn relink(&mut self, contract: Contract, link: Link, to: ink::primitives::AccountId) {
        let code = self.world.code_hash(to).0.into();
        let controls = self.world.administration(contract);
        let by = self.by(Admin);
        self.make("set_link", by, controls.clone().set_link(link, to, code), Ok(()));
        let from = by.now + self.world.settings().delay;
        let early = self.by(Admin);
        let too_early = Err(AdministrationError::TooEarly(from));
        self.make("apply_link", early, controls.clone().apply_link(link), too_early);
        self.world.sleep(self.world.settings().delay);
        let due = self.by(Admin);
        self.make("apply_link", due, controls.clone().apply_link(link), Ok(()));
    }
}

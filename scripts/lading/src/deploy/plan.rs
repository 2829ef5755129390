//! What is deployed: which contracts in which order, how each is made, and what each is linked to.
use chain::{Account, Constructor, H256};
use interfaces::{
    administration::{Link, ADMIN, PAUSER, UPGRADER},
    ids::Millis,
};
use pendzl::contracts::access_control::RoleType;

/// A day in milliseconds.
pub const DAY: Millis = 86_400_000;

/// What a deployment decides.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// Who administers every contract.
    pub admin: ink::primitives::AccountId,
    /// Milliseconds between announcing and applying a change.
    pub delay: Millis,
    /// Milliseconds that a consignee has to sign for goods that arrived.
    pub signing_window: Millis,
    /// Milliseconds in which late reservations may be noted.
    pub reservation_window: Millis,
    /// Milliseconds that an arbiter has to decide a challenge of a deposit.
    pub decision_window: Millis,
    /// Milliseconds that a party has to answer a question about goods.
    pub response_window: Millis,
    /// Milliseconds that holders have to acknowledge a recall.
    pub recall_window: Millis,
    /// Milliseconds that an owner has to answer a warehouse that says it handed goods over.
    pub answer_window: Millis,
}

/// What the constructors are given.
pub struct Inputs {
    pub terms: Terms,
    /// The hash of the chain's first block, which relayed signatures name.
    pub genesis: H256,
}

impl Terms {
    /// Terms in days; an owner has three to answer a warehouse.
    pub fn in_days(
        admin: &Account,
        delay: u32,
        signing: u32,
        reservation: u32,
        decision: u32,
        response: u32,
        recall: u32,
    ) -> Self {
        let days = |count: u32| Millis::from(count).saturating_mul(DAY);
        Self {
            admin: admin.ink(),
            delay: days(delay),
            signing_window: days(signing),
            reservation_window: days(reservation),
            decision_window: days(decision),
            response_window: days(response),
            recall_window: days(recall),
            answer_window: days(3),
        }
    }
}

/// How one contract is deployed.
pub struct Step {
    /// What it is.
    pub contract: Link,
    /// Selector and arguments of its constructor.
    pub input: fn(&Inputs) -> Vec<u8>,
    /// What is linked in it, because it asks that or tells it something.
    pub links: &'static [Link],
    /// What is linked in it, because it believes what that tells: made before or after it.
    pub sources: &'static [Link],
}

/// The suite, callees before callers. Each constructor is called `new`, and gives its administrator the [`ROLES`].
pub const PLAN: [Step; 10] = [
    Step {
        contract: Link::Registry,
        input: |Inputs { terms, .. }| {
            Constructor::from(registry::RegistryContractRef::new(terms.admin, terms.delay))
                .input()
                .to_vec()
        },
        links: &[],
        sources: &[],
    },
    Step {
        contract: Link::Notary,
        input: |Inputs { terms, genesis }| {
            let new = notary::NotaryContractRef::new(
                terms.admin,
                terms.delay,
                terms.decision_window,
                genesis.0.into(),
            );
            Constructor::from(new).input().to_vec()
        },
        links: &[Link::Registry],
        sources: &[Link::Orders, Link::Waybill, Link::Reconciliation],
    },
    Step {
        contract: Link::Collateral,
        input: |Inputs { terms, .. }| {
            Constructor::from(collateral::CollateralContractRef::new(terms.admin, terms.delay))
                .input()
                .to_vec()
        },
        links: &[Link::Registry],
        sources: &[],
    },
    Step {
        contract: Link::Receipt,
        input: |Inputs { terms, .. }| {
            let new =
                receipt::ReceiptContractRef::new(terms.admin, terms.delay, terms.answer_window);
            Constructor::from(new).input().to_vec()
        },
        links: &[Link::Registry, Link::Collateral],
        sources: &[],
    },
    Step {
        contract: Link::Credit,
        input: |Inputs { terms, .. }| {
            Constructor::from(credit::CreditContractRef::new(terms.admin, terms.delay))
                .input()
                .to_vec()
        },
        links: &[Link::Registry],
        sources: &[Link::Orders, Link::Waybill, Link::Reconciliation, Link::Receivable],
    },
    Step {
        contract: Link::Provenance,
        input: |Inputs { terms, .. }| {
            let new = provenance::ProvenanceContractRef::new(
                terms.admin,
                terms.delay,
                terms.response_window,
                terms.recall_window,
            );
            Constructor::from(new).input().to_vec()
        },
        links: &[Link::Registry],
        sources: &[Link::Waybill],
    },
    Step {
        contract: Link::Orders,
        input: |Inputs { terms, .. }| {
            Constructor::from(orders::OrdersContractRef::new(terms.admin, terms.delay))
                .input()
                .to_vec()
        },
        links: &[Link::Registry, Link::Notary, Link::Credit],
        sources: &[Link::Waybill, Link::Reconciliation],
    },
    Step {
        contract: Link::Waybill,
        input: |Inputs { terms, genesis }| {
            let new = waybill::WaybillContractRef::new(
                terms.admin,
                terms.delay,
                terms.signing_window,
                terms.reservation_window,
                genesis.0.into(),
            );
            Constructor::from(new).input().to_vec()
        },
        links: &[
            Link::Registry,
            Link::Orders,
            Link::Notary,
            Link::Provenance,
            Link::Collateral,
            Link::Credit,
        ],
        sources: &[],
    },
    Step {
        contract: Link::Reconciliation,
        input: |Inputs { terms, .. }| {
            Constructor::from(reconciliation::ReconciliationContractRef::new(
                terms.admin,
                terms.delay,
            ))
            .input()
            .to_vec()
        },
        links: &[Link::Registry, Link::Waybill, Link::Orders, Link::Notary, Link::Credit],
        sources: &[],
    },
    Step {
        contract: Link::Receivable,
        input: |Inputs { terms, .. }| {
            Constructor::from(receivable::ReceivableContractRef::new(terms.admin, terms.delay))
                .input()
                .to_vec()
        },
        links: &[
            Link::Registry,
            Link::Reconciliation,
            Link::Waybill,
            Link::Collateral,
            Link::Credit,
        ],
        sources: &[],
    },
];

/// The contracts that the collateral contract admits, because they claim, in the order of the plan: once all stand and are linked. Where
/// the delay is not 0 this is only announced, and the administrator completes it later.
pub const ADMITTED: [Link; 3] = [Link::Receipt, Link::Waybill, Link::Receivable];

/// The roles that the administrator of a new contract holds.
pub const ROLES: [(&str, RoleType); 3] =
    [("administrator", ADMIN), ("pauser", PAUSER), ("upgrader", UPGRADER)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_contract_is_made_after_those_that_it_is_linked_to() {
        for (place, step) in PLAN.iter().enumerate() {
            for link in step.links {
                assert!(PLAN[..place].iter().any(|earlier| earlier.contract == *link), "{link:?}");
            }
        }
    }

    #[test]
    fn whoever_is_believed_is_made_by_the_same_plan() {
        for step in &PLAN {
            for source in step.sources {
                assert!(PLAN.iter().any(|other| other.contract == *source), "{source:?}");
                assert!(!step.links.contains(source) && *source != step.contract, "{source:?}");
            }
        }
    }

    #[test]
    fn whoever_is_admitted_claims_of_the_collateral_contract_that_it_is_linked_to() {
        let claimants = PLAN.iter().filter(|step| step.links.contains(&Link::Collateral));
        assert_eq!(claimants.map(|step| step.contract).collect::<Vec<_>>(), ADMITTED);
    }
}

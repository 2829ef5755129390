//! Which contracts tell what becomes of an order.
use interfaces::{administration::Link, ids::Account, orders::ProgressKind};
use kit::administration::Links;

/// How often each contract that tells of orders has been linked; 0 is never. Part of the root, and of every order: an order believes
/// the contracts that were linked when it was drafted, and no later ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Sources {
    /// The waybill contract: what was shipped and received.
    pub waybill: u8,
    /// The reconciliation contract: what was billed.
    pub reconciliation: u8,
    /// The receivable contract: what was paid.
    pub receivable: u8,
}

impl Sources {
    /// Notes the link that was set, if one was, and how often it has been.
    pub(crate) fn note(&mut self, set: Option<(Link, u8)>) {
        match set {
            Some((Link::Waybill, epoch)) => self.waybill = epoch,
            Some((Link::Reconciliation, epoch)) => self.reconciliation = epoch,
            Some((Link::Receivable, epoch)) => self.receivable = epoch,
            _ => {}
        }
    }

    /// Whether `account` is the contract that tells this.
    pub(crate) fn are(&self, links: &Links, kind: ProgressKind, account: &Account) -> bool {
        let (link, epoch) = match kind {
            ProgressKind::Shipped | ProgressKind::Received => (Link::Waybill, self.waybill),
            ProgressKind::Billed => (Link::Reconciliation, self.reconciliation),
            ProgressKind::Paid => (Link::Receivable, self.receivable),
        };
        links.address_at(link, epoch).is_some_and(|source| source == *account)
    }
}

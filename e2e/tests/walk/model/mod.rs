//! What the contracts promise, once more and in plain Rust: no chain, no storage, no codec.
//!
//! Written from the documentation of the interfaces, not from the contracts. Each message changes the model and answers as the
//! contract should; where an answer is an error, the model has not changed.
use std::collections::{BTreeMap, BTreeSet};

use e2e::{
    time::{days, minutes},
    Actor,
};
use interfaces::{
    ids::{CaseId, DocumentId, Millis, PartyId, RelationshipId},
    orders::{ProgressKind, ProgressLine},
    reconciliation::LineReference,
    registry::{Business, Refusal, Scope},
};

mod orders;
mod reconciliation;
mod registry;
mod waybill;

pub use self::{
    orders::{is_within, place_of, Deal, Relation},
    reconciliation::{Folder, Promise, Veiled, UNOPENED},
    registry::{Directory, Firm, Given},
    waybill::{seen, Paper, Relayed, Windows},
};

/// Most entries that a call may bring.
const PER_CALL: usize = 50;
/// First number that is no amount.
const LIMIT: u64 = 1 << 63;
/// Clocks differ by no more.
pub const SKEW: Millis = minutes(5);
/// The place of the waybill contract among those that may tell of orders.
pub const WAYBILLS: usize = 2;
/// That of the reconciliation contract.
pub const CASES: usize = 3;
/// How long a suspension lasts, and how long lost goods are waited for.
const MONTH: Millis = days(30);

/// All that the suite should know.
#[derive(Debug, Clone)]
pub struct Model {
    pub directories: Vec<Directory>,
    pub windows: Windows,
    pub waybill_paused: bool,
    pub reconciliation_paused: bool,
    pub orders_paused: bool,
    pub notary_paused: bool,
    pub provenance_paused: bool,
    pub collateral_paused: bool,
    pub receipt_paused: bool,
    pub receivable_paused: bool,
    pub credit_paused: bool,
    /// The directories that the waybill contract was linked to, in order.
    pub waybill_links: Vec<usize>,
    /// The directories that the reconciliation contract was linked to, in order.
    pub reconciliation_links: Vec<usize>,
    /// The directories that the orders contract was linked to, in order.
    pub orders_links: Vec<usize>,
    /// Which contract tells of the orders that are drafted now, by place; [`WAYBILLS`] is the waybill contract.
    pub orders_sources: [usize; 3],
    pub papers: BTreeMap<DocumentId, Paper>,
    /// The numbers under which someone signed for another to bring.
    pub relayed: BTreeSet<(Actor, u64)>,
    pub folders: BTreeMap<CaseId, Folder>,
    pub billed_in: BTreeMap<(PartyId, LineReference), CaseId>,
    pub relations: BTreeMap<RelationshipId, Relation>,
    pub deals: BTreeMap<DocumentId, Deal>,
    /// Which contract told what of which line of which document.
    pub told: BTreeSet<(usize, DocumentId, ProgressKind, u16)>,
    /// What was told of an order last.
    pub recorded: Option<Recorded>,
}

/// What an order was told, as it is told on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub order: DocumentId,
    pub document: DocumentId,
    pub kind: ProgressKind,
    pub lines: Vec<ProgressLine>,
}

/// Who calls, and when.
#[derive(Debug, Clone, Copy)]
pub struct By {
    pub actor: Actor,
    pub now: Millis,
}

impl Model {
    /// Whether the caller may act, by the directory given; without one, for itself alone.
    fn may(
        &self,
        directory: Option<usize>,
        by: By,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), Refusal> {
        match directory {
            Some(directory) => {
                self.directories[directory].may(by.now, by.actor, party, scope, business)
            }
            None => {
                let account: [u8; 32] = *by.actor.key().ink().as_ref();
                if account == party.0 {
                    Ok(())
                } else {
                    Err(Refusal::NotForParty)
                }
            }
        }
    }
}

fn repeats<T: PartialEq>(list: &[T]) -> bool {
    list.iter().enumerate().any(|(at, one)| list[..at].contains(one))
}

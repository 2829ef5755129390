//! What the reconciliation contract tells.
use ink::prelude::vec::Vec;
use interfaces::{
    credit::FactKind,
    ids::{CaseId, DepositId, DocumentId, PartyId},
    orders::ProgressKind,
    reconciliation::{
        Action, BillLine, BlindLine, CaseTerms, DiscrepancyRecord, LineReference, LineStatus,
        OpenedLine,
    },
};

/// What a case comes to so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Totals {
    /// How many lines match.
    pub matched: u16,
    /// How many passed with a difference.
    pub adjusted: u16,
    /// How many are discrepant.
    pub discrepant: u16,
    /// How many of these are settled.
    pub settled: u16,
    /// Σ of what was billed on matched and adjusted lines, and what others were settled at, goods and freight, in minor units.
    pub cleared: u128,
    /// Σ of the differences written off, billed minus expected, in minor units.
    pub written_off: i128,
    /// Σ of the differences of discrepant lines, settled or not, in minor units.
    pub disputed: i128,
}

/// What became of a line of the document that the event names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct MatchedLine {
    /// The line's number in its document, counted from 1.
    pub line: u16,
    /// What became of it.
    pub status: LineStatus,
    /// What was written off, or is in dispute, in minor units.
    pub difference: i64,
}

/// A party proposed a case, or opened it under terms that both signed before. A case that was withdrawn under the same id is
/// replaced.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseOpened {
    /// The case.
    #[ink(topic)]
    pub case: CaseId,
    /// Who opened it.
    #[ink(topic)]
    pub opened_by: PartyId,
    /// The other party, which is to accept it where it was proposed.
    #[ink(topic)]
    pub counterparty: PartyId,
    /// The period, such as 202611.
    pub period: u32,
    /// Which case of the period.
    pub sequence: u16,
    /// What both are to agree on.
    pub terms: CaseTerms,
    /// The number of the registry that the case keeps; 0 if none was linked.
    pub registry: u8,
    /// The number of the waybill contract that the case keeps; 0 if none was linked.
    pub waybill: u8,
    /// The number of the orders contract that the case keeps; 0 if none was linked.
    pub orders: u8,
    /// The version of the relationship's terms that both signed, so that the case is open; 0 if it was proposed.
    pub version: u16,
}

/// The counterparty accepted a case: both are bound, and may enter their statements.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseAccepted {
    /// The case.
    #[ink(topic)]
    pub case: CaseId,
    /// Who accepted it.
    pub by: PartyId,
    /// The digest of the terms accepted.
    pub terms: [u8; 32],
}

/// A case was called off before it was accepted.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseWithdrawn {
    /// The case.
    #[ink(topic)]
    pub case: CaseId,
    /// Who called it off.
    pub by: PartyId,
}

/// A party committed to a statement that it enters once both have.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementCommitted {
    /// The case.
    #[ink(topic)]
    pub case: CaseId,
    /// Whose statement it is.
    pub party: PartyId,
    /// What it committed to.
    pub commitment: [u8; 32],
}

/// A party entered lines of its statement.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillEntered {
    /// The case.
    #[ink(topic)]
    pub case: CaseId,
    /// Whose statement it is.
    pub party: PartyId,
    /// The lines, as they were entered.
    pub lines: Vec<BillLine>,
    /// Places in `lines`, counted from 0, of those that the biller had billed before, here or in another case.
    pub billed_before: Vec<u16>,
}

/// A party entered lines of its statement as digests.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlindEntered {
    /// The case.
    #[ink(topic)]
    pub case: CaseId,
    /// Whose statement it is.
    pub party: PartyId,
    /// The lines, as they were entered.
    pub lines: Vec<BlindLine>,
}

/// A party opened lines of its blind statement.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinesOpened {
    /// The case.
    #[ink(topic)]
    pub case: CaseId,
    /// Whose statement it is.
    pub party: PartyId,
    /// The lines, with their keys.
    pub lines: Vec<OpenedLine>,
    /// What the case comes to with them.
    pub totals: Totals,
}

/// A party said that its statement is complete.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementCompleted {
    /// The case.
    #[ink(topic)]
    pub case: CaseId,
    /// Whose statement it is.
    pub party: PartyId,
    /// Whether both are complete now, so that matching begins.
    pub both: bool,
}

/// Lines of a document were examined. No statement can be entered any more.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinesMatched {
    /// The case.
    #[ink(topic)]
    pub case: CaseId,
    /// The document that the lines belong to.
    pub document: DocumentId,
    /// What became of each.
    pub results: Vec<MatchedLine>,
    /// The discrepancies raised, of those of the lines that are discrepant, in the same order.
    pub raised: Vec<DiscrepancyRecord>,
    /// What the case comes to with them.
    pub totals: Totals,
}

/// Something was done about a discrepancy, or it lapsed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscrepancyMoved {
    /// The case.
    #[ink(topic)]
    pub case: CaseId,
    /// The line.
    pub reference: LineReference,
    /// Who did it; nobody where a window was over.
    pub by: Option<PartyId>,
    /// What was done; nothing where a window was over.
    pub action: Option<Action>,
    /// How it stands now.
    pub discrepancy: DiscrepancyRecord,
    /// What the case comes to with it.
    pub totals: Totals,
}

/// An orders contract was told what a case bills of its order.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressTold {
    /// The case.
    #[ink(topic)]
    pub case: CaseId,
    /// The order.
    #[ink(topic)]
    pub order: DocumentId,
    /// What: always that it was billed.
    pub kind: ProgressKind,
    /// The document that the lines belong to.
    pub document: DocumentId,
    /// By which of its lines; those that bill nothing are left out.
    pub lines: Vec<u16>,
}

/// Every line of a case is cleared: its balance is locked.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseBalanced {
    /// The case.
    #[ink(topic)]
    pub case: CaseId,
    /// What it comes to.
    pub totals: Totals,
}

/// Every line of a case was examined, and some are discrepant.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseDiscrepant {
    /// The case.
    #[ink(topic)]
    pub case: CaseId,
    /// What it comes to.
    pub totals: Totals,
}

/// A notary was told a case's balance.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceDeposited {
    /// The case.
    #[ink(topic)]
    pub case: CaseId,
    /// The deposit that it is on record by, as the notary says.
    pub deposit: DepositId,
}

/// The credit contract was told of a case.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeTold {
    /// The case.
    #[ink(topic)]
    pub case: CaseId,
    /// What it was told.
    pub kind: FactKind,
}

//! Deposited trees: what is in them, and how logs grow.
use super::{Caller, Ledger};
use crate::{deposit::wide, events::Deposited, status::Step};
use interfaces::{
    ids::{DepositId, Digest, Millis},
    notary::{NotaryError, Subject},
    registry::Business,
};
use kit::{
    authority::Authority,
    merkle::{is_consistent, is_included, leaf, sha256},
};
use scale::Encode;

impl Ledger {
    /// Invariant *Consistent*.
    pub(crate) fn extend(
        &mut self,
        caller: &Caller<impl Authority>,
        log: DepositId,
        root: Digest,
        size: u64,
        collected_at: Millis,
        proof: &[Digest],
    ) -> Result<Deposited, NotaryError> {
        caller.starts(Business::NewBusiness)?;
        let mut record = self.record(&log)?;
        caller.may(record.epoch, &record.depositor, Business::NewBusiness)?;
        if record.statement.subject != Subject::Log {
            return Err(NotaryError::WrongSubject(record.statement.subject));
        }
        record.follow(Step::Extend)?;
        let before = record.statement.size;
        if size <= before {
            return Err(NotaryError::NotGrown);
        }
        let known = record.root().ok_or(NotaryError::Inconsistent)?;
        if !is_consistent(sha256, before, size, known, &root, proof) {
            return Err(NotaryError::Inconsistent);
        }
        let mut statement = record.again(caller.call.now);
        statement.digest = wide(&root);
        statement.size = size;
        statement.collected_at = collected_at;
        self.follow(&caller.call, log, &mut record, statement)
    }

    #[inline(never)]
    pub(crate) fn verify_inclusion(
        &self,
        deposit: &DepositId,
        leaf: &Digest,
        index: u64,
        path: &[Digest],
    ) -> bool {
        let Some(record) = self.find(deposit) else { return false };
        let Some(root) = record.root() else { return false };
        is_included(sha256, leaf, index, record.statement.size, root, path)
    }

    pub(crate) fn verify_consistency(
        &self,
        first: &DepositId,
        second: &DepositId,
        path: &[Digest],
    ) -> bool {
        let Some(first) = self.find(first) else { return false };
        let Some(second) = self.find(second) else { return false };
        let (Some(one), Some(other)) = (first.root(), second.root()) else { return false };
        is_consistent(sha256, first.statement.size, second.statement.size, one, other, path)
    }

    pub(crate) fn verify_field(
        &self,
        deposit: &DepositId,
        index: u64,
        name: &str,
        value: &str,
        salt: &Digest,
        path: &[Digest],
    ) -> bool {
        let is_fields = |subject| subject == Subject::Fields;
        let leaf = leaf(sha256, &(salt, name, value).encode());
        self.find(deposit).is_some_and(|record| is_fields(record.statement.subject))
            && self.verify_inclusion(deposit, &leaf, index, path)
    }
}

//! What each message promises, one by one.
mod admissions;
mod attempts;
mod bills;
mod claims;
mod pound;

use super::*;
use crate::events::{AdmissionAnnounced, Admitted, Claimed, Ended, Expelled, Freed, Lifted};
use core::cell::RefCell;
use ink::env::{test::run_test, DefaultEnvironment};
use interfaces::{
    collateral::{AssetKind, GoodsKind},
    ids::{CodeHash, Millis},
    registry::Refusal,
};
use kit::{
    administration::Codes,
    collateral::Claim,
    fingerprint::{goods, Number},
};
use std::collections::BTreeMap;

pub(super) const ADMINISTRATOR: [u8; 32] = [100; 32];
pub(super) const RECEIVABLES: [u8; 32] = [1; 32];
pub(super) const RECEIPTS: [u8; 32] = [2; 32];
pub(super) const STRANGER: [u8; 32] = [9; 32];
pub(super) const START: Millis = 1_000_000_000;
pub(super) const DELAY: Millis = 24 * 60 * 60 * 1000;

/// Accounts and fingerprints of tests are of one byte, repeated.
const MARKS: core::ops::Range<u8> = 0..46;

/// Numbers of lots.
pub(super) const LOTS: [&str; 5] = ["L1", "L2", "L3", "L4", "L5"];

/// The key of a lot.
pub(super) fn lot(number: &str) -> Fingerprint {
    goods(GoodsKind::Lot, &Number::new(number).unwrap())
}

/// A chain that knows what some contracts run.
#[derive(Default)]
pub(super) struct Runs(pub(super) BTreeMap<[u8; 32], CodeHash>);

impl Codes for Runs {
    fn hash_of(&self, address: Account) -> Option<CodeHash> {
        let address: &[u8; 32] = address.as_ref();
        self.0.get(address).copied()
    }

    fn replace(&self, _: CodeHash) -> bool {
        false
    }
}

/// Knows one administrator.
pub(super) struct Named;

impl Administrators for Named {
    fn is_administrator(&self, account: Account) -> bool {
        account == ADMINISTRATOR.into()
    }
}

/// Under which registry, for which party, in which scope, for what.
type Question = (u8, PartyId, Scope, Business);

/// A registry that lets each account act for the party of the same bytes, and remembers what it was asked.
#[derive(Default)]
pub(super) struct Roll {
    pub(super) epoch: u8,
    pub(super) denial: Option<Denial>,
    pub(super) asked: RefCell<Vec<Question>>,
}

impl Authority for Roll {
    fn epoch(&self) -> u8 {
        self.epoch
    }

    fn may(
        &self,
        epoch: u8,
        account: Account,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), Denial> {
        self.asked.borrow_mut().push((epoch, party, scope, business));
        self.denial.map_or_else(|| kit::authority::alone(account, party), Err)
    }
}

pub(super) fn code(mark: u8) -> CodeHash {
    [mark; 32].into()
}

pub(super) fn key(mark: u8) -> Fingerprint {
    Fingerprint([mark; 32])
}

pub(super) fn document(mark: u8) -> DocumentId {
    DocumentId([mark; 32])
}

/// A claim of a paper by nothing but its fingerprint.
pub(super) fn bare(mark: u8) -> Claim {
    Claim {
        kind: AssetKind::Receivable,
        document: document(mark),
        asset: key(mark),
        group: document(mark),
        backing: vec![],
        near: vec![],
    }
}

/// A claim of a paper for a group, with what stands behind it.
pub(super) fn backed(mark: u8, group: u8, backing: &[u8]) -> Claim {
    let backing = backing.iter().copied().map(key).collect();
    Claim { group: document(group), backing, ..bare(mark) }
}

/// All that is known under the marks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct All {
    pub(super) admissions: Vec<Option<Admission>>,
    pub(super) assets: Vec<Option<Encumbrance>>,
    pub(super) backing: Vec<Option<Backing>>,
    pub(super) latest: Vec<Option<Latest>>,
}

/// A ledger with a clock, a registry and a chain on which two contracts run code 1 and 2.
pub(super) struct Desk {
    pub(super) ledger: Ledger,
    pub(super) runs: Runs,
    pub(super) roll: Roll,
    pub(super) paused: bool,
    pub(super) now: Millis,
}

impl Desk {
    /// Each desk has a chain of its own, since the ledger's keys are fixed.
    pub(super) fn empty() -> Self {
        run_test::<DefaultEnvironment, _>(|_| Ok(())).unwrap();
        let runs = Runs([(RECEIVABLES, code(1)), (RECEIPTS, code(2))].into());
        let (ledger, roll) = (Ledger::default(), Roll::default());
        Self { ledger, runs, roll, paused: false, now: START }
    }

    /// One where both contracts are admitted.
    pub(super) fn new() -> Self {
        let mut desk = Self::empty();
        for (contract, mark) in [(RECEIVABLES, 1), (RECEIPTS, 2)] {
            desk.admits(contract, code(mark)).unwrap();
        }
        desk.now += DELAY;
        for contract in [RECEIVABLES, RECEIPTS] {
            desk.completes(contract).unwrap();
        }
        desk
    }

    /// From now on the contract runs the code of this mark.
    pub(super) fn runs(&mut self, contract: [u8; 32], mark: u8) {
        self.runs.0.insert(contract, code(mark));
    }

    pub(super) fn call(&self, account: [u8; 32]) -> Call {
        Call { caller: account.into(), now: self.now }
    }

    pub(super) fn admits(
        &mut self,
        contract: [u8; 32],
        code: CodeHash,
    ) -> Result<AdmissionAnnounced, CollateralError> {
        let call = self.call(ADMINISTRATOR);
        self.ledger.admit(&call, &Named, &self.runs, DELAY, contract.into(), code)
    }

    pub(super) fn completes(&mut self, contract: [u8; 32]) -> Result<Admitted, CollateralError> {
        let call = self.call(ADMINISTRATOR);
        self.ledger.complete_admission(&call, &Named, &self.runs, contract.into())
    }

    pub(super) fn expels(&mut self, contract: [u8; 32]) -> Result<Expelled, CollateralError> {
        let call = self.call(ADMINISTRATOR);
        self.ledger.expel(&call, &Named, contract.into())
    }

    pub(super) fn claims(
        &mut self,
        by: [u8; 32],
        claim: Claim,
    ) -> Result<Claimed, CollateralError> {
        self.ledger.claim(&self.call(by), self.paused, &self.runs, claim)
    }

    pub(super) fn ends(&mut self, by: [u8; 32], asset: u8) -> Result<Ended, CollateralError> {
        self.ledger.end(&self.call(by), key(asset))
    }

    pub(super) fn frees(
        &mut self,
        by: [u8; 32],
        group: u8,
        backing: &[u8],
    ) -> Result<Freed, CollateralError> {
        let backing = backing.iter().copied().map(key).collect();
        self.ledger.free(&self.call(by), document(group), backing)
    }

    pub(super) fn claims_bill(
        &mut self,
        by: [u8; 32],
        bill: u8,
        goods: &str,
    ) -> Result<Claimed, CollateralError> {
        let (call, paused, bill) = (self.call(by), self.paused, document(bill));
        self.ledger.claim_bill(&call, paused, &self.runs, bill, GoodsKind::Lot, goods)
    }

    pub(super) fn lifts_bill(
        &mut self,
        by: [u8; 32],
        bill: u8,
        goods: &str,
    ) -> Result<Lifted, CollateralError> {
        self.ledger.lift_bill(&self.call(by), document(bill), GoodsKind::Lot, goods)
    }

    pub(super) fn reports(
        &mut self,
        by: [u8; 32],
        fingerprint: u8,
        brought: u8,
    ) -> Result<AttemptReported, CollateralError> {
        let (call, party) = (self.call(by), PartyId(by));
        self.ledger.report(&call, &self.roll, party, key(fingerprint), document(brought))
    }

    pub(super) fn asset(&self, mark: u8) -> Encumbrance {
        self.ledger.assets.read(key(mark)).unwrap()
    }

    pub(super) fn backing(&self, mark: u8) -> Backing {
        self.ledger.backing.read(key(mark)).unwrap()
    }

    pub(super) fn all(&self) -> All {
        let Ledger { admissions, assets, backing, latest } = &self.ledger;
        All {
            admissions: MARKS.map(|mark| admissions.read(Account::from([mark; 32]))).collect(),
            assets: MARKS.map(|mark| assets.read(key(mark))).collect(),
            backing: MARKS.map(key).chain(LOTS.map(lot)).map(|key| backing.read(key)).collect(),
            latest: MARKS.map(|mark| latest.read(key(mark))).collect(),
        }
    }

    /// Calls what must be refused, and nothing changes.
    #[track_caller]
    pub(super) fn refused<T: core::fmt::Debug>(
        &mut self,
        calls: impl FnOnce(&mut Self) -> Result<T, CollateralError>,
    ) -> CollateralError {
        let before = self.all();
        let error = calls(self).unwrap_err();
        assert_eq!(self.all(), before, "what is refused changes nothing");
        error
    }
}

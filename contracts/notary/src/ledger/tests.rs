//! What each message promises, one by one.
mod challenges;
mod evidence;
mod identities;
mod logs;
mod relayed;
mod telling;

use super::*;
use core::cell::RefCell;
use ink::{
    env::{test::run_test, DefaultEnvironment},
    primitives::Hash,
    scale::Encode,
};
use interfaces::{notary::Use, registry::Refusal};
use kit::administration::{Codes, Controls, Linked, Root};
use pendzl::contracts::access_control::AccessControlData;
use proptest::prelude::*;
use std::rc::Rc;

pub(super) const SHIPPER: PartyId = PartyId([1; 32]);
pub(super) const CARRIER: PartyId = PartyId([2; 32]);
pub(super) const BUYER: PartyId = PartyId([3; 32]);
pub(super) const ARBITER: PartyId = PartyId([4; 32]);
pub(super) const ARCHIVE: PartyId = PartyId([5; 32]);
pub(super) const STRANGER: PartyId = PartyId([9; 32]);
pub(super) const ORDERS: [u8; 32] = [21; 32];
pub(super) const WAYBILLS: [u8; 32] = [22; 32];
pub(super) const RECONCILIATION: [u8; 32] = [23; 32];
pub(super) const START: Millis = 1_000_000_000;
pub(super) const DAY: Millis = 24 * 60 * 60 * 1000;
pub(super) const SIGNING: Millis = 5 * DAY;
pub(super) const DECISION: Millis = 10 * DAY;
pub(super) const NOWHERE: DepositId = DepositId([0; 32]);
pub(super) const NOT_FOR_PARTY: NotaryError = NotaryError::Refused(Refusal::NotForParty);

/// Under which registry, for which party, in which scope, for what.
type Question = (u8, PartyId, Scope, Business);

/// A registry that lets each account act for the party of the same bytes, and remembers what it was asked.
#[derive(Clone, Default)]
pub(super) struct Roll {
    pub(super) epoch: u8,
    pub(super) denial: Option<Denial>,
    pub(super) asked: Rc<RefCell<Vec<Question>>>,
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

/// A chain on which everything runs the same code.
struct OneCode;

impl Codes for OneCode {
    fn hash_of(&self, _: Account) -> Option<Hash> {
        Some([0; 32].into())
    }

    fn replace(&self, _: Hash) -> bool {
        false
    }
}

/// A digest that begins with `mark`.
pub(super) fn digest(mark: u8) -> [u8; 64] {
    wide(&[mark; 32])
}

/// A document that nobody else has to sign.
pub(super) fn document(mark: u8) -> Statement {
    Statement {
        subject: Subject::Document,
        algorithm: Algorithm::Sha256,
        digest: digest(mark),
        size: 1_234,
        media_type: "application/pdf".into(),
        collected_at: START - DAY,
        time_source: TimeSource::Device,
        collector: [7; 32],
        device: "Scanner 4711".into(),
        source: "https://example.org/archive".into(),
        custodian: OptionalParty::Party(ARCHIVE),
        arbiter: OptionalParty::Party(ARBITER),
        signatories: vec![],
        sign_until: 0,
    }
}

/// A contract that carrier and buyer have to sign.
pub(super) fn contract(mark: u8) -> Statement {
    Statement { signatories: vec![CARRIER, BUYER], sign_until: START + SIGNING, ..document(mark) }
}

/// A tree.
pub(super) fn tree(subject: Subject, root: Digest, size: u64) -> Statement {
    Statement { subject, digest: wide(&root), size, ..document(0) }
}

/// A ledger with a clock, a registry and links.
pub(super) struct Desk {
    pub(super) ledger: Ledger,
    pub(super) roll: Roll,
    pub(super) paused: bool,
    pub(super) now: Millis,
    pub(super) links: Links,
    root: Root,
    controls: Controls,
    roles: AccessControlData,
    /// What was deposited.
    known: Vec<DepositId>,
}

impl Desk {
    /// Each desk has a chain of its own, since the ledger's keys are fixed.
    pub(super) fn new() -> Self {
        run_test::<DefaultEnvironment, _>(|_| Ok(())).unwrap();
        let mut desk = Self {
            ledger: Ledger::default(),
            roll: Roll::default(),
            paused: false,
            now: START,
            links: Links::default(),
            root: Root::new(),
            controls: Controls::default(),
            roles: AccessControlData::default(),
            known: vec![],
        };
        desk.controls.establish(&mut desk.roles, [100; 32].into(), 0);
        desk.link(Link::Orders, ORDERS);
        desk.link(Link::Waybill, WAYBILLS);
        desk.link(Link::Reconciliation, RECONCILIATION);
        desk
    }

    /// Links another contract, as the shell does.
    pub(super) fn link(&mut self, link: Link, to: [u8; 32]) {
        let call = Call { caller: [100; 32].into(), now: self.now };
        let (root, links) = (&mut self.root, &mut self.links);
        let (to, code) = (to.into(), [0; 32].into());
        let linked = self
            .controls
            .set_link(root, links, call, &self.roles, &OneCode, &[link], link, to, code)
            .unwrap();
        if let Linked::Later(_) = linked {
            Controls::apply_link(root, links, call, &self.roles, &OneCode, link).unwrap();
        }
    }

    pub(super) fn by(&self, party: PartyId) -> Caller<Roll> {
        self.by_account(party.0)
    }

    pub(super) fn by_account(&self, account: [u8; 32]) -> Caller<Roll> {
        Caller {
            call: Call { caller: account.into(), now: self.now },
            paused: self.paused,
            authority: self.roll.clone(),
        }
    }

    fn deposit(&mut self, party: PartyId, statement: Statement) -> Result<Deposited, NotaryError> {
        let caller = self.by(party);
        let deposited = *self.ledger.deposit(&caller, party, statement)?;
        self.known.push(deposited.deposit);
        Ok(deposited)
    }

    /// The shipper deposits this.
    pub(super) fn deposited(&mut self, statement: Statement) -> DepositId {
        self.deposit(SHIPPER, statement).unwrap().deposit
    }

    fn answer(
        &mut self,
        deposit: DepositId,
        party: PartyId,
        reply: Reply,
    ) -> Result<Answered, NotaryError> {
        let caller = self.by(party);
        self.ledger.answer(&caller, deposit, party, reply, None)
    }

    /// The shipper deposits this, and carrier and buyer sign it.
    pub(super) fn sealed(&mut self, mark: u8) -> DepositId {
        let statement = Statement { sign_until: self.now + SIGNING, ..contract(mark) };
        let deposit = self.deposited(statement);
        self.answer(deposit, CARRIER, Reply::Sign).unwrap();
        self.answer(deposit, BUYER, Reply::Sign).unwrap();
        deposit
    }

    fn supersede(
        &mut self,
        party: PartyId,
        deposit: DepositId,
        by: DepositId,
    ) -> Result<StandingChanged, NotaryError> {
        let caller = self.by(party);
        self.ledger.supersede(&caller, deposit, by)
    }

    fn revoke(
        &mut self,
        party: PartyId,
        deposit: DepositId,
    ) -> Result<StandingChanged, NotaryError> {
        let caller = self.by(party);
        self.ledger.revoke(&caller, deposit, Fingerprint([6; 32]))
    }

    fn renew(
        &mut self,
        party: PartyId,
        deposit: DepositId,
        algorithm: Algorithm,
        digest: [u8; 64],
    ) -> Result<Deposited, NotaryError> {
        let caller = self.by(party);
        let renewed = *self.ledger.renew(&caller, deposit, algorithm, digest)?;
        self.known.push(renewed.deposit);
        Ok(renewed)
    }

    pub(super) fn view(&self, deposit: DepositId) -> Certificate {
        self.ledger.certificate(&deposit, self.now).unwrap()
    }

    fn status(&self, deposit: DepositId) -> DepositStatus {
        self.view(deposit).status
    }

    fn standing(&self, deposit: DepositId) -> Standing {
        self.view(deposit).standing
    }

    /// All that is known of deposits.
    fn all(&self) -> (u64, Vec<Certificate>) {
        let views = self.known.iter().map(|deposit| self.view(*deposit)).collect();
        (self.ledger.issued(), views)
    }

    /// Calls what must be refused, and nothing changes.
    #[track_caller]
    pub(super) fn refused<T: core::fmt::Debug>(
        &mut self,
        call: impl FnOnce(&mut Self) -> Result<T, NotaryError>,
    ) -> NotaryError {
        let before = self.all();
        let error = call(self).unwrap_err();
        assert_eq!(self.all(), before, "something changed");
        error
    }

    /// What the registry was asked last.
    fn asked(&self) -> Vec<Question> {
        self.roll.asked.borrow_mut().drain(..).collect()
    }
}

#[test]
fn a_deposit_is_numbered_kept_and_told_whole() {
    let mut desk = Desk::new();
    desk.roll.epoch = 3;
    let told = desk.deposit(SHIPPER, contract(1)).unwrap();
    let deposit = deposit_id(&SHIPPER, Algorithm::Sha256, &digest(1));
    assert_eq!(
        told,
        Deposited {
            deposit,
            depositor: SHIPPER,
            number: 1,
            statement: contract(1),
            follows: None,
            is_joint: false,
            told: None,
            is_first: true,
            registry_epoch: 3,
            recorded_at: START,
        }
    );
    assert_eq!(desk.asked(), [(3, SHIPPER, Scope::Notarise, Business::NewBusiness)]);
    assert_eq!(
        desk.view(deposit),
        Certificate {
            number: 1,
            depositor: SHIPPER,
            statement: contract(1),
            recorded_at: START,
            status: DepositStatus::Pending,
            standing: Standing::Valid,
            signed: 0,
            declined: 0,
            is_joint: false,
            follows: None,
            followed_by: None,
            told: None,
            uses: 0,
            use_digest: Fingerprint::NONE,
            registry_epoch: 3,
        }
    );
    assert_eq!(desk.deposit(SHIPPER, document(2)).unwrap().number, 2);
    assert_eq!(desk.ledger.issued(), 2);
    assert_eq!(desk.ledger.certificate(&NOWHERE, START), None);
}

#[test]
fn many_may_deposit_the_same_and_the_earliest_is_told() {
    let mut desk = Desk::new();
    assert_eq!(desk.ledger.first_seen(Algorithm::Sha256, digest(1)), None);
    let first = desk.deposited(document(1));
    let later = desk.deposit(BUYER, document(1)).unwrap();
    assert!(!later.is_first && later.deposit != first);
    assert_eq!(desk.ledger.first_seen(Algorithm::Sha256, digest(1)), Some(first));
    // By another algorithm it is another digest.
    let other = Statement { algorithm: Algorithm::Blake2b256, ..document(1) };
    assert!(desk.deposit(SHIPPER, other).unwrap().is_first);
    assert_eq!(
        desk.refused(|desk| desk.deposit(SHIPPER, document(1))),
        NotaryError::AlreadyDeposited
    );
}

#[test]
fn a_deposit_takes_two_items_at_most_and_a_later_one_of_the_same_digest_one() {
    let items = || {
        let address = ink::env::account_id::<DefaultEnvironment>();
        ink::env::test::count_used_storage_cells::<DefaultEnvironment>(&address).unwrap_or(0)
    };
    let mut desk = Desk::new();
    let before = items();
    desk.deposited(contract(1));
    assert_eq!(items(), before + 2);
    desk.deposit(BUYER, document(1)).unwrap();
    assert_eq!(items(), before + 3);
}

#[test]
fn what_is_wrong_with_a_deposit_is_told_in_order() {
    let mut desk = Desk::new();
    desk.deposited(document(1));
    let parties =
        |count: u8| -> Vec<PartyId> { (0..count).map(|at| PartyId([50 + at; 32])).collect() };
    let mut statement = Statement {
        subject: Subject::Batch,
        algorithm: Algorithm::Sha224,
        size: 0,
        media_type: "pdf".into(),
        collected_at: Millis::MAX,
        device: "d".repeat(65),
        arbiter: OptionalParty::Party(SHIPPER),
        signatories: parties(17),
        sign_until: 0,
        ..document(1)
    };
    desk.paused = true;
    let refused = |desk: &mut Desk, caller: PartyId, statement: &Statement| {
        let caller = desk.by(caller);
        desk.refused(|desk| desk.ledger.deposit(&caller, SHIPPER, statement.clone()))
    };
    assert_eq!(refused(&mut desk, STRANGER, &statement), NotaryError::Paused);
    desk.paused = false;
    assert_eq!(refused(&mut desk, STRANGER, &statement), NOT_FOR_PARTY);
    desk.roll.denial = Some(Denial::Unavailable);
    assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::RegistryUnavailable);
    desk.roll.denial = None;
    statement.algorithm = Algorithm::Sha256;
    assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::AlreadyDeposited);
    statement.algorithm = Algorithm::Sha224;
    assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::MalformedDigest);
    statement.digest = [0; 64];
    assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::MalformedDigest);
    statement.digest[27] = 1;
    assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::MalformedTree);
    statement.algorithm = Algorithm::Sha256;
    assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::MalformedTree);
    statement.size = 1;
    for wrong in ["pdf", "text/\u{e9}", "a/b\n", &"a/".repeat(64)] {
        statement.media_type = wrong.into();
        assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::MalformedMediaType);
    }
    statement.media_type = String::new();
    assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::TextTooLong);
    statement.device = "d".repeat(64);
    statement.source = "s".repeat(65);
    assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::TextTooLong);
    statement.source = "s".repeat(64);
    assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::InTheFuture);
    statement.collected_at = START + kit::call::CLOCK_SKEW;
    assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::TooMany);
    statement.signatories = vec![SHIPPER, SHIPPER];
    assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::Repeated);
    statement.signatories = vec![SHIPPER];
    assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::SameParty);
    statement.signatories = parties(16);
    assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::SameParty);
    statement.arbiter = OptionalParty::Party(PartyId([50; 32]));
    assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::SameParty);
    statement.arbiter = OptionalParty::Party(ARBITER);
    for wrong in [START - 1, START + 366 * DAY + 1] {
        statement.sign_until = wrong;
        assert_eq!(refused(&mut desk, SHIPPER, &statement), NotaryError::OutOfOrder);
    }
    statement.sign_until = START + 366 * DAY;
    desk.deposited(statement);
}

#[test]
fn the_count_of_deposits_does_not_run_over() {
    let mut desk = Desk::new();
    desk.ledger.issued = u64::MAX;
    assert_eq!(desk.refused(|desk| desk.deposit(SHIPPER, document(1))), NotaryError::TooMany);
}

#[test]
fn a_deposit_is_sealed_when_all_have_signed_in_any_order() {
    let mut desk = Desk::new();
    let deposit = desk.deposited(contract(1));
    desk.now += DAY;
    desk.asked();
    let told = desk.answer(deposit, BUYER, Reply::Sign).unwrap();
    assert_eq!(
        told,
        Answered {
            deposit,
            party: BUYER,
            reply: Reply::Sign,
            status: DepositStatus::Pending,
            recorded_at: START + DAY,
            relayed: None,
        }
    );
    assert_eq!(desk.asked(), [(0, BUYER, Scope::Notarise, Business::NewBusiness)]);
    assert_eq!(desk.view(deposit).signed, 0b10);
    let told = desk.answer(deposit, CARRIER, Reply::Sign).unwrap();
    assert_eq!(told.status, DepositStatus::Sealed);
    desk.now += 100 * SIGNING;
    assert_eq!(desk.status(deposit), DepositStatus::Sealed, "for ever");
}

#[test]
fn who_declines_ends_the_waiting_also_while_business_is_paused() {
    let mut desk = Desk::new();
    let deposit = desk.deposited(contract(1));
    desk.answer(deposit, CARRIER, Reply::Sign).unwrap();
    desk.paused = true;
    desk.asked();
    let told = desk.answer(deposit, BUYER, Reply::Decline).unwrap();
    assert_eq!((told.status, told.reply), (DepositStatus::Declined, Reply::Decline));
    assert_eq!(desk.asked(), [(0, BUYER, Scope::Notarise, Business::Exit)]);
    assert_eq!((desk.view(deposit).signed, desk.view(deposit).declined), (0b01, 0b10));
    // What was deposited is on record all the same.
    assert_eq!(desk.standing(deposit), Standing::Valid);
}

#[test]
fn silence_ends_the_waiting_too() {
    let mut desk = Desk::new();
    let deposit = desk.deposited(contract(1));
    desk.answer(deposit, CARRIER, Reply::Sign).unwrap();
    desk.now = START + SIGNING;
    assert_eq!(desk.status(deposit), DepositStatus::Pending);
    desk.now += 1;
    assert_eq!(desk.status(deposit), DepositStatus::Lapsed);
    let late = NotaryError::WrongStatus(DepositStatus::Lapsed);
    assert_eq!(desk.refused(|desk| desk.answer(deposit, BUYER, Reply::Sign)), late);
    assert_eq!(desk.refused(|desk| desk.answer(deposit, BUYER, Reply::Decline)), late);
}

#[test]
fn what_is_wrong_with_an_answer_is_told_in_order() {
    let mut desk = Desk::new();
    let deposit = desk.deposited(contract(1));
    desk.answer(deposit, CARRIER, Reply::Sign).unwrap();
    desk.paused = true;
    let refused = |desk: &mut Desk, by: PartyId, deposit, party| {
        let caller = desk.by(by);
        desk.refused(|desk| desk.ledger.answer(&caller, deposit, party, Reply::Sign, None))
    };
    assert_eq!(refused(&mut desk, STRANGER, NOWHERE, STRANGER), NotaryError::Paused);
    desk.paused = false;
    assert_eq!(refused(&mut desk, STRANGER, NOWHERE, STRANGER), NotaryError::NotFound);
    for nobody in [STRANGER, SHIPPER, ARBITER, ARCHIVE] {
        assert_eq!(refused(&mut desk, nobody, deposit, nobody), NotaryError::NotAParty);
    }
    assert_eq!(refused(&mut desk, STRANGER, deposit, BUYER), NOT_FOR_PARTY);
    assert_eq!(refused(&mut desk, CARRIER, deposit, CARRIER), NotaryError::AlreadyDone);
    desk.revoke(SHIPPER, deposit).unwrap();
    let revoked = NotaryError::WrongStanding(Standing::Revoked);
    assert_eq!(refused(&mut desk, CARRIER, deposit, CARRIER), revoked);
    assert_eq!(refused(&mut desk, BUYER, deposit, BUYER), revoked);
    let sealed = desk.sealed(2);
    let is_sealed = NotaryError::WrongStatus(DepositStatus::Sealed);
    assert_eq!(refused(&mut desk, BUYER, sealed, BUYER), is_sealed);
}

#[test]
fn a_later_deposit_takes_the_place_of_ones_own() {
    let mut desk = Desk::new();
    let (old, new) = (desk.deposited(document(1)), desk.deposited(document(2)));
    desk.paused = true;
    desk.asked();
    let told = desk.supersede(SHIPPER, old, new).unwrap();
    let standing = Standing::Superseded;
    let followed_by = Some(new);
    assert_eq!(
        told,
        StandingChanged { deposit: old, standing, followed_by, reason: Fingerprint::NONE }
    );
    assert_eq!(desk.asked(), [(0, SHIPPER, Scope::Notarise, Business::Exit)]);
    assert_eq!((desk.standing(old), desk.view(old).followed_by), (standing, followed_by));
    assert_eq!((desk.standing(new), desk.view(new).follows), (Standing::Valid, None));
}

#[test]
fn what_binds_others_is_superseded_only_by_what_all_of_them_signed() {
    let mut desk = Desk::new();
    let old = desk.sealed(1);
    let alone = desk.deposited(document(2));
    let other = |signatories: Vec<PartyId>, mark| Statement { signatories, ..contract(mark) };
    let fewer = desk.deposited(other(vec![CARRIER], 3));
    desk.answer(fewer, CARRIER, Reply::Sign).unwrap();
    let more = desk.deposited(other(vec![STRANGER, BUYER, CARRIER], 4));
    for by in [alone, fewer, more] {
        assert_eq!(desk.refused(|desk| desk.supersede(SHIPPER, old, by)), NotaryError::NotSigned);
    }
    for party in [STRANGER, BUYER, CARRIER] {
        desk.answer(more, party, Reply::Sign).unwrap();
    }
    desk.supersede(SHIPPER, old, more).unwrap();
    assert_eq!(
        (desk.standing(old), desk.status(old)),
        (Standing::Superseded, DepositStatus::Sealed)
    );
}

#[test]
fn what_is_wrong_with_superseding_is_told_in_order() {
    let mut desk = Desk::new();
    let earlier = desk.deposited(document(1));
    let log = desk.deposited(tree(Subject::Log, [70; 32], 1));
    let old = desk.sealed(2);
    let others = desk.deposit(BUYER, document(3)).unwrap().deposit;
    let revoked = desk.deposited(document(4));
    desk.revoke(SHIPPER, revoked).unwrap();
    for (deposit, by) in [(NOWHERE, old), (old, NOWHERE)] {
        let error = desk.refused(|desk| desk.supersede(STRANGER, deposit, by));
        assert_eq!(error, NotaryError::NotFound);
    }
    assert_eq!(desk.refused(|desk| desk.supersede(STRANGER, log, earlier)), NOT_FOR_PARTY);
    for (deposit, by, expected) in [
        (log, old, NotaryError::WrongSubject(Subject::Log)),
        (revoked, revoked, NotaryError::WrongStanding(Standing::Revoked)),
        (old, old, NotaryError::NotLater),
        (old, earlier, NotaryError::NotLater),
        (old, others, NotaryError::NotLater),
        (old, revoked, NotaryError::WrongStanding(Standing::Revoked)),
    ] {
        assert_eq!(desk.refused(|desk| desk.supersede(SHIPPER, deposit, by)), expected);
    }
}

#[test]
fn a_revoked_deposit_is_kept_and_marked() {
    let mut desk = Desk::new();
    let deposit = desk.deposited(contract(1));
    desk.answer(deposit, CARRIER, Reply::Sign).unwrap();
    desk.paused = true;
    let told = desk.revoke(SHIPPER, deposit).unwrap();
    let standing = Standing::Revoked;
    assert_eq!(
        told,
        StandingChanged { deposit, standing, followed_by: None, reason: Fingerprint([6; 32]) }
    );
    assert_eq!((desk.standing(deposit), desk.view(deposit).statement), (standing, contract(1)));
    assert_eq!(desk.ledger.first_seen(Algorithm::Sha256, digest(1)), Some(deposit));
    desk.paused = false;
    assert_eq!(
        desk.refused(|desk| desk.deposit(SHIPPER, document(1))),
        NotaryError::AlreadyDeposited
    );
}

#[test]
fn what_is_wrong_with_revoking_is_told_in_order() {
    let mut desk = Desk::new();
    let deposit = desk.deposited(document(1));
    assert_eq!(desk.refused(|desk| desk.revoke(STRANGER, NOWHERE)), NotaryError::NotFound);
    assert_eq!(desk.refused(|desk| desk.revoke(STRANGER, deposit)), NOT_FOR_PARTY);
    let sealed = desk.sealed(2);
    let is_sealed = NotaryError::WrongStatus(DepositStatus::Sealed);
    assert_eq!(desk.refused(|desk| desk.revoke(SHIPPER, sealed)), is_sealed);
    desk.revoke(SHIPPER, deposit).unwrap();
    let revoked = NotaryError::WrongStanding(Standing::Revoked);
    assert_eq!(desk.refused(|desk| desk.revoke(SHIPPER, deposit)), revoked);
}

#[test]
fn a_document_is_renewed_under_a_newer_algorithm_and_the_chain_can_be_followed() {
    let mut desk = Desk::new();
    let old = desk.deposited(contract(1));
    desk.answer(old, BUYER, Reply::Decline).unwrap();
    desk.now += 30 * DAY;
    desk.paused = true;
    desk.asked();
    let told = desk.renew(SHIPPER, old, Algorithm::Sha512, [8; 64]).unwrap();
    assert_eq!(desk.asked(), [(0, SHIPPER, Scope::Notarise, Business::Exit)]);
    let new = deposit_id(&SHIPPER, Algorithm::Sha512, &[8; 64]);
    let statement = Statement {
        algorithm: Algorithm::Sha512,
        digest: [8; 64],
        sign_until: desk.now + SIGNING,
        ..contract(1)
    };
    assert_eq!(
        told,
        Deposited {
            deposit: new,
            depositor: SHIPPER,
            number: 2,
            statement,
            follows: Some(old),
            is_joint: false,
            told: None,
            is_first: true,
            registry_epoch: 0,
            recorded_at: desk.now,
        }
    );
    assert_eq!((desk.standing(old), desk.view(old).followed_by), (Standing::Renewed, Some(new)));
    assert_eq!((desk.standing(new), desk.view(new).follows), (Standing::Valid, Some(old)));
    assert_eq!(desk.ledger.first_seen(Algorithm::Sha256, digest(1)), Some(old));
    // The next renewal goes on from the newest.
    let again = desk.refused(|desk| desk.renew(SHIPPER, old, Algorithm::Sha3x512, [9; 64]));
    assert_eq!(again, NotaryError::WrongStanding(Standing::Renewed));
    desk.now += SIGNING + 1;
    desk.renew(SHIPPER, new, Algorithm::Sha3x512, [9; 64]).unwrap();
}

#[test]
fn what_was_sealed_stays_bound_to_all_who_signed_however_it_is_renewed() {
    let mut desk = Desk::new();
    let old = desk.sealed(1);
    let told = desk.renew(SHIPPER, old, Algorithm::Sha512, [8; 64]).unwrap();
    assert!(told.is_joint);
    let new = told.deposit;
    assert_eq!((desk.status(old), desk.standing(old)), (DepositStatus::Sealed, Standing::Renewed));
    let pending = NotaryError::WrongStatus(DepositStatus::Pending);
    assert_eq!(desk.refused(|desk| desk.revoke(SHIPPER, new)), pending);
    let alone = desk.deposited(document(2));
    assert_eq!(desk.refused(|desk| desk.supersede(SHIPPER, new, alone)), NotaryError::NotSigned);
    desk.now += 2 * SIGNING;
    let told = desk.renew(SHIPPER, new, Algorithm::Sha3x512, [9; 64]).unwrap();
    assert!(told.is_joint, "though nobody signed what it renews");
    desk.now += 2 * SIGNING;
    let lapsed = NotaryError::WrongStatus(DepositStatus::Lapsed);
    assert_eq!(desk.refused(|desk| desk.revoke(SHIPPER, told.deposit)), lapsed);
    let joint = desk.sealed(3);
    desk.supersede(SHIPPER, told.deposit, joint).unwrap();
}

#[test]
fn what_is_wrong_with_a_renewal_is_told_in_order() {
    let mut desk = Desk::new();
    let weak = Statement { algorithm: Algorithm::Sha224, digest: [0; 64], ..contract(1) };
    let mut weak = weak;
    weak.digest[0] = 1;
    let old = desk.deposited(weak);
    let batch = desk.deposited(tree(Subject::Batch, [70; 32], 2));
    desk.deposited(document(5));
    let (sha256, sha512) = (Algorithm::Sha256, Algorithm::Sha512);
    let refused = |desk: &mut Desk, by: PartyId, deposit, algorithm, digest: [u8; 64]| {
        desk.refused(|desk| desk.renew(by, deposit, algorithm, digest))
    };
    let none = [0; 64];
    let found = refused(&mut desk, STRANGER, NOWHERE, sha256, none);
    assert_eq!(found, NotaryError::NotFound);
    assert_eq!(refused(&mut desk, STRANGER, batch, sha256, none), NOT_FOR_PARTY);
    let found = refused(&mut desk, SHIPPER, batch, sha256, none);
    assert_eq!(found, NotaryError::WrongSubject(Subject::Batch));
    let found = refused(&mut desk, SHIPPER, old, Algorithm::Sha224, none);
    assert_eq!(found, NotaryError::WrongStatus(DepositStatus::Pending));
    desk.now += SIGNING + 1;
    let revoked = desk.deposited(document(6));
    desk.revoke(SHIPPER, revoked).unwrap();
    let found = refused(&mut desk, SHIPPER, revoked, sha256, none);
    assert_eq!(found, NotaryError::WrongStanding(Standing::Revoked));
    let found = refused(&mut desk, SHIPPER, old, Algorithm::Sha224, none);
    assert_eq!(found, NotaryError::NotNewer);
    let found = refused(&mut desk, SHIPPER, old, sha256, digest(5));
    assert_eq!(found, NotaryError::AlreadyDeposited);
    assert_eq!(refused(&mut desk, SHIPPER, old, sha512, none), NotaryError::MalformedDigest);
    desk.renew(SHIPPER, old, sha256, digest(7)).unwrap();
}

#[test]
fn a_deposit_asks_the_registry_that_it_began_with_for_ever() {
    let mut desk = Desk::new();
    desk.roll.epoch = 2;
    let deposit = desk.deposited(contract(1));
    desk.roll.epoch = 3;
    desk.asked();
    desk.answer(deposit, CARRIER, Reply::Sign).unwrap();
    desk.answer(deposit, BUYER, Reply::Decline).unwrap();
    let renewed = desk.renew(SHIPPER, deposit, Algorithm::Sha512, [8; 64]).unwrap();
    assert_eq!(renewed.registry_epoch, 2);
    desk.revoke(SHIPPER, renewed.deposit).unwrap();
    assert!(desk.asked().iter().all(|(epoch, ..)| *epoch == 2));
    assert_eq!(desk.deposit(SHIPPER, document(2)).unwrap().registry_epoch, 3);
}

proptest! {
    #[test]
    fn no_step_changes_the_size_of_a_record(replies in prop::collection::vec((0usize..2, any::<bool>()), 0..4), uses in 0u8..3) {
        let mut desk = Desk::new();
        let deposit = desk.deposited(contract(1));
        let size = desk.ledger.find(&deposit).unwrap().encoded_size();
        for (who, signs) in replies {
            let reply = if signs { Reply::Sign } else { Reply::Decline };
            let _ = desk.answer(deposit, [CARRIER, BUYER][who], reply);
            prop_assert_eq!(desk.ledger.find(&deposit).unwrap().encoded_size(), size);
        }
        for _ in 0..uses {
            let caller = desk.by(SHIPPER);
            desk.ledger.record_use(&caller, deposit, SHIPPER, Use::Shared, BUYER, Fingerprint([1; 32])).unwrap();
        }
        let _ = desk.renew(SHIPPER, deposit, Algorithm::Sha512, [8; 64]);
        let _ = desk.revoke(SHIPPER, deposit);
        prop_assert_eq!(desk.ledger.find(&deposit).unwrap().encoded_size(), size);
    }
}

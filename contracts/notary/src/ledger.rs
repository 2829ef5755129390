//! The rules of deposits, with no chain in them but storage.
//!
//! Invariants, each kept where it is named:
//! - *Kept*: what was deposited is never written again, nor removed (`Ledger::enter` refuses an id that is taken; nothing else writes a
//!   statement, a number or a time).
//! - *Dense*: deposits are numbered from 1, and none is left out (`Ledger::enter`).
//! - *Once*: a party has one deposit of a digest, a contract one of (document, kind): each is its id (`deposit_id`, `told_id`).
//! - *First*: the earliest deposit of a digest stays the one that is told (`Ledger::enter`).
//! - *Sealed*: what all have signed stays so (`status::signatures`), and what binds others is not one party's to take back
//!   (`Record::binds_others`).
//! - *Consistent*: a log's heads contradict none before them (`Ledger::extend`), and each has one successor (`status::next`).
//! - *Closed*: a closed chain never grows, and each link carries the digest of the one before (`Ledger::append`).
//! - *Exits*: whatever waits for someone ends by time (`status::signatures`, `status::challenge`, `EvidenceChain::closes_at`), with times
//!   that are bounded (`deposit::is_sound`, `Ledger::open_chain`).
mod challenges;
mod evidence;
mod identities;
mod logs;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk;

use crate::{
    deposit::{are_facts, deposit_id, is_sound, told_id, wide, Record},
    events::{Answered, Deposited, Relayed, StandingChanged},
    status::Step,
};
use ink::{
    prelude::{boxed::Box, string::String, vec::Vec},
    selector_id,
    storage::{traits::ManualKey, Mapping},
};
use interfaces::{
    administration::Link,
    ids::{
        Account, DepositId, Digest, DocumentId, EvidenceId, Fingerprint, Millis, OptionalParty,
        PartyId,
    },
    notary::{
        Algorithm, Certificate, Challenge, DepositStatus, EvidenceChain, EvidenceLink, Identity,
        IdentitySource, NotaryError, RecordKind, Reply, Standing, Statement, Subject, TimeSource,
        Told,
    },
    registry::{Business, Scope},
};
use kit::{
    administration::Links,
    authority::{Authority, Denial},
    relay::{Disbelief, Relays, Terms},
    store::Shelf,
    Call,
};

pub(crate) use identities::{Attested, Names};

/// What signatures that others bring are given for.
const ANSWER: &[u8] = b"lading/notary/answer";

/// A digest, and how it was made.
type DigestKey = (Algorithm, [u8; 64]);
/// An account, a party, and which of the two says who it is.
type IdentityKey = (Account, PartyId, IdentitySource);

/// Every deposit, chain and identity. The keys are fixed, so that an upgrade finds what was stored; the count lies in the root, which every
/// message reads anyway.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    issued: u64,
    deposits: Mapping<DepositId, Record, ManualKey<{ selector_id!("notary::ledger::deposits") }>>,
    /// The earliest deposit of each digest.
    first: Mapping<DigestKey, DepositId, ManualKey<{ selector_id!("notary::ledger::first") }>>,
    challenges: Mapping<
        (DepositId, PartyId),
        Challenge,
        ManualKey<{ selector_id!("notary::ledger::challenges") }>,
    >,
    chains:
        Mapping<EvidenceId, EvidenceChain, ManualKey<{ selector_id!("notary::ledger::chains") }>>,
    links: Mapping<
        (EvidenceId, u32),
        EvidenceLink,
        ManualKey<{ selector_id!("notary::ledger::links") }>,
    >,
    identities:
        Mapping<IdentityKey, Identity, ManualKey<{ selector_id!("notary::ledger::identities") }>>,
    pub(crate) relays: Relays,
}

/// Who calls, and who knows for whom it may act.
pub(crate) struct Caller<A> {
    /// The account, and the block's time.
    pub(crate) call: Call,
    /// Whether new business is paused.
    pub(crate) paused: bool,
    /// The registry that is linked, and those that were.
    pub(crate) authority: A,
}

impl<A: Authority> Caller<A> {
    fn starts(&self, business: Business) -> Result<(), NotaryError> {
        if self.paused && business == Business::NewBusiness {
            return Err(NotaryError::Paused);
        }
        Ok(())
    }

    fn may(&self, epoch: u8, party: &PartyId, business: Business) -> Result<(), NotaryError> {
        self.may_account(epoch, self.call.caller, party, business)
    }

    // Each argument of a cross-contract call is code, so it is written once.
    #[inline(never)]
    fn may_account(
        &self,
        epoch: u8,
        account: Account,
        party: &PartyId,
        business: Business,
    ) -> Result<(), NotaryError> {
        self.authority.may(epoch, account, *party, Scope::Notarise, business).map_err(|denial| {
            match denial {
                Denial::Refused(refusal) => NotaryError::Refused(refusal),
                Denial::Unavailable => NotaryError::RegistryUnavailable,
            }
        })
    }
}

/// Which contract tells this.
pub(crate) fn source(kind: RecordKind) -> Link {
    match kind {
        RecordKind::Terms | RecordKind::Order => Link::Orders,
        RecordKind::Waybill | RecordKind::Delivery => Link::Waybill,
        RecordKind::Balance => Link::Reconciliation,
    }
}

/// What is to be entered, beside what follows from the call.
struct Entry<'a> {
    epoch: u8,
    depositor: &'a PartyId,
    statement: Statement,
    follows: Option<DepositId>,
    is_joint: bool,
    told: Option<Told>,
}

impl Ledger {
    pub(crate) fn deposit(
        &mut self,
        caller: &Caller<impl Authority>,
        party: PartyId,
        statement: Statement,
    ) -> Result<Box<Deposited>, NotaryError> {
        caller.starts(Business::NewBusiness)?;
        let epoch = caller.authority.epoch();
        caller.may(epoch, &party, Business::NewBusiness)?;
        let id = self.new_id(&party, statement.algorithm, &statement.digest)?;
        is_sound(&caller.call, &party, &statement)?;
        let depositor = &party;
        let entry =
            Entry { epoch, depositor, statement, follows: None, is_joint: false, told: None };
        self.enter(caller.call.now, id, entry)
    }

    pub(crate) fn answer(
        &mut self,
        caller: &Caller<impl Authority>,
        deposit: DepositId,
        party: PartyId,
        reply: Reply,
        relayed: Option<Relayed>,
    ) -> Result<Answered, NotaryError> {
        let business = match reply {
            Reply::Sign => Business::NewBusiness,
            Reply::Decline => Business::Exit,
        };
        caller.starts(business)?;
        let mut record = self.record(&deposit)?;
        let bit = record.signatory(&party)?;
        caller.may(record.epoch, &party, business)?;
        let now = caller.call.now;
        let status = record.status(now);
        if status != DepositStatus::Pending {
            return Err(NotaryError::WrongStatus(status));
        }
        if record.standing != Standing::Valid {
            return Err(NotaryError::WrongStanding(record.standing));
        }
        if record.signed & bit != 0 {
            return Err(NotaryError::AlreadyDone);
        }
        match reply {
            Reply::Sign => record.signed |= bit,
            Reply::Decline => record.declined |= bit,
        }
        self.put(&deposit, &record);
        let status = record.status(now);
        Ok(Answered { deposit, party, reply, status, recorded_at: now, relayed })
    }

    #[allow(clippy::too_many_arguments)] // As the message has them.
    pub(crate) fn relay_answer<A: Authority>(
        &mut self,
        mut caller: Caller<A>,
        contract: &Account,
        deposit: DepositId,
        party: PartyId,
        reply: Reply,
        terms: &Terms,
        signature: &[u8; 64],
    ) -> Result<Answered, NotaryError> {
        // Signed before it was deposited, an id would stand for whatever is stated with that digest.
        let content = kit::digest(&self.record(&deposit)?.statement);
        let what = (&deposit, content, &party, reply);
        let believed =
            self.relays.believe(ANSWER, contract, &what, terms, signature, caller.call.now);
        if let Err(disbelief) = believed {
            return Err(match disbelief {
                Disbelief::Expired => NotaryError::TooLate(terms.deadline),
                Disbelief::Replayed => NotaryError::Replayed,
                Disbelief::Forged => NotaryError::BadSignature,
            });
        }
        caller.call.caller = terms.signer;
        let relayed = Some(Relayed { signer: terms.signer, nonce: terms.nonce });
        self.answer(&caller, deposit, party, reply, relayed)
    }

    pub(crate) fn supersede(
        &mut self,
        caller: &Caller<impl Authority>,
        deposit: DepositId,
        by: DepositId,
    ) -> Result<StandingChanged, NotaryError> {
        let mut record = self.record(&deposit)?;
        let later = self.record(&by)?;
        caller.may(record.epoch, &record.depositor, Business::Exit)?;
        if record.statement.subject == Subject::Log {
            return Err(NotaryError::WrongSubject(Subject::Log));
        }
        record.follow(Step::Supersede)?;
        if later.depositor != record.depositor || later.number <= record.number {
            return Err(NotaryError::NotLater);
        }
        if later.standing != Standing::Valid {
            return Err(NotaryError::WrongStanding(later.standing));
        }
        let now = caller.call.now;
        let have_signed = || {
            let signers = &record.statement.signatories;
            later.status(now) == DepositStatus::Sealed
                && signers.iter().all(|signer| later.signatory(signer).is_ok())
        };
        if record.binds_others(now) && !have_signed() {
            return Err(NotaryError::NotSigned);
        }
        record.followed_by = by;
        self.put(&deposit, &record);
        let followed_by = Some(by);
        Ok(StandingChanged {
            deposit,
            standing: record.standing,
            followed_by,
            reason: Fingerprint::NONE,
        })
    }

    pub(crate) fn revoke(
        &mut self,
        caller: &Caller<impl Authority>,
        deposit: DepositId,
        reason: Fingerprint,
    ) -> Result<StandingChanged, NotaryError> {
        let mut record = self.record(&deposit)?;
        caller.may(record.epoch, &record.depositor, Business::Exit)?;
        if record.binds_others(caller.call.now) {
            return Err(NotaryError::WrongStatus(record.status(caller.call.now)));
        }
        record.follow(Step::Revoke)?;
        self.put(&deposit, &record);
        Ok(StandingChanged { deposit, standing: record.standing, followed_by: None, reason })
    }

    pub(crate) fn renew(
        &mut self,
        caller: &Caller<impl Authority>,
        deposit: DepositId,
        algorithm: Algorithm,
        digest: [u8; 64],
    ) -> Result<Box<Deposited>, NotaryError> {
        let mut record = self.record(&deposit)?;
        caller.may(record.epoch, &record.depositor, Business::Exit)?;
        if record.statement.subject != Subject::Document {
            return Err(NotaryError::WrongSubject(record.statement.subject));
        }
        let now = caller.call.now;
        let status = record.status(now);
        if status == DepositStatus::Pending {
            return Err(NotaryError::WrongStatus(status));
        }
        record.follow(Step::Renew)?;
        if algorithm <= record.statement.algorithm {
            return Err(NotaryError::NotNewer);
        }
        // Read again, rather than copied: that is less code.
        let mut statement = self.record(&deposit)?.again(now);
        statement.algorithm = algorithm;
        statement.digest = digest;
        self.follow(&caller.call, deposit, &mut record, statement)
    }

    /// Deposits what a linked contract tells, once.
    pub(crate) fn record_document(
        &mut self,
        caller: &Caller<impl Authority>,
        links: &Links,
        document: DocumentId,
        kind: RecordKind,
        algorithm: Algorithm,
        digest: Digest,
    ) -> Result<Box<Deposited>, NotaryError> {
        let Call { caller: account, now } = caller.call;
        if links.state_of(source(kind)).address != Some(account) {
            return Err(NotaryError::NotTheSource);
        }
        let id = told_id(&account, &document, kind);
        if self.deposits.holds(id) {
            return Err(NotaryError::AlreadyDeposited);
        }
        let statement = Statement {
            subject: Subject::Document,
            algorithm,
            digest: wide(&digest),
            size: 0,
            media_type: String::new(),
            collected_at: now,
            time_source: TimeSource::Block,
            collector: [0; 32],
            device: String::new(),
            source: String::new(),
            custodian: OptionalParty::Nobody,
            arbiter: OptionalParty::Nobody,
            signatories: Vec::new(),
            sign_until: 0,
        };
        are_facts(&caller.call, &statement)?;
        let bytes: &[u8; 32] = account.as_ref();
        let entry = Entry {
            epoch: caller.authority.epoch(),
            depositor: &PartyId::from(*bytes),
            statement,
            follows: None,
            is_joint: false,
            told: Some(Told { document, kind }),
        };
        self.enter(now, id, entry)
    }

    pub(crate) fn certificate(&self, deposit: &DepositId, now: Millis) -> Option<Certificate> {
        Some(self.find(deposit)?.view(now))
    }

    pub(crate) fn issued(&self) -> u64 {
        self.issued
    }

    pub(crate) fn first_seen(&self, algorithm: Algorithm, digest: [u8; 64]) -> Option<DepositId> {
        self.first.read((algorithm, digest))
    }

    /// Enters what follows a deposit, whose record has taken the step.
    #[inline(never)]
    fn follow(
        &mut self,
        call: &Call,
        deposit: DepositId,
        record: &mut Record,
        statement: Statement,
    ) -> Result<Box<Deposited>, NotaryError> {
        let id = self.new_id(&record.depositor, statement.algorithm, &statement.digest)?;
        are_facts(call, &statement)?;
        record.followed_by = id;
        let entry = Entry {
            epoch: record.epoch,
            depositor: &record.depositor,
            statement,
            follows: Some(deposit),
            is_joint: record.binds_others(call.now),
            told: None,
        };
        let deposited = self.enter(call.now, id, entry)?;
        self.put(&deposit, record);
        Ok(deposited)
    }

    /// Invariants *Kept*, *Dense*, *First*.
    #[inline(never)]
    fn enter(
        &mut self,
        now: Millis,
        id: DepositId,
        entry: Entry<'_>,
    ) -> Result<Box<Deposited>, NotaryError> {
        let Entry { epoch, depositor, statement, follows, is_joint, told } = entry;
        let number = self.issued.checked_add(1).ok_or(NotaryError::TooMany)?;
        let key = (statement.algorithm, statement.digest);
        let record = Record {
            epoch,
            number,
            depositor: *depositor,
            statement,
            recorded_at: now,
            signed: 0,
            declined: 0,
            is_joint,
            standing: Standing::Valid,
            follows: follows.unwrap_or(DepositId::NONE),
            followed_by: DepositId::NONE,
            told,
            uses: 0,
            use_digest: Fingerprint::NONE,
        };
        let is_first = !self.first.holds(key);
        if is_first {
            self.first.write(key, &id);
        }
        self.put(&id, &record);
        self.issued = number;
        Ok(Box::new(Deposited {
            deposit: id,
            depositor: *depositor,
            number,
            statement: record.statement,
            follows,
            is_joint,
            told,
            is_first,
            registry_epoch: epoch,
            recorded_at: now,
        }))
    }

    /// Invariant *Once*.
    #[inline(never)]
    fn new_id(
        &self,
        depositor: &PartyId,
        algorithm: Algorithm,
        digest: &[u8; 64],
    ) -> Result<DepositId, NotaryError> {
        let id = deposit_id(depositor, algorithm, digest);
        if self.deposits.holds(id) {
            return Err(NotaryError::AlreadyDeposited);
        }
        Ok(id)
    }

    fn record(&self, deposit: &DepositId) -> Result<Box<Record>, NotaryError> {
        self.find(deposit).ok_or(NotaryError::NotFound)
    }

    // One decoder and one encoder of each record for all messages: inlined into each they would be most of the code.
    #[inline(never)]
    fn find(&self, deposit: &DepositId) -> Option<Box<Record>> {
        self.deposits.boxed(deposit)
    }

    #[inline(never)]
    fn put(&mut self, deposit: &DepositId, record: &Record) {
        self.deposits.write(deposit, record);
    }
}

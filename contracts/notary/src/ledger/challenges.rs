//! What others say of a deposit, and do with it.
use super::{Caller, Ledger};
use crate::{
    deposit::{kept, LONGEST},
    events::{ChallengeDecided, Challenged, UseRecorded},
    status::{challenge, Step},
};
use ink::prelude::boxed::Box;
use interfaces::{
    ids::{DepositId, Fingerprint, Millis, PartyId},
    notary::{Challenge, ChallengeStatus, NotaryError, Standing, Use},
    registry::Business,
};
use kit::{authority::Authority, store::Shelf};

impl Ledger {
    pub(crate) fn challenge(
        &mut self,
        caller: &Caller<impl Authority>,
        window: Millis,
        deposit: DepositId,
        party: PartyId,
        reason: Fingerprint,
    ) -> Result<Challenged, NotaryError> {
        let record = self.record(&deposit)?;
        caller.may(record.epoch, &party, Business::Exit)?;
        let arbiter = record.statement.arbiter.party().ok_or(NotaryError::NoArbiter)?;
        if party == record.depositor || party == arbiter {
            return Err(NotaryError::SameParty);
        }
        if self.challenges.holds((deposit, party)) {
            return Err(NotaryError::AlreadyChallenged);
        }
        if record.standing == Standing::Overturned {
            return Err(NotaryError::WrongStanding(record.standing));
        }
        // Invariant *Exits*, whatever the contract was made with.
        let decide_until = caller.call.now.saturating_add(window.min(LONGEST));
        let status = ChallengeStatus::Open;
        let made = Challenge { status, reason, decision: Fingerprint::NONE, decide_until };
        self.put_challenge(&deposit, &party, &made);
        Ok(Challenged { deposit, challenger: party, arbiter, reason, decide_until })
    }

    pub(crate) fn decide(
        &mut self,
        caller: &Caller<impl Authority>,
        deposit: DepositId,
        challenger: PartyId,
        uphold: bool,
        reason: Fingerprint,
    ) -> Result<ChallengeDecided, NotaryError> {
        let mut record = self.record(&deposit)?;
        let arbiter = record.statement.arbiter.party().ok_or(NotaryError::NoArbiter)?;
        caller.may(record.epoch, &arbiter, Business::Exit)?;
        let mut made = self
            .challenge_of(&deposit, &challenger, caller.call.now)
            .ok_or(NotaryError::NotFound)?;
        if made.status != ChallengeStatus::Open {
            return Err(NotaryError::WrongChallenge(made.status));
        }
        made.decision = reason;
        made.status = ChallengeStatus::Rejected;
        if uphold {
            made.status = ChallengeStatus::Upheld;
            // Another challenge may have overturned it before.
            if record.follow(Step::Overturn).is_ok() {
                self.put(&deposit, &record);
            }
        }
        self.put_challenge(&deposit, &challenger, &made);
        let standing = record.standing;
        Ok(ChallengeDecided { deposit, challenger, upheld: uphold, reason, standing })
    }

    pub(crate) fn record_use(
        &mut self,
        caller: &Caller<impl Authority>,
        deposit: DepositId,
        party: PartyId,
        usage: Use,
        recipient: PartyId,
        purpose: Fingerprint,
    ) -> Result<UseRecorded, NotaryError> {
        let mut record = self.record(&deposit)?;
        let is_own = party == recipient && usage != Use::Shared;
        if !is_own && !record.involves(&party) {
            return Err(NotaryError::NotAParty);
        }
        caller.may(record.epoch, &party, Business::Exit)?;
        record.uses = record.uses.checked_add(1).ok_or(NotaryError::TooMany)?;
        let now = caller.call.now;
        let used = (&record.use_digest, &party, usage, &recipient, &purpose, now);
        record.use_digest = kept(&kit::digest(&used));
        self.put(&deposit, &record);
        Ok(UseRecorded {
            deposit,
            by: party,
            usage,
            recipient,
            purpose,
            recorded_at: now,
            uses: record.uses,
            use_digest: record.use_digest,
        })
    }

    #[inline(never)]
    pub(crate) fn challenge_of(
        &self,
        deposit: &DepositId,
        challenger: &PartyId,
        now: Millis,
    ) -> Option<Box<Challenge>> {
        let mut made = self.challenges.boxed((deposit, challenger))?;
        made.status = challenge(made.status, now > made.decide_until);
        Some(made)
    }

    #[inline(never)]
    fn put_challenge(&mut self, deposit: &DepositId, challenger: &PartyId, made: &Challenge) {
        self.challenges.write((deposit, challenger), made);
    }
}

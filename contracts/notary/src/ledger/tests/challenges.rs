//! Challenges, and uses on record.
use super::*;
use crate::events::{ChallengeDecided, Challenged, UseRecorded};
use interfaces::notary::ChallengeStatus;

impl Desk {
    fn challenge(&mut self, deposit: DepositId, party: PartyId) -> Result<Challenged, NotaryError> {
        let caller = self.by(party);
        self.ledger.challenge(&caller, DECISION, deposit, party, Fingerprint([10; 32]))
    }

    fn decide(
        &mut self,
        by: PartyId,
        deposit: DepositId,
        challenger: PartyId,
        uphold: bool,
    ) -> Result<ChallengeDecided, NotaryError> {
        let caller = self.by(by);
        self.ledger.decide(&caller, deposit, challenger, uphold, Fingerprint([11; 32]))
    }

    fn challenge_of(&self, deposit: DepositId, challenger: PartyId) -> Challenge {
        *self.ledger.challenge_of(&deposit, &challenger, self.now).unwrap()
    }
}

#[test]
fn an_upheld_challenge_overturns_and_all_is_kept() {
    let mut desk = Desk::new();
    desk.roll.epoch = 4;
    let deposit = desk.sealed(1);
    desk.paused = true;
    desk.roll.epoch = 5;
    desk.asked();
    let told = desk.challenge(deposit, STRANGER).unwrap();
    let decide_until = START + DECISION;
    assert_eq!(
        told,
        Challenged {
            deposit,
            challenger: STRANGER,
            arbiter: ARBITER,
            reason: Fingerprint([10; 32]),
            decide_until
        }
    );
    assert_eq!(desk.asked(), [(4, STRANGER, Scope::Notarise, Business::Exit)]);
    let open = Challenge {
        status: ChallengeStatus::Open,
        reason: Fingerprint([10; 32]),
        decision: Fingerprint::NONE,
        decide_until,
    };
    assert_eq!(desk.challenge_of(deposit, STRANGER), open);
    assert_eq!(desk.standing(deposit), Standing::Valid, "until it is decided");
    desk.now = decide_until;
    let told = desk.decide(ARBITER, deposit, STRANGER, true).unwrap();
    let standing = Standing::Overturned;
    assert_eq!(
        told,
        ChallengeDecided {
            deposit,
            challenger: STRANGER,
            upheld: true,
            reason: Fingerprint([11; 32]),
            standing,
        }
    );
    assert_eq!(desk.asked(), [(4, ARBITER, Scope::Notarise, Business::Exit)]);
    assert_eq!((desk.standing(deposit), desk.status(deposit)), (standing, DepositStatus::Sealed));
    let upheld =
        Challenge { status: ChallengeStatus::Upheld, decision: Fingerprint([11; 32]), ..open };
    assert_eq!(desk.challenge_of(deposit, STRANGER), upheld);
}

#[test]
fn a_rejected_challenge_and_one_that_nobody_decided_leave_the_deposit_as_it_stands() {
    let mut desk = Desk::new();
    let deposit = desk.deposited(document(1));
    desk.challenge(deposit, BUYER).unwrap();
    desk.challenge(deposit, CARRIER).unwrap();
    let told = desk.decide(ARBITER, deposit, BUYER, false).unwrap();
    assert_eq!((told.upheld, told.standing), (false, Standing::Valid));
    desk.now += DECISION + 1;
    assert_eq!(desk.challenge_of(deposit, BUYER).status, ChallengeStatus::Rejected);
    assert_eq!(desk.challenge_of(deposit, CARRIER).status, ChallengeStatus::Lapsed);
    assert_eq!(desk.standing(deposit), Standing::Valid);
    let late = desk.refused(|desk| desk.decide(ARBITER, deposit, CARRIER, true));
    assert_eq!(late, NotaryError::WrongChallenge(ChallengeStatus::Lapsed));
}

#[test]
fn a_challenge_is_not_open_for_ever_whatever_the_contract_was_made_with() {
    let mut desk = Desk::new();
    let deposit = desk.deposited(document(1));
    let caller = desk.by(BUYER);
    let reason = Fingerprint([10; 32]);
    let told = desk.ledger.challenge(&caller, Millis::MAX, deposit, BUYER, reason).unwrap();
    assert_eq!(told.decide_until, START + 366 * DAY);
}

#[test]
fn nobody_escapes_a_challenge_by_replacing_what_is_challenged() {
    let mut desk = Desk::new();
    let deposit = desk.deposited(document(1));
    desk.challenge(deposit, BUYER).unwrap();
    desk.challenge(deposit, CARRIER).unwrap();
    desk.challenge(deposit, STRANGER).unwrap();
    let renewed = desk.renew(SHIPPER, deposit, Algorithm::Sha512, [8; 64]).unwrap().deposit;
    desk.decide(ARBITER, deposit, BUYER, true).unwrap();
    let view = desk.view(deposit);
    assert_eq!((view.standing, view.followed_by), (Standing::Overturned, Some(renewed)));
    // Other challenges are decided for themselves.
    let told = desk.decide(ARBITER, deposit, CARRIER, false).unwrap();
    assert_eq!(told.standing, Standing::Overturned);
    let told = desk.decide(ARBITER, deposit, STRANGER, true).unwrap();
    assert_eq!(told.standing, Standing::Overturned);
}

#[test]
fn what_is_wrong_with_a_challenge_is_told_in_order() {
    let mut desk = Desk::new();
    let without = desk.deposited(Statement { arbiter: OptionalParty::Nobody, ..document(1) });
    let deposit = desk.deposited(document(2));
    assert_eq!(desk.refused(|desk| desk.challenge(NOWHERE, BUYER)), NotaryError::NotFound);
    let caller = desk.by(STRANGER);
    let for_another = desk.refused(|desk| {
        desk.ledger.challenge(&caller, DECISION, without, BUYER, Fingerprint([10; 32]))
    });
    assert_eq!(for_another, NOT_FOR_PARTY);
    assert_eq!(desk.refused(|desk| desk.challenge(without, SHIPPER)), NotaryError::NoArbiter);
    for own in [SHIPPER, ARBITER] {
        assert_eq!(desk.refused(|desk| desk.challenge(deposit, own)), NotaryError::SameParty);
    }
    desk.challenge(deposit, BUYER).unwrap();
    desk.decide(ARBITER, deposit, BUYER, true).unwrap();
    let again = desk.refused(|desk| desk.challenge(deposit, BUYER));
    assert_eq!(again, NotaryError::AlreadyChallenged);
    let overturned = NotaryError::WrongStanding(Standing::Overturned);
    assert_eq!(desk.refused(|desk| desk.challenge(deposit, CARRIER)), overturned);
}

#[test]
fn what_is_wrong_with_a_decision_is_told_in_order() {
    let mut desk = Desk::new();
    let without = desk.deposited(Statement { arbiter: OptionalParty::Nobody, ..document(1) });
    let deposit = desk.deposited(document(2));
    let refused =
        |desk: &mut Desk, by, deposit| desk.refused(|desk| desk.decide(by, deposit, BUYER, true));
    assert_eq!(refused(&mut desk, STRANGER, NOWHERE), NotaryError::NotFound);
    assert_eq!(refused(&mut desk, STRANGER, without), NotaryError::NoArbiter);
    assert_eq!(refused(&mut desk, STRANGER, deposit), NOT_FOR_PARTY);
    assert_eq!(refused(&mut desk, ARBITER, deposit), NotaryError::NotFound);
    desk.challenge(deposit, BUYER).unwrap();
    desk.decide(ARBITER, deposit, BUYER, false).unwrap();
    let decided = NotaryError::WrongChallenge(ChallengeStatus::Rejected);
    assert_eq!(refused(&mut desk, ARBITER, deposit), decided);
}

#[test]
fn every_use_is_counted_and_chained() {
    let mut desk = Desk::new();
    let deposit = desk.deposited(contract(1));
    desk.revoke(SHIPPER, deposit).unwrap();
    desk.paused = true;
    desk.asked();
    let mut expected = Fingerprint::NONE;
    for (count, (by, usage, recipient)) in [
        (SHIPPER, Use::Shared, STRANGER),
        (STRANGER, Use::Viewed, STRANGER),
        (ARCHIVE, Use::Viewed, STRANGER),
        (STRANGER, Use::ReliedOn, STRANGER),
        (ARBITER, Use::Shared, STRANGER),
        (BUYER, Use::ReliedOn, STRANGER),
    ]
    .into_iter()
    .enumerate()
    {
        desk.now += 1;
        let now = desk.now;
        let caller = desk.by(by);
        let told = desk
            .ledger
            .record_use(&caller, deposit, by, usage, recipient, Fingerprint([12; 32]))
            .unwrap();
        expected =
            kit::digest(&(expected, by, usage, recipient, Fingerprint([12; 32]), now)).into();
        assert_eq!(
            told,
            UseRecorded {
                deposit,
                by,
                usage,
                recipient,
                purpose: Fingerprint([12; 32]),
                recorded_at: now,
                uses: count as u32 + 1,
                use_digest: expected,
            }
        );
        assert_eq!(desk.asked(), [(0, by, Scope::Notarise, Business::Exit)]);
    }
    let view = desk.view(deposit);
    assert_eq!((view.uses, view.use_digest), (6, expected));
}

#[test]
fn what_is_wrong_with_a_use_is_told_in_order() {
    let mut desk = Desk::new();
    let deposit = desk.deposited(contract(1));
    let refused = |desk: &mut Desk, caller: PartyId, deposit, by, usage, recipient| {
        let caller = desk.by(caller);
        desk.refused(|desk| {
            desk.ledger.record_use(&caller, deposit, by, usage, recipient, Fingerprint([12; 32]))
        })
    };
    let viewed = Use::Viewed;
    let found = refused(&mut desk, BUYER, NOWHERE, STRANGER, viewed, SHIPPER);
    assert_eq!(found, NotaryError::NotFound);
    for (usage, recipient) in [(viewed, SHIPPER), (Use::Shared, STRANGER), (Use::Shared, SHIPPER)] {
        let found = refused(&mut desk, BUYER, deposit, STRANGER, usage, recipient);
        assert_eq!(found, NotaryError::NotAParty);
    }
    let found = refused(&mut desk, BUYER, deposit, STRANGER, viewed, STRANGER);
    assert_eq!(found, NOT_FOR_PARTY);
    let mut record = desk.ledger.find(&deposit).unwrap();
    record.uses = u32::MAX;
    desk.ledger.put(&deposit, &record);
    let found = refused(&mut desk, SHIPPER, deposit, SHIPPER, viewed, STRANGER);
    assert_eq!(found, NotaryError::TooMany);
}

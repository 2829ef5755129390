//! Signatures that others bring.
use super::*;
use ink::env::test::set_block_timestamp;
use schnorrkel::{signing_context, ExpansionMode, Keypair, MiniSecretKey};

const GENESIS: [u8; 32] = [80; 32];
const HERE: [u8; 32] = [81; 32];

fn key() -> Keypair {
    MiniSecretKey::from_bytes(&[82; 32]).unwrap().expand_to_keypair(ExpansionMode::Ed25519)
}

fn signer() -> PartyId {
    PartyId(key().public.to_bytes())
}

/// What the signer signs for `party`.
fn signature(
    deposit: DepositId,
    statement: &Statement,
    party: PartyId,
    reply: Reply,
    terms: &Terms,
) -> [u8; 64] {
    let content = kit::digest(statement);
    let digest = kit::digest(&(
        *b"lading/notary/answer",
        (GENESIS, HERE, key().public.to_bytes()),
        (deposit, content, party, reply),
        (terms.nonce, terms.deadline),
    ));
    key().sign(signing_context(b"substrate").bytes(&digest)).to_bytes()
}

fn terms(nonce: u64) -> Terms {
    Terms { signer: signer().0.into(), nonce, deadline: START + DAY }
}

impl Desk {
    fn bring(
        &mut self,
        deposit: DepositId,
        party: PartyId,
        reply: Reply,
        terms: &Terms,
        signature: &[u8; 64],
    ) -> Result<Answered, NotaryError> {
        set_block_timestamp::<DefaultEnvironment>(self.now);
        let caller = self.by(STRANGER);
        self.ledger.relay_answer(caller, &HERE.into(), deposit, party, reply, terms, signature)
    }
}

fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.ledger.relays.establish(GENESIS.into());
    desk
}

fn statement(mark: u8) -> Statement {
    Statement { signatories: vec![signer(), BUYER], ..contract(mark) }
}

#[test]
fn a_signature_that_another_brings_is_its_signers_and_is_told_so() {
    let mut desk = desk();
    let deposit = desk.deposited(statement(1));
    let terms = terms(7);
    let bytes = signature(deposit, &statement(1), signer(), Reply::Sign, &terms);
    desk.asked();
    let told = desk.bring(deposit, signer(), Reply::Sign, &terms, &bytes).unwrap();
    assert_eq!(
        told,
        Answered {
            deposit,
            party: signer(),
            reply: Reply::Sign,
            status: DepositStatus::Pending,
            recorded_at: START,
            relayed: Some(Relayed { signer: terms.signer, nonce: 7 }),
        }
    );
    assert_eq!(desk.asked(), [(0, signer(), Scope::Notarise, Business::NewBusiness)]);
    assert_eq!(desk.view(deposit).signed, 0b01);
    let again = desk.refused(|desk| desk.bring(deposit, signer(), Reply::Sign, &terms, &bytes));
    assert_eq!(again, NotaryError::Replayed);
}

#[test]
fn who_declines_may_leave_it_to_another_to_say_so() {
    let mut desk = desk();
    let deposit = desk.deposited(statement(1));
    desk.paused = true;
    let terms = terms(0);
    let bytes = signature(deposit, &statement(1), signer(), Reply::Decline, &terms);
    let told = desk.bring(deposit, signer(), Reply::Decline, &terms, &bytes).unwrap();
    assert_eq!(told.status, DepositStatus::Declined);
}

#[test]
fn a_signature_given_before_the_deposit_is_good_for_that_statement_only() {
    let mut desk = desk();
    let expected = deposit_id(&SHIPPER, Algorithm::Sha256, &digest(1));
    let terms = terms(0);
    let bytes = signature(expected, &statement(1), signer(), Reply::Sign, &terms);
    // The same digest, but an arbiter that the signer never saw.
    let slipped = Statement { arbiter: OptionalParty::Party(STRANGER), ..statement(1) };
    let deposit = desk.deposited(slipped);
    assert_eq!(deposit, expected);
    let error = desk.refused(|desk| desk.bring(deposit, signer(), Reply::Sign, &terms, &bytes));
    assert_eq!(error, NotaryError::BadSignature);
}

#[test]
fn what_is_wrong_with_a_signature_is_told_in_order() {
    let mut desk = desk();
    let deposit = desk.deposited(statement(1));
    let good = terms(0);
    let bytes = signature(deposit, &statement(1), signer(), Reply::Sign, &good);
    let sign = Reply::Sign;
    desk.paused = true;
    let late = Terms { deadline: START - 1, ..good };
    let error = desk.refused(|desk| desk.bring(NOWHERE, signer(), sign, &late, &bytes));
    assert_eq!(error, NotaryError::NotFound);
    let error = desk.refused(|desk| desk.bring(deposit, signer(), sign, &late, &bytes));
    assert_eq!(error, NotaryError::TooLate(START - 1));
    for (party, reply, terms) in [
        (BUYER, sign, good),
        (signer(), Reply::Decline, good),
        (signer(), sign, Terms { nonce: 1, ..good }),
        (signer(), sign, Terms { deadline: START + 2 * DAY, ..good }),
        (signer(), sign, Terms { signer: BUYER.0.into(), ..good }),
    ] {
        let error = desk.refused(|desk| desk.bring(deposit, party, reply, &terms, &bytes));
        assert_eq!(error, NotaryError::BadSignature);
    }
    let error = desk.refused(|desk| desk.bring(deposit, signer(), sign, &good, &bytes));
    assert_eq!(error, NotaryError::Paused);
    desk.paused = false;
    // Good, but not for what another has to sign.
    let other = terms(9);
    let bytes = signature(deposit, &statement(1), BUYER, sign, &other);
    let error = desk.refused(|desk| desk.bring(deposit, BUYER, sign, &other, &bytes));
    assert_eq!(error, NOT_FOR_PARTY);
}

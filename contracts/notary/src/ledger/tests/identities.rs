//! Who is behind an account.
use super::*;
use crate::events::{IdentityBound, IdentityWithdrawn};
use interfaces::{notary::AssuranceLevel, registry::Attestation};

const ACCOUNT: [u8; 32] = [60; 32];
const EXPIRES: Millis = START + 365 * DAY;

/// A registry that knows one real name.
struct Name(Result<Option<Attestation>, NotaryError>);

impl Names for Name {
    fn real_name_of(&self, party: &PartyId) -> Result<Option<Attestation>, NotaryError> {
        assert_eq!(*party, PartyId(ACCOUNT));
        self.0
    }
}

fn attestation() -> Attestation {
    Attestation {
        attester: [61; 32].into(),
        evidence: [14; 32],
        given_at: START - DAY,
        expires_at: EXPIRES,
        withdrawn: false,
    }
}

impl Desk {
    fn bind(&mut self, by: PartyId, expires_at: Millis) -> Result<IdentityBound, NotaryError> {
        let caller = self.by(by);
        let (account, level) = (ACCOUNT.into(), AssuranceLevel::High);
        self.ledger.bind_identity(&caller, BUYER, account, [15; 32], level, expires_at)
    }

    fn confirm(&mut self, account: [u8; 32], name: Name) -> Result<IdentityBound, NotaryError> {
        let caller = self.by(STRANGER);
        self.ledger.confirm_identity(&caller, &name, PartyId(ACCOUNT), account.into())
    }

    fn withdraw(&mut self, by: PartyId, party: PartyId) -> Result<IdentityWithdrawn, NotaryError> {
        let caller = self.by(by);
        self.ledger.withdraw_identity(&caller, party, ACCOUNT.into())
    }

    fn identity(&self, party: PartyId, source: IdentitySource) -> Option<Identity> {
        self.ledger.identity_of(&ACCOUNT.into(), &party, source)
    }
}

#[test]
fn an_issuer_states_who_is_behind_an_account_and_takes_it_back() {
    let mut desk = Desk::new();
    desk.roll.epoch = 2;
    let told = desk.bind(BUYER, EXPIRES).unwrap();
    let identity = Identity {
        credential: [15; 32],
        level: AssuranceLevel::High,
        issuer: BUYER,
        bound_at: START,
        expires_at: EXPIRES,
        withdrawn_at: 0,
        registry_epoch: 2,
    };
    let source = IdentitySource::Issuer;
    assert_eq!(told, IdentityBound { account: ACCOUNT.into(), party: BUYER, source, identity });
    assert_eq!(desk.asked(), [(2, BUYER, Scope::Notarise, Business::NewBusiness)]);
    assert_eq!(desk.identity(BUYER, source), Some(identity));
    assert_eq!(desk.identity(BUYER, IdentitySource::Registry), None);
    assert_eq!(desk.identity(CARRIER, source), None);
    desk.paused = true;
    desk.roll.epoch = 3;
    desk.now += DAY;
    let told = desk.withdraw(BUYER, BUYER).unwrap();
    let withdrawn_at = START + DAY;
    assert_eq!(told, IdentityWithdrawn { account: ACCOUNT.into(), party: BUYER, withdrawn_at });
    assert_eq!(desk.asked(), [(2, BUYER, Scope::Notarise, Business::Exit)]);
    assert_eq!(desk.identity(BUYER, source), Some(Identity { withdrawn_at, ..identity }));
    desk.paused = false;
    desk.bind(BUYER, EXPIRES).unwrap();
    assert_eq!(desk.identity(BUYER, source).unwrap().withdrawn_at, 0, "stated anew");
}

#[test]
fn what_the_registry_says_can_be_put_on_record_by_anyone() {
    let mut desk = Desk::new();
    desk.roll.epoch = 2;
    desk.paused = true;
    let told = desk.confirm(ACCOUNT, Name(Ok(Some(attestation())))).unwrap();
    let party = PartyId(ACCOUNT);
    let identity = Identity {
        credential: [14; 32],
        level: AssuranceLevel::Substantial,
        issuer: PartyId([61; 32]),
        bound_at: START,
        expires_at: EXPIRES,
        withdrawn_at: 0,
        registry_epoch: 2,
    };
    let source = IdentitySource::Registry;
    assert_eq!(told, IdentityBound { account: ACCOUNT.into(), party, source, identity });
    assert_eq!(desk.asked(), [(2, party, Scope::Notarise, Business::Exit)]);
    assert_eq!(desk.identity(party, source), Some(identity));
    assert_eq!(desk.identity(party, IdentitySource::Issuer), None);
    assert_eq!(desk.withdraw(party, party), Err(NotaryError::NotFound), "it is not the party's");
}

#[test]
fn what_is_wrong_with_a_stated_identity_is_told_in_order() {
    let mut desk = Desk::new();
    desk.paused = true;
    assert_eq!(desk.bind(STRANGER, START), Err(NotaryError::Paused));
    desk.paused = false;
    assert_eq!(desk.bind(STRANGER, START), Err(NOT_FOR_PARTY));
    assert_eq!(desk.bind(BUYER, START), Err(NotaryError::OutOfOrder));
    assert_eq!(desk.identity(BUYER, IdentitySource::Issuer), None);
    desk.bind(BUYER, START + 1).unwrap();
    assert_eq!(desk.withdraw(STRANGER, CARRIER), Err(NotaryError::NotFound));
    assert_eq!(desk.withdraw(STRANGER, BUYER), Err(NOT_FOR_PARTY));
    desk.now += 1;
    assert_eq!(desk.withdraw(BUYER, BUYER), Err(NotaryError::NotFound), "it is over");
    desk.bind(BUYER, EXPIRES).unwrap();
    desk.withdraw(BUYER, BUYER).unwrap();
    assert_eq!(desk.withdraw(BUYER, BUYER), Err(NotaryError::NotFound));
}

#[test]
fn what_is_wrong_with_a_confirmed_identity_is_told_in_order() {
    let mut desk = Desk::new();
    let silent = || Name(Err(NotaryError::RegistryUnavailable));
    assert_eq!(desk.confirm([62; 32], silent()), Err(NotaryError::RegistryUnavailable));
    desk.roll.epoch = 1;
    assert_eq!(desk.confirm([62; 32], silent()), Err(NOT_FOR_PARTY));
    assert_eq!(desk.confirm(ACCOUNT, silent()), Err(NotaryError::RegistryUnavailable));
    for nothing in [
        None,
        Some(Attestation { withdrawn: true, ..attestation() }),
        Some(Attestation { expires_at: START, ..attestation() }),
    ] {
        assert_eq!(desk.confirm(ACCOUNT, Name(Ok(nothing))), Err(NotaryError::NotAttested));
    }
    assert_eq!(desk.identity(PartyId(ACCOUNT), IdentitySource::Registry), None);
}

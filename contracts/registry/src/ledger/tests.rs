//! Registration, roles and control.
use super::{fixture::*, *};
use interfaces::registry::{Business, Refusal, Scope};

fn register(
    ledger: &mut Ledger,
    paused: bool,
    name: &str,
    country: &str,
    roles: &[Role],
) -> Result<EnterpriseRegistered, RegistryError> {
    ledger.register(by(OWNER), paused, registry(), Kind::Individual, name.into(), country, roles)
}

#[ink::test]
fn anyone_registers_itself_and_controls_what_it_registered() {
    let mut ledger = Ledger::default();
    let party = ledger.next_id(registry(), account(OWNER));
    let roles = [Role::Supplier, Role::CoreEnterprise];
    let registered = register(&mut ledger, false, "Ève & Co", "FR", &roles).unwrap();
    let told = EnterpriseRegistered {
        party,
        controller: account(OWNER),
        kind: Kind::Individual,
        name: "Ève & Co".into(),
        country: *b"FR",
        roles: vec![Role::CoreEnterprise, Role::Supplier],
        registered_at: NOW,
    };
    assert_eq!(registered, told);
    let enterprise = Enterprise {
        kind: Kind::Individual,
        name: "Ève & Co".into(),
        country: *b"FR",
        roles: vec![Role::CoreEnterprise, Role::Supplier],
        controller: account(OWNER),
        offered_to: None,
        registered_at: NOW,
        suspended_until: 0,
        suspended_by: None,
    };
    assert_eq!(ledger.enterprise(party), Some(enterprise));
    assert_eq!(ledger.enterprise(NOBODY), None);
}

#[ink::test]
fn an_id_is_the_hash_of_tag_registry_registrant_and_nonce() {
    let mut ledger = Ledger::default();
    let party = register(&mut ledger, false, "A", "DE", &[]).unwrap().party;
    let mut input = b"lading/enterprise".to_vec();
    input.extend([0xCC; 32]);
    input.extend([OWNER; 32]);
    input.extend([0, 0, 0, 0]);
    let mut hash = [0; 32];
    ink::env::hash_bytes::<Blake2x256>(&input, &mut hash);
    assert_eq!(party, PartyId(hash));

    let second = register(&mut ledger, false, "A", "DE", &[]).unwrap().party;
    *input.iter_mut().rev().nth(3).unwrap() = 1;
    ink::env::hash_bytes::<Blake2x256>(&input, &mut hash);
    assert_eq!(second, PartyId(hash));
    assert_ne!(
        ledger.next_id(account(1), account(OWNER)),
        ledger.next_id(account(2), account(OWNER))
    );
    assert_ne!(ledger.next_id(registry(), account(1)), ledger.next_id(registry(), account(2)));
}

#[ink::test]
fn register_reports_its_errors_in_the_promised_order() {
    let mut ledger = Ledger::default();
    let twice = [Role::Carrier, Role::Carrier];
    ledger.nonces.insert(account(OWNER), &u32::MAX);
    let steps = [
        (true, "", "XX", RegistryError::Paused),
        (false, "", "XX", RegistryError::NameLength),
        (false, "A", "XX", RegistryError::UnknownCountry),
        (false, "A", "DE", RegistryError::Repeated),
    ];
    for (paused, name, country, error) in steps {
        ledger.refuses(error, |ledger| register(ledger, paused, name, country, &twice));
    }
    ledger.refuses(RegistryError::Overflow, |ledger| register(ledger, false, "A", "DE", &[]));
}

#[ink::test]
fn an_account_registers_up_to_the_last_nonce() {
    let mut ledger = Ledger::default();
    ledger.nonces.insert(account(OWNER), &(u32::MAX - 1));
    let last = ledger.next_id(registry(), account(OWNER));
    assert_eq!(register(&mut ledger, false, "A", "DE", &[]).unwrap().party, last);
    assert_eq!(register(&mut ledger, false, "A", "DE", &[]), Err(RegistryError::Overflow));
}

#[ink::test]
fn a_name_has_1_to_128_bytes() {
    let mut ledger = Ledger::default();
    for (name, fits) in [
        ("A".to_string(), true),
        ("A".repeat(128), true),
        ("A".repeat(129), false),
        ("企".repeat(42), true),
        ("企".repeat(43), false),
    ] {
        assert_eq!(register(&mut ledger, false, &name, "CN", &[]).is_ok(), fits, "{name}");
    }
}

#[ink::test]
fn roles_are_replaced_by_the_controller_alone() {
    let mut ledger = Ledger::default();
    let party = ledger.with_firm_as(OWNER, &[Role::Carrier]);
    let claimed = ledger.claim_roles(by(OWNER), party, &[Role::Auditor, Role::Forwarder]);
    let roles = vec![Role::Forwarder, Role::Auditor];
    assert_eq!(claimed, Ok(RolesClaimed { party, roles: roles.clone() }));
    assert_eq!(ledger.enterprise(party).unwrap().roles, roles);
    assert_eq!(ledger.claim_roles(by(OWNER), party, &[]).unwrap().roles, []);
}

#[ink::test]
fn claim_roles_reports_its_errors_in_the_promised_order() {
    let mut ledger = Ledger::default();
    let party = ledger.with_firm(OWNER);
    let twice = [Role::Carrier, Role::Carrier];
    let steps = [
        (STRANGER, NOBODY, RegistryError::UnknownEnterprise),
        (STRANGER, party, RegistryError::NotController),
        (OWNER, party, RegistryError::Repeated),
    ];
    for (caller, party, error) in steps {
        ledger.refuses(error, |ledger| ledger.claim_roles(by(caller), party, &twice));
    }
}

#[ink::test]
fn control_passes_in_two_steps() {
    let mut ledger = Ledger::default();
    let party = ledger.with_firm(OWNER);
    let to = Some(account(OTHER));
    let offered = ledger.offer_control(by(OWNER), party, to);
    assert_eq!(offered, Ok(ControlOffered { party, to }));
    let enterprise = ledger.enterprise(party).unwrap();
    assert_eq!((enterprise.controller, enterprise.offered_to), (account(OWNER), to));

    let taken = ledger.take_control(by(OTHER), party);
    let told = ControlTaken { party, from: account(OWNER), to: account(OTHER) };
    assert_eq!(taken, Ok(told));
    let enterprise = ledger.enterprise(party).unwrap();
    assert_eq!((enterprise.controller, enterprise.offered_to), (account(OTHER), None));
}

#[ink::test]
fn a_key_that_was_rotated_out_is_out_even_as_its_own_agent() {
    let mut ledger = Ledger::default();
    let party = ledger.with_firm(OWNER);
    ledger.appoint_agent(by(OWNER), party, account(OWNER), &[Scope::Dispose], FAR).unwrap();
    ledger.appoint_agent(by(OWNER), party, account(AGENT), &[Scope::Dispose], FAR).unwrap();
    ledger.offer_control(by(OWNER), party, Some(account(OTHER))).unwrap();
    ledger.take_control(by(OTHER), party).unwrap();
    let may = |who| ledger.may(NOW, account(who), party, Scope::Dispose, Business::Exit);
    assert_eq!(may(OWNER), Err(Refusal::NotForParty));
    assert_eq!(may(OTHER), Ok(()));
    assert_eq!(may(AGENT), Ok(()));
    ledger
        .refuses(RegistryError::NotController, |ledger| ledger.claim_roles(by(OWNER), party, &[]));
}

#[ink::test]
fn control_is_taken_by_the_one_it_was_offered_to_last_and_once() {
    let mut ledger = Ledger::default();
    let party = ledger.with_firm(OWNER);
    let refused = RegistryError::NotOffered;
    ledger.refuses(refused, |ledger| ledger.take_control(by(OWNER), party));
    ledger.refuses(refused, |ledger| ledger.take_control(by(OTHER), party));
    ledger.offer_control(by(OWNER), party, Some(account(STRANGER))).unwrap();
    ledger.offer_control(by(OWNER), party, Some(account(OTHER))).unwrap();
    ledger.refuses(refused, |ledger| ledger.take_control(by(STRANGER), party));
    ledger.take_control(by(OTHER), party).unwrap();
    ledger.refuses(refused, |ledger| ledger.take_control(by(OTHER), party));
}

#[ink::test]
fn an_offer_of_control_is_taken_back() {
    let mut ledger = Ledger::default();
    let party = ledger.with_firm(OWNER);
    ledger.offer_control(by(OWNER), party, Some(account(OTHER))).unwrap();
    let back = ledger.offer_control(by(OWNER), party, None);
    assert_eq!(back, Ok(ControlOffered { party, to: None }));
    assert_eq!(ledger.enterprise(party).unwrap().offered_to, None);
    for caller in [OTHER, OWNER] {
        ledger.refuses(RegistryError::NotOffered, |ledger| ledger.take_control(by(caller), party));
    }
}

#[ink::test]
fn a_controller_that_offers_control_to_itself_keeps_it() {
    let mut ledger = Ledger::default();
    let party = ledger.with_firm(OWNER);
    ledger.offer_control(by(OWNER), party, Some(account(OWNER))).unwrap();
    assert_eq!(ledger.enterprise(party).unwrap().offered_to, Some(account(OWNER)));
    ledger.take_control(by(OWNER), party).unwrap();
    assert_eq!(ledger.enterprise(party).unwrap().controller, account(OWNER));
}

#[ink::test]
fn control_reports_its_errors_in_the_promised_order() {
    let mut ledger = Ledger::default();
    let party = ledger.with_firm(OWNER);
    ledger.refuses(RegistryError::UnknownEnterprise, |ledger| {
        ledger.offer_control(by(STRANGER), NOBODY, None)
    });
    ledger.refuses(RegistryError::NotController, |ledger| {
        ledger.offer_control(by(STRANGER), party, None)
    });
    ledger.refuses(RegistryError::UnknownEnterprise, |ledger| {
        ledger.take_control(by(STRANGER), NOBODY)
    });
    ledger.refuses(RegistryError::NotOffered, |ledger| ledger.take_control(by(STRANGER), party));
}

#[ink::test]
fn no_record_changes_its_size_but_for_the_first_suspension() {
    let mut ledger = Ledger::default();
    let party = ledger.with_firm(OWNER);
    let regulator = ledger.with_regulator(REGULATOR);
    let size = |ledger: &Ledger| ledger.records.size(party);
    let first = size(&ledger);
    ledger.claim_roles(by(OWNER), party, &[Role::Carrier, Role::ConsumerBody]).unwrap();
    ledger.offer_control(by(OWNER), party, Some(account(OTHER))).unwrap();
    assert_eq!(size(&ledger), first);
    ledger.take_control(by(OTHER), party).unwrap();
    assert_eq!(size(&ledger), first);
    ledger.suspend(by(REGULATOR), party, regulator, EVIDENCE).unwrap();
    let suspended = size(&ledger);
    assert_eq!(suspended, first.map(|bytes| bytes + 32));
    ledger.lift_suspension(by(REGULATOR), party, regulator).unwrap();
    assert_eq!(size(&ledger), suspended);
}

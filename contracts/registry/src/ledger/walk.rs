//! Random walks over the whole ledger. `LADING_WALK_STEPS` sets their length, `LADING_WALK_SEED` repeats one.
//!
//! Beside the ledger goes an indexer that knows the events only. After every step both must show the same, the named
//! invariants must hold, and `may` must answer what the visible facts say.
use super::{fixture::*, *};
use crate::events::{
    AgentAppointed, AgentDismissed, AttestationWithdrawn, Attested, EnterpriseSuspended,
    IdentifierConfirmed, IdentifierStated, IdentifierWithdrawn, SuspensionLifted,
};
use ink::env::{test::run_test, DefaultEnvironment};
use interfaces::registry::{Appointment, Business, Refusal, Scope};
use std::{collections::BTreeMap, env::var, time::SystemTime};

const ACCOUNTS: u8 = 6;
const DAY: Millis = 24 * 60 * 60 * 1000;
const SCOPES: [Scope; 3] = [Scope::Supervise, Scope::Agree, Scope::Draw];
const ROLES: [Role; 2] = [Role::Regulator, Role::Carrier];
const TOPICS: [Topic; 3] =
    [Topic::RealName, Topic::Role(Role::Regulator), Topic::Role(Role::Carrier)];
const PAPERS: [(Scheme, &str); 4] = [
    (Scheme::Gln, "4012345000115"),
    (Scheme::Lei, "213800KUD8LAJWSQ9D15"),
    (Scheme::Duns, "123456789"),
    (Scheme::Gs1CompanyPrefix, "123456789"),
];

/// SplitMix64: enough to choose steps by.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    fn some<T: Copy>(&mut self, all: &[T]) -> Vec<T> {
        (0..self.below(3)).map(|_| self.of(all)).collect()
    }
}

/// What the ledger told.
#[derive(Debug, Clone, PartialEq)]
enum Told {
    Registered(EnterpriseRegistered),
    Claimed(RolesClaimed),
    Stated(IdentifierStated),
    Withdrawn(IdentifierWithdrawn),
    Confirmed(IdentifierConfirmed),
    Attested(Attested),
    AttestationWithdrawn(AttestationWithdrawn),
    Appointed(AgentAppointed),
    Dismissed(AgentDismissed),
    Offered(ControlOffered),
    Taken(ControlTaken),
    Suspended(EnterpriseSuspended),
    Lifted(SuspensionLifted),
}

/// Knows the events, and nothing else.
impl View {
    fn learn(&mut self, told: Told) {
        match told {
            Told::Registered(e) => {
                let enterprise = Enterprise {
                    kind: e.kind,
                    name: e.name,
                    country: e.country,
                    roles: e.roles,
                    controller: e.controller,
                    offered_to: None,
                    registered_at: e.registered_at,
                    suspended_until: 0,
                    suspended_by: None,
                };
                assert_eq!(self.enterprises.insert(e.party, enterprise), None, "an id is new");
                self.identifiers.insert(e.party, BTreeMap::new());
            }
            Told::Claimed(e) => self.known(e.party).roles = e.roles,
            Told::Stated(e) => {
                let key = (e.scheme, e.value);
                self.identifiers.get_mut(&e.party).unwrap().insert(key, false);
            }
            Told::Withdrawn(e) => {
                let key = (e.scheme, e.value);
                self.identifiers.get_mut(&e.party).unwrap().remove(&key);
                if e.was_confirmed {
                    self.holders.remove(&key);
                }
            }
            Told::Confirmed(e) => {
                let key = (e.scheme, e.value);
                self.identifiers.get_mut(&e.party).unwrap().insert(key.clone(), true);
                assert_eq!(self.holders.insert(key, e.party), None, "it was nobody's");
            }
            Told::Attested(e) => {
                let attestation = Attestation {
                    attester: e.attester,
                    evidence: e.evidence,
                    given_at: e.given_at,
                    expires_at: e.expires_at,
                    withdrawn: false,
                };
                self.attestations.insert((e.party, e.topic), attestation);
            }
            Told::AttestationWithdrawn(e) => {
                self.attestations.get_mut(&(e.party, e.topic)).unwrap().withdrawn = true
            }
            Told::Appointed(e) => {
                let appointment = Appointment { scopes: e.scopes, expires_at: e.expires_at };
                self.appointments.insert((e.party, e.agent), appointment);
            }
            Told::Dismissed(e) => {
                self.appointments.remove(&(e.party, e.agent)).unwrap();
            }
            Told::Offered(e) => self.known(e.party).offered_to = e.to,
            Told::Taken(e) => {
                let enterprise = self.known(e.party);
                enterprise.controller = e.to;
                enterprise.offered_to = None;
                self.appointments.remove(&(e.party, e.from));
            }
            Told::Suspended(e) => {
                let enterprise = self.known(e.party);
                enterprise.suspended_until = e.until;
                enterprise.suspended_by = Some(e.regulator);
            }
            Told::Lifted(e) => self.known(e.party).suspended_until = e.until,
        }
    }

    fn known(&mut self, party: PartyId) -> &mut Enterprise {
        self.enterprises.get_mut(&party).unwrap()
    }

    /// What the visible facts say about who may act.
    fn may(
        &self,
        now: Millis,
        account: Account,
        party: PartyId,
        scope: Scope,
        business: Business,
    ) -> Result<(), Refusal> {
        let enterprise = self.enterprises.get(&party).ok_or(Refusal::UnknownParty)?;
        if enterprise.controller != account {
            match self.appointments.get(&(party, account)) {
                None => return Err(Refusal::NotForParty),
                Some(given) if !given.scopes.contains(&scope) => return Err(Refusal::OutOfScope),
                Some(given) if given.expires_at <= now => {
                    return Err(Refusal::AppointmentExpired(given.expires_at))
                }
                Some(_) => {}
            }
        }
        match business {
            Business::NewBusiness if enterprise.suspended_until > now => {
                Err(Refusal::Suspended(enterprise.suspended_until))
            }
            _ => Ok(()),
        }
    }

    fn attested(&self, now: Millis, party: PartyId, topic: Topic) -> bool {
        let claims = |role| self.enterprises.get(&party).is_some_and(|e| e.roles.contains(&role));
        self.attestations.get(&(party, topic)).is_some_and(|a| !a.withdrawn && a.expires_at > now)
            && match topic {
                Topic::Role(role) => claims(role),
                _ => true,
            }
    }

    /// What must be so at all times.
    fn holds(&self, now: Millis) {
        for (paper, holder) in &self.holders {
            assert_eq!(self.identifiers[holder].get(paper), Some(&true), "who holds it states it");
        }
        for (party, stated) in &self.identifiers {
            for (paper, _) in stated.iter().filter(|(_, confirmed)| **confirmed) {
                assert_eq!(self.holders.get(paper), Some(party), "a confirmed one is held once");
            }
        }
        for enterprise in self.enterprises.values() {
            assert!(enterprise.suspended_until <= now + 30 * DAY, "no suspension is longer");
        }
        for appointment in self.appointments.values() {
            assert!(!appointment.scopes.is_empty());
        }
    }

    /// What may have led from one view to the next.
    fn explains(&self, call: Call, told: &Told) {
        let controls = |party: &PartyId| self.enterprises[party].controller == call.caller;
        let supervises = |party: PartyId, business| {
            self.may(call.now, call.caller, party, Scope::Supervise, business) == Ok(())
        };
        match told {
            Told::Registered(e) => assert_eq!(e.controller, call.caller),
            Told::Claimed(e) => assert!(controls(&e.party)),
            Told::Stated(e) => assert!(controls(&e.party)),
            Told::Withdrawn(e) => assert!(controls(&e.party)),
            Told::Appointed(e) => assert!(controls(&e.party) && e.expires_at > call.now),
            Told::Offered(e) => assert!(controls(&e.party)),
            Told::Dismissed(e) => assert!(controls(&e.party) || e.agent == call.caller),
            Told::Taken(e) => {
                assert_eq!(self.enterprises[&e.party].offered_to, Some(call.caller));
                assert_eq!((self.enterprises[&e.party].controller, call.caller), (e.from, e.to));
            }
            Told::Confirmed(_) => assert!(Named.is_attester(call.caller)),
            Told::Attested(e) => {
                assert!(Named.is_attester(call.caller) && e.expires_at > call.now);
                let standing = self.attestations.get(&(e.party, e.topic));
                let lasting = standing.filter(|a| !a.withdrawn && a.expires_at > call.now);
                assert!(lasting.is_none_or(|a| a.attester == call.caller));
            }
            Told::AttestationWithdrawn(e) => {
                assert_eq!(self.attestations[&(e.party, e.topic)].attester, call.caller)
            }
            Told::Suspended(e) => {
                assert!(supervises(e.regulator, Business::NewBusiness));
                assert!(self.attested(call.now, e.regulator, Topic::Role(Role::Regulator)));
                assert_eq!(e.until, call.now + 30 * DAY);
                let enterprise = &self.enterprises[&e.party];
                let again = enterprise.suspended_until > call.now;
                assert!(!again || enterprise.suspended_by != Some(e.regulator));
            }
            Told::Lifted(e) => {
                assert!(supervises(e.regulator, Business::Exit));
                let enterprise = &self.enterprises[&e.party];
                assert!(enterprise.suspended_until > call.now);
                assert_eq!(enterprise.suspended_by, Some(e.regulator));
            }
        }
    }
}

fn people() -> Vec<Account> {
    // The last two are attesters too, so that one account has several hats.
    (1..=ACCOUNTS).map(account).collect()
}

fn papers() -> Vec<(Scheme, String)> {
    PAPERS.iter().map(|(scheme, value)| (*scheme, value.to_string())).collect()
}

/// Takes one random step. Two callers of three are those who usually take such a step, so that walks get somewhere.
fn step(
    ledger: &mut Ledger,
    dice: &mut Dice,
    view: &View,
    now: Millis,
) -> (Call, Result<Told, RegistryError>) {
    let mut parties: Vec<PartyId> = view.enterprises.keys().copied().collect();
    if parties.is_empty() || dice.below(20) == 0 {
        parties = vec![NOBODY];
    }
    let party = dice.of(&parties);
    let mut regulators = parties.clone();
    if dice.below(4) > 0 {
        regulators.retain(|party| view.attested(now, *party, Topic::Role(Role::Regulator)));
        regulators.extend(parties.first());
    }
    let regulator = dice.of(&regulators);
    let kind = dice.below(26);
    let controller = |party| view.enterprises.get(party).map(|known| known.controller);
    let usual = match kind {
        7..=14 => Some(account(ATTESTER)),
        20 | 21 => view.enterprises.get(&party).and_then(|known| known.offered_to),
        22..=25 => controller(&regulator),
        _ => controller(&party),
    };
    let anyone = dice.of(&people());
    let caller = if dice.below(3) > 0 { usual.unwrap_or(anyone) } else { anyone };
    let call = Call { caller, now };
    (call, take(ledger, dice, view, call, kind, party, regulator))
}

fn take(
    ledger: &mut Ledger,
    dice: &mut Dice,
    view: &View,
    call: Call,
    kind: usize,
    party: PartyId,
    regulator: PartyId,
) -> Result<Told, RegistryError> {
    let someone = dice.of(&people());
    let topic = dice.of(&TOPICS);
    let expires_at = call.now + dice.of(&[0, DAY, 40 * DAY, 400 * DAY]);
    let (scheme, value) = dice.of(&papers());
    let paused = dice.below(10) == 0;
    match kind {
        0 | 1 if view.enterprises.len() < 5 => {
            let roles = dice.some(&ROLES);
            let name = dice.of(&["", "A", "B"]).to_string();
            let country = dice.of(&["DE", "CN", "XX"]);
            ledger
                .register(call, paused, registry(), Kind::Enterprise, name, country, &roles)
                .map(Told::Registered)
        }
        0..=2 => ledger.claim_roles(call, party, &dice.some(&ROLES)).map(Told::Claimed),
        3..=5 => ledger.state_identifier(call, paused, party, scheme, value).map(Told::Stated),
        6 => ledger.withdraw_identifier(call, party, scheme, value).map(Told::Withdrawn),
        7..=9 => ledger
            .confirm_identifier(call, &Named, party, scheme, value, EVIDENCE)
            .map(Told::Confirmed),
        10..=13 => {
            let evidence = [dice.below(256) as u8; 32];
            ledger.attest(call, &Named, party, topic, evidence, expires_at).map(Told::Attested)
        }
        14 => ledger.withdraw_attestation(call, party, topic).map(Told::AttestationWithdrawn),
        15 | 16 => {
            let scopes = dice.some(&SCOPES);
            ledger.appoint_agent(call, party, someone, &scopes, expires_at).map(Told::Appointed)
        }
        17 => ledger.dismiss_agent(call, party, someone).map(Told::Dismissed),
        18 | 19 => {
            let to = dice.of(&[Some(someone), Some(someone), Some(someone), None]);
            ledger.offer_control(call, party, to).map(Told::Offered)
        }
        20 | 21 => ledger.take_control(call, party).map(Told::Taken),
        22 | 23 => ledger.suspend(call, party, regulator, EVIDENCE).map(Told::Suspended),
        24 => ledger.renew_suspension(call, party, regulator, EVIDENCE).map(Told::Suspended),
        _ => ledger.lift_suspension(call, party, regulator).map(Told::Lifted),
    }
}

/// Walks `steps` steps from an empty ledger, and counts what was told.
fn walk(dice: &mut Dice, steps: u64, told: &mut BTreeMap<String, u64>) {
    let mut ledger = Ledger::default();
    let mut view = View::default();
    let mut now = NOW;
    for _ in 0..steps {
        now += dice.of(&[0, 0, 0, 1, 1000, DAY, 9 * DAY]);
        let (call, taken) = step(&mut ledger, dice, &view, now);
        match taken {
            Ok(event) => {
                let name = format!("{event:?}");
                let name = name.split('(').next().unwrap_or_default().to_string();
                *told.entry(name).or_default() += 1;
                view.explains(call, &event);
                view.learn(event);
            }
            Err(error) => {
                let name = format!("{error:?}");
                let name = name.split('(').next().unwrap_or_default().to_string();
                *told.entry(format!("not: {name}")).or_default() += 1;
            }
        }
        // What was refused was not learnt, so this shows too that a refused step changes nothing.
        let visible = View::of(&ledger, &people(), &papers());
        assert_eq!(visible, view, "the events tell all that happened");
        view.holds(now);
        for party in view.enterprises.keys().chain([&NOBODY]) {
            let account = dice.of(&people());
            let scope = dice.of(&SCOPES);
            let topic = dice.of(&TOPICS);
            for business in [Business::NewBusiness, Business::Exit] {
                assert_eq!(
                    ledger.may(now, account, *party, scope, business),
                    view.may(now, account, *party, scope, business)
                );
            }
            let active = view.enterprises.get(party).is_some_and(|e| e.suspended_until <= now);
            assert_eq!(ledger.is_active(now, *party), active);
            assert_eq!(ledger.attested(now, *party, topic), view.attested(now, *party, topic));
        }
    }
}

#[test]
fn whoever_does_what_in_whatever_order_the_books_hold() {
    let steps: u64 =
        var("LADING_WALK_STEPS").ok().and_then(|steps| steps.parse().ok()).unwrap_or(2_000);
    let seed =
        var("LADING_WALK_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| {
            SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos() as u64
        });
    println!("LADING_WALK_SEED={seed} LADING_WALK_STEPS={steps}");
    let mut dice = Dice(seed);
    let mut told = BTreeMap::new();
    let mut left = steps;
    while left > 0 {
        let length = left.min(400);
        run_test::<DefaultEnvironment, _>(|_| {
            walk(&mut dice, length, &mut told);
            Ok(())
        })
        .unwrap();
        left -= length;
    }
    println!("{told:#?}");
    if steps >= 50_000 {
        let kinds = told.keys().filter(|name| !name.starts_with("not: ")).count();
        assert_eq!(kinds, 13, "every kind of step succeeds now and then");
    }
}

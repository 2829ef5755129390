//! People and papers that the tests of all subjects share.
use super::*;
use crate::events::Attested;
use interfaces::registry::{Appointment, Identifier};
use std::collections::BTreeMap;

pub(super) const OWNER: u8 = 1;
pub(super) const OTHER: u8 = 2;
pub(super) const AGENT: u8 = 3;
pub(super) const STRANGER: u8 = 4;
pub(super) const ATTESTER: u8 = 5;
pub(super) const SECOND_ATTESTER: u8 = 6;
pub(super) const REGULATOR: u8 = 7;
pub(super) const SECOND_REGULATOR: u8 = 8;

pub(super) const NOBODY: PartyId = PartyId([0; 32]);
pub(super) const EVIDENCE: [u8; 32] = [0xEE; 32];
pub(super) const NOW: Millis = 1_000;
pub(super) const LATER: Millis = 2_000;
/// Beyond every suspension of the tests.
pub(super) const FAR: Millis = 1_000_000_000_000;

pub(super) const GLN: &str = "4012345000115";

pub(super) fn account(number: u8) -> Account {
    [number; 32].into()
}

/// The contract itself.
pub(super) fn registry() -> Account {
    account(0xCC)
}

pub(super) fn by(caller: u8) -> Call {
    at(caller, NOW)
}

pub(super) fn at(caller: u8, now: Millis) -> Call {
    Call { caller: account(caller), now }
}

/// The two attesters.
pub(super) struct Named;

impl Attesters for Named {
    fn is_attester(&self, who: Account) -> bool {
        who == account(ATTESTER) || who == account(SECOND_ATTESTER)
    }
}

impl Ledger {
    /// A firm from Germany without roles.
    pub(super) fn with_firm(&mut self, owner: u8) -> PartyId {
        self.with_firm_as(owner, &[])
    }

    pub(super) fn with_firm_as(&mut self, owner: u8, roles: &[Role]) -> PartyId {
        let name = "Muster GmbH".into();
        self.register(by(owner), false, registry(), Kind::Enterprise, name, "DE", roles)
            .unwrap()
            .party
    }

    /// A regulator that is attested for long.
    pub(super) fn with_regulator(&mut self, owner: u8) -> PartyId {
        let party = self.with_firm_as(owner, &[Role::Regulator]);
        self.vouch(party, Topic::Role(Role::Regulator));
        party
    }

    pub(super) fn vouch(&mut self, party: PartyId, topic: Topic) -> Attested {
        self.attest(by(ATTESTER), &Named, party, topic, EVIDENCE, FAR).unwrap()
    }

    /// Takes a step that must be refused with `error`, and must leave all as it was.
    pub(super) fn refuses<E: std::fmt::Debug + PartialEq>(
        &mut self,
        error: RegistryError,
        step: impl FnOnce(&mut Self) -> Result<E, RegistryError>,
    ) {
        let before = View::of(self, &everyone(), &[]);
        assert_eq!(step(self), Err(error));
        assert_eq!(View::of(self, &everyone(), &[]), before, "a refused step changes nothing");
    }
}

pub(super) fn everyone() -> Vec<Account> {
    (OWNER..=SECOND_REGULATOR).map(account).collect()
}

/// All that can be seen of those whom `accounts` registered.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct View {
    pub(super) enterprises: BTreeMap<PartyId, Enterprise>,
    /// In the order of their names, because withdrawing changes the places of others.
    pub(super) identifiers: BTreeMap<PartyId, BTreeMap<(Scheme, String), bool>>,
    pub(super) holders: BTreeMap<(Scheme, String), PartyId>,
    pub(super) attestations: BTreeMap<(PartyId, Topic), Attestation>,
    pub(super) appointments: BTreeMap<(PartyId, Account), Appointment>,
}

impl View {
    pub(super) fn of(ledger: &Ledger, accounts: &[Account], papers: &[(Scheme, String)]) -> Self {
        let mut view = Self::default();
        for registrant in accounts {
            for nonce in 0.. {
                let party = id_of(registry(), *registrant, nonce);
                let Some(enterprise) = ledger.enterprise(party) else { break };
                view.enterprises.insert(party, enterprise);
                view.see(ledger, party, accounts);
            }
        }
        for (scheme, value) in papers {
            if let Some(holder) = ledger.by_identifier(*scheme, value) {
                view.holders.insert((*scheme, value.clone()), holder);
            }
        }
        view
    }

    fn see(&mut self, ledger: &Ledger, party: PartyId, accounts: &[Account]) {
        let mut listed: Vec<Identifier> = ledger.identifiers_of(party, 0, 50);
        listed.extend(ledger.identifiers_of(party, 50, 50));
        let count = listed.len();
        let stated: BTreeMap<_, _> =
            listed.into_iter().map(|i| ((i.scheme, i.value), i.confirmed)).collect();
        assert_eq!(stated.len(), count, "no identifier is stated twice");
        self.identifiers.insert(party, stated);
        for topic in [Topic::RealName, Topic::Role(Role::Regulator), Topic::Role(Role::Carrier)] {
            if let Some(attestation) = ledger.attestation_of(party, topic) {
                self.attestations.insert((party, topic), attestation);
            }
        }
        for agent in accounts {
            if let Some(appointment) = ledger.appointment_of(party, *agent) {
                self.appointments.insert((party, *agent), appointment);
            }
        }
    }
}

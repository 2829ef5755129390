//! Steps of enterprises, attesters and regulators.
use super::*;

impl Walk {
    pub(super) fn registry_step(&mut self) {
        let index = self.random.below(self.registries.len() as u64) as usize;
        let former = self.world.address(Contract::Registry);
        self.world.set_address(Contract::Registry, self.registries[index]);
        self.registry_step_in(index);
        self.world.set_address(Contract::Registry, former);
    }

    fn registry_step_in(&mut self, index: usize) {
        let party = self.some_party(index);
        let actor = self.someone_for(Some(index), party);
        let by = self.by(actor);
        let name = self.random.one_of(&[
            (Scheme::Gln, "4012345000009".to_owned()),
            (Scheme::Gln, "4012345000016".to_owned()),
            (Scheme::Gln, "4012345000008".to_owned()),
            (Scheme::Scac, "LADE".to_owned()),
            (Scheme::Scac, "LADEN".to_owned()),
            (Scheme::Duns, "150483782".to_owned()),
        ]);
        // Mostly an identifier that the party states, if it states any.
        let stated = self.model.directories[index]
            .firms
            .get(&party)
            .map(|firm| firm.stated.clone())
            .unwrap_or_default();
        let own = if self.random.once_in(4) {
            name.clone()
        } else {
            self.random.any_of(&stated).unwrap_or(name.clone())
        };
        let roles = self.random.one_of(&[
            vec![],
            vec![Role::Carrier],
            vec![Role::Supplier, Role::Distributor],
            vec![Role::Regulator, Role::Carrier],
            vec![Role::Regulator],
            vec![Role::Carrier, Role::Carrier],
        ]);
        let registry = self.world.registry();
        match self.random.below(15) {
            0 => {
                let next = self.world.ask(registry.next_id(self.world.account(actor)));
                let (name, country) = (
                    self.random.one_of(&["Firm", "Firm", "Firm", ""]),
                    self.random.one_of(&["DE", "NL", "XX"]),
                );
                let kind = self.random.one_of(&[Kind::Enterprise, Kind::Individual]);
                assert!(
                    !self.model.directories[index].firms.contains_key(&next),
                    "an id is given once"
                );
                // Enough of them, or the walk gets lost in strangers.
                if self.model.directories[index].firms.len() < 16 {
                    let expected = self.model.directories[index]
                        .register(actor, next, kind, name, country, &roles);
                    let message = self.world.registry().register(
                        kind,
                        name.to_owned(),
                        country.to_owned(),
                        roles,
                    );
                    self.make("register", by, message, expected);
                }
            }
            1 => {
                let expected = self.model.directories[index].claim_roles(actor, party, &roles);
                self.make(
                    "claim_roles",
                    by,
                    self.world.registry().claim_roles(party, roles),
                    expected,
                );
            }
            2 | 3 => {
                let expected = self.model.directories[index].state_identifier(actor, party, &name);
                self.make(
                    "state_identifier",
                    by,
                    self.world.registry().state_identifier(party, name.0, name.1),
                    expected,
                );
            }
            4 => {
                let expected =
                    self.model.directories[index].withdraw_identifier(actor, party, &own);
                let message = self.world.registry().withdraw_identifier(party, own.0, own.1);
                self.make("withdraw_identifier", by, message, expected);
            }
            5 => {
                let actor = if self.random.once_in(5) { actor } else { Attester };
                let by = self.by(actor);
                let expected =
                    self.model.directories[index].confirm_identifier(by.actor, party, &own);
                let message =
                    self.world.registry().confirm_identifier(party, own.0, own.1, NO_EVIDENCE);
                self.make("confirm_identifier", by, message, expected);
            }
            6 => {
                let actor = if self.random.once_in(5) { actor } else { Attester };
                let by = self.by(actor);
                let topic = self.random.one_of(&[
                    Topic::RealName,
                    Topic::Role(Role::Regulator),
                    Topic::Role(Role::Warehouse),
                ]);
                let until = by.now + self.random.one_of(&[0, days(1), days(90), days(90)]);
                let expected =
                    self.model.directories[index].attest(by.now, by.actor, party, topic, until);
                self.make(
                    "attest",
                    by,
                    self.world.registry().attest(party, topic, NO_EVIDENCE, until),
                    expected,
                );
            }
            7 => {
                let actor = if self.random.once_in(3) { actor } else { Attester };
                let by = self.by(actor);
                // Seldom a regulator's: without attested regulators nobody is suspended.
                let given: Vec<(PartyId, Topic)> = self.model.directories[index]
                    .given
                    .keys()
                    .filter(|(_, topic)| *topic != Topic::Role(Role::Regulator))
                    .copied()
                    .collect();
                let any = (party, Topic::Role(Role::Regulator));
                let (party, topic) =
                    self.random.any_of(&given).filter(|_| !self.random.once_in(5)).unwrap_or(any);
                let expected =
                    self.model.directories[index].withdraw_attestation(by.actor, party, topic);
                let message = self.world.registry().withdraw_attestation(party, topic);
                self.make("withdraw_attestation", by, message, expected);
            }
            8 | 9 => {
                let agent = self.anyone();
                let scopes = self.random.one_of(&[
                    vec![],
                    vec![Scope::HandOver, Scope::Receive],
                    vec![Scope::Agree, Scope::Bill],
                    vec![Scope::Bill, Scope::Bill],
                    vec![Scope::Supervise],
                ]);
                let until = by.now + self.random.one_of(&[0, hours(1), days(20)]);
                let expected = self.model.directories[index]
                    .appoint_agent(by.now, actor, party, agent, &scopes, until);
                let message = self.world.registry().appoint_agent(
                    party,
                    self.world.account(agent),
                    scopes,
                    until,
                );
                self.make("appoint_agent", by, message, expected);
            }
            10 => {
                let agents =
                    self.model.directories[index].firms.get(&party).map(|firm| &firm.agents);
                let agents: Vec<Actor> =
                    agents.into_iter().flat_map(BTreeMap::keys).copied().collect();
                let any = self.anyone();
                let agent =
                    self.random.any_of(&agents).filter(|_| !self.random.once_in(5)).unwrap_or(any);
                let expected = self.model.directories[index].dismiss_agent(actor, party, agent);
                let message = self.world.registry().dismiss_agent(party, self.world.account(agent));
                self.make("dismiss_agent", by, message, expected);
            }
            11 => {
                let to = self.anyone();
                let to = if self.random.once_in(4) { None } else { Some(to) };
                let expected = self.model.directories[index].offer_control(actor, party, to);
                let message =
                    self.world.registry().offer_control(party, to.map(|to| self.world.account(to)));
                self.make("offer_control", by, message, expected);
            }
            12 => {
                let offered =
                    self.model.directories[index].firms.get(&party).and_then(|firm| firm.offered);
                let by = self.by(offered.unwrap_or(actor));
                let former =
                    self.model.directories[index].firms.get(&party).map(|firm| firm.controller);
                let expected = self.model.directories[index].take_control(by.actor, party);
                let taken = self.make(
                    "take_control",
                    by,
                    self.world.registry().take_control(party),
                    expected,
                );
                if let (true, Some(former)) = (taken && former != Some(by.actor), former) {
                    // A key that was rotated out is out.
                    let may = self.world.registry().may(
                        self.world.account(former),
                        party,
                        Scope::Bill,
                        Business::Exit,
                    );
                    assert!(
                        self.world.ask(may).is_err(),
                        "{former:?} gave control away and still may act"
                    );
                }
            }
            _ => {
                let regulators = [self.world.party(Regulator), self.world.party(SecondRegulator)];
                let regulators: Vec<PartyId> = self.model.directories[index]
                    .firms
                    .iter()
                    .filter(|(id, firm)| {
                        firm.roles.contains(&Role::Regulator) || regulators.contains(id)
                    })
                    .map(|(id, _)| *id)
                    .collect();
                let any = self.some_party(index);
                let regulator = self.random.any_of(&regulators).unwrap_or(any);
                let actor = self.someone_for(Some(index), regulator);
                let by = self.by(actor);
                let directory = &mut self.model.directories[index];
                // Mostly what can be renewed or lifted is, and the rest suspended.
                let suspended: Vec<PartyId> = directory
                    .firms
                    .iter()
                    .filter(|(_, firm)| by.now < firm.suspended_until)
                    .map(|(id, _)| *id)
                    .collect();
                let suspended = self.random.any_of(&suspended);
                let party = suspended.filter(|_| !self.random.once_in(4)).unwrap_or(party);
                let choice = match suspended {
                    Some(_) => self.random.below(6),
                    None => u64::from(self.random.once_in(4)),
                };
                match choice {
                    0 => {
                        let expected = directory.suspend(by.now, actor, party, regulator);
                        self.make(
                            "suspend",
                            by,
                            self.world.registry().suspend(party, regulator, NO_EVIDENCE),
                            expected,
                        );
                    }
                    1..=3 => {
                        let expected = directory.renew_suspension(by.now, actor, party, regulator);
                        let message =
                            self.world.registry().renew_suspension(party, regulator, NO_EVIDENCE);
                        self.make("renew_suspension", by, message, expected);
                    }
                    _ => {
                        let expected = directory.lift_suspension(by.now, actor, party, regulator);
                        self.make(
                            "lift_suspension",
                            by,
                            self.world.registry().lift_suspension(party, regulator),
                            expected,
                        );
                    }
                }
            }
        }
        self.check_party(index, party);
        // Whoever it was, for whatever: chain and model give the same answer.
        let (account, scope) = (
            self.anyone(),
            self.random.one_of(&[Scope::Agree, Scope::Receive, Scope::Bill, Scope::Supervise]),
        );
        let business = self.random.one_of(&[Business::NewBusiness, Business::Exit]);
        let told = self.world.ask(self.world.registry().may(
            self.world.account(account),
            party,
            scope,
            business,
        ));
        let expected =
            self.model.directories[index].may(self.world.now(), account, party, scope, business);
        assert_eq!(told, expected, "may {account:?}, {scope:?}, {business:?}");
    }

    pub(super) fn check_party(&self, index: usize, party: PartyId) {
        let told = self.world.ask(self.world.registry().enterprise(party));
        let Some(firm) = self.model.directories[index].firms.get(&party) else {
            assert_eq!(told, None);
            return;
        };
        let told = told.expect("it is registered");
        let mut roles = firm.roles.clone();
        roles.sort();
        assert_eq!(told.controller, self.world.account(firm.controller));
        assert_eq!(told.offered_to, firm.offered.map(|to| self.world.account(to)));
        assert_eq!(told.roles, roles);
        assert_eq!(
            (told.suspended_until, told.suspended_by),
            (firm.suspended_until, firm.suspended_by)
        );
        let stated = self.world.ask(self.world.registry().identifiers_of(party, 0, 50));
        let mut stated: Vec<_> =
            stated.into_iter().map(|identifier| (identifier.scheme, identifier.value)).collect();
        let mut expected = firm.stated.clone();
        stated.sort();
        expected.sort();
        assert_eq!(stated, expected);
        if self.thorough {
            invariants::the_controller_can_always_finish(&self.world, party, &told);
            invariants::a_suspension_stops_new_business_and_lapses(&self.world, party, &told);
        }
    }
}

//! Who is on the network. See [`interfaces::registry`] for what other contracts may call.
//!
//! # Trust
//! - **Anyone** registers itself, under any name. What an enterprise says of itself (name, country, roles, identifiers) is
//!   a claim; the form and the check digits of identifiers are verified, nothing else.
//! - The **controller** of an enterprise acts for it in everything, appoints agents and hands control over. Nobody, the
//!   administrator included, can take an enterprise away from its controller or restore a lost key.
//! - **Agents** act in the scopes given and until the time given. They stay when control changes hands, but for a
//!   controller that made itself an agent. A new controller who does not know them finds them in `AgentAppointed`.
//! - **Attesters** (role `ATTESTER`, in the administrator's gift) are believed in what they vouch for and which identifiers
//!   they confirm. Each ends only its own attestations. Taking the role away ends none: they last until they expire.
//! - **Regulators** that are attested suspend an enterprise from new business, for 30 days; a second one must agree to
//!   more. Suspension stops no delivery, settlement or other exit. Two regulators that collude can keep an enterprise
//!   out of new business for as long as both are attested.
//! - The **administrator** names attesters and hands itself over in two steps; role `PAUSER` stops new registrations and new
//!   identifiers, nothing else; role `CODE_UPGRADER` replaces the code after the delay, or gives that up for ever.
//! - It believes no other contract: it calls none and has no links.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod country;
pub mod events;
mod ledger;
mod set;

pub use self::registry::{RegistryContract, RegistryContractRef};

/// Who is on the network: enterprises, their identifiers, attestations and agents.
#[pendzl::implementation(AccessControl)]
#[ink::contract]
mod registry {
    use crate::ledger::{Attesters, Ledger};
    use ink::prelude::{string::String, vec::Vec};
    use interfaces::{
        administration::{
            Administration, AdministrationError, Link, LinkState, UpgradeState, ATTESTER,
        },
        ids::{account, Account, CodeHash, Digest, Millis, PartyId},
        registry::{
            Appointment, Attestation, Business, Enterprise, Identifier, Kind, Refusal, Registry,
            RegistryError, Role, Scheme, Scope, Topic, Witness, Witnesses,
        },
    };
    use kit::{
        administration::{change_role, ChainCodes, Command, Controls, Links, RoleChange, Root},
        events::emit,
        store::Shelf,
        Call,
    };
    use pendzl::contracts::pausable::Pausable;

    /// The root, pendzl's roles, and the books.
    #[ink(storage)]
    #[derive(StorageFieldGetter)]
    pub struct RegistryContract {
        root: Root,
        controls: Controls,
        links: Links,
        #[storage_field]
        access: AccessControlData,
        ledger: Ledger,
    }

    impl RegistryContract {
        /// An empty contract. `admin` holds every administrative role; links and upgrades change `delay` milliseconds after they
        /// are announced (0 for development only).
        #[ink(constructor)]
        pub fn new(admin: Account, delay: Millis) -> Self {
            let mut contract = Self {
                root: Root::new(),
                controls: Controls::default(),
                links: Links::default(),
                access: AccessControlData::default(),
                ledger: Ledger::default(),
            };
            contract.controls.establish(&mut contract.access, admin, delay);
            contract
        }

        fn administer(&mut self, command: Command) -> Result<(), AdministrationError> {
            let Self { root, controls, links, access, .. } = self;
            controls.administer(root, links, access, &ChainCodes, &[], command)?;
            Ok(())
        }
    }

    impl Registry for RegistryContract {
        /// Registers the caller as an enterprise or individual, and gives its id: `name` of 1 to 128 bytes, `country` in ISO 3166-1 alpha-2. Anyone, for itself.
        #[ink(message)]
        fn register(
            &mut self,
            kind: Kind,
            name: String,
            country: String,
            roles: Vec<Role>,
        ) -> Result<PartyId, RegistryError> {
            let registered = self.ledger.register(
                Call::current(),
                self.root.paused,
                account(&self.env().account_id()),
                kind,
                name,
                &country,
                &roles,
            )?;
            let party = registered.party;
            emit(registered);
            Ok(party)
        }

        /// Replaces the roles that `party` claims. Its controller only.
        #[ink(message)]
        fn claim_roles(&mut self, party: PartyId, roles: Vec<Role>) -> Result<(), RegistryError> {
            let claimed = self.ledger.claim_roles(Call::current(), party, &roles)?;
            emit(claimed);
            Ok(())
        }

        /// States an identifier of `party`: `value` without blanks or hyphens. Its controller only.
        #[ink(message)]
        fn state_identifier(
            &mut self,
            party: PartyId,
            scheme: Scheme,
            value: String,
        ) -> Result<(), RegistryError> {
            let stated = self.ledger.state_identifier(
                Call::current(),
                self.root.paused,
                party,
                scheme,
                value,
            )?;
            emit(stated);
            Ok(())
        }

        /// Takes back an identifier of `party`; a confirmed one becomes free. Its controller only.
        #[ink(message)]
        fn withdraw_identifier(
            &mut self,
            party: PartyId,
            scheme: Scheme,
            value: String,
        ) -> Result<(), RegistryError> {
            let withdrawn =
                self.ledger.withdraw_identifier(Call::current(), party, scheme, value)?;
            emit(withdrawn);
            Ok(())
        }

        /// Confirms that an identifier is `party`'s own and nobody else's; `evidence` is the SHA-256 of what was examined. Role ATTESTER.
        #[ink(message)]
        fn confirm_identifier(
            &mut self,
            party: PartyId,
            scheme: Scheme,
            value: String,
            evidence: Digest,
        ) -> Result<(), RegistryError> {
            let confirmed = self.ledger.confirm_identifier(
                Call::current(),
                &RoleHolders(&self.access),
                party,
                scheme,
                value,
                evidence,
            )?;
            emit(confirmed);
            Ok(())
        }

        /// Vouches for a fact about `party` until `expires_at` (milliseconds); `evidence` is the SHA-256 of what was examined. Role ATTESTER.
        #[ink(message)]
        fn attest(
            &mut self,
            party: PartyId,
            topic: Topic,
            evidence: Digest,
            expires_at: Millis,
        ) -> Result<(), RegistryError> {
            let attested = self.ledger.attest(
                Call::current(),
                &RoleHolders(&self.access),
                party,
                topic,
                evidence,
                expires_at,
            )?;
            emit(attested);
            Ok(())
        }

        /// Takes back the attestation of `topic` for `party`. Only the account that gave it.
        #[ink(message)]
        fn withdraw_attestation(
            &mut self,
            party: PartyId,
            topic: Topic,
        ) -> Result<(), RegistryError> {
            let withdrawn = self.ledger.withdraw_attestation(Call::current(), party, topic)?;
            emit(withdrawn);
            Ok(())
        }

        /// Appoints `agent` to act for `party` in `scopes` until `expires_at` (milliseconds), in place of an earlier appointment. Its controller only.
        #[ink(message)]
        fn appoint_agent(
            &mut self,
            party: PartyId,
            agent: Account,
            scopes: Vec<Scope>,
            expires_at: Millis,
        ) -> Result<(), RegistryError> {
            let appointed =
                self.ledger.appoint_agent(Call::current(), party, agent, &scopes, expires_at)?;
            emit(appointed);
            Ok(())
        }

        /// Ends the appointment of `agent` by `party`, at once. The party's controller, or the agent itself.
        #[ink(message)]
        fn dismiss_agent(&mut self, party: PartyId, agent: Account) -> Result<(), RegistryError> {
            let dismissed = self.ledger.dismiss_agent(Call::current(), party, agent)?;
            emit(dismissed);
            Ok(())
        }

        /// Offers control of `party` to the account `to`, which must take it; nobody takes the offer back. Its controller only.
        #[ink(message)]
        fn offer_control(
            &mut self,
            party: PartyId,
            to: Option<Account>,
        ) -> Result<(), RegistryError> {
            let offered = self.ledger.offer_control(Call::current(), party, to)?;
            emit(offered);
            Ok(())
        }

        /// Takes control of `party`; the earlier controller may do nothing for it any more. Only the account it was offered to.
        #[ink(message)]
        fn take_control(&mut self, party: PartyId) -> Result<(), RegistryError> {
            let taken = self.ledger.take_control(Call::current(), party)?;
            emit(taken);
            Ok(())
        }

        /// Suspends `party` from new business for 30 days in the name of `regulator`; `reason` is the SHA-256 of the order. Those who act for an attested regulator.
        #[ink(message)]
        fn suspend(
            &mut self,
            party: PartyId,
            regulator: PartyId,
            reason: Digest,
        ) -> Result<(), RegistryError> {
            let suspended = self.ledger.suspend(Call::current(), party, regulator, reason)?;
            emit(suspended);
            Ok(())
        }

        /// Renews a suspension for 30 days from now in the name of `regulator`, another than the last; `reason` is the SHA-256 of the order. Those who act for an attested regulator.
        #[ink(message)]
        fn renew_suspension(
            &mut self,
            party: PartyId,
            regulator: PartyId,
            reason: Digest,
        ) -> Result<(), RegistryError> {
            let renewed =
                self.ledger.renew_suspension(Call::current(), party, regulator, reason)?;
            emit(renewed);
            Ok(())
        }

        /// Lifts a suspension before it lapses, in the name of `regulator`. Those who act for the regulator that ordered or renewed it last.
        #[ink(message)]
        fn lift_suspension(
            &mut self,
            party: PartyId,
            regulator: PartyId,
        ) -> Result<(), RegistryError> {
            let lifted = self.ledger.lift_suspension(Call::current(), party, regulator)?;
            emit(lifted);
            Ok(())
        }

        /// What is known of `party`.
        #[ink(message)]
        fn enterprise(&self, party: PartyId) -> Option<Enterprise> {
            self.ledger.enterprise(party)
        }

        /// Whether `account` may act for `party` in `scope`, and if not, why.
        #[ink(message)]
        fn may(
            &self,
            account: Account,
            party: PartyId,
            scope: Scope,
            business: Business,
        ) -> Result<(), Refusal> {
            self.ledger.may(self.env().block_timestamp(), account, party, scope, business)
        }

        /// Whether `party` is registered and not suspended.
        #[ink(message)]
        fn is_active(&self, party: PartyId) -> bool {
            self.ledger.is_active(self.env().block_timestamp(), party)
        }

        /// Whether an unexpired attestation of `topic` stands; for a role, also whether `party` still claims it.
        #[ink(message)]
        fn attested(&self, party: PartyId, topic: Topic) -> bool {
            self.ledger.attested(self.env().block_timestamp(), party, topic)
        }

        /// The last attestation of `topic`, whether it stands or not.
        #[ink(message)]
        fn attestation_of(&self, party: PartyId, topic: Topic) -> Option<Attestation> {
            self.ledger.attestation_of(party, topic)
        }

        /// The enterprise for which the identifier is confirmed.
        #[ink(message)]
        fn by_identifier(&self, scheme: Scheme, value: String) -> Option<PartyId> {
            self.ledger.by_identifier(scheme, &value)
        }

        /// Up to `limit` (at most 50) identifiers that `party` states, beginning with number `from`, counted from 0.
        #[ink(message)]
        fn identifiers_of(&self, party: PartyId, from: u16, limit: u16) -> Vec<Identifier> {
            self.ledger.identifiers_of(party, from, limit)
        }

        /// The appointment of `agent` by `party`, whether it has expired or not.
        #[ink(message)]
        fn appointment_of(&self, party: PartyId, agent: Account) -> Option<Appointment> {
            self.ledger.appointment_of(party, agent)
        }

        /// The id that `registrant`'s next registration will have.
        #[ink(message)]
        fn next_id(&self, registrant: Account) -> PartyId {
            self.ledger.next_id(account(&self.env().account_id()), registrant)
        }
    }

    /// Attesters are the holders of the role.
    struct RoleHolders<'a>(&'a AccessControlData);

    impl Attesters for RoleHolders<'_> {
        fn is_attester(&self, account: Account) -> bool {
            self.0.members.holds((ATTESTER, Some(account)))
        }
    }

    impl Witnesses for RegistryContract {
        /// What is known of `party`, where it has something to say of `subject`: its legal identity, and how close the two are.
        #[ink(message)]
        fn witness(&self, party: PartyId, subject: PartyId) -> Witness {
            self.ledger.witness(self.env().block_timestamp(), party, subject)
        }

        /// Whether `account` controls `party`, or is its agent in whatever scope, and that lasts.
        #[ink(message)]
        fn acts(&self, account: Account, party: PartyId) -> bool {
            self.ledger.acts(self.env().block_timestamp(), account, party)
        }
    }

    impl Administration for RegistryContract {
        /// Offers the administration to `to`, who must accept it. Administrator only.
        #[ink(message)]
        fn offer_administration(&mut self, to: Account) -> Result<(), AdministrationError> {
            self.administer(Command::Offer(to))
        }

        /// Takes over the administration. Only the account it was offered to.
        #[ink(message)]
        fn accept_administration(&mut self) -> Result<(), AdministrationError> {
            self.administer(Command::Accept)
        }

        /// Pauses new business; ways out stay open. Role PAUSER.
        #[ink(message)]
        fn pause(&mut self) -> Result<(), AdministrationError> {
            self.administer(Command::Pause)
        }

        /// Lets new business go on. Role PAUSER.
        #[ink(message)]
        fn unpause(&mut self) -> Result<(), AdministrationError> {
            self.administer(Command::Unpause)
        }

        /// Links the contract at `to`, which must run `code_hash`: at once the first time, later after the delay. Administrator only.
        #[ink(message)]
        fn set_link(
            &mut self,
            link: Link,
            to: Account,
            code_hash: CodeHash,
        ) -> Result<(), AdministrationError> {
            self.administer(Command::SetLink(link, to, code_hash))
        }

        /// Completes an announced link once the delay is over. Administrator only.
        #[ink(message)]
        fn apply_link(&mut self, link: Link) -> Result<(), AdministrationError> {
            self.administer(Command::ApplyLink(link))
        }

        /// Where `link` points; epoch 0 and no address where it was never set.
        #[ink(message)]
        fn link_of(&self, link: Link) -> LinkState {
            self.links.state_of(link)
        }

        /// Announces that the contract is to run `code_hash`. Role CODE_UPGRADER.
        #[ink(message)]
        fn announce_upgrade(&mut self, code_hash: CodeHash) -> Result<(), AdministrationError> {
            self.administer(Command::AnnounceUpgrade(code_hash))
        }

        /// Takes an announced upgrade back. Role CODE_UPGRADER.
        #[ink(message)]
        fn cancel_upgrade(&mut self) -> Result<(), AdministrationError> {
            self.administer(Command::CancelUpgrade)
        }

        /// Runs the announced code from the next call on, once the delay is over. Role CODE_UPGRADER.
        #[ink(message)]
        fn apply_upgrade(&mut self) -> Result<(), AdministrationError> {
            self.administer(Command::ApplyUpgrade)
        }

        /// Gives up upgrades for ever. Role CODE_UPGRADER.
        #[ink(message)]
        fn renounce_upgrades(&mut self) -> Result<(), AdministrationError> {
            self.administer(Command::RenounceUpgrades)
        }

        /// How the contract may change: the delay in milliseconds, what was announced, whether upgrades were given up.
        #[ink(message)]
        fn upgrade_state(&self) -> UpgradeState {
            self.controls.upgrade_state()
        }
    }

    impl Pausable for RegistryContract {
        /// Whether new business is paused.
        #[ink(message)]
        fn paused(&self) -> bool {
            self.root.paused
        }
    }

    /// Whether `address` holds `role`.
    #[overrider(AccessControl)]
    fn has_role(&self, role: RoleType, address: Option<AccountId>) -> bool {
        AccessControlDefaultImpl::has_role_default_impl(self, role, address)
    }

    /// The role that may grant and revoke `role`; the administrator's unless it was changed.
    #[overrider(AccessControl)]
    fn get_role_admin(&self, role: RoleType) -> RoleType {
        AccessControlDefaultImpl::get_role_admin_default_impl(self, role)
    }

    /// Gives `role` to `account`. Holders of the role's admin role; never to nobody in particular, and never the administration itself.
    #[overrider(AccessControl)]
    fn grant_role(
        &mut self,
        role: RoleType,
        account: Option<AccountId>,
    ) -> Result<(), AccessControlError> {
        change_role(&mut self.access, RoleChange::Grant(role, account))
    }

    /// Takes `role` from `account`. Holders of the role's admin role; not the administration itself.
    #[overrider(AccessControl)]
    fn revoke_role(
        &mut self,
        role: RoleType,
        account: Option<AccountId>,
    ) -> Result<(), AccessControlError> {
        change_role(&mut self.access, RoleChange::Revoke(role, account))
    }

    /// Gives up a role of one's own; `account` is the caller. Without an administrator links and roles never change again.
    #[overrider(AccessControl)]
    fn renounce_role(
        &mut self,
        role: RoleType,
        account: Option<AccountId>,
    ) -> Result<(), AccessControlError> {
        change_role(&mut self.access, RoleChange::Renounce(role, account))
    }

    /// Lets holders of `new_admin` grant and revoke `role`. Holders of the role's present admin role; not for the administration itself.
    #[overrider(AccessControl)]
    fn set_role_admin(
        &mut self,
        role: RoleType,
        new_admin: RoleType,
    ) -> Result<(), AccessControlError> {
        change_role(&mut self.access, RoleChange::SetAdmin(role, new_admin))
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::events::{Attested, EnterpriseRegistered};
        use ink::env::test::{recorded_events, set_block_timestamp, set_caller, EmittedEvent};
        use interfaces::administration::{ADMIN, PAUSER, UPGRADER};
        use kit::events::AdministrationOffered;
        use scale::{Decode, Encode};

        fn account(number: u8) -> AccountId {
            [number; 32].into()
        }

        fn by(caller: u8) {
            set_caller::<Environment>(account(caller));
        }

        /// A contract whose administrator is account 1.
        fn contract() -> RegistryContract {
            RegistryContract::new(account(1), 1_000)
        }

        fn last_event() -> EmittedEvent {
            recorded_events().last().unwrap()
        }

        fn register(contract: &mut RegistryContract) -> Result<PartyId, RegistryError> {
            contract.register(Kind::Enterprise, "A".into(), "DE".into(), vec![Role::Carrier])
        }

        #[ink::test]
        fn a_new_contract_gives_the_administrative_roles_to_one_account_and_the_rest_to_nobody() {
            let contract = contract();
            assert!(!contract.paused());
            for role in [ADMIN, PAUSER, UPGRADER] {
                assert!(contract.has_role(role, Some(account(1))));
                assert!(!contract.has_role(role, Some(account(2))));
                assert_eq!(contract.get_role_admin(role), ADMIN);
            }
            assert!(!contract.has_role(ATTESTER, Some(account(1))));
            assert_eq!(contract.upgrade_state().delay, 1_000);
            assert_eq!(contract.link_of(Link::Orders).epoch, 0);
        }

        #[ink::test]
        fn a_registration_is_told_with_the_id_and_the_account_as_topics() {
            let mut contract = contract();
            by(2);
            set_block_timestamp::<Environment>(77);
            let party = contract.next_id(account(2));
            assert_eq!(register(&mut contract), Ok(party));
            let event = last_event();
            let told = EnterpriseRegistered::decode(&mut &event.data[..]).unwrap();
            let expected = EnterpriseRegistered {
                party,
                controller: account(2),
                kind: Kind::Enterprise,
                name: "A".into(),
                country: *b"DE",
                roles: vec![Role::Carrier],
                registered_at: 77,
            };
            assert_eq!(told, expected);
            assert_eq!(event.topics.len(), 3);
            assert!(event.topics.contains(&party.encode()));
            assert!(event.topics.contains(&account(2).encode()));
        }

        #[ink::test]
        fn a_refused_command_tells_nothing() {
            let mut contract = contract();
            let before = recorded_events().count();
            let party = contract.next_id(account(1));
            assert_eq!(contract.claim_roles(party, vec![]), Err(RegistryError::UnknownEnterprise));
            assert_eq!(recorded_events().count(), before);
        }

        #[ink::test]
        fn attesters_are_those_to_whom_the_administrator_gave_the_role() {
            let mut contract = contract();
            by(2);
            let party = register(&mut contract).unwrap();
            by(3);
            let attest = |contract: &mut RegistryContract| {
                contract.attest(party, Topic::RealName, [9; 32], 1_000)
            };
            assert_eq!(attest(&mut contract), Err(RegistryError::NotAttester));
            by(1);
            contract.grant_role(ATTESTER, Some(account(3))).unwrap();
            by(3);
            assert_eq!(attest(&mut contract), Ok(()));
            let told = Attested::decode(&mut &last_event().data[..]).unwrap();
            assert_eq!((told.party, told.attester), (party, account(3)));
            assert!(contract.attested(party, Topic::RealName));
            by(1);
            contract.revoke_role(ATTESTER, Some(account(3))).unwrap();
            assert!(contract.attested(party, Topic::RealName));
            by(3);
            assert_eq!(attest(&mut contract), Err(RegistryError::NotAttester));
            assert_eq!(contract.withdraw_attestation(party, Topic::RealName), Ok(()));
        }

        #[ink::test]
        fn the_role_messages_move_neither_the_administration_nor_a_role_to_everyone() {
            let mut contract = contract();
            by(1);
            let refused = Err(AccessControlError::InvalidCaller);
            assert_eq!(contract.grant_role(ADMIN, Some(account(2))), refused);
            assert_eq!(contract.revoke_role(ADMIN, Some(account(1))), refused);
            assert_eq!(contract.set_role_admin(ADMIN, ATTESTER), refused);
            assert_eq!(contract.grant_role(ATTESTER, None), refused);
            assert_eq!(contract.revoke_role(ATTESTER, None), refused);
            assert_eq!(contract.renounce_role(PAUSER, Some(account(2))), refused);
            assert_eq!(contract.renounce_role(PAUSER, Some(account(1))), Ok(()));
            assert!(!contract.has_role(PAUSER, Some(account(1))));
        }

        #[ink::test]
        fn a_pause_stops_registrations_and_new_identifiers_and_nothing_else() {
            let mut contract = contract();
            by(1);
            let party = register(&mut contract).unwrap();
            contract.pause().unwrap();
            assert!(contract.paused());
            assert_eq!(register(&mut contract), Err(RegistryError::Paused));
            let stated = contract.state_identifier(party, Scheme::Scac, "MAEU".into());
            assert_eq!(stated, Err(RegistryError::Paused));
            assert_eq!(contract.claim_roles(party, vec![]), Ok(()));
            assert_eq!(contract.offer_control(party, Some(account(2))), Ok(()));
            let may = contract.may(account(1), party, Scope::Order, Business::NewBusiness);
            assert_eq!(may, Ok(()));
            contract.unpause().unwrap();
            assert!(register(&mut contract).is_ok());
        }

        #[ink::test]
        fn the_registry_links_to_nothing() {
            let mut contract = contract();
            by(1);
            let linked = contract.set_link(Link::Notary, account(9), [9; 32].into());
            assert_eq!(linked, Err(AdministrationError::NoSuchLink));
            assert_eq!(
                contract.apply_link(Link::Notary),
                Err(AdministrationError::NothingAnnounced)
            );
        }

        #[ink::test]
        fn the_administration_is_offered_accepted_and_told() {
            let mut contract = contract();
            by(1);
            contract.offer_administration(account(2)).unwrap();
            let told = AdministrationOffered::decode(&mut &last_event().data[..]).unwrap();
            assert_eq!(told, AdministrationOffered { by: account(1), to: account(2) });
            by(2);
            contract.accept_administration().unwrap();
            assert!(contract.has_role(ADMIN, Some(account(2))));
        }

        #[ink::test]
        fn upgrades_are_announced_taken_back_and_given_up() {
            let mut contract = contract();
            by(1);
            contract.announce_upgrade([5; 32].into()).unwrap();
            assert!(contract.upgrade_state().announced.is_some());
            assert_eq!(contract.apply_upgrade(), Err(AdministrationError::TooEarly(1_000)));
            contract.cancel_upgrade().unwrap();
            contract.renounce_upgrades().unwrap();
            assert!(contract.upgrade_state().renounced);
        }

        #[ink::test]
        fn every_command_reaches_the_books_and_is_told_once() {
            let mut contract = contract();
            by(1);
            contract.grant_role(ATTESTER, Some(account(1))).unwrap();
            let party = register(&mut contract).unwrap();
            let regulator = register(&mut contract).unwrap();
            let second = register(&mut contract).unwrap();
            let gln = || "4012345000115".to_string();
            let role = Topic::Role(Role::Regulator);
            let agent = account(4);
            let before = recorded_events().count();
            let commands = [
                contract.claim_roles(regulator, vec![Role::Regulator]),
                contract.claim_roles(second, vec![Role::Regulator]),
                contract.state_identifier(party, Scheme::Gln, gln()),
                contract.confirm_identifier(party, Scheme::Gln, gln(), [1; 32]),
                contract.attest(regulator, role, [1; 32], 9),
                contract.attest(second, role, [1; 32], 9),
                contract.appoint_agent(party, agent, vec![Scope::Bill], 9),
                contract.suspend(party, regulator, [2; 32]),
                contract.renew_suspension(party, second, [2; 32]),
                contract.offer_control(party, Some(account(1))),
                contract.take_control(party),
            ];
            assert_eq!(commands, [Ok(()); 11]);
            assert_eq!(contract.by_identifier(Scheme::Gln, gln()), Some(party));
            assert_eq!(contract.identifiers_of(party, 0, 9).len(), 1);
            assert!(contract.appointment_of(party, agent).is_some());
            assert!(contract.attestation_of(second, role).is_some());
            assert!(!contract.is_active(party));
            assert_eq!(contract.enterprise(party).unwrap().suspended_by, Some(second));
            let commands = [
                contract.lift_suspension(party, second),
                contract.dismiss_agent(party, agent),
                contract.withdraw_attestation(second, role),
                contract.withdraw_identifier(party, Scheme::Gln, gln()),
            ];
            assert_eq!(commands, [Ok(()); 4]);
            assert!(contract.is_active(party));
            assert_eq!(recorded_events().count(), before + 15);
        }
    }
}

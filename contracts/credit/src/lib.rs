//! Ratings of what independent parties have signed, shared by consent. See [`interfaces::credit`] for what other contracts may call.
//!
//! # Trust
//! - Facts are believed of the contracts that are linked as sources, and of nobody else: payments of the receivable contract, deliveries of the
//!   waybill contract (carriers) and of the orders contract (sellers), disputes of the reconciliation contract. If one lies, ratings are
//!   what it says; it can tell nothing twice, and take nothing back. When a fact came to be is what it says. When another is linked in
//!   its place, what it told stays, and what it did not tell before `apply_link` is refused. The administrator links the first contract
//!   of each kind at once, of whatever code.
//! - A counterparty counts if the linked registry knows its attested real name and a confirmed legal identifier, when the fact is told; under
//!   that identifier it is one counterparty, whatever it calls itself. Attesters are believed in that: one that confirms two
//!   identifiers of one firm for two enterprises makes two of it, and one that confirms for an enterprise first this and then that
//!   identifier, as they move between the enterprises of one hand, makes two of it one after the other.
//! - Who is rated is a party of the registry, and not joined by identifier: a firm's second enterprise begins without a record.
//! - Two in one hand count nothing for each other. A counterparty that appointed who controls the subject as its agent says nothing of it,
//!   good or bad: it did so itself. Where the subject appointed who controls the counterparty, only blame counts, a score below 50: for
//!   whom one appoints takes nobody's consent, and would be silenced. So it is where two share an agent who controls neither, for 30 days from
//!   when anybody shows it here, and shows it again. That two accounts are one person's is not known here.
//! - How close two are is judged when a fact is told. What was said before stays, and what was refused because they were related leaves no
//!   trace: it can be told once they are apart, while it is young enough.
//! - Amounts are compared by a table of what currencies were worth in 2025, to a power of two; others count nothing until an upgrade adds
//!   them.
//! - Without a registry each account is a counterparty, and anybody makes accounts: such ratings are worth something only where accounts are
//!   known otherwise. A rating tells under which registry it was made, 0 for none; facts keep what was known when they were told, so the
//!   registry is to be linked before the sources are.
//! - No counterparty, nor all without a name together, counts for more than a quarter of a score. One that lost its name and got it back is
//!   in both, and may count for up to half. Three in league that are attested still make three quarters of it. And who finds twelve heavier ones
//!   has all others, good or bad, count for a quarter at most.
//! - Who is rated can contest, and loses its grade, and each score, while that hangs on what is contested. Only the arbiter that both named in
//!   the document strikes an observation, and not by an account that acts for who is rated; where they named none, nobody does. A silent
//!   arbiter leaves it as it was.
//! - A grant governs what contracts act on, and each use that stands records who relied on what; of a transaction that is undone nothing
//!   stays. It hides nothing: records, observations and ratings lie open to
//!   whoever reads the chain, and whoever knows the formulas computes the rating. See the README of this crate.
//! - A calling contract says for which viewer it asks; the grant's subject trusts the contract that it names in that.
//! - The administrator links the registry and the sources, announces weights (slowly) and pauses facts, scores and grants. It cannot record,
//!   strike, rate or look otherwise than anybody; contests, decisions, revocations and what was granted go on. An upgrade takes the
//!   delay, unless upgrades were renounced.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(missing_docs)]

mod events;
pub mod formulas;
mod ledger;
#[cfg(feature = "std")]
pub mod model;
mod network;
pub mod rating;
#[cfg(test)]
mod reference;
pub mod sheet;
mod status;
#[cfg(test)]
mod tests;
pub mod value;

pub use self::{
    credit::{CreditContract, CreditContractRef},
    events::{
        AgentShown, Contested, Decided, DocumentClosed, Granted, Observed, Rated, Revoked, Used,
        WeightsAnnounced,
    },
    ledger::{Counts, Ledger},
};

/// Ratings of what independent parties have signed, shared by consent.
#[allow(clippy::large_enum_variant)] // One enum holds every message's arguments; ink! writes it.
#[pendzl::implementation(AccessControl)]
#[ink::contract]
mod credit {
    use crate::ledger::{observation_id, Caller, Counts, Ledger, Told};
    use interfaces::{
        administration::{
            Administration, AdministrationError, Link, LinkState, UpgradeState, ADMIN,
        },
        credit::{
            Closing, Consent, Credit, CreditError, Dimension, Disclosure, Fact, Facts, Grant,
            GrantId, Observation, ObservationKind, Rating, Record, WeightTable, Weights,
        },
        ids::{Account, CodeHash, Digest, DocumentId, Millis, ObservationId, PartyId},
        kept::Kept,
    };
    use kit::{
        administration::{change_role, ChainCodes, Command, Controls, Links, RoleChange, Root},
        authority::LinkedRegistry,
        events::emit,
        store::Shelf,
        Call,
    };
    use pendzl::contracts::pausable::Pausable;

    /// The root, how many grants and weights there are, pendzl's roles, and the books.
    #[ink(storage)]
    #[derive(StorageFieldGetter)]
    pub struct CreditContract {
        root: Root,
        counts: Counts,
        controls: Controls,
        links: Links,
        #[storage_field]
        access: AccessControlData,
        ledger: Ledger,
    }

    impl CreditContract {
        /// A contract that knows nobody, with the first weights: payment 40, delivery 25, service 15, disputes 10, volume and tenure 10. `admin`
        /// holds every administrative role; weights, links and upgrades change `delay` milliseconds after they are announced (0 for
        /// development only).
        #[ink(constructor)]
        pub fn new(admin: Account, delay: Millis) -> Self {
            let mut contract = Self {
                root: Root::new(),
                counts: Counts::default(),
                controls: Controls::default(),
                links: Links::default(),
                access: AccessControlData::default(),
                ledger: Ledger::default(),
            };
            contract.controls.establish(&mut contract.access, admin, delay);
            let (counts, announced) = contract.ledger.begin(Call::current().now);
            contract.counts = counts;
            emit(announced);
            contract
        }

        fn administer(&mut self, command: Command) -> Result<(), AdministrationError> {
            let Self { root, controls, links, access, .. } = self;
            let allowed = &[
                Link::Registry,
                Link::Waybill,
                Link::Reconciliation,
                Link::Receivable,
                Link::Orders,
            ];
            controls.administer(root, links, access, &ChainCodes, allowed, command)?;
            Ok(())
        }

        /// Whether people ask: a contract acts on what it is told by a grant only. One that is being made is no contract to the chain yet,
        /// but no transaction begins with it. It is answered on a chain only.
        #[inline(never)]
        fn is_for_people(&self) -> bool {
            self.env().caller_is_origin() && !self.env().is_contract(&self.env().caller())
        }
    }

    // Once for all messages, not inlined into each.
    #[inline(never)]
    fn caller<'a>(root: &Root, links: &'a Links) -> Caller<LinkedRegistry<'a>> {
        Caller {
            call: Call::current(),
            paused: root.paused,
            authority: LinkedRegistry { links, current: root.registry },
        }
    }

    // Each floor lists the host calls that the message cannot do without. `r` reads, `w` writes; `event n` has n topics beside
    // its signature. Asking the registry is one cross-contract call, and none where no registry is linked.

    impl Credit for CreditContract {
        /// Scores how the other party of a document that the contract `source` told closed served: `score` from 0, not at all, to 100. `party`,
        /// one of the two, scope Agree.
        // Floor: root r+w, closing r, may, observation exists+w, witness, bearer r, record r+w, event 2.
        #[ink(message)]
        fn score_service(
            &mut self,
            source: Account,
            document: DocumentId,
            party: PartyId,
            score: u8,
        ) -> Result<(), CreditError> {
            let caller = caller(&self.root, &self.links);
            emit(*self.ledger.score_service(&caller, source, document, party, score)?);
            Ok(())
        }

        /// Contests an observation, so that it does not count before its arbiter has decided, or 30 days have gone by; `evidence` is the SHA-256 of
        /// what is brought against it. Its subject, scope Agree.
        // Floor: root r+w, observation r+w, may, record r+w, event 1.
        #[ink(message)]
        fn contest(
            &mut self,
            observation: ObservationId,
            evidence: Digest,
        ) -> Result<(), CreditError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.contest(&caller, observation, evidence)?);
            Ok(())
        }

        /// Decides whether a contested observation is wrong (`is_struck`) or counts again. The arbiter of its document, scope Agree; to strike, by
        /// an account that does not act for the subject.
        // Floor: root r+w, observation r+w, may, where it is struck acts, record r+w, event 1.
        #[ink(message)]
        fn decide(
            &mut self,
            observation: ObservationId,
            is_struck: bool,
        ) -> Result<(), CreditError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.decide(&caller, observation, is_struck)?);
            Ok(())
        }

        /// Announces `weights`, together 100, for after the delay; answers their version. Administrator only.
        // Floor: root r+w, role exists, delay r, table r+w, event 1.
        #[ink(message)]
        fn announce_weights(&mut self, weights: Weights) -> Result<u16, CreditError> {
            let Self { counts, controls, access, ledger, .. } = self;
            let call = Call::current();
            let is_admin = access.members.holds((ADMIN, Some(call.caller)));
            let delay = controls.upgrade_state().delay;
            let announced = ledger.announce_weights(is_admin, counts, call.now, delay, weights)?;
            let version = announced.version;
            emit(announced);
            Ok(version)
        }

        /// Shows that `account` acts for both parties, so that for 30 days only blame counts of what each says of the other. Anyone.
        // Floor: root r+w, acts twice, tie w, event 2.
        #[ink(message)]
        fn show_agent(
            &mut self,
            one: PartyId,
            other: PartyId,
            account: Account,
        ) -> Result<(), CreditError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.show_agent(&caller, one, other, account)?);
            Ok(())
        }

        /// Puts on record how `subject` is rated now by a version of the weights, 0 for the one in force. Anyone.
        // Floor: root r+w, table r, four records r, rating w, event 1.
        #[ink(message)]
        fn snapshot(&mut self, subject: PartyId, version: u16) -> Result<(), CreditError> {
            let (registry, now) = (self.root.registry.epoch, self.env().block_timestamp());
            emit(self.ledger.snapshot(&self.counts, registry, now, subject, version)?);
            Ok(())
        }

        /// Lets a viewer know of `subject`, or a contract on its behalf, by `consent` (time in milliseconds); answers the grant's number. `subject`,
        /// scope ShareCredit.
        // Floor: root r+w, may, grant w, event 3.
        #[ink(message)]
        fn grant(&mut self, subject: PartyId, consent: Consent) -> Result<GrantId, CreditError> {
            let caller = caller(&self.root, &self.links);
            let granted = self.ledger.grant(&caller, &mut self.counts, subject, consent)?;
            let grant = granted.grant;
            emit(granted);
            Ok(grant)
        }

        /// Takes a grant back, at once. Its subject, scope ShareCredit.
        // Floor: root r+w, grant r+w, may, event 1.
        #[ink(message)]
        fn revoke(&mut self, grant: GrantId) -> Result<(), CreditError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.revoke(&caller, grant)?);
            Ok(())
        }

        /// Asks by a grant how `subject` is rated now, for `viewer` and the grant's `purpose` (SHA-256); leaves a receipt. The contract that the
        /// grant names; where it names none, `viewer`, scope ShareCredit.
        // Floor: root r+w, grant r+w, may, table r, four records r, event 3.
        #[ink(message)]
        fn consult(
            &mut self,
            grant: GrantId,
            subject: PartyId,
            viewer: PartyId,
            purpose: Digest,
        ) -> Result<Disclosure, CreditError> {
            let caller = caller(&self.root, &self.links);
            let (told, used) =
                self.ledger.consult(&caller, &self.counts, grant, subject, viewer, purpose)?;
            emit(*used);
            Ok(told)
        }

        /// How `subject` is rated now by a version of the weights, 0 for the one in force. Anyone but a contract.
        #[ink(message)]
        fn score(&self, subject: PartyId, version: u16) -> Result<Rating, CreditError> {
            let (registry, now) = (self.root.registry.epoch, self.env().block_timestamp());
            let (asks, counts) = (self.is_for_people(), &self.counts);
            Ok(*self.ledger.shown_score(asks, counts, registry, now, &subject, version)?)
        }

        /// The last snapshot of `subject` by this version of the weights. Anyone but a contract.
        #[ink(message)]
        fn rating_of(&self, subject: PartyId, version: u16) -> Option<Kept<Rating>> {
            self.ledger.shown_rating(self.is_for_people(), subject, version)
        }

        /// What is known of `subject` in one dimension. Anyone but a contract.
        #[ink(message)]
        fn record_of(&self, subject: PartyId, dimension: Dimension) -> Option<Kept<Record>> {
            self.ledger.shown_record(self.is_for_people(), subject, dimension)
        }

        /// An observation. Anyone but a contract.
        #[ink(message)]
        fn observation(&self, observation: ObservationId) -> Option<Kept<Observation>> {
            self.ledger.shown_observation(self.is_for_people(), observation)
        }

        /// A document that the contract `source` told closed.
        #[ink(message)]
        fn closing_of(&self, source: Account, document: DocumentId) -> Option<Kept<Closing>> {
            self.ledger.closings.kept((source, document))
        }

        /// A grant.
        #[ink(message)]
        fn grant_of(&self, grant: GrantId) -> Option<Kept<Grant>> {
            self.ledger.grants.kept(grant)
        }

        /// A version of the weights, also one that is not in force yet; 0 for the one in force.
        #[ink(message)]
        fn weights_of(&self, version: u16) -> Option<WeightTable> {
            let now = self.env().block_timestamp();
            self.ledger.table(&self.counts, now, version).map(|(_, table)| table)
        }

        /// The version of the weights in force.
        #[ink(message)]
        fn version(&self) -> u16 {
            self.ledger.version(&self.counts, self.env().block_timestamp())
        }

        /// The id of what the contract `source` tells of `document`.
        #[ink(message)]
        fn observation_id(
            &self,
            source: Account,
            document: DocumentId,
            kind: ObservationKind,
        ) -> ObservationId {
            observation_id(&source, &document, kind)
        }
    }

    impl Facts for CreditContract {
        /// Records what two parties have signed. Only the contract that is linked for it: waybill and orders for deliveries, receivable for
        /// payments, reconciliation for disputes, any of the four for what is closed.
        // Floor: root r+w, link r, observation exists+w, witness, bearer r, record r+w, event 2; of what is closed root r+w, link r,
        // closing exists+w, event 3.
        #[ink(message)]
        fn observe(&mut self, fact: Fact) -> Result<(), CreditError> {
            let caller = caller(&self.root, &self.links);
            match self.ledger.observe(&caller, &self.links, fact)? {
                Told::Observed(observed) => emit(*observed),
                Told::Closed(closed) => emit(*closed),
            }
            Ok(())
        }
    }

    impl Administration for CreditContract {
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

    impl Pausable for CreditContract {
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
}

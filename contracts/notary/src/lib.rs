//! Deposits of evidence: who had what when, who signed it, and what became of it. See [`interfaces::notary`] for what other contracts
//! may call.
//!
//! # Trust
//! - A deposit proves that its depositor had the digest when the block was made, and nothing of what was before: how the data came to be
//!   is what the depositor states, and a court examines apart. First to deposit is not author; the earliest deposit of a digest is told,
//!   and hinders no other.
//! - Only digests are stored. A digest of something that can be guessed gives it away, so what is said of persons, and each field that
//!   is to be disclosed alone, carries a salt.
//! - What all signatories have signed binds all of them: its depositor alone can neither revoke nor supersede it, nor what renews it.
//!   Until then it is the depositor's. A relayed signature covers the whole statement, not only the digest.
//! - Nobody's silence holds anything up: signing ends at the time stated (at most 366 days), a challenge lapses when the time fixed at
//!   construction is over and leaves the deposit as it stands, a chain of evidence closes when it was said to (at most 3,660 days).
//!   Each party challenges a deposit once and apart from all others, so none takes another's place.
//! - The arbiter is whom the depositor named, and is believed as far as one trusts that choice; signatories see it before they sign. A
//!   deposit can be overturned by its arbiter only, and is kept then too.
//! - A log's head is taken only with a proof, checked here, that the log begins with what it was. Nothing keeps a depositor from starting
//!   a second log: an auditor follows the one that it was told.
//! - That a renewal covers the document and the old certificate is not checked here, where the document is not: whoever verifies the
//!   document checks it. Here are checked the order of algorithms, and that the old one had not ended.
//! - What contracts tell is believed of those that are linked when they tell it, and stored as theirs. What a contract that was replaced
//!   would still tell is refused; anyone may deposit it instead.
//! - Who is behind an account is what an issuer says, believed as far as the issuer is, or what the linked registry said at that time.
//! - A linked registry says which accounts act for a party. A deposit or chain asks the registry that was linked when it began, for ever;
//!   if that one does not answer, nobody can sign. Without a registry each account acts for itself.
//! - The administrator links the registry and the contracts that tell, and pauses new business: deposits, growing logs, signatures,
//!   chains and stated identities. It cannot touch a deposit, nor stop refusals, revocations, renewals, challenges and their decisions,
//!   uses on record, links of open chains, or what contracts tell. An upgrade takes the delay, unless upgrades were renounced.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(missing_docs)]

mod deposit;
mod events;
mod ledger;
mod names;
mod status;
#[cfg(test)]
mod tests;

pub use self::{
    events::{
        Answered, ChainClosed, ChainOpened, ChallengeDecided, Challenged, Deposited, IdentityBound,
        IdentityWithdrawn, LinkAppended, Relayed, StandingChanged, UseRecorded,
    },
    ledger::Ledger,
    notary::{NotaryContract, NotaryContractRef},
};

/// Deposits of evidence.
#[allow(clippy::large_enum_variant)] // One enum holds every message's arguments; ink! writes it.
#[pendzl::implementation(AccessControl)]
#[ink::contract]
mod notary {
    use crate::{
        deposit::{chain_id, deposit_id, told_id},
        ledger::{Caller, Ledger},
        names::Registered,
    };
    use ink::prelude::{string::String, vec::Vec};
    use interfaces::{
        administration::{Administration, AdministrationError, Link, LinkState, UpgradeState},
        ids::{DepositId, Digest, DocumentId, EvidenceId, Millis, PartyId},
        notary::{
            Algorithm, AssuranceLevel, Certificate, Challenge, Deposits, EvidenceChain,
            EvidenceLink, Identity, IdentitySource, Notary, NotaryError, RecordKind, Reply,
            Statement, Use,
        },
    };
    use kit::{
        administration::{change_role, ChainCodes, Command, Controls, Links, RoleChange, Root},
        authority::LinkedRegistry,
        events::emit,
        relay::Terms,
        Call,
    };
    use pendzl::contracts::pausable::Pausable;

    /// The root, pendzl's roles, and the books.
    #[ink(storage)]
    #[derive(StorageFieldGetter)]
    pub struct NotaryContract {
        root: Root,
        decision_window: Millis,
        controls: Controls,
        links: Links,
        #[storage_field]
        access: AccessControlData,
        ledger: Ledger,
    }

    impl NotaryContract {
        /// An empty contract. `admin` holds every administrative role; links and upgrades change `delay` milliseconds after they
        /// are announced (0 for development only). Arbiters decide within `decision_window` milliseconds after the block that recorded
        /// a challenge. Relayed signatures are good for the chain with the genesis hash `chain` only.
        #[ink(constructor)]
        pub fn new(admin: AccountId, delay: Millis, decision_window: Millis, chain: Hash) -> Self {
            let mut contract = Self {
                root: Root::new(),
                decision_window,
                controls: Controls::default(),
                links: Links::default(),
                access: AccessControlData::default(),
                ledger: Ledger::default(),
            };
            contract.controls.establish(&mut contract.access, admin, delay);
            contract.ledger.relays.establish(chain);
            contract
        }

        fn administer(&mut self, command: Command) -> Result<(), AdministrationError> {
            let Self { root, controls, links, access, .. } = self;
            let allowed = &[Link::Registry, Link::Orders, Link::Waybill, Link::Reconciliation];
            controls.administer(root, links, access, &ChainCodes, allowed, command)?;
            Ok(())
        }
    }

    // Once for all messages, not inlined into each.
    #[inline(never)]
    fn caller<'a>(root: &Root, links: &'a Links) -> Caller<LinkedRegistry<'a>> {
        let authority = LinkedRegistry { links, current: root.registry };
        Caller { call: Call::current(), paused: root.paused, authority }
    }

    // Each floor lists the host calls that the message cannot do without. `r` reads, `w` writes; `event n` has n topics beside
    // its signature. Asking the registry is one cross-contract call, and none where no registry is linked.
    impl Notary for NotaryContract {
        /// Deposits a digest (64 bytes, filled up with zeros) with the facts of its collection, times in milliseconds. Answers the
        /// deposit's id. `party`, scope Notarise.
        // Floor: root r+w, may, deposit exists+w, first exists, event 2; first w where it is.
        #[ink(message)]
        fn deposit(
            &mut self,
            party: PartyId,
            statement: Statement,
        ) -> Result<DepositId, NotaryError> {
            let caller = caller(&self.root, &self.links);
            let deposited = self.ledger.deposit(&caller, party, statement)?;
            let deposit = deposited.deposit;
            emit(deposited);
            Ok(deposit)
        }

        /// Signs a deposit, or declines to. `party` is one of its signatories, scope Notarise.
        // Floor: root r+w, may, deposit r+w, event 2.
        #[ink(message)]
        fn answer(
            &mut self,
            deposit: DepositId,
            party: PartyId,
            reply: Reply,
        ) -> Result<(), NotaryError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.answer(&caller, deposit, party, reply, None)?);
            Ok(())
        }

        /// Signs a deposit or declines to by the sr25519 `signature` of `signer`, with a `nonce` that it uses once, until `deadline`
        /// (milliseconds). Anyone.
        // Floor: as answer, and deposit r, used nonces r+w, the chain's tag r, sr25519.
        #[ink(message)]
        fn relay_answer(
            &mut self,
            signer: AccountId,
            deposit: DepositId,
            party: PartyId,
            reply: Reply,
            nonce: u64,
            deadline: Millis,
            signature: [u8; 64],
        ) -> Result<(), NotaryError> {
            let contract = self.env().account_id();
            let caller = caller(&self.root, &self.links);
            let terms = Terms { signer, nonce, deadline };
            emit(
                self.ledger
                    .relay_answer(caller, &contract, deposit, party, reply, &terms, &signature)?,
            );
            Ok(())
        }

        /// Puts the later deposit `by` in the place of one. The depositor of both, scope Notarise; what is sealed, only by what all who
        /// signed it have signed.
        // Floor: root r+w, may, deposit r twice, w, event 1.
        #[ink(message)]
        fn supersede(&mut self, deposit: DepositId, by: DepositId) -> Result<(), NotaryError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.supersede(&caller, deposit, by)?);
            Ok(())
        }

        /// Revokes a deposit that is not sealed; it is kept. `reason` is the SHA-256 of why. The depositor, scope Notarise.
        // Floor: root r+w, may, deposit r+w, event 1.
        #[ink(message)]
        fn revoke(&mut self, deposit: DepositId, reason: Digest) -> Result<(), NotaryError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.revoke(&caller, deposit, reason)?);
            Ok(())
        }

        /// Deposits a document again under a newer `algorithm`: `digest` (64 bytes, filled up with zeros) is made of the document's and of
        /// the old certificate's. Answers the new deposit's id. The depositor, scope Notarise.
        // Floor: root r+w, may, deposit r+w, new one exists+w, first exists+w, event 2.
        #[ink(message)]
        fn renew(
            &mut self,
            deposit: DepositId,
            algorithm: Algorithm,
            digest: [u8; 64],
        ) -> Result<DepositId, NotaryError> {
            let caller = caller(&self.root, &self.links);
            let deposited = self.ledger.renew(&caller, deposit, algorithm, digest)?;
            let deposit = deposited.deposit;
            emit(deposited);
            Ok(deposit)
        }

        /// Deposits the next head of a log, `root` over `size` entries, collected at `collected_at` (milliseconds), with the RFC 6962
        /// consistency `proof`. Answers the new deposit's id. The depositor, scope Notarise.
        // Floor: root r+w, may, deposit r+w, SHA-256 for each step, new one exists+w, first exists+w, event 2.
        #[ink(message)]
        fn extend(
            &mut self,
            log: DepositId,
            root: Digest,
            size: u64,
            collected_at: Millis,
            proof: Vec<Digest>,
        ) -> Result<DepositId, NotaryError> {
            let caller = caller(&self.root, &self.links);
            let deposited = self.ledger.extend(&caller, log, root, size, collected_at, &proof)?;
            let deposit = deposited.deposit;
            emit(deposited);
            Ok(deposit)
        }

        /// Challenges a deposit, once; `reason` is the SHA-256 of why. `party`, neither depositor nor arbiter, scope Notarise.
        // Floor: root r+w, may, deposit r, challenge exists+w, event 3.
        #[ink(message)]
        fn challenge(
            &mut self,
            deposit: DepositId,
            party: PartyId,
            reason: Digest,
        ) -> Result<(), NotaryError> {
            let caller = caller(&self.root, &self.links);
            let window = self.decision_window;
            emit(self.ledger.challenge(&caller, window, deposit, party, reason)?);
            Ok(())
        }

        /// Decides the challenge of a deposit by `challenger`; `reason` is the SHA-256 of why. The deposit's arbiter, scope Notarise.
        // Floor: root r+w, may, deposit r, challenge r+w, event 2; deposit w if upheld.
        #[ink(message)]
        fn decide(
            &mut self,
            deposit: DepositId,
            challenger: PartyId,
            uphold: bool,
            reason: Digest,
        ) -> Result<(), NotaryError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.decide(&caller, deposit, challenger, uphold, reason)?);
            Ok(())
        }

        /// Puts on record that a deposit was shared with `recipient`, or viewed or relied on by it; `purpose` is the SHA-256 of what for.
        /// `party` has a part in it, or viewed or relied on it itself, scope Notarise.
        // Floor: root r+w, may, deposit r+w, event 2.
        #[ink(message)]
        fn record_use(
            &mut self,
            deposit: DepositId,
            party: PartyId,
            usage: Use,
            recipient: PartyId,
            purpose: Digest,
        ) -> Result<(), NotaryError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.record_use(&caller, deposit, party, usage, recipient, purpose)?);
            Ok(())
        }

        /// Opens a chain of evidence of `party` under its `number` (1 to 35 characters); up to 16 `contributors` append to it too. It
        /// closes at `closes_at` (milliseconds) at the latest. Answers the chain's id. `party`, scope Notarise.
        // Floor: root r+w, may, chain exists+w, event 2.
        #[ink(message)]
        fn open_chain(
            &mut self,
            party: PartyId,
            number: String,
            contributors: Vec<PartyId>,
            closes_at: Millis,
        ) -> Result<EvidenceId, NotaryError> {
            let caller = caller(&self.root, &self.links);
            let opened = self.ledger.open_chain(&caller, party, number, contributors, closes_at)?;
            let chain = opened.chain;
            emit(opened);
            Ok(chain)
        }

        /// Appends a deposit, anyone's, to a chain of evidence; `note` is the SHA-256 of what is said of it. Answers the link's number,
        /// counted from 1. `party` is keeper or contributor, scope Notarise.
        // Floor: root r+w, may, chain r+w, deposit exists, link w, event 1.
        #[ink(message)]
        fn append(
            &mut self,
            chain: EvidenceId,
            party: PartyId,
            deposit: DepositId,
            note: Digest,
        ) -> Result<u32, NotaryError> {
            let caller = caller(&self.root, &self.links);
            let appended = self.ledger.append(&caller, chain, party, deposit, note)?;
            let number = appended.number;
            emit(appended);
            Ok(number)
        }

        /// Closes a chain of evidence: nothing is appended any more. The keeper, scope Notarise.
        // Floor: root r+w, may, chain r+w, event 1.
        #[ink(message)]
        fn close_chain(&mut self, chain: EvidenceId) -> Result<(), NotaryError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.close_chain(&caller, chain)?);
            Ok(())
        }

        /// States that the holder of the real-name credential with the salted digest `credential` is behind `account`, until
        /// `expires_at` (milliseconds). `party`, who issued it, scope Notarise.
        // Floor: root r+w, may, identity w, event 2.
        #[ink(message)]
        fn bind_identity(
            &mut self,
            party: PartyId,
            account: AccountId,
            credential: Digest,
            level: AssuranceLevel,
            expires_at: Millis,
        ) -> Result<(), NotaryError> {
            let caller = caller(&self.root, &self.links);
            let (ledger, by) = (&mut self.ledger, &caller);
            emit(ledger.bind_identity(by, party, account, credential, level, expires_at)?);
            Ok(())
        }

        /// Puts on record what the linked registry says of who is behind `account`, which acts for `party`. Anyone.
        // Floor: root r+w, may, attestation_of, identity w, event 2.
        #[ink(message)]
        fn confirm_identity(
            &mut self,
            party: PartyId,
            account: AccountId,
        ) -> Result<(), NotaryError> {
            let caller = caller(&self.root, &self.links);
            let names = Registered(self.root.registry);
            emit(self.ledger.confirm_identity(&caller, &names, party, account)?);
            Ok(())
        }

        /// Takes back what `party` stated of `account`; what was signed before stays signed. `party`, scope Notarise.
        // Floor: root r+w, may, identity r+w, event 2.
        #[ink(message)]
        fn withdraw_identity(
            &mut self,
            party: PartyId,
            account: AccountId,
        ) -> Result<(), NotaryError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.withdraw_identity(&caller, party, account)?);
            Ok(())
        }

        /// A deposit, with its certificate's number and all that became of it.
        #[ink(message)]
        fn certificate(&self, deposit: DepositId) -> Option<Certificate> {
            self.ledger.certificate(&deposit, self.env().block_timestamp())
        }

        /// How many deposits there are: the number of the last certificate.
        #[ink(message)]
        fn issued(&self) -> u64 {
            self.ledger.issued()
        }

        /// The earliest deposit of a `digest` (64 bytes, filled up with zeros), whoever's it is.
        #[ink(message)]
        fn first_seen(&self, algorithm: Algorithm, digest: [u8; 64]) -> Option<DepositId> {
            self.ledger.first_seen(algorithm, digest)
        }

        /// The challenge of a deposit by `challenger`.
        #[ink(message)]
        fn challenge_of(&self, deposit: DepositId, challenger: PartyId) -> Option<Challenge> {
            self.ledger.challenge_of(&deposit, &challenger, self.env().block_timestamp())
        }

        /// A chain of evidence, its links apart.
        #[ink(message)]
        fn chain(&self, chain: EvidenceId) -> Option<EvidenceChain> {
            self.ledger.find_chain(&chain)
        }

        /// Up to `limit` (at most 50) links of a chain in their order, beginning with number `from`, counted from 1.
        #[ink(message)]
        fn links_of(&self, chain: EvidenceId, from: u32, limit: u32) -> Vec<EvidenceLink> {
            self.ledger.links_of(&chain, from, limit)
        }

        /// Who is behind `account`, as `party` stated or the registry said.
        #[ink(message)]
        fn identity_of(
            &self,
            account: AccountId,
            party: PartyId,
            source: IdentitySource,
        ) -> Option<Identity> {
            self.ledger.identity_of(&account, &party, source)
        }

        /// Whether `path` leads from `leaf` (its hash), number `index` counted from 0, to the root that was deposited.
        #[ink(message)]
        fn verify_inclusion(
            &self,
            deposit: DepositId,
            leaf: Digest,
            index: u64,
            path: Vec<Digest>,
        ) -> bool {
            self.ledger.verify_inclusion(&deposit, &leaf, index, &path)
        }

        /// Whether `path` proves that the deposited tree `second` begins with all of the deposited tree `first`.
        #[ink(message)]
        fn verify_consistency(
            &self,
            first: DepositId,
            second: DepositId,
            path: Vec<Digest>,
        ) -> bool {
            self.ledger.verify_consistency(&first, &second, &path)
        }

        /// Whether the document whose fields were deposited has at place `index`, counted from 0, the field `name` with this `value` and
        /// `salt`.
        #[ink(message)]
        fn verify_field(
            &self,
            deposit: DepositId,
            index: u64,
            name: String,
            value: String,
            salt: Digest,
            path: Vec<Digest>,
        ) -> bool {
            self.ledger.verify_field(&deposit, index, &name, &value, &salt, &path)
        }

        /// The id of the deposit of a `digest` (64 bytes, filled up with zeros) by `depositor`.
        #[ink(message)]
        fn deposit_id(
            &self,
            depositor: PartyId,
            algorithm: Algorithm,
            digest: [u8; 64],
        ) -> DepositId {
            deposit_id(&depositor, algorithm, &digest)
        }

        /// The id of the deposit by which the contract `source` told `kind` of `document`.
        #[ink(message)]
        fn told_id(&self, source: AccountId, document: DocumentId, kind: RecordKind) -> DepositId {
            told_id(&source, &document, kind)
        }

        /// The id of the chain of evidence that `keeper` opens under `number`.
        #[ink(message)]
        fn chain_id(&self, keeper: PartyId, number: String) -> EvidenceId {
            chain_id(&keeper, &number)
        }
    }

    impl Deposits for NotaryContract {
        /// Deposits the `digest` (32 bytes, made by `algorithm`) of what the caller says of `document`, once for each `kind`. Answers the
        /// deposit's id. Only the contract that is linked for this `kind`.
        // Floor: root r+w, link r, deposit exists+w, first exists+w, event 2.
        #[ink(message)]
        fn record_document(
            &mut self,
            document: DocumentId,
            kind: RecordKind,
            algorithm: Algorithm,
            digest: Digest,
        ) -> Result<DepositId, NotaryError> {
            let caller = caller(&self.root, &self.links);
            let (ledger, links) = (&mut self.ledger, &self.links);
            let deposited =
                ledger.record_document(&caller, links, document, kind, algorithm, digest)?;
            let deposit = deposited.deposit;
            emit(deposited);
            Ok(deposit)
        }
    }

    impl Administration for NotaryContract {
        /// Offers the administration to `to`, who must accept it. Administrator only.
        #[ink(message)]
        fn offer_administration(&mut self, to: AccountId) -> Result<(), AdministrationError> {
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
            to: AccountId,
            code_hash: Hash,
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
        fn announce_upgrade(&mut self, code_hash: Hash) -> Result<(), AdministrationError> {
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

    impl Pausable for NotaryContract {
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

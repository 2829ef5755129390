//! Encumbrances: nothing is financed twice. See [`interfaces::collateral`] for what other contracts may call.
//!
//! # Trust
//! - Only contracts that the administrator admitted claim, each with the code that was named and looked at during the delay. An admitted
//!   contract is believed: it makes fingerprints of fields that were signed, and of nothing that an issuer may choose anew. One that
//!   lies can claim what is not its own, and so keep it from others; it cannot end or free what another claimed.
//! - A contract that changes its code claims nothing until it is admitted anew. What it claimed stays claimed, and it may still end and
//!   free that, by whatever code: so may one that was expelled. Nobody else may, not even the administrator.
//! - A paper that was claimed is never claimed again, by anyone, also after it was paid. What stands behind papers can be claimed again
//!   once who claimed it frees it.
//! - Two contracts make the same fingerprint of the same paper only if they write its number in one way and know its parties by the same
//!   ids: by one registry. A firm that registers twice is another party; what its papers have in common with others raises a warning,
//!   which refuses nothing. A key by which papers are alike names the one that was claimed last, whose own event names the one before.
//! - An attempt is the word of who reports it, and each is told with who that is: their number says how many were reported, not
//!   how many there were. A linked registry says which accounts act for a party; without one each account acts for itself.
//! - Fingerprints hide nothing: who knows a paper's parties and number can ask whether it is claimed, and since when.
//! - The administrator links the registry, admits contracts (slowly), expels them (at once) and pauses claims. It cannot claim, end or
//!   free; nothing stops ending, freeing and reporting. An upgrade takes the delay, unless upgrades were renounced.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(missing_docs)]

mod events;
mod ledger;
#[cfg(test)]
mod tests;

pub use self::{
    collateral::{CollateralContract, CollateralContractRef},
    events::{
        AdmissionAnnounced, Admitted, Alike, AttemptReported, Claimed, Ended, Expelled, Freed,
        Lifted,
    },
    ledger::Ledger,
};

/// Encumbrances: nothing is financed twice.
#[allow(clippy::large_enum_variant)] // One enum holds every message's arguments; ink! writes it.
#[pendzl::implementation(AccessControl)]
#[ink::contract]
mod collateral {
    use crate::ledger::{bill_id, Administrators, Ledger};
    use ink::prelude::{string::String, vec::Vec};
    use interfaces::{
        administration::{
            Administration, AdministrationError, Link, LinkState, UpgradeState, ADMIN,
        },
        collateral::{
            Admission, AssetKind, Backing, Claims, Collateral, CollateralError, Encumbrance,
            GoodsKind,
        },
        ids::{Account, CodeHash, DocumentId, Fingerprint, Millis, PartyId},
        kept::Kept,
    };
    use kit::{
        administration::{change_role, ChainCodes, Command, Controls, Links, RoleChange, Root},
        authority::LinkedRegistry,
        collateral::Claim,
        events::emit,
        fingerprint::{goods, invoice, receipt, Number},
        store::Shelf,
        Call,
    };
    use pendzl::contracts::pausable::Pausable;

    /// The root, pendzl's roles, and the books.
    #[ink(storage)]
    #[derive(StorageFieldGetter)]
    pub struct CollateralContract {
        root: Root,
        controls: Controls,
        links: Links,
        #[storage_field]
        access: AccessControlData,
        ledger: Ledger,
    }

    impl CollateralContract {
        /// An empty contract, to which nothing is admitted. `admin` holds every administrative role; admissions, links and upgrades change
        /// `delay` milliseconds after they are announced (0 for development only).
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
            controls.administer(root, links, access, &ChainCodes, &[Link::Registry], command)?;
            Ok(())
        }
    }

    /// The administrator is the holder of the role.
    struct RoleHolders<'a>(&'a AccessControlData);

    impl Administrators for RoleHolders<'_> {
        fn is_administrator(&self, account: Account) -> bool {
            self.0.members.holds((ADMIN, Some(account)))
        }
    }

    // Each floor lists the host calls that the message cannot do without. `r` reads, `w` writes; `event n` has n topics beside
    // its signature. Asking the registry is one cross-contract call, and none where no registry is linked.
    impl Collateral for CollateralContract {
        /// Announces that the contract at `contract`, which runs `code_hash`, may claim once the delay is over and this is completed.
        /// Administrator only.
        // Floor: root r+w, role exists, code hash, delay r, admission r+w, event 1.
        #[ink(message)]
        fn admit(&mut self, contract: Account, code_hash: CodeHash) -> Result<(), CollateralError> {
            let Self { access, controls, ledger, .. } = self;
            let (call, delay) = (Call::current(), controls.upgrade_state().delay);
            let administrators = RoleHolders(access);
            emit(ledger.admit(&call, &administrators, &ChainCodes, delay, contract, code_hash)?);
            Ok(())
        }

        /// Lets a contract claim whose admission was announced, once the delay is over. Administrator only.
        // Floor: root r+w, role exists, admission r+w, code hash, event 1.
        #[ink(message)]
        fn complete_admission(&mut self, contract: Account) -> Result<(), CollateralError> {
            let (call, administrators) = (Call::current(), RoleHolders(&self.access));
            let ledger = &mut self.ledger;
            emit(ledger.complete_admission(&call, &administrators, &ChainCodes, contract)?);
            Ok(())
        }

        /// Lets a contract claim nothing more, at once; what it claimed stays claimed. Administrator only.
        // Floor: root r+w, role exists, admission r+w, event 1.
        #[ink(message)]
        fn expel(&mut self, contract: Account) -> Result<(), CollateralError> {
            let administrators = RoleHolders(&self.access);
            emit(self.ledger.expel(&Call::current(), &administrators, contract)?);
            Ok(())
        }

        /// Puts on record that `party` was brought `document`, a paper about what is claimed, or was, under `fingerprint`. `party`, scope
        /// Notarise.
        // Floor: root r+w, claim r+w, may, event 2; one r more where it is no paper but what stands behind one.
        #[ink(message)]
        fn report(
            &mut self,
            party: PartyId,
            fingerprint: Fingerprint,
            document: DocumentId,
        ) -> Result<(), CollateralError> {
            let authority = LinkedRegistry { links: &self.links, current: self.root.registry };
            let call = Call::current();
            emit(self.ledger.report(&call, &authority, party, fingerprint, document)?);
            Ok(())
        }

        /// Whether a paper is claimed and did not end, or what stands behind one is claimed and was not freed.
        #[ink(message)]
        fn is_encumbered(&self, fingerprint: Fingerprint) -> bool {
            self.ledger.is_encumbered(&fingerprint)
        }

        /// The claim of a paper, live or ended.
        #[ink(message)]
        fn encumbrance_of(&self, asset: Fingerprint) -> Option<Kept<Encumbrance>> {
            self.ledger.assets.kept(asset)
        }

        /// The claim of what stands behind papers, live or freed.
        #[ink(message)]
        fn backing_of(&self, backing: Fingerprint) -> Option<Kept<Backing>> {
            self.ledger.backing.kept(backing)
        }

        /// Whether a contract may claim, or is to.
        #[ink(message)]
        fn admission_of(&self, contract: Account) -> Option<Kept<Admission>> {
            self.ledger.admissions.kept(contract)
        }

        /// The fingerprint of the debt of `debtor` to `creditor` by the invoice `number`, of which only ASCII letters and digits count; none
        /// without any, or above 64 bytes.
        #[ink(message)]
        fn invoice_fingerprint(
            &self,
            debtor: PartyId,
            creditor: PartyId,
            number: String,
        ) -> Option<Fingerprint> {
            Some(invoice(&debtor, &creditor, &Number::new(&number)?))
        }

        /// The fingerprint of the receipt `number` of a warehouse, the number as of an invoice.
        #[ink(message)]
        fn receipt_fingerprint(&self, warehouse: PartyId, number: String) -> Option<Fingerprint> {
            Some(receipt(&warehouse, &Number::new(&number)?))
        }

        /// The fingerprint of the bill of lading `number` of a carrier, the number as it stands on the bill: the id of its first version.
        #[ink(message)]
        fn bill_fingerprint(&self, carrier: PartyId, number: String) -> Fingerprint {
            bill_id(&carrier, &number)
        }

        /// The key of goods, the number as of an invoice: a GTIN and lot number, an SSCC, or the numbers of a container and its seal.
        #[ink(message)]
        fn goods_fingerprint(&self, kind: GoodsKind, number: String) -> Option<Fingerprint> {
            Some(goods(kind, &Number::new(&number)?))
        }
    }

    impl Claims for CollateralContract {
        /// Claims a paper, by its fingerprint, for the caller's `document`, and up to four keys of what stands behind it for the caller's
        /// `group`; up to four `near` keys warn of papers that are alike. Admitted contracts only.
        // Floor: root r+w, admission r, code hash, asset exists+w, backing r+w each, near r+w each, event 1; the paper r for each that is
        // alike.
        #[ink(message)]
        fn claim(
            &mut self,
            kind: AssetKind,
            document: DocumentId,
            asset: Fingerprint,
            group: DocumentId,
            backing: Vec<Fingerprint>,
            near: Vec<Fingerprint>,
        ) -> Result<(), CollateralError> {
            let claim = Claim { kind, document, asset, group, backing, near };
            emit(self.ledger.claim(&Call::current(), self.root.paused, &ChainCodes, claim)?);
            Ok(())
        }

        /// Ends the claim of a paper, which is paid, loaded out, delivered or replaced. Only the contract that claimed it.
        // Floor: root r+w, asset r+w, event 1.
        #[ink(message)]
        fn end(&mut self, asset: Fingerprint) -> Result<(), CollateralError> {
            emit(self.ledger.end(&Call::current(), asset)?);
            Ok(())
        }

        /// Frees up to four keys of what stood behind the papers of a group. Only the contract that claimed them.
        // Floor: root r+w, backing r+w each, event 1.
        #[ink(message)]
        fn free(
            &mut self,
            group: DocumentId,
            backing: Vec<Fingerprint>,
        ) -> Result<(), CollateralError> {
            emit(self.ledger.free(&Call::current(), group, backing)?);
            Ok(())
        }

        /// Claims a bill of lading, by the id of its first version, and its `goods`: up to four numbers of one `kind` with commas between,
        /// empty for none. Admitted contracts only.
        // Floor: root r+w, admission r, code hash, bill exists+w, goods r+w each, event 1.
        #[ink(message)]
        fn claim_bill(
            &mut self,
            bill: DocumentId,
            kind: GoodsKind,
            goods: String,
        ) -> Result<(), CollateralError> {
            let (call, paused) = (Call::current(), self.root.paused);
            emit(self.ledger.claim_bill(&call, paused, &ChainCodes, bill, kind, &goods)?);
            Ok(())
        }

        /// Ends the claim of a bill of lading that is over, and frees those of its `goods` that are named: up to four numbers of one `kind`
        /// with commas between, empty for none. Only the contract that claimed it.
        // Floor: root r+w, bill r+w, goods r+w each, event 1.
        #[ink(message)]
        fn lift_bill(
            &mut self,
            bill: DocumentId,
            kind: GoodsKind,
            goods: String,
        ) -> Result<(), CollateralError> {
            emit(self.ledger.lift_bill(&Call::current(), bill, kind, &goods)?);
            Ok(())
        }
    }

    impl Administration for CollateralContract {
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

    impl Pausable for CollateralContract {
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

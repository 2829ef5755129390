//! Who is on the network. See [`interfaces::registry`] for what other contracts may call.
//!
//! # Trust
//! TEMPLATE
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::registry::{RegistryContract, RegistryContractRef};

/// Who is on the network: enterprises, their identifiers, attestations and agents.
#[pendzl::implementation(AccessControl)]
#[ink::contract]
mod registry {
    use interfaces::{
        administration::{Administration, AdministrationError, Link, LinkState, UpgradeState},
        ids::Millis,
    };
    use kit::{
        administration::{is_ordinary, ChainCodes, Controls, Links, Root},
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
    }

    impl RegistryContract {
        /// An empty contract. `admin` holds every administrative role; links and upgrades change `delay` milliseconds after they
        /// are announced (0 for development only).
        #[ink(constructor)]
        pub fn new(admin: AccountId, delay: Millis) -> Self {
            let mut contract = Self {
                root: Root::new(),
                controls: Controls::default(),
                links: Links::default(),
                access: AccessControlData::default(),
            };
            contract.controls.establish(&mut contract.access, admin, delay);
            contract
        }
    }

    impl Administration for RegistryContract {
        /// Offers the administration to `to`, who must accept it. Administrator only.
        #[ink(message)]
        fn offer_administration(&mut self, to: AccountId) -> Result<(), AdministrationError> {
            let offered = self.controls.offer(Call::current(), &self.access, to)?;
            self.env().emit_event(offered);
            Ok(())
        }

        /// Takes over the administration. Only the account it was offered to.
        #[ink(message)]
        fn accept_administration(&mut self) -> Result<(), AdministrationError> {
            let handed_over = self.controls.accept(Call::current(), &mut self.access)?;
            self.env().emit_event(handed_over);
            Ok(())
        }

        /// Pauses new business; ways out stay open. Role PAUSER.
        #[ink(message)]
        fn pause(&mut self) -> Result<(), AdministrationError> {
            let paused = Controls::pause(&mut self.root, Call::current(), &self.access)?;
            self.env().emit_event(paused);
            Ok(())
        }

        /// Lets new business go on. Role PAUSER.
        #[ink(message)]
        fn unpause(&mut self) -> Result<(), AdministrationError> {
            let unpaused = Controls::unpause(&mut self.root, Call::current(), &self.access)?;
            self.env().emit_event(unpaused);
            Ok(())
        }

        /// Links the contract at `to`, which must run `code_hash`: at once the first time, later after the delay. Administrator only.
        #[ink(message)]
        fn set_link(
            &mut self,
            link: Link,
            to: AccountId,
            code_hash: Hash,
        ) -> Result<(), AdministrationError> {
            let linked = self.controls.set_link(
                &mut self.root,
                &mut self.links,
                Call::current(),
                &self.access,
                &ChainCodes,
                &[],
                link,
                to,
                code_hash,
            )?;
            linked.emit();
            Ok(())
        }

        /// Completes an announced link once the delay is over. Administrator only.
        #[ink(message)]
        fn apply_link(&mut self, link: Link) -> Result<(), AdministrationError> {
            let set = Controls::apply_link(
                &mut self.root,
                &mut self.links,
                Call::current(),
                &self.access,
                &ChainCodes,
                link,
            )?;
            self.env().emit_event(set);
            Ok(())
        }

        /// Where `link` points; epoch 0 and no address where it was never set.
        #[ink(message)]
        fn link_of(&self, link: Link) -> LinkState {
            self.links.state_of(link)
        }

        /// Announces that the contract is to run `code_hash`. Role CODE_UPGRADER.
        #[ink(message)]
        fn announce_upgrade(&mut self, code_hash: Hash) -> Result<(), AdministrationError> {
            let announced =
                self.controls.announce_upgrade(Call::current(), &self.access, code_hash)?;
            self.env().emit_event(announced);
            Ok(())
        }

        /// Takes an announced upgrade back. Role CODE_UPGRADER.
        #[ink(message)]
        fn cancel_upgrade(&mut self) -> Result<(), AdministrationError> {
            let cancelled = self.controls.cancel_upgrade(Call::current(), &self.access)?;
            self.env().emit_event(cancelled);
            Ok(())
        }

        /// Runs the announced code from the next call on, once the delay is over. Role CODE_UPGRADER.
        #[ink(message)]
        fn apply_upgrade(&mut self) -> Result<(), AdministrationError> {
            let upgraded =
                self.controls.apply_upgrade(Call::current(), &self.access, &ChainCodes)?;
            self.env().emit_event(upgraded);
            Ok(())
        }

        /// Gives up upgrades for ever. Role CODE_UPGRADER.
        #[ink(message)]
        fn renounce_upgrades(&mut self) -> Result<(), AdministrationError> {
            let renounced = self.controls.renounce_upgrades(Call::current(), &self.access)?;
            self.env().emit_event(renounced);
            Ok(())
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
        is_ordinary(role, account)?;
        AccessControlDefaultImpl::grant_role_default_impl(self, role, account)
    }

    /// Takes `role` from `account`. Holders of the role's admin role; not the administration itself.
    #[overrider(AccessControl)]
    fn revoke_role(
        &mut self,
        role: RoleType,
        account: Option<AccountId>,
    ) -> Result<(), AccessControlError> {
        is_ordinary(role, account)?;
        AccessControlDefaultImpl::revoke_role_default_impl(self, role, account)
    }

    /// Gives up a role of one's own; `account` is the caller. Without an administrator links and roles never change again.
    #[overrider(AccessControl)]
    fn renounce_role(
        &mut self,
        role: RoleType,
        account: Option<AccountId>,
    ) -> Result<(), AccessControlError> {
        AccessControlDefaultImpl::renounce_role_default_impl(self, role, account)
    }

    /// Lets holders of `new_admin` grant and revoke `role`. Holders of the role's present admin role; not for the administration itself.
    #[overrider(AccessControl)]
    fn set_role_admin(
        &mut self,
        role: RoleType,
        new_admin: RoleType,
    ) -> Result<(), AccessControlError> {
        is_ordinary(role, Some(self.env().caller()))?;
        AccessControlDefaultImpl::set_role_admin_default_impl(self, role, new_admin)
    }
}

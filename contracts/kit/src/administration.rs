//! Handover, pause, links and upgrades: the rules behind [`interfaces::administration::Administration`].
use crate::{
    authority::Current,
    events::{
        AdministrationHandedOver, AdministrationOffered, LinkAnnounced, LinkSet, UpgradeAnnounced,
        UpgradeCancelled, Upgraded, UpgradesRenounced,
    },
    Call,
};
use ink::{
    env::{self, DefaultEnvironment},
    primitives::{AccountId, Clear, Hash},
    selector_id,
    storage::{traits::ManualKey, Lazy, Mapping},
};
use interfaces::{
    administration::{
        AdministrationError, Link, LinkState, Upgrade, UpgradeState, ADMIN, PAUSER, UPGRADER,
    },
    ids::Millis,
};
use pendzl::contracts::{
    access_control::{
        AccessControlData, AccessControlError, AccessControlStorage, RoleGranted, RoleType,
    },
    pausable::{Paused, Unpaused},
};

/// The few bytes that every message of a contract reads and writes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Root {
    /// The layout of all that the contract stores; an upgrade that changes it migrates.
    pub layout: u8,
    /// Whether new business is paused.
    pub paused: bool,
    /// The registry in force.
    pub registry: Current,
}

impl Root {
    /// The root of a contract that stores by layout 1, linked to nothing.
    pub fn new() -> Self {
        Self { layout: 1, paused: false, registry: Current::default() }
    }
}

impl Default for Root {
    fn default() -> Self {
        Self::new()
    }
}

/// Knows the code that contracts run. The chain itself, but for tests.
pub trait Codes {
    /// The code hash of the contract at `address`, if there is one.
    fn hash_of(&self, address: AccountId) -> Option<Hash>;
    /// Makes this contract run `code_hash` from the next call on; false if that was not uploaded.
    fn replace(&self, code_hash: Hash) -> bool;
}

/// The chain.
pub struct ChainCodes;

impl Codes for ChainCodes {
    fn hash_of(&self, address: AccountId) -> Option<Hash> {
        env::code_hash::<DefaultEnvironment>(&address).ok()
    }

    fn replace(&self, code_hash: Hash) -> bool {
        env::set_code_hash::<DefaultEnvironment>(&code_hash).is_ok()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct Offer {
    by: AccountId,
    to: AccountId,
    /// Whether it still stands. It is not removed: that would refund the deposit of the one who made it to the one who takes it.
    standing: bool,
}

/// [`LinkState`] at a fixed size, so that no change of it refunds what another paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct LinkRecord {
    epoch: u8,
    address: AccountId,
    waiting: bool,
    to: AccountId,
    code_hash: Hash,
    from: Millis,
}

impl LinkRecord {
    fn new(state: LinkState) -> Self {
        let nobody = AccountId::from([0; 32]);
        Self {
            epoch: state.epoch,
            address: state.address.unwrap_or(nobody),
            waiting: state.announced.is_some(),
            to: state.announced.unwrap_or(nobody),
            code_hash: state.code_hash,
            from: state.from,
        }
    }

    fn state(self) -> LinkState {
        LinkState {
            epoch: self.epoch,
            address: Some(self.address),
            announced: self.waiting.then_some(self.to),
            code_hash: self.code_hash,
            from: self.from,
        }
    }
}

/// [`UpgradeState`] at a fixed size, so that no change of it refunds what another paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct UpgradeRecord {
    delay: Millis,
    renounced: bool,
    waiting: bool,
    code_hash: Hash,
    from: Millis,
}

impl UpgradeRecord {
    fn new(state: &UpgradeState) -> Self {
        let announced = state.announced.unwrap_or(Upgrade { code_hash: Hash::CLEAR_HASH, from: 0 });
        Self {
            delay: state.delay,
            renounced: state.renounced,
            waiting: state.announced.is_some(),
            code_hash: announced.code_hash,
            from: announced.from,
        }
    }

    fn state(self) -> UpgradeState {
        let announced = Upgrade { code_hash: self.code_hash, from: self.from };
        UpgradeState {
            delay: self.delay,
            renounced: self.renounced,
            announced: self.waiting.then_some(announced),
        }
    }
}

/// The contracts that this one is linked to, now and before.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Links {
    // The keys are fixed, so that an upgrade finds everything whatever the contract's struct and its fields are called then.
    states: Mapping<Link, LinkRecord, ManualKey<{ selector_id!("kit::links::states") }>>,
    history: Mapping<(Link, u8), AccountId, ManualKey<{ selector_id!("kit::links::history") }>>,
}

impl Links {
    /// Where `link` points, and where it is going to.
    pub fn state_of(&self, link: Link) -> LinkState {
        let never = LinkState {
            epoch: 0,
            address: None,
            announced: None,
            code_hash: Hash::CLEAR_HASH,
            from: 0,
        };
        self.states.get(link).map_or(never, LinkRecord::state)
    }

    /// The contract that `link` pointed at when it had been set `epoch` times.
    pub fn address_at(&self, link: Link, epoch: u8) -> Option<AccountId> {
        self.history.get((link, epoch))
    }

    fn complete(
        &mut self,
        root: &mut Root,
        link: Link,
        mut state: LinkState,
        to: AccountId,
        code_hash: Hash,
    ) -> Result<LinkSet, AdministrationError> {
        let epoch = state.epoch.checked_add(1).ok_or(AdministrationError::TooManyLinks)?;
        state = LinkState { epoch, address: Some(to), announced: None, code_hash, from: 0 };
        self.states.insert(link, &LinkRecord::new(state));
        self.history.insert((link, epoch), &to);
        if link == Link::Registry {
            root.registry = Current { epoch, address: Some(to) };
        }
        Ok(LinkSet { link, to, code_hash, epoch })
    }
}

/// What became of a wish to link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Linked {
    /// It was never set, and is.
    Now(LinkSet),
    /// It waits for the delay.
    Later(LinkAnnounced),
}

impl Linked {
    /// Tells it to the outside world.
    pub fn emit(self) {
        match self {
            Self::Now(set) => env::emit_event::<DefaultEnvironment, LinkSet>(set),
            Self::Later(announced) => {
                env::emit_event::<DefaultEnvironment, LinkAnnounced>(announced)
            }
        }
    }
}

/// Handover and upgrades. Roles are pendzl's; links are [`Links`].
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Controls {
    offer: Lazy<Offer, ManualKey<{ selector_id!("kit::controls::offer") }>>,
    upgrades: Lazy<UpgradeRecord, ManualKey<{ selector_id!("kit::controls::upgrades") }>>,
}

impl Controls {
    /// Gives `admin` every administrative role, and fixes the `delay` of changes.
    pub fn establish(&mut self, roles: &mut AccessControlData, admin: AccountId, delay: Millis) {
        for role in [ADMIN, PAUSER, UPGRADER] {
            roles.add(role, &Some(admin));
            env::emit_event::<DefaultEnvironment, RoleGranted>(RoleGranted {
                role,
                grantee: Some(admin),
                grantor: None,
            });
        }
        let state = UpgradeState { delay, renounced: false, announced: None };
        self.upgrades.set(&UpgradeRecord::new(&state));
    }

    /// How the contract may change.
    pub fn upgrade_state(&self) -> UpgradeState {
        // A constructor that forgot to establish the controls must not leave them open: nothing that is set changes then.
        let closed = UpgradeState { delay: Millis::MAX, renounced: true, announced: None };
        self.upgrades.get().map_or(closed, UpgradeRecord::state)
    }

    /// Offers the administration.
    pub fn offer(
        &mut self,
        call: Call,
        roles: &AccessControlData,
        to: AccountId,
    ) -> Result<AdministrationOffered, AdministrationError> {
        holds(roles, ADMIN, call.caller)?;
        self.offer.set(&Offer { by: call.caller, to, standing: true });
        Ok(AdministrationOffered { by: call.caller, to })
    }

    /// Takes the administration over.
    pub fn accept(
        &mut self,
        call: Call,
        roles: &mut AccessControlData,
    ) -> Result<AdministrationHandedOver, AdministrationError> {
        let offer = self
            .offer
            .get()
            .filter(|offer| offer.standing && offer.to == call.caller)
            .ok_or(AdministrationError::NotOffered)?;
        holds(roles, ADMIN, offer.by)?;
        roles.remove(ADMIN, &Some(offer.by));
        roles.add(ADMIN, &Some(offer.to));
        self.offer.set(&Offer { standing: false, ..offer });
        Ok(AdministrationHandedOver { from: offer.by, to: offer.to })
    }

    /// Pauses new business.
    pub fn pause(
        root: &mut Root,
        call: Call,
        roles: &AccessControlData,
    ) -> Result<Paused, AdministrationError> {
        holds(roles, PAUSER, call.caller)?;
        if root.paused {
            return Err(AdministrationError::Paused);
        }
        root.paused = true;
        Ok(Paused { account: call.caller })
    }

    /// Lets new business go on.
    pub fn unpause(
        root: &mut Root,
        call: Call,
        roles: &AccessControlData,
    ) -> Result<Unpaused, AdministrationError> {
        holds(roles, PAUSER, call.caller)?;
        if !root.paused {
            return Err(AdministrationError::NotPaused);
        }
        root.paused = false;
        Ok(Unpaused { account: call.caller })
    }

    /// Links at once where the link was never set, else announces it. `allowed` are the links that the contract uses.
    #[allow(clippy::too_many_arguments)] // The ledger knows no chain, so every answer of the chain is an argument.
    pub fn set_link(
        &self,
        root: &mut Root,
        links: &mut Links,
        call: Call,
        roles: &AccessControlData,
        codes: &impl Codes,
        allowed: &[Link],
        link: Link,
        to: AccountId,
        code_hash: Hash,
    ) -> Result<Linked, AdministrationError> {
        holds(roles, ADMIN, call.caller)?;
        if !allowed.contains(&link) {
            return Err(AdministrationError::NoSuchLink);
        }
        if codes.hash_of(to) != Some(code_hash) {
            return Err(AdministrationError::WrongCode);
        }
        let mut state = links.state_of(link);
        if state.epoch == 0 {
            return links.complete(root, link, state, to, code_hash).map(Linked::Now);
        }
        if state.epoch == u8::MAX {
            return Err(AdministrationError::TooManyLinks);
        }
        state.announced = Some(to);
        state.code_hash = code_hash;
        state.from = call.now.saturating_add(self.upgrade_state().delay);
        links.states.insert(link, &LinkRecord::new(state));
        Ok(Linked::Later(LinkAnnounced { link, to, code_hash, from: state.from }))
    }

    /// Completes an announced link.
    pub fn apply_link(
        root: &mut Root,
        links: &mut Links,
        call: Call,
        roles: &AccessControlData,
        codes: &impl Codes,
        link: Link,
    ) -> Result<LinkSet, AdministrationError> {
        holds(roles, ADMIN, call.caller)?;
        let state = links.state_of(link);
        let to = state.announced.ok_or(AdministrationError::NothingAnnounced)?;
        if call.now < state.from {
            return Err(AdministrationError::TooEarly(state.from));
        }
        if codes.hash_of(to) != Some(state.code_hash) {
            return Err(AdministrationError::WrongCode);
        }
        links.complete(root, link, state, to, state.code_hash)
    }

    /// Announces an upgrade.
    pub fn announce_upgrade(
        &mut self,
        call: Call,
        roles: &AccessControlData,
        code_hash: Hash,
    ) -> Result<UpgradeAnnounced, AdministrationError> {
        holds(roles, UPGRADER, call.caller)?;
        let mut state = self.upgrade_state();
        if state.renounced {
            return Err(AdministrationError::Renounced);
        }
        let from = call.now.saturating_add(state.delay);
        state.announced = Some(Upgrade { code_hash, from });
        self.upgrades.set(&UpgradeRecord::new(&state));
        Ok(UpgradeAnnounced { code_hash, from })
    }

    /// Takes an announced upgrade back.
    pub fn cancel_upgrade(
        &mut self,
        call: Call,
        roles: &AccessControlData,
    ) -> Result<UpgradeCancelled, AdministrationError> {
        holds(roles, UPGRADER, call.caller)?;
        let mut state = self.upgrade_state();
        let upgrade = state.announced.take().ok_or(AdministrationError::NothingAnnounced)?;
        self.upgrades.set(&UpgradeRecord::new(&state));
        Ok(UpgradeCancelled { code_hash: upgrade.code_hash })
    }

    /// Applies an announced upgrade.
    pub fn apply_upgrade(
        &mut self,
        call: Call,
        roles: &AccessControlData,
        codes: &impl Codes,
    ) -> Result<Upgraded, AdministrationError> {
        holds(roles, UPGRADER, call.caller)?;
        let mut state = self.upgrade_state();
        let upgrade = state.announced.take().ok_or(AdministrationError::NothingAnnounced)?;
        if call.now < upgrade.from {
            return Err(AdministrationError::TooEarly(upgrade.from));
        }
        if !codes.replace(upgrade.code_hash) {
            return Err(AdministrationError::CodeNotFound);
        }
        self.upgrades.set(&UpgradeRecord::new(&state));
        Ok(Upgraded { code_hash: upgrade.code_hash })
    }

    /// Gives upgrades up for ever.
    pub fn renounce_upgrades(
        &mut self,
        call: Call,
        roles: &AccessControlData,
    ) -> Result<UpgradesRenounced, AdministrationError> {
        holds(roles, UPGRADER, call.caller)?;
        let state = self.upgrade_state();
        if state.renounced {
            return Err(AdministrationError::Renounced);
        }
        let state = UpgradeState { renounced: true, announced: None, ..state };
        self.upgrades.set(&UpgradeRecord::new(&state));
        Ok(UpgradesRenounced { by: call.caller })
    }
}

fn holds(
    roles: &AccessControlData,
    role: RoleType,
    account: AccountId,
) -> Result<(), AdministrationError> {
    if roles.has_role(role, &Some(account)) {
        Ok(())
    } else {
        Err(AdministrationError::MissingRole)
    }
}

/// What pendzl's role messages must not do here: give a role to everyone, or pass the administration on in one step.
///
/// # Errors
/// [`AccessControlError::InvalidCaller`] if `account` is nobody in particular or `role` is the administrator's.
pub fn is_ordinary(role: RoleType, account: Option<AccountId>) -> Result<(), AccessControlError> {
    if account.is_none() || role == ADMIN {
        return Err(AccessControlError::InvalidCaller);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk;

//! Handover, pause, links and upgrades: the rules behind [`interfaces::administration::Administration`].
use crate::{
    authority::Current,
    events::{
        emit, AdministrationHandedOver, AdministrationOffered, LinkAnnounced, LinkSet,
        UpgradeAnnounced, UpgradeCancelled, Upgraded, UpgradesRenounced,
    },
    store::{Shelf, Slot},
    Call,
};
use ink::{
    env::{self, DefaultEnvironment},
    prelude::boxed::Box,
    primitives::{AccountId, Hash},
    selector_id,
    storage::{traits::ManualKey, Lazy, Mapping},
};
use interfaces::{
    administration::{
        AdministrationError, Link, LinkState, Upgrade, UpgradeState, ADMIN, PAUSER, UPGRADER,
    },
    ids::{account_id, Account, CodeHash, Millis, NOBODY, NO_CODE},
};
use pendzl::contracts::{
    access_control::{
        AccessControlData, AccessControlError, RoleAdminChanged, RoleGranted, RoleRevoked, RoleType,
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
    fn hash_of(&self, address: Account) -> Option<CodeHash>;
    /// Makes this contract run `code_hash` from the next call on; false if that was not uploaded.
    fn replace(&self, code_hash: CodeHash) -> bool;
}

/// The chain.
pub struct ChainCodes;

impl Codes for ChainCodes {
    fn hash_of(&self, address: Account) -> Option<CodeHash> {
        let hash = env::code_hash::<DefaultEnvironment>(&account_id(&address)).ok()?;
        Some(<[u8; 32]>::from(hash).into())
    }

    fn replace(&self, code_hash: CodeHash) -> bool {
        let code_hash = Hash::from(<[u8; 32]>::from(code_hash));
        env::set_code_hash::<DefaultEnvironment>(&code_hash).is_ok()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct Offer {
    by: Account,
    to: Account,
    /// Whether it still stands. It is not removed: that would refund the deposit of the one who made it to the one who takes it.
    standing: bool,
}

/// [`LinkState`] at a fixed size, so that no change of it refunds what another paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct LinkRecord {
    epoch: u8,
    address: Account,
    waiting: bool,
    to: Account,
    code_hash: CodeHash,
    from: Millis,
}

impl LinkRecord {
    /// Of a link that was never set.
    const NEVER: Self =
        Self { epoch: 0, address: NOBODY, waiting: false, to: NOBODY, code_hash: NO_CODE, from: 0 };

    fn view(&self) -> LinkState {
        LinkState {
            epoch: self.epoch,
            address: (self.epoch > 0).then_some(self.address),
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
    code_hash: CodeHash,
    from: Millis,
}

/// A constructor that forgot to establish the controls must not leave them open: nothing that is set changes then.
const CLOSED: UpgradeRecord = UpgradeRecord {
    delay: Millis::MAX,
    renounced: true,
    waiting: false,
    code_hash: NO_CODE,
    from: 0,
};

impl UpgradeRecord {
    fn view(&self) -> UpgradeState {
        let announced = Upgrade { code_hash: self.code_hash, from: self.from };
        UpgradeState {
            delay: self.delay,
            renounced: self.renounced,
            announced: self.waiting.then_some(announced),
        }
    }

    /// Takes the announcement back, for whatever reason; answers what it was.
    fn take(&mut self) -> Result<Upgrade, AdministrationError> {
        if !self.waiting {
            return Err(AdministrationError::NothingAnnounced);
        }
        self.waiting = false;
        Ok(Upgrade { code_hash: self.code_hash, from: self.from })
    }
}

/// The contracts that this one is linked to, now and before.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Links {
    // The keys are fixed, so that an upgrade finds everything whatever the contract's struct and its fields are called then.
    states: Mapping<Link, LinkRecord, ManualKey<{ selector_id!("kit::links::states") }>>,
    history: Mapping<(Link, u8), Account, ManualKey<{ selector_id!("kit::links::history") }>>,
}

impl Links {
    /// Where `link` points, and where it is going to.
    pub fn state_of(&self, link: Link) -> LinkState {
        self.record(link).view()
    }

    /// The contract that `link` points at now, if it was ever set.
    pub fn address_of(&self, link: Link) -> Option<Account> {
        let record = self.record(link);
        (record.epoch > 0).then_some(record.address)
    }

    /// The contract that `link` pointed at when it had been set `epoch` times.
    pub fn address_at(&self, link: Link, epoch: u8) -> Option<Account> {
        self.history.read((link, epoch))
    }

    #[inline(never)]
    fn record(&self, link: Link) -> Box<LinkRecord> {
        self.states.boxed(link).unwrap_or_else(|| Box::new(LinkRecord::NEVER))
    }

    fn complete(
        &mut self,
        root: &mut Root,
        link: Link,
        record: &mut LinkRecord,
        to: Account,
    ) -> Result<LinkSet, AdministrationError> {
        let epoch = record.epoch.checked_add(1).ok_or(AdministrationError::TooManyLinks)?;
        record.epoch = epoch;
        record.address = to;
        record.waiting = false;
        record.from = 0;
        self.states.write(link, record);
        self.history.write((link, epoch), &to);
        if link == Link::Registry {
            root.registry = Current { epoch, address: Some(to) };
        }
        Ok(LinkSet { link, to, code_hash: record.code_hash, epoch })
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

/// What an administrator may ask of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Offer the administration to an account.
    Offer(Account),
    /// Take it over.
    Accept,
    /// Pause new business.
    Pause,
    /// Let it go on.
    Unpause,
    /// Link the contract at an address, which must run the code.
    SetLink(Link, Account, CodeHash),
    /// Complete an announced link.
    ApplyLink(Link),
    /// Announce other code.
    AnnounceUpgrade(CodeHash),
    /// Take the announcement back.
    CancelUpgrade,
    /// Run the announced code.
    ApplyUpgrade,
    /// Give upgrades up for ever.
    RenounceUpgrades,
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
    pub fn establish(&mut self, roles: &mut AccessControlData, admin: Account, delay: Millis) {
        for role in [ADMIN, PAUSER, UPGRADER] {
            roles.members.write((role, Some(admin)), &());
            emit(RoleGranted { role, grantee: Some(account_id(&admin)), grantor: None });
        }
        self.upgrades.write(&UpgradeRecord { delay, renounced: false, ..CLOSED });
    }

    /// Carries `command` out, and tells it. `allowed` are the links that the contract uses. Answers which link was set, if one was,
    /// and how often it has been.
    ///
    /// One door for all messages, so that each contract's shell has one way in and what is done is told in one place.
    #[inline(never)]
    pub fn administer(
        &mut self,
        root: &mut Root,
        links: &mut Links,
        roles: &mut AccessControlData,
        codes: &impl Codes,
        allowed: &[Link],
        command: Command,
    ) -> Result<Option<(Link, u8)>, AdministrationError> {
        let call = Call::current();
        match command {
            Command::Offer(to) => emit(self.offer(call, roles, to)?),
            Command::Accept => emit(self.accept(call, roles)?),
            Command::Pause => emit(Self::pause(root, call, roles)?),
            Command::Unpause => emit(Self::unpause(root, call, roles)?),
            Command::SetLink(link, to, code_hash) => {
                let linked =
                    self.set_link(root, links, call, roles, codes, allowed, link, to, code_hash)?;
                match linked {
                    Linked::Now(set) => return Ok(Some(told(set))),
                    Linked::Later(announced) => emit(announced),
                }
            }
            Command::ApplyLink(link) => {
                let set = Self::apply_link(root, links, call, roles, codes, link)?;
                return Ok(Some(told(set)));
            }
            Command::AnnounceUpgrade(code_hash) => {
                emit(self.announce_upgrade(call, roles, code_hash)?)
            }
            Command::CancelUpgrade => emit(self.cancel_upgrade(call, roles)?),
            Command::ApplyUpgrade => emit(self.apply_upgrade(call, roles, codes)?),
            Command::RenounceUpgrades => emit(self.renounce_upgrades(call, roles)?),
        }
        Ok(None)
    }

    /// How the contract may change.
    pub fn upgrade_state(&self) -> UpgradeState {
        self.record().view()
    }

    #[inline(never)]
    fn record(&self) -> Box<UpgradeRecord> {
        self.upgrades.boxed().unwrap_or_else(|| Box::new(CLOSED))
    }

    /// Offers the administration.
    pub fn offer(
        &mut self,
        call: Call,
        roles: &AccessControlData,
        to: Account,
    ) -> Result<AdministrationOffered, AdministrationError> {
        holds(roles, ADMIN, &call.caller)?;
        self.offer.write(&Offer { by: call.caller, to, standing: true });
        Ok(AdministrationOffered { by: call.caller, to })
    }

    /// Takes the administration over.
    pub fn accept(
        &mut self,
        call: Call,
        roles: &mut AccessControlData,
    ) -> Result<AdministrationHandedOver, AdministrationError> {
        let Some(mut offer) = self.offer.boxed() else {
            return Err(AdministrationError::NotOffered);
        };
        if !offer.standing || offer.to != call.caller {
            return Err(AdministrationError::NotOffered);
        }
        holds(roles, ADMIN, &offer.by)?;
        roles.members.remove((ADMIN, Some(offer.by)));
        roles.members.write((ADMIN, Some(offer.to)), &());
        offer.standing = false;
        self.offer.write(&offer);
        Ok(AdministrationHandedOver { from: offer.by, to: offer.to })
    }

    /// Pauses new business.
    pub fn pause(
        root: &mut Root,
        call: Call,
        roles: &AccessControlData,
    ) -> Result<Paused, AdministrationError> {
        holds(roles, PAUSER, &call.caller)?;
        if root.paused {
            return Err(AdministrationError::Paused);
        }
        root.paused = true;
        Ok(Paused { account: account_id(&call.caller) })
    }

    /// Lets new business go on.
    pub fn unpause(
        root: &mut Root,
        call: Call,
        roles: &AccessControlData,
    ) -> Result<Unpaused, AdministrationError> {
        holds(roles, PAUSER, &call.caller)?;
        if !root.paused {
            return Err(AdministrationError::NotPaused);
        }
        root.paused = false;
        Ok(Unpaused { account: account_id(&call.caller) })
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
        to: Account,
        code_hash: CodeHash,
    ) -> Result<Linked, AdministrationError> {
        holds(roles, ADMIN, &call.caller)?;
        if !allowed.contains(&link) {
            return Err(AdministrationError::NoSuchLink);
        }
        if codes.hash_of(to) != Some(code_hash) {
            return Err(AdministrationError::WrongCode);
        }
        let mut record = links.record(link);
        record.code_hash = code_hash;
        if record.epoch == 0 {
            return links.complete(root, link, &mut record, to).map(Linked::Now);
        }
        if record.epoch == u8::MAX {
            return Err(AdministrationError::TooManyLinks);
        }
        record.waiting = true;
        record.to = to;
        record.from = call.now.saturating_add(self.record().delay);
        links.states.write(link, &record);
        Ok(Linked::Later(LinkAnnounced { link, to, code_hash, from: record.from }))
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
        holds(roles, ADMIN, &call.caller)?;
        let mut record = links.record(link);
        if !record.waiting {
            return Err(AdministrationError::NothingAnnounced);
        }
        if call.now < record.from {
            return Err(AdministrationError::TooEarly(record.from));
        }
        let to = record.to;
        if codes.hash_of(to) != Some(record.code_hash) {
            return Err(AdministrationError::WrongCode);
        }
        links.complete(root, link, &mut record, to)
    }

    /// Announces an upgrade.
    pub fn announce_upgrade(
        &mut self,
        call: Call,
        roles: &AccessControlData,
        code_hash: CodeHash,
    ) -> Result<UpgradeAnnounced, AdministrationError> {
        holds(roles, UPGRADER, &call.caller)?;
        let mut record = self.record();
        if record.renounced {
            return Err(AdministrationError::Renounced);
        }
        let from = call.now.saturating_add(record.delay);
        record.waiting = true;
        record.code_hash = code_hash;
        record.from = from;
        self.upgrades.write(&record);
        Ok(UpgradeAnnounced { code_hash, from })
    }

    /// Takes an announced upgrade back.
    pub fn cancel_upgrade(
        &mut self,
        call: Call,
        roles: &AccessControlData,
    ) -> Result<UpgradeCancelled, AdministrationError> {
        holds(roles, UPGRADER, &call.caller)?;
        let mut record = self.record();
        let upgrade = record.take()?;
        self.upgrades.write(&record);
        Ok(UpgradeCancelled { code_hash: upgrade.code_hash })
    }

    /// Applies an announced upgrade.
    pub fn apply_upgrade(
        &mut self,
        call: Call,
        roles: &AccessControlData,
        codes: &impl Codes,
    ) -> Result<Upgraded, AdministrationError> {
        holds(roles, UPGRADER, &call.caller)?;
        let mut record = self.record();
        let upgrade = record.take()?;
        if call.now < upgrade.from {
            return Err(AdministrationError::TooEarly(upgrade.from));
        }
        if !codes.replace(upgrade.code_hash) {
            return Err(AdministrationError::CodeNotFound);
        }
        self.upgrades.write(&record);
        Ok(Upgraded { code_hash: upgrade.code_hash })
    }

    /// Gives upgrades up for ever.
    pub fn renounce_upgrades(
        &mut self,
        call: Call,
        roles: &AccessControlData,
    ) -> Result<UpgradesRenounced, AdministrationError> {
        holds(roles, UPGRADER, &call.caller)?;
        let mut record = self.record();
        if record.renounced {
            return Err(AdministrationError::Renounced);
        }
        record.renounced = true;
        record.waiting = false;
        self.upgrades.write(&record);
        Ok(UpgradesRenounced { by: call.caller })
    }
}

fn told(set: LinkSet) -> (Link, u8) {
    let answer = (set.link, set.epoch);
    emit(set);
    answer
}

#[inline(never)]
fn holds(
    roles: &AccessControlData,
    role: RoleType,
    account: &Account,
) -> Result<(), AdministrationError> {
    if roles.members.holds((role, Some(*account))) {
        Ok(())
    } else {
        Err(AdministrationError::MissingRole)
    }
}

/// A change of who holds a role, as pendzl's messages ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleChange {
    /// Give a role to an account.
    Grant(RoleType, Option<AccountId>),
    /// Take it from the account.
    Revoke(RoleType, Option<AccountId>),
    /// Give it up; the account is the caller.
    Renounce(RoleType, Option<AccountId>),
    /// Let the holders of the second grant and revoke the first.
    SetAdmin(RoleType, RoleType),
}

/// Changes who holds a role as pendzl's own functions do, and tells the same events.
///
/// Two of pendzl's ways are closed: a role is never given to everyone, and the administration is never passed on in one step.
///
/// # Errors
/// In this order:
/// - [`AccessControlError::InvalidCaller`] to give a role to nobody in particular or take it from there, to give, take or hand out
///   the administration, or to give up another's role.
/// - [`AccessControlError::MissingRole`] unless the caller holds the role's admin role, or who is to lose the role holds it.
/// - [`AccessControlError::RoleRedundant`] if who is to get it has it.
#[inline(never)]
pub fn change_role(
    roles: &mut AccessControlData,
    change: RoleChange,
) -> Result<(), AccessControlError> {
    let caller = env::caller::<DefaultEnvironment>();
    let (role, account) = match change {
        RoleChange::Grant(role, account)
        | RoleChange::Revoke(role, account)
        | RoleChange::Renounce(role, account) => (role, account),
        RoleChange::SetAdmin(role, _) => (role, Some(caller)),
    };
    if let RoleChange::Renounce(..) = change {
        if account != Some(caller) {
            return Err(AccessControlError::InvalidCaller);
        }
    } else {
        is_ordinary(role, account)?;
        let admin = roles.admin_roles.read(role).unwrap_or(ADMIN);
        if !roles.members.holds((admin, Some(caller))) {
            return Err(AccessControlError::MissingRole);
        }
        if let RoleChange::SetAdmin(_, new) = change {
            if new != admin {
                roles.admin_roles.write(role, &new);
                emit(RoleAdminChanged { role, previous: admin, new });
            }
            return Ok(());
        }
    }
    let holds = roles.members.holds((role, account));
    if let RoleChange::Grant(..) = change {
        if holds {
            return Err(AccessControlError::RoleRedundant);
        }
        roles.members.write((role, account), &());
        emit(RoleGranted { role, grantee: account, grantor: Some(caller) });
    } else {
        if !holds {
            return Err(AccessControlError::MissingRole);
        }
        roles.members.remove((role, account));
        emit(RoleRevoked { role, account, sender: caller });
    }
    Ok(())
}

/// What the role messages must not do: give a role to everyone, or pass the administration on in one step.
fn is_ordinary(role: RoleType, account: Option<AccountId>) -> Result<(), AccessControlError> {
    if account.is_none() || role == ADMIN {
        return Err(AccessControlError::InvalidCaller);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk;

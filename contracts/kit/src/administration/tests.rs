use super::*;
use ink::env::test::recorded_events;
use pendzl::contracts::access_control::AccessControlStorage;
use std::cell::RefCell;

const ADMINISTRATOR: u8 = 1;
const STRANGER: u8 = 2;
const HEIR: u8 = 3;
const DELAY: Millis = 1_000;
const OLD: u8 = 20;
const NEW: u8 = 21;
const ALLOWED: [Link; 2] = [Link::Registry, Link::Notary];

fn account(number: u8) -> AccountId {
    [number; 32].into()
}

fn code(number: u8) -> Hash {
    [number; 32].into()
}

fn by(caller: u8, now: Millis) -> Call {
    Call { caller: account(caller), now }
}

/// A chain on which the contract at account n runs code n, from 20 on, and codes from 100 on are uploaded.
#[derive(Default)]
pub(super) struct Chain {
    pub(super) runs: RefCell<Option<Hash>>,
    pub(super) forgotten: RefCell<Vec<AccountId>>,
}

impl Codes for Chain {
    fn hash_of(&self, address: AccountId) -> Option<Hash> {
        let bytes: [u8; 32] = *address.as_ref();
        (bytes[0] >= OLD && !self.forgotten.borrow().contains(&address)).then(|| bytes.into())
    }

    fn replace(&self, code_hash: Hash) -> bool {
        let uploaded = code_hash.as_ref()[0] >= 100;
        if uploaded {
            *self.runs.borrow_mut() = Some(code_hash);
        }
        uploaded
    }
}

struct Contract {
    root: Root,
    roles: AccessControlData,
    links: Links,
    controls: Controls,
    chain: Chain,
}

impl Contract {
    fn new() -> Self {
        let mut roles = AccessControlData::default();
        let mut controls = Controls::default();
        controls.establish(&mut roles, account(ADMINISTRATOR), DELAY);
        Self {
            root: Root::new(),
            roles,
            links: Links::default(),
            controls,
            chain: Chain::default(),
        }
    }

    fn set_link(&mut self, call: Call, link: Link, to: u8) -> Result<Linked, AdministrationError> {
        self.controls.set_link(
            &mut self.root,
            &mut self.links,
            call,
            &self.roles,
            &self.chain,
            &ALLOWED,
            link,
            account(to),
            code(to),
        )
    }

    fn apply_link(&mut self, call: Call, link: Link) -> Result<LinkSet, AdministrationError> {
        let Self { root, links, roles, chain, .. } = self;
        Controls::apply_link(root, links, call, roles, chain, link)
    }

    fn holds(&self, role: RoleType, holder: u8) -> bool {
        self.roles.has_role(role, &Some(account(holder)))
    }
}

#[test]
fn a_new_root_is_open_linked_to_nothing_and_four_bytes_long() {
    let root = Root::default();
    assert_eq!(root, Root { layout: 1, paused: false, registry: Current::default() });
    assert_eq!(ink::scale::Encode::encode(&root).len(), 4);
}

#[ink::test]
fn the_first_administrator_holds_every_administrative_role_and_each_is_told() {
    let contract = Contract::new();
    for role in [ADMIN, PAUSER, UPGRADER] {
        assert!(contract.holds(role, ADMINISTRATOR));
        assert!(!contract.holds(role, STRANGER));
    }
    assert_eq!(recorded_events().count(), 3);
    let state = contract.controls.upgrade_state();
    assert_eq!(state, UpgradeState { delay: DELAY, renounced: false, announced: None });
}

#[ink::test]
fn controls_that_were_never_established_allow_nothing_but_first_links() {
    let state = Controls::default().upgrade_state();
    assert_eq!(state, UpgradeState { delay: Millis::MAX, renounced: true, announced: None });
}

#[ink::test]
fn the_administration_passes_in_two_steps() {
    let mut contract = Contract::new();
    let Contract { controls, roles, .. } = &mut contract;
    let offered = controls.offer(by(ADMINISTRATOR, 0), roles, account(HEIR));
    let told = AdministrationOffered { by: account(ADMINISTRATOR), to: account(HEIR) };
    assert_eq!(offered, Ok(told));
    assert!(contract.holds(ADMIN, ADMINISTRATOR) && !contract.holds(ADMIN, HEIR));

    let accepted = contract.controls.accept(by(HEIR, 0), &mut contract.roles);
    let told = AdministrationHandedOver { from: account(ADMINISTRATOR), to: account(HEIR) };
    assert_eq!(accepted, Ok(told));
    assert!(!contract.holds(ADMIN, ADMINISTRATOR) && contract.holds(ADMIN, HEIR));
    // The other roles stay until the new administrator takes them.
    assert!(contract.holds(PAUSER, ADMINISTRATOR) && contract.holds(UPGRADER, ADMINISTRATOR));
}

#[ink::test]
fn only_the_administrator_offers_and_only_the_one_it_was_offered_to_accepts() {
    let Contract { mut controls, mut roles, .. } = Contract::new();
    assert_eq!(
        controls.offer(by(STRANGER, 0), &roles, account(STRANGER)),
        Err(AdministrationError::MissingRole)
    );
    assert_eq!(controls.accept(by(STRANGER, 0), &mut roles), Err(AdministrationError::NotOffered));
    controls.offer(by(ADMINISTRATOR, 0), &roles, account(HEIR)).unwrap();
    for other in [STRANGER, ADMINISTRATOR] {
        assert_eq!(controls.accept(by(other, 0), &mut roles), Err(AdministrationError::NotOffered));
    }
}

#[ink::test]
fn a_later_offer_replaces_an_earlier_one() {
    let Contract { mut controls, mut roles, .. } = Contract::new();
    controls.offer(by(ADMINISTRATOR, 0), &roles, account(STRANGER)).unwrap();
    controls.offer(by(ADMINISTRATOR, 0), &roles, account(HEIR)).unwrap();
    assert_eq!(controls.accept(by(STRANGER, 0), &mut roles), Err(AdministrationError::NotOffered));
    assert!(controls.accept(by(HEIR, 0), &mut roles).is_ok());
}

#[ink::test]
fn an_offer_is_good_once() {
    let Contract { mut controls, mut roles, .. } = Contract::new();
    controls.offer(by(ADMINISTRATOR, 0), &roles, account(HEIR)).unwrap();
    controls.accept(by(HEIR, 0), &mut roles).unwrap();
    controls.offer(by(HEIR, 0), &roles, account(ADMINISTRATOR)).unwrap();
    controls.accept(by(ADMINISTRATOR, 0), &mut roles).unwrap();
    assert_eq!(controls.accept(by(HEIR, 0), &mut roles), Err(AdministrationError::NotOffered));
}

#[ink::test]
fn an_offer_dies_with_the_administration_of_the_one_who_made_it() {
    let mut contract = Contract::new();
    contract.controls.offer(by(ADMINISTRATOR, 0), &contract.roles, account(HEIR)).unwrap();
    contract.roles.remove(ADMIN, &Some(account(ADMINISTRATOR)));
    assert_eq!(
        contract.controls.accept(by(HEIR, 0), &mut contract.roles),
        Err(AdministrationError::MissingRole)
    );
    assert!(!contract.holds(ADMIN, HEIR));
}

#[ink::test]
fn an_administrator_that_offers_to_itself_stays_administrator() {
    let mut contract = Contract::new();
    contract.controls.offer(by(ADMINISTRATOR, 0), &contract.roles, account(ADMINISTRATOR)).unwrap();
    contract.controls.accept(by(ADMINISTRATOR, 0), &mut contract.roles).unwrap();
    assert!(contract.holds(ADMIN, ADMINISTRATOR));
}

#[ink::test]
fn a_pauser_pauses_and_lets_go_on_and_neither_twice() {
    let Contract { mut root, roles, .. } = Contract::new();
    let pauser = by(ADMINISTRATOR, 0);
    assert_eq!(
        Controls::unpause(&mut root, pauser, &roles).map(|_| ()),
        Err(AdministrationError::NotPaused)
    );
    let paused = Controls::pause(&mut root, pauser, &roles).map(|paused| paused.account);
    assert_eq!((paused, root.paused), (Ok(pauser.caller), true));
    assert_eq!(
        Controls::pause(&mut root, pauser, &roles).map(|_| ()),
        Err(AdministrationError::Paused)
    );
    let unpaused = Controls::unpause(&mut root, pauser, &roles).map(|unpaused| unpaused.account);
    assert_eq!((unpaused, root.paused), (Ok(pauser.caller), false));
}

#[ink::test]
fn others_neither_pause_nor_let_go_on_whatever_the_state() {
    let Contract { mut root, roles, .. } = Contract::new();
    for paused in [false, true] {
        root.paused = paused;
        assert_eq!(
            Controls::pause(&mut root, by(STRANGER, 0), &roles).map(|_| ()),
            Err(AdministrationError::MissingRole)
        );
        assert_eq!(
            Controls::unpause(&mut root, by(STRANGER, 0), &roles).map(|_| ()),
            Err(AdministrationError::MissingRole)
        );
        assert_eq!(root.paused, paused);
    }
}

#[ink::test]
fn a_link_is_free_the_first_time() {
    let mut contract = Contract::new();
    let linked = contract.set_link(by(ADMINISTRATOR, 5), Link::Registry, OLD);
    let set = LinkSet { link: Link::Registry, to: account(OLD), code_hash: code(OLD), epoch: 1 };
    assert_eq!(linked, Ok(Linked::Now(set)));
    assert_eq!(contract.root.registry, Current { epoch: 1, address: Some(account(OLD)) });
    assert_eq!(contract.links.address_at(Link::Registry, 1), Some(account(OLD)));
    assert_eq!(contract.links.address_at(Link::Registry, 0), None);
    assert_eq!(contract.links.state_of(Link::Notary).epoch, 0);
}

#[ink::test]
fn only_the_registry_is_kept_in_the_root() {
    let mut contract = Contract::new();
    contract.set_link(by(ADMINISTRATOR, 5), Link::Notary, OLD).unwrap();
    assert_eq!(contract.root, Root::new());
    assert_eq!(contract.links.state_of(Link::Notary).address, Some(account(OLD)));
}

#[ink::test]
fn a_change_of_a_link_waits_for_the_delay_and_leaves_the_past_as_it_was() {
    let mut contract = Contract::new();
    contract.set_link(by(ADMINISTRATOR, 5), Link::Registry, OLD).unwrap();
    let linked = contract.set_link(by(ADMINISTRATOR, 10), Link::Registry, NEW);
    let from = 10 + DELAY;
    let announced =
        LinkAnnounced { link: Link::Registry, to: account(NEW), code_hash: code(NEW), from };
    assert_eq!(linked, Ok(Linked::Later(announced)));
    assert_eq!(contract.root.registry.address, Some(account(OLD)));

    let early = contract.apply_link(by(ADMINISTRATOR, from - 1), Link::Registry);
    assert_eq!(early, Err(AdministrationError::TooEarly(from)));
    let applied = contract.apply_link(by(ADMINISTRATOR, from), Link::Registry);
    let set = LinkSet { link: Link::Registry, to: account(NEW), code_hash: code(NEW), epoch: 2 };
    assert_eq!(applied, Ok(set));
    assert_eq!(contract.root.registry, Current { epoch: 2, address: Some(account(NEW)) });
    assert_eq!(contract.links.address_at(Link::Registry, 1), Some(account(OLD)));
    assert_eq!(contract.links.address_at(Link::Registry, 2), Some(account(NEW)));
    assert_eq!(
        contract.apply_link(by(ADMINISTRATOR, from), Link::Registry),
        Err(AdministrationError::NothingAnnounced)
    );
}

#[ink::test]
fn a_later_announcement_of_a_link_replaces_an_earlier_one_and_waits_anew() {
    let mut contract = Contract::new();
    contract.set_link(by(ADMINISTRATOR, 0), Link::Notary, OLD).unwrap();
    contract.set_link(by(ADMINISTRATOR, 0), Link::Notary, NEW).unwrap();
    contract.set_link(by(ADMINISTRATOR, 900), Link::Notary, 30).unwrap();
    assert_eq!(
        contract.apply_link(by(ADMINISTRATOR, DELAY), Link::Notary),
        Err(AdministrationError::TooEarly(900 + DELAY))
    );
    let applied = contract.apply_link(by(ADMINISTRATOR, 900 + DELAY), Link::Notary).unwrap();
    assert_eq!(applied.to, account(30));
}

#[ink::test]
fn set_link_reports_its_errors_in_the_promised_order() {
    let mut contract = Contract::new();
    // No role, no such link, no code; then one fewer each time.
    assert_eq!(
        contract.set_link(by(STRANGER, 0), Link::Orders, 7),
        Err(AdministrationError::MissingRole)
    );
    assert_eq!(
        contract.set_link(by(ADMINISTRATOR, 0), Link::Orders, 7),
        Err(AdministrationError::NoSuchLink)
    );
    assert_eq!(
        contract.set_link(by(ADMINISTRATOR, 0), Link::Notary, 7),
        Err(AdministrationError::WrongCode)
    );
    assert_eq!(contract.links.state_of(Link::Notary).epoch, 0);
    // A contract that runs other code than was named is refused too.
    let refused = contract.controls.set_link(
        &mut contract.root,
        &mut contract.links,
        by(ADMINISTRATOR, 0),
        &contract.roles,
        &contract.chain,
        &ALLOWED,
        Link::Notary,
        account(OLD),
        code(NEW),
    );
    assert_eq!(refused, Err(AdministrationError::WrongCode));
}

#[ink::test]
fn apply_link_reports_its_errors_in_the_promised_order() {
    let mut contract = Contract::new();
    assert_eq!(
        contract.apply_link(by(STRANGER, 0), Link::Notary),
        Err(AdministrationError::MissingRole)
    );
    assert_eq!(
        contract.apply_link(by(ADMINISTRATOR, 0), Link::Notary),
        Err(AdministrationError::NothingAnnounced)
    );
    contract.set_link(by(ADMINISTRATOR, 0), Link::Notary, OLD).unwrap();
    contract.set_link(by(ADMINISTRATOR, 0), Link::Notary, NEW).unwrap();
    contract.chain.forgotten.borrow_mut().push(account(NEW));
    assert_eq!(
        contract.apply_link(by(ADMINISTRATOR, 0), Link::Notary),
        Err(AdministrationError::TooEarly(DELAY))
    );
    assert_eq!(
        contract.apply_link(by(ADMINISTRATOR, DELAY), Link::Notary),
        Err(AdministrationError::WrongCode)
    );
    assert_eq!(contract.links.state_of(Link::Notary).address, Some(account(OLD)));
    contract.chain.forgotten.borrow_mut().clear();
    assert!(contract.apply_link(by(ADMINISTRATOR, DELAY), Link::Notary).is_ok());
}

#[ink::test]
fn a_link_changes_255_times_and_no_more() {
    let mut contract = Contract::new();
    contract.set_link(by(ADMINISTRATOR, 0), Link::Registry, OLD).unwrap();
    for epoch in 2..=u8::MAX {
        let now = u64::from(epoch) * DELAY;
        contract.set_link(by(ADMINISTRATOR, now), Link::Registry, NEW).unwrap();
        let set = contract.apply_link(by(ADMINISTRATOR, now + DELAY), Link::Registry).unwrap();
        assert_eq!(set.epoch, epoch);
    }
    assert_eq!(
        contract.set_link(by(ADMINISTRATOR, 0), Link::Registry, OLD),
        Err(AdministrationError::TooManyLinks)
    );
    assert_eq!(contract.links.state_of(Link::Registry).announced, None);
    assert_eq!(contract.root.registry.epoch, u8::MAX);
}

#[ink::test]
fn an_upgrade_waits_for_the_delay_and_replaces_the_code_once() {
    let Contract { mut controls, roles, chain, .. } = Contract::new();
    let announced = controls.announce_upgrade(by(ADMINISTRATOR, 7), &roles, code(100));
    let from = 7 + DELAY;
    assert_eq!(announced, Ok(UpgradeAnnounced { code_hash: code(100), from }));
    assert_eq!(
        controls.apply_upgrade(by(ADMINISTRATOR, from - 1), &roles, &chain),
        Err(AdministrationError::TooEarly(from))
    );
    assert_eq!(*chain.runs.borrow(), None);
    assert_eq!(
        controls.apply_upgrade(by(ADMINISTRATOR, from), &roles, &chain),
        Ok(Upgraded { code_hash: code(100) })
    );
    assert_eq!(*chain.runs.borrow(), Some(code(100)));
    assert_eq!(
        controls.apply_upgrade(by(ADMINISTRATOR, from), &roles, &chain),
        Err(AdministrationError::NothingAnnounced)
    );
}

#[ink::test]
fn a_later_announcement_of_an_upgrade_waits_anew() {
    let Contract { mut controls, roles, chain, .. } = Contract::new();
    controls.announce_upgrade(by(ADMINISTRATOR, 0), &roles, code(100)).unwrap();
    controls.announce_upgrade(by(ADMINISTRATOR, 900), &roles, code(101)).unwrap();
    assert_eq!(
        controls.apply_upgrade(by(ADMINISTRATOR, DELAY), &roles, &chain),
        Err(AdministrationError::TooEarly(900 + DELAY))
    );
}

#[ink::test]
fn an_upgrade_that_was_taken_back_or_not_uploaded_does_not_run() {
    let Contract { mut controls, roles, chain, .. } = Contract::new();
    controls.announce_upgrade(by(ADMINISTRATOR, 0), &roles, code(100)).unwrap();
    assert_eq!(
        controls.cancel_upgrade(by(ADMINISTRATOR, 0), &roles),
        Ok(UpgradeCancelled { code_hash: code(100) })
    );
    assert_eq!(
        controls.apply_upgrade(by(ADMINISTRATOR, DELAY), &roles, &chain),
        Err(AdministrationError::NothingAnnounced)
    );
    assert_eq!(
        controls.cancel_upgrade(by(ADMINISTRATOR, 0), &roles),
        Err(AdministrationError::NothingAnnounced)
    );
    controls.announce_upgrade(by(ADMINISTRATOR, 0), &roles, code(99)).unwrap();
    assert_eq!(
        controls.apply_upgrade(by(ADMINISTRATOR, DELAY), &roles, &chain),
        Err(AdministrationError::CodeNotFound)
    );
    // It can be applied once it is there.
    assert!(controls.upgrade_state().announced.is_some());
}

#[ink::test]
fn upgrades_are_given_up_for_ever_with_what_was_announced() {
    let Contract { mut controls, roles, chain, .. } = Contract::new();
    controls.announce_upgrade(by(ADMINISTRATOR, 0), &roles, code(100)).unwrap();
    assert_eq!(
        controls.renounce_upgrades(by(ADMINISTRATOR, 0), &roles),
        Ok(UpgradesRenounced { by: account(ADMINISTRATOR) })
    );
    let state = controls.upgrade_state();
    assert_eq!(state, UpgradeState { delay: DELAY, renounced: true, announced: None });
    assert_eq!(
        controls.announce_upgrade(by(ADMINISTRATOR, 0), &roles, code(100)),
        Err(AdministrationError::Renounced)
    );
    assert_eq!(
        controls.apply_upgrade(by(ADMINISTRATOR, DELAY), &roles, &chain),
        Err(AdministrationError::NothingAnnounced)
    );
    assert_eq!(
        controls.renounce_upgrades(by(ADMINISTRATOR, 0), &roles),
        Err(AdministrationError::Renounced)
    );
    assert_eq!(*chain.runs.borrow(), None);
}

#[ink::test]
fn links_still_change_slowly_after_upgrades_were_given_up() {
    let mut contract = Contract::new();
    contract.controls.renounce_upgrades(by(ADMINISTRATOR, 0), &contract.roles).unwrap();
    contract.set_link(by(ADMINISTRATOR, 0), Link::Notary, OLD).unwrap();
    contract.set_link(by(ADMINISTRATOR, 0), Link::Notary, NEW).unwrap();
    assert_eq!(
        contract.apply_link(by(ADMINISTRATOR, DELAY - 1), Link::Notary),
        Err(AdministrationError::TooEarly(DELAY))
    );
    assert!(contract.apply_link(by(ADMINISTRATOR, DELAY), Link::Notary).is_ok());
}

#[ink::test]
fn others_have_no_part_in_upgrades_whatever_the_state() {
    let Contract { mut controls, roles, chain, .. } = Contract::new();
    let stranger = by(STRANGER, DELAY);
    let refused = AdministrationError::MissingRole;
    for step in 0..3 {
        match step {
            0 => {}
            1 => {
                controls.announce_upgrade(by(ADMINISTRATOR, 0), &roles, code(100)).unwrap();
            }
            _ => {
                controls.renounce_upgrades(by(ADMINISTRATOR, 0), &roles).unwrap();
            }
        }
        let before = controls.upgrade_state();
        assert_eq!(controls.announce_upgrade(stranger, &roles, code(100)), Err(refused));
        assert_eq!(controls.cancel_upgrade(stranger, &roles), Err(refused));
        assert_eq!(controls.apply_upgrade(stranger, &roles, &chain), Err(refused));
        assert_eq!(controls.renounce_upgrades(stranger, &roles), Err(refused));
        assert_eq!(controls.upgrade_state(), before);
    }
}

#[ink::test]
fn a_delay_beyond_all_time_never_ends() {
    let mut roles = AccessControlData::default();
    let mut controls = Controls::default();
    controls.establish(&mut roles, account(ADMINISTRATOR), Millis::MAX);
    let announced = controls.announce_upgrade(by(ADMINISTRATOR, 5), &roles, code(100)).unwrap();
    assert_eq!(announced.from, Millis::MAX);
}

#[ink::test]
fn each_command_is_told_once_and_a_refused_one_not_at_all() {
    use ink::env::test::{set_block_timestamp, set_caller};
    let mut contract = Contract::new();
    let mut ask = |caller: u8, now: Millis, command| {
        set_caller::<DefaultEnvironment>(account(caller));
        set_block_timestamp::<DefaultEnvironment>(now);
        let before = recorded_events().count();
        let Contract { root, roles, links, controls, chain } = &mut contract;
        let answer = controls.administer(root, links, roles, chain, &ALLOWED, command);
        assert_eq!(recorded_events().count() - before, usize::from(answer.is_ok()), "{command:?}");
        answer
    };
    let link = Link::Notary;
    let commands = [
        (0, Command::Pause),
        (0, Command::Unpause),
        (0, Command::SetLink(link, account(OLD), code(OLD))),
        (0, Command::SetLink(link, account(NEW), code(NEW))),
        (DELAY, Command::ApplyLink(link)),
        (0, Command::AnnounceUpgrade(code(100))),
        (DELAY, Command::ApplyUpgrade),
        (0, Command::AnnounceUpgrade(code(101))),
        (0, Command::CancelUpgrade),
        (0, Command::RenounceUpgrades),
        (0, Command::Offer(account(HEIR))),
    ];
    for (now, command) in commands {
        assert_eq!(ask(STRANGER, now, command), Err(AdministrationError::MissingRole));
        let set = match command {
            Command::SetLink(_, to, _) if to == account(OLD) => Some((link, 1)),
            Command::ApplyLink(_) => Some((link, 2)),
            _ => None,
        };
        assert_eq!(ask(ADMINISTRATOR, now, command), Ok(set), "{command:?}");
    }
    assert_eq!(ask(STRANGER, 0, Command::Accept), Err(AdministrationError::NotOffered));
    assert_eq!(ask(HEIR, 0, Command::Accept), Ok(None));
}

/// Changes a role as `caller`; a change is told once, and a refused one not at all.
fn change(
    roles: &mut AccessControlData,
    caller: u8,
    change: RoleChange,
) -> Result<(), AccessControlError> {
    ink::env::test::set_caller::<DefaultEnvironment>(account(caller));
    let before = recorded_events().count();
    let answer = change_role(roles, change);
    assert_eq!(recorded_events().count() - before, usize::from(answer.is_ok()), "{change:?}");
    answer
}

#[ink::test]
fn a_role_is_given_and_taken_by_the_administrator_and_given_up_by_its_holder() {
    use RoleChange::*;
    let Contract { mut roles, .. } = Contract::new();
    let heir = Some(account(HEIR));
    let missing = Err(AccessControlError::MissingRole);
    assert_eq!(change(&mut roles, STRANGER, Grant(PAUSER, heir)), missing);
    assert_eq!(change(&mut roles, ADMINISTRATOR, Grant(PAUSER, heir)), Ok(()));
    assert!(roles.has_role(PAUSER, &heir));
    let redundant = Err(AccessControlError::RoleRedundant);
    assert_eq!(change(&mut roles, ADMINISTRATOR, Grant(PAUSER, heir)), redundant);
    assert_eq!(change(&mut roles, STRANGER, Revoke(PAUSER, heir)), missing);
    assert_eq!(change(&mut roles, ADMINISTRATOR, Revoke(PAUSER, heir)), Ok(()));
    assert!(!roles.has_role(PAUSER, &heir));
    assert_eq!(change(&mut roles, ADMINISTRATOR, Revoke(PAUSER, heir)), missing);
    assert_eq!(change(&mut roles, HEIR, Renounce(PAUSER, heir)), missing);
    assert_eq!(change(&mut roles, ADMINISTRATOR, Grant(PAUSER, heir)), Ok(()));
    let another = Err(AccessControlError::InvalidCaller);
    assert_eq!(change(&mut roles, ADMINISTRATOR, Renounce(PAUSER, heir)), another);
    assert_eq!(change(&mut roles, HEIR, Renounce(PAUSER, heir)), Ok(()));
    assert!(!roles.has_role(PAUSER, &heir));
}

#[ink::test]
fn who_gives_a_role_can_be_changed_by_who_gives_it() {
    use RoleChange::*;
    let Contract { mut roles, .. } = Contract::new();
    let heir = Some(account(HEIR));
    let missing = Err(AccessControlError::MissingRole);
    assert_eq!(change(&mut roles, STRANGER, SetAdmin(PAUSER, UPGRADER)), missing);
    assert_eq!(change(&mut roles, ADMINISTRATOR, Grant(UPGRADER, heir)), Ok(()));
    assert_eq!(change(&mut roles, ADMINISTRATOR, SetAdmin(PAUSER, UPGRADER)), Ok(()));
    assert_eq!(roles.get_role_admin(PAUSER), Some(UPGRADER));
    assert_eq!(change(&mut roles, HEIR, Grant(PAUSER, heir)), Ok(()));
    // What is so already is not told.
    let before = recorded_events().count();
    assert_eq!(change_role(&mut roles, SetAdmin(PAUSER, UPGRADER)), Ok(()));
    assert_eq!(recorded_events().count(), before);
}

#[ink::test]
fn the_administration_and_roles_for_everyone_are_out_of_reach_of_the_role_messages() {
    use RoleChange::*;
    let Contract { mut roles, .. } = Contract::new();
    let heir = Some(account(HEIR));
    for closed in [
        Grant(ADMIN, heir),
        Revoke(ADMIN, Some(account(ADMINISTRATOR))),
        SetAdmin(ADMIN, PAUSER),
        Grant(PAUSER, None),
        Revoke(PAUSER, None),
    ] {
        let refused = Err(AccessControlError::InvalidCaller);
        assert_eq!(change(&mut roles, ADMINISTRATOR, closed), refused, "{closed:?}");
    }
}

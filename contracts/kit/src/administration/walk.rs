//! Random walks over the administration. `LADING_WALK_STEPS` sets their length, `LADING_WALK_SEED` repeats one.
use super::{tests::Chain, *};
use ink::env::test::run_test;
use pendzl::contracts::access_control::AccessControlStorage;
use std::{collections::BTreeMap, env::var, time::SystemTime};

const ACCOUNTS: u64 = 5;
const LINKS: [Link; 3] = [Link::Registry, Link::Notary, Link::Orders];
const ALLOWED: [Link; 2] = [Link::Registry, Link::Notary];

/// SplitMix64: enough to choose steps by.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % bound
    }

    fn account(&mut self) -> AccountId {
        account(self.below(ACCOUNTS))
    }
}

fn account(number: u64) -> AccountId {
    [number as u8 + 1; 32].into()
}

/// All that anyone can see.
#[derive(Debug, Clone, PartialEq)]
struct View {
    root: Root,
    holders: Vec<(RoleType, AccountId)>,
    links: Vec<LinkState>,
    upgrades: UpgradeState,
    runs: Option<Hash>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Offer(AccountId),
    Accept,
    Pause,
    Unpause,
    SetLink(Link, AccountId, Hash),
    ApplyLink(Link),
    Announce(Hash),
    Cancel,
    Apply,
    Renounce,
    Grant(RoleType, AccountId),
    Revoke(RoleType, AccountId),
    RenounceRole(RoleType),
}

struct World {
    root: Root,
    roles: AccessControlData,
    links: Links,
    controls: Controls,
    chain: Chain,
    delay: Millis,
    now: Millis,
    offered: Option<(AccountId, AccountId)>,
    announced_at: BTreeMap<u8, Millis>,
    upgrade_announced_at: Option<Millis>,
    /// What was seen last, and the addresses that every link has had.
    seen: Option<View>,
    history: Vec<(Link, u8, Option<AccountId>)>,
}

impl World {
    fn new(delay: Millis) -> Self {
        let mut roles = AccessControlData::default();
        let mut controls = Controls::default();
        controls.establish(&mut roles, account(0), delay);
        Self {
            root: Root::new(),
            roles,
            links: Links::default(),
            controls,
            chain: Chain::default(),
            delay,
            now: 0,
            offered: None,
            announced_at: BTreeMap::new(),
            upgrade_announced_at: None,
            seen: None,
            history: Vec::new(),
        }
    }

    fn view(&self) -> View {
        let everyone = (0..ACCOUNTS).map(account);
        View {
            root: self.root,
            holders: everyone
                .flat_map(|who| [ADMIN, PAUSER, UPGRADER].map(|role| (role, who)))
                .filter(|(role, who)| self.roles.has_role(*role, &Some(*who)))
                .collect(),
            links: LINKS.map(|link| self.links.state_of(link)).to_vec(),
            upgrades: self.controls.upgrade_state(),
            runs: *self.chain.runs.borrow(),
        }
    }

    fn choose(&self, dice: &mut Dice) -> Step {
        // Contracts are at accounts 20 to 22 and run the code of their number; 19 is none. Codes 100 and 101 are uploaded.
        let contract = 19 + dice.below(4) as u8;
        let code = if dice.below(8) == 0 { contract ^ 1 } else { contract };
        let link = LINKS[dice.below(3) as usize];
        let role = [ADMIN, PAUSER, UPGRADER][dice.below(3) as usize];
        match dice.below(40) {
            0..=3 => Step::Offer(dice.account()),
            4..=8 => Step::Accept,
            9..=11 => Step::Pause,
            12..=14 => Step::Unpause,
            15..=19 => Step::SetLink(link, [contract; 32].into(), [code; 32].into()),
            20..=24 => Step::ApplyLink(link),
            25..=28 => Step::Announce([99 + dice.below(3) as u8; 32].into()),
            29 => Step::Cancel,
            30..=34 => Step::Apply,
            35 if dice.below(4) == 0 => Step::Renounce,
            35..=37 => Step::Grant(role, dice.account()),
            38 => Step::Revoke(role, dice.account()),
            _ => Step::RenounceRole([PAUSER, UPGRADER, ADMIN][dice.below(41) as usize / 20]),
        }
    }

    fn take(&mut self, call: Call, step: Step) -> bool {
        ink::env::test::set_caller::<DefaultEnvironment>(call.caller);
        let Self { root, roles, links, controls, chain, .. } = self;
        match step {
            Step::Offer(to) => controls.offer(call, roles, to).is_ok(),
            Step::Accept => controls.accept(call, roles).is_ok(),
            Step::Pause => Controls::pause(root, call, roles).is_ok(),
            Step::Unpause => Controls::unpause(root, call, roles).is_ok(),
            Step::SetLink(link, to, code) => {
                controls.set_link(root, links, call, roles, chain, &ALLOWED, link, to, code).is_ok()
            }
            Step::ApplyLink(link) => {
                Controls::apply_link(root, links, call, roles, chain, link).is_ok()
            }
            Step::Announce(code) => controls.announce_upgrade(call, roles, code).is_ok(),
            Step::Cancel => controls.cancel_upgrade(call, roles).is_ok(),
            Step::Apply => controls.apply_upgrade(call, roles, chain).is_ok(),
            Step::Renounce => controls.renounce_upgrades(call, roles).is_ok(),
            Step::Grant(role, to) => change_role(roles, RoleChange::Grant(role, Some(to))).is_ok(),
            Step::Revoke(role, from) => {
                change_role(roles, RoleChange::Revoke(role, Some(from))).is_ok()
            }
            Step::RenounceRole(role) => {
                change_role(roles, RoleChange::Renounce(role, Some(call.caller))).is_ok()
            }
        }
    }

    /// Takes a step and checks what it may and may not have changed.
    fn check(&mut self, call: Call, step: Step) -> bool {
        let before = self.seen.take().unwrap_or_else(|| self.view());
        let done = self.take(call, step);
        let after = self.view();
        self.seen = Some(after.clone());
        if !done {
            assert_eq!(before, after, "a refused step changes nothing");
            return false;
        }
        let held = |role| before.holders.contains(&(role, call.caller));
        match step {
            Step::Offer(_) | Step::SetLink(..) | Step::ApplyLink(_) => assert!(held(ADMIN)),
            Step::Pause | Step::Unpause => assert!(held(PAUSER)),
            Step::Announce(_) | Step::Cancel | Step::Apply | Step::Renounce => {
                assert!(held(UPGRADER))
            }
            _ => {}
        }
        self.the_administration_is_whole(call, step, &before, &after);
        self.links_change_slowly(call, step, &before, &after);
        self.code_changes_slowly(call, step, &before, &after);
        let pausing = matches!(step, Step::Pause | Step::Unpause);
        assert_eq!(before.root.paused != after.root.paused, pausing);
        assert_eq!(after.root.layout, 1);
        true
    }

    fn the_administration_is_whole(&mut self, call: Call, step: Step, before: &View, after: &View) {
        let administrator = |view: &View| -> Vec<AccountId> {
            let admins = view.holders.iter().filter(|(role, _)| *role == ADMIN);
            admins.map(|(_, who)| *who).collect()
        };
        let (from, to) = (administrator(before), administrator(after));
        assert!(to.len() <= 1, "there is one administrator at most");
        match step {
            Step::Accept => {
                let offer = self.offered.take();
                assert_eq!(offer, Some((from[0], call.caller)), "only what was offered is taken");
                assert_eq!(to, [call.caller]);
            }
            Step::RenounceRole(ADMIN) => assert!(from == [call.caller] && to.is_empty()),
            _ => assert_eq!(from, to, "nothing else moves the administration"),
        }
        if let Step::Offer(to) = step {
            self.offered = Some((call.caller, to));
        }
    }

    fn links_change_slowly(&mut self, call: Call, step: Step, before: &View, after: &View) {
        let moved = |place: usize| {
            before.links[place].address != after.links[place].address
                || before.links[place].epoch != after.links[place].epoch
        };
        for (place, link) in LINKS.iter().enumerate() {
            let (was, is) = (before.links[place], after.links[place]);
            if !moved(place) {
                continue;
            }
            assert!(ALLOWED.contains(link), "only links that the contract uses are set");
            assert_eq!(is.epoch, was.epoch + 1);
            assert_eq!(is.announced, None);
            self.history.push((*link, is.epoch, is.address));
            match step {
                Step::SetLink(named, to, _) => {
                    assert_eq!((named, was.epoch, is.address), (*link, 0, Some(to)))
                }
                Step::ApplyLink(named) => {
                    assert_eq!((named, is.address), (*link, was.announced));
                    let since = self.announced_at.remove(&(place as u8)).unwrap();
                    assert!(call.now >= since + self.delay, "no link changes before the delay");
                }
                _ => panic!("{step:?} moved a link"),
            }
        }
        if let Step::SetLink(link, to, code) = step {
            let place = LINKS.iter().position(|l| *l == link).unwrap();
            if before.links[place].epoch > 0 {
                assert_eq!(
                    (after.links[place].announced, after.links[place].code_hash),
                    (Some(to), code)
                );
                self.announced_at.insert(place as u8, call.now);
            }
        }
        let registry = after.links[0];
        let in_root = Current { epoch: registry.epoch, address: registry.address };
        assert_eq!(after.root.registry, in_root, "the root knows the registry in force");
    }

    fn code_changes_slowly(&mut self, call: Call, step: Step, before: &View, after: &View) {
        assert_eq!(after.upgrades.delay, self.delay, "the delay is fixed");
        assert!(!before.upgrades.renounced || after.upgrades.renounced);
        assert!(!after.upgrades.renounced || after.upgrades.announced.is_none());
        if step == Step::Apply {
            assert!(!before.upgrades.renounced, "what was given up does not come back");
            assert_eq!(after.runs, before.upgrades.announced.map(|upgrade| upgrade.code_hash));
            let since = self.upgrade_announced_at.take().unwrap();
            assert!(call.now >= since + self.delay, "no code changes before the delay");
        } else {
            assert_eq!(before.runs, after.runs);
        }
        if let Step::Announce(_) = step {
            self.upgrade_announced_at = Some(call.now);
        }
    }
}

#[test]
fn whoever_calls_what_in_whatever_order_the_administration_holds() {
    let steps: u64 =
        var("LADING_WALK_STEPS").ok().and_then(|steps| steps.parse().ok()).unwrap_or(2_500);
    let seed =
        var("LADING_WALK_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| {
            SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos() as u64
        });
    println!("LADING_WALK_SEED={seed} LADING_WALK_STEPS={steps}");
    let mut dice = Dice(seed);
    let mut done = BTreeMap::<String, u64>::new();
    let mut taken = 0;
    while taken < steps {
        run_test::<DefaultEnvironment, _>(|_| {
            let mut world = World::new([0, 1, 10, 1_000][dice.below(4) as usize]);
            for _ in 0..250.min(steps - taken) {
                world.now += [0, 0, 1, 9, 10, 1_000][dice.below(6) as usize];
                let step = world.choose(&mut dice);
                // Half of the calls come from the administrator, if there is one, so that walks get somewhere.
                let anyone = dice.account();
                let administrator =
                    (0..ACCOUNTS).map(account).find(|who| world.roles.has_role(ADMIN, &Some(*who)));
                let usual = match step {
                    Step::Accept => world.offered.map(|(_, to)| to),
                    _ => administrator,
                };
                let caller = if dice.below(2) == 0 { usual.unwrap_or(anyone) } else { anyone };
                if world.check(Call { caller, now: world.now }, step) {
                    let name = format!("{step:?}");
                    let name = name.split('(').next().unwrap_or_default().to_string();
                    *done.entry(name).or_default() += 1;
                }
                taken += 1;
            }
            for (link, epoch, address) in &world.history {
                let found = world.links.address_at(*link, *epoch);
                assert_eq!(found, *address, "what a document began with stays");
            }
            Ok(())
        })
        .unwrap();
    }
    println!("{done:?}");
    if steps >= 100_000 {
        assert_eq!(done.len(), 13, "every kind of step succeeds now and then: {done:?}");
    }
}

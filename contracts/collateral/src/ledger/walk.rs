//! Random walks over the whole ledger. `LADING_WALK_STEPS` sets their length, `LADING_WALK_SEED` repeats one.
//!
//! Beside the ledger goes an indexer that knows the events only. After every step both must show the same, and what happened must
//! be what the invariants and the visible facts allow: no less, and no more.
use super::tests::{
    bare, code, document, key, lot, All, Desk, Named, ADMINISTRATOR, DELAY, LOTS, RECEIPTS,
    RECEIVABLES, START,
};
use super::*;
use crate::events::{Alike, Claimed, Ended, Freed, Lifted};
use interfaces::{
    collateral::{AssetKind, GoodsKind},
    ids::{CodeHash, Millis, NO_CODE},
};
use kit::{collateral::Claim, dice::Dice};
use std::{
    collections::{BTreeMap, BTreeSet},
    env::var,
    time::SystemTime,
};

/// Contracts of which some are admitted now and then.
const CONTRACTS: [[u8; 32]; 5] = [RECEIVABLES, RECEIPTS, [3; 32], [4; 32], [5; 32]];
/// An account that is no contract, and one that administers.
const OTHERS: [[u8; 32]; 2] = [[9; 32], ADMINISTRATOR];
const ASSETS: core::ops::Range<u8> = 10..22;
const GROUPS: core::ops::Range<u8> = 22..26;
const BACKING: core::ops::Range<u8> = 30..37;
const NEAR: core::ops::Range<u8> = 40..45;

/// What is chosen here at random.
trait Chance {
    fn mark(&mut self, of: core::ops::Range<u8>) -> u8;
    /// Up to five of them, rarely with a repeat.
    fn some<T: Clone + PartialEq>(&mut self, all: &[T]) -> Vec<T>;
    fn keys(&mut self, of: core::ops::Range<u8>) -> Vec<Fingerprint>;
    /// What may stand behind papers: keys of any kind, and lots.
    fn behind(&mut self) -> Vec<Fingerprint>;
    fn anyone(&mut self) -> [u8; 32];
}

impl Chance for Dice {
    fn mark(&mut self, of: core::ops::Range<u8>) -> u8 {
        of.start + self.below(of.len() as u64) as u8
    }

    fn some<T: Clone + PartialEq>(&mut self, all: &[T]) -> Vec<T> {
        let length = if self.one_in(20) { 5 } else { self.below(4) };
        let mut some = Vec::new();
        for _ in 0..length {
            let one = self.of(all);
            if !some.contains(&one) || self.one_in(8) {
                some.push(one);
            }
        }
        some
    }

    fn keys(&mut self, of: core::ops::Range<u8>) -> Vec<Fingerprint> {
        self.some(&of.map(key).collect::<Vec<_>>())
    }

    fn behind(&mut self) -> Vec<Fingerprint> {
        self.some(&behind())
    }

    fn anyone(&mut self) -> [u8; 32] {
        if self.one_in(8) {
            self.of(&OTHERS)
        } else {
            self.of(&CONTRACTS)
        }
    }
}

/// All that may stand behind papers.
fn behind() -> Vec<Fingerprint> {
    BACKING.map(key).chain(LOTS.map(lot)).collect()
}

#[derive(Debug, Clone)]
enum Step {
    Admit([u8; 32], CodeHash),
    Complete([u8; 32]),
    Expel([u8; 32]),
    Claim(Claim),
    End(Fingerprint),
    Free(DocumentId, Vec<Fingerprint>),
    ClaimBill(DocumentId, Vec<&'static str>),
    LiftBill(DocumentId, Vec<&'static str>),
    Report(Fingerprint, DocumentId),
}

#[derive(Debug, Clone, PartialEq)]
enum Told {
    Announced(crate::events::AdmissionAnnounced),
    Admitted(crate::events::Admitted),
    Expelled(crate::events::Expelled),
    Claimed(Claimed),
    Ended(Ended),
    Freed(Freed),
    Lifted(Lifted),
    Reported(AttemptReported),
}

/// Knows the events, and nothing else.
#[derive(Debug, Clone, Default, PartialEq)]
struct View {
    admissions: BTreeMap<Account, Admission>,
    assets: BTreeMap<Fingerprint, Encumbrance>,
    backing: BTreeMap<Fingerprint, Backing>,
    latest: BTreeMap<Fingerprint, (Fingerprint, DocumentId)>,
    /// When each contract was last announced.
    announced_at: BTreeMap<Account, Millis>,
}

impl View {
    fn is_own(&self, backing: &Fingerprint, contract: Account, group: DocumentId) -> bool {
        self.backing.get(backing).is_some_and(|held| {
            held.freed_at == 0 && held.contract == contract && held.group == group
        })
    }

    fn is_anothers(&self, backing: &Fingerprint, contract: Account, group: DocumentId) -> bool {
        self.backing.get(backing).is_some_and(|held| held.freed_at == 0)
            && !self.is_own(backing, contract, group)
    }

    /// Whether the visible facts allow the step.
    fn allows(&self, desk: &Desk, by: [u8; 32], step: &Step) -> bool {
        let caller = Account::from(by);
        let runs = |contract: &[u8; 32], code: CodeHash| desk.runs.0.get(contract) == Some(&code);
        let is_sound = |list: &[Fingerprint]| {
            list.len() <= 4 && list.iter().collect::<BTreeSet<_>>().len() == list.len()
        };
        let may_claim = || {
            let admission = self.admissions.get(&caller);
            !desk.paused
                && admission
                    .is_some_and(|admission| admission.admitted && runs(&by, admission.code_hash))
        };
        let admission = |contract: &[u8; 32]| self.admissions.get(&Account::from(*contract));
        match step {
            Step::Admit(contract, code) => by == ADMINISTRATOR && runs(contract, *code),
            Step::Complete(contract) => {
                by == ADMINISTRATOR
                    && admission(contract).is_some_and(|admission| {
                        admission.announced
                            && admission.from <= desk.now
                            && runs(contract, admission.announced_code_hash)
                    })
            }
            Step::Expel(contract) => {
                by == ADMINISTRATOR
                    && admission(contract)
                        .is_some_and(|admission| admission.admitted || admission.announced)
            }
            Step::Claim(claim) => {
                let is_anothers = |key| self.is_anothers(key, caller, claim.group);
                may_claim()
                    && is_sound(&claim.backing)
                    && is_sound(&claim.near)
                    && !self.assets.contains_key(&claim.asset)
                    && !claim.backing.iter().any(is_anothers)
            }
            Step::End(asset) => self
                .assets
                .get(asset)
                .is_some_and(|asset| asset.contract == caller && asset.ended_at == 0),
            Step::Free(group, backing) => {
                is_sound(backing)
                    && !backing.is_empty()
                    && backing.iter().all(|key| self.is_own(key, caller, *group))
            }
            Step::ClaimBill(bill, goods) => {
                let Some(goods) = lots(goods) else { return false };
                may_claim()
                    && is_sound(&goods)
                    && !self.assets.contains_key(&Fingerprint(bill.0))
                    && !goods.iter().any(|key| self.is_anothers(key, caller, *bill))
            }
            Step::LiftBill(bill, goods) => {
                let Some(goods) = lots(goods) else { return false };
                let was_own = |key| {
                    let held = self.backing.get(key);
                    held.is_some_and(|held| held.contract == caller && held.group == *bill)
                };
                let asset = self.assets.get(&Fingerprint(bill.0));
                asset.is_some_and(|asset| {
                    asset.contract == caller
                        && is_sound(&goods)
                        && goods.iter().all(was_own)
                        && (asset.ended_at == 0
                            || goods.iter().any(|key| self.is_own(key, caller, *bill)))
                })
            }
            Step::Report(fingerprint, document) => {
                let asset = self.assets.get(fingerprint).map(|asset| asset.document);
                let backing = self.backing.get(fingerprint).map(|backing| backing.group);
                asset.or(backing).is_some_and(|claimed_for| claimed_for != *document)
            }
        }
    }

    /// Reads an event, and holds it against the invariants.
    fn learn(&mut self, now: Millis, by: Account, told: Told) {
        match told {
            Told::Announced(event) => {
                let never = Admission {
                    admitted: false,
                    code_hash: NO_CODE,
                    announced: false,
                    announced_code_hash: NO_CODE,
                    from: 0,
                };
                let admission = self.admissions.entry(event.contract).or_insert(never);
                admission.announced = true;
                admission.announced_code_hash = event.code_hash;
                admission.from = event.from;
                self.announced_at.insert(event.contract, now);
            }
            Told::Admitted(event) => {
                let since = self.announced_at.remove(&event.contract).unwrap();
                assert!(now >= since + DELAY, "nothing is admitted before the delay");
                let admission = self.admissions.get_mut(&event.contract).unwrap();
                assert_eq!(event.code_hash, admission.announced_code_hash);
                admission.admitted = true;
                admission.code_hash = event.code_hash;
                admission.announced = false;
            }
            Told::Expelled(event) => {
                let admission = self.admissions.get_mut(&event.contract).unwrap();
                admission.admitted = false;
                admission.announced = false;
            }
            Told::Claimed(event) => self.learn_claim(now, by, event),
            Told::Ended(event) => {
                let asset = self.assets.get_mut(&event.asset).unwrap();
                assert_eq!((asset.contract, asset.ended_at), (by, 0), "only the claimant ends");
                asset.ended_at = event.ended_at;
            }
            Told::Freed(event) => {
                assert_eq!(event.contract, by);
                for key in &event.backing {
                    assert!(self.is_own(key, by, event.group), "only the claimant frees");
                    self.backing.get_mut(key).unwrap().freed_at = event.freed_at;
                }
            }
            Told::Lifted(event) => {
                assert_eq!(event.contract, by);
                let asset = self.assets.get_mut(&Fingerprint(event.bill.0)).unwrap();
                assert_eq!(asset.contract, by, "only the claimant ends");
                assert_eq!(event.is_ended, asset.ended_at == 0);
                if event.is_ended {
                    asset.ended_at = event.lifted_at;
                }
                for key in &event.freed {
                    assert!(self.is_own(key, by, event.bill), "only the claimant frees");
                    self.backing.get_mut(key).unwrap().freed_at = event.lifted_at;
                }
            }
            Told::Reported(event) => {
                let attempts = match self.assets.get_mut(&event.fingerprint) {
                    Some(asset) => &mut asset.attempts,
                    None => &mut self.backing.get_mut(&event.fingerprint).unwrap().attempts,
                };
                *attempts += 1;
                assert_eq!(*attempts, event.attempts, "the count of attempts grows by one");
            }
        }
    }

    fn learn_claim(&mut self, now: Millis, by: Account, event: Claimed) {
        let Claimed { asset, contract, kind, document, group, backing, near, alike, claimed_at } =
            event;
        assert_eq!((contract, claimed_at), (by, now));
        let mut expected = Vec::new();
        for key in &near {
            if let Some((earlier, of_group)) = self.latest.insert(*key, (asset, group)) {
                let found = self.assets[&earlier];
                let is_own = found.document == document
                    || (of_group == group && kind != AssetKind::Receivable);
                if found.contract != by || !is_own {
                    expected.push(Alike {
                        near: *key,
                        asset: earlier,
                        contract: found.contract,
                        document: found.document,
                        is_ended: found.ended_at != 0,
                    });
                }
            }
        }
        assert_eq!(alike, expected, "what is alike is named");
        let encumbrance =
            Encumbrance { contract, kind, document, claimed_at, ended_at: 0, attempts: 0 };
        let earlier = self.assets.insert(asset, encumbrance);
        assert_eq!(earlier, None, "a paper is claimed once, for ever");
        for key in backing {
            let earlier = self.backing.get(&key).copied();
            assert!(!self.is_anothers(&key, by, group), "backing is live for one group");
            if !self.is_own(&key, by, group) {
                let attempts = earlier.map_or(0, |earlier| earlier.attempts);
                let held = Backing { contract, kind, group, claimed_at, freed_at: 0, attempts };
                self.backing.insert(key, held);
            }
        }
    }

    /// As the ledger would show it.
    fn all(&self, like: &All) -> All {
        let marks = || (0..like.assets.len()).map(|mark| mark as u8);
        All {
            admissions: marks()
                .map(|mark| self.admissions.get(&Account::from([mark; 32])).copied())
                .collect(),
            assets: marks().map(|mark| self.assets.get(&key(mark)).copied()).collect(),
            backing: marks()
                .map(key)
                .chain(LOTS.map(lot))
                .map(|key| self.backing.get(&key).copied())
                .collect(),
            latest: marks()
                .map(|mark| self.latest.get(&key(mark)))
                .map(|latest| latest.map(|(asset, group)| Latest { asset: *asset, group: *group }))
                .collect(),
        }
    }
}

/// Numbers of lots, rarely with what is none.
fn numbers(dice: &mut Dice) -> Vec<&'static str> {
    let mut numbers = dice.some(&LOTS);
    if dice.one_in(12) {
        numbers.insert(0, "-");
    }
    numbers
}

/// The keys of these lots; nothing if one is none.
fn lots(numbers: &[&str]) -> Option<Vec<Fingerprint>> {
    if numbers.contains(&"-") {
        return None;
    }
    Some(numbers.iter().map(|number| lot(number)).collect())
}

fn choose(dice: &mut Dice, desk: &Desk, view: &View) -> ([u8; 32], Step) {
    let contract = dice.of(&CONTRACTS);
    let runs = desk.runs.0.get(&contract).copied().unwrap_or(code(0));
    let step = match dice.below(100) {
        0..=9 => Step::Admit(contract, if dice.one_in(6) { code(8) } else { runs }),
        10..=20 => Step::Complete(contract),
        21 => Step::Expel(contract),
        22..=30 => Step::ClaimBill(document(dice.mark(ASSETS)), numbers(dice)),
        31..=38 => {
            // Half of the time what the bill has.
            let bill = document(dice.mark(ASSETS));
            let of_bill = |number: &&str| {
                view.backing.get(&lot(number)).is_some_and(|held| held.group == bill)
            };
            let own: Vec<_> = LOTS.into_iter().filter(of_bill).collect();
            Step::LiftBill(bill, if dice.one_in(2) { own } else { numbers(dice) })
        }
        39..=61 => {
            let asset = dice.mark(ASSETS);
            let mark = if dice.one_in(4) { dice.mark(ASSETS) } else { asset };
            let kind = dice.of(&[AssetKind::Receivable, AssetKind::Receipt]);
            let group = document(dice.mark(GROUPS));
            let (backing, near) = (dice.behind(), dice.keys(NEAR));
            Step::Claim(Claim { kind, asset: key(asset), group, backing, near, ..bare(mark) })
        }
        62..=69 => Step::End(key(dice.mark(ASSETS))),
        70..=84 => {
            // Half of the time what a group has, so that something is freed.
            let group = document(dice.mark(GROUPS));
            let held = view.backing.iter();
            let of_group = held.filter(|(_, held)| held.group == group).map(|(key, _)| *key);
            let own: Vec<_> = of_group.take(1 + dice.below(2) as usize).collect();
            let backing = if dice.one_in(2) { own } else { dice.behind() };
            Step::Free(group, backing)
        }
        _ => {
            let papers: Vec<_> = ASSETS.map(key).collect();
            let fingerprint = if dice.one_in(2) { dice.of(&papers) } else { dice.of(&behind()) };
            Step::Report(fingerprint, document(dice.mark(ASSETS.start..GROUPS.end)))
        }
    };
    let usual = match &step {
        Step::Admit(..) | Step::Complete(_) | Step::Expel(_) => Some(Account::from(ADMINISTRATOR)),
        Step::End(asset) => view.assets.get(asset).map(|asset| asset.contract),
        Step::Free(_, backing) => {
            let first = backing.first().and_then(|key| view.backing.get(key));
            first.map(|backing| backing.contract)
        }
        Step::LiftBill(bill, _) => {
            view.assets.get(&Fingerprint(bill.0)).map(|asset| asset.contract)
        }
        Step::Claim(_) | Step::ClaimBill(..) => {
            let mut admitted = view.admissions.iter().filter(|(_, admission)| admission.admitted);
            let count = admitted.clone().count() as u64;
            admitted.nth(dice.below(count.max(1)) as usize).map(|(contract, _)| *contract)
        }
        Step::Report(..) => None,
    };
    let anyone = dice.anyone();
    let usual = usual.map(|account| *AsRef::<[u8; 32]>::as_ref(&account));
    (if dice.one_in(4) { anyone } else { usual.unwrap_or(anyone) }, step)
}

fn take(desk: &mut Desk, by: [u8; 32], step: Step) -> Result<Told, CollateralError> {
    let call = desk.call(by);
    let Desk { ledger, runs, roll, paused, .. } = desk;
    match step {
        Step::Admit(contract, code) => {
            ledger.admit(&call, &Named, runs, DELAY, contract.into(), code).map(Told::Announced)
        }
        Step::Complete(contract) => {
            ledger.complete_admission(&call, &Named, runs, contract.into()).map(Told::Admitted)
        }
        Step::Expel(contract) => ledger.expel(&call, &Named, contract.into()).map(Told::Expelled),
        Step::Claim(claim) => ledger.claim(&call, *paused, runs, claim).map(Told::Claimed),
        Step::End(asset) => ledger.end(&call, asset).map(Told::Ended),
        Step::Free(group, backing) => ledger.free(&call, group, backing).map(Told::Freed),
        Step::ClaimBill(bill, goods) => {
            let goods = goods.join(", ");
            let claimed = ledger.claim_bill(&call, *paused, runs, bill, GoodsKind::Lot, &goods);
            claimed.map(Told::Claimed)
        }
        Step::LiftBill(bill, goods) => {
            let goods = goods.join(",");
            ledger.lift_bill(&call, bill, GoodsKind::Lot, &goods).map(Told::Lifted)
        }
        Step::Report(fingerprint, document) => {
            ledger.report(&call, roll, PartyId(by), fingerprint, document).map(Told::Reported)
        }
    }
}

fn name(of: &impl core::fmt::Debug) -> String {
    let name = format!("{of:?}");
    name.split('(').next().unwrap_or_default().to_string()
}

/// Walks `steps` steps from an empty ledger, and counts what came of them.
fn walk(dice: &mut Dice, steps: u64, came: &mut BTreeMap<String, u64>) {
    let mut desk = Desk::empty();
    let mut view = View::default();
    desk.now = START;
    for _ in 0..steps {
        desk.now += dice.of(&[0, 0, 1, 1000, DELAY / 3, DELAY]);
        if dice.one_in(30) {
            desk.paused = !desk.paused && dice.one_in(2);
        }
        if dice.one_in(25) {
            let contract = dice.of(&CONTRACTS);
            desk.runs(contract, 1 + dice.below(3) as u8);
        }
        let (by, step) = choose(dice, &desk, &view);
        let is_allowed = view.allows(&desk, by, &step);
        let taken = take(&mut desk, by, step.clone());
        assert_eq!(taken.is_ok(), is_allowed, "{step:?} by {by:?}: {taken:?}");
        match taken {
            Ok(told) => {
                *came.entry(name(&told)).or_default() += 1;
                view.learn(desk.now, by.into(), told);
            }
            Err(error) => *came.entry(format!("not: {}", name(&error))).or_default() += 1,
        }
        // What was refused was not learnt, so this shows too that a refused step changes nothing.
        let all = desk.all();
        assert_eq!(all, view.all(&all), "the events tell all that happened");
        for key in ASSETS.map(key).chain(behind()) {
            let live = view.assets.get(&key).is_some_and(|asset| asset.ended_at == 0)
                || view.backing.get(&key).is_some_and(|backing| backing.freed_at == 0);
            assert_eq!(desk.ledger.is_encumbered(&key), live);
        }
    }
}

#[test]
fn whoever_claims_what_in_whatever_order_nothing_is_financed_twice() {
    let steps: u64 =
        var("LADING_WALK_STEPS").ok().and_then(|steps| steps.parse().ok()).unwrap_or(2_000);
    let seed =
        var("LADING_WALK_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| {
            SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos() as u64
        });
    println!("LADING_WALK_SEED={seed} LADING_WALK_STEPS={steps}");
    let mut dice = Dice(seed);
    let mut came = BTreeMap::new();
    let mut left = steps;
    while left > 0 {
        let length = left.min(250);
        walk(&mut dice, length, &mut came);
        left -= length;
    }
    println!("{came:#?}");
    if steps >= 50_000 {
        let done = came.keys().filter(|name| !name.starts_with("not: ")).count();
        // All errors but the two of the registry, which is another's.
        assert_eq!((done, came.len() - done), (8, 15), "all happens now and then");
    }
}

//! Secrets on goods.
use super::*;
use crate::events::{Scanned, SecretsCommitted};
use kit::merkle::{leaf, sha256, tree};

const SECRETS: [[u8; 32]; 5] = [[31; 32], [32; 32], [33; 32], [34; 32], [35; 32]];
const BUYER: [u8; 32] = [201; 32];
const OTHER: [u8; 32] = [202; 32];

fn leaves() -> Vec<Digest> {
    SECRETS.iter().map(|secret| leaf(sha256, &sha256(secret))).collect()
}

fn commits(
    desk: &mut Desk,
    by: PartyId,
    party: PartyId,
    item: ItemId,
    size: u64,
) -> Result<SecretsCommitted, ProvenanceError> {
    let caller = desk.by(by);
    let root = tree::root(sha256, &leaves());
    desk.ledger.commit_secrets(&caller, party, item, root, size)
}

fn scans(
    desk: &mut Desk,
    by: [u8; 32],
    item: ItemId,
    at: usize,
) -> Result<Scanned, ProvenanceError> {
    let call = desk.call(by);
    let path = tree::inclusion(sha256, &leaves(), at);
    desk.ledger.scan(&call, item, at as u64, &SECRETS[at], &path)
}

#[test]
fn the_maker_commits_secrets_once() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    desk.moves(FARM, MILL, &[item]);
    let commit = |by, party, item, size| move |d: &mut Desk| commits(d, by, party, item, size);
    assert_eq!(desk.refused(commit(FARM, FARM, NOWHERE, 5)), ProvenanceError::NoSuchItem(0));
    assert_eq!(desk.refused(commit(MILL, MILL, item, 5)), ProvenanceError::NotIssuer);
    assert_eq!(desk.refused(commit(MILL, FARM, item, 5)), NOT_FOR_PARTY);
    assert_eq!(desk.refused(commit(FARM, FARM, item, 0)), ProvenanceError::Empty);
    let told = commit(FARM, FARM, item, 5)(&mut desk).unwrap();
    let root = tree::root(sha256, &leaves());
    assert_eq!(told, SecretsCommitted { item, root, size: 5 });
    assert_eq!(desk.ledger.secrets.read(item), Some(Secrets { root, size: 5 }));
    assert_eq!(desk.refused(commit(FARM, FARM, item, 5)), ProvenanceError::AlreadyExists);
    desk.paused = true;
    assert_eq!(desk.refused(commit(FARM, FARM, item, 5)), ProvenanceError::Paused);
}

#[test]
fn scans_are_counted_and_a_repeat_by_another_is_suspicious() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    commits(&mut desk, FARM, FARM, item, 5).unwrap();
    let mut times = vec![];
    for (by, count, is_suspicious) in [(BUYER, 1, false), (BUYER, 2, false), (OTHER, 3, true)] {
        desk.now += DAY;
        times.push(desk.now);
        let (first_at, is_recalled) = (times[0], false);
        let told = scans(&mut desk, by, item, 2).unwrap();
        let expected = Scanned { item, index: 2, count, first_at, is_suspicious, is_recalled };
        assert_eq!(told, expected);
    }
    let found = desk.ledger.scans.read((item, 2)).unwrap();
    let (first_by, suspicious) = (BUYER.into(), 1);
    let (first_at, last_at) = (times[0], times[2]);
    assert_eq!(found, Scans { count: 3, first_by, first_at, last_at, suspicious });
    assert_eq!(desk.ledger.scans.read((item, 1)), None);
    desk.recalls(FARM, item).unwrap();
    for at in [0, 1, 3, 4] {
        let told = scans(&mut desk, OTHER, item, at).unwrap();
        assert!(told.is_recalled && !told.is_suspicious && told.count == 1);
    }
}

#[test]
fn what_is_not_on_the_goods_is_not_scanned() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    assert_eq!(desk.refused(|d| scans(d, BUYER, item, 0)), ProvenanceError::NotASecret);
    commits(&mut desk, FARM, FARM, item, 5).unwrap();
    let call = desk.call(BUYER);
    let path = tree::inclusion(sha256, &leaves(), 0);
    let mut scan = |item, index, secret: &[u8; 32], path: &[Digest]| {
        desk.refused(|d| d.ledger.scan(&call, item, index, secret, path))
    };
    let wrong = ProvenanceError::NotASecret;
    assert_eq!(scan(item, 1, &SECRETS[0], &path), wrong);
    assert_eq!(scan(item, 0, &SECRETS[1], &path), wrong);
    assert_eq!(scan(item, 5, &SECRETS[0], &path), wrong);
    assert_eq!(scan(item, 0, &SECRETS[0], &path[1..]), wrong);
    // What stands in the tree is not a secret itself.
    assert_eq!(scan(item, 0, &sha256(&SECRETS[0]), &path), wrong);
    assert_eq!(scan(item, 0, &SECRETS[0], &[[0; 32]; 65]), ProvenanceError::TooMany);
    assert_eq!(scan(NOWHERE, 0, &SECRETS[0], &path), ProvenanceError::NoSuchItem(0));
}

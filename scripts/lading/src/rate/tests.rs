//! Ratings on a chain whose last block is of long ago.
#[path = "../../tests/ratings/mod.rs"]
mod ratings;

use std::collections::BTreeMap;

use chain::{Account, Chain, Embedded, Genesis};
use ink::codegen::TraitCallBuilder;
use interfaces::{
    credit::{Credit as _, Weights},
    registry::{Kind, Registry as _},
};

use self::ratings::{bundles, example, Example, World};
use super::*;
use crate::{
    deploy::{deploy, read_bundles, Terms},
    kept::Kept,
    suite::Suite,
};

/// 2015-06-01T00:00:00Z.
const LONG_AGO: u64 = 1_433_116_800_000;

/// A chain of then with the suite, whose changes take so many days.
fn deployed(days: u32) -> (Embedded, Suite) {
    let mut chain = Embedded::with_genesis(&Genesis { time: LONG_AGO, ..Genesis::default() });
    let admin = Account::dev("Alice");
    let terms = Terms::in_days(&admin, days, 7, 7, 30, 1, 10);
    let bundles = read_bundles(Some(&bundles())).unwrap();
    let (suite, _) = deploy(&mut chain, &admin, &terms, &bundles).unwrap();
    (chain, suite)
}

#[test]
fn a_chain_of_long_ago_is_rated_as_of_then_or_as_of_now() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain");
    let (mut chain, suite) = deployed(0);
    let at = |name| &suite.contract(name).unwrap().address;
    let mut world = World::new(&mut chain, at("registry"), at("credit"));
    let Example { mill, farms, late } = example(&mut world);
    world.contest("//Mill", late);
    Kept::create(&path, chain, &suite).unwrap();

    let mut args = Args {
        enterprise: hex(&mill.0),
        place: ReadingPlace { chain: path },
        version: None,
        at_last_block: true,
        about: 10_000,
    };
    let then = explain(&args).unwrap();
    assert!(then.at.starts_with("2015-06-01T00:00:"), "{}", then.at);
    assert_eq!((then.points, then.points_if_counted), (None, Some(63)));
    assert_eq!(then.contested.len(), 1);
    assert_eq!(then.hints, [] as [String; 0]);

    args.at_last_block = false;
    let now = explain(&args).unwrap();
    assert!(now.at > then.at && now.last_block_at == then.last_block_at);
    assert_eq!((now.grade, now.points, now.contested.len()), ("unrated", None, 0));
    assert!(now.parts.iter().all(|part| part.observations == 0 && part.made_by.is_empty()));
    assert!(now.changes.lapses_next.is_none());
    let hint = &now.hints[0];
    assert!(hint.contains("nothing that was ever told counts any more"), "{hint}");
    assert!(hint.contains("--at-last-block"), "{hint}");
    let text = text::text(&now);
    assert!(text.contains("Nobody has said anything that counts."), "{text}");

    // The same is found by its name, and of who said something nothing is known.
    args.enterprise = "Talmühle".to_owned();
    args.at_last_block = true;
    assert_eq!(explain(&args).unwrap().enterprise.id, hex(&mill.0));
    args.enterprise = hex(&farms[0].0);
    assert_eq!(explain(&args).unwrap().weight_rated, 0);
}

#[test]
fn weights_that_are_announced_are_told_before_they_are_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain");
    let (mut chain, suite) = deployed(7);
    let admin = Account::dev("Alice");
    let (name, country) = ("Talmühle".to_owned(), "DE".to_owned());
    let mut registry = suite.registry();
    let register = registry.call_mut().register(Kind::Enterprise, name, country, Vec::new());
    let mill = chain.call(&admin, register).unwrap().ok();
    let weights = Weights { payment: 20, delivery: 20, service: 20, dispute: 20, standing: 20 };
    let mut credit = suite.credit();
    chain.call(&admin, credit.call_mut().announce_weights(weights)).unwrap().ok();
    Kept::create(&path, chain, &suite).unwrap();

    let mut args = Args {
        enterprise: hex(&mill.0),
        place: ReadingPlace { chain: path },
        version: None,
        at_last_block: true,
        about: 10_000,
    };
    let report = explain(&args).unwrap();
    let announced = report.changes.announced.as_ref().unwrap();
    assert_eq!((report.weights.version, announced.weights.version), (1, 2));
    assert!(announced.weights.from.starts_with("2015-06-08T00:00:"), "{}", announced.weights.from);
    let text = text::text(&report);
    assert!(text.contains("version 2 of the weights (payment 20, delivery 20,"), "{text}");
    args.version = Some(2);
    assert!(explain(&args).unwrap_err().to_string().contains("--version 2 of the weights"));

    // By now it is in force.
    args.at_last_block = false;
    args.version = None;
    let report = explain(&args).unwrap();
    assert_eq!(report.weights.version, 2);
    assert!(report.changes.announced.is_none());
    args.version = Some(1);
    assert_eq!(explain(&args).unwrap().weights.of[0].weight, 40);
}

#[test]
fn a_chain_without_ratings_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain");
    Kept::create(&path, Embedded::new(), &Suite::new(BTreeMap::new())).unwrap();
    let place = ReadingPlace { chain: path };
    let enterprise = "ab".repeat(32);
    let args = Args { enterprise, place, version: None, at_last_block: false, about: 10_000 };
    let said = explain(&args).unwrap_err().to_string();
    assert!(said.contains("there are no ratings on this chain"), "{said}");
}

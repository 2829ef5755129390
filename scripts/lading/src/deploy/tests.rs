//! Deploying in process.
use chain::Backend as _;
use ink::codegen::TraitCallBuilder;
use interfaces::{administration::Link, collateral::Collateral as _};

use super::{plan::ADMITTED, read_back::admitted, *};

#[test]
fn what_is_admitted_is_read_back_and_where_there_is_a_delay_it_is_announced() {
    let bundles = read_bundles(None).expect("they are released");
    let admin = Account::dev("Alice");
    for days in [0, 7] {
        let mut chain = Embedded::new();
        let terms = Terms::in_days(&admin, days, 7, 7, 30, 1, 10);
        deploy(&mut chain, &admin, &terms, &bundles).expect("it deploys");
        let inputs = Inputs { terms, genesis: chain.genesis_hash().expect("it is known") };
        let deployer = Deployer::new(admin.id(), &inputs, &bundles).expect("it is the plan");
        assert_eq!(admitted(&chain, &deployer).expect("it answers"), ADMITTED);
        let collateral = deployer.suite.collateral();
        for planned in &deployer.planned {
            let address = chain::ink_id(&planned.address);
            let admission = chain.query(collateral.call().admission_of(address));
            let admission = admission.expect("it answers").and_then(|kept| kept.decoded());
            let expected = ADMITTED.contains(&planned.contract).then_some(days == 0);
            let contract = planned.contract;
            assert_eq!(admission.map(|admission| admission.admitted), expected, "{contract:?}");
        }
    }
}

#[test]
fn a_deployment_that_was_interrupted_anywhere_goes_on_there_and_a_second_one_changes_nothing() {
    let bundles = read_bundles(None).expect("they are released");
    let admin = Account::dev("Alice");
    let terms = Terms::in_days(&admin, 0, 7, 7, 30, 1, 10);
    let mut whole = Embedded::new();
    let (suite, _) = deploy(&mut whole, &admin, &terms, &bundles).expect("it deploys");
    let (block, digest) = (whole.block(), whole.state_digest(&suite.addresses()));
    deploy(&mut whole, &admin, &terms, &bundles).expect("it is there");
    assert_eq!((whole.block(), whole.state_digest(&suite.addresses())), (block, digest.clone()));

    let inputs = Inputs { terms, genesis: whole.genesis_hash().expect("it is known") };
    let deployer = Deployer::new(admin.id(), &inputs, &bundles).expect("it is the plan");
    let tasks = deployer.tasks();
    let mut chain = Embedded::new();
    let mut stops = Vec::new();
    for task in &tasks {
        stops.push(chain.snapshot());
        assert!(!deployer.is_done(&chain, *task).expect("it answers"), "{task} is not done yet");
        deployer.perform(&mut chain, &admin, *task).expect("it is done");
        assert!(deployer.is_done(&chain, *task).expect("it answers"), "{task} is done");
    }
    for stop in stops.iter().step_by(7) {
        chain.restore(stop);
        let (again, _) = deploy(&mut chain, &admin, &terms, &bundles).expect("it goes on");
        assert_eq!(again, suite);
        assert_eq!(chain.state_digest(&suite.addresses()), digest);
    }
}

#[test]
fn what_others_did_in_its_place_is_neither_overlooked_nor_overwritten() {
    let bundles = read_bundles(None).expect("they are released");
    let admin = Account::dev("Alice");
    let terms = Terms::in_days(&admin, 0, 7, 7, 30, 1, 10);
    let mut chain = Embedded::new();
    let inputs = Inputs { terms, genesis: chain.genesis_hash().expect("it is known") };
    let deployer = Deployer::new(admin.id(), &inputs, &bundles).expect("it is the plan");
    for task in deployer.tasks() {
        let is_made = matches!(task, Task::Upload(_) | Task::Make(_));
        if is_made {
            deployer.perform(&mut chain, &admin, task).expect("it is done");
        }
    }
    // Somebody links another contract as the registry of the notary.
    let there = deployer.planned(Link::Collateral).expect("it is planned").clone();
    let notary = &deployer.planned(Link::Notary).expect("it is planned").address;
    let mut administration = Suite::administration(notary);
    use interfaces::administration::Administration as _;
    let message = administration.call_mut().set_link(
        Link::Registry,
        chain::ink_id(&there.address),
        there.code_hash.0.into(),
    );
    chain.call(&admin, message).expect("it answers").ok();
    let error = deploy(&mut chain, &admin, &terms, &bundles).expect_err("it is in the way");
    let said = format!("{error:#}");
    assert!(said.contains("notary: its link to registry is"), "{said}");
}

//! A node on this machine, with the contract `tests/probe.wat`. Skipped, and said so, where there is none.
use std::{path::PathBuf, thread};

use ink::{codegen::TraitCallBuilder, scale::Encode};

use super::*;
use crate::{
    address, ink_id,
    probe::{wasm, Kept, Probe as _, ProbeRef},
    Account, Backend, BatchKind, Chain, Constructor, Embedded, Gas, ItemOutcome, Message, Receipt,
    UNIT,
};

/// The node's program; says that a test is skipped where there is none.
fn program() -> Option<PathBuf> {
    let found = NodeProcess::program();
    if found.is_none() {
        eprintln!("SKIPPED: {NO_NODE}");
    }
    found
}

fn alice() -> Account {
    Account::dev("Alice")
}

fn new_probe<C: Chain>(chain: &mut C) -> ProbeRef {
    let code_hash = chain.upload(&alice(), &wasm()).unwrap().returned;
    let made = chain.instantiate(&alice(), code_hash, Constructor::encoded(vec![0; 4]), b"");
    ink_id(&made.unwrap().returned).into()
}

fn id(probe: &ProbeRef) -> AccountId32 {
    address(<ProbeRef as AsRef<ink::primitives::AccountId>>::as_ref(probe))
}

/// All that a receipt says but what differs from chain to chain: when and where it was, and the fee, which counts the
/// bytes of the limit that was asked for.
fn told<R: fmt::Debug>(receipt: Result<Receipt<R>, ChainError>) -> String {
    format!("{:#?}", receipt.map(|receipt| Receipt { block: 0, time: 0, fee: 0, ..receipt }))
}

/// The same on any chain: what every step came to.
fn play<C: Chain>(chain: &mut C) -> Vec<String> {
    let (bob, poor) = (Account::dev("Bob"), Account::dev("Nobody's"));
    let mut steps =
        vec![told(chain.upload(&alice(), &wasm())), told(chain.upload(&alice(), b"no"))];
    let code_hash = chain.upload(&alice(), &wasm()).unwrap().returned;
    let new = |input: u8| Constructor::encoded(vec![input; 4]);
    steps.push(told(chain.instantiate(&alice(), code_hash, new(255), b"")));
    let made = chain.instantiate(&alice(), code_hash, new(0), b"");
    let mut probe = ProbeRef::from(ink_id(&made.as_ref().unwrap().returned));
    steps.push(told(made));
    steps.push(told(chain.instantiate(&alice(), code_hash, new(0), b"")));
    steps.push(told(chain.instantiate(&alice(), H256([7; 32]), new(0), b"")));
    steps.push(told(chain.call(&bob, probe.call_mut().keep(3, 42))));
    steps.push(told(chain.call(&bob, probe.call_mut().refuse())));
    steps.push(told(chain.call(&bob, Message::from(probe.call_mut().refuse()).forced())));
    steps.push(told(chain.call(&bob, probe.call_mut().trap())));
    steps.push(told(chain.call(&bob, Message::from(probe.call_mut().trap()).forced())));
    let limit = Gas { ref_time: 2_000_000_000, proof_size: 1 << 20 };
    steps.push(told(chain.call(&bob, Message::from(probe.call_mut().spin()).gas_limit(limit))));
    let keep = Message::from(probe.call_mut().keep(9, 9));
    steps.push(told(chain.call(&bob, keep.clone().deposit_limit(5))));
    steps.push(told(chain.call(&poor, keep)));
    steps.push(told(chain.call(&bob, probe.call_mut().fill(10, 40))));
    steps.push(told(chain.dry_run(bob.id(), probe.call_mut().clear(3))));
    steps.push(told(chain.call(&bob, probe.call_mut().clear(3))));
    steps.push(format!("{:?}", chain.query(probe.call().absent())));
    steps.push(told(chain.transfer(&bob, poor.id(), UNIT)));
    steps.push(told(chain.transfer(&bob, poor.id(), u128::MAX / 2)));
    let calls: Vec<_> = [
        Message::from(probe.call_mut().keep(50, 1)).call().clone(),
        Message::from(probe.call_mut().refuse()).call().clone(),
        Message::from(probe.call_mut().keep(51, 1)).call().clone(),
    ]
    .into();
    for kind in [BatchKind::EachAlone, BatchKind::UntilFailure, BatchKind::Atomic] {
        let receipt = chain.batch(&bob, kind, &calls).unwrap();
        // Which of a batch of which nothing remains were tried, only the runtime in process can tell.
        let outcomes: Vec<_> = receipt.returned.iter().map(|item| item.outcome.clone()).collect();
        let item = |item: &crate::BatchItem| (item.gas, item.deposit);
        let costs: Vec<_> = receipt.returned.iter().map(item).collect();
        let rest = (receipt.included, receipt.reverted, &receipt.events, receipt.weight);
        steps.push(format!("{outcomes:?} {costs:?} {rest:?}"));
    }
    steps.push(format!("{:?}", chain.contract_storage(&id(&probe), &50u32.encode())));
    steps.push(format!("{:?}", chain.contract_storage(bob.id(), &50u32.encode())));
    steps.push(format!("{:?}", chain.contract_entries(&id(&probe)).unwrap().len()));
    steps.push(format!("{:?}", chain.state_digest(&[id(&probe)]).unwrap()));
    steps.push(format!("{:?}", chain.code(&code_hash).unwrap().map(|code| code.len())));
    steps.push(format!("{:?}", chain.code_hash(&id(&probe))));
    steps.push(format!("{:?}", chain.nonce(bob.id())));
    steps.push(format!("{:?}", chain.balance(poor.id())));
    steps
}

#[test]
fn a_node_and_the_runtime_in_process_say_the_same_of_every_step() {
    let Some(program) = program() else { return };
    let process = NodeProcess::start(&program, None).unwrap();
    let (on_node, in_process) = (play(&mut process.connect().unwrap()), play(&mut Embedded::new()));
    assert_eq!(on_node.len(), in_process.len());
    for (step, (on_node, in_process)) in on_node.iter().zip(&in_process).enumerate() {
        assert_eq!(on_node, in_process, "step {step}");
    }
}

#[test]
fn senders_in_parallel_neither_lose_nor_repeat_a_transaction() {
    const THREADS: u32 = 8;
    const CALLS: u32 = 5;
    let Some(program) = program() else { return };
    let process = NodeProcess::start(&program, None).unwrap();
    let mut node = process.connect().unwrap();
    let contract = id(&new_probe(&mut node));
    let before = node.nonce(alice().id()).unwrap();
    let threads: Vec<_> = (0..THREADS)
        .map(|thread| {
            // Half of them know nothing of what the others send.
            let mut node = if thread % 2 == 0 { node.clone() } else { process.connect().unwrap() };
            let contract = contract.clone();
            thread::spawn(move || {
                let mut probe = ProbeRef::from(ink_id(&contract));
                for call in 0..CALLS {
                    let (key, value) = (thread * CALLS + call, u64::from(call));
                    let receipt = node.call(&alice(), probe.call_mut().keep(key, value)).unwrap();
                    let told = receipt.events_of::<Kept>(&contract).unwrap();
                    assert_eq!(told, [Kept { key, value }]);
                    assert_eq!(receipt.ok(), value);
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(node.nonce(alice().id()).unwrap(), before + THREADS * CALLS);
    let told: Vec<_> = (1..=node.finalised().unwrap())
        .flat_map(|block| node.block_events(block).unwrap().events)
        .map(|emitted| emitted.event.decode::<Kept>().unwrap().key)
        .collect();
    let mut sorted = told.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (0..THREADS * CALLS).collect::<Vec<_>>(), "each told once: {told:?}");
}

#[test]
fn what_was_sent_to_a_node_that_is_killed_is_done_once_when_it_is_back() {
    let Some(program) = program() else { return };
    let folder = std::env::temp_dir().join(format!("lading-node-{}", std::process::id()));
    let mut process = NodeProcess::start(&program, Some(&folder)).unwrap();
    let mut node = process.connect().unwrap();
    let contract = id(&new_probe(&mut node));
    for round in 0..3 {
        let sender = {
            let (mut node, contract) = (node.clone(), contract.clone());
            thread::spawn(move || {
                let mut probe = ProbeRef::from(ink_id(&contract));
                for key in round * 10..round * 10 + 10 {
                    node.call(&alice(), probe.call_mut().keep(key, 1)).unwrap().ok();
                }
            })
        };
        thread::sleep(Duration::from_millis(u64::from(300 * (round + 1))));
        process.kill().unwrap();
        process.restart().unwrap();
        sender.join().unwrap();
    }
    let entries = node.contract_entries(&contract).unwrap();
    assert_eq!(entries.len(), 30);
    let told: usize = (1..=node.finalised().unwrap())
        .map(|block| node.block_events(block).unwrap().events.len())
        .sum();
    assert_eq!(told, 30, "each once");
    drop(process);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn where_no_node_answers_the_error_says_where_it_was_looked_for() {
    let error = Node::connect("ws://127.0.0.1:1").unwrap_err().to_string();
    assert!(error.contains("no node answers at ws://127.0.0.1:1"), "{error}");
    let error = Node::connect("nowhere").unwrap_err().to_string();
    assert!(error.contains("no node answers at nowhere"), "{error}");
}

#[test]
fn a_call_of_a_batch_that_needs_the_one_before_it_is_accepted_though_its_answer_is_not_known() {
    let Some(program) = program() else { return };
    let process = NodeProcess::start(&program, None).unwrap();
    let mut node = process.connect().unwrap();
    let mut probe = new_probe(&mut node);
    let calls = [
        Message::from(probe.call_mut().keep(1, 1)).call().clone(),
        Message::from(probe.call_mut().clear(1)).call().clone(),
    ];
    let receipt = node.batch(&alice(), BatchKind::Atomic, &calls).unwrap();
    assert!(receipt.included && !receipt.reverted);
    assert!(receipt.returned.iter().all(|item| item.outcome.is_accepted()));
    assert!(!receipt.returned.iter().any(|item| item.outcome == ItemOutcome::Skipped));
    assert!(node.contract_entries(&id(&probe)).unwrap().is_empty());
}

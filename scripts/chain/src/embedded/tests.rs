//! The embedded chain with a contract in hand-written WebAssembly, `tests/probe.wat`.
use ink::{codegen::TraitCallBuilder, scale::Encode};

use super::*;
use crate::{
    address, ink_id, instantiate_address,
    probe::{wasm, Kept, Probe as _, ProbeRef},
    Backend, Balance, BatchKind, Chain, Constructor, Gas, ItemOutcome, Message,
};

fn alice() -> Account {
    Account::dev("Alice")
}

/// A chain with a probe on it.
fn probe(signing: Signing) -> (Embedded, ProbeRef) {
    let mut chain = Embedded::new();
    chain.set_signing(signing);
    let code_hash = chain.upload(&alice(), &wasm()).unwrap().returned;
    let contract = chain
        .instantiate(&alice(), code_hash, Constructor::encoded(vec![0; 4]), b"")
        .unwrap()
        .returned;
    (chain, ink_id(&contract).into())
}

fn id(probe: &ProbeRef) -> AccountId32 {
    address(<ProbeRef as AsRef<ink::primitives::AccountId>>::as_ref(probe))
}

#[test]
fn a_call_changes_the_contract_and_says_what_it_cost() {
    for signing in [Signing::Signed, Signing::Unsigned] {
        let (mut chain, mut probe) = probe(signing);
        let before = chain.balance(alice().id()).unwrap();
        let receipt = chain.call(&alice(), probe.call_mut().keep(3, 42)).unwrap();
        assert!(receipt.included && !receipt.reverted);
        assert_eq!(receipt.block, chain.block().unwrap());
        assert_eq!(receipt.time, chain.time().unwrap());
        assert_eq!(receipt.events_of::<Kept>(id(&probe)).unwrap(), [Kept { key: 3, value: 42 }]);
        assert!(receipt.events_of::<Kept>(alice().id()).unwrap().is_empty());
        assert!(receipt.gas.ref_time > 0 && receipt.gas.proof_size > 0);
        assert!(
            receipt.gas <= receipt.gas_required && receipt.weight.ref_time > receipt.gas.ref_time
        );
        assert!(receipt.deposit > 0 && receipt.fee > 0);
        let after = chain.balance(alice().id()).unwrap();
        assert_eq!(before.free - after.free, receipt.fee + receipt.deposit as u128);
        assert_eq!(receipt.ok(), 42);
        assert_eq!(
            chain.contract_storage(&id(&probe), &3u32.encode()).unwrap(),
            Some(42u64.encode())
        );
        assert_eq!(chain.nonce(alice().id()).unwrap(), 3);

        let refund = chain.call(&alice(), probe.call_mut().clear(3)).unwrap();
        assert_eq!(refund.deposit, -receipt_deposit(&before, &after, refund.fee, &chain));
        assert_eq!(chain.contract_storage(&id(&probe), &3u32.encode()).unwrap(), None);
    }

    fn receipt_deposit(before: &Balance, after: &Balance, fee: u128, chain: &Embedded) -> i128 {
        let now = chain.balance(alice().id()).unwrap();
        assert!(now.free < before.free);
        (now.free + fee - after.free) as i128
    }
}

#[test]
fn a_message_that_refuses_is_sent_only_by_force() {
    for signing in [Signing::Signed, Signing::Unsigned] {
        let (mut chain, mut probe) = probe(signing);
        let (block, balance, nonce) = (
            chain.block().unwrap(),
            chain.balance(alice().id()).unwrap(),
            chain.nonce(alice().id()).unwrap(),
        );

        let receipt = chain.call(&alice(), probe.call_mut().refuse()).unwrap();
        assert!(receipt.reverted && !receipt.included && receipt.fee == 0 && receipt.deposit == 0);
        assert_eq!(receipt.err(), 7);
        assert_eq!(
            (
                chain.block().unwrap(),
                chain.balance(alice().id()).unwrap(),
                chain.nonce(alice().id()).unwrap()
            ),
            (block, balance, nonce)
        );

        let receipt =
            chain.call(&alice(), Message::from(probe.call_mut().refuse()).forced()).unwrap();
        assert!(receipt.reverted && receipt.included && receipt.events.is_empty());
        assert_eq!(balance.free - chain.balance(alice().id()).unwrap().free, receipt.fee);
        assert_eq!(chain.nonce(alice().id()).unwrap(), nonce + 1);
        assert!(chain.contract_entries(&id(&probe)).unwrap().is_empty());
    }
}

#[test]
fn every_failure_has_a_name() {
    for signing in [Signing::Signed, Signing::Unsigned] {
        let (mut chain, mut probe) = probe(signing);
        let contract = id(&probe);
        let bob = Account::dev("Bob");
        let poor = Account::dev("Nobody's");
        let fails = |chain: &mut Embedded, signer: &Account, message: Message<()>| {
            chain.call(signer, message).expect_err("the call should fail")
        };

        assert!(matches!(
            fails(&mut chain, &bob, probe.call_mut().trap().into()),
            ChainError::ContractTrapped { contract: trapped, .. } if trapped == contract
        ));
        let limit = Gas { ref_time: 2_000_000_000, proof_size: 1 << 20 };
        let spin =
            || Message::from(ProbeRef::from(ink_id(&contract)).call_mut().spin()).gas_limit(limit);
        assert_eq!(fails(&mut chain, &bob, spin()), ChainError::OutOfGas { limit });
        assert_eq!(
            chain.query(probe.call().absent()).unwrap_err(),
            ChainError::CouldNotReadInput { selector: [8, 0, 0, 0] }
        );
        assert_eq!(
            chain
                .call(&bob, Message::from(probe.call_mut().keep(1, 2)).deposit_limit(5))
                .unwrap_err(),
            ChainError::StorageDepositLimitExhausted { limit: Some(5) }
        );
        assert_eq!(
            chain.query(Message::<u64>::encoded(bob.id().clone(), vec![0; 4])).unwrap_err(),
            ChainError::ContractNotFound { contract: bob.id().clone() }
        );
        assert!(matches!(
            chain.call(&poor, probe.call_mut().keep(1, 2)).unwrap_err(),
            ChainError::InsufficientFunds { account, free: 0, .. } if account == *poor.id()
        ));
        assert!(matches!(
            chain.transfer(&bob, poor.id(), ENDOWMENT).unwrap_err(),
            ChainError::InsufficientFunds { account, .. } if account == *bob.id()
        ));
        assert!(matches!(
            chain.upload(&bob, b"no code").unwrap_err(),
            ChainError::CodeRejected { .. }
        ));
        let code_hash = chain.code_hash(&contract).unwrap().unwrap();
        let make = |chain: &mut Embedded, hash, input: Vec<u8>, salt: &[u8]| {
            chain.instantiate(&alice(), hash, Constructor::encoded(input), salt)
        };
        assert_eq!(
            make(&mut chain, code_hash, vec![0; 4], b"").unwrap_err(),
            ChainError::DuplicateContract { contract: contract.clone() }
        );
        assert_eq!(
            make(&mut chain, H256::zero(), vec![0; 4], b"").unwrap_err(),
            ChainError::CodeNotFound { code_hash: H256::zero() }
        );
        assert_eq!(
            make(&mut chain, code_hash, vec![255; 4], b"").unwrap_err(),
            ChainError::ConstructorRefused { returned: vec![0, 1, 9] }
        );
        // None of this was sent.
        assert_eq!((chain.block().unwrap(), chain.nonce(bob.id()).unwrap()), (2, 0));

        // A trap that is forced is paid for.
        let before = chain.balance(bob.id()).unwrap().free;
        assert!(matches!(fails(&mut chain, &bob, spin().forced()), ChainError::OutOfGas { .. }));
        assert!(chain.balance(bob.id()).unwrap().free < before);
        assert_eq!((chain.block().unwrap(), chain.nonce(bob.id()).unwrap()), (3, 1));
    }
}

#[test]
fn an_address_is_known_beforehand() {
    let (mut chain, probe) = probe(Signing::Signed);
    let code_hash = chain.code_hash(&id(&probe)).unwrap().unwrap();
    assert_eq!(code_hash, H256(sp_core::blake2_256(&wasm())));
    assert_eq!(chain.code(&code_hash).unwrap().as_deref(), Some(&wasm()[..]));
    let expected = instantiate_address(alice().id(), &code_hash, &[0; 4], b"salt");
    let constructor = || Constructor::encoded(vec![0; 4]);
    let tried = chain
        .try_instantiation(alice().id(), &constructor().instantiation(code_hash, b"salt"))
        .unwrap();
    assert_eq!(tried.returned.contract, expected);
    assert_eq!(chain.code_hash(&expected).unwrap(), None);
    assert_eq!(
        chain.instantiate(&alice(), code_hash, constructor(), b"salt").unwrap().returned,
        expected
    );
}

#[test]
fn time_goes_forward_as_told() {
    let (mut chain, probe) = probe(Signing::Signed);
    assert_eq!(chain.time().unwrap(), START_TIME + 2 * MINIMUM_PERIOD);
    assert_eq!(chain.query(probe.call().now()).unwrap(), START_TIME + 3 * MINIMUM_PERIOD);

    chain.set_time(START_TIME + 1_000).unwrap();
    assert_eq!(chain.query(probe.call().now()).unwrap(), START_TIME + 1_000);
    assert_eq!(chain.time().unwrap(), START_TIME + 2 * MINIMUM_PERIOD);
    let receipt = chain.call(&alice(), probe.call().now()).unwrap();
    assert_eq!((receipt.returned, receipt.time), (START_TIME + 1_000, START_TIME + 1_000));

    let error = chain.set_time(START_TIME + 1_004).unwrap_err();
    assert_eq!(
        error,
        ChainError::TimeTooEarly { asked: START_TIME + 1_004, earliest: START_TIME + 1_005 }
    );
    chain.set_time(START_TIME + 1_005).unwrap();

    let early = Embedded::with_genesis(&Genesis { time: 1_136_073_600_000, ..Genesis::default() });
    assert_eq!(early.time().unwrap(), 1_136_073_600_000);
}

#[test]
fn a_block_holds_many_extrinsics_until_it_is_full() {
    let (mut chain, mut probe) = probe(Signing::Unsigned);
    chain.set_sealing(Sealing::WhenFull);
    let blocks: Vec<u32> = (0..1_000)
        .map(|key| chain.call(&alice(), probe.call_mut().keep(key, 1)).unwrap().block)
        .collect();
    assert!(blocks[0] == 3 && blocks[10] == 3);
    assert!(blocks[999] > 3 && blocks[999] < 20, "{}", blocks[999]);
    assert!(blocks.windows(2).all(|pair| pair[1] - pair[0] <= 1));

    // The same time leaves the block open, another ends it.
    let open = chain.call(&alice(), probe.call_mut().keep(0, 2)).unwrap();
    chain.set_time(open.time).unwrap();
    assert_eq!(chain.call(&alice(), probe.call_mut().keep(0, 3)).unwrap().block, open.block);
    chain.set_time(open.time + 10).unwrap();
    let next = chain.call(&alice(), probe.call_mut().keep(0, 4)).unwrap();
    assert_eq!((next.block, next.time), (open.block + 1, open.time + 10));
    assert_eq!(next.events.len(), 1);
}

#[test]
fn a_batch_keeps_what_its_kind_promises() {
    for signing in [Signing::Signed, Signing::Unsigned] {
        let (mut chain, mut probe) = probe(signing);
        let mut keep = |key| Message::from(probe.call_mut().keep(key, 5));
        let (one, two, three) = (keep(1), keep(2), keep(3));
        let bad = Message::from(probe.call_mut().refuse());
        let calls = [&one, &bad, &two, &three].map(|message| message.call().clone());
        let start = chain.snapshot();
        let keys = |chain: &Embedded| chain.contract_entries(&id(&probe)).unwrap().len();

        let atomic = chain.batch(&alice(), BatchKind::Atomic, &calls).unwrap();
        assert!(atomic.reverted && !atomic.included && atomic.deposit == 0);
        assert_eq!(atomic.returned[0].answer(&one).unwrap(), Some(Ok(5)));
        assert_eq!(atomic.returned[1].answer(&bad).unwrap(), Some(Err(7)));
        assert_eq!(atomic.returned[2].outcome, ItemOutcome::Skipped);
        assert_eq!(keys(&chain), 0);

        let until = chain.batch(&alice(), BatchKind::UntilFailure, &calls).unwrap();
        assert!(until.included && !until.reverted && until.events.len() == 1);
        assert_eq!(until.returned[3].outcome, ItemOutcome::Skipped);
        assert_eq!(keys(&chain), 1);

        chain.restore(&start);
        let each = chain.batch(&alice(), BatchKind::EachAlone, &calls).unwrap();
        assert!(each.included && !each.reverted && each.events.len() == 3);
        assert_eq!(each.returned[3].answer(&three).unwrap(), Some(Ok(5)));
        assert_eq!(each.deposit, each.returned.iter().map(|item| item.deposit).sum::<i128>());
        assert_eq!(keys(&chain), 3);

        chain.restore(&start);
        let all = chain
            .batch(&alice(), BatchKind::Atomic, &[calls[0].clone(), calls[2].clone()])
            .unwrap();
        assert!(all.included && !all.reverted);
        assert_eq!(keys(&chain), 2);
    }
}

#[test]
fn a_snapshot_brings_everything_back() {
    let (mut chain, mut probe) = probe(Signing::Unsigned);
    chain.set_sealing(Sealing::WhenFull);
    chain.call(&alice(), probe.call_mut().keep(1, 1)).unwrap();
    let snapshot = chain.snapshot();
    let digest = chain.state_digest(&[id(&probe)]).unwrap();
    let seen = |chain: &Embedded| {
        (chain.block().unwrap(), chain.time().unwrap(), chain.nonce(alice().id()).unwrap())
    };
    let before = seen(&chain);

    let first = chain.call(&alice(), probe.call_mut().keep(2, 2)).unwrap();
    assert_ne!(chain.state_digest(&[id(&probe)]).unwrap(), digest);
    chain.restore(&snapshot);
    assert_eq!((seen(&chain), chain.state_digest(&[id(&probe)]).unwrap()), (before, digest));
    assert_eq!(chain.call(&alice(), probe.call_mut().keep(2, 2)).unwrap(), first);

    let mut other = Embedded::from(&snapshot);
    assert_eq!(other.call(&alice(), probe.call_mut().keep(2, 2)).unwrap(), first);
}

#[test]
fn a_kept_chain_goes_on_where_it_was() {
    // No two signatures of the same are alike, and blocks name them.
    let (mut chain, mut probe) = probe(Signing::Unsigned);
    chain.call(&alice(), probe.call_mut().keep(1, 2)).unwrap().ok();
    let bytes = chain.snapshot().to_bytes(b"where things are");
    let (kept, note) = Snapshot::from_bytes(&bytes).unwrap();
    assert_eq!(note, b"where things are");
    let mut other = Embedded::from(&kept);
    other.set_signing(Signing::Unsigned);
    for chain in [&mut chain, &mut other] {
        chain.set_time(START_TIME + 1_000_000).unwrap();
        chain.call(&alice(), probe.call_mut().keep(3, 4)).unwrap().ok();
    }
    assert!(chain.snapshot().to_bytes(&[]) == other.snapshot().to_bytes(&[]));
    assert_eq!(chain.genesis_hash(), other.genesis_hash());
}

#[test]
fn what_was_not_kept_so_is_refused() {
    let mut chain =
        Embedded::with_genesis(&Genesis { name: "one".to_owned(), ..Genesis::default() });
    assert_ne!(chain.genesis_hash(), Embedded::new().genesis_hash());
    let bytes = chain.snapshot().to_bytes(&[]);
    let refused = |bytes: &[u8]| match Snapshot::from_bytes(bytes) {
        Err(ChainError::NotKept(why)) => why,
        other => panic!("it should be refused: {:?}", other.map(|_| ())),
    };
    assert_eq!(refused(b""), "it does not begin as one");
    assert_eq!(refused(&bytes[..20]), "it ends early");
    for (place, length) in [(bytes.len() / 2, bytes.len()), (bytes.len() - 1, bytes.len())] {
        let mut changed = bytes[..length].to_vec();
        changed[place] ^= 1;
        assert!(refused(&changed).contains("changed or cut off"));
    }
    assert!(refused(&bytes[..bytes.len() - 100]).contains("changed or cut off"));
}

#[test]
fn a_chain_can_move_to_another_thread_and_a_snapshot_be_shared() {
    fn moves<T: Send>() {}
    fn is_shared<T: Send + Sync>() {}
    moves::<Embedded>();
    is_shared::<Snapshot>();
}

/// All that a chain shows of a sequence of calls.
fn story(signing: Signing, sealing: Sealing) -> Vec<String> {
    let mut chain = Embedded::new();
    chain.set_signing(signing);
    chain.set_sealing(sealing);
    let (alice, bob) = (alice(), Account::dev("Bob"));
    let mut told = Vec::new();
    let mut tell = |chain: &Embedded, what: String| {
        let events = chain.inspect(|| sp_io::storage::get(&storage_prefix(b"System", b"Events")));
        let accounts = [&alice, &bob].map(|who| (chain.balance(who.id()), chain.nonce(who.id())));
        told.push(format!("{what}\n{events:?}\n{accounts:?}"));
    };
    let uploaded = chain.upload(&alice, &wasm()).unwrap();
    tell(&chain, format!("{uploaded:?}"));
    let again = chain.upload(&bob, &wasm()).unwrap();
    tell(&chain, format!("{again:?}"));
    let made = chain
        .instantiate(&alice, uploaded.returned, Constructor::encoded(vec![0; 4]).value(7), b"x")
        .unwrap();
    tell(&chain, format!("{made:?}"));
    let contract = made.returned;
    let mut probe: ProbeRef = ink_id(&contract).into();
    for (round, signer) in [&alice, &bob].into_iter().cycle().take(6).enumerate() {
        let round = u32::try_from(round).unwrap();
        let keep = |key, value| {
            Message::from(ProbeRef::from(ink_id(&contract)).call_mut().keep(key, value))
        };
        let refuse = || Message::from(ProbeRef::from(ink_id(&contract)).call_mut().refuse());
        let what = chain.call(signer, keep(round, 9).value(u128::from(round)));
        tell(&chain, format!("{what:?}"));
        let what = chain.call(signer, probe.call_mut().fill(round, round + 20));
        tell(&chain, format!("{what:?}"));
        let what = chain.call(signer, probe.call_mut().clear(round + 1));
        tell(&chain, format!("{what:?}"));
        for forced in [false, true] {
            let force = |message: Message<_>| if forced { message.forced() } else { message };
            let what = chain.call(signer, force(refuse()));
            tell(&chain, format!("{what:?}"));
            let mut trap = Message::from(probe.call_mut().trap());
            let mut spin = Message::from(probe.call_mut().spin())
                .gas_limit(Gas { ref_time: 3_000_000_000, ..Gas::MOST });
            if forced {
                (trap, spin) = (trap.forced(), spin.forced());
            }
            let what = (chain.call(signer, trap), chain.call(signer, spin));
            tell(&chain, format!("{what:?}"));
            let calls =
                [keep(100, 1), force(refuse()), keep(101, 2)].map(|message| message.call().clone());
            for kind in [BatchKind::Atomic, BatchKind::UntilFailure, BatchKind::EachAlone] {
                let what = chain.batch(signer, kind, &calls);
                tell(&chain, format!("{what:?}"));
            }
        }
        let what = chain.transfer(signer, &contract, 5 * UNIT);
        tell(&chain, format!("{what:?}"));
        if round == 3 {
            chain.set_time(START_TIME + 1_000_000).unwrap();
        }
    }
    chain.seal();
    let end = (
        chain.contract_entries(&contract),
        chain.state_digest(&[contract.clone()]),
        chain.block(),
        chain.time(),
    );
    tell(&chain, format!("{end:?}"));
    told
}

#[test]
fn signed_and_unsigned_extrinsics_come_to_the_same() {
    for sealing in [Sealing::Instant, Sealing::WhenFull] {
        let (signed, unsigned) =
            (story(Signing::Signed, sealing), story(Signing::Unsigned, sealing));
        assert_eq!(signed.len(), unsigned.len());
        for (step, (signed, unsigned)) in signed.iter().zip(&unsigned).enumerate() {
            assert_eq!(signed, unsigned, "step {step} with {sealing:?}");
        }
    }
}

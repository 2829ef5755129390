//! Trees and logs.
use super::*;
use kit::merkle::{
    leaf, sha256,
    tree::{consistency, inclusion, root},
};

/// The leaves of a log that has no end.
pub(in super::super) fn leaves(count: usize) -> Vec<Digest> {
    (0..count).map(|at| leaf(sha256, &at.to_le_bytes())).collect()
}

impl Desk {
    fn extend(
        &mut self,
        by: PartyId,
        log: DepositId,
        root: Digest,
        size: u64,
        proof: &[Digest],
    ) -> Result<Deposited, NotaryError> {
        let caller = self.by(by);
        let collected_at = self.now;
        let told = self.ledger.extend(&caller, log, root, size, collected_at, proof)?;
        self.known.push(told.deposit);
        Ok(told)
    }

    /// The shipper's log with so many entries.
    fn log(&mut self, count: usize) -> DepositId {
        let root = root(sha256, &leaves(count));
        self.deposited(tree(Subject::Log, root, count as u64))
    }
}

#[test]
fn a_log_grows_by_heads_that_begin_with_all_before() {
    let mut desk = Desk::new();
    desk.roll.epoch = 2;
    let mut log = desk.log(1);
    desk.roll.epoch = 3;
    for (number, (before, count)) in
        [(1, 2), (2, 3), (3, 8), (8, 9), (9, 100)].into_iter().enumerate()
    {
        desk.now += DAY;
        let all = leaves(count);
        let (head, proof) = (root(sha256, &all), consistency(sha256, &all, before));
        desk.asked();
        let told = desk.extend(SHIPPER, log, head, count as u64, &proof).unwrap();
        assert_eq!(desk.asked(), [(2, SHIPPER, Scope::Notarise, Business::NewBusiness)]);
        let statement =
            Statement { collected_at: desk.now, ..tree(Subject::Log, head, count as u64) };
        assert_eq!(
            told,
            Deposited {
                deposit: deposit_id(&SHIPPER, Algorithm::Sha256, &wide(&head)),
                depositor: SHIPPER,
                number: number as u64 + 2,
                statement,
                follows: Some(log),
                is_joint: false,
                told: None,
                is_first: true,
                registry_epoch: 2,
                recorded_at: desk.now,
            }
        );
        let view = desk.view(log);
        assert_eq!((view.standing, view.followed_by), (Standing::Extended, Some(told.deposit)));
        log = told.deposit;
    }
}

#[test]
fn a_head_that_others_sign_is_followed_by_one_that_they_have_to_sign() {
    let mut desk = Desk::new();
    let first = root(sha256, &leaves(2));
    let head = Statement { subject: Subject::Log, digest: wide(&first), size: 2, ..contract(0) };
    let log = desk.deposited(head);
    desk.now += DAY;
    desk.answer(log, CARRIER, Reply::Sign).unwrap();
    desk.answer(log, BUYER, Reply::Sign).unwrap();
    let all = leaves(3);
    let proof = consistency(sha256, &all, 2);
    let told = desk.extend(SHIPPER, log, root(sha256, &all), 3, &proof).unwrap();
    assert_eq!(told.statement.signatories, [CARRIER, BUYER]);
    assert_eq!(told.statement.sign_until, desk.now + SIGNING);
    assert!(told.is_joint);
    assert_eq!(desk.status(told.deposit), DepositStatus::Pending);
    assert_eq!(desk.status(log), DepositStatus::Sealed);
}

#[test]
fn what_is_wrong_with_a_head_is_told_in_order() {
    let mut desk = Desk::new();
    let log = desk.log(3);
    let batch = desk.deposited(tree(Subject::Batch, [70; 32], 3));
    let all = leaves(5);
    let (head, proof) = (root(sha256, &all), consistency(sha256, &all, 3));
    desk.paused = true;
    let refused = |desk: &mut Desk, by, log, root, size, proof: &[Digest]| {
        desk.refused(|desk| desk.extend(by, log, root, size, proof))
    };
    let error = refused(&mut desk, STRANGER, NOWHERE, [0; 32], 0, &[]);
    assert_eq!(error, NotaryError::Paused);
    desk.paused = false;
    let error = refused(&mut desk, STRANGER, NOWHERE, [0; 32], 0, &[]);
    assert_eq!(error, NotaryError::NotFound);
    assert_eq!(refused(&mut desk, STRANGER, batch, [0; 32], 0, &[]), NOT_FOR_PARTY);
    let error = refused(&mut desk, SHIPPER, batch, [0; 32], 0, &[]);
    assert_eq!(error, NotaryError::WrongSubject(Subject::Batch));
    for size in [0, 2, 3] {
        assert_eq!(refused(&mut desk, SHIPPER, log, head, size, &proof), NotaryError::NotGrown);
    }
    for (root, size, proof) in [
        ([0; 32], 5, &proof[..]),
        (head, 4, &proof),
        (head, u64::MAX, &proof),
        (head, 5, &proof[1..]),
        (head, 5, &[]),
        (head, 5, &[[1; 32]; 70]),
    ] {
        let error = refused(&mut desk, SHIPPER, log, root, size, proof);
        assert_eq!(error, NotaryError::Inconsistent);
    }
    let caller = desk.by(SHIPPER);
    let future =
        desk.refused(|desk| desk.ledger.extend(&caller, log, head, 5, Millis::MAX, &proof));
    assert_eq!(future, NotaryError::InTheFuture);
    let elsewhere = desk.deposited(tree(Subject::Batch, head, 5));
    let error = refused(&mut desk, SHIPPER, log, head, 5, &proof);
    assert_eq!(error, NotaryError::AlreadyDeposited, "as {elsewhere:?}");
    let all = leaves(6);
    let proof = consistency(sha256, &all, 3);
    desk.extend(SHIPPER, log, root(sha256, &all), 6, &proof).unwrap();
    // A log has one next head: no fork.
    let all = leaves(7);
    let proof = consistency(sha256, &all, 3);
    let error = refused(&mut desk, SHIPPER, log, root(sha256, &all), 7, &proof);
    assert_eq!(error, NotaryError::WrongStanding(Standing::Extended));
}

#[test]
fn what_is_in_a_batch_is_proved_whoever_asks_and_whatever_became_of_it() {
    let mut desk = Desk::new();
    let documents: Vec<Digest> = (0..13u8).map(|at| leaf(sha256, &[at; 32])).collect();
    let batch = desk.deposited(tree(Subject::Batch, root(sha256, &documents), 13));
    desk.revoke(SHIPPER, batch).unwrap();
    for (index, document) in documents.iter().enumerate() {
        let path = inclusion(sha256, &documents, index);
        let is = |index: usize, path: &[Digest]| {
            desk.ledger.verify_inclusion(&batch, document, index as u64, path)
        };
        assert!(is(index, &path));
        assert!(!is(index + 1, &path) && !is(index, &path[1..]));
        assert!(!desk.ledger.verify_inclusion(&batch, &[1; 32], index as u64, &path));
    }
    // A document's digest is no root, though it were one.
    let single = desk.deposited(Statement { size: 1, ..document(1) });
    assert!(!desk.ledger.verify_inclusion(&single, &[1; 32], 0, &[]));
    assert!(!desk.ledger.verify_inclusion(&NOWHERE, &[1; 32], 0, &[]));
}

#[test]
fn one_audits_anothers_log_by_what_both_deposited() {
    let mut desk = Desk::new();
    let all = leaves(9);
    let mine = desk.log(4);
    let others = tree(Subject::Log, root(sha256, &all), 9);
    let others = desk.deposit(BUYER, others).unwrap().deposit;
    let proof = consistency(sha256, &all, 4);
    assert!(desk.ledger.verify_consistency(&mine, &others, &proof));
    assert!(!desk.ledger.verify_consistency(&others, &mine, &proof));
    assert!(!desk.ledger.verify_consistency(&mine, &others, &proof[1..]));
    assert!(desk.ledger.verify_consistency(&mine, &mine, &[]));
    let document = desk.deposited(document(1));
    for (first, second) in
        [(mine, document), (document, others), (NOWHERE, others), (mine, NOWHERE)]
    {
        assert!(!desk.ledger.verify_consistency(&first, &second, &proof));
    }
}

#[test]
fn one_field_is_shown_without_the_rest() {
    let mut desk = Desk::new();
    let fields = [("consignee", "Muster AG"), ("weight", "1,200 kg"), ("price", "99.00")];
    let salt = |at: usize| [at as u8 + 100; 32];
    let leaves: Vec<Digest> = fields
        .iter()
        .enumerate()
        .map(|(at, (name, value))| {
            // As a client writes it: 32 bytes, and each text with its length before it (times four, below 64).
            let mut field = salt(at).to_vec();
            for text in [name, value] {
                field.push(text.len() as u8 * 4);
                field.extend(text.bytes());
            }
            leaf(sha256, &field)
        })
        .collect();
    let top = root(sha256, &leaves);
    let deposit = desk.deposited(tree(Subject::Fields, top, 3));
    let is = |index: usize, name: &str, value: &str, salt: Digest| {
        let path = inclusion(sha256, &leaves, index);
        desk.ledger.verify_field(&deposit, index as u64, name, value, &salt, &path)
    };
    for (at, (name, value)) in fields.into_iter().enumerate() {
        assert!(is(at, name, value, salt(at)));
        assert!(!is(at, name, "another", salt(at)));
        assert!(!is(at, "another", value, salt(at)));
        assert!(!is(at, name, value, [0; 32]));
        assert!(!is((at + 1) % 3, name, value, salt(at)));
    }
    // Nothing runs over from the name into the value.
    assert!(!is(1, "weigh", "t1,200 kg", salt(1)));
    let path = inclusion(sha256, &leaves, 1);
    let batch = desk.deposit(BUYER, tree(Subject::Batch, top, 3)).unwrap().deposit;
    for other in [batch, NOWHERE] {
        let (name, value) = fields[1];
        assert!(!desk.ledger.verify_field(&other, 1, name, value, &salt(1), &path));
    }
}

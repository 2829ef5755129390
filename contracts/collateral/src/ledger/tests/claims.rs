//! What is claimed, ended, freed and reported.
use super::*;
use crate::events::Alike;
use proptest::prelude::*;

fn near(mark: u8, group: u8, near: &[u8]) -> Claim {
    let near = near.iter().copied().map(key).collect();
    Claim { group: document(group), near, ..bare(mark) }
}

#[test]
fn a_claim_is_kept_and_told_whole() {
    let mut desk = Desk::new();
    let claim = Claim { near: vec![key(40)], ..backed(10, 20, &[30, 31]) };
    let claimed = desk.claims(RECEIVABLES, claim.clone()).unwrap();
    let Claim { kind, document, asset, group, backing, near } = claim;
    let (contract, claimed_at) = (RECEIVABLES.into(), desk.now);
    let alike = vec![];
    assert_eq!(
        claimed,
        Claimed { asset, contract, kind, document, group, backing, near, alike, claimed_at }
    );
    let encumbrance =
        Encumbrance { contract, kind, document, claimed_at, ended_at: 0, attempts: 0 };
    assert_eq!(desk.asset(10), encumbrance);
    for mark in [30, 31] {
        let held = Backing { contract, kind, group, claimed_at, freed_at: 0, attempts: 0 };
        assert_eq!(desk.backing(mark), held);
    }
    for (mark, is_encumbered) in [(10, true), (30, true), (31, true), (20, false), (40, false)] {
        assert_eq!(desk.ledger.is_encumbered(&key(mark)), is_encumbered, "{mark}");
    }
}

#[test]
fn a_claim_is_checked_in_the_order_that_the_interface_names() {
    let mut desk = Desk::new();
    desk.claims(RECEIPTS, backed(10, 20, &[30])).unwrap();
    let wrong = Claim { near: (40..45).map(key).collect(), ..backed(10, 21, &[30, 30]) };
    desk.paused = true;
    let mut refused = |by, claim: &Claim, before: &dyn Fn(&mut Desk)| {
        before(&mut desk);
        desk.refused(|d| d.claims(by, claim.clone()))
    };
    assert_eq!(refused(STRANGER, &wrong, &|_| {}), CollateralError::Paused);
    let open = |desk: &mut Desk| desk.paused = false;
    assert_eq!(refused(STRANGER, &wrong, &open), CollateralError::NotAdmitted);
    let changed = |desk: &mut Desk| desk.runs(RECEIVABLES, 7);
    assert_eq!(refused(RECEIVABLES, &wrong, &changed), CollateralError::WrongCode);
    let gone = |desk: &mut Desk| desk.runs.0.clear();
    assert_eq!(refused(RECEIVABLES, &wrong, &gone), CollateralError::WrongCode);
    let back = |desk: &mut Desk| desk.runs(RECEIVABLES, 1);
    assert_eq!(refused(RECEIVABLES, &wrong, &back), CollateralError::TooMany);
    let many = Claim { near: vec![key(40), key(40)], ..backed(10, 21, &[30, 31, 32, 33, 34]) };
    assert_eq!(refused(RECEIVABLES, &many, &|_| {}), CollateralError::TooMany);
    for (backing, near) in [(&[30, 30][..], &[40][..]), (&[30], &[40, 41, 40])] {
        let near = near.iter().copied().map(key).collect();
        let twice = Claim { near, ..backed(10, 21, backing) };
        assert_eq!(refused(RECEIVABLES, &twice, &|_| {}), CollateralError::Repeated);
    }
    let claimed = backed(10, 21, &[30]);
    assert_eq!(refused(RECEIVABLES, &claimed, &|_| {}), CollateralError::AlreadyClaimed);
    let behind = backed(11, 21, &[31, 30]);
    assert_eq!(refused(RECEIVABLES, &behind, &|_| {}), CollateralError::BackingClaimed(1));
    let all = Claim { near: (40..44).map(key).collect(), ..backed(11, 21, &[31, 32, 33, 34]) };
    desk.claims(RECEIVABLES, all).unwrap();
}

#[test]
fn a_paper_is_never_claimed_again_also_after_it_ended() {
    let mut desk = Desk::new();
    desk.claims(RECEIVABLES, bare(10)).unwrap();
    for _ in 0..2 {
        for by in [RECEIVABLES, RECEIPTS] {
            let refused = desk.refused(|d| d.claims(by, bare(10)));
            assert_eq!(refused, CollateralError::AlreadyClaimed);
        }
        desk.now += 1;
        let _ = desk.ends(RECEIVABLES, 10);
    }
    assert!(!desk.ledger.is_encumbered(&key(10)));
}

#[test]
fn a_group_brings_its_backing_again_and_it_stays_as_it_was() {
    let mut desk = Desk::new();
    desk.claims(RECEIPTS, backed(10, 20, &[30])).unwrap();
    let before = desk.backing(30);
    desk.now += 5;
    let claimed = desk.claims(RECEIPTS, backed(11, 20, &[31, 30])).unwrap();
    assert_eq!(claimed.backing, [key(31), key(30)]);
    assert_eq!(desk.backing(30), before);
    assert_eq!(desk.backing(31).claimed_at, desk.now);
}

#[test]
fn backing_that_was_freed_may_stand_behind_the_papers_of_another() {
    let mut desk = Desk::new();
    desk.claims(RECEIPTS, backed(10, 20, &[30, 31])).unwrap();
    desk.reports(STRANGER, 30, 99).unwrap();
    desk.now += 5;
    let freed = desk.frees(RECEIPTS, 20, &[30]).unwrap();
    let (group, contract, freed_at) = (document(20), RECEIPTS.into(), desk.now);
    assert_eq!(freed, Freed { group, contract, backing: vec![key(30)], freed_at });
    assert_eq!(desk.backing(30).freed_at, freed_at);
    assert!(!desk.ledger.is_encumbered(&key(30)) && desk.ledger.is_encumbered(&key(31)));
    desk.now += 5;
    desk.claims(RECEIVABLES, backed(11, 21, &[30])).unwrap();
    let held = Backing {
        contract: RECEIVABLES.into(),
        kind: AssetKind::Receivable,
        group: document(21),
        claimed_at: desk.now,
        freed_at: 0,
        attempts: 1,
    };
    assert_eq!(desk.backing(30), held);
    let late = desk.refused(|d| d.frees(RECEIPTS, 20, &[30]));
    assert_eq!(late, CollateralError::NotTheClaimant);
}

#[test]
fn an_end_is_told_once_by_who_claimed() {
    let mut desk = Desk::new();
    assert_eq!(desk.refused(|d| d.ends(RECEIVABLES, 10)), CollateralError::NotFound);
    desk.claims(RECEIVABLES, bare(10)).unwrap();
    for by in [RECEIPTS, STRANGER, ADMINISTRATOR] {
        assert_eq!(desk.refused(|d| d.ends(by, 10)), CollateralError::NotTheClaimant);
    }
    desk.now += 5;
    let ended_at = desk.now;
    assert_eq!(desk.ends(RECEIVABLES, 10), Ok(Ended { asset: key(10), ended_at }));
    assert_eq!(desk.asset(10).ended_at, ended_at);
    assert_eq!(desk.refused(|d| d.ends(RECEIVABLES, 10)), CollateralError::AlreadyEnded(0));
    assert_eq!(desk.refused(|d| d.ends(RECEIPTS, 10)), CollateralError::NotTheClaimant);
}

#[test]
fn backing_is_freed_all_or_none_in_the_order_that_the_interface_names() {
    let mut desk = Desk::new();
    desk.claims(RECEIPTS, backed(10, 20, &[30, 31])).unwrap();
    desk.claims(RECEIPTS, backed(11, 21, &[32])).unwrap();
    desk.frees(RECEIPTS, 20, &[31]).unwrap();
    let many = &[30, 30, 31, 32, 33];
    for (by, group, backing, error) in [
        (STRANGER, 20, &many[..], CollateralError::TooMany),
        (STRANGER, 20, &many[..4], CollateralError::Repeated),
        (RECEIPTS, 20, &[33, 32], CollateralError::NotFound),
        (RECEIPTS, 20, &[30, 32, 33], CollateralError::NotTheClaimant),
        (RECEIPTS, 21, &[31], CollateralError::NotTheClaimant),
        (RECEIVABLES, 20, &[30], CollateralError::NotTheClaimant),
        (RECEIPTS, 20, &[30, 31, 32], CollateralError::AlreadyEnded(1)),
    ] {
        assert_eq!(desk.refused(|d| d.frees(by, group, backing)), error, "{backing:?}");
    }
    desk.frees(RECEIPTS, 20, &[30]).unwrap();
    assert_eq!(desk.refused(|d| d.frees(RECEIPTS, 20, &[])), CollateralError::NotFound);
}

#[test]
fn a_pause_stops_claims_and_nothing_else() {
    let mut desk = Desk::new();
    desk.claims(RECEIPTS, backed(10, 20, &[30])).unwrap();
    desk.paused = true;
    assert_eq!(desk.refused(|d| d.claims(RECEIPTS, bare(11))), CollateralError::Paused);
    desk.reports(STRANGER, 10, 99).unwrap();
    desk.ends(RECEIPTS, 10).unwrap();
    desk.frees(RECEIPTS, 20, &[30]).unwrap();
}

#[test]
fn what_is_alike_raises_a_warning_and_refuses_nothing() {
    let mut desk = Desk::new();
    let first = desk.claims(RECEIVABLES, near(10, 20, &[40, 41])).unwrap();
    assert_eq!(first.alike, []);
    let earlier = |near, mark, contract: [u8; 32], is_ended| Alike {
        near: key(near),
        asset: key(mark),
        contract: contract.into(),
        document: document(mark),
        is_ended,
    };
    let second = desk.claims(RECEIPTS, near(11, 20, &[42, 41])).unwrap();
    assert_eq!(second.alike, [earlier(41, 10, RECEIVABLES, false)]);
    // Each key names the paper that was claimed last under it, and says whether it ended.
    desk.ends(RECEIPTS, 11).unwrap();
    let third = desk.claims(RECEIVABLES, near(12, 21, &[40, 41, 43])).unwrap();
    let both = [earlier(40, 10, RECEIVABLES, false), earlier(41, 11, RECEIPTS, true)];
    assert_eq!(third.alike, both);
}

#[test]
fn what_is_like_papers_of_its_own_group_or_document_raises_no_warning() {
    let mut desk = Desk::new();
    desk.claims(RECEIVABLES, near(10, 20, &[40])).unwrap();
    let of_group = Claim { kind: AssetKind::Receipt, ..near(11, 20, &[40]) };
    assert_eq!(desk.claims(RECEIVABLES, of_group).unwrap().alike, []);
    let of_document = Claim { document: document(11), ..near(12, 21, &[40]) };
    assert_eq!(desk.claims(RECEIVABLES, of_document.clone()).unwrap().alike, []);
    // Another contract's group or document is another, whatever it is called.
    let of_another = Claim { asset: key(13), ..of_document };
    assert_eq!(desk.claims(RECEIPTS, of_another).unwrap().alike.len(), 1);
}

#[test]
fn a_second_invoice_of_the_same_case_or_delivery_raises_the_warning() {
    let mut desk = Desk::new();
    desk.claims(RECEIVABLES, near(10, 20, &[40])).unwrap();
    let second = desk.claims(RECEIVABLES, near(11, 20, &[40])).unwrap();
    assert_eq!(second.alike.len(), 1);
    assert_eq!(second.alike[0].document, document(10));
}

#[test]
fn a_refused_claim_leaves_nothing_by_which_others_would_be_alike() {
    let mut desk = Desk::new();
    desk.claims(RECEIVABLES, near(10, 20, &[40])).unwrap();
    desk.refused(|d| d.claims(RECEIPTS, near(10, 21, &[40, 41])));
    let later = desk.claims(RECEIPTS, near(11, 21, &[41])).unwrap();
    assert_eq!(later.alike, []);
}

#[test]
fn an_attempt_is_put_on_record_whether_what_it_is_about_is_live_or_not() {
    let mut desk = Desk::new();
    desk.roll.epoch = 3;
    desk.claims(RECEIPTS, backed(10, 20, &[30])).unwrap();
    let told = |fingerprint, attempts, reported_at| AttemptReported {
        fingerprint: key(fingerprint),
        by: PartyId(STRANGER),
        document: document(99),
        attempts,
        reported_at,
    };
    assert_eq!(desk.reports(STRANGER, 10, 99), Ok(told(10, 1, desk.now)));
    desk.ends(RECEIPTS, 10).unwrap();
    desk.now += 5;
    assert_eq!(desk.reports(STRANGER, 10, 99), Ok(told(10, 2, desk.now)));
    assert_eq!(desk.reports(STRANGER, 30, 99), Ok(told(30, 1, desk.now)));
    desk.frees(RECEIPTS, 20, &[30]).unwrap();
    assert_eq!(desk.reports(STRANGER, 30, 99), Ok(told(30, 2, desk.now)));
    assert_eq!((desk.asset(10).attempts, desk.backing(30).attempts), (2, 2));
    let question = (3, PartyId(STRANGER), Scope::Notarise, Business::Exit);
    assert_eq!(*desk.roll.asked.borrow(), [question; 4]);
}

#[test]
fn a_report_is_checked_in_the_order_that_the_interface_names() {
    let mut desk = Desk::new();
    desk.claims(RECEIPTS, backed(10, 20, &[30])).unwrap();
    desk.roll.denial = Some(Denial::Unavailable);
    assert_eq!(desk.refused(|d| d.reports(STRANGER, 20, 10)), CollateralError::NotFound);
    assert!(desk.roll.asked.borrow().is_empty());
    for (fingerprint, own) in [(10, 10), (30, 20)] {
        desk.roll.denial = Some(Denial::Unavailable);
        let silent = desk.refused(|d| d.reports(STRANGER, fingerprint, own));
        assert_eq!(silent, CollateralError::RegistryUnavailable);
        desk.roll.denial = Some(Denial::Refused(Refusal::OutOfScope));
        let refused = desk.refused(|d| d.reports(STRANGER, fingerprint, own));
        assert_eq!(refused, CollateralError::Refused(Refusal::OutOfScope));
        desk.roll.denial = None;
        let same = desk.refused(|d| d.reports(STRANGER, fingerprint, own));
        assert_eq!(same, CollateralError::SameDocument);
    }
    let anothers = desk.refused(|d| {
        let call = d.call(STRANGER);
        d.ledger.report(&call, &d.roll, PartyId(RECEIPTS), key(10), document(99))
    });
    assert_eq!(anothers, CollateralError::Refused(Refusal::NotForParty));
}

#[test]
fn attempts_are_counted_to_the_last_number_and_stay_there() {
    let mut desk = Desk::new();
    desk.claims(RECEIPTS, bare(10)).unwrap();
    let many = Encumbrance { attempts: u32::MAX - 1, ..desk.asset(10) };
    desk.ledger.put(&key(10), &many);
    for _ in 0..2 {
        assert_eq!(desk.reports(STRANGER, 10, 99).unwrap().attempts, u32::MAX);
    }
}

#[test]
fn what_ends_in_a_block_without_time_has_ended() {
    let mut desk = Desk::new();
    desk.now = 0;
    desk.claims(RECEIPTS, backed(10, 20, &[30])).unwrap();
    assert_eq!(desk.ends(RECEIPTS, 10).unwrap().ended_at, 1);
    assert_eq!(desk.frees(RECEIPTS, 20, &[30]).unwrap().freed_at, 1);
    assert!(!desk.ledger.is_encumbered(&key(10)) && !desk.ledger.is_encumbered(&key(30)));
}

proptest! {
    #[test]
    fn records_have_one_size_whatever_became_of_them(times in proptest::array::uniform2(any::<u64>()), attempts in any::<u32>()) {
        use ink::scale::Encode;
        let [claimed_at, ended_at] = times;
        let (contract, kind) = (RECEIPTS.into(), AssetKind::Receipt);
        let asset = Encumbrance { contract, kind, document: document(1), claimed_at, ended_at, attempts };
        let group = document(2);
        let backing = Backing { contract, kind, group, claimed_at, freed_at: ended_at, attempts };
        prop_assert_eq!((asset.encode().len(), backing.encode().len()), (85, 85));
    }
}

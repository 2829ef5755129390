//! Bills of lading, whose contract makes no fingerprints.
use super::*;

fn is_live(desk: &Desk, number: &str) -> bool {
    desk.ledger.is_encumbered(&lot(number))
}

#[test]
fn a_bill_is_claimed_under_its_id_with_the_goods_that_are_named() {
    let mut desk = Desk::new();
    let claimed = desk.claims_bill(RECEIPTS, 10, "L-1, l 2").unwrap();
    let (contract, bill, claimed_at) = (RECEIPTS.into(), document(10), desk.now);
    let backing = vec![lot("L1"), lot("L2")];
    assert_eq!(
        claimed,
        Claimed {
            asset: key(10),
            contract,
            kind: AssetKind::BillOfLading,
            document: bill,
            group: bill,
            backing,
            near: vec![],
            alike: vec![],
            claimed_at,
        }
    );
    assert_eq!(desk.asset(10).kind, AssetKind::BillOfLading);
    let held = desk.ledger.backing.read(lot("L2")).unwrap();
    assert_eq!((held.contract, held.kind), (contract, AssetKind::BillOfLading));
    assert_eq!((held.group, held.claimed_at, held.freed_at), (bill, claimed_at, 0));
    // Without goods, only the paper is claimed.
    assert_eq!(desk.claims_bill(RECEIPTS, 11, "").unwrap().backing, []);
}

#[test]
fn a_bill_is_claimed_in_the_order_that_the_interface_names() {
    let mut desk = Desk::new();
    desk.claims_bill(RECEIPTS, 10, "L1").unwrap();
    desk.paused = true;
    let refused = desk.refused(|d| d.claims_bill(STRANGER, 10, "-,,,,"));
    assert_eq!(refused, CollateralError::Paused);
    desk.paused = false;
    let refused = desk.refused(|d| d.claims_bill(STRANGER, 10, "-,,,,"));
    assert_eq!(refused, CollateralError::NotAdmitted);
    desk.runs(RECEIVABLES, 7);
    let refused = desk.refused(|d| d.claims_bill(RECEIVABLES, 10, "-,,,,"));
    assert_eq!(refused, CollateralError::WrongCode);
    desk.runs(RECEIVABLES, 1);
    let long = "7".repeat(65);
    for (goods, error) in [
        ("-,,,,", CollateralError::TooMany),
        ("L2,L2,L3,L4,L5", CollateralError::TooMany),
        ("L1,L1,-", CollateralError::MalformedNumber(2)),
        (",L1", CollateralError::MalformedNumber(0)),
        (" ", CollateralError::MalformedNumber(0)),
        ("L1,№1", CollateralError::MalformedNumber(1)),
        (&long, CollateralError::MalformedNumber(0)),
        ("L1,l-1", CollateralError::Repeated),
        ("L1", CollateralError::AlreadyClaimed),
    ] {
        let refused = desk.refused(|d| d.claims_bill(RECEIVABLES, 10, goods));
        assert_eq!(refused, error, "{goods}");
    }
    let refused = desk.refused(|d| d.claims_bill(RECEIVABLES, 11, "L2,L3,L1"));
    assert_eq!(refused, CollateralError::BackingClaimed(2));
    desk.claims_bill(RECEIVABLES, 11, "L2,L3,L4,L5").unwrap();
}

#[test]
fn a_bill_that_is_over_ends_once_and_its_goods_are_freed_when_they_are_named() {
    let mut desk = Desk::new();
    desk.claims_bill(RECEIPTS, 10, "L1,L2,L3").unwrap();
    desk.now += 5;
    let (bill, contract, lifted_at) = (document(10), RECEIPTS.into(), desk.now);
    let lifted = desk.lifts_bill(RECEIPTS, 10, "L1").unwrap();
    let first = Lifted { bill, contract, is_ended: true, freed: vec![lot("L1")], lifted_at };
    assert_eq!(lifted, first);
    assert_eq!(desk.asset(10).ended_at, lifted_at);
    assert!(!is_live(&desk, "L1") && is_live(&desk, "L2"));
    // A repeat frees what was not freed, and leaves the rest as it was.
    desk.now += 5;
    let lifted = desk.lifts_bill(RECEIPTS, 10, "L1,L2").unwrap();
    let freed = vec![lot("L2")];
    assert_eq!(lifted, Lifted { freed, is_ended: false, lifted_at: desk.now, ..first });
    assert_eq!(desk.asset(10).ended_at, lifted_at);
    assert_eq!(desk.ledger.backing.read(lot("L1")).unwrap().freed_at, lifted_at);
    for goods in ["", "L1", "L2,L1"] {
        let refused = desk.refused(|d| d.lifts_bill(RECEIPTS, 10, goods));
        assert_eq!(refused, CollateralError::AlreadyEnded(0), "{goods}");
    }
    desk.lifts_bill(RECEIPTS, 10, "L3").unwrap();
    assert!(!is_live(&desk, "L3"));
}

#[test]
fn a_bill_is_lifted_in_the_order_that_the_interface_names() {
    let mut desk = Desk::new();
    desk.claims_bill(RECEIPTS, 10, "L1,L2").unwrap();
    desk.claims_bill(RECEIPTS, 11, "L3").unwrap();
    desk.claims_bill(RECEIVABLES, 12, "L4").unwrap();
    for (by, bill, goods, error) in [
        (RECEIPTS, 13, "-,,,,", CollateralError::NotFound),
        (STRANGER, 10, "-,,,,", CollateralError::NotTheClaimant),
        (RECEIPTS, 12, "-,,,,", CollateralError::NotTheClaimant),
        (RECEIPTS, 10, "-,,,,", CollateralError::TooMany),
        (RECEIPTS, 10, "L1,L1,-", CollateralError::MalformedNumber(2)),
        (RECEIPTS, 10, "L5,l5", CollateralError::Repeated),
        (RECEIPTS, 10, "L1,L5,L3", CollateralError::NotFound),
        (RECEIPTS, 10, "L1,L3,L5", CollateralError::NotTheClaimant),
        (RECEIPTS, 10, "L4", CollateralError::NotTheClaimant),
    ] {
        assert_eq!(desk.refused(|d| d.lifts_bill(by, bill, goods)), error, "{goods}");
    }
    // Neither a pause nor an expulsion stops it.
    desk.paused = true;
    desk.expels(RECEIPTS).unwrap();
    desk.lifts_bill(RECEIPTS, 10, "").unwrap();
    desk.lifts_bill(RECEIPTS, 10, "L1,L2").unwrap();
}

#[test]
fn goods_that_were_freed_and_claimed_by_another_are_not_freed_again() {
    let mut desk = Desk::new();
    desk.claims_bill(RECEIPTS, 10, "L1,L2").unwrap();
    desk.lifts_bill(RECEIPTS, 10, "L1").unwrap();
    desk.claims_bill(RECEIVABLES, 11, "L1").unwrap();
    let refused = desk.refused(|d| d.lifts_bill(RECEIPTS, 10, "L2,L1"));
    assert_eq!(refused, CollateralError::NotTheClaimant);
    desk.lifts_bill(RECEIPTS, 10, "L2").unwrap();
    assert!(is_live(&desk, "L1") && !is_live(&desk, "L2"));
}

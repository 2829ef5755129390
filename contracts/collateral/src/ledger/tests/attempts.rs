//! Attempts to finance the same paper, or the same goods, twice.
use super::*;
use interfaces::collateral::GoodsKind;
use kit::fingerprint::{goods, invoice, near_amount, near_number, near_paper, receipt, Number};

const DEBTOR: PartyId = PartyId([60; 32]);
const SUPPLIER: PartyId = PartyId([61; 32]);
const WAREHOUSE: PartyId = PartyId([62; 32]);

fn number(text: &str) -> Number {
    Number::new(text).unwrap()
}

/// A receivable over an invoice, as its contract claims it.
fn receivable(mark: u8, creditor: PartyId, text: &str, amount: u64) -> Claim {
    let number = number(text);
    Claim {
        asset: invoice(&DEBTOR, &creditor, &number),
        near: vec![
            near_number(&DEBTOR, &creditor, &number),
            near_amount(&DEBTOR, &creditor, b"EUR", amount),
            near_paper(&number, b"EUR", amount),
        ],
        ..bare(mark)
    }
}

/// A warehouse receipt over a lot.
fn stored(mark: u8, text: &str, lot: &str) -> Claim {
    Claim {
        kind: AssetKind::Receipt,
        asset: receipt(&WAREHOUSE, &number(text)),
        backing: vec![goods(GoodsKind::Lot, &number(lot))],
        ..bare(mark)
    }
}

#[test]
fn a_number_written_otherwise_makes_no_other_paper() {
    let mut desk = Desk::new();
    desk.claims(RECEIVABLES, receivable(10, SUPPLIER, "INV-0042", 100_000)).unwrap();
    for text in ["INV0042", "inv 0042", "Inv/00.42", "  INV-0042  "] {
        for by in [RECEIVABLES, RECEIPTS] {
            let again = receivable(11, SUPPLIER, text, 100_000);
            let refused = desk.refused(|d| d.claims(by, again));
            assert_eq!(refused, CollateralError::AlreadyClaimed, "{text}");
        }
    }
}

#[test]
fn another_number_for_the_same_debt_raises_a_warning() {
    let mut desk = Desk::new();
    desk.claims(RECEIVABLES, receivable(10, SUPPLIER, "INV-0042", 100_000)).unwrap();
    // Digits and amount are alike: all three keys.
    let suffixed = desk.claims(RECEIPTS, receivable(11, SUPPLIER, "INV-42a", 100_001)).unwrap();
    assert_eq!(suffixed.alike.len(), 3);
    // Only the amount is.
    let renumbered = desk.claims(RECEIPTS, receivable(12, SUPPLIER, "INV-77", 100_002)).unwrap();
    assert_eq!(renumbered.alike.len(), 1);
    // A firm that registered twice: the parties differ, digits and amount are alike.
    let twin = PartyId([63; 32]);
    let registered = desk.claims(RECEIPTS, receivable(13, twin, "INV-77", 100_002)).unwrap();
    assert_eq!(registered.alike.len(), 1);
    assert_eq!(registered.alike[0].document, document(12));
}

#[test]
fn who_was_not_admitted_cannot_squat_on_a_paper() {
    let mut desk = Desk::new();
    let squatted = receivable(10, SUPPLIER, "INV-0042", 100_000);
    for by in [STRANGER, ADMINISTRATOR, SUPPLIER.0] {
        let refused = desk.refused(|d| d.claims(by, squatted.clone()));
        assert_eq!(refused, CollateralError::NotAdmitted);
    }
    // Nor does a contract that runs the same code as one that is admitted.
    desk.runs(STRANGER, 1);
    let refused = desk.refused(|d| d.claims(STRANGER, squatted.clone()));
    assert_eq!(refused, CollateralError::NotAdmitted);
    desk.claims(RECEIVABLES, squatted).unwrap();
}

#[test]
fn the_name_of_anothers_group_opens_nothing() {
    let mut desk = Desk::new();
    desk.claims(RECEIPTS, stored(10, "WR-1", "04012345000009L7")).unwrap();
    // The same group, another contract.
    let same_group = Claim { group: document(10), ..stored(11, "WR-2", "04012345000009L7") };
    let refused = desk.refused(|d| d.claims(RECEIVABLES, same_group.clone()));
    assert_eq!(refused, CollateralError::BackingClaimed(0));
    let lot = same_group.backing;
    let refused = desk.refused(|d| {
        let call = d.call(RECEIVABLES);
        d.ledger.free(&call, document(10), lot.clone())
    });
    assert_eq!(refused, CollateralError::NotTheClaimant);
    // The same contract, another group.
    let other_group = stored(11, "WR-2", "04012345000009-L7");
    let refused = desk.refused(|d| d.claims(RECEIPTS, other_group));
    assert_eq!(refused, CollateralError::BackingClaimed(0));
}

#[test]
fn another_document_or_contract_for_the_same_paper_is_refused() {
    let mut desk = Desk::new();
    desk.claims(RECEIVABLES, receivable(10, SUPPLIER, "INV-0042", 100_000)).unwrap();
    let document_anew = receivable(11, SUPPLIER, "INV-0042", 99);
    let refused = desk.refused(|d| d.claims(RECEIVABLES, document_anew.clone()));
    assert_eq!(refused, CollateralError::AlreadyClaimed);
    // A second instance of the contract, admitted with the same code.
    let twin = [3; 32];
    desk.runs(twin, 1);
    desk.admits(twin, code(1)).unwrap();
    desk.now += DELAY;
    desk.completes(twin).unwrap();
    let refused = desk.refused(|d| d.claims(twin, document_anew.clone()));
    assert_eq!(refused, CollateralError::AlreadyClaimed);
    desk.ledger.end(&desk.call(RECEIVABLES), document_anew.asset).unwrap();
    let refused = desk.refused(|d| d.claims(twin, document_anew));
    assert_eq!(refused, CollateralError::AlreadyClaimed, "what is paid is not financed again");
}

#[test]
fn the_same_metal_is_not_stored_twice_nor_afloat_while_it_is_stored() {
    let mut desk = Desk::new();
    let lot = "04012345000009L7";
    desk.claims(RECEIPTS, stored(10, "WR-1", lot)).unwrap();
    let again = desk.refused(|d| d.claims(RECEIVABLES, stored(11, "WR-2", lot)));
    assert_eq!(again, CollateralError::BackingClaimed(0));
    // The lot is written otherwise, and beside others.
    let afloat = "L8, 04012345000009/L7";
    let refused = desk.refused(|d| d.claims_bill(RECEIVABLES, 11, afloat));
    assert_eq!(refused, CollateralError::BackingClaimed(1));
    // Loaded out, it may go on board.
    desk.ledger.end(&desk.call(RECEIPTS), receipt(&WAREHOUSE, &number("WR-1"))).unwrap();
    let behind = vec![goods(GoodsKind::Lot, &number(lot))];
    desk.ledger.free(&desk.call(RECEIPTS), document(10), behind).unwrap();
    desk.claims_bill(RECEIVABLES, 11, afloat).unwrap();
    let landed = desk.refused(|d| d.claims(RECEIPTS, stored(12, "WR-3", lot)));
    assert_eq!(landed, CollateralError::BackingClaimed(0));
    desk.lifts_bill(RECEIVABLES, 11, afloat).unwrap();
    desk.claims(RECEIPTS, stored(12, "WR-3", lot)).unwrap();
}

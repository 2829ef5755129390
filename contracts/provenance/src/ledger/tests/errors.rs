//! The order in which errors are checked, and errors of events.
use super::*;

#[test]
fn an_event_is_checked_before_its_goods() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    let taken = desk.ledger.find_event(&desk.view(item).last_event).unwrap().facts.hash;
    let bad = Facts {
        hash: taken,
        time: START + kit::call::CLOCK_SKEW + 1,
        read_point: 4_012_345_000_008,
        ..desk.facts()
    };
    let mut refused = |by, facts: &Facts, deed: Deed| {
        let facts = *facts;
        desk.refused(|d| d.records(by, facts, deed, &[item]))
    };
    let facts = bad;
    assert_eq!(refused(FARM, &facts, Deed::Commission), ProvenanceError::AlreadyRecorded);
    let facts = Facts { hash: [99; 32], ..facts };
    assert_eq!(refused(FARM, &facts, Deed::Commission), ProvenanceError::InTheFuture);
    let facts = Facts { time: START - 1, ..facts };
    assert_eq!(refused(FARM, &facts, Deed::Commission), ProvenanceError::MalformedLocation);
    let facts = Facts { read_point: 0, location: 14_012_345_000_006, ..facts };
    assert_eq!(refused(FARM, &facts, Deed::Commission), ProvenanceError::MalformedLocation);
    let facts = Facts { location: 4_012_345_000_009, ..facts };
    assert_eq!(refused(FARM, &facts, Deed::Commission), ProvenanceError::WrongDeed);
    assert_eq!(refused(FARM, &facts, Deed::Transform), ProvenanceError::WrongDeed);
    let untied = Facts { document: DocumentId::NONE, ..facts };
    assert_eq!(refused(FARM, &untied, Deed::Transact), ProvenanceError::WrongDeed);
    assert_eq!(refused(FARM, &facts, Deed::Ship(FARM)), ProvenanceError::SameParty);
    assert_eq!(refused(FARM, &facts, Deed::Ship(PartyId::NONE)), ProvenanceError::SameParty);
    assert_eq!(refused(MILL, &facts, Deed::Receive), ProvenanceError::NotAddressee(0));
    assert_eq!(refused(MILL, &facts, Deed::TakeBack), ProvenanceError::NotPossessor(0));
    let active = ProvenanceError::WrongStatus(0, ItemStatus::Active);
    assert_eq!(refused(FARM, &facts, Deed::TakeBack), active);
    assert_eq!(refused(FARM, &facts, Deed::Ship(MILL)), ProvenanceError::Earlier(0));
    let facts = Facts { time: START, ..facts };
    desk.records(FARM, facts, Deed::Ship(MILL), &[item]).unwrap();
}

#[test]
fn new_goods_are_checked_one_by_one() {
    let mut desk = Desk::new();
    desk.born(FARM, lot(1, 5));
    let mut refused = |items: Vec<NewItem>| {
        desk.refused(|d| d.commissions(FARM, CustodyModel::Segregated, [0; 32], items))
    };
    assert_eq!(refused(vec![]), ProvenanceError::Empty);
    assert_eq!(refused(vec![lot(2, 1); 51]), ProvenanceError::TooMany);
    let quantity = ProvenanceError::QuantityOutOfRange(1);
    assert_eq!(refused(vec![lot(2, 1), of_unit("kg", lot(1, 0))]), ProvenanceError::MalformedUnit);
    assert_eq!(refused(vec![shared(1, lot(2, 1)), lot(1, 0)]), quantity);
    assert_eq!(refused(vec![lot(2, 1), lot(1, 1 << 63)]), quantity);
    let half = NewItem { quantity: 500, ..piece(1) };
    assert_eq!(refused(vec![lot(2, 1), half]), quantity);
    assert_eq!(refused(vec![shared(1, lot(2, 1)), lot(1, 1)]), ProvenanceError::AlreadyExists);
    assert_eq!(refused(vec![lot(2, 1), lot(2, 1)]), ProvenanceError::AlreadyExists);
    assert_eq!(refused(vec![lot(2, 1), shared(1, lot(3, 1))]), ProvenanceError::ShareOutOfRange(1));
    // The same EPC of another issuer is another item.
    desk.born(MILL, lot(1, 5));
}

#[test]
fn an_error_is_declared_once_and_undoes_nothing() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 500_000));
    let wrong = desk.made(FARM, &[input(item, 500_000)], &[lot(2, 452_000)])[0];
    let wrong_event = desk.view(wrong).made_by;
    desk.now += DAY;
    let right = desk.does(FARM, Deed::Recount(500_000), &[wrong]).unwrap().event;
    let declare = |by, party, event, corrective: Vec<EventId>| {
        move |d: &mut Desk| {
            let caller = d.by(by);
            let reason = ErrorReason::IncorrectData;
            d.ledger.declare_error(&caller, party, event, reason, corrective)
        }
    };
    let none = EventId::NONE;
    assert_eq!(desk.refused(declare(FARM, FARM, none, vec![])), ProvenanceError::NotFound);
    let stranger = desk.refused(declare(STRANGER, STRANGER, wrong_event, vec![]));
    assert_eq!(stranger, ProvenanceError::NotAParty);
    let stranger = desk.refused(declare(STRANGER, FARM, wrong_event, vec![]));
    assert_eq!(stranger, NOT_FOR_PARTY);
    let many = desk.refused(declare(FARM, FARM, wrong_event, vec![right; 51]));
    assert_eq!(many, ProvenanceError::TooMany);
    let twice = desk.refused(declare(FARM, FARM, wrong_event, vec![right, right]));
    assert_eq!(twice, ProvenanceError::Repeated);
    let theirs = desk.born(MILL, lot(9, 1));
    let theirs = desk.view(theirs).made_by;
    for other in [none, wrong_event, theirs] {
        let refused = desk.refused(declare(FARM, FARM, wrong_event, vec![right, other]));
        assert_eq!(refused, ProvenanceError::NotCorrective(1));
    }
    let earlier = desk.refused(declare(FARM, FARM, right, vec![wrong_event]));
    assert_eq!(earlier, ProvenanceError::NotCorrective(0));
    let before = desk.view(wrong);
    let told = declare(FARM, FARM, wrong_event, vec![right])(&mut desk).unwrap();
    assert_eq!(
        told,
        ErrorDeclared {
            event: wrong_event,
            by: FARM,
            reason: ErrorReason::IncorrectData,
            corrective: vec![right],
            declared_at: desk.now,
        }
    );
    assert_eq!(desk.view(wrong), before);
    assert_eq!(before.quantity, 500_000);
    let record = desk.ledger.find_event(&wrong_event).unwrap();
    assert_eq!(record.goods[1].quantity, 452_000);
    assert_eq!(record.error.unwrap().corrective, [right]);
    let again = desk.refused(declare(FARM, FARM, wrong_event, vec![]));
    assert_eq!(again, ProvenanceError::AlreadyDeclared);
}

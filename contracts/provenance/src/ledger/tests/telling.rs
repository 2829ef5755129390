//! What a linked waybill contract tells.
use super::*;

fn told(desk: &Desk, movement: Movement, part: u16, items: &[ItemId]) -> Told {
    Told {
        document: DocumentId([50; 32]),
        movement,
        part,
        from: FARM,
        to: MILL,
        time: desk.now,
        items: items.to_vec(),
    }
}

fn tells(
    desk: &mut Desk,
    source: [u8; 32],
    told: Told,
) -> Result<Box<EventRecorded>, ProvenanceError> {
    let call = desk.call(source);
    let recorded = desk.ledger.record_movement(&call, &desk.links, told)?;
    desk.events.push(recorded.event);
    Ok(recorded)
}

#[test]
fn a_waybill_ships_and_receives_for_those_who_signed_it() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    desk.asked();
    desk.paused = true;
    let what = told(&desk, Movement::Shipped, 0, &[item]);
    let event = tells(&mut desk, WAYBILLS, what).unwrap();
    let document = DocumentId([50; 32]);
    assert_eq!(event.event, told_id(&WAYBILLS.into(), &document, Movement::Shipped, 0));
    assert_eq!((event.by, event.record.source), (FARM, Some(WAYBILLS.into())));
    assert_eq!(event.record.deed, Deed::Ship(MILL));
    let Facts { step, disposition, transaction, .. } = event.record.facts;
    assert_eq!((step, disposition), (BizStep::Shipping, Disposition::InTransit));
    assert_eq!(transaction, BizTransactionType::BillOfLading);
    desk.now += DAY;
    let what = told(&desk, Movement::Received, 0, &[item]);
    let event = tells(&mut desk, WAYBILLS, what).unwrap();
    assert_eq!((event.by, event.record.deed), (MILL, Deed::Receive));
    assert_eq!(desk.ledger.holder_of(&item), Some(MILL));
    assert!(desk.asked().is_empty());
}

#[test]
fn what_was_told_is_refused_when_it_is_told_again_and_each_part_is_told_apart() {
    let mut desk = Desk::new();
    let [one, two] = [1, 2].map(|mark| desk.born(FARM, lot(mark, 5)));
    let shipped = |desk: &Desk, part, items: &[ItemId]| told(desk, Movement::Shipped, part, items);
    let first = shipped(&desk, 0, &[one]);
    tells(&mut desk, WAYBILLS, first).unwrap();
    let again = shipped(&desk, 0, &[two]);
    let again = desk.refused(|d| tells(d, WAYBILLS, again));
    assert_eq!(again, ProvenanceError::AlreadyRecorded);
    let second = shipped(&desk, 1, &[two]);
    tells(&mut desk, WAYBILLS, second).unwrap();
}

#[test]
fn only_the_linked_contract_tells_and_only_what_is_so() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    let what = told(&desk, Movement::Shipped, 0, &[item]);
    let refused = desk.refused(|d| tells(d, FARM.0, what));
    assert_eq!(refused, ProvenanceError::NotTheSource);
    let what = Told { from: MILL, to: FARM, ..told(&desk, Movement::Shipped, 0, &[item]) };
    let refused = desk.refused(|d| tells(d, WAYBILLS, what));
    assert_eq!(refused, ProvenanceError::NotPossessor(0));
    let what = told(&desk, Movement::Received, 0, &[item]);
    let refused = desk.refused(|d| tells(d, WAYBILLS, what));
    assert_eq!(refused, ProvenanceError::NotAddressee(0));
    let what = told(&desk, Movement::Shipped, 0, &[]);
    let refused = desk.refused(|d| tells(d, WAYBILLS, what));
    assert_eq!(refused, ProvenanceError::Empty);
    desk.recalls(FARM, item).unwrap();
    let what = told(&desk, Movement::Shipped, 0, &[item]);
    let refused = desk.refused(|d| tells(d, WAYBILLS, what));
    assert_eq!(refused, ProvenanceError::Recalled(0));
    desk.link(Link::Waybill, [23; 32]);
    let what = told(&desk, Movement::Shipped, 0, &[item]);
    let refused = desk.refused(|d| tells(d, WAYBILLS, what));
    assert_eq!(refused, ProvenanceError::NotTheSource);
}

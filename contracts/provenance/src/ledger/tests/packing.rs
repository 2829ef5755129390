//! What is inside what.
use super::*;

/// A pallet, a case and a piece, each in the one before, from the inside outwards.
fn packed(desk: &mut Desk) -> [ItemId; 3] {
    let [item, case, pallet] = [1, 2, 3].map(|mark| desk.born(FARM, piece(mark)));
    desk.does(FARM, Deed::Pack(pallet), &[case]).unwrap();
    desk.does(FARM, Deed::Pack(case), &[item]).unwrap();
    [item, case, pallet]
}

#[test]
fn what_is_packed_is_with_whoever_has_the_outermost() {
    let mut desk = Desk::new();
    let [item, case, pallet] = packed(&mut desk);
    let told = desk.ledger.find_event(&desk.view(item).last_event).unwrap();
    assert_eq!((told.kind, told.action), (EventKind::Aggregation, EventAction::Add));
    let named: Vec<_> = told.goods.iter().map(|goods| goods.item).collect();
    assert_eq!(named, [item, case]);
    let view = desk.view(pallet);
    assert_eq!((view.children, view.levels), (1, 3));
    desk.moves(FARM, MILL, &[pallet]);
    for inside in [item, case, pallet] {
        assert_eq!(desk.ledger.holder_of(&inside), Some(MILL));
    }
    assert_eq!(
        desk.refused(|d| d.does(FARM, Deed::Observe, &[item])),
        ProvenanceError::NotPossessor(0)
    );
    desk.does(MILL, Deed::Observe, &[item]).unwrap();
    for deed in [Deed::Ship(BAKERY), Deed::Decommission, Deed::Pack(pallet)] {
        let inside = desk.refused(|d| d.does(MILL, deed, &[item]));
        assert_eq!(inside, ProvenanceError::Inside(0));
    }
    desk.does(MILL, Deed::Unpack(case), &[item]).unwrap();
    let view = desk.view(item);
    assert_eq!((view.possessor, view.parent), (MILL, NOWHERE));
    desk.moves(MILL, BAKERY, &[item]);
    assert_eq!(desk.ledger.holder_of(&item), Some(BAKERY));
    assert_eq!(desk.ledger.holder_of(&case), Some(MILL));
}

#[test]
fn what_is_built_in_is_an_association() {
    let mut desk = Desk::new();
    let [part, machine] = [1, 2].map(|mark| desk.born(FARM, piece(mark)));
    let told = desk.does(FARM, Deed::Install(machine), &[part]).unwrap();
    assert_eq!((told.record.kind, told.record.action), (EventKind::Association, EventAction::Add));
    let told = desk.does(FARM, Deed::Remove(machine), &[part]).unwrap();
    assert_eq!(told.record.action, EventAction::Delete);
    assert_eq!(desk.view(machine).levels, 1);
}

#[test]
fn nothing_is_inside_itself_or_inside_two_things() {
    let mut desk = Desk::new();
    let [item, case, pallet] = packed(&mut desk);
    let other = desk.born(FARM, piece(4));
    let pack = |into, goods| move |d: &mut Desk| d.does(FARM, Deed::Pack(into), &[goods]);
    assert_eq!(desk.refused(pack(other, item)), ProvenanceError::Inside(0));
    assert_eq!(desk.refused(pack(item, pallet)), ProvenanceError::Cycle(0));
    assert_eq!(desk.refused(pack(case, pallet)), ProvenanceError::Cycle(0));
    assert_eq!(desk.refused(pack(pallet, pallet)), ProvenanceError::Cycle(0));
    assert_eq!(desk.refused(pack(NOWHERE, other)), ProvenanceError::NoSuchItem(1));
    let unpack = desk.refused(|d| d.does(FARM, Deed::Unpack(pallet), &[item]));
    assert_eq!(unpack, ProvenanceError::NotInside(0));
}

#[test]
fn things_nest_five_levels_deep() {
    let mut desk = Desk::new();
    let items: Vec<_> = (1..=6).map(|mark| desk.born(FARM, piece(mark))).collect();
    for at in 0..4 {
        desk.does(FARM, Deed::Pack(items[at]), &[items[at + 1]]).unwrap();
    }
    assert_eq!(desk.view(items[0]).levels, 5);
    let deep = desk.refused(|d| d.does(FARM, Deed::Pack(items[4]), &[items[5]]));
    assert_eq!(deep, ProvenanceError::TooDeep(0));
    let deep = desk.refused(|d| d.does(FARM, Deed::Pack(items[5]), &[items[0]]));
    assert_eq!(deep, ProvenanceError::TooDeep(0));
    desk.does(FARM, Deed::Pack(items[3]), &[items[5]]).unwrap();
    desk.does(FARM, Deed::Unpack(items[3]), &[items[4], items[5]]).unwrap();
    assert_eq!(desk.view(items[3]).levels, 1);
}

#[test]
fn a_pack_of_another_or_on_its_way_is_not_touched() {
    let mut desk = Desk::new();
    let [item, case, pallet] = packed(&mut desk);
    let other = desk.born(MILL, piece(4));
    let pack = desk.refused(|d| d.does(MILL, Deed::Pack(pallet), &[other]));
    assert_eq!(pack, ProvenanceError::NotPossessor(1));
    let pack = desk.refused(|d| d.does(FARM, Deed::Pack(pallet), &[other]));
    assert_eq!(pack, ProvenanceError::NotPossessor(0));
    desk.does(FARM, Deed::Ship(MILL), &[pallet]).unwrap();
    let unpack = desk.refused(|d| d.does(FARM, Deed::Unpack(case), &[item]));
    assert_eq!(unpack, ProvenanceError::WrongStatus(1, ItemStatus::Shipped));
    desk.roll.epoch = 1;
    let later = desk.born(FARM, piece(5));
    let mixed = desk.refused(|d| d.does(FARM, Deed::Pack(pallet), &[later]));
    assert_eq!(mixed, ProvenanceError::MixedRegistries(1));
}

#[test]
fn time_runs_on_through_all_that_is_around() {
    let mut desk = Desk::new();
    let [item, case, pallet] = packed(&mut desk);
    desk.now += DAY;
    desk.does(FARM, Deed::Observe, &[pallet]).unwrap();
    let earlier = Facts { time: START, ..desk.facts() };
    let facts = earlier;
    let told = desk.refused(|d| d.records(FARM, facts, Deed::Observe, &[item]));
    assert_eq!(told, ProvenanceError::Earlier(0));
    let told = desk.refused(|d| d.records(FARM, earlier, Deed::Unpack(case), &[item]));
    assert_eq!(told, ProvenanceError::Earlier(1));
}

#[test]
fn what_has_something_inside_is_neither_used_up_nor_gone() {
    let mut desk = Desk::new();
    let [_, _, pallet] = packed(&mut desk);
    let gone = desk.refused(|d| d.does(FARM, Deed::Decommission, &[pallet]));
    assert_eq!(gone, ProvenanceError::NotEmpty(0));
    let (model, inputs) = (CustodyModel::Segregated, [input(pallet, 1_000)]);
    let used = desk.refused(|d| d.transforms(FARM, model, &[], &inputs, &[piece(9)]));
    assert_eq!(used, ProvenanceError::NotEmpty(0));
}

//! Recalls.
use super::*;
use crate::events::{RecallAcknowledged, RecallClosed, RecallOpened, RecallSpread};

/// Wheat, of which flour and bran are made, of which bread is made, of half of the flour; and what has nothing to do with it.
struct Mill {
    wheat: ItemId,
    flour: ItemId,
    bran: ItemId,
    bread: ItemId,
    rye: ItemId,
}

fn mill(desk: &mut Desk) -> Mill {
    let [wheat, rye] = [lot(1, 1_000), lot(2, 1_000)].map(|new| desk.born(FARM, new));
    desk.moves(FARM, MILL, &[wheat]);
    let parts = desk.made(MILL, &[input(wheat, 800)], &[lot(3, 600), lot(4, 200)]);
    desk.moves(MILL, BAKERY, &parts[..1]);
    let bread = desk.made(BAKERY, &[input(parts[0], 300)], &[lot(5, 300)])[0];
    Mill { wheat, flour: parts[0], bran: parts[1], bread, rye }
}

#[test]
fn a_recall_reaches_all_that_was_made_and_nothing_else() {
    for limit in [1, 2, 3, 50] {
        let mut desk = Desk::new();
        let mill = mill(&mut desk);
        desk.asked();
        let opened = desk.recalls(FARM, mill.wheat).unwrap();
        assert_eq!(desk.asked(), [(0, FARM, Scope::Agree, Business::Exit)]);
        let recall = recall_id(&mill.wheat, &FARM);
        assert_eq!(
            opened,
            RecallOpened {
                recall,
                item: mill.wheat,
                by: FARM,
                registry_epoch: 0,
                reason: [66; 32],
                opened_at: START,
                close_from: START + RECALL,
                status: RecallStatus::Spreading,
            }
        );
        let view = desk.ledger.find_recall(&recall).unwrap();
        assert_eq!((view.marked, view.awaited), (1, 1));
        assert!(desk.ledger.is_recalled(&mill.wheat) && !desk.ledger.is_recalled(&mill.flour));
        desk.follows(opened.recall, limit);
        for item in [mill.wheat, mill.flour, mill.bran, mill.bread] {
            assert!(desk.ledger.is_recalled(&item));
            assert_eq!(desk.view(item).recall, opened.recall);
        }
        assert!(!desk.ledger.is_recalled(&mill.rye));
        let recall = desk.ledger.find_recall(&opened.recall).unwrap();
        assert_eq!((recall.marked, recall.awaited), (4, 4));
    }
}

#[test]
fn spreading_tells_what_it_came_to_and_ends() {
    let mut desk = Desk::new();
    let mill = mill(&mut desk);
    let recall = desk.recalls(FARM, mill.wheat).unwrap().recall;
    let spread = |limit| move |d: &mut Desk| d.ledger.spread(recall, limit);
    assert_eq!(desk.refused(spread(0)), ProvenanceError::Empty);
    assert_eq!(desk.refused(spread(51)), ProvenanceError::TooMany);
    let nowhere = desk.refused(|d| d.ledger.spread(RecallId::NONE, 0));
    assert_eq!(nowhere, ProvenanceError::NotFound);
    let items = vec![mill.flour, mill.bran];
    let status = RecallStatus::Spreading;
    assert_eq!(spread(2)(&mut desk), Ok(RecallSpread { recall, items, status }));
    let (items, status) = (vec![mill.bread], RecallStatus::Complete);
    assert_eq!(spread(50)(&mut desk), Ok(RecallSpread { recall, items, status }));
    assert_eq!(desk.refused(spread(0)), ProvenanceError::WrongRecall(status));
}

#[test]
fn what_is_made_while_a_recall_spreads_does_not_escape() {
    let mut desk = Desk::new();
    let mill = mill(&mut desk);
    let recall = desk.recalls(FARM, mill.wheat).unwrap().recall;
    // Of what the recall has not reached yet.
    let cake = desk.made(BAKERY, &[input(mill.flour, 100)], &[lot(6, 100)])[0];
    let toast = desk.made(BAKERY, &[input(mill.bread, 300)], &[lot(7, 300)])[0];
    assert!(!desk.ledger.is_recalled(&cake) && !desk.ledger.is_recalled(&toast));
    // Of what it has.
    let semolina = desk.made(MILL, &[input(mill.wheat, 200)], &[lot(8, 200)])[0];
    assert!(desk.ledger.is_recalled(&semolina));
    desk.ledger.spread(recall, 1).unwrap();
    assert!(desk.ledger.is_recalled(&mill.flour));
    let pizza = desk.made(BAKERY, &[input(mill.flour, 100)], &[lot(9, 100)])[0];
    assert!(desk.ledger.is_recalled(&pizza));
    desk.follows(recall, 1);
    for item in [cake, toast, semolina, pizza] {
        assert!(desk.ledger.is_recalled(&item));
    }
    let crumbs = desk.made(BAKERY, &[input(toast, 300)], &[lot(10, 300)])[0];
    assert!(desk.ledger.is_recalled(&crumbs));
    assert!(!desk.ledger.is_recalled(&mill.rye));
}

#[test]
fn recalls_do_not_wait_for_one_another() {
    let mut desk = Desk::new();
    let mill = mill(&mut desk);
    let first = desk.recalls(FARM, mill.wheat).unwrap().recall;
    desk.ledger.spread(first, 1).unwrap();
    // The flour is recalled already, and what was made of it is not.
    let second = desk.recalls(MILL, mill.flour).unwrap().recall;
    desk.follows(second, 50);
    assert!(desk.ledger.is_recalled(&mill.bread) && !desk.ledger.is_recalled(&mill.bran));
    assert_eq!(desk.view(mill.flour).recall, first);
    assert_eq!(desk.view(mill.bread).recall, second);
    desk.follows(first, 50);
    assert!(desk.ledger.is_recalled(&mill.bran));
    let marked = |recall| desk.ledger.find_recall(&recall).unwrap().marked;
    assert_eq!((marked(first), marked(second)), (3, 1));
}

#[test]
fn recalled_goods_are_not_shipped_nor_what_they_are_in() {
    let mut desk = Desk::new();
    let [item, case, pallet] = [1, 2, 3].map(|mark| desk.born(FARM, piece(mark)));
    desk.does(FARM, Deed::Pack(case), &[item]).unwrap();
    desk.does(FARM, Deed::Pack(pallet), &[case]).unwrap();
    desk.recalls(FARM, item).unwrap();
    let ship = |item| move |d: &mut Desk| d.does(FARM, Deed::Ship(MILL), &[item]);
    assert_eq!(desk.refused(ship(pallet)), ProvenanceError::Recalled(0));
    assert!(!desk.ledger.is_recalled(&pallet) && !desk.ledger.is_recalled(&case));
    desk.does(FARM, Deed::Unpack(pallet), &[case]).unwrap();
    assert_eq!(desk.view(pallet).recalled_inside, 0);
    desk.does(FARM, Deed::Pack(pallet), &[case]).unwrap();
    assert_eq!(desk.view(pallet).recalled_inside, 1);
    desk.does(FARM, Deed::Unpack(case), &[item]).unwrap();
    desk.moves(FARM, MILL, &[pallet]);
    assert_eq!(desk.refused(ship(item)), ProvenanceError::Recalled(0));
    desk.does(FARM, Deed::Decommission, &[item]).unwrap();
}

#[test]
fn goods_on_their_way_still_arrive_or_go_back() {
    let mut desk = Desk::new();
    let items = [1, 2].map(|mark| desk.born(FARM, lot(mark, 5)));
    desk.does(FARM, Deed::Ship(MILL), &items).unwrap();
    for item in items {
        desk.recalls(FARM, item).unwrap();
    }
    desk.does(MILL, Deed::Receive, &items[..1]).unwrap();
    desk.does(FARM, Deed::TakeBack, &items[1..]).unwrap();
    let stopped = desk.refused(|d| d.does(MILL, Deed::Ship(FARM), &items[..1]));
    assert_eq!(stopped, ProvenanceError::Recalled(0));
}

#[test]
fn the_maker_or_a_regulator_recalls_and_nobody_else() {
    let mut desk = Desk::new();
    desk.roll.epoch = 1;
    let item = desk.born(FARM, lot(1, 5));
    desk.moves(FARM, MILL, &[item]);
    assert_eq!(desk.refused(|d| d.recalls(MILL, item)), ProvenanceError::NotIssuer);
    assert_eq!(desk.refused(|d| d.recalls(FARM, NOWHERE)), ProvenanceError::NoSuchItem(0));
    desk.roll.is_silent = true;
    let silent = desk.refused(|d| d.recalls(REGULATOR, item));
    assert_eq!(silent, ProvenanceError::RegistryUnavailable);
    desk.roll.is_silent = false;
    desk.asked();
    desk.recalls(REGULATOR, item).unwrap();
    assert_eq!(desk.asked(), [(1, REGULATOR, Scope::Supervise, Business::Exit)]);
    desk.recalls(FARM, item).unwrap();
    assert_eq!(desk.refused(|d| d.recalls(FARM, item)), ProvenanceError::AlreadyExists);
    let caller = desk.by(STRANGER);
    let stranger = desk.refused(|d| d.ledger.open_recall(&caller, RECALL, FARM, item, [0; 32]));
    assert_eq!(stranger, NOT_FOR_PARTY);
}

fn acknowledges(
    desk: &mut Desk,
    party: PartyId,
    recall: RecallId,
    items: &[ItemId],
) -> Result<RecallAcknowledged, ProvenanceError> {
    let caller = desk.by(party);
    desk.ledger.acknowledge_recall(&caller, party, recall, items.to_vec())
}

fn closes(
    desk: &mut Desk,
    party: PartyId,
    recall: RecallId,
) -> Result<RecallClosed, ProvenanceError> {
    let caller = desk.by(party);
    desk.ledger.close_recall(&caller, recall)
}

#[test]
fn holders_acknowledge_each_thing_once() {
    let mut desk = Desk::new();
    let mill = mill(&mut desk);
    let recall = desk.recalls(FARM, mill.wheat).unwrap().recall;
    desk.follows(recall, 50);
    let case = desk.born(BAKERY, piece(20));
    desk.does(BAKERY, Deed::Pack(case), &[mill.bread]).unwrap();
    let refused =
        |party, items: Vec<ItemId>| move |d: &mut Desk| acknowledges(d, party, recall, &items);
    let nowhere = desk.refused(|d| acknowledges(d, MILL, RecallId::NONE, &[mill.wheat]));
    assert_eq!(nowhere, ProvenanceError::NotFound);
    assert_eq!(desk.refused(refused(MILL, vec![])), ProvenanceError::Empty);
    let theirs = desk.refused(refused(MILL, vec![mill.wheat, mill.flour]));
    assert_eq!(theirs, ProvenanceError::NotPossessor(1));
    let alien = desk.refused(refused(FARM, vec![mill.rye]));
    assert_eq!(alien, ProvenanceError::NotRecalled(0));
    let items = vec![mill.bread, mill.flour];
    let told = refused(BAKERY, items.clone())(&mut desk).unwrap();
    assert_eq!(told, RecallAcknowledged { recall, by: BAKERY, items });
    let again = desk.refused(refused(BAKERY, vec![mill.bread]));
    assert_eq!(again, ProvenanceError::NotRecalled(0));
    assert_eq!(desk.ledger.find_recall(&recall).unwrap().acknowledged, 2);
}

#[test]
fn a_recall_is_closed_when_all_acknowledged_or_time_is_over_and_the_goods_stay_recalled() {
    let mut desk = Desk::new();
    let Mill { wheat, flour, bran, bread, .. } = mill(&mut desk);
    let recall = desk.recalls(FARM, wheat).unwrap().recall;
    let close = |by| move |d: &mut Desk| closes(d, by, recall);
    assert_eq!(desk.refused(close(MILL)), NOT_FOR_PARTY);
    let spreading = ProvenanceError::WrongRecall(RecallStatus::Spreading);
    assert_eq!(desk.refused(close(FARM)), spreading);
    desk.follows(recall, 50);
    assert_eq!(desk.refused(close(FARM)), ProvenanceError::WindowOpen(START + RECALL));
    acknowledges(&mut desk, MILL, recall, &[wheat, bran]).unwrap();
    acknowledges(&mut desk, BAKERY, recall, &[flour, bread]).unwrap();
    let told = close(FARM)(&mut desk).unwrap();
    assert_eq!(told, RecallClosed { recall, awaited: 4, acknowledged: 4 });
    let closed = ProvenanceError::WrongRecall(RecallStatus::Closed);
    assert_eq!(desk.refused(close(FARM)), closed);
    assert!(desk.ledger.is_recalled(&bread));
    let stopped = desk.refused(|d| d.does(BAKERY, Deed::Ship(MILL), &[bread]));
    assert_eq!(stopped, ProvenanceError::Recalled(0));
    // Nobody answers, and it ends all the same.
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    let recall = desk.recalls(FARM, item).unwrap();
    assert_eq!(recall.status, RecallStatus::Complete);
    desk.now += RECALL;
    closes(&mut desk, FARM, recall.recall).unwrap();
}

#[test]
fn what_is_gone_is_recalled_and_nobody_has_to_acknowledge_it() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    let made = desk.made(FARM, &[input(item, 5)], &[lot(2, 5)])[0];
    let recall = desk.recalls(FARM, item).unwrap().recall;
    desk.follows(recall, 50);
    let view = desk.ledger.find_recall(&recall).unwrap();
    assert_eq!((view.marked, view.awaited), (2, 1));
    let dead = desk.refused(|d| acknowledges(d, FARM, recall, &[item]));
    assert_eq!(dead, ProvenanceError::NotRecalled(0));
    acknowledges(&mut desk, FARM, recall, &[made]).unwrap();
    closes(&mut desk, FARM, recall).unwrap();
}

//! What is made of what.
use super::*;
use proptest::prelude::*;
use CustodyModel::{BookAndClaim, ControlledBlending, IdentityPreserved, MassBalance, Segregated};

#[test]
fn a_lot_is_split_and_what_is_left_goes_on() {
    let mut desk = Desk::new();
    let wheat = desk.born(FARM, lot(1, 1_000));
    let parts = desk.made(FARM, &[input(wheat, 600)], &[lot(2, 400), lot(3, 200)]);
    let view = desk.view(wheat);
    assert_eq!((view.status, view.quantity), (ItemStatus::Active, 400));
    assert_eq!(view.last_use, desk.view(parts[0]).made_by);
    let all = desk.made(FARM, &[input(wheat, 400)], &[lot(4, 400)]);
    let view = desk.view(wheat);
    assert_eq!((view.status, view.quantity), (ItemStatus::Consumed, 0));
    let dead =
        desk.refused(|d| d.transforms(FARM, Segregated, &[], &[input(wheat, 1)], &[lot(5, 1)]));
    assert_eq!(dead, ProvenanceError::WrongStatus(0, ItemStatus::Consumed));
    // Traced forward page by page, latest first, and back.
    let none = EventId::NONE;
    let page = desk.ledger.trace(&wheat, Direction::Forward, none).unwrap();
    assert_eq!(page.goods.iter().map(|goods| goods.item).collect::<Vec<_>>(), all);
    let page = desk.ledger.trace(&wheat, Direction::Forward, page.next).unwrap();
    assert_eq!(page.goods.iter().map(|goods| goods.item).collect::<Vec<_>>(), parts);
    assert_eq!(page.next, none);
    let page = desk.ledger.trace(&parts[1], Direction::Back, none).unwrap();
    assert_eq!((page.goods[0].item, page.goods[0].quantity), (wheat, 600));
    assert_eq!(desk.ledger.trace(&parts[1], Direction::Forward, none), None);
    assert_eq!(desk.ledger.trace(&NOWHERE, Direction::Back, none), None);
    assert_eq!(desk.ledger.trace(&wheat, Direction::Back, none).unwrap().goods, []);
}

#[test]
fn at_most_as_much_comes_out_as_the_yields_give() {
    let mut desk = Desk::new();
    let wheat = desk.born(FARM, lot(1, 1_000));
    let yields = [gives("KGM", "KGM", 7_800)];
    let inputs = [input(wheat, 1_000)];
    let outputs = [lot(2, 700), lot(3, 81)];
    let more = desk.refused(|d| d.transforms(FARM, Segregated, &yields, &inputs, &outputs));
    assert_eq!(more, ProvenanceError::TooMuch(1));
    let outputs = [lot(2, 700), lot(3, 50)];
    let told = desk.transforms(FARM, Segregated, &yields, &inputs, &outputs).unwrap();
    assert_eq!(told.record.spare, [Spare { unit: *b"KGM", quantity: 30 }]);
    assert_eq!((told.yields, told.made), (yields.to_vec(), outputs.to_vec()));
    // A lot that turns out to be more takes from what was left, and no more.
    let flour = told.record.goods[1].item;
    let more = desk.refused(|d| d.does(FARM, Deed::Recount(731), &[flour]));
    assert_eq!(more, ProvenanceError::TooMuch(0));
    desk.does(FARM, Deed::Recount(720), &[flour]).unwrap();
    desk.does(FARM, Deed::Recount(1), &[flour]).unwrap();
    desk.does(FARM, Deed::Recount(11), &[flour]).unwrap();
    let more = desk.refused(|d| d.does(FARM, Deed::Recount(12), &[flour]));
    assert_eq!(more, ProvenanceError::TooMuch(0));
    assert_eq!(desk.ledger.find_event(&told.event).unwrap().spare[0].quantity, 0);
}

#[test]
fn what_was_commissioned_is_not_recounted_upward() {
    let mut desk = Desk::new();
    let [wheat, tin] = [lot(1, 1_000), piece(2)].map(|new| desk.born(FARM, new));
    let recount = |item, to| move |d: &mut Desk| d.does(FARM, Deed::Recount(to), &[item]);
    assert_eq!(desk.refused(recount(wheat, 1_001)), ProvenanceError::TooMuch(0));
    assert_eq!(desk.refused(recount(wheat, 0)), ProvenanceError::QuantityOutOfRange(0));
    assert_eq!(desk.refused(recount(wheat, 1 << 63)), ProvenanceError::QuantityOutOfRange(0));
    assert_eq!(desk.refused(recount(tin, 1_000)), ProvenanceError::QuantityOutOfRange(0));
    let two = desk.refused(|d| d.does(FARM, Deed::Recount(1), &[wheat, tin]));
    assert_eq!(two, ProvenanceError::TooMany);
    desk.does(FARM, Deed::Recount(900), &[wheat]).unwrap();
    assert_eq!(desk.view(wheat).quantity, 900);
}

#[test]
fn goods_are_converted_into_units_that_they_never_had() {
    let mut desk = Desk::new();
    let grapes = desk.born(FARM, lot(1, 1_000_000));
    let bottles = desk.born(FARM, of_unit("C62", lot(2, 900_000)));
    let pressed = desk
        .transforms(
            FARM,
            Segregated,
            &[gives("KGM", "LTR", 7_500)],
            &[input(grapes, 1_000_000)],
            &[of_unit("LTR", lot(3, 750_000))],
        )
        .unwrap();
    let wine = pressed.record.goods[1].item;
    assert_eq!(desk.view(wine).left[0], *b"KGM");
    // Bottles go in without giving anything.
    let filled = desk
        .transforms(
            FARM,
            Segregated,
            &[gives("LTR", "C62", 13_333)],
            &[input(wine, 750_000), input(bottles, 900_000)],
            &[of_unit("C62", lot(4, 900_000))],
        )
        .unwrap();
    let filled = filled.record.goods[2].item;
    let left = desk.view(filled).left;
    assert!(left.contains(b"KGM") && left.contains(b"LTR"));
    let back = desk.refused(|d| {
        let yields = [gives("C62", "KGM", 1_000_000)];
        d.transforms(FARM, Segregated, &yields, &[input(filled, 900_000)], &[lot(5, 90_000_000)])
    });
    assert_eq!(back, ProvenanceError::UnitReturns);
}

#[test]
fn goods_have_five_units_at_most() {
    let mut desk = Desk::new();
    let mut item = desk.born(FARM, lot(1, 10));
    let units = ["KGM", "LTR", "C62", "MTR", "MTK", "MTQ"];
    for (mark, pair) in (2..).zip(units.windows(2)) {
        let yields = [gives(pair[0], pair[1], 10_000)];
        let output = [of_unit(pair[1], lot(mark, 10))];
        let made = desk.transforms(FARM, Segregated, &yields, &[input(item, 10)], &output);
        if pair[1] == "MTQ" {
            assert_eq!(made, Err(ProvenanceError::TooManyUnits));
        } else {
            item = made.unwrap().record.goods[1].item;
        }
    }
}

#[test]
fn yields_are_declared_once_and_never_grow_within_a_unit() {
    let mut desk = Desk::new();
    let wheat = desk.born(FARM, lot(1, 1_000));
    let mut refused = |yields: &[Yield]| {
        let inputs = [input(wheat, 1)];
        desk.refused(|d| d.transforms(FARM, Segregated, yields, &inputs, &[lot(2, 1)]))
    };
    let out = ProvenanceError::YieldOutOfRange;
    assert_eq!(refused(&[gives("KGM", "KGM", 10_001)]), out);
    assert_eq!(refused(&[gives("KGM", "KGM", 0)]), out);
    assert_eq!(refused(&[gives("KGM", "LTR", 1), gives("KGM", "LTR", 2)]), out);
    assert_eq!(refused(&[gives("kg", "LTR", 1)]), ProvenanceError::MalformedUnit);
    assert_eq!(refused(&[gives("KGM", "", 1)]), ProvenanceError::MalformedUnit);
    assert_eq!(refused(&vec![gives("KGM", "LTR", 1); 51]), ProvenanceError::TooMany);
    // What no yield names gives nothing.
    assert_eq!(refused(&[gives("LTR", "KGM", 10_000)]), ProvenanceError::TooMuch(0));
}

#[test]
fn inputs_are_taken_in_part_and_pieces_whole() {
    let mut desk = Desk::new();
    let [wheat, tin] = [lot(1, 1_000), piece(2)].map(|new| desk.born(FARM, new));
    for inputs in [[input(wheat, 0)], [input(wheat, 1_001)], [input(tin, 999)]] {
        let refused = desk.refused(|d| d.transforms(FARM, Segregated, &[], &inputs, &[lot(3, 1)]));
        assert_eq!(refused, ProvenanceError::QuantityOutOfRange(0));
    }
    let none = desk.refused(|d| d.transforms(FARM, Segregated, &[], &[], &[lot(3, 1)]));
    assert_eq!(none, ProvenanceError::Empty);
    let none = desk.refused(|d| d.transforms(FARM, Segregated, &[], &[input(wheat, 1)], &[]));
    assert_eq!(none, ProvenanceError::Empty);
    let many: Vec<_> = (10..60).map(|mark| lot(mark, 1)).collect();
    let many = desk.refused(|d| d.transforms(FARM, Segregated, &[], &[input(wheat, 50)], &many));
    assert_eq!(many, ProvenanceError::TooMany);
    let twice = [input(wheat, 1), input(wheat, 1)];
    let twice = desk.refused(|d| d.transforms(FARM, Segregated, &[], &twice, &[lot(3, 2)]));
    assert_eq!(twice, ProvenanceError::Repeated);
    let theirs =
        desk.refused(|d| d.transforms(MILL, Segregated, &[], &[input(wheat, 1)], &[lot(3, 1)]));
    assert_eq!(theirs, ProvenanceError::NotPossessor(0));
    let exists =
        desk.refused(|d| d.transforms(FARM, Segregated, &[], &[input(wheat, 1)], &[lot(2, 1)]));
    assert_eq!(exists, ProvenanceError::AlreadyExists);
    desk.now += DAY;
    let earlier = Facts { time: START - 1, ..desk.facts() };
    let caller = desk.by(FARM);
    let told = desk.refused(|d| {
        let (inputs, outputs) = (vec![input(wheat, 1)], vec![lot(3, 1)]);
        d.ledger.transform(&caller, FARM, earlier, Segregated, vec![], inputs, outputs)
    });
    assert_eq!(told, ProvenanceError::Earlier(0));
}

/// Two lots of 100 under a model with these claims (share whole), merged into one of `share` under `model`.
fn merged(
    model: CustodyModel,
    first: (CustodyModel, Digest),
    second: (CustodyModel, Digest),
    share: u16,
) -> Result<u16, ProvenanceError> {
    let mut desk = Desk::new();
    let mut born = |mark, (model, claim): (CustodyModel, Digest)| {
        let whole = if claim == [0; 32] { 0 } else { 10_000 };
        desk.born_as(FARM, model, claim, shared(whole, lot(mark, 100)))
    };
    let inputs = [input(born(1, first), 100), input(born(2, second), 100)];
    let made = desk.transforms(FARM, model, &[], &inputs, &[shared(share, lot(3, 200))])?;
    assert_eq!(made.model, model);
    Ok(desk.view(made.record.goods[2].item).share)
}

#[test]
fn models_let_merge_what_the_table_says() {
    let (none, other) = ([0; 32], [78; 32]);
    let same = |model| ((model, CLAIM), (model, CLAIM));
    for model in [IdentityPreserved, Segregated, ControlledBlending, MassBalance, BookAndClaim] {
        let (one, two) = same(model);
        let unmixed = merged(model, one, two, 10_000);
        let refused = Err(ProvenanceError::NotMergeable(model));
        assert_eq!(unmixed, if model == IdentityPreserved { refused } else { Ok(10_000) });
        assert_eq!(merged(model, (model, CLAIM), (model, other), 0), refused);
        let with_none = merged(model, (model, CLAIM), (model, none), 5_000);
        let blends = matches!(model, ControlledBlending | MassBalance);
        assert_eq!(with_none, if blends { Ok(5_000) } else { refused });
        let reversed = merged(model, (model, none), (model, CLAIM), 5_000);
        assert_eq!(reversed, with_none);
    }
    let mixed = merged(MassBalance, (Segregated, CLAIM), (MassBalance, CLAIM), 10_000);
    assert_eq!(mixed, Err(ProvenanceError::NotMergeable(Segregated)));
    let (one, two) = same(MassBalance);
    assert_eq!(
        merged(Segregated, one, two, 10_000),
        Err(ProvenanceError::StricterModel(MassBalance))
    );
    assert_eq!(
        merged(BookAndClaim, one, two, 10_000),
        Err(ProvenanceError::StricterModel(MassBalance))
    );
    let (one, two) = same(BookAndClaim);
    assert_eq!(
        merged(MassBalance, one, two, 10_000),
        Err(ProvenanceError::StricterModel(BookAndClaim))
    );
}

#[test]
fn goods_alone_go_under_a_looser_model() {
    let mut desk = Desk::new();
    let item = desk.born_as(FARM, IdentityPreserved, CLAIM, shared(10_000, lot(1, 100)));
    let output = [shared(10_000, lot(2, 100))];
    let made = desk.transforms(FARM, Segregated, &[], &[input(item, 100)], &output).unwrap();
    assert_eq!((made.model, made.claim), (Segregated, CLAIM));
}

#[test]
fn a_blend_bears_the_claim_in_its_share_and_mass_balance_deals_it_out() {
    let none = [0; 32];
    let blended = |model, shares: [u16; 2]| {
        let mut desk = Desk::new();
        let claimed = desk.born_as(FARM, model, CLAIM, shared(10_000, lot(1, 300)));
        let plain = desk.born_as(FARM, model, none, lot(2, 100));
        let inputs = [input(claimed, 300), input(plain, 100)];
        let outputs = [shared(shares[0], lot(3, 200)), shared(shares[1], lot(4, 200))];
        desk.transforms(FARM, model, &[], &inputs, &outputs).map(|_| ())
    };
    assert_eq!(blended(ControlledBlending, [7_500, 7_500]), Ok(()));
    let more = Err(ProvenanceError::TooMuchClaimed(0));
    assert_eq!(blended(ControlledBlending, [7_501, 0]), more);
    assert_eq!(blended(MassBalance, [10_000, 5_000]), Ok(()));
    assert_eq!(blended(MassBalance, [10_000, 5_001]), Err(ProvenanceError::TooMuchClaimed(1)));
    assert_eq!(blended(MassBalance, [10_001, 0]), Err(ProvenanceError::ShareOutOfRange(0)));
}

#[test]
fn a_claim_that_was_dealt_out_does_not_grow_by_recounting() {
    let mut desk = Desk::new();
    let item = desk.born_as(FARM, MassBalance, CLAIM, shared(5_000, lot(1, 100)));
    let outputs = [shared(10_000, lot(2, 50)), shared(0, lot(3, 10))];
    let made = desk.transforms(FARM, MassBalance, &[], &[input(item, 100)], &outputs).unwrap();
    let [claimed, plain] = [1, 2].map(|at| made.record.goods[at].item);
    let more = desk.refused(|d| d.does(FARM, Deed::Recount(51), &[claimed]));
    assert_eq!(more, ProvenanceError::TooMuchClaimed(0));
    desk.does(FARM, Deed::Recount(50), &[plain]).unwrap();
}

#[test]
fn a_share_is_borne_of_a_claim_only() {
    let mut desk = Desk::new();
    let mut refused = |model, claim, share| {
        desk.refused(|d| d.commissions(FARM, model, claim, vec![shared(share, lot(1, 1))]))
    };
    let out = ProvenanceError::ShareOutOfRange(0);
    assert_eq!(refused(Segregated, [0; 32], 1), out);
    assert_eq!(refused(Segregated, CLAIM, 9_999), out);
    assert_eq!(refused(MassBalance, CLAIM, 10_001), out);
}

#[test]
fn the_largest_event_fits_where_it_is_kept_and_told() {
    let mut desk = Desk::new();
    let wheat = desk.born(FARM, lot(0, 1_000));
    let units: Vec<_> = (10..59).map(|unit| format!("X{unit}")).collect();
    let yields: Vec<_> = units.iter().map(|unit| gives("KGM", unit, 10_000)).collect();
    let outputs: Vec<_> =
        (1..).zip(&units).map(|(mark, unit)| of_unit(unit, lot(mark, 1))).collect();
    let made = desk.transforms(FARM, Segregated, &yields, &[input(wheat, 1)], &outputs).unwrap();
    assert_eq!((made.record.goods.len(), made.record.spare.len()), (50, 49));
    let inputs: Vec<_> = made.record.goods[1..].iter().map(|goods| input(goods.item, 1)).collect();
    let joined = desk
        .transforms(
            FARM,
            Segregated,
            &[gives("X10", "X10", 1)],
            &inputs,
            &[of_unit("X10", lot(90, 1))],
        )
        .unwrap_err();
    assert_eq!(joined, ProvenanceError::TooMuch(0));
    let corrective: Vec<_> =
        (0..50).map(|_| desk.does(FARM, Deed::Observe, &[wheat]).unwrap().event).collect();
    let caller = desk.by(FARM);
    let reason = ErrorReason::DidNotOccur;
    let erred = desk.ledger.declare_error(&caller, FARM, made.event, reason, corrective).unwrap();
    let kept = desk.ledger.find_event(&made.event).unwrap();
    for size in [made.encoded_size(), erred.encoded_size(), kept.encoded_size()] {
        assert!(size < 12 * 1024, "{size}");
    }
}

proptest! {
    #[test]
    fn no_chain_of_makings_gives_more_of_a_unit_than_there_was(
        seeds in prop::collection::vec((0usize..3, 0usize..3, 1u32..40_000, 0usize..8), 1..30)
    ) {
        // Whatever is declared, kilograms that come of 1,000 kilograms are never more than these.
        let units = ["KGM", "LTR", "C62"];
        let mut desk = Desk::new();
        let mut items = vec![desk.born(FARM, lot(0, 1_000))];
        for (mark, (_, to, rate, which)) in (1..).zip(seeds) {
            let item = items[which % items.len()];
            let view = desk.view(item);
            let from = String::from_utf8(view.unit.to_vec()).unwrap();
            let rate = if from == units[to] { rate.min(10_000) } else { rate };
            let out = (u128::from(view.quantity) * u128::from(rate) / 10_000) as u64;
            if view.quantity == 0 || out == 0 { continue; }
            let yields = [gives(from.trim_end(), units[to], rate)];
            let inputs = [input(item, view.quantity)];
            let made = desk.transforms(FARM, Segregated, &yields, &inputs, &[of_unit(units[to], lot(mark, out))]);
            if let Ok(made) = made { items.push(made.record.goods[1].item); }
            let kilograms: u64 = items.iter().map(|item| desk.view(*item))
                .filter(|view| view.unit == *b"KGM").map(|view| view.quantity).sum();
            prop_assert!(kilograms <= 1_000);
        }
    }
}

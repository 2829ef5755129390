//! What an event is to the contract, as far as the event itself says it.

use super::codes;
use crate::goods::epc_digest;
use epcis::{Action, ClassQuantity, Decimal, Event, EventType, Goods, HashId};
use interfaces::{
    cbv::BizStep,
    ids::{Digest, Quantity},
    provenance::{ErrorReason, Facts, ItemKind, UnitCode},
};
use kit::{list::PER_CALL, money::in_range};

/// One piece, in thousandths.
const PIECE: Quantity = 1_000;
/// The unit of pieces.
const PIECES: UnitCode = *b"C62";

/// Goods as an event names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Their identifier, in canonical form.
    pub epc: String,
    /// What the contract calls them by.
    pub digest: Digest,
    /// Whether there is one, or a quantity.
    pub kind: ItemKind,
    /// How much, in thousandths of the unit; `None` if it is not said.
    pub quantity: Option<Quantity>,
    /// In which unit.
    pub unit: UnitCode,
}

impl Stated {
    fn one(epc: &str) -> Self {
        let digest = epc_digest(epc);
        let quantity = Some(PIECE);
        Self { epc: epc.to_owned(), digest, kind: ItemKind::Serial, quantity, unit: PIECES }
    }

    fn class(class: &ClassQuantity) -> Result<Self, String> {
        let ClassQuantity { class: epc, quantity, unit } = class;
        let quantity = quantity.as_ref().map(|number| thousandths(epc, number)).transpose()?;
        let unit = unit.as_deref().map_or(Some(PIECES), kit::codes::unit);
        let unit = unit.ok_or_else(|| format!("{epc}: its unit is no UN/ECE code"))?;
        let digest = epc_digest(epc);
        Ok(Self { epc: epc.clone(), digest, kind: ItemKind::Lot, quantity, unit })
    }
}

fn thousandths(epc: &str, number: &Decimal) -> Result<Quantity, String> {
    let scaled = number.scaled(3).ok_or_else(|| {
        format!("{epc}: {number} cannot be kept: a quantity has at most 3 decimals")
    })?;
    let quantity = Quantity::try_from(scaled).ok().filter(|quantity| in_range(*quantity));
    quantity.filter(|quantity| *quantity > 0).ok_or_else(|| {
        format!("{epc}: {number} cannot be kept: a quantity is above 0 and below 2^63 thousandths")
    })
}

/// Packing or building in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// Aggregation.
    Packed,
    /// Association.
    Installed,
}

/// Where goods go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The GLN of whom they go to.
    pub gln: String,
    /// The GLN of the place that they go to, if by that it has to be seen whether whom they go to will have them: where only an owner
    /// is named, and a place.
    pub place: Option<String>,
}

/// An event that is right where another was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrective {
    /// What the declaration names it by.
    pub id: String,
    /// The hash by which the chain knows it; `None` if that is not known.
    pub hash: Option<Digest>,
}

/// What goods are seen at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// They leave.
    Leaving(Destination),
    /// They arrive.
    Arriving,
    /// They come back, or never left.
    NotLeaving,
    /// They are counted.
    Counted,
    /// They are tied to a document.
    Tied,
    /// Anything else.
    Seen,
}

/// What an event does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Goods come to be.
    Commission(Vec<Stated>),
    /// Goods are gone.
    Decommission(Vec<Stated>),
    /// Goods are seen.
    See(Sight, Vec<Stated>),
    /// Goods are put into another.
    PutIn(Binding, Stated, Vec<Stated>),
    /// Goods are taken out of another; all, if none are named.
    TakeOut(Binding, Stated, Vec<Stated>),
    /// Goods are made of others.
    Transform(Vec<Stated>, Vec<Stated>),
    /// An event was wrong, and these are right.
    DeclareError(ErrorReason, Vec<Corrective>),
}

/// What an event is to the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What it says beside what it did.
    pub facts: Facts,
    /// What it did.
    pub act: Act,
}

/// What `event` is to the contract.
///
/// # Errors
/// Why it cannot be recorded.
pub fn plan(event: &Event) -> Result<Plan, String> {
    let time = event.time;
    let time = u64::try_from(time.milliseconds())
        .map_err(|_| format!("it happened at {time}: the chain's time begins in 1970"))?;
    let (transaction, document) = codes::document(&event.business_transactions);
    let facts = Facts {
        hash: event.hash_id.digest(),
        time,
        step: codes::step(event.business_step.as_ref()),
        disposition: codes::disposition(event.disposition.as_ref()),
        read_point: codes::place(event.read_point.as_ref()),
        location: codes::place(event.business_location.as_ref()),
        transaction,
        document,
    };
    Ok(Plan { facts, act: act(event, facts.step)? })
}

fn act(event: &Event, step: BizStep) -> Result<Act, String> {
    let misplaced: Vec<_> = event.misplaced().iter().map(ToString::to_string).collect();
    if !misplaced.is_empty() {
        return Err(misplaced.join("\n"));
    }
    if let Some(error) = &event.error_declaration {
        let reason = match error.reason.as_ref().and_then(|reason| reason.word()) {
            Some("did_not_occur") => ErrorReason::DidNotOccur,
            Some("incorrect_data") => ErrorReason::IncorrectData,
            _ => return Err("its error declaration gives no reason that the contract knows: did_not_occur or incorrect_data".into()),
        };
        let corrective = error.corrective_event_ids.iter().map(|id| Corrective {
            id: id.clone(),
            hash: id.parse::<HashId>().ok().map(|hash| hash.digest()),
        });
        return Ok(Act::DeclareError(reason, corrective.collect()));
    }
    let parent = event.parent.as_deref().map(Stated::one);
    match (event.event_type, event.action) {
        (EventType::Transformation, _) => {
            let (inputs, outputs) = (read(&event.inputs)?, read(&event.outputs)?);
            if inputs.is_empty() || outputs.is_empty() {
                return Err("it is one of several events of a transformation: the contract wants all that goes in and all that comes out in one".into());
            }
            with_quantities(&outputs)?;
            at_most(inputs.len() + outputs.len())?;
            Ok(Act::Transform(inputs, outputs))
        }
        (EventType::Object, Some(Action::Add)) => {
            let goods = some(read(&event.goods)?)?;
            with_quantities(&goods)?;
            Ok(Act::Commission(goods))
        }
        (EventType::Object, Some(Action::Delete)) => {
            Ok(Act::Decommission(some(read(&event.goods)?)?))
        }
        (EventType::Object, _) => Ok(Act::See(sight(event, step)?, some(read(&event.goods)?)?)),
        (EventType::Transaction, action) => {
            let goods = some(with(parent, read(&event.goods)?))?;
            let is_tied = action == Some(Action::Add);
            Ok(Act::See(if is_tied { Sight::Tied } else { Sight::Seen }, goods))
        }
        (EventType::Aggregation | EventType::Association, action) => {
            let binding = match event.event_type {
                EventType::Aggregation => Binding::Packed,
                _ => Binding::Installed,
            };
            let children = read(&event.children)?;
            match (action, parent) {
                (Some(Action::Add), Some(parent)) => {
                    Ok(Act::PutIn(binding, parent, some(children)?))
                }
                (Some(Action::Delete), Some(parent)) => {
                    at_most(children.len())?;
                    Ok(Act::TakeOut(binding, parent, children))
                }
                (_, parent) => Ok(Act::See(sight(event, step)?, some(with(parent, children))?)),
            }
        }
    }
}

/// What goods are seen at, by the business step.
fn sight(event: &Event, step: BizStep) -> Result<Sight, String> {
    Ok(match step {
        BizStep::Shipping => destination(event)?.map_or(Sight::Seen, Sight::Leaving),
        BizStep::Receiving | BizStep::Accepting => Sight::Arriving,
        BizStep::VoidShipping => Sight::NotLeaving,
        BizStep::StockTaking | BizStep::CycleCounting => Sight::Counted,
        _ => Sight::Seen,
    })
}

/// Whom goods go to: who will possess them, else who will own them or where they go.
fn destination(event: &Event) -> Result<Option<Destination>, String> {
    if let Some(gln) = destination_as(event, "possessing_party")? {
        return Ok(Some(Destination { gln, place: None }));
    }
    let (owner, place) =
        (destination_as(event, "owning_party")?, destination_as(event, "location")?);
    let place_of = |owner: &String| place.clone().filter(|place| place != owner);
    Ok(match owner {
        Some(gln) => Some(Destination { place: place_of(&gln), gln }),
        None => place.map(|gln| Destination { gln, place: None }),
    })
}

/// The GLN of the destination that is said to be this.
fn destination_as(event: &Event, role: &str) -> Result<Option<String>, String> {
    let is_this =
        |other: &&epcis::Role| other.role.as_ref().and_then(|other| other.word()) == Some(role);
    let mut destinations = event.destinations.iter().filter(is_this).map(|to| to.id.as_str());
    let Some(first) = destinations.next() else { return Ok(None) };
    if let Some(other) = destinations.find(|other| *other != first) {
        return Err(format!(
            "it names two destinations ({role}), {first} and {other}: goods go to one party"
        ));
    }
    codes::gln(first).map(Some).ok_or_else(|| {
        format!("its destination ({role}) {first} has no GLN, by which parties are known here")
    })
}

/// What the contract calls these by. What is named more than once in one unit is added up.
fn read(goods: &Goods) -> Result<Vec<Stated>, String> {
    let mut all: Vec<_> = goods.instances.iter().map(|epc| Stated::one(epc)).collect();
    for class in &goods.classes {
        let stated = Stated::class(class)?;
        let Some(same) = all.iter_mut().find(|other| other.digest == stated.digest) else {
            all.push(stated);
            continue;
        };
        let sum = match (same.quantity, stated.quantity) {
            (Some(one), Some(other)) if same.unit == stated.unit => one.checked_add(other),
            _ => None,
        };
        let sum = sum.filter(|sum| in_range(*sum) && same.kind == ItemKind::Lot);
        same.quantity = Some(
            sum.ok_or_else(|| format!("{} is named twice, and cannot be added up", same.epc))?,
        );
    }
    let mut seen = std::collections::HashSet::new();
    all.retain(|stated| seen.insert(stated.digest));
    Ok(all)
}

fn with(parent: Option<Stated>, goods: Vec<Stated>) -> Vec<Stated> {
    let goods = goods
        .into_iter()
        .filter(|stated| parent.as_ref().is_none_or(|parent| parent.digest != stated.digest));
    let goods: Vec<_> = goods.collect();
    parent.into_iter().chain(goods).collect()
}

/// These, if there are some, and no more than one call takes.
fn some(goods: Vec<Stated>) -> Result<Vec<Stated>, String> {
    if goods.is_empty() {
        return Err("it names no goods: there is nothing to record it of".into());
    }
    at_most(goods.len()).map(|()| goods)
}

fn at_most(number: usize) -> Result<(), String> {
    if number <= PER_CALL {
        return Ok(());
    }
    Err(format!(
        "it names {number} goods, and one event on the chain has at most {PER_CALL}: have them written as several events, \
         or packed into something"
    ))
}

fn with_quantities(goods: &[Stated]) -> Result<(), String> {
    match goods.iter().find(|stated| stated.quantity.is_none()) {
        None => Ok(()),
        Some(Stated { epc, .. }) => {
            Err(format!("{epc}: it does not say how much of it comes to be"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use epcis::Document;

    fn planned(kind: &str, fields: &str) -> Result<Plan, String> {
        let text = format!(
            r#"{{"@context": "https://ref.gs1.org/standards/epcis/epcis-context.jsonld", "type": "{kind}Event",
                "eventTime": "2024-08-05T17:30:00+02:00", "eventTimeZoneOffset": "+02:00", {fields}}}"#
        );
        let read = Document::read(&text).unwrap_or_else(|refusal| panic!("{fields}: {refusal}"));
        plan(&read.events[0])
    }

    fn act_of(kind: &str, fields: &str) -> Act {
        planned(kind, fields).unwrap_or_else(|reason| panic!("{fields}: {reason}")).act
    }

    fn refused(kind: &str, fields: &str) -> String {
        planned(kind, fields).expect_err(fields)
    }

    const PALLET: &str = "urn:epc:id:sscc:9521103.1000000071";
    const LOT: &str = "urn:epc:class:lgtin:9521101.011111.W24-0805";
    const LINK: &str = "https://id.gs1.org/01/09521101111118/10/W24-0805";

    fn pallet() -> Stated {
        Stated::one("https://id.gs1.org/00/195211030000000714")
    }

    fn lot(quantity: Option<Quantity>, unit: UnitCode) -> Stated {
        let digest = epc_digest(LOT);
        Stated { epc: LINK.into(), digest, kind: ItemKind::Lot, quantity, unit }
    }

    #[test]
    fn instances_are_pieces_and_classes_are_lots_in_thousandths() {
        let both = act_of(
            "Object",
            &format!(
                r#""action": "ADD", "epcList": ["{PALLET}"],
                   "quantityList": [{{"epcClass": "{LOT}", "quantity": 200.5, "uom": "KGM"}}, {{"epcClass": "{LINK}", "quantity": 1e0, "uom": "KGM"}}]"#
            ),
        );
        assert_eq!(both, Act::Commission(vec![pallet(), lot(Some(201_500), *b"KGM")]));
        let pieces = format!(
            r#""action": "DELETE", "quantityList": [{{"epcClass": "{LOT}", "quantity": 3}}]"#
        );
        assert_eq!(act_of("Object", &pieces), Act::Decommission(vec![lot(Some(3_000), *b"C62")]));
        let all = format!(r#""action": "DELETE", "quantityList": [{{"epcClass": "{LOT}"}}]"#);
        assert_eq!(act_of("Object", &all), Act::Decommission(vec![lot(None, *b"C62")]));
    }

    #[test]
    fn a_quantity_that_cannot_be_kept_is_refused() {
        for (element, reason) in [
            (r#""quantity": 1.2345, "uom": "KGM""#, "at most 3 decimals"),
            (r#""quantity": 0"#, "above 0"),
            (r#""quantity": 9223372036854776"#, "below 2^63"),
        ] {
            let fields = format!(
                r#""action": "OBSERVE", "quantityList": [{{"epcClass": "{LOT}", {element}}}]"#
            );
            let refusal = refused("Object", &fields);
            assert!(refusal.contains(reason) && refusal.contains(LINK), "{refusal}");
        }
        let without = format!(r#""action": "ADD", "quantityList": [{{"epcClass": "{LOT}"}}]"#);
        assert!(refused("Object", &without).contains("how much"));
        let twice = format!(
            r#""action": "ADD", "quantityList": [{{"epcClass": "{LOT}", "quantity": 1}}, {{"epcClass": "{LOT}", "quantity": 1, "uom": "KGM"}}]"#
        );
        assert!(refused("Object", &twice).contains("named twice"));
    }

    #[test]
    fn what_an_object_event_does_is_said_by_action_step_and_destination() {
        let to = |role: &str, id: &str| format!(r#"{{"type": "{role}", "destination": "{id}"}}"#);
        let shipping = |destinations: &str| {
            format!(
                r#""action": "OBSERVE", "bizStep": "shipping", "epcList": ["{PALLET}"]{destinations}"#
            )
        };
        let list = |items: &[String]| format!(r#", "destinationList": [{}]"#, items.join(", "));
        let place = to("location", "urn:epc:id:sgln:9521103.00001.0");
        let owner = to("owning_party", "urn:epc:id:pgln:9521104.00000");
        let possessor = to("possessing_party", "https://id.gs1.org/417/9521103000007");
        let destination = |gln: &str, place: Option<&str>| Destination {
            gln: gln.into(),
            place: place.map(str::to_owned),
        };
        let leaving_for = |to: Destination| Act::See(Sight::Leaving(to), vec![pallet()]);
        let leaving = |gln: &str| leaving_for(destination(gln, None));
        let owned = leaving_for(destination("9521104000006", Some("9521103000014")));
        let same = to("location", "urn:epc:id:sgln:9521104.00000.7");
        for (fields, act) in [
            (shipping(""), Act::See(Sight::Seen, vec![pallet()])),
            (shipping(&list(&[place.clone()])), leaving("9521103000014")),
            (shipping(&list(&[owner.clone()])), leaving("9521104000006")),
            (shipping(&list(&[place.clone(), owner.clone()])), owned),
            (shipping(&list(&[same, owner.clone()])), leaving("9521104000006")),
            (shipping(&list(&[place, owner.clone(), possessor.clone()])), leaving("9521103000007")),
        ] {
            assert_eq!(act_of("Object", &fields), act);
        }
        let other = to("possessing_party", "urn:epc:id:pgln:9521104.00000");
        assert!(
            refused("Object", &shipping(&list(&[possessor, other]))).contains("two destinations")
        );
        let unnamed = to("possessing_party", "https://mill.example/");
        assert!(refused("Object", &shipping(&list(&[unnamed]))).contains("has no GLN"));
        for (step, sight) in [
            ("receiving", Sight::Arriving),
            ("accepting", Sight::Arriving),
            ("arriving", Sight::Seen),
            ("void_shipping", Sight::NotLeaving),
            ("stock_taking", Sight::Counted),
            ("cycle_counting", Sight::Counted),
            ("storing", Sight::Seen),
        ] {
            let fields =
                format!(r#""action": "OBSERVE", "bizStep": "{step}", "epcList": ["{PALLET}"]"#);
            assert_eq!(act_of("Object", &fields), Act::See(sight, vec![pallet()]), "{step}");
        }
    }

    #[test]
    fn aggregation_packs_association_builds_in_and_both_are_seen() {
        let child = "urn:epc:id:giai:4000001.12345";
        let inside = Stated::one("https://id.gs1.org/8004/400000112345");
        for (kind, binding) in
            [("Aggregation", Binding::Packed), ("Association", Binding::Installed)]
        {
            let fields = |action: &str| {
                format!(r#""action": "{action}", "parentID": "{PALLET}", "childEPCs": ["{child}"]"#)
            };
            let children = vec![inside.clone()];
            assert_eq!(
                act_of(kind, &fields("ADD")),
                Act::PutIn(binding, pallet(), children.clone())
            );
            assert_eq!(act_of(kind, &fields("DELETE")), Act::TakeOut(binding, pallet(), children));
            let all = format!(r#""action": "DELETE", "parentID": "{PALLET}""#);
            assert_eq!(act_of(kind, &all), Act::TakeOut(binding, pallet(), vec![]));
            let seen = act_of(kind, &fields("OBSERVE"));
            assert_eq!(seen, Act::See(Sight::Seen, vec![pallet(), inside.clone()]));
        }
    }

    #[test]
    fn a_transaction_ties_parent_and_goods() {
        let fields = |action: &str| {
            format!(
                r#""action": "{action}", "parentID": "{PALLET}", "quantityList": [{{"epcClass": "{LOT}"}}],
                   "bizTransactionList": [{{"type": "po", "bizTransaction": "urn:x:1"}}]"#
            )
        };
        let goods = vec![pallet(), lot(None, *b"C62")];
        assert_eq!(act_of("Transaction", &fields("ADD")), Act::See(Sight::Tied, goods.clone()));
        assert_eq!(act_of("Transaction", &fields("DELETE")), Act::See(Sight::Seen, goods));
    }

    #[test]
    fn a_transformation_is_whole_or_refused() {
        let input = format!(r#""inputQuantityList": [{{"epcClass": "{LOT}"}}]"#);
        let output = format!(r#""outputEPCList": ["{PALLET}"]"#);
        let whole = act_of("Transformation", &format!("{input}, {output}"));
        assert_eq!(whole, Act::Transform(vec![lot(None, *b"C62")], vec![pallet()]));
        let part = format!(r#"{input}, "transformationID": "urn:x:1""#);
        assert!(refused("Transformation", &part).contains("one of several"));
    }

    #[test]
    fn an_error_declaration_is_of_the_event_itself() {
        let hash = "ab".repeat(32);
        let fields = |reason: &str| {
            format!(
                r#""action": "OBSERVE", "epcList": ["{PALLET}"], "errorDeclaration": {{"declarationTime": "2024-08-06T10:00:00Z",
                   "correctiveEventIDs": ["urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "ni:///sha-256;{hash}?ver=CBV2.0"]{reason}}}"#
            )
        };
        for (word, reason) in [
            ("did_not_occur", ErrorReason::DidNotOccur),
            ("incorrect_data", ErrorReason::IncorrectData),
        ] {
            let declared = act_of("Object", &fields(&format!(r#", "reason": "{word}""#)));
            let [Corrective { hash: None, .. }, Corrective { hash: Some(known), .. }] =
                &match declared {
                    Act::DeclareError(found, corrective) if found == reason => corrective,
                    other => panic!("{other:?}"),
                }[..]
            else {
                panic!("two, one of which can be known only by its event")
            };
            assert_eq!(*known, [0xab; 32]);
        }
        assert!(refused("Object", &fields("")).contains("no reason"));
        let right = format!(r#""action": "OBSERVE", "epcList": ["{PALLET}"]"#);
        let wrong = planned("Object", &fields(r#", "reason": "did_not_occur""#)).unwrap();
        assert_eq!(wrong.facts.hash, planned("Object", &right).unwrap().facts.hash);
    }

    #[test]
    fn goods_in_the_wrong_kind_of_list_are_refused_with_their_place() {
        let refusal =
            refused("Object", &format!(r#""action": "ADD", "epcList": ["{PALLET}", "{LOT}"]"#));
        assert!(
            refusal.starts_with(&format!(
                "/epcList/1: found `{LINK}`, expected the identifier of one thing"
            )),
            "{refusal}"
        );
        let fields = format!(
            r#""action": "ADD", "quantityList": [{{"epcClass": "{PALLET}", "quantity": 1}}]"#
        );
        assert!(refused("Object", &fields).starts_with("/quantityList/0/epcClass: found"));
    }

    #[test]
    fn facts_are_codes_places_and_the_first_document() {
        let facts = planned(
            "Object",
            &format!(
                r#""action": "OBSERVE", "epcList": ["{PALLET}"], "bizStep": "storing", "disposition": "in_progress",
                   "readPoint": {{"id": "urn:epc:id:sgln:9521103.00001.5"}}, "bizLocation": {{"id": "geo:50,6"}},
                   "bizTransactionList": [{{"type": "po", "bizTransaction": "urn:x:1"}}, {{"type": "inv", "bizTransaction": "urn:x:2"}}]"#
            ),
        )
        .unwrap()
        .facts;
        assert_eq!(facts.time, 1_722_871_800_000);
        assert_eq!((facts.read_point, facts.location), (9_521_103_000_014, 0));
        assert_eq!(format!("{:?}", (facts.step, facts.disposition)), "(Storing, InProgress)");
        assert_eq!(format!("{:?}", facts.transaction), "PurchaseOrder");
        assert_ne!(facts.document.0, [0; 32]);
    }

    #[test]
    fn more_goods_than_one_call_takes_are_refused() {
        let epcs = |number: u64| {
            let epcs: Vec<_> = (0..number)
                .map(|serial| format!(r#""urn:epc:id:sgtin:0614141.107346.{serial}""#))
                .collect();
            epcs.join(", ")
        };
        let fields = |number| format!(r#""action": "OBSERVE", "epcList": [{}]"#, epcs(number));
        assert!(planned("Object", &fields(50)).is_ok());
        assert!(refused("Object", &fields(51)).contains("51 goods"));
        let parts = |number| {
            format!(r#""action": "ADD", "parentID": "{PALLET}", "childEPCs": [{}]"#, epcs(number))
        };
        assert!(planned("Aggregation", &parts(50)).is_ok(), "the parent is not one of them");
        let made = format!(r#""inputEPCList": [{}], "outputEPCList": ["{PALLET}"]"#, epcs(50));
        assert!(refused("Transformation", &made).contains("51 goods"));
    }

    #[test]
    fn what_is_only_measured_has_no_goods_to_record_it_of() {
        let fields = r#""action": "OBSERVE", "readPoint": {"id": "urn:epc:id:sgln:4012345.00005.0"},
            "sensorElementList": [{"sensorReport": [{"type": "Temperature", "value": 26, "uom": "CEL"}]}]"#;
        assert!(refused("Object", fields).contains("no goods"));
        let early = r#""action": "OBSERVE", "epcList": ["urn:epc:id:sscc:9521103.1000000071"], "eventTime": "#;
        let text = format!(
            r#"{{"@context": "https://ref.gs1.org/standards/epcis/epcis-context.jsonld", "type": "ObjectEvent", {early}"1969-12-31T23:00:00Z", "eventTimeZoneOffset": "+00:00"}}"#
        );
        assert!(plan(&Document::read(&text).unwrap().events[0]).unwrap_err().contains("1970"));
    }
}

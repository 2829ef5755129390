//! The picture of a trace: goods from left to right, from their sources to where they are.
//!
//! A card is goods at one holder. An arrow is where they went from there, or what was made of them. `layout-rs` says where each card
//! stands and which way an arrow takes between others; what it looks like is said here and in `picture.svg`.
use anyhow::Result;
use console::truncate_str;
use interfaces::{
    ids::{EventId, ItemId, Millis, PartyId, Quantity},
    provenance::{Deed, EventRecord, ItemStatus},
};
use layout::{
    core::{
        base::Orientation,
        format::{ClipHandle, RenderBackend},
        geometry::{Point, Position},
        style::StyleAttr,
    },
    std_shapes::shapes::{Arrow, Element, ShapeKind},
    topo::layout::VisualGraph,
};
use minijinja::{context, AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use super::{
    report::{Item, Report, Reporter},
    walk::{inputs_and_outputs, Found, Relation, Walk},
    words,
};
use crate::replay::{calendar::iso_day, figures::counted};

const TEMPLATE: &str = include_str!("picture.svg");

/// Most cards that a picture has. The layout takes longer than it is worth with more, and nobody finds anything in it.
pub const CARDS: usize = 300;
/// So many goods of one making that nothing tells apart are one card.
const ALIKE: usize = 5;
/// How large a card is, and what stands between cards for a making.
const CARD: (f64, f64) = (240.0, 74.0);
const MAKING: (f64, f64) = (104.0, 38.0);
/// Least distance between cards, across and down.
const GAP: (f64, f64) = (44.0, 18.0);
/// What remains free around all.
const MARGIN: f64 = 16.0;
/// How much text is in a line of a card, in its name, in a line beside which there is more, and in one of a making.
const LINE: usize = 32;
const NAME: usize = 22;
const SHARED_LINE: usize = 24;
const SHORT_LINE: usize = 14;

/// A picture.
#[derive(Debug)]
pub struct Picture {
    /// The picture alone.
    pub svg: String,
    /// What of the report is not in it, if anything.
    pub left_out: Option<String>,
}

/// Goods at one holder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Stay {
    party: PartyId,
    since: Option<Millis>,
    /// What they came inside of.
    inside: Option<ItemId>,
}

/// Where goods were, and at which of these places each of their events was.
struct Way {
    stays: Vec<Stay>,
    at: BTreeMap<EventId, usize>,
}

/// A card or a making: what it says, and where it stands.
#[derive(Debug, Clone, Default, Serialize)]
struct Tile {
    class: String,
    lines: Vec<String>,
    corner: String,
    is_recalled: bool,
    /// Whether a link to what was asked about leads here.
    is_first_asked: bool,
    title: String,
    link: Option<String>,
    is_card: bool,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// An arrow between two boxes.
#[derive(Debug, Clone, Serialize)]
struct Line {
    #[serde(skip)]
    from: usize,
    #[serde(skip)]
    to: usize,
    class: &'static str,
    title: String,
    path: String,
}

/// Boxes and the arrows between them.
#[derive(Debug, Default)]
struct Graph {
    boxes: Vec<Tile>,
    lines: Vec<Line>,
}

/// Draws what was found.
///
/// # Errors
/// If the template is not one.
pub fn draw(reporter: &Reporter<'_>, report: &Report) -> Result<Picture> {
    let mut graph = Graph::default();
    let mut artist = Artist::new(reporter, report);
    let drawn = artist.draw(&mut graph);
    let (width, height) = place(&mut graph);
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("picture", TEMPLATE)?;
    let title = format!("Where {} came from, and what became of it", report.asked.name);
    let svg = environment.get_template("picture")?.render(context! {
        title, width, height, boxes => graph.boxes, lines => graph.lines,
    })?;
    let left_out = (drawn < report.items.len()).then(|| {
        format!(
            "The picture has the {} nearest to what was asked about, of {}.",
            counted(drawn as u64, "item"),
            crate::ui::count(report.items.len() as u64)
        )
    });
    Ok(Picture { svg, left_out })
}

/// Turns what was found into boxes and arrows.
struct Artist<'a> {
    reporter: &'a Reporter<'a>,
    walk: &'a Walk,
    told: BTreeMap<ItemId, &'a Item>,
    ways: BTreeMap<ItemId, Way>,
    /// Of each item that is drawn, its boxes, one for each stay.
    boxes: BTreeMap<ItemId, Vec<usize>>,
}

impl<'a> Artist<'a> {
    fn new(reporter: &'a Reporter<'a>, report: &'a Report) -> Self {
        let walk = reporter.walk;
        let told = reporter.order().iter().copied().zip(&report.items).collect();
        let ways = walk.items.iter().map(|(id, found)| (*id, way(*id, found, walk))).collect();
        Self { reporter, walk, told, ways, boxes: BTreeMap::new() }
    }

    /// Draws the goods nearest to those that are asked about, as many as there is place for: how many these are.
    fn draw(&mut self, graph: &mut Graph) -> usize {
        let mut groups = self.groups();
        groups.sort_by_key(|group| {
            let nearest = group.first().and_then(|id| self.walk.items.get(id));
            nearest.map_or((u32::MAX, None), |found| (found.steps, Some(found.relation)))
        });
        let mut drawn = 0;
        let mut taken = Vec::new();
        let mut cards = 0;
        for group in groups {
            let stays = group.first().and_then(|id| self.ways.get(id));
            cards += stays.map_or(0, |way| way.stays.len());
            if cards > CARDS {
                break;
            }
            drawn += group.len();
            taken.push(group);
        }
        // In the order of the report, from which the layout starts.
        taken.sort_by_key(|group| {
            let first = group.first().and_then(|id| self.told.get(id));
            first.and_then(|item| item.goods.number)
        });
        for group in &taken {
            self.cards(group, graph);
        }
        self.makings(graph);
        drawn
    }

    /// The goods, those together of which nothing was made and which nothing tells apart.
    fn groups(&self) -> Vec<Vec<ItemId>> {
        let used: BTreeSet<_> = self
            .walk
            .makings()
            .filter(|(_, event)| {
                let (_, outputs) = inputs_and_outputs(event);
                outputs.iter().any(|goods| self.walk.items.contains_key(&goods.item))
            })
            .flat_map(|(_, event)| inputs_and_outputs(event).0)
            .map(|goods| goods.item)
            .collect();
        let mut alone = Vec::new();
        let mut alike: BTreeMap<_, Vec<ItemId>> = BTreeMap::new();
        for id in self.reporter.order() {
            let Some(found) = self.walk.items.get(id) else { continue };
            if found.relation == Relation::Asked || used.contains(id) {
                alone.push(vec![*id]);
                continue;
            }
            let item = &found.item;
            let stays = self.ways.get(id).map(|way| way.stays.clone());
            let look = (item.status, item.is_recalled, item.is_breached, item.unit, item.to);
            alike.entry((item.made_by, stays, look)).or_default().push(*id);
        }
        for group in alike.into_values() {
            if group.len() < ALIKE {
                alone.extend(group.into_iter().map(|id| vec![id]));
            } else {
                alone.push(group);
            }
        }
        alone
    }

    /// Draws goods that look alike, at each of their holders, and the arrows between these.
    fn cards(&mut self, group: &[ItemId], graph: &mut Graph) {
        let Some(id) = group.first() else { return };
        let (Some(way), Some(item), Some(found)) =
            (self.ways.get(id), self.told.get(id), self.walk.items.get(id))
        else {
            return;
        };
        let mut class = String::from("card");
        for (is_so, name) in [
            (found.relation == Relation::Asked, " asked"),
            (item.is_recalled, " recalled"),
            (item.is_breached, " breached"),
            (group.len() > 1, " many"),
        ] {
            class += if is_so { name } else { "" };
        }
        let (name, amount, corner) = match group {
            [_] => (self.name(item), item.amount.clone(), item.goods.short()),
            _ => (
                format!("{} alike", counted(group.len() as u64, item.kind)),
                format!("{} in all", self.total(group)),
                String::new(),
            ),
        };
        let mut boxes = Vec::new();
        for (place, stay) in way.stays.iter().enumerate() {
            let holder = self.reporter.names.party(stay.party);
            let is_last = place + 1 == way.stays.len();
            let since = match stay.since {
                Some(since) => format!("since {}", iso_day(since)),
                None => "since later".to_owned(),
            };
            let mut second = if place == 0 { amount.clone() } else { since.clone() };
            if is_last && found.item.status != ItemStatus::Active {
                second += &format!(", {}", item.status);
            }
            let sent = is_last.then_some(item.to.as_ref()).flatten();
            let third = match sent {
                Some(to) => format!("{holder} → {}", to.name),
                None => holder.clone(),
            };
            let title = std::iter::once(format!("{name}, {amount}, with {holder} {since}"))
                .chain([item.goods.id.clone()])
                .chain(item.flags())
                .chain(item.standing())
                .collect::<Vec<_>>()
                .join("\n");
            let third_line = if item.is_recalled { SHARED_LINE } else { LINE };
            let lines = [(name.as_str(), NAME), (&second, LINE), (&third, third_line)];
            let fits = |(line, most): &(&str, usize)| truncate_str(line, *most, "…").into_owned();
            boxes.push(graph.boxes.len());
            graph.boxes.push(Tile {
                class: class.clone(),
                lines: lines.iter().map(fits).collect(),
                corner: corner.clone(),
                is_recalled: item.is_recalled,
                is_first_asked: place == 0 && found.relation == Relation::Asked,
                title,
                link: item.goods.number.map(|number| format!("#item-{number}")),
                is_card: true,
                width: CARD.0,
                height: CARD.1,
                ..Tile::default()
            });
            if let [.., from, to] = boxes.as_slice() {
                let inside =
                    stay.inside.map(|it| format!(", inside {}", self.reporter.goods(it).name));
                graph.lines.push(Line {
                    from: *from,
                    to: *to,
                    class: "move",
                    title: format!("went to {holder}{}", inside.unwrap_or_default()),
                    path: String::new(),
                });
            }
        }
        for id in group {
            self.boxes.insert(*id, boxes.clone());
        }
    }

    /// What goods are called on a card.
    fn name(&self, item: &Item) -> String {
        item.goods.epc.as_deref().map_or_else(|| item.goods.name.clone(), words::name_in_short)
    }

    /// How much there was of goods in one unit.
    fn total(&self, group: &[ItemId]) -> String {
        let items = group.iter().filter_map(|id| self.told.get(id));
        let total: Quantity =
            items.map(|item| item.made_thousandths.unwrap_or(item.quantity_thousandths)).sum();
        let unit = group.first().and_then(|id| self.walk.items.get(id));
        unit.map_or_else(String::new, |found| words::quantity(total, &found.item.unit))
    }

    /// Draws what was made of what, of goods that are drawn.
    fn makings(&self, graph: &mut Graph) {
        let mut makings: Vec<_> = self.walk.makings().collect();
        makings.sort_by_key(|(_, event)| (event.facts.time, event.recorded_at));
        for (id, event) in makings {
            let (inputs, outputs) = inputs_and_outputs(event);
            let from: BTreeSet<_> =
                inputs.iter().filter_map(|goods| self.stay_at(goods.item, id)).collect();
            let to: BTreeSet<_> =
                outputs.iter().filter_map(|goods| self.boxes.get(&goods.item)?.first()).collect();
            if from.is_empty() || to.is_empty() {
                continue;
            }
            let place = graph.boxes.len();
            graph.boxes.push(self.making(event));
            let line = |from: usize, to: usize| Line {
                from,
                to,
                class: "made",
                title: String::new(),
                path: String::new(),
            };
            graph.lines.extend(from.into_iter().map(|from| line(from, place)));
            graph.lines.extend(to.into_iter().map(|to| line(place, *to)));
        }
    }

    fn making(&self, event: &EventRecord) -> Tile {
        let step = words::step(event.facts.step).map(|step| words::spoken(&step));
        let step = step.unwrap_or_else(|| "made".to_owned());
        let (inputs, outputs) = inputs_and_outputs(event);
        let by = self.reporter.names.party(event.by);
        let (inputs, outputs) = (inputs.len() as u64, outputs.len() as u64);
        Tile {
            class: "making".to_owned(),
            title: format!(
                "{} made of {} by {by}",
                counted(outputs, "item"),
                counted(inputs, "item")
            ),
            lines: vec![
                truncate_str(&step, SHORT_LINE, "…").into_owned(),
                iso_day(event.facts.time),
            ],
            width: MAKING.0,
            height: MAKING.1,
            ..Tile::default()
        }
    }

    /// The box of goods where this event was.
    fn stay_at(&self, item: ItemId, event: EventId) -> Option<usize> {
        let boxes = self.boxes.get(&item)?;
        let place = self.ways.get(&item)?.at.get(&event).copied().unwrap_or(0);
        boxes.get(place).or(boxes.last()).copied()
    }
}

/// Where goods were.
///
/// Who writes of goods has them, but who refuses them. So goods that went inside others, whose own events tell of no way, are found
/// where somebody else takes them out.
fn way(id: ItemId, found: &Found, walk: &Walk) -> Way {
    let mut way = Way { stays: Vec::new(), at: BTreeMap::new() };
    let mut from = None;
    for event_id in &found.events {
        let Some(event) = walk.events.get(event_id) else { continue };
        let is_elsewhere = way.stays.last().is_none_or(|stay| stay.party != event.by);
        if is_elsewhere && event.deed != Deed::Refuse {
            let inside = match event.deed {
                Deed::Unpack(outer) | Deed::Remove(outer) if outer != id => Some(outer),
                Deed::Receive => None,
                _ => from,
            };
            way.stays.push(Stay { party: event.by, since: Some(event.facts.time), inside });
        }
        if let Deed::Pack(outer) | Deed::Install(outer) = event.deed {
            from = (outer != id).then_some(outer);
        }
        way.at.insert(*event_id, way.stays.len().saturating_sub(1));
    }
    if way.stays.last().is_none_or(|stay| stay.party != found.holder) {
        let inside = Some(found.item.parent).filter(|parent| *parent != ItemId::NONE);
        way.stays.push(Stay { party: found.holder, since: None, inside });
    }
    way
}

/// Says where each box stands and how each line goes: the size of the picture.
fn place(graph: &mut Graph) -> (f64, f64) {
    let mut visual = VisualGraph::new(Orientation::LeftToRight);
    let gap = Point::new(GAP.0, GAP.1);
    let nodes: Vec<_> = graph
        .boxes
        .iter()
        .enumerate()
        .map(|(place, one)| {
            let size = Point::new(one.width, one.height);
            let shape = ShapeKind::new_box("");
            let look = StyleAttr::simple();
            let mut element = Element::create_with_properties(
                shape,
                look,
                Orientation::LeftToRight,
                size,
                place.to_string(),
            );
            element.pos = Position::new(Point::zero(), size, Point::zero(), gap);
            visual.add_node(element)
        })
        .collect();
    for (place, line) in graph.lines.iter().enumerate() {
        if let (Some(from), Some(to)) = (nodes.get(line.from), nodes.get(line.to)) {
            let arrow = Arrow::simple_with_properties("", place.to_string());
            visual.add_edge(arrow, *from, *to);
        }
    }
    let mut drawing = Drawing::default();
    visual.do_it(false, false, false, &mut drawing);
    let edge = |all: &mut dyn Iterator<Item = f64>| all.fold(f64::INFINITY, f64::min);
    let left = edge(&mut drawing.boxes.values().map(|corner| corner.x)) - MARGIN;
    let top = edge(&mut drawing.boxes.values().map(|corner| corner.y)) - MARGIN;
    let (mut width, mut height) = (0.0_f64, 0.0_f64);
    for (place, one) in graph.boxes.iter_mut().enumerate() {
        if let Some(corner) = drawing.boxes.get(&place) {
            (one.x, one.y) = ((corner.x - left).round(), (corner.y - top).round());
            width = width.max(one.x + one.width + MARGIN);
            height = height.max(one.y + one.height + MARGIN);
        }
    }
    for (place, line) in graph.lines.iter_mut().enumerate() {
        let between = drawing.ways.get(&place).map(Vec::as_slice).unwrap_or_default();
        let between = between.iter().map(|point| (point.x - left, point.y - top));
        if let (Some(from), Some(to)) = (graph.boxes.get(line.from), graph.boxes.get(line.to)) {
            line.path = curve(from, between, to);
        }
    }
    (width, height)
}

/// From the right side of one box to the left side of another, through what lies between.
fn curve(from: &Tile, between: impl Iterator<Item = (f64, f64)>, to: &Tile) -> String {
    let start = (from.x + from.width, from.y + from.height / 2.0);
    // The head of the arrow ends at the box.
    let end = (to.x - 5.0, to.y + to.height / 2.0);
    let mut path = format!("M{:.0} {:.0}", start.0, start.1);
    let mut last = start;
    for point in between.chain([end]) {
        let middle = f64::midpoint(last.0, point.0);
        path += &format!(
            " C{middle:.0} {:.0} {middle:.0} {:.0} {:.0} {:.0}",
            last.1, point.1, point.0, point.1
        );
        last = point;
    }
    path
}

/// Takes down where the layout puts what.
#[derive(Default)]
struct Drawing {
    boxes: BTreeMap<usize, Point>,
    /// What each arrow goes through between the boxes that it joins.
    ways: BTreeMap<usize, Vec<Point>>,
}

impl RenderBackend for Drawing {
    fn draw_rect(
        &mut self,
        xy: Point,
        _: Point,
        _: &StyleAttr,
        properties: Option<String>,
        _: Option<ClipHandle>,
    ) {
        if let Some(place) = properties.and_then(|place| place.parse().ok()) {
            self.boxes.insert(place, xy);
        }
    }

    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        _: bool,
        _: (bool, bool),
        _: &StyleAttr,
        properties: Option<String>,
        _: &str,
    ) {
        let between = path.get(1..path.len().saturating_sub(1)).unwrap_or_default();
        if let Some(place) = properties.and_then(|place| place.parse().ok()) {
            self.ways.insert(place, between.iter().map(|(_, point)| *point).collect());
        }
    }

    fn draw_line(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_circle(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_text(&mut self, _: Point, _: &str, _: &StyleAttr) {}

    fn create_clip(&mut self, _: Point, _: Point, _: usize) -> ClipHandle {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(boxes: usize, lines: impl Iterator<Item = (usize, usize)>) -> Graph {
        let one = Tile { width: CARD.0, height: CARD.1, ..Tile::default() };
        let line = |(from, to)| Line {
            from,
            to,
            class: "made",
            title: String::new(),
            path: String::new(),
        };
        Graph { boxes: vec![one; boxes], lines: lines.map(line).collect() }
    }

    /// A number that looks like chance, and is the same on every run.
    fn chance(seed: &mut u64) -> usize {
        *seed =
            seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(*seed >> 40).unwrap()
    }

    #[test]
    fn no_two_cards_lie_on_one_another_and_every_arrow_goes_to_the_right() {
        for seed in 0..60 {
            let mut seed = seed;
            let boxes = 1 + chance(&mut seed) % 60;
            let mut lines = BTreeSet::new();
            for to in 1..boxes {
                for _ in 0..chance(&mut seed) % 3 {
                    lines.insert((chance(&mut seed) % to, to));
                }
            }
            let mut graph = graph(boxes, lines.into_iter());
            let (width, height) = place(&mut graph);
            for (index, one) in graph.boxes.iter().enumerate() {
                assert!(one.x >= 0.0 && one.x + one.width <= width, "{one:?}");
                assert!(one.y >= 0.0 && one.y + one.height <= height, "{one:?}");
                for other in &graph.boxes[..index] {
                    let apart_across = (one.x - other.x).abs() >= CARD.0;
                    let apart_down = (one.y - other.y).abs() >= CARD.1;
                    assert!(apart_across || apart_down, "{one:?} {other:?}");
                }
            }
            for line in &graph.lines {
                let (from, to) = (&graph.boxes[line.from], &graph.boxes[line.to]);
                assert!(from.x + CARD.0 < to.x, "{from:?} {to:?}");
                assert!(line.path.starts_with('M'), "{line:?}");
            }
        }
    }
}

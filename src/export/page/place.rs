//! Where everything stands in the picture of a page.

use std::collections::BTreeMap;

use crate::export::svg::text::width;
use crate::layout::{self, Placement, Point, Size, Wire};
use crate::view::page::{Contents, Entity};

/// The height of a line of a name, and of all that stands in a box around it.
pub(super) const LINE: f64 = 17.0;
const AROUND: f64 = 28.0;
/// The sizes of a name and of a kind in `page.css`, and how much wider than Arial its widest font is.
const NAME: f64 = 13.0;
const KIND: f64 = 10.0;
const WIDER: f64 = 1.2;
/// The room beside the text.
const BESIDE: f64 = 18.0;
/// Between groups that nothing joins.
const GAP: f64 = 60.0;

/// The boxes and lines of a picture.
pub(super) struct Places {
    /// The box of each entity.
    pub boxes: Vec<Area>,
    /// Which group of those that hang together each entity is in, the largest first; behind the last what
    /// is not drawn.
    pub group: Vec<usize>,
    pub groups: Vec<Area>,
    pub lines: Vec<Line>,
    pub size: Size,
}

/// A rectangle.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Area {
    pub corner: Point,
    pub size: Size,
}

/// All relations between two entities, drawn as one line: as the one that means most.
pub(super) struct Line {
    pub ties: Vec<usize>,
    /// From where to where; nothing where an end is not drawn.
    pub ends: Option<(Point, Point)>,
}

impl Area {
    pub(super) fn middle(self) -> Point {
        self.corner.moved(self.size.width / 2.0, self.size.height / 2.0)
    }

    /// Where the line from its middle to a point leaves it.
    fn edge_towards(self, far: Point) -> Point {
        let middle = self.middle();
        let (dx, dy) = (far.x - middle.x, far.y - middle.y);
        let part = |room: f64, way: f64| if way == 0.0 { 1.0 } else { (room / way.abs()).min(1.0) };
        let part = part(self.size.width / 2.0, dx).min(part(self.size.height / 2.0, dy));
        middle.moved(dx * part, dy * part)
    }
}

/// Gives each entity its box and each pair that is joined its line.
///
/// What hangs together is placed around its most linked entity; the groups then stand side by side, the
/// largest first.
///
/// # Complexity
///
/// The square of the number of entities that are drawn and hang together.
pub(super) fn places(contents: &Contents) -> Places {
    let sizes: Vec<Size> = contents.entities.iter().map(size).collect();
    let pairs = pairs(contents);
    let drawn = |at: &usize| contents.overview.as_ref().is_none_or(|o| o.binary_search(at).is_ok());
    let joined = pairs.keys().copied().filter(|(a, b)| drawn(a) && drawn(b));
    let mut groups = groups(sizes.len(), joined);
    groups.retain(|members| members.iter().all(drawn));
    let placed: Vec<Placement> =
        groups.iter().map(|members| placed(members, &sizes, &pairs)).collect();
    let rooms: Vec<Size> = placed.iter().map(|placement| placement.size).collect();
    let (corners, size) = layout::pack(&rooms, strip(&rooms), GAP);
    let mut boxes: Vec<Area> =
        sizes.iter().map(|size| Area { size: *size, ..Area::default() }).collect();
    let mut group = vec![groups.len(); boxes.len()];
    for (at, ((members, placement), corner)) in groups.iter().zip(placed).zip(&corners).enumerate()
    {
        for (member, place) in members.iter().zip(placement.corners) {
            if let (Some(area), Some(group)) = (boxes.get_mut(*member), group.get_mut(*member)) {
                area.corner = place.moved(corner.x, corner.y);
                *group = at;
            }
        }
    }
    let groups =
        corners.into_iter().zip(rooms).map(|(corner, size)| Area { corner, size }).collect();
    let lines = pairs.into_iter().map(|((a, b), ties)| {
        let ends = if drawn(&a) && drawn(&b) { ends(contents, &boxes, &ties) } else { None };
        Line { ties, ends }
    });
    let lines = lines.collect();
    Places { boxes, group, groups, lines, size }
}

/// The line of a pair, from box to box.
fn ends(contents: &Contents, boxes: &[Area], ties: &[usize]) -> Option<(Point, Point)> {
    let (from, to) = contents.ties.get(*ties.first()?)?.ends;
    let (from, to) = (boxes.get(from)?, boxes.get(to)?);
    Some((from.edge_towards(to.middle()), to.edge_towards(from.middle())))
}

/// The box of an entity: its kind above its name.
fn size(entity: &Entity) -> Size {
    let kind = width(&entity.caption, KIND, false).0 * WIDER;
    let name = entity.label.iter().map(|line| width(line, NAME, true).0 * WIDER);
    Size {
        width: name.fold(kind, f64::max) + BESIDE,
        height: measure(entity.label.len()) * LINE + AROUND,
    }
}

/// The ties of each pair, those that mean most first.
fn pairs(contents: &Contents) -> BTreeMap<(usize, usize), Vec<usize>> {
    let mut pairs: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (at, tie) in contents.ties.iter().enumerate() {
        let (a, b) = tie.ends;
        pairs.entry((a.min(b), a.max(b))).or_default().push(at);
    }
    let rank = |tie: &usize| {
        let relation = contents.ties.get(*tie).and_then(|t| contents.relations.get(t.relation));
        relation.map_or(u8::MAX, |r| r.rank)
    };
    for ties in pairs.values_mut() {
        ties.sort_by_key(rank);
    }
    pairs
}

/// What hangs together, the largest group first; the members of each in order.
fn groups(count: usize, pairs: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut leader: Vec<usize> = (0..count).collect();
    for (a, b) in pairs {
        let (a, b) = (lead(&mut leader, a), lead(&mut leader, b));
        if let Some(slot) = leader.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for node in 0..count {
        members.entry(lead(&mut leader, node)).or_default().push(node);
    }
    let mut groups: Vec<Vec<usize>> = members.into_values().collect();
    groups.sort_by_key(|members| std::cmp::Reverse(members.len()));
    groups
}

/// The leader of a node's group, to which the way is made shorter.
fn lead(leader: &mut [usize], mut node: usize) -> usize {
    while let Some(&above) = leader.get(node) {
        if above == node {
            break;
        }
        let top = leader.get(above).copied().unwrap_or(above);
        if let Some(slot) = leader.get_mut(node) {
            *slot = top;
        }
        node = top;
    }
    node
}

/// Places one group.
fn placed(
    members: &[usize],
    sizes: &[Size],
    pairs: &BTreeMap<(usize, usize), Vec<usize>>,
) -> Placement {
    let places: BTreeMap<usize, usize> = members.iter().copied().zip(0..).collect();
    let boxes: Vec<Size> = members.iter().filter_map(|m| sizes.get(*m)).copied().collect();
    let wires: Vec<Wire> = pairs
        .keys()
        .filter_map(|(a, b)| Some(Wire::between(*places.get(a)?, *places.get(b)?)))
        .collect();
    let mut links = vec![0_usize; members.len()];
    for end in wires.iter().flat_map(|wire| [wire.from, wire.to]) {
        if let Some(count) = links.get_mut(end) {
            *count += 1;
        }
    }
    let most = links.iter().copied().max().unwrap_or_default();
    let hub = links.iter().position(|count| *count == most).unwrap_or_default();
    layout::scatter(&boxes, &wires, hub)
}

/// The width of the strip on which the groups are packed: that of the largest, or of a page half as
/// high again as it is needed for all.
fn strip(sizes: &[Size]) -> f64 {
    let area: f64 = sizes.iter().map(|s| (s.width + GAP) * (s.height + GAP)).sum();
    let widest = sizes.iter().map(|s| s.width).fold(0.0, f64::max);
    widest.max((area * 1.6).sqrt())
}

#[expect(clippy::cast_precision_loss, reason = "no name has 2^52 letters")]
fn measure(count: usize) -> f64 {
    count as f64
}

//! `SHORTEST k`, `ANY k` and their kin: some of the paths of a pattern for each pair of ends.
//!
//! ISO/IEC 39075:2024 (GQL), 16.6. What stands inside the pattern holds of a path before it can be
//! selected; what the `WHERE` of the clause says is asked of those that were selected.

use std::collections::{BTreeMap, BTreeSet};

use super::Binder;
use super::bound::{Leg, LegPart, LegStep, Pattern, Selected, Slot, Type};
use super::expr::{Expr, ExprKind, PathPart};
use super::flat::Flat;
use super::pattern::{bound_slot, direction, equal, is_quantified};
use super::scope::Scope;
use crate::cypher::syntax::tree::{
    Link, Name, NodePattern, PathPattern, QuantifierKind, RelationshipPattern,
};
use crate::error::Span;

/// A path pattern as it is cut into legs.
struct Cut<'a> {
    before: &'a Scope,
    legs: Vec<Leg>,
    /// The leg at work, which is walked once.
    nodes: Vec<Slot>,
    steps: Vec<LegStep>,
    parts: Vec<PathPart>,
    /// What must hold of a path.
    conditions: Vec<Expr>,
}

impl Binder<'_> {
    /// Binds a path pattern of which `count` paths or, by `groups`, the paths of `count` lengths
    /// are wanted.
    pub(super) fn selected<'t>(
        &mut self,
        path: &'t PathPattern,
        (count, groups): (u64, bool),
        flat: &Flat<'t>,
        before: &Scope,
        bound: &mut Pattern,
    ) {
        let (Some(first), Some(last)) = (flat.nodes.first(), flat.nodes.last()) else { return };
        let mut placed = Vec::new();
        let from = self.joined_node(first, bound, &mut placed);
        let to =
            if flat.links.is_empty() { from } else { self.joined_node(last, bound, &mut placed) };
        let ends = [bound_slot(bound, from), bound_slot(bound, to)];
        let mut cut = Cut {
            before,
            legs: Vec::new(),
            nodes: vec![ends[0]],
            steps: Vec::new(),
            parts: vec![PathPart::Node(ends[0])],
            conditions: Vec::new(),
        };
        let mut inner: Vec<(&[&NodePattern], Slot)> = Vec::new();
        let mut fixed: Vec<(&RelationshipPattern, Slot)> = Vec::new();
        for (at, link) in flat.links.iter().copied().enumerate() {
            let node = flat.nodes.get(at + 1).map_or(&[][..], Vec::as_slice);
            let slot = if at + 1 == flat.links.len() {
                ends[1]
            } else {
                let slot = self.inner_node(node, link, &mut cut);
                inner.push((node, slot));
                slot
            };
            self.cut_link(link, slot, &mut fixed, &mut cut);
            cut.parts.push(PathPart::Node(slot));
        }
        cut.close(path);
        let paths = self.named_paths(flat, &cut.parts);
        for placed in &placed {
            self.conditions_of(placed, before, bound);
        }
        for (patterns, slot) in inner {
            for pattern in patterns {
                self.node_conditions(pattern, slot, &mut cut.conditions);
            }
        }
        for (relation, slot) in fixed {
            let single = relation.hops.is_none();
            let mut rows = Vec::new();
            let own = self.relation_conditions(relation, slot, single, &mut rows);
            cut.conditions.extend(own.into_iter().chain(rows));
        }
        for filter in &flat.filters {
            self.condition(filter).conjuncts(&mut cut.conditions);
        }
        let Cut { legs, conditions, .. } = cut;
        let mut selected =
            Selected { count, groups, from, to, legs, paths, conditions, span: path.span };
        bound.predicates.extend(distribute(&mut selected, &ends));
        bound.selected.push(selected);
    }

    /// A link, as a part of the leg at work or as a leg of its own.
    fn cut_link<'t>(
        &mut self,
        link: &'t Link,
        end: Slot,
        fixed: &mut Vec<(&'t RelationshipPattern, Slot)>,
        cut: &mut Cut<'_>,
    ) {
        let leg = match link {
            Link::Relationship(relation) => match &relation.hops {
                None => {
                    let slot = self.fixed_step(relation, cut);
                    let types = self.types(relation.types.as_ref());
                    let direction = direction(relation.direction);
                    cut.steps.push(LegStep { slot, direction, types });
                    cut.nodes.push(end);
                    cut.parts.push(PathPart::Relation(slot));
                    fixed.push((relation, slot));
                    return;
                }
                Some(hops) if is_quantified(relation) => self.leg(link, hops, cut.before),
                Some(_) => {
                    let leg = self.row(relation, cut);
                    fixed.extend(leg.steps.first().map(|step| (relation, step.slot)));
                    leg
                }
            },
            Link::Group(group) => match &group.quantifier {
                Some(quantifier) => self.leg(link, quantifier, cut.before),
                None => return,
            },
        };
        cut.parts.extend(leg.trail.map(PathPart::Relations));
        cut.repeat(leg, end);
    }

    /// A node between the ends of the path.
    fn inner_node(&mut self, patterns: &[&NodePattern], link: &Link, cut: &mut Cut<'_>) -> Slot {
        let names = || patterns.iter().filter_map(|p| p.variable.as_ref());
        let name = names().next().map_or("", |name| name.text.as_str());
        let slot = self.slot(name, link.span());
        for name in names() {
            match self.scope.get(&name.text) {
                Some(variable) => {
                    self.references.push(variable.slot);
                    if !matches!(variable.ty, Type::Node | Type::Any) {
                        self.conflict(name, variable.ty, Type::Node);
                    }
                    let known = Expr::slot(variable.slot, Type::Node, name.span);
                    let own = Expr::slot(slot, Type::Node, name.span);
                    cut.conditions.push(equal(own, known, name.span));
                }
                None => _ = self.scope.insert(&name.text, slot, Type::Node),
            }
        }
        slot
    }

    /// The slot of one relationship; one that is known is found anew and must be the same.
    fn fixed_step(&mut self, relation: &RelationshipPattern, cut: &mut Cut<'_>) -> Slot {
        let Some(name) = &relation.variable else { return self.slot("", relation.span) };
        let Some(variable) = self.scope.get(&name.text) else {
            return self.declare(name, Type::Relationship);
        };
        if !matches!(variable.ty, Type::Relationship | Type::Any) {
            self.conflict(name, variable.ty, Type::Relationship);
        } else if cut.before.get(&name.text).is_none() {
            self.twice(name);
        }
        self.again(name, variable.slot, Type::Relationship, cut)
    }

    /// `-[r*1..3]-`: a leg of one relationship.
    fn row(&mut self, relation: &RelationshipPattern, cut: &mut Cut<'_>) -> Leg {
        let span = relation.span;
        let list = match &relation.variable {
            None => None,
            Some(name) => match self.scope.get(&name.text) {
                None => Some(self.declare(name, Type::Relationships)),
                Some(variable) => {
                    let fits = matches!(variable.ty, Type::Relationships | Type::List | Type::Any);
                    if !fits || cut.before.get(&name.text).is_none() {
                        self.conflict(name, variable.ty, Type::Relationships);
                    }
                    Some(self.again(name, variable.slot, Type::Relationships, cut))
                }
            },
        };
        let (min, max) = relation.hops.as_ref().map_or((1, Some(1)), |h| (h.least(), h.max));
        let types = self.types(relation.types.as_ref());
        let step =
            LegStep { slot: self.slot("", span), direction: direction(relation.direction), types };
        Leg {
            nodes: vec![self.slot("", span), self.slot("", span)],
            steps: vec![step],
            paths: Vec::new(),
            conditions: Vec::new(),
            min,
            max,
            trail: Some(self.slot("", span)),
            lists: list.map(|slot| (LegPart::Relation(0), slot)).into_iter().collect(),
            span,
        }
    }

    /// A slot for what must be the same as the value of a variable.
    fn again(&mut self, name: &Name, known: Slot, ty: Type, cut: &mut Cut<'_>) -> Slot {
        self.references.push(known);
        let slot = self.slot("", name.span);
        let (own, known) = (Expr::slot(slot, ty, name.span), Expr::slot(known, ty, name.span));
        cut.conditions.push(equal(own, known, name.span));
        slot
    }
}

impl Cut<'_> {
    /// Closes the leg at work, and begins the next one behind a leg that is repeated.
    fn repeat(&mut self, leg: Leg, end: Slot) {
        let span = leg.span;
        self.legs.push(once(&mut self.nodes, &mut self.steps, span));
        self.legs.push(leg);
        self.nodes = vec![end];
    }

    fn close(&mut self, path: &PathPattern) {
        self.legs.push(once(&mut self.nodes, &mut self.steps, path.span));
    }
}

/// A leg that is walked once.
fn once(nodes: &mut Vec<Slot>, steps: &mut Vec<LegStep>, span: Span) -> Leg {
    Leg {
        nodes: std::mem::take(nodes),
        steps: std::mem::take(steps),
        paths: Vec::new(),
        conditions: Vec::new(),
        min: 1,
        max: Some(1),
        trail: None,
        lists: Vec::new(),
        span,
    }
}

/// What is said of one relationship of a row, as it is said of all of them.
fn of_each(condition: Expr, free: &BTreeSet<Slot>, legs: &[Leg]) -> Expr {
    let row = legs.iter().find_map(|leg| {
        let step = leg.steps.first().filter(|step| free.contains(&step.slot))?;
        Some((step.slot, leg.trail?))
    });
    let Some((slot, trail)) = row else { return condition };
    let span = condition.span;
    let kind = ExprKind::Quantifier {
        kind: QuantifierKind::All,
        slot,
        list: Box::new(Expr::slot(trail, Type::Relationships, span)),
        predicate: Some(Box::new(condition)),
    };
    kind.at(span, Type::Boolean)
}

/// Puts each condition where it can be tested first: those on a single leg there; gives back those
/// on nothing but the ends, which hold of all paths between them or of none.
fn distribute(selected: &mut Selected, ends: &[Slot]) -> Vec<Expr> {
    let mut own: BTreeSet<Slot> = selected.binds().into_iter().collect();
    own.extend(selected.legs.iter().flat_map(Leg::own));
    for end in ends {
        own.remove(end);
    }
    let legs = selected.legs.iter().enumerate();
    let walked: BTreeMap<Slot, usize> =
        legs.flat_map(|(number, leg)| leg.own().map(move |slot| (slot, number))).collect();
    let mut about_ends = Vec::new();
    for condition in std::mem::take(&mut selected.conditions) {
        let free = condition.free_slots();
        if free.is_disjoint(&own) {
            about_ends.push(condition);
            continue;
        }
        let mut legs = free.iter().filter(|slot| own.contains(slot)).map(|slot| walked.get(slot));
        let first = legs.next().flatten().copied();
        let only = first.filter(|first| legs.all(|leg| leg == Some(first)));
        if let Some(leg) = only.and_then(|leg| selected.legs.get_mut(leg)) {
            leg.conditions.push(condition);
        } else {
            let condition = of_each(condition, &free, &selected.legs);
            selected.conditions.push(condition);
        }
    }
    about_ends
}

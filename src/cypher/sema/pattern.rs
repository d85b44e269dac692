//! Patterns: from paths as written to one graph of variables with conditions.

use super::bound::{Hops, Pattern, PatternNode, PatternRelation, Shortest, Slot, Type};
use super::expr::{Expr, ExprKind, PathPart};
use super::flat::Flat;
use super::scope::Scope;
use super::{Aggregates, Binder};
use crate::cypher::syntax::tree::{
    self, ComparisonOp, HopsSpelling, Link, MatchMode, NodePattern, PathPattern, Selector,
};
use crate::error::Span;
use crate::model::Direction;

/// The most nodes in the patterns of one `MATCH`. Planning takes time that grows with their square.
const MOST_NODES: usize = 1_000;

impl Binder<'_> {
    /// Binds the patterns of one `MATCH` with its condition; their variables are in scope behind.
    pub(super) fn patterns(
        &mut self,
        mode: Option<MatchMode>,
        patterns: &[PathPattern],
        filter: Option<&tree::Expr>,
    ) -> Pattern {
        let (pattern, _) = self.with_aggregates(Aggregates::Forbidden("in MATCH"), |binder| {
            let repeatable = mode == Some(MatchMode::RepeatableElements);
            let mut bound = Pattern { repeatable, ..Pattern::default() };
            let flats: Vec<Flat<'_>> = patterns.iter().map(Flat::of).collect();
            let nodes: usize = flats.iter().map(Flat::size).sum();
            if nodes > MOST_NODES
                && let Some(first) = patterns.first()
            {
                let message = format!("a MATCH holds {nodes} nodes, and may hold {MOST_NODES}");
                binder.too_large("PatternTooLarge", message, first.span);
                return bound;
            }
            // Only what is repeated or selected asks what was there before.
            let repeats = binder.check_paths(mode, patterns);
            let before = if repeats { binder.scope.clone() } else { Scope::default() };
            let problems = binder.problems.len();
            // All variables first: conditions inside a pattern may speak of any of them.
            let places: Vec<Vec<Placed<'_>>> = patterns
                .iter()
                .zip(&flats)
                .map(|(path, flat)| binder.path(path, flat, &before, &mut bound))
                .collect();
            for placed in places.into_iter().flatten() {
                binder.conditions_of(&placed, &before, &mut bound);
            }
            if repeats {
                binder.explain_unreachable(problems, &before);
            }
            if let Some(filter) = filter {
                binder.aggregates = Aggregates::Forbidden("in WHERE");
                binder.condition(filter).conjuncts(&mut bound.predicates);
            }
            must_be_nodes(&mut bound);
            bound
        });
        pattern
    }

    /// Declares the variables of one path; gives the elements whose conditions are still to bind.
    fn path<'t>(
        &mut self,
        path: &'t PathPattern,
        flat: &Flat<'t>,
        before: &Scope,
        bound: &mut Pattern,
    ) -> Vec<Placed<'t>> {
        match path.selector {
            Some(Selector::ShortestPath) => return self.shortest(path, false, bound),
            Some(Selector::AllShortestPaths) => return self.shortest(path, true, bound),
            Some(Selector::Any(count) | Selector::Shortest(count)) => {
                self.selected(path, (count, false), flat, before, bound);
                return Vec::new();
            }
            Some(Selector::ShortestGroups(count)) => {
                self.selected(path, (count, true), flat, before, bound);
                return Vec::new();
            }
            Some(Selector::AllShortest) => {
                self.selected(path, (1, true), flat, before, bound);
                return Vec::new();
            }
            Some(Selector::All) | None => {}
        }
        let mut placed = Vec::new();
        let mut nodes = flat.nodes.iter();
        let Some(mut left) = nodes.next().map(|n| self.joined_node(n, bound, &mut placed)) else {
            return placed;
        };
        let mut parts = vec![PathPart::Node(bound_slot(bound, left))];
        for (link, node) in flat.links.iter().copied().zip(nodes) {
            let right = self.joined_node(node, bound, &mut placed);
            let index = bound.relations.len();
            let quantified = match link {
                Link::Relationship(r) => bound.repeatable.then_some(r.hops.as_ref()).flatten(),
                Link::Group(group) => group.quantifier.as_ref(),
            };
            if let Some(quantifier) = quantified {
                parts.push(self.repeated(link, quantifier, (left, right), before, bound));
            } else if let Link::Relationship(relation) = link {
                parts.push(self.relation(relation, (left, right), before, bound));
                placed.push(Placed::Relation(relation, index));
            }
            parts.push(PathPart::Node(bound_slot(bound, right)));
            left = right;
        }
        placed.extend(flat.filters.iter().map(|filter| Placed::Filter(filter)));
        for (slot, path) in self.named_paths(flat, &parts) {
            bound.paths.push((slot, path));
        }
        placed
    }

    /// Declares the path variables of a pattern whose parts are nodes and links by turns.
    pub(super) fn named_paths(&mut self, flat: &Flat<'_>, parts: &[PathPart]) -> Vec<(Slot, Expr)> {
        let mut paths = Vec::new();
        for path in &flat.paths {
            let own = parts.get(path.from * 2..=path.to * 2).unwrap_or_default();
            self.fresh(path.name);
            let slot = self.declare(path.name, Type::Path);
            paths.push((slot, ExprKind::Path(own.to_vec()).at(path.span, Type::Path)));
        }
        paths
    }

    /// Declares a node which one or more patterns side by side are about.
    pub(super) fn joined_node<'t>(
        &mut self,
        patterns: &[&'t NodePattern],
        bound: &mut Pattern,
        placed: &mut Vec<Placed<'t>>,
    ) -> usize {
        let known = |p: &NodePattern| {
            p.variable.as_ref().is_some_and(|name| self.scope.get(&name.text).is_some())
        };
        let named = patterns.iter().find(|p| p.variable.is_some());
        let first = patterns.iter().find(|p| known(p)).or(named).or(patterns.first());
        let Some(first) = first else { return 0 };
        let index = self.node(first, bound);
        let slot = bound_slot(bound, index);
        for pattern in patterns {
            if let Some(name) = &pattern.variable {
                match self.scope.get(&name.text) {
                    Some(variable) if variable.slot == slot => {}
                    Some(_) => {
                        let other = self.node(pattern, bound);
                        let other = Expr::slot(bound_slot(bound, other), Type::Node, pattern.span);
                        let own = Expr::slot(slot, Type::Node, first.span);
                        bound.predicates.push(equal(own, other, pattern.span));
                    }
                    None => _ = self.scope.insert(&name.text, slot, Type::Node),
                }
            }
            placed.push(Placed::Node(pattern, slot));
        }
        index
    }

    fn node(&mut self, node: &NodePattern, bound: &mut Pattern) -> usize {
        let Some(name) = &node.variable else {
            let slot = self.slot("", node.span);
            bound.nodes.push(PatternNode { slot, bound: false });
            return bound.nodes.len() - 1;
        };
        if let Some(variable) = self.scope.get(&name.text) {
            self.references.push(variable.slot);
            if !matches!(variable.ty, Type::Node | Type::Any) {
                self.conflict(name, variable.ty, Type::Node);
            }
            if let Some(index) = bound.nodes.iter().position(|n| n.slot == variable.slot) {
                return index;
            }
            self.scope.insert(&name.text, variable.slot, Type::Node);
            bound.nodes.push(PatternNode { slot: variable.slot, bound: true });
        } else {
            let slot = self.declare(name, Type::Node);
            bound.nodes.push(PatternNode { slot, bound: false });
        }
        bound.nodes.len() - 1
    }

    fn relation(
        &mut self,
        relation: &tree::RelationshipPattern,
        (from, to): (usize, usize),
        before: &Scope,
        bound: &mut Pattern,
    ) -> PathPart {
        let types = self.types(relation.types.as_ref());
        let ty = if relation.hops.is_some() { Type::Relationships } else { Type::Relationship };
        let mut slot = None;
        let mut is_bound = false;
        if let Some(name) = &relation.variable {
            if is_quantified(relation) {
                slot = Some(self.declare_list(name, ty, before));
            } else if let Some(variable) = self.scope.get(&name.text) {
                self.references.push(variable.slot);
                self.known_relation(name, variable.ty, ty, variable.slot, bound);
                if relation.hops.is_some() {
                    // A row that is known already is matched anew and must be the same.
                    let fresh = self.slot("", relation.span);
                    bound.predicates.push(equal(
                        Expr::slot(fresh, ty, relation.span),
                        Expr::slot(variable.slot, ty, relation.span),
                        relation.span,
                    ));
                    slot = Some(fresh);
                } else {
                    slot = Some(variable.slot);
                    is_bound = true;
                }
            } else {
                slot = Some(self.declare(name, ty));
            }
        }
        let slot = slot.unwrap_or_else(|| self.slot("", relation.span));
        let hops = relation.hops.as_ref().map(|hops| self.hops(hops, relation.span));
        let part =
            if hops.is_some() { PathPart::Relations(slot) } else { PathPart::Relation(slot) };
        bound.relations.push(PatternRelation {
            slot,
            bound: is_bound,
            from,
            to,
            direction: direction(relation.direction),
            types,
            hops,
            leg: None,
        });
        part
    }

    fn known_relation(
        &mut self,
        name: &tree::Name,
        known: Type,
        wanted: Type,
        slot: Slot,
        bound: &Pattern,
    ) {
        let fits = match wanted {
            Type::Relationship => matches!(known, Type::Relationship | Type::Any),
            _ => matches!(known, Type::Relationships | Type::List | Type::Any),
        };
        if !fits {
            self.conflict(name, known, wanted);
        } else if bound.relations.iter().any(|r| r.slot == slot) {
            self.twice(name);
        }
    }

    /// Reports a relationship that one `MATCH` would have to match twice.
    pub(super) fn twice(&mut self, name: &tree::Name) {
        let message = format!("the relationship `{}` stands twice in one MATCH", name.text);
        let help =
            "one relationship is matched once only; put the second pattern into a MATCH of its own";
        let detail = ("RelationshipUniquenessViolation", "Q0107");
        self.syntax_help(detail, message, name.span, help);
    }

    pub(super) fn hops(&mut self, hops: &tree::Hops, span: Span) -> Hops {
        let each = self.slot("", span);
        Hops { min: hops.least(), max: hops.max, each, conditions: Vec::new() }
    }

    pub(super) fn conflict(&mut self, name: &tree::Name, known: Type, wanted: Type) {
        let message =
            format!("`{}` is {}, and cannot be {} here", name.text, known.words(), wanted.words());
        self.syntax_help(
            ("VariableTypeConflict", "Q0108"),
            message,
            name.span,
            "choose another name",
        );
    }

    /// `shortestPath(…)` and `allShortestPaths(…)`.
    fn shortest<'t>(
        &mut self,
        path: &'t PathPattern,
        all: bool,
        bound: &mut Pattern,
    ) -> Vec<Placed<'t>> {
        let from = self.node(&path.start, bound);
        let mut placed = vec![Placed::Node(&path.start, bound_slot(bound, from))];
        let [tree::Step { link: Link::Relationship(relation), node }] = path.steps.as_slice()
        else {
            let message = "a shortest path is asked for between two nodes".to_owned();
            let help =
                "write shortestPath((a)-[*]-(b)), with one relationship pattern between two nodes";
            self.syntax_help(("InvalidShortestPath", "Q0146"), message, path.span, help);
            return placed;
        };
        let to = self.node(node, bound);
        placed.push(Placed::Node(node, bound_slot(bound, to)));
        let relations = match &relation.variable {
            Some(name) => {
                self.fresh(name);
                self.declare(name, Type::Relationships)
            }
            None => self.slot("", relation.span),
        };
        let hops = match &relation.hops {
            Some(hops) => self.hops(hops, relation.span),
            None => Hops {
                min: 1,
                max: Some(1),
                each: self.slot("", relation.span),
                conditions: Vec::new(),
            },
        };
        let types = self.types(relation.types.as_ref());
        let variable = path.variable.as_ref().map(|name| {
            self.fresh(name);
            self.declare(name, Type::Path)
        });
        placed.push(Placed::Shortest(relation, bound.shortest.len()));
        bound.shortest.push(Shortest {
            all,
            path: variable,
            relations,
            from,
            to,
            direction: direction(relation.direction),
            types,
            hops,
        });
        placed
    }

    pub(super) fn conditions_of(
        &mut self,
        placed: &Placed<'_>,
        before: &Scope,
        bound: &mut Pattern,
    ) {
        match placed {
            Placed::Node(node, slot) => self.node_conditions(node, *slot, &mut bound.predicates),
            Placed::Filter(filter) => self.condition(filter).conjuncts(&mut bound.predicates),
            Placed::Relation(relation, index) => {
                let Some(PatternRelation { slot, hops, .. }) = bound.relations.get(*index) else {
                    return;
                };
                let each = hops.as_ref().map(|h| h.each);
                let of = each.unwrap_or(*slot);
                let conditions = if is_quantified(relation) {
                    let name = relation.variable.as_ref();
                    self.inside(before, name.map(|name| (name, of, Type::Relationship)), |binder| {
                        binder.relation_conditions(relation, of, true, &mut Vec::new())
                    })
                } else {
                    self.relation_conditions(relation, of, each.is_none(), &mut bound.predicates)
                };
                let hops = bound.relations.get_mut(*index).and_then(|r| r.hops.as_mut());
                match hops {
                    Some(hops) => hops.conditions = conditions,
                    None => bound.predicates.extend(conditions),
                }
            }
            Placed::Shortest(relation, index) => {
                let Some(each) = bound.shortest.get(*index).map(|s| s.hops.each) else { return };
                let conditions =
                    self.relation_conditions(relation, each, false, &mut bound.predicates);
                if let Some(shortest) = bound.shortest.get_mut(*index) {
                    shortest.hops.conditions = conditions;
                }
            }
        }
    }

    /// The conditions inside a node pattern.
    pub(super) fn node_conditions(&mut self, node: &NodePattern, slot: Slot, into: &mut Vec<Expr>) {
        let of = Expr::slot(slot, Type::Node, node.span);
        if let Some(labels) = &node.labels {
            let test = self.label_test(labels, Type::Node);
            // `:A&B` as two conditions, so that either can choose where to start.
            let tests = match test {
                super::expr::LabelTest::And(tests) => tests,
                test => vec![test],
            };
            for test in tests {
                let test = ExprKind::HasLabels { of: Box::new(of.clone()), test };
                into.push(test.at(labels.span, Type::Boolean));
            }
        }
        self.properties(&of, node.properties.as_ref(), into);
        if let Some(filter) = &node.filter {
            self.condition(filter).conjuncts(into);
        }
    }

    /// The conditions on a relationship in `of`; those written with `WHERE` on a row of them are
    /// about the row, and join the others.
    pub(super) fn relation_conditions(
        &mut self,
        relation: &tree::RelationshipPattern,
        of: Slot,
        single: bool,
        others: &mut Vec<Expr>,
    ) -> Vec<Expr> {
        let mut conditions = Vec::new();
        let of = Expr::slot(of, Type::Relationship, relation.span);
        self.properties(&of, relation.properties.as_ref(), &mut conditions);
        if let Some(filter) = &relation.filter {
            let into = if single { &mut conditions } else { others };
            self.condition(filter).conjuncts(into);
        }
        conditions
    }

    fn properties(&mut self, of: &Expr, map: Option<&tree::Expr>, into: &mut Vec<Expr>) {
        let Some(map) = map else { return };
        if let tree::ExprKind::Map(entries) = &map.kind {
            for entry in entries {
                let key = self.property(&entry.key, of.ty);
                let property = ExprKind::Property { of: Box::new(of.clone()), key };
                let value = self.expr(&entry.value);
                let span = entry.key.span.to(value.span);
                into.push(equal(property.at(entry.key.span, Type::Any), value, span));
            }
            return;
        }
        self.no_parameter(map, "MATCH");
    }
}

/// An element of a pattern whose variables are declared.
pub(super) enum Placed<'t> {
    Node(&'t NodePattern, Slot),
    /// The condition in the brackets around a part of the pattern.
    Filter(&'t tree::Expr),
    Relation(&'t tree::RelationshipPattern, usize),
    Shortest(&'t tree::RelationshipPattern, usize),
}

/// Whether a relationship is repeated in GQL's way: its variable and its conditions are about each
/// one, and outside it stands for the list.
pub(super) fn is_quantified(relation: &tree::RelationshipPattern) -> bool {
    relation.hops.as_ref().is_some_and(|hops| hops.spelling == HopsSpelling::Quantifier)
}

/// A node that is known before matches nothing where it is `null`: following its relationships finds
/// that out, and one that stands alone is tested.
fn must_be_nodes(bound: &mut Pattern) {
    let Pattern { nodes, relations, shortest, selected, predicates, .. } = bound;
    let ends = relations.iter().map(|r| [r.from, r.to]);
    let ends = ends.chain(shortest.iter().map(|s| [s.from, s.to]));
    let ends = ends.chain(selected.iter().map(|s| [s.from, s.to]));
    let ends: Vec<usize> = ends.flatten().collect();
    for (index, node) in nodes.iter().enumerate() {
        if node.bound && !ends.contains(&index) {
            let span = Span::default();
            let of = Box::new(Expr::slot(node.slot, Type::Node, span));
            let ty = tree::TypeRef {
                name: "NODE".to_owned(),
                element: None,
                not_null: true,
                or: Vec::new(),
                span,
            };
            let test = ExprKind::IsType { of, negated: false, ty };
            predicates.push(test.at(span, Type::Boolean));
        }
    }
}

pub(super) fn bound_slot(bound: &Pattern, node: usize) -> Slot {
    bound.nodes.get(node).map_or(Slot(u16::MAX), |n| n.slot)
}

pub(super) fn equal(left: Expr, right: Expr, span: Span) -> Expr {
    ExprKind::Comparison { first: Box::new(left), rest: vec![(ComparisonOp::Equal, right)] }
        .at(span, Type::Boolean)
}

pub(super) fn direction(direction: tree::Direction) -> Direction {
    match direction {
        tree::Direction::Right => Direction::Out,
        tree::Direction::Left => Direction::In,
        tree::Direction::Either => Direction::Both,
    }
}

//! Patterns: from paths as written to one graph of variables with conditions.

use super::bound::{Hops, Pattern, PatternNode, PatternRelation, Shortest, Slot, Type};
use super::expr::{Expr, ExprKind, PathPart};
use super::{Aggregates, Binder};
use crate::cypher::syntax::tree::{self, ComparisonOp, Link, PathPattern, Selector};
use crate::error::Span;
use crate::model::Direction;

/// The most nodes in the patterns of one `MATCH`. Planning takes time that grows with their square.
const MOST_NODES: usize = 1_000;

impl Binder<'_> {
    /// Binds the patterns of one `MATCH` with its condition; their variables are in scope behind.
    pub(super) fn patterns(
        &mut self,
        patterns: &[PathPattern],
        filter: Option<&tree::Expr>,
    ) -> Pattern {
        let (pattern, _) = self.with_aggregates(Aggregates::Forbidden("in MATCH"), |binder| {
            let mut bound = Pattern::default();
            let links: usize = patterns.iter().map(|path| path.steps.len() + 1).sum();
            if links > MOST_NODES
                && let Some(first) = patterns.first()
            {
                let message = format!("a MATCH holds {links} nodes, and may hold {MOST_NODES}");
                binder.too_large("PatternTooLarge", message, first.span);
                return bound;
            }
            // All variables first: conditions inside a pattern may speak of any of them.
            let places: Vec<Vec<Placed<'_>>> =
                patterns.iter().map(|path| binder.path(path, &mut bound)).collect();
            for placed in places.into_iter().flatten() {
                binder.conditions_of(&placed, &mut bound);
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
    fn path<'t>(&mut self, path: &'t PathPattern, bound: &mut Pattern) -> Vec<Placed<'t>> {
        let mut placed = Vec::new();
        let mut left = self.node(&path.start, bound);
        placed.push(Placed::Node(&path.start, bound_slot(bound, left)));
        if let Some(selector) = &path.selector {
            return self.selected(path, selector, left, bound, placed);
        }
        let mut parts = vec![PathPart::Node(bound_slot(bound, left))];
        for step in &path.steps {
            let right = self.node(&step.node, bound);
            match &step.link {
                Link::Relationship(relation) => {
                    let index = bound.relations.len();
                    let part = self.relation(relation, (left, right), bound);
                    placed.push(Placed::Relation(relation, index));
                    parts.push(part);
                }
                Link::Group(group) => {
                    self.not_yet("this version does not run quantified path patterns", group.span);
                }
            }
            let slot = bound_slot(bound, right);
            placed.push(Placed::Node(&step.node, slot));
            parts.push(PathPart::Node(slot));
            left = right;
        }
        if let Some(name) = &path.variable {
            self.fresh(name);
            let slot = self.declare(name, Type::Path);
            bound.paths.push((slot, ExprKind::Path(parts).at(path.span, Type::Path)));
        }
        placed
    }

    fn node(&mut self, node: &tree::NodePattern, bound: &mut Pattern) -> usize {
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
        bound: &mut Pattern,
    ) -> PathPart {
        let types = self.types(relation.types.as_ref());
        let ty = if relation.hops.is_some() { Type::Relationships } else { Type::Relationship };
        let mut slot = None;
        let mut is_bound = false;
        if let Some(name) = &relation.variable {
            if let Some(variable) = self.scope.get(&name.text) {
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
            let message = format!("the relationship `{}` stands twice in one MATCH", name.text);
            let help = "one relationship is matched once only; put the second pattern into a MATCH of its own";
            let detail = ("RelationshipUniquenessViolation", "Q0107");
            self.syntax_help(detail, message, name.span, help);
        }
    }

    fn hops(&mut self, hops: &tree::Hops, span: Span) -> Hops {
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

    /// `shortestPath(…)` and its kin.
    fn selected<'t>(
        &mut self,
        path: &'t PathPattern,
        selector: &Selector,
        from: usize,
        bound: &mut Pattern,
        mut placed: Vec<Placed<'t>>,
    ) -> Vec<Placed<'t>> {
        let all = match selector {
            Selector::ShortestPath | Selector::Any(1) | Selector::Shortest(1) => false,
            Selector::AllShortestPaths | Selector::AllShortest | Selector::ShortestGroups(1) => {
                true
            }
            _ => {
                self.not_yet("this version finds one shortest path or all of them", path.span);
                return placed;
            }
        };
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

    fn conditions_of(&mut self, placed: &Placed<'_>, bound: &mut Pattern) {
        match placed {
            Placed::Node(node, slot) => {
                if let Some(labels) = &node.labels {
                    let of = Box::new(Expr::slot(*slot, Type::Node, node.span));
                    let test = self.label_test(labels, Type::Node);
                    // `:A&B` as two conditions, so that either can choose where to start.
                    let tests = match test {
                        super::expr::LabelTest::And(tests) => tests,
                        test => vec![test],
                    };
                    for test in tests {
                        let test = ExprKind::HasLabels { of: of.clone(), test };
                        bound.predicates.push(test.at(labels.span, Type::Boolean));
                    }
                }
                let of = Expr::slot(*slot, Type::Node, node.span);
                self.properties(&of, node.properties.as_ref(), &mut bound.predicates);
                if let Some(filter) = &node.filter {
                    self.condition(filter).conjuncts(&mut bound.predicates);
                }
            }
            Placed::Relation(relation, index) => {
                let Some(PatternRelation { slot, hops, .. }) = bound.relations.get(*index) else {
                    return;
                };
                let each = hops.as_ref().map(|h| h.each);
                let of = each.unwrap_or(*slot);
                let conditions = self.relation_conditions(relation, of, each.is_none(), bound);
                let hops = bound.relations.get_mut(*index).and_then(|r| r.hops.as_mut());
                match hops {
                    Some(hops) => hops.conditions = conditions,
                    None => bound.predicates.extend(conditions),
                }
            }
            Placed::Shortest(relation, index) => {
                let Some(each) = bound.shortest.get(*index).map(|s| s.hops.each) else { return };
                let conditions = self.relation_conditions(relation, each, false, bound);
                if let Some(shortest) = bound.shortest.get_mut(*index) {
                    shortest.hops.conditions = conditions;
                }
            }
        }
    }

    /// The conditions on a relationship in `of`; those written with `WHERE` on a row of them are
    /// about the row, and join the others.
    fn relation_conditions(
        &mut self,
        relation: &tree::RelationshipPattern,
        of: Slot,
        single: bool,
        bound: &mut Pattern,
    ) -> Vec<Expr> {
        let mut conditions = Vec::new();
        let of = Expr::slot(of, Type::Relationship, relation.span);
        self.properties(&of, relation.properties.as_ref(), &mut conditions);
        if let Some(filter) = &relation.filter {
            let into = if single { &mut conditions } else { &mut bound.predicates };
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
enum Placed<'t> {
    Node(&'t tree::NodePattern, Slot),
    Relation(&'t tree::RelationshipPattern, usize),
    Shortest(&'t tree::RelationshipPattern, usize),
}

/// A node that is known before matches nothing where it is `null`: following its relationships finds
/// that out, and one that stands alone is tested.
fn must_be_nodes(bound: &mut Pattern) {
    let Pattern { nodes, relations, shortest, predicates, .. } = bound;
    let ends = relations.iter().flat_map(|r| [r.from, r.to]);
    let ends: Vec<usize> = ends.chain(shortest.iter().flat_map(|s| [s.from, s.to])).collect();
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

fn bound_slot(bound: &Pattern, node: usize) -> Slot {
    bound.nodes.get(node).map_or(Slot(u16::MAX), |n| n.slot)
}

fn equal(left: Expr, right: Expr, span: Span) -> Expr {
    ExprKind::Comparison { first: Box::new(left), rest: vec![(ComparisonOp::Equal, right)] }
        .at(span, Type::Boolean)
}

fn direction(direction: tree::Direction) -> Direction {
    match direction {
        tree::Direction::Right => Direction::Out,
        tree::Direction::Left => Direction::In,
        tree::Direction::Either => Direction::Both,
    }
}

//! Quantified path patterns: `((a)-[r]->(b) WHERE …){1,3}`.
//!
//! ISO/IEC 39075:2024 (GQL), 16.7 and 16.11, as Neo4j's Cypher has taken them up. Inside, a variable
//! is one node or relationship; outside, the list of them.

use super::Binder;
use super::bound::{Leg, LegPart, LegStep, Pattern, PatternRelation, Slot, Type, Types};
use super::expr::{ExprKind, PathPart};
use super::flat::Flat;
use super::pattern::direction;
use super::scope::Scope;
use crate::cypher::syntax::tree::{self, Link, Name, NodePattern};
use crate::model::Direction;

/// What a leg binds, as its variables are declared.
struct Parts<'t> {
    nodes: Vec<Slot>,
    steps: Vec<LegStep>,
    /// Each variable, where it stands and of what type the list of its values is.
    names: Vec<(&'t Name, LegPart, Type)>,
}

impl Parts<'_> {
    /// The parts of the path from one node to another.
    fn between(&self, from: usize, to: usize) -> Vec<PathPart> {
        let nodes = self.nodes.iter().take(to + 1).skip(from);
        let mut parts: Vec<PathPart> = nodes.clone().take(1).map(|n| PathPart::Node(*n)).collect();
        for (step, node) in self.steps.iter().skip(from).zip(nodes.skip(1)) {
            parts.extend([PathPart::Relation(step.slot), PathPart::Node(*node)]);
        }
        parts
    }
}

impl Binder<'_> {
    /// A path that is repeated, as one link between two nodes of a pattern.
    pub(super) fn repeated(
        &mut self,
        link: &tree::Link,
        quantifier: &tree::Hops,
        (from, to): (usize, usize),
        before: &Scope,
        bound: &mut Pattern,
    ) -> PathPart {
        let leg = self.leg(link, quantifier, before);
        let slot = leg.trail.unwrap_or(Slot(u16::MAX));
        bound.relations.push(PatternRelation {
            slot,
            bound: false,
            from,
            to,
            direction: Direction::Both,
            types: Types::All,
            hops: None,
            leg: Some(leg.into()),
        });
        PathPart::Relations(slot)
    }

    /// Binds a path that is repeated. Its conditions see its own variables and those from `before`
    /// the clause.
    pub(super) fn leg(&mut self, link: &Link, quantifier: &tree::Hops, before: &Scope) -> Leg {
        let flat = Flat::of_link(link);
        let outer = std::mem::replace(&mut self.scope, before.clone());
        let mut parts = Parts { nodes: Vec::new(), steps: Vec::new(), names: Vec::new() };
        let mut conditions = Vec::new();
        for (at, node) in flat.nodes.iter().enumerate() {
            self.leg_node(node, at, link, before, &mut parts);
        }
        for inner in &flat.links {
            self.leg_step(inner, before, &mut parts);
        }
        let mut paths = Vec::new();
        for path in &flat.paths {
            let part = LegPart::Path(path.from, path.to);
            let slot = self.leg_name(path.name, part, Type::Path, before, &mut parts);
            let whole = ExprKind::Path(parts.between(path.from, path.to));
            paths.push((slot, whole.at(path.span, Type::Path)));
        }
        for (node, slot) in flat.nodes.iter().zip(parts.nodes.clone()) {
            for pattern in node {
                self.node_conditions(pattern, slot, &mut conditions);
            }
        }
        for (relation, slot) in flat.relationships().zip(parts.steps.iter().map(|s| s.slot)) {
            let own = self.relation_conditions(relation, slot, true, &mut Vec::new());
            conditions.extend(own);
        }
        for filter in &flat.filters {
            self.condition(filter).conjuncts(&mut conditions);
        }
        self.scope = outer;
        let Parts { nodes, steps, names } = parts;
        let lists = names
            .into_iter()
            .map(|(name, part, ty)| (part, self.declare_list(name, ty, before)))
            .collect();
        let trail = Some(self.slot("", link.span()));
        let (min, max) = (quantifier.least(), quantifier.max);
        Leg { nodes, steps, paths, conditions, min, max, trail, lists, span: link.span() }
    }

    fn leg_node<'t>(
        &mut self,
        patterns: &[&'t NodePattern],
        at: usize,
        link: &Link,
        before: &Scope,
        parts: &mut Parts<'t>,
    ) {
        let names = || patterns.iter().filter_map(|p| p.variable.as_ref());
        let known = names().find_map(|name| {
            let variable = self.scope.get(&name.text)?;
            let own = before.get(&name.text).is_none() && variable.ty == Type::Node;
            own.then_some(variable.slot)
        });
        let name = names().next().map_or("", |name| name.text.as_str());
        let slot = known.unwrap_or_else(|| self.slot(name, link.span()));
        parts.nodes.push(slot);
        for name in names() {
            match self.scope.get(&name.text) {
                Some(variable) if variable.slot == slot => {}
                Some(variable) if before.get(&name.text).is_none() => {
                    self.conflict(name, variable.ty, Type::Node);
                }
                Some(_) => self.fresh(name),
                None => {
                    self.scope.insert(&name.text, slot, Type::Node);
                    parts.names.push((name, LegPart::Node(at), Type::List));
                }
            }
        }
    }

    fn leg_step<'t>(&mut self, link: &'t Link, before: &Scope, parts: &mut Parts<'t>) {
        // A quantified path inside another one is reported already.
        let Link::Relationship(relation) = link else { return };
        let slot = match &relation.variable {
            Some(name) => {
                let part = LegPart::Relation(parts.steps.len());
                self.leg_name(name, part, Type::Relationship, before, parts)
            }
            None => self.slot("", relation.span),
        };
        let types = self.types(relation.types.as_ref());
        parts.steps.push(LegStep { slot, direction: direction(relation.direction), types });
    }

    /// Declares a variable that stands once inside.
    fn leg_name<'t>(
        &mut self,
        name: &'t Name,
        part: LegPart,
        ty: Type,
        before: &Scope,
        parts: &mut Parts<'t>,
    ) -> Slot {
        match self.scope.get(&name.text) {
            Some(_) if before.get(&name.text).is_some() => self.fresh(name),
            Some(variable) if variable.ty == Type::Relationship && ty == Type::Relationship => {
                self.twice(name);
            }
            Some(variable) => self.conflict(name, variable.ty, ty),
            None => {
                let list = if ty == Type::Relationship { Type::Relationships } else { Type::List };
                parts.names.push((name, part, list));
                let slot = self.slot(&name.text, name.span);
                self.scope.insert(&name.text, slot, ty);
                return slot;
            }
        }
        self.slot(&name.text, name.span)
    }

    /// Declares the list that a variable of a quantified path stands for outside of it.
    pub(super) fn declare_list(&mut self, name: &Name, ty: Type, before: &Scope) -> Slot {
        if self.scope.get(&name.text).is_none() {
            return self.declare(name, ty);
        }
        if before.get(&name.text).is_some() {
            self.fresh(name);
        } else {
            let message = format!(
                "`{}` stands in a quantified path pattern and in another part of the MATCH",
                name.text
            );
            let help = "inside it is one thing, outside a list; give one of the two another name";
            self.syntax_help(("VariableAlreadyBound", "Q0170"), message, name.span, help);
        }
        self.slot(&name.text, name.span)
    }

    /// Binds `body` in the scope from before the clause, with one variable more.
    pub(super) fn inside<T>(
        &mut self,
        before: &Scope,
        variable: Option<(&Name, Slot, Type)>,
        body: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = std::mem::replace(&mut self.scope, before.clone());
        if let Some((name, slot, ty)) = variable {
            self.scope.insert(&name.text, slot, ty);
        }
        let result = body(self);
        self.scope = outer;
        result
    }

    /// Says of variables that were not found since whether the clause binds them elsewhere.
    pub(super) fn explain_unreachable(&mut self, since: usize, before: &Scope) {
        let (text, scope) = (self.text, &self.scope);
        for problem in self.problems.iter_mut().skip(since) {
            let name = problem.span.map_or("", |span| span.of(text)).trim_matches('`');
            let elsewhere = scope.get(name).is_some() && before.get(name).is_none();
            if problem.detail == "UndefinedVariable" && elsewhere {
                problem.message = format!(
                    "`{name}` is bound outside this quantified path pattern, by the same MATCH"
                );
                problem.help = Some(format!(
                    "inside, only its own variables and those of earlier clauses can be used; \
                     bind `{name}` in a MATCH before"
                ));
            }
        }
    }
}

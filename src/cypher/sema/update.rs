//! The clauses that write.

use std::sync::Arc;

use super::bound::{Clause, Creation, Merge, New, NewKind, Slot, Type, Update};
use super::expr::{Expr, ExprKind, PathPart};
use super::{Aggregates, Binder};
use crate::cypher::error::{ErrorKind, Problem};
use crate::cypher::syntax::tree::{
    self, ClauseKind, Direction, Link, MergeEvent, Name, PathPattern, RemoveItem, SetItemKind,
};
use crate::error::Span;
use crate::model::Value;

impl Binder<'_> {
    /// Binds a clause that writes.
    pub(super) fn updating(&mut self, clause: &tree::Clause) -> Option<Clause> {
        let place = Aggregates::Forbidden("in a clause that writes");
        let (bound, _) = self.with_aggregates(place, |binder| binder.update(clause));
        bound
    }

    fn update(&mut self, clause: &tree::Clause) -> Option<Clause> {
        match &clause.kind {
            ClauseKind::Create { patterns } => {
                let mut creation = Creation::default();
                for path in patterns {
                    self.create(path, &mut creation);
                }
                Some(Clause::Create(creation))
            }
            ClauseKind::Merge { pattern, actions } => Some(self.merge(pattern, actions)),
            ClauseKind::Set { items } => Some(Clause::Update(self.set(items))),
            ClauseKind::Remove { items } => {
                Some(Clause::Update(items.iter().filter_map(|item| self.remove(item)).collect()))
            }
            ClauseKind::Delete { detach, targets } => {
                let targets = targets.iter().map(|target| self.target(target)).collect();
                Some(Clause::Delete { detach: *detach, targets })
            }
            ClauseKind::Foreach { variable, list, body } => {
                let list = self.expr(list);
                self.expect(&list, &[Type::List, Type::Relationships]);
                let element =
                    if list.ty == Type::Relationships { Type::Relationship } else { Type::Any };
                let outer = self.scope.clone();
                let slot = self.declare(variable, element);
                let body = body.iter().filter_map(|clause| self.inside_foreach(clause)).collect();
                self.scope = outer;
                Some(Clause::Foreach { list, slot, body })
            }
            _ => None,
        }
    }

    fn inside_foreach(&mut self, clause: &tree::Clause) -> Option<Clause> {
        let bound = self.update(clause);
        if bound.is_none() {
            let message = "FOREACH holds only clauses that write".to_owned();
            let help = "use UNWIND to read for each element of a list";
            self.syntax_help(("InvalidClauseComposition", "Q0149"), message, clause.span, help);
        }
        bound
    }

    fn target(&mut self, target: &tree::Expr) -> Expr {
        if let tree::ExprKind::HasLabels { .. } = target.kind {
            let message = "a label is not deleted, but removed from a node".to_owned();
            let help = "write REMOVE in place of DELETE";
            self.syntax_help(("InvalidDelete", "Q0160"), message, target.span, help);
        }
        let bound = self.expr(target);
        if !matches!(target.kind, tree::ExprKind::HasLabels { .. }) {
            self.expect(&bound, &[Type::Node, Type::Relationship, Type::Path]);
        }
        bound
    }

    // --- CREATE ----------------------------------------------------------------------------------

    /// Binds one path of `CREATE`; its new variables are in scope behind.
    fn create(&mut self, path: &PathPattern, creation: &mut Creation) {
        if !self.can_be_drawn(path, "CREATE") {
            return;
        }
        let alone = path.steps.is_empty();
        let mut left = self.new_node(&path.start, alone, creation);
        let mut parts = vec![PathPart::Node(left)];
        for step in &path.steps {
            let Link::Relationship(relation) = &step.link else { continue };
            if relation.direction == Direction::Either {
                let message = "a relationship is created in one direction".to_owned();
                let help = "write --> or <--";
                let detail = ("RequiresDirectedRelationship", "Q0161");
                self.syntax_help(detail, message, relation.span, help);
            }
            if let Some(name) = &relation.variable {
                self.fresh(name);
            }
            let rel_type = self.single_type(relation);
            let properties = self.new_properties(relation.properties.as_ref());
            let right = self.new_node(&step.node, false, creation);
            let slot = match &relation.variable {
                Some(name) => self.declare(name, Type::Relationship),
                None => self.slot("", relation.span),
            };
            let kind = relation_between(relation.direction, left, right, rel_type);
            creation.elements.push(New { slot, kind, properties, span: relation.span });
            parts.extend([PathPart::Relation(slot), PathPart::Node(right)]);
            left = right;
        }
        if let Some(name) = &path.variable {
            self.fresh(name);
            let slot = self.declare(name, Type::Path);
            creation.paths.push((slot, ExprKind::Path(parts).at(path.span, Type::Path)));
        }
    }

    /// A node of `CREATE`: one that is known, or a new one.
    fn new_node(&mut self, node: &tree::NodePattern, alone: bool, creation: &mut Creation) -> Slot {
        let known =
            node.variable.as_ref().and_then(|name| Some((name, self.scope.get(&name.text)?)));
        if let Some((name, variable)) = known {
            self.references.push(variable.slot);
            if alone || node.labels.is_some() || node.properties.is_some() {
                self.fresh(name);
            } else if !matches!(variable.ty, Type::Node | Type::Any) {
                self.conflict(name, variable.ty, Type::Node);
            }
            return variable.slot;
        }
        if !self.snapshot.schema().is_open() {
            // The schema gives every node one.
            self.written.insert("id".to_owned());
        }
        let labels = self.new_labels(node);
        let properties = self.new_properties(node.properties.as_ref());
        let slot = match &node.variable {
            Some(name) => self.declare(name, Type::Node),
            None => self.slot("", node.span),
        };
        let kind = NewKind::Node { labels };
        creation.elements.push(New { slot, kind, properties, span: node.span });
        slot
    }

    /// Reports the parts of a pattern that only make sense for matching; whether the rest can be
    /// bound.
    fn can_be_drawn(&mut self, path: &PathPattern, word: &str) -> bool {
        let group = path.steps.iter().find(|s| matches!(s.link, Link::Group(_)));
        if path.selector.is_some() || group.is_some() {
            let message = format!("{word} takes plain patterns of nodes and relationships");
            self.syntax("UnexpectedSyntax", "Q0162", message, path.span);
            return false;
        }
        let nodes = std::iter::once(&path.start).chain(path.steps.iter().map(|s| &s.node));
        let relations = path.steps.iter().filter_map(|s| s.link.relationship());
        let filters = nodes
            .filter_map(|n| n.filter.as_ref())
            .chain(relations.clone().filter_map(|r| r.filter.as_ref()));
        for filter in filters {
            let message = format!("WHERE has no place in {word}");
            self.syntax("UnexpectedSyntax", "Q0162", message, filter.span);
        }
        for relation in relations {
            if let Some(hops) = &relation.hops {
                let message = format!("{word} draws relationships one by one");
                let help = "write each relationship of the row";
                self.syntax_help(("CreatingVarLength", "Q0163"), message, hops.span, help);
            }
        }
        true
    }

    fn single_type(&mut self, relation: &tree::RelationshipPattern) -> Arc<str> {
        if let Some(name) = relation.types.as_ref().and_then(tree::LabelExpr::name) {
            self.written.insert(name.text.clone());
            return name.text.as_str().into();
        }
        let known = |name: &Name| self.scope.get(&name.text).is_some();
        if relation.variable.as_ref().is_some_and(known) {
            // That it is known already is said elsewhere; what its type should be is anyone's guess.
            return "".into();
        }
        let message = "a relationship is created with exactly one type".to_owned();
        let help = "write it as in -[:KNOWS]->";
        self.syntax_help(("NoSingleRelationshipType", "Q0164"), message, relation.span, help);
        "".into()
    }

    fn new_labels(&mut self, node: &tree::NodePattern) -> Vec<Arc<str>> {
        let Some(labels) = &node.labels else { return Vec::new() };
        if let Some(names) = labels.conjunction() {
            self.written.extend(names.iter().map(|name| name.text.clone()));
            return names.into_iter().map(|name| name.text.as_str().into()).collect();
        }
        let message = "a node is created with labels, not with a condition on them".to_owned();
        let help = "write them one behind the other, as in (:Person:Doctor)";
        self.syntax_help(("UnexpectedSyntax", "Q0162"), message, labels.span, help);
        Vec::new()
    }

    fn new_properties(&mut self, map: Option<&tree::Expr>) -> Option<Expr> {
        let bound = self.expr(map?);
        self.expect(&bound, &[Type::Map, Type::Node, Type::Relationship]);
        if let ExprKind::Map(entries) = &bound.kind {
            for (name, value) in entries {
                self.written.insert(name.to_string());
                self.storable(value);
            }
        }
        Some(bound)
    }

    /// Reports a value that no property can hold, where that shows in the text.
    fn storable(&mut self, value: &Expr) {
        let nested = |ty| {
            matches!(
                ty,
                Type::Map | Type::Node | Type::Relationship | Type::Relationships | Type::Path
            )
        };
        let refused = match &value.kind {
            ExprKind::List(items) => {
                items.iter().any(|item| nested(item.ty) || item.ty == Type::List)
            }
            _ => nested(value.ty),
        };
        if refused {
            let written = value.span.of(self.text);
            let message = format!("a property cannot hold `{written}`");
            let kind = ErrorKind::TypeError;
            let problem = Problem::new(kind, "InvalidPropertyType", "Q0166", message, value.span);
            let help = "a property holds a text, a number, a truth value, a point in time, or a \
                        list of such values";
            self.problems.push(problem.with_help(help));
        }
    }

    // --- MERGE -----------------------------------------------------------------------------------

    fn merge(&mut self, path: &PathPattern, actions: &[tree::MergeAction]) -> Clause {
        let mut creation = Creation::default();
        if !self.can_be_drawn(path, "MERGE") {
            let (pattern, none) = (super::bound::Pattern::default(), Vec::new);
            let merge = Merge { pattern, creation, on_create: none(), on_match: none() };
            return Clause::Merge(Box::new(merge));
        }
        self.check_merge(path);
        // What is drawn is worked out from what was there before, so it is bound before.
        let nodes = std::iter::once(&path.start).chain(path.steps.iter().map(|s| &s.node));
        let drawn: Vec<_> = nodes
            .map(|node| {
                let known =
                    node.variable.as_ref().is_some_and(|n| self.scope.get(&n.text).is_some());
                let parts = (!known).then(|| {
                    (self.new_labels(node), self.new_properties(node.properties.as_ref()))
                });
                (node.span, parts)
            })
            .collect();
        let relations = path.steps.iter().filter_map(|s| s.link.relationship());
        let tied: Vec<_> = relations
            .map(|relation| {
                let rel_type = self.single_type(relation);
                (relation, rel_type, self.new_properties(relation.properties.as_ref()))
            })
            .collect();
        let (named, given) = name_all(path);
        let pattern = self.patterns(None, std::slice::from_ref(&named), None);
        let mut slots = given.iter().map(|name| self.scope.get(name).map(|v| v.slot));
        let mut next = || slots.next().flatten().unwrap_or(Slot(0));
        let mut left = next();
        let mut drawn = drawn.into_iter();
        let mut seen = Vec::new();
        let mut draw = |slot, creation: &mut Creation| {
            if let Some((span, Some((labels, properties)))) = drawn.next()
                && !seen.contains(&slot)
            {
                seen.push(slot);
                let kind = NewKind::Node { labels };
                creation.elements.push(New { slot, kind, properties, span });
            }
        };
        draw(left, &mut creation);
        for (relation, rel_type, properties) in tied {
            let (slot, right) = (next(), next());
            draw(right, &mut creation);
            let kind = relation_between(relation.direction, left, right, rel_type);
            creation.elements.push(New { slot, kind, properties, span: relation.span });
            left = right;
        }
        creation.paths.clone_from(&pattern.paths);
        for name in given.iter().filter(|name| name.starts_with(' ')) {
            self.scope.restore(name, None);
        }
        let mut on = |event| -> Vec<Update> {
            let wanted = actions.iter().filter(|action| action.event == event);
            wanted.flat_map(|action| self.set(&action.items)).collect()
        };
        let (on_create, on_match) = (on(MergeEvent::Create), on(MergeEvent::Match));
        Clause::Merge(Box::new(Merge { pattern, creation, on_create, on_match }))
    }

    /// The rules for known variables and for parameters in `MERGE`.
    fn check_merge(&mut self, path: &PathPattern) {
        let nodes = std::iter::once(&path.start).chain(path.steps.iter().map(|s| &s.node));
        for node in nodes.clone() {
            let Some(name) = &node.variable else { continue };
            let more = path.steps.is_empty() || node.labels.is_some() || node.properties.is_some();
            if more {
                self.fresh(name);
            }
        }
        let relations = path.steps.iter().filter_map(|s| s.link.relationship());
        for name in relations.clone().filter_map(|r| r.variable.as_ref()).chain(&path.variable) {
            self.fresh(name);
        }
        let maps = nodes.map(|n| &n.properties).chain(relations.map(|r| &r.properties));
        for map in maps.flatten() {
            self.no_parameter(map, "MERGE");
        }
    }

    /// Reports a parameter that stands for all properties of a pattern.
    pub(super) fn no_parameter(&mut self, map: &tree::Expr, word: &str) {
        if let tree::ExprKind::Parameter(name) = &map.kind {
            let message = format!("${} cannot stand for all properties in {word}", name.text);
            let help = format!("name the properties, as in {{name: ${}.name}}", name.text);
            self.syntax_help(("InvalidParameterUse", "Q0165"), message, map.span, help);
        }
    }

    // --- SET and REMOVE --------------------------------------------------------------------------

    fn set(&mut self, items: &[tree::SetItem]) -> Vec<Update> {
        items.iter().filter_map(|item| self.set_item(item)).collect()
    }

    fn set_item(&mut self, item: &tree::SetItem) -> Option<Update> {
        match &item.kind {
            SetItemKind::Property { target, value } => {
                let (of, name) = self.place(target)?;
                let value = self.expr(value);
                self.storable(&value);
                Some(Update::Property { of, name, value })
            }
            SetItemKind::Replace { variable, value } => {
                Some(self.all_properties(variable, value, true))
            }
            SetItemKind::Extend { variable, value } => {
                Some(self.all_properties(variable, value, false))
            }
            SetItemKind::Labels { variable, labels } => Some(self.labels(variable, labels, true)),
        }
    }

    fn remove(&mut self, item: &RemoveItem) -> Option<Update> {
        match item {
            RemoveItem::Labels { variable, labels } => Some(self.labels(variable, labels, false)),
            RemoveItem::Property(target) => {
                let (of, name) = self.place(target)?;
                let value = ExprKind::Constant(Value::Null).at(target.span, Type::Any);
                Some(Update::Property { of, name, value })
            }
        }
    }

    /// The node or relationship, and the name, of a property.
    fn place(&mut self, target: &tree::Expr) -> Option<(Expr, Expr)> {
        let (of, name) = match &target.kind {
            tree::ExprKind::Property { of, key } => {
                self.written.insert(key.text.clone());
                let name = Value::from(key.text.as_str());
                (self.expr(of), ExprKind::Constant(name).at(key.span, Type::String))
            }
            tree::ExprKind::Index { of, index } => (self.expr(of), self.expr(index)),
            _ => return None,
        };
        self.expect(&of, &[Type::Node, Type::Relationship]);
        Some((of, name))
    }

    fn all_properties(&mut self, variable: &Name, value: &tree::Expr, replace: bool) -> Update {
        let of = self.variable(variable);
        self.expect(&of, &[Type::Node, Type::Relationship]);
        let value = self.expr(value);
        self.expect(&value, &[Type::Map, Type::Node, Type::Relationship]);
        if let ExprKind::Map(entries) = &value.kind {
            self.written.extend(entries.iter().map(|(name, _)| name.to_string()));
        }
        Update::Properties { of, value, replace }
    }

    fn labels(&mut self, variable: &Name, labels: &[Name], add: bool) -> Update {
        let of = self.variable(variable);
        self.expect(&of, &[Type::Node]);
        self.written.extend(labels.iter().map(|label| label.text.clone()));
        let labels = labels.iter().map(|label| label.text.as_str().into()).collect();
        Update::Labels { of, labels, add }
    }
}

fn relation_between(direction: Direction, left: Slot, right: Slot, rel_type: Arc<str>) -> NewKind {
    let (from, to) = if direction == Direction::Left { (right, left) } else { (left, right) };
    NewKind::Relation { from, to, rel_type }
}

/// The path with a name for each of its elements, and these names in the order of the text. No name
/// of a query begins with a space.
fn name_all(path: &PathPattern) -> (PathPattern, Vec<String>) {
    let mut path = path.clone();
    let mut names = Vec::new();
    let mut give = |variable: &mut Option<Name>, span: Span| {
        let text = || Name { text: format!(" {}", names.len()), span };
        let name = variable.get_or_insert_with(text);
        names.push(name.text.clone());
    };
    give(&mut path.start.variable, path.start.span);
    for step in &mut path.steps {
        if let Link::Relationship(relation) = &mut step.link {
            give(&mut relation.variable, relation.span);
        }
        give(&mut step.node.variable, step.node.span);
    }
    (path, names)
}

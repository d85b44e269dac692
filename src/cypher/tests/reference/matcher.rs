//! Patterns: every trail from every node, and only then the conditions.

use super::expression::labelled;
use super::{Halt, Reference, Row};
use crate::cypher::syntax::tree::{
    Direction, Expr, ExprKind, HopsSpelling, Link, Name, NodePattern, PathPattern,
    RelationshipPattern, Selector, Step,
};
use crate::model::value::Path;
use crate::model::{EdgeId, NodeId, Value};

/// A part of a match.
#[derive(Clone)]
struct Partial<'t> {
    row: Row,
    /// The relationships so far: none is matched twice in one `MATCH`.
    used: Vec<EdgeId>,
    /// The trail of each path that is done, and of the one that grows.
    trails: Vec<Path>,
    /// What is to be tested when every variable has its value.
    inline: Vec<Inline<'t>>,
}

/// An element with the conditions that stand inside its pattern.
#[derive(Clone)]
struct Inline<'t> {
    properties: Option<&'t Expr>,
    of: Vec<Value>,
    filter: Option<&'t Expr>,
}

impl Partial<'_> {
    fn trail(&mut self) -> &mut Path {
        self.trails.last_mut().unwrap()
    }

    fn end(&self) -> NodeId {
        *self.trails.last().unwrap().nodes.last().unwrap()
    }

    /// Gives a variable its value; whether it had none, or this one.
    fn bind(&mut self, name: Option<&Name>, value: &Value) -> bool {
        let Some(name) = name else { return true };
        self.row.entry(name.text.clone()).or_insert_with(|| value.clone()) == value
    }
}

impl Reference<'_> {
    /// The matches of these patterns, under a condition, for one row.
    pub(super) fn matches(
        &self,
        patterns: &[PathPattern],
        filter: Option<&Expr>,
        row: &Row,
    ) -> Result<Vec<Row>, Halt> {
        let (used, trails, inline) = (Vec::new(), Vec::new(), Vec::new());
        let mut open = vec![Partial { row: row.clone(), used, trails, inline }];
        for pattern in patterns {
            let mut longer = Vec::new();
            for partial in &open {
                longer.extend(self.path(pattern, partial)?);
            }
            open = longer;
        }
        let mut whole = Vec::new();
        for partial in open {
            if self.holds_inline(&partial)?
                && filter.map_or(Ok(true), |filter| self.holds(filter, &partial.row))?
            {
                whole.push(partial);
            }
        }
        for (place, pattern) in patterns.iter().enumerate() {
            match pattern.selector {
                Some(Selector::ShortestPath) => whole = shortest(false, pattern, place, whole),
                Some(Selector::AllShortestPaths) => whole = shortest(true, pattern, place, whole),
                Some(_) => return Err(Halt::Beyond),
                None => {}
            }
        }
        Ok(whole.into_iter().map(|partial| partial.row).collect())
    }

    /// A pattern where a value is expected: whether it is there; of shortest paths the path, or all.
    pub(super) fn pattern_as_value(&self, pattern: &PathPattern, row: &Row) -> Result<Value, Halt> {
        let name = Name { text: " path".to_owned(), span: pattern.span };
        let named = PathPattern { variable: Some(name.clone()), ..pattern.clone() };
        let matches = self.matches(std::slice::from_ref(&named), None, row)?;
        let mut paths = matches.into_iter().map(|row| row[&name.text].clone());
        Ok(match pattern.selector {
            None => paths.next().is_some().into(),
            Some(Selector::ShortestPath) => paths.next().into(),
            Some(_) => Value::list(paths),
        })
    }

    /// Every way to go on from a partial match along a path.
    fn path<'t>(
        &self,
        pattern: &'t PathPattern,
        partial: &Partial<'t>,
    ) -> Result<Vec<Partial<'t>>, Halt> {
        let mut open = Vec::new();
        for node in self.snapshot.nodes() {
            let mut partial = partial.clone();
            partial.trails.push(Path { nodes: vec![node], edges: Vec::new() });
            open.extend(self.at_node(&pattern.start, partial)?);
        }
        for step in &pattern.steps {
            let mut longer = Vec::new();
            for partial in open {
                longer.extend(self.step_from(step, &partial)?);
            }
            open = longer;
        }
        open.retain_mut(|partial| {
            let path = Value::Path(partial.trail().clone().into());
            partial.bind(pattern.variable.as_ref(), &path)
        });
        Ok(open)
    }

    /// The partial match, if the node at its end fits the pattern.
    fn at_node<'t>(
        &self,
        node: &'t NodePattern,
        mut partial: Partial<'t>,
    ) -> Result<Option<Partial<'t>>, Halt> {
        self.step()?;
        let id = partial.end();
        let own = self.labels_of(id);
        let fits = node.labels.as_ref().is_none_or(|labels| labelled(labels, &own));
        if !fits || !partial.bind(node.variable.as_ref(), &id.into()) {
            return Ok(None);
        }
        let (properties, filter) = (node.properties.as_ref(), node.filter.as_deref());
        partial.inline.push(Inline { properties, of: vec![id.into()], filter });
        Ok(Some(partial))
    }

    fn step_from<'t>(
        &self,
        step: &'t Step,
        partial: &Partial<'t>,
    ) -> Result<Vec<Partial<'t>>, Halt> {
        // Quantified patterns have an oracle of their own.
        let Link::Relationship(relation) = &step.link else {
            return Err(Halt::Beyond);
        };
        let hops = relation.hops.as_ref();
        if hops.is_some_and(|hops| hops.spelling == HopsSpelling::Quantifier) {
            return Err(Halt::Beyond);
        }
        let mut found = Vec::new();
        for edges in self.trails(relation, partial.end(), &partial.used)? {
            let mut partial = partial.clone();
            let row: Vec<Value> = edges.iter().map(|(edge, _)| (*edge).into()).collect();
            let value = match relation.hops {
                Some(_) => Value::list(row.clone()),
                None => row[0].clone(),
            };
            if !partial.bind(relation.variable.as_ref(), &value) {
                continue;
            }
            for (edge, far) in edges {
                partial.used.push(edge);
                partial.trail().edges.push(edge);
                partial.trail().nodes.push(far);
            }
            let (properties, filter) = (relation.properties.as_ref(), relation.filter.as_deref());
            partial.inline.push(Inline { properties, of: row, filter });
            found.extend(self.at_node(&step.node, partial)?);
        }
        Ok(found)
    }

    /// Every trail along a relationship pattern that avoids `used`: the relationships, each with
    /// the node it leads to.
    fn trails(
        &self,
        relation: &RelationshipPattern,
        start: NodeId,
        used: &[EdgeId],
    ) -> Result<Vec<Vec<(EdgeId, NodeId)>>, Halt> {
        let (least, most) = match &relation.hops {
            None => (1, 1),
            Some(hops) => (hops.least(), hops.max.unwrap_or(u64::MAX)),
        };
        let mut trails = Vec::new();
        let mut open = vec![Vec::new()];
        while let Some(trail) = open.pop() {
            self.step()?;
            let length = trail.len() as u64;
            let end = trail.last().map_or(start, |(_, node)| *node);
            for edge in self.snapshot.edges() {
                let again = used.contains(&edge) || trail.iter().any(|(e, _)| *e == edge);
                if length < most
                    && !again
                    && let Some(far) = self.leads(relation, edge, end)
                {
                    let mut longer: Vec<(EdgeId, NodeId)> = trail.clone();
                    longer.push((edge, far));
                    open.push(longer);
                }
            }
            if length >= least {
                trails.push(trail);
            }
        }
        Ok(trails)
    }

    /// Where a relationship leads from a node, followed as the pattern says.
    fn leads(&self, relation: &RelationshipPattern, edge: EdgeId, near: NodeId) -> Option<NodeId> {
        let own: Vec<&str> = self.type_of(edge).into_iter().collect();
        if !relation.types.as_ref().is_none_or(|types| labelled(types, &own)) {
            return None;
        }
        let (from, to) = self.snapshot.edge_ends(edge)?;
        let either = self.snapshot.is_symmetric(self.snapshot.edge_type(edge)?);
        let out = (either || relation.direction != Direction::Left) && from == near;
        let back = (either || relation.direction != Direction::Right) && to == near;
        if out { Some(to) } else { back.then_some(from) }
    }

    fn holds_inline(&self, partial: &Partial<'_>) -> Result<bool, Halt> {
        for inline in &partial.inline {
            for of in &inline.of {
                if !self.has_properties(of, inline.properties, &partial.row)? {
                    return Ok(false);
                }
            }
            if !inline.filter.map_or(Ok(true), |filter| self.holds(filter, &partial.row))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn has_properties(&self, of: &Value, map: Option<&Expr>, row: &Row) -> Result<bool, Halt> {
        let Some(map) = map else { return Ok(true) };
        let ExprKind::Map(entries) = &map.kind else {
            return Err(Halt::Beyond);
        };
        for entry in entries {
            let own =
                crate::cypher::function::operator::property(&self.env(), of, &entry.key.text)?;
            if own.equals(&self.eval(&entry.value, row, None)?) != Some(true) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn labels_of(&self, node: NodeId) -> Vec<&str> {
        self.snapshot.node_labels(node).map(|label| self.snapshot.label_name(label)).collect()
    }

    pub(super) fn type_of(&self, edge: EdgeId) -> Option<&str> {
        self.snapshot.edge_type(edge).map(|ty| self.snapshot.rel_type_name(ty))
    }
}

/// Of the matches that differ only in the path at `place` the shortest: one, or all.
fn shortest<'t>(
    all: bool,
    pattern: &PathPattern,
    place: usize,
    matches: Vec<Partial<'t>>,
) -> Vec<Partial<'t>> {
    let own: Vec<&str> = pattern
        .steps
        .iter()
        .filter_map(|step| step.link.relationship()?.variable.as_ref())
        .chain(&pattern.variable)
        .map(|name| name.text.as_str())
        .collect();
    let apart = |partial: &Partial<'_>| {
        let nodes = &partial.trails[place].nodes;
        let mut row = partial.row.clone();
        row.retain(|name, _| !own.contains(&name.as_str()));
        (nodes.first().copied(), nodes.last().copied(), row)
    };
    let mut groups: Vec<(_, Vec<Partial<'t>>)> = Vec::new();
    for partial in matches {
        let key = apart(&partial);
        match groups.iter_mut().find(|group| group.0 == key) {
            Some((_, group)) => group.push(partial),
            None => groups.push((key, vec![partial])),
        }
    }
    let taken = |(_, mut group): (_, Vec<Partial<'t>>)| {
        let length = |partial: &Partial<'_>| partial.trails[place].edges.len();
        group.sort_by_key(length);
        let shortest = group.first().map_or(0, length);
        group.retain(|partial| length(partial) == shortest);
        group.truncate(if all { usize::MAX } else { 1 });
        group
    };
    groups.into_iter().flat_map(taken).collect()
}

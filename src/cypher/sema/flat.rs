//! A path pattern without the brackets that only group: nodes and links by turns.

use crate::cypher::syntax::tree::{
    Expr, Group, Link, Name, NodePattern, PathPattern, RelationshipPattern,
};
use crate::error::Span;

/// A path pattern whose links are relationships and quantified path patterns alone.
#[derive(Debug, Default)]
pub(super) struct Flat<'t> {
    /// One more than the links; patterns that stand side by side are about one node.
    pub(super) nodes: Vec<Vec<&'t NodePattern>>,
    pub(super) links: Vec<&'t Link>,
    /// The conditions in the brackets that fell away.
    pub(super) filters: Vec<&'t Expr>,
    /// The path variables, of the whole and of the brackets that fell away.
    pub(super) paths: Vec<NamedPath<'t>>,
}

/// A path variable, and from which node to which its path leads.
#[derive(Debug)]
pub(super) struct NamedPath<'t> {
    pub(super) name: &'t Name,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) span: Span,
}

impl<'t> Flat<'t> {
    /// The whole of a path pattern.
    pub(super) fn of(path: &'t PathPattern) -> Self {
        let mut flat = Self { nodes: vec![Vec::new()], ..Self::default() };
        flat.add(path);
        flat
    }

    /// The path that a link repeats, or that it is.
    pub(super) fn of_link(link: &'t Link) -> Self {
        match link {
            Link::Group(group) => {
                let mut flat = Self::of(&group.path);
                flat.filters.extend(&group.filter);
                flat
            }
            Link::Relationship(_) => {
                Self { nodes: vec![Vec::new(), Vec::new()], links: vec![link], ..Self::default() }
            }
        }
    }

    fn add(&mut self, path: &'t PathPattern) {
        let from = self.links.len();
        self.node(&path.start);
        for step in &path.steps {
            match &step.link {
                Link::Group(group) if group.quantifier.is_none() => self.splice(group),
                link => {
                    self.links.push(link);
                    self.nodes.push(Vec::new());
                }
            }
            self.node(&step.node);
        }
        if let Some(name) = &path.variable {
            let to = self.links.len();
            self.paths.push(NamedPath { name, from, to, span: path.span });
        }
    }

    fn splice(&mut self, group: &'t Group) {
        self.add(&group.path);
        self.filters.extend(&group.filter);
    }

    fn node(&mut self, node: &'t NodePattern) {
        if let Some(last) = self.nodes.last_mut() {
            last.push(node);
        }
    }

    /// The number of nodes, those inside quantified path patterns included.
    pub(super) fn size(&self) -> usize {
        let groups = self.links.iter().filter(|link| matches!(link, Link::Group(_)));
        self.nodes.len() + groups.map(|group| Flat::of_link(group).size()).sum::<usize>()
    }

    /// The relationships that are no part of a quantified path pattern.
    pub(super) fn relationships(&self) -> impl Iterator<Item = &'t RelationshipPattern> {
        self.links.iter().filter_map(|link| link.relationship())
    }
}

//! Patterns as text.

use std::fmt::Write as _;

use super::Printer;
use crate::cypher::syntax::tree::{
    Direction, Expr, ExprKind, Group, Hops, HopsSpelling, LabelExpr, LabelExprKind, Link,
    NodePattern, PathPattern, RelationshipPattern, Selector,
};

impl Printer {
    pub(super) fn path(&mut self, path: &PathPattern) {
        if let Some(variable) = &path.variable {
            self.variable(variable);
            self.word(" = ");
        }
        match path.selector.as_ref().map(Self::selector) {
            Some(call) if call.ends_with('(') => {
                self.word(&call);
                self.elements(path);
                self.word(")");
            }
            Some(words) => {
                self.word(&words);
                self.elements(path);
            }
            None => self.elements(path),
        }
    }

    fn selector(selector: &Selector) -> String {
        match selector {
            Selector::ShortestPath => "shortestPath(".to_owned(),
            Selector::AllShortestPaths => "allShortestPaths(".to_owned(),
            Selector::All => "ALL ".to_owned(),
            Selector::Any(count) => format!("ANY {count} "),
            Selector::Shortest(count) => format!("SHORTEST {count} "),
            Selector::AllShortest => "ALL SHORTEST ".to_owned(),
            Selector::ShortestGroups(count) => format!("SHORTEST {count} GROUPS "),
        }
    }

    /// An empty node beside a group need not be written.
    fn elements(&mut self, path: &PathPattern) {
        let group = |link: Option<&Link>| matches!(link, Some(Link::Group(_)));
        let mut links = path.steps.iter().map(|s| &s.link).peekable();
        if !(group(links.peek().copied()) && is_empty(&path.start)) {
            self.node(&path.start);
        }
        for step in &path.steps {
            let before = links.next();
            match &step.link {
                Link::Relationship(relationship) => self.relationship(relationship),
                Link::Group(inner) => self.group(inner),
            }
            let beside = group(before) || group(links.peek().copied());
            if !(beside && is_empty(&step.node)) {
                self.node(&step.node);
            }
        }
    }

    fn group(&mut self, group: &Group) {
        self.word("(");
        self.path(&group.path);
        self.filter(group.filter.as_ref(), ' ');
        self.word(")");
        if let Some(q) = &group.quantifier {
            self.hops(q);
        }
    }

    fn node(&mut self, node: &NodePattern) {
        self.word("(");
        if let Some(v) = &node.variable {
            self.variable(v);
        }
        if let Some(labels) = &node.labels {
            self.word(":");
            self.label_expr(labels, false);
        }
        self.properties(node.properties.as_ref(), node.variable.is_some() || node.labels.is_some());
        self.filter(node.filter.as_deref(), ' ');
        self.word(")");
    }

    fn properties(&mut self, properties: Option<&Expr>, space: bool) {
        let Some(properties) = properties else { return };
        self.word(if space { " " } else { "" });
        match &properties.kind {
            ExprKind::Map(entries) => self.map(entries),
            _ => self.expr(properties),
        }
    }

    fn relationship(&mut self, r: &RelationshipPattern) {
        self.word(if r.direction == Direction::Left { "<-" } else { "-" });
        let star = r.hops.as_ref().filter(|h| h.spelling == HopsSpelling::Star);
        let named = r.variable.is_some() || r.types.is_some() || star.is_some();
        if named || r.properties.is_some() || r.filter.is_some() {
            self.word("[");
            if let Some(v) = &r.variable {
                self.variable(v);
            }
            if let Some(types) = &r.types {
                self.word(":");
                self.label_expr(types, false);
            }
            if let Some(h) = star {
                self.hops(h);
            }
            self.properties(r.properties.as_ref(), named);
            self.filter(r.filter.as_deref(), ' ');
            self.word("]");
        }
        self.word(if r.direction == Direction::Right { "->" } else { "-" });
        let behind = r.hops.as_ref().filter(|h| h.spelling == HopsSpelling::Quantifier);
        if let Some(h) = behind {
            self.hops(h);
        }
    }

    fn hops(&mut self, hops: &Hops) {
        let number = |n: Option<u64>| n.map_or(String::new(), |n| n.to_string());
        let (min, max) = (number(hops.min), number(hops.max));
        let single = hops.min == hops.max;
        _ = match (hops.spelling, single) {
            (HopsSpelling::Star, true) => write!(self.out, "*{min}"),
            (HopsSpelling::Star, false) => write!(self.out, "*{min}..{max}"),
            (HopsSpelling::Quantifier, true) if hops.min.is_some() => write!(self.out, "{{{min}}}"),
            (HopsSpelling::Quantifier, _) => write!(self.out, "{{{min},{max}}}"),
        };
    }

    /// A label expression; `brackets` asks for brackets around it.
    pub(super) fn label_expr(&mut self, labels: &LabelExpr, brackets: bool) {
        self.word(if brackets { "(" } else { "" });
        match &labels.kind {
            LabelExprKind::Name(name) => self.name(name),
            LabelExprKind::Any => self.word("%"),
            LabelExprKind::Not(inner) => {
                self.word("!");
                self.label_expr(inner, is_joined(inner));
            }
            LabelExprKind::And(parts) => {
                let plain = labels.conjunction().is_some();
                self.joined(parts, if plain { ":" } else { "&" }, is_joined);
            }
            LabelExprKind::Or(parts) => {
                self.joined(parts, "|", |part| matches!(part.kind, LabelExprKind::Or(_)));
            }
        }
        self.word(if brackets { ")" } else { "" });
    }

    fn joined(&mut self, parts: &[LabelExpr], by: &str, brackets: fn(&LabelExpr) -> bool) {
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                self.word(by);
            }
            self.label_expr(part, brackets(part));
        }
    }
}

fn is_joined(labels: &LabelExpr) -> bool {
    matches!(labels.kind, LabelExprKind::And(_) | LabelExprKind::Or(_))
}

fn is_empty(node: &NodePattern) -> bool {
    let NodePattern { variable, labels, properties, filter, span: _ } = node;
    variable.is_none() && labels.is_none() && properties.is_none() && filter.is_none()
}

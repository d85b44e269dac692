//! Patterns.

use super::{Parsed, Parser};
use crate::cypher::syntax::NESTED_QUERY_LEVELS;
use crate::cypher::syntax::lexer::TokenKind;
use crate::cypher::syntax::tree::{
    Direction, Expr, ExprKind, Group, Hops, HopsSpelling, LabelExpr, LabelExprKind, Link,
    NodePattern, PathPattern, RelationshipPattern, Selector, Step,
};
use crate::error::Span;

impl Parser<'_> {
    /// `PatternPart = [Variable '='] (ShortestPathPattern | [Selector] PatternElement)`
    pub(super) fn path_pattern(&mut self) -> Parsed<PathPattern> {
        let start = self.span();
        let variable = if self.symbol_ahead(1, "=") {
            let variable = self.variable()?;
            self.expect("=")?;
            Some(variable)
        } else {
            None
        };
        let mut path = if self.shortest_ahead(0) {
            self.shortest_path()?
        } else {
            let selector = self.selector()?;
            self.bare_path(selector)?
        };
        if matches!(self.kind(), TokenKind::Symbol("-" | "<")) {
            let fault = self.bad_relationship("a relationship");
            return Err(fault.help("write `-->`, `<--`, `--` or `-[:TYPE]->`"));
        }
        path.variable = variable;
        path.span = self.since(start);
        Ok(path)
    }

    /// Whether `shortestPath(` or `allShortestPaths(` comes.
    pub(super) fn shortest_ahead(&self, ahead: usize) -> bool {
        let word =
            self.word_ahead(ahead, "SHORTESTPATH") || self.word_ahead(ahead, "ALLSHORTESTPATHS");
        word && self.symbol_ahead(ahead + 1, "(")
    }

    /// `ShortestPathPattern = (shortestPath | allShortestPaths) '(' PatternElement ')'`
    pub(super) fn shortest_path(&mut self) -> Parsed<PathPattern> {
        let start = self.span();
        let all = self.at_word("ALLSHORTESTPATHS");
        self.bump();
        self.expect("(")?;
        let selector = if all { Selector::AllShortestPaths } else { Selector::ShortestPath };
        let mut path = self.bare_path(Some(selector))?;
        self.expect(")")?;
        path.span = self.since(start);
        Ok(path)
    }

    /// `Selector = ALL | ANY [k] | (ALL | ANY) SHORTEST | SHORTEST [k] [GROUPS]`, each with `[PATHS]`;
    /// GQL's.
    fn selector(&mut self) -> Parsed<Option<Selector>> {
        let selector = if self.at_word("ALL") && self.word_ahead(1, "SHORTEST") {
            self.bump();
            self.bump();
            Selector::AllShortest
        } else if self.at_word("ANY") && self.word_ahead(1, "SHORTEST") {
            self.bump();
            self.bump();
            Selector::Shortest(1)
        } else if self.eat_word("ALL") {
            Selector::All
        } else if self.eat_word("ANY") {
            Selector::Any(self.count()?.unwrap_or(1))
        } else if self.eat_word("SHORTEST") {
            let count = self.count()?.unwrap_or(1);
            self.paths_word();
            if self.eat_word("GROUPS") || self.eat_word("GROUP") {
                Selector::ShortestGroups(count)
            } else {
                Selector::Shortest(count)
            }
        } else {
            return Ok(None);
        };
        self.paths_word();
        Ok(Some(selector))
    }

    fn paths_word(&mut self) {
        _ = self.eat_word("PATHS") || self.eat_word("PATH");
    }

    /// A number of hops or paths, if one comes.
    fn count(&mut self) -> Parsed<Option<u64>> {
        if self.kind() != TokenKind::Integer {
            return Ok(None);
        }
        let span = self.span();
        match self.number(span, false)?.kind {
            ExprKind::Integer(n) => Ok(u64::try_from(n).ok()),
            _ => Ok(None),
        }
    }

    /// `PatternElement = Node {Relationship Node}`, where a group may stand for a relationship.
    pub(super) fn bare_path(&mut self, selector: Option<Selector>) -> Parsed<PathPattern> {
        let begin = self.span();
        let start = if self.group_ahead() { self.no_node() } else { self.node()? };
        let mut steps = Vec::new();
        loop {
            let (link, node) = if self.group_ahead() {
                let group =
                    Link::Group(Box::new(self.deeper_by(NESTED_QUERY_LEVELS, Self::group)?));
                let bare = self.group_ahead() || !self.at_symbol("(");
                (group, if bare { self.no_node() } else { self.node()? })
            } else if self.arrow_ahead(0) {
                let relationship = Link::Relationship(self.relationship()?);
                let bare = self.group_ahead();
                (relationship, if bare { self.no_node() } else { self.node()? })
            } else {
                break;
            };
            steps.push(Step { link, node });
        }
        Ok(PathPattern { variable: None, selector, start, steps, span: self.since(begin) })
    }

    /// The empty node of no width that stands beside a group.
    fn no_node(&self) -> NodePattern {
        let span = Span { start: self.span().start, end: self.span().start };
        NodePattern { variable: None, labels: None, properties: None, filter: None, span }
    }

    /// `NodePattern = '(' [Variable] [NodeLabels] [Properties] [Where] ')'`
    fn node(&mut self) -> Parsed<NodePattern> {
        let start = self.span();
        if !self.at_symbol("(") {
            return Err(self.expected("a node such as `(n)`"));
        }
        self.bump();
        self.inside(false, |p| {
            let variable = if p.variable_ahead(0) { Some(p.variable()?) } else { None };
            let labels = if p.eat(":") { Some(p.label_expr(true)?) } else { None };
            let properties = p.properties()?;
            let filter = p.filter()?.map(Box::new);
            p.expect(")")?;
            Ok(NodePattern { variable, labels, properties, filter, span: p.since(start) })
        })
    }

    /// `Properties = MapLiteral | Parameter`
    fn properties(&mut self) -> Parsed<Option<Expr>> {
        let start = self.span();
        let kind = match self.kind() {
            TokenKind::Symbol("{") => ExprKind::Map(self.map()?),
            TokenKind::Parameter => ExprKind::Parameter(self.parameter()),
            _ => return Ok(None),
        };
        Ok(Some(self.expr(start, kind)))
    }

    /// ```text
    /// RelationshipPattern = ['<'] '-' ['[' RelationshipDetail ']'] '-' ['>'] [Quantifier]
    /// RelationshipDetail  = [Variable] [RelationshipTypes] ['*' Range] [Properties] [Where]
    /// ```
    fn relationship(&mut self) -> Parsed<RelationshipPattern> {
        let start = self.span();
        let left = self.eat("<");
        self.expect("-")?;
        let mut relationship = RelationshipPattern {
            direction: Direction::Either,
            variable: None,
            types: None,
            hops: None,
            properties: None,
            filter: None,
            span: start,
        };
        if self.eat("[") {
            self.inside(false, |p| p.relationship_detail(&mut relationship))?;
        }
        if !self.at_symbol("-") {
            return Err(self.bad_relationship("`-` behind the relationship"));
        }
        self.bump();
        relationship.direction = match (left, self.eat(">")) {
            (true, false) => Direction::Left,
            (false, true) => Direction::Right,
            _ => Direction::Either,
        };
        if let Some(quantifier) = self.quantifier_behind()? {
            relationship.hops = Some(quantifier);
        }
        relationship.span = self.since(start);
        Ok(relationship)
    }

    fn relationship_detail(&mut self, relationship: &mut RelationshipPattern) -> Parsed<()> {
        if self.variable_ahead(0) {
            relationship.variable = Some(self.variable()?);
        }
        if self.eat(":") {
            relationship.types = Some(self.label_expr(true)?);
        }
        if self.at_symbol("*") {
            let start = self.bump().span;
            let min = self.count()?;
            let max = if self.eat("..") { self.count()? } else { min };
            let spelling = HopsSpelling::Star;
            relationship.hops = Some(Hops { min, max, spelling, span: self.since(start) });
        }
        relationship.properties = self.properties()?;
        relationship.filter = self.filter()?.map(Box::new);
        if self.eat("]") { Ok(()) } else { Err(self.bad_relationship("`]`")) }
    }

    /// `Quantifier = '*' | '+' | '{' n '}' | '{' [n] ',' [m] '}'`, GQL's.
    fn quantifier_behind(&mut self) -> Parsed<Option<Hops>> {
        let start = self.span();
        let (min, max) = if self.eat("*") {
            (Some(0), None)
        } else if self.eat("+") {
            (Some(1), None)
        } else if self.eat("{") {
            let min = self.count()?;
            let max = if min.is_some() && self.at_symbol("}") {
                min
            } else {
                self.expect(",")?;
                self.count()?
            };
            self.expect("}")?;
            (min, max)
        } else {
            return Ok(None);
        };
        let spelling = HopsSpelling::Quantifier;
        Ok(Some(Hops { min, max, spelling, span: self.since(start) }))
    }

    /// `Group = '(' [Variable '='] PatternElement [Where] ')' [Quantifier]`, GQL's.
    fn group(&mut self) -> Parsed<Group> {
        let start = self.span();
        self.expect("(")?;
        let (path, filter) = self.inside(false, |p| Ok((p.path_pattern()?, p.filter()?)))?;
        self.expect(")")?;
        let quantifier = self.quantifier_behind()?;
        Ok(Group { path, filter, quantifier, span: self.since(start) })
    }

    /// Whether a bracket that holds a path comes.
    fn group_ahead(&self) -> bool {
        self.at_symbol("(")
            && (self.symbol_ahead(1, "(")
                || (self.variable_ahead(1) && self.symbol_ahead(2, "="))
                || self.selector_ahead(1))
    }

    /// Whether a selector with its path comes, and no variable of that name.
    fn selector_ahead(&self, ahead: usize) -> bool {
        let word = ["ALL", "ANY", "SHORTEST"].iter().any(|word| self.word_ahead(ahead, word));
        let behind = ahead + 1;
        let more = ["SHORTEST", "PATH", "PATHS", "GROUP", "GROUPS"];
        word && (self.symbol_ahead(behind, "(")
            || self.token(behind).kind == TokenKind::Integer
            || more.iter().any(|word| self.word_ahead(behind, word)))
    }

    /// Whether a relationship comes: `--`, `-[`, `<--` or `<-[`.
    fn arrow_ahead(&self, ahead: usize) -> bool {
        let dash = if self.symbol_ahead(ahead, "<") { ahead + 1 } else { ahead };
        self.symbol_ahead(dash, "-")
            && (self.symbol_ahead(dash + 1, "-") || self.symbol_ahead(dash + 1, "["))
    }

    /// Whether a bracket holds a node and a relationship stands behind it, so that this is a pattern and
    /// no calculation.
    pub(super) fn pattern_ahead(&self, ahead: usize) -> bool {
        if !self.symbol_ahead(ahead, "(") {
            return false;
        }
        let Some(close) = self.partner_ahead(ahead) else { return false };
        self.arrow_ahead(close + 1)
            && self.arrow_leads_on(close + 1)
            && self.node_ahead(ahead + 1, close)
    }

    /// Whether what stands up to the bracket at `close` is that of a node.
    fn node_ahead(&self, begin: usize, close: usize) -> bool {
        let mut at = begin + usize::from(self.variable_ahead(begin));
        if self.symbol_ahead(at, ":") {
            at = self.behind_labels(at + 1);
        }
        at = match self.token(at).kind {
            TokenKind::Symbol("{") => self.partner_ahead(at).map_or(at, |end| end + 1),
            TokenKind::Parameter if at > begin => at + 1,
            _ => at,
        };
        at == close || self.word_ahead(at, "WHERE")
    }

    /// Where the label expression that begins at `at` ends.
    fn behind_labels(&self, mut at: usize) -> usize {
        loop {
            while self.symbol_ahead(at, "!") {
                at += 1;
            }
            at = self.partner_ahead(at).unwrap_or(at) + 1;
            if !["|", "&", ":"].iter().any(|s| self.symbol_ahead(at, s)) {
                return at;
            }
            at += 1 + usize::from(self.symbol_ahead(at, "|") && self.symbol_ahead(at + 1, ":"));
        }
    }

    /// Whether the relationship that seems to come is no subtraction: `(a)--(b)` is none, `(a)--1` and
    /// `(a)-[1]` are.
    fn arrow_leads_on(&self, ahead: usize) -> bool {
        let left = self.symbol_ahead(ahead, "<");
        let behind = ahead + usize::from(left) + 1;
        match self.partner_ahead(behind) {
            Some(close) => self.symbol_ahead(close + 1, "-"),
            None => {
                left || ["(", ">", "{", "*", "+"].iter().any(|s| self.symbol_ahead(behind + 1, s))
            }
        }
    }

    /// ```text
    /// LabelExpression = LabelTerm {'|' [':'] LabelTerm}
    /// LabelTerm       = LabelFactor {('&' | ':') LabelFactor}
    /// LabelFactor     = '!' LabelFactor | '(' LabelExpression ')' | '%' | LabelName
    /// ```
    ///
    /// Leaves `|` alone unless `bar`.
    pub(super) fn label_expr(&mut self, bar: bool) -> Parsed<LabelExpr> {
        let start = self.span();
        let mut terms = vec![self.label_term()?];
        while bar && self.eat("|") {
            self.eat(":");
            terms.push(self.label_term()?);
        }
        Ok(self.joined(terms, LabelExprKind::Or, start))
    }

    fn label_term(&mut self) -> Parsed<LabelExpr> {
        let start = self.span();
        let mut factors = vec![self.deeper(Self::label_factor)?];
        while self.eat("&") || self.eat(":") {
            factors.push(self.deeper(Self::label_factor)?);
        }
        Ok(self.joined(factors, LabelExprKind::And, start))
    }

    fn label_factor(&mut self) -> Parsed<LabelExpr> {
        let start = self.span();
        let kind = if self.eat("!") {
            LabelExprKind::Not(Box::new(self.deeper(Self::label_factor)?))
        } else if self.eat("%") {
            LabelExprKind::Any
        } else if self.eat("(") {
            let inner = self.label_expr(true)?;
            self.expect(")")?;
            inner.kind
        } else {
            LabelExprKind::Name(self.name("a label or type")?)
        };
        Ok(LabelExpr { kind, span: self.since(start) })
    }

    /// The parts joined, or the only one as it is.
    fn joined(
        &self,
        mut parts: Vec<LabelExpr>,
        join: fn(Vec<LabelExpr>) -> LabelExprKind,
        start: Span,
    ) -> LabelExpr {
        match parts.pop() {
            Some(only) if parts.is_empty() => only,
            last => {
                parts.extend(last);
                LabelExpr { kind: join(parts), span: self.since(start) }
            }
        }
    }
}

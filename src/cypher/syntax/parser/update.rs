//! The clauses that write.

use super::{Parsed, Parser};
use crate::cypher::syntax::NESTED_QUERY_LEVELS;
use crate::cypher::syntax::precedence::Level;
use crate::cypher::syntax::tree::{
    ClauseKind, Expr, ExprKind, MergeAction, MergeEvent, Name, RemoveItem, SetItem, SetItemKind,
};

impl Parser<'_> {
    /// `UpdatingClause = Create | Merge | Delete | Set | Remove | Foreach`; `None` where none begins here.
    pub(super) fn updating_clause(&mut self) -> Parsed<Option<ClauseKind>> {
        if let Some(declaration) = self.declaration()? {
            return Ok(Some(ClauseKind::Declare(declaration)));
        }
        Ok(Some(if self.eat_word("CREATE") || self.eat_word("INSERT") {
            ClauseKind::Create { patterns: self.items(Self::path_pattern)? }
        } else if self.eat_word("MERGE") {
            self.merge()?
        } else if self.eat_word("SET") {
            ClauseKind::Set { items: self.items(Self::set_item)? }
        } else if self.eat_word("REMOVE") {
            ClauseKind::Remove { items: self.items(Self::remove_item)? }
        } else if self.eat_word("DELETE") {
            ClauseKind::Delete { detach: false, targets: self.items(Self::expression)? }
        } else if self.eat_word("DETACH") {
            self.expect_word("DELETE")?;
            ClauseKind::Delete { detach: true, targets: self.items(Self::expression)? }
        } else if self.eat_word("FOREACH") {
            self.foreach()?
        } else {
            return Ok(None);
        }))
    }

    /// `Merge = MERGE PatternPart {ON (MATCH | CREATE) Set}`
    fn merge(&mut self) -> Parsed<ClauseKind> {
        let pattern = self.path_pattern()?;
        let mut actions = Vec::new();
        while self.at_word("ON") {
            let start = self.bump().span;
            let event = if self.eat_word("CREATE") {
                MergeEvent::Create
            } else if self.eat_word("MATCH") {
                MergeEvent::Match
            } else {
                return Err(self.expected("`CREATE` or `MATCH`"));
            };
            self.expect_word("SET")?;
            let items = self.items(Self::set_item)?;
            actions.push(MergeAction { event, items, span: self.since(start) });
        }
        Ok(ClauseKind::Merge { pattern, actions })
    }

    /// ```text
    /// SetItem = PropertyExpression '=' Expression | Variable '=' Expression
    ///         | Variable '+=' Expression | Variable NodeLabels
    /// ```
    fn set_item(&mut self) -> Parsed<SetItem> {
        let start = self.span();
        let kind = if self.whole_variable_ahead() {
            let variable = self.variable()?;
            if self.eat("=") {
                SetItemKind::Replace { variable, value: self.expression()? }
            } else if self.eat("+=") {
                SetItemKind::Extend { variable, value: self.expression()? }
            } else {
                SetItemKind::Labels { variable, labels: self.node_labels()? }
            }
        } else {
            let target = self.property("a property such as `n.name`")?;
            self.expect("=")?;
            SetItemKind::Property { target, value: self.expression()? }
        };
        Ok(SetItem { kind, span: self.since(start) })
    }

    /// `RemoveItem = Variable NodeLabels | PropertyExpression`
    fn remove_item(&mut self) -> Parsed<RemoveItem> {
        if self.whole_variable_ahead() {
            let variable = self.variable()?;
            return Ok(RemoveItem::Labels { variable, labels: self.node_labels()? });
        }
        Ok(RemoveItem::Property(self.property("a property such as `n.name`, or labels")?))
    }

    /// Whether a variable comes, and not one of its properties.
    fn whole_variable_ahead(&self) -> bool {
        let looked_into = [".", "[", "(", "{"].iter().any(|s| self.symbol_ahead(1, s));
        self.variable_ahead(0) && !looked_into
    }

    /// `PropertyExpression = Atom PropertyLookup {PropertyLookup}`
    fn property(&mut self, what: &str) -> Parsed<Expr> {
        let start = self.at;
        let expr = self.operators(Level::Postfix)?;
        if matches!(expr.kind, ExprKind::Property { .. } | ExprKind::Index { .. }) {
            return Ok(expr);
        }
        self.at = start;
        Err(self.expected(what))
    }

    /// `NodeLabels = ':' LabelName {':' LabelName}`
    fn node_labels(&mut self) -> Parsed<Vec<Name>> {
        self.expect(":")?;
        let mut labels = vec![self.name("a label")?];
        while self.eat(":") || self.eat("&") {
            labels.push(self.name("a label")?);
        }
        Ok(labels)
    }

    /// `Foreach = FOREACH '(' Variable IN Expression '|' UpdatingClause {UpdatingClause} ')'`
    fn foreach(&mut self) -> Parsed<ClauseKind> {
        self.expect("(")?;
        let variable = self.variable()?;
        self.expect_word("IN")?;
        let list = self.inside(true, Self::expression)?;
        self.expect("|")?;
        let body = self.deeper_by(NESTED_QUERY_LEVELS, |p| {
            p.inside(false, |p| {
                let mut body = vec![p.clause()?];
                while !p.at_symbol(")") {
                    body.push(p.clause()?);
                }
                Ok(body)
            })
        })?;
        self.expect(")")?;
        Ok(ClauseKind::Foreach { variable, list, body })
    }
}

//! Lists, and the expressions that go through one: comprehensions, quantifiers, `reduce`.

use super::{Parsed, Parser};
use crate::cypher::syntax::NESTED_QUERY_LEVELS;
use crate::cypher::syntax::tree::{
    Expr, ExprKind, ListComprehension, PathPattern, PatternComprehension, Quantifier,
    QuantifierKind, Reduce,
};

impl Parser<'_> {
    /// What stands behind `[`: `ListLiteral | ListComprehension | PatternComprehension`.
    pub(super) fn list(&mut self) -> Parsed<ExprKind> {
        if self.variable_ahead(0) && self.word_ahead(1, "IN") {
            return self.list_comprehension();
        }
        if self.variable_ahead(0) && self.symbol_ahead(1, "=") && self.pattern_ahead(2) {
            let variable = self.variable()?;
            self.expect("=")?;
            let mut pattern = self.deeper_by(NESTED_QUERY_LEVELS, |p| p.bare_path(None))?;
            pattern.span = variable.span.to(pattern.span);
            pattern.variable = Some(variable);
            return self.pattern_comprehension(pattern);
        }
        if self.eat("]") {
            return Ok(ExprKind::List(Vec::new()));
        }
        let first = self.inside(true, Self::expression)?;
        let first = match first {
            Expr { kind: ExprKind::Pattern(pattern), .. }
                if self.at_word("WHERE") || self.at_symbol("|") =>
            {
                return self.pattern_comprehension(*pattern);
            }
            other => other,
        };
        let mut items = vec![first];
        while self.eat(",") {
            items.push(self.expression()?);
        }
        self.expect("]")?;
        Ok(ExprKind::List(items))
    }

    /// `ListComprehension = '[' Variable IN Expression [Where] ['|' Expression] ']'`
    fn list_comprehension(&mut self) -> Parsed<ExprKind> {
        let variable = self.variable()?;
        self.expect_word("IN")?;
        let (list, filter) = self.inside(true, |p| Ok((p.expression()?, p.filter()?)))?;
        let map = if self.eat("|") { Some(Box::new(self.expression()?)) } else { None };
        self.expect("]")?;
        let filter = filter.map(Box::new);
        let list = Box::new(list);
        Ok(ExprKind::ListComprehension(ListComprehension { variable, list, filter, map }))
    }

    /// `PatternComprehension = '[' [Variable '='] RelationshipsPattern [Where] '|' Expression ']'`,
    /// from behind the pattern.
    fn pattern_comprehension(&mut self, pattern: PathPattern) -> Parsed<ExprKind> {
        let filter = self.inside(true, Self::filter)?;
        self.expect("|")?;
        let map = self.expression()?;
        self.expect("]")?;
        Ok(ExprKind::PatternComprehension(Box::new(PatternComprehension { pattern, filter, map })))
    }

    /// A call of something that is no function: `count(*)`, quantifiers, `reduce`, shortest paths.
    pub(super) fn keyword_call(&mut self) -> Parsed<Option<ExprKind>> {
        if self.at_word("COUNT") && self.symbol_ahead(2, "*") && self.symbol_ahead(3, ")") {
            (0..4).for_each(|_| _ = self.bump());
            return Ok(Some(ExprKind::CountStar));
        }
        if self.shortest_ahead(0) {
            return Ok(Some(ExprKind::Pattern(Box::new(
                self.deeper_by(NESTED_QUERY_LEVELS, Self::shortest_path)?,
            ))));
        }
        if !self.variable_ahead(2) {
            return Ok(None);
        }
        if self.at_word("REDUCE") && self.symbol_ahead(3, "=") {
            return self.reduce().map(Some);
        }
        let kinds = [
            ("ALL", QuantifierKind::All),
            ("ANY", QuantifierKind::Any),
            ("NONE", QuantifierKind::None),
            ("SINGLE", QuantifierKind::Single),
        ];
        match kinds.into_iter().find(|(word, _)| self.at_word(word)) {
            Some((_, kind)) if self.word_ahead(3, "IN") => self.quantifier(kind).map(Some),
            _ => Ok(None),
        }
    }

    /// `Quantifier = (ALL | ANY | NONE | SINGLE) '(' Variable IN Expression [Where] ')'`
    fn quantifier(&mut self, kind: QuantifierKind) -> Parsed<ExprKind> {
        self.bump();
        self.expect("(")?;
        let variable = self.variable()?;
        self.expect_word("IN")?;
        let (list, predicate) = self.inside(false, |p| Ok((p.expression()?, p.filter()?)))?;
        self.expect(")")?;
        let predicate = predicate.map(Box::new);
        Ok(ExprKind::Quantifier(Quantifier { kind, variable, list: Box::new(list), predicate }))
    }

    /// `Reduce = REDUCE '(' Variable '=' Expression ',' Variable IN Expression '|' Expression ')'`
    fn reduce(&mut self) -> Parsed<ExprKind> {
        self.bump();
        self.expect("(")?;
        let accumulator = self.variable()?;
        self.expect("=")?;
        let initial = Box::new(self.inside(false, Self::expression)?);
        self.expect(",")?;
        let variable = self.variable()?;
        self.expect_word("IN")?;
        let list = Box::new(self.inside(true, Self::expression)?);
        self.expect("|")?;
        let step = Box::new(self.inside(false, Self::expression)?);
        self.expect(")")?;
        Ok(ExprKind::Reduce(Reduce { accumulator, initial, variable, list, step }))
    }
}

//! `WITH` and `RETURN`.

use super::{Parsed, Parser};
use crate::cypher::syntax::tree::{ClauseKind, Expr, Projection, ProjectionItem, SortItem};

impl Parser<'_> {
    /// `With = WITH ProjectionBody [Where]`
    pub(super) fn with(&mut self) -> Parsed<ClauseKind> {
        let projection = self.projection()?;
        let filter = self.filter()?;
        Ok(ClauseKind::With { projection, filter })
    }

    /// `ProjectionBody = [DISTINCT] ProjectionItems [Order] [Skip] [Limit]`
    pub(super) fn projection(&mut self) -> Parsed<Projection> {
        let distinct = self.eat_word("DISTINCT");
        let star = if self.at_symbol("*") { Some(self.bump().span) } else { None };
        let items = if star.is_none() || self.eat(",") {
            self.items(Self::projection_item)?
        } else {
            Vec::new()
        };
        let order = if self.at_word("ORDER") && self.word_ahead(1, "BY") {
            self.bump();
            self.bump();
            self.items(Self::sort_item)?
        } else {
            Vec::new()
        };
        let skip = if self.eat_word("SKIP") || self.eat_word("OFFSET") {
            Some(self.expression()?)
        } else {
            None
        };
        let limit = if self.eat_word("LIMIT") { Some(self.expression()?) } else { None };
        Ok(Projection { distinct, star, items, order, skip, limit })
    }

    /// `ProjectionItem = Expression [AS Variable]`
    fn projection_item(&mut self) -> Parsed<ProjectionItem> {
        let expr = self.expression()?;
        let alias = if self.eat_word("AS") { Some(self.name("a name")?) } else { None };
        Ok(ProjectionItem { expr, alias })
    }

    /// `SortItem = Expression [ASCENDING | ASC | DESCENDING | DESC]`
    fn sort_item(&mut self) -> Parsed<SortItem> {
        let expr = self.expression()?;
        let descending = self.eat_word("DESC") || self.eat_word("DESCENDING");
        if !descending {
            _ = self.eat_word("ASC") || self.eat_word("ASCENDING");
        }
        Ok(SortItem { expr, descending })
    }

    /// `Where = WHERE Expression`
    pub(super) fn filter(&mut self) -> Parsed<Option<Expr>> {
        if self.eat_word("WHERE") { self.expression().map(Some) } else { Ok(None) }
    }
}

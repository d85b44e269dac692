//! Statements, queries, and the clauses that read.

use super::fault::Fault;
use super::{Parsed, Parser};
use crate::cypher::syntax::NESTED_QUERY_LEVELS;
use crate::cypher::syntax::lexer::TokenKind;
use crate::cypher::syntax::tree::{
    Clause, ClauseKind, Imports, Lens, LetItem, MatchMode, Mode, Moment, ProcedureCall,
    QualifiedName, Query, Recorded, SingleQuery, Statement, Union, Yield, YieldItem,
};

impl Parser<'_> {
    /// `Cypher = [EXPLAIN | PROFILE] [Recorded] [Lens] Query [';'] EOI`
    pub(super) fn statement(&mut self) -> Parsed<Statement> {
        if self.kind() == TokenKind::End || self.at_symbol(";") {
            return Err(Fault::empty(self.text));
        }
        let start = self.span();
        let mode = if self.eat_word("EXPLAIN") {
            Mode::Explain
        } else if self.eat_word("PROFILE") {
            Mode::Profile
        } else {
            Mode::Run
        };
        let recorded = self.recorded()?;
        let lens = self.lens()?;
        let query = self.query()?;
        let span = self.since(start);
        self.eat(";");
        if self.kind() != TokenKind::End {
            return Err(self.expected("the end of the query"));
        }
        Ok(Statement { mode, recorded, lens, query, span })
    }

    /// `Recorded = FOR SYSTEM_TIME AS OF (Integer | String | Parameter)`, in the words of SQL:2011.
    fn recorded(&mut self) -> Parsed<Option<Recorded>> {
        let begins =
            self.at_word("FOR") && self.word_ahead(1, "SYSTEM_TIME") && !self.word_ahead(2, "IN");
        if !begins {
            return Ok(None);
        }
        let start = self.bump().span;
        self.bump();
        self.expect_word("AS")?;
        self.expect_word("OF")?;
        let what = "the number of a commit, or a time such as `'2026-11-20'`";
        let point = match self.kind() {
            TokenKind::Integer => self.atom()?,
            _ => self.text_or_parameter(what)?,
        };
        Ok(Some(Recorded { point, span: self.since(start) }))
    }

    /// `Lens = (FOR VALID_TIME (AS OF Time | ALL) | AS OF Time) [AT LEAST Grade] [STATED ONLY]
    /// [PUBLISHED BY Time] [IN LAYERS Layer {',' Layer}]`, ours.
    fn lens(&mut self) -> Parsed<Option<Lens>> {
        let start = self.span();
        let long =
            self.at_word("FOR") && self.word_ahead(1, "VALID_TIME") && !self.word_ahead(2, "IN");
        if long {
            self.bump();
            self.bump();
        } else if !(self.at_word("AS") && self.word_ahead(1, "OF")) {
            return Ok(None);
        }
        let moment = if long && self.eat_word("ALL") {
            Moment::All
        } else if self.eat_word("AS") {
            self.expect_word("OF")?;
            Moment::AsOf(self.text_or_parameter("a time such as `'2021-06'`")?)
        } else {
            return Err(self.expected("`AS OF` or `ALL`"));
        };
        let at_least = if self.eat_word("AT") {
            self.expect_word("LEAST")?;
            Some(self.text_or_parameter("a grade such as `'possible'`")?)
        } else {
            None
        };
        let stated_only = self.eat_word("STATED");
        if stated_only {
            self.expect_word("ONLY")?;
        }
        let published_by = if self.eat_word("PUBLISHED") {
            self.expect_word("BY")?;
            Some(self.text_or_parameter("a time such as `'2021-06'`")?)
        } else {
            None
        };
        let mut layers = Vec::new();
        if self.eat_word("IN") {
            self.expect_word("LAYERS")?;
            layers.push(self.text_or_parameter("a layer such as `'curated'`")?);
            while self.eat(",") {
                layers.push(self.text_or_parameter("a layer such as `'curated'`")?);
            }
        }
        let span = self.since(start);
        Ok(Some(Lens { moment, at_least, stated_only, published_by, layers, span }))
    }

    /// `RegularQuery = SingleQuery {UNION [ALL] SingleQuery}`
    pub(super) fn query(&mut self) -> Parsed<Query> {
        let start = self.span();
        let first = self.single_query()?;
        let mut unions = Vec::new();
        while self.at_word("UNION") {
            let span = self.bump().span;
            let all = self.eat_word("ALL");
            if !all {
                self.eat_word("DISTINCT");
            }
            let span = self.since(span);
            unions.push(Union { all, query: self.single_query()?, span });
        }
        Ok(Query { first, unions, span: self.since(start) })
    }

    /// `SingleQuery = Clause {Clause}`; which clause may follow which is for the stage behind this one.
    fn single_query(&mut self) -> Parsed<SingleQuery> {
        let outermost = self.depth == 0;
        let start = self.span();
        let mut clauses = Vec::new();
        let before = self.problems.len();
        loop {
            let closed = self.kind() == TokenKind::End
                || self.at_symbol(";")
                || (self.at_symbol("}") && !outermost)
                || self.at_word("UNION");
            if closed && (!clauses.is_empty() || self.problems.len() > before) {
                return Ok(SingleQuery { clauses, span: self.since(start) });
            }
            let begin = self.at;
            match self.clause() {
                Ok(clause) => clauses.push(clause),
                Err(fault) if outermost => self.recover(begin, fault),
                Err(fault) => return Err(fault),
            }
        }
    }

    pub(super) fn clause(&mut self) -> Parsed<Clause> {
        let start = self.span();
        let kind = self.clause_kind()?;
        Ok(Clause { kind, span: self.since(start) })
    }

    fn clause_kind(&mut self) -> Parsed<ClauseKind> {
        let start = self.at;
        let optional = self.eat_word("OPTIONAL");
        if self.eat_word("MATCH") {
            return self.match_clause(optional);
        }
        if self.eat_word("CALL") {
            return self.call(optional);
        }
        if optional {
            return Err(self.expected("`MATCH` or `CALL`"));
        }
        if self.eat_word("RETURN") {
            return Ok(ClauseKind::Return(self.projection()?));
        }
        if self.eat_word("WITH") {
            return self.with();
        }
        if self.eat_word("UNWIND") {
            return self.unwind();
        }
        if self.eat_word("FOR") {
            return self.each();
        }
        if self.eat_word("FILTER") {
            self.eat_word("WHERE");
            return Ok(ClauseKind::Filter(self.expression()?));
        }
        if self.eat_word("LET") {
            return Ok(ClauseKind::Let(self.items(Self::let_item)?));
        }
        if self.at_word("SHOW") {
            return self.show();
        }
        if self.eat_word("FINISH") {
            return Ok(ClauseKind::Finish);
        }
        if let Some(kind) = self.updating_clause()? {
            return Ok(kind);
        }
        self.at = start;
        Err(self.expected_clause())
    }

    /// `Match = [OPTIONAL] MATCH Pattern [Where]`
    fn match_clause(&mut self, optional: bool) -> Parsed<ClauseKind> {
        let mode = self.match_mode();
        let patterns = self.items(Self::path_pattern)?;
        let filter = self.filter()?;
        Ok(ClauseKind::Match { optional, mode, patterns, filter })
    }

    /// ```text
    /// MatchMode = (REPEATABLE (ELEMENT | ELEMENTS)
    ///           | DIFFERENT (RELATIONSHIP | RELATIONSHIPS | EDGE | EDGES)) [BINDINGS]
    /// ```
    fn match_mode(&mut self) -> Option<MatchMode> {
        let any = |p: &Self, words: &[&str]| words.iter().any(|word| p.word_ahead(1, word));
        let repeatable = ["ELEMENT", "ELEMENTS"];
        let different = ["RELATIONSHIP", "RELATIONSHIPS", "EDGE", "EDGES"];
        let mode = if self.at_word("REPEATABLE") && any(self, &repeatable) {
            MatchMode::RepeatableElements
        } else if self.at_word("DIFFERENT") && any(self, &different) {
            MatchMode::DifferentRelationships
        } else {
            return None;
        };
        self.bump();
        self.bump();
        self.eat_word("BINDINGS");
        Some(mode)
    }

    /// `Unwind = UNWIND Expression AS Variable`
    fn unwind(&mut self) -> Parsed<ClauseKind> {
        let list = self.expression()?;
        self.expect_word("AS")?;
        Ok(ClauseKind::Unwind { list, variable: self.name("a variable")? })
    }

    /// `For = FOR Variable IN Expression`, as in GQL (ISO/IEC 39075:2024, 14.8)
    fn each(&mut self) -> Parsed<ClauseKind> {
        let variable = self.variable()?;
        self.expect_word("IN")?;
        Ok(ClauseKind::Unwind { list: self.expression()?, variable })
    }

    /// `LetItem = Variable '=' Expression`, as in GQL (ISO/IEC 39075:2024, 14.7)
    fn let_item(&mut self) -> Parsed<LetItem> {
        let variable = self.variable()?;
        self.expect("=")?;
        Ok(LetItem { variable, value: self.expression()? })
    }

    /// `InQueryCall = CALL (Subquery | Procedure [YIELD YieldItems])`
    fn call(&mut self, optional: bool) -> Parsed<ClauseKind> {
        if optional || self.at_symbol("{") || self.at_symbol("(") {
            return self.call_subquery(optional);
        }
        let name = self.qualified_name("the name of a procedure")?;
        let args = if self.eat("(") {
            Some(self.inside(false, |p| p.items_until(")", Self::expression))?)
        } else {
            None
        };
        let yields = if self.eat_word("YIELD") { Some(self.yields()?) } else { None };
        Ok(ClauseKind::Call(ProcedureCall { name, args, yields }))
    }

    /// `CALL ['(' ['*' | Variable {',' Variable}] ')'] '{' RegularQuery '}'`
    fn call_subquery(&mut self, optional: bool) -> Parsed<ClauseKind> {
        let imports = if !self.eat("(") {
            None
        } else if self.eat("*") {
            self.expect(")")?;
            Some(Imports::All)
        } else {
            Some(Imports::Names(self.items_until(")", Self::variable)?))
        };
        let query = Box::new(self.braced_query()?);
        Ok(ClauseKind::Subquery { optional, imports, query })
    }

    /// `'{' RegularQuery '}'`
    pub(super) fn braced_query(&mut self) -> Parsed<Query> {
        self.expect("{")?;
        let query = self.deeper_by(NESTED_QUERY_LEVELS, |p| p.inside(false, Self::query))?;
        self.expect("}")?;
        Ok(query)
    }

    /// `YieldItems = '*' | YieldItem {',' YieldItem} [Where]`
    pub(super) fn yields(&mut self) -> Parsed<Yield> {
        if self.eat("*") {
            return Ok(Yield::All);
        }
        let items = self.items(|p| {
            let column = p.name("a column of the procedure")?;
            let alias = if p.eat_word("AS") { Some(p.name("a variable")?) } else { None };
            Ok(YieldItem { column, alias })
        })?;
        Ok(Yield::Items { items, filter: self.filter()? })
    }

    /// `Namespace SymbolicName`
    pub(super) fn qualified_name(&mut self, what: &str) -> Parsed<QualifiedName> {
        let start = self.span();
        let mut parts = vec![self.name(what)?];
        while self.eat(".") {
            parts.push(self.name(what)?);
        }
        Ok(QualifiedName { parts, span: self.since(start) })
    }
}

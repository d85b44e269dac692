//! Indexes and constraints, in Neo4j's words.

use super::{Parsed, Parser};
use crate::cypher::syntax::lexer::TokenKind;
use crate::cypher::syntax::tree::{ClauseKind, Declaration, Name, ProcedureCall, QualifiedName};
use crate::model::IndexKind;

impl Parser<'_> {
    /// ```text
    /// Declaration = (CREATE | DROP) ([FULLTEXT] INDEX | CONSTRAINT) …
    /// ```
    ///
    /// `None` where none begins here; it is a whole statement, behind `EXPLAIN` at most.
    pub(super) fn declaration(&mut self) -> Parsed<Option<Declaration>> {
        let begins = self.at == 0 || self.at == 1 && self.behind_mode();
        let unique = self.word_ahead(1, "CONSTRAINT");
        let words = self.word_ahead(1, "FULLTEXT") && self.word_ahead(2, "INDEX");
        // `CREATE index = (a)` draws a path of that name.
        let named = (unique || self.word_ahead(1, "INDEX")) && !self.symbol_ahead(2, "=");
        let create = self.at_word("CREATE");
        if !begins || !(named && self.at_word("DROP") || (named || words) && create) {
            return Ok(None);
        }
        self.bump();
        self.bump();
        let kind = match (unique, words) {
            (true, _) => IndexKind::Unique,
            (_, true) => IndexKind::FullText,
            _ => IndexKind::Plain,
        };
        if words {
            self.bump();
        }
        let declaration = if create { self.create_index(kind)? } else { self.drop_index(unique)? };
        if !self.at_symbol(";") && self.kind() != TokenKind::End {
            return Err(self.expected("the end of the statement: it stands by itself"));
        }
        Ok(Some(declaration))
    }

    fn behind_mode(&self) -> bool {
        let first = self.tokens.first().copied();
        let is = |word: &str| first.is_some_and(|t| self.slice(t).eq_ignore_ascii_case(word));
        is("EXPLAIN") || is("PROFILE")
    }

    /// `[name] [IF NOT EXISTS] FOR '(' Variable ':' Label ')' (ON [EACH] | REQUIRE) Properties [IS UNIQUE]`
    fn create_index(&mut self, kind: IndexKind) -> Parsed<Declaration> {
        let unnamed = self.at_word("FOR") || self.at_word("IF") && self.word_ahead(1, "NOT");
        let name = if unnamed { None } else { Some(self.name("a name, or `FOR`")?) };
        let lenient = self.eat_word("IF");
        if lenient {
            self.expect_word("NOT")?;
            self.expect_word("EXISTS")?;
        }
        self.expect_word("FOR")?;
        self.expect("(")?;
        let variable = self.variable()?;
        self.expect(":")?;
        let label = self.name("a label")?;
        self.expect(")")?;
        self.expect_word(if kind == IndexKind::Unique { "REQUIRE" } else { "ON" })?;
        if kind == IndexKind::FullText {
            self.expect_word("EACH")?;
        }
        let properties = self.declared_properties(&variable, kind)?;
        if kind == IndexKind::Unique {
            self.expect_word("IS")?;
            self.expect_word("UNIQUE")?;
        }
        Ok(Declaration::Create { kind, name, lenient, variable, label, properties })
    }

    /// `'(' Property {',' Property} ')'`; of full text in square brackets; in a constraint also one
    /// without brackets.
    fn declared_properties(&mut self, variable: &Name, kind: IndexKind) -> Parsed<Vec<Name>> {
        if kind == IndexKind::Unique && !self.at_symbol("(") {
            return Ok(vec![self.declared_property(variable)?]);
        }
        let (open, close) = if kind == IndexKind::FullText { ("[", "]") } else { ("(", ")") };
        self.expect(open)?;
        let properties = self.items(|p| p.declared_property(variable))?;
        self.expect(close)?;
        Ok(properties)
    }

    fn declared_property(&mut self, variable: &Name) -> Parsed<Name> {
        let start = self.at;
        if self.variable()?.text != variable.text {
            self.at = start;
            return Err(self.expected(&format!("`{}`, the node above", variable.text)));
        }
        self.expect(".")?;
        self.name("a property")
    }

    /// `name [IF EXISTS]`
    fn drop_index(&mut self, unique: bool) -> Parsed<Declaration> {
        let name = self.name("the name of what is dropped")?;
        let lenient = self.eat_word("IF");
        if lenient {
            self.expect_word("EXISTS")?;
        }
        Ok(Declaration::Drop { unique, name, lenient })
    }

    /// `SHOW (INDEX | INDEXES | CONSTRAINT | CONSTRAINTS) [YIELD …]`: another way to write a call.
    pub(super) fn show(&mut self) -> Parsed<ClauseKind> {
        let start = self.bump().span;
        let procedure = if self.eat_word("INDEXES") || self.eat_word("INDEX") {
            "indexes"
        } else if self.eat_word("CONSTRAINTS") || self.eat_word("CONSTRAINT") {
            "constraints"
        } else {
            return Err(self.expected("`INDEXES` or `CONSTRAINTS`"));
        };
        let span = self.since(start);
        let part = |text: &str| Name { text: text.into(), span };
        let name = QualifiedName { parts: vec![part("db"), part(procedure)], span };
        let yields = if self.eat_word("YIELD") { Some(self.yields()?) } else { None };
        Ok(ClauseKind::Call(ProcedureCall { name, args: Some(Vec::new()), yields }))
    }
}

//! Literals, names, calls, and everything an expression can begin with.

use super::fault::Fault;
use super::{Parsed, Parser};
use crate::cypher::syntax::NESTED_QUERY_LEVELS;
use crate::cypher::syntax::keyword::is_reserved;
use crate::cypher::syntax::lexer::TokenKind;
use crate::cypher::syntax::literal;
use crate::cypher::syntax::tree::{
    CaseBranch, CaseExpr, Expr, ExprKind, FunctionCall, MapEntry, MapProjection, MapProjectionItem,
    MapProjectionItemKind, Name, Subquery,
};
use crate::error::Span;

impl Parser<'_> {
    /// ```text
    /// Atom = Literal | Parameter | CaseExpression | COUNT '(' '*' ')' | ListComprehension
    ///      | PatternComprehension | Quantifier | Reduce | PatternPredicate | ParenthesizedExpression
    ///      | FunctionInvocation | ExistentialSubquery | MapProjection | Variable
    /// ```
    pub(super) fn atom(&mut self) -> Parsed<Expr> {
        let token = self.token(0);
        let start = token.span;
        let kind = match token.kind {
            TokenKind::Integer | TokenKind::Float => return self.number(start, false),
            TokenKind::String => self.string()?,
            TokenKind::Parameter => ExprKind::Parameter(self.parameter()),
            TokenKind::QuotedName => self.named()?,
            TokenKind::Word => match self.keyword_atom()? {
                Some(kind) => kind,
                None => self.named()?,
            },
            TokenKind::Symbol("(") if self.pattern_ahead(0) => ExprKind::Pattern(Box::new(
                self.deeper_by(NESTED_QUERY_LEVELS, |p| p.bare_path(None))?,
            )),
            TokenKind::Symbol("(") => {
                self.bump();
                let inner = self.inside(false, Self::expression)?;
                self.expect(")")?;
                inner.kind
            }
            TokenKind::Symbol("[") => {
                self.bump();
                self.inside(false, Self::list)?
            }
            TokenKind::Symbol("{") => ExprKind::Map(self.map()?),
            _ => return Err(self.expected("a value")),
        };
        Ok(self.expr(start, kind))
    }

    /// An atom that begins with a word that means something, or `None` where the word is a name.
    fn keyword_atom(&mut self) -> Parsed<Option<ExprKind>> {
        let literal = [
            ("TRUE", ExprKind::Boolean(true)),
            ("FALSE", ExprKind::Boolean(false)),
            ("NULL", ExprKind::Null),
        ];
        for (word, kind) in literal {
            if self.eat_word(word) {
                return Ok(Some(kind));
            }
        }
        if self.eat_word("CASE") {
            return self.case().map(Some);
        }
        if self.symbol_ahead(1, "{") {
            if self.eat_word("EXISTS") {
                return Ok(Some(ExprKind::Exists(self.subquery()?)));
            }
            if self.eat_word("COUNT") {
                return Ok(Some(ExprKind::CountSubquery(self.subquery()?)));
            }
            if self.eat_word("COLLECT") {
                return Ok(Some(ExprKind::CollectSubquery(self.subquery()?)));
            }
        }
        if self.symbol_ahead(1, "(") {
            return self.keyword_call();
        }
        Ok(None)
    }

    /// Literals of numbers: `NumberLiteral = DoubleLiteral | IntegerLiteral`, with the minus before it.
    pub(super) fn number(&mut self, start: Span, negative: bool) -> Parsed<Expr> {
        let token = self.bump();
        let text = self.slice(token);
        let float = token.kind == TokenKind::Float;
        let kind = if float {
            literal::float(text, negative).map(ExprKind::Float)
        } else {
            literal::integer(text, negative).map(ExprKind::Integer)
        };
        let span = self.since(start);
        kind.map(|kind| Expr { kind, span }).map_err(|bad| Fault::number(bad, text, span, float))
    }

    fn string(&mut self) -> Parsed<ExprKind> {
        let token = self.bump();
        let text = self.slice(token);
        literal::string(text)
            .map(ExprKind::String)
            .map_err(|bad| Fault::escape(&bad, text, token.span))
    }

    /// `Parameter = '$' (SymbolicName | DecimalInteger)`
    pub(super) fn parameter(&mut self) -> Name {
        let token = self.bump();
        Name { text: literal::name(self.slice(token)), span: token.span }
    }

    /// A string literal or a parameter.
    pub(super) fn text_or_parameter(&mut self, what: &str) -> Parsed<Expr> {
        match self.kind() {
            TokenKind::String | TokenKind::Parameter => self.atom(),
            _ => Err(self.expected(what)),
        }
    }

    /// A function call, a map projection or a variable.
    fn named(&mut self) -> Parsed<ExprKind> {
        // `WHEN` stands before a condition only within `CASE`, which has taken it by now.
        if self.at_word("WHEN") && self.symbol_ahead(1, "(") {
            return self.function_call();
        }
        if !self.variable_ahead(0) {
            let fault = self.expected("a value");
            let word = self.slice(self.token(0));
            return Err(if is_reserved(word) && self.symbol_ahead(1, ".") {
                fault.help(format!("write `{word}` in backticks to use it as a name"))
            } else {
                fault
            });
        }
        if self.call_ahead() {
            return self.function_call();
        }
        let name = self.variable()?;
        if self.at_symbol("{") { self.map_projection(name) } else { Ok(ExprKind::Variable(name)) }
    }

    /// Whether a name with its namespaces and an opening bracket come.
    fn call_ahead(&self) -> bool {
        let mut ahead = 1;
        while self.symbol_ahead(ahead, ".") {
            let part = self.token(ahead + 1).kind;
            if !matches!(part, TokenKind::Word | TokenKind::QuotedName) {
                return false;
            }
            ahead += 2;
        }
        self.symbol_ahead(ahead, "(")
    }

    /// `FunctionInvocation = FunctionName '(' [DISTINCT] [Expression {',' Expression}] ')'`
    pub(super) fn function_call(&mut self) -> Parsed<ExprKind> {
        let name = self.qualified_name("the name of a function")?;
        self.expect("(")?;
        let distinct = self.eat_word("DISTINCT");
        let args = self.inside(false, |p| p.items_until(")", Self::expression))?;
        Ok(ExprKind::Function(FunctionCall { name, distinct, args }))
    }

    /// `MapLiteral = '{' [PropertyKeyName ':' Expression {',' …}] '}'`
    pub(super) fn map(&mut self) -> Parsed<Vec<MapEntry>> {
        self.expect("{")?;
        self.inside(false, |p| {
            p.items_until("}", |p| {
                let key = p.name("the name of a property")?;
                p.expect(":")?;
                Ok(MapEntry { key, value: p.expression()? })
            })
        })
    }

    /// ```text
    /// MapProjection = Variable '{' [Item {',' Item}] '}'
    /// Item          = '.' '*' | '.' PropertyKeyName | PropertyKeyName ':' Expression | Variable
    /// ```
    fn map_projection(&mut self, of: Name) -> Parsed<ExprKind> {
        self.expect("{")?;
        let items = self.inside(false, |p| p.items_until("}", Self::map_projection_item))?;
        Ok(ExprKind::MapProjection(MapProjection { of, items }))
    }

    fn map_projection_item(&mut self) -> Parsed<MapProjectionItem> {
        let start = self.span();
        let kind = if self.eat(".") {
            if self.eat("*") {
                MapProjectionItemKind::AllProperties
            } else {
                MapProjectionItemKind::Property(self.name("the name of a property")?)
            }
        } else if self.symbol_ahead(1, ":") {
            let key = self.name("the name of a property")?;
            self.expect(":")?;
            MapProjectionItemKind::Entry(MapEntry { key, value: self.expression()? })
        } else {
            MapProjectionItemKind::Variable(self.variable()?)
        };
        Ok(MapProjectionItem { kind, span: self.since(start) })
    }

    /// ```text
    /// CaseExpression  = CASE [Expression] CaseAlternative {CaseAlternative} [ELSE Expression] END
    /// CaseAlternative = WHEN Expression THEN Expression
    /// ```
    fn case(&mut self) -> Parsed<ExprKind> {
        let subject = if self.at_word("WHEN") { None } else { Some(Box::new(self.expression()?)) };
        let mut branches = Vec::new();
        while branches.is_empty() || self.at_word("WHEN") {
            self.expect_word("WHEN")?;
            let when = self.expression()?;
            self.expect_word("THEN")?;
            branches.push(CaseBranch { when, then: self.expression()? });
        }
        let otherwise =
            if self.eat_word("ELSE") { Some(Box::new(self.expression()?)) } else { None };
        self.expect_word("END")?;
        Ok(ExprKind::Case(CaseExpr { subject, branches, otherwise }))
    }

    /// `ExistentialSubquery = EXISTS '{' (RegularQuery | Pattern [Where]) '}'`; COUNT and COLLECT alike.
    fn subquery(&mut self) -> Parsed<Subquery> {
        let named = self.variable_ahead(1) && self.symbol_ahead(2, "=");
        let called = self.variable_ahead(1) && self.symbol_ahead(2, "(") && self.shortest_ahead(1);
        if !(self.symbol_ahead(1, "(") || named || called) {
            return Ok(Subquery::Query(Box::new(self.braced_query()?)));
        }
        self.expect("{")?;
        let (patterns, filter) = self.deeper_by(NESTED_QUERY_LEVELS, |p| {
            p.inside(false, |p| Ok((p.items(Self::path_pattern)?, p.filter()?.map(Box::new))))
        })?;
        self.expect("}")?;
        Ok(Subquery::Pattern { patterns, filter })
    }
}

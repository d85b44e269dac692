//! Expressions by operator precedence.

use super::{Parsed, Parser};
use crate::cypher::syntax::MAX_DEPTH;
use crate::cypher::syntax::lexer::TokenKind;
use crate::cypher::syntax::precedence::Level;
use crate::cypher::syntax::tree::{BinaryOp, ComparisonOp, Expr, ExprKind, TypeRef, UnaryOp};
use crate::error::Span;

/// An operator behind its first operand.
#[derive(Debug, Clone, Copy)]
enum Infix {
    Or,
    Xor,
    And,
    Comparison(ComparisonOp),
    Binary(BinaryOp),
    Is,
    Dot,
    Bracket,
    Colon,
}

impl Infix {
    fn level(self) -> Level {
        match self {
            Self::Or => Level::Or,
            Self::Xor => Level::Xor,
            Self::And => Level::And,
            Self::Comparison(_) => Level::Comparison,
            Self::Is => Level::Predicate,
            Self::Dot | Self::Bracket | Self::Colon => Level::Postfix,
            Self::Binary(op) => op.level(),
        }
    }
}

impl Parser<'_> {
    /// `Expression = OrExpression`
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        self.operators(Level::Or)
    }

    /// ```text
    /// OrExpression         = XorExpression {OR XorExpression}
    /// XorExpression        = AndExpression {XOR AndExpression}
    /// AndExpression        = NotExpression {AND NotExpression}
    /// NotExpression        = {NOT} ComparisonExpression
    /// ComparisonExpression = PredicateExpression {('=' | '<>' | '<' | '>' | '<=' | '>=') PredicateExpression}
    /// PredicateExpression  = SumExpression {(STARTS WITH | ENDS WITH | CONTAINS | '=~' | IN) SumExpression
    ///                        | IS [NOT] NULL | IS [NOT] ('::' | TYPED) Type}
    /// SumExpression        = ProductExpression {('+' | '-' | '||') ProductExpression}
    /// ProductExpression    = PowerExpression {('*' | '/' | '%') PowerExpression}
    /// PowerExpression      = UnaryExpression {'^' UnaryExpression}
    /// UnaryExpression      = {'+' | '-'} PostfixExpression
    /// PostfixExpression    = Atom {'.' PropertyKeyName | '[' … ']' | NodeLabels}
    /// ```
    ///
    /// Reads the operators that bind at least as tightly as `min`. The height of what it built never
    /// passes [`MAX_DEPTH`], so that walking the tree cannot exhaust the stack.
    pub(super) fn operators(&mut self, min: Level) -> Parsed<Expr> {
        self.deeper(|p| {
            let outer = std::mem::take(&mut p.height);
            let mut left = p.prefix(min)?;
            p.grow()?;
            while let Some(infix) = p.infix().filter(|i| i.level() >= min) {
                left = p.behind_operand(left, infix)?;
                p.grow()?;
            }
            p.height = p.height.max(outer);
            Ok(left)
        })
    }

    /// Counts the node built on top of the tallest expression read so far.
    fn grow(&mut self) -> Parsed<()> {
        self.height += 1;
        if self.height > MAX_DEPTH { Err(self.too_deep()) } else { Ok(()) }
    }

    fn prefix(&mut self, min: Level) -> Parsed<Expr> {
        let start = self.span();
        let op = match self.kind() {
            TokenKind::Symbol("-") => {
                if matches!(self.token(1).kind, TokenKind::Integer | TokenKind::Float) {
                    self.bump();
                    return self.number(start, true);
                }
                UnaryOp::Minus
            }
            TokenKind::Symbol("+") => UnaryOp::Plus,
            TokenKind::Word if self.at_word("NOT") => {
                if min > Level::Not {
                    let fault = self.expected("a value");
                    return Err(fault.help("put brackets around `NOT` and what it negates"));
                }
                UnaryOp::Not
            }
            _ => return self.atom(),
        };
        self.bump();
        let level = if op == UnaryOp::Not { Level::Not } else { Level::Unary };
        let operand = Box::new(self.operators(level)?);
        Ok(self.expr(start, ExprKind::Unary { op, operand }))
    }

    /// The expression of `kind` from `start` to here.
    pub(super) fn expr(&self, start: Span, kind: ExprKind) -> Expr {
        Expr { kind, span: self.since(start) }
    }

    fn infix(&self) -> Option<Infix> {
        let token = self.token(0);
        match token.kind {
            TokenKind::Symbol(symbol) => symbol_infix(symbol),
            TokenKind::Word => {
                let word = self.slice(token);
                let with_next = self.word_ahead(1, "WITH");
                WORDS
                    .iter()
                    .find(|(w, _)| w.eq_ignore_ascii_case(word))
                    .map(|(_, infix)| *infix)
                    .filter(|infix| match infix {
                        Infix::Binary(BinaryOp::StartsWith | BinaryOp::EndsWith) => with_next,
                        _ => true,
                    })
            }
            _ => None,
        }
    }

    /// Reads an operator and what stands behind it; `left` stands before it.
    fn behind_operand(&mut self, left: Expr, infix: Infix) -> Parsed<Expr> {
        let start = left.span;
        let kind = match infix {
            Infix::Or => ExprKind::Or(self.chain(left, infix, "OR")?),
            Infix::Xor => ExprKind::Xor(self.chain(left, infix, "XOR")?),
            Infix::And => ExprKind::And(self.chain(left, infix, "AND")?),
            Infix::Comparison(_) => self.comparisons(left)?,
            Infix::Binary(op) => {
                self.bump();
                if matches!(op, BinaryOp::StartsWith | BinaryOp::EndsWith) {
                    self.bump();
                }
                let right = Box::new(self.operators(infix.level().tighter())?);
                ExprKind::Binary { op, left: Box::new(left), right }
            }
            Infix::Is => self.is(left)?,
            Infix::Dot => {
                self.bump();
                ExprKind::Property { of: Box::new(left), key: self.name("the name of a property")? }
            }
            Infix::Bracket => {
                self.bump();
                self.inside(false, |p| p.index(left))?
            }
            Infix::Colon => {
                self.bump();
                let bar = !self.bar_ends;
                ExprKind::HasLabels { of: Box::new(left), labels: self.label_expr(bar)? }
            }
        };
        Ok(self.expr(start, kind))
    }

    /// All operands of a chain of one logical operator.
    fn chain(&mut self, left: Expr, infix: Infix, word: &str) -> Parsed<Vec<Expr>> {
        let mut operands = vec![left];
        while self.eat_word(word) {
            operands.push(self.operators(infix.level().tighter())?);
        }
        Ok(operands)
    }

    fn comparisons(&mut self, left: Expr) -> Parsed<ExprKind> {
        let mut rest = Vec::new();
        while let Some(infix @ Infix::Comparison(op)) = self.infix() {
            self.bump();
            rest.push((op, self.operators(infix.level().tighter())?));
        }
        Ok(ExprKind::Comparison { first: Box::new(left), rest })
    }

    fn is(&mut self, left: Expr) -> Parsed<ExprKind> {
        self.bump();
        let negated = self.eat_word("NOT");
        let of = Box::new(left);
        if self.eat_word("NULL") {
            return Ok(ExprKind::IsNull { of, negated });
        }
        if self.eat("::") || self.eat_word("TYPED") {
            return Ok(ExprKind::IsType { of, negated, ty: self.type_ref()? });
        }
        Err(self.expected("`NULL` or `::`"))
    }

    /// `'[' (Expression | [Expression] '..' [Expression]) ']'`
    fn index(&mut self, left: Expr) -> Parsed<ExprKind> {
        let of = Box::new(left);
        let from = if self.at_symbol("..") { None } else { Some(Box::new(self.expression()?)) };
        if self.eat("..") {
            let to = if self.at_symbol("]") { None } else { Some(Box::new(self.expression()?)) };
            self.expect("]")?;
            return Ok(ExprKind::Slice { of, from, to });
        }
        self.expect("]")?;
        match from {
            Some(index) => Ok(ExprKind::Index { of, index }),
            None => Err(self.expected("a position")),
        }
    }

    /// `Type = Words ['<' Type '>'] [NOT NULL] {'|' Type}`
    fn type_ref(&mut self) -> Parsed<TypeRef> {
        let mut ty = self.one_type()?;
        while !self.bar_ends && self.eat("|") {
            ty.or.push(self.one_type()?);
        }
        Ok(ty)
    }

    fn one_type(&mut self) -> Parsed<TypeRef> {
        let start = self.span();
        let mut name = self.name("a type")?.text.to_uppercase();
        while self.type_goes_on(&name) {
            name.push(' ');
            let word = self.bump();
            name.push_str(&self.slice(word).to_uppercase());
        }
        let element = if self.eat("<") {
            let element = self.deeper(|p| p.inside(false, Self::type_ref))?;
            self.expect(">")?;
            Some(Box::new(element))
        } else {
            None
        };
        let not_null = self.at_word("NOT") && self.word_ahead(1, "NULL");
        if not_null {
            self.bump();
            self.bump();
        }
        Ok(TypeRef { name, element, not_null, or: Vec::new(), span: self.since(start) })
    }

    /// Whether the next word belongs to the type `name`: `ZONED DATETIME`, `TIME WITHOUT TIMEZONE`.
    fn type_goes_on(&self, name: &str) -> bool {
        let next = |words: &[&str]| words.iter().any(|w| self.at_word(w));
        match name {
            "LOCAL" | "ZONED" => next(&["TIME", "DATETIME"]),
            "SIGNED" => next(&["INTEGER"]),
            "PROPERTY" => next(&["VALUE"]),
            "TIME" | "TIMESTAMP" => next(&["WITH", "WITHOUT"]) && self.word_ahead(1, "TIMEZONE"),
            _ => name.ends_with(" WITH") || name.ends_with(" WITHOUT"),
        }
    }
}

const WORDS: [(&str, Infix); 8] = [
    ("AND", Infix::And),
    ("OR", Infix::Or),
    ("XOR", Infix::Xor),
    ("IN", Infix::Binary(BinaryOp::In)),
    ("IS", Infix::Is),
    ("CONTAINS", Infix::Binary(BinaryOp::Contains)),
    ("STARTS", Infix::Binary(BinaryOp::StartsWith)),
    ("ENDS", Infix::Binary(BinaryOp::EndsWith)),
];

fn symbol_infix(symbol: &str) -> Option<Infix> {
    Some(match symbol {
        "=" => Infix::Comparison(ComparisonOp::Equal),
        "<>" => Infix::Comparison(ComparisonOp::NotEqual),
        "<" => Infix::Comparison(ComparisonOp::Less),
        "<=" => Infix::Comparison(ComparisonOp::LessOrEqual),
        ">" => Infix::Comparison(ComparisonOp::Greater),
        ">=" => Infix::Comparison(ComparisonOp::GreaterOrEqual),
        "+" => Infix::Binary(BinaryOp::Add),
        "-" => Infix::Binary(BinaryOp::Subtract),
        "*" => Infix::Binary(BinaryOp::Multiply),
        "/" => Infix::Binary(BinaryOp::Divide),
        "%" => Infix::Binary(BinaryOp::Modulo),
        "^" => Infix::Binary(BinaryOp::Power),
        "||" => Infix::Binary(BinaryOp::Concatenate),
        "=~" => Infix::Binary(BinaryOp::Matches),
        "." => Infix::Dot,
        "[" => Infix::Bracket,
        ":" => Infix::Colon,
        _ => return None,
    })
}

//! Expressions as text.

use std::fmt::Write as _;

use super::Printer;
use crate::cypher::syntax::lexer::tokens;
use crate::cypher::syntax::precedence::Level;
use crate::cypher::syntax::tree::{
    BinaryOp, CaseExpr, ComparisonOp, Expr, ExprKind, FunctionCall, LabelExprKind, MapEntry,
    MapProjection, MapProjectionItemKind, Quantifier, QuantifierKind, Subquery, TypeRef, UnaryOp,
};
use crate::model::quoted::quoted;

impl Printer {
    /// An expression where anything may stand.
    pub(super) fn expr(&mut self, expr: &Expr) {
        self.kind(&expr.kind);
    }

    /// An expression where only operators at least as tight as `min` may stand without brackets.
    pub(super) fn operand(&mut self, expr: &Expr, min: Level) {
        self.bracketed(expr, expr.level() < min);
    }

    fn bracketed(&mut self, expr: &Expr, brackets: bool) {
        if brackets {
            self.word("(");
            self.expr(expr);
            self.word(")");
        } else {
            self.expr(expr);
        }
    }

    fn kind(&mut self, kind: &ExprKind) {
        match kind {
            ExprKind::Null => self.word("null"),
            ExprKind::Boolean(value) => self.word(if *value { "true" } else { "false" }),
            ExprKind::Integer(value) => _ = write!(self.out, "{value}"),
            ExprKind::Float(value) => _ = write!(self.out, "{value:?}"),
            ExprKind::String(value) => self.out.push_str(&quoted(value, '\'')),
            ExprKind::List(items) => self.list(items),
            ExprKind::Map(entries) => self.map(entries),
            ExprKind::Parameter(name) => self.parameter(name),
            ExprKind::Variable(name) => self.variable(name),
            ExprKind::Property { .. }
            | ExprKind::Index { .. }
            | ExprKind::Slice { .. }
            | ExprKind::HasLabels { .. } => self.postfix(kind),
            ExprKind::Or(operands) => self.chain(operands, " OR ", Level::Xor),
            ExprKind::Xor(operands) => self.chain(operands, " XOR ", Level::And),
            ExprKind::And(operands) => self.chain(operands, " AND ", Level::Not),
            ExprKind::Unary { op, operand } => self.unary(*op, operand),
            ExprKind::Binary { op, left, right } => {
                self.operand(left, op.level());
                self.word(symbol(*op));
                self.operand(right, op.level().tighter());
            }
            ExprKind::Comparison { first, rest } => {
                self.operand(first, Level::Predicate);
                for (op, operand) in rest {
                    self.word(comparison(*op));
                    self.operand(operand, Level::Predicate);
                }
            }
            ExprKind::IsNull { of, negated } => {
                self.operand(of, Level::Predicate);
                self.word(if *negated { " IS NOT NULL" } else { " IS NULL" });
            }
            ExprKind::IsType { of, negated, ty } => self.is_type(of, *negated, ty),
            ExprKind::Case(case) => self.case(case),
            ExprKind::Pattern(path) => self.path(path),
            ExprKind::Exists(body) => self.subquery("EXISTS", body),
            ExprKind::CountSubquery(body) => self.subquery("COUNT", body),
            ExprKind::CollectSubquery(body) => self.subquery("COLLECT", body),
            ExprKind::MapProjection(projection) => self.map_projection(projection),
            ExprKind::CountStar => self.word("count(*)"),
            ExprKind::Function(call) => self.function(call),
            ExprKind::ListComprehension(_)
            | ExprKind::PatternComprehension(_)
            | ExprKind::Quantifier(_)
            | ExprKind::Reduce(_) => self.iteration(kind),
        }
    }

    fn chain(&mut self, operands: &[Expr], word: &str, min: Level) {
        for (i, operand) in operands.iter().enumerate() {
            if i > 0 {
                self.word(word);
            }
            self.operand(operand, min);
        }
    }

    /// A minus before a number's digits would become a part of the number.
    fn unary(&mut self, op: UnaryOp, operand: &Expr) {
        if op == UnaryOp::Not {
            self.word("NOT ");
            return self.operand(operand, Level::Not);
        }
        self.word(if op == UnaryOp::Minus { "-" } else { "+" });
        let start = self.out.len();
        self.operand(operand, Level::Unary);
        let first = self.out.get(start..).and_then(|s| s.chars().next());
        if op == UnaryOp::Minus && first.is_some_and(|c| c.is_ascii_digit() || c == '.') {
            self.out.insert(start, '(');
            self.word(")");
        }
    }

    fn postfix(&mut self, kind: &ExprKind) {
        match kind {
            ExprKind::Property { of, key } => {
                self.operand(of, Level::Postfix);
                self.word(".");
                self.name(key);
            }
            ExprKind::Index { of, index } => {
                self.operand(of, Level::Postfix);
                self.word("[");
                self.expr(index);
                self.word("]");
            }
            ExprKind::Slice { of, from, to } => {
                self.operand(of, Level::Postfix);
                self.word("[");
                if let Some(e) = from {
                    self.expr(e);
                }
                self.word("..");
                if let Some(e) = to {
                    self.expr(e);
                }
                self.word("]");
            }
            ExprKind::HasLabels { of, labels } => {
                self.operand(of, Level::Postfix);
                self.word(":");
                let brackets = matches!(labels.kind, LabelExprKind::Or(_));
                self.label_expr(labels, brackets);
            }
            _ => {}
        }
    }

    /// Brackets keep `[x IN list]` as the list of one condition that it is.
    fn list(&mut self, items: &[Expr]) {
        self.word("[");
        let start = self.out.len();
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.word(", ");
            }
            self.expr(item);
            if i == 0 && self.out.get(start..).is_some_and(reads_as_comprehension) {
                self.out.insert(start, '(');
                self.word(")");
            }
        }
        self.word("]");
    }

    pub(super) fn map(&mut self, entries: &[MapEntry]) {
        self.word("{");
        self.items(entries, Self::entry);
        self.word("}");
    }

    fn entry(&mut self, entry: &MapEntry) {
        self.name(&entry.key);
        self.word(": ");
        self.expr(&entry.value);
    }

    fn map_projection(&mut self, projection: &MapProjection) {
        self.variable(&projection.of);
        self.word(" {");
        self.items(&projection.items, |p, item| match &item.kind {
            MapProjectionItemKind::AllProperties => p.word(".*"),
            MapProjectionItemKind::Property(key) => {
                p.word(".");
                p.name(key);
            }
            MapProjectionItemKind::Entry(entry) => p.entry(entry),
            MapProjectionItemKind::Variable(name) => p.variable(name),
        });
        self.word("}");
    }

    fn case(&mut self, case: &CaseExpr) {
        self.word("CASE");
        if let Some(subject) = &case.subject {
            self.word(" ");
            self.expr(subject);
        }
        for branch in &case.branches {
            self.word(" WHEN ");
            self.expr(&branch.when);
            self.word(" THEN ");
            self.expr(&branch.then);
        }
        if let Some(otherwise) = &case.otherwise {
            self.word(" ELSE ");
            self.expr(otherwise);
        }
        self.word(" END");
    }

    fn is_type(&mut self, of: &Expr, negated: bool, ty: &TypeRef) {
        let brackets = !ty.or.is_empty();
        self.word(if brackets { "(" } else { "" });
        self.operand(of, Level::Predicate);
        self.word(if negated { " IS NOT :: " } else { " IS :: " });
        self.type_ref(ty);
        self.word(if brackets { ")" } else { "" });
    }

    fn type_ref(&mut self, ty: &TypeRef) {
        self.word(&ty.name);
        if let Some(element) = &ty.element {
            self.word("<");
            self.type_ref(element);
            self.word(">");
        }
        if ty.not_null {
            self.word(" NOT NULL");
        }
        for other in &ty.or {
            self.word(" | ");
            self.type_ref(other);
        }
    }

    /// The expressions that go through a list or the matches of a pattern.
    fn iteration(&mut self, kind: &ExprKind) {
        match kind {
            ExprKind::ListComprehension(c) => {
                self.word("[");
                self.variable(&c.variable);
                self.word(" IN ");
                self.expr(&c.list);
                self.filter(c.filter.as_deref(), ' ');
                if let Some(map) = &c.map {
                    self.word(" | ");
                    self.expr(map);
                }
                self.word("]");
            }
            ExprKind::PatternComprehension(c) => {
                self.word("[");
                self.path(&c.pattern);
                self.filter(c.filter.as_ref(), ' ');
                self.word(" | ");
                self.expr(&c.map);
                self.word("]");
            }
            ExprKind::Quantifier(quantifier) => self.quantifier(quantifier),
            ExprKind::Reduce(r) => {
                self.word("reduce(");
                self.variable(&r.accumulator);
                self.word(" = ");
                self.expr(&r.initial);
                self.word(", ");
                self.variable(&r.variable);
                self.word(" IN ");
                self.expr(&r.list);
                self.word(" | ");
                self.expr(&r.step);
                self.word(")");
            }
            _ => {}
        }
    }

    fn quantifier(&mut self, quantifier: &Quantifier) {
        self.word(match quantifier.kind {
            QuantifierKind::All => "all(",
            QuantifierKind::Any => "any(",
            QuantifierKind::None => "none(",
            QuantifierKind::Single => "single(",
        });
        self.variable(&quantifier.variable);
        self.word(" IN ");
        self.expr(&quantifier.list);
        self.filter(quantifier.predicate.as_deref(), ' ');
        self.word(")");
    }

    fn subquery(&mut self, word: &str, body: &Subquery) {
        self.word(word);
        match body {
            Subquery::Query(query) => {
                self.word(" ");
                self.braced_query(query);
            }
            Subquery::Pattern { patterns, filter } => {
                self.word(" { ");
                self.items(patterns, Self::path);
                self.filter(filter.as_deref(), ' ');
                self.word(" }");
            }
        }
    }

    /// A function that is called as the words of the language are keeps its backticks.
    fn function(&mut self, call: &FunctionCall) {
        let special =
            ["ALL", "ANY", "NONE", "SINGLE", "REDUCE", "SHORTESTPATH", "ALLSHORTESTPATHS"];
        match call.name.parts.as_slice() {
            [only] if special.iter().any(|s| s.eq_ignore_ascii_case(&only.text)) => {
                self.quoted(&only.text, false);
            }
            _ => self.qualified_name(&call.name),
        }
        self.word(if call.distinct { "(DISTINCT " } else { "(" });
        self.items(&call.args, Self::expr);
        self.word(")");
    }
}

/// Whether a list that begins like this would be read as a comprehension: `x IN …`.
fn reads_as_comprehension(text: &str) -> bool {
    matches!(tokens(text).as_slice(), [_, second, ..] if second.span.of(text) == "IN")
}

fn symbol(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => " + ",
        BinaryOp::Subtract => " - ",
        BinaryOp::Multiply => " * ",
        BinaryOp::Divide => " / ",
        BinaryOp::Modulo => " % ",
        BinaryOp::Power => " ^ ",
        BinaryOp::Concatenate => " || ",
        BinaryOp::StartsWith => " STARTS WITH ",
        BinaryOp::EndsWith => " ENDS WITH ",
        BinaryOp::Contains => " CONTAINS ",
        BinaryOp::In => " IN ",
        BinaryOp::Matches => " =~ ",
    }
}

fn comparison(op: ComparisonOp) -> &'static str {
    match op {
        ComparisonOp::Equal => " = ",
        ComparisonOp::NotEqual => " <> ",
        ComparisonOp::Less => " < ",
        ComparisonOp::LessOrEqual => " <= ",
        ComparisonOp::Greater => " > ",
        ComparisonOp::GreaterOrEqual => " >= ",
    }
}

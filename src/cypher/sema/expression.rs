//! Expressions.

use super::bound::Type;
use super::expr::{Expr, ExprKind, FunctionRef, ProjectionEntry};
use super::{Aggregates, Binder};
use crate::cypher::error::{ErrorKind, Problem};
use crate::cypher::function::{self, Function, Takes};
use crate::cypher::syntax::tree::{self, BinaryOp, UnaryOp};
use crate::error::Span;
use crate::model::name::nearest;
use crate::model::{EdgeId, NodeId, Value};

impl Binder<'_> {
    /// Binds an expression.
    pub(super) fn expr(&mut self, expr: &tree::Expr) -> Expr {
        use tree::ExprKind as Syntax;
        let span = expr.span;
        let constant = |value: Value, ty| ExprKind::Constant(value).at(span, ty);
        match &expr.kind {
            Syntax::Null => constant(Value::Null, Type::Any),
            Syntax::Boolean(b) => constant((*b).into(), Type::Boolean),
            Syntax::Integer(n) => constant((*n).into(), Type::Integer),
            Syntax::Float(n) => constant((*n).into(), Type::Number),
            Syntax::String(text) => constant(text.as_str().into(), Type::String),
            Syntax::List(items) => ExprKind::List(self.exprs(items)).at(span, Type::List),
            Syntax::Map(entries) => {
                let entries =
                    entries.iter().map(|e| (e.key.text.as_str().into(), self.expr(&e.value)));
                ExprKind::Map(entries.collect()).at(span, Type::Map)
            }
            Syntax::Parameter(name) => {
                ExprKind::Parameter(self.parameter(&name.text)).at(span, Type::Any)
            }
            Syntax::Variable(name) => self.variable(name),
            Syntax::Property { of, key } => self.property_of(of, key, span),
            Syntax::Index { of, index } => {
                let (of, index) = (self.boxed(of), self.boxed(index));
                ExprKind::Index { of, index }.at(span, Type::Any)
            }
            Syntax::Slice { of, from, to } => {
                let of = self.boxed(of);
                let from = from.as_ref().map(|e| self.boxed(e));
                let to = to.as_ref().map(|e| self.boxed(e));
                ExprKind::Slice { of, from, to }.at(span, Type::List)
            }
            Syntax::HasLabels { of, labels } => {
                let of = self.boxed(of);
                self.expect(&of, &[Type::Node, Type::Relationship]);
                let test = self.label_test(labels, of.ty);
                ExprKind::HasLabels { of, test }.at(span, Type::Boolean)
            }
            Syntax::Or(parts) => ExprKind::Or(self.conditions(parts)).at(span, Type::Boolean),
            Syntax::Xor(parts) => ExprKind::Xor(self.conditions(parts)).at(span, Type::Boolean),
            Syntax::And(parts) => ExprKind::And(self.conditions(parts)).at(span, Type::Boolean),
            Syntax::Unary { op, operand } => self.unary(*op, operand, span),
            Syntax::Binary { op, left, right } => self.binary(*op, left, right, span),
            Syntax::Comparison { first, rest } => {
                let first = self.boxed(first);
                let rest = rest.iter().map(|(op, e)| (*op, self.expr(e))).collect();
                ExprKind::Comparison { first, rest }.at(span, Type::Boolean)
            }
            Syntax::IsNull { of, negated } => {
                ExprKind::IsNull { of: self.boxed(of), negated: *negated }.at(span, Type::Boolean)
            }
            Syntax::IsType { of, negated, ty } => {
                let (of, ty) = (self.boxed(of), ty.clone());
                ExprKind::IsType { of, negated: *negated, ty }.at(span, Type::Boolean)
            }
            Syntax::Case(case) => self.case(case, span),
            Syntax::ListComprehension(_) | Syntax::Quantifier(_) | Syntax::Reduce(_) => {
                self.over_list(&expr.kind, span)
            }
            Syntax::PatternComprehension(comprehension) => {
                self.pattern_comprehension(comprehension, span)
            }
            Syntax::Pattern(pattern) => self.pattern_value(pattern, span),
            Syntax::Exists(subquery) => self.exists(subquery, span),
            Syntax::CountSubquery(subquery) => self.count_subquery(subquery, span),
            Syntax::CollectSubquery(subquery) => self.collect_subquery(subquery, span),
            Syntax::MapProjection(projection) => self.map_projection(projection, span),
            Syntax::CountStar => self.count_star(span),
            Syntax::Function(call) => self.call(call, span),
        }
    }

    pub(super) fn exprs(&mut self, exprs: &[tree::Expr]) -> Vec<Expr> {
        exprs.iter().map(|e| self.expr(e)).collect()
    }

    fn boxed(&mut self, expr: &tree::Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    /// An expression that must be a truth value.
    pub(super) fn condition(&mut self, expr: &tree::Expr) -> Expr {
        if let tree::ExprKind::Pattern(pattern) = &expr.kind {
            return self.pattern_predicate(pattern, expr.span);
        }
        let bound = self.expr(expr);
        self.expect(&bound, &[Type::Boolean]);
        bound
    }

    fn conditions(&mut self, exprs: &[tree::Expr]) -> Vec<Expr> {
        exprs.iter().map(|e| self.condition(e)).collect()
    }

    /// Reports an expression whose type is known and is none of these.
    pub(super) fn expect(&mut self, expr: &Expr, types: &[Type]) {
        if expr.ty == Type::Any || types.contains(&expr.ty) {
            return;
        }
        let mut wanted: Vec<&str> = types.iter().map(|t| t.words()).collect();
        // Whole numbers and others are one word.
        wanted.dedup();
        let written = expr.span.of(self.text);
        let message =
            format!("`{written}` is {}, where {} is needed", expr.ty.words(), wanted.join(" or "));
        self.syntax("InvalidArgumentType", "Q0110", message, expr.span);
    }

    /// The number of the parameter of this name.
    pub(super) fn parameter(&mut self, name: &str) -> usize {
        if let Some(number) = self.parameters.iter().position(|p| &**p == name) {
            return number;
        }
        self.parameters.push(name.into());
        self.parameters.len() - 1
    }

    fn property_of(&mut self, of: &tree::Expr, key: &tree::Name, span: Span) -> Expr {
        let of = self.boxed(of);
        let bare = matches!(
            of.ty,
            Type::Boolean
                | Type::Integer
                | Type::Number
                | Type::String
                | Type::List
                | Type::Relationships
                | Type::Path
        );
        if bare {
            let written = of.span.of(self.text);
            let message = format!("`{written}` is {}, which has no properties", of.ty.words());
            // A variable of a pattern is what its place says; any other value could be another.
            let kind = match of.ty {
                Type::Path | Type::Relationships => ErrorKind::SyntaxError,
                _ => ErrorKind::TypeError,
            };
            let detail = "InvalidArgumentType";
            self.problems.push(Problem::new(kind, detail, "Q0110", message, of.span));
        }
        let key = self.property(key, of.ty);
        ExprKind::Property { of, key }.at(span, Type::Any)
    }

    fn unary(&mut self, op: UnaryOp, operand: &tree::Expr, span: Span) -> Expr {
        if op == UnaryOp::Not {
            return ExprKind::Not(Box::new(self.condition(operand))).at(span, Type::Boolean);
        }
        let operand = self.boxed(operand);
        let ty = if operand.ty == Type::Any { Type::Any } else { Type::Number };
        match op {
            UnaryOp::Minus => ExprKind::Negate(operand).at(span, ty),
            _ => ExprKind::Plus(operand).at(span, ty),
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &tree::Expr, right: &tree::Expr, span: Span) -> Expr {
        let (left, right) = (self.boxed(left), self.boxed(right));
        let ty = match op {
            BinaryOp::StartsWith
            | BinaryOp::EndsWith
            | BinaryOp::Contains
            | BinaryOp::Matches
            | BinaryOp::In => Type::Boolean,
            BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Modulo => match (left.ty, right.ty) {
                (Type::Integer, Type::Integer) => Type::Integer,
                (Type::Integer | Type::Number, Type::Integer | Type::Number) => Type::Number,
                _ => Type::Any,
            },
            _ => Type::Any,
        };
        match op {
            BinaryOp::In => self.expect(&right, &[Type::List, Type::Relationships]),
            BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Modulo
            | BinaryOp::Power => {
                self.expect(&left, &[Type::Number, Type::Integer]);
                self.expect(&right, &[Type::Number, Type::Integer]);
            }
            _ => {}
        }
        ExprKind::Binary { op, left, right }.at(span, ty)
    }

    fn case(&mut self, case: &tree::CaseExpr, span: Span) -> Expr {
        let subject = case.subject.as_ref().map(|e| self.boxed(e));
        let searched = subject.is_none();
        let mut branches = Vec::with_capacity(case.branches.len());
        for branch in &case.branches {
            let when =
                if searched { self.condition(&branch.when) } else { self.expr(&branch.when) };
            branches.push((when, self.expr(&branch.then)));
        }
        let otherwise = case.otherwise.as_ref().map(|e| self.boxed(e));
        ExprKind::Case { subject, branches, otherwise }.at(span, Type::Any)
    }

    /// List comprehension, quantifier and `reduce`: a list, and a variable for its elements.
    ///
    /// What is done for each element is no place for aggregating: the rows that would be gathered
    /// are not the elements.
    fn over_list(&mut self, kind: &tree::ExprKind, span: Span) -> Expr {
        let forbidden = || Aggregates::Forbidden("for each element of a list");
        match kind {
            tree::ExprKind::ListComprehension(c) => {
                let list = self.list(&c.list);
                let element = element_type(&list);
                let inside = |binder: &mut Self| {
                    binder.with_local(&c.variable, element, |binder, slot| {
                        let filter = c.filter.as_ref().map(|e| Box::new(binder.condition(e)));
                        let map = c.map.as_ref().map(|e| binder.boxed(e));
                        ExprKind::Comprehension { slot, list: Box::new(list), filter, map }
                            .at(span, Type::List)
                    })
                };
                self.with_aggregates(forbidden(), inside).0
            }
            tree::ExprKind::Quantifier(q) => {
                let list = self.list(&q.list);
                let element = element_type(&list);
                let inside = |binder: &mut Self| {
                    binder.with_local(&q.variable, element, |binder, slot| {
                        let predicate = q.predicate.as_ref().map(|e| Box::new(binder.condition(e)));
                        ExprKind::Quantifier { kind: q.kind, slot, list: Box::new(list), predicate }
                            .at(span, Type::Boolean)
                    })
                };
                self.with_aggregates(forbidden(), inside).0
            }
            tree::ExprKind::Reduce(r) => {
                let list = self.list(&r.list);
                let initial = self.boxed(&r.initial);
                let element = element_type(&list);
                let inside = |binder: &mut Self| {
                    binder.with_local(&r.accumulator, Type::Any, |binder, accumulator| {
                        binder.with_local(&r.variable, element, |binder, slot| {
                            let (step, list) = (binder.boxed(&r.step), Box::new(list));
                            ExprKind::Reduce { accumulator, initial, slot, list, step }
                                .at(span, Type::Any)
                        })
                    })
                };
                self.with_aggregates(forbidden(), inside).0
            }
            _ => ExprKind::Constant(Value::Null).at(span, Type::Any),
        }
    }

    fn list(&mut self, expr: &tree::Expr) -> Expr {
        let list = self.expr(expr);
        self.expect(&list, &[Type::List, Type::Relationships]);
        list
    }

    fn map_projection(&mut self, projection: &tree::MapProjection, span: Span) -> Expr {
        use tree::MapProjectionItemKind as Item;
        let of = self.variable(&projection.of);
        self.expect(&of, &[Type::Node, Type::Relationship, Type::Map]);
        let mut entries = Vec::with_capacity(projection.items.len());
        for item in &projection.items {
            entries.push(match &item.kind {
                Item::AllProperties => ProjectionEntry::AllProperties,
                Item::Property(name) => {
                    let key = self.property(name, of.ty);
                    let property = ExprKind::Property { of: Box::new(of.clone()), key };
                    ProjectionEntry::Entry(
                        name.text.as_str().into(),
                        property.at(item.span, Type::Any),
                    )
                }
                Item::Entry(entry) => {
                    ProjectionEntry::Entry(entry.key.text.as_str().into(), self.expr(&entry.value))
                }
                Item::Variable(name) => {
                    ProjectionEntry::Entry(name.text.as_str().into(), self.variable(name))
                }
            });
        }
        ExprKind::MapProjection { of: Box::new(of), entries }.at(span, Type::Map)
    }

    fn call(&mut self, call: &tree::FunctionCall, span: Span) -> Expr {
        let name = call.name.joined();
        if function::aggregate(&name).is_some() {
            return self.aggregate_call(call, &name, span);
        }
        if let [tree::Expr { kind: tree::ExprKind::Pattern(pattern), .. }] = call.args.as_slice()
            && name.eq_ignore_ascii_case("exists")
        {
            return self.pattern_predicate(pattern, span);
        }
        let args = self.exprs(&call.args);
        let Some(function) = function::scalar(&name) else {
            return self.own_call(call, &name, args, span);
        };
        if call.distinct {
            self.no_distinct(&name, span);
        }
        self.check_count(function.accepts(args.len()), &name, args.len(), span);
        for (place, arg) in args.iter().enumerate() {
            self.check_argument(function, place, arg);
        }
        if !function.deterministic && matches!(self.aggregates, Aggregates::Nested) {
            let message =
                format!("`{name}` gives a new value each time, which cannot be aggregated");
            self.syntax("NonConstantExpression", "Q0123", message, span);
        }
        ExprKind::Call { function: FunctionRef::Built(function), args }.at(span, Type::Any)
    }

    /// A call of a function that the host has added, or of one that there is not.
    fn own_call(
        &mut self,
        call: &tree::FunctionCall,
        name: &str,
        args: Vec<Expr>,
        span: Span,
    ) -> Expr {
        let Some(function) = self.functions.named(name).cloned() else {
            let known = function::all().map(|f| f.name).chain(self.functions.names());
            let near = nearest(name, known, 1).pop();
            let help = near.map_or_else(
                || "`help functions` at the prompt lists them all".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("there is no function `{name}`");
            self.syntax_help(("UnknownFunction", "Q0120"), message, call.name.span, help);
            return ExprKind::Constant(Value::Null).at(span, Type::Any);
        };
        if call.distinct {
            self.no_distinct(name, span);
        }
        if args.len() != function.params().len() {
            let (wanted, given) = (function.params().len(), args.len());
            let message = format!("`{name}` takes {wanted} arguments, and is given {given}");
            let help = format!("it is {}", function.signature());
            self.syntax_help(("InvalidNumberOfArguments", "Q0121"), message, span, help);
        }
        for (arg, (param, ty)) in args.iter().zip(function.params()) {
            let refused = match &arg.kind {
                ExprKind::Constant(value) => !value.is_null() && !ty.accepts(value),
                _ => !ty.may_be(arg.ty),
            };
            if refused {
                let written = arg.span.of(self.text);
                let message = format!("`{written}` is given as `{param}`, which is {ty}");
                self.syntax("InvalidArgumentType", "Q0110", message, arg.span);
            }
        }
        let ty = function.result().bound();
        ExprKind::Call { function: FunctionRef::Own(function), args }.at(span, ty)
    }

    fn no_distinct(&mut self, name: &str, span: Span) {
        let message = format!("`{name}` is no aggregating function, so it takes no DISTINCT");
        self.syntax("InvalidAggregation", "Q0122", message, span);
    }

    /// Reports an argument of which it is known that the function does not take it, where nodes,
    /// relationships and paths are concerned.
    fn check_argument(&mut self, function: &Function, place: usize, arg: &Expr) {
        let nowhere = crate::model::value::Path { nodes: Vec::new(), edges: Vec::new() };
        let of_type = match arg.ty {
            Type::Node => Value::Node(NodeId(0)),
            Type::Relationship => Value::Relationship(EdgeId(0)),
            Type::Path => Value::Path(nowhere.into()),
            Type::Boolean => true.into(),
            Type::Integer => 0.into(),
            Type::Number => 0.0.into(),
            Type::String => "".into(),
            Type::List | Type::Relationships => Value::list([]),
            Type::Map | Type::Any => return,
        };
        let Some(takes) = function.params.at(place).map(function::Param::takes) else { return };
        let graph = matches!(arg.ty, Type::Node | Type::Relationship | Type::Path)
            || matches!(
                takes,
                Takes::Keyed
                    | Takes::Node
                    | Takes::Relationship
                    | Takes::Element
                    | Takes::Path
                    | Takes::Graph
            );
        // Conversions are asked about values of any type, and refuse them when the query runs.
        let converts =
            matches!(takes, Takes::Plain | Takes::Unit | Takes::Numeral | Takes::Truthlike);
        if graph && !converts && !takes.accepts(&of_type) {
            let (written, name) = (arg.span.of(self.text), function.name);
            let message =
                format!("`{written}` is {}, and {name}() takes {}", arg.ty.words(), takes.types());
            self.syntax("InvalidArgumentType", "Q0110", message, arg.span);
        }
    }

    pub(super) fn check_count(&mut self, accepted: bool, name: &str, given: usize, span: Span) {
        if !accepted {
            let message = format!("`{name}` does not take {given} arguments");
            self.problems.push(Problem::new(
                ErrorKind::SyntaxError,
                "InvalidNumberOfArguments",
                "Q0121",
                message,
                span,
            ));
        }
    }
}

fn element_type(list: &Expr) -> Type {
    if list.ty == Type::Relationships {
        return Type::Relationship;
    }
    match &list.kind {
        ExprKind::Call { function, .. } if function.name().eq_ignore_ascii_case("nodes") => {
            Type::Node
        }
        ExprKind::Call { function, .. }
            if function.name().eq_ignore_ascii_case("relationships") =>
        {
            Type::Relationship
        }
        ExprKind::List(items) => {
            let types = items.iter().filter(|e| e.kind != ExprKind::Constant(Value::Null));
            let mut types = types.map(|e| e.ty);
            let first = types.next().unwrap_or(Type::Any);
            if types.all(|ty| ty == first) { first } else { Type::Any }
        }
        _ => Type::Any,
    }
}

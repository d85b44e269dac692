//! `CALL procedure(…) YIELD …`.

use std::sync::Arc;

use super::bound::{ProcedureCall, Type};
use super::clause::Column;
use super::expr::{Expr, ExprKind};
use super::{Aggregates, Binder};
use crate::cypher::error::{ErrorKind, Problem};
use crate::cypher::procedure::Procedure;
use crate::cypher::syntax::tree::{self, Yield};
use crate::model::name::nearest;

impl Binder<'_> {
    /// Binds a call, and gives the columns of the query where it is all of it.
    pub(super) fn procedure(
        &mut self,
        call: &tree::ProcedureCall,
        standalone: bool,
    ) -> (Option<ProcedureCall>, Vec<Column>) {
        let place = Aggregates::Forbidden("in the arguments of a procedure");
        let (args, _) =
            self.with_aggregates(place, |binder| call.args.as_ref().map(|args| binder.exprs(args)));
        let Some(procedure) = self.procedures.named(&call.name.joined()) else {
            self.no_procedure(call);
            return (None, Vec::new());
        };
        let args = args.unwrap_or_else(|| self.implicit(call, &procedure, standalone));
        self.check_arguments(call, &procedure, &args);
        let results = procedure.results();
        let mut columns = Vec::new();
        let mut takes = Vec::new();
        let mut filter = Vec::new();
        match &call.yields {
            Some(Yield::All) | None => {
                if call.yields.is_some() && !standalone {
                    let message =
                        "YIELD * stands only where the call is the whole query".to_owned();
                    let help = "name the columns behind YIELD";
                    self.syntax_help(("UnexpectedSyntax", "Q0185"), message, call.name.span, help);
                }
                for (place, (name, ty)) in results.iter().enumerate().filter(|_| standalone) {
                    let slot = self.slot(name, call.name.span);
                    self.scope.insert(name, slot, ty.bound());
                    takes.push((place, slot));
                    columns.push((Arc::clone(name), slot, ty.bound()));
                }
            }
            Some(Yield::Items { items, filter: condition }) => {
                for item in items {
                    let place = results.iter().position(|(name, _)| **name == *item.column.text);
                    let Some((place, (_, ty))) = place.and_then(|p| Some((p, results.get(p)?)))
                    else {
                        self.no_result(&item.column, &procedure);
                        continue;
                    };
                    let name = item.variable();
                    self.fresh(name);
                    let slot = self.declare(name, ty.bound());
                    takes.push((place, slot));
                    columns.push((name.text.as_str().into(), slot, ty.bound()));
                }
                if let Some(condition) = condition {
                    let place = Aggregates::Forbidden("in WHERE");
                    let (bound, _) =
                        self.with_aggregates(place, |binder| binder.condition(condition));
                    bound.conjuncts(&mut filter);
                }
            }
        }
        let span = call.name.span;
        (Some(ProcedureCall { procedure, args, takes, filter, span }), columns)
    }

    fn no_procedure(&mut self, call: &tree::ProcedureCall) {
        let name = call.name.joined();
        let near = nearest(&name, self.procedures.names(), 1).pop();
        let help = near.map_or_else(
            || "procedures are registered by the program that runs the query".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("there is no procedure `{name}`");
        let kind = ErrorKind::ProcedureError;
        let span = call.name.span;
        self.problems
            .push(Problem::new(kind, "ProcedureNotFound", "Q0181", message, span).with_help(help));
        // What it would have given is known, so that only the name is wrong.
        if let Some(Yield::Items { items, .. }) = &call.yields {
            for item in items {
                self.declare(item.variable(), Type::Any);
            }
        }
    }

    fn no_result(&mut self, column: &tree::Name, procedure: &Procedure) {
        let names = procedure.results().iter().map(|(name, _)| &**name);
        let near = nearest(&column.text, names.clone(), 1).pop();
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it gives {}", names.collect::<Vec<_>>().join(", ")),
        };
        let message = format!("`{}` gives no column `{}`", procedure.name(), column.text);
        self.syntax_help(("UndefinedVariable", "Q0182"), message, column.span, help);
        self.declare(column, Type::Any);
    }

    /// Arguments that come from parameters of the same names.
    fn implicit(
        &mut self,
        call: &tree::ProcedureCall,
        procedure: &Procedure,
        standalone: bool,
    ) -> Vec<Expr> {
        if !standalone && !procedure.params().is_empty() {
            let message =
                format!("`{}` is called within a query without arguments", procedure.name());
            let help = "write its arguments in brackets; only where the call is the whole query do \
                        they come from parameters";
            let detail = ("InvalidArgumentPassingMode", "Q0183");
            self.syntax_help(detail, message, call.name.span, help);
        }
        let params = procedure.params().iter();
        params
            .map(|(name, _)| {
                ExprKind::Parameter(self.parameter(name)).at(call.name.span, Type::Any)
            })
            .collect()
    }

    fn check_arguments(
        &mut self,
        call: &tree::ProcedureCall,
        procedure: &Procedure,
        args: &[Expr],
    ) {
        let (wanted, given) = (procedure.params().len(), args.len());
        if wanted != given {
            let message =
                format!("`{}` takes {wanted} arguments, and is given {given}", procedure.name());
            let help = format!("it is {}", procedure.signature());
            let detail = ("InvalidNumberOfArguments", "Q0121");
            self.syntax_help(detail, message, call.name.span, help);
            return;
        }
        for (arg, (name, ty)) in args.iter().zip(procedure.params()) {
            let refused = match &arg.kind {
                ExprKind::Constant(value) => !ty.accepts(value),
                _ => !ty.may_be(arg.ty),
            };
            if refused {
                let written = arg.span.of(self.text);
                let message = format!("`{written}` is given as `{name}`, which is {ty}");
                self.syntax("InvalidArgumentType", "Q0110", message, arg.span);
            }
        }
    }
}

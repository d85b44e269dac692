//! The variables in scope.

use std::collections::BTreeMap;

use super::Binder;
use super::bound::{Slot, Type};
use super::expr::Expr;
use crate::cypher::syntax::tree::Name;
use crate::model::Value;
use crate::model::name::nearest;

/// A variable: where its value stands and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Variable {
    pub(super) slot: Slot,
    pub(super) ty: Type,
}

/// Variables by name; `*` gives them in the order of their names.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    variables: BTreeMap<String, Variable>,
}

impl Scope {
    pub(super) fn insert(&mut self, name: &str, slot: Slot, ty: Type) -> Option<Variable> {
        self.variables.insert(name.to_owned(), Variable { slot, ty })
    }

    pub(super) fn get(&self, name: &str) -> Option<Variable> {
        self.variables.get(name).copied()
    }

    /// Puts a variable back as it was before [`Scope::insert`].
    pub(super) fn restore(&mut self, name: &str, before: Option<Variable>) {
        match before {
            Some(variable) => self.variables.insert(name.to_owned(), variable),
            None => self.variables.remove(name),
        };
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, Variable)> {
        self.variables.iter().map(|(name, v)| (name.as_str(), *v))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.variables.is_empty()
    }
}

impl Binder<'_> {
    /// The variable of this name, or an error that proposes the nearest one.
    pub(super) fn lookup(&mut self, name: &Name) -> Option<Variable> {
        let found = self.scope.get(&name.text);
        if let Some(variable) = found {
            self.references.push(variable.slot);
            return found;
        }
        let near = nearest(&name.text, self.scope.iter().map(|(n, _)| n), 1).pop();
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "bind it in an earlier MATCH, UNWIND or WITH, and hand it on by each WITH in \
                     between"
                .to_owned(),
        };
        let message = format!("the variable `{}` is not defined", name.text);
        self.syntax_help(("UndefinedVariable", "Q0101"), message, name.span, help);
        None
    }

    /// A reference to a variable; `null` stands in for one that is not there.
    pub(super) fn variable(&mut self, name: &Name) -> Expr {
        match self.lookup(name) {
            Some(v) => Expr::slot(v.slot, v.ty, name.span),
            None => super::expr::ExprKind::Constant(Value::Null).at(name.span, Type::Any),
        }
    }

    /// Binds `body` while `name` is a variable of its own that hides any other of this name.
    pub(super) fn with_local<T>(
        &mut self,
        name: &Name,
        ty: Type,
        body: impl FnOnce(&mut Self, Slot) -> T,
    ) -> T {
        let slot = self.slot(&name.text, name.span);
        let before = self.scope.insert(&name.text, slot, ty);
        let result = body(self, slot);
        self.scope.restore(&name.text, before);
        result
    }
}

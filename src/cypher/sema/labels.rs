//! Labels, relationship types and property names: to symbols, with a warning for those that nothing
//! in the graph carries.

use std::sync::Arc;

use super::Binder;
use super::bound::{Type, Types};
use super::expr::{LabelTest, PropRef};
use crate::cypher::error::{ErrorKind, Problem};
use crate::cypher::syntax::tree::{LabelExpr, LabelExprKind, Name};
use crate::model::name::nearest;

impl Binder<'_> {
    /// A condition on labels, or on a relationship's type, of a value of type `ty`.
    pub(super) fn label_test(&mut self, labels: &LabelExpr, ty: Type) -> LabelTest {
        match &labels.kind {
            LabelExprKind::Name(name) => {
                let label = self.snapshot.label(&name.text);
                let rel_type = self.snapshot.rel_type(&name.text);
                if label.is_none() && ty != Type::Relationship {
                    self.unknown.labels.insert(name.text.clone());
                }
                if rel_type.is_none() && ty != Type::Node {
                    self.unknown.types.insert(name.text.clone());
                }
                match ty {
                    Type::Relationship if rel_type.is_none() => self.unknown_type(name),
                    Type::Node if label.is_none() => self.unknown_label(name),
                    _ => {}
                }
                LabelTest::Name { name: name.text.as_str().into(), label, rel_type }
            }
            LabelExprKind::Any => LabelTest::Any,
            LabelExprKind::Not(inner) => LabelTest::Not(Box::new(self.label_test(inner, ty))),
            LabelExprKind::And(parts) => {
                LabelTest::And(parts.iter().map(|p| self.label_test(p, ty)).collect())
            }
            LabelExprKind::Or(parts) => {
                LabelTest::Or(parts.iter().map(|p| self.label_test(p, ty)).collect())
            }
        }
    }

    /// The types a relationship pattern allows.
    pub(super) fn types(&mut self, types: Option<&LabelExpr>) -> Types {
        let Some(types) = types else { return Types::All };
        let test = self.label_test(types, Type::Relationship);
        let allowed = self.snapshot.known_types().map(|(t, _)| t);
        Types::These(allowed.filter(|t| test.holds(true, &|_, asked| asked == Some(*t))).collect())
    }

    /// A property's symbol; `ty` is what is known of the value it is taken from.
    pub(super) fn property(&mut self, name: &Name, ty: Type) -> PropRef {
        let key = self.snapshot.prop_key(&name.text);
        if key.is_none() {
            self.unknown.keys.insert(name.text.clone());
        }
        if key.is_none() && matches!(ty, Type::Node | Type::Relationship) {
            let keys: Vec<&str> = self.snapshot.prop_keys().map(|(_, n)| n).collect();
            let near = nearest(&name.text, keys.iter().copied(), 1).pop();
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let message = format!("nothing in the graph has the property `{}`", name.text);
            self.warn("UnknownProperty", "Q0153", message, name, help);
        }
        PropRef { name: Arc::from(name.text.as_str()), key }
    }

    fn unknown_label(&mut self, name: &Name) {
        let snapshot = self.snapshot;
        let near = nearest(&name.text, snapshot.labels().map(|(_, n)| n), 1).pop();
        let help = near.map(|near| {
            let count = snapshot.label(near).map_or(0, |l| snapshot.label_count(l));
            format!("did you mean `{near}`, which {} carry?", counted(count, "node"))
        });
        let message = format!("no node carries the label `{}`", name.text);
        self.warn("UnknownLabel", "Q0151", message, name, help);
    }

    fn unknown_type(&mut self, name: &Name) {
        let snapshot = self.snapshot;
        let near = nearest(&name.text, snapshot.rel_types().map(|(_, n)| n), 1).pop();
        let help = near.map(|near| {
            let count = snapshot.rel_type(near).map_or(0, |t| snapshot.rel_type_count(t));
            format!("did you mean `{near}`, of which there are {}?", counted(count, "relation"))
        });
        let message = format!("no relationship is of the type `{}`", name.text);
        self.warn("UnknownRelationshipType", "Q0152", message, name, help);
    }

    fn warn(
        &mut self,
        detail: &'static str,
        code: &'static str,
        message: String,
        name: &Name,
        help: Option<String>,
    ) {
        let problem = Problem::new(ErrorKind::SemanticError, detail, code, message, name.span);
        let warning = Problem { help, ..problem };
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    }
}

//! Indexes and constraints.

use super::Printer;
use crate::cypher::syntax::tree::{Declaration, Name};
use crate::model::IndexKind;

impl Printer {
    pub(super) fn declaration(&mut self, declaration: &Declaration) {
        match declaration {
            Declaration::Create { kind, name, lenient, variable, label, properties } => {
                self.word(match kind {
                    IndexKind::Plain => "CREATE INDEX",
                    IndexKind::Unique => "CREATE CONSTRAINT",
                    IndexKind::FullText => "CREATE FULLTEXT INDEX",
                });
                if let Some(name) = name {
                    self.word(" ");
                    self.name(name);
                }
                self.word(if *lenient { " IF NOT EXISTS FOR (" } else { " FOR (" });
                self.variable(variable);
                self.word(":");
                self.name(label);
                let (open, close) = match kind {
                    IndexKind::Plain => (") ON (", ")"),
                    IndexKind::Unique => (") REQUIRE (", ") IS UNIQUE"),
                    IndexKind::FullText => (") ON EACH [", "]"),
                };
                self.word(open);
                self.items(properties, |p, property: &Name| {
                    p.variable(variable);
                    p.word(".");
                    p.name(property);
                });
                self.word(close);
            }
            Declaration::Drop { unique, name, lenient } => {
                self.word(if *unique { "DROP CONSTRAINT " } else { "DROP INDEX " });
                self.name(name);
                self.word(if *lenient { " IF EXISTS" } else { "" });
            }
        }
    }
}

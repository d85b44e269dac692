//! Indexes and constraints.

use super::Printer;
use crate::cypher::syntax::tree::{Declaration, Name};
use crate::model::Index;

impl Printer {
    pub(super) fn declaration(&mut self, declaration: &Declaration) {
        let word = |unique: &bool| Index::word(*unique).to_uppercase();
        match declaration {
            Declaration::Create { unique, name, lenient, variable, label, properties } => {
                self.word("CREATE ");
                self.word(&word(unique));
                if let Some(name) = name {
                    self.word(" ");
                    self.name(name);
                }
                self.word(if *lenient { " IF NOT EXISTS FOR (" } else { " FOR (" });
                self.variable(variable);
                self.word(":");
                self.name(label);
                self.word(if *unique { ") REQUIRE (" } else { ") ON (" });
                self.items(properties, |p, property: &Name| {
                    p.variable(variable);
                    p.word(".");
                    p.name(property);
                });
                self.word(if *unique { ") IS UNIQUE" } else { ")" });
            }
            Declaration::Drop { unique, name, lenient } => {
                self.word("DROP ");
                self.word(&word(unique));
                self.word(" ");
                self.name(name);
                self.word(if *lenient { " IF EXISTS" } else { "" });
            }
        }
    }
}

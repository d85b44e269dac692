//! Statements that were asked before, compiled.

use std::collections::HashMap;

use crate::cypher::{Prepared, Statement};
use crate::db::Database;
use crate::error::Result;

/// How many statements are kept.
const MOST: usize = 200;

/// The longest statement that is kept, in bytes.
const LONGEST: usize = 10_000;

/// Statements by their text. Programs ask the same few over and over, with other parameters; a
/// program that writes its values into the text fills this with what is never asked again, so all
/// of them go when there are too many.
#[derive(Debug, Default)]
pub(super) struct Kept(HashMap<String, Prepared>);

impl Kept {
    /// The statement with this text.
    pub(super) fn statement(&mut self, database: &Database, text: &str) -> Result<Statement> {
        if let Some(prepared) = self.0.get(text) {
            return Ok(prepared.into());
        }
        // What looks at another graph each time is compiled for it.
        if text.to_ascii_uppercase().contains("SYSTEM_TIME") {
            return Ok(text.into());
        }
        let prepared = database.prepare(text)?;
        let statement = Statement::from(&prepared);
        if text.len() <= LONGEST {
            if self.0.len() == MOST {
                self.0.clear();
            }
            self.0.insert(text.to_owned(), prepared);
        }
        Ok(statement)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_statements_are_kept_than_was_said() {
        let (database, mut kept) = (Database::without_schema(), Kept::default());
        for number in 0..=MOST {
            kept.statement(&database, &format!("RETURN {number}")).unwrap();
            assert!(kept.0.len() <= MOST);
        }
        let long = format!("RETURN '{}'", "x".repeat(LONGEST));
        let before = kept.0.len();
        kept.statement(&database, &long).unwrap();
        kept.statement(&database, "RETURN").unwrap_err();
        assert_eq!(kept.0.len(), before);
    }
}

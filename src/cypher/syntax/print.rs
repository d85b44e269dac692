//! From tree to text: a query one clause a line, keywords in capitals, no bracket that is not needed.
//!
//! Parsing the text gives the same tree again, spans aside.

mod clause;
mod declaration;
mod expr;
mod pattern;

use std::fmt;

use super::keyword::{is_keyword, is_reserved};
use super::lexer::{is_name_part, is_name_start};
use super::tree::{Clause, Expr, Name, PathPattern, Query, Statement};

/// What is written so far.
struct Printer {
    out: String,
    /// What stands between two clauses: a new line, or a space within a subquery.
    between: char,
}

impl Printer {
    fn word(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Writes the items with a comma between them.
    fn items<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.word(", ");
            }
            write(self, item);
        }
    }

    /// A variable: in backticks where a word of the language could be read instead.
    fn variable(&mut self, name: &Name) {
        self.quoted(&name.text, is_plain(&name.text) && !is_keyword(&name.text));
    }

    /// A label, relationship type, property key or column, where no word means anything.
    fn name(&mut self, name: &Name) {
        self.quoted(&name.text, is_plain(&name.text));
    }

    fn parameter(&mut self, name: &Name) {
        self.out.push('$');
        self.quoted(&name.text, !name.text.is_empty() && name.text.chars().all(is_name_part));
    }

    fn quoted(&mut self, text: &str, plain: bool) {
        if plain {
            self.word(text);
        } else {
            self.out.push('`');
            self.word(&text.replace('`', "``"));
            self.out.push('`');
        }
    }
}

fn is_plain(text: &str) -> bool {
    text.chars().next().is_some_and(is_name_start) && text.chars().all(is_name_part)
}

/// Writes a tree through `write`.
fn display(f: &mut fmt::Formatter<'_>, write: impl FnOnce(&mut Printer)) -> fmt::Result {
    let mut printer = Printer { out: String::new(), between: '\n' };
    write(&mut printer);
    f.write_str(&printer.out)
}

/// Writes the statement as text, one clause a line and without a `;`.
///
/// ```
/// use plexusdb::cypher::syntax::parse;
///
/// let statement = parse("match(n:Person)where((n.age>30))return n")?;
/// assert_eq!(statement.to_string(), "MATCH (n:Person)\nWHERE n.age > 30\nRETURN n");
/// # Ok::<(), plexusdb::cypher::QueryError>(())
/// ```
impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(f, |p| p.statement(self))
    }
}

/// Writes the query as text, one clause a line.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(f, |p| p.query(self))
    }
}

/// Writes the clause as text.
impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(f, |p| p.clause(self))
    }
}

/// Writes the expression as text, in one line.
///
/// For the text its author wrote see [`Expr::written`].
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(f, |p| p.expr(self))
    }
}

/// Writes the pattern as text, in one line.
impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(f, |p| p.path(self))
    }
}

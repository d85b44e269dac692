//! Why an operator or a function has no value to give.

use crate::cypher::error::{ErrorKind, Problem};
use crate::error::Span;
use crate::model::Value;

/// The longest piece of a text that a message repeats, in characters.
const SHOWN: usize = 60;

/// Why an operator or a function has no value to give, before it is known where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its kind.
    pub kind: ErrorKind,
    /// The TCK's name for the detail, such as `InvalidArgumentType`.
    pub detail: &'static str,
    /// Its stable code, such as `Q0301`.
    pub code: &'static str,
    /// What is wrong; names the thing.
    pub message: String,
    /// The remedy, where one exists.
    pub help: Option<String>,
}

impl Fault {
    /// The problem at this place of the query.
    pub fn at(self, span: Option<Span>) -> Problem {
        let Self { kind, detail, code, message, help } = self;
        Problem { kind, detail, code, message, span, help }
    }

    /// With a remedy.
    #[must_use]
    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn new(kind: ErrorKind, detail: &'static str, code: &'static str, message: String) -> Self {
        Self { kind, detail, code, message, help: None }
    }

    /// A value of a type that the operation does not take.
    pub(super) fn wrong_type(message: String) -> Self {
        Self::new(ErrorKind::TypeError, "InvalidArgumentType", "Q0301", message)
    }

    /// Two values of types that an operator does not join.
    pub(super) fn operands(operator: &str, a: &Value, b: &Value) -> Self {
        let (a, b) = (a.type_name(), b.type_name());
        Self::wrong_type(format!("{operator} does not take {a} and {b}"))
    }

    /// A value of a type that a conversion does not take.
    pub(super) fn wrong_value(message: String) -> Self {
        Self::new(ErrorKind::TypeError, "InvalidArgumentValue", "Q0302", message)
    }

    /// An argument of a type the function refuses as out of its range.
    pub(super) fn wrong_argument(message: String) -> Self {
        Self::new(ErrorKind::ArgumentError, "InvalidArgumentType", "Q0303", message)
    }

    /// A number beyond what the function takes.
    pub(super) fn out_of_range(message: String) -> Self {
        Self::new(ErrorKind::ArgumentError, "NumberOutOfRange", "Q0304", message)
    }

    /// A text that cannot be read as what it should be.
    pub(super) fn unreadable(message: String) -> Self {
        Self::new(ErrorKind::ArgumentError, "InvalidArgumentValue", "Q0305", message)
    }

    /// A place in a list that is not given by a whole number.
    pub(super) fn list_index(index: &Value) -> Self {
        let message = format!("a list is indexed by INTEGER, not by {}", index.type_name());
        Self::new(ErrorKind::TypeError, "ListElementAccessByNonInteger", "Q0306", message)
    }

    /// A key of a map, a node or a relation that is not a text.
    pub(super) fn map_key(holder: &Value, key: &Value) -> Self {
        let message = format!(
            "an entry of a {} is named by STRING, not by {}",
            holder.type_name(),
            key.type_name()
        );
        Self::new(ErrorKind::TypeError, "MapElementAccessByNonString", "Q0307", message)
    }

    /// A whole number divided by zero.
    pub(super) fn division_by_zero(a: i64) -> Self {
        let message = format!("{a} is divided by zero");
        Self::new(ErrorKind::ArithmeticError, "DivisionByZero", "Q0308", message)
            .with_help("divide by 0.0 to get an infinity instead")
    }

    /// A whole number that 64 bits do not hold.
    pub(super) fn overflow(calculation: &str) -> Self {
        let message = format!("{calculation} does not fit into a 64-bit INTEGER");
        Self::new(ErrorKind::ArithmeticError, "IntegerOverflow", "Q0309", message)
            .with_help("calculate with FLOAT instead: toFloat(…)")
    }

    /// A duration divided by zero.
    pub(super) fn no_length(length: &Value) -> Self {
        let message = format!("{length} is divided by zero");
        Self::new(ErrorKind::ArithmeticError, "DivisionByZero", "Q0308", message)
    }

    /// More than a limit allows.
    pub(super) fn beyond(limit: &'static str, most: usize, what: &str) -> Self {
        let message = format!("{what} is more than {limit} allows ({most})");
        Self::new(ErrorKind::LimitExceeded, "LimitExceeded", "Q0310", message)
            .with_help(format!("raise {limit} in the query's limits"))
    }

    /// What a function of the host says went wrong in it.
    pub(super) fn host(function: &str, why: &str) -> Self {
        let message = format!("`{function}` failed: {why}");
        Self::new(ErrorKind::ProcedureError, "FunctionFailed", "Q0311", message)
    }

    /// Arguments that no row of the table leads to.
    pub(super) fn arguments(function: &str, args: &[Value]) -> Self {
        let types: Vec<_> = args.iter().map(Value::type_name).collect();
        Self::wrong_type(format!("{function}() does not take ({})", types.join(", ")))
    }
}

/// A text as a message repeats it: quoted, and not too long.
pub(super) fn shown(text: &str) -> String {
    let mut start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    Value::from(start).to_string()
}

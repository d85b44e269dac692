//! Rows of a result: by name, by position, streamed.

mod serde;

use std::fmt;
use std::sync::{Arc, Mutex};

use super::counters::Counters;
use super::error::{ErrorKind, Phase, Problem, QueryError};
use super::exec::{Batch, Chain, Context, Halt, limit};
use super::explain::Plan;
use super::sema::bound::Slot;
use crate::error::{Error, Result};
use crate::graph::Snapshot;
use crate::model::name::nearest;
use crate::model::value::Path;
use crate::model::value::temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, Time};
use crate::model::when::Day;
use crate::model::{EdgeId, NodeId, Value};

/// One row of a result.
///
/// ```
/// # use plexusdb::cypher::Row;
/// # use plexusdb::model::Value;
/// let row = Row::new(["name", "members"], [Value::from("HCL"), Value::from(3)]);
/// assert_eq!(row.get::<String>("name")?, "HCL");
/// assert_eq!(row.at::<i64>(1)?, 3);
/// assert!(row.get::<i64>("nmae").is_err());
/// # Ok::<(), plexusdb::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    columns: Arc<[Arc<str>]>,
    values: Box<[Value]>,
}

impl Row {
    /// The row of these values under these columns; values beyond the columns are let go.
    pub fn new<'a>(
        columns: impl IntoIterator<Item = &'a str>,
        values: impl IntoIterator<Item = Value>,
    ) -> Self {
        let columns: Arc<[Arc<str>]> = columns.into_iter().map(Arc::from).collect();
        let values = values.into_iter().take(columns.len()).collect();
        Self { columns, values }
    }

    /// The names of the columns, in the order of `RETURN`.
    pub fn columns(&self) -> &[Arc<str>] {
        &self.columns
    }

    /// The values, in the order of the columns.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The value in the column of this name, if there is one.
    pub fn value(&self, column: &str) -> Option<&Value> {
        let place = self.columns.iter().position(|c| **c == *column)?;
        self.values.get(place)
    }

    /// The value in the column of this name, as a type of Rust.
    ///
    /// # Errors
    ///
    /// When there is no such column, or its value is not of that type.
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T> {
        let Some(value) = self.value(column) else {
            let near = nearest(column, self.columns.iter().map(|c| &**c), 1).pop();
            let help = near.map(|near| format!("did you mean `{near}`?"));
            return Err(wrong("NoSuchColumn", format!("there is no column `{column}`"), help));
        };
        convert(column, value)
    }

    /// The value in the column at this place, counted from 0, as a type of Rust.
    ///
    /// # Errors
    ///
    /// When there is no such column, or its value is not of that type.
    pub fn at<T: FromValue>(&self, place: usize) -> Result<T> {
        let (Some(column), Some(value)) = (self.columns.get(place), self.values.get(place)) else {
            let message = format!("there is no column {place}; there are {}", self.columns.len());
            return Err(wrong("NoSuchColumn", message, None));
        };
        convert(column, value)
    }
}

fn convert<T: FromValue>(column: &str, value: &Value) -> Result<T> {
    T::from_value(value).ok_or_else(|| {
        let message = format!("`{column}` is {}, not {}", value.type_name(), T::NAME);
        let help = value.is_null().then(|| "ask for an Option where nulls may come".to_owned());
        wrong("ColumnType", message, help)
    })
}

fn wrong(detail: &'static str, message: String, help: Option<String>) -> Error {
    let kind = ErrorKind::ArgumentError;
    let problem = Problem { kind, detail, code: "Q0206", message, span: None, help };
    QueryError::new(Phase::Runtime, problem).into()
}

/// What a column's value can be taken as.
pub trait FromValue: Sized {
    /// What the type is called in an error.
    const NAME: &'static str;

    /// The value as this type, where it is one.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! from_value {
    ($($ty:ty, $name:literal, $pattern:pat => $result:expr;)*) => {$(
        impl FromValue for $ty {
            const NAME: &'static str = $name;

            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    $pattern => Some($result),
                    _ => None,
                }
            }
        }
    )*};
}

from_value! {
    bool, "a truth value", Value::Boolean(b) => *b;
    i64, "a whole number", Value::Integer(n) => *n;
    String, "a text", Value::String(text) => text.to_string();
    Arc<str>, "a text", Value::String(text) => Arc::clone(text);
    Date, "a date", Value::Date(date) => *date;
    LocalTime, "a local time", Value::LocalTime(time) => *time;
    Time, "a time", Value::Time(time) => *time;
    LocalDateTime, "a local date and time", Value::LocalDateTime(at) => *at;
    DateTime, "a date and time", Value::DateTime(at) => (**at).clone();
    Duration, "a duration", Value::Duration(length) => **length;
    NodeId, "a node", Value::Node(id) => *id;
    EdgeId, "a relationship", Value::Relationship(id) => *id;
    Arc<Path>, "a path", Value::Path(path) => Arc::clone(path);
}

impl FromValue for Value {
    const NAME: &'static str = "a value";

    fn from_value(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

impl FromValue for Day {
    const NAME: &'static str = "a date within the years of history";

    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Date(date) = value { date.to_day() } else { None }
    }
}

impl FromValue for f64 {
    const NAME: &'static str = "a number";

    #[expect(clippy::cast_precision_loss, reason = "the caller asks for a float")]
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Float(n) => Some(*n),
            Value::Integer(n) => Some(*n as f64),
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const NAME: &'static str = T::NAME;

    fn from_value(value: &Value) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::from_value(value).map(Some) }
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    const NAME: &'static str = "a list";

    fn from_value(value: &Value) -> Option<Self> {
        value.as_list()?.iter().map(T::from_value).collect()
    }
}

/// The rows of a query, streamed: they are found as they are asked for.
///
/// It holds the snapshot it reads, so what is written meanwhile does not show. After an error it
/// ends. Of rows that only pass through, no more than a batch of about a thousand is held at a time;
/// sorting, grouping and `DISTINCT` hold what they need, within the limit `memory`. A query that writes
/// has done all of it before it gives its first row.
///
/// ```
/// use plexusdb::Database;
///
/// let db = Database::without_schema();
/// db.execute("UNWIND range(1, 1000) AS n CREATE (:Town {n: n})").run()?;
///
/// // A thousand million combinations, of which three are looked for.
/// let query = db.snapshot().query("MATCH (a:Town), (b:Town), (c:Town) RETURN a.n + b.n + c.n AS n");
/// let first: Result<Vec<i64>, _> = query.rows()?.take(3).map(|row| row?.get("n")).collect();
/// assert_eq!(first?.len(), 3);
/// # Ok::<(), plexusdb::Error>(())
/// ```
pub struct Rows {
    columns: Arc<[Arc<str>]>,
    slots: Vec<Slot>,
    context: Context,
    /// Behind a lock so that `Rows` can be shared; it is only ever reached through `&mut`.
    chain: Mutex<Option<Chain>>,
    batch: Option<(Batch, usize)>,
    given: usize,
    warnings: Vec<Problem>,
    plan: Option<Plan>,
}

impl Rows {
    pub(super) fn new(context: Context, warnings: Vec<Problem>) -> Self {
        let columns = context.compiled.columns.iter().map(|c| Arc::clone(&c.0)).collect();
        let slots = context.compiled.columns.iter().map(|c| c.1).collect();
        let chain = Mutex::new(Some(Chain::start(&context, false)));
        Self { columns, slots, context, chain, batch: None, given: 0, warnings, plan: None }
    }

    /// The lines of a plan as rows, and the plan itself.
    pub(super) fn of_plan(context: Context, warnings: Vec<Problem>, plan: Plan) -> Self {
        let text = plan.to_string();
        let lines: Vec<Value> = text.lines().map(Value::text).collect();
        let slot = Slot(0);
        let batch = Batch::of_column(slot, lines);
        Self {
            columns: Arc::from([Arc::from("plan")]),
            slots: vec![slot],
            context,
            chain: Mutex::new(None),
            batch: Some((batch, 0)),
            given: 0,
            warnings,
            plan: Some(plan),
        }
    }

    /// Rows that are all there already.
    ///
    /// # Errors
    ///
    /// When they are more than the query may give.
    pub(super) fn of_batches(
        context: Context,
        warnings: Vec<Problem>,
        batches: Vec<Batch>,
    ) -> Result<Self> {
        let given: usize = batches.iter().map(Batch::len).sum();
        if let Some(most) = context.limits.rows
            && given > most
        {
            return Err(too_many(most).into_error());
        }
        let chain = Mutex::new(Some(Chain::of_rows(batches)));
        Ok(Self { chain, ..Self::new(context, warnings) })
    }

    /// The names of the columns, in the order of `RETURN`.
    pub fn columns(&self) -> &[Arc<str>] {
        &self.columns
    }

    /// What the query has changed.
    pub fn counters(&self) -> Counters {
        self.context.counters
    }

    /// What is suspicious about the query, such as a label that nothing carries.
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// The plan, of a query that begins with `EXPLAIN` or `PROFILE`.
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// The snapshot that is read.
    pub fn snapshot(&self) -> &Snapshot {
        self.context.view.snapshot()
    }

    fn advance(&mut self) -> std::result::Result<Option<Row>, Halt> {
        loop {
            if let Some((batch, place)) = &mut self.batch {
                if *place < batch.len() {
                    let row = *place;
                    *place += 1;
                    self.given += 1;
                    if let Some(most) = self.context.limits.rows
                        && self.given > most
                    {
                        return Err(too_many(most));
                    }
                    let values = self.slots.iter().map(|slot| batch.get(*slot, row)).collect();
                    return Ok(Some(Row { columns: Arc::clone(&self.columns), values }));
                }
                self.batch = None;
            }
            let chain = self.chain.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
            let Some(chain) = chain else { return Ok(None) };
            match chain.next(&self.context)? {
                Some(batch) if self.context.compiled.returns => self.batch = Some((batch, 0)),
                // What a query without RETURN does is done; its rows are nobody's.
                Some(_) => {}
                None => return Ok(None),
            }
        }
    }
}

fn too_many(most: usize) -> Halt {
    let message = format!("the query gives more than the limit `rows` of {most}");
    limit("RowLimit", "Q0207", message, Some("rows"))
}

impl Iterator for Rows {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.advance() {
            Ok(row) => row.map(Ok),
            Err(halt) => {
                self.batch = None;
                self.chain = Mutex::new(None);
                Some(Err(halt.into_error()))
            }
        }
    }
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("columns", &self.columns)
            .field("given", &self.given)
            .finish_non_exhaustive()
    }
}

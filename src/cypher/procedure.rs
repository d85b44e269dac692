//! Procedures: what a host lets queries call.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::error::{ErrorKind, Phase, Problem, QueryError};
use super::sema::bound::Type;
use crate::error::Result;
use crate::model::Value;

/// The code of a procedure: arguments in, rows out; or why there are none.
type Run = dyn Fn(&[Value]) -> std::result::Result<Vec<Vec<Value>>, String> + Send + Sync;

/// The procedures that queries may call, by name. Cheap to clone.
///
/// ```
/// use plexusdb::Database;
/// use plexusdb::cypher::Procedures;
/// use plexusdb::model::Value;
///
/// let mut procedures = Procedures::default();
/// procedures.register("text.words(text :: STRING) :: (word :: STRING)", |args| {
///     let text = args.first().and_then(Value::as_str).unwrap_or_default();
///     Ok(text.split(' ').map(|word| vec![Value::from(word)]).collect())
/// })?;
///
/// let snapshot = Database::in_memory().snapshot();
/// let query = snapshot.query("CALL text.words('a b') YIELD word RETURN collect(word) AS words");
/// let row = query.procedures(&procedures).rows()?.next().unwrap()?;
/// assert_eq!(row.get::<Vec<String>>("words")?, ["a", "b"]);
/// # Ok::<(), plexusdb::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Procedures(Arc<BTreeMap<String, Arc<Procedure>>>);

impl Procedures {
    /// Registers a procedure under its signature, `name(in :: TYPE, …) :: (out :: TYPE, …)`; one of
    /// that name that is there already gives way. A type with `?` behind it may be `null`.
    ///
    /// The code is given as many arguments as the signature says, each of its type; each row it
    /// gives has one value for each column.
    ///
    /// # Errors
    ///
    /// A signature that cannot be read.
    pub fn register(
        &mut self,
        signature: &str,
        run: impl Fn(&[Value]) -> std::result::Result<Vec<Vec<Value>>, String> + Send + Sync + 'static,
    ) -> Result<()> {
        let procedure = parse(signature, Box::new(run)).ok_or_else(|| {
            let problem = Problem {
                kind: ErrorKind::ProcedureError,
                detail: "InvalidSignature",
                code: "Q0184",
                message: format!("the signature `{signature}` cannot be read"),
                span: None,
                help: Some(
                    "write it as in `my.proc(name :: STRING?) :: (city :: STRING?)`".to_owned(),
                ),
            };
            QueryError::new(Phase::CompileTime, problem)
        })?;
        Arc::make_mut(&mut self.0).insert(procedure.name.clone(), Arc::new(procedure));
        Ok(())
    }

    /// The names of the procedures there are.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn named(&self, name: &str) -> Option<&Arc<Procedure>> {
        self.0.get(name)
    }
}

/// A procedure.
pub(crate) struct Procedure {
    name: String,
    params: Vec<(Arc<str>, ValueType)>,
    results: Vec<(Arc<str>, ValueType)>,
    run: Box<Run>,
}

impl fmt::Debug for Procedure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.signature())
    }
}

impl Procedure {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn params(&self) -> &[(Arc<str>, ValueType)] {
        &self.params
    }

    pub(crate) fn results(&self) -> &[(Arc<str>, ValueType)] {
        &self.results
    }

    /// What it takes and gives, as it was registered.
    pub(crate) fn signature(&self) -> String {
        let list = |fields: &[(Arc<str>, ValueType)]| {
            let fields = fields.iter().map(|(name, ty)| format!("{name} :: {ty}"));
            fields.collect::<Vec<_>>().join(", ")
        };
        format!("{}({}) :: ({})", self.name, list(&self.params), list(&self.results))
    }

    /// Its rows for these arguments, or what is wrong with one of them.
    pub(crate) fn run(&self, args: &mut [Value]) -> std::result::Result<Vec<Vec<Value>>, Wrong> {
        for (arg, (name, ty)) in args.iter_mut().zip(&self.params) {
            if !ty.accepts(arg) {
                let given = arg.type_name();
                let name = &self.name_of(name);
                return Err(Wrong::Argument(format!("{name} is {ty}, and is given {given}")));
            }
            ty.convert(arg);
        }
        (self.run)(args).map_err(Wrong::Run)
    }

    fn name_of(&self, param: &str) -> String {
        format!("`{param}` of `{}`", self.name)
    }
}

/// Why a procedure gives no rows.
pub(crate) enum Wrong {
    Argument(String),
    Run(String),
}

/// The type of an argument or a column of a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ValueType {
    name: String,
    nullable: bool,
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, if self.nullable { "?" } else { "" })
    }
}

impl ValueType {
    /// Whether a value is of this type, or becomes so.
    pub(crate) fn accepts(&self, value: &Value) -> bool {
        if value.is_null() {
            return self.nullable;
        }
        match (self.name.as_str(), value) {
            ("ANY", _)
            | ("NUMBER" | "FLOAT", Value::Integer(_) | Value::Float(_))
            | ("MAP", Value::Node(_) | Value::Relationship(_)) => true,
            (name, value) if name.starts_with("LIST") => matches!(value, Value::List(_)),
            (name, value) => name == value.type_name(),
        }
    }

    /// Whether an expression of which so much is known may give a value of this type.
    pub(crate) fn may_be(&self, ty: Type) -> bool {
        let name = match ty {
            Type::Any => return true,
            Type::Boolean => "BOOLEAN",
            Type::Number => {
                return matches!(self.name.as_str(), "ANY" | "NUMBER" | "INTEGER" | "FLOAT");
            }
            Type::Integer => {
                return matches!(self.name.as_str(), "ANY" | "NUMBER" | "INTEGER" | "FLOAT");
            }
            Type::String => "STRING",
            Type::List | Type::Relationships => {
                return self.name == "ANY" || self.name.starts_with("LIST");
            }
            Type::Map => "MAP",
            Type::Node => return matches!(self.name.as_str(), "ANY" | "NODE" | "MAP"),
            Type::Relationship => {
                return matches!(self.name.as_str(), "ANY" | "RELATIONSHIP" | "MAP");
            }
            Type::Path => "PATH",
        };
        self.name == "ANY" || self.name == name
    }

    #[expect(clippy::cast_precision_loss, reason = "the procedure asks for a float")]
    fn convert(&self, value: &mut Value) {
        if self.name == "FLOAT"
            && let Value::Integer(n) = value
        {
            *value = Value::Float(*n as f64);
        }
    }

    /// What is known of a value of this type before the query runs.
    pub(crate) fn bound(&self) -> Type {
        match self.name.as_str() {
            "BOOLEAN" => Type::Boolean,
            "INTEGER" => Type::Integer,
            "FLOAT" | "NUMBER" => Type::Number,
            "STRING" => Type::String,
            "NODE" => Type::Node,
            "RELATIONSHIP" => Type::Relationship,
            "PATH" => Type::Path,
            "MAP" => Type::Map,
            name if name.starts_with("LIST") => Type::List,
            _ => Type::Any,
        }
    }
}

/// `name(in :: TYPE, …) :: (out :: TYPE, …)`.
fn parse(signature: &str, run: Box<Run>) -> Option<Procedure> {
    let (name, rest) = signature.trim().split_once('(')?;
    let (params, rest) = rest.split_once(')')?;
    let results = rest.trim().strip_prefix("::")?.trim().strip_prefix('(')?.strip_suffix(')')?;
    let name = name.trim();
    let word =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !name.split('.').all(word) {
        return None;
    }
    let (params, results) = (fields(params)?, fields(results)?);
    Some(Procedure { name: name.to_owned(), params, results, run })
}

fn fields(list: &str) -> Option<Vec<(Arc<str>, ValueType)>> {
    if list.trim().is_empty() {
        return Some(Vec::new());
    }
    list.split(',')
        .map(|field| {
            let (name, ty) = field.split_once("::")?;
            let (name, ty) = (name.trim(), ty.trim());
            let nullable = ty.ends_with('?');
            let ty = ty.trim_end_matches('?').trim_end();
            let is_type =
                !ty.is_empty() && ty.chars().all(|c| c.is_alphanumeric() || "<> ?_".contains(c));
            (!name.is_empty() && is_type)
                .then(|| (name.into(), ValueType { name: ty.to_uppercase(), nullable }))
        })
        .collect()
}

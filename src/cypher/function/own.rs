//! Functions that a host adds to the language.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{Fault, aggregate, scalar};
use crate::cypher::error::{ErrorKind, Phase, Problem, QueryError};
use crate::cypher::signature::{self, Field, Fields, ValueType};
use crate::error::Result;
use crate::model::Value;

/// The code of a function: arguments in, value out; or why there is none.
type Run = dyn Fn(&[Value]) -> std::result::Result<Value, String> + Send + Sync;

/// Functions that queries may call beside the built-in ones, by name. Cheap to clone.
///
/// ```
/// use plexusdb::Database;
/// use plexusdb::cypher::Functions;
/// use plexusdb::model::Value;
///
/// let mut functions = Functions::default();
/// functions.register("text.initials(text :: STRING) :: STRING", |args| {
///     let text = args.first().and_then(Value::as_str).unwrap_or_default();
///     Ok(text.split(' ').filter_map(|word| word.chars().next()).collect::<String>().into())
/// })?;
///
/// let snapshot = Database::in_memory().snapshot();
/// let query = snapshot.query("UNWIND ['South Arden Trust', null] AS name RETURN text.initials(name) AS short");
/// let rows = query.functions(&functions).rows()?;
/// let short: Result<Vec<Option<String>>, _> = rows.map(|row| row?.get("short")).collect();
/// assert_eq!(short?, [Some("SAT".to_owned()), None]);
/// # Ok::<(), plexusdb::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Functions(Arc<BTreeMap<String, Arc<Own>>>);

impl Functions {
    /// Registers a function under its signature, `name(in :: TYPE, …) :: TYPE`; one of that name that
    /// is there already gives way. Names are told apart without regard to case, as everywhere.
    ///
    /// The types are `ANY`, `BOOLEAN`, `INTEGER`, `FLOAT`, `NUMBER`, `STRING`, `LIST`, `MAP`, `NODE`,
    /// `RELATIONSHIP`, `PATH`, `DATE`, `LOCAL TIME`, `ZONED TIME`, `LOCAL DATETIME`, `ZONED DATETIME` and
    /// `DURATION`. One with `?` behind it may be `null`; where `null` is given for one without, the value
    /// of the call is `null`, and the code is not called.
    ///
    /// The code is given as many arguments as the signature says, each of its type; a whole number for a
    /// `FLOAT` becomes one. The same arguments must give the same value again.
    ///
    /// # Errors
    ///
    /// A signature that cannot be read, or the name of a built-in function.
    pub fn register(
        &mut self,
        signature: &str,
        run: impl Fn(&[Value]) -> std::result::Result<Value, String> + Send + Sync + 'static,
    ) -> Result<()> {
        let function = parse(signature, Box::new(run)).map_err(|(message, help)| {
            let (kind, code) = (ErrorKind::ProcedureError, "Q0186");
            let help = Some(help);
            let problem =
                Problem { kind, detail: "InvalidSignature", code, message, span: None, help };
            QueryError::new(Phase::CompileTime, problem)
        })?;
        Arc::make_mut(&mut self.0).insert(function.name.to_lowercase(), Arc::new(function));
        Ok(())
    }

    /// The names of the functions there are, in the order of the alphabet.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(|function| function.name.as_str())
    }

    pub(crate) fn named(&self, name: &str) -> Option<&Arc<Own>> {
        self.0.get(&name.to_lowercase())
    }
}

/// A function that a host has registered.
pub(crate) struct Own {
    name: String,
    params: Fields,
    result: ValueType,
    run: Box<Run>,
}

impl fmt::Debug for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.signature())
    }
}

impl Own {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn params(&self) -> &[Field] {
        &self.params
    }

    pub(crate) fn result(&self) -> &ValueType {
        &self.result
    }

    /// What it takes and gives, as it was registered.
    pub(crate) fn signature(&self) -> String {
        format!("{}({}) :: {}", self.name, signature::listed(&self.params), self.result)
    }

    /// Its value for these arguments.
    pub(crate) fn call(&self, args: &[Value]) -> std::result::Result<Value, Fault> {
        let mut given = args.to_vec();
        for (arg, (name, ty)) in given.iter_mut().zip(&self.params) {
            if arg.is_null() && !ty.takes_null() {
                return Ok(Value::Null);
            }
            if !ty.accepts(arg) {
                let (function, found) = (&self.name, arg.type_name());
                return Err(Fault::wrong_type(format!(
                    "`{name}` of `{function}` is {ty}, and is given {found}"
                )));
            }
            ty.convert(arg);
        }
        let mut value = (self.run)(&given).map_err(|why| Fault::host(&self.name, &why))?;
        if !self.result.accepts(&value) {
            let why =
                format!("it gave {}, and says that it gives {}", value.type_name(), self.result);
            return Err(Fault::host(&self.name, &why));
        }
        self.result.convert(&mut value);
        Ok(value)
    }
}

/// `name(in :: TYPE, …) :: TYPE`, or what is wrong with it and what to do.
fn parse(signature: &str, run: Box<Run>) -> std::result::Result<Own, (String, String)> {
    let unreadable = || {
        let help = "write it as in `my.function(name :: STRING?) :: STRING?`";
        (format!("the signature `{signature}` cannot be read"), help.to_owned())
    };
    let (name, params, result) = signature::head(signature).ok_or_else(unreadable)?;
    let result = signature::value_type(result).ok_or_else(unreadable)?;
    let types = params.iter().map(|(_, ty)| ty).chain([&result]);
    if let Some(ty) = types.into_iter().find(|ty| !ty.is_known()) {
        let help = format!("the types are {}", signature::TYPES.join(", "));
        return Err((format!("there is no type `{ty}`"), help));
    }
    if scalar(&name).is_some() || aggregate(&name).is_some() {
        let help = "put a name of your own before it, as in `my.function`".to_owned();
        return Err((format!("`{name}` is a function of the language"), help));
    }
    Ok(Own { name, params, result, run })
}

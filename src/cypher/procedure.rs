//! Procedures: what a host lets queries call.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::error::{ErrorKind, Phase, Problem, QueryError};
use super::signature::{self, Field, Fields};
use crate::error::Result;
use crate::graph::Snapshot;
use crate::model::{Index, IndexKind, NodeId, Value};

/// The code of a procedure that is always there.
type Built = fn(&Snapshot, &[Value]) -> std::result::Result<Vec<Vec<Value>>, String>;

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
        let procedure = parse(signature, Code::Host(Box::new(run))).ok_or_else(|| {
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

    /// The procedure of a name: the host's, or one that is always there.
    pub(super) fn named(&self, name: &str) -> Option<Arc<Procedure>> {
        self.0.get(name).cloned().or_else(|| built_in(name).map(Arc::new))
    }
}

/// A procedure.
pub(crate) struct Procedure {
    name: String,
    params: Fields,
    results: Fields,
    run: Code,
}

/// Where the rows of a procedure come from.
enum Code {
    Host(Box<Run>),
    Graph(Built),
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

    pub(crate) fn params(&self) -> &[Field] {
        &self.params
    }

    pub(crate) fn results(&self) -> &[Field] {
        &self.results
    }

    /// What it takes and gives, as it was registered.
    pub(crate) fn signature(&self) -> String {
        let [params, results] = [&self.params, &self.results].map(|f| signature::listed(f));
        format!("{}({params}) :: ({results})", self.name)
    }

    /// Its rows for these arguments, or what is wrong with one of them.
    pub(crate) fn run(
        &self,
        graph: &Snapshot,
        args: &mut [Value],
    ) -> std::result::Result<Vec<Vec<Value>>, Wrong> {
        for (arg, (name, ty)) in args.iter_mut().zip(&self.params) {
            if !ty.accepts(arg) {
                let given = arg.type_name();
                let name = &self.name_of(name);
                return Err(Wrong::Argument(format!("{name} is {ty}, and is given {given}")));
            }
            ty.convert(arg);
        }
        match &self.run {
            Code::Host(run) => run(args).map_err(Wrong::Run),
            Code::Graph(rows) => rows(graph, args).map_err(Wrong::Run),
        }
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

/// `name(in :: TYPE, …) :: (out :: TYPE, …)`.
fn parse(signature: &str, run: Code) -> Option<Procedure> {
    let (name, params, results) = signature::head(signature)?;
    let results = results.strip_prefix('(')?.strip_suffix(')')?;
    Some(Procedure { name, params, results: signature::fields(results)?, run })
}

/// The procedures that are always there, under their signatures: those that `SHOW INDEXES` and
/// `SHOW CONSTRAINTS` call, and those that find nodes by words.
const BUILT_IN: [(&str, Built); 4] = [
    (
        "db.indexes() :: (name :: STRING, type :: STRING, label :: STRING, properties :: LIST)",
        |graph, _| Ok(declared(graph, false)),
    ),
    (
        "db.constraints() :: (name :: STRING, type :: STRING, label :: STRING, properties :: LIST)",
        |graph, _| Ok(declared(graph, true)),
    ),
    (
        "db.index.fulltext.queryNodes(index :: STRING, words :: STRING) :: (node :: NODE, score :: FLOAT)",
        |graph, args| {
            let [Value::String(index), Value::String(words)] = args else { return Ok(Vec::new()) };
            let found = graph.search_by(index, words).ok_or_else(|| no_full_text(graph, index))?;
            Ok(scored(found))
        },
    ),
    ("find.nodes(words :: STRING) :: (node :: NODE, score :: FLOAT)", |graph, args| {
        let words = args.first().and_then(Value::as_str).unwrap_or_default();
        Ok(scored(graph.search(words)))
    }),
];

fn built_in(name: &str) -> Option<Procedure> {
    let is = |signature: &str| signature.split('(').next() == Some(name);
    let (signature, rows) = BUILT_IN.into_iter().find(|(signature, _)| is(signature))?;
    parse(signature, Code::Graph(rows))
}

fn scored(found: Vec<(NodeId, f64)>) -> Vec<Vec<Value>> {
    found.into_iter().map(|(node, score)| vec![Value::Node(node), score.into()]).collect()
}

fn no_full_text(graph: &Snapshot, name: &str) -> String {
    let all = graph.indexes().iter().filter(|index| index.kind == IndexKind::FullText);
    let all: Vec<String> = all.map(|index| format!("`{}`", index.name)).collect();
    let there = if all.is_empty() { "none" } else { &*all.join(", ") };
    format!(
        "there is no full-text index `{name}`, but {there}; `find.nodes` looks through all names"
    )
}

fn declared(graph: &Snapshot, unique: bool) -> Vec<Vec<Value>> {
    let indexes = graph.indexes().iter().filter(|index| index.is_unique() == unique);
    let row = |index: &Index| {
        let kind = match index.kind {
            IndexKind::Plain => "RANGE",
            IndexKind::Unique => "UNIQUENESS",
            IndexKind::FullText => "FULLTEXT",
        };
        let properties: Vec<Value> =
            index.properties.iter().map(|name| Value::from(&**name)).collect();
        vec![Value::from(&*index.name), kind.into(), Value::from(&*index.label), properties.into()]
    };
    indexes.map(row).collect()
}

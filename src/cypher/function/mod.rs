//! Everything that can be called in a query: one table a family, one row a function.
//!
//! A row names a function, its parameters, what it does, and an example with its result, which a
//! test runs. From the rows come the checks of names and arguments, help, completion and the table
//! in the documentation. [`Function::call`] checks the arguments, hands `null` through and only
//! then calls the code of the row.

pub mod operator;

mod aggregate;
mod conversion;
mod fact;
mod fault;
mod graph;
mod list;
mod math;
mod own;
mod param;
mod predicate;
mod reference;
mod string;
mod temporal;

#[cfg(test)]
mod tests;

pub use aggregate::{Accumulator, Aggregate};
pub use fault::Fault;
pub use own::Functions;
pub(crate) use own::Own;
pub use param::{Param, Params, Takes};
pub use reference::reference;

use super::limits::Limits;
use crate::graph::Snapshot;
use crate::model::Value;
use crate::model::value::temporal::Instant;

/// What a function sees beside its arguments.
#[derive(Debug, Clone, Copy)]
pub struct Env<'a> {
    /// The graph as the query sees it.
    pub snapshot: &'a Snapshot,
    /// What the query may use.
    pub limits: &'a Limits,
    /// What time it is, from the beginning to the end of the query.
    pub now: Instant,
}

impl Env<'_> {
    fn room_for_list(&self, length: usize) -> Result<(), Fault> {
        let most = self.limits.list_len;
        let what = || format!("a list of {length} values");
        if length <= most { Ok(()) } else { Err(Fault::beyond("list_len", most, &what())) }
    }

    fn room_for_text(&self, length: usize) -> Result<(), Fault> {
        let most = self.limits.memory.unwrap_or(usize::MAX);
        let what = || format!("a text of {length} bytes");
        if length <= most { Ok(()) } else { Err(Fault::beyond("memory", most, &what())) }
    }
}

/// The code of a function: arguments in, value out.
pub type Scalar = fn(&Env<'_>, &[Value]) -> Result<Value, Fault>;

/// A function of a query, and what there is to know of it.
#[derive(Debug)]
pub struct Function {
    /// Its name as documentation writes it; case does not matter in a query.
    pub name: &'static str,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// What it takes.
    pub params: Params,
    /// Whether the same arguments give the same value again within one run of a query.
    pub deterministic: bool,
    /// What it does, in a sentence or a few.
    pub doc: &'static str,
    /// A call of it.
    pub example: &'static str,
    /// The value of that call, as a literal.
    pub result: &'static str,
    sees_null: bool,
    refusal: Refusal,
    eval: Scalar,
}

/// How a function refuses an argument of the wrong type (openCypher tells three ways apart).
#[derive(Debug, Clone, Copy)]
enum Refusal {
    Type,
    Value,
    Argument,
}

impl Function {
    const fn new(name: &'static str, params: &'static [Param], eval: Scalar) -> Self {
        Self {
            name,
            aliases: &[],
            params: Params(params),
            deterministic: true,
            doc: "",
            example: "",
            result: "",
            sees_null: false,
            refusal: Refusal::Type,
            eval,
        }
    }

    const fn says(mut self, doc: &'static str) -> Self {
        self.doc = doc;
        self
    }

    const fn shows(mut self, example: &'static str, result: &'static str) -> Self {
        self.example = example;
        self.result = result;
        self
    }

    const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    const fn sees_null(mut self) -> Self {
        self.sees_null = true;
        self
    }

    const fn varies(mut self) -> Self {
        self.deterministic = false;
        self
    }

    const fn refuses(mut self, refusal: Refusal) -> Self {
        self.refusal = refusal;
        self
    }

    /// Whether it can be called with this many arguments.
    pub fn accepts(&self, count: usize) -> bool {
        self.params.accepts(count)
    }

    /// Calls it: `null` among the arguments gives `null`, unless the function is about `null`; an
    /// argument of another type than the parameter's is a fault.
    pub fn call(&self, env: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
        if !self.accepts(args.len()) {
            return Err(Fault::arguments(self.name, args));
        }
        if !self.sees_null && args.iter().any(Value::is_null) {
            return Ok(Value::Null);
        }
        for (place, arg) in args.iter().enumerate() {
            if let Some(param) = self.params.at(place)
                && !param.takes().accepts(arg)
            {
                return Err(self.refuse(param, arg));
            }
        }
        (self.eval)(env, args)
    }

    fn refuse(&self, param: Param, arg: &Value) -> Fault {
        let (name, wanted, given) = (param.name(), param.takes().types(), arg.type_name());
        let message = format!("{name} of {}() takes {wanted}, not {given}", self.name);
        match self.refusal {
            Refusal::Type => Fault::wrong_type(message),
            Refusal::Value => Fault::wrong_value(message),
            Refusal::Argument => Fault::wrong_argument(message),
        }
    }
}

/// Functions that belong together.
#[derive(Debug)]
pub struct Family {
    /// What they have in common.
    pub title: &'static str,
    /// What the variables in their examples stand for; empty where there are none.
    pub about: &'static str,
    /// The functions, in the order of the documentation.
    pub functions: &'static [Function],
}

/// The variables of the examples that need a graph.
const EXAMPLE_GRAPH: &str = "\
In these examples `n` is a GP federation, `r` its membership of a partnership that it joined on some
day between June and 8 November 2023, and `p` the path of that one relation.";

/// The time of the examples that need one.
const EXAMPLE_NOW: &str = "\
The clock is read once, when the query starts, unless the host says what time it is. In these examples
it is half past twelve on 8 November 2023, UTC. Without a zone, dates and times are in UTC.";

/// What truncation takes.
const TRUNCATED: &str = "\
The units are `millennium`, `century`, `decade`, `year`, `weekYear`, `quarter`, `month`, `week`, `day`,
`hour`, `minute`, `second`, `millisecond` and `microsecond`. Parts given in a map are set afterwards.";

const fn family(title: &'static str, functions: &'static [Function]) -> Family {
    Family { title, about: "", functions }
}

static FAMILIES: &[Family] = &[
    family("Presence", predicate::TABLE),
    family("Text", string::TABLE),
    family("Lists", list::TABLE),
    family("Conversion", conversion::TABLE),
    family("Numbers", math::NUMBERS),
    family("Logarithms and trigonometry", math::CURVES),
    Family { title: "Dates and times", about: EXAMPLE_NOW, functions: temporal::TABLE },
    Family {
        title: "Truncated dates and times",
        about: TRUNCATED,
        functions: temporal::TRUNCATION,
    },
    family("Durations", temporal::DURATIONS),
    Family { title: "Nodes, relations and paths", about: EXAMPLE_GRAPH, functions: graph::TABLE },
    Family { title: "Facts: when, and who says so", about: EXAMPLE_GRAPH, functions: fact::TABLE },
];

/// The families of functions, in the order of the documentation.
pub fn families() -> impl Iterator<Item = &'static Family> {
    FAMILIES.iter()
}

/// The function of this name, in any case; namespaces are joined by dots.
pub fn scalar(name: &str) -> Option<&'static Function> {
    all().find(|f| {
        std::iter::once(&f.name).chain(f.aliases).any(|known| known.eq_ignore_ascii_case(name))
    })
}

/// The function over groups of this name, in any case.
pub fn aggregate(name: &str) -> Option<&'static Aggregate> {
    aggregates().find(|f| f.name.eq_ignore_ascii_case(name))
}

/// Every function over groups.
pub fn aggregates() -> impl Iterator<Item = &'static Aggregate> {
    aggregate::TABLE.iter()
}

/// Every function, family by family.
pub fn all() -> impl Iterator<Item = &'static Function> {
    families().flat_map(|family| family.functions)
}

/// A number of things as a value.
fn count(n: usize) -> Value {
    Value::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

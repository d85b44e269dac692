//! A line → what is asked.

use std::fmt;
use std::time::Duration;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor,
};
use serde_json::Value as Json;

use super::fault::{self, Fault};
use crate::cypher::Limits;
use crate::model::Value;
use crate::model::name::nearest;
use crate::wire::Parameter;

/// A statement with all that belongs to it.
#[derive(Debug)]
pub(super) struct Request {
    /// Whatever the other side knows the request by.
    pub(super) id: Option<Json>,
    /// The statement.
    pub(super) statement: String,
    /// The values of its parameters.
    pub(super) parameters: Vec<(String, Value)>,
    /// Whether to say what was changed.
    pub(super) include_counters: bool,
    /// Whether it may only read.
    pub(super) read_only: bool,
    /// What it may take.
    pub(super) limits: Limits,
}

/// A line that is no request, with its id if that was read before the fault was found.
#[derive(Debug)]
pub(super) struct Refusal {
    /// The id.
    pub(super) id: Option<Json>,
    /// What is wrong.
    pub(super) fault: Fault,
}

impl Refusal {
    fn new(id: Option<Json>, fault: Fault) -> Box<Self> {
        Box::new(Self { id, fault })
    }
}

impl Request {
    /// Reads a line.
    pub(super) fn read(line: &[u8]) -> Result<Self, Box<Refusal>> {
        let text = match std::str::from_utf8(line) {
            Ok(text) => text,
            Err(error) => return Err(Refusal::new(None, fault::not_utf8(line, error))),
        };
        let mut draft = Draft::default();
        let mut json = serde_json::Deserializer::from_str(text);
        let read = Members(&mut draft).deserialize(&mut json).and_then(|()| json.end());
        if let Err(error) = read {
            let fault = fault::unreadable(text, &error, draft.within.as_deref());
            return Err(Refusal::new(draft.id, fault));
        }
        let Some(statement) = draft.statement else {
            return Err(Refusal::new(draft.id, fault::no_statement()));
        };
        Ok(Self {
            id: draft.id,
            statement,
            parameters: draft.parameters.unwrap_or_default(),
            include_counters: draft.include_counters.unwrap_or_default(),
            read_only: draft.read_only.unwrap_or_default(),
            limits: draft.limits,
        })
    }
}

/// What has been read of a request.
#[derive(Debug, Default)]
struct Draft {
    id: Option<Json>,
    statement: Option<String>,
    parameters: Option<Vec<(String, Value)>>,
    include_counters: Option<bool>,
    read_only: Option<bool>,
    limits: Limits,
    /// What is being read, for a message.
    within: Option<String>,
}

/// The members of a request, in the order in which a person would look for them.
const MEMBERS: [&str; 9] = [
    "statement",
    "parameters",
    "includeCounters",
    "accessMode",
    "maxExecutionTime",
    "maxRows",
    "maxMemory",
    "bookmarks",
    "id",
];

/// Fills a draft.
struct Members<'d>(&'d mut Draft);

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a request as an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let draft = self.0;
        let mut seen = Vec::new();
        while let Some(name) = members.next_key::<String>()? {
            if seen.contains(&name) {
                return Err(A::Error::custom(format!("`{name}` is given twice")));
            }
            draft.within = Some(format!("`{name}`"));
            match name.as_str() {
                "statement" => draft.statement = Some(members.next_value()?),
                "parameters" => members.next_value_seed(Parameters(draft))?,
                "includeCounters" => draft.include_counters = members.next_value()?,
                "accessMode" => {
                    draft.read_only = members.next_value::<Option<Access>>()?.map(|a| a.0);
                }
                "maxExecutionTime" => {
                    if let Some(time) = seconds(members.next_value()?)? {
                        draft.limits.time = Some(time);
                    }
                }
                "maxRows" => draft.limits.rows = members.next_value()?,
                "maxMemory" => {
                    if let Some(bytes) = members.next_value()? {
                        draft.limits.memory = Some(bytes);
                    }
                }
                // One session sees its own writes in any case.
                "bookmarks" => drop(members.next_value::<IgnoredAny>()?),
                "id" => draft.id = Some(members.next_value()?),
                _ => {
                    draft.within = None;
                    return Err(A::Error::custom(unknown(&name)));
                }
            }
            draft.within = None;
            seen.push(name);
        }
        Ok(())
    }
}

fn unknown(name: &str) -> String {
    match nearest(name, MEMBERS, 1).pop() {
        Some(near) => format!("a request has no member `{name}`; did you mean `{near}`?"),
        None => format!("a request has no member `{name}`, only {}", MEMBERS.join(", ")),
    }
}

/// A time limit; 0 stands for the usual one, as in Neo4j.
fn seconds<E: Error>(given: Option<f64>) -> Result<Option<Duration>, E> {
    let given = given.filter(|seconds| *seconds != 0.0);
    let read = given.map(Duration::try_from_secs_f64).transpose();
    read.map_err(|_| E::custom("a number of seconds is needed"))
}

/// `true` where a statement may only read.
struct Access(bool);

impl<'de> Deserialize<'de> for Access {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        match word.to_ascii_uppercase().as_str() {
            "READ" => Ok(Self(true)),
            "WRITE" => Ok(Self(false)),
            _ => Err(D::Error::custom(format!("`{word}` is neither READ nor WRITE"))),
        }
    }
}

/// Fills the parameters of a draft.
struct Parameters<'d>(&'d mut Draft);

impl<'de> DeserializeSeed<'de> for Parameters<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Parameters<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("values by name")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let draft = self.0;
        let mut all = Vec::new();
        while let Some(name) = members.next_key::<String>()? {
            draft.within = Some(format!("the parameter `{name}`"));
            let Parameter(value) = members.next_value()?;
            all.push((name, value));
        }
        draft.parameters = Some(all);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(line: &str) -> Fault {
        Request::read(line.as_bytes()).unwrap_err().fault
    }

    #[test]
    fn every_member_is_read() {
        let line = r#"{"id": [7], "statement": "RETURN $a", "parameters": {"a": 1, "b": null},
            "includeCounters": true, "accessMode": "Read", "maxExecutionTime": 2.5, "maxRows": 10,
            "maxMemory": 1000, "bookmarks": ["x"]}"#;
        let request = Request::read(line.as_bytes()).unwrap();
        assert_eq!(request.statement, "RETURN $a");
        assert_eq!(request.id, Some(serde_json::json!([7])));
        let given = [("a".to_owned(), Value::from(1)), ("b".to_owned(), Value::Null)];
        assert_eq!(request.parameters, given);
        assert!(request.include_counters && request.read_only);
        let limits = request.limits;
        assert_eq!(limits.time, Some(Duration::from_millis(2_500)));
        assert_eq!((limits.rows, limits.memory), (Some(10), Some(1_000)));
    }

    #[test]
    fn null_and_nothing_stand_for_what_is_usual() {
        let line = r#"{"statement": "RETURN 1", "id": null, "parameters": null, "accessMode": null,
            "includeCounters": null, "maxExecutionTime": null, "maxRows": null, "maxMemory": null}"#;
        for line in [line, r#"{"statement": "RETURN 1", "maxExecutionTime": 0}"#] {
            let request = Request::read(line.as_bytes()).unwrap();
            assert_eq!(request.limits, Limits::default());
            assert!(!request.include_counters && !request.read_only);
            assert!(request.parameters.is_empty());
        }
    }

    #[test]
    fn a_fault_has_its_detail_its_place_and_the_member_it_stands_in() {
        for (line, detail, column, said) in [
            (" ", "NotJson", Some(1), "the line is empty"),
            ("nonsense", "NotJson", Some(2), "expected ident"),
            (r#"{"statement": "RETURN 1"} x"#, "NotJson", Some(27), "trailing characters"),
            (r#"{"statement": "RETURN 1""#, "NotJson", Some(24), "EOF while parsing an object"),
            ("[1]", "BadMember", Some(1), "expected a request as an object"),
            (
                r#"{"statement": 5}"#,
                "BadMember",
                Some(15),
                "`statement`: invalid type: integer `5`",
            ),
            (r#"{"é": 1}"#, "BadMember", Some(4), "a request has no member `é`, only statement, "),
            (r#"{"paramters": 1}"#, "BadMember", Some(12), "did you mean `parameters`?"),
            (r#"{"id": 1, "id": 2}"#, "BadMember", Some(14), "`id` is given twice"),
            (r#"{"maxRows": -1}"#, "BadMember", Some(14), "`maxRows`: invalid value"),
            (r#"{"maxExecutionTime": -1}"#, "BadMember", Some(24), "a number of seconds is needed"),
            (
                r#"{"accessMode": "both"}"#,
                "BadMember",
                Some(22),
                "`both` is neither READ nor WRITE",
            ),
            (
                r#"{"parameters": [1]}"#,
                "BadMember",
                Some(16),
                "`parameters`: invalid type: sequence",
            ),
            (
                r#"{"parameters": {"day": {"$type": "Date", "_value": "soon"}}}"#,
                "BadMember",
                Some(57),
                "the parameter `day`: `soon` is not a date",
            ),
            (r#"{"id": 1}"#, "NoStatement", None, "the request has no `statement`"),
        ] {
            let fault = fault(line);
            assert_eq!((fault.detail, fault.column), (detail, column), "{line}: {fault:?}");
            assert!(fault.message.contains(said), "{line}: {fault:?}");
        }
        let deep = format!(r#"{{"parameters": {{"p": {}"#, "[".repeat(1_000_000));
        assert_eq!(fault(&deep).detail, "NestingLimit");
        let refusal = Request::read(b"{\"id\": 1, \"statement\": \"\xc3\xa9 \xff\"}").unwrap_err();
        assert_eq!((refusal.fault.detail, refusal.fault.column), ("NotUtf8", Some(27)));
        let refusal = Request::read(br#"{"id": 1, "statement": 5}"#).unwrap_err();
        assert_eq!(refusal.id, Some(Json::from(1)), "what was read of a request names it");
    }
}

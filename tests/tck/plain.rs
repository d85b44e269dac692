//! Values as the kit writes them, and what a query gives in the same form.

use std::collections::BTreeMap;
use std::fmt;

use plexusdb::graph::Snapshot;
use plexusdb::model::{EdgeId, NodeId, Value};

/// A value without ids: two are equal when they look the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Plain {
    Null,
    Boolean(bool),
    Integer(i64),
    /// By its bits, so that `NaN` equals itself; `-0.0` is `0.0`.
    Float(u64),
    Text(String),
    List(Vec<Plain>),
    Map(BTreeMap<String, Plain>),
    Node(Vec<String>, BTreeMap<String, Plain>),
    Relation(String, BTreeMap<String, Plain>),
    /// Nodes, and the relations between them, each with whether it points forward.
    Path(Vec<Plain>, Vec<(Plain, bool)>),
}

fn float(n: f64) -> Plain {
    let n = if n == 0.0 {
        0.0
    } else if n.is_nan() {
        f64::NAN
    } else {
        n
    };
    Plain::Float(n.to_bits())
}

impl Plain {
    /// The value with every list in it sorted.
    pub(crate) fn unordered(&self) -> Self {
        match self {
            Self::List(values) => {
                let mut values: Vec<Self> = values.iter().map(Self::unordered).collect();
                values.sort();
                Self::List(values)
            }
            other => other.clone(),
        }
    }

    /// The value of the engine, for a parameter or the row of a procedure.
    pub(crate) fn to_value(&self) -> Result<Value, String> {
        Ok(match self {
            Self::Null => Value::Null,
            Self::Boolean(b) => (*b).into(),
            Self::Integer(n) => (*n).into(),
            Self::Float(bits) => f64::from_bits(*bits).into(),
            Self::Text(text) => text.as_str().into(),
            Self::List(values) => {
                Value::list(values.iter().map(Self::to_value).collect::<Result<Vec<_>, _>>()?)
            }
            Self::Map(map) => {
                let entries = map.iter().map(|(k, v)| Ok((k.as_str(), v.to_value()?)));
                Value::map(entries.collect::<Result<Vec<_>, String>>()?)
            }
            other => return Err(format!("{other} cannot be handed in")),
        })
    }

    /// A value of a result.
    #[allow(
        clippy::match_wildcard_for_single_variants,
        reason = "points in time are of many types"
    )]
    pub(crate) fn of(value: &Value, graph: &Snapshot) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Boolean(b) => Self::Boolean(*b),
            Value::Integer(n) => Self::Integer(*n),
            Value::Float(n) => float(*n),
            Value::String(text) => Self::Text(text.to_string()),
            Value::List(values) => Self::List(values.iter().map(|v| Self::of(v, graph)).collect()),
            Value::Map(map) => {
                Self::Map(map.iter().map(|(k, v)| (k.to_string(), Self::of(v, graph))).collect())
            }
            Value::Node(id) => Self::node(*id, graph),
            Value::Relationship(id) => Self::relation(*id, graph),
            Value::Path(path) => {
                let nodes = path.nodes.iter().map(|id| Self::node(*id, graph)).collect();
                let ends = path.nodes.windows(2);
                let edges = path.edges.iter().zip(ends).map(|(edge, ends)| {
                    let forward =
                        graph.edge_ends(*edge).is_none_or(|(from, _)| ends.first() == Some(&from));
                    (Self::relation(*edge, graph), forward)
                });
                Self::Path(nodes, edges.collect())
            }
            // Points in time and durations: a text in a function's brackets.
            other => {
                let written = other.to_string();
                let text = written.split_once("('").map_or(&*written, |(_, text)| text);
                Self::Text(text.trim_end_matches("')").to_owned())
            }
        }
    }

    fn node(id: NodeId, graph: &Snapshot) -> Self {
        let mut labels: Vec<String> =
            graph.node_labels(id).map(|label| graph.label_name(label).to_owned()).collect();
        labels.sort();
        let properties = graph.node_properties(id);
        let name = |key| graph.prop_key_name(key).to_owned();
        Self::Node(labels, properties.map(|(k, v)| (name(k), Self::of(&v, graph))).collect())
    }

    fn relation(id: EdgeId, graph: &Snapshot) -> Self {
        let rel_type = graph.edge_type(id).map(|t| graph.rel_type_name(t)).unwrap_or_default();
        let properties = graph.edge_properties(id);
        let name = |key| graph.prop_key_name(key).to_owned();
        let properties = properties.map(|(k, v)| (name(k), Self::of(&v, graph))).collect();
        Self::Relation(rel_type.to_owned(), properties)
    }
}

fn write_map(f: &mut fmt::Formatter<'_>, map: &BTreeMap<String, Plain>) -> fmt::Result {
    f.write_str("{")?;
    for (i, (key, value)) in map.iter().enumerate() {
        write!(f, "{}{key}: {value}", if i > 0 { ", " } else { "" })?;
    }
    f.write_str("}")
}

/// Writes the value as the kit does.
impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(b) => b.fmt(f),
            Self::Integer(n) => n.fmt(f),
            Self::Float(bits) => write!(f, "{:?}", f64::from_bits(*bits)),
            Self::Text(text) => write!(f, "'{text}'"),
            Self::List(values) => {
                f.write_str("[")?;
                for (i, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if i > 0 { ", " } else { "" })?;
                }
                f.write_str("]")
            }
            Self::Map(map) => write_map(f, map),
            Self::Node(labels, properties) => {
                f.write_str("(")?;
                for label in labels {
                    write!(f, ":{label}")?;
                }
                if !properties.is_empty() {
                    f.write_str(if labels.is_empty() { "" } else { " " })?;
                    write_map(f, properties)?;
                }
                f.write_str(")")
            }
            Self::Relation(rel_type, properties) => {
                write!(f, "[:{rel_type}")?;
                if !properties.is_empty() {
                    f.write_str(" ")?;
                    write_map(f, properties)?;
                }
                f.write_str("]")
            }
            Self::Path(nodes, edges) => {
                f.write_str("<")?;
                for (i, node) in nodes.iter().enumerate() {
                    node.fmt(f)?;
                    if let Some((edge, forward)) = edges.get(i) {
                        if *forward { write!(f, "-{edge}->")? } else { write!(f, "<-{edge}-")? }
                    }
                }
                f.write_str(">")
            }
        }
    }
}

/// Reads a value as the kit writes it.
///
/// # Errors
///
/// What is not a value.
pub(crate) fn read(text: &str) -> Result<Plain, String> {
    let mut reader = Reader { rest: text };
    let value = reader.value()?;
    reader.space();
    if reader.rest.is_empty() { Ok(value) } else { Err(format!("`{text}` is not a value")) }
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, token: &str) -> bool {
        self.space();
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, token: &str) -> Result<(), String> {
        if self.eat(token) { Ok(()) } else { Err(format!("`{token}` expected at `{}`", self.rest)) }
    }

    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !fits(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn value(&mut self) -> Result<Plain, String> {
        self.space();
        match self.rest.chars().next() {
            Some('\'') => self.text().map(Plain::Text),
            Some('[')
                if self.rest.trim_start_matches(['[', ' ']).starts_with(':')
                    && !self.rest[1..].trim_start().starts_with('[') =>
            {
                self.relation()
            }
            Some('[') => {
                self.expect("[")?;
                let mut values = Vec::new();
                while !self.eat("]") {
                    values.push(self.value()?);
                    if !self.eat(",") {
                        self.expect("]")?;
                        break;
                    }
                }
                Ok(Plain::List(values))
            }
            Some('{') => self.map().map(Plain::Map),
            Some('(') => self.node(),
            Some('<') => self.path(),
            _ => self.word(),
        }
    }

    fn text(&mut self) -> Result<String, String> {
        self.expect("'")?;
        let mut text = String::new();
        let mut letters = self.rest.char_indices();
        while let Some((place, letter)) = letters.next() {
            match letter {
                '\'' => {
                    self.rest = &self.rest[place + 1..];
                    return Ok(text);
                }
                '\\' => match letters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, other)) => text.push(other),
                    None => break,
                },
                other => text.push(other),
            }
        }
        Err(format!("the text `{}` does not end", self.rest))
    }

    fn name(&mut self) -> String {
        self.space();
        self.take_while(|c| c.is_alphanumeric() || c == '_').to_owned()
    }

    fn map(&mut self) -> Result<BTreeMap<String, Plain>, String> {
        self.expect("{")?;
        let mut map = BTreeMap::new();
        while !self.eat("}") {
            let key = self.name();
            self.expect(":")?;
            map.insert(key, self.value()?);
            if !self.eat(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(map)
    }

    fn properties(&mut self) -> Result<BTreeMap<String, Plain>, String> {
        self.space();
        if self.rest.starts_with('{') { self.map() } else { Ok(BTreeMap::new()) }
    }

    fn node(&mut self) -> Result<Plain, String> {
        self.expect("(")?;
        let mut labels = Vec::new();
        while self.eat(":") {
            labels.push(self.name());
        }
        labels.sort();
        let properties = self.properties()?;
        self.expect(")")?;
        Ok(Plain::Node(labels, properties))
    }

    fn relation(&mut self) -> Result<Plain, String> {
        self.expect("[")?;
        self.expect(":")?;
        let rel_type = self.name();
        let properties = self.properties()?;
        self.expect("]")?;
        Ok(Plain::Relation(rel_type, properties))
    }

    fn path(&mut self) -> Result<Plain, String> {
        self.expect("<")?;
        let mut nodes = vec![self.node()?];
        let mut edges = Vec::new();
        while !self.eat(">") {
            let backward = self.eat("<-");
            if !backward {
                self.expect("-")?;
            }
            let edge = self.relation()?;
            self.expect(if backward { "-" } else { "->" })?;
            edges.push((edge, !backward));
            nodes.push(self.node()?);
        }
        Ok(Plain::Path(nodes, edges))
    }

    fn word(&mut self) -> Result<Plain, String> {
        let word = self.take_while(|c| c.is_alphanumeric() || "+-._".contains(c));
        let number = || word.parse().map(Plain::Integer).ok();
        let real = || word.parse().map(float).ok();
        match word {
            "null" => Ok(Plain::Null),
            "true" => Ok(Plain::Boolean(true)),
            "false" => Ok(Plain::Boolean(false)),
            "NaN" => Ok(float(f64::NAN)),
            "Inf" | "+Inf" => Ok(float(f64::INFINITY)),
            "-Inf" => Ok(float(f64::NEG_INFINITY)),
            _ => number().or_else(real).ok_or_else(|| format!("`{word}` is not a value")),
        }
    }
}

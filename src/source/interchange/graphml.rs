//! GraphML. The only file that names `quick-xml`.
//!
//! A document type, and with it every entity of its own, is refused: it could read files and grow
//! without end. Extensions of other programs, such as yEd's shapes, are passed over.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use serde_json::{Map, Value as Json};

use super::super::code;
use super::super::log::Log;
use super::Elements;
use crate::error::Span;

/// How deep elements may stand in each other.
const DEPTH: usize = 64;

pub(super) fn read(text: &str, into: &mut Elements, log: &mut Log) {
    let mut xml = Reader::from_str(text);
    let (declared, open) = (HashMap::new(), Vec::new());
    let mut document = Document { into, declared, open, element: None, data: None };
    loop {
        let from = place(xml.buffer_position(), text);
        let event = xml.read_event();
        let at = Span::new(from..place(xml.buffer_position(), text).max(from));
        let done = match event {
            Ok(Event::Eof) if document.open.is_empty() => return,
            Ok(Event::Eof) => Err("the text ends within an element".to_owned()),
            Ok(event) => document.event(&event, at),
            Err(error) => Err(error.to_string()),
        };
        if let Err(why) = done {
            log.error(code::SYNTAX, at, format!("this is not GraphML: {why}"), None);
            return;
        }
    }
}

fn place(at: u64, text: &str) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX).min(text.len())
}

/// A node or a relation that is being read.
struct Element {
    at: Span,
    /// Its id, or its two ends.
    names: Vec<String>,
    keys: Map<String, Json>,
}

struct Document<'e> {
    into: &'e mut Elements,
    /// By the id of a key: its name and the type of its values.
    declared: HashMap<String, (String, String)>,
    /// The names of the elements that are open.
    open: Vec<String>,
    element: Option<Element>,
    /// The key that is being read, and its value so far.
    data: Option<(String, String)>,
}

impl Document<'_> {
    fn event(&mut self, event: &Event<'_>, at: Span) -> Result<(), String> {
        match event {
            Event::Start(tag) => {
                if self.open.len() == DEPTH {
                    return Err("elements stand too deep in each other".to_owned());
                }
                self.open.push(name(tag));
                self.start(tag, at)
            }
            Event::Empty(tag) => {
                self.start(tag, at)?;
                self.end(&name(tag));
                Ok(())
            }
            Event::End(_) => {
                let name = self.open.pop().unwrap_or_default();
                self.end(&name);
                Ok(())
            }
            Event::Text(text) => {
                self.text(&text.decode().map_err(|error| error.to_string())?);
                Ok(())
            }
            Event::CData(text) => {
                self.text(&text.decode().map_err(|error| error.to_string())?);
                Ok(())
            }
            Event::GeneralRef(entity) => {
                let text = referred(entity)?;
                self.text(&text);
                Ok(())
            }
            Event::DocType(_) => Err("a document type is not read".to_owned()),
            _ => Ok(()),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, at: Span) -> Result<(), String> {
        match name(tag).as_str() {
            "key" => {
                let id = needed(tag, "id")?;
                // yEd's shapes have no name.
                if let Some(named) = attribute(tag, "attr.name")? {
                    let takes = attribute(tag, "attr.type")?.unwrap_or_default();
                    self.declared.insert(id, (named, takes));
                }
            }
            "graph" if attribute(tag, "edgedefault")?.is_some_and(|d| d == "undirected") => {
                return Err("its relations have no direction".to_owned());
            }
            "node" if self.element.is_some() => {
                return Err("a graph within a node is not read".to_owned());
            }
            "node" => {
                let names = vec![needed(tag, "id")?];
                self.element = Some(Element { at, names, keys: Map::new() });
            }
            "edge" => {
                let names = vec![needed(tag, "source")?, needed(tag, "target")?];
                self.element = Some(Element { at, names, keys: Map::new() });
            }
            "hyperedge" => return Err("relations of more than two ends are not read".to_owned()),
            "data" => self.data = Some((needed(tag, "key")?, String::new())),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, more: &str) {
        // What stands deeper is an extension.
        if let (Some((_, text)), Some("data")) =
            (&mut self.data, self.open.last().map(String::as_str))
        {
            text.push_str(more);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "data" => {
                let Some((key, text)) = self.data.take() else { return };
                let (Some(element), Some((name, takes))) =
                    (&mut self.element, self.declared.get(&key))
                else {
                    return;
                };
                element.keys.insert(name.clone(), typed(text, takes));
            }
            "node" | "edge" => {
                let Some(Element { at, names, keys }) = self.element.take() else { return };
                match names.as_slice() {
                    [id] => self.into.node(id, keys, at),
                    [from, to] => self.into.edge(from, to, keys, at),
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

/// A value of the type that its key declares; what is none stays a text, to be refused by its reader.
fn typed(text: String, takes: &str) -> Json {
    let parsed = match takes {
        "boolean" => text.trim().parse::<bool>().ok().map(Json::from),
        "int" | "long" => text.trim().parse::<i64>().ok().map(Json::from),
        "float" | "double" => {
            let whole = text.trim().parse::<i64>().ok().map(Json::from);
            whole.or_else(|| text.trim().parse::<f64>().ok().map(Json::from))
        }
        _ => None,
    };
    parsed.unwrap_or(Json::String(text))
}

fn name(tag: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(tag.local_name().as_ref()).into_owned()
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, String> {
    let found = tag.try_get_attribute(name).map_err(|error| error.to_string())?;
    let Some(found) = found else { return Ok(None) };
    let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0);
    value.map(|value| Some(value.into_owned())).map_err(|error| error.to_string())
}

fn needed(tag: &BytesStart<'_>, key: &str) -> Result<String, String> {
    attribute(tag, key)?.ok_or_else(|| format!("<{}> has no `{key}`", name(tag)))
}

/// The character that a reference stands for; there are only those that XML itself has.
fn referred(entity: &BytesRef<'_>) -> Result<String, String> {
    if let Some(c) = entity.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(c.to_string());
    }
    let name = entity.decode().map_err(|error| error.to_string())?;
    let known = match &*name {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        other => return Err(format!("nothing declares the entity `{other}`")),
    };
    Ok(known.to_owned())
}

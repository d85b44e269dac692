//! RDF 1.1 Turtle: the resources of [`rdf`](super::rdf), one paragraph each.

use std::io::{self, Write};

use serde_json::Value as Json;

use super::element::Extract;
use super::rdf::{PREFIXES, Resource, resources};
use crate::model::quoted::quoted;

pub(super) fn write(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (name, iri) in PREFIXES {
        writeln!(out, "@prefix {name}: <{iri}> .")?;
    }
    for resource in resources(extract) {
        let subject = resource.get("@id").and_then(Json::as_str).unwrap_or_default();
        writeln!(out, "\n{} {} .", name(subject), predicates(&resource, 1))?;
    }
    Ok(())
}

/// What is said of a resource, one predicate a line.
fn predicates(resource: &Resource, depth: usize) -> String {
    let mut parts = Vec::new();
    for (key, value) in resource.iter().filter(|(key, _)| *key != "@id") {
        let values = match value {
            Json::Array(items) if items.is_empty() => continue,
            Json::Array(items) => items.as_slice(),
            Json::Null => continue,
            one => std::slice::from_ref(one),
        };
        let is_type = key == "@type";
        let values: Vec<String> = values
            .iter()
            .map(|value| match value.as_str() {
                Some(class) if is_type => name(class),
                _ => object(value, depth),
            })
            .collect();
        let predicate = if is_type { "a".to_owned() } else { name(key) };
        parts.push(format!("{predicate} {}", values.join(", ")));
    }
    let indent = format!(" ;\n{}", "    ".repeat(depth));
    parts.join(&indent)
}

fn object(value: &Json, depth: usize) -> String {
    match value {
        Json::Object(parts) => {
            let text = |key: &str| parts.get(key).and_then(Json::as_str);
            match (text("@id"), text("@value"), text("@type")) {
                (Some(iri), _, _) => name(iri),
                (None, Some(value), Some(of)) => format!("{}^^{}", quoted(value, '"'), name(of)),
                _ => format!("[ {} ]", predicates(parts, depth + 1)),
            }
        }
        Json::String(text) => quoted(text, '"'),
        // Numbers and truth values are written as JSON writes them; a list in a list is none in RDF.
        Json::Array(_) => quoted(&value.to_string(), '"'),
        other => other.to_string(),
    }
}

/// An IRI, or a name with one of the prefixes.
fn name(iri: &str) -> String {
    let prefix = iri.split_once(':').map(|(prefix, _)| prefix);
    match prefix {
        Some(prefix) if PREFIXES.iter().any(|(known, _)| *known == prefix) => iri.to_owned(),
        _ => format!("<{iri}>"),
    }
}

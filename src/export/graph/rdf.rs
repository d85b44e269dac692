//! Nodes and relations as RDF resources, in the form of JSON-LD: what Turtle and JSON-LD both write.
//!
//! A resource carries every key of the record, so that our own Turtle loads again, and beside them what
//! other programs know: W3C ORG (memberships, heads, changes), PROV (what a fact is derived from, with
//! the quote), SKOS (names) and OWL-Time (when a membership held).

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};

use super::element::{Edge, Extract, Node};
use crate::model::when::{Boundary, PartialDate, Precision};
use crate::source::Keys;

/// The prefixes in use, with what they stand for.
pub(super) const PREFIXES: [(&str, &str); 9] = [
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("plx", "urn:plexus:term:"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("time", "http://www.w3.org/2006/time#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// Dates that XML Schema cannot say, such as `2023-06~` and `[2023-06..2023-11-08]`.
const EDTF: &str = "http://id.loc.gov/datatypes/edtf/EDTF";

pub(super) type Resource = Map<String, Json>;

/// The resources of a graph, nodes first.
pub(super) fn resources<'s>(extract: &Extract<'s>) -> impl Iterator<Item = Resource> + use<'s> {
    let nodes = extract.each_node().map(|(_, one)| node(&one));
    nodes.chain(extract.each_edge().flat_map(|one| relation(&one)))
}

fn node(node: &Node<'_>) -> Resource {
    let mut resource = Resource::new();
    resource.insert("@id".into(), iri(&node.key()).into());
    let known = match node.record.map(|record| record.kind.as_str()) {
        Some("person") => Some("foaf:Person"),
        Some("document") => Some("foaf:Document"),
        _ if node.labels().contains(&"Party") => Some("org:Organization"),
        _ => None,
    };
    let types = known.map(str::to_owned).into_iter().chain(node.labels().into_iter().map(term));
    resource.insert("@type".into(), types.collect());
    resource.insert("rdfs:label".into(), node.name().into());
    let other = node.record.map(|record| record.aka.iter().map(|form| form.text.as_str()));
    let other: Vec<Json> = other.into_iter().flatten().map(Json::from).collect();
    if !other.is_empty() {
        resource.insert("skos:altLabel".into(), other.into());
    }
    resource.extend(described(node.keys(), node.record.is_some()));
    resource
}

/// A relation, and what ORG says shortly of its end.
fn relation(edge: &Edge<'_>) -> Vec<Resource> {
    let (from, to) = (reference(&iri(&edge.start())), reference(&iri(&edge.finish())));
    let relation = edge.record.map(|record| record.relation.as_str()).unwrap_or_default();
    let mut resource = Resource::new();
    resource.insert("@id".into(), format!("urn:plexus:relation:{}", edge.key()).into());
    let mut types = vec![json!("plx:Relation")];
    match relation {
        "member-of" | "chairs" | "chief-executive-of" | "director-of" | "works-at" => {
            types.push("org:Membership".into());
            resource.insert("org:member".into(), from.clone());
            resource.insert("org:organization".into(), to.clone());
            resource.insert("org:role".into(), reference(&term(relation)));
            if let Some(during) = during(edge) {
                resource.insert("org:memberDuring".into(), during);
            }
        }
        "succeeded-by" => {
            types.push("org:ChangeEvent".into());
            resource.insert("org:originalOrganization".into(), from.clone());
            resource.insert("org:resultingOrganization".into(), to.clone());
        }
        _ => {}
    }
    resource.insert("@type".into(), types.into());
    resource.insert("plx:from".into(), from.clone());
    resource.insert("plx:to".into(), to.clone());
    resource.extend(described(edge.keys(), edge.record.is_some()));
    let mut resources = vec![resource];
    // The short form has no dates: it is only for what is stated and not known to have ended.
    let stands = edge.record.is_some_and(|record| {
        record.inferred.is_none()
            && !record.validity.is_planned()
            && record.validity.end() == Boundary::Unknown
    });
    if stands && ["chairs", "chief-executive-of"].contains(&relation) {
        let mut head = Resource::new();
        head.insert("@id".into(), iri(&edge.start()).into());
        head.insert("org:headOf".into(), to);
        resources.push(head);
    }
    resources
}

/// The keys of a record as predicates, the sources among them also as PROV's short form.
fn described(keys: Keys, recorded: bool) -> Resource {
    let mut resource = Resource::new();
    let mut sources: Vec<Json> = Vec::new();
    if let (true, Some(Json::Array(all))) = (recorded, keys.get("evidence")) {
        for source in all.iter().filter_map(|one| one.get("source")?.as_str()) {
            let source = reference(&iri(source));
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
    }
    if !sources.is_empty() {
        resource.insert("prov:wasDerivedFrom".into(), sources.into());
    }
    for (key, value) in keys {
        let value = if recorded { object(&key, value) } else { drawn(value) };
        resource.insert(predicate(&key, recorded), value);
    }
    resource
}

fn predicate(key: &str, recorded: bool) -> String {
    match key {
        "name" if recorded => "skos:prefLabel".to_owned(),
        "note" if recorded => "skos:note".to_owned(),
        "evidence" if recorded => "prov:qualifiedDerivation".to_owned(),
        "source" if recorded => "prov:entity".to_owned(),
        "quote" if recorded => "prov:value".to_owned(),
        key => term(key),
    }
}

/// The value of a record's key.
fn object(key: &str, value: Json) -> Json {
    match value {
        Json::Array(items) => items.into_iter().map(|item| object(key, item)).collect(),
        Json::Object(keys) => {
            let mut nested = Resource::new();
            if key == "evidence" {
                nested.insert("@type".into(), "prov:Derivation".into());
            }
            nested.extend(keys.into_iter().map(|(k, v)| (predicate(&k, true), object(&k, v))));
            Json::Object(nested)
        }
        Json::String(text) if key == "source" => reference(&iri(&text)),
        Json::String(text) if ["start", "end", "on", "known", "period", "date"].contains(&key) => {
            date(&text)
        }
        other => number(other),
    }
}

/// The value of a property that was drawn: lists become several values, and maps JSON.
fn drawn(value: Json) -> Json {
    match value {
        Json::Array(items) => items.into_iter().map(drawn).collect(),
        Json::Object(_) => Json::from(value.to_string()),
        other => number(other),
    }
}

/// A floating-point number is one also where it is whole.
fn number(value: Json) -> Json {
    match value {
        Json::Number(n) if n.is_f64() => json!({ "@value": n.to_string(), "@type": "xsd:double" }),
        other => other,
    }
}

/// A date with the type of its precision.
fn date(text: &str) -> Json {
    let plain = text.parse::<PartialDate>().ok().filter(|date| date.is_plain());
    let of = match plain.map(PartialDate::precision) {
        Some(Precision::Year) => "xsd:gYear",
        Some(Precision::Month) => "xsd:gYearMonth",
        Some(Precision::Day) => "xsd:date",
        None => EDTF,
    };
    json!({ "@value": text, "@type": of })
}

/// The interval of a membership, to the precision that is known.
fn during(edge: &Edge<'_>) -> Option<Json> {
    let validity = &edge.record?.validity;
    let mut interval = Resource::new();
    for (name, boundary) in
        [("time:hasBeginning", validity.start()), ("time:hasEnd", validity.end())]
    {
        let Boundary::Date(stated) = boundary else { continue };
        if !stated.is_plain() {
            continue;
        }
        let of = match stated.precision() {
            Precision::Year => "time:inXSDgYear",
            Precision::Month => "time:inXSDgYearMonth",
            Precision::Day => "time:inXSDDate",
        };
        interval
            .insert(name.into(), json!({ "@type": "time:Instant", of: date(&stated.to_string()) }));
    }
    if interval.is_empty() {
        return None;
    }
    interval.insert("@type".into(), "time:ProperInterval".into());
    Some(Json::Object(interval))
}

fn reference(iri: &str) -> Json {
    json!({ "@id": iri })
}

/// The name of a node in RDF.
fn iri(key: &str) -> String {
    format!("urn:plexus:{}", escaped(key, true))
}

/// A name of our own vocabulary, short where that can be written without escapes.
fn term(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(plain) {
        format!("plx:{name}")
    } else {
        format!("urn:plexus:term:{}", escaped(name, false))
    }
}

/// A text within an IRI: what is no plain letter, figure or mark is escaped byte by byte (RFC 3986).
fn escaped(text: &str, colon: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                out.push(char::from(byte));
            }
            b':' if colon => out.push(':'),
            _ => {
                // Writing to a string does not fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

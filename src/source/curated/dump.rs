//! Writes nodes and relations in the curated format: what [`read`](super::read) takes, gives them again.

use std::fmt::Write;

use crate::model::when::{Boundary, Validity};
use crate::model::{
    Bound, Confidence, EdgeRecord, Evidence, Fact, Form, Identifier, NameForm, NodeRecord, Value,
};

/// These nodes and relations as one file, in their order.
///
/// Layers are not part of the format, and are left out.
///
/// ```
/// use plexusdb::Database;
/// use plexusdb::source::{self, Dataset};
///
/// let london = Database::london()?.snapshot();
/// let nodes = london.nodes().filter_map(|id| london.node_record(id));
/// let edges = london.edges().filter_map(|id| london.edge_record(id));
/// let again = Dataset::of([("london.toml", source::dump(nodes, edges))]);
/// assert_eq!(Database::from_dataset(&again)?.snapshot().edge_count(), london.edge_count());
/// # Ok::<(), plexusdb::Error>(())
/// ```
pub fn dump<'r>(
    nodes: impl IntoIterator<Item = &'r NodeRecord>,
    edges: impl IntoIterator<Item = &'r EdgeRecord>,
) -> String {
    let mut file = Writer::default();
    for node in nodes {
        file.node(node);
    }
    for edge in edges {
        file.edge(edge);
    }
    file.text
}

#[derive(Default)]
struct Writer {
    text: String,
}

impl Writer {
    fn table(&mut self, header: &str) {
        if !self.text.is_empty() && !header.contains('.') {
            self.text.push('\n');
        }
        self.text.push_str(header);
        self.text.push('\n');
    }

    /// A key with a value that is TOML already.
    fn put(&mut self, key: &str, value: &str) {
        self.text.push_str(&bare(key));
        self.text.push_str(" = ");
        self.text.push_str(value);
        self.text.push('\n');
    }

    fn text(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.put(key, &quoted(value));
        }
    }

    fn pairs(&mut self, pairs: Vec<(&str, String)>) {
        for (key, value) in pairs {
            self.put(key, &value);
        }
    }

    fn node(&mut self, node: &NodeRecord) {
        self.table("[[node]]");
        self.text("id", Some(node.key.as_str()));
        let sub = node.sub_kinds.join("+");
        let kind = if sub.is_empty() { node.kind.clone() } else { format!("{}/{sub}", node.kind) };
        self.text("kind", Some(&kind));
        self.text("name", Some(&node.name));
        if !node.aka.is_empty() {
            let forms: Vec<String> = node.aka.iter().map(name_form).collect();
            self.put("aka", &list(&forms));
        }
        if !node.identifiers.is_empty() {
            self.put("ids", &identifiers(&node.identifiers));
        }
        self.pairs(validity(&node.validity));
        for (id, value) in &node.attributes {
            self.put(id, &plain(value));
        }
        self.pairs(evidence(&node.evidence));
        self.pairs(inferred(node.inferred));
        self.text("note", node.note.as_deref());
        for fact in &node.facts {
            self.fact(fact);
        }
    }

    fn fact(&mut self, fact: &Fact) {
        self.table("[[node.fact]]");
        self.text("key", Some(&fact.key));
        self.text("of", fact.of.as_deref());
        self.put("value", &plain(&fact.value));
        self.text("bound", (fact.bound != Bound::Exact).then(|| fact.bound.id()));
        self.text("unit", fact.unit.as_deref());
        self.text("period", fact.period.map(|period| period.to_string()).as_deref());
        self.pairs(validity(&fact.validity));
        self.pairs(evidence(&fact.evidence));
        self.pairs(inferred(fact.inferred));
        self.text("note", fact.note.as_deref());
    }

    fn edge(&mut self, edge: &EdgeRecord) {
        self.table("[[edge]]");
        self.text("from", Some(edge.from.as_str()));
        self.text("type", Some(&edge.relation));
        self.text("to", Some(edge.to.as_str()));
        if edge.on != Boundary::Unknown {
            self.text("on", Some(&edge.on.to_string()));
        }
        self.pairs(validity(&edge.validity));
        for (id, value) in &edge.attributes {
            self.put(id, &plain(value));
        }
        self.pairs(evidence(&edge.evidence));
        self.pairs(inferred(edge.inferred));
        self.text("note", edge.note.as_deref());
    }
}

fn bare(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.is_empty() && key.chars().all(is_bare) { key.to_owned() } else { quoted(key) }
}

/// A text as a basic string (TOML 1.0, “String”).
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                // Writing to a string does not fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn plain(value: &Value) -> String {
    match value {
        Value::Integer(n) => n.to_string(),
        Value::Float(n) if n.is_finite() && n.fract() == 0.0 => format!("{n:.1}"),
        Value::Float(n) => n.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::String(text) => quoted(text),
        other => quoted(&other.temporal_text().unwrap_or_else(|| other.to_string())),
    }
}

fn list(items: &[String]) -> String {
    match items {
        [] => "[]".to_owned(),
        [one] => format!("[{one}]"),
        several => format!("[\n  {},\n]", several.join(",\n  ")),
    }
}

fn table(pairs: &[(&str, String)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(key, value)| format!("{} = {value}", bare(key))).collect();
    format!("{{ {} }}", pairs.join(", "))
}

fn name_form(form: &NameForm) -> String {
    let kind = match form.form {
        Form::Other => None,
        Form::Former => Some("former"),
        Form::Short => Some("short"),
        Form::Spelling => Some("spelling"),
    };
    let mut pairs = vec![("name", quoted(&form.text))];
    pairs.extend(kind.map(|kind| ("kind", quoted(kind))));
    pairs.extend(validity(&form.validity));
    pairs.extend(evidence(&form.evidence));
    if pairs.len() == 1 { quoted(&form.text) } else { table(&pairs) }
}

fn identifiers(all: &[Identifier]) -> String {
    let mut schemes: Vec<(&str, Vec<String>)> = Vec::new();
    for identifier in all {
        let code = quoted(&identifier.value);
        match schemes.iter_mut().find(|(scheme, _)| *scheme == identifier.scheme) {
            Some((_, codes)) => codes.push(code),
            None => schemes.push((&identifier.scheme, vec![code])),
        }
    }
    let one = |(scheme, codes): (_, Vec<String>)| {
        let codes = match codes.as_slice() {
            [code] => code.clone(),
            several => format!("[{}]", several.join(", ")),
        };
        (scheme, codes)
    };
    table(&schemes.into_iter().map(one).collect::<Vec<_>>())
}

fn validity(validity: &Validity) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    for (key, boundary) in [("start", validity.start()), ("end", validity.end())] {
        if boundary != Boundary::Unknown {
            pairs.push((key, quoted(&boundary.to_string())));
        }
    }
    let known: Vec<String> = validity.known().iter().map(|d| quoted(&d.to_string())).collect();
    match known.as_slice() {
        [] => {}
        [one] => pairs.push(("known", one.clone())),
        several => pairs.push(("known", format!("[{}]", several.join(", ")))),
    }
    if validity.is_planned() {
        pairs.push(("planned", "true".to_owned()));
    }
    pairs
}

fn one_evidence(evidence: &Evidence) -> Vec<(&'static str, String)> {
    let Evidence { source, quote, locator, said_by } = evidence;
    let texts = [
        ("source", Some(source.as_str())),
        ("quote", quote.as_deref()),
        ("locator", locator.as_deref()),
        ("said_by", said_by.as_deref()),
    ];
    texts.into_iter().filter_map(|(key, text)| Some((key, quoted(text?)))).collect()
}

fn evidence(all: &[Evidence]) -> Vec<(&'static str, String)> {
    match all {
        [] => Vec::new(),
        [one] => one_evidence(one),
        several => {
            let items: Vec<String> = several.iter().map(|one| table(&one_evidence(one))).collect();
            vec![("evidence", list(&items))]
        }
    }
}

fn inferred(inferred: Option<Confidence>) -> Vec<(&'static str, String)> {
    match inferred {
        None => Vec::new(),
        Some(confidence) => {
            vec![("inferred", "true".to_owned()), ("confidence", quoted(confidence.word()))]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Change;
    use crate::source::{Dataset, embedded};

    #[test]
    fn what_is_dumped_is_read_again_word_for_word() {
        let graph = crate::db::Database::from_dataset(&embedded::dataset()).unwrap().snapshot();
        let nodes: Vec<_> = graph.nodes().filter_map(|id| graph.node_record(id)).collect();
        let edges: Vec<_> = graph.edges().filter_map(|id| graph.edge_record(id)).collect();
        let text = dump(nodes.iter().copied(), edges.iter().copied());
        let again = Dataset::of([("all.toml", text.clone())]);
        let wrong: Vec<_> = again.findings.iter().map(ToString::to_string).collect();
        assert!(!again.has_errors(), "{}", wrong.join("\n"));
        let (mut nodes, mut edges) = (nodes.into_iter(), edges.into_iter());
        for entry in &again.entries {
            match &entry.change {
                Change::AddNode(node) => assert_eq!(Some(node), nodes.next()),
                Change::AddEdge(edge) => assert_eq!(Some(edge), edges.next()),
                other => panic!("{other:?}"),
            }
        }
        assert!(nodes.next().is_none() && edges.next().is_none());
    }

    #[test]
    fn any_text_stays_within_its_quotes() {
        for text in ["a \"b\" \\ c", "line\nbreak\t\r", "\u{1}\u{7f}\u{85}é", ""] {
            let file = format!("x = {}", quoted(text));
            let read: std::collections::BTreeMap<String, String> = toml::from_str(&file).unwrap();
            assert_eq!(read["x"], text);
        }
    }
}

//! What a format cannot carry, counted.

use std::fmt;

use super::element::Extract;
use super::{columns, sheets, xml};
use crate::model::record::{Evidence, NameForm};
use crate::model::when::{Boundary, Precision, Validity};
use crate::model::{Form, Value};
use crate::source::Keys;

/// Something that a format may be unable to carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Loss {
    /// All properties but the name.
    Properties,
    /// Starts, ends and days of events.
    Dates,
    /// Which quote is of which source, where in it, and who is quoted.
    Evidence,
    /// Numbers and statuses other than the latest, with their dates and evidence.
    Facts,
    /// What sort of name another name is, with its dates and evidence.
    Names,
    /// The layer, where it is not `curated`.
    Layers,
    /// The types of dates, times and durations in a graph without a schema: they become texts.
    Types,
    /// White space at the ends of a text, and texts without a letter.
    Spaces,
    /// Control characters, in place of which `�` stands.
    Characters,
}

impl Loss {
    fn words(self) -> [&'static str; 2] {
        match self {
            Self::Properties => ["property", "properties"],
            Self::Dates => ["date", "dates"],
            Self::Evidence => [
                "evidence in full (which quote is of which source)",
                "evidences in full (which quote is of which source)",
            ],
            Self::Facts => ["number or status in full", "numbers and statuses in full"],
            Self::Names => [
                "other name in full (its sort, its dates)",
                "other names in full (their sort, their dates)",
            ],
            Self::Layers => ["name of a layer", "names of layers"],
            Self::Types => [
                "date or time as such (it became a text)",
                "dates and times as such (they became texts)",
            ],
            Self::Spaces => [
                "white space around a text, or a text of nothing else",
                "pieces of white space around texts, or texts of nothing else",
            ],
            Self::Characters => ["control character", "control characters"],
        }
    }
}

/// How much of something a format leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is.
    pub what: Loss,
    /// How many there are in the graph.
    pub count: usize,
}

/// `12 dates`.
impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [one, many] = self.what.words();
        write!(f, "{} {}", self.count, if self.count == 1 { one } else { many })
    }
}

/// Counts what of a graph would be lost; goes through all of it once.
pub(super) fn count(extract: &Extract<'_>, lacks: &[Loss]) -> Vec<LeftOut> {
    let mut left: Vec<LeftOut> =
        lacks.iter().map(|what| LeftOut { what: *what, count: 0 }).collect();
    for (_, node) in extract.each_node() {
        for left in &mut left {
            left.count += match (left.what, node.record) {
                (Loss::Evidence, Some(record)) => in_full(&record.evidence),
                (Loss::Facts, Some(record)) => record.facts.len(),
                (Loss::Names, Some(record)) => record.aka.iter().filter(|a| says_more(a)).count(),
                (Loss::Dates, Some(record)) => dates(&record.validity),
                (Loss::Layers, Some(record)) => usize::from(record.layer != "curated"),
                (Loss::Spaces, Some(_)) => sheets::trimmed(node.keys()),
                (Loss::Characters, _) => characters(node.keys()),
                (what, _) => of_properties(what, &node.properties(), node.record.is_none()),
            };
        }
    }
    for edge in extract.each_edge() {
        for left in &mut left {
            left.count += match (left.what, edge.record) {
                (Loss::Evidence, Some(record)) => in_full(&record.evidence),
                (Loss::Dates, Some(record)) => {
                    dates(&record.validity) + usize::from(record.on != Boundary::Unknown)
                }
                (Loss::Layers, Some(record)) => usize::from(record.layer != "curated"),
                (Loss::Spaces, Some(_)) => sheets::trimmed(edge.keys()),
                (Loss::Characters, _) => characters(edge.keys()),
                (what, _) => of_properties(what, &edge.properties(), edge.record.is_none()),
            };
        }
    }
    left.retain(|left| left.count > 0);
    left
}

fn of_properties(what: Loss, properties: &[(&str, Value)], drawn: bool) -> usize {
    match what {
        Loss::Properties => properties.iter().filter(|(name, _)| *name != "name").count(),
        Loss::Types if drawn => properties.iter().filter(|(_, v)| is_temporal(v)).count(),
        _ => 0,
    }
}

/// Evidences that two lists, one of sources and one of quotes, do not tell.
fn in_full(evidence: &[Evidence]) -> usize {
    let more = |e: &Evidence| e.locator.is_some() || e.said_by.is_some();
    match evidence {
        [one] => usize::from(more(one)),
        several => several.len(),
    }
}

fn says_more(name: &NameForm) -> bool {
    name.form != Form::Other || name.validity != Validity::default() || !name.evidence.is_empty()
}

fn dates(validity: &Validity) -> usize {
    let stated = [validity.start(), validity.end()];
    stated.into_iter().filter(|b| *b != Boundary::Unknown).count() + validity.known().len()
}

fn is_temporal(value: &Value) -> bool {
    match value {
        Value::List(values) => values.iter().any(is_temporal),
        Value::Map(map) => map.values().any(is_temporal),
        value => value.temporal_text().is_some(),
    }
}

/// Characters that XML cannot hold, in names and values as they are written.
fn characters(keys: Keys) -> usize {
    let lost = |text: &str| text.chars().filter(|c| !xml::holds(*c)).count();
    columns::spread(keys).iter().map(|(key, value)| lost(key) + lost(&columns::text(value))).sum()
}

/// Whether a boundary is one whole day.
pub(super) fn is_day(boundary: Boundary) -> bool {
    matches!(boundary, Boundary::Date(date) if date.is_plain() && date.precision() == Precision::Day)
}

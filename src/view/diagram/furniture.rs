//! What stands around a picture: subtitle, key and sources.

use super::drawing::{Figure, Key, Look, Stroke, Tally};
use super::network::{Network, Source};
use super::{AsOf, Page};
use crate::ask::Change;
use crate::view::style::{Family, Tie};
use crate::view::text::{count, shorten, wrap};

/// The most sources listed at the foot.
const MOST_SOURCES: usize = 24;

/// The widest line of text around a picture, in characters.
const WIDTH: usize = 150;

/// The widest title, in characters.
const TITLE: usize = 90;

/// The title as it is shown.
pub(super) fn title(page: &Page, otherwise: &str) -> String {
    shorten(page.title.as_deref().unwrap_or(otherwise), TITLE)
}

/// What is shown, and what is not.
pub(super) fn subtitle(page: &Page, network: &Network, tally: &Tally, hint: &str) -> Vec<String> {
    let mut lines = vec![format!(
        "{} and {} from {}. {hint}",
        count(tally.nodes_shown(), "entity", "entities"),
        count(tally.edges_shown(), "relationship", "relationships"),
        count(network.sources.len(), "document", "documents"),
    )];
    if let Some(AsOf { moment, floor }) = &page.as_of {
        lines.push(format!(
            "As of {}, at least {floor}: what is not certain is marked. {} and {} known not to hold \
             then, or below that, are left out.",
            moment.words(),
            count(network.nodes_left_out, "entity", "entities"),
            count(network.edges_left_out, "relationship", "relationships"),
        ));
    }
    let (nodes, edges) = (
        tally.nodes_left_out - network.nodes_left_out,
        tally.edges_left_out - network.edges_left_out,
    );
    if nodes + edges > 0 {
        lines.push(format!(
            "… and {} with {} more, left out for want of room.",
            count(nodes, "entity", "entities"),
            count(edges, "relationship", "relationships"),
        ));
    }
    lines.iter().flat_map(|l| wrap(l, WIDTH, 4)).map(|l| l.trim_end().to_owned()).collect()
}

/// The time that a picture without counts of its own is of.
pub(super) fn as_of(page: &Page) -> Option<String> {
    let as_of = page.as_of.as_ref()?;
    Some(format!("As of {}, at least {}.", as_of.moment.words(), as_of.floor))
}

/// How many things may have changed, where the sources leave that open.
pub(super) fn left_open(things: usize) -> Option<String> {
    let things = (things > 0).then(|| count(things, "thing", "things"))?;
    Some(format!("Of {things} more the sources leave open whether they held at both times."))
}

/// The sources with their dates, in lines.
pub(super) fn footer(sources: &[Source]) -> Vec<String> {
    if sources.is_empty() {
        return Vec::new();
    }
    let mut parts: Vec<String> = (1..)
        .zip(sources)
        .take(MOST_SOURCES)
        .map(|(n, source)| {
            let date = source.date.as_deref().unwrap_or("undated");
            format!("[{n}] {}, {date}", shorten(&source.title, 70))
        })
        .collect();
    if sources.len() > MOST_SOURCES {
        parts.push(format!("… and {} more", sources.len() - MOST_SOURCES));
    }
    wrap(&format!("Sources: {}", parts.join(" · ")), WIDTH, MOST_SOURCES)
}

/// What the colours and lines stand for: only those that occur.
pub(super) fn key(figures: &[Figure], strokes: &[Stroke]) -> Key {
    let coloured = |f: &&Figure| {
        matches!(
            f.look,
            Look::Card | Look::Centre | Look::Near | Look::Stop | Look::New | Look::Held
        )
    };
    Key {
        families: Family::ALL
            .into_iter()
            .filter(|family| figures.iter().filter(coloured).any(|f| f.family == *family))
            .collect(),
        ties: Tie::ALL
            .into_iter()
            .filter(|tie| {
                let drawn = |s: &Stroke| s.tie == *tie && s.change.is_none();
                strokes.iter().any(drawn) || figures.iter().any(|f| f.look == Look::Cell(*tie))
            })
            .collect(),
        uncertain: strokes.iter().any(|s| s.uncertain),
        changes: Change::ALL
            .into_iter()
            .filter(|change| {
                let listed = |f: &Figure| f.sections.iter().any(|s| s.change == Some(*change));
                figures.iter().any(listed) || strokes.iter().any(|s| s.change == Some(*change))
            })
            .collect(),
    }
}

//! What is on a page, in words and numbers that no format has touched yet.

use std::ops::Range;

use crate::model::Relation;
use crate::model::when::{Bounds, Day, Grade, Moment};
use crate::view::style;

/// Everything on a page.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    pub title: String,
    /// What does not fit on it or says nothing of the world.
    pub left_out: usize,
    pub entities: Vec<Entity>,
    /// The places of those that are drawn, ascending, where all would be too many to look at: those with
    /// the most relations.
    pub overview: Option<Vec<usize>>,
    pub ties: Vec<Tie>,
    /// The relations that occur, each once, the most frequent first.
    pub relations: Vec<Relation>,
    /// The documents with their dates in words, the oldest first.
    pub sources: Vec<(String, Option<String>)>,
    /// The times a reader can choose from, in order.
    pub moments: Vec<Moment>,
    /// Which of them the page opens at; the whole time, where it is none.
    pub opens_at: Option<usize>,
}

/// A node.
#[derive(Debug)]
pub(crate) struct Entity {
    /// Its curated id, or its number where it has none.
    pub id: String,
    pub name: String,
    /// Its most exact kind, in words.
    pub caption: String,
    pub family: style::Family,
    /// Whether ways between others avoid it: places and focus areas join everything to everything.
    pub avoided: bool,
    /// Its other names, with their time in words and who says so.
    pub names: Vec<(String, String, Vec<Voucher>)>,
    /// What first letters make of its names.
    pub acronyms: Vec<String>,
    pub held: Held,
    /// When it existed, in words; empty where nothing is known.
    pub when: String,
    pub remark: Option<String>,
    /// What is said of it besides its relations: caption, words, time, and who says so.
    pub facts: Vec<(String, String, String, Vec<Voucher>)>,
    /// How its name is broken into lines in the picture.
    pub label: Vec<String>,
}

/// A relation.
#[derive(Debug)]
pub(crate) struct Tie {
    /// The places of its ends in [`Contents::entities`].
    pub ends: (usize, usize),
    /// Its place in [`Contents::relations`].
    pub relation: usize,
    /// The words from its start to its end, and the other way.
    pub says: String,
    pub back: String,
    pub when: String,
    pub remark: Option<String>,
    pub held: Held,
    pub vouchers: Vec<Voucher>,
    pub look: style::Tie,
}

/// One source's word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Voucher {
    /// Its place in [`Contents::sources`].
    pub source: usize,
    pub quote: Option<String>,
    /// Whose claim it is, where the source only quotes it, and where in the source it stands.
    pub said_by: Option<String>,
    pub locator: Option<String>,
}

/// When something held, so that its grade at any time is a few comparisons of whole numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) enum Held {
    /// Nothing is known.
    #[default]
    Undated,
    /// A spell: the days on which the grade is at least *yes*, *presumed*, *possible*.
    Spell([Option<Range<Day>>; 3]),
    /// An event, on one of these days, both included: *yes* where a time holds all of them, *possible*
    /// where it holds some; never more than *presumed* where it was only announced.
    Event { first: Day, last: Day, planned: bool },
}

impl Held {
    /// A spell with these bounds.
    pub(super) fn within(bounds: &Bounds) -> Self {
        if bounds.interval(Grade::Undated) == Some(Day::MIN..Day::MAX)
            && bounds.interval(Grade::Possible).is_none()
        {
            return Self::Undated;
        }
        Self::Spell([Grade::Yes, Grade::Presumed, Grade::Possible].map(|g| bounds.interval(g)))
    }

    /// The grade at some day of a time, as the page finds it.
    #[cfg(test)]
    pub(super) fn grade(&self, moment: &Moment) -> Grade {
        let asked = moment.days();
        match self {
            Self::Undated => Grade::Undated,
            Self::Spell(held) => held
                .iter()
                .zip([Grade::Yes, Grade::Presumed, Grade::Possible])
                .find(|(held, _)| {
                    held.as_ref().is_some_and(|h| h.start < asked.end && asked.start < h.end)
                })
                .map_or(Grade::No, |(_, grade)| grade),
            Self::Event { first, last, planned } => {
                let grade = if asked.start <= *first && *last < asked.end {
                    Grade::Yes
                } else if *first < asked.end && asked.start <= *last {
                    Grade::Possible
                } else {
                    Grade::No
                };
                if *planned { grade.min(Grade::Presumed) } else { grade }
            }
        }
    }
}

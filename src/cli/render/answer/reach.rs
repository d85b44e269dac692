//! What can be reached from one node: by how many steps, and past whom.

use std::cmp::Reverse;

use super::{Line, cited, count, inferred, number};
use crate::ask::{Answer, Item};
use crate::cli::render::page::Page;
use crate::cli::text::{Style, Text, brief};

/// So many names of a group are shown before `more`.
const FIRST: usize = 8;

/// How much of each group is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    All,
    /// Its first names.
    First,
    /// The names behind those.
    Rest,
}

/// Ways of as many steps past the same nodes.
struct Group<'a> {
    /// The steps before the last, the first one first.
    via: &'a [Item],
    /// The ways, each with its last step.
    ways: Vec<&'a [Item]>,
}

/// The ways to what is reached: the shortest first, and of those the group with most.
fn groups(answer: &Answer) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for way in ways(answer) {
        let Some((_, via)) = way.split_last() else { continue };
        let same = |group: &&mut Group<'_>| {
            group.via.iter().map(|step| step.edge).eq(via.iter().map(|step| step.edge))
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.ways.push(way),
            None => groups.push(Group { via, ways: vec![way] }),
        }
    }
    groups.sort_by_key(|group| (group.via.len(), Reverse(group.ways.len())));
    groups
}

fn ways(answer: &Answer) -> impl Iterator<Item = &[Item]> {
    answer.answers.chunk_by(|a, b| a.route == b.route)
}

/// The most steps of any way.
pub(super) fn farthest(answer: &Answer) -> usize {
    ways(answer).map(<[Item]>::len).max().unwrap_or(0)
}

/// The nodes reached, without those that are only passed.
pub(super) fn reached(answer: &Answer) -> Vec<Item> {
    ways(answer).filter_map(<[Item]>::last).cloned().collect()
}

/// How many names [`Part::First`] leaves out.
pub(super) fn hidden(answer: &Answer) -> usize {
    groups(answer).iter().map(|group| group.ways.len().saturating_sub(FIRST)).sum()
}

/// The steps in the order in which they are shown.
pub(super) fn in_order(answer: &Answer) -> Vec<Item> {
    let all = groups(answer);
    all.iter().flat_map(|group| &group.ways).flat_map(|way| way.iter()).cloned().collect()
}

/// Each group on a line: `via 2 Paddington Life Sciences Partners (15)  3 British Land · …`. The number
/// before a name is that of the step that leads to it.
pub(super) fn reach(answer: &Answer, lines: &[Line<'_>], part: Part, more: &str, page: &mut Page) {
    let numbered = |step: &Item| {
        let line = lines.iter().find(|(_, item)| item.edge == step.edge && item.id == step.id);
        let mut text = line.map_or_else(Text::new, |(at, _)| number(*at));
        // Not to be parted at the end of a line.
        text.push(Style::Plain, "\u{a0}");
        text.push(Style::Name, &brief(&step.name, super::LONG));
        let mark = inferred(step);
        if !mark.is_empty() {
            text.push(Style::Warning, &format!(" ({mark})"));
        }
        text.push(Style::Plain, " ");
        text.append(&cited(step));
        text
    };
    let all = groups(answer);
    for same in all.chunk_by(|a, b| a.via.len() == b.via.len()) {
        let steps = same.first().map_or(0, |group| group.via.len() + 1);
        let steps = format!("{steps} {}", if steps == 1 { "step" } else { "steps" });
        let reached = same.iter().map(|group| group.ways.len()).sum();
        let shown = |group: &&Group<'_>| part != Part::Rest || group.ways.len() > FIRST;
        if !same.iter().any(|group| shown(&group)) {
            continue;
        }
        page.line(2, 2, &Text::of(Style::Relation, &steps).and(Style::Faint, &count(reached)));
        for group in same.iter().filter(shown) {
            if !group.via.is_empty() {
                let mut via = Text::of(Style::Relation, "via ");
                for (at, step) in group.via.iter().enumerate() {
                    via.push(Style::Plain, if at > 0 { ", " } else { "" });
                    via.append(&numbered(step));
                }
                page.line(4, 2, &via.and(Style::Faint, &count(group.ways.len())));
            }
            let names = group.ways.iter().filter_map(|way| way.last());
            let names: Vec<Text> = match part {
                Part::All => names.map(numbered).collect(),
                Part::First => names.take(FIRST).map(numbered).collect(),
                Part::Rest => names.skip(FIRST).map(numbered).collect(),
            };
            let mut line = Text::new();
            for (at, name) in names.iter().enumerate() {
                line.push(Style::Plain, if at > 0 { " · " } else { "" });
                line.append(name);
            }
            let hidden = group.ways.len().saturating_sub(FIRST);
            if part == Part::First && hidden > 0 {
                line.push(Style::Faint, &format!(" · … {hidden} more{more}"));
            }
            page.line(if group.via.is_empty() { 4 } else { 8 }, 0, &line);
        }
    }
}

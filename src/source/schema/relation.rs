//! Reads relations, and what stated counts are held against.

use super::super::code;
use super::super::fields::Fields;
use super::super::log::Log;
use super::super::near::did_you_mean;
use super::super::tree::At;
use super::{Builder, spaced};
use crate::model::name::capitalised;
use crate::model::schema::{Counted, End, Relation, RelationId, type_of};

/// The rank of a relation that names none.
const MIDDLE: u8 = 5;

impl Builder {
    pub(super) fn relations(&mut self, fields: &mut Fields<'_>, log: &mut Log) {
        for mut row in fields.tables("relation", "relation", log) {
            let id = self.declare("relation", &mut row, log);
            let relation = self.relation(id.as_deref().unwrap_or_default(), &mut row, log);
            row.finish(log);
            if id.is_some() {
                self.declared.relations.push(relation);
            }
        }
    }

    fn relation(&mut self, id: &str, row: &mut Fields<'_>, log: &mut Log) -> Relation {
        let symmetric = row.flag("symmetric", log);
        let inverse = self.inverse(id, symmetric, row, log);
        let says = owned(row.text("says", log)).unwrap_or_else(|| spaced(id));
        let back = owned(row.text("back", log)).unwrap_or_else(|| spaced(&inverse));
        Relation {
            id: id.to_owned(),
            cypher: type_of(id),
            heading: owned(row.text("heading", log)).unwrap_or_else(|| capitalised(&says)),
            back_heading: owned(row.text("back_heading", log))
                .unwrap_or_else(|| capitalised(&back)),
            inverse,
            says,
            back,
            who: row.texts("who", log).into_iter().map(|w| w.value.to_owned()).collect(),
            does: row.texts("do", log).into_iter().map(|w| w.value.to_owned()).collect(),
            ends: self.ends(row, log),
            attributes: self.named("attributes", "attribute", row, log),
            one: row.text("one", log).and_then(|end| end_named(&end, log)),
            acyclic: row.flag("acyclic", log),
            tree: self.just_kinds("tree", row, log),
            symmetric,
            event: row.flag("event", log),
            same_kind: row.flag("same_kind", log),
            derived: row.flag("derived", log),
            curation: row.flag("curation", log),
            became: row.flag("became", log),
            rank: rank(row, log),
        }
    }

    /// The id of the inverse, which no other relation has; a symmetric one is its own.
    fn inverse(
        &mut self,
        id: &str,
        symmetric: bool,
        row: &mut Fields<'_>,
        log: &mut Log,
    ) -> String {
        if symmetric && row.item("inverse").is_none() {
            return id.to_owned();
        }
        let Some(inverse) = row.need("inverse", log) else { return String::new() };
        if symmetric != (inverse.value == id) {
            let (message, help) = if symmetric {
                ("a symmetric relation is its own inverse", "leave out `inverse`")
            } else {
                ("only a symmetric relation is its own inverse", "write `symmetric = true`")
            };
            log.error(code::CLASH, inverse.span, message, help.to_owned());
            return inverse.value.to_owned();
        }
        if symmetric {
            return id.to_owned();
        }
        let name = inverse.value.to_owned();
        // An inverse is a relation read backward, so that it takes its name from the same stock.
        self.declare_as("relation", &inverse, log);
        name
    }

    pub(super) fn counts(&mut self, fields: &mut Fields<'_>, log: &mut Log) {
        for mut row in fields.tables("count", "count", log) {
            let of = row.need("of", log);
            let relation = row.need("relation", log).and_then(|name| self.relation_id(&name, log));
            let end = row.need("end", log).and_then(|end| end_named(&end, log));
            let kind = row.text("kind", log).filter(|kind| self.is_kind(kind, log));
            let besides_one = row.flag("besides_one", log);
            row.finish(log);
            let (Some(of), Some(relation), Some(end)) = (of, relation, end) else { continue };
            if self.declared.counts.iter().any(|c| c.of == of.value) {
                let message = format!("what `{}` counts is declared already", of.value);
                log.error(code::DECLARED_TWICE, of.span, message, None);
                continue;
            }
            let kind = kind.map(|kind| kind.value.to_owned());
            let of = of.value.to_owned();
            self.declared.counts.push(Counted { of, relation, end, kind, besides_one });
        }
    }

    fn relation_id(&self, name: &At<&str>, log: &mut Log) -> Option<RelationId> {
        let mut numbered = (0..).map(RelationId).zip(&self.declared.relations);
        let found = numbered.find(|(_, r)| r.id == name.value).map(|(id, _)| id);
        if found.is_none() {
            let known = self.declared.relations.iter().map(|r| r.id.as_str());
            let message = format!("no relation is called `{}`", name.value);
            log.error(code::UNDECLARED, name.span, message, did_you_mean(name.value, known));
        }
        found
    }

    /// Whether a name is that of a kind, or of a kind and one of its sub-kinds.
    fn is_kind(&self, name: &At<&str>, log: &mut Log) -> bool {
        let kinds = &self.declared.kinds;
        let (kind, sub) =
            name.value.split_once('/').map_or((name.value, None), |(k, s)| (k, Some(s)));
        let found = kinds.iter().find(|k| k.id == kind);
        let legal = found.is_some_and(|k| sub.is_none_or(|s| k.sub.iter().any(|one| one.id == s)));
        if !legal {
            let all: Vec<String> = kinds
                .iter()
                .flat_map(|k| k.sub.iter().map(move |s| format!("{}/{}", k.id, s.id)))
                .chain(kinds.iter().map(|k| k.id.clone()))
                .collect();
            let message = format!("no kind is called `{}`", name.value);
            let help = did_you_mean(name.value, all.iter().map(String::as_str));
            log.error(code::UNDECLARED, name.span, message, help);
        }
        legal
    }
}

fn end_named(name: &At<&str>, log: &mut Log) -> Option<End> {
    match name.value {
        "from" => Some(End::From),
        "to" => Some(End::To),
        other => {
            let message = format!("`{other}` is no end of a relation");
            log.error(code::BAD_WORD, name.span, message, "`from` or `to`".to_owned());
            None
        }
    }
}

fn rank(row: &mut Fields<'_>, log: &mut Log) -> u8 {
    let Some(rank) = row.whole("rank", log) else { return MIDDLE };
    let legal = u8::try_from(rank.value).ok().filter(|n| (1..=9).contains(n));
    legal.unwrap_or_else(|| {
        let message = format!("`rank` is {}", rank.value);
        log.error(code::BAD_WORD, rank.span, message, "1 means most in a path, 9 least".to_owned());
        MIDDLE
    })
}

fn owned(text: Option<At<&str>>) -> Option<String> {
    text.map(|t| t.value.to_owned())
}

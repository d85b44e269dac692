//! The ends of relations: from the kinds and classes written to all kinds that are legal.

use super::super::code;
use super::super::fields::Fields;
use super::super::log::Log;
use super::super::near::did_you_mean;
use super::super::tree::At;
use super::Builder;
use crate::model::schema::{Ends, Kind, KindId};

impl Builder {
    /// The kinds of this declaration, each with its number.
    fn numbered(&self) -> impl Iterator<Item = (KindId, &Kind)> {
        (0..).map(KindId).zip(&self.declared.kinds)
    }

    /// The kinds that a name in a list of ends stands for: itself, or those of a class.
    fn kinds_of(&self, name: &At<&str>, log: &mut Log) -> Vec<KindId> {
        let is =
            |kind: &Kind| kind.id == name.value || kind.classes.iter().any(|c| c == name.value);
        let kinds: Vec<_> = self.numbered().filter(|(_, k)| is(k)).map(|(id, _)| id).collect();
        if kinds.is_empty() && !self.declared.classes.iter().any(|c| c.id == name.value) {
            let kinds = self.declared.kinds.iter().map(|k| k.id.as_str());
            let known = kinds.chain(self.declared.classes.iter().map(|c| c.id.as_str()));
            let message = format!("no kind or class is called `{}`", name.value);
            log.error(code::UNDECLARED, name.span, message, did_you_mean(name.value, known));
        }
        kinds
    }

    /// A list of legal kinds, classes and stand-ins spelt out.
    fn side(&self, key: &str, row: &mut Fields<'_>, log: &mut Log) -> Vec<KindId> {
        if row.item(key).is_none() {
            row.missing(key, log);
        }
        let mut side: Vec<KindId> = Vec::new();
        for name in row.texts(key, log) {
            for id in self.kinds_of(&name, log) {
                let kind = self.declared.kinds.get(usize::from(id.0));
                let stand_ins = self
                    .numbered()
                    .filter(|(_, k)| {
                        k.stands_for.is_some() && k.stands_for == kind.map(|k| k.id.clone())
                    })
                    .map(|(id, _)| id);
                for id in std::iter::once(id).chain(stand_ins) {
                    if !side.contains(&id) {
                        side.push(id);
                    }
                }
            }
        }
        side
    }

    /// The legal pairs of ends: `from` and `to` once, or `ends`, a list of such pairs.
    pub(super) fn ends(&self, row: &mut Fields<'_>, log: &mut Log) -> Vec<Ends> {
        let written = row.place_of("ends");
        let Some(at) = written else {
            return vec![Ends { from: self.side("from", row, log), to: self.side("to", row, log) }];
        };
        if row.item("from").is_some() || row.item("to").is_some() {
            let message = "`ends` says the same as `from` and `to`";
            log.error(code::CLASH, at, message, "write the one or the other".to_owned());
        }
        let mut ends = Vec::new();
        for mut pair in row.tables("ends", "pair of ends", log) {
            ends.push(Ends {
                from: self.side("from", &mut pair, log),
                to: self.side("to", &mut pair, log),
            });
            pair.finish(log);
        }
        ends
    }

    /// The kinds named in a list, as they are, without stand-ins.
    pub(super) fn just_kinds(&self, key: &str, row: &mut Fields<'_>, log: &mut Log) -> Vec<KindId> {
        let names = row.texts(key, log);
        names.iter().flat_map(|name| self.kinds_of(name, log)).collect()
    }
}

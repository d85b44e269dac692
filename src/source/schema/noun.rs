//! What people call a kind, and the sub-kinds of a kind.

use super::super::code;
use super::super::fields::Fields;
use super::super::log::Log;
use super::super::tree::{At, Item};
use super::{Builder, is_slug, spaced};
use crate::model::schema::{Noun, SubKind, label_of};

/// The noun of a row: `one` and `many`, made from the id where they are absent.
pub(super) fn of_row(id: &str, row: &mut Fields<'_>, log: &mut Log) -> Noun {
    let one = row.text("one", log).map_or_else(|| spaced(id), |one| one.value.to_owned());
    let regular = Noun::regular(&one);
    match row.text("many", log) {
        Some(many) => Noun { one, many: many.value.to_owned() },
        None => regular,
    }
}

impl Builder {
    /// Reads `[kind.sub]` into a kind: each `id = "what people call it"`, or a table with `many`.
    pub(super) fn sub_kinds(&mut self, kind: usize, row: &mut Fields<'_>, log: &mut Log) {
        let Some(mut table) = row.table("sub", log) else { return };
        let mut keys: Vec<_> = table.places().collect();
        // As declared, not by the alphabet.
        keys.sort_by_key(|(_, at, _)| at.start);
        for (id, at, _) in keys {
            let Some(item) = table.item(id) else { continue };
            let read = match item {
                At { value: Item::Table(table), span } => {
                    let mut row = Fields::new(table, *span, "sub-kind");
                    let noun = of_row(id, &mut row, log);
                    let label = row.text("label", log).map(|l| l.value.to_owned());
                    row.finish(log);
                    Some((noun, label))
                }
                _ => table.text(id, log).map(|one| (Noun::regular(one.value), None)),
            };
            if !is_slug(id) {
                let help = "lower-case letters, figures and `-`, a letter first".to_owned();
                log.error(code::BAD_ID, at, format!("`{id}` cannot be the id of a sub-kind"), help);
                continue;
            }
            let (Some((noun, label)), Some(kind)) = (read, self.declared.kinds.get_mut(kind))
            else {
                continue;
            };
            if kind.sub.iter().any(|s| s.id == id) {
                let message = format!("{} have the sub-kind `{id}` already", kind.noun.many);
                log.error(code::DECLARED_TWICE, at, message, "leave it out".to_owned());
                continue;
            }
            let label = label.unwrap_or_else(|| label_of(id));
            kind.sub.push(SubKind { id: id.to_owned(), label, noun });
        }
    }
}

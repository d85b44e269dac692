//! Relations between nodes.

use std::collections::BTreeMap;

use super::super::code;
use super::super::fields::Fields;
use super::super::near::did_you_mean;
use super::super::tree::At;
use super::Reader;
use crate::model::schema::Relation;
use crate::model::when::{Boundary, Validity};
use crate::model::{Change, EdgeRecord};

impl<'s> Reader<'s> {
    /// `[[edge]]`.
    pub(super) fn edge(&mut self, fields: &mut Fields<'_>) {
        let mut marks = self.marks(fields, fields.span);
        let from = self.reference("from", fields);
        let to = self.reference("to", fields);
        let name = fields.need("type", &mut self.log);
        let relation = name.as_ref().and_then(|name| self.relation(name));
        let (validity, on) = self.edge_time(relation, fields);
        let attributes = if let Some(relation) = relation {
            let on = format!("`{}`", relation.id);
            self.attributes(&relation.attributes, &on, fields)
        } else {
            self.pass_over_attributes(fields);
            BTreeMap::new()
        };
        let evidence = self.evidence(fields, &mut marks);
        // What is about the data is the curator's own word.
        if relation.is_none_or(|relation| !relation.curation) {
            self.sourced(&evidence, "relation", fields);
        }
        let inferred = self.inferred(&evidence, fields);
        let note = self.note(fields);
        let (Some(from), Some(to), Some(relation)) = (from, to, relation) else {
            self.give_up();
            return;
        };
        let record = EdgeRecord {
            validity,
            on,
            attributes,
            inferred,
            note,
            evidence,
            ..EdgeRecord::new(from.value, &relation.id, to.value)
        };
        self.enter(Change::AddEdge(record), marks);
    }

    /// The relation of this name, written forward and by hand.
    fn relation(&mut self, name: &At<&str>) -> Option<&'s Relation> {
        let schema = self.schema;
        let relations = schema.relations();
        let Some(relation) = schema.relation_named(name.value).and_then(|id| schema.relation(id))
        else {
            let backward = relations.iter().find(|r| r.inverse == name.value);
            let help = match backward {
                Some(r) => Some(format!("write `{}`, with `from` and `to` exchanged", r.id)),
                None => did_you_mean(name.value, relations.iter().map(|r| r.id.as_str())),
            };
            let message = format!("no relation is called `{}`", name.value);
            self.log.error(code::UNKNOWN_RELATION, name.span, message, help);
            return None;
        };
        if relation.derived {
            let message = format!("`{}` is found by the tool", relation.id);
            self.log.error(code::NOT_BY_HAND, name.span, message, "leave it out".to_owned());
            return None;
        }
        Some(relation)
    }

    /// When a relation holds, or the day on which it happened.
    fn edge_time(
        &mut self,
        relation: Option<&Relation>,
        fields: &mut Fields<'_>,
    ) -> (Validity, Boundary) {
        let on = self.boundary("on", fields);
        let validity = self.validity(fields);
        let Some(relation) = relation else { return (validity, on) };
        let id = &relation.id;
        if relation.event {
            for key in ["start", "end"] {
                if let Some(at) = fields.place_of(key) {
                    let message = format!("`{id}` happens on a day and has no `{key}`");
                    self.log.error(code::CLASH, at, message, "write `on`".to_owned());
                }
            }
        } else if let Some(at) = fields.place_of("on") {
            let message = format!("`{id}` lasts and is not `on` a day");
            self.log.error(code::CLASH, at, message, "write `start` and `end`".to_owned());
        }
        (validity, on)
    }
}

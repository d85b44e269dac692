//! Nodes: the file's own document, nodes, and more about nodes of other files.

use std::collections::BTreeMap;

use super::super::code;
use super::super::fields::Fields;
use super::super::tree::At;
use super::{Declared, Reader};
use crate::model::schema::KindId;
use crate::model::{Addition, Change, Key, NodeRecord, Value};

impl Reader<'_> {
    /// `[source]`: the document whose statements the file holds, itself a node.
    pub(super) fn source_document(&mut self, fields: &mut Fields<'_>) {
        let Some(id) = self.id("id", fields) else { return };
        self.source = Some(id.value.clone());
        let mut marks = self.marks(fields, id.span);
        let name = self.name("title", id.value.as_str(), fields);
        let kind = self.node_kind(fields);
        if let (Some((kind, _)), Some(document)) = (&kind, self.schema.kind_named("document"))
            && *kind != document
        {
            let at = fields.place_of("kind").unwrap_or(fields.span);
            let message = "a source is a document";
            self.log.error(
                code::NOT_A_DOCUMENT,
                at,
                message,
                "write `document` or one of its sub-kinds".to_owned(),
            );
        }
        let aka = self.aka(fields, &mut marks);
        let identifiers = self.ids(fields, &mut marks);
        let validity = self.validity(fields);
        let attributes = self.kind_attributes(kind.as_ref(), fields);
        let note = self.note(fields);
        let Some((kind, sub_kinds)) = self.declare(id.clone(), kind) else { return };
        let record = NodeRecord {
            sub_kinds,
            aka,
            identifiers,
            validity,
            attributes,
            note,
            ..NodeRecord::new(id.value, &kind, &name)
        };
        self.enter(Change::AddNode(record), marks);
    }

    /// `[[node]]`.
    pub(super) fn node(&mut self, fields: &mut Fields<'_>) {
        let id = self.id("id", fields);
        let at = id.as_ref().map_or(fields.span, |id| id.span);
        let mut marks = self.marks(fields, at);
        let key = id.as_ref().map_or("", |id| id.value.as_str());
        let name = self.name("name", key, fields);
        let kind = self.node_kind(fields);
        let aka = self.aka(fields, &mut marks);
        let identifiers = self.ids(fields, &mut marks);
        let validity = self.validity(fields);
        let attributes = self.kind_attributes(kind.as_ref(), fields);
        let evidence = self.evidence(fields, &mut marks);
        let inferred = self.inferred(&evidence, fields);
        let note = self.note(fields);
        let facts = self.facts(fields, &mut marks);
        let declared = id.clone().and_then(|id| self.declare(id, kind));
        let (Some(id), Some((kind, sub_kinds))) = (id, declared) else {
            self.give_up();
            return;
        };
        let record = NodeRecord {
            sub_kinds,
            aka,
            identifiers,
            validity,
            attributes,
            inferred,
            note,
            facts,
            evidence,
            ..NodeRecord::new(id.value, &kind, &name)
        };
        self.enter(Change::AddNode(record), marks);
    }

    /// `[[about]]`: more names, dates and evidence for a node of another file.
    pub(super) fn about(&mut self, fields: &mut Fields<'_>) {
        let id = self.reference("id", fields);
        let at = id.as_ref().map_or(fields.span, |id| id.span);
        let mut marks = self.marks(fields, at);
        let addition = Addition {
            aka: self.aka(fields, &mut marks),
            identifiers: self.ids(fields, &mut marks),
            known: self.known(fields),
            facts: self.facts(fields, &mut marks),
            note: self.note(fields),
            evidence: if fields.place_of("known").is_some() {
                self.evidence(fields, &mut marks)
            } else {
                self.written_evidence(fields, &mut marks)
            },
        };
        match id {
            Some(id) => self.enter(Change::ExtendNode(id.value, addition), marks),
            None => self.give_up(),
        }
    }

    fn node_kind(&mut self, fields: &mut Fields<'_>) -> Option<(KindId, Vec<String>)> {
        let text = fields.need("kind", &mut self.log)?;
        self.kind(&text)
    }

    /// The attributes that nodes of a kind carry.
    fn kind_attributes(
        &mut self,
        kind: Option<&(KindId, Vec<String>)>,
        fields: &mut Fields<'_>,
    ) -> BTreeMap<String, Value> {
        let schema = self.schema;
        let Some(kind) = kind.and_then(|(kind, _)| schema.kind(*kind)) else {
            self.pass_over_attributes(fields);
            return BTreeMap::new();
        };
        let on = format!("the kind {}", kind.noun.one);
        self.attributes(&kind.attributes, &on, fields)
    }

    /// Declares a node; the id of its kind and its sub-kinds, if the schema knows them.
    fn declare(
        &mut self,
        id: At<Key>,
        kind: Option<(KindId, Vec<String>)>,
    ) -> Option<(String, Vec<String>)> {
        let number = kind.as_ref().map(|(kind, _)| *kind);
        self.declared.push(Declared { key: id.value, kind: number, at: id.span });
        let (kind, sub_kinds) = kind?;
        let kind = self.schema.kind(kind)?;
        Some((kind.id.clone(), sub_kinds))
    }
}

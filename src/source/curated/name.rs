//! Other names and external identifiers of a node.

use super::super::code;
use super::super::fields::{Fields, as_text, wrong};
use super::super::mark::Marks;
use super::super::near::did_you_mean;
use super::super::tree::{At, Item};
use super::Reader;
use crate::model::{Form, Identifier, NameForm};

impl Reader<'_> {
    /// Other names: each a text, or a table with what sort of name it is and when it was in use.
    pub(super) fn aka(&mut self, fields: &mut Fields<'_>, marks: &mut Marks) -> Vec<NameForm> {
        let Some(item) = fields.item("aka") else { return Vec::new() };
        let names = match &item.value {
            Item::List(names) => names.as_slice(),
            _ => std::slice::from_ref(item),
        };
        let mut forms = Vec::new();
        for name in names {
            if let Some((form, places)) = self.name_form(name) {
                forms.push(form);
                marks.aka.push(places);
            }
        }
        forms
    }

    fn name_form(&mut self, item: &At<Item>) -> Option<(NameForm, Marks)> {
        let nothing = super::super::tree::Table::default();
        let (table, bare) = match &item.value {
            Item::Table(table) => (table, None),
            Item::Text(_) => (&nothing, Some(as_text("aka", item, &mut self.log)?)),
            _ => {
                wrong("aka", "names", item, &mut self.log);
                return None;
            }
        };
        let mut fields = Fields::new(table, item.span, "name");
        let text = match bare {
            Some(text) => Some(text),
            None => fields.need("name", &mut self.log),
        };
        let mut marks = self.marks(&fields, text.as_ref().map_or(item.span, |text| text.span));
        let form = self.form(&mut fields);
        let validity = self.validity(&mut fields);
        let evidence = self.evidence(&mut fields, &mut marks);
        fields.finish(&mut self.log);
        let text = text?.value.to_owned();
        Some((NameForm { text, form, validity, evidence }, marks))
    }

    fn form(&mut self, fields: &mut Fields<'_>) -> Form {
        const FORMS: [(&str, Form); 3] =
            [("former", Form::Former), ("short", Form::Short), ("spelling", Form::Spelling)];
        let Some(kind) = fields.text("kind", &mut self.log) else { return Form::Other };
        let known = self.word("kind", &kind, FORMS.map(|(word, _)| word));
        let form = FORMS.into_iter().find(|(word, _)| *word == kind.value);
        known.and(form).map_or(Form::Other, |(_, form)| form)
    }

    /// External identifiers: a table of codes, or lists of codes, by scheme.
    pub(super) fn ids(&mut self, fields: &mut Fields<'_>, marks: &mut Marks) -> Vec<Identifier> {
        let Some(mut table) = fields.table("ids", &mut self.log) else { return Vec::new() };
        let mut identifiers = Vec::new();
        for (scheme, at, value) in table.places() {
            let schemes = &self.schema.declared().schemes;
            if !schemes.iter().any(|s| s.id == scheme) {
                let help = did_you_mean(scheme, schemes.iter().map(|s| s.id.as_str()));
                let message = format!("no scheme of identifiers is called `{scheme}`");
                self.log.error(code::UNKNOWN_SCHEME, at, message, help);
                continue;
            }
            marks.keys.insert(format!("ids.{scheme}"), value);
            for code in table.texts(scheme, &mut self.log) {
                let (scheme, value) = (scheme.to_owned(), code.value.to_owned());
                identifiers.push(Identifier { scheme, value });
            }
        }
        identifiers
    }

    /// The name of a node in `key`; an id must do where it is missing, which is an error.
    pub(super) fn name(&mut self, key: &str, id: &str, fields: &mut Fields<'_>) -> String {
        fields.need(key, &mut self.log).map_or_else(|| id.to_owned(), |name| name.value.to_owned())
    }
}

//! Values of attributes and facts, held against the type that the schema declares.

use std::collections::BTreeMap;

use super::super::code;
use super::super::fields::{Fields, as_text, wrong};
use super::super::near::{choice, did_you_mean};
use super::super::tree::{At, Item};
use super::Reader;
use crate::model::Value;
use crate::model::schema::ValueType;

impl Reader<'_> {
    /// The attributes of a relation or a kind, which `on` names: `a person`, `` `leads` ``.
    pub(super) fn attributes(
        &mut self,
        declared: &[String],
        on: &str,
        fields: &mut Fields<'_>,
    ) -> BTreeMap<String, Value> {
        let mut values = BTreeMap::new();
        for id in declared {
            let Some(attribute) = self.known_attributes.get(id.as_str()).copied() else { continue };
            if let Some(item) = fields.item(id)
                && let Some(value) = self.value(id, item, &attribute.value)
            {
                values.insert(id.clone(), value);
            }
        }
        for (key, at, _) in fields.places() {
            let foreign =
                self.known_attributes.contains_key(key) && !declared.iter().any(|d| d == key);
            if foreign && !fields.has_asked(key) {
                fields.item(key);
                let help = if declared.is_empty() {
                    format!("{on} carries no attributes; leave it out")
                } else {
                    format!("{on} can carry {}", declared.join(", "))
                };
                let message = format!("`{key}` is not an attribute of {on}");
                self.log.error(code::BAD_ATTRIBUTE, at, message, help);
            }
        }
        values
    }

    /// Asks for every attribute there is, where it is not known which of them belong here.
    pub(super) fn pass_over_attributes(&self, fields: &mut Fields<'_>) {
        for id in self.known_attributes.keys() {
            fields.item(id);
        }
    }

    /// The value of `key`, if it is of the type declared.
    pub(super) fn value(&mut self, key: &str, item: &At<Item>, takes: &ValueType) -> Option<Value> {
        match (takes, &item.value) {
            (ValueType::Whole | ValueType::Number, Item::Whole(n)) => Some(Value::Integer(*n)),
            (ValueType::Number, Item::Number(n)) => Some(Value::Float(*n)),
            (ValueType::YesNo, Item::Flag(flag)) => Some(Value::Boolean(*flag)),
            (ValueType::Whole, _) => self.wrong(key, "a whole number", item),
            (ValueType::Number, _) => self.wrong(key, "a number", item),
            (ValueType::YesNo, _) => self.wrong(key, "true or false", item),
            (ValueType::Text, _) => {
                as_text(key, item, &mut self.log).map(|text| Value::text(text.value))
            }
            (ValueType::Date, _) => {
                let text = as_text(key, item, &mut self.log)?;
                self.period(&text).map(|_| Value::text(text.value))
            }
            (ValueType::Node, _) => {
                let text = as_text(key, item, &mut self.log)?;
                let id = self.key(&text)?;
                self.refer(&id, false);
                Some(Value::text(id.value.as_str()))
            }
            (ValueType::Word(words), _) => {
                let text = as_text(key, item, &mut self.log)?;
                self.word(key, &text, words.iter().map(String::as_str))?;
                Some(Value::text(text.value))
            }
        }
    }

    fn wrong(&mut self, key: &str, takes: &str, item: &At<Item>) -> Option<Value> {
        wrong(key, takes, item, &mut self.log);
        None
    }

    /// One of the words that `key` takes.
    pub(super) fn word<'w>(
        &mut self,
        key: &str,
        text: &At<&str>,
        words: impl IntoIterator<Item = &'w str> + Clone,
    ) -> Option<()> {
        if words.clone().into_iter().any(|word| word == text.value) {
            return Some(());
        }
        let help = did_you_mean(text.value, words.clone())
            .unwrap_or_else(|| format!("it takes {}", choice(words)));
        let message = format!("`{key}` cannot be `{}`", text.value);
        self.log.error(code::BAD_WORD, text.span, message, help);
        None
    }
}

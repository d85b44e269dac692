//! Ids of nodes: `prefix:slug`.

use super::super::code;
use super::super::fields::Fields;
use super::super::tree::At;
use super::{Reader, Reference};
use crate::model::Key;

impl Reader<'_> {
    /// The id of a node in a key that must be there.
    pub(super) fn id(&mut self, key: &str, fields: &mut Fields<'_>) -> Option<At<Key>> {
        let text = fields.need(key, &mut self.log)?;
        self.key(&text)
    }

    /// The id of a node that must exist, in a key that must be there.
    pub(super) fn reference(&mut self, key: &str, fields: &mut Fields<'_>) -> Option<At<Key>> {
        let id = self.id(key, fields)?;
        self.refer(&id, false);
        Some(id)
    }

    /// Notes that a node must exist.
    pub(super) fn refer(&mut self, id: &At<Key>, as_source: bool) {
        self.references.push(Reference { key: id.value.clone(), at: id.span, as_source });
    }

    pub(super) fn key(&mut self, text: &At<&str>) -> Option<At<Key>> {
        if is_id(text.value) {
            return Some(At::new(Key::from(text.value), text.span));
        }
        let help = as_id(text.value).map_or_else(
            || "ids are written `org:some-name`: lower-case letters, figures and `-`".to_owned(),
            |id| format!("did you mean `{id}`?"),
        );
        let message = format!("`{}` cannot be an id", text.value);
        self.log.error(code::BAD_ID, text.span, message, help);
        None
    }
}

/// Whether a text is a prefix and a slug of lower-case letters, figures and `-`.
pub(in crate::source) fn is_id(text: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    text.split_once(':').is_some_and(|(prefix, slug)| is_word(prefix) && is_word(slug))
}

/// The id that a text was perhaps meant to be.
fn as_id(text: &str) -> Option<String> {
    let id: String = text
        .trim()
        .chars()
        .map(|c| if c == ' ' || c == '_' { '-' } else { c.to_ascii_lowercase() })
        .collect();
    is_id(&id).then_some(id)
}
